"""Inputs: the figures that one scenario's model needs, found in the book and checked together.

Everything here is frozen and has been checked once, so that the steps of the model need not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from sufficiency.errors import Fault, InputFaultsError
from sufficiency.figures import UNIT_RANGES, Figure, FigureBook
from sufficiency.readers.numbers import UnreadableError, parse_as_at
from sufficiency.scenario import Converge, FigureChange, OwnRates, Scenario, Trend
from sufficiency.vocabulary import (
    AGE_BANDS,
    BANDS_IN_SCOPE,
    DISTANCE_BANDS,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    IN_HOUSE,
    INSIDE,
    KNOWN_BANDS,
    PROVISIONS,
    RESIDENTIAL,
    SUPPORTED,
    WITHIN_20,
)

# The placements as the margins give them: fostering and kinship are one number until a draw splits it.
MARGIN_PLACEMENTS = (
    FOSTERING_AND_KINSHIP,
    RESIDENTIAL,
    SUPPORTED,
    "with_parents",
    "placed_for_adoption",
    "secure",
)
# Secure homes have no pattern of their own: England publishes them together with children's homes.
PATTERN_OF = {name: RESIDENTIAL if name == "secure" else name for name in MARGIN_PLACEMENTS}
PATTERNS = tuple(dict.fromkeys(PATTERN_OF.values()))
# The numbers that say how far counts spread, with the least and most that each can be.
SPREADS = {
    "alpha": (0.0, 1.0),
    "beta": (0.0, 100.0),
    "gamma": (0.0, 3.0),
    "degrees_of_freedom": (1.0, 1e6),
    "damping_after_back_test": (0.0, 1.0),
    "largest_t": (1.0, 100.0),
}
DRIFTING_SHARES = (SUPPORTED, RESIDENTIAL, "over_20_miles", "uasc")
DRIFT_HORIZONS = (1, 3)
LEAST_TREND_POINTS = 6


@dataclass(frozen=True)
class History:
    """What was published of the years up to the base, for context: no step of the model reads it."""

    counts: dict[int, Figure]
    rates: dict[int, Figure]
    uasc: dict[int, Figure]
    england_rates: dict[int, Figure]
    placements_made: Figure | None
    status_only_changes: Figure | None


@dataclass(frozen=True)
class Inputs:
    """The figures of one scenario. A dict's keys are the words of `vocabulary.py`."""

    scenario: Scenario
    growth: dict[int, Figure]
    base_population: Figure
    population_by_age: dict[str, Figure]
    base_cla: Figure
    base_uasc: Figure
    by_age: dict[str, Figure]
    by_placement: dict[str, Figure]
    by_distance: dict[str, Figure]
    england_where: dict[tuple[str, str], Figure]
    age_prior: dict[tuple[str, str], Figure]
    uasc_age_prior: dict[str, Figure]
    uasc_placement_prior: dict[str, Figure]
    known_cells: dict[tuple[str, str], Figure]
    in_house_foster_children: Figure
    kinship: Figure
    in_house_share: dict[str, Figure]
    off_contract_share: dict[str, Figure]
    far_for_want: dict[str, Figure]
    vacant: dict[tuple[str, str], Figure]
    no_registered_home: dict[str, Figure]
    count_spread: dict[str, Figure]
    rate_limits: tuple[Figure, Figure]
    share_spread: dict[tuple[str, int], Figure]
    target_rate: Figure | None
    trend_rates: dict[int, Figure]
    children_per_household: Figure | None
    household_delivery: Figure | None
    uasc_threshold: Figure | None
    history: History

    def figures(self) -> list[Figure]:
        """Every figure that the model uses, once."""
        found: dict[str, Figure] = {}
        for value in vars(self).values():
            for figure in _figures_in(value):
                found[figure.name] = figure
        return list(found.values())

    def ledger(self) -> list[Figure]:
        """The figures that each draw takes a value of: the ledger of the position, and delivery."""
        return [
            self.in_house_foster_children,
            self.kinship,
            *self.in_house_share.values(),
            *self.off_contract_share.values(),
            *self.far_for_want.values(),
            *self.vacant.values(),
            *self.no_registered_home.values(),
            *(f for f in (self.children_per_household, self.household_delivery) if f),
        ]

    def assumptions(self) -> list[Figure]:
        """The figures with a low and a high: each draw takes one value of each."""
        return [figure for figure in self.ledger() if figure.is_uncertain]


def _figures_in(value: object) -> Iterable[Figure]:
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, dict):
        yield from (entry for entry in value.values() if isinstance(entry, Figure))
    elif isinstance(value, tuple):
        yield from (entry for entry in value if isinstance(entry, Figure))


class _Finder:
    """Finds figures in the book; notes every one that is missing, so that all are told at once."""

    def __init__(self, book: FigureBook, place: str) -> None:
        self.book = book
        self.place = place
        self.faults: list[Fault] = []

    def one(self, measure: str, category: str = "", year: int | None = None) -> Figure:
        found = self.book.find(measure, category, year)
        if found is None:
            name = "/".join(part for part in (measure, category, str(year or "")) if part)
            known = [figure.name for figure in self.book]
            close = get_close_matches(name, known, n=1, cutoff=0.8)
            do = f"Did you mean '{close[0]}'?" if close else "Add a row for it."
            self.fault(name, "this figure is needed and no data file has it.", do)
            return _STAND_IN
        return found

    def maybe(self, measure: str, category: str = "", year: int | None = None) -> Figure | None:
        return self.book.find(measure, category, year)

    def fault(self, where: str, what: str, do: str) -> None:
        self.faults.append(Fault(self.place, where, what, do))


_STAND_IN = Figure("missing", "", None, 1.0, None, None, "number", "2000-01-01", "-", "assumed")


def with_changes(book: FigureBook, scenario: Scenario, place: str) -> FigureBook:
    """The book with the figures that the scenario changes; raises InputFaultsError."""
    faults = []
    for name, change in scenario.figures.items():
        figure = book.named(name)
        if figure is None:
            close = get_close_matches(name, [known.name for known in book], n=1, cutoff=0.6)
            do = f"Did you mean '{close[0]}'?" if close else "Name a figure as measure/category/year."
            faults.append(Fault(place, f"figures.{name}", "there is no such figure to change.", do))
            continue
        faults += _out_of_range(place, name, change, figure.unit)
        try:
            is_later = parse_as_at(change.as_at) > scenario.base_date
        except UnreadableError as error:
            faults.append(Fault(place, f"figures.{name}.as_at", f"'{change.as_at}' {error.what}", error.do))
            continue
        words = change.model_dump()
        book = book.changed(figure, **words, after_base_date=is_later, note="", file=place, row=0)
    if faults:
        raise InputFaultsError(faults)
    return book


def _out_of_range(place: str, name: str, change: FigureChange, unit: str) -> list[Fault]:
    least, most = UNIT_RANGES[unit]
    outside = [n for n in (change.value, change.low, change.high) if n is not None and not least <= n <= most]
    return [
        Fault(place, f"figures.{name}", f"{n:g} cannot be: {unit} lies from {least:g} to {most:g}.", "")
        for n in outside
    ]


def gather(scenario: Scenario, book: FigureBook, place: str) -> Inputs:
    """The inputs of a scenario; raises InputFaultsError naming every figure missing or at odds.

    `place` is the name of the scenario's file, for the messages.
    """
    find = _Finder(with_changes(book, scenario, place), place)
    year = scenario.base_year
    inputs = Inputs(
        scenario=scenario,
        growth={f.year: f for f in find.book.of("child_population_growth")
                if f.category == scenario.population.growth and f.year is not None},
        base_population=find.one("child_population", "implied_by_rate", year),
        population_by_age={band: _latest(find, "child_population_by_age", band) for band in AGE_BANDS},
        base_cla=find.one("cla_count", "council", year),
        base_uasc=find.one("uasc_count", "council", year),
        by_age={band: find.one("children_by_age", band) for band in AGE_BANDS},
        by_placement={name: find.one("children_by_placement", name) for name in MARGIN_PLACEMENTS},
        by_distance={band: find.one("children_by_distance", band) for band in DISTANCE_BANDS},
        england_where={(name, band): find.one("england_children_by_placement_and_distance", f"{name} {band}")
                       for name in PATTERNS for band in KNOWN_BANDS},
        age_prior={(name, band): find.one("placement_age_prior", f"{name} {band}")
                   for name in PATTERNS for band in AGE_BANDS},
        uasc_age_prior={band: find.one("uasc_age_prior", band) for band in AGE_BANDS},
        uasc_placement_prior={name: find.one("uasc_placement_prior", name) for name in PATTERNS},
        known_cells={_two_words(f.category): f for f in find.book.of("known_cell_children")},
        in_house_foster_children=find.one("in_house_foster_children"),
        kinship=find.one("kinship_children"),
        in_house_share={scope: find.one("in_house_share_in_scope", scope) for scope in (INSIDE, WITHIN_20)},
        off_contract_share={name: find.one("off_contract_share", name) for name in PROVISIONS},
        far_for_want={scope: find.one("far_for_want_of_nearer_share", scope)
                      for scope in (INSIDE, WITHIN_20)},
        vacant={_two_words(f.category): f for f in find.book.of("vacant_usable_places")},
        no_registered_home={f.category: f for f in find.book.of("no_registered_home")},
        count_spread={name: find.one("count_spread", name) for name in SPREADS},
        rate_limits=(find.one("rate_limit", "least"), find.one("rate_limit", "most")),
        share_spread={(name, h): find.one("share_spread", f"{name} {h}")
                      for name in DRIFTING_SHARES for h in DRIFT_HORIZONS},
        target_rate=_target_rate(find, scenario),
        trend_rates=_trend_rates(find, scenario),
        children_per_household=find.one("children_per_household") if scenario.households else None,
        household_delivery=find.one("household_delivery_share")
        if scenario.households and scenario.households.delivery == "expected" else None,
        uasc_threshold=find.maybe("uasc_threshold_share", "national_transfer_scheme", year),
        history=_history(find, scenario),
    )  # fmt: skip
    _check_growth(find, inputs)
    if not find.faults:
        _check_sizes(find, inputs)
        _check_margins(find, inputs)
        _check_ledger(find, inputs)
        _check_years(find, inputs)
        _check_ranges(find, inputs)
    if find.faults:
        raise InputFaultsError(find.faults)
    return inputs


def _history(find: _Finder, scenario: Scenario) -> History:
    def by_year(measure: str, category: str) -> dict[int, Figure]:
        return {
            f.year: f
            for f in find.book.of(measure)
            if f.category == category and f.year is not None and f.year <= scenario.base_year
        }

    return History(
        counts=by_year("cla_count", "dfe"),
        rates=by_year("cla_rate", "dfe"),
        uasc=by_year("uasc_count", "dfe"),
        england_rates=by_year("benchmark_rate", "england"),
        placements_made=find.maybe("placements_made", "", scenario.base_year),
        status_only_changes=find.maybe("status_only_changes", "", scenario.base_year),
    )


def _latest(find: _Finder, measure: str, category: str) -> Figure:
    """The newest figure of a measure that is given for one year only, whichever year that is."""
    found = [f for f in find.book.of(measure) if f.category == category]
    return max(found, key=lambda f: f.year or 0) if found else find.one(measure, category)


def _two_words(category: str) -> tuple[str, str]:
    first, _, second = category.partition(" ")
    return first, second


def _target_rate(find: _Finder, scenario: Scenario) -> Figure | None:
    if not isinstance(scenario.cla, Converge):
        return None
    found = find.book.named(scenario.cla.to)
    if found is None:
        known = [figure.name for figure in find.book if figure.unit == "per_10k"]
        close = get_close_matches(scenario.cla.to, known, n=1, cutoff=0.4)
        do = f"Did you mean '{close[0]}'?" if close else "Name one as measure/category/year."
        find.fault("cla.to", f"there is no rate called '{scenario.cla.to}'.", do)
    elif found.unit != "per_10k":
        find.fault("cla.to", f"'{found.name}' is in {found.unit}, not a rate.", "Name a figure in per_10k.")
    return found


def _trend_rates(find: _Finder, scenario: Scenario) -> dict[int, Figure]:
    trend = scenario.cla
    if not isinstance(trend, Trend):
        return {}
    if trend.to_year != scenario.base_year:
        find.fault(
            "cla.to",
            f"the trend's years end in {trend.to_year}, not in the base year {scenario.base_year}.",
            f"Set it to {scenario.base_year}: the trend is used as change from its last year.",
        )
    years = range(trend.from_year, trend.to_year + 1)
    if len(years) < LEAST_TREND_POINTS:
        find.fault(
            "cla",
            f"a trend needs at least {LEAST_TREND_POINTS} years; this one has {len(years)}.",
            "Begin earlier, or use another path.",
        )
    rates = {year: find.one("cla_rate", trend.series, year) for year in years}
    for figure in rates.values():
        if figure.value <= 0:
            find.fault(figure.name, "is 0, and a trend needs rates above it.", "Begin later.")
    return rates


def _check_growth(find: _Finder, inputs: Inputs) -> None:
    scenario = inputs.scenario
    for figure in find.book.of("child_population_growth"):
        if figure.year is None and figure.category == scenario.population.growth:
            where = f"{figure.file} row {figure.row}, column year"
            find.fault(where, "a growth point has no year.", "Write the year that it is of.")
    if len(inputs.growth) < 2:
        known = sorted({f.category for f in find.book.of("child_population_growth")})
        find.fault(
            "population.growth",
            f"'{scenario.population.growth}' has fewer than two growth points.",
            f"Known here: {', '.join(known) or 'none'}.",
        )
        return
    first, last = min(inputs.growth), max(inputs.growth)
    if scenario.base_year < first:
        find.fault("base_date", f"growth points begin in {first}.", "Use growth that covers the base year.")
    if scenario.horizon > last:
        find.fault(
            "horizon",
            f"{scenario.horizon} is beyond the last growth point of '{scenario.population.growth}', {last}.",
            f"Set horizon to {last} or earlier: growth is not extrapolated.",
        )


def _check_sizes(find: _Finder, inputs: Inputs) -> None:
    """Refuse what the model would divide by, or take the logarithm of, where it is zero or less."""
    least, most = inputs.rate_limits
    bounds = [
        (inputs.base_cla, 1, np.inf),
        (inputs.base_population, inputs.base_cla.value, np.inf),
        (most, least.value, np.inf),
        *((figure, 0.01, np.inf) for figure in inputs.share_spread.values()),
        *((figure, -99, np.inf) for figure in inputs.growth.values()),
        *((inputs.count_spread[name], *bounds) for name, bounds in SPREADS.items()),
    ]
    for figure, floor, ceiling in bounds:
        if not floor <= figure.value <= ceiling:
            limit = f"{floor:g} or more" if figure.value < floor else f"{ceiling:g} or less"
            what = f"{figure.value:g} cannot be: the model needs {limit}."
            find.fault(f"{figure.name} in {figure.file}", what, "Check the number.")
    ages = inputs.population_by_age
    if sum(figure.value for figure in ages.values()) <= 0:
        find.fault("child_population_by_age", "there is no child of any age.", "Check the numbers.")
    known = sum(inputs.by_distance[band].value for band in KNOWN_BANDS)
    if known <= 0:
        find.fault("children_by_distance", "no child has a known distance.", "Check the numbers.")
    elif inputs.scenario.distance:
        near = sum(inputs.by_distance[band].value for band in BANDS_IN_SCOPE[inputs.scenario.distance.scope])
        if not 0 < near < known:
            what = "all children or none live there in the base year, so none can be moved in proportion."
            find.fault("distance.scope", what, "Use another scope, or leave the distance as it is.")


def _check_margins(find: _Finder, inputs: Inputs) -> None:
    total = inputs.base_cla.value
    margins = {
        "children_by_age": inputs.by_age,
        "children_by_placement": inputs.by_placement,
        "children_by_distance": inputs.by_distance,
    }
    for name, margin in margins.items():
        held = sum(figure.value for figure in margin.values())
        if abs(held - total) > 1e-6:
            files = sorted({f"{figure.file}" for figure in margin.values()})
            find.fault(
                f"{name} in {', '.join(files)}",
                f"adds to {held:g}, but {inputs.base_cla.name} is {total:g}.",
                "Make the parts add to the whole.",
            )
    if inputs.base_uasc.value > total:
        what = f"{inputs.base_uasc.value:g} is more than all children looked after ({total:g})."
        find.fault(inputs.base_uasc.name, what, "Correct one of them.")
    for name in PATTERNS:
        weights = sum(inputs.age_prior[name, band].value for band in AGE_BANDS)
        if abs(weights - 1) > 1e-6:
            find.fault(f"placement_age_prior/{name}", f"the shares sum to {weights:g}, not to 1.",
                       "Make the five age bands sum to 1.")  # fmt: skip
    for measure, prior in (
        ("uasc_age_prior", inputs.uasc_age_prior),
        ("uasc_placement_prior", inputs.uasc_placement_prior),
    ):
        weights = sum(figure.value for figure in prior.values())
        if abs(weights - 1) > 1e-6:
            find.fault(measure, f"the shares sum to {weights:g}, not to 1.", "Make them sum to 1.")
    if any(inputs.age_prior[SUPPORTED, band].value > 0 for band in AGE_BANDS[:-1]):
        find.fault(f"placement_age_prior/{SUPPORTED}", "gives children under 16 supported accommodation.",
                   "Set every band but 16_to_17 to 0.")  # fmt: skip


def _check_ledger(find: _Finder, inputs: Inputs) -> None:
    fostered = inputs.by_placement[FOSTERING_AND_KINSHIP].value
    in_house = inputs.in_house_foster_children
    if in_house.value > fostered:
        find.fault(
            in_house.name,
            f"{in_house.value:g} is more than all fostered children ({fostered:g}).",
            "Correct one of them.",
        )
    if (inputs.kinship.high or inputs.kinship.value) > in_house.value:
        find.fault(
            inputs.kinship.name,
            f"kinship may not exceed the children in in-house foster care ({in_house.value:g}).",
            "Correct one of them.",
        )
    for (provision, sector), figure in inputs.vacant.items():
        if provision not in PROVISIONS or sector not in (IN_HOUSE, "block", "select_list"):
            find.fault(figure.name, "names no provision and contracted sector.",
                       f"Write '{FOSTERING} {IN_HOUSE}', for instance.")  # fmt: skip
    for provision, figure in inputs.no_registered_home.items():
        placed = inputs.by_placement.get(provision) if provision in (RESIDENTIAL, SUPPORTED) else None
        if placed is None:
            find.fault(figure.name, "names no residential or supported 16+ provision.", "Use one of the two.")
        elif figure.value > placed.value:
            find.fault(
                figure.name, f"{figure.value:g} is more than the {placed.value:g} children placed.", ""
            )
    for (placement, scope), figure in inputs.known_cells.items():
        if placement not in MARGIN_PLACEMENTS or scope not in (INSIDE, WITHIN_20):
            find.fault(figure.name, "names no placement and scope.", f"Write '{RESIDENTIAL} {INSIDE}'.")


def _check_years(find: _Finder, inputs: Inputs) -> None:
    scenario = inputs.scenario
    by_years = {
        "cla.by": getattr(scenario.cla, "by", None),
        "cla.from": getattr(scenario.cla, "from_year", None),
    }
    if scenario.distance:
        by_years["distance.by"] = scenario.distance.by
    if scenario.households:
        by_years["households.from"] = scenario.households.from_year
    by_years |= {f"mix.{name}.by": move.by for name, move in scenario.mix.items()}
    by_years |= {f"places.{name}.from": change.from_year for name, change in scenario.places.items()}
    if isinstance(scenario.cla, Trend):
        by_years.pop("cla.from")
    for where, year in by_years.items():
        if year is not None and year <= scenario.base_year:
            find.fault(where, f"{year} is not after the base year {scenario.base_year}.", "Use a later year.")
    tables: Sequence[tuple[str, dict[str, float]]] = [
        *([("cla.rate_per_10k", scenario.cla.rate_per_10k)] if isinstance(scenario.cla, OwnRates) else []),
        *([("uasc.children", scenario.uasc.children)] if hasattr(scenario.uasc, "children") else []),
    ]
    for where, table in tables:
        for text in table:
            is_year = len(text) == 4 and text.isascii() and text.isdigit()
            if not is_year or int(text) <= scenario.base_year:
                find.fault(f"{where}.{text}", "is not a year after the base year.", "Use a later year.")


def _check_ranges(find: _Finder, inputs: Inputs) -> None:
    carried = {figure.name for figure in inputs.ledger()}
    for figure in inputs.figures():
        if figure.is_uncertain and figure.name not in carried:
            find.fault(
                f"{figure.name} in {figure.file}",
                "has a low and a high, which the model does not carry for this figure.",
                "Leave them blank: the range of the count covers it.",
            )
