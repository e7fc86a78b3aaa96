"""Who is looked after on 31 March: each year's children from that year's own return."""

from typing import TYPE_CHECKING, Final

import numpy as np

from sufficiency.vocabulary import ALL

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.ssda903.returns import Returns

OPEN: Final = "open"  # with short breaks
CLA: Final = "cla"  # children looked after: without them
_MARCH: Final = 3


def open_on_31_march(
    returns: "Returns", *, short_breaks: bool = True, every_episode: bool = False
) -> "pd.DataFrame":
    """The episode that each child is in on 31 March of each return year, from that year's own return.

    Columns as in `Returns.episodes`. Without `short_breaks`, children in an agreed series of short breaks
    (V3, V4) are left out: those who remain are the children looked after. A child with two open episodes is
    where the later of them says, one that is no short break before one that is, so that short breaks are
    what `open` has beyond `cla`. `every_episode` gives all that the returns state as open instead, so that
    such a child is there twice.
    """
    episodes = returns.episodes
    last_day = last_day_of(episodes["return_year"])
    end = episodes["end_returned"]
    found = episodes[(episodes["start"] <= last_day) & (end.isna() | (end > last_day))]
    if not short_breaks:
        found = found[~found["short_break"]]
    if every_episode:
        return found
    short_breaks_first = found.sort_values("short_break", ascending=False, kind="stable")
    return short_breaks_first.drop_duplicates(["return_year", "child"], keep="last").sort_index()


def open_children(returns: "Returns") -> "pd.DataFrame":
    """Children by year, measure and placement: `year, measure, placement, children`.

    The measure is `open` (short breaks in) or `cla` (children looked after). The placement is a word of
    the returns' grouping, or `all`, which is the sum of the others.
    """
    import pandas as pd

    parts = []
    for measure in (OPEN, CLA):
        found = open_on_31_march(returns, short_breaks=measure == OPEN)
        words = sorted(found["placement"].unique())
        index = pd.MultiIndex.from_product([returns.years, words], names=["year", "placement"])
        keys = [found["return_year"].rename("year"), found["placement"].astype(str)]
        by_placement = found.groupby(keys).size().reindex(index, fill_value=0)
        total = by_placement.groupby("year").sum().reindex(list(returns.years), fill_value=0)
        whole = pd.DataFrame({"year": total.index, "placement": ALL, "children": total.to_numpy()})
        several = by_placement.rename("children").reset_index()
        parts += [part.assign(measure=measure) for part in (whole, several)]
    table = pd.concat(parts, ignore_index=True)
    return table[["year", "measure", "placement", "children"]].sort_values(
        ["year", "measure", "placement"], ignore_index=True
    )


def last_day_of(years: "pd.Series[int]") -> "pd.Series[pd.Timestamp]":
    """31 March of each year."""
    import pandas as pd

    march = ((years.to_numpy(dtype=np.int64) - 1970) * 12 + 2).astype("datetime64[M]")
    days = march.astype("datetime64[D]") + 30
    return pd.Series(days.astype("datetime64[s]"), index=years.index, name=years.name)


def years_of(days: "pd.Series[pd.Timestamp]") -> "pd.Series[int]":
    """The year ended 31 March that each day lies in; missing where there is no day."""
    return (days.dt.year + (days.dt.month > _MARCH)).astype("Int64")
