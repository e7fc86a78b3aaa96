"""The process: everything that the lives of invented children depend on, with its true parameters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.vocabulary import AGE_BANDS, AGES_OF_BAND

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

AGES = 18  # single years, 0 to 17
BAND_OF_AGE: Wholes = np.array(
    [next(at for at, band in enumerate(AGE_BANDS) if age <= AGES_OF_BAND[band][1]) for age in range(AGES)]
)


@dataclass(frozen=True)
class Stream:
    """One stream of children: who comes into care in a year, and how soon they leave.

    `first` is the expected number who come for the first time, by year; `age_share` of them by month
    of age; `exits` is leaving care a year by duration band and age band, times `factor` of the year.
    A child who leaves before 18 comes back with `return_share`, after a wait of `return_mean_days` on
    average. `years` are the years ended 31 March from the first of the burn-in.
    """

    name: str
    years: tuple[int, ...]
    first: Floats
    age_share: Floats
    exits: Floats
    factor: Floats
    return_share: float
    return_mean_days: float


@dataclass(frozen=True)
class Homes:
    """Which homes children of a stream live in, and how often they move.

    `first` has age band, kind; `move_rate` a year by kind; `to` has age band, kind from, kind to;
    `bands` has kind, distance band, for those whose distance is recorded; `inside` is by kind, for those
    whose distance is not.
    """

    kinds: tuple[str, ...]
    first: Floats
    move_rate: Floats
    to: Floats
    bands: Floats
    inside: Floats


@dataclass(frozen=True)
class Expected:
    """What a process gives on average, in children, before the scale.

    `stock` has year, age band: on 31 March; `by_kind` year, kind; `exposure` year, duration band, age
    band in child-years; `entered`, `left` (before 18) and `turned_18` are by year; `entered_by_age` year,
    age band. The years are those of the stream.
    """

    stock: Floats
    by_kind: Floats
    exposure: Floats
    entered: Floats
    entered_by_age: Floats
    left: Floats
    turned_18: Floats


@dataclass(frozen=True)
class Process:
    """Two streams with their homes, and what they give on average; children are `scale` times as many."""

    other: Stream
    uasc: Stream
    other_homes: Homes
    uasc_homes: Homes
    other_expected: Expected
    uasc_expected: Expected
    in_house_share: float
    long_term_a_year: float
    years: tuple[int, ...]
    base_year: int
    scale: float
