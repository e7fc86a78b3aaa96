"""The report's CSV files: one a table, what each is beside them, and nothing that a spreadsheet runs."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sufficiency.errors import LawBrokenError, OutputError
from sufficiency.report.declared import RESTRICTED, Column
from sufficiency.writers.report.csv import write_csv_tables
from sufficiency.writers.report.workbook import write_workbook
from test_report.made_report import (
    COVER,
    MODE,
    read_csv_file,
    read_csv_tables,
    read_workbook_tables,
    report,
    table,
)

NAMED = (Column("Provider", "text"), Column("Change (£)", "pounds", 2))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_csv_tables(report(), tmp_path / "tables")
    return tmp_path / "tables"


# --- The tables -----------------------------------------------------------------------------------
def test_there_is_a_file_for_each_table_with_metadata_and_notes_beside(folder: Path) -> None:
    names = sorted(each.name for each in folder.iterdir())
    assert names == ["T1.csv", "T2.csv", "T3.csv", "metadata.csv", "notes.csv"]


def test_the_first_row_is_the_headings_and_the_rest_are_the_protected_rows(folder: Path) -> None:
    assert read_csv_file(folder / "T1.csv") == [
        ["Age", "Children", "Share of all (%)"],
        ["Under 1", "c", "c"],
        ["1 to 4", "c", "c"],
        ["5 to 9", "41", "14"],
        ["All", "1293", "100"],
    ]


def test_what_is_not_recorded_is_blank_and_not_zero(folder: Path) -> None:
    assert read_csv_file(folder / "T2.csv")[1] == ["2018", "287", ""]


def test_an_empty_table_has_its_headings_alone_and_the_metadata_say_what_would_fill_it(folder: Path) -> None:
    assert read_csv_file(folder / "T3.csv") == [["Age", "Children", "Share of all (%)"]]
    header, *rows = read_csv_file(folder / "metadata.csv")
    filled_by = {row[0]: row[header.index("filled_by")] for row in rows}
    assert filled_by == {"T1": "", "T2": "", "T3": "Children by age (profile.csv)."}


def test_the_workbook_and_the_csv_files_hold_the_same(folder: Path, tmp_path: Path) -> None:
    columns = (Column("Age", "label"), Column("Rate", "rate", 1), Column("Places", "number"))
    rows = (("Under 1", 68.449, 2.5), ("All", 0.05, None), ("None", -0.04, 1_234_567.0))
    tables = [*report()[:2], table("T4", columns, rows)]
    write_workbook(tables, COVER, tmp_path / "r.xlsx")
    write_csv_tables(tables, folder)
    in_csv = read_csv_tables(folder)
    in_workbook = {
        # A year is a label, and a CSV does not tell a label from a number.
        name: [tuple(float(cell) if str(cell).isdecimal() else cell for cell in row) for row in rows]
        for name, rows in read_workbook_tables(tmp_path / "r.xlsx").items()
    }
    assert in_csv == in_workbook
    assert in_csv["T4"] == [("Under 1", 68.4, 3.0), ("All", 0.1, None), ("None", 0.0, 1_234_567.0)]


def test_a_large_number_has_neither_commas_nor_an_exponent(tmp_path: Path) -> None:
    write_csv_tables([table(columns=NAMED, rows=(("A", 1.5e16), ("B", 1234.5)))], tmp_path)
    assert [row[1] for row in read_csv_file(tmp_path / "T1.csv")[1:]] == ["15000000000000000", "1234.5"]


# --- What each table is ---------------------------------------------------------------------------
def test_the_metadata_say_what_each_table_is(folder: Path) -> None:
    header, first, *_ = read_csv_file(folder / "metadata.csv")
    assert dict(zip(header, first, strict=True)) == {
        "table": "T1",
        "file": "T1.csv",
        "title": "Children by age",
        "units": "children",
        "source": "Department for Education",
        "as_at": "2019-03-31",
        "profile": "public",
        "protection": MODE,
        "notes": "note 1",
        "filled_by": "",
    }


def test_each_note_is_said_once_with_the_tables_that_have_it_and_the_marks_are_explained(
    folder: Path,
) -> None:
    header, *notes, confidential, blank = read_csv_file(folder / "notes.csv")
    assert header == ["note", "text", "tables"]
    assert notes == [
        ["note 1", "Ages are at 31 March.", "T1; T2"],
        ["note 2", "As published.", "T2"],
        ["note 3", "A fee is what is paid.", "T3"],
    ]
    assert confidential[0] == "c"
    assert blank[0] == "blank"
    assert blank[1] == "Not given: not recorded, left out, or not asked of that row. It is not zero."


# --- In a spreadsheet -----------------------------------------------------------------------------
def test_excel_knows_the_letters_by_the_mark_at_the_beginning(tmp_path: Path) -> None:
    write_csv_tables([table(columns=NAMED, rows=(("A", 1.0),))], tmp_path)
    assert (tmp_path / "T1.csv").read_bytes() == b"\xef\xbb\xbfProvider,Change (\xc2\xa3)\nA,1\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1"])
def test_text_that_begins_as_a_formula_has_an_apostrophe_before_it(text: str, tmp_path: Path) -> None:
    write_csv_tables([table(columns=NAMED, rows=((text, 1.0),), source=text)], tmp_path)
    as_text = "'" + text.replace("\r", " ")
    assert read_csv_file(tmp_path / "T1.csv")[1] == [as_text, "1"]
    assert as_text in read_csv_file(tmp_path / "metadata.csv")[1]


def test_a_number_below_zero_stays_a_number(tmp_path: Path) -> None:
    write_csv_tables([table(columns=NAMED, rows=(("A", -5.25), ("-0.5", 1.0)))], tmp_path)
    assert read_csv_file(tmp_path / "T1.csv")[1:] == [["A", "-5.25"], ["-0.5", "1"]]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20))
def test_no_text_at_all_begins_as_a_formula(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    write_csv_tables([table(columns=NAMED, rows=((name, 1.0),), notes=(name,))], folder)
    with (folder / "T1.csv").open(encoding="utf-8-sig", newline="") as file:
        [_, (cell, number)] = list(csv.reader(file))
    assert number == "1"
    assert re.fullmatch("-[0-9.]+", cell) or not cell.lstrip().startswith(tuple("=+-@"))


# --- The files ------------------------------------------------------------------------------------
def test_the_same_tables_make_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_csv_tables(report(), tmp_path / "again")
    for each in folder.iterdir():
        assert each.read_bytes() == (tmp_path / "again" / each.name).read_bytes()


def test_a_folder_that_cannot_be_made_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("a file")
    with pytest.raises(OutputError, match="tables could not be written"):
        write_csv_tables(report(), tmp_path / "tables")


def test_tables_of_two_profiles_are_never_written_together(tmp_path: Path) -> None:
    with pytest.raises(LawBrokenError, match="table T2 is not for this report"):
        write_csv_tables([table("T1"), table("T2", profile=RESTRICTED)], tmp_path)
    assert list(tmp_path.iterdir()) == []
