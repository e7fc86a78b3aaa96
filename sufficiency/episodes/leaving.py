"""Leaving care before 18: piecewise-exponential survival by time in care, age, home and stream."""

from typing import Final

import numpy as np

from sufficiency.chance.spread import LEVEL_YEARS
from sufficiency.children.crosstab import HOMES
from sufficiency.episodes.bands import AT_16_TO_17, FOSTERING_AT, TIME_BANDS, UASC_AT, Floats, Wholes
from sufficiency.episodes.exposure import NOT_KNOWN, Exposure
from sufficiency.episodes.pooled import (
    EVENTS_ASSUMED,
    HALF,
    LogRates,
    columns,
    fit_log_rates,
    overdispersion,
    usual_rate,
)
from sufficiency.vocabulary import AGE_BANDS, STREAMS

# Unaccompanied children have every band of time in care from so many who left; below, two: the first year
# and after. Thirty over six bands are five a band, which tells little of a band by itself.
ALL_BANDS_FROM: Final = 30
_FIRST_YEAR_BANDS: Final = 3
_USUAL_AGE: Final = AGE_BANDS.index("10_to_15")
_CELLS: Final = (len(STREAMS), len(TIME_BANDS), len(AGE_BANDS), len(HOMES))
_LEAST: Final = 1e-9  # a year that nothing is expected of


def leaving_rates(exposure: Exposure) -> LogRates:
    """How often children leave care in a year, by stream, time in care, age band and home.

    A Poisson regression of those who left on child-years, with main effects of time in care and age (for
    each stream its own) and home. Each year before the last `LEVEL_YEARS` has levels of its own, so that
    the rates are at the level of those last years, and their pattern is that of all. How far the pattern
    scatters, over and above whole children, widens the covariance; the level's own movement from year to
    year is not in it, for that is the forecast's. Time in care that is not known is left out.
    """
    left, years = exposure.left[:, :, :NOT_KNOWN], exposure.years[:, :, :NOT_KNOWN]
    is_time = _times(left.sum(axis=(0, 3, 4)))
    design = np.concatenate([is_time, _ages_and_homes()], axis=-1)
    level = _levels(len(exposure.return_years))
    events, lived = _by_level(left, level), _by_level(years, level)
    more_events, more_years = _assumed(events, lived, is_time)
    full = _with_levels(design, len(events))
    coefficients, covariance = fit_log_rates(events + more_events, lived + more_years, full)
    count = design.shape[-1]
    rates = LogRates(design, coefficients[:count], covariance[:count, :count])
    scatter = _scatter(left, years * rates.central())
    return LogRates(design, rates.coefficients, rates.covariance * scatter)


def _times(left: Floats) -> Floats:
    """A column for each time in care of each stream; `left` has stream, time in care."""
    stream, time, _, _ = np.indices(_CELLS)
    of_uasc = time if left[UASC_AT].sum() >= ALL_BANDS_FROM else (time >= _FIRST_YEAR_BANDS).astype(np.int64)
    own = np.where(stream == UASC_AT, len(TIME_BANDS) + of_uasc, time)
    return columns(own, int(own.max()) + 1)


def _ages_and_homes() -> Floats:
    """A column for each age band and each home, but for the commonest of each.

    Of unaccompanied children one for those of 16 and over: hardly any is below 10.
    """
    stream, _, age, home = np.indices(_CELLS)
    others = (stream != UASC_AT)[..., None]
    ages = np.delete(columns(age, len(AGE_BANDS)) * others, _USUAL_AGE, axis=-1)
    over_16 = ((stream == UASC_AT) & (age == AT_16_TO_17))[..., None]
    homes = np.delete(columns(home, len(HOMES)), FOSTERING_AT, axis=-1)
    return np.concatenate([ages, over_16, homes], axis=-1)


def _levels(years: int) -> Wholes:
    """The level of each year: 0 for the last ones together, and one each for those before."""
    return np.maximum(np.arange(years)[::-1] - (LEVEL_YEARS - 1), 0)


def _by_level(cells: Floats, level: Wholes) -> Floats:
    sums = np.zeros((int(level.max()) + 1, *cells.shape[1:]))
    np.add.at(sums, level, cells)
    return sums


def _with_levels(design: Floats, levels: int) -> Floats:
    """The design of each level, with a column of each stream for each level but the first."""
    own = np.zeros((levels, *design.shape[:-1], len(STREAMS) * (levels - 1)))
    for at in range(1, levels):
        for stream in range(len(STREAMS)):
            own[at, stream, ..., len(STREAMS) * (at - 1) + stream] = 1
    return np.concatenate([np.broadcast_to(design, (levels, *design.shape)), own], axis=-1)


def _assumed(events: Floats, years: Floats, is_time: Floats) -> tuple[Floats, Floats]:
    """Events and child-years to add by level and cell, at the rate of the time in care alone.

    In the last years as many in each home, evenly over times in care and ages, so that each time in care has
    some too; in the levels before them half of one in each stream, so that a year in which nobody left is
    not taken for one in which nobody can.
    """
    seen = np.einsum("lstah,stahk->k", events, is_time) + 1
    lived = np.einsum("lstah,stahk->k", years, is_time) + 1 / usual_rate(events, years)
    more = np.zeros_like(events)
    more[0] = is_time @ (1 / is_time.sum(axis=(0, 1, 2, 3)))
    more[0] *= EVENTS_ASSUMED / more[0].sum(axis=(0, 1, 2))
    more[1:, :, :, AT_16_TO_17, FOSTERING_AT] = HALF / len(TIME_BANDS)
    return more, more / (is_time @ (seen / lived))


def _scatter(left: Floats, expected: Floats) -> float:
    """How far those who left scatter about the pattern by time and age, each year being at its own levels."""
    seen, fitted = left.sum(axis=4), expected.sum(axis=4)
    cells = (2, 3)
    level = seen.sum(axis=cells, keepdims=True) / np.maximum(fitted.sum(axis=cells, keepdims=True), _LEAST)
    estimated = level.size + len(TIME_BANDS) + len(AGE_BANDS) - 1
    return overdispersion(seen, fitted * level, estimated)
