"""Charts of a report: bars drawn from protected tables alone, so that no label gives a count back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import BLUE, CHARCOAL, NAVY
from sufficiency.charts.lettering import text_width
from sufficiency.charts.page import EDGE, TEXT_SIZE, WIDTH, analysis_function_style, start_page
from sufficiency.charts.words import date_in_words, listed, number, sentences
from sufficiency.report.declared import PUBLIC, SUPPRESSED, Cell, Protected
from sufficiency.report.printed import printed_rows

ROW: Final = 0.34  # inches for a bar
BETWEEN: Final = 0.16  # inches between groups of bars
COLOURS: Final = (NAVY, BLUE)
# Which tables are drawn, and which of their columns after the labels: the first, or the first and another.
DRAWN: Final = {
    "A": ("position", (0,)),
    "T4": ("age-and-sex", (0,)),
    "T9": ("distance", (0,)),
    "T14": ("children-looked-after", (0,)),
    "T15": ("demand", (0, 3)),
    "T16": ("gap", (3, 4)),
    "T18": ("cost", (0, 3)),
    "T19": ("what-moved", (-1,)),
    "L": ("sixteen-and-over", (0, 3)),
}


@dataclass(frozen=True)
class Bar:
    """One bar: whose it is, of which column, and how long; None is confidential or not recorded."""

    group: str
    column: int
    length: float | None
    words: str


def report_charts(tables: Sequence[Protected]) -> list[tuple[Chart, Protected]]:
    """A chart of each table that is drawn and has numbers, with the table that it is of."""
    found = []
    with analysis_function_style():
        for table in tables:
            drawn = DRAWN.get(table.declaration.table)
            rows = printed_rows(table)
            if drawn is not None and rows:
                chart = bar_chart(table, rows, *drawn)
                if chart is not None:
                    found.append((chart, table))
    return found


def bar_chart(
    table: Protected, rows: Sequence[tuple[Cell, ...]], name: str, which: Sequence[int]
) -> Chart | None:
    """Bars of one or two of a table's columns, labelled with their numbers; none where none has a number."""
    columns = table.declaration.columns
    numeric = [at for at, column in enumerate(columns) if column.kind not in ("label", "text")]
    chosen = [numeric[at] for at in which if -len(numeric) <= at < len(numeric)]
    labels = [at for at, column in enumerate(columns) if column.kind == "label"]
    bars = [
        Bar(_group(row, labels), at, _length(row[at]), _words(row[at]))
        for row in rows
        for at in chosen
        if row[at] is not None
    ]
    if not any(bar.length for bar in bars):
        return None
    finding = _finding(bars)
    as_at = date_in_words(table.as_at)
    key = f" {' (dark), '.join(columns[at].heading for at in chosen)} (light)." if len(chosen) > 1 else ""
    public = "" if table.profile == PUBLIC else " Restricted: not for publication."
    page = start_page(
        f"{table.declaration.title}: {finding}",
        f"{_capital(table.declaration.units)}.{key}{_as_at(table, as_at)}",
        plot_height=_height(bars),
        notes=[f"{_capital(table.mode)}."],
        source=f"Source: {table.source}.{public}",
    )
    _draw(page.bare_axes, bars, chosen)
    alternative = sentences(
        f"Bar chart. {table.declaration.title}, {table.declaration.units}, as at {as_at}",
        finding,
        *(
            f"{columns[at].heading}: "
            + listed([f"{bar.group}, {'confidential' if bar.length is None else bar.words}" for bar in bars
                      if bar.column == at])
            for at in chosen
        ),
    )  # fmt: skip
    return Chart(name, table.declaration.title, page.figure, alternative)


def _group(row: tuple[Cell, ...], labels: Sequence[int]) -> str:
    return ": ".join(str(row[at]) for at in labels)


def _length(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


def _words(cell: Cell) -> str:
    return number(float(cell)) if isinstance(cell, int | float) else SUPPRESSED


def _as_at(table: Protected, as_at: str) -> str:
    """The date, where the units do not say it."""
    return "" if as_at in table.declaration.units else f" As at {as_at}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _finding(bars: Sequence[Bar]) -> str:
    """What the first column says: from which year to which, or its largest part, its total left out."""
    known = [bar for bar in bars if bar.length is not None]
    if len(known) > 1 and all(bar.group.isdigit() for bar in known):
        first, last = known[0], [bar for bar in known if bar.column == known[0].column][-1]
        return f"{first.words} in {first.group}, {last.words} in {last.group}"
    parts = [bar for bar in known if bar.column == bars[0].column and not bar.group.startswith("All")]
    most = max(parts or known, key=lambda bar: bar.length or 0.0)
    return f"the largest is {most.group} ({most.words})"


def _height(bars: Sequence[Bar]) -> float:
    return ROW * len(bars) + BETWEEN * len(dict.fromkeys(bar.group for bar in bars))


def _draw(axes_of: Callable[[float, float], Axes], bars: Sequence[Bar], chosen: Sequence[int]) -> None:
    groups = list(dict.fromkeys(bar.group for bar in bars))
    left = EDGE + max(text_width(group, TEXT_SIZE) for group in groups) + 0.15
    room = max(text_width(bar.words, TEXT_SIZE, bold=True) for bar in bars) + 0.2
    least = min(0.0, *(bar.length or 0.0 for bar in bars))
    most = max(0.0, *(bar.length or 0.0 for bar in bars))
    inch = max(most - least, 1e-9) / max(WIDTH - left - room - EDGE, 1.0)
    axes = axes_of(least - left * inch, WIDTH * inch)
    middles = [ROW * (at + 0.5) + BETWEEN * groups.index(bar.group) for at, bar in enumerate(bars)]
    for bar, middle in zip(bars, middles, strict=True):
        length = bar.length or 0.0
        axes.barh([middle], [length], height=ROW * 0.74, color=COLOURS[chosen.index(bar.column) % 2])
        axes.text(max(length, 0.0) + 0.08 * inch, middle, bar.words, va="center_baseline", weight="bold")
    for group in groups:
        own = [middle for bar, middle in zip(bars, middles, strict=True) if bar.group == group]
        axes.text(least - 0.12 * inch, sum(own) / len(own), group, ha="right", va="center_baseline")
    axes.vlines(0, 0, middles[-1] + ROW / 2, color=CHARCOAL, linewidth=1)
