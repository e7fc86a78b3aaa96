"""The chapter's last sections: what it rests on, its limits, and how it was made."""

from sufficiency.report.declared import PUBLIC
from sufficiency.report.evidence import USED
from sufficiency.report.reading import Reading
from sufficiency.report.section import Section
from sufficiency.report.telling import figure
from sufficiency.vocabulary import ASSUMED, BACK_TESTED_YEARS
from sufficiency.words import listed, lower_first

PATTERN = "Who is where, by age and kind, is a pattern fitted to totals. It is no guide to any child."
OWN_PATTERN = "Who is where, by age and kind, is our own return's. It is no guide to any later child."
LIMITS = (
    f"Beyond {BACK_TESTED_YEARS} years nothing has been back-tested: those years are a sketch.",
    "No such forecast foresees what moves every authority at once.",
    PATTERN,
    "Why each far child is far is assumed until it is recorded, which would narrow the range.",
    "The gap, where children live, cost and sixteen and over have not been scored against what happened.",
    "Supply stands still unless the select list or a scenario changes it.",
)


def assumptions_and_limits(found: Reading) -> Section:
    """The kinds of figures used, what the gap depends on most, the record, and the limits."""
    records = (*_own_record(found), *_record_of_all(found), *_of_stocks_and_flows(found))
    said = (*_kinds(found), *_depends(found), *records)
    limits = [OWN_PATTERN if each == PATTERN and found.cover.counts_returns else each for each in LIMITS]
    return Section(
        "limits",
        "Assumptions and limits",
        (*said, *found.missing("T20", "S")),
        tuple(limits),
        tables=found.tables("S", "T20", "K"),
    )


def _kinds(found: Reading) -> list[str]:
    """How many figures went in, by kind; and which of them table T17 lists."""
    rows = [row for row in found.rows("T17") if row["Value"] is not None]
    if not rows:
        return []
    used = [note for note in found.by_name["T17"].notes if note.startswith(USED)]
    ranged = sum(row["Kind"] == ASSUMED and row["Low"] is not None for row in rows)
    which = f"{len(rows)} of them" if found.cover.profile == PUBLIC else "them"
    rest = (
        "; the others are counts of children, which stand in tables of their own, and fees, which are not "
        "published"
        if found.cover.profile == PUBLIC
        else ""
    )
    return [
        f"{''.join(used)} Table T17 of the workbook lists {which}, each with its source{rest}. An assumption "
        f"is not a fact: {ranged} of those in the table have a low and a high."
    ]


def _depends(found: Reading) -> list[str]:
    first = next(iter(found.rows("S")), {})
    ends = [first.get(f"Gap at its {end}, modelled") for end in ("low", "high")]
    if None in ends:
        return []
    low, high = first["Low"], first["High"]
    taken = "" if None in (low, high) else f", taken between {figure(low)} and {figure(high)}"
    return [
        f"Of the assumptions tried one at a time, {lower_first(str(first['Assumption']))} moves the gap "
        "within "
        f"20 miles in {found.soon} most{taken}: the gap would be about {figure(ends[0])} homes at its low "
        "and "
        f"about {figure(ends[1])} at its high."
    ]


def _of_stocks_and_flows(found: Reading) -> list[str]:
    """What the record does not judge: forecasts from the authority's own returns."""
    titles = found.cover.by_episodes
    if not titles:
        return []
    named = listed([f"“{title}”" for title in titles])
    return [
        f"These records are of the rate method. In {named} the number of children is forecast by stocks and "
        "flows, from our own returns: who starts, how long they stay, where they move. That can be tried on "
        "our own past alone."
    ]


def _own_record(found: Reading) -> list[str]:
    rows = found.rows("T20")
    if not rows:
        return []
    held = sum(row["Within the range"] == "yes" for row in rows)
    forecasts = "forecast" if len(rows) == 1 else "forecasts"
    return [
        f"Had the back-tested forecast been made for {found.cover.authority} before, what happened would "
        "have "
        f"been within the 80% range of {held} of {len(rows)} {forecasts}."
    ]


def _record_of_all(found: Reading) -> list[str]:
    rows = [row for row in found.rows("K") if None not in row.values()]
    if not rows:
        return []
    row = rows[-1]
    return [
        f"Over {figure(row['Authorities'])} authorities, the number of children looked after was within the "
        f"80% range of forecasts made {row['Years ahead']} years ahead "
        f"{figure(row['Inside the 80% range (%)'])} times in 100.",
        f"Its middle was out by {figure(row['Out by on average (%)'])}% on average, where taking the "
        "number to "
        f"hold was out by {figure(row['Out by, had the count been taken to hold (%)'])}%: what it adds is "
        "the "
        "range.",
    ]


def how_it_was_made(found: Reading) -> Section:
    """What made it, how counts were protected, and where the rest is."""
    protection = f"How counts of children are protected: {found.cover.protection.rstrip('.')}."
    return Section(
        "made",
        "How it was made",
        (
            *found.cover.how_it_was_made,
            protection,
            "The workbook of the same report has every table, with its source and notes. The assurance "
            "statement beside it has the inputs, the assumptions, the tests and the limits.",
        ),
    )
