"""The bar charts of a report: as long as their tables say, and no number of the future without its range."""

from dataclasses import replace

import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from test_report.made_report import table

from sufficiency.charts.chart import Chart
from sufficiency.charts.ink import BLUE, NAVY, WHITE, contrast
from sufficiency.charts.page import SMALL_SIZE, TEXT_SIZE, WIDTH
from sufficiency.charts.protected import RANGE, RANGED, report_charts
from sufficiency.report.declared import RESTRICTED, Cell, Column, Protected
from test_charts.test_pictures import out_of_page

Row = tuple[Cell, ...]
PLACEMENTS: tuple[Row, ...] = (
    ("Fostering", 196.0, 200.0, 215.0, 777.0, 150.0, 285.0),
    ("Residential", 25.0, 25.0, 25.0, 777.0, 15.0, 45.0),
    ("With parents", "c", 10.0, 10.0, 777.0, 5.0, 15.0),
    ("Secure", 0.0, 0.0, 0.0, 777.0, 0.0, 0.0),
)
RUNGS: tuple[Row, ...] = (
    ("Fostering", "Too far, for want of a nearer home", 12.0, 5.0, 15.0, "assumed"),
    ("Residential", "In-house or block, right kind", "c", "c", "c", "assumed"),
    ("All three kinds", "Too far, for want of a nearer home", 21.0, 10.0, 30.0, "sum"),
    ("All three kinds", "In-house or block, right kind", 92.0, 70.0, 95.0, "sum"),
    ("All three kinds", "On any rung", 113.0, None, None, "sum"),
    ("Kinship, parents, adopters and secure", "The home comes with the child", 41.0, None, None, "sum"),
)
GAPS: tuple[Row, ...] = (
    ("Fostering", "Should be near", 200.0, 240.0, 160.0, 40.0, 85.0, 0.83, 85.0),
    ("Residential", "As placed", 10.0, 20.0, 15.0, -5.0, 5.0, 0.4, 5.0),
)
SPENDS: tuple[Row, ...] = (
    ("Fostering and kinship", 6361135.0, 8085344.0, 5708627.0, 11591883.0),
    ("Supported 16+", 1835433.0, 2321969.0, 754882.0, 4599715.0),
    ("All", 12421691.0, 15730143.0, 11532614.0, 22529411.0),
)
MEASURES: tuple[Row, ...] = (
    ("Children of 16 and 17", None, 90.0, 95.0, 777.0, 75.0, 105.0, 65.0, 135.0),
    ("Care leavers in service", 225.0, 220.0, 210.0, 777.0, 200.0, 230.0, 145.0, 285.0),
    ("Move-on homes wanted", 15.0, 15.0, 20.0, 777.0, 10.0, 35.0, 10.0, 40.0),
)


def columns(*headings: str, kind: str = "modelled", labels: int = 1) -> tuple[Column, ...]:
    return tuple(
        Column(heading, "label" if at < labels else kind)  # type: ignore[arg-type]
        for at, heading in enumerate(headings)
    )


def ends(year: int) -> tuple[str, str]:
    return f"80% low in {year}, modelled", f"80% high in {year}, modelled"


def demand(rows: tuple[Row, ...] = PLACEMENTS, **also: str) -> Protected:
    found = columns("Placement", "2019, children", "2020, modelled", "2024, modelled",
                    "2037, modelled, beyond the back-test", *ends(2024))  # fmt: skip
    return table("T15", found, rows, title="Children by the home they need", **also)


def position(rows: tuple[Row, ...] = RUNGS) -> Protected:
    found = (
        *columns("Provision", "Where they are", labels=2),
        Column("Children", "count"),
        *columns("Low, modelled", "High, modelled", labels=0),
        Column("Basis", "text"),
    )
    return table("A", found, rows, title="Where our children live, and where they should")


def gap(rows: tuple[Row, ...] = GAPS) -> Protected:
    found = columns(
        "Provision", "Need", "Need, modelled", "Need if things go badly (P80), modelled",
        "Secured places, modelled", "Gap, modelled", "Gap if things go badly (P80), modelled",
        "Chance of shortfall", "Places to add for 80 in 100, modelled", labels=2,
    )  # fmt: skip
    return table("T16", found, rows, title="The gap in 2024, within 20 miles")


def cost(rows: tuple[Row, ...] = SPENDS) -> Protected:
    found = columns(
        "Placement", "Spend in 2019, pounds", "Spend in 2024, modelled", *ends(2024), kind="pounds"
    )
    return table("T18", found, rows, title="What homes cost: fees and allowances")


def sixteen(rows: tuple[Row, ...] = MEASURES) -> Protected:
    found = columns("Measure", "2019, modelled", "2020, modelled", "2024, modelled", "2037, modelled",
                    *ends(2020), *ends(2024))  # fmt: skip
    return table("L", found, rows, title="Sixteen and over")


def ages(rows: tuple[Row, ...] | None = None) -> Protected:
    found = columns("Age or sex", "Children", "Of all children", kind="count")
    made = (
        ("5 to 9", 40.0, 168.0),
        ("10 to 15", 128.0, 168.0),
        ("Male", 168.0, 168.0),
        ("All", 168.0, 168.0),
    )
    return table("T4", found, made if rows is None else rows, title="Children looked after by age and sex")


def without_ranges(made: Protected) -> Protected:
    """The same table with no column of a range."""
    kept = [at for at, column in enumerate(made.declaration.columns) if not column.heading.startswith("80%")]
    declaration = replace(made.declaration, columns=tuple(made.declaration.columns[at] for at in kept))
    return replace(
        made, declaration=declaration, rows=tuple(tuple(row[at] for at in kept) for row in made.rows)
    )


def drawn(made: Protected) -> Chart:
    [(chart, of)] = report_charts([made])
    assert of is made
    return chart


def heading(chart: Chart) -> str:
    return chart.figure.texts[0].get_text().replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


def bars(chart: Chart) -> list[tuple[str, float]]:
    """Each bar's colour and length, from the top."""
    [axes] = chart.figure.axes
    found = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    return [(to_hex(patch.get_facecolor()).upper(), float(patch.get_width())) for patch in found]


def lengths(chart: Chart, colour: str) -> list[float]:
    return [length for own, length in bars(chart) if own == colour.upper()]


def ranges(chart: Chart) -> list[tuple[float, float]]:
    """The two ends of each line that lies across a bar."""
    [axes] = chart.figure.axes
    found = [
        segment
        for lines in axes.collections
        if isinstance(lines, LineCollection)
        for segment in lines.get_segments()
    ]
    return [(float(start[0]), float(end[0])) for start, end in found if start[0] != end[0]]


def labels(chart: Chart) -> list[str]:
    return [text.get_text() for text in chart.figure.axes[0].texts]


def words(chart: Chart) -> str:
    return " ".join(text.get_text().replace("\n", " ") for text in chart.figure.texts)


# --- Now and five years on ------------------------------------------------------------------------


def test_the_bars_and_ranges_are_as_long_as_the_table_says() -> None:
    chart = drawn(demand())
    assert lengths(chart, NAVY) == [196, 25, 0, 0]
    assert lengths(chart, BLUE) == [215, 25, 10, 0]
    assert ranges(chart) == [(150, 285), (15, 45), (5, 15)]


def test_a_bar_of_the_future_has_its_range_beside_its_number() -> None:
    assert {"196", "215 (150 to 285)", "25 (15 to 45)", "c", "10 (5 to 15)"} <= set(labels(drawn(demand())))


def test_the_words_have_each_number_with_its_range_and_no_far_year() -> None:
    told = drawn(demand()).alternative
    assert "2019: Fostering, 196; Residential, 25; With parents, confidential; Secure, 0." in told
    assert (
        "2024, modelled: Fostering, 215 (150 to 285); Residential, 25 (15 to 45); "
        "With parents, 10 (5 to 15); Secure, 0."
    ) in told
    assert "777" not in told
    assert "2037" not in told


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (demand(), "The largest need is for fostering: 215 (150 to 285) children in 2024, from 196 in 2019"),
        (cost(), "Fees and allowances would come to £15.7m (£11.5m to £22.5m) in 2024, from £12.4m in 2019"),
        (
            cost(SPENDS[1:2]),
            "Fees and allowances for supported 16+ would come to £2.3m (£755k to £4.6m) in 2024, "
            "from £1.8m in 2019",
        ),
        (
            sixteen(),
            "Sixteen and over in 2024: 95 (65 to 135) children of 16 and 17; "
            "20 (10 to 40) move-on homes wanted",
        ),
        (position(), "21 (10 to 30) children too far for want of a nearer home"),
        (gap(), "The gap in 2024, within 20 miles: at its widest 40 foster homes, and 85 if things go badly"),
        (ages(), "Children looked after by age and sex: the largest group is 10 to 15 (128 of 168)"),
    ],
    ids=["T15", "T18", "T18 of one kind", "L", "A", "T16", "T4"],
)
def test_the_heading_is_the_finding_and_what_is_modelled_is_told_in_its_range(
    made: Protected, said: str
) -> None:
    assert heading(drawn(made)) == said


@pytest.mark.parametrize("hidden", ["c", None])
def test_the_heading_leaves_out_a_base_year_that_is_hidden(hidden: Cell) -> None:
    [first, *rest] = PLACEMENTS
    chart = drawn(demand(((first[0], hidden, *first[2:]), *rest)))
    assert heading(chart) == "The largest need is for fostering: 215 (150 to 285) children in 2024"


@pytest.mark.parametrize("hidden", ["c", None])
@pytest.mark.parametrize("end", [5, 6])
def test_a_bar_of_the_future_whose_range_is_hidden_is_left_out_and_said_to_be(hidden: Cell, end: int) -> None:
    row = list(PLACEMENTS[1])
    row[end] = hidden
    chart = drawn(demand((PLACEMENTS[0], tuple(row))))
    assert lengths(chart, BLUE) == [215]
    assert "Left out, as their range is not known: Residential in 2024." in chart.alternative
    assert "Residential in 2024" in words(chart)


@pytest.mark.parametrize("made", [demand(), cost(), sixteen()], ids=["T15", "T18", "L"])
def test_a_table_without_ranges_is_drawn_of_its_base_year_alone(made: Protected) -> None:
    chart = drawn(without_ranges(made))
    assert lengths(chart, BLUE) == []
    assert ranges(chart) == []
    for never in ("2020", "2024", "777"):
        assert never not in chart.alternative


def test_where_no_range_is_known_the_key_names_no_coming_year() -> None:
    chart = drawn(demand(((*PLACEMENTS[0][:5], None, None),)))
    assert bars(chart) == [(NAVY, 196)]
    assert "Light" not in words(chart)


def test_a_range_of_no_width_is_not_drawn_and_what_is_blank_has_no_bar() -> None:
    chart = drawn(
        sixteen((MEASURES[0], ("Move-on homes wanted", 15.0, 15.0, 20.0, 777.0, 1.0, 2.0, 20.0, 20.0)))
    )
    assert bars(chart) == [(BLUE, 95), (NAVY, 15), (BLUE, 20)]
    assert ranges(chart) == [(65, 135)]
    assert {"15", "20"} <= set(labels(chart))


def test_of_two_years_with_a_range_the_further_is_drawn() -> None:
    chart = drawn(sixteen())
    assert lengths(chart, BLUE) == [95, 210, 20]
    assert ranges(chart) == [(65, 135), (145, 285), (10, 40)]


def test_pounds_are_in_millions_to_one_decimal() -> None:
    chart = drawn(cost())
    assert {"£6.4m", "£8.1m (£5.7m to £11.6m)", "£2.3m (£755k to £4.6m)", "£12.4m"} <= set(labels(chart))
    assert lengths(chart, BLUE) == [8085344, 2321969, 15730143]
    assert "6,361,135" not in chart.alternative


# --- The ladder -----------------------------------------------------------------------------------


def test_where_children_live_is_drawn_by_rung_of_all_kinds_together() -> None:
    chart = drawn(position())
    assert bars(chart) == [(BLUE, 21), (BLUE, 92)]
    assert ranges(chart) == [(10, 30), (70, 95)]
    assert "Too far, for want of a nearer home, 21 (10 to 30); In-house or block" in chart.alternative
    assert "Fostering" not in chart.alternative
    assert "113" not in chart.alternative


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((1.0, 1.0, 1.0), "1 child too far for want of a nearer home"),
        ((1.0, 0.0, 5.0), "1 (0 to 5) children too far for want of a nearer home"),
        (("c", 0.0, 5.0), "A confidential number of children too far for want of a nearer home"),
        ((None, None, None), "In-house or block, right kind: 92 (70 to 95) children"),
    ],
)
def test_children_too_far_are_told_whatever_is_known_of_them(cells: Row, said: str) -> None:
    assert heading(drawn(position(((*RUNGS[2][:2], *cells, "sum"), RUNGS[3])))) == said


def test_a_ladder_with_no_sum_is_not_drawn() -> None:
    assert report_charts([position(RUNGS[:2])]) == []


# --- The gap --------------------------------------------------------------------------------------


def test_a_gap_is_drawn_beside_the_gap_if_things_go_badly() -> None:
    chart = drawn(gap())
    assert bars(chart) == [(NAVY, 40), (BLUE, 85), (NAVY, -5), (BLUE, 5)]
    assert "Gap: Fostering: should be near, 40; Residential: as placed, −5." in chart.alternative
    assert "A gap if" not in chart.alternative
    assert not out_of_page(chart)


@pytest.mark.parametrize(
    ("central", "badly", "said"),
    [
        (1.0, 2.0, "at its widest 1 foster home, and 2 if things go badly"),
        (
            0.0,
            15.0,
            "at its closest about as many foster homes as are needed, and a gap of 15 if things go badly",
        ),
        (-10.0, 20.0, "at its closest 10 foster homes to spare, and a gap of 20 if things go badly"),
        (-10.0, -5.0, "at its closest 10 foster homes to spare, and 5 to spare if things go badly"),
        (-10.0, 0.0, "at its closest 10 foster homes to spare, and no gap if things go badly"),
    ],
)
def test_homes_to_spare_are_told_as_such(central: float, badly: float, said: str) -> None:
    row = (*GAPS[0][:5], central, badly, *GAPS[0][7:])
    chart = drawn(gap((row,)))
    assert heading(chart) == f"The gap in 2024, within 20 miles: {said}"
    assert not out_of_page(chart)


def test_a_gap_with_nothing_of_how_badly_it_may_go_is_not_drawn() -> None:
    made = gap()
    declaration = replace(made.declaration, columns=made.declaration.columns[:6])
    assert report_charts([replace(made, declaration=declaration, rows=tuple(row[:6] for row in GAPS))]) == []


@pytest.mark.parametrize("hidden", ["c", None])
def test_a_gap_that_is_hidden_is_never_the_finding(hidden: Cell) -> None:
    chart = drawn(gap(((*GAPS[0][:6], hidden, *GAPS[0][7:]), GAPS[1])))
    assert "at its closest 5 residential places to spare" in heading(chart)


# --- All of them ----------------------------------------------------------------------------------

EVERY = [demand(), position(), gap(), cost(), sixteen(), ages()]
NAMES = [made.declaration.table for made in EVERY]


def test_a_part_that_is_confidential_may_be_larger_than_the_largest_shown() -> None:
    chart = drawn(ages((("5 to 9", 40.0, 168.0), ("10 to 15", "c", 168.0), ("All", 168.0, 168.0))))
    assert heading(chart).endswith(": of the numbers shown, the largest is 5 to 9 (40 of 168)")
    assert "10 to 15, confidential" in chart.alternative


def test_a_modelled_number_with_no_range_of_its_own_is_not_drawn() -> None:
    moved = table("T19", columns("31 March", "All, modelled"), (("2024", 20.0), ("2037", 55.0)))
    assert report_charts([moved]) == []


@pytest.mark.parametrize("made", EVERY, ids=NAMES)
def test_the_words_are_sentences_and_every_word_is_on_the_page(made: Protected) -> None:
    chart = drawn(made)
    assert chart.alternative.endswith(".")
    assert ".." not in chart.alternative
    assert not out_of_page(chart)


@pytest.mark.parametrize("made", EVERY, ids=NAMES)
def test_a_number_in_brackets_is_not_parted_from_its_own_at_the_end_of_a_line(made: Protected) -> None:
    lines = drawn(made).figure.texts[0].get_text().split("\n")
    assert all(line.count("(") == line.count(")") and not line.startswith("(") for line in lines)


@pytest.mark.parametrize("made", EVERY, ids=NAMES)
def test_only_a_restricted_chart_says_that_it_is_not_for_publication(made: Protected) -> None:
    assert "Restricted: not for publication." in words(drawn(replace(made, profile=RESTRICTED)))
    assert "Restricted" not in words(drawn(made))


def test_a_table_with_no_row_or_no_number_is_not_drawn() -> None:
    assert report_charts([replace(made, rows=()) for made in EVERY]) == []
    assert report_charts([demand((("Fostering", "c", "c", "c", "c", "c", "c"),))]) == []


def test_bars_and_ranges_can_be_told_from_what_they_lie_on() -> None:
    for ink, ground in ((NAVY, WHITE), (BLUE, WHITE), (RANGE, WHITE), (RANGE, RANGED)):
        assert contrast(ink, ground) >= 3


def test_only_the_tables_that_are_asked_for_are_drawn() -> None:
    assert [chart.name for chart, _ in report_charts(EVERY, only={"T16", "A"})] == ["position", "gap"]


def test_words_that_are_printed_as_wide_as_a_page_are_nine_points_or_more() -> None:
    printed = 17 / 2.54 / WIDTH
    assert min(SMALL_SIZE, TEXT_SIZE) * printed >= 9
