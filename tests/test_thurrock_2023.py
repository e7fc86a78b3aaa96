"""The second base, 31 March 2023: its figures are the publishers', its margins add up, and it runs."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_cli import ROOT, type_in
from test_real_files import COSTS_AND_PLACES

from sufficiency.bundled import scenario_files
from sufficiency.children.population import growth_index
from sufficiency.figures.book import FigureBook
from sufficiency.figures.published import Published
from sufficiency.forecast import Forecast, run
from sufficiency.inputs.flows import FlowsNotRecorded
from sufficiency.loading import Loaded, load
from sufficiency.readers.published.recognise import read_published
from sufficiency.starter.growth import bands_by_mid_year, children_by_mid_year, growth_figures
from sufficiency.tables.run import position_table
from sufficiency.vocabulary import AGE_BANDS, KNOWN_BANDS, PROVISIONS, SCOPES

if TYPE_CHECKING:
    import pandas as pd

NAME = "thurrock-2023"
CHILDREN = 292
SHARED = ROOT.parent / "shared" / "data"
published_files = pytest.mark.skipif(not SHARED.is_dir(), reason="shared data absent")

CHARACTERISTICS = "dfe/cla_31march_by_characteristics_all_areas_2020_2023.csv"
NUMBERS = "dfe/ees_2023release_cla_number_and_rate_per_10k_children.csv"
PANEL = "dfe/cla_panel_all_authorities_2010_2023.csv"
PLACEMENTS = "dfe/ees_2022release_la_cla_during_year_new_placements.csv"
STARTED = "dfe/ees_2022release_la_cla_who_started_to_be_looked_after.csv"
NEIGHBOURS = "dfe/statistical_neighbours_2025_wide.csv"
LAIT = "lait/lait_cla_fostering_finance_measures_to_2023.csv"
ESTIMATES = "ons/mid-year_population_estimates_0-17_2012_to_2022.csv"
SINGLE_YEARS = "ons/mye22final_MYE2_Persons_single_year_of_age_mid2022.csv"
PROJECTION = "ons/2022_SNPP_Population_persons_migcat_EXCERPT_0-17.csv"


@pytest.fixture(scope="module")
def base() -> Loaded:
    return load(NAME)


@pytest.fixture(scope="module")
def book(base: Loaded) -> FigureBook:
    return base.book


@pytest.fixture(scope="module")
def future(base: Loaded) -> Forecast:
    return run(base.inputs, draws=60, seed=1)


@cache
def published(file: str) -> Published:
    return read_published(SHARED / file)


def of_thurrock(file: str) -> "pd.DataFrame":
    table = published(file).table
    return table[table["area"] == "Thurrock"]


def characteristics(group: str, file: str = CHARACTERISTICS, year: int = 2023) -> dict[str, float]:
    """The children of a group by our word, or by DfE's where we have none; without what is suppressed."""
    rows = of_thurrock(file)
    rows = rows[(rows["group_word"] == group) & (rows["year"] == year) & rows["unit"].ne("percent")]
    rows = rows.dropna(subset="value")
    words = rows["word"].where(rows["word"] != "", rows["breakdown"])
    return dict(zip(words, rows["value"], strict=True))


def held(book: FigureBook, measure: str) -> dict[str, float]:
    """The figures of a measure that has no year, by category."""
    return {figure.category: figure.value for figure in book.of(measure) if figure.year is None}


def by_year(book: FigureBook, measure: str, category: str) -> dict[int, float]:
    return {f.year: f.value for f in book.of(measure) if f.category == category and f.year is not None}


def said_by(*words: str) -> str:
    """What a command prints, on one line."""
    said = type_in(*words)
    assert said.code == 0, said.err
    return " ".join(said.out.split())


# --- What it is -----------------------------------------------------------------------------------
def test_the_newest_base_is_one_word_away_and_the_default_is_not_the_only_one() -> None:
    bases = {name for name, path in scenario_files().items() if "based_on" not in path.read_text("utf-8")}
    assert bases == {"thurrock-2019", NAME}


def test_it_starts_on_31_march_2023_and_follows_the_forecast_that_was_back_tested(base: Loaded) -> None:
    scenario = base.inputs.scenario
    assert (scenario.base_date.isoformat(), scenario.cla.path, scenario.uasc.path) == (
        "2023-03-31", "joint", "hold_rate",
    )  # fmt: skip


def test_the_margins_of_the_base_year_add_to_292(base: Loaded, book: FigureBook) -> None:
    inputs = base.inputs
    for margin in (inputs.by_age, inputs.by_placement, inputs.by_distance):
        assert sum(figure.value for figure in margin.values()) == CHILDREN == inputs.base_cla.value
    for measure in ("children_by_sex", "children_by_legal_status", "children_by_ethnicity"):
        assert sum(held(book, measure).values()) == CHILDREN


def test_every_figure_names_a_publication_and_never_a_file_of_ours(book: FigureBook) -> None:
    local = ("shared", ".xlsx", "/work", "\\")
    here = [figure for figure in book if "thurrock-2023" in figure.file]
    assert len(here) > 200
    assert not [figure.name for figure in here if any(word in figure.source for word in local)]


def test_an_assumption_says_so_and_whether_it_was_carried(book: FigureBook) -> None:
    assumed = [figure for figure in book if "thurrock-2023" in figure.file and figure.kind == "assumed"]
    assert all("docs/decisions/0020" in figure.source for figure in assumed)
    carried = {figure.measure for figure in assumed if "carried from 2019" in figure.note}
    assert {"off_contract_share", "far_for_want_of_nearer_share", "vacant_usable_places"} <= carried


def test_what_is_carried_is_what_2019_has(book: FigureBook) -> None:
    then = load("thurrock-2019").book
    carried = [f for f in book if f.note.startswith("carried from 2019") and "thurrock-2023" in f.file]
    assert len(carried) > 10
    for figure in carried:
        was = then.find(figure.measure, figure.category, figure.year)
        assert was is not None
        assert (figure.value, figure.low, figure.high) == (was.value, was.low, was.high)


def test_outside_for_want_of_a_nearer_home_is_what_the_target_of_half_would_need(book: FigureBook) -> None:
    inside = by_year(book, "children_inside_authority", "dfe")[2023]
    target = held(book, "target_share_inside_authority")[""] * CHILDREN
    figure = book.find("far_for_want_of_nearer_share", "inside_authority")
    assert figure is not None
    assert figure.value == pytest.approx((target - inside) / (CHILDREN - inside), abs=0.0005)


def test_kinship_is_in_house_children_less_mainstream_places_filled(book: FigureBook) -> None:
    filled = by_year(book, "filled_foster_places", "")[2023]
    assert held(book, "kinship_children")[""] == held(book, "in_house_foster_children")[""] - filled


def test_distances_left_blank_are_put_where_others_live_inside_and_outside(
    base: Loaded, book: FigureBook
) -> None:
    cells = held(book, "children_by_distance")
    placed = {band: figure.value for band, figure in base.inputs.by_distance.items()}
    for side in ("inside", "outside"):
        bands = [band for band in KNOWN_BANDS if band.endswith(f"_{side}")]
        known, blank = sum(cells[band] for band in bands), cells[f"not_known_{side}"]
        for band in bands:
            assert placed[band] == pytest.approx(cells[band] + blank * cells[band] / known)
    assert placed["not_known"] == 0
    assert "blank by rule" in base.inputs.by_distance["within_20_outside"].note


# --- The figures are the publishers' --------------------------------------------------------------
@published_files
def test_age_sex_and_unaccompanied_children_are_dfes(book: FigureBook) -> None:
    ages, sexes = characteristics("age_band"), characteristics("sex")
    assert held(book, "children_by_age") == {band: ages[band] for band in AGE_BANDS}
    assert held(book, "children_by_sex") == {"male": sexes["Male"], "female": sexes["Female"]}
    for category in ("council", "dfe"):
        assert by_year(book, "uasc_count", category)[2023] == characteristics("uasc")["uasc"]


@published_files
def test_legal_status_is_dfes_and_what_is_suppressed_is_what_the_total_leaves(book: FigureBook) -> None:
    words = {
        "Interim care order": "interim_care_order",
        "Full care order": "care_order",
        "Voluntary agreements under S20 CA 1989": "single_period_of_accommodation_s20",
        "Placement order granted": "placement_order",
    }
    statuses = characteristics("legal_status")
    total = statuses.pop("all")
    assert set(statuses) == set(words)
    stated = {words[name]: children for name, children in statuses.items()}
    left = total - sum(statuses.values())
    assert held(book, "children_by_legal_status") == {**stated, "other": left}


@published_files
def test_ethnicity_is_dfes_five_groups(book: FigureBook) -> None:
    groups = characteristics("ethnicity")
    assert sorted(held(book, "children_by_ethnicity").values()) == sorted(
        children for name, children in groups.items() if name != "all"
    )


@published_files
def test_placements_are_dfes_and_the_suppressed_eight_are_residential_or_placed_for_adoption(
    book: FigureBook,
) -> None:
    kinds = characteristics("placement")
    ours = held(book, "children_by_placement")
    for same in ("fostering_and_kinship", "supported_16_plus", "with_parents"):
        assert ours[same] == kinds[same]
    total = kinds.pop("all")
    suppressed = total - sum(kinds.values())
    assert suppressed == 8
    counted = kinds["residential"] + kinds["other_placements"] + suppressed
    assert ours["residential"] + ours["placed_for_adoption"] + ours["secure"] == counted
    assert 1 <= ours["placed_for_adoption"] <= 5


@published_files
def test_distances_are_dfes_with_those_left_blank_by_where_they_live(book: FigureBook) -> None:
    cells = characteristics("distance_band")
    ours = held(book, "children_by_distance")
    assert ours.pop("not_known") == cells["not_known_inside"] + cells["not_known_outside"]
    assert ours == {name: children for name, children in cells.items() if name != "all"}
    inside = ours["within_20_inside"] + ours["over_20_inside"] + ours["not_known_inside"]
    assert characteristics("locality")["inside"] == inside
    assert by_year(book, "children_inside_authority", "dfe") == {2023: inside}


@published_files
def test_children_placed_inside_by_all_authorities_are_dfes(book: FigureBook) -> None:
    for year in (2020, 2023):
        placed = characteristics("placed_in_area", year=year)
        assert by_year(book, "children_placed_inside", "own")[year] == placed["own_children"]
        assert by_year(book, "children_placed_inside", "all_authorities")[year] == placed["all"]


@published_files
@pytest.mark.parametrize(
    ("ours", "word", "measure"),
    [
        ("cla_count", "cla", "children"),
        ("cla_rate", "cla", "rate_per_10k"),
        ("cla_started", "started", "children"),
        ("cla_ceased", "ceased", "children"),
    ],
)
def test_numbers_and_rates_from_2019_are_dfes(book: FigureBook, ours: str, word: str, measure: str) -> None:
    rows = of_thurrock(NUMBERS)
    rows = rows[(rows["word"] == word) & (rows["measure"] == measure)]
    told = {int(year): value for year, value in zip(rows["year"], rows["value"], strict=True)}
    assert set(told) == set(range(2019, 2024))
    assert {year: by_year(book, ours, "dfe")[year] for year in told} == told


@published_files
def test_counts_since_2010_are_the_newest_that_dfe_published(book: FigureBook) -> None:
    rows = of_thurrock(PANEL)
    rows = rows[(rows["word"] == "cla") & (rows["measure"] == "children")].dropna(subset="value")
    newest: dict[int, float] = {}
    for version in ("first_published", "latest"):
        part = rows[rows["version"] == version]
        newest |= {int(year): value for year, value in zip(part["year"], part["value"], strict=True)}
    assert by_year(book, "cla_count", "dfe") == newest


@published_files
def test_the_base_population_is_the_denominator_of_dfes_rate(base: Loaded, book: FigureBook) -> None:
    estimates = children_by_mid_year(published(ESTIMATES), "Thurrock")
    population = base.inputs.base_population.value
    assert population == estimates[2022]
    assert round(CHILDREN / population * 10_000) == by_year(book, "cla_rate", "dfe")[2023]
    history = by_year(book, "child_population", "ons_mid_year_before")
    assert history == {year + 1: children for year, children in estimates.items()}


@published_files
def test_rates_computed_are_dfes_counts_over_those_populations(book: FigureBook) -> None:
    counts, population = (
        by_year(book, "cla_count", "dfe"),
        by_year(book, "child_population", "ons_mid_year_before"),
    )
    computed = by_year(book, "cla_rate", "dfe_computed")
    assert max(computed) == 2023
    for year, rate in computed.items():
        assert rate == pytest.approx(counts[year] / population[year] * 10_000, abs=0.02)


@published_files
def test_growth_is_onss_2022_based_projection_laid_on_its_mid_2022_estimate(book: FigureBook) -> None:
    told = growth_figures(published(PROJECTION), [published(ESTIMATES)], "Thurrock", 2023)
    growth = by_year(book, "child_population_growth", "ons")
    assert growth == pytest.approx({figure.year: figure.value for figure in told}, abs=0.0001)
    assert max(growth.values()) == growth[2025]
    assert growth[2037] == pytest.approx(-4.5, abs=0.05)


@published_files
def test_age_bands_of_the_population_are_sums_of_single_years(base: Loaded) -> None:
    told = bands_by_mid_year(published(SINGLE_YEARS), "Thurrock")[2022]
    assert {band: figure.value for band, figure in base.inputs.population_by_age.items()} == told


@published_files
@pytest.mark.parametrize(
    ("measure", "category", "breakdown"),
    COSTS_AND_PLACES,
)
def test_unit_costs_and_foster_places_are_those_of_the_interactive_tool(
    book: FigureBook, measure: str, category: str, breakdown: str
) -> None:
    rows = of_thurrock(LAIT)
    rows = rows[rows["breakdown"] == breakdown].dropna(subset="value")
    told = {int(year): value for year, value in zip(rows["year"], rows["value"], strict=True)}
    ours = by_year(book, measure, category)
    assert ours[2023] == told[2023]
    assert ours == {year: told[year] for year in ours}


@published_files
def test_the_flows_kept_for_the_year_before_are_dfes(book: FigureBook) -> None:
    ages = characteristics("age_band", STARTED, 2022)
    assert {band: by_year(book, "started_by_age", band) for band in AGE_BANDS} == {
        band: {2022: ages[band]} for band in AGE_BANDS
    }
    assert by_year(book, "placements_made", "") == {
        2022: characteristics("distance_band", PLACEMENTS, 2022)["all"]
    }
    changes = characteristics("reason_for_change", PLACEMENTS, 2022)
    assert by_year(book, "status_only_changes", "") == {2022: changes["status_only"]}


@published_files
def test_the_neighbours_rate_is_the_mean_of_ten(book: FigureBook) -> None:
    codes = set(of_thurrock(NEIGHBOURS)["neighbour_dfe_code"])
    rates = published(NUMBERS).table
    rates = rates[
        rates["dfe_code"].isin(codes) & (rates["year"] == 2023) & (rates["word"] == "cla")
        & (rates["measure"] == "rate_per_10k")
    ]  # fmt: skip
    assert len(rates) == 10
    neighbours = by_year(book, "benchmark_rate", "statistical_neighbours")
    assert neighbours[2023] == pytest.approx(rates["value"].mean())


# --- It runs --------------------------------------------------------------------------------------
def test_every_draw_begins_with_292_children_and_the_margins(future: Forecast) -> None:
    assert (future.children.total[:, 0] == CHILDREN).all()
    assert (future.children.uasc[:, 0] == 45).all()
    homes, inputs = future.base_homes.isel(year=0), future.inputs
    for axis, margin in (("age_band", inputs.by_age), ("distance_band", inputs.by_distance)):
        counted = homes.sum([dim for dim in homes.dims if dim not in (axis, "draw")])
        for band, figure in margin.items():
            assert counted.sel({axis: band}).values == pytest.approx(figure.value)


def test_the_position_adds_to_292_in_every_scope(future: Forecast) -> None:
    position = position_table(future.inputs, future.central, future.drawn)
    for scope in SCOPES:
        rows = position[(position["scope"] == scope) & (position["provision"] != "all")]
        assert rows["children"].sum() == pytest.approx(CHILDREN)
        ladder = rows[rows["rung"] != "self_placing"].groupby("provision")["children"].sum()
        assert ladder.to_dict() == pytest.approx(dict(zip(PROVISIONS, (190, 31, 43), strict=True)))


def test_all_as_far_as_published_are_in_a_scope_and_nobody_is_neither_near_nor_far(future: Forecast) -> None:
    supply = future.central.supply
    commissioned = supply.placed + supply.beyond
    assert float(commissioned.sel(scope="within_20_miles").sum()) == pytest.approx(190 + 31 + 43)


def test_the_children_of_the_future_lie_between_the_count_and_the_rate_held(future: Forecast) -> None:
    index = growth_index({y: f.value for y, f in future.inputs.growth.items()}, 2023, [2028, 2037])
    for year, held_rate in zip((2028, 2037), CHILDREN * index.values, strict=True):
        between = float(future.central_children.sel(year=year).sum("stream"))
        assert held_rate < between < CHILDREN


def test_placements_to_find_are_not_recorded_rather_than_those_of_another_year(base: Loaded) -> None:
    assert isinstance(base.inputs.flows, FlowsNotRecorded)
    assert "placements_made/2023" in base.inputs.flows.why


def test_the_strategys_own_growth_is_a_scenario_beside_it() -> None:
    inputs = load(f"{NAME}-growth-local").inputs
    index = growth_index({y: f.value for y, f in inputs.growth.items()}, 2023, [2024, 2037])
    assert index.values == pytest.approx([1.018, 1.158], abs=0.0005)
    assert inputs.base_cla.value == CHILDREN


def test_check_names_where_sources_disagree_and_finds_no_fault() -> None:
    said = said_by("check", NAME)
    assert "292 children at 64.3 per 10,000 implies 45,412" in said
    assert "65.2 per 10,000" in said
    assert "the distance of unaccompanied children" in said
    assert "251 in November 2022" in said
    assert "children looked after on 31 March 2023" not in said  # council and DfE both have 292
    assert "No faults" in said


def test_position_is_one_command() -> None:
    said = said_by("position", NAME)
    assert "On 31 March 2023, 292 children were in our care." in said
    assert "Of the other 264, 31 (" in said


def test_a_copy_has_its_own_figures_and_not_those_of_2019(tmp_path: Path) -> None:
    assert type_in("scenarios", "copy", NAME, tmp_path / "mine").code == 0
    assert {folder.name for folder in (tmp_path / "mine" / "data").iterdir()} == {"thurrock-2023", "england"}
