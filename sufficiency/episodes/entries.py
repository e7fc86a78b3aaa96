"""Entries: how many children start to be looked after in a year, and how old they are."""

from typing import Final

import numpy as np

from sufficiency.chance.spread import LEVEL_YEARS
from sufficiency.episodes.bands import MONTHS_A_YEAR, UASC_AT, UASC_FROM_AGE, YEARS_OF_AGE, Floats, Wholes
from sufficiency.episodes.exposure import Exposure
from sufficiency.episodes.pooled import HALF
from sufficiency.vocabulary import AGE_BANDS, AGES_OF_BAND, STREAMS

# How far an age leans on its neighbours and its band: as though so many had started at that age with the
# ages of those about it. With ten a year of age, half is the age's own and half its neighbours'.
LEANS_LIKE: Final = 10.0
# Unaccompanied children come at few ages, and those about 16 say little of 12: they lean less.
UASC_LEANS_LIKE: Final = 2.0
NEIGHBOURS_YEARS: Final = 1.5  # standard deviation of the curve that weighs an age's neighbours
ONE_CHILD: Final = 1.0  # spread evenly over every age, so that none is impossible
MONTHS_ASSUMED: Final = 0.5  # children in each month of the first year, so that none is impossible


def starts_level(exposure: Exposure) -> tuple[Floats, int]:
    """Starts of each stream in the last years, with half a child, and how many years those are.

    Their quotient is the yearly level. The half keeps a stream that nobody has come in from none for ever.
    """
    years = min(LEVEL_YEARS, len(exposure.return_years))
    return np.einsum("ysa->s", exposure.started[-years:]) + HALF, years


def start_ages(exposure: Exposure) -> Floats:
    """Who started over all years by stream and year of age, pooled over neighbouring ages.

    Their shares are how old the next to come are. Children who are unaccompanied are 10 to 17.
    """
    by_year_of_age = (-1, len(STREAMS), YEARS_OF_AGE, MONTHS_A_YEAR)
    seen = exposure.started.reshape(by_year_of_age).sum(axis=(0, 3))
    pooled = np.zeros((len(STREAMS), YEARS_OF_AGE))
    for at in range(len(STREAMS)):
        youngest = UASC_FROM_AGE if at == UASC_AT else 0
        own = seen[at, youngest:].copy()
        own[0] += seen[at, :youngest].sum()
        pooled[at, youngest:] = _pooled(own, youngest, UASC_LEANS_LIKE if at == UASC_AT else LEANS_LIKE)
    return pooled


def baby_months(exposure: Exposure) -> Floats:
    """Who started before the age of one over all years, by month of age; their shares are of the next."""
    seen = exposure.started[:, :, :MONTHS_A_YEAR].sum(axis=(0, 1))
    return np.asarray(seen + MONTHS_ASSUMED)


def _pooled(seen: Floats, youngest: int, leans_like: float) -> Floats:
    """The same number of children, each age drawn towards those about it and its age band."""
    ages = np.arange(youngest, youngest + len(seen))
    about = (_near(seen, ages) + _in_band(seen, ages)) / 2
    lean = leans_like / (leans_like + seen.mean())
    return np.asarray((1 - lean) * seen + lean * about + ONE_CHILD / len(seen))


def _near(seen: Floats, ages: Wholes) -> Floats:
    """Each age's children spread over its neighbours; under one they stay, unlike all others."""
    weights = np.exp(-(((ages[:, None] - ages[None, :]) / NEIGHBOURS_YEARS) ** 2) / 2)
    babies = ages == 0
    weights[babies] = weights[:, babies] = 0
    weights[babies, babies] = 1
    return np.asarray((weights / weights.sum(axis=0)) @ seen)


def _in_band(seen: Floats, ages: Wholes) -> Floats:
    """Each age band's children spread evenly over its ages."""
    even = np.zeros_like(seen)
    for youngest, oldest in (AGES_OF_BAND[band] for band in AGE_BANDS):
        here = (ages >= youngest) & (ages <= oldest)
        if here.any():
            even[here] = seen[here].mean()
    return even
