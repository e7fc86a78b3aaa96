"""The command of what changed: last year's run beside this year's."""

from pathlib import Path
from typing import Annotated

import typer


def changes(
    old: Annotated[
        Path, typer.Argument(metavar="OLD_RUN", help="Last year's folder, which run --out wrote.")
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW_RUN", help="This year's.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a page, tables and a manifest here.")
    ] = None,
) -> None:
    """What moved since an earlier run: its forecast and what happened, figures, need, places and gap."""
    from sufficiency.commands.progress import Progress
    from sufficiency.readers.run_pair import read_run_pair
    from sufficiency.writers.run_folder import check_folder

    with Progress() as progress:
        if out is not None:
            _refuse_a_run((old, new), out)
            check_folder(out)
        progress.step("Reading the runs")
        pair = read_run_pair(old, new)
        progress.step("Setting them side by side")
        from sufficiency.changes.assembly import sections_of, tables_of

        tables = tables_of(pair)
        sections = sections_of(pair, tables)
        if out is not None:
            from sufficiency.writers.changes import write_changes

            write_changes(pair, sections, tables, out)
    from sufficiency.screens.changes import show_changes

    show_changes(pair, sections)
    if out is None:
        typer.echo("Nothing was written. With --out DIR the files named here are, with every row.")
    else:
        typer.echo(
            f"Written to {out}: changes.md, tables/ and manifest.json. Restricted: not for publication."
        )


def _refuse_a_run(runs: tuple[Path, Path], out: Path) -> None:
    """Refuse to write over one of the runs, or inside it, where the next run would find a strange file."""
    from sufficiency.errors import OutputError
    from sufficiency.readers.text import real_path

    if any(real_path(out).is_relative_to(real_path(run)) for run in runs):
        raise OutputError(
            f"{out} is one of the runs to compare, or in it, and would take its place. Choose another --out."
        )
