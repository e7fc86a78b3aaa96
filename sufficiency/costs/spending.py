"""Spending: what a scenario's homes cost each year, on both bases, from where its children live."""

from dataclasses import dataclass

import xarray as xr

from sufficiency.costs.cost import Spending, fee_spending, full_spending
from sufficiency.costs.fees import Uplift, list_fee_from_providers
from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.inputs import Inputs
from sufficiency.scenarios.levers import ConvertToBlock, FeeUplift
from sufficiency.supply.secured import Supply
from sufficiency.vocabulary import ANY, BLOCK, SELECT_LIST, SPOT


@dataclass(frozen=True)
class BothBases:
    """Spending on each of the two bases, which are never added together."""

    fee: Spending
    full: Spending

    def of_draws(self, draws: slice) -> "BothBases":
        """The spending of some of the draws."""
        return BothBases(*(_of_draws(spending, draws) for spending in (self.fee, self.full)))


def _of_draws(spending: Spending, draws: slice) -> Spending:
    return Spending(**{name: array.isel(draw=draws) for name, array in vars(spending).items()})


def spending_on(
    inputs: Inputs, supply: Supply, placed: xr.DataArray, kinship: xr.DataArray, values: Values
) -> BothBases:
    """Fees and allowances, and full unit cost, by draw, year, placement and sector.

    `placed` has draw, year, provision, sector, ring; `kinship` has draw, year: children on 31 March.
    """
    children = placed.sum("ring")
    blocks = supply.secured.sel(sector=BLOCK, scope=ANY, drop=True).transpose("draw", "year", "provision")
    fee = fee_spending(
        inputs.costs,
        values,
        children,
        kinship,
        uplift=_uplift(inputs),
        listed=list_fees(inputs),
        block_places=blocks if _has_block(inputs) else None,
    )
    return BothBases(fee, full_spending(inputs.costs, values, children, kinship))


def list_fees(inputs: Inputs) -> xr.DataArray | None:
    """What the select list's providers charge: provision, sector; None where there is no list."""
    return None if inputs.select_list is None else list_fee_from_providers(inputs.providers)


def _has_block(inputs: Inputs) -> bool:
    """Whether any place is, or comes to be, on a block contract."""
    return (
        any(each.sector == BLOCK for each in inputs.providers)
        or any(change.sector == BLOCK for change in inputs.scenario.places.values())
        or inputs.scenario.has(ConvertToBlock)
        or any(sector == BLOCK for _, sector in inputs.vacant)
    )


def _uplift(inputs: Inputs) -> Uplift:
    """Rises of external fees that the scenario's levers state."""
    rises: dict[str | tuple[str, str], tuple[float, int]] = {}
    for lever in inputs.scenario.levers.values():
        if isinstance(lever, FeeUplift):
            for sector in (BLOCK, SELECT_LIST, SPOT):
                rises[lever.provision, sector] = (lever.percent, lever.from_year)
    return rises
