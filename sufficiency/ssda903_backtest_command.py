"""The command that tries both methods on an authority's own past: `sufficiency ssda903 backtest`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency.ssda903_options import YearMeansOption

if TYPE_CHECKING:
    from sufficiency.ssda903.returns import Returns

MOST_DRAWS = 20_000


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
    seed: Annotated[
        int, typer.Option(min=0, help="The luck: the same seed gives the same results, byte for byte.")
    ] = 1,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write every forecast here, a row each.")
    ] = None,
) -> None:
    """Both methods as at earlier dates, beside what happened here, and which of them to use."""
    from sufficiency.progress import Progress

    with Progress() as progress:
        progress.step("Reading the returns")
        from sufficiency.methods_advice import advice_on
        from sufficiency.methods_compared import children_looked_after, forecasts_of_both, record_of
        from sufficiency.methods_notes import notes_on
        from sufficiency.readers.methods_data import read_methods_data
        from sufficiency.readers.ssda903.read import read_returns
        from sufficiency.writers.tables import check_csv, write_one_table

        if out is not None:
            check_csv(out)
        returns = read_returns(folder, year_means, from_postcodes=False)
        _refuse_too_few(returns, folder)
        counts = children_looked_after(returns)
        evidence, whose = read_methods_data(returns.authority, counts, scenario)
        table = forecasts_of_both(returns, evidence, seed, draws, progress.step)
        _refuse_none(table.empty, folder)
        if out is not None:
            progress.step("Writing the forecasts")
            write_one_table(table, out)
    from sufficiency.screen_methods import show_methods

    notes = notes_on(returns.years, table, evidence, whose, draws, seed)
    show_methods(table, record_of(table), advice_on(table), notes)
    if out is not None:
        typer.echo(f"Written to {out}: every forecast of each method. It has totals alone, unprotected.")


def _refuse_too_few(returns: "Returns", folder: Path) -> None:
    from sufficiency.errors import one_fault
    from sufficiency.methods_compared import origins_of
    from sufficiency.readers.text import short_path
    from sufficiency.words import listed

    if origins_of(returns.years):
        return
    what = f"there are returns of {listed(map(str, returns.years))}: too few to forecast from and judge by."
    do = "Add returns: three years are the least, and six are needed to tell the methods apart."
    raise one_fault(short_path(folder), "", what, do)


def _refuse_none(is_none: bool, folder: Path) -> None:
    from sufficiency.errors import one_fault
    from sufficiency.readers.text import short_path

    if is_none:
        what = "no forecast can be judged: no two of these years have children looked after."
        raise one_fault(short_path(folder), "", what, "`sufficiency ssda903 check` says what was read.")
