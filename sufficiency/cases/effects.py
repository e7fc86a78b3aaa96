"""Effects: what a scenario's homes change, beside the same futures without them.

The need and the luck are the same with and without, so that the difference is the homes. Children move
to them only as they would have moved anyway (decision 0016).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from sufficiency.cases.case import Wanted
from sufficiency.demand.care_levers import care_levers_of
from sufficiency.inputs.inputs import Inputs
from sufficiency.living.living import Living, living_with
from sufficiency.providers.select_list import with_levers
from sufficiency.scenarios.scenario import Scenario
from sufficiency.tidy import Numbers, range_80, tidy

AS_STATED: Final = "as_stated"
IN_FULL: Final = "in_full"
EXPECTED: Final = "expected"
# What is compared, by its name in a `Living` and in the table.
MEASURES: Final = {
    "with_agencies": "children_with_agencies",
    "inside_authority": "children_inside_authority",
    "far": "children_over_20_miles",
    "spend": "spend_gbp",
}


@dataclass(frozen=True)
class Effect:
    """What the homes of a scenario change: each array has draw, year and is with them less without.

    `delivery` says how much of a household target is taken to be delivered.
    """

    delivery: str
    central: dict[str, xr.DataArray]
    drawn: dict[str, xr.DataArray]


def effects_of(
    central: Living, central_homes: xr.DataArray, drawn: Living, wanted: Wanted
) -> tuple[Effect, ...]:
    """What the scenario's homes change; of a household target, in full and as expected. None without.

    `central` and `drawn` are the scenario's own; `central_homes` and `wanted` are what children need, with
    its homes and without them.
    """
    inputs = drawn.inputs
    without = _with_scenario(inputs, without_homes(inputs.scenario))
    if without.scenario == inputs.scenario:
        return ()

    def both(other: Inputs) -> tuple[Living, Living]:
        later = wanted.demand.homes
        return (
            living_with(other, central_homes, central.values),
            living_with(other, wanted.base_homes, drawn.values, later),
        )

    before = both(without)
    effects = []
    for delivery, other in _deliveries(inputs):
        after = (central, drawn) if other is inputs else both(other)
        effects.append(Effect(delivery, *map(differences, after, before)))
    return tuple(effects)


def without_homes(scenario: Scenario) -> Scenario:
    """The same scenario without what it does to homes: what it does to need stays."""
    return scenario.model_copy(update={"households": None, "places": {}, "levers": care_levers_of(scenario)})


def differences(after: Living, before: Living) -> dict[str, xr.DataArray]:
    """Each measure with the homes less without them: draw, year."""
    return {name: getattr(after, name) - getattr(before, name) for name in MEASURES}


def _with_scenario(inputs: Inputs, scenario: Scenario) -> Inputs:
    changed = replace(inputs, scenario=scenario)
    if inputs.select_list is None:
        return changed
    return replace(changed, select_list=with_levers(inputs.select_list, scenario, scenario.name))


def _deliveries(inputs: Inputs) -> Iterator[tuple[str, Inputs]]:
    """The scenario as stated and, where it has a household target, at the other delivery too."""
    target = inputs.scenario.households
    if target is None or inputs.household_delivery is None:
        yield AS_STATED if target is None else target.delivery, inputs
        return
    for delivery in (IN_FULL, EXPECTED):
        households = target.model_copy(update={"delivery": delivery})
        other = inputs.scenario.model_copy(update={"households": households})
        yield delivery, inputs if delivery == target.delivery else replace(inputs, scenario=other)


def effects_table(effects: tuple[Effect, ...], years: range) -> pd.DataFrame:
    """What the scenario's homes change: `delivery, measure, year, central, p10, p90`; no rows without."""
    names = [effect.delivery for effect in effects]

    def stacked(part: str, numbers_of: Callable[[Numbers], Numbers], numbers: int) -> Numbers:
        tables = [
            [numbers_of(array.transpose("draw", "year").values) for array in getattr(effect, part).values()]
            for effect in effects
        ]
        shape = len(effects), len(MEASURES), numbers, len(years)
        return np.moveaxis(np.array(tables).reshape(shape), 2, 0)

    (central,) = stacked("central", lambda path: path[:1], 1)
    p10, p90 = stacked("drawn", lambda draws: range_80(draws, axis=0), 2)
    return tidy(
        {"delivery": names, "measure": list(MEASURES.values()), "year": list(years)},
        {"central": central, "p10": p10, "p90": p90},
    )
