"""A pair of finished runs of one authority, the old one first: what of them can be set side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from sufficiency.report.runs import Run
from sufficiency.tidy import pick
from sufficiency.vocabulary import BACK_TESTED_YEARS

Moment = tuple[int, int]  # a year of the old run and the year of the new run that it is set beside


@dataclass(frozen=True)
class Shape:
    """What a table must have to be compared: columns that name a row, numbers, and words."""

    keys: tuple[str, ...]
    numbers: tuple[str, ...]
    words: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.keys, *self.numbers, *self.words)


RANGE: Final = ("central", "p10", "p90")
SHAPES: Final = {
    "cla": Shape(("year", "stream"), RANGE),
    "demand": Shape(("year", "stream", "placement", "age_band", "distance_band"), RANGE),
    "gap": Shape(
        ("year", "provision", "scope", "need_basis"),
        ("demand_central", "secured_central", "secured_p10", "secured_p90", "gap_central", "gap_low",
         "gap_high", "gap_p10", "gap_p80", "gap_p90", "chance_of_shortfall"),
    ),
    "position": Shape(("scope", "provision", "rung"), ("children", "low", "high"), ("basis",)),
    "assumptions": Shape(
        ("figure",), ("value", "low", "high"), ("unit", "as_at", "source", "kind", "note")
    ),
    "history": Shape(
        ("year",), ("children", "rate_per_10k", "england_rate_per_10k", "uasc", "started", "ceased")
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two finished runs of one authority, the old one first."""

    old: Run
    new: Run

    @property
    def is_of_one_day(self) -> bool:
        return self.old.as_at == self.new.as_at

    @cached_property
    def base_years(self) -> Moment:
        """The first year of each run's tables, which is observed."""
        return _first_year(self.old), _first_year(self.new)

    @cached_property
    def years(self) -> list[int]:
        """The calendar years that both runs reach, in order."""
        reached = (set(run.table("cla")["year"].tolist()) for run in (self.old, self.new))
        return sorted(set.intersection(*reached))

    @property
    def years_ahead(self) -> int:
        """How many years the new base year lies after the old one."""
        return self.base_years[1] - self.base_years[0]

    @property
    def foretold(self) -> int | None:
        """The new run's base year, where the old run looked ahead to it."""
        year = self.base_years[1]
        return year if self.years_ahead > 0 and year in self.years else None

    @property
    def moments(self) -> list[Moment]:
        """The base years beside each other, then each calendar year that both reach."""
        return list(dict.fromkeys([self.base_years, *((year, year) for year in self.years)]))

    @property
    def key_moments(self) -> list[Moment]:
        """The base years, then one, three and five years after the new one, and the last that both reach."""
        base = self.base_years[1]
        steps = {base + step for step in (1, 3, BACK_TESTED_YEARS)} | set(self.years[-1:])
        return [moment for moment in self.moments if moment == self.base_years or moment[0] in steps]

    @property
    def soon(self) -> int | None:
        """Five years after the new base year, or the last year that both reach; none where none is ahead."""
        ahead = [year for year in self.years if self.base_years[1] < year]
        return min(self.base_years[1] + BACK_TESTED_YEARS, ahead[-1]) if ahead else None

    def can_compare(self, name: str) -> bool:
        """Whether both runs have a table, with the columns that are compared."""
        return not any(_lacks(run, name) for run in (self.old, self.new))

    def lacking(self, name: str) -> list[str]:
        """A sentence for each run that lacks a table, or columns of it; none where both have it whole."""
        runs = (("old", self.old), ("new", self.new))
        return [
            f"The {which} run, of version {run.version}, lacks {_lacks(run, name)}, so that is not compared."
            for which, run in runs
            if _lacks(run, name)
        ]


def _first_year(run: Run) -> int:
    return int(run.table("cla")["year"].min())


def _lacks(run: Run, name: str) -> str:
    """What a run lacks of a table, in words; nothing where it has it all."""
    if name not in run.tables:
        return f"the table {name}"
    missing = [column for column in SHAPES[name].columns if column not in run.table(name).columns]
    return f"{', '.join(missing)} in the table {name}" if missing else ""


def beside(
    pair: Pair, name: str, keys: Sequence[str], numbers: Sequence[str], **where: object
) -> pd.DataFrame:
    """Rows of a yearly table of both runs side by side, at every moment of the pair.

    Columns: `old_year, new_year`, the keys, then `old_x, new_x, change_x` for each number x. A change is the
    new less the old, blank where either is not recorded. Rows are in the new run's order, and those that
    only the old run has come last. No rows where a run lacks the table.
    """
    columns = [f"{which}_{number}" for number in numbers for which in ("old", "new", "change")]
    if not pair.can_compare(name):
        return pd.DataFrame(columns=["old_year", "new_year", *keys, *columns])
    moments = pd.DataFrame(pair.moments, columns=["old_year", "new_year"])
    old, new = (
        moments.merge(pick(run.table(name), **where).rename(columns={"year": year}), on=year)
        for run, year in ((pair.old, "old_year"), (pair.new, "new_year"))
    )
    found = side_by_side(old, new, ["old_year", "new_year", *keys], numbers)
    return found.astype({"old_year": int, "new_year": int})


def side_by_side(
    old: pd.DataFrame, new: pd.DataFrame, keys: Sequence[str], numbers: Sequence[str]
) -> pd.DataFrame:
    """Rows of two tables with the same keys, side by side: `old_x, new_x, change_x` for each number x."""
    named = [table.astype(dict.fromkeys(keys, str)).set_index(list(keys)) for table in (old, new)]
    every = named[1].index.append(named[0].index.difference(named[1].index, sort=False))
    first, second = (table.reindex(every)[list(numbers)].astype(float) for table in named)
    columns = {}
    for number in numbers:
        columns[f"old_{number}"] = first[number]
        columns[f"new_{number}"] = second[number]
        columns[f"change_{number}"] = second[number] - first[number]
    return pd.DataFrame(columns, index=every).reset_index()


def moved(table: pd.DataFrame) -> bool:
    """Whether any number of a table of two runs differs, or is recorded in one of them alone."""
    olds = [column for column in table.columns if column.startswith("old_") and column != "old_year"]
    return any(_differ(table[column], table[f"new_{column.removeprefix('old_')}"]) for column in olds)


def _differ(old: pd.Series, new: pd.Series) -> bool:
    return bool(((old != new) & ~(old.isna() & new.isna())).any())
