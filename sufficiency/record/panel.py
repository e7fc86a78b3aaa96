"""Local authorities by year: the numbers that a forecast can be scored and fitted on, missing where missing.

Pure: a published table in, arrays out. A number that a publisher left out or suppressed is NaN, never
nought; a number that was revised is the newest, with the one first published beside it (decision 0018).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.figures.published import FIRST_PUBLISHED, LATEST, Finding, Published
from sufficiency.vocabulary import (
    ALL,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    OVER_20,
    RESIDENTIAL,
    SUPPORTED,
    UASC,
    WITHIN_20,
)

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

# Where a published table holds a number of the panel: its measure, and the words of its group and row.
# The first that a table has is taken.
_CLA: Final = (("children", "children_looked_after", "cla"), ("children", "age_band", ALL))
_UASC: Final = (("children", "children_looked_after", "uasc"), ("children", "uasc", "uasc"))
_STARTED: Final = (("children", "children_looked_after", "started"),)
_CEASED: Final = (("children", "children_looked_after", "ceased"),)
_POPULATION: Final = (("population", "population", "0_to_17"),)
# Each share: the group, the word of its part, and the words that make up the whole it is of.
_SHARES: Final = {
    FOSTERING: ("placement", FOSTERING_AND_KINSHIP, (ALL,)),
    RESIDENTIAL: ("placement", RESIDENTIAL, (ALL,)),
    SUPPORTED: ("placement", SUPPORTED, (ALL,)),
    OVER_20: ("distance", OVER_20, (WITHIN_20, OVER_20)),
    UASC: ("uasc", UASC, (ALL,)),
}


@dataclass(frozen=True)
class Panel:
    """Children looked after by authority and year.

    `code` (ONS's), `dfe_code`, `name` and `region` go with the first axis of every array, `years` (ended
    31 March) with the second. `cla` is children looked after, `uasc` those of them who are unaccompanied
    and seeking asylum, `population` children aged 0 to 17 in the middle of the year before;
    `first_published` is `cla` as it was first published, where that is known. `started` and `ceased` are
    children who started and who ceased to be looked after in the year.
    """

    code: tuple[str, ...]
    dfe_code: tuple[str, ...]
    name: tuple[str, ...]
    region: tuple[str, ...]
    years: tuple[int, ...]
    cla: Floats
    uasc: Floats
    population: Floats
    first_published: Floats
    started: Floats
    ceased: Floats
    findings: tuple[Finding, ...] = ()

    def row(self, dfe_code: str) -> int:
        """The place of an authority on the first axis, by DfE's code."""
        return self.dfe_code.index(dfe_code)

    def until(self, year: int) -> "Panel":
        """The same panel without the years after one: what was known on 31 March of it."""
        kept = [at for at, each in enumerate(self.years) if each <= year]
        names = ("cla", "uasc", "population", "first_published", "started", "ceased")
        arrays = {name: getattr(self, name)[:, kept] for name in names}
        return replace(self, years=tuple(self.years[at] for at in kept), **arrays)


@dataclass(frozen=True)
class SharesPanel:
    """Shares of children looked after by authority and year, each with the number of children it is of.

    `shares` and `of` have an array for each of `fostering` (kinship included: they are published as one),
    `residential` (secure and children's homes, as DfE groups them), `supported_16_plus`, `over_20_miles`
    (of those whose distance is known) and `uasc`. `of` is in children.
    """

    code: tuple[str, ...]
    dfe_code: tuple[str, ...]
    name: tuple[str, ...]
    region: tuple[str, ...]
    years: tuple[int, ...]
    shares: dict[str, Floats]
    of: dict[str, Floats]
    findings: tuple[Finding, ...] = ()

    def row(self, dfe_code: str) -> int:
        """The place of an authority on the first axis, by DfE's code."""
        return self.dfe_code.index(dfe_code)


def panel_of(published: Published) -> Panel:
    """The panel of local authorities that a published file holds.

    From the compiled panel, the number and rate, or the characteristics of children looked after: what a
    file does not hold is NaN throughout. Authorities that do not keep one code through the file's years
    (column `one_code`) are left out, with a finding. Raises ValueError where the file has no children
    looked after by authority.
    """
    table, findings = _kept(published)
    grid = _grid(table)
    cla = _numbers(table, grid, _CLA)
    if np.isnan(cla).all():
        raise ValueError(f"{published.layout} has no children looked after by authority.")
    oldest = _numbers(table[table["version"] == FIRST_PUBLISHED], grid, _CLA)
    return Panel(
        *grid.labels,
        years=grid.years,
        cla=cla,
        uasc=_numbers(table, grid, _UASC),
        population=_numbers(table, grid, _POPULATION),
        first_published=oldest,
        started=_numbers(table, grid, _STARTED),
        ceased=_numbers(table, grid, _CEASED),
        findings=findings,
    )


def shares_panel_of(published: Published) -> SharesPanel:
    """The shares of children looked after, by authority and year, that a characteristics file holds.

    A share is NaN where its part, or any part of what it is of, is suppressed or missing. Authorities that
    do not keep one code are left out, as in `panel_of`.
    """
    table, findings = _kept(published)
    grid = _grid(table)
    shares, of = {}, {}
    for name, (group, part, whole) in _SHARES.items():
        counts = [_numbers(table, grid, (("children", group, word),)) for word in whole]
        of[name] = np.asarray(sum(counts), dtype=np.float64)
        parts = _numbers(table, grid, (("children", group, part),))
        shares[name] = np.divide(parts, of[name], out=np.full_like(parts, np.nan), where=of[name] > 0)
    return SharesPanel(*grid.labels, years=grid.years, shares=shares, of=of, findings=findings)


@dataclass(frozen=True)
class _Grid:
    """The two axes of a panel: authorities by DfE's code, with their other names, and years in order."""

    labels: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    years: tuple[int, ...]

    @property
    def dfe_codes(self) -> tuple[str, ...]:
        return self.labels[1]


def _kept(published: Published) -> "tuple[pd.DataFrame, tuple[Finding, ...]]":
    """The rows of authorities that keep one code and have numbers, and a finding for each kind left out."""
    table = published.table[published.table["level"] == "local_authority"]
    keeps = table["one_code"].astype(bool)
    counted = table["value"].notna() & (table["measure"] == "children")
    has_numbers = table["dfe_code"].isin(table.loc[counted, "dfe_code"])
    findings = (
        *_left_out(table[~keeps], "they merged or were split in these years, so no one code has every year"),
        *_left_out(table[keeps & ~has_numbers], "they have no number in any of these years"),
    )
    return table[keeps & has_numbers], findings


def _left_out(rows: "pd.DataFrame", why: str) -> tuple[Finding, ...]:
    if rows.empty:
        return ()
    names = sorted(rows.drop_duplicates("dfe_code")["area"])
    return (Finding("dropped", f"{len(names)} left out of the panel: {', '.join(names)}", why, len(rows)),)


def _grid(table: "pd.DataFrame") -> _Grid:
    newest = table.sort_values("year", kind="stable").drop_duplicates("dfe_code", keep="last")
    newest = newest.sort_values("dfe_code")
    code, dfe_code, name, region = (
        tuple(str(each) for each in newest[column]) for column in ("code", "dfe_code", "area", "region")
    )
    return _Grid((code, dfe_code, name, region), tuple(sorted(int(year) for year in table["year"].unique())))


def _numbers(table: "pd.DataFrame", grid: _Grid, places: Iterable[tuple[str, str, str]]) -> Floats:
    """The newest number of each authority and year, from the first place that the table has."""
    for measure, group, word in places:
        rows = table[(table["measure"] == measure) & (table["group_word"] == group) & (table["word"] == word)]
        if not rows.empty:
            return _array(rows, grid)
    return np.full((len(grid.dfe_codes), len(grid.years)), np.nan)


def _array(rows: "pd.DataFrame", grid: _Grid) -> Floats:
    """Rows as an array, the newest version of each number that has a value."""
    known = rows[rows["value"].notna()]
    order = known["version"].map(version_rank).argsort(kind="stable")
    newest = known.iloc[order].drop_duplicates(["dfe_code", "year"], keep="last")
    array = np.full((len(grid.dfe_codes), len(grid.years)), np.nan)
    places = {code: place for place, code in enumerate(grid.dfe_codes)}
    columns = {year: place for place, year in enumerate(grid.years)}
    at_authority = newest["dfe_code"].map(places).to_numpy(dtype=int)
    at_year = newest["year"].map(columns).to_numpy(dtype=int)
    array[at_authority, at_year] = newest["value"]
    return array


def version_rank(version: str) -> int:
    """How new a version of a number is: first published, then releases by year, then the latest."""
    ends = {FIRST_PUBLISHED: -1, LATEST: 9999, "": 0}
    return ends[version] if version in ends else int(version)
