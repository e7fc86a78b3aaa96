"""Charts of a report: drawn from protected tables alone, so that no label gives a count back.

All are bars but two, of need and places year by year (need_and_places.py) and of children looked after
(children_ahead.py). No number of the future is drawn or named without its range: a table that has none, as
T19 of what moves need, is not drawn, and a bar whose range is not known is left out.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from matplotlib.axes import Axes

from sufficiency.charts.chart import Chart
from sufficiency.charts.children_ahead import children_ahead, ranges_kept_together
from sufficiency.charts.ink import BLACK, BLUE, CHARCOAL, NAVY
from sufficiency.charts.lettering import text_width
from sufficiency.charts.need_and_places import need_and_places
from sufficiency.charts.page import EDGE, TEXT_SIZE, WIDTH, analysis_function_style, start_page
from sufficiency.report.declared import PUBLIC, SUPPRESSED, Cell, Column, Protected
from sufficiency.report.homes import ALL_KINDS
from sufficiency.report.printed import printed_rows
from sufficiency.report.sections.phrases import CHILD, pounds
from sufficiency.report.telling import HOMES, NOUNS, count_in_words, figure
from sufficiency.vocabulary import AGE_BANDS, ALL, LABELS, RUNG_LABELS
from sufficiency.words import capital, date_in_words, lower_first, sentences

ROW: Final = 0.34  # inches for a bar
BETWEEN: Final = 0.16  # inches between groups of bars
PLAIN, RANGED = NAVY, BLUE  # of bars; a range is black on the paler of the two
RANGE: Final = BLACK
CAP: Final = 0.1  # inches up and down at the ends of a range

YEAR_BY_YEAR: Final = "T16d"
AHEAD: Final = "T14"
IF_BADLY: Final = " if things go badly"
TOO_FAR: Final = RUNG_LABELS[3]
OF_16_AND_17, MOVE_ON = "Children of 16 and 17", "Move-on homes wanted"  # rows of table L
LOW_IN_YEAR: Final = re.compile(r"80% low in (\d{4}), modelled")


@dataclass(frozen=True)
class Series:
    """One column that is drawn as bars, and where its range is; `words` say which it is."""

    words: str
    at: int
    ends: tuple[int, int] | None = None
    year: str = ""  # the coming year that it is of, where it is of one
    after: str = ""  # words after each of its labels


@dataclass(frozen=True)
class Bar:
    """One bar: whose it is, of which series, how long, and its range; a length of None is confidential."""

    group: str
    series: Series
    length: float | None
    ends: tuple[float, float] | None
    label: str

    @property
    def words(self) -> str:
        return "confidential" if self.length is None else self.label

    @property
    def drawn(self) -> str:
        """The words beside it."""
        return self.label if self.length is None else f"{self.label}{self.series.after}"

    @property
    def reach(self) -> float:
        """How far to the right it is drawn."""
        return max(self.length or 0.0, self.ends[1] if self.ends else 0.0, 0.0)


@dataclass(frozen=True)
class Bars:
    """The bars of one table, and those left out for want of a range."""

    table: Protected
    bars: tuple[Bar, ...]
    series: tuple[Series, ...]
    left_out: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.table.declaration.title

    @cached_property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(bar.group for bar in self.bars))

    def of(self, series: Series) -> list[Bar]:
        return [bar for bar in self.bars if bar.series == series]

    def one(self, group: str, series: Series) -> Bar | None:
        """The bar of a group in a series, where it has a number."""
        own = (bar for bar in self.of(series) if bar.group == group and bar.length is not None)
        return next(own, None)


@dataclass(frozen=True)
class Drawing:
    """How one table is drawn as bars: its name, which columns and rows, and what its heading says."""

    name: str
    series: Callable[[Sequence[Column]], list[Series]]
    finding: Callable[[Bars], str]
    keeps: Callable[[tuple[Cell, ...]], bool] = lambda row: True
    named_from: int = 0  # the first label column that names a bar
    say: Callable[[Cell], str] = figure


def report_charts(
    tables: Sequence[Protected], only: Collection[str] | None = None
) -> list[tuple[Chart, Protected]]:
    """A chart of each table that is drawn and has numbers, with the table that it is of.

    `tables` are all those of the report, since one chart may need another's table beside it; `only` names
    the tables to draw, where not all are wanted.
    """
    beside = {table.declaration.table: table for table in tables}
    wanted = [table for name, table in beside.items() if only is None or name in only]
    with analysis_function_style():
        drawn = [(_chart_of(table, beside), table) for table in wanted]
    return [(chart, table) for chart, table in drawn if chart is not None]


def _chart_of(table: Protected, beside: Mapping[str, Protected]) -> Chart | None:
    name = table.declaration.table
    if not printed_rows(table):
        return None
    if name == YEAR_BY_YEAR:
        return need_and_places(table)
    if name == AHEAD:
        return children_ahead(table, beside)
    return bar_chart(table, DRAWN[name]) if name in DRAWN else None


def bar_chart(table: Protected, drawing: Drawing) -> Chart | None:
    """Bars of one or two of a table's columns, labelled with their numbers; none where none has a number."""
    found = _bars(table, drawing)
    if not any(bar.length for bar in found.bars):
        return None
    finding, as_at = drawing.finding(found), date_in_words(table.as_at)
    public = "" if table.profile == PUBLIC else " Restricted: not for publication."
    notes = _notes(found)
    page = start_page(
        ranges_kept_together(finding),
        f"{_subject(found, finding)}{_key(found)}{_as_at(table, as_at)}",
        plot_height=_height(found),
        notes=[*notes, f"{capital(table.mode)}."],
        source=f"Source: {table.source}.{public}",
    )
    _draw(page.bare_axes, found)
    alternative = sentences(
        f"Bar chart. {finding}",
        f"{_subject(found, finding)}{_as_at(table, as_at)}",
        *(f"{f'{capital(each.words)}: ' if len(found.series) > 1 else ''}{_told(found.of(each))}"
          for each in found.series if found.of(each)),
        *notes,
    )  # fmt: skip
    return Chart(drawing.name, found.title, page.figure, alternative)


# --- Which columns and rows are drawn -------------------------------------------------------------


def _bars(table: Protected, drawing: Drawing) -> Bars:
    columns = table.declaration.columns
    labels = [at for at, column in enumerate(columns) if column.kind == "label"][drawing.named_from :]
    chosen = drawing.series(columns)
    bars, left_out = [], []
    for row in printed_rows(table):
        if not drawing.keeps(row):
            continue
        for series in chosen:
            group, cell, ends = _group(row, labels), row[series.at], _ends(row, series)
            if cell is None:
                continue
            if series.year and series.ends and ends is None and _number(cell) is not None:
                left_out.append(f"{group} in {series.year}")
                continue
            bars.append(Bar(group, series, _number(cell), ends, _label(cell, ends, drawing.say)))
    return Bars(table, tuple(bars), tuple(chosen), tuple(left_out))


def _first_count(columns: Sequence[Column]) -> list[Series]:
    """The first column that is not words."""
    at = _numeric(columns)[0]
    return [Series(columns[at].heading, at)]


def _with_ends(columns: Sequence[Column]) -> list[Series]:
    """The first column that is not words, with the two that follow as its range where they are there."""
    [series] = _first_count(columns)
    numeric = _numeric(columns)
    ends = (numeric[1], numeric[2]) if len(numeric) > 2 else None
    return [Series(series.words, series.at, ends)]


def _now_and_soon(columns: Sequence[Column]) -> list[Series]:
    """The base year, and the year furthest ahead that has a range; a coming year without is not drawn."""
    numeric = _numeric(columns)
    now = Series(re.sub(", (children|pounds)$", "", columns[numeric[0]].heading), numeric[0])
    headings = {column.heading: at for at, column in enumerate(columns)}
    years = [found[1] for heading in headings if (found := LOW_IN_YEAR.fullmatch(heading))]
    if not years:
        return [now]
    year = max(years)
    low, high = (headings.get(f"80% {end} in {year}, modelled") for end in ("low", "high"))
    soon = next((at for at in numeric[1:] if columns[at].heading.endswith(f"{year}, modelled")), None)
    if soon is None or low is None or high is None or soon in (low, high):
        return [now]
    return [now, Series(columns[soon].heading, soon, (low, high), year)]


def _gap_and_badly(columns: Sequence[Column]) -> list[Series]:
    """The gap, and the gap if things go badly; without the second the first is not drawn either."""
    headings = {column.heading.removesuffix(", modelled"): at for at, column in enumerate(columns)}
    gap, badly = headings.get("Gap"), headings.get("Gap if things go badly (P80)")
    if gap is None or badly is None:
        return []
    return [Series("gap", gap), Series("gap if things go badly (P80)", badly, after=IF_BADLY)]


def _numeric(columns: Sequence[Column]) -> list[int]:
    return [at for at, column in enumerate(columns) if column.kind not in ("label", "text")]


def _by_rung(row: tuple[Cell, ...]) -> bool:
    """Whether a row of table A is of one rung, of all three kinds of home together."""
    return row[0] == ALL_KINDS and row[1] in RUNG_LABELS.values()


def _group(row: tuple[Cell, ...], labels: Sequence[int]) -> str:
    first, *rest = (str(row[at]) for at in labels)
    return ": ".join((first, *(lower_first(label) for label in rest)))


def _ends(row: tuple[Cell, ...], series: Series) -> tuple[float, float] | None:
    low, high = (_number(row[at]) for at in series.ends) if series.ends else (None, None)
    return None if low is None or high is None else (low, high)


def _label(cell: Cell, ends: tuple[float, float] | None, say: Callable[[Cell], str]) -> str:
    """A number in its range: `215 (150 to 285)`; without where the two ends are one."""
    if cell == SUPPRESSED:
        return SUPPRESSED
    return f"{say(cell)} ({say(ends[0])} to {say(ends[1])})" if ends and ends[0] != ends[1] else say(cell)


def _number(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


# --- What is said ---------------------------------------------------------------------------------


def _most(found: Bars) -> str:
    """The largest part of a count, its total left out; a part that is confidential may be larger."""
    [series] = found.series
    parts = [bar for bar in found.of(series) if bar.group != LABELS[ALL]]
    if {LABELS[band] for band in AGE_BANDS} & {bar.group for bar in parts}:  # boys and girls are all too
        parts = [bar for bar in parts if bar.group in {LABELS[band] for band in AGE_BANDS}]
    known = [bar for bar in parts if bar.length is not None]
    if not known:
        return found.title
    most = max(known, key=lambda bar: bar.length or 0.0)
    total = found.one(LABELS[ALL], series)
    of_all = "" if total is None else f" of {total.label}"
    shown = "the largest group is" if len(known) == len(parts) else "of the numbers shown, the largest is"
    return f"{found.title}: {shown} {lower_first(most.group)} ({most.label}{of_all})"


def _too_far(found: Bars) -> str:
    """How many children are too far for want of a nearer home, in the range; else the largest rung."""
    [series] = found.series
    bar = next((bar for bar in found.bars if bar.group == TOO_FAR), None)
    if bar is not None:
        noun = CHILD[0] if bar.label == "1" else CHILD[1]
        words = f"a confidential number of {noun}" if bar.length is None else f"{bar.label} {noun}"
        return f"{capital(words)} {lower_first(TOO_FAR).replace(',', '')}"
    most = max(found.of(series), key=lambda bar: bar.length or 0.0)
    return f"{most.group}: {most.label} {CHILD[1]}"


def _largest_need(found: Bars) -> str:
    """The home needed by the most children five years on, in its range, and in the base year."""
    return _now_to_soon(found, lambda bar: f"The largest need is for {lower_first(bar.group)}: ", " children")


def _spend(found: Bars) -> str:
    """What homes cost in all five years on, in its range, and in the base year."""

    def begins(bar: Bar) -> str:
        kind = "" if bar.group == LABELS[ALL] else f" for {lower_first(bar.group)}"
        return f"Fees and allowances{kind} would come to "

    return _now_to_soon(found, begins, "")


def _now_to_soon(found: Bars, begins: Callable[[Bar], str], noun: str) -> str:
    """From the largest bar five years on, its number in the range, after that of the base year."""
    now, *rest = found.series
    known = [bar for bar in (found.of(rest[0]) if rest else found.of(now)) if bar.length is not None]
    if not known:
        return found.title
    most = max(known, key=lambda bar: bar.length or 0.0)
    if not rest:
        return f"{begins(most)}{most.label}{noun} in {now.words[-4:]}"
    was = found.one(most.group, now)
    since = "" if was is None else f", from {was.label} in {now.words[-4:]}"
    return f"{begins(most)}{most.label}{noun} in {rest[0].year}{since}"


def _sixteen(found: Bars) -> str:
    """Children of 16 and 17 and move-on homes five years on, in their ranges."""
    soon = found.series[-1]
    if not soon.year:
        return found.title
    bars = [bar for name in (OF_16_AND_17, MOVE_ON) if (bar := found.one(name, soon))]
    said = "; ".join(f"{bar.label} {lower_first(bar.group)}" for bar in bars)
    return f"{found.title} in {soon.year}: {said}" if said else found.title


def _widest(found: Bars) -> str:
    """The widest gap among those of children who should be near or are, and what it is if things go badly."""
    gap, badly = found.series
    pairs = [
        (one, other) for bar in found.of(gap)
        if (one := found.one(bar.group, gap)) and (other := found.one(bar.group, badly))
    ]  # fmt: skip
    if not pairs:
        return found.title
    central, worse = max(pairs, key=lambda pair: pair[0].length or 0.0)
    noun = NOUNS.get(central.group.split(": ")[0], HOMES)
    return f"{found.title}: {_gap_words(central.length or 0.0, worse.length or 0.0, *noun)}{IF_BADLY}"


def _gap_words(gap: float, badly: float, one: str, many: str) -> str:
    """A gap beside the same if things go badly: so many homes wanted, or to spare where below zero."""
    if gap > 0:
        return f"at its widest {count_in_words(gap, one, many)}, and {figure(badly)}"
    spare = f"{count_in_words(-gap, one, many)} to spare" if gap else f"about as many {many} as are needed"
    then = f"a gap of {figure(badly)}" if badly > 0 else f"{figure(-badly)} to spare" if badly else "no gap"
    return f"at its closest {spare}, and {then}"


def _subject(found: Bars, finding: str) -> str:
    """What is counted, with the table's title where the heading does not begin with it."""
    units = found.table.declaration.units
    return f"{capital(units)}." if finding.startswith(found.title) else f"{found.title}. {capital(units)}."


def _key(found: Bars) -> str:
    """Which bars are which, and what the line across one is."""
    series = [each for each in found.series if found.of(each)]
    *_, last = series
    across = " Line: 80% range." if last.ends else ""
    return (
        f" Dark: {lower_first(series[0].words)}. Light: {lower_first(last.words)}.{across}"
        if len(series) > 1
        else across
    )


def _as_at(table: Protected, as_at: str) -> str:
    """The date, where the units do not say it."""
    return "" if as_at in table.declaration.units else f" As at {as_at}."


def _notes(found: Bars) -> list[str]:
    """What the table says of itself, and what is left out."""
    missing = f"Left out, as their range is not known: {'; '.join(found.left_out)}." if found.left_out else ""
    said = " ".join(note for note in (*found.table.declaration.notes, missing) if note)
    return [said] if said else []


def _told(bars: Sequence[Bar]) -> str:
    return "; ".join(f"{bar.group}, {bar.words}" for bar in bars)


# --- Drawing --------------------------------------------------------------------------------------


def _height(found: Bars) -> float:
    return ROW * len(found.bars) + BETWEEN * len(found.groups)


def _draw(axes_of: Callable[[float, float], Axes], found: Bars) -> None:
    bars, groups = found.bars, found.groups
    left = EDGE + max(text_width(group, TEXT_SIZE) for group in groups) + 0.15
    room = max(text_width(bar.drawn, TEXT_SIZE, bold=True) for bar in bars) + 0.2
    least = min(0.0, *(bar.length or 0.0 for bar in bars))
    most = max(0.0, *(bar.reach for bar in bars))
    inch = max(most - least, 1e-9) / max(WIDTH - left - room - EDGE, 1.0)
    axes = axes_of(least - left * inch, WIDTH * inch)
    middles = [ROW * (at + 0.5) + BETWEEN * groups.index(bar.group) for at, bar in enumerate(bars)]
    for bar, middle in zip(bars, middles, strict=True):
        _draw_bar(axes, bar, middle, inch, RANGED if bar.series.ends or bar.series.after else PLAIN)
    for group in groups:
        own = [middle for bar, middle in zip(bars, middles, strict=True) if bar.group == group]
        axes.text(least - 0.12 * inch, sum(own) / len(own), group, ha="right", va="center_baseline")
    axes.vlines(0, 0, middles[-1] + ROW / 2, color=CHARCOAL, linewidth=1)


def _draw_bar(axes: Axes, bar: Bar, middle: float, inch: float, colour: str) -> None:
    """One bar with its range across it, and its number beyond both."""
    axes.barh([middle], [bar.length or 0.0], height=ROW * 0.74, color=colour)
    if bar.length is not None and bar.ends and bar.ends[0] != bar.ends[1]:
        axes.hlines(middle, *bar.ends, color=RANGE, linewidth=1.4)
        axes.vlines(bar.ends, middle - CAP / 2, middle + CAP / 2, color=RANGE, linewidth=1.4)
    axes.text(bar.reach + 0.08 * inch, middle, bar.drawn, va="center_baseline", weight="bold")


DRAWN: Final = {
    "A": Drawing("position", _with_ends, _too_far, _by_rung, named_from=1),
    "T4": Drawing("age-and-sex", _first_count, _most),
    "T9": Drawing("distance", _first_count, _most),
    "T15": Drawing("demand", _now_and_soon, _largest_need),
    "T16": Drawing("gap", _gap_and_badly, _widest),
    "T18": Drawing("cost", _now_and_soon, _spend, say=pounds),
    "L": Drawing("sixteen-and-over", _now_and_soon, _sixteen),
}
