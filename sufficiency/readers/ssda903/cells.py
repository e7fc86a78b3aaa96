"""The cells of a return's file: the columns that are wanted, as text, by their row numbers in Excel."""

import csv
import io
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import one_fault
from sufficiency.readers.text import read_text, short_path

# By column. A frame for each file would take longer to make than the file takes to read.
Columns = dict[str, NDArray[Any]]
Mask = NDArray[np.bool_]

ROW: Final = "row"
SLIPPED: Final = "slipped"  # whether something stands beyond the last column of the header
_LARGE: Final = 500_000  # letters
_DELIMITERS: Final = ",;\t"
_AS_BLANK: Final = ("", "NULL", "NAN", "NAT", "NONE")  # how a database writes a blank
_BEYOND: Final = 3  # columns beyond the header's that are looked at


class Table(NamedTuple):
    """A file's text and its header: names in upper case, what parts the cells, the row that it is on."""

    path: Path
    file: str
    text: str
    columns: list[str]
    delimiter: str
    header_row: int


def open_table(path: Path) -> Table:
    """A file's header; raises InputFaultsError where it is not text or is empty."""
    text, file = read_text(path), short_path(path)
    lines = io.StringIO(text[:100_000])
    header_row, line = next(
        ((number, line) for number, line in enumerate(lines, start=1) if line.strip()), (1, "")
    )
    delimiter = max(_DELIMITERS, key=line.count)
    names = next(csv.reader([line.rstrip("\n")], delimiter=delimiter))
    columns = ["_".join(name.strip().upper().replace("-", " ").split()) for name in names]
    return Table(path, file, text, columns, delimiter, header_row)


def cells_of(table: Table, wanted: list[str]) -> Columns:
    """The wanted columns of a table as upper-case text without spaces at its ends; `row` and `slipped`.

    Columns that a table lacks are left out. Rows that are blank in every wanted column are left out too.
    Raises InputFaultsError where quotation marks do not pair up.
    """
    places = {name: table.columns.index(name) for name in wanted if name in table.columns}
    width = len(table.columns)
    found = _columns_at([*places.values(), *range(width, width + _BEYOND)], table)
    slipped = np.logical_or.reduce([found[at] != "" for at in range(width, width + _BEYOND)])
    cells: Columns = {name: _plain(found[at]) for name, at in places.items()}
    has_text = np.logical_or.reduce([slipped, *(values != "" for values in cells.values())])
    cells[SLIPPED] = slipped
    cells[ROW] = np.arange(table.header_row + 1, table.header_row + 1 + len(slipped))
    return cells if has_text.all() else {name: values[has_text] for name, values in cells.items()}


def _columns_at(places: list[int], table: Table) -> dict[int, NDArray[Any]]:
    """The cells beneath the header in columns by their places; blank beyond the end of a row."""
    body = table.text.split("\n", table.header_row)[table.header_row :]
    text = "\n".join(body)
    if len(text) > _LARGE:
        return _columns_by_pandas(places, table, text)
    try:
        # pandas would take longer to make ready for a file of this size than to read it.
        rows = list(
            csv.reader(io.StringIO(text), delimiter=table.delimiter, skipinitialspace=True, strict=True)
        )
    except csv.Error:  # a quotation mark in the midst of a cell, or none where there should be one
        return _columns_by_pandas(places, table, text)
    blank = [""] * (max(places) + 1)
    padded = [row + blank[len(row) :] for row in rows]
    return {at: np.array([row[at] for row in padded], dtype=object) for at in places}


def _columns_by_pandas(places: list[int], table: Table, text: str) -> dict[int, NDArray[Any]]:
    import pandas as pd

    # More columns than the header has, for what stands beyond it. The parser would drop that unseen.
    header = table.delimiter.join(f"column {at}" for at in range(len(table.columns) + _BEYOND))
    try:
        frame = pd.read_csv(
            io.BytesIO(f"{header}\n{text}".encode()), sep=table.delimiter, usecols=places, dtype=object,
            na_filter=False, skip_blank_lines=False, index_col=False, skipinitialspace=True,
        )  # fmt: skip
    except pd.errors.ParserError:
        what = "its quotation marks do not pair up, so its rows cannot be told apart."
        raise one_fault(table.file, "", what, "Save it again as CSV UTF-8 from where it came.") from None
    return {at: frame[f"column {at}"].to_numpy() for at in places}


def distinct(cells: NDArray[Any]) -> tuple[NDArray[np.intp], list[str]]:
    """The place of each cell's text in the list of texts, in the order in which they first appear."""
    import pandas as pd

    places, texts = pd.factorize(cells)
    return places, texts.tolist()


def _plain(cells: NDArray[Any]) -> NDArray[Any]:
    """Text in upper case, without spaces at its ends; blank where it only says that it is blank."""
    places, texts = distinct(cells)
    plain = [text.strip().upper() for text in texts]
    return np.array(["" if text in _AS_BLANK else text for text in plain], dtype=object)[places]
