"""The command of another council: a working folder, drafted from the public files at hand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sufficiency.starter.draft import Draft
    from sufficiency.starting import PublicFolder


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The council: by name, ONS's code or DfE's.")],
    public: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FOLDER",
            help="A folder of public files (DfE, ONS, LAIT, Ofsted), under any names. Nothing else is read.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A new folder; the council's name if not given.")
    ] = None,
) -> None:
    """Draft a working folder for a council: data with sources, blanks to fill in, scenarios, a README."""
    from sufficiency.commands.progress import Progress
    from sufficiency.writers.starter import check_new_folder, write_working_folder

    folder = out or Path(_as_folder(name))
    check_new_folder(folder)
    with Progress() as progress:
        progress.step("Reading the public files")
        from sufficiency.bundled import bundled_root
        from sufficiency.starter.draft import draft_of
        from sufficiency.starter.evidence import Evidence
        from sufficiency.starter.profile import base_year
        from sufficiency.starting import (
            PublicFolder,
            council_called,
            grounds,
            read_public_folder,
            read_registers,
        )

        read = PublicFolder() if public is None else read_public_folder(public)
        council = council_called(name, read)
        read_registers(read, council)
        progress.step("Drafting the folder")
        evidence = Evidence(council, tuple(read.published.values()))
        draft = draft_of(evidence, grounds(read, base_year(evidence)), _last_year_end())
        write_working_folder(draft, bundled_root() / "data" / "england", folder)
    _say(draft, read, public, folder)


def _as_folder(name: str) -> str:
    """A folder's name for a council: in lower case, with hyphens."""
    letters = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
    return "-".join(part for part in letters.split("-") if part) or "council"


def _last_year_end() -> int:
    """The year of the last 31 March, for a council of which no file says a base date."""
    from datetime import date

    today = date.today()
    return today.year - ((today.month, today.day) < (3, 31))


def _say(draft: "Draft", read: "PublicFolder", public: Path | None, folder: Path) -> None:
    from sufficiency.figures.blanks import MINIMUM_RANK
    from sufficiency.figures.book import count_kinds
    from sufficiency.screens import screen as show
    from sufficiency.starter.telling import draft_in_words, found_in_words
    from sufficiency.words import as_typed

    screen = show.console()
    if public is not None:
        show.show_lines(screen, f"Found in {public}", found_in_words(draft, read, public), mark="- ")
    kinds = count_kinds(figure for figures in draft.figures.values() for figure in figures)
    needed = sum(row["rank"] == str(MINIMUM_RANK) for row in draft.to_fill_in)
    about = f"{draft.council.name}, 31 March {draft.base}"
    show.show_lines(screen, about, draft_in_words(draft, kinds.items(), needed), mark="- ")
    typer.echo(f"Written to {folder}. README.md says what to do next:\n")
    typer.echo(f"  sufficiency check {as_typed(folder)}")
    if not needed:
        typer.echo(f"  sufficiency run {as_typed(folder)}")
