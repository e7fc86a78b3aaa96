"""What a report reads beside its runs: counts already published, and the answers of levers."""

import io
from pathlib import Path
from typing import Final

import pandas as pd
from pandas.api.types import is_numeric_dtype

from sufficiency.errors import InputFaultsError, one_fault
from sufficiency.readers.rows import Layout, Row, rows_of, sheet_of_text
from sufficiency.readers.text import quoted, read_text, short_path
from sufficiency.report.declared import Key
from sufficiency.report.drafting import key

COLUMNS: Final = ("count", "source")
_LAYOUT: Final = Layout("count", "counts already published", COLUMNS, COLUMNS)
ANSWERS: Final = ("what", "goal", "year", "reaches_goal", "units", "unit", "central", "p10", "p90",
                  "first_effect", "full_cost_gbp", "spend_change_central_gbp", "spend_change_p10_gbp",
                  "spend_change_p90_gbp")  # fmt: skip
_NUMBERS: Final = ("units", "central", "p10", "p90", "full_cost_gbp", "spend_change_central_gbp",
                   "spend_change_p10_gbp", "spend_change_p90_gbp")  # fmt: skip


def read_exempt(path: Path | None) -> dict[Key, str]:
    """Counts that the council has already published, each with where: they are not suppressed.

    A file of `count, source`; a count is named as `what=looked_after; age_band=under_1`. Raises
    InputFaultsError with every fault.
    """
    if path is None:
        return {}
    file = short_path(path)
    sheet = sheet_of_text(file, read_text(path), COLUMNS)
    header = {cell.lower() for _, cells in sheet.rows[:1] for cell in cells}
    if not header >= set(COLUMNS):
        raise one_fault(file, "", "needs the columns count and source.", "See docs/report.md for its form.")
    rows, faults = rows_of(sheet, _LAYOUT)
    found: dict[Key, tuple[str, int]] = {}
    for row in rows:
        _note(row, found)
        faults += [row.slip()] if row.has_slipped else row.faults
    if faults:
        raise InputFaultsError(faults)
    return {name: source for name, (source, _) in found.items()}


def _note(row: Row, found: dict[Key, tuple[str, int]]) -> None:
    """Add what a row says was published, or note its fault."""
    name, source = _key(row.text("count")), row.text("source")
    if name is None:
        what = f"{quoted(row.text('count'))} does not name a count."
        row.fault("count", what, "Write what=looked_after; age_band=under_1.")
    elif not source:
        row.fault("source", "is blank.", "Say where it was published.")
    elif name in found:
        row.fault("count", f"this count is already in row {found[name][1]}.", "Keep one of the two.")
    else:
        found[name] = (source, row.number)


def _key(text: str) -> Key | None:
    parts = [part.partition("=") for part in text.split(";") if part.strip()]
    if not parts or any(not mark or not name.strip() or not value.strip() for name, mark, value in parts):
        return None
    named = {name.strip(): value.strip() for name, _, value in parts}
    return key(**named) if "what" in named and len(named) == len(parts) else None


def read_lever_answers(path: Path | None) -> pd.DataFrame:
    """The answers that `sufficiency levers --out` wrote; empty where there is no file."""
    if path is None:
        return pd.DataFrame(columns=list(ANSWERS))
    try:
        table = pd.read_csv(io.StringIO(read_text(path)))
    except (ValueError, pd.errors.ParserError):
        table = pd.DataFrame()
    if not _is_as_written(table):
        raise one_fault(
            path, "", "is not what levers --out wrote.", "Run sufficiency levers again with --out."
        )
    return table.dropna(subset=["units"])


def _is_as_written(table: pd.DataFrame) -> bool:
    """Whether a table has every column of the answers, numbers where they stand, and no row twice."""
    columns = set(table.columns)
    if set(ANSWERS) - columns or {f"{name}.1" for name in columns} & columns or table.duplicated().any():
        return False  # pandas calls a column that is there twice by its name and .1
    return all(is_numeric_dtype(table[name]) for name in _NUMBERS)
