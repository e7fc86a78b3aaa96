"""The sentences that a strategy adopts, written from the numbers of a run."""

from datetime import date

import pandas as pd
import xarray as xr

from sufficiency.cases.account import HOLD_COUNT, HOLD_RATE, SCENARIO
from sufficiency.forecast import Forecast
from sufficiency.inputs.inputs import Inputs
from sufficiency.rounding import whole, whole_parts, whole_total
from sufficiency.scenarios.scenario import HoldCount, HoldRate, Joint
from sufficiency.sentences.flows import to_find_sentence
from sufficiency.tidy import pick
from sufficiency.vocabulary import (
    ALL,
    BACK_TESTED_YEARS,
    FOSTERING,
    PROVISIONS,
    RESIDENTIAL,
    SELF_PLACING_ROW,
    SHOULD_BE_NEAR,
    SUPPORTED,
    WITHIN_20,
    assumption_in_words,
)
from sufficiency.words import children_words, count, day_in_words, were

SHORT = {FOSTERING: "foster", RESIDENTIAL: "residential", SUPPORTED: "supported"}


def adoptable_sentences(forecast: Forecast, position: pd.DataFrame, to_find: pd.DataFrame) -> list[str]:
    """The position, the homes to secure, and what comes next, in words that can be adopted as they are."""
    return [
        *position_sentences(forecast.inputs.base_cla.value, forecast.inputs.scenario.base_date, position),
        _to_secure(forecast),
        to_find_sentence(forecast.inputs, to_find),
    ]  # fmt: skip


def position_sentences(children: float, base_date: date, position: pd.DataFrame) -> list[str]:
    """How many children were in care, how many place themselves, and how many are far or off contract."""
    near = position[(position["scope"] == WITHIN_20)]
    own = near[near["rung"] == SELF_PLACING_ROW]["children"].dropna()
    self_placing = whole_total(own)
    commissioned = whole(children) - self_placing
    ladder = whole_ladder(position, WITHIN_20)
    far = sum(ladder[name, 3] for name in PROVISIONS)
    spot = sum(ladder[name, 4] for name in PROVISIONS)
    low, high = far_range(position)
    range_of_far = f" ({low} to {high})" if low < high else ""
    return [
        f"On {day_in_words(base_date)}, {children_words(children)} {were(children)} in our care.",
        f"{self_placing} lived with parents, adopters-to-be or relatives.",
        f"Of the other {commissioned}, {far}{range_of_far} were more than 20 miles away for want of "
        f"a nearer home and {spot} more were near but off contract.",
    ]


def whole_ladder(position: pd.DataFrame, scope: str) -> dict[tuple[str, int], int]:
    """Whole children by provision and rung, adding to each provision's children; not recorded is left out."""
    rows = position[(position["scope"] == scope) & position["provision"].isin(PROVISIONS)].dropna(
        subset=["children"]
    )
    ladder = {}
    for name in PROVISIONS:
        own = rows[rows["provision"] == name]
        for rung, children in zip(own["rung"], whole_parts(own["children"].tolist()), strict=True):
            ladder[name, int(rung)] = children
    return ladder


def far_range(position: pd.DataFrame) -> tuple[int, int]:
    """Low and high of the children more than 20 miles away for want of a nearer home, in all provisions."""
    row = pick(position, scope=WITHIN_20, provision=ALL, rung="3").iloc[0]
    return whole(row["low"]), whole(row["high"])


def _to_secure(forecast: Forecast) -> str:
    scenario = forecast.inputs.scenario
    now = forecast.central.gap.isel(draw=0).sel(year=scenario.base_year)
    parts = _places_wanted(now)
    listed = ", ".join(f"{parts[name]} {SHORT[name]}" for name in PROVISIONS)
    soon = min(scenario.base_year + BACK_TESTED_YEARS, scenario.horizon)
    later = forecast.account.benchmark_gap().sel(year=soon)
    steady, growing, own = (
        sum(_places_wanted(later.sel(path=path)).values()) for path in (HOLD_COUNT, HOLD_RATE, SCENARIO)
    )
    supply = " with the homes that this scenario adds" if scenario.households or scenario.places else ""
    if forecast.effects and not supply:
        supply = " with what this scenario does to homes"
    ends = f"between {steady} (no growth in numbers) and {growing} (growth with the child population)"
    if growing < steady:
        ends = f"between {growing} (numbers follow the child population) and {steady} (no change in numbers)"
    sentence = (
        "To secure a contracted home within 20 miles for every child who should have one we need "
        f"{count(sum(parts.values()), 'more place')}: {listed}; by {soon}{supply}, {ends}"
    )
    if own not in (steady, growing):
        sentence += f", and {own} in this scenario"
    return sentence + "."


def _places_wanted(gap: xr.DataArray) -> dict[str, int]:
    """Whole places to secure within 20 miles by provision: places to spare in one do not help another."""
    near = gap.sel(scope=WITHIN_20, need_basis=SHOULD_BE_NEAR)
    return {name: max(whole(float(near.sel(provision=name))), 0) for name in PROVISIONS}


def gap_caveats(gap: pd.DataFrame, base_year: int) -> list[str]:
    """What a reader must know before quoting the gap table."""
    notes = [
        "The first number counts children who should be near; 'as placed' counts only those near already. "
        "The need lies between the two.",
        "A chance can fall while the gap grows, because the range widens: read it beside the gap at P80.",
        "P80s do not add up: each is its own one-in-five bad case. Other totals add the rounded parts shown.",
        "'In all' counts homes to bring on contract, not a shortage: every child has a home.",
    ]
    if (gap["gap_central"] < 0).any():
        notes.append(
            "A gap below zero is places to spare. They do not house a child who needs another kind of home, "
            "though 'All' sets one against the other."
        )
    last = int(gap["year"].max())
    if last > base_year + BACK_TESTED_YEARS:
        notes.append(
            f"{base_year + BACK_TESTED_YEARS + 1} to {last} are beyond what has been back-tested: "
            "a scenario to plan around, not a forecast. Nothing published says how often ranges so far ahead "
            "hold; theirs only go on widening, more slowly, as the first five years did."
        )
    return notes


def what_it_is(inputs: Inputs) -> str:
    """What children looked after follow: the back-tested forecast, an end of it, returns, or another path."""
    scenario = inputs.scenario
    if inputs.care is not None:
        return (
            "Children looked after come from the authority's own returns: who starts, how long they stay, "
            "where they move. `sufficiency ssda903 backtest` says how that has done here, beside the rate."
        )
    if isinstance(scenario.cla, Joint):
        return (
            "Children looked after follow the forecast that was back-tested on every authority, with the "
            "growth in the child population that this scenario takes."
        )
    if isinstance(scenario.cla, (HoldRate, HoldCount)):
        held = "rate" if isinstance(scenario.cla, HoldRate) else "count"
        return (
            f"Children looked after follow one end of the forecast that was back-tested, which lies halfway "
            f"between the count and the rate held: here the {held} is held."
        )
    return "This is a scenario: its path of children looked after has not been back-tested."


def dependence(forecast: Forecast) -> list[str]:
    """The assumption that the gap depends on most, and what it moves."""
    sensitivity = forecast.sensitivity
    figure = sensitivity.most_important
    if figure is None or figure.low is None or figure.high is None:
        return ["No input has a range, so the gap depends on no assumption that was tried."]
    at_low, at_high = sensitivity.ends(figure)
    said = assumption_in_words(figure.measure, figure.category)
    return [
        f"The gap within 20 miles in {sensitivity.year} depends most on {said}, taken as "
        f"{figure.value:g} ({figure.low:g} to {figure.high:g}): the gap is {whole(at_low)} at its low, "
        f"{whole(at_high)} at its high. It is {figure.name} in the data. Source: {figure.source}."
    ]
