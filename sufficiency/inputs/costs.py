"""What cost is worked out from: spends, weekly costs, the dearness of spot, and inflation.

Everything is optional. What an authority has not recorded is not there, and its cost is blank, never 0
(decision 0015).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sufficiency.figures.book import Figure
from sufficiency.scenarios.scenario import Scenario
from sufficiency.vocabulary import (
    BLOCK,
    FOSTERING,
    IN_HOUSE,
    KINSHIP,
    PROVISIONS,
    RESIDENTIAL,
    SELECT_LIST,
    SPOT,
    SUPPORTED,
)

if TYPE_CHECKING:
    from sufficiency.inputs.gathering import Finder

Cell = tuple[str, str]  # placement, sector

PAID_PLACEMENTS: Final = (FOSTERING, KINSHIP, RESIDENTIAL, SUPPORTED)
EXTERNAL: Final = (BLOCK, SELECT_LIST, SPOT)
# Each spend by its category in the data, and the placements and sectors that it pays for. The spend on our
# own foster carers pays family and friends too.
PAYS_FOR: Final[dict[str, tuple[Cell, ...]]] = {
    "in_house_fostering": ((FOSTERING, IN_HOUSE), (KINSHIP, IN_HOUSE)),
    "ifa": tuple((FOSTERING, sector) for sector in EXTERNAL),
    "in_house_residential": ((RESIDENTIAL, IN_HOUSE),),
    "residential": tuple((RESIDENTIAL, sector) for sector in EXTERNAL),
    "in_house_supported_16_plus": ((SUPPORTED, IN_HOUSE),),
    "supported_16_plus": tuple((SUPPORTED, sector) for sector in EXTERNAL),
}
# The same in words.
PAYS_FOR_WORDS: Final[Mapping[str, str]] = {
    "in_house_fostering": "our own foster carers",
    "ifa": "homes of fostering agencies",
    "in_house_residential": "our own residential homes",
    "residential": "external residential homes",
    "in_house_supported_16_plus": "our own supported 16+ homes",
    "supported_16_plus": "external supported 16+ homes",
}
NOT_COUNTED: Final = "Not counted, because no fee is recorded: "
SECTION_251_ALL: Final = "all_cla"


@dataclass(frozen=True)
class CostInputs:
    """The figures of cost for one base year; a figure that is not recorded is not in its mapping.

    `spend`, `children_paid_for` (where a spend pays for fewer children than are placed) and
    `average_weekly` are by spend, as in `PAYS_FOR`; `premium` (how much dearer spot is than the list, as a
    share), `inflation` (a share a year) and `section_251` (pounds a week) are by provision. `beside` is
    shown and never used.
    """

    base_year: int
    spend: Mapping[str, Figure] = field(default_factory=dict)
    children_paid_for: Mapping[str, Figure] = field(default_factory=dict)
    average_weekly: Mapping[str, Figure] = field(default_factory=dict)
    premium: Mapping[str, Figure] = field(default_factory=dict)
    inflation: Mapping[str, Figure] = field(default_factory=dict)
    section_251: Mapping[str, Figure] = field(default_factory=dict)
    beside: Mapping[str, Figure] = field(default_factory=dict)

    def figures(self) -> list[Figure]:
        """Every figure that a cost is worked out from, once."""
        used = (self.spend, self.children_paid_for, self.average_weekly, self.premium, self.inflation,
                self.section_251)  # fmt: skip
        return list({figure.name: figure for part in used for figure in part.values()}.values())

    def ledger(self) -> list[Figure]:
        """The figures that each draw takes a value of: all of them may have a low and a high."""
        return self.figures()


def spends_on(cells: Iterable[Cell]) -> list[str]:
    """The spends, by category, that pay for some placements and sectors."""
    asked = set(cells)
    return [payer for payer, own in PAYS_FOR.items() if asked & set(own)]


def spend_row(payer: str, year: int) -> str:
    """The row of the data that has what is paid for some homes in the year ended 31 March."""
    return f"spend/{payer}/{year}"


def fees_to_fill_in(payers: Iterable[str], base_year: int) -> list[str]:
    """Homes whose fees are not recorded, each with the row of the data that would give them.

    As `external residential homes (spend/residential/2023)`.
    """
    return [f"{PAYS_FOR_WORDS[payer]} ({spend_row(payer, base_year)})" for payer in payers]


def not_counted(homes: Iterable[str]) -> str:
    """That homes without a recorded fee, as they are told, are in no sum; blank where none lacks it."""
    told = "; ".join(homes)
    return f"{NOT_COUNTED}{told}." if told else ""


def gather_costs(find: "Finder", scenario: Scenario) -> CostInputs:
    """The figures of cost that the data have for a scenario's base year.

    A weekly cost of another year is taken from the year nearest to the base year, the earlier of two. A
    fault is added to `find.faults` for one that has no year.
    """
    year = scenario.base_year

    def recorded(measure: str, categories: Mapping[str, object] | tuple[str, ...]) -> dict[str, Figure]:
        return _known({name: find.maybe(measure, name, year) for name in categories})

    return CostInputs(
        base_year=year,
        spend=recorded("spend", PAYS_FOR),
        children_paid_for=recorded("children_paid_for", PAYS_FOR),
        average_weekly=_known({SUPPORTED: _nearest_year(find, "supported_accommodation_weekly_cost", year)}),
        premium=_known({name: find.maybe("spot_premium_share", name) for name in PROVISIONS}),
        inflation=_known({name: _own_or_general(find, "fee_inflation_a_year", name) for name in PROVISIONS}),
        section_251=recorded("section_251_unit_cost", PROVISIONS),
        beside=_known(
            {
                SECTION_251_ALL: find.maybe("section_251_unit_cost", SECTION_251_ALL, year),
                "external_commitment": find.maybe("external_commitment"),
                "children_requiring_placement": find.maybe("children_requiring_placement"),
            }
        ),
    )


def _known(figures: Mapping[str, Figure | None]) -> dict[str, Figure]:
    return {name: figure for name, figure in figures.items() if figure is not None}


def _own_or_general(find: "Finder", measure: str, provision: str) -> Figure | None:
    """The figure of a provision, or the one that is for all of them."""
    return find.maybe(measure, provision) or find.maybe(measure)


def _nearest_year(find: "Finder", measure: str, base_year: int) -> Figure | None:
    found = {figure.year: figure for figure in find.book.of(measure)}
    undated = found.pop(None, None)
    if undated:
        where = f"{undated.file} row {undated.row}, column year"
        find.faults.add(where, "a weekly cost has no year.", "Write the year whose prices it is in.")
    dated = [figure for year, figure in found.items() if year is not None]
    return min(dated, key=lambda figure: (abs(_year(figure) - base_year), _year(figure)), default=None)


def _year(figure: Figure) -> int:
    return figure.year or 0
