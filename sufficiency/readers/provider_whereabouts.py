"""Where a provider stands: the distance and the authority that its row says, or that its postcode tells.

The distance is from the authority's origin, in a straight line. It is not from a child's home.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sufficiency.errors import Fault
from sufficiency.figures.book import UNIT_RANGES
from sufficiency.readers.postcodes import HOW_TO_GET_IT, Location, PostcodeDirectory, miles_between
from sufficiency.readers.provider_cells import number, yes_or_no
from sufficiency.readers.rows import Row
from sufficiency.readers.text import quoted

MILES_OF_TOLERANCE: Final = 1.0  # a stated distance may be rounded, or to the next street
_COUNTY: Final = "E10"  # how the codes begin of counties, whose postcodes have their districts' codes
_PUT_RIGHT: Final = "Put the wrong one right, or leave {} blank: it is then worked out."


class Whereabouts(NamedTuple):
    """What is known of where a provider stands: None is not recorded."""

    distance_miles: float | None
    postcode: str | None
    inside_authority: bool | None


@dataclass(frozen=True)
class Ground:
    """What whereabouts are told by: the origin, the authority, and the postcode directory, if installed."""

    origin: str | None
    authority_code: str | None
    directory: PostcodeDirectory | None

    @property
    def location(self) -> Location | None:
        """Where the origin is; None where it is not stated, not found, or cannot be looked up."""
        return self.directory.locate(self.origin) if self.directory and self.origin else None


def faults_of_ground(ground: Ground, rows: Sequence[Row]) -> list[Fault]:
    """One fault where there are postcodes but no origin to measure from, or one that does not exist."""
    first = next((row for row in rows if row.text("postcode")), None)
    if first is None:
        return []
    if not ground.origin:
        what = "the scenario states no origin: a postcode has no distance from nowhere."
        where = f"row {first.number}, column postcode"
        return [Fault(first.file, where, what, 'Add `origin = "..."` to it: the postcode to measure from.')]
    if ground.directory and ground.location is None:
        what = f"the scenario's origin, {quoted(ground.origin)}, is not a postcode in Great Britain."
        return [Fault(first.file, "", what, "Put `origin` right in the scenario.")]
    return []


def whereabouts(row: Row, ground: Ground, origin: Location | None) -> Whereabouts:
    """Where a row's provider stands; what its postcode tells is filled in, and what it belies is a fault."""
    miles = number(row, "distance_miles", "miles", UNIT_RANGES["miles"][1])
    inside = yes_or_no(row, "inside_authority")
    postcode = _postcode(row.text("postcode"))
    if postcode is None:
        return Whereabouts(miles, None, inside)
    if ground.directory is None:
        if not row.text("distance_miles"):
            what = "the distance of a postcode needs the postcode directory, which is not installed."
            row.fault("postcode", what, HOW_TO_GET_IT)
        return Whereabouts(miles, postcode, inside)
    location = ground.directory.locate(postcode)
    if location is None:
        what = f"{quoted(row.text('postcode'))} is not a postcode in Great Britain."
        row.fault("postcode", what, "Check it, or leave it blank and write distance_miles.")
        return Whereabouts(miles, postcode, inside)
    return Whereabouts(
        distance_miles=_distance(row, miles, location, origin, ground),
        postcode=postcode,
        inside_authority=_inside(row, inside, location, ground),
    )


def _postcode(text: str) -> str | None:
    """A postcode in capitals with its one space; None where it is blank."""
    letters = "".join(text.split()).upper()
    return f"{letters[:-3]} {letters[-3:]}".strip() or None


def _distance(
    row: Row, stated: float | None, location: Location, origin: Location | None, ground: Ground
) -> float | None:
    if origin is None:
        return stated
    found = round(miles_between(origin, location), 1)
    if stated is None:
        return found
    if round(abs(stated - found), 6) > MILES_OF_TOLERANCE:
        what = (
            f"it says {stated:g} miles, but {quoted(row.text('postcode'))} is {found:g} miles "
            f"from {ground.origin} in a straight line."
        )
        row.fault("distance_miles", what, _PUT_RIGHT.format("distance_miles"))
    return stated


def _inside(row: Row, stated: bool | None, location: Location, ground: Ground) -> bool | None:
    if ground.authority_code is None or ground.authority_code.startswith(_COUNTY):
        return stated
    found = location.authority_code == ground.authority_code
    if stated is not None and stated != found:
        what = (
            f"it says {quoted(row.text('inside_authority'))}, but {quoted(row.text('postcode'))} stands "
            f"{'in' if found else 'outside'} the authority, in {location.authority_code}."
        )
        row.fault("inside_authority", what, _PUT_RIGHT.format("inside_authority"))
    return found
