"""Pools: providers alike in all that matters, put together before anything is drawn.

A pool's places are those filled by our children, those vacant and usable today, and those that open
later. Shares open to us and usable are drawn once a sector, so that pooling averages no risk away
(decision 0013).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.providers.provider import Provider
from sufficiency.scopes import miles_of
from sufficiency.vocabulary import ANY, SPOT

Floats = NDArray[np.float64]


class Timing(NamedTuple):
    """When a pool's places count: from a date with slip and ramp, and to a date; None is always.

    `lapses` is when it leaves the list: its homes stay, on spot. `closes` is when the homes go, and `back`
    when they return.
    """

    starts: date | None = None
    slip_months: float = 0.0
    ramp_months: float = 0.0
    lapses: date | None = None
    closes: date | None = None
    back: date | None = None

    def phase(self, years: Sequence[int], slip_share: Floats) -> Floats:
        """The part of the places that there are on 31 March of each year, by draw: year, draw.

        `slip_share` is how much of the slip comes true in each draw.
        """
        if self.slip_months and self.starts is not None:
            since = _months_since(self.starts, tuple(years))[:, None] - self.slip_months * slip_share
            ramped = since / self.ramp_months if self.ramp_months else np.ones_like(since)
            return np.where(since >= 0, np.clip(ramped, 0, 1), 0.0) * _until_it_ends(self, tuple(years))
        return _certain_phase(self, tuple(years))


@cache
def _certain_phase(timing: Timing, years: tuple[int, ...]) -> Floats:
    """The phase of places that are never late: the same in every draw."""
    if timing.starts is None:
        return _until_it_ends(timing, years)
    since = _months_since(timing.starts, years)[:, None]
    ramped = since / timing.ramp_months if timing.ramp_months else np.ones_like(since)
    return np.asarray(np.where(since >= 0, np.clip(ramped, 0, 1), 0.0) * _until_it_ends(timing, years))


@cache
def _until_it_ends(timing: Timing, years: tuple[int, ...]) -> Floats:
    def is_there(day: date) -> bool:
        lapsed = timing.lapses is not None and day > timing.lapses
        closed = timing.closes is not None and day > timing.closes
        return not lapsed and not (closed and (timing.back is None or day < timing.back))

    return np.array([[float(is_there(date(year, 3, 31)))] for year in years])


@cache
def _months_since(starts: date, years: tuple[int, ...]) -> Floats:
    return np.array([_months_between(starts, date(year, 3, 31)) for year in years])


def _months_between(one: date, other: date) -> float:
    days = (other.day - one.day) / 31
    return (other.year - one.year) * 12 + other.month - one.month + days


class Place(NamedTuple):
    """Where and for whom a pool's homes are: its cell.

    `in_scope` has one where the homes stand in each scope and nought where not; None where nobody has
    recorded it. `care` None takes any child.
    """

    provision: str
    sector: str
    in_scope: tuple[float, ...] | None
    youngest_age: int
    oldest_age: int
    care: str | None


class Numbers(NamedTuple):
    """A provider's numbers of places; None is not recorded. `spare` is vacant and usable."""

    filled: float
    spare: float | None
    open_to_us: float | None
    registered: float | None
    blocked: float
    usable_share: float | None

    @property
    def are_recorded(self) -> bool:
        """Whether any number says how many places there are beyond those filled."""
        return not (self.spare is None and self.open_to_us is None and self.registered is None)


@dataclass(frozen=True)
class Pool:
    """Providers alike: how many, where, when, and the numbers of each."""

    place: Place
    timing: Timing
    numbers: Numbers
    providers: int

    def spare_places(self, shares: "Shares") -> Floats:
        """Places that our children could use beyond those they fill, in each draw.

        As stated; otherwise the usable part of what is open to us, less what is filled and blocked;
        none where no number of places is recorded, and never on spot.
        """
        ours = self.numbers
        if self.place.sector == SPOT or not ours.are_recorded:
            return np.zeros(shares.draws)
        if ours.spare is not None:
            return np.full(shares.draws, self.providers * ours.spare)
        places: Floats | float = ours.open_to_us if ours.open_to_us is not None else 0.0
        if ours.open_to_us is None and ours.registered is not None:
            places = ours.registered * shares.open_to_us
        usable = shares.usable[self.place.sector] if ours.usable_share is None else ours.usable_share
        spare = np.clip(places * usable - ours.filled - ours.blocked, 0, None)
        return np.broadcast_to(self.providers * spare, (shares.draws,))

    def all_places(self, shares: "Shares") -> Floats:
        """Places filled by our children and spare ones, in each draw."""
        return self.filled_places + self.spare_places(shares)

    @property
    def filled_places(self) -> float:
        """Places filled by our children in the base year."""
        return self.providers * self.numbers.filled


def pooled(providers: Sequence[Provider], scopes: Sequence[str], base_date: date) -> list[Pool]:
    """Providers of the three provisions, in any sector, alike in all that matters put together.

    Left out are those who join only at a re-opening of the list that has not been called.
    """
    counted = Counter(
        (_place(each, scopes), _timing(each, base_date), _numbers(each))
        for each in providers
        if each.in_gap and each.reopening_round is None
    )
    return [Pool(*key, providers=count) for key, count in counted.items()]


def in_scopes(provider: Provider, scopes: Sequence[str]) -> tuple[float, ...] | None:
    """One for each scope that a provider's homes stand in; None where nobody has recorded where they are.

    The distance is from the authority's origin and not from a child's home: the two are bridged by
    taking every child's home to be at the origin (decision 0013).
    """
    miles, inside = provider.distance_miles, provider.inside_authority
    if miles is None and inside is None:
        return None

    def stands_in(scope: str) -> bool:
        reach = miles_of(scope)
        if reach is None:
            return scope == ANY or bool(inside)
        return miles <= reach if miles is not None else bool(inside) and reach >= 20

    return tuple(float(stands_in(scope)) for scope in scopes)


def _place(provider: Provider, scopes: Sequence[str]) -> Place:
    ages = (provider.youngest_age, provider.oldest_age)
    return Place(provider.provision, provider.sector, in_scopes(provider, scopes), *ages, provider.care)


def _timing(provider: Provider, base_date: date) -> Timing:
    starts = provider.starts_after(base_date)
    lapses = None if provider.renewal_assumed else provider.on_list_to
    ends = (lapses, provider.closes_on, provider.back_on)
    if starts is None:
        return Timing(None, 0.0, 0.0, *ends)
    return Timing(starts, provider.slip_months, provider.ramp_months, *ends)


def _numbers(provider: Provider) -> Numbers:
    return Numbers(
        provider.filled_by_us_places,
        provider.vacant_usable_places,
        provider.open_to_us_places,
        provider.registered_places,
        provider.blocked_places or 0.0,
        provider.usable_share,
    )


@dataclass(frozen=True)
class Shares:
    """What is drawn of providers in each draw: shares open to us, usable by sector, and of slip."""

    open_to_us: Floats
    usable: Mapping[str, Floats]
    slip: Floats

    @property
    def draws(self) -> int:
        return len(self.open_to_us)


def places_by_year(
    pools: Sequence[Pool], cells: Sequence[Place], years: Sequence[int], shares: Shares
) -> Floats:
    """Places of each cell, filled by us or spare, on 31 March of each year: cell, year, draw."""
    total = np.zeros((len(cells), len(years), shares.draws))
    by_cell: dict[Place, list[Pool]] = {cell: [] for cell in cells}
    for pool in pools:
        by_cell[pool.place].append(pool)
    for at, ours in enumerate(by_cell.values()):
        certain = [pool for pool in ours if not pool.timing.slip_months]
        if certain:
            phases = np.stack([pool.timing.phase(years, shares.slip)[:, 0] for pool in certain], axis=1)
            total[at] = phases @ np.stack([pool.all_places(shares) for pool in certain])
        for timing, late in _by_timing(ours).items():
            total[at] += sum(pool.all_places(shares) for pool in late) * timing.phase(years, shares.slip)
    return total


def filled_by_cell(pools: Sequence[Pool], cells: Sequence[Place]) -> dict[Place, float]:
    """Places of each cell filled by our children; those with who come later are on spot until then."""
    filled = dict.fromkeys(cells, 0.0)
    for pool in pools:
        if pool.timing.starts is None:
            filled[pool.place] += pool.filled_places
    return filled


def _by_timing(pools: Sequence[Pool]) -> dict[Timing, list[Pool]]:
    """Pools that may open late, by when."""
    late: dict[Timing, list[Pool]] = {}
    for pool in pools:
        if pool.timing.slip_months:
            late.setdefault(pool.timing, []).append(pool)
    return late


def cells_of(pools: Sequence[Pool]) -> list[Place]:
    """The different places that pools stand in, in an order that does not depend on the file's."""
    return sorted({pool.place for pool in pools}, key=repr)
