"""Drafting: rows, keys and years of a table put together from a run's tidy tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from sufficiency.report.declared import Cell, Column, Declaration, Draft, Key
from sufficiency.report.runs import Run
from sufficiency.tidy import pick
from sufficiency.vocabulary import BACK_TESTED_YEARS

Rows = list[list[Cell]]
Keys = dict[tuple[int, int], Key]  # the name of each count, by its row and column
SOURCE = "Sufficiency, from published figures and stated assumptions, each with its source in table T17"
SOURCE_WITH_RETURNS = (
    "Sufficiency, from the authority's own SSDA903 returns, published figures and stated assumptions, each "
    "with its source in table T17"
)


def key(**parts: object) -> Key:
    """The name of a count among all counts: pairs in order of dimension; what is None is all of it."""
    return tuple(sorted((dim, str(value)) for dim, value in parts.items() if value is not None))


def cell(value: Any) -> Cell:
    """A number as a cell; blank where it is not recorded."""
    return None if pd.isna(value) else float(value)


def one(table: pd.DataFrame, column: str, **where: object) -> Cell:
    """One number of a table; blank where it has no such row."""
    rows = pick(table, **where)
    return cell(rows[column].iloc[0]) if len(rows) else None


def year_heading(run: Run, year: int, observed: str = "children") -> str:
    """A year as a heading: what was observed says what it counts; what is modelled says so."""
    if year == run.base_year:
        return f"{year}, {observed}"
    beyond = ", beyond the back-test" if year > run.base_year + BACK_TESTED_YEARS else ""
    return f"{year}, modelled{beyond}"


def year_columns(run: Run, years: Sequence[int]) -> tuple[Column, ...]:
    """A column a year: the base year's counts of children, then modelled futures."""
    return tuple(
        Column(year_heading(run, year), "count" if year == run.base_year else "modelled") for year in years
    )


def draft(
    declaration: Declaration,
    run: Run,
    rows: Iterable[Sequence[Cell]],
    keys: Mapping[tuple[int, int], Key] | None = None,
    notes: Sequence[str] = (),
    source: str | None = None,
) -> Draft:
    """A draft of a table as at a run's base date; without a source of its own it has the run's."""
    whole = tuple(tuple(row) for row in rows)
    own = source or (SOURCE_WITH_RETURNS if run.counts_returns else SOURCE)
    return Draft(declaration, whole, own, run.as_at.isoformat(), dict(keys or {}), tuple(notes))


def label_column(heading: str) -> Column:
    return Column(heading, "label")
