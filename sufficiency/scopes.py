"""Scopes: which homes count as near enough, and what part of each distance band lies in each scope.

DfE publishes one distance, 20 miles. A scope of another distance needs the authority's own share of
children within it, or a stated curve; without one it is refused (decision 0013).
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from sufficiency.vocabulary import (
    ANY,
    BANDS_IN_SCOPE,
    DISTANCE_BANDS,
    INSIDE,
    KNOWN_BANDS,
    SCOPES,
    WITHIN_20,
)

if TYPE_CHECKING:
    from sufficiency.inputs.inputs import PositionInputs

_WITHIN = re.compile(r"within_(\d+)_miles")
_NEAR = ("within_20_inside", "within_20_outside")


def miles_of(scope: str) -> int | None:
    """How many miles a scope reaches; None for inside the authority and for all homes."""
    found = _WITHIN.fullmatch(scope)
    return int(found.group(1)) if found else None


def in_order(scopes: Iterable[str]) -> tuple[str, ...]:
    """Scopes as they are shown: inside the authority, then by distance, then all homes."""
    reach = {INSIDE: -1.0, ANY: np.inf}
    return tuple(sorted(set(scopes), key=lambda scope: reach.get(scope, miles_of(scope) or 0)))


def wider(scope: str, scopes: Iterable[str]) -> list[str]:
    """The scopes in which a home of a scope counts: its own, and those that reach further.

    A home inside the authority counts within 20 miles; it need not stand within fewer.
    """
    least = 20 if scope == INSIDE else miles_of(scope) or np.inf
    return [
        each for each in scopes if each in (scope, ANY) or (each != INSIDE and (miles_of(each) or 0) >= least)
    ]


def within(inputs: "PositionInputs") -> xr.DataArray:
    """The part of each distance band that lies in each scope: distance_band, scope, from 0 to 1."""
    return _table(inputs, {scope: _part(inputs, scope) for scope in inputs.scopes})


def known_beyond(inputs: "PositionInputs") -> xr.DataArray:
    """The part of each band known to lie beyond each scope: a distance not known is neither near nor far."""
    parts = {
        scope: {
            band: 1 - _part(inputs, scope)[band] if band in KNOWN_BANDS else 0.0 for band in DISTANCE_BANDS
        }
        for scope in inputs.scopes
    }
    return _table(inputs, parts)


def _part(inputs: "PositionInputs", scope: str) -> dict[str, float]:
    if scope in SCOPES:
        return {band: float(band in BANDS_IN_SCOPE[scope]) for band in DISTANCE_BANDS}
    children = {band: inputs.by_distance[band].value for band in KNOWN_BANDS}
    near = sum(children[band] for band in _NEAR) / sum(children.values())
    share = inputs.within_miles[scope].value
    if (miles_of(scope) or 0) < 20:
        part_near, part_far = share / near if near else 0.0, 0.0
    else:
        part_near, part_far = 1.0, (share - near) / (1 - near) if near < 1 else 1.0
    return {
        band: part_near if band in _NEAR else part_far if band in KNOWN_BANDS else 0.0
        for band in DISTANCE_BANDS
    }


def share_within_20(inputs: "PositionInputs") -> float:
    """The share of children of known distance who live within 20 miles."""
    known = sum(inputs.by_distance[band].value for band in KNOWN_BANDS)
    near = sum(inputs.by_distance[band].value for band in BANDS_IN_SCOPE[WITHIN_20])
    return near / known if known else 0.0


def _table(inputs: "PositionInputs", parts: dict[str, dict[str, float]]) -> xr.DataArray:
    table = [[parts[scope][band] for scope in inputs.scopes] for band in DISTANCE_BANDS]
    coords = {"distance_band": list(DISTANCE_BANDS), "scope": list(inputs.scopes)}
    return xr.DataArray(table, dims=list(coords), coords=coords)
