"""The tables of a run: tidy frames of centiles and shares, made from the draws here and nowhere else."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from sufficiency.cases.account import STEPS
from sufficiency.cases.effects import effects_table
from sufficiency.children.crosstab import HOMES
from sufficiency.cores import on_all_cores
from sufficiency.demand.rates import PER
from sufficiency.figures.book import Figure
from sufficiency.forecast import Forecast, Observed
from sufficiency.gap.local import Local
from sufficiency.inputs.inputs import Inputs, PositionInputs
from sufficiency.labelled import strictly_aligned
from sufficiency.record.record import back_test_table
from sufficiency.record.track_record import forecast_vs_actual_table
from sufficiency.tables.assumptions import assumptions_table
from sufficiency.tables.costs import cost_table
from sufficiency.tables.flows import placements_to_find_table
from sufficiency.tables.leaving_care import leaving_care_table
from sufficiency.tables.supply import (
    fostering_pipeline_table,
    overflow_table,
    placed_table,
    places_wanted_table,
    supply_table,
)
from sufficiency.tidy import CENTILES, centiles_of_whole_numbers, range_80, tidy, with_total, with_totals
from sufficiency.vocabulary import (
    AGE_BANDS,
    ALL,
    ANY,
    AS_PLACED,
    ASSUMED,
    BACK_TESTED_YEARS,
    DERIVED,
    DISTANCE_BANDS,
    KINSHIP,
    NEED_BASES,
    NOT_RECORDED,
    PROVISIONS,
    RUNGS,
    SELF_PLACING_ROW,
    SHOULD_BE_NEAR,
    STREAMS,
    TOTAL,
    WITHIN_20,
)

Tables = dict[str, pd.DataFrame]
KNOWN_ZERO = 1e-9  # children


def tables_of(forecast: Forecast) -> Tables:
    """Every table of a run, by the name of its file."""
    with strictly_aligned():
        return {
            "population": population_table(forecast),
            "cla": cla_table(forecast),
            "demand": demand_table(forecast),
            "supply": supply_table(forecast),
            "fostering_pipeline": fostering_pipeline_table(forecast),
            "placed": placed_table(forecast),
            "overflow": overflow_table(forecast),
            "places_wanted": places_wanted_table(forecast),
            "effects": effects_table(forecast.effects, forecast.inputs.scenario.years),
            "placements_to_find": placements_to_find_table(forecast),
            "leaving_care": leaving_care_table(forecast),
            "cost": cost_table(*([both.fee, both.full] for both in forecast.spending)),
            "position": position_table(forecast.inputs, forecast.central, forecast.drawn),
            "gap": gap_table(forecast),
            "account": account_table(forecast),
            "sensitivity": sensitivity_table(forecast),
            "assumptions": assumptions_table(forecast.inputs),
            "benchmarks": benchmarks_table(forecast),
            "history": history_table(forecast.inputs),
            "profile": profile_table(forecast.inputs),
            "forecast_vs_actual": forecast_vs_actual_table(forecast.inputs),
            "back_test": back_test_table(forecast.inputs),
        }


def observed_position(observed: Observed) -> pd.DataFrame:
    """The position of the base year alone."""
    return position_table(observed.inputs, observed.central, observed.drawn)


def population_table(forecast: Forecast) -> pd.DataFrame:
    """Children in the population: `year, age_band, children`."""
    population = forecast.population.transpose("year", "age_band")
    table = with_total(population.values, 1)
    return tidy({"year": population.year.values, "age_band": (*AGE_BANDS, ALL)}, {"children": table})


def cla_table(forecast: Forecast) -> pd.DataFrame:
    """Children looked after, by stream, with centiles; the outermost only where back-tested."""
    central = forecast.central_children
    years = central.year.values
    population = forecast.population.sum("age_band").values
    drawn = {TOTAL: forecast.children.total, **{s: getattr(forecast.children, s) for s in STREAMS}}
    rows = []
    for stream, draws in drawn.items():
        middle = central.sum("stream").values if stream == TOTAL else central.sel(stream=stream).values
        centiles = np.quantile(draws, [0.025, 0.1, 0.5, 0.8, 0.9, 0.975], axis=0)
        centiles[[0, 5], BACK_TESTED_YEARS + 1 :] = np.nan
        rows.append(
            pd.DataFrame(
                {
                    "year": years,
                    "stream": stream,
                    "central": middle,
                    **dict(zip(("p2_5", "p10", "p50", "p80", "p90", "p97_5"), centiles, strict=True)),
                    "rate_per_10k": middle / population * PER,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def demand_table(forecast: Forecast) -> pd.DataFrame:
    """Homes wanted by stream, placement, age and distance band, with centiles of whole children."""
    years = [int(year) for year in forecast.central_homes.year.values]
    axes: dict[str, Sequence[str]] = {
        "stream": (*STREAMS, TOTAL),
        "placement": (*HOMES, ALL),
        "age_band": (*AGE_BANDS, ALL),
        "distance_band": (*DISTANCE_BANDS, ALL),
    }
    order = ("year", "stream", "placement", "age_band", "distance_band", "draw")
    cells = (0, 1, 2, 3)
    central = with_totals(forecast.central_homes.transpose(*order).values[..., 0], (1, 2, 3, 4))
    base = with_totals(forecast.base_homes.transpose(*order).values[0], cells)

    def of_year(drawn: NDArray[np.int16]) -> NDArray[np.float64]:
        return centiles_of_whole_numbers(with_totals(drawn.transpose(0, 2, 1, 3, 4), cells))

    of_base = np.quantile(base, CENTILES, axis=-1)
    by_centile = np.stack([of_base, *on_all_cores(of_year, forecast.demand.homes)], axis=1)
    columns = {"central": central, **dict(zip(("p10", "p50", "p80", "p90"), by_centile, strict=True))}
    return tidy({"year": years, **axes}, columns)


def position_table(inputs: PositionInputs, central: Local, drawn: Local) -> pd.DataFrame:
    """The ladder in each scope: children on each rung, with a low and a high from the assumptions.

    `all` is the three provisions together, on the rungs that are recorded in each of them.
    """
    middle = with_total(
        central.ladder.isel(draw=0, drop=True).transpose("provision", "rung", "scope").values, 0
    )
    by_draw = with_total(drawn.ladder.transpose("draw", "provision", "rung", "scope").values, 1)
    low, high = range_80(by_draw, axis=0)
    rows: list[dict[str, object]] = []
    for scope_at, scope in enumerate(inputs.scopes):
        rows += _self_placing_rows(inputs, scope)
        for provision_at, provision in enumerate((*PROVISIONS, ALL)):
            for rung_at, rung in enumerate(RUNGS):
                at = (provision_at, rung_at, scope_at)
                basis = _basis(inputs, provision, rung, scope)
                known = basis != NOT_RECORDED
                rows.append(
                    {
                        "provision": provision,
                        "rung": str(rung),
                        "scope": scope,
                        "children": float(middle[at]) if known else np.nan,
                        "low": float(low[at]) if known else np.nan,
                        "high": float(high[at]) if known else np.nan,
                        "basis": basis,
                    }
                )
    return pd.DataFrame(rows)


def _basis(inputs: PositionInputs, provision: str, rung: int, scope: str) -> str:
    if provision == ALL:
        each = {_basis(inputs, name, rung, scope) for name in PROVISIONS}
        if NOT_RECORDED in each:  # a sum of some would pass for all of them
            return NOT_RECORDED
        return each.pop() if len(each) == 1 else ASSUMED
    if rung == 1:
        recorded = inputs.no_registered_home.get(provision)
        return recorded.kind if recorded else NOT_RECORDED
    if rung == 2:
        return NOT_RECORDED if inputs.own is None or inputs.own.lived_in is None else DERIVED
    if rung == 3:
        return DERIVED if scope == ANY else inputs.far_for_want[scope].kind
    return ASSUMED


def _self_placing_rows(inputs: PositionInputs, scope: str) -> list[dict[str, object]]:
    """Children whose home comes with them: shown above the gap and left out of both its sides."""
    figures = {
        KINSHIP: inputs.kinship,
        "with_parents": inputs.by_placement["with_parents"],
        "placed_for_adoption": inputs.by_placement["placed_for_adoption"],
        "secure": inputs.by_placement["secure"],
        "health_or_custody": None,
    }
    rows: list[dict[str, object]] = []
    for placement, figure in figures.items():
        row: dict[str, object] = {"provision": placement, "rung": SELF_PLACING_ROW, "scope": scope}
        if figure is None:
            row |= {"children": np.nan, "low": np.nan, "high": np.nan, "basis": NOT_RECORDED}
        else:
            low = figure.value if figure.low is None else figure.low
            high = figure.value if figure.high is None else figure.high
            row |= {"children": figure.value, "low": low, "high": high, "basis": figure.kind}
        rows.append(row)
    return rows


def gap_table(forecast: Forecast) -> pd.DataFrame:
    """The gap by provision, scope and need basis, with the chance of a shortfall and places to add.

    Central is the deterministic path. Low and high are the base year's, from its assumptions; the
    centiles and chances of later years come from the draws.
    """
    order = ("draw", "year", "provision", "scope", "need_basis")
    shape = {"year": list(forecast.central_children.year.values), "provision": (*PROVISIONS, ALL),
             "scope": forecast.inputs.scopes, "need_basis": NEED_BASES}  # fmt: skip

    def picture(local: Local, name: str) -> NDArray[np.float64]:
        array: xr.DataArray = getattr(local, name)
        if name == "secured":
            array = array.expand_dims(need_basis=list(NEED_BASES))
        return with_total(array.transpose(*order).values, 2)

    need, secured, gap = (picture(forecast.central, name)[0] for name in ("need", "secured", "gap"))
    drawn_need, drawn_secured, drawn_gap = (
        picture(forecast.drawn, name) for name in ("need", "secured", "gap")
    )
    observed = np.arange(len(shape["year"])) == 0
    gap_low, gap_p10, gap_p80, gap_p90, gap_high = np.quantile(drawn_gap, [0.1, 0.1, 0.8, 0.9, 0.9], axis=0)
    need_p10, need_p80, need_p90 = np.quantile(drawn_need, [0.1, 0.8, 0.9], axis=0)
    secured_p10, secured_p90 = range_80(drawn_secured, axis=0)
    chance = (drawn_gap > KNOWN_ZERO).mean(axis=0)
    grows = (drawn_gap > drawn_gap[:, :1] + KNOWN_ZERO).mean(axis=0)
    # Where demand is a known zero there is nothing to fall short of.
    nothing_wanted = (need < KNOWN_ZERO) & (drawn_need.max(axis=0) < KNOWN_ZERO)
    chance[nothing_wanted] = grows[nothing_wanted] = np.nan
    for column in (
        need_p10,
        need_p80,
        need_p90,
        secured_p10,
        secured_p90,
        gap_p10,
        gap_p80,
        gap_p90,
        chance,
        grows,
    ):
        column[observed] = np.nan
    for column in (gap_low, gap_high):
        column[~observed] = np.nan
    return tidy(
        shape,
        {
            "demand_central": need,
            "demand_p10": need_p10,
            "demand_p80": need_p80,
            "demand_p90": need_p90,
            "secured_central": secured,
            "secured_p10": secured_p10,
            "secured_p90": secured_p90,
            "gap_central": gap,
            "gap_low": gap_low,
            "gap_high": gap_high,
            "gap_p10": gap_p10,
            "gap_p80": gap_p80,
            "gap_p90": gap_p90,
            "chance_of_shortfall": chance,
            "chance_gap_grows": grows,
            "add_for_80": _places_to_add(gap_p80),
            "add_for_90": _places_to_add(gap_p90),
        },
    )


def _places_to_add(gap: NDArray[np.float64]) -> NDArray[np.float64]:
    """Whole places that would close a gap: rounded up, and none below zero."""
    # Rounded as the written gap is, so that a reader who rounds it up finds the same.
    return np.asarray(np.clip(np.ceil(np.round(gap, 4)), 0, None))


def account_table(forecast: Forecast) -> pd.DataFrame:
    """What moved central demand since the base year, by step; `all` is the total."""
    order = ("year", "provision", "scope", "need_basis", "step")
    change = with_totals(forecast.account.change.transpose(*order).values, (1, 4))
    return tidy(
        {
            "year": forecast.central_children.year.values,
            "provision": (*PROVISIONS, ALL),
            "scope": forecast.inputs.scopes,
            "need_basis": NEED_BASES,
            "step": (*STEPS, ALL),
        },
        {"children": change},
    )


def sensitivity_table(forecast: Forecast) -> pd.DataFrame:
    """The central gap with each assumption at its low and at its high, and the change it makes."""
    sensitivity = forecast.sensitivity
    gap = with_total(sensitivity.gap.transpose("draw", "provision", "scope", "need_basis").values, 1)
    settings = sensitivity.settings
    table = tidy(
        {
            "setting": range(len(settings)),
            "provision": (*PROVISIONS, ALL),
            "scope": forecast.inputs.scopes,
            "need_basis": NEED_BASES,
        },
        {"gap_central": gap[1:], "change": gap[1:] - gap[:1]},
    )
    at = table.pop("setting").to_numpy()
    named = {
        "assumption": [figure.name for figure, _ in settings],
        "setting": [end for _, end in settings],
        "value": [getattr(figure, end) for figure, end in settings],
        "unit": [figure.unit for figure, _ in settings],
    }
    first = pd.DataFrame({column: np.array(values)[at] for column, values in named.items()})
    first["year"] = sensitivity.year
    return pd.concat([first, table], axis=1)


def benchmarks_table(forecast: Forecast) -> pd.DataFrame:
    """The scenario beside hold-count and hold-rate; and rates as published, of us and of others.

    Columns: `path, year, children, rate_per_10k, gap_within_20_miles_as_placed,
    gap_within_20_miles_should_be_near`. A published path is `authority`, or the name of its benchmark
    (`england`, a region, `statistical_neighbours`), and has no gap.
    """
    children = forecast.account.benchmark_children().transpose("path", "year")
    gap = (
        forecast.account.benchmark_gap()
        .sel(scope=WITHIN_20)
        .sum("provision")
        .transpose("path", "year", "need_basis")
    )
    population = forecast.population.sum("age_band").values
    ahead = tidy(
        {"path": [str(path) for path in children.path.values], "year": children.year.values},
        {
            "children": children.values,
            "rate_per_10k": children.values / population * PER,
            "gap_within_20_miles_as_placed": gap.sel(need_basis=AS_PLACED).values,
            "gap_within_20_miles_should_be_near": gap.sel(need_basis=SHOULD_BE_NEAR).values,
        },
    )
    published = _published_rates(forecast.inputs)
    return pd.concat([ahead.astype({"path": str}), published], ignore_index=True) if len(published) else ahead


def _published_rates(inputs: Inputs) -> pd.DataFrame:
    """Rates as published: the authority's with its count, then each benchmark's."""
    history = inputs.history
    paths = {"authority": history.rates, **history.benchmarks}
    rows = [
        {
            "path": name,
            "year": year,
            "children": history.counts[year].value
            if name == "authority" and year in history.counts
            else np.nan,
            "rate_per_10k": figure.value,
        }
        for name, rates in paths.items()
        for year, figure in sorted(rates.items())
    ]
    return pd.DataFrame(rows)


def history_table(inputs: Inputs) -> pd.DataFrame:
    """Children looked after up to the base year as DfE published them, with England's rate beside.

    Columns: `year, children, rate_per_10k, england_rate_per_10k, uasc, started, ceased`; blank: not recorded.
    """
    history = inputs.history
    years = sorted(history.counts)

    def values(series: dict[int, Figure]) -> list[float]:
        return [series[year].value if year in series else np.nan for year in years]

    return pd.DataFrame(
        {
            "year": years,
            "children": values(history.counts),
            "rate_per_10k": values(history.rates),
            "england_rate_per_10k": values(history.england_rates),
            "uasc": values(history.uasc),
            "started": values(history.started),
            "ceased": values(history.ceased),
        }
    )


def profile_table(inputs: Inputs) -> pd.DataFrame:
    """The base year's children as published: `measure, category, children`.

    Measures: age, sex, legal_status, placement, distance. What is not published has no row.
    """
    rows = [
        {"measure": measure, "category": category, "children": figure.value}
        for measure, figures in inputs.history.profile.items()
        for category, figure in figures.items()
    ]
    return pd.DataFrame(rows, columns=["measure", "category", "children"])
