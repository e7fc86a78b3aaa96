"""Volatility: what calibration gives for each year, as figures that a scenario reads.

The count and the unaccompanied share have years of history; the shares by placement and distance begin
in 2020, so the first fits of those serve earlier bases, and say so by their date (decision 0018).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from sufficiency.chance.spread import PARTS, Spread
from sufficiency.figures.book import COLUMNS
from sufficiency.record.calibration import (
    Movements,
    count_spread,
    flow_spread,
    leaving_movements,
    share_spread,
    starts_movements,
)
from sufficiency.record.panel import Panel, SharesPanel
from sufficiency.vocabulary import DERIVED, OVER_20, RESIDENTIAL, SUPPORTED, UASC

DEGREES_OF_FREEDOM: Final = 5.0  # as `count_shape/degrees_of_freedom` in the data
FIRST_FIT: Final = 2016  # a fit needs some years of every horizon
SIGNIFICANT: Final = 4
BY_PLACEMENT: Final = (SUPPORTED, RESIDENTIAL, OVER_20)
NOTES: Final = {
    "alpha": "squared scale at one year that does not shrink with size: what all authorities share",
    "beta": "part of the squared scale at one year that shrinks with the number of children",
    "gamma": "power of the years ahead",
}
NOTES_OF_STARTS: Final = NOTES | {
    "beta": "part of the squared scale at one year that shrinks with the starts a year"
}
NOTES_OF_LEAVING: Final = NOTES | {
    "beta": "part of the squared scale at one year that shrinks with those who leave a year"
}


def volatility_table(panel: Panel, shares: SharesPanel | None, source: str) -> pd.DataFrame:
    """Calibrated spreads as a figures file: one row for each part of each spread and year of fit.

    `source` names the files that they were fitted on. Raises InputFaultsError where the panel is of too few
    authorities to say how far others move.
    """
    rows = [*_of_counts(panel, source), *_of_uasc(panel, source), *_of_flows(panel, source)]
    if shares is not None:
        rows += _of_placements(shares, source)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_counts(panel: Panel, source: str) -> Iterator[dict[str, object]]:
    for until in _years_of_fit(panel.years):
        spread = count_spread(panel.years, panel.cla, until, DEGREES_OF_FREEDOM)
        yield from _rows("count_spread", "", spread, until, source, panel.years[0])


def _of_uasc(panel: Panel, source: str) -> Iterator[dict[str, object]]:
    with np.errstate(invalid="ignore", divide="ignore"):  # an authority with no children has no share
        uasc_share = panel.uasc / panel.cla
    for until in _years_of_fit(panel.years):
        spread = share_spread(UASC, panel.years, uasc_share, panel.cla, until)
        yield from _rows("share_spread", f"{UASC} ", spread, until, source, panel.years[0])


def _of_flows(panel: Panel, source: str) -> Iterator[dict[str, object]]:
    """Starts and leaving, for each year by which they were seen to move over more than one horizon."""
    years, since = panel.years, panel.years[0]
    for until in _years_of_fit(years):
        found = starts_movements(years, panel.started, until)
        if _grows(found):
            spread = flow_spread(found, f"starts, to {until}")
            yield from _rows("starts_spread", "", spread, until, source, since, NOTES_OF_STARTS)
    for until in _years_of_fit(years):
        found = leaving_movements(years, panel.cla, panel.started, panel.ceased, until)
        if _grows(found):
            spread = flow_spread(found, f"leaving, to {until}")
            yield from _rows("leaving_spread", "", spread, until, source, since, NOTES_OF_LEAVING)


def _grows(found: Movements) -> bool:
    """Whether movements are of more than one horizon: one says nothing of how they grow."""
    return len(np.unique(found.years_ahead)) > 1


def _of_placements(shares: SharesPanel, source: str) -> Iterator[dict[str, object]]:
    for until in shares.years[2:]:  # one step says nothing of how movement grows
        for name in BY_PLACEMENT:
            spread = share_spread(name, shares.years, shares.shares[name], shares.of[name], until)
            yield from _rows("share_spread", f"{name} ", spread, until, source, shares.years[0])


def _years_of_fit(years: Sequence[int]) -> list[int]:
    return [year for year in years if year >= max(FIRST_FIT, years[0] + 2)]


def _rows(
    measure: str,
    prefix: str,
    spread: Spread,
    until: int,
    source: str,
    since: int,
    notes: Mapping[str, str] = NOTES,
) -> Iterator[dict[str, object]]:
    for part in PARTS:
        yield {
            "measure": measure,
            "category": f"{prefix}{part}",
            "year": until,
            "value": float(f"{getattr(spread, part):.{SIGNIFICANT}g}"),
            "low": None,
            "high": None,
            "unit": "number",
            "as_at": f"{until}-03-31",
            "source": source,
            "kind": DERIVED,
            "after_base_date": None,
            "note": f"{notes[part]}; fitted on {since} to {until}",
        }
