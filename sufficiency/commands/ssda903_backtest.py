"""The command that tries both methods on an authority's own past: `sufficiency ssda903 backtest`."""

from pathlib import Path
from typing import Annotated

import typer

from sufficiency.commands.options import MOST_DRAWS, SeedOption
from sufficiency.commands.ssda903_options import YearMeansOption


def backtest(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The returns: three years or more, better seven.")
    ],
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]", help="A scenario of the same authority, for estimates of its population."
        ),
    ] = None,
    year_means: YearMeansOption = None,
    draws: Annotated[
        int, typer.Option(min=1, max=MOST_DRAWS, help="How many possible futures to draw from each date.")
    ] = 1000,
    seed: SeedOption = 1,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write every forecast here, a row each.")
    ] = None,
) -> None:
    """Both methods as at earlier dates, beside what happened here, and which of them to use."""
    from sufficiency.commands.progress import Progress

    with Progress() as progress:
        from sufficiency.trying_methods import methods_tried
        from sufficiency.writers.tables import check_csv, write_one_table

        if out is not None:
            check_csv(out)
        tried = methods_tried(folder, scenario, year_means, draws, seed, progress.step)
        if out is not None:
            progress.step("Writing the forecasts")
            write_one_table(tried.forecasts, out)
    from sufficiency.screens.methods import show_methods

    show_methods(tried.forecasts, tried.records, tried.advice, tried.notes)
    if out is not None:
        typer.echo(f"Written to {out}: every forecast of each method. It has totals alone, unprotected.")
