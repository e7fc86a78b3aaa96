"""The base year's children: all, by age, sex, legal status, placement and distance, as DfE publishes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sufficiency.figures.book import Figure
from sufficiency.starter.evidence import CHARACTERISTICS, Evidence, Number, Numbers, day
from sufficiency.starter.suppressed import Filled, Whole, filled_cells, is_within
from sufficiency.vocabulary import AGE_BANDS, ALL, ASSUMED, DERIVED, PUBLISHED

DECISION: Final = "Sufficiency assumption, docs/decisions/0027"
AGE, PLACEMENT, DISTANCE = "age_band", "placement", "distance_band"
NEEDED: Final = (AGE, PLACEMENT, DISTANCE)

# DfE's placements that are residential here, in its words.
RESIDENTIAL: Final = {
    "residential": "secure homes and children's homes",
    "residential_schools": "residential schools",
    "other_residential": "other residential settings",
    "other_placements": "other placements",
}
_PLACEMENTS: Final = ("fostering_and_kinship", "supported_16_plus", "with_parents", "placed_for_adoption")
_BANDS: Final = ("within_20_inside", "within_20_outside", "over_20_inside", "over_20_outside")
_NOT_KNOWN: Final = ("not_known_inside", "not_known_outside")
_SIDES: Final = {"inside": ("within_20_inside", "over_20_inside", "not_known_inside"),
                 "outside": ("within_20_outside", "over_20_outside", "not_known_outside")}  # fmt: skip
_REACHES: Final = {"within_20_miles": _BANDS[:2], "over_20_miles": _BANDS[2:], "not_known": _NOT_KNOWN}
WORDS: Final = {AGE: AGE_BANDS, PLACEMENT: (*_PLACEMENTS, *RESIDENTIAL), DISTANCE: (*_BANDS, *_NOT_KNOWN)}
_LEGAL: Final = {
    "interim care order": "interim_care_order",
    "full care order": "care_order",
    "voluntary agreements under s20 ca 1989": "single_period_of_accommodation_s20",
    "placement order granted": "placement_order",
}


def base_year(evidence: Evidence) -> int | None:
    """The newest year of which all children and their age, placement and distance are published, or None.

    Suppressed cells do not matter, as long as the sum of each is there.
    """
    numbers = {group: evidence.numbers(CHARACTERISTICS, group) for group in NEEDED}
    years = set.intersection(*(set(by_year) for by_year in numbers.values()))
    fit = [year for year in years if all(_is_whole(group, numbers[group][year]) for group in NEEDED)]
    return max(fit, default=None)


def profile_figures(evidence: Evidence, year: int) -> list[Figure]:
    """The base year's children as figures; their parts add to the whole, suppressed cells filled."""
    total = total_of(evidence, year)
    base = total.figure("cla_count", "council", year, "children", day(year))
    return [
        replace(base, note="the council's own return to DfE"),
        *_ages(evidence, year, total),
        *_sexes(evidence, year),
        *_legal_statuses(evidence, year, total),
        *_placements(evidence, year, total),
        *_distances(evidence, year, total),
    ]


def total_of(evidence: Evidence, year: int) -> Number:
    """All children looked after on the base date."""
    return evidence.numbers(CHARACTERISTICS, AGE)[year][ALL]


def children_in(total: Number) -> float:
    """How many children a number that is not suppressed is of."""
    return total.value or 0.0


def _is_whole(group: str, held: Mapping[str, Number]) -> bool:
    total = held.get(ALL)
    if total is None or not total.value:
        return False
    return is_within(_cells(held, WORDS[group]), total.value)


def _cells(held: Mapping[str, Number], words: Iterable[str]) -> dict[str, float | None]:
    return {word: held[word].value if word in held else None for word in words}


def _filled(
    numbers: Numbers, year: int, words: Sequence[str], wholes: Sequence[Whole], known: Mapping[str, float]
) -> dict[str, Filled]:
    """The cells of a group, suppressed ones filled; `known` are cells that another group gives."""
    cells = _cells(numbers[year], words)
    given = {word: known[word] for word, value in cells.items() if value is None and word in known}
    filled = filled_cells(cells | given, wholes, _earlier(numbers, year, words))
    return filled | {word: Filled(value, DERIVED) for word, value in given.items()}


def _earlier(numbers: Numbers, year: int, words: Iterable[str]) -> dict[str, float]:
    """What each word was in the newest earlier year that it was published for."""
    found: dict[str, float] = {}
    for before in sorted(each for each in numbers if each < year):
        found |= {word: value for word, value in _cells(numbers[before], words).items() if value is not None}
    return found


def _figure(number: Number, measure: str, category: str, year: int, cell: Filled, note: str = "") -> Figure:
    """A cell as a figure: published as it stands, or told how it is worked out."""
    source = number.source if cell.kind != ASSUMED else f"{DECISION}, from {number.source}"
    if cell.kind != PUBLISHED and not note:
        note = _how(cell)
    return Figure(measure, category, None, cell.value, None, None, "children", day(year), source, cell.kind,
                  note=note, file=number.file)  # fmt: skip


def _how(cell: Filled) -> str:
    if cell.kind == DERIVED:
        return "suppressed: what the published sums leave"
    return "suppressed: a share of what the published sums leave, as in the newest year it was published"


def _ages(evidence: Evidence, year: int, total: Number) -> list[Figure]:
    numbers = evidence.numbers(CHARACTERISTICS, AGE)
    filled = _filled(numbers, year, AGE_BANDS, [Whole(AGE_BANDS, children_in(total))], {})
    return [_figure(numbers[year].get(band, total), "children_by_age", band, year, filled[band])
            for band in AGE_BANDS]  # fmt: skip


def _sexes(evidence: Evidence, year: int) -> list[Figure]:
    """Boys and girls, where both are published."""
    held = {name.lower(): number
            for name, number in evidence.numbers(CHARACTERISTICS, "sex", by="breakdown").get(year, {}).items()
            if number.value is not None}  # fmt: skip
    return [held[sex].figure("children_by_sex", sex, None, "children", day(year))
            for sex in ("male", "female") if {"male", "female"} <= set(held)]  # fmt: skip


def _legal_statuses(evidence: Evidence, year: int, total: Number) -> list[Figure]:
    """Those that are published, and the rest of the children as other."""
    numbers = evidence.numbers(CHARACTERISTICS, "legal_status", by="breakdown").get(year, {})
    held = {_LEGAL[name.lower()]: number for name, number in numbers.items()
            if name.lower() in _LEGAL and number.value is not None}  # fmt: skip
    if not held:
        return []
    rest = Filled(children_in(total) - sum(children_in(number) for number in held.values()), DERIVED)
    whole = numbers.get("Total", total)
    note = f"{children_in(total):g} less those published"
    return [*(number.figure("children_by_legal_status", name, None, "children", day(year))
              for name, number in held.items()),
            _figure(whole, "children_by_legal_status", "other", year, rest, note)]  # fmt: skip


def _placements(evidence: Evidence, year: int, total: Number) -> list[Figure]:
    """By placement: residential is children's homes, schools, other settings and other placements."""
    numbers = evidence.numbers(CHARACTERISTICS, PLACEMENT)
    providers = evidence.numbers(CHARACTERISTICS, "provider").get(year, {})
    parents = _cells(providers, ("parents",))["parents"]
    known = {} if parents is None else {"with_parents": parents}
    words = WORDS[PLACEMENT]
    filled = _filled(numbers, year, words, [Whole(words, children_in(total))], known)
    held = numbers[year]
    figures = [_figure(held.get(word, total), "children_by_placement", word, year, filled[word])
               for word in _PLACEMENTS]  # fmt: skip
    return [figures[0], _residential(held, total, year, filled), *figures[1:], _secure(total, year)]


def _residential(
    held: Mapping[str, Number], total: Number, year: int, filled: Mapping[str, Filled]
) -> Figure:
    parts = ", ".join(f"{filled[word].value:g} in {named} ({filled[word].kind})"
                      for word, named in RESIDENTIAL.items())  # fmt: skip
    guessed = {word for word, cell in filled.items() if cell.kind == ASSUMED}
    # Cells that are hidden among themselves leave their sum known.
    is_known = not guessed & set(RESIDENTIAL) or guessed <= set(RESIDENTIAL)
    cell = Filled(sum(filled[word].value for word in RESIDENTIAL), DERIVED if is_known else ASSUMED)
    note = f"{parts}, all of which are counted as residential"
    return _figure(held.get("residential", total), "children_by_placement", "residential", year, cell, note)


def _secure(total: Number, year: int) -> Figure:
    note = "DfE does not show secure homes apart: whoever is in one is counted as residential"
    return Figure("children_by_placement", "secure", None, 0.0, None, None, "children", day(year), DECISION,
                  ASSUMED, note=note, file=total.file)  # fmt: skip


def _distances(evidence: Evidence, year: int, total: Number) -> list[Figure]:
    """By distance and side; the sums by distance and by side tell most of what is suppressed."""
    numbers = evidence.numbers(CHARACTERISTICS, DISTANCE)
    words = WORDS[DISTANCE]
    wholes = [*_wholes(evidence, "distance", _REACHES, year), *_wholes(evidence, "locality", _SIDES, year),
              Whole(words, children_in(total))]  # fmt: skip
    filled = _filled(numbers, year, words, wholes, {})
    held = numbers[year]
    sides = [_figure(held.get(word, total), "children_by_distance", word, year, filled[word])
             for word in words]  # fmt: skip
    sides = [replace(each, note=each.note or "of those whose distance is not known")
             if each.category in _NOT_KNOWN else each for each in sides]  # fmt: skip
    not_known = Filled(sum(filled[word].value for word in _NOT_KNOWN), DERIVED)
    note = "inside and outside the authority; unaccompanied children's distance is left blank by rule"
    return [*sides[:4], _figure(held.get(_NOT_KNOWN[0], total), "children_by_distance", "not_known", year,
                                not_known, note), *sides[4:]]  # fmt: skip


def _wholes(evidence: Evidence, group: str, parts: Mapping[str, Sequence[str]], year: int) -> Iterable[Whole]:
    sums = evidence.numbers(CHARACTERISTICS, group).get(year, {})
    for word, cells in parts.items():
        if word in sums and sums[word].value is not None:
            yield Whole(tuple(cells), children_in(sums[word]))
