"""Both bounds of local demand: children as placed in a scope, and those who should be near.

Without the second, the worse the sufficiency the smaller the gap (decision 0009).
"""

from collections.abc import Sequence

import xarray as xr

from sufficiency.gap.position import far_for_want
from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.labelled import stack
from sufficiency.supply.secured import Supply, share_of
from sufficiency.vocabulary import ANY, NEED_BASES


def should_be_near_share(inputs: PositionInputs, supply: Supply, values: Values) -> xr.DataArray:
    """The share of each provision's children who should be in each scope, fixed at the base year.

    Dimensions: draw, provision, scope. Those in the scope, those beyond it for want of a nearer
    home, and those with no registered home.
    """
    no_home = supply.share_with_no_home
    near = share_of(supply.placed + supply.beyond * far_for_want(inputs, values), supply.children)
    return ((1 - no_home) * near + no_home).transpose("draw", "provision", "scope")


def local_need(
    in_scope: xr.DataArray, share: xr.DataArray, supply: Supply, before_distance: Sequence[xr.DataArray] = ()
) -> xr.DataArray:
    """Children who need a home in each scope, on both bases.

    `in_scope` has draw, year, provision, scope. The share multiplies each draw's count; nobody who is
    near is left out, nor anybody who was near before distances drifted or a scenario moved them
    (`before_distance`), so placing children further away never lowers what should be near.
    """
    total = in_scope.sel(scope=ANY, drop=True)
    no_home = supply.share_with_no_home
    # A child with no registered home needs one in every scope.
    as_placed = in_scope + no_home * (total - in_scope)
    should = _larger(total * share, as_placed)
    for before in before_distance:
        should = _larger(should, before + no_home * (total - before))
    both = stack("need_basis", dict(zip(NEED_BASES, (as_placed, should), strict=True)))
    return both.transpose("draw", "year", "provision", "scope", "need_basis")


def _larger(one: xr.DataArray, other: xr.DataArray) -> xr.DataArray:
    return one.where(one >= other, other)
