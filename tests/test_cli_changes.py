"""`sufficiency changes`, as a person would type it: what it prints and writes, and what it refuses."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from test_cli import Said, contents, type_in

from sufficiency.errors import EXIT_INPUT, EXIT_OUTPUT, EXIT_USAGE
from sufficiency.manifest import sha256_of

TABLES = ("children", "demand", "figures", "forecast_and_actual", "gap", "history", "places", "position",
          "scenario", "select_list")  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with finished runs of two bundled scenarios, `then` of 2019 and `now` of 2023."""
    folder = tmp_path_factory.mktemp("runs")
    for scenario, name in (("thurrock-2019", "then"), ("thurrock-2023", "now")):
        assert type_in("run", scenario, "--draws", "4", "--out", folder / name).code == 0
        shutil.rmtree(folder / name / "charts")  # nothing here reads them
    return folder


@pytest.fixture(autouse=True)
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the two runs and no other file."""
    folder = tmp_path / "here"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    return folder


def manifest(folder: str) -> dict[str, object]:
    told = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(told, dict)
    return told


def change_manifest(folder: str, **changed: object) -> None:
    path = Path(folder) / "manifest.json"
    path.write_text(json.dumps({**manifest(folder), **changed}), encoding="utf-8")


def as_of_an_earlier_version(folder: str) -> None:
    """A run whose manifest names its files without their hashes, so that its tables are taken as they are."""
    files = manifest(folder)["files"]
    assert isinstance(files, list)
    names = [each["path"] if isinstance(each, dict) else each for each in files]
    change_manifest(folder, files=names, version="0.0.1")


def together(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def assert_refused(said: Said, code: int, *words: str) -> None:
    """Refused in so many words, with nothing printed and nothing written beside the runs."""
    assert (said.code, said.out) == (code, "")
    assert [word for word in words if word not in together(said.err)] == []
    assert "Traceback" not in said.err
    assert "Something went wrong" not in said.err
    assert not [path.name for path in Path().iterdir() if path.name.startswith(".") or path.name == "out"]


# --- What is printed ------------------------------------------------------------------------------
def test_what_was_expected_comes_first_and_then_the_rest_in_order() -> None:
    said = type_in("changes", "then", "now")
    assert said.code == 0
    headings = [
        "What changed: Thurrock, 31 March 2019 to 31 March 2023",
        "What was expected, and what happened",
        "Data and restatements",
        "Assumptions",
        "How the two runs were made",
        "Demand",
        "Places",
        "Gap",
        "Position",
    ]
    lines = said.out.splitlines()
    assert [line for line in lines if line in headings] == headings


def test_it_says_that_it_is_restricted() -> None:
    assert "Restricted: not for publication." in type_in("changes", "then", "now").out


def test_the_expected_number_is_printed_with_its_range_beside_the_count() -> None:
    old = pd.read_csv("then/tables/cla.csv").query("year == 2023 and stream == 'total'").iloc[0]
    expected = f"{old['central']:.0f} ({old['p10']:.0f} to {old['p90']:.0f})"
    printed = together(type_in("changes", "then", "now").out)
    assert f"had about {expected} children looked after for 31 March 2023; the figure was 292" in printed


def test_a_run_beside_its_own_copy_has_no_change() -> None:
    shutil.copytree("then", "copy")
    said = type_in("changes", "then", "copy")
    assert said.code == 0
    assert said.out.count("Nothing has changed.") == 4
    assert "Both runs are of one scenario, with the same version, seed, draws and horizon." in said.out


# --- What is written ------------------------------------------------------------------------------
def test_a_page_tables_and_a_manifest_are_written(here: Path) -> None:
    said = type_in("changes", "then", "now", "--out", "out")
    assert said.code == 0
    assert said.out.endswith(
        "Written to out: changes.md, tables/ and manifest.json. Restricted: not for publication.\n"
    )
    files = ["changes.md", *(f"tables/{name}.csv" for name in TABLES)]
    assert list(contents(here / "out")) == sorted([*files, "manifest.json"])
    assert manifest("out")["files"] == files


def test_the_manifest_says_which_runs_were_compared() -> None:
    assert type_in("changes", "then", "now", "--out", "out").code == 0
    told = manifest("out")
    assert (told["tool"], told["what"]) == ("sufficiency", "changes")
    for which, folder, scenario, day in (
        ("old", "then", "thurrock-2019", "2019-03-31"),
        ("new", "now", "thurrock-2023", "2023-03-31"),
    ):
        of_run = told[which]
        assert isinstance(of_run, dict)
        assert (of_run["scenario"], of_run["as_at"], of_run["seed"], of_run["draws"]) == (scenario, day, 1, 4)
        assert of_run["manifest_sha256"] == sha256_of(Path(folder) / "manifest.json")


def test_the_same_runs_give_the_same_bytes_wherever_they_stand(here: Path) -> None:
    assert type_in("changes", "then", "now", "--out", "out").code == 0
    (here / "elsewhere").mkdir()
    for name in ("then", "now"):
        shutil.copytree(name, f"elsewhere/{name}-moved")
    moved = here / "elsewhere"
    assert type_in("changes", moved / "then-moved", moved / "now-moved", "--out", "again").code == 0
    assert contents(here / "out") == contents(here / "again")


def test_nothing_that_is_written_tells_a_path(here: Path) -> None:
    assert type_in("changes", here / "then", here / "now", "--out", here / "out").code == 0
    assert not [name for name, text in contents(here / "out").items() if str(here).encode() in text]


def test_earlier_changes_are_replaced_and_the_runs_are_left_alone(here: Path) -> None:
    before = {name: contents(here / name) for name in ("then", "now")}
    for _ in range(2):
        assert type_in("changes", "then", "now", "--out", "out").code == 0
    assert {name: contents(here / name) for name in ("then", "now")} == before


# --- What is refused ------------------------------------------------------------------------------
def test_runs_of_different_authorities_are_refused() -> None:
    change_manifest("now", authority="Medway")
    said = type_in("changes", "then", "now", "--out", "out")
    assert_refused(said, EXIT_INPUT, "is of Medway; then is of Thurrock", "Name two runs of one authority.")


def test_a_new_run_older_than_the_old_one_is_refused_with_what_to_type() -> None:
    said = type_in("changes", "now", "then", "--out", "out")
    assert_refused(said, EXIT_INPUT, "Name the older first: sufficiency changes then now")


def test_the_same_folder_twice_is_refused() -> None:
    said = type_in("changes", "then", Path("now") / ".." / "then", "--out", "out")
    assert_refused(said, EXIT_INPUT, "is named twice.")


@pytest.mark.parametrize("name", ["nowhere", "empty", "out.csv"])
def test_what_is_no_run_is_refused(name: str) -> None:
    Path("empty").mkdir()
    Path("out.csv").write_text("year\n2019\n", encoding="utf-8")
    said = type_in("changes", name, "now", "--out", "out")
    assert_refused(said, EXIT_INPUT, f"{name}: holds no finished run.")


def test_two_folders_that_are_no_runs_are_both_told() -> None:
    assert_refused(type_in("changes", "this", "that"), EXIT_INPUT, "2 faults", "this:", "that:")


def test_changes_that_were_written_are_no_run() -> None:
    assert type_in("changes", "then", "now", "--out", "earlier").code == 0
    said = type_in("changes", "earlier", "now", "--out", "out")
    assert_refused(said, EXIT_INPUT, "is not the manifest of a run.")


@pytest.mark.parametrize(
    ("table", "becomes"),
    [
        ("gap", lambda text: text + text.splitlines()[-1] + "\n"),
        ("cla", lambda text: text.replace("2019,total,", "2019,total,many", 1)),
        ("cla", lambda text: text.splitlines()[0] + "\n"),
        ("demand", lambda text: text.replace("2019,", ",", 1)),
    ],
    ids=["a row twice", "a word for a number", "no rows", "no year"],
)
def test_a_table_that_is_no_longer_as_a_run_wrote_it_is_refused(table: str, becomes: object) -> None:
    as_of_an_earlier_version("then")
    path = Path("then") / "tables" / f"{table}.csv"
    assert callable(becomes)
    path.write_text(becomes(path.read_text(encoding="utf-8")), encoding="utf-8")
    said = type_in("changes", "then", "now", "--out", "out")
    assert_refused(said, EXIT_INPUT, f"{table}.csv", "Run the scenario again into this folder.")


@pytest.mark.parametrize("out", ["then", "now", "now/changes"])
def test_changes_are_not_written_over_a_run_or_inside_one(out: str, here: Path) -> None:
    before = contents(here)
    said = type_in("changes", "then", "now", "--out", out)
    assert_refused(said, EXIT_OUTPUT, "is one of the runs to compare, or in it", "Choose another --out.")
    assert contents(here) == before


def test_a_folder_with_other_files_is_refused_and_left_as_it_was(here: Path) -> None:
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("mine", encoding="utf-8")
    assert_refused(type_in("changes", "then", "now", "--out", "mine"), EXIT_OUTPUT, "is not an earlier run")
    assert contents(here / "mine") == {"notes.txt": b"mine"}


def test_one_run_alone_is_not_understood() -> None:
    assert_refused(type_in("changes", "then"), EXIT_USAGE, "NEW_RUN")


# --- Runs of another version ----------------------------------------------------------------------
def test_a_table_that_an_old_run_lacks_is_named_and_the_rest_is_compared() -> None:
    Path("then/tables/history.csv").unlink()
    as_of_an_earlier_version("then")
    said = type_in("changes", "then", "now")
    assert said.code == 0
    words = together(said.out)
    assert "The old run, of version 0.0.1, lacks the table history, so that is not compared." in words
    assert "Version 0.0.1 made the old run" in words
    assert "the figure was 292" in words
