"""Tables as a strategy prints them: each declared once, with its title, units, source and notes.

A declaration says what a table is; a `Draft` has its numbers, and may hold counts that give a child away;
a `Protected` table is what disclosure control made of it, and is all that a writer takes (decision 0021).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

PUBLIC: Final = "public"
RESTRICTED: Final = "restricted"
PROFILES: Final = (PUBLIC, RESTRICTED)
FORMATS: Final = ("docx", "html", "xlsx", "csv", "charts")
# How counts of real children are protected.
NONE, UNDER_5, UNDER_6, ROUND_5, ROUND_10 = "none", "under_5", "under_6", "round_5", "round_10"
MODES: Final = (NONE, UNDER_5, UNDER_6, ROUND_5, ROUND_10)
DEFAULT_MODE: Final = UNDER_6
SUPPRESSED: Final = "c"  # confidential: primary and secondary suppression alike
NOT_RECORDED: Final = ""

# What a column holds. `count` is of real children and is protected; `modelled` is of futures, and is
# rounded in public; `percent` is rebuilt from two protected counts of its own row.
ColumnKind = Literal["label", "count", "modelled", "percent", "rate", "pounds", "number", "text"]
# A count's name among all counts of a report: pairs of dimension and value, in order of dimension.
# A dimension that is not named is all of it, so that (("year", "2019"),) is a total.
Key = tuple[tuple[str, str], ...]
Cell = str | float | None


@dataclass(frozen=True)
class Column:
    """One column: its heading with its unit, and what it holds. `of` is a percentage's two columns."""

    heading: str
    kind: ColumnKind
    decimals: int = 0
    of: tuple[str, str] | None = None


@dataclass(frozen=True)
class Declaration:
    """What a table is, whatever its numbers. `fills` says which input would fill it where it is empty."""

    table: str
    title: str
    units: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    fills: str
    restricted: bool = False  # provider names, fees, the capacity of one provider: never in public


@dataclass(frozen=True)
class Draft:
    """A table with its numbers, before disclosure control: never written.

    `rows` hold a cell for each column; None is not recorded. `keys` names the counts among them by
    (row, column). `source` and `as_at` are of this run.
    """

    declaration: Declaration
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    as_at: str
    keys: Mapping[tuple[int, int], Key] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Protected:
    """A table as it may be written: numbers, words, `c` where a count is confidential, blank where unknown.

    Only `protect` makes one. `mode` says in words how counts were protected.
    """

    declaration: Declaration
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    as_at: str
    notes: tuple[str, ...]
    profile: str
    mode: str
