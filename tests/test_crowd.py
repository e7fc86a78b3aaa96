"""Crowds: children with numbers, held against shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sufficiency.children.crowd import crowd_in_homes, same_crowd

DRAWS = np.arange(6)
HOMES = arrays(np.int16, (3, 2, 4, 6), elements=st.integers(0, 9))  # year, age band, placement, draw


def shares_of(homes: np.ndarray) -> np.ndarray:
    """The share of each draw's children who are of an age and in a placement."""
    counts = np.moveaxis(homes, -1, 0).astype(float)
    total = counts.sum(axis=(1, 2), keepdims=True)
    even = np.full_like(counts, 1 / counts[0].size)
    return np.divide(counts, total, out=even, where=total > 0)


@given(HOMES)
def test_children_whose_homes_are_known_are_counted_in_those_homes(homes: np.ndarray) -> None:
    crowds = crowd_in_homes(1, "other", homes)(DRAWS)
    for year, of_year in enumerate(homes):
        looked_after = of_year.sum(axis=(0, 1), dtype=np.int64)
        (counted,) = crowds(year).counted(looked_after, [shares_of(of_year)])
        assert (counted == of_year).all()


@given(HOMES)
def test_what_is_left_to_know_parts_each_home_and_adds_to_it(homes: np.ndarray) -> None:
    near_and_far = np.array([0.7, 0.3])
    looked_after = homes[0].sum(axis=(0, 1), dtype=np.int64)
    crowd = crowd_in_homes(1, "other", homes)(DRAWS)(0)
    (counted,) = crowd.counted(looked_after, [shares_of(homes[0])[..., None] * near_and_far])
    assert (counted.sum(axis=2) == homes[0]).all()


@given(HOMES)
def test_one_child_fewer_in_a_home_changes_nothing_for_the_others(homes: np.ndarray) -> None:
    homes[0, 0, 0] = np.maximum(homes[0, 0, 0], 1)
    fewer = homes.copy()
    fewer[0, 0, 0] -= 1
    both = []
    for each in (homes, fewer):
        looked_after = each[0].sum(axis=(0, 1), dtype=np.int64)
        crowd = crowd_in_homes(1, "other", each)(DRAWS)(0)
        both += crowd.counted(looked_after, [shares_of(each[0])[..., None] * np.array([0.5, 0.5])])
    change = both[0] - both[1]
    assert (change >= 0).all()
    assert (change.sum(axis=(0, 1, 2)) == 1).all()


def test_distances_of_known_homes_fall_as_their_shares_say() -> None:
    homes = np.full((1, 1, 1, 400), 50, dtype=np.int16)
    crowd = crowd_in_homes(1, "other", homes)(np.arange(400))(0)
    table = np.broadcast_to(np.array([0.8, 0.2]), (400, 1, 1, 2))
    (counted,) = crowd.counted(np.full(400, 50), [table.astype(float)])
    assert counted[0, 0, 1].mean() == pytest.approx(10, abs=0.6)
    assert counted[0, 0, 1].std() == pytest.approx(np.sqrt(50 * 0.8 * 0.2), rel=0.15)


def test_children_of_no_known_home_keep_their_number_in_every_year() -> None:
    looked_after = np.full((6, 3), 20)
    crowds = same_crowd(1, "other", looked_after)(DRAWS)
    table = np.broadcast_to(np.array([0.5, 0.5]), (6, 2)).astype(float)
    first, second = (crowds(year).counted(np.full(6, 20), [table])[0] for year in (0, 1))
    assert (first == second).all()
