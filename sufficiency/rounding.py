"""Whole homes for people to read: parts are rounded so that they add to what is shown as their total."""

from collections.abc import Iterable, Sequence
from math import floor


def whole(number: float) -> int:
    """The nearest whole number; a half is rounded up."""
    return floor(number + 0.5)


def whole_total(parts: Iterable[float]) -> int:
    """The total that a reader gets by adding the rounded parts."""
    return sum(whole(part) for part in parts)


def whole_parts(parts: Sequence[float]) -> list[int]:
    """Whole numbers nearest to the parts that add to the whole number nearest to their sum.

    The largest remainders are rounded up, as seats are shared out.
    """
    floors = [floor(part) for part in parts]
    left = whole(sum(parts)) - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: floors[i] - parts[i])
    up = set(by_remainder[:left])
    return [number + (i in up) for i, number in enumerate(floors)]
