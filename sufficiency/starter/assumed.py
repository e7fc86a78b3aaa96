"""What no public file has and the model needs: assumptions for a council of which nothing is known.

The shares stand in `data/lookups/starting_assumptions.csv`, England's own where England has any. Where it
comes from: docs/decisions/0027.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sufficiency.figures.book import Figure
from sufficiency.starter.evidence import CHARACTERISTICS, Evidence, Number, day
from sufficiency.starter.profile import DECISION
from sufficiency.vocabulary import ASSUMED

IN_HOUSE: Final = "in_house_foster_children"
KINSHIP: Final = "kinship_children"
_COUNTED: Final = ("children", "places")
_FILLED: Final = "Number_Foster_Places_Filled(New)"  # LAIT's mainstream foster places filled
_FILE_OF: Final = {
    IN_HOUSE: "ledger", KINSHIP: "ledger",
    "in_house_share_in_scope": "ledger", "off_contract_share": "ledger",
    "far_for_want_of_nearer_share": "ledger", "vacant_usable_places": "ledger",
    "children_per_household": "fostering", "household_delivery_share": "fostering",
    "household_leaving_share": "fostering", "approved_places_per_household": "fostering",
    "spot_premium_share": "costs", "fee_inflation_a_year": "costs",
    "move_on_months": "leaving_care", "former_uasc_share": "leaving_care",
}  # fmt: skip


@dataclass(frozen=True)
class Assumption:
    """One assumption: a number, or a share `of` a count, with its low and high (an 80% interval)."""

    measure: str
    category: str
    of: str
    value: float
    low: float
    high: float
    unit: str
    source: str  # what England's figure it comes from, blank where there is none
    note: str


def assumed_figures(
    assumptions: Iterable[Assumption], evidence: Evidence, profile: Iterable[Figure], base: int
) -> dict[str, list[Figure]]:
    """The assumptions as figures, by the file they belong in; shares of counts as whole children or places.

    One that is a share of a count that nothing gives is left out: that count has to be asked for.
    """
    counts = _counts(evidence, profile, base)
    files: dict[str, list[Figure]] = {}
    for assumption in assumptions:
        figure = _figure(assumption, counts, base)
        if figure is not None:
            counts.setdefault(assumption.measure, figure.value)
            files.setdefault(_FILE_OF[assumption.measure], []).append(figure)
    ledger = _agreeing(files.get("ledger", []), evidence.of_lait(_FILLED).get(base))
    return files | ({"ledger": ledger} if ledger else {})


def _counts(evidence: Evidence, profile: Iterable[Figure], base: int) -> dict[str, float]:
    """The counts that assumptions are shares of."""
    fostered = {
        figure.category: figure.value for figure in profile if figure.measure == "children_by_placement"
    }
    own = evidence.numbers(CHARACTERISTICS, "provider").get(base, {}).get("own_provision")
    counts = {name: fostered[name] for name in ("fostering_and_kinship",) if name in fostered}
    if own is not None and own.value is not None:
        counts["own_provision"] = own.value
    elif counts:
        counts["own_provision"] = counts["fostering_and_kinship"]
    return counts


def _figure(assumption: Assumption, counts: Mapping[str, float], base: int) -> Figure | None:
    if assumption.of and assumption.of not in counts:
        return None
    whole = counts.get(assumption.of, 1.0)
    value, low, high = (_number(share * whole, assumption) for share in
                        (assumption.value, assumption.low, assumption.high))  # fmt: skip
    source = f"{DECISION}, from {assumption.source}" if assumption.source else DECISION
    of = f"{assumption.value:g} of {whole:g} ({assumption.of.replace('_', ' ')}); " if assumption.of else ""
    return Figure(assumption.measure, assumption.category, None, value, low, high, assumption.unit, day(base),
                  source, ASSUMED, note=f"{of}{assumption.note}")  # fmt: skip


def _number(number: float, assumption: Assumption) -> float:
    return float(round(number)) if assumption.of and assumption.unit in _COUNTED else number


def _agreeing(ledger: list[Figure], filled: Number | None) -> list[Figure]:
    """The ledger with kinship as what is in-house beyond the mainstream places that are filled."""
    in_house = next((figure for figure in ledger if figure.measure == IN_HOUSE), None)
    if in_house is None or in_house.low is None:
        return ledger
    most = in_house.low
    return [_at_most(_beyond_filled(figure, in_house, filled), most) if figure.measure == KINSHIP else figure
            for figure in ledger]  # fmt: skip


def _beyond_filled(kinship: Figure, in_house: Figure, filled: Number | None) -> Figure:
    """The children in-house less the mainstream places filled; its range reaches England's share."""
    if filled is None or filled.value is None or in_house.value <= filled.value:
        return kinship
    value, low, high = (max(end - filled.value, 0.0) for end in
                        (in_house.value, in_house.low or 0.0, in_house.high or 0.0))  # fmt: skip
    note = (
        f"{in_house.value:g} in-house less {filled.value:g} mainstream foster places filled, rounded to 5; "
        f"by England's share it would be {kinship.value:g}, and the range reaches it"
    )
    low, high = min(low, kinship.value), max(high, kinship.value)
    source = f"{in_house.source}; {kinship.source.partition(', from ')[2]}; {filled.source}"
    return replace(kinship, value=value, low=low, high=high, source=source, note=note, file=filled.file)


def _at_most(figure: Figure, most: float) -> Figure:
    low, high = (min(end, most) for end in (figure.low or 0.0, figure.high or 0.0))
    return replace(figure, value=min(figure.value, most), low=low, high=high)


def within(figure: Figure, most: float) -> Figure:
    """A count kept within another that it is a part of."""
    return _at_most(figure, most) if figure.is_uncertain else replace(figure, value=min(figure.value, most))
