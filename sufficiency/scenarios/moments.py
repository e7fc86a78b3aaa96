"""Moments: a day as a year and a part of one, counted from 31 March to 31 March.

31 March 2023 is 2023; six months later is about 2023.5. Only a re-base starts between two of them.
"""

from datetime import date


def last_year_end(day: date) -> int:
    """The year of the last 31 March that is not after the day."""
    return day.year - int((day.month, day.day) < (3, 31))


def moment_of(day: date) -> float:
    """A day in years: the last 31 March, and the part of the year to the next one that has gone by."""
    year = last_year_end(day)
    begun, ended = date(year, 3, 31), date(year + 1, 3, 31)
    return year + (day - begun) / (ended - begun)
