"""The pages say what is true: links, records, keys and columns. `test_examples` has the commands."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from sufficiency.bundled import scenario_files
from sufficiency.errors import (
    EXIT_FAULT_OF_OURS,
    EXIT_INPUT,
    EXIT_INTERRUPTED,
    EXIT_OUTPUT,
    EXIT_USAGE,
)
from sufficiency.figures.book import COLUMNS, UNIT_RANGES
from sufficiency.forecast import run
from sufficiency.loading import load
from sufficiency.scenarios import scenario as scenario_words
from sufficiency.scenarios.scenario import NAMED_ENTRIES, TOP_LEVEL_KEYS
from sufficiency.tables.run import tables_of

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md")), ROOT / "benchmarks" / "README.md"]
CITED = re.compile(r"decisions?[ /](00\d\d)(?:(?:, | and )(00\d\d))*")
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def section(page: Path, heading: str) -> str:
    """The part of a page below a heading of the second level."""
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", text_of(page), re.MULTILINE | re.DOTALL)
    assert found, f"{page.name} has no section '{heading}'"
    return found[1]


# --- Scenarios and exit codes ---------------------------------------------------------------------
def test_scenarios_that_the_pages_name_are_bundled() -> None:
    named = {name for page in PAGES for name in re.findall(r"thurrock-2019[\w-]*", text_of(page))}
    assert named <= set(scenario_files())


def test_readme_lists_every_exit_code() -> None:
    codes = (0, EXIT_FAULT_OF_OURS, EXIT_USAGE, EXIT_INPUT, EXIT_OUTPUT, EXIT_INTERRUPTED)
    for code in codes:
        assert re.search(rf"^\| {code} \|", text_of(README), re.MULTILINE)


# --- Links ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(text_of(page)):
        target = link.split("#")[0]
        if target and "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {link}"


def test_pictures_have_words_beside_them() -> None:
    for page in PAGES:
        assert not re.search(r"!\[\s*\]\(", text_of(page))


# --- Decision records -----------------------------------------------------------------------------
def cited_records() -> Iterator[tuple[str, Path]]:
    files = [
        path
        for folder in ("sufficiency", "data", "scenarios", "docs", "tests", "notebooks")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".csv", ".toml", ".md", ".ipynb")
    ]
    for path in files:
        for found in CITED.finditer(text_of(path)):
            for number in re.findall(r"00\d\d", found[0]):
                yield number, path


def test_every_cited_decision_record_exists() -> None:
    there = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("00*.md")}
    missing = {(number, path.name) for number, path in cited_records() if number not in there}
    assert not missing


def test_every_decision_record_is_in_the_index_and_complete() -> None:
    folder = ROOT / "docs" / "decisions"
    index = text_of(folder / "README.md")
    for record in folder.glob("00*.md"):
        text = text_of(record)
        assert record.name in index
        assert "Accepted, 20" in text
        for heading in ("## Context", "## Decision", "## Cost", "## Evidence"):
            assert heading in text, f"{record.name} has no {heading}"
        assert len(text.splitlines()) < 60


# --- Keys, columns and units ----------------------------------------------------------------------
def parts_of_a_scenario() -> list[type]:
    return [
        part
        for _, part in inspect.getmembers(scenario_words, inspect.isclass)
        if part.__module__ == scenario_words.__name__ and not part.__name__.startswith("_")
    ]


def test_every_scenario_key_is_explained() -> None:
    page = text_of(ROOT / "docs" / "scenarios.md")
    keys = set(TOP_LEVEL_KEYS) - set(NAMED_ENTRIES)
    for part in parts_of_a_scenario():
        if part is not scenario_words.Scenario:
            keys |= {field.alias or name for name, field in part.model_fields.items()}  # type: ignore[attr-defined]
    for key in keys:
        assert f"`{key}`" in page, key
    for name in NAMED_ENTRIES:
        assert re.search(rf"^\[{name}[.]", page, re.MULTILINE), name


def test_every_path_of_a_scenario_has_an_example() -> None:
    page = text_of(ROOT / "docs" / "scenarios.md")
    for part in parts_of_a_scenario():
        field = part.model_fields.get("path")  # type: ignore[attr-defined]
        for word in get_args(field.annotation) if field else ():
            assert f'path = "{word}"' in page, word


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return tables_of(run(load("thurrock-2019").inputs, draws=20))


def test_every_column_of_every_table_is_explained(tables: dict[str, pd.DataFrame]) -> None:
    for name, table in tables.items():
        explained = set(re.findall(r"`(\w+)`", section(ROOT / "docs" / "tables.md", f"`{name}.csv`")))
        assert set(table.columns) <= explained, name


def test_no_table_is_explained_that_is_not_written(tables: dict[str, pd.DataFrame]) -> None:
    headings = re.findall(r"^## `(\w+)\.csv`$", text_of(ROOT / "docs" / "tables.md"), re.MULTILINE)
    assert sorted(headings) == sorted(tables)


def test_every_column_and_unit_of_figures_is_explained() -> None:
    page = ROOT / "docs" / "figures.md"
    assert set(COLUMNS) <= set(re.findall(r"`(\w+)`", section(page, "Columns")))
    assert set(UNIT_RANGES) <= set(re.findall(r"`(\w+)`", section(page, "Units")))


def test_readme_fits_its_reader() -> None:
    assert len(text_of(README).splitlines()) < 200
