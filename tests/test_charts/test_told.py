"""What charts say: the title and the text alternative agree with the tables."""

import pandas as pd
import pytest

from sufficiency.charts import Chart
from test_charts.made_run import BASE, BLANK, NAMES, drawn, made_tables


@pytest.fixture(scope="module")
def made() -> dict[str, Chart]:
    """The charts of the made-up run."""
    return drawn(made_tables())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("population", ["42,836 in 2019", "50,975 in 2024", "58,000 in 2037", "19% more", "35% more"]),
        ("cla", ["285 in 2015", "293 in 2019", "320 in 2024", "364 in 2037", "256 to 400 in 2024", "68.4"]),
        ("cla", ["If the count holds: 293 throughout, from 2019 to 2037"]),
        ("cla", ["In 2019 the published rate was 68 per 10,000 children, against 64 in England"]),
        ("demand-fostering", ["196 in 2019", "214 in 2024", "176 in 2019", "150 in 2024", "20 in 2019"]),
        ("demand-fostering", ["homes to bring on contract, not a shortage: every child has a home"]),
        ("demand-residential", ["25 in 2019", "27 in 2024", "31 in 2037", "17 in 2019"]),
        ("demand-supported-16-plus", ["31 in 2019", "supported accommodation"]),
        (
            "gap",
            [
                "All three kinds in 2019: 45 (low 29, high 62)",
                "Fostering in 2019: 24 (low 16, high 33)",
                "in 2024: 64, add 99 to be 80% sure",
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
        "Within 20 miles, 45 contracted homes were still to secure on 31 March 2019; "
        "in this scenario 64 in 2024"
    )
    assert made["cla"].title == (
        "293 children were looked after in 2019; in this scenario 320 by 2024 (80% range 256 to 400)"
    )
    assert made["population"].title == (
        "42,836 children lived in Thurrock in 2019; in this scenario 19% more by 2024 and 35% more by 2037"
    )


@pytest.mark.parametrize("last", [2037, 2025, 2021, 2019])
def test_any_horizon_is_told_in_whole_sentences(last: int) -> None:
    charts = drawn(made_tables(last))
    assert list(charts) == NAMES
    for chart in charts.values():
        assert chart.alternative.endswith(".")
        assert "nan" not in chart.alternative.lower().split()


def test_a_benchmark_that_is_the_scenario_is_named_and_not_drawn_twice() -> None:
    tables = made_tables()
    rates = tables["benchmarks"]["path"] == "hold_rate"
    scenario = tables["benchmarks"].loc[tables["benchmarks"]["path"] == "scenario", "children"]
    tables["benchmarks"].loc[rates, "children"] = scenario.to_numpy()
    chart = drawn(tables)["cla"]
    assert "This scenario (the same as if the rate holds)" in chart.alternative
    assert "If the rate holds" not in chart.alternative


def test_england_is_set_beside_the_latest_year_that_has_both_rates() -> None:
    tables = made_tables()
    latest = tables["history"]["year"] == 2019
    tables["history"].loc[latest, "england_rate_per_10k"] = BLANK
    assert "In 2018 the published rate was 72 per 10,000" in drawn(tables)["cla"].alternative
    tables["history"]["england_rate_per_10k"] = BLANK
    assert "England" not in drawn(tables)["cla"].alternative


def set_gaps(table: pd.DataFrame, gaps: dict[str, float], years: list[int]) -> None:
    """Write the same gap of each provision into some years."""
    for provision, gap in gaps.items():
        rows = table["provision"].eq(provision) & table["year"].isin(years)
        table.loc[rows, "gap_central"] = gap


def test_a_total_gap_is_the_sum_of_its_parts_as_they_are_shown() -> None:
    tables = made_tables()
    parts = {"fostering": 23.9, "residential": 14.6, "supported_16_plus": 6.0}
    set_gaps(tables["gap"], {**parts, "all": sum(parts.values())}, [BASE])
    chart = drawn(tables)["gap"]
    assert "45 contracted homes were still to secure" in chart.title
    for said in ("All three kinds in 2019: 45", "Fostering in 2019: 24", "Residential in 2019: 15"):
        assert said in chart.alternative
    parts = {"fostering": 23.6, "residential": 14.6, "supported_16_plus": 6.6}  # 44.8, shown as 24, 15, 7
    set_gaps(tables["gap"], {**parts, "all": sum(parts.values())}, [BASE])
    assert "All three kinds in 2019: 46" in drawn(tables)["gap"].alternative


def test_gaps_below_nought_are_homes_to_spare() -> None:
    tables = made_tables()
    for column in ("gap_central", "gap_low", "gap_high", "gap_p10", "gap_p80", "gap_p90"):
        tables["gap"][column] = -tables["gap"][column].abs()
    tables["gap"]["add_for_80"] = tables["gap"]["add_for_80"] * 0
    chart = drawn(tables)["gap"]
    assert "contracted homes met need on 31 March 2019, with 45 to spare" in chart.title
    assert "64 to spare in 2024" in chart.title


def test_homes_of_one_kind_to_spare_do_not_hide_a_gap_in_another() -> None:
    tables = made_tables()
    gaps = {"fostering": -15.0, "residential": 15.0, "supported_16_plus": -5.0, "all": -5.0}
    set_gaps(tables["gap"], gaps, list(range(BASE, 2038)))
    assert drawn(tables)["gap"].title == (
        "Within 20 miles, contracted homes met need on 31 March 2019 in all, but 15 in residential were "
        "still to secure; in this scenario 15 in 2024, and 20 of another kind to spare"
    )


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


def test_rungs_are_shown_whole_and_add_to_the_children_of_their_provision() -> None:
    tables = made_tables()
    table = tables["position"]
    counts = {"3": 12.45, "4": 15.4, "5": 79.4, "6": 88.75}  # 196, and would round to 195
    for rung, children in counts.items():
        table.loc[(table["provision"] == "fostering") & (table["rung"] == rung), "children"] = children
    said = drawn(tables)["position"].alternative
    # 13 of fostering, 7 of residential and 2 of supported: the largest remainders go up.
    assert "Within 20 miles: 22 on rung 3" in said
    assert "293 children together" in said
