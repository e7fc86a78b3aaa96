"""What is assumed of a council of which nothing is known: England's shares, and what is published of it."""

from pathlib import Path

import pytest
from test_cli import type_in

from sufficiency.figures.book import Figure, FigureBook
from sufficiency.readers.figures import read_figures
from sufficiency.starter.suppressed import NEVER_PUBLISHED
from sufficiency.starting import read_assumptions, read_wanted
from sufficiency.vocabulary import PROVISIONS
from test_starter.made_public import AGE, GROUPS, NAME, characteristics, public_files


def book_of(public: Path, folder: Path) -> FigureBook:
    """The figures that are drafted from a folder of public files."""
    assert type_in("new", NAME, "--from", public, "--out", folder).code == 0
    return FigureBook(read_figures(folder / "data", None)[0])


def found(book: FigureBook, name: str) -> Figure:
    figure = book.named(name)
    assert figure is not None, name
    return figure


def lait(path: Path, filled: int) -> None:
    """LAIT's long file with one number: the council's mainstream foster places filled in March 2023."""
    path.write_text(
        "Short Desc,Measure,Years,LA and Regions,LA Number,Region,Values\n"
        "Number_Foster_Places_Filled(New),Number of places that were filled (number of children placed) "
        f"(from 2022),2023,{NAME},899,East of England,{filled}\n",
        encoding="utf-8",
    )


def test_children_in_house_are_englands_share_of_own_provision(tmp_path: Path) -> None:
    """50 children in own provision; in England 92.4% of such children are fostered."""
    in_house = found(book_of(public_files(tmp_path / "public"), tmp_path / "x"), "in_house_foster_children")
    assert (in_house.value, in_house.kind) == (46, "assumed")
    assert "England" in in_house.source


def test_kinship_is_englands_share_of_fostered_children(tmp_path: Path) -> None:
    kinship = found(book_of(public_files(tmp_path / "public"), tmp_path / "x"), "kinship_children")
    assert (kinship.value, kinship.low, kinship.high) == (18, 7, 26)


def test_kinship_is_what_is_in_house_beyond_the_places_filled_where_they_are_published(
    tmp_path: Path,
) -> None:
    """46 in-house less 35 filled are 11, and the range reaches the 18 of England's share."""
    public = public_files(tmp_path / "public")
    lait(public / "tool.csv", filled=35)
    kinship = found(book_of(public, tmp_path / "x"), "kinship_children")
    assert kinship.value == 11
    assert kinship.high == 18
    assert "Local Authority Interactive Tool" in kinship.source


def test_kinship_is_never_more_than_the_fewest_in_house(tmp_path: Path) -> None:
    public = public_files(tmp_path / "public")
    lait(public / "tool.csv", filled=1)
    book = book_of(public, tmp_path / "x")
    assert found(book, "kinship_children").high == found(book, "in_house_foster_children").low


def test_unaccompanied_children_never_published_are_the_middle_of_one_to_five(tmp_path: Path) -> None:
    hidden = {name: group for name, group in GROUPS.items() if not name.startswith("Unaccompanied")}
    (tmp_path / "public").mkdir()
    characteristics(tmp_path / "public" / "a.csv", {2023: hidden})
    uasc = found(book_of(tmp_path / "public", tmp_path / "x"), "uasc_count/council/2023")
    assert (uasc.value, uasc.kind) == (NEVER_PUBLISHED, "assumed")


def test_suppressed_unaccompanied_children_are_what_other_children_leave(tmp_path: Path) -> None:
    hidden = GROUPS | {"Unaccompanied asylum-seeking children": {"UASC": "c", "Non-UASC": 118, "Total": 120}}
    (tmp_path / "public").mkdir()
    characteristics(tmp_path / "public" / "a.csv", {2023: hidden})
    uasc = found(book_of(tmp_path / "public", tmp_path / "x"), "uasc_count/council/2023")
    assert (uasc.value, uasc.kind) == (AGE["Total"] - 118, "derived")


def test_a_population_without_an_estimate_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    characteristics(tmp_path / "public" / "a.csv", {2023: GROUPS})
    book = book_of(tmp_path / "public", tmp_path / "x")
    assert [figure.value for figure in book.of("child_population_growth")] == [0, 0]
    asked = (tmp_path / "x" / "data" / "to_fill_in.csv").read_text("utf-8")
    assert "child_population,implied_by_rate,2023,,,,children" in asked
    assert "child_population_growth,assumed,2033,,,,percent" in asked


def test_every_assumption_has_a_range_and_is_asked_for() -> None:
    wanted = {(each.measure, each.category) for each in read_wanted()}
    for each in read_assumptions():
        assert each.low < each.value < each.high
        assert (each.measure, each.category) in wanted


@pytest.mark.parametrize("provision", PROVISIONS)
def test_how_homes_are_bought_might_be_almost_anything(provision: str) -> None:
    """Half of all shares there can be lie within each range."""
    shares = {each.category: each for each in read_assumptions() if each.measure == "off_contract_share"}
    assert shares[provision].high - shares[provision].low > 0.5


def test_a_file_that_only_points_into_the_folder_is_not_read(tmp_path: Path) -> None:
    public = public_files(tmp_path / "public")
    outside = tmp_path / "outside.csv"
    lait(outside, filled=35)
    (public / "tool.csv").symlink_to(outside)
    assert book_of(public, tmp_path / "x").of("filled_foster_places") == []


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    said = type_in("new", NAME, "--out", tmp_path / "file" / "x")
    assert said.code == 4
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_there_must_be_a_folder_to_read_from(tmp_path: Path) -> None:
    said = type_in("new", NAME, "--from", tmp_path / "nowhere", "--out", tmp_path / "x")
    assert said.code == 3
    assert "there is no such folder" in said.err
