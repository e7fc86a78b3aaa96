"""What it would take: levers sized to a goal."""

import time
from pathlib import Path
from typing import Annotated

import typer

from sufficiency.bundled import DEFAULT_SCENARIO
from sufficiency.commands.completion import lever_names
from sufficiency.commands.options import (
    DrawsOption,
    MethodOption,
    ReturnsOption,
    ScenarioArgument,
    SeedOption,
    SelectListOption,
)
from sufficiency.scenarios.wanted import wanted_as_typed


def levers(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    goal: Annotated[
        str,
        typer.Option(
            metavar="GOAL",
            help="inside=+27 for so many more children inside the authority; gap=residential (or fostering, "
            "supported_16_plus) to close a gap within 20 miles.",
        ),
    ] = "inside=+27",
    by: Annotated[
        int | None, typer.Option(metavar="YEAR", help="The year it is wanted by; five years on if not given.")
    ] = None,
    lever: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LEVER",
            help="A lever's file or name; may be given again. All if not given.",
            autocompletion=lever_names,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write the table here as well.")
    ] = None,
    draws: DrawsOption = 1000,
    seed: SeedOption = 1,
    select_list: SelectListOption = None,
    returns: ReturnsOption = None,
    method: MethodOption = None,
) -> None:
    """What it would take: each lever sized to a goal, with its children, cost, first effect and range."""
    what = wanted_as_typed(goal)
    if what is None:
        raise typer.BadParameter(f"'{goal}' is no goal: write inside=+27 or gap=residential.")
    started = time.monotonic()
    from sufficiency.commands.progress import Progress

    with Progress(started) as progress:
        progress.step("Reading the figures")
        from sufficiency.cases.goals import Goal, answers_to, levers_table, year_of_goal
        from sufficiency.loading import load, load_again
        from sufficiency.readers.levers import bundled_levers, lever_of
        from sufficiency.writers.tables import check_csv, write_one_table

        if out is not None:
            check_csv(out)
        loaded = load(scenario, select_list, returns=returns, method=method)
        inputs = loaded.inputs
        wanted = Goal(year_of_goal(inputs.scenario, by), *what)
        files = [lever_of(each, inputs.scenario) for each in lever or []] or bundled_levers(inputs.scenario)
        needed, answers = answers_to(
            wanted, inputs, files, lambda other: load_again(loaded, other), draws, seed, progress.step
        )
    from sufficiency.screens import screen as show

    table = levers_table(wanted, answers)
    show.show_levers(show.console(), wanted, needed, table, inputs)
    if out is not None:
        write_one_table(table, out)
        typer.echo(f"Written to {out}.")
