"""Small helpers for labelled arrays."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import xarray as xr

from sufficiency.errors import did_you_mean, one_fault


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
    return like.copy(deep=False, data=np.full(like.shape, value, dtype=np.float64))


def chosen(array: xr.DataArray, name: str, **where: object) -> xr.DataArray:
    """The part of an array at some labels: one label fixes a dimension, several keep it.

    Raises InputFaultsError naming the dimension or label of `name` that there is not.
    """
    for dim, wanted in where.items():
        if dim not in array.coords:
            known = [str(each) for each in array.coords]
            do = did_you_mean(dim, known, f"There are: {', '.join(known)}.")
            raise one_fault(name, dim, "is no dimension of it.", do)
        labels = [str(each) for each in array[dim].values]
        for label in wanted if isinstance(wanted, list | tuple | range) else [wanted]:
            if str(label) not in labels:
                do = did_you_mean(str(label), labels, f"There are: {', '.join(labels)}.")
                raise one_fault(name, dim, f"has no '{label}'.", do)
    several = {dim: list(each) if isinstance(each, tuple | range) else each for dim, each in where.items()}
    return array.sel(several)
