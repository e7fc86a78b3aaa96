"""Overflow: of 100 children who need a closed pool's homes, how many are placed elsewhere.

A pool is closed where only its own places can be had: in-house and block. Erlang's loss formula gives
the share of need that finds every usable place taken; usable capacity is set so that the base year's
own split comes out (decision 0013). It is never worked out for the list or for spot.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS: Final = 30  # halvings: a millionth of a place


def share_elsewhere(need: Floats, places: Floats) -> Floats:
    """The share of need that finds every place taken, from 0 to 1: Erlang's loss formula.

    `need` is the number of children who would fill the places if there were enough of them. Places may
    be fractional: the formula is carried between whole numbers by the gamma function.
    """
    from scipy.special import gammaincc, gammaln, xlogy

    need, places = np.broadcast_arrays(np.asarray(need, float), np.asarray(places, float))
    all_full = np.exp(xlogy(places, need) - need - gammaln(places + 1))
    up_to_full = gammaincc(places + 1, np.maximum(need, 1e-300))
    share = np.divide(all_full, up_to_full, out=np.ones_like(all_full), where=up_to_full > 1e-300)
    # Far more need than places: the formula's limit.
    share = np.where(up_to_full > 1e-300, share, 1 - places / np.maximum(need, 1e-300))
    return np.asarray(np.where(need > 0, np.clip(share, 0, 1), 0.0))


def usable_places(need: Floats, filled: Floats) -> Floats:
    """The usable places at which the filled are what the formula leaves of the need.

    Where all need is met no finite number of places gives that; it is met within one child in a thousand.
    """
    need, filled = np.broadcast_arrays(np.asarray(need, float), np.asarray(filled, float))
    met = np.minimum(filled, need * 0.999)
    low, high = met.copy(), need + 10 * np.sqrt(need) + 10
    for _ in range(STEPS):
        middle = (low + high) / 2
        enough = need * (1 - share_elsewhere(need, middle)) >= met
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.asarray(np.where(filled > 0, high, 0.0))


def overflow(need: Floats, filled: Floats, gained: Floats) -> Floats:
    """The share of need placed elsewhere in each year: year, draw.

    `need` and `gained` have year and draw, with the base year first; `filled` has draw. Places gained
    count whole: part of a place takes no child.
    """
    usable = usable_places(need[0], filled)
    whole = np.where(gained >= 0, np.floor(gained + 1e-9), np.ceil(gained - 1e-9))
    return share_elsewhere(need, np.clip(usable + whole, 0, None))
