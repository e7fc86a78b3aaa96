"""A figure: one number with where it comes from; and the book of all figures that a scenario reads.

A figure has a value, or a low and a high (an 80% interval), a unit, a source, a date and a kind:
published, derived or assumed. Without them it does not load.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.vocabulary import ASSUMED, DERIVED, PUBLISHED

Z_OF_P90: Final = 1.2815515655446004  # the standard normal's ninetieth centile

Key = tuple[str, str, int | None]  # measure, category, year

# The columns of a file of figures.
COLUMNS: Final = (
    "measure",
    "category",
    "year",
    "value",
    "low",
    "high",
    "unit",
    "as_at",
    "source",
    "kind",
    "after_base_date",
    "note",
)

# The units a figure may have, and the range that a number in that unit may lie in.
UNIT_RANGES: Final[dict[str, tuple[float, float]]] = {
    "children": (0, np.inf),
    "young_people": (0, np.inf),
    "per_10k": (0, 10_000),
    "percent": (-100, 1000),
    "share": (0, 1),
    "points": (0, 100),  # percentage points
    "places": (0, np.inf),
    "households": (0, np.inf),
    "carers": (0, np.inf),
    "providers": (0, np.inf),
    "placements": (0, np.inf),
    "homes": (0, np.inf),
    "children_per_household": (0, 20),
    "miles": (0, 1000),
    "gbp": (0, np.inf),
    "gbp_per_week": (0, np.inf),
    "weight": (0, np.inf),
    "ratio": (0, np.inf),
    "months": (0, 1200),
    "beds": (0, np.inf),
    "number": (-np.inf, np.inf),
}


@dataclass(frozen=True)
class Figure:
    """One number with its unit, source, date and kind."""

    measure: str
    category: str
    year: int | None
    value: float
    low: float | None
    high: float | None
    unit: str
    as_at: str
    source: str
    kind: str
    after_base_date: bool = False
    note: str = ""
    file: str = field(default="", compare=False)
    row: int = field(default=0, compare=False)

    @property
    def key(self) -> Key:
        return (self.measure, self.category, self.year)

    @property
    def name(self) -> str:
        """The figure's name as people and scenarios write it: `measure/category/year`."""
        parts = [self.measure, self.category, "" if self.year is None else str(self.year)]
        return "/".join(part for part in parts if part)

    @property
    def is_uncertain(self) -> bool:
        return self.low is not None and self.high is not None

    def at(self, rank: NDArray[np.float64]) -> NDArray[np.float64]:
        """The figure at each rank in (0, 1): the low at 0.1, the value at 0.5, the high at 0.9.

        Either side of the value is half a normal curve of its own width, kept within what the unit
        allows. A figure without a low and a high is the same at every rank.
        """
        if self.low is None or self.high is None:
            return np.full_like(rank, self.value, dtype=np.float64)
        from scipy.special import ndtri  # heavy, and only needed for a figure with a range

        z = ndtri(rank) / Z_OF_P90
        spread = np.where(z < 0, self.value - self.low, self.high - self.value)
        least, most = UNIT_RANGES[self.unit]
        return np.asarray(np.clip(self.value + z * spread, least, most))


class FigureBook:
    """Every figure that was read, found by measure, category and year."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = {figure.key: figure for figure in figures}

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._figures.values())

    def __len__(self) -> int:
        return len(self._figures)

    def find(self, measure: str, category: str = "", year: int | None = None) -> Figure | None:
        """The figure of that name, or None where it is not recorded."""
        return self._figures.get((measure, category, year))

    def named(self, name: str) -> Figure | None:
        """The figure that `Figure.name` calls `name`, or None."""
        return next((figure for figure in self if figure.name == name), None)

    def of(self, measure: str) -> list[Figure]:
        """All figures of a measure, in the order they were read."""
        return [figure for figure in self if figure.measure == measure]

    def changed(self, figure: Figure, **changes: object) -> "FigureBook":
        """The same book with one figure changed."""
        changed = replace(figure, **changes)  # type: ignore[arg-type]
        return FigureBook({**self._figures, figure.key: changed}.values())


def count_kinds(figures: Iterable[Figure]) -> dict[str, int]:
    """How many figures are published, derived and assumed."""
    counts = {PUBLISHED: 0, DERIVED: 0, ASSUMED: 0}
    for figure in figures:
        counts[figure.kind] += 1
    return counts
