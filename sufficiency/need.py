"""Both bounds of local demand: children as placed in a scope, and those who should be near.

Without the second, the worse the sufficiency the smaller the gap (decision 0009).
"""

from collections.abc import Sequence

import xarray as xr

from sufficiency.assumptions import Values
from sufficiency.inputs import Inputs
from sufficiency.labelled import stack
from sufficiency.position import far_for_want
from sufficiency.supply import Supply
from sufficiency.vocabulary import ANY, NEED_BASES


def should_be_near_share(inputs: Inputs, supply: Supply, values: Values) -> xr.DataArray:
    """The share of each provision's children who should be in each scope, fixed at the base year.

    Dimensions: draw, provision, scope. Those in the scope, those beyond it for want of a nearer
    home, and those with no registered home.
    """
    total = supply.placed.sel(scope=ANY, drop=True)
    homeless = _homeless_share(supply)
    near = (supply.placed + supply.beyond * far_for_want(inputs, values)) / total.where(total > 0)
    return ((1 - homeless) * near + homeless).fillna(0.0).transpose("draw", "provision", "scope")


def _homeless_share(supply: Supply) -> xr.DataArray:
    total = supply.placed.sel(scope=ANY, drop=True)
    return (supply.no_home / total.where(total > 0)).fillna(0.0)


def local_need(
    in_scope: xr.DataArray, share: xr.DataArray, supply: Supply, before_distance: Sequence[xr.DataArray] = ()
) -> xr.DataArray:
    """Children who need a home in each scope, on both bases.

    `in_scope` has draw, year, provision, scope. The share multiplies each draw's count; nobody who is
    near is left out, nor anybody who was near before distances drifted or a scenario moved them
    (`before_distance`), so placing children further away never lowers what should be near.
    """
    total = in_scope.sel(scope=ANY, drop=True)
    homeless = _homeless_share(supply)
    as_placed = in_scope + homeless * (total - in_scope)
    should = _larger(total * share, as_placed)
    for before in before_distance:
        should = _larger(should, before + homeless * (total - before))
    both = stack("need_basis", dict(zip(NEED_BASES, (as_placed, should), strict=True)))
    return both.transpose("draw", "year", "provision", "scope", "need_basis")


def _larger(one: xr.DataArray, other: xr.DataArray) -> xr.DataArray:
    return one.where(one >= other, other)
