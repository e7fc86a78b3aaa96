"""The care model: everything estimated from an authority's returns, and who is in care at its base."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.episodes.bands import SHAPE, Floats, Wholes, age_bands
from sufficiency.episodes.pooled import FOR_CERTAIN, LogRates


@dataclass(frozen=True, repr=False, eq=False)
class Children:
    """The children looked after on 31 March of the base year, an array a column.

    `stream` and `home` are places in STREAMS and HOMES; ages and times in care are whole months. Who has been
    in care longest comes first, then in order of the other columns: the order says nothing of who anybody is.
    """

    stream: Wholes
    age_months: Wholes
    months_in_care: Wholes
    home: Wholes

    def __len__(self) -> int:
        return len(self.stream)

    def counts(self) -> Wholes:
        """Whole children by stream, age band, home."""
        at = np.ravel_multi_index((self.stream, age_bands(self.age_months), self.home), SHAPE)
        return np.bincount(at, minlength=int(np.prod(SHAPE))).reshape(SHAPE)


@dataclass(frozen=True, repr=False, eq=False)
class CareModel:
    """Stocks and flows of one authority, as its returns up to the base year have them.

    Arrays are by stream (STREAMS), age band (AGE_BANDS) and home (HOMES), unless said otherwise:

    - `leaving`: stream, time in care (TIME_BANDS), age band, home: leaving care before 18, a child-year;
      `moving`: stream, age band, home: moving to another kind of home, a child-year.
    - `moves_to`: age band, home, other home; `first_homes`: stream, age band, home; `start_ages`: stream,
      year of age; `baby_months`: month of age. Children counted and assumed: shares of them are estimates,
      and how many there are says how sure.
    - `starts`: stream: who started in the last `starts_years` years.
    - `leaving_a_year`: expected children who leave care in the first year, at 18 or before.
    """

    base_year: int
    children: Children
    leaving: LogRates
    moving: LogRates
    moves_to: Floats
    first_homes: Floats
    start_ages: Floats
    baby_months: Floats
    starts: Floats
    starts_years: float
    leaving_a_year: float = 0.0

    def __repr__(self) -> str:
        """The year, and nothing of any child."""
        return f"<CareModel: 31 March {self.base_year}>"

    @property
    def base(self) -> NDArray[np.int64]:
        """Whole children on 31 March of the base year: stream, age_band, home."""
        return self.children.counts()

    @property
    def starts_a_year(self) -> Floats:
        """Children who start in a year, by stream: the level of the last years."""
        return np.asarray(self.starts / self.starts_years)

    def for_certain(self) -> "CareModel":
        """The same estimates with no doubt about any of them: draws then differ by luck alone."""
        return replace(
            self,
            leaving=self.leaving.for_certain(),
            moving=self.moving.for_certain(),
            moves_to=self.moves_to * FOR_CERTAIN,
            first_homes=self.first_homes * FOR_CERTAIN,
            start_ages=self.start_ages * FOR_CERTAIN,
            starts=self.starts * FOR_CERTAIN,
            starts_years=self.starts_years * FOR_CERTAIN,
        )
