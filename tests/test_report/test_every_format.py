"""One report in every format: a number that is read in one of them is read in all.

The workbook and the CSV have every table; the chapter and the page have those that their sections name.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from test_cli import type_in

from sufficiency.report.declared import Cell
from test_report.made_report import read_csv_file, read_csv_tables, read_workbook_tables
from test_report.test_page import Parsed

Rows = list[tuple[Cell, ...]]
IN_THE_WORKBOOK = re.compile(r"This is table (\w+) of the workbook")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A public report of two scenarios, with levers, as the commands write it."""
    here = tmp_path_factory.mktemp("formats")
    for scenario in ("thurrock-2019", "thurrock-2019-hold-count"):
        assert type_in("run", scenario, "--draws", "20", "--out", here / scenario).code == 0
    levers = ("levers", "--lever", "buy-block-fostering", "--draws", "20", "--out", here / "levers.csv")
    assert type_in(*levers).code == 0
    runs = (here / "thurrock-2019", here / "thurrock-2019-hold-count")
    assert type_in("report", *runs, "--levers", here / "levers.csv", "--out", here / "report").code == 0
    return here / "report"


@pytest.fixture(scope="module")
def csv(folder: Path) -> dict[str, Rows]:
    read = read_csv_tables(folder / "csv")
    return {name: [row for row in rows_alike(rows) if any(row)] for name, rows in read.items()}


def alike(cell: object) -> Cell:
    """A cell as a reader takes it, whatever the format: numbers as numbers, and what is not recorded None."""
    text = str("" if cell is None else cell).strip().removeprefix("'")
    try:
        return float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        return None if text in ("", "not given") else text


def rows_alike(rows: Sequence[Sequence[object]]) -> Rows:
    return [tuple(alike(cell) for cell in row) for row in rows]


def test_the_workbook_and_the_csv_have_the_same_numbers(folder: Path, csv: dict[str, Rows]) -> None:
    workbook = read_workbook_tables(folder / "report.xlsx")
    for name, rows in csv.items():
        if rows:
            assert rows_alike(workbook[name]) == rows, name


def test_the_chapter_has_the_numbers_of_the_csv(folder: Path, csv: dict[str, Rows]) -> None:
    chapter = docx.Document(str(folder / "chapter.docx"))
    names = [name for paragraph in chapter.paragraphs for name in IN_THE_WORKBOOK.findall(paragraph.text)]
    assert len(names) == len(chapter.tables) > 15
    for name, table in zip(names, chapter.tables, strict=True):
        _, *rows = [[cell.text for cell in row.cells] for row in table.rows]
        assert rows_alike(rows) == csv[name], name


def test_the_page_has_the_numbers_of_the_csv(folder: Path, csv: dict[str, Rows]) -> None:
    metadata = read_csv_file(folder / "csv" / "metadata.csv")[1:]
    titles = {f"Table {row[0]}: {row[2]}": row[0] for row in metadata}
    page = Parsed((folder / "report.html").read_text(encoding="utf-8"))
    told = [(titles[caption], rows) for caption, rows in page.tables if caption in titles]
    assert len(told) > 15
    for name, (_, *rows) in told:
        assert rows_alike(rows) == csv[name], name


def test_what_the_page_offers_to_choose_is_the_gap_by_year(folder: Path, csv: dict[str, Rows]) -> None:
    """The first choice: all three kinds, within 20 miles, five years on."""
    page = Parsed((folder / "report.html").read_text(encoding="utf-8"))
    [(_, (_, *rows))] = [table for table in page.tables if table[0].startswith("All three kinds, within 20")]
    of_choice = ("Thurrock 2019: hold the rate", "Within 20 miles", "All three kinds")
    wanted = [row for row in csv["T16d"] if row[:3] == of_choice]
    near = {row[4]: row[5:9] for row in wanted if row[3] == "Should be near"}
    assert {row[0]: (*row[1:4], row[-1]) for row in rows_alike(rows)} == near
