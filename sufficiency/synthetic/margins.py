"""Margins: the published numbers of an authority that invented returns are made to meet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sufficiency.errors import FaultList
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.inputs.flows import CEASED as ENGLAND_ENDS
from sufficiency.inputs.flows import GROUPS, TURNOVER_OF
from sufficiency.inputs.flows import HELD as ENGLAND_HELD
from sufficiency.inputs.inputs import MARGIN_PLACEMENTS, PATTERN_OF
from sufficiency.vocabulary import (
    AGE_BANDS,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    KINSHIP,
    KNOWN_BANDS,
)

KINDS: Final = (FOSTERING, KINSHIP, *MARGIN_PLACEMENTS[1:])
STOCK, UASC_STOCK, STARTED, CEASED = "cla_count", "uasc_count", "cla_started", "cla_ceased"
ABSENT_PARENTING, STARTED_BY_AGE = "started_absent_parenting", "started_by_age"
ByYear = dict[int, float]


@dataclass(frozen=True)
class Margins:
    """What is published of an authority: counts of children on 31 March, and in the year to it.

    `stock`, `uasc`, `started` and `ceased` are by year, without a break up to the last year asked for;
    `started_by_age` by year and age band; `absent` by year (starts for absent parenting). What follows is
    of `base_year` and adds up as it was published: by kind of home, by known distance band. `where` is a
    table of kind and band, `turnover` a year by kind, `age_of_kind` a share by kind and age band, all of
    England. `notes` say what was not published, and what stands in for it.
    """

    authority: str
    years: tuple[int, ...]
    stock: ByYear
    uasc: ByYear
    started: ByYear
    ceased: ByYear
    started_by_age: dict[int, dict[str, float]]
    absent: ByYear
    base_year: int
    by_age: dict[str, float]
    by_kind: dict[str, float]
    by_distance: dict[str, float]
    by_sex: dict[str, float]
    by_ethnicity: dict[str, float]
    known_cells: dict[tuple[str, str], float]
    in_house_fostered: float | None
    uasc_inside_share: float | None
    moves: float | None
    status_changes: float
    where: dict[tuple[str, str], float]
    turnover: dict[str, float]
    age_of_kind: dict[tuple[str, str], float]
    uasc_kinds: dict[str, float]
    notes: tuple[str, ...]

    @property
    def history(self) -> range:
        """The years of the stock, from the first without a break to the last asked for."""
        return range(min(self.stock), self.years[-1] + 1)


class _Book:
    """A book of figures, with every one that is needed and missing noted, and what stands in."""

    def __init__(self, book: FigureBook, faults: FaultList) -> None:
        self.book = book
        self.faults = faults
        self.notes: list[str] = []

    def by_year(self, measure: str, category: str = "dfe") -> ByYear:
        """A measure by year, of the category named; where there is none of it, whatever there is."""
        of = [figure for figure in self.book.of(measure) if figure.year is not None]
        named = [figure for figure in of if figure.category == category]
        return {int(figure.year or 0): figure.value for figure in named or of}

    def by_category(self, measure: str) -> dict[str, float]:
        return {figure.category: figure.value for figure in self.book.of(measure) if figure.year is None}

    def value(self, measure: str) -> float | None:
        figure = self.book.find(measure)
        return None if figure is None else figure.value

    def need(self, name: str, is_there: bool) -> None:
        if not is_there:
            do = "Name an authority that has it, fewer years, or add a row to its data."
            self.faults.add(name, "needed to invent returns, and not published in the data.", do)


def margins_of(
    authority: str,
    years: Sequence[int],
    history: FigureBook,
    profile: FigureBook,
    base_year: int,
    flows: Iterable[Figure],
) -> Margins:
    """The margins of an authority for the years; raises InputFaultsError naming each figure that lacks.

    `history` has what is published by year, `profile` what is published of the base year's children,
    `flows` who started, of any year, by age and for absent parenting.
    England's shares, which both hold, stand in for homes and distance where they are not published;
    `notes` say so. Stock, unaccompanied children and starts of every year, and children by age and who
    started by age, have nothing to stand in for them.
    """
    faults = FaultList(authority)
    past, base = _Book(history, faults), _Book(profile, faults)
    first = _first_without_a_break(past, years)
    flows = list(flows)
    by_band = _by_year_and_band(flows)
    for band in AGE_BANDS:
        past.need(f"{STARTED_BY_AGE}/{band}", bool(by_band))
        base.need(f"children_by_age/{band}", base.book.find("children_by_age", band) is not None)
    faults.raise_if_any()

    def since(measure: str) -> ByYear:
        return {y: v for y, v in sorted(past.by_year(measure).items()) if first <= y <= years[-1]}

    kinds, distance, where = _by_kind(base), _by_distance(base), _where(base)
    turnover, age_of_kind = _turnover(base), _age_of_kind(base)
    faults.raise_if_any()
    return Margins(
        authority=authority,
        years=tuple(years),
        stock=since(STOCK),
        uasc=since(UASC_STOCK),
        started=since(STARTED),
        ceased=since(CEASED),
        started_by_age=by_band,
        absent={f.year: f.value for f in flows if f.measure == ABSENT_PARENTING and f.year is not None},
        base_year=base_year,
        by_age={band: base.by_category("children_by_age")[band] for band in AGE_BANDS},
        by_kind=kinds,
        by_distance={band: distance[band] for band in KNOWN_BANDS},
        by_sex=base.by_category("children_by_sex"),
        by_ethnicity=base.by_category("children_by_ethnicity"),
        known_cells=_known_cells(base),
        in_house_fostered=_in_house(base),
        uasc_inside_share=_share_inside(distance),
        moves=_moves(base, past, base_year),
        status_changes=_near(base, past, "status_only_changes", base_year) or 0.0,
        where=where,
        turnover=turnover,
        age_of_kind=age_of_kind,
        uasc_kinds=_split_kinship(base, base.by_category("uasc_placement_prior"), kinship=0.0),
        notes=tuple(base.notes),
    )


# --- Of the years ---------------------------------------------------------------------------------


def _first_without_a_break(past: _Book, years: Sequence[int]) -> int:
    """The first of the years up to the last asked for in which all three series are published."""
    series = {measure: past.by_year(measure) for measure in (STOCK, UASC_STOCK, STARTED)}
    for measure, known in series.items():
        for year in years:
            past.need(f"{measure}/{year}", year in known)
    first = years[0]
    while all(first - 1 in known for known in series.values()):
        first -= 1
    return first


def _by_year_and_band(figures: Iterable[Figure]) -> dict[int, dict[str, float]]:
    """Who started by year and age band, of the years that have every band."""
    found: dict[int, dict[str, float]] = {}
    for figure in figures:
        if figure.measure == STARTED_BY_AGE and figure.year is not None:
            found.setdefault(figure.year, {})[figure.category] = figure.value
    return {year: own for year, own in sorted(found.items()) if set(own) >= set(AGE_BANDS)}


def _near(base: _Book, past: _Book, measure: str, base_year: int) -> float | None:
    """A yearly figure of the base year, or of the year nearest to it."""
    known = {**past.by_year(measure, ""), **base.by_year(measure, "")}
    return known[min(known, key=lambda year: abs(year - base_year))] if known else None


def _moves(base: _Book, past: _Book, base_year: int) -> float | None:
    """Moves in the year nearest to the base year: placements made, less starts and changes of status."""
    made = {**past.by_year("placements_made", ""), **base.by_year("placements_made", "")}
    status = {**past.by_year("status_only_changes", ""), **base.by_year("status_only_changes", "")}
    started = past.by_year(STARTED)
    known = sorted(set(made) & set(status) & set(started), key=lambda year: abs(year - base_year))
    if known:
        year = known[0]
        moves = made[year] - status[year] - started[year]
        if moves > 0:
            return moves
    base.notes.append("moves: not published; England's placements that end a year, less who leaves")
    return None


# --- Of the base year -----------------------------------------------------------------------------


def _by_kind(base: _Book) -> dict[str, float]:
    """Children by kind of home, kinship apart; England's where the authority's are not published."""
    own = base.by_category("children_by_placement")
    if set(own) >= set(MARGIN_PLACEMENTS):
        return _split_kinship(base, own, base.value("kinship_children"))
    england = _england(base, ENGLAND_HELD)
    base.notes.append("children by placement: not published; England's shares, without secure homes")
    return _split_kinship(base, {**england, "secure": 0.0}, None)


def _split_kinship(base: _Book, own: Mapping[str, float], kinship: float | None) -> dict[str, float]:
    both = own.get(FOSTERING_AND_KINSHIP, 0.0)
    if kinship is None:
        base.notes.append("kinship: not published; a sixth of foster homes, assumed")
        kinship = both / 6
    kinship = min(kinship, both)
    others = {name: own.get(name, 0.0) for name in MARGIN_PLACEMENTS[1:]}
    return {FOSTERING: both - kinship, KINSHIP: kinship, **others}


def _by_distance(base: _Book) -> dict[str, float]:
    """Children by distance band; England's where the authority's are not published."""
    own = base.by_category("children_by_distance")
    if set(own) >= set(KNOWN_BANDS):
        return own
    base.notes.append("children by distance: not published; England's shares")
    where = _where(base)
    return {band: sum(where[kind, band] for kind in KINDS if kind != KINSHIP) for band in KNOWN_BANDS}


def _where(base: _Book) -> dict[tuple[str, str], float]:
    """England's children by kind and known distance band; kinship and secure homes as their groups."""
    measure = "england_children_by_placement_and_distance"
    table = base.by_category(measure)
    found = {}
    for kind in KINDS:
        pattern = FOSTERING_AND_KINSHIP if kind in (FOSTERING, KINSHIP) else PATTERN_OF[kind]
        for band in KNOWN_BANDS:
            base.need(f"{measure}/{pattern} {band}", f"{pattern} {band}" in table)
            found[kind, band] = table.get(f"{pattern} {band}", 0.0)
    return found


def _england(base: _Book, measure: str) -> dict[str, float]:
    """England's children or endings by group, of the newest year."""
    found = {figure.category: figure.value for figure in sorted(base.book.of(measure), key=_year_of)}
    for group in GROUPS:
        base.need(f"{measure}/{group}", group in found)
    return {group: found.get(group, 1.0) for group in GROUPS}


def _year_of(figure: Figure) -> int:
    return figure.year or 0


def _turnover(base: _Book) -> dict[str, float]:
    """Placements that end in a year for each child in one on 31 March, in England, by kind."""
    ended, held = _england(base, ENGLAND_ENDS), _england(base, ENGLAND_HELD)
    return {kind: ended[TURNOVER_OF[kind]] / held[TURNOVER_OF[kind]] for kind in KINDS}


def _age_of_kind(base: _Book) -> dict[tuple[str, str], float]:
    """The share of each age band in a kind of home; the tool's own prior (decision 0004)."""
    prior = base.by_category("placement_age_prior")
    found = {}
    for kind in KINDS:
        pattern = FOSTERING_AND_KINSHIP if kind in (FOSTERING, KINSHIP) else PATTERN_OF[kind]
        for band in AGE_BANDS:
            base.need(f"placement_age_prior/{pattern} {band}", f"{pattern} {band}" in prior)
            found[kind, band] = prior.get(f"{pattern} {band}", 0.0)
    return found


def _known_cells(base: _Book) -> dict[tuple[str, str], float]:
    """Known numbers of children of a kind in a scope, as `residential inside_authority`."""
    found = {}
    for category, children in base.by_category("known_cell_children").items():
        kind, _, scope = category.partition(" ")
        found[kind, scope] = children
    return found


def _in_house(base: _Book) -> float | None:
    """Children with our own foster carers who are not family or friends."""
    all_own, kinship = base.value("in_house_foster_children"), base.value("kinship_children")
    return None if all_own is None or kinship is None else all_own - kinship


def _share_inside(distance: Mapping[str, float]) -> float | None:
    """Of children whose distance is not known, who are unaccompanied, the share inside the authority."""
    inside, outside = distance.get("not_known_inside"), distance.get("not_known_outside")
    return None if inside is None or outside is None or inside + outside <= 0 else inside / (inside + outside)
