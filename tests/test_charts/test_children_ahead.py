"""The chart of children looked after: the published past, and coming years that each have a range."""

from dataclasses import replace
from math import isnan
from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from test_report.made_report import table

from sufficiency.charts.chart import Chart
from sufficiency.charts.children_ahead import children_ahead, names_apart
from sufficiency.charts.ink import NAVY, WHITE, contrast
from sufficiency.charts.page import analysis_function_style
from sufficiency.charts.protected import report_charts
from sufficiency.report.declared import RESTRICTED, Cell, Column, Protected
from sufficiency.writers.charts import save_charts
from test_charts.test_pictures import out_of_page

HOLD, GROW = "Example 2019: hold the rate", "Example 2019: England's growth"
YEARS = (2020, 2021, 2022, 2023, 2024, 2037)
# Central, low and high in each year; those of the last, far year are never drawn.
RATE: tuple[tuple[Cell, ...], ...] = (
    (300.0, 270.0, 330.0),
    (305.0, 260.0, 355.0),
    (310.0, 250.0, 380.0),
    (315.0, 245.0, 400.0),
    (320.0, 240.0, 420.0),
    (777.0, 777.0, 777.0),
)
LESS: tuple[tuple[Cell, ...], ...] = (*(((295.0, 265.0, 325.0),) * 5), (777.0, 777.0, 777.0))
PAST: dict[int, Cell] = {2016: 333.0, 2017: 333.0, 2018: 299.0, 2019: 290.0}


def ahead(scenarios: dict[str, tuple[tuple[Cell, ...], ...]] | None = None, **also: str) -> Protected:
    """A table T14 made as a report makes it."""
    found = {HOLD: RATE, GROW: LESS} if scenarios is None else scenarios
    columns = [Column("31 March", "label")]
    for title in found:
        columns += [Column(f"{title}{end}", "modelled") for end in (", modelled", ", 80% low", ", 80% high")]
    rows = tuple(
        (str(year), *(cell for numbers in found.values() for cell in numbers[at]))
        for at, year in enumerate(YEARS)
    )
    return table("T14", tuple(columns), rows, title="Children looked after by scenario", **also)


def history(counts: dict[int, Cell] | None = None) -> Protected:
    columns = (
        Column("31 March", "label"),
        Column("Children looked after", "count"),
        Column("Rate per 10,000", "number", 1),
    )
    found = PAST if counts is None else counts
    rows = tuple((str(year), count, 60.0) for year, count in found.items())
    return table("T2", columns, rows, source="A department")


def totals(now: Cell = 293.0) -> Protected:
    columns = (Column("Age or sex", "label"), Column("Children", "count"), Column("Of all children", "count"))
    return table("T4", columns, (("Under 1", 14.0, now), ("All", now, now)))


BESIDE = {"T2": history(), "T4": totals()}


def drawn(made: Protected, *beside: Protected) -> Chart:
    named = {each.declaration.table: each for each in beside}
    chart = children_ahead(made, named or BESIDE)
    assert chart is not None
    return chart


def heading(chart: Chart) -> str:
    return chart.figure.texts[0].get_text().replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


def words(chart: Chart) -> str:
    """All that is written on the picture."""
    texts = [*chart.figure.texts, *(text for axes in chart.figure.axes for text in axes.texts)]
    return " ".join(text.get_text() for text in texts).replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


def line_at(axes: Axes, colour: str) -> dict[int, float]:
    """The years and heights of the line of one colour that has the most points."""
    own = [line for line in axes.lines if to_hex(line.get_color()) == colour.lower()]
    line = max(own, key=lambda each: len(each.get_xdata()))
    return dict(zip(map(int, line.get_xdata()), map(float, line.get_ydata()), strict=True))


def test_the_heading_is_the_range_five_years_on_and_the_count_of_the_base_year() -> None:
    assert heading(drawn(ahead())) == "320 (240 to 420) children looked after in 2024, from 293 in 2019"


def test_the_words_tell_every_number_that_is_drawn_each_of_the_future_with_its_range() -> None:
    told = drawn(ahead()).alternative
    assert "As published: 333 in 2016, 333 in 2017, 299 in 2018 and 290 in 2019." in told
    assert (
        f"In the first scenario, {HOLD}, with the 80% range: 300 (270 to 330) in 2020, 305 (260 to 355) in "
        "2021, 310 (250 to 380) in 2022, 315 (245 to 400) in 2023 and 320 (240 to 420) in 2024."
    ) in told
    assert f"In another scenario, {GROW}, with the 80% range: 295 (265 to 325) in 2020, 295" in told
    assert told.endswith(".")


def test_no_year_beyond_the_back_test_is_drawn_or_told() -> None:
    chart = drawn(ahead())
    assert chart.figure.axes[0].get_xlim()[1] == 2024
    for never in ("777", "2037"):
        assert never not in chart.alternative + words(chart)


def test_the_lines_are_the_numbers_of_the_tables() -> None:
    axes = drawn(ahead()).figure.axes[0]
    assert line_at(axes, NAVY) == {2019: 293, 2020: 300, 2021: 305, 2022: 310, 2023: 315, 2024: 320}
    past = next(line for line in axes.lines if list(line.get_xdata()) == list(PAST))
    assert list(past.get_ydata()) == list(PAST.values())


def test_the_band_is_the_range_of_the_first_scenario() -> None:
    [band, *_] = drawn(ahead()).figure.axes[0].collections
    corners = {(int(year), float(height)) for path in band.get_paths() for year, height in path.vertices}
    assert {(2019, 293.0), (2020, 270.0), (2020, 330.0), (2024, 240.0), (2024, 420.0)} <= corners


def test_the_base_year_is_marked_with_its_count() -> None:
    chart = drawn(ahead())
    upright = [list(line.get_xdata()) for line in chart.figure.axes[0].lines]
    assert [2019, 2019] in upright
    assert "2019, base year: 293" in words(chart)


def test_a_published_count_that_was_revised_is_told_beside_the_one_that_the_forecast_begins_at() -> None:
    said = "Published figures include later revisions: 290 in 2019, where the scenario begins at 293."
    assert said in drawn(ahead()).alternative
    assert "revisions" not in drawn(ahead(), history({**PAST, 2019: 293.0}), totals()).alternative


@pytest.mark.parametrize("hidden", ["c", None])
def test_a_published_year_that_is_hidden_breaks_the_line_and_is_said_to_be_left_out(hidden: Cell) -> None:
    chart = drawn(ahead(), history({**PAST, 2017: hidden}), totals())
    assert "Left out, as confidential or not recorded: published in 2017." in chart.alternative
    assert "published in 2017" in words(chart)
    past = next(line for line in chart.figure.axes[0].lines if list(line.get_xdata()) == list(PAST))
    assert [isnan(height) for height in past.get_ydata()] == [False, True, False, False]


def test_published_years_after_the_base_year_are_not_drawn() -> None:
    chart = drawn(ahead(), history({**PAST, 2020: 888.0}), totals())
    assert "888" not in chart.alternative + words(chart)


def test_it_is_drawn_without_a_past_where_none_is_recorded() -> None:
    chart = drawn(ahead(), history({}), totals())
    assert "No published year is recorded." in chart.alternative
    assert "as published" not in words(chart)
    assert "A department" not in words(chart)
    assert heading(chart).endswith("from 293 in 2019")


@pytest.mark.parametrize("hidden", ["c", None])
def test_without_the_count_of_the_base_year_the_heading_has_none_and_the_fan_begins_a_year_on(
    hidden: Cell,
) -> None:
    chart = drawn(ahead(), history(), totals(hidden))
    assert heading(chart) == "320 (240 to 420) children looked after in 2024"
    assert min(line_at(chart.figure.axes[0], NAVY)) == 2020
    assert "2019, base year" in words(chart)


def test_a_table_with_no_range_is_not_drawn() -> None:
    made = ahead({HOLD: RATE})
    bare = replace(made.declaration, columns=made.declaration.columns[:2])
    assert (
        children_ahead(replace(made, declaration=bare, rows=tuple(r[:2] for r in made.rows)), BESIDE) is None
    )


@pytest.mark.parametrize("hidden", ["c", None])
@pytest.mark.parametrize("at", range(3))
def test_a_coming_year_that_lacks_a_number_breaks_the_line_and_is_said_to_be_left_out(
    hidden: Cell, at: int
) -> None:
    numbers = list(RATE[2])
    numbers[at] = hidden
    chart = drawn(ahead({HOLD: (*RATE[:2], tuple(numbers), *RATE[3:])}))
    assert f"Left out, as confidential or not recorded: {HOLD} in 2022." in chart.alternative
    assert "in 2022 and" not in chart.alternative
    assert isnan(line_at(chart.figure.axes[0], NAVY)[2022])


def test_one_scenario_needs_no_name_at_the_end_of_its_line() -> None:
    chart = drawn(ahead({HOLD: RATE}))
    labels = {text.get_text() for text in chart.figure.axes[0].texts}
    assert {"320 (240 to 420)", "420 high", "240 low"} <= labels
    assert "other scenarios" not in words(chart)
    assert HOLD in words(chart)


def test_other_scenarios_are_named_by_what_sets_them_apart_with_their_ranges() -> None:
    said = words(drawn(ahead()))
    assert "320 (240 to 420) hold the rate" in said
    assert "295 (265 to 325) England's growth" in said


def test_no_more_scenarios_are_drawn_than_can_be_told_apart_and_the_rest_are_named() -> None:
    titles = [f"Example 2019: scenario {number}" for number in range(1, 7)]
    five, six = ahead(dict.fromkeys(titles[:5], RATE)), ahead(dict.fromkeys(titles, RATE))
    assert "not drawn" not in drawn(five).alternative
    assert "scenario 5, with the 80% range" in drawn(five).alternative
    assert f"In the table and not drawn: {titles[5]}." in drawn(six).alternative
    assert f"{titles[5]}, with" not in drawn(six).alternative


def test_another_scenario_without_its_range_five_years_on_is_not_drawn() -> None:
    chart = drawn(ahead({HOLD: RATE, GROW: (*LESS[:4], (295.0, None, None), LESS[5])}))
    assert f"In the table and not drawn: {GROW}." in chart.alternative
    assert f"In another scenario, {GROW}" not in chart.alternative


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["Ex 2019: hold the rate", "Ex 2019: hold the count"], ["hold the rate", "hold the count"]),
        (["Exampleshire grows", "Exampleshire holds"], ["grows", "holds"]),
        (["Hold", "Grow"], ["Hold", "Grow"]),
        (["Hold", "Hold (run-2)"], ["Hold", "Hold (run-2)"]),
        (["Ex 2019: alone"], ["Ex 2019: alone"]),
    ],
)
def test_titles_are_told_apart_by_their_own_words(titles: list[str], names: list[str]) -> None:
    assert list(names_apart(titles).values()) == names


def test_only_a_restricted_chart_says_that_it_is_not_for_publication() -> None:
    assert "Restricted: not for publication." in words(drawn(ahead(profile=RESTRICTED)))
    assert "Restricted" not in words(drawn(ahead()))


def test_one_child_is_a_child() -> None:
    one = ahead({HOLD: ((1.0, 1.0, 1.0),) * 6})
    assert heading(drawn(one, totals(1.0))) == "1 child looked after in 2024, from 1 in 2019"


def test_the_lines_can_be_told_from_the_page_and_from_the_band() -> None:
    titles = [f"Example 2019: scenario {number}" for number in range(5)]
    axes = drawn(ahead(dict.fromkeys(titles, RATE))).figure.axes[0]
    inks = {to_hex(line.get_color()) for line in axes.lines}
    assert all(contrast(ink, ground) >= 3 for ink in inks for ground in (WHITE, "#CEE3F7"))


LONG = "Example 2019: twice as many young adults stay put and forty foster homes are recruited each year"
MANY = dict.fromkeys([HOLD, GROW, LONG, f"{LONG} again", f"{LONG} and again"], RATE)


@pytest.mark.parametrize(
    ("made", "beside"),
    [
        (ahead(), (history(), totals())),
        (ahead(), (history({}), totals())),
        (ahead(), (history({}), totals("c"))),
        (ahead({LONG: RATE}), (history(), totals())),
        (ahead(MANY), (history(dict.fromkeys(range(1990, 2020), 3300.0)), totals(12345.0))),
        (ahead({HOLD: ((0.0, 0.0, 0.0),) * 6}), (history(), totals())),
    ],
    ids=["as usual", "no past", "no count at all", "a long title", "five, and thousands", "none to come"],
)
def test_every_word_is_on_the_page_and_none_lies_on_another(
    made: Protected, beside: tuple[Protected, ...]
) -> None:
    chart = drawn(made, *beside)
    assert not out_of_page(chart)
    with analysis_function_style():
        renderer = chart.figure.canvas.get_renderer()  # type: ignore[attr-defined]
        boxes = [
            text.get_window_extent(renderer) for text in (*chart.figure.texts, *chart.figure.axes[0].texts)
        ]
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            down = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert across <= 2 or down <= 4


def test_a_run_of_one_coming_year_is_drawn() -> None:
    made = ahead()
    chart = drawn(replace(made, rows=made.rows[:1]))
    assert heading(chart) == "300 (270 to 330) children looked after in 2020, from 293 in 2019"
    assert not out_of_page(chart)


def test_a_run_with_no_coming_year_is_not_drawn() -> None:
    made = ahead()
    assert children_ahead(replace(made, rows=(("2019", *made.rows[0][1:]),)), BESIDE) is None


def test_a_report_draws_it_beside_the_tables_that_it_needs_the_same_each_time(tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "two"):
        [(chart, of)] = report_charts([ahead(), history(), totals()], only=["T14", "T2"])
        assert (chart.name, of.declaration.table) == ("children-looked-after", "T14")
        assert heading(chart).endswith("from 293 in 2019")
        save_charts([chart], folder)
        (folder / f"{chart.name}.svg").write_bytes(chart.svg)
    for kind in ("png", "txt", "svg"):
        name = f"children-looked-after.{kind}"
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
