"""A working folder of a council that does not exist: what is taken, worked out, and left blank."""

import csv
from pathlib import Path

import pytest
from test_cli import type_in

from sufficiency.figures.blanks import BLANKS_COLUMNS, FILE_NAME, FORMAT, STAMP_NAME, STAMP_TABLE
from sufficiency.figures.book import FigureBook
from sufficiency.loading import load
from sufficiency.readers.figures import read_figures
from test_starter.made_public import NAME, TOTAL, YEAR, characteristics, public_files


def drafted(folder: Path, name: str = NAME, public: Path | None = None) -> Path:
    """The folder that `sufficiency new` writes."""
    given = ("--from", public) if public else ()
    said = type_in("new", name, *given, "--out", folder)
    assert said.code == 0, said.err
    return folder


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return public_files(tmp_path_factory.mktemp("made") / "public")


@pytest.fixture(scope="module")
def folder(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drafted(tmp_path_factory.mktemp("made") / "anyshire", public=public)


@pytest.fixture(scope="module")
def book(folder: Path) -> FigureBook:
    figures, faults = read_figures(folder / "data", None)
    assert faults == []
    return FigureBook(figures)


def value(book: FigureBook, name: str) -> float:
    figure = book.named(name)
    assert figure is not None, name
    return figure.value


def blanks(folder: Path) -> list[dict[str, str]]:
    with (folder / "data" / FILE_NAME).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_base_year_is_the_newest_with_age_placement_and_distance(folder: Path) -> None:
    assert load(str(folder / "base.toml")).inputs.scenario.base_year == YEAR


def test_every_margin_adds_to_all_children(book: FigureBook) -> None:
    bands = ("within_20_inside", "within_20_outside", "over_20_inside", "over_20_outside", "not_known")
    distances = [value(book, f"children_by_distance/{band}") for band in bands]
    for margin in ("children_by_age", "children_by_placement"):
        assert sum(figure.value for figure in book.of(margin)) == TOTAL
    assert sum(distances) == TOTAL == value(book, f"cla_count/council/{YEAR}")


def test_children_with_parents_are_those_whose_provider_is_a_parent(book: FigureBook) -> None:
    figure = book.named("children_by_placement/with_parents")
    assert figure is not None
    assert (figure.value, figure.kind) == (7, "derived")


def test_suppressed_placements_share_what_is_left_as_when_they_were_last_published(book: FigureBook) -> None:
    """120 less 80, 12, 15 and 7 leave 6: adoption was 6 the year before, schools never published (3)."""
    adoption = book.named("children_by_placement/placed_for_adoption")
    residential = book.named("children_by_placement/residential")
    assert adoption is not None
    assert residential is not None
    assert (adoption.value, adoption.kind) == (4, "assumed")
    assert (residential.value, residential.kind) == (12 + 2, "assumed")
    assert "docs/decisions/0027" in adoption.source


def test_suppressed_distances_are_what_the_sums_by_distance_and_side_leave(book: FigureBook) -> None:
    assert value(book, "children_by_distance/over_20_inside") == 30 - 28
    assert value(book, "children_by_distance/not_known_inside") == 10 - 6
    assert all(figure.kind != "assumed" for figure in book.of("children_by_distance"))


def test_every_figure_says_where_it_comes_from_and_what_kind_it_is(book: FigureBook) -> None:
    assert all(figure.source and figure.as_at and figure.kind for figure in book)
    assert all("docs/decisions/0027" in figure.source for figure in book if figure.kind == "assumed")


def test_what_the_gap_rests_on_and_nobody_publishes_has_a_low_and_a_high(folder: Path) -> None:
    ledger = load(str(folder / "base.toml")).inputs.ledger()
    assert all(figure.is_uncertain for figure in ledger)


def test_growth_without_a_projection_is_assumed_and_says_so(book: FigureBook) -> None:
    growth = book.of("child_population_growth")
    assert {figure.category for figure in growth} == {"assumed"}
    assert {figure.kind for figure in growth} == {"assumed"}
    assert all("no projection" in figure.note for figure in growth)


def test_the_history_is_there_to_the_base_year(book: FigureBook) -> None:
    counts = {figure.year: figure.value for figure in book.of("cla_count") if figure.category == "dfe"}
    assert counts[2019] == 100
    assert counts[YEAR] == TOTAL


def test_blanks_are_not_recorded_and_come_most_valuable_first(folder: Path) -> None:
    rows = blanks(folder)
    assert list(rows[0]) == list(BLANKS_COLUMNS)
    assert rows[0]["measure"] == "kinship_children"
    assert all(row["value"] == "" for row in rows)
    assert [int(row["rank"]) for row in rows] == sorted(int(row["rank"]) for row in rows)
    assert all(row["what"] and row["who_has_it"] and row["where_published"] for row in rows)


def test_a_folder_that_has_what_a_run_needs_asks_for_none_of_it(folder: Path) -> None:
    assert "0" not in {row["rank"] for row in blanks(folder)}


def test_all_four_scenarios_can_be_read(folder: Path) -> None:
    names = sorted(path.name for path in folder.glob("*.toml") if path.name != STAMP_NAME)
    assert names == ["base.toml", "count-holds.toml", "more-near-home.toml", "rate-holds.toml"]
    titles = {load(str(folder / name)).inputs.scenario.title for name in names}
    assert len(titles) == len(names)


def test_the_folder_says_which_version_wrote_it(folder: Path) -> None:
    import tomllib

    stamp = tomllib.loads((folder / STAMP_NAME).read_text(encoding="utf-8"))
    assert stamp[STAMP_TABLE]["format"] == FORMAT


def test_each_file_is_said_with_what_was_taken_from_it(public: Path, tmp_path: Path) -> None:
    said = " ".join(type_in("new", NAME, "--from", public, "--out", tmp_path / "x").out.split())
    assert "a.csv: children looked after on 31 March" in said
    assert "b.csv: numbers and rates" in said
    assert "Left alone, because it is not a published file that is known: notes.csv" in said


def test_a_file_that_makes_no_base_year_alone_is_said_to_lack_one(public: Path, tmp_path: Path) -> None:
    numbers_alone = tmp_path / "public"
    numbers_alone.mkdir()
    (numbers_alone / "b.csv").write_bytes((public / "b.csv").read_bytes())
    said = " ".join(type_in("new", NAME, "--from", numbers_alone, "--out", tmp_path / "x").out.split())
    assert "Left alone, because no year here has all children with their ages, placements and dist" in said


@pytest.mark.parametrize("name", ["E06000099", "899", "anyshire council", "ANYSHIRE"])
def test_a_council_is_found_by_any_of_its_names(public: Path, tmp_path: Path, name: str) -> None:
    assert 'authority = "Anyshire"' in (drafted(tmp_path / "x", name, public) / "base.toml").read_text()


def test_a_council_that_no_file_has_is_one_fault_with_the_nearest(public: Path, tmp_path: Path) -> None:
    said = type_in("new", "Anyshyre", "--from", public, "--out", tmp_path / "x")
    assert said.code == 3
    assert "Did you mean 'Anyshire'?" in said.err
    assert not (tmp_path / "x").exists()


def test_a_folder_with_something_in_it_is_left_as_it_is(public: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    said = type_in("new", NAME, "--from", public, "--out", tmp_path)
    assert said.code == 4
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_without_public_files_everything_that_a_run_needs_is_asked_for(tmp_path: Path) -> None:
    folder = drafted(tmp_path / "new council", "Nowhere")
    needed = {row["measure"] for row in blanks(folder) if row["rank"] == "0"}
    assert needed == {
        "cla_count", "uasc_count", "child_population", "child_population_by_age", "children_by_age",
        "children_by_placement", "children_by_distance", "kinship_children", "in_house_foster_children",
    }  # fmt: skip


def test_a_year_whose_total_is_suppressed_is_no_base(public: Path, tmp_path: Path) -> None:
    from test_starter.made_public import AGE, GROUPS

    hidden = GROUPS | {"Age group": AGE | {"Total": "c"}}
    files = tmp_path / "public"
    files.mkdir()
    characteristics(files / "a.csv", {2023: hidden, 2022: GROUPS})
    assert "base_date = 2022-03-31" in (drafted(tmp_path / "x", public=files) / "base.toml").read_text()
