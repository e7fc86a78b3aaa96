"""Runs to report on: each finished run's tables, with what made it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sufficiency.vocabulary import BACK_TESTED_YEARS


@dataclass(frozen=True)
class Run:
    """A finished run: its name among the others, its tables by name, and its manifest's facts."""

    name: str
    title: str
    authority: str
    as_at: date
    horizon: int
    seed: int
    draws: int
    version: str
    tables: Mapping[str, pd.DataFrame]

    @property
    def base_year(self) -> int:
        return self.as_at.year

    @property
    def day(self) -> str:
        """The base date as people write it."""
        return f"{self.as_at.day} {self.as_at:%B %Y}"

    @property
    def key_years(self) -> list[int]:
        """The base year, one, three and five years on, and the last: what a strategy prints."""
        steps = (0, 1, 3, BACK_TESTED_YEARS)
        years = [self.base_year + step for step in steps if self.base_year + step <= self.horizon]
        return list(dict.fromkeys((*years, self.horizon)))

    def table(self, name: str) -> pd.DataFrame:
        """A table by name; empty where the run has none."""
        return self.tables.get(name, pd.DataFrame())


def titles_of(runs: Sequence[Run]) -> list[str]:
    """Each run's title, with its name too where another run has the same title."""
    times = Counter(run.title.casefold() for run in runs)
    return [f"{run.title} ({run.name})" if times[run.title.casefold()] > 1 else run.title for run in runs]
