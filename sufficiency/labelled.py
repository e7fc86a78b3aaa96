"""Small helpers for labelled arrays."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import xarray as xr


@contextmanager
def strictly_aligned() -> Iterator[None]:
    """While it lasts, arrays are combined only where their labels are the same.

    Labels that differ are a fault of the tool, never quietly dropped; and to compare is faster than to align.
    """
    with xr.set_options(arithmetic_join="exact"):  # type: ignore[no-untyped-call]
        yield


def stack(dim: str, parts: Mapping[Any, xr.DataArray]) -> xr.DataArray:
    """Parts with the same dimensions side by side along a new one, labelled by their keys.

    What `xr.concat` does for parts that are known to be alike, without aligning them.
    """
    first = next(iter(parts.values()))
    values = np.stack([part.transpose(*first.dims).values for part in parts.values()])
    coords = {name: first.coords[name] for name in first.dims if name in first.coords}
    return xr.DataArray(values, dims=(dim, *first.dims), coords={dim: list(parts), **coords})


def filled_with(like: xr.DataArray, value: float) -> xr.DataArray:
    """An array of the same shape and labels with one value throughout."""
    return like.copy(data=np.full(like.shape, value, dtype=np.float64))
