"""Growth of the child population: a projection gives growth, and the latest estimate gives the level."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cli import ROOT

from sufficiency.children.population import growth_index
from sufficiency.errors import InputFaultsError
from sufficiency.figures.published import Published
from sufficiency.readers.published.layouts import Layout
from sufficiency.readers.published.ons import LAYOUTS
from sufficiency.starter.growth import (
    age_bands_from_single_years,
    bands_by_mid_year,
    children_by_mid_year,
    growth_figures,
    growth_from,
    mid_year_before,
    year_ended_31_march,
)
from sufficiency.vocabulary import AGE_BANDS

SHARED = ROOT.parent / "shared" / "data" / "ons"
real = pytest.mark.skipif(not SHARED.is_dir(), reason="the published files are not beside the checkout")

PROJECTION = {2022: 100.0, 2023: 102.0, 2024: 105.0, 2025: 110.0}
ESTIMATE = {2021: 190.0, 2022: 200.0, 2023: 206.0}

a_count = st.integers(min_value=1, max_value=100_000)
single_years = st.fixed_dictionaries(dict.fromkeys(range(18), a_count))


def read(layout: Layout, file: str) -> Published:
    return layout.read(SHARED / file)


@pytest.fixture(scope="module")
def first() -> Published:
    return read(LAYOUTS[0], "mye22final_MYE2_Persons_single_year_of_age_mid2022.csv")


@pytest.fixture(scope="module")
def revised() -> Published:
    return read(LAYOUTS[1], "mid-year_population_estimates_0-17_2012_to_2022.csv")


@pytest.fixture(scope="module")
def projection() -> Published:
    return read(LAYOUTS[2], "2022_SNPP_Population_persons_migcat_EXCERPT_0-17.csv")


# --- Bands ----------------------------------------------------------------------------------------


@given(single_years)
def test_the_bands_add_to_all_children(children: dict[int, int]) -> None:
    bands = age_bands_from_single_years(children)
    assert tuple(bands) == AGE_BANDS
    assert sum(bands.values()) == sum(children.values())


@given(single_years, st.integers(0, 17), a_count)
def test_children_of_one_age_more_are_one_band_more(children: dict[int, int], age: int, more: int) -> None:
    before = age_bands_from_single_years(children)
    after = age_bands_from_single_years({**children, age: children[age] + more})
    assert sorted(after[band] - before[band] for band in AGE_BANDS) == [0, 0, 0, 0, more]


def test_the_bands_begin_and_end_at_the_ages_in_their_names() -> None:
    bands = age_bands_from_single_years({age: 10**age for age in range(18)})
    assert bands["10_to_15"] == 1_111_110_000_000_000
    assert bands["16_to_17"] == 110_000_000_000_000_000


def test_adults_are_in_no_band() -> None:
    assert sum(age_bands_from_single_years(dict.fromkeys(range(91), 1)).values()) == 18


def test_ages_that_are_missing_are_named() -> None:
    with pytest.raises(ValueError, match="of age 3, 16"):
        age_bands_from_single_years({age: 1 for age in range(18) if age not in (3, 16)})


@real
def test_thurrocks_bands_at_mid_2022_are_those_of_the_bundled_figures(first: Published) -> None:
    assert bands_by_mid_year(first, "Thurrock") == {
        2022: {"under_1": 2364, "1_to_4": 9881, "5_to_9": 12_780, "10_to_15": 15_139, "16_to_17": 4716}
    }


@real
def test_a_file_without_single_years_of_age_gives_no_bands(revised: Published) -> None:
    with pytest.raises(InputFaultsError, match="no year in which every single year of age of Thurrock"):
        bands_by_mid_year(revised, "Thurrock")


# --- Growth ---------------------------------------------------------------------------------------


def test_31_march_goes_with_the_mid_year_before() -> None:
    assert year_ended_31_march(2018) == 2019
    assert mid_year_before(2019) == 2018


def test_growth_is_the_estimates_and_then_the_projections_from_the_latest_estimate() -> None:
    growth = growth_from(PROJECTION, ESTIMATE, base_year=2023)
    assert growth == pytest.approx(
        {
            2023: 0,
            2024: 100 * (206 / 200 - 1),
            2025: 100 * (206 / 200 * 105 / 102 - 1),
            2026: 100 * (206 / 200 * 110 / 102 - 1),
        }
    )


@given(st.floats(min_value=0.1, max_value=10))
def test_the_level_of_a_projection_does_not_matter(times: float) -> None:
    other = {year: times * children for year, children in PROJECTION.items()}
    assert growth_from(other, ESTIMATE, 2023) == pytest.approx(growth_from(PROJECTION, ESTIMATE, 2023))


def test_growth_is_fit_for_the_index_of_a_run_which_refuses_what_is_beyond_it() -> None:
    growth = growth_from(PROJECTION, ESTIMATE, base_year=2023)
    assert growth_index(growth, 2023, [2024]).item() == pytest.approx(206 / 200)
    with pytest.raises(ValueError, match="2023 to 2026 only"):
        growth_index(growth, 2023, [2027])


def test_a_base_year_after_the_latest_estimate_stands_on_the_projections_growth() -> None:
    growth = growth_from(PROJECTION, ESTIMATE, base_year=2025)
    assert growth == pytest.approx({2025: 0, 2026: 100 * (110 / 105 - 1)})


def test_a_year_without_an_estimate_is_left_out_and_not_filled() -> None:
    with_a_hole = {2021: 190.0, 2023: 206.0}
    assert list(growth_from(PROJECTION, with_a_hole, base_year=2022)) == [2022, 2024, 2025, 2026]


@pytest.mark.parametrize(
    ("estimate", "base_year", "said"),
    [
        (ESTIMATE, 2015, "there is no estimate of children at mid-2014, which goes with 31 March 2015, "
         "the base year."),
        ({2020: 190.0}, 2021, "the latest estimate is of mid-2020, and the projection runs from "
         "mid-2022 to mid-2025 without it: it has no growth since the estimate."),
        ({2020: 190.0, 2026: 200.0}, 2021, "the latest estimate is of mid-2026, and the projection"),
        ({}, 2023, "there is no estimate to lay the projection's growth on."),
    ],
)  # fmt: skip
def test_growth_that_cannot_be_had_is_refused_with_the_years(
    estimate: dict[int, float], base_year: int, said: str
) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011
        growth_from(PROJECTION, estimate, base_year)
    assert str(raised.value).startswith(said)


def test_a_projection_of_which_no_year_is_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="no year for which every age is known"):
        growth_from({}, ESTIMATE, base_year=2023)


# --- From the real files --------------------------------------------------------------------------


@real
def test_children_are_added_up_from_single_years_or_taken_from_the_band(
    first: Published, revised: Published
) -> None:
    assert children_by_mid_year(first, "Thurrock") == {2022: 44_880}
    assert children_by_mid_year(revised, "883")[2022] == 44_804
    assert children_by_mid_year(revised, "england")[2022] == 11_901_267


@real
def test_an_authority_under_a_new_ons_code_keeps_its_years(revised: Published) -> None:
    assert list(children_by_mid_year(revised, "Buckinghamshire")) == list(range(2022, 2011, -1))


@real
def test_years_that_are_suppressed_are_left_out(revised: Published) -> None:
    assert children_by_mid_year(revised, "Poole") == {}


@real
def test_thurrocks_growth_is_the_estimates_then_the_projections(
    first: Published, revised: Published, projection: Published
) -> None:
    figures = {
        figure.year: figure for figure in growth_figures(projection, [first, revised], "Thurrock", 2019)
    }
    assert min(figures) == 2019
    assert max(figures) == 2048
    assert figures[2019].value == 0
    assert figures[2023].value == pytest.approx(100 * (44_804 / 43_101 - 1))
    assert figures[2025].value == pytest.approx(100 * (44_804 / 43_101 * 45_050.743 / 44_734 - 1))


@real
def test_each_growth_figure_says_its_source_and_whether_it_was_known_at_the_base(
    revised: Published, projection: Published
) -> None:
    base, *later = growth_figures(projection, [revised], "Thurrock", 2019)
    assert {(figure.measure, figure.category, figure.unit, figure.kind) for figure in [base, *later]} == {
        ("child_population_growth", "ons", "percent", "derived")
    }
    assert (base.as_at, base.after_base_date) == ("2018-06-30", False)
    assert all(figure.after_base_date for figure in later)
    assert "projected from the 44,804 estimated for mid-2022, not from the projection's own 44,734" in (
        later[-1].note
    )
    assert "Office for National Statistics" in base.source


@real
def test_an_authority_without_a_projection_is_refused(revised: Published, projection: Published) -> None:
    with pytest.raises(InputFaultsError, match="'Havering' is not an authority in it"):
        growth_figures(projection, [revised], "Havering", 2019)


@real
def test_a_file_without_ages_gives_no_children(revised: Published) -> None:
    neighbours = Published("n.csv", "n", "statistical neighbours", "DfE",
                           revised.table.drop(columns="age"), ())  # fmt: skip
    with pytest.raises(InputFaultsError, match="it has no children by age: it is statistical neighbours"):
        children_by_mid_year(neighbours, "Thurrock")
