"""The screen of levers: every column whole at any width, one child a child, and what is blank explained."""

import io

import pandas as pd
import pytest
from rich.console import Console

from sufficiency.cases.goals import Goal
from sufficiency.inputs.inputs import Inputs
from sufficiency.screens.screen import show_levers
from sufficiency.vocabulary import FOSTERING

GOAL = Goal(2024, None, FOSTERING)
RECRUIT = "Recruit fostering households, at the expected delivery"
ROWS = (
    (RECRUIT, 106, "households", 41, 0, 80, "2020", 1.5e6, -6e5),
    ("Step down from residential to foster homes", 1, "children", -1, -2, 0, "", None, None),
)


def shown(inputs: Inputs, width: int, *rows: tuple[object, ...]) -> str:
    names = ("what", "units", "unit", "central", "p10", "p90", "first_effect", "full_cost_gbp",
             "spend_change_central_gbp")  # fmt: skip
    table = pd.DataFrame(rows or ROWS, columns=list(names)).assign(reaches_goal=True, note="")
    table[["full_cost_gbp", "spend_change_central_gbp"]] = table[
        ["full_cost_gbp", "spend_change_central_gbp"]
    ].astype(float)
    out = io.StringIO()
    show_levers(Console(file=out, width=width, no_color=True), GOAL, 41.0, table, inputs)
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 100, 110, 140])
def test_no_column_is_cut_and_no_size_is_folded(inputs: Inputs, width: int) -> None:
    said = shown(inputs, width)
    assert "Fees paid\n" in said
    assert "106 households" in said
    assert "not recorded\n" in said
    assert all(len(line) <= width for line in said.splitlines())


def test_a_narrow_screen_leaves_two_columns_out_and_says_so(inputs: Inputs) -> None:
    narrow, wide = shown(inputs, 80), shown(inputs, 110)
    assert "A wider screen shows" in narrow
    assert "£1,500k" not in narrow
    assert "A wider screen shows" not in wide
    assert "£1,500k" in wide


def test_one_child_is_no_children(inputs: Inputs) -> None:
    said = shown(inputs, 110)
    assert "1 child " in said
    assert "1 children" not in said


def test_costs_that_are_blank_say_why_and_which_rows_would_fill_them(inputs: Inputs) -> None:
    said = " ".join(shown(inputs, 110).split())
    assert "Full cost is not recorded where a lever brings no child on contract" in said
    assert (
        "Fees paid is not recorded where the fee of a home is not. No fee: our own residential homes" in said
    )
    assert "(spend/in_house_residential/2019)" in said
    assert "Fees paid is not recorded" not in shown(inputs, 110, ROWS[0])
