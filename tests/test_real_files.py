"""The bundled figures against the files they were taken from, where a checkout has those beside it."""

import csv
import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from test_cli import ROOT

from sufficiency.children.ageing import Floats, cohort_change_ratios
from sufficiency.figures.book import FigureBook
from sufficiency.loading import load

SHARED = ROOT.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the published files are not beside the checkout")

THURROCK = "883"
BANDS = {
    "within_20_inside": "1.i 20 miles or less inside LA boundary",
    "within_20_outside": "1.ii 20 miles or less outside LA boundary",
    "over_20_inside": "2.i Over 20 miles inside LA boundary",
    "over_20_outside": "2.ii Over 20 miles outside LA boundary",
    "not_known": "Distance not known or not recorded",
}
PLACEMENTS = {
    "fostering_and_kinship": "Foster placements",
    "residential": "Secure homes and children's homes",
    "supported_16_plus": "Independent and semi-independent living arrangements/ supported accommodation",
    "with_parents": "Placed with parents or other person with parental responsibility",
    "placed_for_adoption": "Placed for adoption",
    "other": "Other placements",
}
# What is taken from the Local Authority Interactive Tool: our measure and category, and its own words.
COSTS_AND_PLACES = [
    ("section_251_unit_cost", "fostering", "Fostering - S251/Outturn weekly unit costs"),
    ("section_251_unit_cost", "residential", "Residential Care - S251/Outturn weekly unit costs"),
    ("section_251_unit_cost", "all_cla", "Looked after children - S251/Outturn weekly unit costs"),
    ("approved_foster_places", "", "Number of approved foster places (from 2022)"),
    (
        "filled_foster_places",
        "",
        "Number of places that were filled (number of children placed) (from 2022)",
    ),
]
AGES = {"under_1": (0, 1), "1_to_4": (1, 5), "5_to_9": (5, 10), "10_to_15": (10, 16), "16_to_17": (16, 18)}


def rows(file: str) -> list[dict[str, str]]:
    with (SHARED / file).open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def book() -> FigureBook:
    return load("thurrock-2019").book


def values(book: FigureBook, measure: str, category: str) -> dict[int | None, float]:
    return {figure.year: figure.value for figure in book.of(measure) if figure.category == category}


def number_and_rate(area: str, measure: str, column: str) -> dict[int, float]:
    """A measure of an area by year, from the 2023 release's numbers and rates."""
    found = rows("dfe/ees_2023release_cla_number_and_rate_per_10k_children.csv")
    named = {"England": ("country_name", "National"), "East of England": ("region_name", "Regional")}
    column_of_name, level = named.get(area, ("la_name", "Local authority"))
    return {
        int(row["time_period"]): float(row[column])
        for row in found
        if row[column_of_name] == area and row["geographic_level"] == level
        and row["population_count"] == measure
    }  # fmt: skip


def lait(measure: str) -> dict[int, float]:
    """Thurrock's values of a measure of the Local Authority Interactive Tool, by the year it ends in."""
    found = rows("lait/lait_cla_fostering_finance_measures_to_2023.csv")
    return {
        int(row["Years"][:4]) + ("-" in row["Years"]): float(row["Values"])
        for row in found
        if row["LA Number"] == THURROCK and row["Measure"] == measure
    }


@pytest.mark.parametrize(
    ("measure", "latest", "first"),
    [
        ("cla_count", "cla_31march_latest", "cla_31march_first_published_sfr"),
        ("uasc_count", "uasc_latest", "uasc_sfr"),
        ("cla_started", "started_latest", "started_sfr"),
        ("cla_ceased", "ceased_latest", "ceased_sfr"),
    ],
)
def test_the_history_of_2010_to_2023_is_the_panels_latest_published(
    book: FigureBook, measure: str, latest: str, first: str
) -> None:
    published = {
        int(row["year"]): float(row[latest] or row[first])
        for row in rows("dfe/cla_panel_all_authorities_2010_2023.csv")
        if row["old_la_code"] == THURROCK and (row[latest] or row[first])
    }
    bundled = values(book, measure, "dfe")
    assert bundled
    assert bundled == {year: published[year] for year in bundled if year is not None}
    if measure == "cla_count":
        assert set(bundled) == set(range(2010, 2024))


def test_the_rates_computed_from_dfe_and_ons_are_the_panels(book: FigureBook) -> None:
    published = {
        int(row["year"]): float(row["rate_computed"])
        for row in rows("dfe/cla_panel_all_authorities_2010_2023.csv")
        if row["old_la_code"] == THURROCK and row["rate_computed"]
    }
    for year, rate in values(book, "cla_rate", "dfe_computed").items():
        assert year is not None
        assert rate == pytest.approx(published[year], abs=0.051)


@pytest.mark.parametrize(
    ("category", "column", "area"),
    [
        ("ons_mid_year_before", "la_name", "Thurrock"),
        ("england_ons_mid_year_before", "country_name", "England"),
    ],
)
def test_populations_are_ons_mid_year_estimates_of_the_year_before(
    book: FigureBook, category: str, column: str, area: str
) -> None:
    level = "National" if area == "England" else "Local authority"
    published = {
        int(row["time_period"]) + 1: float(row["population_estimate"])
        for row in rows("ons/mid-year_population_estimates_0-17_2012_to_2022.csv")
        if row[column] == area and row["geographic_level"] == level
    }
    bundled = values(book, "child_population", category)
    assert set(published) <= set(bundled)
    assert {year: bundled[year] for year in published} == published


def test_children_by_age_are_sums_of_single_years_in_mid_2022(book: FigureBook) -> None:
    [thurrock] = [
        row
        for row in rows("ons/mye22final_MYE2_Persons_single_year_of_age_mid2022.csv")
        if row["Name"] == "Thurrock"
    ]
    for band, (first, last) in AGES.items():
        children = sum(float(thurrock[str(age)]) for age in range(first, last))
        assert values(book, "child_population_by_age", band) == {2023: children}


def test_englands_placements_by_distance_are_dfes_of_2020(book: FigureBook) -> None:
    published = {
        (row["cla_group"], row["characteristic"]): row["number"]
        for row in rows(
            "dfe/ees_2024release_national_cla_on_31_march_by_placement_distance_and_placement_locality.csv"
        )
        if row["time_period"] == "2020"
    }
    bundled = {
        figure.category: figure.value for figure in book.of("england_children_by_placement_and_distance")
    }
    assert bundled == {
        f"{placement} {band}": float(published[group, characteristic])
        for placement, group in PLACEMENTS.items()
        for band, characteristic in BANDS.items()
    }


@pytest.mark.parametrize(
    ("category", "area"), [("england", "England"), ("east_of_england", "East of England")]
)
def test_benchmark_rates_from_2019_are_those_of_the_2023_release(
    book: FigureBook, category: str, area: str
) -> None:
    published = number_and_rate(area, "Children looked after at 31 March each year", "rate_per_10000")
    bundled = {
        y: v for y, v in values(book, "benchmark_rate", category).items() if y is not None and y >= 2019
    }
    assert set(bundled) == set(range(2019, 2024))
    assert bundled == {year: published[year] for year in bundled}


@pytest.mark.parametrize(
    ("measure", "published_as", "column"),
    [
        ("cla_count", "Children looked after at 31 March each year", "number"),
        ("cla_rate", "Children looked after at 31 March each year", "rate_per_10000"),
        ("cla_started", "Children starting to be looked after each year", "number"),
        ("cla_ceased", "Children ceasing to be looked after each year", "number"),
    ],
)
def test_thurrocks_numbers_and_rates_from_2019_are_those_of_the_2023_release(
    book: FigureBook, measure: str, published_as: str, column: str
) -> None:
    published = number_and_rate("Thurrock", published_as, column)
    bundled = values(book, measure, "dfe")
    assert {year: bundled[year] for year in published} == published


def test_placements_made_are_those_of_the_new_placements_file(book: FigureBook) -> None:
    published = {
        row["characteristic"]: row["number"]
        for row in rows("dfe/ees_2022release_la_cla_during_year_new_placements.csv")
        if row["old_la_code"] == THURROCK and row["time_period"] == "2019"
    }
    assert values(book, "placements_made", "") == {2019: float(published["Total new placements"])}
    status = published["Change in the status of a placement only"]
    assert values(book, "status_only_changes", "") == {2019: float(status)}


@pytest.mark.parametrize(
    ("measure", "category", "published_as"),
    COSTS_AND_PLACES,
)
def test_costs_and_foster_places_are_those_of_the_interactive_tool(
    book: FigureBook, measure: str, category: str, published_as: str
) -> None:
    bundled = values(book, measure, category)
    assert bundled
    published = lait(published_as)
    assert bundled == {year: published[year] for year in bundled if year is not None}


def year_ended(as_at: str) -> int:
    """2019 for the year 2018-19, and for the month 2019-03."""
    year, _, rest = as_at.partition("-")
    return int(year) + (int(rest) == (int(year) + 1) % 100)


def council(measure: str, category: str) -> dict[int, float]:
    """What the council published of a measure, by the year it ends in."""
    return {
        year_ended(row["as_at"]): float(row["value"])
        for row in rows("thurrock/thurrock_published_figures.csv")
        if row["measure"] == measure and row["category"] == category
    }


@pytest.mark.parametrize(
    ("measure", "category", "published_as", "of"),
    [
        ("spend", "in_house_fostering", "annual spend", "in-house fostering"),
        ("spend", "ifa", "annual spend", "IFA"),
        ("spend", "residential", "annual spend", "residential placements"),
        ("in_house_foster_children_history", "", "children in (in-house) foster care", ""),
        (
            "supported_accommodation_weekly_cost",
            "",
            "weekly cost supported accommodation 16-17",
            "average",
        ),
    ],
)
def test_what_homes_cost_and_who_is_fostered_in_house_are_the_councils_own_answers(
    book: FigureBook, measure: str, category: str, published_as: str, of: str
) -> None:
    bundled = values(book, measure, category)
    assert bundled
    assert bundled == council(published_as, of)


AGES_AS_PUBLISHED = dict(
    zip(
        AGES,
        ("Under 1 year", "1 to 4 years", "5 to 9 years", "10 to 15 years", "16 years and over"),
        strict=True,
    )
)
OF_OUR_SIZE = (150, 600)  # children looked after in the first of the two years, on average


def by_area(level: str, group: str) -> dict[str, dict[int, dict[str, float]]]:
    """Children looked after by area, year and characteristic; what is suppressed is not there."""
    found: dict[str, dict[int, dict[str, float]]] = {}
    for row in rows("dfe/cla_31march_by_characteristics_all_areas_2020_2023.csv"):
        if row["geographic_level"] == level and row["cla_group"] == group and row["number"].isdecimal():
            years = found.setdefault(row["new_la_code"], {})
            years.setdefault(int(row["time_period"]), {})[row["characteristic"]] = float(row["number"])
    return found


def transitions(book: FigureBook, level: str) -> Iterator[tuple[list[float], list[Floats]]]:
    """Of each area: children other than UASC at the start of each pair of years, and the ratios of each."""
    ages = by_area(level, "Age group")
    unaccompanied = by_area(level, "Unaccompanied asylum-seeking children")
    prior = np.array([values(book, "uasc_age_prior", band)[None] for band in AGES])
    for area, years in ages.items():
        others = {
            year: np.array([bands.get(name, math.nan) for name in AGES_AS_PUBLISHED.values()])
            - unaccompanied.get(area, {}).get(year, {}).get("UASC", 0.0) * prior
            for year, bands in years.items()
        }
        pairs = [(before, after) for before, after in pairwise(sorted(others)) if after == before + 1]
        if pairs:
            yield (
                [float(others[before].sum()) for before, _ in pairs],
                [cohort_change_ratios(others[before], others[after]) for before, after in pairs],
            )


def geometric_mean(ratios: list[Floats]) -> Floats:
    """Over the years that have one, by band."""
    return np.asarray(np.exp(np.nanmean(np.log(ratios), axis=0)))


def test_ageing_ratios_are_those_of_england_and_their_ranges_those_of_authorities_of_our_size(
    book: FigureBook,
) -> None:
    [(_, england)] = transitions(book, "National")
    assert len(england) == 3
    authorities = [
        geometric_mean(ratios)
        for children, ratios in transitions(book, "Local authority")
        if not np.isnan(children).all() and OF_OUR_SIZE[0] < np.nanmean(children) < OF_OUR_SIZE[1]
    ]
    assert len(authorities) == 98
    low, high = np.nanquantile(authorities, [0.1, 0.9], axis=0)
    bundled = [figure for figure in book.of("ageing_ratio") if figure.category in AGES]
    assert [figure.category for figure in bundled] == list(AGES)[1:]
    for end, worked_out in (("low", low), ("value", geometric_mean(england)), ("high", high)):
        assert [getattr(figure, end) for figure in bundled] == pytest.approx(worked_out, abs=0.0005)


def test_every_file_that_was_checked_is_where_the_checkout_expects_it() -> None:
    assert Path(SHARED / "SOURCES.md").is_file()
