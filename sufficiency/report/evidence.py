"""The tables of evidence and money: assumptions, cost, levers, and sixteen and over."""

from collections.abc import Hashable, Mapping, Sequence

import pandas as pd

from sufficiency.inputs.costs import PAID_PLACEMENTS, PAYS_FOR_WORDS, not_counted, spend_row
from sufficiency.report.declared import PUBLIC, Cell, Column, Declaration, Draft
from sufficiency.report.drafting import Rows, cell, draft, label_column, one, year_heading
from sufficiency.report.names import SELECT_LIST_ROW, names_one_of, provider_names
from sufficiency.report.runs import Run
from sufficiency.rounding import whole, whole_parts
from sufficiency.tables.costs import unpriced
from sufficiency.tidy import pick
from sufficiency.vocabulary import (
    ALL,
    ASSUMED,
    DERIVED,
    FOSTERING_AND_KINSHIP,
    LABELS,
    PUBLISHED,
    RESIDENTIAL,
    SHOULD_BE_NEAR,
    SUPPORTED,
    WITHIN_20,
    assumption_in_words,
)
from sufficiency.words import capital, listed

FEES = ("gbp_per_week",)  # what a provider charges is never public
OBSERVED = "looked_after_16_17"  # in the base year a count of real children, protected in its own table
OF_RETURNS = "SSDA903 return"  # how the source of a figure from the authority's own returns begins
USED = "The run used "  # begins a note that says how many figures went in
STATED = "scenario/"  # begins a row that states a part of the scenario, and is no figure
COUNTS = ("children", "young_people", "placements")
ASKED = "To "  # begins a note that says what was asked of the levers
RECORDED = "All whose fee is recorded"
LEAST_TOGETHER = 2
THOUSAND = 1000
ROUNDED_POUNDS = "Pounds are to the nearest £1,000."
FEWEST_TOLD_APART = 10  # children: the spend on fewer would tell what one home is paid


def assumptions(run: Run, profile: str) -> Draft:
    """T17: every figure that the run used: value, range, unit, date, kind and source."""
    table = run.table("assumptions")
    used = _used(table) if len(table) else ()
    if profile == PUBLIC and len(table):
        # A count that went in, an assumed one too, is shown where its own table may show it.
        kept_back = table["unit"].isin((*COUNTS, *FEES)) | _of_returns(table)
        table = table[~_names_a_provider(table) & ~kept_back]
    columns = (
        label_column("Figure"),
        Column("Low", "text"),
        Column("Value", "text"),
        Column("High", "text"),
        Column("Unit", "text"),
        Column("As at", "text"),
        Column("Kind", "text"),
        Column("Source", "text"),
        Column("Note", "text"),
    )
    names = ("figure", "low", "value", "high", "unit", "as_at", "kind", "source", "note")
    rows = [[_word(row[name]) for name in names] for row in table.to_dict("records")]
    declaration = Declaration(
        "T17", "Assumptions and figures used", "as each row says", columns,
        ("Low and high are an 80% interval. Kind: published, derived or assumed.",
         "In public, counts of children that went in stand in their own tables alone; fees, and what names a "
         "provider, nowhere.",
         *(("In public, no share of the children in the authority's own returns.",) if run.counts_returns
           else ())),
        "A finished run.",
    )  # fmt: skip
    return draft(declaration, run, rows, notes=used)


def _used(table: pd.DataFrame) -> tuple[str, ...]:
    """How many figures went in, by kind: those of the data, without the scenario's words and the list."""
    names = table["figure"].astype(str)
    kinds = list(table[~(names.str.startswith(STATED) | names.str.startswith(SELECT_LIST_ROW))]["kind"])
    told = listed(f"{kinds.count(kind)} {kind}" for kind in (PUBLISHED, DERIVED, ASSUMED))
    return (f"{USED}{len(kinds)} figures: {told}.",)


def _of_returns(table: pd.DataFrame) -> "pd.Series[bool]":
    """Which figures count the authority's own children: a share of a few tells how many of them."""
    return table["source"].fillna("").astype(str).str.startswith(OF_RETURNS)


def _names_a_provider(table: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows are of the select list, or name one of its providers in any of their words."""
    listed = table["figure"].astype(str).str.startswith(SELECT_LIST_ROW)
    names = provider_names(table)
    words = table[["figure", "source", "note"]].fillna("").astype(str).agg(" ".join, axis=1)
    return listed | words.map(lambda text: names_one_of(text, names))


def _word(value: object) -> Cell:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return None
    return f"{value:g}" if isinstance(value, float) else str(value)


def cost(run: Run, profile: str) -> Draft:
    """T18: what homes cost, by placement, in fees and allowances; weekly fees are in restricted alone."""
    table = pick(run.table("cost"), sector=ALL, basis="fee_or_allowance")
    years, kinds = run.key_years, (FOSTERING_AND_KINSHIP, RESIDENTIAL, SUPPORTED)
    children = [one(table, "children_average", year=run.base_year, placement=name) for name in kinds]
    few = profile == PUBLIC and any(0 < float(each or 0) < FEWEST_TOLD_APART for each in children)
    columns = (
        label_column("Placement"),
        *(Column(f"Spend in {year_heading(run, year, 'pounds')}", "pounds") for year in years),
        Column(f"80% low in {run.soon}, modelled", "pounds"),
        Column(f"80% high in {run.soon}, modelled", "pounds"),
    )
    spends = [_in_thousands(table, year, kinds) for year in years]
    ends = ("spend_p10", "spend_p90")
    rows: Rows = [
        [
            LABELS[name],
            *(spend[name] for spend in spends),
            *(_thousand(one(table, end, year=run.soon, placement=name)) for end in ends),
        ]
        for name in (*(() if few else kinds), ALL)
    ]
    together = _recorded_together(run, table)
    if together is not None:
        rows[-1] = together
    payers = unpriced(run.table("cost"), run.soon)
    to_fill_in = ", ".join(spend_row(payer, run.base_year) for payer in payers)
    lacking = not_counted(PAYS_FOR_WORDS[payer] for payer in payers)
    declaration = Declaration(
        "T18", "What homes cost: fees and allowances", "pounds a year, at the year's prices", columns,
        ("Fees and allowances are what is paid for the home. Full unit cost is another basis: never added.",
         ROUNDED_POUNDS,
         f"In public, kinds of home are not told apart where one has fewer than {FEWEST_TOLD_APART}.",
         *([lacking] if lacking else [])),
        f"{capital(to_fill_in or 'spend by placement')} (costs.csv).",
    )  # fmt: skip
    known = any(each is not None for row in rows for each in row[1:])
    return draft(declaration, run, rows if known else (), notes=[run.of_scenario])


def _recorded_together(run: Run, table: pd.DataFrame) -> list[Cell] | None:
    """The spend on every home whose fee is recorded, where another's is not: what the run's screen says.

    None where all are, or one kind of home alone is: that may be too few children to tell. Ranges do not
    add up, so there is none.
    """
    if table.empty or one(table, "spend_central", year=run.base_year, placement=ALL) is not None:
        return None
    cells = pick(run.table("cost"), basis="fee_or_allowance")
    cells = cells[cells["placement"].isin(PAID_PLACEMENTS) & (cells["sector"] != ALL)]
    known = cells.dropna(subset=["spend_central"])
    if known[known["year"] == run.base_year]["placement"].nunique() < LEAST_TOGETHER:
        return None
    sums = known.groupby("year")["spend_central"].sum()
    return [RECORDED, *(_thousand(sums[year]) for year in run.key_years), None, None]


def _in_thousands(table: pd.DataFrame, year: int, kinds: Sequence[str]) -> dict[str, Cell]:
    """A year's spend by kind of home and in all, to the nearest £1,000: kinds add to all as shown."""
    spends = {name: one(table, "spend_central", year=year, placement=name) for name in (*kinds, ALL)}
    parts = [spend for name in kinds if isinstance(spend := spends[name], float)]
    if len(parts) < len(kinds) or spends[ALL] is None:
        return {name: _thousand(spend) for name, spend in spends.items()}
    shown = [THOUSAND * part for part in whole_parts([part / THOUSAND for part in parts])]
    return {**dict(zip(kinds, map(float, shown), strict=True)), ALL: float(sum(shown))}


def _thousand(pounds: Cell) -> Cell:
    """Pounds to the nearest £1,000, which is as near as assumptions can tell them; blank stays so."""
    return float(THOUSAND * whole(pounds / THOUSAND)) if isinstance(pounds, int | float) else pounds


def weekly_cost(run: Run) -> Draft:
    """T18b: weekly fees by placement and sector: restricted."""
    table = pick(run.table("cost"), year=run.base_year)
    columns = (
        label_column("Placement"),
        label_column("Sector"),
        label_column("Basis"),
        Column("Pounds a week", "pounds"),
        Column("Children, average", "number", 1),
    )
    rows: Rows = [
        [LABELS.get(str(r["placement"]), str(r["placement"])), LABELS.get(str(r["sector"]), str(r["sector"])),
         str(r["basis"]).replace("_", " "), float(r["weekly_gbp"]), float(r["children_average"])]
        for r in table.dropna(subset=["weekly_gbp", "children_average"]).to_dict("records")
    ] if len(table) else []  # fmt: skip
    declaration = Declaration(
        "T18b", "Weekly cost by placement and sector", "pounds a week for a child", columns,
        ("Two bases, never added.",), "Spend or fees by sector (costs.csv).", restricted=True,
    )  # fmt: skip
    return draft(declaration, run, rows)


def sensitivity(run: Run, profile: str) -> Draft:
    """S: the gap within 20 miles five years on with each assumption at its low and at its high.

    In public the ends of a count of children, or of a fee, are not told: table T17 leaves them out too.
    """
    table = pick(run.table("sensitivity"), provision=ALL, scope=WITHIN_20, need_basis=SHOULD_BE_NEAR)
    columns = (
        label_column("Assumption"),
        Column("Low", "number", 2),
        Column("High", "number", 2),
        Column("Unit", "text"),
        Column("Gap at its low, modelled", "modelled"),
        Column("Gap at its high, modelled", "modelled"),
    )
    ends = {
        name: (pick(own, setting="low"), pick(own, setting="high")) for name, own in _by_assumption(table)
    }
    figures = run.table("assumptions")
    returned = set(figures[_of_returns(figures)]["figure"]) if len(figures) else set()
    widest = sorted(ends, key=lambda name: -_width(*ends[name]))
    rows: Rows = []
    for name in widest:
        low, high = ends[name]
        told = profile != PUBLIC or not (_kept_back(low) or name in returned)
        taken = (one(each, "value") if told else None for each in (low, high))
        unit = str(low["unit"].iloc[0]).replace("_", " ")
        rows.append([_in_words(name), *taken, unit, one(low, "gap_central"), one(high, "gap_central")])
    declaration = Declaration(
        "S", f"What the gap in {run.soon} depends on, within 20 miles", "homes, modelled", columns,
        ("One assumption at a time at the ends of its range, the others as they are; the widest first.",),
        "Assumptions with a low and a high.",
    )  # fmt: skip
    return draft(declaration, run, rows, notes=[run.of_scenario])


def _kept_back(rows: pd.DataFrame) -> bool:
    return bool(rows["unit"].isin((*COUNTS, *FEES)).any())


def _in_words(name: str) -> str:
    measure, _, category = name.partition("/")
    said = assumption_in_words(measure, category)
    return said[:1].upper() + said[1:]


def _by_assumption(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Each assumption that has both ends, by its name in the data."""
    if table.empty:
        return []
    both = (
        (str(name), own)
        for name, own in table.groupby("assumption", sort=False)
        if {"low", "high"} <= set(own["setting"])
    )
    return list(both)


def _width(low: pd.DataFrame, high: pd.DataFrame) -> float:
    return abs(float(high["gap_central"].iloc[0]) - float(low["gap_central"].iloc[0]))


def levers(run: Run, answers: pd.DataFrame) -> Draft:
    """B: what it would take, lever by lever; from the file that `sufficiency levers --out` writes."""
    columns = (
        label_column("Lever"),
        Column("Size", "number"),
        Column("Counted in", "text"),
        Column("Reaches, modelled", "modelled"),
        Column("80% low, modelled", "modelled"),
        Column("80% high, modelled", "modelled"),
        Column("Reaches the goal", "text"),
        Column("First effect", "text"),
        Column("Full cost", "pounds"),
        Column("Change in fees paid", "pounds"),
        Column("Change in fees paid, 80% low", "pounds"),
        Column("Change in fees paid, 80% high", "pounds"),
    )
    # A lever that does nothing for the goal would look as if it did nothing at all.
    told = answers[answers["central"].astype(float).abs() >= 0.5]
    idle = len(answers) - len(told)
    names = ("what", "units", "unit", "central", "p10", "p90", "reaches_goal", "first_effect",
             "full_cost_gbp", "spend_change_central_gbp", "spend_change_p10_gbp",
             "spend_change_p90_gbp")  # fmt: skip
    rows = [
        [_word(row[name]) if isinstance(row[name], str) else _lever_number(name, row[name]) for name in names]
        for row in told.to_dict("records")
    ]
    asked = [f"{ASKED}{goal} by 31 March {whole(year)}." for goal, year in _goals(answers)]
    declaration = Declaration(
        "B", "What it would take", "children or places, modelled; pounds a year", columns,
        (*asked, "Each lever by itself. Sizes do not add. The two costs are different bases: never added.",
         ROUNDED_POUNDS,
         *([f"Levers that were tried and do nothing for this goal are left out: {idle}."] if idle else [])),
        "The answers of sufficiency levers, written with its --out and given here with --levers.",
    )  # fmt: skip
    return draft(declaration, run, rows, notes=[run.of_scenario])


def _lever_number(name: str, value: object) -> Cell:
    number = cell(value)
    return _thousand(number) if name.endswith("_gbp") else number


def _goals(answers: pd.DataFrame) -> list[tuple[str, float]]:
    """Each goal that was asked of the levers, with its year."""
    asked = answers[["goal", "year"]].drop_duplicates()
    return [(str(goal), float(year)) for goal, year in asked.itertuples(index=False)]


def leaving_care(run: Run) -> Draft:
    """L: sixteen and over: children who turn 18, and the homes that young adults hold."""
    table = pick(run.table("leaving_care"), category=ALL, ageing="without")
    named = {
        "looked_after_16_17": "Children of 16 and 17",
        "eligible_16_17": "of whom eligible for leaving care support",
        "turning_18": "Children who turn 18 in the year",
        "staying_put": "Young adults staying put",
        "in_16_plus_provision_18_over": "Young adults in 16+ provision",
        "in_service": "Care leavers in service",
        "move_on_homes_needed": "Move-on homes wanted",
    }
    years, ranged = run.key_years, list(dict.fromkeys((run.base_year + 1, run.soon)))
    ends = [(end, words, year) for year in ranged for end, words in (("p10", "low"), ("p90", "high"))]
    columns = (
        label_column("Measure"),
        *(Column(f"{year}, modelled", "modelled") for year in years),
        *(Column(f"80% {words} in {year}, modelled", "modelled") for _, words, year in ends),
    )
    rows: Rows = [
        [label, *(None if (name, year) == (OBSERVED, run.base_year)
                  else one(table, "central", measure=name, year=year) for year in years),
         *(one(table, end, measure=name, year=year) for end, _, year in ends)]
        for name, label in named.items()
    ]  # fmt: skip
    declaration = Declaration(
        "L", "Sixteen and over", "young people and homes, modelled", columns,
        ("Children need a registered place and young adults a home: rows are never added up.",
         "Children of 16 and 17 in the base year are counted in table T4."),
        "Figures of leaving care (leaving_care.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows if len(table) else (), notes=[run.of_scenario])


def back_test(run: Run) -> Draft:
    """K: how often the forecast's ranges held for every authority, by years ahead; from the run's record."""
    table = run.table("back_test")
    columns = (
        label_column("Years ahead"),
        Column("Made as at 31 March", "text"),
        Column("Authorities", "number"),
        Column("Forecasts judged", "number"),
        Column("Inside the 80% range (%)", "number", 1),
        Column("Inside the 95% range (%)", "number", 1),
        Column("Out by on average (%)", "number", 2),
        Column("Out by, had the count been taken to hold (%)", "number", 2),
        Column("CRPS over that of a count that holds", "number", 3),
    )
    rows: Rows = [
        [str(row["years_ahead"]), _made(row), cell(row["authorities"]), cell(row["forecasts"]),
         *(_percent(row[name]) for name in ("inside_80", "inside_95", "error", "hold_count_error")),
         cell(row["crps_over_hold_count"])]
        for row in table.to_dict("records")
    ]  # fmt: skip
    judged_to = (table["made_to"] + table["years_ahead"]).max() if len(table) else None
    declaration = Declaration(
        "K", "How often the forecast's ranges held, for every authority",
        "authorities, forecasts, and % of forecasts or of what happened", columns,
        ("Judged: the number of children looked after, taken halfway between the count and the rate held, "
         "on what was known at the time.",
         "Not judged: homes, distances, the gap, cost, or the path of any other scenario.",
         "An 80% range should hold 80 times in 100, a 95% range 95 times.",
         "Out by: the middle of the forecast less what happened, over what happened, whichever way.",
         "CRPS is how far the whole range was from what happened: below 1, nearer than a count that holds.",
         "Authorities that were formed anew, or lack a count that is needed, are left out."),
        "The record that sufficiency backtest --record writes (back_test.csv).",
    )  # fmt: skip
    told = () if cell(judged_to) is None else (f"Set beside what was published to 31 March {judged_to:.0f}.",)
    source = "Department for Education, Children looked after in England including adoptions; back-test"
    return draft(declaration, run, rows, notes=told, source=source)


def _made(row: Mapping[Hashable, object]) -> Cell:
    """The years that forecasts were made as at, as `2016 to 2022`."""
    first, last = cell(row["made_from"]), cell(row["made_to"])
    return None if first is None or last is None else f"{first:.0f} to {last:.0f}"


def _percent(share: object) -> Cell:
    number = cell(share)
    return None if number is None else 100 * float(number)
