"""A forecast of stocks and flows, from an authority's own returns, in the shapes of the rate model."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_cli import type_in

from sufficiency.demand.rates import central_children
from sufficiency.demand.stock import starts_path
from sufficiency.errors import InputFaultsError
from sufficiency.forecast import Forecast, run
from sufficiency.inputs.inputs import Inputs
from sufficiency.loading import load
from sufficiency.scenarios.method import Method
from sufficiency.tables.run import gap_table, tables_of
from sufficiency.vocabulary import AGE_BANDS, ALL, PROVISIONS, SHOULD_BE_NEAR, STREAMS, WITHIN_20

DRAWS = 200
SCENARIO = """
based_on = "thurrock-2023"
title = "Stocks and flows"
note = "Invented returns."
returns = "returns"
method = "episodes"
horizon = 2030
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with invented returns, and scenarios that name them."""
    folder = tmp_path_factory.mktemp("stocks")
    asked = ["ssda903", "synthesise", "--like", "thurrock", "--years", "2018..2023"]
    assert type_in(*asked, "--out", str(folder / "returns")).code == 0
    (folder / "stocks.toml").write_text(SCENARIO, encoding="utf-8")
    (folder / "rate.toml").write_text(SCENARIO.replace('"episodes"', '"rate"'), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def inputs(folder: Path) -> Inputs:
    return load(str(folder / "stocks.toml")).inputs


@pytest.fixture(scope="module")
def stocks(inputs: Inputs) -> Forecast:
    return run(inputs, draws=DRAWS, seed=1)


@pytest.fixture(scope="module")
def rate(folder: Path) -> Forecast:
    return run(load(str(folder / "rate.toml")).inputs, draws=DRAWS, seed=1)


def with_lines(folder: Path, name: str, lines: str) -> Forecast:
    """The forecast of the scenario with more lines."""
    (folder / f"{name}.toml").write_text(SCENARIO + lines, encoding="utf-8")
    return run(load(str(folder / f"{name}.toml")).inputs, draws=DRAWS, seed=1)


# --- Shapes ---------------------------------------------------------------------------------------
def test_both_methods_give_the_same_tables_with_the_same_rows(stocks: Forecast, rate: Forecast) -> None:
    ours, theirs = tables_of(stocks), tables_of(rate)
    assert list(ours) == list(theirs)
    for name in ("cla", "demand", "gap", "position", "placements_to_find"):
        assert list(ours[name].columns) == list(theirs[name].columns)
        assert len(ours[name]) == len(theirs[name])


def test_both_methods_begin_with_the_same_children(stocks: Forecast, rate: Forecast) -> None:
    for one, other in ((stocks.base_homes, rate.base_homes), (stocks.central_homes, rate.central_homes)):
        assert one.isel(year=0).values == pytest.approx(other.isel(year=0).values)
    assert (stocks.children.total[:, 0] == rate.children.total[:, 0]).all()


def test_the_children_of_the_base_year_are_those_of_its_return(stocks: Forecast) -> None:
    care = stocks.inputs.care
    assert care is not None
    by_stream = care.base.sum(axis=(1, 2))
    for at, stream in enumerate(STREAMS):
        assert float(stocks.central_children.sel(stream=stream)[0]) == pytest.approx(by_stream[at])


def test_homes_add_to_children_in_every_draw(stocks: Forecast) -> None:
    homes = stocks.demand.homes.sum(axis=(1, 2, 3, 4), dtype=np.int64)
    assert (homes == stocks.children.total[:, 1:].T).all()


def test_the_central_path_runs_through_the_middle_of_the_draws(stocks: Forecast) -> None:
    central = stocks.central_children.sum("stream").values
    middle = np.median(stocks.children.total, axis=0)
    assert middle == pytest.approx(central, rel=0.04)


def test_the_range_widens_over_the_years(stocks: Forecast) -> None:
    low, high = np.quantile(stocks.children.total, [0.1, 0.9], axis=0)
    width = high - low
    assert width[0] == 0 < width[1] < width[5]


# --- What moves -----------------------------------------------------------------------------------
def test_children_grow_older_so_that_the_mix_of_ages_changes(stocks: Forecast, rate: Forecast) -> None:
    def shares(forecast: Forecast, year: int) -> np.ndarray:
        by_age = forecast.central_homes.isel(draw=0).sel(year=year).sum(["placement", "distance_band"])
        other = by_age.sel(stream="other").values
        return np.asarray(other / other.sum())

    assert shares(rate, 2028) == pytest.approx(shares(rate, 2023))
    assert np.abs(shares(stocks, 2028) - shares(stocks, 2023)).max() > 0.01


def test_nobody_under_sixteen_is_in_supported_accommodation(stocks: Forecast) -> None:
    supported = stocks.central_homes.sel(placement="supported_16_plus").sum(["stream", "distance_band"])
    for band in AGE_BANDS[:-1]:
        assert float(supported.sel(age_band=band).max()) < 1e-9


def test_the_path_of_the_scenario_is_that_of_who_starts(inputs: Inputs) -> None:
    path = central_children(inputs)
    starts = starts_path(inputs)
    for at, stream in enumerate(STREAMS):
        own = path.sel(stream=stream).values
        assert starts[at] == pytest.approx(own[1:] / own[0])


def test_more_who_start_are_fewer_children_in_no_draw(folder: Path, stocks: Forecast) -> None:
    lines = '[cla]\npath = "change"\npercent_a_year = 8.0\nfrom = 2024\nto = 2027\nsource = "a test"\n'
    more = with_lines(folder, "more", lines)
    assert (more.children.total >= stocks.children.total).all()
    assert more.central_children.sum("stream").values[-1] > stocks.central_children.sum("stream").values[-1]


def test_a_move_of_mix_moves_children_between_homes_and_leaves_all_as_many(
    folder: Path, stocks: Forecast
) -> None:
    lines = (
        '[mix.less-residential]\nfrom = "residential"\nto = "fostering"\nshare = 0.5\n'
        'by = 2026\nsource = "a test"\n'
    )
    moved = with_lines(folder, "moved", lines)
    assert (moved.children.total == stocks.children.total).all()
    by_provision = [
        forecast.demand.by_provision_and_band.sum(axis=2)[4].mean(axis=-1) for forecast in (stocks, moved)
    ]
    fostering, residential = PROVISIONS.index("fostering"), PROVISIONS.index("residential")
    assert by_provision[1][residential] == pytest.approx(by_provision[0][residential] / 2, rel=0.25)
    gained = by_provision[1][fostering] - by_provision[0][fostering]
    assert gained == pytest.approx(by_provision[0][residential] / 2, rel=0.25)


def test_a_care_lever_changes_nobody_whom_it_leaves_alone(folder: Path, stocks: Forecast) -> None:
    lines = (
        '[levers.home-sooner]\nkind = "exits"\nplacement = "residential"\nchildren_a_year = 3\n'
        'into = "home"\nyears_sooner = 1.0\nfrom = 2025\nto = 2026\nsource = "a test"\n'
    )
    sooner = with_lines(folder, "sooner", lines)
    fewer = stocks.demand.homes.astype(int) - sooner.demand.homes
    assert (fewer >= 0).all()
    assert fewer.sum() > 0
    away = fewer.sum(axis=(0, 1, 2, 4, 5))
    assert set(np.flatnonzero(away)) == {2}  # residential


def test_children_need_the_kind_of_home_that_care_plans_say_in_later_years_too(
    folder: Path, tmp_path: Path, stocks: Forecast
) -> None:
    shutil.copytree(folder / "returns", tmp_path / "returns")
    newest = tmp_path / "returns" / "2022-23" / "episodes.csv"
    episodes = pd.read_csv(newest, dtype=str, keep_default_na=False)
    in_residential = episodes["PLACE"].isin(["K2", "S1", "R1"])
    newest.write_text(
        episodes.assign(CARE_PLAN_KIND=np.where(in_residential, "fostering", "")).to_csv(index=False)
    )
    (tmp_path / "plans.toml").write_text(SCENARIO, encoding="utf-8")
    planned = run(load(str(tmp_path / "plans.toml")).inputs, draws=DRAWS, seed=1)

    def needed(forecast: Forecast, year: int) -> dict[str, float]:
        homes = forecast.central_homes.isel(draw=0).sel(year=year)
        by_placement = homes.sum(["stream", "age_band", "distance_band"])
        return {name: float(by_placement.sel(placement=name)) for name in PROVISIONS}

    assert needed(stocks, 2023)["residential"] > 10
    for year in (2023, 2024, 2028):
        assert needed(planned, year)["residential"] < 1e-6
        assert sum(needed(planned, year).values()) == pytest.approx(sum(needed(stocks, year).values()))
    drawn = planned.demand.by_provision_and_band[:, PROVISIONS.index("residential")]
    assert drawn.sum() == 0


# --- What is said, and refused --------------------------------------------------------------------
def test_the_gap_of_the_observed_year_has_no_chance_beside_it(stocks: Forecast) -> None:
    gap = gap_table(stocks)
    base = gap[(gap["year"] == 2023) & (gap["scope"] == WITHIN_20) & (gap["provision"] == ALL)]
    assert base["chance_of_shortfall"].isna().all()
    later = gap[(gap["year"] == 2024) & (gap["scope"] == WITHIN_20) & (gap["need_basis"] == SHOULD_BE_NEAR)]
    assert later["chance_of_shortfall"].notna().all()


def test_the_same_seed_gives_the_same_children(inputs: Inputs, stocks: Forecast) -> None:
    again = run(inputs, draws=DRAWS, seed=1)
    assert (again.demand.homes == stocks.demand.homes).all()


def test_stocks_and_flows_without_returns_are_refused_with_what_to_do(folder: Path) -> None:
    text = SCENARIO.replace('returns = "returns"\n', "")
    (folder / "none.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputFaultsError, match="returns") as caught:
        load(str(folder / "none.toml"))
    assert len(caught.value.faults) == 1


def test_the_scenario_follows_the_rate_unless_it_says_otherwise(folder: Path) -> None:
    text = SCENARIO.replace('method = "episodes"\n', "")
    (folder / "plain.toml").write_text(text, encoding="utf-8")
    inputs = load(str(folder / "plain.toml")).inputs
    assert inputs.scenario.method == Method.RATE
    assert inputs.care is None
    assert inputs.own is not None
