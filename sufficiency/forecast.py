"""The whole sentence: population, rate, homes wanted, homes secured, gap, how likely and why."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import xarray as xr

from sufficiency.cases.account import Account, account_of
from sufficiency.cases.case import drawn_case, drawn_wanted
from sufficiency.cases.effects import Effect, effects_of
from sufficiency.cases.sensitivity import Sensitivity, sensitivity_of
from sufficiency.checks.laws import check_children_laws, check_local_laws
from sufficiency.checks.limits import refuse_what_is_not_there
from sufficiency.checks.list_agreement import refuse_unless_list_agrees
from sufficiency.children.crosstab import CrossTab, modelled_crosstab, observed_homes
from sufficiency.children.population import children_by_age
from sufficiency.costs.spending import BothBases
from sufficiency.demand.homes_wanted import DemandDraws
from sufficiency.demand.rates import ChildrenDraws, population_index
from sufficiency.demand.stock import children_and_homes
from sufficiency.gap.local import Local, commissioned, local_picture, need_in_scope
from sufficiency.inputs.assumptions import Values, central_values, drawn_values
from sufficiency.inputs.inputs import Inputs, PositionInputs
from sufficiency.labelled import strictly_aligned
from sufficiency.living.living import Living, living_of, spending_of
from sufficiency.vocabulary import BACK_TESTED_YEARS


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
    central_living: Living
    living: Living
    account: Account
    sensitivity: Sensitivity
    effects: tuple[Effect, ...]

    @cached_property
    def spending(self) -> tuple[BothBases, BothBases]:
        """What the homes cost, on both bases: on the central path, and in the draws."""
        return spending_of(self.central_living, self.living)


def observe(inputs: PositionInputs, draws: int, seed: int) -> Observed:
    """Where the base year's children live and where they should: central, and by assumption drawn."""

    def local(values: Values) -> Local:
        homes = observed_homes(inputs, values[inputs.kinship.name])
        return local_picture(inputs, homes, values, need_in_scope(inputs, commissioned(homes)))

    central = local(central_values(inputs))
    refuse_unless_list_agrees(inputs, central.supply)
    return Observed(inputs, central, local(drawn_values(inputs, seed, draws)))


def run(
    inputs: Inputs, draws: int = 1000, seed: int = 1, on_step: Callable[[str], None] = lambda step: None
) -> Forecast:
    """The forecast of a scenario. The same seed gives the same forecast; every law is checked.

    `on_step` is told what is being done, for progress. Raises LawBrokenError if a law of the method
    does not hold in the result: that is a fault of the tool.
    """
    with strictly_aligned():
        return _run(inputs, draws, seed, on_step)


def _run(inputs: Inputs, draws: int, seed: int, on_step: Callable[[str], None]) -> Forecast:
    on_step("Fitting the cross-tabulation")
    central = central_values(inputs)
    fitted = modelled_crosstab(inputs)
    children, tab = children_and_homes(inputs, fitted, central[inputs.kinship.name])
    on_step(f"Drawing {draws:,} futures, {inputs.scenario.base_year + 1} to {inputs.scenario.horizon}")
    wanted = drawn_wanted(inputs, fitted, seed, draws)

    on_step("Comparing need with secured places")
    account = account_of(inputs, tab, children, central)
    refuse_unless_list_agrees(inputs, account.scenario.supply)
    refuse_what_is_not_there(inputs, account.scenario.supply)
    drawn = drawn_case(inputs, wanted, seed, draws)
    central_living = living_of(inputs, account.scenario.supply, account.scenario_homes, central)
    forecast = Forecast(
        inputs=inputs,
        seed=seed,
        draws=draws,
        tab=tab,
        population=_population(inputs),
        central_children=account.scenario_children,
        children=wanted.children,
        central_homes=account.scenario_homes,
        base_homes=wanted.base_homes,
        demand=wanted.demand,
        central=account.scenario,
        drawn=drawn.local,
        central_living=central_living,
        living=drawn.living,
        account=account,
        sensitivity=sensitivity_of(inputs, tab, children, plus=BACK_TESTED_YEARS),
        effects=effects_of(central_living, account.scenario_homes, drawn.living, wanted),
    )
    check_laws(forecast)
    return forecast


def check_laws(forecast: Forecast) -> None:
    """Every law of the method holds in the forecast; raises LawBrokenError naming one that does not."""
    children = forecast.inputs.base_cla.value
    check_children_laws(forecast.base_homes, children, forecast.demand, forecast.children)
    for local in (forecast.central, forecast.drawn):
        check_local_laws(local)


def _population(inputs: Inputs) -> xr.DataArray:
    shares = xr.DataArray(
        [figure.value for figure in inputs.population_by_age.values()],
        dims="age_band",
        coords={"age_band": list(inputs.population_by_age)},
    )
    return children_by_age(inputs.base_population.value, population_index(inputs), shares)
