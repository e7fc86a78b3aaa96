"""Reading protected tables: a number by its table, row and column, so that sentences take it from there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sufficiency.report.cover import Cover
from sufficiency.report.declared import Cell, Protected
from sufficiency.report.printed import day_in_words, printed_rows
from sufficiency.report.telling import GapRow, gap_rows
from sufficiency.scenarios.moments import last_year_end
from sufficiency.vocabulary import AS_PLACED, BACK_TESTED_YEARS, LABELS, SHOULD_BE_NEAR
from sufficiency.words import lower_first

GAP_BY_YEAR = "T16d"


@dataclass(frozen=True)
class Reading:
    """A report's tables by name, as they are printed, with its cover."""

    by_name: Mapping[str, Protected]
    cover: Cover

    @classmethod
    def of(cls, tables: Sequence[Protected], cover: Cover) -> "Reading":
        return cls({table.declaration.table: table for table in tables}, cover)

    @property
    def base_year(self) -> int:
        return last_year_end(self.cover.as_at)

    @property
    def day(self) -> str:
        """The base date as people write it."""
        return day_in_words(self.cover.as_at.isoformat())

    @cached_property
    def gaps(self) -> list[GapRow]:
        """Every row of the gap by year; none where a run has no gap."""
        return gap_rows(self.by_name[GAP_BY_YEAR]) if self.has(GAP_BY_YEAR) else []

    @property
    def scenarios(self) -> list[str]:
        """The scenarios' titles, in the order in which they were given."""
        return list(dict.fromkeys(row.scenario for row in self.gaps)) or list(self.cover.scenarios)

    @property
    def soon(self) -> str:
        """The last year that forecasts have been back-tested for, or the last there is."""
        years = [int(row.year) for row in self.gaps]
        tested = [year for year in years if year <= self.base_year + BACK_TESTED_YEARS]
        return str(max(tested or years or [self.base_year]))

    def gap(self, scenario: str, where: str, provision: str, year: str) -> tuple[GapRow, GapRow] | None:
        """The two bounds of one gap, of children who should be near and as placed; none where not there."""
        own = {
            row.basis: row
            for row in self.gaps
            if (row.scenario, row.where, row.provision, row.year) == (scenario, where, provision, year)
        }
        near, placed = own.get(LABELS[SHOULD_BE_NEAR]), own.get(LABELS[AS_PLACED])
        return None if near is None or placed is None else (near, placed)

    def has(self, name: str) -> bool:
        """Whether a table is there with any row."""
        return name in self.by_name and bool(printed_rows(self.by_name[name]))

    def tables(self, *names: str) -> tuple[Protected, ...]:
        """Those of some tables that have rows, in the order asked."""
        return tuple(self.by_name[name] for name in names if self.has(name))

    def charts(self, *names: str) -> tuple[str, ...]:
        """Those of some tables that have rows, to be drawn."""
        return tuple(name for name in names if self.has(name))

    def rows(self, name: str) -> list[dict[str, Cell]]:
        """A table's rows as they are printed, cells by heading."""
        if name not in self.by_name:
            return []
        table = self.by_name[name]
        headings = [column.heading for column in table.declaration.columns]
        return [dict(zip(headings, row, strict=True)) for row in printed_rows(table)]

    def row(self, name: str, *labels: str) -> dict[str, Cell]:
        """The row that begins with some labels; empty where there is none."""
        return next((row for row in self.rows(name) if tuple(row.values())[: len(labels)] == labels), {})

    def cell(self, name: str, heading: str, *labels: str) -> Cell:
        """A cell by the beginning of its heading, in the row of some labels; None where not recorded."""
        row = self.row(name, *labels)
        return next((cell for each, cell in row.items() if each.startswith(heading)), None)

    def three(self, name: str, heading: str, *labels: str) -> tuple[Cell, Cell, Cell]:
        """A central number and its 80% ends: three columns of one heading, which says which each is."""
        row = self.row(name, *labels)
        central, low, high = (row.get(f"{heading}, {end}") for end in ("modelled", "80% low", "80% high"))
        return central, low, high

    def missing(self, *names: str) -> list[str]:
        """For each table that is empty, which figures would fill it, as a sentence."""
        empty = [table for name, table in self.by_name.items() if name in names and not self.has(name)]
        return [
            f"There are no figures yet for {lower_first(table.declaration.title)}. What would give them: "
            f"{lower_first(table.declaration.fills)}"
            for table in empty
        ]
