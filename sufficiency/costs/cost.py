"""Cost: what a year's homes cost, on two bases that are never mixed.

`fee_or_allowance` is what is paid for the home itself: a provider's fee, or our own carer's allowance and
fee. `full_unit_cost` is section 251's. Average children over the year x pounds a week x weeks, in each
draw (decision 0015). Everything here is pure: labelled arrays in, labelled arrays out.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import xarray as xr

from sufficiency.costs.fees import (
    NO_UPLIFT,
    Uplift,
    price_index,
    uplift_factor,
    weekly_fees,
    weeks_in,
)
from sufficiency.errors import LawBrokenError
from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.costs import PAID_PLACEMENTS, CostInputs
from sufficiency.labelled import filled_with, stack
from sufficiency.vocabulary import (
    ALL,
    BLOCK,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    IN_HOUSE,
    KINSHIP,
    PROVISIONS,
    RESIDENTIAL,
    SPOT,
    SUPPORTED,
)

FEE: Final = "fee_or_allowance"
FULL: Final = "full_unit_cost"
NEVER_MIXED: Final = "the two bases of cost are never mixed"
BLOCK_VOID: Final = "block_void"  # block places that are paid for and stand empty
# Section 251 has one cost for all fostering; DfE's foster placements (U1 to U6) take in kinship.
SECTION_251_PARTS: Final = {
    FOSTERING_AND_KINSHIP: (FOSTERING, KINSHIP),
    RESIDENTIAL: (RESIDENTIAL,),
    SUPPORTED: (SUPPORTED,),
}
_ORDER: Final = ("draw", "year", "placement", "sector")


@dataclass(frozen=True)
class Spending:
    """What each year costs on one basis. Every array has draw, year, placement, sector.

    `children` is the average over the year; `weekly` is pounds a week for a child and `spend` pounds a
    year, both NaN where not recorded. On `full_unit_cost` the one sector is `all`. The sector
    `block_void` is there where block places were given.
    """

    children: xr.DataArray
    weekly: xr.DataArray
    spend: xr.DataArray

    @property
    def basis(self) -> str:
        """Which of the two bases the pounds are on."""
        return str(self.spend.coords["basis"].item())

    def total(self) -> xr.DataArray:
        """Pounds a year, all homes together: draw, year. NaN where a part that has children is NaN."""
        return self.spend.sum(["placement", "sector"], skipna=False)


# --- What a year costs ----------------------------------------------------------------------------
def fee_spending(
    costs: CostInputs,
    values: Values,
    placed: xr.DataArray,
    kinship: xr.DataArray,
    uplift: Uplift = NO_UPLIFT,
    listed: xr.DataArray | None = None,
    block_places: xr.DataArray | None = None,
) -> Spending:
    """Fees and allowances of every year, the base year first.

    `placed` has draw, year, provision, sector: children on 31 March. `kinship` has draw, year. `listed`
    is what providers charge, as `list_fee_from_providers` gives it, for what has no published spend.
    `block_places` (draw, year, provision) are those paid for on 31 March, filled or not.
    """
    children = children_by_placement(placed, kinship)
    base, years = children.isel(year=0, drop=True), _years(children)
    filled = placed.sel(sector=BLOCK, drop=True)
    voids = None if block_places is None else _empty(block_places, filled).isel(year=0, drop=True)
    fees = weekly_fees(costs, values, base, listed, voids)
    weekly = fees * price_index(costs, values, years, base) * uplift_factor(uplift, years)
    spending = _spending(FEE, average_over_year(children), weekly.transpose(*_ORDER))
    if block_places is None:
        return spending
    return _with_voids(spending, void_cost(block_places, filled, spending.weekly))


def full_spending(costs: CostInputs, values: Values, placed: xr.DataArray, kinship: xr.DataArray) -> Spending:
    """Full unit cost of every year: the children of a placement at section 251's weekly cost.

    Section 251 knows no sector. It moves by the inflation of fees, and a rise in one sector's fee leaves it.
    """
    children = children_by_placement(placed, kinship)
    base, average = children.isel(year=0, drop=True), average_over_year(children).sum("sector")
    index = price_index(costs, values, _years(children), base)
    weekly, together = {}, {}
    for name, parts in SECTION_251_PARTS.items():
        figure = costs.section_251.get(parts[0])
        now = values[figure.name] if figure else np.nan
        weekly[name] = (now * index.sel(placement=parts[0], drop=True)).transpose("draw", "year")
        together[name] = average.sel(placement=list(parts)).sum("placement")
    one_sector = [stack("placement", part).expand_dims(sector=[ALL]) for part in (together, weekly)]
    return _spending(FULL, *(part.transpose(*_ORDER) for part in one_sector))


def children_by_placement(placed: xr.DataArray, kinship: xr.DataArray) -> xr.DataArray:
    """Children paid for on each 31 March: draw, year, placement, sector. Kinship is in-house."""
    parts = {name: placed.sel(provision=name, drop=True) for name in PROVISIONS}
    parts[KINSHIP] = filled_with(parts[FOSTERING], 0.0)
    cell = {"sector": IN_HOUSE}
    parts[KINSHIP].loc[cell] = kinship.transpose(*parts[KINSHIP].loc[cell].dims)
    return stack("placement", {name: parts[name] for name in PAID_PLACEMENTS}).transpose(*_ORDER)


def average_over_year(children: xr.DataArray) -> xr.DataArray:
    """Average children over each year: the mean of the 31 Marches at its two ends.

    Of the base year only the end is known, and its count stands for the year.
    """
    before = children.isel(year=[0, *range(children.sizes["year"] - 1)]).assign_coords(year=children.year)
    return (children + before) / 2


def void_cost(block_places: xr.DataArray, block_children: xr.DataArray, weekly: xr.DataArray) -> xr.DataArray:
    """Pounds a year for block places that are paid for and stand empty: draw, year, provision.

    Places and children have draw, year, provision; `weekly` has placement and sector too. Places that
    are overfilled in one draw do not pay for those that stand empty in another.
    """
    empty = average_over_year(_empty(block_places, block_children))
    return _pounds(empty, _of_sector(weekly, BLOCK))


def _empty(block_places: xr.DataArray, block_children: xr.DataArray) -> xr.DataArray:
    empty: xr.DataArray = (block_places - block_children).clip(min=0)
    return empty.transpose("draw", "year", "provision")


def spot_on_gap(gap: xr.DataArray, weekly: xr.DataArray) -> xr.DataArray:
    """Pounds a year if every home that is wanting is bought on spot: draw, year, provision.

    `gap` has draw, year, provision on each 31 March; places to spare in one provision do not pay for
    another.
    """
    return _pounds(average_over_year(gap.clip(min=0)), _of_sector(weekly, SPOT))


def _spending(basis: str, average: xr.DataArray, weekly: xr.DataArray) -> Spending:
    return Spending(average, weekly, _pounds(average, weekly).assign_coords(basis=basis))


def _pounds(average: xr.DataArray, weekly: xr.DataArray) -> xr.DataArray:
    """Children x pounds a week x weeks; nothing where there is nobody, whatever the fee."""
    pounds = average * weekly * weeks_in(_years(average))
    return pounds.where(average != 0, 0.0).transpose(*average.dims)


def _with_voids(spending: Spending, voids: xr.DataArray) -> Spending:
    """The spending with the cost of empty block places as a sector of its own."""
    by_placement = voids.rename(provision="placement").reindex(
        placement=list(PAID_PLACEMENTS), fill_value=0.0
    )
    block = {name: array.sel(sector=[BLOCK]).assign_coords(sector=[BLOCK_VOID])
             for name, array in vars(spending).items()}  # fmt: skip
    block["children"] = filled_with(block["children"], 0.0)
    block["spend"] = block["spend"].copy(
        data=by_placement.expand_dims(sector=[BLOCK_VOID]).transpose(*_ORDER).values
    )
    return Spending(
        **{name: xr.concat([array, block[name]], dim="sector") for name, array in vars(spending).items()}
    )


def _of_sector(weekly: xr.DataArray, sector: str) -> xr.DataArray:
    """The weekly fees of a sector by provision."""
    return weekly.sel(sector=sector, placement=list(PROVISIONS), drop=True).rename(placement="provision")


def _years(array: xr.DataArray) -> list[int]:
    return [int(year) for year in array.year.values]


# --- Does a lever pay for itself? -----------------------------------------------------------------
def saving(before: xr.DataArray, after: xr.DataArray) -> xr.DataArray:
    """Pounds a year that are spent before and not after, all homes together: draw, year.

    Below zero is dearer. Raises LawBrokenError where the two are not on one basis.
    """
    bases = [array.coords["basis"].item() if "basis" in array.coords else None for array in (before, after)]
    if bases[0] != bases[1]:
        raise LawBrokenError(NEVER_MIXED)
    together = [array.sum([dim for dim in array.dims if dim not in ("draw", "year")], skipna=False)
                for array in (before, after)]  # fmt: skip
    return together[0] - together[1]


def break_even_children(
    cost_a_year: float | xr.DataArray, saved_a_year: float | xr.DataArray
) -> xr.DataArray:
    """How many children a lever must move for it to pay for itself: its cost over what each child saves.

    Infinite where a child saves nothing: then no number of them pays for it. NaN where the saving is.
    """
    saved = xr.DataArray(saved_a_year)
    children: xr.DataArray = cost_a_year / saved.where(saved > 0)
    return children.where(~(saved <= 0), np.inf)
