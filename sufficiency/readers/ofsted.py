"""Ofsted's register, for a draft of the select list: who is registered in an authority, and for how many.

Ofsted publishes *Children's social care in England* each year, with a provider-level file whose layout
changes: rows of title above the header, columns that come and go. So the header is found by what it
says. Being registered is not being open to us, and the draft leaves blank all that Ofsted cannot know.
"""

import csv
import datetime
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sufficiency.errors import FaultList, InputFaultsError, one_fault
from sufficiency.numerals import UnreadableError, parse_number
from sufficiency.providers import register_findings
from sufficiency.providers.registered import OfstedReading, OfstedRow, plain
from sufficiency.readers.text import bytes_of, did_you_mean_in_any_case, quoted, read_text, short_path
from sufficiency.readers.workbooks import opened
from sufficiency.words import listed

# Ofsted's types of provider, as _plain writes them, that a lot of the select list buys from.
_LOT_OF_TYPE: Final = {
    "childrens home": "residential",
    "independent fostering agency": "ifa",
    "residential family centre": "family_assessment",
    "supported accommodation": "supported_accommodation",
}
_ACTIVE: Final = "active"

# What Ofsted has called each column since 2016, as _plain writes it.
_HEADINGS: Final = {
    "urn": "urn",
    "provision type": "provision_type",
    "registration status": "status",
    "name": "name",
    "postcode": "postcode",
    "local authority": "authority",
    "sector": "sector",
    "premises": "premises",
    "places": "places",
    "short breaks only childrens home": "short_breaks",
    "short break only childrens home": "short_breaks",
    "organisation which owns the provider": "owner",
    "overall effectiveness": "grade",
    "overall experiences and progress of children and young people": "grade",
}
_TELLING: Final = {"urn": "URN", "provision_type": "Provision type", "authority": "Local authority"}
_NEEDED: Final = {"status": "Registration status", "name": "Name", "sector": "Sector"}

_WORKBOOKS: Final = (".xlsx", ".xlsm")
_OPEN_DOCUMENT: Final = ".ods"
_DELIMITERS: Final = (",", ";", "\t")
_SAVE_AGAIN: Final = "Open it in Excel and save it as .xlsx, or as CSV UTF-8 (comma delimited)."
_WHICH_FILE: Final = (
    "Give the provider-level file of Ofsted's Children's social care in England, as .xlsx or CSV."
)
_NOT_GIVEN: Final = re.compile(r"redacted|n/?a|not applicable|[-–—.:]+|\[?[cxzku]\]?|", re.IGNORECASE)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_A_DATE: Final = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)})[a-z]* (20\d\d)\b")
_AS_AT: Final = re.compile(rf"\bat {_A_DATE.pattern}")
# What an authority is called besides its own name, when it is named as the owner of a home.
_COUNCIL: Final = re.compile(
    r"\b(?:london borough|royal|metropolitan|borough|county|city|district|council|of|the)\b"
)

_Cells = list[tuple[int, list[str]]]  # the rows of a sheet that are not blank, each with its number


def read_ofsted(path: Path, authority: str) -> OfstedReading:
    """The active providers that a provider-level file of Ofsted's has in an authority, with findings.

    The file is CSV or an Excel workbook, in any of Ofsted's yearly layouts since 2016. The authority is
    matched whatever its case, hyphens, `and` or `&`.

    Raises InputFaultsError where the file is not one of these, where the authority is not in it (naming
    those that are), and for every row of the authority that cannot be read. See docs/decisions/0013.
    """
    table = _table_of(path)
    spelling, lines = _lines_in(table, authority)
    sorted_out = _sort_out(lines)
    rows = _rows(table, sorted_out.lines, spelling)
    as_at = _as_at(table.preface, path.stem)
    left_out = register_findings.LeftOut(sorted_out.types, sorted_out.statuses, sorted_out.short_break_only)
    homes = any(line.lot == "residential" for line in sorted_out.lines)
    may_give_short_breaks = homes and "short_breaks" not in table.columns
    findings = [
        *register_findings.of_providers(rows, spelling, as_at),
        *register_findings.of_left_out(left_out, may_give_short_breaks),
        *register_findings.of_what_is_missing(rows),
        *register_findings.of_date(as_at, _date_of_name(path.stem)),
    ]
    return OfstedReading(
        authority=spelling,
        as_at=as_at,
        rows=tuple(rows),
        other_types=dict(sorted_out.types),
        short_break_only=sorted_out.short_break_only,
        findings=tuple(findings),
    )


# --- Sheets ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Table:
    """A sheet that has Ofsted's header: what stands above it, where its columns are, and its rows."""

    file: str
    preface: str
    header_row: int
    columns: dict[str, int]
    rows: _Cells
    twice: list[str]


@dataclass(frozen=True)
class _Line:
    """A row of the file under Ofsted's header."""

    number: int
    cells: dict[str, str]

    def given(self, column: str) -> str | None:
        """What a column says; None where the cell is blank, redacted or marked as not applicable."""
        text = self.cells.get(column, "")
        return None if _NOT_GIVEN.fullmatch(text) else text

    @property
    def lot(self) -> str | None:
        """The lot that buys from this type of provider; None where no lot does."""
        return _LOT_OF_TYPE.get(plain(self.cells["provision_type"]))

    @property
    def is_short_break_only(self) -> bool:
        return plain(self.cells.get("short_breaks", "")).startswith(("yes", "short break"))


def _table_of(path: Path) -> _Table:
    """The table of providers in a file; where a workbook has several, the one dated `as at`."""
    is_workbook = path.suffix.lower() in _WORKBOOKS
    sheets = _sheets_of_workbook(path) if is_workbook else [("", _rows_of_text(path))]
    tables = [table for name, rows in sheets if (table := _table_in(short_path(path), name, rows))]
    if not tables:
        headings = listed(_TELLING.values())
        what = f"this is not an Ofsted provider-level file: no row has the headings {headings}."
        raise one_fault(short_path(path), "", what, _WHICH_FILE)
    table = max(tables, key=lambda each: (bool(_AS_AT.search(each.preface)), len(each.columns)))
    faults = FaultList(table.file)
    for column, heading in _NEEDED.items():
        if column not in table.columns:
            faults.add(f"row {table.header_row}", f"the column {heading} is missing.", _WHICH_FILE)
    for heading in table.twice:
        faults.add(
            f"row {table.header_row}", f"the column {heading} is there twice.", "Take one of them out."
        )
    faults.raise_if_any()
    return table


def _table_in(file: str, sheet_name: str, rows: _Cells) -> _Table | None:
    for place, (number, cells) in enumerate(rows):
        columns = _columns_in(cells)
        if set(_TELLING) <= set(columns):
            above = " ".join(cell for _, title in rows[:place] for cell in title)
            preface, twice = plain(f"{above} {sheet_name}"), _headings_twice(cells)
            return _Table(file, preface, number, columns, rows[place + 1 :], twice)
    return None


def _columns_in(cells: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = _HEADINGS.get(plain(cell))
        if column:
            columns.setdefault(column, place)
    return columns


def _headings_twice(cells: list[str]) -> list[str]:
    """The headings that are read and stand over two columns, either of which might be meant."""
    counts = Counter(plain(cell) for cell in cells)
    return [cell for cell in dict.fromkeys(cells) if plain(cell) in _HEADINGS and counts[plain(cell)] > 1]


def _rows_of_text(path: Path) -> _Cells:
    if path.suffix.lower() == _OPEN_DOCUMENT:
        raise one_fault(short_path(path), "", "this is an OpenDocument spreadsheet.", _SAVE_AGAIN)
    text = read_text(path)
    # Strict at last, so that a quotation mark that is never closed does not swallow the providers after it.
    try:
        readings = ((each, _filled(_parsed(text, each, strict=False))) for each in _DELIMITERS)
        delimiter = next((each for each, rows in readings if _table_in("", "", rows)), ",")
        return _filled(_parsed(text, delimiter, strict=True))
    except csv.Error:
        what = "its quotation marks do not pair up, so some rows cannot be read."
        raise one_fault(short_path(path), "", what, "Download it again, or save it again.") from None


def _parsed(text: str, delimiter: str, strict: bool) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))


def _sheets_of_workbook(path: Path) -> list[tuple[str, _Cells]]:
    data, file = bytes_of(path), short_path(path)
    try:
        with opened(data, file, worked_out=True) as book:
            return [(sheet.title, _rows_of_sheet(sheet)) for sheet in book.worksheets]
    except InputFaultsError:
        raise
    except Exception:  # a damaged workbook may break the reading of it anywhere, and in any way
        what = "this cannot be opened as an Excel workbook: it is damaged, or has a password."
        raise one_fault(file, "", what, _SAVE_AGAIN) from None


def _rows_of_sheet(sheet: Any) -> _Cells:
    sheet.reset_dimensions()  # what a workbook says of its own size may be wrong
    return _filled([_cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True))


def _cell_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _filled(rows: Iterable[list[str]]) -> _Cells:
    """The rows that are not blank, each with its number in Excel, and without stray spaces."""
    stripped = ([" ".join(cell.split()) for cell in row] for row in rows)
    return [(number, row) for number, row in enumerate(stripped, start=1) if any(row)]


# --- Providers of the authority -------------------------------------------------------------------


@dataclass(frozen=True)
class _SortedOut:
    """The lines to draft, and how many were left out for their type, their status or short breaks."""

    lines: list[_Line]
    types: Counter[str]
    statuses: Counter[str]
    short_break_only: int


def _lines_in(table: _Table, authority: str) -> tuple[str, list[_Line]]:
    """An authority's name as Ofsted spells it, and its rows of the file."""
    wanted = _plain_authority(authority)
    lines = [_line(table, number, cells) for number, cells in table.rows]
    ours = [line for line in lines if line.given("authority") and _authority_of(line) == wanted]
    if ours:
        return ours[0].cells["authority"], ours
    known = sorted({name for line in lines if (name := line.given("authority"))})
    if not known:
        raise one_fault(table.file, "", "there is no provider under the header.", _WHICH_FILE)
    what = f"{quoted(authority)} is not an authority in this file."
    do = f"{did_you_mean_in_any_case(authority, known)} It has: {', '.join(known)}.".strip()
    raise one_fault(table.file, "column Local authority", what, do)


def _line(table: _Table, number: int, cells: list[str]) -> _Line:
    padded = cells + [""] * (max(table.columns.values()) + 1 - len(cells))
    return _Line(number, {column: padded[place] for column, place in table.columns.items()})


def _authority_of(line: _Line) -> str:
    return _plain_authority(line.cells["authority"])


def _plain_authority(name: str) -> str:
    return " ".join(word for word in plain(name).split() if word != "and")


def _sort_out(lines: list[_Line]) -> _SortedOut:
    """Each line once: left out for its type, else for its status, else for short breaks, else kept."""
    kept, types, statuses, short_break_only = [], Counter[str](), Counter[str](), 0
    for line in lines:
        if line.lot is None:
            types[line.given("provision_type") or "of no stated type"] += 1
        elif plain(line.cells["status"]) != _ACTIVE:
            statuses[line.given("status") or "with no stated status"] += 1
        elif line.is_short_break_only:
            short_break_only += 1
        else:
            kept.append(line)
    return _SortedOut(kept, types, statuses, short_break_only)


def _rows(table: _Table, lines: list[_Line], authority: str) -> list[OfstedRow]:
    faults = FaultList(table.file)
    _check_urns(lines, faults)
    rows = [_row(line, line.lot, authority, faults) for line in lines if line.lot]
    faults.raise_if_any()
    return rows


def _check_urns(lines: list[_Line], faults: FaultList) -> None:
    """Every provider has a URN of its own: it is the only name of a home that Ofsted withholds."""
    first: dict[str, int] = {}
    for line in lines:
        urn, where = line.given("urn"), f"row {line.number}, column URN"
        if urn is None:
            faults.add(where, "the URN is missing.", "Download the file again, or take the row out.")
        elif urn in first:
            what = f"{quoted(urn)} is already in row {first[urn]}: a file of inspections has it so."
            faults.add(
                where, what, "Give the file of providers as at 31 March, not that of a year's inspections."
            )
        else:
            first[urn] = line.number


def _row(line: _Line, lot: str, authority: str, faults: FaultList) -> OfstedRow:
    return OfstedRow(
        urn=line.given("urn") or "",
        name=line.given("name"),
        provision_type=line.cells["provision_type"],
        lot=lot,
        sector=line.given("sector") or "",
        is_own=_is_own(line, authority),
        registered_places=_places(line, faults),
        premises=line.given("premises"),
        postcode=line.given("postcode"),
        owner=line.given("owner"),
        grade=line.given("grade"),
        row=line.number,
    )


def _is_own(line: _Line, authority: str) -> bool:
    """Whether the authority runs the home itself: a council's home, and of this council, not another."""
    is_council = plain(line.cells["sector"]) == "local authority"
    owner = line.given("owner") or ""
    return is_council and _without_council(owner) == _without_council(authority)


def _without_council(name: str) -> str:
    return " ".join(_COUNCIL.sub(" ", _plain_authority(name)).split())


def _places(line: _Line, faults: FaultList) -> int | None:
    text = line.given("places")
    if text is None:
        return None
    where = f"row {line.number}, column Places"
    try:
        places = parse_number(text, "places")
    except UnreadableError as error:
        faults.add(where, f"{quoted(text)} {error.what}", error.do)
        return None
    if places < 0 or not places.is_integer():
        faults.add(where, f"{quoted(text)} is not a number of places.", "Write a whole number, 0 or more.")
    return int(places)


# --- The date -------------------------------------------------------------------------------------


def _as_at(preface: str, file_name: str) -> datetime.date | None:
    """The day that the file is as at, by its title, else by its file's name; None where neither says."""
    return _date_in(preface, _AS_AT) or _date_of_name(file_name)


def _date_of_name(file_name: str) -> datetime.date | None:
    name = plain(file_name)
    return _date_in(name, _AS_AT) or _date_in(name, _A_DATE)


def _date_in(text: str, pattern: re.Pattern[str]) -> datetime.date | None:
    found = pattern.search(text)
    if found is None:
        return None
    day, month, year = int(found[1]), _MONTHS.index(found[2]) + 1, int(found[3])
    try:
        return datetime.date(year, month, day)
    except ValueError:  # as 31 June
        return None
