"""Effects: what a scenario's homes change, beside the same futures without them.

The need and the luck are the same with and without, so that the difference is the homes. Children move
to them only as they would have moved anyway (decision 0016).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from sufficiency.care_levers import CARE_LEVERS
from sufficiency.case import Case, Wanted, central_case, central_wanted, drawn_case
from sufficiency.crosstab import CrossTab
from sufficiency.inputs import Inputs
from sufficiency.scenario import Scenario
from sufficiency.select_list import with_levers
from sufficiency.tidy import tidy

AS_STATED: Final = "as_stated"
IN_FULL: Final = "in_full"
EXPECTED: Final = "expected"
MEASURES: Final = ("with_agencies", "inside_authority", "far", "spend")
COLUMNS: Final = {
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
    inputs: Inputs, tab: CrossTab, wanted: Wanted, as_stated: Case, seed: int, draws: int
) -> tuple[Effect, ...]:
    """What the scenario's homes change; of a household target, in full and as expected. None without."""
    without = _with_scenario(inputs, without_homes(inputs.scenario))
    if without.scenario == inputs.scenario:
        return ()
    before = drawn_case(without, wanted, seed, draws)
    central_homes = central_wanted(inputs, tab)
    central_before = central_case(without, central_homes)
    effects = []
    for delivery, other in _deliveries(inputs):
        after = as_stated if other is inputs else drawn_case(other, wanted, seed, draws)
        central = differences(central_case(other, central_homes), central_before)
        effects.append(Effect(delivery, central, differences(after, before)))
    return tuple(effects)


def without_homes(scenario: Scenario) -> Scenario:
    """The same scenario without what it does to homes: what it does to need stays."""
    care = {name: lever for name, lever in scenario.levers.items() if isinstance(lever, CARE_LEVERS)}
    return scenario.model_copy(update={"households": None, "places": {}, "levers": care})


def differences(after: Case, before: Case) -> dict[str, xr.DataArray]:
    """Each measure with the homes less without them: draw, year."""
    return {name: getattr(after.living, name) - getattr(before.living, name) for name in MEASURES}


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

    def stacked(part: str, centile: float | None) -> np.ndarray:
        tables = [
            [
                array.transpose("draw", "year").values[0]
                if centile is None
                else np.quantile(array.transpose("draw", "year").values, centile, axis=0)
                for array in getattr(effect, part).values()
            ]
            for effect in effects
        ]
        return np.array(tables).reshape(len(effects), len(MEASURES), len(years))

    return tidy(
        {"delivery": names, "measure": list(COLUMNS.values()), "year": list(years)},
        {"central": stacked("central", None), "p10": stacked("drawn", 0.1), "p90": stacked("drawn", 0.9)},
    )
