"""Children in the population, by year and age band."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr


def growth_index(points: Mapping[int, float], base_year: float, years: Sequence[float]) -> xr.DataArray:
    """The child population of each year, as a multiple of the base year's.

    `points` are percentages of growth on their first year; between two of them growth compounds
    (decision 0002). Dimensions: year. Years outside the points raise ValueError: a projection is
    never extrapolated.
    """
    known = sorted(points)
    asked = [base_year, *years]
    if min(asked) < known[0] or max(asked) > known[-1]:
        raise ValueError(f"growth is known from {known[0]} to {known[-1]} only")
    logs = np.log1p([points[year] / 100 for year in known])
    index = np.exp(np.interp(years, known, logs) - np.interp(base_year, known, logs))
    return xr.DataArray(index, dims="year", coords={"year": list(years)})


def children_by_age(base_children: float, index: xr.DataArray, age_shares: xr.DataArray) -> xr.DataArray:
    """Children in the population by year and age band: the base grown by the index, split by shares."""
    return base_children * index * age_shares / age_shares.sum()
