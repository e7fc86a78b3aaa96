"""Iterative proportional fitting: other margins, the same pattern, and zeros that stay zero."""

import numpy as np
import pytest

from sufficiency.children.fitting import Block, Margin, NotConvergedError, fit

SEED = np.array([[4.0, 2.0, 1.0], [1.0, 3.0, 5.0]])
ROWS = Margin("rows", (0,), np.array([30.0, 70.0]))
COLUMNS = Margin("columns", (1,), np.array([20.0, 30.0, 50.0]))


def test_the_fitted_table_meets_every_margin() -> None:
    table = fit(SEED, [ROWS, COLUMNS])
    assert table.sum(axis=1) == pytest.approx(ROWS.totals)
    assert table.sum(axis=0) == pytest.approx(COLUMNS.totals)


def test_the_fitted_table_keeps_the_pattern() -> None:
    """Which goes with which is unchanged: the odds ratios are the seed's."""
    table = fit(SEED, [ROWS, COLUMNS])
    for column in (1, 2):
        seed_odds = SEED[0, 0] * SEED[1, column] / (SEED[0, column] * SEED[1, 0])
        assert table[0, 0] * table[1, column] / (table[0, column] * table[1, 0]) == pytest.approx(seed_odds)


def test_a_zero_of_the_seed_stays_zero() -> None:
    seed = SEED.copy()
    seed[0, 2] = 0
    table = fit(seed, [ROWS, COLUMNS])
    assert table[0, 2] == 0
    assert table.sum(axis=0) == pytest.approx(COLUMNS.totals)


def test_a_known_cell_is_held() -> None:
    cells = np.zeros_like(SEED, dtype=bool)
    cells[1, :2] = True
    table = fit(SEED, [ROWS, COLUMNS], [Block("known", cells, 25.0)])
    assert table[cells].sum() == pytest.approx(25)
    assert table.sum(axis=1) == pytest.approx(ROWS.totals)


def test_a_known_empty_cell_is_empty() -> None:
    cells = np.zeros_like(SEED, dtype=bool)
    cells[0, 0] = True
    assert fit(SEED, [ROWS, COLUMNS], [Block("nobody", cells, 0.0)])[0, 0] == 0


def test_margins_of_three_axes_are_met_together() -> None:
    seed = np.arange(1.0, 13.0).reshape(2, 3, 2)
    margins = [ROWS, COLUMNS, Margin("last", (2,), np.array([45.0, 55.0]))]
    table = fit(seed, margins)
    assert table.sum(axis=(0, 1)) == pytest.approx([45, 55])
    assert table.sum(axis=(0, 2)) == pytest.approx(COLUMNS.totals)


def test_not_converging_is_a_fault_that_names_what_cannot_be_met() -> None:
    seed = np.array([[1.0, 0.0], [0.0, 1.0]])
    margins = [Margin("rows", (0,), np.array([6.0, 4.0])), Margin("columns", (1,), np.array([5.0, 5.0]))]
    with pytest.raises(NotConvergedError, match=r"rows is 1\.0 children out"):
        fit(seed, margins)


def test_margins_that_do_not_agree_are_a_fault() -> None:
    with pytest.raises(NotConvergedError):
        fit(SEED, [ROWS, Margin("columns", (1,), np.array([20.0, 30.0, 51.0]))])


def test_a_known_total_where_nobody_can_be_is_a_fault() -> None:
    seed = SEED.copy()
    seed[0, 0] = 0
    cells = np.zeros_like(SEED, dtype=bool)
    cells[0, 0] = True
    with pytest.raises(NotConvergedError, match="nobody can"):
        fit(seed, [ROWS, COLUMNS], [Block("nobody can", cells, 2.0)])
