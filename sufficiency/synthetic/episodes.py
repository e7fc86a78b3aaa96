"""Episodes: each period of care as a council returns it, cut where the home or the legal status changes."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sufficiency.chance.luck import stream as random_numbers
from sufficiency.synthetic.assumed import (
    DAYS_A_YEAR,
    ENDS_AT_18,
    ENDS_BY_ADOPTION,
    ENDS_HOME,
    ENDS_OF_UASC,
    ENDS_TO_GUARDIANS,
    GUARDIANS_ELSEWHERE,
    GUARDIANS_SHARE,
    LONG_TERM,
    MOVE_REASONS,
    NEEDS,
    ORDERS_A_YEAR,
    STARTS_INTERIM,
    STAYING_PUT,
    TEMPORARY_CODES,
    TEMPORARY_FROM_DAYS,
    TEMPORARY_MOVES_A_YEAR,
)
from sufficiency.synthetic.children import STILL_IN_CARE, Periods
from sufficiency.synthetic.days import birthdays
from sufficiency.synthetic.homes import Placements, Words, picked, postcodes
from sufficiency.synthetic.margins import KINDS
from sufficiency.synthetic.process import Floats, Wholes
from sufficiency.vocabulary import FOSTERING, KINSHIP, RESIDENTIAL

Places = NDArray[np.int64]
_CARE_ORDER, _PLACEMENT_ORDER, _ACCOMMODATED, _INTERIM = "C2", "E1", "V2", "C1"
_ADOPTION = KINDS.index("placed_for_adoption")


@dataclass(frozen=True)
class Episodes:
    """Episodes in order of child and day, as returned; `end` is `STILL_IN_CARE` where open.

    `miles` is NaN where no distance is recorded; `child` counts from 0.
    """

    child: Wholes
    start: Wholes
    end: Wholes
    rne: Words
    ls: Words
    cin: Words
    place: Words
    provider: Words
    rec: Words
    reason: Words
    postcode: Words
    urn: Words
    miles: Floats
    location: Words

    def __len__(self) -> int:
        return len(self.child)

    def where(self, chosen: NDArray[np.bool_] | Places) -> "Episodes":
        """Some of the episodes, by a mask or by places."""
        return Episodes(**{each.name: getattr(self, each.name)[chosen] for each in fields(self)})


def together(parts: list[Episodes]) -> Episodes:
    """Several sets of episodes as one, in order of child and day."""
    columns = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Episodes)
    }
    joined = Episodes(**columns)
    return joined.where(np.lexsort((joined.start, joined.child)))


def episodes_of(periods: Periods, placements: Placements, is_uasc: bool, seed: int) -> Episodes:
    """The episodes of periods of care: contiguous within each, with reasons for every change."""
    numbers = random_numbers(seed, f"synthetic episodes, {'uasc' if is_uasc else 'other'}")
    orders = _orders(periods, is_uasc, numbers)
    home, start, order = _cut(placements, orders)
    period = placements.period[home]
    turned = start >= placements.long_term[home]
    code = np.where(turned, LONG_TERM, placements.code[home])
    ls = np.where(placements.kind[home] == _ADOPTION, _PLACEMENT_ORDER, order)
    keep = _changes(period, home, code, ls)
    home, start, period, code, ls = home[keep], start[keep], period[keep], code[keep], ls[keep]
    follows = np.append(period[1:] == period[:-1], False) if len(period) else np.zeros(0, dtype=bool)
    end = np.where(follows, np.append(start[1:], 0), periods.end[period]) if len(period) else start
    moves = np.append(home[1:] != home[:-1], False) if len(period) else follows
    need = picked({"N8": 1.0} if is_uasc else NEEDS, numbers.random(len(periods)))
    rec, reason = _ends(periods, placements, period, home, follows, moves, code, is_uasc, numbers)
    made = Episodes(
        child=periods.child[period],
        start=start,
        end=end,
        rne=_why_new(period, home, code, ls),
        ls=ls,
        cin=need[period],
        place=code,
        provider=placements.provider[home],
        rec=rec,
        reason=reason,
        postcode=placements.postcode[home],
        urn=placements.urn[home],
        miles=placements.miles[home],
        location=placements.location[home],
    )
    return _with_temporary_moves(made, placements.kind[home], is_uasc, numbers)


# --- Legal status ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Orders:
    """The days on which an interim and a full care order begin in each period; section 20 before them."""

    interim: Wholes
    full: Wholes


def _orders(periods: Periods, is_uasc: bool, numbers: np.random.Generator) -> _Orders:
    count = len(periods)
    never = np.full(count, STILL_IN_CARE)
    if is_uasc:
        return _Orders(never, never)
    starts_interim = numbers.random(count) < STARTS_INTERIM
    wait = numbers.exponential(size=(2, count)) * DAYS_A_YEAR
    to_interim = periods.start + 1 + (wait[0] / ORDERS_A_YEAR["V2 to C1"]).astype(np.int64)
    interim = np.where(starts_interim, periods.start, to_interim)
    full = interim + 1 + (wait[1] / ORDERS_A_YEAR["C1 to C2"]).astype(np.int64)
    return _Orders(interim, full)


def _cut(placements: Placements, orders: _Orders) -> tuple[Places, Wholes, Words]:
    """Where an episode may begin: the placement, the day, and the legal status then, in order.

    It begins with a placement, when a home becomes long-term, and when an order is made.
    """
    count = len(placements.period)
    at = np.arange(count)
    days = [placements.start, placements.long_term]
    days += [orders.interim[placements.period], orders.full[placements.period]]
    home = np.tile(at, len(days))
    day = np.concatenate(days)
    inside = (day >= placements.start[home]) & (day < placements.end[home])
    home, day = home[inside], day[inside]
    order = np.lexsort((day, home))  # homes stand in order of period and day
    home, day = home[order], day[order]
    once = np.ones(len(home), dtype=bool)
    once[1:] = (home[1:] != home[:-1]) | (day[1:] != day[:-1])
    home, day = home[once], day[once]
    period = placements.period[home]
    status = np.where(day >= orders.interim[period], _INTERIM, _ACCOMMODATED)
    status = np.where(day >= orders.full[period], _CARE_ORDER, status)
    return home, day, status.astype(object)


def _changes(period: Places, home: Places, code: Words, ls: Words) -> NDArray[np.bool_]:
    """Which cuts begin something new: an order that changes nothing visible begins no episode."""
    new = np.ones(len(period), dtype=bool)
    new[1:] = (
        (period[1:] != period[:-1]) | (home[1:] != home[:-1]) | (code[1:] != code[:-1]) | (ls[1:] != ls[:-1])
    )
    return new


def _why_new(period: Places, home: Places, code: Words, ls: Words) -> Words:
    """The reason for each new episode: S, or what changed since the one before."""
    why = np.full(len(period), "S", dtype=object)
    goes_on = np.flatnonzero(period[1:] == period[:-1]) + 1
    moved = home[goes_on] != home[goes_on - 1]
    status = code[goes_on] != code[goes_on - 1]
    order = ls[goes_on] != ls[goes_on - 1]
    why[goes_on] = np.select(
        [moved & order, moved, status & order, status], ["B", "P", "U", "T"], default="L"
    )
    return why


# --- Ends -----------------------------------------------------------------------------------------


def _ends(
    periods: Periods,
    placements: Placements,
    period: Places,
    home: Places,
    follows: NDArray[np.bool_],
    moves: NDArray[np.bool_],
    code: Words,
    is_uasc: bool,
    numbers: np.random.Generator,
) -> tuple[Words, Words]:
    """Why each episode ends, and why a placement was changed: blank where it is open, or was not."""
    rec = np.full(len(period), "X1", dtype=object)
    last = np.flatnonzero(~follows)
    ends = _why_left(periods, placements.kind[home[last]], period[last], is_uasc, numbers)
    rec[last] = np.where(periods.end[period[last]] == STILL_IN_CARE, "", ends)
    reason = np.full(len(period), "", dtype=object)
    why = picked(MOVE_REASONS, numbers.random(len(period)))
    reason[follows & moves] = why[follows & moves]
    turns = np.append(code[1:] != code[:-1], False) if len(code) else follows
    reason[follows & ~moves & turns] = "PLACE"  # a change in the status of the placement only
    return rec, reason


def _why_left(
    periods: Periods, kind: Wholes, period: Places, is_uasc: bool, numbers: np.random.Generator
) -> Words:
    """Why each period ended, by age and by the home that it ended in."""
    count = len(period)
    returns = np.zeros(len(periods), dtype=bool)
    returns[:-1] = periods.child[1:] == periods.child[:-1]
    ends = picked(ENDS_OF_UASC if is_uasc else ENDS_HOME, numbers.random(count))
    chance = numbers.random(count)
    for at, name in enumerate(KINDS):
        share = GUARDIANS_SHARE.get(name, GUARDIANS_ELSEWHERE)
        to_guardians = (kind == at) & (chance < share) & ~returns[period] & (not is_uasc)
        ends[to_guardians] = ENDS_TO_GUARDIANS.get(name, "E47")
    adopted = (kind == _ADOPTION) & ~returns[period]
    ends[adopted] = picked(ENDS_BY_ADOPTION, numbers.random(count))[adopted]
    grown = periods.end[period] >= birthdays(periods.born[period], 18)
    at_18 = picked(ENDS_AT_18, numbers.random(count))
    fostered = np.isin(kind, [KINDS.index(FOSTERING), KINDS.index(KINSHIP)])
    at_18[fostered & (numbers.random(count) < STAYING_PUT)] = "E17"
    ends[grown] = at_18[grown]
    return ends


# --- Temporary moves ------------------------------------------------------------------------------


def _with_temporary_moves(
    episodes: Episodes, kind: Wholes, is_uasc: bool, numbers: np.random.Generator
) -> Episodes:
    """The episodes with a few of them broken by some days elsewhere, and back in the same home."""
    length = np.minimum(episodes.end - episodes.start, 10 * 366)
    can = np.isin(kind, [KINDS.index(name) for name in (FOSTERING, KINSHIP, RESIDENTIAL)])
    chance = 1 - np.exp(-TEMPORARY_MOVES_A_YEAR * length / DAYS_A_YEAR)
    goes = np.flatnonzero(can & (length >= TEMPORARY_FROM_DAYS) & (numbers.random(len(length)) < chance))
    code = picked({name: share for name, (share, _, _) in TEMPORARY_CODES.items()}, numbers.random(len(goes)))
    least, most = (np.array([TEMPORARY_CODES[name][at] for name in code], dtype=np.int64) for at in (1, 2))
    days = least + np.floor(numbers.random(len(goes)) * (most - least + 1)).astype(np.int64)
    away = episodes.start[goes] + 1
    away += np.floor(numbers.random(len(goes)) * (length[goes] - days - 2)).astype(np.int64)
    back = away + days
    before, there, after = (_copied(episodes, goes) for _ in range(3))
    blank = np.full(len(goes), "", dtype=object)
    on = {"end": away, "rec": np.full(len(goes), "X1", dtype=object), "reason": blank}
    parts = [
        episodes.where(np.setdiff1d(np.arange(len(episodes)), goes)),
        _changed(before, **on),
        _changed(
            there,
            **{**on, "end": back},
            start=away,
            rne=np.full(len(goes), "P", dtype=object),
            place=code,
            provider=blank,
            postcode=postcodes(len(goes), numbers),
            urn=blank,
            miles=np.full(len(goes), np.nan)
            if is_uasc
            else np.round(0.1 + 19.9 * numbers.random(len(goes)), 1),
        ),
        _changed(after, start=back, rne=np.full(len(goes), "P", dtype=object)),
    ]
    return together(parts)


def _copied(episodes: Episodes, chosen: Places) -> dict[str, Wholes | Words | Floats]:
    return {each.name: getattr(episodes, each.name)[chosen] for each in fields(episodes)}


def _changed(columns: dict[str, Wholes | Words | Floats], **changes: Wholes | Words | Floats) -> Episodes:
    return Episodes(**{**columns, **changes})  # type: ignore[arg-type]
