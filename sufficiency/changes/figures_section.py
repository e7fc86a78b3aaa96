"""The sections on figures: data and restatements, and assumptions."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sufficiency.changes.figures_changed import (
    CARRIED,
    CHANGED,
    GONE,
    NEW,
    NEWER,
    OLDER,
    RESTATED,
    RETOLD,
    of_kind,
    with_status,
)
from sufficiency.changes.pair import Pair
from sufficiency.changes.section import Grid, Section, grids
from sufficiency.changes.series_words import (
    history_grid,
    history_sentences,
    select_list_grid,
    select_list_sentences,
)
from sufficiency.changes.wording import (
    date_or_month,
    exact_range,
    figure_in_words,
    more_or_fewer,
    some_of,
    verb,
)
from sufficiency.rounding import whole
from sufficiency.tidy import pick
from sufficiency.vocabulary import ALL, PUBLISHED, SHOULD_BE_NEAR, WITHIN_20
from sufficiency.words import count

FILE = "tables/figures.csv"
SHOWN = 4  # rows on a screen
HEADS = ("Figure", "Old run", "As at", "New run", "As at", "What")
IN_WORDS = {
    RESTATED: "restated",
    CHANGED: "changed",
    NEWER: "newer",
    CARRIED: "same number, later date",
    OLDER: "older",
    RETOLD: "source or kind",
    NEW: "new",
    GONE: "gone",
}
PUBLISHED_FIGURE, OTHER_FIGURE = "published figure", "assumed or derived figure"


def data_section(pair: Pair, figures: pd.DataFrame, history: pd.DataFrame, listed: pd.DataFrame) -> Section:
    """Published figures: restated, newer, new and gone; the history; and the select list."""
    data = of_kind(figures, is_published=True)
    restated = with_status(data, RESTATED)
    lines = [*pair.lacking("assumptions")]
    if pair.can_compare("assumptions"):
        lines += [*_restated(restated), *_changed(data, PUBLISHED_FIGURE), *_dated(data, PUBLISHED_FIGURE)]
        lines += _come_and_gone(data, PUBLISHED_FIGURE)
    lines += history_sentences(pair, history)
    if pair.can_compare("assumptions"):
        lines += select_list_sentences(listed)
    moved = with_status(data, RESTATED, CHANGED, OLDER, NEWER, RETOLD)
    return Section(
        "Data and restatements",
        tuple(lines),
        grids(_grid("Restated", restated.head(SHOWN))),
        grids(
            _grid("Published figures that moved", moved),
            _come_and_gone_grid("Published figures that came or went", data),
            history_grid(history),
            select_list_grid(listed),
        ),
    )


def assumptions_section(pair: Pair, figures: pd.DataFrame) -> Section:
    """Assumed and derived figures: changed, of another date, new and gone, or of another kind than before."""
    if not pair.can_compare("assumptions"):
        return Section("Assumptions", tuple(pair.lacking("assumptions")))
    assumed = of_kind(figures, is_published=False)
    none = "No assumption has another number or range for the same date."
    lines = _changed(assumed, OTHER_FIGURE) or [none]
    lines += [*_dated(assumed, OTHER_FIGURE), *_come_and_gone(assumed, OTHER_FIGURE), *_kinds(figures)]
    changed = with_status(assumed, CHANGED, OLDER, NEWER)
    homes = _homes_moved(pair, changed)
    moved = _most_first(changed, homes)
    lines += _what_moves_the_gap(pair, moved, homes)
    if len(moved) > SHOWN:
        lines.append(
            f"Of the {len(moved)} with another number, {SHOWN} are below, those that move the gap most "
            f"first, and all in {FILE}."
        )
    title = "Assumed and derived figures with another number"
    full = pd.concat([moved, with_status(assumed, RETOLD)])
    return Section(
        "Assumptions",
        tuple(lines),
        grids(_grid(title, moved.head(SHOWN))),
        grids(
            _grid(title, full), _come_and_gone_grid("Assumed and derived figures that came or went", assumed)
        ),
    )


def _most_first(figures: pd.DataFrame, homes: Mapping[str, float]) -> pd.DataFrame:
    """Those that move the gap most first; then those with a range before those without, in their order."""
    swing = figures["figure"].map(lambda name: -abs(homes.get(name, 0.0)))
    order = pd.DataFrame({"swing": swing, "has_none": figures["new_low"].isna()})
    return figures.loc[order.sort_values(["swing", "has_none"], kind="stable").index]


def _homes_moved(pair: Pair, figures: pd.DataFrame) -> dict[str, float]:
    """Homes by which each changed assumption moves the new run's gap within 20 miles, as far as it tried it.

    The run tried each at its low and its high; between the two is taken to be a straight line.
    """
    tried = pick(pair.new.table("sensitivity"), provision=ALL, scope=WITHIN_20, need_basis=SHOULD_BE_NEAR)
    slopes = {str(name): _slope(own) for name, own in tried.groupby("assumption")} if len(tried) else {}
    changes = zip(figures["figure"], figures["change_value"].astype(float), strict=True)
    return {str(name): slopes[name] * change for name, change in changes if name in slopes}


def _slope(tried: pd.DataFrame) -> float:
    """Homes of the gap for each one of an assumption's unit."""
    ends = tried.drop_duplicates("setting").set_index("setting")
    width = float(ends["value"].max() - ends["value"].min())
    return float(ends["gap_central"]["high"] - ends["gap_central"]["low"]) / width if width else 0.0


def _what_moves_the_gap(pair: Pair, moved: pd.DataFrame, homes: Mapping[str, float]) -> list[str]:
    """Which changed assumptions move the gap, and by how much; nothing where the new run tried none."""
    if not homes:
        return []
    year = int(pair.new.table("sensitivity")["year"].iloc[0])
    told = [
        f"{figure_in_words(name)}, about {more_or_fewer(homes[name])}"
        for name in moved["figure"]
        if whole(abs(homes.get(name, 0.0)))
    ]
    what = f"the gap within 20 miles in {year}"
    if not told:
        return [f"None of those with another number that the new run tried moves {what} by a home."]
    return [
        f"What they do to {what}, one at a time, in homes: {some_of(told, FILE)}. This is in a straight line "
        "between each one's low and high in the new run."
    ]


# --- Sentences ------------------------------------------------------------------------------------
def _restated(found: pd.DataFrame) -> list[str]:
    if found.empty:
        return ["No published figure has been restated: none has another number for the same date."]
    named = [
        f"{figure_in_words(row['figure'])} as at {date_or_month(row['new_as_at'])}, "
        f"from {_number(row, 'old')} to {_number(row, 'new')}"
        for row in found.to_dict("records")
    ]
    many = len(found)
    has_been = verb(many, "has been", "have been")
    return [f"{count(many, PUBLISHED_FIGURE)} {has_been} restated: {some_of(named, FILE)}."]


def _changed(figures: pd.DataFrame, what: str) -> list[str]:
    found = with_status(figures, CHANGED)
    many = len(found)
    named = f"another number or range for the same date: {some_of(_names(found), FILE)}."
    return [f"{count(many, what)} {verb(many, 'has', 'have')} {named}"] if many else []


def _dated(figures: pd.DataFrame, what: str) -> list[str]:
    """How many figures are of a later date, how many of these have another number; how many are older."""
    moved, kept, older = (with_status(figures, status) for status in (NEWER, CARRIED, OLDER))
    both = len(moved) + len(kept)
    lines = []
    if both:
        parts = [f"{len(moved):,} with another number"] if len(moved) else []
        parts += [f"{len(kept):,} with the same number as before"] if len(kept) else []
        lines.append(f"{count(both, what)} {verb(both)} of a later date: {' and '.join(parts)}.")
    if many := len(older):
        named = some_of(_names(older), FILE)
        lines.append(f"{count(many, what)} {verb(many)} of an earlier date than before: {named}.")
    return lines


def _come_and_gone(figures: pd.DataFrame, what: str) -> list[str]:
    new, gone = (with_status(figures, status) for status in (NEW, GONE))
    lines = []
    if many := len(new):
        lines.append(f"{count(many, what)} {verb(many)} new: {_measures(new)}.")
    if many := len(gone):
        not_there = f"of the old run {verb(many)} not in the new one"
        lines.append(f"{count(many, what)} {not_there}: {_measures(gone)}.")
    return lines


def _kinds(figures: pd.DataFrame) -> list[str]:
    """Figures that were published and are so no more, and the other way round."""
    known = figures[~figures["status"].isin((NEW, GONE))]
    was, now_is = known["old_kind"] == PUBLISHED, known["new_kind"] == PUBLISHED
    lines = []
    for found, then, now in (
        (known[was & ~now_is], "published", "assumed or derived"),
        (known[~was & now_is], "assumed or derived", "published"),
    ):
        if many := len(found):
            said = f"{verb(many, 'was', 'were')} {then} in the old run and {verb(many)} {now} in the new"
            lines.append(f"{count(many, 'figure')} {said}: {some_of(_names(found), FILE)}.")
    return lines


def _names(figures: pd.DataFrame) -> list[str]:
    return [figure_in_words(name) for name in figures["figure"]]


def _measures(figures: pd.DataFrame) -> str:
    """The measures that figures are of, each with how many there are where more than one."""
    many = _by_measure(figures)
    return some_of([f"{name} ({times})" if times > 1 else name for name, times in many.items()], FILE)


def _by_measure(figures: pd.DataFrame) -> Counter[str]:
    """How many figures there are of each measure, in their order."""
    return Counter(str(name).split("/")[0].replace("_", " ") for name in figures["figure"])


# --- Grids ----------------------------------------------------------------------------------------
def _grid(title: str, figures: pd.DataFrame) -> Grid:
    rows = tuple(
        (
            figure_in_words(row["figure"]),
            _number(row, "old"),
            date_or_month(str(row["old_as_at"])),
            _number(row, "new"),
            date_or_month(str(row["new_as_at"])),
            IN_WORDS[row["status"]],
        )
        for row in figures.to_dict("records")
    )
    return Grid(title, HEADS, rows)


def _come_and_gone_grid(title: str, figures: pd.DataFrame) -> Grid:
    """How many figures of each measure are new, and how many are gone."""
    new, gone = (_by_measure(with_status(figures, status)) for status in (NEW, GONE))
    rows = tuple(
        (name, str(new.get(name, 0)), str(gone.get(name, 0))) for name in dict.fromkeys((*new, *gone))
    )
    return Grid(title, ("Measure", "New", "Gone"), rows)


def _number(row: dict[Any, Any], which: str) -> str:
    return exact_range(row[f"{which}_value"], row[f"{which}_low"], row[f"{which}_high"])
