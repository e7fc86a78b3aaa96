"""Runs: check, run, compare and report as whole processes, beside importing the libraries they stand on."""

import sys
import tempfile
from pathlib import Path
from subprocess import run as run_process
from typing import Final

from benchmarks.clock import (
    OUT,
    PROGRAM,
    ROOT,
    Asked,
    Found,
    Growth,
    Measure,
    Ratio,
    growth_of,
    in_turn,
    peak_memory,
    working,
)

# `import pydantic` alone imports next to nothing of it, and `import typer` nothing of what prints tables.
IMPORTS: Final = (
    "import numpy, pandas, xarray, typer, rich.console, rich.table, matplotlib.pyplot, statsmodels.api; "
    "from pydantic import BaseModel"
)
REPORT_IMPORTS: Final = (
    "import altair, docx, jinja2, matplotlib.pyplot, numpy, pandas, pydantic, scipy.optimize, typer, "
    "vl_convert, xarray"
)
DRAWS, MANY_DRAWS = 1_000, 10_000
RUN_LIMIT: Final = 1.5  # times the imports
MEMORY_LIMIT_MB: Final = 1000.0
REPORT_LIMIT: Final = 4.0  # times the imports: Word chapter and web page
FORMATS: Final = ("docx", "html", "xlsx", "csv", "charts")
EIGHT: Final = (
    "thurrock-2019", "thurrock-2019-hold-count", "thurrock-2019-growth-england", "thurrock-2019-rate-64",
    "thurrock-2019-damped-trend", "thurrock-2019-half-inside", "thurrock-2019-households",
    "thurrock-2019-early-help",
)  # fmt: skip
LAST_YEARS: Final = 18  # as far as the bundled growth of the population goes
STEPS: Final = ("draw and compare", "tables", "files and charts", "all")
PLACES_LIMIT_S, PLACES_LIMIT_MB = 10.0, 2000.0  # after imports, with the most providers
GROWTH_LIMIT: Final = 1.1  # the power of the size: 1 is in proportion, with a little for luck


def run_measured(asked: Asked, found: Found) -> None:
    """Check, run and compare, and what ten times the draws take."""
    part = "run"
    imports = Measure(part, "the libraries, imported", (sys.executable, "-c", IMPORTS))
    checked = Measure(part, "check", (*PROGRAM, "check"))
    run = Measure(part, f"run, {DRAWS:,} draws, with charts", _run(DRAWS))
    many = Measure(part, f"run, {MANY_DRAWS:,} draws, with charts", _run(MANY_DRAWS))
    position = Measure(part, "position", (*PROGRAM, "position"))
    compared = Measure(part, "compare, eight scenarios", (*PROGRAM, "compare", *EIGHT))
    in_turn([imports, run], asked.runs)
    in_turn([checked, position], min(asked.runs, 3), warm=False)
    in_turn([compared, many], 1, warm=False)
    found.measures += [imports, checked, position, run, many, compared]
    found.ratios += [
        Ratio(
            part, f"run at {DRAWS:,} draws with charts over its imports", run.whole / imports.whole, RUN_LIMIT
        ),
        Ratio(part, "check over the imports", checked.whole / imports.whole),
        Ratio(part, f"{MANY_DRAWS:,} draws over {DRAWS:,}", many.whole / run.whole, MANY_DRAWS / DRAWS),
        Ratio(part, "compare of eight scenarios over one run", compared.whole / run.whole, len(EIGHT)),
    ]
    found.ratios += peak_memory(part, f"{MANY_DRAWS:,} draws", many, MEMORY_LIMIT_MB)


def report_measured(asked: Asked, found: Found) -> None:
    """A report from a finished run, in each format by itself and in all."""
    part = "report"
    runs = 1 if asked.quick else min(asked.runs, 3)
    with tempfile.TemporaryDirectory() as made:
        folder = str(Path(made) / "run")
        run_process((*PROGRAM, "run", "--out", folder), cwd=ROOT, capture_output=True, check=True)
        imports = Measure(part, "the libraries of a report, imported", (sys.executable, "-c", REPORT_IMPORTS))
        both = _report(part, folder, "docx,html")
        every = _report(part, folder, ",".join(FORMATS))
        each = [_report(part, folder, name) for name in FORMATS]
        in_turn([imports, both, every], runs, warm=not asked.quick)
        in_turn(each, 1, warm=False)
    found.measures += [imports, *each, both, every]
    found.ratios += [
        Ratio(part, "Word and web page over their imports", both.whole / imports.whole, REPORT_LIMIT),
        Ratio(part, "every format over the imports", every.whole / imports.whole),
    ]


def growth_measured(asked: Asked, found: Found) -> None:
    """How a run grows with draws and with years, step by step."""
    part = "growth"
    draws = (100, 1_000) if asked.quick else (100, 300, 1_000, 3_000, MANY_DRAWS)
    years = (1, LAST_YEARS) if asked.quick else (1, 3, 6, 12, LAST_YEARS)
    by_draws = {each: working(part, f"{each:,} draws", "forecast", each, LAST_YEARS) for each in draws}
    by_years = {each: working(part, f"{each} years", "forecast", DRAWS, each) for each in years}
    in_turn([*by_draws.values(), *by_years.values()], 1, warm=False)
    found.measures += [*by_draws.values(), *by_years.values()]
    growths = [*growth_of("draws", by_draws, STEPS), *growth_of("years", by_years, STEPS)]
    found.growths += growths
    found.ratios += grows_no_faster(part, growths)


def places_measured(asked: Asked, found: Found) -> None:
    """How supply and placing grow with the providers of a select list that is made up."""
    part = "places"
    sizes = (10, 1_000) if asked.quick else (10, 100, 1_000, 10_000)
    by_size = {each: working(part, f"{each:,} providers", "places", each, DRAWS) for each in sizes}
    in_turn(list(by_size.values()), 1, warm=False)
    found.measures += by_size.values()
    growths = growth_of("providers", by_size, ("pool providers", "supply", "placing", "all"))
    found.growths += growths
    found.ratios += grows_no_faster(part, growths)
    most = by_size[sizes[-1]]
    name = f"{sizes[-1]:,} providers"
    found.ratios.append(Ratio(part, f"{name}, after imports", most.within("all"), PLACES_LIMIT_S, unit="s"))
    found.ratios += peak_memory(part, name, most, PLACES_LIMIT_MB)


def grows_no_faster(part: str, growths: list[Growth]) -> list[Ratio]:
    """For each of what grows, the step that grows fastest, which should grow no faster than its work."""
    found = []
    for what in dict.fromkeys(each.what for each in growths):
        fastest = max((each for each in growths if each.what == what), key=lambda each: each.power)
        name = f"power that the fastest growing step ({fastest.step}) grows with, of {what}"
        found.append(Ratio(part, name, fastest.power, GROWTH_LIMIT, unit=""))
    return found


def _run(draws: int) -> tuple[str, ...]:
    return (*PROGRAM, "run", "--draws", str(draws), "--out", OUT)


def _report(part: str, folder: str, formats: str) -> Measure:
    name = "every format" if formats == ",".join(FORMATS) else formats.replace(",", " and ")
    return Measure(part, f"report, {name}", (*PROGRAM, "report", folder, "--to", formats, "--out", OUT))
