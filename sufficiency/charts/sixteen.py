"""The charts of sixteen and over: who turns 18 and which homes young adults hold; unaccompanied children."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import CHARCOAL, NAVY, PLUM
from sufficiency.charts.labels import EndLabel, label_ends, label_starts
from sufficiency.charts.page import start_page
from sufficiency.charts.series import Fan, Yearly, fan_of, yearly
from sufficiency.charts.timeline import label_soon, plot_band, plot_central, plot_path, range_labels, timeline
from sufficiency.charts.viewpoint import Viewpoint
from sufficiency.tidy import pick
from sufficiency.vocabulary import ALL, UASC
from sufficiency.words import RANGE_80, number, sentences, told

THIN: Final = 1.4
LINES: Final = {
    "staying_put": ("staying put", PLUM),
    "in_16_plus_provision_18_over": ("over 18 in 16+ provision", CHARCOAL),
    "move_on_homes_needed": ("move-on homes wanted", NAVY),
}
NOTE: Final = (
    "Children of 16 and 17 need a registered place and young adults a home: the lines are never added up."
)


def sixteen_chart(tables: Mapping[str, pd.DataFrame], view: Viewpoint) -> Chart | None:
    """Children who turn 18 in each year, and the homes that young adults hold on its last day."""
    table = _without_ageing(tables)
    fan = fan_of(pick(table, measure="turning_18", category=ALL), view)
    if fan is None:
        return None
    lines = {name: path for name in LINES if (path := yearly(table, "central", measure=name, category=ALL))}
    title = f"About {number(fan.central[fan.base])} children turn 18 in a year"
    if fan.last > fan.base:
        title += f"; in this scenario {number(fan.central[fan.soon])} by {fan.soon}"
        title += f" ({RANGE_80} {fan.range_words(fan.soon)})" if fan.has_range(fan.soon) else ""
    page = start_page(
        title,
        f"Children turning 18 in the year; young adults on 31 March. Band: 80 futures in 100. {view.stamp}",
        notes=[NOTE],
    )
    paths = [fan.high, fan.central, *lines.values()]
    axes = timeline(page, fan.central, paths, view, start_room=0.5)
    plot_band(axes, fan)
    for name, path in lines.items():
        plot_path(axes, path, view, LINES[name][1], width=THIN)
    plot_central(axes, fan.central, fan.years, view)
    if fan.last > fan.base:
        starts = [EndLabel(fan.central[fan.base], number(fan.central[fan.base]), bold=True)]
        starts += [
            EndLabel(path[fan.base], number(path[fan.base]), LINES[name][1]) for name, path in lines.items()
        ]
        label_starts(axes, starts, width=0.5, first=fan.base)
    label_soon(axes, fan, paths)
    ends = [EndLabel(fan.central[fan.last], f"{number(fan.central[fan.last])} turn 18", bold=True)]
    ends += [
        EndLabel(path[fan.last], f"{number(path[fan.last])} {LINES[name][0]}", LINES[name][1])
        for name, path in lines.items()
    ]
    label_ends(axes, [*ends, *range_labels(fan)], width=2.0)
    grown = yearly(tables.get("leaving_care"), "central", measure="turning_18", category=ALL, ageing="with")
    alternative = sentences(
        f"Line chart of children who turn 18 and of young adults, {view.place}",
        f"Children who turn 18 in a year: {told(fan.central, fan.years)}",
        fan.ranges_told(),
        f"Were the children of {fan.base} to grow up: {told(grown, fan.years)}" if grown else "",
        *(f"{LINES[name][0].capitalize()}: {told(path, fan.years)}" for name, path in lines.items()),
        view.beyond_words(fan.last),
    )
    return Chart("sixteen-and-over", title, page.figure, alternative)


def uasc_chart(tables: Mapping[str, pd.DataFrame], view: Viewpoint) -> Chart | None:
    """Unaccompanied children beside the transfer scheme's threshold, and care leavers who came so."""
    table = _without_ageing(tables)
    fan = fan_of(pick(table, measure="uasc_looked_after"), view)
    if fan is None:
        return None
    threshold = yearly(table, "central", measure="uasc_threshold")
    former = yearly(table, "central", measure="in_service", category=UASC)
    title = _uasc_title(fan, threshold)
    page = start_page(
        title, f"Unaccompanied children and care leavers on 31 March. Band: 80 futures in 100. {view.stamp}"
    )
    others = {
        "the transfer scheme's threshold": (threshold, PLUM),
        "care leavers, once unaccompanied": (former, CHARCOAL),
    }
    drawn = {words: (path, ink) for words, (path, ink) in others.items() if path}
    paths = [fan.high, fan.central, *(path for path, _ in drawn.values())]
    axes = timeline(page, fan.central, paths, view, start_room=0.5)
    plot_band(axes, fan)
    for path, ink in drawn.values():
        plot_path(axes, path, view, ink, width=THIN)
    plot_central(axes, fan.central, fan.years, view)
    ends = [
        EndLabel(fan.central[fan.last], f"{number(fan.central[fan.last])} unaccompanied", NAVY, bold=True)
    ]
    ends += [
        EndLabel(path[fan.last], f"{number(path[fan.last])} {words}", ink)
        for words, (path, ink) in drawn.items()
        if fan.last in path
    ]
    label_ends(axes, [*ends, *range_labels(fan)], width=2.0)
    alternative = sentences(
        f"Line chart of unaccompanied children looked after by {view.place}",
        f"This scenario: {told(fan.central, fan.years)}",
        fan.ranges_told(),
        *(f"{words[:1].upper()}{words[1:]}: {told(path, fan.years)}" for words, (path, _) in drawn.items()),
        view.beyond_words(fan.last),
    )
    return Chart("unaccompanied-children", title, page.figure, alternative)


def _without_ageing(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    return pick(tables.get("leaving_care"), ageing="without")


def _uasc_title(fan: Fan, threshold: Yearly) -> str:
    now = fan.central[fan.base]
    title = f"{number(now)} unaccompanied children were looked after in {fan.base}"
    if fan.base not in threshold:
        return title
    line = threshold[fan.base]
    side = "at" if round(now) == round(line) else "above" if now > line else "below"
    return f"{title}, {side} the transfer scheme's threshold of {number(line)}"
