"""The child population of a council: its size, its ages, its past and how it is taken to grow."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from sufficiency.errors import InputFaultsError
from sufficiency.figures.book import Figure
from sufficiency.figures.published import Published
from sufficiency.starter.evidence import NUMBER_AND_RATE, PANEL, Evidence, Number, latest_values
from sufficiency.starter.growth import (
    GROWTH,
    bands_by_mid_year,
    children_by_mid_year,
    growth_figures,
    mid_year_before,
    year_ended_31_march,
)
from sufficiency.starter.profile import DECISION
from sufficiency.vocabulary import AGE_BANDS, AGES_OF_BAND, ASSUMED, DERIVED

GROUPS: Final = "ons-mid-year-age-groups"
SINGLE_YEARS: Final = "ons-mid-year-single-years"
PROJECTION: Final = "ons-projection"
ONS, ASSUMED_GROWTH = "ons", "assumed"
MOST_YEARS_PROJECTED: Final = 14
YEARS_ASSUMED: Final = 10
_AGES: Final = 18


def population_figures(evidence: Evidence, base: int) -> list[Figure]:
    """Children aged 0 to 17 at each mid-year before, by age in the base year, and their growth.

    Growth is ONS's projection laid on the latest estimate, category `ons`, where a file has it for the
    council; otherwise category `assumed`: the mean growth of the last three years, which fades by a tenth
    a year. Nothing where no file has the base year's children.
    """
    estimates = _estimates(evidence)
    if mid_year_before(base) not in estimates:
        return []
    size = _estimate(estimates, base, "implied_by_rate")
    past = [_estimate(estimates, year_ended_31_march(mid_year), "ons_mid_year_before")
            for mid_year in sorted(estimates) if year_ended_31_march(mid_year) <= base]  # fmt: skip
    growth = _projected(evidence, base) or _assumed_growth(estimates, base)
    return [*growth, size, *past, *_by_age(evidence, base, size)]


def level_growth(base: int) -> list[Figure]:
    """A population that stays as it is, for a folder that has no estimate: two points."""
    note = "no estimate was at hand, so the child population is taken to stay as it is"
    return [_growth_point(year, 0.0, base, note) for year in (base, base + YEARS_ASSUMED)]


def level_to(growth: Iterable[Figure]) -> int | None:
    """The last year of a population that is taken to stay as it is; None where it is known to grow."""
    years = [figure.year for figure in growth if figure.year is not None]
    return max(years) if len(years) == len(level_growth(0)) else None


def _estimates(evidence: Evidence) -> dict[int, Number]:
    """Children of the council at each mid-year: ONS's estimates as DfE publishes them, before any other."""
    found = _of_dfe(evidence, NUMBER_AND_RATE)
    for layout in (SINGLE_YEARS, GROUPS):
        for file in evidence.of(layout):
            found |= _of_ons(evidence, file)
    return found or _of_dfe(evidence, PANEL)


def _of_dfe(evidence: Evidence, layout: str) -> dict[int, Number]:
    by_year = latest_values(evidence.numbers((layout,), "population", "population"), "0_to_17")
    return {mid_year_before(year): number for year, number in by_year.items()}


def _of_ons(evidence: Evidence, file: Published) -> dict[int, Number]:
    return {mid_year: Number(children, f"{file.about}, mid-{mid_year}, {evidence.council.name}, ages 0 to 17",
                             file.file)
            for mid_year, children in _children(evidence, file).items()}  # fmt: skip


def _children(evidence: Evidence, file: Published) -> dict[int, float]:
    try:
        return children_by_mid_year(file, evidence.council.code or evidence.council.name)
    except InputFaultsError:  # the file has other councils only
        return {}


def _estimate(estimates: Mapping[int, Number], year: int, category: str) -> Figure:
    mid_year = mid_year_before(year)
    figure = estimates[mid_year].figure("child_population", category, year, "children", f"{mid_year}-06-30")
    return replace(figure, note=f"mid-{mid_year}, before the 31 March it goes with")


def _projected(evidence: Evidence, base: int) -> list[Figure]:
    """ONS's projection laid on the latest estimate, as far as it goes or fourteen years."""
    council = evidence.council
    files = [*evidence.of(SINGLE_YEARS), *evidence.of(GROUPS)]
    estimates = [file for file in files if _children(evidence, file)]
    for projection in evidence.of(PROJECTION):
        if not estimates or not _children(evidence, projection):
            continue
        try:
            figures = growth_figures(projection, estimates, council.code or council.name, base, category=ONS)
        except InputFaultsError:  # it does not reach the base year, or the latest estimate
            continue
        source = f"ONS, subnational population projections, persons; ONS mid-year estimates; {council.name}"
        return [replace(each, value=round(each.value, 4), source=source, file=projection.file)
                for each in figures if (each.year or 0) <= base + MOST_YEARS_PROJECTED]  # fmt: skip
    return []


def _assumed_growth(estimates: Mapping[int, Number], base: int) -> list[Figure]:
    """The mean growth of the last three years, which fades by a tenth a year: as the back-test has it."""
    from sufficiency.record.backtest import population_multiple  # heavy, and only needed without a projection

    years = sorted(year_ended_31_march(mid_year) for mid_year in estimates)
    years = [year for year in years if year <= base]
    held = np.array([[estimates[mid_year_before(year)].value or np.nan for year in years]])
    note = (
        "the mean growth of the last three years of ONS's estimates, fading by a tenth a year: "
        "no projection of the council's children was at hand"
    )
    return [
        _growth_point(
            base + ahead, 100 * (_multiple(population_multiple(years, held, base, ahead)) - 1), base, note
        )
        for ahead in range(YEARS_ASSUMED + 1)
    ]


def _multiple(of_all: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> float:
    return float(of_all[0])


def _growth_point(year: int, percent: float, base: int, note: str) -> Figure:
    return Figure(GROWTH, ASSUMED_GROWTH, year, round(percent, 4), None, None, "percent",
                  f"{mid_year_before(base)}-06-30", DECISION, ASSUMED, note=note)  # fmt: skip


def _by_age(evidence: Evidence, base: int, size: Figure) -> list[Figure]:
    """By age band, from ONS's single years of age; as if every year had as many where no file has them."""
    council = evidence.council
    for file in (*evidence.of(SINGLE_YEARS), *evidence.of(PROJECTION)):
        if not _children(evidence, file):
            continue
        by_year = bands_by_mid_year(file, council.code or council.name)
        mid_year = min(by_year, key=lambda year: (abs(year - mid_year_before(base)), year))
        source = f"{file.about}, mid-{mid_year}, {council.name}"
        note = "sum of single years of age; only its shape is used"
        return [Figure("child_population_by_age", band, base, round(children), None, None, "children",
                       f"{mid_year}-06-30", source, DERIVED, note=note, file=file.file)
                for band, children in by_year[mid_year].items()]  # fmt: skip
    return [_even(band, size, base) for band in AGE_BANDS]


def _even(band: str, size: Figure, base: int) -> Figure:
    youngest, oldest = AGES_OF_BAND[band]
    children = round(size.value * (oldest - youngest + 1) / _AGES)
    note = "no estimate by age was at hand: as if every year of age had as many; only its shape is used"
    return Figure("child_population_by_age", band, base, children, None, None, "children", size.as_at,
                  f"{DECISION}, from {size.source}", ASSUMED, note=note)  # fmt: skip
