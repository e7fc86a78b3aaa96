"""The numbers that tell a report's gap in a minute, each with its range: from protected tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sufficiency.report.declared import Cell, Protected
from sufficiency.report.homes import ALL_KINDS
from sufficiency.report.printed import day_in_words, printed_rows
from sufficiency.report.telling import GapRow, chance_sentence, figure, gap_rows, gap_words
from sufficiency.scenarios.moments import last_year_end
from sufficiency.vocabulary import BACK_TESTED_YEARS, LABELS, RUNG_LABELS, WITHIN_20


@dataclass(frozen=True)
class Headline:
    """A number that tells the gap, of what it is, and its range or where it is from."""

    number: str
    of_what: str
    beside: str
    is_about: bool = True


def headlines(tables: Sequence[Protected]) -> list[Headline]:
    """Three or four numbers that tell the gap, each with its range.

    Children looked after (T7), those who are too far (A), and the gap of all three kinds within 20 miles in
    the first scenario, with the homes to add for 80 in 100 (T16d). What a table does not have is left out.
    """
    named = {table.declaration.table: table for table in tables}
    paths = named.get("T16d")
    found = [_looked_after(named.get("T7")), _too_far(named.get("A"))]
    row = _first_gap(gap_rows(paths), last_year_end(date.fromisoformat(paths.as_at))) if paths else None
    if row is not None:
        found += [_gap_headline(row), _sure_headline(row)]
    return [each for each in found if each]


def _looked_after(table: Protected | None) -> Headline | None:
    rows = printed_rows(table) if table else []
    children = rows[-1][-1] if rows else None
    if table is None or not isinstance(children, int | float):
        return None
    beside = f"Counted on {day_in_words(table.as_at)}"
    return Headline(figure(children), "children looked after", beside, is_about=False)


def _too_far(table: Protected | None) -> Headline | None:
    rows = printed_rows(table) if table else []
    found = [row for row in rows if row[0] == ALL_KINDS and row[1] == RUNG_LABELS[3]]
    if not found or not isinstance(found[0][2], int | float):
        return None
    _, _, central, low, high, *_ = found[0]
    of_what = "of them lived more than 20 miles away for want of a nearer home"
    return Headline(figure(central), of_what, _range_words(low, high))


def _first_gap(rows: Sequence[GapRow], base_year: int) -> GapRow | None:
    """The gap of all three kinds within 20 miles, in the first scenario, as far as is back-tested."""
    own = [
        row
        for row in rows
        if (row.scenario, row.where, row.provision) == (rows[0].scenario, LABELS[WITHIN_20], ALL_KINDS)
        and not row.as_placed
        and int(row.year) <= base_year + BACK_TESTED_YEARS
    ]
    return own[-1] if own else None


def _gap_headline(row: GapRow) -> Headline | None:
    if not isinstance(row.gap, int | float):
        return None
    what = "homes to secure" if row.gap >= 0 else "homes to spare"
    of_what = f"{what} within 20 miles by 31 March {row.year}: the gap"
    return Headline(figure(abs(row.gap)), of_what, _gap_range_words(row))


def _sure_headline(row: GapRow) -> Headline | None:
    if not isinstance(row.add_for_80, int | float):
        return None
    of_what = "homes to add in all, those of the gap among them, to be 80% sure of enough"
    return Headline(figure(row.add_for_80), of_what, chance_sentence(row.chance).rstrip("."))


def _range_words(low: Cell, high: Cell) -> str:
    if low is None or high is None:
        return ""
    known = isinstance(low, int | float) and isinstance(high, int | float)
    return f"80% range {figure(low)} to {figure(high)}" if known else "Its range is confidential"


def _gap_range_words(row: GapRow) -> str:
    span = gap_words(row.gap, row.gap_low, row.gap_high).partition("(")[2].rstrip(")")
    return f"80% range {span}" if span else ""
