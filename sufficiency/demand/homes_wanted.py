"""Demand: how many children need which home, by age and distance; expected, and child by child.

Expected numbers make the central path; draws are whole children, who keep their own number in every
scenario and year, so that fewer children never becomes more of a kind by luck (decision 0007).
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.children.crosstab import HOMES, CrossTab, kinship_share, with_kinship_apart
from sufficiency.children.crowd import crowd_in_homes, same_crowd
from sufficiency.cores import on_all_cores
from sufficiency.demand.care_levers import CARE_LEVERS, fates_of, staying_share
from sufficiency.demand.needed import as_care_plans_say
from sufficiency.demand.rates import ChildrenDraws
from sufficiency.demand.shares import OVER_20, DriftingShare
from sufficiency.inputs.inputs import Inputs
from sufficiency.labelled import filled_with
from sufficiency.scenarios.phasing import phased_in
from sufficiency.scenarios.scenario import Distance, Scenario
from sufficiency.vocabulary import (
    AGE_BANDS,
    BANDS_IN_SCOPE,
    DISTANCE_BANDS,
    FOSTERING,
    KNOWN_BANDS,
    PROVISIONS,
    RESIDENTIAL,
    STREAMS,
    SUPPORTED,
)

Floats = NDArray[np.float64]
LARGEST_SHARE = 0.98  # a drifting share leaves something for the homes that give way to it
CELLS = (len(AGE_BANDS), len(HOMES), len(DISTANCE_BANDS))
NOTHING = 1e-15
DRAWS_AT_A_TIME = 250


# --- Expected homes -------------------------------------------------------------------------------
def expected_homes(
    inputs: Inputs,
    tab: CrossTab,
    children: xr.DataArray,
    kinship: xr.DataArray,
    *,
    mix: bool = True,
    levers: bool = True,
    distance: bool = True,
) -> xr.DataArray:
    """Children by the home they need, as expected numbers.

    `children` has stream and year; `kinship` is the number of kinship children in the base year, by
    draw. Dimensions: year, draw, stream, age_band, placement, distance_band. `mix`, `levers` and
    `distance` switch the scenario's changes of each off, for the account of what moved the number.
    `children` are those before levers take any away.
    """
    years = [int(year) for year in children.year.values]
    who = _who(inputs, tab, children, kinship, mix=mix)
    if levers and inputs.scenario.has(*CARE_LEVERS):
        who = fates_of(inputs, who, children).after(who)
    where = with_kinship_apart(tab.where, None)
    policy = inputs.scenario.distance if distance else None
    where = _replaced(where, _base_bands(inputs), policy, inputs.scenario.moments[0], years)
    homes = (children * who) * where
    return homes.transpose("year", "draw", "stream", "age_band", "placement", "distance_band")


def share_still_looked_after(
    inputs: Inputs, tab: CrossTab, children: xr.DataArray, kinship: xr.DataArray
) -> xr.DataArray:
    """The share of each stream's children whom levers leave in care: stream, year; one without a lever."""
    if not inputs.scenario.has(*CARE_LEVERS):
        return children * 0.0 + 1.0
    who = _who(inputs, tab, children, kinship)
    return staying_share(fates_of(inputs, who, children).after(who)).mean("draw")


def _who(
    inputs: Inputs, tab: CrossTab, children: xr.DataArray, kinship: xr.DataArray, *, mix: bool = True
) -> xr.DataArray:
    """Shares of who needs which home in each year, before levers take anyone away."""
    years = [int(year) for year in children.year.values]
    who = with_kinship_apart(tab.who, kinship_share(inputs, kinship)).expand_dims(year=years)
    if not mix:
        return who
    if tab.who_by_year is not None:
        who = tab.who_by_year.sel(year=years) * filled_with(kinship, 1.0)
    return _moved(who, inputs.scenario, years)


def _moved(who: xr.DataArray, scenario: Scenario, years: list[int]) -> xr.DataArray:
    """Shares of who needs which home by year, with the scenario's moves from one placement to another."""
    who = who.copy()
    for move in scenario.mix.values():
        progress = _progress(scenario.moments[0], move.by, years) * move.share
        # Nobody is moved to a home that is closed to their age.
        open_to = (who.sel(placement=move.to_placement) > 0).any(("draw", "year", "stream"))
        moved = who.sel(placement=move.from_placement) * progress * open_to
        who.loc[{"placement": move.from_placement}] -= moved.transpose(*_dims_of(who))
        who.loc[{"placement": move.to_placement}] += moved.transpose(*_dims_of(who))
    return who


def _dims_of(who: xr.DataArray) -> list[str]:
    return [str(dim) for dim in who.dims if dim != "placement"]


def _progress(base: float, by: int, years: list[int]) -> xr.DataArray:
    return xr.DataArray(phased_in(base, by, years), dims="year", coords={"year": years})


def _base_bands(inputs: Inputs) -> xr.DataArray:
    """Shares of all the base year's children by distance band, as published."""
    counts = np.array([inputs.by_distance[band].value for band in DISTANCE_BANDS])
    return xr.DataArray(
        counts / counts.sum(), dims="distance_band", coords={"distance_band": list(DISTANCE_BANDS)}
    )


def _replaced(
    where: xr.DataArray, base: xr.DataArray, policy: Distance | None, begun: float, years: list[int]
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
    part = min(given, 1.0) * _progress(begun, policy.by, years)
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

    `homes` is an array of year, stream, age_band, placement (`HOMES`), distance_band, draw. Each of
    `before_distance` is an array of year, provision, distance_band, draw: where the same children
    would live had distances not drifted, and had the scenario not changed them. Draws stand last
    because sums and centiles are taken over them and beside them.
    """

    years: tuple[int, ...]
    homes: NDArray[np.int16]
    before_distance: tuple[NDArray[np.int16], ...]

    @cached_property
    def by_provision_and_band(self) -> NDArray[np.int16]:
        """Children by year, provision, distance band and draw."""
        return _by_provision(self.homes.sum(axis=1, dtype=np.int16))


def _by_provision(homes: NDArray[np.int16]) -> NDArray[np.int16]:
    """Homes (..., age_band, placement, distance_band, draw) in commissioned need, all ages together."""
    wanted = [HOMES.index(name) for name in PROVISIONS]
    return np.asarray(homes[..., wanted, :, :].sum(axis=-4, dtype=np.int16))


def draw_homes(
    inputs: Inputs,
    tab: CrossTab,
    central: xr.DataArray,
    children: ChildrenDraws,
    kinship: xr.DataArray,
    drifting: dict[str, DriftingShare],
    seed: int,
    stock: NDArray[np.int16] | None = None,
) -> DemandDraws:
    """The home that each child of each draw needs, year by year after the base year.

    `central` is the central path of children and `children` the draws, both before levers. Each child
    keeps one number: against the year's shares it says age, then placement, then distance, and last what
    levers do, so that a lever changes nothing for the children whom it leaves alone. Where `stock` says
    each draw's children by year, stream, age and placement already, the number says the rest.
    """
    draws = children.uasc.shape[0]
    years = list(inputs.scenario.years)
    shares = _Shares.of(inputs, tab, central, kinship, drifting, seed, draws)
    if stock is not None:
        shares = shares.of_stock(inputs, stock)
    homes = np.zeros((len(years) - 1, len(STREAMS), *CELLS, draws), dtype=np.int16)
    shape = (len(years) - 1, len(PROVISIONS), len(DISTANCE_BANDS), draws)
    before = [np.zeros(shape, dtype=np.int16) for _ in range(shares.tables_before)]
    # Draws with about as many children stand together while they are counted: small arrays are fast.
    order = children.total.max(axis=1).argsort(kind="stable")
    streams = list(enumerate((children.uasc, children.other)))
    crowds = [
        same_crowd(seed, STREAMS[s], n) if stock is None else crowd_in_homes(seed, STREAMS[s], stock[:, s])
        for s, n in streams
    ]

    def count(start: int) -> None:
        """Count the children of one batch of draws; batches touch nothing of each other's."""
        batch = slice(start, start + DRAWS_AT_A_TIME)
        some = order[batch]
        crowd_of = [crowd(some) for crowd in crowds]
        for step in range(len(years) - 1):
            wheres = shares.wheres(step, some)
            for s, looked_after in streams:
                tables = shares.cells(step, s, some, wheres)
                if shares.fates is not None:
                    fates = shares.fates[step, s][:, :, None, :]
                    tables = [table[..., None] * fates for table in tables]
                counts = crowd_of[s](step).counted(looked_after[some, step + 1], tables)
                if shares.fates is not None:
                    counts = [_once_levers_work(each) for each in counts]
                homes[step, s, ..., batch] = counts[0]
                for reference, held in zip(before, counts[1:], strict=True):
                    reference[step, ..., batch] += _by_provision(held)

    on_all_cores(count, range(0, draws, DRAWS_AT_A_TIME))
    back = order.argsort()
    return DemandDraws(
        tuple(years[1:]), homes[..., back], tuple(reference[..., back] for reference in before)
    )


@dataclass(frozen=True)
class _Shares:
    """The shares that a child's number is held against, by year after the base, in each draw."""

    who: Floats  # year, stream, draw, age_band, placement
    where: Floats  # year, placement, distance_band: with the scenario's change of distance
    where_before: Floats  # placement, distance_band: without it
    drift: dict[str, Floats]  # draw, year: multiples of a share
    changes_distance: bool
    fates: (
        Floats | None
    )  # year, stream, age_band, placement, fate (stay, step down, gone); None where no lever works

    @classmethod
    def of(
        cls,
        inputs: Inputs,
        tab: CrossTab,
        central: xr.DataArray,
        kinship: xr.DataArray,
        drifting: dict[str, DriftingShare],
        seed: int,
        draws: int,
    ) -> "_Shares":
        years = list(inputs.scenario.years)
        policy = inputs.scenario.distance
        who = _who(inputs, tab, central, kinship)
        where = with_kinship_apart(tab.where, None).transpose("placement", "distance_band")
        by_year = _replaced(where, _base_bands(inputs), policy, years[0], years)
        return cls(
            who=who.transpose("year", "stream", "draw", "age_band", "placement").values[1:],
            where=by_year.transpose("year", "placement", "distance_band").values[1:],
            where_before=where.values,
            drift={name: drifting[name].multiples(seed, draws) for name in (SUPPORTED, RESIDENTIAL, OVER_20)},
            changes_distance=policy is not None,
            fates=_fates(inputs, who, central),
        )

    def of_stock(self, inputs: Inputs, stock: NDArray[np.int16]) -> "_Shares":
        """The same, where each draw's children by year, stream, age_band and placement are known.

        The mix of homes has its luck already, and the distances keep theirs.
        """
        counts = np.moveaxis(stock, -1, 2).astype(np.float64)
        shares = counts / np.maximum(counts.sum(axis=(-2, -1), keepdims=True), 1)
        shares = as_care_plans_say(inputs, shares)
        years = list(inputs.scenario.years)[1:]
        who = xr.DataArray(
            shares,
            dims=("year", "stream", "draw", "age_band", "placement"),
            coords={"year": years, "age_band": list(AGE_BANDS), "placement": list(HOMES)},
        )
        none = np.ones_like(self.drift[OVER_20])
        return replace(
            self,
            who=_moved(who, inputs.scenario, years).values,
            drift={SUPPORTED: none, RESIDENTIAL: none, OVER_20: self.drift[OVER_20]},
        )

    @property
    def tables_before(self) -> int:
        """How many tables of `cells` say where children would live without a change of distance."""
        return 1 + self.changes_distance

    def wheres(self, step: int, some: NDArray[np.int64]) -> list[Floats]:
        """Where the children of each home live, by draw, placement and distance: the tables of `cells`."""
        far = self.drift[OVER_20][some, step]
        wheres = [_with_far(self.where[step], far), _only_provisions(self.where_before[None])]
        if self.changes_distance:
            wheres.append(_only_provisions(_with_far(self.where_before, far)))
        return wheres

    def cells(self, step: int, stream: int, some: NDArray[np.int64], wheres: list[Floats]) -> list[Floats]:
        """Shares by draw, age, placement and distance: as they are, then before distance changed."""
        supported, residential = (self.drift[name][some, step] for name in (SUPPORTED, RESIDENTIAL))
        # Side by side in memory, as every sum over them goes.
        shares = np.ascontiguousarray(self.who[step, stream][some])
        who = _with_mix(shares, supported, residential)[..., None]
        return [who * where[:, None] for where in wheres]


def _fates(inputs: Inputs, who: xr.DataArray, central: xr.DataArray) -> Floats | None:
    """What levers do to the children of each home after the base year; None where no lever works on them."""
    if not inputs.scenario.has(*CARE_LEVERS):
        return None
    fates = fates_of(inputs, who, central)
    order = ("year", "stream", "age_band", "placement")
    parts = [part.transpose(*order).values[1:] for part in (fates.stay, fates.step_down, fates.gone)]
    return np.asarray(np.clip(np.stack(parts, axis=-1), 0, 1))


def _once_levers_work(counts: NDArray[np.int16]) -> NDArray[np.int16]:
    """Whole children by home: of stay, step down and gone, the first two, where they then live."""
    homes = counts[..., 0, :].copy()
    homes[:, HOMES.index(FOSTERING)] += counts[..., 1, :].sum(axis=1, dtype=np.int16)
    return homes


def still_looked_after(children: ChildrenDraws, demand: DemandDraws) -> ChildrenDraws:
    """Whole children whom levers leave in care: those who have a home in the demand, and the base year's."""
    homes = demand.homes.sum(axis=(2, 3, 4), dtype=np.int64)
    base = {name: getattr(children, name)[:, :1] for name in STREAMS}
    later = {name: homes[:, at].T for at, name in enumerate(STREAMS)}
    return ChildrenDraws(**{name: np.concatenate([base[name], later[name]], axis=1) for name in STREAMS})


def _only_provisions(where: Floats) -> Floats:
    """The same shares, with the distance of homes that are not commissioned left out: nobody asks for it."""
    others = [at for at, name in enumerate(HOMES) if name not in PROVISIONS]
    simple = where.copy()
    simple[:, others] = np.eye(1, len(DISTANCE_BANDS))
    return simple


def _with_mix(who: Floats, supported: Floats, residential: Floats) -> Floats:
    """Who needs which home once two shares have drifted; the other homes give way in proportion."""
    movers = [HOMES.index(SUPPORTED), HOMES.index(RESIDENTIAL)]
    of_age = who.sum(axis=-1, keepdims=True)
    before = who[..., movers]
    held_before = before.sum(axis=-1, keepdims=True)
    wanted = before * np.stack([supported, residential], axis=-1)[:, None, :]
    held = wanted.sum(axis=-1, keepdims=True)
    most = np.maximum(LARGEST_SHARE * of_age, held_before)
    wanted *= np.minimum(1.0, _ratio(most, held))
    rest_before = of_age - held_before
    gives_way = rest_before > NOTHING  # where there is no other home to give way, nothing drifts
    wanted = np.where(gives_way, wanted, before)
    rest_after = of_age - wanted.sum(axis=-1, keepdims=True)
    drifted = who * np.where(gives_way, _ratio(rest_after, rest_before), 1.0)
    drifted[..., movers] = wanted
    return np.asarray(drifted)


def _with_far(where: Floats, far: Floats) -> Floats:
    """Where children live once the share beyond 20 miles has drifted; near homes give way."""
    beyond = [DISTANCE_BANDS.index("over_20_inside"), DISTANCE_BANDS.index("over_20_outside")]
    near = [DISTANCE_BANDS.index("within_20_inside"), DISTANCE_BANDS.index("within_20_outside")]
    share_far, share_near = where[:, beyond].sum(axis=1), where[:, near].sum(axis=1)
    known = share_far + share_near
    drifted_far = np.minimum(share_far * far[:, None], np.maximum(LARGEST_SHARE * known, share_far))
    gives_way = share_near > NOTHING
    ratio_far = np.where(gives_way, _ratio(drifted_far, share_far), 1.0)
    ratio_near = np.where(gives_way, _ratio(known - drifted_far, share_near), 1.0)
    drifted = np.repeat(where[None], len(far), axis=0)
    drifted[:, :, beyond] *= ratio_far[..., None]
    drifted[:, :, near] *= ratio_near[..., None]
    return drifted


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Part over whole; one where there is no whole."""
    part, whole = np.broadcast_arrays(part, whole)
    return np.divide(part, whole, out=np.ones(part.shape), where=whole > NOTHING)
