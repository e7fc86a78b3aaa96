"""A forecast in an analyst's hands: its tables, its possible futures, its charts and its sentences."""

from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import xarray as xr

from sufficiency import forecast as model
from sufficiency.charts import draw_charts
from sufficiency.errors import did_you_mean, one_fault
from sufficiency.labelled import chosen
from sufficiency.sentences.adoptable import adoptable_sentences
from sufficiency.tables.run import tables_of
from sufficiency.tidy import pick_any
from sufficiency.vocabulary import STREAMS, TOTAL

if TYPE_CHECKING:
    from sufficiency.charts import Chart

FUTURES: Final = ("children", "need", "secured", "gap", "ladder")  # what has a number in every draw


class Forecast(model.Forecast):
    """Everything that a run found out, with what can be made of it.

    >>> from sufficiency.analysis import load
    >>> forecast = load("thurrock-2019").run(draws=20, seed=1)
    >>> print(forecast.sentences[0])
    On 31 March 2019, 293 children were in our care.
    """

    @classmethod
    def of(cls, found: model.Forecast) -> "Forecast":
        """What a run found, in an analyst's hands."""
        return cls(**{field.name: getattr(found, field.name) for field in fields(found)})

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table of the run, by the name of its file. docs/tables.md says what each column is.

        >>> from sufficiency.analysis import load
        >>> forecast = load("thurrock-2019").run(draws=20, seed=1)
        >>> forecast.tables["cla"].columns[:3].tolist()
        ['year', 'stream', 'central']
        """
        return tables_of(self)

    def table(self, name: str, **where: object) -> pd.DataFrame:
        """The rows of a table in which each named column has a value, or one of several.

        Raises InputFaultsError naming the table or column that there is not.

        >>> from sufficiency.analysis import load
        >>> forecast = load("thurrock-2019").run(draws=20, seed=1)
        >>> rows = forecast.table("cla", stream="total", year=[2019, 2024])
        >>> rows["central"].round().astype(int).tolist()
        [293, 320]
        """
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
        return adoptable_sentences(self, self.tables["position"], self.tables["placements_to_find"])
