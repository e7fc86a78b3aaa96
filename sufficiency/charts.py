"""Charts: the tables of a run as pictures, each with words that say what the picture says.

The style is the Government Analysis Function's, through `afcharts`. Every title states the finding
with its numbers; every series is labelled where it is drawn; nothing is told by colour alone.
A chart whose table is absent or empty is left out.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Final

import matplotlib.style
import pandas as pd
from afcharts.af_colours import get_af_colours
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

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
DPI: Final = 120
EDGE: Final = 0.18  # between the words and the edge of the page
TITLE_SIZE: Final = 16.0
TEXT_SIZE: Final = 12.0
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
    stamp = f"{place}, figures as at {date_in_words(as_at)}"
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
    folder.mkdir(parents=True, exist_ok=True)
    picture, words = folder / f"{chart.name}.png", folder / f"{chart.name}.txt"
    # Fonts are looked up when the picture is made, so the style has to hold here too.
    with analysis_function_style():
        # Level 1 takes a third of the time of the default; flat colour is small at any level.
        chart.figure.savefig(
            picture, format="png", dpi=DPI, metadata={"Software": None}, pil_kwargs={"compress_level": 1}
        )
    words.write_text(chart.alternative + "\n", encoding="utf-8", newline="\n")
    return [picture, words]


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
    axes = yearly_axes(page, children, [children], base_year, right=0.9)
    plot_path(axes, children, base_year, NAVY)
    for year in years:
        mark(axes, year, children[year], NAVY)
        at_the_end = year == years[-1] and year != base_year
        axes.annotate(
            number(children[year]),
            (year, children[year]),
            (9, 0) if at_the_end else (0, 9),
            textcoords="offset points",
            ha="left" if at_the_end or year == base_year else "center",
            va="center" if at_the_end else "bottom",
            color=NAVY,
            weight="bold",
            annotation_clip=False,
        )
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
    axes = yearly_axes(
        page, {**history, **central}, [central, high, history, uasc, *others.values()], base_year, right=2.15
    )
    plot_band(axes, low, high)
    if history:
        axes.plot(list(history), list(history.values()), color=CHARCOAL, linewidth=2)
    if uasc_history:
        axes.plot(list(uasc_history), list(uasc_history.values()), color=PLUM, linewidth=1.2)
    for path, colour in zip(others.values(), (TEAL, CHARCOAL), strict=False):
        plot_path(axes, path, base_year, colour, width=1.2)
    plot_path(axes, uasc, base_year, PLUM, width=1.2)
    plot_path(axes, central, base_year, NAVY)
    for year in years:
        mark(axes, year, central[year], NAVY)
    label_over(axes, base_year, max(central[base_year], high.get(base_year, 0)), number(central[base_year]))
    if soon not in (base_year, last):
        label_over(
            axes, soon, max(central[soon], high.get(soon, 0)), f"{soon}: {number(central[soon])}", left=True
        )
    if len(history) > 1 and min(history) < base_year:
        first = min(history)
        label_over(axes, first, history[first], number(history[first]), colour=CHARCOAL)

    also = f" (the same as if {' and if '.join(same)})" if same else ""
    labels = [
        EndLabel(central[last], f"{number(central[last])} this scenario{also}", NAVY, bold=True),
        *(
            EndLabel(path[last], f"{number(path[last])} if {words}", INK_OF[colour])
            for (words, path), colour in zip(others.items(), (TEAL, CHARCOAL), strict=False)
            if last in path
        ),
        *([EndLabel(uasc[last], f"{number(uasc[last])} unaccompanied", PLUM)] if last in uasc else []),
    ]
    if last in high and last in low and last > base_year:
        labels += [
            EndLabel(high[last], f"{number(high[last])} top of {RANGE_80}", BLUE),
            EndLabel(low[last], f"{number(low[last])} bottom of range", BLUE),
        ]
    label_ends(axes, last, labels, width=2.0)

    alternative = sentences(
        f"Line chart of children looked after by {place}",
        f"History: {told(history, [min(history), max(history)])}" if len(history) > 1 else "",
        f"This scenario{also}: {told(central, years)}",
        f"{RANGE_80.capitalize()}: "
        + ", ".join(
            f"{number(low[year])} to {number(high[year])} in {year}"
            for year in years[1:]
            if year in low and year in high
        )
        if last > base_year
        else "",
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
    axes = yearly_axes(page, central, [central, high, secured], base_year, right=2.15)
    plot_band(axes, low, high)
    if last > base_year:
        plot_path(axes, p80, base_year, BLUE, width=1.4, dots=True)
    if secured:
        axes.step(list(secured), list(secured.values()), where="post", color=PLUM, linewidth=2.2)
    plot_path(axes, central, base_year, NAVY)
    for year in years:
        mark(axes, year, central[year], NAVY)
    label_over(axes, base_year, max(central[base_year], high.get(base_year, 0)), number(central[base_year]))
    if soon not in (base_year, last):
        label_over(
            axes, soon, max(central[soon], high.get(soon, 0)), f"{soon}: {number(central[soon])}", left=True
        )
    labels = [EndLabel(central[last], f"{number(central[last])} children", NAVY, bold=True)]
    if last in p80 and last > base_year:
        labels.append(EndLabel(p80[last], f"{number(p80[last])} to be 80% sure", BLUE))
    if last in secured:
        labels.append(EndLabel(secured[last], f"{number(secured[last])} Secured places", PLUM, bold=True))
    label_ends(axes, last, labels, width=2.0)

    alternative = sentences(
        f"Fan chart of children who need {NEEDS[provision]}, near or far: {told(central, years)}",
        f"{RANGE_80.capitalize()}: "
        + ", ".join(
            f"{number(low[year])} to {number(high[year])} in {year}"
            for year in years[1:]
            if year in low and year in high
        )
        if last > base_year
        else "",
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
            return f"{number(self.gap)}; {number(self.add_for_80)} to be 80% sure"
        if self.low is not None and self.high is not None:
            return f"{number(self.gap)} (low {number(self.low)}, high {number(self.high)})"
        return number(self.gap)

    @property
    def whisker(self) -> tuple[float, float] | None:
        """Where the range is drawn from and to."""
        if self.p80 is not None:
            return self.gap, self.p80
        if self.low is not None and self.high is not None:
            return self.low, self.high
        return None

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most that the bar and its range reach."""
        reached = (0.0, self.gap, *(self.whisker or ()))
        return min(reached), max(reached)


def gap_chart(tables: Mapping[str, pd.DataFrame], base_year: int, stamp: str) -> Chart | None:
    """Homes to secure within 20 miles, by provision, today and one, three and five years on."""
    bars = gap_bars(tables.get("gap"), base_year)
    if not bars:
        return None
    title = gap_title(bars, base_year)
    groups = [name for name in (ALL, *PROVISIONS) if any(bar.provision == name for bar in bars)]
    row, head = 0.3, 0.36  # inches that a bar and the name of its group take
    tall = len(bars) * row + len(groups) * head
    page = start_page(
        title,
        "Homes to secure = children who should be within 20 miles less contracted places there. Whisker: "
        f"in {base_year} low to high; later up to the homes to add to be 80% sure. {stamp}",
        plot_height=tall + 0.45,
        notes=["The homes to add for each kind do not add up to those for all."],
    )
    left, right = 0.75, 0.1
    axes = page.axes(left=left, right=right, below=0.4)
    least, most = min(bar.ends[0] for bar in bars), max(bar.ends[1] for bar in bars)
    most = max(most, least + 1)
    room = max(text_width(bar.words, TEXT_SIZE) for bar in bars) + 0.25
    span = (most - least) * (WIDTH - left - right) / (WIDTH - left - right - room)
    axes.set_xlim(least, least + span)
    axes.set_ylim(tall, 0)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.axvline(0, color=CHARCOAL, linewidth=1)
    inch = span / (WIDTH - left - right)
    down = 0.0
    for group in groups:
        down += head
        axes.text(least - (left - EDGE) * inch, down - 0.07, GROUP_NAMES[group], weight="bold", va="bottom")
        for bar in (bar for bar in bars if bar.provision == group):
            middle = down + row / 2
            observed = bar.year == base_year
            axes.barh(middle, bar.gap, height=row * 0.72, color=NAVY if observed else BLUE)
            if bar.whisker is not None:
                # White beneath black, so that the whisker is seen on the bar and off it.
                axes.plot(bar.whisker, (middle, middle), color=WHITE, linewidth=4, solid_capstyle="butt")
                axes.plot(bar.whisker, (middle, middle), color=BLACK, linewidth=1.6)
                ticks = bar.whisker if observed else bar.whisker[1:]
                axes.plot(ticks, [middle] * len(ticks), "|", color=BLACK, markersize=10, markeredgewidth=2)
            axes.text(bar.ends[1] + 0.12 * inch, middle, bar.words, va="center")
            axes.text(least - 0.1 * inch, middle, str(bar.year), va="center", ha="right")
            down += row
    parts = []
    for group in groups:
        said = ", ".join(
            f"{bar.words} in {bar.year}".replace(";", ", or") for bar in bars if bar.provision == group
        )
        parts.append(f"{GROUP_NAMES[group]}: {said}")
    widest = max(bars, key=lambda bar: (bar.provision != ALL, bar.gap))
    alternative = sentences(
        f"Bar chart. {title}",
        "Homes to secure within 20 miles, central figure first",
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
        spare = f", with {number(-now)} to spare" if now < 0 else ""
        title = f"Within 20 miles, contracted homes met need on 31 March {base_year}{spare}"
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
    key_lines = math.ceil(len(shown) / 2)
    row = 1.08  # inches for the name of a scope, its bar and the numbers of its rungs
    page = start_page(
        title,
        f"Children looked after by rung, from no home (1) to the right home (6). {stamp}",
        plot_height=row * len(ladders) + 0.28 * key_lines + 0.15,
        notes=[f"Not recorded: {'; '.join(missing)}."] if missing else [],
    )
    axes = page.axes(left=EDGE, right=EDGE, below=0.28 * key_lines + 0.15)
    most = max(sum(steps.values()) for steps in ladders.values())
    axes.set_xlim(0, most)
    axes.set_ylim(row * len(ladders), 0)
    axes.axis("off")
    inches_each = (WIDTH - 2 * EDGE) / most
    for place_in_list, (scope, steps) in enumerate(ladders.items()):
        top = row * place_in_list
        axes.text(0, top + 0.1, LABELS[scope], weight="bold", va="top")
        start = 0.0
        for step, children in steps.items():
            if children <= 0:
                continue
            colour, hatch = RUNG_LOOKS[step]
            # A white edge parts neighbours; the hollow self-placing segment has a dark one instead.
            edge = CHARCOAL if colour == WHITE else WHITE
            axes.barh(
                top + 0.56, children, left=start, height=0.44, color=colour, edgecolor=edge, hatch=hatch
            )
            middle, wide = start + children / 2, children * inches_each
            if whole(children) >= FEWEST_LABELLED:
                box = {"facecolor": colour, "edgecolor": "none", "pad": 1.5} if hatch else None
                axes.text(
                    middle,
                    top + 0.56,
                    number(children),
                    ha="center",
                    va="center",
                    weight="bold",
                    color=ink_on(colour),
                    bbox=box,
                )
            for tag in (step_words(step), step if step != SELF_PLACING_ROW else ""):
                if tag and text_width(tag, SMALL_SIZE) < wide:
                    axes.text(middle, top + 0.82, tag, ha="center", va="top", fontsize=SMALL_SIZE)
                    break
            start += children
    handles = [
        Patch(
            facecolor=RUNG_LOOKS[step][0],
            hatch=RUNG_LOOKS[step][1],
            edgecolor=CHARCOAL if RUNG_LOOKS[step][0] == WHITE else WHITE,
            label=step_words(step, full=True),
        )
        for step in shown
    ]
    page.figure.legend(
        handles=handles,
        ncols=2,
        loc="lower left",
        bbox_to_anchor=(EDGE / WIDTH, page.low / page.figure.get_figheight()),
        borderaxespad=0,
        borderpad=0,
        fontsize=TEXT_SIZE - 1,
        handlelength=1.6,
        handleheight=1.0,
        columnspacing=1.5,
    )
    alternative = sentences(
        f"Stacked bar chart, one bar for each distance. {title}",
        *(
            f"{LABELS[scope]}: "
            + ", ".join(
                f"{step_words(step, full=True)} {number(children)}"
                for step, children in steps.items()
                if children > 0
            )
            + f"; {number(sum(steps.values()))} children together"
            for scope, steps in ladders.items()
        ),
        f"Not recorded: {'; '.join(missing)}" if missing else "",
    )
    return Chart("position", title, page.figure, alternative)


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
    were = "child was" if too_far == 1 else "children were"
    if scope == ANY:
        return f"On 31 March {base_year}, {children_words(off)} lived off contract"
    near = "inside the authority" if scope != WITHIN_20 else "within 20 miles"
    if too_far == 0 and off == 0:
        return f"On 31 March {base_year}, no child is known to have lacked a contracted home {near}"
    return (
        f"On 31 March {base_year}, {number(too_far)} {were} not {near} for want of a nearer home{spread} "
        f"and {number(off)} more were near but off contract"
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
        words = RUNG_LABELS[rung][0].lower() + RUNG_LABELS[rung][1:]
        partly = bool((here & ~blank).any())
        said.append(f"{words} ({', '.join(LABELS[name].lower() for name in unknown)})" if partly else words)
    return said


def step_words(step: str, full: bool = False) -> str:
    """A rung as people read it: its number, and in full its meaning."""
    if step == SELF_PLACING_ROW:
        return "Self-placing: kin, parents, adopters and other homes not bought" if full else "Self-placing"
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
    page = start_page(
        title,
        f"Children looked after, by straight-line distance from home to placement. {stamp}",
        plot_height=0.58 * len(children),
    )
    names = [LABELS[band] for band in children]
    left = max(text_width(name, TEXT_SIZE) for name in names) + EDGE + 0.12
    axes = page.axes(left=left, right=0.75)
    down = [float(place_in_list) for place_in_list in range(len(children))]
    axes.barh(down, list(children.values()), height=0.66, color=NAVY)
    axes.set_xlim(0, max(1.0, *children.values()))
    axes.set_ylim(len(children) - 0.5, -0.5)
    axes.set_yticks(down, names)
    axes.set_xticks([])  # every bar has its number, so a scale would say it twice
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.axvline(0, color=CHARCOAL, linewidth=1)
    for place_in_list, value in enumerate(children.values()):
        axes.annotate(
            number(value),
            (value, place_in_list),
            (6, 0),
            textcoords="offset points",
            va="center",
            weight="bold",
            annotation_clip=False,
        )
    most = max(children, key=lambda band: children[band])
    alternative = sentences(
        f"Bar chart. {title}",
        "; ".join(f"{LABELS[band]}: {number(value)}" for band, value in children.items()),
        f"The largest group, {number(children[most])}, is {lower_first(LABELS[most])}",
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
        (wrap(kept_together(title), WIDTH - 2 * EDGE, lambda text: text_width(text, TITLE_SIZE, bold=True)), TITLE_SIZE),
        (wrap(kept_together(subtitle), WIDTH - 2 * EDGE, lambda text: text_width(text, TEXT_SIZE)), TEXT_SIZE),
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


def yearly_axes(
    page: Page, across: Mapping[int, float], paths: Sequence[Yearly], base_year: int, right: float
) -> Axes:
    """A plot of years against children from nought, with the years beyond the back-test set apart."""
    axes = page.axes(left=0.8, right=right, above=0.3, below=0.35)
    first, last = min(across), max(across)
    most = max((value for path in paths for value in path.values()), default=0.0)
    axes.set_xlim(first, max(last, first + 1))
    axes.set_ylim(0, max(5.0, most * 1.1))
    axes.set_xticks(year_ticks(first, base_year, last))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.tick_params(axis="y", length=0)
    limit = base_year + BACK_TESTED_YEARS
    if last > limit:
        axes.axvspan(limit, last, color=SHADE, linewidth=0, zorder=0)
        axes.axvline(limit, color=CHARCOAL, linewidth=0.8, linestyle=(0, (4, 3)))
        plot_inches = WIDTH - 0.8 - right
        fits = text_width(BEYOND, SMALL_SIZE) < plot_inches * (last - limit) / (last - first)
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
    axes: Axes, path: Yearly, base_year: int, colour: str, width: float = 2.2, dots: bool = False
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


def label_over(
    axes: Axes, year: int, height: float, words: str, colour: str = NAVY, left: bool = False
) -> None:
    """Words above all that is drawn at a year; to its left where a range opens to its right."""
    axes.annotate(
        words,
        (year, height),
        (-4 if left else 0, 8),
        textcoords="offset points",
        ha="right" if left else "left" if year == axes.get_xlim()[0] else "center",
        va="bottom",
        color=colour,
        weight="bold",
        annotation_clip=False,
    )


@dataclass(frozen=True)
class EndLabel:
    """Words for the right-hand end of a line, at the height where it ends."""

    height: float
    words: str
    colour: str
    bold: bool = False


def label_ends(axes: Axes, year: int, labels: Sequence[EndLabel], width: float) -> None:
    """Words at the ends of lines, moved apart where they would overlap, each led to its own line."""
    low, high = axes.get_ylim()
    figure = axes.get_figure()
    assert figure is not None
    inches = axes.get_position().height * figure.get_figheight()
    lead = 0.22  # inches between the end of a line and its words
    lines = [
        wrap(label.words, width - lead, lambda text, bold=label.bold: text_width(text, SIZE_END, bold))
        for label in labels
    ]
    heights = [len(wrapped) * line_height(SIZE_END) for wrapped in lines]
    ends = [(label.height - low) / (high - low) * inches for label in labels]
    for label, wrapped, end, at in zip(
        labels, lines, ends, nudge_apart(ends, heights, 0.0, inches), strict=True
    ):
        to_axes = axes.get_yaxis_transform()
        across = axes.get_position().width * WIDTH
        axes.plot(
            [1 + 0.06 / across, 1 + (lead - 0.05) / across],
            [low + end / inches * (high - low), low + at / inches * (high - low)],
            color=label.colour,
            linewidth=0.8,
            transform=to_axes,
            clip_on=False,
        )
        axes.text(
            1 + lead / across,
            low + at / inches * (high - low),
            "\n".join(wrapped),
            transform=to_axes,
            color=label.colour,
            fontsize=SIZE_END,
            weight="bold" if label.bold else "normal",
            va="center",
            linespacing=1.15,
        )


SIZE_END: Final = 11.5
# Words need more contrast than lines: 4.5:1.
INK_OF: Final = {TEAL: "#1B6F68", CHARCOAL: CHARCOAL}


# --- Small pure functions -------------------------------------------------------------------------


def nudge_apart(centres: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Where labels go so that none overlaps: each as near its own centre as the others allow.

    Labels that would touch become one block, centred on the mean of where its members wished to be
    (pooling adjacent violators, so the squared movement is least); then all are kept in the bounds.
    """
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    # Measured from the bottom of a pile with no gaps, "no overlap" is "never going down".
    steps = [0.0, *((heights[a] + heights[b]) / 2 for a, b in zip(order, order[1:], strict=False))]
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


def key_years(base_year: int, last: int) -> list[int]:
    """The years a chart tells of: the base year, the end of the back-test and the last, as they exist."""
    return sorted({base_year, min(base_year + BACK_TESTED_YEARS, last), last})


def year_ticks(first: int, base_year: int, last: int) -> list[int]:
    """The years written under a plot: all of a few; else every fifth from the base year, and the last."""
    if last - first <= 8:
        return list(range(first, last + 1))
    fifths = [year for year in range(first, last + 1) if (year - base_year) % 5 == 0]
    return [year for year in fifths if last - year >= 2 or year == last] + [last] * (last not in fifths)


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
