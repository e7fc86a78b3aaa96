"""Sensitivity: which assumption matters most, one at a time, low to high."""

import numpy as np
import pytest

from sufficiency.forecast import run
from sufficiency.vocabulary import SHOULD_BE_NEAR, WITHIN_20


@pytest.fixture(scope="module")
def sensitivity(forecast):
    return forecast.sensitivity


def figure_named(sensitivity, name: str):
    return next(figure for figure, _ in sensitivity.settings if figure.name == name)


def test_every_assumption_with_a_range_is_tried_at_its_low_and_its_high(sensitivity, inputs) -> None:
    tried = {(figure.name, end) for figure, end in sensitivity.settings}
    assert tried == {(figure.name, end) for figure in inputs.assumptions() for end in ("low", "high")}


def test_it_is_tried_on_the_fifth_year(sensitivity) -> None:
    assert sensitivity.year == 2024


def test_it_is_tried_on_the_last_year_where_the_horizon_is_sooner(varied) -> None:
    assert run(varied(horizon=2021), draws=20, seed=1).sensitivity.year == 2021


def test_as_stated_it_is_the_central_gap(sensitivity, forecast) -> None:
    central = forecast.central.gap.isel(draw=0).sel(year=2024)
    assert np.allclose(sensitivity.gap.isel(draw=0).transpose(*central.dims), central)


def test_an_assumption_at_its_low_gives_the_gap_of_a_scenario_that_states_it(sensitivity, varied) -> None:
    figure = figure_named(sensitivity, "off_contract_share/residential")
    stated = run(varied(horizon=2024, figures={figure.name: figure.low}), draws=20, seed=1).central.gap
    gap = stated.isel(draw=0).sel(year=2024, scope=WITHIN_20, need_basis=SHOULD_BE_NEAR).sum("provision")
    assert sensitivity.ends(figure)[0] == pytest.approx(float(gap))


def test_more_vacancies_make_the_gap_smaller_place_for_place(sensitivity) -> None:
    figure = figure_named(sensitivity, "vacant_usable_places/fostering in_house")
    at_low, at_high = sensitivity.ends(figure)
    assert at_low - at_high == pytest.approx(8 * 0.958)


def test_the_more_are_far_for_want_of_a_nearer_home_the_wider_the_gap(sensitivity) -> None:
    figure = figure_named(sensitivity, "far_for_want_of_nearer_share/within_20_miles")
    at_low, at_high = sensitivity.ends(figure)
    assert at_low < at_high


def test_an_assumption_of_one_scope_leaves_the_others_alone(sensitivity) -> None:
    names = [figure.name for figure, _ in sensitivity.settings]
    at = names.index("far_for_want_of_nearer_share/inside_authority")
    change = sensitivity.gap.isel(draw=at + 1) - sensitivity.gap.isel(draw=0)
    assert float(abs(change.sel(scope=[WITHIN_20, "any"])).max()) < 1e-9
    assert float(abs(change.sel(scope="inside_authority")).max()) > 1


def test_the_gap_depends_most_on_why_children_are_far_away(sensitivity) -> None:
    most = sensitivity.most_important
    assert most.name == "far_for_want_of_nearer_share/within_20_miles"
    assert all(sensitivity.swing(most) >= sensitivity.swing(figure) for figure, _ in sensitivity.settings)
