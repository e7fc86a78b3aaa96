"""What changed between two runs: forecast and actual, figures, children, places, gap and position."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from test_cli import ROOT, type_in

from sufficiency.changes.assembly import sections_of, tables_of
from sufficiency.changes.figures_changed import (
    figures_table,
    history_table,
    scenario_table,
    select_list_table,
)
from sufficiency.changes.figures_section import assumptions_section, data_section
from sufficiency.changes.forecast_held import forecast_and_actual_table, is_forecast
from sufficiency.changes.held_section import held_section
from sufficiency.changes.making_section import making_section
from sufficiency.changes.numbers_section import demand_section, gap_section, places_section, position_section
from sufficiency.changes.pair import Pair
from sufficiency.changes.section import Section
from sufficiency.changes.tables import children_table, demand_table, gap_table, places_table, position_table
from sufficiency.changes.wording import (
    about,
    date_or_month,
    figure_in_words,
    more_or_fewer,
    shown_change,
    signed,
    some_of,
    told,
)
from sufficiency.errors import InputFaultsError
from sufficiency.readers.run_pair import read_run_pair
from sufficiency.report.runs import Run
from sufficiency.writers.changes import page

SECTIONS = (
    "What was expected, and what happened",
    "Data and restatements",
    "Assumptions",
    "How the two runs were made",
    "Demand",
    "Places",
    "Gap",
    "Position",
)
BUILT: dict[str, Callable[[Pair], Section]] = dict(
    zip(
        SECTIONS,
        (
            lambda pair: held_section(pair, forecast_and_actual_table(pair)),
            lambda pair: data_section(
                pair, figures_table(pair), history_table(pair), select_list_table(pair)
            ),
            lambda pair: assumptions_section(pair, figures_table(pair)),
            lambda pair: making_section(pair, scenario_table(pair)),
            lambda pair: demand_section(pair, children_table(pair), demand_table(pair)),
            lambda pair: places_section(pair, places_table(pair)),
            lambda pair: gap_section(pair, gap_table(pair), places_table(pair)),
            lambda pair: position_section(pair, position_table(pair)),
        ),
        strict=True,
    )
)
NOT_RECORDED = float("nan")


def run_to(folder: Path, name: str, base: str, says: str) -> None:
    """A short run of a bundled scenario, and what else it says."""
    path = folder / f"{name}.toml"
    based_on = (ROOT / "scenarios" / f"{base}.toml").as_posix()
    path.write_text(f'title = "{name}"\nbased_on = "{based_on}"\n{says}\n', encoding="utf-8")
    assert type_in("run", path, "--draws", "20", "--out", folder / name).code == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with runs of 2019 and of 2023."""
    made = tmp_path_factory.mktemp("runs")
    run_to(made, "then", "thurrock-2019", 'horizon = 2026\n[cla]\npath = "joint"')
    run_to(made, "short", "thurrock-2019", "horizon = 2021")
    run_to(made, "now", "thurrock-2023", "horizon = 2025")
    return made


@pytest.fixture(scope="module")
def pair(folder: Path) -> Pair:
    """The forecast of 2019, and the run of 2023."""
    return read_run_pair(folder / "then", folder / "now")


@pytest.fixture(scope="module")
def same(folder: Path, pair: Pair) -> Pair:
    """A run beside itself."""
    return dataclasses.replace(pair, new=pair.old)


def with_cells(run: Run, name: str, where: dict[str, Any], **cells: Any) -> Run:
    """A run with some cells of a table changed."""
    table = run.table(name).copy()
    rows = pd.Series(True, index=table.index)
    for column, value in where.items():
        rows &= table[column].astype(str) == str(value)
    assert rows.any()
    for column, value in cells.items():
        if isinstance(value, float):
            table[column] = table[column].astype(float)
        table.loc[rows, column] = value
    return with_table(run, name, table)


def with_table(run: Run, name: str, table: pd.DataFrame) -> Run:
    return dataclasses.replace(run, tables={**run.tables, name: table})


def without_table(run: Run, name: str) -> Run:
    return dataclasses.replace(run, tables={key: table for key, table in run.tables.items() if key != name})


def with_figures(run: Run, *rows: dict[str, Any]) -> Run:
    """A run with more rows in its table of assumptions."""
    numbers = dict.fromkeys(("value", "low", "high"), NOT_RECORDED)
    words = {"unit": "places", "source": "a test", "as_at": "2019-03-31", "kind": "published", "note": ""}
    blank = {**numbers, **words}
    more = pd.DataFrame([{**blank, **row} for row in rows])
    return with_table(run, "assumptions", pd.concat([run.table("assumptions"), more], ignore_index=True))


def new_run(pair: Pair, run: Run) -> Pair:
    return dataclasses.replace(pair, new=run)


def section(pair: Pair, title: str) -> Section:
    """One section by its title, made alone: all eight take eight times as long."""
    found = BUILT[title](pair)
    assert found.title == title
    return found


def said(pair: Pair, title: str) -> str:
    return " ".join(section(pair, title).lines)


def everything_said(pair: Pair) -> str:
    return " ".join(line for each in sections_of(pair, tables_of(pair)) for line in each.lines)


def row_of(table: pd.DataFrame, **where: Any) -> dict[str, Any]:
    found = table.to_dict("records")
    rows = [row for row in found if all(row[name] == value for name, value in where.items())]
    assert len(rows) == 1
    return {str(name): cell for name, cell in rows[0].items()}


# --- Laws -----------------------------------------------------------------------------------------
def test_the_sections_stand_in_the_order_they_are_read(pair: Pair) -> None:
    assert tuple(each.title for each in sections_of(pair, tables_of(pair))) == SECTIONS


def test_a_run_beside_itself_has_no_change_and_says_so(same: Pair) -> None:
    tables = tables_of(same)
    for name in ("children", "demand", "places", "gap", "position"):
        changes = tables[name].filter(like="change_")
        assert len(changes)
        assert (changes.fillna(0) == 0).all(axis=None)
    assert set(tables["figures"]["status"]) == {"same"}
    assert set(tables["history"]["status"]) == {"same"}
    assert set(tables["scenario"]["status"]) == {"same"}
    for title in ("Demand", "Places", "Gap", "Position"):
        assert said(same, title) == "Nothing has changed."
    assert said(same, "How the two runs were made").startswith("Both runs are of one scenario")


def test_a_change_added_to_the_old_number_gives_the_new_one(pair: Pair) -> None:
    tables = tables_of(pair)
    for name in ("children", "demand", "places", "gap", "position"):
        table = tables[name]
        for column in table.filter(like="change_").columns:
            number = column.removeprefix("change_")
            total = table[f"old_{number}"] + table[column]
            pd.testing.assert_series_equal(
                total, table[f"new_{number}"].where(total.notna()), check_names=False
            )


def test_the_change_shown_is_that_of_the_numbers_shown() -> None:
    assert shown_change(2.6, 3.4) == 0  # both are shown as 3
    assert shown_change(2.4, 2.6) == 1


def test_a_change_of_the_parts_of_children_adds_to_that_of_the_total(pair: Pair) -> None:
    table = children_table(pair)
    by_stream = table.pivot_table(index=["old_year", "new_year"], columns="stream", values="change_central")
    difference = by_stream["uasc"] + by_stream["other"] - by_stream["total"]
    assert difference.abs().max() < 0.001  # the tables of a run have four decimals


def test_base_years_stand_beside_each_other_and_so_does_each_year_that_both_reach(
    pair: Pair,
) -> None:
    table = children_table(pair)
    moments = list(dict.fromkeys(zip(table["old_year"], table["new_year"], strict=True)))
    assert moments == [(2019, 2023), (2023, 2023), (2024, 2024), (2025, 2025)]


# --- Forecast and actual --------------------------------------------------------------------------
def test_a_forecast_is_set_beside_the_count_with_its_range_and_whether_it_held(pair: Pair) -> None:
    row = row_of(forecast_and_actual_table(pair), measure="children", category="total")
    old = row_of(pair.old.table("cla"), year=2023, stream="total")
    assert (row["forecast"], row["p10"], row["p90"]) == (old["central"], old["p10"], old["p90"])
    assert (row["year"], row["actual"], row["basis"]) == (2023, 292, "published")
    assert row["error"] == pytest.approx(row["forecast"] - 292)
    assert row["inside_80"] == (row["p10"] <= 292 <= row["p90"])


def test_the_first_sentence_gives_the_forecast_with_its_range_and_the_figure(pair: Pair) -> None:
    old = row_of(pair.old.table("cla"), year=2023, stream="total")
    first = section(pair, SECTIONS[0]).lines[0]
    expected = about(old["central"], old["p10"], old["p90"])
    assert first.startswith(
        f"As at 31 March 2019, we forecast {expected} children looked after for 31 March 2023;"
    )
    assert "the figure was 292, " in first


def test_what_came_out_beyond_its_range_is_said_to_be(pair: Pair) -> None:
    less = with_cells(pair.new, "cla", {"year": 2023, "stream": "total"}, central=3.0, p10=3.0, p90=3.0)
    assert "the figure was 3, below the range." in said(new_run(pair, less), SECTIONS[0])
    more = with_cells(
        pair.new, "cla", {"year": 2023, "stream": "total"}, central=3000.0, p10=3000.0, p90=3000.0
    )
    told_of_more = said(new_run(pair, more), SECTIONS[0])
    assert "the figure was 3,000, above the range." in told_of_more
    assert "Outside the range: all children looked after: expected" in told_of_more


def test_how_often_ranges_held_counts_published_numbers_and_estimates_apart(pair: Pair) -> None:
    table = forecast_and_actual_table(pair)
    tried = table[table["inside_80"].notna()]
    published = tried[tried["basis"] == "published"]
    held = published["inside_80"].astype(bool)
    how_many = "all" if held.all() else str(held.sum())
    words = said(pair, SECTIONS[0])
    assert f"Of {len(published)} such forecasts whose outcome is published, {how_many} held" in words
    assert f"Of {len(tried) - len(published)} whose outcome is an estimate, " in words


def test_secured_places_and_gaps_are_estimates_whatever_the_new_run_has(pair: Pair) -> None:
    table = forecast_and_actual_table(pair)
    places = table[table["measure"].isin(("secured_places", "gap"))]
    assert set(places["basis"]) == {"assumed"}
    assert set(places["scope"]) == {"within_20_miles", "inside_authority"}
    assert {"should_be_near", "as_placed"} < set(places["need_basis"])


def test_a_count_that_is_assumed_in_the_new_run_is_an_estimate_and_no_figure(pair: Pair) -> None:
    assumed = with_cells(pair.new, "assumptions", {"figure": "cla_count/council/2023"}, kind="assumed")
    first = section(new_run(pair, assumed), SECTIONS[0]).lines[0]
    assert "the estimate now is about 292, " in first
    assert "the figure" not in first


def test_what_was_expected_without_a_range_is_not_counted_as_held(pair: Pair) -> None:
    table = forecast_and_actual_table(pair)
    known_zero = row_of(
        table, measure="gap", category="residential", scope="inside_authority", need_basis="as_placed"
    )
    assert (known_zero["p10"], known_zero["p90"]) == (0, 0)
    assert known_zero["inside_80"] is None
    assert "gap, residential, inside the authority, as placed: expected 0, now about 3" in said(
        pair, SECTIONS[0]
    )


def test_an_old_run_that_held_the_rate_is_a_scenario_and_not_called_a_forecast(pair: Pair) -> None:
    held = with_cells(pair.old, "assumptions", {"figure": "scenario/cla"}, note="path = hold_rate")
    scenario = dataclasses.replace(pair, old=held)
    assert is_forecast(pair)
    assert not is_forecast(scenario)
    words = said(scenario, SECTIONS[0])
    assert "the old run's scenario had about" in words
    assert (
        "The old run was a scenario, which held the rate: one end of the forecast that is back-tested."
        in words
    )
    assert "we forecast" not in words
    assert "we forecast" in said(pair, SECTIONS[0])


def test_runs_of_one_date_have_no_forecast_to_check_and_say_so(same: Pair) -> None:
    assert forecast_and_actual_table(same).empty
    assert said(same, SECTIONS[0]) == (
        "Both runs are as at 31 March 2019, so neither looks ahead to a day that the other observed."
    )


def test_an_old_run_that_ends_too_soon_says_so_and_the_rest_goes_on(folder: Path) -> None:
    short = read_run_pair(folder / "short", folder / "now")
    assert said(short, SECTIONS[0]) == (
        "The old run ends in 2021, before 31 March 2023: it expected nothing of that day to set beside what "
        "happened."
    )
    assert "The two runs have no later year in common." in said(short, "Demand")
    assert "they are compared on their base dates alone." in said(short, "How the two runs were made")
    assert "10 more" in said(short, "Gap")


# --- Figures --------------------------------------------------------------------------------------
def test_a_published_figure_with_another_number_for_the_same_date_is_a_restatement(same: Pair) -> None:
    restated = with_cells(same.new, "assumptions", {"figure": "cla_count/council/2019"}, value=290.0)
    changed = new_run(same, restated)
    row = row_of(figures_table(changed), figure="cla_count/council/2019")
    assert (row["status"], row["old_value"], row["new_value"], row["change_value"]) == (
        "restated",
        293,
        290,
        -3,
    )
    assert (
        "1 published figure has been restated: cla count: council, 2019 as at 31 March 2019, from 293 to 290."
        in said(changed, "Data and restatements")
    )


def test_last_years_count_and_this_years_are_one_figure_of_a_later_year(pair: Pair) -> None:
    row = row_of(figures_table(pair), figure="cla_count/council/2023")
    assert (row["old_figure"], row["status"]) == ("cla_count/council/2019", "newer")
    assert (row["old_value"], row["new_value"]) == (293, 292)


def test_a_figure_of_many_years_is_not_taken_for_one_of_another_year(same: Pair) -> None:
    old = with_figures(same.old, *({"figure": f"growth/{year}", "value": 1.0} for year in (2019, 2020)))
    new = with_figures(same.new, *({"figure": f"growth/{year}", "value": 1.0} for year in (2020, 2021)))
    figures = figures_table(dataclasses.replace(same, old=old, new=new))
    status = dict(zip(figures["figure"], figures["status"], strict=True))
    assert [status[f"growth/{year}"] for year in (2019, 2020, 2021)] == ["gone", "same", "new"]


def test_a_later_date_with_the_same_number_is_carried_and_one_with_another_newer(pair: Pair) -> None:
    figures = figures_table(pair)
    carried = row_of(figures, figure="off_contract_share/fostering")
    assert (carried["status"], carried["old_value"], carried["new_value"]) == ("carried", 0.2, 0.2)
    assert row_of(figures, figure="kinship_children")["status"] == "newer"


def test_an_assumption_with_another_range_for_the_same_date_has_changed(same: Pair) -> None:
    wider = with_cells(same.new, "assumptions", {"figure": "off_contract_share/fostering"}, high=0.5)
    changed = new_run(same, wider)
    assert row_of(figures_table(changed), figure="off_contract_share/fostering")["status"] == "changed"
    words = said(changed, "Assumptions")
    assert words.startswith(
        "1 assumed or derived figure has another number or range for the same date: the share"
    )
    grid = section(changed, "Assumptions").short[0]
    assert grid.rows[0][1:5] == ("0.2 (0.1 to 0.3)", "31 March 2019", "0.2 (0.1 to 0.5)", "31 March 2019")


@pytest.mark.parametrize(
    ("as_at", "told"),
    [("2019-03-31", "31 March 2019"), ("2019-03", "March 2019"), ("2019", "2019"), ("undated", "undated")],
)
def test_a_date_is_told_as_people_write_it(as_at: str, told: str) -> None:
    assert date_or_month(as_at) == told


def test_the_assumption_that_moves_the_gap_most_stands_first_and_says_by_how_much(same: Pair) -> None:
    run = with_cells(same.new, "assumptions", {"figure": "off_contract_share/fostering"}, value=0.21)
    far = "far_for_want_of_nearer_share/within_20_miles"
    changed = new_run(same, with_cells(run, "assumptions", {"figure": far}, value=0.7))
    tried = same.new.table("sensitivity")
    own = tried[(tried["assumption"] == far) & (tried["provision"] == "all")]
    own = own[(own["scope"] == "within_20_miles") & (own["need_basis"] == "should_be_near")]
    low, high = own.set_index("setting")["gap_central"][["low", "high"]]
    by = round((high - low) / (0.75 - 0.25) * (0.7 - 0.5))
    assert f"a nearer home, about {by} more" in said(changed, "Assumptions")
    first, second = section(changed, "Assumptions").short[0].rows
    assert "for want of a nearer home" in first[0]
    assert "on spot purchase" in second[0]


def test_a_changed_assumption_that_was_not_tried_has_no_effect_told(same: Pair) -> None:
    untried = without_table(same.new, "sensitivity")
    changed = new_run(
        same, with_cells(untried, "assumptions", {"figure": "off_contract_share/fostering"}, value=0.3)
    )
    assert "What they do" not in said(changed, "Assumptions")


def test_why_the_gap_moved_is_told_in_homes_wanted_and_places_secured(pair: Pair) -> None:
    wanted = row_of(gap_table(pair), old_year=pair.base_years[0], new_year=pair.base_years[1],
                    scope="within_20_miles", need_basis="should_be_near", provision="all")  # fmt: skip
    secured = row_of(places_table(pair), old_year=pair.base_years[0], new_year=pair.base_years[1],
                     scope="within_20_miles", provision="all")  # fmt: skip
    both = [
        f"{row[f'old_{name}']:.0f}, then {row[f'new_{name}']:.0f} ("
        for row, name in ((wanted, "demand_central"), (secured, "secured_central"))
    ]
    told = said(pair, "Gap")
    assert f"on the base dates, homes wanted are {both[0]}" in told
    assert f"places secured {both[1]}" in told


def test_a_gap_that_did_not_move_has_no_reason(same: Pair) -> None:
    assert "Why it moved" not in everything_said(same)


def test_a_published_figure_that_is_assumed_now_is_named(pair: Pair) -> None:
    words = said(pair, "Assumptions")
    assert "were published in the old run and are assumed or derived in the new: " in words
    assert "children by placement: placed for adoption" in words


def test_a_date_earlier_than_before_is_told(pair: Pair) -> None:
    older = with_cells(pair.new, "assumptions", {"figure": "kinship_children"}, as_at="2018-03-31")
    assert (
        "1 assumed or derived figure is of an earlier date than before: children fostered by family and "
        "friends." in said(new_run(pair, older), "Assumptions")
    )


def test_a_number_of_the_history_that_differs_is_restated_and_new_years_are_named(pair: Pair) -> None:
    assert "no number has been restated" in said(pair, "Data and restatements")
    assert "New in the published history: 2020 to 2023." in said(pair, "Data and restatements")
    later = new_run(pair, with_cells(pair.new, "history", {"year": 2018}, children=301.0))
    row = row_of(history_table(later), year=2018, measure="children")
    assert (row["old"], row["new"], row["change"], row["status"]) == (299, 301, 2, "restated")
    words = said(later, "Data and restatements")
    assert "In the published history 1 number has been restated: children of 2018, from 299 to 301." in words


def listed(name: str, places: float, note: str = "filled by us; registered 5") -> dict[str, Any]:
    return {"figure": f"select_list/{name}/residential/select_list", "value": places, "note": note}


def test_the_select_list_tells_who_joined_who_left_and_the_places_filled(same: Pair) -> None:
    old = with_figures(same.old, listed("Ash", 3.0), listed("Beech", 2.0))
    new = with_figures(same.new, listed("Beech", 4.0), listed("Cedar/North", 1.0))
    changed = dataclasses.replace(same, old=old, new=new)
    words = said(changed, "Data and restatements")
    assert "The select list had 2 providers and has 2: 1 stayed, 1 joined and 1 left." in words
    assert "Places on it that our children fill: 5 in the old run and 5 in the new." in words
    table = select_list_table(changed)
    assert dict(zip(table["provider"], table["status"], strict=True)) == {
        "Beech": "changed", "Cedar/North": "joined", "Ash": "left",
    }  # fmt: skip


def test_places_of_the_list_that_are_not_recorded_are_not_nought(same: Pair) -> None:
    old = with_figures(same.old, listed("Ash", 3.0))
    new = with_figures(same.new, listed("Ash", NOT_RECORDED))
    words = said(dataclasses.replace(same, old=old, new=new), "Data and restatements")
    assert (
        "Places on it that our children fill: 3 in the old run and not recorded in the new, without 1 row "
        "where that is not recorded." in words
    )


def test_a_list_in_one_run_alone_is_told(same: Pair) -> None:
    changed = new_run(same, with_figures(same.new, listed("Ash", 3.0)))
    words = said(changed, "Data and restatements")
    assert "The old run has no select list; that of the new has 1 provider." in words


# --- How the runs were made -----------------------------------------------------------------------
def test_another_scenario_is_told_with_what_it_states(pair: Pair) -> None:
    words = said(pair, "How the two runs were made")
    assert words.startswith("The scenarios differ: then (then), then now (now).")
    assert "population (growth = local, then growth = ons)" in words
    assert "part of each change in the years ahead is of the scenario" in words


def test_a_part_that_one_scenario_alone_states_is_told(same: Pair) -> None:
    more = with_figures(same.new, {"figure": "scenario/households", "note": "net_a_year = 20.0"})
    words = said(new_run(same, more), "How the two runs were made")
    assert (
        "What the scenario states has changed: households (nothing stated, then net_a_year = 20.0)." in words
    )


def test_a_run_that_loses_a_provider_is_told(same: Pair) -> None:
    losing = dataclasses.replace(same.new.made, lost_a_provider=True)
    words = said(new_run(same, dataclasses.replace(same.new, made=losing)), "How the two runs were made")
    assert "The new run asks what if a provider were lost, and the other does not." in words


def test_another_luck_version_or_horizon_is_told(same: Pair) -> None:
    other = dataclasses.replace(same.new, seed=2, draws=400, version="0.0.9", horizon=2030)
    words = said(new_run(same, other), "How the two runs were made")
    assert "The old run has seed 1 and 20 draws, the new seed 2 and 400 draws: small differences" in words
    assert "may be luck" in words
    assert "and 0.0.9 the new, so part of a change may be of the method." in words
    assert "The old run goes to 2026 and the new to 2030" in words


# --- Places, gap and position ---------------------------------------------------------------------
def test_an_observed_year_has_a_low_and_a_high_and_no_chance(pair: Pair) -> None:
    gap = gap_table(pair)
    base = gap[gap["old_year"] != gap["new_year"]]
    assert base[["old_gap_low", "new_gap_low", "old_gap_high", "new_gap_high"]].notna().all(axis=None)
    assert base[["old_chance_of_shortfall", "new_chance_of_shortfall"]].isna().all(axis=None)


def test_a_total_gap_is_the_sum_of_its_parts_as_they_are_shown(pair: Pair) -> None:
    rows = {row[0]: row for row in section(pair, "Gap").short[0].rows}
    parts = [rows[f"{name}, 2019 and 2023"] for name in ("Fostering", "Residential", "Supported 16+")]
    total = rows["All, 2019 and 2023"]
    for column in (1, 4):
        assert sum(int(row[column].split()[0]) for row in parts) == int(total[column].split()[0])


def test_a_chance_is_never_said_without_the_gap_at_p80(pair: Pair) -> None:
    for line in section(pair, "Gap").lines:
        if "with a chance of a shortfall" in line:
            assert "if things go badly (P80)" in line
    assert "with a chance of a shortfall" in said(pair, "Gap")


def test_both_bounds_of_need_are_told(pair: Pair) -> None:
    words = said(pair, "Gap")
    assert "for every child who should be near" in words
    assert "for children as placed" in words


def test_not_recorded_stays_so_and_is_never_nought(pair: Pair) -> None:
    position = position_table(pair)
    first = row_of(position, scope="within_20_miles", provision="fostering", rung="1")
    assert pd.isna([first["old_children"], first["new_children"], first["change_children"]]).all()
    assert "Not recorded in either run: rung 1 (no registered home) and rung 2" in said(pair, "Position")


def test_a_rung_that_only_one_run_records_has_no_change(pair: Pair) -> None:
    where = {"rung": "1", "provision": "residential"}
    now = with_cells(pair.new, "position", where, children=2.0, low=2.0, high=2.0)
    changed = new_run(pair, now)
    row = row_of(position_table(changed), scope="within_20_miles", provision="residential", rung="1")
    assert row["new_children"] == 2
    assert pd.isna(row["change_children"])
    words = said(changed, "Position")
    assert (
        "Not recorded in the old run, and recorded in the new: rung 1 (no registered home) for residential."
        in words
    )
    cells = next(
        row for row in section(changed, "Position").full[0].rows if row[0].startswith("Residential: no reg")
    )
    assert cells[1:] == ("not recorded", "2", "")


# --- Runs of other versions -----------------------------------------------------------------------
def test_a_table_that_a_run_lacks_is_named_and_the_rest_is_compared(pair: Pair) -> None:
    bare = dataclasses.replace(without_table(pair.new, "history"), version="0.0.1")
    words = said(new_run(pair, bare), "Data and restatements")
    assert "The new run, of version 0.0.1, lacks the table history, so that is not compared." in words
    assert "published figures are of a later date" in words


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("gap", "gap_p80"),
        ("position", "low"),
        ("demand", "p10"),
        ("assumptions", "kind"),
        ("history", "uasc"),
    ],
)
def test_a_column_that_a_run_lacks_is_named_and_nothing_fails(pair: Pair, name: str, column: str) -> None:
    bare = with_table(pair.old, name, pair.old.table(name).drop(columns=column))
    words = everything_said(dataclasses.replace(pair, old=bare))
    assert f"lacks {column} in the table {name}, so that is not compared." in words


# --- Words ----------------------------------------------------------------------------------------
def test_numbers_are_told_whole_with_their_range_and_a_true_minus() -> None:
    assert told(310.4, 259.6, 360.4) == "310 (260 to 360)"
    assert told(25, 25, 25) == "25"
    assert told(-3.2, NOT_RECORDED, NOT_RECORDED) == "−3"
    assert told(NOT_RECORDED) == "not recorded"
    assert about(NOT_RECORDED) == "not recorded"


def test_changes_are_told_with_their_sign_and_in_words() -> None:
    assert [signed(change) for change in (2, 0, -2, NOT_RECORDED)] == ["+2", "0", "−2", ""]
    assert [more_or_fewer(change) for change in (2, 0, -1)] == ["2 more", "no change", "1 fewer"]


def test_a_long_list_names_a_few_and_says_where_the_rest_are() -> None:
    assert some_of(["a", "b"], "the file") == "a; b"
    assert some_of(list("abcdef"), "the file") == "a; b; c; d; and 2 more in the file"


def test_figures_are_named_as_people_say_them() -> None:
    assert figure_in_words("far_for_want_of_nearer_share/within_20_miles") == (
        "the share of children more than 20 miles away who are there for want of a nearer home"
    )
    assert figure_in_words("vacant_usable_places/fostering in_house") == (
        "places vacant and usable today: fostering, in-house"
    )
    assert figure_in_words("children_by_placement/with_parents") == "children by placement: with parents"


# --- The page -------------------------------------------------------------------------------------
def test_the_page_has_its_headings_in_order_and_is_restricted(pair: Pair) -> None:
    lines = page(pair, sections_of(pair, tables_of(pair))).splitlines()
    headings = [line for line in lines if line.startswith("## ")]
    assert headings == [f"## {at}. {title}" for at, title in enumerate(SECTIONS, start=1)]
    assert lines[0] == "# What changed: Thurrock, 31 March 2019 to 31 March 2023"
    assert "**Restricted: not for publication. Counts of children here are not protected.**" in lines


def test_words_that_mean_something_to_markdown_are_shown_as_they_are(same: Pair) -> None:
    old = with_figures(same.old, listed("Ash | Oak\n* Homes", 3.0))
    new = with_figures(same.new, listed("Ash | Oak\n* Homes", 4.0))
    changed = dataclasses.replace(same, old=old, new=new)
    text = page(changed, sections_of(changed, tables_of(changed)))
    row = next(line for line in text.splitlines() if "Oak" in line)
    assert row == "| Ash \\| Oak \\* Homes | residential | select list | changed | 3 | 4 |"


def test_every_table_of_the_page_has_as_many_cells_in_each_row(pair: Pair) -> None:
    text = page(pair, sections_of(pair, tables_of(pair)))
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) > 5
    for rows in tables:
        assert len({row.replace("\\|", "").count("|") for row in rows}) == 1


# --- What is refused ------------------------------------------------------------------------------
def test_a_new_run_before_the_old_one_is_refused_with_what_to_type(folder: Path) -> None:
    with pytest.raises(InputFaultsError, match="Name the older first: sufficiency changes"):
        read_run_pair(folder / "now", folder / "then")


def test_the_same_folder_twice_is_refused(folder: Path) -> None:
    with pytest.raises(InputFaultsError, match="is named twice"):
        read_run_pair(folder / "now", folder / "then" / ".." / "now")


def test_two_folders_that_are_no_runs_are_two_faults(folder: Path) -> None:
    with pytest.raises(InputFaultsError) as refused:
        read_run_pair(folder / "nothing", folder / "then.toml")
    assert len(refused.value.faults) == 2
