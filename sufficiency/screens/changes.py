"""What changed between two runs, on a screen: each section's sentences, and its tables in short."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sufficiency.changes.assembly import RESTRICTED, runs_in_words, title_of
from sufficiency.changes.pair import Pair
from sufficiency.changes.section import Grid, Section
from sufficiency.screens.screen import console, show_lines


def show_changes(pair: Pair, sections: Sequence[Section]) -> None:
    """Print what changed, in the order it is read, and for whom it is."""
    screen = console()
    show_lines(screen, title_of(pair), [*runs_in_words(pair), RESTRICTED])
    for section in sections:
        show_lines(screen, section.title, section.lines, mark="- ")
        for grid in section.short:
            _show_grid(screen, grid)


def _show_grid(screen: Console, grid: Grid) -> None:
    table = Table(title=grid.title, title_justify="left", box=None, pad_edge=False, min_width=len(grid.title))
    for at, head in enumerate(grid.heads):
        table.add_column(head, justify="left" if at == 0 else "right", overflow="fold")
    for row in grid.rows:
        table.add_row(*(Text(cell) for cell in row))  # a name may have square brackets
    screen.print(table, markup=False)
    screen.print()
