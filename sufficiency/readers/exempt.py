"""What a report reads beside its runs: counts already published, and the answers of levers."""

import csv
import io
from pathlib import Path
from typing import Final

import pandas as pd

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.readers.text import read_text
from sufficiency.report.declared import Key
from sufficiency.report.drafting import key

COLUMNS: Final = ("count", "source")
ANSWERS: Final = ("what", "goal", "year", "reaches_goal", "units", "unit", "central", "p10", "p90",
                  "first_effect", "full_cost_gbp", "spend_change_central_gbp", "spend_change_p10_gbp",
                  "spend_change_p90_gbp")  # fmt: skip


def read_exempt(path: Path | None) -> dict[Key, str]:
    """Counts that the council has already published, each with where: they are not suppressed.

    A file of `count, source`; a count is named as `what=looked_after; age_band=under_1`. Raises
    InputFaultsError with every fault.
    """
    if path is None:
        return {}
    rows = csv.DictReader(io.StringIO(read_text(path)))
    if set(COLUMNS) - set(rows.fieldnames or ()):
        raise one_fault(path, "", "needs the columns count and source.", "See docs/report.md for its form.")
    found: dict[Key, str] = {}
    faults: list[Fault] = []
    for row in rows:
        number, said = rows.line_num, row["count"] or ""
        name, source = _key(said), (row["source"] or "").strip()
        if name is None:
            what = f"'{said}' does not name a count."
            faults.append(
                Fault(
                    str(path),
                    f"row {number}, column count",
                    what,
                    "Write what=looked_after; age_band=under_1.",
                )
            )
        elif not source:
            faults.append(
                Fault(str(path), f"row {number}, column source", "is blank.", "Say where it was published.")
            )
        else:
            found[name] = source
    if faults:
        raise InputFaultsError(faults)
    return found


def _key(text: str) -> Key | None:
    parts = [part.partition("=") for part in text.split(";") if part.strip()]
    if not parts or any(not mark or not name.strip() or not value.strip() for name, mark, value in parts):
        return None
    named = {name.strip(): value.strip() for name, _, value in parts}
    return key(**named) if "what" in named else None


def read_lever_answers(path: Path | None) -> pd.DataFrame:
    """The answers that `sufficiency levers --out` wrote; empty where there is no file."""
    if path is None:
        return pd.DataFrame(columns=list(ANSWERS))
    try:
        table = pd.read_csv(io.StringIO(read_text(path)))
    except (ValueError, pd.errors.ParserError):
        table = pd.DataFrame()
    if set(ANSWERS) - set(table.columns):
        raise one_fault(
            path, "", "is not what levers --out wrote.", "Run sufficiency levers again with --out."
        )
    return table.dropna(subset=["units"])
