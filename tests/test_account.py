"""The account: what moved the number since the base year, in order and exact; and the joint benchmark."""

import numpy as np
import pytest

from sufficiency.cases.account import HOLD_COUNT, HOLD_RATE, SCENARIO, STEPS
from sufficiency.forecast import run

BUNDLED = ("thurrock-2019", "rate-64", "early-help-half-inside", "hold-count", "growth-11")


@pytest.mark.parametrize("name", BUNDLED)
def test_the_steps_add_up_exactly_to_the_change_since_the_base_year(scenario_forecast, name: str) -> None:
    forecast = scenario_forecast(name)
    need = forecast.central.need.isel(draw=0)
    change = forecast.account.change.sum("step")
    assert float(abs(change - (need - need.isel(year=0))).max()) < 1e-9


def test_the_steps_stand_in_their_order(forecast) -> None:
    assert tuple(forecast.account.change.step.values) == STEPS
    assert STEPS == ("population", "rate", "uasc", "mix", "levers", "distance")


def test_nothing_has_moved_in_the_base_year(scenario_forecast) -> None:
    for name in BUNDLED:
        assert float(abs(scenario_forecast(name).account.change.sel(year=2019)).max()) < 1e-9


def test_holding_the_rate_is_all_population(forecast) -> None:
    change = forecast.account.change.sel(year=2037, scope="any", need_basis="as_placed").sum("provision")
    assert float(change.sel(step="population")) == pytest.approx(252 * (363.67 / 293 - 1), abs=0.1)
    assert abs(change.sel(step=list(STEPS[1:])).values).max() < 1e-9


def test_a_lower_rate_is_on_the_step_of_the_rate(scenario_forecast) -> None:
    change = scenario_forecast("early-help").account.change
    in_all = change.sel(year=2024, scope="any", need_basis="as_placed").sum("provision")
    assert float(in_all.sel(step="rate")) < -15
    assert float(abs(in_all.sel(step=["mix", "levers", "distance"])).max()) < 1e-9


def test_children_who_leave_care_sooner_are_on_the_step_of_levers(varied) -> None:
    sooner = {"kind": "exits", "into": "special_guardianship", "placement": "fostering",
              "children_a_year": 4.0, "from": 2020, "to": 2022, "years_sooner": 3.0,
              "source": "a test"}  # fmt: skip
    change = run(varied(horizon=2022, levers={"sgo": sooner}), draws=10, seed=1).account.change
    in_all = change.sel(year=2022, scope="any", need_basis="as_placed")
    assert float(in_all.sel(step="levers", provision="fostering")) == pytest.approx(-12, abs=0.01)
    assert float(abs(in_all.sel(step="levers", provision="residential"))) < 1e-9
    assert float(abs(in_all.sel(step=["mix", "distance"])).max()) < 1e-9


def test_homes_that_a_scenario_adds_move_no_need(scenario_forecast) -> None:
    change = scenario_forecast("households").account.change
    assert float(abs(change.sel(step=["mix", "levers", "distance"])).max()) < 1e-9


def test_sparing_unaccompanied_children_a_fall_is_on_their_step(scenario_forecast) -> None:
    change = scenario_forecast("early-help").account.change
    uasc = change.sel(step="uasc", year=2024, scope="any", need_basis="as_placed")
    assert float(uasc.sel(provision="supported_16_plus")) > 0
    assert float(uasc.sel(provision="residential")) < 0


def test_bringing_children_inside_is_on_the_step_of_distance(scenario_forecast) -> None:
    change = scenario_forecast("half-inside").account.change.sel(step="distance", year=2025)
    inside = change.sel(scope="inside_authority", need_basis="as_placed").sum("provision")
    assert float(inside) > 20
    assert float(abs(change.sel(scope="any")).max()) < 1e-9


def test_hold_count_and_hold_rate_are_shown_beside_every_scenario(scenario_forecast) -> None:
    for name in BUNDLED[:4]:
        children = scenario_forecast(name).account.benchmark_children().sel(year=2024)
        assert float(children.sel(path=HOLD_COUNT)) == pytest.approx(293)
        assert float(children.sel(path=HOLD_RATE)) == pytest.approx(319.6, abs=0.1)


def test_the_benchmarks_are_the_same_as_running_them(scenario_forecast) -> None:
    gap = scenario_forecast("rate-64").account.benchmark_gap()
    for path, name in ((HOLD_COUNT, "hold-count"), (HOLD_RATE, "thurrock-2019"), (SCENARIO, "rate-64")):
        own = scenario_forecast(name).central.gap.isel(draw=0)
        assert np.allclose(gap.sel(path=path).transpose(*own.dims), own)
