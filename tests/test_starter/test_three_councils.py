"""Three real councils, from the files of theirs that are public: what is drafted is what is published.

A unitary authority by the sea, a London borough and a county. Each number is read again here, from the
publisher's own cells.
"""

import csv
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from test_cli import ROOT, type_in

from sufficiency.bundled import bundled_root
from sufficiency.figures.book import Figure
from sufficiency.forecast import Forecast, check_laws, run
from sufficiency.loading import Loaded, load
from sufficiency.readers.figures import read_figures
from sufficiency.tables.run import tables_of
from sufficiency.vocabulary import AGE_BANDS, DISTANCE_BANDS

SHARED = ROOT.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="shared data absent")

COUNCILS = {"Southend-on-Sea": "882", "Havering": "311", "Essex": "881"}
FEW_DRAWS = 200
CHARACTERISTICS = "cla_31march_by_characteristics_all_areas_2020_2023.csv"
FILES = (
    f"dfe/{CHARACTERISTICS}",
    "dfe/cla_panel_all_authorities_2010_2023.csv",
    "dfe/ees_2023release_cla_number_and_rate_per_10k_children.csv",
    "dfe/ees_2022release_la_cla_during_year_new_placements.csv",
    "dfe/ees_2022release_la_cla_who_started_to_be_looked_after.csv",
    "dfe/statistical_neighbours_2025_wide.csv",
    "lait/lait_cla_fostering_finance_measures_to_2023.csv",
    "ons/mid-year_population_estimates_0-17_2012_to_2022.csv",
    "ons/mye22final_MYE2_Persons_single_year_of_age_mid2022.csv",
    "ons/2022_SNPP_Population_persons_migcat_EXCERPT_0-17.csv",
    "ofsted/ofsted_provider_level_at_31_March_2023_RAW_LAYOUT_thurrock_southend_havering.csv",
)
AGES = {
    "under_1": "Under 1 year",
    "1_to_4": "1 to 4 years",
    "5_to_9": "5 to 9 years",
    "10_to_15": "10 to 15 years",
    "16_to_17": "16 years and over",
}
PLACEMENTS = {
    "fostering_and_kinship": "Foster placements",
    "supported_16_plus": "Independent and semi-independent living arrangements/supported accommodation",
    "placed_for_adoption": "Placed for adoption",
    "with_parents": "Placed with parents or other person with parental responsibility",
}
BANDS = {
    "within_20_inside": "1. Placed inside the LA boundary, 20 miles or less from home",
    "within_20_outside": "2. Placed outside the LA boundary, 20 miles or less from home",
    "over_20_inside": "3. Placed inside the LA boundary, more than 20 miles from home",
    "over_20_outside": "4. Placed outside the LA boundary, more than 20 miles from home",
}
BY_DISTANCE = "Distance between home and placement"
MARGINS = [
    *(("children_by_age", band, "Age group", words) for band, words in AGES.items()),
    *(("children_by_placement", name, "Placement", words) for name, words in PLACEMENTS.items()),
    *(("children_by_distance", band, f"{BY_DISTANCE} and locality of placement", words)
      for band, words in BANDS.items()),
]  # fmt: skip
by_council = pytest.mark.parametrize("council", COUNCILS)
Published = Callable[[str, str, str], float | None]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with (SHARED / "dfe" / CHARACTERISTICS).open(encoding="utf-8-sig", newline="") as opened:
        return tuple(row for row in csv.DictReader(opened)
                     if row["time_period"] == "2023" and row["old_la_code"] in COUNCILS.values())  # fmt: skip


def published(council: str, group: str, words: str) -> float | None:
    """A number of 31 March 2023 as DfE's file has it; None where it is suppressed."""
    wanted = (COUNCILS[council], group, words)
    found = [row["number"] for row in _rows()
             if (row["old_la_code"], row["cla_group"], row["characteristic"]) == wanted]  # fmt: skip
    assert len(found) == 1, wanted
    return None if found[0] == "c" else float(found[0])


def total(council: str) -> float:
    number = published(council, "Age group", "Total")
    assert number is not None
    return number


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public files under names that say nothing: they are known by what is in them."""
    folder = tmp_path_factory.mktemp("public") / "files"
    folder.mkdir()
    for at, file in enumerate(FILES):
        year = "_".join(re.findall(r"(?:mid|neighbours_)?20[0-9]{2}", Path(file).stem)[:1])
        shutil.copy(SHARED / file, folder / f"{at} {year}.csv")
    return folder


@pytest.fixture(scope="module")
def folder_of(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The working folder of a council, drafted once."""

    @cache
    def drafted(council: str) -> Path:
        folder = tmp_path_factory.mktemp("drafted") / "council"
        said = type_in("new", council, "--from", public, "--out", folder)
        assert said.code == 0, said.err
        return folder

    return drafted


@pytest.fixture(scope="module")
def loaded_of(folder_of: Callable[[str], Path]) -> Callable[[str], Loaded]:
    return cache(lambda council: load(str(folder_of(council) / "base.toml")))


@pytest.fixture(scope="module")
def forecast_of(loaded_of: Callable[[str], Loaded]) -> Callable[[str], Forecast]:
    return cache(lambda council: run(loaded_of(council).inputs, draws=FEW_DRAWS, seed=1))


def figure(loaded: Loaded, measure: str, category: str, year: int | None = None) -> Figure:
    found = loaded.book.find(measure, category, year)
    assert found is not None, (measure, category, year)
    return found


# --- What is drafted is what is published ---------------------------------------------------------


@by_council
def test_all_children_are_those_that_are_published(council: str, loaded_of: Callable[[str], Loaded]) -> None:
    assert figure(loaded_of(council), "cla_count", "council", 2023).value == total(council)


@by_council
@pytest.mark.parametrize(("measure", "category", "group", "words"), MARGINS)
def test_every_published_cell_is_taken_as_it_is(
    council: str, measure: str, category: str, group: str, words: str, loaded_of: Callable[[str], Loaded]
) -> None:
    """A suppressed cell is worked out or shared out, and then it says so."""
    drafted = figure(loaded_of(council), measure, category)
    number = published(council, group, words)
    if number is None:
        assert drafted.kind in ("derived", "assumed")
        assert "suppressed" in drafted.note
    else:
        assert (drafted.value, drafted.kind) == (number, "published")


@by_council
def test_the_parts_of_every_margin_add_to_all_children(
    council: str, loaded_of: Callable[[str], Loaded]
) -> None:
    inputs = loaded_of(council).inputs
    for margin in (inputs.by_age, inputs.by_placement, inputs.by_distance):
        assert sum(each.value for each in margin.values()) == pytest.approx(total(council))


@by_council
def test_near_and_far_are_those_that_are_published(council: str, loaded_of: Callable[[str], Loaded]) -> None:
    loaded = loaded_of(council)
    for sides, words in (
        (("within_20_inside", "within_20_outside"), "Placed 20 miles or less from home"),
        (("over_20_inside", "over_20_outside"), "Placed more than 20 miles from home"),
        (("not_known",), "Distance not known or not recorded"),
    ):
        held = sum(figure(loaded, "children_by_distance", side).value for side in sides)
        assert held == published(council, BY_DISTANCE, words)


@by_council
def test_unaccompanied_children_are_those_that_are_published(
    council: str, loaded_of: Callable[[str], Loaded]
) -> None:
    number = published(council, "Unaccompanied asylum-seeking children", "UASC")
    assert figure(loaded_of(council), "uasc_count", "council", 2023).value == number


@by_council
def test_the_population_is_onss_estimate_for_mid_2022(
    council: str, loaded_of: Callable[[str], Loaded]
) -> None:
    with (SHARED / "ons" / "mid-year_population_estimates_0-17_2012_to_2022.csv").open(
        encoding="utf-8-sig", newline=""
    ) as opened:
        estimates = {row["old_la_code"]: row["population_estimate"] for row in csv.DictReader(opened)
                     if row["time_period"] == "2022"}  # fmt: skip
    population = figure(loaded_of(council), "child_population", "implied_by_rate", 2023)
    assert population.value == float(estimates[COUNCILS[council]])


@pytest.mark.parametrize(
    ("council", "category"), [("Southend-on-Sea", "ons"), ("Havering", "assumed"), ("Essex", "assumed")]
)
def test_growth_is_onss_where_it_projects_the_council_and_else_is_assumed(
    council: str, category: str, loaded_of: Callable[[str], Loaded]
) -> None:
    loaded = loaded_of(council)
    assert loaded.inputs.scenario.population.growth == category
    assert all(
        (point.kind == "assumed") == (category == "assumed") for point in loaded.inputs.growth.values()
    )


# --- What is run of it ----------------------------------------------------------------------------


@by_council
def test_the_run_begins_with_the_published_children(
    council: str, forecast_of: Callable[[str], Forecast]
) -> None:
    children = tables_of(forecast_of(council))["cla"].set_index(["year", "stream"])["central"]
    assert children[2023, "total"] == pytest.approx(total(council))


@by_council
def test_the_base_years_homes_have_the_published_margins(
    council: str, forecast_of: Callable[[str], Forecast]
) -> None:
    """By age, distance and placement, as the model's own table of children and homes has them."""
    forecast = forecast_of(council)
    base, inputs = forecast.base_homes.mean("draw"), forecast.inputs
    by_age = base.sum([dim for dim in base.dims if dim != "age_band"])
    by_distance = base.sum([dim for dim in base.dims if dim != "distance_band"])
    by_placement = base.sum([dim for dim in base.dims if dim != "placement"])
    for band in AGE_BANDS:
        assert float(by_age.sel(age_band=band)) == pytest.approx(inputs.by_age[band].value, abs=1e-6)
    for band in DISTANCE_BANDS:
        held = float(by_distance.sel(distance_band=band))
        assert held == pytest.approx(inputs.by_distance[band].value, abs=1e-6)
    for name in ("residential", "supported_16_plus", "with_parents", "placed_for_adoption"):
        held = float(by_placement.sel(placement=name))
        assert held == pytest.approx(inputs.by_placement[name].value, abs=1e-6)
    fostered = float(by_placement.sel(placement=["fostering", "kinship"]).sum())
    assert fostered == pytest.approx(inputs.by_placement["fostering_and_kinship"].value, abs=1e-6)


@by_council
def test_the_position_has_every_child_once(council: str, forecast_of: Callable[[str], Forecast]) -> None:
    position = tables_of(forecast_of(council))["position"]
    everywhere = position[(position["scope"] == "any") & (position["provision"] != "all")]
    assert everywhere["children"].sum() == pytest.approx(total(council))


@by_council
def test_a_gap_comes_out_with_a_range_for_every_kind_of_home(
    council: str, forecast_of: Callable[[str], Forecast]
) -> None:
    gap = tables_of(forecast_of(council))["gap"]
    now = gap[(gap["year"] == 2023) & (gap["scope"] == "within_20_miles")]
    assert {"fostering", "residential", "supported_16_plus"} <= set(now["provision"])
    assert now[["gap_central", "gap_low", "gap_high"]].notna().all(axis=None)
    assert (now["gap_low"] < now["gap_high"]).all()


@by_council
def test_the_laws_of_the_method_hold(council: str, forecast_of: Callable[[str], Forecast]) -> None:
    check_laws(forecast_of(council))


@by_council
@pytest.mark.parametrize("scenario", ["count-holds", "rate-holds", "more-near-home"])
def test_the_scenarios_that_differ_run_too(
    council: str, scenario: str, folder_of: Callable[[str], Path]
) -> None:
    check_laws(run(load(str(folder_of(council) / f"{scenario}.toml")).inputs, draws=20, seed=1))


# --- Nothing of another council -------------------------------------------------------------------


@by_council
def test_nothing_of_thurrock_is_in_another_councils_folder(
    council: str, folder_of: Callable[[str], Path]
) -> None:
    told = {
        path.relative_to(folder_of(council)).as_posix(): line
        for path in sorted(folder_of(council).rglob("*"))
        if path.is_file()
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search("thurrock|E06000034|RM17 6SL", f"{path.name} {line}", re.IGNORECASE)
    }
    assert told == {}


def test_nothing_of_thurrock_is_among_englands_figures() -> None:
    england = bundled_root() / "data" / "england"
    assert [path.name for path in england.iterdir() if "thurrock" in path.read_text("utf-8").lower()] == []


# --- The base that was made by hand ---------------------------------------------------------------


def test_drafted_thurrock_is_the_base_that_was_made_by_hand_but_for_what_is_assumed(
    folder_of: Callable[[str], Path],
) -> None:
    """Every figure that both have: published ones, sums, and the suppressed cells of decision 0020."""
    by_hand, faults = read_figures(bundled_root() / "data" / "thurrock-2023", None)
    assert faults == []
    drafted = {each.key: each for each in read_figures(folder_of("Thurrock") / "data", None)[0]}
    both = [(each, drafted[each.key]) for each in by_hand if each.key in drafted]
    same = [
        (hand, draft)
        for hand, draft in both
        if hand.measure.startswith("children_by_") or (hand.kind != "assumed" and draft.kind != "assumed")
    ]
    assert len(same) > 150
    assert [hand.name for hand, draft in same if draft.value != pytest.approx(hand.value, abs=1e-3)] == []
