"""The chapter's sections on children: where they live, and what they will need."""

from sufficiency.report.reading import Reading
from sufficiency.report.section import Section
from sufficiency.report.sections.opening import position_sentences, rung_words, to_find_sentence
from sufficiency.report.sections.phrases import CHILD, percent_change, so_many
from sufficiency.report.telling import about, count_in_words, figure, paragraph
from sufficiency.vocabulary import ALL, DISTANCE_BANDS, LABELS, RUNG_LABELS
from sufficiency.words import listed, lower_first


def where_they_live(found: Reading) -> Section:
    """The position: by kind of home, distance and rung, and the rate beside others'."""
    return Section(
        "position",
        "Where our children live",
        (
            paragraph(position_sentences(found)),
            *_published(found),
            *_rates(found),
            *found.missing("A", "T4", "T7", "T9"),
        ),
        (*_by_placement(found), *_by_distance(found), *_rungs(found)),
        tables=found.tables("A", "T7", "T9", "T4", "T2", "T22"),
        charts=found.charts("A"),
    )


def _published(found: Reading) -> list[str]:
    """What DfE published of the last two years, and from which source the position differs."""
    rows = [row for row in found.rows("T2") if isinstance(row["Children looked after"], int | float)]
    if len(rows) < 2:
        return []
    before, last = rows[-2:]
    own = found.cell("T7", LABELS[ALL], LABELS[ALL])
    differs = own != last["Children looked after"] and str(last["31 March"]) == str(found.base_year)
    sources = " The position counts the council’s own number, and the two differ." if differs else ""
    return [
        f"The Department for Education published {count_in_words(last['Children looked after'], *CHILD)} "
        f"looked after on 31 March {last['31 March']}, and {so_many(before['Children looked after'])} on 31 "
        f"March {before['31 March']}.{sources}"
    ]


def _rates(found: Reading) -> list[str]:
    """The newest rate as published, beside each benchmark's newest."""
    rows = found.rows("T22")
    told = [
        f"{row['Rate of']} {figure(row['Rate per 10,000'])} ({row['31 March']})"
        for row in rows
        if row["Rate per 10,000"] is not None
    ]
    if not told:
        return found.missing("T22")
    return [f"Children looked after for every 10,000 aged 0 to 17, as published: {'; '.join(told)}."]


def _by_placement(found: Reading) -> list[str]:
    rows = [row for row in found.rows("T7") if row["Placement"] != LABELS[ALL] and row[LABELS[ALL]]]
    told = [f"{lower_first(str(row['Placement']))} {so_many(row[LABELS[ALL]])}" for row in rows]
    return [f"By kind of home: {listed(told)}."] if told else []


def _by_distance(found: Reading) -> list[str]:
    """Each band of distance that has any child, as a share of all where that is shown."""
    told = []
    for band in DISTANCE_BANDS:
        count = found.cell("T9", "Children", LABELS[band])
        share = found.cell("T9", "Share", LABELS[band])
        if count:
            of_all = f" ({figure(share)}%)" if isinstance(share, int | float) else ""
            told.append(f"{lower_first(LABELS[band])}, {so_many(count)}{of_all}")
    return [f"By distance from home: {'; '.join(told)}."] if told else []


def _rungs(found: Reading) -> list[str]:
    """Rungs over all three provisions; those that nobody has counted are named, and are not zero."""
    rows = {str(row["Where they are"]) for row in found.rows("A") if row["Children"] is not None}
    unknown = [lower_first(words) for words in RUNG_LABELS.values() if words not in rows]
    known = [
        f"{lower_first(words)}, {rung_words(found, rung)}"
        for rung, words in RUNG_LABELS.items()
        if words in rows
    ]
    return [
        *(
            [f"Of children in homes that we buy or provide, against 20 miles: {'; '.join(known)}."]
            if known
            else []
        ),
        *([f"Not recorded, which is not zero: {listed(unknown)}."] if unknown and known else []),
    ]


def needs(found: Reading) -> Section:
    """Children to come: the population, how many looked after, by home, and placements to find."""
    said = (*_population(found), paragraph(_looked_after(found)), to_find_sentence(found))
    return Section(
        "needs",
        "What our children will need",
        (*(text for text in said if text), *found.missing("T1", "T14", "T15", "C", "T19")),
        (*_by_home(found), *_moved(found)),
        tables=found.tables("T1", "T15", "C"),
        charts=found.charts("T14", "T15"),
    )


def _population(found: Reading) -> list[str]:
    row = found.row("T1", LABELS[ALL])
    first, last = row.get(str(found.base_year)), row.get(found.soon)
    change = percent_change(first, last)
    if not change:
        return []
    return [
        f"The scenario takes the number of children aged 0 to 17 to go from {figure(first)} in "
        f"{found.base_year} to {figure(last)} in {found.soon}: {change}."
    ]


def _looked_after(found: Reading) -> list[str]:
    """Children looked after in the first scenario, next year and five years on, each with its range."""
    title = found.scenarios[0]
    lines = []
    for year in dict.fromkeys((str(found.base_year + 1), found.soon)):
        central, low, high = found.three("T14", title, year)
        if central is not None:
            lines.append(f"{about(central, low, high, *CHILD)} on 31 March {year}")
    return [f"In the scenario “{title}” we would look after {listed(lines)}."] if lines else []


def _by_home(found: Reading) -> list[str]:
    """Each kind of home: children now, and five years on."""
    points = []
    for row in found.rows("T15"):
        now = next((cell for name, cell in row.items() if name.startswith(f"{found.base_year}")), None)
        name = str(row["Placement"])
        then, low, high = (
            found.cell("T15", heading, name)
            for heading in (found.soon, f"80% low in {found.soon}", f"80% high in {found.soon}")
        )
        if then is not None and (now or then or high):
            points.append(
                f"{name}: {count_in_words(now, *CHILD)} on {found.day}; {about(then, low, high, *CHILD)} on "
                f"31 March {found.soon}."
            )
    return points


def _moved(found: Reading) -> list[str]:
    """What moves the homes wanted within 20 miles by then most."""
    row = found.row("T19", found.soon)
    steps = {name.removesuffix(", modelled"): cell for name, cell in row.items() if name != "31 March"}
    steps.pop("All", None)
    sizes = {name: abs(cell) for name, cell in steps.items() if isinstance(cell, int | float) and cell}
    told = [lower_first(name) for name in sizes if sizes[name] == max(sizes.values())]
    if not told:
        return []
    return [
        f"What moves the homes wanted within 20 miles by {found.soon} most, in this scenario: "
        f"{listed(told)}. Table T19 has each step."
    ]
