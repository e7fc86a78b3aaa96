"""The run, and the position alone: from figures to what is printed and written."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sufficiency.bundled import DEFAULT_SCENARIO, bundled_root
from sufficiency.commands.options import (
    DrawsOption,
    LoseOption,
    MethodOption,
    ReturnsOption,
    ScenarioArgument,
    SeedOption,
    SelectListOption,
)

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.forecast import Forecast
    from sufficiency.loading import Loaded


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
    show.show_lines(screen, "What it costs", cost_sentences(forecast, tables["cost"]), mark="- ")
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
