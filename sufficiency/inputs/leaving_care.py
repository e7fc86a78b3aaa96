"""The figures of sixteen and over: stays, eligibility, service, and the homes of young adults.

An authority that lacks some of them still gets every other table (decision 0017).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sufficiency.figures.book import Figure
from sufficiency.scenarios.scenario import Scenario
from sufficiency.vocabulary import AGE_BANDS, STREAMS

if TYPE_CHECKING:
    from sufficiency.inputs.gathering import Finder

SERVICE_AGES: Final = tuple(range(18, 25))  # support ends on the twenty-fifth birthday
MONTHS: Final = 12
HOUSED_AGES: Final = (18, 19, 20)  # staying put ends on the twenty-first


@dataclass(frozen=True)
class LeavingInputs:
    """The figures behind sixteen and over.

    `months`, `eligible` are by stream; `staying_put` and `in_16_plus` by age (18 to 20); `stays` by age (18
    to 23). What no source gives is None: care leavers in service with their ages, and those who ceased at 18.
    """

    ageing: dict[str, Figure]
    months: dict[str, Figure]
    eligible: dict[str, Figure]
    service_share: Figure
    stays: dict[int, Figure]
    former_uasc: Figure | None
    staying_put: dict[int, Figure]
    in_16_plus: dict[int, Figure]
    move_on_share: Figure
    move_on_months: Figure
    in_service: Figure | None
    in_service_by_age: dict[int, Figure]
    ceased_at_18: Figure | None

    def figures(self) -> list[Figure]:
        """Every figure, in the order of the fields."""
        return [*self.held(), *self._others()]

    def held(self) -> list[Figure]:
        """The figures that say how many homes young adults hold."""
        return [*self.months.values(), *self.staying_put.values(), *self.in_16_plus.values()]

    def beside(self) -> list[Figure]:
        """The other figures of which each draw takes a value."""
        return [figure for figure in self._others() if figure not in self._known()]

    def _others(self) -> list[Figure]:
        one = (self.service_share, self.former_uasc, self.move_on_share, self.move_on_months)
        many = (self.ageing, self.eligible, self.stays)
        return [
            *(figure for part in many for figure in part.values()),
            *(figure for figure in one if figure),
            *self._known(),
        ]

    def _known(self) -> list[Figure]:
        counts = (self.in_service, self.ceased_at_18)
        return [*(figure for figure in counts if figure), *self.in_service_by_age.values()]


@dataclass(frozen=True)
class LeavingNotRecorded:
    """There is no table of leaving care; `why` says what stands in its way."""

    why: str


def gather_leaving(find: "Finder", scenario: Scenario) -> LeavingInputs | LeavingNotRecorded:
    """The figures of sixteen and over for the scenario's base year, or what is missing for them.

    What is missing is no fault; figures that cannot be are added to the finder's faults (decision 0017).
    """
    wanted = [
        *(("ageing_ratio", band) for band in AGE_BANDS[1:]),
        *((measure, stream) for measure in ("months_at_16_17", "eligible_share") for stream in STREAMS),
        *(("stays_in_service_share", _age(age)) for age in SERVICE_AGES[:-1]),
        *(
            (measure, _age(age))
            for measure in ("staying_put_share", "in_16_plus_share")
            for age in HOUSED_AGES
        ),
        ("service_share_at_18", ""),
        ("move_on_share", ""),
        ("move_on_months", ""),
    ]
    found = {key: figure for key in wanted if (figure := find.maybe(*key)) is not None}
    missing = dict.fromkeys(measure for measure, category in wanted if (measure, category) not in found)
    if missing:
        return LeavingNotRecorded(f"the data lack {', '.join(missing)}")

    def by_age(measure: str, ages: tuple[int, ...]) -> dict[int, Figure]:
        return {age: found[measure, _age(age)] for age in ages}

    def by_stream(measure: str) -> dict[str, Figure]:
        return {stream: found[measure, stream] for stream in STREAMS}

    in_service_by_age = _newest_by_age(find)
    leaving = LeavingInputs(
        ageing={band: found["ageing_ratio", band] for band in AGE_BANDS[1:]},
        months=by_stream("months_at_16_17"),
        eligible=by_stream("eligible_share"),
        service_share=found["service_share_at_18", ""],
        stays=by_age("stays_in_service_share", SERVICE_AGES[:-1]),
        former_uasc=find.maybe("former_uasc_share"),
        staying_put=by_age("staying_put_share", HOUSED_AGES),
        in_16_plus=by_age("in_16_plus_share", HOUSED_AGES),
        move_on_share=found["move_on_share", ""],
        move_on_months=found["move_on_months", ""],
        in_service=find.maybe("care_leavers_in_service", "council", scenario.base_year),
        in_service_by_age=in_service_by_age,
        ceased_at_18=find.maybe("ceased_at_18", "council", scenario.base_year),
    )
    for figure in (*leaving.months.values(), *leaving.ageing.values()):
        if figure.value <= 0 or (figure.low is not None and figure.low <= 0):
            find.faults.add(f"{figure.name} in {figure.file}", "must be above 0.", "Check the number.")
    return leaving


def _age(age: int) -> str:
    return f"age_{age}"


def _newest_by_age(find: "Finder") -> dict[int, Figure]:
    """Care leavers of each age from 18, of the newest year that has them all; none where no year has."""
    years = {figure.year for figure in find.book.of("care_leavers_by_age")}
    for year in sorted(years, key=lambda each: each or 0, reverse=True):
        found = {age: find.maybe("care_leavers_by_age", _age(age), year) for age in SERVICE_AGES}
        whole = {age: figure for age, figure in found.items() if figure is not None}
        if len(whole) == len(SERVICE_AGES) and sum(figure.value for figure in whole.values()) > 0:
            return whole
    return {}
