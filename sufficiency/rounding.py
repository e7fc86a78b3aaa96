"""Whole homes for people to read: parts are rounded so that they add to what is shown as their total."""

from collections.abc import Iterable, Sequence
from math import ceil, floor


def whole(number: float) -> int:
    """The nearest whole number; a half is rounded up."""
    return floor(number + 0.5)


def enough(number: float) -> int:
    """The least whole number that is enough: a bad case is rounded up."""
    return ceil(round(number, 4))  # as files have it


def whole_ends(shown: int, low: float, high: float) -> tuple[int, int] | None:
    """The ends of a range in whole numbers, about the number shown; None where the range has no width.

    A number that is rounded so that a column adds up may stand just outside ends that are rounded alone.
    """
    ends = whole(low), whole(high)
    return None if ends[0] == ends[1] else (min(ends[0], shown), max(ends[1], shown))


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
