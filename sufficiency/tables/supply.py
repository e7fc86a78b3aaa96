"""The tables of supply: capacity, the fostering pipeline, where children live, and overflow."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.forecast import Forecast
from sufficiency.gap.local import Local
from sufficiency.inputs.assumptions import central_values, drawn_values
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.living.living import Living
from sufficiency.providers.pools import in_scopes, places_by_year, pooled
from sufficiency.providers.provider import Provider
from sufficiency.supply.listed import shares_of
from sufficiency.supply.overflow import overflow
from sufficiency.supply.pipeline import fostering_pipeline
from sufficiency.supply.secured import share_of
from sufficiency.tidy import low_and_high, tidy, with_total, with_totals
from sufficiency.vocabulary import (
    AGE_BANDS,
    ALL,
    ANY,
    BLOCK,
    FOSTERING,
    IN_HOUSE,
    PROVISIONS,
    RINGS,
    SECTORS,
    SHOULD_BE_NEAR,
    SPOT,
)

Numbers = NDArray[np.float64]
YEARS_WANTED = 3
CLOSED = (IN_HOUSE, BLOCK)


def supply_table(forecast: Forecast) -> pd.DataFrame:
    """Places by provision, sector and scope. Blank is not recorded; spot is never a secured place.

    Registered, open to us, filled by others and blocked are of the select list's providers who state
    them, and of our own foster carers as approved. They are of the base year, as filled and vacant are.
    """
    inputs, supply, drawn = forecast.inputs, forecast.central.supply, forecast.drawn.supply
    order = ("year", "provision", "sector", "scope")
    secured = supply.secured.isel(draw=0, drop=True).transpose(*order)
    low, high = low_and_high(drawn.secured.transpose(*order, "draw").values)
    filled = np.full(secured.shape, np.nan)
    filled[0] = supply.filled.isel(draw=0, drop=True).transpose(*order[1:]).values
    if not _is_block_recorded(forecast):
        filled[:, :, SECTORS.index(BLOCK)] = np.nan
    vacant = np.full(secured.shape, np.nan)
    stated = {(each.provision, each.sector) for each in inputs.providers if _states_places(each)}
    for provision, sector in {*inputs.vacant, *stated}:
        cell = (0, PROVISIONS.index(provision), SECTORS.index(sector))
        vacant[cell] = supply.vacant.isel(draw=0).sel(provision=provision, sector=sector).values
    recorded = {
        "registered": _base_year(forecast, lambda each: each.registered_places),
        "open_to_us": _base_year(forecast, lambda each: each.open_to_us_places),
        "filled_by_others": _base_year(forecast, _filled_by_others),
        "blocked": _base_year(forecast, lambda each: each.blocked_places),
    }
    _add_foster_homes(forecast, recorded)
    return tidy(
        {"year": secured.year.values, "provision": PROVISIONS, "sector": SECTORS, "scope": inputs.scopes},
        {
            "registered": recorded["registered"],
            "open_to_us": recorded["open_to_us"],
            "filled_by_us": filled,
            "filled_by_others": recorded["filled_by_others"],
            "vacant_usable": vacant,
            "blocked": recorded["blocked"],
            "secured_central": secured.values,
            "secured_p10": low,
            "secured_p90": high,
        },
    )


def _is_block_recorded(forecast: Forecast) -> bool:
    """Whether any child is known to live in a home under a block contract in the base year."""
    return bool(forecast.central.supply.filled.sel(sector=BLOCK).values.any())


def _states_places(provider: Provider) -> bool:
    numbers = (provider.vacant_usable_places, provider.open_to_us_places, provider.registered_places)
    return any(number is not None for number in numbers)


def _filled_by_others(provider: Provider) -> float | None:
    """Places that are not open to us are taken to be other authorities'."""
    if provider.registered_places is None or provider.open_to_us_places is None:
        return None
    return provider.registered_places - provider.open_to_us_places


def _base_year(forecast: Forecast, number_of: Callable[[Provider], float | None]) -> Numbers:
    """A number of the list's providers by year, provision, sector and scope; blank where none states it."""
    inputs = forecast.inputs
    table = np.full((len(inputs.scenario.years), len(PROVISIONS), len(SECTORS), len(inputs.scopes)), np.nan)
    placed = forecast.central.supply.placed.isel(draw=0)
    spread = share_of(placed, placed.sel(scope=ANY)).transpose("provision", "scope").values
    for each in inputs.providers:
        number = number_of(each)
        opens_later = each.opens_on is not None and each.opens_on > inputs.scenario.base_date
        if number is None or opens_later or each.reopening_round is not None:
            continue
        at = (PROVISIONS.index(each.provision), SECTORS.index(each.sector))
        belongs = in_scopes(each, inputs.scopes)
        shares = spread[at[0]] if belongs is None else np.array(belongs)
        table[0, *at] = np.nan_to_num(table[0, *at]) + number * shares
    return table


def _add_foster_homes(forecast: Forecast, recorded: dict[str, Numbers]) -> None:
    """Our own carers' approved places are registered, and all open to us."""
    inputs = forecast.inputs
    values = central_values(inputs)
    pipeline = fostering_pipeline(inputs, values)
    if pipeline is None or inputs.approved_per_household is None:
        return
    approved = float(pipeline.households[0, 0]) * inputs.approved_per_household.value
    filled = forecast.central.supply.filled.isel(draw=0).sel(provision=FOSTERING, sector=IN_HOUSE)
    share = share_of(filled, filled.sel(scope=ANY)).values
    at = (0, PROVISIONS.index(FOSTERING), SECTORS.index(IN_HOUSE))
    for name in ("registered", "open_to_us"):
        recorded[name][at] = approved * share


def fostering_pipeline_table(forecast: Forecast) -> pd.DataFrame:
    """Our own mainstream fostering by year: households recruited, left, net and on 31 March, and places.

    `approved_places` are what carers are approved for; `places` are filled or vacant and usable.
    Recruits and leavers are blank in the base year, and everything where it is not recorded.
    """
    inputs = forecast.inputs
    years = list(inputs.scenario.years)
    columns = (
        "recruited", "left", "net", "households", "households_p10", "households_p90",
        "approved_places", "places", "places_p10", "places_p90",
    )  # fmt: skip
    table = pd.DataFrame({"year": years, **dict.fromkeys(columns, np.nan)})
    middle = fostering_pipeline(inputs, central_values(inputs))
    drawn = fostering_pipeline(inputs, drawn_values(inputs, forecast.seed, forecast.draws))
    if middle is None or drawn is None:
        return table
    households = middle.households.isel(draw=0).values
    table["households"] = households
    table[["households_p10", "households_p90"]] = low_and_high(drawn.households.values.T).T
    table["net"] = np.diff(households, prepend=np.nan)
    if inputs.household_leaving is not None:
        table["recruited"] = middle.recruited.isel(draw=0).values
        table["left"] = middle.left.isel(draw=0).values
    if inputs.approved_per_household is not None:
        table["approved_places"] = households * inputs.approved_per_household.value
    table["places"] = _own_places(forecast.central)[0]
    table[["places_p10", "places_p90"]] = low_and_high(_own_places(forecast.drawn).T).T
    return table


def _own_places(local: Local) -> Numbers:
    own = local.supply.secured.sel(provision=FOSTERING, sector=IN_HOUSE, scope=ANY)
    return np.asarray(own.transpose("draw", "year").values)


def placed_table(forecast: Forecast) -> pd.DataFrame:
    """Where children live as homes and moves allow: `year, provision, sector, ring, central, p10, p90`.

    Rings are inside the authority, outside it but within 20 miles, and far. The base year is as observed.
    Blocks are blank, as they are in supply, where none is recorded and none comes.
    """
    order = ("year", "provision", "sector", "ring", "draw")

    def summed(living: Living) -> Numbers:
        return with_totals(living.placed.transpose(*order).values, (1, 2, 3))

    central = summed(forecast.central_living)[..., 0]
    low, high = low_and_high(summed(forecast.living))
    if not _is_block_recorded(forecast):
        block = SECTORS.index(BLOCK)
        for provision in np.flatnonzero(~high[:, :, block].any(axis=(0, 2))):
            for each in (central, low, high):
                each[:, provision, block] = np.nan
    return tidy(
        {
            "year": list(forecast.inputs.scenario.years),
            "provision": (*PROVISIONS, ALL),
            "sector": (*SECTORS, ALL),
            "ring": (*RINGS, ALL),
        },
        {"central": central, "p10": low, "p90": high},
    )


def overflow_table(forecast: Forecast) -> pd.DataFrame:
    """Of 100 children who need a home, how many a closed pool cannot take: in-house and block alone.

    `year, provision, sector, central, p10, p90`; blank where the pool had no child in the base year.
    """
    drawn = _overflow(forecast.drawn)
    low, high = low_and_high(drawn)
    return tidy(
        {"year": list(forecast.inputs.scenario.years), "provision": PROVISIONS, "sector": CLOSED},
        {"central": _overflow(forecast.central)[..., 0], "p10": low, "p90": high},
    )


def _overflow(local: Local) -> Numbers:
    """Children in 100 placed elsewhere: year, provision, sector, draw."""
    need = local.need.isel(need_basis=0).sel(scope=ANY).transpose("provision", "year", "draw").values
    supply = local.supply
    filled = supply.filled.sel(scope=ANY).transpose("provision", "sector", "draw")
    planned = supply.secured.sel(scope=ANY).transpose("provision", "sector", "year", "draw")
    elsewhere = np.full((len(PROVISIONS), len(CLOSED), *need.shape[1:]), np.nan)
    for at, name in enumerate(PROVISIONS):
        for pool_at, pool in enumerate(CLOSED):
            ours = filled.sel(provision=name, sector=pool).values
            if not ours.any():
                continue
            places = planned.sel(provision=name, sector=pool).values
            elsewhere[at, pool_at] = 100 * overflow(need[at], ours, places - places[:1])
    return np.moveaxis(elsewhere, 2, 0)


def providers_table(inputs: PositionInputs, year: int) -> pd.DataFrame:
    """What each provider of the select list gives on 31 March of a year, in the order of the file.

    `provider, lot, sector, places, filled, where, weekly_fee_gbp, status`: places filled by us or spare on
    the central path; a restricted table, which names providers.
    """
    listed = [] if inputs.select_list is None else inputs.select_list.providers
    shares = shares_of(inputs, central_values(inputs))
    base = inputs.scenario.base_date
    rows = []
    for each in listed:
        pools = pooled([each], inputs.scopes, base)
        places = 0.0
        if pools:
            places = float(places_by_year(pools, [pools[0].place], [year], shares)[0, 0, 0])
        rows.append(
            {
                "provider": each.name,
                "lot": each.lot,
                "sector": each.sector,
                "places": places,
                "filled": each.filled_by_us_places,
                "where": _where(each),
                "weekly_fee_gbp": np.nan if each.weekly_fee_gbp is None else each.weekly_fee_gbp,
                "status": _status(each, year, base),
            }
        )
    columns = ("provider", "lot", "sector", "places", "filled", "where", "weekly_fee_gbp", "status")
    return pd.DataFrame(rows, columns=list(columns))


def _where(provider: Provider) -> str:
    miles = "" if provider.distance_miles is None else f"{provider.distance_miles:g} miles"
    inside = {True: "inside", False: "outside", None: ""}[provider.inside_authority]
    return ", ".join(filter(None, (miles, inside))) or "not recorded"


def _status(provider: Provider, year: int, base: date) -> str:
    """What stands in the way of its places on 31 March of a year, or that it is there."""
    day = date(year, 3, 31)
    starts = provider.starts_after(base)
    lapsed = not provider.renewal_assumed and provider.on_list_to is not None and provider.on_list_to < day
    gone = provider.closes_on is not None and provider.closes_on < day
    back = provider.back_on
    said = {
        "beside the three provisions": not provider.in_gap,
        f"waits for round {provider.reopening_round}": provider.reopening_round is not None,
        "lost": gone and back is None,
        f"suspended until {back:%d %B %Y}" if back else "suspended": gone and back is not None and day < back,
        "off the list: its homes are on spot": lapsed,
        f"from {starts:%d %B %Y}" if starts else "later": starts is not None and starts > day,
        "spot: no secured place": provider.sector == SPOT,
    }
    return next((words for words, is_so in said.items() if is_so), "there")


def places_wanted_table(forecast: Forecast) -> pd.DataFrame:
    """Places wanted from the market in the next three years: `year, provision, age_band, scope, places...`.

    The should-be-near gap, none below nought, by the ages of the children who need the provision;
    `places_for_80` and `places_for_90` would be enough in so many draws of a hundred. The centiles of
    ages are shares of their provision's, and do not add up over provisions.
    """
    years = list(forecast.inputs.scenario.years)[1 : 1 + YEARS_WANTED]
    order = ("draw", "year", "provision", "scope")

    def gap(local: Local) -> Numbers:
        near = local.gap.sel(need_basis=SHOULD_BE_NEAR, year=years, drop=True)
        return np.asarray(np.clip(near.transpose(*order).values, 0, None))

    drawn = gap(forecast.drawn)
    places = [gap(forecast.central)[0], *np.quantile(drawn, [0.8, 0.9], axis=0)]
    homes = forecast.central_homes.isel(draw=0).sel(year=years, placement=list(PROVISIONS))
    by_age = homes.sum(["stream", "distance_band"]).transpose("year", "placement", "age_band").values
    total = by_age.sum(axis=2, keepdims=True)
    ages = with_total(np.divide(by_age, total, out=np.zeros_like(by_age), where=total > 0), 2)
    columns = ("places", "places_for_80", "places_for_90")
    return tidy(
        {
            "year": years,
            "provision": PROVISIONS,
            "age_band": (*AGE_BANDS, ALL),
            "scope": forecast.inputs.scopes,
        },
        {name: each[:, :, None, :] * ages[..., None] for name, each in zip(columns, places, strict=True)},
    )
