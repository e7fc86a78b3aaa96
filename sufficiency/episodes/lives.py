"""Lives: children month by month in many draws at once, until each leaves care or is 18."""

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.children.crosstab import HOMES
from sufficiency.episodes.bands import (
    AGE_BAND_FROM_MONTHS,
    GROWN_UP_MONTHS,
    MONTHS_A_YEAR,
    SHAPE,
    TIME_BAND_FROM_MONTHS,
    Floats,
    Wholes,
    age_bands,
)
from sufficiency.episodes.chances import Parameters, monthly
from sufficiency.episodes.expected import HALF_A_MONTH, at_lawful_homes
from sufficiency.episodes.model import Children
from sufficiency.episodes.newcomers import Newcomers
from sufficiency.episodes.numbers import Keys, joined, numbers

Singles = NDArray[np.float32]

# What a child has a number for, besides each month from 1 on.
_YEAR_OF_AGE, _MONTH_OF_AGE, _BIRTHDAY, _FIRST_HOME = range(1_000_001, 1_000_005)
_BELOW_ONE: Final = np.float32(1 - 2.0**-24)
# Whether an age in months is the first of a band; within the year in which they are 18 some grow older yet.
_NEW_AGE_BAND: Final = np.isin(np.arange(GROWN_UP_MONTHS + MONTHS_A_YEAR), AGE_BAND_FROM_MONTHS[1:])


@dataclass(frozen=True, repr=False, eq=False)
class Futures:
    """All that the draws are made of: who is in care, who comes, and how often what happens.

    `leaving_multiple` has year ahead and draw; `baby_months` the shares of month of age under one, added up.
    """

    children: Children
    child_keys: Keys
    draw_keys: Keys
    newcomers: Newcomers
    parameters: Parameters
    leaving_multiple: Floats
    baby_months: Floats

    def stock(self, draws: slice) -> Wholes:
        """Whole children on each 31 March of some draws: year ahead, stream, age_band, home, draw."""
        lives = _Lives(self, draws)
        return np.stack([lives.a_year(year) for year in range(1, len(self.leaving_multiple) + 1)])


@dataclass(frozen=True, repr=False, eq=False)
class _Entries:
    """An entry for each child in each draw, in the order in which children came, an array a column.

    `cell` is the stream, age band, home and draw as one place, in that order. Months count from the base
    year's 31 March, which is 0; `born` and `came` are the months of birth and of coming into care.
    """

    key: Keys
    cell: NDArray[np.int32]
    born: NDArray[np.int16]
    came: NDArray[np.int16]

    def where(self, chosen: NDArray[np.bool_]) -> "_Entries":
        """Some of the entries."""
        return _Entries(*(getattr(self, each.name)[chosen] for each in fields(self)))

    def followed_by(self, later: "_Entries") -> "_Entries":
        """These and those who come after them."""
        names = [each.name for each in fields(self)]
        return _Entries(*(np.concatenate([getattr(self, name), getattr(later, name)]) for name in names))


class _Lives:
    """The children of some draws, who grow older month by month."""

    def __init__(self, futures: Futures, draws: slice) -> None:
        parameters = futures.parameters
        self._futures, self._draws = futures, draws
        self._draw_keys = futures.draw_keys[draws]
        self._shape = (*SHAPE, len(self._draw_keys))
        self._moving = monthly(parameters.moving[..., draws]).astype(np.float32)
        self._moves_to = np.ascontiguousarray(parameters.moves_to[..., draws])
        self._first_homes = np.ascontiguousarray(parameters.first_homes[..., draws])
        self._start_ages = np.ascontiguousarray(parameters.start_ages[..., draws])
        self._entries = self._of_base()

    def _of_base(self) -> _Entries:
        """The base year's children, the same in every draw."""
        children, draws = self._futures.children, np.arange(len(self._draw_keys))
        band = age_bands(children.age_months)
        stream, home = children.stream, at_lawful_homes(children)
        cell = self._cells(stream[:, None], band[:, None], home[:, None], draws[None, :])
        return _Entries(
            key=joined(self._futures.child_keys[:, None], self._draw_keys[None, :]).ravel(),
            cell=cell.ravel(),
            born=np.repeat((-children.age_months).astype(np.int16), len(draws)),
            came=np.repeat((-children.months_in_care).astype(np.int16), len(draws)),
        )

    def _cells(self, stream: Wholes, band: Wholes, home: Wholes, draw: Wholes) -> NDArray[np.int32]:
        every = np.broadcast_arrays(stream, band, home, draw)
        return np.ravel_multi_index(tuple(every), self._shape).astype(np.int32)

    def a_year(self, year: int) -> Wholes:
        """Live through a year ahead, from 1; who is in care at its end, by stream, age_band, home, draw."""
        rates = self._futures.parameters.leaving[..., self._draws]
        rates = rates * self._futures.leaving_multiple[year - 1, self._draws]
        self._leaving = monthly(rates.swapaxes(0, 1)).astype(np.float32)
        self._entries = self._entries.followed_by(self._newcomers(year))
        self._here = np.ones(len(self._entries.key), dtype=bool)
        last = year * MONTHS_A_YEAR
        for month in range(last - MONTHS_A_YEAR + 1, last + 1):
            self._a_month(month)
        self._entries = self._entries.where(self._here)
        size = int(np.prod(self._shape))
        return np.bincount(self._entries.cell, minlength=size).reshape(self._shape)

    def _newcomers(self, year: int) -> _Entries:
        """Who comes in a year, in the order of their months."""
        new = self._futures.newcomers
        rows = new.of_year(year)
        row, draw = np.nonzero(new.are_there(rows, self._draws))
        month, stream = new.month[rows][row], new.stream[rows][row]
        key = joined(new.key[rows][row], self._draw_keys[draw])
        age = self._ages(key, stream, draw)
        band = age_bands(np.minimum(age, GROWN_UP_MONTHS - 1))
        home = _pointed_at(self._first_homes, (stream, band), draw, numbers(key, _FIRST_HOME))
        return _Entries(
            key=key,
            cell=self._cells(stream, band, home, draw),
            born=(month - age).astype(np.int16),
            came=month.astype(np.int16),
        )

    def _ages(self, key: Keys, stream: Wholes, draw: Wholes) -> Wholes:
        """Age in months at the end of the month of coming."""
        years = _pointed_at(self._start_ages, (stream,), draw, numbers(key, _YEAR_OF_AGE))
        number = numbers(key, _MONTH_OF_AGE)
        of_babies = np.searchsorted(self._futures.baby_months[:-1], number, side="right")
        months = np.where(years == 0, of_babies, (number * MONTHS_A_YEAR).astype(np.int64))
        # Half are a month older by the end of the month that they came in.
        return years * MONTHS_A_YEAR + months + (numbers(key, _BIRTHDAY) < HALF_A_MONTH)

    def _a_month(self, month: int) -> None:
        """A month of everybody who has come: they are older, who is 18 is gone, others leave or move.

        Entries are in the order in which children came, so that each time in care is a run of them.
        """
        starts = (0, 1, *TIME_BAND_FROM_MONTHS[1:])  # who comes this month is apart
        ends = np.searchsorted(self._entries.came, [month + 1 - start for start in starts]).tolist()
        self._grow_up(month, slice(0, ends[1]))
        self._leave_or_move(month, slice(ends[1], ends[0]), 0, HALF_A_MONTH)
        for time, (last, first) in enumerate(pairwise([*ends[1:], 0])):
            self._leave_or_move(month, slice(first, last), time)

    def _grow_up(self, month: int, run: slice) -> None:
        """Those who come into the next age band are in it."""
        grown = np.flatnonzero(_NEW_AGE_BAND[month - self._entries.born[run]])
        self._entries.cell[run][grown] += len(HOMES) * len(self._draw_keys)

    def _leave_or_move(self, month: int, run: slice, time: int, months: float = 1.0) -> None:
        """A month, or a part of it, of a run of one time in care: low numbers leave, high ones move."""
        entries, here = self._entries, self._here[run]
        cell, number = entries.cell[run], numbers(entries.key[run], month)
        leaving = _part(self._leaving[time].take(cell), months)
        here &= (number >= leaving) & (month - entries.born[run] < GROWN_UP_MONTHS)
        # Whoever moves has stayed: theirs are the highest numbers, and fewer where more have left.
        rest = 1 - number
        moving = _part(self._moving.take(cell), months) * (1 - leaving)
        go = np.flatnonzero(here & (rest <= moving))
        cell[go] = self._elsewhere(cell[go], np.minimum(rest[go] / moving[go], _BELOW_ONE))

    def _elsewhere(self, cell: NDArray[np.int32], number: Singles) -> NDArray[np.int32]:
        """The cells of those who move, each by a number below one."""
        stream, band, home, draw = np.unravel_index(cell, self._shape)
        return self._cells(stream, band, _pointed_at(self._moves_to, (band, home), draw, number), draw)


def _part(chance: Singles, months: float) -> Singles:
    """The chance of a part of a month, from that of a whole one."""
    return chance if months == 1 else np.asarray(1 - (1 - chance) ** np.float32(months))


def _pointed_at(added: Singles, at: tuple[Wholes, ...], draw: Wholes, number: Singles) -> Wholes:
    """What each number from 0 to 1 points at, in shares that are added up; draw is their last dimension."""
    found = np.zeros(len(number), dtype=np.int64)
    for below in range(added.shape[-2] - 1):
        found += number >= added[(*at, below, draw)]
    return found
