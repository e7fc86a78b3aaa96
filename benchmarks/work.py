"""Pieces of work in a process of their own, which print the seconds of their steps as their last line.

    python -m benchmarks.work forecast DRAWS YEARS        draw futures, make the tables, write the files
    python -m benchmarks.work places PROVIDERS DRAWS      supply and placing on a made-up select list
    python -m benchmarks.work returns FOLDER YEARS DRAWS  read SSDA903 returns, estimate, draw futures
    python -m benchmarks.work count FOLDER                read SSDA903 returns and count, as a summary does

Libraries are imported before the clock starts.
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sufficiency.providers.provider import Provider

BASE_YEAR: Final = 2019
STARTS_VARIANCE, LEAVING_VARIANCE = 0.03, 0.01  # of no consequence for how long it takes
AGES: Final = {"residential": ((0, 17), (5, 17), (8, 17), (10, 17), (11, 17), (12, 17)), "ifa": ((0, 17),),
               "supported_accommodation": ((16, 17),), "residential_16_17": ((16, 17),)}  # fmt: skip

Steps = dict[str, float]


class Clock:
    """Seconds of one step after the other."""

    def __init__(self) -> None:
        self.started = self.last = time.perf_counter()
        self.steps: Steps = {}

    def done(self, step: str) -> None:
        """The step ends here, and the next begins."""
        now = time.perf_counter()
        self.steps[step], self.last = now - self.last, now

    @property
    def all(self) -> Steps:
        return {**self.steps, "all": self.last - self.started}


def forecast(draws: int, years: int) -> Steps:
    """A forecast of the bundled scenario, cut short or not: drawn, put in tables, written with charts."""
    import sufficiency.charts  # noqa: F401 (an import to be made before the clock starts)
    from sufficiency import forecast as model
    from sufficiency.loading import load
    from sufficiency.tables.run import tables_of
    from sufficiency.writers.results import write_results

    loaded = load("thurrock-2019")
    scenario = loaded.inputs.scenario.model_copy(update={"horizon": BASE_YEAR + years})
    clock = Clock()
    found = model.run(replace(loaded.inputs, scenario=scenario), draws=draws)
    clock.done("draw and compare")
    tables = tables_of(found)
    clock.done("tables")
    with tempfile.TemporaryDirectory() as folder:
        write_results(Path(folder) / "run", loaded, found, tables)
        clock.done("files and charts")
    return clock.all


def places(providers: int, draws: int) -> Steps:
    """Supply and placing to the last year, on a select list that is made up from a seed."""
    from sufficiency.cases.case import drawn_wanted
    from sufficiency.children.crosstab import modelled_crosstab
    from sufficiency.gap.local import commissioned
    from sufficiency.inputs.assumptions import drawn_values
    from sufficiency.living.placing import place_children, wanted_by_age
    from sufficiency.loading import load
    from sufficiency.providers.select_list import SelectList
    from sufficiency.supply.secured import secured_places

    loaded = load("thurrock-2019")
    book, made_up = loaded.book, _made_up(providers)
    inputs = replace(
        loaded.inputs,
        open_share=book.find("share_open_to_us"),
        slip_share=book.find("opening_slip_share"),
        usable_share={name: book.find("usable_share", name) for name in ("block", "select_list")},
    )
    wanted = drawn_wanted(inputs, modelled_crosstab(inputs), seed=1, draws=draws)
    values = drawn_values(inputs, 1, draws)
    base = commissioned(wanted.base_homes).isel(year=0, drop=True)
    by_age = wanted_by_age(wanted.base_homes, wanted.demand.homes)
    clock = Clock()
    inputs = replace(inputs, select_list=SelectList.from_rows("made up", made_up))
    pools = len(inputs.pools)
    clock.done("pool providers")
    supply = secured_places(inputs, base, values)
    clock.done("supply")
    place_children(inputs, supply, by_age, values)
    clock.done("placing")
    return {**clock.all, "pools": float(pools)}


def returns(folder: Path, years: int, draws: int) -> Steps:
    """SSDA903 returns read and estimated from, and futures of their children drawn."""
    import numpy as np
    import statsmodels.api  # noqa: F401 (an import to be made before the clock starts)

    from sufficiency.episodes.estimate import care_model
    from sufficiency.episodes.stock import drawn_children
    from sufficiency.readers.ssda903.read import read_returns

    ahead = np.arange(1, years + 1)
    clock = Clock()
    read = read_returns(folder, from_postcodes=False)
    clock.done("read")
    model = care_model(read, read.years[-1])
    clock.done("estimate")
    starts, variances = np.ones((2, years)), (STARTS_VARIANCE * ahead, LEAVING_VARIANCE * ahead)
    drawn_children(model, years, starts, *variances, seed=1, draws=draws)
    clock.done("draw")
    return clock.all


def count(folder: Path) -> Steps:
    """The tables of a summary, without distances and before small counts are protected."""
    from sufficiency.readers.ssda903.read import read_returns
    from sufficiency.report.returns import summary_drafts

    clock = Clock()
    read = read_returns(folder, from_postcodes=False)
    clock.done("read")
    summary_drafts(read)
    clock.done("count")
    return clock.all


def _made_up(providers: int) -> "list[Provider]":
    """Providers that nobody knows, the same every time; none fills a place for us, so any list fits."""
    from sufficiency.providers.provider import Provider

    luck = random.Random(1)

    def one(at: int) -> Provider:
        lot = luck.choice(list(AGES))
        youngest, oldest = luck.choice(AGES[lot])
        places = luck.randint(1, 8)
        opens = date(luck.randint(2020, 2036), luck.randint(1, 12), 1) if luck.random() < 0.2 else None
        return Provider(
            name=f"Made-up provider {at}",
            lot=lot,
            sector=luck.choice(["select_list", "block"]),
            registered_places=float(places),
            open_to_us_places=None if luck.random() < 0.5 else float(places // 2),
            filled_by_us_places=0.0,
            vacant_usable_places=None if luck.random() < 0.7 else float(luck.randint(0, places // 2)),
            blocked_places=luck.choice([None, 0.0, 1.0]),
            care=None,
            youngest_age=youngest,
            oldest_age=oldest,
            distance_miles=round(luck.uniform(0, 60), 1),
            postcode=None,
            inside_authority=luck.random() < 0.2,
            weekly_fee_gbp=None,
            discount_share=None,
            on_list_from=None,
            on_list_to=date(luck.randint(2020, 2030), 3, 31) if luck.random() < 0.3 else None,
            renewal_assumed=luck.random() < 0.7,
            opens_on=opens,
            slip_months=float(luck.choice([0, 6, 12])) if opens else 0.0,
            ramp_months=float(luck.choice([0, 6])) if opens else 0.0,
            reopening_round=None,
            usable_share=None,
            as_at=date(2019, 3, 31),
            source="made up",
            kind="assumed",
        )

    return [one(at) for at in range(providers)]


def main(arguments: list[str]) -> None:
    """Do the piece of work that is asked for, and print its steps."""
    work: dict[str, Callable[..., Steps]] = {
        "forecast": lambda draws, years: forecast(int(draws), int(years)),
        "places": lambda providers, draws: places(int(providers), int(draws)),
        "returns": lambda folder, years, draws: returns(Path(folder), int(years), int(draws)),
        "count": lambda folder: count(Path(folder)),
    }
    print(json.dumps(work[arguments[0]](*arguments[1:])))


if __name__ == "__main__":
    main(sys.argv[1:])
