"""A copy of a bundled scenario with its data and select list, for a user to edit."""

import shutil
from pathlib import Path

from sufficiency.errors import OutputError
from sufficiency.readers.scenarios import ScenarioFile
from sufficiency.writers.aside import aside_of, cannot_be_written, clear_up


def copy_scenario(scenario_file: ScenarioFile, root: Path, folder: Path) -> Path:
    """Copy a scenario, what it is based on, its data and its select list to a new folder; returns the copy.

    `root` is the folder that the scenarios and data stand in now: the copies keep their places
    relative to it, so that each still finds the others. Raises OutputError, and then leaves nothing.
    """
    folder = folder.absolute()
    new = aside_of(folder)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "is not empty. Name a new folder, so that nothing of yours is overwritten."
            raise OutputError(f"{folder} {what}")
        clear_up(folder)
        for path in [*scenario_file.files, *_data_files(scenario_file)]:
            place = new / path.resolve().relative_to(root.resolve())
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
        _put_in_place(new, folder)
    except OSError as error:
        raise cannot_be_written(folder, error) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder / scenario_file.path.resolve().relative_to(root.resolve())


def _put_in_place(new: Path, folder: Path) -> None:
    """Give the copies their folder's name; an empty folder is filled, for somebody may be working in it."""
    if not folder.exists():
        new.rename(folder)
        return
    moved: list[Path] = []
    try:
        for each in list(new.iterdir()):
            moved.append(each.rename(folder / each.name))
    except BaseException:
        for each in moved:  # and nothing else: another may have copied to the same folder meanwhile
            shutil.rmtree(each, ignore_errors=True)
        raise


def _data_files(scenario_file: ScenarioFile) -> list[Path]:
    """The figures that a scenario reads, and the select list that it names."""
    figures = [path for folder in scenario_file.data_folders for path in sorted(folder.glob("*.csv"))]
    return figures if scenario_file.select_list is None else [*figures, scenario_file.select_list]
