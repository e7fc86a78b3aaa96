"""The demand charts: children who need one kind of home, near or far, and the places secured for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import BLUE, PLUM
from sufficiency.charts.labels import EndLabel, label_ends, label_starts
from sufficiency.charts.page import start_page
from sufficiency.charts.series import Fan, Yearly, fan_of, yearly
from sufficiency.charts.timeline import label_soon, plot_band, plot_central, range_labels, timeline
from sufficiency.charts.viewpoint import Viewpoint
from sufficiency.tidy import pick
from sufficiency.vocabulary import ALL, ANY, AS_PLACED, FOSTERING, RESIDENTIAL, SUPPORTED, TOTAL
from sufficiency.words import children_words, movement, number, peak, sentences, told

# What a child needs, as the object of "needed".
NEEDS: Final = {
    FOSTERING: "fostering",
    RESIDENTIAL: "residential care",
    SUPPORTED: "supported accommodation (16+)",
}
NOTE: Final = (
    "Need above secured places is homes to bring on contract, not a shortage: every child has a home."
)


@dataclass(frozen=True)
class Demand:
    """Children who need one kind of home, and the places secured for them."""

    fan: Fan
    p80: Yearly
    secured: Yearly
    to_contract: Yearly  # homes to bring on contract: need less secured places


def demand_chart(tables: Mapping[str, pd.DataFrame], provision: str, view: Viewpoint) -> Chart | None:
    """Need for one kind of home, on 31 March of each year."""
    demand = demand_for(tables, provision, view)
    if demand is None:
        return None
    title = _title(demand, provision)
    page = start_page(
        title,
        f"Children and places on 31 March, near or far. Band: 80 futures in 100. {view.stamp}",
        notes=[NOTE] if demand.secured else [],
    )
    paths = [demand.fan.high, demand.fan.central, demand.secured]
    axes = timeline(page, demand.fan.central, paths, view, start_room=0.6)
    _draw(axes, demand, view)
    if demand.fan.last > demand.fan.base:
        label_starts(axes, _start_labels(demand), width=0.6, first=demand.fan.base)
    label_soon(axes, demand.fan, paths)
    label_ends(axes, _end_labels(demand), width=2.0)
    name = f"demand-{provision.replace('_', '-')}"
    return Chart(name, title, page.figure, _told(demand, provision, view))


def demand_for(tables: Mapping[str, pd.DataFrame], provision: str, view: Viewpoint) -> Demand | None:
    """What the chart shows, from the tables; none where there is nothing for the base year."""
    where = {"stream": TOTAL, "placement": provision, "age_band": ALL, "distance_band": ALL}
    rows = pick(tables.get("demand"), **where)
    fan = fan_of(rows, view)
    if fan is None:
        return None
    gap = pick(tables.get("gap"), provision=provision, scope=ANY, need_basis=AS_PLACED)
    secured, to_contract = yearly(gap, "secured_central"), yearly(gap, "gap_central")
    return Demand(fan, yearly(rows, "p80"), secured, to_contract)


def _title(demand: Demand, provision: str) -> str:
    fan = demand.fan
    title = f"In all, {children_words(fan.central[fan.base])} needed {NEEDS[provision]} in {fan.base}"
    if fan.last > fan.base:
        title += f" and {number(fan.central[fan.soon])} would in {fan.soon}"
    if demand.secured:
        title += f"; secured places {movement(demand.secured, fan.base, fan.soon)}"
    return title


def _draw(axes: Axes, demand: Demand, view: Viewpoint) -> None:
    plot_band(axes, demand.fan)
    if demand.fan.last > demand.fan.base:
        p80, secured = demand.p80, demand.secured
        axes.plot(list(p80), list(p80.values()), color=BLUE, linewidth=1.6, linestyle=":")
        axes.step(list(secured), list(secured.values()), where="post", color=PLUM, linewidth=2.2)
    plot_central(axes, demand.fan.central, demand.fan.years, view)


def _start_labels(demand: Demand) -> list[EndLabel]:
    base = demand.fan.base
    labels = [EndLabel(demand.fan.central[base], number(demand.fan.central[base]), bold=True)]
    if demand.secured:
        labels.append(EndLabel(demand.secured[base], number(demand.secured[base]), PLUM, bold=True))
    return labels


def _end_labels(demand: Demand) -> list[EndLabel]:
    fan, last = demand.fan, demand.fan.last
    labels = [EndLabel(fan.central[last], f"{number(fan.central[last])} children", bold=True)]
    if demand.secured:
        secured = demand.secured[last]
        labels.append(EndLabel(secured, f"Secured places {number(secured)}", PLUM, bold=True))
    if last > fan.base and fan.has_range(last):
        labels.append(EndLabel(demand.p80[last], f"{number(demand.p80[last])} to be 80% sure", BLUE))
    return labels + range_labels(fan)


def _told(demand: Demand, provision: str, view: Viewpoint) -> str:
    fan = demand.fan
    return sentences(
        f"Fan chart of children who need {NEEDS[provision]}, near or far: {told(fan.central, fan.years)}",
        peak(fan.central),
        fan.ranges_told(),
        f"Enough in 80 futures of 100, a dotted line: {told(demand.p80, fan.years)}"
        if fan.last > fan.base
        else "",
        _places_told(demand) if demand.secured else "",
        view.beyond_words(fan.last),
    )


def _places_told(demand: Demand) -> str:
    years = demand.fan.years
    return sentences(
        f"Secured places, a step line: {told(demand.secured, years)}",
        f"Homes to bring on contract, each rounded by itself: {told(demand.to_contract, years)}",
        NOTE,
    )
