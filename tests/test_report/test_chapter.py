"""The sufficiency chapter: twelve sections in order, each number of which is one of the report's tables.

What is said is read here as a reader does, from the words alone: the numbers are taken out of the
sentences and looked for in the tables that the same report prints.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import count

import pandas as pd
import pytest

from sufficiency.forecast import Forecast
from sufficiency.report.assembly import report_of
from sufficiency.report.chapter import chapter_of
from sufficiency.report.cover import Cover
from sufficiency.report.declared import Cell, Protected
from sufficiency.report.gaps import NOT_ALIKE
from sufficiency.report.printed import notes_of, printed_rows
from sufficiency.report.reading import Reading
from sufficiency.report.runs import Run
from sufficiency.report.section import Section
from sufficiency.report.sections import children, means, opening
from test_report.made_report import COVER
from test_report.test_assembly import ANSWER, NO_ANSWERS, run_of, with_assumption
from test_report.test_public_report import PROVIDERS, forms_of

NAMES = ("purpose", "summary", "position", "needs", "capacity", "gap", "scenarios", "levers", "cost",
         "sixteen", "limits", "made")  # fmt: skip
# Each is a report: its profile, and the scenarios that it is of.
REPORTS = {
    "public": ("public", ("thurrock-2019",)),
    "restricted": ("restricted", ("thurrock-2019",)),
    "public 2023": ("public", ("thurrock-2023",)),
    "two scenarios": ("public", ("thurrock-2019", "hold-count")),
}
LEVERS = pd.DataFrame([ANSWER, {**ANSWER, "what": "Three homes", "reaches_goal": "no"}])

Chapter = tuple[Section, ...]
Tables = tuple[Protected, ...]


def cover_of(runs: Sequence[Run], profile: str, tables: Tables) -> Cover:
    first = runs[0]
    return Cover(
        title="Homes", authority=first.authority, as_at=first.as_at, profile=profile,
        protection=tables[0].mode, scenarios=tuple(run.title for run in runs), seed=first.seed,
        draws=first.draws, version=first.version,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(scenario_forecast: Callable[[str], Forecast]) -> Callable[[str], tuple[Tables, Cover]]:
    """The tables and cover of one of the reports."""

    @cache
    def run(name: str) -> Run:
        return run_of(scenario_forecast(name), name)

    @cache
    def report(name: str) -> tuple[Tables, Cover]:
        profile, scenarios = REPORTS[name]
        runs = [run(each) for each in scenarios]
        mode = "under_6" if profile == "public" else "none"
        tables = report_of(runs, profile, mode, LEVERS, {})
        return tables, cover_of(runs, profile, tables)

    return report


@pytest.fixture(scope="module", params=REPORTS)
def report(
    request: pytest.FixtureRequest, made: Callable[[str], tuple[Tables, Cover]]
) -> tuple[Tables, Cover]:
    return made(request.param)


@pytest.fixture(scope="module")
def public(made: Callable[[str], tuple[Tables, Cover]]) -> tuple[Tables, Cover]:
    return made("public")


def texts(sections: Sequence[Section]) -> list[str]:
    """Every paragraph and point."""
    return [text for section in sections for text in (*section.paragraphs, *section.points)]


def section(name: str, sections: Sequence[Section]) -> str:
    [found] = [each for each in sections if each.name == name]
    return " ".join(texts([found]))


def by_name(tables: Sequence[Protected]) -> dict[str, Protected]:
    return {table.declaration.table: table for table in tables}


def with_rows(tables: Tables, name: str, change: Callable[[Protected], list[list[Cell]]]) -> Tables:
    """The same tables, one of them with other rows."""
    return tuple(
        replace(table, rows=tuple(map(tuple, change(table)))) if table.declaration.table == name else table
        for table in tables
    )


def with_cell(tables: Tables, name: str, heading: str, cell: Cell, *labels: str) -> Tables:
    """The same tables, one cell of which is another: by its heading, in the row of some labels."""

    def changed(table: Protected) -> list[list[Cell]]:
        at = [column.heading for column in table.declaration.columns].index(heading)
        rows = [list(row) for row in table.rows]
        [row] = [row for row in rows if tuple(row[: len(labels)]) == labels]
        row[at] = cell
        return rows

    return with_rows(tables, name, changed)


# --- Sections -------------------------------------------------------------------------------------
def test_there_are_twelve_sections_in_the_order_of_a_committee_paper(report: tuple[Tables, Cover]) -> None:
    chapter = chapter_of(*report)
    assert tuple(each.name for each in chapter) == NAMES
    assert len({each.heading for each in chapter}) == len(NAMES)
    assert all(each.paragraphs for each in chapter if each.name != "cost")


def test_each_table_and_chart_of_a_section_is_one_of_the_report_and_has_rows(
    report: tuple[Tables, Cover],
) -> None:
    tables = by_name(report[0])
    for each in chapter_of(*report):
        for table in each.tables:
            assert tables[table.declaration.table] is table
            assert printed_rows(table)
        assert all(printed_rows(tables[name]) for name in each.charts)


def test_a_table_stands_under_one_section_alone(report: tuple[Tables, Cover]) -> None:
    names = [table.declaration.table for each in chapter_of(*report) for table in each.tables]
    assert len(names) > 15
    assert len(set(names)) == len(names)


def test_the_restricted_chapter_has_places_by_sector_and_the_public_one_says_where_they_are(
    made: Callable[[str], tuple[Tables, Cover]],
) -> None:
    public, restricted = (chapter_of(*made(name)) for name in ("public", "restricted"))
    assert "in the restricted report" in section("capacity", public)
    assert "in the restricted report" not in section("capacity", restricted)
    shown = {table.declaration.table for each in restricted for table in each.tables}
    assert {"T12", "T18b"} <= shown


# --- Words ----------------------------------------------------------------------------------------
UNFIT = re.compile(r"\bnan\b|None|  | ,| \.|\.\.|;;|,,|\(\)|\bc\b|[{}_]| $|^ ", re.MULTILINE)


def test_no_sentence_has_a_mark_of_a_number_that_was_not_there(report: tuple[Tables, Cover]) -> None:
    wrong = [text for text in texts(chapter_of(*report)) if UNFIT.search(_without_files(text))]
    assert wrong == []


def _without_files(text: str) -> str:
    """Words without names of files and of their rows, and without the one sentence that tells what `c` is."""
    return re.sub(r"\([\w., ]+\.csv\)|are shown as c\b", "(a file)", text)


def test_every_paragraph_and_point_ends_as_a_sentence_does(report: tuple[Tables, Cover]) -> None:
    assert [text for text in texts(chapter_of(*report)) if not re.search(r"[.!?][”)]?$", text)] == []


def test_no_paragraph_or_point_is_said_twice_in_a_section(report: tuple[Tables, Cover]) -> None:
    for each in chapter_of(*report):
        said = texts([each])
        assert len(set(said)) == len(said)


# --- Numbers --------------------------------------------------------------------------------------
NUMBER = re.compile(r"£?\d[\d,]*(?:\.\d+)?[mk]?")
# What is no number of a table: ages, miles, the law, ranges, chances, years that are back-tested, tables.
KNOWN = {
    "0", "16", "17", "18",  # ages, and 16+ provision
    "20",  # miles
    "1989", "22",  # Children Act 1989, section 22G
    "80", "100", "1", "5",  # of ranges and chances, counts of 1 to 5, and years that are back-tested
    "10,000",  # children that a rate is of
}  # fmt: skip
NAMES_OF_TABLES = re.compile(r"\b(?:T\d+[a-e]?|P80s?)\b")
CHANCE = re.compile(r"(?:more than |less than )?(\d+) of 100 possible futures\b")
FIRST_SENTINEL = 100_000


def numbers_in(text: str) -> list[str]:
    plain = NAMES_OF_TABLES.sub("", CHANCE.sub("", text))
    return [found.rstrip(",") for found in NUMBER.findall(plain)]


def printed_cells(tables: Tables) -> Iterator[tuple[str, Cell]]:
    """Each cell that is printed, with the kind of its column."""
    for table in tables:
        for row in printed_rows(table):
            yield from zip((column.kind for column in table.declaration.columns), row, strict=True)


def written(number: float) -> set[str]:
    """Ways in which a number may be written in a sentence, as a count or in pounds."""
    size = abs(number)
    plain = f"{size:,.0f}" if float(size).is_integer() else f"{size:,}"
    return {plain, f"£{size / 1e6:.1f}m", f"£{size / 1e3:.0f}k", f"£{size:.0f}"}


def of_the_tables(tables: Tables) -> set[str]:
    """Every number that the tables print, in a cell, a label or a heading."""
    found: set[str] = set()
    for _, cell in printed_cells(tables):
        found |= written(cell) if isinstance(cell, int | float) else set(numbers_in(cell or ""))
    for table in tables:
        words = (table.declaration.title, table.declaration.fills, *table.declaration.notes, *table.notes)
        headings = (column.heading for column in table.declaration.columns)
        found |= {number for text in (*words, *headings) for number in numbers_in(text)}
    return found


def counted(tables: Tables) -> set[str]:
    """What the chapter counts or works out itself: figures by kind, forecasts that held, one percentage."""
    named = by_name(tables)
    listed = sum(row[2] is not None for row in printed_rows(named["T17"]))
    used = {number for note in named["T17"].notes for number in numbers_in(note)}
    held = [row[-1] if row[-1] in ("yes", "no") else None for row in printed_rows(named["T20"])]
    ranged = sum(row[6] == "assumed" and row[1] is not None for row in printed_rows(named["T17"]))
    told = [listed, ranged, len(held)]
    within = sum(cell == "yes" for row in printed_rows(named["T20"]) for cell in row)
    population = [cell for cell in printed_rows(named["T1"])[-1][1:] if isinstance(cell, int | float)]
    changes = {abs(round(100 * (after / population[0] - 1))) for after in population[1:]}
    return {f"{number:,}" for number in (*told, within, *changes)} | used


def of_the_cover(cover: Cover) -> set[str]:
    years = {str(cover.as_at.year + ahead) for ahead in (-1, 0, 1, 5)}
    words = (*cover.how_it_was_made, cover.protection, cover.authority)
    return {*years, str(cover.as_at.day), *(number for text in words for number in numbers_in(text))}


def test_every_number_of_every_sentence_is_one_of_the_tables(report: tuple[Tables, Cover]) -> None:
    tables, cover = report
    known = KNOWN | of_the_tables(tables) | counted(tables) | of_the_cover(cover)
    said = {text: set(numbers_in(text)) - known for text in texts(chapter_of(tables, cover))}
    assert sum(len(numbers_in(text)) for text in said) > 150
    assert {text: numbers for text, numbers in said.items() if numbers} == {}


def marked(tables: Tables) -> Tables:
    """The same tables, each number of which is one that stands nowhere else: a sum of pounds by 100,000s."""
    next_number, next_pounds = count(FIRST_SENTINEL), count(10)

    def mark(cell: Cell, kind: str, heading: str) -> Cell:
        if not isinstance(cell, int | float) or heading.startswith("Chance"):
            return cell
        return float(next(next_pounds) * 100_000) if kind == "pounds" else float(next(next_number))

    return tuple(
        replace(table, rows=tuple(
            tuple(mark(cell, column.kind, column.heading)
                  for cell, column in zip(row, table.declaration.columns, strict=True))
            for row in table.rows
        ))
        for table in tables
    )  # fmt: skip


def test_whatever_the_tables_say_the_sentences_say(report: tuple[Tables, Cover]) -> None:
    """With a number in each cell that stands nowhere else, each number said is a cell's or a known one."""
    tables, cover = marked(report[0]), report[1]
    cells = {
        way for _, cell in printed_cells(tables) if isinstance(cell, int | float) for way in written(cell)
    }
    labels = {n for _, cell in printed_cells(tables) if isinstance(cell, str) for n in numbers_in(cell)}
    titles = {number for table in tables for number in numbers_in(table.declaration.title)}
    goals = {number for note in by_name(tables)["B"].declaration.notes for number in numbers_in(note)}
    # Labels are years and names of scenarios: none of them is as large as a cell.
    others = KNOWN | counted(tables) | of_the_cover(cover) | labels | titles | goals
    said = [number for text in texts(chapter_of(tables, cover)) for number in numbers_in(text)]
    large = [number for number in said if float(re.sub(r"[£,mk]", "", number)) >= FIRST_SENTINEL]
    assert len(large) > 90
    assert [number for number in said if number not in cells | others] == []


def test_a_chance_is_one_of_the_gap_by_year(report: tuple[Tables, Cover]) -> None:
    tables, cover = report
    table = by_name(tables)["T16d"]
    at = [column.heading for column in table.declaration.columns].index("Chance of shortfall")
    chances = {round(100 * cell) for row in printed_rows(table) if isinstance(cell := row[at], int | float)}
    said = {int(found) for text in texts(chapter_of(tables, cover)) for found in CHANCE.findall(text)}
    assert said
    assert said <= chances | {99, 1}


# --- Each number where it belongs -----------------------------------------------------------------
def cell_of(tables: Tables, name: str, heading: str, *labels: str) -> str:
    """A cell as a sentence has it."""
    table = by_name(tables)[name]
    at = [column.heading for column in table.declaration.columns].index(heading)
    [row] = [row for row in printed_rows(table) if row[: len(labels)] == labels]
    number = row[at]
    assert isinstance(number, int | float)
    return f"{number:,.0f}"


KINDS, RUNG_3 = "All three kinds", "Too far, for want of a nearer home"
WITHIN, FAR_SOON = "Within 20 miles", ("Should be near", "2024")


@pytest.mark.parametrize(
    ("name", "said", "cells"),
    [
        ("summary", "On 31 March 2019, {} children were in our care.", [("T7", "All", "All")]),
        ("summary", "Of the other {}, {} ({} to {}) lived more than 20 miles away", [
            ("A", "Children", KINDS, "On any rung"), ("A", "Children", KINDS, RUNG_3),
            ("A", "Low, modelled", KINDS, RUNG_3), ("A", "High, modelled", KINDS, RUNG_3)]),
        ("summary", "about {} children ({} to {}) would be in our care on 31 March 2024", [
            ("T14", f"Thurrock 2019: hold the rate, {end}", "2024")
            for end in ("modelled", "80% low", "80% high")]),
        ("summary", "we would need about {} homes ({} to {}). About {} are secured. The gap is about {} "
         "homes ({} to {}). To be 80% sure of enough, we would have to add about {} in all.", [
            ("T16d", f"{heading}, modelled", "Thurrock 2019: hold the rate", WITHIN, KINDS, *FAR_SOON)
            for heading in ("Need", "Need, 80% low", "Need, 80% high", "Secured places", "Gap",
                            "Gap, 80% low", "Gap, 80% high", "Places to add for 80 in 100")]),
        ("summary", "we would have to find about {} placements ({} to {})", [
            ("C", f"{heading}, modelled", "All") for heading in ("All ages a year", "80% low", "80% high")]),
        ("needs", "Fostering: {} children on 31 March 2019; about {} children ({} to {}) on 31 March 2024.", [
            ("T15", heading, "Fostering") for heading in
            ("2019, children", "2024, modelled", "80% low in 2024, modelled", "80% high in 2024, modelled")]),
        ("capacity", "Our own fostering had about {} places ({} to {}) on 31 March 2019, in about {} "
         "households.", [
            ("T13", f"{heading}, modelled", "2019") for heading in
            ("Places", "Places, 80% low", "Places, 80% high", "Households")]),
        ("capacity", "on 31 March 2020, the scenario has secured about {} foster homes", [
            ("T16d", "Secured places, modelled", "Thurrock 2019: hold the rate", WITHIN, "Fostering",
             "Should be near", "2020")]),
        ("sixteen", "In the year to 31 March 2020, about {} children ({} to {}) would turn 18.", [
            ("L", heading, "Children who turn 18 in the year") for heading in
            ("2020, modelled", "80% low in 2020, modelled", "80% high in 2020, modelled")]),
        ("levers", "Two homes of four beds: {} homes would bring about {} ({} to {}) more children", [
            ("B", heading, "Two homes of four beds") for heading in
            ("Size", "Reaches, modelled", "80% low, modelled", "80% high, modelled")]),
    ],
)  # fmt: skip
def test_a_sentence_takes_each_number_from_its_own_cell(
    name: str, said: str, cells: list[tuple[str, ...]], public: tuple[Tables, Cover]
) -> None:
    tables, cover = marked(public[0]), public[1]
    wanted = said.format(*(cell_of(tables, *cell) for cell in cells))
    assert wanted in section(name, chapter_of(tables, cover))


def test_a_sentence_changes_with_its_number(public: tuple[Tables, Cover]) -> None:
    tables, cover = public
    before = section("summary", chapter_of(tables, cover))
    changed = with_cell(tables, "T7", "All", 301.0, "All")
    assert "293 children were in our care" in before
    after = section("summary", chapter_of(changed, cover))
    assert after == before.replace("293 children were", "301 children were")


def test_two_scenarios_are_told_each_with_its_own_numbers(
    made: Callable[[str], tuple[Tables, Cover]],
) -> None:
    tables, cover = made("two scenarios")
    tables = marked(tables)
    told = section("scenarios", chapter_of(tables, cover))
    assert len(set(cover.scenarios)) == 2
    for title in cover.scenarios:
        own = [
            cell_of(tables, "T14", f"{title}, {end}", "2024") for end in ("modelled", "80% low", "80% high")
        ]
        gap = cell_of(tables, "T16d", "Gap, modelled", title, WITHIN, KINDS, *FAR_SOON)
        assert f"{title}: about {own[0]} children ({own[1]} to {own[2]})" in told
        assert f"within 20 miles a gap of about {gap} homes" in told


def test_a_scenario_whose_title_begins_as_anothers_does_keeps_its_own_numbers(
    made: Callable[[str], tuple[Tables, Cover]],
) -> None:
    tables, cover = made("two scenarios")
    longer, shorter = "Homes, and more", "Homes"
    renamed = tuple(_renamed(table, dict(zip(cover.scenarios, (longer, shorter), strict=True)))
                    for table in marked(tables))  # fmt: skip
    own = cell_of(renamed, "T14", f"{shorter}, modelled", "2024")
    told = section("scenarios", chapter_of(renamed, replace(cover, scenarios=(longer, shorter))))
    assert f"{shorter}: about {own} children" in told


def _renamed(table: Protected, titles: dict[str, str]) -> Protected:
    def told(text: Cell) -> Cell:
        for before, after in titles.items():
            text = text.replace(before, after) if isinstance(text, str) else text
        return text

    columns = tuple(replace(each, heading=str(told(each.heading))) for each in table.declaration.columns)
    rows = tuple(tuple(told(cell) for cell in row) for row in table.rows)
    return replace(table, declaration=replace(table.declaration, columns=columns), rows=rows)


# --- Ranges ---------------------------------------------------------------------------------------
ABOUT = re.compile(r"[Aa]bout [£−]*\d[\d,]*(?:\.\d+)?[mk]?")
IN_A_RANGE = re.compile(r"(?: [a-z0-9+-]+){0,5} \([^)]*\bto\b")
# Numbers of the future, or assumed, that are told without a range, and why.
ALONE = (
    r"About [\d,]+ (?:is|are) secured\.",  # secured places stand on the list and are not drawn
    r"has secured (?:about [\d,]+ [a-z0-9 +]+|no [a-z0-9 +]+|, | and )+\.",  # the same
    r"To be 80% sure of enough, we would have to add about [\d,]+ in all\.",  # an end of a range itself
    r"the children in those homes cost about £[\d.,]+[mk]? a year in full",  # a published unit cost
    r"in about [\d,]+ households\.",  # of the base year: places, beside it, have the range
    r"come to about £[\d.,]+[mk]? in the year to",  # of the base year
    r"the gap would be about −?[\d,]+ homes at its low and about −?[\d,]+ at its high\.",  # two ends
    # Paths, which the next sentence gives the range of.
    r"would be (?:about [\d,]+ homes?|few or no homes) if [^.]* and (?:about [\d,]+ homes?|few or no homes)"
    r" if",
)


def bare(text: str) -> list[str]:
    """Every "about so many" that no range follows, and that is none of those which may stand alone."""
    told = text
    for pattern in ALONE:
        told = re.sub(pattern, "", told)
    return [found.group() for found in ABOUT.finditer(told) if not IN_A_RANGE.match(told, found.end())]


def test_the_checker_of_ranges_tells_a_bare_number_from_one_in_its_range() -> None:
    assert bare("we would need about 45 homes.") == ["about 45"]
    assert bare("we would need about 45 homes (30 to 60). There are about 5 homes to spare.") == ["about 5"]
    assert bare("about 45 foster homes to spare (from 5 to spare to a gap of 60). About 4 are secured.") == []


def test_no_number_of_the_future_is_told_without_its_range(report: tuple[Tables, Cover]) -> None:
    said = texts(chapter_of(*report))
    assert sum(len(ABOUT.findall(text)) for text in said) > 40
    found = {text: _not_of_one_end(bare(text), report[0]) for text in said}
    assert {text: numbers for text, numbers in found.items() if numbers} == {}


def _not_of_one_end(numbers: list[str], tables: Tables) -> list[str]:
    """Numbers but those of a row of the gap by year both ends of whose range are printed the same."""
    table = by_name(tables)["T16d"]
    headings = [column.heading for column in table.declaration.columns]
    single = set()
    for heading in ("Need", "Gap"):
        at, low, high = (
            headings.index(f"{heading}{end}, modelled") for end in ("", ", 80% low", ", 80% high")
        )
        single |= {f"about {abs(row[at]):,.0f}" for row in printed_rows(table) if row[low] == row[high]}  # type: ignore[arg-type]
    return [number for number in numbers if number.lower() not in single]


# --- Grammar --------------------------------------------------------------------------------------
def few(tables: Tables, total: Cell = None, own: Cell = None, rest: Cell = None, far: Cell = None) -> Tables:
    """The same report of another number of children."""
    told = with_cell(tables, "T7", "All", total, "All")
    told = with_cell(told, "A", "Children", own, "Kinship, parents, adopters and secure",
                     "The home comes with the child")  # fmt: skip
    told = with_cell(told, "A", "Children", rest, KINDS, "On any rung")
    return with_cell(told, "A", "Children", far, KINDS, RUNG_3)


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (1.0, "On 31 March 2019, 1 child was in our care."),
        (2.0, "On 31 March 2019, 2 children were in our care."),
        (1200.0, "On 31 March 2019, 1,200 children were in our care."),
        (0.0, "On 31 March 2019, no children were in our care."),
        ("c", "On 31 March 2019, a confidential number of children were in our care."),
        (None, "How many children were in our care on 31 March 2019 is not recorded."),
    ],
)
def test_one_child_was_and_two_children_were(total: Cell, said: str, public: tuple[Tables, Cover]) -> None:
    found = Reading.of(few(public[0], total, 1.0, 1.0, 1.0), public[1])
    assert opening.position_sentences(found)[0] == said


@pytest.mark.parametrize(
    ("cell", "said"), [("c", "a confidential number"), (None, "not recorded"), (4.0, "Of them, 4 lived")]
)
def test_a_count_that_is_hidden_or_not_known_is_told_in_words(
    cell: Cell, said: str, public: tuple[Tables, Cover]
) -> None:
    told = " ".join(
        opening.position_sentences(Reading.of(few(public[0], 293.0, cell, cell, cell), public[1]))
    )
    assert said in told
    assert "None" not in told


def test_a_count_that_is_hidden_has_no_range_beside_it(public: tuple[Tables, Cover]) -> None:
    told = " ".join(
        opening.position_sentences(Reading.of(few(public[0], 293.0, 41.0, 252.0, "c"), public[1]))
    )
    assert "a confidential number lived more than 20 miles away" in told


def test_one_scenario_is_a_scenario_and_two_are_scenarios(
    made: Callable[[str], tuple[Tables, Cover]],
) -> None:
    assert "from the scenario Thurrock" in section("made", chapter_of(*made("public")))
    assert "from the scenarios Thurrock" in section("made", chapter_of(*made("two scenarios")))


@pytest.mark.parametrize(("scenario", "others"), [("public", False), ("two scenarios", True)])
def test_other_scenarios_are_spoken_of_only_where_there_are_any(
    scenario: str, others: bool, made: Callable[[str], tuple[Tables, Cover]]
) -> None:
    assert ("sets the others beside it" in section("gap", chapter_of(*made(scenario)))) == others


def with_gap(tables: Tables, central: float, low: float, high: float) -> Tables:
    """The same report with another gap of all three kinds within 20 miles five years on."""
    labels = ("Thurrock 2019: hold the rate", WITHIN, KINDS, *FAR_SOON)
    told = with_cell(tables, "T16d", "Gap, modelled", central, *labels)
    told = with_cell(told, "T16d", "Gap, 80% low, modelled", low, *labels)
    return with_cell(told, "T16d", "Gap, 80% high, modelled", high, *labels)


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        ((-15, -40, 10), "There are about 15 homes to spare (from 40 to spare to a gap of 10)."),
        ((-25, -40, -10), "There are about 25 homes to spare (10 to 40)."),
        ((0, -10, 10), "There are about as many homes as are needed (from 10 to spare to a gap of 10)."),
        ((45, 10, 90), "The gap is about 45 homes (10 to 90)."),
    ],
)
def test_a_gap_below_zero_is_homes_to_spare(
    gap: tuple[float, float, float], said: str, public: tuple[Tables, Cover]
) -> None:
    told = chapter_of(with_gap(public[0], *gap), public[1])
    assert said in section("summary", told)
    assert not re.search(r"gap[^.]*[−-]\d", section("summary", told))


def test_several_levers_that_reach_the_goal_are_told_and_those_that_do_not_are_not(
    public: tuple[Tables, Cover],
) -> None:
    told = section("levers", chapter_of(*public))
    assert "The goal asked: bring 27 more children inside the authority by 31 March 2024." in told
    assert "Two homes of four beds" in told
    assert "Three homes" not in told


def test_where_no_lever_reaches_the_goal_it_says_so(public: tuple[Tables, Cover]) -> None:
    none = with_cell(public[0], "B", "Reaches the goal", "no", "Two homes of four beds")
    chapter = chapter_of(none, public[1])
    assert "No lever that was tried reaches the goal by itself." in section("levers", chapter)
    assert "no lever that was tried would be enough by itself" in section("summary", chapter)


def test_what_moves_the_homes_wanted_most_is_the_largest_step_up_or_down(
    public: tuple[Tables, Cover],
) -> None:
    tables = public[0]
    for step in ("Population", "Rate"):
        heading = next(
            c.heading for c in by_name(tables)["T19"].declaration.columns if c.heading.startswith(step)
        )
        moved = with_cell(tables, "T19", heading, -995.0, "2024")
        assert f"in this scenario: {step.lower()}." in section("needs", chapter_of(moved, public[1]))


def test_rungs_that_nobody_has_counted_are_named_and_are_not_zero(public: tuple[Tables, Cover]) -> None:
    assert "Not recorded, which is not zero: no registered home and wrong kind of home." in section(
        "position", chapter_of(*public)
    )


# --- An authority of which little is recorded -----------------------------------------------------
def emptied(tables: Tables) -> Tables:
    return tuple(replace(table, rows=()) for table in tables)


def blanked(tables: Tables) -> Tables:
    """The same tables with their labels alone: no number is recorded. A lever that was tried has a size."""
    return tuple(
        table if table.declaration.table == "B" else replace(table, rows=tuple(
            tuple(each if column.kind in ("label", "text") else None
                  for each, column in zip(row, table.declaration.columns, strict=True))
            for row in table.rows
        ))
        for table in tables
    )  # fmt: skip


def all_hidden(tables: Tables) -> Tables:
    """The same tables with every count of children confidential, and the rest of its row with it."""
    return tuple(replace(table, rows=tuple(_hidden(table, row) for row in table.rows)) for table in tables)


def _hidden(table: Protected, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    kinds = [column.kind for column in table.declaration.columns]
    has_a_count = any(kind == "count" and cell is not None for kind, cell in zip(kinds, row, strict=True))
    return tuple(
        "c" if has_a_count and kind not in ("label", "text") and cell is not None else cell
        for kind, cell in zip(kinds, row, strict=True)
    )


def test_without_any_table_there_are_still_twelve_sections(public: tuple[Tables, Cover]) -> None:
    chapter = chapter_of((), public[1])
    assert tuple(each.name for each in chapter) == NAMES
    assert "is not recorded" in section("summary", chapter)
    assert not any(each.tables or each.charts for each in chapter)


@pytest.mark.parametrize(
    ("name", "fills"),
    [
        ("position", "profile.csv"),
        ("needs", "population.csv"),
        ("needs", "flows.csv"),
        ("capacity", "fostering.csv"),
        ("gap", "A finished run"),
        ("scenarios", "Two finished runs or more"),
        ("levers", "The answers of sufficiency levers"),
        ("cost", "costs.csv"),
        ("sixteen", "leaving_care.csv"),
        ("limits", "children_looked_after.csv"),
    ],
)
def test_a_section_whose_tables_are_empty_says_what_would_fill_them(
    name: str, fills: str, public: tuple[Tables, Cover]
) -> None:
    chapter = chapter_of(emptied(public[0]), public[1])
    told = section(name, chapter)
    assert "There are no figures yet for" in told
    assert fills.lower() in told.lower()
    assert not any(each.tables or each.charts for each in chapter)


NO_NUMBER = re.compile(
    r"(?:[Aa]bout|find|forecast|between|and|than|Over|range|of|had) (?:not recorded|confidential)"
    r"|[Aa]bout (?:an? |no )|other a\b"
)


@pytest.mark.parametrize("change", [blanked, all_hidden])
def test_numbers_that_are_all_blank_or_all_hidden_are_told_in_whole_sentences(
    change: Callable[[Tables], Tables], public: tuple[Tables, Cover]
) -> None:
    chapter = chapter_of(change(public[0]), public[1])
    assert tuple(each.name for each in chapter) == NAMES
    said = texts(chapter)
    assert [text for text in said if UNFIT.search(_without_files(text))] == []
    assert [text for text in said if NO_NUMBER.search(text)] == []


def test_where_no_place_is_secured_it_is_said_without_about(public: tuple[Tables, Cover]) -> None:
    labels = ("Thurrock 2019: hold the rate", WITHIN, "Residential", "Should be near", "2020")
    none = with_cell(public[0], "T16d", "Secured places, modelled", 0.0, *labels)
    told = section("capacity", chapter_of(none, public[1]))
    assert "no residential places" in told
    assert "about no" not in told


def test_scenarios_with_and_without_a_select_list_are_said_not_to_be_alike(
    made: Callable[[str], tuple[Tables, Cover]],
) -> None:
    tables, cover = made("two scenarios")
    note = f"{NOT_ALIKE}In “a” homes on contract are those of a select list."
    unlike = tuple(replace(t, notes=(note,)) if t.declaration.table == "T16c" else t for t in tables)
    assert "In “a” homes on contract are those of a select list." in section(
        "scenarios", chapter_of(unlike, cover)
    )
    assert "select list" not in section("scenarios", chapter_of(tables, cover))


def test_an_authority_whose_spend_is_not_recorded_is_told_which_homes_no_sum_counts(
    made: Callable[[str], tuple[Tables, Cover]],
) -> None:
    said = section("cost", chapter_of(*made("public 2023")))
    assert "Fees and allowances that are recorded come to £" in said
    assert "Not counted, because no fee is recorded: our own foster carers; homes of fostering" in said


def test_an_authority_without_flows_is_told_what_would_fill_placements_to_find(
    made: Callable[[str], tuple[Tables, Cover]],
) -> None:
    told = section("needs", chapter_of(*made("public 2023")))
    assert "published flows (flows.csv)" in told


# --- What may be public ---------------------------------------------------------------------------
def with_providers(run: Run) -> Run:
    """A run with a select list: each provider's row has its name, its places and its fee."""
    for name, fee in PROVIDERS.items():
        run = with_assumption(
            run, figure=f"select_list/{name}/residential/spot", value=5.0, unit="places", kind="derived",
            source=f"{name}, {fee} a week",
        )  # fmt: skip
    return run


def test_the_public_chapter_has_no_provider_and_no_fee(
    scenario_forecast: Callable[[str], Forecast],
) -> None:
    run = with_providers(run_of(scenario_forecast("thurrock-2019"), "thurrock-2019"))
    tables = report_of([run], "public", "under_6", NO_ANSWERS, {})
    chapter = chapter_of(tables, cover_of([run], "public", tables))
    cells = [str(cell) for each in chapter for _, cell in printed_cells(each.tables)]
    notes = [note for each in chapter for table in each.tables for note in notes_of(table)]
    for name, fee in PROVIDERS.items():
        wanted = forms_of(name, fee)
        assert [text for text in (*texts(chapter), *cells, *notes) if wanted.search(text)] == []


def test_the_public_chapter_has_no_table_that_is_restricted(report: tuple[Tables, Cover]) -> None:
    shown = [table for each in chapter_of(*report) for table in each.tables]
    assert all(table.profile == report[1].profile for table in shown)
    if report[1].profile == "public":
        assert not [table for table in shown if table.declaration.restricted]


# --- Reading --------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def found(public: tuple[Tables, Cover]) -> Reading:
    return Reading.of(*public)


def test_a_cell_is_found_by_its_row_and_the_beginning_of_its_heading(found: Reading) -> None:
    assert found.cell("T7", "All", "All") == 293
    assert found.cell("T15", "2019", "Fostering") == 196
    assert found.cell("T7", "All", "Nowhere") is None
    assert found.cell("T99", "All", "All") is None


def test_a_number_and_its_two_ends_are_three_columns_that_begin_alike(found: Reading) -> None:
    central, low, high = found.three("T14", "Thurrock 2019: hold the rate", "2024")
    assert isinstance(low, float | int)
    assert low < central < high  # type: ignore[operator]
    assert found.three("T14", "Another scenario", "2024") == (None, None, None)


def test_both_bounds_of_a_gap_are_found_or_neither(found: Reading) -> None:
    title = found.scenarios[0]
    both = found.gap(title, WITHIN, "Fostering", "2024")
    assert both is not None
    assert [row.basis for row in both] == ["Should be near", "As placed"]
    assert both[0].gap >= both[1].gap  # type: ignore[operator]
    assert found.gap(title, WITHIN, "Fostering", "2099") is None


def test_five_years_on_is_the_last_year_that_forecasts_have_been_back_tested_for(found: Reading) -> None:
    assert found.soon == "2024"
    assert Reading.of((), COVER).soon == "2019"


def test_the_scenarios_are_those_of_the_gap_or_without_one_of_the_cover(found: Reading) -> None:
    assert found.scenarios == ["Thurrock 2019: hold the rate"]
    assert Reading.of((), COVER).scenarios == list(COVER.scenarios)


def test_the_day_is_written_as_people_write_it(found: Reading) -> None:
    assert Reading.of((), replace(COVER, as_at=date(2023, 3, 31))).day == "31 March 2023"
    assert found.base_year == 2019


def test_only_tables_with_rows_are_shown_and_drawn(found: Reading) -> None:
    names = [table.declaration.table for table in found.tables("T16c", "A", "T7", "T99")]
    assert names == ["A", "T7"]  # there is one run alone
    assert found.charts("T16c", "A", "T99") == ("A",)


def test_a_table_that_is_left_out_is_not_said_to_lack_figures(found: Reading) -> None:
    assert found.missing("T12", "A") == []
    assert found.missing("T16c") == [
        "There are no figures yet for the gap in 2024 by scenario, within 20 miles. What would give them: "
        "two finished runs or more, named one after the other."
    ]


def test_what_dfe_published_is_of_the_last_two_years_that_have_a_count(found: Reading) -> None:
    [said] = children.where_they_live(found).paragraphs[1:2]
    assert "290 children" in said
    assert "31 March 2019" in said
    assert "299 on 31 March 2018" in said


def test_a_lever_without_a_change_in_fees_says_nothing_of_them(public: tuple[Tables, Cover]) -> None:
    found = Reading.of(*public)
    row, asked = found.rows("B")[0], means.goals(found)
    assert "fees and allowances would change by about" in means.lever_words(row, asked)
    assert "fees" not in means.lever_words({**row, "Change in fees paid": None}, asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["bring 27 more children inside by 31 March 2024"], "more children inside the authority"),
        (["close the fostering gap within 20 miles by 31 March 2024"], "off the gap"),
        (["bring 27 more", "close the gap"], "of what was asked"),
    ],
)
def test_what_a_lever_reaches_is_counted_as_its_goal_is(
    asked: list[str], said: str, public: tuple[Tables, Cover]
) -> None:
    assert said in means.lever_words(Reading.of(*public).rows("B")[0], asked)
