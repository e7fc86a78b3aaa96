"""Contradictions between published figures are named, so that nobody finds them first."""

import pytest

from sufficiency.contradictions import contradictions_in


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
