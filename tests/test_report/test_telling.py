"""Numbers told in words: about so many, in a range; number agrees, and what is not known says so."""

from dataclasses import replace
from typing import Any

import pytest

from sufficiency.report.declared import Cell
from sufficiency.report.telling import (
    GapRow,
    about,
    beyond_sentence,
    chance_sentence,
    chance_words,
    count_in_words,
    figure,
    gap_sentence,
    gap_sentences,
    gap_words,
    secured_sentence,
    shown,
    sure_sentence,
)
from sufficiency.words import listed

ROW = GapRow(
    "Hold the rate", "Within 20 miles", "Fostering", "Should be near", "2024",
    200, 140, 265, 160, 40, -10, 110, 85, 0.83, 85,
)  # fmt: skip
PLACED = replace(ROW, basis="As placed", gap=30, gap_low=-25, gap_high=90)


def test_a_count_agrees_with_its_noun() -> None:
    assert count_in_words(1) == "1 home"
    assert count_in_words(45) == "45 homes"
    assert count_in_words(0) == "no homes"
    assert count_in_words(1200, "child", "children") == "1,200 children"


def test_a_count_that_is_confidential_or_not_recorded_says_so() -> None:
    assert count_in_words("c") == "a confidential number of homes"
    assert count_in_words(None) == "not recorded"


def test_a_central_figure_is_told_in_its_range() -> None:
    assert about(45, 30, 60) == "about 45 homes (30 to 60)"
    assert about(1, 0, 5) == "about 1 home (0 to 5)"


def test_a_range_that_begins_below_zero_says_from() -> None:
    assert about(5, -5, 15, "child", "children") == "about 5 children (from −5 to 15)"


def test_no_range_is_told_where_both_ends_are_the_same() -> None:
    assert about(45, 45, 45) == "about 45 homes"


def test_none_is_few_or_none_since_numbers_are_rounded() -> None:
    assert about(0, 0, 5) == "few or no homes (0 to 5)"


@pytest.mark.parametrize(("low", "high"), [(None, 60), (30, None), (None, None)])
def test_a_range_that_is_not_recorded_is_not_left_out_in_silence(low: Cell, high: Cell) -> None:
    assert about(45, low, high) == "about 45 homes (its range is not recorded)"


def test_a_confidential_range_says_so() -> None:
    assert about(45, "c", 60) == "about 45 homes (its range is confidential)"


def test_a_gap_is_told_in_its_range() -> None:
    assert gap_words(65, 5, 150) == "a gap of about 65 homes (5 to 150)"


def test_a_gap_whose_range_begins_below_zero_tells_homes_to_spare() -> None:
    assert gap_words(40, -10, 110) == "a gap of about 40 homes (from 10 to spare to a gap of 110)"


def test_a_gap_below_zero_is_homes_to_spare() -> None:
    assert gap_words(-10, -25, -5) == "about 10 homes to spare (5 to 25)"
    assert gap_words(-10, -25, 5) == "about 10 homes to spare (from 25 to spare to a gap of 5)"
    assert gap_words(-10, -25, 0) == "about 10 homes to spare (0 to 25)"


def test_a_range_of_homes_to_spare_about_no_gap_says_so() -> None:
    assert gap_words(0, -10, 0) == "about as many homes as are needed (0 to 10 to spare)"


def test_no_gap_is_about_as_many_homes_as_are_needed() -> None:
    assert gap_words(0, -10, 15) == "about as many homes as are needed (from 10 to spare to a gap of 15)"


@pytest.mark.parametrize(
    ("gap", "sentence"),
    [
        ((65, 5, 150), "The gap is about 65 homes (5 to 150)."),
        ((1, 0, 5), "The gap is about 1 home (0 to 5)."),
        ((-1, -5, 0), "There is about 1 home to spare (0 to 5)."),
        ((-10, -25, 5), "There are about 10 homes to spare (from 25 to spare to a gap of 5)."),
        ((0, 0, 0), "There are about as many homes as are needed."),
        (("c", "c", "c"), "The gap is confidential."),
        ((None, None, None), "The gap is not recorded."),
    ],
)
def test_a_gap_is_a_sentence_whatever_its_sign(gap: tuple[Any, Any, Any], sentence: str) -> None:
    assert gap_sentence(*gap) == sentence


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.83, "83 in 100"),
        (0.01, "1 in 100"),
        (0.99, "99 in 100"),
        (1.0, "more than 99 in 100"),
        (0.0, "less than 1 in 100"),
        (None, ""),
        ("c", "confidential"),
    ],
)
def test_a_chance_is_so_many_in_a_hundred_and_never_certain(chance: Cell, words: str) -> None:
    assert chance_words(chance) == words


def test_a_blank_chance_is_left_out() -> None:
    assert chance_sentence(None) == ""


def test_secured_places_agree_with_their_verb() -> None:
    assert secured_sentence(160) == "About 160 are secured."
    assert secured_sentence(1) == "About 1 is secured."
    assert secured_sentence(0) == "Few or none are secured."
    assert secured_sentence("c") == "How many are secured is confidential."
    assert secured_sentence(None) == "How many are secured is not recorded."


def test_what_would_make_it_sure_is_told_whatever_it_is() -> None:
    assert sure_sentence(85) == "To be 80% sure of enough, we would have to add about 85 in all."
    assert sure_sentence(0) == "To be 80% sure of enough, we would have to add few or none."
    assert sure_sentence("c") == "How many more homes would make us 80% sure is confidential."
    assert sure_sentence(None) == ""


def test_a_choice_is_told_need_first_then_places_then_the_gap_on_both_bounds() -> None:
    assert gap_sentences(ROW, PLACED, 2019) == [
        "By 31 March 2024, within 20 miles, we would need about 200 foster homes (140 to 265).",
        "About 160 are secured.",
        "The gap is about 40 foster homes (from 10 to spare to a gap of 110).",
        "To be 80% sure of enough, we would have to add about 85 in all.",
        "In 83 of 100 possible futures, need is above secured places.",
        "If children now further away stay where they are, the gap is about 30 foster homes "
        "(from 25 to spare to a gap of 90).",
    ]


def test_residential_need_is_told_in_places_and_never_as_buildings() -> None:
    residential = replace(ROW, provision="Residential")
    assert "about 200 residential places (140 to 265)" in gap_sentences(residential)[0]


def test_confidential_need_says_so() -> None:
    hidden = replace(ROW, need="c", need_low="c", need_high="c")
    assert gap_sentences(hidden)[0] == (
        "By 31 March 2024, within 20 miles, the number of foster homes that we would need is confidential."
    )


def test_a_year_beyond_the_back_test_says_so() -> None:
    assert beyond_sentence("2024", 2019) == ""
    assert beyond_sentence("2037", 2019) == (
        "2037 is 18 years ahead, beyond what has been back-tested: take it as a sketch."
    )


def test_a_number_has_its_thousands_parted_and_a_true_minus() -> None:
    assert figure(-1200) == "−1,200"
    assert figure(68.4) == "68.4"


def test_a_cell_of_a_table_keeps_its_decimals_and_its_marks() -> None:
    assert shown(0.9, 2) == "0.90"
    assert shown(-1200) == "−1,200"
    assert shown("c") == "c"
    assert shown(None) == ""


def test_words_are_listed_with_and_before_the_last() -> None:
    assert listed(["one", "two", "three"]) == "one, two and three"
    assert listed(["one"]) == "one"
    assert listed([]) == ""
