"""ONS's files: children by age as estimated and as projected, whichever way ONS or DfE sets them out."""

from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pytest
from test_cli import ROOT

from sufficiency.errors import InputFaultsError
from sufficiency.figures.published import Published
from sufficiency.readers.published.layouts import Layout
from sufficiency.readers.published.ons import LAYOUTS
from sufficiency.readers.published.sheets import header_of

SHARED = ROOT.parent / "shared" / "data" / "ons"
WORKBOOK = SHARED / "mye22final.xlsx"
SHEET_AS_CSV = SHARED / "mye22final_MYE2_Persons_single_year_of_age_mid2022.csv"
GROUPED = SHARED / "mid-year_population_estimates_0-17_2012_to_2022.csv"
PROJECTION = SHARED / "2022_SNPP_Population_persons_migcat_EXCERPT_0-17.csv"
real = pytest.mark.skipif(not SHARED.is_dir(), reason="the published files are not beside the checkout")

SINGLE_YEARS, AGE_GROUPS, PROJECTED = LAYOUTS
AGES = [*map(str, range(90)), "90+"]


def read(path: Path) -> Published:
    """The file, read by the one layout that knows it."""
    header = [] if path.suffix == ".xlsx" else header_of(path)
    (layout,) = [each for each in LAYOUTS if each.knows(header, path)]
    return layout.read(path)


def children(published: Published, area: str) -> dict[int, float]:
    rows = published.table[published.table["area"] == area]
    return {int(year): float(total) for year, total in rows.groupby("year")["value"].sum().items()}


def refusal(reading: Callable[[], object]) -> str:
    """The one fault that reading a file raises, as a person sees it."""
    with pytest.raises(InputFaultsError) as raised:
        reading()
    assert len(raised.value.faults) == 1
    return str(raised.value)


def found(published: Published, kind: str) -> dict[str, int]:
    return {finding.what: finding.rows for finding in published.findings if finding.kind == kind}


def csv_of(path: Path, rows: Iterable[Iterable[object]]) -> Path:
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    return path


# --- The real files -------------------------------------------------------------------------------


@real
def test_thurrock_had_44880_children_at_mid_2022_as_first_published() -> None:
    assert children(read(WORKBOOK), "Thurrock") == {2022: 44_880}


@real
def test_the_workbook_says_what_its_sheet_says_as_csv() -> None:
    workbook, sheet = read(WORKBOOK), read(SHEET_AS_CSV)
    assert workbook.table.equals(sheet.table)
    assert workbook.findings == sheet.findings


@real
def test_the_first_estimates_are_of_every_authority_of_april_2023() -> None:
    table = read(SHEET_AS_CSV).table
    areas = table.groupby("level")["area"].nunique()
    assert areas.to_dict() == {"local_authority": 153, "national": 1, "regional": 9}
    totals = table.groupby("level")["value"].sum()
    assert set(totals) == {11_886_906}


@real
def test_shire_districts_other_nations_and_adults_are_dropped_and_counted() -> None:
    assert found(read(SHEET_AS_CSV), "dropped") == {
        "rows of shire districts": 164,
        "rows of metropolitan counties and the like": 6,
        "rows outside England, or of more than it": 71,
        "73 columns of ages 18 and over": 163,
    }


@real
def test_dfes_file_has_the_later_revision_and_every_year_from_2012() -> None:
    published = read(GROUPED)
    thurrock = children(published, "Thurrock")
    assert list(thurrock) == list(range(2012, 2023))
    assert (thurrock[2018], thurrock[2022]) == (43_101, 44_804)
    assert children(published, "England")[2022] == 11_901_267


@real
def test_a_number_that_dfe_marks_x_is_missing_and_never_nought() -> None:
    published = read(GROUPED)
    poole = published.table[published.table["area"] == "Poole"]
    assert poole["value"].isna().all()
    assert set(poole["mark"]) == {"x"}
    assert found(published, "suppressed") == {"'x' stands for a number": 21}


@real
def test_the_projection_has_decimals_and_a_column_for_each_year() -> None:
    published = read(PROJECTION)
    thurrock = published.table[published.table["area"] == "Thurrock"].set_index(["year", "age"])["value"]
    assert thurrock[2022, "0"] == 2376
    assert thurrock[2023, "0"] == 2222.374
    assert published.years == list(range(2022, 2048))
    assert children(published, "Thurrock")[2024] == pytest.approx(45_051, abs=0.5)


@real
def test_no_other_real_file_is_taken_for_one_of_ons() -> None:
    others = [path for path in SHARED.parent.rglob("*.csv") if path.parent != SHARED]
    assert len(others) > 10
    taken = [path.name for path in others for each in LAYOUTS if each.knows(header_of(path), path)]
    assert taken == []


# --- Estimates by single year of age --------------------------------------------------------------


def area_row(code: str, name: str, each_age: int = 10) -> list[object]:
    return [code, name, "Unitary Authority", 91 * each_age, *[each_age] * 91]


def single_years(path: Path, *areas: list[object], header: Iterable[str] = ()) -> Path:
    columns = list(header) or ["Code", "Name", "Geography", "All ages", *AGES]
    return csv_of(path, [columns, *(areas or [area_row("E06000034", "Thurrock")])])


def test_the_header_is_found_below_the_title_and_the_year_in_the_title(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("MYE2 - Persons")
    sheet.append(["MYE2: Persons by single year of age and sex for local authorities, mid-2031"])
    for _ in range(3):
        sheet.append(["A note."])
    sheet.append(["Code", "Name", "Geography", "All ages", *range(90), "90+"])
    sheet.append(area_row("E06000034", "Thurrock"))
    book.save(tmp_path / "estimates.xlsx")
    published = read(tmp_path / "estimates.xlsx")
    assert children(published, "Thurrock") == {2031: 180}


def test_a_sheet_saved_as_csv_with_its_title_is_read_too(tmp_path: Path) -> None:
    title = ["MYE2: Persons by single year of age and sex for local authorities; mid-2023"]
    header = ["Code", "Name", "Geography", "All ages", *AGES]
    padding = [""] * (len(header) - 1)
    rows = [[*title, *padding], header, area_row("E06000034", "Thurrock")]
    assert read(csv_of(tmp_path / "sheet.csv", rows)).years == [2023]


def test_ons_writes_regions_in_capitals_and_they_are_named_as_dfe_names_them(tmp_path: Path) -> None:
    areas = area_row("E12000006", "EAST"), area_row("E92000001", "ENGLAND")
    assert read(single_years(tmp_path / "mid2022.csv", *areas)).areas == ["East of England", "England"]


def test_a_csv_that_does_not_say_its_year_is_refused(tmp_path: Path) -> None:
    said = refusal(lambda: read(single_years(tmp_path / "estimates.csv")))
    assert said.endswith(
        "nothing in it says which mid-year its estimates are of. Put the year in the file's name, as mid2022."
    )


def test_a_year_that_is_not_one_is_refused(tmp_path: Path) -> None:
    assert "is not a year from 1990 to 2100" in refusal(lambda: read(single_years(tmp_path / "mid2922.csv")))


def test_a_workbook_without_the_sheet_is_refused_with_the_sheets_it_has(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "MYE1"
    book.create_sheet("MYE5")
    book.save(tmp_path / "mid2022.xlsx")
    said = refusal(lambda: read(tmp_path / "mid2022.xlsx"))
    assert "the workbook has no sheet MYE2 - Persons: it has MYE1, MYE5." in said


def test_an_empty_sheet_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "MYE2 - Persons"
    book.save(tmp_path / "mid2022.xlsx")
    assert "this is not ONS mid-year population estimates" in refusal(lambda: read(tmp_path / "mid2022.xlsx"))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_header_without_rows_is_refused(tmp_path: Path, layout: Layout) -> None:
    years = ["2022"] if layout is PROJECTED else []
    path = csv_of(tmp_path / "mid2022.csv", [[*layout.columns, *years]])
    assert "there is no row below the header." in refusal(lambda: layout.read(path))


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mid2022.xlsx").write_bytes(b"PK\x03\x04 and no more")
    said = refusal(lambda: SINGLE_YEARS.read(tmp_path / "mid2022.xlsx"))
    assert "cannot be opened as an Excel workbook" in said


def test_ages_without_a_column_are_named(tmp_path: Path) -> None:
    header = ["Code", "Name", "Geography", "All ages", *(age for age in AGES if age not in ("5", "6"))]
    row = area_row("E06000034", "Thurrock")[:-2]
    said = refusal(lambda: read(single_years(tmp_path / "mid2022.csv", row, header=header)))
    assert "there is no column for age 5, 6." in said


def test_a_renamed_column_is_named(tmp_path: Path) -> None:
    header = ["Area", "Name", "Geography", "All ages", *AGES]
    path = single_years(tmp_path / "mid2022.csv", header=header)
    assert "the column code is missing." in refusal(lambda: SINGLE_YEARS.read(path))


def test_a_comma_too_many_is_refused_and_not_read_into_the_next_age(tmp_path: Path) -> None:
    slipped = [*area_row("E06000034", "Thurrock"), 1]
    said = refusal(lambda: read(single_years(tmp_path / "mid2022.csv", slipped)))
    assert "row 2: it has 96 cells, but the header has 95." in said


def test_an_area_twice_is_refused(tmp_path: Path) -> None:
    twice = [area_row("E06000034", "Thurrock")] * 2
    said = refusal(lambda: read(single_years(tmp_path / "mid2022.csv", *twice)))
    assert "row 3: it says again what row 2 says." in said


def test_children_below_nought_are_refused(tmp_path: Path) -> None:
    row = area_row("E06000034", "Thurrock")
    row[4] = -10
    said = refusal(lambda: read(single_years(tmp_path / "mid2022.csv", row)))
    assert "row 2, column 0: '-10' is below nought." in said


def test_ages_that_do_not_add_to_all_ages_are_suspect(tmp_path: Path) -> None:
    row = area_row("E06000034", "Thurrock")
    row[3] = 911
    published = read(single_years(tmp_path / "mid2022.csv", row))
    assert found(published, "suspect") == {"the ages do not add to all ages: Thurrock": 1}


def test_a_blank_age_is_missing_and_suspect(tmp_path: Path) -> None:
    row = area_row("E06000034", "Thurrock")
    row[4] = ""
    published = read(single_years(tmp_path / "mid2022.csv", row))
    assert published.table["value"].isna().sum() == 1
    assert found(published, "suspect") == {"a number is blank: Thurrock, age 0, mid-2022": 1}


def test_a_file_of_wales_alone_is_refused(tmp_path: Path) -> None:
    path = single_years(tmp_path / "mid2022.csv", area_row("W06000022", "Newport"))
    assert "no row is of England" in refusal(lambda: read(path))


# --- Estimates by age group -----------------------------------------------------------------------

GROUP = "Children aged 0 to 17 years"


def grouped(path: Path, *rows: tuple[int, str, str, object]) -> Path:
    """DfE's layout: a row's year, level, area and number."""
    header = ["time_period", "time_identifier", *AGE_GROUPS.columns[1:]]
    lines: list[list[object]] = [header]
    for year, level, area, number in rows:
        local, national = level == "Local authority", level == "National"
        code, dfe = (
            (f"E0600{sum(map(ord, area)):04}", str(sum(map(ord, area)) % 900 + 100)) if local else ("", "")
        )
        lines.append(
            [year, "Reporting year", level, "E92000001", "England", "" if national else "E12000006",
             "" if national else "East of England", dfe, code, area if local else "", GROUP, number]
        )  # fmt: skip
    return csv_of(path, lines)


def test_a_year_missing_in_the_middle_is_suspect(tmp_path: Path) -> None:
    rows = [(year, "Local authority", "Thurrock", 100) for year in (2015, 2016, 2018)]
    published = read(grouped(tmp_path / "file.csv", *rows))
    assert found(published, "suspect") == {"a year is missing in the middle: Thurrock 2017": 1}


def test_authorities_that_do_not_add_to_england_are_suspect(tmp_path: Path) -> None:
    rows = [
        (2015, "National", "", 301),
        (2015, "Local authority", "A", 100),
        (2015, "Local authority", "B", 200),
    ]
    published = read(grouped(tmp_path / "file.csv", *rows))
    assert found(published, "suspect") == {"the authorities do not add to England: mid-2015": 1}


def test_an_age_group_that_reaches_beyond_17_is_dropped(tmp_path: Path) -> None:
    path = grouped(tmp_path / "file.csv", *[(year, "National", "", 300) for year in (2015, 2016)])
    path.write_text(path.read_text().replace(GROUP, "People aged 0 to 25 years", 1))
    published = read(path)
    assert (len(published.table), found(published, "dropped")) == (1, {"age groups that reach beyond 17": 1})


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (",300", ",three hundred", "row 2, column population_estimate: 'three hundred' cannot be read"),
        ("2015,", "1516,", "row 2, column time_period: '1516' is not a year from 1990 to 2100."),
        ("National,", "Ward,", "row 2, column geographic_level: 'Ward' is not a level."),
        (GROUP, "Everybody", "row 2, column age_group: 'Everybody' names no ages."),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_row_and_column(
    tmp_path: Path, was: str, now: str, said: str
) -> None:
    path = grouped(tmp_path / "file.csv", (2015, "National", "", 300))
    path.write_text(path.read_text().replace(was, now))
    assert said in refusal(lambda: read(path))


def test_another_publication_of_dfes_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    path = grouped(tmp_path / "file.csv", (2015, "National", "", 300))
    path.write_text(path.read_text().replace("population_estimate", "rate_per_10000"))
    assert "the column population_estimate is missing." in refusal(lambda: AGE_GROUPS.read(path))


def test_a_file_of_something_else_altogether_is_refused_in_one_message(tmp_path: Path) -> None:
    path = csv_of(tmp_path / "file.csv", [["URN", "Name"], ["SC1", "Home"]])
    said = refusal(lambda: AGE_GROUPS.read(path))
    assert "this is not ONS mid-year population estimates by age group" in said


# --- Projections ----------------------------------------------------------------------------------


def projected(
    path: Path,
    ages: Iterable[object] = range(18),
    component: str = "Population",
    sex: str = "persons",
    years: Iterable[object] = (2022, 2023),
) -> Path:
    columns = [*map(str, years)]
    rows = [["E06000034", "Thurrock", component, sex, age, *["10.5"] * len(columns)] for age in ages]
    return csv_of(path, [["AREA_CODE", "AREA_NAME", "COMPONENT", "SEX", "AGE_GROUP", *columns], *rows])


def test_adults_and_the_total_of_a_whole_projection_are_dropped(tmp_path: Path) -> None:
    ages = [*range(90), "90 and over", "All ages"]
    published = read(projected(tmp_path / "file.csv", ages))
    assert children(published, "Thurrock") == {2022: 189, 2023: 189}
    assert found(published, "dropped") == {"rows of ages 18 and over": 73, "rows of all ages together": 1}
    assert found(published, "suspect") == {"the ages do not add to all ages: Thurrock": 1}


def test_a_projection_without_rows_of_the_population_is_refused(tmp_path: Path) -> None:
    said = refusal(lambda: read(projected(tmp_path / "file.csv", component="Births")))
    assert "no row is of the population of persons: the component is 'Births'." in said


def test_a_projection_of_one_sex_is_refused(tmp_path: Path) -> None:
    said = refusal(lambda: read(projected(tmp_path / "file.csv", sex="females")))
    assert "no row is of the population of persons: the sex is 'females'." in said


def test_ages_without_a_row_are_named(tmp_path: Path) -> None:
    said = refusal(lambda: read(projected(tmp_path / "file.csv", range(16))))
    assert "no row is of age 16, 17." in said


def test_an_authority_that_lacks_an_age_which_another_has_is_suspect(tmp_path: Path) -> None:
    path = projected(tmp_path / "file.csv")
    with path.open("a", encoding="utf-8") as file:
        file.write("\nE06000033,Southend-on-Sea,Population,persons,0,9,9")
    assert found(read(path), "suspect") == {"an age is missing: Southend-on-Sea": 1}


def test_a_column_that_is_not_a_year_is_refused(tmp_path: Path) -> None:
    said = refusal(lambda: read(projected(tmp_path / "file.csv", years=(2022, "2023/24"))))
    assert "header: the column '2023/24' is not a year from 1990 to 2100." in said


def test_a_projection_without_a_year_is_refused(tmp_path: Path) -> None:
    said = refusal(lambda: read(projected(tmp_path / "file.csv", years=())))
    assert "there is no column of a year." in said


def test_a_year_that_the_projection_skips_is_suspect(tmp_path: Path) -> None:
    published = read(projected(tmp_path / "file.csv", years=(2022, 2024)))
    assert found(published, "suspect") == {"a year is missing in the middle: Thurrock 2023": 1}
