"""The command of invented returns: SSDA903 files of children who do not exist, to try the tool on."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sufficiency.synthetic.truth import Nearness

MOST_YEARS = 30
MOST_SCALE = 200.0
_SPAN = re.compile(r"(\d{4})\.\.(\d{4})")


def synthesise(
    like: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="The authority to be like, as thurrock, or a scenario by name or path."
        ),
    ],
    years: Annotated[
        str, typer.Option(metavar="FIRST..LAST", help="The years ended 31 March, as 2015..2023.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="A new folder for the returns.")],
    seed: Annotated[int, typer.Option(min=0, help="The luck: the same seed gives the same bytes.")] = 1,
    children_scale: Annotated[
        float,
        typer.Option("--children-scale", metavar="X", help="So many times as many children."),
    ] = 1.0,
) -> None:
    """Invent SSDA903 returns of children who do not exist, like an authority's published numbers."""
    from sufficiency.commands.progress import Progress

    span = _span(years)
    _check_scale(children_scale)
    with Progress() as progress:
        from sufficiency.inventing import invent_returns

        invented = invent_returns(like, span, out, seed, children_scale, progress.step)
    _tell(invented.near, invented.notes, invented.authority, out)


def _span(years: str) -> range:
    """The years from `2015..2023`; a message about the option where they are not two in order."""
    found = _SPAN.fullmatch(years.strip())
    if found is None:
        raise typer.BadParameter(
            f"'{years}' is not a first and a last year. Write 2015..2023.", param_hint="--years"
        )
    first, last = int(found[1]), int(found[2])
    if first > last:
        raise typer.BadParameter(f"{first} is after {last}. Write {last}..{first}.", param_hint="--years")
    if first == last:
        what = f"one year shows nobody who comes and goes. Write at least two, as {first - 1}..{last}."
        raise typer.BadParameter(what, param_hint="--years")
    if last - first >= MOST_YEARS:
        raise typer.BadParameter(f"more than {MOST_YEARS} years. Ask for fewer.", param_hint="--years")
    return range(first, last + 1)


def _check_scale(scale: float) -> None:
    if not 0 < scale <= MOST_SCALE:
        what = f"{scale:g} must be above 0, and {MOST_SCALE:g} at the most."
        raise typer.BadParameter(what, param_hint="--children-scale")


def _tell(near: "Sequence[Nearness]", notes: "Sequence[str]", authority: str, out: Path) -> None:
    """Say how near the drawn children came, and that they are invented."""
    typer.echo(f"Children looked after on 31 March, invented to be like {authority}:")
    typer.echo(f"{'year':>6}{'published':>12}{'on average':>12}{'drawn':>8}")
    for each in near:
        typer.echo(f"{each.year:>6}{each.published:>12.0f}{each.expected:>12.1f}{each.drawn:>8}")
    for note in notes:
        typer.echo(f"Not published, assumed: {note}.")
    typer.echo(f"Written to {out}: a folder a year, truth.csv and README.txt. No child in them is real.")
