"""Finished runs read from their folders, to report on: every table, and what the manifest says of them."""

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.readers.text import read_text
from sufficiency.report.runs import Run
from sufficiency.writers.run_folder import MANIFEST, TOOL

# A run that has these was written by a version that reports can be made of.
NEEDED = ("cla", "demand", "gap", "position", "profile", "leaving_care", "assumptions", "benchmarks")


def read_runs(folders: Sequence[Path]) -> list[Run]:
    """Finished runs in the order given, each under a name of its own; raises InputFaultsError.

    Runs of different authorities or base dates are refused: their tables do not stand side by side.
    """
    runs: list[Run] = []
    _refuse_twice(folders)
    for folder in folders:
        taken = {run.name for run in runs}
        runs.append(_read(folder, taken))
    first = runs[0]
    faults = [
        Fault(
            str(folder),
            "",
            f"is of {run.authority} on {run.as_at}; {folders[0]} is of {first.authority} on {first.as_at}.",
            "Report on runs of one authority and base date.",
        )
        for folder, run in zip(folders, runs, strict=True)
        if (run.authority, run.as_at) != (first.authority, first.as_at)
    ]
    if faults:
        raise InputFaultsError(faults)
    return runs


def _refuse_twice(folders: Sequence[Path]) -> None:
    places = [folder.resolve() for folder in folders]
    twice = [folder for at, folder in enumerate(folders) if places[at] in places[:at]]
    if twice:
        raise InputFaultsError(
            [Fault(str(each), "", "is named twice.", "Name each run once.") for each in twice]
        )


def _read(folder: Path, taken: set[str]) -> Run:
    manifest = _manifest(folder)
    tables = {path.stem: _table(path) for path in sorted((folder / "tables").glob("*.csv"))}
    missing = [name for name in NEEDED if name not in tables]
    if missing:
        what = f"is a run of version {manifest.get('version')}, and lacks {', '.join(missing)}."
        raise one_fault(folder, "", what, "Run the scenario again with this version.")
    name = folder.resolve().name
    try:
        return Run(
            name=name if name not in taken else str(folder),
            title=str(manifest["title"]),
            authority=str(manifest["authority"]),
            as_at=date.fromisoformat(manifest["as_at"]),
            horizon=int(manifest["horizon"]),
            seed=int(manifest["seed"]),
            draws=int(manifest["draws"]),
            version=str(manifest["version"]),
            tables=tables,
        )
    except (KeyError, ValueError, TypeError):
        raise one_fault(folder / MANIFEST, "", "is not the manifest of a run.", "Run it again.") from None


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise one_fault(folder, "", "holds no finished run.", "Name a folder that run --out wrote.")
    try:
        manifest = json.loads(read_text(path))
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("tool") != TOOL or "scenario" not in manifest:
        raise one_fault(path, "", "is not the manifest of a run.", "Name a folder that run --out wrote.")
    return manifest


def _table(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(io.StringIO(read_text(path)))
    except (ValueError, pd.errors.ParserError):
        raise one_fault(path, "", "is not as a run wrote it.", "Run the scenario again.") from None
