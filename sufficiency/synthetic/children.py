"""Children: who comes into care, when, at what age, and how long each period of care lasts.

All children of a stream are drawn together. Nobody is moved or removed to meet a published number.
"""

from dataclasses import dataclass

import numpy as np

from sufficiency.chance.luck import stream as random_numbers
from sufficiency.synthetic.assumed import BAND_STARTS_DAYS, DAYS_A_YEAR
from sufficiency.synthetic.days import birthdays, year_starts
from sufficiency.synthetic.expected import MONTHS
from sufficiency.synthetic.process import Floats, Stream, Wholes
from sufficiency.vocabulary import AGE_BANDS, AGES_OF_BAND

AGE_BAND_STARTS = tuple(AGES_OF_BAND[band][0] for band in AGE_BANDS)
STILL_IN_CARE = np.iinfo(np.int64).max // 4  # later than any day, and safe to add to


@dataclass(frozen=True)
class Periods:
    """Periods of care: each has a child, the day it started and the day it ended; `born` is the child's.

    A period that lasts beyond the last year has `STILL_IN_CARE` as its end. `child` counts from 0.
    """

    child: Wholes
    born: Wholes
    start: Wholes
    end: Wholes

    def __len__(self) -> int:
        return len(self.child)

    def where(self, chosen: np.ndarray) -> "Periods":
        """Some of the periods, by a mask or by places."""
        return Periods(self.child[chosen], self.born[chosen], self.start[chosen], self.end[chosen])


def drawn_periods(stream: Stream, scale: float, seed: int) -> Periods:
    """Every period of care of a stream from the first year of its burn-in to its last.

    Children come by Poisson, evenly over each year. Each leaves at the hazard of the time in care, the
    age and the year, and at the latest on the eighteenth birthday. Some of those who leave come back.
    """
    numbers = random_numbers(seed, f"synthetic children, {stream.name}")
    born, start = _entrants(stream, scale, numbers)
    child = np.arange(len(born))
    rounds = []
    while len(child):
        end = _ends(stream, born, start, numbers)
        rounds.append(Periods(child, born, start, end))
        child, born, start = _back_again(stream, rounds[-1], numbers)
    return _joined(rounds)


def _joined(rounds: list[Periods]) -> Periods:
    """Several sets of periods as one, by child and day."""
    if not rounds:
        none = np.zeros(0, dtype=np.int64)
        return Periods(none, none, none, none)
    names = ("child", "born", "start", "end")
    child, born, start, end = (np.concatenate([getattr(each, name) for each in rounds]) for name in names)
    order = np.lexsort((start, child))
    return Periods(child, born, start, end).where(order)


def _entrants(stream: Stream, scale: float, numbers: np.random.Generator) -> tuple[Wholes, Wholes]:
    """When each child who comes for the first time was born, and starts to be looked after."""
    starts = year_starts(range(stream.years[0], stream.years[-1] + 1))
    counts = numbers.poisson(np.outer(stream.first * scale, stream.age_share))
    year, month = np.divmod(np.repeat(np.arange(counts.size), counts.ravel()), counts.shape[1])
    length = starts[year + 1] - starts[year]
    start = starts[year] + np.floor(numbers.random(len(year)) * length).astype(np.int64)
    age_days = np.floor((month + numbers.random(len(year))) * DAYS_A_YEAR / MONTHS).astype(np.int64)
    born = start - age_days
    return _under_18(born, start), start


def _under_18(born: Wholes, start: Wholes) -> Wholes:
    """The same births, a day or two later for who would be 18 already: leap years make ages uneven."""
    return np.asarray(born + np.maximum(start + 1 - birthdays(born, 18), 0))


def _ends(stream: Stream, born: Wholes, start: Wholes, numbers: np.random.Generator) -> Wholes:
    """The day on which each period ends, `STILL_IN_CARE` beyond the last year.

    A period ends when its hazards, added up day by day, pass a number drawn from the unit exponential.
    """
    budget = numbers.exponential(size=len(start))
    end = np.full(len(start), STILL_IN_CARE)
    at_18 = birthdays(born, 18)
    edges = _edges(born, start)
    year_start = year_starts(range(stream.years[0], stream.years[-1] + 1))
    for year, factor in enumerate(stream.factor):
        first, last = year_start[year], year_start[year + 1]
        here = np.flatnonzero((start < last) & (end == STILL_IN_CARE))
        low = np.maximum(start[here], first)
        high = np.minimum(at_18[here], last)
        budget[here], left = _spent(budget[here], low, high, edges[here], start[here], stream.exits * factor)
        gone = left < STILL_IN_CARE
        end[here[gone]] = left[gone]
        grown = ~gone & (at_18[here] < last)
        end[here[grown]] = at_18[here][grown]
    return end


def _edges(born: Wholes, start: Wholes) -> Wholes:
    """The days on which a child's hazard changes: birthdays that begin an age band, and times in care."""
    ages = [birthdays(born, age) for age in AGE_BAND_STARTS[1:]]
    times = [start + days for days in BAND_STARTS_DAYS[1:]]
    return np.stack([*ages, *times], axis=1)


def _spent(
    budget: Floats, low: Wholes, high: Wholes, edges: Wholes, start: Wholes, exits: Floats
) -> tuple[Floats, Wholes]:
    """What is left of each budget after the days from `low` to `high`, and the day on which it ran out."""
    cuts = np.sort(np.clip(edges, low[:, None], high[:, None]), axis=1)
    cuts = np.concatenate([low[:, None], cuts, high[:, None]], axis=1)
    rates = hazards_on(cuts[:, :-1], edges, exits)
    spent = np.cumsum(rates * np.diff(cuts, axis=1) / DAYS_A_YEAR, axis=1)
    left = np.full(len(budget), STILL_IN_CARE)
    out = np.flatnonzero(spent[:, -1] >= budget)
    piece = (spent[out] < budget[out, None]).sum(axis=1)
    before = np.where(piece > 0, spent[out, np.maximum(piece - 1, 0)], 0.0)
    days = (budget[out] - before) / rates[out, piece] * DAYS_A_YEAR
    day = cuts[out, piece] + np.round(days).astype(np.int64)
    left[out] = np.clip(day, start[out] + 1, np.maximum(high[out], start[out] + 1))
    return budget - spent[:, -1], left


def hazards_on(days: Wholes, edges: Wholes, exits: Floats) -> Floats:
    """The hazard of leaving a year on each of several days by child: by time in care and age."""
    ages = len(AGE_BAND_STARTS) - 1
    age = (days[:, :, None] >= edges[:, None, :ages]).sum(axis=2)
    time = (days[:, :, None] >= edges[:, None, ages:]).sum(axis=2)
    return np.asarray(exits[time, age])


def _back_again(
    stream: Stream, ended: Periods, numbers: np.random.Generator
) -> tuple[Wholes, Wholes, Wholes]:
    """Those who come back: the child, when born, and the day on which the next period starts."""
    last = year_starts(range(stream.years[-1], stream.years[-1] + 1))[1]
    at_18 = birthdays(ended.born, 18)
    comes = numbers.random(len(ended)) < stream.return_share
    wait = 1 + np.floor(numbers.exponential(stream.return_mean_days, len(ended))).astype(np.int64)
    start = ended.end + wait
    comes &= (ended.end < at_18) & (start < at_18) & (start < last)
    return ended.child[comes], ended.born[comes], start[comes]
