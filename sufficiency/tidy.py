"""Tidy frames from labelled arrays: totals, centiles, one row for each combination of labels."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sufficiency.cores import on_all_cores
from sufficiency.errors import did_you_mean, one_fault

Numbers = NDArray[Any]
CENTILES: Final = (0.1, 0.5, 0.8, 0.9)


def with_total(array: Numbers, axis: int) -> Numbers:
    """The array with its sum along an axis added as that axis's last entry."""
    return np.concatenate([array, array.sum(axis=axis, keepdims=True, dtype=array.dtype)], axis=axis)


def with_totals(array: Numbers, axes: Sequence[int]) -> Numbers:
    """The array with totals along each of several axes, and totals of those."""
    shape = [size + (axis in axes) for axis, size in enumerate(array.shape)]
    totals = np.empty(shape, dtype=array.dtype)
    filled: list[slice | int] = [slice(size) for size in array.shape]
    totals[tuple(filled)] = array
    for axis in axes:
        total = [*filled[:axis], -1, *filled[axis + 1 :]]
        np.sum(totals[tuple(filled)], axis=axis, out=totals[tuple(total)])
        filled[axis] = slice(None)
    return totals


def centiles_of_whole_numbers(drawn: NDArray[np.int16]) -> NDArray[np.float64]:
    """P10, P50, P80 and P90 over the last axis, as numpy's quantile gives them; whole numbers sort fast."""
    ordered = np.sort(drawn, axis=-1, kind="stable")
    last = drawn.shape[-1] - 1
    at = np.array(CENTILES) * last
    low, part = np.floor(at).astype(int), at % 1
    below, above = ordered[..., low].astype(np.float64), ordered[..., np.minimum(low + 1, last)]
    return np.asarray(np.moveaxis(below + part * (above - below), -1, 0))


def range_80(draws: ArrayLike, axis: int = -1) -> Numbers:
    """P10 and P90 of draws, the ends of an 80% range, as a first axis of two."""
    return np.asarray(np.quantile(np.asarray(draws), (0.1, 0.9), axis=axis))


def low_and_high(drawn: Numbers) -> Numbers:
    """P10 and P90 over the last axis, as `range_80` gives them, a part of the first axis at a time."""
    parts = on_all_cores(range_80, drawn)
    return np.stack(parts, axis=1)


def pick(table: pd.DataFrame | None, **where: object) -> pd.DataFrame:
    """The rows of a table in which every named column has the value asked for; none of no table."""
    if table is None:
        return pd.DataFrame()
    if table.empty:
        return table
    wanted = pd.Series(True, index=table.index)
    for column, value in where.items():
        wanted &= table[column] == value
    return table.loc[wanted]


def pick_any(table: pd.DataFrame, name: str, **where: object) -> pd.DataFrame:
    """As `pick`, where a value may also be several: a list, a tuple or a range.

    Raises InputFaultsError naming the column that the table, called `name`, does not have.
    """
    wanted = pd.Series(True, index=table.index)
    for column, value in where.items():
        if column not in table.columns:
            known = [str(each) for each in table.columns]
            do = did_you_mean(column, known, f"There are: {', '.join(known)}.")
            raise one_fault(f"table {name}", column, "is no column of it.", do)
        wanted &= table[column].isin(list(value) if isinstance(value, list | tuple | range) else [value])
    return table.loc[wanted]


def tidy(axes: Mapping[str, Sequence[Any]], columns: Mapping[str, Numbers]) -> pd.DataFrame:
    """One row for each combination of the axes' labels, one column for each array."""
    sizes = [len(labels) for labels in axes.values()]
    frame: dict[str, Any] = {}
    for at, (name, labels) in enumerate(axes.items()):
        each, times = int(np.prod(sizes[at + 1 :])), int(np.prod(sizes[:at]))
        codes = np.tile(np.repeat(np.arange(len(labels)), each), times)
        if len(labels) and isinstance(labels[0], str):
            frame[name] = pd.Categorical.from_codes(codes, categories=pd.Index(labels))
        else:
            frame[name] = np.asarray(labels, dtype=np.int64)[codes]
    frame |= {name: np.asarray(array, dtype=np.float64).ravel() for name, array in columns.items()}
    return pd.DataFrame(frame)
