"""Dates as councils write them: 31/03/2019, 2019-03-31, and either with a time after it."""

import contextlib
import datetime
import re
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.readers.ssda903.cells import Mask, distinct

_TIME: Final = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_FORMS: Final = {
    "dd/mm/yyyy": re.compile(rf"(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})[/.-](?P<year>\d{{4}}){_TIME}"),
    "yyyy-mm-dd": re.compile(rf"(?P<year>\d{{4}})[/-](?P<month>\d{{1,2}})[/-](?P<day>\d{{1,2}}){_TIME}"),
}
_USUAL: Final = "dd/mm/yyyy"
_SLASHES: Final = [2, 5]
_DIGITS: Final = [0, 1, 3, 4, 6, 7, 8, 9]
# What each digit counts: of the day, of the month and of the year.
_UNITS: Final = np.array(
    [[10, 0, 0], [1, 0, 0], [0, 10, 0], [0, 1, 0], [0, 0, 1000], [0, 0, 100], [0, 0, 10], [0, 0, 1]]
)
_POSSIBLE_YEARS: Final = range(1900, 2101)  # outside them a date is a slip of the hand


class Dates(NamedTuple):
    """Dates by row; where a cell is not blank and is no date; the forms met; whether months come first."""

    dates: NDArray[np.datetime64]
    unreadable: Mask
    forms: tuple[str, ...]
    month_first: bool


class _Parts(NamedTuple):
    """The form of a text, and its year, month and day as they stand."""

    form: str
    year: int
    month: int
    day: int


def read_dates(cells: NDArray[Any]) -> Dates:
    """The dates in a column of text. Each different text is read once, however many rows have it.

    `month_first` says that some text is a date only with its month first, as 12/31/2019.
    """
    places, texts = distinct(cells)
    days = _usual_days(texts)
    others = {at: _parts_of(texts[at]) for at in np.flatnonzero(np.isnat(days)).tolist()}
    forms = _forms(others, np.flatnonzero(~np.isnat(days)).tolist())
    for at, parts in others.items():
        days[at] = _day(parts.year, parts.month, parts.day) if parts else None
    unreadable = np.isnat(days) & np.array([text != "" for text in texts], dtype=bool)
    month_first = any(
        parts is not None and np.isnat(days[at]) and _day(parts.year, parts.day, parts.month) is not None
        for at, parts in others.items()
    )
    return Dates(days[places], unreadable[places], forms, month_first)


def _usual_days(texts: list[str]) -> NDArray[np.datetime64]:
    """The days of texts written as 31/03/2019, all at once; none where a text is anything else."""
    text = np.array([each if len(each) == len(_USUAL) else "" for each in texts], dtype=f"U{len(_USUAL)}")
    letters = text.view(np.uint32).reshape(len(texts), len(_USUAL)).astype(np.int64)
    digits = letters[:, _DIGITS] - ord("0")
    is_usual = ((digits >= 0) & (digits <= 9)).all(axis=1) & (letters[:, _SLASHES] == ord("/")).all(axis=1)
    day, month, year = (digits * is_usual[:, None] @ _UNITS).T
    first = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = first.astype("datetime64[D]") + (day - 1)
    is_day = (
        (days.astype("datetime64[M]") == first)
        & ((month >= 1) & (month <= 12))
        & ((year >= _POSSIBLE_YEARS.start) & (year < _POSSIBLE_YEARS.stop))
    )
    return np.where(is_usual & is_day, days, np.datetime64("NaT")).astype("datetime64[s]")


def _forms(others: dict[int, _Parts | None], usual: list[int]) -> tuple[str, ...]:
    """The forms that are met, in the order of the first text of each."""
    first = {parts.form: at for at, parts in reversed(others.items()) if parts}
    for at in usual[:1]:
        first[_USUAL] = min(at, first.get(_USUAL, at))
    return tuple(sorted(first, key=lambda form: first[form]))


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
