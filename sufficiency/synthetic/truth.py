"""The truth: the parameters that the invented children were drawn by, and how near the drawn ones came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sufficiency.synthetic import assumed
from sufficiency.synthetic.expected import MONTHS
from sufficiency.synthetic.margins import CEASED, KINDS, STARTED, STOCK, UASC_STOCK, Margins
from sufficiency.synthetic.people import ethnic_shares, other_male_share
from sufficiency.synthetic.process import AGES, Expected, Floats, Homes, Process, Stream
from sufficiency.synthetic.returns import Lives, open_on_31_march, started_and_ceased
from sufficiency.vocabulary import AGE_BANDS, KNOWN_BANDS, OTHER, UASC

COLUMNS: Final = ("measure", "category", "year", "value", "unit", "kind", "note")
PARAMETER, EXPECTED, PUBLISHED, DRAWN = "parameter", "expected", "published", "drawn"
# A year in the tables is the year ended 31 March; blank is for every year.
Row = tuple[str, str, str, float, str, str, str]


@dataclass(frozen=True)
class Nearness:
    """Children looked after on 31 March of a year: as published, on average, and as drawn."""

    year: int
    published: float
    expected: float
    drawn: int


def nearness(process: Process, margins: Margins, lives: Lives) -> list[Nearness]:
    """How near the drawn stock of each year is to the published one, times the scale."""
    drawn = open_on_31_march(lives.periods, process.years)
    both = process.other_expected.stock.sum(axis=1) + process.uasc_expected.stock.sum(axis=1)
    return [
        Nearness(
            year,
            margins.stock[year] * process.scale,
            float(both[process.other.years.index(year)]) * process.scale,
            int(drawn[at]),
        )
        for at, year in enumerate(process.years)
    ]


def truth_rows(process: Process, margins: Margins, lives: Lives) -> list[Row]:
    """Every true parameter, expected margin, published margin and drawn count, in order.

    Columns: measure, category, year (blank for every year), value, unit, kind (parameter, expected,
    published, drawn), note. Counts are of the scale that was asked for, published ones too.
    """
    return [
        *_stream_rows(process.other, process),
        *_stream_rows(process.uasc, process),
        *_homes_rows(OTHER, process.other_homes),
        *_homes_rows(UASC, process.uasc_homes),
        *_other_parameters(process, margins),
        *_expected_rows(OTHER, process.other, process.other_expected, process),
        *_expected_rows(UASC, process.uasc, process.uasc_expected, process),
        *_published_rows(process, margins),
        *_drawn_rows(process, lives),
    ]


# --- Parameters -----------------------------------------------------------------------------------


def _stream_rows(stream: Stream, process: Process) -> Iterator[Row]:
    name = stream.name
    for year in process.years:
        at = stream.years.index(year)
        note = "Poisson; who comes back is not in it"
        value = stream.first[at] * process.scale
        yield ("first_entries_a_year", name, str(year), value, "children", PARAMETER, note)
        note = "times every exit hazard of the year"
        yield ("exit_factor", name, str(year), stream.factor[at], "ratio", PARAMETER, note)
    shares = stream.age_share.reshape(AGES, MONTHS)
    for age in range(AGES):
        note = "of first entries, by age in whole years"
        yield ("entry_age_share", f"{name} age_{age}", "", shares[age].sum(), "share", PARAMETER, note)
    if shares[0].sum() > 0:
        for month, share in enumerate(shares[0] / shares[0].sum()):
            note = "of first entries before the first birthday, by month of age"
            yield ("entry_month_share", f"{name} month_{month}", "", share, "share", PARAMETER, note)
    for duration, band in enumerate(assumed.DURATION_BANDS):
        for age, age_band in enumerate(AGE_BANDS):
            category = f"{name} {band} {age_band}"
            note = (
                f"by time in care, from day {assumed.BAND_STARTS_DAYS[duration]}, and age; constant between"
            )
            value = stream.exits[duration, age]
            yield ("exit_hazard_a_year", category, "", value, "a_year", PARAMETER, note)
    note = "of who leaves before 18"
    yield ("return_share", name, "", stream.return_share, "share", PARAMETER, note)
    note = "exponential, from the day after leaving"
    yield ("return_mean_days", name, "", stream.return_mean_days, "days", PARAMETER, note)


def _homes_rows(stream: str, homes: Homes) -> Iterator[Row]:
    kinds = [kind for at, kind in enumerate(KINDS) if homes.first[:, at].any() or homes.to[:, :, at].any()]
    for kind in kinds:
        at = KINDS.index(kind)
        note = "exponential, whatever the age and the time in the home"
        yield ("move_rate_a_year", f"{stream} {kind}", "", homes.move_rate[at], "a_year", PARAMETER, note)
        for age, band in enumerate(AGE_BANDS):
            category = f"{stream} {kind} {band}"
            note = "of first homes at this age"
            yield ("first_home_share", category, "", homes.first[age, at], "share", PARAMETER, note)
            for to in kinds:
                category = f"{stream} {kind} to {to} {band}"
                value = homes.to[age, at, KINDS.index(to)]
                yield ("move_share", category, "", value, "share", PARAMETER, "of moves at this age")
        yield from _where_rows(stream, kind, homes.bands[at], homes.inside[at])


def _where_rows(stream: str, kind: str, bands: Floats, inside: float) -> Iterator[Row]:
    if stream == UASC:
        note = "PL_LOCATION is IN; no distance is recorded"
        yield ("inside_share", f"{stream} {kind}", "", inside, "share", PARAMETER, note)
        return
    for band, share in zip(KNOWN_BANDS, bands, strict=True):
        yield ("distance_share", f"{stream} {kind} {band}", "", share, "share", PARAMETER, "of placements")


def _other_parameters(process: Process, margins: Margins) -> Iterator[Row]:
    yield ("children_scale", "", "", process.scale, "ratio", PARAMETER, "times the authority's children")
    note = "of fostering placements, provider PR1"
    yield ("in_house_share", "fostering", "", process.in_house_share, "share", PARAMETER, note)
    note = "of U6 homes, which become U4 and stay the same home"
    yield ("becomes_long_term_a_year", "fostering", "", process.long_term_a_year, "a_year", PARAMETER, note)
    for change, rate in assumed.ORDERS_A_YEAR.items():
        yield ("legal_change_a_year", change, "", rate, "a_year", PARAMETER, "exponential")
    yield ("starts_interim_share", "", "", assumed.STARTS_INTERIM, "share", PARAMETER, "LS C1; others V2")
    rate = assumed.TEMPORARY_MOVES_A_YEAR
    note = f"T codes, once an episode of {assumed.TEMPORARY_FROM_DAYS} days or more; the child goes back"
    yield ("temporary_moves_a_year", "", "", rate, "a_year", PARAMETER, note)
    note = "agreements at any time, for each child looked after; V3 or V4"
    yield ("short_break_share", "", "", assumed.SHORT_BREAK_SHARE, "share", PARAMETER, note)
    yield ("male_share", OTHER, "", other_male_share(margins), "share", PARAMETER, "")
    yield ("male_share", UASC, "", assumed.UASC_MALE_SHARE, "share", PARAMETER, "")
    for code, share in ethnic_shares(margins).items():
        yield ("ethnic_share", code, "", share, "share", PARAMETER, "")


# --- Margins --------------------------------------------------------------------------------------


def _expected_rows(name: str, stream: Stream, expected: Expected, process: Process) -> Iterator[Row]:
    scale = process.scale
    for year in process.years:
        at, when = stream.years.index(year), str(year)
        stock = expected.stock[at] * scale
        yield ("stock", f"{name} all", when, stock.sum(), "children", EXPECTED, "on 31 March")
        for band, children in zip(AGE_BANDS, stock, strict=True):
            yield ("stock", f"{name} {band}", when, children, "children", EXPECTED, "on 31 March")
        for kind, children in zip(KINDS, expected.by_kind[at] * scale, strict=True):
            yield ("stock", f"{name} {kind}", when, children, "children", EXPECTED, "on 31 March")
        note = "who comes back counted"
        yield ("entries", f"{name} all", when, expected.entered[at] * scale, "children", EXPECTED, note)
        for band, children in zip(AGE_BANDS, expected.entered_by_age[at] * scale, strict=True):
            yield ("entries", f"{name} {band}", when, children, "children", EXPECTED, note)
        note = "before 18"
        yield ("left", name, when, expected.left[at] * scale, "children", EXPECTED, note)
        yield ("turned_18", name, when, expected.turned_18[at] * scale, "children", EXPECTED, "")
    asked = [stream.years.index(year) for year in process.years]
    exposure = expected.exposure[asked].sum(axis=0) * scale
    for duration, band in enumerate(assumed.DURATION_BANDS):
        for age, age_band in enumerate(AGE_BANDS):
            category, value = f"{name} {band} {age_band}", exposure[duration, age]
            yield ("exposure", category, "", value, "child_years", EXPECTED, "in the years together")


def _published_rows(process: Process, margins: Margins) -> Iterator[Row]:
    scale, base = process.scale, str(margins.base_year)
    series = {
        STOCK: margins.stock,
        UASC_STOCK: margins.uasc,
        STARTED: margins.started,
        CEASED: margins.ceased,
    }
    for measure, by_year in series.items():
        for year in process.years:
            if year in by_year:
                yield (measure, "", str(year), by_year[year] * scale, "children", PUBLISHED, "")
    margins_of_base = {
        "children_by_age": margins.by_age,
        "children_by_placement": margins.by_kind,
        "children_by_distance": margins.by_distance,
    }
    for measure, by_category in margins_of_base.items():
        for category, children in by_category.items():
            yield (measure, category, base, children * scale, "children", PUBLISHED, "of the base year")


def _drawn_rows(process: Process, lives: Lives) -> Iterator[Row]:
    started, ceased = started_and_ceased(lives.periods, process.years)
    drawn: Sequence[tuple[str, np.ndarray]] = (
        ("stock", open_on_31_march(lives.periods, process.years)),
        ("started", started),
        ("ceased", ceased),
    )
    for measure, counts in drawn:
        for year, children in zip(process.years, counts, strict=True):
            yield (measure, "all", str(year), float(children), "children", DRAWN, "without short breaks")
