"""Own: what an authority's own returns say of a base year, as figures and tables that no child is a row of.

They take the place of published figures of the same name, and of the pattern that England lends to whoever
has no returns (decision 0026).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.children.crosstab import HOMES
from sufficiency.errors import one_fault
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.rounding import whole_parts
from sufficiency.ssda903.as_at import as_at
from sufficiency.ssda903.base_children import (
    ages_filled,
    begun_in_years,
    children_on_31_march,
    counted,
    moves_of_all,
)
from sufficiency.ssda903.moves import MOVES, STARTS
from sufficiency.ssda903.own_figures import ENOUGH, figures_of, history_of
from sufficiency.vocabulary import (
    AGE_BANDS,
    BANDS_IN_SCOPE,
    DERIVED,
    DISTANCE_BANDS,
    INSIDE,
    KNOWN_BANDS,
    NOT_RECORDED,
    PROVISIONS,
    SCOPES,
    STREAMS,
    WITHIN_20,
)

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.ssda903.returns import Returns

Floats = NDArray[np.float64]

# A margin of returns stands for the whole of a published one, whatever that one's categories are.
MARGINS: Final = ("children_by_age", "children_by_sex", "children_by_placement", "children_by_distance")
_AGES: Final = ("age_band", (*AGE_BANDS, NOT_RECORDED))
_HOMES: Final = ("home", HOMES)


@dataclass(frozen=True, repr=False, eq=False)
class Own:
    """What the return of a base year counts, and those before it where years are told.

    - `figures` stand for those of the same name in the book; `replaced` are what stood there.
    - `who` has children by stream, age_band and the kind of home needed (HOMES).
    - `where` has children by home and distance band; a distance that is blank by rule is put where others of
      the same home live, and `moved_in` says how many each band gained by it. None where the return records
      too few distances: then `where` is modelled.
    - `found` has placements found in the year (starts and moves) by home and age band.
    - `lived_in` has the share of the children who need each provision by the provision they live in: rows
      add to one. None where no care plan is recorded.
    """

    year: int
    years: tuple[int, ...]
    grouping: str
    figures: tuple[Figure, ...]
    who: Floats
    where: Floats | None
    moved_in: dict[str, float]
    found: Floats
    lived_in: Floats | None
    replaced: tuple[Figure, ...] = ()

    @property
    def measures(self) -> set[str]:
        """What the returns count: what is published of other measures is of other children."""
        return {figure.measure for figure in self.figures} | set(MARGINS)

    def __repr__(self) -> str:
        """Which return, and never its counts: some are of very few children."""
        return f"<Own: the SSDA903 return of {self.year}, {self.grouping} grouping>"


def own_of(returns: "Returns", base_year: int, base_date: date, scopes: Sequence[str] = SCOPES) -> Own:
    """What the returns say of a base year, by that year's own return and those before it.

    `scopes` are those whose shares are wanted. Raises InputFaultsError where there is no return of the base
    year, or nobody is looked after in it.
    """
    _need_the_year(returns, base_year)
    then = as_at(returns, base_year)
    children = children_on_31_march(then, base_year)
    if children.empty:
        what = f"nobody is looked after on 31 March {base_year}."
        raise one_fault("SSDA903 returns", "", what, "Check the return of that year.")
    history = moves_of_all(then)
    begun = begun_in_years(history)
    who = ages_filled(counted(children, ("stream", STREAMS), _AGES, ("needed", HOMES)))
    distances = _where(children)
    where, moved_in = (None, {}) if distances is None else distances
    near = None if where is None else _share_within_20(where)
    figures = figures_of(children, begun, who, base_year, base_date, scopes, near, returns.grouping)
    return Own(
        year=base_year,
        years=then.years,
        grouping=returns.grouping,
        figures=(*figures, *history_of(then, history, base_date)),
        who=who,
        where=where,
        moved_in=moved_in,
        found=_found(begun[begun["year"] == base_year]),
        lived_in=_lived_in(children),
    )


def with_own(book: FigureBook, own: Own) -> tuple[FigureBook, Own]:
    """The book with the returns' figures in the place of published ones, and what they replace.

    Of an earlier year only what nobody has published is taken. Where too few distances are recorded, the
    published ones are scaled to the return's children.
    """
    published = {figure.key for figure in book}
    figures = [
        figure
        for figure in (*own.figures, *_scaled_distances(book, own))
        if figure.category != "returns" or (figure.measure, "dfe", figure.year) not in published
    ]
    names = {figure.key for figure in figures}
    told = {figure.measure for figure in figures} & set(MARGINS)
    gone = [figure for figure in book if figure.key in names or figure.measure in told]
    left = {figure.key for figure in gone}
    kept = [figure for figure in book if figure.key not in left]
    return FigureBook([*kept, *figures]), replace(own, replaced=tuple(gone))


def _need_the_year(returns: "Returns", year: int) -> None:
    if year not in returns.years:
        known = ", ".join(map(str, returns.years))
        what = f"there is no return of {year}, the scenario's base year; there are {known}."
        raise one_fault("SSDA903 returns", "", what, "Add that year's, or set base_date to 31 March of one.")


# --- Tables ---------------------------------------------------------------------------------------


def _where(children: "pd.DataFrame") -> tuple[Floats, dict[str, float]] | None:
    """Children by the home needed and distance band, and how many each band gained of those blank by rule."""
    known = children["band"].isin(KNOWN_BANDS)
    others = ~children["by_rule"]
    if (known & others).sum() < ENOUGH * others.sum():
        return None
    recorded = counted(children, ("needed", HOMES), ("band", DISTANCE_BANDS))
    gained = np.zeros_like(recorded)
    blank = children[~known & children["by_rule"]]
    for inside, part in blank.groupby(blank["inside"].astype(object).fillna("blank")):
        open_to = KNOWN_BANDS if inside == "blank" else _bands(inside=bool(inside))
        for home, several in part.groupby("needed"):
            at = HOMES.index(str(home))
            gained[at] += len(several) * _shares(recorded, at, open_to)
            gained[at, -1] -= len(several)
    added = {band: float(gained[:, i].sum()) for i, band in enumerate(DISTANCE_BANDS)}
    return recorded + gained, added


def _share_within_20(where: Floats) -> float:
    """The share of children of known distance who live within 20 miles."""
    by_band = dict(zip(DISTANCE_BANDS, where.sum(axis=0), strict=True))
    return float(
        sum(by_band[band] for band in BANDS_IN_SCOPE[WITHIN_20]) / sum(by_band[b] for b in KNOWN_BANDS)
    )


def _bands(*, inside: bool) -> tuple[str, ...]:
    return tuple(band for band in KNOWN_BANDS if (band in BANDS_IN_SCOPE[INSIDE]) == inside)


def _shares(recorded: Floats, home: int, open_to: Sequence[str]) -> Floats:
    """The shares of known distances in some bands: of the same home, else of all homes, else alike."""
    may = np.array([band in open_to for band in DISTANCE_BANDS], dtype=np.float64)
    patterns = (recorded[home] * may, recorded.sum(axis=0) * may, may)
    pattern = next(each for each in patterns if each.sum() > 0)
    return np.asarray(pattern / pattern.sum())


def _found(begun: "pd.DataFrame") -> Floats:
    """Placements found in a year: starts and moves by home and age band."""
    found = begun[begun["begins"].isin([STARTS, MOVES])]
    return ages_filled(counted(found, _AGES, _HOMES)).T


def _lived_in(children: "pd.DataFrame") -> Floats | None:
    """The share of those who need each provision by the provision they live in; None without care plans."""
    if not children["plan"].isin(PROVISIONS).any():
        return None
    local = children[children["needed"].isin(PROVISIONS)]
    counts = counted(local, ("needed", PROVISIONS), ("home", PROVISIONS))
    needed = counts.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(counts, needed, out=np.eye(len(PROVISIONS)), where=needed > 0))


# --- In the book ----------------------------------------------------------------------------------


def _scaled_distances(book: FigureBook, own: Own) -> list[Figure]:
    """The published shares of children by distance, of the return's children where it records too few."""
    published = book.of("children_by_distance")
    bands = [figure for figure in published if figure.category in DISTANCE_BANDS]
    others = [figure for figure in published if figure not in bands]
    total = sum(figure.value for figure in bands)
    if own.where is not None or total <= 0:
        return []
    children = float(own.who.sum())
    whole = whole_parts([figure.value * children / total for figure in bands])
    note = "the return records too few distances; the published shares of the return's children"
    scaled = zip(bands, whole, strict=True)
    return [
        *(replace(figure, value=float(count), kind=DERIVED, note=note) for figure, count in scaled),
        *(replace(each, value=each.value * children / total, kind=DERIVED, note=note) for each in others),
    ]
