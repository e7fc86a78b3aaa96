"""The published flows of a base year: what had to be found, and how often homes of each kind change.

They make the placements to find (decision 0014). An authority that has none of them still gets every
other table.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sufficiency.errors import did_you_mean
from sufficiency.figures.book import Figure, Key
from sufficiency.scenarios.scenario import Scenario
from sufficiency.vocabulary import (
    AGE_BANDS,
    ALL,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    KINSHIP,
    RESIDENTIAL,
    SUPPORTED,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sufficiency.inputs.gathering import Finder
    from sufficiency.ssda903.own import Own

# DfE's group that says how often homes of each kind change. England does not show kinship apart from
# other fostering, nor secure homes apart from children's homes.
TURNOVER_OF: Final = {
    FOSTERING: FOSTERING_AND_KINSHIP,
    KINSHIP: FOSTERING_AND_KINSHIP,
    RESIDENTIAL: RESIDENTIAL,
    SUPPORTED: SUPPORTED,
    "with_parents": "with_parents",
    "placed_for_adoption": "placed_for_adoption",
    "secure": RESIDENTIAL,
}
GROUPS: Final = tuple(dict.fromkeys(TURNOVER_OF.values()))
SPREAD_HORIZONS: Final = (1, 3)
WIDEST_SPREAD: Final = 1.0  # on the scale of logs; authorities of 200 to 450 children have 0.2
MADE, STATUS_ONLY, STARTED = "placements_made", "status_only_changes", "started_by_age"
CEASED, HELD, SPREAD = "england_placements_ceased", "england_children_by_placement", "to_find_spread"
SAME_DAY, SIBLINGS = "same_day_share", "sibling_group_share"


@dataclass(frozen=True)
class Flows:
    """The figures behind the placements to find of the base year.

    `started` is by age band; `ceased` (placements a year) and `held` (children on 31 March) are
    England's, by DfE's group; `spread` is by years ahead; `same_day` and `siblings` are by placement,
    with `all` for all together, and hold only what is recorded. `found` is what the authority's own return
    has of placements found, by home and age band, where there is one.
    """

    made: Figure
    status_only: Figure
    started: dict[str, Figure]
    ceased: dict[str, Figure]
    held: dict[str, Figure]
    spread: dict[int, Figure]
    same_day: dict[str, Figure]
    siblings: dict[str, Figure]
    found: "NDArray[np.float64] | None" = field(default=None, repr=False, compare=False)

    @property
    def to_find(self) -> float:
        """Placements that had to be found in the base year: those made, less changes of status only."""
        return self.made.value - self.status_only.value

    def turnover(self, placement: str) -> float:
        """Placements of a kind that end in a year, for each child in one on 31 March, in England."""
        group = TURNOVER_OF[placement]
        return self.ceased[group].value / self.held[group].value

    def figures(self) -> list[Figure]:
        """Every figure, in the order of the fields."""
        by_kind = (self.started, self.ceased, self.held, self.spread, self.same_day, self.siblings)
        return [self.made, self.status_only, *(figure for part in by_kind for figure in part.values())]


@dataclass(frozen=True)
class FlowsNotRecorded:
    """There is no table of placements to find; `why` says what stands in its way."""

    why: str


def gather_flows(find: "Finder", scenario: Scenario, own: "Own | None" = None) -> Flows | FlowsNotRecorded:
    """The flows of the scenario's base year, or what is missing for them.

    What is missing is no fault; figures that cannot be are added to the finder's faults (decision 0014).
    """
    year = scenario.base_year
    england = _england_year(find)
    wanted = _wanted(year, england)
    found = {key: figure for key in wanted if (figure := find.maybe(*key)) is not None}
    missing = [key for key in wanted if key not in found]
    if missing:
        return FlowsNotRecorded(f"the data lack {_listed(missing)}")
    flows = Flows(
        made=found[MADE, "", year],
        status_only=found[STATUS_ONLY, "", year],
        started={band: found[STARTED, band, year] for band in AGE_BANDS},
        ceased={group: found[CEASED, group, england] for group in GROUPS},
        held={group: found[HELD, group, england] for group in GROUPS},
        spread={ahead: found[SPREAD, str(ahead), None] for ahead in SPREAD_HORIZONS},
        same_day=_shares(find, SAME_DAY, year),
        siblings=_shares(find, SIBLINGS, year),
        found=None if own is None else own.found,
    )
    _check_numbers(find, flows)
    ages = "" if own else _ages_of_nobody(find, flows)
    if ages:
        return FlowsNotRecorded(f"children started at an age of which nobody is looked after ({ages})")
    return flows


def _england_year(find: "Finder") -> int | None:
    """The newest year that England's placements ceased and children held are both of, if there is one."""
    ceased, held = (
        {figure.year for figure in find.book.of(measure) if figure.year is not None}
        for measure in (CEASED, HELD)
    )
    return max(ceased & held or ceased | held, default=None)


def _wanted(year: int, england: int | None) -> list[Key]:
    return [
        (MADE, "", year),
        (STATUS_ONLY, "", year),
        *((STARTED, band, year) for band in AGE_BANDS),
        *((CEASED, group, england) for group in GROUPS),
        *((HELD, group, england) for group in GROUPS),
        *((SPREAD, str(ahead), None) for ahead in SPREAD_HORIZONS),
    ]


def _listed(missing: list[Key]) -> str:
    """The figures that are missing in words; several of one measure are counted, not named."""
    by_measure: dict[str, list[str]] = {}
    for measure, category, year in missing:
        name = "/".join(filter(None, (measure, category, str(year or ""))))
        by_measure.setdefault(measure, []).append(name)
    names = [
        own[0] if len(own) == 1 else f"{measure} ({len(own)} figures)" for measure, own in by_measure.items()
    ]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _shares(find: "Finder", measure: str, year: int) -> dict[str, Figure]:
    """A share by placement, with a blank category for all; an undated one stands for the base year."""
    undated = [figure for figure in find.book.of(measure) if figure.year is None]
    of_year = [figure for figure in find.book.of(measure) if figure.year == year]
    by_category = {figure.category: figure for figure in (*undated, *of_year)}
    for category, figure in by_category.items():
        if category and category not in TURNOVER_OF:
            do = did_you_mean(category, TURNOVER_OF, "Leave the category blank for all placements together.")
            find.faults.add(f"{figure.name} in {figure.file}", f"'{category}' is no placement.", do)
    return {category or ALL: figure for category, figure in by_category.items()}


def _check_numbers(find: "Finder", flows: Flows) -> None:
    """Add a fault for flows that contradict each other, and for what the model would divide by."""
    started = sum(figure.value for figure in flows.started.values())
    if started > flows.to_find or flows.to_find <= 0:
        what = (
            f"{flows.made.value:g} made less {flows.status_only.value:g} of status only must be above 0, "
            f"and no fewer than the {started:g} children who started."
        )
        find.faults.add(f"{flows.made.name} in {flows.made.file}", what, "Correct one of the three.")
    for figure in (*flows.ceased.values(), *flows.held.values(), *flows.spread.values()):
        if figure.value <= 0:
            find.faults.add(f"{figure.name} in {figure.file}", "must be above 0.", "Check the number.")
    for figure in flows.spread.values():
        if figure.value > WIDEST_SPREAD:
            what = f"{figure.value:g} cannot be: the model needs {WIDEST_SPREAD:g} or less."
            find.faults.add(f"{figure.name} in {figure.file}", what, "Check the number.")


def _ages_of_nobody(find: "Finder", flows: Flows) -> str:
    """The age bands in which children started and nobody is looked after on the day."""
    held = {band: find.maybe("children_by_age", band) for band in AGE_BANDS}
    return ", ".join(
        band
        for band, figure in held.items()
        if figure is not None and figure.value <= 0 < flows.started[band].value
    )
