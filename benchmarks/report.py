"""How long a report takes from a finished run, as whole processes, beyond a bare import of its libraries.

    python benchmarks/report.py            prints medians and whether the limit holds
    python benchmarks/report.py --check    the same, and exits 1 if it does not

The run is made first, in a folder of its own that is taken away again.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_SECONDS = 10.0
BARE = ("import altair, docx, jinja2, matplotlib.pyplot, numpy, pandas, pydantic, scipy.optimize, typer, "
        "vl_convert, xarray")  # fmt: skip
PROGRAM = (sys.executable, "-m", "sufficiency")


def main() -> None:
    """Time bare imports and reports in turns, and compare their medians."""
    parser = argparse.ArgumentParser(description="Times a report from a finished run.")
    parser.add_argument("--check", action="store_true", help="exit 1 if the limit does not hold")
    parser.add_argument("--runs", type=int, default=3, help="how often each is run (default 3)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _seconds(*PROGRAM, "run", "--out", str(folder / "run"))
        commands = {
            "imports": (sys.executable, "-c", BARE),
            "docx and html": _report(folder, "docx,html"),
            "every format": _report(folder, "docx,html,xlsx,csv,charts"),
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(asked.runs):
            for name, command in commands.items():
                taken[name].append(_seconds(*command))
    medians = {name: statistics.median(each) for name, each in taken.items()}
    for name, seconds in medians.items():
        print(f"{name:<14}{seconds:>7.2f} s")
    beyond = medians["docx and html"] - medians["imports"]
    holds = beyond <= LIMIT_SECONDS
    print(f"{'holds' if holds else 'FAILS'}  docx and html beyond imports: {beyond:.2f} s, "
          f"at most {LIMIT_SECONDS:g}")  # fmt: skip
    if asked.check and not holds:
        raise SystemExit(1)


def _report(folder: Path, formats: str) -> tuple[str, ...]:
    return (*PROGRAM, "report", str(folder / "run"), "--to", formats, "--out", str(folder / "report"))


def _seconds(*command: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
