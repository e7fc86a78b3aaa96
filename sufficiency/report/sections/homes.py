"""The chapter's sections on homes: what is secured, the gap, and how scenarios differ."""

from sufficiency.report.gaps import NOT_ALIKE, WHAT_A_GAP_IS
from sufficiency.report.homes import ALL_KINDS
from sufficiency.report.reading import Reading
from sufficiency.report.section import Section
from sufficiency.report.sections.phrases import CHILD
from sufficiency.report.telling import (
    HOMES,
    NOUNS,
    about,
    count_in_words,
    gap_sentences,
    gap_words,
    paragraph,
)
from sufficiency.vocabulary import INSIDE, LABELS, PROVISIONS, WITHIN_20
from sufficiency.words import listed, lower_first


def capacity(found: Reading) -> Section:
    """What is secured: our own fostering, and places within 20 miles by kind."""
    said = (*_own_fostering(found), *_secured(found), *found.missing("T13", "T12"))
    left_out = (
        [] if "T12" in found.by_name else
        ["Places by sector, and what any one provider has, are in the restricted report."]
    )  # fmt: skip
    return Section(
        "capacity",
        "What we have secured",
        (*said, *left_out),
        (
            "Places registered, places open to us, places we fill and places vacant and usable are four "
            "numbers, and are never mixed. A provider on the list is not a bed.",
        ),
        tables=found.tables("T12", "T13"),
    )


def _own_fostering(found: Reading) -> list[str]:
    row = found.row("T13", str(found.base_year))
    places, low, high, households = (
        row.get(f"{name}, modelled")
        for name in ("Places", "Places, 80% low", "Places, 80% high", "Households")
    )
    if places is None:
        return []
    return [
        f"Our own fostering had {about(places, low, high, 'place', 'places')} on {found.day}, in "
        f"{about(households, None, None, 'household', 'households').split(' (')[0]}. How many places a "
        "household has is assumed where it is not published."
    ]


def _secured(found: Reading) -> list[str]:
    """Places secured within 20 miles next year in the first scenario, kind by kind."""
    year = str(found.base_year + 1)
    told = []
    for name in PROVISIONS:
        both = found.gap(found.scenarios[0], LABELS[WITHIN_20], LABELS[name], year)
        if both is not None and both[0].secured is not None:
            places = count_in_words(both[0].secured, *NOUNS[LABELS[name]])
            told.append(f"about {places}" if both[0].secured else places)
    if not told:
        return []
    return [f"Within 20 miles, on 31 March {year}, the scenario has secured {listed(told)}."]


def the_gap(found: Reading) -> Section:
    """Need less secured places, five years on, in both scopes and on both bounds."""
    title = found.scenarios[0]
    beside = " The section on scenarios sets the others beside it." if len(found.scenarios) > 1 else ""
    paragraphs = []
    for where in (WITHIN_20, INSIDE):
        for name in PROVISIONS:
            both = found.gap(title, LABELS[where], LABELS[name], found.soon)
            if both is not None:
                paragraphs.append(paragraph(gap_sentences(*both, found.base_year)))
    return Section(
        "gap",
        "The gap",
        (
            WHAT_A_GAP_IS,
            f"These are of the scenario “{title}”.{beside}",
            *paragraphs,
            *found.missing("T16", "T23"),
        ),
        (
            "“Should be near” counts children further away for want of a nearer home; “as placed” leaves "
            "them out. The need lies between, and depends on why each far child is far.",
            "Homes inside the authority are also within 20 miles: the two gaps are never added.",
            "P80 is the gap that four in five futures stay within. A chance can fall while the gap grows, "
            "because the range widens: read the two together. P80s do not add up.",
        ),
        tables=found.tables("T16", "T16b", "T23"),
        charts=found.charts("T16"),
    )


def scenarios(found: Reading) -> Section:
    """Each scenario's children and gap side by side, and the three paths that any scenario lies among."""
    return Section(
        "scenarios",
        "Scenarios",
        (
            "A scenario is a what-if. It is neither a forecast, which has been scored against what happened, "
            "nor a target, which is what somebody wants. A scenario in which a target is met in full shows "
            "what meeting it would do.",
            *_not_alike(found),
            *_paths(found),
            *found.missing("T16c"),
        ),
        tuple(_each_scenario(found)),
        tables=found.tables("T14", "T16c", "T16e"),
    )


def _not_alike(found: Reading) -> list[str]:
    """That some scenarios have a select list and others do not, where that is so."""
    notes = found.by_name["T16c"].notes if "T16c" in found.by_name else ()
    return [note.removeprefix(NOT_ALIKE) for note in notes if note.startswith(NOT_ALIKE)]


def _each_scenario(found: Reading) -> list[str]:
    points = []
    for title in found.scenarios:
        central, low, high = found.three("T14", title, found.soon)
        both = found.gap(title, LABELS[WITHIN_20], ALL_KINDS, found.soon)
        if central is None or both is None:
            continue
        near = both[0]
        points.append(
            f"{title}: {about(central, low, high, *CHILD)} on 31 March {found.soon}, and within 20 miles "
            f"{gap_words(near.gap, near.gap_low, near.gap_high)}."
        )
    return points


def _paths(found: Reading) -> list[str]:
    """The gap of all three kinds if numbers stay, and if they follow the population: a range of paths."""
    told = [
        f"{about(cell, None, None, *HOMES).split(' (')[0]} if {lower_first(str(row['If']))}"
        for row in found.rows("T16e")[:2]
        if (cell := next((c for name, c in row.items() if name.startswith(found.soon)), None)) is not None
    ]
    if len(told) < 2:
        return []
    return [
        f"On the central paths, the gap within 20 miles by {found.soon} would be {' and '.join(told)}. Each "
        f"has a range about as wide as that of this scenario: {_own_gap(found)}"
    ]


def _own_gap(found: Reading) -> str:
    both = found.gap(found.scenarios[0], LABELS[WITHIN_20], ALL_KINDS, found.soon)
    if both is None:
        return "not recorded."
    near = both[0]
    return f"{gap_words(near.gap, near.gap_low, near.gap_high)}."
