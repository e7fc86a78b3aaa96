"""The sections on children, places, the gap and the position, of the two runs side by side."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import isnan, nan
from typing import Any, Final

import pandas as pd

from sufficiency.changes.pair import Moment, Pair, moved
from sufficiency.changes.section import Grid, Section, grids
from sufficiency.changes.wording import (
    NOT_RECORDED_WORDS,
    about,
    more_or_fewer,
    shown_change,
    signed,
    told,
)
from sufficiency.rounding import enough, whole, whole_total
from sufficiency.sentences.adoptable import whole_ladder
from sufficiency.tidy import pick
from sufficiency.vocabulary import (
    ALL,
    AS_PLACED,
    BACK_TESTED_YEARS,
    INSIDE,
    LABELS,
    NEED_BASES,
    PROVISIONS,
    RUNG_LABELS,
    RUNGS,
    SHOULD_BE_NEAR,
    STREAMS,
    TOTAL,
    WITHIN_20,
    label,
)
from sufficiency.words import chance_in_words, children_words, listed, number, were

SIDES: Final = ("old", "new")
HEADS: Final = ("", "Old run", "New run", "Change")
COUNTING: Final = {SHOULD_BE_NEAR: "for every child who should be near", AS_PLACED: "for children as placed"}
GAP_HEADS: Final = ("", "Old run", "P80", "Chance", "New run", "P80", "Chance", "Change")
UNCHANGED: Final = "Nothing has changed."
Row = dict[str, Any]


# --- Children and the homes they need -------------------------------------------------------------
def demand_section(pair: Pair, children: pd.DataFrame, demand: pd.DataFrame) -> Section:
    """Children looked after, and by the home they need, on the base dates and in the years ahead."""
    lacking = [*pair.lacking("cla"), *pair.lacking("demand")]
    if not moved(children) and not moved(demand):
        return Section("Demand", (*lacking, UNCHANGED))
    lines = [*lacking, *_counted(pair, children), *_ahead(pair, children), *_by_home(pair, demand)]
    title = f"Children, by the home they need{_star(pair)}"
    steps = [moment for moment in pair.key_moments if moment[1] != pair.base_years[1] + 3]
    soon = [(pair.soon, pair.soon)] if pair.soon else []
    homes = list(PROVISIONS) if pair.is_of_one_day else []  # else the sentence has them on both dates
    short = [(TOTAL, "stream", children, steps), *((name, "placement", demand, soon) for name in homes)]
    full = [
        *((name, "stream", children, pair.key_moments) for name in (TOTAL, *STREAMS)),
        *(
            (name, "placement", demand, _now_and_soon(pair))
            for name in demand["placement"].unique()
            if name != ALL
        ),
    ]
    return Section(
        "Demand",
        tuple(lines),
        grids(Grid(title, HEADS, tuple(_children_rows(pair, short)))),
        grids(Grid(title, HEADS, tuple(_children_rows(pair, full)))),
    )


def _counted(pair: Pair, children: pd.DataFrame) -> list[str]:
    row = _at(children, pair.base_years, stream=TOTAL)
    old, new = row["old_central"], row["new_central"]
    if pair.is_of_one_day:
        if whole(old) == whole(new):
            return [f"Both runs start from {children_words(old)} looked after on {pair.old.day}."]
        return [f"The runs start from different counts of {pair.old.day}: {number(old)}, then {number(new)}."]
    return [
        f"{children_words(old)} {were(old)} looked after on {pair.old.day}, and {number(new)} on "
        f"{pair.new.day}: {more_or_fewer(shown_change(old, new))}."
    ]


def _ahead(pair: Pair, children: pd.DataFrame) -> list[str]:
    if pair.soon is None:
        return ["The two runs have no later year in common."]
    row = _at(children, (pair.soon, pair.soon), stream=TOTAL)
    old, new = (about(*(row[f"{side}_{end}"] for end in ("central", "p10", "p90"))) for side in SIDES)
    change = more_or_fewer(shown_change(row["old_central"], row["new_central"]))
    return [f"For 31 March {_soon(pair)} the old run has {old} children and the new run {new}: {change}."]


def _by_home(pair: Pair, demand: pd.DataFrame) -> list[str]:
    """What moved by home needed between the base dates."""
    rows = {name: _at(demand, pair.base_years, placement=name) for name in PROVISIONS if len(demand)}
    changes = {name: shown_change(row["old_central"], row["new_central"]) for name, row in rows.items()}
    if pair.is_of_one_day or not any(changes.values()):
        return []
    said = [
        f"{LABELS[name].lower()} {told(row['old_central'])}, then {told(row['new_central'])}"
        for name, row in rows.items()
    ]
    return [f"By the home they need, on the two base dates: {'; '.join(said)}. Fostering is without kinship."]


def _children_rows(
    pair: Pair, wanted: Iterable[tuple[str, str, pd.DataFrame, list[Moment]]]
) -> Iterable[tuple[str, ...]]:
    for name, key, table, moments in wanted:
        for moment in moments:
            row = _at(table, moment, **{key: name})
            if row:
                ends = [[row[f"{side}_{end}"] for end in ("central", "p10", "p90")] for side in SIDES]
                change = signed(shown_change(ends[0][0], ends[1][0]))
                yield (_when(pair, LABELS[name], moment), *(told(*each) for each in ends), change)


# --- Places ---------------------------------------------------------------------------------------
def places_section(pair: Pair, places: pd.DataFrame) -> Section:
    """Secured places by provision, within 20 miles and inside the authority."""
    if not pair.can_compare("gap") or not moved(places):
        return Section("Places", tuple(pair.lacking("gap")) or (UNCHANGED,))
    rows = _places_rows(pair, places, [WITHIN_20, INSIDE], _now_and_soon(pair))
    lines = [
        _secured(pair, places, WITHIN_20),
        *_by_provision(pair, places),
        _secured(pair, places, INSIDE),
        *_secured_ahead(pair, places),
        "Secured places are estimates on every date; a run gives no range for its own base date.",
    ]
    return Section(
        "Places", tuple(lines), (), grids(Grid(f"Places secured{_star(pair)}", HEADS, tuple(rows)))
    )


def _by_provision(pair: Pair, places: pd.DataFrame) -> list[str]:
    """Places of each provision on the base dates, where any is not the same."""
    rows = {name: _at(places, pair.base_years, scope=WITHIN_20, provision=name) for name in PROVISIONS}
    ends = {name: (row["old_secured_central"], row["new_secured_central"]) for name, row in rows.items()}
    if not any(shown_change(*each) for each in ends.values()):
        return []
    said = [f"{LABELS[name].lower()} {told(old)}, then {told(new)}" for name, (old, new) in ends.items()]
    return [f"By provision, within 20 miles: {'; '.join(said)}."]


def _secured(pair: Pair, places: pd.DataFrame, scope: str) -> str:
    row = _at(places, pair.base_years, scope=scope, provision=ALL)
    old, new = row["old_secured_central"], row["new_secured_central"]
    if pair.is_of_one_day and shown_change(old, new) == 0:
        return f"Secured {label(scope).lower()}: {about(old)} places on {pair.old.day} in both runs."
    change = more_or_fewer(shown_change(old, new))
    then, now = _dates(pair)
    return f"Secured {label(scope).lower()}: {about(old)} places {then} and {about(new)} {now}, {change}."


def _secured_ahead(pair: Pair, places: pd.DataFrame) -> list[str]:
    if pair.soon is None:
        return []
    row = _at(places, (pair.soon, pair.soon), scope=WITHIN_20, provision=ALL)
    ends = ("central", "p10", "p90")
    old, new = (about(*(row[f"{side}_secured_{end}"] for end in ends)) for side in SIDES)
    return [f"For 31 March {_soon(pair)}, within 20 miles, the old run has {old} and the new run {new}."]


def _places_rows(
    pair: Pair, places: pd.DataFrame, scopes: Sequence[str], moments: Sequence[Moment]
) -> Iterable[tuple[str, ...]]:
    for scope in scopes:
        for name in (*PROVISIONS, ALL):
            for moment in moments:
                row = _at(places, moment, scope=scope, provision=name)
                if row:
                    ends = [
                        [row[f"{side}_secured_{end}"] for end in ("central", "p10", "p90")] for side in SIDES
                    ]
                    words = LABELS[name] if len(scopes) == 1 else f"{LABELS[name]}, {label(scope).lower()}"
                    change = signed(shown_change(ends[0][0], ends[1][0]))
                    yield (_when(pair, words, moment), *(told(*each) for each in ends), change)


# --- The gap --------------------------------------------------------------------------------------
def gap_section(pair: Pair, gap: pd.DataFrame, places: pd.DataFrame) -> Section:
    """The gap on both bounds, with P80 and the chance of a shortfall, which an observed year has not.

    Beside it, the homes wanted and the places secured that it is the difference of.
    """
    if not pair.can_compare("gap") or not moved(gap):
        return Section("Gap", tuple(pair.lacking("gap")) or (UNCHANGED,))
    behind = _behind(pair, gap, places)
    lines = [*_gap_now(pair, gap), *_gap_ahead(pair, gap), *behind, *_gap_notes(gap)]
    short = _gap_rows(pair, gap, [WITHIN_20], [SHOULD_BE_NEAR], _now_and_soon(pair))
    full = _gap_rows(pair, gap, [WITHIN_20, INSIDE], NEED_BASES[::-1], _now_and_soon(pair))
    title = f"Homes to secure within 20 miles, should be near{_star(pair)}"
    return Section("Gap", tuple(lines), grids(Grid(title, GAP_HEADS, tuple(short))),
                   grids(Grid(f"Homes to secure{_star(pair)}", GAP_HEADS, tuple(full))))  # fmt: skip


def _gap_now(pair: Pair, gap: pd.DataFrame) -> list[str]:
    """The gap of all provisions on the base dates, on both bounds within 20 miles and then inside."""
    now = pick(gap, old_year=pair.base_years[0], new_year=pair.base_years[1])
    is_same = pair.is_of_one_day and not moved(now)
    bounds = ((WITHIN_20, SHOULD_BE_NEAR), (WITHIN_20, AS_PLACED), (INSIDE, SHOULD_BE_NEAR))
    lines = [
        f"Homes to secure {label(scope).lower()}, {COUNTING[basis]}: "
        f"{_gap_then_and_now(pair, gap, scope, basis)}."
        for scope, basis in bounds[: 1 if is_same else None]
    ]
    return [
        *lines,
        "A gap is an estimate, and its low and high on a base date come from the assumptions: where those "
        "have moved, so has it.",
    ]


def _gap_then_and_now(pair: Pair, gap: pd.DataFrame, scope: str, basis: str) -> str:
    row = _at(gap, pair.base_years, scope=scope, need_basis=basis, provision=ALL)
    old, new = (_total_gap(gap, pair.base_years, scope, basis, side) for side in SIDES)
    first = about(old, row["old_gap_low"], row["old_gap_high"])
    second = about(new, row["new_gap_low"], row["new_gap_high"])
    change = more_or_fewer(shown_change(old, new))
    if pair.is_of_one_day:
        same = f"{first} on {pair.old.day} in both runs"
        return same if first == second else f"{first} in the old run and {second} in the new, {change}"
    return f"{first} on {pair.old.day}; the estimate now is {second}, {change}"


def _gap_ahead(pair: Pair, gap: pd.DataFrame) -> list[str]:
    if pair.soon is None:
        return []
    old, new = (_gap_and_chance(gap, pair.soon, side) for side in SIDES)
    what = f"within 20 miles, {COUNTING[SHOULD_BE_NEAR]}"
    return [f"For 31 March {_soon(pair)}, {what}: the old run has {old}; the new run {new}."]


def _behind(pair: Pair, gap: pd.DataFrame, places: pd.DataFrame) -> list[str]:
    """What moved the gap within 20 miles: homes wanted, and places secured; nothing where neither moved."""
    soon = [(f"for 31 March {_soon(pair)}", (pair.soon, pair.soon))] if pair.soon else []
    moments = [("on the base dates", pair.base_years), *soon]
    sides = [(when, _sides(gap, places, moment)) for when, moment in moments]
    told_of = [
        f"{when}, {_both_told(both)}" for when, both in sides if any(shown_change(*side) for side in both)
    ]
    said = f"Why it moved, within 20 miles: {'; '.join(told_of)}. Each number is rounded by itself."
    return [said] if told_of else []


def _sides(gap: pd.DataFrame, places: pd.DataFrame, moment: Moment) -> list[tuple[float, float]]:
    """Homes wanted in the old and the new run, then places secured: within 20 miles, all provisions."""
    wanted = _at(gap, moment, scope=WITHIN_20, need_basis=SHOULD_BE_NEAR, provision=ALL)
    secured = _at(places, moment, scope=WITHIN_20, provision=ALL)
    return [
        (wanted["old_demand_central"], wanted["new_demand_central"]),
        (secured["old_secured_central"], secured["new_secured_central"]),
    ]


def _both_told(sides: Sequence[tuple[float, float]]) -> str:
    wanted, secured = (
        f"{told(old)}, then {told(new)} ({more_or_fewer(shown_change(old, new))})" for old, new in sides
    )
    return f"homes wanted are {wanted}, and places secured {secured}"


def _gap_and_chance(gap: pd.DataFrame, year: int, side: str) -> str:
    """A total gap ahead with its range, and a chance never without the gap at P80."""
    row = _at(gap, (year, year), scope=WITHIN_20, need_basis=SHOULD_BE_NEAR, provision=ALL)
    total = _total_gap(gap, (year, year), WITHIN_20, SHOULD_BE_NEAR, side)
    central = about(total, row[f"{side}_gap_p10"], row[f"{side}_gap_p90"])
    badly = told(_enough(row[f"{side}_gap_p80"]))
    return (
        f"{central}, {badly} if things go badly (P80), with a chance of a shortfall of {_chance(row, side)}"
    )


def _chance(row: Row, side: str) -> str:
    return chance_in_words(row[f"{side}_chance_of_shortfall"])


def _gap_notes(gap: pd.DataFrame) -> list[str]:
    notes = ["A chance can fall while the gap grows, because the range widens: read it beside P80."]
    if (gap[["old_gap_central", "new_gap_central"]] < 0).any(axis=None):
        notes.append("A gap below zero is places to spare.")
    return notes


def _total_gap(gap: pd.DataFrame, moment: Moment, scope: str, basis: str, side: str) -> float:
    """A total gap is the sum of its parts as they are shown (decision 0012)."""
    rows = pick(gap, old_year=moment[0], new_year=moment[1], scope=scope, need_basis=basis)
    parts = rows[rows["provision"].isin(PROVISIONS)][f"{side}_gap_central"]
    return float("nan") if parts.isna().any() or parts.empty else float(whole_total(parts))


def _gap_rows(
    pair: Pair, gap: pd.DataFrame, scopes: Sequence[str], bases: Sequence[str], moments: Sequence[Moment]
) -> Iterable[tuple[str, ...]]:
    for scope in scopes:
        for basis in bases:
            for name in (*PROVISIONS, ALL):
                for moment in moments:
                    row = _at(gap, moment, scope=scope, need_basis=basis, provision=name)
                    if row:
                        words = f"{LABELS[name]}, {label(scope).lower()}, {label(basis).lower()}"
                        is_short = len(scopes) == 1
                        yield _gap_cells(pair, gap, row, LABELS[name] if is_short else words, moment)


def _gap_cells(pair: Pair, gap: pd.DataFrame, row: Row, words: str, moment: Moment) -> tuple[str, ...]:
    centrals = [
        _total_gap(gap, moment, row["scope"], row["need_basis"], side) if row["provision"] == ALL
        else row[f"{side}_gap_central"]
        for side in SIDES
    ]  # fmt: skip
    cells = []
    for side, central in zip(SIDES, centrals, strict=True):
        ends = ("gap_low", "gap_high") if not isnan(row[f"{side}_gap_low"]) else ("gap_p10", "gap_p90")
        p80 = _enough(row[f"{side}_gap_p80"])
        cells += [told(central, *(row[f"{side}_{end}"] for end in ends)), "" if isnan(p80) else number(p80),
                  _chance(row, side)]  # fmt: skip
    return (_when(pair, words, moment), *cells, signed(shown_change(*centrals)))


def _enough(p80: float) -> float:
    """The gap at P80 rounded up, as what would be enough is; blank where there is none."""
    return p80 if isnan(p80) else float(enough(p80))


# --- The position ---------------------------------------------------------------------------------
def position_section(pair: Pair, position: pd.DataFrame) -> Section:
    """Where children stand within 20 miles on each base date, rung by rung; not recorded stays so."""
    if not pair.can_compare("position") or not moved(position):
        return Section("Position", tuple(pair.lacking("position")) or (UNCHANGED,))
    near = pick(position, scope=WITHIN_20)
    ladders = [whole_ladder(run.table("position"), WITHIN_20) for run in (pair.old, pair.new)]
    rows = [_rung_cells(near, ladders, name, rung) for name in PROVISIONS for rung in RUNGS]
    lines = [_far_and_spot(pair, ladders), *_not_recorded(ladders)]
    title = "Children within 20 miles, by the home they need and where they stand"
    told_rows = tuple(row for row in rows if not {row[1], row[2]} <= {NOT_RECORDED_WORDS, "0"})
    return Section("Position", tuple(lines), grids(Grid(title, HEADS, told_rows)),
                   grids(Grid(title, HEADS, tuple(rows))))  # fmt: skip


def _far_and_spot(pair: Pair, ladders: Sequence[dict[tuple[str, int], int]]) -> str:
    """Children too far away for want of a nearer home, and near but off contract, on each date."""
    then, now = _dates(pair)
    old, new = (
        [sum(many for (_, at), many in ladder.items() if at == rung) for rung in (3, 4)] for ladder in ladders
    )
    said = (
        f"{then} about {children_words(old[0])} {were(old[0])} more than 20 miles away for want of a nearer "
        f"home and about {old[1]} near but off contract; {now} about {new[0]} and about {new[1]}."
    )
    return f"{said[0].upper()}{said[1:]}"


def _not_recorded(ladders: Sequence[dict[tuple[str, int], int]]) -> list[str]:
    """Which rungs are not recorded in both runs, or in one of them, for a provision or more."""
    lines = []
    tests: tuple[tuple[str, Callable[[bool, bool], bool]], ...] = (
        ("in either run", lambda old, new: not old and not new),
        ("in the old run, and recorded in the new", lambda old, new: not old and new),
        ("in the new run, and was recorded in the old", lambda old, new: old and not new),
    )
    for words, holds in tests:
        found = [
            (name, rung) for rung in RUNGS for name in PROVISIONS
            if holds((name, rung) in ladders[0], (name, rung) in ladders[1])
        ]  # fmt: skip
        if found:
            lines.append(f"Not recorded {words}: {listed(_rungs_in_words(found))}.")
    return lines


def _rungs_in_words(found: Sequence[tuple[str, int]]) -> list[str]:
    """Each rung, with the provisions where it is not every one."""
    words = []
    for rung in dict.fromkeys(rung for _, rung in found):
        names = [name for name, at in found if at == rung]
        of = (
            ""
            if len(names) == len(PROVISIONS)
            else f" for {listed([LABELS[name].lower() for name in names])}"
        )
        words.append(f"rung {rung} ({RUNG_LABELS[rung].lower()}){of}")
    return words


def _rung_cells(
    near: pd.DataFrame, ladders: Sequence[dict[tuple[str, int], int]], name: str, rung: int
) -> tuple[str, ...]:
    found = pick(near, provision=name, rung=str(rung)).to_dict("records")
    row = found[0] if found else {}
    nothing = float("nan")
    counts = [float(ladder.get((name, rung), nothing)) for ladder in ladders]
    cells = [
        told(many, row.get(f"{side}_low", nothing), row.get(f"{side}_high", nothing))
        for side, many in zip(SIDES, counts, strict=True)
    ]
    return (f"{LABELS[name]}: {RUNG_LABELS[rung].lower()}", *cells, signed(shown_change(*counts)))


# --- What they share ------------------------------------------------------------------------------
def _at(table: pd.DataFrame, moment: Moment, **where: object) -> Row:
    """The row of a moment; where there is none an empty one, of which every number is not recorded."""
    found = pick(table, old_year=moment[0], new_year=moment[1], **where).to_dict("records")
    row: Row = defaultdict(lambda: nan)
    row.update({str(name): cell for name, cell in found[0].items()} if found else {})
    return row


def _now_and_soon(pair: Pair) -> list[Moment]:
    """The base years beside each other, and the year that sentences look ahead to."""
    return [pair.base_years, *([(pair.soon, pair.soon)] if pair.soon else [])]


def _dates(pair: Pair) -> tuple[str, str]:
    """When each run's base date is, in words that tell the two apart."""
    if pair.is_of_one_day:
        return "in the old run", "in the new run"
    return f"on {pair.old.day}", f"on {pair.new.day}"


def _is_beyond(pair: Pair, moment: Moment) -> bool:
    """Whether a year is further ahead, of the old run at least, than forecasts have been back-tested."""
    return moment != pair.base_years and moment[1] > pair.base_years[0] + BACK_TESTED_YEARS


def _soon(pair: Pair) -> str:
    """The year that sentences look ahead to, marked where it is beyond the back-test."""
    year = pair.soon or pair.base_years[1]
    return f"{year}{'*' if _is_beyond(pair, (year, year)) else ''}"


def _star(pair: Pair) -> str:
    """What a star on a year means, to go in the title of a table that has one."""
    is_starred = any(_is_beyond(pair, moment) for moment in pair.key_moments)
    return " (* beyond the back-test)" if is_starred else ""


def _when(pair: Pair, words: str, moment: Moment) -> str:
    """A row's name with its year: the base years beside each other, or one that both reach."""
    if moment == pair.base_years and moment[0] != moment[1]:
        return f"{words}, {moment[0]} and {moment[1]}"
    return f"{words}, {moment[1]}{'*' if _is_beyond(pair, moment) else ''}"
