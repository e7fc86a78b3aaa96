"""The command of the report: a finished run's tables, made safe and written as they may be published."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency.report.declared import DEFAULT_MODE, MODES, NONE, PROFILES, PUBLIC

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sufficiency.report.cover import Cover
    from sufficiency.report.declared import Protected
    from sufficiency.report.making import Beside
    from sufficiency.report.runs import Run

FORMATS = ("docx", "html", "xlsx", "csv", "charts")
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
    from sufficiency.commands.progress import Progress
    from sufficiency.readers.runs import read_runs

    with Progress() as progress:
        _refuse_a_run(runs, out)
        progress.step("Reading the runs")
        write_report(read_runs(runs), to, profile, protect, levers, already_published, out, progress.step)
    typer.echo(
        f"Written to {out}. Profile {profile}: "
        + ("may be published." if profile == PUBLIC else "restricted, not for publication.")
    )


def report_beside(run: Path, on_step: "Callable[[str], None]") -> Path:
    """Write the public report of a run in a folder beside its own, and say where."""
    from sufficiency.readers.runs import read_runs

    out = run.with_name(f"{run.resolve().name}-report")
    write_report(read_runs([run]), EVERY_FORMAT, PUBLIC, DEFAULT_MODE, None, None, out, on_step)
    return out


def _refuse_a_run(runs: "Sequence[Path]", out: Path) -> None:
    """Refuse to put a report where one of its runs stands: it would take the run's place."""
    from sufficiency.errors import OutputError

    if out.resolve() in [run.resolve() for run in runs]:
        raise OutputError(
            f"{out} is a run to report on, and a report replaces its whole folder. Choose another --out."
        )


def write_report(
    runs: "Sequence[Run]",
    to: str,
    profile: str,
    mode: str,
    levers: Path | None,
    already_published: Path | None,
    out: Path,
    on_step: "Callable[[str], None]",
) -> None:
    """Draft, protect and write a report: whole or not at all; raises InputFaultsError and OutputError."""
    from sufficiency.readers.exempt import read_exempt, read_lever_answers
    from sufficiency.report.assembly import report_of
    from sufficiency.report.making import making_of
    from sufficiency.report.names import refuse_files
    from sufficiency.writers.report.folder import write_report_folder

    formats = _one_of_each(to.split(","), FORMATS, "--to")
    _one_of_each([profile], PROFILES, "--profile")
    _one_of_each([mode], MODES, "--protect")
    if mode == NONE and profile == PUBLIC:
        raise typer.BadParameter("a public report protects counts of children.", param_hint="--protect")
    answers, exempt = read_lever_answers(levers), read_exempt(already_published)
    on_step("Protecting small counts")
    tables = report_of(runs, profile, mode, answers, exempt)
    on_step("Writing the report")
    beside = _beside({"--levers": levers, "--already-published": already_published})
    making = making_of(runs, profile, mode, beside)
    if profile == PUBLIC:
        refuse_files(making.names_of_files, runs)
    write_report_folder(tables, _cover(runs, profile, tables), making, formats, out)


def _beside(files: "Mapping[str, Path | None]") -> "list[Beside]":
    """The files that a report reads beside its runs, by the option that names each."""
    from sufficiency.manifest import sha256_of
    from sufficiency.report.making import Beside

    return [Beside(option, path.name, sha256_of(path)) for option, path in files.items() if path is not None]


def _cover(runs: "Sequence[Run]", profile: str, tables: "Sequence[Protected]") -> "Cover":
    from sufficiency.report.cover import Cover
    from sufficiency.scenarios.method import Method

    first = runs[0]
    return Cover(
        title=f"Sufficiency of homes for children in care: {first.authority}",
        authority=first.authority,
        as_at=first.as_at,
        profile=profile,
        protection=tables[0].mode,
        scenarios=tuple(run.title for run in runs),
        seed=first.seed,
        draws=first.draws,
        version=first.version,
        counts_returns=any(run.counts_returns for run in runs),
        by_episodes=tuple(run.title for run in runs if run.made.method == Method.EPISODES),
    )


def _one_of_each(given: list[str], known: tuple[str, ...], option: str) -> list[str]:
    found = [each.strip() for each in given if each.strip()]
    for each in found:
        if each not in known:
            raise typer.BadParameter(f"'{each}' is not one of {', '.join(known)}.", param_hint=option)
    if not found:
        raise typer.BadParameter(f"name one of {', '.join(known)}.", param_hint=option)
    return list(dict.fromkeys(found))
