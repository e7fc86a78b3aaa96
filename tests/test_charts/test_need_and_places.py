"""The chart of need and places: it says what its table says, and leaves out what is confidential."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from matplotlib.colors import to_hex
from test_report.made_report import table

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import BLUE, NAVY, PLUM, WHITE, contrast
from sufficiency.charts.need_and_places import need_and_places
from sufficiency.charts.protected import report_charts
from sufficiency.report.declared import RESTRICTED, Cell, Column, Protected
from sufficiency.report.gaps import PATH
from sufficiency.writers.charts import save_charts
from test_charts.test_pictures import out_of_page

COLUMNS = (
    *(Column(heading, "label") for heading in ("Scenario", "Where", "Provision", "Need as", "31 March")),
    *(Column(f"{heading}, modelled", "modelled") for heading in PATH.values()),
)
# Need, its low and high, and places, in 2020 and five years after the base year.
KINDS: dict[str, tuple[tuple[Cell, ...], tuple[Cell, ...]]] = {
    "Fostering": ((185.0, 155.0, 210.0, 160.0), (200.0, 140.0, 265.0, 165.0)),
    "Residential": ((20.0, 10.0, 25.0, 5.0), (20.0, 10.0, 35.0, 5.0)),
    "Supported 16+": ((30.0, 20.0, 45.0, 25.0), (30.0, 10.0, 60.0, 25.0)),
}
OF_ANOTHER = (777.0, 777.0, 777.0, 777.0)  # another scenario, scope, bound or far year: never drawn


def year_by_year(kinds: dict[str, tuple[tuple[Cell, ...], ...]] = KINDS, **also: str) -> Protected:
    """A table T16d made as a report makes it, with rows that the chart must leave alone."""
    rows = [
        (*where, kind, basis, year, *_cells(kinds[kind][at] if _is_drawn(where, basis, at) else OF_ANOTHER))
        for where in product(("Hold", "Grow"), ("Within 20 miles", "Inside the authority"))
        for kind, basis in product(kinds, ("Should be near", "As placed"))
        for at, year in enumerate(("2020", "2024", "2037"))
    ]
    return table("T16d", COLUMNS, tuple(rows), title="Need, secured places and the gap, year by year", **also)


def _is_drawn(where: tuple[str, ...], basis: str, at: int) -> bool:
    return where == ("Hold", "Within 20 miles") and basis == "Should be near" and at < 2


def _cells(numbers: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return (*numbers, *[0.0] * (len(PATH) - len(numbers)))


def changed(kind: str, *years: tuple[Cell, ...]) -> dict[str, tuple[tuple[Cell, ...], ...]]:
    return {**KINDS, kind: years}


def drawn(made: Protected) -> Chart:
    chart = need_and_places(made)
    assert chart is not None
    return chart


def heading(chart: Chart) -> str:
    return chart.figure.texts[0].get_text().replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


def test_the_heading_is_the_kind_with_the_widest_gap_as_a_range_beside_its_places() -> None:
    assert heading(drawn(year_by_year())) == (
        "Within 20 miles the widest gap is in fostering: 140 to 265 homes needed in 2024 (80% range), "
        "165 secured"
    )


def test_where_every_kind_has_places_to_spare_no_gap_is_told() -> None:
    spare = dict.fromkeys(KINDS, ((10.0, 5.0, 15.0, 20.0), (10.0, 5.0, 15.0, 90.0)))
    spare["Residential"] = ((10.0, 5.0, 15.0, 20.0), (10.0, 5.0, 15.0, 12.0))
    assert heading(drawn(year_by_year(spare))).startswith(
        "Within 20 miles the least to spare is in residential: 5 to 15 homes needed in 2024"
    )


def test_the_words_tell_every_number_that_is_drawn_and_none_of_another_row() -> None:
    told = drawn(year_by_year()).alternative
    assert (
        "Fostering: in 2020 need 185 (80% range 155 to 210) and 160 places; in 2024 need 200 "
        "(80% range 140 to 265) and 165 places."
    ) in told
    assert "Residential: in 2020 need 20" in told
    assert "Supported 16+: in 2020 need 30" in told
    assert "Hold, children who should be near, as at 31 March 2019." in told
    assert "777" not in told
    assert "2037" not in told


def test_there_is_a_panel_for_each_kind_with_its_lines_named_at_their_ends() -> None:
    panels = drawn(year_by_year()).figure.axes
    words = [{text.get_text().replace("\n", " ") for text in panel.texts} for panel in panels]
    assert words == [
        {"Fostering", "265 high", "Need 200", "Places 165", "140 low"},
        {"Residential", "35 high", "Need 20", "Places 5", "10 low"},
        {"Supported 16+", "60 high", "Need 30", "Places 25", "10 low"},
    ]


def test_no_year_is_drawn_beyond_what_has_been_back_tested() -> None:
    for panel in drawn(year_by_year()).figure.axes:
        assert panel.get_xlim()[1] == 2024


@pytest.mark.parametrize("hidden", ["c", None])
@pytest.mark.parametrize("at", range(4))
def test_a_year_with_a_number_that_is_hidden_is_left_out_and_said_to_be(hidden: Cell, at: int) -> None:
    numbers = list(KINDS["Residential"][0])
    numbers[at] = hidden
    chart = drawn(year_by_year(changed("Residential", tuple(numbers), KINDS["Residential"][1])))
    assert "Left out, as confidential or not recorded: residential in 2020." in chart.alternative
    assert "Residential: in 2024 need 20" in chart.alternative
    assert any("residential in 2020" in text.get_text() for text in chart.figure.texts)


def test_a_kind_with_no_number_has_no_panel_and_a_table_with_none_no_chart() -> None:
    hidden = ("c", "c", "c", "c")
    chart = drawn(year_by_year(changed("Residential", hidden, hidden)))
    assert len(chart.figure.axes) == 2
    assert "residential in 2020 and 2024" in chart.alternative
    assert need_and_places(year_by_year(dict.fromkeys(KINDS, (hidden, hidden)))) is None


def test_only_a_restricted_chart_says_that_it_is_not_for_publication() -> None:
    def says(made: Protected) -> bool:
        words = " ".join(text.get_text().replace("\n", " ") for text in drawn(made).figure.texts)
        return "Restricted: not for publication." in words

    assert says(year_by_year(profile=RESTRICTED))
    assert not says(year_by_year())


def test_the_lines_can_be_told_from_the_page() -> None:
    for panel in drawn(year_by_year()).figure.axes:
        inks = {to_hex(line.get_color()).upper() for line in panel.lines}
        assert inks == {ink.upper() for ink in (NAVY, BLUE, PLUM)}
        assert all(contrast(ink, WHITE) >= 3 for ink in inks)


@pytest.mark.parametrize(
    "kinds",
    [
        KINDS,
        dict.fromkeys(KINDS, ((1185.0, 1155.0, 1210.0, 1160.0), (1200.0, 1140.0, 1265.0, 1200.0))),
        dict.fromkeys(KINDS, ((0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0))),
    ],
    ids=["as usual", "thousands", "nothing at all"],
)
def test_every_word_is_on_the_page(kinds: dict[str, tuple[tuple[Cell, ...], ...]]) -> None:
    assert not out_of_page(drawn(year_by_year(kinds)))


def test_a_run_of_one_year_is_drawn_as_dots() -> None:
    made = year_by_year()
    chart = drawn(replace(made, rows=tuple(row for row in made.rows if row[4] == "2020")))
    assert "needed in 2020" in heading(chart)
    assert not out_of_page(chart)


def test_it_is_one_of_the_charts_of_a_report_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "two"):
        [(chart, of)] = report_charts([year_by_year(), table("T1")])
        assert (chart.name, of.declaration.table) == ("need-and-places", "T16d")
        save_charts([chart], folder)
        (folder / "need-and-places.svg").write_bytes(chart.svg)
    for name in ("need-and-places.png", "need-and-places.txt", "need-and-places.svg"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_an_empty_table_is_not_drawn() -> None:
    assert report_charts([replace(year_by_year(), rows=())]) == []
