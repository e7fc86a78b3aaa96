"""Shares that drift: how far the mix of homes, the distance and the UASC share move over the years.

What is observed is drift and whole-child noise together; the noise is drawn child by child, so only
the rest is added here (decision 0006).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.chance.luck import middles, path_ranks
from sufficiency.chance.spread import PARTS, Spread
from sufficiency.children.crosstab import CrossTab
from sufficiency.inputs.inputs import Inputs
from sufficiency.vocabulary import BACK_TESTED_YEARS, OTHER, RESIDENTIAL, SUPPORTED, UASC

Floats = NDArray[np.float64]
OVER_20 = "over_20_miles"


@dataclass(frozen=True)
class DriftingShare:
    """A share of children whose mean stays and whose spread grows. `spread` is a share, by year ahead."""

    name: str
    mean: float
    spread: Floats

    def multiples(self, seed: int, draws: int) -> Floats:
        """The share of each draw and year as a multiple of its mean: one on average, beta-shaped."""
        from scipy.special import betaincinv

        if not 0 < self.mean < 1:
            return np.ones((draws, len(self.spread)))
        ranks = path_ranks(seed, f"share of {self.name}", draws, self.spread**2)
        # A beta of this mean can be no wider than a coin that falls on all or none.
        widest = 0.95 * np.sqrt(self.mean * (1 - self.mean))
        spread = np.minimum(self.spread, widest)
        moving = spread > 0
        # Ranks are the middles of as many strata, and many years are as wide as each other: a beta's value
        # at each is worked out once.
        widths, of_year = np.unique(np.where(moving, spread, 1.0), return_inverse=True)
        weight = self.mean * (1 - self.mean) / widths[:, None] ** 2 - 1
        values = betaincinv(self.mean * weight, (1 - self.mean) * weight, middles(draws)) / self.mean
        drawn = values[of_year, (ranks * draws).astype(int)]
        return np.where(moving, drawn, 1.0)


def observed_spread(inputs: Inputs, name: str, horizons: Floats) -> Floats:
    """How far a share has moved in authorities of this size, by years ahead, as a share.

    As calibrated on all authorities, and level after the back-tested horizon.
    """
    spread = Spread.of({part: inputs.share_spread[name, part].value for part in PARTS})
    return np.sqrt(spread.at(np.minimum(horizons, BACK_TESTED_YEARS), inputs.base_cla.value))


def drifting_shares(inputs: Inputs, tab: CrossTab) -> dict[str, DriftingShare]:
    """The shares that drift, each with what is already drawn taken off its spread.

    Taken off are the noise of whole children, and what a drifting share of UASC does to the mix.
    """
    horizons = np.array(inputs.scenario.years_ahead)
    children = inputs.base_cla.value
    bases = {
        UASC: inputs.base_uasc.value,
        SUPPORTED: inputs.by_placement[SUPPORTED].value,
        RESIDENTIAL: inputs.by_placement[RESIDENTIAL].value,
        OVER_20: inputs.by_distance["over_20_inside"].value + inputs.by_distance["over_20_outside"].value,
    }
    shares: dict[str, DriftingShare] = {}
    for name, base in bases.items():
        mean = base / children
        drawn_already = np.zeros_like(horizons)
        if name != UASC:  # the number of UASC is drawn as a whole, not child by child
            drawn_already += mean * (1 - mean) / children
        if name in (SUPPORTED, RESIDENTIAL):
            by_stream = tab.who.sel(placement=name).sum("age_band")
            difference = float(by_stream.sel(stream=UASC) - by_stream.sel(stream=OTHER))
            drawn_already += (difference * shares[UASC].spread) ** 2
        spread = np.sqrt(np.clip(observed_spread(inputs, name, horizons) ** 2 - drawn_already, 0, None))
        shares[name] = DriftingShare(name, mean, spread)
    return shares
