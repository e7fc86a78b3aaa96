"""Lever files in: TOML, each a small scenario whose years may be counted from the base year."""

import re
from collections.abc import Mapping
from datetime import date
from math import inf
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sufficiency.bundled import lever_files
from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.readers.scenario_faults import faults_of, unknown_key
from sufficiency.readers.text import short_path
from sufficiency.readers.toml import parsed_toml
from sufficiency.scenarios.lever_files import MOST_UNITS, LeverFile, with_lever
from sufficiency.scenarios.scenario import NAMED_ENTRIES, Scenario

DESCRIBES: Final = ("title", "note", "unit", "units", "scales", "most")
CHANGES: Final = ("households", "places", "levers", "mix")
_AHEAD: Final = re.compile(r"\+(\d{1,2})")  # "+2" is two years after the base year


def bundled_levers(scenario: Scenario) -> list[LeverFile]:
    """The levers that come with the tool, by name."""
    return [read_lever(path, scenario) for path in lever_files().values()]


def read_lever(path: Path, scenario: Scenario) -> LeverFile:
    """A lever for a scenario; raises InputFaultsError with every fault of its file."""
    keys = parsed_toml(path)
    place = short_path(path)
    faults = [
        Fault(place, key, *unknown_key(key, (*DESCRIBES, *CHANGES)))
        for key in keys
        if key not in (*DESCRIBES, *CHANGES)
    ]
    faults += [
        Fault(place, key, "is missing.", "Add it, in quotes.")
        for key in ("title", "unit")
        if not isinstance(keys.get(key), str)
    ]
    units, most, scales = keys.get("units", 1), keys.get("most", MOST_UNITS), keys.get("scales", True)
    for key, number in (("units", units), ("most", most)):
        is_number = isinstance(number, int | float) and not isinstance(number, bool)
        if not is_number or not 0 < number < inf:
            faults.append(Fault(place, key, "must be a number above 0.", "Say how many units."))
    if not isinstance(scales, bool):
        faults.append(Fault(place, "scales", "must be true or false.", "Write it without quotes."))
    changes = {key: value for key, value in keys.items() if key in CHANGES}
    faults += [
        Fault(place, key, "must be a table of entries.", f"Give each entry a name: [{key}.a_name].")
        for key, value in changes.items()
        if key in NAMED_ENTRIES and not isinstance(value, dict)
    ]
    if not changes:
        faults.append(Fault(place, "(whole file)", "changes nothing.", f"Add one of: {', '.join(CHANGES)}."))
    if faults:
        raise InputFaultsError(faults)
    dated = {key: _dated(value, scenario.base_year) for key, value in changes.items()}
    lever = LeverFile(
        path.stem, keys["title"], str(keys.get("note", "")), keys["unit"], float(units), scales, most, dated
    )
    _refuse_unless_valid(path, lever, scenario)
    return lever


def _refuse_unless_valid(path: Path, lever: LeverFile, scenario: Scenario) -> None:
    bare = scenario.model_copy(update={"households": None, "places": {}, "levers": {}, "mix": {}})
    try:
        with_lever(bare, lever, lever.units)
    except ValidationError as error:
        raise InputFaultsError(faults_of(error, lambda key: path, is_whole=True)) from None


def _dated(value: Any, base_year: int) -> Any:
    """The same keys with years counted from the base year written out; `starts` is the April before."""
    if not isinstance(value, Mapping):
        return value
    return {key: _year(key, each, base_year) for key, each in value.items()}


def _year(key: str, value: Any, base_year: int) -> Any:
    ahead = _AHEAD.fullmatch(value) if isinstance(value, str) else None
    if ahead is None:
        return _dated(value, base_year)
    year = base_year + int(ahead.group(1))
    return date(year - 1, 4, 1) if key == "starts" else year


def lever_of(name_or_path: str, scenario: Scenario) -> LeverFile:
    """A lever by the path of its file, or by the name of one that comes with the tool."""
    path = Path(name_or_path)
    if path.suffix == ".toml":
        return read_lever(path, scenario)
    known = lever_files()
    if name_or_path not in known:
        raise one_fault(name_or_path, "", "there is no lever of that name.", f"Known: {', '.join(known)}.")
    return read_lever(known[name_or_path], scenario)
