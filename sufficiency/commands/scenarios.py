"""The bundled scenarios: listed, and copied to edit."""

from pathlib import Path
from typing import Annotated

import typer

from sufficiency.bundled import bundled_root, scenario_files
from sufficiency.commands.completion import scenario_names
from sufficiency.commands.groups import Group
from sufficiency.words import as_typed

scenarios_app = typer.Typer(
    cls=Group, invoke_without_command=True, help="List the bundled scenarios, or copy one to edit."
)


@scenarios_app.callback()
def scenarios(context: typer.Context) -> None:
    """List the bundled scenarios."""
    if context.invoked_subcommand is not None:
        return
    from sufficiency.readers.scenarios import title_of

    files = scenario_files()
    width = max(len(name) for name in files)
    for name, path in files.items():
        typer.echo(f"{name:<{width}}  {title_of(path)}")
    typer.echo("\nCopy one with its data to edit: sufficiency scenarios copy NAME DIR")


@scenarios_app.command()
def copy(
    name: Annotated[
        str, typer.Argument(help="The name of a bundled scenario.", autocompletion=scenario_names)
    ],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder to copy it to.")],
) -> None:
    """Copy a bundled scenario, with what it is based on and its data, to edit and run."""
    from sufficiency.readers.scenarios import bundled_scenario, read_scenario
    from sufficiency.writers.copies import copy_scenario

    scenario_file = read_scenario(str(bundled_scenario(name)))
    copied = copy_scenario(scenario_file, bundled_root(), folder)
    typer.echo(f"Copied to {folder}. Edit it, then:\n\n  sufficiency run {as_typed(copied)}")
