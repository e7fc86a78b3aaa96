"""The track record: what the tool would have said of this authority earlier, beside what happened."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sufficiency.demand.rates import halfway
from sufficiency.figures.book import Figure
from sufficiency.inputs.inputs import Inputs
from sufficiency.record.backtest import population_multiple, quantiles_of
from sufficiency.rounding import whole
from sufficiency.tidy import range_80
from sufficiency.vocabulary import BACK_TESTED_YEARS

COLUMNS = ("made", "year", "years_ahead", "forecast", "p10", "p90", "actual", "error", "inside_80",
           "hold_count_error")  # fmt: skip


def forecast_vs_actual_table(inputs: Inputs) -> pd.DataFrame:
    """Forecasts of children looked after made as at earlier years, each beside what was then published.

    Columns: `made, year, years_ahead, forecast, p10, p90, actual, error, inside_80, hold_count_error`; errors
    are shares of the actual. Made from the published history, the population estimated to then and the spread
    fitted to then (decision 0019). No rows where there is no history, or no fit so old.
    """
    rows = [
        _row(inputs, made, year)
        for made in sorted(inputs.history.spreads)
        for year in sorted(inputs.history.counts)
        if made in inputs.history.counts and made < year <= made + BACK_TESTED_YEARS
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(inputs: Inputs, made: int, year: int) -> dict[str, object]:
    history, ahead = inputs.history, year - made
    years = range(min([made - BACK_TESTED_YEARS, *history.population]), made + 1)
    population = np.array([[_value(history.population, each) for each in years]])
    base, actual = history.counts[made].value, history.counts[year].value
    central = base * halfway(population_multiple(years, population, made, ahead))
    spread = history.spreads[made]
    quantiles = quantiles_of(central, np.array([base]), population[:, -1], ahead, spread, inputs.shape)
    low, high = range_80(quantiles[0])
    forecast = float(central[0])
    return {
        "made": made,
        "year": year,
        "years_ahead": ahead,
        "forecast": forecast,
        "p10": low,
        "p90": high,
        "actual": actual,
        "error": forecast / actual - 1 if actual else np.nan,
        "inside_80": bool(low <= actual <= high),
        "hold_count_error": base / actual - 1 if actual else np.nan,
    }


def _value(series: Mapping[int, Figure], year: int) -> float:
    return series[year].value if year in series else np.nan


def track_record_sentence(inputs: Inputs, table: pd.DataFrame) -> str:
    """What last year's forecast of the base year would have been, and how often ranges held; or why not."""
    base = inputs.scenario.base_year
    last = table[(table["year"] == base) & (table["years_ahead"] == 1)]
    if last.empty:
        return "There is no published history to set an earlier forecast beside what happened."
    row = last.iloc[0]
    held = int(table["inside_80"].sum())
    said, low, high, actual = (whole(row[name]) for name in ("forecast", "p10", "p90", "actual"))
    return (
        f"As at 31 March {base - 1} this tool would have forecast {said} children looked after for {base} "
        f"({low} to {high}); DfE published {actual}. Of {len(table)} such forecasts of earlier years, {held} "
        "held within their 80% range."
    )
