"""Which of the publishers' files a file is: told by its header, over every layout that is known."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from sufficiency.errors import InputFaultsError, one_fault
from sufficiency.figures.book import COLUMNS
from sufficiency.figures.published import Published
from sufficiency.providers.columns import NEEDED
from sufficiency.readers.published.layouts import Layout
from sufficiency.readers.published.sheets import first_rows, header_of, plain_header
from sufficiency.readers.text import bytes_of, did_you_mean_in_any_case, quoted, short_path

_READERS: Final = ("dfe", "ons", "lait", "neighbours")
_WORKBOOK: Final = b"PK\x03\x04"
_ROWS_LOOKED_AT: Final = 10  # Ofsted's header stands below its title
# Files that other commands read: the columns that tell them, what they are, and what to type.
_ELSEWHERE: Final = (
    (NEEDED, "a select list", "sufficiency places show --select-list {path}"),
    (
        COLUMNS,
        "a file of figures, which is checked with the scenario whose folder it is in",
        "sufficiency check SCENARIO",
    ),
    (
        ("urn", "provision type", "local authority"),
        "Ofsted's register of providers",
        "sufficiency places draft --ofsted {path} --authority NAME --out FILE",
    ),
)
_NEAR: Final = 0.6  # of a layout's columns: with so many, it is that layout with some renamed


def layouts() -> tuple[Layout, ...]:
    """Every layout that is known, of every publisher."""
    found: list[Layout] = []
    for reader in _READERS:
        found += import_module(f"sufficiency.readers.published.{reader}").LAYOUTS
    return tuple(found)


def read_published(path: Path) -> Published:
    """A publisher's file, tidied, whichever it is: a CSV, or ONS's workbook.

    Raises InputFaultsError: of one fault where the file is none that is known, naming the nearest layout
    with its missing and its unknown columns, or else the layouts that are known; and of all its faults
    where it is known but cannot be read.
    """
    return layout_of(path).read(path)


def pointer_for(path: Path) -> str:
    """Where a file belongs that is the tool's own, or Ofsted's register: blank of any other file."""
    headers = [set(plain_header(cells)) for cells in first_rows(path, _ROWS_LOOKED_AT)]
    for columns, what, do in _ELSEWHERE:
        if any(set(columns) <= header for header in headers):
            return f"{short_path(path)} is {what}: {do.format(path=short_path(path))}"
    return ""


def layout_of(path: Path) -> Layout:
    """The layout that a file is set out in; raises InputFaultsError of one fault where it is not known."""
    header = _header(path)
    known = [layout for layout in layouts() if layout.knows(header, path)]
    if known:
        # A file that has another's columns and more of its own is the more particular of the two.
        return max(known, key=lambda layout: len(layout.columns))
    raise _unknown(path, header)


def _header(path: Path) -> list[str]:
    return [] if bytes_of(path).startswith(_WORKBOOK) else header_of(path)


def _unknown(path: Path, header: Sequence[str]) -> InputFaultsError:
    """The one fault of a file that no layout knows: what it is nearest to, or that it is near none."""
    whole = [layout for layout in layouts() if layout.has_columns(header)]
    near = max(layouts(), key=lambda layout: _columns_held(layout, header))
    held = _columns_held(near, header)
    if whole and held <= max(len(layout.columns) for layout in whole):
        return _other_words(path, max(whole, key=lambda layout: len(layout.columns)))
    if near.columns and held >= _NEAR * len(near.columns):
        return _renamed(path, header, near)
    return _fault(path, "it is not a published file that is known.", known_in_words())


def _columns_held(layout: Layout, header: Sequence[str]) -> int:
    """How many of a layout's columns a header has."""
    return len(set(plain_header(header)) & set(layout.columns))


def _other_words(path: Path, layout: Layout) -> InputFaultsError:
    """The fault of a file with every column of a layout, and none of the words that would tell it."""
    column, words = layout.told_by
    named = f"its {column} has none of the words that tell which, such as {quoted(words[0])}" if words else ""
    what = f"its columns are those of a file that is known, but {named or 'what is in them is not'}: "
    what += "it is another publication's, or a part of one."
    return _fault(path, what, f"Give the whole file as it was published. {known_in_words()}")


def _renamed(path: Path, header: Sequence[str], near: Layout) -> InputFaultsError:
    names = plain_header(header)
    missing = [column for column in near.columns if column not in names]
    unknown = [name for name in names if name and name not in _all_columns()]
    hints = [did_you_mean_in_any_case(column, unknown) for column in missing]
    what = f"it looks like {near.about} ({near.publisher}), but it lacks {_list(missing)}"
    what += f" and has {_list(unknown)}, not known." if unknown else "."
    hint = " ".join(f"{each[:-1]} for {column}?" for column, each in zip(missing, hints, strict=True) if each)
    return _fault(path, what, hint or "Give the file as it was published.")


def _all_columns() -> set[str]:
    """Every column of any layout, and those that publishers give beside them."""
    beside = {"time_identifier", "country_code", "country_name"}
    return beside.union(*(layout.columns for layout in layouts()))


def known_in_words() -> str:
    """The layouts that are known, a publisher at a time, as a fault names them."""
    by_publisher: dict[str, list[str]] = {}
    for layout in layouts():
        by_publisher.setdefault(layout.publisher, []).append(layout.name)
    listed = "; ".join(f"{publisher}: {', '.join(names)}" for publisher, names in by_publisher.items())
    return f"Those that are known (docs/published-files.md) are {listed}."


def _list(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _fault(path: Path, what: str, do: str) -> InputFaultsError:
    return one_fault(short_path(path), "header", what, do)
