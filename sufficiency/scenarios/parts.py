"""What the parts of a scenario share: unknown keys are refused, years run forwards, texts say something."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Year = Annotated[int, Field(ge=1990, le=2100)]
Share = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """A table of a scenario file."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        populate_by_name=True,
        defer_build=True,  # one schema, built with the first scenario, and not one for each part
    )


class Spell(Part):
    """Something that happens in the years ended 31 March `from` to `to`."""

    from_year: Year = Field(alias="from")
    to_year: Year = Field(alias="to")
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "Spell":
        if self.to_year < self.from_year:
            raise ValueError(f"'to' ({self.to_year}) is before 'from' ({self.from_year}).")
        return self
