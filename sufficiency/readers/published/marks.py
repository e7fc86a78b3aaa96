"""A cell of a published number: the number, or the mark that stands for one. A mark is never nought."""

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Fault
from sufficiency.figures.published import MARKS
from sufficiency.numerals import UnreadableError, parse_number
from sufficiency.readers.text import quoted

if TYPE_CHECKING:
    import pandas as pd

_MOST_FAULTS: Final = 20  # of one column: the rest are of the same making
_SAVE_AGAIN: Final = "Save the file again as it was published."


class Cell(NamedTuple):
    """A number without a mark, or a mark without a number: a blank cell has neither."""

    value: float  # NaN where there is no number
    mark: str


def parse_cell(text: str, unit: str = "number") -> Cell:
    """The number in a published cell, or its mark in lower case.

    Commas between thousands are read; a mark is one of `published.MARKS`, and never nought. Raises
    UnreadableError, without quoting the cell, where it is neither.
    """
    word = text.strip().lower()
    if word in MARKS:
        return Cell(float("nan"), word)
    return Cell(parse_number(text, unit), "")


class Column(NamedTuple):
    """A column of published numbers: in each row a value or a mark; and the faults of the rest."""

    values: NDArray[np.float64]
    marks: NDArray[np.object_]
    faults: list[Fault]


def parse_column(cells: "pd.Series[str]", file: str, unit: str = "number") -> Column:
    """The numbers and marks of a column, whose index is its rows' numbers and whose name is its own.

    Each faulty cell is one fault that names its row and column, up to twenty of them.
    """
    import pandas as pd

    read: dict[str, Cell] = {}
    refused: dict[str, str] = {}
    for text in cells.unique():
        try:
            read[text] = parse_cell(text, unit)
        except UnreadableError as error:
            read[text] = Cell(float("nan"), "")
            refused[text] = error.what
    values = cells.map(pd.Series({text: cell.value for text, cell in read.items()}, dtype=float))
    marks = cells.map(pd.Series({text: cell.mark for text, cell in read.items()}, dtype=object))
    faulty = cells[cells.isin(list(refused))].head(_MOST_FAULTS)
    faults = [
        Fault(file, f"row {row}, column {cells.name}", f"{quoted(text)} {refused[text]}", _SAVE_AGAIN)
        for row, text in faulty.items()
    ]
    return Column(np.asarray(values, dtype=np.float64), np.asarray(marks, dtype=object), faults)
