"""Charts: the tables of a run as pictures, each with words that say what the picture says.

The style is the Government Analysis Function's, through `afcharts`. Every title states the finding
with its numbers; every series is labelled where it is drawn; nothing is told by colour alone.
A chart whose table is absent or empty is left out.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final

import matplotlib.style
import pandas as pd
from afcharts.af_colours import get_af_colours
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ticker import FuncFormatter, MaxNLocator
from PIL import Image

from sufficiency.vocabulary import (
    ALL,
    ANY,
    AS_PLACED,
    BACK_TESTED_YEARS,
    DISTANCE_BANDS,
    FOSTERING,
    LABELS,
    NOT_RECORDED,
    PROVISIONS,
    RESIDENTIAL,
    RUNG_LABELS,
    RUNGS,
    SCOPES,
    SELF_PLACING_ROW,
    SHOULD_BE_NEAR,
    SUPPORTED,
    TOTAL,
    UASC,
    WITHIN_20,
)

SOURCE: Final = "Source: Sufficiency, from published figures and stated assumptions; restricted working chart"
BEYOND: Final = "Beyond what has been back-tested"
RANGE_80: Final = "80% range"

# What a child needs, as the object of "needed".
NEEDS: Final = {
    FOSTERING: "fostering",
    RESIDENTIAL: "residential care",
    SUPPORTED: "supported accommodation (16+)",
}

# --- The page: inches and points. At 900 pixels wide the smallest words are 12 pixels high. ---------
WIDTH: Final = 9.0
HEIGHT: Final = 5.8
DPI: Final = 110
EDGE: Final = 0.18  # between the words and the edge of the page
TITLE_SIZE: Final = 15.0
TEXT_SIZE: Final = 12.0
END_SIZE: Final = 11.5
KEY_SIZE: Final = 11.0
SMALL_SIZE: Final = 10.5
LINE_SPACING: Final = 1.25

# --- Colours: each at least 3:1 against white, save the fills, which are edged in one that is. -------
NAVY, TEAL, PLUM, ORANGE, CHARCOAL, LILAC = (str(colour) for colour in get_af_colours("categorical"))
_SHADES: Final = [str(colour) for colour in get_af_colours("sequential")]
BLUE: Final = _SHADES[2]
PALE_BLUE: Final = _SHADES[4]
SHADE: Final = "#F2F2F2"  # the ground of years beyond the back-test
BLACK: Final = "#000000"
WHITE: Final = "#FFFFFF"

GROUND: Final = {"facecolor": WHITE, "edgecolor": "none", "pad": 0.5}  # keeps grid lines off words
COMPARED: Final = (PLUM, CHARCOAL)  # the lines that a scenario is set beside

# Each rung has a hatch as well as a colour, and its number beside it.
RUNG_LOOKS: Final[dict[str, tuple[str, str]]] = {
    "1": (CHARCOAL, ""),
    "2": (LILAC, "xx"),
    "3": (PLUM, ""),
    "4": (ORANGE, "//"),
    "5": (TEAL, ""),
    "6": (NAVY, ""),
    SELF_PLACING_ROW: (WHITE, ".."),
}
FEWEST_LABELLED: Final = 8  # a narrower segment has no room for its number

Yearly = dict[int, float]  # year -> number; a year that has none is left out


@dataclass(frozen=True)
class Chart:
    """One picture, its title, and the words that say what it says."""

    name: str
    title: str
    figure: Figure
    alternative: str


def draw_charts(tables: Mapping[str, pd.DataFrame], place: str, base_year: int, as_at: str) -> list[Chart]:
    """Every chart that the tables of a run can fill, in the order a strategy shows them."""
    stamp = f"{place}, as at {date_in_words(as_at)}"
    with analysis_function_style():
        charts = [
            population_chart(tables, place, base_year, stamp),
            cla_chart(tables, place, base_year, stamp),
            *(demand_chart(tables, provision, base_year, stamp) for provision in PROVISIONS),
            gap_chart(tables, base_year, stamp),
            position_chart(tables, base_year, stamp),
            distance_chart(tables, base_year, stamp),
        ]
    return [chart for chart in charts if chart is not None]


def save_chart(chart: Chart, folder: Path) -> list[Path]:
    """The two files of a chart: its picture and its text alternative, the same bytes every time."""
    return save_charts([chart], folder)


def save_charts(charts: Sequence[Chart], folder: Path) -> list[Path]:
    """The files of many charts; one picture is packed while the next is drawn, which saves a quarter."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    with ThreadPoolExecutor(max_workers=1) as packer:
        packing = []
        for chart in charts:
            picture, words = folder / f"{chart.name}.png", folder / f"{chart.name}.txt"
            packing.append(packer.submit(pack, drawn(chart), picture))
            words.write_text(chart.alternative + "\n", encoding="utf-8", newline="\n")
            written += [picture, words]
        for packed in packing:
            packed.result()  # a fault in the packing is raised here
    return written


def drawn(chart: Chart) -> Image.Image:
    """The picture of a chart, as dots."""
    dots = BytesIO()
    # Fonts are looked up when words are drawn, so the style has to hold here too.
    with analysis_function_style():
        chart.figure.savefig(dots, format="rgba", dpi=DPI)
    size = chart.figure.canvas.get_width_height()
    return Image.frombytes("RGBA", size, dots.getvalue()).convert("RGB")


def pack(picture: Image.Image, path: Path) -> None:
    """The picture as a PNG that holds its size and nothing else: no date, no name of a program."""
    # Level 1 takes two thirds of the time of the default, and flat colour is small at any level.
    picture.save(path, format="PNG", dpi=(DPI, DPI), compress_level=1)


@contextmanager
def analysis_function_style() -> Iterator[None]:
    """The Analysis Function's style and nothing of the reader's own settings, so that bytes agree."""
    # Unhinted words are drawn in half the time, and are as wide at every size as `text_width` says.
    ours = {"font.size": TEXT_SIZE, "text.parse_math": False, "text.hinting": "none", "hatch.linewidth": 0.7}
    with matplotlib.style.context(["afcharts.afcharts", ours], after_reset=True):
        yield


# --- The charts -----------------------------------------------------------------------------------


def population_chart(
    tables: Mapping[str, pd.DataFrame], place: str, base_year: int, stamp: str
) -> Chart | None:
    """Children living in the area, by year."""
    children = yearly(tables.get("population"), "children", age_band=ALL)
    if base_year not in children:
        return None
    years = key_years(base_year, max(children))
    title = f"{number(children[base_year])} children lived in {place} in {base_year}{growth(children, years)}"
    page = start_page(title, f"Children aged 0 to 17. {stamp}")
    axes = yearly_axes(page, children, [children], base_year, left_room=0.85, right=1.0)
    plot_path(axes, children, base_year, NAVY)
    for year in years:
        mark(axes, year, children[year], NAVY)
    last = years[-1]
    label_ends(axes, [EndLabel(children[last], number(children[last]), NAVY, bold=True)], width=0.9)
    if last > base_year:
        starts = [EndLabel(children[base_year], number(children[base_year]), NAVY, bold=True)]
        label_ends(axes, starts, width=0.85, first=base_year)
    if len(years) == 3:
        # On the side of the line that it does not climb or fall through.
        rising = children[last] >= children[years[1]]
        label_beside(axes, years[1], children[years[1]], number(children[years[1]]), left=rising)
    alternative = sentences(
        f"Line chart of children aged 0 to 17 living in {place}: {told(children, years)}",
        "; ".join(
            f"{year} is {percent(children[year] / children[base_year] - 1)} against {base_year}"
            for year in years[1:]
            if children[base_year] > 0
        ),
        peak(children),
        beyond_words(base_year, years[-1]),
    )
    return Chart("population", title, page.figure, alternative)


def cla_chart(tables: Mapping[str, pd.DataFrame], place: str, base_year: int, stamp: str) -> Chart | None:
    """Children looked after: what happened, this scenario with its range, and the two benchmarks."""
    table = tables.get("cla")
    central = yearly(table, "central", stream=TOTAL)
    if base_year not in central:
        return None
    low, high = yearly(table, "p10", stream=TOTAL), yearly(table, "p90", stream=TOTAL)
    rate = yearly(table, "rate_per_10k", stream=TOTAL)
    history = until(yearly(tables.get("history"), "children"), base_year)
    uasc = yearly(table, "central", stream=UASC)
    uasc_history = until(yearly(tables.get("history"), "uasc"), base_year)
    benchmarks = {
        words: yearly(tables.get("benchmarks"), "children", path=path)
        for path, words in {"hold_rate": "the rate holds", "hold_count": "the count holds"}.items()
    }
    same = [words for words, path in benchmarks.items() if coincides(path, central)]
    others = {words: path for words, path in benchmarks.items() if path and words not in same}

    years = key_years(base_year, max(central))
    soon, last = years[min(1, len(years) - 1)], years[-1]
    title = f"{children_words(central[base_year])} looked after in {base_year}"
    if last > base_year:
        title += f"; in this scenario {number(central[soon])} by {soon}{range_words(low, high, soon)}"
    page = start_page(title, f"Children looked after on 31 March. Band: 80 futures in 100. {stamp}")
    lines = [
        Line(history, CHARCOAL, 2.0),
        Line(uasc_history, NAVY, 1.2),
        Line(uasc, NAVY, 1.2),
        *(Line(path, colour, 1.2) for path, colour in zip(others.values(), COMPARED, strict=False)),
        Line(central, NAVY),
    ]
    across = {**history, **central}
    paths = [high, *(line.path for line in lines)]
    axes = yearly_axes(page, across, paths, base_year, left_room=0.65, right=2.15)
    plot_band(axes, low, high)
    for line in lines:
        plot_path(axes, line.path, base_year, line.colour, width=line.width)
    for year in years:
        mark(axes, year, central[year], NAVY)
    before = history.get(base_year - 1)
    if before is not None and last > base_year:
        label_beside(
            axes, base_year, central[base_year], number(central[base_year]), below=before > central[base_year]
        )
    starts = (
        [EndLabel(history[first], number(history[first]), CHARCOAL)]
        if (first := min(across)) in history
        else []
    )
    if before is None and last > base_year:
        starts = [EndLabel(central[base_year], number(central[base_year]), NAVY, bold=True)]
    if uasc and not uasc_history and not history and last > base_year:
        starts.append(EndLabel(uasc[base_year], number(uasc[base_year]), NAVY))
    label_ends(axes, starts, width=0.65, first=first)
    label_soon(axes, soon, paths, central=central, low=low, high=high)

    also = f" (the same as if {' and if '.join(same)})" if same and last > base_year else ""
    labels = [EndLabel(central[last], f"{number(central[last])} this scenario{also}", NAVY, bold=True)]
    labels += [
        EndLabel(path[last], f"{number(path[last])} if {words}", colour)
        for (words, path), colour in zip(others.items(), COMPARED, strict=False)
        if last in path
    ]
    if last in uasc:
        labels.append(EndLabel(uasc[last], f"{number(uasc[last])} unaccompanied", NAVY))
    labels += band_labels(low, high, base_year, last)
    label_ends(axes, labels, width=2.0)

    alternative = sentences(
        f"Line chart of children looked after by {place}",
        f"History: {told(history, [min(history), max(history)])}" if len(history) > 1 else "",
        peak(history),
        f"This scenario{also}: {told(central, years)}",
        ranges_told(low, high, years[1:]),
        f"Rate per 10,000 children: {told(rate, years, decimals=1)}" if base_year in rate else "",
        *(f"If {words}: {told(path, years)}" for words, path in others.items()),
        f"Unaccompanied children, within the total: {told(uasc, years)}" if uasc else "",
        peak(central),
        beyond_words(base_year, last),
    )
    return Chart("cla", title, page.figure, alternative)


def demand_chart(
    tables: Mapping[str, pd.DataFrame], provision: str, base_year: int, stamp: str
) -> Chart | None:
    """Children who need one kind of home, near or far, against the places secured for them."""
    where = {"stream": TOTAL, "placement": provision, "age_band": ALL, "distance_band": ALL}
    rows = pick(tables.get("demand"), **where)
    central, low, p80, high = (yearly(rows, column) for column in ("central", "p10", "p80", "p90"))
    if base_year not in central:
        return None
    gap_rows = pick(tables.get("gap"), provision=provision, scope=ANY, need_basis=AS_PLACED)
    secured, gap = yearly(gap_rows, "secured_central"), yearly(gap_rows, "gap_central")

    years = key_years(base_year, max(central))
    soon, last = years[min(1, len(years) - 1)], years[-1]
    title = f"In all, {children_words(central[base_year])} needed {NEEDS[provision]} in {base_year}"
    if last > base_year:
        title += f" and {number(central[soon])} would in {soon}"
    if base_year in secured:
        title += f"; secured places {movement(secured, base_year, soon)}"
    page = start_page(
        title, f"Children and places on 31 March, near or far. Band: 80 futures in 100. {stamp}"
    )
    paths = [central, high, secured]
    axes = yearly_axes(page, central, paths, base_year, left_room=0.6, right=2.15)
    plot_band(axes, low, high)
    if last > base_year:
        plot_path(axes, p80, base_year, BLUE, width=1.6, dots=True)
    if secured:
        axes.step(list(secured), list(secured.values()), where="post", color=PLUM, linewidth=2.2)
    plot_path(axes, central, base_year, NAVY)
    for year in years:
        mark(axes, year, central[year], NAVY)
    starts = [EndLabel(central[base_year], number(central[base_year]), NAVY, bold=True)]
    labels = [EndLabel(central[last], f"{number(central[last])} children", NAVY, bold=True)]
    if base_year in secured:
        starts.append(EndLabel(secured[base_year], number(secured[base_year]), PLUM, bold=True))
    if last in secured:
        labels.append(EndLabel(secured[last], f"Secured places {number(secured[last])}", PLUM, bold=True))
    if last in p80 and opened(low, high, last):
        labels.append(EndLabel(p80[last], f"{number(p80[last])} to be 80% sure", BLUE))
    labels += band_labels(low, high, base_year, last)
    if last > base_year:
        label_ends(axes, starts, width=0.6, first=base_year)
    label_soon(axes, soon, paths, central=central, low=low, high=high)
    label_ends(axes, labels, width=2.0)

    alternative = sentences(
        f"Fan chart of children who need {NEEDS[provision]}, near or far: {told(central, years)}",
        ranges_told(low, high, years[1:]),
        f"Secured places, a step line: {told(secured, years)}" if secured else "",
        f"Homes to bring on contract (need less secured places): {told(gap, years)}" if gap else "",
        peak(central),
        beyond_words(base_year, last),
    )
    return Chart(f"demand-{provision.replace('_', '-')}", title, page.figure, alternative)


@dataclass(frozen=True)
class GapBar:
    """One bar: the gap of a provision in a year, with the range known for that year."""

    provision: str
    year: int
    gap: float
    low: float | None  # observed years: from the assumptions
    high: float | None
    p80: float | None  # later years: from the draws
    add_for_80: float | None

    @property
    def words(self) -> str:
        """What is written beside the bar."""
        if self.add_for_80 is not None:
            return f"{number(self.gap)}; add {number(self.add_for_80)} to be 80% sure"
        if self.low is not None and self.high is not None:
            return f"{number(self.gap)} (low {number(self.low)}, high {number(self.high)})"
        return number(self.gap)

    @property
    def whisker(self) -> tuple[float, ...]:
        """Where the range is drawn from and to; nothing where none is known."""
        if self.p80 is not None:
            return self.gap, self.p80
        if self.low is not None and self.high is not None:
            return self.low, self.high
        return ()

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most that the bar and its range reach."""
        reached = (0.0, self.gap, *self.whisker)
        return min(reached), max(reached)


def gap_chart(tables: Mapping[str, pd.DataFrame], base_year: int, stamp: str) -> Chart | None:
    """Homes to secure within 20 miles, by provision, today and one, three and five years on."""
    bars = gap_bars(tables.get("gap"), base_year)
    if not bars:
        return None
    title = gap_title(bars, base_year)
    groups = [name for name in (ALL, *PROVISIONS) if any(bar.provision == name for bar in bars)]
    row, head = 0.29, 0.36  # inches that a bar and the name of its group take
    page = start_page(
        title,
        "Homes to secure = children who should be within 20 miles less contracted places there. Whisker: "
        f"in {base_year} low to high; later up to the homes to add to be 80% sure. {stamp}",
        plot_height=len(bars) * row + len(groups) * head,
        notes=["The homes to add for each kind do not add up to those for all."],
    )
    left = EDGE + text_width("2000", TEXT_SIZE) + 0.12
    least, most = min(bar.ends[0] for bar in bars), max(bar.ends[1] for bar in bars)
    room = max(text_width(bar.words, TEXT_SIZE) for bar in bars) + 0.25
    inch = max(most - least, 1) / (WIDTH - left - EDGE - room)  # homes to an inch
    axes = bare_axes(page, least - left * inch, WIDTH * inch)
    down = 0.0
    middles: list[float] = []
    for group in groups:
        axes.text(least - (left - EDGE) * inch, down + head - 0.07, GROUP_NAMES[group], weight="bold")
        down += head
        members = [bar for bar in bars if bar.provision == group]
        axes.vlines(0, down, down + len(members) * row, color=CHARCOAL, linewidth=1)
        for bar in members:
            middle = down + row / 2
            axes.text(bar.ends[1] + 0.12 * inch, middle, bar.words, va="center_baseline")
            axes.text(least - 0.1 * inch, middle, str(bar.year), va="center_baseline", ha="right")
            middles.append(middle)
            down += row
    # `gap_bars` and the groups are in the same order, so each middle is its bar's.
    colours = [NAVY if bar.year == base_year else BLUE for bar in bars]
    axes.barh(middles, [bar.gap for bar in bars], height=row * 0.72, color=colours)
    ranged = [(bar, middle) for bar, middle in zip(bars, middles, strict=True) if bar.whisker]
    lows, highs = [bar.whisker[0] for bar, _ in ranged], [bar.whisker[1] for bar, _ in ranged]
    at = [middle for _, middle in ranged]
    # White beneath black, so that the whisker is seen on the bar and off it.
    axes.hlines(at, lows, highs, color=WHITE, linewidth=4)
    axes.hlines(at, lows, highs, color=BLACK, linewidth=1.6)
    capped = [(end, middle) for (bar, middle) in ranged for end in bar.whisker[bar.year != base_year :]]
    tops, bottoms = [middle - 0.08 for _, middle in capped], [middle + 0.08 for _, middle in capped]
    axes.vlines([end for end, _ in capped], tops, bottoms, color=WHITE, linewidth=4.5)
    axes.vlines([end for end, _ in capped], tops, bottoms, color=BLACK, linewidth=2)
    parts = []
    for group in groups:
        said = "; ".join(
            f"in {bar.year} {bar.words.replace(';', ',')}" for bar in bars if bar.provision == group
        )
        parts.append(f"{GROUP_NAMES[group]}: {said}")
    widest = max(bars, key=lambda bar: (bar.provision != ALL, bar.gap))
    alternative = sentences(
        f"Bar chart. {title}",
        "Homes to secure within 20 miles, the central figure first and then its range",
        *parts,
        f"The largest gap of one kind is {LABELS[widest.provision].lower()} in {widest.year}, "
        f"at {number(widest.gap)}"
        if widest.provision != ALL
        else "",
    )
    return Chart("gap", title, page.figure, alternative)


GROUP_NAMES: Final = {ALL: "All three kinds", **{name: LABELS[name] for name in PROVISIONS}}


def gap_bars(table: pd.DataFrame | None, base_year: int) -> list[GapBar]:
    """The gap within 20 miles, children who should be near included: all first, then each provision."""
    bars = []
    for provision in (ALL, *PROVISIONS):
        rows = pick(table, scope=WITHIN_20, need_basis=SHOULD_BE_NEAR, provision=provision)
        gap, low, high, p80, add = (
            yearly(rows, column) for column in ("gap_central", "gap_low", "gap_high", "gap_p80", "add_for_80")
        )
        bars += [
            GapBar(provision, year, gap[year], low.get(year), high.get(year), p80.get(year), add.get(year))
            for year in (base_year, base_year + 1, base_year + 3, base_year + 5)
            if year in gap
        ]
    return bars


def gap_title(bars: Sequence[GapBar], base_year: int) -> str:
    """The gap of today in a sentence, and the gap of the last year shown."""
    total = {bar.year: whole(bar.gap) for bar in bars if bar.provision == ALL}
    if not total:  # without a total row the parts still add, draw by draw and so in the middle
        for bar in bars:
            total[bar.year] = total.get(bar.year, 0) + whole(bar.gap)
    now, last = total.get(base_year, 0), max(total)
    if now > 0:
        homes = f"{number(now)} more contracted {'home was' if now == 1 else 'homes were'} needed"
        title = f"Within 20 miles, {homes} on 31 March {base_year}"
    else:
        # Homes of one kind to spare do not house a child who needs another.
        short = [
            f"{number(bar.gap)} in {LABELS[bar.provision].lower()}"
            for bar in bars
            if bar.year == base_year and bar.provision != ALL and whole(bar.gap) > 0
        ]
        spare = f", with {number(-now)} to spare" if now < 0 else ""
        but = f" in all, but {' and '.join(short)} still to secure" if short else ""
        title = f"Within 20 miles, contracted homes met need on 31 March {base_year}{but or spare}"
    if last == base_year:
        return title
    later = total[last]
    if later > 0:
        return f"{title}; in this scenario {number(later)} in {last}"
    return f"{title}; in this scenario {'none' if later == 0 else f'{number(-later)} to spare'} in {last}"


def position_chart(tables: Mapping[str, pd.DataFrame], base_year: int, stamp: str) -> Chart | None:
    """The ladder: how each child is placed today, in each scope."""
    table = tables.get("position")
    ladders = {scope: ladder(pick(table, scope=scope)) for scope in SCOPES}
    ladders = {scope: steps for scope, steps in ladders.items() if sum(steps.values()) > 0}
    if table is None or not ladders:
        return None
    shown = [step for step in RUNG_LOOKS if any(steps.get(step, 0) > 0 for steps in ladders.values())]
    missing = not_recorded(table)
    title = position_title(table, ladders, base_year)
    row, key_row = 1.08, 0.28  # inches for a scope (its name, bar and rungs) and for a line of the key
    key_lines = math.ceil(len(shown) / 2)
    page = start_page(
        title,
        f"Children looked after by rung, from no home (1) to the right home (6). {stamp}",
        plot_height=row * len(ladders) + key_row * key_lines + 0.1,
        notes=[f"Not recorded: {'; '.join(missing)}."] if missing else [],
    )
    each = max(sum(steps.values()) for steps in ladders.values()) / (WIDTH - 2 * EDGE)  # children to an inch
    axes = bare_axes(page, -EDGE * each, WIDTH * each)
    tops = [row * place_in_list for place_in_list in range(len(ladders))]
    for top, scope in zip(tops, ladders, strict=True):
        axes.text(0, top + 0.1, LABELS[scope], weight="bold", va="top")
    starts = [0.0] * len(ladders)
    for place_in_key, step in enumerate(shown):
        counts = [steps[step] for steps in ladders.values()]
        draw_step(axes, step, middles=[top + 0.56 for top in tops], counts=counts, starts=starts, height=0.44)
        for top, count, start in zip(tops, counts, starts, strict=True):
            label_step(axes, step, count, middle=start + count / 2, top=top, inches=count / each)
        starts = [start + count for start, count in zip(starts, counts, strict=True)]
        along = (WIDTH / 2 - EDGE) * (place_in_key // key_lines) * each
        down = row * len(ladders) + key_row * (place_in_key % key_lines + 0.5)
        draw_step(axes, step, middles=[down], counts=[0.3 * each], starts=[along], height=0.17)
        axes.text(along + 0.42 * each, down, step_words(step, full=True), va="center", fontsize=KEY_SIZE)
    alternative = sentences(
        f"Stacked bar chart, one bar for each distance. {title}",
        *(f"{LABELS[scope]}: {ladder_told(steps)}" for scope, steps in ladders.items()),
        f"Not recorded: {'; '.join(missing)}" if missing else "",
    )
    return Chart("position", title, page.figure, alternative)


def draw_step(
    axes: Axes,
    step: str,
    *,
    middles: Sequence[float],
    counts: Sequence[float],
    starts: Sequence[float],
    height: float,
) -> None:
    """The segments of one rung; a white edge parts neighbours, and a hollow one has a dark edge."""
    colour, hatch = RUNG_LOOKS[step]
    edge = CHARCOAL if colour == WHITE else WHITE
    drawn = [place_in_list for place_in_list, count in enumerate(counts) if count > 0]
    axes.barh(
        [middles[at] for at in drawn],
        [counts[at] for at in drawn],
        left=[starts[at] for at in drawn],
        height=height,
        color=colour,
        edgecolor=edge,
        hatch=hatch,
    )


def label_step(axes: Axes, step: str, count: float, *, middle: float, top: float, inches: float) -> None:
    """The number in a segment and the rung beneath it, as far as there is room for them."""
    colour, hatch = RUNG_LOOKS[step]
    if whole(count) >= FEWEST_LABELLED:
        box = {"facecolor": colour, "edgecolor": "none", "pad": 1.5} if hatch else None
        axes.text(
            middle,
            top + 0.56,
            number(count),
            ha="center",
            va="center_baseline",
            weight="bold",
            color=ink_on(colour),
            bbox=box,
        )
    tags = (step_words(step), "Self" if step == SELF_PLACING_ROW else step)
    room = [tag for tag in tags if text_width(tag, SMALL_SIZE) < inches]
    if room:
        axes.text(middle, top + 0.82, room[0], ha="center", va="top", fontsize=SMALL_SIZE)


def ladder_told(steps: Mapping[str, float]) -> str:
    """A ladder in words."""
    said = [
        f"{number(children)} self-placing"
        if step == SELF_PLACING_ROW
        else f"{number(children)} on rung {step} ({lower_first(RUNG_LABELS[int(step)])})"
        for step, children in steps.items()
        if children > 0
    ]
    return f"{', '.join(said)}; {children_words(sum(steps.values()))} together"


def ladder(rows: pd.DataFrame) -> dict[str, float]:
    """Children on each rung of one scope, the worst rung first and the self-placing last."""
    if rows.empty:
        return {}
    children = rows["children"].groupby(rows["rung"].astype(str)).sum()  # a blank adds nothing
    return {step: float(children.get(step, 0.0)) for step in RUNG_LOOKS}


def position_title(table: pd.DataFrame, ladders: Mapping[str, Mapping[str, float]], base_year: int) -> str:
    """What the ladder within 20 miles says; of the first scope there is, where that one is absent."""
    scope = WITHIN_20 if WITHIN_20 in ladders else next(iter(ladders))
    steps = ladders[scope]
    far = pick(table, scope=scope, rung="3")
    low, high = float(far["low"].sum(min_count=1)), float(far["high"].sum(min_count=1))
    spread = f" ({number(low)} to {number(high)})" if math.isfinite(low + high) and low < high else ""
    too_far, off = whole(steps.get("3", 0.0)), whole(steps.get("4", 0.0))
    if scope == ANY:
        return f"On 31 March {base_year}, {children_words(off)} lived off contract"
    near, far_away = (
        ("within 20 miles", "more than 20 miles away")
        if scope == WITHIN_20
        else ("inside the authority", "outside the authority")
    )
    if too_far == 0 and off == 0:
        return f"On 31 March {base_year}, no child is known to have lacked a contracted home {near}"
    return (
        f"On 31 March {base_year}, {children_words(too_far)}{spread} lived {far_away} for want of a nearer "
        f"home and {number(off)} more were near but off contract"
    )


def not_recorded(table: pd.DataFrame) -> list[str]:
    """The rungs on which nothing is recorded, with the provisions where others are."""
    rungs = table["rung"].astype(str)
    blank = table["basis"].eq(NOT_RECORDED)
    said = []
    for rung in RUNGS:
        here = rungs.eq(str(rung))
        unknown = [name for name in PROVISIONS if (blank & here & table["provision"].eq(name)).any()]
        if not unknown:
            continue
        words = lower_first(RUNG_LABELS[rung])
        partly = bool((here & ~blank).any())
        said.append(f"{words} ({', '.join(LABELS[name].lower() for name in unknown)})" if partly else words)
    return said


def step_words(step: str, full: bool = False) -> str:
    """A rung as people read it: its number, and in full its meaning."""
    if step == SELF_PLACING_ROW:
        return "Self-placing: kin, parents, adopters and others" if full else "Self-placing"
    return f"{step}: {RUNG_LABELS[int(step)]}" if full else f"Rung {step}"


def distance_chart(tables: Mapping[str, pd.DataFrame], base_year: int, stamp: str) -> Chart | None:
    """How far from home children live today."""
    rows = pick(tables.get("demand"), year=base_year, stream=TOTAL, placement=ALL, age_band=ALL)
    found = {band: yearly(rows, "central", distance_band=band).get(base_year) for band in DISTANCE_BANDS}
    children = {band: value for band, value in found.items() if value is not None}
    if not children:
        return None
    total = sum(children.values())
    far = sum(value for band, value in children.items() if band.startswith("over_20"))
    share = f" ({percent(far / total, signed=False)})" if total > 0 else ""
    title = (
        f"On 31 March {base_year}, {number(far)} of {children_words(total)}{share} lived more than 20 miles "
        "from home"
    )
    row = 0.54  # inches
    page = start_page(
        title,
        f"Children looked after, by straight-line distance from home. {stamp}",
        plot_height=row * len(children) + 0.05,
    )
    left = EDGE + max(text_width(LABELS[band], TEXT_SIZE) for band in children) + 0.1
    room = text_width(number(total), TEXT_SIZE, bold=True) + 0.1
    each = max(1.0, *children.values()) / (WIDTH - left - room - EDGE)  # children to an inch
    axes = bare_axes(page, -left * each, WIDTH * each)
    middles = [row * (place_in_list + 0.5) for place_in_list in range(len(children))]
    axes.barh(middles, list(children.values()), height=row * 0.68, color=NAVY)
    axes.vlines(0, 0, row * len(children), color=CHARCOAL, linewidth=1)
    for middle, (band, value) in zip(middles, children.items(), strict=True):
        axes.text(-0.1 * each, middle, LABELS[band], ha="right", va="center_baseline")
        axes.text(value + 0.08 * each, middle, number(value), va="center_baseline", weight="bold")
    most = max(children, key=lambda band: children[band])
    alternative = sentences(
        f"Bar chart. {title}",
        "; ".join(f"{LABELS[band]}: {number(value)}" for band, value in children.items()),
        f"The largest group, {number(children[most])}, is {lower_first(LABELS[most])}" if total > 0 else "",
    )
    return Chart("distance", title, page.figure, alternative)


# --- The page -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """A figure with its words set, and the heights in inches between which a plot may stand."""

    figure: Figure
    low: float
    high: float

    def axes(self, left: float, right: float, above: float = 0.0, below: float = 0.0) -> Axes:
        """A plot between the words, with margins in inches."""
        height = self.figure.get_figheight()
        bottom, top = self.low + below, self.high - above
        return self.figure.add_axes(
            (left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, (top - bottom) / height)
        )


def start_page(
    title: str, subtitle: str, plot_height: float | None = None, notes: Sequence[str] = ()
) -> Page:
    """A page with title, subtitle, notes and source; as tall as its plot asks, or of the usual height."""
    head = [
        (
            balanced(
                kept_together(title), WIDTH - 2 * EDGE, lambda text: text_width(text, TITLE_SIZE, bold=True)
            ),
            TITLE_SIZE,
        ),
        (
            wrap(kept_together(subtitle), WIDTH - 2 * EDGE, lambda text: text_width(text, TEXT_SIZE)),
            TEXT_SIZE,
        ),
    ]
    foot = [
        line
        for note in (*notes, SOURCE)
        for line in wrap(note, WIDTH - 2 * EDGE, lambda text: text_width(text, SMALL_SIZE))
    ]
    head_height = EDGE + sum(len(lines) * line_height(size) + 0.06 for lines, size in head) + 0.1
    foot_height = EDGE + len(foot) * line_height(SMALL_SIZE) + 0.1
    height = HEIGHT if plot_height is None else head_height + plot_height + foot_height
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=WHITE)
    FigureCanvasAgg(figure)
    down = EDGE
    for lines, size in head:
        figure.text(
            EDGE / WIDTH,
            1 - down / height,
            "\n".join(lines),
            fontsize=size,
            weight="bold" if size == TITLE_SIZE else "normal",
            color=BLACK if size == TITLE_SIZE else CHARCOAL,
            va="top",
            linespacing=LINE_SPACING,
        )
        down += len(lines) * line_height(size) + 0.06
    figure.text(
        EDGE / WIDTH,
        EDGE / height,
        "\n".join(foot),
        fontsize=SMALL_SIZE,
        color=CHARCOAL,
        va="bottom",
        linespacing=LINE_SPACING,
    )
    return Page(figure, foot_height, height - head_height)


def bare_axes(page: Page, start: float, span: float) -> Axes:
    """A plot across the whole page for bars that carry their own numbers: no scale, and inches down."""
    axes = page.axes(left=0.0, right=0.0)
    axes.set_xlim(start, start + span)
    axes.set_ylim(page.high - page.low, 0)
    axes.axis("off")
    return axes


def yearly_axes(
    page: Page,
    across: Mapping[int, float],
    paths: Sequence[Yearly],
    base_year: int,
    *,
    left_room: float,
    right: float,
) -> Axes:
    """A plot of years against children from nought, with the years beyond the back-test set apart."""
    axes = page.axes(left=0.8, right=right, above=0.3, below=0.35)
    first, last = min(across), max(across)
    most = max((value for path in paths for value in path.values()), default=0.0)
    if last == first:
        left_room = 0.0
        first -= 1
    plot_inches = WIDTH - 0.8 - right
    years_an_inch = (last - first) / (plot_inches - left_room)
    axes.set_xlim(first - left_room * years_an_inch, last)
    limit = base_year + BACK_TESTED_YEARS
    soon = max((value for path in paths for value in until(path, limit).values()), default=0.0)
    tall = axes.bbox.height / DPI
    # Room above the years that have been back-tested for two lines of words, and a little above the rest.
    axes.set_ylim(0, max(5.0, most * 1.06, soon * tall / (tall - 0.55)))
    axes.set_xticks(year_ticks(min(across), base_year, last))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.tick_params(axis="y", length=0)
    if last > limit:
        axes.axvspan(limit, last, color=SHADE, linewidth=0, zorder=0)
        axes.axvline(limit, color=CHARCOAL, linewidth=0.8, linestyle=(0, (4, 3)))
        fits = text_width(BEYOND, SMALL_SIZE) < (last - limit) / years_an_inch
        axes.annotate(
            BEYOND if fits else f"Shaded: {lower_first(BEYOND)}",
            (limit if fits else last, 1),
            (2 if fits else 0, 4),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha="left" if fits else "right",
            fontsize=SMALL_SIZE,
            color=CHARCOAL,
            annotation_clip=False,
        )
    return axes


def plot_path(
    axes: Axes, path: Yearly, base_year: int, colour: str, *, width: float = 2.2, dots: bool = False
) -> None:
    """A line over the years, solid as far as the back-test reaches and dashed beyond."""
    limit = base_year + BACK_TESTED_YEARS
    tested, beyond = until(path, limit), {year: path[year] for year in path if year >= limit}
    if tested:
        axes.plot(
            list(tested),
            list(tested.values()),
            color=colour,
            linewidth=width,
            linestyle=":" if dots else "-",
        )
    if len(beyond) > 1:
        style = ":" if dots else (0, (5, 2.5))
        axes.plot(list(beyond), list(beyond.values()), color=colour, linewidth=width, linestyle=style)


def plot_band(axes: Axes, low: Yearly, high: Yearly) -> None:
    """The range over the years: a pale fill with an edge that can be seen."""
    years = [year for year in low if year in high]
    if len(years) > 1:
        bottom, top = [low[year] for year in years], [high[year] for year in years]
        axes.fill_between(years, bottom, top, color=PALE_BLUE, alpha=0.6, linewidth=0)
        axes.plot(years, bottom, color=BLUE, linewidth=0.9)
        axes.plot(years, top, color=BLUE, linewidth=0.9)


def mark(axes: Axes, year: int, value: float, colour: str) -> None:
    """A dot on a year that is labelled."""
    axes.plot([year], [value], "o", color=colour, markersize=6, clip_on=False, zorder=5)


def label_beside(
    axes: Axes, year: int, value: float, words: str, *, left: bool = True, below: bool = False
) -> None:
    """Words beside a dot: above or below it, to its left or its right."""
    axes.annotate(
        words,
        (year, value),
        (-5 if left else 5, -6 if below else 6),
        textcoords="offset points",
        ha="right" if left else "left",
        va="top" if below else "bottom",
        color=NAVY,
        weight="bold",
        bbox=GROUND,
    )


def label_soon(
    axes: Axes, year: int, paths: Sequence[Yearly], *, central: Yearly, low: Yearly, high: Yearly
) -> None:
    """The number at the end of the back-test and its range, above all that is drawn to its left."""
    if year in (min(central), max(central)):
        return
    words = f"{year}: {number(central[year])}"
    if opened(low, high, year):
        words += f"\n({number(low[year])} to {number(high[year])})"
    near = range(year - 5, year + 1)  # as many years as the words are wide
    height = max(path[when] for path in paths for when in near if when in path)
    label_beside(axes, year, height, words)


def band_labels(low: Yearly, high: Yearly, base_year: int, last: int) -> list["EndLabel"]:
    """Words for the two edges of a range, where it has opened."""
    if last <= base_year or not opened(low, high, last):
        return []
    return [
        EndLabel(high[last], f"{number(high[last])} top of {RANGE_80}", BLUE),
        EndLabel(low[last], f"{number(low[last])} bottom of range", BLUE),
    ]


@dataclass(frozen=True)
class Line:
    """A path over the years and how it is drawn."""

    path: Yearly
    colour: str
    width: float = 2.2


@dataclass(frozen=True)
class EndLabel:
    """Words for the right-hand end of a line, at the height where it ends."""

    height: float
    words: str
    colour: str
    bold: bool = False


def label_ends(axes: Axes, labels: Sequence[EndLabel], width: float, first: int | None = None) -> None:
    """Words at the ends of lines, moved apart where they would overlap, each led to its own line.

    At the right-hand end and outside the plot; or, if a first year is given, to the left of that.
    """
    low, high = axes.get_ylim()
    start, end = axes.get_xlim()
    tall = axes.bbox.height / DPI
    each = (end - start) / (axes.bbox.width / DPI)  # years to an inch
    lead = 0.22 if first is None else 0.18  # inches between a line and its words
    side, edge = (1, end) if first is None else (-1, first)
    lines = [
        wrap(label.words, width - lead, partial(text_width, size=END_SIZE, bold=label.bold))
        for label in labels
    ]
    heights = [len(wrapped) * line_height(END_SIZE) for wrapped in lines]
    wished = [(label.height - low) / (high - low) * tall for label in labels]
    placed = nudge_apart(wished, heights, 0.0, tall)
    for label, wrapped, wish, place in zip(labels, lines, wished, placed, strict=True):
        across = [edge + side * each * 0.07, edge + side * each * (lead - 0.04)]
        down = [low + at / tall * (high - low) for at in (wish, place)]
        axes.plot(across, down, color=label.colour, linewidth=0.8, clip_on=False)
        axes.text(
            edge + side * lead * each,
            down[1],
            "\n".join(wrapped),
            color=label.colour,
            fontsize=END_SIZE,
            weight="bold" if label.bold else "normal",
            ha="left" if first is None else "right",
            va="center",
            linespacing=1.15,
            bbox=None if first is None else GROUND,
        )
    axes.set_xlim(start, end)


# --- Small pure functions -------------------------------------------------------------------------


def nudge_apart(centres: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Where labels go so that none overlaps: each as near its own centre as the others allow.

    Labels that would touch become one block, centred on the mean of where its members wished to be
    (pooling adjacent violators, so the squared movement is least); then all are kept in the bounds.
    """
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    # Measured from the bottom of a pile with no gaps, "no overlap" is "never going down".
    steps = [0.0, *((heights[a] + heights[b]) / 2 for a, b in pairwise(order))]
    pile = list(accumulate(steps))[: len(order)]
    blocks: list[tuple[float, int]] = []  # the mean of a block and how many labels are in it
    for index, offset in zip(order, pile, strict=True):
        block = (centres[index] - offset, 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, size = blocks.pop()
            block = ((mean * size + block[0] * block[1]) / (size + block[1]), size + block[1])
        blocks.append(block)
    placed = [0.0] * len(centres)
    if not order:
        return placed
    least = low + heights[order[0]] / 2
    most = max(least, high - heights[order[-1]] / 2 - pile[-1])
    bases = [mean for mean, size in blocks for _ in range(size)]
    for index, offset, base in zip(order, pile, bases, strict=True):
        placed[index] = min(max(base, least), most) + offset
    return placed


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Text in lines no wider than the width, broken at spaces."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Text in as few lines as the width allows, of much the same length, so that no word stands alone."""
    fewest = len(wrap(text, width, measure))
    narrower = (width * share / 100 for share in range(50, 100, 5))
    return next(
        (lines for room in narrower if len(lines := wrap(text, room, measure)) == fewest),
        wrap(text, width, measure),
    )


def kept_together(text: str) -> str:
    """Text whose dates and distances will not be parted at the end of a line."""
    return text.replace("31 March 20", "31\N{NO-BREAK SPACE}March\N{NO-BREAK SPACE}20").replace(
        "20 miles", "20\N{NO-BREAK SPACE}miles"
    )


@cache
def advance(character: str, bold: bool) -> float:
    """How far one character moves the pen, as a share of the size of the words."""
    font = get_font(findfont(FontProperties(weight="bold" if bold else "normal")))
    font.set_size(100, 72)
    return float(font.load_char(ord(character)).linearHoriAdvance) / 65536 / 100


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide words are, in inches, in the font of the style.

    By character, which is thirty times quicker than laying the words out; leaving out the kerning
    makes it a little more than they will take, never less.
    """
    return sum(advance(character, bold) for character in text) * size / 72


def line_height(size: float) -> float:
    """How much of the page a line of words takes, in inches."""
    return size * LINE_SPACING / 72


def luminance(colour: str) -> float:
    """How light a colour is, 0 to 1, as WCAG reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, 1 to 21, as WCAG reckons it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """Black or white, whichever is plainer on a colour."""
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, colour))


def pick(table: pd.DataFrame | None, **where: str | int) -> pd.DataFrame:
    """The rows of a table in which every named column has the value asked for; none of no table."""
    if table is None:
        return pd.DataFrame()
    rows = table
    for column, value in where.items():
        if rows.empty:
            return pd.DataFrame()
        rows = rows.loc[rows[column] == value]
    return rows


def yearly(table: pd.DataFrame | None, column: str, **where: str | int) -> Yearly:
    """One column by year, in order of year, without the years in which it is blank."""
    rows = pick(table, **where)
    if rows.empty or column not in rows:
        return {}
    pairs = zip(rows["year"].tolist(), rows[column].tolist(), strict=True)
    found = {int(year): float(value) for year, value in pairs if not pd.isna(value)}
    return dict(sorted(found.items()))


def until(path: Yearly, year: int) -> Yearly:
    """A path as far as a year."""
    return {when: value for when, value in path.items() if when <= year}


def coincides(one: Yearly, other: Yearly) -> bool:
    """Whether two paths are within half a child of each other in every year of both."""
    shared = one.keys() & other.keys()
    return bool(shared) and all(abs(one[year] - other[year]) <= 0.5 for year in shared)


def opened(low: Yearly, high: Yearly, year: int) -> bool:
    """Whether a range has any width to speak of in a year."""
    return year in low and year in high and whole(low[year]) < whole(high[year])


def key_years(base_year: int, last: int) -> list[int]:
    """The years a chart tells of: the base year, the end of the back-test and the last, as they exist."""
    return sorted({base_year, min(base_year + BACK_TESTED_YEARS, last), last})


def year_ticks(first: int, base_year: int, last: int) -> list[int]:
    """The years written under a plot: all of a few; else every fifth from the base year, and the ends."""
    if last - first <= 10:
        return list(range(first, last + 1))
    fifths = [year for year in range(first + 2, last - 1) if (year - base_year) % 5 == 0]
    return [first, *fifths, last]


def whole(value: float) -> int:
    """The nearest whole number, halves upward, as people round."""
    return math.floor(value + 0.5)


def number(value: float, decimals: int = 0) -> str:
    """A number as people read it, with thousands parted and a true minus; never "nan"."""
    if not math.isfinite(value):
        return "not known"
    said = f"{value:,.{decimals}f}" if decimals else f"{whole(value):,}"
    return said.replace("-", "−")


def percent(share: float, signed: bool = True) -> str:
    """A share as a whole percentage; as a change, with its sign."""
    said = number(100 * share) + "%"
    return f"+{said}" if signed and whole(100 * share) > 0 else said


def children_words(count: float) -> str:
    """So many children, one of them being a child."""
    return f"{number(count)} {'child' if whole(count) == 1 else 'children'}"


def range_words(low: Yearly, high: Yearly, year: int) -> str:
    """The range in a year, in brackets; nothing where there is none."""
    if year not in low or year not in high:
        return ""
    return f" ({RANGE_80} {number(low[year])} to {number(high[year])})"


def ranges_told(low: Yearly, high: Yearly, years: Sequence[int]) -> str:
    """The range in words, at the years asked for that have one."""
    said = [f"{number(low[y])} to {number(high[y])} in {y}" for y in years if y in low and y in high]
    return f"{RANGE_80}: {', '.join(said)}" if said else ""


def movement(path: Yearly, start: int, end: int) -> str:
    """How a count goes from one year to another."""
    if end not in path or start not in path or start == end:
        return f"were {number(path[start])}"
    if whole(path[start]) == whole(path[end]):
        return f"stay at {number(path[end])}"
    return f"go from {number(path[start])} to {number(path[end])}"


def growth(path: Yearly, years: Sequence[int]) -> str:
    """How much higher or lower a path is in later years, to end a sentence that began with the first."""
    if len(years) < 2 or path[years[0]] <= 0:
        return ""
    changes = [f"{percent(path[year] / path[years[0]] - 1)} by {year}" for year in years[1:]]
    return f": {' and '.join(changes)}"


def told(path: Yearly, years: Sequence[int], decimals: int = 0) -> str:
    """A path in words, at the years asked for."""
    said = [f"{number(path[year], decimals)} in {year}" for year in years if year in path]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else "not known"


def peak(path: Yearly) -> str:
    """When a path is highest."""
    if len({whole(value) for value in path.values()}) < 2:
        return ""
    year = max(path, key=lambda when: path[when])
    return f"The highest is {number(path[year])}, in {year}"


def beyond_words(base_year: int, last: int) -> str:
    """What a reader must know of the later years, if there are any."""
    limit = base_year + BACK_TESTED_YEARS
    return f"Years after {limit} are beyond what has been back-tested" if last > limit else ""


def sentences(*parts: str) -> str:
    """Parts as sentences, the empty ones left out, each ended with one full stop."""
    return " ".join(part.strip().rstrip(".") + "." for part in parts if part.strip())


def lower_first(text: str) -> str:
    """Words as they stand inside a sentence."""
    return text[:1].lower() + text[1:]


def date_in_words(as_at: str) -> str:
    """A date as people write it; words that are not a date stay as they are."""
    try:
        day = date.fromisoformat(as_at)
    except ValueError:
        return as_at
    return f"{day.day} {day:%B} {day.year}"
