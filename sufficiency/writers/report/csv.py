"""The report's tables as CSV files, with what each is and its notes in two files beside them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from sufficiency.report.declared import PUBLIC, Cell, Protected
from sufficiency.report.printed import (
    MARKS_IN_WORDS,
    check_tables,
    notes_of,
    numbered_notes,
    printable,
    printed_rows,
)
from sufficiency.writers.aside import moved_into_place
from sufficiency.writers.run_folder import told_as_output_error

METADATA: Final = "metadata.csv"
NOTES: Final = "notes.csv"
METADATA_HEADER: Final = (
    "table",
    "file",
    "title",
    "units",
    "source",
    "as_at",
    "profile",
    "protection",
    "notes",
    "filled_by",
)
NOTES_HEADER: Final = ("note", "text", "tables")
# Excel takes a cell that begins so for a formula; it and others also skip spaces and tabs before one.
_BEGIN_A_FORMULA: Final = tuple("=+-@＝＋－＠")
_BELOW_ZERO: Final = re.compile(r"-[0-9]+([.][0-9]+)?(e[+-]?[0-9]+)?")
_SKIPPED: Final = ("\t", "\n")


def write_csv_tables(tables: Sequence[Protected], folder: Path) -> None:
    """Write each table as `<table>.csv`, its headings first, and `metadata.csv` and `notes.csv` beside.

    A table that is empty has its headings alone, and `metadata.csv` says what would fill it. Each file is
    there whole or not at all. Raises OutputError where the folder refuses, and LawBrokenError and
    ValueError as `printed.check_tables` does.
    """
    check_tables(tables, tables[0].profile if tables else PUBLIC)
    with told_as_output_error(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        write_csv_table(table, folder / _file(table))
    numbers = numbered_notes(tables)
    _write(folder / METADATA, METADATA_HEADER, (_metadata(table, numbers) for table in tables))
    _write(folder / NOTES, NOTES_HEADER, _notes(tables, numbers))


def write_csv_table(table: Protected, path: Path) -> None:
    """Write one table's rows under its headings, whole or not at all; raises OutputError."""
    _write(path, tuple(column.heading for column in table.declaration.columns), printed_rows(table))


def _file(table: Protected) -> str:
    return f"{table.declaration.table}.csv"


def _metadata(table: Protected, numbers: dict[str, int]) -> tuple[str, ...]:
    declaration = table.declaration
    return (
        declaration.table,
        _file(table),
        declaration.title,
        declaration.units,
        table.source,
        table.as_at,
        table.profile,
        table.mode,
        "; ".join(f"note {numbers[note]}" for note in notes_of(table)),
        "" if printed_rows(table) else declaration.fills,
    )


def _notes(tables: Sequence[Protected], numbers: dict[str, int]) -> list[tuple[str, str, str]]:
    """Each note with the tables that have it, then what the marks mean in any of them."""
    of_tables = [
        (f"note {number}", note, "; ".join(t.declaration.table for t in tables if note in notes_of(t)))
        for note, number in numbers.items()
    ]
    return [*of_tables, *((mark, words, "all") for mark, words in MARKS_IN_WORDS.items())]


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_inert(heading) for heading in header])
    writer.writerows([_in_text(cell) for cell in row] for row in rows)
    with told_as_output_error(path), moved_into_place(path) as aside:
        # With the mark by which Excel knows UTF-8: without it a £ opens as Â£.
        aside.write_bytes(text.getvalue().encode("utf-8-sig"))


def _in_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _inert(cell)
    return f"{Decimal(repr(cell)):f}".removesuffix(".0")  # never in scientific notation


def _inert(text: str) -> str:
    """Text that a spreadsheet shows and does not run: an apostrophe before what begins as a formula.

    Quotation marks do not stop Excel, and a space is skipped by some programs. The apostrophe is seen,
    and whoever needs the text itself can take it off. A number below zero is left as it is, in words too.
    """
    text = printable(text)
    if _BELOW_ZERO.fullmatch(text):
        return text
    begins = text.startswith(_SKIPPED) or text.lstrip().startswith(_BEGIN_A_FORMULA)
    return f"'{text}" if begins else text
