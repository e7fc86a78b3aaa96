"""The modelled cross-tabulation: England's pattern, the authority's margins, and known cells."""

import pytest
import xarray as xr

from sufficiency.children.crosstab import HOMES, kinship_share, modelled_crosstab, with_kinship_apart
from sufficiency.errors import InputFaultsError
from sufficiency.vocabulary import BANDS_IN_SCOPE, INSIDE, OTHER, UASC


@pytest.fixture(scope="module")
def tab(inputs):
    return modelled_crosstab(inputs)


@pytest.fixture(scope="module")
def counts(inputs, tab):
    """Children by stream, age, placement and distance."""
    streams = xr.DataArray([30.0, 263.0], dims="stream", coords={"stream": [UASC, OTHER]})
    return tab.who * streams * tab.where


def test_shares_of_who_sum_to_one_in_each_stream(tab) -> None:
    assert tab.who.sum(["age_band", "placement"]).values == pytest.approx([1, 1])


def test_shares_of_where_sum_to_one_in_each_placement(tab) -> None:
    """Nobody was in a secure home, so there is nothing to share out there."""
    assert tab.where.sum("distance_band").values == pytest.approx([1, 1, 1, 1, 1, 0])


def test_the_published_ages_are_reproduced(counts) -> None:
    by_age = counts.sum(["stream", "placement", "distance_band"])
    assert by_age.values == pytest.approx([14, 25, 40, 128, 86])


def test_the_published_placements_are_reproduced(counts) -> None:
    by_placement = counts.sum(["stream", "age_band", "distance_band"])
    assert by_placement.values == pytest.approx([218, 25, 31, 8, 11, 0])


def test_the_published_distances_are_reproduced(counts) -> None:
    by_distance = counts.sum(["stream", "age_band", "placement"])
    assert by_distance.values == pytest.approx([119, 124, 1, 48, 1])


def test_no_residential_child_lives_inside_the_authority(tab) -> None:
    inside = tab.where.sel(placement="residential", distance_band=list(BANDS_IN_SCOPE[INSIDE]))
    assert float(inside.sum()) == 0


def test_nobody_under_16_is_in_supported_accommodation(tab) -> None:
    assert float(tab.who.sel(placement="supported_16_plus").isel(age_band=slice(0, 4)).sum()) == 0


def test_unaccompanied_children_are_nearly_all_16_or_17_and_fostered_or_supported(tab) -> None:
    uasc = tab.who.sel(stream=UASC)
    assert float(uasc.sel(age_band="16_to_17").sum()) > 0.8
    assert float(uasc.sel(placement=["fostering_and_kinship", "supported_16_plus"]).sum()) > 0.9


def test_an_unaccompanied_child_is_as_far_away_as_others_in_the_same_placement(counts) -> None:
    """The base table is kept: the break in DfE's series moves no child out of a scope."""
    in_foster = counts.sel(placement="fostering_and_kinship").sum("age_band")
    shares = in_foster / in_foster.sum("distance_band")
    assert shares.sel(stream=UASC).values == pytest.approx(shares.sel(stream=OTHER).values)


def test_about_42_children_in_commissioned_need_are_beyond_20_miles(counts, inputs) -> None:
    """24 in fostering, 14 residential, 4 supported, once kinship is set apart."""
    far = counts.sel(distance_band=["over_20_inside", "over_20_outside"]).sum(
        ["stream", "age_band", "distance_band"]
    )
    fostered = float(far.sel(placement="fostering_and_kinship")) * (1 - 22 / 218)
    assert fostered == pytest.approx(24, abs=1.5)
    assert float(far.sel(placement="residential")) == pytest.approx(14, abs=1.5)
    assert float(far.sel(placement="supported_16_plus")) == pytest.approx(4, abs=1.5)


def test_kinship_and_fostering_split_one_published_number(inputs, tab) -> None:
    share = kinship_share(inputs, xr.DataArray([22.0, 40.0], dims="draw"))
    apart = with_kinship_apart(tab.who, share)
    assert tuple(apart.placement.values) == HOMES
    joint = tab.who.sel(placement="fostering_and_kinship")
    both = apart.sel(placement=["fostering", "kinship"]).sum("placement")
    for draw in (0, 1):
        xr.testing.assert_allclose(both.isel(draw=draw), joint.drop_vars("placement"))
    kinship = apart.sel(placement="kinship").sum("age_band")
    assert float(kinship.isel(draw=0) @ xr.DataArray([30.0, 263.0], dims="stream")) == pytest.approx(22)


def test_margins_that_cannot_be_met_with_the_zeros_are_a_fault_of_the_input(varied) -> None:
    """More in supported accommodation than there are children of 16 and 17."""
    inputs = varied(
        figures={
            "children_by_placement/supported_16_plus": 90,
            "children_by_placement/fostering_and_kinship": 159,
        }
    )
    with pytest.raises(InputFaultsError, match="modelled cross-tabulation"):
        modelled_crosstab(inputs)


def test_an_authority_with_no_unaccompanied_children_has_a_cross_tabulation_too(varied) -> None:
    tab = modelled_crosstab(varied(figures={"uasc_count/council/2019": 0}))
    assert float(tab.who.sel(stream=OTHER).sum()) == pytest.approx(1)
    assert float(tab.who.sel(stream=UASC).sum()) == 0
