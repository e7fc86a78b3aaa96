"""What `sufficiency check` prints of a working folder: the minimum, what is filled in, and what is left."""

from collections import Counter
from collections.abc import Sequence
from textwrap import fill
from typing import Final

from sufficiency.screens.screen import console, show_lines
from sufficiency.starter.guidance import Guidance, Left
from sufficiency.words import as_typed, count

MOST_SHOWN: Final = 10
MOST_NAMED: Final = 6
INDENT: Final = " " * 4


def show_guidance(guidance: Guidance, folder: str, file: str, has_faults: bool = False) -> None:
    """What is there and what is left, the most valuable first: ten at most, the rest by their number.

    Where faults have been told above it, they come first.
    """
    screen = console()
    show_lines(screen, "What a run needs at least", [group.told() for group in guidance.minimum], mark="- ")
    if guidance.asked:
        show_lines(screen, "Filled in already", _filled(guidance), mark="- ")
        _show_left(guidance.left, file)
    show_lines(screen, "Next", [_next(guidance, folder, file, has_faults)])


def _filled(guidance: Guidance) -> list[str]:
    named = ", ".join(guidance.filled[:MOST_NAMED])
    more = len(guidance.filled) - MOST_NAMED
    rest = f" and {more} more" if more > 0 else ""
    told = f": {named}{rest}" if named else ""
    return [f"{len(guidance.filled)} of the {guidance.asked} figures asked for{told}."]


def _show_left(left: Sequence[Left], file: str) -> None:
    screen = console()
    screen.print("[bold]What is left to fill in, the most valuable first[/bold]")
    for at, each in enumerate(left[:MOST_SHOWN], start=1):
        for line in _lines(each):
            first = f"{at:>2}  " if line == each.title else INDENT
            told = fill(line, screen.width, initial_indent=first, subsequent_indent=INDENT)
            screen.print(told, markup=False)
    if not left:
        screen.print("Nothing: every figure that was asked for is there.")
    elif len(left) > MOST_SHOWN:
        screen.print(f"And {count(len(left) - MOST_SHOWN, 'more kind')} in {file}.", markup=False)
    screen.print()


def _lines(left: Left) -> list[str]:
    who, where = (text.rstrip(".") or "not said" for text in (left.who_has_it, left.where_published))
    return [
        left.title,
        f"Why: {left.worth}. Now {left.now}.",
        f"Who has it: {who}. Published: {where}.",
        f"In the file: {_rows(left.names)}.",
    ]


def _rows(names: Sequence[str]) -> str:
    """The measures of some figures, with how many there are of each."""
    counts = Counter(name.split("/")[0] for name in names)
    return ", ".join(
        f"{measure} ({count} rows)" if count > 1 else measure for measure, count in counts.items()
    )


def _next(guidance: Guidance, folder: str, file: str, has_faults: bool) -> str:
    if not guidance.can_run:
        return f"Fill in what is missing of the minimum in {folder}/data, then check again."
    if has_faults:
        return "Mend the faults above, then check again."
    out = "my-run" if folder == "." else f"{folder}-run"
    run = f"sufficiency run {as_typed(folder)} --out {as_typed(out)}"
    return f"Run it: {run}" if not guidance.left else f"Run it as it is: {run}. Or fill in {file} first."
