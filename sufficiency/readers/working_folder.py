"""A working folder: its base scenario, the stamp of what made it, and the figures it asks its council for."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sufficiency import __version__
from sufficiency.errors import InputFaultsError, one_fault
from sufficiency.figures.blanks import (
    BASE_SCENARIO,
    BLANKS_COLUMNS,
    FILE_NAME,
    FORMAT,
    STAMP_FORMAT_KEY,
    STAMP_NAME,
    STAMP_TABLE,
    STAMP_VERSION_KEY,
)
from sufficiency.figures.book import Key
from sufficiency.numerals import UnreadableError, parse_year
from sufficiency.readers.figures import layout_to_fill_in
from sufficiency.readers.rows import Row, rows_of, sheet_of_text
from sufficiency.readers.text import read_text, short_path
from sufficiency.readers.toml import parsed_toml

_LAST: Final = 1_000_000  # a row whose rank says nothing stands last


def base_scenario_in(folder: Path) -> Path:
    """The base scenario of a working folder; raises InputFaultsError where it has none."""
    path = folder / BASE_SCENARIO
    if path.is_file():
        return path
    what = f"this is a folder without {BASE_SCENARIO}, so it is no working folder."
    do = 'Name a scenario\'s file, or make a working folder: sufficiency new "NAME" --out DIR.'
    raise one_fault(short_path(folder), "", what, do)


def is_working_folder(folder: Path) -> bool:
    """Whether a folder has a base scenario."""
    return (folder / BASE_SCENARIO).is_file()


# --- The stamp ------------------------------------------------------------------------------------
def check_stamp(folder: Path) -> None:
    """Refuse a folder of a format that this version does not know; a folder without a stamp is taken.

    There has been one format so far. An older one would run as it is, or be told here how to mend it.
    Raises InputFaultsError.
    """
    path = folder / STAMP_NAME
    if not path.is_file():
        return
    stamp = parsed_toml(path).get(STAMP_TABLE, {})
    made = stamp.get(STAMP_FORMAT_KEY, FORMAT) if isinstance(stamp, dict) else None
    where = f"{STAMP_TABLE}.{STAMP_FORMAT_KEY}"
    if type(made) is not int or made < 1:
        what = "is not the number of a format."
        raise one_fault(short_path(path), where, what, f"Write {STAMP_FORMAT_KEY} = {FORMAT}.")
    if made > FORMAT:
        by = stamp.get(STAMP_VERSION_KEY, "a newer version")
        what = (
            f"this folder was made by a newer Sufficiency ({by}), in format {made}; this is {__version__}, "
            f"which knows formats up to {FORMAT}."
        )
        raise one_fault(short_path(path), where, what, "Update Sufficiency, then try again.")


# --- What a council is asked for ------------------------------------------------------------------
@dataclass(frozen=True)
class AskedFor:
    """A figure that a working folder asks for: what it is, who has it, where it is published, and its rank.

    The lower the rank the more it is worth; those of rank 0 no run can do without.
    """

    key: Key
    unit: str
    rank: int
    what: str
    who_has_it: str
    where_published: str
    is_filled: bool
    file: str
    row: int

    @property
    def measure(self) -> str:
        return self.key[0]

    @property
    def name(self) -> str:
        """The figure's name as people and scenarios write it."""
        return "/".join(str(part) for part in self.key if part)


def files_to_fill_in(data_folders: Iterable[Path]) -> list[Path]:
    """The files in which a council writes what only it knows; none in folders made by hand."""
    return [path for path in (folder / FILE_NAME for folder in data_folders) if path.is_file()]


def read_asked_for(data_folders: Iterable[Path]) -> list[AskedFor]:
    """Every row of the files to fill in, the most valuable first; those that cannot be read are left out.

    What is wrong in them is told by the reader of figures, which reads the same files.
    """
    found: list[AskedFor] = []
    for path in files_to_fill_in(data_folders):
        file = short_path(path)
        try:
            rows, _ = rows_of(sheet_of_text(file, read_text(path), BLANKS_COLUMNS), layout_to_fill_in())
        except InputFaultsError:
            continue
        found += [each for each in map(_asked_for, rows) if each is not None]
    return sorted(found, key=lambda each: each.rank)


def _asked_for(row: Row) -> AskedFor | None:
    try:
        year = parse_year(row.text("year"))
    except UnreadableError:
        return None
    if not row.text("measure"):
        return None
    rank = row.text("rank")
    return AskedFor(
        key=(row.text("measure"), row.text("category"), year),
        unit=row.text("unit"),
        rank=int(rank) if rank.isascii() and rank.isdigit() else _LAST,
        what=row.text("what"),
        who_has_it=row.text("who_has_it"),
        where_published=row.text("where_published"),
        is_filled=bool(row.text("value")),
        file=row.file,
        row=row.number,
    )
