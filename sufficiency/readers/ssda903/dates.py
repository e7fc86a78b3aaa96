"""Dates as councils write them: 31/03/2019, 2019-03-31, and either with a time after it."""

import contextlib
import datetime
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

_TIME: Final = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_FORMS: Final = {
    "dd/mm/yyyy": re.compile(rf"(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})[/.-](?P<year>\d{{4}}){_TIME}"),
    "yyyy-mm-dd": re.compile(rf"(?P<year>\d{{4}})[/-](?P<month>\d{{1,2}})[/-](?P<day>\d{{1,2}}){_TIME}"),
}
_POSSIBLE_YEARS: Final = range(1900, 2101)  # outside them a date is a slip of the hand


class Dates(NamedTuple):
    """Dates by row; where a cell is not blank and is no date; the forms met; whether months come first."""

    dates: "pd.Series[pd.Timestamp]"
    unreadable: "pd.Series[bool]"
    forms: tuple[str, ...]
    month_first: bool


class _Parts(NamedTuple):
    """The form of a text, and its year, month and day as they stand."""

    form: str
    year: int
    month: int
    day: int


def read_dates(cells: "pd.Series[str]") -> Dates:
    """The dates in a column of text. Each different text is read once, however many rows have it.

    `month_first` says that some text is a date only with its month first, as 12/31/2019.
    """
    import numpy as np
    import pandas as pd

    codes, texts = pd.factorize(cells)
    parts = [_parts_of(str(text)) for text in texts]
    days = [_day(each.year, each.month, each.day) if each else None for each in parts]
    unreadable = [day is None and text != "" for day, text in zip(days, texts, strict=True)]
    month_first = any(
        day is None and each is not None and _day(each.year, each.day, each.month) is not None
        for day, each in zip(days, parts, strict=True)
    )
    return Dates(
        pd.Series(np.array(days, dtype="datetime64[s]")[codes], index=cells.index),
        pd.Series(np.array(unreadable, dtype=bool)[codes], index=cells.index),
        tuple(dict.fromkeys(each.form for each in parts if each)),
        month_first,
    )


def _parts_of(text: str) -> _Parts | None:
    for form, pattern in _FORMS.items():
        if found := pattern.fullmatch(text):
            return _Parts(form, int(found["year"]), int(found["month"]), int(found["day"]))
    return None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    """The day, None where the calendar has no such day."""
    with contextlib.suppress(ValueError):
        return datetime.date(year, month, day) if year in _POSSIBLE_YEARS else None
    return None
