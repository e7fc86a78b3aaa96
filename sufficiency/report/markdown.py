"""Markdown: headings, lists and tables, in which no word of a user is taken for a mark."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sufficiency.report.declared import Cell, Column, Protected
from sufficiency.report.printed import MARKS_IN_WORDS, marks_in, notes_of, printable, printed_rows

# What begins emphasis, code, a link, a tag or an entity, or ends a cell; not the _ inside a word.
_SPECIAL: Final = re.compile(r"[\\`*\[\]<|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_WORDS: Final = ("label", "text")  # kinds of column that are not numbers


def plain(text: str) -> str:
    """Words on one line that mean what they say, whatever is in them."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(printable(text).split()))


def code(text: str) -> str:
    """A name or a hash as it is typed; ours, and without the mark that would end it."""
    return f"`{printable(text).replace('`', ' ')}`"


def heading(level: int, text: str) -> str:
    """A heading of a level, from 1."""
    return f"{'#' * level} {plain(text)}"


def bullets(lines: Iterable[str]) -> str:
    """A list of lines that are Markdown already."""
    return "\n".join(f"- {line}" for line in lines)


def block(lines: Iterable[str]) -> str:
    """Lines to type, as they are."""
    return "\n".join(("```bash", *lines, "```"))


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], numeric: Collection[int] = frozenset()
) -> str:
    """A table of cells that are Markdown already; columns in `numeric` stand to the right."""
    rules = ["---:" if at in numeric else "---" for at in range(len(headings))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (map(plain, headings), rules, *rows))


def protected(printed: Protected) -> str:
    """A table of a report with what its marks mean and its notes; where it is empty, what would fill it."""
    rows = printed_rows(printed)
    if not rows:
        return f"No figures. What would fill it: {plain(printed.declaration.fills)}"
    columns = printed.declaration.columns
    numeric = {at for at, column in enumerate(columns) if column.kind not in _WORDS}
    cells = [[shown(cell, column) for cell, column in zip(row, columns, strict=True)] for row in rows]
    marks = [f"{mark}: {MARKS_IN_WORDS[mark]}" for mark in marks_in(printed)]
    said = [f"Units: {printed.declaration.units}.", *notes_of(printed), *marks]
    return "\n\n".join(
        (table([column.heading for column in columns], cells, numeric), bullets(map(plain, said)))
    )


def shown(cell: Cell, column: Column) -> str:
    """One cell as it is read: the decimals that its column declares, and thousands told apart."""
    if cell is None:
        return ""
    return plain(cell) if isinstance(cell, str) else f"{cell:,.{column.decimals}f}"
