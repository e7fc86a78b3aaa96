"""Moves between kinds of home: how often, and where to."""

from dataclasses import replace
from typing import Final

import numpy as np

from sufficiency.children.crosstab import HOMES
from sufficiency.episodes.bands import AT_16_TO_17, UASC_AT, Floats, lawful
from sufficiency.episodes.exposure import Exposure
from sufficiency.episodes.pooled import (
    EVENTS_ASSUMED,
    HALF,
    LogRates,
    columns,
    fit_log_rates,
    leaning_shares,
    overdispersion,
    usual_rate,
)
from sufficiency.vocabulary import AGE_BANDS, STREAMS

# Children assumed in each row of a table of shares, as its margins have them: a row that nobody was seen in
# has the margins' shares, and thirty children outweigh it ten to one. A prior, of no evidence.
CHILDREN_ASSUMED: Final = 3.0
# Moves by which a cell leans on the main effects: from so many of its own, it is as much its own as theirs.
LEANS_LIKE: Final = 5.0
_YOUNGER_BANDS: Final = AGE_BANDS.index("10_to_15")  # those of 10 to 15 are what they are set beside


def moving_rates(exposure: Exposure) -> LogRates:
    """How often children move to another kind of home in a year, by stream, age band and home.

    A Poisson regression on all years, with main effects of home (one below 16 and one above, when supported
    accommodation is open), age and stream; each cell leans on it, as far as few moves of its own were seen.
    Years that scatter more than whole children do widen the covariance.
    """
    moved, years = exposure.moved.sum(axis=-1), exposure.years.sum(axis=2)
    stream, age, home = np.indices(moved.shape[1:])
    over_16 = age == AT_16_TO_17
    homes = columns(home + len(HOMES) * over_16, 2 * len(HOMES))
    younger = columns(age, _YOUNGER_BANDS)
    is_uasc = (stream == UASC_AT)[..., None]
    design = np.concatenate([homes, younger, is_uasc], axis=-1)
    events, lived = moved.sum(axis=0), years.sum(axis=0)
    more = EVENTS_ASSUMED / len(STREAMS) / np.where(over_16, 1, AT_16_TO_17)
    usual = usual_rate(events, lived)
    coefficients, covariance = fit_log_rates(events + more, lived + more / usual, design)
    pooled = LogRates(design, coefficients, covariance)
    rates = _leaning_on(pooled, events, lived)
    seen, expected = moved.sum(axis=(1, 2)), (years * rates.central()).sum(axis=(1, 2))
    return replace(rates, covariance=rates.covariance * overdispersion(seen, expected, len(HOMES)))


def _leaning_on(pooled: LogRates, events: Floats, years: Floats) -> LogRates:
    """The rate of each cell, from its own events and `LEANS_LIKE` more at the pooled rates."""
    central = pooled.central().ravel()
    seen, lived = events.ravel(), years.ravel()
    rates = (seen + LEANS_LIKE) / (lived + LEANS_LIKE / central)
    lean = LEANS_LIKE / central / (lived + LEANS_LIKE / central)
    every = pooled.design.reshape(len(seen), -1) * lean[:, None]
    covariance = every @ pooled.covariance @ every.T + np.diag(1 / (seen + LEANS_LIKE))
    design = np.eye(len(seen)).reshape(*events.shape, -1)
    return LogRates(design, np.log(rates), covariance)


def moves_to(exposure: Exposure) -> Floats:
    """Children by where they moved to, those assumed counted: age band, home, other home.

    Shares of them are where a child of that age and home goes. Rows lean on those of the home at every age
    and of the age in every home.
    """
    seen = exposure.moved.sum(axis=(0, 1))
    may = _may_move_to(exposure)
    seen = seen * may
    return np.asarray(seen + CHILDREN_ASSUMED * _leaning(seen, may))


def first_homes(exposure: Exposure) -> Floats:
    """Children by their first home, those assumed counted: stream, age band, home. Pooled as moves are."""
    may = lawful(_came_to(exposure)).astype(np.float64)[None]
    seen = exposure.first_homes * may
    return np.asarray(seen + CHILDREN_ASSUMED * _leaning(seen, may))


def _leaning(seen: Floats, may: Floats) -> Floats:
    by_first, by_second = seen.sum(axis=0, keepdims=True), seen.sum(axis=1, keepdims=True)
    overall = seen.sum(axis=(0, 1), keepdims=True)
    return leaning_shares(by_first + HALF, by_second + HALF, overall + HALF, may)


def _may_move_to(exposure: Exposure) -> Floats:
    """1 where a child of an age and home may go to another, else 0."""
    may = lawful(_came_to(exposure)).astype(np.float64)
    return np.asarray(may[:, None, :] * (1 - np.eye(len(HOMES))))


def _came_to(exposure: Exposure) -> Floats:
    """Children who started in or moved to a home, by age band and home."""
    return np.asarray(exposure.moved.sum(axis=(0, 1, 3)) + exposure.first_homes.sum(axis=0))
