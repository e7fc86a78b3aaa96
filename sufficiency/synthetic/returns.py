"""Returns: what a council would submit each year, one set of tables a year, from one set of lives."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.synthetic.children import Periods, drawn_periods
from sufficiency.synthetic.days import birthdays, texts, year_starts
from sufficiency.synthetic.episodes import Episodes, episodes_of, together
from sufficiency.synthetic.homes import Words, drawn_placements
from sufficiency.synthetic.margins import Margins
from sufficiency.synthetic.people import People, drawn_people
from sufficiency.synthetic.process import Homes, Process, Wholes
from sufficiency.synthetic.short_breaks import drawn_agreements, short_breaks_of

EPISODES = ("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC",
            "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN", "PL_DISTANCE", "PL_LOCATION")  # fmt: skip
HEADER = ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB")
UASC = ("CHILD", "SEX", "DOB", "DUC")
MERGED_CODES = {"H5": "K3", "P2": "K3"}  # supported accommodation, from the return of 2025
MERGED_FROM = SEX_IN_LETTERS_FROM = 2025
Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Return:
    """The three tables that a council submits for a year ended 31 March, each with its header row first."""

    year: int
    episodes: Rows
    header: Rows
    uasc: Rows


@dataclass(frozen=True)
class Lives:
    """Everybody who is in one of the returns, and every episode of theirs.

    `born` of an episode's child is in `people`. `periods` are those of children looked after, without
    short breaks, of all children numbered alike.
    """

    people: People
    episodes: Episodes
    periods: Periods


def drawn_lives(process: Process, margins: Margins, seed: int) -> Lives:
    """Children, their periods of care, homes and episodes, by the process and a seed."""
    starts = _ends_of(process.years)
    first, until = int(starts[0]), int(starts[-1])
    parts: list[Episodes] = []
    stays: list[Periods] = []
    born: list[Wholes] = []
    uasc: list[NDArray[np.bool_]] = []
    count = 0
    for stream, homes in ((process.other, process.other_homes), (process.uasc, process.uasc_homes)):
        is_uasc = stream is process.uasc
        periods = _renumbered(_within(drawn_periods(stream, process.scale, seed), first, until))
        episodes = _episodes(periods, homes, process, until, is_uasc, seed)
        parts.append(_from(episodes, count))
        stays.append(_later(periods, count))
        count = _added(periods, is_uasc, born, uasc, count)
    stock = float(np.mean([margins.stock[year] for year in process.years])) * process.scale
    agreements = _renumbered(_within(drawn_agreements(stock, process.years, seed), first, until))
    breaks = short_breaks_of(agreements, seed)
    parts.append(_from(breaks, count))
    _added(agreements, False, born, uasc, count)
    people = drawn_people(np.concatenate(born), np.concatenate(uasc), margins, seed)
    return Lives(people, together(parts), _all(stays))


def returns_of(lives: Lives, years: Sequence[int]) -> list[Return]:
    """The return of each year: every episode open at any time in it, an end after it still unknown."""
    return [_return_of(lives, year) for year in years]


def open_on_31_march(periods: Periods, years: Sequence[int]) -> Wholes:
    """Children looked after on each 31 March, without short breaks."""
    after = _ends_of(years)[1:]
    return np.array([((periods.start < day) & (periods.end >= day)).sum() for day in after], dtype=np.int64)


def started_and_ceased(periods: Periods, years: Sequence[int]) -> tuple[Wholes, Wholes]:
    """Periods of care that started, and that ended, in each year."""
    edges = _ends_of(years)
    return np.histogram(periods.start, edges - 0.5)[0], np.histogram(periods.end, edges - 0.5)[0]


# --- Lives ----------------------------------------------------------------------------------------


def _ends_of(years: Sequence[int]) -> Wholes:
    """The 1 April that each of the years begins with, and the one after the last."""
    return year_starts(range(years[0], years[-1] + 1))


def _within(periods: Periods, first: int, until: int) -> Periods:
    """The periods that some return holds."""
    return periods.where((periods.end >= first) & (periods.start < until))


def _renumbered(periods: Periods) -> Periods:
    """The same children, numbered from 0 without a gap."""
    _, child = np.unique(periods.child, return_inverse=True)
    return Periods(child.astype(np.int64), periods.born, periods.start, periods.end)


def _later(periods: Periods, count: int) -> Periods:
    return Periods(periods.child + count, periods.born, periods.start, periods.end)


def _from(episodes: Episodes, count: int) -> Episodes:
    return replace(episodes, child=episodes.child + count)


def _added(
    periods: Periods, is_uasc: bool, born: list[Wholes], uasc: list[NDArray[np.bool_]], count: int
) -> int:
    """Note when each child was born and whether unaccompanied; how many children there are so far."""
    children = int(periods.child.max()) + 1 if len(periods) else 0
    own = np.zeros(children, dtype=np.int64)
    own[periods.child] = periods.born
    born.append(own)
    uasc.append(np.full(children, is_uasc))
    return count + children


def _all(stays: list[Periods]) -> Periods:
    names = ("child", "born", "start", "end")
    return Periods(*(np.concatenate([getattr(each, name) for each in stays]) for name in names))


def _episodes(
    periods: Periods, homes: Homes, process: Process, until: int, is_uasc: bool, seed: int
) -> Episodes:
    placements = drawn_placements(
        periods, homes, process.in_house_share, process.long_term_a_year, until, is_uasc, seed
    )
    return episodes_of(periods, placements, is_uasc, seed)


# --- One year's tables ----------------------------------------------------------------------------


def _return_of(lives: Lives, year: int) -> Return:
    first, after = (int(day) for day in _ends_of([year]))
    own = lives.episodes.where((lives.episodes.start < after) & (lives.episodes.end >= first))
    of = np.unique(own.child)
    sex = _sexes(lives.people, of, year)
    return Return(
        year=year,
        episodes=[EPISODES, *_episode_rows(own, lives.people, year, after)],
        header=[HEADER, *_header_rows(lives.people, of, sex, after)],
        uasc=[UASC, *_uasc_rows(lives.people, of, sex)],
    )


def _episode_rows(own: Episodes, people: People, year: int, after: int) -> Rows:
    is_open = own.end >= after
    ends = texts(np.where(is_open, after, own.end))
    place = own.place
    if year >= MERGED_FROM:
        place = np.array([MERGED_CODES.get(code, code) for code in place], dtype=object)
    short_break = np.isin(own.ls, ("V3", "V4"))
    home = np.where(short_break, "", people.home_postcode[own.child])
    columns: list[list[str]] = [
        people.ids(own.child),
        texts(own.start),
        *(_words(each) for each in (own.rne, own.ls, own.cin, place, own.provider)),
        ["" if still else end for still, end in zip(is_open.tolist(), ends, strict=True)],
        *(_words(np.where(is_open, "", each)) for each in (own.rec, own.reason)),
        *(_words(each) for each in (home, own.postcode, own.urn)),
        ["" if np.isnan(miles) else f"{miles:.1f}" for miles in own.miles.tolist()],
        _words(own.location),
    ]
    return list(zip(*columns, strict=True))


def _words(column: Words | NDArray[np.str_]) -> list[str]:
    return [str(word) for word in column.tolist()]


def _sexes(people: People, of: Wholes, year: int) -> list[str]:
    male, female = ("M", "F") if year >= SEX_IN_LETTERS_FROM else ("1", "2")
    return [male if is_male else female for is_male in people.male[of].tolist()]


def _header_rows(people: People, of: Wholes, sex: list[str], after: int) -> Rows:
    mother = people.mother_on[of] < after
    born = texts(np.where(mother, people.mother_on[of], after))
    return list(
        zip(
            people.ids(of),
            sex,
            texts(people.born[of]),
            _words(people.ethnicity[of]),
            people.upns(of, after),
            ["1" if is_mother else "" for is_mother in mother.tolist()],
            [day if is_mother else "" for is_mother, day in zip(mother.tolist(), born, strict=True)],
            strict=True,
        )
    )


def _uasc_rows(people: People, of: Wholes, sex: list[str]) -> Rows:
    """Unaccompanied children, and the day on which they cease to be: their eighteenth birthday."""
    here = people.is_uasc[of]
    own = of[here]
    sexes = [each for each, is_uasc in zip(sex, here.tolist(), strict=True) if is_uasc]
    return list(
        zip(
            people.ids(own),
            sexes,
            texts(people.born[own]),
            texts(birthdays(people.born[own], 18)),
            strict=True,
        )
    )
