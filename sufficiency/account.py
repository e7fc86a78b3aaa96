"""The account: what moved central demand since the base year, step by step, exactly."""

from dataclasses import dataclass
from typing import Final

import xarray as xr

from sufficiency.assumptions import Values, side_by_side
from sufficiency.crosstab import CrossTab
from sufficiency.demand import expected_homes
from sufficiency.inputs import Inputs
from sufficiency.local import commissioned, local_picture, need_in_scope
from sufficiency.rates import population_index

STEPS: Final = ("population", "rate", "uasc", "mix", "distance")


@dataclass(frozen=True)
class Account:
    """Change in central need since the base year. Dimensions: step, year, provision, scope, need_basis."""

    change: xr.DataArray


def account_of(inputs: Inputs, tab: CrossTab, children: xr.DataArray, values: Values) -> Account:
    """How much of the change in central need came from each step, in the order of `STEPS`.

    Each step is switched on with those before it left on, so the changes add up exactly.
    """
    base = children.isel(year=0, drop=True)
    base_total = base.sum()
    at_base_rate = base * population_index(inputs)
    at_base_uasc_share = base / base_total * children.sum("stream")
    kinship = values[inputs.kinship.name]

    def homes(looked_after: xr.DataArray, *, mix: bool, distance: bool) -> xr.DataArray:
        return expected_homes(inputs, tab, looked_after, kinship, mix=mix, distance=distance)

    stages = [
        homes(base * xr.ones_like(population_index(inputs)), mix=False, distance=False),
        homes(at_base_rate, mix=False, distance=False),
        homes(at_base_uasc_share, mix=False, distance=False),
        homes(children, mix=False, distance=False),
        homes(children, mix=True, distance=False),
        homes(children, mix=True, distance=True),
    ]
    # The stages stand side by side as draws, so that need is worked out once for all of them.
    in_scope = [need_in_scope(commissioned(stage)) for stage in stages]
    before = [*in_scope[:-1], in_scope[-2]]
    need = local_picture(
        inputs,
        stages[0].isel(year=[0], draw=[0] * len(stages)),
        side_by_side(values, len(stages)),
        xr.concat(in_scope, dim="draw"),
        (xr.concat(before, dim="draw"),),
    ).need
    return Account(need.diff("draw").rename(draw="step").assign_coords(step=list(STEPS)))
