"""From a scenario's name to checked inputs: the one door through which files come in."""

from dataclasses import dataclass
from pathlib import Path

from sufficiency.errors import Fault, InputFaultsError
from sufficiency.figures import FigureBook
from sufficiency.inputs import Inputs, gather
from sufficiency.readers.figures import read_figure_folders
from sufficiency.readers.scenarios import ScenarioFile, read_scenario
from sufficiency.readers.text import short_path


@dataclass(frozen=True)
class Loaded:
    """A scenario's inputs, with the book they were found in and every file that was read."""

    scenario_file: ScenarioFile
    book: FigureBook
    inputs: Inputs
    files: tuple[Path, ...]


def load(name_or_path: str) -> Loaded:
    """Everything that a scenario needs, read and checked; raises InputFaultsError with every fault."""
    scenario_file = read_scenario(name_or_path)
    book, faults, data_files = read_figure_folders(
        list(scenario_file.data_folders), scenario_file.scenario.base_date
    )
    place = short_path(scenario_file.path)
    if faults:
        raise InputFaultsError([*faults, *_also_missing(scenario_file, book, place, faults)])
    inputs = gather(scenario_file.scenario, book, place)
    return Loaded(scenario_file, book, inputs, (*scenario_file.files, *data_files))


def _also_missing(file: ScenarioFile, book: FigureBook, place: str, faults: list[Fault]) -> list[Fault]:
    """What the scenario would lack even if every faulty row were mended, so that all is told at once."""
    try:
        gather(file.scenario, book, place)
    except InputFaultsError as error:
        named = " ".join(str(fault) for fault in faults)
        # A figure whose own row is at fault is missing only for that reason.
        return [
            fault
            for fault in error.faults
            if "no data file has it" not in fault.what and fault.where not in named
        ]
    return []
