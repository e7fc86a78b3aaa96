"""The select list as a file to fill in: what is written is what is read, and the page explains it."""

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from sufficiency.errors import OutputError
from sufficiency.providers.columns import COLUMNS, DAYS, NAMES, WORDS
from sufficiency.providers.provider import CARE_LEVELS, LOTS, Provider
from sufficiency.readers.providers import providers_in, read_providers, sheet_of
from sufficiency.vocabulary import KINDS, SECTORS
from sufficiency.writers.provider_list import as_row, write_provider_list, write_template

BASE_DATE = datetime.date(2019, 3, 31)
ORIGIN = "RM17 6SL"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "select-list.md"
SUFFIXES = (".csv", ".xlsx")
ROW = {
    "provider": "Example Homes A",
    "lot": "residential",
    "sector": "select_list",
    "registered_places": 6,
    "inside_authority": False,
    "on_list_to": datetime.date(2021, 3, 31),
    "as_at": datetime.datetime(2019, 3, 31),  # with a time, as a table of another library has it
    "source": "Placements team",
    "kind": "assumed",
}


def read(path: Path) -> list[Provider]:
    """The providers in a file, without the postcode directory: where it is installed must not matter."""
    return providers_in(sheet_of(path), BASE_DATE, ORIGIN, None, directory=None)


@pytest.fixture
def template(tmp_path: Path) -> Workbook:
    path = tmp_path / "template.xlsx"
    write_template(path)
    return load_workbook(path)


# --- The template ---------------------------------------------------------------------------------
def test_a_template_with_three_providers_filled_in_is_read(template: Workbook, tmp_path: Path) -> None:
    sheet = template["select_list"]
    for number, name in enumerate(("Example A", "Example B", "Example C"), start=2):
        for column, value in {**ROW, "provider": name}.items():
            sheet.cell(number, NAMES.index(column) + 1, value)
    template.save(tmp_path / "filled in.xlsx")
    providers = read(tmp_path / "filled in.xlsx")
    assert [provider.name for provider in providers] == ["Example A", "Example B", "Example C"]
    assert [provider.row for provider in providers] == [2, 3, 4]
    assert {provider.on_list_to for provider in providers} == {datetime.date(2021, 3, 31)}
    assert {provider.inside_authority for provider in providers} == {False}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_template_is_a_list_of_nobody(suffix: str, tmp_path: Path) -> None:
    write_template(tmp_path / f"template{suffix}")
    assert read(tmp_path / f"template{suffix}") == []


def test_a_csv_template_is_the_header_alone(tmp_path: Path) -> None:
    write_template(tmp_path / "template.csv")
    assert (tmp_path / "template.csv").read_text(encoding="utf-8-sig") == ",".join(NAMES) + "\n"


def test_each_column_of_a_few_words_has_a_drop_down_of_them(template: Workbook) -> None:
    sheet = template["select_list"]
    offered = {
        str(drop_down.sqref): drop_down.formula1 for drop_down in sheet.data_validations.dataValidation
    }
    for column, words in WORDS.items():
        letter = sheet.cell(1, NAMES.index(column) + 1).column_letter
        assert offered.pop(f"{letter}2:{letter}5000") == f'"{",".join(words)}"'
    assert not offered


def test_the_columns_of_days_are_shown_as_dates(template: Workbook) -> None:
    sheet = template["select_list"]
    for column in DAYS:
        letter = sheet.cell(1, NAMES.index(column) + 1).column_letter
        assert sheet.column_dimensions[letter].number_format == "dd/mm/yyyy"


def test_the_header_stays_in_sight_and_no_name_is_cut_off(template: Workbook) -> None:
    sheet = template["select_list"]
    assert sheet.freeze_panes == "B2"
    for cell in sheet[1]:
        assert sheet.column_dimensions[cell.column_letter].width > len(str(cell.value))


def test_the_sheet_of_help_explains_every_column(template: Workbook) -> None:
    header, *lines = template["how_to_fill_in"].iter_rows(values_only=True)
    assert header == ("column", "what it is", "unit or allowed words", "needed or optional", "example")
    assert lines == [
        (column.name, column.what, column.allowed, "needed" if column.needed else "optional", column.example)
        for column in COLUMNS
    ]


def test_the_examples_make_a_row_that_is_read(tmp_path: Path) -> None:
    # A home that has not opened has nobody in it yet, and the example of distance goes with no postcode.
    left_out = ("opens_on", "slip_months", "ramp_months", "postcode")
    row = {column.name: column.example for column in COLUMNS if column.name not in left_out}
    write_provider_list(tmp_path / "example.csv", [row])
    [provider] = read(tmp_path / "example.csv")
    assert provider.name == "Example Homes A"


# --- Files ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_rows_make_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_provider_list(tmp_path / f"{name}{suffix}", [ROW])
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_a_workbook_says_nothing_of_when_it_was_made(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx")
    properties = load_workbook(tmp_path / "template.xlsx").properties
    assert properties.created == properties.modified == datetime.datetime(2000, 1, 1)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_there_already_is_left_as_it_is(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"list{suffix}"
    path.write_text("mine")
    with pytest.raises(OutputError, match=r"is there already\. Name another file\."):
        write_template(path)
    assert path.read_text() == "mine"


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"neither a \.xlsx nor a \.csv file"):
        write_template(tmp_path / "list.ods")


def test_a_folder_that_is_not_there_is_told_of_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="could not be written: No such file or directory"):
        write_template(tmp_path / "nowhere" / "list.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_nothing_else_is_left_beside_a_file(tmp_path: Path) -> None:
    write_template(tmp_path / "list.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["list.xlsx"]


def test_a_row_with_a_column_of_another_name_is_a_fault_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="telephone"):
        write_provider_list(tmp_path / "list.csv", [{**ROW, "telephone": ""}])


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    write_provider_list(tmp_path / "list.xlsx", [{**ROW, "note": "=1+1", "source": "#N/A"}])
    [provider] = read(tmp_path / "list.xlsx")
    assert (provider.note, provider.source) == ("=1+1", "#N/A")


# --- What is written is what is read --------------------------------------------------------------
def whole(least: int, most: int) -> st.SearchStrategy[float]:
    return st.integers(least, most).map(float)


# Text as a cell may hold it: not blank, on one line, without spaces at its ends.
TEXT = (
    st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
DAY = st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31))


def hundredths(most: int) -> st.SearchStrategy[float]:
    return st.integers(0, most * 100).map(lambda number: number / 100)


@st.composite
def valid_providers(draw: st.DrawFn) -> Provider:
    """A provider that breaks no rule: every number is drawn within the ones drawn before it."""
    lot = draw(st.sampled_from(LOTS))
    youngest = draw(st.integers(16 if lot == "supported_accommodation" else 0, 17))
    registered = draw(whole(1, 50))
    open_to_us = draw(whole(0, int(registered)))
    opens_on = draw(st.none() | st.dates(datetime.date(2019, 4, 1), datetime.date(2030, 1, 1)))
    filled = 0.0 if opens_on else draw(whole(0, int(open_to_us)))
    vacant = draw(st.none() | whole(0, int(open_to_us - filled)))
    blocked = draw(st.none() | whole(0, int(registered - filled - (vacant or 0))))
    joined = draw(st.none() | st.dates(datetime.date(2000, 1, 1), BASE_DATE))
    postcode = draw(st.none() | st.sampled_from(["RM18 8RH", "SS9 3EB"]))
    miles = hundredths(1000)
    return Provider(
        name=draw(TEXT),
        lot=lot,
        sector=draw(st.sampled_from(SECTORS)),
        registered_places=draw(st.sampled_from([None, registered])) if lot == "ifa" else registered,
        open_to_us_places=draw(st.sampled_from([None, open_to_us])),
        filled_by_us_places=filled,
        vacant_usable_places=vacant,
        blocked_places=blocked,
        care=draw(st.none() | st.sampled_from(CARE_LEVELS)),
        youngest_age=youngest,
        oldest_age=draw(st.integers(youngest, 17)),
        distance_miles=draw(miles if postcode else st.none() | miles),
        postcode=postcode,
        inside_authority=draw(st.none() | st.booleans()),
        weekly_fee_gbp=draw(st.none() | hundredths(20_000).filter(bool)),
        discount_share=draw(st.none() | st.integers(0, 10_000).map(lambda number: number / 10_000)),
        on_list_from=joined,
        on_list_to=draw(st.none() | st.dates(datetime.date(2030, 1, 1), datetime.date(2099, 12, 31))),
        renewal_assumed=draw(st.booleans()),
        opens_on=opens_on,
        slip_months=draw(hundredths(60)) if opens_on else 0.0,
        ramp_months=draw(hundredths(60)) if opens_on else 0.0,
        reopening_round=draw(st.none() | st.integers(2019, 2030)),
        usable_share=draw(st.none() | hundredths(1)),
        as_at=draw(DAY),
        source=draw(TEXT),
        kind=draw(st.sampled_from(KINDS)),
        note=draw(st.just("") | TEXT),
    )


LISTS = st.lists(valid_providers(), max_size=4, unique_by=lambda provider: provider.key)


def written_and_read(providers: Sequence[Provider], suffix: str) -> list[Provider]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"list{suffix}"
        write_provider_list(path, [as_row(provider) for provider in providers])
        return read(path)


@given(LISTS)
@settings(deadline=None)
def test_any_list_written_as_csv_is_read_back_the_same(providers: list[Provider]) -> None:
    assert written_and_read(providers, ".csv") == providers


@given(LISTS)
@settings(deadline=None, max_examples=50)
def test_any_list_written_as_a_workbook_is_read_back_the_same(providers: list[Provider]) -> None:
    assert written_and_read(providers, ".xlsx") == providers


def test_a_list_read_from_either_kind_of_file_and_written_as_the_other_is_the_same(tmp_path: Path) -> None:
    write_provider_list(tmp_path / "list.csv", [ROW])
    providers = read(tmp_path / "list.csv")
    write_provider_list(tmp_path / "list.xlsx", [as_row(provider) for provider in providers])
    assert read(tmp_path / "list.xlsx") == providers


# --- The page -------------------------------------------------------------------------------------
def test_the_page_explains_every_column_in_the_words_of_the_help() -> None:
    lines = [
        f"| `{column.name}` | {column.what} | {column.allowed} "
        f"| {'needed' if column.needed else 'optional'} | {column.example} |"
        for column in COLUMNS
    ]
    assert "\n".join(lines) in PAGE.read_text(encoding="utf-8")


def test_the_example_on_the_page_is_read(tmp_path: Path) -> None:
    [example] = re.findall(r"```csv\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "example.csv").write_text(example, encoding="utf-8")
    homes, lodgings, fostering = read_providers(tmp_path / "example.csv", BASE_DATE, None, None)
    assert (homes.registered_places, homes.blocked_places, homes.weekly_fee_gbp) == (6, 1, 4500)
    assert (lodgings.youngest_age, lodgings.slip_months, lodgings.ramp_months) == (16, 6, 9)
    assert (fostering.registered_places, fostering.vacant_usable_places) == (None, 0)
    assert fostering.renewal_assumed
