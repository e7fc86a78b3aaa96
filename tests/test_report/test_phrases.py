"""Phrases of the chapter: a count by itself, pounds as a committee reads them, and how a number changed."""

import pytest

from sufficiency.report.declared import Cell
from sufficiency.report.sections.phrases import percent_change, pounds, ranged, so_many, were


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (21.0, "21"),
        (1293.0, "1,293"),
        (62.9, "62.9"),
        (0.0, "0"),
        ("c", "a confidential number"),
        (None, "a number that is not recorded"),
    ],
)
def test_a_count_that_stands_by_itself_is_told_in_words_where_it_is_no_number(cell: Cell, said: str) -> None:
    assert so_many(cell) == said


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((21.0, 10.0, 30.0), "21 (10 to 30)"),
        ((21.0, 21.0, 21.0), "21"),
        ((21.0, None, None), "21"),
        ((21.0, "c", "c"), "21"),
        (("c", "c", "c"), "a confidential number"),
        ((None, None, None), "a number that is not recorded"),
    ],
)
def test_a_count_has_its_range_beside_it_where_both_ends_are_known_and_differ(
    cells: tuple[Cell, Cell, Cell], said: str
) -> None:
    assert ranged(*cells) == said


@pytest.mark.parametrize(("count", "verb"), [(1.0, "was"), (0.0, "were"), (2.0, "were"), ("c", "were")])
def test_one_was_and_any_other_number_were(count: Cell, verb: str) -> None:
    assert were(count) == verb


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (12_400_000.0, "£12.4m"),
        (-642_000.0, "−£642k"),
        (950.0, "£950"),
        (0.0, "£0"),
        ("c", "a confidential amount"),
        (None, "an amount that is not recorded"),
    ],
)
def test_pounds_are_told_in_millions_or_thousands(cell: Cell, said: str) -> None:
    assert pounds(cell) == said


@pytest.mark.parametrize("cell", [999_500.0, 999_600.0, 999_999.0])
def test_just_under_a_million_is_a_million_and_never_a_thousand_thousands(cell: float) -> None:
    assert pounds(cell) == "£1.0m"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (100.0, 109.0, "9% more"),
        (100.0, 97.0, "3% fewer"),
        (100.0, 100.4, "as many"),
        (0.0, 5.0, ""),
        ("c", 5.0, ""),
        (100.0, None, ""),
    ],
)
def test_a_change_is_more_fewer_or_as_many_and_nothing_where_either_is_unknown(
    first: Cell, last: Cell, said: str
) -> None:
    assert percent_change(first, last) == said
