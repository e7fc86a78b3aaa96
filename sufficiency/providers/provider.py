"""Providers: the select list as a commissioner keeps it, one row a provider, lot and sector.

Registered, open to us, filled by us and vacant and usable are four numbers, never merged
(decision 0013). Being on the list is access, not a bed.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sufficiency.vocabulary import FOSTERING, PROVISIONS, RESIDENTIAL, SUPPORTED

# --- Lots -----------------------------------------------------------------------------------------
PARENT_AND_CHILD: Final = "parent_and_child"  # shown beside the three provisions, never in a gap
PROVISION_OF_LOT: Final = {
    "supported_accommodation": SUPPORTED,
    "residential": RESIDENTIAL,
    "ifa": FOSTERING,  # independent fostering agency
    "family_assessment": PARENT_AND_CHILD,
    "residential_16_17": RESIDENTIAL,
}
LOTS: Final = tuple(PROVISION_OF_LOT)
# The ages a lot takes where a row does not say.
AGES_OF_LOT: Final = {
    "supported_accommodation": (16, 17),
    "residential": (0, 17),
    "ifa": (0, 17),
    "family_assessment": (0, 17),
    "residential_16_17": (16, 17),
}
STANDARD: Final = "standard"
COMPLEX: Final = "complex"
CARE_LEVELS: Final = (STANDARD, COMPLEX)


@dataclass(frozen=True)
class Provider:
    """One provider on one lot in one sector. None is *not recorded*, never nought.

    Places are beds or foster places; ages are in whole years, both ends included; distance is in
    straight-line miles from the authority's stated origin; shares lie from 0 to 1.
    """

    name: str
    lot: str
    sector: str
    registered_places: float | None
    open_to_us_places: float | None
    filled_by_us_places: float
    vacant_usable_places: float | None
    blocked_places: float | None
    care: str | None
    youngest_age: int
    oldest_age: int
    distance_miles: float | None
    postcode: str | None
    inside_authority: bool | None
    weekly_fee_gbp: float | None
    discount_share: float | None
    on_list_from: date | None
    on_list_to: date | None
    renewal_assumed: bool
    opens_on: date | None
    slip_months: float
    ramp_months: float
    reopening_round: int | None
    usable_share: float | None
    as_at: date
    source: str
    kind: str
    note: str = ""
    closes_on: date | None = None  # this and the next are set by a lever: they are no columns of the file
    back_on: date | None = None
    file: str = field(default="", compare=False)
    row: int = field(default=0, compare=False)

    @property
    def provision(self) -> str:
        """What the lot provides: one of the three provisions, or parent and child."""
        return PROVISION_OF_LOT[self.lot]

    def starts_after(self, base_date: date) -> date | None:
        """The day after the base date from which its places count; None where they count already."""
        later = [day for day in (self.opens_on, self.on_list_from) if day is not None and day > base_date]
        return max(later, default=None)

    @property
    def in_gap(self) -> bool:
        """Whether its places count towards one of the three provisions."""
        return self.provision in PROVISIONS

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells one row from another: provider, lot and sector, whatever the case of the name."""
        return (" ".join(self.name.split()).casefold(), self.lot, self.sector)
