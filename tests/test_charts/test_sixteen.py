"""The charts of sixteen and over: what they say agrees with the table, and without it they are left out."""

from itertools import combinations

import pandas as pd
import pytest

from sufficiency.charts import Chart, draw_charts
from sufficiency.charts.page import analysis_function_style
from test_charts.made_run import BASE, BLANK, UNACCOMPANIED, between, centiles
from test_charts.test_pictures import out_of_page

TURNING_18 = {2019: 64.0, 2024: 69.0, 2037: 79.0}
GROWN = {2019: 64.0, 2024: 72.0, 2037: 71.0}
HELD = {
    "staying_put": {2019: 38.0, 2024: 41.0, 2037: 47.0},
    "in_16_plus_provision_18_over": {2019: 34.0, 2024: 36.0, 2037: 40.0},
    "move_on_homes_needed": {2019: 17.0, 2024: 18.0, 2037: 21.0},
}
THRESHOLD = {2019: 27.0, 2024: 33.0, 2037: 37.0}
FORMER = {2019: 86.0, 2024: 78.0, 2037: 89.0}
NAMES = ["sixteen-and-over", "unaccompanied-children"]
ADVICE = (
    "Children of 16 and 17 need a registered place and young adults a home: the lines are never added up."
)


PATHS = [
    ("turning_18", "all", "without", TURNING_18),
    ("turning_18", "all", "with", GROWN),
    ("turning_18", "fostering", "without", {2019: 999.0, 2037: 999.0}),
    *((measure, "all", "without", points) for measure, points in HELD.items()),
    *((measure, "all", "with", {2019: 999.0, 2037: 999.0}) for measure in HELD),
    ("uasc_looked_after", "uasc", "without", UNACCOMPANIED),
    ("uasc_threshold", "uasc", "without", THRESHOLD),
    ("in_service", "uasc", "without", FORMER),
]


def leaving_table(last: int = 2037) -> pd.DataFrame:
    """A made-up table of sixteen and over; no chart shows what is 999."""
    keys = ("measure", "category", "ageing")
    rows = [
        {**dict(zip(keys, names, strict=True)), "year": year, "central": between(points, year)}
        | centiles(between(points, year), year)
        for year in range(BASE, last + 1)
        for *names, points in PATHS
    ]
    return pd.DataFrame(rows)


def drawn(table: pd.DataFrame) -> dict[str, Chart]:
    """The charts of the table, by name."""
    return {
        chart.name: chart for chart in draw_charts({"leaving_care": table}, "Thurrock", BASE, "2019-03-31")
    }


@pytest.fixture(scope="module")
def made() -> dict[str, Chart]:
    return drawn(leaving_table())


def words_on(chart: Chart) -> list[str]:
    """The words drawn on a chart."""
    return [text.get_text() for text in (*chart.figure.texts, *chart.figure.axes[0].texts)]


# --- Sixteen and over -----------------------------------------------------------------------------
def test_there_is_a_chart_of_sixteen_and_over_and_one_of_unaccompanied_children(made) -> None:
    assert list(made) == NAMES


@pytest.mark.parametrize(
    "said",
    [
        "Line chart of children who turn 18 and of young adults, Thurrock.",
        "Children who turn 18 in a year: 64 in 2019, 69 in 2024 and 79 in 2037.",
        "80% range: 55 to 86 in 2024, ",
        "Were the children of 2019 to grow up: 64 in 2019, 72 in 2024 and 71 in 2037.",
        "Staying put: 38 in 2019, 41 in 2024 and 47 in 2037.",
        "Over 18 in 16+ provision: 34 in 2019, 36 in 2024 and 40 in 2037.",
        "Move-on homes wanted: 17 in 2019, 18 in 2024 and 21 in 2037.",
        "Years after 2024 are beyond what has been back-tested.",
    ],
)
def test_the_alternative_says_what_the_chart_says(made, said: str) -> None:
    assert said in made["sixteen-and-over"].alternative


def test_the_title_says_who_turns_18_now_and_in_five_years(made) -> None:
    assert made["sixteen-and-over"].title == (
        "About 64 children turn 18 in a year; in this scenario 69 by 2024 (80% range 55 to 86)"
    )


def test_every_line_is_named_where_it_ends_with_the_number_that_the_alternative_has(made) -> None:
    words = words_on(made["sixteen-and-over"])
    for ends in ("79 turn 18", "47 staying put", "40 over 18 in 16+ provision", "21 move-on homes wanted"):
        assert ends in [" ".join(each.split()) for each in words]


def test_the_chart_warns_that_its_lines_are_never_added_up(made) -> None:
    assert ADVICE in " ".join(" ".join(words_on(made["sixteen-and-over"])).split())


def test_only_all_kinds_and_the_ages_of_the_base_year_are_drawn(made) -> None:
    assert not any("999" in words for words in words_on(made["sixteen-and-over"]))
    assert "999" not in made["sixteen-and-over"].alternative


def test_a_line_that_is_not_recorded_is_left_out(made) -> None:
    table = leaving_table()
    table.loc[table["measure"] == "move_on_homes_needed", "central"] = BLANK
    chart = drawn(table)["sixteen-and-over"]
    assert "Move-on" not in chart.alternative
    assert "Staying put: 38 in 2019" in chart.alternative


# --- Unaccompanied children -----------------------------------------------------------------------
@pytest.mark.parametrize(
    "said",
    [
        "Line chart of unaccompanied children looked after by Thurrock.",
        "This scenario: 30 in 2019, 36 in 2024 and 41 in 2037.",
        "The transfer scheme's threshold: 27 in 2019, 33 in 2024 and 37 in 2037.",
        "Care leavers, once unaccompanied: 86 in 2019, 78 in 2024 and 89 in 2037.",
    ],
)
def test_the_alternative_tells_children_threshold_and_care_leavers(made, said: str) -> None:
    assert said in made["unaccompanied-children"].alternative


@pytest.mark.parametrize(
    ("threshold", "side"), [(27.0, "above"), (30.4, "at"), (29.6, "at"), (33.0, "below")]
)
def test_the_title_says_on_which_side_of_the_threshold_we_are(threshold: float, side: str) -> None:
    table = leaving_table(2020)
    table.loc[table["measure"] == "uasc_threshold", "central"] = threshold
    assert drawn(table)["unaccompanied-children"].title == (
        f"30 unaccompanied children were looked after in 2019, {side} the transfer scheme's threshold of "
        f"{round(threshold)}"
    )


def test_without_a_threshold_there_is_no_line_and_no_word_of_it() -> None:
    table = leaving_table()
    table.loc[table["measure"] == "uasc_threshold", ["central", "p10", "p90"]] = BLANK
    chart = drawn(table)["unaccompanied-children"]
    assert chart.title == "30 unaccompanied children were looked after in 2019"
    assert "threshold" not in chart.alternative
    assert "Care leavers, once unaccompanied" in chart.alternative


def test_where_care_leavers_are_not_counted_none_are_drawn() -> None:
    table = leaving_table()
    table.loc[table["measure"] == "in_service", "central"] = BLANK
    assert "Care leavers" not in drawn(table)["unaccompanied-children"].alternative


# --- Both -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("last", [2037, 2025, 2021, 2020])
def test_any_horizon_fits_the_page_and_is_told_in_whole_sentences(last: int) -> None:
    charts = drawn(leaving_table(last))
    assert list(charts) == NAMES
    for chart in charts.values():
        assert not out_of_page(chart), chart.name
        assert chart.alternative.endswith(".")
        assert "nan" not in chart.alternative.lower().split()


@pytest.mark.parametrize("name", NAMES)
def test_words_do_not_overlap(made, name: str) -> None:
    with analysis_function_style():
        renderer = made[name].figure.canvas.get_renderer()
        texts = [*made[name].figure.texts, *(text for axes in made[name].figure.axes for text in axes.texts)]
        boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    for (words, box), (other_words, other) in combinations(boxes, 2):
        across = min(box.x1, other.x1) - max(box.x0, other.x0)
        down = min(box.y1, other.y1) - max(box.y0, other.y0)
        assert across <= 2 or down <= 4, (words, other_words)


def test_without_the_table_or_its_rows_there_is_no_chart() -> None:
    assert draw_charts({}, "Thurrock", BASE, "2019-03-31") == []
    assert drawn(leaving_table().iloc[:0]) == {}
    assert drawn(leaving_table().query("year > 2019")) == {}


def test_the_charts_of_a_run_tell_of_its_table(tables) -> None:
    charts = drawn(tables["leaving_care"])
    assert list(charts) == NAMES
    assert "unaccompanied children were looked after in 2019" in charts["unaccompanied-children"].title
    assert "Were the children of 2019 to grow up" in charts["sixteen-and-over"].alternative
    assert charts["unaccompanied-children"].title.endswith("at the transfer scheme's threshold of 30")
    for chart in charts.values():
        assert not out_of_page(chart), chart.name
