"""Days: dates as whole numbers of days, and what calendars say of them, for many children at once."""

import datetime
from functools import cache
from typing import Final

import numpy as np

from sufficiency.synthetic.process import Wholes

_EPOCH: Final = datetime.date(1970, 1, 1)


def day_of(year: int, month: int, day: int) -> int:
    """A date as the number of days since 1970."""
    return (datetime.date(year, month, day) - _EPOCH).days


def year_starts(years: range) -> Wholes:
    """The 1 April that each year ended 31 March begins with, and the one after the last."""
    return np.array([day_of(year - 1, 4, 1) for year in range(years.start, years.stop + 1)])


def birthdays(born: Wholes, age: int) -> Wholes:
    """The day on which each child is `age`; who was born on 29 February has it on 1 March."""
    days = born.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    of_month = (days - months.astype("datetime64[D]")).astype(np.int64)
    then = (months + 12 * age).astype("datetime64[D]").astype(np.int64) + of_month
    return np.asarray(then, dtype=np.int64)


def texts(days: Wholes) -> list[str]:
    """Dates as councils write them, dd/mm/yyyy."""
    return [_text(day) for day in days.tolist()]


@cache
def _text(day: int) -> str:
    return (_EPOCH + datetime.timedelta(days=day)).strftime("%d/%m/%Y")
