"""What the commands print: tables and sentences for a person at a terminal."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from rich.console import Console
from rich.table import Table

from sufficiency.contradictions import Contradiction
from sufficiency.rounding import whole
from sufficiency.sentence import whole_ladder
from sufficiency.vocabulary import (
    ALL,
    ANY,
    BACK_TESTED_YEARS,
    LABELS,
    NOT_RECORDED,
    PROVISIONS,
    RUNG_LABELS,
    SCOPES,
    SELF_PLACING_ROW,
    SHOULD_BE_NEAR,
)

PAGE_WIDTH = 100
NOT_KNOWN = "not recorded"
SCOPE_TITLES = {**{scope: LABELS[scope] for scope in SCOPES}, ANY: "In all (to bring on contract)"}


def console() -> Console:
    """The terminal, at a steady width where there is none, so that output can be kept and compared."""
    screen = Console(highlight=False, soft_wrap=False)
    if not screen.is_terminal:
        screen = Console(highlight=False, width=PAGE_WIDTH, no_color=True)
    return screen


def _table(title: str, columns: Sequence[str]) -> Table:
    # A title narrower than its table would be wrapped to the table's width: widen the first column.
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, min_width=len(title)
    )
    for at, column in enumerate(columns):
        table.add_column(column, justify="left" if at == 0 else "right", no_wrap=True)
    return table


def show_position(screen: Console, position: pd.DataFrame, as_at: date, scope: str) -> None:
    """Table A in one scope: a row for each rung, a column for each provision."""
    near = position[position["scope"] == scope]
    day = f"{as_at.day} {as_at:%B %Y}"
    title = f"Where our children live, and where they should: {LABELS[scope].lower()}, {day}"
    table = _table(title, ("Children", *(LABELS[name] for name in PROVISIONS), "All"))
    ladder = whole_ladder(position, scope)
    for rung, label in RUNG_LABELS.items():
        rows = near[near["rung"] == str(rung)].set_index("provision")
        table.add_row(f"{rung}  {label}", *_rung_cells(rows, rung, ladder))
    totals = [whole_or_none(near[near["provision"] == name]["children"].sum()) for name in PROVISIONS]
    commissioned = whole_or_none(near[near["rung"] != SELF_PLACING_ROW]["children"].sum())
    table.add_section()
    table.add_row("Commissioned need", *totals, commissioned)
    own = near[near["rung"] == SELF_PLACING_ROW]
    table.add_row("Self-placing", "", "", "", whole_or_none(own["children"].sum()))
    table.add_row("All children looked after", "", "", "", whole_or_none(near["children"].sum()))
    screen.print(table)
    known = own[own["basis"] != NOT_RECORDED]
    listed = ", ".join(f"{LABELS[r.provision].lower()} {whole(r.children)}" for r in known.itertuples())
    screen.print(f"Self-placing: {listed}. Ranges in brackets come from the assumptions.\n")


def _rung_cells(rows: pd.DataFrame, rung: int, ladder: dict[tuple[str, int], int]) -> list[str]:
    """A rung's children by provision and in all, with low and high where they differ."""
    if (rows["basis"] == NOT_RECORDED).all():
        return [NOT_KNOWN] * (len(PROVISIONS) + 1)
    cells = []
    for name in PROVISIONS:
        low, high = rows.loc[name, "low"], rows.loc[name, "high"]
        if (name, rung) not in ladder:
            cells.append(NOT_KNOWN)
        elif whole(low) == whole(high):
            cells.append(f"{ladder[name, rung]}")
        else:
            cells.append(f"{ladder[name, rung]} ({whole(low)}–{whole(high)})")
    return [*cells, f"{sum(ladder.get((name, rung), 0) for name in PROVISIONS)}"]


def whole_or_none(number: float) -> str:
    return "" if pd.isna(number) else f"{whole(number)}"


def show_gap(screen: Console, gap: pd.DataFrame, base_year: int) -> None:
    """The gap by provision and scope: base year, one, three and five years on, and the end."""
    last = int(gap["year"].max())
    years = [y for y in (base_year, base_year + 1, base_year + 3, base_year + 5) if y <= last]
    years += [last] if last not in years else []
    for scope in SCOPES:
        rows = gap[(gap["scope"] == scope) & (gap["need_basis"] == SHOULD_BE_NEAR)].set_index(
            ["provision", "year"]
        )
        heads = [f"{year}*" if year > base_year + BACK_TESTED_YEARS else f"{year}" for year in years]
        table = _table(f"Homes to secure: {SCOPE_TITLES[scope].lower()}", ("", *heads))
        for name in (*PROVISIONS, ALL):
            own = [rows.loc[(name, year)] for year in years]
            table.add_row(
                LABELS[name], *(_gap_cell(row, rows, year) for row, year in zip(own, years, strict=True))
            )
            table.add_row("  chance of a shortfall", *(_percent(row["chance_of_shortfall"]) for row in own))
        every = [rows.loc[(ALL, year)] for year in years]
        table.add_row("  chance it has grown", *(_percent(row["chance_gap_grows"]) for row in every))
        table.add_row("  if things go badly (P80)", *(whole_or_none(row["gap_p80"]) for row in every))
        table.add_row("  homes wanted", *(whole_or_none(row["demand_central"]) for row in every))
        table.add_row("  places secured", *(whole_or_none(row["secured_central"]) for row in every))
        screen.print(table)
        screen.print()
    if last > base_year + BACK_TESTED_YEARS:
        screen.print("* beyond what has been back-tested: a scenario to plan around, not a forecast.")


def _gap_cell(row: pd.Series, rows: pd.DataFrame, year: int) -> str:
    """A gap, with its low and high where the year is observed; a total is the sum of its shown parts."""
    if row.name[0] == ALL:  # type: ignore[index]
        shown = sum(whole(rows.loc[(name, year)]["gap_central"]) for name in PROVISIONS)
    else:
        shown = whole(row["gap_central"])
    if pd.isna(row["gap_low"]):
        return f"{shown}"
    return f"{shown} ({whole(row['gap_low'])}–{whole(row['gap_high'])})"


def _percent(share: float) -> str:
    if pd.isna(share):
        return ""
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if share > 0.99 else f"{share:.0%}"


def show_lines(screen: Console, title: str, lines: Sequence[str], mark: str = "") -> None:
    """A title with lines below it."""
    screen.print(f"[bold]{title}[/bold]")
    for line in lines:
        screen.print(f"{mark}{line}", markup=False)
    screen.print()


def show_contradictions(screen: Console, found: Sequence[Contradiction]) -> None:
    """Every contradiction between sources: those that the model feels, then the rest."""
    for touches, title in (
        (True, "Sources disagree, and the model feels it"),
        (False, "Sources disagree elsewhere"),
    ):
        those = [each for each in found if each.touches_model is touches]
        if not those:
            continue
        screen.print(f"[bold]{title}[/bold]")
        for each in those:
            screen.print(f"- {each.about}: {each.what}", markup=False)
            screen.print(f"    used: {each.used}", markup=False)
            for source in each.sources():
                screen.print(f"    {source}", markup=False)
        screen.print()


def show_comparison(screen: Console, names: Sequence[str], cla: pd.DataFrame, gap: pd.DataFrame) -> None:
    """Children, homes wanted and gap of several runs side by side, with differences from the first."""
    years = _shown_years(sorted(cla["year"].unique()))
    heads = [f"{year}" for year in years]
    numbered = [f"{chr(65 + at)}  {name}" for at, name in enumerate(names)]
    show_lines(
        screen, f"Compared, {years[0]} to {max(cla['year'])}, the years that all of them have", numbered
    )
    _show_side_by_side(screen, "Children looked after", cla, "central", names, heads)
    need = gap[gap["need_basis"] == SHOULD_BE_NEAR]
    for scope in SCOPES:
        rows = need[need["scope"] == scope]
        for column, title in (("demand_central", "Homes wanted"), ("gap_central", "Gap")):
            _show_provisions(screen, f"{title}: {SCOPE_TITLES[scope].lower()}", rows, column, names, heads)
    screen.print("Differences are from A. All share their luck, so a difference is the policy.")
    screen.print(
        "Gap and homes wanted are for children who should be near; a gap below zero is places to spare."
    )


def _shown_years(years: Sequence[int]) -> list[int]:
    base = int(years[0])
    wanted = {base, base + 1, base + 3, base + 5, int(years[-1])}
    return [int(year) for year in years if year in wanted]


def _show_side_by_side(
    screen: Console, title: str, rows: pd.DataFrame, column: str, names: Sequence[str], heads: Sequence[str]
) -> None:
    table = _table(title, ("Run", *heads))
    _add_runs(table, "", rows, column, names, heads)
    screen.print(table)
    screen.print()


def _show_provisions(
    screen: Console, title: str, rows: pd.DataFrame, column: str, names: Sequence[str], heads: Sequence[str]
) -> None:
    table = _table(title, ("Provision and run", *heads))
    for provision in (*PROVISIONS, ALL):
        _add_runs(table, f"{LABELS[provision]}, ", rows[rows["provision"] == provision], column, names, heads)
        table.add_section()
    screen.print(table)
    screen.print()


def _add_runs(
    table: Table, prefix: str, rows: pd.DataFrame, column: str, names: Sequence[str], heads: Sequence[str]
) -> None:
    """A row for each run, and below each but the first its difference from the first."""
    years = [int(head) for head in heads]
    for at, name in enumerate(names):
        letter = chr(ord("A") + at)
        own = rows[rows["run"] == name].set_index("year")
        table.add_row(f"{prefix}{letter}", *(f"{own.loc[year, column]:,.1f}" for year in years))
        if at:
            differences = own[f"{column}_difference"]
            table.add_row(f"  {letter} less A", *(f"{differences[year]:+,.1f}" for year in years))
