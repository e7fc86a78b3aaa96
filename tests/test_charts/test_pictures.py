"""The pictures: every chart is drawn, fits its page, and is the same each time."""

from pathlib import Path

import pytest

from sufficiency.charts import Chart, draw_charts
from sufficiency.charts.page import analysis_function_style
from sufficiency.writers.charts import save_charts
from test_charts.made_run import BASE, BLANK, NAMES, drawn, made_tables


@pytest.fixture(scope="module")
def made() -> dict[str, Chart]:
    """The charts of the made-up run."""
    return drawn(made_tables())


def test_every_chart_is_drawn_in_order(made: dict[str, Chart]) -> None:
    assert list(made) == NAMES


def out_of_page(chart: Chart) -> list[str]:
    """The words of a chart that run off its page."""
    with analysis_function_style():
        renderer = chart.figure.canvas.get_renderer()  # type: ignore[attr-defined]
        wide, tall = chart.figure.canvas.get_width_height()
        texts = [
            *chart.figure.texts,
            *(text for axes in chart.figure.axes for text in axes.texts),
            *(text for axes in chart.figure.axes if axes.axison for text in axes.get_yticklabels()),
            *(text for legend in chart.figure.legends for text in legend.get_texts()),
        ]
        boxes = {text.get_text(): text.get_window_extent(renderer) for text in texts if text.get_text()}
    return [
        words
        for words, box in boxes.items()
        if box.x0 < -1 or box.x1 > wide + 1 or box.y0 < -1 or box.y1 > tall + 1
    ]


@pytest.mark.parametrize("last", [2037, 2025, 2021, 2019])
def test_any_horizon_fits_the_page(last: int) -> None:
    for chart in drawn(made_tables(last)).values():
        assert not out_of_page(chart), chart.name


def test_homes_to_spare_fit_the_page() -> None:
    tables = made_tables()
    for column in ("gap_central", "gap_low", "gap_high", "gap_p10", "gap_p80", "gap_p90"):
        tables["gap"][column] = -tables["gap"][column].abs()
    assert not out_of_page(drawn(tables)["gap"])


def test_a_long_name_wraps_within_the_page() -> None:
    place = "Bournemouth, Christchurch and Poole and the Royal Borough of Kensington and Chelsea"
    for chart in draw_charts(made_tables(), place, BASE, "2019-03-31"):
        assert not out_of_page(chart), chart.name


def test_words_do_not_overlap(made: dict[str, Chart]) -> None:
    with analysis_function_style():
        for chart in made.values():
            renderer = chart.figure.canvas.get_renderer()  # type: ignore[attr-defined]
            texts = [*chart.figure.texts, *(text for axes in chart.figure.axes for text in axes.texts)]
            boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
            for place, (words, box) in enumerate(boxes):
                for other_words, other in boxes[place + 1 :]:
                    across = min(box.x1, other.x1) - max(box.x0, other.x0)
                    down = min(box.y1, other.y1) - max(box.y0, other.y0)
                    assert across <= 2 or down <= 4, (chart.name, words, other_words)


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for run in ("one", "two"):
        assert len(save_charts(list(drawn(made_tables()).values()), tmp_path / run)) == 2 * len(NAMES)
    for name in NAMES:
        for kind in ("png", "txt"):
            one, two = ((tmp_path / run / f"{name}.{kind}").read_bytes() for run in ("one", "two"))
            assert one == two, name


def test_no_demand_and_no_history_can_be_drawn(tmp_path: Path) -> None:
    tables = made_tables()
    tables["demand"][["central", "p10", "p80", "p90"]] = 0.0
    tables["gap"]["secured_central"] = BLANK
    del tables["history"], tables["benchmarks"]
    found = drawn(tables)
    assert list(found) == NAMES
    save_charts(list(found.values()), tmp_path)
    for chart in found.values():
        assert chart.alternative.endswith(".")
        assert "nan" not in chart.alternative.lower().split()


def test_a_chart_without_its_table_is_left_out() -> None:
    assert drawn({}) == {}
    assert list(drawn({"population": made_tables()["population"]})) == ["population"]
    empty = {name: table.iloc[:0] for name, table in made_tables().items()}
    assert drawn(empty) == {}
