"""The position chart: the ladder, which is how each child is placed today, in each scope."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import CHARCOAL, LILAC, NAVY, ORANGE, PLUM, TEAL, WHITE, ink_on
from sufficiency.charts.lettering import text_width
from sufficiency.charts.page import EDGE, SMALL_SIZE, WIDTH, start_page
from sufficiency.charts.viewpoint import Viewpoint
from sufficiency.rounding import whole_total
from sufficiency.sentences.adoptable import far_range, whole_ladder
from sufficiency.tidy import pick
from sufficiency.vocabulary import (
    ALL,
    LABELS,
    NOT_RECORDED,
    PROVISIONS,
    RUNG_LABELS,
    RUNGS,
    SCOPES,
    SELF_PLACING_ROW,
    WITHIN_20,
)
from sufficiency.words import children_words, lower_first, number, sentences, were

# Each step has a hatch as well as a colour, and its number beside it.
LOOKS: Final[dict[str, tuple[str, str]]] = {
    "1": (CHARCOAL, ""),
    "2": (LILAC, "xx"),
    "3": (PLUM, ""),
    "4": (ORANGE, "//"),
    "5": (TEAL, ""),
    "6": (NAVY, ""),
    SELF_PLACING_ROW: (WHITE, ".."),
}
FEWEST_LABELLED: Final = 8  # a narrower segment has no room for its number
ROW: Final = 1.08  # inches for a scope: its name, its bar and the names of its rungs
MIDDLE: Final = 0.56  # inches from the top of a row to the middle of its bar
KEY_ROW: Final = 0.28  # inches for a line of the key
KEY_SIZE: Final = 11.0

Ladder = dict[str, int]  # step (a rung, or self-placing) -> whole children, the worst first


def position_chart(tables: Mapping[str, pd.DataFrame], view: Viewpoint) -> Chart | None:
    """The ladder in each scope, as bars of children."""
    table = tables.get("position")
    if table is None or table.empty:
        return None
    ladders = {scope: ladder(table, scope) for scope in SCOPES}
    missing = not_recorded(table)
    title = position_title(table, ladders[WITHIN_20], view.day)
    shown = [step for step in LOOKS if any(steps[step] > 0 for steps in ladders.values())]
    key_lines = math.ceil(len(shown) / 2)
    page = start_page(
        title,
        f"Children by rung, from no registered home (1) to the right home (6). {view.stamp}",
        plot_height=ROW * len(ladders) + KEY_ROW * key_lines + 0.1,
        notes=[f"Not recorded: {'; '.join(missing)}."] if missing else [],
    )
    each = max(sum(steps.values()) for steps in ladders.values()) / (WIDTH - 2 * EDGE)  # children to an inch
    axes = page.bare_axes(-EDGE * each, WIDTH * each)
    for row, (scope, steps) in enumerate(ladders.items()):
        axes.text(0, row * ROW + 0.1, LABELS[scope], weight="bold", va="top")
        _draw_ladder(axes, steps, top=row * ROW, each=each)
    _draw_key(axes, shown, key_lines, top=ROW * len(ladders), each=each)
    alternative = sentences(
        f"Stacked bar chart, one bar for each distance. {title}",
        *(f"{LABELS[scope]}: {_ladder_told(steps)}" for scope, steps in ladders.items()),
        f"Not recorded: {'; '.join(missing)}" if missing else "",
    )
    return Chart("position", title, page.figure, alternative)


def ladder(position: pd.DataFrame, scope: str) -> Ladder:
    """Whole children on each step of one scope, rounded as the printed table and the sentences are."""
    rungs = whole_ladder(position, scope)
    own = pick(position, scope=scope, rung=SELF_PLACING_ROW)["children"].dropna()
    return {
        **{str(rung): sum(rungs.get((name, rung), 0) for name in PROVISIONS) for rung in RUNGS},
        SELF_PLACING_ROW: whole_total(own.tolist()),
    }


def position_title(position: pd.DataFrame, near: Ladder, day: str) -> str:
    """What the ladder within 20 miles says."""
    far, spot = near["3"], near["4"]
    if far == 0 and spot == 0:
        return f"On {day}, no child is known to have lacked a contracted home within 20 miles"
    low, high = far_range(position)
    spread = f" ({number(low)} to {number(high)})" if low < high else ""
    return (
        f"On {day}, {children_words(far)}{spread} lived more than 20 miles away for want of a "
        f"nearer home and {number(spot)} more {were(spot)} near but off contract"
    )


def not_recorded(position: pd.DataFrame) -> list[str]:
    """The rungs on which nothing is recorded, with the provisions where others are."""
    said = []
    for rung in RUNGS:
        rows = pick(position[position["provision"] != ALL], rung=str(rung))
        blank = set(pick(rows, basis=NOT_RECORDED).get("provision", ()))
        unknown = [LABELS[name].lower() for name in PROVISIONS if name in blank]
        if unknown:
            partly = len(blank) < rows["provision"].nunique()
            words = lower_first(RUNG_LABELS[rung])
            said.append(f"{words} ({', '.join(unknown)})" if partly else words)
    return said


def _draw_ladder(axes: Axes, steps: Ladder, top: float, each: float) -> None:
    """One bar, its steps end to end, each with its number and its name as far as there is room."""
    start = 0
    for step, count in steps.items():
        if count > 0:
            _draw_step(axes, step, middle=top + MIDDLE, start=start, width=count, height=0.44)
            _label_step(axes, step, count, middle=start + count / 2, top=top, inches=count / each)
        start += count


def _draw_step(axes: Axes, step: str, *, middle: float, start: float, width: float, height: float) -> None:
    """The segment of one step; a white edge parts neighbours, and a hollow one has a dark edge."""
    colour, hatch = LOOKS[step]
    edge = CHARCOAL if colour == WHITE else WHITE
    axes.barh(middle, width, left=start, height=height, color=colour, edgecolor=edge, hatch=hatch)


def _label_step(axes: Axes, step: str, count: int, *, middle: float, top: float, inches: float) -> None:
    """The number in a segment and the step's name beneath it, as far as there is room for them."""
    if count >= FEWEST_LABELLED:
        colour, hatch = LOOKS[step]
        axes.text(
            middle,
            top + MIDDLE,
            number(count),
            ha="center",
            va="center_baseline",
            weight="bold",
            color=ink_on(colour),
            bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.5} if hatch else None,
        )
    names = ("Self-placing", "Self") if step == SELF_PLACING_ROW else (f"Rung {step}", step)
    room = [name for name in names if text_width(name, SMALL_SIZE) < inches]
    if room:
        axes.text(middle, top + 0.82, room[0], ha="center", va="top", fontsize=SMALL_SIZE)


def _draw_key(axes: Axes, steps: Sequence[str], lines: int, *, top: float, each: float) -> None:
    """What each step means, in two columns."""
    for at, step in enumerate(steps):
        column, line = divmod(at, lines)
        across = (WIDTH / 2 - EDGE) * column * each
        down = top + KEY_ROW * (line + 0.5)
        _draw_step(axes, step, middle=down, start=across, width=0.3 * each, height=0.17)
        axes.text(across + 0.42 * each, down, _meaning(step), va="center", fontsize=KEY_SIZE)


def _meaning(step: str) -> str:
    if step == SELF_PLACING_ROW:
        return "Self-placing: kin, parents, adopters and others"
    return f"{step}: {RUNG_LABELS[int(step)]}"


def _ladder_told(steps: Ladder) -> str:
    """A ladder in words."""
    said = [
        f"{number(children)} self-placing"
        if step == SELF_PLACING_ROW
        else f"{number(children)} on rung {step} ({lower_first(RUNG_LABELS[int(step)])})"
        for step, children in steps.items()
        if children > 0
    ]
    return f"{', '.join(said)}; {children_words(sum(steps.values()))} together"
