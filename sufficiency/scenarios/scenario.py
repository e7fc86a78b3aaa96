"""A scenario: named assumptions about the future, written as a small file of what differs.

Unknown keys are refused, and a number that is not in a data file says where it comes from.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sufficiency.scenarios.levers import Contracted, Lever, Provision
from sufficiency.scenarios.method import Method
from sufficiency.scenarios.moments import last_year_end, moment_of
from sufficiency.scenarios.parts import Part, Share, Spell, Text, Year

Margin = dict[str, Annotated[int, Field(ge=0)]]  # whole children of each part of a margin


class Growth(Part):
    """Which growth of the child population: a category of `child_population_growth`."""

    growth: Text


# --- Paths of children looked after ---------------------------------------------------------------
class HoldRate(Part):
    """The rate per 10,000 children stays as it is."""

    path: Literal["hold_rate"]


class HoldCount(Part):
    """The number of children stays as it is."""

    path: Literal["hold_count"]


class Joint(Part):
    """Halfway between the count and the rate, both held: the forecast that is back-tested."""

    path: Literal["joint"]


class Converge(Part):
    """The rate of all children looked after moves in a straight line to a published rate."""

    path: Literal["converge"]
    to: Text
    by: Year
    source: Text


class Change(Spell):
    """The rate changes by a percentage a year, of all children or of those other than UASC."""

    path: Literal["change"]
    percent_a_year: float = Field(gt=-100, le=100)
    of: Literal["all", "other"] = "all"


class Trend(Part):
    """A damped trend of the authority's own rates, used as change from the fitted base level."""

    path: Literal["trend"]
    series: Text
    from_year: Year = Field(alias="from")
    to_year: Year = Field(alias="to")


class OwnRates(Part):
    """A table of rates per 10,000 children by year, in a straight line between the years."""

    path: Literal["own"]
    rate_per_10k: dict[str, Annotated[float, Field(ge=0, le=10_000)]]
    source: Text


class OwnCounts(Part):
    """A table of unaccompanied children by year, in a straight line between the years."""

    path: Literal["own"]
    children: dict[str, Annotated[float, Field(ge=0)]]
    source: Text


class HoldShare(Part):
    """Unaccompanied children keep their share of all children looked after."""

    path: Literal["hold_share"]


class Arrivals(Part):
    """Unaccompanied children as arrivals a year times the months that each stays, reached by a year."""

    path: Literal["arrivals"]
    children_a_year: Annotated[float, Field(ge=0, le=10_000)]
    months: Annotated[float, Field(gt=0, le=216)]
    by: Year
    source: Text

    @property
    def looked_after(self) -> float:
        """How many are looked after on a day: a stock is a flow times a stay."""
        return self.children_a_year * self.months / 12


ClaPath = Annotated[
    HoldRate | HoldCount | Joint | Converge | Change | Trend | OwnRates, Field(discriminator="path")
]
UascPath = Annotated[HoldRate | HoldCount | HoldShare | Arrivals | OwnCounts, Field(discriminator="path")]


# --- What changes where children live -------------------------------------------------------------
class Distance(Part):
    """A share of all children inside a scope, reached in a straight line by a year."""

    scope: Literal["inside_authority", "within_20_miles"]
    share: Share
    by: Year
    source: Text


class Move(Part):
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
class Households(Spell):
    """Fostering households gained each year: net of those who leave, or recruited, before they leave."""

    net_a_year: float | None = Field(default=None, ge=-1000, le=1000)
    recruited_a_year: float | None = Field(default=None, ge=0, le=1000)
    delivery: Literal["in_full", "expected"]

    @model_validator(mode="after")
    def _net_or_gross(self) -> "Households":
        if (self.net_a_year is None) == (self.recruited_a_year is None):
            raise ValueError("give 'net_a_year' (less those who leave) or 'recruited_a_year', and not both.")
        return self


class Places(Part):
    """Places that open (or, negative, are lost) on contract, from 31 March of a year.

    `scope` is the nearest in which they count: a place inside the authority counts within 20 miles
    and in all as well. `usable` is whether all of them are, or the share that is expected of the sector.
    """

    provision: Literal["fostering", "residential", "supported_16_plus"]
    sector: Literal["in_house", "block", "select_list"]
    scope: Annotated[str, Field(pattern=r"^(inside_authority|within_[1-9][0-9]?[0-9]?_miles|any)$")]
    places: float = Field(ge=-10_000, le=10_000)
    from_year: Year = Field(alias="from")
    usable: Literal["as_stated", "expected"] = "as_stated"
    slip_months: float = Field(default=0.0, ge=0, le=60)
    ramp_months: float = Field(default=0.0, ge=0, le=60)
    source: Text

    @model_validator(mode="after")
    def _only_openings_slip(self) -> "Places":
        if self.places < 0 and (self.slip_months or self.ramp_months or self.usable == "expected"):
            raise ValueError("a loss has no 'slip_months' or 'ramp_months', and is 'as_stated'.")
        return self


class FigureChange(Part):
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


class Rebase(Part):
    """A council's own counts on a day after the base's 31 March: the day that the forecast starts from.

    Whole children. A margin has all its parts, or is left out and scaled from the base's (`rebase.py`).
    """

    day: date = Field(alias="date")
    children: Annotated[int, Field(ge=1)]
    uasc: Annotated[int, Field(ge=0)]
    source: Text
    by_placement: Margin | None = None
    by_age: Margin | None = None
    by_distance: Margin | None = None


class Scenario(Part):
    """Everything that a scenario says, once what it is based on has been read in."""

    name: Text
    title: Text
    note: str = ""
    authority: Text
    data: list[Text]
    base_date: date
    rebase: Rebase | None = None
    horizon: Year
    population: Growth
    cla: ClaPath
    uasc: UascPath
    distance: Distance | None = None
    mix: dict[str, Move] = Field(default_factory=dict)
    households: Households | None = None
    places: dict[str, Places] = Field(default_factory=dict)
    levers: dict[str, Lever] = Field(default_factory=dict)
    scopes: list[Annotated[str, Field(pattern=r"^within_[1-9][0-9]?[0-9]?_miles$")]] = Field(
        default_factory=list
    )
    select_list: Text | None = None
    returns: Text | None = None
    year_means: Literal["start", "end"] | None = None
    method: Annotated[Method, Field(strict=False)] = Method.RATE
    whole_list: list[Provision] = Field(default_factory=list)
    origin: Text | None = None
    authority_code: Text | None = None
    placing_order: Annotated[tuple[Contracted, ...], Field(strict=False)] = (
        "in_house",
        "block",
        "select_list",
    )
    nearer_first: Literal["within_sector", "over_all"] = "within_sector"
    figures: dict[str, FigureChange] = Field(default_factory=dict)

    @property
    def base_year(self) -> int:
        """The year ended 31 March that the base date falls in; after a re-base, the last that had ended."""
        if self.rebase is not None:
            return last_year_end(self.base_date)
        after_year_end = (self.base_date.month, self.base_date.day) > (3, 31)
        return self.base_date.year + int(after_year_end)

    @property
    def years(self) -> range:
        return range(self.base_year, self.horizon + 1)

    @property
    def moments(self) -> tuple[float, ...]:
        """When each year is: the base date, which a re-base puts between two years, then each 31 March."""
        base = self.base_year if self.rebase is None else moment_of(self.base_date)
        return (float(base), *(float(year) for year in self.years[1:]))

    @property
    def years_ahead(self) -> tuple[float, ...]:
        """How far each year after the base is from the base date, in years."""
        base, *later = self.moments
        return tuple(moment - base for moment in later)

    def has(self, *kinds: type[Part]) -> bool:
        """Whether one of the scenario's levers is of any of these kinds."""
        return any(isinstance(lever, kinds) for lever in self.levers.values())

    @model_validator(mode="after")
    def _each_sector_once(self) -> "Scenario":
        if sorted(self.placing_order) != ["block", "in_house", "select_list"]:
            raise ValueError("placing_order must name in_house, block and select_list, each once.")
        return self

    @model_validator(mode="after")
    def _forwards(self) -> "Scenario":
        if self.horizon <= self.base_year:
            raise ValueError(f"horizon ({self.horizon}) must be later than the base year ({self.base_year}).")
        return self


# Keys whose entries have names of their own: two scenarios may each add one.
NAMED_ENTRIES = ("mix", "places", "levers", "figures")
TOP_LEVEL_KEYS = (*(key for key in Scenario.model_fields if key != "name"), "based_on")


def as_scenario(name: str, keys: dict[str, Any]) -> Scenario:
    """The scenario of that name; raises pydantic's ValidationError listing every key at fault."""
    return Scenario.model_validate({"name": name, **keys})
