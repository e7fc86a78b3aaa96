"""Agreement: what must be true of the inputs together before the model may use them.

Each check adds every fault it finds, so that all are told at once.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from sufficiency.errors import FaultList
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.inputs.inputs import MARGIN_PLACEMENTS, PATTERNS, Inputs, PositionInputs
from sufficiency.scenarios.scenario import OwnCounts, OwnRates, Trend
from sufficiency.scopes import share_within_20
from sufficiency.vocabulary import (
    AGE_BANDS,
    BANDS_IN_SCOPE,
    CONTRACTED,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    IN_HOUSE,
    INSIDE,
    KNOWN_BANDS,
    PROVISIONS,
    RESIDENTIAL,
    SUPPORTED,
    WITHIN_20,
)

# The numbers that say how far counts spread, with the least and most that each can be.
SPREADS = {"alpha": (0.0, 1.0), "beta": (0.0, 100.0), "gamma": (0.0, 3.0)}
SHAPES = {
    "degrees_of_freedom": (1.0, 1e6),
    "damping_after_back_test": (0.0, 1.0),
    "largest_t": (1.0, 100.0),
}


def check_agreement(faults: FaultList, inputs: Inputs, book: FigureBook) -> None:
    """Add every way in which the inputs do not agree with each other, or cannot be modelled."""
    _check_growth(faults, inputs, book)
    if faults:
        return
    check_position(faults, inputs)
    _check_sizes(faults, inputs)
    _check_mix(faults, inputs)
    _check_years(faults, inputs)
    _check_ranges(faults, inputs)


def check_position(faults: FaultList, inputs: PositionInputs) -> None:
    """Add every way in which the base year's margins and the ledger do not agree."""
    if inputs.base_cla.value < 1:
        faults.add(f"{inputs.base_cla.name} in {inputs.base_cla.file}", "there are no children.", "Check it.")
    if sum(inputs.by_distance[band].value for band in KNOWN_BANDS) <= 0:
        faults.add("children_by_distance", "no child has a known distance.", "Check the numbers.")
    _check_margin(faults, inputs.base_cla, "children_by_placement", inputs.by_placement)
    _check_margin(faults, inputs.base_cla, "children_by_distance", inputs.by_distance)
    _check_scopes(faults, inputs)
    _check_ledger(faults, inputs)


def _check_margin(faults: FaultList, total: Figure, name: str, margin: Mapping[str, Figure]) -> None:
    held = sum(figure.value for figure in margin.values())
    if abs(held - total.value) > 1e-6:
        files = sorted({figure.file for figure in margin.values()})
        what = f"adds to {held:g}, but {total.name} is {total.value:g}."
        faults.add(f"{name} in {', '.join(files)}", what, "Make the parts add to the whole.")


def _check_scopes(faults: FaultList, inputs: PositionInputs) -> None:
    """Refuse a scope with more children than a wider one has, and places in a scope that is not there."""
    share = {scope: figure.value for scope, figure in inputs.within_miles.items()} | {
        WITHIN_20: share_within_20(inputs)
    }
    ours = {scope: figure.value for scope, figure in inputs.in_house_share.items()}
    by_reach = [scope for scope in inputs.scopes if scope in share]
    for nearer, farther in pairwise(by_reach):
        for name, who, shares in (
            ("share_within_miles", "children live", share),
            ("in_house_share_in_scope", "our own foster homes stand", ours),
        ):
            if shares[nearer] > shares[farther] + 1e-9:
                what = f"{shares[nearer]:.3f} of {who} {nearer}, and only {shares[farther]:.3f} {farther}."
                faults.add(name, what, "A wider scope has more: correct the shares.")
    for name, change in inputs.scenario.places.items():
        if change.scope not in inputs.scopes:
            what = f"'{change.scope}' is not a scope of this scenario."
            faults.add(f"places.{name}.scope", what, f"Use one of: {', '.join(inputs.scopes)}.")


def _check_growth(faults: FaultList, inputs: Inputs, book: FigureBook) -> None:
    scenario = inputs.scenario
    for figure in book.of("child_population_growth"):
        if figure.year is None and figure.category == scenario.population.growth:
            where = f"{figure.file} row {figure.row}, column year"
            faults.add(where, "a growth point has no year.", "Write the year that it is of.")
    if len(inputs.growth) < 2:
        known = sorted({f.category for f in book.of("child_population_growth")})
        faults.add(
            "population.growth",
            f"'{scenario.population.growth}' has fewer than two growth points.",
            f"Known here: {', '.join(known) or 'none'}.",
        )
        return
    first, last = min(inputs.growth), max(inputs.growth)
    if scenario.base_year < first:
        faults.add("base_date", f"growth points begin in {first}.", "Use growth that covers the base year.")
    if scenario.horizon > last:
        faults.add(
            "horizon",
            f"{scenario.horizon} is beyond the last growth point of '{scenario.population.growth}', {last}.",
            f"Set horizon to {last} or earlier: growth is not extrapolated.",
        )


def _check_sizes(faults: FaultList, inputs: Inputs) -> None:
    """Refuse what the model would divide by, or take the logarithm of, where it is zero or less."""
    least, most = inputs.rate_limits
    bounds = [
        (inputs.base_population, inputs.base_cla.value, np.inf),
        (most, least.value, np.inf),
        *((figure, *SPREADS[part]) for (_, part), figure in inputs.share_spread.items()),
        *((figure, -99, np.inf) for figure in inputs.growth.values()),
        *((inputs.count_spread[name], *bounds) for name, bounds in SPREADS.items()),
        *((inputs.count_shape[name], *bounds) for name, bounds in SHAPES.items()),
        *((figure, *SPREADS[name]) for name, figure in inputs.starts_spread.items()),
        *((figure, *SPREADS[name]) for name, figure in inputs.leaving_spread.items()),
    ]
    for figure, floor, ceiling in bounds:
        if not floor <= figure.value <= ceiling:
            limit = f"{floor:g} or more" if figure.value < floor else f"{ceiling:g} or less"
            what = f"{figure.value:g} cannot be: the model needs {limit}."
            faults.add(f"{figure.name} in {figure.file}", what, "Check the number.")
    ages = inputs.population_by_age
    if sum(figure.value for figure in ages.values()) <= 0:
        faults.add("child_population_by_age", "there is no child of any age.", "Check the numbers.")
    known = sum(inputs.by_distance[band].value for band in KNOWN_BANDS)
    if inputs.scenario.distance:
        near = sum(inputs.by_distance[band].value for band in BANDS_IN_SCOPE[inputs.scenario.distance.scope])
        if not 0 < near < known:
            what = "all children or none live there in the base year, so none can be moved in proportion."
            faults.add("distance.scope", what, "Use another scope, or leave the distance as it is.")


def _check_mix(faults: FaultList, inputs: Inputs) -> None:
    _check_margin(faults, inputs.base_cla, "children_by_age", inputs.by_age)
    total = inputs.base_cla.value
    if inputs.base_uasc.value > total:
        what = f"{inputs.base_uasc.value:g} is more than all children looked after ({total:g})."
        faults.add(inputs.base_uasc.name, what, "Correct one of them.")
    for name in PATTERNS:
        weights = sum(inputs.age_prior[name, band].value for band in AGE_BANDS)
        if abs(weights - 1) > 1e-6:
            faults.add(f"placement_age_prior/{name}", f"the shares sum to {weights:g}, not to 1.",
                       "Make the five age bands sum to 1.")  # fmt: skip
    for measure, prior in (
        ("uasc_age_prior", inputs.uasc_age_prior),
        ("uasc_placement_prior", inputs.uasc_placement_prior),
    ):
        weights = sum(figure.value for figure in prior.values())
        if abs(weights - 1) > 1e-6:
            faults.add(measure, f"the shares sum to {weights:g}, not to 1.", "Make them sum to 1.")
    if any(inputs.age_prior[SUPPORTED, band].value > 0 for band in AGE_BANDS[:-1]):
        faults.add(f"placement_age_prior/{SUPPORTED}", "gives children under 16 supported accommodation.",
                   "Set every band but 16_to_17 to 0.")  # fmt: skip


def _check_ledger(faults: FaultList, inputs: PositionInputs) -> None:
    fostered = inputs.by_placement[FOSTERING_AND_KINSHIP].value
    in_house = inputs.in_house_foster_children
    if in_house.value > fostered:
        faults.add(
            in_house.name,
            f"{in_house.value:g} is more than all fostered children ({fostered:g}).",
            "Correct one of them.",
        )
    if (inputs.kinship.high or inputs.kinship.value) > in_house.value:
        faults.add(
            inputs.kinship.name,
            f"kinship may not exceed the children in in-house foster care ({in_house.value:g}).",
            "Correct one of them.",
        )
    for (provision, sector), figure in inputs.vacant.items():
        if provision not in PROVISIONS or sector not in CONTRACTED:
            faults.add(figure.name, "names no provision and contracted sector.",
                       f"Write '{FOSTERING} {IN_HOUSE}', for instance.")  # fmt: skip
    for provision, figure in inputs.no_registered_home.items():
        placed = inputs.by_placement.get(provision) if provision in (RESIDENTIAL, SUPPORTED) else None
        if placed is None:
            faults.add(figure.name, "names no residential or supported 16+ provision.", "Use one of the two.")
        elif figure.value > placed.value:
            faults.add(
                figure.name, f"{figure.value:g} is more than the {placed.value:g} children placed.", ""
            )
    for (placement, scope), figure in inputs.known_cells.items():
        if placement not in MARGIN_PLACEMENTS or scope not in (INSIDE, WITHIN_20):
            faults.add(figure.name, "names no placement and scope.", f"Write '{RESIDENTIAL} {INSIDE}'.")


def _check_years(faults: FaultList, inputs: Inputs) -> None:
    scenario = inputs.scenario
    by_years = {
        "cla.by": getattr(scenario.cla, "by", None),
        "cla.from": getattr(scenario.cla, "from_year", None),
        "uasc.by": getattr(scenario.uasc, "by", None),
    }
    if scenario.distance:
        by_years["distance.by"] = scenario.distance.by
    if scenario.households:
        by_years["households.from"] = scenario.households.from_year
    by_years |= {f"mix.{name}.by": move.by for name, move in scenario.mix.items()}
    by_years |= {f"places.{name}.from": change.from_year for name, change in scenario.places.items()}
    for name, lever in scenario.levers.items():
        by_years[f"levers.{name}.from"] = getattr(lever, "from_year", None)
        by_years[f"levers.{name}.by"] = getattr(lever, "by", None)
    if isinstance(scenario.cla, Trend):
        by_years.pop("cla.from")
    for where, year in by_years.items():
        if year is not None and year <= scenario.base_year:
            faults.add(where, f"{year} is not after the base year {scenario.base_year}.", "Use a later year.")
    for name, lever in scenario.levers.items():
        starts = getattr(lever, "starts", None)
        if starts is not None and starts <= scenario.base_date:
            what = f"{starts} is not after the base date {scenario.base_date}."
            faults.add(f"levers.{name}.starts", what, "Use a later day.")
    tables: Sequence[tuple[str, dict[str, float]]] = [
        *([("cla.rate_per_10k", scenario.cla.rate_per_10k)] if isinstance(scenario.cla, OwnRates) else []),
        *([("uasc.children", scenario.uasc.children)] if isinstance(scenario.uasc, OwnCounts) else []),
    ]
    for where, table in tables:
        for text in table:
            is_year = len(text) == 4 and text.isascii() and text.isdigit()
            if not is_year or int(text) <= scenario.base_year:
                faults.add(f"{where}.{text}", "is not a year after the base year.", "Use a later year.")


def _check_ranges(faults: FaultList, inputs: Inputs) -> None:
    carried = {figure.name for figure in [*inputs.ledger(), *inputs.beside()]}
    for figure in inputs.figures():
        if figure.is_uncertain and figure.name not in carried:
            faults.add(
                f"{figure.name} in {figure.file}",
                "has a low and a high, which the model does not carry for this figure.",
                "Leave them blank: the range of the count covers it.",
            )
