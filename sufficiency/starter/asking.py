"""What a council is asked for: the figures that only it has, most valuable first, with blanks for values."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from sufficiency.figures.blanks import BLANKS_COLUMNS, MINIMUM_RANK
from sufficiency.figures.book import Key
from sufficiency.starter.assumed import IN_HOUSE, KINSHIP
from sufficiency.starter.evidence import day
from sufficiency.starter.growth import GROWTH
from sufficiency.vocabulary import DERIVED

# What a run needs that is assumed for want of better; without even that, it is needed first.
NEEDED: Final = (IN_HOUSE, KINSHIP)


@dataclass(frozen=True)
class Wanted:
    """A figure that is worth asking for: which, how much it is worth, who has it, where it is published."""

    rank: int
    measure: str
    category: str
    is_dated: bool
    unit: str
    what: str
    who_has_it: str
    where_published: str


def rows_to_fill_in(
    wanted: Iterable[Wanted], known: Iterable[Key], base: int, level_to: int | None = None
) -> list[dict[str, str]]:
    """The rows of the file to fill in, most valuable first, their values blank.

    What a run cannot do without (rank 0) is asked for only where the folder lacks it: `known` are the
    figures that are there. Growth is asked for only where the child population is taken to stay as it is,
    to the year `level_to`.
    """
    held = set(known)
    asked = []
    for each in wanted:
        is_growth = each.measure == GROWTH
        year = level_to if is_growth else base if each.is_dated else None
        is_lacking = (each.measure, each.category, year) not in held
        rank = MINIMUM_RANK if is_lacking and each.measure in NEEDED else each.rank
        if (is_lacking or rank > MINIMUM_RANK) and not (is_growth and level_to is None):
            asked.append(_row(replace(each, rank=rank), year, base))
    return sorted(asked, key=lambda row: int(row["rank"]))


def _row(wanted: Wanted, year: int | None, base: int) -> dict[str, str]:
    filled = {
        "measure": wanted.measure,
        "category": wanted.category,
        "year": "" if year is None else str(year),
        "unit": wanted.unit,
        "as_at": day(base),
        "kind": DERIVED,
        "rank": str(wanted.rank),
        "what": wanted.what,
        "who_has_it": wanted.who_has_it,
        "where_published": wanted.where_published,
    }
    return {column: filled.get(column, "") for column in BLANKS_COLUMNS}
