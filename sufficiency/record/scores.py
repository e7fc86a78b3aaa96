"""Scores: how near forecasts came, and how often their ranges held (decision 0019)."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.chance.luck import stream
from sufficiency.record.backtest import Judged
from sufficiency.record.panel import Panel

Floats = NDArray[np.float64]
LEVELS: Final = (50, 80, 95)
RESAMPLES: Final = 1000
QUARTERS: Final = ("smallest quarter", "second quarter", "third quarter", "largest quarter")
EVERY: Final = "all"


def scored(judged: Iterable[Judged], panel: Panel) -> pd.DataFrame:
    """One row for each forecast: what it said, what happened, and its scores.

    Columns: `method, origin, years_ahead, authority, region, base, forecast, p10, p90, actual`, `error` and
    `absolute_error` as shares of the actual, `inside_50`, `inside_80`, `inside_95`, `crps_share` (over base
    count), `crps_children`. CRPS by the scoringrules library.
    """
    from scoringrules import crps_ensemble

    parts = []
    for each in judged:
        crps = np.asarray(crps_ensemble(each.actual, each.quantiles))
        ends = {
            level: np.quantile(each.quantiles, [0.5 - level / 200, 0.5 + level / 200], axis=1)
            for level in LEVELS
        }
        parts.append(
            pd.DataFrame(
                {
                    "method": each.method,
                    "origin": each.origin,
                    "years_ahead": each.years_ahead,
                    "place": each.authority,
                    "base": each.base,
                    "forecast": each.central,
                    "p10": ends[80][0],
                    "p90": ends[80][1],
                    "actual": each.actual,
                    "error": each.central / each.actual - 1,
                    "absolute_error": np.abs(each.central / each.actual - 1),
                    **{
                        f"inside_{n}": (low <= each.actual) & (each.actual <= high)
                        for n, (low, high) in ends.items()
                    },
                    "crps_share": crps / each.base,
                    "crps_children": crps,
                }
            )
        )
    rows = pd.concat(parts, ignore_index=True)
    place = rows.pop("place").to_numpy()
    rows.insert(3, "authority", np.array(panel.name)[place])
    rows.insert(4, "region", np.array(panel.region)[place])
    return rows


def scores_table(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Scores by method and years ahead, of all forecasts and by origin, size and region.

    Columns: `by, group, method, years_ahead, forecasts, mape, bias, coverage_50, coverage_80,
    coverage_80_low, coverage_80_high, coverage_95, crps_share, crps_children, national_change`. Shares are
    between 0 and 1. The low and high of the 80% coverage are a bootstrap over authorities;
    `national_change` is the median change of all authorities. `all` pools what a column would part.
    """
    named = rows.assign(**{EVERY: EVERY}, origin=rows["origin"].astype(str), size=_quarters(rows))
    parts = []
    for by in (EVERY, "origin", "size", "region"):
        for horizon in (*sorted(rows["years_ahead"].unique()), EVERY):
            some = named if horizon == EVERY else named[named["years_ahead"] == horizon]
            for (group, method), own in some.groupby([by, "method"], sort=True):
                parts.append(
                    {"by": by, "group": group, "method": method, "years_ahead": horizon, **_scores(own, seed)}
                )
    return pd.DataFrame(parts)


def _quarters(rows: pd.DataFrame) -> pd.Series:
    """The quarter of authorities by children looked after at the origin, the smallest first."""
    rank = rows.groupby(["method", "origin", "years_ahead"])["base"].rank(method="first", pct=True)
    return pd.cut(rank, [0, 0.25, 0.5, 0.75, 1], labels=list(QUARTERS)).astype(str)


def _scores(own: pd.DataFrame, seed: int) -> dict[str, float | int]:
    low, high = bootstrap_coverage(own["inside_80"].to_numpy(), own["authority"].to_numpy(), seed)
    return {
        "forecasts": len(own),
        "mape": own["absolute_error"].mean(),
        "bias": own["error"].mean(),
        "coverage_50": own["inside_50"].mean(),
        "coverage_80": own["inside_80"].mean(),
        "coverage_80_low": low,
        "coverage_80_high": high,
        "coverage_95": own["inside_95"].mean(),
        "crps_share": own["crps_share"].mean(),
        "crps_children": own["crps_children"].mean(),
        "national_change": float(np.median(own["actual"] / own["base"] - 1)),
    }


def bootstrap_coverage(
    inside: NDArray[np.bool_], authority: NDArray[np.str_], seed: int
) -> tuple[float, float]:
    """How far coverage could be by the choice of authorities: the 2.5th and 97.5th centile of a bootstrap.

    Whole authorities are drawn again, because one authority's forecasts go wrong together.
    """
    names, of = np.unique(authority, return_inverse=True)
    held, forecasts = np.bincount(of, inside), np.bincount(of)
    drawn = stream(seed, "bootstrap over authorities").integers(len(names), size=(RESAMPLES, len(names)))
    coverage = held[drawn].sum(axis=1) / forecasts[drawn].sum(axis=1)
    low, high = np.quantile(coverage, [0.025, 0.975])
    return float(low), float(high)
