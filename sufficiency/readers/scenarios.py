"""Scenario files in: TOML, each stating only what differs from what it is `based_on`."""

import contextlib
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sufficiency.bundled import scenario_files
from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.readers.scenario_faults import Key, faults_of, unknown_key
from sufficiency.readers.text import quoted, real_path
from sufficiency.readers.toml import parsed_toml
from sufficiency.readers.working_folder import base_scenario_in, check_stamp, is_working_folder
from sufficiency.scenarios.scenario import NAMED_ENTRIES, TOP_LEVEL_KEYS, Scenario, as_scenario

DESCRIBES_ITSELF = ("title", "note")  # a scenario's own words: never inherited, never a clash


@dataclass(frozen=True)
class _Setting:
    """The value of one key, and the file that set it."""

    value: Any
    file: Path


_Settings = dict[Key, _Setting]


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
    select_list: Path | None = None
    returns: Path | None = None
    folder: Path | None = None  # the working folder that was named, where one was


def find_scenario(name_or_path: str, beside: Path | None = None) -> Path:
    """The file of a scenario given by path, by the name of a neighbour, or by a bundled name.

    A working folder is its base scenario's name.
    """
    given = Path(name_or_path)
    with contextlib.suppress(OSError, ValueError):  # no file has a name so long, or with such letters
        path = given if beside is None or given.is_absolute() else beside / given
        neighbour = (beside or Path()) / f"{name_or_path}.toml"
        if is_working_folder(path):
            return base_scenario_in(path)
        if given.suffix == ".toml" or len(given.parts) > 1:
            return base_scenario_in(path) if path.is_dir() else path
        if neighbour.is_file():
            return neighbour
        if path.is_dir() and name_or_path not in scenario_files():
            return base_scenario_in(path)
    return bundled_scenario(name_or_path)


def working_folder(name_or_path: str) -> Path | None:
    """The working folder that a scenario was named by; None where it was not."""
    with contextlib.suppress(OSError, ValueError):
        return Path(name_or_path) if is_working_folder(Path(name_or_path)) else None
    return None


def _name_of(path: Path, folder: Path | None) -> str:
    """What a scenario is called: as its file is, and the base of a working folder as the folder."""
    return path.stem if folder is None else real_path(folder).name or path.stem


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
    path, folder = find_scenario(name_or_path), working_folder(name_or_path)
    reading = _Reading()
    settings = _settings(path, (), reading)
    faults, folders = reading.faults, _data_folders(settings)
    try:
        scenario = as_scenario(_name_of(path, folder), _nested(settings))
    except ValidationError as error:

        def file_of(key: Key) -> Path:
            return settings[key].file if key in settings else path

        faults += faults_of(error, file_of, is_whole=reading.is_whole)
    if faults:
        base_date = settings.get(("base_date",), _Setting(None, path)).value
        raise ScenarioFaultsError(faults, folders, base_date if type(base_date) is date else None)
    return ScenarioFile(
        scenario,
        path,
        tuple(reading.files),
        folders,
        _beside(settings, "select_list"),
        _beside(settings, "returns"),
        folder,
    )


def _data_folders(settings: _Settings) -> tuple[Path, ...]:
    """The folders of data, from beside the file that names them; none where they are not a list."""
    setting = settings.get(("data",))
    if setting is None or not isinstance(setting.value, list):
        return ()
    names = [name for name in setting.value if isinstance(name, str) and name]
    return tuple(real_path(setting.file.parent / name) for name in names)


def _beside(settings: _Settings, key: str) -> Path | None:
    """The file or folder that a key names, from beside the scenario that names it."""
    setting = settings.get((key,))
    return None if setting is None else setting.file.parent / setting.value


def title_of(path: Path) -> str:
    """What a scenario file calls itself."""
    return str(parsed_toml(path).get("title", ""))


def _settings(path: Path, chain: tuple[Path, ...], reading: _Reading) -> _Settings:
    """Every key of a scenario file and of those it is based on, with the file that set it."""
    if real_path(path) in map(real_path, chain):
        loop = " is based on ".join(link.name for link in (*chain, path))
        raise one_fault(
            path, "based_on", f"a scenario cannot be based on itself ({loop}).", "Break the circle."
        )
    check_stamp(path.parent)
    own = parsed_toml(path)
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


def _not_keys(own: dict[str, Any], path: Path) -> list[Fault]:
    """A fault for each key of a file that cannot be read; the key is taken out, so that the rest can be."""
    faults = []
    for key in list(own):
        if key not in TOP_LEVEL_KEYS:
            faults.append(Fault(str(path), key, *unknown_key(key, TOP_LEVEL_KEYS)))
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
