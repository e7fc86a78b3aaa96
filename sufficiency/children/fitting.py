"""Iterative proportional fitting: a table that keeps one pattern and meets other margins.

The pattern of a wider table (England's, or a stated prior) is made to add up to the authority's own
published margins (decision 0004).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CLOSE_ENOUGH = 1e-9  # children
MOST_ROUNDS = 20_000


class NotConvergedError(ValueError):
    """The margins cannot all be met with the zeros that the table must keep."""


@dataclass(frozen=True)
class Margin:
    """Known totals of a table over all axes but `axes`."""

    name: str
    axes: tuple[int, ...]
    totals: Floats


@dataclass(frozen=True)
class Block:
    """The known total of some cells of a table, such as no residential child inside the authority."""

    name: str
    cells: NDArray[np.bool_]
    total: float


def fit(seed: Floats, margins: Sequence[Margin], blocks: Sequence[Block] = ()) -> Floats:
    """The table nearest in pattern to `seed` whose margins and known cells are as given.

    A zero of the seed stays zero. Raises NotConvergedError naming what cannot be met.
    """
    table = seed.astype(np.float64)
    for _ in range(MOST_ROUNDS):
        for block in blocks:
            held = table[block.cells].sum()
            table[block.cells] *= block.total / held if held > 0 else 0.0
        for margin in margins:
            others = tuple(axis for axis in range(table.ndim) if axis not in margin.axes)
            held = table.sum(axis=others, keepdims=True)
            wanted = np.expand_dims(margin.totals, others)
            table *= np.divide(wanted, held, out=np.zeros_like(held), where=held > 0)
        misses = _misses(table, margins, blocks)
        if max(misses.values()) < CLOSE_ENOUGH:
            return table
    worst = max(misses, key=misses.__getitem__)
    raise NotConvergedError(
        f"no table meets all the margins with the zeros it must keep: "
        f"{worst} is {misses[worst]:.1f} children out"
    )


def _misses(table: Floats, margins: Sequence[Margin], blocks: Sequence[Block]) -> Mapping[str, float]:
    misses = {block.name: abs(float(table[block.cells].sum()) - block.total) for block in blocks}
    for margin in margins:
        others = tuple(axis for axis in range(table.ndim) if axis not in margin.axes)
        misses[margin.name] = float(np.abs(table.sum(axis=others) - margin.totals).max())
    return misses
