"""A number of their own for every child of every draw, for each thing that may befall them.

Drawn by a hash and not in turn, so that a number depends on the child, the draw and the occasion alone:
another child more changes nobody else's, and neither does how the work is shared out. The hash is the
finaliser of SplitMix64 (Steele, Lea and Flood 2014), the generator behind Java's SplittableRandom.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.chance.luck import stream

Keys = NDArray[np.uint64]
Singles = NDArray[np.float32]

_GAMMA: Final = 0x9E3779B97F4A7C15
_ALL_BITS: Final = 2**64 - 1
_MIX: Final = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
_LAST_SHIFT: Final = np.uint64(31)
_KEPT_BITS: Final = 24  # what a single-precision number between 0 and 1 can hold


def keys(seed: int, step: str, count: int) -> Keys:
    """The keys of a named step's children, or of the draws; the first ones are the same for any count."""
    return stream(seed, step).integers(0, 2**64, size=count, dtype=np.uint64)


def joined(children: Keys, draws: Keys) -> Keys:
    """The key of each child in each draw."""
    return _mixed(children + draws)


def numbers(key: Keys, occasion: int) -> Singles:
    """A number in [0, 1) for each key on one occasion."""
    bits = _mixed(key + np.uint64(_GAMMA * (occasion + 1) & _ALL_BITS))
    bits >>= np.uint64(64 - _KEPT_BITS)
    return bits.astype(np.float32) * np.float32(2.0**-_KEPT_BITS)


def _mixed(bits: Keys) -> Keys:
    """Bits so mixed that any change in one changes half of them; `bits` is written over."""
    for shift, factor in _MIX:
        bits ^= bits >> np.uint64(shift)
        bits *= np.uint64(factor)
    bits ^= bits >> _LAST_SHIFT
    return bits
