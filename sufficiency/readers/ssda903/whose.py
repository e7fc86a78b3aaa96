"""Whose returns these are: one authority's; and children by running numbers, in place of identifiers."""

import re
from typing import Final

import numpy as np

from sufficiency.errors import one_fault
from sufficiency.readers.ssda903.cells import distinct
from sufficiency.readers.ssda903.files import LA
from sufficiency.readers.ssda903.parts import Part

# What an LA column may hold and be named in a fault: words, or a code of DfE's or ONS's. Nothing else is.
_NAMEABLE: Final = re.compile(r"[A-Z][A-Z ,.&'()-]+|[E]\d{8}|\d{3}")
_MOST_NAMED: Final = 5
_EXCEL_TAIL: Final = ".0"  # Excel's way with a number beside blanks


def authority_of(parts: list[Part]) -> str:
    """The authority that an LA column names, blank where there is none.

    Raises InputFaultsError of one fault where there are several: their children would be added together.
    """
    found: dict[str, str] = {}
    for part in parts:
        if LA in part.rows:
            found |= {text: part.file for text in dict.fromkeys(part.rows[LA].tolist()) if text}
    names = [name for name in found if _NAMEABLE.fullmatch(name)]
    if len(found) > 1:
        named = f": {', '.join(sorted(names))}" if len(names) == len(found) <= _MOST_NAMED else ""
        what = f"the returns are of {len(found)} authorities{named}."
        do = "Give one authority's, in a folder of their own."
        raise one_fault(next(iter(found.values())), f"column {LA}", what, do)
    return names[0] if names else ""


def number_children(parts: list[Part]) -> None:
    """Give each part's rows `child`, a running number over all parts, and take CHILD away; -1 where blank."""
    numbers: dict[str, int] = {"": -1}
    for part in parts:
        places, texts = distinct(part.rows.pop("CHILD"))
        plain = [text.removesuffix(_EXCEL_TAIL) for text in texts]
        of_texts = [numbers.setdefault(text, len(numbers) - 1) for text in plain]
        part.rows["child"] = np.array(of_texts, dtype=np.int64)[places]
