"""A pair of finished runs read from their folders, the old one first, to say what changed between them."""

from pathlib import Path

import pandas as pd

from sufficiency.changes.pair import SHAPES, Pair, Shape
from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.readers.runs import read_run
from sufficiency.readers.text import real_path
from sufficiency.report.runs import Run

AGAIN = "Run the scenario again into this folder."


def read_run_pair(old: Path, new: Path) -> Pair:
    """Two finished runs of one authority, the older first; raises InputFaultsError.

    Refused are a folder that is no run, one folder twice, another authority, and a new run whose base date
    is before the old one's. A table that a run of another version lacks is no fault.
    """
    if real_path(old) == real_path(new):
        raise one_fault(new, "", "is named twice.", "Name last year's run, then this year's.")
    first, second = _both(old, new)
    if first.authority != second.authority:
        what = f"is of {second.authority}; {old} is of {first.authority}."
        raise one_fault(new, "", what, "Name two runs of one authority.")
    if second.as_at < first.as_at:
        what = f"is as at {second.day}, before {old}, which is as at {first.day}."
        raise one_fault(new, "", what, f"Name the older first: sufficiency changes {new} {old}")
    return Pair(first, second)


def _both(old: Path, new: Path) -> tuple[Run, Run]:
    """Both runs, or the faults of both together."""
    runs: list[Run] = []
    faults: list[Fault] = []
    for folder in (old, new):
        try:
            run = read_run(folder, {each.name for each in runs})
            faults += _faults_in(folder, run)
            runs.append(run)
        except InputFaultsError as error:
            faults += error.faults
    if faults:
        raise InputFaultsError(faults)
    return runs[0], runs[1]


def _faults_in(folder: Path, run: Run) -> list[Fault]:
    """A fault for each table that no longer is as a run writes it. What is not there at all is none."""
    return [
        Fault(str(folder / "tables" / f"{name}.csv"), "", "is not as a run wrote it.", AGAIN)
        for name, shape in SHAPES.items()
        if set(shape.columns) <= set(run.table(name).columns) and not _is_sound(run.table(name), shape)
    ] + _no_years(folder, run)


def _is_sound(table: pd.DataFrame, shape: Shape) -> bool:
    keys = list(shape.keys)
    numbers = [*shape.numbers, *(key for key in keys if key == "year")]
    is_named = not table[keys].isna().any(axis=None) and not table.duplicated(keys).any()
    return is_named and all(pd.api.types.is_numeric_dtype(table[name]) for name in numbers)


def _no_years(folder: Path, run: Run) -> list[Fault]:
    """A fault where children looked after have no year: nothing can be set beside anything."""
    table = run.table("cla")
    if set(SHAPES["cla"].columns) <= set(table.columns) and len(table):
        return []
    return [Fault(str(folder / "tables" / "cla.csv"), "", "has no year of children looked after.", AGAIN)]
