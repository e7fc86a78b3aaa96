"""Children: SSDA903 returns read, counted and drawn from, beside cs-demand-model on the same returns.

The returns are invented by `sufficiency ssda903 synthesise`. cs-demand-model 0.5.1 needs an older pandas, so
it is installed by whoever asks for it, and its Python is given. Theirs steps an expected number through 365
days; ours draws 1,000 futures of whole children over the year. Theirs knows no distances and protects no
small counts, so neither is done in what is compared with it; `summarise` as it comes does both.
"""

import csv
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.clock import (
    OUT,
    PROGRAM,
    ROOT,
    Asked,
    Found,
    Measure,
    Ratio,
    growth_of,
    in_turn,
    peak_memory,
    working,
)
from benchmarks.runs import DRAWS, MEMORY_LIMIT_MB, grows_no_faster

PART: Final = "returns"
LIKE, YEARS_OF_RETURNS = "thurrock", "2015..2023"
COPIES: Final = (1, 4, 12, 40)
YEARS_AHEAD: Final = 10
WHOLE_LIMIT: Final = 1.0  # times theirs
ALONE_LIMIT_S: Final = 5.0
COMPUTE_LIMIT: Final = 0.2  # times theirs

# What `demand-model predict` does by default: the last six months known, carried on for a year.
PEER_FORECAST: Final = """
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
print(json.dumps({"all": time.perf_counter() - started, "read": read - started}))
"""


def measured(asked: Asked, found: Found) -> None:
    """Reading, counting and drawing from returns; how they grow with the children; and theirs beside."""
    with tempfile.TemporaryDirectory() as made:
        returns = asked.returns or _synthesised(Path(made) / "synthesised")
        copies = (1, 4) if asked.quick else COPIES
        folders = {times: _copied(returns, Path(made) / f"times-{times}", times) for times in copies}
        _ours(asked, found, folders)


def _ours(asked: Asked, found: Found, folders: dict[int, Path]) -> None:
    once, runs = folders[1], 1 if asked.quick else min(asked.runs, 3)
    summarise = Measure(
        PART, "ssda903 summarise", (*PROGRAM, "ssda903", "summarise", str(once), "--out", OUT)
    )
    counted = working(PART, "read and count, as summarise does", "count", once)
    sizes = {
        times: working(PART, f"read, estimate, {DRAWS:,} draws of a year; children x{times}", "returns",
                       folder, 1, DRAWS)
        for times, folder in folders.items()
    }  # fmt: skip
    futures = working(PART, f"the same of {YEARS_AHEAD} years", "returns", once, YEARS_AHEAD, DRAWS)
    theirs = [] if asked.peer is None else _theirs(asked.peer, once)
    in_turn([summarise, counted, sizes[1], futures, *theirs], runs, warm=not asked.quick)
    in_turn([each for times, each in sizes.items() if times > 1], 1, warm=False)
    found.measures += [summarise, counted, *sizes.values(), futures, *theirs]
    growths = growth_of("children", sizes, ("read", "estimate", "draw", "all"))
    found.growths += growths
    found.ratios += grows_no_faster(PART, growths)
    largest = sizes[max(sizes)]
    found.ratios += peak_memory(PART, f"{max(sizes)} times the children", largest, MEMORY_LIMIT_MB)
    alone = f"{DRAWS:,} draws of a year from an authority's returns, after imports"
    found.ratios.append(Ratio(PART, alone, sizes[1].within("all"), ALONE_LIMIT_S, unit="s"))
    if theirs:
        found.ratios += _beside(*theirs, summarise, counted, sizes[1])
    else:
        found.left_out.append("cs-demand-model beside: no Python that has it was given (--peer).")


def _theirs(peer: str, folder: Path) -> list[Measure]:
    return [
        Measure(PART, "cs-demand-model: predict", (peer, "-m", "cs_demand_model", "predict", str(folder))),
        Measure(PART, "cs-demand-model: read and 365 days", (peer, "-c", PEER_FORECAST, str(folder))),
    ]


def _beside(
    predict: Measure, theirs: Measure, summarise: Measure, counted: Measure, ours: Measure
) -> list[Ratio]:
    return [
        Ratio(PART, "reading and counting over their predict", counted.whole / predict.whole, WHOLE_LIMIT),
        Ratio(PART, f"{DRAWS:,} draws of a year over their predict", ours.whole / predict.whole, WHOLE_LIMIT),
        Ratio(PART, "computing those over theirs", ours.within("all") / theirs.within("all"), COMPUTE_LIMIT),
        Ratio(PART, "summarise as it comes over their predict", summarise.whole / predict.whole),
    ]


def _synthesised(folder: Path) -> Path:
    command = (
        *PROGRAM,
        "ssda903",
        "synthesise",
        "--like",
        LIKE,
        "--years",
        YEARS_OF_RETURNS,
        "--out",
        str(folder),
    )
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def _copied(folder: Path, to: Path, times: int) -> Path:
    """The same returns in one folder, by the year that each ends in, with every child so many times over."""
    to.mkdir()
    for path in sorted(folder.rglob("*.csv")):
        years = re.findall(r"20(\d\d)(?:-(\d\d))?", str(path.relative_to(folder)))
        if not years:
            continue  # the truth that returns were invented from
        kind = path.stem.rpartition("-")[2]
        with path.open(encoding="utf-8-sig", newline="") as opened:
            header, *rows = csv.reader(opened)
        child = header.index("CHILD")
        with (to / f"20{years[0][1] or years[0][0]}-{kind}.csv").open(
            "w", encoding="utf-8", newline=""
        ) as opened:
            writer = csv.writer(opened)
            writer.writerow(header)
            for copy in range(times):
                own = [] if times == 1 else [f"{copy:02}"]
                writer.writerows(
                    [*row[:child], "".join([row[child], *own]), *row[child + 1 :]] for row in rows
                )
    return to
