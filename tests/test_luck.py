"""Luck: named, shared between scenarios, and the same on the same seed."""

import numpy as np
import pytest

from sufficiency.chance.luck import child_numbers, path_ranks, stratified_ranks, stream

GROWING = np.arange(1.0, 7.0)


def test_each_step_has_luck_of_its_own() -> None:
    assert not np.array_equal(stream(1, "one").random(5), stream(1, "another").random(5))


def test_the_same_seed_and_step_give_the_same_luck() -> None:
    assert np.array_equal(stream(1, "one").random(5), stream(1, "one").random(5))
    assert not np.array_equal(stream(1, "one").random(5), stream(2, "one").random(5))


def test_stratified_ranks_take_the_middle_of_every_stratum_once() -> None:
    ranks = stratified_ranks(1, "step", 10)
    assert np.sort(ranks) == pytest.approx(np.arange(0.05, 1, 0.1))


def test_each_year_of_a_path_takes_every_rank_once() -> None:
    ranks = path_ranks(1, "step", 50, GROWING)
    assert ranks.shape == (50, 6)
    for year in ranks.T:
        assert np.sort(year) == pytest.approx((np.arange(50) + 0.5) / 50)


def test_luck_accumulates_so_a_draw_that_is_high_tends_to_stay_high() -> None:
    ranks = path_ranks(1, "step", 2000, GROWING)
    next_year = np.corrcoef(ranks[:, 3], ranks[:, 4])[0, 1]
    later = np.corrcoef(ranks[:, 0], ranks[:, 4])[0, 1]
    assert next_year > 0.8
    assert 0.2 < later < next_year


def test_a_year_without_new_spread_keeps_every_draw_in_its_place() -> None:
    ranks = path_ranks(1, "step", 100, np.array([1.0, 2.0, 2.0]))
    assert np.array_equal(ranks[:, 1], ranks[:, 2])


def test_a_longer_horizon_does_not_change_the_years_before_it() -> None:
    assert np.array_equal(path_ranks(1, "s", 30, GROWING)[:, :3], path_ranks(1, "s", 30, GROWING[:3]))


def test_more_children_give_the_first_ones_the_same_numbers() -> None:
    few, many = child_numbers(1, "children", 20, 7), child_numbers(1, "children", 33, 7)
    assert np.array_equal(many[:20], few)
    assert few.min() >= 0
    assert few.max() < 1
