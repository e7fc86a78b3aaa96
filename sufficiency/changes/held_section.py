"""The section on what was expected of the new run's base date, and what happened."""

from math import isnan
from typing import Any

import pandas as pd

from sufficiency.changes.forecast_held import CHILDREN, GAP, HOMES_NEEDED, SECURED, is_forecast, path_of
from sufficiency.changes.pair import Pair
from sufficiency.changes.section import Grid, Section, grids
from sufficiency.changes.wording import about, shown_change, signed, some_of, told, verb
from sufficiency.rounding import whole_total
from sufficiency.tidy import pick
from sufficiency.vocabulary import (
    ALL,
    BACK_TESTED_YEARS,
    PROVISIONS,
    PUBLISHED,
    SHOULD_BE_NEAR,
    TOTAL,
    UASC,
    WITHIN_20,
    label,
)
from sufficiency.words import count, number

TITLE = "What was expected, and what happened"
FILE = "tables/forecast_and_actual.csv"
HEADS = ("", "Expected", "80% range", "Found", "Basis", "Error", "Inside")
SHORT_NAMES = {HOMES_NEEDED: "children", SECURED: "secured places", GAP: "gap"}
ENDS = {"hold_rate": "rate", "hold_count": "count"}  # of the forecast, by path
Row = dict[str, Any]


def held_section(pair: Pair, table: pd.DataFrame) -> Section:
    """How what the old run looked for compares with what the new run has; or why nothing is compared."""
    if table.empty:
        return Section(TITLE, (_why_not(pair),))
    rows = _with_shown_totals(table)
    lines = [*_children(pair, rows), *_how_often(pair, rows), *_outside(rows), *_caveats(pair)]
    short = _grid(pair, [row for row in rows if _is_short(row)], is_short=True)
    return Section(TITLE, tuple(lines), grids(short), grids(_grid(pair, rows)))


def _with_shown_totals(table: pd.DataFrame) -> list[Row]:
    """The rows, with each gap of all provisions as the sum of its parts as they are shown (decision 0012)."""
    rows = [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]
    for row in rows:
        if (row["measure"], row["category"]) == (GAP, ALL):
            parts = pick(table, measure=GAP, scope=row["scope"], need_basis=row["need_basis"])
            parts = parts[parts["category"] != ALL]
            row |= {
                name: whole_total(parts[name]) for name in ("forecast", "actual") if parts[name].notna().all()
            }
    return rows


def _why_not(pair: Pair) -> str:
    if pair.is_of_one_day:
        return f"Both runs are as at {pair.old.day}, so neither looks ahead to a day that the other observed."
    if pair.years_ahead < 1:
        start = f"within a year of 31 March {pair.base_years[0]}"
        return f"Both runs start {start}, so there is nothing ahead to compare."
    return (
        f"The old run ends in {pair.old.horizon}, before {pair.new.day}: it expected nothing of "
        "that day to set beside what happened."
    )


def _children(pair: Pair, rows: list[Row]) -> list[str]:
    """What was expected of all children looked after and of unaccompanied ones, and what they came to."""
    all_children, alone = (
        next(row for row in rows if (row["measure"], row["category"]) == (CHILDREN, stream))
        for stream in (TOTAL, UASC)
    )
    who = "we forecast" if is_forecast(pair) else "the old run's scenario had"
    lines = [
        f"As at {pair.old.day}, {who} {_expected(all_children)} children looked after for 31 March "
        f"{pair.foretold}; {_came_to(all_children)}."
    ]
    if not isnan(alone["forecast"]):
        lines.append(f"Unaccompanied children among them: {_expected(alone)}; {_came_to(alone)}.")
    return lines


def _expected(row: Row) -> str:
    return about(row["forecast"], row["p10"], row["p90"])


def _came_to(row: Row) -> str:
    """What happened, and where it lies: a published count is a figure, everything else an estimate."""
    now = told(row["actual"], row["actual_low"], row["actual_high"])
    if isnan(row["actual"]):
        return "what happened is not recorded in the new run"
    said = f"the figure was {now}" if row["basis"] == PUBLISHED else f"the estimate now is about {now}"
    return said if row["inside_80"] is None else f"{said}, {_place(row)}"


def _place(row: Row) -> str:
    if row["inside_80"]:
        return "inside the range"
    return "above the range" if row["actual"] > row["p90"] else "below the range"


def _how_often(pair: Pair, rows: list[Row]) -> list[str]:
    """How many ranges held, of counts that have since been published and of estimates apart."""
    tried = [row for row in rows if row["inside_80"] is not None]
    published = [row for row in tried if row["basis"] == PUBLISHED]
    estimated = [row for row in tried if row["basis"] != PUBLISHED]
    lines = []
    if many := len(published):
        what = count(many, "such forecast" if is_forecast(pair) else "such number")
        its = verb(many, "its", "their")
        lines.append(f"Of {what} whose outcome is published, {_held(published)} held within {its} 80% range.")
    if many := len(estimated):
        lines.append(f"Of {many} whose outcome is an estimate, {_held(estimated)} did.")
    if blank := [row for row in rows if row["inside_80"] is None]:
        lines.append(_without_range(blank))
    return lines


def _held(rows: list[Row]) -> str:
    """How many of some ranges held."""
    held = sum(bool(row["inside_80"]) for row in rows)
    return "all" if held == len(rows) > 1 else str(held or "none")


def _without_range(rows: list[Row]) -> str:
    """What was expected without a range, as a known zero is; and where it has since come out otherwise."""
    were = verb(len(rows), "was", "were")
    said = f"{count(len(rows), 'number')} {were} expected without a range, and {were} not counted"
    other = [
        _expected_and_found(row) for row in rows if abs(shown_change(row["forecast"], row["actual"])) >= 1
    ]
    return f"{said}. Of these, otherwise than expected: {some_of(other, FILE)}." if other else f"{said}."


def _outside(rows: list[Row]) -> list[str]:
    """What came out beyond its range; nothing where every range held."""
    missed = [row for row in rows if row["inside_80"] is not None and not row["inside_80"]]
    named = [_expected_and_found(row) for row in missed]
    return [f"Outside the range: {some_of(named, FILE)}."] if named else []


def _expected_and_found(row: Row) -> str:
    found = told(row["actual"]) if row["basis"] == PUBLISHED else about(row["actual"])
    expected = told(row["forecast"], row["p10"], row["p90"])
    return f"{_name(row)}: expected {expected}, now {found}"


def _caveats(pair: Pair) -> list[str]:
    caveats = [] if is_forecast(pair) else [_what_it_was(pair)]
    if (pair.new.as_at.month, pair.new.as_at.day) != (3, 31):
        caveats.append(f"The new run is as at {pair.new.day}: what it has is of that day.")
    return [
        *caveats,
        "These numbers lean on one another, so their ranges hold or fail together. Secured places and "
        "gaps are worked out from assumptions on both dates: where a range held, the assumptions agree, and "
        "neither is proved.",
    ]


def _what_it_was(pair: Pair) -> str:
    """Why the old run's numbers are those of a scenario and not of a forecast."""
    path = path_of(pair)
    if pair.years_ahead > BACK_TESTED_YEARS:
        why = f"{pair.years_ahead} years ahead, where {BACK_TESTED_YEARS} are back-tested"
    elif path in ENDS:
        why = f"which held the {ENDS[path]}: one end of the forecast that is back-tested"
    else:
        why = "whose path of children looked after has not been back-tested"
    return f"The old run was a scenario, {why}."


def _is_short(row: Row) -> bool:
    if row["measure"] == CHILDREN:
        return True
    if row["category"] not in PROVISIONS:
        return False
    near = row["scope"] == WITHIN_20 and row["need_basis"] in ("", SHOULD_BE_NEAR)
    return row["measure"] == HOMES_NEEDED or near


def _name(row: Row) -> str:
    """What a row is of, as people say it."""
    if row["measure"] == CHILDREN:
        return label(row["category"]).lower()
    kind = "all provisions" if row["category"] == ALL else label(row["category"]).lower()
    if row["measure"] == HOMES_NEEDED:
        return f"children who need {kind}" if row["category"] in PROVISIONS else f"children, {kind}"
    what = "secured places" if row["measure"] == SECURED else "gap"
    basis = f", {label(row['need_basis']).lower()}" if row["measure"] == GAP else ""
    return f"{what}, {kind}, {label(row['scope']).lower()}{basis}"


def _grid(pair: Pair, rows: list[Row], is_short: bool = False) -> Grid:
    near = "places and gaps within 20 miles, should be near; " if is_short else ""
    title = f"For 31 March {pair.foretold} ({near}error: expected less found)"
    return Grid(
        title, HEADS, tuple(_cells(row, _short_name(row) if is_short else _name(row)) for row in rows)
    )


def _short_name(row: Row) -> str:
    """A row's name in a table whose title says the rest."""
    if row["measure"] == CHILDREN:
        return _name(row)
    return f"{SHORT_NAMES[row['measure']]}, {label(row['category']).lower()}"


def _cells(row: Row, name: str) -> tuple[str, ...]:
    spread = f"{number(row['p10'])} to {number(row['p90'])}" if row["p90"] > row["p10"] else "none"
    inside = "" if row["inside_80"] is None else "yes" if row["inside_80"] else "no"
    return (
        f"{name[0].upper()}{name[1:]}",
        told(row["forecast"]),
        spread,
        told(row["actual"], row["actual_low"], row["actual_high"]),
        "published" if row["basis"] == PUBLISHED else f"estimate, {row['basis']}",
        signed(shown_change(row["actual"], row["forecast"])),
        inside,
    )
