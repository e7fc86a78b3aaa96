"""Table A: where our children live, and where they should, with its sums and how they add up."""

from collections.abc import Iterator, Sequence

import pandas as pd

from sufficiency.report.children import CLA
from sufficiency.report.declared import Cell, Column, Declaration, Draft, Key
from sufficiency.report.drafting import Keys, Rows, draft, key, label_column, one
from sufficiency.report.homes import ALL_KINDS, ASSUMED_SPLIT, by_placement, on_base_date
from sufficiency.report.relations import Relation
from sufficiency.report.runs import Run
from sufficiency.rounding import whole_ends, whole_parts
from sufficiency.tidy import pick
from sufficiency.vocabulary import (
    ALL,
    LABELS,
    PROVISIONS,
    RUNG_LABELS,
    RUNGS,
    SELF_PLACING,
    WITHIN_20,
)

IN_PROVISIONS, SELF_PLACED = "in_three_provisions", "self_placing"  # sums that table A shows
ON_ANY_RUNG = "On any rung"
SELF_PLACING_HOMES, HOME_COMES = "Kinship, parents, adopters and secure", "The home comes with the child"


def position(run: Run) -> Draft:
    """A: where our children live, and where they should, by provision and rung within 20 miles."""
    table = pick(run.table("position"), scope=WITHIN_20)
    columns = (
        label_column("Provision"),
        label_column("Where they are"),
        Column("Children", "count"),
        Column("Low, modelled", "modelled"),
        Column("High, modelled", "modelled"),
        Column("Basis", "text"),
    )
    rows: Rows = []
    keys: Keys = {}
    for name in PROVISIONS:
        own = pick(table, provision=name).dropna(subset=["children"]) if len(table) else table
        counts = whole_parts(own["children"].astype(float).tolist()) if len(own) else []
        by_rung = dict(zip((str(rung) for rung in own["rung"]), counts, strict=True)) if len(own) else {}
        for rung in RUNGS:
            row = pick(table, provision=name, rung=str(rung))
            row = row if len(row) else pick(table, provision=name, rung=rung)
            if row.empty:
                continue
            count = by_rung.get(str(rung))
            known = row.iloc[0]
            low, high = _ends(count, known["low"], known["high"])
            if count is not None:
                keys[len(rows), 2] = key(what=CLA, placement=name, rung=rung)
            basis = str(known["basis"]).replace("_", " ")
            rows.append(
                [LABELS[name], RUNG_LABELS[rung], None if count is None else float(count), low, high, basis]
            )
    for line, count, counted in list(_position_totals(run, table, keys, rows)):
        keys[len(rows), 2] = counted
        rows.append([*line[:2], float(count), *line[2:]])
    declaration = Declaration(
        "A", "Where our children live, and where they should", on_base_date(run), columns,
        (ASSUMED_SPLIT, "Scope: within 20 miles. Low and high are an 80% range by assumption.",
         "Children whose home comes with them live with relatives, parents or adopters, or are in secure or "
         "health settings: they stand on neither side of the gap."),
        "The ledger: contracted shares, reasons for distance, vacancies (ledger.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows, keys)


def _position_totals(
    run: Run, table: pd.DataFrame, keys: Keys, rows: Rows
) -> Iterator[tuple[list[Cell], int, Key]]:
    """Sums of the ladder over the three provisions: a line of words, the children, and the count's name.

    A rung that some of them do not record has no sum, which would pass for all of them.
    """
    children: dict[str, list[int]] = {}
    for (row, column), name in keys.items():
        children.setdefault(dict(name)["rung"], []).append(int(float(rows[row][column] or 0)))
    for rung, counts in children.items():
        if len(counts) < len(PROVISIONS):
            continue
        ends = _ends(sum(counts), *(one(table, end, provision=ALL, rung=rung) for end in ("low", "high")))
        yield (
            [ALL_KINDS, RUNG_LABELS[int(rung)], *ends, "sum"],
            sum(counts),
            key(what=IN_PROVISIONS, rung=rung),
        )
    if children:
        words: list[Cell] = [ALL_KINDS, ON_ANY_RUNG, None, None, "sum"]
        yield words, sum(sum(counts) for counts in children.values()), key(what=IN_PROVISIONS)
        own = sum(count for name, count in by_placement(run).items() if name in SELF_PLACING)
        yield [SELF_PLACING_HOMES, HOME_COMES, None, None, "sum"], own, key(what=SELF_PLACED)


def _ends(count: int | None, low: Cell, high: Cell) -> tuple[Cell, Cell]:
    """The low and high of a count; neither where it is not recorded or the assumptions do not move it."""
    if count is None or not isinstance(low, int | float) or not isinstance(high, int | float):
        return None, None
    return (float(low), float(high)) if whole_ends(count, low, high) else (None, None)


def position_relations(names: Sequence[Key]) -> list[Relation]:
    """How the sums of table A add up: each rung over provisions, and the homes that come with the child."""
    parts: dict[Key, list[Key]] = {}
    for name in names:
        said = dict(name)
        if said.get("what") != CLA or set(said) - {"what", "placement", "rung"}:
            continue
        placement, rung = said.get("placement"), said.get("rung")
        if placement in PROVISIONS and rung:
            parts.setdefault(key(what=IN_PROVISIONS, rung=rung), []).append(name)
        elif placement in PROVISIONS:
            parts.setdefault(key(what=IN_PROVISIONS), []).append(name)
        elif placement in SELF_PLACING and not rung:
            parts.setdefault(key(what=SELF_PLACED), []).append(name)
    return [
        Relation({whole: 1, **dict.fromkeys(each, -1)}) for whole, each in parts.items() if whole in names
    ]
