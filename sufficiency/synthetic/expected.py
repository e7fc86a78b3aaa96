"""The expected stock: what a stream of children gives on average, month by month, without any luck.

Children stand in cells of completed months of age and of time in care. In a month each cell loses those
who leave, and the rest are a month older. Nobody is edited to meet a published number: what is solved
for are the parameters (calibration).
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from sufficiency.synthetic.assumed import BAND_STARTS_MONTHS, DURATION_BANDS
from sufficiency.synthetic.process import AGES, BAND_OF_AGE, Floats, Wholes
from sufficiency.vocabulary import AGE_BANDS

MONTHS: Final = 12
AGE_MONTHS: Final = AGES * MONTHS
SOLVING_MONTHS: Final = BAND_STARTS_MONTHS[-1] + 1  # time in care beyond its last band is all alike
DAYS_A_MONTH: Final = 365.25 / MONTHS
AGE_BAND_OF_MONTH: Final[Wholes] = np.repeat(BAND_OF_AGE, MONTHS)


@dataclass
class State:
    """Children in care by months of age and of time in care, and those who have left and will be back."""

    children: Floats
    away: Floats

    @classmethod
    def empty(cls, months: int) -> "State":
        return cls(np.zeros((AGE_MONTHS, months)), np.zeros(AGE_MONTHS))

    def by_age(self) -> Floats:
        """Children by age band."""
        return np.asarray(np.bincount(AGE_BAND_OF_MONTH, self.children.sum(axis=1), len(AGE_BANDS)), float)


@dataclass
class Flow:
    """What happened in a year, in children and child-years."""

    entered: Floats = field(default_factory=lambda: np.zeros(len(AGE_BANDS)))
    returned: float = 0.0
    left: float = 0.0
    turned_18: float = 0.0
    exposure: Floats = field(default_factory=lambda: np.zeros((len(DURATION_BANDS), len(AGE_BANDS))))


def monthly_hazards(exits_a_year: Floats, months: int) -> Floats:
    """The hazard of the month ahead by months of age and of time in care.

    Children stand evenly within their months, so half of them cross into the next month's band.
    """
    band = np.searchsorted(BAND_STARTS_MONTHS, np.arange(months + 1), side="right") - 1
    age = np.append(AGE_BAND_OF_MONTH, AGE_BAND_OF_MONTH[-1])
    by_month = exits_a_year[band][:, age].T / MONTHS
    over_age = (by_month[:-1] + by_month[1:]) / 2
    return np.asarray((over_age[:, :-1] + over_age[:, 1:]) / 2)


def a_year_on(
    state: State,
    first: float,
    age_share: Floats,
    hazards: Floats,
    return_share: float,
    return_mean_days: float,
    counts_exposure: bool = False,
) -> tuple[State, Flow]:
    """The state a year later, and the year's flow; `first` children come evenly over it."""
    flow = Flow()
    stays, leaves = np.exp(-hazards), -np.expm1(-hazards)
    leaves[-1] = 1 - np.sqrt(stays[-1])  # the oldest turn 18 on the way, after half a month on average
    stays_part = _stays_part(hazards[:, 0])
    new = age_share * (first / MONTHS)
    comes_back = 1 - np.exp(-DAYS_A_MONTH / return_mean_days)
    for _ in range(MONTHS):
        before = state.children
        released = state.away * comes_back
        entering = new + released
        in_time = entering * stays_part
        aged = _half_a_month_older(in_time)
        leaving = np.einsum("ij,ij->i", before, leaves) + entering - in_time
        state = State(
            _a_month_older(before, stays, aged), _next_away(state.away - released + return_share * leaving)
        )
        _count(flow, entering, float(released.sum()), leaving)
        flow.turned_18 += float(before[-1] @ (1 - leaves[-1]) + in_time.sum() - aged.sum())
        if counts_exposure:
            flow.exposure += _exposure(before, state.children)
    return state, flow


def _stays_part(at_once: Floats) -> Floats:
    """The share of those who come in a month who are still there at its end; they come evenly over it."""
    return np.divide(-np.expm1(-at_once), at_once, out=np.ones_like(at_once), where=at_once > 0)


def _next_away(away: Floats) -> Floats:
    """Those who are away, a month older: who turns 18 does not come back."""
    return np.concatenate([[0.0], away[:-1]])


def steady(
    first: float, age_share: Floats, hazards: Floats, return_share: float, return_mean_days: float
) -> tuple[State, Flow]:
    """The state that years alike, one after another, come to: a burn-in at one stroke."""
    months = hazards.shape[1]
    stays = np.exp(-hazards)
    new = age_share * (first / MONTHS)
    comes_back = 1 - np.exp(-DAYS_A_MONTH / return_mean_days)
    at_once = _stays_part(hazards[:, 0])
    away = np.zeros(AGE_MONTHS)
    state = State.empty(months)
    for _ in range(6):  # returns of returns: each round is a tenth of the one before
        entering = new + comes_back * away
        state = State(_after_long(_half_a_month_older(entering * at_once), stays), away)
        leaving = (state.children * (1 - stays)).sum(axis=1) + entering * (1 - at_once)
        away = _away_after_long(return_share * leaving, 1 - comes_back)
    flow = Flow(returned=float((comes_back * away).sum() * MONTHS))
    return state, flow


def _after_long(entering: Floats, stays: Floats) -> Floats:
    """Children by age and time in care where as many enter each month, month after month."""
    months = stays.shape[1]
    children = np.zeros_like(stays)
    children[:, 0] = entering
    for at in range(1, months):
        children[1:, at] = children[:-1, at - 1] * stays[:-1, at - 1]
    longest = children[:, -1]
    for age in range(1, AGE_MONTHS):  # the last column holds all who stay longer
        longest[age] += longest[age - 1] * stays[age - 1, -1]
    return children


def _away_after_long(leaving: Floats, stays_away: float) -> Floats:
    """Those who are away by age, where as many leave each month, month after month."""
    away = np.zeros(AGE_MONTHS)
    for age in range(1, AGE_MONTHS):
        away[age] = away[age - 1] * stays_away + leaving[age - 1]
    return away


def _count(flow: Flow, entering: Floats, returned: float, leaving: Floats) -> None:
    flow.entered += np.bincount(AGE_BAND_OF_MONTH, entering, len(AGE_BANDS))
    flow.returned += returned
    flow.left += float(leaving.sum())


def _a_month_older(children: Floats, stays: Floats, newest: Floats) -> Floats:
    """Those who stay, a month older and a month longer in care; the last column holds all who stay longer."""
    moved = np.empty_like(children)
    moved[0] = 0.0
    np.multiply(children[:-1, :-1], stays[:-1, :-1], out=moved[1:, 1:])
    moved[1:, -1] += children[:-1, -1] * stays[:-1, -1]
    moved[:, 0] = newest
    return moved


def _half_a_month_older(entering: Floats) -> Floats:
    """Those who came in the month, at its end: half of them have had their next month of age."""
    older = entering / 2
    older[1:] += entering[:-1] / 2
    return older


def _exposure(before: Floats, after: Floats) -> Floats:
    """Child-years in a month by duration band and age band: the mean of its two ends."""
    months = before.shape[1]
    band = np.searchsorted(BAND_STARTS_MONTHS, np.arange(months), side="right") - 1
    mean = (before + after) / 2
    by_age = np.stack([mean[at == AGE_BAND_OF_MONTH].sum(axis=0) for at in range(len(AGE_BANDS))])
    out = np.zeros((len(DURATION_BANDS), len(AGE_BANDS)))
    np.add.at(out, band, by_age.T)
    return out / MONTHS
