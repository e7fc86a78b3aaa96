"""What was read and what was found in returns, in sentences: for `sufficiency ssda903 check`."""

from collections.abc import Iterable
from typing import Final

from sufficiency.ssda903.returns import FileRead, Returns
from sufficiency.ssda903.rules import BY_NAME, WORST_FIRST, Finding, in_order
from sufficiency.ssda903.stock import CLA, OPEN, open_children
from sufficiency.vocabulary import ALL

_MOST_NAMED: Final = 3  # files of a rule, and rows of a file: --out writes them all


def files_in_words(returns: Returns) -> list[str]:
    """Which file was read as what: its years, kind, rows and the form of its dates; and which were not."""
    read = [_file_in_words(each) for each in sorted(returns.files, key=lambda each: (each.years, each.file))]
    return [*read, *(f"Not read: {each.file}, {each.why}." for each in returns.not_read)]


def open_in_words(returns: Returns) -> list[str]:
    """How many children each return has on 31 March, with short breaks and without."""
    table = open_children(returns)
    totals = table[table["placement"] == ALL].set_index(["year", "measure"])["children"]
    lines = [
        f"31 March {year}: {totals[year, OPEN]:,} open, {totals[year, CLA]:,} looked after."
        for year in returns.years
    ]
    known = int(returns.episodes["distance_miles"].notna().sum())
    lines.append(
        "Open counts short breaks (V3, V4); looked after does not. Each year is from its own return. "
        f"Placements are grouped as {returns.grouping}. "
        f"{known:,} of {len(returns.episodes):,} episodes have a distance."
    )
    return lines


def findings_in_words(findings: Iterable[Finding]) -> list[str]:
    """A line for each rule that was met: how often, what was done, and where it was met first.

    What was set aside comes first, then what was repaired, then what was kept.
    """
    by_rule: dict[str, list[Finding]] = {}
    for each in in_order(findings):
        by_rule.setdefault(each.rule, []).append(each)
    order = sorted(by_rule, key=lambda rule: WORST_FIRST.index(BY_NAME[rule].done))
    return [_rule_in_words(rule, by_rule[rule]) for rule in order]


def _file_in_words(read: FileRead) -> str:
    parts = [read.kind, f"{read.rows:,} rows", *([f"dates as {read.dates}"] if read.dates else [])]
    return f"{_years(read.years)}: {read.file}, {', '.join(parts)}."


def _years(years: tuple[int, ...]) -> str:
    if not years:
        return "Every year"
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"


def _rule_in_words(name: str, findings: list[Finding]) -> str:
    rule = BY_NAME[name]
    count = sum(each.count for each in findings)
    of_rows = any(each.rows for each in findings)
    counted = f", {count:,} {'row' if count == 1 else 'rows'}" if of_rows else ""
    done = f"{rule.done[0].upper()}{rule.done[1:]}"
    places = "; ".join(_place(each) for each in findings[:_MOST_NAMED])
    more = len(findings) - _MOST_NAMED
    others = f"; and {more} more" if more > 0 else ""
    return f"{done}{counted}: {rule.what} {rule.how} {places}{others}."


def _place(finding: Finding) -> str:
    """A file, with its first rows or with what is said of the whole of it."""
    if not finding.rows:
        return f"{finding.file}: {finding.detail or finding.column}"
    first = ", ".join(map(str, finding.rows[:_MOST_NAMED]))
    more = len(finding.rows) - _MOST_NAMED
    others = f" and {more:,} more" if more > 0 else ""
    column = f" ({finding.column})" if finding.column else ""
    return f"{finding.file} {'row' if len(finding.rows) == 1 else 'rows'} {first}{others}{column}"
