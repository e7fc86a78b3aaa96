"""The position: where children live on an observed date, and where they should. No forecast needed.

In each scope every child in commissioned need stands on one rung of the ladder, the worst that
applies (decision 0009).
"""

import xarray as xr

from sufficiency.demand.needed import right_kind_share, wrong_kind
from sufficiency.inputs.assumptions import Values, by_scope
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.labelled import stack
from sufficiency.supply.secured import Supply
from sufficiency.vocabulary import BLOCK, IN_HOUSE, RUNGS, SPOT


def ladder(inputs: PositionInputs, supply: Supply, needed: Supply, values: Values) -> xr.DataArray:
    """Children on each rung. Dimensions: draw, provision, rung (1 to 6), scope.

    `supply` has children by the provision they live in, and `needed` by the one they need. In every scope
    the rungs add to commissioned need. Rung 2 needs care plans: where they are not recorded it is zero here
    and marked so in the table.
    """
    everywhere, right = xr.ones_like(needed.placed), right_kind_share(inputs, needed, supply)
    wrong = wrong_kind(inputs, needed.children, supply)
    one = (needed.no_home - wrong) * everywhere
    two = wrong * everywhere
    three = needed.beyond * far_for_want(inputs, values) * (1 - needed.share_with_no_home)
    four = supply.filled.sel(sector=SPOT, drop=True) * right
    six = supply.filled.sel(sector=[IN_HOUSE, BLOCK]).sum("sector") * right
    five = needed.children - one - two - three - four - six
    order = ("draw", "provision", "scope")
    rungs = dict(zip(RUNGS, (one, two, three, four, five, six), strict=True))
    rungs = {rung: children.transpose(*order) for rung, children in rungs.items()}
    return stack("rung", rungs).transpose("draw", "provision", "rung", "scope")


def far_for_want(inputs: PositionInputs, values: Values) -> xr.DataArray:
    """The share of children beyond each scope who are there for want of a nearer home; none beyond `any`."""
    return by_scope(inputs, values, inputs.far_for_want, otherwise=0.0)
