"""The laws of the method, checked in every run: a result that breaks one is never shown.

Each check raises LawBrokenError naming the law that does not hold.
"""

import numpy as np
import xarray as xr

from sufficiency.demand.homes_wanted import DemandDraws
from sufficiency.demand.rates import ChildrenDraws
from sufficiency.errors import LawBrokenError
from sufficiency.gap.local import LAW_TOLERANCE, Local
from sufficiency.vocabulary import AS_PLACED, SHOULD_BE_NEAR

EVERYTHING = ["stream", "age_band", "placement", "distance_band"]


def check_children_laws(
    base_homes: xr.DataArray, base_children: float, demand: DemandDraws, children: ChildrenDraws
) -> None:
    """Every child looked after has one home: in the base year, and in each draw of each later year."""
    base = base_homes.sum(EVERYTHING)
    _hold("the base year's homes are its children", base, xr.full_like(base, base_children))
    homes = demand.homes.sum(axis=(1, 2, 3, 4), dtype=np.int64)
    if (homes != children.total[:, 1:].T).any():
        raise LawBrokenError("homes add to children looked after")


def check_local_laws(local: Local) -> None:
    """The laws of position, supply, need and gap."""
    supply = local.supply
    filled, with_home = supply.filled.sum("sector"), supply.placed * (1 - supply.share_with_no_home)
    _hold("children placed are places filled and children with no home", filled, with_home)
    everyone = local.needed.children * xr.ones_like(supply.placed)
    _hold("the rungs add to commissioned need", local.ladder.sum("rung"), everyone)
    gap = local.gap.isel(year=0)
    free = supply.vacant.sum("sector") + local.held_by_others
    to_secure = local.ladder.sel(rung=[1, 2, 3, 4]).sum("rung") - free
    _hold("the base-year gap is rungs 1 to 4 less vacancies", gap.sel(need_basis=SHOULD_BE_NEAR), to_secure)
    as_placed = to_secure - local.ladder.sel(rung=3)
    _hold("the as-placed gap is the same less rung 3", gap.sel(need_basis=AS_PLACED), as_placed)
    below = local.need.sel(need_basis=SHOULD_BE_NEAR) - local.need.sel(need_basis=AS_PLACED)
    if float(below.min()) < -LAW_TOLERANCE:
        raise LawBrokenError("should-be-near demand is never below as-placed demand")


def _hold(law: str, one: xr.DataArray, other: xr.DataArray) -> None:
    if float(np.abs(one.reset_coords(drop=True) - other.reset_coords(drop=True)).max()) > LAW_TOLERANCE:
        raise LawBrokenError(law)
