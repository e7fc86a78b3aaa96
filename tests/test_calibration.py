"""Calibration: spreads come back from the movements that were drawn with them, and from nothing else."""

import numpy as np
import pytest

from sufficiency.chance.spread import Spread
from sufficiency.errors import InputFaultsError
from sufficiency.record.calibration import (
    LEAST_AUTHORITIES,
    Floats,
    count_spread,
    flow_spread,
    leaving_movements,
    log_ratio,
    movements,
    recent_mean,
    share_spread,
    starts_movements,
)

YEARS = tuple(range(2010, 2016))
NU = 5.0
NAN = np.nan


def made_apart(moved_by: Spread, authorities: int, seed: int = 1) -> tuple[Floats, Floats, Floats]:
    """Authorities seen twice: children in 2010, and how many scales they had moved in one later year.

    Every movement is then a draw of its own. Children, the squared scale and the column of the later year.
    """
    rng = np.random.default_rng(seed)
    children = np.exp(rng.uniform(np.log(30), np.log(2000), authorities))
    ahead = rng.integers(1, len(YEARS), authorities)
    return children, moved_by.at(ahead, children), ahead


def seen_twice(first: Floats, later: Floats, ahead: Floats) -> Floats:
    """A panel with a number in 2010 and in one later year; the rest is not known."""
    panel = np.full((len(first), len(YEARS)), NAN)
    panel[:, 0] = first
    panel[np.arange(len(first)), ahead] = later
    return panel


# --- What comes back ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "drawn_with", [Spread(0.002, 0.8, 1.25), Spread(0.004, 0.3, 0.8)], ids=["as England's", "mostly shared"]
)
def test_counts_drawn_with_a_spread_give_it_back(drawn_with: Spread) -> None:
    children, squared, ahead = made_apart(drawn_with, 6000)
    t = np.random.default_rng(2).standard_t(NU, len(children))
    counts = seen_twice(children, children * np.exp(np.sqrt(squared) * t), ahead)
    fitted = count_spread(YEARS, counts, 2015, NU)
    assert fitted.alpha == pytest.approx(drawn_with.alpha, rel=0.15)
    assert fitted.beta == pytest.approx(drawn_with.beta, rel=0.2)
    assert fitted.gamma == pytest.approx(drawn_with.gamma, abs=0.08)


def test_shares_drawn_with_a_spread_give_it_back() -> None:
    drawn_with = Spread(0.0004, 0.15, 0.9)
    children, squared, ahead = made_apart(drawn_with, 6000)
    moved = np.sqrt(squared) * np.random.default_rng(3).standard_normal(len(children))
    of = np.repeat(children[:, None], len(YEARS), axis=1)
    fitted = share_spread("a share", YEARS, seen_twice(np.full(len(of), 0.4), 0.4 + moved, ahead), of, 2015)
    assert fitted.alpha == pytest.approx(drawn_with.alpha, rel=0.15)
    assert fitted.beta == pytest.approx(drawn_with.beta, rel=0.2)
    assert fitted.gamma == pytest.approx(drawn_with.gamma, abs=0.08)


def test_what_happened_after_the_year_of_the_fit_does_not_change_it() -> None:
    rng = np.random.default_rng(4)
    counts = 300 * np.exp(np.cumsum(rng.normal(0, 0.06, (60, len(YEARS))), axis=1))
    changed = counts.copy()
    changed[:, 4:] *= rng.uniform(0.3, 3, changed[:, 4:].shape)
    assert count_spread(YEARS, changed, 2013, NU) == count_spread(YEARS, counts, 2013, NU)
    assert count_spread(YEARS, changed, 2014, NU) != count_spread(YEARS, counts, 2014, NU)


def test_starts_drawn_with_a_spread_about_their_level_give_it_back() -> None:
    drawn_with = Spread(0.02, 2.7, 0.4)
    years = tuple(range(2008, 2016))
    level, squared, ahead = made_apart(drawn_with, 6000)
    later = level * np.exp(np.sqrt(squared) * np.random.default_rng(6).standard_normal(len(level)))
    before = np.repeat(level[:, None], 2, axis=1)
    started = np.concatenate([before, seen_twice(level, later, ahead)], axis=1)
    found = starts_movements(years, started, 2015)
    fitted = flow_spread(found, "starts")
    assert set(found.origin.tolist()) == {2010}
    assert fitted.alpha == pytest.approx(drawn_with.alpha, rel=0.15)
    assert fitted.beta == pytest.approx(drawn_with.beta, rel=0.2)
    assert fitted.gamma == pytest.approx(drawn_with.gamma, abs=0.08)


# --- What is compared -----------------------------------------------------------------------------
def test_every_pair_of_years_is_a_movement_by_its_origin_and_its_years_ahead() -> None:
    counts = np.array([[100.0, 110.0, 121.0]])
    found = movements((2010, 2011, 2012), counts, counts, 2012)
    pairs = zip(found.origin, found.years_ahead, found.children, found.moved, strict=True)
    assert sorted(pairs) == [(2010, 1, 100, 10), (2010, 2, 100, 21), (2011, 1, 110, 11)]


def test_a_count_moves_by_the_logarithm_of_its_ratio() -> None:
    counts = np.array([[100.0, 200.0]])
    found = movements((2010, 2011), counts, counts, 2011, change=log_ratio)
    assert found.moved == pytest.approx([np.log(2)])


def test_nothing_is_compared_more_than_five_years_apart() -> None:
    years = tuple(range(2010, 2020))
    counts = np.full((1, len(years)), 100.0)
    assert movements(years, counts, counts, 2019).years_ahead.max() == 5


def test_a_year_that_the_panel_lacks_leaves_its_neighbours_two_years_apart() -> None:
    counts = np.array([[100.0, 130.0]])
    found = movements((2010, 2012), counts, counts, 2012)
    assert found.years_ahead.tolist() == [2]
    assert found.moved.tolist() == [30]


def test_a_suppressed_number_is_skipped_and_never_taken_for_nought() -> None:
    counts = np.array([[100.0, NAN, 130.0]])
    found = movements((2010, 2011, 2012), counts, counts, 2012)
    assert list(zip(found.origin, found.years_ahead, found.moved, strict=True)) == [(2010, 2, 30)]


def test_fits_with_suppressed_numbers_are_those_without_them() -> None:
    rng = np.random.default_rng(5)
    counts = 300 * np.exp(np.cumsum(rng.normal(0, 0.06, (60, len(YEARS))), axis=1))
    suppressed = np.full((20, len(YEARS)), NAN)
    with_them = np.concatenate([counts, suppressed])
    assert count_spread(YEARS, with_them, 2015, NU) == count_spread(YEARS, counts, 2015, NU)


def test_too_few_children_have_no_movement() -> None:
    counts = np.array([[9.0, 30.0, 31.0]])
    assert movements((2010, 2011, 2012), counts, counts, 2012).moved.tolist() == [1]


def test_what_all_authorities_had_in_common_is_told_by_years_ahead() -> None:
    counts = np.array([[100.0, 110.0, 120.0], [100.0, 120.0, 130.0], [100.0, 130.0, 170.0]])
    assert movements((2010, 2011, 2012), counts, counts, 2012).national == {1: 15.0, 2: 30.0}


# --- Starts and leaving ---------------------------------------------------------------------------
def test_the_level_of_a_year_is_the_mean_of_it_and_of_the_two_before() -> None:
    level = recent_mean((2010, 2011, 2012, 2013), np.array([[90.0, 100.0, 110.0, 150.0]]))
    assert level.tolist() == [pytest.approx([NAN, NAN, 100, 120], nan_ok=True)]


def test_a_level_is_missing_where_one_of_its_years_is_suppressed_or_not_in_the_panel() -> None:
    assert np.isnan(recent_mean((2010, 2011, 2012), np.array([[90.0, NAN, 110.0]]))).all()
    assert np.isnan(recent_mean((2010, 2012, 2013), np.array([[90.0, 100.0, 110.0]]))).all()


def test_starts_move_from_their_level_by_its_own_size() -> None:
    found = starts_movements((2010, 2011, 2012, 2013), np.array([[90.0, 100.0, 110.0, 150.0]]), 2013)
    assert (found.origin.tolist(), found.years_ahead.tolist(), found.children.tolist()) == (
        [2012],
        [1],
        [100],
    )
    assert found.moved == pytest.approx([np.log(1.5)])


def test_leaving_is_over_the_children_at_the_start_and_half_of_those_who_start() -> None:
    years = tuple(range(2010, 2015))
    cla, started = np.full((1, 5), 100.0), np.array([[NAN, 100.0, 100.0, 100.0, 20.0]])
    ceased = np.array([[NAN, 60.0, 60.0, 60.0, 55.0]])
    found = leaving_movements(years, cla, started, ceased, 2014)
    assert (found.origin.tolist(), found.children.tolist()) == ([2013], [60])
    assert found.moved == pytest.approx([np.log((55 / 110) / (60 / 150))])


def test_a_year_of_many_starts_and_as_many_more_ends_is_no_movement_of_leaving() -> None:
    """Half of the children at risk leave in every year, however many start."""
    rng = np.random.default_rng(7)
    years, started = tuple(range(2010, 2016)), rng.uniform(50, 200, (1, 6))
    cla = np.full((1, 6), 100.0)
    ceased = (cla + started / 2) / 2
    assert leaving_movements(years, cla, started, ceased, 2015).moved == pytest.approx(0)


def test_an_authority_with_nobody_who_could_leave_has_no_movement_of_leaving() -> None:
    nobody = np.zeros((1, 6))
    assert len(leaving_movements(tuple(range(2010, 2016)), nobody, nobody, nobody + 20, 2015)) == 0


def test_starts_after_the_year_of_the_fit_do_not_change_it() -> None:
    started = np.random.default_rng(8).poisson(120, (60, len(YEARS))).astype(float)
    changed = started.copy()
    changed[:, 5:] *= 3
    until_2014 = [flow_spread(starts_movements(YEARS, each, 2014), "starts") for each in (started, changed)]
    assert until_2014[0] == until_2014[1]


# --- What is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize("authorities", [0, 1, LEAST_AUTHORITIES - 1])
def test_a_handful_of_authorities_is_refused_with_why(authorities: int) -> None:
    counts = np.full((authorities, len(YEARS)), 300.0)
    with pytest.raises(InputFaultsError) as refused:
        count_spread(YEARS, counts, 2015, NU)
    [fault] = refused.value.faults
    assert fault.what.startswith(f"the count, to 2015: {authorities} authorit")
    assert fault.what.endswith("two years to compare, and 30 are needed.")
    assert "One authority's history cannot say how far others' move" in fault.do


def test_one_year_is_refused_because_nothing_has_moved() -> None:
    with pytest.raises(InputFaultsError, match="0 authorities have two years to compare"):
        count_spread(YEARS, np.full((60, len(YEARS)), 300.0), 2010, NU)


def test_a_share_that_is_suppressed_almost_everywhere_is_refused_by_name() -> None:
    shares = np.full((60, len(YEARS)), NAN)
    shares[:20] = 0.3
    with pytest.raises(InputFaultsError, match="the share of supported_16_plus, to 2015: 20 authorities"):
        share_spread("supported_16_plus", YEARS, shares, np.full(shares.shape, 300.0), 2015)
