"""Scenarios or finished runs, compared."""

import time
from typing import Annotated

import typer

from sufficiency.commands.completion import scenario_names
from sufficiency.commands.options import DrawsOption, SeedOption


def compare(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="A B ...",
            help="Scenarios, or folders of finished runs.",
            autocompletion=scenario_names,
        ),
    ],
    draws: DrawsOption = 1000,
    seed: SeedOption = 1,
) -> None:
    """Scenarios or finished runs side by side: children, demand and gap, with differences from the first."""
    if len(runs) < 2:
        raise typer.BadParameter("name at least two scenarios or runs.")
    started = time.monotonic()
    from sufficiency.commands.progress import Progress

    with Progress(started) as progress:
        from sufficiency.commands.compared import read_or_run

        finished = read_or_run(runs, draws, seed, progress.step)
    from sufficiency.screens import screen as show
    from sufficiency.tables.comparison import compare_cla, compare_gap

    screen = show.console()
    names = list(finished)
    show.show_comparison(
        screen,
        names,
        compare_cla({name: tables["cla"] for name, tables in finished.items()}),
        compare_gap({name: tables["gap"] for name, tables in finished.items()}),
    )
