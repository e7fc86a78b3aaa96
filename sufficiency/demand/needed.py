"""The kind of home that children need, beside the kind they live in, where care plans say so.

Need is by the kind that the care plan says; homes are filled by those who live in them. A child in the
wrong kind of home needs another in every scope, and the home that the child leaves is then free.
"""

from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.children.crosstab import HOMES
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.labelled import filled_with
from sufficiency.scopes import known_beyond, within
from sufficiency.supply.secured import Supply, share_of
from sufficiency.vocabulary import AGE_BANDS, PROVISIONS, SUPPORTED

Floats = NDArray[np.float64]
LIVES_IN = "lives_in"


def homes_lived_in(inputs: PositionInputs, needed: xr.DataArray) -> xr.DataArray:
    """Children by the provision they live in, of those by the provision they need; else the same.

    `needed` has draw, provision and distance_band. Those who live in another kind are taken to be as far
    away as others who need theirs.
    """
    shares = _lives_in(inputs)
    if shares is None:
        return needed
    lived: xr.DataArray = xr.dot(needed, shares, dim="provision")
    return lived.rename({LIVES_IN: "provision"}).transpose(*needed.dims)


def as_needed(inputs: PositionInputs, needed: xr.DataArray, supply: Supply) -> Supply:
    """The same homes with the base year's children by the provision they need, wherever they live.

    `no_home` is then of all who need a home wherever they are: those with no registered home, and those in
    the wrong kind. Without care plans nobody is known to be, and it is the supply itself.
    """
    if inputs.own is None or inputs.own.lived_in is None:
        return supply
    order = ("draw", "provision", "scope")
    placed = xr.dot(needed, within(inputs), dim="distance_band").transpose(*order)
    beyond = xr.dot(needed, known_beyond(inputs), dim="distance_band").transpose(*order)
    children = needed.sum("distance_band")
    without = children * _no_home_share(inputs, supply) + wrong_kind(inputs, children, supply)
    return replace(supply, placed=placed, beyond=beyond, no_home=without.transpose("draw", "provision"))


def wrong_kind(inputs: PositionInputs, children: xr.DataArray, supply: Supply) -> xr.DataArray:
    """Children by the provision they need who live in a registered home of another: draw, provision."""
    shares = _lives_in(inputs)
    if shares is None:
        return filled_with(children, 0.0)
    elsewhere = shares * (1 - _same_kind())
    with_home = 1 - supply.share_with_no_home.rename(provision=LIVES_IN)
    found: xr.DataArray = children * xr.dot(elsewhere, with_home, dim=LIVES_IN)
    return found.transpose("draw", "provision")


def right_kind_share(inputs: PositionInputs, needed: Supply, supply: Supply) -> xr.DataArray:
    """Of the children who live in each provision, the share who need it: draw, provision, scope."""
    shares = _lives_in(inputs)
    if shares is None:
        return filled_with(supply.placed, 1.0)
    stay = (shares * _same_kind()).sum(LIVES_IN)
    right = (needed.placed * stay).transpose(*supply.placed.dims)
    return share_of(right, supply.placed)


def as_care_plans_say(inputs: PositionInputs, lived: Floats) -> Floats:
    """Children by the placement they need, from those by the placement they live in; else the same.

    `lived` ends in age_band, placement (HOMES). Of those who live in each provision, the shares who need
    another stay as in the base year, but nobody needs a home that is closed to their age.
    """
    if inputs.own is None or inputs.own.lived_in is None:
        return lived
    at = [HOMES.index(provision) for provision in PROVISIONS]
    both = inputs.own.who.sum(axis=(0, 1))[at, None] * inputs.own.lived_in  # needed, lived in
    in_each = both.sum(axis=0)
    shares = np.divide(both, in_each, out=np.eye(len(at)), where=in_each > 0)
    needed = lived.copy()
    for needs, home in enumerate(at):
        open_to = np.array([HOMES[home] != SUPPORTED or band == AGE_BANDS[-1] for band in AGE_BANDS])
        for lives, left in enumerate(at):
            if lives != needs:
                going = lived[..., left] * shares[needs, lives] * open_to
                needed[..., left] -= going
                needed[..., home] += going
    return needed


def _no_home_share(inputs: PositionInputs, supply: Supply) -> xr.DataArray:
    """The share of those who need each provision with no registered home, wherever they live."""
    shares = _lives_in(inputs)
    if shares is None:
        return supply.share_with_no_home
    found: xr.DataArray = xr.dot(shares, supply.share_with_no_home.rename(provision=LIVES_IN), dim=LIVES_IN)
    return found


def _lives_in(inputs: PositionInputs) -> xr.DataArray | None:
    """Of those who need each provision, the share who live in each: provision, lives_in."""
    if inputs.own is None or inputs.own.lived_in is None:
        return None
    coords = {"provision": list(PROVISIONS), LIVES_IN: list(PROVISIONS)}
    return xr.DataArray(inputs.own.lived_in, dims=list(coords), coords=coords)


def _same_kind() -> xr.DataArray:
    coords = {"provision": list(PROVISIONS), LIVES_IN: list(PROVISIONS)}
    return xr.DataArray(np.eye(len(PROVISIONS)), dims=list(coords), coords=coords)
