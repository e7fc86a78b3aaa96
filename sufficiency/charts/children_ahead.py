"""Children looked after: as published, and as far ahead as forecasts have been back-tested, from table T14.

What was published is table T2's. The first scenario has its 80% range as a band; others are thin lines, each
named at its end with its own range. The count that all begin at is the total of the base year's tables.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import BLUE, CHARCOAL, NAVY, PALE_BLUE, PLUM
from sufficiency.charts.labels import END_SIZE, LEAD, EndLabel, label_ends, label_starts
from sufficiency.charts.lettering import line_height, text_width
from sufficiency.charts.page import EDGE, TEXT_SIZE, WIDTH, Page, analysis_function_style, start_page
from sufficiency.charts.timeline import year_ticks
from sufficiency.report.declared import PUBLIC, Cell, Column, Protected
from sufficiency.report.printed import printed_rows
from sufficiency.report.sections.phrases import CHILD, ranged
from sufficiency.report.telling import figure
from sufficiency.vocabulary import BACK_TESTED_YEARS
from sufficiency.words import capital, date_in_words, listed, number, sentences

IN_BRACKETS: Final = re.compile(r"\S+ \(\S+ to \S+\)")

NAME: Final = "children-looked-after"
HISTORY: Final = "T2"
TOTALS: Final = ("T4", "T9", "T7")  # whose row of all children has the count of the base year
CENTRAL, LOW, HIGH = ", modelled", ", 80% low", ", 80% high"  # how the headings of a scenario end
OTHERS: Final = 4  # as many lines beside the first as can be told apart
LONG, SHORT = (0, (5, 2.5)), (0, (1.5, 2))
DASHES: Final = ((PLUM, LONG), (CHARCOAL, LONG), (PLUM, SHORT), (CHARCOAL, SHORT))

PLOT: Final = 3.7  # inches from the words above to the years below
SCALE, START = 0.75, 0.6  # inches for the scale, and for the number before the lines
LABELS_MOST: Final = 3.1  # inches for the words after the lines, which are broken where they are longer
TOP_ROOM, YEARS_ROOM = 0.3, 0.35  # inches above and below the plot


@dataclass(frozen=True)
class Ahead:
    """One scenario: children looked after in each year that has all three numbers, and the 80% range."""

    title: str
    central: dict[int, float]
    low: dict[int, float]
    high: dict[int, float]

    @property
    def last(self) -> int:
        return max(self.central)

    def at(self, year: int) -> str:
        """So many in a year, with the range: `320 (240 to 420)`."""
        return ranged(self.central[year], self.low[year], self.high[year])

    def told(self) -> str:
        return listed(f"{self.at(year)} in {year}" for year in self.central)


@dataclass(frozen=True)
class Seen:
    """All that the chart shows: published counts by year, the count of the base year, and the scenarios.

    `now` is None where the count of the base year is confidential or not recorded; so is a published one.
    """

    base_year: int
    now: float | None
    published: dict[int, float | None]
    first: Ahead
    others: tuple[Ahead, ...]
    names: dict[str, str]  # what sets each scenario's title apart
    left_out: tuple[str, ...]  # titles of scenarios that are not drawn
    past: str = "as published"  # where the counts by year are from

    @property
    def drawn(self) -> tuple[Ahead, ...]:
        return (self.first, *self.others)

    @property
    def known(self) -> dict[int, float]:
        return {year: count for year, count in self.published.items() if count is not None}

    @property
    def first_year(self) -> int:
        return min((*self.published, self.base_year))


def children_ahead(table: Protected, beside: Mapping[str, Protected]) -> Chart | None:
    """The past and the coming years of children looked after; none where no coming year has a range.

    `beside` has the report's other tables by name: the published years and the base year's count are there.
    """
    seen = _seen(table, beside)
    if seen is None:
        return None
    public = "" if table.profile == PUBLIC else ". Restricted: not for publication."
    source = f"{_source(table, beside)}{public or '.'}"
    return Chart(
        NAME, table.declaration.title, *ahead_chart(seen, table.as_at, source, [f"{capital(table.mode)}."])
    )


def ahead_chart(seen: Seen, as_at: str, source: str, notes: Sequence[str] = ()) -> tuple[Figure, str]:
    """The picture of what is seen, and the words that say what it says; `as_at` is a date as YYYY-MM-DD."""
    finding = finding_of(seen)
    with analysis_function_style():
        page = start_page(ranges_kept_together(finding), _key(seen), plot_height=PLOT,
                          notes=[*_notes(seen), *notes], source=f"Source: {source}")  # fmt: skip
        _draw(page, seen)
    told = sentences(
        f"Fan chart of children looked after on 31 March. {finding}",
        f"As at {date_in_words(as_at)}",
        f"{capital(seen.past)}: {listed(f'{number(count)} in {year}' for year, count in seen.known.items())}"
        if seen.known
        else "No published year is recorded",
        f"In the first scenario, {seen.first.title}, with the 80% range: {seen.first.told()}",
        *(f"In another scenario, {other.title}, with the 80% range: {other.told()}" for other in seen.others),
        *_notes(seen),
    )
    return page.figure, told


def finding_of(seen: Seen) -> str:
    """How many in the last year drawn, with the range, and how many in the base year."""
    first = seen.first
    of_one = first.low[first.last] == first.central[first.last] == first.high[first.last] == 1
    since = "" if seen.now is None else f", from {number(seen.now)} in {seen.base_year}"
    later = max(seen.known, default=seen.base_year)
    came = f"; {number(seen.known[later])} in {later}, {seen.past}" if later > seen.base_year else ""
    whose = CHILD[0] if of_one else CHILD[1]
    return f"{first.at(first.last)} {whose} looked after in {first.last}{since}{came}"


def names_apart(titles: Sequence[str]) -> dict[str, str]:
    """What sets each title apart: the words that all begin with are left off, as far as the last colon.

    Where they share no colon, all the words that they share are left off; a title alone keeps its own.
    """
    words = [title.split() for title in titles]
    shared = 0
    while len(titles) > 1 and all(len(each) > shared + 1 for each in words):
        if len({each[shared] for each in words}) > 1:
            break
        shared += 1
    colons = [at + 1 for at, word in enumerate(words[0][:shared]) if word.endswith(":")] if words else []
    cut = colons[-1] if colons else shared
    return {title: " ".join(each[cut:]) for title, each in zip(titles, words, strict=True)}


def ranges_kept_together(text: str) -> str:
    """Text whose ranges in brackets, and the numbers before them, will not be parted at the end of a line."""
    return IN_BRACKETS.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text)


# --- What the tables have -------------------------------------------------------------------------


def _seen(table: Protected, beside: Mapping[str, Protected]) -> Seen | None:
    base_year = int(table.as_at[:4])
    every = list(_scenarios(table, base_year))
    if not every or not every[0].central:
        return None
    first = every[0]
    whole = [other for other in every[1:] if first.last in other.central]
    titles = [each.title for each in (first, *whole[:OTHERS])]
    return Seen(
        base_year,
        _count_now(beside),
        _published(beside.get(HISTORY), base_year),
        first,
        tuple(whole[:OTHERS]),
        names_apart(titles),
        tuple(each.title for each in every[1:] if each.title not in titles),
    )


def _scenarios(table: Protected, base_year: int) -> Iterator[Ahead]:
    """Each scenario as far as forecasts have been back-tested, without the years that lack a number."""
    places = {column.heading: at for at, column in enumerate(table.declaration.columns)}
    coming = range(base_year + 1, base_year + BACK_TESTED_YEARS + 1)
    rows = {int(str(row[0])): row for row in printed_rows(table)}
    for heading in places:
        if not heading.endswith(CENTRAL):
            continue
        title = heading.removesuffix(CENTRAL)
        three = [places.get(f"{title}{end}") for end in (CENTRAL, LOW, HIGH)]
        years = [year for year in coming if year in rows and _whole(rows[year], three)]
        central, low, high = ({year: _at(rows[year], at) for year in years} for at in three)
        yield Ahead(title, central, low, high)


def _whole(row: tuple[Cell, ...], places: Sequence[int | None]) -> bool:
    return all(at is not None and _number(row[at]) is not None for at in places)


def _at(row: tuple[Cell, ...], at: int | None) -> float:
    return (_number(row[at]) if at is not None else None) or 0.0


def _published(table: Protected | None, base_year: int) -> dict[int, float | None]:
    """Every year from the first published to the base year; None is confidential or not recorded."""
    found: dict[int, float | None] = {}
    for row in printed_rows(table) if table else ():
        if int(str(row[0])) <= base_year:
            found[int(str(row[0]))] = _number(row[1])
    if not any(count is not None for count in found.values()):
        return {}
    return {year: found.get(year) for year in range(min(found), max(found) + 1)}


def _count_now(beside: Mapping[str, Protected]) -> float | None:
    """All children looked after in the base year, as the first of the tables that know it has them."""
    for table in (beside[name] for name in TOTALS if name in beside):
        at = _last_count(table.declaration.columns)
        for row in printed_rows(table):
            if row[0] == "All" and at is not None and _number(row[at]) is not None:
                return _number(row[at])
    return None


def _last_count(columns: Sequence[Column]) -> int | None:
    return next((at for at in reversed(range(len(columns))) if columns[at].kind == "count"), None)


def _number(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


# --- What is said ---------------------------------------------------------------------------------


def _key(seen: Seen) -> str:
    """What each mark is, under the title."""
    past = f"Grey: {seen.past}. " if seen.known else ""
    others = " Broken lines: other scenarios." if seen.others else ""
    return (
        f"Children looked after on 31 March. {past}Blue: {seen.first.title}, modelled; "
        f"band: 80 futures in 100.{others}"
    )


def _notes(seen: Seen) -> list[str]:
    hidden = [str(year) for year, count in seen.published.items() if count is None]
    coming = range(seen.base_year + 1, seen.first.last + 1)
    unknown = [
        f"{seen.names[each.title]} in {listed(missing)}"
        for each in seen.drawn
        if (missing := [str(year) for year in coming if year not in each.central])
    ]
    missing_words = "; ".join(([f"published in {listed(hidden)}"] if hidden else []) + unknown)
    then = seen.known.get(seen.base_year)
    said = []
    if then is not None and seen.now is not None and then != seen.now:
        said.append(
            f"Published figures include later revisions: {number(then)} in {seen.base_year}, where the "
            f"scenario begins at {number(seen.now)}."
        )
    if missing_words:
        said.append(f"Left out, as confidential or not recorded: {missing_words}.")
    if seen.left_out:
        said.append(f"In the table and not drawn: {'; '.join(seen.left_out)}.")
    return said


def _source(table: Protected, beside: Mapping[str, Protected]) -> str:
    """The forecast's source, after that of the published years where they are drawn."""
    past = beside.get(HISTORY)
    drawn = past is not None and _published(past, int(table.as_at[:4]))
    return f"{past.source}; {table.source}" if past is not None and drawn else table.source


# --- Drawing --------------------------------------------------------------------------------------


def _draw(page: Page, seen: Seen) -> None:
    labels = _labels(seen)
    room = min(LABELS_MOST, LEAD + 0.05 + max(text_width(each.words, END_SIZE, each.bold) for each in labels))
    axes = page.axes(SCALE, room + EDGE, above=TOP_ROOM, below=YEARS_ROOM)
    _scale(axes, seen)
    first, published = seen.first, seen.published
    low, high = _from_now(seen, first.low), _from_now(seen, first.high)
    axes.fill_between(list(low), list(low.values()), list(high.values()),
                      color=PALE_BLUE, alpha=0.6, linewidth=0)  # fmt: skip
    for end in (low, high):
        axes.plot(list(end), list(end.values()), color=BLUE, linewidth=0.9)
    counts = [nan if count is None else count for count in published.values()]
    axes.plot(list(published), counts, "-o", color=CHARCOAL, linewidth=2.0, markersize=4)
    for other, (colour, dashes) in zip(seen.others, DASHES, strict=False):
        path = _from_now(seen, other.central)
        axes.plot(list(path), list(path.values()), color=colour, linewidth=1.4, linestyle=dashes)
    path = _from_now(seen, first.central)
    axes.plot(list(path), list(path.values()), "-o", color=NAVY, linewidth=2.2, markersize=5,
              clip_on=False, zorder=5)  # fmt: skip
    _mark_base_year(axes, seen)
    if seen.known:
        year = min(seen.known)
        label_starts(axes, [EndLabel(seen.known[year], number(seen.known[year]), CHARCOAL)], START, year)
    label_ends(axes, labels, room)


def _from_now(seen: Seen, path: Mapping[int, float]) -> dict[int, float]:
    """A path that opens from the count of the base year, where that is known; broken where a year is not."""
    known = dict(path) if seen.now is None else {seen.base_year: seen.now, **path}
    return {year: known.get(year, nan) for year in range(min(known), max(known) + 1)}


def _scale(axes: Axes, seen: Seen) -> None:
    """Years and children from nought, with room before the first year for its number."""
    start, last = seen.first_year, seen.first.last
    room = START * (last - start) / (_inches(axes) - START)
    axes.set_xlim(start - (room if seen.known else 0.25), last)
    axes.set_xticks(year_ticks(start, seen.base_year, last))
    paths = (seen.first.high, *(other.central for other in seen.others), seen.known)
    most = max((count for path in paths for count in path.values()), default=0.0)
    axes.set_ylim(0, max(5.0, most * 1.08, (seen.now or 0.0) * 1.08))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.tick_params(axis="y", length=0)


def _inches(axes: Axes) -> float:
    """How wide the plot is."""
    return float(axes.get_position().width) * WIDTH


def _mark_base_year(axes: Axes, seen: Seen) -> None:
    """A line up from the base year, with its count above the plot."""
    words = f"{seen.base_year}, base year" + ("" if seen.now is None else f": {number(seen.now)}")
    axes.axvline(seen.base_year, color=CHARCOAL, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    start, end = axes.get_xlim()
    across = (seen.base_year - start) / (end - start)
    wide = text_width(words, TEXT_SIZE) / _inches(axes)
    axes.annotate(
        words,
        (min(max(across, wide / 2), 1 - wide / 2), 1),
        (0, 72 * (TOP_ROOM - line_height(TEXT_SIZE)) / 2),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="center",
        color=CHARCOAL,
        annotation_clip=False,
    )


def _labels(seen: Seen) -> list[EndLabel]:
    first, last = seen.first, seen.first.last
    named = f" {seen.names[first.title]}" if seen.others else ""
    labels = [EndLabel(first.central[last], f"{first.at(last)}{named}", NAVY, bold=True)]
    labels += [
        EndLabel(other.central[last], f"{other.at(last)} {seen.names[other.title]}", colour)
        for other, (colour, _) in zip(seen.others, DASHES, strict=False)
    ]
    if first.low[last] == first.high[last]:
        return labels
    return [
        *labels,
        EndLabel(first.high[last], f"{figure(first.high[last])} high", BLUE),
        EndLabel(first.low[last], f"{figure(first.low[last])} low", BLUE),
    ]
