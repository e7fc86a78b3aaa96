"""The sentences that a strategy adopts are written from the numbers of the run."""

import re

import pytest

from sufficiency.figures.book import FigureBook
from sufficiency.forecast import run
from sufficiency.inputs.gathering import gather
from sufficiency.rounding import whole
from sufficiency.sentences.adoptable import (
    adoptable_sentences,
    dependence,
    gap_caveats,
    position_sentences,
    whole_ladder,
)
from sufficiency.tables.flows import placements_to_find_table
from sufficiency.tables.run import position_table
from sufficiency.vocabulary import PROVISIONS, SCOPES


@pytest.fixture(scope="module")
def said(forecast, tables) -> str:
    return " ".join(adoptable_sentences(forecast, tables["position"], tables["placements_to_find"]))


def sentences_of(forecast) -> str:
    position = position_table(forecast.inputs, forecast.central, forecast.drawn)
    return " ".join(adoptable_sentences(forecast, position, placements_to_find_table(forecast)))


def numbers(pattern: str, text: str) -> list[int]:
    found = re.search(pattern, text)
    assert found, f"'{pattern}' is not in: {text}"
    return [int(number) for number in found.groups()]


def test_it_says_how_many_children_were_in_care_and_on_which_day(said) -> None:
    assert "On 31 March 2019, 293 children were in our care." in said


def test_it_says_how_many_bring_their_home_with_them(said) -> None:
    assert numbers(r"(\d+) lived with parents, adopters-to-be or relatives", said) == [41]


def test_it_says_how_many_are_too_far_away_and_how_many_off_contract(said, forecast) -> None:
    pattern = r"other (\d+), (\d+) \((\d+) to (\d+)\) .* and (\d+) more were near"
    rest, far, low, high, spot = numbers(pattern, said)
    assert rest == 252
    assert low < far < high
    rungs = forecast.central.ladder.isel(draw=0).sel(scope="within_20_miles").sum("provision")
    assert far == pytest.approx(float(rungs.sel(rung=3)), abs=1.5)
    assert spot == pytest.approx(float(rungs.sel(rung=4)), abs=1.5)


def test_the_places_to_secure_are_the_sum_of_the_parts_beside_them(said) -> None:
    pattern = r"need (\d+) more places: (\d+) foster, (\d+) residential, (\d+) supported"
    places, *parts = numbers(pattern, said)
    assert places == sum(parts) == 45


def test_it_says_what_comes_next_with_and_without_growth(said) -> None:
    steady, growing = numbers(r"by 2024, between (\d+) \(no growth in numbers\) and (\d+) \(growth", said)
    assert (steady, growing) == (45, 66)


def test_a_scenario_of_its_own_says_its_own_number_too(scenario_forecast) -> None:
    forecast = scenario_forecast("rate-64")
    text = sentences_of(forecast)
    (own,) = numbers(r"and (-?\d+) in this scenario", text)
    gap = forecast.central.gap.isel(draw=0).sel(year=2024, need_basis="should_be_near")
    assert own == pytest.approx(float(gap.sel(scope="within_20_miles").sum()), abs=1.5)


def test_placements_to_find_are_those_made_less_changes_of_status_only(said) -> None:
    assert numbers(r"about (\d+) placements had to be found, (\d+) a week", said) == [360, 7]


def test_it_says_how_many_placements_must_be_found_next_year_with_a_range(said, tables) -> None:
    middle, low, high = numbers(r"next year we must find about (\d+) \((\d+) to (\d+)\)", said)
    found = tables["placements_to_find"]
    whole = found[(found["placement"] == "all") & (found["age_band"] == "all") & (found["year"] == 2020)]
    [expected] = whole[["placements_a_year", "p10", "p90"]].to_numpy().tolist()
    assert [middle, low, high] == pytest.approx(expected, abs=5.001)
    assert low < middle < high


def test_without_flows_it_says_which_figures_would_fill_the_sentence(loaded) -> None:
    bare = FigureBook([each for each in loaded.book if each.measure != "placements_made"])
    inputs = gather(loaded.inputs.scenario.model_copy(update={"horizon": 2020}), bare, "mine")
    told = sentences_of(run(inputs, draws=10, seed=1))
    assert "Placements to find are not recorded" in told
    assert "placements_made" in told


def test_the_position_alone_can_be_said_without_a_forecast(inputs, tables) -> None:
    alone = position_sentences(293, inputs.scenario.base_date, tables["position"])
    assert alone[0].startswith("On 31 March 2019")
    position = tables["position"].set_index(["scope", "provision", "rung"])
    low, high = position.loc[("within_20_miles", "all", "3"), ["low", "high"]]
    assert f"({low:.0f} to {high:.0f})" in alone[-1]
    assert 0 < low < high


def test_whole_children_on_the_rungs_add_to_each_provision(tables) -> None:
    for scope in SCOPES:
        ladder = whole_ladder(tables["position"], scope)
        by_provision = {name: sum(n for (of, _), n in ladder.items() if of == name) for name in PROVISIONS}
        assert by_provision == {"fostering": 196, "residential": 25, "supported_16_plus": 31}


def test_a_reader_is_told_that_p80s_do_not_add_and_that_a_chance_can_fall_while_the_gap_grows(tables) -> None:
    told = " ".join(gap_caveats(tables["gap"], 2019))
    assert "P80s do not add" in told
    assert "A chance can fall while the gap grows" in told


def test_in_all_is_called_homes_to_bring_on_contract_and_not_a_shortage(tables) -> None:
    assert "homes to bring on contract, not a shortage" in " ".join(gap_caveats(tables["gap"], 2019))


def test_years_beyond_the_back_test_are_named_only_where_there_are_any(tables) -> None:
    gap = tables["gap"]
    assert "2025 to 2037 are beyond what has been back-tested" in " ".join(gap_caveats(gap, 2019))
    assert "back-tested" not in " ".join(gap_caveats(gap[gap["year"] <= 2024], 2019))


def test_it_names_the_assumption_that_the_gap_depends_on_most_with_its_source(forecast) -> None:
    (told,) = dependence(forecast)
    assert "children more than 20 miles away who are there for want of a nearer home" in told
    assert "taken as 0.5 (0.25 to 0.75)" in told
    assert "far_for_want_of_nearer_share/within_20_miles in the data" in told
    assert "Source: " in told
    assert [round(end) for end in forecast.sensitivity.ends(forecast.sensitivity.most_important)] == numbers(
        r"the gap is (\d+) at its low, (\d+) at its high", told
    )


def test_without_a_range_it_says_that_nothing_was_tried(varied, inputs) -> None:
    certain = {figure.name: figure.value for figure in inputs.assumptions()}
    forecast = run(varied(horizon=2020, figures=certain), draws=10, seed=1)
    assert "no assumption" in dependence(forecast)[0]


def test_foster_homes_to_spare_do_not_house_a_child_who_needs_residential_care(scenario_forecast) -> None:
    """With twenty more households a year fostering has places to spare; the other two are still short."""
    forecast = scenario_forecast("households")
    gap = forecast.central.gap.isel(draw=0).sel(
        scope="within_20_miles", need_basis="should_be_near", year=2024
    )
    assert float(gap.sel(provision="fostering")) < 0
    told = sentences_of(forecast)
    short = [whole(float(gap.sel(provision=name))) for name in ("residential", "supported_16_plus")]
    assert f"and {sum(short)} (growth with the child population)" in told
    assert "by 2024 with the homes that this scenario adds" in told
