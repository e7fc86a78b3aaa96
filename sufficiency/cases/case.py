"""A case: one scenario's need, homes and cost, on the central path or in draws, to set beside another's.

Cases of one seed share their luck, so that the difference between two is what they do differently.
"""

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.children.crosstab import CrossTab
from sufficiency.demand.care_levers import care_levers_of
from sufficiency.demand.homes_wanted import DemandDraws, draw_homes, expected_homes, still_looked_after
from sufficiency.demand.rates import ChildrenDraws, draw_children
from sufficiency.demand.shares import drifting_shares
from sufficiency.demand.stock import children_and_homes, counted_by_stream, drawn_stock
from sufficiency.gap.local import Local, commissioned, local_picture, need_in_scope
from sufficiency.inputs.assumptions import Values, central_values, drawn_values
from sufficiency.inputs.inputs import Inputs
from sufficiency.living.leaving_care import places_taken
from sufficiency.living.living import Living, living_of
from sufficiency.scenarios.scenario import Scenario
from sufficiency.vocabulary import DISTANCE_BANDS, PROVISIONS, UASC


@dataclass(frozen=True)
class Case:
    """Need, homes secured and gap; where children live and what it costs. Arrays have draw and year."""

    local: Local
    living: Living


@dataclass(frozen=True)
class Wanted:
    """The homes that children need in the draws: expected in the base year, whole children after it."""

    children: ChildrenDraws
    base_homes: xr.DataArray
    demand: DemandDraws


@dataclass(frozen=True)
class CentralWanted:
    """The homes that children need on the central path: expected, in every year."""

    homes: xr.DataArray
    in_scope: xr.DataArray
    before_distance: xr.DataArray


def central_wanted(inputs: Inputs, tab: CrossTab) -> CentralWanted:
    """The homes that children need on the central path of a scenario."""
    kinship = central_values(inputs)[inputs.kinship.name]
    children, tab = children_and_homes(inputs, tab, kinship)
    homes = expected_homes(inputs, tab, children, kinship)
    before = expected_homes(inputs, tab, children, kinship, distance=False)
    in_scope, near_before = (need_in_scope(inputs, commissioned(each)) for each in (homes, before))
    return CentralWanted(homes, in_scope, near_before)


def central_case(inputs: Inputs, wanted: CentralWanted) -> Case:
    """A scenario's central path, given the homes that children need: arrays with one draw."""
    values, homes = central_values(inputs), wanted.homes
    base = homes.isel(year=[0])
    taken = places_taken(inputs, homes, values)
    local = local_picture(inputs, base, values, wanted.in_scope, (wanted.before_distance,), taken)
    return Case(local, living_of(inputs, local.supply, homes, values))


def drawn_wanted(inputs: Inputs, tab: CrossTab, seed: int, draws: int) -> Wanted:
    """The homes that children need in each draw of a scenario."""
    kinship = drawn_values(inputs, seed, draws)[inputs.kinship.name]
    children, tab = children_and_homes(inputs, tab, central_values(inputs)[inputs.kinship.name])
    drifting = drifting_shares(inputs, tab)
    if inputs.care is None:
        stock, drawn = None, draw_children(inputs, children, drifting[UASC], seed, draws)
    else:
        stock = drawn_stock(inputs, inputs.care, seed, draws)
        drawn = counted_by_stream(children.isel(year=0), stock)
    base_homes = expected_homes(inputs, tab, children.isel(year=[0]), kinship)
    demand = draw_homes(inputs, tab, children, drawn, kinship, drifting, seed, stock)
    return Wanted(still_looked_after(drawn, demand), base_homes, demand)


def drawn_case(inputs: Inputs, wanted: Wanted, seed: int, draws: int) -> Case:
    """A scenario in draws, given the homes that children need."""
    values = drawn_values(inputs, seed, draws)
    local = drawn_local(inputs, wanted, values)
    return Case(local, living_of(inputs, local.supply, wanted.base_homes, values, wanted.demand.homes))


def drawn_local(inputs: Inputs, wanted: Wanted, values: Values) -> Local:
    """Need, homes secured and gap in draws, given what each takes of the assumptions."""
    base, demand = commissioned(wanted.base_homes), wanted.demand

    def with_base(later: NDArray[np.int16]) -> xr.DataArray:
        coords = {
            "year": list(demand.years),
            "provision": list(PROVISIONS),
            "distance_band": list(DISTANCE_BANDS),
        }
        drawn = xr.DataArray(
            later.astype(np.float64), dims=("year", "provision", "distance_band", "draw"), coords=coords
        )
        return need_in_scope(inputs, xr.concat([base, drawn.transpose(*base.dims)], dim="year"))

    before = tuple(with_base(later) for later in demand.before_distance)
    taken = places_taken(inputs, wanted.base_homes, values, demand.homes)
    in_scope = with_base(demand.by_provision_and_band)
    return local_picture(inputs, wanted.base_homes, values, in_scope, before, taken)


def wants_the_same(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios of the same data want the same homes in every draw."""
    what = ("base_date", "horizon", "population", "cla", "uasc", "distance", "mix", "figures")
    same = all(getattr(one, name) == getattr(other, name) for name in what)
    return same and [*care_levers_of(one).values()] == [*care_levers_of(other).values()]
