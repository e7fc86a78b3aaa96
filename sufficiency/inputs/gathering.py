"""Gathering: a scenario's inputs found in the book of figures."""

from typing import TYPE_CHECKING, Any

from sufficiency.chance.spread import PARTS, Spread
from sufficiency.errors import FaultList, did_you_mean
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.figures.measures import MEASURES
from sufficiency.inputs.agreement import SHAPES, SPREADS, check_agreement, check_position
from sufficiency.inputs.blank_distances import FIRST_BLANK_YEAR, with_blanks_placed, with_moved_in
from sufficiency.inputs.costs import gather_costs
from sufficiency.inputs.flows import gather_flows
from sufficiency.inputs.inputs import (
    DRIFTING_SHARES,
    MARGIN_PLACEMENTS,
    PATTERNS,
    History,
    Inputs,
    PositionInputs,
)
from sufficiency.inputs.leaving_care import LeavingNotRecorded, gather_leaving
from sufficiency.inputs.record import gather_record
from sufficiency.providers.select_list import SelectList
from sufficiency.scenarios.levers import Retain
from sufficiency.scenarios.method import Method
from sufficiency.scenarios.scenario import Converge, Scenario, Trend
from sufficiency.scopes import in_order
from sufficiency.vocabulary import (
    AGE_BANDS,
    ANY,
    CONTRACTED,
    DISTANCE_BANDS,
    KNOWN_BANDS,
    PROVISIONS,
    SCOPES,
)

if TYPE_CHECKING:
    from sufficiency.ssda903.own import Own

LEAST_TREND_POINTS = 6
PROFILE = ("children_by_age", "children_by_sex", "children_by_legal_status", "children_by_placement",
           "children_by_distance")  # fmt: skip


class Finder:
    """Finds figures in the book; notes every one that is missing, so that all are told at once."""

    def __init__(self, book: FigureBook, place: str) -> None:
        self.book = book
        self.faults = FaultList(place)
        self._missing: dict[str, list[tuple[str, int | None]]] = {}

    def one(self, measure: str, category: str = "", year: int | None = None) -> Figure:
        """The figure of that name; where there is none, it is noted and a stand-in is given."""
        found = self.book.find(measure, category, year)
        if found is None:
            self._missing.setdefault(measure, []).append((category, year))
            return _STAND_IN
        return found

    def note_missing(self) -> None:
        """Add a fault for each measure that lacks figures, and which figures they are."""
        known = [figure.name for figure in self.book]
        for measure, lacking in self._missing.items():
            names = [
                "/".join(filter(None, (measure, category, str(year or "")))) for category, year in lacking
            ]
            more = f" and {len(names) - 1} more of the measure" if len(names) > 1 else ""
            add = "Add a row for each."
            do = add if more else did_you_mean(names[0], known, add, closeness=0.8)
            usual = f" It usually stands in {MEASURES[measure].file}." if measure in MEASURES else ""
            self.faults.add(f"{names[0]}{more}", "needed, and no data file has it.", do + usual)

    def maybe(self, measure: str, category: str = "", year: int | None = None) -> Figure | None:
        return self.book.find(measure, category, year)


_STAND_IN = Figure("missing", "", None, 1.0, None, None, "number", "2000-01-01", "-", "assumed")


def gather(
    scenario: Scenario,
    book: FigureBook,
    place: str,
    select_list: SelectList | None = None,
    own: "Own | None" = None,
) -> Inputs:
    """The inputs of a scenario; raises InputFaultsError naming every figure missing or at odds.

    `place` is the name of the scenario's file, for the messages. `own` is what the authority's own returns
    say of the base year; the book has its figures.
    """
    find = Finder(book, place)
    year = scenario.base_year
    inputs = Inputs(
        **_position(find, scenario, select_list, own),
        growth={f.year: f for f in find.book.of("child_population_growth")
                if f.category == scenario.population.growth and f.year is not None},
        base_uasc=find.one("uasc_count", "council", year),
        base_population=find.one("child_population", "implied_by_rate", year),
        population_by_age={band: _latest(find, "child_population_by_age", band) for band in AGE_BANDS},
        by_age={band: find.one("children_by_age", band) for band in AGE_BANDS},
        age_prior={(name, band): find.one("placement_age_prior", f"{name} {band}")
                   for name in PATTERNS for band in AGE_BANDS},
        uasc_age_prior={band: find.one("uasc_age_prior", band) for band in AGE_BANDS},
        uasc_placement_prior={name: find.one("uasc_placement_prior", name) for name in PATTERNS},
        count_spread={name: _as_of(find, "count_spread", name, year) for name in SPREADS},
        count_shape={name: find.one("count_shape", name) for name in SHAPES},
        rate_limits=(find.one("rate_limit", "least"), find.one("rate_limit", "most")),
        share_spread={(name, part): _as_of(find, "share_spread", f"{name} {part}", year)
                      for name in DRIFTING_SHARES for part in SPREADS},
        target_rate=_target_rate(find, scenario),
        trend_rates=_trend_rates(find, scenario),
        uasc_threshold=find.maybe("uasc_threshold_share", "national_transfer_scheme", year),
        history=_history(find, scenario, own),
        released_share={name: find.one("released_share", name) for name in PROVISIONS},
        complex_share={f.category: f for f in find.book.of("complex_care_share")},
        costs=gather_costs(find, scenario),
        flows=gather_flows(find, scenario, own),
        leaving=gather_leaving(find, scenario),
        record=gather_record(find),
        approved_per_household=find.maybe("approved_places_per_household"),
        **_spreads_of_episodes(find, scenario),
    )  # fmt: skip
    find.note_missing()
    _check_young_adults(find, inputs)
    check_agreement(find.faults, inputs, book)
    find.faults.raise_if_any()
    return inputs


def _check_young_adults(find: Finder, inputs: Inputs) -> None:
    """A lever on young adults needs the figures of leaving care."""
    if inputs.counts_young_adults and isinstance(inputs.leaving, LeavingNotRecorded):
        what = f"counts places that young adults hold, and {inputs.leaving.why}."
        find.faults.add("levers", what, "Add the figures (leaving_care.csv), or leave the lever out.")


def _spreads_of_episodes(find: Finder, scenario: Scenario) -> dict[str, Any]:
    """How far starts and leaving move from year to year, where the forecast is of stocks and flows."""
    if scenario.method != Method.EPISODES:
        return {}
    measures = ("starts_spread", "leaving_spread")
    year = scenario.base_year
    return {each: {name: _as_of(find, each, name, year) for name in SPREADS} for each in measures}


def gather_position(
    scenario: Scenario,
    book: FigureBook,
    place: str,
    select_list: SelectList | None = None,
    own: "Own | None" = None,
) -> PositionInputs:
    """The inputs of the position alone, which needs no forecast; raises InputFaultsError."""
    find = Finder(book, place)
    inputs = PositionInputs(**_position(find, scenario, select_list, own))
    find.note_missing()
    if not find.faults:
        check_position(find.faults, inputs)
    find.faults.raise_if_any()
    return inputs


def _position(
    find: Finder, scenario: Scenario, select_list: SelectList | None, own: "Own | None"
) -> dict[str, Any]:
    """What the position needs, by the names of `PositionInputs`."""
    scopes = in_order([*SCOPES, *scenario.scopes])
    near = [scope for scope in scopes if scope != ANY]
    where = "england_children_by_placement_and_distance"
    return {
        "scenario": scenario,
        "base_cla": find.one("cla_count", "council", scenario.base_year),
        "by_placement": {name: find.one("children_by_placement", name) for name in MARGIN_PLACEMENTS},
        "by_distance": _by_distance(find, scenario.base_year, own),
        "england_where": {(n, b): find.one(where, f"{n} {b}") for n in PATTERNS for b in KNOWN_BANDS},
        "known_cells": _known_cells(find, own),
        "in_house_foster_children": find.one("in_house_foster_children"),
        "kinship": find.one("kinship_children"),
        "in_house_share": {scope: find.one("in_house_share_in_scope", scope) for scope in near},
        "off_contract_share": {name: find.one("off_contract_share", name) for name in PROVISIONS},
        "far_for_want": {scope: find.one("far_for_want_of_nearer_share", scope) for scope in near},
        "vacant": {_two_words(f.category): f for f in find.book.of("vacant_usable_places")},
        "no_registered_home": {f.category: f for f in find.book.of("no_registered_home")},
        "scopes": scopes,
        "within_miles": {
            scope: find.one("share_within_miles", scope) for scope in near if scope not in SCOPES
        },
        "select_list": select_list,
        "own": own,
        **_households(find, scenario),
        **_drawn_of_providers(find, scenario, select_list),
    }


def _known_cells(find: Finder, own: "Own | None") -> dict[tuple[str, str], Figure]:
    """The local cells that are published; returns that say where children live know every cell."""
    if own is not None and own.where is not None:
        return {}
    return {_two_words(f.category): f for f in find.book.of("known_cell_children")}


def _by_distance(find: Finder, base_year: int, own: "Own | None") -> dict[str, Figure]:
    """The base year's children by distance; those whose distance is blank by rule stand where others live."""
    bands = {band: find.one("children_by_distance", band) for band in DISTANCE_BANDS}
    if own is not None and own.where is not None:
        return {band: with_moved_in(figure, own.moved_in[band]) for band, figure in bands.items()}
    if base_year < FIRST_BLANK_YEAR:
        return bands
    uasc = find.one("uasc_count", "council", base_year)
    parts = (find.maybe("children_by_distance", f"not_known_{part}") for part in ("inside", "outside"))
    return with_blanks_placed(bands, uasc, base_year, *parts)


def _households(find: Finder, scenario: Scenario) -> dict[str, Figure | None]:
    """What the fostering pipeline needs: a must where a scenario changes it, and shown where it is known."""
    target = scenario.households
    needed = target is not None or scenario.has(Retain)
    counts_leavers = scenario.has(Retain) or (target is not None and target.recruited_a_year is not None)
    expected = target is not None and target.delivery == "expected"
    return {
        "children_per_household": (find.one if needed else find.maybe)("children_per_household"),
        "household_leaving": (find.one if counts_leavers else find.maybe)("household_leaving_share"),
        "household_delivery": (find.one if expected else find.maybe)("household_delivery_share"),
    }


def _drawn_of_providers(
    find: Finder, scenario: Scenario, select_list: SelectList | None
) -> dict[str, Figure | dict[str, Figure] | None]:
    """The shares that are drawn for providers who do not state their own, and no others."""
    providers = [] if select_list is None else select_list.recorded
    unstated = [each for each in providers if each.vacant_usable_places is None and each.sector in CONTRACTED]
    sectors = {each.sector for each in unstated if each.usable_share is None}
    sectors |= {change.sector for change in scenario.places.values() if change.usable == "expected"}
    is_open_unstated = any(each.open_to_us_places is None for each in unstated)
    slips = any(each.slip_months for each in providers) or any(
        change.slip_months for change in scenario.places.values()
    )
    return {
        "open_share": find.one("share_open_to_us") if is_open_unstated else None,
        "usable_share": {sector: find.one("usable_share", sector) for sector in sorted(sectors)},
        "slip_share": find.one("opening_slip_share") if slips else None,
    }


def _history(find: Finder, scenario: Scenario, own: "Own | None") -> History:
    def by_year(measure: str, category: str) -> dict[int, Figure]:
        return {
            f.year: f
            for f in find.book.of(measure)
            if f.category == category and f.year is not None and f.year <= scenario.base_year
        }

    benchmarks = {figure.category for figure in find.book.of("benchmark_rate")}

    def published_or_returned(measure: str) -> dict[int, Figure]:
        return by_year(measure, "returns") | by_year(measure, "dfe")

    return History(
        counts=published_or_returned("cla_count"),
        rates=by_year("cla_rate", "dfe"),
        uasc=published_or_returned("uasc_count"),
        started=published_or_returned("cla_started"),
        ceased=published_or_returned("cla_ceased"),
        profile={
            measure.removeprefix("children_by_"): {f.category: f for f in find.book.of(measure)}
            for measure in PROFILE
            if own is None or measure in own.measures
        },
        population=by_year("child_population", "ons_mid_year_before"),
        benchmarks={name: by_year("benchmark_rate", name) for name in sorted(benchmarks)},
        spreads=_spreads_before(find, scenario.base_year),
    )


def _spreads_before(find: Finder, base_year: int) -> dict[int, Spread]:
    """What was fitted for each year before the base year, where all of it is there."""
    by_year: dict[int, dict[str, float]] = {}
    for figure in find.book.of("count_spread"):
        if figure.year is not None and figure.year < base_year:
            by_year.setdefault(figure.year, {})[figure.category] = figure.value
    return {year: Spread.of(parts) for year, parts in by_year.items() if parts.keys() >= set(PARTS)}


def _as_of(find: Finder, measure: str, category: str, year: int) -> Figure:
    """What was fitted on history up to the base year; where no history is so old, on the longest there is."""
    found = [f for f in find.book.of(measure) if f.category == category]
    then = [f for f in found if f.year is None or f.year <= year]
    newest = max(then or found, key=lambda f: f.year or 0, default=None)
    return newest or find.one(measure, category)


def _latest(find: Finder, measure: str, category: str) -> Figure:
    """The newest figure of a measure that is given for one year only, whichever year that is."""
    found = [f for f in find.book.of(measure) if f.category == category]
    return max(found, key=lambda f: f.year or 0) if found else find.one(measure, category)


def _two_words(category: str) -> tuple[str, str]:
    first, _, second = category.partition(" ")
    return first, second


def _target_rate(find: Finder, scenario: Scenario) -> Figure | None:
    if not isinstance(scenario.cla, Converge):
        return None
    found = find.book.named(scenario.cla.to)
    if found is None:
        known = [figure.name for figure in find.book if figure.unit == "per_10k"]
        do = did_you_mean(scenario.cla.to, known, "Name one as measure/category/year.", closeness=0.4)
        find.faults.add("cla.to", f"there is no rate called '{scenario.cla.to}'.", do)
    elif found.unit != "per_10k":
        find.faults.add(
            "cla.to", f"'{found.name}' is in {found.unit}, not a rate.", "Name a figure in per_10k."
        )
    return found


def _trend_rates(find: Finder, scenario: Scenario) -> dict[int, Figure]:
    trend = scenario.cla
    if not isinstance(trend, Trend):
        return {}
    if trend.to_year != scenario.base_year:
        find.faults.add(
            "cla.to",
            f"the trend's years end in {trend.to_year}, not in the base year {scenario.base_year}.",
            f"Set it to {scenario.base_year}: the trend is used as change from its last year.",
        )
    years = range(trend.from_year, trend.to_year + 1)
    if len(years) < LEAST_TREND_POINTS:
        find.faults.add(
            "cla",
            f"a trend needs at least {LEAST_TREND_POINTS} years; this one has {len(years)}.",
            "Begin earlier, or use another path.",
        )
    rates = {year: find.one("cla_rate", trend.series, year) for year in years}
    for figure in rates.values():
        if figure.value <= 0:
            find.faults.add(figure.name, "is 0, and a trend needs rates above it.", "Begin later.")
    return rates
