"""Shares that drift: how far the mix of homes, the distance and the UASC share move over the years.

What is observed is drift and whole-child noise together; the noise is drawn child by child, so only
the rest is added here (decision 0006).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.inputs import DRIFT_HORIZONS, Inputs
from sufficiency.luck import path_ranks
from sufficiency.vocabulary import BACK_TESTED_YEARS, RESIDENTIAL, SUPPORTED, UASC

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
        weight = self.mean * (1 - self.mean) / np.where(moving, spread, 1.0) ** 2 - 1
        drawn = betaincinv(self.mean * weight, (1 - self.mean) * weight, ranks) / self.mean
        return np.where(moving, drawn, 1.0)


def observed_spread(inputs: Inputs, name: str, horizons: Floats) -> Floats:
    """How far a share has moved in authorities of this size, by years ahead, as a share.

    A power of the horizon through the two that were measured, level after the back-tested horizon.
    """
    first, second = (inputs.share_spread[name, h].value / 100 for h in DRIFT_HORIZONS)
    power = np.log(second / first) / np.log(DRIFT_HORIZONS[1] / DRIFT_HORIZONS[0])
    return np.asarray(first * np.minimum(horizons, BACK_TESTED_YEARS) ** power)


def drifting_shares(inputs: Inputs) -> dict[str, DriftingShare]:
    """The shares that drift, each with what whole-child noise already gives taken off its spread."""
    horizons = np.arange(1, len(inputs.scenario.years), dtype=np.float64)
    children = inputs.base_cla.value
    bases = {
        SUPPORTED: inputs.by_placement[SUPPORTED].value,
        RESIDENTIAL: inputs.by_placement[RESIDENTIAL].value,
        OVER_20: inputs.by_distance["over_20_inside"].value + inputs.by_distance["over_20_outside"].value,
        UASC: inputs.base_uasc.value,
    }
    shares = {}
    for name, base in bases.items():
        mean = base / children
        observed = observed_spread(inputs, name, horizons)
        # The number of UASC is drawn as a whole, not child by child: nothing to take off.
        noise = 0.0 if name == UASC else mean * (1 - mean) / children
        spread = np.sqrt(np.clip(observed**2 - noise, 0, None))
        shares[name] = DriftingShare(name, mean, spread)
    return shares
