"""An algorithmic transparency record of a report, in the form that the UK public sector publishes.

The fields, their names and their numbers are those of the Algorithmic Transparency Recording Standard,
template 4.0, as published records show them. What is a fact of the tool or the run is filled in; what
only the council knows is left for it, in so many words (decision 0022).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sufficiency.report.assurance import BACK_TEST, NOT_SAID, own_record_in_words
from sufficiency.report.cover import Cover
from sufficiency.report.declared import Protected
from sufficiency.report.making import Making, RunMade, in_words
from sufficiency.report.markdown import bullets, heading, plain, protected
from sufficiency.report.printed import check_tables, day_in_words, printed_rows
from sufficiency.scenarios.method import Method
from sufficiency.words import listed

STANDARD: Final = "Algorithmic Transparency Recording Standard, template 4.0 (GOV.UK)"
FOR_THE_COUNCIL: Final = "[for the council to complete]"
NO_PERSONAL_DATA: Final = (
    "No personal data: no record of a child is read, and no name, date of birth, address, ethnicity or "
    "disability. Age, sex and being an unaccompanied asylum-seeking child are read in counts alone, and "
    "small counts are confidential."
)

PERSONAL_DATA: Final = (
    "Personal data, some of it of special categories: the authority's own SSDA903 returns are read, on its "
    "own machine, to count the children in them and how they come, move and leave. As they are read, a "
    "child's number becomes a running one, a date of birth an age, and a postcode a distance. No row is "
    "written, shown or sent, and small counts are confidential."
)


@dataclass(frozen=True)
class Entry:
    """One field of the standard: its number, its name, and what stands in it."""

    number: str
    name: str
    text: str


Section = tuple[str, tuple[Entry, ...]]


def transparency_record(tables: Sequence[Protected], cover: Cover, making: Making) -> str:
    """The record in Markdown: tier 1 and tier 2 of the standard, every field under its number and name.

    Raises LawBrokenError where a table is not for the cover's profile.
    """
    check_tables(tables, cover.profile)
    parts = [
        heading(1, "Algorithmic transparency record: Sufficiency"),
        f"Of the report: {plain(cover.title)}. In the form of the {STANDARD}. A draft, and not a published "
        f"record: {FOR_THE_COUNCIL} marks what only the council knows, and every other answer is for it to "
        "check.",
    ]
    for title, entries in record(tables, cover, making):
        parts.append(heading(2, title))
        for each in entries:
            parts += [heading(3, f"{each.number} - {each.name}"), each.text]
    return "\n\n".join(parts) + "\n"


def record(tables: Sequence[Protected], cover: Cover, making: Making) -> tuple[Section, ...]:
    """Every field of the standard in order, by section."""
    by_name = {each.declaration.table: each for each in tables}
    return (
        ("Tier 1 - Overview", _overview(cover)),
        ("Tier 2 - Owner and Responsibility", _owner(cover)),
        ("Tier 2 - Description and Rationale", _description(making)),
        ("Tier 2 - Deployment Context", _deployment()),
        ("Tier 2 - Tool Specification", _tool(making)),
        ("Tier 2 - Model Specification", _model(by_name, making)),
        ("Tier 2 - Development Data Specification", _development_data()),
        ("Tier 2 - Operational Data Specification", _operational_data(making)),
        ("Tier 2 - Risks, Mitigations and Impact Assessments", _risks(making)),
    )


def _overview(cover: Cover) -> tuple[Entry, ...]:
    what = (
        "Sufficiency works out how many homes the children in a council's care will need, of what kind and "
        "how near; whether it has them; how sure it can be; and what would close the gap. Councils in "
        "England have a duty to secure enough of them, so far as is reasonably practicable (Children Act "
        f"1989, section 22G). This report is of {plain(cover.authority)} on "
        f"{plain(day_in_words(cover.as_at.isoformat()))}. It informs plans for homes. It makes no "
        "decision, and is not for any decision about a child."
    )
    return (
        Entry("1", "Name", f"Sufficiency {plain(cover.version)}"),
        Entry("2", "Description", what),
        Entry("3", "Website URL", FOR_THE_COUNCIL),
        Entry("4", "Contact email", FOR_THE_COUNCIL),
    )


def _owner(cover: Cover) -> tuple[Entry, ...]:
    return (
        Entry(
            "1.1",
            "Organisation or department",
            f"{FOR_THE_COUNCIL} The report is of {plain(cover.authority)}.",
        ),
        Entry("1.2", "Team", FOR_THE_COUNCIL),
        Entry("1.3", "Senior responsible owner", FOR_THE_COUNCIL),
        Entry(
            "1.4",
            "Third party involvement",
            f"The code is open source, under the MIT licence. Whether a supplier runs it: {FOR_THE_COUNCIL}",
        ),
        Entry("1.4.1", "Third party", FOR_THE_COUNCIL),
        Entry("1.4.2", "Companies House Number", FOR_THE_COUNCIL),
        Entry("1.4.3", "Third party role", FOR_THE_COUNCIL),
        Entry("1.4.4", "Procurement procedure type", FOR_THE_COUNCIL),
        Entry(
            "1.4.5",
            "Third party data access terms",
            f"The tool uses no network and sends nothing anywhere. Terms with a supplier: {FOR_THE_COUNCIL}",
        ),
    )


def _description(making: Making) -> tuple[Entry, ...]:
    how = (
        "Children in the population, at a rate, are in care. They need homes of a kind, near enough. Some "
        "are secured; the gap is what is left. The tool starts from published figures of one day, each with "
        "its source, and from assumptions that say so, each with a low and a high. It carries the number of "
        "children forward by a named scenario; spreads them over kinds of home, ages and distances; sets "
        "them beside the places that the council has secured; and draws many possible futures, to say how "
        "sure to be. It is for planning homes for groups of children over years. It does not match a child "
        "to a home, keep records, or set targets."
    )
    return (
        Entry("2.1", "Detailed description", how),
        Entry(
            "2.2",
            "Benefits",
            "A range, and not one number; every figure with its source; the same method every year, so that "
            "last year's forecast can be set beside what happened; and tables that hide small counts "
            f"together. Benefits seen here: {FOR_THE_COUNCIL}",
        ),
        Entry("2.3", "Previous process", FOR_THE_COUNCIL),
        Entry(
            "2.4",
            "Alternatives considered",
            "Taking the number to stay as it is, taking the rate to stay as it is, and carrying a trend on: "
            f"each was scored on the same record. {_paths_in_words(making)} Others: {FOR_THE_COUNCIL}",
        ),
    )


def _paths_in_words(making: Making) -> str:
    if any(run.made.method == Method.EPISODES for run in making.runs):
        return (
            "A model of how children come, stay, move and leave was used, from the authority's own returns."
        )
    if making.returns:
        return "A model of how children come, stay, move and leave was not used here."
    return "A model of each child's path was not chosen: it would need records of children."


def _deployment() -> tuple[Entry, ...]:
    return (
        Entry(
            "3.1",
            "Integration into broader operational process",
            "Its tables and charts go into the sufficiency statement and the commissioning plans that people "
            f"write. Where in the council's process: {FOR_THE_COUNCIL}",
        ),
        Entry(
            "3.2",
            "Human review",
            "People choose the scenario and the assumptions, read the result, and decide. `assurance.md` has "
            "a table for the analyst, the assurer and the approver to sign. Who they are: "
            f"{FOR_THE_COUNCIL}",
        ),
        Entry(
            "3.3",
            "Frequency and scale of usage",
            f"A run takes seconds on one computer. How often, and by how many: {FOR_THE_COUNCIL}",
        ),
        Entry(
            "3.4",
            "Required training",
            "Its pages on method, words and limits are for those who run it and those who read its numbers. "
            f"Training given: {FOR_THE_COUNCIL}",
        ),
        Entry(
            "3.5",
            "Appeals and review",
            "The tool decides nothing about a person, so there is no decision of it to appeal. Plans that "
            f"rest on it are open to the council's own review: {FOR_THE_COUNCIL}",
        ),
    )


def _tool(making: Making) -> tuple[Entry, ...]:
    return (
        Entry(
            "4.1.1",
            "System architecture",
            "A Python program that runs on one computer, with no network and no database. It reads files, "
            "computes, and writes files. " + " ".join(_made_with(making.runs)),
        ),
        Entry(
            "4.1.2",
            "System-level input",
            "A scenario, and files of figures: population, children looked after, kinds of home, distances, "
            "places, costs, and the assumptions. `assurance.md` lists each file; the manifest of the run has "
            "the SHA-256 of each.",
        ),
        Entry(
            "4.1.3",
            "System-level output",
            "Tables, charts and a manifest. Each future number is modelled, and says so; gaps and costs have "
            "ranges.",
        ),
        Entry(
            "4.1.4",
            "Maintenance",
            "Tests are run before each change is taken, and each choice of method has a decision record. The "
            "forecast is to be set beside what happened each year, and the run made again on new figures. "
            f"Who does it: {FOR_THE_COUNCIL}",
        ),
        Entry("4.1.5", "Models", "One, described below. It uses no machine learning and no language model."),
    )


def _made_with(runs: Sequence[RunMade]) -> list[str]:
    """Python and the libraries that made the runs, a sentence for each different set."""
    told = dict.fromkeys((run.made.python, run.made.libraries) for run in runs)
    return [
        f"Made with Python {plain(python) or NOT_SAID}; libraries: {plain(in_words(libraries)) or NOT_SAID}."
        for python, libraries in told
    ]


def _model(tables: Mapping[str, Protected], making: Making) -> tuple[Entry, ...]:
    versions = ", ".join(dict.fromkeys(plain(run.version) for run in making.runs))
    return (
        Entry("4.2.1", "Model name", "Sufficiency: need, secured places and the gap"),
        Entry("4.2.2", "Model version", versions),
        Entry(
            "4.2.3",
            "Model task",
            "To estimate, for each year, how many children will need each kind of home within each distance, "
            "how many such homes are secured, and the gap, each with a range.",
        ),
        Entry(
            "4.2.4",
            "Model input",
            "Counts and shares of one base day, a path for the population and for the rate, spreads fitted "
            "on the history of every authority, and assumptions with a low and a high. Table T17 has them, "
            "in public without counts of children and fees.",
        ),
        Entry(
            "4.2.5",
            "Model output",
            "For each year: children looked after; homes wanted by kind, age and distance; places secured; "
            "the gap, its range and the chance of a shortfall; placements to find; cost; young people who "
            "turn 18.",
        ),
        Entry("4.2.6", "Model architecture", bullets(_architecture(making.runs))),
        Entry("4.2.7", "Model performance", _performance(tables)),
        Entry(
            "4.2.8",
            "Datasets and their purposes",
            "To start from: the base day's published figures. To fit how far numbers move, and to score "
            "forecasts: DfE's and ONS's figures of every authority, by year. To spread children over kinds "
            "of home and distances: England's published tables. `assurance.md` has the data log.",
        ),
    )


def _architecture(runs: Sequence[RunMade]) -> list[str]:
    draws = " and ".join(dict.fromkeys(f"{run.draws:,}" for run in runs))
    return [
        "Children looked after: children in the population, times a rate that the scenario says.",
        "Range: the logarithm of the number follows a Student-t distribution with 5 degrees of freedom. Its "
        "spread grows with the years ahead, and has a part that all authorities share and a part that "
        "shrinks with size.",
        "Homes: England's pattern of age, kind of home and distance, fitted to the authority's own totals by "
        "iterative proportional fitting; shares that drift as they have been seen to.",
        "Places: filled and contracted, vacant and usable, opening and lost; our own fostering households as "
        "a stock.",
        f"Chance: Monte Carlo, {draws} possible futures. Each child keeps the same random number in every "
        "scenario, so that a difference between two is the policy and not luck. Assumptions are drawn "
        "between their low and high.",
    ]


def _performance(tables: Mapping[str, Protected]) -> str:
    """What is known of how good it is: of every authority and of this one; and what is not known."""
    record = tables.get(BACK_TEST)
    parts = [
        "Scored: the number of children looked after, up to five years ahead. Not scored: the gap, where "
        "children live, cost, and sixteen and over.",
        own_record_in_words(tables) + " Table T20 has each." if own_record_in_words(tables) else "",
        f"Every authority (table {BACK_TEST}):" if record and printed_rows(record) else "",
        protected(record) if record and printed_rows(record) else "",
        "" if record and printed_rows(record) else "The record of every authority is not in this run.",
    ]
    return "\n\n".join(part for part in parts if part)


def _development_data() -> tuple[Entry, ...]:
    return (
        Entry(
            "4.3.1",
            "Development data description",
            "Published statistics of every authority in England by year: DfE's of children looked after, its "
            "Local Authority Interactive Tool, and ONS's estimates of population. The spreads of the range "
            "were fitted on them, and forecasts scored against them.",
        ),
        Entry("4.3.2", "Data modality", "Tabular: counts, rates and shares by authority and year."),
        Entry(
            "4.3.3",
            "Data quantities",
            "About 150 authorities, by year. Where nothing earlier is published, some figures are dated "
            "after the base date: `assurance.md` says how many. "
            "Table K, where a run has it, says how many forecasts were scored.",
        ),
        Entry("4.3.4", "Sensitive attributes", NO_PERSONAL_DATA),
        Entry(
            "4.3.5",
            "Data completeness and representativeness",
            "All authorities in England but those that were formed anew or lack a count. DfE suppresses "
            "small counts and, from 2020, leaves blank the distance of unaccompanied children. A blank is "
            "never taken for zero: where a number is needed it is inferred, and its note says so.",
        ),
        Entry(
            "4.3.6",
            "Data cleaning",
            "Files are read as they were published, by header. What is odd in one is counted and told.",
        ),
        Entry(
            "4.3.7", "Data collection", "By DfE and ONS, who publish it. Nothing is collected for the tool."
        ),
        Entry("4.3.8", "Data access and storage", "Open, under the Open Government Licence v3.0."),
        Entry("4.3.9", "Data sharing agreements", "None needed: the data are published."),
    )


def _operational_data(making: Making) -> tuple[Entry, ...]:
    files = sum(len(run.made.inputs) for run in making.runs)
    lists = any(run.made.select_list for run in making.runs)
    return (
        Entry(
            "4.4.1",
            "Data sources",
            "Published figures of the authority and of England, and the council's own assumptions. "
            f"{_returns_in_words(making)}{_files_in_words(files)} " + _list_in_words(lists),
        ),
        Entry("4.4.2", "Sensitive attributes", PERSONAL_DATA if making.returns else NO_PERSONAL_DATA),
        Entry(
            "4.4.3",
            "Data processing methods",
            "Each file is checked, and every fault in it told at once. Counts of children in a public report "
            "are protected in all its tables before anything is written.",
        ),
        Entry(
            "4.4.4",
            "Data access and storage",
            "Files stay where the council keeps them. Nothing is sent anywhere. Working tables are "
            f"restricted; who may open them: {FOR_THE_COUNCIL}",
        ),
        Entry("4.4.5", "Data sharing agreements", FOR_THE_COUNCIL),
    )


def _returns_in_words(making: Making) -> str:
    if not making.returns:
        return ""
    years = listed([str(year) for year in making.returns])
    return f"The authority's own SSDA903 returns of the years ended 31 March {years}. "


def _files_in_words(files: int) -> str:
    return (
        "`assurance.md` lists every file, and the manifest of the run has the SHA-256 of each."
        if files
        else "The run does not record its files."
    )


def _list_in_words(used: bool) -> str:
    if used:
        return "A select list of providers was used: homes and places, and no child."
    return "No select list of providers is recorded."


def _reads_in_words(making: Making) -> str:
    if making.returns:
        return "The tool reads records of children to count them, and keeps and shows none."
    return "The tool reads counts, some of them small, and no record of a person."


def _risks(making: Making) -> tuple[Entry, ...]:
    return (
        Entry(
            "5.1",
            "Impact assessments",
            f"{_reads_in_words(making)}\n\n"
            f"Data protection impact assessment: {FOR_THE_COUNCIL}\n\n"
            f"Equality impact assessment: {FOR_THE_COUNCIL}",
        ),
        Entry(
            "5.2",
            "Risks and mitigations",
            bullets(
                (
                    "A forecast is taken for a fact. Each has a range. A scenario is never called a "
                    "forecast, nor is anything beyond five years.",
                    "A shock that moves every authority at once. No forecast of this kind foresees it; the "
                    "run is to be made again each year.",
                    "An assumption is wrong. Each is listed with its source, and each that the gap rests on "
                    "is tried at both ends of its range.",
                    "A child is recognised in a table. In public, small counts are hidden or rounded in all "
                    "tables, and tests attack what is hidden with a solver.",
                    "A number about a group is used for one child. The tool keeps nothing about any child, "
                    "and says that it is no guide to one.",
                    "The past is carried on. Where children live now is what the homes of today allow, so "
                    "need is shown on two bounds: as placed, and as it should be.",
                    "A table is altered after the run. Each has a hash in the manifest, and a report refuses "
                    "a run that was changed.",
                )
            ),
        ),
    )
