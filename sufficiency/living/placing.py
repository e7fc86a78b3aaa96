"""Placing: where children live each year, once only those released need a home are placed.

Children are not moved because a nearer or cheaper home appears: each year some leave their home or
start to be looked after, and they alone take what is free, in the order the scenario says; the rest
stay. So a new home changes sector, distance and cost only as fast as children move (decision 0013).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.children.crosstab import HOMES
from sufficiency.cores import on_all_cores
from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.inputs import Inputs
from sufficiency.living.homes import Home, Market, market_of, ratio
from sufficiency.scenarios.levers import BringBack
from sufficiency.supply.secured import Supply
from sufficiency.vocabulary import (
    BLOCK,
    INSIDE,
    KINSHIP,
    PROVISIONS,
    RINGS,
    SECTORS,
    SELECT_LIST,
    SPOT,
)

Floats = NDArray[np.float64]
DRAWS_AT_A_TIME: Final = 1000


def wanted_by_age(base_homes: xr.DataArray, later: NDArray[np.int16] | None = None) -> Floats:
    """Children who need each provision, by age: year, provision, age_band, draw.

    `base_homes` has a draw dimension and one year or more; `later` is the homes of `DemandDraws`.
    """
    order = ("year", "placement", "age_band", "draw")
    base = (
        base_homes.sel(placement=list(PROVISIONS)).sum(["stream", "distance_band"]).transpose(*order).values
    )
    if later is None:
        return np.asarray(base)
    wanted = [HOMES.index(name) for name in PROVISIONS]
    drawn = later[:, :, :, wanted].sum(axis=(1, 4), dtype=np.float64).transpose(0, 2, 1, 3)
    return np.concatenate([np.broadcast_to(base, (1, *drawn.shape[1:])), drawn])


def kinship_children(base_homes: xr.DataArray, later: NDArray[np.int16] | None = None) -> xr.DataArray:
    """Children with relatives or friends of the family on 31 March: draw, year. As of `wanted_by_age`."""
    base = base_homes.sel(placement=KINSHIP).sum(["stream", "age_band", "distance_band"])
    base = base.transpose("draw", "year")
    if later is None:
        return base
    drawn = later[:, :, :, HOMES.index(KINSHIP)].sum(axis=(1, 2, 3), dtype=np.float64).T
    first = np.broadcast_to(base.values, (len(drawn), 1))
    year = int(base.year[0])
    return xr.DataArray(
        np.concatenate([first, drawn], axis=1),
        dims=("draw", "year"),
        coords={"year": [year + step for step in range(drawn.shape[1] + 1)]},
    )


def place_children(inputs: Inputs, supply: Supply, wanted: Floats, values: Values) -> xr.DataArray:
    """Children by home on 31 March of each year: draw, year, provision, sector, ring.

    `wanted` is as of `wanted_by_age`. In the base year everyone is where they are; after it nobody
    settled is moved, but by a lever that says so or when the home itself is gone.
    """
    years, draws = list(inputs.scenario.years), wanted.shape[-1]
    placed = np.zeros((len(PROVISIONS), len(years), len(SECTORS), len(RINGS), draws))

    def place(job: tuple[int, slice]) -> None:
        at, some = job
        market = market_of(inputs, supply, PROVISIONS[at], values, wanted[:, at, :, some], some)
        placed[at, ..., some] = _place(inputs, market)

    batches = [slice(start, start + DRAWS_AT_A_TIME) for start in range(0, draws, DRAWS_AT_A_TIME)]
    on_all_cores(place, [(at, some) for some in batches for at in range(len(PROVISIONS))])
    dims = ("provision", "year", "sector", "ring", "draw")
    coords = {"provision": list(PROVISIONS), "year": years, "sector": list(SECTORS), "ring": list(RINGS)}
    array = xr.DataArray(placed, dims=dims, coords=coords)
    return array.transpose("draw", "year", "provision", "sector", "ring")


def _place(inputs: Inputs, market: Market) -> Floats:
    """The children of one provision by year, sector, ring and draw."""
    homes = market.homes
    living = np.stack([home.living for home in homes])  # home, cell, draw
    held = [_by_sector_and_ring(homes, living)]
    for step in range(1, len(market.years)):
        settled = living * (1 - market.released)
        _close(homes, settled, step)
        settled *= np.minimum(ratio(market.wanted[step], settled.sum(axis=0)), 1)
        waiting = np.clip(market.wanted[step] - settled.sum(axis=0), 0, None)
        living = settled
        for at in market.order:
            waiting = _take_in(homes[at], living[at], waiting, step)
        _buy_on_spot(market, living, waiting)
        _bring_back(inputs, market, living, step)
        held.append(_by_sector_and_ring(homes, living))
    return np.stack(held)


def _close(homes: Sequence[Home], settled: Floats, step: int) -> None:
    """Children whose home is gone must be placed; those whose home has only left the list stay, on spot."""
    for at, home in enumerate(homes):
        settled[at] *= 1 - home.closed[step]
        if home.sector == SPOT or home.keeps_all:
            continue
        living = settled[at].sum(axis=0)
        over = np.clip(living - home.places[step], 0, None)
        if not over.any():
            continue
        leaving = settled[at] * ratio(over, living, over_nothing=0.0)
        settled[at] -= leaving
        if home.on_block is not None:
            leaving = _take_in(homes[home.on_block], settled[home.on_block], leaving, step)
        if home.sector in (BLOCK, SELECT_LIST):
            settled[home.on_spot] += leaving


def _take_in(home: Home, living: Floats, waiting: Floats, step: int) -> Floats:
    """Children who wait move into what is free in a home that takes them; returns those who still wait."""
    free = np.clip(home.places[step] - living.sum(axis=0), 0, None)
    suited = waiting if home.takes is None else waiting * home.takes[:, None]
    asking = suited.sum(axis=0)
    share = ratio(np.minimum(free, asking), asking, over_nothing=0.0)
    moving = suited * share
    living += moving
    return np.asarray(waiting - moving)


def _buy_on_spot(market: Market, living: Floats, waiting: Floats) -> None:
    """Whoever still waits is placed on spot, as far away as spot homes were in the base year."""
    for at, home in enumerate(market.homes):
        if home.sector == SPOT:
            living[at] += waiting * market.spot_ring[home.ring]


def _bring_back(inputs: Inputs, market: Market, living: Floats, step: int) -> None:
    """Children beyond a scope for want of a nearer home come back, as far as homes in it are free."""
    year = market.years[step]
    for lever in inputs.scenario.levers.values():
        if not isinstance(lever, BringBack) or lever.provision != market.provision:
            continue
        if not lever.from_year <= year <= lever.to_year:
            continue
        near = RINGS[:1] if lever.scope == INSIDE else RINGS[:2]
        beyond = [at for at, home in enumerate(market.homes) if home.ring not in near]
        away = living[beyond].sum(axis=(0, 1))
        for_want = away * market.far_for_want[lever.scope]
        share = ratio(np.minimum(lever.children_a_year, for_want), away, over_nothing=0.0)
        leaving = living[beyond] * share
        waiting = leaving.sum(axis=0)
        asked = waiting.copy()
        for at in market.order:
            if market.homes[at].ring in near:
                waiting = _take_in(market.homes[at], living[at], waiting, step)
        # Those for whom nothing was free stay where they are.
        living[beyond] -= leaving * (1 - ratio(waiting, asked, over_nothing=0.0))


def _by_sector_and_ring(homes: Sequence[Home], living: Floats) -> Floats:
    total = np.zeros((len(SECTORS), len(RINGS), living.shape[-1]))
    for home, children in zip(homes, living.sum(axis=1), strict=True):
        total[SECTORS.index(home.sector), RINGS.index(home.ring)] += children
    return total
