"""Statistical neighbours: the ten authorities most like each one, by DfE's model."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sufficiency.errors import Fault, one_fault
from sufficiency.figures.published import Finding, Published
from sufficiency.numerals import UnreadableError
from sufficiency.readers.published.authorities import find_authority
from sufficiency.readers.published.layouts import Layout
from sufficiency.readers.published.sheets import cells_of
from sufficiency.readers.published.tidying import (
    COLUMNS,
    LOCAL,
    raise_any,
    repeats,
    require_columns,
    require_rows,
    suspects,
    year_in,
)
from sufficiency.readers.text import quoted, short_path

if TYPE_CHECKING:
    import pandas as pd

STATISTICAL_NEIGHBOUR: Final = "statistical_neighbour"
CLOSENESS: Final = ("extremely close", "very close", "close", "somewhat close", "not close")
_RANKS: Final = tuple(range(1, 11))
_COLUMNS: Final = (
    "old_la_code", "la_name", *(f"sn_{rank}{suffix}" for rank in _RANKS for suffix in ("", "p")),
)  # fmt: skip
_DFE_CODE: Final = re.compile(r"[0-9]{3}")
_YEAR: Final = re.compile(r"(?<![0-9])([0-9]{4})(?![0-9])")
_TABLE: Final = (*COLUMNS, "neighbour_dfe_code", "neighbour", "closeness")


class Neighbour(NamedTuple):
    """One statistical neighbour: its name, its DfE code, its rank from 1 to 10 and how close it is."""

    area: str
    dfe_code: str
    rank: int
    closeness: str


def read_neighbours(path: Path, layout: Layout) -> Published:
    """The ten statistical neighbours of each authority, nearest first, and how close each is.

    The year is that of the model, from the file's name. Tidy columns as `Published`, and
    `neighbour_dfe_code`, `neighbour` (its name, blank where the file has no row for it) and `closeness`;
    `value` is the rank, 1 the most alike. Raises InputFaultsError.
    """
    cells, file = cells_of(path), short_path(path)
    require_columns(file, list(cells.columns), _COLUMNS, layout)
    require_rows(file, cells)
    year = _year_of(path)
    raise_any([*_bad_codes(cells, file), *repeats(cells, ["old_la_code"], file)])
    table = _long(cells).assign(
        year=year, level=LOCAL, code="", measure="rank", unit="number", mark="", group=STATISTICAL_NEIGHBOUR
    )  # fmt: skip
    tidy = table.assign(breakdown=table["closeness"])[list(_TABLE)]
    return Published(file, layout.name, layout.about, layout.publisher, tidy, tuple(_findings(tidy)))


def neighbours_of(published: Published, authority: str) -> list[Neighbour]:
    """The ten statistical neighbours of an authority, by any of its names or its DfE code, nearest first.

    Raises InputFaultsError where the file has no such authority.
    """
    table = published.table
    found = find_authority(table, authority, published.file)
    rows = table[table["dfe_code"] == found.dfe_code].sort_values("value")
    return [
        Neighbour(area, code, int(rank), closeness)
        for area, code, rank, closeness in zip(
            rows["neighbour"], rows["neighbour_dfe_code"], rows["value"], rows["closeness"], strict=True
        )
    ]


def _year_of(path: Path) -> int:
    named = set(_YEAR.findall(path.stem))
    do = "Put the year of the model in the file's name, as statistical_neighbours_2025."
    if len(named) != 1:
        raise one_fault(short_path(path), "", "nothing says which year's model it is of.", do)
    try:
        return year_in(named.pop())
    except UnreadableError as error:
        raise one_fault(short_path(path), "", f"the year in its name {error.what}", do) from None


def _bad_codes(cells: "pd.DataFrame", file: str) -> list[Fault]:
    do = "Give the file as DfE published it: an authority's code has three digits."
    return [
        Fault(file, f"row {row}, column {column}", f"{quoted(code)} is not DfE's code of an authority.", do)
        for column in ("old_la_code", *(f"sn_{rank}" for rank in _RANKS))
        for row, code in cells[column].items()
        if not _DFE_CODE.fullmatch(code)
    ]


def _long(cells: "pd.DataFrame") -> "pd.DataFrame":
    """One row for each authority and rank."""
    import pandas as pd

    names = dict(zip(cells["old_la_code"], cells["la_name"], strict=True))
    parts = [
        cells[[]].assign(
            dfe_code=cells["old_la_code"],
            area=cells["la_name"],
            value=float(rank),
            neighbour_dfe_code=cells[f"sn_{rank}"],
            neighbour=cells[f"sn_{rank}"].map(names).fillna(""),
            closeness=cells[f"sn_{rank}p"].str.lower(),
        )
        for rank in _RANKS
    ]
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def _findings(table: "pd.DataFrame") -> list[Finding]:
    """What looks wrong: neighbours without a row, an authority beside itself or twice, unknown words."""

    def of(rows: "pd.Series[bool]", column: str) -> list[str]:
        return sorted(table.loc[rows, column].unique())

    twice = table.duplicated(["dfe_code", "neighbour_dfe_code"])
    own = table["dfe_code"] == table["neighbour_dfe_code"]
    why = "a peer group of it would count one twice"
    return [
        *suspects("a neighbour has no row of its own", "it may have been reorganised",
                  of(table["neighbour"] == "", "neighbour_dfe_code")),
        *suspects("a neighbour is named twice", why, of(twice, "area")),
        *suspects("an authority is its own neighbour", why, of(own, "area")),
        *suspects("a word of closeness is not one of DfE's", "it is kept as it stands",
                  of(~table["closeness"].isin(CLOSENESS), "closeness")),
    ]  # fmt: skip


LAYOUTS: Final = (
    Layout(
        "dfe-statistical-neighbours",
        "statistical neighbours: the ten most similar authorities of each",
        "Department for Education",
        _COLUMNS,
        read_neighbours,
    ),
)
