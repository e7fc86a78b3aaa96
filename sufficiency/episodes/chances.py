"""Chances of a month, from rates of a year; and what is estimated, drawn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.chance.luck import stratified_ranks
from sufficiency.chance.luck import stream as stream_of
from sufficiency.episodes.bands import MONTHS_A_YEAR, Floats
from sufficiency.episodes.model import CareModel
from sufficiency.vocabulary import STREAMS


def monthly(rate: Floats, months: float = 1.0) -> Floats:
    """The chance that something of a yearly rate happens within a month, or within a part of one."""
    return np.asarray(-np.expm1(-rate * (months / MONTHS_A_YEAR)))


@dataclass(frozen=True, repr=False, eq=False)
class Parameters:
    """What is estimated, in each draw: the model's arrays with draw as their last dimension.

    `leaving` and `moving` are yearly rates. The others are shares added up along the dimension before the
    draw, so that a number in [0, 1) points at one of them. `starts` is children a year, by stream.
    """

    leaving: Floats
    moving: Floats
    moves_to: NDArray[np.float32]
    first_homes: NDArray[np.float32]
    start_ages: NDArray[np.float32]
    starts: Floats


def drawn_parameters(model: CareModel, seed: int, draws: int) -> Parameters:
    """Estimates as sure as they are: normal coefficients, Dirichlet shares, and a gamma level of starts."""
    leaving, moving = len(model.leaving.coefficients), len(model.moving.coefficients)
    return Parameters(
        leaving=model.leaving.drawn(_shocks(seed, "leaving care, how often", leaving, draws)),
        moving=model.moving.drawn(_shocks(seed, "moves, how often", moving, draws)),
        moves_to=_drawn_shares(model.moves_to, seed, "moves, where to", draws),
        first_homes=_drawn_shares(model.first_homes, seed, "first homes", draws),
        start_ages=_drawn_shares(model.start_ages, seed, "ages of those who start", draws),
        starts=_drawn_levels(model, seed, draws),
    )


def _shocks(seed: int, step: str, count: int, draws: int) -> Floats:
    """Standard normal numbers by coefficient and draw, in pairs of opposite sign: their mean is none."""
    half = stream_of(seed, step).standard_normal(((draws + 1) // 2, count)).T
    return np.stack([half, -half], axis=-1).reshape(count, -1)[:, :draws]


def _drawn_shares(counts: Floats, seed: int, step: str, draws: int) -> NDArray[np.float32]:
    """Shares added up along the last axis of the counts, drawn by Dirichlet, with draw last."""
    weights = stream_of(seed, step).standard_gamma(
        counts[..., None], (*counts.shape, draws), dtype=np.float64
    )
    added = np.cumsum(weights, axis=-2)
    added /= np.maximum(added[..., -1:, :], np.finfo(np.float64).tiny)
    return added.astype(np.float32)


def _drawn_levels(model: CareModel, seed: int, draws: int) -> Floats:
    """Starts a year by stream and draw: gamma about those counted, evenly over its centiles."""
    from scipy.special import gammaincinv

    ranks = np.stack([stratified_ranks(seed, f"level of starts: {stream}", draws) for stream in STREAMS])
    return np.asarray(gammaincinv(model.starts[:, None], ranks) / model.starts_years)
