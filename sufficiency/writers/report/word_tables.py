"""The tables of the Word chapter: real ones, as wide as their words ask and as a page allows.

A heading row that repeats, rows that stay whole, numbers to the right, and no empty cell: what is not
recorded says so.
"""

from collections.abc import Sequence
from typing import Final

from sufficiency.report.declared import SUPPRESSED, Cell, Column, Protected
from sufficiency.report.printed import (
    BLANK,
    MARKS_IN_WORDS,
    day_in_words,
    marks_in,
    notes_of,
    printable,
    printed_rows,
)
from sufficiency.words import number
from sufficiency.writers.report.word_parts import Element, element, paragraph, run, value
from sufficiency.writers.report.word_styles import TABLE_STYLE, table_text
from sufficiency.writers.report.word_widths import Layout

NOT_RECORDED_IN_WORDS: Final = "not given"
_WORDS: Final = ("label", "text")
_ROWS_KEPT_TOGETHER: Final = 14  # more would leave much of a page empty above them
_ROWS_NEVER_ALONE: Final = 3  # at the head of a page, or the foot


def columns_of(table: Protected) -> list[tuple[str, ...]]:
    """A table's columns as they are shown: each its heading, then its cells."""
    rows = printed_rows(table)
    return [
        (column.heading, *(shown(row[at], column) for row in rows))
        for at, column in enumerate(table.declaration.columns)
    ]


def word_table(table: Protected, layout: Layout) -> Element:
    """A table of its printed rows, with the words that stand for it where it cannot be seen."""
    columns, rows = table.declaration.columns, printed_rows(table)
    is_short, last = len(rows) <= _ROWS_KEPT_TOGETHER, len(rows) - _ROWS_NEVER_ALONE
    kept = [is_short or at < _ROWS_NEVER_ALONE - 1 or at >= last for at in range(len(rows))]
    grid = element("tblGrid", *(element("gridCol", w=width) for width in layout.widths))
    return element(
        "tbl",
        _properties(table, layout),
        grid,
        _row([column.heading for column in columns], columns, layout, heading=True, kept=True),
        *(_row([shown(c, k) for c, k in zip(row, columns, strict=True)], columns, layout, kept=keep)
          for row, keep in zip(rows, kept, strict=True)),
    )  # fmt: skip


def shown(cell: Cell, column: Column) -> str:
    """A printed cell in words: thousands parted, the decimals declared, and what is not recorded said."""
    if cell is None:
        return NOT_RECORDED_IN_WORDS
    if isinstance(cell, str):
        return cell
    # A number among words is a year, or a part of a name.
    return str(cell) if column.kind in _WORDS else number(cell, column.decimals)


def lines_under(table: Protected) -> list[str]:
    """What stands under a table: its units, date and source, its notes, and the marks not yet explained."""
    declaration = table.declaration
    notes = list(notes_of(table))
    return [
        f"Units: {declaration.units}. As at {day_in_words(table.as_at)}. Source: {table.source.rstrip('.')}. "
        f"This is table {declaration.table} of the workbook.",
        *notes,
        *(_mark_in_words(mark) for mark in marks_in(table) if not _is_explained(mark, notes)),
    ]


def _is_explained(mark: str, notes: Sequence[str]) -> bool:
    return mark == SUPPRESSED and any(note.startswith(f"{SUPPRESSED} is ") for note in notes)


def _mark_in_words(mark: str) -> str:
    words = MARKS_IN_WORDS[mark]
    return words if mark == BLANK else f"{mark}: {words}"


# --- Rows and cells -------------------------------------------------------------------------------


def _properties(table: Protected, layout: Layout) -> Element:
    declaration = table.declaration
    headings = "; ".join(column.heading for column in declaration.columns)
    said = f"{declaration.title}, {declaration.units}. {len(printed_rows(table))} rows. Columns: {headings}."
    return element(
        "tblPr",
        value("tblStyle", TABLE_STYLE),
        element("tblW", w=sum(layout.widths), type="dxa"),
        element("tblLayout", type="fixed"),
        element("tblLook", val="0620", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1,
                noVBand=1),
        value("tblCaption", printable(declaration.title)),
        value("tblDescription", printable(said)),
    )  # fmt: skip


def _row(
    texts: Sequence[str],
    columns: Sequence[Column],
    layout: Layout,
    *,
    heading: bool = False,
    kept: bool = False,
) -> Element:
    repeats = [element("tblHeader")] if heading else []
    cells = (
        _cell(text, table_text(layout.size, numbers=column.kind not in _WORDS, heading=heading), width, kept)
        for text, column, width in zip(texts, columns, layout.widths, strict=True)
    )
    return element("tr", element("trPr", element("cantSplit"), *repeats), *cells)


def _cell(text: str, style: str, width: int, kept: bool) -> Element:
    properties = element("tcPr", element("tcW", w=width, type="dxa"))
    return element("tc", properties, paragraph(style, run(text), keep_next=kept))
