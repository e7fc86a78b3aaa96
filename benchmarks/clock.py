"""The clock: commands run to their end, turn and turn about, with seconds and peak memory of each."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression, median
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PROGRAM: Final = (sys.executable, "-m", "sufficiency")
OUT: Final = "OUT"  # in a command: a folder of its own, taken away again


@dataclass
class Measure:
    """A command, with the seconds of each of its processes and the most memory that any held.

    `inside` has what a process measured itself and printed as its last line, such as seconds after its
    imports. `ends_with` is the exit code that the command should have.
    """

    part: str
    name: str
    command: tuple[str, ...]
    ends_with: int = 0
    seconds: list[float] = field(default_factory=list)
    inside: list[dict[str, float]] = field(default_factory=list)
    peak_mb: float | None = None

    def run(self) -> None:
        """Run the command once, from the start of its process to the end."""
        with tempfile.TemporaryDirectory() as folder:
            said = Path(folder) / "said"
            command = [each.replace(OUT, str(Path(folder) / "out")) for each in self.command]
            started = time.perf_counter()
            code, peak_mb = _run_to_end(command, said)
            self.seconds.append(time.perf_counter() - started)
            last = said.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
        if code != self.ends_with:
            raise SystemExit(f"{self.part}: {self.name} ended with exit code {code}: {last}")
        if last.startswith("{"):
            self.inside.append(json.loads(last))
        if peak_mb is not None:
            self.peak_mb = max(self.peak_mb or 0.0, peak_mb)

    def forget(self) -> None:
        """Take the run as unmeasured: it was made so that the disk has every file at hand."""
        self.seconds.clear()
        self.inside.clear()

    @property
    def whole(self) -> float:
        """Seconds of the process, the median."""
        return median(self.seconds)

    def within(self, step: str) -> float:
        """Seconds of a step that the process measured itself, the median."""
        return median(each[step] for each in self.inside)


@dataclass(frozen=True)
class Ratio:
    """One median over another of the same record, with the most that it may be; None is no limit."""

    part: str
    name: str
    value: float
    at_most: float | None = None
    unit: str = "times"

    @property
    def holds(self) -> bool:
        return self.at_most is None or self.value <= self.at_most


@dataclass(frozen=True)
class Growth:
    """Seconds of one step by the size of what grows, such as draws, and the power that they grow with."""

    what: str
    step: str
    seconds: dict[int, float]
    peak_mb: dict[int, float | None]

    @property
    def power(self) -> float:
        """The slope of the seconds over the size, both as logs."""
        sizes, seconds = (list(each) for each in (self.seconds, self.seconds.values()))
        return linear_regression(*([_log2(each) for each in side] for side in (sizes, seconds))).slope

    @property
    def twice(self) -> float:
        """What twice the size takes, in times."""
        return float(2**self.power)


@dataclass
class Found:
    """What the parts found: measures, ratios, growth, profiles by command, and what was left out and why."""

    measures: list[Measure] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    growths: list[Growth] = field(default_factory=list)
    profiles: dict[str, list[tuple[str, float, float]]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """What the command line asks: how often to run each, whether to be quick, and where other files are."""

    runs: int
    quick: bool
    peer: str | None
    panel: Path | None
    characteristics: Path | None
    returns: Path | None


def in_turn(measures: Sequence[Measure], runs: int, *, warm: bool = True) -> None:
    """Run every command so often, one after the other, so that a busy moment slows all of them."""
    if warm:
        for each in measures:
            each.run()
            each.forget()
    for _ in range(runs):
        for each in measures:
            each.run()


def working(part: str, name: str, *arguments: object) -> Measure:
    """A piece of work of `benchmarks.work` in a process of its own, which measures its own steps."""
    return Measure(part, name, (sys.executable, "-m", "benchmarks.work", *map(str, arguments)))


def growth_of(what: str, measures: dict[int, Measure], steps: Iterable[str]) -> list[Growth]:
    """How each step grows, from measures by size."""
    return [
        Growth(
            what,
            step,
            {size: each.within(step) for size, each in measures.items()},
            {size: each.peak_mb for size, each in measures.items()},
        )
        for step in steps
    ]


def peak_memory(part: str, at: str, measure: Measure, limit_mb: float) -> list[Ratio]:
    """The most memory that a measure held, beside a limit; nothing where it could not be measured."""
    if measure.peak_mb is None:
        return []
    return [Ratio(part, f"peak memory at {at}", measure.peak_mb, limit_mb, unit="MB")]


def _run_to_end(command: Sequence[str], said: Path) -> tuple[int, float | None]:
    """Exit code and peak resident megabytes; the latter is not known on Windows."""
    with said.open("wb") as opened:
        process = subprocess.Popen(command, stdout=opened, stderr=opened, cwd=ROOT)
        if not hasattr(os, "wait4"):
            return process.wait(), None
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    per_mb = 1e6 if sys.platform == "darwin" else 1e6 / 1024  # bytes on a Mac, kibibytes elsewhere
    return process.returncode, usage.ru_maxrss / per_mb


def _log2(value: float) -> float:
    from math import log2

    return log2(max(value, 1e-6))
