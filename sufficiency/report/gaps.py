"""The tables of the gap: need less secured places, by scope, year, scenario and path; and places wanted."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

import pandas as pd

from sufficiency.cases.account import HOLD_COUNT, HOLD_RATE, SCENARIO
from sufficiency.report.declared import Cell, Column, Declaration, Draft
from sufficiency.report.drafting import Rows, draft, label_column, one, year_heading
from sufficiency.report.homes import ALL_KINDS
from sufficiency.report.runs import Run, titles_of
from sufficiency.rounding import enough
from sufficiency.tidy import pick
from sufficiency.vocabulary import (
    AGE_BANDS,
    ALL,
    AS_PLACED,
    BACK_TESTED_YEARS,
    INSIDE,
    LABELS,
    PROVISIONS,
    SHOULD_BE_NEAR,
    WITHIN_20,
)
from sufficiency.words import listed

WHAT_A_GAP_IS: Final = (
    "A gap is homes to secure: need above the places secured. It does not count children without a home."
)
NOT_ALIKE = "Not alike in what they know of homes. "  # begins a note on runs with and without a list
PATHS: Mapping[str, str] = {
    HOLD_COUNT: "The number of children looked after stays as it is",
    HOLD_RATE: "The number follows the child population",
    SCENARIO: "As in this scenario",
}

PATH = {
    "demand_central": "Need",
    "demand_p10": "Need, 80% low",
    "demand_p90": "Need, 80% high",
    "secured_central": "Secured places",
    "gap_central": "Gap",
    "gap_p10": "Gap, 80% low",
    "gap_p90": "Gap, 80% high",
    "gap_p80": "Gap if things go badly (P80)",
    "chance_of_shortfall": "Chance of shortfall",
    "add_for_80": "Places to add for 80 in 100",
}


def gap(run: Run, scope: str) -> Draft:
    """T16: need, secured places and the gap five years on, in one scope, on both bounds of need."""
    table = run.table("gap")
    year = run.soon
    named = {
        "demand_central": "Need",
        "demand_p80": "Need if things go badly (P80)",
        "secured_central": "Secured places",
        "gap_central": "Gap",
        "gap_p80": "Gap if things go badly (P80)",
        "chance_of_shortfall": "Chance of shortfall",
        "add_for_80": "Places to add for 80 in 100",
    }
    columns = (
        label_column("Provision"),
        label_column("Need"),
        *(
            Column(heading, "number", 2)
            if name == "chance_of_shortfall"
            else Column(f"{heading}, modelled", "modelled")
            for name, heading in named.items()
        ),
    )
    rows: Rows = [
        [LABELS[name], LABELS[basis], *(
            _told(column, one(table, column, year=year, provision=name, scope=scope, need_basis=basis))
            for column in named)]
        for name in PROVISIONS
        for basis in (SHOULD_BE_NEAR, AS_PLACED)
    ]  # fmt: skip
    where = {INSIDE: "inside the authority", WITHIN_20: "within 20 miles"}[scope]
    declaration = Declaration(
        "T16" if scope == WITHIN_20 else "T16b", f"The gap in {year}, {where}", "homes, modelled", columns,
        (WHAT_A_GAP_IS,
         "Should be near adds children further away for want of a nearer home: the need lies between."),
        "A finished run.",
    )  # fmt: skip
    return draft(declaration, run, rows, notes=[run.of_scenario])


def gap_by_scenario(runs: Sequence[Run]) -> Draft:
    """T16c: the gap of children who should be near, five years on, in each scenario side by side."""
    first = runs[0]
    year = min(run.soon for run in runs)
    named = {"gap_central": "gap", "gap_p80": "gap if things go badly (P80)"}
    columns = (
        label_column("Provision"),
        *(
            Column(f"{title}: {words}, modelled", "modelled")
            for title in titles_of(runs)
            for words in named.values()
        ),
    )
    where = {"year": year, "scope": WITHIN_20, "need_basis": SHOULD_BE_NEAR}
    rows: Rows = [
        [
            LABELS[name],
            *(
                _told(column, one(run.table("gap"), column, provision=name, **where))
                for run in runs
                for column in named
            ),
        ]
        for name in PROVISIONS
    ]
    declaration = Declaration(
        "T16c", f"The gap in {year} by scenario, within 20 miles", "homes, modelled", columns,
        (WHAT_A_GAP_IS,),
        "Two finished runs or more, named one after the other.",
    )  # fmt: skip
    return draft(declaration, first, rows if len(runs) > 1 else (), notes=_lists_differ(runs))


def gap_by_year(runs: Sequence[Run]) -> Draft:
    """T16d: need, secured places and the gap in each coming year, by scenario, scope and bound of need."""
    columns = (
        *(label_column(heading) for heading in ("Scenario", "Where", "Provision", "Need as", "31 March")),
        *(
            Column(heading, "number", 2)
            if name == "chance_of_shortfall"
            else Column(f"{heading}, modelled", "modelled")
            for name, heading in PATH.items()
        ),
    )
    rows: Rows = [
        [title, LABELS[scope], ALL_KINDS if name == ALL else LABELS[name], LABELS[basis], str(year),
         *(_told(column, float(row[column])) for column in PATH)]
        for run, title in zip(runs, titles_of(runs), strict=True)
        for (scope, name, basis, year), row in _gap_rows(run)
    ]  # fmt: skip
    declaration = Declaration(
        "T16d", "Need, secured places and the gap, year by year", "homes on 31 March, modelled", columns,
        (WHAT_A_GAP_IS,
         "Should be near adds children further away for want of a nearer home: the need lies between.",
         "All three kinds sets places to spare in one kind against need in another. P80s do not add up.",
         f"Years more than {BACK_TESTED_YEARS} ahead are beyond what has been back-tested."),
        "A finished run.",
    )  # fmt: skip
    return draft(declaration, runs[0], rows, notes=_lists_differ(runs))


def _told(column: str, number: Cell) -> Cell:
    """A number of a gap as it is told: at P80 rounded up, so that it agrees with the places to add."""
    return float(enough(number)) if column == "gap_p80" and isinstance(number, int | float) else number


def _lists_differ(runs: Sequence[Run]) -> list[str]:
    """That some runs have homes on contract from a select list, and others not; nothing where all agree."""
    told = list(zip(titles_of(runs), (run.made.select_list for run in runs), strict=True))
    with_list = [title for title, given in told if given]
    without = [title for title, given in told if given == ""]
    if not with_list or not without:
        return []
    return [
        f"{NOT_ALIKE}In {_quoted(with_list)} homes on contract are those of a select list; in "
        f"{_quoted(without)} there is none, and how many are on contract is assumed. So part of a difference "
        "between them is of the list, and not of the scenario."
    ]


def _quoted(titles: Sequence[str]) -> str:
    return listed(f"“{title}”" for title in titles)


def _gap_rows(run: Run) -> Iterator[tuple[tuple[str, str, str, int], "pd.Series[Any]"]]:
    """The gap's rows by scope, provision, bound and coming year, in that order."""
    table = run.table("gap")
    if table.empty:
        return
    rows = table.set_index(["scope", "provision", "need_basis", "year"])
    for name in product(
        (WITHIN_20, INSIDE), (*PROVISIONS, ALL), (SHOULD_BE_NEAR, AS_PLACED), run.coming_years
    ):
        yield name, rows.loc[[name]].iloc[0]


def gap_by_path(run: Run) -> Draft:
    """T16e: the gap within 20 miles if numbers stay as they are, follow the population, or as here."""
    table = run.table("benchmarks")
    years = run.key_years[1:]
    columns = (label_column("If"), *(Column(f"{year}, modelled", "modelled") for year in years))
    rows: Rows = [
        [words, *(one(table, "gap_within_20_miles_should_be_near", path=name, year=year) for year in years)]
        for name, words in PATHS.items()
    ]
    declaration = Declaration(
        "T16e", "The gap along three paths of children looked after, within 20 miles", "homes, modelled",
        columns,
        ("All three kinds together, of children who should be near, with the homes of this scenario.",
         "Central paths: each has a range about it, as the scenario's own has in table T16d."),
        "A finished run.",
    )  # fmt: skip
    return draft(declaration, run, rows if len(table) else (), notes=[run.of_scenario])


def places_wanted(run: Run) -> Draft:
    """T23: places wanted from the market within 20 miles in the next three years."""
    table = pick(run.table("places_wanted"), scope=WITHIN_20)
    years = sorted({int(year) for year in table["year"]}) if len(table) else []
    columns = (label_column("Provision"), label_column("Age"),
               *(Column(year_heading(run, year), "modelled") for year in years))  # fmt: skip
    ages = (*AGE_BANDS, ALL)
    rows: Rows = [
        [LABELS[name], LABELS[band], *(
            one(table, "places", year=year, provision=name, age_band=band) for year in years)]
        for name in PROVISIONS
        for band in ages
    ]  # fmt: skip
    declaration = Declaration(
        "T23", "Places wanted from the market, within 20 miles", "places, modelled", columns,
        ("The gap of children who should be near, by the ages of those who need the provision.",),
        "A finished run.",
    )  # fmt: skip
    return draft(declaration, run, rows if years else (), notes=[run.of_scenario])
