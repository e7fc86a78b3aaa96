"""A made-up run for a place much like Thurrock, and its charts."""

import math
from itertools import pairwise

import pandas as pd

from sufficiency.charts import Chart, draw_charts
from sufficiency.vocabulary import DISTANCE_BANDS, PROVISIONS, SCOPES

BASE = 2019
NAMES = [
    "population",
    "cla",
    "demand-fostering",
    "demand-residential",
    "demand-supported-16-plus",
    "gap",
    "position",
    "distance",
]
BLANK = math.nan


def between(points: dict[int, float], year: int) -> float:
    """A number on straight lines between the years that are known."""
    known = sorted(points)
    for first, last in pairwise(known):
        if first <= year <= last:
            return points[first] + (points[last] - points[first]) * (year - first) / (last - first)
    return points[known[-1]]


CHILDREN = {2019: 42_836.0, 2024: 50_975.0, 2037: 58_000.0}
LOOKED_AFTER = {2019: 293.0, 2024: 320.0, 2037: 364.0}
UNACCOMPANIED = {2019: 30.0, 2024: 36.0, 2037: 41.0}
PLACED = {
    "fostering": 196.0,
    "residential": 25.0,
    "supported_16_plus": 31.0,
    "kinship": 22.0,
    "with_parents": 8.0,
    "placed_for_adoption": 11.0,
}
SECURED = {"fostering": 176.0, "residential": 8.0, "supported_16_plus": 26.0}
GAP_NEAR = {"fostering": (24, 16, 33), "residential": (15, 10, 20), "supported_16_plus": (6, 3, 9)}
DISTANCE = dict(zip(DISTANCE_BANDS, (120.0, 124.0, 0.0, 48.0, 1.0), strict=True))


def spread(year: int) -> float:
    """How far, in logs, the top of the 80% range is from the middle."""
    return 0.1 * math.sqrt(year - BASE) if year > BASE else 0.0


def centiles(central: float, year: int) -> dict[str, float]:
    """A range about a central number that opens with the years and is nothing in the base year."""
    wide = spread(year)
    sizes = {"p2_5": -1.6, "p10": -1, "p50": 0, "p80": 0.65, "p90": 1, "p97_5": 1.6}
    return {name: central * math.exp(size * wide) for name, size in sizes.items()}


def demand_rows(years: range) -> list[dict[str, object]]:
    """Homes wanted of each kind; and, in the base year, how far away."""
    rows: list[dict[str, object]] = []
    for year in years:
        grown = between(LOOKED_AFTER, year) / LOOKED_AFTER[BASE]
        for placement, now in {**PLACED, "all": 293.0}.items():
            rows.append(
                {"year": year, "placement": placement, "distance_band": "all", "central": now * grown}
                | centiles(now * grown, year)
            )
    for band, children in DISTANCE.items():
        rows.append(
            {"year": BASE, "placement": "all", "distance_band": band, "central": children}
            | centiles(children, BASE)
        )
    return [row | {"stream": "total", "age_band": "all"} for row in rows]


def gap_row(year: int, provision: str, scope: str, need: float, secured: float) -> dict[str, object]:
    """One row of the gap: an observed year has a low and a high, a later one has centiles."""
    observed, gap = year == BASE, need - secured
    low, high = (GAP_NEAR.get(provision) or (0, 29, 62))[1:]
    wide = need * spread(year)
    return {
        "year": year,
        "provision": provision,
        "scope": scope,
        "need_basis": "as_placed" if scope == "any" else "should_be_near",
        "demand_central": need,
        "secured_central": secured,
        "gap_central": gap,
        "gap_low": low if observed else BLANK,
        "gap_high": high if observed else BLANK,
        "gap_p10": BLANK if observed else gap - wide,
        "gap_p80": BLANK if observed else gap + 0.65 * wide,
        "gap_p90": BLANK if observed else gap + wide,
        "add_for_80": BLANK if observed else max(0, math.ceil(gap + 0.65 * wide)),
        "add_for_90": BLANK if observed else max(0, math.ceil(gap + wide)),
    }


def gap_rows(years: range) -> list[dict[str, object]]:
    """The gap within 20 miles of children who should be near, and the homes to bring on contract."""
    rows = []
    for year in years:
        grown = between(LOOKED_AFTER, year) / LOOKED_AFTER[BASE]
        for provision in PROVISIONS:
            kept = max(0.6, 1 - 0.03 * (year - BASE))
            rows.append(gap_row(year, provision, "any", PLACED[provision] * grown, SECURED[provision] * kept))
            near, secured = PLACED[provision] * 0.85, PLACED[provision] * 0.85 - GAP_NEAR[provision][0]
            rows.append(gap_row(year, provision, "within_20_miles", near * grown, secured))
        near, secured = 252 * 0.85, 252 * 0.85 - 45
        rows.append(gap_row(year, "all", "within_20_miles", near * grown, secured))
    return rows


def position_rows() -> list[dict[str, object]]:
    """The ladder of 252 children in each scope, and 41 who place themselves."""
    rungs = {
        "inside_authority": {"fostering": (20, 14, 90, 72), "residential": (5, 0, 20, 0)},
        "within_20_miles": {"fostering": (12, 15, 80, 89), "residential": (7, 8, 10, 0)},
        "any": {"fostering": (0, 20, 84, 92), "residential": (0, 17, 8, 0)},
    }
    supported = {
        "inside_authority": (2, 4, 25, 0),
        "within_20_miles": (2, 5, 24, 0),
        "any": (0, 5, 26, 0),
    }
    rows: list[dict[str, object]] = []
    for scope in SCOPES:
        for provision, counts in {**rungs[scope], "supported_16_plus": supported[scope]}.items():
            for rung in ("1", "2"):
                rows.append({"provision": provision, "rung": rung, "scope": scope, "basis": "not_recorded"})
            for rung, count in zip(("3", "4", "5", "6"), counts, strict=True):
                rows.append(
                    {
                        "provision": provision,
                        "rung": rung,
                        "scope": scope,
                        "children": count,
                        "low": count * 0.52,
                        "high": count * 1.52,
                        "basis": "assumed",
                    }
                )
        for rung in ("1", "2"):
            rows.append({"provision": "all", "rung": rung, "scope": scope, "basis": "not_recorded"})
        for at, rung in enumerate(("3", "4", "5", "6")):
            count = sum(each[at] for each in (*rungs[scope].values(), supported[scope]))
            rows.append(
                {
                    "provision": "all",
                    "rung": rung,
                    "scope": scope,
                    "children": count,
                    "low": count * 0.52,
                    "high": count * 1.52,
                    "basis": "assumed",
                }
            )
        for placement in ("kinship", "with_parents", "placed_for_adoption"):
            rows.append(
                {
                    "provision": placement,
                    "rung": "self_placing",
                    "scope": scope,
                    "children": PLACED[placement],
                    "basis": "derived",
                }
            )
    return rows


def made_tables(last: int = 2037) -> dict[str, pd.DataFrame]:
    """The tables of a made-up run for a place much like Thurrock."""
    years = range(BASE, last + 1)
    cla = []
    for year in years:
        total, uasc = between(LOOKED_AFTER, year), between(UNACCOMPANIED, year)
        for stream, central in {"total": total, "uasc": uasc, "other": total - uasc}.items():
            cla.append(
                {
                    "year": year,
                    "stream": stream,
                    "central": central,
                    "rate_per_10k": 10_000 * central / between(CHILDREN, year),
                }
                | centiles(central, year)
            )
    benchmarks = [
        {"year": year, "path": path, "children": children, "rate_per_10k": 68.4}
        for year in years
        for path, children in {
            "scenario": between(LOOKED_AFTER, year),
            "hold_count": 293.0,
            "hold_rate": 293 * between(CHILDREN, year) / CHILDREN[BASE],
        }.items()
    ]
    known = {2015: 285.0, 2016: 334.0, 2017: 345.0, 2018: 309.0, 2019: 293.0}
    history = [
        {
            "year": year,
            "children": children,
            "rate_per_10k": children / 4.28,
            "england_rate_per_10k": 64.0,
            "uasc": BLANK if year < 2017 else 30.0,
        }
        for year, children in known.items()
    ]
    population = [
        {"year": year, "age_band": band, "children": between(CHILDREN, year) * share}
        for year in years
        for band, share in {"all": 1.0, "under_1": 0.05}.items()
    ]
    return {
        "population": pd.DataFrame(population),
        "cla": pd.DataFrame(cla),
        "demand": pd.DataFrame(demand_rows(years)),
        "gap": pd.DataFrame(gap_rows(years)),
        "position": pd.DataFrame(position_rows()),
        "benchmarks": pd.DataFrame(benchmarks),
        "history": pd.DataFrame(history),
    }


def drawn(tables: dict[str, pd.DataFrame]) -> dict[str, Chart]:
    """The charts of a set of tables, by name."""
    return {chart.name: chart for chart in draw_charts(tables, "Thurrock", BASE, "2019-03-31")}
