"""A damped trend of an authority's own rates, fitted with statsmodels."""

import warnings
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

DAMPING_RANGE = (0.8, 0.95)  # a trend that hardly fades misleads (decision 0003)


def damped_trend(rates: Mapping[int, float], years: NDArray[np.int64]) -> NDArray[np.float64]:
    """The rate of each year as a multiple of the fitted level in the last year of `rates`.

    Holt's linear trend, damped, on the log of the rate; years up to the last fitted one are 1. Only
    the change from the fitted level is used, so that the base year keeps its own count.
    """
    from statsmodels.tsa.holtwinters import Holt

    known = sorted(rates)
    series = np.log([rates[year] for year in known])
    model = Holt(series, damped_trend=True, initialization_method="estimated",
                 bounds={"damping_trend": DAMPING_RANGE})  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # seven points converge loosely; the bounds hold it
        fitted = model.fit(optimized=True)
    level = float(fitted.level[-1])
    ahead = max(int(years[-1]) - known[-1], 1)
    path = np.concatenate([[level], np.asarray(fitted.forecast(ahead))])
    steps = np.clip(years - known[-1], 0, None)
    return np.asarray(np.exp(path[steps] - level))
