"""Series: paths over the years, picked from the tidy tables of a run."""

from dataclasses import dataclass

import pandas as pd

from sufficiency.charts.viewpoint import Viewpoint
from sufficiency.rounding import whole
from sufficiency.tidy import pick
from sufficiency.words import RANGE_80, number

Yearly = dict[int, float]  # year -> number; a year that has none is left out


@dataclass(frozen=True)
class Fan:
    """The middle path of a forecast and the 80% range about it."""

    central: Yearly
    low: Yearly
    high: Yearly
    years: list[int]  # those the chart tells of: the base year first, the last year last

    @property
    def base(self) -> int:
        """The year it opens from."""
        return self.years[0]

    @property
    def soon(self) -> int:
        """The end of the back-test, or the last year where that comes sooner."""
        return self.years[min(1, len(self.years) - 1)]

    @property
    def last(self) -> int:
        """The year it ends in."""
        return self.years[-1]

    def has_range(self, year: int) -> bool:
        """Whether the range has any width to speak of in a year."""
        return year in self.low and year in self.high and whole(self.low[year]) < whole(self.high[year])

    def range_words(self, year: int) -> str:
        """The range in a year."""
        return f"{number(self.low[year])} to {number(self.high[year])}"

    def ranges_told(self) -> str:
        """The range in each year told of after the first."""
        said = [f"{self.range_words(year)} in {year}" for year in self.years[1:] if self.has_range(year)]
        return f"{RANGE_80}: {', '.join(said)}" if said else ""


def fan_of(rows: pd.DataFrame, view: Viewpoint) -> Fan | None:
    """The fan of some rows, one for each year; none where the base year is not among them."""
    central, low, high = (yearly(rows, column) for column in ("central", "p10", "p90"))
    if view.base_year not in central:
        return None
    return Fan(central, low, high, view.key_years(max(central)))


def yearly(table: pd.DataFrame | None, column: str, **where: str | int) -> Yearly:
    """One column by year, in order of year, without the years in which it is blank."""
    rows = pick(table, **where)
    if rows.empty:
        return {}
    pairs = zip(rows["year"].tolist(), rows[column].tolist(), strict=True)
    return dict(sorted((int(year), float(value)) for year, value in pairs if not pd.isna(value)))


def until(path: Yearly, year: int) -> Yearly:
    """A path as far as a year."""
    return {when: value for when, value in path.items() if when <= year}


def coincides(one: Yearly, other: Yearly) -> bool:
    """Whether two paths are within half a child of each other in every year of both."""
    shared = one.keys() & other.keys()
    return bool(shared) and all(abs(one[year] - other[year]) <= 0.5 for year in shared)
