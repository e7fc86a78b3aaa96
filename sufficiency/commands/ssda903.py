"""Commands on child-level returns, which never leave the machine: `sufficiency ssda903`."""

from pathlib import Path
from typing import Annotated

import typer

from sufficiency.commands.groups import Group
from sufficiency.commands.ssda903_backtest import backtest
from sufficiency.commands.ssda903_options import FolderArgument, GroupingOption, YearMeansOption
from sufficiency.commands.synthesise import synthesise
from sufficiency.report.declared import DEFAULT_MODE, MODES, NONE

ssda903_app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help="Child-level SSDA903 returns: what they hold, and what is odd in them.",
)


@ssda903_app.callback()
def _returns() -> None:
    """Child-level SSDA903 returns: what they hold, and what is odd in them."""


@ssda903_app.command()
def check(
    folder: FolderArgument,
    year_means: YearMeansOption = None,
    grouping: GroupingOption = "sufficiency",
    distances: Annotated[
        bool, typer.Option("--distances", help="Work out distances from postcodes too, which takes longer.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write every finding here, a row each.")
    ] = None,
) -> None:
    """Read SSDA903 returns, and say what each file is, who is in care each year, and what is odd where."""
    from sufficiency.commands.progress import Progress
    from sufficiency.readers.ssda903.read import read_returns
    from sufficiency.screens import screen as show
    from sufficiency.ssda903.check_words import files_in_words, findings_in_words, open_in_words
    from sufficiency.ssda903.rules import findings_table
    from sufficiency.writers.tables import check_csv, write_one_table

    with Progress() as progress:
        progress.step("Reading the returns")
        if out is not None:
            check_csv(out)
        if distances:
            _need_the_directory()
        returns = read_returns(folder, year_means, grouping, from_postcodes=distances)
    screen = show.console()
    show.show_lines(screen, "Read", files_in_words(returns))
    show.show_lines(screen, "Children on 31 March", open_in_words(returns))
    found = findings_in_words(returns.findings) or ["Nothing."]
    show.show_lines(screen, "Found, what was set aside first", found, mark="- ")
    if out is not None:
        write_one_table(findings_table(returns.findings), out)
        typer.echo(f"Written to {out}: every finding, with its file and row.")


@ssda903_app.command()
def summarise(
    folder: FolderArgument,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for the tables: new, or an earlier one's.")
    ],
    year_means: YearMeansOption = None,
    grouping: GroupingOption = "sufficiency",
    protect: Annotated[
        str,
        typer.Option(metavar="MODE", help=f"How counts of children are protected: {', '.join(MODES)}."),
    ] = DEFAULT_MODE,
) -> None:
    """Count children, starts, moves and ends from SSDA903 returns: tables without a child in them."""
    if protect not in MODES:
        raise typer.BadParameter(
            f"'{protect}' is none of {', '.join(MODES)}. Choose one.", param_hint="--protect"
        )
    from sufficiency.commands.progress import Progress
    from sufficiency.readers.ssda903.read import read_returns
    from sufficiency.report.returns import summary_of
    from sufficiency.writers.returns_summary import write_summary
    from sufficiency.writers.run_folder import check_folder

    with Progress() as progress:
        progress.step("Reading the returns")
        check_folder(out)
        returns = read_returns(folder, year_means, grouping)
        progress.step("Protecting small counts")
        tables = summary_of(returns, protect)
        progress.step("Writing the tables")
        write_summary(tables, returns, folder, protect, out)
    if returns.findings:
        typer.echo("Something in the returns is odd: `sufficiency ssda903 check` says what, by file and row.")
    may = "restricted, not for publication" if protect == NONE else "may be published"
    typer.echo(
        f"Written to {out}: {len(tables)} tables, {tables[0].mode}. Profile {tables[0].profile}: {may}."
    )


def _need_the_directory() -> None:
    from sufficiency.errors import one_fault
    from sufficiency.readers.postcodes import PostcodeDirectory

    if not PostcodeDirectory.installed():
        what = "a distance from a postcode needs the postcode directory, which is not installed."
        do = "Install the optional extra sufficiency[postcodes], or leave this out."
        raise one_fault("--distances", "", what, do)


ssda903_app.command()(backtest)
ssda903_app.command()(synthesise)
