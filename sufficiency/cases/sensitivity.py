"""Sensitivity: the gap when one assumption at a time stands at its low, then at its high."""

from dataclasses import dataclass

import xarray as xr

from sufficiency.children.crosstab import CrossTab
from sufficiency.demand.homes_wanted import expected_homes
from sufficiency.figures.book import Figure
from sufficiency.gap.local import commissioned, local_picture, need_in_scope
from sufficiency.inputs.assumptions import one_at_a_time
from sufficiency.inputs.inputs import Inputs
from sufficiency.living.leaving_care import places_taken
from sufficiency.vocabulary import SHOULD_BE_NEAR, WITHIN_20


@dataclass(frozen=True)
class Sensitivity:
    """The central gap of one year, with each assumption at its low and at its high.

    `gap` has draw, provision, scope, need_basis: draw 0 is as stated, draw i + 1 is `settings[i]`.
    """

    year: int
    settings: tuple[tuple[Figure, str], ...]
    gap: xr.DataArray

    def ends(self, figure: Figure) -> tuple[float, float]:
        """The should-be-near gap within 20 miles with the assumption at its low, and at its high."""
        gap = self.gap.sel(scope=WITHIN_20, need_basis=SHOULD_BE_NEAR).sum("provision").values
        low, high = (i + 1 for i, (changed, _) in enumerate(self.settings) if changed.name == figure.name)
        return float(gap[low]), float(gap[high])

    def swing(self, figure: Figure) -> float:
        """How far that gap moves between the assumption's low and high."""
        low, high = self.ends(figure)
        return abs(high - low)

    @property
    def most_important(self) -> Figure | None:
        """The assumption that the gap depends on most."""
        figures = [figure for figure, end in self.settings if end == "low"]
        return max(figures, key=self.swing, default=None)


def sensitivity_of(inputs: Inputs, tab: CrossTab, children: xr.DataArray, plus: int) -> Sensitivity:
    """The central gap `plus` years after the base (or at the end, if sooner) under each setting."""
    values, settings = one_at_a_time(inputs)
    year = min(inputs.scenario.base_year + plus, inputs.scenario.horizon)
    years = [inputs.scenario.base_year, year]
    if inputs.counts_young_adults:  # whom the years between bring
        years = [*range(inputs.scenario.base_year, year + 1)]
    some = children.sel(year=years)
    kinship = values[inputs.kinship.name]
    homes = expected_homes(inputs, tab, some, kinship)
    before = expected_homes(inputs, tab, some, kinship, distance=False)
    picture = local_picture(
        inputs,
        homes.isel(year=[0]),
        values,
        need_in_scope(inputs, commissioned(homes)),
        (need_in_scope(inputs, commissioned(before)),),
        places_taken(inputs, homes, values),
    )
    return Sensitivity(year, tuple(settings), picture.gap.sel(year=year))
