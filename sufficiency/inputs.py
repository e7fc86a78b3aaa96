"""Inputs: the figures that one scenario's model needs.

Everything here is frozen and has been checked once, so that the steps of the model need not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sufficiency.figures import Figure
from sufficiency.scenario import Scenario
from sufficiency.vocabulary import FOSTERING_AND_KINSHIP, RESIDENTIAL, SUPPORTED

# The placements as the margins give them: fostering and kinship are one number until a draw splits it.
MARGIN_PLACEMENTS = (
    FOSTERING_AND_KINSHIP,
    RESIDENTIAL,
    SUPPORTED,
    "with_parents",
    "placed_for_adoption",
    "secure",
)
# Secure homes have no pattern of their own: England publishes them together with children's homes.
PATTERN_OF = {name: RESIDENTIAL if name == "secure" else name for name in MARGIN_PLACEMENTS}
PATTERNS = tuple(dict.fromkeys(PATTERN_OF.values()))
DRIFTING_SHARES = (SUPPORTED, RESIDENTIAL, "over_20_miles", "uasc")
DRIFT_HORIZONS = (1, 3)


@dataclass(frozen=True)
class History:
    """What was published of the years up to the base, for context: no step of the model reads it."""

    counts: dict[int, Figure]
    rates: dict[int, Figure]
    uasc: dict[int, Figure]
    england_rates: dict[int, Figure]
    placements_made: Figure | None
    status_only_changes: Figure | None


@dataclass(frozen=True)
class PositionInputs:
    """The figures that the position needs: the margins of the base year, and the ledger.

    A dict's keys are the words of `vocabulary.py`.
    """

    scenario: Scenario
    base_cla: Figure
    by_placement: dict[str, Figure]
    by_distance: dict[str, Figure]
    england_where: dict[tuple[str, str], Figure]
    known_cells: dict[tuple[str, str], Figure]
    in_house_foster_children: Figure
    kinship: Figure
    in_house_share: dict[str, Figure]
    off_contract_share: dict[str, Figure]
    far_for_want: dict[str, Figure]
    vacant: dict[tuple[str, str], Figure]
    no_registered_home: dict[str, Figure]
    children_per_household: Figure | None
    household_delivery: Figure | None

    def figures(self) -> list[Figure]:
        """Every figure that the model uses, once."""
        found: dict[str, Figure] = {}
        for value in vars(self).values():
            for figure in _figures_in(value):
                found[figure.name] = figure
        return list(found.values())

    def ledger(self) -> list[Figure]:
        """The figures that each draw takes a value of: the ledger of the position, and delivery."""
        return [
            self.in_house_foster_children,
            self.kinship,
            *self.in_house_share.values(),
            *self.off_contract_share.values(),
            *self.far_for_want.values(),
            *self.vacant.values(),
            *self.no_registered_home.values(),
            *(f for f in (self.children_per_household, self.household_delivery) if f),
        ]

    def assumptions(self) -> list[Figure]:
        """The figures with a low and a high: each draw takes one value of each."""
        return [figure for figure in self.ledger() if figure.is_uncertain]


@dataclass(frozen=True)
class Inputs(PositionInputs):
    """All the figures of one scenario: those of the position, and those of the years after it."""

    growth: dict[int, Figure]
    base_population: Figure
    population_by_age: dict[str, Figure]
    base_uasc: Figure
    by_age: dict[str, Figure]
    age_prior: dict[tuple[str, str], Figure]
    uasc_age_prior: dict[str, Figure]
    uasc_placement_prior: dict[str, Figure]
    count_spread: dict[str, Figure]
    rate_limits: tuple[Figure, Figure]
    share_spread: dict[tuple[str, int], Figure]
    target_rate: Figure | None
    trend_rates: dict[int, Figure]
    uasc_threshold: Figure | None
    history: History


def _figures_in(value: object) -> Iterable[Figure]:
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, dict):
        yield from (entry for entry in value.values() if isinstance(entry, Figure))
    elif isinstance(value, tuple):
        yield from (entry for entry in value if isinstance(entry, Figure))
