"""What is said of sixteen and over: who turns 18, the homes young adults hold, what to ask for."""

from collections.abc import Iterator
from math import isnan

import pandas as pd

from sufficiency.inputs.inputs import Inputs
from sufficiency.inputs.leaving_care import LeavingNotRecorded
from sufficiency.rounding import whole, whole_parts
from sufficiency.tables.leaving_care import (
    ELIGIBLE,
    IN_16_PLUS,
    IN_SERVICE,
    LOOKED_AFTER,
    MOVE_ON,
    STAYING_PUT,
    TURNING_18,
    UASC_LOOKED_AFTER,
    UASC_THRESHOLD,
    WITH,
    WITHOUT,
)
from sufficiency.vocabulary import (
    ALL,
    BACK_TESTED_YEARS,
    FOSTERING,
    KINSHIP,
    LABELS,
    RESIDENTIAL,
    SUPPORTED,
    UASC,
)
from sufficiency.words import day_in_words

HOMES_NAMED = (FOSTERING, KINSHIP, RESIDENTIAL, SUPPORTED)


def leaving_sentences(inputs: Inputs, table: pd.DataFrame) -> list[str]:
    """Sixteen and over in words, from its table; where the figures are not there, which would fill it.

    Children and young adults are never added: children need a registered place, young adults a home.
    """
    if isinstance(inputs.leaving, LeavingNotRecorded):
        return [f"Sixteen and over is not recorded: {inputs.leaving.why}."]
    base = inputs.scenario.base_year
    soon = min(base + BACK_TESTED_YEARS, inputs.scenario.horizon)
    found = _Found(table)
    at_16_17 = whole(found.central(base, LOOKED_AFTER))
    return [
        f"On {day_in_words(inputs.scenario.base_date)}, {at_16_17} of the children looked after were "
        f"16 or 17; {found.about(base, ELIGIBLE)} of them are eligible for leaving care support.",
        _turning_18(found, base + 1),
        "Young adults who stay put hold "
        f"{found.about(base, STAYING_PUT, FOSTERING)} mainstream foster places now and "
        f"{found.about(soon, STAYING_PUT, FOSTERING)} by {soon}; those over 18 in 16+ provision hold "
        f"{found.about(base, IN_16_PLUS)} places now and {found.about(soon, IN_16_PLUS)} by {soon}. "
        f"{_whether_counted(inputs)}",
        f"Housing would be asked for {found.about(base + 1, MOVE_ON)} move-on homes at any one time in "
        f"{base + 1}, and {found.about(soon, MOVE_ON)} by {soon}.",
        *_service(found, base, soon),
        *_unaccompanied(found, base, soon),
        _ageing(found, base, soon, inputs.scenario.horizon),
        "Children of 16 and 17 need a registered place and young adults a home: the two are never added up.",
    ]


class _Found:
    """Numbers of the table by year, measure and category."""

    def __init__(self, table: pd.DataFrame) -> None:
        keys = zip(table["ageing"], table["year"], table["measure"], table["category"], strict=True)
        numbers = table[["central", "p10", "p90"]].to_numpy(dtype=float)
        self._rows = dict(zip(keys, numbers, strict=True))

    def central(self, year: int, measure: str, category: str = ALL, ageing: str = WITHOUT) -> float:
        return float(self._rows[ageing, year, measure, category][0])

    def about(self, year: int, measure: str, category: str = ALL) -> str:
        """A number with its range, as `about 65 (55 to 79)`; without one where it has no width."""
        middle, low, high = (whole(number) for number in self._rows[WITHOUT, year, measure, category])
        return f"about {middle}" if low == high else f"about {middle} ({low} to {high})"

    def has(self, year: int, measure: str, category: str = ALL) -> bool:
        key = (WITHOUT, year, measure, category)
        return key in self._rows and not isnan(self._rows[key][0])


def _turning_18(found: _Found, year: int) -> str:
    by_home = [found.central(year, TURNING_18, name) for name in HOMES_NAMED]
    parts = whole_parts([*by_home, found.central(year, TURNING_18) - sum(by_home)])
    named = zip(parts, HOMES_NAMED, strict=False)
    homes = ", ".join(f"{count} {LABELS[name].lower()}" for count, name in named if count)
    rest = f", {parts[-1]} elsewhere" if parts[-1] else ""
    return (
        f"{found.about(year, TURNING_18).capitalize()} turn 18 in the year to 31 March {year}. By the home "
        f"that they turn 18 in: {homes}{rest}. {whole(found.central(year, TURNING_18, UASC))} of them are "
        "unaccompanied."
    )


def _whether_counted(inputs: Inputs) -> str:
    if inputs.counts_young_adults:
        return "What this scenario's levers count beyond those of today is taken off secured places."
    return "The gap takes those of today for granted; a lever counts what they come to hold beyond that."


def _service(found: _Found, base: int, soon: int) -> Iterator[str]:
    if not found.has(base, IN_SERVICE):
        yield "Care leavers in service are not recorded."
        return
    yield (
        f"{whole(found.central(base, IN_SERVICE))} care leavers are in service, and "
        f"{found.about(soon, IN_SERVICE)} in {soon}; {found.about(soon, IN_SERVICE, UASC)} of them came as "
        "unaccompanied children."
    )


def _unaccompanied(found: _Found, base: int, soon: int) -> Iterator[str]:
    if not found.has(base, UASC_THRESHOLD, UASC):
        return
    now, line, later = (
        whole(found.central(year, measure, UASC))
        for year, measure in ((base, UASC_LOOKED_AFTER), (base, UASC_THRESHOLD), (soon, UASC_THRESHOLD))
    )
    yield (
        f"{now} unaccompanied children are looked after, beside the National Transfer Scheme's threshold of "
        f"{line}; in {soon} {found.about(soon, UASC_LOOKED_AFTER, UASC)}, beside {later}."
    )


def _ageing(found: _Found, base: int, soon: int, last: int) -> str:
    def pair(year: int) -> str:
        grown, steady = (whole(found.central(year, LOOKED_AFTER, ageing=each)) for each in (WITH, WITHOUT))
        return f"{grown} in {year} ({f'not {steady}' if grown != steady else 'either way'})"

    years = dict.fromkeys((min(base + 3, last), soon, last))
    return (
        f"Were the children of {base} to grow up, children of 16 and 17 would be "
        f"{', '.join(pair(year) for year in years)}. Published figures alone cannot say which is right: both "
        "are in the table."
    )
