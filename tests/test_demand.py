"""Demand: who needs which home, expected on the central path and child by child in the draws."""

import numpy as np
import pytest

from sufficiency.children.crosstab import HOMES
from sufficiency.forecast import run
from sufficiency.vocabulary import AGE_BANDS, DISTANCE_BANDS, STREAMS

ALL_PARTS = ["stream", "age_band", "placement", "distance_band"]
SOURCE = {"source": "a test"}
FEWER = {"path": "change", "percent_a_year": -3.0, "from": 2020, "to": 2022, **SOURCE}


def test_expected_homes_add_to_the_children_looked_after(forecast) -> None:
    homes = forecast.central_homes.isel(draw=0)
    children = forecast.central_children
    assert homes.sum(ALL_PARTS).values == pytest.approx(children.sum("stream").values)
    by_stream = homes.sum(ALL_PARTS[1:]).transpose("stream", "year")
    assert by_stream.values == pytest.approx(children.values)


def test_drawn_homes_are_whole_children_and_add_to_the_children_of_their_stream(forecast) -> None:
    homes = forecast.demand.homes
    assert np.issubdtype(homes.dtype, np.integer)
    assert homes.min() == 0
    by_stream = homes.sum(axis=(2, 3, 4), dtype=int)
    assert np.array_equal(by_stream[:, 0], forecast.children.uasc[:, 1:].T)
    assert np.array_equal(by_stream[:, 1], forecast.children.other[:, 1:].T)


def test_nobody_under_16_is_in_supported_accommodation_in_any_draw(forecast) -> None:
    young = slice(0, AGE_BANDS.index("16_to_17"))
    supported = forecast.demand.homes[:, :, young, HOMES.index("supported_16_plus")]
    assert supported.sum() == 0


def test_no_residential_child_is_drawn_inside_the_authority(forecast) -> None:
    inside = [DISTANCE_BANDS.index("within_20_inside"), DISTANCE_BANDS.index("over_20_inside")]
    assert forecast.demand.homes[:, :, :, HOMES.index("residential")][:, :, :, inside].sum() == 0


def test_the_draws_centre_on_the_central_path(forecast) -> None:
    """On average over draws each provision has what the central path has, within a child or two in ten."""
    drawn = forecast.demand.by_provision_and_band.sum(axis=2)[0].mean(axis=-1)
    central = forecast.central.need.sel(year=2020, scope="any", need_basis="as_placed").isel(draw=0)
    assert drawn == pytest.approx(central.values, rel=0.05)


def test_commissioned_need_leaves_out_children_who_bring_their_home_with_them(forecast) -> None:
    commissioned = forecast.demand.by_provision_and_band.sum(axis=(1, 2), dtype=int)
    self_placing = forecast.demand.homes[
        :, :, :, [HOMES.index(n) for n in ("kinship", "with_parents", "placed_for_adoption")]
    ]
    everyone = forecast.children.total[:, 1:].T
    assert np.array_equal(commissioned + self_placing.sum(axis=(1, 2, 3, 4), dtype=int), everyone)


def test_fewer_children_are_never_more_of_a_kind_by_luck(varied) -> None:
    one = run(varied(horizon=2023), draws=300, seed=1).demand.homes
    fewer = run(varied(horizon=2023, cla=FEWER), draws=300, seed=1).demand.homes
    assert (fewer <= one).all()
    assert (fewer < one).any()


def test_a_difference_that_begins_later_leaves_the_years_before_it_alone(varied) -> None:
    later = {**FEWER, "from": 2022, "to": 2023}
    one = run(varied(horizon=2023), draws=50, seed=1).demand.homes
    other = run(varied(horizon=2023, cla=later), draws=50, seed=1).demand.homes
    assert np.array_equal(one[:2], other[:2])
    assert not np.array_equal(one[2:], other[2:])


def test_a_longer_horizon_does_not_change_the_years_before_it(varied) -> None:
    short = run(varied(horizon=2022), draws=50, seed=1).demand.homes
    long = run(varied(horizon=2026), draws=50, seed=1).demand.homes
    assert np.array_equal(long[:3], short)


# --- A change of mix ------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def moved(varied):
    """Four in ten residential children need fostering instead, by 2022."""
    move = {"from": "residential", "to": "fostering", "share": 0.4, "by": 2022, **SOURCE}
    return run(varied(horizon=2024, mix={"step_down": move}), draws=50, seed=1)


def test_a_change_of_mix_is_reached_in_a_straight_line(moved) -> None:
    homes = moved.central_homes.isel(draw=0)
    share = homes.sel(placement="residential").sum(["stream", "age_band", "distance_band"])
    per_child = (share / homes.sum(ALL_PARTS)).values / (25 / 293)
    assert per_child == pytest.approx([1, 1 - 0.4 / 3, 1 - 0.8 / 3, 0.6, 0.6, 0.6])


def test_a_change_of_mix_moves_children_and_loses_none(moved) -> None:
    homes = moved.central_homes.isel(draw=0).sum(["stream", "age_band", "distance_band"])
    index = (homes.sum("placement") / 293).values
    residential, fostering = (homes.sel(placement=name).values for name in ("residential", "fostering"))
    assert residential + fostering == pytest.approx((25 + 196) * index)
    assert homes.sel(placement="supported_16_plus").values == pytest.approx(31 * index)


def test_nobody_is_moved_to_a_home_that_is_closed_to_their_age(varied) -> None:
    move = {"from": "residential", "to": "supported_16_plus", "share": 1.0, "by": 2020, **SOURCE}
    homes = run(varied(horizon=2021, mix={"all": move}), draws=50, seed=1).central_homes.sel(year=2021)
    homes = homes.isel(draw=0).sum(["stream", "distance_band"])
    assert float(homes.sel(placement="supported_16_plus").isel(age_band=slice(0, 4)).sum()) == 0
    assert float(homes.sel(placement="residential", age_band="16_to_17")) == pytest.approx(0)
    assert float(homes.sel(placement="residential", age_band="10_to_15")) > 5


# --- A change of distance -------------------------------------------------------------------------
def share_in(homes, bands) -> np.ndarray:
    return (homes.sel(distance_band=bands).sum(ALL_PARTS) / homes.sum(ALL_PARTS)).values


def test_half_inside_the_authority_is_reached_in_a_straight_line_by_its_year(scenario_forecast) -> None:
    homes = scenario_forecast("half-inside").central_homes.isel(draw=0)
    inside = share_in(homes, ["within_20_inside", "over_20_inside"])
    assert inside[0] == pytest.approx(120 / 293)
    assert inside[3] == pytest.approx((120 / 293 + 0.5) / 2)
    assert inside[6:] == pytest.approx(0.5)


def test_half_inside_is_taken_from_both_outside_bands_in_proportion(scenario_forecast) -> None:
    homes = scenario_forecast("half-inside").central_homes.isel(draw=0)
    near = share_in(homes, ["within_20_outside"]) / (124 / 293)
    far = share_in(homes, ["over_20_outside"]) / (48 / 293)
    assert near == pytest.approx(far)
    assert near[6] < 1


def test_a_distance_scenario_moves_nobody_of_unknown_distance(scenario_forecast) -> None:
    homes = scenario_forecast("half-inside").central_homes.isel(draw=0)
    assert share_in(homes, ["not_known"]) == pytest.approx(1 / 293)


def test_children_can_be_placed_further_away_too(varied) -> None:
    far = {"scope": "within_20_miles", "share": 0.6, "by": 2021, **SOURCE}
    homes = run(varied(horizon=2022, distance=far), draws=20, seed=1).central_homes.isel(draw=0)
    near = share_in(homes, ["within_20_inside", "within_20_outside"])
    assert near == pytest.approx([243 / 293, (243 / 293 + 0.6) / 2, 0.6, 0.6])


def test_an_authority_with_no_unaccompanied_children_can_be_forecast(varied) -> None:
    forecast = run(varied(horizon=2021, figures={"uasc_count/council/2019": 0}), draws=30, seed=1)
    assert forecast.demand.homes[:, STREAMS.index("uasc")].sum() == 0
    assert forecast.demand.homes[:, STREAMS.index("other")].sum() > 0
