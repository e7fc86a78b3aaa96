"""The page: the style, the words above and below a plot, and the room left for the plot."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sufficiency.charts.ink import BLACK, CHARCOAL, WHITE
from sufficiency.charts.lettering import LINE_SPACING, balanced, kept_together, line_height, ruler, wrap

SOURCE: Final = (
    "Source: Sufficiency, from the figures in this run's assumptions.csv; restricted working chart"
)

# Inches and points. Printed as wide as an A4 page between its margins, 17 cm, these are 9 points or more.
WIDTH: Final = 9.0
HEIGHT: Final = 5.8
DPI: Final = 110
EDGE: Final = 0.18  # between the words and the edge of the page
INSIDE: Final = WIDTH - 2 * EDGE
GAP: Final = 0.1  # between the words and the plot
TITLE_SIZE: Final = 15.0
TEXT_SIZE: Final = 12.15
SMALL_SIZE: Final = 12.15


@contextmanager
def analysis_function_style() -> Iterator[None]:
    """The Analysis Function's style and nothing of the reader's own settings, so that bytes agree."""
    with matplotlib.rc_context(_style()):
        yield


@cache
def _style() -> Any:
    """afcharts' style over matplotlib's own defaults, read once."""
    # Not through matplotlib.style, which reads every style there is before it gives one.
    path = str(files("afcharts").joinpath("afcharts.mplstyle"))
    published = matplotlib.rc_params_from_file(path, use_default_template=False)
    state = ("backend", "interactive", "toolbar", "timezone")  # matplotlib's own, not a look
    style: dict[str, Any] = {k: v for k, v in matplotlib.rcParamsDefault.items() if not k.startswith(state)}
    style.update(published.items())
    # Unhinted words are drawn in half the time, and are as wide at every size as `text_width` says.
    style.update({"font.size": TEXT_SIZE, "text.parse_math": False, "text.hinting": "none"})
    style["hatch.linewidth"] = 0.7
    return style


@dataclass(frozen=True)
class Page:
    """A figure with its words set, and the heights in inches between which a plot may stand."""

    figure: Figure
    low: float
    high: float

    def axes(self, left: float, right: float, above: float, below: float) -> Axes:
        """A plot between the words, with margins in inches."""
        height = self.figure.get_figheight()
        bottom, top = self.low + below, self.high - above
        axes = self.figure.add_axes(
            (left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, (top - bottom) / height)
        )
        # Scales have no title, for which Matplotlib would measure every number of them.
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_label_coords(0, 0)
        return axes

    def bare_axes(self, start: float, span: float) -> Axes:
        """A plot across the whole page for bars that carry their own numbers: no scale, and inches down."""
        axes = self.axes(left=0.0, right=0.0, above=0.0, below=0.0)
        axes.set_xlim(start, start + span)
        axes.set_ylim(self.high - self.low, 0)
        axes.axis("off")
        return axes


def start_page(
    title: str,
    subtitle: str,
    plot_height: float | None = None,
    notes: Sequence[str] = (),
    source: str = SOURCE,
) -> Page:
    """A page with title, subtitle, notes and source; as tall as its plot asks, or of the usual height."""
    title_lines = balanced(kept_together(title), INSIDE, ruler(TITLE_SIZE, bold=True))
    subtitle_lines = wrap(kept_together(subtitle), INSIDE, ruler(TEXT_SIZE))
    foot_lines = [line for note in (*notes, source) for line in wrap(note, INSIDE, ruler(SMALL_SIZE))]
    title_height = len(title_lines) * line_height(TITLE_SIZE) + 0.06
    head_height = EDGE + title_height + len(subtitle_lines) * line_height(TEXT_SIZE) + 0.06 + GAP
    foot_height = EDGE + len(foot_lines) * line_height(SMALL_SIZE) + GAP
    height = HEIGHT if plot_height is None else head_height + plot_height + foot_height
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=WHITE)
    FigureCanvasAgg(figure)

    def write(
        lines: list[str],
        up: float,
        size: float,
        *,
        colour: str = CHARCOAL,
        weight: str = "normal",
        va: str = "top",
    ) -> None:
        figure.text(
            EDGE / WIDTH,
            up / height,
            "\n".join(lines),
            fontsize=size,
            color=colour,
            weight=weight,
            va=va,
            linespacing=LINE_SPACING,
        )

    write(title_lines, height - EDGE, TITLE_SIZE, colour=BLACK, weight="bold")
    write(subtitle_lines, height - EDGE - title_height, TEXT_SIZE)
    write(foot_lines, EDGE, SMALL_SIZE, va="bottom")
    return Page(figure, foot_height, height - head_height)
