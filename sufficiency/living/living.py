"""Living: where children live year by year once need meets homes, and what that costs."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.costs.cost import Spending
from sufficiency.costs.spending import BothBases, spending_on
from sufficiency.demand.needed import homes_lived_in
from sufficiency.gap.local import commissioned
from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.inputs import Inputs
from sufficiency.living.leaving_care import places_taken
from sufficiency.living.placing import kinship_children, place_children, wanted_by_age
from sufficiency.supply.secured import Supply, secured_places
from sufficiency.vocabulary import CONTRACTED, FOSTERING, IN_HOUSE, RINGS, SECTORS

EXTERNAL = [sector for sector in SECTORS if sector != IN_HOUSE]


@dataclass(frozen=True)
class Living:
    """Children by home on each 31 March, and spending on both bases, worked out when it is asked for.

    `placed` has draw, year, provision, sector, ring; `kinship` has draw, year.
    """

    inputs: Inputs
    supply: Supply
    placed: xr.DataArray
    kinship: xr.DataArray
    values: Values

    @cached_property
    def spending(self) -> BothBases:
        """What the homes cost each year, on both bases."""
        return spending_on(self.inputs, self.supply, self.placed, self.kinship, self.values)

    @property
    def inside_authority(self) -> xr.DataArray:
        """Children of commissioned need who live inside the authority: draw, year."""
        return self.placed.sel(ring=RINGS[0], drop=True).sum(["provision", "sector"])

    @property
    def far(self) -> xr.DataArray:
        """Children of commissioned need who live more than 20 miles away: draw, year."""
        return self.placed.sel(ring=RINGS[2], drop=True).sum(["provision", "sector"])

    @property
    def with_agencies(self) -> xr.DataArray:
        """Children fostered by independent agencies, on the list or on spot: draw, year."""
        return self.placed.sel(provision=FOSTERING, sector=EXTERNAL, drop=True).sum(["sector", "ring"])

    @property
    def contracted(self) -> xr.DataArray:
        """Children in-house, on a block or on the list: draw, year, provision."""
        return self.placed.sel(sector=list(CONTRACTED)).sum(["sector", "ring"])

    @property
    def spend(self) -> xr.DataArray:
        """Fees and allowances of all homes whose fee is recorded: draw, year; pounds a year."""
        return total_spend(self.spending.fee)


def total_spend(spending: Spending) -> xr.DataArray:
    """Pounds a year of all homes whose cost is recorded: draw, year."""
    return spending.spend.sum(["placement", "sector"])


def living_of(
    inputs: Inputs,
    supply: Supply,
    homes: xr.DataArray,
    values: Values,
    later: NDArray[np.int16] | None = None,
) -> Living:
    """Where children live and what it costs: `homes` of every year, or of the base year and drawn `later`."""
    placed = place_children(inputs, supply, wanted_by_age(homes, later), values)
    return Living(inputs, supply, placed, kinship_children(homes, later), values)


def living_with(
    inputs: Inputs, homes: xr.DataArray, values: Values, later: NDArray[np.int16] | None = None
) -> Living:
    """As `living_of`, with the homes that the inputs themselves secure."""
    base = commissioned(homes.isel(year=[0])).isel(year=0, drop=True)
    taken = places_taken(inputs, homes, values, later)
    return living_of(
        inputs, secured_places(inputs, homes_lived_in(inputs, base), values, taken), homes, values, later
    )


def spending_of(central: Living, drawn: Living) -> tuple[BothBases, BothBases]:
    """What the homes cost on the central path and in the draws, worked out together.

    The central path rides along as one more draw, which halves the work on labels.
    """
    alike = (central.placed, drawn.placed), (central.kinship, drawn.kinship)
    placed, kinship = (xr.concat(pair, dim="draw") for pair in alike)
    supply = replace(
        drawn.supply, secured=xr.concat([central.supply.secured, drawn.supply.secured], dim="draw")
    )
    values = {
        figure.name: xr.DataArray(
            np.concatenate([each.values[figure.name].values for each in (central, drawn)]), dims="draw"
        )
        for figure in drawn.inputs.costs.ledger()
    }
    both = spending_on(drawn.inputs, supply, placed, kinship, values)
    return both.of_draws(slice(0, 1)), both.of_draws(slice(1, None))
