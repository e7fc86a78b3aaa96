"""The select list as a file to fill in: a template, or rows that are there already; CSV or workbook.

A file is written aside and moved into place, never over another. The same rows make the same bytes.
"""

import csv
import errno
import gc
import io
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any, Final

from sufficiency.errors import OutputError
from sufficiency.providers.columns import COLUMNS, DAYS, NAMES, NO, SHEET, WORDS, YES, Column
from sufficiency.providers.provider import Provider
from sufficiency.writers.aside import cannot_be_written, moved_into_place
from sufficiency.writers.same_bytes import same_every_time

HELP_SHEET: Final = "how_to_fill_in"
HELP_HEADER: Final = ("column", "what it is", "unit or allowed words", "needed or optional", "example")
ROWS_TO_FILL_IN: Final = 5000  # how far down the drop-downs and the dates' format reach
_DAY_FORMAT: Final = "dd/mm/yyyy"
_WRITTEN: Final = datetime(2000, 1, 1)  # a workbook says when it was made; that would change its bytes
_PROPERTIES: Final = "docProps/core.xml"
_LINE_HEIGHT: Final = 15  # points
_HELP_WIDTHS: Final = (24, 70, 50, 18, 32)
_NARROWEST, _WIDEST = 12, 40


def write_template(path: Path) -> None:
    """An empty select list to fill in: the header, and in a workbook the drop-downs and a sheet of help.

    Raises OutputError where the name ends in neither .csv nor .xlsx, where there is such a file already,
    and where it cannot be written.
    """
    write_provider_list(path, [])


def write_provider_list(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """A select list of rows, each by the names of `provider_columns.COLUMNS`; what a row lacks is blank.

    Raises OutputError as `write_template` does, and ValueError for a row with a column of another name.
    """
    as_bytes = {".csv": _csv, ".xlsx": _workbook}.get(path.suffix.lower())
    if as_bytes is None:
        raise OutputError(f"{path} is neither a .xlsx nor a .csv file. Name one that is.")
    try:
        data = as_bytes([_cells(row) for row in rows])
    except OSError as error:  # of the temporary files that a workbook is made of
        raise cannot_be_written(path, error) from None
    _write_new(path, data)


def as_row(provider: Provider) -> dict[str, object]:
    """A provider as a row of its file: read back, it is the same provider."""
    share = provider.discount_share
    row = {name: value for name, value in asdict(provider).items() if name in NAMES}
    # Rounded, for 0.07 * 100 is not quite 7.
    return {
        "provider": provider.name,
        **row,
        "discount_percent": None if share is None else round(share * 100, 8),
    }


def _cells(row: Mapping[str, object]) -> list[object]:
    unknown = set(row) - set(NAMES)
    if unknown:
        raise ValueError(f"not columns of a select list: {sorted(unknown)}")
    return [_cell(row.get(name)) for name in NAMES]


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        return value.date()
    return None if value == "" else value


# --- CSV ------------------------------------------------------------------------------------------


def _csv(rows: list[list[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(NAMES)
    writer.writerows([_in_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # with the mark by which Excel knows UTF-8


def _in_text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}".removesuffix(".0")  # never in scientific notation
    return "" if cell is None else str(cell)


# --- Workbook -------------------------------------------------------------------------------------


def _workbook(rows: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title, book.properties.language = "Select list", "en-GB"
    book.properties.creator, book.properties.created = "sufficiency", _WRITTEN
    _fill_list(book.active, rows)
    _fill_help(book.create_sheet(HELP_SHEET))
    return _same_every_time(book)


def _fill_list(sheet: Any, rows: list[list[object]]) -> None:
    sheet.title = SHEET
    for number, cells in enumerate([NAMES, *rows], start=1):
        for place, cell in enumerate(cells, start=1):
            _put(sheet, number, place, cell)
    _mark_header(sheet)
    for place, column in enumerate(COLUMNS, start=1):
        _lay_out(sheet, place, column)


def _lay_out(sheet: Any, place: int, column: Column) -> None:
    """A column's width, its dates' format, and its drop-down."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(place)
    width = max(len(column.name), *(len(word) for word in WORDS.get(column.name, ())), len(column.example))
    sheet.column_dimensions[letter].width = min(max(width + 2, _NARROWEST), _WIDEST)
    if column.name in DAYS:
        sheet.column_dimensions[letter].number_format = _DAY_FORMAT
    if column.name in WORDS:
        words = f'"{",".join(WORDS[column.name])}"'
        drop_down = DataValidation(
            type="list",
            formula1=words,
            allow_blank=not column.needed,
            showErrorMessage=True,
            errorStyle="warning",  # IFA and In-house are read too: warned of, not refused
            errorTitle=column.name,
            error="Choose one of the words in the list.",
        )
        drop_down.add(f"{letter}2:{letter}{ROWS_TO_FILL_IN}")
        sheet.add_data_validation(drop_down)


def _fill_help(sheet: Any) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    lines = [
        (column.name, column.what, column.allowed, "needed" if column.needed else "optional", column.example)
        for column in COLUMNS
    ]
    for number, line in enumerate([HELP_HEADER, *lines], start=1):
        for place, text in enumerate(line, start=1):
            _put(sheet, number, place, text)
            sheet.cell(number, place).alignment = Alignment(wrap_text=True, vertical="top")
        # Not every program makes a row as high as its wrapped text: it is told.
        most = max(ceil(len(text) / width) for text, width in zip(line, _HELP_WIDTHS, strict=True))
        sheet.row_dimensions[number].height = _LINE_HEIGHT * most
    _mark_header(sheet)
    for place, width in enumerate(_HELP_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _put(sheet: Any, number: int, place: int, value: object) -> None:
    """Put a value in a cell as what it is: text that begins with = is no formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value is None:
        return
    cell = sheet.cell(number, place)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)
        cell.data_type = "s"
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = _DAY_FORMAT


def _mark_header(sheet: Any) -> None:
    """The header in bold, and in sight with the first column however far one scrolls."""
    from openpyxl.styles import Font

    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"


def _same_every_time(book: Any) -> bytes:
    """A workbook's bytes with a fixed day wherever the time of writing would stand."""
    from openpyxl.xml.functions import tostring

    dated = io.BytesIO()
    _save(book, dated)
    book.properties.modified = _WRITTEN  # saving has set it to now
    undated = tostring(book.properties.to_tree())
    return same_every_time(dated.getvalue(), {_PROPERTIES: lambda _: undated})


# --- Files ----------------------------------------------------------------------------------------


def _save(book: Any, file: io.BytesIO) -> None:
    """Save a workbook; a disk too full for its temporary files is an OSError, as for any other file."""
    try:
        book.save(file)
    except Exception as error:
        if not str(error).startswith("IO_"):  # lxml's own words, as IO_ENOSPC, of no class that we may name
            raise
        _close_quietly(error)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None


def _close_quietly(error: Exception) -> None:
    """Close what openpyxl left open: that fails once more, and Python would say so on the screen."""
    says, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        traceback.clear_frames(error.__traceback__)
        gc.collect()
    finally:
        sys.unraisablehook = says


def _write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all."""
    try:
        if path.exists():
            raise OutputError(f"{path} is there already. Name another file.")
        with moved_into_place(path) as aside:
            aside.write_bytes(data)
    except OSError as error:
        raise cannot_be_written(path, error) from None
