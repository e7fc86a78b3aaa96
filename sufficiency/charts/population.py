"""The population chart: children living in the area, by year."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from sufficiency.charts.chart import Chart
from sufficiency.charts.labels import EndLabel, label_beside, label_ends, label_starts
from sufficiency.charts.page import start_page
from sufficiency.charts.series import Yearly, yearly
from sufficiency.charts.timeline import plot_central, timeline
from sufficiency.charts.viewpoint import Viewpoint
from sufficiency.vocabulary import ALL
from sufficiency.words import change_words, children_words, listed, number, peak, sentences, told


def population_chart(tables: Mapping[str, pd.DataFrame], view: Viewpoint) -> Chart | None:
    """Children aged 0 to 17 who live in the area."""
    children = yearly(tables.get("population"), "children", age_band=ALL)
    if view.base_year not in children:
        return None
    years = view.key_years(max(children))
    title = f"{children_words(children[view.base_year])} lived in {view.place} in {view.base_year}"
    if changes := _changes(children, years):
        title += f"; in this scenario {listed([f'{change} by {year}' for year, change in changes.items()])}"
    page = start_page(title, f"Children aged 0 to 17. {view.stamp}")
    axes = timeline(page, children, [children], view, start_room=0.85, end_room=1.0)
    plot_central(axes, children, years, view)
    _label(axes, children, years)
    said = listed([f"{change} in {year}" for year, change in changes.items()]) if changes else ""
    alternative = sentences(
        f"Line chart of children aged 0 to 17 living in {view.place}: {told(children, years)}",
        f"Against {view.base_year}, that is {said}" if said else "",
        peak(children),
        view.beyond_words(years[-1]),
    )
    return Chart("population", title, page.figure, alternative)


def _changes(children: Yearly, years: Sequence[int]) -> dict[int, str]:
    """How many more or fewer children there are in each later year than in the first."""
    base, *later = years
    return (
        {year: change_words(children[year] / children[base]) for year in later} if children[base] > 0 else {}
    )


def _label(axes: Axes, children: Yearly, years: Sequence[int]) -> None:
    """The number of children beside each dot."""
    first, last = years[0], years[-1]
    label_ends(axes, [EndLabel(children[last], number(children[last]), bold=True)], width=0.9)
    if last > first:
        starts = [EndLabel(children[first], number(children[first]), bold=True)]
        label_starts(axes, starts, width=0.85, first=first)
    for year in years[1:-1]:
        # On the side of the line that it does not climb or fall through.
        rising = children[last] >= children[year]
        label_beside(axes, year, children[year], number(children[year]), left=rising)
