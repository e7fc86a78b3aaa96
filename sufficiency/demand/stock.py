"""Stocks and flows: children looked after who come, stay, move and leave, in the shapes of the rate model.

An authority's own returns say who is looked after and how they come and go; the scenario's paths of
children looked after are the paths of those who come (decision 0026).
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.chance.spread import Spread
from sufficiency.children.crosstab import HOMES, CrossTab, kinship_share, with_kinship_apart
from sufficiency.demand.needed import as_care_plans_say
from sufficiency.demand.rates import ChildrenDraws, central_children
from sufficiency.inputs.inputs import Inputs
from sufficiency.vocabulary import AGE_BANDS, STREAMS

if TYPE_CHECKING:
    from sufficiency.episodes.model import CareModel

Floats = NDArray[np.float64]
EVERY_HOME: Final = ("age_band", "placement")


def children_and_homes(inputs: Inputs, tab: CrossTab, kinship: xr.DataArray) -> tuple[xr.DataArray, CrossTab]:
    """Children looked after on the central path (stream, year), and who needs which home in each year.

    By the scenario's method: at a rate, the homes are those of the base year; from episodes, they change
    as children come, move, grow up and leave.
    """
    if inputs.care is None:
        return central_children(inputs), tab
    stock = expected_stock(inputs, inputs.care, tab, kinship)
    children = stock.sum(EVERY_HOME)
    who = stock / children.where(children > 0, 1.0)
    return children.transpose("stream", "year"), replace(tab, who_by_year=who)


def expected_stock(inputs: Inputs, care: "CareModel", tab: CrossTab, kinship: xr.DataArray) -> xr.DataArray:
    """Expected children on 31 March: year, stream, age_band, placement. The base year is the return's."""
    from sufficiency.episodes.stock import expected_children

    years = list(inputs.scenario.years)
    base_who = with_kinship_apart(tab.who, kinship_share(inputs, kinship).mean("draw"))
    base_children = central_children(inputs).isel(year=0, drop=True)
    base = (base_who * base_children).transpose("stream", *EVERY_HOME)
    later = as_care_plans_say(inputs, expected_children(care, len(years) - 1, starts_path(inputs)))
    return xr.DataArray(
        np.concatenate([base.values[None], later]),
        dims=("year", "stream", *EVERY_HOME),
        coords={
            "year": years,
            "stream": list(STREAMS),
            "age_band": list(AGE_BANDS),
            "placement": list(HOMES),
        },
    )


def drawn_stock(inputs: Inputs, care: "CareModel", seed: int, draws: int) -> NDArray[np.int16]:
    """Whole children in each draw: year after the base, stream, age band, placement lived in, draw.

    What is uncertain is who comes and leaves, one by one; how well the returns show how often they do; and
    how far starts and leaving move from year to year, as they have in every authority.
    """
    from sufficiency.episodes.stock import drawn_as_spread

    starts, leaving = (
        Spread.of({name: figure.value for name, figure in figures.items()})
        for figures in (inputs.starts_spread, inputs.leaving_spread)
    )
    return drawn_as_spread(care, starts_path(inputs), starts, leaving, seed, draws)


def starts_path(inputs: Inputs) -> Floats:
    """Starts in each year after the base as a multiple of the level now: stream, year ahead.

    The path that the scenario gives to children looked after is taken for those who come: to hold the rate
    is to hold how many start for each child in the population.
    """
    path = central_children(inputs).transpose("stream", "year").values
    base = path[:, :1]
    return np.asarray(np.divide(path[:, 1:], base, out=np.ones_like(path[:, 1:]), where=base > 0))


def counted_by_stream(base: xr.DataArray, stock: NDArray[np.int16]) -> ChildrenDraws:
    """Whole children of each stream by draw and year; `base` has the stream's children in the base year."""
    draws = stock.shape[-1]
    later = stock.sum(axis=(2, 3), dtype=np.int64)
    counts = {
        name: np.column_stack([np.full(draws, np.rint(float(base.sel(stream=name)))), later[:, at].T])
        for at, name in enumerate(STREAMS)
    }
    return ChildrenDraws(**{name: count.astype(np.int64) for name, count in counts.items()})
