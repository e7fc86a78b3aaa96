"""The one command: time every part, or some, write the record, and say which limits hold."""

import argparse
import compileall
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks import children, evidence, profiles, record, runs, startup
from benchmarks.clock import ROOT, Asked, Found

PARTS: Final[dict[str, Callable[[Asked, Found], None]]] = {
    "start-up": startup.measured,
    "run": runs.run_measured,
    "report": runs.report_measured,
    "back-test": evidence.measured,
    "returns": children.measured,
    "growth": runs.growth_measured,
    "places": runs.places_measured,
    "profiles": profiles.measured,
}
RUNS, FEW_RUNS = 5, 2


def main() -> None:
    """Time what is asked for; the record is written only of all parts."""
    asked_for = _asked_for()
    parts = asked_for.part or list(PARTS)
    runs_of_each = asked_for.runs or (FEW_RUNS if asked_for.quick else RUNS)
    asked = Asked(runs_of_each, asked_for.quick, asked_for.peer, asked_for.panel, asked_for.characteristics,
                  asked_for.returns)  # fmt: skip
    # As pip leaves a package that it installs: an environment may forbid Python to keep what it compiles.
    compileall.compile_dir(ROOT / "sufficiency", quiet=1)
    found, started = Found(), time.monotonic()
    for part in parts:
        print(f"Timing {part} ...", file=sys.stderr)
        told = len(found.ratios), len(found.left_out)
        PARTS[part](asked, found)
        for line in (*record.said(found.ratios[told[0] :]), *found.left_out[told[1] :]):
            print(line, flush=True)
    if len(parts) == len(PARTS):
        record.write(found, asked, parts, (time.monotonic() - started) / 60)
        print(f"Written to {record.FOLDER.relative_to(Path(__file__).parent.parent)}.")
    if asked_for.check and not all(each.holds for each in found.ratios):
        raise SystemExit(1)


def _asked_for() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    say = parser.add_argument
    say("--part", action="append", choices=list(PARTS), help="time this part only; may be given again")
    say("--quick", action="store_true", help="fewer runs and smaller sizes: a few minutes")
    say("--check", action="store_true", help="exit 1 if a limit does not hold")
    say("--runs", type=int, help=f"how often to run each short command (default {RUNS})")
    say("--peer", metavar="PYTHON", help="a Python that has cs-demand-model 0.5.1")
    say("--panel", type=Path, metavar="FILE", help="children looked after of every authority, by year")
    say("--characteristics", type=Path, metavar="FILE", help="DfE's characteristics of every authority")
    say("--returns", type=Path, metavar="FOLDER", help="invented SSDA903 returns, instead of new ones")
    return parser.parse_args()


if __name__ == "__main__":
    main()
