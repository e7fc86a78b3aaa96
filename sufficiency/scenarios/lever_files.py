"""Lever files: each lever a small scenario, written once for any authority, and sized by its units."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sufficiency.errors import one_fault
from sufficiency.scenarios.scenario import NAMED_ENTRIES, Scenario, as_scenario

MOST_UNITS: Final = 512  # that are tried, whatever a lever's file says
# The numbers of a lever that grow with its size.
SIZES: Final = ("net_a_year", "recruited_a_year", "places", "children_a_year", "children_a_month")


@dataclass(frozen=True)
class LeverFile:
    """A lever as its file has it: `units` of what `unit` names, by what it says in `keys`.

    `scales` is whether it can be had in other sizes, and `most` the most units that are tried.
    """

    name: str
    title: str
    note: str
    unit: str
    units: float
    scales: bool
    most: float
    keys: Mapping[str, Any]


def with_lever(scenario: Scenario, lever: LeverFile, units: float) -> Scenario:
    """The scenario with a lever of so many units besides all that it already has.

    Raises InputFaultsError where the scenario already says something under the same key.
    """
    keys = scenario.model_dump(by_alias=True, exclude_none=True, exclude={"name"})
    for key, value in lever.keys.items():
        sized = _sized(value, units / lever.units)
        if key in NAMED_ENTRIES:
            taken = sorted(sized.keys() & keys.get(key, {}).keys())
            if taken:
                what = f"the scenario already has '{key}.{taken[0]}', and two cannot have one name."
                raise one_fault(lever.name, key, what, "Give the lever's entry another name.")
            keys[key] = {**keys.get(key, {}), **sized}
        elif key in keys:
            what = f"the scenario already has '{key}', and two cannot be added."
            raise one_fault(lever.name, key, what, "Try it on a scenario without.")
        else:
            keys[key] = sized
    return as_scenario(scenario.name, keys)


def _sized(value: Any, times: float) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {
        key: each * times if key in SIZES and type(each) in (int, float) else _sized(each, times)
        for key, each in value.items()
    }
