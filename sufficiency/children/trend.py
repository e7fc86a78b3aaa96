"""A damped trend of an authority's own rates, fitted with statsmodels."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAMPING_RANGE = (0.8, 0.95)  # a trend that hardly fades misleads (decision 0003)


@dataclass(frozen=True)
class DampedTrend:
    """A fitted trend: the level in its last year, the slope there, and how fast the slope fades."""

    first_year: int
    last_year: int
    level_per_10k: float
    yearly_change: float
    damping: float

    def multiples(self, years: NDArray[np.int64]) -> NDArray[np.float64]:
        """The rate of each year as a multiple of the fitted level; years up to the last fitted are 1.

        Only the change from the fitted level is used, so that the base year keeps its own count.
        """
        ahead = np.clip(years - self.last_year, 0, None)
        steps = self.damping * (1 - self.damping**ahead) / (1 - self.damping)
        return np.asarray(np.exp(self.yearly_change * steps))

    def told(self) -> str:
        """What the trend did, in a sentence."""
        far = float(self.multiples(np.array([self.last_year + 1000]))[0]) - 1
        return (
            f"Holt's linear trend on the log of the rates of {self.first_year} to {self.last_year}: fitted "
            f"level {self.level_per_10k:.1f} per 10,000 in {self.last_year}, a yearly change of "
            f"{np.expm1(self.yearly_change):+.1%} that fades by a factor of {self.damping:.2f} a year, "
            f"{far:+.1%} in the end"
        )


def fit_damped_trend(rates: Mapping[int, float]) -> DampedTrend:
    """The damped trend of a series of yearly rates per 10,000."""
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    known = sorted(rates)
    model = ExponentialSmoothing(
        np.log([rates[year] for year in known]),
        trend="add",
        damped_trend=True,
        initialization_method="estimated",
        bounds={"damping_trend": DAMPING_RANGE},
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a few points converge loosely; the bounds hold the fit
        fitted = model.fit(optimized=True)
    return DampedTrend(
        first_year=known[0],
        last_year=known[-1],
        level_per_10k=float(np.exp(fitted.level[-1])),
        yearly_change=float(fitted.trend[-1]),
        damping=float(fitted.params["damping_trend"]),
    )
