"""Ageing: children of each band a year on, and how the share aged 16 and 17 moves as they grow up."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from sufficiency.children.ageing import YEARS_IN_BAND, by_age_alone, cohort_change_ratios, share_of_16_17
from sufficiency.inputs.assumptions import central_values
from sufficiency.living.leaving_care import aged_16_17, as_children_age
from sufficiency.vocabulary import AGE_BANDS

LATER_BANDS = len(AGE_BANDS) - 1
AS_MANY_AT_EACH_AGE = 10.0 * YEARS_IN_BAND
ONES = np.ones((LATER_BANDS, 1))

laws = settings(max_examples=60, deadline=None, derandomize=True)
counts = st.lists(st.floats(1, 300), min_size=len(AGE_BANDS), max_size=len(AGE_BANDS)).map(np.array)
some_ratios = st.lists(st.floats(0.5, 2), min_size=LATER_BANDS, max_size=LATER_BANDS).map(
    lambda each: np.array(each)[:, None]
)


# --- A year on ------------------------------------------------------------------------------------
def test_bands_hold_the_years_of_age_of_a_child() -> None:
    assert dict(zip(AGE_BANDS, YEARS_IN_BAND, strict=True)) == {
        "under_1": 1, "1_to_4": 4, "5_to_9": 5, "10_to_15": 6, "16_to_17": 2
    }  # fmt: skip


def test_one_year_of_age_in_each_band_moves_on_to_the_next() -> None:
    a_year_on = by_age_alone(np.array([2.0, 8.0, 10.0, 60.0, 4.0]))
    assert a_year_on == pytest.approx([0, 8 - 2 + 2, 10 - 2 + 2, 60 - 10 + 2, 4 - 2 + 10])


def test_as_many_of_every_age_stay_so_but_for_those_not_yet_born() -> None:
    assert by_age_alone(AS_MANY_AT_EACH_AGE)[1:] == pytest.approx(AS_MANY_AT_EACH_AGE[1:])
    assert by_age_alone(AS_MANY_AT_EACH_AGE)[0] == 0


@laws
@given(children=counts)
def test_half_of_those_of_16_and_17_turn_18_and_nobody_else_goes(children) -> None:
    assert by_age_alone(children).sum() == pytest.approx(children.sum() - children[-1] / 2)


@laws
@given(children=counts, more=counts)
def test_draws_grow_up_each_by_itself(children, more) -> None:
    both = by_age_alone(np.stack([children, more], axis=1))
    assert both[:, 0] == pytest.approx(by_age_alone(children))
    assert both[:, 1] == pytest.approx(by_age_alone(more))


def test_children_are_not_changed_by_working_out_who_they_will_be() -> None:
    children = AS_MANY_AT_EACH_AGE.copy()
    by_age_alone(children)
    share_of_16_17(children, ONES * 2, 4)
    assert np.array_equal(children, AS_MANY_AT_EACH_AGE)


@laws
@given(children=counts, ratios=some_ratios)
def test_a_ratio_is_children_a_year_on_over_those_there_would_be_by_age_alone(children, ratios) -> None:
    after = by_age_alone(children)
    assert cohort_change_ratios(children, after) == pytest.approx(np.ones(LATER_BANDS))
    after[1:] *= ratios[:, 0]
    assert cohort_change_ratios(children, after) == pytest.approx(ratios[:, 0])


# --- The share aged 16 and 17 ---------------------------------------------------------------------
@laws
@given(children=counts, ratios=some_ratios, years=st.integers(1, 19))
def test_the_first_years_factor_is_exactly_one(children, ratios, years) -> None:
    factor = share_of_16_17(children, ratios, years)
    assert factor.shape == (years, 1)
    assert (factor[0] == 1.0).all()
    assert (factor >= 0).all()


def test_bands_in_balance_leave_the_share_as_it_is() -> None:
    assert share_of_16_17(AS_MANY_AT_EACH_AGE, ONES, 19) == pytest.approx(np.ones((19, 1)))


def test_a_bulge_of_10_to_15s_raises_the_share_and_then_lowers_it() -> None:
    bulge = AS_MANY_AT_EACH_AGE.copy()
    bulge[AGE_BANDS.index("10_to_15")] *= 2
    factor = share_of_16_17(bulge, ONES, 30)[:, 0]
    top = int(factor.argmax())
    assert 1 < top < 10
    assert (np.diff(factor[: top + 1]) > 0).all()
    assert (np.diff(factor[top:]) < 0).all()
    share_in_balance = 2 / 18
    assert factor[-1] * bulge[-1] / bulge.sum() == pytest.approx(share_in_balance, rel=0.01)


def test_the_more_who_come_at_16_the_greater_the_share() -> None:
    come_at_16 = ONES * [[1], [1], [1], [1.2]]
    assert (share_of_16_17(AS_MANY_AT_EACH_AGE, come_at_16, 6)[1:] > 1).all()
    leave_at_16 = ONES * [[1], [1], [1], [0.8]]
    assert (share_of_16_17(AS_MANY_AT_EACH_AGE, leave_at_16, 6)[1:] < 1).all()


@laws
@given(children=counts, ratios=some_ratios, times=st.floats(0.1, 10))
def test_only_shares_count_so_an_authority_ten_times_the_size_has_the_same_factors(
    children, ratios, times
) -> None:
    factors = share_of_16_17(children, ratios, 10)
    assert share_of_16_17(children * times, ratios, 10) == pytest.approx(factors)


@laws
@given(children=counts, one=some_ratios, other=some_ratios)
def test_each_draw_has_ratios_of_its_own(children, one, other) -> None:
    both = share_of_16_17(children, np.concatenate([one, other], axis=1), 6)
    assert both[:, :1] == pytest.approx(share_of_16_17(children, one, 6))
    assert both[:, 1:] == pytest.approx(share_of_16_17(children, other, 6))


def test_where_nobody_is_16_or_17_there_is_no_share_to_move() -> None:
    nobody = np.array([10.0, 40.0, 50.0, 60.0, 0.0])
    assert np.array_equal(share_of_16_17(nobody, ONES, 5), np.ones((5, 1)))


# --- The children of 16 and 17 of a forecast ------------------------------------------------------
@pytest.fixture(scope="module")
def children(forecast) -> xr.DataArray:
    return aged_16_17(forecast.central_homes)


def test_as_children_grow_up_the_base_year_and_unaccompanied_children_are_as_they_were(
    inputs, children
) -> None:
    grown = as_children_age(inputs, children, central_values(inputs))
    assert np.array_equal(grown.sel(year=2019), children.sel(year=2019))
    assert np.array_equal(grown.sel(stream="uasc"), children.sel(stream="uasc"))
    assert not np.allclose(grown.sel(year=2024, stream="other"), children.sel(year=2024, stream="other"))


def test_growing_up_moves_every_kind_of_home_alike(inputs, children) -> None:
    grown = as_children_age(inputs, children, central_values(inputs))
    some = children.sel(stream="other", year=2024, draw=0)
    factors = (grown.sel(stream="other", year=2024, draw=0) / some.where(some > 0)).dropna("placement")
    assert factors.values == pytest.approx(np.full(factors.size, factors.values[0]))


def test_children_not_known_to_be_unaccompanied_grow_up_from_their_own_ages(inputs, children) -> None:
    unaccompanied = {"10_to_15": 30 * 0.125, "16_to_17": 30 * 0.87, "5_to_9": 30 * 0.005}
    others = np.array([inputs.by_age[band].value - unaccompanied.get(band, 0) for band in AGE_BANDS])
    ratios = np.array([[figure.value] for figure in inputs.leaving.ageing.values()])
    grown = as_children_age(inputs, children, central_values(inputs)).sel(stream="other")
    before = children.sel(stream="other").sum(["placement", "draw"])
    factor = share_of_16_17(others, ratios, before.sizes["year"])[:, 0]
    assert (grown.sum(["placement", "draw"]) / before).values == pytest.approx(factor)
