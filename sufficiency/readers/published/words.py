"""DfE's words for groups and kinds of home, and our word for each: `data/lookups/dfe_words.csv`."""

import csv
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sufficiency.bundled import bundled_root
from sufficiency.readers.text import read_text

if TYPE_CHECKING:
    import pandas as pd

GROUP: Final = "group"
WORD: Final = "word"


@lru_cache(maxsize=1)
def dfe_words() -> dict[tuple[str, str], str]:
    """Our word for each of DfE's, by role (`group` for a grouping, `word` for a row of one)."""
    text = read_text(bundled_root() / "data" / "lookups" / "dfe_words.csv")
    return {
        (row["role"], plain_words(row["published"])): row["word"] for row in csv.DictReader(text.splitlines())
    }


def plain_words(text: str) -> str:
    """Words as they are compared: without case, and without the spaces that come and go round a slash."""
    return " ".join(text.casefold().replace("/ ", "/").replace("’", "'").split())


def our_words(cells: "pd.Series[str]", *roles: str) -> "pd.Series[str]":
    """Our word for each cell, from the first role that has it; blank where none has."""
    words = dfe_words()

    def word_of(text: str) -> str:
        plain = plain_words(text)
        return next((words[role, plain] for role in roles if (role, plain) in words), "")

    return cells.map({text: word_of(text) for text in cells.unique()})
