"""The record of the back-test, as a run carries it: how often ranges held for every authority.

It is told beside a run's results and weighs on none of them (decision 0019).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sufficiency.figures.book import Figure
from sufficiency.vocabulary import ASSUMED, BACK_TESTED_YEARS

if TYPE_CHECKING:
    from sufficiency.inputs.gathering import Finder

# What the record says of each number of years ahead, in order; each is the measure `back_test_NAME`.
WHOLE_NUMBERS: Final = ("made_from", "made_to", "authorities", "forecasts")
SCORES: Final = ("inside_80", "inside_95", "error", "hold_count_error", "crps_over_hold_count")
MEASURE_OF: Final = {name: f"back_test_{name}" for name in (*WHOLE_NUMBERS, *SCORES)}
STEPS: Final = tuple(str(ahead) for ahead in range(1, BACK_TESTED_YEARS + 1))


@dataclass(frozen=True)
class Record:
    """The newest record there is: figures by years ahead, and by what they say; empty where there is none."""

    figures: dict[int, dict[str, Figure]]

    @property
    def years_ahead(self) -> list[int]:
        return sorted(self.figures)


def gather_record(find: "Finder") -> Record:
    """The record that was judged to the latest year; adds a fault for each figure that cannot be one.

    It may be of years after the base date: it is of the tool, and no step of the model reads it.
    """
    found = [(name, figure) for name, measure in MEASURE_OF.items() for figure in find.book.of(measure)]
    _check(find, found)
    newest = max((figure.year or 0 for _, figure in found), default=0)
    record: dict[int, dict[str, Figure]] = {}
    for name, figure in found:
        if (figure.year or 0) == newest and figure.category in STEPS:
            record.setdefault(int(figure.category), {})[name] = figure
    return Record(record)


def _check(find: "Finder", found: Iterable[tuple[str, Figure]]) -> None:
    for name, figure in found:
        where = f"{figure.name} in {figure.file}"
        if figure.category not in STEPS:
            do = f"Use {STEPS[0]} to {STEPS[-1]} as its category."
            find.faults.add(where, f"'{figure.category}' is not a number of years ahead.", do)
        if name in WHOLE_NUMBERS and not (figure.value > 0 and figure.value.is_integer()):
            find.faults.add(where, "must be a whole number above 0.", "Check the number.")
        if figure.is_uncertain:
            do = "Leave them blank."
            find.faults.add(where, "has a low and a high, which the record does not carry.", do)
        if figure.kind == ASSUMED:
            do = "Write the file with `sufficiency backtest --record`."
            find.faults.add(where, "is assumed, and a record is of what happened.", do)
