"""Luck: the random numbers behind the draws, the same in every scenario on one seed.

Each named step has a stream of its own, so a difference between two scenarios is the policy and
never the luck (decision 0007).
"""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def stream(seed: int, step: str) -> np.random.Generator:
    """The random numbers of one named step."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(crc32(step.encode()),)))


def stratified_ranks(seed: int, step: str, draws: int) -> Floats:
    """One rank in (0, 1) a draw, evenly spread and shuffled: each is the middle of its stratum."""
    return middles(draws)[stream(seed, step).permutation(draws)]


def middles(strata: int) -> Floats:
    """The ranks of a draw in each of so many strata, in order: the middle of each."""
    return (np.arange(strata) + 0.5) / strata


def path_ranks(seed: int, step: str, draws: int, variances: Floats) -> Floats:
    """Ranks in (0, 1) by draw and year of a Gaussian path whose variance grows as given.

    Luck accumulates: a draw that is high one year tends to be high the next. In each year the ranks
    are evenly spread, so that a quantile laid on them has its median and its centiles in place.
    """
    steps = np.sqrt(np.clip(np.diff(variances, prepend=0.0), 0, None))
    # A column a year, so that a longer horizon does not change the years before it.
    shocks = stream(seed, step).standard_normal((len(variances), draws))
    paths = np.cumsum(shocks * steps[:, None], axis=0)
    order = paths.argsort(axis=1, kind="stable")
    ranks = np.empty_like(paths)
    np.put_along_axis(ranks, order, middles(draws)[None, :], axis=1)
    return ranks.T


def path_multiples(seed: int, step: str, draws: int, variances: Floats) -> Floats:
    """What luck that accumulates multiplies a number by, by year and draw: one in the middle draw.

    `variances` are those of the log, by year.
    """
    from scipy.special import ndtri  # heavy, and only needed for draws

    ranks = path_ranks(seed, step, draws, variances)
    return np.asarray(np.exp(np.sqrt(variances)[:, None] * ndtri(ranks.T)))


def child_numbers(seed: int, step: str, children: int, draws: int) -> NDArray[np.float32]:
    """One number in [0, 1) for each child of each draw, which the child keeps for good.

    Children are rows, so that a scenario with more children gives the first ones the same numbers.
    """
    return stream(seed, step).random((children, draws), dtype=np.float32)
