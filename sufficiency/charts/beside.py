"""Several runs of one base year in one chart: children looked after, five years ahead."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from sufficiency.charts.chart import Chart
from sufficiency.charts.children_ahead import NAME, OTHERS, Ahead, Seen, ahead_chart, names_apart
from sufficiency.charts.page import SOURCE
from sufficiency.charts.series import Yearly, yearly
from sufficiency.rounding import whole
from sufficiency.scenarios.scenario import Scenario
from sufficiency.vocabulary import BACK_TESTED_YEARS

TITLE: Final = "Children looked after, by scenario"


def runs_chart(tables: Mapping[str, pd.DataFrame], counts: pd.Series, past: str, scenario: Scenario) -> Chart:
    """The first run with its range and the others as lines, with what was counted, by year.

    `tables` are the rows of all children of each run's table of children looked after, by the run's name;
    `past` says where the counts are from, as `as published`.
    """
    every = [_ahead(name, table, scenario.base_year) for name, table in tables.items()]
    drawn, left_out = every[: OTHERS + 1], every[OTHERS + 1 :]
    first = next(iter(tables.values()))
    seen = Seen(
        scenario.base_year,
        yearly(first, "central")[scenario.base_year],
        {int(year): float(count) for year, count in counts.dropna().items()},  # type: ignore[call-overload]
        drawn[0],
        tuple(drawn[1:]),
        names_apart([each.title for each in drawn]),
        tuple(each.title for each in left_out),
        past,
    )
    source = SOURCE.removeprefix("Source: ")
    return Chart(NAME, TITLE, *ahead_chart(seen, scenario.base_date.isoformat(), source))


def _ahead(name: str, table: pd.DataFrame, base_year: int) -> Ahead:
    """A run's middle and range in each year after the base that forecasts have been back-tested for."""
    last = base_year + BACK_TESTED_YEARS
    coming = table[(table["year"] > base_year) & (table["year"] <= last)]
    return Ahead(name, *(_in_whole(yearly(coming, column)) for column in ("central", "p10", "p90")))


def _in_whole(path: Yearly) -> Yearly:
    return {year: float(whole(children)) for year, children in path.items()}
