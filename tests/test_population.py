"""Children in the population: growth compounds between published points and is never extrapolated."""

import numpy as np
import pytest
import xarray as xr

from sufficiency.children.population import children_by_age, growth_index
from sufficiency.demand.rates import population_index

LOCAL = {2014: 0.0, 2024: 19.0, 2037: 35.4}


def test_growth_at_a_published_point_is_as_published() -> None:
    index = growth_index(LOCAL, 2014, [2014, 2024, 2037])
    assert index.values == pytest.approx([1, 1.19, 1.354])


def test_growth_between_two_points_compounds_at_an_even_pace() -> None:
    index = growth_index({2020: 0, 2022: 21}, 2020, [2020, 2021, 2022])
    assert index.values == pytest.approx([1, 1.1, 1.21])


def test_growth_counts_from_the_base_year_not_from_the_first_point() -> None:
    index = growth_index(LOCAL, 2024, [2024, 2037])
    assert index.values == pytest.approx([1, 1.354 / 1.19])


@pytest.mark.parametrize(("base", "year"), [(2019, 2038), (2013, 2020)])
def test_a_year_beyond_the_points_is_refused_not_extrapolated(base: int, year: int) -> None:
    with pytest.raises(ValueError, match="2014 to 2037"):
        growth_index(LOCAL, base, [year])


def test_a_projection_gives_growth_and_not_level(varied) -> None:
    """Twice the population in every year leaves the growth, and so the forecast, as it was."""
    doubled = varied(figures={"child_population/implied_by_rate/2019": 2 * 42_836})
    assert np.array_equal(population_index(doubled), population_index(varied()))


def test_age_bands_add_to_the_population() -> None:
    shares = xr.DataArray([30.0, 50.0, 20.0], dims="age_band")
    index = growth_index(LOCAL, 2019, [2019, 2030])
    population = children_by_age(42_836, index, shares)
    assert population.sum("age_band").values == pytest.approx(42_836 * index.values)
    assert float(population.isel(year=0, age_band=1)) == pytest.approx(21_418)


def test_the_base_population_is_what_the_rate_implies(inputs) -> None:
    assert inputs.base_population.value == pytest.approx(293 / 68.4 * 10_000, abs=1)
