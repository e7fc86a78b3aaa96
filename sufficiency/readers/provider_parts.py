"""The parts of a provider's row: places, ages, price and time on the list, each read and checked.

Every part that could be read is checked, whatever is wrong with the others, so that all is told at once.
"""

from datetime import date
from typing import Final, NamedTuple

from sufficiency.numerals import UnreadableError, parse_year
from sufficiency.providers.provider import AGES_OF_LOT, PROVISION_OF_LOT
from sufficiency.readers.provider_cells import OLDEST_CHILD, age, day, number, yes_or_no
from sufficiency.readers.rows import Row
from sufficiency.vocabulary import SUPPORTED

LONGEST_SLIP_MONTHS: Final = 60
YOUNGEST_IN_SUPPORTED: Final = 16
_AGENCY: Final = "ifa"  # it approves carers, and may have no number of places of its own
_PUT_RIGHT: Final = "Put right the one that is wrong."


# --- Places ---------------------------------------------------------------------------------------


class Places(NamedTuple):
    """The four numbers of places, and those blocked; None is not recorded."""

    registered_places: float | None
    open_to_us_places: float | None
    filled_by_us_places: float
    vacant_usable_places: float | None
    blocked_places: float | None


_REGISTERED, _OPEN, _FILLED, _VACANT, _BLOCKED = Places._fields
# Which places are a part of which.
_PARTS_OF: Final = (
    ((_FILLED,), _REGISTERED),
    ((_FILLED, _VACANT, _BLOCKED), _REGISTERED),
    ((_OPEN,), _REGISTERED),
    ((_FILLED,), _OPEN),
    ((_FILLED, _VACANT), _OPEN),
)


def places(row: Row, lot: str | None) -> Places:
    """The places in a row; none filled where that is blank, for a row with some other number of places."""
    counts = {column: number(row, column, "places") for column in Places._fields}
    _check_some(row, lot, counts)
    for parts, whole in _PARTS_OF:
        _check_parts(row, counts, parts, whole)
    return Places(
        registered_places=counts[_REGISTERED],
        open_to_us_places=counts[_OPEN],
        filled_by_us_places=counts[_FILLED] or 0.0,
        vacant_usable_places=counts[_VACANT],
        blocked_places=counts[_BLOCKED],
    )


def _check_some(row: Row, lot: str | None, counts: dict[str, float | None]) -> None:
    """A provider has places, unless it is an agency that says that none is filled, or none is vacant."""
    if any(row.text(column) and counts[column] != 0 for column in (_REGISTERED, _FILLED, _VACANT)):
        return
    if lot == _AGENCY and not row.text(_REGISTERED) and (row.text(_FILLED) or row.text(_VACANT)):
        return
    what = "it has no places: registered, filled by us and vacant are all blank or 0."
    row.fault(_REGISTERED, what, "Write how many it has, or take the row out.")


def _check_parts(row: Row, counts: dict[str, float | None], parts: tuple[str, ...], whole: str) -> None:
    """Places that are a part of others are not more than they; one that is too many alone is told alone."""
    most = counts[whole]
    known = {column: count for column in parts if (count := counts[column])}
    total = round(sum(known.values()), 6)
    if most is None or total <= most:
        return
    if len(parts) > 1 and known.get(_FILLED, 0.0) > most:
        return
    said = " and ".join(f"{column}, {count:g}," for column, count in known.items())
    adds_to = "is" if len(known) == 1 else f"add to {total:g},"
    row.fault(next(reversed(known)), f"{said} {adds_to} above {whole}, {most:g}.", _PUT_RIGHT)


# --- Ages -----------------------------------------------------------------------------------------


class Ages(NamedTuple):
    """The youngest and the oldest that a provider takes, in whole years, both included."""

    youngest_age: int
    oldest_age: int


def ages(row: Row, lot: str | None) -> Ages | None:
    """The ages in a row, the lot's own where it does not say; None where they have a fault."""
    youngest_of_lot, oldest_of_lot = AGES_OF_LOT.get(lot or "", (0, OLDEST_CHILD))
    youngest = age(row, "youngest_age", youngest_of_lot)
    oldest = age(row, "oldest_age", oldest_of_lot)
    if lot and youngest is not None and PROVISION_OF_LOT[lot] == SUPPORTED:
        _check_supported(row, youngest)
    if youngest is None or oldest is None:
        return None
    if youngest > oldest:
        what = f"the youngest age it takes, {youngest}, is above the oldest, {oldest}."
        row.fault("youngest_age" if row.text("youngest_age") else "oldest_age", what, _PUT_RIGHT)
    return Ages(youngest, oldest)


def _check_supported(row: Row, youngest: int) -> None:
    if youngest < YOUNGEST_IN_SUPPORTED:
        what = (
            f"supported accommodation is for 16 and 17 only (placement codes K3 and H5): "
            f"to take a child of {youngest} would be a breach of regulations."
        )
        row.fault("youngest_age", what, "Put the age right, or the lot.")


# --- Price ----------------------------------------------------------------------------------------


class Price(NamedTuple):
    """The fee for a place, in pounds a week, and the share of it taken off for us."""

    weekly_fee_gbp: float | None
    discount_share: float | None


def price(row: Row) -> Price:
    """The price in a row; a fee of nothing is not a fee."""
    fee = number(row, "weekly_fee_gbp", "gbp_per_week")
    if fee == 0:
        row.fault("weekly_fee_gbp", "a fee of 0 would make its places free.", "Leave blank where not known.")
    percent = number(row, "discount_percent", "percent", 100, "Write 5 for 5%.")
    # Rounded, for 7.1 / 100 is not quite 0.071.
    return Price(fee, None if percent is None else round(percent / 100, 10))


# --- Time on the list -----------------------------------------------------------------------------


class TimeOnList(NamedTuple):
    """When a provider is on the list, and when it opens, if it has not; slip and ramp are in months."""

    on_list_from: date | None
    on_list_to: date | None
    renewal_assumed: bool
    opens_on: date | None
    slip_months: float
    ramp_months: float
    reopening_round: int | None


def time_on_list(row: Row, base_date: date, filled: float) -> TimeOnList:
    """The time on the list in a row, beside the base date and the places that are filled on it."""
    time = TimeOnList(
        on_list_from=day(row, "on_list_from"),
        on_list_to=day(row, "on_list_to"),
        renewal_assumed=yes_or_no(row, "renewal_assumed") is not False,
        opens_on=day(row, "opens_on"),
        slip_months=number(row, "slip_months", "number", LONGEST_SLIP_MONTHS, "Write it in months.") or 0.0,
        ramp_months=number(row, "ramp_months", "number") or 0.0,
        reopening_round=_round(row),
    )
    _check_order(row, time)
    _check_base_date(row, time, base_date, filled)
    _check_opening(row, time)
    return time


def _round(row: Row) -> int | None:
    try:
        return parse_year(row.text("reopening_round"))
    except UnreadableError as error:
        row.unreadable("reopening_round", error)
        return None


def _check_order(row: Row, time: TimeOnList) -> None:
    if time.on_list_to is None:
        return
    if time.on_list_from and time.on_list_from > time.on_list_to:
        what = f"it comes onto the list on {time.on_list_from}, after it leaves on {time.on_list_to}."
        row.fault("on_list_from", what, _PUT_RIGHT)
    if time.opens_on and time.opens_on > time.on_list_to:
        what = f"opening after closing: it opens on {time.opens_on} and leaves the list on {time.on_list_to}."
        row.fault("opens_on", what, _PUT_RIGHT)


def _check_base_date(row: Row, time: TimeOnList, base_date: date, filled: float) -> None:
    """A place that is filled on the base date is open on it, and on the list or renewed."""
    if not filled:
        return
    if time.on_list_to and time.on_list_to < base_date and not time.renewal_assumed:
        what = (
            f"it left the list on {time.on_list_to}, before the base date {base_date}, and is not renewed, "
            f"but {filled:g} of its places are filled by us."
        )
        row.fault("on_list_to", what, "Bring the row up to date: its last day, its renewal or its places.")
    if time.opens_on and time.opens_on > base_date:
        what = (
            f"it opens on {time.opens_on}, after the base date {base_date}, "
            f"but {filled:g} of its places are filled by us."
        )
        row.fault("opens_on", what, "Leave opens_on blank where it is open, or put the places right.")


def _check_opening(row: Row, time: TimeOnList) -> None:
    for column, months in (("slip_months", time.slip_months), ("ramp_months", time.ramp_months)):
        if months and not row.text("opens_on"):
            what = f"there are {column} but no opens_on: it cannot be late, or fill up, without opening."
            row.fault(column, what, "Write the day that it opens, or leave this blank.")
