"""Profiles: where the time of a run, of --help and of importing goes, by the ten that take most of it."""

import pstats
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.clock import PROGRAM, ROOT, Asked, Found
from benchmarks.runs import DRAWS

TOP: Final = 10
_IMPORT: Final = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|\s+(\S+)")

Rows = list[tuple[str, float, float]]  # what, seconds of its own, seconds with what it called


def measured(asked: Asked, found: Found) -> None:
    """The top ten by own time of a run and of --help: functions as profiled, modules as Python tells."""
    with tempfile.TemporaryDirectory() as folder:
        run = ("run", "--draws", str(DRAWS), "--out", str(Path(folder) / "run"))
        found.profiles[f"run at {DRAWS:,} draws, by function"] = _profiled(run)
        again = ("run", "--draws", str(DRAWS), "--out", str(Path(folder) / "again"))
        found.profiles[f"run at {DRAWS:,} draws, by module imported"] = _imported(again)
    found.profiles["--help, by function"] = _profiled(("--help",))
    found.profiles["--help, by module imported"] = _imported(("--help",))


def _profiled(arguments: tuple[str, ...]) -> Rows:
    """The functions of a process that took most time themselves. Waiting for a thread is its work's time."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "profile"
        command = (sys.executable, "-m", "cProfile", "-o", str(told), "-m", *PROGRAM[2:], *arguments)
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        stats = pstats.Stats(str(told))
    timed: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = vars(stats)["stats"]
    most = sorted(timed.items(), key=lambda each: -each[1][2])[:TOP]
    return [(_place(*function), own, whole) for function, (_, _, own, whole, _) in most]


def _place(file: str, line: int, name: str) -> str:
    if file == "~":
        return name.strip("<>")
    path = Path(file)
    if path.is_relative_to(ROOT):
        return f"{path.relative_to(ROOT).as_posix()}: {name}"
    parts = path.parts
    inside = parts[parts.index("site-packages") + 1 :] if "site-packages" in parts else parts[-1:]
    return f"{'/'.join(inside)}: {name}"


def _imported(arguments: tuple[str, ...]) -> Rows:
    command = (sys.executable, "-X", "importtime", *PROGRAM[1:], *arguments)
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stderr
    rows = [(name, int(own) / 1e6, int(whole) / 1e6) for own, whole, name in _IMPORT.findall(told)]
    return sorted(rows, key=lambda row: -row[1])[:TOP]
