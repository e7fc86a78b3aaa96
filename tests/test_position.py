"""The position: in each scope every child stands on one rung, the worst that applies."""

import numpy as np
import pytest

from sufficiency.forecast import observe
from sufficiency.tables.run import observed_position
from sufficiency.vocabulary import ALL, NOT_RECORDED, PROVISIONS, SCOPES


@pytest.fixture(scope="module")
def ladder(forecast):
    return forecast.central.ladder.isel(draw=0)


def rung(ladder, number: int, scope: str = "within_20_miles") -> float:
    return float(ladder.sel(rung=number, scope=scope).sum("provision"))


def test_the_rungs_add_to_commissioned_need_in_every_scope_and_draw(forecast) -> None:
    need = forecast.drawn.supply.placed.sel(scope="any", drop=True)
    for scope in SCOPES:
        rungs = forecast.drawn.ladder.sel(scope=scope).sum("rung")
        assert float(abs(rungs - need).max()) < 1e-6
    central = forecast.central.supply.placed.isel(draw=0).sel(scope="any")
    assert central.values == pytest.approx([196, 25, 31])


def test_nobody_is_beyond_the_scope_of_all_homes(ladder) -> None:
    assert rung(ladder, 3, "any") == 0


def test_about_21_children_are_beyond_20_miles_for_want_of_a_nearer_home(ladder, forecast) -> None:
    assert rung(ladder, 3) == pytest.approx(21, abs=1)
    drawn = forecast.drawn.ladder.sel(rung=3, scope="within_20_miles").sum("provision")
    low, high = np.quantile(drawn, [0.1, 0.9])
    assert low == pytest.approx(11, abs=1.5)
    assert high == pytest.approx(32, abs=1.5)


def test_27_or_28_children_within_20_miles_are_off_contract(ladder) -> None:
    assert rung(ladder, 4) == pytest.approx(27.5, abs=0.6)


def test_the_target_of_half_inside_the_authority_needs_about_27_more_children_of_all_placements_inside(
    inputs,
) -> None:
    """27 of the 173 outside; the share of them is applied to commissioned need."""
    inside = sum(inputs.by_distance[band].value for band in ("within_20_inside", "over_20_inside"))
    assert 293 / 2 - inside == pytest.approx(27, abs=0.5)
    assert inputs.far_for_want["inside_authority"].value == pytest.approx(27 / 173, abs=0.005)


def test_a_rung_is_never_negative_on_the_central_path(ladder) -> None:
    assert float(ladder.min()) >= 0


def test_a_child_with_no_registered_home_stands_on_the_first_rung_in_every_scope(varied) -> None:
    observed = observe(varied(added={("no_registered_home", "residential"): 3}), 20, 1)
    ladder = observed.central.ladder.isel(draw=0).sel(provision="residential")
    assert ladder.sel(rung=1).values == pytest.approx([3, 3, 3])
    assert ladder.sum("rung").values == pytest.approx([25, 25, 25])


def test_the_position_adds_to_all_children_looked_after_in_every_scope(tables) -> None:
    position = tables["position"]
    by_scope = position[position["provision"] != ALL].groupby("scope")["children"].sum()
    assert by_scope.to_dict() == pytest.approx(dict.fromkeys(SCOPES, 293))


@pytest.mark.parametrize("number", range(3, 7))
@pytest.mark.parametrize("scope", SCOPES)
def test_all_of_a_rung_is_its_children_in_the_three_provisions_in_the_range_of_their_sum(
    scope: str, number: int, tables, forecast
) -> None:
    """The ends are of the sum in each draw: ends of the parts, added up, would be too far apart."""
    position = tables["position"]
    rows = position[(position["scope"] == scope) & (position["rung"] == str(number))].set_index("provision")
    drawn = forecast.drawn.ladder.sel(rung=number, scope=scope).sum("provision")
    assert rows.loc[ALL, "children"] == pytest.approx(rows.loc[list(PROVISIONS), "children"].sum())
    assert rows.loc[ALL, ["low", "high"]].tolist() == pytest.approx(np.quantile(drawn, [0.1, 0.9]).tolist())


def test_all_of_a_rung_is_blank_where_no_provision_has_it_recorded(tables) -> None:
    position = tables["position"]
    rows = position[(position["provision"] == ALL) & position["rung"].isin(["1", "2"])]
    assert (rows["basis"] == NOT_RECORDED).all()
    assert rows[["children", "low", "high"]].isna().all(axis=None)


def test_all_of_a_rung_is_not_recorded_where_a_provision_of_it_is_not(varied) -> None:
    inputs = varied(added={("no_registered_home", "residential"): 3})
    observed = observe(inputs, 20, 1)
    position = observed_position(observed)
    rows = position[(position["scope"] == "within_20_miles") & (position["rung"] == "1")].set_index(
        "provision"
    )
    assert rows.loc["residential", "children"] == pytest.approx(3)
    assert np.isnan(rows.loc[ALL, "children"])
    assert rows.loc[ALL, "basis"] == rows.loc["fostering", "basis"] == NOT_RECORDED


def test_what_is_not_recorded_is_blank_and_says_so_and_is_never_nought(tables) -> None:
    position = tables["position"]
    not_recorded = position["basis"] == NOT_RECORDED
    assert not_recorded.any()
    assert position.loc[not_recorded, ["children", "low", "high"]].isna().all(axis=None)
    assert position.loc[~not_recorded, ["children", "low", "high"]].notna().all(axis=None)


def test_a_recorded_nought_is_nought(tables) -> None:
    position = tables["position"]
    secure = position[position["provision"] == "secure"]
    assert (secure["children"] == 0).all()
    assert (secure["basis"] == "published").all()


def test_every_scope_carries_every_row(tables) -> None:
    rows = {
        scope: set(zip(own["provision"], own["rung"], strict=True))
        for scope, own in tables["position"].groupby("scope")
    }
    assert rows["any"] == rows["within_20_miles"] == rows["inside_authority"]
    assert {(name, str(number)) for name in PROVISIONS for number in range(1, 7)} <= rows["any"]


def test_the_value_lies_between_its_low_and_its_high(tables) -> None:
    known = tables["position"].dropna(subset=["children"])
    assert (known["low"] <= known["children"] + 1e-9).all()
    assert (known["high"] >= known["children"] - 1e-9).all()


def test_the_position_needs_no_forecast(inputs, forecast) -> None:
    observed = observe(inputs, 400, 1)
    assert np.allclose(observed.central.ladder, forecast.central.ladder)
    assert np.allclose(observed.drawn.ladder, forecast.drawn.ladder)


def test_children_in_secure_homes_are_counted_once(varied) -> None:
    figures = {"children_by_placement/secure": 3, "children_by_placement/fostering_and_kinship": 215}
    observed = observe(varied(figures=figures), 20, 1)
    commissioned = float(observed.central.ladder.isel(draw=0).sel(scope="any").sum())
    assert commissioned == pytest.approx(293 - 22 - 8 - 11 - 3)
