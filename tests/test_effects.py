"""What a scenario's homes change, beside the same futures without them."""

from dataclasses import replace

import numpy as np
import pytest

from sufficiency.cases.case import Wanted, drawn_case
from sufficiency.cases.effects import EXPECTED, IN_FULL, effects_table, without_homes
from sufficiency.forecast import run
from sufficiency.loading import load_again

SOURCE = {"source": "a test"}
BEDS = {"provision": "residential", "sector": "block", "scope": "within_20_miles", "places": 10.0,
        "from": 2020, **SOURCE}  # fmt: skip
SOONER = {"kind": "exits", "into": "adoption", "placement": "fostering", "children_a_year": 2.0,
          "from": 2020, "to": 2021, "years_sooner": 2.0, **SOURCE}  # fmt: skip
DEARER = {"kind": "fee_uplift", "provision": "fostering", "percent": 5.0, "from": 2020, **SOURCE}


@pytest.fixture(scope="module")
def households(scenario_forecast):
    """The forecast of twenty more fostering households in each of three years, delivered in full."""
    return scenario_forecast("households")


@pytest.fixture(scope="module")
def effects(households):
    """Its effects, by how much of the target is delivered."""
    return {effect.delivery: effect for effect in households.effects}


def central(effect, name: str, year: int) -> float:
    return float(effect.central[name].sel(year=year)[0])


# --- Which scenarios have effects -----------------------------------------------------------------
def test_a_scenario_that_changes_no_homes_has_no_effect(forecast, scenario_forecast) -> None:
    assert forecast.effects == ()
    assert scenario_forecast("early-help-half-inside").effects == ()


def test_a_scenario_that_changes_only_who_needs_a_home_has_no_effect(varied) -> None:
    assert run(varied(horizon=2021, levers={"sooner": SOONER}), draws=5, seed=1).effects == ()


def test_a_target_is_told_in_full_and_at_the_expected_delivery_whichever_it_states(
    effects, scenario_forecast
) -> None:
    assert list(effects) == [IN_FULL, EXPECTED]
    stated_as_expected = scenario_forecast("households-expected").effects
    assert [effect.delivery for effect in stated_as_expected] == [IN_FULL, EXPECTED]
    for effect in stated_as_expected:
        for name, change in effect.drawn.items():
            assert np.allclose(change, effects[effect.delivery].drawn[name], atol=1e-6)


# --- Twenty households a year ---------------------------------------------------------------------
def test_sixty_households_take_69_children_from_agencies_by_2024_on_the_central_path(effects) -> None:
    assert central(effects[IN_FULL], "with_agencies", 2024) == pytest.approx(-69, abs=0.5)


def test_twenty_households_take_about_23_children_from_agencies_in_their_first_year_and_at_most_30(
    effects,
) -> None:
    assert central(effects[IN_FULL], "with_agencies", 2020) == pytest.approx(-23, abs=0.5)
    in_2020 = effects[IN_FULL].drawn["with_agencies"].sel(year=2020)
    assert float(in_2020.min()) > -30
    assert float(in_2020.max()) <= 1e-9


def test_the_expected_delivery_is_thirty_five_in_a_hundred_of_it(effects) -> None:
    for year in (2020, 2022, 2024):
        full, expected = (central(effects[name], "with_agencies", year) for name in (IN_FULL, EXPECTED))
        assert expected == pytest.approx(0.35 * full, abs=0.1)


def test_more_delivery_never_takes_fewer_children_from_agencies_in_any_draw(effects) -> None:
    full, expected = (effects[name].drawn["with_agencies"] for name in (IN_FULL, EXPECTED))
    assert float((full - expected).max()) < 1e-6


def test_our_own_carers_cost_less_than_the_agencies_they_relieve(effects) -> None:
    for effect in effects.values():
        for year in (2020, 2024, 2037):
            assert central(effect, "spend", year) < 0
    full, expected = (central(effects[name], "spend", 2024) for name in (IN_FULL, EXPECTED))
    assert full < expected


def test_more_children_live_inside_and_fewer_far_away(effects) -> None:
    assert central(effects[IN_FULL], "inside_authority", 2024) > 0
    assert central(effects[IN_FULL], "far", 2024) < 0


def test_nothing_differs_in_the_base_year(effects) -> None:
    for effect in effects.values():
        for part in (effect.central, effect.drawn):
            for change in part.values():
                assert float(abs(change.sel(year=2019)).max()) < 1e-6


# --- With and without -----------------------------------------------------------------------------
def test_need_is_the_same_with_the_homes_and_without(households) -> None:
    bare = replace(households.inputs, scenario=without_homes(households.inputs.scenario))
    wanted = Wanted(households.children, households.base_homes, households.demand)
    without = drawn_case(bare, wanted, households.seed, households.draws)
    assert without.local.need.equals(households.drawn.need)
    everyone = [case.placed.sum(["sector", "ring"]) for case in (without.living, households.living)]
    assert np.allclose(*everyone)


def test_without_homes_a_scenario_keeps_what_it_does_to_need(varied) -> None:
    levers = {"sooner": SOONER, "dearer": DEARER}
    scenario = varied(horizon=2022, places={"beds": BEDS}, levers=levers, cla={"path": "hold_count"}).scenario
    bare = without_homes(scenario)
    assert bare.places == {}
    assert "sooner" in bare.levers
    assert bare.cla == scenario.cla


def test_beds_on_a_block_are_told_as_stated(varied) -> None:
    forecast = run(varied(horizon=2021, places={"beds": BEDS}), draws=10, seed=1)
    [effect] = forecast.effects
    assert effect.delivery == "as_stated"
    assert central(effect, "with_agencies", 2021) == pytest.approx(0)
    assert central(effect, "far", 2021) < 0


# --- The table ------------------------------------------------------------------------------------
def test_the_table_is_the_difference_of_two_runs(loaded, households) -> None:
    bare = run(load_again(loaded, without_homes(households.inputs.scenario)), draws=200, seed=1)
    table = effects_table(households.effects, households.inputs.scenario.years)
    row = table[(table["delivery"] == IN_FULL) & (table["measure"] == "spend_gbp") & (table["year"] == 2024)]
    drawn = (households.living.spend - bare.living.spend).sel(year=2024)
    middle = (households.central_living.spend - bare.central_living.spend).sel(year=2024)
    expected = [float(middle[0]), *np.quantile(drawn, [0.1, 0.9])]
    [found] = row[["central", "p10", "p90"]].to_numpy().tolist()
    assert found == pytest.approx(expected)


def test_the_table_of_no_effects_has_its_columns_and_no_rows() -> None:
    table = effects_table((), range(2019, 2022))
    assert list(table.columns) == ["delivery", "measure", "year", "central", "p10", "p90"]
    assert len(table) == 0
