"""The assurance of a report: what somebody needs who did not make it and has to check it (Aqua Book).

Everything in it is of protected tables and of facts of the run, so that it is as safe as the tables are.
What only people can say (who checked it, what the council decided) is left open for them (decision 0022).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sufficiency.report.cover import PROFILE_IN_WORDS, Cover
from sufficiency.report.declared import PUBLIC, UNDER_5, UNDER_6, Cell, Protected
from sufficiency.report.evidence import USED
from sufficiency.report.making import NO_NAME, Making, RunMade, commands, in_words
from sufficiency.report.markdown import block, bullets, code, heading, plain, protected, table
from sufficiency.report.printed import check_tables, day_in_words, notes_of, printed_rows
from sufficiency.vocabulary import LABELS, PROVISIONS, RUNG_LABELS
from sufficiency.words import listed, lower_first

ASSUMPTIONS, RECORD, BACK_TEST, SENSITIVITY, POSITION = "T17", "T20", "K", "S", "A"
SUPPRESSING: Final = (UNDER_5, UNDER_6)
KINDS: Final = ("published", "derived", "assumed")
NOT_SAID: Final = "not recorded"
IT_IS_FOR: Final = (
    "commissioning officers who write the yearly sufficiency statement",
    "the people who turn it into a strategy",
    "analysts who want the numbers behind the tables",
)
READS_NO_CHILD: Final = "keeping case records: a run reads no child-level data"
READS_RETURNS: Final = (
    "keeping case records: a run counts the children in the authority's returns, and keeps no row"
)
IT_IS_NOT_FOR: Final = (
    "matching a child to a home, or any decision about one child",
    READS_NO_CHILD,
    "setting targets: a scenario is a what-if, a target is what somebody wants, and a forecast is what has "
    "been scored against what happened",
    "counting children far ahead: anything beyond five years is a scenario to plan around, never a headline",
)
TESTED: Final = (
    "**Laws**, in tests and again in every run: homes add to children in every draw; children placed are "
    "places filled plus children with no registered home; rungs add to commissioned need; should-be-near "
    "need is never below as-placed. A result that breaks one is not shown.",
    "**Golden tables**: those of the bundled example, kept. A change of any number in them is a change of "
    "the model, and has to be meant and accepted.",
    "**Published files** of DfE, ONS and Ofsted, read as they are saved.",
    "**An attacker** with a solver, who shares no code with the tool and tries to work out the counts that "
    "a public report hides.",
    "**The same bytes** from the same inputs, twice; runs that are interrupted; and bad input of every kind.",
)
PATTERN: Final = (
    "Who is where, by age, kind of home and distance, is a pattern fitted to totals (a modelled "
    "cross-tabulation). It is no guide to any child."
)
OWN_PATTERN: Final = (
    "Who is where, by age, kind of home and distance, is the authority's own cross-tabulation, from its "
    "SSDA903 return. It is no guide to any child of later years."
)
LIMITS: Final = (
    "No forecast of this kind foresees what moves every authority at once, such as a pandemic or a new law.",
    "Back-tested for five years, on the number of children and its range. The gap, where children live, "
    "cost, and sixteen and over have not been scored against what happened.",
    "Beyond five years, 2037 included, a number is a scenario to plan around. Draws are possible futures, "
    "not children.",
    PATTERN,
    "The reasons why children live far away are assumed. Coding the reason for each would narrow the gap "
    "more than any other work.",
    "A chance of a shortfall can fall while the gap grows, because the range widens. Read it with P80.",
    "P80s do not add up.",
    "Targets are not forecasts, and neither are scenarios. They are never shown as one another.",
    "Supply stands still unless the select list or a scenario changes it.",
    "Who is settled in a home and who must be placed again is assumed, by kind of home.",
    "Whether a home can be found for a child with particular needs is not asked.",
    "Costs are averages over the children of one day. How much dearer spot is, and how fast fees rise, are "
    "assumed.",
    "Homes for young people of sixteen and over rest on England's shares, and on stays that are assumed.",
)
PUBLIC_RULES: Final = (
    "Modelled numbers are rounded to 5.",
    "Inputs are named without their hashes, with which a guess at a small count could be tried. The run's "
    "manifest has them, and its own hash stands above.",
    "Titles of scenarios and levers, names of files, and the sources and notes of figures are the council's "
    "own words, to be read before they are published.",
    "Another report of the same children, made with another mode or other exemptions, can be set beside this "
    "one. Publish one.",
)
PROVISION_LABELS: Final = tuple(LABELS[name] for name in PROVISIONS)
IN_THE_GAP: Final = tuple(RUNG_LABELS[rung] for rung in (1, 2, 3, 4))
LEFT_OPEN: Final = ""  # a cell to write in
IN_THE_MANIFEST: Final = "in the run's manifest"
_DATED: Final = re.compile(r"\d{4}")


@dataclass(frozen=True)
class _Report:
    """What the document is written from."""

    tables: Mapping[str, Protected]
    cover: Cover
    making: Making
    decisions: Sequence[tuple[str, str]]


def assurance(
    tables: Sequence[Protected], cover: Cover, making: Making, decisions: Sequence[tuple[str, str]]
) -> str:
    """The assurance of a report in Markdown: nine sections, from what it is for to what is left out.

    `decisions` are the number and title of each decision record. Raises LawBrokenError where a table is
    not for the cover's profile. Which sections, and why: decision 0022.
    """
    check_tables(tables, cover.profile)
    report = _Report({each.declaration.table: each for each in tables}, cover, making, decisions)
    parts = [
        heading(1, cover.title),
        "Assurance: what somebody needs who did not make this report and has to check it.",
        bullets(map(plain, _what_it_is(cover))),
    ]
    sections = (
        ("What this is for, and not for", _what_for),
        ("Sign-off", _sign_off),
        ("How it was made, and how to make it again", _how_made),
        ("Assumptions log", _assumptions),
        ("Decisions log", _decisions),
        ("How it was tested", _tested),
        ("What it depends on", _depends),
        ("Limits", _limits),
        ("Disclosure control", _disclosure),
    )
    for number, (title, section) in enumerate(sections, start=1):
        parts += [heading(2, f"{number}. {title}"), *section(report)]
    return "\n\n".join(parts) + "\n"


def _what_it_is(cover: Cover) -> tuple[str, ...]:
    return (
        f"Authority: {cover.authority}.",
        f"As at {day_in_words(cover.as_at.isoformat())}.",
        PROFILE_IN_WORDS[cover.profile],
    )


def _what_for(report: _Report) -> list[str]:
    status = (
        "Status: public. It is made to be published, once it is signed off below."
        if report.cover.profile == PUBLIC
        else "Status: restricted. Not for publication."
    )
    not_for = [
        READS_RETURNS if each == READS_NO_CHILD and report.making.returns else each for each in IT_IS_NOT_FOR
    ]
    return ["It is for:", bullets(IT_IS_FOR), "It is not for:", bullets(not_for), status]


def _sign_off(report: _Report) -> list[str]:
    people = ("Analyst, who made it", "Assurer, who checked it", "Approver, who answers for its use")
    headings = ("Who", "Name", "Role", "Date", "Signature")
    review = day_in_words(_a_year_on(report.cover.as_at).isoformat())
    return [
        table(headings, [[who, *([LEFT_OPEN] * 4)] for who in people]),
        f"Review by: {review}, and again when the figures of that day are published, for then these numbers "
        "can be set beside them.",
    ]


def _a_year_on(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


# --- 3. How it was made ---------------------------------------------------------------------------


def _how_made(report: _Report) -> list[str]:
    making = report.making
    headings = ("Scenario", "Title", "Version", "Seed", "Draws", "Python", "Manifest of the run, SHA-256")
    parts = [table(headings, [_run_row(run) for run in making.runs], numeric={3, 4}), *_libraries(making)]
    if len(making.runs) > 1:
        parts.append("Tables are of the first, but for those that set scenarios side by side.")
    parts += [heading(3, "To make it again"), *_again(report)]
    return [*parts, heading(3, "Data log"), *_data_log(making)]


def _run_row(run: RunMade) -> list[str]:
    sha256 = code(run.made.manifest_sha256) if run.made.manifest_sha256 else NOT_SAID
    words = (run.scenario, run.title, run.version)
    luck = (str(run.seed), f"{run.draws:,}")
    return [*map(plain, words), *luck, plain(run.made.python) or NOT_SAID, sha256]


def _libraries(making: Making) -> list[str]:
    """The versions of the libraries, once for all runs that have the same."""
    told = dict.fromkeys(run.made.libraries for run in making.runs)
    if told == {(): None}:
        return ["The run does not record the versions of its libraries."]
    return [f"Libraries: {plain(in_words(libraries))}." for libraries in told if libraries]


def _again(report: _Report) -> list[str]:
    making = report.making
    said = [
        "Install what is named above. Put the files of the data log in one folder, at the paths that it "
        "gives, and type there:",
        block(commands(making, report.cover.profile)),
        "The same inputs, seed, draws, version, Python and libraries give the same bytes on one machine, and "
        "so the same SHA-256 of the manifest. On another the pictures may differ; the tables are meant to be "
        "the same. A bundled scenario may be named without its path, and needs no files.",
    ]
    if any(run.made.lost_a_provider for run in making.runs):
        said.append(
            f"A provider was lost for the sake of the question (`--lose`). Write its name for {NO_NAME}: it "
            "stands in the run's own manifest, and not here."
        )
    if any(run.made.select_list is None for run in making.runs):
        said.append("The run does not say whether it used a select list (`--select-list`).")
    return said


def _data_log(making: Making) -> list[str]:
    """Every file that any run or the report read, once, and who read it."""
    readers: dict[tuple[str, str], list[str]] = {}
    for run in making.runs:
        for file in run.made.inputs:
            readers.setdefault(file, []).append(run.scenario)
    for each in making.beside:
        readers.setdefault((each.file, each.sha256), []).append(f"the report, as {each.option}")
    if not readers:
        return ["The run does not record its inputs."]
    rows = [
        [plain(file), code(sha256) if sha256 else IN_THE_MANIFEST, plain(", ".join(by))]
        for (file, sha256), by in readers.items()
    ]
    return [
        "Every file that was read. Table T17 has the figures that were used, each with its source.",
        table(("File", "SHA-256", "Read by"), rows),
    ]


# --- 4 and 5. Assumptions and decisions -----------------------------------------------------------


def _assumptions(report: _Report) -> list[str]:
    printed = report.tables.get(ASSUMPTIONS)
    rows = [] if printed is None else _records(printed)
    if printed is None or not rows:
        return ["This report has no table of assumptions."]
    figures = [row for row in rows if row["Value"]]
    stated = [row for row in rows if not row["Value"]]
    kinds = [[kind, str(sum(row["Kind"] == kind for row in figures))] for kind in KINDS]
    kinds += [["stated in words", str(len(stated))]] if stated else []
    assumed = [row for row in figures if row["Kind"] == "assumed"]
    parts = [
        *(plain(note) for note in notes_of(printed) if note.startswith(USED)),
        "Figures in table T17, by where they come from:",
        table(("Kind", "Figures"), kinds, numeric={1}),
        *_dates(figures),
        *_later(figures, report.cover.as_at),
    ]
    if report.cover.profile == PUBLIC:
        parts.append(
            "In public, counts of children that went in, fees, and what names a provider are not in table "
            "T17, and so not in these numbers."
        )
    shown = ("Figure", "Low", "Value", "High", "Unit", "Source", "Note")
    parts += [heading(3, "What is assumed"), _picked(assumed, shown, numeric={1, 2, 3})]
    if stated:
        parts += [heading(3, "What is stated in words"), _picked(stated, ("Figure", "Source", "Note"))]
    return parts


def _dates(rows: Sequence[Mapping[str, str]]) -> list[str]:
    days = sorted(row["As at"] for row in rows if _DATED.match(row["As at"]))
    if not days:
        return []
    oldest, newest = plain(day_in_words(days[0])), plain(day_in_words(days[-1]))
    return [f"The oldest figure is of {oldest}. The newest is of {newest}."]


def _later(rows: Sequence[Mapping[str, str]], as_at: date) -> list[str]:
    """How many figures are dated after the base date: what could not have been known on it."""
    later = sum(
        row["As at"] > as_at.isoformat()[: len(row["As at"])] for row in rows if _DATED.match(row["As at"])
    )
    if not later:
        return []
    are = "figure is" if later == 1 else "figures are"
    return [
        f"{later} {are} dated after the base date, for want of an earlier one: this is not what could have "
        "been known on that day."
    ]


def _picked(
    rows: Sequence[Mapping[str, str]], headings: Sequence[str], numeric: Collection[int] = frozenset()
) -> str:
    return table(headings, [[plain(row[name]) for name in headings] for row in rows], numeric)


def _records(printed: Protected) -> list[dict[str, str]]:
    """A table of words as rows by heading; blank where nothing is recorded."""
    headings = [column.heading for column in printed.declaration.columns]
    return [dict(zip(headings, map(_word, row), strict=True)) for row in printed_rows(printed)]


def _word(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _decisions(report: _Report) -> list[str]:
    """The choices of method, which stand in the tool, and room for those of the council."""
    return [
        "Choices that shape the numbers. Each has a record beside the code, in `docs/decisions`, with its "
        "cost and its evidence.",
        table(("Number", "Decision"), [[plain(number), plain(title)] for number, title in report.decisions]),
        heading(3, "Decisions of the council"),
        table(("Date", "Decision", "By whom"), [[LEFT_OPEN] * 3] * 3),
    ]


# --- 6 and 7. Tests and sensitivity ---------------------------------------------------------------


def _tested(report: _Report) -> list[str]:
    return [
        "The tests are kept with the code and run before a change is taken:",
        bullets(TESTED),
        heading(3, "The record of this authority"),
        *_own_record(report.tables),
        heading(3, "The record of every authority"),
        *_table_or_not(report.tables, BACK_TEST, "the back-test over all authorities"),
    ]


def _own_record(tables: Mapping[str, Protected]) -> list[str]:
    said = own_record_in_words(tables)
    return [*([said] if said else []), *_table_or_not(tables, RECORD, "forecasts beside what happened")]


def own_record_in_words(tables: Mapping[str, Protected]) -> str:
    """How often the authority's earlier forecasts held, from table T20; blank where it says nothing."""
    printed = tables.get(RECORD)
    cells = [cell for row in printed_rows(printed) for cell in row] if printed else []
    held, not_held = cells.count("yes"), cells.count("no")
    if not held + not_held:
        return ""
    return (
        f"Forecasts that would have been made for this authority: {held + not_held}. Those with what "
        f"happened inside their 80% range: {held}."
    )


def _table_or_not(tables: Mapping[str, Protected], name: str, what: str) -> list[str]:
    """A table of the report as it is, under its title; or that it is not there."""
    printed = tables.get(name)
    if printed is None:
        return [f"This report has no table of {what}."]
    return [f"Table {name}. {plain(printed.declaration.title)}.", protected(printed)]


def _depends(report: _Report) -> list[str]:
    return [
        "Which assumptions move the answer most is where to look first, and where better data would help.",
        *_table_or_not(report.tables, SENSITIVITY, "what the gap depends on"),
    ]


# --- 8 and 9. Limits and disclosure ---------------------------------------------------------------


def _limits(report: _Report) -> list[str]:
    return [
        "Of the method, whatever the run:",
        bullets([OWN_PATTERN if each == PATTERN and report.making.returns else each for each in LIMITS]),
        heading(3, "Of this run"),
        bullets(_limits_of_run(report) or ["Every table has figures."]),
    ]


def _limits_of_run(report: _Report) -> list[str]:
    return [
        *_no_list(report.making.runs),
        *_not_recorded(report.tables.get(POSITION)),
        *(
            f"Table {plain(name)} ({plain(each.declaration.title)}) has no figures. What would fill it: "
            f"{plain(each.declaration.fills)}"
            for name, each in report.tables.items()
            if not printed_rows(each)
        ),
    ]


def _no_list(runs: Sequence[RunMade]) -> list[str]:
    without = [plain(run.title) for run in runs if run.made.select_list == ""]
    of = f" to {'; '.join(without)}" if len(runs) > 1 else ""
    return [f"No select list was given{of}, so how many homes are on contract is assumed."] if without else []


def _not_recorded(position: Protected | None) -> list[str]:
    """The rungs on which nobody has counted: no gap has the children who stand there."""
    if position is None:
        return []
    counts = [at for at, column in enumerate(position.declaration.columns) if column.kind == "count"]
    labels = [at for at, column in enumerate(position.declaration.columns) if column.kind == "label"]
    kinds: dict[str, list[tuple[str, bool]]] = {}
    for row in printed_rows(position):
        if row[labels[0]] in PROVISION_LABELS and row[labels[-1]] in IN_THE_GAP:
            is_blank = any(row[at] is None for at in counts)
            kinds.setdefault(str(row[labels[-1]]), []).append((str(row[labels[0]]), is_blank))
    return [
        f"Not recorded in table {POSITION}: {plain(rung)}{_of_kinds(told)}. The gap is understated by as "
        "many."
        for rung, told in kinds.items()
        if any(is_blank for _, is_blank in told)
    ]


def _of_kinds(told: Sequence[tuple[str, bool]]) -> str:
    """Which kinds of home are not recorded, where others are; nothing where none is."""
    blank = [plain(lower_first(name)) for name, is_blank in told if is_blank]
    return "" if len(blank) == len(told) else f", {listed(blank)} (the others are recorded)"


def _disclosure(report: _Report) -> list[str]:
    said = [f"How counts of children are protected: {plain(report.cover.protection.rstrip('.'))}."]
    if report.making.mode in SUPPRESSING:
        said.append("All tables are protected together, so that one does not give back what another hides.")
    if report.cover.profile == PUBLIC:
        said += PUBLIC_RULES
    return [bullets([*said, PROFILE_IN_WORDS[report.cover.profile]])]
