# ruff: noqa: E501, PLW1509
"""What is asked beyond all reason: that it is refused, or done, in a time and a memory that can be stated."""

import csv
import io
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from robust import samples
from robust.kills import PROGRAM

SECONDS: Final = 300
MEGABYTES: Final = 8_000


@dataclass(frozen=True)
class Asked:
    """One absurd request: how it ended, in what time and memory."""

    what: str
    code: int
    said: str
    seconds: float
    megabytes: float

    @property
    def wrong(self) -> bool:
        return self.code not in (0, 2, 3, 4) or "Traceback" in self.said


def absurd(folder: Path) -> Iterator[Asked]:
    """Every absurd request, one at a time."""
    scenario = folder / "mine.toml"
    for what, words in _requests(folder, scenario):
        yield _ask(what, words, folder)


def _requests(folder: Path, scenario: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "a thousand million draws", ("run", str(scenario), "--draws", "1000000000")
    yield "draws of thirty digits", ("run", str(scenario), "--draws", "9" * 30)
    yield "a seed of thirty digits", ("run", str(scenario), "--draws", "5", "--seed", "9" * 30)
    for year in (2101, 9999, 10**30):
        path = folder / f"to-{str(year)[:5]}.toml"
        path.write_text(f'title = "T"\nbased_on = "thurrock-2019"\nhorizon = {year}\n', encoding="utf-8")
        yield (
            f"a horizon of {year:.4g}" if year > 9999 else f"a horizon of {year}",
            ("run", str(path), "--draws", "5"),
        )
    path = folder / "scopes.toml"
    scopes = ", ".join(f'"within_{miles}_miles"' for miles in range(1, 2001))
    path.write_text(f'title = "T"\nbased_on = "thurrock-2019"\nscopes = [{scopes}]\n', encoding="utf-8")
    yield "two thousand scopes", ("run", str(path), "--draws", "5")
    path = folder / "places.toml"
    path.write_text('title = "T"\nbased_on = "thurrock-2019"\nhorizon = 2022\n' + "".join(
        f'[places.a{at}]\nprovision = "residential"\nsector = "block"\nscope = "any"\nplaces = 1\nfrom = 2020\n'
        'source = "s"\n' for at in range(5000)), encoding="utf-8")  # fmt: skip
    yield "five thousand openings", ("run", str(path), "--draws", "5")
    path = _long_chain(folder, 300)
    yield "a scenario based on three hundred others in turn", ("check", str(path))
    path = folder / "big.csv"
    _large(path, 200_000_000)
    yield "a published file of 200 MB, nearly all blank", ("check", str(path))
    list_of = folder / "list.csv"
    list_of.write_text(_long_list(100_000), encoding="utf-8")
    yield "a select list of 100,000 rows", ("places", "show", str(scenario), "--select-list", str(list_of))
    yield "a run with a select list of 100,000 rows", (
        "run", str(scenario), "--draws", "5", "--select-list", str(list_of), "--out", str(folder / "long"))  # fmt: skip
    yield "a lever's goal of a thousand million children", (
        "levers", str(scenario), "--draws", "5", "--goal", "inside=+1000000000")  # fmt: skip
    yield "invented returns of 201 years", (
        "ssda903", "synthesise", "--like", "thurrock", "--years", "1900..2100", "--out", str(folder / "inv"))  # fmt: skip
    yield "invented returns of a million times the children", (
        "ssda903", "synthesise", "--like", "thurrock", "--years", "2018..2019", "--children-scale", "1000000",
        "--out", str(folder / "inv2"))  # fmt: skip


def _ask(what: str, words: tuple[str, ...], folder: Path) -> Asked:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20, resource.RLIM_INFINITY))

    started = time.perf_counter()
    measure = (sys.executable, "-c", _MEASURED, *PROGRAM, *words)
    process = subprocess.Popen(measure, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=folder,
                               preexec_fn=limit, start_new_session=True)  # fmt: skip
    try:
        _, told = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # what it measures as well
        process.communicate()
        return Asked(what, -1, f"still at work after {SECONDS} seconds", float(SECONDS), float("nan"))
    *said, peak = filter(None, (line.strip() for line in told.splitlines()))
    # The last line of several, so that what the file says of itself is not taken for what was said of it.
    return Asked(
        what, process.returncode, " ".join(said[-1:])[:300], time.perf_counter() - started, float(peak)
    )


_MEASURED: Final = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(f"\\n{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f}", file=sys.stderr)
sys.exit(code)
"""


def _long_chain(folder: Path, count: int) -> Path:
    """A scenario based on one that is based on one, and so on."""
    for at in range(count):
        on = "thurrock-2019" if at == 0 else f"link-{at - 1}"
        (folder / f"link-{at}.toml").write_text(f'title = "T"\nbased_on = "{on}"\n', encoding="utf-8")
    return folder / f"link-{count - 1}.toml"


def _large(path: Path, least_bytes: int) -> None:
    """DfE's numbers and rates with as many rows without a number as fill so many bytes."""
    header, row = samples.dfe_numbers().splitlines()[:2]
    sparse = ",".join((*row.split(",")[:7], "", "", "", "")) + "\n"
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{header}\n{row}\n")
        for _ in range(least_bytes // (len(sparse) * 1000) + 1):
            file.write(sparse * 1000)


def _long_list(count: int) -> str:
    header, row = list(csv.reader(io.StringIO(samples.LIST)))[:2]
    return samples.csv_text(header, ([f"Homes {at}", *row[1:]] for at in range(count)))
