"""The chart of the record: how far each method was out, drawn and said in words alike."""

import pandas as pd
import pytest

from sufficiency.charts import Chart
from sufficiency.charts.page import analysis_function_style
from sufficiency.charts.record import METHODS, record_chart
from test_charts.test_pictures import out_of_page

ERRORS = {
    "sufficiency": (6.3, 11.8, 14.9),
    "hold_count": (6.4, 11.9, 16.1),
    "hold_rate": (6.2, 11.7, 14.2),
    "straight_trend": (7.3, 16.6, 23.9),
    "compound_growth": (7.1, 16.4, 23.4),
}
STEPS = (1, 3, 5)


def scores_of(steps: tuple[int, ...] = STEPS) -> pd.DataFrame:
    """A made-up table of scores; no chart shows what is 999%."""
    rows = []
    for method, errors in ERRORS.items():
        found = {"by": "all", "group": "all", "method": method, "coverage_80": 0.788}
        rows += [
            {**found, "years_ahead": step, "mape": error / 100}
            for step, error in zip(STEPS, errors, strict=True)
            if step in steps
        ]
        rows.append({**found, "years_ahead": "all", "mape": 9.99})
        rows.append({**found, "by": "size", "group": "smallest quarter", "years_ahead": 1, "mape": 9.99})
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def chart() -> Chart:
    return record_chart(scores_of(), "2016 to 2022")


def words_on(chart: Chart) -> str:
    return " | ".join(text.get_text() for text in (*chart.figure.texts, *chart.figure.axes[0].texts))


def test_its_title_says_how_far_forecasts_were_out_and_how_often_ranges_held(chart: Chart) -> None:
    assert chart.name == "record"
    assert chart.title == (
        "Forecasts were out by 6% after one year and 15% after 5; the 80% range held 79 times in 100"
    )


def test_every_method_is_a_line_of_all_authorities_by_years_ahead(chart: Chart) -> None:
    lines = {tuple(line.get_ydata()) for line in chart.figure.axes[0].lines if len(line.get_xdata()) == 3}
    for errors in ERRORS.values():
        assert any(line == pytest.approx(errors) for line in lines)


def test_every_line_is_named_at_its_end_and_not_in_a_legend(chart: Chart) -> None:
    told = words_on(chart)
    for name, error in (("this tool", 15), ("the count holds", 16), ("the rate holds", 14),
                        ("straight trend", 24), ("compound growth", 23)):  # fmt: skip
        assert f"{error}% {name}" in " ".join(told.split())
    assert chart.figure.axes[0].get_legend() is None


def test_all_of_it_is_on_the_page(chart: Chart) -> None:
    with analysis_function_style():
        assert not out_of_page(chart)


def test_its_words_give_every_number_that_it_draws(chart: Chart) -> None:
    assert "by years ahead, 2016 to 2022" in chart.alternative
    assert "This tool: 6% at 1, 12% at 3 and 15% at 5." in chart.alternative
    assert "Compound growth: 7% at 1, 16% at 3 and 23% at 5." in chart.alternative
    for words, _ in METHODS.values():
        assert words.casefold() in chart.alternative.casefold()
    assert "999" not in chart.alternative


def test_one_year_ahead_alone_can_be_drawn() -> None:
    chart = record_chart(scores_of((1,)), "2018")
    assert chart.title == "Forecasts were out by 6% after one year; the 80% range held 79 times in 100"
    assert "This tool: 6% at 1." in chart.alternative
