"""One place at a time: a child's episodes so closed that none overlaps the next.

Frames here have `start` and `end` (missing while open), and are by the group's keys, start, end and row.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

_OPEN: Final = np.iinfo(np.int64).max  # later than any day
Days = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def within_another(episodes: "pd.DataFrame", keys: Sequence[str]) -> "pd.Series[bool]":
    """Which episodes lie wholly within another of the same child.

    Of two alike, the one that comes first in the frame stays. Of two open ones, the later beginning is
    where the child is, and lies within none. A stay of no days is left alone.
    """
    import pandas as pd

    stays = _longest_first(episodes[~_no_days(episodes)], keys)
    start, end, group = days_of(stays["start"]), ends_of(stays["end"]), _group(stays, keys)
    latest = pd.Series(end).groupby(group).cummax().groupby(group).shift(fill_value=-_OPEN).to_numpy()
    began = pd.Series(start).groupby(group).shift(fill_value=-_OPEN).to_numpy()
    inside = (latest > end) | ((latest == end) & (began == start))
    found = pd.Series(inside, index=stays.index)
    return found.reindex(episodes.index, fill_value=False)


def closed_by_next(episodes: "pd.DataFrame", keys: Sequence[str]) -> "pd.Series[pd.Timestamp]":
    """When each episode ends, no later than the child's next one begins; none lies within another."""
    stays = episodes[~_no_days(episodes)].sort_values([*keys, "start"], kind="stable")
    following = stays.groupby(list(keys), sort=False)["start"].shift(-1)
    overlaps = following.notna() & (days_of(following) < ends_of(stays["end"]))
    ends = stays["end"].mask(overlaps, following)
    return episodes["end"].where(_no_days(episodes), ends.reindex(episodes.index)).astype("datetime64[s]")


def days_of(dates: "pd.Series[pd.Timestamp]") -> Days:
    """Dates as seconds that can be compared; a missing one is before all."""
    return dates.astype("datetime64[s]").to_numpy().astype(np.int64)


def ends_of(ends: "pd.Series[pd.Timestamp]") -> Days:
    """Ends as seconds that can be compared; an open one is after all."""
    return np.where(ends.isna(), _OPEN, days_of(ends))


def _no_days(episodes: "pd.DataFrame") -> "pd.Series[bool]":
    return episodes["start"] == episodes["end"]


def _longest_first(stays: "pd.DataFrame", keys: Sequence[str]) -> "pd.DataFrame":
    """By start, and of those that start together the longest first."""
    by_end = stays.assign(_last=-ends_of(stays["end"]))
    return by_end.sort_values([*keys, "start", "_last"], kind="stable")


def _group(stays: "pd.DataFrame", keys: Sequence[str]) -> npt.NDArray[np.int64]:
    return stays.groupby(list(keys), sort=False).ngroup().to_numpy().astype(np.int64)
