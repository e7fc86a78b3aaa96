"""Placements to find: how many a placements team must find in a year, of which kind and at which age.

The base year's are published in all and by the age of those who started; England says how often homes
of each kind change. Later years need as many for each child (decision 0014). An authority's own return says
all of it, and England only what happens in homes that hardly anyone is in (decision 0026).
"""

from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.chance.luck import path_multiples, stream
from sufficiency.children.fitting import Margin, fit
from sufficiency.cores import on_all_cores
from sufficiency.inputs.flows import SPREAD_HORIZONS, Flows
from sufficiency.vocabulary import AGE_BANDS, BACK_TESTED_YEARS

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

# As many children as England's turnover counts for in each cell of the authority's own: a home that is
# empty on 31 March may have been found several times in the year, and one child there is no rate.
POOLED_CHILDREN: Final = 2.0


def to_find_by_age(flows: Flows, children_by_age: Floats) -> Floats:
    """The base year's placements to find by age band: starts as published, moves as children stand.

    Moves are what is left of the placements to find; their ages are not published, and are taken in
    proportion to the children looked after at each age on 31 March.
    """
    started = np.array([flows.started[band].value for band in AGE_BANDS])
    moves = flows.to_find - started.sum()
    return np.asarray(started + moves * children_by_age / children_by_age.sum())


def placements_to_find(flows: Flows, children: xr.DataArray) -> xr.DataArray:
    """The base year's placements to find by placement and age_band: in all, those that were published.

    The authority's own starts and moves of the year, where a return has them. Else `children`, the base
    year's with the same dimensions, say where they are: a kind of home that none of an age is in is none
    that has to be found for it. Raises NotConvergedError where an age has placements to find and nobody in
    any home.
    """
    children = children.transpose("placement", "age_band")
    if flows.found is not None:
        return children.copy(data=flows.found)
    return _modelled(flows, children)


def _modelled(flows: Flows, children: xr.DataArray) -> xr.DataArray:
    """The same by how often homes of each kind change in England: placement, age_band."""
    turnover = np.array([flows.turnover(str(name)) for name in children.placement.values])
    by_age = Margin(
        "placements to find by age", (1,), to_find_by_age(flows, children.sum("placement").values)
    )
    return children.copy(data=fit(children.values * turnover[:, None], [by_age]))


def found_for_each_child(to_find: xr.DataArray, children: xr.DataArray) -> xr.DataArray:
    """Placements found in a year for each child of the same placement and age on its last day."""
    own = children.transpose(*to_find.dims).values
    return to_find.copy(data=np.divide(to_find.values, own, out=np.zeros_like(own), where=own > 0))


def rate_of_finding(flows: Flows, children: xr.DataArray) -> xr.DataArray:
    """Placements found in a year for each child of a placement and age, as later years need them.

    The authority's own are pooled a little with England's turnover, and add to its own in all.
    """
    children = children.transpose("placement", "age_band")
    if flows.found is None:
        return found_for_each_child(placements_to_find(flows, children), children)
    turnover = np.array([flows.turnover(str(name)) for name in children.placement.values])[:, None]
    usual = turnover * flows.found.sum() / (turnover * children.values).sum()
    rate = (flows.found + POOLED_CHILDREN * usual) / (children.values + POOLED_CHILDREN)
    return children.copy(data=rate * flows.found.sum() / (rate * children.values).sum())


def to_find_after(for_each_child: xr.DataArray, children: xr.DataArray) -> xr.DataArray:
    """Expected placements to find in each year of `children` but the first.

    As many for each child as in the base year, times the children of that placement and age over the
    year: the mean of its start and its end.
    """
    start, end = children.isel(year=slice(None, -1)), children.isel(year=slice(1, None))
    over_the_year = end.copy(data=(start.values + end.values) / 2)
    return (over_the_year * for_each_child).transpose(*children.dims)


def luck_of_the_flows(flows: Flows, years: int, seed: int, draws: int) -> Floats:
    """What luck multiplies the placements for each child by: year ahead, draw; one in the middle draw.

    A power of the years ahead through the two spreads that were measured, level after the back-tested
    horizon. The noise of whole placements, drawn by itself, is taken off (decision 0014).
    """
    first, second = (flows.spread[ahead].value for ahead in SPREAD_HORIZONS)
    power = np.log(second / first) / np.log(SPREAD_HORIZONS[1] / SPREAD_HORIZONS[0])
    ahead = np.minimum(np.arange(1, years + 1), BACK_TESTED_YEARS)
    variances = np.clip((first * ahead**power) ** 2 - 1 / flows.to_find, 0, None)
    return path_multiples(seed, "placements to find for each child", draws, variances)


def drawn_to_find(flows: Flows, expected: xr.DataArray, seed: int) -> xr.DataArray:
    """Whole placements to find in each draw, around the expected ones of year, placement, age_band, draw.

    Every cell of every draw keeps one number in every scenario, so that more children of a kind never
    means fewer placements to find of it (decision 0007).
    """
    expected = expected.transpose("year", "placement", "age_band", "draw")
    years, draws = expected.sizes["year"], expected.sizes["draw"]
    luck = luck_of_the_flows(flows, years, seed, draws)
    numbers = stream(seed, "whole placements to find").random(expected.shape)

    def of_year(at: int) -> Wholes:
        return _whole_placements(expected.values[at] * luck[at], numbers[at])

    return expected.copy(data=np.stack(on_all_cores(of_year, range(years))))


def _whole_placements(mean: Floats, numbers: Floats) -> Wholes:
    """A Poisson count of each mean at each rank: never fewer where the mean is greater."""
    counts = np.zeros(mean.shape, dtype=np.int64)
    some = mean > 0
    counts[some] = _poisson_at(numbers[some], mean[some])
    return counts


def _poisson_at(rank: Floats, mean: Floats) -> Wholes:
    """The least whole number that a Poisson count does not exceed at each rank.

    Guessed from the normal curve with its skew and then put right by the distribution itself, which is
    some three times as fast as SciPy's own inverse.
    """
    from scipy.special import ndtri, pdtr

    z = ndtri(rank)
    count = np.floor(np.clip(mean + z * np.sqrt(mean) + (z**2 - 1) / 6, 0, None))
    wrong = np.ones(count.shape, dtype=bool)
    while wrong.any():  # too low
        wrong[wrong] = pdtr(count[wrong], mean[wrong]) < rank[wrong]
        count[wrong] += 1
    wrong = count > 0
    while wrong.any():  # too high
        wrong[wrong] = (count[wrong] > 0) & (pdtr(count[wrong] - 1, mean[wrong]) >= rank[wrong])
        count[wrong] -= 1
    return np.asarray(count, dtype=np.int64)
