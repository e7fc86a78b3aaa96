"""The chapter's sections on means: what it would take, what it costs, and sixteen and over."""

from collections.abc import Sequence

from sufficiency.inputs.costs import NOT_COUNTED
from sufficiency.report.declared import Cell
from sufficiency.report.evidence import ASKED, RECORDED
from sufficiency.report.reading import Reading
from sufficiency.report.section import Section
from sufficiency.report.sections.phrases import CHILD, pounds, ranged
from sufficiency.report.telling import about, count_in_words, figure
from sufficiency.vocabulary import AGE_BANDS, ALL, LABELS
from sufficiency.words import capital, listed, lower_first, of_unit

CLOSE, BRING = "close", "bring"  # how a goal begins: Goal.in_words
YOUNG_ADULT = ("young adult", "young adults")


def what_it_would_take(found: Reading) -> Section:
    """Each lever that reaches the goal: its size, what it reaches, and its cost."""
    rows = [row for row in found.rows("B") if row["Reaches the goal"] == "yes"]
    none = ["No lever that was tried reaches the goal by itself."] if found.has("B") and not rows else []
    return Section(
        "levers",
        "What it would take",
        (*(f"The goal asked: {goal}." for goal in goals(found)), *none, *found.missing("B")),
        (
            *(lever_words(row, goals(found)) for row in rows),
            "What is paid in fees and allowances, and what a child costs in full (section 251), are two "
            "bases. "
            "They are never added.",
            "More homes than children are needed for an early goal: nobody settled is moved, and children "
            "come to new homes only as they start or move.",
        ),
        tables=found.tables("B"),
    )


def goals(found: Reading) -> list[str]:
    """What was asked of the levers, as the notes of their table say it."""
    notes = found.by_name["B"].declaration.notes if found.has("B") else ()
    return [note.removeprefix(ASKED).rstrip(".") for note in notes if note.startswith(ASKED)]


def lever_words(row: dict[str, Cell], asked: Sequence[str]) -> str:
    """A lever, its size, and what it does in its range; what is paid for it."""
    ends = [row[name] for name in ("Reaches, modelled", "80% low, modelled", "80% high, modelled")]
    reaches = f"take about {ranged(*ends)} off the gap"
    if any(not goal.startswith(CLOSE) for goal in asked):
        reaches = f"reach about {ranged(*ends)} of what was asked"
    if asked and all(goal.startswith(BRING) for goal in asked):
        children = CHILD[0] if ends in ([1, None, None], [1, 1, 1]) else CHILD[1]
        reaches = f"bring about {ranged(*ends)} more {children} inside the authority"
    size = sized(row)
    full = row["Full cost"]
    cost_in_full = (
        "" if full is None else f"; the children in those homes cost about {pounds(full)} a year in full"
    )
    return f"{row['Lever']}: {size} would {reaches}{_paid(row)}{cost_in_full}."


def sized(row: dict[str, Cell]) -> str:
    """How much of a lever: `37 households`, `1 child`."""
    size, unit = row["Size"], str(row["Counted in"])
    return of_unit(size, unit) if isinstance(size, int | float) else f"{figure(size)} {unit}"


def _paid(row: dict[str, Cell]) -> str:
    """What a lever changes in fees and allowances, in its range; nothing where it is not recorded."""
    fees, low, high = (row[f"Change in fees paid{end}"] for end in ("", ", 80% low", ", 80% high"))
    if fees is None:
        return ""
    span = "" if None in (low, high) else f" ({pounds(low)} to {pounds(high)})"
    return f"; fees and allowances would change by about {pounds(fees)}{span} a year"


def best_lever_sentence(found: Reading) -> str:
    """The levers that reach the goal by themselves, with their sizes; nothing where none was asked."""
    if not found.has("B"):
        return ""
    rows = [row for row in found.rows("B") if row["Reaches the goal"] == "yes"]
    asked = f"To {listed(goals(found))}, " if goals(found) else ""
    if not rows:
        return capital(f"{asked}no lever that was tried would be enough by itself.")
    each = [f"{lower_first(str(row['Lever']))} ({sized(row)})" for row in rows]
    return capital(
        f"{asked}any one of these would do on the central path, though not in every future: "
        f"{'; '.join(each)}."
    )


def cost(found: Reading) -> Section:
    """What homes cost in fees and allowances, now and five years on."""
    return Section(
        "cost",
        "Cost",
        _spend(found),
        (
            "Fees and allowances are what is paid for the home, and not all that a child costs. Full unit "
            "cost is another basis, and the two are never added.",
            "How fast fees rise, and how much dearer spot is than the list, are assumed.",
        ),
        tables=found.tables("T18", "T18b"),
        charts=found.charts("T18"),
    )


def _spend(found: Reading) -> tuple[str, ...]:
    """The spend in all; where one kind of home has no fee, the spend on the others and what is left out."""
    said = spend_sentence(found)
    if said or "T18" not in found.by_name:
        return (said,) if said else ()
    table = found.by_name["T18"]
    left_out = tuple(note for note in table.declaration.notes if note.startswith(NOT_COUNTED))
    if not found.has("T18"):
        return (*found.missing("T18"), *left_out)
    known = [row for row in found.rows("T18") if _spend_in(row, found.base_year) is not None]
    return (*_recorded_spend(found, known), *left_out)


def _recorded_spend(found: Reading, rows: Sequence[dict[str, Cell]]) -> list[str]:
    """What is spent where a fee is recorded: together now, and kind by kind five years on in its range."""
    together = [row for row in rows if row["Placement"] == RECORDED]
    kinds = [row for row in rows if row["Placement"] != RECORDED]
    now = listed(f"{pounds(_spend_in(row, found.base_year))} for {_kind(row)}" for row in kinds)
    total = "".join(pounds(_spend_in(row, found.base_year)) for row in together)
    amounts = f"{total}, of it {now}," if total and now else total or now
    then = [_spend_then(found, row) for row in kinds]
    said = [f"Fees and allowances that are recorded come to {amounts} in the year to {found.day}."]
    if all(then) and then:
        said.append(
            f"In the year to 31 March {found.soon} they would come to {listed(then)}, at that year’s prices. "
            "Ranges do not add up."
        )
    return said if rows else []


def _kind(row: dict[str, Cell]) -> str:
    return lower_first(str(row["Placement"]))


def _spend_in(row: dict[str, Cell], year: int | str) -> Cell:
    return next((cell for name, cell in row.items() if name.startswith(f"Spend in {year}")), None)


def _spend_then(found: Reading, row: dict[str, Cell]) -> str:
    """What one kind of home would cost five years on, in its range; blank where it has none."""
    central = _spend_in(row, found.soon)
    low, high = (row.get(f"80% {end} in {found.soon}, modelled") for end in ("low", "high"))
    if None in (central, low, high):
        return ""
    return f"about {pounds(central)} ({pounds(low)} to {pounds(high)}) for {_kind(row)}"


def spend_sentence(found: Reading) -> str:
    """Fees and allowances in all, now and five years on with the range."""
    row = found.row("T18", LABELS[ALL])
    now, then = _spend_in(row, found.base_year), _spend_in(row, found.soon)
    low, high = (row.get(f"80% {end} in {found.soon}, modelled") for end in ("low", "high"))
    if now is None or then is None:
        return ""
    return (
        f"Fees and allowances come to about {pounds(now)} in the year to {found.day}, and would come to "
        f"about {pounds(then)} ({pounds(low)} to {pounds(high)}) in the year to 31 March {found.soon}, at "
        "that year’s prices."
    )


def sixteen_and_over(found: Reading) -> Section:
    """Children of 16 and 17, who turns 18, and the homes that young adults hold."""
    return Section(
        "sixteen",
        "Sixteen and over",
        (*_leaving(found), *_unaccompanied(found), *found.missing("L")),
        (
            "Children of 16 and 17 need a registered place and young adults a home: the two are never added.",
            "The gap takes the places that young adults hold today for granted.",
        ),
        tables=found.tables("L", "T6"),
        charts=found.charts("L"),
    )


def _leaving(found: Reading) -> list[str]:
    now = found.cell("T4", "Children", LABELS[AGE_BANDS[-1]])
    said = (
        [] if now is None else [f"On {found.day}, {count_in_words(now, *CHILD)} looked after were 16 or 17."]
    )
    year = str(found.base_year + 1)
    turning = _of_leaving(found, "Children who turn 18 in the year", year, CHILD)
    if turning:
        said.append(f"In the year to 31 March {year}, {turning} would turn 18.")
    holding = [
        (_of_leaving(found, measure, found.soon, YOUNG_ADULT), words)
        for measure, words in (
            ("Young adults staying put", "stay put with their foster carers"),
            ("Young adults in 16+ provision", "live in 16+ provision"),
        )
    ]
    said += [f"By {found.soon}, {number} would {words}." for number, words in holding if number]
    homes = _of_leaving(found, "Move-on homes wanted", found.soon, ("move-on home", "move-on homes"))
    service = _of_leaving(found, "Care leavers in service", found.soon, ("care leaver", "care leavers"))
    said += [f"Housing would be asked for {homes} at any one time."] if homes else []
    said += [f"The service for care leavers would have {service}."] if service else []
    return [" ".join(said)] if said else []


def _of_leaving(found: Reading, measure: str, year: str, noun: tuple[str, str]) -> str:
    """A measure of table L in a year, about so many in its range; nothing where it is not recorded."""
    central = found.cell("L", year, measure)
    low, high = (found.cell("L", f"80% {end} in {year}", measure) for end in ("low", "high"))
    return "" if central is None else about(central, low, high, *noun)


def _unaccompanied(found: Reading) -> list[str]:
    row = found.row("T6", found.soon)
    names = ("Unaccompanied children, modelled", "80% low, modelled", "80% high, modelled")
    central, low, high = (row.get(name) for name in names)
    if central is None:
        return []
    line = row.get("Transfer scheme threshold")
    beside = (
        "" if line is None else
        f". The transfer scheme’s threshold would be {figure(line)}: it shares out arrivals among "
        "councils, and is "
        "no limit on care"
    )  # fmt: skip
    noun = ("unaccompanied child", "unaccompanied children")
    said = about(central, low, high, *noun)
    return [f"On 31 March {found.soon}, {said} would be in our care{beside}."]
