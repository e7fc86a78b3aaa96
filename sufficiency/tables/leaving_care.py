"""The table of sixteen and over: flows and stocks, with children growing up and without."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sufficiency.forecast import Forecast
from sufficiency.inputs.assumptions import Values, central_values
from sufficiency.inputs.inputs import Inputs
from sufficiency.inputs.leaving_care import SERVICE_AGES, LeavingNotRecorded
from sufficiency.living.leaving_care import LeavingCare, aged_16_17, as_children_age, leaving_care
from sufficiency.tidy import low_and_high
from sufficiency.vocabulary import ALL, STREAMS, UASC

Floats = NDArray[np.float64]
COLUMNS: Final = ("year", "measure", "category", "ageing", "central", "p10", "p90")
WITH, WITHOUT = "with", "without"
LOOKED_AFTER: Final = "looked_after_16_17"
ENTERING: Final = "entering_16_17"
ELIGIBLE: Final = "eligible_16_17"
TURNING_18: Final = "turning_18"
IN_SERVICE: Final = "in_service"
JOINING, LEAVING = "joining_service", "leaving_service"
STAYING_PUT: Final = "staying_put"
IN_16_PLUS: Final = "in_16_plus_provision_18_over"
MOVE_ON: Final = "move_on_homes_needed"
UASC_LOOKED_AFTER, UASC_THRESHOLD = "uasc_looked_after", "uasc_threshold"
MEASURES: Final = (LOOKED_AFTER, ENTERING, ELIGIBLE, TURNING_18, IN_SERVICE, JOINING, LEAVING, STAYING_PUT,
                   IN_16_PLUS, MOVE_ON, UASC_LOOKED_AFTER, UASC_THRESHOLD)  # fmt: skip

Series = dict[tuple[str, str], Floats]  # by measure and category: year, draw


def leaving_care_table(forecast: Forecast) -> pd.DataFrame:
    """Sixteen and over: `year, measure, category, ageing, central, p10, p90`.

    Children of 16 and 17, young adults and homes are measures apart, and never add up. `category` is the
    kind of home, the age, `uasc`, `other` or `all`; `ageing` is whether the base year's children grow up.
    Blank is not recorded. No rows where the figures are not there (decision 0017).
    """
    inputs = forecast.inputs
    if isinstance(inputs.leaving, LeavingNotRecorded):
        return pd.DataFrame(columns=list(COLUMNS))
    central = aged_16_17(forecast.central_homes)
    drawn = aged_16_17(forecast.base_homes, forecast.demand.homes)
    middle, values = central_values(inputs), forecast.living.values
    parts = [
        _rows(_series(inputs, central, middle), _series(inputs, drawn, values), WITHOUT),
        _rows(
            _series(inputs, as_children_age(inputs, central, middle), middle),
            _series(inputs, as_children_age(inputs, drawn, values), values),
            WITH,
        ),
        _rows(*_unaccompanied(forecast), WITHOUT),
    ]
    table = pd.concat(parts, ignore_index=True)
    table["year"] += inputs.scenario.base_year
    place = table["measure"].map({name: at for at, name in enumerate(MEASURES)})
    in_order = table.assign(place=place).sort_values(["year", "place"], kind="stable")
    return in_order[list(COLUMNS)].reset_index(drop=True)


def _series(inputs: Inputs, children: xr.DataArray, values: Values) -> Series:
    """Every measure by category, as year and draw."""
    found = leaving_care(inputs, children, values)
    series: Series = {}
    for name, array in _arrays(found):
        for category, part in _categories(array):
            series[name, category] = part
    if found.in_service is None:
        years, draws = children.sizes["year"], children.sizes["draw"]
        for category in (ALL, *STREAMS, *(f"age_{age}" for age in SERVICE_AGES)):
            series[IN_SERVICE, category] = np.full((years, draws), np.nan)
    service = series[IN_SERVICE, ALL]
    joining, leaving = np.full((2, *service.shape), np.nan)
    joining[1:] = series[IN_SERVICE, "age_18"][1:]
    leaving[1:] = service[:-1] + joining[1:] - service[1:]
    return {**series, (JOINING, ALL): joining, (LEAVING, ALL): leaving}


def _arrays(found: LeavingCare) -> Iterator[tuple[str, xr.DataArray]]:
    yield LOOKED_AFTER, found.looked_after
    yield ENTERING, found.entering.sum("placement", skipna=False)
    yield ELIGIBLE, found.eligible
    yield TURNING_18, found.turning_18
    yield STAYING_PUT, found.staying_put
    yield IN_16_PLUS, found.in_16_plus
    yield MOVE_ON, found.move_on_homes
    if found.in_service is not None:
        yield IN_SERVICE, found.in_service


def _categories(array: xr.DataArray) -> Iterator[tuple[str, Floats]]:
    """All, each stream, and each kind of home and age that the measure has: year, draw."""
    dims, values = [str(dim) for dim in array.dims], array.values
    yield ALL, _summed(values, dims)
    for dim, prefix in (("stream", ""), ("placement", ""), ("age", "age_")):
        if dim in dims:
            others = [each for each in dims if each != dim]
            for at, name in enumerate(array[dim].values):
                yield f"{prefix}{name}", _summed(np.moveaxis(values, dims.index(dim), 0)[at], others)


def _summed(values: Floats, dims: list[str]) -> Floats:
    """By year and draw, the sum over all other dimensions."""
    others = tuple(at for at, dim in enumerate(dims) if dim not in ("draw", "year"))
    in_all = values.sum(axis=others)
    return np.asarray(in_all.T if dims.index("draw") < dims.index("year") else in_all)


def _unaccompanied(forecast: Forecast) -> tuple[Series, Series]:
    """Unaccompanied children of all ages beside the transfer scheme's threshold, which is a line."""
    central = forecast.central_children.sel(stream=UASC).values[:, None]
    drawn = np.asarray(forecast.children.uasc.T, dtype=np.float64)
    threshold = np.full(central.shape, np.nan)
    if forecast.inputs.uasc_threshold is not None:
        population = forecast.population.sum("age_band").transpose("year").values[:, None]
        threshold = forecast.inputs.uasc_threshold.value * population
    children, line = (UASC_LOOKED_AFTER, UASC), (UASC_THRESHOLD, UASC)
    in_each_draw = np.broadcast_to(threshold, drawn.shape)
    return {children: central, line: threshold}, {children: drawn, line: in_each_draw}


def _rows(central: Series, drawn: Series, ageing: str) -> pd.DataFrame:
    """One row a year for each measure and category; years are counted from the base year."""
    middle = np.stack([part[:, 0] for part in central.values()], axis=1)
    low, high = low_and_high(np.stack([drawn[key] for key in central], axis=1))
    years = np.repeat(np.arange(len(middle)), len(central))
    names = {
        "measure": [measure for measure, _ in central] * len(middle),
        "category": [category for _, category in central] * len(middle),
    }
    numbers = {"central": middle.ravel(), "p10": low.ravel(), "p90": high.ravel()}
    return pd.DataFrame({"year": years, **names, "ageing": ageing, **numbers})
