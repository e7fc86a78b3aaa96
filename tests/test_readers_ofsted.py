"""A draft select list from Ofsted's file: any year's layout, and nothing that Ofsted cannot know."""

import csv
import datetime
import warnings
from collections import Counter
from pathlib import Path

import pytest
from test_cli import ROOT

from sufficiency.errors import InputFaultsError
from sufficiency.providers.columns import NAMES
from sufficiency.providers.provider import PROVISION_OF_LOT, Provider
from sufficiency.providers.registered import OfstedReading, draft_rows
from sufficiency.readers.ofsted import read_ofsted
from sufficiency.readers.providers import read_providers

SHARED = ROOT.parent / "shared" / "data" / "ofsted"
needs_the_published_files = pytest.mark.skipif(
    not SHARED.is_dir(), reason="shared data absent: Ofsted's files are not beside the checkout"
)

ABOUT = "Web link,URN,{}Provision type,{}Registration status,Name,Address 1,Town,Postcode,{}Local authority,"
OVERALL = "Overall experiences and progress of children and young people"
HEADERS = {
    2016: ABOUT.format("", "", "Government Office Region,")
    + "Sector,Places,Linked education URN,Short breaks only children's home,Event type,Overall effectiveness",
    2020: ABOUT.format("Linked Education URN,", "Registration date,", "Ofsted region,")
    + f"Sector,Places,Organisation which owns the provider,Event type,{OVERALL}",
    2023: ABOUT.format("Linked Education URN,", "Registration date,", "Ofsted region,")
    + "Sector,Places,Short-break-only children's home,Multi-building children's home,"
    + f"Organisation which owns the provider,Latest full inspection event type,{OVERALL},,",
    2024: ABOUT.format("Linked Education URN,", "Registration date,", "Ofsted region,")
    + "Sector,Premises,Places,Short-break-only children's home,Multi-building children's home,"
    + f"Organisation which owns the provider,Latest full inspection event type,{OVERALL}",
}
ABOVE = {
    2016: ["Provider information,,,,,,,,Latest Full Inspection information,,"],
    2020: ["Provider information,,,,,,,,,,Latest Full Inspection,,"],
    2023: [
        "Children's social care data in England 2023 - Provider level as at 31 March 2023,,,",
        '"This worksheet contains one table.\nIt begins in cell A4, with Provision type.",,,',
        "Some cells in this table are empty.,,,",
    ],
    2024: [
        "Children's social care data in England 2024 \u2013 Provider level as at 31 March 2024,,,",
        '"This worksheet contains one table,\nwhich begins in cell A4.",,,',
    ],
}
SHORT_BREAKS = {2016: "Short breaks only children's home", 2023: "Short-break-only children's home"}
HOME = {
    "Web link": "Ofsted Social Care Provider Webpage",
    "URN": "1000001",
    "Provision type": "Children's home",
    "Registration status": "Active",
    "Name": "REDACTED",
    "Postcode": "REDACTED",
    "Local authority": "Inventshire",
    "Sector": "Private",
    "Places": "4",
    "Organisation which owns the provider": "Kind Homes Ltd",
    OVERALL: "Good",
    "Overall effectiveness": "Good",
}
AGENCY = HOME | {
    "URN": "SC000002",
    "Provision type": "Independent Fostering Agency",
    "Name": "Warm Hearths Fostering",
    "Postcode": "RM18 8RH",
    "Places": "",
}


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # so that faults name files shortly


def lines_of(year: int, *providers: dict[str, str]) -> list[str]:
    columns = HEADERS[year].split(",")
    return [
        *ABOVE[year],
        HEADERS[year],
        *(",".join(f'"{provider.get(column, "")}"' for column in columns) for provider in providers),
    ]


def write(year: int, *providers: dict[str, str], name: str = "", encoding: str = "cp1252") -> Path:
    path = Path(name or f"provider_level_at_31_March_{year}.csv")
    path.write_bytes("\r\n".join(lines_of(year, *providers)).encode(encoding))
    return path


def read(year: int, *providers: dict[str, str], authority: str = "Inventshire") -> OfstedReading:
    return read_ofsted(write(year, *providers), authority)


def faults_of(path: Path, authority: str = "Inventshire") -> list[str]:
    with pytest.raises(InputFaultsError) as told:
        read_ofsted(path, authority)
    return [str(fault) for fault in told.value.faults]


def only_draft(reading: OfstedReading) -> dict[str, object]:
    [draft] = draft_rows(reading)
    return draft


def finding_about(reading: OfstedReading, word: str) -> str:
    [finding] = [finding for finding in reading.findings if word in finding]
    return finding


# --- Every year's layout --------------------------------------------------------------------------


@pytest.mark.parametrize("year", HEADERS)
def test_a_home_is_read_in_every_layout(year: int) -> None:
    reading = read(year, HOME)
    [row] = reading.rows
    assert (row.urn, row.name, row.lot, row.registered_places) == ("1000001", None, "residential", 4)
    assert (row.sector, row.postcode, row.grade) == ("Private", None, "Good")
    assert reading.as_at == datetime.date(year, 3, 31)


@pytest.mark.parametrize("year", HEADERS)
def test_rows_are_numbered_as_excel_shows_them(year: int) -> None:
    [row] = read(year, HOME).rows
    assert row.row == len(ABOVE[year]) + 2


def test_a_file_of_windows_1252_and_one_of_utf_8_read_the_same() -> None:
    windows = read_ofsted(write(2024, HOME, encoding="cp1252"), "Inventshire")
    unicode = read_ofsted(write(2024, HOME, encoding="utf-8-sig"), "Inventshire")
    assert windows == unicode


def test_letters_that_ofsted_lost_in_conversion_do_not_matter() -> None:
    home = HOME | {"Provision type": "Children\ufffds home"}
    [row] = read_ofsted(write(2024, home, encoding="utf-8"), "Inventshire").rows
    assert row.lot == "residential"


def test_blank_rows_and_notes_below_the_table_are_not_providers() -> None:
    path = write(2023, HOME)
    path.write_text(path.read_text("cp1252") + "\n,,,,\n\nSource: Ofsted\n", "utf-8")
    assert len(read_ofsted(path, "Inventshire").rows) == 1


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_file_saved_again_with_other_delimiters_is_read(delimiter: str) -> None:
    path = write(2020, HOME)
    parsed = csv.reader(path.read_text("utf-8").splitlines())
    path.write_text("\n".join(delimiter.join(row) for row in parsed), "utf-8")
    assert len(read_ofsted(path, "Inventshire").rows) == 1


# --- Workbooks ------------------------------------------------------------------------------------


def write_workbook(sheets: dict[str, list[str]], name: str = "ofsted.xlsx") -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for row in csv.reader("\n".join(lines).splitlines(keepends=True)):
            sheet.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(name)
    return Path(name)


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_workbook_reads_as_the_csv_of_the_same_rows(year: int) -> None:
    from_csv = read(year, HOME, AGENCY)
    from_workbook = read_ofsted(
        write_workbook({"Notes": ["Cover"], "Provider_level": lines_of(year, HOME, AGENCY)}), "Inventshire"
    )
    assert from_workbook.rows == from_csv.rows
    assert from_workbook.as_at == from_csv.as_at
    assert from_workbook.findings == from_csv.findings


def test_of_several_sheets_the_one_dated_as_at_is_read() -> None:
    in_year = [line.replace("as at 31 March 2023", "in the year") for line in lines_of(2023, HOME, HOME)]
    path = write_workbook({"Provider_level_in_year": in_year, "Register": lines_of(2023, AGENCY)})
    assert [row.urn for row in read_ofsted(path, "Inventshire").rows] == ["SC000002"]


def test_the_name_of_a_sheet_may_say_the_date() -> None:
    path = write_workbook({"Provider_level_at_31_Mar_2020": lines_of(2020, HOME)})
    assert read_ofsted(path, "Inventshire").as_at == datetime.date(2020, 3, 31)


def test_a_workbook_is_read_without_warnings() -> None:
    path = write_workbook({"Providers": lines_of(2024, HOME)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read_ofsted(path, "Inventshire").rows) == 1


def test_a_damaged_workbook_is_one_fault() -> None:
    Path("ofsted.xlsx").write_bytes(b"PK\x03\x04 and no more")
    [fault] = faults_of(Path("ofsted.xlsx"))
    assert fault.startswith("ofsted.xlsx: this cannot be opened as an Excel workbook")


# --- Authorities ----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Southend-on-Sea", "SOUTHEND ON SEA", " southend on  sea "])
def test_an_authority_is_found_whatever_its_case_and_hyphens(typed: str) -> None:
    reading = read(2024, HOME | {"Local authority": "Southend on Sea"}, authority=typed)
    assert reading.authority == "Southend on Sea"


@pytest.mark.parametrize(
    "typed",
    [
        "Bournemouth, Christchurch and Poole",
        "Bournemouth, Christchurch & Poole",
        "bournemouth christchurch poole",
    ],
)
def test_an_authority_is_found_whatever_its_and(typed: str) -> None:
    home = HOME | {"Local authority": "Bournemouth, Christchurch & Poole"}
    assert len(read(2024, home, authority=typed).rows) == 1


def test_providers_of_other_authorities_are_not_read() -> None:
    reading = read(2024, HOME, AGENCY | {"Local authority": "Elsewhere"})
    assert [row.urn for row in reading.rows] == ["1000001"]


def test_an_authority_that_is_not_there_is_refused_with_those_that_are() -> None:
    path = write(2024, HOME, AGENCY | {"Local authority": "Elsewhere"})
    [fault] = faults_of(path, "Inventshre")
    assert fault == (
        "provider_level_at_31_March_2024.csv column Local authority: 'Inventshre' is not an authority in "
        "this file. Did you mean Inventshire? It has: Elsewhere, Inventshire."
    )


# --- What is left out -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provision_type", "lot"),
    [
        ("Children's Home", "residential"),
        ("Independent Fostering Agency", "ifa"),
        ("Residential Family Centre", "family_assessment"),
        ("Supported accommodation", "supported_accommodation"),
    ],
)
def test_four_types_of_provider_go_on_a_lot(provision_type: str, lot: str) -> None:
    [row] = read(2024, HOME | {"Provision type": provision_type}).rows
    assert row.lot == lot
    assert lot in PROVISION_OF_LOT


def test_other_types_are_left_out_and_counted_by_type() -> None:
    types = ["Secure children's home", "Boarding School", "Boarding School", "Adoption Support Agency"]
    reading = read(
        2024, HOME, *(HOME | {"URN": str(n), "Provision type": each} for n, each in enumerate(types))
    )
    assert [row.urn for row in reading.rows] == ["1000001"]
    assert reading.other_types == Counter(types)
    assert finding_about(reading, "type of provider").endswith(
        "1 Adoption Support Agency, 2 Boarding School, 1 Secure children's home."
    )


def test_a_special_school_registered_as_a_home_is_left_out() -> None:
    school = "Residential special school (registered as a children's home)"
    reading = read(2024, HOME | {"Provision type": school})
    assert not reading.rows
    assert reading.other_types == {school: 1}


def test_providers_that_are_not_active_are_left_out_and_counted_by_what_ofsted_calls_them() -> None:
    statuses = ["Suspended", "Resigned", "Suspended"]
    reading = read(
        2024, HOME, *(HOME | {"URN": str(n), "Registration status": s} for n, s in enumerate(statuses))
    )
    assert len(reading.rows) == 1
    assert finding_about(reading, "Active").endswith("1 Resigned, 2 Suspended.")


@pytest.mark.parametrize(
    ("year", "mark"), [(2016, "Yes"), (2016, "Short breaks only"), (2023, SHORT_BREAKS[2023])]
)
def test_homes_for_short_breaks_only_are_left_out_and_counted(year: int, mark: str) -> None:
    reading = read(year, HOME, HOME | {"URN": "2", SHORT_BREAKS[year]: mark})
    assert [row.urn for row in reading.rows] == ["1000001"]
    assert reading.short_break_only == 1
    assert "1 children's home for short breaks only" in finding_about(reading, "short breaks")


@pytest.mark.parametrize("mark", ["", " ", "No", "Long term care only"])
def test_other_marks_do_not_make_a_home_one_for_short_breaks(mark: str) -> None:
    reading = read(2016, HOME | {SHORT_BREAKS[2016]: mark})
    assert reading.short_break_only == 0
    assert len(reading.rows) == 1


def test_a_layout_that_does_not_mark_short_breaks_is_said_to() -> None:
    assert "take such homes out" in finding_about(read(2020, HOME), "short breaks")
    assert not any("short breaks" in finding for finding in read(2020, AGENCY).findings)


def test_an_authority_with_nothing_to_draft_is_told_so() -> None:
    reading = read(2024, HOME | {"Registration status": "Cancelled"})
    assert draft_rows(reading) == []
    assert reading.findings[0].startswith("Ofsted lists no active provider in Inventshire as at 31 March")


# --- What is missing ------------------------------------------------------------------------------


def test_findings_begin_with_how_many_of_each_and_their_registered_places() -> None:
    reading = read(2024, HOME, HOME | {"URN": "2", "Places": "3"}, AGENCY)
    assert reading.findings[0] == (
        "Drafted from Ofsted, in Inventshire as at 31 March 2024: 2 children's homes with 7 registered "
        "places and 1 independent fostering agency."
    )


def test_findings_say_that_registered_is_not_open_to_us() -> None:
    assert finding_about(read(2024, HOME), "not open to us").startswith("Registered is not open to us")


def test_a_home_whose_name_ofsted_withholds_is_named_by_its_urn() -> None:
    reading = read(2024, HOME)
    assert only_draft(reading)["provider"] == "Ofsted URN 1000001"
    assert "Ofsted URN 1000001" in finding_about(reading, "the name of 1 provider")


def test_a_home_whose_postcode_ofsted_withholds_needs_its_distance_written() -> None:
    reading = read(2024, HOME)
    draft = only_draft(reading)
    assert (draft["postcode"], draft["distance_miles"]) == ("", "")
    assert "write distance_miles" in finding_about(reading, "the postcode of 1 provider")
    assert str(draft["note"]).endswith("distance")


def test_no_file_has_the_places_of_a_fostering_agency() -> None:
    reading = read(2024, AGENCY)
    assert only_draft(reading)["registered_places"] == ""
    assert "ask 1 provider" in finding_about(reading, "places of an independent fostering agency")


@pytest.mark.parametrize("places", ["", "REDACTED", "-", "[z]"])
def test_places_that_ofsted_does_not_give_are_blank_and_not_nought(places: str) -> None:
    reading = read(2024, HOME | {"Places": places})
    assert reading.rows[0].registered_places is None
    assert only_draft(reading)["registered_places"] == ""
    assert "missing for 1 provider" in finding_about(reading, "registered_places")


def test_the_premises_of_supported_accommodation_are_noted() -> None:
    supported = AGENCY | {"Provision type": "Supported accommodation", "Premises": "3"}
    reading = read(2024, supported)
    assert reading.rows[0].premises == "3"
    assert "premises 3" in str(only_draft(reading)["note"])


def test_without_a_date_anywhere_as_at_is_blank_and_said_to_be() -> None:
    reading = read_ofsted(write(2020, HOME, name="download.csv"), "Inventshire")
    assert reading.as_at is None
    assert only_draft(reading)["as_at"] == ""
    assert "write as_at" in finding_about(reading, "Neither the title nor the file's name")


@pytest.mark.parametrize("name", ["ofsted 31 March 2020.csv", "Published-6-July-2020-at-31-Mar-2020.csv"])
def test_the_name_of_the_file_may_say_the_date(name: str) -> None:
    reading = read_ofsted(write(2020, HOME, name=name), "Inventshire")
    assert reading.as_at == datetime.date(2020, 3, 31)


def test_where_title_and_name_disagree_the_title_is_taken_and_both_are_said() -> None:
    reading = read_ofsted(write(2024, HOME, name="at_31_March_2021.csv"), "Inventshire")
    assert reading.as_at == datetime.date(2024, 3, 31)
    assert "31 March 2021" in finding_about(reading, "the title is taken")


# --- The draft ------------------------------------------------------------------------------------


def test_a_draft_row_has_every_column_of_a_select_list_in_order() -> None:
    assert tuple(only_draft(read(2024, HOME))) == NAMES


def test_a_draft_fills_what_ofsted_says_and_leaves_all_else_blank() -> None:
    draft = only_draft(read(2024, AGENCY))
    assert {column: value for column, value in draft.items() if value != ""} == {
        "provider": "Warm Hearths Fostering",
        "lot": "ifa",
        "as_at": datetime.date(2024, 3, 31),
        "source": "Ofsted, Children's social care in England 2024, provider level as at 31 March 2024",
        "kind": "published",
        "note": (
            "Ofsted URN SC000002; owner Kind Homes Ltd; overall grade Good; office at RM18 8RH; write "
            "sector, registered, open to us, filled by us, vacant and usable, distance, inside authority"
        ),
    }


def test_a_home_stands_inside_the_authority_that_ofsted_lists_it_in() -> None:
    centre = AGENCY | {"Provision type": "Residential Family Centre"}
    draft = only_draft(read(2024, centre))
    assert (draft["inside_authority"], draft["postcode"]) == ("yes", "RM18 8RH")


@pytest.mark.parametrize("provision_type", ["Independent Fostering Agency", "Supported accommodation"])
def test_where_an_office_is_says_nothing_of_where_the_homes_are(provision_type: str) -> None:
    reading = read(2024, AGENCY | {"Provision type": provision_type})
    draft = only_draft(reading)
    assert (draft["inside_authority"], draft["postcode"], draft["distance_miles"]) == ("", "", "")
    assert "office at RM18 8RH" in str(draft["note"])
    assert finding_about(reading, "where the office is").startswith("For 1 provider")


def test_the_sector_of_a_private_home_is_left_to_be_written() -> None:
    draft = only_draft(read(2024, HOME))
    assert draft["sector"] == ""
    assert "write sector" in str(draft["note"])


@pytest.mark.parametrize(
    ("authority", "owner"),
    [
        ("Thurrock", "Thurrock Council"),
        ("Bristol, City of", "Bristol City Council"),
        ("Havering", "London Borough of Havering"),
        ("Brighton and Hove", "Brighton & Hove City Council"),
        ("Southend on Sea", "SOUTHEND-ON-SEA CITY COUNCIL"),
    ],
)
def test_the_authoritys_own_home_is_in_house(authority: str, owner: str) -> None:
    own = {"Sector": "Local Authority", "Organisation which owns the provider": owner}
    reading = read(2024, HOME | own | {"Local authority": authority}, authority=authority)
    assert only_draft(reading)["sector"] == "in_house"
    assert "write sector" not in str(only_draft(reading)["note"])
    assert "filled_by_us_places counts as 0" in finding_about(reading, "runs 1 provider itself")


@pytest.mark.parametrize(
    ("authority", "owner"),
    [
        ("Thurrock", "Essex County Council"),
        ("Thurrock", ""),
        ("Lincolnshire", "North Lincolnshire Council"),
        ("North Lincolnshire", "North East Lincolnshire Council"),
    ],
)
def test_a_councils_home_that_may_be_anothers_has_no_sector_and_is_told_of(
    authority: str, owner: str
) -> None:
    theirs = {"Sector": "Local authority", "Organisation which owns the provider": owner}
    reading = read(2024, HOME | theirs | {"Local authority": authority}, authority=authority)
    assert only_draft(reading)["sector"] == ""
    assert "in_house if it is yours" in finding_about(reading, "Ofsted's sector is Local authority")


def test_a_private_owner_with_the_authoritys_name_is_not_the_authority() -> None:
    named = HOME | {"Organisation which owns the provider": "Inventshire", "Sector": "Voluntary"}
    assert only_draft(read(2024, named))["sector"] == ""


def test_two_providers_of_one_name_are_told_apart_by_their_urns() -> None:
    drafts = draft_rows(read(2024, AGENCY, AGENCY | {"URN": "SC000003"}))
    assert [draft["provider"] for draft in drafts] == [
        "Warm Hearths Fostering (Ofsted URN SC000002)",
        "Warm Hearths Fostering (Ofsted URN SC000003)",
    ]


# --- The draft as a select list -------------------------------------------------------------------


def loaded(drafts: list[dict[str, object]]) -> list[Provider]:
    """The providers in a select list of these rows."""
    path = Path("select_list.csv")
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, NAMES)
        writer.writeheader()
        writer.writerows(drafts)
    return read_providers(path, datetime.date(2024, 3, 31), None, None)


def test_a_draft_loads_once_its_sector_and_places_are_written() -> None:
    completed = {"sector": "spot", "filled_by_us_places": 2, "vacant_usable_places": 0, "distance_miles": 3}
    [provider] = loaded([only_draft(read(2024, HOME)) | completed])
    assert (provider.name, provider.lot, provider.sector) == ("Ofsted URN 1000001", "residential", "spot")
    assert (provider.registered_places, provider.filled_by_us_places) == (4, 2)
    assert provider.open_to_us_places is None
    assert provider.inside_authority is True


def test_a_draft_does_not_load_as_it_is() -> None:
    with pytest.raises(InputFaultsError, match="row 2, column sector: the sector is missing"):
        loaded(draft_rows(read(2024, HOME)))


# --- Files that are refused -----------------------------------------------------------------------


def test_a_file_that_is_not_ofsteds_is_one_clear_fault() -> None:
    Path("other.csv").write_text("URN,Name\n1,Somewhere\n")
    assert faults_of(Path("other.csv")) == [
        "other.csv: this is not an Ofsted provider-level file: no row has the headings URN, Provision type "
        "and Local authority. Give the provider-level file of Ofsted's Children's social care in England, "
        "as .xlsx or CSV."
    ]


def test_every_column_that_is_missing_is_told_at_once() -> None:
    Path("cut.csv").write_text("URN,Provision type,Local authority\n1,Children's home,Inventshire\n")
    faults = faults_of(Path("cut.csv"))
    assert [fault.split(". ")[0] for fault in faults] == [
        "cut.csv row 1: the column Registration status is missing",
        "cut.csv row 1: the column Name is missing",
        "cut.csv row 1: the column Sector is missing",
    ]


def test_a_file_without_providers_is_refused() -> None:
    [fault] = faults_of(write(2024))
    assert "there is no provider under the header" in fault


def test_every_row_that_cannot_be_read_is_told_at_once() -> None:
    path = write(2024, HOME | {"Places": "four"}, HOME | {"URN": "2", "Places": "-3"}, HOME | {"URN": ""})
    assert [fault.split(": ")[0] for fault in faults_of(path)] == [
        "provider_level_at_31_March_2024.csv row 6, column URN",
        "provider_level_at_31_March_2024.csv row 4, column Places",
        "provider_level_at_31_March_2024.csv row 5, column Places",
    ]


def test_faults_in_rows_of_other_authorities_or_left_out_do_not_matter() -> None:
    elsewhere = HOME | {"Local authority": "Elsewhere", "Places": "four"}
    school = HOME | {"Provision type": "Boarding School", "Places": "many"}
    assert len(read(2024, HOME, elsewhere, school).rows) == 1


def test_a_file_of_the_years_inspections_is_told_by_a_urn_that_is_there_twice() -> None:
    [fault] = faults_of(write(2024, HOME, HOME))
    assert "row 5, column URN: '1000001' is already in row 4" in fault


def test_a_quotation_mark_that_is_never_closed_is_refused() -> None:
    path = write(2024, HOME)
    path.write_text(path.read_text("cp1252") + '\n"Ofsted Social Care,2,,,', "utf-8")
    [fault] = faults_of(path)
    assert "quotation marks do not pair up" in fault


def test_a_file_that_is_not_there_is_told_of_as_any_other() -> None:
    for name in ("provider_level.csv", "provider_level.xlsx"):
        [fault] = faults_of(Path(name))
        assert fault.startswith(f"{name}: there is no such file.")


def test_an_open_document_spreadsheet_is_to_be_saved_again() -> None:
    Path("ofsted.ods").write_bytes(b"PK\x03\x04")
    [fault] = faults_of(Path("ofsted.ods"))
    assert fault.startswith("ofsted.ods: this is an OpenDocument spreadsheet. Open it in Excel")


# --- Ofsted's own files ---------------------------------------------------------------------------

YEARS = (2016, 2020, 2023, 2024)
AUTHORITIES = ("Thurrock", "Southend-on-Sea", "Havering")
OFSTEDS_FILE = "ofsted_provider_level_at_31_March_{}_RAW_LAYOUT_thurrock_southend_havering.csv"


def published(file: str) -> list[dict[str, str]]:
    with (SHARED / file).open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


@needs_the_published_files
@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("authority", AUTHORITIES)
def test_providers_and_places_are_those_counted_for_the_authority(year: int, authority: str) -> None:
    reading = read_ofsted(SHARED / OFSTEDS_FILE.format(year), authority)
    counted = {
        (row["type"], row["Sector"]): (int(row["providers"]), float(row["places"] or 0))
        for row in published("providers_and_places_by_authority_sector_2015_2024.csv")
        if row["year"] == str(year) and row["LA"] == reading.authority
    }
    # The one home for short breaks only in these files is Southend's one voluntary home.
    if reading.short_break_only:
        assert counted.pop(("children's home", "Voluntary"))[0] == reading.short_break_only
    providers, places = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in reading.rows:
        providers[row.provision_type.lower(), row.sector] += 1
        places[row.provision_type.lower(), row.sector] += row.registered_places or 0
    assert {key: (number, places[key]) for key, number in providers.items()} == counted
    assert reading.as_at == datetime.date(year, 3, 31)


@needs_the_published_files
@pytest.mark.parametrize("year", YEARS)
def test_thurrocks_providers_are_those_listed_by_urn(year: int) -> None:
    reading = read_ofsted(SHARED / OFSTEDS_FILE.format(year), "Thurrock")
    listed = {
        (row["URN"], row["Provision type"], int(row["Places"]) if row["Places"] else None)
        for row in published("thurrock_providers_2015_2024.csv")
        if row["year"] == str(year)
    }
    assert {(row.urn, row.provision_type, row.registered_places) for row in reading.rows} == listed


@needs_the_published_files
@pytest.mark.parametrize(("year", "short_break_only"), [(2016, 1), (2020, 0), (2023, 1), (2024, 1)])
def test_southends_home_for_short_breaks_is_left_out_where_ofsted_marks_it(
    year: int, short_break_only: int
) -> None:
    reading = read_ofsted(SHARED / OFSTEDS_FILE.format(year), "Southend-on-Sea")
    assert reading.short_break_only == short_break_only
    assert ("SC052398" in {row.urn for row in reading.rows}) == (short_break_only == 0)


@needs_the_published_files
def test_thurrocks_draft_of_2024_names_agencies_and_numbers_homes() -> None:
    drafts = draft_rows(read_ofsted(SHARED / OFSTEDS_FILE.format(2024), "Thurrock"))
    named = {draft["provider"]: draft for draft in drafts}
    assert "office at RM18 8RH" in str(named["Young People At Heart Limited"]["note"])
    assert named["Ohana Parental Assessment Centre"]["postcode"] == "RM17 5RA"
    assert named["Ofsted URN SC462450"]["registered_places"] == 4
    assert {draft["sector"] for draft in drafts} == {""}
    assert Counter(draft["lot"] for draft in drafts) == {"residential": 7, "ifa": 1, "family_assessment": 1}
