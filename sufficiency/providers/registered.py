"""What Ofsted's register says of providers, and a select list drafted from it to complete by hand."""

import datetime
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sufficiency.providers.columns import NAMES, YES
from sufficiency.vocabulary import IN_HOUSE, PUBLISHED
from sufficiency.words import day_in_words

# Ofsted registers these where their office is. Their carers or flats are elsewhere, so that an office's
# postcode would put every one of their places there.
_KNOWN_BY_OFFICE: Final = ("ifa", "supported_accommodation")


@dataclass(frozen=True)
class OfstedRow:
    """One active provider that a lot of the select list buys from. None is *not given by Ofsted*.

    Places are those registered; the grade is Ofsted's overall judgement at the last full inspection.
    """

    urn: str
    name: str | None
    provision_type: str
    lot: str
    sector: str
    is_own: bool
    registered_places: int | None
    premises: str | None
    postcode: str | None
    owner: str | None
    grade: str | None
    row: int

    @property
    def is_known_by_office(self) -> bool:
        """Whether Ofsted says where its office is, and not where the homes are."""
        return self.lot in _KNOWN_BY_OFFICE


@dataclass(frozen=True)
class OfstedReading:
    """What an Ofsted file says of one authority: its providers, who was left out and why, and findings.

    The authority is spelled as Ofsted spells it. Those left out are counted by what Ofsted calls them.
    """

    authority: str
    as_at: datetime.date | None
    rows: tuple[OfstedRow, ...]
    other_types: Mapping[str, int]
    short_break_only: int
    findings: tuple[str, ...]


def draft_rows(reading: OfstedReading) -> list[dict[str, object]]:
    """Rows of a select list to complete by hand: what Ofsted says is filled in, and all else is blank.

    Each row has every column of `providers.columns.COLUMNS`. The sector is left blank, so that the list
    does not load until somebody has said how the place is bought, unless the home is the authority's own.
    """
    names = Counter((row.lot, plain(row.name or "")) for row in reading.rows)
    alone = {row.urn for row in reading.rows if names[row.lot, plain(row.name or "")] == 1}
    return [_draft(row, reading.as_at, row.urn in alone) for row in reading.rows]


def plain(text: str) -> str:
    """Words as they are compared: lower case, without the marks that Ofsted writes in several ways."""
    without_apostrophes = re.sub(r"['’‘`´\ufffd]", "", text.casefold().replace("&", " and "))
    return " ".join(re.findall(r"[a-z0-9]+", without_apostrophes))


def _draft(row: OfstedRow, as_at: datetime.date | None, has_own_name: bool) -> dict[str, object]:
    filled = {
        "provider": _name(row, has_own_name),
        "lot": row.lot,
        "sector": IN_HOUSE if row.is_own else "",
        "registered_places": "" if row.registered_places is None else row.registered_places,
        "postcode": "" if row.is_known_by_office else row.postcode or "",
        "inside_authority": "" if row.is_known_by_office else YES,
        "as_at": as_at or "",
        "source": _source(as_at),
        "kind": PUBLISHED,
        "note": _note(row),
    }
    return {column: filled.get(column, "") for column in NAMES}


def _name(row: OfstedRow, has_own_name: bool) -> str:
    """A provider's name, with its URN where it has none or shares it, so that no two rows are one."""
    if row.name is None:
        return f"Ofsted URN {row.urn}"
    return row.name if has_own_name else f"{row.name} (Ofsted URN {row.urn})"


def _source(as_at: datetime.date | None) -> str:
    if as_at is None:
        return "Ofsted, Children's social care in England, provider level, day not stated"
    return (
        f"Ofsted, Children's social care in England {as_at.year}, provider level as at {day_in_words(as_at)}"
    )


def _note(row: OfstedRow) -> str:
    says = (
        f"Ofsted URN {row.urn}",
        row.owner and f"owner {row.owner}",
        row.premises and f"premises {row.premises}",
        row.grade and f"overall grade {row.grade}",
        row.is_known_by_office and f"office at {row.postcode or 'a place not published'}",
        f"write {', '.join(_to_complete(row))}",
    )
    return "; ".join(part for part in says if part)


def _to_complete(row: OfstedRow) -> list[str]:
    wanted = {
        "sector": not row.is_own,
        "registered": row.registered_places is None,
        "open to us": True,
        "filled by us": True,
        "vacant and usable": True,
        "distance": row.postcode is None or row.is_known_by_office,
        "inside authority": row.is_known_by_office,
    }
    return [word for word, is_wanted in wanted.items() if is_wanted]
