"""DfE's codes and our words for them, from `data/lookups`."""

import csv
from functools import lru_cache

from sufficiency.bundled import bundled_root
from sufficiency.errors import did_you_mean, one_fault
from sufficiency.readers.text import read_text
from sufficiency.ssda903.codes import OWN_GROUPING, PLACE, Code, Codes


def groupings() -> list[str]:
    """The names of the groupings of placement codes, our own first."""
    names = {row["grouping"] for row in _rows("placement_groupings.csv")}
    return [OWN_GROUPING, *sorted(names - {OWN_GROUPING})]


def codes_in(grouping: str) -> Codes:
    """The codes, with placements in a grouping; raises InputFaultsError where there is no such grouping."""
    if grouping not in groupings():
        do = did_you_mean(grouping, groupings(), f"Use one of: {', '.join(groupings())}.")
        raise one_fault("--grouping", "", "there is no such grouping of placement codes.", do)
    lists: dict[str, dict[str, Code]] = {}
    for row in _rows("ssda903_codes.csv"):
        lists.setdefault(row["column"], {})[row["code"]] = _code(row, row["word"])
    lists[PLACE] = {row["code"]: _code(row, row["temporary"]) for row in _rows("placement_codes.csv")}
    placements: dict[str, tuple[Code, ...]] = {}
    for row in _rows("placement_groupings.csv"):
        if row["grouping"] == grouping:
            placements[row["code"]] = (*placements.get(row["code"], ()), _code(row, row["placement"]))
    return Codes(lists, grouping, placements)


def _code(row: dict[str, str], word: str) -> Code:
    first, last = (int(row[f"{end}_return_year"] or 0) for end in ("first", "last"))
    return Code(row["code"], first, last, word)


@lru_cache(maxsize=4)
def _rows(name: str) -> list[dict[str, str]]:
    text = read_text(bundled_root() / "data" / "lookups" / name)
    return list(csv.DictReader(text.splitlines()))
