"""Inputs: the figures that one scenario's model needs.

Everything here is frozen and has been checked once, so that the steps of the model need not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sufficiency.chance.spread import Shape, Spread
from sufficiency.figures.book import Figure
from sufficiency.inputs.costs import CostInputs
from sufficiency.inputs.flows import Flows, FlowsNotRecorded
from sufficiency.inputs.leaving_care import LeavingInputs, LeavingNotRecorded
from sufficiency.inputs.record import Record
from sufficiency.providers.pools import Pool, pooled
from sufficiency.providers.provider import Provider
from sufficiency.providers.select_list import SelectList
from sufficiency.scenarios.levers import MoveOn, Retain, StayingPut
from sufficiency.scenarios.scenario import Scenario
from sufficiency.vocabulary import FOSTERING_AND_KINSHIP, RESIDENTIAL, SUPPORTED

if TYPE_CHECKING:
    from sufficiency.episodes.model import CareModel
    from sufficiency.ssda903.own import Own

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


@dataclass(frozen=True)
class History:
    """What was published of the years up to the base, for context: no step of the model reads it.

    `profile` is the base year's children by age, sex, legal status, placement and distance; `benchmarks`
    are the rates of England, the region and the neighbours, by name; `spreads` are what was
    fitted for each earlier year.
    """

    counts: dict[int, Figure]
    rates: dict[int, Figure]
    uasc: dict[int, Figure]
    started: dict[int, Figure]
    ceased: dict[int, Figure]
    profile: dict[str, dict[str, Figure]]
    population: dict[int, Figure]
    benchmarks: dict[str, dict[int, Figure]]
    spreads: dict[int, Spread]

    @property
    def england_rates(self) -> dict[int, Figure]:
        """England's rate by year."""
        return self.benchmarks.get("england", {})


@dataclass(frozen=True, kw_only=True)
class PositionInputs:
    """The figures that the position needs: the margins of the base year, and the ledger.

    A dict's keys are the words of `vocabulary.py`. `own` is what the authority's own returns count of the
    base year, where there are any.
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
    household_leaving: Figure | None
    scopes: tuple[str, ...]
    within_miles: dict[str, Figure]
    select_list: SelectList | None
    open_share: Figure | None
    usable_share: dict[str, Figure]
    slip_share: Figure | None
    own: "Own | None" = field(default=None, repr=False)

    @property
    def providers(self) -> list[Provider]:
        """The select list's providers who count towards one of the three provisions; none without a list."""
        return [] if self.select_list is None else self.select_list.recorded

    @cached_property
    def pools(self) -> list[Pool]:
        """The select list's providers, those alike in all that matters together; none without a list."""
        return pooled(self.providers, self.scopes, self.scenario.base_date)

    @property
    def changes_households(self) -> bool:
        """Whether the scenario changes how many fostering households there are."""
        return self.scenario.households is not None or self.scenario.has(Retain)

    def figures(self) -> list[Figure]:
        """Every figure that the model uses, once."""
        found: dict[str, Figure] = {}
        for name in self.__dataclass_fields__:
            for figure in _figures_in(getattr(self, name)):
                found[figure.name] = figure
        return list(found.values())

    def ledger(self) -> list[Figure]:
        """The figures that the gap rests on, of which each draw takes a value."""
        return [
            self.in_house_foster_children,
            self.kinship,
            *self.in_house_share.values(),
            *self.off_contract_share.values(),
            *self.far_for_want.values(),
            *self.vacant.values(),
            *self.no_registered_home.values(),
            *(self._of_households() if self.changes_households else ()),
            *(f for f in (self.open_share, self.slip_share) if f),
            *self.usable_share.values(),
        ]

    def beside(self) -> list[Figure]:
        """The other figures of which each draw takes a value: no gap rests on them."""
        return [] if self.changes_households else self._of_households()

    def _of_households(self) -> list[Figure]:
        figures = (self.children_per_household, self.household_delivery, self.household_leaving)
        return [figure for figure in figures if figure]

    def assumptions(self) -> list[Figure]:
        """The figures with a low and a high that the gap rests on."""
        return [figure for figure in self.ledger() if figure.is_uncertain]


@dataclass(frozen=True, kw_only=True)
class Inputs(PositionInputs):
    """All the figures of one scenario: those of the position, and those of the years after it.

    `care` is how children come, stay, move and leave, where the scenario's method is `episodes`; only then
    are `starts_spread` and `leaving_spread` there.
    """

    growth: dict[int, Figure]
    base_population: Figure
    base_uasc: Figure
    population_by_age: dict[str, Figure]
    by_age: dict[str, Figure]
    age_prior: dict[tuple[str, str], Figure]
    uasc_age_prior: dict[str, Figure]
    uasc_placement_prior: dict[str, Figure]
    count_spread: dict[str, Figure]
    count_shape: dict[str, Figure]
    rate_limits: tuple[Figure, Figure]
    share_spread: dict[tuple[str, str], Figure]
    target_rate: Figure | None
    trend_rates: dict[int, Figure]
    uasc_threshold: Figure | None
    history: History
    released_share: dict[str, Figure]
    complex_share: dict[str, Figure]
    approved_per_household: Figure | None
    costs: CostInputs
    flows: Flows | FlowsNotRecorded
    leaving: LeavingInputs | LeavingNotRecorded
    record: Record
    starts_spread: dict[str, Figure] = field(default_factory=dict)
    leaving_spread: dict[str, Figure] = field(default_factory=dict)
    care: "CareModel | None" = field(default=None, repr=False)

    @property
    def shape(self) -> Shape:
        """What the range of the count is made of, beside its spread."""
        return Shape(
            self.count_shape["degrees_of_freedom"].value,
            self.count_shape["largest_t"].value,
            *(figure.value for figure in self.rate_limits),
        )

    @property
    def counts_young_adults(self) -> bool:
        """Whether the scenario counts the places that young adults hold."""
        return self.scenario.has(StayingPut, MoveOn)

    def ledger(self) -> list[Figure]:
        """The figures that the gap rests on, of which each draw takes a value."""
        held = self._of_young_adults() if self.counts_young_adults else []
        return [*super().ledger(), *held]

    def beside(self) -> list[Figure]:
        """The other figures of which each draw takes a value: no gap rests on them."""
        approved = [self.approved_per_household] if self.approved_per_household else []
        leaving = self.leaving.beside() if isinstance(self.leaving, LeavingInputs) else []
        held = [] if self.counts_young_adults else self._of_young_adults()
        own = [*self.released_share.values(), *approved, *self.costs.ledger()]
        return [*super().beside(), *own, *held, *leaving]

    def _of_young_adults(self) -> list[Figure]:
        return self.leaving.held() if isinstance(self.leaving, LeavingInputs) else []


def _figures_in(value: object) -> Iterable[Figure]:
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, dict):
        yield from (entry for entry in value.values() if isinstance(entry, Figure))
    elif isinstance(value, CostInputs | Flows | LeavingInputs):
        yield from value.figures()
    elif isinstance(value, tuple):
        yield from (entry for entry in value if isinstance(entry, Figure))
