"""Child-level returns once they are read: nobody in them has a name, a number, a birthday or a postcode."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from sufficiency.ssda903.rules import Finding

if TYPE_CHECKING:
    import pandas as pd

SHORT_BREAKS: Final = ("V3", "V4")
EPISODE_COLUMNS: Final = (
    "return_year", "child", "start", "end", "end_returned", "reason_new", "legal_status", "need",
    "placement_code", "placement", "temporary", "short_break", "provider", "reason_ceased", "reason_change",
    "sex", "age_start_years", "age_start_months", "age_31_march", "uasc", "uasc_31_march",
    "distance_miles", "inside_authority", "care_plan_kind", "distance_reason", "sibling_group",
    "file", "row",
)  # fmt: skip
SET_ASIDE_COLUMNS: Final = ("return_year", "child", "start", "end", "file", "row", "rule")
CHILD_COLUMNS: Final = (
    "return_year", "child", "sex", "age_31_march", "uasc", "uasc_31_march", "has_episodes",
)  # fmt: skip


class FileRead(NamedTuple):
    """A file that was read: which return years, what kind, its rows, and how its dates are written."""

    file: str
    kind: str
    years: tuple[int, ...]
    rows: int
    dates: str


class NotRead(NamedTuple):
    """A file in the folder that was not read, and why."""

    file: str
    why: str


@dataclass(frozen=True, repr=False, eq=False)
class Returns:
    """The returns of one authority, a year each.

    `episodes` has a row for each episode of each return that can be used, in the columns of
    EPISODE_COLUMNS, by return year, child and start:

    - `return_year` is the year ended 31 March. `child` is a running number, the same in every return of
      one load, and means nothing outside it.
    - `start` and `end` are dates; an open episode has no end. `end_returned` is as the return states it:
      `end` is where overlaps have been closed, so that a child is in one place at a time.
    - `placement` is the word of `placement_code` in `grouping` (`data/lookups/placement_groupings.csv`) in
      the return year; `not_recorded` where the code is blank or unknown. A temporary move has the
      placement of the episode before it.
    - ages are whole years, and `age_start_months` the months over (0 to 11); missing where not recorded.
    - `uasc`: unaccompanied, by this return or an earlier one; `uasc_31_march`: still so on that day.
    - `distance_miles` is home to placement in a straight line, missing for `uasc` by DfE's rule.
    - `care_plan_kind`, `distance_reason` and `sibling_group` are the authority's own, where it has them.

    `set_aside` has the rows that could not be used, by the `rule` that each met, in SET_ASIDE_COLUMNS.
    `children` has a row for each child of each return's header or episodes, in CHILD_COLUMNS. Codes that
    are blank or unknown are blank.
    """

    years: tuple[int, ...]
    grouping: str
    authority: str
    episodes: "pd.DataFrame"
    children: "pd.DataFrame"
    set_aside: "pd.DataFrame"
    findings: tuple[Finding, ...]
    files: tuple[FileRead, ...]
    not_read: tuple[NotRead, ...]

    def __repr__(self) -> str:
        """How many returns, children and episodes: never their rows, which a notebook would keep."""
        children = self.episodes["child"].nunique()
        years = " ".join(map(str, self.years))
        return f"<Returns: years {years}; children {children:,}; episodes {len(self.episodes):,}>"
