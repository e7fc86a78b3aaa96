"""Demand: how many children need which home, by age and distance; expected, and child by child.

Expected numbers make the central path; draws are whole children, who keep their own number in every
scenario and year, so that fewer children never becomes more of a kind by luck (decision 0007).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.crosstab import HOMES, CrossTab, kinship_share, with_kinship_apart
from sufficiency.inputs import Inputs
from sufficiency.luck import child_numbers
from sufficiency.rates import ChildrenDraws
from sufficiency.scenario import Distance, Scenario
from sufficiency.shares import OVER_20, DriftingShare
from sufficiency.vocabulary import (
    AGE_BANDS,
    BANDS_IN_SCOPE,
    DISTANCE_BANDS,
    KNOWN_BANDS,
    PROVISIONS,
    RESIDENTIAL,
    STREAMS,
    SUPPORTED,
)

Floats = NDArray[np.float64]
LARGEST_SHARE = 0.98  # a drifting share leaves something for the homes that give way to it
CELLS = (len(AGE_BANDS), len(HOMES), len(DISTANCE_BANDS))
DRAWS_AT_A_TIME = 1000  # keeps memory level however many draws there are


# --- Expected homes -------------------------------------------------------------------------------
def expected_homes(
    inputs: Inputs,
    tab: CrossTab,
    children: xr.DataArray,
    kinship: xr.DataArray,
    *,
    mix: bool = True,
    distance: bool = True,
) -> xr.DataArray:
    """Children by the home they need, as expected numbers.

    `children` has stream and year; `kinship` is the number of kinship children in the base year, by
    draw. Dimensions: year, draw, stream, age_band, placement, distance_band. `mix` and `distance`
    switch the scenario's changes of each off, for the account of what moved the number.
    """
    years = [int(year) for year in children.year.values]
    who = with_kinship_apart(tab.who, kinship_share(inputs, kinship))
    who = _moved(who, inputs.scenario, years) if mix else who.expand_dims(year=years)
    where = with_kinship_apart(tab.where, None)
    policy = inputs.scenario.distance if distance else None
    where = _replaced(where, _base_bands(inputs), policy, inputs.scenario.base_year, years)
    homes = (children * who) * where
    return homes.transpose("year", "draw", "stream", "age_band", "placement", "distance_band")


def _moved(who: xr.DataArray, scenario: Scenario, years: list[int]) -> xr.DataArray:
    """Shares of who needs which home, with the scenario's moves from one placement to another."""
    who = who.expand_dims(year=years).copy()
    for move in scenario.mix.values():
        progress = _progress(scenario.base_year, move.by, years) * move.share
        # Nobody is moved to a home that is closed to their age.
        open_to = (who.sel(placement=move.to_placement) > 0).any(("draw", "year", "stream"))
        moved = who.sel(placement=move.from_placement) * progress * open_to
        who.loc[{"placement": move.from_placement}] -= moved.transpose(*_dims_of(who))
        who.loc[{"placement": move.to_placement}] += moved.transpose(*_dims_of(who))
    return who


def _dims_of(who: xr.DataArray) -> list[str]:
    return [str(dim) for dim in who.dims if dim != "placement"]


def _progress(base_year: int, by: int, years: list[int]) -> xr.DataArray:
    """How much of a change is there in each year: none in the base year, all from `by` on."""
    steps = np.clip((np.array(years) - base_year) / (by - base_year), 0, 1)
    return xr.DataArray(steps, dims="year", coords={"year": years})


def _base_bands(inputs: Inputs) -> xr.DataArray:
    """Shares of all the base year's children by distance band, as published."""
    counts = np.array([inputs.by_distance[band].value for band in DISTANCE_BANDS])
    return xr.DataArray(counts / counts.sum(), dims="distance_band", coords={"distance_band": list(DISTANCE_BANDS)})


def _replaced(
    where: xr.DataArray, base: xr.DataArray, policy: Distance | None, base_year: int, years: list[int]
) -> xr.DataArray:
    """Distance shares by year, with children brought into a scope (or placed beyond it) in proportion."""
    where = where.expand_dims(year=years)
    if policy is None:
        return where
    inside = [band for band in KNOWN_BANDS if band in BANDS_IN_SCOPE[policy.scope]]
    outside = [band for band in KNOWN_BANDS if band not in inside]
    share_in = float(base.sel(distance_band=inside).sum())
    takes, gives = (inside, outside) if policy.share >= share_in else (outside, inside)
    given = abs(policy.share - share_in) / float(base.sel(distance_band=gives).sum())
    part = min(given, 1.0) * _progress(base_year, policy.by, years)
    leaving = where.sel(distance_band=gives).sum("distance_band") * part
    landing = base.sel(distance_band=takes)
    landing = (landing / landing.sum()).reindex(distance_band=list(DISTANCE_BANDS), fill_value=0)
    staying = 1 - part * xr.DataArray(
        [band in gives for band in DISTANCE_BANDS],
        dims="distance_band",
        coords={"distance_band": list(DISTANCE_BANDS)},
    )
    return where * staying + leaving * landing


# --- Whole children -------------------------------------------------------------------------------
@dataclass(frozen=True)
class DemandDraws:
    """Whole children by home in each draw, from the year after the base year.

    `homes` is an array of year, draw, stream, age_band, placement (`HOMES`), distance_band.
    `near_before` is, by year, draw and provision and distance band, where the children of each
    provision would live had distances neither drifted nor been changed by the scenario; the last
    axis holds one entry for each of those two.
    """

    years: tuple[int, ...]
    homes: NDArray[np.int16]
    before_distance: tuple[NDArray[np.int16], ...]

    @cached_property
    def by_provision_and_band(self) -> NDArray[np.int32]:
        """Children by year, draw, provision and distance band."""
        wanted = [HOMES.index(name) for name in PROVISIONS]
        return np.asarray(self.homes[:, :, :, :, wanted, :].sum(axis=(2, 3), dtype=np.int32))


def draw_homes(
    inputs: Inputs,
    tab: CrossTab,
    children: ChildrenDraws,
    kinship: xr.DataArray,
    drifting: dict[str, DriftingShare],
    seed: int,
    on_year: Callable[[int], None] = lambda year: None,
) -> DemandDraws:
    """The home that each child of each draw needs, year by year after the base year.

    Each child keeps one number: against the year's shares it says age, then placement, then distance.
    `on_year` is called as each year is done, for progress.
    """
    draws = children.uasc.shape[0]
    years = list(inputs.scenario.years)
    drift = {name: share.multiples(seed, draws) for name, share in drifting.items() if name != "uasc"}
    who = _moved(with_kinship_apart(tab.who, kinship_share(inputs, kinship)), inputs.scenario, years)
    who_by_draw = who.transpose("year", "stream", "draw", "age_band", "placement").values
    where = with_kinship_apart(tab.where, None)
    base = _base_bands(inputs)
    with_policy = _replaced(where, base, inputs.scenario.distance, years[0], years)
    as_it_was = where.transpose("placement", "distance_band").values
    with_policy_values = with_policy.transpose("year", "placement", "distance_band").values
    homes = np.zeros((len(years) - 1, draws, len(STREAMS), *CELLS), dtype=np.int16)
    references = 1 + (inputs.scenario.distance is not None)
    shape = (len(years) - 1, draws, len(PROVISIONS), len(DISTANCE_BANDS))
    before = [np.zeros(shape, dtype=np.int16) for _ in range(references)]
    crowds = [
        _Crowd.of(seed, f"{stream} children", counts)
        for stream, counts in zip(STREAMS, (children.uasc, children.other), strict=True)
    ]
    wanted = [HOMES.index(name) for name in PROVISIONS]
    for step, year in enumerate(years[1:]):
        for start in range(0, draws, DRAWS_AT_A_TIME):
            some = slice(start, min(start + DRAWS_AT_A_TIME, draws))
            far = drift[OVER_20][some, step]
            wheres = [_with_far(with_policy_values[step + 1], far), np.broadcast_to(as_it_was, (len(far), *as_it_was.shape))]
            if references == 2:
                wheres.append(_with_far(as_it_was, far))
            for s, (stream, crowd) in enumerate(zip(STREAMS, crowds, strict=True)):
                mixed = _with_mix(
                    who_by_draw[step + 1, s, some if who_by_draw.shape[2] > 1 else slice(None)],
                    drift[SUPPORTED][some, step],
                    drift[RESIDENTIAL][some, step],
                )
                counts = crowd.counted(some, (children.uasc if s == 0 else children.other)[some, step + 1],
                                       [mixed[..., None] * near[:, None] for near in wheres])  # fmt: skip
                homes[step, some, s] = counts[0].reshape(-1, *CELLS)
                for reference, held in zip(before, counts[1:], strict=True):
                    reference[step, some] += held.reshape(-1, *CELLS)[:, :, wanted].sum(axis=1)
        on_year(year)
    return DemandDraws(tuple(years[1:]), homes, tuple(before))


def _with_mix(who: Floats, supported: Floats, residential: Floats) -> Floats:
    """Who needs which home once two shares have drifted; the other homes give way in proportion."""
    movers = [HOMES.index(SUPPORTED), HOMES.index(RESIDENTIAL)]
    drifted = np.broadcast_to(who, (len(supported), *who.shape[1:])).copy()
    of_age = who.sum(axis=-1, keepdims=True)
    wanted = drifted[..., movers] * np.stack([supported, residential], axis=-1)[:, None, :]
    held = wanted.sum(axis=-1, keepdims=True)
    before = drifted[..., movers].sum(axis=-1, keepdims=True)
    most = np.maximum(LARGEST_SHARE * of_age, before)
    wanted *= np.minimum(1.0, np.divide(most, held, out=np.ones_like(held), where=held > 0))
    rest_before = of_age - before
    rest_after = of_age - wanted.sum(axis=-1, keepdims=True)
    drifted *= np.divide(rest_after, rest_before, out=np.ones_like(rest_after), where=rest_before > 1e-15)
    # Where there is no other home to give way, nothing drifts.
    fixed = rest_before <= 1e-15
    drifted[..., movers] = np.where(fixed, np.broadcast_to(who[..., movers], wanted.shape), wanted)
    return drifted


def _with_far(where: Floats, far: Floats) -> Floats:
    """Where children live once the share beyond 20 miles has drifted; near homes give way."""
    beyond = [DISTANCE_BANDS.index("over_20_inside"), DISTANCE_BANDS.index("over_20_outside")]
    near = [DISTANCE_BANDS.index("within_20_inside"), DISTANCE_BANDS.index("within_20_outside")]
    share_far = where[:, beyond].sum(axis=1)
    share_near = where[:, near].sum(axis=1)
    known = share_far + share_near
    drifted_far = np.minimum(share_far * far[:, None], np.maximum(LARGEST_SHARE * known, share_far))
    drifted = np.broadcast_to(where, (len(far), *where.shape)).copy()
    ratio_far = np.divide(drifted_far, share_far, out=np.ones_like(drifted_far), where=share_far > 0)
    left = known - drifted_far
    ratio_near = np.divide(left, share_near, out=np.ones_like(left), where=share_near > 0)
    ratio_far = np.where(share_near > 0, ratio_far, 1.0)
    drifted[:, :, beyond] *= ratio_far[..., None]
    drifted[:, :, near] *= ratio_near[..., None]
    return drifted


@dataclass(frozen=True)
class _Crowd:
    """The children of one stream in every draw: their numbers in order, and who comes first."""

    numbers: NDArray[np.float32]  # draw, child; ascending
    place: NDArray[np.int32]  # the child's place in the queue: the first n are looked after

    @staticmethod
    def of(seed: int, step: str, counts: NDArray[np.int64]) -> "_Crowd":
        numbers = child_numbers(seed, step, int(counts.max()), counts.shape[0]).T
        order = numbers.argsort(axis=1)
        return _Crowd(np.take_along_axis(numbers, order, axis=1), order.astype(np.int32))

    def counted(self, some: slice, looked_after: NDArray[np.int64], shares: list[Floats]) -> list[NDArray[np.int32]]:
        """How many of the first `looked_after` children fall in each cell, for each table of shares."""
        numbers, place = self.numbers[some], self.place[some]
        draws, most = numbers.shape
        held = np.zeros((draws, most + 1), dtype=np.int32)
        np.cumsum(place < looked_after[:, None], axis=1, out=held[:, 1:])
        # One search for all draws: each draw's numbers are lifted by its own whole number.
        lift = np.arange(draws)[:, None]
        lifted = (numbers + lift.astype(np.float64)).ravel()
        results = []
        for share in shares:
            edges = np.cumsum(share.reshape(draws, -1), axis=1)
            edges /= edges[:, -1:]
            found = np.searchsorted(lifted, (edges + lift).ravel()).reshape(draws, -1) - lift * most
            results.append(np.diff(np.take_along_axis(held, found, axis=1), axis=1, prepend=0))
        return results
