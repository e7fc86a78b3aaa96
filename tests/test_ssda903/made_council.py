"""A made-up council of some sixty children: its returns of 2018 and 2019, each child said in a line.

Nobody in them has ever lived.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from test_ssda903.made_returns import Cells, a_return, episode, person, unaccompanied

BORN = {
    "under_1": "15/06/2018",
    "1_to_4": "15/06/2016",
    "5_to_9": "15/06/2011",
    "10_to_15": "15/06/2006",
    "16_to_17": "15/06/2002",
    "18_or_over": "15/06/2000",
    "": "",
}
LONG_AGO, THIS_YEAR = "01/05/2016", "01/09/2018"


class Several(NamedTuple):
    """So many children alike: where they live, how far away, how old, and since when."""

    children: int
    place: str
    age: str
    miles: str = ""
    location: str = "IN"
    provider: str = "PR1"
    since: str = LONG_AGO
    is_uasc: bool = False
    sex: str = "1"
    others: tuple[tuple[str, str], ...] = ()


COUNCIL = (
    Several(6, "U4", "1_to_4", "3"),
    Several(9, "U4", "10_to_15", "12", "OUT", "PR4"),
    Several(4, "U4", "5_to_9", "30", "OUT", "PR4", sex="2"),
    Several(2, "U4", "under_1", "5", since=THIS_YEAR),
    Several(5, "U1", "5_to_9", "2", sex="2"),
    Several(3, "K2", "10_to_15", "45", "OUT", "PR4"),
    Several(5, "K2", "10_to_15", "9", "OUT", "PR4", since=THIS_YEAR),
    Several(7, "P2", "16_to_17", "4", provider="PR4"),
    Several(4, "P2", "16_to_17", "", "OUT", "PR4", since=THIS_YEAR, is_uasc=True),
    Several(6, "U4", "16_to_17", "", "OUT", "PR4", is_uasc=True),
    Several(3, "P1", "5_to_9", "1", provider="PR0"),
    Several(2, "A3", "1_to_4", "25", "OUT", "PR2"),
    Several(1, "K1", "10_to_15", "60", "OUT", "PR3"),
)


def council(folder: Path, several: Sequence[Several] = COUNCIL, first: int = 1000) -> Path:
    """The council's returns of 2018 and 2019, children numbered from `first` in the order they are said."""
    told = [each for each in several for _ in range(each.children)]
    numbered = {str(first + at): each for at, each in enumerate(told)}
    people = [person(child, BORN[each.age], each.sex) for child, each in numbered.items()]
    listed = [unaccompanied(child) for child, each in numbered.items() if each.is_uasc]
    for year, here in ((2018, lambda each: each.since == LONG_AGO), (2019, lambda _: True)):
        rows = [_row(child, each) for child, each in numbered.items() if here(each)]
        there = {row["CHILD"] for row in rows}
        a_return(
            folder,
            year,
            rows,
            [row for row in people if row["CHILD"] in there],
            [row for row in listed if row["CHILD"] in there],
        )
    return folder


def _row(child: str, each: Several) -> Cells:
    distance = {"PL_DISTANCE": each.miles, "PL_LOCATION": each.location}
    own = {"PLACE": each.place, "PLACE_PROVIDER": each.provider, **distance, **dict(each.others)}
    return episode(child, each.since, **own)
