"""From returns to a care model: what an authority's own children say of stocks and flows."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sufficiency.episodes.bands import DAYS_A_MONTH, GROWN_UP_MONTHS, MONTHS_A_YEAR, UASC_AT, Wholes
from sufficiency.episodes.entries import baby_months, start_ages, starts_level
from sufficiency.episodes.expected import leavers_in_first_year
from sufficiency.episodes.exposure import exposure_of
from sufficiency.episodes.leaving import leaving_rates
from sufficiency.episodes.model import CareModel, Children
from sufficiency.episodes.moves import first_homes, moves_to, moving_rates
from sufficiency.episodes.spells import age_months, days, homes_of, last_days, spell_table, spells_from
from sufficiency.errors import one_fault
from sufficiency.ssda903.as_at import as_at
from sufficiency.ssda903.codes import OWN_GROUPING
from sufficiency.ssda903.stock import open_on_31_march
from sufficiency.vocabulary import OTHER, STREAMS

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.ssda903.returns import Returns

LEAST_RETURNS: Final = 2
_PLACE: Final = "SSDA903 returns"
_ADD: Final = "Add the earlier years' returns to the folder, or use the rate method."


def care_model(returns: "Returns", base_year: int) -> CareModel:
    """The stocks and flows of one authority, as its returns up to a base year have them.

    Only returns of years up to `base_year` are used, and of children nothing is kept but four numbers each
    (`Children`). Raises InputFaultsError where the base year has no return, fewer than two returns are known
    by then, they were read in another grouping, nobody started in them, or nobody is looked after.
    """
    known = _checked(returns, base_year)
    table = spell_table(known)
    exposure = exposure_of(spells_from(table), known.years)
    if exposure.started.sum() == 0:
        what = f"nobody starts to be looked after in the returns of {_span(known.years)}."
        raise one_fault(_PLACE, "", what, _ADD)
    starts, starts_years = starts_level(exposure)
    model = CareModel(
        base_year=base_year,
        children=_children(known, table, base_year),
        leaving=leaving_rates(exposure),
        moving=moving_rates(exposure),
        moves_to=moves_to(exposure),
        first_homes=first_homes(exposure),
        start_ages=start_ages(exposure),
        baby_months=baby_months(exposure),
        starts=starts,
        starts_years=starts_years,
    )
    return replace(model, leaving_a_year=leavers_in_first_year(model))


def _checked(returns: "Returns", base_year: int) -> "Returns":
    """The returns of the years up to the base; refused where they say too little."""
    if returns.grouping != OWN_GROUPING:
        what = f"stocks and flows need placements in the grouping {OWN_GROUPING}, not {returns.grouping}."
        raise one_fault(_PLACE, "", what, "Leave the grouping out.")
    if base_year not in returns.years:
        what = f"the base year {base_year} has no return; there are {_span(returns.years)}."
        raise one_fault(_PLACE, "", what, "Choose a base year that has one, or add its return.")
    known = as_at(returns, base_year)
    if len(known.years) < LEAST_RETURNS:
        what = f"stocks and flows need two returns or more, and by {base_year} there is one."
        raise one_fault(_PLACE, "", what, _ADD)
    return known


def _span(years: tuple[int, ...]) -> str:
    return ", ".join(map(str, sorted(years)))


def _children(returns: "Returns", table: "pd.DataFrame", base_year: int) -> Children:
    """Who is looked after on 31 March of the base year, from that year's own return.

    Time in care counts from the start of the period that the history knows: for who was in care and had moved
    before the first return, that is from that move on. Who is 18 or over and still open counts as in the last
    month of 17, and is gone the month after.
    """
    found = open_on_31_march(returns, short_breaks=False)
    found = found[found["return_year"] == base_year]
    if found.empty:
        what = f"nobody is looked after on 31 March {base_year}."
        raise one_fault(_PLACE, "", what, "Look at the ends of its episodes.")
    lasting = table[table["start"] != table["end"]].drop_duplicates(["child", "start"], keep="last")
    own = lasting[["child", "start", "home", "is_uasc", "period_start"]]
    return _in_order(found.merge(own, on=["child", "start"], how="left"), base_year)


def _in_order(joined: "pd.DataFrame", base_year: int) -> Children:
    today = last_days(np.array([base_year]))[0]
    start = days(joined["start"])
    since = days(joined["period_start"].fillna(joined["start"]))
    age = np.floor(age_months(joined) + (today - start) / DAYS_A_MONTH).astype(np.int64)
    columns = (
        np.where(joined["is_uasc"].fillna(joined["uasc"]).astype(bool), UASC_AT, STREAMS.index(OTHER)),
        _held_to(age, joined["age_31_march"]),
        np.floor((today - since) / DAYS_A_MONTH).astype(np.int64),
        joined["home"].fillna(homes_of(joined["placement"], joined["child"])).to_numpy(np.int64),
    )
    stream, age_now, in_care, home = columns
    order = np.lexsort((home, age_now, stream, -in_care))
    return Children(*(each[order] for each in columns))


def _held_to(age: Wholes, stated: "pd.Series[int]") -> Wholes:
    """Ages in months that agree with the whole years that the return states, where it does; 17 at most."""
    years = stated.to_numpy(np.float64, na_value=np.nan) * MONTHS_A_YEAR
    low = np.where(np.isnan(years), 0, years)
    high = np.where(np.isnan(years), GROWN_UP_MONTHS, years + MONTHS_A_YEAR - 1)
    return np.clip(np.clip(age, low, high), 0, GROWN_UP_MONTHS - 1).astype(np.int64)
