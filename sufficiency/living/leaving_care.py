"""Leaving care: who turns 18 and from which home, who is in service, and which homes young adults hold.

A stock is a flow times a stay: children of 16 and 17 over the months that those who turn 18 have been
looked after at those ages. Children need a registered place and young adults a home: never added
(decision 0017).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.children.ageing import share_of_16_17
from sufficiency.children.crosstab import HOMES
from sufficiency.errors import LawBrokenError
from sufficiency.figures.book import Figure
from sufficiency.inputs.assumptions import Values
from sufficiency.inputs.inputs import Inputs
from sufficiency.inputs.leaving_care import HOUSED_AGES, MONTHS, SERVICE_AGES, LeavingInputs
from sufficiency.scenarios.levers import MoveOn, StayingPut
from sufficiency.scenarios.phasing import phased_in
from sufficiency.vocabulary import AGE_BANDS, FOSTERING, KINSHIP, OTHER, PROVISIONS, STREAMS, SUPPORTED, UASC

Floats = NDArray[np.float64]
# Draws stand last because everything is summed beside them.
CHILDREN: Final = ("year", "stream", "placement", "draw")
FOSTER_HOMES: Final = (FOSTERING, KINSHIP)  # staying put is with a former foster carer, related or not
SHORTEST_MONTHS: Final = 1.0  # a tail beyond a low never makes a stay of nothing
OLDEST_CHILDREN: Final = AGE_BANDS[-1]


@dataclass(frozen=True)
class LeavingCare:
    """Sixteen and over in each draw, on 31 March of each year or, for flows, in the year to it.

    `looked_after`, `eligible`, `turning_18` and `entering` have year, stream, placement, draw: children of
    16 and 17. `staying_put` has year, stream, placement (foster homes), age, draw; `in_16_plus` year,
    stream, age, draw; `move_on_homes` year, stream, draw. `in_service` has year, stream, age, draw, and is
    None where it is not recorded. `entering` is of those who turn 16 in care or come at 16 or 17, less
    those who leave before they are 18; it is unknown in the base year.
    """

    looked_after: xr.DataArray
    eligible: xr.DataArray
    turning_18: xr.DataArray
    entering: xr.DataArray
    staying_put: xr.DataArray
    in_16_plus: xr.DataArray
    move_on_homes: xr.DataArray
    in_service: xr.DataArray | None


# --- Children of 16 and 17 ------------------------------------------------------------------------
def aged_16_17(homes: xr.DataArray, later: NDArray[np.int16] | None = None) -> xr.DataArray:
    """Children of 16 and 17 by year, stream, placement and draw.

    `homes` has every year, or the base year, with whole children `later` as `DemandDraws.homes` has them.
    """
    known = homes.sel(age_band=OLDEST_CHILDREN, drop=True).sum("distance_band").transpose(*CHILDREN)
    if later is None:
        return known
    drawn = later[:, :, AGE_BANDS.index(OLDEST_CHILDREN)].sum(axis=3, dtype=np.int64)
    first = int(known.year[0])
    return xr.DataArray(
        np.concatenate([known.values, drawn]),
        dims=CHILDREN,
        coords={
            "year": range(first, first + 1 + len(drawn)),
            "stream": known.stream,
            "placement": list(HOMES),
        },
    )


def as_children_age(inputs: Inputs, children: xr.DataArray, values: Values) -> xr.DataArray:
    """The same children of 16 and 17, were the base year's children to grow up; UASC are as they were.

    The number of all children is that of the draw; what moves is the share who are 16 or 17.
    """
    leaving = _recorded(inputs)
    base = np.array(
        [
            inputs.by_age[band].value - inputs.base_uasc.value * inputs.uasc_age_prior[band].value
            for band in AGE_BANDS
        ]
    )
    ratios = np.stack([values[figure.name].values for figure in leaving.ageing.values()])
    moved = share_of_16_17(np.clip(base, 0, None), ratios, children.sizes["year"])
    is_other = np.array([stream == OTHER for stream in children.stream.values])
    factor = np.where(is_other[:, None], moved[:, None], 1.0)
    children = children.transpose(*CHILDREN)
    return children.copy(deep=False, data=children.values * factor[:, :, None])


def turning_18(leaving: LeavingInputs, children: xr.DataArray, values: Values) -> xr.DataArray:
    """Children who turn 18 in each year, by the home that they turn 18 in: as `children`.

    The mean of the first and last day, by the months that each child who turns 18 was looked after at
    16 or 17; the base year has its last day. Scaled to those who ceased at 18, where they are published.
    """
    stock = children.transpose(*CHILDREN).values
    over_the_year = stock.astype(np.float64)
    over_the_year[1:] = (stock[1:] + stock[:-1]) / 2
    months = np.maximum(_by_stream(leaving.months, values), SHORTEST_MONTHS)[:, None]
    flow = over_the_year * MONTHS / months
    if leaving.ceased_at_18 is not None:
        base = flow[:1].sum(axis=(1, 2), keepdims=True)
        flow *= np.divide(leaving.ceased_at_18.value, base, out=np.ones_like(base), where=base > 0)
    return children.transpose(*CHILDREN).copy(deep=False, data=flow)


def turning_18_a_year(inputs: Inputs) -> float | None:
    """Children who turn 18 in a year, from the base year's figures alone; None where it is not recorded."""
    leaving = inputs.leaving
    if not isinstance(leaving, LeavingInputs):
        return None
    if leaving.ceased_at_18 is not None:
        return leaving.ceased_at_18.value
    unaccompanied = inputs.base_uasc.value * inputs.uasc_age_prior[OLDEST_CHILDREN].value
    stock = {UASC: unaccompanied, OTHER: inputs.by_age[OLDEST_CHILDREN].value - unaccompanied}
    return sum(stock[stream] * MONTHS / leaving.months[stream].value for stream in STREAMS)


# --- Young adults ---------------------------------------------------------------------------------
def staying_put(inputs: Inputs, flow: xr.DataArray, values: Values) -> xr.DataArray:
    """Young adults who live with a former foster carer: year, stream, placement, age, draw.

    England's shares of those who left a foster home at 18: in the year, one and two years on (decision 0017).
    """
    leaving = _recorded(inputs)
    shares = _shares(leaving.staying_put, values, _times(inputs, StayingPut, flow))
    left = flow.sel(placement=list(FOSTER_HOMES))
    return _by_age(left, _turned(left), shares)


def in_16_plus(inputs: Inputs, flow: xr.DataArray, staying: xr.DataArray, values: Values) -> xr.DataArray:
    """Young adults who live in 16+ provision: year, stream, age, draw. Nobody who stays put is among them."""
    leaving = _recorded(inputs)
    shares = _shares(leaving.in_16_plus, values, _times(inputs, MoveOn, flow))
    everyone = flow.sum("placement", skipna=False)
    others = _turned(everyone) - staying.sum("placement", skipna=False).values
    return _by_age(everyone, others, shares)


def _turned(flow: xr.DataArray) -> Floats:
    """Who of a flow is now of each age, 18 to 20: the flow's own dimensions, with age before draw."""
    return np.stack([_years_on(flow.values, at) for at in range(len(HOUSED_AGES))], axis=-2)


def _years_on(flow: Floats, years: int) -> Floats:
    """Who turned 18 so many years before each year; before the base year, as many as in it."""
    earlier = np.repeat(flow[:1], years, axis=0)
    return np.concatenate([earlier, flow[: len(flow) - years]])[: len(flow)]


def _by_age(like: xr.DataArray, people: Floats, shares: Floats) -> xr.DataArray:
    """A share of the people of each age: `like` with an age; `shares` have year, age, draw."""
    middle = (1,) * (like.ndim - 2)
    spread = shares.reshape(len(shares), *middle, *shares.shape[1:])
    dims, coords = (*like.dims[:-1], "age", "draw"), {**like.coords, "age": list(HOUSED_AGES)}
    return xr.DataArray(people * spread, dims=dims, coords=coords)


def _shares(figures: dict[int, Figure], values: Values, times: Floats) -> Floats:
    """A share by year, age and draw, with what a lever multiplies it by; never more than all."""
    by_age = np.stack([values[figure.name].values for figure in figures.values()])
    return np.asarray(np.minimum(by_age * times[:, None, None], 1.0))


def _times(inputs: Inputs, kind: type[StayingPut] | type[MoveOn], flow: xr.DataArray) -> Floats:
    """What levers of a kind multiply a share by in each year of a flow: one in the base year."""
    years = flow.year.values
    times = np.ones(len(years))
    for lever in inputs.scenario.levers.values():
        if isinstance(lever, kind):
            times *= 1 + (lever.times - 1) * phased_in(inputs.scenario.moments[0], lever.by, years)
    return times


# --- In service -----------------------------------------------------------------------------------
def in_service(leaving: LeavingInputs, eligible_flow: xr.DataArray, values: Values) -> xr.DataArray | None:
    """Care leavers in service by year, stream, age and draw, 18 to 24; None where it is not recorded.

    The base year's count is spread over ages as the newest published counts by age are. Each year a share of
    those who turned 18 join, and a share of each age stays on.
    """
    if leaving.in_service is None or leaving.former_uasc is None or not leaving.in_service_by_age:
        return None
    counts = np.array([figure.value for figure in leaving.in_service_by_age.values()])
    former = values[leaving.former_uasc.name].values
    by_stream = np.stack([former if stream == UASC else 1 - former for stream in STREAMS])
    now = leaving.in_service.value * by_stream[:, None] * (counts / counts.sum())[:, None]
    stays = np.stack([values[figure.name].values for figure in leaving.stays.values()])
    joining = eligible_flow.values * values[leaving.service_share.name].values
    years = [now]
    for joined in joining[1:]:
        now = np.concatenate([joined[:, None], now[:, :-1] * stays], axis=1)
        years.append(now)
    return xr.DataArray(
        np.stack(years),
        dims=("year", "stream", "age", "draw"),
        coords={"year": eligible_flow.year, "stream": list(STREAMS), "age": list(SERVICE_AGES)},
    )


# --- All of it ------------------------------------------------------------------------------------
def leaving_care(inputs: Inputs, children: xr.DataArray, values: Values) -> LeavingCare:
    """Sixteen and over, from the children of 16 and 17 in each draw and year.

    Raises LawBrokenError where the figures are not recorded: ask `inputs.leaving` first.
    """
    leaving = _recorded(inputs)
    children = children.transpose(*CHILDREN).sel(stream=list(STREAMS))
    flow = turning_18(leaving, children, values)
    eligible_share = xr.DataArray(
        _by_stream(leaving.eligible, values), dims=("stream", "draw"), coords={"stream": list(STREAMS)}
    )
    entering = children.astype(np.float64).copy(deep=False, data=np.full(children.shape, np.nan))
    entering.values[1:] = np.diff(children.values, axis=0) + flow.values[1:]
    staying = staying_put(inputs, flow, values)
    by_stream = flow.sum("placement", skipna=False)
    months = values[leaving.move_on_share.name] * values[leaving.move_on_months.name]
    return LeavingCare(
        looked_after=children,
        eligible=(children * eligible_share).transpose(*CHILDREN),
        turning_18=flow,
        entering=entering,
        staying_put=staying,
        in_16_plus=in_16_plus(inputs, flow, staying, values),
        move_on_homes=by_stream * months / MONTHS,
        in_service=in_service(leaving, by_stream * eligible_share, values),
    )


def places_taken(
    inputs: Inputs, homes: xr.DataArray, values: Values, later: NDArray[np.int16] | None = None
) -> xr.DataArray | None:
    """Places that young adults hold beyond those of the base year: draw, year, provision.

    None unless a lever of the scenario counts them. Foster places by those who stay put, 16+ places by those
    over 18 in 16+ provision. What they held in the base year is no place of ours to lose (decision 0017).
    """
    counts = [
        name for kind, name in ((StayingPut, FOSTERING), (MoveOn, SUPPORTED)) if inputs.scenario.has(kind)
    ]
    if not counts:
        return None
    flow = turning_18(_recorded(inputs), aged_16_17(homes, later), values)
    staying = staying_put(inputs, flow, values)
    held = {
        FOSTERING: staying.sel(placement=FOSTERING, drop=True).sum(["stream", "age"]),
        SUPPORTED: in_16_plus(inputs, flow, staying, values).sum(["stream", "age"]),
    }
    taken = np.zeros((flow.sizes["draw"], flow.sizes["year"], len(PROVISIONS)))
    for name in counts:
        people = held[name].transpose("draw", "year").values
        taken[..., PROVISIONS.index(name)] = people - people[:, :1]
    return xr.DataArray(
        taken, dims=("draw", "year", "provision"), coords={"year": flow.year, "provision": list(PROVISIONS)}
    )


def _by_stream(figures: dict[str, Figure], values: Values) -> Floats:
    """A figure's value by stream and draw."""
    return np.stack([values[figures[stream].name].values for stream in STREAMS])


def _recorded(inputs: Inputs) -> LeavingInputs:
    if not isinstance(inputs.leaving, LeavingInputs):
        raise LawBrokenError(f"sixteen and over was asked for, and is not recorded: {inputs.leaving.why}")
    return inputs.leaving
