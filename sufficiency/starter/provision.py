"""What is published of a council's homes: foster places, unit costs, placements made, who lives inside."""

from dataclasses import replace
from typing import Final

from sufficiency.figures.book import Figure
from sufficiency.starter.evidence import CHARACTERISTICS, Evidence, Number, day, latest_values
from sufficiency.starter.profile import DECISION
from sufficiency.vocabulary import AGE_BANDS, ALL, ASSUMED

_PLACES: Final = {
    "approved_foster_places": "Number_Foster_Places(New)",
    "filled_foster_places": "Number_Foster_Places_Filled(New)",
}
_UNIT_COSTS: Final = {
    "fostering": "FosteringFinance",
    "residential": "RescareFinance",
    "all_cla": "LACFinance",
}
_STARTED: Final = "dfe-started"
_NEW_PLACEMENTS: Final = "dfe-new-placements"
_EITHER_SIDE: Final = 0.1  # how far the share open to us may lie from the share of children who are ours


def fostering_figures(evidence: Evidence, base: int) -> list[Figure]:
    """Foster places approved and filled, as LAIT has them, to the base year."""
    note = "mainstream; rounded to 5 by DfE"
    return [replace(number.figure(measure, "", year, "places", day(year)), note=note)
            for measure, group in _PLACES.items()
            for year, number in _of_lait(evidence, group, base)]  # fmt: skip


def cost_figures(evidence: Evidence, base: int) -> list[Figure]:
    """Section 251's weekly unit costs, as LAIT has them, to the base year."""
    note = "full unit cost; rounded to 5 by DfE"
    measure, unit = "section_251_unit_cost", "gbp_per_week"
    return [replace(number.figure(measure, category, year, unit, day(year)), note=note)
            for category, group in _UNIT_COSTS.items()
            for year, number in _of_lait(evidence, group, base)]  # fmt: skip


def flow_figures(evidence: Evidence, base: int) -> list[Figure]:
    """Placements made, changes of status, and who started by age, in the newest year to the base year."""
    made = latest_values(evidence.numbers((_NEW_PLACEMENTS,), "distance_band", "placements"), ALL)
    status = latest_values(
        evidence.numbers((_NEW_PLACEMENTS,), "reason_for_change", "placements"), "status_only"
    )
    started = evidence.numbers((_STARTED,), "age_band")
    figures = [*_newest("placements_made", made, base), *_newest("status_only_changes", status, base)]
    for band in AGE_BANDS:
        by_year = latest_values(started, band)
        newest = max((year for year in started if year <= base), default=base)
        if newest in by_year:
            figures.append(by_year[newest].figure("started_by_age", band, newest, "children", day(newest)))
    return figures


def inside_figures(evidence: Evidence, base: int) -> list[Figure]:
    """Children placed inside the authority, its own and all authorities', and the share open to it."""
    placed = evidence.numbers(CHARACTERISTICS, "placed_in_area").get(base, {})
    inside = evidence.numbers(CHARACTERISTICS, "locality").get(base, {}).get("inside")
    figures = []
    if inside is not None and inside.value is not None:
        figures.append(inside.figure("children_inside_authority", "dfe", base, "children", day(base)))
    own, everyone = placed.get("own_children"), placed.get(ALL)
    if own and everyone and own.value and everyone.value:
        figures += [own.figure("children_placed_inside", "own", base, "children", day(base)),
                    everyone.figure("children_placed_inside", "all_authorities", base, "children", day(base)),
                    _open_share(own, own.value, everyone.value, base)]  # fmt: skip
    return figures


def _open_share(own: Number, ours: float, everyone: float, base: int) -> Figure:
    share = ours / everyone
    note = f"{ours:g} of the {everyone:g} children placed inside the authority were its own"
    low, high = max(share - _EITHER_SIDE, 0), min(share + _EITHER_SIDE, 1)
    return Figure("share_open_to_us", "", None, round(share, 3), round(low, 3), round(high, 3), "share",
                  day(base), f"{DECISION}, from {own.source}", ASSUMED, note=note, file=own.file)  # fmt: skip


def _of_lait(evidence: Evidence, group: str, base: int) -> list[tuple[int, Number]]:
    return [(year, number) for year, number in sorted(evidence.of_lait(group).items())
            if year <= base and number.value is not None]  # fmt: skip


def _newest(measure: str, by_year: dict[int, Number], base: int) -> list[Figure]:
    years = [year for year in by_year if year <= base]
    if not years:
        return []
    newest = max(years)
    figure = by_year[newest].figure(measure, "", newest, "placements", day(newest))
    note = "" if newest == base else f"the newest at hand; that of {base} is wanted for placements to find"
    return [replace(figure, note=note)]
