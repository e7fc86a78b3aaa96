"""Figures from CSV files: every one of them read right, or every fault in them listed at once."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.figures.book import COLUMNS, UNIT_RANGES, Figure, FigureBook, Key
from sufficiency.numerals import UnreadableError, parse_as_at, parse_year
from sufficiency.readers.rows import Layout, Row, range_in_words, rows_of, sheet_of_text
from sufficiency.readers.text import quoted, read_text, real_path, short_path
from sufficiency.vocabulary import KINDS

_LAYOUT: Final = Layout("figure", "figures", COLUMNS, COLUMNS)
_YES_OR_NO: Final = {"": False, "no": False, "yes": True}
# A row to fill in with nothing in these is blank: not recorded, and no fault.
_FILLED_IN_BY_HAND: Final = ("value", "low", "high", "source")


def layout_to_fill_in() -> Layout:
    """The file in which a council writes what only it knows: figures, and what is said of each."""
    from sufficiency.figures.blanks import BLANKS_COLUMNS

    return Layout("figure", "figures to fill in", BLANKS_COLUMNS, COLUMNS)


def read_figures(folder_or_file: Path, base_date: datetime.date | None) -> tuple[list[Figure], list[Fault]]:
    """The figures of a CSV, or of every CSV in a folder, and every fault in them.

    Of a working folder's file to fill in, the rows that have a value: each takes the place of the figure of
    the same name in another file. Rows without one are not recorded.
    """
    reading = _read([folder_or_file], base_date)
    return reading.figures, reading.faults


def read_figure_folders(
    folders: Iterable[Path], base_date: datetime.date | None
) -> tuple[FigureBook, list[Fault], list[Path]]:
    """The book of all figures in several folders, every fault in them, and the files that were read.

    Figures filled in by hand take the place of those of the same name: see `read_figures`.
    """
    reading = _read(folders, base_date)
    return FigureBook(reading.figures), reading.faults, reading.files


@dataclass
class _Reading:
    """What has been read so far."""

    figures: list[Figure] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    places: list[tuple[Key, str, int]] = field(default_factory=list)  # each key's file and row
    filled: "_Reading | None" = None  # of the files to fill in, whose figures stand for others

    def of_file(self, path: Path) -> "_Reading":
        """Where the figures of a file go: with the others, or with those that were filled in by hand."""
        if not _is_to_fill_in(path):
            return self
        self.filled = self.filled or _Reading()
        return self.filled

    def whole(self) -> "_Reading":
        """All that has been read, with the figures filled in by hand in the place of those of their name."""
        self.faults += _duplicates(self.places)
        if self.filled is None:
            return self
        by_hand = self.filled.whole()
        names = {figure.key for figure in by_hand.figures}
        return _Reading(
            [*(figure for figure in self.figures if figure.key not in names), *by_hand.figures],
            [*self.faults, *by_hand.faults],
            [*self.files, *by_hand.files],
        )


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
        new = [file for file in files if real_path(file) not in seen]
        seen.update(map(real_path, new))
        for file in new:
            _read_file(file, base_date, reading.of_file(file))
    return reading.whole()


def _is_to_fill_in(path: Path) -> bool:
    from sufficiency.figures.blanks import FILE_NAME

    return path.name == FILE_NAME


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
    layout = layout_to_fill_in() if _is_to_fill_in(path) else _LAYOUT
    rows, faults = rows_of(sheet_of_text(file, text, layout.columns), layout)
    reading.faults += faults
    for row in rows:
        if layout is not _LAYOUT and _is_blank(row):
            continue
        figure = _figure(row, base_date)
        if row.has_slipped:
            reading.faults.append(row.slip())
            continue
        _note_place(row, reading)
        reading.faults += row.faults
        if figure and not faults:
            reading.figures.append(figure)


# --- Rows -----------------------------------------------------------------------------------------


def _is_blank(row: Row) -> bool:
    """Whether nobody has begun to fill a row in."""
    return not any(row.beyond) and not any(row.text(column) for column in _FILLED_IN_BY_HAND)


def _figure(row: Row, base_date: datetime.date | None) -> Figure | None:
    """The figure in a row, or None where the row has faults."""
    measure = row.needed("measure")
    year = _year(row)
    unit = row.one_of("unit", tuple(UNIT_RANGES))
    row.needed("value")
    value, low, high = (_number(row, column, unit) for column in ("value", "low", "high"))
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
        after_base_date=_is_after_base_date(row, base_date),
        note=row.text("note"),
        file=row.file,
        row=row.number,
    )


def _number(row: Row, column: str, unit: str) -> float | None:
    """The number in a column, None where it is blank or cannot be read; a fault where its unit forbids it."""
    number = row.number_in(column, unit)
    least, most = UNIT_RANGES.get(unit, (-np.inf, np.inf))
    if number is not None and not least <= number <= most:
        what = f"{quoted(row.text(column))} cannot be in {unit}: it must be {range_in_words(least, most)}."
        row.fault(column, what, "Check the number and the unit.")
    return number


def _year(row: Row) -> int | None:
    try:
        return parse_year(row.text("year"))
    except UnreadableError as error:
        row.unreadable("year", error)
        return None


def _as_at(row: Row) -> datetime.date | None:
    if not row.needed("as_at"):
        return None
    try:
        return parse_as_at(row.text("as_at"))
    except UnreadableError as error:
        row.unreadable("as_at", error)
        return None


def _check_order(row: Row, value: float | None, low: float | None, high: float | None) -> None:
    for column, other in (("low", "high"), ("high", "low")):
        if row.text(column) and not row.text(other):
            row.fault(other, f"there is a {column} but no {other}.", "Give both, or neither.")
    do = "A figure's low is its least, and its high its most."
    if value is not None and low is not None and low > value:
        row.fault("low", f"the low, {quoted(row.text('low'))}, is above the value.", do)
    if value is not None and high is not None and value > high:
        row.fault("high", f"the high, {quoted(row.text('high'))}, is below the value.", do)


def _check_after_base_date(row: Row, as_at: datetime.date | None, base_date: datetime.date | None) -> None:
    """A mark that is written must be right. A blank one is worked out: one file serves several base dates."""
    mark = row.text("after_base_date")
    if mark.lower() not in _YES_OR_NO:
        row.fault("after_base_date", f"{quoted(mark)} is neither yes nor no.", "Write yes, no or nothing.")
        return
    if not mark or as_at is None or base_date is None:
        return
    is_marked, is_later = _YES_OR_NO[mark.lower()], as_at > base_date
    if is_later != is_marked:
        what = f"the figure is as at {as_at}, {'' if is_later else 'not '}after the base date {base_date}, "
        what += "but marked so." if is_marked else "but marked as if it were not."
        row.fault("after_base_date", what, "Leave this blank, or put the as_at right.")


def _is_after_base_date(row: Row, base_date: datetime.date | None) -> bool:
    mark, as_at = row.text("after_base_date"), _as_at(row)
    if not mark and as_at is not None and base_date is not None:
        return as_at > base_date
    return _YES_OR_NO[mark.lower()]


# --- The same figure twice ------------------------------------------------------------------------


def _note_place(row: Row, reading: _Reading) -> None:
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
