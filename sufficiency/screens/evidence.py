"""What the back-test prints: how far forecasts were out, how often ranges held, and one authority's own."""

from collections.abc import Mapping, Sequence

import pandas as pd
from rich.table import Table

from sufficiency.record.backtest import FORECAST, HOLD_COUNT
from sufficiency.record.scores import EVERY
from sufficiency.rounding import whole
from sufficiency.screens.screen import console, show_lines
from sufficiency.sentences.backtest import YEARS
from sufficiency.vocabulary import label


def show_record(tables: Mapping[str, pd.DataFrame], told: Sequence[str]) -> None:
    """The record of all authorities together, by years ahead, and what it comes to in words."""
    screen = console()
    scores = tables["scores"]
    of_all = scores[scores["by"] == EVERY]
    keys = zip(of_all["method"], of_all["years_ahead"].astype(str), strict=True)
    found = dict(zip(keys, of_all.to_dict("records"), strict=True))
    shown = Table(title="The record, all authorities", title_justify="left", box=None, pad_edge=False)
    for name in (
        "Years ahead",
        "Out by",
        "If the count held",
        "50% range held",
        "80% range held",
        "95% range held",
    ):
        shown.add_column(name, justify="left" if name == "Years ahead" else "right")
    for step in (step for method, step in found if method == FORECAST):
        ours, held = found[FORECAST, step], found[HOLD_COUNT, step]
        shown.add_row(
            step,
            f"{100 * ours['mape']:.1f}%",
            f"{100 * held['mape']:.1f}%",
            *(f"{whole(100 * ours[f'coverage_{level}'])}%" for level in (50, 80, 95)),
        )
    screen.print(shown)
    screen.print()
    show_lines(screen, "In words", list(told), mark="- ")
    if "share_scores" in tables:
        lines = [
            f"{label(row['share'])}, {YEARS[str(row['years_ahead'])]} ahead: the 80% range held "
            f"{whole(100 * row['coverage_80'])}% of {row['forecasts']}; it moved by "
            f"{row['mean_absolute_change_points']:.1f} points on average"
            for row in tables["share_scores"].to_dict("records")
        ]
        show_lines(screen, "Shares, on authorities that they were not fitted on", lines, mark="- ")


def show_authority(rows: pd.DataFrame, name: str) -> None:
    """What would have been said of one authority at each earlier date, beside what happened."""
    own = rows[(rows["authority"] == name) & (rows["method"] == FORECAST)]
    shown = Table(title=f"{name}: forecast and actual", title_justify="left", box=None, pad_edge=False)
    for column in ("Made", "For", "Forecast", "80% range", "Actual", "Error", "Inside"):
        shown.add_column(column, justify="left" if column == "Made" else "right")
    for row in own.sort_values(["origin", "years_ahead"]).to_dict("records"):
        shown.add_row(
            str(row["origin"]),
            str(row["origin"] + row["years_ahead"]),
            str(whole(row["forecast"])),
            f"{whole(row['p10'])} to {whole(row['p90'])}",
            str(whole(row["actual"])),
            f"{100 * row['error']:+.0f}%".replace("-", "−"),
            "yes" if row["inside_80"] else "no",
        )
    screen = console()
    screen.print(shown)
    screen.print()
