"""Which year a return is of: the year ended 31 March, from a column, a name or the dates in it."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

YearCounts = Mapping[int, int]

_SPAN: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[^\da-z]{0,3}(?:to)?[^\da-z]{0,3}(\d\d\d\d|\d\d)(?!\d)", re.I
)
_BARE: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# A day in a name: 31 March says the year, and any other is when the file was saved.
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(?P<year>20\d\d)[-_.](?P<month>\d\d)[-_.](?P<day>\d\d)(?!\d)")
_DAY_FIRST: Final = re.compile(r"(?<!\d)(?P<day>\d\d)[-_.](?P<month>\d\d)[-_.](?P<year>20\d\d)(?!\d)")


class Meaning(StrEnum):
    """What a bare year in a name stands for: the one in which a return begins, or ends."""

    START = "start"
    END = "end"


# By how much later than the bare year the latest start's is.
_MEANINGS: Final = {0: Meaning.END, 1: Meaning.START}


class YearLabel(NamedTuple):
    """A year as it is written: of a span, the one it ends in; bare, it may be the first or the last."""

    year: int
    is_span: bool

    def year_ended(self, means: Meaning) -> int:
        """The return year: a span says it, and a bare year by what it means."""
        return self.year if self.is_span or means == Meaning.END else self.year + 1


class Settled(NamedTuple):
    """What bare years mean here, and the ones whose own dates do not bear it out."""

    means: Meaning
    unsettled: tuple[int, ...]


def label_in(text: str) -> YearLabel | None:
    """The year in a text: `2017-18`, `2017_2018` and `201718` are spans; `2017` is bare; None where none.

    31 March, as `2018-03-31`, says as much as a span. Any other day is passed over.
    """
    for day in (_YEAR_FIRST, _DAY_FIRST):
        for found in day.finditer(text):
            if (found["month"], found["day"]) == ("03", "31"):
                return YearLabel(int(found["year"]), is_span=True)
        text = day.sub(" ", text)
    for found in _SPAN.finditer(text):
        first, second = int(found[1]), int(found[2])
        if second % 100 == (first + 1) % 100 and (second < 100 or second == first + 1):
            return YearLabel(first + 1, is_span=True)
    bare = _BARE.search(text)
    return YearLabel(int(bare[1]), is_span=False) if bare else None


def label_of(path: Path, folder: Path) -> YearLabel | None:
    """The year in a file's name, else in the nearest folder's that has one, the given folder last."""
    absolute = folder.absolute()
    names = [path.stem, *(part for part in reversed(path.absolute().relative_to(absolute).parts[:-1]))]
    return next((label for name in [*names, absolute.name] if (label := label_in(name))), None)


def settle(starts: Mapping[int, YearCounts]) -> Settled:
    """Whether bare years are the ones in which returns begin or end.

    `starts` has, for each bare year, how many of its episodes start in each year ended 31 March. A return
    of 2017 whose latest starts are after 31 March 2017 is of the year begun then. All bare years of a
    folder mean the same: most returns decide, and one with no start in its own year follows them.
    """
    votes = {year: _vote(year, counts) for year, counts in starts.items()}
    begin, end = (sum(vote == meaning for vote in votes.values()) for meaning in Meaning)
    means = Meaning.END if end > begin else Meaning.START
    return Settled(means, tuple(sorted(year for year, vote in votes.items() if vote != means)))


def latest_year(starts: YearCounts) -> int:
    """The latest year ended 31 March in which episodes start; 0 where none does.

    A year with less than a twentieth of the fullest year's starts is taken for a slip of the hand.
    """
    enough = max(starts.values(), default=0) / 20
    return max((year for year, count in starts.items() if count >= enough), default=0)


def _vote(year: int, starts: YearCounts) -> Meaning | None:
    """What a return's latest start says; one later than either year could have is left out."""
    possible = {ended: count for ended, count in starts.items() if ended <= year + 1}
    return _MEANINGS.get(latest_year(possible) - year)
