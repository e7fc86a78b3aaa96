"""Scenario files in: TOML, each stating only what differs from what it is `based_on`."""

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sufficiency.bundled import scenario_files
from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.readers.text import read_text
from sufficiency.scenario import NAMED_ENTRIES, TOP_LEVEL_KEYS, Scenario, as_scenario

DESCRIBES_ITSELF = ("title", "note")  # a scenario's own words: never inherited, never a clash


@dataclass(frozen=True)
class _Setting:
    """The value of one key, and the file that set it."""

    value: Any
    file: Path


_Settings = dict[tuple[str, ...], _Setting]


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario with the files it was read from, and the folders its data stand in."""

    scenario: Scenario
    path: Path
    files: tuple[Path, ...]
    data_folders: tuple[Path, ...]


def find_scenario(name_or_path: str, beside: Path | None = None) -> Path:
    """The file of a scenario given by path, by the name of a neighbour, or by a bundled name."""
    given = Path(name_or_path)
    if given.suffix == ".toml" or given.is_dir() or len(given.parts) > 1:
        return given if beside is None or given.is_absolute() else beside / given
    neighbour = (beside or Path()) / f"{name_or_path}.toml"
    if neighbour.is_file():
        return neighbour
    known = scenario_files()
    if name_or_path in known:
        return known[name_or_path]
    close = get_close_matches(name_or_path, known, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(close)}?" if close else "`sufficiency scenarios` lists them."
    raise one_fault(name_or_path, "", "there is no scenario of that name, here or bundled.", hint)


def read_scenario(name_or_path: str) -> ScenarioFile:
    """A scenario, whole: its own keys laid over those of what it is based on.

    Raises InputFaultsError naming every file and key at fault.
    """
    path = find_scenario(name_or_path)
    read: list[Path] = []
    settings = _settings(path, (), read)
    keys = _nested(settings)
    try:
        scenario = as_scenario(path.stem, keys)
    except ValidationError as error:
        raise InputFaultsError(_faults(error, settings, path)) from None
    folder = settings[("data",)].file.parent
    folders = tuple((folder / entry).resolve() for entry in scenario.data)
    return ScenarioFile(scenario, path, tuple(read), folders)


def title_of(path: Path) -> str:
    """What a scenario file calls itself."""
    return str(_parsed(path).get("title", ""))


def _settings(path: Path, chain: tuple[Path, ...], read: list[Path]) -> _Settings:
    """Every key of a scenario file and of those it is based on, with the file that set it."""
    if path.resolve() in [link.resolve() for link in chain]:
        loop = " is based on ".join(link.name for link in (*chain, path))
        raise one_fault(
            path, "based_on", f"a scenario cannot be based on itself ({loop}).", "Break the circle."
        )
    own = _parsed(path)
    if path not in read:
        read.append(path)
    parents = own.pop("based_on", [])
    parents = [parents] if isinstance(parents, str) else parents
    if not isinstance(parents, list) or not all(isinstance(parent, str) for parent in parents):
        raise one_fault(path, "based_on", "must name one scenario, or list several.", 'Write ["a", "b"].')
    inherited = [
        _settings(find_scenario(parent, beside=path.parent), (*chain, path), read) for parent in parents
    ]
    settings = _merged(inherited, path, own)
    settings.update(_flat(own, path))
    return settings


def _parsed(path: Path) -> dict[str, Any]:
    text = read_text(path)
    try:
        keys = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = str(error).replace("Cannot overwrite a value", "a key is given twice")
        raise one_fault(
            path, "", f"{what}.", "Correct that line; numbers have no commas and text is in quotes."
        ) from None
    unknown = [key for key in keys if key not in TOP_LEVEL_KEYS]
    if unknown:
        raise InputFaultsError(Fault(str(path), key, *_unknown_key(key, TOP_LEVEL_KEYS)) for key in unknown)
    return keys


def _flat(keys: dict[str, Any], path: Path) -> _Settings:
    """A scenario's keys one by one: a key is replaced whole, but named entries each by name."""
    flat: _Settings = {}
    for key, value in keys.items():
        if key in NAMED_ENTRIES and isinstance(value, dict):
            flat.update({(key, name): _Setting(entry, path) for name, entry in value.items()})
        else:
            flat[(key,)] = _Setting(value, path)
    return flat


def _merged(inherited: list[_Settings], path: Path, own: dict[str, Any]) -> _Settings:
    """What several scenarios say together; two differences that clash are a fault."""
    merged: _Settings = {}
    shared_files = _files_of_all(inherited)
    faults = []
    own_keys = set(_flat(own, path))
    for settings in inherited:
        for key, setting in settings.items():
            if key[0] in DESCRIBES_ITSELF:
                continue
            earlier = merged.get(key)
            if earlier is None or earlier.value == setting.value or earlier.file in shared_files:
                merged[key] = setting
            elif setting.file not in shared_files and key not in own_keys:
                faults.append(
                    Fault(
                        str(path),
                        "based_on",
                        f"{earlier.file.name} and {setting.file.name} both change '{'.'.join(key)}' "
                        "and disagree.",
                        f"Say here which '{'.'.join(key)}' is meant, or base it on one of them.",
                    )
                )
    if faults:
        raise InputFaultsError(faults)
    return merged


def _files_of_all(inherited: list[_Settings]) -> set[Path]:
    """The files that every one of several scenarios rests on: not a difference between them."""
    if len(inherited) < 2:
        return set()
    return set.intersection(*({setting.file for setting in one.values()} for one in inherited))


def _nested(settings: _Settings) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    for key, setting in settings.items():
        if len(key) == 1:
            keys[key[0]] = setting.value
        else:
            keys.setdefault(key[0], {})[key[1]] = setting.value
    return keys


def _faults(error: ValidationError, settings: _Settings, path: Path) -> list[Fault]:
    """One fault for each thing pydantic found, in the words of this tool."""
    faults = []
    for found in error.errors():
        where = [str(part) for part in found["loc"]]
        key = tuple(where[:2]) if where and where[0] in NAMED_ENTRIES else tuple(where[:1])
        file = settings[key].file if key in settings else path
        # A union's branch stands in the location: it is the path's own name, not a key.
        spoken = [part for i, part in enumerate(where) if not (i == 1 and where[0] in ("cla", "uasc"))]
        what, do = _in_words(found["type"], found["msg"], found.get("ctx", {}), spoken)
        faults.append(Fault(str(file), ".".join(spoken) or "(whole file)", what, do))
    return faults


def _in_words(kind: str, message: str, context: dict[str, Any], where: list[str]) -> tuple[str, str]:
    if kind == "extra_forbidden":
        return _unknown_key(where[-1], _neighbours(where))
    if kind == "missing":
        return "is missing.", "Add it, or base the scenario on one that has it."
    if kind == "value_error":
        return str(context["error"]), "Correct it."
    if kind.startswith("union_tag"):
        expected = context.get("expected_tags", "")
        return "this path is not known.", f"Use one of {expected}." if expected else "Give a 'path'."
    return f"{message[0].lower()}{message[1:]}.", "Correct it: numbers are written without quotes or commas."


def _unknown_key(key: str, known: tuple[str, ...]) -> tuple[str, str]:
    close = get_close_matches(key, known, n=1, cutoff=0.6)
    do = f"Did you mean '{close[0]}'?" if close else f"Known here: {', '.join(known) or 'nothing more'}."
    return "this key is not known.", do


def _neighbours(where: list[str]) -> tuple[str, ...]:
    """The keys that are known in the part of a scenario where an unknown one stands."""
    from sufficiency import scenario as parts

    by_part = {
        "population": [parts.Growth],
        "cla": [parts.HoldRate, parts.Converge, parts.Change, parts.Trend, parts.OwnRates],
        "uasc": [parts.HoldRate, parts.OwnCounts],
        "distance": [parts.Distance],
        "mix": [parts.Move],
        "households": [parts.Households],
        "places": [parts.Places],
        "figures": [parts.FigureChange],
    }
    keys = [
        field.alias or name for part in by_part.get(where[0], []) for name, field in part.model_fields.items()
    ]
    return tuple(dict.fromkeys(keys))
