"""Fees: pounds a week for a child by placement and sector, in the base year and in later years.

The basis is fee or allowance throughout (decision 0015).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
import xarray as xr

from sufficiency.figures.book import Figure
from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.costs import PAID_PLACEMENTS, PAYS_FOR, Cell, CostInputs
from sufficiency.labelled import filled_with, stack
from sufficiency.providers.provider import Provider
from sufficiency.supply.secured import share_of
from sufficiency.vocabulary import (
    FOSTERING,
    IN_HOUSE,
    KINSHIP,
    PROVISIONS,
    SECTORS,
    SELECT_LIST,
    SPOT,
)

# A rise in fees, by placement or by placement and sector: percent, and the first year that pays it whole.
Uplift = Mapping[str | Cell, tuple[float, int]]
NO_UPLIFT: Final[Uplift] = {}


# --- The base year --------------------------------------------------------------------------------
def weekly_fees(
    costs: CostInputs,
    values: Values,
    base_children: xr.DataArray,
    listed: xr.DataArray | None = None,
    base_voids: xr.DataArray | None = None,
) -> xr.DataArray:
    """Pounds a week for a child, at the base year's prices. Dimensions: draw, placement, sector.

    `base_children` has the same dimensions; `base_voids` (draw, provision) are block places that stand
    empty in the base year. The list fee is the one at which those children, on spot at the list fee and
    its premium, and those places cost what was spent: so the spend comes back in every draw. Where no
    spend is published an average weekly cost does the same; where that is not either, what providers
    charge does (`listed`, as `list_fee_from_providers` gives it). NaN where nothing is recorded. Where no
    premium is recorded, list and spot carry one average.
    """
    fees = filled_with(base_children, np.nan)
    for payer, cells in PAYS_FOR.items():
        average = _average_weekly(costs, values, payer, base_children)
        if average is None:
            known = _listed_fees(costs, values, cells, base_children, listed)
        else:
            known = _calibrated(costs, values, cells, average, base_children, base_voids)
        for (placement, sector), fee in known.items():
            fees.loc[{"placement": placement, "sector": sector}] = fee
    return fees


def children_paid_for(
    costs: CostInputs, values: Values, payer: str, base_children: xr.DataArray
) -> xr.DataArray:
    """The children whom a spend of the base year pays for: as recorded, or all placed. Dimension: draw."""
    if payer in costs.children_paid_for:
        return values[costs.children_paid_for[payer].name]
    return in_cells(base_children, PAYS_FOR[payer])


def in_cells(array: xr.DataArray, cells: Sequence[Cell]) -> xr.DataArray:
    """The sum of an array over some placements and sectors; blank where one of them is."""
    rest = array.isel(placement=0, sector=0, drop=True)
    values = array.transpose(*rest.dims, "placement", "sector").values
    placements, sectors = array.placement.values.tolist(), array.sector.values.tolist()
    total = np.zeros(rest.shape)
    for placement, sector in cells:
        total += values[..., placements.index(placement), sectors.index(sector)]
    return rest.copy(deep=False, data=total)


def _average_weekly(
    costs: CostInputs, values: Values, payer: str, base_children: xr.DataArray
) -> xr.DataArray | None:
    """Pounds a week for a child on average over those whom a spend pays for; None where not published."""
    if payer in costs.spend:
        paid = children_paid_for(costs, values, payer, base_children)
        return values[costs.spend[payer].name] / paid.where(paid > 0) / float(weeks_in([costs.base_year])[0])
    figure = costs.average_weekly.get(payer)
    if figure is None:
        return None
    # The price passes through the year it was published for, and moves from there by inflation.
    years = costs.base_year - (figure.year or costs.base_year)
    inflation = _value(costs.inflation.get(_provision(PAYS_FOR[payer][0])), values, base_children)
    return values[figure.name] * (1 + inflation) ** years


def _calibrated(
    costs: CostInputs,
    values: Values,
    cells: Sequence[Cell],
    average: xr.DataArray,
    base_children: xr.DataArray,
    base_voids: xr.DataArray | None,
) -> dict[Cell, xr.DataArray]:
    """The fees of the sectors paid together at which their children, and empty places, cost the average."""
    spot = [cell for cell in cells if cell[1] == SPOT]
    if not spot:
        return dict.fromkeys(cells, average)
    provision = _provision(spot[0])
    premium = _value(costs.premium.get(provision), values, base_children).fillna(0.0)
    dearer = premium * in_cells(base_children, spot)
    if base_voids is not None:
        dearer = dearer + base_voids.sel(provision=provision, drop=True)
    on_list = average / (1 + share_of(dearer, in_cells(base_children, cells)))
    return dict.fromkeys(cells, on_list) | dict.fromkeys(spot, on_list * (1 + premium))


def _value(figure: Figure | None, values: Values, base_children: xr.DataArray) -> xr.DataArray:
    """A figure's value in each draw; blank in each where it is not recorded."""
    if figure is None:
        return xr.DataArray(np.full(base_children.sizes["draw"], np.nan), dims="draw")
    return values[figure.name]


def _provision(cell: Cell) -> str:
    return FOSTERING if cell[0] == KINSHIP else cell[0]


# --- What providers charge ------------------------------------------------------------------------
def list_fee_from_providers(providers: Iterable[Provider]) -> xr.DataArray:
    """Mean pounds a week that providers charge us after discount. Dimensions: provision, sector.

    Each provider counts by the places it fills for us. NaN where none of those that fill a place has its
    fee recorded. Shown beside the fee that the spend implies, and used where no spend is published.
    """
    paid = np.zeros((len(PROVISIONS), len(SECTORS)))
    filled = np.zeros_like(paid)
    for each in providers:
        if each.in_gap and each.weekly_fee_gbp is not None:
            at = PROVISIONS.index(each.provision), SECTORS.index(each.sector)
            fee = each.weekly_fee_gbp * (1 - (each.discount_share or 0.0))
            paid[at] += fee * each.filled_by_us_places
            filled[at] += each.filled_by_us_places
    mean = np.divide(paid, filled, out=np.full_like(paid, np.nan), where=filled > 0)
    coords = {"provision": list(PROVISIONS), "sector": list(SECTORS)}
    return xr.DataArray(mean, dims=list(coords), coords=coords)


def _listed_fees(
    costs: CostInputs,
    values: Values,
    cells: Sequence[Cell],
    base_children: xr.DataArray,
    listed: xr.DataArray | None,
) -> dict[Cell, xr.DataArray]:
    """Fees by what providers charge: where not given, a block's is the list's and spot's is dearer."""
    if listed is None:
        return {}
    fees = {}
    for placement, sector in [cell for cell in cells if cell[0] in PROVISIONS]:
        own, on_list = (float(listed.sel(provision=placement, sector=s)) for s in (sector, SELECT_LIST))
        premium = _value(costs.premium.get(placement), values, base_children)
        fee = xr.full_like(premium, own if sector == IN_HOUSE or not np.isnan(own) else on_list)
        fees[placement, sector] = fee * (1 + premium) if sector == SPOT and np.isnan(own) else fee
    return fees


# --- Later years ----------------------------------------------------------------------------------
def price_index(
    costs: CostInputs, values: Values, years: Sequence[int], base_children: xr.DataArray
) -> xr.DataArray:
    """Prices against the base year's, compounding. Dimensions: draw, year, placement.

    1 in the base year; blank in later years where no inflation is recorded. Kinship allowances move as
    fostering does. `base_children` says how many draws there are.
    """
    ahead = xr.DataArray(np.array(years) - costs.base_year, dims="year", coords={"year": list(years)})
    by_placement = {}
    for placement in PAID_PLACEMENTS:
        inflation = _value(costs.inflation.get(_provision((placement, ""))), values, base_children)
        # What is not recorded, to the power of nought, is 1: the base year needs no inflation.
        by_placement[placement] = ((1 + inflation) ** ahead).transpose("draw", "year")
    return stack("placement", by_placement).transpose("draw", "year", "placement")


def uplift_factor(uplift: Uplift, years: Sequence[int]) -> xr.DataArray:
    """What a rise in fees multiplies them by. Dimensions: year, placement, sector.

    A rise of a placement is of all its sectors, and is taken on top of a sector's own. Kinship is a
    placement of its own: a rise for our own foster carers leaves it alone unless it is named too.
    """
    coords = {"year": list(years), "placement": list(PAID_PLACEMENTS), "sector": list(SECTORS)}
    shape = (len(years), len(PAID_PLACEMENTS), len(SECTORS))
    factor = xr.DataArray(np.ones(shape), dims=list(coords), coords=coords)
    for key, (percent, from_year) in uplift.items():
        placement, sectors = (key, list(SECTORS)) if isinstance(key, str) else (key[0], [key[1]])
        raised = [year for year in years if year >= from_year]
        factor.loc[{"year": raised, "placement": placement, "sector": sectors}] *= 1 + percent / 100
    return factor


def weeks_in(years: Iterable[int]) -> xr.DataArray:
    """Weeks in each year ended 31 March, by its own days: 365 / 7, or 366 / 7. Dimension: year."""
    named = list(years)
    days = [(date(year, 3, 31) - date(year - 1, 3, 31)).days for year in named]
    return xr.DataArray(np.array(days) / 7, dims="year", coords={"year": named})
