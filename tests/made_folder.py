"""A working folder of a council, made by hand from the bundled base with figures taken away."""

import csv
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from sufficiency.figures.blanks import BLANKS_COLUMNS, FILE_NAME, STAMP_NAME

ROOT = Path(__file__).resolve().parent.parent
BASE = """title = "Exampleton 2023"
authority = "Thurrock"
data = ["data", "england"]
base_date = 2023-03-31
horizon = 2030

[population]
growth = "ons"

[cla]
path = "joint"

[uasc]
path = "hold_rate"
"""
MORE = """title = "Exampleton 2023: the count holds"
based_on = "base"

[cla]
path = "hold_count"
"""
ASKED = {
    "kinship_children": (1, "children fostered by family and friends", "children"),
    "vacant_usable_places/fostering in_house": (2, "foster places in which a child could move in", "places"),
    "far_for_want_of_nearer_share/within_20_miles": (3, "of the far children, those for want", "share"),
    "off_contract_share/fostering": (4, "of those with agencies, those on spot", "share"),
    "off_contract_share/residential": (4, "of those in homes, those on spot", "share"),
    "no_registered_home/residential": (7, "children in homes that should be registered", "children"),
}


Filled = Mapping[str, Mapping[str, str]]  # what is written in a row, by figure and column
NOTHING: Filled = {}


def made_folder(folder: Path, without: Iterable[str] = (), filled: Filled = NOTHING) -> Path:
    """A working folder, without the figures of some measures, and with some of those asked for filled in."""
    shutil.copytree(ROOT / "data" / "england", folder / "england")
    shutil.copytree(ROOT / "data" / "thurrock-2023", folder / "data")
    (folder / "base.toml").write_text(BASE, encoding="utf-8")
    (folder / "count-holds.toml").write_text(MORE, encoding="utf-8")
    for path in (folder / "data").glob("*.csv"):
        _take_away(path, set(without))
    _write(folder / "data" / FILE_NAME, [_row(name, filled.get(name, {})) for name in ASKED])
    return folder


def stamped(folder: Path, text: str) -> Path:
    """The folder with a stamp that says so."""
    (folder / STAMP_NAME).write_text(text, encoding="utf-8")
    return folder


def _take_away(path: Path, without: set[str]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row for row in rows if row["measure"] not in without]
    if not kept:
        path.unlink()
    elif len(kept) < len(rows):
        _write(path, kept)


def _row(name: str, filled: Mapping[str, str]) -> dict[str, str]:
    rank, what, unit = ASKED[name]
    measure, _, category = name.partition("/")
    return {
        **dict.fromkeys(BLANKS_COLUMNS, ""),
        **{"measure": measure, "category": category, "unit": unit, "as_at": "2023-03-31", "kind": "derived"},
        **{"rank": str(rank), "what": what, "who_has_it": "Its own team", "where_published": "nowhere"},
        **filled,
    }


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
