"""Scenario files in: TOML, each stating only what differs from what it is `based_on`."""

import contextlib
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from sufficiency.bundled import scenario_files
from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.readers.text import quoted, read_text
from sufficiency.scenario import NAMED_ENTRIES, TOP_LEVEL_KEYS, Scenario, as_scenario

NUL_WRITTEN_OUT = re.compile(r"\\(?:u0000|U00000000)")
DESCRIBES_ITSELF = ("title", "note")  # a scenario's own words: never inherited, never a clash


@dataclass(frozen=True)
class _Setting:
    """The value of one key, and the file that set it."""

    value: Any
    file: Path


_Settings = dict[tuple[str, ...], _Setting]


@dataclass
class _Reading:
    """What has been read so far of a scenario and of those it is based on."""

    files: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    is_whole: bool = True  # every file that it is based on could be read


class ScenarioFaultsError(InputFaultsError):
    """Faults of a scenario, with where its data stand, so that their faults can be told as well."""

    def __init__(self, faults: list[Fault], data_folders: tuple[Path, ...], base_date: date | None) -> None:
        super().__init__(faults)
        self.data_folders = data_folders
        self.base_date = base_date


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
    with contextlib.suppress(OSError, ValueError):  # no file has a name so long, or with such letters
        if given.suffix == ".toml" or given.is_dir() or len(given.parts) > 1:
            return given if beside is None or given.is_absolute() else beside / given
        neighbour = (beside or Path()) / f"{name_or_path}.toml"
        if neighbour.is_file():
            return neighbour
    return bundled_scenario(name_or_path)


def bundled_scenario(name: str) -> Path:
    """The file of a bundled scenario; raises InputFaultsError where none has that name."""
    known = scenario_files()
    if name in known:
        return known[name]
    close = get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(close)}?" if close else "`sufficiency scenarios` lists them."
    raise one_fault(quoted(name), "", "there is no scenario of that name, here or bundled.", hint)


def read_scenario(name_or_path: str) -> ScenarioFile:
    """A scenario, whole: its own keys laid over those of what it is based on.

    Raises InputFaultsError naming every file and key at fault.
    """
    path = find_scenario(name_or_path)
    reading = _Reading()
    settings = _settings(path, (), reading)
    faults, folders = reading.faults, _data_folders(settings)
    try:
        scenario = as_scenario(path.stem, _nested(settings))
    except ValidationError as error:
        faults += _faults(error, settings, path, is_whole=reading.is_whole)
    if faults:
        base_date = settings.get(("base_date",), _Setting(None, path)).value
        raise ScenarioFaultsError(faults, folders, base_date if type(base_date) is date else None)
    return ScenarioFile(scenario, path, tuple(reading.files), folders)


def _data_folders(settings: _Settings) -> tuple[Path, ...]:
    """The folders of data, from beside the file that names them; none where they are not a list."""
    setting = settings.get(("data",))
    if setting is None or not isinstance(setting.value, list):
        return ()
    names = [name for name in setting.value if isinstance(name, str) and name]
    return tuple((setting.file.parent / name).resolve() for name in names)


def title_of(path: Path) -> str:
    """What a scenario file calls itself."""
    return str(_parsed(path).get("title", ""))


def _settings(path: Path, chain: tuple[Path, ...], reading: _Reading) -> _Settings:
    """Every key of a scenario file and of those it is based on, with the file that set it."""
    if path.resolve() in [link.resolve() for link in chain]:
        loop = " is based on ".join(link.name for link in (*chain, path))
        raise one_fault(
            path, "based_on", f"a scenario cannot be based on itself ({loop}).", "Break the circle."
        )
    own = _parsed(path)
    if path not in reading.files:
        reading.files.append(path)
    parents = own.pop("based_on", [])
    parents = [parents] if isinstance(parents, str) else parents
    if not isinstance(parents, list) or not all(isinstance(parent, str) for parent in parents):
        raise one_fault(path, "based_on", "must name one scenario, or list several.", 'Write ["a", "b"].')
    reading.faults += _not_keys(own, path)
    inherited = []
    for parent in parents:
        try:
            inherited.append(_settings(_parent(parent, path), (*chain, path), reading))
        except InputFaultsError as error:
            reading.faults += error.faults
            reading.is_whole = False
    settings, clashes = _merged(inherited, path, own)
    reading.faults += clashes
    settings.update(_flat(own, path))
    return settings


def _parent(name: str, path: Path) -> Path:
    """The file of a scenario that another is based on; a fault names the one that asks for it."""
    try:
        found = find_scenario(name, beside=path.parent)
        if found.exists():
            return found
        hint = f"Names are looked for beside {path.name}."
    except (InputFaultsError, OSError, ValueError) as error:
        hint = error.faults[0].do if isinstance(error, InputFaultsError) else "Check its name."
    raise one_fault(path, "based_on", f"there is no scenario {quoted(name)}.", hint)


def _parsed(path: Path) -> dict[str, Any]:
    text = read_text(path)
    if NUL_WRITTEN_OUT.search(text):
        raise one_fault(path, "", "it has a character that no text has (\\u0000).", "Take it out.")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise one_fault(path, "", "its brackets stand too deep in each other.", "Correct them.") from None
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        what = str(error).replace("Cannot overwrite a value", "a key is given twice")
        raise one_fault(
            path, "", f"{what}.", "Correct that line; numbers have no commas and text is in quotes."
        ) from None


def _not_keys(own: dict[str, Any], path: Path) -> list[Fault]:
    """A fault for each key of a file that cannot be read; the key is taken out, so that the rest can be."""
    faults = []
    for key in list(own):
        if key not in TOP_LEVEL_KEYS:
            faults.append(Fault(str(path), key, *_unknown_key(key, TOP_LEVEL_KEYS)))
            del own[key]
        elif key in NAMED_ENTRIES and not isinstance(own[key], dict):
            do = f"Give each entry a name: [{key}.a_name]."
            faults.append(Fault(str(path), key, "must be a table of entries.", do))
            del own[key]
    return faults


def _flat(keys: dict[str, Any], path: Path) -> _Settings:
    """A scenario's keys one by one: a key is replaced whole, but named entries each by name."""
    flat: _Settings = {}
    for key, value in keys.items():
        if key in NAMED_ENTRIES:
            flat.update({(key, name): _Setting(entry, path) for name, entry in value.items()})
        else:
            flat[(key,)] = _Setting(value, path)
    return flat


def _merged(inherited: list[_Settings], path: Path, own: dict[str, Any]) -> tuple[_Settings, list[Fault]]:
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
    return merged, faults


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


def _faults(error: ValidationError, settings: _Settings, path: Path, *, is_whole: bool) -> list[Fault]:
    """One fault for each thing pydantic found, in the words of this tool.

    Where a file that the scenario is based on could not be read, what is missing is no fault of its own.
    """
    faults = []
    for found in error.errors():
        if found["type"] == "missing" and len(found["loc"]) == 1 and not is_whole:
            continue
        where = [str(part) for part in found["loc"]]
        key = tuple(where[:2]) if where and where[0] in NAMED_ENTRIES else tuple(where[:1])
        file = settings[key].file if key in settings else path
        # A union's branch stands in the location: it is the path's own name, not a key.
        spoken = [part for i, part in enumerate(where) if not (i == 1 and where[0] in ("cla", "uasc"))]
        what, do = _in_words(found["type"], found["msg"], found.get("ctx", {}), spoken)
        faults.append(Fault(str(file), ".".join(spoken) or "(whole file)", what, do))
    return faults


def _in_words(kind: str, message: str, context: dict[str, Any], where: list[str]) -> tuple[str, str]:
    """What pydantic found, and what to do about it, as this tool says it."""
    if kind.startswith("union_tag"):
        return "this path is not known.", _known_path(context)
    if kind == "extra_forbidden":
        return _unknown_key(where[-1], _neighbours(where))
    said = {
        "missing": ("is missing.", _how_to_add(where)),
        "value_error": (str(context.get("error")), "Correct it."),
        **dict.fromkeys(
            ("model_type", "model_attributes_type", "dict_type"),
            ("must be a table.", f"Write [{'.'.join(where)}], and its keys below it."),
        ),
        "list_type": ("must be a list.", 'Write ["a", "b"].'),
        "date_type": ("must be a date.", "Write it without quotes, as 2019-03-31."),
    }
    if kind in said:
        return said[kind]
    is_number = kind.startswith(("int", "float"))
    do = "Write it as a number, without quotes or commas." if is_number else "Correct it."
    return f"{message.replace('Input should', 'must')}.", do


def _how_to_add(where: list[str]) -> str:
    if where == ["title"]:
        return "Add it: a scenario has a title of its own."
    return "Add it, or base the scenario on one that has it." if len(where) == 1 else "Add it."


def _known_path(context: dict[str, Any]) -> str:
    if "tag" not in context:
        return "Give a 'path'."
    known = str(context["expected_tags"]).replace("'", "").split(", ")
    close = get_close_matches(str(context["tag"]), known, n=1)
    return f"Did you mean '{close[0]}'?" if close else f"Use one of: {', '.join(known)}."


def _unknown_key(key: str, known: tuple[str, ...]) -> tuple[str, str]:
    close = get_close_matches(key, known, n=1, cutoff=0.6)
    do = f"Did you mean '{close[0]}'?" if close else f"Known here: {', '.join(known) or 'nothing more'}."
    return "this key is not known.", do


def _neighbours(where: list[str]) -> tuple[str, ...]:
    """The keys that are known in the part of a scenario where an unknown one stands."""
    from sufficiency import scenario as parts

    by_part: dict[str, list[type[BaseModel]]] = {
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
        each.alias or name for part in by_part.get(where[0], []) for name, each in part.model_fields.items()
    ]
    return tuple(dict.fromkeys(keys))
