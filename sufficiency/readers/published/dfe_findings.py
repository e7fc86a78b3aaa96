"""What a reader must know of a file of DfE's: marks, suppressed totals, gaps, revisions, broken series."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sufficiency.errors import Fault
from sufficiency.figures.published import Finding
from sufficiency.readers.published.authorities import changes_within, what_became_of
from sufficiency.readers.published.tidying import (
    LOCAL,
    dropped,
    gaps_in_years,
    raise_any,
    suppressed,
)
from sufficiency.readers.text import quoted
from sufficiency.record.panel import version_rank
from sufficiency.vocabulary import ALL, SUPPORTED

if TYPE_CHECKING:
    import pandas as pd

SUPPORTED_BROKE: Final = 2024
PLACEMENT_GROUPS_BROKE: Final = 2018
UASC_DISTANCE_BROKE: Final = 2020
_SAME: Final = ("year", "level", "code", "dfe_code", "area", "group", "breakdown", "measure")
_COUNTS: Final = ("children", "placements")
_IN_PLACEMENTS: Final = ("placement", "fostering_and_kinship", "residential", SUPPORTED)
# Groupings of which a share is worked out, so that a word not known would be left out of it.
_MAPPED: Final = ("age_band", "placement", "distance", "distance_band", "uasc", "locality")
# Marks of a number that exists, though it is not told.
_HELD_BACK: Final = ("c", "k", "low", "u", "~")
_FEWEST_ROUNDED: Final = 10  # as many multiples of ten would not come by luck


def findings_in(table: "pd.DataFrame", file: str) -> "tuple[pd.DataFrame, tuple[Finding, ...]]":
    """A tidy table with each number once, and what was found in it.

    Raises InputFaultsError for each row that gives another number for what an earlier row of the same
    version gives: which of the two is right cannot be told.
    """
    once, repeated = _without_repeats(table, file)
    findings = (
        *dropped("rows that say again what another row says", "each number is wanted once", repeated),
        *_suppressed_totals(once),
        *_gaps(once),
        *_unknown_words(once),
        *_revisions(once),
        *_merged(once),
        *_broken_series(once),
        *suppressed(once["mark"]),
        *_rounded(once),
    )
    return once, findings


def _without_repeats(table: "pd.DataFrame", file: str) -> "tuple[pd.DataFrame, int]":
    same = [*_SAME, "version"]
    once = table.drop_duplicates([*same, "value", "mark"])
    doubled = once[once.duplicated(same, keep=False)]
    if not doubled.empty:
        _raise_contradictions(doubled, same, file)
    return once, len(table) - len(once)


def _raise_contradictions(doubled: "pd.DataFrame", same: list[str], file: str) -> None:
    do = "Keep the newer of the two, or give each release in a file of its own."
    raise_any(
        Fault(file, f"row {rows.iloc[-1]}", f"it gives another number for what row {rows.iloc[0]} gives.", do)
        for _, rows in doubled.groupby(same, sort=False)["row"]
    )


# --- What is missing ------------------------------------------------------------------------------


def _suppressed_totals(table: "pd.DataFrame") -> list[Finding]:
    totals = table[table["measure"].isin(_COUNTS) & table["word"].isin([ALL, "cla"])]
    hidden = totals[totals["mark"] == "c"]
    if hidden.empty:
        return []
    areas = sorted(hidden["area"].unique())
    counted = "1 area" if len(areas) == 1 else f"{len(areas)} areas"
    what = f"a total is suppressed, so shares cannot be worked out for {counted}: {_named(areas)}"
    return [Finding("suspect", what, "c stands for the total itself", len(hidden))]


def _gaps(table: "pd.DataFrame") -> list[Finding]:
    """The areas that have numbers before and after a year, and none in it."""
    numbers = table[table["measure"] != "population"]
    held = numbers[numbers["value"].notna() | numbers["mark"].isin(_HELD_BACK)]
    years = held[["level", "dfe_code", "code", "area", "year"]].drop_duplicates()
    return gaps_in_years(years, ["level", "dfe_code", "area"])


def _unknown_words(table: "pd.DataFrame") -> list[Finding]:
    """Rows of a grouping that is known whose own words are not: DfE has changed them."""
    national_detail = table["level"].eq("national") & table["breakdown"].str.match(r"[0-9][a-z]")
    unknown = table[table["group_word"].isin(_MAPPED) & (table["word"] == "") & ~national_detail]
    if unknown.empty:
        return []
    words = [quoted(text) for text in unknown["breakdown"].unique()]
    what = f"words that are not known, left out of every share: {_named(words)}"
    return [Finding("suspect", what, "DfE may have changed its groups", len(unknown))]


# --- What changed ---------------------------------------------------------------------------------


def _revisions(table: "pd.DataFrame") -> list[Finding]:
    """How many numbers are given again with another value, and the one that moved most."""
    known = table[table["value"].notna() & table["measure"].isin(_COUNTS)]
    several = known[known.duplicated(list(_SAME), keep=False)]
    if several.empty:
        return []
    order = several["version"].map(version_rank).argsort(kind="stable")
    both = several.iloc[order].groupby(list(_SAME), sort=False)
    pairs = both.agg(first=("value", "first"), last=("value", "last")).reset_index()
    changed = pairs[pairs["first"] != pairs["last"]]
    if changed.empty:
        return []
    most = changed.iloc[int((changed["last"] - changed["first"]).abs().to_numpy().argmax())]
    what = (
        f"{len(changed)} of {len(pairs)} numbers were published again with another value; the most, "
        f"{most['area']} {most['year']}, {most['breakdown']}: {most['first']:,.0f}, then {most['last']:,.0f}"
    )
    return [Finding("revised", what, "the newest is used, and the first is kept beside it", len(changed))]


def _merged(table: "pd.DataFrame") -> list[Finding]:
    """What became of each authority of the file that merged or was split within its years."""
    local = table[table["level"] == LOCAL]
    held = set(local["dfe_code"])
    changes = changes_within(local["year"])
    findings = []
    for code in dict.fromkeys(each.old_dfe_code for each in changes if each.old_dfe_code in held):
        rows = int((local["dfe_code"] == code).sum())
        what = what_became_of(code).rstrip(".")
        findings.append(Finding("merged", what, "no one code has every year: compare with care", rows))
    return findings


def _broken_series(table: "pd.DataFrame") -> list[Finding]:
    of_placement = table[table["group_word"].isin(_IN_PLACEMENTS) & table["measure"].isin(_COUNTS)]
    is_supported = (of_placement["word"] == SUPPORTED) | (of_placement["group_word"] == SUPPORTED)
    is_not_known = table["word"].str.startswith("not_known") & table["measure"].isin(_COUNTS)
    return [
        *_break(
            of_placement[is_supported],
            SUPPORTED_BROKE,
            "supported accommodation from 2024 is not what it was before",
            "it must be registered since October 2023, and 'other placements' grew as it fell (England, 2024 "
            "release: 8,650 in 2023 and 6,250 in 2024; other placements 1,150 and 3,790)",
        ),
        *_break(
            of_placement,
            PLACEMENT_GROUPS_BROKE,
            "placement groups before 2018 are not the groups after",
            "DfE drew them anew: do not read one series across",
        ),
        *_uasc_distance(table[is_not_known & (table["year"] >= UASC_DISTANCE_BROKE)]),
    ]


def _break(rows: "pd.DataFrame", year: int, what: str, why: str) -> list[Finding]:
    """A broken series, where the rows lie on both sides of the year in which it broke."""
    after = rows[rows["year"] >= year]
    lies_across = not after.empty and len(after) < len(rows)
    return [Finding("broken_series", what, why, len(after))] if lies_across else []


def _uasc_distance(rows: "pd.DataFrame") -> list[Finding]:
    if rows.empty:
        return []
    what = "'distance not known' from 2020 is unaccompanied children, whose distance is blank by rule"
    why = "take shares by distance of the children whose distance is known"
    return [Finding("broken_series", what, why, len(rows))]


# --- How it is rounded ----------------------------------------------------------------------------


def _rounded(table: "pd.DataFrame") -> list[Finding]:
    wide = table[(table["level"] != LOCAL) & table["measure"].isin(_COUNTS) & table["value"].gt(0)]
    if len(wide) < _FEWEST_ROUNDED or (wide["value"] % 10).any():
        return []
    what = "numbers of England and its regions are rounded to ten"
    return [Finding("rounded", what, "parts may not add to their total", len(wide))]


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
