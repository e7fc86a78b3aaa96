"""What may be odd in a return: each rule in plain words, and what is done about it.

`docs/ssda903.md` has the same table. A finding names a file, rows and a column; never what is in them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

Done = Literal["kept", "repaired", "set aside"]

# What is set aside changes an answer most, and what is kept least.
WORST_FIRST: Final[tuple[Done, ...]] = ("set aside", "repaired", "kept")


class Rule(NamedTuple):
    """A rule: its name, what is odd in plain words, what is done with the row, and how."""

    name: str
    what: str
    done: Done
    how: str


RULES: Final = (
    # --- Rows that cannot be used -----------------------------------------------------------------
    Rule("slipped_row", "A row has more cells than its header has columns.", "set aside",
         "Its cells may stand in the wrong columns."),
    Rule("no_year", "A row's YEAR is blank or is no year.", "set aside", "It belongs to no return."),
    Rule("blank_child", "CHILD is blank.", "set aside", "The row cannot be joined to any other."),
    Rule("blank_start", "DECOM is blank.", "set aside", "It cannot be told when the episode began."),
    Rule("unreadable_start", "DECOM is not a date.", "set aside",
         "It cannot be told when the episode began."),
    Rule("unreadable_end", "DEC is not a date.", "set aside", "It cannot be told when the episode ended."),
    Rule("end_before_start", "DEC is before DECOM.", "set aside", "One of the two dates is wrong."),
    Rule("starts_after_year", "DECOM is after the 31 March that the return is of.", "set aside",
         "The episode belongs to a later return."),
    Rule("duplicate_row", "An episode is there twice, the same in every column that is read.", "set aside",
         "The first is used."),
    Rule("within_another", "An episode lies wholly within another of the same child.", "set aside",
         "The longer is used; of two alike, the first."),
    # --- Sequence ---------------------------------------------------------------------------------
    Rule("two_open", "A child has two open episodes in one return.", "repaired",
         "The earlier is closed on the day that the later begins."),
    Rule("overlap", "An episode ends after the child's next one begins.", "repaired",
         "It is closed on the day that the next begins."),
    Rule("gap_in_care", "RNE says that care goes on, but no episode of the child ends on that day.", "kept",
         "The days between are counted as not in care."),
    Rule("no_new_episode", "REC says that a new episode begins, but the child has none after it.", "kept",
         "Care is taken to end on the day."),
    Rule("same_day_stay", "DECOM and DEC are the same day.", "kept", "A stay of no days."),
    Rule("ended_before_year", "DEC is before the year that the return is of.", "kept",
         "It is of the past, and not in that year's count."),
    Rule("ends_after_year", "DEC is after the 31 March that the return is of.", "kept",
         "The child was looked after on 31 March."),
    Rule("end_or_reason_alone", "One of DEC and REC is given without the other.", "kept",
         "DEC alone says whether the episode is open."),
    Rule("absent_from_next", "An episode is open, and the child is not in the next return.", "kept",
         "It stands on its own 31 March; in a history it is closed on that day."),
    Rule("restated_in_next",
         "An episode is open, and the next return has the child but no episode begun that day.", "kept",
         "It stands on its own 31 March; in a history it is closed on that day."),
    # --- Codes ------------------------------------------------------------------------------------
    Rule("blank_placement", "PLACE is blank.", "kept", "The child counts; the placement is not recorded."),
    Rule("blank_status", "LS is blank.", "kept", "Taken not to be a short break."),
    Rule("unknown_placement", "PLACE is not a placement code.", "kept",
         "The child counts; the placement is not recorded."),
    Rule("unknown_code", "A code is not in DfE's list for its column.", "kept", "Read as blank."),
    Rule("code_outside_years", "A code is used in a return of a year that it is not valid in.", "kept",
         "Read as what it meant in its own years."),
    Rule("temporary_move", "PLACE is a temporary move (T0 to T4).", "repaired",
         "The placement is that of the child's episode before it."),
    Rule("temporary_from_nowhere", "PLACE is a temporary move, and the child has no episode before it.",
         "kept", "The placement is not recorded."),
    Rule("short_break", "LS is an agreed series of short breaks (V3 or V4).", "kept",
         "Counted apart: not looked after (CLA)."),
    # --- Who --------------------------------------------------------------------------------------
    Rule("not_in_header", "A child with episodes is not in the header of the return.", "kept",
         "Counted; age and sex are not recorded."),
    Rule("header_of_another_year",
         "A child with episodes is not in the header of the return, but is in another year's.", "repaired",
         "Age and sex are from the newest header that has the child."),
    Rule("blank_birth", "DOB is blank or is not a date.", "kept", "The age is not recorded."),
    Rule("two_births", "A child is in the header of one return twice, with different DOB.", "kept",
         "The first row's is used."),
    Rule("birth_changed", "A child's DOB is not what another return says.", "kept",
         "The newest return's is used for every year."),
    Rule("born_after_start", "DOB is after DECOM.", "kept", "The age at the start is not recorded."),
    Rule("unknown_sex", "SEX is blank or is not 1, 2, M, F or U.", "kept", "Read as unknown."),
    Rule("too_young_for_supported", "A child under 16 is in supported accommodation.", "kept",
         "Counted as placed. It is a breach: look into it."),
    Rule("eighteen_or_over", "A young person is 18 or over on 31 March, and the episode is open.", "kept",
         "Counted as returned: check that it is still open."),
    Rule("unreadable_ceased", "DUC is not a date.", "kept", "Taken to be unaccompanied still."),
    # --- Distance ---------------------------------------------------------------------------------
    Rule("distance_of_uasc", "PL_DISTANCE is given for a child who is or was unaccompanied.", "repaired",
         "Read as blank, as DfE's rule is."),
    Rule("unreadable_distance", "PL_DISTANCE is not a number of miles.", "kept", "Read as blank."),
    Rule("postcode_not_found", "A postcode is not in the ONS Postcode Directory.", "kept",
         "The distance, or whether it is inside the authority, is not recorded."),
    # --- Files ------------------------------------------------------------------------------------
    Rule("year_settled", "The year in a name may be the one that the return begins or ends in.", "kept",
         "The latest start dates settle it; --year-means overrides."),
    Rule("year_unsettled",
         "The year in a name may be the one that the return begins or ends in; its dates do not say which.",
         "kept", "It is read as the other returns are: check it, or give --year-means."),
    Rule("year_from_dates", "Neither a name nor a column gives the year of a return.", "kept",
         "It is the year that the latest start date lies in."),
    Rule("year_missing", "There is no return of a year between the first and the last.", "kept",
         "What happened in that year is not known."),
    Rule("no_header_file", "A return has no header file.", "repaired",
         "Ages and sex are from the newest header that has each child."),
    Rule("no_uasc_file", "A return has no UASC file.", "kept", "Nobody in it is taken to be unaccompanied."),
    Rule("column_absent", "A file lacks a column that most returns have.", "kept", "Read as blank."),
    Rule("own_authority", "The authority is not named, and is taken from the home postcodes.", "kept",
         "A placement is inside when it is in the authority where most homes are."),
)  # fmt: skip
BY_NAME: Final = {rule.name: rule for rule in RULES}


@dataclass(frozen=True)
class Finding:
    """A rule met in a column of a file: on these rows, as Excel numbers them; or in the whole file.

    `detail` may name a year or an authority. It never holds what is in a row.
    """

    rule: str
    file: str
    column: str = ""
    rows: tuple[int, ...] = ()
    detail: str = ""

    @property
    def what(self) -> str:
        """What is odd, in plain words."""
        return BY_NAME[self.rule].what

    @property
    def done(self) -> Done:
        """What was done: kept, repaired or set aside."""
        return BY_NAME[self.rule].done

    @property
    def how(self) -> str:
        """How it was done."""
        return BY_NAME[self.rule].how

    @property
    def count(self) -> int:
        """How many rows it touches; a whole file is one."""
        return len(self.rows) or 1


def findings_on(frame: "pd.DataFrame", met: "pd.Series[bool]", rule: str, column: str) -> list[Finding]:
    """A finding for each file of a frame in which a rule is met; the frame has `file` and `row`."""
    if not met.any():
        return []
    found = frame.loc[met, ["file", "row"]].sort_values(["file", "row"])
    return [
        Finding(rule, str(file), column, tuple(rows.tolist()))
        for file, rows in found.groupby("file", observed=True, sort=True)["row"]
    ]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of the rules, those of a rule by file and column."""
    order = {rule.name: place for place, rule in enumerate(RULES)}
    return tuple(sorted(findings, key=lambda each: (order[each.rule], each.file, each.column)))


def findings_table(findings: Iterable[Finding]) -> "pd.DataFrame":
    """Every finding, a row each: `file, row, column, rule, what, done, how`; `row` blank for a whole file."""
    import pandas as pd

    parts = [
        pd.DataFrame(
            {
                "file": each.file,
                "row": pd.array(each.rows or (pd.NA,), dtype="Int64"),
                "column": each.column,
                "rule": each.rule,
                "what": f"{each.what} {each.detail}".strip(),
                "done": each.done,
                "how": each.how,
            }
        )
        for each in findings
    ]
    columns = ["file", "row", "column", "rule", "what", "done", "how"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
