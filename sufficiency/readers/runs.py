"""Runs to compare: finished ones read from their folders, and scenarios run now on one seed."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.readers.text import read_text
from sufficiency.tables import Tables
from sufficiency.writers.run_folder import MANIFEST

COMPARED = ("cla", "gap")


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
    return tables


def _label(name: str, taken: dict[str, Tables]) -> str:
    short = Path(name).stem if name.endswith(".toml") else Path(name).name
    return short if short not in taken else name


def _manifest(folder: Path) -> dict[str, int]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(read_text(path))
        return {"seed": int(manifest["seed"]), "draws": int(manifest["draws"])}
    except (ValueError, KeyError, TypeError):
        raise one_fault(path, "", "is not the manifest of a run.", "Run the scenario again.") from None


def _finished(folder: Path) -> Tables:
    tables = {}
    for name in COMPARED:
        path = folder / "tables" / f"{name}.csv"
        read_text(path)  # says clearly what is wrong with a file that cannot be read
        tables[name] = pd.read_csv(path)
    return tables


def _run_now(name: str, draws: int, seed: int) -> Tables:
    from sufficiency.forecast import run
    from sufficiency.loading import load
    from sufficiency.tables import cla_table, gap_table

    forecast = run(load(name).inputs, draws, seed)
    return {"cla": cla_table(forecast), "gap": gap_table(forecast)}
