"""Finished runs read from their folders, to report on: every table, and what the manifest says of them."""

import io
import json
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.manifest import MANIFEST, TOOL, sha256_of
from sufficiency.readers.text import read_text, real_path
from sufficiency.report.runs import Made, Run

_AGAIN = "Run the scenario again."
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
        runs.append(read_run(folder, taken))
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
    places = [real_path(folder) for folder in folders]
    twice = [folder for at, folder in enumerate(folders) if places[at] in places[:at]]
    if twice:
        raise InputFaultsError(
            [Fault(str(each), "", "is named twice.", "Name each run once.") for each in twice]
        )


def read_run(folder: Path, taken: Collection[str] = ()) -> Run:
    """One finished run, under its folder's name, or its path where that is taken; raises InputFaultsError.

    A table that is not as the run wrote it is refused, by its hash in the manifest (decision 0022). The
    manifest of an earlier version has no hashes, and its tables are taken as they are.
    """
    manifest = _manifest(folder)
    hashes = _hashes(manifest)
    paths = [
        path
        for path in sorted((folder / "tables").glob("*.csv"))
        if not hashes or f"tables/{path.name}" in hashes
    ]
    there = {path.stem for path in paths}
    missing = [name for name in NEEDED if name not in there]
    if missing:
        what = f"is a run of version {manifest.get('version')}, and lacks {', '.join(missing)}."
        raise one_fault(folder, "", what, "Run the scenario again with this version.")
    _refuse_changed(folder, hashes)
    tables = {path.stem: _table(path) for path in paths}
    name = real_path(folder).name
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
            made=_made(manifest, sha256_of(folder / MANIFEST)),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise one_fault(folder / MANIFEST, "", "is not the manifest of a run.", "Run it again.") from None


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise one_fault(folder, "", "holds no finished run.", "Name a folder that run --out wrote.")
    try:
        manifest = json.loads(read_text(path))
    except (ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("tool") != TOOL or "scenario" not in manifest:
        raise one_fault(path, "", "is not the manifest of a run.", "Name a folder that run --out wrote.")
    return manifest


def _hashes(manifest: dict[str, Any]) -> dict[str, object]:
    """Each table that the run wrote with its hash; none where the manifest has names alone."""
    files = manifest.get("files")
    hashed = [each for each in files if isinstance(each, dict)] if isinstance(files, list) else []
    return {str(each.get("path")): each.get("sha256") for each in hashed if _is_table(str(each.get("path")))}


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    return path.parent == PurePosixPath("tables") and path.suffix == ".csv"


def _refuse_changed(folder: Path, hashes: dict[str, object]) -> None:
    """Refuse a run whose tables are not those that it wrote, with a fault for each."""
    faults = []
    for name, sha256 in hashes.items():
        path = folder / name
        if not path.is_file():
            faults.append(Fault(str(path), "", "has been taken away since the run wrote it.", _AGAIN))
        elif sha256_of(path) != sha256:
            faults.append(Fault(str(path), "", "has been changed since the run wrote it.", _AGAIN))
    if faults:
        raise InputFaultsError(faults)


def _made(manifest: dict[str, Any], sha256: str) -> Made:
    """What a manifest says of a run's making, as far as its version said it."""
    scenario = str(manifest["scenario"])
    inputs = tuple((str(each["file"]), str(each["sha256"])) for each in manifest.get("inputs", ()))
    own = [name for name, _ in inputs if PurePosixPath(name).name == f"{scenario}.toml"]
    return Made(
        scenario=scenario,
        scenario_file=own[0] if own else "",
        select_list=str(manifest["select_list"] or "") if "select_list" in manifest else None,
        method=str(manifest.get("method", "")),
        returns=_returned(manifest),
        lost_a_provider=manifest.get("lost_provider") is not None,
        python=str(manifest.get("python", "")),
        libraries=tuple((name, str(version)) for name, version in manifest.get("libraries", {}).items()),
        inputs=inputs,
        manifest_sha256=sha256,
    )


def _returned(manifest: dict[str, Any]) -> tuple[int, ...]:
    """The years of the child-level returns that a run counted."""
    returns = manifest.get("returns")
    return tuple(int(year) for year in returns["years"]) if isinstance(returns, dict) else ()


def _table(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(io.StringIO(read_text(path)))
    except (ValueError, pd.errors.ParserError):
        raise one_fault(path, "", "is not as a run wrote it.", _AGAIN) from None
