"""Phrases that several sections use: counts that stand alone, pounds, and changes."""

from typing import Final

from sufficiency.report.declared import SUPPRESSED, Cell
from sufficiency.report.telling import figure

CHILD: Final = ("child", "children")


def so_many(cell: Cell) -> str:
    """A count with no noun after it: `21`, `a confidential number`."""
    if cell is None:
        return "a number that is not recorded"
    return "a confidential number" if cell == SUPPRESSED else figure(cell)


def ranged(central: Cell, low: Cell, high: Cell) -> str:
    """A count with the range of its assumptions: `21 (10 to 30)`; without where the two ends are one."""
    said = so_many(central)
    known = (
        isinstance(central, int | float) and isinstance(low, int | float) and isinstance(high, int | float)
    )
    return f"{said} ({figure(low)} to {figure(high)})" if known and low != high else said


def were(count: Cell) -> str:
    """The verb for so many."""
    return "was" if count == 1 else "were"


def pounds(cell: Cell) -> str:
    """Pounds a year as a committee reads them; in words where they are not recorded."""
    if not isinstance(cell, int | float):
        return "an amount that is not recorded" if cell is None else "a confidential amount"
    size = abs(cell)
    millions, thousands = f"£{size / 1e6:.1f}m", f"£{size / 1e3:.0f}k"
    said = millions if size >= 999_500 else thousands if size >= 999.5 else f"£{size:.0f}"
    return f"−{said}" if cell < 0 else said


def percent_change(first: Cell, last: Cell) -> str:
    """How one number compares with an earlier one: `9% more`, `3% fewer`; nothing where either is unknown."""
    if not isinstance(first, int | float) or not isinstance(last, int | float) or not first:
        return ""
    change = round(100 * (last / first - 1))
    if not change:
        return "as many"
    return f"{change}% more" if change > 0 else f"{-change}% fewer"
