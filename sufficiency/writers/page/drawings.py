"""The page's charts as Vega-Lite specifications, made with Altair: what is drawn, without its numbers.

Each takes named datasets that the page fills with what is chosen: those of `explorer.Picture.data`.
Lines differ in dash, width and shape as well as in colour, and are named where they end.
"""

from collections.abc import Mapping
from typing import Any, Final

import altair as alt

from sufficiency.charts.ink import BLUE, CHARCOAL, NAVY, PLUM, WHITE

FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
TEXT_PX: Final = 13
LINES_PX: Final = 300  # height of a chart of lines
GAP_ROW_PX, POSITION_ROW_PX = 44, 46  # for a bar and the words above it
BAR_PX: Final = 14
GREY: Final = "#6B6B6B"  # 5.3:1 on white
GRID: Final = "#E3E3E3"
STYLE: Final[dict[str, Any]] = {
    "font": FONT,
    "aria": False,  # the page's own words say what each chart says
    "view": {"stroke": "transparent"},
    "text": {"fontSize": TEXT_PX, "color": CHARCOAL},
    "axis": {
        "labelFontSize": TEXT_PX,
        "labelColor": CHARCOAL,
        "gridColor": GRID,
        "domainColor": CHARCOAL,
        "tickColor": CHARCOAL,
    },
}

Layers = alt.LayerChart | alt.FacetChart  # as Altair types them

CHOSEN_YEAR, CHOSEN_PROVISION = "chosen_year", "chosen_provision"
LONG_DASH, SHORT_DASH, DOTS = [8, 4], [4, 3], [2, 3]


def drawings(bars: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """The specification of each chart by name: need, gap, children and position.

    `bars` says how many the charts of bars, gap and position, have at most.
    """
    return {
        "need": _specification(_need(), LINES_PX),
        "gap": _specification(_gap(), GAP_ROW_PX * bars["gap"]),
        "children": _specification(_children(), LINES_PX),
        "position": _specification(_position(), POSITION_ROW_PX * bars["position"]),
    }


def vega_lite_version() -> str:
    """The version of Vega-Lite that Altair writes, as a bundle of it is asked for: `6.4`."""
    return ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


def _specification(chart: Any, height_px: int) -> dict[str, Any]:
    # All at once, since each change that Altair makes copies the whole chart.
    sized = chart.properties(
        width="container",
        height=height_px,
        padding={"left": 4, "right": 8, "top": 20, "bottom": 4},
        background=WHITE,
        autosize={"type": "fit-x", "contains": "padding"},
        config=STYLE,
    )
    specification: dict[str, Any] = sized.to_dict()
    del specification["$schema"]  # an address, and the page is to name none
    return specification


# --- Lines over years -----------------------------------------------------------------------------


def _need() -> Layers:
    """Need and its range, on both bounds, and secured places as steps."""
    path = alt.Chart(alt.NamedData("path"))
    chosen = path.transform_filter(f"datum.year == {CHOSEN_YEAR}")
    return alt.layer(
        *_band(path),
        *_chosen_year(chosen),
        path.mark_line(color=PLUM, strokeWidth=3, interpolate="step-after").encode(
            x=_years(), y=_upright("secured")
        ),
        path.mark_line(color=BLUE, strokeWidth=2, strokeDash=LONG_DASH).encode(
            x=_years(), y=_upright("placed")
        ),
        path.mark_line(color=NAVY, strokeWidth=3).encode(x=_years(), y=_upright("need")),
        _points(path, "secured", PLUM, "square"),
        _points(path, "placed", BLUE, "diamond"),
        _points(path, "need", NAVY, "circle"),
        _points(chosen, "need", NAVY, "circle", 140),
        _points(chosen, "secured", PLUM, "square", 140),
        *_ends(["need", "placed", "secured"], [NAVY, BLUE, PLUM]),
    ).add_params(alt.param(name=CHOSEN_YEAR, value=0))


def _children() -> Layers:
    """Children counted, the chosen scenario with its range, and the middles of the others."""
    past = alt.Chart(alt.NamedData("past"))
    scenario = alt.Chart(alt.NamedData("scenario"))
    others = alt.Chart(alt.NamedData("others"))
    chosen = scenario.transform_filter(f"datum.year == {CHOSEN_YEAR}")
    return alt.layer(
        *_band(scenario),
        *_chosen_year(chosen),
        others.mark_line(color=GREY, strokeWidth=1.5, strokeDash=SHORT_DASH).encode(
            x=_years(), y=_upright("children"), detail="scenario:N"
        ),
        past.mark_line(color=CHARCOAL, strokeWidth=2).encode(x=_years(), y=_upright("children")),
        scenario.mark_line(color=NAVY, strokeWidth=3).encode(x=_years(), y=_upright("children")),
        _points(past, "children", CHARCOAL, "square", 30),
        _points(scenario, "children", NAVY, "circle"),
        _points(chosen, "children", NAVY, "circle", 140),
        alt.Chart(alt.NamedData("starts"))
        .mark_text(align="left", baseline="top", dy=8, dx=6)
        .encode(x=_years(), y=_upright("at"), text="text:N"),
        *_ends(["scenario", "others"], [NAVY, GREY]),
    ).add_params(alt.param(name=CHOSEN_YEAR, value=0))


def _years() -> alt.X:
    axis = alt.Axis(format="d", tickMinStep=1, labelOverlap="parity", labelSeparation=6, grid=False)
    return alt.X("year:Q", title=None, axis=axis, scale=alt.Scale(zero=False, nice=False))


def _upright(field: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q", title=None, axis=alt.Axis(tickCount=6, domain=False, ticks=False, labelPadding=9)
    )


def _band(chart: alt.Chart) -> list[alt.Chart]:
    """An 80% range: its ground, and its two edges, which are seen where the ground is pale."""
    edge = chart.mark_line(color=NAVY, strokeWidth=1, strokeDash=DOTS)
    return [
        chart.mark_area(color=NAVY, opacity=0.16).encode(x=_years(), y=_upright("low"), y2="high:Q"),
        edge.encode(x=_years(), y=_upright("low")),
        edge.encode(x=_years(), y=_upright("high")),
    ]


def _points(chart: alt.Chart, field: str, colour: str, shape: str, size: int = 45) -> alt.Chart:
    points = chart.mark_point(shape=shape, size=size, filled=True, color=colour, opacity=1)
    drawn: alt.Chart = points.encode(x=_years(), y=_upright(field))
    return drawn


def _chosen_year(chosen: alt.Chart) -> list[alt.Chart]:
    """An upright line at the year that is chosen, and the year above it."""
    words = chosen.mark_text(baseline="bottom", dy=-3, fontWeight="bold")
    return [
        chosen.mark_rule(color=CHARCOAL, strokeDash=SHORT_DASH).encode(x=_years()),
        words.encode(x=_years(), y=alt.value(0), text="year:N"),
    ]


def _ends(lines: list[str], colours: list[str]) -> list[alt.Chart]:
    """Each line's name where it ends."""
    labels = alt.Chart(alt.NamedData("labels"))
    words = labels.mark_text(align="left", baseline="middle", dx=9, fontWeight="bold")
    return [
        words.encode(
            x=_years(),
            y=_upright("at"),
            text="text:N",
            color=alt.Color("line:N", scale=alt.Scale(domain=lines, range=colours), legend=None),
        )
    ]


def _gap() -> Layers:
    """The gap of each kind of home on both bounds, its range a line, its words above it."""
    gaps = alt.Chart(alt.NamedData("gaps"))
    bars = gaps.mark_bar(size=BAR_PX, yOffset=9, strokeWidth=2)
    filled = alt.condition("datum.bound == 'near'", alt.value(BLUE), alt.value(WHITE))
    ends = gaps.mark_tick(size=10, thickness=2, yOffset=9, color=CHARCOAL)
    words = gaps.mark_text(align="left", baseline="middle", dy=-8)
    chosen = f"datum.provision == {CHOSEN_PROVISION}"
    return alt.layer(
        bars.encode(x=_across("gap"), y=_down(), color=filled, stroke=alt.value(BLUE)),
        gaps.mark_rule(yOffset=9, color=CHARCOAL, strokeWidth=2).encode(
            x=_across("low"), x2="high:Q", y=_down()
        ),
        ends.encode(x=_across("low"), y=_down()),
        ends.encode(x=_across("high"), y=_down()),
        gaps.mark_tick(size=18, thickness=1, yOffset=9, color=CHARCOAL).encode(x=_zero(), y=_down()),
        words.transform_filter(f"!({chosen})").encode(x=alt.value(0), y=_down(), text="text:N"),
        words.transform_filter(chosen)
        .mark_text(align="left", baseline="middle", dy=-8, fontWeight="bold")
        .encode(x=alt.value(0), y=_down(), text="text:N"),
    ).add_params(alt.param(name=CHOSEN_PROVISION, value=""))


def _position() -> Layers:
    """Children by where they stand, the words above each bar and its number at its end."""
    rungs = alt.Chart(alt.NamedData("rungs"))
    colour = alt.condition("datum.concern", alt.value(PLUM), alt.value(BLUE))
    return alt.layer(
        rungs.mark_bar(size=BAR_PX + 2, yOffset=10).encode(
            x=_across("children", axis=None), y=_down(), color=colour
        ),
        rungs.mark_text(align="left", baseline="middle", dy=-8).encode(
            x=alt.value(0), y=_down(), text="text:N"
        ),
        rungs.mark_text(align="left", baseline="middle", dx=6, dy=11, fontWeight="bold").encode(
            x=_across("ends", axis=None), y=_down(), text="label:N"
        ),
    )


_AXIS: Final = alt.Axis(tickCount=5, domain=False, ticks=False)


def _across(field: str, axis: alt.Axis | None = _AXIS) -> alt.X:
    return alt.X(f"{field}:Q", title=None, axis=axis)


def _zero() -> alt.XDatum:
    return alt.XDatum(0, type="quantitative")


def _down() -> alt.Y:
    return alt.Y("place:O", title=None, axis=None)
