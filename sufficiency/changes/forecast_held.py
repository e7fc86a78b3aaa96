"""What the old run looked for on the new run's base date, beside what the new run has of that day."""

import re
from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from sufficiency.changes.pair import Pair
from sufficiency.report.drafting import one
from sufficiency.report.runs import Run
from sufficiency.tidy import pick
from sufficiency.vocabulary import (
    ALL,
    AS_PLACED,
    ASSUMED,
    BACK_TESTED_YEARS,
    DERIVED,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    INSIDE,
    KINSHIP,
    OTHER,
    PROVISIONS,
    PUBLISHED,
    TOTAL,
    UASC,
    WITHIN_20,
)

CHILDREN, HOMES_NEEDED, SECURED, GAP = "children", "homes_needed", "secured_places", "gap"
MEASURES: Final = (CHILDREN, HOMES_NEEDED, SECURED, GAP)
COLUMNS: Final = ("measure", "category", "scope", "need_basis", "year", "forecast", "p10", "p90", "actual",
                  "actual_low", "actual_high", "basis", "error", "error_share", "inside_80")  # fmt: skip
Row = dict[str, object]


def forecast_and_actual_table(pair: Pair) -> pd.DataFrame:
    """What the old run looked for on the new run's base date, and what the new run has of it.

    A row for each of children looked after by stream, homes needed by placement, and secured places and the
    gap by provision, within 20 miles and inside the authority. `basis` is `published` where the new run
    observed a count, `derived` or `assumed` where its own number is an estimate. `error` is forecast less
    actual, `error_share` the same over the actual. `inside_80` is blank where the old run gave no range, as
    for a known zero. No rows where the old run did not look so far.
    """
    year = pair.foretold
    rows = [] if year is None else [*_children(pair, year), *_homes(pair, year), *_places(pair, year)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def is_forecast(pair: Pair) -> bool:
    """Whether the old run's children followed the forecast that is back-tested, no further than it is so."""
    return path_of(pair) == "joint" and pair.years_ahead <= BACK_TESTED_YEARS


def path_of(pair: Pair) -> str:
    """The path of children looked after in the old run's scenario; blank where it is not recorded."""
    stated = pick(pair.old.table("assumptions"), figure="scenario/cla").to_dict("records")
    found = re.match(r"path = (\w+)", str(stated[0].get("note"))) if stated else None
    return found[1] if found else ""


def _children(pair: Pair, year: int) -> Iterator[Row]:
    old, new = (pick(run.table("cla"), year=year) for run in (pair.old, pair.new))
    counted = {TOTAL: _kind(pair.new, f"cla_count/council/{year}")}
    counted[UASC] = _kind(pair.new, f"uasc_count/council/{year}")
    counted[OTHER] = _weaker(counted[TOTAL], counted[UASC])
    for stream, basis in counted.items():
        actual = [_of(new, column, stream=stream) for column in ("central", "p10", "p90")]
        yield _row((CHILDREN, stream, "", "", year), pick(old, stream=stream), "", actual, basis)


def _homes(pair: Pair, year: int) -> Iterator[Row]:
    if not pair.can_compare("demand"):
        return
    where = {"year": year, "stream": TOTAL, "age_band": ALL, "distance_band": ALL}
    old, new = (pick(run.table("demand"), **where) for run in (pair.old, pair.new))
    for placement in (name for name in old["placement"].unique() if name != ALL):
        actual = [_of(new, column, placement=placement) for column in ("central", "p10", "p90")]
        basis = _basis_of_placement(pair.new, str(placement))
        yield _row((HOMES_NEEDED, placement, "", "", year), pick(old, placement=placement), "", actual, basis)


def _places(pair: Pair, year: int) -> Iterator[Row]:
    """Secured places and gaps: an estimate on either date, because both rest on assumptions."""
    if not pair.can_compare("gap"):
        return
    old, new = (pick(run.table("gap"), year=year) for run in (pair.old, pair.new))
    for scope in (WITHIN_20, INSIDE):
        for name in (*PROVISIONS, ALL):
            where = {"scope": scope, "provision": name, "need_basis": AS_PLACED}
            actual = [_of(new, f"secured_{end}", **where) for end in ("central", "p10", "p90")]
            yield _row((SECURED, name, scope, "", year), pick(old, **where), "secured_", actual, ASSUMED)
    for scope, basis, name in _gaps(old):
        where = {"scope": scope, "provision": name, "need_basis": basis}
        actual = [_of(new, f"gap_{end}", **where) for end in ("central", "low", "high")]
        yield _row((GAP, name, scope, basis, year), pick(old, **where), "gap_", actual, ASSUMED)


def _gaps(old: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Scope, need basis and provision of each gap that is compared."""
    for scope in (WITHIN_20, INSIDE):
        for basis in old["need_basis"].unique()[::-1]:
            yield from ((scope, str(basis), name) for name in (*PROVISIONS, ALL))


def _row(key: tuple[object, ...], old: pd.DataFrame, prefix: str, actual: list[float], basis: str) -> Row:
    forecast, low, high = (_of(old, f"{prefix}{column}") for column in ("central", "p10", "p90"))
    is_range = high > low
    error = forecast - actual[0]
    share = error / actual[0] if not prefix.startswith("gap") and actual[0] > 0 else np.nan
    is_inside = bool(low <= actual[0] <= high) if is_range and not np.isnan(actual[0]) else None
    numbers = (forecast, low, high, *actual, basis, error, share, is_inside)
    return dict(zip(COLUMNS, (*key, *numbers), strict=True))


def _of(table: pd.DataFrame, column: str, **where: object) -> float:
    found = one(table, column, **where)
    return np.nan if found is None else float(found)


def _kind(run: Run, figure: str) -> str:
    """The kind of a figure that a run used; assumed where it has none of that name."""
    found = pick(run.table("assumptions"), figure=figure)
    return str(found["kind"].iloc[0]) if len(found) else ASSUMED


def _basis_of_placement(run: Run, placement: str) -> str:
    """Fostering and kinship are published as one and split: as good as the count and the split together."""
    if placement in (FOSTERING, KINSHIP):
        together = _kind(run, f"children_by_placement/{FOSTERING_AND_KINSHIP}")
        return _weaker(together, _kind(run, "kinship_children"))
    return _kind(run, f"children_by_placement/{placement}")


def _weaker(one_kind: str, other: str) -> str:
    """The kind of a number made of two."""
    strength = {PUBLISHED: 2, DERIVED: 1, ASSUMED: 0}
    return min(one_kind, other, key=lambda kind: strength.get(kind, 0))
