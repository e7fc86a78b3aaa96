"""The Local Authority Interactive Tool: words that are years, units that stand in a measure's own words."""

import csv
from pathlib import Path

import pytest
from test_cli import ROOT

from sufficiency.errors import InputFaultsError
from sufficiency.figures.published import Published
from sufficiency.numerals import UnreadableError
from sufficiency.readers.published.lait import LAYOUTS, unit_in, year_and_basis
from sufficiency.readers.published.sheets import header_of

REAL = ROOT.parent / "shared" / "data" / "lait" / "lait_cla_fostering_finance_measures_to_2023.csv"
real = pytest.mark.skipif(not REAL.is_file(), reason="the published files are not beside the checkout")
(LAIT,) = LAYOUTS

COLUMNS = ["Short Desc", "Measure", "Years", "LA and Regions", "LA Number", "Region", "Values"]
COUNT = ("LACnum", "Number of Children looked after")
ROW = [*COUNT, "2019", "Thurrock", "883", "East of England", "293"]


def read(path: Path) -> Published:
    assert LAIT.knows(header_of(path), path)
    return LAIT.read(path)


def written(path: Path, *rows: list[str], header: list[str] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def changed(**cells: str) -> list[str]:
    """The row of Thurrock's 293 children with some of its cells changed."""
    return [cells.get(column.split()[-1].lower(), cell) for column, cell in zip(COLUMNS, ROW, strict=True)]


@pytest.fixture(scope="module")
def lait() -> Published:
    return read(REAL)


# --- The real file --------------------------------------------------------------------------------


@real
def test_every_row_of_the_real_file_is_kept(lait: Published) -> None:
    assert len(lait.table) == 26_010
    assert lait.years == list(range(2016, 2024))
    assert lait.table["group"].nunique() == 26
    assert lait.table.groupby("level")["area"].nunique().to_dict() == {
        "local_authority": 158,
        "national": 1,
        "regional": 11,
    }


@real
@pytest.mark.parametrize(
    ("word", "year", "value", "unit"),
    [
        ("cla_count", 2023, 292, "children"),
        ("cla_rate", 2023, 65, "per_10k"),
        ("uasc_count", 2023, 45, "children"),
        ("approved_foster_places", 2023, 150, "places"),
        ("filled_foster_places", 2023, 85, "places"),
    ],
)
def test_thurrocks_numbers_are_found_by_the_tools_own_words(
    lait: Published, word: str, year: int, value: float, unit: str
) -> None:
    table = lait.table
    (row,) = table[
        (table["area"] == "Thurrock") & (table["word"] == word) & (table["year"] == year)
    ].itertuples()
    assert (row.value, row.unit, row.mark) == (value, unit, "")


@real
def test_a_section_251_year_is_the_year_it_ends_in(lait: Published) -> None:
    table = lait.table
    (row,) = table[
        (table["area"] == "Thurrock") & (table["group"] == "RescareFinance") & (table["year"] == 2023)
    ].itertuples()
    assert (row.value, row.unit, row.measure, row.basis) == (9160, "gbp_per_week", "weekly_cost", "outturn")


@real
def test_a_dash_is_missing_and_never_nought(lait: Published) -> None:
    dashes = lait.table[lait.table["mark"] == "-"]
    assert len(dashes) == 2272
    assert dashes["value"].isna().all()


@real
def test_every_real_measure_says_its_unit(lait: Published) -> None:
    assert set(lait.table["unit"]) == {"children", "percent", "per_10k", "places", "gbp", "gbp_per_week"}
    assert not [finding for finding in lait.findings if finding.kind == "suspect"]


@real
def test_the_unworded_rate_of_starting_is_per_ten_thousand_children(lait: Published) -> None:
    """England's 33,090 starts of 2023, for 11,901,267 children, are the 28 that LAIT gives."""
    england = lait.table[(lait.table["area"] == "England") & (lait.table["year"] == 2023)]
    by_group = england.set_index("group")["value"]
    assert by_group["LAC_Start_Rate"] == round(by_group["LACnum_Start"] / 11_901_267 * 10_000)


@real
def test_foster_places_are_known_to_be_rounded_and_new_in_2022(lait: Published) -> None:
    places = "Number of approved foster places (from 2022)"
    kinds = {finding.kind for finding in lait.findings if finding.what.startswith(places)}
    assert kinds == {"rounded", "broken_series"}


# --- Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("2016", (2016, "")),
        ("2016-17", (2017, "")),
        ("2016/17", (2017, "")),
        ("2016-17 (OT)", (2017, "outturn")),
        ("1999-00", (2000, "")),
    ],
)
def test_a_year_in_laits_words_is_the_year_it_ends_in(words: str, meant: tuple[int, str]) -> None:
    assert year_and_basis(words) == meant


@pytest.mark.parametrize("words", ["", "16-17", "2016-18", "2016-17 (B)", "March 2016", "1066"])
def test_words_that_are_no_year_are_refused(words: str) -> None:
    with pytest.raises(UnreadableError):
        year_and_basis(words)


@pytest.mark.parametrize(
    ("measure", "unit"),
    [
        ("Placement 1 - Number of CLA with three or more placements", "children"),
        ("Number of places that were filled (number of children placed) (from 2022)", "places"),
        ("Percentage of children adopted", "percent"),
        ("Total Children Looked After (finance) - Gross", "gbp"),
        ("Average time between entry and placement", "number"),
    ],
)
def test_a_unit_is_what_the_words_of_the_measure_say(measure: str, unit: str) -> None:
    assert unit_in(measure) == unit


# --- Files that are not quite LAIT's --------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "text", "value"),
    [
        (COUNT[1], "1,293", 1293),
        ("% of CLA in foster care", "71%", 71),
        ("Fostering - S251/Outturn weekly unit costs", "£1,025", 1025),
    ],
)
def test_numbers_are_read_with_their_commas_and_signs(
    tmp_path: Path, measure: str, text: str, value: float
) -> None:
    published = read(written(tmp_path / "lait.csv", changed(measure=measure, values=text)))
    assert published.table["value"].tolist() == [value]


def test_a_measure_that_says_no_unit_is_suspect(tmp_path: Path) -> None:
    published = read(written(tmp_path / "lait.csv", changed(measure="Time to adoption")))
    assert [finding.what for finding in published.findings] == [
        "the words of a measure say no unit: Time to adoption"
    ]


def test_an_authority_of_before_a_reorganisation_is_told_of(tmp_path: Path) -> None:
    published = read(written(tmp_path / "lait.csv", changed(regions="Poole (Pre LG)", number="836")))
    assert [(finding.kind, finding.rows) for finding in published.findings] == [("merged", 1)]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"years": "lately"}, "row 2, column years: 'lately' is not a year of LAIT."),
        ({"values": "many"}, "row 2, column values: 'many' cannot be read as a number"),
        ({"values": "71%"}, "row 2, column values: '71%' cannot be read as a number: it has a % sign"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_row_and_column(
    tmp_path: Path, cells: dict[str, str], said: str
) -> None:
    path = written(tmp_path / "lait.csv", changed(**cells))
    with pytest.raises(InputFaultsError) as raised:
        read(path)
    assert [said in str(fault) for fault in raised.value.faults] == [True]


def test_the_same_measure_year_and_area_twice_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "lait.csv", ROW, changed(values="294"))
    with pytest.raises(InputFaultsError, match=r"row 3: it says again what row 2 says\. Keep one"):
        read(path)


def test_a_renamed_column_is_named_with_what_it_may_have_become(tmp_path: Path) -> None:
    path = written(tmp_path / "lait.csv", ROW, header=[*COLUMNS[:-1], "Value"])
    assert not LAIT.knows(header_of(path), path)
    with pytest.raises(InputFaultsError, match=r"the column values is missing\. Did you mean value\?"):
        LAIT.read(path)
