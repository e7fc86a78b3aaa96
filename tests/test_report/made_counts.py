"""Small tables of counts as a report drafts them, with keys and margins, for tests of disclosure control."""

from collections.abc import Mapping, Sequence

from sufficiency.report.declared import Cell, Column, Declaration, Draft, Key, Protected
from sufficiency.report.disclosure import protect

ALL = ""  # the value of a dimension that is not named


def key(**parts: str) -> Key:
    """A count's name; a part that is ALL is left out."""
    return tuple(sorted((dimension, value) for dimension, value in parts.items() if value != ALL))


def declared(table: str, columns: Sequence[Column], restricted: bool = False) -> Declaration:
    return Declaration(
        table, f"Table {table}", "children", tuple(columns), ("A note of every run.",), "A file.", restricted
    )


def drafted(
    table: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    keys: Mapping[tuple[int, int], Key] | None = None,
    restricted: bool = False,
) -> Draft:
    return Draft(
        declared(table, columns, restricted), tuple(map(tuple, rows)), "A source", "2019-03-31", keys or {}
    )


def two_way(
    table: str, down: str, across: str, counts: Sequence[Sequence[int]], margins: bool = True
) -> Draft:
    """A table of counts with its totals; dimensions have values a0, a1... for `a` and so on."""
    rows = [list(row) for row in counts]
    downs, acrosses = values(down, len(rows)), values(across, len(rows[0]))
    if margins:
        rows = [[*row, sum(row)] for row in rows]
        rows.append([sum(column) for column in zip(*rows, strict=True)])
        downs, acrosses = (*downs, ALL), (*acrosses, ALL)
    columns = [Column(down, "label"), *(Column(value or "all", "count") for value in acrosses)]
    keys = {
        (row, column): key(**{down: value, across: other})
        for row, value in enumerate(downs)
        for column, other in enumerate(acrosses, start=1)
    }
    named = [[value or "all", *row] for value, row in zip(downs, rows, strict=True)]
    return drafted(table, columns, named, keys)


def one_way(table: str, dimension: str, counts: Sequence[int], total: bool = True) -> Draft:
    """A single column of counts, with its total."""
    names = (*values(dimension, len(counts)), *([ALL] if total else []))
    numbers = [*counts, *([sum(counts)] if total else [])]
    rows = [[name or "all", number] for name, number in zip(names, numbers, strict=True)]
    keys = {(row, 1): key(**{dimension: name}) for row, name in enumerate(names)}
    return drafted(table, [Column(dimension, "label"), Column("Children", "count")], rows, keys)


def values(dimension: str, number: int) -> tuple[str, ...]:
    return tuple(f"{dimension}{each}" for each in range(number))


def shown(drafts: Sequence[Draft], tables: Sequence[Protected]) -> dict[Key, Cell]:
    """Each count of some tables as it is shown."""
    return {
        name: table.rows[row][column]
        for draft, table in zip(drafts, tables, strict=True)
        for (row, column), name in draft.keys.items()
    }


def hidden(drafts: Sequence[Draft], tables: Sequence[Protected]) -> set[Key]:
    return {name for name, cell in shown(drafts, tables).items() if cell == "c"}


def public(drafts: Sequence[Draft], **wanted: object) -> tuple[Protected, ...]:
    """Tables for the public, in the mode that is used unless another is asked for."""
    return protect(drafts, **{"profile": "public", "mode": "under_6", "partitions": {}, **wanted})  # type: ignore[arg-type]
