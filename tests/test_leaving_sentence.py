"""What a run says of sixteen and over: who turns 18 and from where, the homes held, and what is not known."""

from dataclasses import replace

import pandas as pd
import pytest

from sufficiency.inputs.leaving_care import LeavingNotRecorded
from sufficiency.rounding import whole
from sufficiency.sentences.leaving_care import leaving_sentences
from sufficiency.tables.leaving_care import leaving_care_table

YEARS_TOLD = (2019, 2020, 2022, 2024, 2037)


def row(
    year: int,
    measure: str,
    numbers: tuple[float, float, float],
    category: str = "all",
    ageing: str = "without",
) -> dict[str, object]:
    return {"year": year, "measure": measure, "category": category, "ageing": ageing,
            **dict(zip(("central", "p10", "p90"), numbers, strict=True))}  # fmt: skip


def exactly(number: float) -> tuple[float, float, float]:
    return number, number, number


HOMES_LEFT = {
    "fostering": 31.6,
    "kinship": 3.4,
    "residential": 4.4,
    "supported_16_plus": 23.7,
    "with_parents": 1.3,
}


def made_table() -> pd.DataFrame:
    """A made-up table with what the sentences tell of."""
    rows = [row(2020, "turning_18", exactly(number), name) for name, number in HOMES_LEFT.items()]
    for year in YEARS_TOLD:
        later = year - 2019
        for ageing, children in (("without", 86 + later), ("with", 86 + 2 * later)):
            rows.append(row(year, "looked_after_16_17", exactly(children), ageing=ageing))
        rows += [
            row(year, "eligible_16_17", (74.6, 68.2, 80.4)),
            row(year, "turning_18", (64.4, 55.1, 78.8)),
            row(year, "turning_18", exactly(27.2), "uasc"),
            row(year, "staying_put", (34.5 + later, 27, 42 + later), "fostering"),
            row(year, "in_16_plus_provision_18_over", (33.7 + later, 25, 44)),
            row(year, "move_on_homes_needed", (17.3, 10.4, 32.1)),
            row(year, "in_service", (226 - later, 150, 285)),
            row(year, "in_service", (86 - later, 33, 110), "uasc"),
            row(year, "uasc_looked_after", (30 + later, 6, 67), "uasc"),
            row(year, "uasc_threshold", exactly(30 + later), "uasc"),
        ]
    return pd.DataFrame(rows)


@pytest.fixture
def table() -> pd.DataFrame:
    return made_table()


@pytest.fixture
def said(inputs, table) -> str:
    return " ".join(leaving_sentences(inputs, table))


# --- With every figure ----------------------------------------------------------------------------
def test_children_of_16_and_17_and_who_is_eligible_are_told_as_of_the_base_date(said) -> None:
    assert said.startswith(
        "On 31 March 2019, 86 of the children looked after were 16 or 17; about 75 (68 to 80) of them are "
        "eligible for leaving care support."
    )


def test_who_turns_18_next_year_is_told_by_the_home_they_turn_18_in_adding_to_the_whole(said) -> None:
    assert (
        "About 64 (55 to 79) turn 18 in the year to 31 March 2020. By the home that they turn 18 in: "
        "32 fostering, 3 kinship (family and friends), 4 residential, 24 supported 16+, 1 elsewhere. 27 of "
        "them are unaccompanied."
    ) in said
    assert 32 + 3 + 4 + 24 + 1 == 64


def test_a_kind_of_home_that_nobody_leaves_is_not_named(inputs, table) -> None:
    is_left = (table["measure"] == "turning_18") & (table["year"] == 2020)
    table.loc[is_left & table["category"].isin(["kinship", "with_parents"]), "central"] = 0.0
    everyone = sum(HOMES_LEFT.values()) - HOMES_LEFT["kinship"] - HOMES_LEFT["with_parents"]
    table.loc[is_left & (table["category"] == "all"), "central"] = everyone
    said = " ".join(leaving_sentences(inputs, table))
    assert "in: 32 fostering, 4 residential, 24 supported 16+. 27 of them" in said


def test_the_homes_that_young_adults_hold_are_told_now_and_in_five_years(said) -> None:
    assert (
        "Young adults who stay put hold about 35 (27 to 42) mainstream foster places now and about 40 (27 to "
        "47) by 2024; those over 18 in 16+ provision hold about 34 (25 to 44) places now and about 39 (25 to "
        "44) by 2024."
    ) in said


def test_only_those_with_mainstream_carers_are_said_to_hold_a_foster_place(inputs, table) -> None:
    of_relatives = pd.DataFrame([row(year, "staying_put", exactly(99), "kinship") for year in YEARS_TOLD])
    said = leaving_sentences(inputs, pd.concat([table, of_relatives]))
    assert "99" not in " ".join(said)


def test_homes_to_ask_housing_for_are_told(said) -> None:
    assert (
        "Housing would be asked for about 17 (10 to 32) move-on homes at any one time in 2020, and about 17 "
        "(10 to 32) by 2024."
    ) in said


def test_care_leavers_in_service_are_told_with_how_many_came_unaccompanied(said) -> None:
    assert (
        "226 care leavers are in service, and about 221 (150 to 285) in 2024; about 81 (33 to 110) of them "
        "came as unaccompanied children."
    ) in said


def test_unaccompanied_children_are_set_beside_the_schemes_threshold(said) -> None:
    assert (
        "30 unaccompanied children are looked after, beside the National Transfer Scheme's threshold of 30; "
        "in 2024 about 35 (6 to 67), beside 35."
    ) in said


def test_both_ways_of_ageing_are_told_because_published_figures_cannot_say(said) -> None:
    assert (
        "Were the children of 2019 to grow up, children of 16 and 17 would be 92 in 2022 (not 89), 96 in "
        "2024 (not 91), 122 in 2037 (not 104). Published figures alone cannot say which is right: both "
        "are in the table."
    ) in said


def test_a_year_in_which_growing_up_makes_no_difference_says_so(inputs, table) -> None:
    is_of_the_year = (table["measure"] == "looked_after_16_17") & (table["year"] == 2022)
    table.loc[is_of_the_year, "central"] = 90.2
    assert "90 in 2022 (either way)" in " ".join(leaving_sentences(inputs, table))


def test_the_last_word_is_that_children_and_young_adults_are_never_added(inputs, table) -> None:
    assert leaving_sentences(inputs, table)[-1] == (
        "Children of 16 and 17 need a registered place and young adults a home: the two are never added up."
    )


def test_a_number_whose_range_has_no_width_is_told_without_one(inputs, table) -> None:
    is_move_on = table["measure"] == "move_on_homes_needed"
    table.loc[is_move_on, ["p10", "p90"]] = 17.3
    assert "Housing would be asked for about 17 move-on homes at any one time in 2020" in " ".join(
        leaving_sentences(inputs, table)
    )


# --- Whether a lever counts them ------------------------------------------------------------------
def test_without_a_lever_the_gap_takes_those_of_today_for_granted(said) -> None:
    assert (
        "The gap takes those of today for granted; a lever counts what they come to hold beyond that." in said
    )


@pytest.mark.parametrize("name", ["staying-put", "move-on"])
def test_with_a_lever_what_it_counts_is_said_to_be_taken_off(scenario_inputs, table, name: str) -> None:
    said = " ".join(leaving_sentences(scenario_inputs(name), table))
    assert "What this scenario's levers count beyond those of today is taken off secured places." in said
    assert "for granted" not in said


# --- What is not recorded -------------------------------------------------------------------------
def test_without_the_figures_the_one_sentence_says_which_would_fill_the_table(inputs) -> None:
    lacking = replace(inputs, leaving=LeavingNotRecorded("the data lack move_on_share"))
    assert leaving_sentences(lacking, pd.DataFrame()) == [
        "Sixteen and over is not recorded: the data lack move_on_share."
    ]


@pytest.mark.parametrize("missing", ["blank", "no rows"])
def test_care_leavers_who_are_not_counted_are_said_to_be_not_recorded(inputs, table, missing: str) -> None:
    if missing == "blank":
        table.loc[table["measure"] == "in_service", ["central", "p10", "p90"]] = float("nan")
    else:
        table = table[table["measure"] != "in_service"]
    said = leaving_sentences(inputs, table)
    assert "Care leavers in service are not recorded." in said
    assert not any("nan" in sentence for sentence in said)


def test_a_council_without_a_count_says_so_of_its_own_table(forecast) -> None:
    leaving = replace(forecast.inputs.leaving, in_service=None)
    inputs = replace(forecast.inputs, leaving=leaving)
    said = leaving_sentences(inputs, leaving_care_table(replace(forecast, inputs=inputs)))
    assert "Care leavers in service are not recorded." in said


def test_where_there_is_no_threshold_nothing_is_set_beside_one(inputs, table) -> None:
    table.loc[table["measure"] == "uasc_threshold", ["central", "p10", "p90"]] = float("nan")
    said = " ".join(leaving_sentences(inputs, table))
    assert "threshold" not in said
    assert "nan" not in said


# --- Of a run -------------------------------------------------------------------------------------
def test_the_sentences_of_a_run_are_of_its_own_table(inputs, tables) -> None:
    said = " ".join(leaving_sentences(inputs, tables["leaving_care"]))
    table = tables["leaving_care"].query("ageing == 'without' and category == 'all'")
    turning = table[(table["measure"] == "turning_18") & (table["year"] == 2020)]
    middle, low, high = (whole(float(turning[column].iloc[0])) for column in ("central", "p10", "p90"))
    assert f"About {middle} ({low} to {high}) turn 18 in the year to 31 March 2020." in said
    assert "226 care leavers are in service" in said


def test_a_run_that_ends_before_the_fifth_year_tells_of_its_last(varied) -> None:
    from sufficiency.forecast import run

    forecast = run(varied(horizon=2021), draws=20, seed=1)
    said = " ".join(leaving_sentences(forecast.inputs, leaving_care_table(forecast)))
    assert "by 2021" in said
    assert "2024" not in said
    assert "in 2021 about" in said
