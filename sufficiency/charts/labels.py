"""Labels: words at the ends of lines, moved apart where they would overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from matplotlib.axes import Axes

from sufficiency.charts.ink import NAVY, WHITE
from sufficiency.charts.lettering import line_height, ruler, wrap
from sufficiency.charts.page import DPI

END_SIZE: Final = 11.5
LEAD: Final = 0.22  # inches between a line and its words
GROUND: Final = {"facecolor": WHITE, "edgecolor": "none", "pad": 0.5}  # keeps grid lines off words


@dataclass(frozen=True)
class EndLabel:
    """Words for the end of a line, at the height where it ends."""

    height: float
    words: str
    colour: str = NAVY
    bold: bool = False


def label_ends(axes: Axes, labels: Sequence[EndLabel], width: float) -> None:
    """Words to the right of the plot, where lines end."""
    _label(axes, labels, width, axes.get_xlim()[1], side=1)


def label_starts(axes: Axes, labels: Sequence[EndLabel], width: float, first: int) -> None:
    """Words to the left of the first year, where lines start."""
    _label(axes, labels, width, first, side=-1)


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


def _label(axes: Axes, labels: Sequence[EndLabel], width: float, edge: float, side: int) -> None:
    """Words on one side of an edge, each led to its own line."""
    low, high = axes.get_ylim()
    limits = axes.get_xlim()
    tall = axes.bbox.height / DPI
    inch = side * (limits[1] - limits[0]) / (axes.bbox.width / DPI)  # years to an inch, away from the plot
    lines = [wrap(label.words, width - LEAD, ruler(END_SIZE, label.bold)) for label in labels]
    wished = [(label.height - low) / (high - low) * tall for label in labels]
    placed = nudge_apart(wished, [len(each) * line_height(END_SIZE) for each in lines], 0.0, tall)
    for label, wrapped, up in zip(labels, lines, placed, strict=True):
        height = low + up / tall * (high - low)
        across = [edge + 0.07 * inch, edge + (LEAD - 0.04) * inch]
        axes.plot(across, [label.height, height], color=label.colour, linewidth=0.8, clip_on=False)
        axes.text(
            edge + LEAD * inch,
            height,
            "\n".join(wrapped),
            color=label.colour,
            fontsize=END_SIZE,
            weight="bold" if label.bold else "normal",
            ha="left" if side > 0 else "right",
            va="center",
            linespacing=1.15,
            bbox=None if side > 0 else GROUND,
        )
    axes.set_xlim(limits)


def nudge_apart(centres: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Where labels go so that none overlaps: each as near its own centre as the others allow.

    Labels that would touch become one block, centred on the mean of where its members wished to be
    (pooling adjacent violators, so the squared movement is least); then all are kept in the bounds.
    """
    if not centres:
        return []
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    # Measured from the bottom of a pile with no gaps, "no overlap" is "never going down".
    pile = list(accumulate(((heights[a] + heights[b]) / 2 for a, b in pairwise(order)), initial=0.0))
    bases = _never_falling([centres[index] - offset for index, offset in zip(order, pile, strict=True)])
    least = low + heights[order[0]] / 2
    most = max(least, high - heights[order[-1]] / 2 - pile[-1])
    placed = [0.0] * len(centres)
    for index, offset, base in zip(order, pile, bases, strict=True):
        placed[index] = min(max(base, least), most) + offset
    return placed


def _never_falling(wished: Sequence[float]) -> list[float]:
    """The numbers nearest to those wished for that never go down."""
    blocks: list[tuple[float, int]] = []  # the mean of a block and how many numbers are in it
    for wish in wished:
        mean, size = wish, 1
        while blocks and blocks[-1][0] > mean:
            before, members = blocks.pop()
            mean, size = (before * members + mean * size) / (members + size), members + size
        blocks.append((mean, size))
    return [mean for mean, size in blocks for _ in range(size)]
