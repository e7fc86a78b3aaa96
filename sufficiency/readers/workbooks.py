"""One sheet of an Excel workbook, its cells in the text that a CSV file would have for them.

A real date becomes 2019-03-31, true and false become yes and no, and a number shown as a percentage
keeps its sign: Excel holds 10% as 0.1.
"""

import contextlib
import datetime
import io
import re
import warnings
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.readers.rows import Layout, Sheet, without_trailing_blanks
from sufficiency.readers.text import bytes_of, quoted, short_path

_SAVE_AGAIN: Final = "Open it in Excel and save it as an Excel workbook (.xlsx)."
_PROTECTED_OR_OLD: Final = b"\xd0\xcf\x11\xe0"  # how both begin: neither is a zip file
_MOST_UNPACKED: Final = 200_000_000  # bytes: ONS's own of every area and age are 29 million
# A per cent sign in the way a number is shown, unless it is only lettering: quoted, or behind a \.
_SHOWN_AS_PERCENT: Final = re.compile(r'(?:"[^"]*"|\\.|[^"\\%])*%')
_MOST_DIGITS: Final = 15  # Excel shows no more; what 0.1 + 0.2 has beyond them is no part of the number


class _Cell(NamedTuple):
    """A cell's text; whether it is a formula; and whether that was worked out, if only as blank text."""

    text: str
    is_formula: bool
    is_worked_out: bool


_BLANK: Final = _Cell("", is_formula=False, is_worked_out=False)
_BLANK_TEXT: Final = _Cell("", is_formula=False, is_worked_out=True)


def sheet_of_workbook(path: Path, title: str, layout: Layout) -> Sheet:
    """The rows of the sheet of that title, or else of the only sheet that has the layout's header.

    Row numbers are as Excel shows them. A formula that was never worked out is a fault of the sheet.
    Raises InputFaultsError of one fault where the file is no workbook, is damaged or has a password, and
    where it cannot be told which sheet to read.
    """
    data, file = bytes_of(path), short_path(path)
    if data.startswith(_PROTECTED_OR_OLD):
        what = "this workbook has a password, or is an old Excel workbook under a new name."
        do = "Open it in Excel, take off the password (File, Info) and save it as an Excel workbook (.xlsx)."
        raise one_fault(file, "", what, do)
    try:
        rows = _rows(data, file, title, layout)
    except InputFaultsError:
        raise
    except Exception:  # a damaged workbook may break its reader anywhere, and in any way
        what = "this cannot be opened as an Excel workbook: it is damaged, or is something else."
        raise one_fault(file, "", what, _SAVE_AGAIN) from None
    texts = [[cell.text for cell in cells] for cells in rows]
    filled = [(number, without_trailing_blanks(row)) for number, row in enumerate(texts, start=1) if any(row)]
    return Sheet(file, filled, faults=_faults_of_formulas(file, rows))


@contextlib.contextmanager
def opened(data: bytes, file: str, *, worked_out: bool) -> Iterator[Any]:
    """A workbook, with the results of its formulas or with the formulas themselves.

    Raises InputFaultsError where it unpacks to more than any workbook that is read here could hold, which
    would fill the memory; and whatever a damaged one may break its reader with.
    """
    import openpyxl

    unpacked = _bytes_unpacked(data)
    if unpacked > _MOST_UNPACKED:
        what = f"this workbook unpacks to {unpacked // 10**6:,} MB, more than {_MOST_UNPACKED // 10**6:,} MB."
        raise one_fault(file, "", what, "Save only the sheet that is wanted, as a workbook of its own.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of drop-downs and styles that it cannot keep, and need not
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=worked_out, keep_links=False
        )
        with contextlib.closing(book):
            yield book


def _bytes_unpacked(data: bytes) -> int:
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(data)) as parts:
        return sum(part.file_size for part in parts.infolist())


def _rows(data: bytes, file: str, title: str, layout: Layout) -> list[list[_Cell]]:
    """The rows of the sheet to read; its formulas as worked out when it was last saved."""
    with opened(data, file, worked_out=False) as book:
        sheet = _sheet_to_read(book, file, title, layout)
        name, rows = sheet.title, list(_cells(sheet))
    if not any(cell.is_formula for cells in rows for cell in cells):
        return rows
    with opened(data, file, worked_out=True) as book:
        return [
            [value._replace(is_formula=cell.is_formula) for cell, value in zip(cells, values, strict=True)]
            for cells, values in zip(rows, _cells(book[name]), strict=True)
        ]


# --- Which sheet ----------------------------------------------------------------------------------


def _sheet_to_read(book: Any, file: str, title: str, layout: Layout) -> Any:
    for sheet in book.worksheets:
        if sheet.title.strip().lower() == title:
            return sheet
    headers = {sheet.title: _header(sheet) for sheet in book.worksheets}
    whole = [name for name, header in headers.items() if header >= set(layout.needed)]
    if len(whole) > 1:
        first, second = quoted(whole[0]), quoted(whole[1])
        what = f"the sheets {first} and {second} both have the header of {layout.things}."
        raise one_fault(file, "", what, f"Name the one to read {title}.")
    # A header with a column misspelt is still the nearest to one: the fault will be in it.
    nearest = max(headers, key=lambda name: len(headers[name] & set(layout.columns)), default="")
    if not headers.get(nearest, set()) & set(layout.columns):
        what = f"no sheet has the header of {layout.things}."
        do = f"Write it on the first row of a sheet named {title}: {','.join(layout.columns)}"
        raise one_fault(file, "", what, do)
    return book[nearest]


def _header(sheet: Any) -> set[str]:
    """What the first row that is not blank says."""
    rows = ({cell.text.lower() for cell in cells if cell.text} for cells in _cells(sheet))
    return next((row for row in rows if row), set())


# --- Cells ----------------------------------------------------------------------------------------


def _cells(sheet: Any) -> Iterator[list[_Cell]]:
    sheet.reset_dimensions()  # one stray format may claim a million rows of sixteen thousand columns
    for cells in sheet.iter_rows():
        yield [_cell(cell) for cell in cells]


def _cell(cell: Any) -> _Cell:
    if cell.value is None:
        return _BLANK_TEXT if cell.data_type == "str" else _BLANK
    return _Cell(_text(cell), cell.data_type == "f", True)


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _digits(value, cell.number_format)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)


def _digits(number: float, shown_as: str) -> str:
    """A number in digits, never in scientific notation, with a % where it is shown with one."""
    is_percent = "%" in shown_as and _SHOWN_AS_PERCENT.match(shown_as)
    if isinstance(number, int) and not is_percent:
        return str(number)
    exact = Decimal(f"{number:.{_MOST_DIGITS}g}")
    return f"{exact * 100:f}%" if is_percent else f"{exact:f}"


def _faults_of_formulas(file: str, rows: list[list[_Cell]]) -> list[Fault]:
    """One fault, at the first formula without a result: to take it for a blank would lose a number."""
    lost = [
        (number, place)
        for number, cells in enumerate(rows, start=1)
        for place, cell in enumerate(cells)
        if cell.is_formula and not cell.is_worked_out
    ]
    if not lost:
        return []
    from openpyxl.utils import get_column_letter

    number, place = lost[0]
    where = f"row {number}, column {get_column_letter(place + 1)}"
    others = f", nor have {len(lost) - 1} more" if len(lost) > 1 else ""
    what = f"this formula has not been worked out{others}."
    return [Fault(file, where, what, "Open the workbook in Excel and save it.")]
