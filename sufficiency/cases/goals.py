"""Goals: what it would take. Each lever sized to a goal, and set beside the others (needs table B).

A goal is so many more children inside the authority, or a provision's gap within 20 miles closed. The
size is the smallest that reaches it on the central path; the range comes from draws that share their
luck with the scenario as it is. Children move only as they would have moved anyway (decision 0016).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from pydantic import ValidationError

from sufficiency.cases.case import (
    Case,
    CentralWanted,
    Wanted,
    central_case,
    central_wanted,
    drawn_case,
    drawn_wanted,
    wants_the_same,
)
from sufficiency.checks.limits import refuse_what_is_not_there
from sufficiency.children.crosstab import CrossTab, modelled_crosstab
from sufficiency.costs.cost import break_even_children, saving
from sufficiency.costs.fees import weeks_in
from sufficiency.errors import InputFaultsError, one_fault
from sufficiency.inputs.inputs import Inputs
from sufficiency.scenarios.lever_files import MOST_UNITS, LeverFile, with_lever
from sufficiency.scenarios.levers import BringBack
from sufficiency.scenarios.scenario import Scenario
from sufficiency.scenarios.wanted import wanted_as_typed
from sufficiency.tidy import range_80
from sufficiency.vocabulary import (
    ALL,
    ANY,
    BACK_TESTED_YEARS,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    KINSHIP,
    LABELS,
    PROVISIONS,
    SHOULD_BE_NEAR,
    SPOT,
    WITHIN_20,
)
from sufficiency.words import more_children

Numbers = NDArray[np.float64]
LEAST_EFFECT: Final = 0.05  # of a child: less is not an effect
FIRST_EFFECT: Final = 1.0  # child


@dataclass(frozen=True)
class Goal:
    """What is wanted by a year: `children` more inside the authority, or a provision's gap closed."""

    year: int
    provision: str | None
    children: float | None

    @property
    def is_gap(self) -> bool:
        return self.provision is not None

    @property
    def in_words(self) -> str:
        """What is wanted, as a strategy says it: without the year."""
        if self.is_gap:
            return f"close the {LABELS[self.provision or ''].lower()} gap within 20 miles"
        return f"bring {more_children(self.children or 0)} inside the authority"

    def reached(self, with_it: Case, without: Case) -> xr.DataArray:
        """Children more inside the authority, or places off the gap, by draw and year."""
        if not self.is_gap:
            return with_it.living.inside_authority - without.living.inside_authority
        return self._gap(without) - self._gap(with_it)

    def wanted(self, without: Case) -> float:
        """How much is wanted: as stated, or the whole of the central gap."""
        if self.children is not None:
            return self.children
        return max(float(self._gap(without).sel(year=self.year)[0]), 0.0)

    def _gap(self, case: Case) -> xr.DataArray:
        cell = {"provision": self.provision, "scope": WITHIN_20, "need_basis": SHOULD_BE_NEAR}
        return case.local.gap.sel(cell, drop=True)


@dataclass(frozen=True)
class Answer:
    """One lever's answer to a goal: how many units, what they reach by the year, and what they cost.

    `reached` is central with its tenth and ninetieth centile; `first_effect` is the first year with an
    effect of a child or more. `full_cost` is the children in the homes it adds at full unit cost;
    `spend` is the change in all fees and allowances. Pounds a year; None is not recorded. `break_even` is
    how many children must come off spot for the homes that it adds to pay for themselves. `why_not` says
    why a lever could not be tried, or does nothing.
    """

    lever: LeverFile
    units: float | None
    is_reached: bool
    reached: tuple[float, float, float]
    first_effect: int | None
    full_cost: float | None
    spend: tuple[float, float, float] | None
    break_even: float | None = None
    why_not: str = ""


def parse_goal(text: str, year: int) -> Goal | None:
    """A goal as it is typed: `inside=+27` or `gap=residential`; None where it is neither."""
    wanted = wanted_as_typed(text)
    return None if wanted is None else Goal(year, *wanted)


def year_of_goal(scenario: Scenario, by: int | None) -> int:
    """The year a goal is for: as asked, or five years on. Raises InputFaultsError for a year it has not."""
    if by is None:
        return min(scenario.base_year + BACK_TESTED_YEARS, scenario.horizon)
    if not scenario.base_year < by <= scenario.horizon:
        what = f"{by} is not a year of this scenario."
        raise one_fault("--by", "", what, f"Use {scenario.base_year + 1} to {scenario.horizon}.")
    return by


def answers_to(
    goal: Goal,
    inputs: Inputs,
    levers: Sequence[LeverFile],
    load: Callable[[Scenario], Inputs],
    draws: int,
    seed: int,
    on_step: Callable[[str], None],
) -> tuple[float, list[Answer]]:
    """How much is wanted, and each lever's answer. `load` gives the inputs of another scenario."""
    trials = _Trials.of(goal, inputs, load, draws, seed)
    wanted = goal.wanted(trials.central)
    answers = []
    for at, lever in enumerate(levers, start=1):
        on_step(f"Trying lever {at} of {len(levers)}: {lever.title}")
        try:
            answers.append(trials.best(lever, wanted))
        except InputFaultsError as error:
            why_not = error.faults[0].what
            answers.append(Answer(lever, None, False, (0.0, 0.0, 0.0), None, None, None, why_not=why_not))
    return wanted, answers


@dataclass(frozen=True)
class _Trials:
    """The scenario as it is, in cases to set a lever's beside."""

    goal: Goal
    inputs: Inputs
    tab: CrossTab
    load: Callable[[Scenario], Inputs]
    central_homes: CentralWanted
    central: Case
    homes: Wanted
    drawn: Case
    draws: int
    seed: int

    @classmethod
    def of(
        cls, goal: Goal, inputs: Inputs, load: Callable[[Scenario], Inputs], draws: int, seed: int
    ) -> "_Trials":
        tab = modelled_crosstab(inputs)
        central_homes = central_wanted(inputs, tab)
        homes = drawn_wanted(inputs, tab, seed, draws)
        central, drawn = central_case(inputs, central_homes), drawn_case(inputs, homes, seed, draws)
        return cls(goal, inputs, tab, load, central_homes, central, homes, drawn, draws, seed)

    def with_lever(self, lever: LeverFile, units: float) -> Inputs:
        try:
            scenario = with_lever(self.inputs.scenario, lever, units)
        except ValidationError:
            what = f"{units:g} {lever.unit} are more than a scenario may state."
            raise one_fault(lever.name, "most", what, "Try fewer.") from None
        return self.load(scenario)

    def central_with(self, other: Inputs) -> Case:
        same = wants_the_same(other.scenario, self.inputs.scenario)
        case = central_case(other, self.central_homes if same else central_wanted(other, self.tab))
        refuse_what_is_not_there(other, case.local.supply)
        return case

    def drawn_with(self, other: Inputs) -> Case:
        same = wants_the_same(other.scenario, self.inputs.scenario)
        homes = self.homes if same else drawn_wanted(other, self.tab, self.seed, self.draws)
        return drawn_case(other, homes, self.seed, self.draws)

    def best(self, lever: LeverFile, wanted: float) -> Answer:
        """The answer of the fewest units that reach the goal; each size is worked out once."""
        tried = cache(partial(self.tried, lever))
        units = _units_for(wanted, lever, lambda size: tried(size).reached)
        return self.answer(lever, units, wanted, tried(units))

    def tried(self, lever: LeverFile, units: float) -> "_Tried":
        """So many units of a lever on the central path."""
        other = self.with_lever(lever, units)
        case = self.central_with(other)
        reached = self.goal.reached(case, self.central).sel(year=self.goal.year)
        return _Tried(other, case, float(reached[0]))

    def answer(self, lever: LeverFile, units: float, wanted: float, tried: "_Tried") -> Answer:
        """What a size of a lever reaches by the year and costs, beside the scenario as it is.

        No future is drawn for a lever that does nothing at any size.
        """
        is_idle = lever.scales and abs(tried.reached) < LEAST_EFFECT
        drawn = None if is_idle else (self.drawn_with(tried.inputs), self.drawn)
        answer = _answer(self.goal, wanted, lever, units, (tried.case, self.central), drawn)
        return replace(answer, why_not=_why_idle(tried.inputs.scenario)) if is_idle else answer


@dataclass(frozen=True)
class _Tried:
    """A size of a lever, tried: the inputs with it, its central case, and what it reaches by the year."""

    inputs: Inputs
    case: Case
    reached: float


def _why_idle(scenario: Scenario) -> str:
    """Why a lever does nothing, where the kind of lever says it; empty where it does not."""
    brings_back = any(isinstance(each, BringBack) for each in scenario.levers.values())
    return "No home that near is free on the central path." if brings_back else ""


def _units_for(wanted: float, lever: LeverFile, reach: Callable[[float], float]) -> float:
    """The fewest whole units that reach the goal; where no number does, the fewest that reach as far.

    A lever that has no size is taken once, as it is written. What a lever reaches never falls with its size.
    """
    if not lever.scales or wanted <= 0:
        return lever.units
    known: dict[int, float] = {}

    def tried(units: int) -> float:
        if units > lever.most:
            return -np.inf
        if units not in known:
            try:
                known[units] = reach(units)
            except InputFaultsError:
                known[units] = -np.inf  # more than there is to have
        return known[units]

    if tried(1) < LEAST_EFFECT and max(tried(16), tried(64)) < LEAST_EFFECT:
        return 1.0
    most = _most(wanted, tried)
    aim = min(wanted, tried(most) - LEAST_EFFECT) - 1e-9
    low, high = 0, most
    while high - low > 1:
        middle = _between(low, high, aim, known)
        low, high = (low, middle) if tried(middle) >= aim else (middle, high)
    return float(high)


def _most(wanted: float, tried: Callable[[int], float]) -> int:
    """A number of units that reaches the goal, or the most that still makes a difference and can be had."""
    units = 1
    while tried(units) < wanted and units < MOST_UNITS:
        reached = tried(units)
        guess = int(np.ceil(units * wanted / reached)) if reached > LEAST_EFFECT else units * 4
        more = int(np.clip(guess, units + 1, min(units * 8, MOST_UNITS)))
        while tried(more) == -np.inf and more > units + 1:
            more = (units + more) // 2
        if tried(more) == -np.inf or (tried(more) - reached < LEAST_EFFECT / 5 and units >= 8):
            break
        units = more
    return units


def _between(low: int, high: int, aim: float, known: dict[int, float]) -> int:
    """Where in between the goal would be reached, were the effect in proportion; never at either end."""
    below, above = max(known.get(low, 0.0), 0.0), known[high]
    share = (aim - below) / (above - below) if above > below else 0.5
    return int(np.clip(np.ceil(low + share * (high - low)), low + 1, high - 1))


def _answer(
    goal: Goal,
    wanted: float,
    lever: LeverFile,
    units: float,
    central: tuple[Case, Case],
    drawn: tuple[Case, Case] | None,
) -> Answer:
    """What a size of a lever reaches by the year and costs, with the scenario's own case beside it."""
    path = goal.reached(*central).isel(draw=0)
    low, high = 0.0, 0.0
    if drawn is not None:
        low, high = range_80(goal.reached(*drawn).sel(year=goal.year))
    reached = float(path.sel(year=goal.year))
    first = [int(year) for year in path.year.values if float(path.sel(year=year)) >= FIRST_EFFECT - 1e-9]
    return Answer(
        lever=lever,
        units=units,
        is_reached=reached >= wanted - 1e-6,
        reached=(reached, float(low), float(high)),
        first_effect=min(first, default=None),
        full_cost=_full_cost(goal.year, *central),
        spend=_spend(goal.year, central, drawn),
        break_even=_break_even(goal.year, *central),
    )


def _full_cost(year: int, with_it: Case, without: Case) -> float | None:
    """Children in the homes that a lever adds at section 251's weekly cost; None where it is not recorded."""
    more = (with_it.living.contracted - without.living.contracted).sel(year=year).isel(draw=0).clip(min=0)
    weekly = with_it.living.spending.full.weekly.sel(year=year, sector=ALL).isel(draw=0)
    cost = 0.0
    for name in PROVISIONS:
        children = float(more.sel(provision=name))
        if children >= LEAST_EFFECT:
            placement = FOSTERING_AND_KINSHIP if name == FOSTERING else name
            cost += children * float(weekly.sel(placement=placement)) * float(weeks_in([year])[0])
    return cost if cost and not np.isnan(cost) else None


def _break_even(year: int, with_it: Case, without: Case) -> float | None:
    """Children who must come off spot for the contracted homes that a lever adds to pay for themselves.

    None where it adds none, or a fee is not recorded; infinite where a child costs no less there.
    """
    homes = (case.local.secured.sel(year=year, scope=ANY).sum("provision") for case in (with_it, without))
    more = float((next(homes) - next(homes))[0])
    if more < LEAST_EFFECT:
        return None
    after, before = (case.living.spending.fee for case in (with_it, without))
    paid_on = [sector for sector in after.spend.sector.values if sector != SPOT]
    was_paid_on = [sector for sector in before.spend.sector.values if sector != SPOT]
    extra = after.spend.sel(year=year, sector=paid_on).sum("sector", skipna=False).isel(draw=0)
    extra = extra - before.spend.sel(year=year, sector=was_paid_on).sum("sector", skipna=False).isel(draw=0)
    placement = str(extra.placement[int(np.argmax(np.nan_to_num(extra.values)))].item())
    cost = float(extra.sel(placement=placement))
    if np.isnan(extra).any() or cost <= 0 or placement == KINSHIP:
        return None
    on_spot = float(after.weekly.sel(year=year, placement=placement, sector=SPOT)[0]) * float(
        weeks_in([year])[0]
    )
    children = float(break_even_children(cost, on_spot))
    return None if np.isnan(children) else children


def _spend(
    year: int, central: tuple[Case, Case], drawn: tuple[Case, Case] | None
) -> tuple[float, float, float] | None:
    """How much more is spent on fees and allowances; None where a home's fee is not recorded."""
    middle = float(_saved(year, *central)[0])
    if np.isnan(middle):
        return None
    if drawn is None:
        return -middle, np.nan, np.nan
    low, high = range_80(-_saved(year, *drawn))
    return -middle, float(low), float(high)


def _saved(year: int, with_it: Case, without: Case) -> Numbers:
    """Pounds a year in fees and allowances that are spent without a lever and not with it, in each draw."""
    spend = (case.living.spending.fee.spend for case in (without, with_it))
    return np.asarray(saving(*spend).sel(year=year).values)


def levers_table(goal: Goal, answers: Sequence[Answer]) -> pd.DataFrame:
    """What it would take: one row a lever, with columns as of `Answer`. Pounds are a year at its prices.

    `units` is blank, and `note` says why, where a lever cannot be had.
    """
    rows = [
        {
            "lever": answer.lever.name,
            "what": answer.lever.title,
            "goal": goal.in_words,
            "units": np.nan if answer.units is None else answer.units,
            "unit": answer.lever.unit,
            "year": goal.year,
            "reaches_goal": answer.is_reached,
            "central": answer.reached[0],
            "p10": answer.reached[1],
            "p90": answer.reached[2],
            "first_effect": "" if answer.first_effect is None else str(answer.first_effect),
            "full_cost_gbp": np.nan if answer.full_cost is None else answer.full_cost,
            **dict(
                zip(
                    ("spend_change_central_gbp", "spend_change_p10_gbp", "spend_change_p90_gbp"),
                    answer.spend or (np.nan,) * 3,
                    strict=True,
                )
            ),
            "break_even_children": np.nan if answer.break_even is None else answer.break_even,
            "note": answer.why_not or answer.lever.note,
        }
        for answer in answers
    ]
    return pd.DataFrame(rows)
