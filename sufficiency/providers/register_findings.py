"""What is found in Ofsted's register as a list is drafted from it, in sentences."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from sufficiency.providers.registered import OfstedRow, plain
from sufficiency.words import count, day_in_words, listed

_NOUNS: Final = {
    "residential": ("children's home", "children's homes"),
    "ifa": ("independent fostering agency", "independent fostering agencies"),
    "family_assessment": ("residential family centre", "residential family centres"),
    "supported_accommodation": ("supported accommodation provider", "supported accommodation providers"),
}


class LeftOut(NamedTuple):
    """Who is not drafted: how many by type, by status, and for short breaks only."""

    types: Mapping[str, int]
    statuses: Mapping[str, int]
    short_break_only: int


def of_providers(rows: Sequence[OfstedRow], authority: str, as_at: datetime.date | None) -> list[str]:
    """Who is drafted, by kind, with the places registered."""
    when = f" as at {day_in_words(as_at)}" if as_at else ""
    if not rows:
        return [f"Ofsted lists no active provider in {authority}{when} that a lot of the list buys from."]
    by_lot = defaultdict(list)
    for row in rows:
        by_lot[row.lot].append(row)
    parts = [_kind_in_words(lot, by_lot[lot]) for lot in _NOUNS if lot in by_lot]
    return [f"Drafted from Ofsted, in {authority}{when}: {listed(parts)}."]


def _kind_in_words(lot: str, rows: Sequence[OfstedRow]) -> str:
    places = sum(row.registered_places or 0 for row in rows)
    registered = f" with {count(places, 'registered place', 'registered places')}" if places else ""
    return f"{count(len(rows), *_NOUNS[lot])}{registered}"


def of_left_out(left_out: LeftOut, may_give_short_breaks: bool) -> list[str]:
    """Who is left out, and why."""
    findings = []
    if left_out.types:
        kinds = _counts_in_words(left_out.types)
        findings.append(f"Left out, because no lot of the list buys from this type of provider: {kinds}.")
    if left_out.statuses:
        statuses = _counts_in_words(left_out.statuses)
        findings.append(f"Left out, because Ofsted does not call them Active: {statuses}.")
    if left_out.short_break_only:
        homes = count(left_out.short_break_only, *_NOUNS["residential"])
        why = "children in an agreed series of short breaks are not counted as looked after"
        findings.append(f"Left out, because {why}: {homes} for short breaks only.")
    if may_give_short_breaks:
        findings.append(
            "This file does not say which children's homes give short breaks only: take such homes out."
        )
    return findings


def of_what_is_missing(rows: Sequence[OfstedRow]) -> list[str]:
    """What a commissioner must complete, in sentences; each only where a row needs it."""
    unnamed = [row.urn for row in rows if row.name is None]
    nowhere = sum(row.postcode is None and not row.is_known_by_office for row in rows)
    placeless = [row for row in rows if row.registered_places is None]
    agencies = sum(row.lot == "ifa" for row in placeless)
    others = len(placeless) - agencies
    offices = sum(row.is_known_by_office for row in rows)
    own = sum(row.is_own for row in rows)
    strange = sum(plain(row.sector) == "local authority" and not row.is_own for row in rows)
    sentences = (
        (
            len(unnamed),
            "Ofsted does not publish the name of {}: each is named by its number on the register, as "
            f"Ofsted URN {unnamed[0] if unnamed else ''}.",
        ),
        (nowhere, "Ofsted does not publish the postcode of {}: write distance_miles yourself."),
        (
            agencies,
            "No file of Ofsted's has the places of an independent fostering agency: ask {} for the foster "
            "places approved, filled and vacant.",
        ),
        (others, "The number of registered places is missing for {}: write registered_places yourself."),
        (
            offices,
            "For {} Ofsted says where the office is, not where the homes are: write inside_authority and "
            "distance_miles from where the homes are.",
        ),
        (
            strange,
            "For {} Ofsted's sector is Local authority, but the owner is not named or is another: write "
            "in_house if it is yours.",
        ),
        (
            own,
            "The authority runs {} itself, so sector says in_house: a blank in filled_by_us_places counts "
            "as 0, so write it before the list is used.",
        ),
    )
    findings = [text.format(count(n, "provider", "providers")) for n, text in sentences if n]
    if rows:
        findings.append(
            "Registered is not open to us: write the sector and the places open to us, filled by us, and "
            "vacant and usable from your own records. A row does not load without its sector."
        )
    return findings


def of_date(as_at: datetime.date | None, by_name: datetime.date | None) -> list[str]:
    """Where neither title nor file name says what day the file is as at, or they say two."""
    if as_at is None:
        return ["Neither the title nor the file's name says what day the file is as at: write as_at."]
    if by_name and by_name != as_at:
        title, name = day_in_words(as_at), day_in_words(by_name)
        return [f"The title says {title} and the file's name {name}: the title is taken."]
    return []


def _counts_in_words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in sorted(counts.items()))
