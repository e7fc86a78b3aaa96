"""From finished runs to a report on disk: drafted, protected, and written whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sufficiency.manifest import sha256_of
from sufficiency.readers.exempt import read_exempt, read_lever_answers
from sufficiency.readers.runs import read_runs
from sufficiency.report.assembly import report_of
from sufficiency.report.cover import Cover
from sufficiency.report.declared import DEFAULT_MODE, FORMATS, PUBLIC, Protected
from sufficiency.report.making import Beside, making_of
from sufficiency.report.names import refuse_files
from sufficiency.report.runs import Run
from sufficiency.scenarios.method import Method
from sufficiency.writers.report.folder import write_report_folder


def report_beside(run: Path, on_step: Callable[[str], None]) -> Path:
    """Write the public report of a run in a folder beside its own, and say where."""
    out = run.with_name(f"{run.resolve().name}-report")
    write_report(read_runs([run]), FORMATS, PUBLIC, DEFAULT_MODE, None, None, out, on_step)
    return out


def write_report(
    runs: Sequence[Run],
    formats: Sequence[str],
    profile: str,
    mode: str,
    levers: Path | None,
    already_published: Path | None,
    out: Path,
    on_step: Callable[[str], None],
) -> None:
    """Draft, protect and write a report: whole or not at all; raises InputFaultsError and OutputError."""
    answers, exempt = read_lever_answers(levers), read_exempt(already_published)
    on_step("Protecting small counts")
    tables = report_of(runs, profile, mode, answers, exempt)
    on_step("Writing the report")
    beside = _beside({"--levers": levers, "--already-published": already_published})
    making = making_of(runs, profile, mode, beside)
    if profile == PUBLIC:
        refuse_files(making.names_of_files, runs)
    write_report_folder(tables, _cover(runs, profile, tables), making, formats, out)


def _beside(files: Mapping[str, Path | None]) -> list[Beside]:
    """The files that a report reads beside its runs, by the option that names each."""
    return [Beside(option, path.name, sha256_of(path)) for option, path in files.items() if path is not None]


def _cover(runs: Sequence[Run], profile: str, tables: Sequence[Protected]) -> Cover:
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
