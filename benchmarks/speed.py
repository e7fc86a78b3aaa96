"""How fast the program is, as whole processes, beside the least that any program of its kind could be.

    python benchmarks/speed.py            prints a table and which limits hold
    python benchmarks/speed.py --check    the same, and exits 1 if a limit does not hold

Run it with the Python that the package is installed in. It needs nothing beyond the standard library.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

MODEL_IMPORTS = "import numpy, pandas, xarray, pydantic, typer, matplotlib.pyplot, statsmodels.api"
HELP_IMPORTS = "import typer, rich.console, rich.table"
RUN_LIMIT = 1.5  # times the imports
HELP_LIMIT = 2.0  # times the imports
MEMORY_LIMIT_MB = 1000.0
DRAWS, MANY_DRAWS = 1_000, 10_000


@dataclass
class Timed:
    """A command, with the seconds that each of its runs took and the most memory that any held."""

    name: str
    arguments: list[str]
    seconds: list[float] = field(default_factory=list)
    peak_mb: float | None = None

    def run(self) -> None:
        """Run the command once, from start to end of its process."""
        with tempfile.TemporaryDirectory() as folder:
            arguments = [each.replace("OUT", str(Path(folder) / "results")) for each in self.arguments]
            started = time.perf_counter()
            code, peak_mb = _run_to_end([sys.executable, *arguments])
            self.seconds.append(time.perf_counter() - started)
        if code != 0:
            raise SystemExit(f"{self.name} failed with exit code {code}.")
        if peak_mb is not None:
            self.peak_mb = max(self.peak_mb or 0.0, peak_mb)

    @property
    def row(self) -> str:
        memory = "" if self.peak_mb is None else f"{self.peak_mb:8.0f}"
        times = f"{len(self.seconds):>5}{min(self.seconds):>9.2f}{median(self.seconds):>9.2f}"
        return f"{self.name:<34}{times}{memory:>9}"


def _run_to_end(command: list[str]) -> tuple[int, float | None]:
    """Exit code and peak resident megabytes; the latter is not known on Windows."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not hasattr(os, "wait4"):
        return process.wait(), None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    per_mb = 1e6 if sys.platform == "darwin" else 1e6 / 1024  # bytes on a Mac, kibibytes elsewhere
    return process.returncode, usage.ru_maxrss / per_mb


def _run_command(draws: int) -> list[str]:
    return ["-m", "sufficiency", "run", "--draws", str(draws), "--out", "OUT"]


def _ratio(one: Timed, other: Timed) -> float:
    """Median over median: the runs are interleaved, so a busy moment slows both."""
    return median(one.seconds) / median(other.seconds)


def main() -> None:
    """Time everything, turn and turn about, and say which limits hold."""
    parser = argparse.ArgumentParser(description="Times the program as whole processes.")
    parser.add_argument("--runs", type=int, default=5, help="how often to run each short command")
    parser.add_argument("--check", action="store_true", help="exit 1 if a limit does not hold")
    asked = parser.parse_args()

    imports = Timed("the libraries, imported", ["-c", MODEL_IMPORTS])
    run = Timed(f"run --out, {DRAWS:,} draws", _run_command(DRAWS))
    help_imports = Timed("typer and rich, imported", ["-c", HELP_IMPORTS])
    helped = Timed("--help", ["-m", "sufficiency", "--help"])
    many = Timed(f"run --out, {MANY_DRAWS:,} draws", _run_command(MANY_DRAWS))
    short = [imports, run, help_imports, helped]
    for each in short:
        each.run()  # once unmeasured, so that the disk has every file at hand
        each.seconds.clear()
    for _ in range(asked.runs):
        for each in short:
            each.run()
    many.run()

    print(f"{'command':<34}{'runs':>5}{'least s':>9}{'median s':>9}{'peak MB':>9}")
    for each in (*short, many):
        print(each.row)
    limits = [
        (
            f"run at {DRAWS:,} draws over its imports",
            median(run.seconds) / median(imports.seconds),
            RUN_LIMIT,
        ),
        ("--help over its imports", median(helped.seconds) / median(help_imports.seconds), HELP_LIMIT),
        (
            f"{MANY_DRAWS:,} draws over {DRAWS:,}",
            median(many.seconds) / median(run.seconds),
            MANY_DRAWS / DRAWS,
        ),
    ]
    if many.peak_mb is not None:
        limits.append((f"peak MB at {MANY_DRAWS:,} draws", many.peak_mb, MEMORY_LIMIT_MB))
    print()
    for name, measured, limit in limits:
        print(f"{'holds' if measured <= limit else 'FAILS':<7}{name}: {measured:.2f}, at most {limit:g}")
    if asked.check and any(measured > limit for _, measured, limit in limits):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
