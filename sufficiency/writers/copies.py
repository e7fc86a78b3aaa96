"""A copy of a bundled scenario with its data, for a user to edit."""

import shutil
from pathlib import Path

from sufficiency.errors import OutputError
from sufficiency.readers.scenarios import ScenarioFile


def copy_scenario(scenario_file: ScenarioFile, root: Path, folder: Path) -> Path:
    """Copy a scenario, what it is based on and its data to a new folder; returns the copy to run.

    `root` is the folder that the scenarios and data stand in now: the copies keep their places
    relative to it, so that each still finds the others. Raises OutputError, and then leaves nothing.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(
            f"{folder} is not empty. Name a new folder, so that nothing of yours is overwritten."
        )
    new = folder.with_name(f".{folder.name}.copying")
    try:
        shutil.rmtree(new, ignore_errors=True)
        for path in [*scenario_file.files, *_data_files(scenario_file)]:
            place = new / path.resolve().relative_to(root.resolve())
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
        if folder.is_dir():
            folder.rmdir()
        new.rename(folder)
    except OSError as error:
        raise OutputError(
            f"{folder} could not be written: {error.strerror or error}. "
            "Choose a folder that you may write to."
        ) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder / scenario_file.path.resolve().relative_to(root.resolve())


def _data_files(scenario_file: ScenarioFile) -> list[Path]:
    return [path for folder in scenario_file.data_folders for path in sorted(folder.glob("*.csv"))]
