"""The back-test: what the tool would have said at each earlier date, beside what happened.

At each origin only what was known then is used: the counts to that year, the population as estimated to
then and no further, and a spread fitted on the history before it. Every method is given the same spread,
so that only its middle differs (decision 0019).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.chance.luck import middles
from sufficiency.chance.spread import Shape, Spread
from sufficiency.demand.rates import PER, halfway, luck_at
from sufficiency.errors import one_fault
from sufficiency.record.calibration import count_spread
from sufficiency.record.panel import Panel

Floats = NDArray[np.float64]
HISTORY_YEARS: Final = 3  # of growth in population, straight trend and compound growth
FADES: Final = 0.9  # each later year's growth in population, of the year before's
QUANTILES: Final = 1000
FORECAST: Final = "sufficiency"
HOLD_COUNT: Final = "hold_count"
HOLD_RATE: Final = "hold_rate"
STRAIGHT_TREND: Final = "straight_trend"
COMPOUND_GROWTH: Final = "compound_growth"
METHODS: Final = (FORECAST, HOLD_COUNT, HOLD_RATE, STRAIGHT_TREND, COMPOUND_GROWTH)

# A method of one's own: from the panel up to the year that it forecasts from, and how many years ahead, to
# the middle of the forecast for each authority, in children; NaN where it has no history to go by.
OwnMethod = Callable[[Panel, int], Floats]


@dataclass(frozen=True)
class Judged:
    """Forecasts of one method, origin and horizon that can be judged: one entry for each authority.

    `authority` is its place in the panel; `base`, `central` and `actual` are children; `quantiles` has
    authority, rank.
    """

    method: str
    origin: int
    years_ahead: int
    authority: NDArray[np.int64]
    base: Floats
    central: Floats
    actual: Floats
    quantiles: Floats


def population_multiple(years: Sequence[int], population: Floats, origin: int, years_ahead: int) -> Floats:
    """The child population so many years on over the origin's, from estimates to the origin alone.

    The mean growth of the last three years, which fades by a tenth a year; one where there is no estimate.
    """
    column = {year: at for at, year in enumerate(years)}
    earlier = [
        back
        for back in range(HISTORY_YEARS, 0, -1)
        if origin - back in column and np.isfinite(population[:, column[origin - back]]).any()
    ]
    if not earlier:
        return np.ones(len(population))
    back = earlier[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        growth = np.log(population[:, column[origin]] / population[:, column[origin - back]]) / back
    steps = sum(FADES**step for step in range(years_ahead))
    return np.asarray(np.exp(np.where(np.isfinite(growth), growth, 0.0) * steps))


def central_forecasts(panel: Panel, origin: int, years_ahead: int) -> dict[str, Floats]:
    """The middle of each method's forecast by authority, in children; NaN where it has no history for it."""
    recent = [_counts(panel, year) for year in range(origin - HISTORY_YEARS, origin + 1)]
    base = recent[-1]
    index = population_multiple(panel.years, panel.population, origin, years_ahead)
    return {
        FORECAST: base * halfway(index),
        HOLD_COUNT: base,
        HOLD_RATE: base * index,
        STRAIGHT_TREND: _straight_trend(np.stack(recent[1:], axis=1), years_ahead),
        COMPOUND_GROWTH: _compound_growth(recent[0], base, years_ahead),
    }


def _counts(panel: Panel, year: int) -> Floats:
    """Children looked after in a year; NaN throughout where the panel does not have it."""
    if year not in panel.years:
        return np.full(len(panel.cla), np.nan)
    return panel.cla[:, panel.years.index(year)]


def _straight_trend(recent: Floats, years_ahead: int) -> Floats:
    """The least-squares line through the last three counts, carried on from the last; one child or more."""
    steps = np.arange(HISTORY_YEARS) - (HISTORY_YEARS - 1) / 2
    slope = (recent * steps).sum(axis=1) / (steps**2).sum()
    return np.asarray(np.maximum(recent[:, -1] + slope * years_ahead, 1.0))


def _compound_growth(first: Floats, last: Floats, years_ahead: int) -> Floats:
    """The growth of the last three years, compounded."""
    with np.errstate(invalid="ignore", divide="ignore"):
        yearly = (last / first) ** (1 / HISTORY_YEARS)
    return np.asarray(last * yearly**years_ahead)


def quantiles_of(
    central: Floats, base: Floats, population: Floats, years_ahead: int, spread: Spread, shape: Shape
) -> Floats:
    """The range about a forecast, by authority and rank: as `draw_children` lays it, for each base count."""
    ranks = middles(QUANTILES)
    scale2 = spread.at(years_ahead, base)[:, None]
    rate = np.where(np.isfinite(population) & (population > 0), base / population * PER, np.nan)
    # Where no population is known, no rate limits luck.
    known = np.where(np.isfinite(rate), rate, np.sqrt(shape.least_rate * shape.most_rate))[:, None]
    return np.asarray(central[:, None] * luck_at(ranks[None, :], scale2, known, shape))


def back_test(
    panel: Panel,
    origins: Sequence[int],
    horizons: Sequence[int],
    shape: Shape,
    on_step: Callable[[str], None] = lambda step: None,
    own: Mapping[str, OwnMethod] | None = None,
) -> list[Judged]:
    """Every forecast of every method that can be judged, by origin and horizon.

    An authority is judged where it has a count at the origin and at the target, and all methods have its
    history. `own` are methods of one's own, by name: they are given the panel up to the origin and no later,
    and their ranges have the spread that all have. Raises InputFaultsError where a spread cannot be fitted at
    an origin, or a method of one's own does not forecast every authority.
    """
    own = own or {}
    _refuse_taken(own)
    judged: list[Judged] = []
    for origin in origins:
        on_step(f"Forecasting from 31 March {origin}")
        spread = count_spread(panel.years, panel.cla, origin, shape.degrees_of_freedom)
        for years_ahead in horizons:
            if origin + years_ahead in panel.years:
                judged += _judged(panel, origin, years_ahead, spread, shape, own)
    return judged


def _refuse_taken(own: Mapping[str, OwnMethod]) -> None:
    for name in own:
        if name in METHODS:
            raise one_fault(name, "", "is the name of a method that is there.", "Give yours another name.")


def _own_forecast(name: str, method: OwnMethod, panel: Panel, origin: int, years_ahead: int) -> Floats:
    """What a method of one's own says; raises InputFaultsError where that is not a count an authority.

    An authority that looks after nobody may be forecast anything: it is not judged.
    """
    said = np.asarray(method(panel.until(origin), years_ahead), dtype=np.float64)
    where = f"from {origin}, {years_ahead} ahead"
    if said.shape != (len(panel.cla),):
        do = f"Return one number for each of the panel's {len(panel.cla)} authorities."
        raise one_fault(name, where, f"gave an array of shape {said.shape}.", do)
    judged = said[_counts(panel, origin) > 0]
    if (judged <= 0).any() or np.isinf(judged).any():
        what = "gave a forecast of no children, or of more than can be."
        raise one_fault(name, where, what, "Return numbers above 0, and NaN where there is no history.")
    return said


def _judged(
    panel: Panel,
    origin: int,
    years_ahead: int,
    spread: Spread,
    shape: Shape,
    own: Mapping[str, OwnMethod],
) -> list[Judged]:
    at, then = panel.years.index(origin), panel.years.index(origin + years_ahead)
    base, actual, population = panel.cla[:, at], panel.cla[:, then], panel.population[:, at]
    forecasts = central_forecasts(panel, origin, years_ahead)
    for name, method in own.items():
        forecasts[name] = _own_forecast(name, method, panel, origin, years_ahead)
    whole = np.isfinite(actual) & (actual > 0) & (base > 0)
    for central in forecasts.values():
        whole &= np.isfinite(central)
    who = np.flatnonzero(whole)
    return [
        Judged(
            method,
            origin,
            years_ahead,
            who,
            base[who],
            central[who],
            actual[who],
            quantiles_of(central[who], base[who], population[who], years_ahead, spread, shape),
        )
        for method, central in forecasts.items()
    ]
