"""Which of two methods to use for one authority: the rule, and what it says in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from sufficiency.methods.compared import EPISODES, RATE, MethodRecord, record_of
from sufficiency.record.backtest import HOLD_COUNT
from sufficiency.rounding import whole
from sufficiency.words import listed, number

LEAST_FORECASTS: Final = 6
LEAST_ORIGINS: Final = 3
# Of the other's mean CRPS. Forecasts from one date overlap those from the next, and a lead in the past is
# weak evidence: on the record to 2018 of 147 authorities this rule picks one of four plainer methods 45
# times, and 17 times it was the better one afterwards (tests/test_methods_compared.py).
CLEARLY_LESS: Final = 0.2
MOST_ORIGINS: Final = 2 / 3  # of the dates: one odd year should not choose
TO_FOLLOW: Final = 'method = "episodes"'
METHOD_WORDS: Final = {EPISODES: "stocks and flows", RATE: "the rate method", HOLD_COUNT: "holding the count"}
_TESTED: Final = "whose ranges were back-tested on every authority"
_BY_ITSELF: Final = "A scenario follows it unless it says otherwise."


@dataclass(frozen=True)
class Advice:
    """The method to use, and why, in sentences."""

    method: str
    sentences: tuple[str, ...]


def advice_on(table: pd.DataFrame) -> Advice:
    """Which method to use, from the forecasts of both at earlier dates (`forecasts_of_both`).

    The method of less mean CRPS, which judges the middle and the range together, where its lead is clear:
    a fifth less or more, and less from at least two dates in three. Otherwise, and where there are fewer
    than six forecasts or fewer than three dates, the rate method, because its ranges were back-tested on
    every authority (decision 0019) and those of stocks and flows on this one alone.
    """
    records = record_of(table)
    own = records[EPISODES]
    if own.forecasts < LEAST_FORECASTS or own.origins < LEAST_ORIGINS:
        return Advice(RATE, _too_few_in_words(own))
    better, other = (method for method in records if method in (EPISODES, RATE))
    least, most = records[better].crps, records[other].crps
    less = 1 - least / most if most else 0.0
    wins = _dates_won(table, better, other)
    is_clear = least <= (1 - CLEARLY_LESS) * most and wins >= MOST_ORIGINS * own.origins
    told = _scores_in_words(records, better, other, less, wins)
    return Advice(better if is_clear else RATE, (*told, *_choice_in_words(better, is_clear=is_clear)))


def _dates_won(table: pd.DataFrame, better: str, other: str) -> int:
    """From how many dates a method's mean CRPS is less than another's."""
    by_origin = table.pivot_table(index="origin", columns="method", values="crps", aggfunc="mean")
    return int((by_origin[better] < by_origin[other]).sum())


def _too_few_in_words(own: MethodRecord) -> tuple[str, ...]:
    made = f"{own.forecasts} forecast{'' if own.forecasts == 1 else 's'} from {_dates(own.origins)}"
    return (
        f"There is not enough to tell: {made}, where at least {LEAST_FORECASTS} from {LEAST_ORIGINS} dates "
        f"are needed. Six yearly returns give that.",
        f"Use the rate method, {_TESTED}. {_BY_ITSELF}",
    )


def _scores_in_words(
    records: Mapping[str, MethodRecord], better: str, other: str, less: float, wins: int
) -> tuple[str, ...]:
    own = records[better]
    missed = {method: number(each.crps, 1) for method, each in records.items()}
    held = listed(f"{METHOD_WORDS[method]} {records[method].inside_80}" for method in (EPISODES, RATE))
    lead = f"{percent}% less" if (percent := whole(100 * less)) else "hardly less"
    return (
        f"Each method made {own.forecasts} forecasts, from {_dates(own.origins)}. Middle and range together "
        f"(CRPS), {METHOD_WORDS[better]} missed by {missed[better]} children on average and "
        f"{METHOD_WORDS[other]} by {missed[other]}: {lead}, and less from {wins} of the "
        f"{_dates(own.origins)}. Holding the count missed by {missed[HOLD_COUNT]}.",
        f"Of {own.forecasts}, an 80% range should hold about {whole(0.8 * own.forecasts)}. Held: {held}.",
    )


def _choice_in_words(better: str, *, is_clear: bool) -> tuple[str, ...]:
    if not is_clear:
        return (f"That is too close to tell. Use the rate method, {_TESTED}. {_BY_ITSELF}",)
    again = "A lead in the past is a hint and no proof: look again when the next return is in."
    if better == RATE:
        return (f"Use the rate method. {_BY_ITSELF} {again}",)
    return (f"Use stocks and flows: write {TO_FOLLOW} in the scenario. {again}",)


def _dates(origins: int) -> str:
    return f"{origins} date{'' if origins == 1 else 's'}"
