"""Figures from an authority's own returns, in the words and units that the model reads published ones in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.children.crosstab import HOMES
from sufficiency.figures.book import Figure
from sufficiency.figures.measures import MEASURES
from sufficiency.scopes import miles_of
from sufficiency.ssda903.base_children import ages_filled, begun_in_years, ceased_in_years, counted
from sufficiency.ssda903.crosstabs import EIGHTEEN, NEAR_MILES, looked_after
from sufficiency.ssda903.moves import STARTS, STATUS_ONLY
from sufficiency.vocabulary import (
    AGE_BANDS,
    ANY,
    BANDS_IN_SCOPE,
    DERIVED,
    DISTANCE_BANDS,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    KINSHIP,
    KNOWN_BANDS,
    NOT_RECORDED,
    PROVISIONS,
    STREAMS,
    UASC,
    WITHIN_20,
)

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.ssda903.returns import Returns

Floats = NDArray[np.float64]
WANT: Final = "want_of_nearer_home"
RETURNS: Final = "returns"  # the category of a count that nobody has published
FAR_SHARE: Final = "far_for_want_of_nearer_share"
ENOUGH: Final = 0.5  # of the children whom a distance, or a reason for it, may be asked of
_FILE: Final = "the SSDA903 returns"
_WORDS_NOTE: Final = (
    "parent and child and other homes counted as residential, health or custody as secure, what is not "
    "recorded as the home before, else fostering; supported accommodation under 16 as residential"
)
_PLAN_NOTE: Final = "the kind of home that the care plan says, else where the child lives"
_OLDER_NOTE: Final = "those looked after on 31 March, under 18 and without short breaks"
_OWN_NOTE: Final = "with our own foster carers (PR1), and all with family and friends"
_CHANCE: Final = 0.1  # in each tail of an 80% interval


@dataclass(frozen=True)
class _Writer:
    """Writes figures of one return: its source and date with each."""

    grouping: str
    base_date: date

    def figure(
        self,
        name: tuple[str, str, int | None],
        value: float,
        of: int,
        note: str = "",
        *,
        in_year: bool = False,
        ends: tuple[float, float] | None = None,
    ) -> Figure:
        """A figure by measure, category and year, from the return of year `of`."""
        measure, category, year = name
        low, high = ends or (None, None)
        return Figure(
            measure, category, year, float(value), low, high, MEASURES[measure].unit,
            as_at=f"{of - 1}-{of % 100:02d}" if in_year else f"{of}-03-31",
            source=f"SSDA903 return, year ended 31 March {of} ({self.grouping} grouping)",
            kind=DERIVED,
            after_base_date=date(of, 3, 31) > self.base_date,
            note=note,
            file=_FILE,
        )  # fmt: skip


def figures_of(
    children: "pd.DataFrame",
    begun: "pd.DataFrame",
    who: Floats,
    base_year: int,
    base_date: date,
    scopes: Sequence[str],
    within_20: float | None,
    grouping: str,
) -> list[Figure]:
    """Every figure of a base year: its margins, its ledger where a return knows it, and its flows.

    `who` has children by stream, age_band and home; `within_20` is the share of them who live within 20
    miles, None where the return does not say. No note has a count in it.
    """
    write = _Writer(grouping, base_date)
    in_year = begun[begun["year"] == base_year]
    return [
        *_margins(write, who, base_year),
        *_by_sex(write, children, base_year),
        *(_distances(write, children, base_year, scopes, within_20) if within_20 is not None else ()),
        *_ledger(write, children, base_year),
        *_far_for_want(write, children, base_year, scopes),
        *_flows(write, in_year, base_year),
    ]


def history_of(returns: "Returns", history: "pd.DataFrame", base_date: date) -> list[Figure]:
    """Children looked after, unaccompanied, started and ceased in each year that there is a return of.

    Category `returns`: beside what is published, and used only where nothing is. `history` is that of the
    returns (`moves_of_all`).
    """
    write = _Writer(returns.grouping, base_date)
    children = looked_after(returns)
    children = children[children["age_band"] != EIGHTEEN]
    uasc = children[children["stream"] == UASC]
    started = begun_in_years(history)
    ceased = ceased_in_years(history)
    figures = []
    for year in returns.years:
        on_the_day = {"cla_count": children["return_year"], "uasc_count": uasc["return_year"]}
        for measure, years in on_the_day.items():
            figures.append(write.figure((measure, RETURNS, year), int((years == year).sum()), year))
        starts = int(((started["year"] == year) & (started["begins"] == STARTS)).sum())
        for measure, count in (("cla_started", starts), ("cla_ceased", int(ceased.get(year, 0)))):
            figures.append(write.figure((measure, RETURNS, year), count, year, in_year=True))
    return figures


def _margins(write: _Writer, who: Floats, year: int) -> Iterator[Figure]:
    by_stream = dict(zip(STREAMS, who.sum(axis=(1, 2)), strict=True))
    yield write.figure(("cla_count", "council", year), who.sum(), year, _OLDER_NOTE)
    yield write.figure(("uasc_count", "council", year), by_stream[UASC], year)
    for band, count in zip(AGE_BANDS, who.sum(axis=(0, 2)), strict=True):
        yield write.figure(("children_by_age", band, None), count, year)
    homes = dict(zip(HOMES, who.sum(axis=(0, 1)), strict=True))
    kinship = homes.pop(KINSHIP)
    for home, count in homes.items():
        together = (FOSTERING_AND_KINSHIP, count + kinship) if home == FOSTERING else (home, count)
        yield write.figure(("children_by_placement", together[0], None), together[1], year, _WORDS_NOTE)
    yield write.figure(("kinship_children", "", None), kinship, year)


def _by_sex(write: _Writer, children: "pd.DataFrame", year: int) -> Iterator[Figure]:
    sexes = children["sex"].replace("", NOT_RECORDED)
    for sex, count in sexes.value_counts().sort_index(ascending=False).items():
        yield write.figure(("children_by_sex", str(sex), None), int(count), year)


# --- How near -------------------------------------------------------------------------------------


def _distances(
    write: _Writer, children: "pd.DataFrame", year: int, scopes: Sequence[str], within_20: float
) -> Iterator[Figure]:
    counts = dict(zip(DISTANCE_BANDS, counted(children, ("band", DISTANCE_BANDS)), strict=True))
    for band, count in counts.items():
        yield write.figure(("children_by_distance", band, None), count, year)
    known = children[children["band"].isin(KNOWN_BANDS)]
    for scope in scopes:
        if scope not in BANDS_IN_SCOPE:
            share = _share_within(known, scope, within_20)
            yield write.figure(("share_within_miles", scope, None), share, year)
    own = known[known["in_house"] & (known["home"] == FOSTERING)]
    for scope in scopes:
        if scope != ANY and len(own):
            share = _in_scope(own, scope).mean()
            yield write.figure(("in_house_share_in_scope", scope, None), share, year)


def _share_within(known: "pd.DataFrame", scope: str, within_20: float) -> float:
    """The share of all children within so many miles: as those of known distance on that side of 20 miles."""
    near = _in_scope(known, WITHIN_20)
    is_nearer = (miles_of(scope) or 0) < NEAR_MILES
    side = known[near] if is_nearer else known[~near]
    part = float(_in_scope(side, scope).mean()) if len(side) else float(not is_nearer)
    return within_20 * part if is_nearer else within_20 + (1 - within_20) * part


def _in_scope(known: "pd.DataFrame", scope: str) -> "pd.Series[bool]":
    """Whether each child of known distance lives in a scope."""
    if scope in BANDS_IN_SCOPE:
        return known["band"].isin(BANDS_IN_SCOPE[scope])
    return known["miles"] <= (miles_of(scope) or 0)


def _far_for_want(
    write: _Writer, children: "pd.DataFrame", year: int, scopes: Sequence[str]
) -> Iterator[Figure]:
    """The share of far children whose reason is the want of a nearer home; a range where some have none.

    No figure where most have none: those who are coded may be the farthest alone.
    """
    wanted = children["needed"].isin(PROVISIONS) & children["band"].isin(KNOWN_BANDS)
    for scope in scopes:
        if scope == ANY:
            continue
        local = children[wanted]
        reasons = local.loc[~_in_scope(local, scope), "reason"]
        coded = reasons[reasons != ""]
        if coded.empty or len(coded) < ENOUGH * len(reasons):
            continue
        blank, want = len(reasons) - len(coded), int((coded == WANT).sum())
        ends = (want / len(reasons), (want + blank) / len(reasons)) if blank else None
        note = "as the placements team codes each far child" + (
            "; low and high: none or all of those not coded" if blank else ""
        )
        yield write.figure((FAR_SHARE, scope, None), want / len(coded), year, note, ends=ends)


# --- The ledger and the flows ---------------------------------------------------------------------


def _ledger(write: _Writer, children: "pd.DataFrame", year: int) -> Iterator[Figure]:
    ours = int(children["in_house"].sum() + (children["home"] == KINSHIP).sum())
    yield write.figure(("in_house_foster_children", "", None), ours, year, _OWN_NOTE)
    for provision in PROVISIONS:
        living = children[children["home"] == provision]
        if len(living):
            came = int(living["came_since"].sum())
            ends = _by_chance(came, len(living))
            note = "not in the same home a year before; low and high: what chance leaves open"
            share = came / len(living)
            yield write.figure(("released_share", provision, None), share, year, note, ends=ends)


def _by_chance(some: int, of: int) -> tuple[float, float]:
    """The 80% interval that chance leaves of a share (Jeffreys), with the share itself in it."""
    from scipy.special import betaincinv  # heavy, and only needed here

    low, high = betaincinv(some + 0.5, of - some + 0.5, [_CHANCE, 1 - _CHANCE])
    return min(float(low), some / of), max(float(high), some / of)


def _flows(write: _Writer, begun: "pd.DataFrame", year: int) -> Iterator[Figure]:
    status = int((begun["begins"] == STATUS_ONLY).sum())
    yield write.figure(("placements_made", "", year), len(begun), year, in_year=True)
    yield write.figure(("status_only_changes", "", year), status, year, in_year=True)
    starts = begun[begun["begins"] == STARTS]
    by_age = ages_filled(counted(starts, ("age_band", (*AGE_BANDS, NOT_RECORDED)), ("home", HOMES)))
    for band, count in zip(AGE_BANDS, by_age.sum(axis=1), strict=True):
        yield write.figure(("started_by_age", band, year), count, year, in_year=True)
