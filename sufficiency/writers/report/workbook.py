"""The report's workbook: a cover, contents, notes, and one marked table a sheet.

Made by gptables to the Government Analysis Function's rules for accessible spreadsheets (decision 0021).
gptables reads some text as instructions, links among them; text is kept from that, as from formulas.
"""

import copy
import io
import re
import textwrap
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sufficiency.report.cover import PROFILE_IN_WORDS, Cover
from sufficiency.report.declared import RESTRICTED, Cell, Column, Protected
from sufficiency.report.printed import (
    BLANK,
    MARKS_IN_WORDS,
    check_tables,
    day_in_words,
    marks_in,
    note_marks,
    notes_of,
    numbered_notes,
    printable,
    printed_rows,
)
from sufficiency.writers.aside import moved_into_place
from sufficiency.writers.run_folder import told_as_output_error
from sufficiency.writers.same_bytes import same_every_time

if TYPE_CHECKING:
    import pandas as pd

COVER: Final = "Cover"
CONTENTS: Final = "Contents"
NOTES: Final = "Notes"
TABLE_NAME: Final = "table_"  # before a table's own name, for T1 alone is the name of a cell
LANGUAGE: Final = "en-GB"
_NUMBERS: Final = ("count", "modelled", "percent", "rate", "pounds", "number")
_TO_THE_RIGHT: Final = {"align": "right"}
_TO_THE_LEFT: Final = {"align": "left"}
_INDENTED: Final = {"indent": 1}  # away from the heading, or the number, in the next column
_BEGIN_A_FORMULA: Final = tuple("=+-@\t\n")
_WORKBOOK: Final[Mapping[str, Any]] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    # Columns are as wide as the workbook's own font makes them, so that it must be the one we write in.
    "default_format_properties": {"font_name": "Arial", "font_size": 12},
    "default_column_width": 80,  # of Arial 12, in pixels
}
_ONE_TABLE: Final = "This sheet has one table."

_LETTERS_A_LINE: Final = 120  # of the text above a table: about what a page on its side, or a laptop, shows
_WIDER_THAN_MEASURED: Final = 1.25  # Arial 12, in which we write, beside Calibri 11, which is measured
_BOLD: Final = 1.05
_NARROWEST, _WIDEST = 90, 560  # pixels
_WIDEST_TOGETHER: Final = 900  # pixels, of all columns that wrap: more, and a page is too small to read
_INDENT: Final = 14  # pixels
_LINES_OF_A_HEADING: Final = 3
_COLUMN_AS_IT_COMES: Final = 80  # pixels
_LINE_HEIGHT: Final = 21  # pixels, of Arial 12
_TITLE: Final = 14 / 12  # how much larger a title is than what stands under it
_COVER_TITLE: Final = 1.5  # of the cover's own title, which is bold as well
_COVER_WIDTH: Final = 680  # pixels: a page upright
_SPACE_ON_COVER: Final = 5  # pixels between its lines
_A4: Final = 9  # as Excel numbers papers
_MARGINS_INCHES: Final = 0.5

_CORE: Final = "docProps/core.xml"
_END_OF_CORE: Final = b"</cp:coreProperties>"

Link = dict[str, str]  # what is read, and where it goes: gptables' own way to write one


@dataclass(frozen=True)
class _Sheet:
    """A sheet to lay out: its title, the lines under it, and the one table under those."""

    name: str
    table_name: str
    title: str
    lines: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell | Link]]


def write_workbook(tables: Sequence[Protected], cover: Cover, path: Path) -> None:
    """Write a report's tables as an accessible workbook, whole or not at all; the same run, the same bytes.

    A sheet for each table, named as it is, after a cover, the contents and the notes. A table that is
    empty has a sheet that says what would fill it. Raises OutputError where the path refuses, and
    LawBrokenError and ValueError as `printed.check_tables` does.
    """
    check_tables(tables, cover.profile)
    data = same_every_time(_workbook(tables, cover), {_CORE: _in_our_language})
    with told_as_output_error(path), moved_into_place(path) as aside:
        aside.write_bytes(data)


def _workbook(tables: Sequence[Protected], cover: Cover) -> bytes:
    import gptables

    numbers = numbered_notes(tables)
    of_tables = [_table_sheet(table, numbers) for table in tables]
    sheets = [_contents(tables), _notes(tables, numbers), *of_tables]
    made = io.BytesIO()
    with warnings.catch_warnings():
        # Our own notes sheet and legends do what these two ask for; the others are gptables' to mend.
        warnings.filterwarnings("ignore", "(?s).*(No note text provided|Empty or null cell found)")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="gptables")
        book = gptables.produce_workbook(
            made,
            {sheet.name: _good_practice_table(sheet) for sheet in sheets},
            theme=_theme(),
            cover=_cover(cover),
            contentsheet_label=None,
            auto_width=False,
            workbook_options=copy.deepcopy(dict(_WORKBOOK)),
        )
    for sheet in sheets:
        _lay_out(book.get_worksheet_by_name(sheet.name), sheet)
    _lay_out_cover(book.get_worksheet_by_name(COVER), cover)
    created = datetime(cover.as_at.year, cover.as_at.month, cover.as_at.day)
    book.set_properties(
        {"title": printable(cover.title), "author": printable(cover.authority), "created": created}
    )
    book.close()
    return made.getvalue()


# --- What the sheets say --------------------------------------------------------------------------


def _cover(cover: Cover) -> Any:
    import gptables

    return gptables.Cover(
        title=_as_text(cover.title),
        intro=[_as_text(line) for line in cover.what_it_is],
        about=[*(_as_text(line) for line in cover.how_it_was_made), _link("Go to the contents", CONTENTS)],
        cover_label=COVER,
    )


def _contents(tables: Sequence[Protected]) -> _Sheet:
    rows: list[Sequence[Cell | Link]] = [(_link_cell(NOTES), "Notes, and what c and a blank mean", None)]
    rows += [
        (_link_cell(t.declaration.table), _as_text(_title(t)), _as_text(t.declaration.units)) for t in tables
    ]
    columns = (Column("Sheet", "label"), Column("Title", "text"), Column("Units", "text"))
    lines = (f"{_ONE_TABLE} Each of its rows has a link to another sheet. Notes have no units.",)
    return _Sheet(CONTENTS, "contents", CONTENTS, lines, columns, rows)


def _notes(tables: Sequence[Protected], numbers: Mapping[str, int]) -> _Sheet:
    rows: list[Sequence[Cell | Link]] = [
        (f"note {number}", _as_text(note), ", ".join(_names_with(note, tables)))
        for note, number in numbers.items()
    ]
    rows += [(mark, words, "Any") for mark, words in MARKS_IN_WORDS.items()]
    columns = (Column("Note or mark", "label"), Column("What it says", "text"), Column("Tables", "text"))
    lines = (
        f"{_ONE_TABLE} A note's number is the same on every sheet.",
        _link("Go to the contents", CONTENTS),
    )
    return _Sheet(NOTES, "notes", NOTES, lines, columns, rows)


def _names_with(note: str, tables: Sequence[Protected]) -> list[str]:
    return [table.declaration.table for table in tables if note in notes_of(table)]


def _table_sheet(table: Protected, numbers: dict[str, int]) -> _Sheet:
    declaration, rows = table.declaration, printed_rows(table)
    columns = declaration.columns
    if not rows:
        columns, rows = (Column("What would fill this table", "text"),), [(declaration.fills,)]
    return _Sheet(
        name=declaration.table,
        table_name=f"{TABLE_NAME}{declaration.table}",
        title=_as_text(f"{declaration.table}: {_title(table)}"),
        lines=_lines(table, numbers),
        columns=columns,
        rows=[tuple(_as_cell(cell) for cell in row) for row in rows],
    )


def _title(table: Protected) -> str:
    return table.declaration.title if printed_rows(table) else f"{table.declaration.title} (no figures)"


def _lines(table: Protected, numbers: dict[str, int]) -> tuple[str, ...]:
    """What stands between a table's title and the table, a line to a row."""
    marks = note_marks(table, numbers)
    said = (
        f"{_ONE_TABLE} It refers to the Notes sheet: {marks}" if marks else _ONE_TABLE,
        PROFILE_IN_WORDS[RESTRICTED] if table.profile == RESTRICTED else "",
        f"Units: {table.declaration.units}. As at {day_in_words(table.as_at)}.",
        f"Source: {table.source.rstrip('.')}.",
        f"How counts of children are protected: {table.mode.rstrip('.')}.",
        *(f"{_mark_in_words(mark)}: {MARKS_IN_WORDS[mark]}" for mark in marks_in(table)),
    )
    folded = [
        line
        for text in said
        for line in textwrap.wrap(_as_text(text), _LETTERS_A_LINE, break_on_hyphens=False)
    ]
    return (*folded, _link("Go to the contents", CONTENTS))


def _mark_in_words(mark: str) -> str:
    return "Blank cell" if mark == BLANK else mark


# --- Text that is only text -----------------------------------------------------------------------


def _as_text(text: str) -> str:
    """Text that gptables does not read as a link, `[words](address)`, or as a note, `$$name$$`."""
    return re.sub(r"\$(?=\$)", "$ ", printable(text).replace("](", "] ("))


def _as_cell(cell: Cell) -> Cell:
    """A cell that gptables takes: it refuses one without a Latin letter or a digit."""
    if not isinstance(cell, str):
        return cell
    text = _as_text(cell)
    return text if re.search("[a-zA-Z0-9]", text) else f"{text} (as recorded)"


def _link(words: str, sheet: str) -> str:
    return f"[{words}](internal:'{sheet}'!A1)"


def _link_cell(sheet: str) -> Link:
    return {sheet: f"internal:'{sheet}'!A1"}


# --- How they look --------------------------------------------------------------------------------


def _theme() -> Any:
    """gptables' own theme, Arial 12 and no colour, with text that wraps at the top of its cell."""
    import gptables

    theme = copy.deepcopy(gptables.gptheme)
    at_the_top = {"text_wrap": True, "valign": "top"}
    theme.apply_config({
        "title": {"font_size": 14},
        "index_2": at_the_top,
        "data": at_the_top,
        "description_order": ["instructions", "legend"],
    })  # fmt: skip
    return theme


def _good_practice_table(sheet: _Sheet) -> Any:
    import gptables

    instructions, *legend = sheet.lines
    return gptables.GPTable(
        table=_frame(sheet),
        table_name=sheet.table_name,
        title=sheet.title,
        instructions=instructions,
        legend=legend,
        index_columns={2: 0},
        additional_formatting=[*_column_formats(sheet.columns), *_never_formulas(sheet.rows)],
    )


def _frame(sheet: _Sheet) -> "pd.DataFrame":
    import pandas as pd

    headings = [_as_text(column.heading) for column in sheet.columns]
    return pd.DataFrame([list(row) for row in sheet.rows], columns=headings, dtype=object)


def _column_formats(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Numbers to the right, with commas at the thousands and the decimals declared; words to the left."""
    return [each for place, column in enumerate(columns) for each in _formats_of(place, column)]


def _formats_of(place: int, column: Column) -> list[dict[str, Any]]:
    if column.kind in _NUMBERS:
        cells = {"num_format": _number_format(column), **_TO_THE_RIGHT}
        heading = {"cells": (0, place), "format": {**_TO_THE_RIGHT, **_INDENTED}}
        return [{"column": {"columns": [place], "format": cells}}, {"cell": heading}]
    words = {**_TO_THE_LEFT, **_INDENTED} if place else dict(_TO_THE_LEFT)
    return [{"column": {"columns": [place], "format": words, "include_names": True}}]


def _number_format(column: Column) -> str:
    return f"#,##0.{'0' * column.decimals}" if column.decimals else "#,##0"


def _never_formulas(rows: Sequence[Sequence[Cell | Link]]) -> list[dict[str, Any]]:
    """A mark on text that begins as a formula does, so that it stays text when a person edits it."""
    return [
        {"cell": {"cells": (number, place), "format": {"quote_prefix": True}}}
        for number, row in enumerate(rows, start=1)
        for place, cell in enumerate(row)
        if isinstance(cell, str) and cell.startswith(_BEGIN_A_FORMULA)
    ]


def _lay_out(page: Any, sheet: _Sheet) -> None:
    """A sheet's widths and heights, and how it prints: as wide as the page, headings on every page."""
    from xlsxwriter.utility import xl_range

    widths = _widths(sheet)
    for place, width in enumerate(widths):
        page.set_column_pixels(place, place, width)
    header = 1 + len(sheet.lines)
    for number, lines in enumerate(_lines_high(sheet, widths), start=header):
        page.set_row_pixels(number, lines * _LINE_HEIGHT)
    last_row, last_column = header + len(sheet.rows), len(widths) - 1
    page.ignore_errors(
        {"number_stored_as_text": xl_range(header, 0, last_row, last_column)}
    )  # years, as text
    page.set_landscape()
    page.repeat_rows(header)
    page.print_area(0, 0, last_row, last_column + _columns_beside(sheet, sum(widths)))
    _set_page(page)


def _lay_out_cover(page: Any, cover: Cover) -> None:
    """The cover's width and heights. gptables puts a heading of its own before each of the two parts."""
    texts = (cover.title, "", *cover.what_it_is, "", *cover.how_it_was_made, "")
    page.set_column_pixels(0, 0, _COVER_WIDTH)
    for row, text in enumerate(texts):
        width = _COVER_WIDTH if row else _COVER_WIDTH / _COVER_TITLE
        page.set_row_pixels(row, _lines_in(text, width) * _LINE_HEIGHT + _SPACE_ON_COVER)
    _set_page(page)


def _set_page(page: Any) -> None:
    page.set_paper(_A4)
    page.set_margins(*[_MARGINS_INCHES] * 4)
    page.fit_to_pages(1, 0)


def _widths(sheet: _Sheet) -> list[int]:
    """The columns' widths in pixels; those that would be widest share what a page has for them."""
    wanted = [
        _width(column, [row[place] for row in sheet.rows]) for place, column in enumerate(sheet.columns)
    ]
    wide = sum(width > _WIDEST_TOGETHER / 3 for width in wanted)
    widest = min(_WIDEST, ceil(_WIDEST_TOGETHER / max(wide, 1)))
    return [min(width, widest) for width in wanted]


def _width(column: Column, cells: Sequence[Cell | Link]) -> int:
    """What a column would have: its cells in full, and its heading on a few lines."""
    heading = _pixels(column.heading) * _BOLD
    words = max(_pixels(word) for word in column.heading.split()) * _BOLD
    longest = max((_pixels(_shown(cell, column)) for cell in cells), default=0)
    return max(_NARROWEST, ceil(max(words, heading / _LINES_OF_A_HEADING, longest) + _INDENT))


def _lines_high(sheet: _Sheet, widths: Sequence[int]) -> list[int]:
    """How many lines the heading and each row take; not every program makes a row as high as its text."""
    headings = [
        _lines_in(c.heading, (width - _INDENT) / _BOLD)
        for c, width in zip(sheet.columns, widths, strict=True)
    ]
    rows = [
        max(
            _lines_in(_shown(cell, column), width - _INDENT)
            for cell, column, width in zip(row, sheet.columns, widths, strict=True)
        )
        for row in sheet.rows
    ]
    return [max(headings), *rows]


def _lines_in(text: str, width: float) -> int:
    """How many lines a text takes when its words wrap at a width in pixels."""
    lines, line = 1, ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _pixels(longer) > width:
            lines, line = lines + 1, word
        else:
            line = longer
    return max(lines, ceil(_pixels(text) / width))  # a word alone may be wider than its column


def _columns_beside(sheet: _Sheet, width: int) -> int:
    """How many columns to the right of the table the text above it reaches over, for it to be printed."""
    lines = [line for line in sheet.lines if not line.startswith("[")]
    longest = max(_pixels(sheet.title) * _BOLD * _TITLE, *(_pixels(line) for line in lines))
    return max(0, ceil((longest - width) / _COLUMN_AS_IT_COMES))


def _pixels(text: str) -> float:
    from xlsxwriter.utility import cell_autofit_width

    width: int = cell_autofit_width(text)
    return width * _WIDER_THAN_MEASURED


def _shown(cell: Cell | Link, column: Column) -> str:
    if isinstance(cell, dict):
        return next(iter(cell))
    if cell is None or isinstance(cell, str):
        return cell or ""
    return f"{cell:,.{column.decimals}f}"


def _in_our_language(core: bytes) -> bytes:
    language = f"<dc:language>{LANGUAGE}</dc:language>".encode()
    return core.replace(_END_OF_CORE, language + _END_OF_CORE)
