"""The select list: a template, a draft from Ofsted, and what it gives."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sufficiency.bundled import DEFAULT_SCENARIO
from sufficiency.commands.groups import Group
from sufficiency.commands.options import LoseOption, ReturnsOption, ScenarioArgument, SelectListOption
from sufficiency.words import as_typed, count

places_app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help="The select list: a template, a draft from Ofsted, and what it gives.",
)


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
    from sufficiency.providers.registered import draft_rows
    from sufficiency.readers.ofsted import read_ofsted
    from sufficiency.writers.provider_list import write_provider_list

    reading = read_ofsted(ofsted, authority)
    rows = draft_rows(reading)
    write_provider_list(out, rows)
    typer.echo(f"{count(len(rows), 'provider')} written to {out}, to complete by hand:")
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
