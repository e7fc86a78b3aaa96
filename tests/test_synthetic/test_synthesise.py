"""`sufficiency ssda903 synthesise`, as a person would type it: what it writes, and what it refuses."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from sufficiency.bundled import bundled_root
from sufficiency.commands.app import program
from sufficiency.errors import EXIT_INPUT, EXIT_OUTPUT, EXIT_USAGE, OutputError, SufficiencyError
from sufficiency.synthetic.returns import Return
from sufficiency.writers.returns import write_returns

YEARS = "2018..2019"


def type_in(*words: str) -> tuple[int, str]:
    """The exit code and what was said; a refusal of ours as its message and code."""
    found = CliRunner().invoke(program(), ["ssda903", "synthesise", *words])
    if isinstance(found.exception, SufficiencyError):
        return found.exception.exit_code, str(found.exception)
    return found.exit_code, " ".join((found.output).replace("│", " ").split())


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made_and_said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("made") / "returns"
    code, said = type_in("--like", "thurrock", "--years", YEARS, "--out", str(out))
    assert code == 0, said
    return out, said


@pytest.fixture(scope="module")
def made(made_and_said: tuple[Path, str]) -> Path:
    return made_and_said[0]


def test_it_writes_a_folder_a_year_the_truth_and_a_readme(made: Path) -> None:
    of_a_year = ("episodes.csv", "header.csv", "uasc.csv")
    assert set(contents(made)) == {
        "README.txt",
        "truth.csv",
        *(f"{year}/{name}" for year in ("2017-18", "2018-19") for name in of_a_year),
    }


def test_the_readme_says_first_that_no_child_is_real(made: Path) -> None:
    assert (made / "README.txt").read_text(encoding="utf-8").startswith("NO CHILD IN THESE FILES IS REAL.")


def test_dates_are_as_councils_write_them(made: Path) -> None:
    episodes = pd.read_csv(made / "2018-19" / "episodes.csv", dtype=str, keep_default_na=False)
    assert episodes["DECOM"].str.fullmatch(r"\d\d/\d\d/\d{4}").all()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(made: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        arguments = ("--like", "thurrock", "--years", YEARS, "--seed", seed)
        assert type_in(*arguments, "--out", str(tmp_path / seed))[0] == 0
    assert contents(tmp_path / "1") == contents(made)
    other = contents(tmp_path / "2")
    assert other["2018-19/episodes.csv"] != contents(made)["2018-19/episodes.csv"]


def test_it_says_how_near_the_drawn_children_come(made_and_said: tuple[Path, str]) -> None:
    _, said = made_and_said
    assert "2019 290 290.0" in said
    assert "No child in them is real." in said


def test_more_children_are_as_many_times_more(tmp_path: Path) -> None:
    arguments = ("--like", "thurrock", "--years", YEARS, "--children-scale", "3", "--out")
    assert type_in(*arguments, str(tmp_path / "out"))[0] == 0
    truth = pd.read_csv(tmp_path / "out" / "truth.csv")
    drawn = truth[(truth["kind"] == "drawn") & (truth["measure"] == "stock") & (truth["year"] == 2019)]
    assert drawn["value"].item() == pytest.approx(3 * 290, abs=4 * (3 * 290) ** 0.5)


def test_a_scenario_may_be_named_instead_of_an_authority(tmp_path: Path) -> None:
    code, said = type_in("--like", "thurrock-2019", "--years", YEARS, "--out", str(tmp_path / "out"))
    assert code == 0, said


def test_the_tools_own_check_finds_nothing_to_set_aside_and_counts_the_same(made: Path) -> None:
    said = CliRunner().invoke(program(), ["ssda903", "check", str(made)]).output
    truth = pd.read_csv(made / "truth.csv")
    drawn = truth[(truth["kind"] == "drawn") & (truth["measure"] == "stock")]
    for year, children in zip(drawn["year"], drawn["value"], strict=True):
        assert f"31 March {year:.0f}: " in said
        assert f" {children:.0f} looked after." in said
    assert "- Set aside" not in said


# --- What it refuses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ("2023..2015", "2023 is after 2015. Write 2015..2023."),
        ("2019..2019", "one year shows nobody who comes and goes."),
        ("2019", "'2019' is not a first and a last year. Write 2015..2023."),
        ("1990..2023", "more than 30 years."),
    ],
)
def test_years_that_are_none_are_refused(tmp_path: Path, years: str, words: str) -> None:
    code, said = type_in("--like", "thurrock", "--years", years, "--out", str(tmp_path / "out"))
    assert code == EXIT_USAGE
    assert words in said
    assert not (tmp_path / "out").exists()


def test_an_authority_that_is_not_known_is_refused_with_the_nearest(tmp_path: Path) -> None:
    code, said = type_in("--like", "thurock", "--years", YEARS, "--out", str(tmp_path / "out"))
    assert code == EXIT_INPUT
    assert "there is no authority or scenario of that name. Did you mean 'thurrock'?" in said


def test_years_that_are_not_published_are_refused_by_name(tmp_path: Path) -> None:
    code, said = type_in("--like", "thurrock", "--years", "2022..2024", "--out", str(tmp_path / "out"))
    assert code == EXIT_INPUT
    assert "cla_count/2024: needed to invent returns, and not published in the data." in said
    assert "cla_started/2024" in said


def test_years_without_a_base_are_refused(tmp_path: Path) -> None:
    code, said = type_in("--like", "thurrock", "--years", "2013..2016", "--out", str(tmp_path / "out"))
    assert code == EXIT_INPUT
    assert "Take in 2019 or 2023." in said


def test_a_folder_with_files_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "episodes.csv").write_text("CHILD\n", encoding="utf-8")
    code, said = type_in("--like", "thurrock", "--years", YEARS, "--out", str(tmp_path))
    assert code == EXIT_OUTPUT
    assert "is not empty. Name a new folder, so that nothing is overwritten." in said
    assert [path.name for path in tmp_path.iterdir()] == ["episodes.csv"]


def test_a_failure_half_way_leaves_nothing(tmp_path: Path) -> None:
    def stopped() -> Iterator[Return]:
        yield Return(2019, [("CHILD",)], [("CHILD",)], [("CHILD",)])
        raise OSError("the disk is gone")

    with pytest.raises(OutputError, match="could not be written"):
        write_returns(stopped(), [], "", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("scale", ["0", "-1", "1000", "nan"])
def test_a_scale_that_is_none_is_refused(tmp_path: Path, scale: str) -> None:
    arguments = ("--like", "thurrock", "--years", YEARS, "--out", str(tmp_path / "out"))
    code, said = type_in(*arguments, "--children-scale", scale)
    assert code == EXIT_USAGE
    assert "must be above 0, and 200 at the most." in said


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write_returns([], [], "", out)
    assert (out / "truth.csv").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


# --- What is not published ------------------------------------------------------------------------


def scenario_without(folder: Path, *measures: str) -> Path:
    """A scenario of one's own: Thurrock's of 2019 with some measures taken out of its data."""
    root = bundled_root()
    for name in ("thurrock", "england"):
        shutil.copytree(root / "data" / name, folder / "data" / name)
    (folder / "scenarios").mkdir()
    scenario = folder / "scenarios" / "thurrock-2019.toml"
    shutil.copyfile(root / "scenarios" / "thurrock-2019.toml", scenario)
    for path in (folder / "data" / "thurrock").glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(tuple(f"{name}," for name in measures))]
        path.write_text("".join(kept), encoding="utf-8")
    return scenario


def test_englands_homes_and_distances_stand_in_for_what_is_not_published(tmp_path: Path) -> None:
    scenario = scenario_without(tmp_path, "children_by_placement", "children_by_distance")
    code, said = type_in("--like", str(scenario), "--years", YEARS, "--out", str(tmp_path / "out"))
    assert code == 0, said
    assert "children by placement: not published; England's shares" in said
    assert "children by distance: not published; England's shares" in said


def test_who_started_by_age_has_nothing_to_stand_in_for_it(tmp_path: Path) -> None:
    scenario = scenario_without(tmp_path, "started_by_age", "children_by_age")
    code, said = type_in("--like", str(scenario), "--years", YEARS, "--out", str(tmp_path / "out"))
    assert code == EXIT_INPUT
    assert "started_by_age/under_1: needed to invent returns" in said
    assert "children_by_age/16_to_17: needed to invent returns" in said
    assert not (tmp_path / "out").exists()


def test_nobody_at_all_is_still_a_return(tmp_path: Path) -> None:
    arguments = ("--like", "thurrock", "--years", YEARS, "--children-scale", "0.0001", "--out")
    assert type_in(*arguments, str(tmp_path / "out"))[0] == 0
    assert len((tmp_path / "out" / "2018-19" / "header.csv").read_text().splitlines()) <= 2
