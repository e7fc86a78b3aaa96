"""From a scenario's name to checked inputs: the one door through which files come in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from sufficiency.demand.rates import PER, central_children, squared_scale
from sufficiency.errors import Fault, FaultList, InputFaultsError, did_you_mean, one_fault
from sufficiency.figures.book import UNIT_RANGES, FigureBook
from sufficiency.figures.measures import measure_faults
from sufficiency.inputs.gathering import gather, gather_position
from sufficiency.inputs.inputs import Inputs, PositionInputs
from sufficiency.numerals import UnreadableError, parse_as_at
from sufficiency.providers.select_list import SelectList, with_levers
from sufficiency.readers.figures import read_figure_folders
from sufficiency.readers.scenarios import ScenarioFaultsError, ScenarioFile, read_scenario
from sufficiency.readers.text import short_path
from sufficiency.rebase import counted_again, moved
from sufficiency.scenarios.levers import LoseProvider
from sufficiency.scenarios.method import Method
from sufficiency.scenarios.scenario import FigureChange, Scenario
from sufficiency.scopes import in_order
from sufficiency.starter.minimum import minimum, short_of_minimum
from sufficiency.vocabulary import SCOPES

if TYPE_CHECKING:
    from sufficiency.ssda903.own import Own
    from sufficiency.ssda903.returns import Returns

Gathered = TypeVar("Gathered", bound=PositionInputs)
GatherFrom = Callable[[Scenario, FigureBook, str, SelectList | None, "Own | None"], Gathered]

ASKED_TO_LOSE = "asked_to_lose"  # the name of the lever that `--lose` adds
WIDEST = 5.0  # on the scale of logs; the published fit reaches 1.7
MOST_CHILDREN = 32_767  # in any draw; the largest authority in England looks after some two thousand


@dataclass(frozen=True)
class Loaded:
    """A scenario's inputs, with the book they were found in and every file that was read.

    `return_files` are those of child-level returns, by their names under `returns/`.
    """

    scenario_file: ScenarioFile
    book: FigureBook
    inputs: Inputs
    files: tuple[Path, ...]
    return_files: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What is asked for beside a scenario's file, and stands for what the file says.

    Another select list; a provider lost the year after the base year, by name or `largest`; a folder of
    child-level returns; another method.
    """

    select_list: Path | None = None
    lose: str | None = None
    returns: Path | None = None
    method: Method | None = None


@dataclass(frozen=True)
class _Read(Generic[Gathered]):
    """A scenario's file, the book of its figures, what is gathered from it, and what was read for it."""

    scenario_file: ScenarioFile
    book: FigureBook
    inputs: Gathered
    files: tuple[Path, ...]
    returns: "Returns | None"


def load(
    name_or_path: str,
    select_list: Path | None = None,
    lose: str | None = None,
    returns: Path | None = None,
    method: Method | None = None,
) -> Loaded:
    """Everything that a scenario needs, read and checked; raises InputFaultsError with every fault.

    What else is given stands for what the scenario says: see `Asked`.
    """
    read = _read(name_or_path, gather, Asked(select_list, lose, returns, method))
    inputs = _with_care(read.inputs, read.returns)
    _refuse_too_many(inputs, short_path(read.scenario_file.path))
    return Loaded(read.scenario_file, read.book, inputs, read.files, _return_files(read))


def load_again(loaded: Loaded, scenario: Scenario) -> Inputs:
    """The inputs of another scenario on the same data and select list; raises InputFaultsError."""
    place = scenario.name
    kept = loaded.inputs.select_list or SelectList.from_rows("", ())
    changed = with_levers(kept, scenario, place)
    book = with_changes(loaded.book, scenario, place)
    own, care = loaded.inputs.own, loaded.inputs.care
    inputs = gather(scenario, book, place, changed if loaded.inputs.select_list else None, own)
    return replace(inputs, care=care)


def load_position(
    name_or_path: str, select_list: Path | None = None, returns: Path | None = None
) -> PositionInputs:
    """What the position of a scenario's base year needs, read and checked: no forecast's figures."""
    return _read(name_or_path, gather_position, Asked(select_list, returns=returns)).inputs


def _read(name_or_path: str, gather_from: GatherFrom[Gathered], asked: Asked) -> _Read[Gathered]:
    """A scenario with what was asked for beside it, read and gathered."""
    try:
        scenario_file = read_scenario(name_or_path)
    except ScenarioFaultsError as error:
        _, faults, _ = read_figure_folders(error.data_folders, error.base_date)
        raise InputFaultsError([*error.faults, *faults]) from None
    written = scenario_file.scenario
    scenario_file = _as_asked(scenario_file, asked)
    scenario, place = scenario_file.scenario, short_path(scenario_file.path)
    book, faults, data_files = read_figure_folders(scenario_file.data_folders, written.base_date)
    faults = [*faults, *measure_faults(book)]
    select_list, list_faults = _read_select_list(scenario_file)
    returns, own, return_faults = _read_returns(scenario_file)
    faults += [*list_faults, *return_faults]

    if faults:
        missing = _also_missing(scenario_file, written, gather_from, own, is_whole=not return_faults)
        if any(str(scenario.base_year) in fault.where for fault in missing):
            # A base date that the data have nothing of makes every mark of being later look wrong.
            faults = [fault for fault in faults if "base date" not in fault.what]
        raise InputFaultsError([*missing, *faults])
    book, own = _with_own(book, own)
    book = with_changes(counted_again(book, written, scenario), scenario, place)
    if select_list is not None:
        data_files.append(scenario_file.select_list or Path())
    try:
        inputs = gather_from(scenario, book, place, select_list, own)
    except InputFaultsError as error:
        raise InputFaultsError(_against_the_minimum(error.faults, scenario_file, book)) from None
    return _Read(scenario_file, book, inputs, (*scenario_file.files, *data_files), returns)


def _as_asked(file: ScenarioFile, asked: Asked) -> ScenarioFile:
    """The scenario with what was asked for beside its file."""
    file = replace(
        file, select_list=asked.select_list or file.select_list, returns=asked.returns or file.returns
    )
    file = replace(file, scenario=_told_as_asked(file.scenario, asked))
    later = moved(file.scenario, short_path(file.path), has_returns=file.returns is not None)
    file = replace(file, scenario=later)
    return file if asked.lose is None else _with_provider_lost(file, asked.lose)


def _told_as_asked(scenario: Scenario, asked: Asked) -> Scenario:
    """The scenario with the method asked for, and a title that says what it is now."""
    changes: dict[str, object] = {}
    if asked.method is not None:
        changes["method"] = asked.method
    if asked.method == Method.EPISODES:
        changes["title"] = (
            f"{scenario.authority} {scenario.base_year}: stocks and flows, from its own returns"
        )
        changes["note"] = f"Who starts follows the path of children looked after in {scenario.name}."
    elif asked.returns is not None:
        changes["title"] = f"{scenario.title}, from its own returns"
    return scenario.model_copy(update=changes)


def _with_provider_lost(file: ScenarioFile, lose: str) -> ScenarioFile:
    lever = LoseProvider.model_validate(
        {
            "kind": "lose_provider",
            "provider": lose,
            "from": file.scenario.base_year + 1,
            "source": "Asked for with --lose",
        }
    )
    levers = {**file.scenario.levers, ASKED_TO_LOSE: lever}
    return replace(file, scenario=file.scenario.model_copy(update={"levers": levers}))


def _read_select_list(file: ScenarioFile) -> tuple[SelectList | None, list[Fault]]:
    """The select list of a scenario with its levers applied, and every fault in it."""
    scenario, place = file.scenario, short_path(file.path)
    try:
        if file.select_list is None:
            with_levers(
                SelectList.from_rows("", ()), scenario, place
            )  # a lever may name a provider that is not there
            return None, []
        from sufficiency.readers.providers import read_providers

        rows = read_providers(file.select_list, scenario.base_date, scenario.origin, scenario.authority_code)
        return with_levers(SelectList.from_rows(short_path(file.select_list), rows), scenario, place), []
    except InputFaultsError as error:
        return None, [_where_typed(fault) for fault in error.faults]


def _where_typed(fault: Fault) -> Fault:
    """A fault of the lever that `--lose` adds, where the user can mend it: on the command line."""
    typed = fault.where.startswith(f"levers.{ASKED_TO_LOSE}.")
    return replace(fault, file="--lose", where="") if typed else fault


def _read_returns(file: ScenarioFile) -> "tuple[Returns | None, Own | None, list[Fault]]":
    """The returns of a scenario, what they say of its base year, and every fault in them."""
    scenario = file.scenario
    if file.returns is None:
        return None, None, _needs_returns(scenario, short_path(file.path))
    from sufficiency.readers.ssda903.read import read_returns
    from sufficiency.readers.ssda903.years import Meaning
    from sufficiency.ssda903.guarded import without_rows
    from sufficiency.ssda903.own import own_of

    try:
        means = None if scenario.year_means is None else Meaning(scenario.year_means)
        returns = read_returns(file.returns, means)
        base, scopes = (scenario.base_year, scenario.base_date), in_order([*SCOPES, *scenario.scopes])
        own = without_rows(lambda: own_of(returns, *base, scopes), "counting the returns")
        return returns, own, []
    except InputFaultsError as error:
        return None, None, list(error.faults)


def _needs_returns(scenario: Scenario, place: str) -> list[Fault]:
    if scenario.method != Method.EPISODES:
        return []
    what = "'episodes' works on child-level returns, and the scenario has none."
    return [Fault(place, "method", what, 'Name their folder: returns = "FOLDER", or --returns FOLDER.')]


def _with_own(book: FigureBook, own: "Own | None") -> "tuple[FigureBook, Own | None]":
    if own is None:
        return book, None
    from sufficiency.ssda903.own import with_own

    return with_own(book, own)


def _with_care(inputs: Inputs, returns: "Returns | None") -> Inputs:
    """The inputs with how children come, stay and leave, where the scenario forecasts by that."""
    if returns is None or inputs.scenario.method != Method.EPISODES:
        return inputs
    from sufficiency.episodes.estimate import care_model
    from sufficiency.ssda903.guarded import without_rows

    year = inputs.scenario.base_year
    care = without_rows(lambda: care_model(returns, year), "estimating how children come and leave")
    return replace(inputs, care=care)


def _return_files(read: _Read[Inputs]) -> dict[str, Path]:
    """The files of the returns that were read, by their names under `returns/`, wherever their folder is."""
    folder = read.scenario_file.returns
    if read.returns is None or folder is None:
        return {}
    return {f"returns/{file}": folder / file for file in sorted({each.file for each in read.returns.files})}


def with_changes(book: FigureBook, scenario: Scenario, place: str) -> FigureBook:
    """The book with the figures that the scenario changes; raises InputFaultsError."""
    faults = FaultList(place)
    for name, change in scenario.figures.items():
        figure = book.named(name)
        if figure is None:
            do = did_you_mean(name, (known.name for known in book), "Name a figure as measure/category/year.")
            faults.add(f"figures.{name}", "there is no such figure to change.", do)
            continue
        _check_range(faults, name, change, figure.unit)
        try:
            is_later = parse_as_at(change.as_at) > scenario.base_date
        except UnreadableError as error:
            faults.add(f"figures.{name}.as_at", f"'{change.as_at}' {error.what}", error.do)
            continue
        words = change.model_dump()
        book = book.changed(figure, **words, after_base_date=is_later, note="", file=place, row=0)
    faults.raise_if_any()
    return book


def _check_range(faults: FaultList, name: str, change: FigureChange, unit: str) -> None:
    least, most = UNIT_RANGES[unit]
    for number in (change.value, change.low, change.high):
        if number is not None and not least <= number <= most:
            what = f"{number:g} cannot be: {unit} lies from {least:g} to {most:g}."
            faults.add(f"figures.{name}", what, "Check the number.")


def _refuse_too_many(inputs: Inputs, place: str) -> None:
    """Refuse a scenario with more children, or a wider spread of them, than can be drawn one by one."""
    ahead = np.array(inputs.scenario.years_ahead[-1:])
    widest = float(np.sqrt(squared_scale(inputs, ahead)[0])) * inputs.count_shape["largest_t"].value
    if not widest <= WIDEST:
        what = f"the count could be {np.exp(WIDEST):,.0f} times its middle, so its spread says nothing."
        raise one_fault(place, "count_spread", what, "Check alpha, beta, gamma and largest_t.")
    base_rate = inputs.base_cla.value / inputs.base_population.value * PER
    # Luck takes the base year's rate no further than the highest that authorities have had.
    luckiest = max(inputs.rate_limits[1].value / base_rate, 1)
    most = float(central_children(inputs).sum("stream").max()) * luckiest
    if not most <= MOST_CHILDREN:
        what = f"some draws could have {most:,.0f} children looked after, more than any authority has."
        raise one_fault(
            place, "", what, f"Check its rates, counts and growth: {MOST_CHILDREN:,} can be drawn."
        )


def _also_missing(
    file: ScenarioFile,
    written: Scenario,
    gather_from: GatherFrom[Gathered],
    own: "Own | None",
    *,
    is_whole: bool,
) -> list[Fault]:
    """What the scenario would lack even if every faulty row were mended, so that all is told at once.

    `is_whole` is whether everything else that may hold figures could be read.
    """
    # Rows at fault only for their mark of being later are still figures.
    book, others, _ = read_figure_folders(file.data_folders, None)
    place = short_path(file.path)
    try:
        book, own = _with_own(book, own)
        book = with_changes(counted_again(book, written, file.scenario), file.scenario, place)
        gather_from(file.scenario, book, place, None, own)
    except InputFaultsError as error:
        # Where rows or files could not be read, a figure may be missing only for that reason.
        is_whole = is_whole and not others
        told = [fault for fault in error.faults if is_whole or not _is_of_what_is_missing(fault)]
        return _against_the_minimum(told, file, book)
    return []


def _against_the_minimum(faults: Sequence[Fault], file: ScenarioFile, book: FigureBook) -> list[Fault]:
    """The faults; of a working folder that has too little to run, what is missing is told as one."""
    if file.folder is None:
        return list(faults)
    return short_of_minimum(faults, minimum(file.scenario, book), short_path(file.folder))


def as_far_as_read(name_or_path: str) -> tuple[ScenarioFile, FigureBook]:
    """A scenario's file and the figures that can be read of it, whatever faults are in the others.

    For telling what a working folder lacks. Raises InputFaultsError where the scenario itself has faults.
    """
    file = read_scenario(name_or_path)
    written, place = file.scenario, short_path(file.path)
    file = replace(file, scenario=moved(written, place))
    book, *_ = read_figure_folders(file.data_folders, None)
    return file, counted_again(book, written, file.scenario)


def _is_of_what_is_missing(fault: Fault) -> bool:
    return (
        "no data file has it" in fault.what
        or "growth points" in fault.what
        or "last growth point" in fault.what
    )
