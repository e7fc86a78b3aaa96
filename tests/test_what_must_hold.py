"""What must hold: each bullet of the issue, on the bundled scenarios."""

import numpy as np
import pandas as pd
import pytest

from sufficiency.bundled import scenario_files
from sufficiency.children.crosstab import HOMES, modelled_crosstab
from sufficiency.children.population import growth_index
from sufficiency.demand.homes_wanted import DemandDraws
from sufficiency.demand.rates import central_children, population_index
from sufficiency.demand.shares import drifting_shares
from sufficiency.forecast import run
from sufficiency.tables.run import gap_table, position_table, tables_of
from sufficiency.vocabulary import (
    AGE_BANDS,
    ALL,
    ANY,
    DISTANCE_BANDS,
    INSIDE,
    PROVISIONS,
    SCOPES,
    SHOULD_BE_NEAR,
    WITHIN_20,
)
from sufficiency.writers.run_folder import write_csv

BUNDLED = list(scenario_files())
OF_2019 = [name for name in BUNDLED if name.startswith("thurrock-2019")]
SOURCE = {"source": "a test"}


def to_secure(forecast, year: int, scope: str) -> dict[str, float]:
    """The central should-be-near gap by provision."""
    gap = forecast.central.gap.isel(draw=0).sel(year=year, scope=scope, need_basis=SHOULD_BE_NEAR)
    return {name: float(gap.sel(provision=name)) for name in PROVISIONS}


# --- Central figures ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "year", "children"),
    [
        ("thurrock-2019", 2019, 293.0),
        ("thurrock-2019", 2024, 319.6),
        ("thurrock-2019", 2037, 363.7),
        ("growth-england", 2024, 311.9),
        ("growth-england", 2037, 328.1),
        ("rate-64", 2024, 299.1),
        ("early-help", 2024, 292.1),
        ("growth-11", 2024, 309.0),
        ("growth-11", 2028, 322.4),
        ("hold-count", 2037, 293.0),
        ("half-inside", 2037, 363.7),
        ("households", 2024, 319.6),
        ("households-expected", 2024, 319.6),
        ("early-help-half-inside", 2024, 292.1),
    ],
)
def test_the_central_path_has_the_figures_of_the_issue(
    scenario_inputs, name: str, year: int, children: float
) -> None:
    central = central_children(scenario_inputs(name)).sel(year=year).sum("stream")
    assert float(central) == pytest.approx(children, abs=0.1)


def test_the_rate_converges_to_the_neighbours_69_by_2024(scenario_inputs) -> None:
    inputs = scenario_inputs("neighbours-69")
    population = 42_836 * population_index(inputs).sel(year=2024)
    rate = central_children(inputs).sel(year=2024).sum("stream") / population * 10_000
    assert float(rate) == pytest.approx(69, abs=0.001)


def test_the_child_population_is_19_percent_up_on_2014_in_2024_and_35_4_in_2037(inputs) -> None:
    points = {year: figure.value for year, figure in inputs.growth.items()}
    index = growth_index(points, 2014, [2014, 2024, 2037])
    assert index.values == pytest.approx([1, 1.190, 1.354], abs=0.0005)


# --- 31 March 2019 --------------------------------------------------------------------------------
BASE_MARGINS = {
    "age_band": dict(zip(AGE_BANDS, (14, 25, 40, 128, 86), strict=True)),
    "distance_band": dict(zip(DISTANCE_BANDS, (119, 124, 1, 48, 1), strict=True)),
}


@pytest.mark.parametrize("name", OF_2019)
def test_the_published_margins_are_reproduced_in_every_draw(scenario_forecast, name: str) -> None:
    homes = scenario_forecast(name).base_homes.isel(year=0)
    for axis, published in BASE_MARGINS.items():
        counted = homes.sum([dim for dim in homes.dims if dim not in (axis, "draw")])
        for band, children in published.items():
            assert counted.sel({axis: band}).values == pytest.approx(children)
    by_placement = homes.sum(["stream", "age_band", "distance_band"])
    fostered = by_placement.sel(placement=["fostering", "kinship"]).sum("placement")
    assert fostered.values == pytest.approx(218)
    published = {"residential": 25, "with_parents": 8, "supported_16_plus": 31, "placed_for_adoption": 11}
    for placement, children in published.items():
        assert by_placement.sel(placement=placement).values == pytest.approx(children)


def test_no_residential_child_is_inside_the_authority_and_nobody_under_16_is_supported(forecast) -> None:
    homes = forecast.base_homes.isel(year=0)
    inside = homes.sel(placement="residential", distance_band=["within_20_inside", "over_20_inside"])
    assert float(inside.sum()) == 0
    young = homes.sel(placement="supported_16_plus", age_band=list(AGE_BANDS[:-1]))
    assert float(young.sum()) == 0


def test_noise_begins_in_2020(forecast) -> None:
    total = forecast.children.total
    assert (total[:, 0] == 293).all()
    assert total[:, 1].std() > 10
    assert forecast.demand.years[0] == 2020


# --- Position and base-year gap -------------------------------------------------------------------
@pytest.mark.parametrize("name", BUNDLED)
def test_children_placed_are_those_filled_by_us_and_those_with_no_registered_home(
    scenario_forecast, name: str
) -> None:
    supply = scenario_forecast(name).drawn.supply
    assert float(abs(supply.filled.sum("sector") - supply.placed).max()) < 1e-6


@pytest.mark.parametrize("name", OF_2019)
def test_the_position_adds_to_293_in_every_scope(scenario_forecast, name: str) -> None:
    forecast = scenario_forecast(name)
    position = position_table(forecast.inputs, forecast.central, forecast.drawn)
    for scope in SCOPES:
        rows = position[(position["scope"] == scope) & (position["provision"] != "all")]
        assert rows["children"].sum() == pytest.approx(293)
        ladder = rows[rows["rung"] != "self_placing"].groupby("provision")["children"].sum()
        assert ladder.to_dict() == pytest.approx(dict(zip(PROVISIONS, (196, 25, 31), strict=True)))


def test_the_base_year_gap_is_rungs_1_to_4_less_vacancies_and_as_placed_the_same_less_rung_3(
    forecast,
) -> None:
    for local in (forecast.central, forecast.drawn):
        gap = local.gap.sel(year=2019)
        four = local.ladder.sel(rung=[1, 2, 3, 4]).sum("rung") - local.supply.vacant.sum("sector")
        third = local.ladder.sel(rung=3, drop=True)
        assert float(abs(gap.sel(need_basis="should_be_near") - four).max()) < 1e-6
        assert float(abs(gap.sel(need_basis="as_placed") - (four - third)).max()) < 1e-6


@pytest.mark.parametrize("name", ["thurrock-2019", "half-inside", "households"])
def test_no_chance_is_printed_for_an_observed_year(scenario_forecast, name: str) -> None:
    gap = gap_table(scenario_forecast(name))
    base = gap[gap["year"] == 2019]
    assert base[["chance_of_shortfall", "chance_gap_grows"]].isna().all(axis=None)
    later = gap[(gap["year"] == 2020) & (gap["scope"] == ANY)]
    assert later[["chance_of_shortfall", "chance_gap_grows"]].notna().all(axis=None)


def test_about_45_homes_are_to_be_secured_within_20_miles_24_15_and_6(forecast) -> None:
    gap = to_secure(forecast, 2019, WITHIN_20)
    expected = {"fostering": 24, "residential": 15, "supported_16_plus": 6}
    assert gap == pytest.approx(expected, abs=3)
    assert sum(gap.values()) == pytest.approx(45, abs=3)


def test_about_66_are_to_be_secured_in_2024_if_the_rate_holds_and_45_if_the_count_does(
    forecast, scenario_forecast
) -> None:
    assert sum(to_secure(forecast, 2024, WITHIN_20).values()) == pytest.approx(66, abs=8)
    held = scenario_forecast("hold-count")
    assert sum(to_secure(held, 2024, WITHIN_20).values()) == pytest.approx(45, abs=3)


def test_about_28_homes_are_to_be_secured_inside_the_authority(forecast) -> None:
    assert sum(to_secure(forecast, 2019, INSIDE).values()) == pytest.approx(28, abs=3)


# --- Distance -------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["half-inside", "early-help-half-inside"])
def test_a_distance_scenario_never_lowers_what_should_be_near(scenario_forecast, name: str) -> None:
    without = {"half-inside": "thurrock-2019", "early-help-half-inside": "early-help"}[name]
    should, before = (
        scenario_forecast(each).drawn.need.sel(need_basis=SHOULD_BE_NEAR) for each in (name, without)
    )
    assert float((should - before).min()) > -1e-9


def test_placing_children_further_away_never_lowers_what_should_be_near(varied) -> None:
    far = {"scope": "within_20_miles", "share": 0.4, "by": 2022, **SOURCE}
    one, further = (run(varied(horizon=2023, distance=d), draws=150, seed=1) for d in (None, far))
    difference = (further.drawn.need - one.drawn.need).sel(need_basis=SHOULD_BE_NEAR)
    assert float(difference.min()) > -1e-9
    central = (further.central.need - one.central.need).sel(need_basis=SHOULD_BE_NEAR)
    assert float(central.min()) > -1e-9


def test_drift_never_lowers_what_should_be_near(forecast) -> None:
    """In each draw at least the base year's share of the draw's count should be near."""
    need = forecast.drawn.need.sel(need_basis=SHOULD_BE_NEAR)
    base = need.sel(year=2019)
    share = (base / base.sel(scope=ANY)).fillna(0)
    count = need.sel(scope=ANY, drop=True).isel(year=slice(1, None))
    assert float((need.isel(year=slice(1, None)) - share * count).min()) > -1e-6


def test_adding_nothing_but_the_year_2020_moves_no_provisions_demand_in_a_scope_by_more_than_9_percent(
    forecast,
) -> None:
    need = forecast.central.need.isel(draw=0)
    wanted = need.sel(year=2019) > 0
    growth = (need.sel(year=2020) / need.sel(year=2019).where(wanted) - 1).values
    assert np.nanmax(abs(growth)) < 0.09
    whole = forecast.central_children.sum("stream")
    assert np.nanmax(growth) <= float(whole[1] / whole[0]) - 1 + 1e-9
    drawn = forecast.drawn.need.mean("draw")
    assert np.nanmax(abs(drawn.sel(year=2020) / drawn.sel(year=2019).where(wanted) - 1)) < 0.09


# --- Every draw -----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", BUNDLED)
def test_in_each_draw_the_gap_is_demand_less_secured(scenario_forecast, name: str) -> None:
    drawn = scenario_forecast(name).drawn
    assert float(abs(drawn.gap - (drawn.need - drawn.supply.secured.sum("sector"))).max()) < 1e-6


@pytest.fixture(scope="module")
def with_nothing_added(varied):
    return run(varied(horizon=2021), draws=60, seed=1)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("provision", PROVISIONS)
def test_a_place_added_in_a_scope_never_raises_its_gap_or_its_chance(
    varied, with_nothing_added, provision: str, scope: str
) -> None:
    opened = {"provision": provision, "sector": "select_list", "scope": scope, "places": 1.0, "from": 2021}
    one = with_nothing_added
    more = run(varied(horizon=2021, places={"home": {**opened, **SOURCE}}), draws=60, seed=1)
    assert (more.drawn.gap <= one.drawn.gap).all()
    cell = {"provision": provision, "scope": scope, "year": 2021}
    assert np.allclose(one.drawn.gap.sel(cell) - more.drawn.gap.sel(cell), 1)
    before, after = (gap_table(each)["chance_of_shortfall"] for each in (one, more))
    assert (after.fillna(0) <= before.fillna(0)).all()


LOWER = {
    "early help": {
        "path": "change",
        "of": "other",
        "percent_a_year": -2.0,
        "from": 2020,
        "to": 2024,
        **SOURCE,
    },
    "a fall of all": {"path": "change", "percent_a_year": -1.0, "from": 2021, "to": 2023, **SOURCE},
    "England's rate": {"path": "converge", "to": "benchmark_rate/england/2018", "by": 2024, **SOURCE},
    "a table": {"path": "own", "rate_per_10k": {"2024": 50.0}, **SOURCE},
}


@pytest.fixture(scope="module")
def at_the_same_rate(varied) -> DemandDraws:
    return run(varied(horizon=2026), draws=150, seed=1).demand


@pytest.mark.parametrize("path", LOWER)
def test_a_scenario_that_only_lowers_the_rate_has_draw_by_draw_no_more_children_in_any_placement(
    varied, at_the_same_rate, path: str
) -> None:
    lower = run(varied(horizon=2026, cla=LOWER[path]), draws=150, seed=1).demand.homes
    homes = at_the_same_rate.homes
    assert (lower.sum(axis=(1, 2, 4)) <= homes.sum(axis=(1, 2, 4))).all()
    assert (lower <= homes).all()
    assert lower.sum() < homes.sum()


def test_holding_the_count_has_draw_by_draw_no_more_children_in_any_placement(scenario_forecast) -> None:
    """The population grows, so to hold both counts only lowers the rate."""
    lower, homes = (scenario_forecast(name).demand.homes for name in ("hold-count", "thurrock-2019"))
    assert (lower.sum(axis=(1, 2, 4)) <= homes.sum(axis=(1, 2, 4))).all()


def test_a_rate_change_leaves_the_luck_of_the_shares_alone(inputs, scenario_inputs) -> None:
    for name in ("early-help", "rate-64", "hold-count"):
        other = scenario_inputs(name)
        one_luck, other_luck = (drifting_shares(each, modelled_crosstab(each)) for each in (inputs, other))
        for share in one_luck:
            assert np.array_equal(one_luck[share].multiples(1, 40), other_luck[share].multiples(1, 40))


def test_parts_add_to_wholes_in_every_draw(forecast) -> None:
    homes = forecast.demand.homes.astype(int)
    assert homes.shape[3] == len(HOMES)
    assert np.array_equal(homes.sum(axis=(1, 2, 3, 4)).T, forecast.children.total[:, 1:])
    wanted = [HOMES.index(name) for name in PROVISIONS]
    assert np.array_equal(
        homes.sum(axis=(1, 2))[:, wanted], forecast.demand.by_provision_and_band.astype(int)
    )


def test_a_zero_rate_gives_zero_demand(varied) -> None:
    none = varied(horizon=2022, cla={"path": "own", "rate_per_10k": {"2021": 0.0}, **SOURCE})
    forecast = run(none, draws=40, seed=1)
    for year in (2021, 2022):
        assert float(abs(forecast.central.need.sel(year=year)).max()) < 1e-9
        assert float(abs(forecast.drawn.need.sel(year=year)).max()) < 1e-9
    assert forecast.demand.homes[1:].sum() == 0
    assert forecast.demand.homes[0].sum() > 0


def test_the_same_seed_gives_the_same_bytes(varied, tmp_path) -> None:
    written: list[dict[str, bytes]] = []
    for attempt in ("one", "two"):
        (tmp_path / attempt).mkdir()
        for name, table in tables_of(run(varied(horizon=2020), draws=50, seed=3)).items():
            write_csv(table, tmp_path / attempt / f"{name}.csv")
        written.append({path.name: path.read_bytes() for path in (tmp_path / attempt).iterdir()})
    assert written[0] == written[1]
    assert len(written[0]) >= 10


# --- The range ------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", BUNDLED)
def test_the_middle_draw_is_within_one_child_of_the_central_path_in_every_year(
    scenario_forecast, name: str
) -> None:
    forecast = scenario_forecast(name)
    middle = np.median(forecast.children.total, axis=0)
    assert abs(middle - forecast.central_children.sum("stream").values).max() < 1


def widths(forecast) -> np.ndarray:
    p10, p90 = np.quantile(forecast.children.total, [0.1, 0.9], axis=0)
    return p90 - p10


def test_the_80_percent_range_is_0_20_0_56_and_0_79_of_the_count_wide_at_1_5_and_18_years(forecast) -> None:
    share = widths(forecast) / forecast.central_children.sum("stream").values
    assert share[[1, 5, 18]] == pytest.approx([0.20, 0.56, 0.79], abs=0.02)


@pytest.mark.parametrize("name", BUNDLED)
def test_the_range_never_narrows(scenario_forecast, name: str) -> None:
    assert (np.diff(widths(scenario_forecast(name))) >= 0).all()


def test_the_range_is_never_a_poisson_band(forecast) -> None:
    """A Poisson range of 293 children is 44 wide at any horizon."""
    poisson = 2 * 1.2816 * np.sqrt(forecast.central_children.sum("stream").values)
    assert (widths(forecast)[1:] > 1.3 * poisson[1:]).all()


def test_the_95_percent_columns_are_blank_after_five_years(tables) -> None:
    cla: pd.DataFrame = tables["cla"]
    blank = cla[["p2_5", "p97_5"]].isna()
    assert blank[cla["year"] > 2024].all(axis=None)
    assert not blank[cla["year"] <= 2024].any(axis=None)


def test_every_year_from_the_base_year_to_the_horizon_is_in_every_table_of_years(tables) -> None:
    for name in ("population", "cla", "demand", "supply", "gap", "account"):
        assert sorted(tables[name]["year"].unique()) == list(range(2019, 2038))
    assert ALL in set(tables["gap"]["provision"])
