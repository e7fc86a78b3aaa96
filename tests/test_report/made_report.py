"""A made-up report of protected tables, and readers that bring it back as numbers once it is written."""

import csv
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from sufficiency.report.cover import Cover
from sufficiency.report.declared import PUBLIC, Cell, Column, Declaration, Protected

MODE = "counts of 1 to 5 are shown as c; modelled futures are rounded to 5"
COVER = Cover(
    title="Children, homes and the gap",
    authority="Exampleshire Council",
    as_at=date(2019, 3, 31),
    profile=PUBLIC,
    protection=MODE,
    scenarios=("exampleshire", "exampleshire-hold-count"),
    seed=7,
    draws=2000,
    version="9.9.9",
)
AGES = (Column("Age", "label"), Column("Children", "count"), Column("Share of all (%)", "percent", 1))
AGE_ROWS = (("Under 1", "c", "c"), ("1 to 4", "c", "c"), ("5 to 9", 41.0, 14.0), ("All", 1293.0, 100.0))
YEARS = (Column("31 March", "label"), Column("Children looked after", "count"), Column("Rate", "rate", 1))
YEAR_ROWS = (("2018", 287.0, None), ("2019", 293.0, 68.4))


def table(
    name: str = "T1",
    columns: tuple[Column, ...] = AGES,
    rows: tuple[tuple[Cell, ...], ...] = AGE_ROWS,
    notes: tuple[str, ...] = ("Ages are at 31 March.",),
    title: str = "Children by age",
    source: str = "Department for Education",
    profile: str = PUBLIC,
    restricted: bool = False,
) -> Protected:
    """A protected table, told as far as a test needs it."""
    fills = "Children by age (profile.csv)."
    declaration = Declaration(name, title, "children", columns, notes, fills, restricted)
    return Protected(declaration, rows, source, "2019-03-31", notes, profile, MODE)


def report() -> list[Protected]:
    """Three tables: one with confidential counts, one with a blank, and one that is empty."""
    history = table("T2", YEARS, YEAR_ROWS, ("As published.", "Ages are at 31 March."), "Children: history")
    return [table(), history, table("T3", rows=(), title="Fees", notes=("A fee is what is paid.",))]


def read_workbook_tables(path: Path) -> dict[str, list[tuple[Cell, ...]]]:
    """The rows under the headings of each marked table of figures, by the table's name."""
    marked = {
        name: sheet[where] for sheet in load_workbook(path).worksheets for name, where in sheet.tables.items()
    }
    return {
        name.removeprefix("table_"): [tuple(cell.value for cell in row) for row in rows[1:]]
        for name, rows in marked.items()
        if name.startswith("table_")
    }


def read_csv_file(path: Path) -> list[list[str]]:
    """Every row of a CSV, headings first."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def read_csv_tables(folder: Path) -> dict[str, list[tuple[Cell, ...]]]:
    """The rows under the headings of each table that the metadata name, numbers as numbers."""
    metadata = read_csv_file(folder / "metadata.csv")
    files = {row[0]: read_csv_file(folder / row[1]) for row in metadata[1:]}
    return {name: [tuple(_cell(text) for text in row) for row in rows[1:]] for name, rows in files.items()}


def _cell(text: str) -> Cell:
    try:
        return float(text)
    except ValueError:
        return text or None
