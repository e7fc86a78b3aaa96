"""How wide a table's columns are in Word: by the words in them, in the font that they are written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from sufficiency.writers.report.word_styles import (
    CELL_MARGIN,
    SMALL,
    TEXT_WIDTH,
    TEXT_WIDTH_ON_ITS_SIDE,
    USUAL,
)

_LINES_OF_A_CELL, _LINES_OF_A_HEADING = 3, 5  # more, and a table is hard to read
_MANY: Final = 1000  # lines: a word on each
_WIDEST_WORD: Final = 2400  # twentieths of a point, as all widths here; a longer word is broken
_WIDEST: Final = 5200
_NARROWEST: Final = 640
_SHORT: Final = 1500  # stays on one line where there is room
_AROUND: Final = 2 * CELL_MARGIN + 15  # beside the words of a cell: its margins, and what rounding takes
_BOLD: Final = "Helvetica-Bold.afm"
_PLAIN: Final = "Helvetica.afm"
_UNKNOWN_LETTER: Final = 667  # thousandths of the size of the words: a capital


@dataclass(frozen=True)
class Layout:
    """How a table stands on its page: the size of its words in points, and its columns' widths.

    Widths are in twentieths of a point. `on_its_side` is for a table too wide for an upright page.
    """

    size: int
    on_its_side: bool
    widths: tuple[int, ...]


def layout_of(columns: Sequence[Sequence[str]]) -> Layout:
    """Large words where each short cell has its line; else small ones; a page on its side is the last resort.

    Each column is its heading and then its cells, as they are shown.
    """
    for size, wish in ((USUAL, "tidy"), (SMALL, "easy")):
        widths = [_Widths.of(*column, size=size) for column in columns]
        if sum(getattr(each, wish) for each in widths) <= TEXT_WIDTH:
            return Layout(size, False, _shared_out(widths, TEXT_WIDTH))
    return Layout(SMALL, True, _shared_out(widths, TEXT_WIDTH_ON_ITS_SIDE))


@dataclass(frozen=True)
class _Widths:
    """How wide a column must be, as wishes that grow.

    For its longest word; to be easy to read; for each short cell to have one line; and for every cell to.
    """

    least: int
    easy: int
    tidy: int
    full: int

    @classmethod
    def of(cls, heading: str, *cells: str, size: int) -> "_Widths":
        title = _Text(heading, size, bold=True)
        texts = [_Text(cell, size) for cell in cells]
        longest = max(texts, key=lambda text: text.wide)
        least = max(min(max(text.in_lines(_MANY) for text in texts), _WIDEST_WORD), title.in_lines(_MANY))
        easy = max(least, _NARROWEST, min(longest.in_lines(_LINES_OF_A_CELL), _WIDEST),
                   title.in_lines(_LINES_OF_A_HEADING))  # fmt: skip
        tidy = max(easy, *(text.wide for text in texts if text.wide < _SHORT), 0.0)
        full = max(tidy, min(longest.wide, _WIDEST), title.in_lines(1 if title.wide < _SHORT else 2))
        return cls(round(least), round(easy), round(tidy), round(full))


def _shared_out(columns: Sequence[_Widths], room: int) -> tuple[int, ...]:
    """What each column gets: each wish in turn, and a share of the first that there is no room for."""
    widths = [each.least for each in columns]
    for wish in ("easy", "tidy", "full"):
        widths = _between(widths, [getattr(each, wish) for each in columns], room)
    return tuple(widths)


def _between(least: Sequence[int], wish: Sequence[int], room: int) -> list[int]:
    """Widths from the least to what is wished for, all stopped at the same share of the way."""
    more = sum(wish) - sum(least)
    share = min(1.0, max(0.0, (room - sum(least)) / more)) if more > 0 else 0.0
    widths = [low + int(share * (high - low)) for low, high in zip(least, wish, strict=True)]
    over = max(1.0, sum(widths) / room)  # so many columns that not every word has its line
    return [int(width / over) for width in widths]


class _Text:
    """Some words in a cell, and how wide the cell is that holds them."""

    def __init__(self, words: str, size: int, bold: bool = False) -> None:
        letters = _letters(_BOLD if bold else _PLAIN)
        self.words = [_points_20(word, letters, size) for word in words.split(" ")]
        self.space = _points_20(" ", letters, size)

    @property
    def wide(self) -> float:
        """On one line."""
        return self.in_lines(1)

    def in_lines(self, most: int) -> float:
        """On no more lines than so many, broken at words: the narrowest that does it."""
        if most >= len(self.words):
            return max(self.words) + _AROUND
        if most == 1:
            return sum(self.words) + self.space * (len(self.words) - 1) + _AROUND
        low, high = self.in_lines(len(self.words)), self.in_lines(1)
        while high - low > 1:
            middle = (low + high) / 2
            low, high = (low, middle) if self._lines_at(middle) <= most else (middle, high)
        return high

    def _lines_at(self, width: float) -> int:
        lines, line = 1, 0.0
        for word in self.words:
            longer = line + self.space + word if line else word
            lines, line = (lines, longer) if longer <= width - _AROUND else (lines + 1, word)
        return lines


def _points_20(text: str, letters: Mapping[int, int], size: int) -> float:
    """How wide letters are, in twentieths of a point."""
    return sum(letters.get(ord(letter), _UNKNOWN_LETTER) for letter in text) * size / 50


@cache
def _letters(metrics: str) -> dict[int, int]:
    """How wide each letter is, in thousandths of the size: Arial was drawn to the widths of Helvetica."""
    import matplotlib

    path = Path(matplotlib.get_data_path()) / "fonts" / "pdfcorefonts" / metrics
    lines = [line.split() for line in path.read_text(encoding="latin-1").splitlines()]
    return {int(line[1]): int(line[4]) for line in lines if line[:1] == ["C"]}
