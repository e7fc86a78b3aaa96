"""Invented returns written to a folder: whole or not at all, the same bytes for the same seed."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from sufficiency.errors import OutputError
from sufficiency.synthetic.returns import Return
from sufficiency.synthetic.truth import COLUMNS, Row
from sufficiency.writers.aside import aside_of, cannot_be_written, clear_up

README: Final = "README.txt"
TRUTH: Final = "truth.csv"
TABLES: Final = ("episodes", "header", "uasc")


def check_returns_folder(folder: Path) -> None:
    """Refuse a folder that is not empty, before anything is drawn; raises OutputError.

    Even earlier returns of ours are not replaced: a folder of returns might be a council's own.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(f"{folder} is not empty. Name a new folder, so that nothing is overwritten.")
    except OSError as error:
        raise cannot_be_written(folder, error) from None


def write_returns(returns: Iterable[Return], truth: Sequence[Row], readme: str, folder: Path) -> None:
    """Write a folder a year, `truth.csv` and `README.txt`; raises OutputError, and then leaves nothing."""
    import shutil

    folder = folder.absolute()
    new = aside_of(folder)
    check_returns_folder(folder)
    try:
        clear_up(folder)
        new.mkdir(parents=True)
        for each in returns:
            own = new / year_folder(each.year)
            own.mkdir()
            for name in TABLES:
                _write(getattr(each, name), own / f"{name}.csv")
        _write([COLUMNS, *map(_spelt, truth)], new / TRUTH)
        (new / README).write_bytes(readme.encode())
        if folder.exists():
            folder.rmdir()
        new.rename(folder)
    except OSError as error:
        raise cannot_be_written(folder, error) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def year_folder(year: int) -> str:
    """The name of the folder of a year ended 31 March: `2014-15` for 2015, so that nobody has to guess."""
    return f"{year - 1}-{year % 100:02d}"


def _spelt(row: Row) -> tuple[str, ...]:
    measure, category, year, value, unit, kind, note = row
    return (measure, category, year, f"{float(value):.10g}", unit, kind, note)


def _write(rows: Iterable[tuple[str, ...]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
