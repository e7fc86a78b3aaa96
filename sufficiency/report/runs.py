"""Runs to report on: each finished run's tables, with what made it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sufficiency.scenarios.moments import last_year_end
from sufficiency.vocabulary import BACK_TESTED_YEARS
from sufficiency.words import day_in_words


@dataclass(frozen=True)
class Made:
    """What a run's manifest says of its making; blank where nobody said, as in a run made by hand.

    `inputs` are each file with its SHA-256. `scenario_file` is the scenario's own among them, and
    `select_list` the list of providers: blank where there was none, None where the manifest does not say.
    `returns` are the years of the child-level returns that the run counted, and `method` how it forecast.
    Which provider a run was asked to lose is never here: reports that are published are made of this.
    """

    scenario: str = ""
    scenario_file: str = ""
    select_list: str | None = None
    method: str = ""
    returns: tuple[int, ...] = ()
    lost_a_provider: bool = False
    python: str = ""
    libraries: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    manifest_sha256: str = ""


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
    made: Made = Made()

    @property
    def counts_returns(self) -> bool:
        """Whether the base year's children were counted from the authority's own child-level returns."""
        return bool(self.made.returns)

    @property
    def base_year(self) -> int:
        return last_year_end(self.as_at)

    @property
    def day(self) -> str:
        """The base date as people write it."""
        return day_in_words(self.as_at)

    @property
    def key_years(self) -> list[int]:
        """The base year, one, three and five years on, and the last: what a strategy prints."""
        steps = (0, 1, 3, BACK_TESTED_YEARS)
        years = [self.base_year + step for step in steps if self.base_year + step <= self.horizon]
        return list(dict.fromkeys((*years, self.horizon)))

    @property
    def of_scenario(self) -> str:
        """What modelled numbers are of, as a note says it."""
        return f"Modelled numbers are of the scenario “{self.title}”."

    @property
    def soon(self) -> int:
        """The last year that forecasts have been back-tested for, or the run's last: five years on."""
        return min(self.base_year + BACK_TESTED_YEARS, self.horizon)

    @property
    def coming_years(self) -> list[int]:
        """Each year as far as forecasts have been back-tested, and the last: what a page offers."""
        return list(dict.fromkeys((*range(self.base_year + 1, self.soon + 1), self.horizon)))

    def table(self, name: str) -> pd.DataFrame:
        """A table by name; empty where the run has none."""
        return self.tables.get(name, pd.DataFrame())


def titles_of(runs: Sequence[Run]) -> list[str]:
    """Each run's title, with its name too where another run has the same title."""
    times = Counter(run.title.casefold() for run in runs)
    return [f"{run.title} ({run.name})" if times[run.title.casefold()] > 1 else run.title for run in runs]
