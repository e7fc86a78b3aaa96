"""The back-test: what the ranges held on every authority, and that no forecast knew what came later.

`made_panel` is used by the other tests of the evidence too.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_volatility import CHARACTERISTICS, PANEL, shared

from sufficiency.chance.spread import Spread
from sufficiency.demand.rates import draw_children
from sufficiency.demand.shares import DriftingShare
from sufficiency.errors import InputFaultsError
from sufficiency.readers.published.recognise import read_published
from sufficiency.record.backtest import (
    FORECAST,
    HOLD_COUNT,
    HOLD_RATE,
    METHODS,
    Judged,
    Shape,
    back_test,
    central_forecasts,
    population_multiple,
    quantiles_of,
)
from sufficiency.record.panel import Panel, panel_of, shares_panel_of
from sufficiency.record.scores import EVERY, QUARTERS, scored, scores_table
from sufficiency.record.shares import share_scores_table
from sufficiency.sentences.backtest import record_sentences

SHAPE = Shape(degrees_of_freedom=5, largest_t=6, least_rate=20, most_rate=200)
ORIGINS, HORIZONS = range(2016, 2023), range(1, 6)
SPREAD = Spread(0.0022, 0.79, 1.235)
NAN = np.nan


def made_panel(authorities: int = 40, years: range = range(2010, 2020), seed: int = 1) -> Panel:
    """Authorities that never were: whole children who drift, in populations that grow each at its pace."""
    rng = np.random.default_rng(seed)
    shape = (authorities, len(years))
    size = np.exp(rng.uniform(np.log(90), np.log(900), authorities))[:, None]
    cla = np.rint(size * np.exp(np.cumsum(rng.normal(0.01, 0.07, shape), axis=1)))
    growth = rng.normal(0.008, 0.006, (authorities, 1)) * np.arange(len(years))
    population = np.rint(size / 0.0065 * np.exp(growth))
    flows = np.random.default_rng(seed + 1).poisson(0.42 * cla, (2, *shape)).astype(float)
    at = range(authorities)
    return Panel(
        code=tuple(f"E090{each:05d}" for each in at),
        dfe_code=tuple(str(201 + each) for each in at),
        name=tuple(f"Borough {each + 1}" for each in at),
        region=tuple(("North", "South", "East")[each % 3] for each in at),
        years=tuple(years),
        cla=cla,
        uasc=np.rint(0.08 * cla),
        population=population,
        first_published=np.full(shape, NAN),
        started=flows[0],
        ceased=flows[1],
    )


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Every forecast of every authority of England, as at 2016 to 2022."""
    panel = panel_of(read_published(PANEL))
    return scored(back_test(panel, ORIGINS, HORIZONS, SHAPE), panel)


@pytest.fixture(scope="module")
def scores(rows: pd.DataFrame) -> pd.DataFrame:
    table = scores_table(rows, seed=1)
    return table.set_index(["by", "group", "method", "years_ahead"]).sort_index(
        key=lambda each: each.map(str)
    )


# --- The record, on every authority ---------------------------------------------------------------
@shared
@pytest.mark.parametrize(
    ("years_ahead", "least", "most"),
    [(1, 0.77, 0.86), (2, 0.77, 0.86), (3, 0.77, 0.86), (4, 0.77, 0.86), (5, 0.75, 0.88)],
)
def test_80_percent_ranges_held_about_80_times_in_100(
    scores: pd.DataFrame, years_ahead: int, least: float, most: float
) -> None:
    found = scores.loc[EVERY, EVERY, FORECAST, years_ahead]
    assert least <= found["coverage_80"] <= most
    assert found["coverage_80_low"] <= 0.8 <= found["coverage_80_high"]


@shared
@pytest.mark.parametrize("years_ahead", HORIZONS)
def test_95_percent_ranges_held_about_95_times_in_100(scores: pd.DataFrame, years_ahead: int) -> None:
    assert 0.92 <= scores.loc[EVERY, EVERY, FORECAST, years_ahead]["coverage_95"] <= 0.98


@shared
@pytest.mark.parametrize("quarter", QUARTERS)
def test_ranges_held_in_every_quarter_of_authorities_by_size(scores: pd.DataFrame, quarter: str) -> None:
    assert 0.72 <= scores.loc["size", quarter, FORECAST, EVERY]["coverage_80"] <= 0.90


@shared
def test_every_origin_is_shown_with_what_all_authorities_had_in_common(scores: pd.DataFrame) -> None:
    """The range of 2016 held least: numbers then rose everywhere, which nobody's range knew."""
    by_origin = scores.xs(("origin", FORECAST, EVERY), level=("by", "method", "years_ahead"))
    assert list(by_origin.index) == [str(year) for year in ORIGINS]
    assert by_origin["national_change"].notna().all()
    assert by_origin["coverage_80"].idxmin() == by_origin["national_change"].idxmax() == "2016"
    assert by_origin["coverage_80"].between(0.65, 0.90).all()


@shared
@pytest.mark.parametrize("years_ahead", [1, 2])
def test_one_and_two_years_ahead_forecasts_are_no_worse_than_a_count_that_holds(
    scores: pd.DataFrame, years_ahead: int
) -> None:
    ours, held = (scores.loc[EVERY, EVERY, name, years_ahead] for name in (FORECAST, HOLD_COUNT))
    assert ours["crps_share"] <= held["crps_share"]
    assert ours["mape"] <= 1.02 * held["mape"]


@shared
@pytest.mark.parametrize("years_ahead", [3, 4, 5])
def test_three_to_five_years_ahead_forecasts_are_better_than_a_count_that_holds(
    scores: pd.DataFrame, years_ahead: int
) -> None:
    ours, held = (scores.loc[EVERY, EVERY, name, years_ahead] for name in (FORECAST, HOLD_COUNT))
    assert ours["crps_share"] < held["crps_share"]
    assert ours["mape"] < held["mape"]


@shared
def test_carrying_the_recent_trend_on_is_worse_than_either(scores: pd.DataFrame) -> None:
    for years_ahead in HORIZONS:
        mape = scores.loc[EVERY, EVERY]["mape"].xs(years_ahead, level="years_ahead")
        assert mape[["straight_trend", "compound_growth"]].min() > mape[[FORECAST, HOLD_COUNT]].max()


@shared
def test_every_method_is_judged_on_the_same_forecasts(rows: pd.DataFrame) -> None:
    keys = rows.groupby("method")[["origin", "years_ahead", "authority"]].apply(
        lambda own: frozenset(own.itertuples(index=False, name=None))
    )
    assert set(keys.index) == set(METHODS)
    assert len(set(keys)) == 1
    assert len(keys[FORECAST]) == 147 * sum(min(5, 2023 - origin) for origin in ORIGINS)


@shared
def test_the_record_in_words_has_the_numbers_of_the_scores(rows: pd.DataFrame) -> None:
    told = record_sentences(scores_table(rows, seed=1), list(ORIGINS), rows["authority"].nunique())
    assert told[0] == (
        "For 147 authorities, and forecasts made as at 31 March 2016 to 2022, the number of children looked "
        "after was inside our 80% range 79 times in a hundred."
    )
    assert "out by 6% on average one year on and 15% five years on" in told[1]
    assert "changed by +12% over five years" in told[2]


@shared
def test_ranges_of_shares_held_on_authorities_that_they_were_not_fitted_on() -> None:
    found = share_scores_table(shares_panel_of(read_published(CHARACTERISTICS)), seed=1)
    assert set(found["share"]) == {
        "fostering", "residential", "supported_16_plus", "over_20_miles", "uasc"
    }  # fmt: skip
    assert set(found["years_ahead"]) == {1, 2, 3}
    assert found["coverage_80"].between(0.72, 0.90).all()
    assert found["coverage_95"].between(0.92, 0.98).all()


# --- Nothing that came later is known -------------------------------------------------------------
def up_to(panel: Panel, origin: int, horizons: range = range(1, 4)) -> list[Judged]:
    return back_test(panel, [origin], horizons, SHAPE)


def assert_the_same_forecasts(one: list[Judged], other: list[Judged]) -> None:
    assert len(one) == len(other) == len(METHODS) * 3
    for before, after in zip(one, other, strict=True):
        assert (before.method, before.years_ahead) == (after.method, after.years_ahead)
        for name in ("authority", "base", "central", "quantiles"):
            np.testing.assert_array_equal(getattr(before, name), getattr(after, name))


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    origin=st.integers(2013, 2016),
    seed=st.integers(0, 1000),
    most=st.floats(0.01, 1.5),
    populations_too=st.booleans(),
)
def test_no_count_and_no_population_after_an_origin_changes_any_forecast_of_it(
    origin: int, seed: int, most: float, populations_too: bool
) -> None:
    panel = made_panel()
    later = panel.years.index(origin) + 1
    shocks = np.exp(np.random.default_rng(seed).uniform(-most, most, panel.cla[:, later:].shape))
    cla, population = panel.cla.copy(), panel.population.copy()
    cla[:, later:] = np.rint(cla[:, later:] * shocks)
    if populations_too:
        population[:, later:] *= shocks[::-1]
    changed = replace(panel, cla=cla, population=population)
    assert_the_same_forecasts(up_to(panel, origin), up_to(changed, origin))


def test_a_population_of_the_origin_or_before_does_change_them() -> None:
    panel = made_panel()
    population = panel.population.copy()
    population[:, panel.years.index(2015)] *= 1.02
    changed = up_to(replace(panel, population=population), 2015)
    ours = [
        (one, two) for one, two in zip(up_to(panel, 2015), changed, strict=True) if one.method == FORECAST
    ]
    assert all((two.central > one.central).all() for one, two in ours)


# --- The middle of each method --------------------------------------------------------------------
def test_the_forecast_lies_halfway_between_the_count_and_the_rate_held() -> None:
    found = central_forecasts(made_panel(), 2016, 4)
    assert found[FORECAST] == pytest.approx(np.sqrt(found[HOLD_COUNT] * found[HOLD_RATE]))
    assert found[HOLD_COUNT] == pytest.approx(made_panel().cla[:, 6])


def test_growth_in_population_is_the_mean_of_three_years_and_fades_by_a_tenth_a_year() -> None:
    years = (2013, 2014, 2015, 2016)
    population = np.array([[1000.0, 1010.0, 1020.0, 1000 * np.exp(0.03)]])
    assert population_multiple(years, population, 2016, 1) == pytest.approx([np.exp(0.01)])
    assert population_multiple(years, population, 2016, 3) == pytest.approx([np.exp(0.01 * (1 + 0.9 + 0.81))])


def test_without_an_estimate_the_population_is_taken_to_hold() -> None:
    unknown = np.full((2, 4), NAN)
    assert population_multiple((2013, 2014, 2015, 2016), unknown, 2016, 5).tolist() == [1, 1]


def test_years_that_the_panel_lacks_are_not_taken_for_the_years_beside_them() -> None:
    years, population = (2012, 2014, 2016), np.array([[1000.0, 1010.0, 1000 * np.exp(0.04)]])
    growth = np.log(population[0, 2] / population[0, 1]) / 2
    assert population_multiple(years, population, 2016, 1) == pytest.approx([np.exp(growth)])
    panel = made_panel(2, range(2013, 2017))
    found = central_forecasts(replace(panel, years=(2012, 2013, 2015, 2016)), 2016, 2)
    assert np.isnan(found["straight_trend"]).all()
    assert np.isfinite(found["compound_growth"]).all()


def test_the_trends_carry_on_the_last_three_counts_and_the_growth_of_three_years() -> None:
    panel = made_panel(1, range(2013, 2017))
    counts = np.array([[100.0, 110.0, 130.0, 140.0]])
    found = central_forecasts(replace(panel, cla=counts), 2016, 2)
    assert found["straight_trend"] == pytest.approx([140 + 2 * 15])
    assert found["compound_growth"] == pytest.approx([140 * 1.4 ** (2 / 3)])


def test_a_straight_trend_never_falls_below_one_child() -> None:
    panel = replace(made_panel(1, range(2013, 2017)), cla=np.array([[300.0, 200.0, 100.0, 20.0]]))
    assert central_forecasts(panel, 2016, 5)["straight_trend"] == [1]


# --- The range about it ---------------------------------------------------------------------------
def test_the_range_is_the_one_that_a_run_draws(inputs) -> None:
    """The same spread, shape and limits: centiles of a run's draws are quantiles of the back-test."""
    import xarray as xr

    years = list(inputs.scenario.years)[:6]
    central = xr.DataArray(
        np.full((2, len(years)), [[30.0], [263.0]]), dims=("stream", "year"),
        coords={"stream": ["uasc", "other"], "year": years},
    )  # fmt: skip
    short = replace(inputs, scenario=inputs.scenario.model_copy(update={"horizon": years[-1]}))
    drawn = draw_children(short, central, DriftingShare("uasc", 30 / 293, np.zeros(5)), 1, 20_000).total
    spread = Spread.of({name: figure.value for name, figure in inputs.count_spread.items()})
    base, population = np.array([293.0]), np.array([inputs.base_population.value])
    for years_ahead in (1, 3, 5):
        said = quantiles_of(base, base, population, years_ahead, spread, SHAPE)[0]
        for level in (0.1, 0.5, 0.9):
            ours = np.quantile(drawn[:, years_ahead], level)
            assert ours == pytest.approx(np.quantile(said, level), abs=2)


def test_the_middle_of_the_range_is_the_forecast() -> None:
    base, population = np.array([90.0, 300.0]), np.array([14_000.0, 45_000.0])
    said = quantiles_of(1.1 * base, base, population, 3, SPREAD, SHAPE)
    assert np.median(said, axis=1) == pytest.approx(1.1 * base, rel=1e-3)


def test_no_range_takes_the_rate_beyond_what_any_authority_has_had() -> None:
    base, population = np.array([30.0]), np.array([5000.0])
    said = quantiles_of(base, base, population, 5, SPREAD, SHAPE)
    assert said.min() >= 0.002 * 5000 - 1e-9
    assert said.max() <= 0.02 * 5000 + 1e-9


def test_an_authority_without_a_population_still_has_a_range() -> None:
    base = np.array([300.0])
    said = quantiles_of(base, base, np.array([NAN]), 1, SPREAD, SHAPE)
    assert np.isfinite(said).all()
    assert said.std() > 0


# --- Who is judged --------------------------------------------------------------------------------
def test_a_suppressed_count_leaves_out_the_forecasts_that_need_it_and_no_others() -> None:
    panel = made_panel()
    cla = panel.cla.copy()
    cla[3, panel.years.index(2017)] = NAN
    found = back_test(replace(panel, cla=cla), [2016, 2018], [1, 2, 3], SHAPE)
    judged = {(each.origin, each.years_ahead): 3 in each.authority for each in found}
    # The trends of 2018 need 2017 too, and every method is judged on the same forecasts.
    assert judged == {(2016, 1): False, (2016, 2): True, (2016, 3): True, (2018, 1): False}


def test_a_target_beyond_the_panel_is_not_judged() -> None:
    found = back_test(made_panel(), [2018], range(1, 6), SHAPE)
    assert {each.years_ahead for each in found} == {1}


def test_a_panel_of_a_few_authorities_is_refused() -> None:
    with pytest.raises(InputFaultsError, match="29 authorities have two years to compare"):
        back_test(made_panel(29), [2016], [1], SHAPE)


def test_each_origin_is_told_as_it_is_forecast_from() -> None:
    told: list[str] = []
    back_test(made_panel(), [2015, 2016], [1], SHAPE, told.append)
    assert told == ["Forecasting from 31 March 2015", "Forecasting from 31 March 2016"]


# --- In words -------------------------------------------------------------------------------------
def test_one_origin_is_told_as_one_year() -> None:
    panel = made_panel()
    found = scored(back_test(panel, [2016], [1, 2], SHAPE), panel)
    told = record_sentences(scores_table(found, 1), [2016], 40)
    assert told[0].startswith("For 40 authorities, and forecasts made as at 31 March 2016, the number ")
    assert "one year on and " in told[1]
    assert "% two years on;" in told[1]
