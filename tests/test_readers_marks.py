"""A published cell is a number or a mark, and a mark is never nought."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sufficiency.figures.published import MARKS
from sufficiency.numerals import UnreadableError
from sufficiency.readers.published.marks import parse_cell, parse_column


@pytest.mark.parametrize("mark", sorted(MARKS))
@pytest.mark.parametrize("written", [str, str.upper, lambda mark: f" {mark} "])
def test_a_mark_stands_for_no_number_however_it_is_written(mark: str, written: object) -> None:
    cell = parse_cell(written(mark))  # type: ignore[operator]
    assert math.isnan(cell.value)
    assert cell.mark == mark


@given(st.integers(0, 10**9))
def test_commas_between_thousands_are_read(number: int) -> None:
    assert parse_cell(f"{number:,}") == (number, "")


@given(st.floats(0, 1e6).map(lambda number: round(number, 3)))
def test_decimals_are_read(number: float) -> None:
    assert parse_cell(f"{number:.3f}").value == pytest.approx(number)


def test_nought_is_a_number_and_not_a_mark() -> None:
    assert parse_cell("0") == (0, "")


@given(st.text(max_size=6))
def test_anything_is_a_number_a_mark_or_refused(text: str) -> None:
    try:
        cell = parse_cell(text)
    except UnreadableError:
        return
    assert math.isnan(cell.value) == (not any(letter.isdigit() for letter in text))
    assert not cell.mark or math.isnan(cell.value)


def test_a_column_keeps_values_and_marks_in_their_rows() -> None:
    read = parse_column(pd.Series(["1,290", "c", "", "12", "c"], index=range(2, 7), name="number"), "a.csv")
    np.testing.assert_array_equal(read.values, [1290, np.nan, np.nan, 12, np.nan])
    assert list(read.marks) == ["", "c", "", "", "c"]
    assert read.faults == []


def test_a_cell_that_is_neither_is_a_fault_that_names_its_row_and_column() -> None:
    read = parse_column(pd.Series(["12", "twelve", "1,2"], index=[2, 3, 9], name="number"), "a.csv")
    assert [(fault.where, fault.what) for fault in read.faults] == [
        ("row 3, column number", "'twelve' cannot be read as a number: it is other text."),
        (
            "row 9, column number",
            "'1,2' cannot be read as a number: its commas are not between groups of three digits.",
        ),
    ]
