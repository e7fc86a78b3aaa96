"""Growth of the child population: a projection's growth, laid on the latest estimate.

A projection gives growth, not level: between its base and today it has drifted from what happened
(decision 0002). So children of the future are the latest estimate times the projection's growth since
the same mid-year. The mid-year before goes with 31 March, as in DfE's rates.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sufficiency.errors import one_fault
from sufficiency.figures.book import Figure
from sufficiency.figures.published import Published
from sufficiency.readers.published.authorities import find_authority
from sufficiency.vocabulary import AGE_BANDS, AGES_OF_BAND, DERIVED

if TYPE_CHECKING:
    import pandas as pd

GROWTH: Final = "child_population_growth"
_AGES: Final = range(18)
_AGE_WORDS: Final = tuple(str(age) for age in _AGES)
_ALL_CHILDREN: Final = "0_to_17"
_LOCAL: Final = "local_authority"


def year_ended_31_march(mid_year: int) -> int:
    """The year whose 31 March goes with a mid-year estimate: mid-2018 goes with 31 March 2019."""
    return mid_year + 1


def mid_year_before(year: int) -> int:
    """The mid-year whose estimate goes with a year's 31 March: DfE's denominator."""
    return year - 1


def age_bands_from_single_years(children: Mapping[int, float]) -> dict[str, float]:
    """Children by age band, from children by single year of age; ages over 17 are left out.

    In the units given. Raises ValueError naming the ages from 0 to 17 that are missing.
    """
    absent = [str(age) for age in _AGES if age not in children]
    if absent:
        raise ValueError(f"there are no children of age {', '.join(absent)}.")
    return {
        band: sum(children[age] for age in range(AGES_OF_BAND[band][0], AGES_OF_BAND[band][1] + 1))
        for band in AGE_BANDS
    }


def growth_from(
    projection: Mapping[int, float],
    estimate: Mapping[int, float],
    base_year: int,
) -> dict[int, float]:
    """Growth of the child population on the base year, in percent, by year ended 31 March.

    `projection` and `estimate` are children by mid-year; `base_year` is a year ended 31 March. Up to the
    latest estimate growth is of the estimates, a year that lacks one left out; after it, of that estimate
    carried on at the projection's growth. The base year itself is 0. Fit for `population.growth_index`,
    which refuses a year beyond the last. Raises ValueError, in a sentence for the user, where the base year
    has no children to grow from, and where the latest estimate is outside the projection.
    """
    children = _rebased(projection, estimate)
    _check_base_year(children, base_year)
    base = children[mid_year_before(base_year)]
    return {
        year_ended_31_march(mid_year): 100 * (count / base - 1)
        for mid_year, count in sorted(children.items())
        if base_year <= year_ended_31_march(mid_year)
    }


def _rebased(projection: Mapping[int, float], estimate: Mapping[int, float]) -> dict[int, float]:
    """Children by mid-year: as estimated, and after the latest estimate as projected from it."""
    if not estimate:
        raise ValueError("there is no estimate to lay the projection's growth on.")
    if not projection:
        raise ValueError("the projection has no year for which every age is known.")
    latest = max(estimate)
    if latest not in projection:
        first, last = min(projection), max(projection)
        raise ValueError(
            f"the latest estimate is of mid-{latest}, and the projection runs from mid-{first} to "
            f"mid-{last} without it: it has no growth since the estimate."
        )
    ratio = estimate[latest] / projection[latest]
    later = {year: count * ratio for year, count in projection.items() if year > latest}
    return {**estimate, **later}


def _check_base_year(children: Mapping[int, float], base_year: int) -> None:
    needed = mid_year_before(base_year)
    if needed not in children or not children[needed] > 0:
        raise ValueError(
            f"there is no estimate of children at mid-{needed}, which goes with 31 March {base_year}, "
            "the base year."
        )


# --- From published files -------------------------------------------------------------------------


def children_by_mid_year(published: Published, area: str) -> dict[int, float]:
    """Children aged 0 to 17 of an area at each mid-year, from estimates or a projection.

    From single years of age where all eighteen are known, or from the band `0_to_17`. A mid-year with a
    number missing is left out. `area` is a name or code, an authority's in any of its forms. Raises
    InputFaultsError where the file has no such area.
    """
    children = _all_children(_rows_of(published, area))
    years = children.index.get_level_values("year")
    return {int(year): float(value) for year, value in zip(years, children, strict=True)}


def bands_by_mid_year(published: Published, area: str) -> dict[int, dict[str, float]]:
    """Children of an area by age band at each mid-year, where all single years of age are known.

    Raises InputFaultsError where the file has no such area, and where it has no single years of age.
    """
    by_year = _single_years(_rows_of(published, area))
    whole = {year: ages for year, ages in by_year.items() if len(ages) == len(_AGES)}
    if not whole:
        what = f"it has no year in which every single year of age of {area} is known."
        raise one_fault(published.file, "", what, "Give ONS's estimates by single year of age.")
    return {year: age_bands_from_single_years(ages) for year, ages in whole.items()}


def growth_figures(
    projection: Published,
    estimates: Sequence[Published],
    area: str,
    base_year: int,
    category: str = "ons",
) -> list[Figure]:
    """The growth points of an area, as `child_population_growth` figures of a category.

    Of several files of estimates the later in the list wins where two have the same mid-year: put the
    newest revision last. Each figure is derived, on the base year, and says in its note what the
    projection's own level was at the latest estimate. Raises InputFaultsError of one fault.
    """
    projected = children_by_mid_year(projection, area)
    estimated: dict[int, float] = {}
    for each in estimates:
        estimated |= children_by_mid_year(each, area)
    try:
        growth = growth_from(projected, estimated, base_year)
    except ValueError as error:
        do = "Give a projection and estimates that reach these years."
        raise one_fault(projection.file, "", str(error), do) from None
    source = "; ".join(dict.fromkeys(f"{each.publisher}, {each.about}" for each in (projection, *estimates)))
    return [
        _figure(year, percent, base_year, category, f"{source}; {area}", projected, estimated)
        for year, percent in growth.items()
    ]


def _figure(
    year: int,
    percent: float,
    base_year: int,
    category: str,
    source: str,
    projected: Mapping[int, float],
    estimated: Mapping[int, float],
) -> Figure:
    latest, mid_year = max(estimated), mid_year_before(year)
    is_projected = mid_year > latest
    # The newest evidence in it: the estimate itself, or what the projection was laid on and began from.
    known = max(latest, min(projected)) if is_projected else mid_year
    note = f"growth on 31 March {base_year}; mid-{mid_year}, the mid-year before"
    if is_projected:
        level = f"the projection's own {projected[latest]:,.0f}"
        note += f"; projected from the {estimated[latest]:,.0f} estimated for mid-{latest}, not from {level}"
    return Figure(
        measure=GROWTH,
        category=category,
        year=year,
        value=percent,
        low=None,
        high=None,
        unit="percent",
        as_at=f"{known}-06-30",
        source=source,
        kind=DERIVED,
        after_base_date=known >= base_year,
        note=note,
    )


def _all_children(table: "pd.DataFrame") -> "pd.Series[float]":
    """Children aged 0 to 17 by area's code and mid-year, where all of them are known."""
    import pandas as pd

    known = table.dropna(subset="value")
    single = known[known["age"].isin(_AGE_WORDS)].groupby(["code", "year"])["value"].agg(["sum", "size"])
    added = single.loc[single["size"] == len(_AGES), "sum"]
    whole = known[known["age"] == _ALL_CHILDREN].set_index(["code", "year"])["value"]
    children: pd.Series[float] = pd.concat([whole, added[~added.index.isin(whole.index)]])
    return children


def _single_years(rows: "pd.DataFrame") -> dict[int, dict[int, float]]:
    """The known children of each single year of age, by mid-year."""
    known = rows[rows["age"].isin(_AGE_WORDS)].dropna(subset="value")
    found: dict[int, dict[int, float]] = {}
    for year, age, value in zip(known["year"], known["age"], known["value"], strict=True):
        found.setdefault(int(year), {})[int(age)] = float(value)
    return found


def _rows_of(published: Published, area: str) -> "pd.DataFrame":
    """The rows of England or a region by name or code, or of an authority by any of its names."""
    table, asked = published.table, area.strip().casefold()
    if "age" not in table.columns:
        what = f"it has no children by age: it is {published.about}."
        raise one_fault(published.file, "", what, "Give ONS's estimates or projection.")
    is_named = (table["area"].str.casefold() == asked) | (table["code"].str.casefold() == asked)
    above = table[is_named & (table["level"] != _LOCAL)]
    if not above.empty:
        return above
    found = find_authority(table, area, published.file)
    column, code = ("dfe_code", found.dfe_code) if found.dfe_code else ("code", found.code)
    return table[(table["level"] == _LOCAL) & (table[column] == code)]
