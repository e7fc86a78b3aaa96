"""Each child's episodes over all returns, once each: what the last return to have them states."""

from typing import TYPE_CHECKING

from sufficiency.ssda903.overlaps import closed_by_next, within_another
from sufficiency.ssda903.stock import last_day_of

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.ssda903.returns import Returns


def episode_history(returns: "Returns") -> "pd.DataFrame":
    """Every episode once, by child and start, as the last return that has it states it.

    Columns as in `Returns.episodes`, and `lost`: the episode was open in its return, and no later return
    has it. Such an episode is closed on 31 March of its return: left open, it would make a child who is
    looked after for ever. Only episodes of the last return can be open here, and no two of a child overlap.
    """
    # A stay of no days begins when the next one does, and is not the same episode.
    stated = returns.episodes.assign(_no_days=returns.episodes["start"] == returns.episodes["end"])
    latest = stated.drop_duplicates(["child", "start", "_no_days"], keep="last").drop(columns="_no_days")
    lost = latest["end"].isna() & (latest["return_year"] < max(returns.years))
    closed = latest["end"].mask(lost, last_day_of(latest["return_year"]))
    history = latest.assign(end=closed, lost=lost)
    # A return may begin an episode on another day than the one before it did: the two then overlap.
    history = history.sort_values(["child", "start", "return_year"], kind="stable", ignore_index=True)
    history = history[~within_another(history, ["child"])].reset_index(drop=True)
    return history.assign(end=closed_by_next(history, ["child"]))
