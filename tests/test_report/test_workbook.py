"""The report's workbook: anybody can read it, it runs nothing, and it holds the protected numbers."""

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from sufficiency.errors import LawBrokenError, OutputError
from sufficiency.report.declared import RESTRICTED, Cell, Column
from sufficiency.writers.report.workbook import write_workbook
from test_report.made_report import AGE_ROWS, COVER, MODE, YEAR_ROWS, read_workbook_tables, report, table

NAMED = (Column("Provider", "text"), Column("Places", "number"))
DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "{=1+1}",
    '=HYPERLINK("http://a.example","a")',
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.xlsx"
    write_workbook(report(), COVER, path)
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


def column_a(book: Workbook, sheet: str) -> list[str]:
    """What column A says, cell by cell down to the last."""
    return [str(cell.value) for cell in book[sheet]["A"] if cell.value is not None]


def written(folder: Path, *rows: tuple[Cell, ...], columns: tuple[Column, ...] = NAMED) -> Workbook:
    write_workbook([table(columns=columns, rows=rows)], COVER, folder / "one.xlsx")
    return load_workbook(folder / "one.xlsx")


# --- The numbers ----------------------------------------------------------------------------------
def test_the_workbook_holds_the_numbers_of_the_protected_tables(path: Path) -> None:
    tables = read_workbook_tables(path)
    assert tables["T1"] == list(AGE_ROWS)
    assert tables["T2"] == list(YEAR_ROWS)


def test_a_number_holds_no_more_decimals_than_are_shown(tmp_path: Path) -> None:
    columns = (Column("Age", "label"), Column("Rate", "rate", 1), Column("Places", "number"))
    write_workbook([table(columns=columns, rows=(("All", 68.449, 2.5),))], COVER, tmp_path / "r.xlsx")
    assert read_workbook_tables(tmp_path / "r.xlsx")["T1"] == [("All", 68.4, 3)]


def test_numbers_are_numbers_with_commas_at_the_thousands_and_their_decimals(book: Workbook) -> None:
    [row] = [row for row in book["T1"].iter_rows() if row[0].value == "All"]
    assert [cell.data_type for cell in row] == ["s", "n", "n"]
    assert [cell.number_format for cell in row[1:]] == ["#,##0", "#,##0.0"]


def test_an_empty_table_says_what_would_fill_it(book: Workbook, path: Path) -> None:
    assert book["T3"]["A1"].value == "T3: Fees (no figures)"
    assert read_workbook_tables(path)["T3"] == [("Children by age (profile.csv).",)]


def test_a_row_of_nothing_but_blanks_is_left_out(tmp_path: Path) -> None:
    write_workbook([table(columns=NAMED, rows=((None, None), ("A", 1.0)))], COVER, tmp_path / "r.xlsx")
    assert read_workbook_tables(tmp_path / "r.xlsx")["T1"] == [("A", 1)]


# --- What the cover, contents and notes say -------------------------------------------------------
def test_the_sheets_are_the_cover_the_contents_the_notes_and_a_sheet_for_each_table(book: Workbook) -> None:
    assert book.sheetnames == ["Cover", "Contents", "Notes", "T1", "T2", "T3"]


def test_the_cover_says_what_it_is_and_what_made_it(book: Workbook) -> None:
    assert column_a(book, "Cover") == [
        "Children, homes and the gap",
        "Introductory information",
        "Authority: Exampleshire Council.",
        "As at 31 March 2019.",
        "Public. Names of providers, and the fees and capacity of any one of them, are left out.",
        f"How counts of children are protected: {MODE}.",
        "About these data",
        "Made with Sufficiency 9.9.9, from the scenarios exampleshire, exampleshire-hold-count.",
        "Ranges are of 2,000 possible futures (draws), on seed 7.",
        "The same inputs, draws, seed and version make the same file again.",
        "Go to the contents",
    ]


def test_the_contents_link_to_every_other_sheet(book: Workbook) -> None:
    cells = [cell for cell in book["Contents"]["A"] if cell.hyperlink]
    links = {cell.value: cell.hyperlink.location for cell in cells}
    assert links == {name: f"'{name}'!A1" for name in ("Notes", "T1", "T2", "T3")}


def test_every_sheet_but_the_contents_links_back_to_them(book: Workbook) -> None:
    for sheet in book.worksheets:
        if sheet.title != "Contents":
            [link] = [cell for cell in sheet["A"] if cell.value == "Go to the contents"]
            assert link.hyperlink.location == "'Contents'!A1"


def test_a_note_is_said_once_and_has_one_number_on_every_sheet(book: Workbook) -> None:
    notes = [row for row in book["Notes"].iter_rows(values_only=True) if re.match("note ", str(row[0]))]
    assert notes == [
        ("note 1", "Ages are at 31 March.", "T1, T2"),
        ("note 2", "As published.", "T2"),
        ("note 3", "A fee is what is paid.", "T3"),
    ]
    assert (
        column_a(book, "T2")[1] == "This sheet has one table. It refers to the Notes sheet: [note 1] [note 2]"
    )


def test_the_marks_are_explained_on_the_notes_and_on_the_sheets_that_use_them(book: Workbook) -> None:
    assert column_a(book, "Notes")[-2:] == ["c", "blank"]
    assert any(line.startswith("c: Confidential: a small count") for line in column_a(book, "T1"))
    assert any(line.startswith("Blank cell: Not given") for line in column_a(book, "T2"))
    assert not any(line.startswith("c: ") for line in column_a(book, "T2"))


def test_a_sheet_says_its_title_units_date_source_and_protection(book: Workbook) -> None:
    said = column_a(book, "T1")
    assert said[0] == "T1: Children by age"
    assert "Units: children. As at 31 March 2019." in said
    assert "Source: Department for Education." in said
    assert f"How counts of children are protected: {MODE}." in said


def test_a_restricted_sheet_says_so_itself(tmp_path: Path) -> None:
    tables = [table(profile=RESTRICTED, restricted=True)]
    write_workbook(tables, replace(COVER, profile=RESTRICTED), tmp_path / "r.xlsx")
    said = column_a(load_workbook(tmp_path / "r.xlsx"), "T1")
    assert any(line.startswith("Restricted: not for publication.") for line in said)


# --- The Analysis Function's rules ----------------------------------------------------------------
def test_every_sheet_but_the_cover_has_one_marked_table_with_a_name_and_one_row_of_headings(
    book: Workbook,
) -> None:
    names = {}
    for sheet in book.worksheets[1:]:
        [marked] = sheet.tables.values()
        assert marked.headerRowCount == 1
        assert all(cell.value for cell in sheet[marked.ref][0])
        names[sheet.title] = marked.displayName
    assert names == {"Contents": "contents", "Notes": "notes", "T1": "table_T1", "T2": "table_T2",
                     "T3": "table_T3"}  # fmt: skip


def test_a_table_stands_at_the_left_with_no_blank_row_over_it_and_nothing_under_it(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        [where] = [marked.ref for marked in sheet.tables.values()]
        first, last = sheet[where][0][0], sheet[where][-1][-1]
        assert first.column == 1
        assert all(sheet.cell(row, 1).value for row in range(1, first.row))
        assert (sheet.max_row, sheet.max_column) == (last.row, last.column)


def test_nothing_is_merged_hidden_filtered_frozen_or_drawn(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet.auto_filter.ref is None
        assert all(marked.autoFilter is None for marked in sheet.tables.values())
        assert sheet.sheet_state == "visible"
        assert not any(row.hidden for row in sheet.row_dimensions.values())
        assert not any(column.hidden for column in sheet.column_dimensions.values())
        assert not sheet._images
        assert not sheet._charts


def test_there_are_no_headers_footers_or_macros(book: Workbook, path: Path) -> None:
    for sheet in book.worksheets:
        for part in (sheet.oddHeader, sheet.oddFooter):
            assert not any((part.left.text, part.center.text, part.right.text))
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if "vba" in name.lower() or "drawing" in name]


def test_all_text_is_arial_of_12_points_or_more_without_colour_but_for_links(book: Workbook) -> None:
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {cell.font.name for cell in cells} == {"Arial"}
    assert min(cell.font.sz for cell in cells) == 12
    assert {cell.fill.fill_type for cell in cells} == {None}
    coloured = [c for c in cells if c.font.color is not None and c.font.color.type == "rgb"]
    assert {c.font.color.rgb for c in coloured} == {"FF0000FF"}
    assert all(cell.hyperlink and cell.font.underline for cell in coloured)


def test_headings_wrap_and_no_word_or_number_is_wider_than_its_column(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        [where] = [marked.ref for marked in sheet.tables.values()]
        for heading, *cells in zip(*sheet[where], strict=True):
            assert heading.alignment.wrap_text
            letters = sheet.column_dimensions[heading.column_letter].width
            assert letters > max(len(word) for word in str(heading.value).split())
            assert all(letters > len(f"{c.value:,}") for c in cells if isinstance(c.value, (int, float)))


def test_a_row_is_as_high_as_its_wrapped_text(tmp_path: Path) -> None:
    sheet = written(tmp_path, ("A long name of a provider " * 10, 1.0), ("B", 2.0))["T1"]
    [long] = [cell.row for cell in sheet["A"] if str(cell.value).startswith("A long")]
    assert sheet.row_dimensions[long].height >= 3 * sheet.row_dimensions[long + 1].height


def test_columns_of_long_text_share_a_page(tmp_path: Path) -> None:
    columns = tuple(Column(name, "text") for name in ("Figure", "Source", "Note"))
    sheet = written(tmp_path, ("word " * 40,) * 3, columns=columns)["T1"]
    letters = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert sum(letters) <= 101  # letters of Arial 12: 900 pixels


def test_a_line_above_a_table_is_no_longer_than_a_page_is_wide(tmp_path: Path) -> None:
    write_workbook([table(source="word " * 100)], COVER, tmp_path / "r.xlsx")
    assert max(map(len, column_a(load_workbook(tmp_path / "r.xlsx"), "T1"))) <= 120


def test_the_document_says_its_title_author_and_language(book: Workbook) -> None:
    properties = book.properties
    assert (properties.title, properties.creator) == ("Children, homes and the gap", "Exampleshire Council")
    assert properties.language == "en-GB"


def test_it_opens_at_the_top_of_the_cover(book: Workbook) -> None:
    assert book.active.title == "Cover"
    assert all(sheet.sheet_view.selection[0].activeCell in (None, "A1") for sheet in book.worksheets)


def test_a_table_prints_on_a4_as_wide_as_the_page_with_its_headings_on_every_page(book: Workbook) -> None:
    sheet = book["T2"]
    [where] = [marked.ref for marked in sheet.tables.values()]
    heading = sheet[where][0][0].row
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # 1 goes without saying
    assert sheet.print_title_rows == f"${heading}:${heading}"


# --- Text is only text ----------------------------------------------------------------------------
def test_text_that_begins_as_a_formula_is_only_text(tmp_path: Path) -> None:
    tables = [
        table(columns=NAMED, rows=tuple((text, 1.0) for text in DANGEROUS), title="=1+1", source="=1+1")
    ]
    write_workbook(tables, replace(COVER, title="=1+1", authority="@SUM(A1)"), tmp_path / "r.xlsx")
    cells = [c for s in load_workbook(tmp_path / "r.xlsx").worksheets for row in s.iter_rows() for c in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    names = [row[0] for row in read_workbook_tables(tmp_path / "r.xlsx")["T1"]]
    assert names == [text.replace("\r", " ") for text in DANGEROUS]


def test_text_that_begins_as_a_formula_stays_text_when_a_person_edits_it(tmp_path: Path) -> None:
    sheet = written(tmp_path, *((text, 1.0) for text in DANGEROUS), ("Example Homes", 1.0))["T1"]
    cells = {cell.value: cell.quotePrefix for cell in sheet["A"]}
    assert all(cells[text] for text in DANGEROUS if text[0] in "=+-@\t")
    assert not cells["Example Homes"]


def test_text_makes_no_link_and_no_note_of_its_own(tmp_path: Path) -> None:
    book = written(tmp_path, ("[Look](http://a.example)", 1.0), ("$$note$$", 2.0), ("http://a.example", 3.0))
    links = [cell.value for row in book["T1"].iter_rows() for cell in row if cell.hyperlink]
    assert links == ["Go to the contents"]
    assert column_a(book, "T1")[-3:] == ["[Look] (http://a.example)", "$ $note$ $", "http://a.example"]


def test_text_without_a_letter_or_digit_is_said_to_be_as_recorded(tmp_path: Path) -> None:
    assert column_a(written(tmp_path, ("???", 1.0)), "T1")[-1] == "??? (as recorded)"


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_any_text_at_all_is_written_and_read_back_as_text(
    tmp_path_factory: pytest.TempPathFactory, name: str, source: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "r.xlsx"
    write_workbook([table(columns=NAMED, rows=((name, 1.0), ("B", 2.0)), source=source)], COVER, path)
    sheet = load_workbook(path)["T1"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type in "fe"]
    assert [row[1] for row in read_workbook_tables(path)["T1"]] == [1, 2]


# --- The file -------------------------------------------------------------------------------------
def test_the_same_tables_make_the_same_bytes(path: Path, tmp_path: Path) -> None:
    write_workbook(report(), COVER, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_nothing_in_it_says_when_it_was_written(book: Workbook, path: Path) -> None:
    assert book.properties.created == book.properties.modified == datetime(2019, 3, 31)
    with zipfile.ZipFile(path) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_path_that_cannot_be_written_is_one_message_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "report.xlsx").mkdir()
    with pytest.raises(OutputError, match=r"report\.xlsx could not be written: .*\.$") as raised:
        write_workbook(report(), COVER, tmp_path / "report.xlsx")
    assert "\n" not in str(raised.value)
    assert [each.name for each in tmp_path.iterdir()] == ["report.xlsx"]


def test_a_refused_report_leaves_the_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "report.xlsx").write_text("earlier")
    with pytest.raises(LawBrokenError):
        write_workbook([table(profile=RESTRICTED)], COVER, tmp_path / "report.xlsx")
    assert (tmp_path / "report.xlsx").read_text() == "earlier"
    assert [each.name for each in tmp_path.iterdir()] == ["report.xlsx"]


# --- What is refused ------------------------------------------------------------------------------
def test_a_restricted_table_is_never_written_in_public(tmp_path: Path) -> None:
    with pytest.raises(LawBrokenError, match="table T1 is not for this report"):
        write_workbook([table(restricted=True)], COVER, tmp_path / "r.xlsx")


@pytest.mark.parametrize("name", ["a/b", "T 1", "x" * 32, "Notes", "cover", "", "1"])
def test_a_name_that_a_sheet_or_file_cannot_have_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="names of tables"):
        write_workbook([table(name)], COVER, tmp_path / "r.xlsx")


def test_two_tables_or_headings_of_one_name_are_refused_whatever_their_capitals(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="names of tables"):
        write_workbook([table("T1"), table("t1")], COVER, tmp_path / "r.xlsx")
    columns = (Column("Places", "label"), Column("places", "number"))
    with pytest.raises(ValueError, match="headings"):
        write_workbook([table(columns=columns, rows=(("A", 1.0),))], COVER, tmp_path / "r.xlsx")
