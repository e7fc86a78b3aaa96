"""Protected tables as readers meet them: cells, notes numbered over a whole report, marks explained.

Every writer takes its rows and words from here, so that a workbook, a CSV and a page say the same.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import isnan
from typing import Final

from sufficiency.errors import LawBrokenError
from sufficiency.report.declared import PUBLIC, SUPPRESSED, Cell, Column, Protected
from sufficiency.words import date_in_words

BLANK: Final = "blank"
MARKS_IN_WORDS: Final = {
    SUPPRESSED: "Confidential: a small count of children, or one that would give a small count away.",
    BLANK: "Not given: not recorded, left out, or not asked of that row. It is not zero.",
}
RESERVED_NAMES: Final = ("cover", "contents", "notes", "metadata", "history")  # of sheets and files
_IN_NO_FILE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")  # of a sheet, a file and a marked table alike


def check_tables(tables: Sequence[Protected], profile: str) -> None:
    """Refuse tables that may not be written together, each a fault of ours and never of a user.

    Raises LawBrokenError for a table of another profile, or a restricted one in public; ValueError for
    names or headings that a sheet or file cannot have.
    """
    for table in tables:
        restricted_in_public = profile == PUBLIC and table.declaration.restricted
        if table.profile != profile or restricted_in_public:
            name = table.declaration.table
            raise LawBrokenError(f"table {name} is not for this report, whose profile is {profile}")
        _refuse_repeated((column.heading for column in table.declaration.columns), "headings")
    names = [table.declaration.table for table in tables]
    _refuse_repeated((*names, *RESERVED_NAMES), "names of tables")
    wrong = [name for name in names if not _NAME.fullmatch(name)]
    if wrong:
        raise ValueError(f"not names of tables: {wrong}")


def printed_rows(table: Protected) -> list[tuple[Cell, ...]]:
    """A table's rows as they are shown: what is not recorded None, and rows with nothing at all left out.

    A number has the decimals that its column declares, and no more behind them: what is published is
    what is seen. Halves are rounded away from zero, as spreadsheets show them.
    """
    columns = table.declaration.columns
    rows = (
        tuple(_printed(cell, column) for cell, column in zip(row, columns, strict=True)) for row in table.rows
    )
    return [row for row in rows if any(cell is not None for cell in row)]


def notes_of(table: Protected) -> tuple[str, ...]:
    """A table's notes, those of every run first, each once."""
    return tuple(dict.fromkeys((*table.declaration.notes, *table.notes)))


def numbered_notes(tables: Iterable[Protected]) -> dict[str, int]:
    """Each note of a report and its number, from 1 in order of table: a note is said once."""
    notes = dict.fromkeys(note for table in tables for note in notes_of(table))
    return {note: number for number, note in enumerate(notes, start=1)}


def note_marks(table: Protected, numbers: dict[str, int]) -> str:
    """A table's notes as they are referred to: `[note 1] [note 4]`."""
    return " ".join(f"[note {number}]" for number in sorted(numbers[note] for note in notes_of(table)))


def marks_in(table: Protected) -> tuple[str, ...]:
    """The marks that a table uses, to be explained beside it."""
    cells = {cell for row in printed_rows(table) for cell in row if cell is None or cell == SUPPRESSED}
    used = {BLANK if cell is None else SUPPRESSED for cell in cells}
    return tuple(mark for mark in MARKS_IN_WORDS if mark in used)


def printable(text: str) -> str:
    """Text with a space for each character that a spreadsheet cannot hold."""
    return _IN_NO_FILE.sub(" ", text)


def day_in_words(as_at: str) -> str:
    """A date as people write it, from YYYY-MM-DD; any other words as they are."""
    try:
        return date_in_words(as_at)
    except ValueError:
        return as_at


def _printed(cell: Cell, column: Column) -> Cell:
    if isinstance(cell, str):
        text = printable(cell)
        return text if text.strip() else None
    return None if cell is None or isnan(cell) else _rounded(cell, column.decimals)


def _rounded(number: float, decimals: int) -> float:
    exact = Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return float(exact) if decimals else int(exact)


def _refuse_repeated(words: Iterable[str], what: str) -> None:
    """Refuse what differs in nothing but capitals: to a spreadsheet it is the same."""
    repeated = [word for word, times in Counter(word.casefold() for word in words).items() if times > 1]
    if repeated:
        raise ValueError(f"{what} that are given twice, or kept for other use: {repeated}")
