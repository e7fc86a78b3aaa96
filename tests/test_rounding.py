"""Whole homes for people to read: parts add to what is shown as their total."""

import pytest

from sufficiency.rounding import whole, whole_ends, whole_parts, whole_total


@pytest.mark.parametrize(("number", "shown"), [(0.5, 1), (2.5, 3), (2.49, 2), (-0.5, 0), (-1.6, -2)])
def test_a_half_is_rounded_up(number: float, shown: int) -> None:
    assert whole(number) == shown


def test_a_total_is_the_sum_of_its_rounded_parts() -> None:
    assert whole_total([24.4, 15.4, 6.4]) == 45


def test_parts_are_shared_out_so_that_they_add_to_the_rounded_sum() -> None:
    assert whole_parts([24.4, 15.4, 6.4]) == [24, 16, 6]
    assert whole_parts([11.7, 16.0, 76.3, 92.0]) == [12, 16, 76, 92]


def test_the_largest_remainders_are_rounded_up() -> None:
    assert whole_parts([0.1, 0.8, 0.6, 0.5]) == [0, 1, 1, 0]


def test_whole_numbers_are_left_alone() -> None:
    assert whole_parts([3.0, 0.0, -2.0]) == [3, 0, -2]


def test_no_parts_are_no_parts() -> None:
    assert whole_parts([]) == []


def test_the_ends_of_a_range_hold_the_number_that_is_shown() -> None:
    assert whole_ends(4, 2.6, 3.4) is None  # no width
    assert whole_ends(4, 1.6, 3.4) == (2, 4)  # rounded up so that its column adds up
    assert whole_ends(3, 3.6, 5.2) == (3, 5)
