"""The stock: children in care on each 31 March to come, by stream, age and home, expected and drawn."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.chance.luck import path_multiples
from sufficiency.chance.spread import Spread, beyond_whole_children
from sufficiency.cores import MOST_WORKERS, on_all_cores
from sufficiency.episodes.bands import MONTHS_A_YEAR, Floats
from sufficiency.episodes.chances import drawn_parameters
from sufficiency.episodes.expected import expected_children
from sufficiency.episodes.lives import Futures
from sufficiency.episodes.model import CareModel
from sufficiency.episodes.newcomers import newcomers
from sufficiency.episodes.numbers import keys
from sufficiency.episodes.pooled import shares
from sufficiency.errors import LawBrokenError

__all__ = ["drawn_as_spread", "drawn_children", "expected_children"]

ENTRIES_AT_A_TIME: Final = 2**18  # children times draws of a batch, for memory; no result depends on it

DRAWS_AT_LEAST: Final = 50  # of a batch, where memory allows: fewer are not worth the sharing out


def drawn_children(
    model: CareModel,
    years: int,
    starts: Floats,
    starts_variance: Floats,
    leaving_variance: Floats,
    seed: int,
    draws: int,
) -> NDArray[np.int16]:
    """Whole children on 31 March in each draw: year ahead (1 to `years`), stream, age_band, home, draw.

    `starts` has stream and year ahead: how many times the model's level of starts come in that year.
    `starts_variance` and `leaving_variance`, by year ahead, are those of the log of what the year multiplies
    starts and the rates of leaving by, in both streams alike: luck that accumulates over the years.

    Each child has numbers of their own, which depend on the seed, the draw and the child. With more starts
    there are more children, and nothing happens to the others that would not have. Decision 0026.
    """
    futures = _futures(model, years, starts, starts_variance, leaving_variance, seed, draws)
    batches = _batches(len(futures.children) + len(futures.newcomers.month) // years, draws)
    found = np.empty((years, *model.base.shape, draws), dtype=np.int16)

    def live(batch: slice) -> None:
        found[..., batch] = _small(futures.stock(batch))

    on_all_cores(live, batches)
    return found


def drawn_as_spread(
    model: CareModel, starts: Floats, starts_spread: Spread, leaving_spread: Spread, seed: int, draws: int
) -> NDArray[np.int16]:
    """As `drawn_children`, with starts and leaving moving as the spreads say that they do in every authority.

    What whole children scatter by themselves is not drawn twice. The years ahead are those of `starts`.
    """
    ahead = np.arange(1, starts.shape[1] + 1)
    return drawn_children(
        model,
        len(ahead),
        starts,
        beyond_whole_children(starts_spread, ahead, float(model.starts_a_year.sum())),
        beyond_whole_children(leaving_spread, ahead, model.leaving_a_year),
        seed,
        draws,
    )


def _batches(children: int, draws: int) -> list[slice]:
    """The draws shared out: enough for every core, and few enough for the memory."""
    shared = max(DRAWS_AT_LEAST, -(-draws // MOST_WORKERS))
    size = max(1, min(shared, ENTRIES_AT_A_TIME // max(children, 1)))
    return [slice(first, min(first + size, draws)) for first in range(0, draws, size)]


def _futures(
    model: CareModel,
    years: int,
    starts: Floats,
    starts_variance: Floats,
    leaving_variance: Floats,
    seed: int,
    draws: int,
) -> Futures:
    parameters = drawn_parameters(model, seed, draws)
    coming = parameters.starts[:, None, :] * starts[:, :years, None]
    coming = coming * path_multiples(seed, "starts of the year", draws, starts_variance[:years])
    by_month = np.repeat(coming / MONTHS_A_YEAR, MONTHS_A_YEAR, axis=1)
    return Futures(
        children=model.children,
        child_keys=keys(seed, "children of the base year", len(model.children)),
        draw_keys=keys(seed, "draws of the stock", draws),
        newcomers=newcomers(by_month, seed, draws),
        parameters=parameters,
        leaving_multiple=path_multiples(seed, "leaving care of the year", draws, leaving_variance[:years]),
        baby_months=np.cumsum(shares(model.baby_months)),
    )


def _small(counts: NDArray[np.int64]) -> NDArray[np.int16]:
    """The same counts in two bytes each."""
    if counts.max(initial=0) > np.iinfo(np.int16).max:
        raise LawBrokenError(
            f"There are more than {np.iinfo(np.int16).max:,} children in one cell of the stock."
        )
    return counts.astype(np.int16)
