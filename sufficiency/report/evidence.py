"""The tables of evidence and money: assumptions, cost, levers, and sixteen and over."""

import pandas as pd

from sufficiency.report.declared import PUBLIC, Cell, Column, Declaration, Draft
from sufficiency.report.drafting import Rows, cell, draft, label_column, one, year_heading
from sufficiency.report.runs import Run
from sufficiency.tidy import pick
from sufficiency.vocabulary import ALL, FOSTERING_AND_KINSHIP, LABELS, RESIDENTIAL, SUPPORTED

FEES = ("gbp_per_week",)  # what a provider charges is never public
OBSERVED = "looked_after_16_17"  # in the base year a count of real children, protected in its own table
COUNTS = ("children", "young_people", "placements")
SELECT_LIST_ROW = "select_list/"
FEWEST_TOLD_APART = 10  # children: the spend on fewer would tell what one home is paid


def assumptions(run: Run, profile: str) -> Draft:
    """T17: every figure that the run used: value, range, unit, date, kind and source."""
    table = run.table("assumptions")
    if profile == PUBLIC and len(table):
        # A count that went in, an assumed one too, is shown where its own table may show it.
        kept_back = table["unit"].isin((*COUNTS, *FEES))
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
         "provider, nowhere."),
        "A finished run.",
    )  # fmt: skip
    return draft(declaration, run, rows)


def _names_a_provider(table: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows are of the select list, or name one of its providers in any of their words."""
    listed = table["figure"].astype(str).str.startswith(SELECT_LIST_ROW)
    names = {
        _plain(figure.removeprefix(SELECT_LIST_ROW).rsplit("/", 2)[0]) for figure in table["figure"][listed]
    }
    words = table[["figure", "source", "note"]].fillna("").astype(str).agg(" ".join, axis=1).map(_plain)
    return listed | words.map(lambda text: any(name in text for name in names))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


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
    )
    rows: Rows = [
        [LABELS[name], *(one(table, "spend_central", year=year, placement=name) for year in years)]
        for name in (*(() if few else kinds), ALL)
    ]
    declaration = Declaration(
        "T18", "What homes cost: fees and allowances", "pounds a year, at the year's prices", columns,
        ("Fees and allowances are what is paid for the home. Full unit cost is another basis: never added.",
         f"In public, kinds of home are not told apart where one has fewer than {FEWEST_TOLD_APART}."),
        "Spend by placement (costs.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows if len(table) else ())


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


def levers(run: Run, answers: pd.DataFrame) -> Draft:
    """B: what it would take, lever by lever; from the file that `sufficiency levers --out` writes."""
    columns = (
        label_column("Lever"),
        Column("Size", "number"),
        Column("Counted in", "text"),
        Column("Children, modelled", "modelled"),
        Column("80% low, modelled", "modelled"),
        Column("80% high, modelled", "modelled"),
        Column("First effect", "text"),
        Column("Full cost", "pounds"),
        Column("Change in fees paid", "pounds"),
    )
    names = ("what", "units", "unit", "central", "p10", "p90", "first_effect", "full_cost_gbp",
             "spend_change_central_gbp")  # fmt: skip
    rows = [
        [_word(row[name]) if isinstance(row[name], str) else cell(row[name]) for name in names]
        for row in answers.to_dict("records")
    ]
    declaration = Declaration(
        "B", "What it would take", "children, modelled; pounds a year", columns,
        ("Each lever by itself. Sizes do not add, and the two costs are different bases: never added.",),
        "The answers of sufficiency levers, written with its --out and given here with --levers.",
    )  # fmt: skip
    return draft(declaration, run, rows)


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
    years = run.key_years
    columns = (label_column("Measure"), *(Column(f"{year}, modelled", "modelled") for year in years))
    rows: Rows = [
        [label, *(None if (name, year) == (OBSERVED, run.base_year)
                  else one(table, "central", measure=name, year=year) for year in years)]
        for name, label in named.items()
    ]  # fmt: skip
    declaration = Declaration(
        "L", "Sixteen and over", "young people and homes, modelled", columns,
        ("Children need a registered place and young adults a home: rows are never added up.",
         "Children of 16 and 17 in the base year are counted in table T4."),
        "Figures of leaving care (leaving_care.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows if len(table) else ())
