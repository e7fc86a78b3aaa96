"""Two methods on one authority's returns: what each would have said at earlier dates, beside what happened.

At each date stocks and flows know the returns up to it, and the rate method the counts in them. Both are
given the population as estimated by then and the spreads fitted by then (decision 0019).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.chance.spread import Shape, Spread
from sufficiency.demand.rates import halfway
from sufficiency.record.backtest import (
    FORECAST,
    HOLD_COUNT,
    Judged,
    central_forecasts,
    population_multiple,
    quantiles_of,
)
from sufficiency.record.panel import Panel
from sufficiency.record.scores import scored
from sufficiency.ssda903.as_at import as_at
from sufficiency.ssda903.stock import open_on_31_march
from sufficiency.vocabulary import BACK_TESTED_YEARS, STREAMS

if TYPE_CHECKING:
    from sufficiency.episodes.model import CareModel
    from sufficiency.ssda903.returns import Returns

Floats = NDArray[np.float64]
EPISODES: Final = "episodes"
RATE: Final = "rate"
METHODS: Final = (EPISODES, RATE, HOLD_COUNT)
LEAST_RETURNS: Final = 3  # up to a date, of which the first shows nobody who has just come or gone
FEWEST_RETURNS: Final = 2  # where there is no date with more
COLUMNS: Final = (
    "origin", "year", "years_ahead", "method", "forecast", "p10", "p90", "actual", "error", "inside_80",
    "crps",
)  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """What is known beside the returns.

    `population` is children aged 0 to 17 by the year that an estimate goes with. `count`, `starts` and
    `leaving` are how far each moves in all authorities, by the year up to which it was fitted.
    """

    population: dict[int, float]
    count: dict[int, Spread]
    starts: dict[int, Spread]
    leaving: dict[int, Spread]
    shape: Shape


class MethodRecord(NamedTuple):
    """How one method did over its forecasts: how many, from how many dates, how far out and how sure.

    The error and the bias are shares of the actual, `inside_80` is how many were inside their 80% range,
    and `crps` is the mean in children.
    """

    forecasts: int
    origins: int
    mean_absolute_error: float
    bias: float
    inside_80: int
    crps: float


def fitted_by(spreads: dict[int, Spread], year: int) -> Spread:
    """The newest spread that was fitted by a year; where none is so old, the oldest there is."""
    return spreads[max((each for each in spreads if each <= year), default=min(spreads))]


def children_looked_after(returns: "Returns") -> dict[int, int]:
    """Children looked after on 31 March by year, each year's from its own return; none is 0."""
    counted = open_on_31_march(returns, short_breaks=False).groupby("return_year").size()
    return {year: int(counted.get(year, 0)) for year in returns.years}


def origins_of(years: Sequence[int]) -> list[int]:
    """The years to forecast from: three returns or more up to them, and a later one to be judged by.

    Two will do where no such year has three. None where there are fewer than three returns in all.
    """
    judged = [year for year in years if any(0 < later - year <= BACK_TESTED_YEARS for later in years)]
    known = {year: at + 1 for at, year in enumerate(years)}
    of_three = [year for year in judged if known[year] >= LEAST_RETURNS]
    return of_three or [year for year in judged if known[year] >= FEWEST_RETURNS]


def forecasts_of_both(
    returns: "Returns",
    evidence: Evidence,
    seed: int,
    draws: int,
    on_step: Callable[[str], None] = lambda step: None,
) -> pd.DataFrame:
    """Every forecast of children looked after by each method at each earlier date, and what happened.

    Columns: `origin, year, years_ahead, method, forecast, p10, p90, actual, error, inside_80, crps`. The
    method is `episodes`, `rate` or `hold_count`; children, but for `error`, a share of the actual. The
    actual is the later year's own return's. No rows where no year can be forecast from or judged. Raises
    InputFaultsError where stocks and flows cannot be estimated at a date.
    """
    panel = _panel(children_looked_after(returns), evidence.population)
    judged = []
    for origin in origins_of(returns.years):
        on_step(f"Forecasting from 31 March {origin}")
        ahead = _judged_years(panel, origin)
        if ahead:
            judged += _by_rate(panel, origin, ahead, evidence)
            judged += _by_episodes(returns, panel, origin, ahead, evidence, seed, draws)
    if not judged:
        return pd.DataFrame(columns=list(COLUMNS))
    on_step("Scoring")
    return _table(scored(judged, panel))


def record_of(table: pd.DataFrame) -> dict[str, MethodRecord]:
    """How each method did over all its forecasts, by method, the one of the least mean CRPS first."""
    records = {
        str(method): MethodRecord(
            forecasts=len(own),
            origins=int(own["origin"].nunique()),
            mean_absolute_error=float(own["error"].abs().mean()),
            bias=float(own["error"].mean()),
            inside_80=int(own["inside_80"].sum()),
            crps=float(own["crps"].mean()),
        )
        for method, own in table.groupby("method", sort=False)
    }
    return dict(sorted(records.items(), key=lambda item: item[1].crps))


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """Scored rows in the columns of COLUMNS, by date, year and method."""
    named = rows.assign(
        year=rows["origin"] + rows["years_ahead"],
        method=rows["method"].replace(FORECAST, RATE),
        crps=rows["crps_children"],
    )
    order = named["method"].map({method: at for at, method in enumerate(METHODS)})
    named = named.assign(order=order).sort_values(["origin", "year", "order"], ignore_index=True)
    return named[list(COLUMNS)]


def _panel(counts: dict[int, int], population: dict[int, float]) -> Panel:
    """The authority alone, as the back-test of every authority takes them; NaN where nothing is known."""
    years = tuple(range(min([*counts, *population]), max(counts) + 1))

    def by_year(known: Mapping[int, float]) -> Floats:
        return np.array([[known.get(year, np.nan) for year in years]], dtype=np.float64)

    nothing = by_year({})
    return Panel(
        code=("",),
        dfe_code=("",),
        name=("",),
        region=("",),
        years=years,
        cla=by_year(counts),
        uasc=nothing,
        population=by_year(population),
        started=nothing,
        ceased=nothing,
        first_published=nothing,
    )


def _judged_years(panel: Panel, origin: int) -> list[int]:
    """How many years ahead there is a count to judge by, none of a count of nobody."""
    counts = dict(zip(panel.years, panel.cla[0], strict=True))
    ahead = range(1, BACK_TESTED_YEARS + 1)
    return [step for step in ahead if counts[origin] > 0 and counts.get(origin + step, 0) > 0]


def _by_rate(panel: Panel, origin: int, ahead: Sequence[int], evidence: Evidence) -> list[Judged]:
    """Forecasts halfway between the count and the rate held, and of the count held, with one range."""
    at = panel.years.index(origin)
    base, population = panel.cla[:, at], panel.population[:, at]
    spread = fitted_by(evidence.count, origin)
    judged = []
    for step in ahead:
        middles = central_forecasts(panel, origin, step)
        for method in (FORECAST, HOLD_COUNT):
            central = middles[method]
            quantiles = quantiles_of(central, base, population, step, spread, evidence.shape)
            judged.append(_judged(panel, method, origin, step, central, quantiles))
    return judged


def _by_episodes(
    returns: "Returns",
    panel: Panel,
    origin: int,
    ahead: Sequence[int],
    evidence: Evidence,
    seed: int,
    draws: int,
) -> list[Judged]:
    """Forecasts of stocks and flows, estimated on the returns to the date and on nothing later."""
    from sufficiency.episodes.estimate import care_model  # statsmodels is slow to import
    from sufficiency.episodes.stock import expected_children

    care = care_model(as_at(returns, origin), origin)
    starts = _starts_path(panel, origin, max(ahead))
    central = expected_children(care, max(ahead), starts).sum(axis=(1, 2, 3))
    drawn = _drawn(care, origin, starts, evidence, seed, draws)
    return [_judged(panel, EPISODES, origin, step, central[[step - 1]], drawn[[step - 1]]) for step in ahead]


def _starts_path(panel: Panel, origin: int, years: int) -> Floats:
    """Starts as a multiple of their level now, by stream and year ahead: as the rate method's count is."""
    steps = range(1, years + 1)
    path = [population_multiple(panel.years, panel.population, origin, step)[0] for step in steps]
    return np.tile(halfway(np.array(path)), (len(STREAMS), 1))


def _drawn(
    care: "CareModel", origin: int, starts: Floats, evidence: Evidence, seed: int, draws: int
) -> Floats:
    """Children looked after in each draw: year ahead, draw."""
    from sufficiency.episodes.stock import drawn_as_spread

    coming, leaving = fitted_by(evidence.starts, origin), fitted_by(evidence.leaving, origin)
    drawn = drawn_as_spread(care, starts, coming, leaving, seed, draws)
    return np.asarray(drawn.sum(axis=(1, 2, 3), dtype=np.float64))


def _judged(
    panel: Panel, method: str, origin: int, years_ahead: int, central: Floats, quantiles: Floats
) -> Judged:
    counts = dict(zip(panel.years, panel.cla.T, strict=True))
    who = np.array([0])
    return Judged(
        method, origin, years_ahead, who, counts[origin], central, counts[origin + years_ahead], quantiles
    )
