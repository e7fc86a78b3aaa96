"""The columns of the select list as a file: declared once, for its reader, its writer and its page.

A column that may be left out of the file may also be left blank in a row.
"""

from typing import Final, NamedTuple

from sufficiency.providers.provider import CARE_LEVELS, LOTS
from sufficiency.vocabulary import KINDS, SECTORS


class Column(NamedTuple):
    """A column: what it is, its unit or the words it may have, whether each row needs it, an example."""

    name: str
    what: str
    allowed: str
    needed: bool
    example: str


SHEET: Final = "select_list"  # the sheet of a workbook that holds it
YES: Final = "yes"
NO: Final = "no"
_YES_OR_NO: Final = (YES, NO)
# The columns that hold one of a few words.
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "lot": LOTS,
    "sector": SECTORS,
    "care": CARE_LEVELS,
    "inside_authority": _YES_OR_NO,
    "renewal_assumed": _YES_OR_NO,
    "kind": KINDS,
}
DAYS: Final = ("on_list_from", "on_list_to", "opens_on", "as_at")
_A_DAY: Final = "a day, as 31/03/2019 or 2019-03-31"
_PLACES: Final = "places, 0 or more"


def _words(column: str) -> str:
    return ", ".join(WORDS[column])


COLUMNS: Final = (
    Column("provider", "the provider's name", "text", True, "Example Homes A"),
    Column(
        "lot",
        "the lot it is on. Capitals, spaces and hyphens do not matter",
        _words("lot"),
        True,
        "residential",
    ),
    Column("sector", "how its places are bought", _words("sector"), True, "select_list"),
    Column(
        "registered_places",
        "places it is registered or approved for, whoever fills them. May be blank for an independent "
        "fostering agency (ifa)",
        _PLACES,
        False,
        "6",
    ),
    Column("open_to_us_places", "of those, the places that our children may have", _PLACES, False, "4"),
    Column(
        "filled_by_us_places", "places that our children fill today. Blank counts as 0", _PLACES, False, "2"
    ),
    Column(
        "vacant_usable_places",
        "empty places that a child of ours could move into today: matched, staffed and open to us",
        _PLACES,
        False,
        "1",
    ),
    Column(
        "blocked_places",
        "empty places that cannot be filled, because a child there must live alone (solo)",
        _PLACES,
        False,
        "1",
    ),
    Column("care", "the level of care it gives", _words("care"), False, "complex"),
    Column(
        "youngest_age",
        "the youngest it takes. Blank is the lot's own: 16 for supported_accommodation and "
        "residential_16_17, 0 for the others",
        "whole years, 0 to 17",
        False,
        "8",
    ),
    Column("oldest_age", "the oldest it takes. Blank is 17", "whole years, 0 to 17", False, "17"),
    Column(
        "distance_miles",
        "how far it is from the scenario's origin, in a straight line. Worked out where blank, if the "
        "postcode is given and the postcode directory is installed",
        "miles, 0 to 1000",
        False,
        "7.5",
    ),
    Column(
        "postcode",
        "where the home is; for foster carers, leave it blank",
        "a postcode in Great Britain",
        False,
        "RM18 8RH",
    ),
    Column(
        "inside_authority",
        "whether it stands inside our authority. Worked out as distance_miles is",
        _words("inside_authority"),
        False,
        "no",
    ),
    Column("weekly_fee_gbp", "what a place costs. Never 0", "pounds a week, above 0", False, "4500"),
    Column("discount_percent", "what is taken off that fee for us", "per cent, 0 to 100", False, "5"),
    Column("on_list_from", "the first day it is on the list", _A_DAY, False, "01/04/2017"),
    Column("on_list_to", "the last day it is on the list", _A_DAY, False, "31/03/2021"),
    Column(
        "renewal_assumed",
        "whether it stays on the list after that day. Blank is yes",
        _words("renewal_assumed"),
        False,
        "yes",
    ),
    Column("opens_on", "the day it opens, where it is not open yet", _A_DAY, False, "01/09/2020"),
    Column(
        "slip_months",
        "how late it may open: by up to this many months, nine times in ten",
        "months, 0 to 60",
        False,
        "6",
    ),
    Column("ramp_months", "the time from opening to full", "months, 0 or more", False, "9"),
    Column(
        "reopening_round",
        "the tender round at which it may join the list. Blank is on it already",
        "a year, as 2021",
        False,
        "2021",
    ),
    Column(
        "usable_share",
        "the share of its places that turn out usable. Blank is the share of its sector",
        "a share, 0 to 1",
        False,
        "0.8",
    ),
    Column("as_at", "the day that the row describes", f"{_A_DAY}, 2019-03 or 2018/19", True, "31/03/2019"),
    Column(
        "source",
        "where the numbers come from, so that somebody else can find them",
        "text",
        True,
        "Placements team, weekly sheet",
    ),
    Column("kind", "what kind of numbers they are", _words("kind"), True, "assumed"),
    Column("note", "anything a reader should know", "text", False, "One bed closed for repair"),
)
NAMES: Final = tuple(column.name for column in COLUMNS)
NEEDED: Final = tuple(column.name for column in COLUMNS if column.needed)
