"""What is published of a council's past: counts, rates, starts, ceases and unaccompanied children."""

from dataclasses import replace
from typing import Final

from sufficiency.figures.book import Figure
from sufficiency.starter.evidence import (
    CHARACTERISTICS,
    NUMBER_AND_RATE,
    PANEL,
    Evidence,
    Number,
    day,
    latest_values,
)
from sufficiency.starter.profile import AGE, DECISION
from sufficiency.starter.suppressed import NEVER_PUBLISHED
from sufficiency.vocabulary import ALL, ASSUMED, DERIVED

_LOOKED_AFTER: Final = "children_looked_after"
_FLOWS: Final = {"cla_started": ("started", "LACnum_Start"), "cla_ceased": ("ceased", "LACceased")}


def history_figures(evidence: Evidence, base: int) -> list[Figure]:
    """Counts, rates, starts, ceases and unaccompanied children by year, to the base year."""
    series = {
        "cla_count": ("children", _counts(evidence)),
        "cla_rate": ("per_10k", _rates(evidence)),
        **{measure: ("children", _flow(evidence, *words)) for measure, words in _FLOWS.items()},
        "uasc_count": ("children", uasc_counts(evidence)),
    }
    figures = [number.figure(measure, "dfe", year, unit, day(year))
               for measure, (unit, by_year) in series.items()
               for year, number in sorted(by_year.items()) if year <= base]  # fmt: skip
    return [*figures, _base_uasc(evidence, base)]


def uasc_counts(evidence: Evidence) -> dict[int, Number]:
    """Unaccompanied children by year, where they are published."""
    return (
        latest_values(evidence.numbers((PANEL,), _LOOKED_AFTER), "uasc")
        | _known(evidence.of_lait("Unacc_Asylmn_Seek_Childn"))
        | latest_values(evidence.numbers(CHARACTERISTICS, "uasc"), "uasc")
    )


def _counts(evidence: Evidence) -> dict[int, Number]:
    """All children by year: the file of the base first, then the newest publication of each year."""
    return _flow(evidence, "cla", "LACnum") | latest_values(evidence.numbers(CHARACTERISTICS, AGE), ALL)


def _flow(evidence: Evidence, word: str, in_lait: str) -> dict[int, Number]:
    return (
        latest_values(evidence.numbers((PANEL,), _LOOKED_AFTER), word)
        | _known(evidence.of_lait(in_lait))
        | latest_values(evidence.numbers((NUMBER_AND_RATE,), _LOOKED_AFTER), word)
    )


def _rates(evidence: Evidence) -> dict[int, Number]:
    def rates(layout: str) -> dict[int, Number]:
        return latest_values(evidence.numbers((layout,), _LOOKED_AFTER, "rate_per_10k"), "cla")

    return rates(PANEL) | _known(evidence.of_lait("LAC")) | rates(NUMBER_AND_RATE)


def _known(numbers: dict[int, Number]) -> dict[int, Number]:
    return {year: number for year, number in numbers.items() if number.value is not None}


def _base_uasc(evidence: Evidence, base: int) -> Figure:
    """The base year's unaccompanied children: published, what other children leave, or by the rule."""
    counts = uasc_counts(evidence)
    if base in counts:
        figure = counts[base].figure("uasc_count", "council", base, "children", day(base))
        return replace(figure, note="the council's own return to DfE")
    held = evidence.numbers(CHARACTERISTICS, "uasc").get(base, {})
    whole, others = held.get(ALL), held.get("other")
    as_blank = Figure(
        "uasc_count", "council", base, 0.0, None, None, "children", day(base), DECISION, ASSUMED
    )
    if whole and others and whole.value is not None and others.value is not None:
        return replace(as_blank, value=whole.value - others.value, source=whole.source, kind=DERIVED,
                       note="suppressed: all children less other children", file=whole.file)  # fmt: skip
    earlier = [counts[year].value for year in sorted(counts) if year < base]
    value = min(float(earlier[-1] or 0) if earlier else NEVER_PUBLISHED, _all_children(evidence, base))
    note = "not published for the year: as in the newest year that is" if earlier else \
        "never published: the middle of one to five"  # fmt: skip
    return replace(as_blank, value=value, note=note)


def _all_children(evidence: Evidence, base: int) -> float:
    """All children looked after in the base year: unaccompanied children are no more than these."""
    counts = _counts(evidence)
    return float(counts[base].value or 0) if base in counts else float("inf")
