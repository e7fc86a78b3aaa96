"""How far each placement is from home, and whether it is inside the authority: then the postcodes go.

PL_DISTANCE and PL_LOCATION are used where they are given. They are not in the files as submitted: DfE works
them out from postcodes, and so does this, with the postcode directory where it is installed.
"""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

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
    words, codes = _words(rows["PL_DISTANCE"])
    text = pd.Series(words, dtype=object)
    is_number = text.str.match(_DISTANCE).astype(bool)
    miles = pd.to_numeric(text.where(is_number), errors="coerce").to_numpy(dtype=np.float64)[codes]
    is_given = pd.Series(is_number.to_numpy()[codes], index=rows.index)
    sieve.note("unreadable_distance", (rows["PL_DISTANCE"] != "") & ~is_given, "PL_DISTANCE")
    inside = _each(rows["PL_LOCATION"], {"IN": True, "OUT": False}.get)
    sieve.rows = rows.assign(
        distance_miles=miles, distance_is_given=is_given, inside_authority=pd.array(inside, dtype="boolean")
    )


def _work_out(sieve: Sieve) -> None:
    """What is not given, from postcodes: each pair of them is worked out once."""
    import pandas as pd

    rows = sieve.rows
    (homes, home_codes), (placements, placement_codes) = _words(rows[HOME]), _words(rows[PLACEMENT])
    found = _located([*homes, *placements])
    for column in (HOME, PLACEMENT):
        unknown = _each(rows[column], lambda each: each != "" and found[each] is None)
        sieve.note("postcode_not_found", pd.Series(unknown.astype(bool), index=rows.index), column)
    pairs, of_row = np.unique(home_codes * len(placements) + placement_codes, return_inverse=True)
    each_pair = (divmod(pair, len(placements)) for pair in pairs.tolist())
    miles = [_miles(found[homes[home]], found[placements[place]]) for home, place in each_pair]
    worked_out = pd.Series(np.array(miles, dtype=np.float64)[of_row], index=rows.index)
    inside = rows["inside_authority"]
    if own := _own_authority(rows[HOME], found):
        sieve.findings.append(Finding("own_authority", str(rows["file"].iloc[0]), HOME, detail=own))
        is_own = {each: place.authority_code == own for each, place in found.items() if place}
        inside = pd.Series(pd.array(_each(rows[PLACEMENT], is_own.get), dtype="boolean"), index=rows.index)
    sieve.rows = rows.assign(
        distance_miles=rows["distance_miles"].fillna(worked_out),
        inside_authority=rows["inside_authority"].fillna(inside),
    )


def _words(cells: "pd.Series[str]") -> "tuple[list[str], NDArray[np.int64]]":
    """The different texts of a column, and which of them each row has."""
    return cells.cat.categories.tolist(), np.asarray(cells.cat.codes, dtype=np.int64)


def _each(cells: "pd.Series[str]", told: Callable[[str], bool | None]) -> NDArray[Any]:
    """What is told of each row's text, by asking once of each different one."""
    words, codes = _words(cells)
    return np.array([told(word) for word in words], dtype=object)[codes]


def _located(postcodes: list[str]) -> dict[str, Location | None]:
    directory = PostcodeDirectory()
    return {each: directory.locate(each) for each in dict.fromkeys(postcodes)}


def _miles(home: Location | None, place: Location | None) -> float | None:
    return miles_between(home, place) if home and place else None


def _own_authority(homes: "pd.Series[str]", found: dict[str, Location | None]) -> str:
    """The code of the authority that most homes are in; blank where none has most, or is a district."""
    counts: Counter[str] = Counter()
    for postcode, times in homes.value_counts().items():
        if place := found[str(postcode)]:
            counts[place.authority_code] += int(times)
    [(code, times)] = counts.most_common(1) or [("", 0)]
    return "" if times <= _MOST * counts.total() or code.startswith(_DISTRICT) else code
