"""Every child's own numbers are as good as drawn ones."""

import numpy as np
import pytest

from sufficiency.episodes.numbers import joined, keys, numbers


def table(children: int = 400, draws: int = 250) -> np.ndarray:
    return joined(keys(1, "children", children)[:, None], keys(1, "draws", draws)[None, :])


def test_numbers_are_even_from_0_to_1() -> None:
    found = numbers(table().ravel(), 1)
    counts = np.histogram(found, bins=50, range=(0, 1))[0]
    expected = len(found) / 50
    assert ((counts - expected) ** 2 / expected).sum() < 49 + 5 * np.sqrt(2 * 49)
    assert found.min() >= 0
    assert found.max() < 1


@pytest.mark.parametrize("later", [2, 3, 12, 120, 1_000_001])
def test_a_childs_numbers_of_two_occasions_have_nothing_to_do_with_each_other(later: int) -> None:
    key = table().ravel()
    assert abs(np.corrcoef(numbers(key, 1), numbers(key, later))[0, 1]) < 4 / np.sqrt(len(key))


def test_two_children_and_two_draws_have_nothing_to_do_with_each_other() -> None:
    found = numbers(table(), 1)
    assert abs(np.corrcoef(found[:-1].ravel(), found[1:].ravel())[0, 1]) < 4 / np.sqrt(found.size)
    assert abs(np.corrcoef(found[:, :-1].ravel(), found[:, 1:].ravel())[0, 1]) < 4 / np.sqrt(found.size)


def test_sums_over_children_scatter_as_independent_ones_do() -> None:
    sums = numbers(table(), 7).sum(axis=0)
    assert sums.var() == pytest.approx(400 / 12, rel=0.35)


def test_more_children_leave_the_first_ones_theirs() -> None:
    assert (keys(1, "children", 10) == keys(1, "children", 20)[:10]).all()


def test_keys_are_not_written_over() -> None:
    key = table(3, 3)
    before = key.copy()
    numbers(key, 1)
    assert (key == before).all()
