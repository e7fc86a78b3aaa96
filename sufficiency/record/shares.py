"""The back-test of shares: how often the range of a share held, on authorities that it was not fitted on.

The shares by placement and distance are published from 2020, too short to fit on years before those
that are judged. So half of the authorities are fitted on and the other half judged, both ways round
(decision 0019).
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.chance.luck import stream
from sufficiency.figures.book import Z_OF_P90
from sufficiency.record.calibration import LEAST_CHILDREN_FOR_SHARES, movements, share_spread
from sufficiency.record.panel import SharesPanel

Floats = NDArray[np.float64]
Z_95: Final = 1.959963984540054  # the middle 95 of 100; the middle 80 end at the ninetieth centile


def share_scores_table(shares: SharesPanel, seed: int) -> pd.DataFrame:
    """How far shares moved and how often their ranges held: one row a share and horizon.

    Columns: `share, years_ahead, forecasts, mean_absolute_change_points, spread_points, coverage_80,
    coverage_95, national_change_points`. The middle of every range is a share that holds.
    """
    halves = stream(seed, "halves of authorities").permutation(len(shares.name)) % 2
    rows = []
    for name in shares.shares:
        parts = [_judged(shares, name, halves == half) for half in (0, 1)]
        moved, scale, ahead = (np.concatenate(each) for each in zip(*parts, strict=True))
        for years_ahead in np.unique(ahead):
            own = ahead == years_ahead
            z = np.abs(moved[own]) / scale[own]
            rows.append(
                {
                    "share": name,
                    "years_ahead": int(years_ahead),
                    "forecasts": int(own.sum()),
                    "mean_absolute_change_points": 100 * np.abs(moved[own]).mean(),
                    "spread_points": 100 * np.sqrt((scale[own] ** 2).mean()),
                    "coverage_80": (z <= Z_OF_P90).mean(),
                    "coverage_95": (z <= Z_95).mean(),
                    "national_change_points": 100 * np.median(moved[own]),
                }
            )
    return pd.DataFrame(rows)


def _judged(shares: SharesPanel, name: str, held_back: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Movements of the authorities held back, with the scale fitted on the others, and the years ahead."""
    share, of, last = shares.shares[name], shares.of[name], shares.years[-1]
    spread = share_spread(name, shares.years, share[~held_back], of[~held_back], last)
    found = movements(
        shares.years, share[held_back], of[held_back], last, least_children=LEAST_CHILDREN_FOR_SHARES
    )
    scale = np.sqrt(spread.at(found.years_ahead, found.children))
    return found.moved, scale, found.years_ahead.astype(np.float64)
