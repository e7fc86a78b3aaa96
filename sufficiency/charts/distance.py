"""The distance chart: how far from home children live today."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import CHARCOAL, NAVY
from sufficiency.charts.lettering import text_width
from sufficiency.charts.page import EDGE, TEXT_SIZE, WIDTH, start_page
from sufficiency.charts.viewpoint import Viewpoint
from sufficiency.rounding import whole, whole_parts
from sufficiency.tidy import pick
from sufficiency.vocabulary import ALL, DISTANCE_BANDS, LABELS, TOTAL
from sufficiency.words import children_words, lower_first, number, sentences

ROW: Final = 0.54  # inches for a bar


def distance_chart(tables: Mapping[str, pd.DataFrame], view: Viewpoint) -> Chart | None:
    """Children in each band of distance."""
    children = children_by_band(tables.get("demand"), view.base_year)
    if not children:
        return None
    total = sum(children.values())
    far = sum(count for band, count in children.items() if band.startswith("over_20"))
    share = f" ({whole(100 * far / total)}%)" if total else ""
    title = (
        f"On {view.day}, {number(far)} of {children_words(total)}{share} lived more than 20 miles from home"
    )
    page = start_page(
        title,
        f"Children looked after, by straight-line distance from home. {view.stamp}",
        plot_height=ROW * len(children) + 0.05,
    )
    left = EDGE + max(text_width(LABELS[band], TEXT_SIZE) for band in children) + 0.1
    room = text_width(number(total), TEXT_SIZE, bold=True) + 0.1
    each = max(1, *children.values()) / (WIDTH - left - room - EDGE)  # children to an inch
    axes = page.bare_axes(-left * each, WIDTH * each)
    middles = [ROW * (at + 0.5) for at in range(len(children))]
    axes.barh(middles, list(children.values()), height=ROW * 0.68, color=NAVY)
    axes.vlines(0, 0, ROW * len(children), color=CHARCOAL, linewidth=1)
    for middle, (band, count) in zip(middles, children.items(), strict=True):
        axes.text(-0.1 * each, middle, LABELS[band], ha="right", va="center_baseline")
        axes.text(count + 0.08 * each, middle, number(count), va="center_baseline", weight="bold")
    most = max(children, key=lambda band: children[band])
    alternative = sentences(
        f"Bar chart. {title}",
        "; ".join(f"{LABELS[band]}: {number(count)}" for band, count in children.items()),
        f"The largest group, {number(children[most])}, is {lower_first(LABELS[most])}" if total else "",
    )
    return Chart("distance", title, page.figure, alternative)


def children_by_band(demand: pd.DataFrame | None, base_year: int) -> dict[str, int]:
    """Whole children in each band in the base year, which add to the children looked after."""
    rows = pick(demand, year=base_year, stream=TOTAL, placement=ALL, age_band=ALL)
    found = dict(zip(rows["distance_band"], rows["central"], strict=True)) if not rows.empty else {}
    bands = [band for band in DISTANCE_BANDS if band in found]
    return dict(zip(bands, whole_parts([float(found[band]) for band in bands]), strict=True))
