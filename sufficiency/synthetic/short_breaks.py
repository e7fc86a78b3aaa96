"""Short breaks: children in an agreed series of them, in a return but not counted as looked after."""

import numpy as np

from sufficiency.chance.luck import stream as random_numbers
from sufficiency.synthetic.assumed import (
    DAYS_A_YEAR,
    SHORT_BREAK_EVERY_DAYS,
    SHORT_BREAK_LASTS_DAYS,
    SHORT_BREAK_MEAN_DAYS,
    SHORT_BREAK_SHARE,
    SHORT_BREAK_SINGLY,
)
from sufficiency.synthetic.children import Periods
from sufficiency.synthetic.days import birthdays, year_starts
from sufficiency.synthetic.episodes import Episodes
from sufficiency.synthetic.homes import picked
from sufficiency.synthetic.process import Wholes

YOUNGEST, OLDEST = 5, 16  # when an agreement begins
BURN_IN_YEARS = 6


def drawn_agreements(stock: float, years: tuple[int, ...], seed: int) -> Periods:
    """Agreements of short breaks, one a child, as periods: an even flow for `stock` children looked after."""
    numbers = random_numbers(seed, "synthetic short breaks")
    starts = year_starts(range(years[0] - BURN_IN_YEARS, years[-1] + 1))
    length_years = (starts[-1] - starts[0]) / DAYS_A_YEAR
    a_year = stock * SHORT_BREAK_SHARE * DAYS_A_YEAR / SHORT_BREAK_MEAN_DAYS
    count = int(numbers.poisson(a_year * length_years))
    start = np.sort(numbers.integers(starts[0], starts[-1], size=count))
    age_days = YOUNGEST + (OLDEST - YOUNGEST) * numbers.random(count)
    born = start - (age_days * DAYS_A_YEAR).astype(np.int64)
    lasts = 1 + numbers.exponential(SHORT_BREAK_MEAN_DAYS, count).astype(np.int64)
    return Periods(np.arange(count), born, start, np.minimum(start + lasts, birthdays(born, 18)))


def short_breaks_of(agreements: Periods, seed: int) -> Episodes:
    """Their episodes: one for the agreement (V4), or one for each break (V3), never both of one child."""
    numbers = random_numbers(seed, "synthetic short break episodes")
    singly = numbers.random(len(agreements)) < SHORT_BREAK_SINGLY
    in_home = numbers.random(len(agreements)) < 0.5
    length = agreements.end - agreements.start
    breaks = np.where(singly, 1 + np.maximum(length - 1, 0) // SHORT_BREAK_EVERY_DAYS, 1)
    child = np.repeat(np.arange(len(agreements)), breaks)
    start = agreements.start[child] + _nth(breaks) * SHORT_BREAK_EVERY_DAYS
    last_day = agreements.end[child]
    end = np.where(singly[child], np.minimum(start + SHORT_BREAK_LASTS_DAYS, last_day), last_day)
    keep = start < end
    child, start, end = child[keep], start[keep], end[keep]
    count = len(child)

    def same(word: str) -> np.ndarray:
        return np.full(count, word, dtype=object)

    return Episodes(
        child=agreements.child[child],
        start=start,
        end=end,
        rne=same("S"),
        ls=np.where(singly[child], "V3", "V4").astype(object),
        cin=same("N2"),
        place=np.where(in_home[child], "K2", "U6").astype(object),
        provider=picked({"PR1": 0.6, "PR4": 0.4}, numbers.random(len(agreements)))[child],
        rec=same("E8"),
        reason=same(""),
        postcode=same(""),
        urn=same(""),
        miles=np.full(count, np.nan),
        location=same(""),
    )


def _nth(counts: Wholes) -> Wholes:
    """0, 1, 2, ... for each of several counts, one after another."""
    return np.asarray(np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts))
