"""Ages from dates of birth, which go no further than this."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def months_old(born: "pd.Series[pd.Timestamp]", on: "pd.Series[pd.Timestamp]") -> "pd.Series[int]":
    """Whole months of age on a day, missing where not born by then or where a date is missing."""
    birth, day = born.dt, on.dt
    months = (day.year - birth.year) * 12 + (day.month - birth.month) - (day.day < birth.day)
    return months.where(born <= on).astype("Int16")
