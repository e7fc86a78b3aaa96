"""What a comparison of two methods rests on, in sentences."""

from collections.abc import Sequence

import pandas as pd

from sufficiency.methods.compared import LEAST_RETURNS, Evidence
from sufficiency.words import listed, number


def notes_on(
    years: Sequence[int], table: pd.DataFrame, evidence: Evidence, whose: str, draws: int, seed: int
) -> list[str]:
    """What was known at each date, whose population and spreads were used, and where less was known.

    `years` are those of the returns; `whose` says whose population it is, blank where there is none.
    """
    return [
        "Each forecast knows the returns up to its date and nothing later. What happened is what the later "
        "year's own return counts: children looked after, without short breaks.",
        _population_in_words(whose),
        _spreads_in_words(sorted(table["origin"].unique()), evidence),
        *_few_returns_in_words(years, table),
        f"Stocks and flows: {number(draws)} draws on seed {seed} from each date.",
    ]


def _population_in_words(whose: str) -> str:
    if whose:
        return (
            f"Population: ONS's estimates to each date, {whose}. The rate method is halfway between the "
            "count and the rate held, and starts in stocks and flows follow the same path."
        )
    return (
        "Population: none, so the rate method holds the count, and stocks and flows hold starts. Name a "
        "scenario of the same authority after the folder, and both use its estimates."
    )


def _spreads_in_words(origins: Sequence[int], evidence: Evidence) -> str:
    said = "Ranges: how far counts, starts and leaving have moved in all authorities, as fitted by each date."
    first = max(min(each) for each in (evidence.count, evidence.starts, evidence.leaving))
    older = [str(origin) for origin in origins if origin < first]
    if older:
        said += f" From {listed(older)} the first fit is used, to {first}, which knows a little of what came."
    return said


def _few_returns_in_words(years: Sequence[int], table: pd.DataFrame) -> list[str]:
    """That a date has but two returns to know anything by, which is the least that will do."""
    origins = set(table["origin"])
    few = [str(year) for at, year in enumerate(years) if year in origins and at + 1 < LEAST_RETURNS]
    return [f"The date {listed(few)} has only two returns to go by: one year of comings and goings."] * bool(
        few
    )
