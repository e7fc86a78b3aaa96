"""The commands: thin, one library call each. Heavy imports stand inside, so that --help is instant."""

import gc
import os
import sys
import threading
import time
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency import __version__
from sufficiency.bundled import DEFAULT_SCENARIO, bundled_root, scenario_files
from sufficiency.commands.changes import changes
from sufficiency.commands.completion import lever_names, scenario_names
from sufficiency.commands.evidence import backtest, calibrate
from sufficiency.commands.failures import plain_failures
from sufficiency.commands.groups import Group
from sufficiency.commands.new import new
from sufficiency.commands.report import report as report_command
from sufficiency.commands.ssda903 import ssda903_app
from sufficiency.commands.streams import quiet_libraries, ready_streams
from sufficiency.errors import EXIT_INTERRUPTED, EXIT_USAGE
from sufficiency.scenarios.method import Method
from sufficiency.scenarios.wanted import wanted_as_typed
from sufficiency.words import as_typed

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.forecast import Forecast
    from sufficiency.loading import Loaded

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="How many homes a council's children in care will need, of what kind and how near; whether it has "
    "them; how sure it can be; and what would close the gap.",
    epilog="Exit codes: 0 done, 1 a fault of the tool, 2 command not understood, 3 faults in the input, "
    "4 output could not be written, 130 stopped with Ctrl-C.",
)
scenarios_app = typer.Typer(
    cls=Group, invoke_without_command=True, help="List the bundled scenarios, or copy one to edit."
)
app.add_typer(scenarios_app, name="scenarios")
places_app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help="The select list: a template, a draft from Ofsted, and what it gives.",
)
app.add_typer(places_app, name="places")
app.add_typer(ssda903_app, name="ssda903")
app.command()(backtest)
app.command()(calibrate)
app.command("report")(report_command)
app.command()(changes)
app.command()(new)

PROGRAM = "sufficiency"
COMPLETES = "_SUFFICIENCY_COMPLETE"  # what a shell sets as it asks what could come next
MOST_DRAWS = 20_000  # 10,000 need about three quarters of a gigabyte
ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="[SCENARIO]",
        help="A bundled scenario's name, or the path of a scenario file or of a working folder.",
        autocompletion=scenario_names,
    ),
]
DrawsOption = Annotated[int, typer.Option(min=1, max=MOST_DRAWS, help="How many possible futures to draw.")]
SeedOption = Annotated[
    int, typer.Option(min=0, help="The luck: the same seed gives the same results, byte for byte.")
]

SelectListOption = Annotated[
    Path | None,
    typer.Option(
        "--select-list", metavar="FILE", help="A select list to use, instead of the scenario's own."
    ),
]
ReturnsOption = Annotated[
    Path | None,
    typer.Option(
        "--returns", metavar="FOLDER", help="Child-level SSDA903 returns to count the base year from."
    ),
]
MethodOption = Annotated[
    Method | None,
    typer.Option(help="Forecast at a rate of the child population, or from episodes: needs returns."),
]
LoseOption = Annotated[
    str | None,
    typer.Option(
        "--lose", metavar="PROVIDER", help="Lose a provider next year, by name; 'largest' for the largest."
    ),
]


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)
    ] = False,
) -> None:
    if version:
        typer.echo(f"sufficiency {__version__}")
        raise typer.Exit


@app.command()
def run(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write tables, charts and a manifest here.")
    ] = None,
    draws: DrawsOption = 1000,
    seed: SeedOption = 1,
    select_list: SelectListOption = None,
    lose: LoseOption = None,
    returns: ReturnsOption = None,
    method: MethodOption = None,
    report: Annotated[
        bool, typer.Option("--report", help="Also write a public report, in a folder beside --out.")
    ] = False,
) -> None:
    """From published figures to gaps in fostering, residential and 16+ supply, with how sure to be."""
    if report and out is None:
        raise typer.BadParameter("a report needs a run to be of: give --out.", param_hint="--report")
    started = time.monotonic()
    from sufficiency.commands.progress import Progress

    with Progress(started) as progress:
        progress.step("Reading the figures")
        from sufficiency.loading import load
        from sufficiency.writers.run_folder import check_folder

        if out is not None:
            check_folder(out)
        loaded = load(scenario, select_list, lose, returns, method)
        from sufficiency import forecast as model

        if out is not None:
            # Charts are slow to import: that goes on while the futures are drawn.
            threading.Thread(target=import_module, args=("sufficiency.charts",), daemon=True).start()
        from sufficiency.tables.run import tables_of

        forecast = model.run(loaded.inputs, draws=draws, seed=seed, on_step=progress.step)
        progress.step("Summarising the draws")
        tables = tables_of(forecast)
        if out is not None:
            progress.step("Drawing the charts and writing the tables")
            from sufficiency.writers.results import write_results

            write_results(out, loaded, forecast, tables)
        if report and out is not None:
            from sufficiency.reporting import report_beside

            beside = report_beside(out, progress.step)
    _show_run(loaded, forecast, tables)
    if out is not None:
        typer.echo(
            f"Written to {out}: tables/, charts/ and manifest.json. These are restricted working tables."
        )
    if report:
        typer.echo(f"Written to {beside}: a public report of it.")


def _show_run(loaded: "Loaded", forecast: "Forecast", tables: "dict[str, pd.DataFrame]") -> None:
    from sufficiency.figures.book import count_kinds
    from sufficiency.rebase import rebase_sentences
    from sufficiency.record.track_record import track_record_sentence
    from sufficiency.screens import screen as show
    from sufficiency.sentences.adoptable import adoptable_sentences, dependence, gap_caveats, what_it_is
    from sufficiency.sentences.leaving_care import leaving_sentences
    from sufficiency.sentences.returns import returns_sentences
    from sufficiency.sentences.supply import (
        cost_sentences,
        effect_sentences,
        list_caveats,
        overflow_sentences,
    )
    from sufficiency.vocabulary import WITHIN_20

    inputs, screen = loaded.inputs, show.console()
    scenario = inputs.scenario
    file = loaded.scenario_file.path
    own = [] if file.parent == bundled_root() / "scenarios" else [f"Read from {file}."]
    show.show_lines(screen, scenario.title, [*filter(None, [scenario.note]), *own])
    show.show_position(screen, tables["position"], scenario.base_date, WITHIN_20)
    show.show_gap(screen, tables["gap"], scenario.base_year)
    own_day = rebase_sentences(scenario)
    caveats = [*own_day, what_it_is(inputs), *gap_caveats(tables["gap"], scenario.base_year)]
    show.show_lines(screen, "How to read it", caveats, mark="- ")
    sentences = adoptable_sentences(forecast, tables["position"], tables["placements_to_find"])
    show.show_lines(screen, "In a strategy", [" ".join(sentences)])
    if forecast.effects:
        show.show_lines(screen, "What this change of homes does", effect_sentences(forecast), mark="- ")
    show.show_lines(screen, "What it costs", cost_sentences(forecast), mark="- ")
    leaving = leaving_sentences(inputs, tables["leaving_care"])
    show.show_lines(screen, "Sixteen and over", leaving, mark="- ")
    places = [*overflow_sentences(tables["overflow"], scenario.base_year), *list_caveats(inputs)]
    show.show_lines(screen, "The homes", places, mark="- ")
    kinds = count_kinds(inputs.figures())
    counted = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    show.show_lines(
        screen,
        "What it rests on",
        [f"{sum(kinds.values())} inputs: {counted}. tables/assumptions.csv lists each with its source.",
         *returns_sentences(inputs), *dependence(forecast),
         track_record_sentence(inputs, tables["forecast_vs_actual"])],
    )  # fmt: skip


@app.command()
def position(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    draws: DrawsOption = 1000,
    seed: SeedOption = 1,
    select_list: SelectListOption = None,
    returns: ReturnsOption = None,
) -> None:
    """Where our children live, and where they should: an observed date, no forecast needed."""
    from sufficiency.forecast import observe
    from sufficiency.loading import load_position
    from sufficiency.rebase import rebase_sentences
    from sufficiency.screens import screen as show
    from sufficiency.sentences.adoptable import position_sentences
    from sufficiency.sentences.returns import returns_sentences
    from sufficiency.tables.run import observed_position

    inputs = load_position(scenario, select_list, returns)
    observed = observe(inputs, draws, seed)
    table = observed_position(observed)
    screen = show.console()
    for scope in inputs.scopes:
        show.show_position(screen, table, inputs.scenario.base_date, scope)
    sentences = position_sentences(inputs.base_cla.value, inputs.scenario.base_date, table)
    show.show_lines(screen, "In a strategy", [" ".join(sentences)])
    rests_on = [*returns_sentences(inputs), *rebase_sentences(inputs.scenario)]
    if rests_on:
        show.show_lines(screen, "What it rests on", rests_on, mark="- ")


@app.command()
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
    from sufficiency.commands.check import check_scenario

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
    show.show_lines(screen, "Found, the worst first", found, mark="- ")


@app.command()
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


@app.command()
def levers(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    goal: Annotated[
        str,
        typer.Option(
            metavar="GOAL",
            help="inside=+27 for so many more children inside the authority; gap=residential (or fostering, "
            "supported_16_plus) to close a gap within 20 miles.",
        ),
    ] = "inside=+27",
    by: Annotated[
        int | None, typer.Option(metavar="YEAR", help="The year it is wanted by; five years on if not given.")
    ] = None,
    lever: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LEVER",
            help="A lever's file or name; may be given again. All if not given.",
            autocompletion=lever_names,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write the table here as well.")
    ] = None,
    draws: DrawsOption = 1000,
    seed: SeedOption = 1,
    select_list: SelectListOption = None,
    returns: ReturnsOption = None,
    method: MethodOption = None,
) -> None:
    """What it would take: each lever sized to a goal, with its children, cost, first effect and range."""
    what = wanted_as_typed(goal)
    if what is None:
        raise typer.BadParameter(f"'{goal}' is no goal: write inside=+27 or gap=residential.")
    started = time.monotonic()
    from sufficiency.commands.progress import Progress

    with Progress(started) as progress:
        progress.step("Reading the figures")
        from sufficiency.cases.goals import Goal, answers_to, levers_table, year_of_goal
        from sufficiency.loading import load, load_again
        from sufficiency.readers.levers import bundled_levers, lever_of
        from sufficiency.writers.tables import check_csv, write_one_table

        if out is not None:
            check_csv(out)
        loaded = load(scenario, select_list, returns=returns, method=method)
        inputs = loaded.inputs
        wanted = Goal(year_of_goal(inputs.scenario, by), *what)
        files = [lever_of(each, inputs.scenario) for each in lever or []] or bundled_levers(inputs.scenario)
        needed, answers = answers_to(
            wanted, inputs, files, lambda other: load_again(loaded, other), draws, seed, progress.step
        )
    from sufficiency.screens import screen as show

    table = levers_table(wanted, answers)
    show.show_levers(show.console(), wanted, needed, table)
    if out is not None:
        write_one_table(table, out)
        typer.echo(f"Written to {out}.")


@places_app.command()
def template(
    out: Annotated[
        Path, typer.Argument(metavar="FILE", help="A new file: .xlsx, with drop-downs and help, or .csv.")
    ],
) -> None:
    """Write an empty select list to fill in, a row for each provider."""
    from sufficiency.writers.provider_list import write_template

    write_template(out)
    typer.echo(f"Written to {out}. Fill it in, then: sufficiency places show --select-list {as_typed(out)}")


@places_app.command()
def draft(
    ofsted: Annotated[
        Path, typer.Option(metavar="FILE", help="Ofsted's provider-level file of a year, CSV or .xlsx.")
    ],
    authority: Annotated[str, typer.Option(metavar="NAME", help="The authority whose homes are wanted.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="A new file for the draft: .xlsx or .csv.")],
) -> None:
    """Draft a select list from Ofsted's register, to complete by hand; says what is missing."""
    from sufficiency.readers.ofsted import draft_rows, read_ofsted
    from sufficiency.writers.provider_list import write_provider_list

    reading = read_ofsted(ofsted, authority)
    rows = draft_rows(reading)
    write_provider_list(out, rows)
    typer.echo(f"{len(rows)} providers written to {out}, to complete by hand:")
    for finding in reading.findings:
        typer.echo(f"- {finding}")


@places_app.command("show")
def show_places(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="31 March of which year; the base year if not given.")
    ] = None,
    select_list: SelectListOption = None,
    lose: LoseOption = None,
    returns: ReturnsOption = None,
) -> None:
    """Places by provision, sector and scope, and what each provider of the select list gives."""
    from sufficiency import forecast as model
    from sufficiency.loading import load
    from sufficiency.screens import screen as show
    from sufficiency.sentences.supply import list_caveats
    from sufficiency.tables.supply import providers_table, supply_table

    loaded = load(scenario, select_list, lose, returns)
    inputs = loaded.inputs
    year = inputs.scenario.base_year if year is None else year
    if year not in inputs.scenario.years:
        raise typer.BadParameter(
            f"{year} is not one of its years, {inputs.scenario.years[0]} to {inputs.scenario.horizon}."
        )
    forecast = model.run(inputs, draws=1)
    screen = show.console()
    is_base = year == inputs.scenario.base_year
    day = inputs.scenario.base_date if is_base else date(year, 3, 31)
    show.show_supply(screen, supply_table(forecast), year, day)
    show.show_providers(screen, providers_table(inputs, year), year)
    show.show_lines(screen, "How to read it", list_caveats(inputs), mark="- ")


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


def main() -> None:
    """The program: `sufficiency`, `python cli.py` and `python -m sufficiency`."""
    # A run makes many small objects and hardly any rubbish: collecting it often only takes time.
    gc.set_threshold(100_000, 50, 50)
    ready_streams()
    quiet_libraries()
    with plain_failures():
        try:
            code = app(prog_name=PROGRAM, standalone_mode=False)
            sys.stdout.flush()
        except SystemExit as end:
            if not end.code or COMPLETES in os.environ:
                raise  # a shell's question about what could come next has been answered
            raise BrokenPipeError from None  # how Typer and Rich stop when nobody reads the output
        except typer.Abort:
            raise KeyboardInterrupt from None
        except typer.Exit as stop:
            code = stop.exit_code
        except Exception as error:
            # Typer's own words for a wrong option or argument.
            if hasattr(error, "exit_code") and hasattr(error, "show"):
                error.show()
                raise SystemExit(EXIT_USAGE) from None
            raise
        if code == EXIT_INTERRUPTED:  # Typer's own word for Ctrl-C, which says nothing
            raise KeyboardInterrupt
        raise SystemExit(code if isinstance(code, int) else 0)
