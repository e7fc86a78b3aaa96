"""The modelled cross-tabulation: who needs which home, and how near, in the base year.

Published margins say how many children are of each age, in each placement and at each distance, but
not which child is which. England's table and stated priors give the pattern (decision 0004).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sufficiency.errors import one_fault
from sufficiency.fitting import Block, Margin, NotConvergedError, fit
from sufficiency.inputs import MARGIN_PLACEMENTS, PATTERN_OF, Inputs, PositionInputs
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

# Fostering first and kinship second, because they share the first margin.
HOMES = (FOSTERING, KINSHIP, *MARGIN_PLACEMENTS[1:])


@dataclass(frozen=True)
class CrossTab:
    """Shares of the base year's children.

    `who` has dimensions stream, age_band, placement and sums to one in each stream; `where` has
    placement, distance_band and sums to one in each placement.
    """

    who: xr.DataArray
    where: xr.DataArray


def modelled_crosstab(inputs: Inputs) -> CrossTab:
    """The base year's children by stream, age, placement and distance, fitted to every margin.

    Raises InputFaultsError where the margins cannot all be met.
    """
    with _told_as_faults(inputs):
        return CrossTab(_who(inputs), _where(inputs))


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
            "modelled cross-tabulation",
            f"{error}.",
            "Check the margins against the zeros: supported accommodation is for 16 to 17 only.",
        ) from None


def _who(inputs: Inputs) -> xr.DataArray:
    by_age = np.array([inputs.by_age[band].value for band in AGE_BANDS])
    by_placement = np.array([inputs.by_placement[name].value for name in MARGIN_PLACEMENTS])
    uasc = inputs.base_uasc.value
    by_stream = np.array([uasc, inputs.base_cla.value - uasc])
    patterns = [PATTERN_OF[name] for name in MARGIN_PLACEMENTS]
    age_prior = np.array([[inputs.age_prior[name, band].value for name in patterns] for band in AGE_BANDS])
    uasc_prior = np.outer(
        [inputs.uasc_age_prior[band].value for band in AGE_BANDS],
        [inputs.uasc_placement_prior[name].value for name in patterns],
    )
    # Homes that are closed to an age are closed to it in both streams.
    seed = np.stack([uasc_prior * (age_prior > 0) * uasc, age_prior * by_placement])
    margins = [
        Margin("children_by_age", (1,), by_age),
        Margin("children_by_placement", (2,), by_placement),
        Margin("uasc_count", (0,), by_stream),
    ]
    table = fit(seed, margins)
    shares = np.divide(
        table, by_stream[:, None, None], out=np.zeros_like(table), where=by_stream[:, None, None] > 0
    )
    coords = {"stream": list(STREAMS), "age_band": list(AGE_BANDS), "placement": list(MARGIN_PLACEMENTS)}
    return xr.DataArray(shares, dims=list(coords), coords=coords)


def _where(inputs: PositionInputs) -> xr.DataArray:
    """Distance within each placement. Children of unknown distance are set aside, then put back."""
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
    rows = table.sum(axis=1, keepdims=True)
    shares = np.divide(table, rows, out=np.zeros_like(table), where=rows > 0)
    coords = {"placement": list(MARGIN_PLACEMENTS), "distance_band": list(DISTANCE_BANDS)}
    return xr.DataArray(shares, dims=list(coords), coords=coords)


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
    distance, which is taken to be alike.
    """
    joint = shares.sel(placement=FOSTERING_AND_KINSHIP, drop=True)
    alike = 1.0 if kinship is None else filled_with(kinship, 1.0)
    parts = {
        FOSTERING: joint if kinship is None else joint * (1 - kinship),
        KINSHIP: joint if kinship is None else joint * kinship,
        **{name: shares.sel(placement=name, drop=True) * alike for name in MARGIN_PLACEMENTS[1:]},
    }
    apart = stack("placement", {name: parts[name] for name in HOMES})
    return apart.transpose(..., "placement")
