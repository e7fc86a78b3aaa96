"""The minimum: what a run needs before it can say anything, by group, and whether it is there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sufficiency.errors import Fault
from sufficiency.figures.blanks import DATA_FOLDER, FILE_NAME
from sufficiency.figures.book import FigureBook, Key
from sufficiency.inputs.inputs import MARGIN_PLACEMENTS
from sufficiency.scenarios.scenario import Scenario
from sufficiency.vocabulary import AGE_BANDS, DISTANCE_BANDS, INSIDE, PROVISIONS, WITHIN_20
from sufficiency.words import as_typed, day_in_words, listed

DFE: Final = "DfE, Children looked after in England"
BY_CHARACTERISTIC: Final = f"{DFE}, on 31 March by characteristic"
GROWTH: Final = "child_population_growth"
LEAST_POINTS: Final = 2  # of growth: one to start from and one to go to


@dataclass(frozen=True)
class Group:
    """Figures that a run needs together: what they are, where they are published, and which are lacking."""

    what: str
    where: str
    keys: tuple[Key, ...]
    lacking: tuple[Key, ...]

    @property
    def is_there(self) -> bool:
        return not self.lacking

    def told(self) -> str:
        """The group in a line: that it is there, or what of it is missing and where that is published."""
        if self.is_there:
            return f"there:   {self.what}"
        names = listed(
            _named([key for key in self.keys if key[0] == measure], lacking)
            for measure, lacking in self._by_measure().items()
        )
        return f"MISSING: {self.what}: {names} ({self.where})"

    def _by_measure(self) -> dict[str, list[Key]]:
        return {key[0]: [each for each in self.lacking if each[0] == key[0]] for key in self.lacking}


def _named(keys: Sequence[Key], lacking: Sequence[Key]) -> str:
    """The figures of a measure that are lacking: by name, or the measure where all of several are."""
    if len(keys) == len(lacking) > 2:
        return f"{keys[0][0]}, all {len(keys)}"
    return listed("/".join(str(part) for part in key if part) for key in lacking)


def minimum(scenario: Scenario, book: FigureBook) -> list[Group]:
    """What a run of the scenario needs of its authority, in groups, and which of it the book lacks.

    What it needs of England stands in a working folder as it is.
    """
    year, day = scenario.base_year, day_in_words(scenario.base_date)

    def group(what: str, where: str, measures: Iterable[tuple[str, Sequence[str], int | None]]) -> Group:
        keys = tuple((measure, name, of) for measure, names, of in measures for name in names)
        lacking = tuple(key for key in keys if not _has(book, key))
        return Group(what, where, keys, lacking)

    near = (INSIDE, WITHIN_20)
    return [
        group(f"children looked after on {day}", f"{DFE}: numbers and rates",
              [("cla_count", ("council",), year)]),
        group("how many of them are unaccompanied", f"{BY_CHARACTERISTIC}: unaccompanied children",
              [("uasc_count", ("council",), year)]),
        group("children by age", f"{BY_CHARACTERISTIC}: age group", [("children_by_age", AGE_BANDS, None)]),
        group("children by placement", f"{BY_CHARACTERISTIC}: placement",
              [("children_by_placement", MARGIN_PLACEMENTS, None)]),
        group("children by distance from home", f"{BY_CHARACTERISTIC}: distance, and locality of placement",
              [("children_by_distance", DISTANCE_BANDS, None)]),
        group("children aged 0 to 17 in the population, and their ages",
              "ONS, mid-year population estimates",
              [("child_population", ("implied_by_rate",), year),
               ("child_population_by_age", AGE_BANDS, None)]),
        _growth(scenario, book),
        group("who provides homes, how they are bought, and why children are far: each may be an assumption",
              "a council's own teams; `sufficiency new` writes assumptions",
              [("in_house_foster_children", ("",), None), ("kinship_children", ("",), None),
               ("in_house_share_in_scope", near, None), ("off_contract_share", PROVISIONS, None),
               ("far_for_want_of_nearer_share", near, None)]),
    ]  # fmt: skip


def _has(book: FigureBook, key: Key) -> bool:
    measure, name, year = key
    if measure == "child_population_by_age":  # the newest year is taken, whichever it is
        return any(figure.category == name for figure in book.of(measure))
    return book.find(measure, name, year) is not None


def _growth(scenario: Scenario, book: FigureBook) -> Group:
    """Growth points of the scenario's own kind, from the base year to the horizon."""
    kind = scenario.population.growth
    years = [each.year for each in book.of(GROWTH) if each.category == kind and each.year is not None]
    is_there = (
        len(years) >= LEAST_POINTS and min(years) <= scenario.base_year and scenario.horizon <= max(years)
    )
    keys = tuple((GROWTH, kind, year) for year in (scenario.base_year, scenario.horizon))
    lacking = () if is_there else tuple(key for key in keys if key[2] not in years)
    return Group(
        f"growth of the child population, {scenario.base_year} to {scenario.horizon}",
        "ONS, subnational population projections",
        keys,
        lacking,
    )


def short_of_minimum(faults: Collection[Fault], groups: Sequence[Group], folder: str) -> list[Fault]:
    """The faults of a working folder, those of what is missing as one that lists the minimum.

    As they are where the minimum is there.
    """
    measures = {key[0] for group in groups for key in group.lacking}
    of_missing = [fault for fault in faults if _is_missing(fault, measures)]
    if not of_missing:
        return list(faults)
    told = "\n".join(f"    {group.told()}" for group in groups)
    what = f"there is not enough here to run yet. A run needs at least:\n{told}\n "
    do = f"Fill them in in {folder}/{DATA_FOLDER}/{FILE_NAME}, then: sufficiency check {as_typed(folder)}"
    return [Fault(folder, "", what, do), *(fault for fault in faults if fault not in of_missing)]


def _measure(fault: Fault) -> str:
    return GROWTH if fault.where in ("population.growth", "horizon") else fault.where.split("/")[0].split()[0]


def _is_missing(fault: Fault, measures: Collection[str]) -> bool:
    if fault.where in ("population.growth", "horizon"):
        return GROWTH in measures and "growth point" in fault.what
    return bool(fault.where) and "no data file has it" in fault.what and _measure(fault) in measures
