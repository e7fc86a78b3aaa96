"""One file of a return: its rows with their dates read, and nothing that is not wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.readers.ssda903.cells import ROW, SLIPPED, Columns, Table, cells_of
from sufficiency.readers.ssda903.dates import Dates, read_dates
from sufficiency.readers.ssda903.files import (
    EPISODES,
    EXPECTED,
    HEADER,
    LA,
    NEEDED,
    OPTIONAL,
    UASC,
    YEAR,
    Kind,
)
from sufficiency.ssda903.rules import Finding

_DATES: Final[dict[Kind, dict[str, str]]] = {
    EPISODES: {"DECOM": "start", "DEC": "end"},
    HEADER: {"DOB": "born"},
    UASC: {"DUC": "ceased"},
}
_WRITE: Final = "Write it as 31/03/2019 or 2019-03-31."


@dataclass
class Part:
    """A file of a return: what it is, its rows, and how its dates are written. `file` is from the folder.

    `rows` has a date, and `unreadable_` before its name, in place of each column of dates; every other
    wanted column as text; and `row` and `slipped`. `years` are the return years that it is of, once they
    have been settled: none where it is for every year.
    """

    kind: Kind
    path: Path
    file: str
    rows: Columns
    dates: str
    findings: list[Finding]
    years: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.rows[ROW])


def columns_of(kind: Kind) -> list[str]:
    """What each row of a part of a kind has beside text: where it stands, of which year and whom, dates."""
    dates = _DATES[kind].values()
    return [SLIPPED, ROW, "return_year", "child", *dates, *(f"unreadable_{name}" for name in dates)]


def read_parts(tables: Iterable[tuple[Kind, Table]], folder: Path) -> list[Part]:
    """Every file's rows; raises InputFaultsError of every file without rows or with dates that are none."""
    parts: list[Part] = []
    faults: list[Fault] = []
    for kind, table in tables:
        try:
            parts += _parts_of(kind, table, folder)
        except InputFaultsError as error:
            faults += error.faults
    if faults:
        raise InputFaultsError(faults)
    return parts


def _parts_of(kind: Kind, table: Table, folder: Path) -> list[Part]:
    """A file's part; an episodes file into which the header has been merged is a header file as well."""
    parts = [_part(kind, table, folder)]
    if kind == EPISODES and set(NEEDED[HEADER]) <= set(table.columns):
        parts.append(_part(HEADER, table, folder))
    return parts


def _part(kind: Kind, table: Table, folder: Path) -> Part:
    cells = cells_of(table, [*NEEDED[kind], *OPTIONAL[kind], YEAR, LA])
    if not len(cells[ROW]) and kind != UASC:
        what = "it has a header and no rows."
        raise one_fault(table.file, "", what, "Save it again with its rows, or leave it out.")
    forms: dict[str, None] = {}
    for column, name in _DATES[kind].items():
        dates = read_dates(cells.pop(column))
        _refuse_a_column_of_no_dates(dates, table.file, column)
        cells[name], cells[f"unreadable_{name}"] = dates.dates, dates.unreadable
        forms |= dict.fromkeys(dates.forms)
    lacking = [column for column in EXPECTED if kind == EPISODES and column not in cells]
    file = table.path.relative_to(folder).as_posix()
    findings = [Finding("column_absent", file, column) for column in lacking]
    return Part(kind, table.path, file, cells, " and ".join(forms), findings)


def _refuse_a_column_of_no_dates(dates: Dates, file: str, column: str) -> None:
    """Refuse a column of which at least half cannot be read: something is wrong with all of it."""
    readable, unreadable = (~np.isnat(dates.dates)).sum(), dates.unreadable.sum()
    if unreadable == 0 or readable > unreadable:
        return
    what = "its cells are not dates." if not readable else "at least half of its cells are not dates."
    what += " Some have the month before the day." if dates.month_first else ""
    raise one_fault(file, f"column {column}", what, _WRITE)
