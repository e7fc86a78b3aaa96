"""The cells of a return's file: the columns that are wanted, as text, by their row numbers in Excel."""

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sufficiency.errors import one_fault
from sufficiency.readers.text import read_text, short_path

if TYPE_CHECKING:
    import pandas as pd

ROW: Final = "row"
SLIPPED: Final = "slipped"  # whether something stands beyond the last column of the header
_DELIMITERS: Final = ",;\t"
_AS_BLANK: Final = ("", "NULL", "NAN", "NAT", "NONE")  # how a database writes a blank
_BEYOND: Final = ("beyond", "beyond it", "and beyond")  # lower case: no column can have these names


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


def cells_of(table: Table, wanted: list[str]) -> "pd.DataFrame":
    """The wanted columns of a table as upper-case text without spaces at its ends; `row` and `slipped`.

    Columns that a table lacks are left out. Rows that are blank in every wanted column are left out too.
    Raises InputFaultsError where quotation marks do not pair up.
    """
    import pandas as pd

    own = [name for name in wanted if name in table.columns]
    # Other names are not used: a file without a header has a row of somebody's in place of one.
    names = [name if name in own else f"column {place}" for place, name in enumerate(table.columns)]
    # More columns than the header has, for what stands beyond it. The parser would drop that unseen.
    header = table.delimiter.join([*names, *_BEYOND])
    body = table.text.split("\n", table.header_row)[table.header_row :]
    rows = "\n".join([header, *body])
    try:
        frame = pd.read_csv(
            io.BytesIO(rows.encode()), sep=table.delimiter, usecols=[*own, *_BEYOND], dtype=str,
            na_filter=False, skip_blank_lines=False, index_col=False, skipinitialspace=True,
        )  # fmt: skip
    except pd.errors.ParserError:
        what = "its quotation marks do not pair up, so its rows cannot be told apart."
        raise one_fault(table.file, "", what, "Save it again as CSV UTF-8 from where it came.") from None
    slipped = (frame[list(_BEYOND)] != "").any(axis=1)
    frame = frame[own].apply(_plain).assign(**{SLIPPED: slipped})
    frame[ROW] = pd.RangeIndex(table.header_row + 1, table.header_row + 1 + len(frame))
    return frame[(frame[own] != "").any(axis=1) | frame[SLIPPED]].reset_index(drop=True)


def _plain(cells: "pd.Series[str]") -> "pd.Series[str]":
    """Text in upper case, without spaces at its ends; blank where it only says that it is blank."""
    import pandas as pd

    codes, texts = pd.factorize(cells)
    plain = [str(text).strip().upper() for text in texts]
    distinct = pd.Series(["" if text in _AS_BLANK else text for text in plain], dtype=object)
    cleaned = pd.Series(distinct.to_numpy()[codes], index=cells.index)
    return cleaned.astype("category")  # type: ignore[return-value]
