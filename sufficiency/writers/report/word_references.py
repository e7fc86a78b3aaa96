"""References to tables: words that name one by its name in the workbook say its number in the chapter."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sufficiency.report.declared import Protected
from sufficiency.report.printed import printed_rows
from sufficiency.report.section import Section
from sufficiency.writers.report.word_parts import Element, reference, run

IN_THE_WORKBOOK: Final = "of the workbook"
_FIRST_MARK: Final = 1000  # of those of tables; those of headings are before it


@dataclass(frozen=True)
class References:
    """Where each table of a report is: its number in the chapter, or else the workbook alone."""

    numbers: Mapping[str, int]
    names: tuple[str, ...]

    @classmethod
    def of(cls, sections: Iterable[Section], names: Sequence[str]) -> "References":
        """The number of each table that has rows, in order of section; `names` are all of the report."""
        tables = (table for section in sections for table in section.tables if printed_rows(table))
        numbers = {table.declaration.table: number for number, table in enumerate(tables, start=1)}
        return cls(numbers, tuple(dict.fromkeys((*names, *numbers))))

    def mark(self, table: Protected, number: int) -> tuple[str, int]:
        """The bookmark of a table's number, and that bookmark's own number."""
        return _mark_of(table.declaration.table), _FIRST_MARK + number

    def told(self, text: str) -> list[Element]:
        """Words in which each table named is a reference to it, or is said to be of the workbook."""
        parts = self._named.split(text) if self.names else [text]
        said, named = parts[::2], [*parts[1::2], ""]
        return [each for words, name in zip(said, named, strict=True) for each in self._run_and(words, name)]

    @property
    def _named(self) -> re.Pattern[str]:
        longest_first = sorted(map(re.escape, self.names), key=len, reverse=True)
        return re.compile(rf"\b([Tt]able (?:{'|'.join(longest_first)}))\b(?! {IN_THE_WORKBOOK})")

    def _run_and(self, words: str, named: str) -> list[Element]:
        before = [run(words)] if words else []
        if not named:
            return before
        name = named[len("table ") :]
        if name in self.numbers:
            return [*before, *reference(_mark_of(name), f"Table {self.numbers[name]}")]
        return [*before, run(f"{named} {IN_THE_WORKBOOK}")]


def _mark_of(name: str) -> str:
    return f"_Ref_{name}"
