"""Options and arguments that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

from sufficiency.commands.completion import scenario_names
from sufficiency.scenarios.method import Method

MOST_DRAWS = 20_000  # 10,000 take almost the 1,000 MB that benchmarks/record allows them
ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="[SCENARIO]",
        help="A bundled scenario's name, or the path of a scenario file or of a working folder.",
        autocompletion=scenario_names,
    ),
]
DrawsOption = Annotated[int, typer.Option(min=1, max=MOST_DRAWS, help="How many possible futures to draw.")]
SeedOption = Annotated[
    int, typer.Option(min=0, help="The luck: the same seed gives the same results, byte for byte.")
]

SelectListOption = Annotated[
    Path | None,
    typer.Option(
        "--select-list", metavar="FILE", help="A select list to use, instead of the scenario's own."
    ),
]
ReturnsOption = Annotated[
    Path | None,
    typer.Option(
        "--returns", metavar="FOLDER", help="Child-level SSDA903 returns to count the base year from."
    ),
]
MethodOption = Annotated[
    Method | None,
    typer.Option(help="Forecast at a rate of the child population, or from episodes: needs returns."),
]
LoseOption = Annotated[
    str | None,
    typer.Option(
        "--lose", metavar="PROVIDER", help="Lose a provider next year, by name; 'largest' for the largest."
    ),
]
