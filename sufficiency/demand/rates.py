"""Children looked after: the central path by stream, and the range around it.

Unaccompanied children (UASC) are a part of the total with a path of their own; what is left is the
remainder. One spread, estimated on the total, covers population and rate together (decisions 0003
and 0005).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.chance.luck import path_ranks
from sufficiency.chance.spread import Shape, Spread
from sufficiency.children.population import growth_index
from sufficiency.demand.shares import DriftingShare
from sufficiency.inputs.inputs import Inputs
from sufficiency.labelled import filled_with
from sufficiency.scenarios.scenario import (
    Arrivals,
    Change,
    Converge,
    HoldCount,
    HoldShare,
    Joint,
    OwnCounts,
    OwnRates,
    Trend,
)
from sufficiency.vocabulary import BACK_TESTED_YEARS, OTHER, STREAMS, UASC

if TYPE_CHECKING:
    from sufficiency.children.trend import DampedTrend

Floats = NDArray[np.float64]
PER = 10_000


def population_index(inputs: Inputs) -> xr.DataArray:
    """The child population of each year of the scenario, as a multiple of the base year's."""
    scenario = inputs.scenario
    points = {year: figure.value for year, figure in inputs.growth.items()}
    index = growth_index(points, scenario.moments[0], scenario.moments)
    return index.assign_coords(year=list(scenario.years))


def central_children(inputs: Inputs) -> xr.DataArray:
    """Children looked after on the central path. Dimensions: stream (uasc, other), year."""
    index = population_index(inputs)
    base_total, base_uasc = inputs.base_cla.value, inputs.base_uasc.value
    uasc = _uasc(inputs, index, base_uasc)
    path = inputs.scenario.cla
    multiple = _rate_multiple(inputs, index)
    if isinstance(path, (HoldCount, Joint, Converge, Trend, OwnRates)) or (
        isinstance(path, Change) and path.of == "all"
    ):
        # A path of all children looked after: UASC keep theirs, as far as it goes, and the rest moves.
        total = base_total * (filled_with(index, 1.0) if isinstance(path, HoldCount) else index * multiple)
        if isinstance(inputs.scenario.uasc, HoldShare):
            uasc = total * (base_uasc / base_total)
        uasc = uasc.where(uasc <= total, total)
        other = total - uasc
    else:
        moved = index * multiple
        other = (base_total - base_uasc) * moved
        if isinstance(inputs.scenario.uasc, HoldShare):
            uasc = base_uasc * moved
    return (
        xr.concat([uasc, other], dim="stream").assign_coords(stream=list(STREAMS)).transpose("stream", "year")
    )


def _uasc(inputs: Inputs, index: xr.DataArray, base_uasc: float) -> xr.DataArray:
    path, moments = inputs.scenario.uasc, inputs.scenario.moments
    if isinstance(path, HoldCount):
        return xr.full_like(index, base_uasc)
    if isinstance(path, Arrivals):
        points = {moments[0]: base_uasc, path.by: path.looked_after}
        return index.copy(data=_straight_line(points, moments))
    if isinstance(path, OwnCounts):
        points = {moments[0]: base_uasc} | {int(y): n for y, n in path.children.items()}
        return index.copy(data=_straight_line(points, moments))
    return base_uasc * index


def _rate_multiple(inputs: Inputs, index: xr.DataArray) -> Floats:
    """The rate of each year as a multiple of the base year's; `index` is of the child population."""
    path, moments = inputs.scenario.cla, np.array(inputs.scenario.moments)
    if isinstance(path, Joint):
        return np.asarray(halfway(index.values) / index.values)
    base_rate = inputs.base_cla.value / inputs.base_population.value * PER
    if isinstance(path, Converge) and inputs.target_rate is not None:
        points = {moments[0]: base_rate, path.by: inputs.target_rate.value}
        return _straight_line(points, moments) / base_rate
    if isinstance(path, OwnRates):
        points = {moments[0]: base_rate} | {int(y): r for y, r in path.rate_per_10k.items()}
        return _straight_line(points, moments) / base_rate
    if isinstance(path, Change):
        steps = np.clip(moments - path.from_year + 1, 0, path.to_year - path.from_year + 1)
        # What of the first year has gone by on a re-base's day is in its counts.
        return np.asarray((1 + path.percent_a_year / 100) ** (steps - steps[0]), dtype=np.float64)
    if isinstance(path, Trend):
        return fitted_trend(inputs).multiples(index.year.values)
    return np.ones(len(moments))


def halfway(population_index: Floats) -> Floats:
    """The count as a multiple of the base year's, halfway between the count and the rate, both held."""
    return np.asarray(np.sqrt(population_index))


def fitted_trend(inputs: Inputs) -> "DampedTrend":
    """The damped trend of the rates that the scenario names."""
    from sufficiency.children.trend import fit_damped_trend  # statsmodels is slow to import

    return fit_damped_trend({year: figure.value for year, figure in inputs.trend_rates.items()})


def _straight_line(points: Mapping[float, float], moments: Sequence[float] | Floats) -> Floats:
    known = sorted(points)
    return np.interp(moments, known, [points[moment] for moment in known])


def squared_scale(inputs: Inputs, horizons: Floats) -> Floats:
    """The squared scale of the log of the count, by years ahead of the base year.

    `h^gamma (alpha + beta / N)` up to the back-tested horizon; beyond it each year adds less.
    """
    spread = Spread.of({name: figure.value for name, figure in inputs.count_spread.items()})
    damping = inputs.count_shape["damping_after_back_test"].value
    return spread.damped(horizons, inputs.base_cla.value, BACK_TESTED_YEARS, damping)


@dataclass(frozen=True)
class ChildrenDraws:
    """Whole children looked after in each draw. Arrays are draw by year; the base year is certain."""

    uasc: NDArray[np.int64]
    other: NDArray[np.int64]

    @property
    def total(self) -> NDArray[np.int64]:
        return self.uasc + self.other


def draw_children(
    inputs: Inputs, central: xr.DataArray, uasc_share: DriftingShare, seed: int, draws: int
) -> ChildrenDraws:
    """Whole children looked after, by draw and year, total and UASC from the same luck.

    The middle draw of the total is the central path within one child. Luck multiplies the central
    path and no scenario changes it, so a scenario that lowers the rate has no more children of either
    stream in any draw.
    """
    luck = _luck_of_the_count(inputs, seed, draws)
    total = central.sum("stream").values[1:] * luck
    uasc = np.minimum(central.sel(stream=UASC).values[1:] * luck * uasc_share.multiples(seed, draws), total)
    # Each stream is rounded by itself: rounding the total could give one stream what the other lost.
    return ChildrenDraws(
        uasc=_whole(float(central.sel(stream=UASC)[0]), uasc),
        other=_whole(float(central.sel(stream=OTHER)[0]), total - uasc),
    )


def _luck_of_the_count(inputs: Inputs, seed: int, draws: int) -> Floats:
    """What luck multiplies the central path by: draw, year after the base; one in the middle draw."""
    scale2 = squared_scale(inputs, np.array(inputs.scenario.years_ahead))
    ranks = path_ranks(seed, "children looked after", draws, scale2)
    base_rate = inputs.base_cla.value / inputs.base_population.value * PER
    return luck_at(ranks, scale2, base_rate, inputs.shape)


def luck_at(ranks: Floats, scale2: Floats, base_rate: float | Floats, shape: Shape) -> Floats:
    """What luck multiplies a central path by at each rank: Student-t on the log; one in the middle.

    Luck takes the base year's rate (per 10,000) no further than any authority has been.
    """
    from scipy.special import stdtrit

    t = np.clip(stdtrit(shape.degrees_of_freedom, ranks), -shape.largest_t, shape.largest_t)
    least, most = np.minimum(shape.least_rate / base_rate, 1), np.maximum(shape.most_rate / base_rate, 1)
    return np.asarray(np.clip(np.exp(np.sqrt(scale2) * t), least, most))


def _whole(base: float, later: Floats) -> NDArray[np.int64]:
    """Whole children by draw and year, after the base year's, which are the same in every draw."""
    every: NDArray[np.int64] = np.rint(np.hstack([np.full((len(later), 1), base), later])).astype(np.int64)
    return every
