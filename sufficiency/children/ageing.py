"""Ageing: how the share of children aged 16 and 17 would move, were the base year's children to grow up.

The demand of the model is a cross-section: each year has the base year's ages. Here the bands are rolled
forward instead, each by a cohort-change ratio (Hamilton and Perry, 1962; decision 0017). Published
figures cannot say which is right, so both are shown.
"""

import numpy as np
from numpy.typing import NDArray

from sufficiency.vocabulary import AGE_BANDS, AGES_OF_BAND

Floats = NDArray[np.float64]
YEARS_IN_BAND = np.array([oldest + 1 - youngest for youngest, oldest in (AGES_OF_BAND[b] for b in AGE_BANDS)])


def by_age_alone(children: Floats) -> Floats:
    """Children of each band a year on, if nobody came and nobody left: bands stand first.

    As many are taken to be of each year of age in a band. None are under 1: they are not yet born.
    """
    width = YEARS_IN_BAND.reshape(-1, *(1,) * (children.ndim - 1))
    staying = children * (1 - 1 / width)
    staying[1:] += (children / width)[:-1]
    return np.asarray(staying)


def cohort_change_ratios(before: Floats, after: Floats) -> Floats:
    """Children of each band but the first a year on, over those who would be by age alone."""
    return np.asarray(after[1:] / by_age_alone(before)[1:])


def share_of_16_17(children: Floats, ratios: Floats, years: int) -> Floats:
    """The share aged 16 and 17, over the base year's share, as children grow up: year, draw.

    `children` are the base year's by band, `ratios` by band but the first and by draw. As many are under 1
    in every year; only shares are taken from this, so a growing number does not matter.
    """
    now = np.repeat(np.asarray(children, dtype=np.float64)[:, None], ratios.shape[1], axis=1)
    shares = []
    for _ in range(years):
        shares.append(now[-1] / now.sum(axis=0))
        after = by_age_alone(now)
        now = np.concatenate([now[:1], after[1:] * ratios])
    stacked = np.stack(shares)
    return np.asarray(np.divide(stacked, stacked[:1], out=np.ones_like(stacked), where=stacked[:1] > 0))
