"""Both methods as at earlier dates on an authority's returns: what each knows, its scores, which to use."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
from test_backtest import SHAPE
from test_cli import ROOT
from test_volatility import PANEL, shared

from sufficiency.chance.spread import Spread
from sufficiency.demand.rates import halfway
from sufficiency.errors import InputFaultsError
from sufficiency.figures.book import FigureBook
from sufficiency.methods.advice import TO_FOLLOW, Advice, advice_on
from sufficiency.methods.compared import (
    COLUMNS,
    EPISODES,
    METHODS,
    RATE,
    Evidence,
    children_looked_after,
    fitted_by,
    forecasts_of_both,
    origins_of,
    record_of,
)
from sufficiency.methods.evidence import check_same_authority, evidence_in, is_of
from sufficiency.methods.notes import notes_on
from sufficiency.readers.likeness import read_margins
from sufficiency.readers.methods_data import read_methods_data
from sufficiency.readers.published.recognise import read_published
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.record.backtest import (
    COMPOUND_GROWTH,
    FORECAST,
    HOLD_COUNT,
    HOLD_RATE,
    STRAIGHT_TREND,
    back_test,
)
from sufficiency.record.panel import panel_of
from sufficiency.record.scores import scored
from sufficiency.scenarios.scenario import Scenario
from sufficiency.ssda903.as_at import as_at
from sufficiency.ssda903.returns import Returns
from sufficiency.ssda903.stock import open_children
from sufficiency.synthetic.calibration import calibrated
from sufficiency.synthetic.readme import readme_of
from sufficiency.synthetic.returns import drawn_lives, returns_of
from sufficiency.synthetic.truth import nearness, truth_rows
from sufficiency.writers.returns import write_returns

YEARS = range(2017, 2024)
FEW_DRAWS = 100


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Returns:
    """Invented returns like Thurrock's: seven years, some 300 children on each 31 March."""
    margins = read_margins("thurrock", YEARS)
    process = calibrated(margins, 1.0)
    lives = drawn_lives(process, margins, 1)
    readme = readme_of(process, margins, nearness(process, margins, lives), 1, "test")
    folder = tmp_path_factory.mktemp("invented") / "returns"
    write_returns(returns_of(lives, YEARS), truth_rows(process, margins, lives), readme, folder)
    return read_returns(folder, from_postcodes=False)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    """The bundled spreads, and no population."""
    return read_methods_data("", {}, None).evidence


@pytest.fixture(scope="module")
def table(returns: Returns, evidence: Evidence) -> pd.DataFrame:
    """Every forecast, without a population."""
    return forecasts_of_both(returns, evidence, seed=1, draws=FEW_DRAWS)


def of_method(table: pd.DataFrame, method: str) -> pd.DataFrame:
    return table[table["method"] == method].reset_index(drop=True)


# --- The dates ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("years", "origins"),
    [
        ([2019], []),
        ([2019, 2020], []),
        ([2019, 2020, 2021], [2020]),
        ([2018, 2019, 2020, 2021], [2020]),
        ([2017, 2018, 2019, 2020, 2021, 2022], [2019, 2020, 2021]),
        ([2010, 2011, 2012, 2013, 2020], [2012]),
        ([2018, 2019, 2020, 2030], [2019]),
    ],
)
def test_a_date_has_three_returns_up_to_it_or_two_where_none_has_more_and_one_to_be_judged_by(
    years: list[int], origins: list[int]
) -> None:
    assert origins_of(years) == origins


def test_every_method_forecasts_every_later_return_within_five_years_of_every_date(
    table: pd.DataFrame,
) -> None:
    assert tuple(table.columns) == COLUMNS
    wanted = [(origin, year) for origin in origins_of(YEARS) for year in YEARS if 0 < year - origin <= 5]
    for method in METHODS:
        own = of_method(table, method)
        assert list(zip(own["origin"], own["year"], strict=True)) == wanted
    assert (table["years_ahead"] == table["year"] - table["origin"]).all()


# --- What happened --------------------------------------------------------------------------------
def test_what_happened_is_the_later_years_own_count_without_short_breaks(
    returns: Returns, table: pd.DataFrame
) -> None:
    counted = open_children(returns)
    cla = counted[(counted["measure"] == "cla") & (counted["placement"] == "all")]
    by_year = dict(zip(cla["year"], cla["children"], strict=True))
    assert children_looked_after(returns) == by_year
    assert table["actual"].tolist() == [by_year[year] for year in table["year"]]


def test_the_error_is_a_share_of_what_happened_and_a_range_holds_what_lies_in_it(table: pd.DataFrame) -> None:
    assert table["error"].tolist() == pytest.approx((table["forecast"] / table["actual"] - 1).tolist())
    inside = (table["p10"] <= table["actual"]) & (table["actual"] <= table["p90"])
    assert table["inside_80"].tolist() == inside.tolist()
    assert (table["p10"] < table["p90"]).all()


# --- What was known -------------------------------------------------------------------------------
def test_returns_as_at_a_year_have_nothing_of_a_later_one(returns: Returns) -> None:
    then = as_at(returns, 2020)
    assert then.years == (2017, 2018, 2019, 2020)
    for rows in (then.episodes, then.children):
        assert rows["return_year"].max() == 2020
    assert {year for file in then.files for year in file.years} == set(then.years)
    assert len(as_at(returns, 2023).episodes) == len(returns.episodes)


def test_a_year_before_every_return_has_no_returns_as_at_it(returns: Returns) -> None:
    with pytest.raises(ValueError, match="2016"):
        as_at(returns, 2016)


def test_returns_as_at_a_year_show_no_child(returns: Returns) -> None:
    assert repr(as_at(returns, 2020)).startswith("<Returns: years 2017 2018 2019 2020;")


def test_a_forecast_is_the_same_whatever_was_returned_after_its_date(
    returns: Returns, evidence: Evidence, table: pd.DataFrame
) -> None:
    later = returns.episodes["return_year"] > 2020
    dropped = returns.episodes.index[later & (returns.episodes["child"] % 2 == 0)]
    others = replace(returns, episodes=returns.episodes.drop(index=dropped))
    again = forecasts_of_both(others, evidence, seed=1, draws=FEW_DRAWS)
    said = ["origin", "year", "method", "forecast", "p10", "p90"]
    known, told = (rows.loc[rows["origin"] <= 2020, said] for rows in (table, again))
    pd.testing.assert_frame_equal(known, told)
    assert (table.loc[table["year"] > 2020, "actual"] > again.loc[again["year"] > 2020, "actual"]).all()


def test_a_population_after_the_date_changes_no_forecast(returns: Returns, evidence: Evidence) -> None:
    first = as_at(returns, 2020)
    known = replace(evidence, population={2015: 40_000.0, 2018: 41_000.0, 2019: 42_000.0})
    knows_more = replace(known, population={**known.population, 2020: 60_000.0})
    tables = [forecasts_of_both(first, each, seed=1, draws=FEW_DRAWS) for each in (known, knows_more)]
    assert tables[0]["origin"].unique().tolist() == [2019]
    pd.testing.assert_frame_equal(*tables)


def test_without_a_population_the_rate_method_holds_the_count(table: pd.DataFrame) -> None:
    said = ["origin", "year", "forecast", "p10", "p90", "crps"]
    pd.testing.assert_frame_equal(of_method(table, RATE)[said], of_method(table, HOLD_COUNT)[said])


def test_with_a_population_that_grew_both_methods_expect_more_children(
    returns: Returns, evidence: Evidence, table: pd.DataFrame
) -> None:
    grown = {2016: 40_000.0, 2017: 42_000.0, 2018: 44_100.0, 2019: 46_305.0}
    told = forecasts_of_both(as_at(returns, 2020), replace(evidence, population=grown), 1, FEW_DRAWS)
    first = {method: of_method(told, method)["forecast"][0] for method in METHODS}
    before = {method: of_method(table, method)["forecast"][0] for method in METHODS}
    assert first[RATE] == pytest.approx(before[RATE] * float(halfway(1.05)))
    assert first[EPISODES] > before[EPISODES]
    assert first[HOLD_COUNT] == before[HOLD_COUNT]


def test_the_newest_spread_by_then_is_used_or_the_first_there_is() -> None:
    spreads = {year: Spread(year, 0, 0) for year in (2016, 2018)}
    assert [fitted_by(spreads, year).alpha for year in (2014, 2016, 2017, 2018, 2023)] == [
        2016, 2016, 2016, 2018, 2018,
    ]  # fmt: skip


# --- Luck -----------------------------------------------------------------------------------------
def test_the_same_seed_says_the_same_and_another_seed_moves_only_stocks_and_flows(
    returns: Returns, evidence: Evidence, table: pd.DataFrame
) -> None:
    pd.testing.assert_frame_equal(forecasts_of_both(returns, evidence, 1, FEW_DRAWS), table)
    other = forecasts_of_both(returns, evidence, 2, FEW_DRAWS)
    pd.testing.assert_frame_equal(of_method(other, RATE), of_method(table, RATE))
    ranges = [of_method(rows, EPISODES)["p90"].tolist() for rows in (other, table)]
    assert ranges[0] != ranges[1]


# --- The record -----------------------------------------------------------------------------------
def made(crps: dict[str, Sequence[float]], horizons: int = 2) -> pd.DataFrame:
    """Forecasts by the CRPS of each date and method, each of them ten over an actual hundred."""
    rows = [
        {
            "origin": 2015 + at,
            "year": 2015 + at + ahead,
            "years_ahead": ahead,
            "method": method,
            "forecast": 110.0,
            "p10": 90.0,
            "p90": 120.0,
            "actual": 100.0,
            "error": 0.1,
            "inside_80": True,
            "crps": each,
        }
        for method, of_dates in crps.items()
        for at, each in enumerate(of_dates)
        for ahead in range(1, horizons + 1)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def test_the_record_has_how_far_out_a_method_was_how_often_it_held_and_from_how_many_dates() -> None:
    rows = made({RATE: [4.0, 8.0]})
    rows["error"] = [0.1, -0.3, 0.2, 0.2]
    rows["inside_80"] = [True, False, True, True]
    record = record_of(rows)[RATE]
    assert (record.forecasts, record.origins, record.inside_80) == (4, 2, 3)
    assert record.mean_absolute_error == pytest.approx(0.2)
    assert record.bias == pytest.approx(0.05)
    assert record.crps == pytest.approx(6.0)


def test_the_method_of_the_least_crps_comes_first(table: pd.DataFrame) -> None:
    scores = [record.crps for record in record_of(table).values()]
    assert scores == sorted(scores)
    assert set(record_of(table)) == set(METHODS)


# --- Which to use ---------------------------------------------------------------------------------
def advice(episodes: Sequence[float], rate: Sequence[float], horizons: int = 2) -> Advice:
    return advice_on(made({EPISODES: episodes, RATE: rate, HOLD_COUNT: [20.0] * len(rate)}, horizons))


def test_a_clear_lead_of_stocks_and_flows_recommends_them_with_the_line_to_write() -> None:
    found = advice([7.0, 8.0, 9.0], [10.0, 11.0, 12.0])
    assert found.method == EPISODES
    said = " ".join(found.sentences)
    assert "Each method made 6 forecasts, from 3 dates" in said
    assert "stocks and flows missed by 8.0 children on average and the rate method by 11.0: 27% less" in said
    assert "less from 3 of the 3 dates" in said
    assert f"write {TO_FOLLOW} in the scenario" in said


def test_a_clear_lead_of_the_rate_method_recommends_it_and_nothing_need_be_written() -> None:
    found = advice([10.0, 11.0, 12.0], [7.0, 8.0, 9.0])
    assert found.method == RATE
    said = " ".join(found.sentences)
    assert "the rate method missed by 8.0 children on average and stocks and flows by 11.0" in said
    assert "Use the rate method." in said
    assert TO_FOLLOW not in said


@pytest.mark.parametrize(
    ("episodes", "rate"),
    [
        ([8.5, 8.5, 8.5], [10.0, 10.0, 10.0]),
        ([10.0, 10.0, 10.0], [8.5, 8.5, 8.5]),
        ([10.0, 10.0, 10.0], [10.0, 10.0, 10.0]),
        ([2.0, 11.0, 11.0], [10.0, 10.0, 10.0]),
    ],
    ids=["a little less", "a little more", "alike", "a lead from one date of three"],
)
def test_where_it_is_too_close_the_rate_method_is_used_and_it_says_why(
    episodes: list[float], rate: list[float]
) -> None:
    found = advice(episodes, rate)
    assert found.method == RATE
    assert "too close to tell" in found.sentences[-1]
    assert "back-tested on every authority" in found.sentences[-1]


@pytest.mark.parametrize(("dates", "horizons"), [(2, 5), (3, 1), (1, 1)])
def test_on_few_forecasts_or_few_dates_there_is_not_enough_to_tell(dates: int, horizons: int) -> None:
    found = advice([1.0] * dates, [10.0] * dates, horizons)
    assert found.method == RATE
    assert found.sentences[0].startswith(
        f"There is not enough to tell: {dates * horizons} forecast{'s' * (dates * horizons > 1)} from "
        f"{dates} date{'s' * (dates > 1)}"
    )


def test_the_benchmark_never_chooses_the_method() -> None:
    rows = made({EPISODES: [8.0] * 3, RATE: [10.0] * 3, HOLD_COUNT: [1.0] * 3})
    assert advice_on(rows).method == EPISODES


@shared
def test_a_lead_in_the_past_is_weak_evidence_in_every_authority() -> None:
    """What the page says of the rule: plainer methods stand in for stocks and flows, which has no panel."""
    panel = panel_of(read_published(PANEL))
    rows = scored(back_test(panel, range(2013, 2023), range(1, 6), SHAPE), panel)
    rows = rows.assign(year=rows["origin"] + rows["years_ahead"], crps=rows["crps_children"])
    chosen, better = 0, 0
    for rival in (HOLD_COUNT, HOLD_RATE, STRAIGHT_TREND, COMPOUND_GROWTH):
        for _, own in rows.groupby("authority"):
            both = {FORECAST: RATE, rival: EPISODES}
            two = own[own["method"].isin(both)].replace({"method": both})
            two = pd.concat([two, own[own["method"] == HOLD_COUNT]])
            past, later = two[two["year"] <= 2018], two[two["origin"] >= 2018]
            if not past.empty and not later.empty and advice_on(past).method == EPISODES:
                records = record_of(later)
                chosen += 1
                better += records[EPISODES].crps < records[RATE].crps
    page = (ROOT / "docs" / "ssda903.md").read_text(encoding="utf-8")
    assert f"in place of the rate method {chosen} times" in page
    assert f"the better one afterwards {better} times" in page


# --- What it rests on -----------------------------------------------------------------------------
def test_it_says_where_a_date_has_two_returns_and_where_a_fit_is_not_so_old(
    evidence: Evidence, table: pd.DataFrame
) -> None:
    few = table.assign(origin=2014).head(3)
    said = " ".join(notes_on([2013, 2014, 2015], few, evidence, "", 100, 1))
    assert "2014 has only two returns" in said
    assert "From 2014 the first fit is used, to 2016" in said
    assert "Population: none" in said
    said = " ".join(notes_on(list(YEARS), table, evidence, "Thurrock (mine)", 100, 1))
    assert "only two returns" not in said
    assert "first fit" not in said
    assert "Thurrock (mine)" in said


# --- The evidence ---------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["THURROCK", "Thurrock", "E06000034"])
def test_the_default_scenario_serves_where_the_returns_name_its_authority(name: str) -> None:
    data = read_methods_data(name, {}, None)
    assert data.whose == "Thurrock (thurrock-2019)"
    assert data.evidence.population[2019] == 43_101


@pytest.mark.parametrize("name", ["", "ESSEX", "E10000012", "883"])
def test_the_default_scenarios_population_is_nobody_elses(name: str) -> None:
    data = read_methods_data(name, {}, None)
    assert (data.whose, data.evidence.population) == ("", {})
    assert data.evidence.count


def test_every_figure_that_is_missing_is_told_at_once(loaded) -> None:
    kept = FigureBook(f for f in loaded.book if f.measure not in ("starts_spread", "leaving_spread"))
    with pytest.raises(InputFaultsError) as told:
        evidence_in(kept, "mine.toml", with_population=True)
    assert [fault.where for fault in told.value.faults] == ["starts_spread", "leaving_spread"]


def test_a_scenario_of_another_code_is_refused(loaded) -> None:
    with pytest.raises(InputFaultsError, match="E10000012"):
        check_same_authority("E10000012", {}, loaded.book, loaded.inputs.scenario, "mine.toml")


@pytest.mark.parametrize(("children", "refused"), [(290, False), (330, False), (140, True), (900, True)])
def test_a_scenario_of_another_size_is_refused(loaded, children: int, *, refused: bool) -> None:
    def check() -> None:
        check_same_authority("", {2019: children}, loaded.book, loaded.inputs.scenario, "mine.toml")

    if refused:
        with pytest.raises(InputFaultsError, match="times the children that are published of Thurrock"):
            check()
    else:
        check()


def test_returns_that_name_nobody_are_of_no_scenario(loaded) -> None:
    scenario: Scenario = loaded.inputs.scenario
    assert not is_of("", scenario.model_copy(update={"authority_code": None}))
