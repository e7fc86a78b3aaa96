"""The model on an authority's own returns: its cross-tabulation, its placements to find, its ladder."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from sufficiency.children.crosstab import CrossTab, crosstab_in_words, modelled_crosstab
from sufficiency.demand.flows import placements_to_find, rate_of_finding
from sufficiency.forecast import Forecast, observe, run
from sufficiency.inputs.flows import Flows
from sufficiency.inputs.inputs import Inputs
from sufficiency.loading import Loaded, load, load_again, load_position
from sufficiency.scenarios.method import Method
from sufficiency.scenarios.scenario import FigureChange, Scenario
from sufficiency.tables.run import observed_position, tables_of
from sufficiency.vocabulary import AGE_BANDS, DISTANCE_BANDS, OTHER, STREAMS, UASC
from test_ssda903.made_council import COUNCIL, Several, council

PLANS = (
    Several(2, "K2", "10_to_15", "8", "OUT", "PR4", others=(("CARE_PLAN_KIND", "fostering"),)),
    Several(1, "U4", "16_to_17", "2", others=(("CARE_PLAN_KIND", "supported_16_plus"),)),
)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The default scenario, its base year counted from the council's returns."""
    return load("thurrock-2019", returns=council(tmp_path_factory.mktemp("council")))


@pytest.fixture(scope="module")
def tab(ours: Loaded) -> CrossTab:
    return modelled_crosstab(ours.inputs)


@pytest.fixture(scope="module")
def counts(ours: Loaded, tab: CrossTab) -> xr.DataArray:
    """Children by stream, age, home and distance."""
    return children_of(ours.inputs, tab)


def children_of(inputs: Inputs, tab: CrossTab) -> xr.DataArray:
    by_stream = [inputs.base_uasc.value, inputs.base_cla.value - inputs.base_uasc.value]
    streams = xr.DataArray(by_stream, dims="stream", coords={"stream": list(STREAMS)})
    return tab.who * streams * tab.where


@pytest.fixture(scope="module")
def forecast(ours: Loaded) -> Forecast:
    return run(ours.inputs, draws=40, seed=1)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The same with three children whose care plan says another kind of home than they live in."""
    return load("thurrock-2019", returns=council(tmp_path_factory.mktemp("planned"), (*COUNCIL, *PLANS)))


def changed(loaded: Loaded, **changes: float) -> Scenario:
    """The scenario with some figures stated otherwise."""
    figures = {
        name: FigureChange(value=value, as_at="2019-03-31", source="a test", kind="assumed")
        for name, value in changes.items()
    }
    return loaded.inputs.scenario.model_copy(update={"figures": figures})


# --- The cross-tabulation -------------------------------------------------------------------------


def test_every_margin_of_the_return_is_met_exactly(ours: Loaded, counts: xr.DataArray) -> None:
    own = ours.inputs.own
    assert own is not None
    assert own.where is not None
    by_age = counts.sum(["stream", "placement", "distance_band"])
    assert by_age.values == pytest.approx(own.who.sum(axis=(0, 2)))
    by_home = counts.sum(["stream", "age_band", "distance_band"])
    assert by_home.values == pytest.approx(own.who.sum(axis=(0, 1)))
    by_band = counts.sum(["stream", "age_band", "placement"])
    assert by_band.values == pytest.approx(own.where.sum(axis=0))
    assert float(counts.sel(stream=UASC).sum()) == pytest.approx(10)


def test_the_inputs_margins_are_those_of_the_table(ours: Loaded, counts: xr.DataArray) -> None:
    by_band = counts.sum(["stream", "age_band", "placement"])
    assert by_band.values == pytest.approx([ours.inputs.by_distance[band].value for band in DISTANCE_BANDS])


def test_the_authoritys_own_pattern_stays(ours: Loaded, tab: CrossTab) -> None:
    """Fifty-seven children and five of England's pattern: no cell is a child and a half out."""
    own = ours.inputs.own
    assert own is not None
    streams = np.array([10.0, 47.0])[:, None, None]
    assert np.abs(tab.who.values * streams - own.who).max() < 1.5


def test_family_and_friends_live_where_they_live_and_not_where_other_carers_do(tab: CrossTab) -> None:
    inside = tab.where.sel(distance_band="within_20_inside")
    assert float(inside.sel(placement="kinship")) > 0.8
    assert float(inside.sel(placement="fostering")) < 0.5


def test_a_home_that_nobody_of_an_age_is_in_is_not_closed_to_it(tab: CrossTab) -> None:
    share = float(tab.who.sel(stream=OTHER, placement="residential", age_band="16_to_17"))
    assert 0 < share * 47 < 1


def test_what_is_closed_to_an_age_stays_closed(tab: CrossTab) -> None:
    supported = tab.who.sel(placement="supported_16_plus").isel(age_band=slice(0, 4))
    assert float(supported.sum()) == 0


def test_the_local_cells_that_are_published_are_not_used_beside_the_returns(ours: Loaded) -> None:
    assert ours.inputs.known_cells == {}


def test_a_scenario_may_still_state_other_margins(ours: Loaded) -> None:
    near, far = "children_by_distance/within_20_inside", "children_by_distance/over_20_outside"
    inputs = load_again(ours, changed(ours, **{near: 25, far: 8}))
    by_band = children_of(inputs, modelled_crosstab(inputs)).sum(["stream", "age_band", "placement"])
    assert by_band.values == pytest.approx([inputs.by_distance[band].value for band in DISTANCE_BANDS])


def test_kinship_that_a_scenario_makes_uncertain_is_split_from_fostering_in_each_draw(ours: Loaded) -> None:
    scenario = changed(ours, kinship_children=6)
    ranged = scenario.figures["kinship_children"].model_copy(update={"low": 4.0, "high": 8.0})
    scenario = scenario.model_copy(update={"figures": {"kinship_children": ranged}})
    inputs = load_again(ours, scenario)
    assert "fostering_and_kinship" in modelled_crosstab(inputs).who.placement.values
    assert run(inputs, draws=20).base_homes.sizes["draw"] == 20


def test_a_run_says_that_the_cross_tabulation_is_its_own_and_how_blank_distances_stand(ours: Loaded) -> None:
    said = crosstab_in_words(ours.inputs)
    assert "the authority's own cross-tabulation, from its SSDA903 return (sufficiency grouping)" in said
    assert "unaccompanied children, whose distance is blank by rule" in said


def test_without_returns_it_is_modelled(inputs: Inputs) -> None:
    assert crosstab_in_words(inputs).startswith("a modelled cross-tabulation")


def test_where_too_few_distances_are_recorded_the_pattern_of_distance_is_modelled(tmp_path: Path) -> None:
    several = [each._replace(miles="", location="") for each in COUNCIL]
    inputs = load("thurrock-2019", returns=council(tmp_path, several)).inputs
    assert "by distance modelled" in crosstab_in_words(inputs)
    assert float(run(inputs, draws=10).base_homes.isel(draw=0).sum()) == pytest.approx(57)


# --- The whole forecast ---------------------------------------------------------------------------


def test_every_law_holds_on_returns(forecast: Forecast) -> None:
    """`run` checks them; what it found is of the returns' children."""
    assert float(forecast.base_homes.isel(draw=0).sum()) == pytest.approx(57)
    assert set(forecast.children.total[:, 0]) == {57}


def test_the_population_and_so_the_denominator_of_the_rate_stay_as_published(
    ours: Loaded, inputs: Inputs
) -> None:
    assert ours.inputs.base_population == inputs.base_population


def test_a_scenario_without_returns_takes_nothing_from_them(inputs: Inputs) -> None:
    assert inputs.own is None
    assert inputs.care is None


def test_another_scenario_on_the_same_data_keeps_the_returns(ours: Loaded) -> None:
    again = load_again(ours, ours.inputs.scenario.model_copy(update={"name": "other"}))
    assert again.own is ours.inputs.own
    assert again.base_cla.value == 57


def test_inputs_are_shown_without_what_the_returns_hold(ours: Loaded) -> None:
    said = repr(replace(ours.inputs, care=None))
    assert "own=" not in said
    assert "care=" not in said


def test_the_position_alone_needs_no_more_than_the_returns(tmp_path: Path) -> None:
    inputs = load_position("thurrock-2019", returns=council(tmp_path))
    observed = observe(inputs, draws=20, seed=1)
    assert float(observed.central.supply.children.sum()) == pytest.approx(57 - 5 - 3 - 2 - 1)


# --- Placements to find ---------------------------------------------------------------------------


def flows_of(inputs: Inputs) -> Flows:
    assert isinstance(inputs.flows, Flows)
    return inputs.flows


def test_the_base_years_placements_to_find_are_the_returns_starts_and_moves(
    ours: Loaded, counts: xr.DataArray
) -> None:
    flows, children = flows_of(ours.inputs), counts.sum(["stream", "distance_band"])
    found = placements_to_find(flows, children)
    assert float(found.sum()) == 11
    assert float(found.sel(placement="residential", age_band="10_to_15")) == 5


def test_later_years_need_as_many_in_all_and_no_home_is_found_without_end(
    ours: Loaded, counts: xr.DataArray
) -> None:
    """A child in a home that nobody came to is found one at England's pace, not never."""
    flows, children = flows_of(ours.inputs), counts.sum(["stream", "distance_band"])
    rate = rate_of_finding(flows, children)
    assert float((rate * children).sum()) == pytest.approx(11)
    assert float(rate.min()) > 0
    assert float(rate.max()) < 3


def test_the_table_of_placements_to_find_starts_from_the_return(forecast: Forecast) -> None:
    table = tables_of(forecast)["placements_to_find"]
    base = table[table["year"] == 2019].set_index(["placement", "age_band"])["placements_a_year"]
    assert base["all", "all"] == pytest.approx(11)
    assert base["residential", "10_to_15"] == pytest.approx(5)
    assert [base["all", band] for band in AGE_BANDS] == pytest.approx([2, 0, 0, 5, 4])


# --- The kind of home that is needed --------------------------------------------------------------


def rungs_of(loaded: Loaded, scope: str = "within_20_miles") -> pd.DataFrame:
    table = observed_position(observe(loaded.inputs, draws=40, seed=1))
    near = table[(table["scope"] == scope) & (table["rung"] != "self_placing")]
    return near.pivot_table(
        index="provision", columns="rung", values="children", dropna=False, observed=False
    )


def test_those_in_the_wrong_kind_of_home_stand_on_rung_2_of_the_kind_they_need(planned: Loaded) -> None:
    for scope in ("inside_authority", "within_20_miles", "any"):
        rungs = rungs_of(planned, scope)
        assert rungs.loc["fostering", "2"] == pytest.approx(2)
        assert rungs.loc["supported_16_plus", "2"] == pytest.approx(1)
        assert rungs.loc["residential", "2"] == pytest.approx(0)


def test_the_rungs_add_to_those_who_need_each_kind(planned: Loaded) -> None:
    rungs = rungs_of(planned)
    assert rungs.sum(axis=1)["fostering"] == pytest.approx(27 + 2)
    assert rungs.sum(axis=1)["residential"] == pytest.approx(8)
    assert rungs.sum(axis=1)["supported_16_plus"] == pytest.approx(11 + 1)


def test_without_care_plans_rung_2_is_not_recorded(ours: Loaded) -> None:
    table = observed_position(observe(ours.inputs, draws=10, seed=1))
    assert table[table["rung"] == "2"]["children"].isna().all()


def test_the_places_that_they_hold_are_free_for_others_in_the_gap(planned: Loaded) -> None:
    """Two of the ten in residential homes need fostering: a fifth of the places on contract there."""
    local = run(planned.inputs, draws=20).central.only(0)
    contracted = local.supply.filled.sel(provision="residential", sector="select_list", scope="any")
    held = local.held_by_others.sel(provision="residential", scope="any")
    assert held.item() == pytest.approx(contracted.item() / 5)


def test_a_wrong_kind_of_home_is_one_more_home_to_secure(tmp_path: Path, planned: Loaded) -> None:
    """The same children without a care plan: fostering lacks as many fewer as now need it."""
    plain = [each._replace(others=()) for each in PLANS]
    without = load("thurrock-2019", returns=council(tmp_path, (*COUNCIL, *plain)))

    def gap(loaded: Loaded) -> float:
        local = run(loaded.inputs, draws=10).central
        cell = {"provision": "fostering", "scope": "any", "need_basis": "should_be_near"}
        return float(local.gap.isel(year=0, draw=0).sel(cell))

    # The one in a foster home whose plan is supported accommodation leaves a place on contract free.
    assert gap(planned) - gap(without) == pytest.approx(2 - 1, abs=0.2)


# --- The method -----------------------------------------------------------------------------------


def test_the_method_is_the_rate_unless_a_scenario_says_otherwise(ours: Loaded) -> None:
    assert ours.inputs.scenario.method == Method.RATE
    assert ours.inputs.starts_spread == {}
