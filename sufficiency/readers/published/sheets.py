"""The cells of a publisher's CSV, every one still text, in a table that knows its rows' numbers."""

import csv
import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.readers.text import bytes_of, read_text, short_path
from sufficiency.readers.workbooks import opened

if TYPE_CHECKING:
    import pandas as pd

_DELIMITERS: Final = ",;\t"
_WORKBOOK: Final = b"PK\x03\x04"
_MOST_FAULTS: Final = 20  # a file cut short in the wrong place has as many faults as rows


def header_of(path: Path) -> list[str]:
    """The first row of a CSV, as it is written; nothing of a file with no row. Raises InputFaultsError."""
    try:
        return next(_rows(read_text(path)), (1, []))[1]
    except csv.Error:
        raise _unpaired(short_path(path)) from None


def first_rows(path: Path, count: int) -> list[list[str]]:
    """The first rows of a CSV, or of every sheet of a workbook: what a file that is not known begins with."""
    if bytes_of(path).startswith(_WORKBOOK):
        return _first_rows_of_workbook(path, count)
    try:
        return [cells for _, cells in islice(_rows(read_text(path)), count)]
    except csv.Error:
        return []


def _first_rows_of_workbook(path: Path, count: int) -> list[list[str]]:
    file = short_path(path)
    try:
        with opened(bytes_of(path), file, worked_out=False) as book:
            rows = [
                cells
                for sheet in book.worksheets
                for cells in sheet.iter_rows(max_row=count, values_only=True)
            ]
    except InputFaultsError:
        raise
    except Exception:  # a damaged workbook may break its reader anywhere, and in any way
        what = "this cannot be opened as an Excel workbook: it is damaged, or is something else."
        raise one_fault(file, "", what, "Open it in Excel and save it again.") from None
    return [["" if cell is None else str(cell).strip() for cell in cells] for cells in rows]


def cells_of(path: Path) -> "pd.DataFrame":
    """Every cell of a CSV as stripped text: columns named in lower case, rows by their number in Excel.

    Separated by commas, semicolons or tabs; in UTF-8, UTF-16 or Windows-1252, as `read_text` has it.
    Raises InputFaultsError where a row has more or fewer cells than the header, where a column is there
    twice, and where quotation marks do not pair up.
    """
    stamp = path.stat() if path.is_file() else None
    if stamp is None:
        read_text(path)  # says what is wrong with the path
    return _cells(path, (stamp.st_mtime_ns, stamp.st_size) if stamp else (0, 0)).copy()


@lru_cache(maxsize=2)  # a file is looked into before it is read
def _cells(path: Path, _stamp: tuple[int, int]) -> "pd.DataFrame":
    import pandas as pd

    file = short_path(path)
    try:
        rows = list(_rows(read_text(path)))
    except csv.Error:
        raise _unpaired(file) from None
    (header_row, header), *body = rows
    names = plain_header(header)
    faults = [*_header_faults(file, header_row, names), *_length_faults(file, len(names), body)]
    if faults:
        raise InputFaultsError(faults[:_MOST_FAULTS])
    index = pd.Index([number for number, _ in body], name="row", dtype="int64")
    return pd.DataFrame([cells for _, cells in body], columns=names, index=index, dtype=str)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with its number as Excel shows it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    for number, cells in enumerate(reader, start=1):
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield number, stripped


def _unpaired(file: str) -> InputFaultsError:
    what = "its quotation marks do not pair up, so it cannot be read."
    return one_fault(file, "", what, "Save it again as CSV UTF-8 from the publisher's own file.")


def _delimiter(text: str) -> str:
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _header_faults(file: str, number: int, names: list[str]) -> list[Fault]:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    do = "Take one of them out."
    return [Fault(file, f"row {number}", f"the column {name} is there twice.", do) for name in twice]


def _length_faults(file: str, length: int, body: list[tuple[int, list[str]]]) -> list[Fault]:
    do = "Save it again from the publisher's own file: a row has been cut or has slipped."
    return [
        Fault(file, f"row {number}", f"it has {len(cells)} cells, but the header has {length}.", do)
        for number, cells in body
        if len(cells) != length
    ]


def plain_header(header: Sequence[str]) -> list[str]:
    """A header's names as they are compared: without case, or spaces at either end."""
    return [cell.strip().lower() for cell in header]
