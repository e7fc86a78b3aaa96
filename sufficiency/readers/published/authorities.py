"""Local authorities by any of their names, and what became of those that merged or were split."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from sufficiency.bundled import bundled_root
from sufficiency.errors import did_you_mean, one_fault
from sufficiency.readers.text import quoted, read_text

if TYPE_CHECKING:
    import pandas as pd

RECODED: Final = "recoded"  # one authority under a new ONS code: DfE's code stays
LOCAL: Final = "local_authority"
_STYLES: Final = (
    "royal borough of",
    "london borough of",
    "metropolitan borough of",
    "borough of",
    "city of",
    "county of",
    "metropolitan borough council",
    "metropolitan district council",
    "london borough council",
    "county council",
    "city council",
    "borough council",
    "district council",
    "unitary authority",
    "council",
    "ua",
)
_NOT_LETTERS: Final = re.compile(r"[^a-z0-9 ]")


class Change(NamedTuple):
    """One old authority and one that took its place, or a part of it.

    `first_year` is the year (ended 31 March) in which figures are first published for the new one.
    `change` is merged, split, or recoded: the same authority under another ONS code.
    """

    old_dfe_code: str
    old_code: str
    old_name: str
    new_dfe_code: str
    new_code: str
    new_name: str
    first_year: int
    change: str
    what_happened: str
    source: str


@dataclass(frozen=True)
class Authority:
    """An authority as a table has it: ONS's code and DfE's, its name, and what became of it, if anything."""

    code: str
    dfe_code: str
    name: str
    note: str = ""


@lru_cache(maxsize=1)
def authority_changes() -> tuple[Change, ...]:
    """Every change of authorities since 2010, from `data/lookups/authority_changes.csv`."""
    text = read_text(bundled_root() / "data" / "lookups" / "authority_changes.csv")
    rows = csv.DictReader(text.splitlines())
    return tuple(_change(row) for row in rows)


def _change(row: dict[str, str]) -> Change:
    first_year = int(row.pop("first_year"))
    return Change(first_year=first_year, **row)


def changes_within(years: Iterable[int]) -> list[Change]:
    """The mergers and splits that fall between the first and the last of these years."""
    span = list(years)
    if not span:
        return []
    return [each for each in authority_changes()
            if each.change != RECODED and min(span) < each.first_year <= max(span)]  # fmt: skip


def keeps_one_code(dfe_codes: "pd.Series[str]", years: Iterable[int]) -> "pd.Series[bool]":
    """Whether each authority, by DfE's code, is the same one through all of these years."""
    changes = changes_within(years)
    codes = {each.old_dfe_code for each in changes} | {each.new_dfe_code for each in changes}
    return ~dfe_codes.isin(codes)


def plain_name(name: str) -> str:
    """An authority's name as it is compared: no case, punctuation, "and", or style such as "City Council"."""
    plain = " ".join(_NOT_LETTERS.sub(" ", name.lower().replace("&", " and ").replace("'", "")).split())
    for style in _STYLES:
        if plain.startswith(f"{style} ") or plain.endswith(f" {style}"):
            plain = plain.removeprefix(f"{style} ").removesuffix(f" {style}")
    return " ".join(word for word in plain.split() if word != "and")


def find_authority(table: "pd.DataFrame", wanted: str, file: str) -> Authority:
    """The authority of a tidied table that is called `wanted`: by name, by ONS's code or by DfE's.

    Case, punctuation, "and" or "&" and styles such as "City Council" do not matter. One that merged or
    was split is given with a note of what became of it and which years the table has; of two of one name
    (Dorset), the one that exists now. Raises InputFaultsError where the table does not have it, with what
    became of it or the nearest name.
    """
    found = authority_in(table, wanted)
    if found is None:
        do = _what_to_do(wanted, _authorities_in(table))
        raise one_fault(file, "", f"{quoted(wanted)} is not an authority in it.", do)
    return found


def authority_in(table: "pd.DataFrame", wanted: str) -> Authority | None:
    """The authority that `find_authority` finds, or None where the table does not have it."""
    found = [each for each in _authorities_in(table) if _is_called(each, wanted)]
    if not found:
        return None
    gone = {each.old_dfe_code for each in authority_changes() if each.change != RECODED}
    best = sorted(found, key=lambda each: each.dfe_code in gone)[0]
    return Authority(best.code, best.dfe_code, best.name, _note(best, table))


def _authorities_in(table: "pd.DataFrame") -> list[Authority]:
    """Each authority of a table once, under the newest code and name that it has there."""
    local = table[table["level"] == LOCAL].sort_values("year", kind="stable")
    key = "dfe_code" if (local["dfe_code"] != "").all() else "code"
    newest = local.drop_duplicates(key, keep="last")
    return [Authority(*map(str, row)) for row in zip(newest["code"], newest["dfe_code"], newest["area"],
                                                     strict=True)]  # fmt: skip


def _is_called(authority: Authority, wanted: str) -> bool:
    asked = wanted.strip()
    if asked.upper() in _codes_of(authority):
        return True
    return plain_name(authority.name) == plain_name(asked)


def _codes_of(authority: Authority) -> set[str]:
    """Every code that an authority has gone under: a new ONS code for the same one counts."""
    recoded = {
        code
        for each in authority_changes()
        if each.change == RECODED and authority.code in (each.old_code, each.new_code)
        for code in (each.old_code, each.new_code)
    }
    return ({authority.code, authority.dfe_code} | recoded) - {""}


def _what_to_do(wanted: str, held: list[Authority]) -> str:
    """What became of an authority that a table does not have, or the nearest name in it."""
    became = what_became_of(wanted)
    if became:
        return became
    names = {plain_name(each.name): each.name for each in held}
    if not names:
        return "It has no local authorities."
    near = did_you_mean(plain_name(wanted), names, f"It has {len(names)} authorities; check the spelling.")
    return re.sub(r"'(.*)'", lambda match: f"'{names.get(match[1], match[1])}'", near)


def what_became_of(wanted: str) -> str:
    """What became of an authority that merged or was split, or what one was made of; blank of any other."""
    asked, plain = wanted.strip().upper(), plain_name(wanted)
    real = [each for each in authority_changes() if each.change != RECODED]
    went = [each for each in real
            if asked in (each.old_code, each.old_dfe_code) or plain == plain_name(each.old_name)]  # fmt: skip
    if went:
        return _became(went)
    came = [each for each in real
            if asked in (each.new_code, each.new_dfe_code) or plain == plain_name(each.new_name)]  # fmt: skip
    return _was_made(came) if came else ""


def _became(went: list[Change]) -> str:
    """'Poole (836) became Bournemouth, Christchurch and Poole (839) from the year ended 31 March 2020.'"""
    first = went[0]
    new = _in_words(f"{each.new_name} ({each.new_dfe_code})" for each in went)
    part = "became part of" if first.change == "merged" else "became"
    old = f"{first.old_name} ({first.old_dfe_code})"
    return f"{old} {part} {new} from the year ended 31 March {first.first_year}."


def _was_made(came: list[Change]) -> str:
    """'Cumberland (942) was made of Cumbria (909), and has figures from the year ended 31 March 2024.'"""
    first = came[0]
    old = _in_words(f"{each.old_name} ({each.old_dfe_code})" for each in came)
    of = "was made of a part of" if first.change == "split" and len(came) == 1 else "was made of"
    return (
        f"{first.new_name} ({first.new_dfe_code}) {of} {old}, "
        f"and has figures from the year ended 31 March {first.first_year}."
    )


def _note(authority: Authority, table: "pd.DataFrame") -> str:
    became = what_became_of(authority.dfe_code or authority.code)
    if not became:
        return ""
    rows = table[(table["code"] == authority.code) & (table["dfe_code"] == authority.dfe_code)]
    years = sorted({int(year) for year in rows.loc[rows["value"].notna(), "year"]})
    has = f"it has numbers for {years_in_words(years)}" if years else "it has no number for it"
    return f"{became} In this file {has}."


def years_in_words(years: Iterable[int]) -> str:
    """'2010 to 2014, 2016': years in order, runs of them by their ends."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _in_words(parts: Iterable[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last
