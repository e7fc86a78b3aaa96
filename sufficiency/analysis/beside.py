"""Runs side by side: their tables with the differences from the first, and one chart of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency.analysis.forecast import Forecast
from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.tables.comparison import compare_cla, compare_gap
from sufficiency.tables.run import cla_table, gap_table, history_table
from sufficiency.tidy import pick
from sufficiency.vocabulary import BACK_TESTED_YEARS, TOTAL

if TYPE_CHECKING:
    from sufficiency.charts import Chart


@dataclass(frozen=True)
class Beside:
    """Runs on the same luck, by name, in the order given: differences are from the first."""

    runs: Mapping[str, Forecast]

    @cached_property
    def children(self) -> pd.DataFrame:
        """Children looked after, in the years that all have, with `_difference` columns."""
        return compare_cla(self._children)

    @cached_property
    def gap(self) -> pd.DataFrame:
        """Homes wanted, secured places and gap by provision, scope, basis and year, with differences."""
        return compare_gap({name: gap_table(forecast) for name, forecast in self.runs.items()})

    def gap_by_year(
        self, provision: str = "all", scope: str = "within_20_miles", need_basis: str = "should_be_near"
    ) -> pd.DataFrame:
        """The central gap of one provision in one scope: a row for each run, a column for each year.

        As far as forecasts have been back-tested.
        """
        rows = pick(self.gap, provision=provision, scope=scope, need_basis=need_basis)
        rows = rows[rows["year"] <= self._first.inputs.scenario.base_year + BACK_TESTED_YEARS]
        return rows.pivot_table("gap_central", "run", "year", sort=False)

    def chart(self, counts: pd.Series | None = None, past: str = "as published") -> "Chart":
        """Children looked after: the first run with its 80% range, the others as lines, five years ahead.

        `counts` are children by year, also of years after the base, and `past` says in words where they are
        from; what DfE published up to the base year if not given.
        """
        from sufficiency.charts.beside import runs_chart

        tables = {name: pick(table, stream=TOTAL) for name, table in self._children.items()}
        inputs = self._first.inputs
        if counts is None:
            counts = history_table(inputs).set_index("year")["children"]
        return runs_chart(tables, counts, past, inputs.scenario)

    @cached_property
    def _children(self) -> dict[str, pd.DataFrame]:
        # Of each run's tables only what is compared is made: that is much the quicker.
        return {name: cla_table(forecast) for name, forecast in self.runs.items()}

    @property
    def _first(self) -> Forecast:
        return next(iter(self.runs.values()))


def side_by_side(runs: Mapping[str, Forecast]) -> Beside:
    """Runs to compare, by the names they are to have; raises InputFaultsError where they cannot be.

    All must share their luck, base year and scopes: a difference would be those and not the policy.

    >>> from sufficiency import analysis
    >>> base = analysis.load("thurrock-2019")
    >>> held = analysis.load("thurrock-2019-hold-count")
    >>> beside = analysis.side_by_side({"rate": base.run(draws=20), "count": held.run(draws=20)})
    >>> beside.gap_by_year().round(1)[[2019, 2024]].values.tolist()
    [[44.4, 65.4], [44.4, 44.4]]
    """
    if not runs:
        raise one_fault("side_by_side", "", "there is no run to show.", "Give runs by name.")
    name, first = next(iter(runs.items()))
    faults = [
        Fault(other, "", f"has another {what} than {name}.", f"Give both the same {what}.")
        for other, forecast in runs.items()
        for what, own in _shared(forecast).items()
        if own != _shared(first)[what]
    ]
    if faults:
        raise InputFaultsError(faults)
    return Beside(dict(runs))


def _shared(forecast: Forecast) -> dict[str, object]:
    """What runs must have in common, in words."""
    return {
        "seed": forecast.seed,
        "number of draws": forecast.draws,
        "base year": forecast.inputs.scenario.base_year,
        "set of scopes": tuple(forecast.inputs.scopes),
    }
