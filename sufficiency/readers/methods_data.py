"""What two methods are compared on beside the returns, read from a scenario's data or from the bundled."""

from typing import NamedTuple

from sufficiency.bundled import DEFAULT_SCENARIO, bundled_root
from sufficiency.errors import Fault, InputFaultsError
from sufficiency.figures.book import FigureBook
from sufficiency.figures.measures import measure_faults
from sufficiency.methods.compared import Evidence
from sufficiency.methods.evidence import check_same_authority, evidence_in, is_of
from sufficiency.readers.figures import read_figure_folders
from sufficiency.readers.scenarios import ScenarioFile, read_scenario
from sufficiency.readers.text import short_path

_SPREADS = "volatility.csv"
_LIMITS = "limits.csv"


class MethodsData(NamedTuple):
    """What was read, and whose population it has, in words; blank where it has none."""

    evidence: Evidence
    whose: str


def read_methods_data(authority: str, counts: dict[int, int], scenario: str | None) -> MethodsData:
    """The spreads and the population estimates of a scenario's data.

    `authority` is what the returns call theirs, blank where they do not, and `counts` their children looked
    after by year. Where no scenario is named, the default one serves if it is of that authority; if not,
    the spreads of every authority alone, without a population. Raises InputFaultsError naming what is
    missing, or at odds with the returns.
    """
    if scenario is None:
        default = read_scenario(DEFAULT_SCENARIO) if authority else None
        if default is None or not is_of(authority, default.scenario):
            return _of_england()
        return _of_scenario(default, authority, counts)
    return _of_scenario(read_scenario(scenario), authority, counts)


def _of_england() -> MethodsData:
    england = bundled_root() / "data" / "england"
    book = _checked(*read_figure_folders([england / _SPREADS, england / _LIMITS], None)[:2])
    return MethodsData(evidence_in(book, "data/england", with_population=False), "")


def _of_scenario(file: ScenarioFile, authority: str, counts: dict[int, int]) -> MethodsData:
    scenario, place = file.scenario, short_path(file.path)
    book = _checked(*read_figure_folders(file.data_folders, scenario.base_date)[:2])
    check_same_authority(authority, counts, book, scenario, place)
    evidence = evidence_in(book, place, with_population=True)
    whose = f"{scenario.authority} ({scenario.name})" if evidence.population else ""
    return MethodsData(evidence, whose)


def _checked(book: FigureBook, faults: list[Fault]) -> FigureBook:
    faults = [*faults, *measure_faults(book)]
    if faults:
        raise InputFaultsError(faults)
    return book
