"""What the commands print: tables and sentences for a person at a terminal."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from sufficiency.rounding import enough, whole, whole_ends
from sufficiency.sentences.adoptable import whole_ladder
from sufficiency.sentences.supply import lever_caveats
from sufficiency.vocabulary import (
    ALL,
    ANY,
    AS_PLACED,
    BACK_TESTED_YEARS,
    LABELS,
    NEED_BASES,
    PROVISIONS,
    RUNG_LABELS,
    SELF_PLACING_ROW,
    SHOULD_BE_NEAR,
    label,
)
from sufficiency.words import chance_in_words, day_in_words, more_children, of_unit

if TYPE_CHECKING:
    from sufficiency.cases.goals import Goal
    from sufficiency.checks.contradictions import Contradiction
    from sufficiency.inputs.inputs import Inputs

Rows = dict[Hashable, dict[Any, Any]]

PAGE_WIDTH = 110
LEVER_WIDTH = 22  # at least, for the name of a lever
NARROW = 96  # a screen under this many letters has no room for every column of the levers
LEVER_HEADS = ("Lever", "Size", "Reaches", "80% range", "From", "Full cost", "Fees paid")
NOT_KNOWN = "not recorded"
TO_BRING_ON_CONTRACT = "in all (to bring on contract)"


def scope_title(scope: str) -> str:
    """A scope as a title says it."""
    return TO_BRING_ON_CONTRACT if scope == ANY else label(scope).lower()


def _chance_title(scope: str) -> str:
    return "  chance of too few on contract" if scope == ANY else "  chance of a shortfall"


def console() -> Console:
    """The terminal, at a steady width where there is none, so that output can be kept and compared."""
    screen = Console(highlight=False, emoji=False)
    if screen.is_terminal:
        return screen
    return Console(highlight=False, emoji=False, width=PAGE_WIDTH, no_color=True)


def show_lines(screen: Console, title: str, lines: Sequence[str], mark: str = "") -> None:
    """A title with lines below it."""
    screen.print(f"[bold]{title}[/bold]")
    for line in lines:
        screen.print(f"{mark}{line}", markup=False)
    screen.print()


# --- The position ---------------------------------------------------------------------------------
def show_position(screen: Console, position: pd.DataFrame, as_at: date, scope: str) -> None:
    """Table A in one scope: a row for each rung, a column for each provision."""
    near = position[position["scope"] == scope]
    by_cell = _keyed(near, ["provision", "rung"])
    ladder = whole_ladder(position, scope)
    title = f"Where our children live, and where they should: {label(scope).lower()}, {day_in_words(as_at)}"
    table = _table(title, ("Children", *(LABELS[name] for name in PROVISIONS), "All"))
    for rung, words in RUNG_LABELS.items():
        cells = [_rung_cell(by_cell, name, rung, ladder) for name in PROVISIONS]
        known = [ladder[name, rung] for name in PROVISIONS if (name, rung) in ladder]
        table.add_row(
            f"{rung}  {words}", *cells, f"{sum(known)}" if len(known) == len(PROVISIONS) else NOT_KNOWN
        )
    totals = [sum(count for (name, _), count in ladder.items() if name == each) for each in PROVISIONS]
    own = near[near["rung"] == SELF_PLACING_ROW].dropna(subset=["children"])
    counts = zip(own["provision"], own["children"], strict=True)
    self_placing = {str(name): whole(float(count)) for name, count in counts}
    blank = [""] * len(PROVISIONS)
    table.add_row("Commissioned need", *(f"{total}" for total in totals), f"{sum(totals)}")
    table.add_row("Self-placing", *blank, f"{sum(self_placing.values())}")
    table.add_row("All children looked after", *blank, f"{sum(totals) + sum(self_placing.values())}")
    screen.print(table)
    listed = ", ".join(f"{LABELS[name].lower()} {count}" for name, count in self_placing.items())
    screen.print(f"Self-placing: {listed}. Ranges in brackets come from the assumptions.\n")


def _rung_cell(by_cell: Rows, name: str, rung: int, ladder: dict[tuple[str, int], int]) -> str:
    """A rung's children in one provision, with low and high where they differ."""
    if (name, rung) not in ladder:
        return NOT_KNOWN
    count = ladder[name, rung]
    ends = whole_ends(count, *(_number(by_cell, (name, str(rung)), end) for end in ("low", "high")))
    return f"{count}" if ends is None else f"{count} ({ends[0]} to {ends[1]})"


# --- The gap --------------------------------------------------------------------------------------
def show_gap(screen: Console, gap: pd.DataFrame, base_year: int) -> None:
    """The gap by provision and scope, on both bounds: base year, one, three and five years on, the end."""
    years = _shown_years(gap["year"])
    for scope in gap["scope"].unique():
        rows = _keyed(gap[gap["scope"] == scope], ["need_basis", "provision", "year"])
        heads = [f"{year}*" if year > base_year + BACK_TESTED_YEARS else f"{year}" for year in years]
        table = _table(f"Homes to secure: {scope_title(scope)}", ("", *heads))
        for name in (*PROVISIONS, ALL):
            table.add_row(LABELS[name], *(_gap_cell(rows, SHOULD_BE_NEAR, name, year) for year in years))
            if scope != ANY:
                table.add_row("  as placed", *(_gap_cell(rows, AS_PLACED, name, year) for year in years))
            keys = [(SHOULD_BE_NEAR, name, year) for year in years]
            table.add_row(_chance_title(scope), *(_percent(rows, key, "chance_of_shortfall") for key in keys))
            # A chance can fall while the gap grows: it is never shown without the gap at P80.
            badly = (_whole(rows, key, "gap_p80", enough) for key in keys)
            table.add_row("  gap if things go badly, P80", *badly)
        keys = [(SHOULD_BE_NEAR, ALL, year) for year in years]
        table.add_row("  chance it has grown", *(_percent(rows, key, "chance_gap_grows") for key in keys))
        table.add_row("  homes wanted", *(_whole(rows, key, "demand_central") for key in keys))
        table.add_row("  places secured", *(_whole(rows, key, "secured_central") for key in keys))
        screen.print(table)
        screen.print()
    if max(years) > base_year + BACK_TESTED_YEARS:
        screen.print("* beyond what has been back-tested: a scenario to plan around, not a forecast.\n")


def _gap_cell(rows: Rows, basis: str, name: str, year: int) -> str:
    """A gap, with its low and high where the year is observed; a total is the sum of its shown parts."""
    parts = PROVISIONS if name == ALL else (name,)
    shown = sum(whole(_number(rows, (basis, part, year), "gap_central")) for part in parts)
    low, high = (_number(rows, (basis, name, year), end) for end in ("gap_low", "gap_high"))
    return f"{shown}" if isnan(low) else f"{shown} ({whole(low)} to {whole(high)})"


# --- Several runs ---------------------------------------------------------------------------------
def show_comparison(screen: Console, names: Sequence[str], cla: pd.DataFrame, gap: pd.DataFrame) -> None:
    """Children, homes wanted and gap of several runs side by side, with differences from the first."""
    years = _shown_years(cla["year"])
    numbered = [f"{_letter(at)}  {name}" for at, name in enumerate(names)]
    show_lines(screen, f"Compared over the years that all have, {years[0]} to {years[-1]}", numbered)
    table = _table("Children looked after", ("Run", *map(str, years)))
    _add_runs(table, "", cla, "central", names, years)
    screen.print(table)
    screen.print()
    for scope in gap["scope"].unique():
        for basis in NEED_BASES if scope != ANY else (SHOULD_BE_NEAR,):
            rows = gap[(gap["scope"] == scope) & (gap["need_basis"] == basis)]
            words = "" if scope == ANY else f", {LABELS[basis].lower()}"
            for column, title in (("demand_central", "Homes wanted"), ("gap_central", "Gap")):
                _show_provisions(screen, f"{title} {scope_title(scope)}{words}", rows, column, names, years)
    screen.print("Differences are from A. All share their luck, so a difference is what they do differently.")
    screen.print("A gap below zero is places to spare.")


def _show_provisions(
    screen: Console, title: str, rows: pd.DataFrame, column: str, names: Sequence[str], years: Sequence[int]
) -> None:
    if rows[rows["year"].isin(years)][f"{column}_difference"].abs().max() < 0.05:
        screen.print(f"{title}: no difference from A.\n")
        return
    table = _table(title, ("Provision and run", *map(str, years)))
    for name in (*PROVISIONS, ALL):
        _add_runs(table, f"{LABELS[name]}, ", rows[rows["provision"] == name], column, names, years)
    screen.print(table)
    screen.print()


def _add_runs(
    table: Table, prefix: str, rows: pd.DataFrame, column: str, names: Sequence[str], years: Sequence[int]
) -> None:
    """A row for each run, and below each but the first its difference from the first."""
    for at, name in enumerate(names):
        own = _keyed(rows[rows["run"] == name], ["year"])
        table.add_row(f"{prefix}{_letter(at)}", *(f"{_tenth(own, year, column):,.1f}" for year in years))
        if at:
            differences = (_tenth(own, year, f"{column}_difference") for year in years)
            table.add_row(f"  {_letter(at)} less A", *(f"{difference:+,.1f}" for difference in differences))


def _letter(at: int) -> str:
    return chr(ord("A") + at) if at < 26 else f"{at + 1}"


# --- Places ---------------------------------------------------------------------------------------
def show_supply(screen: Console, supply: pd.DataFrame, year: int, day: date) -> None:
    """Capacity: the four numbers and what is secured, by provision and sector, in each scope.

    `day` is the day that the year stands for: its 31 March, or the base date.
    """
    rows = supply[supply["year"] == year]
    heads = ("", "Registered", "Open to us", "Filled by us", "Vacant, usable", "Blocked", "Secured")
    columns = ("registered", "open_to_us", "filled_by_us", "vacant_usable", "blocked", "secured_central")
    for scope in rows["scope"].unique():
        table = _table(f"Places on {day_in_words(day)}: {scope_title(scope)}", heads)
        for row in rows[rows["scope"] == scope].to_dict("records"):
            cells = ["" if isnan(row[column]) else f"{row[column]:.1f}" for column in columns]
            if any(cell not in ("", "0.0") for cell in cells):
                table.add_row(f"{LABELS[row['provision']]}, {LABELS[row['sector']].lower()}", *cells)
        screen.print(table)
        screen.print()
    screen.print("Blank is not recorded. Spot is never a secured place.\n")


def show_providers(screen: Console, providers: pd.DataFrame, year: int) -> None:
    """The providers of the select list; nothing where there is none."""
    if providers.empty:
        return
    heads = (
        "Provider",
        "Lot",
        "Sector",
        "Ours in the base year",
        f"Places {year}",
        "Where",
        "A week",
        "Status",
    )
    table = _table("The select list (restricted: it names providers)", heads)
    for row in providers.to_dict("records"):
        fee = "" if isnan(row["weekly_fee_gbp"]) else f"£{row['weekly_fee_gbp']:,.0f}"
        lot, sector = (str(row[key]).replace("_", " ") for key in ("lot", "sector"))
        numbers = (f"{row['filled']:g}", f"{row['places']:.1f}")
        table.add_row(row["provider"], lot, sector, *numbers, row["where"], fee, row["status"])
    screen.print(table)
    screen.print()


# --- What it would take ---------------------------------------------------------------------------
def show_levers(screen: Console, goal: "Goal", wanted: float, table: pd.DataFrame, inputs: "Inputs") -> None:
    """Table B: each lever sized to the goal, those that reach it first."""
    year = goal.year
    if goal.is_gap:
        what = (
            f"a {LABELS[goal.provision or ''].lower()} gap of {of_unit(whole(wanted), 'places')} within 20 "
            "miles, closed"
        )
    else:
        what = f"{more_children(wanted)} inside the authority"
    title = f"What it would take by 31 March {year}: {what}"
    left_out = ("From", "Full cost") if screen.width < NARROW else ()
    heads = [head for head in LEVER_HEADS if head not in left_out]
    shown = _table(title, heads)
    shown.min_width = min(len(title), screen.width)
    shown.columns[0].min_width = LEVER_WIDTH
    idle, refused = [], []
    for row in table.sort_values(["reaches_goal", "central"], ascending=False).to_dict("records"):
        if isnan(row["units"]):
            refused.append(f"{row['what']}: {row['note']}")
        elif abs(row["central"]) < 0.5:
            fees = _thousands(row["spend_change_central_gbp"], sign="+")
            idle.append(f"{row['what']} (fees paid {fees}). {row['note']}".rstrip())
        else:
            cells = dict(zip(LEVER_HEADS, _lever_cells(row), strict=True))
            shown.add_row(*(cells[head] for head in heads))
    screen.print(shown)
    if left_out:
        screen.print("A wider screen shows when each begins and its full cost; so does --out.")
    screen.print()
    show_lines(screen, "How to read it", lever_caveats(goal, wanted, inputs, table), mark="- ")
    if idle:
        show_lines(screen, "No effect on this goal by then", idle, mark="- ")
    if refused:
        show_lines(screen, "Could not be tried", refused, mark="- ")


def _lever_cells(row: dict[Any, Any]) -> list[str]:
    """The cells of a lever, in the order of `LEVER_HEADS`."""
    short = "" if row["reaches_goal"] else ", short"
    spread = f"{whole(row['p10'])} to {whole(row['p90'])}"
    return [
        row["what"], of_unit(row["units"], row["unit"]), f"{whole(row['central'])}{short}", spread,
        row["first_effect"] or "none",
        _thousands(row["full_cost_gbp"]), _thousands(row["spend_change_central_gbp"], sign="+"),
    ]  # fmt: skip


def _thousands(pounds: float, sign: str = "") -> str:
    if isnan(pounds):
        return "not recorded"
    return (
        f"£{pounds / 1000:,.0f}k" if not sign else f"{'−' if pounds < 0 else '+'}£{abs(pounds) / 1000:,.0f}k"
    )


# --- Sources that disagree ------------------------------------------------------------------------
def show_contradictions(screen: Console, found: "Sequence[Contradiction]") -> None:
    """What sources disagree on or leave open: first what the model feels, then the rest."""
    title = "Sources that disagree, or leave something open"
    titles = {True: f"{title}: the model feels it", False: f"{title}: elsewhere"}
    for touches, title in titles.items():
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


# --- Cells ----------------------------------------------------------------------------------------
def _table(title: str, columns: Sequence[str]) -> Table:
    # A title longer than its table is wide would be wrapped: such a table is made as wide as its title.
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, min_width=len(title)
    )
    for at, column in enumerate(columns):
        # A narrow screen folds words and numbers on to the next line; it never cuts them short.
        table.add_column(column, justify="left" if at == 0 else "right", overflow="fold")
    return table


def _shown_years(years: pd.Series) -> list[int]:
    """The base year, one, three and five years on, and the end."""
    base, last = int(years.min()), int(years.max())
    wanted = {base, base + 1, base + 3, base + BACK_TESTED_YEARS, last}
    return sorted(year for year in wanted if year <= last)


def _keyed(frame: pd.DataFrame, keys: list[str]) -> Rows:
    """The rows of a table by their labels."""
    records: Rows = frame.set_index(keys).to_dict("index")
    return records


def _number(rows: Rows, key: Hashable, column: str) -> float:
    return float(rows[key][column])


def _tenth(rows: Rows, key: Hashable, column: str) -> float:
    """A number to one decimal, never minus nought."""
    return round(_number(rows, key, column), 1) + 0.0


def _whole(rows: Rows, key: Hashable, column: str, rounded: Callable[[float], int] = whole) -> str:
    number = _number(rows, key, column)
    return "" if isnan(number) else f"{rounded(number)}"


def _percent(rows: Rows, key: Hashable, column: str) -> str:
    return chance_in_words(_number(rows, key, column))
