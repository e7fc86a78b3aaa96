"""Figures from CSV files: every one of them read right, or every fault in them listed at once."""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.figures import UNIT_RANGES, Figure, FigureBook, Key
from sufficiency.readers.numbers import UnreadableError, parse_as_at, parse_number, parse_year
from sufficiency.readers.text import did_you_mean_in_any_case, quoted, read_text, short_path
from sufficiency.vocabulary import KINDS

COLUMNS: Final = (
    "measure",
    "category",
    "year",
    "value",
    "low",
    "high",
    "unit",
    "as_at",
    "source",
    "kind",
    "after_base_date",
    "note",
)
_DELIMITERS: Final = (",", ";", "\t")  # Excel writes the last two in other countries and as Unicode text
_LIKE_THOUSANDS: Final = re.compile(r"(?<![0-9])[1-9][0-9]{0,2}[.][0-9]{3}(?![0-9])")
_YES_OR_NO: Final = {"": False, "no": False, "yes": True}


def read_figures(folder_or_file: Path, base_date: datetime.date | None) -> tuple[list[Figure], list[Fault]]:
    """The figures of a CSV, or of every CSV in a folder, and every fault in them."""
    reading = _read([folder_or_file], base_date)
    return reading.figures, reading.faults


def read_figure_folders(
    folders: Iterable[Path], base_date: datetime.date | None
) -> tuple[FigureBook, list[Fault], list[Path]]:
    """The book of all figures in several folders, every fault in them, and the files that were read."""
    reading = _read(folders, base_date)
    return FigureBook(reading.figures), reading.faults, reading.files


@dataclass
class _Reading:
    """What has been read so far."""

    figures: list[Figure] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    places: list[tuple[Key, str, int]] = field(default_factory=list)  # each key's file and row


@dataclass
class _Row:
    """A row of a file: its cells by column, and the faults found in it."""

    file: str
    number: int
    cells: dict[str, str]
    may_have_decimal_commas: bool
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, what: str, do: str) -> None:
        """Note a fault in a column; a column that is not there has been told of once, in the header."""
        if column in self.cells:
            self.faults.append(Fault(self.file, f"row {self.number}, column {column}", what, do))

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def needed(self, column: str) -> str:
        """The text of a column that may not be blank."""
        if not self.text(column):
            self.fault(column, f"the {column} is missing.", "Write it: a figure does not load without it.")
        return self.text(column)

    def one_of(self, column: str, words: Sequence[str]) -> str:
        """The text of a column that must be one of the words."""
        text = self.needed(column)
        if text and text not in words:
            do = did_you_mean_in_any_case(text, list(words)) or f"Use one of: {', '.join(words)}."
            self.fault(column, f"{quoted(text)} is not a {column}.", do)
        return text

    def number_in(self, column: str, unit: str) -> float | None:
        """The number in a column, None where it is blank or cannot be read."""
        text = self.text(column)
        if not text:
            return None
        try:
            number = parse_number(text, unit)
            if self.may_have_decimal_commas:
                _refuse_doubtful_point(text)
        except UnreadableError as error:
            self.unreadable(column, error)
            return None
        least, most = UNIT_RANGES.get(unit, (-np.inf, np.inf))
        if not least <= number <= most:
            what = f"{quoted(text)} cannot be in {unit}: it must be {_range_in_words(least, most)}."
            self.fault(column, what, "Check the number and the unit.")
        return number

    def unreadable(self, column: str, error: UnreadableError) -> None:
        self.fault(column, f"{quoted(self.text(column))} {error.what}", error.do)


# --- Files ----------------------------------------------------------------------------------------


def _read(paths: Iterable[Path], base_date: datetime.date | None) -> _Reading:
    reading = _Reading()
    seen: set[Path] = set()
    for path in paths:
        try:
            files = _files_of(path)
        except InputFaultsError as error:
            reading.faults += error.faults
            continue
        # A file named twice, by itself and by its folder, is still one file.
        new = [file for file in files if file.resolve() not in seen]
        seen.update(file.resolve() for file in new)
        for file in new:
            _read_file(file, base_date, reading)
    reading.faults += _duplicates(reading.places)
    return reading


def _files_of(path: Path) -> list[Path]:
    """A file itself, or the CSV files of a folder by name."""
    try:
        if not path.is_dir():
            return [path]
        names = sorted(path.iterdir())
    except OSError as error:
        what = f"this folder could not be read ({error.strerror})."
        raise one_fault(short_path(path), "", what, "Ask for permission to it.") from error
    # Names with a dot or a tilde are a Mac's or Excel's own notes about a file.
    files = [each for each in names if each.suffix.lower() == ".csv" and each.name[0] not in ".~"]
    if not files:
        what = "there is no CSV file in this folder."
        raise one_fault(short_path(path), "", what, "Save the figures there as CSV UTF-8.")
    return files


def _read_file(path: Path, base_date: datetime.date | None, reading: _Reading) -> None:
    file = short_path(path)
    try:
        text = read_text(path)
    except InputFaultsError as error:
        reading.faults += error.faults
        return
    reading.files.append(path)
    delimiter = _delimiter(text)
    rows, faults = _filled_rows(file, text, delimiter)
    header_number, header = rows[0] if rows else (1, [])
    columns = _without_trailing_blanks([cell.lower() for cell in header])
    faults += _header_faults(file, header_number, columns)
    reading.faults += faults
    if not set(columns) & set(COLUMNS):
        return  # without a header, the rows say nothing
    for number, cells in rows[1:]:
        row = _row(file, number, columns, cells, delimiter)
        figure = _figure(row, base_date)
        # A comma too many pushes cells into the wrong columns: what else was said of them is no use.
        if any(cells[len(columns) :]) or (row.faults and len(cells) > len(header)):
            reading.faults.append(_slipped(row, len(cells), len(columns), delimiter))
            continue
        _note_place(row, reading)
        reading.faults += row.faults
        if figure and not faults:
            reading.figures.append(figure)


def _delimiter(text: str) -> str:
    """What parts the columns: of comma, semicolon and tab, the one that finds most columns."""
    header = next((line for line in text.split("\n") if line.strip('",;\t ')), "")

    def columns_found(delimiter: str) -> int:
        return sum(cell.strip('" ').lower() in COLUMNS for cell in header.split(delimiter))

    return max(_DELIMITERS, key=columns_found)


def _filled_rows(file: str, text: str, delimiter: str) -> tuple[list[tuple[int, list[str]]], list[Fault]]:
    """Every row that is not blank, with its number in Excel; and a fault where the rows break off."""
    # Strict, so that a quotation mark that is never closed does not swallow the rows after it.
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    rows = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append((number, stripped))
    except csv.Error:
        what = "its quotation marks do not pair up, so no row from here on can be read."
        do = "Close the quotation mark; one inside a cell is written twice."
        return rows, [Fault(file, f"row {number + 1}", what, do)]
    return rows, []


def _without_trailing_blanks(cells: list[str]) -> list[str]:
    count = max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
    return cells[:count]


def _header_faults(file: str, number: int, columns: list[str]) -> list[Fault]:
    where = f"row {number}"
    if not set(columns) & set(COLUMNS):
        return [Fault(file, where, "this is not the header of figures.", f"Write: {','.join(COLUMNS)}")]
    missing = [column for column in COLUMNS if column not in columns]
    faults = [
        Fault(file, where, f"the column {column} is missing.", "Add it to the header.") for column in missing
    ]
    for place, column in enumerate(columns, start=1):
        if not column:
            what = f"column {place} has no name."
            faults.append(Fault(file, where, what, "Name it, or take the column out."))
        elif column not in COLUMNS:
            do = did_you_mean_in_any_case(column, missing) or "Take it out, or put what it says in note."
            faults.append(Fault(file, where, f"{quoted(column)} is not a column of figures.", do))
        elif column in columns[: place - 1]:
            faults.append(Fault(file, where, f"the column {column} is there twice.", "Take one of them out."))
    return faults


# --- Rows -----------------------------------------------------------------------------------------


def _row(file: str, number: int, columns: list[str], cells: list[str], delimiter: str) -> _Row:
    padded = cells + [""] * (len(columns) - len(cells))
    by_column: dict[str, str] = {}
    for column, cell in zip(columns, padded, strict=False):
        by_column.setdefault(column, cell)
    return _Row(file, number, by_column, delimiter == ";")


def _slipped(row: _Row, cells: int, columns: int, delimiter: str) -> Fault:
    mark = {",": "comma", ";": "semicolon", "\t": "tab"}[delimiter]
    what = f"it has {cells} cells, but the header has {columns}."
    do = f"Put quotation marks round any cell that has a {mark} in it."
    return Fault(row.file, f"row {row.number}", what, do)


def _figure(row: _Row, base_date: datetime.date | None) -> Figure | None:
    """The figure in a row, or None where the row has faults."""
    measure = row.needed("measure")
    year = _year(row)
    unit = row.one_of("unit", tuple(UNIT_RANGES))
    row.needed("value")
    value, low, high = (row.number_in(column, unit) for column in ("value", "low", "high"))
    _check_order(row, value, low, high)
    _check_after_base_date(row, _as_at(row), base_date)
    source = row.needed("source")
    kind = row.one_of("kind", KINDS)
    if row.faults or value is None:
        return None
    return Figure(
        measure=measure,
        category=row.text("category"),
        year=year,
        value=value,
        low=low,
        high=high,
        unit=unit,
        as_at=row.text("as_at"),
        source=source,
        kind=kind,
        after_base_date=_YES_OR_NO[row.text("after_base_date").lower()],
        note=row.text("note"),
        file=row.file,
        row=row.number,
    )


def _year(row: _Row) -> int | None:
    try:
        return parse_year(row.text("year"))
    except UnreadableError as error:
        row.unreadable("year", error)
        return None


def _as_at(row: _Row) -> datetime.date | None:
    if not row.needed("as_at"):
        return None
    try:
        return parse_as_at(row.text("as_at"))
    except UnreadableError as error:
        row.unreadable("as_at", error)
        return None


def _check_order(row: _Row, value: float | None, low: float | None, high: float | None) -> None:
    for column, other in (("low", "high"), ("high", "low")):
        if row.text(column) and not row.text(other):
            row.fault(other, f"there is a {column} but no {other}.", "Give both, or neither.")
    do = "A figure's low is its least, and its high its most."
    if value is not None and low is not None and low > value:
        row.fault("low", f"the low, {quoted(row.text('low'))}, is above the value.", do)
    if value is not None and high is not None and value > high:
        row.fault("high", f"the high, {quoted(row.text('high'))}, is below the value.", do)


def _check_after_base_date(row: _Row, as_at: datetime.date | None, base_date: datetime.date | None) -> None:
    """Evidence that nobody had at the base date must be marked, and no other."""
    mark = row.text("after_base_date")
    if mark.lower() not in _YES_OR_NO:
        row.fault("after_base_date", f"{quoted(mark)} is neither yes nor no.", "Write yes, no or nothing.")
        return
    if as_at is None or base_date is None:
        return
    is_marked, is_later = _YES_OR_NO[mark.lower()], as_at > base_date
    if is_later and not is_marked:
        what = f"the figure is as at {as_at}, after the base date {base_date}, and not marked so."
        row.fault("after_base_date", what, "Mark it: write yes.")
    if is_marked and not is_later:
        what = f"the figure is as at {as_at}, not after the base date {base_date}, but marked so."
        row.fault("after_base_date", what, "Leave this blank, or put the as_at right.")


def _refuse_doubtful_point(text: str) -> None:
    """Refuse 1,234 and 1.234 where Excel, in a country of semicolons, may mean the other by them."""
    if "," in text or _LIKE_THOUSANDS.search(text):
        what = "cannot be read as a number: in a file of semicolons its comma or point may mean either."
        raise UnreadableError(
            what, "Write it without thousands marks, or save the file as CSV UTF-8 in English."
        )


def _range_in_words(least: float, most: float) -> str:
    return f"{least:g} or more" if np.isinf(most) else f"from {least:g} to {most:g}"


# --- The same figure twice ------------------------------------------------------------------------


def _note_place(row: _Row, reading: _Reading) -> None:
    """Note where a figure stands, even one with faults, so that its double is found in the same run."""
    try:
        year = parse_year(row.text("year"))
    except UnreadableError:
        return
    if row.text("measure") and {"category", "year"} <= set(row.cells):
        key = (row.text("measure"), row.text("category"), year)
        reading.places.append((key, row.file, row.number))


def _duplicates(places: Iterable[tuple[Key, str, int]]) -> list[Fault]:
    """A fault for each figure that stands in a second place, naming both."""
    first: dict[Key, tuple[str, int]] = {}
    faults = []
    for key, file, number in places:
        if key not in first:
            first[key] = (file, number)
            continue
        earlier_file, earlier_number = first[key]
        name = "/".join(str(part) for part in key if part)
        what = f"{name} is already in {earlier_file} row {earlier_number}."
        faults.append(Fault(file, f"row {number}", what, "Keep one of the two."))
    return faults
