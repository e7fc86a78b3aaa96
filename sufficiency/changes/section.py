"""A section of what changed: sentences, and tables of words, short for a screen and full for a file."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Grid:
    """A table as people read it: words in every cell, the first column naming the row."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading with what is said under it: `short` grids are for a screen, `full` ones for a file."""

    title: str
    lines: tuple[str, ...]
    short: tuple[Grid, ...] = field(default=())
    full: tuple[Grid, ...] = field(default=())


def grids(*found: Grid) -> tuple[Grid, ...]:
    """The grids that have a row."""
    return tuple(grid for grid in found if grid.rows)
