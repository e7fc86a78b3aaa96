"""What stands behind suppressed cells: worked out from the sums that are published, or by a stated rule.

A suppressed cell is one child to five, or another hidden so that those cannot be worked out. Where a sum
leaves one cell open, the cell is known. Where it leaves several, they share what is missing in proportion
to what each was in the newest earlier year that it was published for, and three (the middle of one to
five) where it never was, in whole children. Where it comes from: docs/decisions/0027.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sufficiency.rounding import whole_parts
from sufficiency.vocabulary import ASSUMED, DERIVED, PUBLISHED

NEVER_PUBLISHED: Final = 3.0  # children: the middle of one to five


@dataclass(frozen=True)
class Whole:
    """Cells that add to a published sum."""

    parts: tuple[str, ...]
    total: float


@dataclass(frozen=True)
class Filled:
    """A cell's children, and how they are known: published, derived from sums, or assumed by the rule."""

    value: float
    kind: str


def filled_cells(
    cells: Mapping[str, float | None], wholes: Sequence[Whole], earlier: Mapping[str, float]
) -> dict[str, Filled]:
    """Every cell with its children, those that are suppressed worked out from the sums they belong to.

    `cells` are children by word, None where suppressed; `earlier` what a word was when it was last
    published. The last of `wholes` has every cell in it. Children are never fewer than none.
    """
    filled = {word: Filled(value, PUBLISHED) for word, value in cells.items() if value is not None}
    while len(filled) < len(cells):
        whole = min(
            (each for each in wholes if _open(each, filled)), key=lambda each: len(_open(each, filled))
        )
        filled |= _shared_out(whole, filled, earlier)
    return filled


def is_within(cells: Mapping[str, float | None], total: float) -> bool:
    """Whether what is published of a whole is no more than it, and all of it where nothing is suppressed."""
    held = sum(value for value in cells.values() if value is not None)
    return held == total or (held < total and None in cells.values())


def _open(whole: Whole, filled: Mapping[str, Filled]) -> list[str]:
    return [word for word in whole.parts if word not in filled]


def _shared_out(
    whole: Whole, filled: Mapping[str, Filled], earlier: Mapping[str, float]
) -> dict[str, Filled]:
    """The open cells of a whole: what it leaves, shared as in earlier years."""
    words = _open(whole, filled)
    missing = max(whole.total - sum(filled[word].value for word in whole.parts if word in filled), 0.0)
    kind = DERIVED if len(words) == 1 or not missing else ASSUMED
    weights = [earlier.get(word) or NEVER_PUBLISHED for word in words]
    parts = whole_parts([missing * weight / sum(weights) for weight in weights])
    return {word: Filled(float(part), kind) for word, part in zip(words, parts, strict=True)}
