"""What it would take: each lever at the smallest size that reaches a goal, or how far it gets."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sufficiency.cases.case import central_case, central_wanted
from sufficiency.cases.goals import (
    LEAST_EFFECT,
    Answer,
    Goal,
    answers_to,
    levers_table,
    parse_goal,
    year_of_goal,
)
from sufficiency.children.crosstab import modelled_crosstab
from sufficiency.errors import InputFaultsError
from sufficiency.inputs.inputs import Inputs
from sufficiency.loading import load_again
from sufficiency.readers.levers import lever_of, read_lever
from sufficiency.scenarios.lever_files import LeverFile, with_lever

Ask = Callable[..., tuple[float, list[Answer]]]
BEDS = """title = "A great many beds"
unit = "homes"
[places.beds]
provision = "residential"
sector = "block"
scope = "inside_authority"
places = 200
from = "+1"
source = "a what-if"
"""


@pytest.fixture(scope="module")
def short(varied) -> Inputs:
    """The default scenario to 2024, which is the year of a goal."""
    return varied(horizon=2024)


@pytest.fixture(scope="module")
def ask(loaded, short: Inputs) -> Ask:
    """The answers of bundled levers, by name, to a goal as it is typed."""

    def asked(
        goal: str, *levers: str | LeverFile, inputs: Inputs = short, draws: int = 10, seed: int = 1
    ) -> tuple[float, list[Answer]]:
        wanted = parse_goal(goal, year_of_goal(inputs.scenario, None))
        assert wanted
        files = [each if isinstance(each, LeverFile) else lever_of(each, inputs.scenario) for each in levers]

        def load(scenario) -> Inputs:
            return load_again(loaded, scenario)

        return answers_to(wanted, inputs, files, load, draws, seed, lambda step: None)

    return asked


@pytest.fixture(scope="module")
def to_27_inside(ask: Ask) -> dict[str, Answer]:
    """The answers of several levers to 27 more children inside the authority."""
    levers = ("recruit-households", "open-home-residential", "step-down", "reopen-list-residential",
              "fee-uplift", "lose-largest")  # fmt: skip
    return {answer.lever.name: answer for answer in ask("inside=+27", *levers)[1]}


@pytest.fixture(scope="module")
def to_close_residential(ask: Ask) -> tuple[float, dict[str, Answer]]:
    """How much is wanted to close the residential gap, and what two levers answer."""
    wanted, answers = ask("gap=residential", "lose-largest", "buy-block-residential")
    return wanted, {answer.lever.name: answer for answer in answers}


@pytest.fixture(scope="module")
def reaches(loaded, short: Inputs) -> Callable[[str, str, float], float]:
    """What so many units of a lever reach on the central path, worked out apart from the search."""
    tab = modelled_crosstab(short)

    def case_of(inputs: Inputs):
        return central_case(inputs, central_wanted(inputs, tab))

    as_it_is = case_of(short)

    def reached(goal: str, lever: str, units: float) -> float:
        scenario = with_lever(short.scenario, lever_of(lever, short.scenario), units)
        case = case_of(load_again(loaded, scenario))
        if goal.startswith("inside"):
            more = case.living.inside_authority - as_it_is.living.inside_authority
            return float(more.sel(year=2024)[0])
        cell = {"provision": goal.removeprefix("gap="), "scope": "within_20_miles"}
        off = (as_it_is.local.gap - case.local.gap).sel(**cell, need_basis="should_be_near", year=2024)
        return float(off[0])

    return reached


# --- The goal -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("inside=+27", Goal(2024, None, 27)),
        ("inside=27", Goal(2024, None, 27)),
        (" inside=2.5 ", Goal(2024, None, 2.5)),
        ("gap=residential", Goal(2024, "residential", None)),
        ("gap=supported_16_plus", Goal(2024, "supported_16_plus", None)),
    ],
)
def test_a_goal_is_children_inside_or_the_gap_of_a_provision(text: str, goal: Goal) -> None:
    assert parse_goal(text, 2024) == goal


@pytest.mark.parametrize(
    "text", ["", "27", "inside", "inside=", "inside=0", "inside=-3", "inside=nan", "gap=", "gap=kinship",
             "gap=Residential", "within=27", "inside=27 gap=residential"],
)  # fmt: skip
def test_anything_else_is_no_goal(text: str) -> None:
    assert parse_goal(text, 2024) is None


def test_a_goal_is_for_five_years_on_or_for_the_horizon_where_that_is_sooner(inputs, varied) -> None:
    assert year_of_goal(inputs.scenario, None) == 2024
    assert year_of_goal(varied(horizon=2022).scenario, None) == 2022
    assert year_of_goal(inputs.scenario, 2030) == 2030


@pytest.mark.parametrize("year", [2018, 2019, 2038])
def test_a_year_that_the_scenario_has_not_is_refused(inputs, year: int) -> None:
    with pytest.raises(InputFaultsError, match=rf"--by: {year} is not a year .* Use 2020 to 2037"):
        year_of_goal(inputs.scenario, year)


def test_what_is_wanted_is_as_stated_or_the_whole_of_the_gap(ask: Ask, to_close_residential, tables) -> None:
    assert ask("inside=+2.5")[0] == 2.5
    gap = tables["gap"].set_index(["year", "provision", "scope", "need_basis"]).sort_index()["gap_central"]
    whole = gap.loc[2024, "residential", "within_20_miles", "should_be_near"]
    assert to_close_residential[0] == pytest.approx(whole)


# --- The size -------------------------------------------------------------------------------------


def assert_smallest(reaches, goal: str, wanted: float, answer: Answer) -> None:
    assert answer.is_reached
    assert answer.units is not None
    assert answer.units % 1 == 0
    assert answer.units > 1
    assert answer.reached[0] == pytest.approx(reaches(goal, answer.lever.name, answer.units))
    assert answer.reached[0] >= wanted - 1e-6
    assert reaches(goal, answer.lever.name, answer.units - 1) < wanted


def test_the_size_is_the_smallest_whole_one_that_brings_so_many_inside(to_27_inside, reaches) -> None:
    assert_smallest(reaches, "inside=+27", 27, to_27_inside["recruit-households"])


def test_the_size_is_the_smallest_whole_one_that_closes_a_gap(to_close_residential, reaches) -> None:
    wanted, answers = to_close_residential
    assert_smallest(reaches, "gap=residential", wanted, answers["buy-block-residential"])


def test_a_lever_that_cannot_reach_says_how_far_it_gets_and_at_what_size(to_27_inside, reaches) -> None:
    answer = to_27_inside["open-home-residential"]
    assert not answer.is_reached
    assert answer.units is not None
    assert 0 < answer.reached[0] < 27
    more = reaches("inside=+27", "open-home-residential", answer.units + 3)
    assert more == pytest.approx(answer.reached[0], abs=LEAST_EFFECT + 1e-6)
    fewer = reaches("inside=+27", "open-home-residential", answer.units - 1)
    assert fewer < answer.reached[0] - 1e-9


def test_no_more_units_are_tried_than_the_lever_may_have(to_27_inside) -> None:
    answer = to_27_inside["step-down"]
    assert not answer.is_reached
    assert answer.units == 24


def test_what_a_lever_reaches_never_falls_with_its_size(reaches) -> None:
    reached = [reaches("inside=+27", "recruit-households", units) for units in (0.1, 3, 12, 30, 60)]
    assert reached == sorted(reached)
    assert reached[0] < 1 < reached[-1]


def test_nobody_settled_is_moved_so_more_homes_are_needed_than_children(to_27_inside) -> None:
    answer = to_27_inside["recruit-households"]
    assert answer.units is not None
    homes_inside = answer.units * 1.15 * 0.63
    assert homes_inside > 27


def test_the_first_effect_is_the_first_year_of_a_child_or_more(to_27_inside) -> None:
    assert to_27_inside["recruit-households"].first_effect == 2020
    assert to_27_inside["open-home-residential"].first_effect == 2022  # opens in two years, or a year late


# --- A lever that does nothing, or that cannot be had ---------------------------------------------


def test_a_lever_with_no_effect_on_the_goal_says_so_and_no_range_is_made_up(to_27_inside) -> None:
    answer = to_27_inside["reopen-list-residential"]
    assert not answer.is_reached
    assert answer.reached[0] == pytest.approx(0, abs=LEAST_EFFECT)
    assert answer.first_effect is None
    row = levers_table(Goal(2024, None, 27), [answer]).iloc[0]
    assert row["first_effect"] == ""
    assert np.isnan(row["spend_change_p10_gbp"])
    assert np.isnan(row["spend_change_p90_gbp"])


def test_a_rise_in_fees_moves_nobody_and_costs_more(to_27_inside) -> None:
    answer = to_27_inside["fee-uplift"]
    assert answer.units == 1
    assert answer.reached == pytest.approx((0, 0, 0))
    assert answer.spend is not None
    assert answer.spend[0] > 100_000
    assert answer.full_cost is None


def test_bringing_children_back_says_that_nothing_near_is_free(ask: Ask) -> None:
    (answer,) = ask("inside=+27", "bring-back")[1]
    assert answer.reached[0] == pytest.approx(0, abs=LEAST_EFFECT)
    assert "No home that near is free" in answer.why_not


def test_a_lever_that_names_what_is_not_there_is_told_beside_the_others(to_close_residential) -> None:
    lost, beds = to_close_residential[1].values()
    assert lost.units is None
    assert "is not on the select list to lose" in lost.why_not
    assert not lost.is_reached
    assert beds.is_reached
    table = levers_table(Goal(2024, "residential", None), [lost, beds])
    assert table["units"].isna().tolist() == [True, False]
    assert table["note"].iloc[0] == lost.why_not


def test_a_lever_that_the_scenario_has_already_is_told(ask: Ask, varied) -> None:
    target = {"net_a_year": 20.0, "from": 2020, "to": 2022, "delivery": "in_full", "source": "a test"}
    inputs = varied(horizon=2024, households=target)
    [answer] = ask("inside=+27", "recruit-households", inputs=inputs, draws=2)[1]
    assert answer.units is None
    assert "already has 'households'" in answer.why_not


def test_no_size_is_tried_that_a_scenario_may_not_state(ask: Ask, short: Inputs, tmp_path: Path) -> None:
    (tmp_path / "beds.toml").write_text(BEDS, encoding="utf-8")
    lever = read_lever(tmp_path / "beds.toml", short.scenario)
    [answer] = ask("inside=+500", lever, draws=2)[1]
    assert not answer.is_reached
    assert answer.why_not == ""
    assert answer.reached[0] > 20


def test_more_than_there_is_to_have_is_never_the_answer(ask: Ask) -> None:
    """Homes now on spot: no more of them can come on to the list than there are."""
    _, [answer] = ask("gap=fostering", "reopen-list-fostering", draws=2)
    assert answer.units == 20
    assert not answer.is_reached


# --- A gap that is closed -------------------------------------------------------------------------


def test_a_gap_that_is_closed_already_wants_nothing_and_a_lever_stays_as_written(ask: Ask, varied) -> None:
    target = {"net_a_year": 40.0, "from": 2020, "to": 2022, "delivery": "in_full", "source": "a test"}
    inputs = varied(horizon=2024, households=target)
    wanted, [answer] = ask("gap=fostering", "buy-block-fostering", inputs=inputs, draws=2)
    assert wanted == 0
    assert answer.is_reached
    assert answer.units == 1


# --- Cost and range -------------------------------------------------------------------------------


def test_full_cost_is_the_children_it_brings_on_contract_at_section_251s_cost(
    to_close_residential, short: Inputs
) -> None:
    answer = to_close_residential[1]["buy-block-residential"]
    weekly = short.costs.section_251["residential"].value * 1.03**5
    assert answer.full_cost == pytest.approx(16.2 * weekly * 366 / 7, rel=0.01)


def test_spend_is_not_recorded_where_the_fee_of_a_new_home_is_not(to_27_inside) -> None:
    answer = to_27_inside["open-home-residential"]
    assert answer.spend is None
    assert answer.full_cost is not None


def test_our_own_carers_cost_less_than_the_homes_that_children_leave_for_them(to_27_inside) -> None:
    answer = to_27_inside["recruit-households"]
    assert answer.spend is not None
    middle, low, high = answer.spend
    assert low < middle < 0
    assert low < high


def test_the_same_seed_gives_the_same_table_and_another_only_another_range(ask: Ask) -> None:
    def table(seed: int) -> pd.DataFrame:
        return levers_table(Goal(2024, None, 27.0), ask("inside=+27", "keep-households", seed=seed)[1])

    first = table(1)
    pd.testing.assert_frame_equal(table(1), first)
    other = table(2)
    of_draws = [name for name in first if "p10" in name or "p90" in name]
    assert not other[of_draws].equals(first[of_draws])
    pd.testing.assert_frame_equal(other.drop(columns=of_draws), first.drop(columns=of_draws))


def test_the_table_has_a_row_a_lever_and_the_columns_that_are_promised(to_27_inside) -> None:
    table = levers_table(Goal(2024, None, 27.0), list(to_27_inside.values()))
    assert list(table.columns) == [
        "lever", "what", "goal", "units", "unit", "year", "reaches_goal", "central", "p10", "p90",
        "first_effect",
        "full_cost_gbp", "spend_change_central_gbp", "spend_change_p10_gbp", "spend_change_p90_gbp",
        "break_even_children", "note",
    ]  # fmt: skip
    assert table["lever"].tolist() == list(to_27_inside)
    assert (table["year"] == 2024).all()
    assert set(table["goal"]) == {"bring 27 more children inside the authority"}


def test_each_lever_is_told_as_it_is_tried(loaded, short: Inputs) -> None:
    said: list[str] = []
    files = [lever_of(name, short.scenario) for name in ("fee-uplift", "lose-largest")]
    goal = Goal(2024, None, 27.0)
    answers_to(goal, short, files, lambda scenario: load_again(loaded, scenario), 2, 1, said.append)
    assert [line[: line.index(":")] for line in said] == ["Trying lever 1 of 2", "Trying lever 2 of 2"]
