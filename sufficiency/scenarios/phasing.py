"""Phasing: how much of a change is there in each year, when it comes in a straight line by a year."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def phased_in(base: float, by: int, years: Sequence[int]) -> NDArray[np.float64]:
    """The share of a change that is there in each year: none at the base date, all from `by` on.

    `base` is the moment of the base date, as `Scenario.moments` begins.
    """
    return np.asarray(np.clip((np.array(years) - base) / (by - base), 0, 1))
