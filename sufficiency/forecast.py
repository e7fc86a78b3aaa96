"""The whole sentence: population, rate, homes wanted, homes secured, gap, how likely and why."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import xarray as xr

from sufficiency.account import Account, account_of
from sufficiency.assumptions import Values, central_values, drawn_values
from sufficiency.case import drawn_case, drawn_wanted
from sufficiency.crosstab import CrossTab, modelled_crosstab, observed_homes
from sufficiency.demand import DemandDraws
from sufficiency.effects import Effect, effects_of
from sufficiency.errors import did_you_mean, one_fault
from sufficiency.inputs import Inputs, PositionInputs
from sufficiency.labelled import chosen, strictly_aligned
from sufficiency.laws import check_children_laws, check_local_laws
from sufficiency.limits import refuse_what_is_not_there
from sufficiency.list_agreement import refuse_unless_list_agrees
from sufficiency.living import Living, living_of, spending_of
from sufficiency.local import Local, commissioned, local_picture, need_in_scope
from sufficiency.population import children_by_age
from sufficiency.rates import ChildrenDraws, population_index
from sufficiency.sensitivity import Sensitivity, sensitivity_of
from sufficiency.spending import BothBases
from sufficiency.stock import children_and_homes
from sufficiency.vocabulary import BACK_TESTED_YEARS, STREAMS, TOTAL

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.charts import Chart

FUTURES: Final = ("children", "need", "secured", "gap", "ladder")  # what has a number in every draw


@dataclass(frozen=True)
class Observed:
    """The base year alone, by assumption: what `sufficiency position` shows."""

    inputs: PositionInputs
    central: Local
    drawn: Local


@dataclass(frozen=True)
class Forecast:
    """Everything that a run found out. Central arrays have a single draw.

    >>> from sufficiency.analysis import load
    >>> forecast = load("thurrock-2019").run(draws=20, seed=1)
    >>> print(forecast.sentences[0])
    On 31 March 2019, 293 children were in our care.
    """

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

    @cached_property
    def tables(self) -> "dict[str, pd.DataFrame]":
        """Every table of the run, by the name of its file. docs/tables.md says what each column is.

        >>> from sufficiency.analysis import load
        >>> forecast = load("thurrock-2019").run(draws=20, seed=1)
        >>> forecast.tables["cla"].columns[:3].tolist()
        ['year', 'stream', 'central']
        """
        from sufficiency.tables import tables_of

        return tables_of(self)

    def table(self, name: str, **where: object) -> "pd.DataFrame":
        """The rows of a table in which each named column has a value, or one of several.

        Raises InputFaultsError naming the table or column that there is not.

        >>> from sufficiency.analysis import load
        >>> forecast = load("thurrock-2019").run(draws=20, seed=1)
        >>> rows = forecast.table("cla", stream="total", year=[2019, 2024])
        >>> rows["central"].round().astype(int).tolist()
        [293, 320]
        """
        from sufficiency.tidy import pick_any

        if name not in self.tables:
            do = did_you_mean(name, self.tables, f"There are: {', '.join(self.tables)}.")
            raise one_fault(name, "", "is no table of a run.", do)
        return pick_any(self.tables[name], name, **where)

    def futures(self, name: str, **where: object) -> xr.DataArray:
        """One number for each possible future, as an array with labels and a dimension `draw`.

        `name` is `children` (draw, year, stream: children looked after), `need`, `secured`, `gap` (draw,
        year, provision, scope; need and gap also need_basis: homes) or `ladder` (draw, provision, rung,
        scope: children of the base year). Each of `where` fixes a dimension at a label, or keeps several.
        Raises InputFaultsError naming what there is not.

        >>> from sufficiency.analysis import load
        >>> forecast = load("thurrock-2019").run(draws=20, seed=1)
        >>> forecast.futures("gap", year=2024, need_basis="should_be_near").dims
        ('draw', 'provision', 'scope')
        >>> forecast.futures("children", year=2019, stream="total").values.tolist() == [293] * 20
        True
        """
        if name not in FUTURES:
            raise one_fault(name, "", "has no draws of its own.", f"There are: {', '.join(FUTURES)}.")
        whole = self._children() if name == "children" else getattr(self.drawn, name)
        return chosen(whole, name, **where)

    def _children(self) -> xr.DataArray:
        """Children looked after in each draw, by year and stream, both together as `total`."""
        streams = {**{each: getattr(self.children, each) for each in STREAMS}, TOTAL: self.children.total}
        return xr.DataArray(
            np.stack(list(streams.values()), axis=-1),
            dims=("draw", "year", "stream"),
            coords={"year": self.central_children.year.values, "stream": list(streams)},
        )

    @cached_property
    def charts(self) -> "dict[str, Chart]":
        """The charts that the run can fill, by name. A notebook shows one as it is, with its words.

        >>> from sufficiency.analysis import load
        >>> forecast = load("thurrock-2019").run(draws=20, seed=1)
        >>> list(forecast.charts)[:3]
        ['population', 'cla', 'demand-fostering']
        """
        from sufficiency.charts import draw_charts

        scenario = self.inputs.scenario
        as_at = scenario.base_date.isoformat()
        drawn = draw_charts(self.tables, scenario.authority, scenario.base_year, as_at)
        return {chart.name: chart for chart in drawn}

    @property
    def sentences(self) -> list[str]:
        """The position, the homes to secure and what comes next, in sentences that a strategy can adopt.

        >>> from sufficiency.analysis import load
        >>> load("thurrock-2019").run(draws=20, seed=1).sentences[1]
        '41 lived with parents, adopters-to-be or relatives.'
        """
        from sufficiency.sentence import adoptable_sentences

        return adoptable_sentences(self, self.tables["position"], self.tables["placements_to_find"])


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
