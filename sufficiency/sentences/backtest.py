"""The record in words: how often ranges held and how far forecasts were out, for a councillor."""

import pandas as pd

from sufficiency.record.backtest import COMPOUND_GROWTH, FORECAST, HOLD_COUNT, STRAIGHT_TREND
from sufficiency.record.scores import EVERY
from sufficiency.rounding import whole

YEARS = {"1": "one year", "2": "two years", "3": "three years", "4": "four years", "5": "five years"}


def record_sentences(scores: pd.DataFrame, origins: list[int], authorities: int) -> list[str]:
    """Two sentences on the record of the tool's forecast, and one on what was the same everywhere.

    `scores` is the table of scores; raises KeyError where it has no row for all authorities together.
    """
    found = scores[scores["by"] == EVERY]
    keys = zip(found["method"], found["years_ahead"].astype(str), strict=True)
    of = dict(zip(keys, found.to_dict("records"), strict=True))
    steps = sorted(int(step) for method, step in of if method == FORECAST and step != EVERY)
    first, last = str(steps[0]), str(steps[-1])

    def percent(method: str, step: str, column: str) -> int:
        return whole(100 * float(of[method, step][column]))

    trends = sorted({percent(method, last, "mape") for method in (STRAIGHT_TREND, COMPOUND_GROWTH)})
    trend = " to ".join(f"{each}%" for each in dict.fromkeys((trends[0], trends[-1])))
    period = f"{origins[0]} to {origins[-1]}" if len(origins) > 1 else str(origins[0])
    held, soon, late = (
        percent(FORECAST, step, column)
        for step, column in ((EVERY, "coverage_80"), (first, "mape"), (last, "mape"))
    )
    common = percent(FORECAST, last, "national_change")
    held_count = percent(HOLD_COUNT, last, "mape")
    later = f" and {late}% {YEARS[last]} on" if last != first else ""
    return [
        f"For {authorities} authorities, and forecasts made as at 31 March {period}, the number of "
        f"children looked after was inside our 80% range {held} times in a hundred.",
        f"The middle of the forecast was out by {soon}% on average {YEARS[first]} on{later}; taking "
        f"the number to stay as it is was out by {held_count}%, and carrying the recent trend on by {trend}.",
        f"In the middle authority the number changed by {common:+d}% over {YEARS[last]}: what all "
        "authorities have in common, no forecast of this kind foresees.",
    ]
