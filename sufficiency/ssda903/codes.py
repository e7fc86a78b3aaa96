"""DfE's codes, the years that they are valid in, and what they mean here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

PLACE: Final = "PLACE"
OWN_GROUPING: Final = "sufficiency"


class Code(NamedTuple):
    """A code: the first and last return year that it is valid in (0 where it has none), and our word."""

    code: str
    first: int
    last: int
    word: str

    def years_away(self, year: int) -> int:
        """How far a return year is from those that the code is valid in; 0 inside them."""
        return max(self.first - year, year - (self.last or year), 0)


@dataclass(frozen=True)
class Codes:
    """The lists of codes that are used, and the grouping of placements.

    `lists` has the codes of each column. `placements` has the placement of each placement code in the
    grouping called `grouping`: one, or several that follow one another in time.
    """

    lists: Mapping[str, Mapping[str, Code]]
    grouping: str
    placements: Mapping[str, tuple[Code, ...]]

    @property
    def temporary(self) -> list[str]:
        """The placement codes of a temporary move, in which the child keeps the usual placement."""
        return [code.code for code in self.lists[PLACE].values() if code.word]

    def placement(self, code: str, year: int) -> str:
        """The placement of a code in a return year, blank where it has none; the nearest year's outside."""
        found = self.placements.get(code, ())
        return min(found, key=lambda each: each.years_away(year)).word if found else ""

    def words(self, column: str) -> dict[str, str]:
        """Our word for each code of a column."""
        return {code.code: code.word for code in self.lists[column].values()}

    def outside_years(self, cells: "pd.Series[str]", years: "pd.Series[int]") -> "pd.Series[bool]":
        """Where a code of a column, which the cells are named for, is in a return year it is not valid in."""
        outside = years < 0
        there = set(cells.unique())
        for code in self.lists[str(cells.name)].values():
            if code.code in there and (code.first or code.last):
                valid = (years >= code.first) & (years <= (code.last or years.max()))
                outside |= (cells == code.code) & ~valid
        return outside
