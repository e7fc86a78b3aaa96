"""Exposure: the child-years lived in care, by cell, and what happened in them.

Left truncation: only years that have a return count, so that a stay is seen from where its return begins.
Right censoring: an open stay counts to the last 31 March, and one that the next return lost to its own.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.children.crosstab import HOMES
from sufficiency.episodes.bands import (
    AGE_BAND_FROM_MONTHS,
    DAYS_A_MONTH,
    DAYS_A_YEAR,
    GROWN_UP_MONTHS,
    TIME_BAND_FROM_DAYS,
    TIME_BANDS,
    Floats,
    Wholes,
    age_bands,
)
from sufficiency.episodes.spells import NOWHERE, Spells, first_days
from sufficiency.vocabulary import AGE_BANDS, STREAMS

NOT_KNOWN: Final = len(TIME_BANDS)  # the place of a time in care that the returns do not tell
_EVERY_TIME: Final = len(TIME_BANDS) + 1
_LAST_DAYS_OF_17: Final = 1.0  # months: within them an age in whole months may be 18 already


@dataclass(frozen=True, repr=False, eq=False)
class Exposure:
    """Child-years and events by cell, of the years that have a return.

    `years` and `left` have year, stream, time in care (TIME_BANDS, then NOT_KNOWN), age band, home:
    child-years lived, and children who left before 18. `moved` has year, stream, age band, home, other home.
    `started` has year, stream, month of age: who started; `first_homes` has stream, age band, home: where.
    """

    return_years: tuple[int, ...]
    years: Floats
    left: Floats
    moved: Floats
    started: Floats
    first_homes: Floats


def exposure_of(spells: Spells, return_years: tuple[int, ...]) -> Exposure:
    """What the spells add up to, in each year that has a return.

    Leaving at 18 is certain, and no event: time and events count until the first day on which the child may
    be 18.
    """
    calendar = _Calendar(return_years)
    # A stay of no days is taken to have been of half a day.
    until = np.minimum(np.maximum(spells.end, spells.start + 0.5), _may_be_18(spells))
    shape = (len(STREAMS), _EVERY_TIME, len(AGE_BANDS), len(HOMES))
    last = np.where(spells.end > spells.start, spells.end - 0.5, spells.start)
    seen = last < until
    leaves = spells.leaves & seen
    moves = (spells.moves_to != NOWHERE) & seen
    started = spells.starts & (spells.age_months < GROWN_UP_MONTHS)
    return Exposure(
        return_years=return_years,
        years=_years_lived(spells, until, calendar, shape),
        left=_counted(spells, leaves, last, calendar, shape),
        moved=_moved(spells, moves, last, calendar),
        started=_started(spells, started, calendar),
        first_homes=_first_homes(spells, started & (calendar.at(spells.start) < len(return_years))),
    )


class _Calendar:
    """The place of each day's year among those that have a return; one more for every other day."""

    def __init__(self, return_years: tuple[int, ...]) -> None:
        every = np.arange(min(return_years), max(return_years) + 1)
        self.edges = first_days(np.append(every, every[-1] + 1))
        self.years = len(return_years)
        known = [return_years.index(year) if year in return_years else self.years for year in every.tolist()]
        self._places = np.array([self.years, *known, self.years])

    def at(self, day: NDArray[np.generic]) -> Wholes:
        """The place of each day's year."""
        return np.asarray(self._places[np.searchsorted(self.edges, day, side="right")])


def _may_be_18(spells: Spells) -> Floats:
    """The first day on which each child may be 18, the age at the start being known to a month."""
    months = GROWN_UP_MONTHS - _LAST_DAYS_OF_17 - spells.age_months
    return np.asarray(spells.start + months * DAYS_A_MONTH)


def _years_lived(spells: Spells, until: Floats, calendar: _Calendar, shape: tuple[int, ...]) -> Floats:
    """Child-years by cell: each spell is cut where its year, its age band or its time in care changes."""
    low = np.maximum(spells.start, calendar.edges[0]).astype(np.float64)
    high = np.maximum(np.minimum(until, calendar.edges[-1]), low)
    born = spells.start - spells.age_months * DAYS_A_MONTH
    cuts = [
        low[:, None],
        high[:, None],
        born[:, None] + np.array(AGE_BAND_FROM_MONTHS[1:]) * DAYS_A_MONTH,
        spells.period_start[:, None] + np.array(TIME_BAND_FROM_DAYS[1:], dtype=np.float64),
        np.broadcast_to(calendar.edges[1:-1].astype(np.float64), (len(low), len(calendar.edges) - 2)),
    ]
    days = np.sort(np.clip(np.concatenate(cuts, axis=1), low[:, None], high[:, None]), axis=1)
    length = np.diff(days, axis=1)
    spell, piece = np.nonzero(length)
    middle = (days[spell, piece] + days[spell, piece + 1]) / 2
    cells = _cells(spells, spell, middle, shape)
    return _by_year(calendar, middle, cells, shape, length[spell, piece] / DAYS_A_YEAR)


def _counted(
    spells: Spells, chosen: NDArray[np.bool_], day: Floats, calendar: _Calendar, shape: tuple[int, ...]
) -> Floats:
    """How many of the spells end on their day, by year and cell."""
    spell = np.flatnonzero(chosen)
    cells = _cells(spells, spell, day[spell], shape)
    return _by_year(calendar, day[spell], cells, shape, np.ones(len(spell)))


def _cells(spells: Spells, spell: Wholes, day: Floats, shape: tuple[int, ...]) -> Wholes:
    """The cell that each spell is in on a day."""
    in_care = day - spells.period_start[spell]
    time = np.searchsorted(TIME_BAND_FROM_DAYS, in_care, side="right") - 1
    # Longer than this is the last band, however much longer it may be.
    told = spells.period_known[spell] | (time == len(TIME_BANDS) - 1)
    time = np.where(told, time, NOT_KNOWN)
    age = _age_bands_on(spells, spell, day)
    return np.ravel_multi_index((spells.stream[spell], time, age, spells.home[spell]), shape)


def _age_bands_on(spells: Spells, spell: Wholes, day: Floats) -> Wholes:
    return age_bands(spells.age_months[spell] + (day - spells.start[spell]) / DAYS_A_MONTH)


def _by_year(
    calendar: _Calendar, day: Floats, cells: Wholes, shape: tuple[int, ...], weights: Floats
) -> Floats:
    """Weights summed by year and cell, those of other years left out."""
    size = int(np.prod(shape))
    sums = np.bincount(calendar.at(day) * size + cells, weights, (calendar.years + 1) * size)
    return np.asarray(sums.reshape(calendar.years + 1, *shape)[:-1], dtype=np.float64)


def _moved(spells: Spells, chosen: NDArray[np.bool_], day: Floats, calendar: _Calendar) -> Floats:
    spell = np.flatnonzero(chosen)
    shape = (len(STREAMS), len(AGE_BANDS), len(HOMES), len(HOMES))
    at = (
        spells.stream[spell],
        _age_bands_on(spells, spell, day[spell]),
        spells.home[spell],
        spells.moves_to[spell],
    )
    return _by_year(calendar, day[spell], np.ravel_multi_index(at, shape), shape, np.ones(len(spell)))


def _started(spells: Spells, chosen: NDArray[np.bool_], calendar: _Calendar) -> Floats:
    spell = np.flatnonzero(chosen)
    shape = (len(STREAMS), GROWN_UP_MONTHS)
    cells = np.ravel_multi_index((spells.stream[spell], spells.age_months[spell].astype(np.int64)), shape)
    return _by_year(calendar, spells.start[spell].astype(np.float64), cells, shape, np.ones(len(spell)))


def _first_homes(spells: Spells, chosen: NDArray[np.bool_]) -> Floats:
    shape = (len(STREAMS), len(AGE_BANDS), len(HOMES))
    at = (spells.stream[chosen], age_bands(spells.age_months[chosen]), spells.home[chosen])
    counts = np.bincount(np.ravel_multi_index(at, shape), minlength=int(np.prod(shape)))
    return counts.reshape(shape).astype(np.float64)
