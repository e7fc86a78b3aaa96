"""Calibration of who comes and goes: parameters that make the expected stock meet the published one.

In each year the expected starts are those published, and the hazards are scaled so that the expected
stock on 31 March is the one published. Scales by age make the base year's ages come out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sufficiency.errors import InputFaultsError, one_fault
from sufficiency.synthetic.assumed import (
    BABIES_BY_MONTH,
    BURN_IN_YEARS,
    EXITS_A_YEAR,
    RETURN_MEAN_DAYS,
    RETURN_SHARE,
    UASC_ARRIVALS_BY_AGE,
    UASC_EXITS_A_YEAR,
)
from sufficiency.synthetic.expected import (
    AGE_BAND_OF_MONTH,
    AGE_MONTHS,
    MONTHS,
    SOLVING_MONTHS,
    Flow,
    State,
    a_year_on,
    monthly_hazards,
    steady,
)
from sufficiency.synthetic.margins import Margins
from sufficiency.synthetic.process import BAND_OF_AGE, Expected, Floats, Stream
from sufficiency.vocabulary import AGE_BANDS, OTHER, UASC

LEAST_UASC = 0.5  # children: where none are published, hardly any come
LEAST_FACTOR, MOST_FACTOR = 0.02, 20.0
LEAST_UASC_FACTOR = 0.25  # below it, more unaccompanied children came than the share of starts says
CLOSE_ENOUGH, ROUGHLY = 1e-6, 5e-3  # of the published stock
LEAST_AGE_SCALE, MOST_AGE_SCALE = 0.1, 5.0
MOST_TILT = 3.0  # of entries in an age band against the starts published by age
AGES_CLOSE_ENOUGH = 1e-5  # chi-square of the base year's ages, over its children
MOST_ROUNDS, PATIENCE = 22, 5
MOST_TRIES = 60
MOST_ABSENT = 0.8  # of starts
LEAST_ENTRY_SHARE = 0.002  # of entries in any age band: none is impossible
SMOOTHING_ROUNDS = 200  # of ages at entry


@dataclass(frozen=True)
class Target:
    """What a stream must give: starts in each year, and the stock on its 31 March."""

    name: str
    years: tuple[int, ...]
    entries: Floats
    stock: Floats


def streams(margins: Margins) -> tuple[Stream, Stream, dict[str, list[State]]]:
    """The two streams, others first, and the states of each on every 31 March of its years."""
    years = (*_burn_in(margins), *margins.history)
    uasc, uasc_states = _uasc(margins, years)
    other, other_states = _other(margins, years, uasc, uasc_states)
    other, uasc = _normalised(other, other_states, margins), _normalised(uasc, uasc_states, margins)
    return other, uasc, {OTHER: other_states, UASC: uasc_states}


def _burn_in(margins: Margins) -> range:
    first = margins.history[0]
    return range(first - BURN_IN_YEARS, first)


def _steady(values: Mapping[int, float], years: Sequence[int]) -> Floats:
    """A series by year; the years before it begins have what its first year has."""
    first = min(values)
    return np.array([values[max(year, first)] for year in years])


# --- Unaccompanied children -----------------------------------------------------------------------


def _uasc(margins: Margins, years: tuple[int, ...]) -> tuple[Stream, list[State]]:
    ages = np.zeros(AGE_MONTHS)
    for age, share in UASC_ARRIVALS_BY_AGE.items():
        ages[age * MONTHS : (age + 1) * MONTHS] = share / MONTHS
    stream = Stream(
        name=UASC,
        years=years,
        first=np.zeros(len(years)),
        age_share=ages,
        exits=np.tile(np.array(UASC_EXITS_A_YEAR)[:, None], len(AGE_BANDS)),
        factor=np.ones(len(years)),
        return_share=0.0,
        return_mean_days=RETURN_MEAN_DAYS,
    )
    stock = np.maximum(_steady(margins.uasc, years), LEAST_UASC)
    target = Target(UASC, years, _uasc_arrivals(margins, years), stock)
    return _solved(stream, target, LEAST_UASC_FACTOR, may_add=True)


def _uasc_arrivals(margins: Margins, years: Sequence[int]) -> Floats:
    """Unaccompanied children who came: absent parenting's share of starts, on a line between years.

    After the last such year its share stands. Not known, NaN, before the first: there the stock says.
    """
    known = {
        year: min(margins.absent[year] / margins.started[year], MOST_ABSENT)
        for year in sorted(margins.absent)
        if margins.started.get(year)
    }
    if not known:
        return np.full(len(years), np.nan)
    shares: Floats = np.interp(years, list(known), list(known.values()), left=np.nan)
    return np.asarray(shares * _steady(margins.started, years))


# --- Other children -------------------------------------------------------------------------------


def _other(
    margins: Margins, years: tuple[int, ...], uasc: Stream, uasc_states: list[State]
) -> tuple[Stream, list[State]]:
    started, stock = _steady(margins.started, years), _steady(margins.stock, years)
    target = Target(
        OTHER,
        years,
        np.maximum(started - uasc.first, 0.05 * started),
        stock - np.array([state.children.sum() for state in uasc_states]),
    )
    if target.stock.min() <= 0:
        what = "there are as many unaccompanied children as children looked after in all, or more."
        raise one_fault(margins.authority, "", what, "Correct the published numbers in the data.")
    entries = _entries_by_band(margins, uasc)
    stream = Stream(
        name=OTHER,
        years=years,
        first=target.entries * (1 - RETURN_SHARE),
        age_share=entry_shape(entries),
        exits=np.tile(np.array(EXITS_A_YEAR)[:, None], len(AGE_BANDS)),
        factor=np.ones(len(years)),
        return_share=RETURN_SHARE,
        return_mean_days=RETURN_MEAN_DAYS,
    )
    at_base = years.index(margins.base_year)
    published = np.array([margins.by_age[band] for band in AGE_BANDS])
    wanted = published * stock[at_base] / published.sum() - uasc_states[at_base].by_age()
    wanted = np.maximum(wanted, 0.005 * stock[at_base])
    return _with_ages(stream, entries, target, at_base, wanted * target.stock[at_base] / wanted.sum())


def _with_ages(
    stream: Stream, entries: Floats, target: Target, at_base: int, wanted: Floats
) -> tuple[Stream, list[State]]:
    """The stream whose base year has the ages wanted: hazards are scaled by age, and entries tilted.

    Scale and tilt are kept within limits. Where those forbid the ages wanted, because the published
    starts cannot make them, the nearest that were found stand, and are written as expected.
    """
    tried, states = _solved(stream, target, LEAST_FACTOR, ROUGHLY)
    best, nearest = tried, _misses(states[at_base], wanted)
    scale, tilt = np.ones(len(AGE_BANDS)), np.ones(len(AGE_BANDS))
    found_at = 0
    for at in range(MOST_ROUNDS):
        if nearest < AGES_CLOSE_ENOUGH or at - found_at > PATIENCE:
            break
        over = np.clip(states[at_base].by_age() / wanted, 0.5, 2.0)
        scale, tilt = scale * over**0.5, np.clip(tilt / over**0.4, 1 / MOST_TILT, MOST_TILT)
        scale = np.clip(scale / np.average(scale, weights=wanted), LEAST_AGE_SCALE, MOST_AGE_SCALE)
        try:
            tried, states = _solved(
                replace(tried, exits=stream.exits * scale, age_share=entry_shape(entries * tilt)),
                target,
                LEAST_FACTOR,
                ROUGHLY,
            )
        except InputFaultsError:
            break
        out = _misses(states[at_base], wanted)
        if out < nearest:
            best, nearest, found_at = tried, out, at
    return _solved(best, target, LEAST_FACTOR)


def _misses(state: State, wanted: Floats) -> float:
    """How far a state's ages are from those wanted, as chi-square over all children."""
    return float(((state.by_age() - wanted) ** 2 / wanted).sum() / wanted.sum())


def _entries_by_band(margins: Margins, uasc: Stream) -> Floats:
    """Who started by age band, all published years together, less unaccompanied children."""
    total = np.zeros(len(AGE_BANDS))
    for year, own in margins.started_by_age.items():
        arrived = margins.absent.get(year)
        if arrived is None:
            arrived = float(uasc.first[uasc.years.index(year)]) if year in uasc.years else 0.0
        arrivals = arrived * np.bincount(AGE_BAND_OF_MONTH, uasc.age_share, len(AGE_BANDS))
        total += np.maximum(np.array([own[band] for band in AGE_BANDS]) - arrivals, 0)
    return np.asarray(np.maximum(total, LEAST_ENTRY_SHARE * max(total.sum(), 1.0)))


def entry_shape(by_band: Floats) -> Floats:
    """Shares by month of age: smooth by year from 1 to 17, and each age band's total as given.

    Averaged with its neighbours and scaled back to the totals, again and again (Tobler's pycnophylactic
    interpolation); never 0, so that no age is impossible.
    """
    years_in_band = np.bincount(BAND_OF_AGE)
    shape = (by_band / years_in_band)[BAND_OF_AGE]
    for _ in range(SMOOTHING_ROUNDS):
        rest = shape[1:]
        padded = np.concatenate([rest[:1], rest, rest[-1:]])
        shape[1:] = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
        shape *= (by_band / np.bincount(BAND_OF_AGE, shape))[BAND_OF_AGE]
    by_month = np.repeat(shape / MONTHS, MONTHS)
    by_month[:MONTHS] = shape[0] * np.array(BABIES_BY_MONTH)
    return np.asarray(by_month / by_month.sum())


# --- Solving, year by year ------------------------------------------------------------------------


def _solved(
    stream: Stream, target: Target, least: float, close: float = CLOSE_ENOUGH, may_add: bool = False
) -> tuple[Stream, list[State]]:
    """The stream with the factor, and the first entries, of each year that meet its target.

    The burn-in has one factor, that of its last year. Where starts cannot make the stock, and `may_add`,
    there are more or fewer of them; otherwise that is a fault of the published numbers, and is refused.
    """
    first, factor = stream.first.copy(), stream.factor.copy()
    hazards = monthly_hazards(stream.exits, SOLVING_MONTHS)
    states: list[State] = []
    for at in range(BURN_IN_YEARS, len(stream.years)):
        solving = _Year(stream, hazards, states[-1] if states else None, target.entries[at], first[at])
        stock = float(target.stock[at])
        found = solving.meets(stock, least, float(factor[at]), close)
        if found is None and may_add:
            found = solving.with_other_entries(stock, least)
        if found is None:
            raise _cannot_be(stream, stream.years[at], float(target.entries[at]), stock)
        here = slice(None, at + 1) if at == BURN_IN_YEARS else slice(at, at + 1)
        factor[here], first[here] = found, solving.first
        states += [solving.state] * (len(factor[here]))
    return replace(stream, first=first, factor=factor), states


def _cannot_be(stream: Stream, year: int, entries: float, stock: float) -> InputFaultsError:
    what = (
        f"{entries:.0f} starts of {stream.name} children cannot make a stock of {stock:.0f} on its 31 March."
    )
    do = "Correct the published starts or stock in the data, or begin with a later year."
    return one_fault(str(year), "", what, do)


class _Year:
    """A year that is tried with one factor after another; with nothing before it, a steady state."""

    def __init__(
        self, stream: Stream, hazards: Floats, before: State | None, entries: float, first: float
    ) -> None:
        self.stream, self.hazards, self.before = stream, hazards, before
        self.entries, self.first = entries, first or entries
        self.state = before or State.empty(SOLVING_MONTHS)

    def stock(self, factor: float) -> float:
        """The stock at the end with a factor; those who return are a part of the year's entries."""
        stream, hazards = self.stream, self.hazards * factor
        if self.before is None:
            self.state, flow = steady(
                self.first, stream.age_share, hazards, stream.return_share, stream.return_mean_days
            )
        else:
            self.state, flow = _next(stream, self.before, self.first, hazards)
        stock = float(self.state.children.sum())
        if stream.return_share:
            self.first = max(self.entries - flow.returned, 0.05 * self.entries)
        return stock

    def meets(self, stock: float, least: float, guess: float, close: float) -> float | None:
        """The factor that gives the stock, by the secant of logs; None where none does."""
        if np.isnan(self.entries):
            return None
        ends = (float(np.log(least)), float(np.log(MOST_FACTOR)))
        at, earlier = float(np.clip(np.log(guess), *ends)), None
        for _ in range(MOST_TRIES):
            first = self.first
            over = self.stock(float(np.exp(at))) / stock - 1
            if abs(over) < close and abs(self.first - first) < 10 * close * self.entries:
                self.first = first
                return float(np.exp(at))
            if earlier is not None and earlier[0] == at and at == ends[0 if over < 0 else 1]:
                return None
            step = _step(earlier, (at, over))
            earlier = (at, over)
            at = float(np.clip(at + step, *ends))
        return None

    def with_other_entries(self, stock: float, least: float) -> float:
        """The factor of a usual year, with as many entries as then give the stock, or as come nearest.

        Where entries are known and cannot give it, the factor is the least or the most.
        """
        factor = 1.0
        if np.isnan(self.entries):
            self.entries = stock
        else:
            self.first = self.entries
            factor = least if self.stock(1.0) < stock else MOST_FACTOR
        self.first = self.entries
        some = self.stock(factor)
        self.first = 0.0
        none = self.stock(factor)
        share = (stock - none) / (some - none) if some > none else 0.0
        self.first = self.entries * max(share, 0.0)
        self.stock(factor)
        return factor


def _step(earlier: tuple[float, float] | None, now: tuple[float, float]) -> float:
    """How far to go on the scale of logs: more exits where there are too many children."""
    at, over = now
    blind = 1.5 * over
    if earlier is None or abs(over - earlier[1]) < 1e-14 or at == earlier[0]:
        return blind
    return float(np.clip(-over * (at - earlier[0]) / (over - earlier[1]), -1.0, 1.0))


def _next(stream: Stream, state: State, first: float, hazards: Floats) -> tuple[State, Flow]:
    return a_year_on(state, first, stream.age_share, hazards, stream.return_share, stream.return_mean_days)


def _run(stream: Stream, months: int = SOLVING_MONTHS) -> tuple[list[State], list[Flow]]:
    """The state on every 31 March, and the flow of every year, of a stream as it is."""
    hazards = monthly_hazards(stream.exits, months)
    state, states, flows = State.empty(months), [], []
    for first, factor in zip(stream.first, stream.factor, strict=True):
        state, flow = a_year_on(
            state,
            float(first),
            stream.age_share,
            hazards * factor,
            stream.return_share,
            stream.return_mean_days,
            counts_exposure=True,
        )
        states.append(state)
        flows.append(flow)
    return states, flows


def in_full(stream: Stream) -> tuple[list[State], list[Flow]]:
    """The same with every month of time in care apart."""
    return _run(stream, AGE_MONTHS)


def expected(states: Sequence[State], flows: Sequence[Flow], by_kind: Floats) -> Expected:
    """What a stream gives on average; `by_kind` has year, kind."""
    return Expected(
        stock=np.stack([state.by_age() for state in states]),
        by_kind=by_kind,
        exposure=np.stack([flow.exposure for flow in flows]),
        entered=np.array([flow.entered.sum() for flow in flows]),
        entered_by_age=np.stack([flow.entered for flow in flows]),
        left=np.array([flow.left for flow in flows]),
        turned_18=np.array([flow.turned_18 for flow in flows]),
    )


def _normalised(stream: Stream, states: Sequence[State], margins: Margins) -> Stream:
    """The same process, its hazards those of the mean of the years asked for: factors are about 1."""
    asked = [stream.years.index(year) for year in margins.years]
    stock = np.array([states[at].children.sum() for at in asked])
    mean = float(np.average(stream.factor[asked], weights=stock))
    return replace(stream, exits=stream.exits * mean, factor=stream.factor / mean)
