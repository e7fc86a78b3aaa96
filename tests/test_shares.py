"""Shares that drift: as far as is observed, and no further."""

import numpy as np
import pytest

from sufficiency.children.crosstab import modelled_crosstab
from sufficiency.demand.homes_wanted import HOMES
from sufficiency.demand.shares import OVER_20, DriftingShare, drifting_shares, observed_spread
from sufficiency.forecast import run
from sufficiency.vocabulary import RESIDENTIAL, SUPPORTED, UASC


@pytest.fixture(scope="module")
def drifting(inputs):
    return drifting_shares(inputs, modelled_crosstab(inputs))


@pytest.mark.parametrize(
    ("name", "alpha", "beta", "gamma"),
    [
        (SUPPORTED, 0.0001249, 0.3216, 0.7647),
        (RESIDENTIAL, 0.00006846, 0.06738, 0.8325),
        (OVER_20, 0.0002152, 0.1494, 1.081),
        (UASC, 0.0004877, 0.07841, 1.23),
    ],
)
def test_the_observed_spread_is_as_fitted_on_every_authority_for_children_as_many_as_ours(
    inputs, name: str, alpha: float, beta: float, gamma: float
) -> None:
    """Unaccompanied children to 2019; the others to 2023, because they are published from 2020."""
    horizons = np.array([1.0, 3.0, 5.0])
    fitted = np.sqrt(horizons**gamma * (alpha + beta / 293))
    assert observed_spread(inputs, name, horizons) == pytest.approx(fitted)


@pytest.mark.parametrize(
    ("name", "points"),
    [(SUPPORTED, (3.5, 5.3)), (RESIDENTIAL, (1.7, 2.7)), (OVER_20, (2.7, 4.9)), (UASC, (2.7, 5.4))],
)
def test_shares_move_by_so_many_points_at_one_and_three_years(
    inputs, name: str, points: tuple[float, float]
) -> None:
    """Decision 0018, for 293 children."""
    assert 100 * observed_spread(inputs, name, np.array([1.0, 3.0])) == pytest.approx(points, abs=0.05)


def test_the_spread_is_level_after_the_back_tested_horizon(inputs) -> None:
    spread = observed_spread(inputs, OVER_20, np.array([4.0, 5.0, 6.0, 18.0]))
    assert spread[0] < spread[1] == spread[2] == spread[3]


def test_the_noise_of_whole_children_is_taken_off_so_that_drift_is_not_counted_twice(
    inputs, drifting
) -> None:
    """Multinomial noise alone already gives residential 1.6 points or so."""
    horizons = np.arange(1.0, 19.0)
    for name in (SUPPORTED, RESIDENTIAL, OVER_20):
        assert (drifting[name].spread < observed_spread(inputs, name, horizons)).all()
    assert drifting[RESIDENTIAL].spread[0] < 0.006


def test_a_drifting_share_keeps_its_mean() -> None:
    share = DriftingShare("a share", 0.1, np.array([0.02, 0.05]))
    drawn = share.mean * share.multiples(1, 4000)
    assert drawn.mean(axis=0) == pytest.approx([0.1, 0.1], abs=0.0005)
    assert drawn.std(axis=0) == pytest.approx([0.02, 0.05], abs=0.001)


def test_a_drifting_share_stays_a_share() -> None:
    drawn = 0.4 * DriftingShare("wild", 0.4, np.array([0.3, 5.0])).multiples(1, 2000)
    assert drawn.min() >= 0
    assert drawn.max() <= 1


@pytest.mark.parametrize("mean", [0.0, 1.0])
def test_a_share_of_none_or_all_does_not_drift(mean: float) -> None:
    assert (DriftingShare("fixed", mean, np.array([0.1])).multiples(1, 20) == 1).all()


def test_a_share_without_spread_does_not_drift() -> None:
    multiples = DriftingShare("still", 0.2, np.array([0.0, 0.1])).multiples(1, 20)
    assert (multiples[:, 0] == 1).all()
    assert (multiples[:, 1] != 1).any()


def test_each_share_drifts_by_luck_of_its_own(drifting) -> None:
    supported, far = (drifting[name].multiples(1, 2000)[:, 4] for name in (SUPPORTED, OVER_20))
    assert abs(np.corrcoef(supported, far)[0, 1]) < 0.1


# --- Drift and whole children together ------------------------------------------------------------
@pytest.fixture(scope="module")
def shares(varied):
    """Shares of all children by name: draw, in each of the years 1, 2 and 3 of 4,000 draws."""
    homes = run(varied(horizon=2022), draws=4000, seed=1).demand.homes.astype(np.int64)
    total = homes.sum(axis=(1, 2, 3, 4))
    placement = homes.sum(axis=(1, 2, 4)) / total[:, None]
    band = homes.sum(axis=(1, 2, 3)) / total[:, None]
    at = {name: placement[:, HOMES.index(name)] for name in HOMES}
    return {
        "fostering_and_kinship": at["fostering"] + at["kinship"],
        RESIDENTIAL: at[RESIDENTIAL],
        SUPPORTED: at[SUPPORTED],
        OVER_20: band[:, 2] + band[:, 3],
        UASC: homes[:, 0].sum(axis=(1, 2, 3)) / total,
    }


@pytest.mark.parametrize(
    ("name", "one_year", "three_years", "base"),
    [
        (RESIDENTIAL, 1.7, 2.7, 25),
        (SUPPORTED, 3.5, 5.3, 31),
        (OVER_20, 2.7, 4.9, 49),
        (UASC, 2.7, 5.4, 30),
    ],
)
def test_drift_and_whole_children_together_reproduce_what_is_observed(
    shares, name: str, one_year: float, three_years: float, base: int
) -> None:
    """Points of standard deviation for 293 children, one and three years on, as fitted (decision 0018)."""
    points = 100 * shares[name]
    assert points[0].std() == pytest.approx(one_year, abs=0.4)
    assert points[2].std() == pytest.approx(three_years, abs=0.4)
    for year in (0, 2):
        assert points[year].mean() == pytest.approx(100 * base / 293, abs=0.4)


def test_fostering_moves_with_what_the_other_shares_do_though_it_has_no_drift_of_its_own(shares) -> None:
    """Fitted by itself it is 3.9 and 6.8 points for 293 children, 3.5 of the latter a fall that all had."""
    points = 100 * shares["fostering_and_kinship"]
    assert points[0].std() == pytest.approx(3.9, abs=0.4)
    assert 4.9 < points[2].std() < 6.8
    for year in (0, 2):
        assert points[year].mean() == pytest.approx(100 * 218 / 293, abs=0.4)
