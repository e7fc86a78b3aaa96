"""Newcomers: how many children start to be looked after in each month of each draw, and who they are."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.chance.luck import stream as stream_of
from sufficiency.episodes.bands import MONTHS_A_YEAR, Floats, Wholes
from sufficiency.episodes.numbers import Keys, keys
from sufficiency.vocabulary import STREAMS

_STANDARD_ERRORS: Final = 10  # of a Poisson number: further in line than anybody's turn can come


@dataclass(frozen=True, repr=False, eq=False)
class Newcomers:
    """A row for each child who starts in some draw, by month (from 1), stream, and place in line.

    A child is there in the draws in which more than `place` children of the stream start in the month:
    `counts` has month, stream, draw. So where more start, those who started anyway are the same.
    """

    month: Wholes
    stream: Wholes
    place: Wholes
    key: Keys
    counts: NDArray[np.int32]

    def of_year(self, year: int) -> slice:
        """The rows of a year ahead, from 1."""
        first, last = (year - 1) * MONTHS_A_YEAR + 1, year * MONTHS_A_YEAR
        return slice(*np.searchsorted(self.month, (first, last + 1)).tolist())

    def are_there(self, rows: slice, draws: slice) -> NDArray[np.bool_]:
        """Which of the rows are there in which of the draws."""
        counts = self.counts[self.month[rows] - 1, self.stream[rows], draws]
        return np.asarray(self.place[rows, None] < counts)


def newcomers(expected: Floats, seed: int, draws: int) -> Newcomers:
    """Children who start: whole numbers by Poisson about what is `expected` by stream, month and draw."""
    streams, months, _ = expected.shape
    counts = np.zeros((months, streams, draws), dtype=np.int32)
    found = []
    for month in range(months):
        for at, name in enumerate(STREAMS):
            counts[month, at] = _poisson(
                expected[at, month], seed, f"how many start: {name}, month {month + 1}"
            )
            most = int(counts[month, at].max())
            own = keys(seed, f"those who start: {name}, month {month + 1}", most)
            found.append((np.full(most, month + 1), np.full(most, at), np.arange(most), own))
    month_of, stream, place, key = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Newcomers(month_of, stream, place, key, counts)


def _poisson(expected: Floats, seed: int, step: str) -> Wholes:
    """A whole number for each expected one: of children in line, those whose turn comes before it is reached.

    Gaps between turns are exponential, so that the number is Poisson; a higher expected number lets in the
    same children, and those next in line.
    """
    most = float(expected.max())
    rows = int(most + _STANDARD_ERRORS * np.sqrt(most)) + _STANDARD_ERRORS
    turns = np.cumsum(stream_of(seed, step).standard_exponential((rows, len(expected))), axis=0)
    return np.asarray((turns <= expected).sum(axis=0))
