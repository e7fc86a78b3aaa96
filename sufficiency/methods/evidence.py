"""What two methods are compared on beside the returns: spreads of every authority, and one's population."""

from typing import Final

from sufficiency.chance.spread import PARTS, Shape, Spread
from sufficiency.errors import Fault, FaultList, InputFaultsError
from sufficiency.figures.book import FigureBook
from sufficiency.methods.compared import Evidence
from sufficiency.scenarios.scenario import Scenario

_SPREADS: Final = ("count_spread", "starts_spread", "leaving_spread")
_SHAPE: Final = ("count_shape/degrees_of_freedom", "count_shape/largest_t", "rate_limit/least",
                 "rate_limit/most")  # fmt: skip
_MOST_APART: Final = 2.0  # times as many children: no revision, nor another way to count, makes so much
_DO: Final = "Use the bundled data/england, or write them with `sufficiency calibrate`."


def evidence_in(book: FigureBook, place: str, *, with_population: bool) -> Evidence:
    """The spreads by year of fit, the shape of the count's range, and the population estimates if wanted.

    `place` is where the figures were read from, for the messages. Raises InputFaultsError naming every
    figure that is missing.
    """
    faults = FaultList(place)
    spreads = {measure: _spreads(book, measure) for measure in _SPREADS}
    shape = {name: book.named(name) for name in _SHAPE}
    for name, found in (*spreads.items(), *shape.items()):
        if not found:
            faults.add(name, "needed, and no data file has it.", _DO)
    faults.raise_if_any()
    return Evidence(
        population=_population(book) if with_population else {},
        count=spreads["count_spread"],
        starts=spreads["starts_spread"],
        leaving=spreads["leaving_spread"],
        shape=Shape(*(figure.value for figure in shape.values() if figure)),
    )


def check_same_authority(
    named: str, counts: dict[int, int], book: FigureBook, scenario: Scenario, place: str
) -> None:
    """Refuse a scenario of another authority than the returns are of: its population is not theirs.

    `named` is what the returns call their authority; `counts` are their children looked after by year.
    Raises InputFaultsError where both give ONS's code and the codes differ, or where the returns have less
    than half or more than twice the children that are published.
    """
    code = scenario.authority_code or ""
    if is_code(named) and is_code(code) and named != code:
        what = f"the returns are of {named}, and this scenario is of {scenario.authority} ({code})."
        raise InputFaultsError([Fault(place, "", what, "Name a scenario of your own, or none.")])
    for figure in book.of("cla_count"):
        if figure.category != "dfe" or figure.year not in counts or not figure.value:
            continue
        times = counts[figure.year] / figure.value
        if not 1 / _MOST_APART <= times <= _MOST_APART:
            what = f"the returns have {times:.1f} times the children that are published of "
            what += f"{scenario.authority} for {figure.year}, so they are another's."
            raise InputFaultsError([Fault(place, "", what, "Name a scenario of your own, or none.")])


def is_of(named: str, scenario: Scenario) -> bool:
    """Whether a scenario is of the authority that the returns name, by its name or by ONS's code."""
    names = (scenario.authority, scenario.authority_code or "")
    return bool(named) and named.casefold() in [name.casefold() for name in names]


def is_code(text: str) -> bool:
    """Whether a text is ONS's code of an authority."""
    return len(text) == len("E06000034") and text[:1] == "E" and text[1:].isdigit()


def _spreads(book: FigureBook, measure: str) -> dict[int, Spread]:
    """A measure's spreads by the year that they were fitted to, where all parts are there."""
    by_year: dict[int, dict[str, float]] = {}
    for figure in book.of(measure):
        if figure.year is not None:
            by_year.setdefault(figure.year, {})[figure.category] = figure.value
    return {year: Spread.of(parts) for year, parts in by_year.items() if parts.keys() >= set(PARTS)}


def _population(book: FigureBook) -> dict[int, float]:
    return {
        figure.year: figure.value
        for figure in book.of("child_population")
        if figure.category == "ons_mid_year_before" and figure.year is not None
    }
