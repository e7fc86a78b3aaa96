"""A re-base: a council's own counts of a later day, and everything after as from that day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from test_cli import type_in

from sufficiency.checks.contradictions import contradictions_in
from sufficiency.demand.rates import central_children, population_index, squared_scale
from sufficiency.errors import InputFaultsError
from sufficiency.forecast import observe, run
from sufficiency.inputs.inputs import Inputs
from sufficiency.loading import Loaded, load, load_again, load_position
from sufficiency.readers.scenarios import read_scenario
from sufficiency.rebase import counted_again, moved, rebase_sentences
from sufficiency.scenarios.moments import last_year_end, moment_of
from sufficiency.scenarios.phasing import phased_in
from sufficiency.tables.run import observed_position, tables_of
from sufficiency.vocabulary import AGE_BANDS, DISTANCE_BANDS, WITHIN_20

Rebased = Callable[..., Path]
AGES = {"under_1": 8, "1_to_4": 22, "5_to_9": 40, "10_to_15": 115, "16_to_17": 115}
HOMES = {
    "fostering_and_kinship": 205, "residential": 38, "supported_16_plus": 45, "with_parents": 7,
    "placed_for_adoption": 5, "secure": 0,
}  # fmt: skip
MILES = {
    "within_20_inside": 110, "within_20_outside": 120, "over_20_inside": 0, "over_20_outside": 70,
    "not_known": 0,
}  # fmt: skip


@pytest.fixture
def rebased(tmp_path: Path) -> Rebased:
    """A scenario that is re-based, with other keys of its own before, and margins after."""

    def write(
        day: str = "2023-09-30",
        children: int = 300,
        uasc: int = 40,
        keys: str = "",
        margins: str = "",
        base: str = "thurrock-2023",
    ) -> Path:
        path = tmp_path / "month-end.toml"
        path.write_text(
            f'title = "Month end"\nbased_on = "{base}"\n{keys}\n[rebase]\ndate = {day}\n'
            f'children = {children}\nuasc = {uasc}\nsource = "Performance team, month end"\n{margins}\n',
            encoding="utf-8",
        )
        return path

    return write


def margin(key: str, parts: dict[str, int]) -> str:
    """A margin of a re-base as its file writes it."""
    return "\n".join([f"[rebase.{key}]", *(f'"{name}" = {count}' for name, count in parts.items())])


def loaded_from(path: Path) -> Loaded:
    return load(str(path))


def inputs_from(path: Path) -> Inputs:
    return loaded_from(path).inputs


def refusal_of(path: Path) -> str:
    with pytest.raises(InputFaultsError) as error:
        load(str(path))
    return str(error.value)


# --- The day --------------------------------------------------------------------------------------
def test_a_day_is_a_year_and_the_part_of_the_next_that_has_gone_by() -> None:
    assert moment_of(date(2023, 3, 31)) == 2023
    assert moment_of(date(2023, 9, 30)) == 2023.5  # 183 of 366 days
    assert (last_year_end(date(2024, 3, 30)), last_year_end(date(2024, 3, 31))) == (2023, 2024)


def test_the_base_date_becomes_the_day_and_the_years_after_are_as_far_off_as_they_are(
    rebased: Rebased,
) -> None:
    scenario = inputs_from(rebased()).scenario
    assert (scenario.base_date, scenario.base_year) == (date(2023, 9, 30), 2023)
    assert scenario.years_ahead[:3] == (0.5, 1.5, 2.5)


def test_a_day_in_a_later_year_starts_from_the_last_31_march_before_it(rebased: Rebased) -> None:
    scenario = inputs_from(rebased("2025-01-31")).scenario
    assert list(scenario.years)[:2] == [2024, 2025]
    assert scenario.years_ahead[0] == pytest.approx(59 / 365)


def test_a_day_that_is_a_later_31_march_leaves_whole_years(rebased: Rebased) -> None:
    scenario = inputs_from(rebased("2024-03-31")).scenario
    assert (scenario.base_year, scenario.years_ahead[:2]) == (2024, (1, 2))


def test_a_scenario_without_a_re_base_starts_on_its_own_31_march() -> None:
    scenario = load("thurrock-2023").inputs.scenario
    assert scenario.years_ahead == tuple(range(1, 15))
    assert rebase_sentences(scenario) == []


# --- The counts -----------------------------------------------------------------------------------
@pytest.mark.parametrize("children", [41, 287, 292, 300, 611])
def test_parts_that_are_scaled_are_whole_and_add_to_the_children_of_the_day(
    rebased: Rebased, children: int
) -> None:
    loaded = loaded_from(rebased(children=children, uasc=4))
    for measure, names in (("children_by_age", AGE_BANDS), ("children_by_distance", DISTANCE_BANDS)):
        parts = [loaded.book.find(measure, name) for name in names]
        counts = [figure.value for figure in parts if figure is not None]
        assert sum(counts) == children
        assert all(count == int(count) for count in counts)
    assert sum(figure.value for figure in loaded.inputs.by_placement.values()) == children
    assert sum(figure.value for figure in loaded.inputs.by_distance.values()) == pytest.approx(children)


def test_a_scaled_part_says_what_it_was_and_whose_counts_it_follows(rebased: Rebased) -> None:
    figure = inputs_from(rebased()).by_age["10_to_15"]
    assert (figure.as_at, figure.kind) == ("2023-09-30", "derived")
    assert figure.note.startswith("110 on the base's day, in proportion to 300 children in all")
    assert figure.source.startswith("Performance team, month end; DfE")


def test_the_margins_that_are_given_stand_as_they_are(rebased: Rebased) -> None:
    margins = "\n".join(margin(f"by_{key}", parts) for key, parts in
                        (("age", AGES), ("placement", HOMES), ("distance", MILES)))  # fmt: skip
    inputs = inputs_from(rebased(margins=margins))
    assert {name: figure.value for name, figure in inputs.by_age.items()} == AGES
    assert {name: figure.value for name, figure in inputs.by_placement.items()} == HOMES
    assert {name: figure.value for name, figure in inputs.by_distance.items()} == MILES
    assert rebase_sentences(inputs.scenario)[1:] == []


def test_the_position_is_of_the_days_counts(rebased: Rebased) -> None:
    inputs = load_position(str(rebased(margins=margin("by_placement", HOMES))))
    table = observed_position(observe(inputs, draws=2, seed=1))
    near = table[(table["scope"] == WITHIN_20) & (table["provision"] != "all")]
    assert near["children"].sum() == pytest.approx(300)
    residential = near[near["provision"] == "residential"]
    assert residential["children"].sum() == pytest.approx(38)


def test_children_with_our_own_carers_go_with_the_children_fostered(rebased: Rebased) -> None:
    before, after = load("thurrock-2023").inputs, inputs_from(rebased(margins=margin("by_placement", HOMES)))
    assert after.in_house_foster_children.value == round(102 * 205 / 207)
    assert after.kinship.high is not None
    assert before.kinship.high is not None
    assert after.kinship.high <= before.kinship.high


@pytest.mark.parametrize("children", [10, 97, 410])
def test_kinship_stays_within_those_with_our_own_carers(rebased: Rebased, children: int) -> None:
    """As the base has it, even where its high is all of them."""
    path = rebased(children=children, uasc=1)
    book = load("thurrock-2023").book
    kinship = book.find("kinship_children")
    assert kinship is not None
    book = book.changed(kinship, value=3.0, low=3.0, high=102.0)
    written = read_scenario(str(path)).scenario
    again = counted_again(book, written, moved(written, "a test"))
    ours, theirs = again.find("in_house_foster_children"), again.find("kinship_children")
    assert ours is not None
    assert theirs is not None
    assert theirs.low is not None
    assert theirs.high is not None
    assert theirs.low <= theirs.value <= theirs.high <= ours.value


def test_the_population_is_that_of_the_day_and_of_later_years_as_it_was(rebased: Rebased) -> None:
    before, after = load("thurrock-2023").inputs, inputs_from(rebased())
    start, end = before.base_population.value, before.base_population.value * population_index(before)[1]
    assert after.base_population.value == pytest.approx(float(np.sqrt(start * end)))
    later = after.base_population.value * population_index(after)
    assert float(later[1]) == pytest.approx(float(end))
    assert float(population_index(after)[0]) == 1


def test_figures_are_marked_as_later_than_the_day_and_not_than_the_base(rebased: Rebased) -> None:
    name = ("fostering_households", "mainstream", 2023)  # of July 2023
    before, after = (load(str(name_of)).book.find(*name) for name_of in ("thurrock-2023", rebased()))
    assert before is not None
    assert after is not None
    assert (before.after_base_date, after.after_base_date) == (True, False)


def test_what_homes_cost_stays_as_it_was(rebased: Rebased) -> None:
    before, after = (
        tables_of(run(load(str(name)).inputs, draws=2))["cost"]
        for name in ("thurrock-2019", rebased("2019-12-31", 320, 33, base="thurrock-2019"))
    )
    weekly = before.loc[before["year"] == 2019, "weekly_gbp"].dropna()
    assert len(weekly) > 5
    # But for rounding to whole children: 112 with our own carers become 122.
    assert after.loc[weekly.index, "weekly_gbp"].to_numpy() == pytest.approx(weekly.to_numpy(), rel=0.005)


def test_a_day_in_a_later_year_carries_on_what_is_told_for_the_base_year(rebased: Rebased) -> None:
    loaded = loaded_from(rebased("2020-06-30", 300, 30, base="thurrock-2019"))
    made = loaded.book.find("placements_made", "", 2020)
    assert made is not None
    assert made.note.startswith("of the year ended 31 March 2019")
    spend = [loaded.book.find("spend", "ifa", year) for year in (2019, 2020)]
    assert spend[1] is not None
    assert spend[0] is not None
    assert "dearer by" in spend[1].note


# --- The years after ------------------------------------------------------------------------------
def test_the_range_of_a_part_of_a_year_is_that_of_the_fit_so_far_ahead(rebased: Rebased) -> None:
    inputs = inputs_from(rebased())
    spread = {name: figure.value for name, figure in inputs.count_spread.items()}
    of_half_a_year = 0.5 ** spread["gamma"] * (spread["alpha"] + spread["beta"] / 300)
    assert squared_scale(inputs, np.array(inputs.scenario.years_ahead))[0] == pytest.approx(of_half_a_year)


def test_the_first_year_is_surer_from_the_day_than_it_was_from_the_base(rebased: Rebased) -> None:
    before, after = (run(load(str(name)).inputs, draws=100) for name in ("thurrock-2023", rebased()))
    widths = [
        float(np.ptp(np.quantile(forecast.children.total[:, 1], [0.1, 0.9]) / forecast.children.total[0, 0]))
        for forecast in (before, after)
    ]
    assert widths[1] < 0.75 * widths[0]


def test_a_count_that_holds_holds_from_the_day(rebased: Rebased) -> None:
    inputs = inputs_from(rebased(keys='cla = { path = "hold_count" }'))
    assert central_children(inputs).sum("stream").values == pytest.approx(300)


def test_a_rate_that_holds_is_the_rate_of_the_day(rebased: Rebased) -> None:
    inputs = inputs_from(rebased(keys='cla = { path = "hold_rate" }'))
    children = central_children(inputs).sum("stream")
    assert (children / population_index(inputs)).values == pytest.approx(300)


def test_a_change_a_year_works_in_the_part_of_the_year_that_is_left(rebased: Rebased) -> None:
    cla = 'cla = { path = "change", percent_a_year = -4, of = "all", from = 2024, to = 2025, source = "x" }'
    inputs = inputs_from(rebased(keys=cla))
    children = central_children(inputs).sum("stream") / population_index(inputs) / 300
    assert children.values[:4] == pytest.approx([1, 0.96**0.5, 0.96**1.5, 0.96**1.5])


def test_a_straight_line_begins_on_the_day() -> None:
    assert phased_in(2023.5, 2025, [2023, 2024, 2025, 2026]) == pytest.approx([0, 1 / 3, 1, 1])


def test_a_line_of_rates_of_ones_own_begins_on_the_day(rebased: Rebased) -> None:
    cla = 'cla = { path = "own", rate_per_10k = { 2025 = 60 }, source = "x" }'
    inputs = inputs_from(rebased(keys=cla))
    rate = inputs.base_population.value / 10_000
    first, second, third = (central_children(inputs).sum("stream") / population_index(inputs) / rate)[:3]
    assert float(third) == pytest.approx(60)
    assert float(second) == pytest.approx(float(first) + (60 - float(first)) / 3)


def test_every_law_holds_from_any_day(rebased: Rebased) -> None:
    forecast = run(inputs_from(rebased("2024-11-30", 277, 31)), draws=50)
    assert forecast.children.total[:, 0].tolist() == [277] * 50
    assert float(forecast.central_homes.isel(year=0).sum()) == pytest.approx(277)


def test_levers_are_tried_on_the_same_re_based_figures(rebased: Rebased) -> None:
    loaded = loaded_from(rebased())
    again = load_again(loaded, loaded.inputs.scenario)
    assert again.base_cla == loaded.inputs.base_cla
    assert again.by_placement == loaded.inputs.by_placement


def test_a_scenario_that_is_based_on_a_re_base_starts_from_its_day(rebased: Rebased) -> None:
    rebased()
    path = rebased().with_name("holds.toml")
    path.write_text('title = "Holds"\nbased_on = "month-end"\ncla = { path = "hold_count" }\n', "utf-8")
    assert inputs_from(path).scenario.base_date == date(2023, 9, 30)


def test_counts_of_two_days_are_no_contradiction(rebased: Rebased) -> None:
    loaded = loaded_from(rebased())
    about = [each.about for each in contradictions_in(loaded.inputs, loaded.book)]
    assert not [each for each in about if "31 March 2023" in each or "behind the rate" in each]


# --- What is said ---------------------------------------------------------------------------------
def test_a_run_says_which_day_it_starts_from_and_what_was_scaled(rebased: Rebased) -> None:
    said = " ".join(type_in("run", rebased(), "--draws", "20").out.split())
    assert "our own count of 30 September 2023 (Performance team, month end), and stands under 2023" in said
    assert "2024 is 6.0 months on" in said
    assert "Children by placement, age and distance are scaled from the base's, in whole children." in said
    assert "On 30 September 2023, 300 children were in our care." in said


def test_a_finished_run_knows_the_year_that_its_day_stands_under(rebased: Rebased, tmp_path: Path) -> None:
    from sufficiency.readers.runs import read_run

    out = tmp_path / "out"
    assert type_in("run", rebased("2024-02-29"), "--draws", "20", "--out", out).code == 0
    finished = read_run(out)
    assert (finished.day, finished.base_year) == ("29 February 2024", 2023)
    stated = finished.table("assumptions").set_index("figure").loc["scenario/rebase"]
    assert "children = 300" in stated["note"]
    for chart in ("gap", "position", "distance"):
        assert "29 February 2024" in (out / "charts" / f"{chart}.txt").read_text(encoding="utf-8")


# --- What is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize("day", ["2023-03-31", "2022-12-31"])
def test_a_day_that_is_not_after_the_bases_is_refused_with_what_to_do(rebased: Rebased, day: str) -> None:
    said = refusal_of(rebased(day, 292, 45))
    assert "is not after the base date, 31 March 2023. Leave [rebase] out" in said
    assert "[figures]" in said


@pytest.mark.parametrize(
    ("margins", "said"),
    [
        (margin("by_age", {**AGES, "16_to_17": 116}), "rebase.by_age: adds to 301, but there are 300"),
        (margin("by_age", {"under_1": 300}), "1_to_4, 5_to_9, 10_to_15, 16_to_17 are missing"),
        (margin("by_age", {**AGES, "16_17": 0}), "Did you mean '16_to_17'?"),
        (margin("by_age", {**AGES, "under_1": -8}), "rebase.by_age.under_1"),
        ("chidren = 3", "this key is not known. Did you mean 'children'?"),
    ],
)
def test_a_margin_that_is_not_whole_is_refused(rebased: Rebased, margins: str, said: str) -> None:
    assert said in refusal_of(rebased(margins=margins))


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('cla = { path = "trend", series = "dfe", from = 2015, to = 2023 }', "cannot start between two"),
        ("horizon = 2024", "horizon: 2024 is not after the re-base's day, 31 October 2024"),
        ("base_date = 2023-06-30", "a re-base starts from a base of 31 March"),
        ('method = "episodes"', "child-level returns count the base year's own 31 March"),
    ],
)
def test_what_cannot_start_between_two_years_is_refused(rebased: Rebased, keys: str, said: str) -> None:
    assert said in refusal_of(rebased("2024-10-31", keys=keys))


def test_returns_beside_a_re_base_are_refused(rebased: Rebased, tmp_path: Path) -> None:
    said = type_in("run", rebased(), "--returns", tmp_path)
    assert said.code == 3
    assert "child-level returns count the base year's own 31 March" in said.err


def test_more_unaccompanied_children_than_children_are_refused(rebased: Rebased) -> None:
    assert "301 unaccompanied children are more than all 300" in refusal_of(rebased(uasc=301))
