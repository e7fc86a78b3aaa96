"""The back-test of a method of one's own, beside those of the tool, on every authority."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from sufficiency.errors import one_fault
from sufficiency.readers.panels import bundled_shape
from sufficiency.readers.panels import read_panel as panel_in
from sufficiency.record.backtest import OwnMethod
from sufficiency.record.backtest import back_test as judged_of
from sufficiency.record.panel import Panel
from sufficiency.record.scores import EVERY, scored, scores_table
from sufficiency.sentences.backtest import record_sentences
from sufficiency.tidy import pick

if TYPE_CHECKING:
    from sufficiency.charts import Chart

ORIGINS: Final = 7  # years to forecast from, where none are asked for: the last that can be judged
LEAST_HISTORY: Final = 3  # years before the first of them: a trend needs three, and a fit some horizons


@dataclass(frozen=True)
class BackTested:
    """Forecasts of every method, scored: `forecasts` a row each, `scores` as `scores_table` has them."""

    forecasts: pd.DataFrame
    scores: pd.DataFrame

    @property
    def origins(self) -> list[int]:
        """The years that forecasts were made as at."""
        return sorted(int(year) for year in self.forecasts["origin"].unique())

    @property
    def sentences(self) -> list[str]:
        """The record of the tool's own forecast, in words."""
        return record_sentences(self.scores, self.origins, self.forecasts["authority"].nunique())

    def errors(self, measure: str = "mape") -> pd.DataFrame:
        """One score of each method over all authorities: a row each, the best first; a column a year ahead.

        `measure` is a column of `scores`: `mape`, `bias`, `coverage_80`, `crps_share`... The column `all` is
        every number of years ahead together.
        """
        if measure not in self.scores.columns:
            do = f"There are: {', '.join(str(each) for each in self.scores.columns[4:])}."
            raise one_fault(measure, "", "is not scored.", do)
        table = pick(self.scores, by=EVERY).pivot_table(measure, "method", "years_ahead", sort=False)
        return table.sort_values(EVERY)

    @property
    def chart(self) -> "Chart":
        """How far each method was out, by years ahead."""
        from sufficiency.charts.record import record_chart

        made = self.origins
        return record_chart(
            self.scores, f"made {made[0]} to {made[-1]}" if len(made) > 1 else f"made {made[0]}"
        )


def read_panel(path: str | Path) -> Panel:
    """Children looked after in every authority by year, from a published file; raises InputFaultsError.

    The file is DfE's number and rate, its characteristics, or a panel compiled from several releases: more
    years let more forecasts be judged. docs/published-files.md says where they are published.
    """
    return panel_in(Path(path))


def back_test(
    panel: Panel,
    methods: Mapping[str, OwnMethod] | None = None,
    origins: Sequence[int] | None = None,
    horizons: Sequence[int] = (1, 2, 3, 4, 5),
    seed: int = 1,
) -> BackTested:
    """Every method's forecasts as at earlier years, beside what happened, in every authority.

    `methods` are one's own, by name. Each is a function of the panel up to the year that it forecasts from,
    and of how many years ahead; it gives the middle of its forecast for each authority, in children (NaN
    where it has no history). Its range is as wide as everyone's (docs/decisions/0019), so the middle alone
    makes the difference. `origins` are the last seven years that can be judged if not given.
    Raises InputFaultsError.

    Forty authorities, invented, that grow by a child a year; and a method that knows it:

    >>> import numpy as np
    >>> from sufficiency import analysis
    >>> from sufficiency.record.panel import Panel
    >>> count = 200.0 + 10 * np.arange(40)[:, None] + np.arange(10)
    >>> none, names = np.full(count.shape, np.nan), tuple(f"Authority {at}" for at in range(40))
    >>> years = tuple(range(2014, 2024))
    >>> panel = Panel(names, names, names, names, years, count, none, none, none, none, none)
    >>> def one_more_a_year(history, years_ahead):
    ...     return history.cla[:, -1] + years_ahead
    >>> own = {"one_more_a_year": one_more_a_year}
    >>> tested = analysis.back_test(panel, own, origins=[2021], horizons=[1, 2])
    >>> tested.errors().round(4).loc["one_more_a_year"].tolist()
    [0.0, 0.0, 0.0]
    """
    made = _judged_years(panel, min(horizons)) if origins is None else list(origins)
    judged = judged_of(panel, made, horizons, bundled_shape(), own=methods)
    if not any(len(each.authority) for each in judged):
        what = "no forecast can be judged: no authority has every count that one needs."
        do = "Use years whose targets, and the three years before them, are in the panel."
        raise one_fault("the panel", "", what, do)
    rows = scored(judged, panel)
    return BackTested(rows, scores_table(rows, seed))


def _judged_years(panel: Panel, soonest: int) -> list[int]:
    """The last years of the panel that have a later one to be judged by, and years before to go by."""
    first = panel.years[0] + LEAST_HISTORY
    return [year for year in panel.years if first <= year <= panel.years[-1] - soonest][-ORIGINS:]
