"""The chart of the record: how far each method was out, by years ahead."""

from collections.abc import Iterable
from typing import Final

import pandas as pd

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import BLACK, BLUE, CHARCOAL, NAVY, ORANGE, PLUM, TEAL
from sufficiency.charts.labels import EndLabel, label_ends
from sufficiency.charts.page import analysis_function_style, start_page
from sufficiency.words import listed, number, sentences

SOURCE: Final = "Source: Sufficiency, from published counts of children looked after"
METHODS: Final = {
    "sufficiency": ("this tool", NAVY),
    "hold_count": ("the count holds", CHARCOAL),
    "hold_rate": ("the rate holds", BLUE),
    "straight_trend": ("straight trend", PLUM),
    "compound_growth": ("compound growth", PLUM),
}
OWN: Final = (ORANGE, TEAL)  # inks of methods of one's own, in turn; too pale for words, which are black


def looks_of(methods: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The words and the ink of each method; those of one's own go by their names."""
    own = [name for name in methods if name not in METHODS]
    return {**METHODS, **{name: (name.replace("_", " "), OWN[at % 2]) for at, name in enumerate(own)}}


def record_chart(scores: pd.DataFrame, period: str) -> Chart:
    """Mean absolute percentage error of each method by years ahead, all authorities together."""
    every = scores[scores["by"] == "all"]
    found = every[every["years_ahead"] != "all"]
    errors: dict[str, dict[int, float]] = {}
    for name, step, error in zip(found["method"], found["years_ahead"], found["mape"], strict=True):
        errors.setdefault(str(name), {})[int(step)] = 100 * float(error)
    ours, looks = errors["sufficiency"], looks_of(errors)
    last = max(ours)
    held = every[(every["years_ahead"] == "all") & (every["method"] == "sufficiency")]
    coverage = number(100 * float(held["coverage_80"].iloc[0]))
    title = f"Forecasts were out by {number(ours[min(ours)])}% after one year"
    title += f" and {number(ours[last])}% after {last}" if last > 1 else ""
    title += f"; the 80% range held {coverage} times in 100"
    with analysis_function_style():
        page = start_page(title, f"Mean absolute percentage error, all authorities, {period}.", source=SOURCE)
        axes = page.axes(left=0.8, right=2.15, above=0.1, below=0.35)
        axes.set_xlim(1, max(last, 2))
        axes.set_ylim(0, 1.08 * max(max(path.values()) for path in errors.values()))
        axes.set_xticks(list(ours), [f"{step} year{'s' if step > 1 else ''}" for step in ours])
        axes.tick_params(axis="y", length=0)
        for name, path in errors.items():
            width = 1.4 if name in METHODS and name != "sufficiency" else 2.4
            style = "--" if name == "compound_growth" else "-"
            axes.plot(list(path), list(path.values()), color=looks[name][1], linewidth=width, linestyle=style)
        ends = [
            EndLabel(path[last], f"{number(path[last])}% {looks[name][0]}",
                     looks[name][1] if name in METHODS else BLACK,
                     bold=name == "sufficiency")
            for name, path in errors.items()
        ]  # fmt: skip
        label_ends(axes, ends, width=2.0)
    told = [
        f"{words}: {listed([f'{number(error)}% at {step}' for step, error in errors[name].items()])}"
        for name, (words, _) in looks.items()
        if name in errors
    ]
    alternative = sentences(
        f"Line chart of mean absolute percentage error by years ahead, {period}",
        *(f"{each[:1].upper()}{each[1:]}" for each in told),
    )
    return Chart("record", title, page.figure, alternative)
