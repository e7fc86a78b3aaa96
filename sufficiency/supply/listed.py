"""Listed places: what the providers of the select list give, by provision, sector and scope.

Homes whose place nobody has recorded are spread over the scopes as our external children are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.providers.pools import Floats, Place, Pool, Shares, cells_of, filled_by_cell, places_by_year
from sufficiency.vocabulary import PROVISIONS, SECTORS

DRAWS_AT_A_TIME = 1000


@dataclass(frozen=True)
class Listed:
    """Places of named providers. `filled` and `spare` have draw, provision, sector, scope; `change` has year.

    `filled` is by our children in the base year and `spare` is vacant and usable then; `change` is the
    difference that openings, lapses and closures make to the two together in each year.
    """

    filled: xr.DataArray
    spare: xr.DataArray
    change: xr.DataArray


def listed_places(inputs: PositionInputs, spread: xr.DataArray, values: Values) -> Listed | None:
    """The places of the select list's providers; None where a scenario has no list.

    `spread` has draw, provision, scope: the share of external homes that stand in each scope.
    """
    pools = inputs.pools
    if not pools:
        return None
    cells = cells_of(pools)
    draws = spread.sizes["draw"]
    # A batch of draws at a time, so that long lists do not need much memory at once.
    parts = [
        _of_draws(inputs, pools, cells, spread.isel(draw=some), shares_of(inputs, values, some))
        for some in (slice(start, start + DRAWS_AT_A_TIME) for start in range(0, draws, DRAWS_AT_A_TIME))
    ]
    if len(parts) == 1:
        return parts[0]
    return Listed(
        *(xr.concat([getattr(part, name) for part in parts], dim="draw") for name in vars(parts[0]))
    )


def _of_draws(
    inputs: PositionInputs,
    pools: Sequence[Pool],
    cells: Sequence[Place],
    spread: xr.DataArray,
    shares: Shares,
) -> Listed:
    years = list(inputs.scenario.years)
    places = places_by_year(pools, cells, years, shares)
    here = [pool for pool in pools if pool.timing.starts is None]
    now = places_by_year(here, cells, years[:1], shares)
    by_cell = np.array(list(filled_by_cell(pools, cells).values()))
    filled = np.broadcast_to(by_cell[:, None, None], now.shape)
    return Listed(
        _by_scope(inputs, cells, filled, spread).isel(year=0, drop=True),
        _by_scope(inputs, cells, now - filled, spread).isel(year=0, drop=True),
        _by_scope(inputs, cells, places - now, spread).assign_coords(year=years),
    )


def shares_of(inputs: PositionInputs, values: Values, draws: slice = slice(None)) -> Shares:
    """The shares that each draw takes of providers: open to us, usable by sector, and how much slips."""
    one = np.ones_like(values[inputs.kinship.name].values[draws])
    open_share, slip = inputs.open_share, inputs.slip_share
    return Shares(
        values[open_share.name].values[draws] if open_share else one,
        {
            sector: values[inputs.usable_share[sector].name].values[draws]
            if sector in inputs.usable_share
            else one
            for sector in SECTORS
        },
        values[slip.name].values[draws] if slip else one,
    )


def _by_scope(
    inputs: PositionInputs, cells: Sequence[Place], places: Floats, spread: xr.DataArray
) -> xr.DataArray:
    """Places of cells (cell, year, draw) in each scope: draw, year, provision, sector, scope."""
    shape = (len(PROVISIONS), len(SECTORS), *places.shape[1:])
    known = np.zeros((len(inputs.scopes), *shape))
    unknown = np.zeros(shape)
    for cell, amounts in zip(cells, places, strict=True):
        at = (PROVISIONS.index(cell.provision), SECTORS.index(cell.sector))
        if cell.in_scope is None:
            unknown[at] += amounts
        else:
            for scope, belongs in enumerate(cell.in_scope):
                if belongs:
                    known[scope, *at] += amounts
    in_scope = spread.transpose("scope", "provision", "draw").values[:, :, None, None]
    total = known + unknown * in_scope
    dims = ("scope", "provision", "sector", "year", "draw")
    coords = {"scope": list(inputs.scopes), "provision": list(PROVISIONS), "sector": list(SECTORS)}
    array = xr.DataArray(total, dims=dims, coords=coords)
    return array.transpose("draw", "year", "provision", "sector", "scope")
