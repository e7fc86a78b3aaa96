"""Runs to compare: finished ones read from their folders, and scenarios run now on one seed."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.manifest import MANIFEST
from sufficiency.readers.text import read_text, real_path
from sufficiency.readers.working_folder import is_working_folder
from sufficiency.tables.comparison import CLA_COLUMNS, GAP_COLUMNS, GAP_KEYS
from sufficiency.tables.run import Tables

# The tables that are compared, each with the columns that name a row and those that hold its numbers.
COMPARED = {
    "cla": (["year", "stream"], CLA_COLUMNS),
    "gap": (GAP_KEYS, GAP_COLUMNS),
}


def read_or_run(
    names: list[str], draws: int, seed: int, on_step: Callable[[str], None] = lambda step: None
) -> dict[str, Tables]:
    """The tables of each scenario or finished run, by its name, in the order given.

    All must share their luck: finished runs of another seed or number of draws are refused, because
    a difference would be luck and not the policy.
    """
    luck: dict[str, tuple[int, int]] = {}
    folders = {name: Path(name) for name in names if (Path(name) / MANIFEST).is_file()}
    for name, folder in folders.items():
        manifest = _manifest(folder)
        luck[name] = (manifest["seed"], manifest["draws"])
    for name in names:
        if Path(name).is_dir() and name not in folders and not is_working_folder(Path(name)):
            what = "this folder holds no finished run, and is no working folder."
            raise one_fault(name, "", what, "Name one that --out wrote, or a scenario.")
    if folders and len(folders) == len(names):
        seed, draws = luck[names[0]]
    faults = [
        Fault(
            str(folders[name] / MANIFEST),
            "",
            f"this run has seed {theirs[0]} and {theirs[1]:,} draws; it is compared with seed {seed} and "
            f"{draws:,} draws, so a difference would be luck.",
            f"Run it again with --seed {seed} --draws {draws}, or give --seed and --draws to compare.",
        )
        for name, theirs in luck.items()
        if theirs != (seed, draws)
    ]
    if faults:
        raise InputFaultsError(faults)
    tables: dict[str, Tables] = {}
    for name in names:
        label = _label(name, tables)
        on_step(f"Reading {name}" if name in folders else f"Running {name}")
        tables[label] = _finished(folders[name]) if name in folders else _run_now(name, draws, seed)
    _refuse_unlike(tables)
    return tables


def _label(name: str, taken: dict[str, Tables]) -> str:
    """A short name that no other has: a run given twice is numbered."""
    short = Path(name).stem if name.endswith(".toml") else real_path(Path(name)).name
    label = short if short not in taken else name
    return label if label not in taken else f"{label} ({len(taken) + 1})"


def _manifest(folder: Path) -> dict[str, int]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(read_text(path))
        return {"seed": int(manifest["seed"]), "draws": int(manifest["draws"])}
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise one_fault(path, "", "is not the manifest of a run.", "Run the scenario again.") from None


def _finished(folder: Path) -> Tables:
    return {name: _table(folder / "tables" / f"{name}.csv", columns) for name, columns in COMPARED.items()}


def _table(path: Path, columns: tuple[list[str], list[str]]) -> pd.DataFrame:
    """A table of a finished run; raises InputFaultsError where it is no longer as the run wrote it."""
    keys, numbers = columns
    text = read_text(path)
    try:
        table = pd.read_csv(io.StringIO(text)).astype(dict.fromkeys(numbers, float))
        is_whole = not table[keys].isna().any(axis=None) and not table.duplicated(keys).any()
        table = table.astype({"year": int})
    except (ValueError, KeyError, pd.errors.ParserError):
        is_whole = False
    if not is_whole:
        what = "is not as a run of this version wrote it."
        raise one_fault(path, "", what, "Run the scenario again into this folder.")
    return table


def _refuse_unlike(tables: dict[str, Tables]) -> None:
    """Refuse runs that have no year in common, or not the same rows in the years that they share."""
    for name, (keys, _) in COMPARED.items():
        years = set.intersection(*(set(each[name]["year"]) for each in tables.values()))
        if not years:
            what = "they have no year in common."
            raise one_fault(" and ".join(tables), "", what, "Compare runs that overlap.")
        rows = [_rows(each[name], keys, years) for each in tables.values()]
        if any(own != rows[0] for own in rows):
            what = f"their tables of {name} have different rows."
            raise one_fault(" and ".join(tables), "", what, "Compare runs of one version.")


def _rows(table: pd.DataFrame, keys: list[str], years: set[int]) -> set[tuple[str, ...]]:
    """What names each row of a table, in some years."""
    return set(table.loc[table["year"].isin(years), keys].astype(str).itertuples(index=False, name=None))


def _run_now(name: str, draws: int, seed: int) -> Tables:
    from sufficiency.forecast import run
    from sufficiency.loading import load
    from sufficiency.tables.run import cla_table, gap_table

    forecast = run(load(name).inputs, draws, seed)
    return {"cla": cla_table(forecast), "gap": gap_table(forecast)}
