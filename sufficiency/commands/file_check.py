"""What a published file is and holds, in sentences: for `sufficiency check FILE`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from sufficiency.figures.published import MARKS, WORST_FIRST, Finding, Published
from sufficiency.readers.published.authorities import Authority, years_in_words

if TYPE_CHECKING:
    import pandas as pd

_LEVELS: Final = (
    ("national", "England", "England"),
    ("regional", "1 region", "{} regions"),
    ("local_authority", "1 local authority", "{} local authorities"),
)
_MOST_NAMED: Final = 20
_FINDING_LABELS: Final = {
    "suspect": "Suspect",
    "broken_series": "Broken series",
    "revised": "Revised",
    "merged": "Merged",
    "dropped": "Dropped",
    "suppressed": "Marks",
    "rounded": "Rounded",
}


def holds(published: Published) -> list[str]:
    """What a file is, its publisher, its years and areas, and the measures and groups it has."""
    table = published.table
    lines = [
        f"Published by: {published.publisher}",
        f"Layout: {published.layout}",
        f"Years: {years_in_words(published.years)}",
        f"Areas: {_areas_in_words(table)}",
        f"Measures: {_listed(_with_unit(*each) for each in _measures(table))}",
    ]
    if "group" in table:
        lines.append(f"Groups: {_listed(dict.fromkeys(name for name in table['group'] if name))}")
    return lines


def findings_in_words(findings: Iterable[Finding]) -> list[str]:
    """Each finding in a line, the worst kind first and those that touch most rows before others."""
    order = sorted(findings, key=lambda each: (WORST_FIRST.index(each.kind), -each.rows))
    return [
        f"{_FINDING_LABELS[each.kind]}, {_counted(each.rows, 'row')}: {each.what} ({each.why})."
        for each in order
    ]


def is_in_words(authority: Authority | None, name: str) -> str:
    """Whether an authority is in a file: with its codes, or not."""
    if authority is None:
        return f"{name} is not in it."
    return f"{authority.name}{_codes(authority)} is in it.{_after(authority.note)}"


def coverage(published: Published, authority: Authority) -> list[str]:
    """How much a file has of one authority: rows, years and marks, in all and for each measure."""
    table = published.table
    rows = table[(table["code"] == authority.code) & (table["dfe_code"] == authority.dfe_code)]
    years = (int(year) for year in rows["year"].unique())
    lines = [f"{_counted(len(rows), 'row')}, {years_in_words(years)}.{_after(authority.note)}"]
    return lines + [_measure_covered(rows, name, unit) for name, unit in _measures(rows)]


def _measure_covered(rows: "pd.DataFrame", measure: str, unit: str) -> str:
    held = rows[(rows["measure"] == measure) & (rows["unit"] == unit)]
    known = held[held["value"].notna()]
    when = f" of {years_in_words(int(year) for year in known['year'].unique())}" if len(known) else ""
    line = f"{_with_unit(measure, unit)}: {_counted(len(known), 'number')}{when}"
    blank = int((held["value"].isna() & (held["mark"] == "")).sum())
    marks = [f"{count:,} marked {mark} ({MARKS[mark]})" for mark, count in _marks(held)]
    return "; ".join([line, *marks, *([f"{blank:,} not recorded"] if blank else [])])


def _marks(rows: "pd.DataFrame") -> list[tuple[str, int]]:
    counts = rows.loc[rows["mark"] != "", "mark"].value_counts().sort_index()
    return [(str(mark), int(count)) for mark, count in counts.items()]


def _measures(table: "pd.DataFrame") -> list[tuple[str, str]]:
    pairs = table[["measure", "unit"]].drop_duplicates()
    return [(str(name), str(unit)) for name, unit in zip(pairs["measure"], pairs["unit"], strict=True)]


def _with_unit(measure: str, unit: str) -> str:
    return measure if measure == unit else f"{measure} ({unit})"


def _areas_in_words(table: "pd.DataFrame") -> str:
    key = table["dfe_code"].where(table["dfe_code"] != "", table["code"])
    areas = table[["level"]].assign(key=key).drop_duplicates()
    parts = []
    for level, one, several in _LEVELS:
        count = int((areas["level"] == level).sum())
        if count:
            parts.append(one if count == 1 else several.format(count))
    return ", ".join(parts)


def _codes(authority: Authority) -> str:
    codes = ", ".join(code for code in (authority.code, authority.dfe_code) if code)
    return f" ({codes})" if codes else ""


def _after(note: str) -> str:
    return f" {note}" if note else ""


def _counted(count: int, thing: str) -> str:
    return f"1 {thing}" if count == 1 else f"{count:,} {thing}s"


def _listed(words: Iterable[str]) -> str:
    names = list(words)
    more = f", and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"
