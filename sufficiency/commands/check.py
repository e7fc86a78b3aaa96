"""The check of a scenario, a working folder or a published file: faults, and what is left to do."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency.bundled import DEFAULT_SCENARIO
from sufficiency.commands.completion import scenario_names
from sufficiency.commands.failures import faults_in_words
from sufficiency.commands.options import MethodOption, ReturnsOption, SelectListOption
from sufficiency.errors import InputFaultsError
from sufficiency.scenarios.method import Method

if TYPE_CHECKING:
    from sufficiency.loading import Loaded
    from sufficiency.readers.scenarios import ScenarioFile
    from sufficiency.starter.guidance import Guidance


def check(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="[SCENARIO|FILE]",
            help="A scenario; a working folder, to say what is left to fill in; or a published file, .csv "
            "or .xlsx, to say what it is and what is wrong in it.",
            autocompletion=scenario_names,
        ),
    ] = DEFAULT_SCENARIO,
    select_list: SelectListOption = None,
    returns: ReturnsOption = None,
    method: MethodOption = None,
    authority: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="With a published file: what it has of one authority."),
    ] = None,
) -> None:
    """Read everything and list every fault, and every contradiction between sources, without running."""
    if scenario.lower().endswith((".csv", ".xlsx")):
        given = {"--select-list": select_list, "--returns": returns, "--method": method}
        for option in (name for name, value in given.items() if value is not None):
            raise typer.BadParameter(f"{option} goes with a scenario, not with a file.")
        _check_file(Path(scenario), authority)
        return
    if authority is not None:
        raise typer.BadParameter("--authority goes with a published file: sufficiency check FILE.")
    check_scenario(scenario, select_list, returns, method)


def _check_file(path: Path, name: str | None) -> None:
    """Say what a published file is, what it has of an authority, and what was found in it."""
    from sufficiency.commands.file_check import coverage, findings_in_words, holds, is_in_words
    from sufficiency.readers.published.authorities import authority_in, find_authority
    from sufficiency.readers.published.recognise import pointer_for, read_published
    from sufficiency.readers.scenarios import read_scenario
    from sufficiency.screens import screen as show

    elsewhere = pointer_for(path)
    if elsewhere:
        typer.echo(elsewhere)
        return
    published = read_published(path)
    asked = None if name is None else find_authority(published.table, name, published.file)
    screen = show.console()
    lines = holds(published)
    if asked is None:
        own = read_scenario(DEFAULT_SCENARIO).scenario.authority
        lines.append(is_in_words(authority_in(published.table, own), own))
    show.show_lines(screen, f"{published.about[0].upper()}{published.about[1:]}", lines)
    if asked is not None:
        show.show_lines(screen, asked.name, coverage(published, asked))
    found = findings_in_words(published.findings) or ["Nothing."]
    where = "Found in the whole file" if asked is not None else "Found"
    show.show_lines(screen, f"{where}, the worst first", found, mark="- ")


def check_scenario(
    scenario: str, select_list: Path | None = None, returns: Path | None = None, method: Method | None = None
) -> None:
    """Read everything that a scenario names and say what is wrong; of a working folder, what is left too.

    Raises InputFaultsError with every fault; for a working folder they are told first, and what is left
    below them.
    """
    from sufficiency.loading import load
    from sufficiency.readers.scenarios import working_folder

    try:
        loaded = load(scenario, select_list, returns=returns, method=method)
        _check_as_a_run(loaded)
    except InputFaultsError as error:
        if working_folder(scenario) is None:
            raise
        _tell_after_faults(scenario, error)


def _check_as_a_run(loaded: "Loaded") -> None:
    from sufficiency import forecast as model
    from sufficiency.checks.contradictions import contradictions_in
    from sufficiency.screens import screen as show
    from sufficiency.starter.guidance import guidance, stated_by_list
    from sufficiency.words import count

    # Margins that cannot all be met are a fault, and so are more places lost than there are.
    forecast = model.run(loaded.inputs, draws=1)
    show.show_contradictions(show.console(), contradictions_in(loaded.inputs, loaded.book))
    files = count(len(loaded.files) + len(loaded.return_files), "file")
    typer.echo(
        f"No faults in {files}; {count(len(loaded.book), 'figure')} read, "
        f"{len(loaded.inputs.figures())} used by the model."
    )
    file = loaded.scenario_file
    if file.folder is not None:
        from sufficiency.readers.working_folder import read_asked_for

        asked = read_asked_for(file.data_folders)
        typer.echo()
        listed = stated_by_list(loaded.inputs)
        _show(guidance(asked, loaded.inputs.scenario, loaded.book, forecast.sensitivity, listed), file)


def _tell_after_faults(scenario: str, error: InputFaultsError) -> None:
    """The faults, then what the folder lacks as far as it can be read; ends as the faults do."""
    from sufficiency.loading import as_far_as_read
    from sufficiency.readers.working_folder import read_asked_for
    from sufficiency.starter.guidance import guidance_after_faults

    try:
        file, book = as_far_as_read(scenario)
    except InputFaultsError:
        raise error from None
    print(faults_in_words(error), end="\n\n", file=sys.stderr, flush=True)
    asked = read_asked_for(file.data_folders)
    _show(guidance_after_faults(asked, file.scenario, book, error), file, has_faults=True)
    raise typer.Exit(error.exit_code)


def _show(found: "Guidance", file: "ScenarioFile", has_faults: bool = False) -> None:
    from sufficiency.readers.text import short_path
    from sufficiency.readers.working_folder import files_to_fill_in
    from sufficiency.screens.guidance import show_guidance

    folder = short_path(file.folder or file.path.parent)
    to_fill_in = next(iter(files_to_fill_in(file.data_folders)), None)
    where = folder if to_fill_in is None else short_path(to_fill_in)
    show_guidance(found, folder, where, has_faults)
