"""A layout: how a publisher sets out one of its files, known by its header, and how it is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency.readers.published.sheets import cells_of, plain_header

if TYPE_CHECKING:
    from sufficiency.figures.published import Published


@dataclass(frozen=True)
class Layout:
    """One way in which a publisher sets out a file.

    `columns` are those that its header must have, in any order and case; a reader may use others where
    they are there. Where two files of a publisher share a header, `told_by` names a column and the words
    of which at least one stands in it in this file and in no other. A workbook, or a file whose header is
    not on its first row, is told by `sniff` instead, which is given the header of a CSV (nothing for a
    workbook) and the path.
    """

    name: str
    about: str
    publisher: str
    columns: tuple[str, ...]
    reader: "Callable[[Path, Layout], Published]"
    told_by: tuple[str, tuple[str, ...]] = ("", ())
    sniff: Callable[[Sequence[str], Path], bool] | None = None

    def knows(self, header: Sequence[str], path: Path) -> bool:
        """Whether a file with this header, at this path, is set out so."""
        if self.sniff is not None:
            return self.sniff(header, path)
        return self.has_columns(header) and self._is_told_by_its_words(path)

    def read(self, path: Path) -> "Published":
        """The file at this path, tidied; raises InputFaultsError with every fault in it."""
        return self.reader(path, self)

    def has_columns(self, header: Sequence[str]) -> bool:
        """Whether a header has every column of the layout, in any order and case."""
        return bool(self.columns) and set(self.columns) <= set(plain_header(header))

    def _is_told_by_its_words(self, path: Path) -> bool:
        column, words = self.told_by
        if not words:
            return True
        held = {cell.casefold() for cell in cells_of(path)[column].unique()}
        return not held.isdisjoint(word.casefold() for word in words)
