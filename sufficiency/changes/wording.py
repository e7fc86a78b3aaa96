"""Numbers, ranges and names of figures as the tables and sentences of what changed say them."""

import re
from collections.abc import Sequence
from datetime import date
from math import isnan
from typing import Final

from sufficiency.rounding import whole, whole_ends
from sufficiency.vocabulary import ASSUMPTION_LABELS, BEYOND_LABELS, LABELS
from sufficiency.words import day_in_words, number

NOT_RECORDED_WORDS: Final = "not recorded"
MOST_NAMED: Final = 4
_MONTH: Final = re.compile(r"\d{4}-\d{2}")


def told(central: float, low: float = float("nan"), high: float = float("nan")) -> str:
    """A whole number with its range, which is left out where it is not recorded or has no width."""
    if isnan(central):
        return NOT_RECORDED_WORDS
    ends = None if isnan(low) or isnan(high) else whole_ends(whole(central), low, high)
    return number(central) if ends is None else f"{number(central)} ({number(ends[0])} to {number(ends[1])})"


def about(central: float, low: float = float("nan"), high: float = float("nan")) -> str:
    """An estimate in a sentence."""
    return told(central, low, high) if isnan(central) else f"about {told(central, low, high)}"


def signed(change: float) -> str:
    """A change with its sign; blank where it is not known."""
    if isnan(change):
        return ""
    return number(change) if whole(change) <= 0 else f"+{number(change)}"


def shown_change(old: float, new: float) -> float:
    """The change between two numbers as they are shown, so that a reader who subtracts finds the same."""
    return float("nan") if isnan(old) or isnan(new) else float(whole(new) - whole(old))


def more_or_fewer(change: float) -> str:
    """A change of a count in words."""
    if isnan(change) or whole(change) == 0:
        return "no change" if not isnan(change) else "a change that is not recorded"
    return f"{number(abs(change))} {'more' if change > 0 else 'fewer'}"


def exact(value: float) -> str:
    """A figure's own number, with no more decimals than it needs."""
    said = f"{value:,.4f}".rstrip("0").rstrip(".")
    return said.replace("-", "−")


def exact_range(value: float, low: float, high: float) -> str:
    """A figure's number with its low and high, where it has them."""
    if isnan(value):
        return NOT_RECORDED_WORDS
    return exact(value) if isnan(low) or isnan(high) else f"{exact(value)} ({exact(low)} to {exact(high)})"


def some_of(names: Sequence[str], rest: str) -> str:
    """The first few names, and how many more there are and where: parted so that a name may have a comma."""
    if len(names) <= MOST_NAMED:
        return "; ".join(names)
    return f"{'; '.join(names[:MOST_NAMED])}; and {len(names) - MOST_NAMED:,} more in {rest}"


def figure_in_words(name: str) -> str:
    """A figure's name as people say it: an assumption in its own words, others without underscores."""
    measure, *parts = name.split("/")
    labels = BEYOND_LABELS if measure.startswith("far_") else {}
    words = [word for part in parts for word in part.split()]
    said = [labels.get(word) or LABELS.get(word, word.replace("_", " ")).lower() for word in words]
    if measure in ASSUMPTION_LABELS:
        return ASSUMPTION_LABELS[measure].format(", ".join(said))
    plain = measure.replace("_", " ")
    return f"{plain}: {', '.join(said)}" if said else plain


def date_or_month(as_at: str) -> str:
    """A figure's date as people write it: `31 March 2019`, `March 2019`; a year, or other words, as it is."""
    try:
        day = date.fromisoformat(f"{as_at}-01" if _MONTH.fullmatch(as_at) else as_at)
    except ValueError:
        return as_at
    return f"{day:%B} {day.year}" if _MONTH.fullmatch(as_at) else day_in_words(day)


def verb(many: int, one: str = "is", more: str = "are") -> str:
    """The verb for so many."""
    return one if many == 1 else more


def span(years: Sequence[int]) -> str:
    """Years in order as one stretch."""
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
