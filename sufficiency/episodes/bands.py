"""The bands of the stock-and-flow model: time in care, age and kind of home, each with its place in an array.

Streams, age bands and homes stand in arrays in the order of `STREAMS`, `AGE_BANDS` and `HOMES`.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.children.crosstab import HOMES
from sufficiency.vocabulary import AGE_BANDS, AGES_OF_BAND, FOSTERING, RESIDENTIAL, STREAMS, SUPPORTED, UASC

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

DAYS_A_YEAR: Final = 365.25
MONTHS_A_YEAR: Final = 12
DAYS_A_MONTH: Final = DAYS_A_YEAR / MONTHS_A_YEAR
YEARS_OF_AGE: Final = 18  # 0 to 17
GROWN_UP_MONTHS: Final = YEARS_OF_AGE * MONTHS_A_YEAR

TIME_BANDS: Final = (
    "under_3_months",
    "3_to_6_months",
    "6_to_12_months",
    "1_to_2_years",
    "2_to_5_years",
    "5_years_or_more",
)
TIME_BAND_FROM_DAYS: Final = (0, 91, 183, 365, 730, 1826)
TIME_BAND_FROM_MONTHS: Final = (0, 3, 6, 12, 24, 60)
AGE_BAND_FROM_MONTHS: Final = tuple(MONTHS_A_YEAR * AGES_OF_BAND[band][0] for band in AGE_BANDS)

UASC_AT: Final = STREAMS.index(UASC)
FOSTERING_AT: Final = HOMES.index(FOSTERING)
RESIDENTIAL_AT: Final = HOMES.index(RESIDENTIAL)
SUPPORTED_AT: Final = HOMES.index(SUPPORTED)
ADOPTION_AT: Final = HOMES.index("placed_for_adoption")
AT_16_TO_17: Final = AGE_BANDS.index("16_to_17")
ADOPTED_UNDER: Final = AGE_BANDS.index("10_to_15")  # nobody of this band or older, but where it was seen
UASC_FROM_AGE: Final = AGES_OF_BAND["10_to_15"][0]

SHAPE: Final = (len(STREAMS), len(AGE_BANDS), len(HOMES))


def age_bands(months: NDArray[np.generic]) -> Wholes:
    """The age band of each age in months, as its place in AGE_BANDS."""
    return np.asarray(np.searchsorted(AGE_BAND_FROM_MONTHS, months, side="right") - 1)


def time_bands(months: NDArray[np.generic]) -> Wholes:
    """The band of each time in care in months, as its place in TIME_BANDS."""
    return np.asarray(np.searchsorted(TIME_BAND_FROM_MONTHS, months, side="right") - 1)


def lawful(seen: Floats) -> NDArray[np.bool_]:
    """Which homes may be lived in at which age: age band, home.

    Supported accommodation is for those of 16 and over. Children are placed for adoption below the age of
    10, and above it only where the returns show it: `seen` has age band, home.
    """
    may = np.ones((len(AGE_BANDS), len(HOMES)), dtype=bool)
    may[:AT_16_TO_17, SUPPORTED_AT] = False
    may[ADOPTED_UNDER:, ADOPTION_AT] = seen[ADOPTED_UNDER:, ADOPTION_AT] > 0
    return may
