"""Two bounds on local need, always both: as placed, and those who should be near."""

import numpy as np
import pytest

from sufficiency.forecast import run
from sufficiency.vocabulary import SCOPES

SOURCE = {"source": "a test"}


def should(forecast):
    return forecast.drawn.need.sel(need_basis="should_be_near", drop=True)


def as_placed(forecast):
    return forecast.drawn.need.sel(need_basis="as_placed", drop=True)


def test_should_be_near_is_never_below_as_placed(forecast) -> None:
    assert (should(forecast) >= as_placed(forecast)).all()


def test_in_all_the_two_bounds_are_the_same(forecast) -> None:
    assert (should(forecast) == as_placed(forecast)).sel(scope="any").all()


def test_as_placed_in_the_base_year_is_children_now_within_the_scope(forecast) -> None:
    supply = forecast.central.supply
    need = forecast.central.need.sel(year=2019, need_basis="as_placed")
    assert np.allclose(need.transpose(*supply.placed.dims), supply.placed)


def test_should_be_near_adds_those_beyond_for_want_of_a_nearer_home(forecast) -> None:
    supply = forecast.central.supply
    need = forecast.central.need.sel(year=2019).isel(draw=0)
    added = need.sel(need_basis="should_be_near") - need.sel(need_basis="as_placed")
    beyond = supply.beyond.isel(draw=0)
    assert np.allclose(added.sel(scope="within_20_miles"), 0.5 * beyond.sel(scope="within_20_miles"))
    assert np.allclose(added.sel(scope="inside_authority"), 0.16 * beyond.sel(scope="inside_authority"))


def test_a_child_of_unknown_distance_is_neither_near_nor_far(forecast) -> None:
    supply = forecast.central.supply
    for scope in ("inside_authority", "within_20_miles"):
        unknown = supply.placed.sel(scope="any") - (supply.placed + supply.beyond).sel(scope=scope)
        assert float(unknown.sum()) == pytest.approx(252 / 293)


def test_the_share_that_should_be_near_is_fixed_at_the_base_year_on_the_central_path(forecast) -> None:
    need = forecast.central.need.isel(draw=0).sel(need_basis="should_be_near")
    share = need / need.sel(scope="any")
    assert float(abs(share - share.isel(year=0)).max()) < 1e-9


def test_the_share_is_drawn_once_a_draw_and_multiplies_its_count(forecast) -> None:
    """Where drift has not brought more children near, each draw keeps its own share in every year."""
    base = forecast.drawn.need.sel(year=2019, need_basis="should_be_near")
    share = (base / base.sel(scope="any")).sel(provision="fostering")
    later = should(forecast).sel(provision="fostering").isel(year=slice(1, None))
    least = later.sel(scope="any") * share
    assert float((later - least).min()) > -1e-6
    assert float((abs(later - least) < 1e-6).sel(scope="within_20_miles").mean()) > 0.5


def test_those_far_by_choice_are_not_a_gap(varied) -> None:
    nobody = varied(horizon=2021, figures={"far_for_want_of_nearer_share/within_20_miles": 0})
    need = run(nobody, draws=20, seed=1).central.need.sel(year=2019, scope="within_20_miles")
    assert np.allclose(need.sel(need_basis="should_be_near"), need.sel(need_basis="as_placed"))


def test_children_with_no_registered_home_need_one_in_every_scope(varied) -> None:
    inputs = varied(horizon=2021, added={("no_registered_home", "residential"): 25})
    need = run(inputs, draws=20, seed=1).central.need.isel(draw=0, year=0).sel(provision="residential")
    for scope in SCOPES:
        assert need.sel(scope=scope).values == pytest.approx([25, 25])


@pytest.mark.parametrize("scope", ["within_20_miles", "inside_authority"])
def test_placing_children_further_away_never_lowers_what_should_be_near(varied, scope: str) -> None:
    far = {"scope": scope, "share": 0.2, "by": 2021, **SOURCE}
    one = run(varied(horizon=2024), draws=200, seed=1)
    further = run(varied(horizon=2024, distance=far), draws=200, seed=1)
    assert float((should(further) - should(one)).min()) >= 0
    assert float((as_placed(further) - as_placed(one)).sel(scope=scope, year=2024).mean()) < -5


def test_drift_of_distance_never_lowers_what_should_be_near(varied) -> None:
    # Less than the noise of whole children, which is drawn anyway: nothing drifts.
    still = {"share_spread/over_20_miles alpha/2023": 0.00001, "share_spread/over_20_miles beta/2023": 0.01}
    drifting = run(varied(horizon=2024), draws=200, seed=1)
    without = run(varied(horizon=2024, figures=still), draws=200, seed=1)
    assert float((should(drifting) - should(without)).min()) >= -1e-9
    moved = as_placed(drifting) - as_placed(without)
    assert float(moved.min()) < 0 < float(moved.max())
