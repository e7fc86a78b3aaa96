"""Contradictions between published figures are named, so that nobody finds them first."""

from dataclasses import replace

import numpy as np
import pytest
from test_cli import my_copy, type_in

from sufficiency.checks.contradictions import contradictions_in
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.forecast import run
from sufficiency.inputs.gathering import gather
from sufficiency.inputs.leaving_care import LeavingNotRecorded


@pytest.fixture(scope="module")
def found(loaded):
    return contradictions_in(loaded.inputs, loaded.book)


def about(found, words: str):
    those = [each for each in found if words in each.about]
    assert those, f"nothing is said about {words}"
    return those


def test_those_that_the_model_feels_come_first(found) -> None:
    felt = [each.touches_model for each in found]
    assert felt == sorted(felt, reverse=True)
    assert True in felt
    assert False in felt


def test_each_says_what_is_used_and_gives_its_sources(found) -> None:
    for each in found:
        assert each.used
        assert each.what
        assert len(each.figures) >= 1
        assert all(figure.source in " ".join(each.sources()) for figure in each.figures)


def test_the_population_that_the_rate_implies_is_not_the_population_stated(found) -> None:
    what = " ".join(each.what for each in about(found, "population behind the rate"))
    assert "42,836" in what
    assert "45,265" in what
    assert "64.7 per 10,000" in what


def test_the_same_page_gives_two_growths(found) -> None:
    (growth,) = about(found, "growth of the child population")
    assert "+11.2% from 2018 to 2028" in growth.what
    assert growth.touches_model


def test_the_base_years_count_is_published_twice(found) -> None:
    (counts,) = about(found, "looked after on 31 March 2019")
    assert "293 (council)" in counts.what
    assert "290 (dfe)" in counts.what
    assert counts.touches_model
    assert counts.used.startswith("293")


def test_a_disagreement_of_years_gone_by_does_not_touch_the_model(found) -> None:
    (counts,) = about(found, "looked after on 31 March 2017")
    assert not counts.touches_model


def test_the_text_and_the_table_disagree_about_who_is_near(found) -> None:
    (near,) = about(found, "within 20 miles")
    assert "83.9%" in near.what
    assert "82.9%" in near.what
    assert near.used == "the table."


def test_unaccompanied_children_are_counted_in_several_ways(found) -> None:
    assert "10.4%" in about(found, "share of unaccompanied children")[0].what
    assert "32 (dfe)" in about(found, "unaccompanied children in the base year")[0].what


def test_residential_settings_hold_two_more_than_k2_s1_and_r1(found) -> None:
    (residential,) = about(found, "residential settings")
    assert "23 in K2, S1 and R1" in residential.what
    assert "the other 2" in residential.used


def test_tables_that_do_not_sum_to_all_children_are_named(found) -> None:
    assert "286" in about(found, "disability")[0].what
    assert "292" in about(found, "ethnicity")[0].what


def test_nine_and_a_half_million_is_not_a_unit_cost(found) -> None:
    assert "not a unit cost" in about(found, "£9.5 million")[0].what


def test_a_target_without_a_date_touches_only_a_scenario_that_uses_it(loaded, found, scenario_inputs) -> None:
    assert not about(found, "target for homes inside")[0].touches_model
    using = contradictions_in(scenario_inputs("half-inside"), loaded.book)
    assert about(using, "target for homes inside")[0].touches_model


def test_figures_that_agree_are_no_contradiction(loaded, found) -> None:
    book = loaded.book
    text = book.find("share_within_20_miles", "council_text")
    agreed = contradictions_in(loaded.inputs, book.changed(text, value=243 / 293))
    assert {each.about for each in found} - {each.about for each in agreed} == {"children within 20 miles"}


# --- Sixteen and over -----------------------------------------------------------------------------
def test_those_in_service_are_fewer_than_the_counts_by_age_add_to(found) -> None:
    (leavers,) = [each for each in found if each.about == "care leavers"]
    assert "226 in June 2019, 251 in November 2022 receive a service" in leavers.what
    assert "counts by age of 2021 add to 773" in leavers.what
    assert leavers.touches_model
    assert leavers.used.startswith("those in service in the base year")


def test_counts_by_age_that_add_to_about_those_in_service_are_no_contradiction(loaded) -> None:
    ages = {figure.key for figure in loaded.book.of("care_leavers_by_age")}
    of_226 = [
        replace(each, value=each.value * 240 / 773) if each.key in ages else each for each in loaded.book
    ]
    assert not says_of(loaded.inputs, FigureBook(of_226), "care leavers")


def test_beds_and_a_stay_that_take_in_twice_those_who_turn_18_are_named(found) -> None:
    (beds,) = about(found, "move-on homes and how long they are held")
    assert beds.what.startswith(
        "83 beds at a stay of 8 months are 125 move-ins a year, 1.9 times the 64 children"
    )
    assert not beds.touches_model
    assert beds.used.startswith("neither")


@pytest.mark.parametrize(("stay", "is_named"), [(8.0, True), (16.0, False), (25.0, False), (40.0, True)])
def test_beds_are_named_only_where_their_stay_cannot_be_that_of_who_turns_18(loaded, stay, is_named) -> None:
    stated = loaded.book.find("move_on_stay", "council", 2021)
    book = loaded.book.changed(stated, value=stay)
    assert bool(says_of(loaded.inputs, book, "move-on homes")) == is_named


def test_supported_beds_are_set_beside_who_turns_18_too(loaded) -> None:
    beds = told("supported_beds", 300.0, unit="beds")
    stay = told("supported_stay", 6.0, unit="months")
    (found,) = says_of(loaded.inputs, FigureBook([*loaded.book, beds, stay]), "16+ beds")
    assert "300 beds at a stay of 6 months are 600 move-ins a year" in found.what
    assert not says_of(loaded.inputs, FigureBook([*loaded.book, beds]), "16+ beds")


def test_beds_are_set_beside_nothing_where_sixteen_and_over_is_not_recorded(loaded) -> None:
    lacking = replace(loaded.inputs, leaving=LeavingNotRecorded("a test"))
    assert not says_of(lacking, loaded.book, "move-on homes")


@pytest.mark.parametrize("without", ["move_on_beds", "move_on_stay"])
def test_without_beds_or_a_stay_there_is_nothing_to_disagree(loaded, without) -> None:
    book = FigureBook([figure for figure in loaded.book if figure.measure != without])
    assert not says_of(loaded.inputs, book, "move-on homes")


def test_the_newest_count_of_beds_is_the_one_that_is_told(loaded) -> None:
    newer = replace(loaded.book.find("move_on_beds", "council", 2021), year=2022, value=100.0)
    (found,) = says_of(loaded.inputs, FigureBook([*loaded.book, newer]), "move-on homes")
    assert found.what.startswith("100 beds")


def test_children_under_16_in_supported_accommodation_are_a_breach_and_never_demand(loaded) -> None:
    book = FigureBook([*loaded.book, told("supported_under_16", 3.0)])
    (breach,) = says_of(loaded.inputs, book, "under 16 in supported")
    assert breach.what == (
        "3 recorded in March 2019: a breach, because supported accommodation is for 16 and over."
    )
    assert not breach.touches_model
    scenario = loaded.inputs.scenario.model_copy(update={"horizon": 2021})
    with_breach, without = (
        run(gather(scenario, each, "a test"), draws=20, seed=1) for each in (book, loaded.book)
    )
    assert np.array_equal(with_breach.demand.homes, without.demand.homes)
    assert np.array_equal(with_breach.drawn.gap, without.drawn.gap)


@pytest.mark.parametrize("count", [None, 0.0])
def test_none_under_16_in_supported_accommodation_is_no_breach(loaded, count) -> None:
    extra = [] if count is None else [told("supported_under_16", count)]
    assert not says_of(loaded.inputs, FigureBook([*loaded.book, *extra]), "under 16")


def test_check_reports_children_under_16_in_supported_accommodation(tmp_path) -> None:
    council = my_copy(tmp_path)
    with (council / "data" / "thurrock" / "leaving_care.csv").open("a", encoding="utf-8") as file:
        file.write("supported_under_16,council,2019,2,,,children,2019-03-31,a return,published,,\n")
    said = type_in("check", council / "scenarios" / "thurrock-2019.toml")
    assert said.code == 0, said.err
    assert "children under 16 in supported accommodation: 2 recorded in March 2019: a breach" in " ".join(
        said.out.split()
    )


def says_of(inputs, book: FigureBook, words: str):
    return [each for each in contradictions_in(inputs, book) if words in each.about]


def told(measure: str, value: float, unit: str = "children") -> Figure:
    return Figure(measure, "council", 2019, value, None, None, unit, "2019-03-31", "a test", "published")
