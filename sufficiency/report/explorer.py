"""What a page offers to choose, and what it says, draws and lists of each choice: from protected tables.

Every sentence is made here, for every combination, so that a page has only to pick one. Numbers are those
of tables T16d, T14, T2 and A as they are printed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final

from sufficiency.report.declared import Protected
from sufficiency.report.homes import ALL_KINDS
from sufficiency.report.pictures import (
    Picture,
    children_pictures,
    distinct,
    gap_picture,
    need_picture,
    position_picture,
)
from sufficiency.report.telling import GapRow, beyond_sentence, gap_rows, gap_sentences, paragraph
from sufficiency.scenarios.moments import last_year_end
from sufficiency.vocabulary import BACK_TESTED_YEARS, LABELS, WITHIN_20
from sufficiency.words import lower_first

PATHS_TABLE: Final = "T16d"
SCENARIO, WHERE, PROVISION, YEAR = "scenario", "where", "provision", "year"


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its name, its label, and its options as (value, label); one is chosen at first."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    first: int


@dataclass(frozen=True)
class Told:
    """What is said of one combination: what was chosen, its gap in a sentence, and the rest of it."""

    chosen: str
    gap: str
    rest: str

    @property
    def whole(self) -> str:
        """All of it, as it is read out."""
        return paragraph((self.chosen, self.gap, self.rest))


@dataclass(frozen=True)
class Explorer:
    """Every combination of the choices, by the places of their options: `0-1-2-4`.

    `need` is by scenario, where and provision; `gap` by scenario, where and year; `children` by scenario.
    """

    choices: tuple[Choice, ...]
    told: Mapping[str, Told]
    need: Mapping[str, Picture]
    gap: Mapping[str, Picture]
    children: Mapping[str, Picture]
    position: Picture | None

    @property
    def first(self) -> tuple[int, ...]:
        """The places of the options that are chosen at first."""
        return tuple(choice.first for choice in self.choices)


def explorer_of(tables: Sequence[Protected]) -> Explorer | None:
    """The choices that some tables offer, with what is said of each; None where no gap is worked out.

    Scenarios, scopes, provisions and years are those of table T16d. The first scenario, all three kinds,
    within 20 miles and the last back-tested year are chosen at first.
    """
    named = {table.declaration.table: table for table in tables}
    paths = named.get(PATHS_TABLE)
    rows = gap_rows(paths) if paths else []
    if paths is None or not rows:
        return None
    base_year = last_year_end(date.fromisoformat(paths.as_at))
    choices = _choices(rows, base_year)
    found = {(row.scenario, row.where, row.provision, row.year, row.as_placed): row for row in rows}
    story = _Story(found, choices, base_year)
    return Explorer(
        choices=choices,
        told={key: story.told(*labels) for key, labels in _combined(choices)},
        need={key: story.need(*labels) for key, labels in _combined(choices[:3])},
        gap={key: story.gap(*labels) for key, labels in _combined((*choices[:2], choices[3]))},
        children=children_pictures(
            named.get("T14"), named.get("T2"), [label for _, label in choices[0].options], base_year
        ),
        position=position_picture(named.get("A")),
    )


def key_of(places: Iterable[int]) -> str:
    """A combination's name: the places of its options."""
    return "-".join(str(place) for place in places)


# --- The choices ----------------------------------------------------------------------------------


def _choices(rows: Sequence[GapRow], base_year: int) -> tuple[Choice, ...]:
    years = sorted({row.year for row in rows})
    tested = [year for year in years if int(year) <= base_year + BACK_TESTED_YEARS]
    return (
        _choice(SCENARIO, "Scenario", distinct(row.scenario for row in rows)),
        _choice(WHERE, "Where", distinct(row.where for row in rows), LABELS[WITHIN_20]),
        _choice(PROVISION, "Kind of home", distinct(row.provision for row in rows), ALL_KINDS),
        _choice(YEAR, "By 31 March", years, max(tested, default=years[0])),
    )


def _choice(name: str, label: str, labels: Sequence[str], first: str = "") -> Choice:
    values: list[str] = []
    for each in labels:
        values.append(_value_of(each, name, values))
    chosen = labels.index(first) if first in labels else 0
    return Choice(name, label, tuple(zip(values, labels, strict=True)), chosen)


def _value_of(label: str, name: str, taken: Sequence[str]) -> str:
    """A label as an address can carry it, and as no other label has it."""
    plain = re.sub(r"[^a-z0-9]+", "-", label.casefold()).strip("-") or name
    others = (plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3)))
    return next(value for value in others if value not in taken)


def _combined(choices: Sequence[Choice]) -> list[tuple[str, tuple[str, ...]]]:
    """Every combination of some choices: its name, and the labels of what is chosen."""
    places = product(*(range(len(choice.options)) for choice in choices))
    return [
        (
            key_of(each),
            tuple(choice.options[at][1] for choice, at in zip(choices, each, strict=True)),
        )
        for each in places
    ]


# --- What is said and drawn of a choice -----------------------------------------------------------


@dataclass(frozen=True)
class _Story:
    """The rows of T16d by what is chosen, and the years that there are."""

    rows: Mapping[tuple[str, str, str, str, bool], GapRow]
    choices: tuple[Choice, ...]
    base_year: int

    @property
    def provisions(self) -> tuple[str, ...]:
        return tuple(label for _, label in self.choices[2].options)

    @property
    def years(self) -> tuple[str, ...]:
        return tuple(label for _, label in self.choices[3].options)

    def told(self, scenario: str, where: str, provision: str, year: str) -> Told:
        near, placed = self._both(scenario, where, provision, year)
        chosen = f"{provision}, {lower_first(where)}, by 31 March {year}. Scenario: {scenario}."
        if near is None:
            return Told(chosen, f"The scenario does not reach {year}, so that no gap is worked out.", "")
        need, secured, gap, *rest = gap_sentences(near, placed, self.base_year)
        far = "Beyond what has been back-tested: " if beyond_sentence(year, self.base_year) else ""
        return Told(chosen, f"{far}{lower_first(gap) if far else gap}", paragraph([need, secured, *rest]))

    def need(self, scenario: str, where: str, provision: str) -> Picture:
        pairs = [self._both(scenario, where, provision, year) for year in self.years]
        return need_picture(pairs, scenario, f"{provision}, {lower_first(where)}", self.base_year)

    def gap(self, scenario: str, where: str, year: str) -> Picture:
        pairs = [(name, *self._both(scenario, where, name, year)) for name in self.provisions]
        return gap_picture(pairs, scenario, f"{lower_first(where)}, by 31 March {year}")

    def _both(
        self, scenario: str, where: str, provision: str, year: str
    ) -> tuple[GapRow | None, GapRow | None]:
        """The two bounds of need: of children who should be near, and of those who are."""
        of = scenario, where, provision, year
        return self.rows.get((*of, False)), self.rows.get((*of, True))
