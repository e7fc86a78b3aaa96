"""Homes: which homes each period of care is spent in, and where they stand. Every postcode is invented."""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.chance.luck import stream as random_numbers
from sufficiency.synthetic.assumed import (
    BEFORE_LONG_TERM,
    CODES,
    DAYS_A_YEAR,
    FAR_MEAN_MILES,
    FARTHEST_MILES,
    NEAR_MILES,
    PROVIDERS,
)
from sufficiency.synthetic.children import AGE_BAND_STARTS, STILL_IN_CARE, Periods
from sufficiency.synthetic.days import birthdays
from sufficiency.synthetic.process import Floats, Homes, Wholes
from sufficiency.vocabulary import FOSTERING, KNOWN_BANDS

Words = NDArray[np.object_]

# No postcode in the country begins with X: these cannot be anybody's.
_OUTWARD: Final = [f"X{letter}{digit}" for letter, digit in product("ABCDEFGHJKLMNPRSTUWY", range(1, 10))]
_INWARD: Final = [
    f"{digit}{pair}" for digit, pair in product(range(10), ("AA", "BB", "DD", "EE", "GG", "HH"))
]
_POSTCODES: Final = [f"{outward} {inward}" for outward, inward in product(_OUTWARD, _INWARD)]
_FIRST_URN: Final = 9_000_000  # Ofsted's numbers have not come to nine million
_URNS: Final = 1000


@dataclass(frozen=True)
class Placements:
    """Placements in order of period and day; `period` counts from 0, `end` is `STILL_IN_CARE` where open.

    `code` and `provider` are as returned; `miles` is NaN and `location` blank where they are not recorded.
    `long_term` is the day on which the home becomes long-term, if it does.
    """

    period: Wholes
    start: Wholes
    end: Wholes
    kind: Wholes
    code: Words
    provider: Words
    miles: Floats
    location: Words
    postcode: Words
    urn: Words
    long_term: Wholes


def drawn_placements(
    periods: Periods,
    homes: Homes,
    in_house_share: float,
    long_term_a_year: float,
    until: int,
    is_uasc: bool,
    seed: int,
) -> Placements:
    """The placements of each period: a first home by age, and moves at the rate of the kind of home.

    Where a move goes depends on the child's age on the day and on the home that is left. For
    unaccompanied children only the side of the boundary is recorded, not the distance, as DfE has it.
    Nobody moves from the day `until` on.
    """
    numbers = random_numbers(seed, f"synthetic homes, {'uasc' if is_uasc else 'other'}")
    period, start, kind = _kinds(periods, homes, until, numbers)
    end = _ends(period, start, periods)
    count = len(period)
    code = np.empty(count, dtype=object)
    provider = np.empty(count, dtype=object)
    for at, name in enumerate(homes.kinds):
        here = np.flatnonzero(kind == at)
        code[here] = picked(CODES[name], numbers.random(len(here)))
        provider[here] = picked(_providers(name, in_house_share), numbers.random(len(here)))
    miles, location = _where(homes, kind, is_uasc, numbers)
    turns = start + 1 + _waits(np.full(count, long_term_a_year), numbers)
    can_turn = (code == BEFORE_LONG_TERM) & (turns < end)
    return Placements(
        period=period,
        start=start,
        end=end,
        kind=kind,
        code=code,
        provider=provider,
        miles=miles,
        location=location,
        postcode=postcodes(count, numbers, period),
        urn=_urns(provider, numbers),
        long_term=np.where(can_turn, turns, STILL_IN_CARE),
    )


def picked(shares: dict[str, float], numbers: Floats) -> Words:
    """A word for each number in [0, 1), each as often as its share says."""
    words = np.array(list(shares), dtype=object)
    edges = np.cumsum(list(shares.values()))
    return np.asarray(words[np.searchsorted(edges / edges[-1], numbers, side="right")])


def postcodes(count: int, numbers: np.random.Generator, of: Wholes | None = None) -> Words:
    """Postcodes that look like one and cannot be one; no two running are alike where `of` is the same."""
    at = numbers.integers(len(_POSTCODES) - 1, size=count)
    if of is not None:
        again = np.flatnonzero((of[1:] == of[:-1]) & (at[1:] == at[:-1])) + 1
        at[again] = len(_POSTCODES) - 1
    return np.array(_POSTCODES, dtype=object)[at]


def _urns(provider: Words, numbers: np.random.Generator) -> Words:
    """Numbers of homes as Ofsted gives them, from a range that it has not; none with parents."""
    urns = numbers.integers(_URNS, size=len(provider)) + _FIRST_URN
    return np.where(provider == "PR0", "", urns.astype(str).astype(object))


def _providers(kind: str, in_house_share: float) -> dict[str, float]:
    shares = PROVIDERS[kind]
    if kind != FOSTERING:
        return shares
    others = 1 - shares["PR1"]
    return {
        name: in_house_share if name == "PR1" else share * (1 - in_house_share) / others
        for name, share in shares.items()
    }


# --- Which kind, and when -------------------------------------------------------------------------


def _kinds(
    periods: Periods, homes: Homes, until: int, numbers: np.random.Generator
) -> tuple[Wholes, Wholes, Wholes]:
    """The period, first day and kind of each placement, in order of period and day."""
    edges = np.stack([birthdays(periods.born, age) for age in AGE_BAND_STARTS[1:]], axis=1)
    at = np.arange(len(periods))
    day = periods.start
    kind = _chosen(homes.first[_ages(day, edges)], numbers)
    found = [(at, day, kind)]
    while len(at):
        day = day + _waits(homes.move_rate[kind], numbers)
        moves = day < np.minimum(periods.end[at], until)
        at, day, kind = at[moves], day[moves], kind[moves]
        kind = _chosen(homes.to[_ages(day, edges[at]), kind], numbers)
        found.append((at, day, kind))
    period, start, kinds = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((start, period))
    return period[order], start[order], kinds[order]


def _ages(days: Wholes, edges: Wholes) -> Wholes:
    """The age band of each child on a day."""
    return np.asarray((days[:, None] >= edges).sum(axis=1), dtype=np.int64)


def _waits(rates: Floats, numbers: np.random.Generator) -> Wholes:
    """Whole days, at least one, until something that happens so often a year."""
    years = numbers.exponential(size=len(rates)) / np.maximum(rates, 1e-6)
    return np.maximum(np.round(np.minimum(years, 100) * DAYS_A_YEAR), 1).astype(np.int64)


def _chosen(shares: Floats, numbers: np.random.Generator) -> Wholes:
    """A column for each row of shares, each as often as its share says."""
    edges = np.cumsum(shares, axis=1)
    below = numbers.random(len(shares))[:, None] * edges[:, -1:] >= edges
    return np.asarray(below.sum(axis=1), dtype=np.int64)


def _ends(period: Wholes, start: Wholes, periods: Periods) -> Wholes:
    """The day on which each placement ends: the next one's first, or the period's last."""
    end = periods.end[period]
    follows = np.flatnonzero(period[1:] == period[:-1])
    end[follows] = start[follows + 1]
    return end


# --- Where ----------------------------------------------------------------------------------------


def _where(homes: Homes, kind: Wholes, is_uasc: bool, numbers: np.random.Generator) -> tuple[Floats, Words]:
    """Miles to one decimal, and IN or OUT, of each placement."""
    if is_uasc:
        inside = numbers.random(len(kind)) < homes.inside[kind]
        return np.full(len(kind), np.nan), in_or_out(inside)
    band = _chosen(homes.bands[kind], numbers)
    shape, mean = NEAR_MILES
    near = np.clip(numbers.gamma(shape, mean / shape, len(kind)), 0.1, 20.0)
    far = np.clip(20.1 + numbers.exponential(FAR_MEAN_MILES, len(kind)), 20.1, FARTHEST_MILES)
    is_near = np.array([name.startswith("within") for name in KNOWN_BANDS])[band]
    is_inside = np.array([name.endswith("inside") for name in KNOWN_BANDS])[band]
    miles: Floats = np.round(np.where(is_near, near, far), 1).astype(np.float64)
    return miles, in_or_out(is_inside)


def in_or_out(inside: NDArray[np.bool_]) -> Words:
    """IN or OUT, as the return has it."""
    return np.where(inside, "IN", "OUT").astype(object)
