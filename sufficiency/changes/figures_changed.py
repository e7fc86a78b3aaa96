"""The figures of two runs side by side: restated, newer, changed, new or gone; history; the select list."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from sufficiency.changes.pair import SHAPES, Pair, side_by_side
from sufficiency.numerals import UnreadableError, parse_as_at
from sufficiency.tidy import pick
from sufficiency.vocabulary import PUBLISHED

# What has become of a figure, a published one or an assumption.
RESTATED: Final = "restated"  # published for the same date with another number
CHANGED: Final = "changed"  # of the same date with another number, and not published both times
NEWER: Final = "newer"  # of a later date or year, with another number
CARRIED: Final = "carried"  # of a later date or year, with the same number
OLDER: Final = "older"  # of an earlier date than the old run's
RETOLD: Final = "retold"  # the same number and date, from another source or of another kind
SAME: Final = "same"
NEW: Final = "new"
GONE: Final = "gone"

NUMBERS: Final = ("value", "low", "high")
WORDS: Final = ("unit", "as_at", "kind", "source", "note")
FIGURE_COLUMNS: Final = (
    "figure", "old_figure", "status", *(f"{which}_{name}" for name in NUMBERS for which in ("old", "new")),
    "change_value", *(f"{which}_{name}" for name in WORDS for which in ("old", "new")),
)  # fmt: skip

SCENARIO_ROW: Final = "scenario/"
LIST_ROW: Final = "select_list/"
JOINED, LEFT, MOVED = "joined", "left", "changed"
LIST_COLUMNS: Final = ("provider", "lot", "sector", "status", "old_filled_by_us", "new_filled_by_us",
                       "change_filled_by_us", "old_as_at", "new_as_at", "old_note", "new_note")  # fmt: skip
_OF_A_YEAR: Final = re.compile(r"(?P<stem>.+)/(?P<year>\d{4})")
Row = dict[str, Any]
Rows = Mapping[str, Row]


def figures_table(pair: Pair) -> pd.DataFrame:
    """Every figure of either run, with its number, range, unit, date, kind and source in each, and a status.

    A figure is the same one in both runs where it has the same name; or, where only the year in its name
    differs and neither run has it for more years, where the rest of the name is the same: last year's count
    and this year's. Parts of the scenario and rows of the select list are not figures: they have tables.
    """
    old, new = (_rows(table) for table in _assumptions(pair))
    partner = {**{name: name for name in new if name in old}, **_of_another_year(old, new)}
    rows = [
        _figure(name, partner.get(name), old.get(partner.get(name, "")), row) for name, row in new.items()
    ]
    taken = set(partner.values())
    rows += [_figure(name, name, row, None) for name, row in old.items() if name not in taken]
    return pd.DataFrame(rows, columns=list(FIGURE_COLUMNS))


def scenario_table(pair: Pair) -> pd.DataFrame:
    """The parts that the scenarios state, as `part, status, old, new`: same, changed, new or gone."""
    old, new = (
        {name: _word(row["note"]) for name, row in rows.items()} for rows in _below(pair, SCENARIO_ROW)
    )
    parts = list(dict.fromkeys((*new, *old)))
    rows = [
        (part, _status_of_words(old.get(part), new.get(part)), old.get(part, ""), new.get(part, ""))
        for part in parts
    ]
    return pd.DataFrame(rows, columns=["part", "status", "old", "new"])


def select_list_table(pair: Pair) -> pd.DataFrame:
    """The select list's rows, each lot and sector of a provider: joined, left, changed or the same.

    `filled_by_us` is in places, blank where not recorded; the other numbers of a row are in its note. A
    provider under a new name is one that left and one that joined.
    """
    old, new = _below(pair, LIST_ROW)
    names = list(dict.fromkeys((*new, *old)))
    rows = [_listed(name, old.get(name), new.get(name)) for name in names]
    return pd.DataFrame(rows, columns=list(LIST_COLUMNS))


def history_table(pair: Pair) -> pd.DataFrame:
    """Each number of the published history: `year, measure, old, new, change, status`.

    A number that both runs have for a year is `restated` where it differs. What neither has is left out.
    """
    columns = ["year", "measure", "old", "new", "change", "status"]
    if not pair.can_compare("history"):
        return pd.DataFrame(columns=columns)
    measures = SHAPES["history"].numbers
    both = side_by_side(pair.old.table("history"), pair.new.table("history"), ["year"], measures)
    rows = []
    for row in both.astype({"year": int}).sort_values("year").to_dict("records"):
        for measure in measures:
            old, new = row[f"old_{measure}"], row[f"new_{measure}"]
            if not (np.isnan(old) and np.isnan(new)):
                rows.append((row["year"], measure, old, new, new - old, _status_of_numbers(old, new)))
    return pd.DataFrame(rows, columns=columns)


def _assumptions(pair: Pair) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both runs' figures; none of either where one cannot be read so."""
    if not pair.can_compare("assumptions"):
        empty = pd.DataFrame(columns=list(SHAPES["assumptions"].columns))
        return empty, empty
    return pair.old.table("assumptions"), pair.new.table("assumptions")


def _rows(table: pd.DataFrame) -> dict[str, Row]:
    """Figures by name, without parts of the scenario and rows of the select list."""
    return {name: row for name, row in _named(table).items() if not name.startswith((SCENARIO_ROW, LIST_ROW))}


def _below(pair: Pair, beginning: str) -> tuple[dict[str, Row], dict[str, Row]]:
    """Both runs' rows whose names begin so, by the rest of the name."""
    old, new = (
        {
            name.removeprefix(beginning): row
            for name, row in _named(table).items()
            if name.startswith(beginning)
        }
        for table in _assumptions(pair)
    )
    return old, new


def _named(table: pd.DataFrame) -> dict[str, Row]:
    return {
        str(row["figure"]): {str(column): cell for column, cell in row.items()}
        for row in table.to_dict("records")
    }


def _of_another_year(old: Rows, new: Rows) -> dict[str, str]:
    """New figures, and the old ones that are theirs of another year: where each run has the one year only."""
    stems = [_one_of_each_stem(names) for names in (old, new)]
    shared = [stem for stem in stems[1] if stem in stems[0] and stems[0][stem] != stems[1][stem]]
    return {stems[1][stem]: stems[0][stem] for stem in shared}


def _one_of_each_stem(names: Iterable[str]) -> dict[str, str]:
    by_stem: dict[str, list[str]] = {}
    for name in names:
        if found := _OF_A_YEAR.fullmatch(name):
            by_stem.setdefault(found["stem"], []).append(name)
    return {stem: named[0] for stem, named in by_stem.items() if len(named) == 1}


def _figure(name: str, old_name: str | None, old: Row | None, new: Row | None) -> Row:
    row: Row = {"figure": name, "old_figure": old_name if old is not None else ""}
    row["status"] = _status(name, old_name, old, new)
    for which, each in (("old", old), ("new", new)):
        row |= {f"{which}_{column}": np.nan if each is None else float(each[column]) for column in NUMBERS}
        row |= {f"{which}_{column}": "" if each is None else _word(each[column]) for column in WORDS}
    same_unit = row["old_unit"] == row["new_unit"]
    return row | {"change_value": row["new_value"] - row["old_value"] if same_unit else np.nan}


def _status(name: str, old_name: str | None, old: Row | None, new: Row | None) -> str:
    if old is None or new is None:
        return NEW if old is None else GONE
    is_moved = any(_status_of_numbers(old[each], new[each]) != SAME for each in NUMBERS)
    later = _how_much_later(name, old_name or name, old, new)
    if later:
        return OLDER if later < 0 else (NEWER if is_moved else CARRIED)
    if is_moved:
        return RESTATED if old["kind"] == new["kind"] == PUBLISHED else CHANGED
    return SAME if all(_word(old[each]) == _word(new[each]) for each in ("kind", "source")) else RETOLD


def _how_much_later(name: str, old_name: str, old: Row, new: Row) -> int:
    """Above zero where the new figure is of a later year, or date; below where of an earlier one."""
    years = [_OF_A_YEAR.fullmatch(each) for each in (name, old_name)]
    if years[0] and years[1] and years[0]["year"] != years[1]["year"]:
        return int(years[0]["year"]) - int(years[1]["year"])
    try:
        return (parse_as_at(_word(new["as_at"])) - parse_as_at(_word(old["as_at"]))).days
    except UnreadableError:
        return 0


def _status_of_numbers(old: float, new: float) -> str:
    if np.isnan(old) and np.isnan(new):
        return SAME
    if np.isnan(old) or np.isnan(new):
        return NEW if np.isnan(old) else GONE
    return SAME if old == new else RESTATED


def _status_of_words(old: str | None, new: str | None) -> str:
    if old is None or new is None:
        return NEW if old is None else GONE
    return SAME if old == new else CHANGED


def _listed(name: str, old: Row | None, new: Row | None) -> Row:
    provider, lot, sector = name.rsplit("/", 2) if name.count("/") > 1 else (name, "", "")
    row: Row = {"provider": provider, "lot": lot, "sector": sector, "status": _status_in_list(old, new)}
    for which, each in (("old", old), ("new", new)):
        row[f"{which}_filled_by_us"] = np.nan if each is None else float(each["value"])
        row |= {
            f"{which}_{column}": "" if each is None else _word(each[column]) for column in ("as_at", "note")
        }
    return row | {"change_filled_by_us": row["new_filled_by_us"] - row["old_filled_by_us"]}


def _status_in_list(old: Row | None, new: Row | None) -> str:
    if old is None or new is None:
        return JOINED if old is None else LEFT
    is_moved = _status_of_numbers(old["value"], new["value"]) != SAME or _word(old["note"]) != _word(
        new["note"]
    )
    return MOVED if is_moved else SAME


def _word(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell)


def of_kind(figures: pd.DataFrame, is_published: bool) -> pd.DataFrame:
    """Figures that are published in the new run, or were in the old where they are gone; or all others."""
    kind = figures["new_kind"].where(figures["status"] != GONE, figures["old_kind"])
    return figures[(kind == PUBLISHED) == is_published]


def with_status(figures: pd.DataFrame, *statuses: str) -> pd.DataFrame:
    """The rows of any of some statuses, in the order of the statuses."""
    return pd.concat([pick(figures, status=status) for status in statuses]) if len(figures) else figures
