"""The account: what moved central demand since the base year, step by step; and the joint benchmark.

One ladder of cases, each with one more step switched on, gives both: the first case holds the count,
the second holds the rate, the last is the scenario (decisions 0003 and 0010).
"""

from dataclasses import dataclass
from typing import Final

import xarray as xr

from sufficiency.children.crosstab import CrossTab
from sufficiency.demand.homes_wanted import expected_homes, share_still_looked_after
from sufficiency.demand.rates import population_index
from sufficiency.gap.local import Local, commissioned, local_picture, need_in_scope
from sufficiency.inputs.assumptions import Values, side_by_side
from sufficiency.inputs.inputs import Inputs
from sufficiency.labelled import filled_with, stack
from sufficiency.living.leaving_care import places_taken

STEPS: Final = ("population", "rate", "uasc", "mix", "levers", "distance")
HOLD_COUNT: Final = "hold_count"
HOLD_RATE: Final = "hold_rate"
SCENARIO: Final = "scenario"
# Where each benchmark stands on the ladder of cases: before population, after it, and at the end.
BENCHMARK_CASES: Final = {SCENARIO: len(STEPS), HOLD_COUNT: 0, HOLD_RATE: 1}


@dataclass(frozen=True)
class Account:
    """Central cases from nothing changed to the scenario.

    `children` has case, stream, year. `homes` has year, case, stream, age_band, placement,
    distance_band. `local` is the local picture with a draw for each case, in the order of `STEPS`,
    after a first in which nothing changes.
    """

    children: xr.DataArray
    homes: xr.DataArray
    local: Local

    @property
    def change(self) -> xr.DataArray:
        """Change in need that each step makes: step, year, provision, scope, need_basis."""
        return self.local.need.diff("draw").rename(draw="step").assign_coords(step=list(STEPS))

    @property
    def scenario_children(self) -> xr.DataArray:
        """The scenario's own central children: stream, year."""
        return self.children[-1]

    @property
    def scenario_homes(self) -> xr.DataArray:
        """The scenario's own central homes, as a single draw."""
        return self.homes.isel(draw=[-1])

    @property
    def scenario(self) -> Local:
        """The scenario's own local picture, as a single draw."""
        return self.local.only(-1)

    def benchmark_children(self) -> xr.DataArray:
        """Central children by path (scenario, hold-count, hold-rate) and year."""
        return stack(
            "path", {path: self.children[case].sum("stream") for path, case in BENCHMARK_CASES.items()}
        )

    def benchmark_gap(self) -> xr.DataArray:
        """The gap on each path: path, year, provision, scope, need_basis."""
        return stack("path", {path: self.local.gap[case] for path, case in BENCHMARK_CASES.items()})


def account_of(inputs: Inputs, tab: CrossTab, children: xr.DataArray, values: Values) -> Account:
    """The central cases of a scenario: each step is switched on with those before it left on.

    Changes from one case to the next add up exactly to the scenario's change since the base year.
    """
    index = population_index(inputs)
    base = children.isel(year=0, drop=True)
    as_base = base * filled_with(index, 1.0)
    looked_after = stack(
        "case",
        {
            "base": as_base,
            "population": base * index,
            "rate": base / base.sum() * children.sum("stream"),
            "uasc": children.transpose(*as_base.dims),
        },
    )
    kinship = values[inputs.kinship.name]
    four = expected_homes(
        inputs,
        tab,
        looked_after.rename(case="draw").drop_vars("draw"),
        kinship.isel(draw=[0] * looked_after.sizes["case"]),
        mix=False,
        levers=False,
        distance=False,
    )
    with_mix = expected_homes(inputs, tab, children, kinship, levers=False, distance=False)
    with_levers = expected_homes(inputs, tab, children, kinship, distance=False)
    with_distance = expected_homes(inputs, tab, children, kinship)
    homes = xr.concat([four, with_mix, with_levers, with_distance], dim="draw")
    in_scope = need_in_scope(inputs, commissioned(homes))
    cases = in_scope.sizes["draw"]
    # Before the scenario changed distances: for all cases but the last, as they are.
    before = in_scope.isel(draw=[*range(cases - 1), cases - 2])
    repeated = side_by_side(values, cases)
    taken = places_taken(inputs, homes, repeated)
    local = local_picture(inputs, homes.isel(year=[0]), repeated, in_scope, (before,), taken)
    every = looked_after.isel(case=[0, 1, 2, 3, 3, 3, 3]).transpose("case", "stream", "year").copy()
    every[-2:] = every[-2:] * share_still_looked_after(inputs, tab, children, kinship)
    return Account(every.drop_vars("case"), homes, local)
