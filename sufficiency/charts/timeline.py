"""The timeline: a plot of years against children, with the years beyond the back-test set apart."""

from collections.abc import Collection, Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sufficiency.charts.ink import BLUE, CHARCOAL, NAVY, PALE_BLUE, SHADE
from sufficiency.charts.labels import EndLabel, label_beside
from sufficiency.charts.lettering import text_width
from sufficiency.charts.page import DPI, SMALL_SIZE, WIDTH, Page
from sufficiency.charts.series import Fan, Yearly, until
from sufficiency.charts.viewpoint import Viewpoint
from sufficiency.words import RANGE_80, lower_first, number

BEYOND: Final = "Beyond what has been back-tested"
LEFT: Final = 0.8  # inches for the scale
DASHES: Final = (0, (5, 2.5))
END_ROOM: Final = 2.15  # inches for words at the ends of the lines of a fan chart


def timeline(
    page: Page,
    years: Collection[int],
    paths: Sequence[Yearly],
    view: Viewpoint,
    *,
    start_room: float,
    end_room: float = END_ROOM,
) -> Axes:
    """A plot of the years from nought, with room in inches for words before the first and after the last."""
    axes = page.axes(left=LEFT, right=end_room, above=0.3, below=0.35)
    first, last = min(years), max(years)
    if first == last:
        axes.set_xlim(first - 1, last)
    else:
        wide = WIDTH - LEFT - end_room
        axes.set_xlim(first - start_room * (last - first) / (wide - start_room), last)
    axes.set_ylim(0, _top(axes, paths, view))
    axes.set_xticks(year_ticks(first, view.base_year, last))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.tick_params(axis="y", length=0)
    if last > view.tested_to:
        _set_apart(axes, view.tested_to, last)
    return axes


def _top(axes: Axes, paths: Sequence[Yearly], view: Viewpoint) -> float:
    """Room over the back-tested years for two lines of words, and a little over the rest."""
    most = max((value for path in paths for value in path.values()), default=0.0)
    soon = max((value for path in paths for value in until(path, view.tested_to).values()), default=0.0)
    tall = axes.bbox.height / DPI
    return max(5.0, most * 1.06, soon * tall / (tall - 0.55))


def _set_apart(axes: Axes, limit: int, last: int) -> None:
    """Shade the years beyond the back-test and say what the shade means."""
    axes.axvspan(limit, last, color=SHADE, linewidth=0, zorder=0)
    axes.axvline(limit, color=CHARCOAL, linewidth=0.8, linestyle=(0, (4, 3)))
    start, end = axes.get_xlim()
    fits = text_width(BEYOND, SMALL_SIZE) < (last - limit) * axes.bbox.width / DPI / (end - start)
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


def year_ticks(first: int, base_year: int, last: int) -> list[int]:
    """The years written under a plot: all of a few; else every fifth from the base year, and the ends."""
    if last - first <= 10:
        return list(range(first, last + 1))
    fifths = [year for year in range(first + 2, last - 1) if (year - base_year) % 5 == 0]
    return [first, *fifths, last]


def plot_path(axes: Axes, path: Yearly, view: Viewpoint, colour: str, width: float = 2.2) -> None:
    """A line over the years, solid as far as the back-test reaches and dashed beyond."""
    tested = until(path, view.tested_to)
    beyond = {year: value for year, value in path.items() if year >= view.tested_to}
    axes.plot(list(tested), list(tested.values()), color=colour, linewidth=width, linestyle="-")
    if len(beyond) > 1:
        axes.plot(list(beyond), list(beyond.values()), color=colour, linewidth=width, linestyle=DASHES)


def plot_band(axes: Axes, fan: Fan) -> None:
    """The range over the years: a pale fill with an edge that can be seen."""
    years = [year for year in fan.low if year in fan.high]
    if len(years) > 1:
        bottom, top = [fan.low[year] for year in years], [fan.high[year] for year in years]
        axes.fill_between(years, bottom, top, color=PALE_BLUE, alpha=0.6, linewidth=0)
        axes.plot(years, bottom, color=BLUE, linewidth=0.9)
        axes.plot(years, top, color=BLUE, linewidth=0.9)


def plot_central(axes: Axes, central: Yearly, years: Sequence[int], view: Viewpoint) -> None:
    """The path that a chart is about, with a dot on each year that it tells of."""
    plot_path(axes, central, view, NAVY)
    heights = [central[year] for year in years]
    axes.plot(years, heights, "o", color=NAVY, markersize=6, clip_on=False, zorder=5)


def label_soon(axes: Axes, fan: Fan, paths: Sequence[Yearly]) -> None:
    """The number at the end of the back-test and its range, above all that is drawn to its left."""
    year = fan.soon
    if year == fan.last:
        return
    words = f"{year}: {number(fan.central[year])}"
    if fan.has_range(year):
        words += f"\n({fan.range_words(year)})"
    near = range(year - 5, year + 1)  # as many years as the words are wide
    height = max(path[when] for path in (*paths, fan.high) for when in near if when in path)
    label_beside(axes, year, height, words)


def range_labels(fan: Fan) -> list[EndLabel]:
    """Words for the two edges of a range, where it has opened."""
    if fan.last == fan.base or not fan.has_range(fan.last):
        return []
    return [
        EndLabel(fan.high[fan.last], f"{number(fan.high[fan.last])} top of {RANGE_80}", BLUE),
        EndLabel(fan.low[fan.last], f"{number(fan.low[fan.last])} bottom of range", BLUE),
    ]
