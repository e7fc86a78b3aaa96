"""The whole sentence: population, rate, homes wanted, homes secured, gap, how likely and why."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.account import Account, account_of
from sufficiency.assumptions import Values, central_values, drawn_values
from sufficiency.crosstab import CrossTab, modelled_crosstab, observed_homes
from sufficiency.demand import DemandDraws, draw_homes, expected_homes
from sufficiency.errors import FaultList
from sufficiency.inputs import Inputs, PositionInputs
from sufficiency.laws import check_children_laws, check_local_laws
from sufficiency.local import LAW_TOLERANCE, Local, commissioned, local_picture, need_in_scope
from sufficiency.population import children_by_age
from sufficiency.rates import ChildrenDraws, central_children, draw_children, population_index
from sufficiency.sensitivity import Sensitivity, sensitivity_of
from sufficiency.shares import drifting_shares
from sufficiency.supply import Supply
from sufficiency.vocabulary import BACK_TESTED_YEARS, DISTANCE_BANDS, PROVISIONS, UASC


@dataclass(frozen=True)
class Observed:
    """The base year alone, by assumption: what `sufficiency position` shows."""

    inputs: PositionInputs
    central: Local
    drawn: Local


@dataclass(frozen=True)
class Forecast:
    """Everything that a run found out. Central arrays have a single draw."""

    inputs: Inputs
    seed: int
    draws: int
    tab: CrossTab
    population: xr.DataArray
    central_children: xr.DataArray
    children: ChildrenDraws
    central_homes: xr.DataArray
    base_homes: xr.DataArray
    demand: DemandDraws
    central: Local
    drawn: Local
    account: Account
    sensitivity: Sensitivity


def observe(inputs: PositionInputs, draws: int, seed: int) -> Observed:
    """Where the base year's children live and where they should: central, and by assumption drawn."""

    def local(values: Values) -> Local:
        homes = observed_homes(inputs, values[inputs.kinship.name])
        return local_picture(inputs, homes, values, need_in_scope(commissioned(homes)))

    return Observed(inputs, local(central_values(inputs)), local(drawn_values(inputs, seed, draws)))


def run(
    inputs: Inputs, draws: int = 1000, seed: int = 1, on_step: Callable[[str], None] = lambda step: None
) -> Forecast:
    """The forecast of a scenario. The same seed gives the same forecast; every law is checked.

    `on_step` is told what is being done, for progress. Raises LawBrokenError if a law of the method
    does not hold in the result: that is a fault of the tool.
    """
    on_step("Fitting the modelled cross-tabulation")
    tab = modelled_crosstab(inputs)
    children = central_children(inputs)
    central = central_values(inputs)
    on_step(f"Drawing {draws:,} futures, {inputs.scenario.base_year + 1} to {inputs.scenario.horizon}")
    drifting = drifting_shares(inputs, tab)
    drawn_children = draw_children(inputs, children, drifting[UASC], seed, draws)
    values = drawn_values(inputs, seed, draws)
    kinship = values[inputs.kinship.name]
    base_homes = expected_homes(inputs, tab, children.isel(year=[0]), kinship)
    demand = draw_homes(inputs, tab, drawn_children, kinship, drifting, seed)

    on_step("Comparing need with secured places")
    account = account_of(inputs, tab, children, central)
    _refuse_losses_beyond_supply(inputs, account.scenario.supply)
    forecast = Forecast(
        inputs=inputs,
        seed=seed,
        draws=draws,
        tab=tab,
        population=_population(inputs),
        central_children=children,
        children=drawn_children,
        central_homes=account.scenario_homes,
        base_homes=base_homes,
        demand=demand,
        central=account.scenario,
        drawn=_drawn_local(inputs, base_homes, demand, values),
        account=account,
        sensitivity=sensitivity_of(inputs, tab, children, plus=BACK_TESTED_YEARS),
    )
    check_laws(forecast)
    return forecast


def check_laws(forecast: Forecast) -> None:
    """Every law of the method holds in the forecast; raises LawBrokenError naming one that does not."""
    children = forecast.inputs.base_cla.value
    check_children_laws(forecast.base_homes, children, forecast.demand, forecast.children)
    for local in (forecast.central, forecast.drawn):
        check_local_laws(local)


def _refuse_losses_beyond_supply(inputs: Inputs, supply: Supply) -> None:
    """More places lost than there are on the central path is a fault of the scenario."""
    scenario = inputs.scenario
    losses = [f"places.{name}" for name, change in scenario.places.items() if change.places < 0]
    losses += ["households"] if scenario.households else []
    least = supply.planned.min(["draw", "year"]).to_series()
    faults = FaultList(scenario.name)
    for cell, places in zip(least.index.to_list(), least.to_list(), strict=True):
        if places < -LAW_TOLERANCE:
            what = f"{-places:.1f} more places ({', '.join(map(str, cell))}) are lost than there are."
            do = "Lose fewer: only places filled by us, vacant, or opened count as secured."
            faults.add(", ".join(losses), what, do)
    faults.raise_if_any()


def _population(inputs: Inputs) -> xr.DataArray:
    shares = xr.DataArray(
        [figure.value for figure in inputs.population_by_age.values()],
        dims="age_band",
        coords={"age_band": list(inputs.population_by_age)},
    )
    return children_by_age(inputs.base_population.value, population_index(inputs), shares)


def _drawn_local(inputs: Inputs, base_homes: xr.DataArray, demand: DemandDraws, values: Values) -> Local:
    base = commissioned(base_homes)

    def with_base(later: NDArray[np.int16]) -> xr.DataArray:
        coords = {
            "year": list(demand.years),
            "provision": list(PROVISIONS),
            "distance_band": list(DISTANCE_BANDS),
        }
        drawn = xr.DataArray(
            later.astype(np.float64), dims=("year", "provision", "distance_band", "draw"), coords=coords
        )
        return need_in_scope(xr.concat([base, drawn.transpose(*base.dims)], dim="year"))

    before = tuple(with_base(later) for later in demand.before_distance)
    return local_picture(inputs, base_homes, values, with_base(demand.by_provision_and_band), before)
