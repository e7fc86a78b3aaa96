"""Words: numbers, changes, paths and dates as people read them."""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import isnan

from sufficiency.rounding import whole

RANGE_80 = "80% range"
_NEEDS_NO_QUOTES = re.compile(r"[\w@%+:,./-]+")


def number(value: float, decimals: int = 0) -> str:
    """A number with its thousands parted and a true minus."""
    said = f"{value:,.{decimals}f}" if decimals else f"{whole(value):,}"
    return said.replace("-", "−")


def children_words(count: float) -> str:
    """So many children, one of them being a child."""
    return f"{number(count)} {'child' if whole(count) == 1 else 'children'}"


def more_children(number: float) -> str:
    """So many more children, as whole children: `1 more child`, `12 more children`."""
    return f"{whole(number)} more {'child' if whole(number) == 1 else 'children'}"


def count(many: int, one: str, more: str = "") -> str:
    """So many of something: `1 figure`, `3 figures`."""
    return f"{many:,} {one if many == 1 else more or f'{one}s'}"


def of_unit(number: float, unit: str) -> str:
    """So many of a unit that is named in the plural: `3 homes`, `1 home`, `1 child`, `0.5 places`."""
    singular = "child" if unit.endswith("children") else unit.removesuffix("s")
    return f"{number:,g} {singular if number == 1 else unit}"


def were(count: float) -> str:
    """The verb for so many."""
    return "was" if whole(count) == 1 else "were"


def change_words(ratio: float) -> str:
    """How a count compares with an earlier one, as a whole percentage."""
    percent = whole(100 * (ratio - 1))
    if percent == 0:
        return "as many"
    return f"{percent}% more" if percent > 0 else f"{-percent}% fewer"


def chance_in_words(share: float) -> str:
    """A chance as the gap table prints it; blank where there is none."""
    if isnan(share):
        return ""
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < share < 1 else f"{share:.0%}"


def in_millions(pounds: float) -> str:
    """Pounds as a committee reads them: millions to one decimal, or to two below one."""
    millions = pounds / 1e6
    return f"£{millions:.1f}m" if millions >= 1 else f"£{millions:.2f}m"


def listed(words: Iterable[str]) -> str:
    """Words in a list, the last two joined by "and"."""
    said = list(words)
    return f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else "".join(said)


def told(path: Mapping[int, float], years: Sequence[int], decimals: int = 0) -> str:
    """A path at the years asked for; once, if it never moves between them."""
    shown = [year for year in years if year in path]
    moves = {number(path[year], decimals) for year in path if shown[0] <= year <= shown[-1]}
    if len(shown) > 1 and len(moves) == 1:
        return f"{moves.pop()} throughout, from {shown[0]} to {shown[-1]}"
    return listed([f"{number(path[year], decimals)} in {year}" for year in shown])


def movement(path: Mapping[int, float], start: int, end: int) -> str:
    """How a count goes from one year to another."""
    if end not in path or start == end:
        return f"were {number(path[start])}"
    if whole(path[start]) == whole(path[end]):
        return f"stay at {number(path[end])}"
    return f"go from {number(path[start])} to {number(path[end])}"


def peak(path: Mapping[int, float]) -> str:
    """When a path is highest; nothing of one that never moves."""
    if len({whole(value) for value in path.values()}) < 2:
        return ""
    year = max(path, key=lambda when: path[when])
    return f"The highest is {number(path[year])}, in {year}"


def sentences(*parts: str) -> str:
    """Parts as sentences, the empty ones left out, each ended with one full stop."""
    return " ".join(part.strip().rstrip(".") + "." for part in parts if part.strip())


def lower_first(text: str) -> str:
    """Words as they stand inside a sentence."""
    return text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """Words as they begin a sentence."""
    return text[:1].upper() + text[1:]


def day_in_words(day: date) -> str:
    """A date as people write it: 31 March 2019."""
    return f"{day.day} {day:%B} {day.year}"


def date_in_words(as_at: str) -> str:
    """A date, from YYYY-MM-DD."""
    return day_in_words(date.fromisoformat(as_at))


def as_typed(path: object) -> str:
    """A path as it is typed in a command, on any system: in quotes where a shell would part it."""
    text = str(path)
    if _NEEDS_NO_QUOTES.fullmatch(text):
        return text
    return shlex.quote(text) if any(sign in text for sign in '"$`!') else f'"{text}"'
