"""Need and places: what each kind of home within 20 miles has against it, year by year, from table T16d.

One small panel for each kind, of children who should be near, in the first scenario: the central need with
its 80% range, and secured places as steps. The years are those that have been back-tested.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import BLUE, NAVY, PALE_BLUE, PLUM
from sufficiency.charts.labels import EndLabel, label_ends
from sufficiency.charts.lettering import line_height
from sufficiency.charts.page import EDGE, TEXT_SIZE, WIDTH, Page, analysis_function_style, start_page
from sufficiency.report.declared import PUBLIC, Cell, Protected
from sufficiency.report.gaps import PATH
from sufficiency.report.printed import printed_rows
from sufficiency.vocabulary import BACK_TESTED_YEARS, LABELS, PROVISIONS, SHOULD_BE_NEAR, WITHIN_20
from sufficiency.words import date_in_words, listed, lower_first, number, sentences

NAME: Final = "need-and-places"
TITLE: Final = f"Need and secured places {lower_first(LABELS[WITHIN_20])}, year by year"
WHERE: Final = {"Where": LABELS[WITHIN_20], "Need as": LABELS[SHOULD_BE_NEAR]}
NEED, LOW, HIGH, PLACES = (
    f"{PATH[column]}, modelled"
    for column in ("demand_central", "demand_p10", "demand_p90", "secured_central")
)
WORDS: Final = {NEED: "need", LOW: "low", HIGH: "high", PLACES: "places"}
NOTE: Final = "Need above secured places is homes to secure: it does not count children without a home."

PLOT: Final = 3.1  # inches from the name of a panel to its years
SCALE, LABEL = 0.42, 1.2  # inches to the left and right of each plot
NAME_ROOM, YEARS_ROOM = 0.34, 0.32  # inches above and below each plot


@dataclass(frozen=True)
class Panel:
    """One kind of home: its need, the two ends of the range and its secured places, in each year.

    A number is None where it is confidential or not recorded.
    """

    provision: str
    years: tuple[int, ...]
    numbers: dict[str, tuple[float | None, ...]]

    @property
    def whole_years(self) -> list[int]:
        """The places of years in which all four numbers are known."""
        return [
            at for at in range(len(self.years)) if all(told[at] is not None for told in self.numbers.values())
        ]

    def at(self, column: str, place: int) -> float:
        return self.numbers[column][place] or 0.0

    @property
    def wanting(self) -> float:
        """Need less places in the last year known: how wide the gap is."""
        last = self.whole_years[-1]
        return self.at(NEED, last) - self.at(PLACES, last)


def need_and_places(table: Protected) -> Chart | None:
    """Panels of need against secured places; none where no year of any kind has all its numbers."""
    every = panels_of(table)
    panels = [panel for panel in every if panel.whole_years]
    if not panels:
        return None
    scenario = str(printed_rows(table)[0][_column(table, "Scenario")])
    finding, missing = finding_of(panels), "; ".join(left_out(every))
    public = "" if table.profile == PUBLIC else " Restricted: not for publication."
    with analysis_function_style():
        page = start_page(
            finding,
            f"Homes on 31 March within 20 miles, {scenario}, for children who should be near, modelled. Each "
            "panel has its own scale. Line: need. Band: 80 futures in 100. Steps: secured places.",
            plot_height=PLOT,
            notes=[NOTE, *([f"Left out, as confidential or not recorded: {missing}."] if missing else []),
                   f"{table.mode[:1].upper()}{table.mode[1:]}."],
            source=f"Source: {table.source}.{public}",
        )  # fmt: skip
        for place, panel in enumerate(panels):
            _draw(_axes(page, place, len(panels)), panel)
    told = sentences(
        f"{len(panels)} fan charts side by side. {finding}",
        f"{scenario}, children who should be near, as at {date_in_words(table.as_at)}",
        *(_told(panel) for panel in panels),
        f"Left out, as confidential or not recorded: {missing}" if missing else "",
        NOTE,
    )
    return Chart(NAME, TITLE, page.figure, told)


def panels_of(table: Protected) -> list[Panel]:
    """Each kind of home in the table's first scenario, as far as forecasts have been back-tested."""
    rows = list(_rows(table))
    first = rows[0]["Scenario"] if rows else None
    last = int(table.as_at[:4]) + BACK_TESTED_YEARS
    panels = []
    for name in (LABELS[provision] for provision in PROVISIONS):
        where = {**WHERE, "Scenario": first, "Provision": name}
        own = [
            row
            for row in rows
            if all(row[heading] == cell for heading, cell in where.items())
            and int(str(row["31 March"])) <= last
        ]
        years = tuple(int(str(row["31 March"])) for row in own)
        panels.append(
            Panel(name, years, {column: tuple(_number(row[column]) for row in own) for column in WORDS})
        )
    return panels


def finding_of(panels: Sequence[Panel]) -> str:
    """The kind with the widest gap in the last year known: the range of its need, beside its places."""
    widest = max(panels, key=lambda panel: panel.wanting)
    last = widest.whole_years[-1]
    is_gap = "the widest gap" if widest.wanting > 0 else "the least to spare"
    homes = f"{number(widest.at(LOW, last))} to {number(widest.at(HIGH, last))} homes"
    return (
        f"Within 20 miles {is_gap} is in {lower_first(widest.provision)}: {homes} needed in "
        f"{widest.years[last]} (80% range), {number(widest.at(PLACES, last))} secured"
    )


def left_out(panels: Sequence[Panel]) -> list[str]:
    """Which years of which kinds have a number that is confidential or not recorded."""
    return [
        f"{lower_first(panel.provision)} in {listed(years)}"
        for panel in panels
        if (years := [str(y) for at, y in enumerate(panel.years) if at not in panel.whole_years])
    ]


def _rows(table: Protected) -> Iterator[dict[str, Cell]]:
    headings = [column.heading for column in table.declaration.columns]
    return (dict(zip(headings, row, strict=True)) for row in printed_rows(table))


def _column(table: Protected, heading: str) -> int:
    return [column.heading for column in table.declaration.columns].index(heading)


def _number(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


# --- Drawing --------------------------------------------------------------------------------------


def _axes(page: Page, place: int, panels: int) -> Axes:
    """The plot of one panel, among others of the same width."""
    wide = (WIDTH - 2 * EDGE) / panels
    left = EDGE + place * wide + SCALE
    right = WIDTH - left - (wide - SCALE - LABEL)
    return page.axes(left, right, above=NAME_ROOM, below=YEARS_ROOM)


def _draw(axes: Axes, panel: Panel) -> None:
    years, whole = list(panel.years), panel.whole_years
    lines = {
        column: [panel.at(column, at) if at in whole else nan for at in range(len(years))] for column in WORDS
    }
    axes.fill_between(years, lines[LOW], lines[HIGH], color=PALE_BLUE, alpha=0.6, linewidth=0)
    for end in (LOW, HIGH):
        axes.plot(years, lines[end], color=BLUE, linewidth=0.9)
    axes.step(years, lines[PLACES], where="post", color=PLUM, linewidth=2.2)
    axes.plot(years, lines[PLACES], "s", color=PLUM, markersize=4, clip_on=False, zorder=4)
    axes.plot(years, lines[NEED], "-o", color=NAVY, linewidth=2.2, markersize=5, clip_on=False, zorder=5)
    _scale(axes, panel)
    last = whole[-1]
    label_ends(
        axes,
        [
            EndLabel(panel.at(HIGH, last), f"{number(panel.at(HIGH, last))} high", BLUE),
            EndLabel(panel.at(NEED, last), f"Need {number(panel.at(NEED, last))}", NAVY, bold=True),
            EndLabel(panel.at(PLACES, last), f"Places {number(panel.at(PLACES, last))}", PLUM, bold=True),
            EndLabel(panel.at(LOW, last), f"{number(panel.at(LOW, last))} low", BLUE),
        ],
        LABEL,
    )


def _scale(axes: Axes, panel: Panel) -> None:
    """Years and homes from nought, and the name of the kind above them."""
    first, last = panel.years[0], panel.years[-1]
    axes.set_xlim(first - (0.5 if first == last else 0.15), last)
    axes.set_xticks(list(panel.years), [f"{year}" if year in (first, last) else "" for year in panel.years])
    most = max(panel.at(column, at) for column in WORDS for at in panel.whole_years)
    axes.set_ylim(0, max(5.0, most * 1.08))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.tick_params(axis="y", length=0)
    axes.annotate(
        panel.provision,
        (0, 1),
        (-72 * SCALE, 72 * (NAME_ROOM - line_height(TEXT_SIZE)) + 2),
        xycoords="axes fraction",
        textcoords="offset points",
        weight="bold",
        annotation_clip=False,
    )


def _told(panel: Panel) -> str:
    years = [
        f"in {panel.years[at]} need {number(panel.at(NEED, at))} (80% range {number(panel.at(LOW, at))} to "
        f"{number(panel.at(HIGH, at))}) and {number(panel.at(PLACES, at))} places"
        for at in panel.whole_years
    ]
    return f"{panel.provision}: {'; '.join(years)}"
