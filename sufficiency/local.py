"""The local picture: need on both bases, the places secured, and the gap between them, by scope."""

from dataclasses import dataclass

import xarray as xr

from sufficiency.assumptions import Values
from sufficiency.inputs import PositionInputs
from sufficiency.need import local_need, should_be_near_share
from sufficiency.position import ladder
from sufficiency.supply import Supply, by_scope, secured_places
from sufficiency.vocabulary import PROVISIONS

LAW_TOLERANCE = 1e-6  # children


@dataclass(frozen=True)
class Local:
    """Need, secured places and gap. `need` and `gap` have draw, year, provision, scope, need_basis."""

    supply: Supply
    ladder: xr.DataArray
    need: xr.DataArray
    secured: xr.DataArray
    gap: xr.DataArray

    def only(self, draw: int) -> "Local":
        """The picture of one draw alone."""
        supply = Supply(**{name: array.isel(draw=[draw]) for name, array in vars(self.supply).items()})
        arrays = (self.ladder, self.need, self.secured, self.gap)
        return Local(supply, *(array.isel(draw=[draw]) for array in arrays))


def commissioned(homes: xr.DataArray) -> xr.DataArray:
    """Homes in commissioned need. Dimensions: draw, year, provision, distance_band."""
    wanted = homes.sel(placement=list(PROVISIONS)).sum(["stream", "age_band"])
    return wanted.rename(placement="provision").transpose("draw", "year", "provision", "distance_band")


def need_in_scope(inputs: PositionInputs, bands: xr.DataArray) -> xr.DataArray:
    """Commissioned homes in each scope. Dimensions: draw, year, provision, scope."""
    return by_scope(inputs, bands).transpose("draw", "year", "provision", "scope")


def local_picture(
    inputs: PositionInputs,
    base_homes: xr.DataArray,
    values: Values,
    in_scope: xr.DataArray,
    before_distance: tuple[xr.DataArray, ...] = (),
    taken: xr.DataArray | None = None,
) -> Local:
    """Supply, position, need and gap: from where the base year's children live, and who needs what after.

    `base_homes` has the base year's homes; `in_scope` the homes wanted in each scope and year; `taken` the
    places that young adults hold beyond those of the base year.
    """
    supply = secured_places(inputs, commissioned(base_homes).isel(year=0, drop=True), values, taken)
    share = should_be_near_share(inputs, supply, values)
    need = local_need(in_scope, share, supply, before_distance)
    secured = supply.secured.sum("sector").sel(year=in_scope.year)
    return Local(supply, ladder(inputs, supply, values), need, secured, need - secured)
