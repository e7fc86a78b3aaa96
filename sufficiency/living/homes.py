"""Homes: all that children of one provision may live in, as placing sees them.

Named providers are apart, by ages and care; the rest of each sector stands together. A home is in a
ring: inside the authority, outside it but within 20 miles, or far.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Final, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.inputs import Inputs
from sufficiency.providers.pools import Place, Pool, Shares, cells_of, filled_by_cell, places_by_year
from sufficiency.providers.provider import COMPLEX, STANDARD
from sufficiency.scenarios.levers import ConvertToBlock, OpenShare
from sufficiency.scopes import miles_of
from sufficiency.supply.listed import shares_of
from sufficiency.supply.secured import Supply
from sufficiency.vocabulary import (
    AGE_BANDS,
    AGES_OF_BAND,
    ANY,
    BANDS_IN_SCOPE,
    BLOCK,
    FOSTERING,
    IN_HOUSE,
    INSIDE,
    RINGS,
    SECTORS,
    SELECT_LIST,
    SPOT,
    WITHIN_20,
)

Floats = NDArray[np.float64]
NOTHING: Final = 1e-12


@dataclass(frozen=True)
class Home:
    """Homes alike. `places` and `closed` have year and draw (or one); `living` has cell and draw.

    `takes` has one for each cell of age and care that it takes, None where it takes all; `on_spot` is
    which home its children live in once it leaves the list, and `on_block` that in which they do where it
    is turned into a block; `keeps_all` where none leave for want of a place.
    """

    sector: str
    ring: str
    places: Floats
    closed: Floats
    living: Floats
    takes: Floats | None
    on_spot: int
    keeps_all: bool
    on_block: int | None = None


@dataclass(frozen=True)
class Market:
    """One provision in some draws: who wants a home and what homes there are.

    `wanted` has year, cell, draw; `released` and the shares have draw. `order` says which home is
    filled first; `spot_ring` is how far away spot homes are.
    """

    provision: str
    years: tuple[int, ...]
    wanted: Floats
    released: Floats
    homes: tuple[Home, ...]
    order: tuple[int, ...]
    spot_ring: Mapping[str, Floats]
    far_for_want: Mapping[str, Floats]


def market_of(
    inputs: Inputs, supply: Supply, provision: str, values: Values, wanted: Floats, draws: slice
) -> Market:
    """The homes of one provision and the children who want them, in some draws.

    `wanted` has year, age_band, draw. Children of an age band are taken to be as many of each age in it.
    """
    years = tuple(inputs.scenario.years)
    pools = [pool for pool in inputs.pools if pool.place.provision == provision]
    # An age that nobody is of wants no home.
    cells = [cell for cell in _cells(inputs, provision, pools) if wanted[:, cell.band].any()]
    cells = cells or _cells(inputs, provision, pools)[-1:]
    by_cell = np.stack([wanted[:, cell.band] * cell.share for cell in cells], axis=1)
    rings = _Rings.of(inputs, supply, provision, draws)
    named = _Named.of(_named_homes(inputs, provision, pools, cells, by_cell[0], rings, values, draws))
    places = _places(named, rings)
    named = _within(named, rings, places)
    homes = [*named.homes, *_other_homes(inputs, provision, named, by_cell[0], rings, places)]
    homes = _with_stays(inputs, provision, homes)
    return Market(
        provision=provision,
        years=years,
        wanted=by_cell,
        released=values[inputs.released_share[provision].name].values[draws],
        homes=tuple(homes),
        order=_order(inputs, homes),
        spot_ring=rings.spot_ring(),
        far_for_want={
            scope: values[figure.name].values[draws] for scope, figure in inputs.far_for_want.items()
        },
    )


# --- Who ------------------------------------------------------------------------------------------
class _Cell(NamedTuple):
    """Children of some ages and one care level: their age band and the share of it that they are."""

    youngest: int
    oldest: int
    care: str | None
    band: int
    share: float


def _cells(inputs: Inputs, provision: str, pools: Sequence[Pool]) -> list[_Cell]:
    """Ages cut wherever a provider's ages begin or end, and care levels where a share is recorded."""
    cuts = {pool.place.youngest_age for pool in pools} | {pool.place.oldest_age + 1 for pool in pools}
    complex_share = inputs.complex_share.get(provision)
    levels: list[tuple[str | None, float]] = [(None, 1.0)]
    if complex_share is not None and any(pool.place.care for pool in pools):
        levels = [(COMPLEX, complex_share.value), (STANDARD, 1 - complex_share.value)]
    cells = []
    for band, (youngest, oldest) in enumerate(AGES_OF_BAND[name] for name in AGE_BANDS):
        starts = [youngest, *sorted(cut for cut in cuts if youngest < cut <= oldest), oldest + 1]
        for first, after in pairwise(starts):
            part = (after - first) / (oldest + 1 - youngest)
            cells += [_Cell(first, after - 1, care, band, part * share) for care, share in levels]
    return cells


def _takes(place: Place, cells: Sequence[_Cell]) -> Floats | None:
    """One for each cell that a place takes; None where it takes all. Standard care takes no complex need."""
    takes = np.array(
        [
            float(
                place.youngest_age <= cell.youngest
                and cell.oldest <= place.oldest_age
                and not (place.care == STANDARD and cell.care == COMPLEX)
            )
            for cell in cells
        ]
    )
    return None if takes.all() else takes


# --- Where ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Rings:
    """Places of one provision in some draws, by sector and ring.

    `filled` has sector, ring, draw and `spread` ring, draw; `gained`, with year, is what no row of the list
    names: places that are vacant, that open and that are lost. `secured` has sector, year, draw: in all.
    """

    filled: Floats
    gained: Floats
    secured: Floats
    spread: Floats

    @classmethod
    def of(cls, inputs: Inputs, supply: Supply, provision: str, draws: slice) -> "_Rings":
        filled = supply.filled.isel(draw=draws).sel(provision=provision)
        later = supply.unnamed.isel(draw=draws).sel(provision=provision)
        contracted = xr.DataArray([sector != SPOT for sector in SECTORS], dims="sector")
        inside = {band: inputs.by_distance[band].value for band in BANDS_IN_SCOPE[INSIDE]}
        near = inside["within_20_inside"] / sum(inside.values()) if sum(inside.values()) else 1.0
        of_filled = _in_rings(filled.transpose("scope", "sector", "draw"), near)
        external = of_filled.sum(axis=0)
        if provision == FOSTERING:
            external = external - of_filled[SECTORS.index(IN_HOUSE)]
        total = external.sum(axis=0)
        even = np.full_like(external, 1 / len(RINGS))
        spread = np.divide(external, total, out=even, where=total > 0)
        gained = (later - filled * contracted).transpose("scope", "sector", "year", "draw")
        scope = {name: gained.sel(scope=name).values for name in (INSIDE, WITHIN_20, ANY)}
        # A place that a scenario opens inside the authority counts within 20 miles, whole.
        of_gained = [scope[INSIDE], scope[WITHIN_20] - scope[INSIDE], scope[ANY] - scope[WITHIN_20]]
        secured = supply.secured.isel(draw=draws).sel(provision=provision, scope=ANY)
        in_all = secured.transpose("sector", "year", "draw").values
        return cls(of_filled, np.stack(of_gained, axis=1), in_all, spread)

    def spot_ring(self) -> dict[str, Floats]:
        """How far away spot homes are: those of the base year, or all external homes where none was."""
        spot = self.filled[SECTORS.index(SPOT)]
        total = spot.sum(axis=0)
        share = np.divide(spot, total, out=self.spread.copy(), where=total > 0)
        return dict(zip(RINGS, share, strict=True))


def _in_rings(by_scope: xr.DataArray, near_of_inside: float) -> Floats:
    """Homes by scope turned into homes by ring, which stands after the sector."""
    scope = {name: by_scope.sel(scope=name).values for name in (INSIDE, WITHIN_20, ANY)}
    not_inside = np.clip(scope[ANY] - scope[INSIDE], 0, None)
    near = np.clip(scope[WITHIN_20] - near_of_inside * scope[INSIDE], 0, not_inside)
    far = not_inside - near
    return np.stack([scope[INSIDE], near, far], axis=1)


def _ring_of(inputs: Inputs, place: Place) -> str | None:
    if place.in_scope is None:
        return None
    stands = dict(zip(inputs.scopes, place.in_scope, strict=True))
    return RINGS[0] if stands[INSIDE] else RINGS[1] if stands[WITHIN_20] else RINGS[2]


# --- What homes -----------------------------------------------------------------------------------
def _named_homes(
    inputs: Inputs,
    provision: str,
    pools: Sequence[Pool],
    cells: Sequence[_Cell],
    wanted: Floats,
    rings: _Rings,
    values: Values,
    draws: slice,
) -> list[Home]:
    """The homes of the list's providers, those alike together; of unknown place, spread over the rings."""
    years = list(inputs.scenario.years)
    contracted = [pool for pool in pools if pool.place.sector != SPOT]
    places = cells_of(contracted)
    shares = shares_of(inputs, values, draws)
    by_year = places_by_year(contracted, places, years, shares)
    kept = _kept(contracted, places, years, shares, by_year)
    filled = filled_by_cell(contracted, places)
    homes: list[Home] = []
    for at, place in enumerate(places):
        ring = _ring_of(inputs, place)
        takes = _takes(place, cells)
        able = wanted if takes is None else wanted * takes[:, None]
        # Where none of our children is of its ages, those who live there are as all the others are.
        able = np.where(able.sum(axis=0) > NOTHING, able, wanted)
        closed = 1 - ratio(kept[at], np.concatenate([kept[at, :1], kept[at, :-1]]))
        for name, part in {ring: 1.0}.items() if ring else zip(RINGS, rings.spread, strict=True):
            living = filled[place] * part * ratio(able, np.broadcast_to(able.sum(axis=0), able.shape))
            homes.append(
                Home(place.sector, name, by_year[at] * part, closed, living, takes, 0, keeps_all=False)
            )
    keeps = _keeps_all(inputs, provision)
    return [replace(home, keeps_all=keeps and home.sector == SELECT_LIST) for home in homes]


def _kept(
    pools: Sequence[Pool], places: Sequence[Place], years: Sequence[int], shares: Shares, by_year: Floats
) -> Floats:
    """The share of each place's homes that no closure has taken: place, year, draw."""
    if all(pool.timing.closes is None for pool in pools):
        return np.ones_like(by_year)
    unclosed = [replace(pool, timing=pool.timing._replace(closes=None, back=None)) for pool in pools]
    return ratio(by_year, places_by_year(unclosed, places, years, shares))


Cell = tuple[str, str]  # sector and ring


def _named_in(named: Sequence[Home], number_of: Callable[[Home], Floats]) -> dict[Cell, Floats | float]:
    """A number of the named homes summed over each sector and ring; nought where none is named."""
    total: dict[Cell, Floats | float] = dict.fromkeys(product(SECTORS, RINGS), 0.0)
    for home in named:
        total[home.sector, home.ring] = total[home.sector, home.ring] + number_of(home)
    return total


@dataclass(frozen=True)
class _Named:
    """The homes that rows of the list name, with their places (year, draw) and children (draw) by cell."""

    homes: list[Home]
    places: dict[Cell, Floats | float]
    children: dict[Cell, Floats | float]

    @classmethod
    def of(cls, homes: list[Home]) -> "_Named":
        return cls(
            homes,
            _named_in(homes, lambda home: home.places),
            _named_in(homes, lambda home: np.asarray(home.living.sum(axis=0))),
        )


def _places(named: _Named, rings: _Rings) -> dict[Cell, Floats]:
    """All places of each sector and ring, named or not, and never more than its sector has: year, draw."""
    places: dict[Cell, Floats] = {}
    for at, sector in enumerate(SECTORS):
        beside = [named.places[sector, ring] - named.children[sector, ring] for ring in RINGS]
        there = rings.filled[at, :, None] + rings.gained[at]
        there = np.clip(np.stack([ours + each for ours, each in zip(there, beside, strict=True)]), 0, None)
        there *= np.minimum(ratio(rings.secured[at], there.sum(axis=0)), 1)
        places |= {(sector, ring): there[ring_at] for ring_at, ring in enumerate(RINGS)}
    return places


def _within(named: _Named, rings: _Rings, places: Mapping[Cell, Floats]) -> _Named:
    """Named homes hold no more than their sector and ring do: rows are certain, and what draws say is not."""
    parts: dict[Cell, tuple[Floats, Floats]] = {}
    for sector, ring in {(home.sector, home.ring) for home in named.homes}:
        filled = rings.filled[SECTORS.index(sector), RINGS.index(ring)]
        lived = np.minimum(ratio(filled, np.asarray(named.children[sector, ring])), 1)
        there = np.minimum(ratio(places[sector, ring], np.asarray(named.places[sector, ring])), 1)
        if (lived < 1).any() or (there < 1).any():
            parts[sector, ring] = (lived, there)
    homes = [
        replace(home, living=home.living * parts[cell][0], places=home.places * parts[cell][1])
        if (cell := (home.sector, home.ring)) in parts
        else home
        for home in named.homes
    ]
    return _Named(
        homes,
        named.places | {cell: named.places[cell] * there for cell, (_, there) in parts.items()},
        named.children | {cell: named.children[cell] * lived for cell, (lived, _) in parts.items()},
    )


def _with_stays(inputs: Inputs, provision: str, homes: Sequence[Home]) -> list[Home]:
    """The same homes, each knowing where its children live once it is on spot or turned into a block."""
    turned = any(
        isinstance(lever, ConvertToBlock) and lever.provision == provision
        for lever in inputs.scenario.levers.values()
    )
    last = {(home.sector, home.ring): at for at, home in enumerate(homes)}  # those that no row names
    return [
        replace(
            home,
            on_spot=last[SPOT, home.ring],
            on_block=last.get((BLOCK, home.ring)) if turned and home.sector == SELECT_LIST else None,
        )
        for home in homes
    ]


def _other_homes(
    inputs: Inputs,
    provision: str,
    named: _Named,
    wanted: Floats,
    rings: _Rings,
    all_places: Mapping[Cell, Floats],
) -> list[Home]:
    """The homes that no row of the list names: the rest of each sector and ring."""
    living_in_named = np.zeros_like(wanted)
    for home in named.homes:
        living_in_named += home.living
    left = np.clip(wanted - living_in_named, 0, None)
    by_cell = ratio(left, np.broadcast_to(left.sum(axis=0), left.shape))
    homes = []
    for sector, ring in product(SECTORS, RINGS):
        at = (SECTORS.index(sector), RINGS.index(ring))
        filled = rings.filled[at] - named.children[sector, ring]
        places = all_places[sector, ring] - named.places[sector, ring]
        if sector != SPOT and not (filled > NOTHING).any() and not (places > NOTHING).any():
            continue
        homes.append(
            Home(
                sector,
                ring,
                np.clip(places, 0, None),
                _closed(inputs, provision, sector, ring, np.clip(places, 0, None)),
                np.clip(filled, 0, None) * by_cell,
                None,
                0,
                keeps_all=sector == SELECT_LIST and _keeps_all(inputs, provision),
            )
        )
    return homes


def _closed(inputs: Inputs, provision: str, sector: str, ring: str, places: Floats) -> Floats:
    """The share of a sector's homes in a ring that a scenario loses in each year: year, draw."""
    closed = np.zeros((len(places), 1)) if sector == SPOT else np.zeros_like(places)
    for change in inputs.scenario.places.values():
        if change.places < 0 and (change.provision, change.sector) == (provision, sector):
            step = change.from_year - inputs.scenario.base_year
            if 0 < step < len(places) and ring == _ring_of_scope(change.scope):
                before = places[step - 1]
                closed[step] += ratio(np.full_like(before, -change.places), before)
    return np.clip(closed, 0, 1)


def _ring_of_scope(scope: str) -> str:
    """The ring in which a scenario's homes of a scope stand."""
    if scope == INSIDE:
        return RINGS[0]
    return RINGS[1] if (miles_of(scope) or np.inf) <= 20 else RINGS[2]


def _keeps_all(inputs: Inputs, provision: str) -> bool:
    """Whether places fall only because others fill those that fall free: then nobody leaves for it."""
    levers = inputs.scenario.levers.values()
    return any(isinstance(lever, OpenShare) and lever.provision == provision for lever in levers)


def _order(inputs: Inputs, homes: Sequence[Home]) -> tuple[int, ...]:
    """Which homes are filled first: by sector and then nearer first, or the other way; narrower first."""
    sectors: dict[str, int] = {sector: at for at, sector in enumerate(inputs.scenario.placing_order)}
    over_all = inputs.scenario.nearer_first == "over_all"

    def rank(at: int) -> tuple[int, int, float]:
        home = homes[at]
        sector, ring = sectors[home.sector], RINGS.index(home.ring)
        breadth = np.inf if home.takes is None else float(home.takes.sum())
        return (ring, sector, breadth) if over_all else (sector, ring, breadth)

    return tuple(sorted((at for at, home in enumerate(homes) if home.sector in sectors), key=rank))


def ratio(part: Floats, whole: Floats, over_nothing: float = 1.0) -> Floats:
    """Part over whole; another number where there is no whole."""
    return np.asarray(np.divide(part, whole, out=np.full_like(whole, over_nothing), where=whole > NOTHING))
