"""A working folder, written whole or not at all."""

import csv
import io
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sufficiency import __version__
from sufficiency.errors import OutputError
from sufficiency.figures.blanks import (
    BLANKS_COLUMNS,
    DATA_FOLDER,
    ENGLAND_FOLDER,
    FILE_NAME,
    FORMAT,
    STAMP_FORMAT_KEY,
    STAMP_NAME,
    STAMP_TABLE,
    STAMP_VERSION_KEY,
)
from sufficiency.figures.book import COLUMNS, Figure
from sufficiency.providers.columns import NAMES
from sufficiency.starter.draft import Draft
from sufficiency.writers.aside import aside_of, cannot_be_written, clear_up

SELECT_LIST = "select_list_draft.csv"


def check_new_folder(folder: Path) -> None:
    """Refuse a folder that has something in it; raises OutputError."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "is not empty. Name a new folder, so that nothing of yours is overwritten."
            raise OutputError(f"{folder} {what}")
    except OSError as error:
        raise cannot_be_written(folder, error) from None


def write_working_folder(draft: Draft, england: Path, folder: Path) -> None:
    """Write a draft to a new or empty folder, with England's figures beside it; whole or not at all.

    `england` is the folder of England's figures. Raises OutputError, and then leaves nothing.
    """
    check_new_folder(folder)
    folder = folder.absolute()
    new = aside_of(folder)
    try:
        clear_up(folder)
        _write_all(draft, england, new)
        if folder.exists():
            folder.rmdir()  # empty, or check_new_folder had refused it
        new.rename(folder)
    except OSError as error:
        raise cannot_be_written(folder, error) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _write_all(draft: Draft, england: Path, folder: Path) -> None:
    data = folder / DATA_FOLDER
    data.mkdir(parents=True)
    _copy(england, folder / ENGLAND_FOLDER)
    for name, figures in draft.figures.items():
        _write(data / f"{name}.csv", _csv(COLUMNS, [_row(figure) for figure in figures]))
    _write(data / FILE_NAME, _csv(BLANKS_COLUMNS, draft.to_fill_in))
    for name, text in draft.scenarios.items():
        _write(folder / name, text)
    if draft.select_list:
        _write(folder / SELECT_LIST, _csv(NAMES, draft.select_list))
    _write(folder / "README.md", draft.readme)
    _write(folder / STAMP_NAME, _stamp())


def _copy(source: Path, folder: Path) -> None:
    """Copy the files of a folder, one by one: a disk that fills up is then one error, said in words."""
    folder.mkdir()
    for path in sorted(source.iterdir()):
        shutil.copyfile(path, folder / path.name)


def _stamp() -> str:
    return f'[{STAMP_TABLE}]\n{STAMP_VERSION_KEY} = "{__version__}"\n{STAMP_FORMAT_KEY} = {FORMAT}\n'


def _row(figure: Figure) -> dict[str, object]:
    """A figure as its row; whether it is later than the base date is left to be worked out."""
    numbers = {name: _number(getattr(figure, name)) for name in ("value", "low", "high")}
    return {column: getattr(figure, column, "") for column in COLUMNS} | numbers | {
        "year": "" if figure.year is None else figure.year,
        "after_base_date": "",
    }  # fmt: skip


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:.10g}"


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
