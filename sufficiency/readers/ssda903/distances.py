"""How far each placement is from home, and whether it is inside the authority: then the postcodes go.

PL_DISTANCE and PL_LOCATION are used where they are given. They are not in the files as submitted: DfE works
them out from postcodes, and so does this, with the postcode directory where it is installed.
"""

from typing import TYPE_CHECKING, Final

from sufficiency.readers.postcodes import Location, PostcodeDirectory, miles_between
from sufficiency.ssda903.rules import Finding
from sufficiency.ssda903.sieve import Sieve

if TYPE_CHECKING:
    import pandas as pd

HOME: Final = "HOME_POST"
PLACEMENT: Final = "PL_POST"
_DISTANCE: Final = r"^(?:\d{1,3}(?:\.\d+)?|\.\d+)$"
_DISTRICT: Final = "E07"  # of a county, whose children's services are the county's
_BETWEEN: Final = "|"
_MOST: Final = 0.5  # of the homes found stand in one authority: it is taken for the one that returns


def measure(sieve: Sieve, *, from_postcodes: bool) -> None:
    """Give rows `distance_miles` and `inside_authority`, and take their postcodes away."""
    _read_given(sieve)
    rows = sieve.rows
    has_postcodes = bool(((rows[HOME] != "") & (rows[PLACEMENT] != "")).any())
    if from_postcodes and has_postcodes and PostcodeDirectory.installed():
        _work_out(sieve)
    rows = sieve.rows
    blank = rows["uasc"] & rows["distance_miles"].notna()
    sieve.note("distance_of_uasc", blank & rows["distance_is_given"], "PL_DISTANCE")
    distance = rows["distance_miles"].mask(rows["uasc"])
    dropped = [HOME, PLACEMENT, "PL_DISTANCE", "PL_LOCATION", "distance_is_given"]
    sieve.rows = rows.assign(distance_miles=distance).drop(columns=dropped)


def _read_given(sieve: Sieve) -> None:
    import pandas as pd

    rows = sieve.rows
    text = rows["PL_DISTANCE"].astype(str)
    is_number = text.str.match(_DISTANCE)
    sieve.note("unreadable_distance", (text != "") & ~is_number, "PL_DISTANCE")
    inside = rows["PL_LOCATION"].astype(str).map({"IN": True, "OUT": False})
    sieve.rows = rows.assign(
        distance_miles=pd.to_numeric(text.where(is_number), errors="coerce"),
        distance_is_given=is_number,
        inside_authority=inside.astype("boolean"),
    )


def _work_out(sieve: Sieve) -> None:
    """What is not given, from postcodes: each pair of them is worked out once."""
    rows = sieve.rows
    homes, placements = rows[HOME].astype(str), rows[PLACEMENT].astype(str)
    found = _located([*homes.unique(), *placements.unique()])
    for column, cells in ((HOME, homes), (PLACEMENT, placements)):
        unknown = (cells != "") & cells.map({each: place is None for each, place in found.items()})
        sieve.note("postcode_not_found", unknown.astype(bool), column)
    pairs = homes.str.cat(placements, sep=_BETWEEN)
    miles = {pair: _miles(*(found[each] for each in pair.split(_BETWEEN))) for pair in pairs.unique()}
    worked_out = pairs.map(miles).astype(float)
    own = _own_authority(homes, found)
    areas = placements.map({each: place.authority_code for each, place in found.items() if place})
    inside = (areas == own).where(areas.notna()).astype("boolean") if own else rows["inside_authority"]
    if own:
        sieve.findings.append(Finding("own_authority", str(rows["file"].iloc[0]), HOME, detail=own))
    sieve.rows = rows.assign(
        distance_miles=rows["distance_miles"].fillna(worked_out),
        inside_authority=rows["inside_authority"].fillna(inside),
    )


def _located(postcodes: list[str]) -> dict[str, Location | None]:
    directory = PostcodeDirectory()
    return {each: directory.locate(each) for each in dict.fromkeys(postcodes)}


def _miles(home: Location | None, place: Location | None) -> float | None:
    return miles_between(home, place) if home and place else None


def _own_authority(homes: "pd.Series[str]", found: dict[str, Location | None]) -> str:
    """The code of the authority that most homes are in; blank where none has most, or is a district."""
    codes = homes.map({each: place.authority_code for each, place in found.items() if place}).dropna()
    shares = codes.value_counts(normalize=True)
    if shares.empty or shares.iloc[0] <= _MOST or str(shares.index[0]).startswith(_DISTRICT):
        return ""
    return str(shares.index[0])
