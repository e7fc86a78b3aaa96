"""The cells of a select list: a number, a word, a day, an age. Each is read, or its row has a fault."""

import re
from datetime import date
from typing import Final

import numpy as np

from sufficiency.numerals import UnreadableError, parse_as_at
from sufficiency.providers.columns import NEEDED, NO, WORDS, YES
from sufficiency.readers.rows import Row, range_in_words
from sufficiency.readers.text import did_you_mean_in_any_case, quoted

OLDEST_CHILD: Final = 17
_YES_OR_NO: Final = {"": None, YES: True, NO: False, "true": True, "false": False}
_CALLED: Final = {"care": "level of care"}  # where a column's name is not what its words are
_BETWEEN_WORDS: Final = re.compile(r"[\s_\-‐‑–—]+")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/[0-9]{4}")
_WRITE_A_NUMBER: Final = (
    "Write one number in digits, without thousands marks, or leave the cell blank where it is not recorded."
)


def number(
    row: Row, column: str, unit: str, most: float = np.inf, do: str = "Check the number."
) -> float | None:
    """The number in a column, from 0 to the most it may be; None where it is blank or has a fault."""
    found = row.number_in(column, unit, _WRITE_A_NUMBER)
    if found is not None and not 0 <= found <= most:
        what = f"{quoted(row.text(column))} cannot be right: it must be {range_in_words(0, most)}."
        row.fault(column, what, do)
        return None
    return found


def age(row: Row, column: str, otherwise: int) -> int | None:
    """The age in a column, in whole years; `otherwise` where it is blank, None where it has a fault."""
    if not row.text(column):
        return otherwise
    found = number(row, column, "number", OLDEST_CHILD, "Write an age of childhood.")
    if found is not None and found % 1:
        row.fault(column, f"{quoted(row.text(column))} is not an age in whole years.", "Write it as 8.")
        return None
    return None if found is None else int(found)


def word(row: Row, column: str) -> str | None:
    """The word in a column, whatever its capitals, spaces and hyphens; None where blank or not known."""
    text = row.needed(column) if column in NEEDED else row.text(column)
    if not text:
        return None
    found, known = as_word(text), WORDS[column]
    if found in known:
        return found
    do = did_you_mean_in_any_case(found, list(known)) or f"Use one of: {', '.join(known)}."
    row.fault(column, f"{quoted(text)} is not a {_CALLED.get(column, column)}.", do)
    return None


def as_word(text: str) -> str:
    """Text as the vocabulary writes its words: `Residential 16-17` is residential_16_17."""
    return _BETWEEN_WORDS.sub("_", text.strip().lower())


def yes_or_no(row: Row, column: str) -> bool | None:
    """Whether a column says yes; None where it is blank or says something else."""
    text = row.text(column)
    if text.lower() not in _YES_OR_NO:
        row.fault(column, f"{quoted(text)} is neither yes nor no.", "Write yes, no or nothing.")
    return _YES_OR_NO.get(text.lower())


def day(row: Row, column: str) -> date | None:
    """The day in a column, None where it is blank or has a fault; no month or year stands for a day."""
    text = row.text(column)
    if text and not _DAY.fullmatch(text):
        row.fault(column, f"{quoted(text)} is not a day.", "Write it as 31/03/2019 or 2019-03-31.")
        return None
    return _as_at(row, column) if text else None


def day_described(row: Row) -> date | None:
    """The day that a row is as at, which may be written as a month or a year; None where it has a fault."""
    return _as_at(row, "as_at") if row.needed("as_at") else None


def _as_at(row: Row, column: str) -> date | None:
    try:
        return parse_as_at(row.text(column))
    except UnreadableError as error:
        row.unreadable(column, error)
        return None
