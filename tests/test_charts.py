"""Charts: each says what it shows, is the same each time, and fits its page."""

import math
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from sufficiency import charts
from sufficiency.charts import Chart, draw_charts, nudge_apart, save_chart, wrap
from sufficiency.vocabulary import DISTANCE_BANDS, PROVISIONS, SCOPES

BASE = 2019
NAMES = [
    "population",
    "cla",
    "demand-fostering",
    "demand-residential",
    "demand-supported-16-plus",
    "gap",
    "position",
    "distance",
]
BLANK = math.nan


def between(points: dict[int, float], year: int) -> float:
    """A number on straight lines between the years that are known."""
    known = sorted(points)
    for first, last in pairwise(known):
        if first <= year <= last:
            return points[first] + (points[last] - points[first]) * (year - first) / (last - first)
    return points[known[-1]]


CHILDREN = {2019: 42_836.0, 2024: 50_975.0, 2037: 58_000.0}
LOOKED_AFTER = {2019: 293.0, 2024: 320.0, 2037: 364.0}
UNACCOMPANIED = {2019: 30.0, 2024: 36.0, 2037: 41.0}
PLACED = {
    "fostering": 196.0,
    "residential": 25.0,
    "supported_16_plus": 31.0,
    "kinship": 22.0,
    "with_parents": 8.0,
    "placed_for_adoption": 11.0,
}
SECURED = {"fostering": 176.0, "residential": 8.0, "supported_16_plus": 26.0}
GAP_NEAR = {"fostering": (24, 16, 33), "residential": (15, 10, 20), "supported_16_plus": (6, 3, 9)}
DISTANCE = dict(zip(DISTANCE_BANDS, (120.0, 124.0, 0.0, 48.0, 1.0), strict=True))


def spread(year: int) -> float:
    """How far, in logs, the top of the 80% range is from the middle."""
    return 0.1 * math.sqrt(year - BASE) if year > BASE else 0.0


def centiles(central: float, year: int) -> dict[str, float]:
    """A range about a central number that opens with the years and is nothing in the base year."""
    wide = spread(year)
    sizes = {"p2_5": -1.6, "p10": -1, "p50": 0, "p80": 0.65, "p90": 1, "p97_5": 1.6}
    return {name: central * math.exp(size * wide) for name, size in sizes.items()}


def demand_rows(years: range) -> list[dict[str, object]]:
    """Homes wanted of each kind; and, in the base year, how far away."""
    rows: list[dict[str, object]] = []
    for year in years:
        grown = between(LOOKED_AFTER, year) / LOOKED_AFTER[BASE]
        for placement, now in {**PLACED, "all": 293.0}.items():
            rows.append(
                {"year": year, "placement": placement, "distance_band": "all", "central": now * grown}
                | centiles(now * grown, year)
            )
    for band, children in DISTANCE.items():
        rows.append(
            {"year": BASE, "placement": "all", "distance_band": band, "central": children}
            | centiles(children, BASE)
        )
    return [row | {"stream": "total", "age_band": "all"} for row in rows]


def gap_row(year: int, provision: str, scope: str, need: float, secured: float) -> dict[str, object]:
    """One row of the gap: an observed year has a low and a high, a later one has centiles."""
    observed, gap = year == BASE, need - secured
    low, high = (GAP_NEAR.get(provision) or (0, 29, 62))[1:]
    wide = need * spread(year)
    return {
        "year": year,
        "provision": provision,
        "scope": scope,
        "need_basis": "as_placed" if scope == "any" else "should_be_near",
        "demand_central": need,
        "secured_central": secured,
        "gap_central": gap,
        "gap_low": low if observed else BLANK,
        "gap_high": high if observed else BLANK,
        "gap_p10": BLANK if observed else gap - wide,
        "gap_p80": BLANK if observed else gap + 0.65 * wide,
        "gap_p90": BLANK if observed else gap + wide,
        "add_for_80": BLANK if observed else max(0, math.ceil(gap + 0.65 * wide)),
        "add_for_90": BLANK if observed else max(0, math.ceil(gap + wide)),
    }


def gap_rows(years: range) -> list[dict[str, object]]:
    """The gap within 20 miles of children who should be near, and the homes to bring on contract."""
    rows = []
    for year in years:
        grown = between(LOOKED_AFTER, year) / LOOKED_AFTER[BASE]
        for provision in PROVISIONS:
            kept = max(0.6, 1 - 0.03 * (year - BASE))
            rows.append(gap_row(year, provision, "any", PLACED[provision] * grown, SECURED[provision] * kept))
            near, secured = PLACED[provision] * 0.85, PLACED[provision] * 0.85 - GAP_NEAR[provision][0]
            rows.append(gap_row(year, provision, "within_20_miles", near * grown, secured))
        near, secured = 252 * 0.85, 252 * 0.85 - 45
        rows.append(gap_row(year, "all", "within_20_miles", near * grown, secured))
    return rows


def position_rows() -> list[dict[str, object]]:
    """The ladder of 252 children in each scope, and 41 who place themselves."""
    rungs = {
        "inside_authority": {"fostering": (20, 14, 90, 72), "residential": (5, 0, 20, 0)},
        "within_20_miles": {"fostering": (12, 15, 80, 89), "residential": (7, 8, 10, 0)},
        "any": {"fostering": (0, 20, 84, 92), "residential": (0, 17, 8, 0)},
    }
    supported = {
        "inside_authority": (2, 4, 25, 0),
        "within_20_miles": (2, 5, 24, 0),
        "any": (0, 5, 26, 0),
    }
    rows: list[dict[str, object]] = []
    for scope in SCOPES:
        for provision, counts in {**rungs[scope], "supported_16_plus": supported[scope]}.items():
            for rung in ("1", "2"):
                rows.append({"provision": provision, "rung": rung, "scope": scope, "basis": "not_recorded"})
            for rung, count in zip(("3", "4", "5", "6"), counts, strict=True):
                rows.append(
                    {
                        "provision": provision,
                        "rung": rung,
                        "scope": scope,
                        "children": count,
                        "low": count * 0.52,
                        "high": count * 1.52,
                        "basis": "assumed",
                    }
                )
        for placement in ("kinship", "with_parents", "placed_for_adoption"):
            rows.append(
                {
                    "provision": placement,
                    "rung": "self_placing",
                    "scope": scope,
                    "children": PLACED[placement],
                    "basis": "derived",
                }
            )
    return rows


def made_tables(last: int = 2037) -> dict[str, pd.DataFrame]:
    """The tables of a made-up run for a place much like Thurrock."""
    years = range(BASE, last + 1)
    cla = []
    for year in years:
        total, uasc = between(LOOKED_AFTER, year), between(UNACCOMPANIED, year)
        for stream, central in {"total": total, "uasc": uasc, "other": total - uasc}.items():
            cla.append(
                {
                    "year": year,
                    "stream": stream,
                    "central": central,
                    "rate_per_10k": 10_000 * central / between(CHILDREN, year),
                }
                | centiles(central, year)
            )
    benchmarks = [
        {"year": year, "path": path, "children": children, "rate_per_10k": 68.4}
        for year in years
        for path, children in {
            "scenario": between(LOOKED_AFTER, year),
            "hold_count": 293.0,
            "hold_rate": 293 * between(CHILDREN, year) / CHILDREN[BASE],
        }.items()
    ]
    known = {2015: 285.0, 2016: 334.0, 2017: 345.0, 2018: 309.0, 2019: 293.0}
    history = [
        {
            "year": year,
            "children": children,
            "rate_per_10k": children / 4.28,
            "england_rate_per_10k": 64.0,
            "uasc": BLANK if year < 2017 else 30.0,
        }
        for year, children in known.items()
    ]
    population = [
        {"year": year, "age_band": band, "children": between(CHILDREN, year) * share}
        for year in years
        for band, share in {"all": 1.0, "under_1": 0.05}.items()
    ]
    return {
        "population": pd.DataFrame(population),
        "cla": pd.DataFrame(cla),
        "demand": pd.DataFrame(demand_rows(years)),
        "gap": pd.DataFrame(gap_rows(years)),
        "position": pd.DataFrame(position_rows()),
        "benchmarks": pd.DataFrame(benchmarks),
        "history": pd.DataFrame(history),
    }


def drawn(tables: dict[str, pd.DataFrame]) -> dict[str, Chart]:
    """The charts of a set of tables, by name."""
    return {chart.name: chart for chart in draw_charts(tables, "Thurrock", BASE, "2019-03-31")}


@pytest.fixture(scope="module")
def made() -> dict[str, Chart]:
    """The charts of the made-up run."""
    return drawn(made_tables())


def test_every_chart_is_drawn_in_order(made: dict[str, Chart]) -> None:
    assert list(made) == NAMES


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("population", ["42,836 in 2019", "50,975 in 2024", "58,000 in 2037", "+19%", "+35%"]),
        ("cla", ["285 in 2015", "293 in 2019", "320 in 2024", "364 in 2037", "256 to 400 in 2024", "68.4"]),
        ("demand-fostering", ["196 in 2019", "214 in 2024", "176 in 2019", "150 in 2024", "20 in 2019"]),
        ("demand-residential", ["25 in 2019", "27 in 2024", "31 in 2037", "17 in 2019"]),
        ("demand-supported-16-plus", ["31 in 2019", "supported accommodation"]),
        (
            "gap",
            [
                "in 2019 45 (low 29, high 62)",
                "in 2019 24 (low 16, high 33)",
                "in 2024 65, add 99 to be 80% sure",
            ],
        ),
        ("position", ["21 on rung 3 (too far, for want of a nearer home)", "28 on rung 4", "Not recorded: "]),
        ("distance", ["48 of 293", "(16%)", "inside the authority: 120", "Distance not known: 1"]),
    ],
)
def test_the_alternative_says_what_the_chart_says(made: dict[str, Chart], name: str, said: list[str]) -> None:
    missing = [words for words in said if words not in made[name].alternative]
    assert not missing, made[name].alternative


def test_titles_state_the_finding(made: dict[str, Chart]) -> None:
    assert made["gap"].title == (
        "Within 20 miles, 45 more contracted homes were needed on 31 March 2019; in this scenario 65 in 2024"
    )
    assert made["cla"].title == (
        "293 children looked after in 2019; in this scenario 320 by 2024 (80% range 256 to 400)"
    )


@pytest.mark.parametrize("last", [2037, 2025, 2021, 2019])
def test_any_horizon_is_told_in_whole_sentences_that_fit_the_page(last: int) -> None:
    charts_made = drawn(made_tables(last))
    assert list(charts_made) == NAMES
    for chart in charts_made.values():
        assert chart.alternative.endswith(".")
        assert "nan" not in chart.alternative.lower().split()
        assert not out_of_page(chart), chart.name


def out_of_page(chart: Chart) -> list[str]:
    """The words of a chart that run off its page."""
    with charts.analysis_function_style():
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


def test_a_long_name_wraps_within_the_page() -> None:
    place = "Bournemouth, Christchurch and Poole and the Royal Borough of Kensington and Chelsea"
    for chart in draw_charts(made_tables(), place, BASE, "2019-03-31"):
        assert not out_of_page(chart), chart.name


def test_words_do_not_overlap(made: dict[str, Chart]) -> None:
    with charts.analysis_function_style():
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
        for chart in drawn(made_tables()).values():
            assert len(save_chart(chart, tmp_path / run)) == 2
    for name in NAMES:
        for kind in ("png", "txt"):
            one, two = ((tmp_path / run / f"{name}.{kind}").read_bytes() for run in ("one", "two"))
            assert one == two, name


def test_a_benchmark_that_is_the_scenario_is_named_and_not_drawn_twice() -> None:
    tables = made_tables()
    rates = tables["benchmarks"]["path"] == "hold_rate"
    scenario = tables["benchmarks"].loc[tables["benchmarks"]["path"] == "scenario", "children"]
    tables["benchmarks"].loc[rates, "children"] = scenario.to_numpy()
    chart = drawn(tables)["cla"]
    assert "This scenario (the same as if the rate holds)" in chart.alternative
    assert "If the rate holds" not in chart.alternative


def test_gaps_below_nought_are_homes_to_spare() -> None:
    tables = made_tables()
    for column in ("gap_central", "gap_low", "gap_high", "gap_p10", "gap_p80", "gap_p90"):
        tables["gap"][column] = -tables["gap"][column].abs()
    tables["gap"]["add_for_80"] = tables["gap"]["add_for_80"] * 0
    chart = drawn(tables)["gap"]
    assert "contracted homes met need on 31 March 2019, with 45 to spare" in chart.title
    assert "65 to spare in 2024" in chart.title
    assert not out_of_page(chart)


def test_homes_of_one_kind_to_spare_do_not_hide_a_gap_in_another() -> None:
    tables = made_tables()
    table = tables["gap"]
    table.loc[table["provision"].isin(["all", "fostering", "supported_16_plus"]), "gap_central"] = -5.0
    assert drawn(tables)["gap"].title == (
        "Within 20 miles, contracted homes met need on 31 March 2019 in all, but 15 in residential still to "
        "secure; in this scenario 5 to spare in 2024"
    )


def test_no_demand_and_no_history_can_be_drawn(tmp_path: Path) -> None:
    tables = made_tables()
    tables["demand"][["central", "p10", "p80", "p90"]] = 0.0
    tables["gap"]["secured_central"] = BLANK
    del tables["history"], tables["benchmarks"]
    found = drawn(tables)
    assert list(found) == NAMES
    for chart in found.values():
        save_chart(chart, tmp_path)
        assert chart.alternative.endswith(".")
        assert "nan" not in chart.alternative.lower().split()


def test_a_chart_without_its_table_is_left_out() -> None:
    assert drawn({}) == {}
    assert list(drawn({"population": made_tables()["population"]})) == ["population"]
    empty = {name: table.iloc[:0] for name, table in made_tables().items()}
    assert drawn(empty) == {}


def test_a_rung_recorded_for_some_says_for_whom_it_is_not() -> None:
    tables = made_tables()
    table = tables["position"]
    known = (table["rung"] == "2") & (table["provision"] == "residential")
    table.loc[known, ["children", "low", "high"]] = 3.0
    table.loc[known, "basis"] = "derived"
    assert (
        "Not recorded: no registered home; wrong kind of home (fostering, supported 16+)"
        in drawn(tables)["position"].alternative
    )


def test_every_colour_with_a_meaning_has_the_contrast_it_needs() -> None:
    for colour, _ in charts.RUNG_LOOKS.values():
        assert colour == charts.WHITE or charts.contrast(colour, charts.WHITE) >= 3
        assert charts.contrast(charts.ink_on(colour), colour) >= 4.5
    for ink in (*charts.COMPARED, charts.NAVY, charts.BLUE, charts.PLUM, charts.CHARCOAL):
        assert charts.contrast(ink, charts.WHITE) >= 4.5
    for line in (charts.NAVY, charts.PLUM, charts.BLUE):
        assert charts.contrast(line, charts.PALE_BLUE) >= 3
        assert charts.contrast(line, charts.SHADE) >= 3


def test_labels_are_moved_apart_no_further_than_they_must_be() -> None:
    assert nudge_apart([1.0, 5.0], [1.0, 1.0], 0, 10) == [1.0, 5.0]
    assert nudge_apart([5.0, 5.0], [1.0, 1.0], 0, 10) == [4.5, 5.5]
    assert nudge_apart([5.0, 1.0, 5.2], [1.0, 1.0, 1.0], 0, 10) == pytest.approx([4.6, 1.0, 5.6])
    assert nudge_apart([0.0, 10.0], [1.0, 2.0], 0, 10) == [0.5, 9.0]
    assert nudge_apart([], [], 0, 10) == []


def test_words_are_wrapped_at_spaces() -> None:
    assert wrap("one two three", 7, len) == ["one two", "three"]
    assert wrap("extraordinary", 7, len) == ["extraordinary"]
