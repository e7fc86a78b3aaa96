"""The published history and the select list of two runs, in sentences and in tables of words."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from sufficiency.changes.figures_changed import GONE, JOINED, LEFT, MOVED, NEW, RESTATED, SAME
from sufficiency.changes.pair import Pair
from sufficiency.changes.section import Grid
from sufficiency.changes.wording import exact, exact_range, some_of, span, verb
from sufficiency.tidy import pick
from sufficiency.words import count

FILE = "tables/history.csv"


# --- The published history ------------------------------------------------------------------------
def history_sentences(pair: Pair, history: pd.DataFrame) -> list[str]:
    """Whether the years that both runs have are the same in both, and which years came or went."""
    if not pair.can_compare("history"):
        return pair.lacking("history")
    if history.empty:
        return ["Neither run has a published history."]
    both = _years(history, SAME, RESTATED)
    lines = []
    if len(pick(history, status=RESTATED)):
        lines.append(_restated(history))
    elif both:
        lines.append(
            f"Of the published history that both runs have, {span(both)}, no number has been restated."
        )
    for status, words in (
        (NEW, "New in the published history"),
        (GONE, "No longer in the published history"),
    ):
        if years := _years(history, status, without=both):
            lines.append(f"{words}: {span(years)}.")
        rows = pick(history, status=status)
        if many := int(rows["year"].isin(both).sum()):
            lines.append(f"{words}, of years that both runs have: {count(many, 'number')}.")
    return lines


def history_grid(history: pd.DataFrame) -> Grid:
    """The numbers of the history that have been restated."""
    rows = pick(history, status=RESTATED).to_dict("records")
    cells = tuple((_name(row), exact(row["old"]), exact(row["new"])) for row in rows)
    return Grid("Restated in the published history", ("Number", "Old run", "New run"), cells)


def _restated(history: pd.DataFrame) -> str:
    rows = pick(history, status=RESTATED).to_dict("records")
    named = [f"{_name(row)}, from {exact(row['old'])} to {exact(row['new'])}" for row in rows]
    has_been = verb(len(rows), "has been", "have been")
    return (
        f"In the published history {count(len(rows), 'number')} {has_been} restated: {some_of(named, FILE)}."
    )


def _years(history: pd.DataFrame, *statuses: str, without: Iterable[int] = ()) -> list[int]:
    found = {int(year) for year in history[history["status"].isin(statuses)]["year"]}
    return sorted(found - set(without))


def _name(row: dict[Any, Any]) -> str:
    return f"{str(row['measure']).replace('_', ' ')} of {row['year']}"


# --- The select list ------------------------------------------------------------------------------
def select_list_sentences(listed: pd.DataFrame) -> list[str]:
    """How many providers joined, left and stayed, and the places that our children fill with them."""
    if listed.empty:
        return ["Neither run has a select list."]
    before, after = (set(listed.loc[listed["status"] != status, "provider"]) for status in (JOINED, LEFT))
    if not before or not after:
        which, other, there = ("old", "new", after) if not before else ("new", "old", before)
        return [
            f"The {which} run has no select list; that of the {other} has {count(len(there), 'provider')}."
        ]
    joined, left, stayed = len(after - before), len(before - after), len(before & after)
    lines = [
        f"The select list had {count(len(before), 'provider')} and has {len(after):,}: {stayed:,} stayed, "
        f"{joined:,} joined and {left:,} left."
    ]
    if joined and left:
        lines.append("A provider under a new name counts as one that left and one that joined.")
    return [*lines, _filled(listed), *_other_terms(listed)]


def select_list_grid(listed: pd.DataFrame) -> Grid:
    """The rows of the list that are not the same in both runs. Restricted: it names providers."""
    heads = ("Provider", "Lot", "Sector", "What", "Filled by us, old run", "New run")
    cells = tuple(
        (
            str(row["provider"]),
            *(str(row[name]).replace("_", " ") for name in ("lot", "sector")),
            str(row["status"]),
            "" if row["status"] == JOINED else _places(row["old_filled_by_us"]),
            "" if row["status"] == LEFT else _places(row["new_filled_by_us"]),
        )
        for row in listed[listed["status"] != SAME].to_dict("records")
    )
    return Grid("Select list", heads, cells)


def _filled(listed: pd.DataFrame) -> str:
    """Places that our children fill on the list, and how many of its rows do not record them."""
    old, new = (_places(listed[f"{which}_filled_by_us"].sum(min_count=1)) for which in ("old", "new"))
    blank = _rows_not_recorded(listed)
    rest = f", without {count(blank, 'row')} where that is not recorded" if blank else ""
    return f"Places on it that our children fill: {old} in the old run and {new} in the new{rest}."


def _other_terms(listed: pd.DataFrame) -> list[str]:
    many = len(pick(listed, status=MOVED))
    have = verb(many, "has", "have")
    return [f"{count(many, 'row')} that both runs have {have} other places or terms."] if many else []


def _rows_not_recorded(listed: pd.DataFrame) -> int:
    """Rows that stand on either run's list without the places that our children fill."""
    old = listed["old_filled_by_us"].isna() & (listed["status"] != JOINED)
    new = listed["new_filled_by_us"].isna() & (listed["status"] != LEFT)
    return int((old | new).sum())


def _places(number: float) -> str:
    return exact_range(number, float("nan"), float("nan"))
