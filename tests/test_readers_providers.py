"""The select list loads from CSV and Excel; every fault in it is said at once, with its row and column."""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from sufficiency.errors import InputFaultsError
from sufficiency.providers.columns import NAMES, NEEDED
from sufficiency.providers.provider import AGES_OF_LOT, LOTS, Provider
from sufficiency.readers.postcodes import HOW_TO_GET_IT, Location, PostcodeDirectory, miles_between
from sufficiency.readers.providers import providers_in, read_providers, sheet_of

BASE_DATE = datetime.date(2019, 3, 31)
ORIGIN = "RM17 6SL"  # the civic offices of Thurrock, in Grays
THURROCK = "E06000034"
EAST_TILBURY = "RM18 8RH"  # in Thurrock, 4 miles from the origin
LEIGH_ON_SEA = "SS9 3EB"  # in Southend
GOOD = {
    "provider": "Example Homes A",
    "lot": "residential",
    "sector": "select_list",
    "registered_places": "6",
    "open_to_us_places": "4",
    "filled_by_us_places": "2",
    "vacant_usable_places": "1",
    "blocked_places": "1",
    "care": "complex",
    "youngest_age": "8",
    "oldest_age": "16",
    "distance_miles": "7.5",
    "inside_authority": "no",
    "weekly_fee_gbp": "£4,500.50",
    "discount_percent": "7.1",
    "on_list_from": "01/04/2017",
    "on_list_to": "2021-03-31",
    "renewal_assumed": "no",
    "usable_share": "0.8",
    "as_at": "31/03/2019",
    "source": "Placements team, weekly sheet",
    "kind": "assumed",
    "note": "One bed closed",
}
READ = Provider(
    name="Example Homes A",
    lot="residential",
    sector="select_list",
    registered_places=6,
    open_to_us_places=4,
    filled_by_us_places=2,
    vacant_usable_places=1,
    blocked_places=1,
    care="complex",
    youngest_age=8,
    oldest_age=16,
    distance_miles=7.5,
    postcode=None,
    inside_authority=False,
    weekly_fee_gbp=4500.5,
    discount_share=0.071,
    on_list_from=datetime.date(2017, 4, 1),
    on_list_to=datetime.date(2021, 3, 31),
    renewal_assumed=False,
    opens_on=None,
    slip_months=0,
    ramp_months=0,
    reopening_round=None,
    usable_share=0.8,
    as_at=BASE_DATE,
    source="Placements team, weekly sheet",
    kind="assumed",
    note="One bed closed",
)
# A new home: it has nobody in it yet.
TO_OPEN = {
    **GOOD,
    "filled_by_us_places": "",
    "vacant_usable_places": "",
    "blocked_places": "",
    "opens_on": "01/09/2020",
    "slip_months": "6",
    "ramp_months": "9",
}
IFA = {**GOOD, "lot": "ifa", "registered_places": "", "open_to_us_places": "", "blocked_places": ""}
Cells = Mapping[str, object]


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # so that faults name files shortly


def text_of(*rows: Cells, columns: tuple[str, ...] = NAMES, delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()


def write(*rows: Cells, columns: tuple[str, ...] = NAMES) -> Path:
    path = Path("list.csv")
    path.write_text(text_of(*rows, columns=columns), encoding="utf-8")
    return path


def write_workbook(
    sheets: Mapping[str, list[list[object]]], formats: Mapping[str, str] | None = None
) -> Path:
    """A workbook of sheets by name, each a list of rows; `formats` by the cell, all in the first sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for cell, number_format in (formats or {}).items():
        book.worksheets[0][cell].number_format = number_format
    book.save("list.xlsx")
    return Path("list.xlsx")


def work_out(path: Path, results: Mapping[str, tuple[str, str]]) -> None:
    """Put beside each formula of a workbook its type and its result, as Excel does when it saves."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    for formula, (kind, result) in results.items():
        # openpyxl writes the empty result in another way where lxml is installed.
        pattern = rf"<c( r=\"\w+\")><f>{re.escape(formula)}</f>(?:<v ?/>|<v></v>)"
        parts[sheet] = re.sub(pattern, rf"<c\1{kind}><f>{formula}</f><v>{result}</v>", parts[sheet])
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)


def rows_of_sheet(*rows: Cells, columns: tuple[str, ...] = NAMES) -> list[list[object]]:
    return [list(columns), *([row.get(column) or None for column in columns] for row in rows)]


def read(path: Path) -> list[Provider]:
    return read_providers(path, BASE_DATE, ORIGIN, THURROCK)


def read_without_directory(path: Path, origin: str | None = ORIGIN) -> list[Provider]:
    return providers_in(sheet_of(path), BASE_DATE, origin, THURROCK, directory=None)


def faults_of(path: Path) -> list[str]:
    with pytest.raises(InputFaultsError) as raised:
        read(path)
    return [str(fault) for fault in raised.value.faults]


def faults_without_directory(path: Path, origin: str | None = ORIGIN) -> list[str]:
    with pytest.raises(InputFaultsError) as raised:
        read_without_directory(path, origin)
    return [str(fault) for fault in raised.value.faults]


# --- What is read: CSV ----------------------------------------------------------------------------
def test_a_provider_is_read_with_all_that_its_row_says() -> None:
    [provider] = read(write(GOOD))
    assert provider == READ
    assert (provider.file, provider.row) == ("list.csv", 2)


def test_the_columns_may_come_in_any_order_with_space_and_capitals() -> None:
    text = text_of(GOOD, columns=NAMES[::-1])
    Path("list.csv").write_text(text.replace("weekly_fee_gbp", " Weekly_Fee_GBP "), encoding="utf-8")
    assert read(Path("list.csv")) == [READ]


def test_a_column_that_is_left_out_is_not_recorded() -> None:
    [provider] = read(write(GOOD, columns=(*NEEDED, "registered_places")))
    assert provider.registered_places == 6
    assert provider.open_to_us_places is None
    assert provider.vacant_usable_places is None
    assert provider.care is None
    assert provider.distance_miles is None
    assert provider.inside_authority is None
    assert provider.weekly_fee_gbp is None
    assert provider.discount_share is None
    assert provider.on_list_to is None
    assert provider.usable_share is None


def test_what_is_blank_counts_as_its_column_says() -> None:
    blank = dict.fromkeys(("filled_by_us_places", "youngest_age", "oldest_age", "renewal_assumed"), "")
    [provider] = read(write({**GOOD, **blank}))
    assert provider.filled_by_us_places == 0
    assert (provider.youngest_age, provider.oldest_age) == (0, 17)
    assert provider.renewal_assumed
    assert (provider.slip_months, provider.ramp_months) == (0, 0)


@pytest.mark.parametrize("lot", LOTS)
def test_the_ages_of_a_lot_stand_where_a_row_does_not_say(lot: str) -> None:
    [provider] = read(write({**GOOD, "lot": lot, "youngest_age": "", "oldest_age": ""}))
    assert (provider.youngest_age, provider.oldest_age) == AGES_OF_LOT[lot]


@pytest.mark.parametrize(
    ("written", "lot"),
    [
        ("Supported accommodation", "supported_accommodation"),
        ("IFA", "ifa"),
        ("Residential 16-17", "residential_16_17"),
        ("residential 16 – 17", "residential_16_17"),
        ("FAMILY_ASSESSMENT", "family_assessment"),
    ],
)
def test_a_lot_may_be_written_with_capitals_spaces_and_hyphens(written: str, lot: str) -> None:
    [provider] = read(write({**GOOD, "lot": written, "youngest_age": "16", "oldest_age": ""}))
    assert provider.lot == lot


def test_so_may_a_sector_a_level_of_care_and_a_kind() -> None:
    [provider] = read(write({**GOOD, "sector": "In-house", "care": "Standard", "kind": "Published"}))
    assert (provider.sector, provider.care, provider.kind) == ("in_house", "standard", "published")


def test_a_home_to_open_has_its_day_its_slip_and_its_ramp() -> None:
    [provider] = read(write({**TO_OPEN, "reopening_round": "2021"}))
    assert provider.opens_on == datetime.date(2020, 9, 1)
    assert (provider.slip_months, provider.ramp_months) == (6, 9)
    assert provider.reopening_round == 2021


@pytest.mark.parametrize("said", [{"filled_by_us_places": "0"}, {"vacant_usable_places": "0"}])
def test_an_agency_need_not_have_registered_places(said: dict[str, str]) -> None:
    blank = {"filled_by_us_places": "", "vacant_usable_places": ""}
    [provider] = read(write({**IFA, **blank, **said}))
    assert provider.registered_places is None
    assert provider.filled_by_us_places == 0


def test_percentages_may_have_their_sign() -> None:
    [provider] = read(write({**GOOD, "discount_percent": "7.1%", "usable_share": "80%"}))
    assert (provider.discount_share, provider.usable_share) == (0.071, 0.8)


def test_a_row_may_be_as_at_a_month_or_a_year() -> None:
    month, year = read(write({**GOOD, "as_at": "2018-12"}, {**GOOD, "provider": "B", "as_at": "2018/19"}))
    assert (month.as_at, year.as_at) == (datetime.date(2018, 12, 31), BASE_DATE)


def test_true_and_false_are_yes_and_no() -> None:
    [provider] = read(write({**GOOD, "renewal_assumed": "FALSE", "inside_authority": "TRUE"}))
    assert not provider.renewal_assumed
    assert provider.inside_authority


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16"), (";", "utf-8")]
)
def test_a_csv_is_read_however_excel_saved_it(delimiter: str, encoding: str) -> None:
    text = text_of({**GOOD, "weekly_fee_gbp": "£4500.50"}, delimiter=delimiter)
    Path("list.csv").write_text(text, encoding=encoding)
    assert read(Path("list.csv")) == [READ]


def test_a_doubtful_decimal_mark_in_a_file_of_semicolons_is_refused() -> None:
    Path("list.csv").write_text(text_of(GOOD, delimiter=";"), encoding="utf-8")
    [fault] = faults_of(Path("list.csv"))
    assert fault.startswith("list.csv row 2, column weekly_fee_gbp: '£4,500.50' cannot be read as a number")


def test_a_list_without_a_row_has_no_providers() -> None:
    assert read(write()) == []


# --- What is read: Excel --------------------------------------------------------------------------
def test_a_workbook_of_real_dates_numbers_and_booleans_says_the_same_as_a_csv() -> None:
    real = {
        **{name: float(GOOD[name]) for name in NAMES if GOOD.get(name, "").replace(".", "").isdigit()},
        "registered_places": 6,
        "weekly_fee_gbp": 4500.5,
        "inside_authority": False,
        "renewal_assumed": False,
        "on_list_from": datetime.date(2017, 4, 1),
        "on_list_to": datetime.datetime(2021, 3, 31),
        "as_at": datetime.date(2019, 3, 31),
    }
    cells: list[object] = [real.get(name, GOOD.get(name)) for name in NAMES]
    [provider] = read(write_workbook({"select_list": [list(NAMES), cells]}))
    assert provider == READ
    assert (provider.file, provider.row) == ("list.xlsx", 2)


def test_a_number_that_excel_shows_as_a_percentage_is_one() -> None:
    columns = (
        "discount_percent",
        "usable_share",
        *(n for n in NAMES if n not in ("discount_percent", "usable_share")),
    )
    rows = rows_of_sheet({**GOOD, "discount_percent": 0.071, "usable_share": 0.8}, columns=columns)
    [provider] = read(write_workbook({"select_list": rows}, {"A2": "0.0%", "B2": "0%"}))
    assert (provider.discount_share, provider.usable_share) == (0.071, 0.8)


def test_a_per_cent_sign_that_is_only_lettering_changes_nothing() -> None:
    columns = ("discount_percent", *(name for name in NAMES if name != "discount_percent"))
    rows = rows_of_sheet({**GOOD, "discount_percent": 7.1}, columns=columns)
    [provider] = read(write_workbook({"select_list": rows}, {"A2": '0.0" %"'}))
    assert provider.discount_share == 0.071


def test_rows_of_a_workbook_are_counted_as_excel_shows_them() -> None:
    header, good, bad = rows_of_sheet(GOOD, {**GOOD, "provider": "Example Homes B", "lot": "homes"})
    [fault] = faults_of(write_workbook({"select_list": [[], header, [], good, [], [], bad]}))
    assert fault.startswith("list.xlsx row 7, column lot: 'homes' is not a lot.")


def test_the_sheet_named_select_list_is_read_whatever_stands_before_it() -> None:
    other = rows_of_sheet({**GOOD, "provider": "Last year's"})
    path = write_workbook({"2018": other, "Select_List": rows_of_sheet(GOOD), "notes": [["call them"]]})
    assert read(path) == [READ]


def test_without_one_the_sheet_with_the_header_is_read() -> None:
    path = write_workbook({"contacts": [["provider", "postcode"], ["B", "x"]], "homes": rows_of_sheet(GOOD)})
    assert read(path) == [READ]


def test_two_sheets_with_the_header_are_a_fault_for_either_may_be_meant() -> None:
    path = write_workbook({"2018": rows_of_sheet(GOOD), "2019": rows_of_sheet(GOOD)})
    assert faults_of(path) == [
        "list.xlsx: the sheets '2018' and '2019' both have the header of a select list. "
        "Name the one to read select_list."
    ]


def test_a_workbook_without_the_header_is_one_fault() -> None:
    [fault] = faults_of(write_workbook({"notes": [["call them"]], "empty": []}))
    assert fault.startswith("list.xlsx: no sheet has the header of a select list. Write it on the first row")


def test_a_misspelt_column_is_told_of_even_where_no_sheet_has_the_whole_header() -> None:
    columns = tuple("sorce" if name == "source" else name for name in NAMES)
    assert faults_of(
        write_workbook({"notes": [["call them"]], "homes": rows_of_sheet(GOOD, columns=columns)})
    ) == [
        "list.xlsx row 1: the column source is missing. Add it to the header.",
        "list.xlsx row 1: 'sorce' is not a column of a select list. Did you mean source?",
    ]


def test_something_beside_the_table_is_a_fault() -> None:
    header, good = rows_of_sheet(GOOD)
    [fault] = faults_of(write_workbook({"select_list": [header, [*good, None, "ask Jo"]]}))
    assert fault == (
        "list.xlsx row 2: something stands to the right of the last column that has a name. "
        "Name its column in the header, or clear the cell."
    )


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (datetime.date(2019, 8, 1), "'2019-08-01' cannot be read as a number: it is a date"),
        (datetime.time(8, 30), "'08:30:00' cannot be read as a number"),
        (True, "'yes' cannot be read as a number"),
        ("#REF!", "'#REF!' cannot be read as a number: it is an error in Excel."),
    ],
)
def test_a_cell_of_excel_that_is_no_number_is_a_fault_where_one_should_be(cell: object, said: str) -> None:
    path = write_workbook({"select_list": rows_of_sheet({**GOOD, "youngest_age": cell})})
    [fault] = faults_of(path)
    assert fault.startswith(f"list.xlsx row 2, column youngest_age: {said}")


def test_a_formula_that_was_never_worked_out_is_a_fault_and_not_a_blank() -> None:
    rows = rows_of_sheet({**GOOD, "vacant_usable_places": "=2-1", "blocked_places": "=1"})
    assert faults_of(write_workbook({"select_list": rows})) == [
        "list.xlsx row 2, column G: this formula has not been worked out, nor have 1 more. "
        "Open the workbook in Excel and save it."
    ]


def test_a_formula_is_read_as_it_was_worked_out_when_saved_even_if_that_is_blank_text() -> None:
    blank = '=IF(1=1,"","")'
    path = write_workbook(
        {"select_list": rows_of_sheet({**GOOD, "vacant_usable_places": "=2-1", "note": blank})}
    )
    work_out(path, {"2-1": ("", "1"), blank[1:]: (' t="str"', "")})
    assert read(path) == [replace(READ, note="")]


# --- What is refused: files -----------------------------------------------------------------------
@pytest.mark.parametrize("name", ["list.xls", "list.pdf", "list.docx", "list"])
def test_another_kind_of_file_is_one_fault(name: str) -> None:
    Path(name).write_bytes(b"%PDF-1.7")
    assert faults_of(Path(name)) == [
        f"{name}: a select list is read from a .xlsx or .csv file only. "
        "Open it in Excel and save it as an Excel workbook (.xlsx) or as CSV UTF-8."
    ]


def test_a_pdf_named_csv_is_one_fault() -> None:
    Path("list.csv").write_bytes(b"%PDF-1.7")
    [fault] = faults_of(Path("list.csv"))
    assert fault.startswith("list.csv: this is a PDF, not text.")


def test_a_workbook_with_a_password_is_one_fault() -> None:
    Path("list.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    [fault] = faults_of(Path("list.xlsx"))
    assert fault.startswith("list.xlsx: this workbook has a password, or is an old Excel workbook")


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9])
def test_a_workbook_that_is_cut_short_is_one_fault(kept: float) -> None:
    path = write_workbook({"select_list": rows_of_sheet(GOOD)})
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    [fault] = faults_of(path)
    assert fault.startswith("list.xlsx: this cannot be opened as an Excel workbook: it is damaged")


def test_a_csv_named_xlsx_is_one_fault() -> None:
    write(GOOD).rename("list.xlsx")
    [fault] = faults_of(Path("list.xlsx"))
    assert fault.startswith("list.xlsx: this cannot be opened as an Excel workbook")


def test_a_missing_file_is_one_fault_that_suggests_the_nearest_name() -> None:
    write_workbook({"select_list": rows_of_sheet(GOOD)})
    assert faults_of(Path("lists.xlsx")) == ["lists.xlsx: there is no such file. Did you mean list.xlsx?"]


# --- What is refused: headers ---------------------------------------------------------------------
def test_every_needed_column_that_is_missing_is_a_fault() -> None:
    columns = tuple(name for name in NAMES if name not in NEEDED)
    assert faults_of(write(GOOD, columns=columns)) == [
        f"list.csv row 1: the column {name} is missing. Add it to the header." for name in NEEDED
    ]


def test_an_unknown_column_is_a_fault_with_the_nearest_that_is_absent() -> None:
    columns = tuple("vacant places" if name == "vacant_usable_places" else name for name in NAMES)
    said = faults_of(write(GOOD, columns=(*columns, "telephone")))
    assert said == [
        "list.csv row 1: 'vacant places' is not a column of a select list. "
        "Did you mean vacant_usable_places?",
        "list.csv row 1: 'telephone' is not a column of a select list. "
        "Take it out, or put what it says in note.",
    ]


# --- What is refused: cells -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("column", "cell", "what"),
    [
        # Words
        ("provider", "", "the provider is missing."),
        ("lot", "", "the lot is missing."),
        ("lot", "residental", "'residental' is not a lot. Did you mean residential?"),
        ("lot", "Suported acommodation", "'Suported acommodation' is not a lot. Did you mean supported_acc"),
        ("lot", "zzz", "'zzz' is not a lot. Use one of: supported_accommodation, residential,"),
        ("sector", "", "the sector is missing."),
        ("sector", "framework", "'framework' is not a sector. Use one of: in_house, block,"),
        ("sector", "Selected list", "'Selected list' is not a sector. Did you mean select_list?"),
        ("care", "complicated", "'complicated' is not a level of care. Did you mean complex?"),
        ("inside_authority", "nearly", "'nearly' is neither yes nor no."),
        ("renewal_assumed", "maybe", "'maybe' is neither yes nor no."),
        ("kind", "", "the kind is missing."),
        ("kind", "asumed", "'asumed' is not a kind. Did you mean assumed?"),
        ("source", " ", "the source is missing. Write it: a provider does not load without it."),
        # Places, ages and distance
        ("filled_by_us_places", "-1", "'-1' cannot be right: it must be 0 or more."),
        ("registered_places", "c", "'c' cannot be read as a number: it is a DfE mark"),
        ("registered_places", "5-6", "'5-6' cannot be read as a number: it is a range. Write one number in"),
        ("youngest_age", "-1", "'-1' cannot be right: it must be from 0 to 17."),
        ("oldest_age", "18", "'18' cannot be right: it must be from 0 to 17."),
        ("oldest_age", "15.5", "'15.5' is not an age in whole years."),
        ("youngest_age", "17", "the youngest age it takes, 17, is above the oldest, 16."),
        ("distance_miles", "-1", "'-1' cannot be right: it must be from 0 to 1000."),
        # Price
        ("weekly_fee_gbp", "0", "a fee of 0 would make its places free. Leave blank where not known."),
        ("weekly_fee_gbp", "-5", "'-5' cannot be right: it must be 0 or more."),
        ("discount_percent", "-1", "'-1' cannot be right: it must be from 0 to 100."),
        ("discount_percent", "101", "'101' cannot be right: it must be from 0 to 100."),
        ("usable_share", "80", "'80' cannot be right: it must be from 0 to 1. Write 0.8 for 80%."),
        # Time
        ("on_list_from", "1 April", "'1 April' is not a day. Write it as 31/03/2019 or 2019-03-31."),
        ("on_list_to", "2021", "'2021' is not a day. Write it as 31/03/2019 or 2019-03-31."),
        ("on_list_to", "31/02/2021", "'31/02/2021' is not a day in the calendar."),
        ("on_list_from", "01/04/2021", "it comes onto the list on 2021-04-01, after it leaves on 2021-03-31"),
        ("slip_months", "3", "there are slip_months but no opens_on"),
        ("ramp_months", "3", "there are ramp_months but no opens_on"),
        ("reopening_round", "21", "'21' is not a year from 1990 to 2100."),
        ("as_at", "", "the as_at is missing."),
        ("as_at", "last week", "'last week' is not a date."),
    ],
)
def test_a_fault_names_file_row_column_and_what_to_do(column: str, cell: str, what: str) -> None:
    [fault] = faults_of(write({**GOOD, column: cell}))
    assert fault.startswith(f"list.csv row 2, column {column}: {what}")


@pytest.mark.parametrize(
    ("registered", "open_to_us", "filled", "vacant", "blocked", "what"),
    [
        ("6", "", "7", "", "", "filled_by_us_places, 7, is above registered_places, 6."),
        ("6", "", "", "7", "", "vacant_usable_places, 7, is above registered_places, 6."),
        (
            "6", "", "4", "2", "1",
            "filled_by_us_places, 4, and vacant_usable_places, 2, and blocked_places, 1, add to 7, "
            "above registered_places, 6.",
        ),
        ("6", "7", "", "", "", "open_to_us_places, 7, is above registered_places, 6."),
        ("6", "4", "5", "", "", "filled_by_us_places, 5, is above open_to_us_places, 4."),
        (
            "6", "4", "2", "3", "",
            "filled_by_us_places, 2, and vacant_usable_places, 3, add to 5, above open_to_us_places, 4.",
        ),
        ("", "", "", "", "", "it has no places: registered, filled by us and vacant are all blank or 0."),
        ("0", "", "0", "0", "", "it has no places: registered, filled by us and vacant are all blank or 0."),
    ],
)  # fmt: skip
def test_places_that_are_more_than_those_they_are_a_part_of_are_one_fault(
    registered: str, open_to_us: str, filled: str, vacant: str, blocked: str, what: str
) -> None:
    places = {
        "registered_places": registered,
        "open_to_us_places": open_to_us,
        "filled_by_us_places": filled,
        "vacant_usable_places": vacant,
        "blocked_places": blocked,
    }
    [fault] = faults_of(write({**GOOD, **places}))
    where, said = fault.split(": ", 1)
    assert said.startswith(what)
    assert where.startswith("list.csv row 2, column ")
    assert where.split()[-1] in places


@pytest.mark.parametrize("filled", ["", "3"])
def test_places_that_just_fit_are_no_fault(filled: str) -> None:
    [provider] = read(write({**GOOD, "filled_by_us_places": filled}))
    assert provider.vacant_usable_places == 1


def test_an_oldest_age_below_the_youngest_of_the_lot_is_a_fault() -> None:
    [fault] = faults_of(write({**GOOD, "lot": "Residential 16-17", "youngest_age": "", "oldest_age": "15"}))
    assert fault.startswith(
        "list.csv row 2, column oldest_age: the youngest age it takes, 16, is above the oldest, 15."
    )


def test_a_child_under_16_in_supported_accommodation_is_a_breach() -> None:
    row = {**GOOD, "lot": "supported_accommodation", "youngest_age": "15", "oldest_age": ""}
    assert faults_of(write(row)) == [
        "list.csv row 2, column youngest_age: supported accommodation is for 16 and 17 only (placement codes "
        "K3 and H5): to take a child of 15 would be a breach of regulations. Put the age right, or the lot."
    ]


def test_places_filled_on_a_list_that_has_ended_are_a_fault_that_asks_for_the_row_to_be_updated() -> None:
    assert faults_of(write({**GOOD, "on_list_to": "31/03/2018"})) == [
        "list.csv row 2, column on_list_to: it left the list on 2018-03-31, before the base date 2019-03-31, "
        "and is not renewed, but 2 of its places are filled by us. "
        "Bring the row up to date: its last day, its renewal or its places."
    ]


def test_places_filled_in_a_home_that_has_not_opened_are_a_fault() -> None:
    assert faults_of(write({**GOOD, "opens_on": "01/09/2020"})) == [
        "list.csv row 2, column opens_on: it opens on 2020-09-01, after the base date 2019-03-31, but 2 of "
        "its places are filled by us. Leave opens_on blank where it is open, or put the places right."
    ]


@pytest.mark.parametrize(
    ("changes", "column", "what"),
    [
        ({"opens_on": "01/04/2021"}, "opens_on", "opening after closing: it opens on 2021-04-01"),
        ({"slip_months": "61"}, "slip_months", "'61' cannot be right: it must be from 0 to 60."),
        ({"ramp_months": "-1"}, "ramp_months", "'-1' cannot be right: it must be 0 or more."),
    ],
)
def test_a_home_to_open_has_faults_of_its_own(changes: dict[str, str], column: str, what: str) -> None:
    [fault] = faults_of(write({**TO_OPEN, **changes}))
    assert fault.startswith(f"list.csv row 2, column {column}: {what}")


def test_an_agency_that_says_nothing_of_places_is_a_fault() -> None:
    [fault] = faults_of(write({**IFA, "filled_by_us_places": "", "vacant_usable_places": ""}))
    assert fault.startswith("list.csv row 2, column registered_places: it has no places")


def test_a_fault_in_a_column_that_the_file_lacks_is_said_all_the_same() -> None:
    [fault] = faults_of(write(GOOD, columns=NEEDED))
    assert fault.startswith("list.csv row 2, column registered_places: it has no places")


def test_a_provider_that_left_the_list_but_is_renewed_keeps_its_places() -> None:
    [provider] = read(write({**GOOD, "on_list_to": "31/03/2018", "renewal_assumed": ""}))
    assert provider.filled_by_us_places == 2


def test_every_fault_of_every_row_is_said_at_once() -> None:
    said = faults_of(
        write(
            {**GOOD, "lot": "homes", "weekly_fee_gbp": "0", "source": ""},
            {**GOOD, "provider": "Example Homes B"},
            {**GOOD, "provider": "Example Homes C", "usable_share": "2", "slip_months": "3", "kind": "true"},
        )
    )
    assert [fault.split(":")[0] for fault in said] == [
        "list.csv row 2, column lot",
        "list.csv row 2, column weekly_fee_gbp",
        "list.csv row 2, column source",
        "list.csv row 4, column slip_months",
        "list.csv row 4, column usable_share",
        "list.csv row 4, column kind",
    ]


def test_a_row_with_too_many_cells_is_one_fault_that_says_why() -> None:
    path = write({**GOOD, "weekly_fee_gbp": "FEE"})
    path.write_text(path.read_text(encoding="utf-8").replace("FEE", "£4,500"), encoding="utf-8")
    assert faults_of(path) == [
        "list.csv row 2: it has 29 cells, but the header has 28. "
        "Put quotation marks round any cell that has a comma in it."
    ]


# --- The same provider twice ----------------------------------------------------------------------
def test_the_same_provider_twice_on_a_lot_in_a_sector_is_a_fault_that_names_both_rows() -> None:
    again = {**GOOD, "provider": "EXAMPLE  homes a", "lot": "Residential"}
    assert faults_of(write(GOOD, {**GOOD, "sector": "spot"}, {**GOOD, "lot": "ifa"}, again)) == [
        "list.csv row 5, column provider: 'EXAMPLE homes a', lot residential, sector select_list, "
        "is already in row 2. Keep one of the two."
    ]


def test_a_double_is_found_even_if_its_rows_have_other_faults() -> None:
    said = faults_of(write({**GOOD, "weekly_fee_gbp": "0"}, GOOD))
    assert [fault.split(":")[0] for fault in said] == [
        "list.csv row 2, column weekly_fee_gbp",
        "list.csv row 3, column provider",
    ]


# --- Postcodes, where the directory is not installed ----------------------------------------------
def test_without_the_directory_a_stated_distance_is_used() -> None:
    [provider] = read_without_directory(write({**GOOD, "postcode": "rm188rh"}))
    assert (provider.distance_miles, provider.postcode) == (7.5, EAST_TILBURY)
    assert provider.inside_authority is False


def test_without_the_directory_a_postcode_alone_is_a_fault_that_says_how_to_get_it() -> None:
    assert faults_without_directory(write({**GOOD, "postcode": EAST_TILBURY, "distance_miles": ""})) == [
        "list.csv row 2, column postcode: the distance of a postcode needs the postcode directory, "
        f"which is not installed. {HOW_TO_GET_IT}"
    ]


def test_a_postcode_without_an_origin_is_one_fault() -> None:
    rows = [{**GOOD, "provider": name, "postcode": EAST_TILBURY} for name in ("A", "B")]
    assert faults_without_directory(write(GOOD, *rows), origin=None) == [
        "list.csv row 3, column postcode: the scenario states no origin: a postcode has no distance from "
        'nowhere. Add `origin = "..."` to it: the postcode to measure from.'
    ]


# --- Postcodes, where the directory is installed --------------------------------------------------
needs_directory = pytest.mark.skipif(
    not PostcodeDirectory.installed(), reason="the optional postcode directory is not installed"
)


def located(postcode: str) -> Location:
    location = PostcodeDirectory().locate(postcode)
    assert location
    return location


@needs_directory
def test_a_postcode_gives_the_distance_and_the_authority() -> None:
    blank = {**GOOD, "distance_miles": "", "inside_authority": ""}
    near, far = read(
        write({**blank, "postcode": EAST_TILBURY}, {**blank, "provider": "B", "postcode": LEIGH_ON_SEA})
    )
    assert near.distance_miles == round(miles_between(located(ORIGIN), located(EAST_TILBURY)), 1) == 4.0
    assert far.distance_miles == round(miles_between(located(ORIGIN), located(LEIGH_ON_SEA)), 1)
    assert 10 < far.distance_miles < 20
    assert (near.inside_authority, far.inside_authority) == (True, False)


@needs_directory
def test_a_stated_distance_within_a_mile_of_the_postcode_stands() -> None:
    [provider] = read(
        write({**GOOD, "postcode": EAST_TILBURY, "distance_miles": "5", "inside_authority": "yes"})
    )
    assert provider.distance_miles == 5


@needs_directory
def test_a_distance_and_a_postcode_that_disagree_are_a_fault_with_both_numbers() -> None:
    row = {**GOOD, "postcode": EAST_TILBURY, "distance_miles": "5.1", "inside_authority": "yes"}
    assert faults_of(write(row)) == [
        "list.csv row 2, column distance_miles: it says 5.1 miles, but 'RM18 8RH' is 4 miles from RM17 6SL "
        "in a straight line. Put the wrong one right, or leave distance_miles blank: it is then worked out."
    ]


@needs_directory
def test_inside_authority_that_disagrees_with_the_postcode_is_a_fault() -> None:
    inside = {**GOOD, "postcode": EAST_TILBURY, "distance_miles": "", "inside_authority": "No"}
    outside = {**inside, "provider": "B", "postcode": LEIGH_ON_SEA, "inside_authority": "yes"}
    said = faults_of(write(inside, outside))
    assert said[0].startswith(
        "list.csv row 2, column inside_authority: it says 'No', but 'RM18 8RH' stands in the authority, "
        "in E06000034."
    )
    assert "it says 'yes', but 'SS9 3EB' stands outside the authority, in E06000033." in said[1]


@needs_directory
def test_a_postcode_that_does_not_exist_is_a_fault() -> None:
    assert faults_of(write({**GOOD, "postcode": "RM99 9ZZ"})) == [
        "list.csv row 2, column postcode: 'RM99 9ZZ' is not a postcode in Great Britain. "
        "Check it, or leave it blank and write distance_miles."
    ]


@needs_directory
def test_an_origin_that_does_not_exist_is_one_fault() -> None:
    path = write(
        *({**GOOD, "provider": name, "postcode": EAST_TILBURY, "inside_authority": ""} for name in "ABC")
    )
    with pytest.raises(InputFaultsError) as raised:
        read_providers(path, BASE_DATE, "RM99 9ZZ", THURROCK)
    assert str(raised.value) == (
        "list.csv: the scenario's origin, 'RM99 9ZZ', is not a postcode in Great Britain. "
        "Put `origin` right in the scenario."
    )


@needs_directory
@pytest.mark.parametrize("authority_code", [None, "E10000012"])  # E10000012 is Essex, which has districts
def test_what_a_postcode_cannot_tell_of_the_authority_is_left_as_the_row_says(
    authority_code: str | None,
) -> None:
    row = {**GOOD, "postcode": EAST_TILBURY, "distance_miles": "", "inside_authority": ""}
    [provider] = read_providers(write(row), BASE_DATE, ORIGIN, authority_code)
    assert provider.distance_miles == 4.0
    assert provider.inside_authority is None
