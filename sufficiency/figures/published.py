"""A published file once it is read: one tidy table, and what was found on the way (decision 0018)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

# What is done to a row, or what a reader of it must know.
FindingKind = Literal["dropped", "suppressed", "rounded", "revised", "merged", "broken_series", "suspect"]

# From the worst to the least: what may make an answer wrong comes before what only blurs it.
WORST_FIRST: Final[tuple[FindingKind, ...]] = (
    "suspect", "broken_series", "revised", "merged", "dropped", "suppressed", "rounded",
)  # fmt: skip

# The marks that publishers write for a number, and what each means. None of them is nought.
MARKS: Final = {
    "c": "confidential: suppressed to protect children",
    "x": "not available",
    "z": "not applicable",
    "k": "rounds to nought",
    "u": "low reliability",
    "low": "rounds to nought",
    "~": "rounds to nought",
    ":": "not available",
    "..": "not available",
    "-": "not available",
    "": "not recorded",
}


# Which version of a number a row has, where a file has more than one: these, or the year of its release.
FIRST_PUBLISHED: Final = "first_published"
LATEST: Final = "latest"


class Finding(NamedTuple):
    """Something about the rows of a file: what, why, and how many rows it touches."""

    kind: FindingKind
    what: str
    why: str
    rows: int


@dataclass(frozen=True)
class Published:
    """A published file, tidied.

    `layout` names the layout it was known by, `about` says in words what the file is, `publisher` who made
    it. `table` has at least `year`, `level` (national, regional, local_authority), `code` (ONS's),
    `dfe_code`, `area`, `measure`, `unit`, `value` and `mark`; `group` and `breakdown` where the file has
    them. `value` is missing wherever `mark` is not blank.
    """

    file: str
    layout: str
    about: str
    publisher: str
    table: "pd.DataFrame"
    findings: tuple[Finding, ...]

    @property
    def years(self) -> list[int]:
        """The years that it holds, in order."""
        return sorted(int(year) for year in self.table["year"].unique())

    @property
    def areas(self) -> list[str]:
        """The areas that it holds, by name."""
        return sorted(self.table["area"].unique())
