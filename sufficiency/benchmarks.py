"""Benchmarks: what the count and the gap would be if the count held, or if the rate held.

Neither has been beaten for long by anything simple, so they stand beside every scenario
(decision 0003).
"""

from dataclasses import dataclass
from typing import Final

import xarray as xr

from sufficiency.assumptions import Values, side_by_side
from sufficiency.crosstab import CrossTab
from sufficiency.demand import expected_homes
from sufficiency.inputs import Inputs
from sufficiency.labelled import filled_with, stack
from sufficiency.local import commissioned, local_picture, need_in_scope
from sufficiency.rates import population_index

HOLD_COUNT: Final = "hold_count"
HOLD_RATE: Final = "hold_rate"
SCENARIO: Final = "scenario"


@dataclass(frozen=True)
class Benchmarks:
    """Central children (path, year) and gap (path, year, provision, scope, need_basis) on each path."""

    children: xr.DataArray
    gap: xr.DataArray


def benchmarks_of(inputs: Inputs, tab: CrossTab, children: xr.DataArray, values: Values) -> Benchmarks:
    """The scenario's central path beside hold-count and hold-rate, on the same growth and supply."""
    base = children.isel(year=0, drop=True)
    index = population_index(inputs)
    paths = {
        SCENARIO: children,
        HOLD_COUNT: base * filled_with(index, 1.0),
        HOLD_RATE: base * index,
    }
    paths = {name: path.transpose("stream", "year") for name, path in paths.items()}
    side = side_by_side(values, len(paths))
    kinship = side[inputs.kinship.name]
    looked_after = stack("draw", paths).drop_vars("draw")
    # The scenario's own changes of mix and distance stay with the scenario.
    plain = expected_homes(inputs, tab, looked_after, kinship, mix=False, distance=False)
    own = expected_homes(inputs, tab, children, values[inputs.kinship.name])
    before = expected_homes(inputs, tab, children, values[inputs.kinship.name], distance=False)
    homes = xr.concat([own, plain.isel(draw=slice(1, None))], dim="draw")
    near_before = xr.concat([before, plain.isel(draw=slice(1, None))], dim="draw")
    gap = local_picture(
        inputs,
        homes.isel(year=[0]),
        side,
        need_in_scope(commissioned(homes)),
        (need_in_scope(commissioned(near_before)),),
    ).gap
    names = list(paths)
    return Benchmarks(
        children=stack("path", paths).sum("stream"),
        gap=gap.rename(draw="path").assign_coords(path=names),
    )
