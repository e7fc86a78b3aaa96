"""Where and when a run's charts look from."""

from dataclasses import dataclass

from sufficiency.vocabulary import BACK_TESTED_YEARS
from sufficiency.words import date_in_words


@dataclass(frozen=True)
class Viewpoint:
    """The authority, the year a run starts from, and the date of what it knows."""

    place: str
    base_year: int
    as_at: str

    @property
    def stamp(self) -> str:
        """The place and the date, as they stand under every title."""
        return f"{self.place}, as at {self.day}"

    @property
    def day(self) -> str:
        """The base date as people write it: a 31 March, or the day of a re-base."""
        return date_in_words(self.as_at)

    @property
    def tested_to(self) -> int:
        """The last year that forecasts from here have been back-tested for."""
        return self.base_year + BACK_TESTED_YEARS

    def key_years(self, last: int) -> list[int]:
        """The years a chart tells of: the base year, the end of the back-test and the last, if apart."""
        return sorted({self.base_year, min(self.tested_to, last), last})

    def beyond_words(self, last: int) -> str:
        """What a reader must know of the later years, if there are any."""
        if last <= self.tested_to:
            return ""
        return f"Years after {self.tested_to} are beyond what has been back-tested"
