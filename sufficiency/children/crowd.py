"""Crowds: the children of one stream in some draws, and how many of them fall in each cell of some shares.

Each child has a number between 0 and 1, which is held against shares. Where the homes of children are
known already, their numbers lie in the cell that they are in, and say only what is left to know
(decisions 0007 and 0026).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.chance.luck import child_numbers

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
# A crowd for each year after the base, of one stream and some draws.
CrowdsOf = Callable[[Wholes], Callable[[int], "Crowd"]]
OFF_THE_EDGE = 1e-6  # a number on the edge of a cell could be rounded into the next


@dataclass(frozen=True)
class Crowd:
    """The children of one stream in some draws: their numbers in order, and who comes first."""

    lifted: Floats  # every draw's numbers ascending, end to end, each lifted by its draw's place
    queue: NDArray[np.int16]  # draw, child: the child's place in the queue, in the order of numbers

    @classmethod
    def of(cls, numbers: NDArray[np.floating]) -> "Crowd":
        order = numbers.argsort(axis=1)
        lift = np.arange(len(numbers), dtype=np.float64)[:, None]
        lifted = np.take_along_axis(numbers, order, axis=1) + lift
        return cls(lifted.ravel(), order.astype(np.int16))

    def counted(self, looked_after: NDArray[np.int64], tables: list[Floats]) -> list[NDArray[np.int16]]:
        """How many of the first `looked_after` children fall in each cell, for each table of shares.

        Tables have a row for each draw; counts have draws last.
        """
        draws, most = self.queue.shape
        # How many of those looked after have one of the k smallest numbers.
        held = np.zeros((draws, most + 1), dtype=np.int16)
        np.cumsum(self.queue < looked_after[:, None], axis=1, dtype=np.int16, out=held[:, 1:])
        lift = np.arange(draws)[:, None]
        results = []
        for table in tables:
            cells = table.reshape(draws, -1)
            possible = np.flatnonzero(cells.max(axis=0))  # no share is below zero
            edges = np.cumsum(cells[:, possible], axis=1)
            edges /= edges[:, -1:]
            below = np.searchsorted(self.lifted, (edges + lift).ravel()).reshape(draws, -1) - lift * most
            counts = np.zeros((cells.shape[1], draws), dtype=np.int16)
            found = np.take_along_axis(held, below, axis=1)
            counts[possible] = np.diff(found, axis=1, prepend=np.int16(0)).T
            results.append(counts.reshape(*table.shape[1:], draws))
        return results


def same_crowd(seed: int, stream: str, looked_after: Wholes) -> CrowdsOf:
    """Children who keep one number each in every year; `looked_after` has draw, year."""
    numbers = child_numbers(seed, f"{stream} children", int(looked_after.max()), len(looked_after))

    def of(some: Wholes) -> Callable[[int], Crowd]:
        crowd = Crowd.of(numbers[: looked_after[some].max(), some].T)
        return lambda step: crowd

    return of


def crowd_in_homes(seed: int, stream: str, homes: NDArray[np.int16]) -> CrowdsOf:
    """Children whose homes are known: `homes` has year after the base, age_band, placement, draw.

    The first child of a home and age keeps one number in every year and scenario, and so does the second:
    where there is one child fewer, the others stay as they are.
    """
    years, draws = len(homes), homes.shape[-1]
    in_cell = homes.reshape(years, -1, draws)
    most = in_cell.max(axis=(0, 2), initial=0)
    tape = [
        child_numbers(seed, f"{stream} children of cell {at}", int(n), draws) for at, n in enumerate(most)
    ]
    starts = np.append(0, np.cumsum(most))[:-1]
    numbers = np.concatenate(tape) if tape else np.zeros((0, draws), dtype=np.float32)

    def of(some: Wholes) -> Callable[[int], Crowd]:
        own = numbers[:, some]
        return lambda step: Crowd.of(_in_their_cells(in_cell[step][:, some], starts, own))

    return of


def _in_their_cells(counts: NDArray[np.int16], starts: Wholes, tape: NDArray[np.float32]) -> Floats:
    """The number of each child, by draw and child: within the share of all that its cell is.

    `counts` has cell, draw; the children of a cell have the numbers on the tape from its start on.
    """
    ends = np.cumsum(counts, axis=0, dtype=np.int64)
    total, draws = ends[-1], counts.shape[1]
    child = np.arange(max(int(total.max()), 1))
    cell = np.minimum((ends[:, :, None] <= child).sum(axis=0), len(counts) - 1)
    column = np.arange(draws)[:, None]
    width = counts[cell, column]
    first = ends[cell, column] - width
    there = child < total[:, None]
    row = np.where(there, starts[cell] + child - first, 0)
    within = np.clip(tape[row, column], OFF_THE_EDGE, 1 - OFF_THE_EDGE) if len(tape) else np.zeros(row.shape)
    return np.asarray(np.where(there, (first + within * width) / np.maximum(total, 1)[:, None], 0.0))
