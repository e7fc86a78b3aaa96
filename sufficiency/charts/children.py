"""The chart of children looked after: what happened, this scenario with its range, and the benchmarks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import CHARCOAL, NAVY, PLUM
from sufficiency.charts.labels import EndLabel, label_beside, label_ends, label_starts
from sufficiency.charts.page import start_page
from sufficiency.charts.series import Fan, Yearly, coincides, fan_of, until, yearly
from sufficiency.charts.timeline import label_soon, plot_band, plot_central, plot_path, range_labels, timeline
from sufficiency.charts.viewpoint import Viewpoint
from sufficiency.tidy import pick
from sufficiency.vocabulary import TOTAL, UASC
from sufficiency.words import RANGE_80, children_words, number, peak, sentences, told, were

BENCHMARKS: Final = {"hold_rate": "the rate holds", "hold_count": "the count holds"}
COMPARED: Final = (PLUM, CHARCOAL)  # the lines that a scenario is set beside
THIN: Final = 1.2


@dataclass(frozen=True)
class LookedAfter:
    """Children looked after, as they were and as they would be."""

    fan: Fan
    rate: Yearly
    uasc: Yearly
    history: Yearly
    uasc_history: Yearly
    benchmarks: dict[str, Yearly]  # by what they hold
    same: list[str]  # the benchmarks that the scenario is the same as

    @property
    def also(self) -> str:
        """The benchmarks that the scenario is the same as, in brackets."""
        return f" (the same as if {' and if '.join(self.same)})" if self.same else ""

    @property
    def past(self) -> Yearly:
        """The history before the base year."""
        return until(self.history, self.fan.base - 1)


def children_chart(tables: Mapping[str, pd.DataFrame], view: Viewpoint) -> Chart | None:
    """Children looked after, on 31 March of each year."""
    found = looked_after(tables, view)
    if found is None:
        return None
    fan = found.fan
    now = fan.central[fan.base]
    title = f"{children_words(now)} {were(now)} looked after in {fan.base}"
    if fan.last > fan.base:
        title += f"; in this scenario {number(fan.central[fan.soon])} by {fan.soon}"
        title += f" ({RANGE_80} {fan.range_words(fan.soon)})" if fan.has_range(fan.soon) else ""
    page = start_page(title, f"Children looked after on 31 March. Band: 80 futures in 100. {view.stamp}")
    paths = [fan.high, fan.central, found.history, *found.benchmarks.values()]
    axes = timeline(page, {**found.history, **fan.central}, paths, view, start_room=0.65)
    _draw(axes, found, view)
    _label_starts(axes, found)
    label_soon(axes, fan, paths)
    label_ends(axes, _end_labels(found), width=2.0)
    return Chart("cla", title, page.figure, _told(found, england_words(tables.get("history"), view), view))


def looked_after(tables: Mapping[str, pd.DataFrame], view: Viewpoint) -> LookedAfter | None:
    """What the chart shows, from the tables; none where there is nothing for the base year."""
    table, history = tables.get("cla"), tables.get("history")
    fan = fan_of(pick(table, stream=TOTAL), view)
    if fan is None:
        return None
    benchmarks = {
        words: yearly(tables.get("benchmarks"), "children", path=path) for path, words in BENCHMARKS.items()
    }
    same = [
        words for words, path in benchmarks.items() if fan.last > fan.base and coincides(path, fan.central)
    ]
    return LookedAfter(
        fan,
        rate=yearly(table, "rate_per_10k", stream=TOTAL),
        uasc=yearly(table, "central", stream=UASC),
        history=until(yearly(history, "children"), view.base_year),
        uasc_history=until(yearly(history, "uasc"), view.base_year),
        benchmarks={words: path for words, path in benchmarks.items() if path and words not in same},
        same=same,
    )


def england_words(history: pd.DataFrame | None, view: Viewpoint) -> str:
    """The authority's published rate beside England's, in the latest year that has both."""
    rate = until(yearly(history, "rate_per_10k"), view.base_year)
    england = yearly(history, "england_rate_per_10k")
    both = rate.keys() & england.keys()
    if not both:
        return ""
    year = max(both)
    return (
        f"In {year} the published rate was {number(rate[year])} per 10,000 children, "
        f"against {number(england[year])} in England"
    )


def _draw(axes: Axes, found: LookedAfter, view: Viewpoint) -> None:
    plot_band(axes, found.fan)
    plot_path(axes, found.history, view, CHARCOAL, width=2.0)
    plot_path(axes, found.uasc_history, view, NAVY, width=THIN)
    plot_path(axes, found.uasc, view, NAVY, width=THIN)
    for path, colour in zip(found.benchmarks.values(), COMPARED, strict=False):
        plot_path(axes, path, view, colour, width=THIN)
    plot_central(axes, found.fan.central, found.fan.years, view)


def _label_starts(axes: Axes, found: LookedAfter) -> None:
    """The number at the start of the history, and the number of the base year."""
    fan, past = found.fan, found.past
    now = fan.central[fan.base]
    if past:
        first = min(past)
        label_starts(axes, [EndLabel(past[first], number(past[first]), CHARCOAL)], width=0.65, first=first)
    if fan.last == fan.base:
        return  # the label at the end is beside the same dot
    if past:
        label_beside(axes, fan.base, now, number(now), below=past[max(past)] > now)
        return
    starts = [EndLabel(now, number(now), bold=True)]
    if fan.base in found.uasc:
        starts.append(EndLabel(found.uasc[fan.base], number(found.uasc[fan.base])))
    label_starts(axes, starts, width=0.65, first=fan.base)


def _end_labels(found: LookedAfter) -> list[EndLabel]:
    fan, last = found.fan, found.fan.last
    labels = [
        EndLabel(fan.central[last], f"{number(fan.central[last])} this scenario{found.also}", bold=True)
    ]
    labels += [
        EndLabel(path[last], f"{number(path[last])} if {words}", colour)
        for (words, path), colour in zip(found.benchmarks.items(), COMPARED, strict=False)
    ]
    if last in found.uasc:
        labels.append(EndLabel(found.uasc[last], f"{number(found.uasc[last])} unaccompanied"))
    return labels + range_labels(fan)


def _told(found: LookedAfter, england: str, view: Viewpoint) -> str:
    fan, past = found.fan, found.history
    return sentences(
        f"Line chart of children looked after by {view.place}",
        f"History, as published: {told(past, [min(past), max(past)])}" if len(past) > 1 else "",
        peak(past),
        england,
        f"This scenario{found.also}: {told(fan.central, fan.years)}",
        peak(fan.central),
        fan.ranges_told(),
        f"Rate per 10,000 children: {told(found.rate, fan.years, decimals=1)}" if found.rate else "",
        *(f"If {words}: {told(path, fan.years)}" for words, path in found.benchmarks.items()),
        f"Unaccompanied children, within the total: {told(found.uasc, fan.years)}" if found.uasc else "",
        view.beyond_words(fan.last),
    )
