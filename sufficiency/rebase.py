"""Re-base: a council's own counts of a later day in place of the base's, on 31 March.

The day becomes the base date, and every year after it is as far off as it is: the first 31 March may be
months away, and its range is that of a part of a year. Margins that are not given are scaled from the base's,
in whole children.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sufficiency.children.population import growth_index
from sufficiency.errors import FaultList, did_you_mean
from sufficiency.figures.book import Figure, FigureBook, Key
from sufficiency.inputs.costs import PAYS_FOR
from sufficiency.inputs.inputs import MARGIN_PLACEMENTS
from sufficiency.numerals import parse_as_at
from sufficiency.rounding import whole, whole_parts
from sufficiency.scenarios.method import Method
from sufficiency.scenarios.scenario import Rebase, Scenario, Trend
from sufficiency.vocabulary import (
    AGE_BANDS,
    DERIVED,
    DISTANCE_BANDS,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    KINSHIP,
)
from sufficiency.words import day_in_words, listed

# The margins that a re-base may give, by its key, with the categories that each must have.
MARGINS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "by_placement": ("children_by_placement", MARGIN_PLACEMENTS),
    "by_age": ("children_by_age", AGE_BANDS),
    "by_distance": ("children_by_distance", DISTANCE_BANDS),
}
# Parts of a margin's part, that are published beside it.
PARTS_OF: Final = {("children_by_distance", "not_known"): ("not_known_inside", "not_known_outside")}
MONTHS: Final = 12
PROFILE: Final = ("children_by_sex", "children_by_legal_status", "children_by_ethnicity")
HOMES_OF_OUR_OWN: Final = ("in_house_foster_children", "kinship_children")  # the second within the first
SPENDS: Final = ("spend", "children_paid_for")
# What is told for the base year by its number, and stands on when the day falls in a later year.
TOLD_FOR_THE_YEAR: Final = (
    *("uasc_threshold_share", "placements_made", "status_only_changes", "started_by_age", "same_day_share"),
    *("sibling_group_share", "care_leavers_in_service", "ceased_at_18", "section_251_unit_cost"),
    *SPENDS,
)
COUNT: Final = ("cla_count", "council")
UASC: Final = ("uasc_count", "council")
POPULATION: Final = ("child_population", "implied_by_rate")


def moved(scenario: Scenario, place: str, *, has_returns: bool = False) -> Scenario:
    """The scenario as from the day of its re-base; the same where it has none.

    Raises InputFaultsError of everything that is wrong with the re-base. `place` is the scenario's file;
    `has_returns` is whether child-level returns are given beside it.
    """
    if scenario.rebase is None:
        return scenario
    faults = FaultList(place)
    later = scenario.model_copy(update={"base_date": scenario.rebase.day})
    _check_day(faults, scenario, scenario.rebase)
    _check_paths(faults, scenario, has_returns)
    _check_counts(faults, scenario.rebase)
    if later.horizon <= later.base_year:
        what = f"{later.horizon} is not after the re-base's day, {day_in_words(later.base_date)}."
        faults.add("horizon", what, "Use a later year.")
    faults.raise_if_any()
    return later


def counted_again(book: FigureBook, written: Scenario, scenario: Scenario) -> FigureBook:
    """The book with the re-base's counts, and everything that goes with them, in place of the base's.

    `written` is the scenario as its file says, `scenario` the same as `moved`. What the book lacks is left
    out, for whoever gathers from it to tell.
    """
    if scenario.rebase is None:
        return book
    again = _Again(book, written, scenario, scenario.rebase)
    figures = {figure.key: _marked(figure, scenario) for figure in book}
    for part in (_carried, _population, _margins, _profile, _own_homes, _cells, _paid):
        figures |= {figure.key: figure for figure in part(again)}
    figures |= {figure.key: figure for figure in _counts(again)}
    return FigureBook(figure for key, figure in figures.items() if key not in _without_parts(again))


# --- What is wrong with one -----------------------------------------------------------------------
def _check_day(faults: FaultList, scenario: Scenario, rebase: Rebase) -> None:
    base = day_in_words(scenario.base_date)
    if (scenario.base_date.month, scenario.base_date.day) != (3, 31):
        what = f"the base date is {base}, and a re-base starts from a base of 31 March."
        faults.add("rebase", what, "Set base_date to the 31 March that the data are of.")
    if rebase.day <= scenario.base_date:
        what = f"{day_in_words(rebase.day)} is not after the base date, {base}."
        do = "Leave [rebase] out to run the base as it is; correct its counts in the data, or with [figures]."
        faults.add("rebase.date", what, do)


def _check_paths(faults: FaultList, scenario: Scenario, has_returns: bool) -> None:
    if isinstance(scenario.cla, Trend):
        do = "Use another path."
        faults.add("cla.path", "a trend of years ended 31 March cannot start between two of them.", do)
    if has_returns or scenario.method == Method.EPISODES:
        what = "child-level returns count the base year's own 31 March, and a re-base another day."
        faults.add("rebase", what, "Use one or the other.")


def _check_counts(faults: FaultList, rebase: Rebase) -> None:
    if rebase.uasc > rebase.children:
        what = f"{rebase.uasc} unaccompanied children are more than all {rebase.children}."
        faults.add("rebase.uasc", what, "Correct one of them.")
    for key, (_, categories) in MARGINS.items():
        given = _given(rebase, key)
        if given is None:
            continue
        for name in given.keys() - set(categories):
            do = did_you_mean(name, categories, f"Use: {', '.join(categories)}.")
            faults.add(f"rebase.{key}.{name}", "this is not one of its parts.", do)
        missing = [name for name in categories if name not in given]
        if missing:
            what = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing."
            faults.add(f"rebase.{key}", what, "Give every part, 0 where there is nobody; or leave it out.")
        elif sum(given.values()) != rebase.children:
            what = f"adds to {sum(given.values())}, but there are {rebase.children} children."
            faults.add(f"rebase.{key}", what, "Make the parts add to the whole.")


def _given(rebase: Rebase, key: str) -> dict[str, int] | None:
    given: dict[str, int] | None = getattr(rebase, key)
    return given


# --- The figures of the day -----------------------------------------------------------------------
@dataclass(frozen=True)
class _Again:
    """A book of the base's figures, the scenario before and after its re-base, and the re-base."""

    book: FigureBook
    written: Scenario
    scenario: Scenario
    rebase: Rebase

    @property
    def day(self) -> str:
        return self.rebase.day.isoformat()

    def dated(self, name: tuple[str, str]) -> Key:
        """A figure of the base year, by the year that the day falls in."""
        return (*name, self.scenario.base_year)

    def counted(self, key: Key, value: float, unit: str = "children") -> Figure:
        """A count that the re-base gives."""
        return Figure(*key, float(value), None, None, unit, self.day, self.rebase.source, DERIVED)

    def scaled(self, figure: Figure, value: float, how: str, times: float = 1.0) -> Figure:
        """A figure of the base worked out for the day; its low and high go with it, where it has them."""
        low, high = figure.low, figure.high
        if low is not None and high is not None:  # rounding may take the value beyond what was its end
            low, high = min(low * times, value), max(high * times, value)
        note = "; ".join(filter(None, (f"{figure.value:g} on the base's day, {how}", figure.note)))
        source = f"{self.rebase.source}; {figure.source}"
        return replace(
            figure, value=float(value), low=low, high=high,
            as_at=self.day, source=source, kind=DERIVED, note=note, after_base_date=False,
        )  # fmt: skip

    def ratio(self, placement: str) -> float:
        """Children in a placement on the day as a multiple of those of the base; one of nobody."""
        name = FOSTERING_AND_KINSHIP if placement in (FOSTERING, KINSHIP) else placement
        before = self.book.find("children_by_placement", name)
        after = {figure.category: figure.value for figure in _margin(self, "by_placement")}
        return after[name] / before.value if before and before.value and name in after else 1.0


Figures = Iterable[Figure]


def _marked(figure: Figure, scenario: Scenario) -> Figure:
    """The figure, marked as later than the base date where it is later than the re-base's day."""
    return replace(figure, after_base_date=parse_as_at(figure.as_at) > scenario.base_date)


def _counts(again: _Again) -> Figures:
    yield again.counted(again.dated(COUNT), again.rebase.children)
    yield again.counted(again.dated(UASC), again.rebase.uasc)


def _population(again: _Again) -> Figures:
    """The child population on the day: the base's, grown to it."""
    base = again.book.find(*POPULATION, again.written.base_year)
    points = {
        figure.year: figure.value
        for figure in again.book.of("child_population_growth")
        if figure.category == again.scenario.population.growth and figure.year is not None
    }
    moment = again.scenario.moments[0]
    if base is None or not points or not min(points) <= again.written.base_year < moment <= max(points):
        return
    grown = base.value * float(growth_index(points, again.written.base_year, [moment])[0])
    yield replace(
        again.scaled(base, grown, "grown to this day"), year=again.scenario.base_year, source=base.source
    )


def _margin(again: _Again, key: str) -> list[Figure]:
    """The children of the day by the parts of one margin: as given, or in the base's proportions."""
    measure, categories = MARGINS[key]
    given = _given(again.rebase, key)
    if given is not None:
        return [again.counted((measure, name, None), given[name]) for name in categories]
    return _in_proportion(again, [again.book.find(measure, name) for name in categories])


def _in_proportion(
    again: _Again, figures: Iterable[Figure | None], children: float | None = None
) -> list[Figure]:
    """Figures in the base's proportions, in whole children that add up; none where one is missing."""
    known = list(figures)
    base = [figure for figure in known if figure is not None]
    total = sum(figure.value for figure in base)
    if len(base) < len(known) or total <= 0:
        return []
    to = again.rebase.children if children is None else children
    parts = whole_parts([figure.value * to / total for figure in base])
    return [
        again.scaled(figure, part, f"in proportion to {to:g} children in all")
        for figure, part in zip(base, parts, strict=True)
    ]


def _margins(again: _Again) -> Figures:
    for key in MARGINS:
        margin = _margin(again, key)
        yield from margin
        if _given(again.rebase, key) is None:
            yield from _parts_beside(again, {(each.measure, each.category): each for each in margin})


def _parts_beside(again: _Again, margin: Mapping[tuple[str, str], Figure]) -> Figures:
    """The parts that are published beside a margin's own part, which they go on adding to."""
    for of, names in PARTS_OF.items():
        if of in margin:
            parts = [again.book.find(of[0], name) for name in names]
            yield from _in_proportion(again, parts, margin[of].value)


def _without_parts(again: _Again) -> set[Key]:
    """What of the base stands beside a margin that the re-base gives, and no longer adds to it."""
    return {
        (measure, name, None)
        for (measure, _), names in PARTS_OF.items()
        if any(of == measure and _given(again.rebase, key) is not None for key, (of, _) in MARGINS.items())
        for name in names
    }


def _profile(again: _Again) -> Figures:
    """Tables of all children that the model does not use, so that they still add to all of them."""
    for measure in PROFILE:
        yield from _in_proportion(again, [f for f in again.book.of(measure) if f.year is None])


def _own_homes(again: _Again) -> Figures:
    """Children with our own carers, and with family and friends: as many of all who are fostered."""
    times, most = again.ratio(FOSTERING), np.inf
    how = "in proportion to the children fostered"
    for measure in HOMES_OF_OUR_OWN:
        figure = again.book.find(measure)
        if figure is not None:
            scaled = again.scaled(figure, whole(figure.value * times), how, times)
            high = None if scaled.high is None else min(scaled.high, most)
            yield replace(scaled, high=high)
            most = scaled.value  # kinship is a part of those with our own carers


def _cells(again: _Again) -> Figures:
    """Published cells of placement by scope, and children in no registered home."""
    for figure in (*again.book.of("known_cell_children"), *again.book.of("no_registered_home")):
        placement = figure.category.split(" ")[0]
        times = again.ratio(placement)
        value = whole(figure.value * times)
        yield again.scaled(figure, value, f"in proportion to the children in {placement}", times)


def _carried(again: _Again) -> Figures:
    """What the data tell for the base year by its number, for a day in a later year that they lack."""
    before, now = again.written.base_year, again.scenario.base_year
    for measure in TOLD_FOR_THE_YEAR if now != before else ():
        for figure in again.book.of(measure):
            if figure.year == before and again.book.find(measure, figure.category, now) is None:
                note = "; ".join(filter(None, (f"of the year ended 31 March {before}", figure.note)))
                yield replace(_marked(figure, again.scenario), year=now, note=note)


def _paid(again: _Again) -> Figures:
    """Spends, and the children whom they pay for, for the day's children: what one child costs stays."""
    now = again.scenario.base_year
    carried = {figure.key: figure for figure in _carried(again)}
    for measure in SPENDS:
        for payer, cells in PAYS_FOR.items():
            figure = carried.get((measure, payer, now)) or again.book.find(measure, payer, now)
            if figure is not None:
                times = again.ratio(cells[0][0])
                dearer = _dearer(again, cells[0][0]) if figure.key in carried and measure == "spend" else 1.0
                how = "in proportion to the children of the day"
                how += "" if dearer == 1 else f", and dearer by {dearer - 1:.1%} since"
                yield replace(
                    again.scaled(figure, figure.value * times * dearer, how, times * dearer),
                    source=figure.source,
                )


def _dearer(again: _Again, placement: str) -> float:
    """How much fees have risen, as the data assume, from the base year to the year that the day falls in."""
    name = FOSTERING if placement == KINSHIP else placement
    rise = again.book.find("fee_inflation_a_year", name) or again.book.find("fee_inflation_a_year")
    years = again.scenario.base_year - again.written.base_year
    return 1.0 if rise is None else float((1 + rise.value) ** years)


# --- In words -------------------------------------------------------------------------------------
def rebase_sentences(scenario: Scenario) -> list[str]:
    """What a reader must know of a re-base: the day, what was scaled, and what the years are."""
    rebase = scenario.rebase
    if rebase is None:
        return []
    year, ahead = scenario.base_year, scenario.years_ahead[0]
    scaled = [key.removeprefix("by_") for key in MARGINS if _given(rebase, key) is None]
    told = [
        f"The base is our own count of {day_in_words(rebase.day)} ({rebase.source}), "
        f"and stands under {year}. "
        f"Every other year is its 31 March: {year + 1} is {MONTHS * ahead:.1f} months on."
    ]
    if scaled:
        told.append(f"Children by {listed(scaled)} are scaled from the base's, in whole children.")
    return told
