"""Levers: what a commissioner can do, or what can befall, each with its terms. A scenario names them.

Recruiting households stands in a scenario as `households`, and opening a home or buying a block as
`places`: every other lever is here (decision 0016).
"""

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from sufficiency.scenarios.parts import Part, Share, Spell, Text, Year

Provision = Literal["fostering", "residential", "supported_16_plus"]
AgeBand = Literal["under_1", "1_to_4", "5_to_9", "10_to_15", "16_to_17"]
Contracted = Literal["in_house", "block", "select_list"]
Count = Annotated[float, Field(gt=0, le=10_000)]
LARGEST = "largest"


class Retain(Spell):
    """Fewer fostering households leave: the share that leaves in a year, while it lasts."""

    kind: Literal["retain"]
    leaving_share: Share


class ConvertToBlock(Part):
    """Places on the select list bought as a block, from 31 March of a year."""

    kind: Literal["convert_to_block"]
    provision: Provision
    places: Count
    from_year: Year = Field(alias="from")
    source: Text


class ReopenList(Part):
    """The select list re-opens: providers of the round join, and homes now on spot come on to it."""

    kind: Literal["reopen_list"]
    provision: Provision
    from_year: Year = Field(alias="from")
    round: int | None = None
    places: Annotated[float, Field(ge=0, le=10_000)] = 0.0
    source: Text

    @model_validator(mode="after")
    def _does_something(self) -> "ReopenList":
        if self.round is None and not self.places:
            raise ValueError("give a 'round' of the select list, or 'places' that come on to it.")
        return self


class NotRenewList(Part):
    """The select list of a provision is not renewed: its homes stay, but on spot."""

    kind: Literal["not_renew_list"]
    provision: Provision
    from_year: Year = Field(alias="from")
    source: Text


class StepDown(Part):
    """Children stepped down from residential homes to foster homes, so many a month.

    `success` is the share who settle; `returns` is the share of those who go back within a year.
    """

    kind: Literal["step_down"]
    children_a_month: Count
    starts: date
    months: Annotated[int, Field(ge=1, le=240)]
    success: Share
    returns: Share
    source: Text


class Exits(Spell):
    """Children who leave care sooner, by the placement they leave, and how many years sooner."""

    kind: Literal["exits"]
    into: Literal["special_guardianship", "adoption", "home"]
    placement: Literal["fostering", "kinship", "residential", "supported_16_plus", "with_parents"]
    children_a_year: Count
    years_sooner: Annotated[float, Field(gt=0, le=18)]


class FewerStarts(Spell):
    """Fewer children who start to be looked after, by age, and how many years they would have stayed."""

    kind: Literal["fewer_starts"]
    age_band: AgeBand
    children_a_year: Count
    years_in_care: Annotated[float, Field(gt=0, le=18)]


class BringBack(Spell):
    """Children living beyond a scope for want of a nearer home, brought back as homes allow."""

    kind: Literal["bring_back"]
    provision: Provision
    scope: Literal["inside_authority", "within_20_miles"]
    children_a_year: Count


class LoseProvider(Part):
    """A provider lost, by name, or the largest of a provision; or suspended, when it is back `until` a year.

    While it is gone its children must be found other homes.
    """

    kind: Literal["lose_provider"]
    provider: Text = LARGEST
    provision: Provision | None = None
    from_year: Year = Field(alias="from")
    until: Year | None = None
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "LoseProvider":
        if self.until is not None and self.until <= self.from_year:
            raise ValueError(f"'until' ({self.until}) is not after 'from' ({self.from_year}).")
        return self


class OpenShare(Part):
    """Of the select list's places now ours, the share still open to us by a year: others fill the rest."""

    kind: Literal["open_share"]
    provision: Provision
    share_kept: Share
    by: Year
    source: Text


class FeeUplift(Part):
    """Fees of a provision's external homes rise by a percentage, beyond inflation, from a year."""

    kind: Literal["fee_uplift"]
    provision: Provision
    percent: float = Field(ge=-100, le=1000)
    from_year: Year = Field(alias="from")
    source: Text


class YoungAdults(Part):
    """A share of young adults, `times` as many by a year; the places that they hold are counted."""

    times: Annotated[float, Field(ge=0, le=10)]
    by: Year
    source: Text


class StayingPut(YoungAdults):
    """Young adults who stay with their former foster carers: the foster places they hold are counted."""

    kind: Literal["staying_put"]


class MoveOn(YoungAdults):
    """Young adults who still live in 16+ provision: the 16+ places they hold are counted."""

    kind: Literal["move_on"]


Lever = Annotated[
    Retain
    | ConvertToBlock
    | ReopenList
    | NotRenewList
    | StepDown
    | Exits
    | FewerStarts
    | BringBack
    | LoseProvider
    | OpenShare
    | FeeUplift
    | StayingPut
    | MoveOn,
    Field(discriminator="kind"),
]
LEVER_KINDS = get_args(get_args(Lever)[0])
