"""The published margins of an authority by its name, or by a scenario: for invented returns."""

from collections.abc import Sequence
from pathlib import Path

from sufficiency.bundled import scenario_files
from sufficiency.errors import InputFaultsError, did_you_mean, one_fault
from sufficiency.figures.book import Figure, FigureBook, Key
from sufficiency.readers.figures import read_figure_folders
from sufficiency.readers.scenarios import ScenarioFile, read_scenario
from sufficiency.readers.text import quoted
from sufficiency.scenarios.scenario import Scenario
from sufficiency.synthetic.margins import ABSENT_PARENTING, STARTED_BY_AGE, Margins, margins_of


def read_margins(like: str, years: Sequence[int]) -> Margins:
    """The margins of an authority for the years.

    `like` is the name of an authority of a bundled scenario, or a scenario by name or path. An
    authority's history is that of its newest base, and its children by age, home and distance are those
    of its newest base within the years. Raises InputFaultsError naming what is missing.
    """
    bases = _bases(like)
    books: list[FigureBook] = []
    for base in bases:
        book, faults, _ = read_figure_folders(base.data_folders, base.scenario.base_date)
        if faults:
            raise InputFaultsError(faults)
        books.append(book)
    within = [at for at, base in enumerate(bases) if _year(base.scenario) in years]
    if not within:
        raise _no_base(like, bases)
    newest = bases[within[-1]].scenario
    flows: dict[Key, Figure] = {}
    for book in books:
        flows |= {f.key: f for measure in (STARTED_BY_AGE, ABSENT_PARENTING) for f in book.of(measure)}
    profile = books[within[-1]]
    return margins_of(newest.authority, years, books[-1], profile, _year(newest), list(flows.values()))


def _bases(like: str) -> list[ScenarioFile]:
    """The scenarios that are an authority's bases, the oldest first; a scenario is its own one base."""
    bundled: dict[str, dict[int, ScenarioFile]] = {}
    for path in scenario_files().values():
        scenario_file = read_scenario(str(path))
        own = bundled.setdefault(scenario_file.scenario.authority.casefold(), {})
        own.setdefault(_year(scenario_file.scenario), scenario_file)
    if like.casefold() in bundled:
        return [base for _, base in sorted(bundled[like.casefold()].items())]
    known = [*bundled, *scenario_files()]
    if _names_a_file(like) or like in known:
        return [read_scenario(like)]
    do = did_you_mean(like.casefold(), known, f"Name one of {', '.join(bundled)}, or a scenario's file.")
    raise one_fault("--like", quoted(like), "there is no authority or scenario of that name.", do)


def _names_a_file(like: str) -> bool:
    return like.endswith(".toml") or len(Path(like).parts) > 1 or Path(f"{like}.toml").is_file()


def _year(scenario: Scenario) -> int:
    return scenario.base_year


def _no_base(like: str, bases: Sequence[ScenarioFile]) -> InputFaultsError:
    years = " or ".join(str(_year(base.scenario)) for base in bases)
    what = f"the ages, homes and distances of {quoted(like)} are published for {years}, not in these years."
    return one_fault("--years", "", what, f"Take in {years}.")
