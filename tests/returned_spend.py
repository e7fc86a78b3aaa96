"""What the model gives back of what was published as spent: the two agree, or the fees are wrong."""

import xarray as xr

from sufficiency.costs.cost import BLOCK_VOID, Spending
from sufficiency.costs.fees import children_paid_for, in_cells
from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.costs import PAYS_FOR, CostInputs
from sufficiency.vocabulary import BLOCK


def returned_spend(costs: CostInputs, values: Values, spending: Spending) -> dict[str, xr.DataArray]:
    """The base year's spend on the children whom each published spend pays for, by spend. Dimension: draw."""
    spend, children = (array.isel(year=0, drop=True) for array in (spending.spend, spending.children))
    has_voids = BLOCK_VOID in spend.sector.values
    returned = {}
    for payer in costs.spend:
        cells = PAYS_FOR[payer]
        voids = [(placement, BLOCK_VOID) for placement, sector in cells if has_voids and sector == BLOCK]
        spent = in_cells(spend, [*cells, *voids]).reset_coords(drop=True)
        share_paid = children_paid_for(costs, values, payer, children) / in_cells(children, cells)
        returned[payer] = spent * share_paid
    return returned
