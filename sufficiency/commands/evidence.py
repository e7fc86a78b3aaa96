"""Commands on the evidence: calibrate on every authority, and test on what happened."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.record.backtest import Judged
    from sufficiency.record.panel import Panel, SharesPanel

PanelOption = Annotated[
    Path, typer.Option("--panel", metavar="FILE", help="Children looked after by authority and year.")
]
SharesOption = Annotated[
    Path | None,
    typer.Option(
        "--characteristics", metavar="FILE", help="DfE's characteristics of every authority, for the shares."
    ),
]


def calibrate(
    panel: PanelOption,
    characteristics: SharesOption = None,
    out: Annotated[Path, typer.Option(help="The figures file to write.")] = Path("volatility.csv"),
) -> None:
    """How far counts and shares move in all authorities, by years ahead and size: the ranges rest on it."""
    from sufficiency.commands.progress import Progress
    from sufficiency.readers.panels import read_panel
    from sufficiency.record.volatility import volatility_table
    from sufficiency.writers.evidence import source_of, write_figures

    with Progress() as progress:
        progress.step("Reading the panel")
        counts, shares = read_panel(panel), _shares(characteristics)
        progress.step("Fitting the spreads, year by year")
        table = volatility_table(counts, shares, source_of([panel, characteristics]))
    write_figures(table, out)
    years = sorted({int(year) for year in table["year"]})
    typer.echo(
        f"Written to {out}: {len(table)} figures from {len(counts.name)} authorities, fitted for "
        f"{years[0]} to {years[-1]}. Put it in a scenario's data folder to use it."
    )
    if characteristics is None:
        typer.echo(
            "It has no spread of shares, which a run needs too: give --characteristics, or keep the "
            "share_spread rows of the file that it replaces."
        )


USUAL_ORIGINS = "2016..2022"


def backtest(
    panel: PanelOption,
    authority: Annotated[str | None, typer.Option(help="An authority to show by itself.")] = None,
    origins: Annotated[
        str | None,
        typer.Option(help="The years to forecast from; if not given, 2016..2022 as far as the panel goes."),
    ] = None,
    horizons: Annotated[str, typer.Option(help="How many years ahead.")] = "1..5",
    characteristics: SharesOption = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for tables and chart.")] = None,
    record: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Figures file to write: the record that runs carry.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The luck of the bootstrap.")] = 1,
) -> None:
    """What the tool would have said at each earlier date, beside what happened, for every authority."""
    starts = _span(USUAL_ORIGINS if origins is None else origins, "--origins")
    steps = _span(horizons, "--horizons")
    from sufficiency.commands.progress import Progress
    from sufficiency.readers.panels import bundled_shape, read_panel
    from sufficiency.record.backtest import back_test
    from sufficiency.record.scores import scored, scores_table
    from sufficiency.record.shares import share_scores_table
    from sufficiency.screens.evidence import show_authority, show_record
    from sufficiency.sentences.backtest import record_sentences

    with Progress() as progress:
        progress.step("Reading the panel")
        counts, shares = read_panel(panel), _shares(characteristics)
        own = _place(counts, authority)
        starts = _judged(counts, starts, steps, are_asked=origins is not None)
        judged = back_test(counts, starts, steps, bundled_shape(), progress.step)
        _refuse_none(judged)
        progress.step("Scoring")
        rows = scored(judged, counts)
        tables = {"scores": scores_table(rows, seed), "forecasts": rows}
        if shares is not None:
            tables["share_scores"] = share_scores_table(shares, seed)
        made = sorted(int(origin) for origin in rows["origin"].unique())
        told = record_sentences(tables["scores"], made, rows["authority"].nunique())
        if record is not None:
            progress.step("Writing the record")
            _write_figures_of_record(tables["scores"], rows, counts, panel, record)
        if out is not None:
            progress.step("Writing the tables and the chart")
            from sufficiency.writers.evidence import write_record

            write_record(out, tables, [panel, characteristics], f"{made[0]} to {made[-1]}", seed)
    show_record(tables, told)
    if own is not None:
        show_authority(rows, counts.name[own])
    if record is not None:
        typer.echo(f"Written to {record}. Put it in a scenario's data folder: its runs carry the record.")
    if out is not None:
        typer.echo(f"Written to {out}: tables/, charts/ and manifest.json.")


def _write_figures_of_record(
    scores: "pd.DataFrame", rows: "pd.DataFrame", counts: "Panel", panel: Path, record: Path
) -> None:
    """The record as a figures file, which names the panel with the beginning of its hash."""
    from sufficiency.manifest import sha256_of
    from sufficiency.record.record import record_figures, source_of_record
    from sufficiency.writers.evidence import write_figures

    source = source_of_record(f"{panel.name} (sha256 {sha256_of(panel)[:12]})", counts.years)
    write_figures(record_figures(scores, rows, source), record)


def _shares(path: Path | None) -> "SharesPanel | None":
    from sufficiency.readers.published.recognise import read_published
    from sufficiency.record.panel import shares_panel_of

    return None if path is None else shares_panel_of(read_published(path))


def _place(panel: "Panel", authority: str | None) -> int | None:
    """The place of an authority in the panel, by name or code; raises InputFaultsError naming the nearest."""
    if authority is None:
        return None
    from sufficiency.errors import did_you_mean, one_fault

    wanted = authority.strip().casefold()
    for at, names in enumerate(zip(panel.name, panel.code, panel.dfe_code, strict=True)):
        if wanted in (name.casefold() for name in names):
            return at
    what = f"'{authority}' is not an authority of this panel with one code throughout."
    raise one_fault("--authority", "", what, did_you_mean(authority, panel.name, "Use its name or code."))


def _span(text: str, option: str) -> list[int]:
    """Years written as `2016..2022`, or one alone."""
    found = re.fullmatch(r"(\d{1,4})(?:\.\.(\d{1,4}))?", text.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise typer.BadParameter(f"'{text}' is not a year or a span such as 2016..2022.", param_hint=option)
    return list(range(first, last + 1))


def _judged(panel: "Panel", origins: list[int], horizons: list[int], are_asked: bool) -> list[int]:
    """The years to forecast from that the panel can judge; one asked for that it cannot is a fault."""
    from sufficiency.errors import one_fault
    from sufficiency.vocabulary import BACK_TESTED_YEARS

    if not 1 <= horizons[0] <= horizons[-1] <= BACK_TESTED_YEARS:
        raise one_fault("--horizons", "", f"{horizons[0]} to {horizons[-1]}.", "Use 1..5, or part of it.")
    earliest = panel.years[0] + 3  # a trend needs three years, and a fit some horizons
    known = [year for year in panel.years if year >= earliest and year + horizons[0] <= panel.years[-1]]
    missing = [year for year in origins if year not in known]
    if missing and (are_asked or len(missing) == len(origins)):
        has = f"the panel has {panel.years[0]} to {panel.years[-1]}."
        what = f"{', '.join(map(str, missing))} cannot be judged: {has}"
        more = "Give a file with more years: a forecast needs three before it, and one to be judged by."
        raise one_fault("--origins", "", what, f"Use {known[0]}..{known[-1]}." if known else more)
    return [year for year in origins if year in known]


def _refuse_none(judged: "list[Judged]") -> None:
    """Refuse years in which the panel has no authority with a count, its target and a history."""
    from sufficiency.errors import one_fault

    if not any(len(each.authority) for each in judged):
        what = "no forecast can be judged: no authority has every count that one needs."
        do = "Use years whose targets, and the three years before them, are in the panel."
        raise one_fault("--origins", "", what, do)
