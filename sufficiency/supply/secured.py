"""Supply: the places filled and secured, by provision, sector and scope.

A secured place is filled by our child in-house, on a block or on the select list; or vacant and
usable by us; plus committed openings, less committed losses. Spot is not a place (decision 0008).
"""

from dataclasses import dataclass

import xarray as xr

from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.labelled import filled_with, stack
from sufficiency.scopes import known_beyond, within
from sufficiency.supply.listed import Listed, listed_places
from sufficiency.supply.openings import own_homes_in_scope, planned_places
from sufficiency.vocabulary import (
    ANY,
    BLOCK,
    CONTRACTED,
    FOSTERING,
    IN_HOUSE,
    PROVISIONS,
    SECTORS,
    SELECT_LIST,
    SPOT,
)


@dataclass(frozen=True)
class Supply:
    """Where the base year's children live, and the places secured from then on.

    `placed` and `beyond` have draw, provision, scope: children in the scope, and those known to live
    beyond it. `no_home` has draw, provision: children with no registered home. `filled` and `vacant`
    have draw, provision, sector, scope; `planned` and `secured` have year as well. Planned is below zero
    where more is lost than there is; secured is not. `listed` is what the select list's providers fill, and
    `unnamed` what is planned less the places that they have beside, or no longer have.
    """

    placed: xr.DataArray
    beyond: xr.DataArray
    no_home: xr.DataArray
    filled: xr.DataArray
    vacant: xr.DataArray
    planned: xr.DataArray
    secured: xr.DataArray
    listed: xr.DataArray
    unnamed: xr.DataArray

    @property
    def children(self) -> xr.DataArray:
        """Children in each provision, wherever they live: draw, provision."""
        return self.placed.sel(scope=ANY, drop=True)

    @property
    def share_with_no_home(self) -> xr.DataArray:
        """The share of each provision's children who have no registered home: draw, provision."""
        return share_of(self.no_home, self.children)


def by_scope(inputs: PositionInputs, homes: xr.DataArray) -> xr.DataArray:
    """Homes by distance band turned into homes in each scope."""
    in_scope: xr.DataArray = xr.dot(homes, within(inputs), dim="distance_band")
    return in_scope


def secured_places(
    inputs: PositionInputs, base_homes: xr.DataArray, values: Values, taken: xr.DataArray | None = None
) -> Supply:
    """Filled, vacant and secured places, from where the base year's children live.

    `base_homes` has draw, provision, distance_band. By provision, sector and scope, children placed
    are places filled by us plus children with no registered home. `taken` are places that young adults hold
    beyond those of the base year, as `places_taken` gives them.
    """
    order = ("draw", "provision", "scope")
    placed = by_scope(inputs, base_homes).transpose(*order)
    # A distance not known is neither near nor far.
    beyond = xr.dot(base_homes, known_beyond(inputs), dim="distance_band").transpose(*order)
    none = filled_with(values[inputs.kinship.name], 0.0)
    no_home = stack(
        "provision",
        {
            name: values[inputs.no_registered_home[name].name] if name in inputs.no_registered_home else none
            for name in PROVISIONS
        },
    ).transpose("draw", "provision")
    with_home = placed * (1 - share_of(no_home, placed.sel(scope=ANY, drop=True)))
    own = _own_foster_homes(inputs, with_home, values)
    external = with_home - own
    spread = share_of(external, external.sel(scope=ANY, drop=True))
    listed = listed_places(inputs, spread, values)
    filled = _filled(inputs, own, external, listed, values)
    vacant = _vacant(inputs, placed, values) + (listed.spare if listed else 0.0)
    contracted = xr.DataArray(
        [sector in CONTRACTED for sector in SECTORS], dims="sector", coords={"sector": list(SECTORS)}
    )
    held = filled * contracted + vacant
    planned = planned_places(inputs, held, filled, spread, listed, values)
    if taken is not None:
        planned = _less_taken(planned, filled, taken)
    named = listed.filled if listed else filled * 0.0
    unnamed = planned - (listed.spare + listed.change) if listed else planned
    return Supply(placed, beyond, no_home, filled, vacant, planned, planned.clip(min=0), named, unnamed)


def _less_taken(planned: xr.DataArray, filled: xr.DataArray, taken: xr.DataArray) -> xr.DataArray:
    """Planned places less those that young adults hold, in each sector and scope as our children live there.

    Those held in homes on spot are none of our places, and no more are held than there are.
    """
    everywhere = filled.sel(scope=ANY, drop=True).sum("sector")
    contracted = [float(sector in CONTRACTED) for sector in SECTORS]
    share = share_of(filled, everywhere) * xr.DataArray(contracted, dims="sector")
    there = planned.sel(year=taken.year)
    most = there.clip(min=0)
    held = (taken * share).transpose(*there.dims)
    left = there - held.where(held <= most, most)
    planned = planned.copy()
    planned.loc[{"year": taken.year}] = left.transpose(*planned.dims).values
    return planned


def share_of(part: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Part over whole; nothing where there is no whole."""
    return (part / whole.where(whole > 0)).fillna(0.0)


def _own_foster_homes(inputs: PositionInputs, with_home: xr.DataArray, values: Values) -> xr.DataArray:
    """Children with our own mainstream foster carers; none in another provision: draw, provision, scope."""
    own = values[inputs.in_house_foster_children.name] - values[inputs.kinship.name]
    in_scope = own * own_homes_in_scope(inputs, values)
    is_fostering = xr.DataArray(
        [name == FOSTERING for name in PROVISIONS], dims="provision", coords={"provision": list(PROVISIONS)}
    )
    held = (in_scope * is_fostering).transpose(*with_home.dims)
    return held.where(held <= with_home, with_home)


def _filled(
    inputs: PositionInputs, own: xr.DataArray, external: xr.DataArray, listed: Listed | None, values: Values
) -> xr.DataArray:
    """Places filled by our children: our own carers, named providers, and the rest on contract or on spot."""
    # Far external homes carry the off-contract share of near ones: nothing better is recorded.
    off_contract = stack(
        "provision", {name: values[inputs.off_contract_share[name].name] for name in PROVISIONS}
    )
    if listed is None:
        spot = external * off_contract
        sectors = {IN_HOUSE: own, BLOCK: own * 0.0, SELECT_LIST: external - spot, SPOT: spot}
    else:
        named = {sector: listed.filled.sel(sector=sector, drop=True) for sector in SECTORS}
        ours = _least(named[IN_HOUSE] + named[BLOCK], external)
        rest = external - ours
        on_list = _least(named[SELECT_LIST], rest)
        on_spot = _least(named[SPOT], rest - on_list)
        # What the list does not name is on contract or on spot as assumed, but for a list said to be whole.
        stated = (rest * off_contract).clip(on_spot, rest - on_list)
        whole = xr.DataArray(
            [name in inputs.scenario.whole_list for name in PROVISIONS],
            dims="provision",
            coords={"provision": list(PROVISIONS)},
        )
        spot = (rest - on_list).where(whole, stated)
        blocks = _least(named[BLOCK], ours)
        sectors = {IN_HOUSE: own + ours - blocks, BLOCK: blocks, SELECT_LIST: rest - spot, SPOT: spot}
    parts = {sector: homes.transpose("draw", "provision", "scope") for sector, homes in sectors.items()}
    return stack("sector", parts).transpose("draw", "provision", "sector", "scope")


def _least(one: xr.DataArray, other: xr.DataArray) -> xr.DataArray:
    return one.where(one <= other, other)


def _vacant(inputs: PositionInputs, placed: xr.DataArray, values: Values) -> xr.DataArray:
    """Vacant places that no provider of the list states, where the homes of their sector stand."""
    vacant = (placed * 0.0).expand_dims(sector=list(SECTORS), axis=2).copy()
    for (provision, sector), figure in inputs.vacant.items():
        if (provision, sector) == (FOSTERING, IN_HOUSE):
            share = own_homes_in_scope(inputs, values)
        else:
            ours = placed.sel(provision=provision, drop=True)
            share = share_of(ours, ours.sel(scope=ANY, drop=True))
        cell = {"provision": provision, "sector": sector}
        vacant.loc[cell] = (values[figure.name] * share).transpose(*vacant.loc[cell].dims)
    return vacant
