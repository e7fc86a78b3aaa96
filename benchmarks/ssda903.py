"""How long a forecast from child-level returns takes, beside cs-demand-model 0.5.1 on the same returns.

    python benchmarks/ssda903.py FOLDER            prints a table and which limits hold
    python benchmarks/ssda903.py FOLDER --check    the same, and exits 1 if a limit does not hold
    python benchmarks/ssda903.py FOLDER --peer PYTHON    with a Python that has cs-demand-model already

FOLDER has SSDA903 returns of several years, invented ones. cs-demand-model needs pandas below 2, so it is
installed in an environment of its own, with Python 3.11, and taken away again.

Every figure is of a process of its own: from its start to its end, or from when its libraries are imported.
The two take turns, so that a busy moment slows both. Theirs steps an expected number through 365 days;
ours draws 1,000 futures of whole children over the year. Theirs knows no distances and protects no small
counts, so neither is done in what is compared with it. `summarise` as it comes does both, and stands in
the table for itself: where the directory of postcodes is installed, it looks every one of them up.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

PEER = ("cs-demand-model[cli]==0.5.1", "plotly<6")
COPIES, DRAWS = 40, 1_000
CHILDREN, YEARS = 300, 10
LIKE, LIKE_YEARS = "thurrock", "2015..2023"  # an authority of about so many children
STARTS_VARIANCE, LEAVING_VARIANCE = 0.03, 0.01  # of no consequence for how long it takes
WHOLE_LIMIT = 1.0  # times theirs
COMPUTE_LIMIT = 0.1  # times theirs
COPIES_LIMIT = 10.0  # times the returns once
MEMORY_LIMIT_MB = 1000.0
FUTURES_LIMIT = 5.0  # seconds

# What `demand-model predict` does by default: the last six months known, carried on for a year.
PEER_FORECAST = """
import json, sys, time
import pandas
from dateutil.relativedelta import relativedelta
from cs_demand_model import *
started = time.perf_counter()
config = Config()
data = DemandModellingDataContainer(fs_datastore(sys.argv[1]), config)
stats = PopulationStats(data.enriched_view, config)
first = data.end_date - relativedelta(months=6)
read = time.perf_counter()
days = ModelPredictor.from_model(stats, first, data.end_date).predict(365)
print(json.dumps({"seconds": time.perf_counter() - started, "read": read - started}))
"""


@dataclass
class Timed:
    """A command: the seconds that each of its processes took, and the most memory that any held.

    `inside` has the seconds that it measured itself, once its libraries were imported.
    """

    name: str
    command: list[str]
    seconds: list[float] = field(default_factory=list)
    inside: list[dict[str, float]] = field(default_factory=list)
    peak_mb: float | None = None

    def run(self) -> None:
        """Run the command once; what it prints last is taken, where it is figures."""
        with tempfile.TemporaryDirectory() as folder, (Path(folder) / "said").open("w+") as said:
            command = [each.replace("OUT", str(Path(folder) / "out")) for each in self.command]
            started = time.perf_counter()
            process = subprocess.Popen(command, stdout=said, stderr=subprocess.DEVNULL)
            code, peak_mb = _ended(process)
            self.seconds.append(time.perf_counter() - started)
            said.seek(0)
            last = said.read().strip().rpartition("\n")[2]
        if code != 0:
            raise SystemExit(f"{self.name} failed with exit code {code}.")
        if last.startswith("{"):
            self.inside.append(json.loads(last))
        if peak_mb is not None:
            self.peak_mb = max(self.peak_mb or 0.0, peak_mb)

    @property
    def compute(self) -> float:
        """Seconds after the imports, the median."""
        return median(each["seconds"] for each in self.inside)

    @property
    def whole(self) -> float:
        """Seconds of the process, the median."""
        return median(self.seconds)

    @property
    def row(self) -> str:
        compute = f"{self.compute:9.2f}" if self.inside else ""
        memory = "" if self.peak_mb is None else f"{self.peak_mb:8.0f}"
        return f"{self.name:<52}{len(self.seconds):>5}{self.whole:>9.2f}{compute:>11}{memory:>9}"


def _ended(process: "subprocess.Popen[bytes]") -> tuple[int, float | None]:
    """Exit code and peak resident megabytes; the latter is not known on Windows."""
    if not hasattr(os, "wait4"):
        return process.wait(), None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    per_mb = 1e6 if sys.platform == "darwin" else 1e6 / 1024  # bytes on a Mac, kibibytes elsewhere
    return process.returncode, usage.ru_maxrss / per_mb


def main() -> None:
    """Time both, turn and turn about, and say which limits hold; or, asked so, forecast in this process."""
    parser = argparse.ArgumentParser(description="Times a forecast from SSDA903 returns.")
    parser.add_argument("folder", type=Path, help="a folder of invented SSDA903 returns")
    parser.add_argument("--peer", metavar="PYTHON", help="a Python that has cs-demand-model 0.5.1")
    parser.add_argument("--runs", type=int, default=5, help="how often to run each short command")
    parser.add_argument("--check", action="store_true", help="exit 1 if a limit does not hold")
    parser.add_argument("--count", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--forecast", type=int, metavar="YEARS", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.count:
        _count(asked.folder)
        return
    if asked.forecast:
        print(json.dumps(_forecast(asked.folder, asked.forecast)))
        return
    with tempfile.TemporaryDirectory() as made:
        peer = asked.peer or _installed(Path(made) / "peer")
        limits = _compared(asked.folder, peer, Path(made), asked.runs)
    print()
    for name, measured, limit in limits:
        print(f"{'holds' if measured <= limit else 'FAILS':<7}{name}: {measured:.2f}, at most {limit:g}")
    if asked.check and any(measured > limit for _, measured, limit in limits):
        raise SystemExit(1)


def _compared(folder: Path, peer: str, made: Path, runs: int) -> list[tuple[str, float, float]]:
    """Run every command; print a row for each; and give what is limited: its name, figure and limit."""
    many, like = made / "many", made / "like"
    _copy(folder, many)
    _synthesise(like)
    predict = Timed("theirs: demand-model predict", _predict(peer, folder))
    summarise = Timed("ours: ssda903 summarise", _ours("ssda903", "summarise", str(folder), "--out", "OUT"))
    checked = Timed("ours: read and count, as summarise does", [*_program(folder), "--count"])
    theirs = Timed("theirs: read and 365 days", [peer, "-c", PEER_FORECAST, str(folder)])
    ours = Timed(f"ours: read, estimate and {DRAWS:,} draws of a year", _forecasting(folder, 1))
    futures = Timed(
        f"ours: about {CHILDREN} children, {DRAWS:,} draws, {YEARS} years", _forecasting(like, YEARS)
    )
    theirs_many = Timed(
        f"theirs: read and 365 days, {COPIES} times the children", [*theirs.command[:3], str(many)]
    )
    ours_many = Timed(f"ours: the same, {COPIES} times the children", _forecasting(many, 1))
    in_turn = (predict, summarise, checked, theirs, ours, futures, ours_many)
    for each in in_turn:
        each.run()  # once unmeasured, so that the disk has every file at hand
        each.seconds.clear()
        each.inside.clear()
    for _ in range(runs):
        for each in in_turn:
            each.run()
    theirs_many.run()
    print(f"{'process':<52}{'runs':>5}{'whole s':>9}{'compute s':>11}{'peak MB':>9}")
    for each in (predict, summarise, checked, theirs, ours, theirs_many, ours_many, futures):
        print(each.row)
    draw = median(each["draw"] for each in futures.inside)
    found = [
        (
            "reading and counting over their predict, whole processes",
            checked.whole / predict.whole,
            WHOLE_LIMIT,
        ),
        ("a forecast over their predict, whole processes", ours.whole / predict.whole, WHOLE_LIMIT),
        ("computing a forecast over theirs", ours.compute / theirs.compute, COMPUTE_LIMIT),
        (f"{COPIES} times the children over once, computing", ours_many.compute / ours.compute, COPIES_LIMIT),
        (f"seconds to draw {CHILDREN} children, {YEARS} years", draw, FUTURES_LIMIT),
    ]
    if ours_many.peak_mb is not None:
        found.append((f"peak MB at {COPIES} times the children", ours_many.peak_mb, MEMORY_LIMIT_MB))
    return found


def _ours(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "sufficiency", *arguments]


def _forecasting(folder: Path, years: int) -> list[str]:
    return [*_program(folder), "--forecast", str(years)]


def _program(folder: Path) -> list[str]:
    return [sys.executable, __file__, str(folder)]


def _predict(peer: str, folder: Path) -> list[str]:
    return [peer, "-m", "cs_demand_model", "predict", str(folder)]


def _count(folder: Path) -> None:
    """The tables of a summary, without distances and before small counts are protected."""
    from sufficiency.readers.ssda903.read import read_returns
    from sufficiency.report.returns import summary_drafts

    summary_drafts(read_returns(folder, from_postcodes=False))


def _forecast(folder: Path, years: int) -> dict[str, float]:
    """Read the returns, estimate, and draw futures: the seconds of each, after the imports."""
    import numpy as np
    import pandas  # noqa: F401 (an import to be made before the clock starts)
    import statsmodels.api  # noqa: F401

    from sufficiency.episodes.estimate import care_model
    from sufficiency.episodes.stock import drawn_children
    from sufficiency.readers.ssda903.read import read_returns

    started = time.perf_counter()
    returns = read_returns(folder, from_postcodes=False)
    read = time.perf_counter()
    model = care_model(returns, returns.years[-1])
    estimated = time.perf_counter()
    ahead = np.arange(1, years + 1)
    starts, variances = np.ones((2, years)), (STARTS_VARIANCE * ahead, LEAVING_VARIANCE * ahead)
    drawn_children(model, years, starts, *variances, seed=1, draws=DRAWS)
    drawn = time.perf_counter()
    parts = {"read": read - started, "estimate": estimated - read, "draw": drawn - estimated}
    return {"seconds": drawn - started, **parts}


def _installed(environment: Path) -> str:
    """The Python of a new environment with cs-demand-model, which takes a minute to install."""
    python = sys.executable if sys.version_info[:2] == (3, 11) else shutil.which("python3.11")
    if python is None:
        raise SystemExit("cs-demand-model needs Python 3.11: install it, or give --peer.")
    subprocess.run([python, "-m", "venv", str(environment)], check=True)
    own = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([str(own), "-m", "pip", "install", "--quiet", *PEER], check=True)
    return str(own)


def _copy(folder: Path, many: Path) -> None:
    """The same returns with every child so many times over, each by a number of their own."""
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as opened:
            header, *rows = csv.reader(opened)
        child = header.index("CHILD")
        to = many / path.relative_to(folder)
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(header)
            for copy in range(COPIES):
                writer.writerows([*row[:child], f"{row[child]}{copy:02}", *row[child + 1 :]] for row in rows)


def _synthesise(like: Path) -> None:
    command = _ours("ssda903", "synthesise", "--like", LIKE, "--years", LIKE_YEARS, "--out", str(like))
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
