"""The gap chart: homes to secure within 20 miles, by provision, today and one, three and five years on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import BLACK, BLUE, CHARCOAL, NAVY, WHITE
from sufficiency.charts.lettering import text_width
from sufficiency.charts.page import EDGE, TEXT_SIZE, WIDTH, start_page
from sufficiency.charts.series import yearly
from sufficiency.charts.viewpoint import Viewpoint
from sufficiency.rounding import whole, whole_total
from sufficiency.tidy import pick
from sufficiency.vocabulary import ALL, LABELS, PROVISIONS, SHOULD_BE_NEAR, WITHIN_20
from sufficiency.words import listed, lower_first, number, sentences, were

YEARS_ON: Final = (0, 1, 3, 5)
ROW: Final = 0.29  # inches for a bar
HEAD: Final = 0.36  # inches for the name of a group
LEFT: Final = 0.724  # inches for the edge and the years
GROUP_NAMES: Final = {ALL: "All three kinds", **{name: LABELS[name] for name in PROVISIONS}}


@dataclass(frozen=True)
class GapBar:
    """One bar: the gap of a provision in a year, with the range known for that year."""

    provision: str
    year: int
    gap: float
    shown: int  # the gap as written; that of a total is the sum of its parts as they are written
    low: float | None  # observed years: from the assumptions
    high: float | None
    p80: float | None  # later years: from the draws
    add_for_80: float | None

    @property
    def words(self) -> str:
        """What is written beside the bar."""
        if self.add_for_80 is not None:
            return f"{number(self.shown)}; add {number(self.add_for_80)} to be 80% sure"
        if self.low is not None and self.high is not None:
            return f"{number(self.shown)} (low {number(self.low)}, high {number(self.high)})"
        return number(self.shown)

    @property
    def whisker(self) -> tuple[float, ...]:
        """Where the range is drawn from and to; nothing where none is known."""
        if self.p80 is not None:
            return self.gap, self.p80
        if self.low is not None and self.high is not None:
            return self.low, self.high
        return ()

    @property
    def caps(self) -> tuple[float, ...]:
        """Where the range ends; one that starts from the end of its bar has no cap there."""
        return self.whisker if self.p80 is None else self.whisker[1:]

    @property
    def least(self) -> float:
        """How far left the bar and its range reach."""
        return min(0.0, self.gap, *self.whisker)

    @property
    def most(self) -> float:
        """How far right the bar and its range reach."""
        return max(0.0, self.gap, *self.whisker)


def gap_chart(tables: Mapping[str, pd.DataFrame], view: Viewpoint) -> Chart | None:
    """Homes to secure within 20 miles."""
    bars = gap_bars(tables.get("gap"), view.base_year)
    if not bars:
        return None
    title = gap_title(bars, view)
    groups = list(dict.fromkeys(bar.provision for bar in bars))
    page = start_page(
        title,
        "Homes to secure = children who should be within 20 miles less contracted places there. Whisker: "
        f"in {view.base_year} low to high; later up to the homes to add to be 80% sure. {view.stamp}",
        plot_height=len(bars) * ROW + len(groups) * HEAD,
        notes=["The homes to add for each kind do not add up to those for all."],
    )
    least, most = min(bar.least for bar in bars), max(bar.most for bar in bars)
    room = max(text_width(bar.words, TEXT_SIZE) for bar in bars) + 0.25
    inch = max(most - least, 1) / (WIDTH - LEFT - EDGE - room)  # homes to an inch
    axes = page.bare_axes(least - LEFT * inch, WIDTH * inch)
    middles = [ROW * (at + 0.5) + HEAD * (groups.index(bar.provision) + 1) for at, bar in enumerate(bars)]
    for group in groups:
        _name_group(axes, group, bars, middles, left=least - (LEFT - EDGE) * inch)
    for bar, middle in zip(bars, middles, strict=True):
        axes.text(bar.most + 0.12 * inch, middle, bar.words, va="center_baseline")
        axes.text(least - 0.1 * inch, middle, str(bar.year), va="center_baseline", ha="right")
    colours = [NAVY if bar.year == view.base_year else BLUE for bar in bars]
    axes.barh(middles, [bar.gap for bar in bars], height=ROW * 0.72, color=colours)
    _draw_whiskers(axes, bars, middles)
    return Chart("gap", title, page.figure, _told(title, groups, bars))


def gap_bars(table: pd.DataFrame | None, base_year: int) -> list[GapBar]:
    """The gap within 20 miles, children who should be near included: all first, then each provision."""
    parts = [bar for provision in PROVISIONS for bar in _bars_of(table, provision, base_year)]
    totals = [
        GapBar(ALL, year, gap, whole_total(bar.gap for bar in parts if bar.year == year), *ends)
        for year, gap, ends in _rows_of(table, ALL, base_year)
    ]
    return [*totals, *parts]


def _bars_of(table: pd.DataFrame | None, provision: str, base_year: int) -> list[GapBar]:
    rows = _rows_of(table, provision, base_year)
    return [GapBar(provision, year, gap, whole(gap), *ends) for year, gap, ends in rows]


def _rows_of(
    table: pd.DataFrame | None, provision: str, base_year: int
) -> list[tuple[int, float, tuple[float | None, ...]]]:
    """Year, gap, and the low, high, P80 and homes to add that are known."""
    rows = pick(table, scope=WITHIN_20, need_basis=SHOULD_BE_NEAR, provision=provision)
    gap = yearly(rows, "gap_central")
    ends = [yearly(rows, column) for column in ("gap_low", "gap_high", "gap_p80", "add_for_80")]
    years = [base_year + later for later in YEARS_ON if base_year + later in gap]
    return [(year, gap[year], tuple(end.get(year) for end in ends)) for year in years]


def _name_group(
    axes: Axes, group: str, bars: Sequence[GapBar], middles: Sequence[float], left: float
) -> None:
    """The name of a group above its bars, and the line that they stand on."""
    members = [middle for bar, middle in zip(bars, middles, strict=True) if bar.provision == group]
    top, bottom = members[0] - ROW / 2, members[-1] + ROW / 2
    axes.text(left, top - 0.07, GROUP_NAMES[group], weight="bold")
    axes.vlines(0, top, bottom, color=CHARCOAL, linewidth=1)


def _draw_whiskers(axes: Axes, bars: Sequence[GapBar], middles: Sequence[float]) -> None:
    """The ranges, white beneath black, so that a whisker is seen on its bar and off it."""
    ranged = [(bar, middle) for bar, middle in zip(bars, middles, strict=True) if bar.whisker]
    lows, highs = [bar.whisker[0] for bar, _ in ranged], [bar.whisker[1] for bar, _ in ranged]
    at = [middle for _, middle in ranged]
    axes.hlines(at, lows, highs, color=WHITE, linewidth=4)
    axes.hlines(at, lows, highs, color=BLACK, linewidth=1.6)
    caps = [(end, middle) for bar, middle in ranged for end in bar.caps]
    ends = [end for end, _ in caps]
    tops, bottoms = [middle - 0.08 for _, middle in caps], [middle + 0.08 for _, middle in caps]
    axes.vlines(ends, tops, bottoms, color=WHITE, linewidth=4.5)
    axes.vlines(ends, tops, bottoms, color=BLACK, linewidth=2)


def gap_title(bars: Sequence[GapBar], view: Viewpoint) -> str:
    """The gap of today in a sentence, and the gap of the last year shown."""
    total = {bar.year: bar.shown for bar in bars if bar.provision == ALL}
    now, last = total[view.base_year], max(total)
    title = _gap_now(now, bars, view)
    if last == view.base_year:
        return title
    later = [bar.shown for bar in bars if bar.year == last and bar.provision != ALL]
    short, spare = sum(n for n in later if n > 0), sum(-n for n in later if n < 0)
    # Homes of one kind to spare do not house a child who needs another: the two are never netted.
    if not short:
        return f"{title}; in this scenario {f'{number(spare)} to spare' if spare else 'none'} in {last}"
    said = f"{number(short)} in {last}"
    return f"{title}; in this scenario {said}" + (
        f", and {number(spare)} of another kind to spare" if spare else ""
    )


def _gap_now(now: int, bars: Sequence[GapBar], view: Viewpoint) -> str:
    """The gap of the base year; homes of one kind to spare do not house a child who needs another."""
    if now > 0:
        homes = f"{number(now)} contracted {'home' if now == 1 else 'homes'} {were(now)} still to secure"
        return f"Within 20 miles, {homes} on {view.day}"
    met = f"Within 20 miles, contracted homes met need on {view.day}"
    parts = [bar for bar in bars if bar.year == view.base_year and bar.provision != ALL and bar.shown > 0]
    if parts:
        short = listed([f"{number(bar.shown)} in {lower_first(LABELS[bar.provision])}" for bar in parts])
        return f"{met} in all, but {short} {were(sum(bar.shown for bar in parts))} still to secure"
    return f"{met}, with {number(-now)} to spare" if now < 0 else met


def _told(title: str, groups: Sequence[str], bars: Sequence[GapBar]) -> str:
    def told_of(group: str) -> str:
        members = [bar for bar in bars if bar.provision == group]
        said = "; ".join(f"in {bar.year}: {bar.words.replace(';', ',')}" for bar in members)
        return f"{GROUP_NAMES[group]} {said}"

    widest = max(bars, key=lambda bar: (bar.provision != ALL, bar.gap))
    return sentences(
        f"Bar chart. {title}",
        "Homes to secure within 20 miles, the central figure first and then its range",
        *(told_of(group) for group in groups),
        f"The largest gap of one kind is {lower_first(LABELS[widest.provision])} in {widest.year}, "
        f"at {number(widest.shown)}",
    )
