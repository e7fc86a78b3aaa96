"""The table of placements to find: table C of a strategy."""

from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sufficiency.children.crosstab import HOMES
from sufficiency.demand.flows import drawn_to_find, placements_to_find, rate_of_finding, to_find_after
from sufficiency.figures.book import Figure
from sufficiency.forecast import Forecast
from sufficiency.inputs.flows import Flows, FlowsNotRecorded
from sufficiency.tidy import range_80, tidy, with_totals
from sufficiency.vocabulary import AGE_BANDS, ALL, BACK_TESTED_YEARS, PROVISIONS

COLUMNS: Final = ("year", "placement", "commissioned", "age_band", "placements_a_year", "p10", "p90",
                  "placements_a_month", "same_day_share", "sibling_group_share")  # fmt: skip
MONTHS: Final = 12
CELLS = ("year", "placement", "age_band", "draw")


def placements_to_find_table(forecast: Forecast) -> pd.DataFrame:
    """Placements to find in the base year and the next five, by placement and age band, with totals.

    `placements_a_year` is central; `p10` and `p90` are of whole placements, and blank in the base year,
    whose total is published. `commissioned` is blank for all placements together. The two shares stand
    beside all ages, where they are recorded; else they are blank. No rows where the flows are not
    recorded (decision 0014).
    """
    flows = forecast.inputs.flows
    if isinstance(flows, FlowsNotRecorded):
        return pd.DataFrame(columns=list(COLUMNS))
    central, drawn = _central_and_drawn(forecast, flows)
    central = with_totals(central, (1, 2))
    p10, p90 = np.full((2, *central.shape), np.nan)
    p10[1:], p90[1:] = range_80(with_totals(drawn, (1, 2)))
    base = forecast.inputs.scenario.base_year
    axes = {"year": range(base, base + len(central)), "placement": (*HOMES, ALL),
            "age_band": (*AGE_BANDS, ALL)}  # fmt: skip
    columns = {
        "placements_a_year": central,
        "p10": p10,
        "p90": p90,
        "placements_a_month": central / MONTHS,
        "same_day_share": _where_recorded(flows.same_day, central.shape),
        "sibling_group_share": _where_recorded(flows.siblings, central.shape),
    }
    table = tidy(axes, columns)
    table["commissioned"] = table["placement"].map(_commissioned())
    return table[list(COLUMNS)]


def _central_and_drawn(forecast: Forecast, flows: Flows) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Placements to find by year, placement and age: central, base year first; and drawn, after it."""
    central, drawn = _central_children(forecast), _drawn_children(forecast)
    base = placements_to_find(flows, central.isel(year=0))
    for_each_child = rate_of_finding(flows, central.isel(year=0))
    later = to_find_after(for_each_child, central)
    whole = drawn_to_find(flows, to_find_after(for_each_child, drawn), forecast.seed)
    return np.concatenate([base.values[None], later.values]), whole.values


def _central_children(forecast: Forecast) -> xr.DataArray:
    """Children by year, placement and age on the central path: the base year and the next five."""
    homes = forecast.central_homes.isel(draw=0, year=slice(BACK_TESTED_YEARS + 1))
    return homes.sum(["stream", "distance_band"]).transpose(*CELLS[:-1])


def _drawn_children(forecast: Forecast) -> xr.DataArray:
    """The same in each draw: expected children in the base year, whole children after it."""
    base = forecast.base_homes.sum(["stream", "distance_band"]).transpose(*CELLS)
    later = forecast.demand.homes[:BACK_TESTED_YEARS].sum(axis=(1, 4), dtype=np.int64).transpose(0, 2, 1, 3)
    years = [*base.year.values, *forecast.demand.years[:BACK_TESTED_YEARS]]
    return xr.DataArray(
        np.concatenate([base.values, later]),
        dims=CELLS,
        coords={"year": years, "placement": list(HOMES), "age_band": list(AGE_BANDS)},
    )


def _where_recorded(shares: dict[str, Figure], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """A share beside all ages of each placement that has one, in every year; blank elsewhere."""
    column = np.full(shape, np.nan)
    for at, name in enumerate((*HOMES, ALL)):
        if name in shares:
            column[:, at, -1] = shares[name].value
    return column


def _commissioned() -> dict[str, str]:
    return {name: "yes" if name in PROVISIONS else "no" for name in HOMES}
