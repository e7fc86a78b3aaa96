"""Numbers, years and dates as Excel writes them: read right, or refused with the reason.

A refusal never quotes the cell, which may be about a child. It is worded to follow the cell's name:
"cannot be read as a number: it is a DfE mark ...".
"""

import calendar
import datetime
import math
import re
from typing import Final

POUND_UNITS: Final = ("gbp", "gbp_per_week")
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
FIRST_AS_AT_YEAR: Final = 1900

_SCALES: Final = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9}
# Thousands never begin with 0: "0,234" is a decimal comma.
_NUMBER: Final = re.compile(
    r"(?P<sign>[+-]?)(?P<pound>£?)"
    r"(?P<digits>(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)"
    rf"(?: ?(?P<scale>{'|'.join(_SCALES)}))?(?P<percent> ?%)?",
    re.IGNORECASE | re.ASCII,
)

_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE: Final = (
    r"\d{1,4}/\d{1,2}(?:/\d{1,4})?|\d{4}-\d{1,2}-\d{1,2}(?: .*)?|\d{1,2}[-.]\d{1,2}[-.]\d{2,4}"
    rf"|\d{{1,2}}[- ]{_MONTH}(?:[- ]\d{{2,4}})?|{_MONTH}[- ]\d{{2,4}}"
)
_WRITE_PLAINLY: Final = "Write the number in digits, as 45265 or 45,265.5."
# What each refused form is, and what to do about it; the first that fits is said.
_REFUSALS: Final = [
    (re.compile(pattern, re.IGNORECASE), what, do)
    for pattern, what, do in (
        (r"", "it is blank.", "Write the number, or leave the row out."),
        (r"#.*", "it is an error in Excel.", "Mend the formula, or write the number."),
        (
            r"[cxzku*:–—-]|low|\.\.?",
            "it is a DfE mark that says why there is no number.",
            "Leave the row out: the figure is then not recorded.",
        ),
        (r"[+-]?(?:nan|inf|infinity)", "it stands for no number.", "Write the number, or leave the row out."),
        (
            r"[+-]?[0-9.,]+e[+-]?[0-9]+",
            "it is in scientific notation, and Excel may have dropped digits.",
            "Format the cell as Number and write every digit.",
        ),
        (r"\(.*\)", "brackets are an accountant's minus.", "Write a minus sign, as -45."),
        (_DATE, "it is a date, perhaps of Excel's making.", "Format the cell as Number and write it again."),
        (
            r"£?[0-9][0-9.,]*[%km]? ?(?:-|–|—|to) ?£?[0-9][0-9.,]*[%km]?",
            "it is a range.",
            "Put its middle in value, and its ends in low and high.",
        ),
        (
            r"[<>≤≥~≈±].*",
            "it is a bound or a guess.",
            "Write one number; how unsure it is goes in low and high.",
        ),
        (r".*[0-9] [0-9].*", "it has a space between its digits.", "Take the space out."),
        (
            r"[+-]?£?[0-9.]*,[0-9.,]*(?: ?(?:[km%]|million))?",
            "its commas are not between groups of three digits.",
            "Take the commas out, and write a full stop before decimals.",
        ),
        (r".*", "it is other text.", _WRITE_PLAINLY),
    )
]

_ISO_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_BRITISH_DATE: Final = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_YEAR_AND_TWO: Final = re.compile(r"([0-9]{4})([-/])([0-9]{2})")
_YEAR_ALONE: Final = re.compile(r"[0-9]{4}")
_WRITE_THE_DATE: Final = "Write it as 2019-03-31, 31/03/2019, 2019-03, 2018/19 or 2019."


class UnreadableError(ValueError):
    """A cell that cannot be read: what is wrong with it, and what to do."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(f"{what} {do}")
        self.what = what
        self.do = do


def parse_number(text: str, unit: str) -> float:
    """The number in a cell, in its unit; ValueError says why it cannot be read and what to do."""
    plain = _plain(text)
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise _refusal(plain)
    exponent = _exponent(found, unit)
    # Python reads the power of ten together with the digits, so 1.1m is 1100000 exactly.
    number = float(f"{found['sign']}{found['digits'].replace(',', '')}e{exponent}")
    if not math.isfinite(number):
        raise _not_a_number("it is too large.", "Check its digits.")
    return number + 0.0  # so that -0 is 0


def parse_year(text: str) -> int | None:
    """The year in a cell, None where it is blank; ValueError where it is no year."""
    plain = _plain(text)
    if not plain:
        return None
    found = re.fullmatch(r"([0-9]{4})(?:\.0+)?", plain)  # Excel writes 2019.0 when a column has blanks
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        what = f"is not a year from {FIRST_YEAR} to {LAST_YEAR}."
        raise UnreadableError(what, "Write four digits, as 2019, or leave it blank.")
    return int(found[1])


def parse_as_at(text: str) -> datetime.date:
    """The day that a figure is as at: a month's or a financial year's is its last day.

    A year alone is its 31 March, the day of the yearly return on children looked after.
    """
    plain = _plain(text).replace("–", "-")
    if found := _ISO_DATE.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _BRITISH_DATE.fullmatch(plain):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _YEAR_AND_TWO.fullmatch(plain):
        return _end_of_month_or_year(int(found[1]), found[2], int(found[3]))
    if _YEAR_ALONE.fullmatch(plain):
        return _day(int(plain), 3, 31)
    raise UnreadableError("is not a date.", _WRITE_THE_DATE)


def _plain(text: str) -> str:
    """Text with every kind of space made plain, and the printer's minus made a hyphen."""
    return " ".join(text.split()).replace("\u2212", "-")


def _exponent(found: re.Match[str], unit: str) -> int:
    """The power of ten that a cell's £, k, m or % stands for in its unit."""
    if found["percent"]:
        return _exponent_of_percent(found, unit)
    if found["pound"] and unit not in POUND_UNITS:
        do = "Make the unit gbp or gbp_per_week, or take the pound sign away."
        raise _not_a_number(f"it has a pound sign, but its unit is {unit or 'blank'}.", do)
    if not found["scale"]:
        return 0
    if unit not in POUND_UNITS:
        raise _not_a_number("only money may be shortened with k or m.", "Write every digit.")
    return _SCALES[found["scale"].lower()]


def _exponent_of_percent(found: re.Match[str], unit: str) -> int:
    if found["pound"] or found["scale"]:
        raise _not_a_number("it is money and a percentage at once.", _WRITE_PLAINLY)
    if unit not in ("percent", "share"):
        do = "Make the unit percent or share, or take the % away."
        raise _not_a_number(f"it has a % sign, but its unit is {unit or 'blank'}.", do)
    return -2 if unit == "share" else 0


def _refusal(plain: str) -> UnreadableError:
    what, do = next((what, do) for pattern, what, do in _REFUSALS if pattern.fullmatch(plain))
    return _not_a_number(what, do)


def _not_a_number(what: str, do: str) -> UnreadableError:
    return UnreadableError(f"cannot be read as a number: {what}", do)


def _day(year: int, month: int, day: int) -> datetime.date:
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        raise UnreadableError("is not a day in the calendar.", _WRITE_THE_DATE) from None
    if not FIRST_AS_AT_YEAR <= year <= LAST_YEAR:
        what = f"is not between {FIRST_AS_AT_YEAR} and {LAST_YEAR}."
        raise UnreadableError(what, "Check the year.")
    return date


def _end_of_month_or_year(year: int, separator: str, two: int) -> datetime.date:
    """The last day of `2018-12`, a month, or of `2018-19` or `2018/19`, a financial year."""
    is_financial_year = two == (year + 1) % 100
    is_month = separator == "-" and 1 <= two <= 12
    if is_financial_year and is_month:
        last = calendar.monthrange(year, two)[1]
        what = "may be a month or a financial year."
        do = f"Write {year}-{two:02}-{last} for the month, or {year}/{two:02} for the financial year."
        raise UnreadableError(what, do)
    if is_financial_year:
        return _day(year + 1, 3, 31)
    if is_month and year:
        return _day(year, two, calendar.monthrange(year, two)[1])
    raise UnreadableError("is neither a month nor a financial year.", _WRITE_THE_DATE)
