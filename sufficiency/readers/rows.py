"""The rows of a file with a header: every cell by its column, and every fault in them.

What the cells mean is for the readers of each kind of file: `figures`, `providers`.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from sufficiency.errors import Fault
from sufficiency.numerals import UnreadableError, parse_number
from sufficiency.readers.text import did_you_mean_in_any_case, quoted

# Excel writes the last two in other countries and as Unicode text.
_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
_LIKE_THOUSANDS: Final = re.compile(r"(?<![0-9])[1-9][0-9]{0,2}[.][0-9]{3}(?![0-9])")


class Layout(NamedTuple):
    """What a kind of file holds: the words for one row and for all, its columns, and those it must have."""

    thing: str
    things: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """What a file holds before anything is made of it: its rows that are not blank, the header first.

    Each row has its number as Excel shows it. What parted the columns is blank for a workbook. The
    faults say where the rows break off, or which cells cannot be had.
    """

    file: str
    rows: list[tuple[int, list[str]]]
    delimiter: str = ""
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Row:
    """A row of a file: its cells by column, those beyond the last column, and the faults found in it."""

    layout: Layout
    file: str
    number: int
    cells: dict[str, str]
    beyond: Sequence[str]
    columns_in_header: int
    is_longer_than_header: bool
    delimiter: str
    faults: list[Fault] = field(default_factory=list)

    @property
    def has_slipped(self) -> bool:
        """Whether a comma too many has pushed cells into the wrong columns: then they say nothing."""
        return any(self.beyond) or (self.is_longer_than_header and bool(self.faults))

    def slip(self) -> Fault:
        """The one fault of a row whose cells have slipped."""
        where = f"row {self.number}"
        if not self.delimiter:
            what = "something stands to the right of the last column that has a name."
            return Fault(self.file, where, what, "Name its column in the header, or clear the cell.")
        columns = self.columns_in_header
        what = f"it has {columns + len(self.beyond)} cells, but the header has {columns}."
        do = f"Put quotation marks round any cell that has a {_DELIMITERS[self.delimiter]} in it."
        return Fault(self.file, where, what, do)

    def fault(self, column: str, what: str, do: str) -> None:
        """Note a fault in a column; a needed one that is not there has been told of once, in the header."""
        if column in self.cells or column not in self.layout.needed:
            self.faults.append(Fault(self.file, f"row {self.number}, column {column}", what, do))

    def text(self, column: str) -> str:
        """What a column says, blank where it says nothing or is not there."""
        return self.cells.get(column, "")

    def needed(self, column: str) -> str:
        """The text of a column that may not be blank."""
        if not self.text(column):
            do = f"Write it: a {self.layout.thing} does not load without it."
            self.fault(column, f"the {column} is missing.", do)
        return self.text(column)

    def one_of(self, column: str, words: Sequence[str]) -> str:
        """The text of a column that must be one of the words."""
        text = self.needed(column)
        if text and text not in words:
            do = did_you_mean_in_any_case(text, list(words)) or f"Use one of: {', '.join(words)}."
            self.fault(column, f"{quoted(text)} is not a {column}.", do)
        return text

    def number_in(self, column: str, unit: str, do: str = "") -> float | None:
        """The number in a column, None where it is blank or cannot be read.

        `do` is said to do about one that cannot be read, where the advice of `parse_number` would not fit.
        """
        text = self.text(column)
        if not text:
            return None
        try:
            number = parse_number(text, unit)
            if self.delimiter == ";":
                _refuse_doubtful_point(text)
        except UnreadableError as error:
            self.fault(column, f"{quoted(text)} {error.what}", do or error.do)
            return None
        return number

    def unreadable(self, column: str, error: UnreadableError) -> None:
        """Note a cell that cannot be read, and why."""
        self.fault(column, f"{quoted(self.text(column))} {error.what}", error.do)


def sheet_of_text(file: str, text: str, columns: Sequence[str]) -> Sheet:
    """The rows of a file of commas, semicolons or tabs, whichever finds most of the columns."""
    delimiter = _delimiter(text, columns)
    # Strict, so that a quotation mark that is never closed does not swallow the rows after it.
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    sheet = Sheet(file, [], delimiter)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                sheet.rows.append((number, stripped))
    except csv.Error:
        what = "its quotation marks do not pair up, so no row from here on can be read."
        do = "Close the quotation mark; one inside a cell is written twice."
        sheet.faults.append(Fault(file, f"row {number + 1}", what, do))
    return sheet


def rows_of(sheet: Sheet, layout: Layout) -> tuple[list[Row], list[Fault]]:
    """The rows below a sheet's header, and the faults of the sheet and its header.

    Without a column that the layout knows, there is no header, and the rows say nothing.
    """
    header_number, header = sheet.rows[0] if sheet.rows else (1, [])
    columns = without_trailing_blanks([cell.lower() for cell in header])
    faults = [*sheet.faults, *_header_faults(sheet.file, header_number, columns, layout)]
    if not set(columns) & set(layout.columns):
        return [], faults
    return list(_rows(sheet, layout, columns, len(header))), faults


def without_trailing_blanks(cells: list[str]) -> list[str]:
    """Cells up to the last that says something."""
    count = max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
    return cells[:count]


def range_in_words(least: float, most: float) -> str:
    """What a number may be, as a fault says it after `must be`."""
    return f"{least:g} or more" if np.isinf(most) else f"from {least:g} to {most:g}"


def _delimiter(text: str, columns: Sequence[str]) -> str:
    header = next((line for line in text.split("\n") if line.strip('",;\t ')), "")

    def columns_found(delimiter: str) -> int:
        return sum(cell.strip('" ').lower() in columns for cell in header.split(delimiter))

    return max(_DELIMITERS, key=columns_found)


def _header_faults(file: str, number: int, columns: list[str], layout: Layout) -> list[Fault]:
    where = f"row {number}"
    if not set(columns) & set(layout.columns):
        what = f"this is not the header of {layout.things}."
        return [Fault(file, where, what, f"Write: {','.join(layout.columns)}")]
    absent = [column for column in layout.columns if column not in columns]
    faults = [
        Fault(file, where, f"the column {column} is missing.", "Add it to the header.")
        for column in absent
        if column in layout.needed
    ]
    for place, column in enumerate(columns, start=1):
        if not column:
            what = f"column {place} has no name."
            faults.append(Fault(file, where, what, "Name it, or take the column out."))
        elif column not in layout.columns:
            do = did_you_mean_in_any_case(column, absent) or "Take it out, or put what it says in note."
            faults.append(Fault(file, where, f"{quoted(column)} is not a column of {layout.things}.", do))
        elif column in columns[: place - 1]:
            faults.append(Fault(file, where, f"the column {column} is there twice.", "Take one of them out."))
    return faults


def _rows(sheet: Sheet, layout: Layout, columns: list[str], header_length: int) -> Iterator[Row]:
    for number, cells in sheet.rows[1:]:
        padded = cells + [""] * (len(columns) - len(cells))
        by_column: dict[str, str] = {}
        for column, cell in zip(columns, padded, strict=False):
            by_column.setdefault(column, cell)
        yield Row(
            layout=layout,
            file=sheet.file,
            number=number,
            cells=by_column,
            beyond=cells[len(columns) :],
            columns_in_header=len(columns),
            is_longer_than_header=len(cells) > header_length,
            delimiter=sheet.delimiter,
        )


def _refuse_doubtful_point(text: str) -> None:
    """Refuse 1,234 and 1.234 where Excel, in a country of semicolons, may mean the other by them."""
    if "," in text or _LIKE_THOUSANDS.search(text):
        what = "cannot be read as a number: in a file of semicolons its comma or point may mean either."
        raise UnreadableError(
            what, "Write it without thousands marks, or save the file as CSV UTF-8 in English."
        )
