"""Supply: the places filled and secured, by provision, sector and scope.

A secured place is filled by our child in-house, on a block or on the select list; or vacant and
usable by us; plus committed openings, less committed losses. Spot is not a place (decision 0008).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sufficiency.assumptions import Values
from sufficiency.inputs import PositionInputs
from sufficiency.labelled import filled_with, stack
from sufficiency.vocabulary import (
    ANY,
    BANDS_IN_SCOPE,
    CONTRACTED,
    DISTANCE_BANDS,
    FOSTERING,
    IN_HOUSE,
    KNOWN_BANDS,
    PROVISIONS,
    SCOPES,
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
    where more is lost than there is; secured is not.
    """

    placed: xr.DataArray
    beyond: xr.DataArray
    no_home: xr.DataArray
    filled: xr.DataArray
    vacant: xr.DataArray
    planned: xr.DataArray
    secured: xr.DataArray

    @property
    def children(self) -> xr.DataArray:
        """Children in each provision, wherever they live: draw, provision."""
        return self.placed.sel(scope=ANY, drop=True)

    @property
    def share_with_no_home(self) -> xr.DataArray:
        """The share of each provision's children who have no registered home: draw, provision."""
        return share_of(self.no_home, self.children)


def by_scope(homes: xr.DataArray) -> xr.DataArray:
    """Homes by distance band turned into homes in each scope."""
    in_scope: xr.DataArray = xr.dot(
        homes, _bands_of(lambda band, scope: band in BANDS_IN_SCOPE[scope]), dim="distance_band"
    )
    return in_scope


def _known_beyond(homes: xr.DataArray) -> xr.DataArray:
    """Homes known to stand beyond each scope; a home at a distance not known is neither near nor far."""
    bands = _bands_of(lambda band, scope: band in KNOWN_BANDS and band not in BANDS_IN_SCOPE[scope])
    beyond: xr.DataArray = xr.dot(homes, bands, dim="distance_band")
    return beyond.transpose("draw", "provision", "scope")


def _bands_of(belongs: Callable[[str, str], bool]) -> xr.DataArray:
    """Which distance bands count for which scope: one where they do."""
    table = [[float(belongs(band, scope)) for scope in SCOPES] for band in DISTANCE_BANDS]
    coords = {"distance_band": list(DISTANCE_BANDS), "scope": list(SCOPES)}
    return xr.DataArray(table, dims=list(coords), coords=coords)


def secured_places(inputs: PositionInputs, base_homes: xr.DataArray, values: Values) -> Supply:
    """Filled, vacant and secured places, from where the base year's children live.

    `base_homes` has draw, provision, distance_band. By provision, sector and scope, children placed
    are places filled by us plus children with no registered home.
    """
    placed = by_scope(base_homes).transpose("draw", "provision", "scope")
    beyond = _known_beyond(base_homes)
    none = filled_with(values[inputs.kinship.name], 0.0)
    no_home = stack(
        "provision",
        {
            name: values[inputs.no_registered_home[name].name] if name in inputs.no_registered_home else none
            for name in PROVISIONS
        },
    ).transpose("draw", "provision")
    with_home = placed * (1 - share_of(no_home, placed.sel(scope=ANY, drop=True)))
    filled = _filled(inputs, with_home, values)
    vacant = _vacant(inputs, placed, values)
    contracted = xr.DataArray(
        [sector in CONTRACTED for sector in SECTORS], dims="sector", coords={"sector": list(SECTORS)}
    )
    years = xr.DataArray(
        list(inputs.scenario.years), dims="year", coords={"year": list(inputs.scenario.years)}
    )
    planned = (filled * contracted + vacant) + _openings(inputs, placed, values, years)
    planned = planned.transpose("draw", "year", "provision", "sector", "scope")
    return Supply(placed, beyond, no_home, filled, vacant, planned, planned.clip(min=0))


def share_of(part: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Part over whole; nothing where there is no whole."""
    return (part / whole.where(whole > 0)).fillna(0.0)


def _blank(placed: xr.DataArray) -> xr.DataArray:
    return (placed * 0.0).expand_dims(sector=list(SECTORS)).copy()


def _filled(inputs: PositionInputs, with_home: xr.DataArray, values: Values) -> xr.DataArray:
    """Places filled by our children: our own carers first, the rest external, on contract or on spot."""
    filled = _blank(with_home)
    own = values[inputs.in_house_foster_children.name] - values[inputs.kinship.name]
    fostered = with_home.sel(provision=FOSTERING, drop=True)
    for scope in SCOPES:
        share = values[inputs.in_house_share[scope].name] if scope in inputs.in_house_share else 1.0
        in_scope = np.minimum(own * share, fostered.sel(scope=scope, drop=True))
        filled.loc[{"sector": IN_HOUSE, "provision": FOSTERING, "scope": scope}] = in_scope
    external = with_home - filled.sel(sector=IN_HOUSE, drop=True)
    # Far external homes carry the off-contract share of near ones: nothing better is recorded.
    off_contract = stack(
        "provision", {name: values[inputs.off_contract_share[name].name] for name in PROVISIONS}
    )
    filled.loc[{"sector": SPOT}] = (external * off_contract).transpose(*external.dims)
    filled.loc[{"sector": SELECT_LIST}] = (external * (1 - off_contract)).transpose(*external.dims)
    return filled


def _in_scope(
    inputs: PositionInputs, provision: str, sector: str, placed: xr.DataArray, values: Values
) -> xr.DataArray:
    """The share of a sector's places that stands in each scope."""
    if (provision, sector) == (FOSTERING, IN_HOUSE):
        everywhere = filled_with(values[inputs.kinship.name], 1.0)
        return stack(
            "scope",
            {
                scope: values[inputs.in_house_share[scope].name]
                if scope in inputs.in_house_share
                else everywhere
                for scope in SCOPES
            },
        )
    ours = placed.sel(provision=provision, drop=True)
    return share_of(ours, ours.sel(scope=ANY, drop=True))


def _vacant(inputs: PositionInputs, placed: xr.DataArray, values: Values) -> xr.DataArray:
    vacant = _blank(placed)
    for (provision, sector), figure in inputs.vacant.items():
        share = _in_scope(inputs, provision, sector, placed, values)
        cell = {"provision": provision, "sector": sector}
        vacant.loc[cell] = (values[figure.name] * share).transpose(*vacant.loc[cell].dims)
    return vacant


def _openings(
    inputs: PositionInputs, placed: xr.DataArray, values: Values, years: xr.DataArray
) -> xr.DataArray:
    """Places that open, less places that are lost, by each year: fostering households and listed places."""
    openings = (_blank(placed) * xr.zeros_like(years, dtype=float)).copy()
    households = inputs.scenario.households
    if households and inputs.children_per_household:
        gained = (years - households.from_year + 1).clip(0, households.to_year - households.from_year + 1)
        delivery = values[inputs.household_delivery.name] if inputs.household_delivery else 1.0
        places = households.net_a_year * gained * delivery * values[inputs.children_per_household.name]
        share = _in_scope(inputs, FOSTERING, IN_HOUSE, placed, values)
        cell = {"provision": FOSTERING, "sector": IN_HOUSE}
        openings.loc[cell] += (places * share).transpose(*openings.loc[cell].dims)
    for change in inputs.scenario.places.values():
        for scope in SCOPES[SCOPES.index(change.scope) :]:
            cell = {"provision": change.provision, "sector": change.sector, "scope": scope}
            openings.loc[cell] += (
                (change.places * (years >= change.from_year))
                .broadcast_like(openings.loc[cell])
                .transpose(*openings.loc[cell].dims)
            )
    return openings
