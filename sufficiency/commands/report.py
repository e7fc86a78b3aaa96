"""The command of the report: a finished run's tables, made safe and written as they may be published."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency.report.declared import DEFAULT_MODE, FORMATS, MODES, NONE, PROFILES, PUBLIC

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERY_FORMAT = ",".join(FORMATS)

FormatsOption = Annotated[
    str, typer.Option("--to", metavar="FORMATS", help=f"What to write, with commas: {', '.join(FORMATS)}.")
]
ProfileOption = Annotated[
    str, typer.Option(help="public, or restricted: with provider names, fees and capacity.")
]
ModeOption = Annotated[
    str,
    typer.Option(
        "--protect", metavar="MODE", help=f"How counts of children are protected: {', '.join(MODES)}."
    ),
]
LeversFileOption = Annotated[
    Path | None,
    typer.Option("--levers", metavar="FILE", help="What `sufficiency levers --out` wrote, for table B."),
]
PublishedOption = Annotated[
    Path | None,
    typer.Option(
        "--already-published",
        metavar="FILE",
        help="Counts that the council has published, each with its source.",
    ),
]


def report(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Folders that run --out wrote.")],
    to: FormatsOption = EVERY_FORMAT,
    profile: ProfileOption = PUBLIC,
    protect: ModeOption = DEFAULT_MODE,
    levers: LeversFileOption = None,
    already_published: PublishedOption = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the report.")] = Path("report"),
) -> None:
    """Tables that can be published as they are: a workbook and CSV files, small counts protected."""
    formats = _one_of_each(to.split(","), FORMATS, "--to")
    _one_of_each([profile], PROFILES, "--profile")
    _one_of_each([protect], MODES, "--protect")
    if protect == NONE and profile == PUBLIC:
        raise typer.BadParameter("a public report protects counts of children.", param_hint="--protect")
    from sufficiency.commands.progress import Progress
    from sufficiency.readers.runs import read_runs
    from sufficiency.reporting import write_report

    with Progress() as progress:
        _refuse_a_run(runs, out)
        progress.step("Reading the runs")
        write_report(
            read_runs(runs), formats, profile, protect, levers, already_published, out, progress.step
        )
    typer.echo(
        f"Written to {out}. Profile {profile}: "
        + ("may be published." if profile == PUBLIC else "restricted, not for publication.")
    )


def _refuse_a_run(runs: "Sequence[Path]", out: Path) -> None:
    """Refuse to put a report where one of its runs stands: it would take the run's place."""
    from sufficiency.errors import OutputError
    from sufficiency.readers.text import real_path

    if real_path(out) in map(real_path, runs):
        raise OutputError(
            f"{out} is a run to report on, and a report replaces its whole folder. Choose another --out."
        )


def _one_of_each(given: list[str], known: tuple[str, ...], option: str) -> list[str]:
    found = [each.strip() for each in given if each.strip()]
    for each in found:
        if each not in known:
            raise typer.BadParameter(f"'{each}' is not one of {', '.join(known)}.", param_hint=option)
    if not found:
        raise typer.BadParameter(f"name one of {', '.join(known)}.", param_hint=option)
    return list(dict.fromkeys(found))
