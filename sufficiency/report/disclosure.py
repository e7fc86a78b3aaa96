"""Disclosure control: a report's tables as they may be published, and the only place that makes them.

Counts of children are suppressed or rounded, percentages are rebuilt from what is shown, and modelled
numbers are rounded in public (decision 0021). All tables of a report are protected together, so that
one does not give back what another hides.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType
from typing import Final

from sufficiency.errors import LawBrokenError, one_fault
from sufficiency.report.declared import (
    DEFAULT_MODE,
    MODES,
    NONE,
    PUBLIC,
    RESTRICTED,
    ROUND_5,
    ROUND_10,
    SUPPRESSED,
    UNDER_5,
    UNDER_6,
    Cell,
    Column,
    Draft,
    Key,
    Protected,
)
from sufficiency.report.relations import Partitions, Relation, relations_among
from sufficiency.report.suppression import suppressed

__all__ = ["DEFAULT_MODE", "LARGEST_THRESHOLD", "MODES", "Relation", "counts_of", "protect"]

_THRESHOLDS: Final = {UNDER_5: 5, UNDER_6: 6}
LARGEST_THRESHOLD: Final = max(_THRESHOLDS.values())  # a count so large is small in no mode
_ROUNDED_TO: Final = {ROUND_5: 5, ROUND_10: 10}
_MODELLED_TO: Final = 5
_PER: Final = {"percent": 100, "rate": 10_000}
_NO_EXEMPTIONS: Final[Mapping[Key, str]] = MappingProxyType({})


def protect(
    drafts: Sequence[Draft],
    *,
    profile: str,
    mode: str = DEFAULT_MODE,
    partitions: Partitions,
    relations: Iterable[Relation] = (),
    signed: Collection[Key] = frozenset(),
    exempt: Mapping[Key, str] = _NO_EXEMPTIONS,
) -> tuple[Protected, ...]:
    """The tables of one report as they may be shown; of several runs, where those are published together.

    `profile` is public or restricted; `mode` is none (restricted only), under_5, under_6, round_5 or
    round_10. `partitions` are each dimension's values, and `relations` any other way in which counts add
    up; counts in `signed` are derived and may be negative. `exempt` counts are in print already, each with
    where: they are never hidden.

    A table that is restricted is left out in public, and `Protected.mode` says so. Raises LawBrokenError
    where a count has no key, is not whole, is told in two ways or does not add up; InputFaultsError where
    the mode may not be had.
    """
    _check(profile, mode)
    counts_of(drafts, signed)
    published = [draft for draft in drafts if not _is_left_out(draft, profile)]
    left_out = [draft.declaration.table for draft in drafts if _is_left_out(draft, profile)]
    hiding = _Hiding()
    if mode in _THRESHOLDS:
        hiding = _hiding(published, _THRESHOLDS[mode], partitions, relations, signed, exempt)
    words = _in_words(mode, left_out)
    return tuple(_protected(draft, profile, mode, words, hiding) for draft in published)


def _check(profile: str, mode: str) -> None:
    if profile not in (PUBLIC, RESTRICTED) or mode not in MODES:
        raise LawBrokenError(f"There is no profile '{profile}' with disclosure control '{mode}'.")
    if profile == PUBLIC and mode == NONE:
        others = ", ".join(MODES[1:])
        raise one_fault(
            "disclosure control", NONE, "is not for the public profile.", f"Choose one of {others}."
        )


def _is_left_out(draft: Draft, profile: str) -> bool:
    return profile == PUBLIC and draft.declaration.restricted


def _in_words(mode: str, left_out: Sequence[str]) -> str:
    """How counts were protected, and which tables are not there."""
    if mode == NONE:
        words = "counts of children are shown as they are, and are not for publication"
    elif mode in _THRESHOLDS:
        most = _THRESHOLDS[mode] - 1
        words = f"counts of 1 to {most} children, and others that would give them back, are shown as c"
    else:
        to = _ROUNDED_TO[mode]
        few = "1 or 2 children is" if mode == ROUND_5 else "up to 5 children is"
        words = (
            f"counts of children are rounded to the nearest {to}, each by itself; a count of {few} shown as 0"
        )
    return f"{words}; left out of the public profile: {', '.join(left_out)}" if left_out else words


# --- Counts ---------------------------------------------------------------------------------------


def counts_of(drafts: Iterable[Draft], signed: Collection[Key]) -> dict[Key, int]:
    """Every count of children in the tables, by its name.

    Raises LawBrokenError for a count without a name, two numbers under one name, or a number that is
    not one of children.
    """
    counts: dict[Key, int] = {}
    for draft in drafts:
        _check_named(draft)
        for (row, column), key in draft.keys.items():
            cell = draft.rows[row][column]
            if cell is None:
                continue
            count = _whole(draft, cell, key in signed)
            if counts.setdefault(key, count) != count:
                raise LawBrokenError(f"{_place(draft, column)} has another count than a table before it.")
    return counts


def _check_named(draft: Draft) -> None:
    """That just the counts have names: in count columns all, in modelled ones those of real children."""
    columns = draft.declaration.columns
    for (row, column), key in draft.keys.items():
        if (
            row >= len(draft.rows)
            or column >= len(columns)
            or columns[column].kind not in ("count", "modelled")
        ):
            raise LawBrokenError(f"Table {draft.declaration.table} names a count where it has none.")
        if list(key) != sorted(dict(key).items()):
            raise LawBrokenError(f"{_place(draft, column)}: a name is not in order of dimension.")
    for row, cells in enumerate(draft.rows):
        for column, cell in enumerate(cells):
            named = (row, column) in draft.keys or columns[column].kind != "count"
            if not named and isinstance(cell, int | float):
                raise LawBrokenError(f"{_place(draft, column)} has a count of children without a name.")


def _whole(draft: Draft, cell: Cell, may_be_negative: bool) -> int:
    whole = isinstance(cell, int | float) and float(cell).is_integer()
    if not isinstance(cell, int | float) or not whole or (cell < 0 and not may_be_negative):
        table = draft.declaration.table
        raise LawBrokenError(f"Table {table} has a count that is no whole number of children.")
    return int(cell)


def _place(draft: Draft, column: int) -> str:
    return f"Table {draft.declaration.table}, column '{draft.declaration.columns[column].heading}'"


# --- Suppression ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Hiding:
    """Counts that are hidden; those that earlier publications give back all the same; small ones in print."""

    hidden: frozenset[Key] = frozenset()
    given_back: frozenset[Key] = frozenset()
    in_print: Mapping[Key, str] = field(default_factory=dict)


def _hiding(
    drafts: Sequence[Draft],
    threshold: int,
    partitions: Partitions,
    relations: Iterable[Relation],
    signed: Collection[Key],
    exempt: Mapping[Key, str],
) -> _Hiding:
    counts = counts_of(drafts, signed)
    found = suppressed(
        counts, relations_among(counts, partitions, relations), threshold, signed, exempt.keys()
    )
    in_print = {key: source for key, source in exempt.items() if 0 < counts.get(key, 0) < threshold}
    return _Hiding(found.hidden, found.given_back, in_print)


def _notes(draft: Draft, mode: str, hiding: _Hiding) -> tuple[str, ...]:
    """What is said of a table because of what was hidden in it."""
    keys = {draft.keys[place] for place in draft.keys if draft.rows[place[0]][place[1]] is not None}
    notes = []
    if keys & hiding.hidden:
        most = _THRESHOLDS[mode] - 1
        notes.append(
            f"c is confidential: a count of 1 to {most} children, another that would give one back, or a "
            "percentage of either. A zero is always shown."
        )
    if keys & hiding.given_back:
        notes.append("Something shown as c here can be worked out from counts that are in print already.")
    sources = sorted({hiding.in_print[key] for key in keys & hiding.in_print.keys()})
    if sources:
        notes.append(f"Small counts are shown where they are in print already: {'; '.join(sources)}.")
    return tuple(notes)


# --- Tables ---------------------------------------------------------------------------------------


def _protected(draft: Draft, profile: str, mode: str, words: str, hiding: _Hiding) -> Protected:
    columns = draft.declaration.columns
    rows = (
        tuple(_cell(draft, (row, column), profile, mode, hiding) for column in range(len(columns)))
        for row in range(len(draft.rows))
    )
    rebuild = _rebuilder(draft)
    return Protected(
        declaration=draft.declaration,
        rows=tuple(rebuild(row) for row in rows),
        source=draft.source,
        as_at=draft.as_at,
        notes=(*draft.notes, *_notes(draft, mode, hiding)),
        profile=profile,
        mode=words,
    )


def _cell(draft: Draft, place: tuple[int, int], profile: str, mode: str, hiding: _Hiding) -> Cell:
    """A cell as it may be shown, but for percentages."""
    cell = draft.rows[place[0]][place[1]]
    if not isinstance(cell, int | float):
        return cell
    if place in draft.keys:
        if mode in _ROUNDED_TO:
            return _to_nearest(cell, _ROUNDED_TO[mode])
        return SUPPRESSED if draft.keys[place] in hiding.hidden else cell
    if draft.declaration.columns[place[1]].kind == "modelled" and profile == PUBLIC:
        # A range about a hidden count, or a path that holds it, would tell it to within a few.
        return SUPPRESSED if _hides(draft, place[0], hiding) else _to_nearest(cell, _MODELLED_TO)
    return cell


def _hides(draft: Draft, row: int, hiding: _Hiding) -> bool:
    """Whether a count of the row is hidden."""
    return any(key in hiding.hidden for (of_row, _), key in draft.keys.items() if of_row == row)


def _to_nearest(number: float, step: int) -> Cell:
    """The nearest multiple; a half goes to the even one, so that rounding leans neither way."""
    return float(step * round(number / step)) if isfinite(number) else None


def _rebuilder(draft: Draft) -> Callable[[tuple[Cell, ...]], tuple[Cell, ...]]:
    """What rebuilds a row's percentages, and rates of counts, from the row as it is shown."""
    columns = draft.declaration.columns
    headings = [column.heading for column in columns]
    parts = {at: _parts(draft, column, headings) for at, column in enumerate(columns) if _is_rebuilt(column)}

    def rebuilt(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(
            _ratio(row[parts[at][0]], row[parts[at][1]], _PER[columns[at].kind]) if at in parts else cell
            for at, cell in enumerate(row)
        )

    return rebuilt


def _is_rebuilt(column: Column) -> bool:
    return column.kind == "percent" or (column.kind == "rate" and column.of is not None)


def _parts(draft: Draft, column: Column, headings: list[str]) -> tuple[int, int]:
    """Where a percentage's two columns are."""
    if column.of is None or len({*column.of}) == 1 or not {*column.of} <= {*headings}:
        table = draft.declaration.table
        raise LawBrokenError(f"Table {table}, column '{column.heading}' is not of two other columns.")
    return headings.index(column.of[0]), headings.index(column.of[1])


def _ratio(part: Cell, whole: Cell, per: int) -> Cell:
    """One shown cell over another: hidden where either is, blank where there is nothing to divide."""
    if SUPPRESSED in (part, whole):
        return SUPPRESSED
    if not isinstance(part, int | float) or not isinstance(whole, int | float) or whole == 0:
        return None
    return per * part / whole
