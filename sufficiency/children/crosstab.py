"""The cross-tabulation: who needs which home, and how near, in the base year.

Published margins say how many children are of each age, in each placement and at each distance, but
not which child is which. England's table and stated priors give the pattern (decision 0004), unless the
authority's own returns do (decision 0026).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.children.fitting import Block, Margin, NotConvergedError, fit
from sufficiency.errors import one_fault
from sufficiency.inputs.inputs import MARGIN_PLACEMENTS, PATTERN_OF, Inputs, PositionInputs
from sufficiency.labelled import filled_with, stack
from sufficiency.vocabulary import (
    AGE_BANDS,
    ALL,
    BANDS_IN_SCOPE,
    DISTANCE_BANDS,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    KINSHIP,
    KNOWN_BANDS,
    STREAMS,
)

Floats = NDArray[np.float64]

# As many children of the modelled pattern as are added to an authority's own before its margins are met: so
# few that its own pattern stays, and enough that a home nobody is in today is not closed to a child of the
# next years. One for each age band.
POOLED_CHILDREN: Final = float(len(AGE_BANDS))

# Fostering first and kinship second, because they share the first margin.
HOMES = (FOSTERING, KINSHIP, *MARGIN_PLACEMENTS[1:])


@dataclass(frozen=True)
class CrossTab:
    """Shares of the base year's children.

    `who` has dimensions stream, age_band, placement and sums to one in each stream; `where` has
    placement, distance_band and sums to one in each placement. `who_by_year` has `who` of every year, with
    draws where there are any, where the mix of homes changes as children come, move and leave.

    Placements are those of the margins, in which fostering and kinship are one, or `HOMES`, where the
    authority's own returns tell the two apart.
    """

    who: xr.DataArray
    where: xr.DataArray
    who_by_year: xr.DataArray | None = None


def modelled_crosstab(inputs: Inputs) -> CrossTab:
    """The base year's children by stream, age, placement and distance, fitted to every margin.

    The pattern is the authority's own where its returns give one, else modelled. Raises InputFaultsError
    where the margins cannot all be met.
    """
    with _told_as_faults(inputs):
        return CrossTab(_who(inputs), _where(inputs))


def crosstab_in_words(inputs: PositionInputs) -> str:
    """What the cross-tabulation is: the authority's own, or modelled."""
    if inputs.own is None:
        return "a modelled cross-tabulation: England's pattern fitted to this authority's totals"
    returned = (
        f"the authority's own cross-tabulation, from its SSDA903 return ({inputs.own.grouping} grouping)"
    )
    if inputs.own.where is None:
        return f"{returned}; by distance modelled, because the return records too few distances"
    unknown = inputs.own.moved_in["not_known"] < 0
    blank = "unaccompanied children, whose distance is blank by rule, stand where others in such homes live"
    return f"{returned}; {blank}" if unknown else returned


def observed_homes(inputs: PositionInputs, kinship: xr.DataArray) -> xr.DataArray:
    """The base year's children by placement and distance, whatever their age: all that a position needs.

    Dimensions as of expected homes, with one year, one stream and one age band. Raises
    InputFaultsError where the margins cannot all be met.
    """
    with _told_as_faults(inputs):
        where = with_kinship_apart(_where(inputs), None)
    counts = xr.DataArray(
        [inputs.by_placement[name].value for name in MARGIN_PLACEMENTS],
        dims="placement",
        coords={"placement": list(MARGIN_PLACEMENTS)},
    )
    homes = with_kinship_apart(counts, kinship_share(inputs, kinship)) * where
    return homes.expand_dims(year=[inputs.scenario.base_year], stream=[ALL], age_band=[ALL])


@contextmanager
def _told_as_faults(inputs: PositionInputs) -> Iterator[None]:
    try:
        yield
    except NotConvergedError as error:
        raise one_fault(
            f"{inputs.scenario.name} data",
            "modelled cross-tabulation" if inputs.own is None else "cross-tabulation",
            f"{error}.",
            "Check the margins against the zeros: supported accommodation is for 16 to 17 only.",
        ) from None


def _who(inputs: Inputs) -> xr.DataArray:
    homes = _homes_told(inputs)
    by_age = np.array([inputs.by_age[band].value for band in AGE_BANDS])
    by_placement = _by_home(inputs, homes)
    uasc = inputs.base_uasc.value
    by_stream = np.array([uasc, inputs.base_cla.value - uasc])
    patterns = [_pattern_of(name) for name in homes]
    age_prior = np.array([[inputs.age_prior[name, band].value for name in patterns] for band in AGE_BANDS])
    uasc_prior = np.outer(
        [inputs.uasc_age_prior[band].value for band in AGE_BANDS],
        np.array([inputs.uasc_placement_prior[name].value for name in patterns])
        * _part_of_pattern(inputs, homes),
    )
    # Homes that are closed to an age are closed to it in both streams.
    seed = np.stack([uasc_prior * (age_prior > 0) * uasc, age_prior * by_placement])
    if inputs.own is not None:
        seed = _pooled(_in_homes(inputs.own.who, homes), seed)
    margins = [
        Margin("children_by_age", (1,), by_age),
        Margin("children_by_placement", (2,), by_placement),
        Margin("uasc_count", (0,), by_stream),
    ]
    table = fit(seed, margins)
    shares = np.divide(
        table, by_stream[:, None, None], out=np.zeros_like(table), where=by_stream[:, None, None] > 0
    )
    coords = {"stream": list(STREAMS), "age_band": list(AGE_BANDS), "placement": list(homes)}
    return xr.DataArray(shares, dims=list(coords), coords=coords)


def _where(inputs: PositionInputs) -> xr.DataArray:
    """Distance within each placement. Children of unknown distance are set aside, then put back."""
    if inputs.own is not None and inputs.own.where is not None:
        return _own_where(inputs, inputs.own.where)
    by_placement = np.array([inputs.by_placement[name].value for name in MARGIN_PLACEMENTS])
    by_distance = np.array([inputs.by_distance[band].value for band in KNOWN_BANDS])
    not_known = inputs.by_distance["not_known"].value
    share_known = by_distance.sum() / (by_distance.sum() + not_known)
    patterns = [PATTERN_OF[name] for name in MARGIN_PLACEMENTS]
    seed = np.array([[inputs.england_where[name, band].value for band in KNOWN_BANDS] for name in patterns])
    margins = [
        Margin("children_by_placement", (0,), by_placement * share_known),
        Margin("children_by_distance", (1,), by_distance),
    ]
    table = np.empty((len(MARGIN_PLACEMENTS), len(DISTANCE_BANDS)))
    table[:, :-1] = fit(seed, margins, _known_cells(inputs))
    table[:, -1] = by_placement * (1 - share_known)
    return _distance_shares(table, MARGIN_PLACEMENTS)


def _own_where(inputs: PositionInputs, counted: Floats) -> xr.DataArray:
    """The same from the authority's own children: what is not known of each placement stays with it."""
    homes = _homes_told(inputs)
    own, by_home = _in_homes(counted.T, homes).T, _by_home(inputs, homes)
    by_distance = np.array([inputs.by_distance[band].value for band in KNOWN_BANDS])
    children = own.sum(axis=1)
    share_known = np.divide(own[:, :-1].sum(axis=1), children, out=np.ones_like(children), where=children > 0)
    known, not_known = by_home * share_known, by_home * (1 - share_known)
    england = np.array(
        [[inputs.england_where[_pattern_of(name), band].value for band in KNOWN_BANDS] for name in homes]
    )
    pattern = england / england.sum(axis=1, keepdims=True) * known[:, None]
    # A scenario may state other margins than the returns: what is known of each home then gives way alike.
    rows = known * by_distance.sum() / known.sum()
    margins = [
        Margin("children_by_placement", (0,), rows),
        Margin("children_by_distance", (1,), by_distance),
    ]
    table = np.empty((len(homes), len(DISTANCE_BANDS)))
    table[:, :-1] = fit(_pooled(own[:, :-1], pattern), margins)
    table[:, -1] = not_known * _ratio(inputs.by_distance["not_known"].value, float(not_known.sum()))
    return _distance_shares(table, homes)


def _distance_shares(table: Floats, homes: tuple[str, ...]) -> xr.DataArray:
    rows = table.sum(axis=1, keepdims=True)
    shares = np.divide(table, rows, out=np.zeros_like(table), where=rows > 0)
    coords = {"placement": list(homes), "distance_band": list(DISTANCE_BANDS)}
    return xr.DataArray(shares, dims=list(coords), coords=coords)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


# --- The authority's own children -----------------------------------------------------------------
def _pooled(own: Floats, modelled: Floats) -> Floats:
    """The authority's own children, with a few of the modelled pattern among them."""
    weight = POOLED_CHILDREN / modelled.sum() if modelled.sum() > 0 else 0.0
    return np.asarray(own + weight * modelled)


def _homes_told(inputs: PositionInputs) -> tuple[str, ...]:
    """The placements that are told apart: with returns kinship too, unless a scenario makes it uncertain."""
    return MARGIN_PLACEMENTS if inputs.own is None or inputs.kinship.is_uncertain else HOMES


def _in_homes(own: Floats, homes: tuple[str, ...]) -> Floats:
    """The authority's own children, counted by HOMES on the last axis, in the placements that are told."""
    if homes == HOMES:
        return own
    return np.concatenate([own[..., :2].sum(axis=-1, keepdims=True), own[..., 2:]], axis=-1)


def _by_home(inputs: PositionInputs, homes: tuple[str, ...]) -> Floats:
    """The base year's children in each placement."""
    by_margin = {name: figure.value for name, figure in inputs.by_placement.items()}
    kinship = inputs.kinship.value
    apart = {FOSTERING: by_margin[FOSTERING_AND_KINSHIP] - kinship, KINSHIP: kinship}
    return np.array([{**by_margin, **apart}[name] for name in homes])


def _pattern_of(home: str) -> str:
    """The placement whose pattern England publishes for a home."""
    return FOSTERING_AND_KINSHIP if home in (FOSTERING, KINSHIP) else PATTERN_OF[home]


def _part_of_pattern(inputs: PositionInputs, homes: tuple[str, ...]) -> Floats:
    """How much of its pattern each placement takes: fostering and kinship share one."""
    if homes == MARGIN_PLACEMENTS:
        return np.ones(len(homes))
    kinship = _ratio(inputs.kinship.value, inputs.by_placement[FOSTERING_AND_KINSHIP].value)
    parts = {FOSTERING: 1 - kinship, KINSHIP: kinship}
    return np.array([parts.get(name, 1.0) for name in homes])


def _known_cells(inputs: PositionInputs) -> list[Block]:
    blocks = []
    for (placement, scope), figure in inputs.known_cells.items():
        cells = np.zeros((len(MARGIN_PLACEMENTS), len(KNOWN_BANDS)), dtype=bool)
        row = MARGIN_PLACEMENTS.index(placement)
        for band in BANDS_IN_SCOPE[scope]:
            cells[row, KNOWN_BANDS.index(band)] = True
        blocks.append(Block(figure.name, cells, figure.value))
    return blocks


def kinship_share(inputs: PositionInputs, kinship: xr.DataArray) -> xr.DataArray:
    """Kinship's share of all fostered children, in each draw."""
    return kinship / inputs.by_placement[FOSTERING_AND_KINSHIP].value


def with_kinship_apart(shares: xr.DataArray, kinship: xr.DataArray | None) -> xr.DataArray:
    """The same shares with fostering and kinship as two placements.

    `kinship` is its share of the two in each draw; None repeats the joint row for both, as for
    distance, which is taken to be alike. Where the two are apart already, they stay as they are.
    """
    if KINSHIP in shares.placement.values:
        in_draws = shares if kinship is None else shares * filled_with(kinship, 1.0)
        return in_draws.transpose(..., "placement")
    rows = [FOSTERING_AND_KINSHIP if name in (FOSTERING, KINSHIP) else name for name in HOMES]
    apart = shares.sel(placement=rows).assign_coords(placement=list(HOMES))
    if kinship is not None:
        parts = {FOSTERING: 1 - kinship, KINSHIP: kinship}
        whole = filled_with(kinship, 1.0)
        apart = apart * stack("placement", {name: parts.get(name, whole) for name in HOMES})
    return apart.transpose(..., "placement")
