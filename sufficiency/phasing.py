"""Phasing: how much of a change is there in each year, when it comes in a straight line by a year."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def phased_in(base_year: int, by: int, years: Sequence[int]) -> NDArray[np.float64]:
    """The share of a change that is there in each year: none in the base year, all from `by` on."""
    return np.asarray(np.clip((np.array(years) - base_year) / (by - base_year), 0, 1))
