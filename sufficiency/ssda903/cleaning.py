"""The rules of each row and of each child's episodes, in order: `sift` is the whole of it.

Rows have `return_year`, `child` (-1 where blank), `start` and `end` (and whether each is unreadable), DfE's
columns as text, and where they stand: `file`, `row` and `slipped`.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sufficiency.ssda903.ages import months_old
from sufficiency.ssda903.codes import PLACE, Codes
from sufficiency.ssda903.overlaps import closed_by_next, within_another
from sufficiency.ssda903.people import join_people, mark_unaccompanied
from sufficiency.ssda903.returns import SHORT_BREAKS
from sufficiency.ssda903.sieve import Sieve
from sufficiency.ssda903.stock import last_day_of
from sufficiency.vocabulary import NOT_RECORDED, SUPPORTED

if TYPE_CHECKING:
    import pandas as pd

IN_A_RETURN: Final = ["return_year", "child"]
CODED: Final = ("RNE", "LS", "CIN", "PLACE_PROVIDER", "REC", "REASON_PLACE_CHANGE", "PL_LOCATION",
                "CARE_PLAN_KIND", "DISTANCE_REASON")  # fmt: skip
_CARE_GOES_ON: Final = ("L", "P", "T", "B", "U")
_EPISODE_FOLLOWS: Final = "X1"


def sift(
    sieve: Sieve, header: "pd.DataFrame", people: "pd.DataFrame", uasc: "pd.DataFrame", codes: Codes
) -> None:
    """Every rule on rows and on sequences, in the order of `docs/ssda903.md`; and who each row is about."""
    set_aside_unusable(sieve)
    check_dates(sieve)
    check_codes(sieve, codes)
    close_overlaps(sieve)
    check_continuity(sieve)
    place(sieve, codes)
    join_people(sieve, header, people)
    work_out_ages(sieve)
    sieve.rows = mark_unaccompanied(sieve.rows, uasc)
    compare_returns(sieve)


def set_aside_unusable(sieve: Sieve) -> None:
    """Take out rows that say nothing: no child, no start, no date where one should be, or said twice."""
    for rule, met, column in (
        ("slipped_row", lambda rows: rows["slipped"], ""),
        ("no_year", lambda rows: rows["return_year"] <= 0, "YEAR"),
        ("blank_child", lambda rows: rows["child"] < 0, "CHILD"),
        ("unreadable_start", lambda rows: rows["unreadable_start"], "DECOM"),
        ("blank_start", lambda rows: rows["start"].isna(), "DECOM"),
        ("unreadable_end", lambda rows: rows["unreadable_end"], "DEC"),
        ("end_before_start", lambda rows: rows["end"] < rows["start"], "DEC"),
        ("starts_after_year", lambda rows: rows["start"] > last_day_of(rows["return_year"]), "DECOM"),
        ("duplicate_row", _is_said_before, ""),
    ):
        sieve.set_aside(rule, met(sieve.rows), column)


def _is_said_before(rows: "pd.DataFrame") -> "pd.Series[bool]":
    return rows.duplicated([name for name in rows if name not in ("file", "row")])


def check_dates(sieve: Sieve) -> None:
    """Note stays of no days, ends that lie outside the year of their return, and ends without a reason."""
    rows, last_day = sieve.rows, last_day_of(sieve.rows["return_year"])
    year_before = last_day_of(sieve.rows["return_year"] - 1)
    sieve.note("same_day_stay", rows["start"] == rows["end"], "DEC")
    sieve.note("ended_before_year", rows["end"] <= year_before, "DEC")
    sieve.note("ends_after_year", rows["end"] > last_day, "DEC")
    sieve.note("end_or_reason_alone", rows["end"].isna() != (rows["REC"] == ""), "REC")


def check_codes(sieve: Sieve, codes: Codes) -> None:
    """Note blank and unknown codes, and codes outside their years; unknown ones become blank.

    A column that the files do not have is blank throughout.
    """
    rows = sieve.rows
    sieve.note("blank_placement", rows[PLACE] == "", PLACE)
    sieve.note("blank_status", rows["LS"] == "", "LS")
    for column in (PLACE, *CODED):
        known = rows[column].isin(["", *codes.lists[column]])
        sieve.note("unknown_placement" if column == PLACE else "unknown_code", ~known, column)
        if known.all():
            rows[column] = rows[column].cat.remove_unused_categories()
        else:
            rows[column] = rows[column].astype(str).where(known, "").astype("category")
        sieve.note("code_outside_years", codes.outside_years(rows[column], rows["return_year"]), column)


def close_overlaps(sieve: Sieve) -> None:
    """Order each child's episodes in each return, and see that each ends before the next begins."""
    rows = sieve.rows.sort_values([*IN_A_RETURN, "start", "row"], kind="stable", ignore_index=True)
    sieve.rows = rows
    sieve.set_aside("within_another", within_another(rows, IN_A_RETURN), "DEC")
    rows = sieve.rows
    ends = closed_by_next(rows, IN_A_RETURN)
    is_closed = ends.notna() & (rows["end"].isna() | (ends < rows["end"]))
    sieve.note("two_open", is_closed & rows["end"].isna(), "DEC")
    sieve.note("overlap", is_closed & rows["end"].notna(), "DEC")
    sieve.rows = rows.assign(end_returned=rows["end"], end=ends)


def check_continuity(sieve: Sieve) -> None:
    """Note days that no episode covers, though the codes say that care goes on."""
    rows = sieve.rows
    by_child = rows.groupby(IN_A_RETURN, sort=False)
    earlier_end, is_last = by_child["end"].shift(1), by_child["start"].shift(-1).isna()
    first_day_but_one = last_day_of(rows["return_year"] - 1) + _days(2)
    starts_anew = earlier_end.isna() & (rows["start"] >= first_day_but_one)
    gap = starts_anew | (earlier_end.notna() & (earlier_end < rows["start"]))
    sieve.note("gap_in_care", gap & rows["RNE"].isin(_CARE_GOES_ON), "RNE")
    ends_in_year = rows["end"] < last_day_of(rows["return_year"])
    alone = is_last & ends_in_year & (rows["REC"] == _EPISODE_FOLLOWS)
    sieve.note("no_new_episode", alone, "REC")


def place(sieve: Sieve, codes: Codes) -> None:
    """The placement of each row in the grouping; a temporary move's is that of the episode before it."""
    rows = sieve.rows
    pairs = rows[["return_year", PLACE]].drop_duplicates()
    words = {
        (year, code): codes.placement(code, year)
        for year, code in zip(pairs["return_year"], pairs[PLACE], strict=True)
    }
    rows["placement"] = _looked_up(rows, words)
    rows["temporary"] = rows[PLACE].isin(codes.temporary)
    rows["short_break"] = rows["LS"].isin(SHORT_BREAKS)
    by_time = rows.sort_values(["child", "return_year", "start"], kind="stable")
    usual = by_time["placement"].where(~by_time["temporary"]).groupby(by_time["child"]).ffill()
    rows["placement"] = usual.reindex(rows.index).fillna("").replace("", NOT_RECORDED).astype("category")
    from_nowhere = rows["temporary"] & (rows["placement"] == NOT_RECORDED)
    sieve.note("temporary_move", rows["temporary"] & ~from_nowhere, PLACE)
    sieve.note("temporary_from_nowhere", from_nowhere, PLACE)
    sieve.note("short_break", rows["short_break"], "LS")


def _looked_up(rows: "pd.DataFrame", words: dict[tuple[int, str], str]) -> "pd.Series[str]":
    import pandas as pd

    table = pd.Series(words, dtype=object)
    keys = pd.MultiIndex.from_arrays([rows["return_year"], rows[PLACE].astype(str)])
    return pd.Series(table.reindex(keys).to_numpy(), index=rows.index, dtype=object)


def work_out_ages(sieve: Sieve) -> None:
    """Ages at the start and on 31 March in place of the date of birth, and what is odd about them."""
    rows, last_day = sieve.rows, last_day_of(sieve.rows["return_year"])
    at_start, at_end = months_old(rows["born"], rows["start"]), months_old(rows["born"], last_day)
    sieve.note("born_after_start", rows["born"] > rows["start"], "DECOM")
    is_open = rows["end_returned"].isna() | (rows["end_returned"] > last_day)
    young = (rows["placement"] == SUPPORTED) & (at_start < 16 * 12).fillna(value=False)
    sieve.note("too_young_for_supported", young.astype(bool), PLACE)
    sieve.note("eighteen_or_over", is_open & (at_end >= 18 * 12).fillna(value=False).astype(bool), "DEC")
    sieve.rows = rows.drop(columns="born").assign(
        age_start_years=at_start // 12, age_start_months=at_start % 12, age_31_march=at_end // 12
    )


def compare_returns(sieve: Sieve) -> None:
    """Note open episodes that the next return does not have."""
    rows = sieve.rows
    years = sorted(rows["return_year"].unique())
    following = rows["return_year"].map(dict(pairwise(years)))
    is_open = rows["end"].isna() & following.notna()
    child_is_there = _is_among(rows.assign(return_year=following), rows, IN_A_RETURN)
    episode_is_there = _is_among(rows.assign(return_year=following), rows, [*IN_A_RETURN, "start"])
    sieve.note("absent_from_next", is_open & ~child_is_there, "DEC")
    sieve.note("restated_in_next", is_open & child_is_there & ~episode_is_there, "DECOM")


def _is_among(rows: "pd.DataFrame", others: "pd.DataFrame", keys: Sequence[str]) -> "pd.Series[bool]":
    """Which rows have the keys of one of the others."""
    import pandas as pd

    wanted = pd.MultiIndex.from_frame(rows[list(keys)])
    return pd.Series(wanted.isin(pd.MultiIndex.from_frame(others[list(keys)])), index=rows.index)


def _days(count: int) -> "pd.Timedelta":
    import pandas as pd

    return pd.Timedelta(days=count)
