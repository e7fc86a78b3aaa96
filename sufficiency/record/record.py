"""The record of the back-test: written once as figures of all authorities, and carried by every run.

A run says with its numbers how often the forecast's ranges held, so that whoever assures it need not look
for it in prose (decision 0019).
"""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from sufficiency.figures.book import COLUMNS as FIGURE_COLUMNS
from sufficiency.figures.measures import MEASURES
from sufficiency.inputs.inputs import Inputs
from sufficiency.inputs.record import MEASURE_OF
from sufficiency.record.backtest import FORECAST, HOLD_COUNT
from sufficiency.record.scores import EVERY
from sufficiency.tidy import pick
from sufficiency.vocabulary import DERIVED

COLUMNS: Final = ("years_ahead", *MEASURE_OF)
DECIMALS: Final = 4  # as in the tables of a run
NOTES: Final = {
    "made_from": "the first year ended 31 March that a forecast is made as at; category: years ahead",
    "made_to": "the last year ended 31 March that a forecast is made as at; category: years ahead",
    "authorities": "authorities judged, each at one origin or more; category: years ahead",
    "forecasts": "forecasts judged, one for each authority and origin; category: years ahead",
    "inside_80": "share of forecasts whose 80% range held what happened; category: years ahead",
    "inside_95": "share of forecasts whose 95% range held what happened; category: years ahead",
    "error": "mean absolute error of the middle, over what happened; category: years ahead",
    "hold_count_error": "the same, had the count been taken to hold; category: years ahead",
    "crps_over_hold_count": (
        "mean CRPS over the base count, over that of a count that holds with the same spread: below 1, the "
        "forecast is better; category: years ahead"
    ),
}


def back_test_table(inputs: Inputs) -> pd.DataFrame:
    """How often the forecast's ranges held, for every authority, by years ahead; no rows without a record.

    Columns: `years_ahead, made_from, made_to, authorities, forecasts, inside_80, inside_95, error,
    hold_count_error, crps_over_hold_count`. Shares of forecasts, and errors as shares of the actual. A blank
    is a figure that the record lacks.
    """
    record = inputs.record
    rows = [
        {"years_ahead": ahead, **{name: figure.value for name, figure in record.figures[ahead].items()}}
        for ahead in record.years_ahead
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def record_figures(scores: pd.DataFrame, forecasts: pd.DataFrame, source: str) -> pd.DataFrame:
    """The record as a figures file: a row for each thing it says of each number of years ahead.

    `scores` and `forecasts` are the back-test's own tables. Each figure is as at the last year judged;
    `source` names the publication and the file.
    """
    own = forecasts[forecasts["method"] == FORECAST]
    judged_to = int((own["origin"] + own["years_ahead"]).max())
    steps = sorted(int(ahead) for ahead in own["years_ahead"].unique())
    said = {ahead: _said(scores, own[own["years_ahead"] == ahead], ahead) for ahead in steps}
    rows = [
        {
            "measure": measure,
            "category": str(ahead),
            "year": judged_to,
            "value": round(values[name], DECIMALS),
            "low": None,
            "high": None,
            "unit": MEASURES[measure].unit,
            "as_at": f"{judged_to}-03-31",
            "source": source,
            "kind": DERIVED,
            "after_base_date": None,
            "note": NOTES[name],
        }
        for name, measure in MEASURE_OF.items()
        for ahead, values in said.items()
    ]
    return pd.DataFrame(rows, columns=list(FIGURE_COLUMNS))


def _said(scores: pd.DataFrame, own: pd.DataFrame, ahead: int) -> dict[str, float]:
    """What the record says of so many years ahead, of whose own forecasts `own` has the rows."""
    ours, held = (_of_everyone(scores, method, ahead) for method in (FORECAST, HOLD_COUNT))
    return {
        "made_from": int(own["origin"].min()),
        "made_to": int(own["origin"].max()),
        "authorities": int(own["authority"].nunique()),
        "forecasts": len(own),
        "inside_80": ours["coverage_80"],
        "inside_95": ours["coverage_95"],
        "error": ours["mape"],
        "hold_count_error": held["mape"],
        "crps_over_hold_count": ours["crps_share"] / held["crps_share"],
    }


def _of_everyone(scores: pd.DataFrame, method: str, ahead: int) -> dict[str, float]:
    """A method's scores over all authorities, so many years ahead."""
    [row] = pick(scores, by=EVERY, method=method, years_ahead=ahead).to_dict("records")
    return {name: float(row[name]) for name in ("coverage_80", "coverage_95", "mape", "crps_share")}


def source_of_record(file: str, years: Sequence[int]) -> str:
    """Where the record comes from: the publication, its years, and the file by name."""
    published = "DfE, Children looked after in England including adoptions, with ONS mid-year estimates"
    return (
        f"{published}, every authority, {years[0]} to {years[-1]}; sufficiency backtest --record on {file}, "
        "docs/decisions/0019"
    )
