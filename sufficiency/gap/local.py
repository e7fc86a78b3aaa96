"""The local picture: need on both bases, the places secured, and the gap between them, by scope."""

from dataclasses import dataclass

import xarray as xr

from sufficiency.demand.needed import as_needed, homes_lived_in, right_kind_share
from sufficiency.gap.need import local_need, should_be_near_share
from sufficiency.gap.position import ladder
from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.supply.secured import Supply, by_scope, secured_places
from sufficiency.vocabulary import CONTRACTED, PROVISIONS

LAW_TOLERANCE = 1e-6  # children


@dataclass(frozen=True)
class Local:
    """Need, secured places and gap. `need` and `gap` have draw, year, provision, scope, need_basis.

    `held_by_others` are the contracted places of each provision and scope in which a child lives who needs
    another kind: none without care plans.
    """

    supply: Supply
    needed: Supply
    ladder: xr.DataArray
    need: xr.DataArray
    secured: xr.DataArray
    gap: xr.DataArray
    held_by_others: xr.DataArray

    def only(self, draw: int) -> "Local":
        """The picture of one draw alone."""
        supply, needed = (
            Supply(**{name: array.isel(draw=[draw]) for name, array in vars(each).items()})
            for each in (self.supply, self.needed)
        )
        arrays = (self.ladder, self.need, self.secured, self.gap, self.held_by_others)
        return Local(supply, needed, *(array.isel(draw=[draw]) for array in arrays))


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
    wanted = commissioned(base_homes).isel(year=0, drop=True)
    supply = secured_places(inputs, homes_lived_in(inputs, wanted), values, taken)
    needed = as_needed(inputs, wanted, supply)
    share = should_be_near_share(inputs, needed, values)
    need = local_need(in_scope, share, needed, before_distance)
    secured = supply.secured.sum("sector").sel(year=in_scope.year)
    others = 1 - right_kind_share(inputs, needed, supply)
    held_by_others = supply.filled.sel(sector=list(CONTRACTED)).sum("sector") * others
    rungs = ladder(inputs, supply, needed, values)
    return Local(supply, needed, rungs, need, secured, need - secured, held_by_others)
