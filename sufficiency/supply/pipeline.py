"""The fostering pipeline: our own households are a stock, of recruits less leavers (decision 0013).

A target is net (less those who leave) or gross (recruited), and says which; delivery says how much of
it is expected. Kinship stands on neither side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.scenarios.levers import Retain

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pipeline:
    """Our own mainstream fostering households, by draw and year.

    `households` is the stock on 31 March. `recruited` and `left` are of the year; the base year's are not
    known. `gained_places` are children's places gained since the base year. `beyond` has draw: households
    that a target loses and that are not there to lose.
    """

    households: xr.DataArray
    recruited: xr.DataArray
    left: xr.DataArray
    gained_places: xr.DataArray
    beyond: xr.DataArray


def fostering_pipeline(inputs: PositionInputs, values: Values) -> Pipeline | None:
    """Households, recruits and leavers by year; None where children to a household are not recorded.

    The stock begins as our own mainstream children over children to a household. Without a target,
    recruits replace leavers and it holds.
    """
    if not inputs.children_per_household:
        return None
    per_household = values[inputs.children_per_household.name].values
    own = (values[inputs.in_house_foster_children.name] - values[inputs.kinship.name]).values
    stock = np.divide(own, per_household, out=np.zeros_like(own), where=per_household > 0)
    leaving = np.zeros_like(stock)
    if inputs.household_leaving:
        leaving = values[inputs.household_leaving.name].values
    delivery = np.ones_like(stock)
    target = inputs.scenario.households
    if target and target.delivery == "expected" and inputs.household_delivery:
        delivery = values[inputs.household_delivery.name].values
    years = list(inputs.scenario.years)
    unknown = np.full_like(stock, np.nan)
    steps, beyond = [(stock, unknown, unknown)], np.zeros_like(stock)
    for year in years[1:]:
        coming = _coming(inputs, year, stock * leaving, delivery)
        going = stock * _leaving_share(inputs, year, leaving) + np.clip(-coming, 0, None)
        beyond = beyond + np.clip(going - stock, 0, None)
        coming, going = np.clip(coming, 0, None), np.minimum(going, stock)
        stock = stock + coming - going
        steps.append((stock, coming, going))
    households, recruited, left = (_by_year(parts, years) for parts in zip(*steps, strict=True))
    per_draw = xr.DataArray(per_household, dims="draw")
    gained = (households - households.isel(year=0, drop=True)) * per_draw
    return Pipeline(households, recruited, left, gained, xr.DataArray(beyond, dims="draw"))


def _coming(inputs: PositionInputs, year: int, replacing: Floats, delivery: Floats) -> Floats:
    """Households recruited in a year; below nought where a target loses more than leave anyway."""
    target = inputs.scenario.households
    if target is None or not target.from_year <= year <= target.to_year:
        return replacing
    if target.recruited_a_year is not None:
        return target.recruited_a_year * delivery
    return replacing + (target.net_a_year or 0.0) * delivery


def _leaving_share(inputs: PositionInputs, year: int, leaving: Floats) -> Floats:
    """The share of households that leave in a year, with what a lever does to keep them."""
    for lever in inputs.scenario.levers.values():
        if isinstance(lever, Retain) and lever.from_year <= year <= lever.to_year:
            leaving = np.minimum(leaving, lever.leaving_share)
    return leaving


def _by_year(parts: Sequence[Floats], years: Sequence[int]) -> xr.DataArray:
    return xr.DataArray(np.stack(parts, axis=1), dims=("draw", "year"), coords={"year": list(years)})
