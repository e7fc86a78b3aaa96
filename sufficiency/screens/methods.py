"""What the comparison of two methods prints: every forecast, each method's record, and which to use."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
from rich.table import Table

from sufficiency.methods.advice import METHOD_WORDS, Advice
from sufficiency.methods.compared import METHODS, MethodRecord
from sufficiency.rounding import whole
from sufficiency.screens.screen import console, show_lines
from sufficiency.words import capital, number


def show_methods(
    table: pd.DataFrame, records: Mapping[str, MethodRecord], advice: Advice, notes: Sequence[str]
) -> None:
    """Forecasts beside what happened, the record of each method, which to use and what it rests on."""
    screen = console()
    screen.print(_forecasts(table))
    screen.print()
    screen.print(_records(records))
    screen.print()
    show_lines(screen, "Which to use", advice.sentences, mark="- ")
    show_lines(screen, "What it rests on", notes, mark="- ")


def _forecasts(table: pd.DataFrame) -> Table:
    """A row for each date and year: the middle and the 80% range of each method; * where it did not hold."""
    title = "Children looked after as at earlier dates (80% range, * not held)"
    shown = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in ("Made", "For", "Actual", *(capital(METHOD_WORDS[method]) for method in METHODS)):
        shown.add_column(column, justify="left" if column == "Made" else "right")
    for pair, own in table.groupby(["origin", "year"], sort=True):
        rows = {str(row["method"]): row for row in own.to_dict("records")}
        cells = [_cell(rows[method]) for method in METHODS]
        shown.add_row(*map(str, pair), number(rows[METHODS[0]]["actual"]), *cells)
    return shown


def _cell(row: Mapping[Hashable, Any]) -> str:
    mark = " " if row["inside_80"] else "*"
    return f"{number(row['forecast'])} ({number(row['p10'])} to {number(row['p90'])}){mark}"


def _records(records: Mapping[str, MethodRecord]) -> Table:
    """A row for each method, the best first: how far its middles were out, and its ranges."""
    shown = Table(title="The record", title_justify="left", box=None, pad_edge=False)
    for column in ("Method", "Forecasts", "Out by", "Bias", "80% range held", "CRPS, children"):
        shown.add_column(column, justify="left" if column == "Method" else "right")
    for method, own in records.items():
        shown.add_row(
            capital(METHOD_WORDS[method]),
            str(own.forecasts),
            f"{100 * own.mean_absolute_error:.1f}%",
            f"{100 * own.bias:+.1f}%".replace("-", "−"),
            f"{own.inside_80} ({whole(100 * own.inside_80 / own.forecasts)}%)",
            number(own.crps, 1),
        )
    return shown
