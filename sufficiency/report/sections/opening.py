"""The chapter's opening: what it is for, and its whole in a page."""

from sufficiency.report.declared import PUBLIC
from sufficiency.report.gaps import WHAT_A_GAP_IS
from sufficiency.report.homes import ALL_KINDS
from sufficiency.report.position import HOME_COMES, ON_ANY_RUNG, SELF_PLACING_HOMES
from sufficiency.report.reading import Reading
from sufficiency.report.section import Section
from sufficiency.report.sections.means import best_lever_sentence, spend_sentence
from sufficiency.report.sections.phrases import CHILD, ranged, so_many, were
from sufficiency.report.telling import (
    NOUNS,
    RANGES_IN_WORDS,
    ROUNDED,
    about,
    count_in_words,
    gap_sentences,
    gap_words,
    paragraph,
)
from sufficiency.vocabulary import ALL, INSIDE, LABELS, PROVISIONS, RUNG_LABELS, WITHIN_20


def purpose(found: Reading) -> Section:
    """Why there is such a chapter, and the words that it uses."""
    return Section(
        "purpose",
        "Purpose",
        (
            f"This chapter says how many homes children in the care of {found.cover.authority} will need, of "
            "what kind and how near; whether those homes are secured; how sure that is; and what would "
            "close the gap.",
            "A council must take steps to secure, so far as it reasonably can, enough homes within its area "
            "for the children it looks after (Children Act 1989, section 22G).",
        ),
        (
            "The position is where children live now. Every child has a home.",
            "Off contract, or spot, is a home bought for one child by itself. The central path is a "
            "scenario’s "
            "own numbers, before luck.",
            "A secured place is filled by one of our children in-house or on contract, or is vacant and "
            "usable today. A spot purchase is not one.",
            WHAT_A_GAP_IS,
            RANGES_IN_WORDS,
            *([ROUNDED] if found.cover.profile == PUBLIC else []),
        ),
    )


def summary(found: Reading) -> Section:
    """The position and the gap first, then what comes next, what would close it, and what it costs."""
    said = (paragraph(position_sentences(found)), paragraph(_coming(found)))
    beside = (
        to_find_sentence(found),
        best_lever_sentence(found),
        spend_sentence(found),
        record_sentence(found),
    )
    return Section(
        "summary",
        "Summary",
        tuple(text for text in said if text),
        (*gap_points(found), *(text for text in beside if text)),
        charts=found.charts("T16d"),
    )


def position_sentences(found: Reading) -> list[str]:
    """How many children were in care, how many homes came with the child, and how many are far or spot."""
    total = found.cell("T7", LABELS[ALL], LABELS[ALL])
    if total is None:
        return [f"How many children were in our care on {found.day} is not recorded."]
    own = found.cell("A", "Children", SELF_PLACING_HOMES, HOME_COMES)
    rest = found.cell("A", "Children", ALL_KINDS, ON_ANY_RUNG)
    return [
        f"On {found.day}, {count_in_words(total, *CHILD)} {were(total)} in our care.",
        f"Of them, {so_many(own)} lived with relatives, parents or adopters-to-be, or in a secure or health "
        "setting.",
        f"Of the {'others' if isinstance(rest, str) or rest is None else f'other {so_many(rest)}'}, "
        f"{rung_words(found, 3)} lived more than 20 miles away for want of a "
        f"nearer home, and {rung_words(found, 4)} near enough but off contract.",
    ]


def rung_words(found: Reading, rung: int) -> str:
    """The children on a rung over all three provisions, in the range of assumptions: `21 (10 to 30)`."""
    row = found.row("A", ALL_KINDS, RUNG_LABELS[rung])
    return ranged(row.get("Children"), row.get("Low, modelled"), row.get("High, modelled"))


def _coming(found: Reading) -> list[str]:
    """What is wanted five years on in the first scenario."""
    title = found.scenarios[0]
    central, low, high = found.three("T14", title, found.soon)
    if central is None:
        return []
    both = found.gap(title, LABELS[WITHIN_20], ALL_KINDS, found.soon)
    return [
        f"In the scenario “{title}”, {about(central, low, high, *CHILD)} would be in our care on 31 March "
        f"{found.soon}.",
        *([] if both is None else gap_sentences(both[0], both[1], found.base_year)),
    ]


def gap_points(found: Reading) -> list[str]:
    """The gap within 20 miles five years on, kind by kind; and inside the authority, of all three."""
    points = []
    for name in PROVISIONS:
        both = found.gap(found.scenarios[0], LABELS[WITHIN_20], LABELS[name], found.soon)
        if both is not None:
            near = both[0]
            said = gap_words(near.gap, near.gap_low, near.gap_high, *NOUNS[near.provision])
            points.append(f"{LABELS[name]}, within 20 miles, by 31 March {found.soon}: {said}.")
    both = found.gap(found.scenarios[0], LABELS[INSIDE], ALL_KINDS, found.soon)
    if both is not None:
        said = gap_words(both[0].gap, both[0].gap_low, both[0].gap_high)
        points.append(
            f"All three kinds, inside the authority alone: {said}. Homes inside are also within 20 miles: "
            "the two are never added."
        )
    return points


def to_find_sentence(found: Reading) -> str:
    """How many placements must be found next year; nothing where flows are not recorded."""
    row = found.row("C", LABELS[ALL])
    a_year, low, high = (row.get(f"{name}, modelled") for name in ("All ages a year", "80% low", "80% high"))
    if a_year is None:
        return ""
    said = about(a_year, low, high, "placement", "placements")
    return (
        f"In the year to 31 March {found.base_year + 1} we would have to find {said}: starts and moves, so "
        "that one child may count more than once."
    )


def record_sentence(found: Reading) -> str:
    """What the back-tested forecast would have been a year before, beside what was published."""
    row = found.row("T20", str(found.base_year - 1), str(found.base_year))
    central, low, high = (row.get(f"{name}, modelled") for name in ("Forecast", "80% low", "80% high"))
    if central is None or row.get("Actual") is None:
        return ""
    return (
        f"As at 31 March {found.base_year - 1} the forecast that is back-tested would have been "
        f"{about(central, low, high, *CHILD)} for 31 March {found.base_year}; the number published was "
        f"{so_many(row.get('Actual'))}."
    )
