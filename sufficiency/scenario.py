"""A scenario: named assumptions about the future, written as a small file of what differs.

Unknown keys are refused, and a number that is not in a data file says where it comes from.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Year = Annotated[int, Field(ge=1990, le=2100)]
Share = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, populate_by_name=True
    )


class _Spell(_Part):
    """Something that happens in the years ended 31 March `from` to `to`."""

    from_year: Year = Field(alias="from")
    to_year: Year = Field(alias="to")
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "_Spell":
        if self.to_year < self.from_year:
            raise ValueError(f"'to' ({self.to_year}) is before 'from' ({self.from_year}).")
        return self


class Growth(_Part):
    """Which growth of the child population: a category of `child_population_growth`."""

    growth: Text


# --- Paths of children looked after ---------------------------------------------------------------
class HoldRate(_Part):
    """The rate per 10,000 children stays as it is."""

    path: Literal["hold_rate"]


class HoldCount(_Part):
    """The number of children stays as it is."""

    path: Literal["hold_count"]


class Converge(_Part):
    """The rate of all children looked after moves in a straight line to a published rate."""

    path: Literal["converge"]
    to: Text
    by: Year
    source: Text


class Change(_Spell):
    """The rate changes by a percentage a year, of all children or of those other than UASC."""

    path: Literal["change"]
    percent_a_year: float = Field(gt=-100, le=100)
    of: Literal["all", "other"] = "all"


class Trend(_Part):
    """A damped trend of the authority's own rates, used as change from the fitted base level."""

    path: Literal["trend"]
    series: Text
    from_year: Year = Field(alias="from")
    to_year: Year = Field(alias="to")


class OwnRates(_Part):
    """A table of rates per 10,000 children by year, in a straight line between the years."""

    path: Literal["own"]
    rate_per_10k: dict[str, Annotated[float, Field(ge=0, le=10_000)]]
    source: Text


class OwnCounts(_Part):
    """A table of unaccompanied children by year, in a straight line between the years."""

    path: Literal["own"]
    children: dict[str, Annotated[float, Field(ge=0)]]
    source: Text


ClaPath = Annotated[HoldRate | HoldCount | Converge | Change | Trend | OwnRates, Field(discriminator="path")]
UascPath = Annotated[HoldRate | HoldCount | OwnCounts, Field(discriminator="path")]


# --- What changes where children live -------------------------------------------------------------
class Distance(_Part):
    """A share of all children inside a scope, reached in a straight line by a year."""

    scope: Literal["inside_authority", "within_20_miles"]
    share: Share
    by: Year
    source: Text


class Move(_Part):
    """A share of the children in one placement who need another instead, reached by a year."""

    from_placement: Literal["fostering", "residential", "supported_16_plus"] = Field(alias="from")
    to_placement: Literal["fostering", "residential", "supported_16_plus"] = Field(alias="to")
    share: Share
    by: Year
    source: Text

    @model_validator(mode="after")
    def _between_two(self) -> "Move":
        if self.from_placement == self.to_placement:
            raise ValueError("'from' and 'to' are the same placement.")
        return self


# --- What changes the homes that are secured ------------------------------------------------------
class Households(_Spell):
    """Fostering households gained, net of those who leave, each year."""

    net_a_year: float = Field(ge=-1000, le=1000)
    delivery: Literal["in_full", "expected"]


class Places(_Part):
    """Places that open (or, negative, are lost) on contract, from 31 March of a year.

    `scope` is the nearest in which they count: a place inside the authority counts within 20 miles
    and in all as well.
    """

    provision: Literal["fostering", "residential", "supported_16_plus"]
    sector: Literal["in_house", "block", "select_list"]
    scope: Literal["inside_authority", "within_20_miles", "any"]
    places: float = Field(ge=-10_000, le=10_000)
    from_year: Year = Field(alias="from")
    source: Text


class FigureChange(_Part):
    """A figure of the data files, changed for this scenario, with where the new number comes from."""

    value: float
    low: float | None = None
    high: float | None = None
    as_at: Text
    source: Text
    kind: Literal["published", "derived", "assumed"]

    @model_validator(mode="after")
    def _range(self) -> "FigureChange":
        if (self.low is None) != (self.high is None):
            raise ValueError("give both 'low' and 'high', or neither.")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise ValueError("'value' must lie between 'low' and 'high'.")
        return self


class Scenario(_Part):
    """Everything that a scenario says, once what it is based on has been read in."""

    name: Text
    title: Text
    note: str = ""
    authority: Text
    data: list[Text]
    base_date: date
    horizon: Year
    population: Growth
    cla: ClaPath
    uasc: UascPath
    distance: Distance | None = None
    mix: dict[str, Move] = Field(default_factory=dict)
    households: Households | None = None
    places: dict[str, Places] = Field(default_factory=dict)
    figures: dict[str, FigureChange] = Field(default_factory=dict)

    @property
    def base_year(self) -> int:
        """The year ended 31 March that the base date falls in."""
        after_year_end = (self.base_date.month, self.base_date.day) > (3, 31)
        return self.base_date.year + int(after_year_end)

    @property
    def years(self) -> range:
        return range(self.base_year, self.horizon + 1)

    @model_validator(mode="after")
    def _forwards(self) -> "Scenario":
        if self.horizon <= self.base_year:
            raise ValueError(f"horizon ({self.horizon}) must be later than the base year ({self.base_year}).")
        return self


# Keys whose entries have names of their own: two scenarios may each add one.
NAMED_ENTRIES = ("mix", "places", "figures")
TOP_LEVEL_KEYS = (*(key for key in Scenario.model_fields if key != "name"), "based_on")


def as_scenario(name: str, keys: dict[str, Any]) -> Scenario:
    """The scenario of that name; raises pydantic's ValidationError listing every key at fault."""
    return Scenario.model_validate({"name": name, **keys})
