"""Openings: the places that later years have and the base year had not, less those that are lost.

The base year's contracted places and vacancies hold; households, listed providers, places that a
scenario opens and levers on contracts change them (decisions 0008 and 0013).
"""

from datetime import date

import numpy as np
import xarray as xr

from sufficiency.inputs.assumptions import Values, by_scope
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.providers.pools import Timing
from sufficiency.scenarios.levers import ConvertToBlock, NotRenewList, OpenShare, ReopenList
from sufficiency.scenarios.phasing import phased_in
from sufficiency.scopes import wider
from sufficiency.supply.listed import Listed
from sufficiency.supply.pipeline import fostering_pipeline
from sufficiency.vocabulary import BLOCK, FOSTERING, IN_HOUSE, SELECT_LIST, SPOT


def planned_places(
    inputs: PositionInputs,
    held: xr.DataArray,
    filled: xr.DataArray,
    spread: xr.DataArray,
    listed: Listed | None,
    values: Values,
) -> xr.DataArray:
    """Places by draw, year, provision, sector, scope: those held in the base year, and what changes them.

    Below nought where more is lost than there is. `held` and `filled` have draw, provision, sector, scope;
    `spread` is the share of external homes in each scope.
    """
    years = _years(inputs)
    order = ("draw", "year", *(str(dim) for dim in held.dims[1:]))
    planned = (held * xr.ones_like(years, dtype=float)).transpose(*order).copy()
    if listed is not None:
        planned += listed.change
    _add_households(inputs, planned, values)
    _add_places(inputs, planned, values)
    _change_contracts(inputs, planned, filled, spread, listed)
    return planned


def own_homes_in_scope(inputs: PositionInputs, values: Values) -> xr.DataArray:
    """The share of our own foster homes that stands in each scope: draw, scope."""
    return by_scope(inputs, values, inputs.in_house_share, otherwise=1.0)


def _years(inputs: PositionInputs) -> xr.DataArray:
    years = list(inputs.scenario.years)
    return xr.DataArray(years, dims="year", coords={"year": years})


def _add_households(inputs: PositionInputs, planned: xr.DataArray, values: Values) -> None:
    if not inputs.changes_households:
        return
    pipeline = fostering_pipeline(inputs, values)
    if pipeline is not None:
        gained = pipeline.gained_places * own_homes_in_scope(inputs, values)
        _add(planned, FOSTERING, IN_HOUSE, gained)


def _add_places(inputs: PositionInputs, planned: xr.DataArray, values: Values) -> None:
    """Places that a scenario opens on contract, late and slowly where it says so, or loses."""
    years = list(inputs.scenario.years)
    slip = values[inputs.slip_share.name].values if inputs.slip_share else np.zeros(1)
    for change in inputs.scenario.places.values():
        starts = date(change.from_year, 3, 31)
        phase = Timing(starts, change.slip_months, change.ramp_months).phase(years, slip)
        usable = np.ones(1)
        if change.usable == "expected":
            usable = values[inputs.usable_share[change.sector].name].values
        for scope in wider(change.scope, inputs.scopes):
            cell = {"provision": change.provision, "sector": change.sector, "scope": scope}
            planned.loc[cell] += change.places * (phase * usable).T


def _change_contracts(
    inputs: PositionInputs,
    planned: xr.DataArray,
    filled: xr.DataArray,
    spread: xr.DataArray,
    listed: Listed | None,
) -> None:
    """What levers on contracts do, in the order that the scenario names them."""
    years = _years(inputs)

    for lever in inputs.scenario.levers.values():
        if isinstance(lever, ConvertToBlock):
            on_list = planned.sel(provision=lever.provision, sector=SELECT_LIST, drop=True).clip(min=0)
            everywhere = on_list.isel(scope=-1, drop=True)
            part = on_list / everywhere.where(everywhere > 0)
            part = part.fillna(spread.sel(provision=lever.provision, drop=True))
            wanted = lever.places * (years >= lever.from_year)
            _add(planned, lever.provision, SELECT_LIST, -wanted * part)
            # No home is added in a draw with fewer on the list.
            _add(planned, lever.provision, BLOCK, wanted.where(wanted <= everywhere, everywhere) * part)
        elif isinstance(lever, ReopenList) and lever.places:
            on_spot = filled.sel(provision=lever.provision, sector=SPOT, drop=True)
            part = on_spot / on_spot.isel(scope=-1, drop=True).clip(min=1e-12)
            _add(planned, lever.provision, SELECT_LIST, lever.places * (years >= lever.from_year) * part)
        elif isinstance(lever, NotRenewList):
            # Named providers leave, or join later, each by its own dates.
            unnamed = planned.sel(provision=lever.provision, sector=SELECT_LIST, drop=True)
            if listed is not None:
                named = listed.filled + listed.spare + listed.change
                unnamed = unnamed - named.sel(provision=lever.provision, sector=SELECT_LIST, drop=True)
            _add(planned, lever.provision, SELECT_LIST, -unnamed.clip(min=0) * (years >= lever.from_year))
        elif isinstance(lever, OpenShare):
            scenario = inputs.scenario
            progress = years.copy(data=phased_in(scenario.moments[0], lever.by, scenario.years))
            on_list = planned.sel(provision=lever.provision, sector=SELECT_LIST, drop=True)
            _add(planned, lever.provision, SELECT_LIST, -on_list * progress * (1 - lever.share_kept))


def _add(planned: xr.DataArray, provision: str, sector: str, places: xr.DataArray) -> None:
    cell = {"provision": provision, "sector": sector}
    planned.loc[cell] += places.transpose(*planned.loc[cell].dims).values
