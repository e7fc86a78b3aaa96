"""What a report was made from: each run's facts, so that somebody else can make it again and check it."""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sufficiency.report.declared import PUBLIC
from sufficiency.report.runs import Made, Run

RETURNS: Final = "returns"  # the folder that a manifest names the files of child-level returns in
NO_NAME: Final = "NAME"  # of a provider that a run was asked to lose: never told in a report


@dataclass(frozen=True)
class RunMade:
    """One run of a report: which scenario, on what luck, and what its manifest says of its making."""

    scenario: str
    title: str
    as_at: date
    seed: int
    draws: int
    version: str
    made: Made


@dataclass(frozen=True)
class Beside:
    """A file that a report read beside its runs: the option that named it, its name and its SHA-256."""

    option: str
    file: str
    sha256: str


@dataclass(frozen=True)
class Making:
    """The runs of a report in order, the word that `--protect` took, and the files read beside the runs."""

    runs: tuple[RunMade, ...]
    mode: str
    beside: tuple[Beside, ...] = ()

    @property
    def returns(self) -> tuple[int, ...]:
        """The years of the child-level returns that any of the runs counted."""
        return tuple(sorted({year for run in self.runs for year in run.made.returns}))

    @property
    def names_of_files(self) -> tuple[str, ...]:
        """Each scenario and file that the report names: those read by its runs, and those read beside."""
        read = [name for run in self.runs for name in (run.scenario, *(name for name, _ in run.made.inputs))]
        return (*read, *(each.file for each in self.beside))


def making_of(runs: Iterable[Run], profile: str, mode: str, beside: Iterable[Beside] = ()) -> Making:
    """What a report of some runs is made from; a run that was made by hand leaves blanks.

    In public the inputs are named without their hashes: whoever guesses a file but for one small count
    could try each count against its hash. That of the run's manifest, which has them all, stands for them.
    """
    return Making(tuple(_run_made(run, profile) for run in runs), mode, tuple(beside))


def _run_made(run: Run, profile: str) -> RunMade:
    made = run.made
    if profile == PUBLIC:
        made = replace(made, inputs=tuple((name, "") for name, _ in made.inputs))
    scenario = made.scenario or run.name
    return RunMade(scenario, run.title, run.as_at, run.seed, run.draws, run.version, made)


def commands(making: Making, profile: str) -> list[str]:
    """What to type to make the runs again, and of them the tables, in the order to type it.

    Files are named from the folder that holds all inputs, and each run goes to a folder of its own.
    """
    folders = _folders(making.runs)
    typed = [_run_again(run, folder) for run, folder in zip(making.runs, folders, strict=True)]
    beside = [word for each in making.beside for word in (each.option, each.file)]
    report = ("sufficiency", "report", *folders, "--profile", profile, "--protect", making.mode, *beside)
    return [shlex.join(words) for words in (*typed, report)]


def _run_again(run: RunMade, folder: str) -> tuple[str, ...]:
    made = run.made
    listed = ("--select-list", made.select_list) if made.select_list else ()
    returned = ("--returns", RETURNS, "--method", made.method) if made.returns else ()
    lost = ("--lose", NO_NAME) if made.lost_a_provider else ()
    luck = ("--seed", str(run.seed), "--draws", str(run.draws))
    return (
        "sufficiency",
        "run",
        made.scenario_file or run.scenario,
        *luck,
        *listed,
        *returned,
        *lost,
        "--out",
        folder,
    )


def in_words(libraries: Iterable[tuple[str, str]]) -> str:
    """Libraries with their versions on one line; blank where none is said."""
    return ", ".join(f"{name} {version}" for name, version in libraries)


def _folders(runs: Iterable[RunMade]) -> list[str]:
    """A folder for each run, named as its scenario, and numbered where that is taken.

    A working folder has its scenario's name already, so that its run goes beside it.
    """
    folders: list[str] = []
    for run in runs:
        is_folder = any(file.startswith(f"{run.scenario}/") for file, _ in run.made.inputs)
        name = f"{run.scenario}-run" if is_folder else run.scenario
        folders.append(name if name not in folders else f"{name}-{len(folders) + 1}")
    return folders
