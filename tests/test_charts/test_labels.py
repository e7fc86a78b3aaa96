"""Labels are moved apart and words are wrapped."""

import pytest

from sufficiency.charts.labels import nudge_apart
from sufficiency.charts.lettering import wrap


def test_labels_are_moved_apart_no_further_than_they_must_be() -> None:
    assert nudge_apart([1.0, 5.0], [1.0, 1.0], 0, 10) == [1.0, 5.0]
    assert nudge_apart([5.0, 5.0], [1.0, 1.0], 0, 10) == [4.5, 5.5]
    assert nudge_apart([5.0, 1.0, 5.2], [1.0, 1.0, 1.0], 0, 10) == pytest.approx([4.6, 1.0, 5.6])
    assert nudge_apart([0.0, 10.0], [1.0, 2.0], 0, 10) == [0.5, 9.0]
    assert nudge_apart([], [], 0, 10) == []


def test_words_are_wrapped_at_spaces() -> None:
    assert wrap("one two three", 7, len) == ["one two", "three"]
    assert wrap("extraordinary", 7, len) == ["extraordinary"]
