"""Spells: each stay of a child in one episode, as days, ages and homes, with what it ends in.

Everything here is child by child and stays in memory: what goes on from it are sums.
"""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.children.crosstab import HOMES
from sufficiency.episodes.bands import (
    DAYS_A_MONTH,
    GROWN_UP_MONTHS,
    MONTHS_A_YEAR,
    UASC_AT,
    Floats,
    Wholes,
)
from sufficiency.ssda903.history import episode_history
from sufficiency.ssda903.homes import homes_in_turn
from sufficiency.ssda903.moves import STARTS, with_moves
from sufficiency.ssda903.stock import years_of
from sufficiency.vocabulary import OTHER, STREAMS

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.ssda903.returns import Returns

NOWHERE: Final = -1  # the spell goes to no other home
STILL_OPEN: Final = np.iinfo(np.int64).max // 4
_STARTS_CARE: Final = "S"
_HALF_A_MONTH: Final = 0.5  # whole months of age leave half a month out, on average


@dataclass(frozen=True, repr=False, eq=False)
class Spells:
    """Spells by child and day, an array a column. Days are counted from 1 January 1970.

    `period_start` is when the period of care began, as far as the returns tell; where `period_known` is
    false it began before that. `age_months` is at the start of the spell, half a month added for the days
    that whole months leave out. `leaves`: care ends with the spell; `moves_to` is the kind of home that the
    child goes to instead, NOWHERE where the kind stays the same. `starts`: the period begins with it.
    """

    start: Wholes
    end: Wholes
    period_start: Wholes
    period_known: NDArray[np.bool_]
    age_months: Floats
    stream: Wholes
    home: Wholes
    moves_to: Wholes
    leaves: NDArray[np.bool_]
    starts: NDArray[np.bool_]

    def where(self, chosen: NDArray[np.bool_]) -> "Spells":
        """Some of the spells."""
        return Spells(*(getattr(self, field.name)[chosen] for field in fields(self)))


def spells_from(table: "pd.DataFrame") -> Spells:
    """The spells of a spell table, as arrays."""
    period = table["begins"].eq(STARTS).cumsum().to_numpy()
    goes_on = np.append(period[1:] == period[:-1], False)
    home = table["home"].to_numpy()
    following = np.append(home[1:], NOWHERE)
    return Spells(
        start=days(table["start"]),
        end=days(table["end"]),
        period_start=days(table["period_start"]),
        period_known=table["period_known"].to_numpy(),
        age_months=age_months(table),
        stream=np.where(table["is_uasc"], UASC_AT, STREAMS.index(OTHER)),
        home=home,
        moves_to=np.where(goes_on & (following != home), following, NOWHERE),
        leaves=(table["ceases"] & ~table["lost"]).to_numpy(),
        starts=table["begins"].eq(STARTS).to_numpy(),
    )


def spell_table(returns: "Returns") -> "pd.DataFrame":
    """The history's episodes in care, with `home` (its place in HOMES), `is_uasc` and the period's start.

    A child is unaccompanied in every spell if a return ever says so. A home that is not recorded is the one
    before it in the period, or else fostering, the commonest.
    """
    history = with_moves(episode_history(returns), ["child"])
    period = history["begins"].eq(STARTS).cumsum()
    first = history.groupby(period)
    # Where the year that the first episode began in has a return, that return has what came before it.
    told = history["reason_new"].eq(_STARTS_CARE) | years_of(history["start"]).isin(returns.years)
    return history.assign(
        home=homes_of(history["placement"], period),
        is_uasc=history.groupby("child")["uasc"].transform("max"),
        period_start=first["start"].transform("first"),
        period_known=told.groupby(period).transform("first"),
    )


def homes_of(placement: "pd.Series[str]", period: "pd.Series[Any]") -> "pd.Series[int]":
    """The place in HOMES of each placement, its period's last one where it is not recorded."""
    return homes_in_turn(placement, period).map({home: at for at, home in enumerate(HOMES)}).astype(np.int64)


def age_months(table: "pd.DataFrame") -> Floats:
    """Age in months at the start of each episode, in the middle of what is known of it.

    From the age at the start; else from that on 31 March of the return; else the median of those who
    start, for a child with no date of birth must not be lost from the count.
    """
    years = table["age_start_years"].to_numpy(np.float64, na_value=np.nan) * MONTHS_A_YEAR
    months = table["age_start_months"].to_numpy(np.float64, na_value=np.nan)
    at_start = years + np.where(np.isnan(months), MONTHS_A_YEAR / 2, months + _HALF_A_MONTH)
    on_31_march = table["age_31_march"].to_numpy(np.float64, na_value=np.nan) * MONTHS_A_YEAR
    since = (last_days(table["return_year"].to_numpy()) - days(table["start"])) / DAYS_A_MONTH
    found = np.where(np.isnan(at_start), on_31_march + MONTHS_A_YEAR / 2 - since, at_start)
    known = np.isfinite(found)
    starts = table["begins"].eq(STARTS).to_numpy() if "begins" in table else known
    usual = np.median(found[known & starts]) if (known & starts).any() else GROWN_UP_MONTHS / 2
    return np.maximum(np.where(known, found, usual), 0.0)


def days(dates: "pd.Series[pd.Timestamp]") -> Wholes:
    """Dates as whole days; STILL_OPEN where there is none."""
    whole = dates.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(whole), STILL_OPEN, whole.astype(np.int64))


def first_days(years: NDArray[np.generic]) -> Wholes:
    """The 1 April that each year ended 31 March begins with."""
    months = (years.astype(np.int64) - 1 - 1970) * MONTHS_A_YEAR + 3
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def last_days(years: NDArray[np.generic]) -> Wholes:
    """31 March of each year."""
    return first_days(years.astype(np.int64) + 1) - 1
