"""Distances that DfE leaves blank from 2020: unaccompanied children are put where other children live."""

import pytest

from sufficiency.figures.book import Figure
from sufficiency.inputs.blank_distances import with_blanks_placed
from sufficiency.vocabulary import DISTANCE_BANDS


def children(number: float, category: str = "") -> Figure:
    return Figure("children_by_distance", category, None, number, None, None, "children", "2023-03-31",
                  "a test", "published")  # fmt: skip


def placed(uasc: float, year: int = 2023, sides: tuple[float, float] | None = None) -> list[float]:
    """Children by distance once those left blank are put somewhere, of 40, 40, 0, 20 and 20 not known."""
    table = {band: children(n, band) for band, n in zip(DISTANCE_BANDS, (40, 40, 0, 20, 20), strict=True)}
    inside, outside = (children(n) for n in sides) if sides else (None, None)
    return [f.value for f in with_blanks_placed(table, children(uasc), year, inside, outside).values()]


def test_they_take_the_shares_of_known_distances() -> None:
    assert placed(20) == pytest.approx([48, 48, 0, 24, 0])


def test_where_they_live_is_kept_where_it_is_published() -> None:
    assert placed(20, sides=(5, 15)) == pytest.approx([45, 50, 0, 25, 0])


def test_no_more_are_put_somewhere_than_are_unaccompanied() -> None:
    assert placed(10) == pytest.approx([44, 44, 0, 22, 10])


def test_before_2020_the_table_stands_as_it_is() -> None:
    assert placed(20, year=2019) == [40, 40, 0, 20, 20]


def test_a_figure_that_is_changed_says_so() -> None:
    table = {band: children(10, band) for band in DISTANCE_BANDS}
    figure = with_blanks_placed(table, children(8), 2023, None, None)["within_20_inside"]
    assert figure.kind == "derived"
    assert figure.note == "10 as published, +2.0 unaccompanied, whose distance is blank by rule"
