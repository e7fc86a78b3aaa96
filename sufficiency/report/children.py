"""The tables of children: the population, how many are looked after, and what was forecast of them."""

from collections.abc import Sequence

import pandas as pd

from sufficiency.cases.account import BENCHMARK_CASES
from sufficiency.report.declared import Column, Declaration, Draft
from sufficiency.report.drafting import Keys, Rows, cell, draft, key, label_column, one
from sufficiency.report.runs import Run, titles_of
from sufficiency.tidy import pick
from sufficiency.vocabulary import AGE_BANDS, ALL, LABELS, TOTAL

CHILDREN = "children"
CLA, CLA_DFE, STARTED, CEASED = "looked_after", "looked_after_dfe", "started", "ceased"
DFE = "Department for Education, Children looked after in England including adoptions"


def population(run: Run) -> Draft:
    """T1: children aged 0 to 17 in the population, by age band."""
    years, table = run.key_years, run.table("population")
    columns = (label_column("Age"), *(Column(f"{year}", "number") for year in years),
               Column(f"Change, {years[0]} to {years[-1]} (%)", "number", 1))  # fmt: skip
    rows = []
    for band in (*AGE_BANDS, ALL):
        numbers = [one(table, CHILDREN, year=year, age_band=band) for year in years]
        first, last = numbers[0], numbers[-1]
        change = 100 * (last / first - 1) if first and last else None  # type: ignore[operator]
        rows.append([LABELS[band], *numbers, change])
    declaration = Declaration(
        "T1", "Children in the population", "children aged 0 to 17", columns,
        ("The base year is what the published rate implies; later years follow the growth points.",),
        "Growth of the child population (population.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows if not table.empty else ())


def history(run: Run) -> Draft:
    """T2: children looked after and their rate, beside others'."""
    table, published = run.table("history"), _published_rates(run)
    names = [name for name in dict.fromkeys(published["path"]) if name != "authority"]
    columns = (
        label_column("31 March"),
        Column("Children looked after", "count"),
        Column("Rate per 10,000", "number", 1),
        *(Column(f"{_benchmark(name)}, rate per 10,000", "number", 1) for name in names),
    )
    rows: Rows = []
    keys: Keys = {}
    for at, row in enumerate(table.to_dict("records")):
        year = int(row["year"])
        beside = [one(published, "rate_per_10k", path=name, year=year) for name in names]
        rows.append([str(year), cell(row[CHILDREN]), cell(row["rate_per_10k"]), *beside])
        keys[at, 1] = key(what=CLA_DFE, year=year)
    declaration = Declaration(
        "T2", "Children looked after and the rate: history", "children on 31 March; per 10,000 aged 0 to 17",
        columns, ("As DfE published them, later revisions included.", *_of_returns(run)),
        "Counts by year (children_looked_after.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows, keys, source=DFE)


def _of_returns(run: Run) -> tuple[str, ...]:
    """What is said of counts by year where the authority's own returns may fill years."""
    told = "A year of which nothing is published is from the authority's own returns."
    return (told,) if run.counts_returns else ()


def _published_rates(run: Run) -> pd.DataFrame:
    """Rates as published, of the authority and of its benchmarks: the paths of the run itself left out."""
    table = run.table("benchmarks")
    if table.empty:
        return pd.DataFrame(columns=["path", "year", "rate_per_10k"])
    return table[~table["path"].isin(list(BENCHMARK_CASES))]


def _benchmark(name: str) -> str:
    return {"england": "England", "statistical_neighbours": "Statistical neighbours"}.get(
        name, name.replace("_", " ").title().replace(" Of ", " of ")
    )


def starts_and_ceases(run: Run) -> Draft:
    """T3: children who started and ceased to be looked after, and the difference."""
    table = run.table("history")
    known = table.dropna(subset=["started", "ceased"]) if "started" in table else table.iloc[:0]
    columns = (
        label_column("Year ended 31 March"),
        Column("Started", "count"),
        Column("Ceased", "count"),
        Column("Net", "count"),
    )
    rows: Rows = []
    keys: Keys = {}
    for at, row in enumerate(known.to_dict("records")):
        year, started, ceased = int(row["year"]), float(row["started"]), float(row["ceased"])
        rows.append([str(year), started, ceased, started - ceased])
        for column, what in enumerate((STARTED, CEASED, "net"), start=1):
            keys[at, column] = key(what=what, year=year)
    declaration = Declaration(
        "T3", "Children starting and ceasing to be looked after", "children in the year", columns,
        ("Net is started less ceased. It is not the change on the year: a child may start twice.",
         *_of_returns(run)),
        "Starts and ceases by year (children_looked_after.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows, keys, source=DFE)


def age_and_sex(run: Run) -> Draft:
    """T4: children looked after by age and by sex in the base year."""
    profile = run.table("profile")
    columns = (
        label_column("Age or sex"),
        Column("Children", "count"),
        Column("Of all children", "count"),
        Column("Share of all (%)", "percent", 1, ("Children", "Of all children")),
    )
    rows: Rows = []
    keys: Keys = {}
    total = pick(profile, measure="age")[CHILDREN].sum() if len(profile) else 0
    entries = [
        *((LABELS.get(str(c), str(c)), n, key(what=CLA, age_band=c)) for c, n in _of(profile, "age")),
        *((str(c).capitalize(), n, key(what=CLA, sex=c)) for c, n in _of(profile, "sex")),
    ]
    if entries:
        entries.append(("All", float(total), key(what=CLA)))
    for at, (label, number, name) in enumerate(entries):
        rows.append([label, number, float(total), 100 * number / total if total else None])
        keys[at, 1], keys[at, 2] = name, key(what=CLA)
    declaration = Declaration(
        "T4", "Children looked after by age and sex", f"children on {run.day}", columns,
        ("Age by sex is not published for this authority.",),
        "Children by age and by sex (profile.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows, keys)


def _of(profile: pd.DataFrame, measure: str) -> list[tuple[str, float]]:
    rows = pick(profile, measure=measure)
    return [] if rows.empty else list(zip(rows["category"], rows[CHILDREN].astype(float), strict=True))


def unaccompanied(run: Run) -> Draft:
    """T6: unaccompanied children beside the transfer scheme's threshold, as published and modelled."""
    table, leaving, cla = run.table("history"), run.table("leaving_care"), run.table("cla")
    columns = (
        label_column("31 March"),
        Column("Unaccompanied children, published", "count"),
        Column("Unaccompanied children, modelled", "modelled"),
        Column("80% low, modelled", "modelled"),
        Column("80% high, modelled", "modelled"),
        Column("Transfer scheme threshold", "number"),
    )
    rows: Rows = []
    keys: Keys = {}
    for row in table.dropna(subset=["uasc"]).to_dict("records") if len(table) else []:
        keys[len(rows), 1] = key(what=CLA_DFE, year=int(row["year"]), stream="uasc")
        rows.append([str(int(row["year"])), float(row["uasc"]), None, None, None, None])
    for year in run.key_years[1:]:
        line = one(leaving, "central", year=year, measure="uasc_threshold", ageing="without")
        modelled = (one(cla, name, year=year, stream="uasc") for name in ("central", "p10", "p90"))
        rows.append([str(year), None, *modelled, line])
    declaration = Declaration(
        "T6", "Unaccompanied asylum-seeking children", "children on 31 March", columns,
        ("The threshold is a ceiling on directed transfers, not a level or a trend.", *_of_returns(run)),
        "Unaccompanied children by year (children_looked_after.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows, keys, notes=[run.of_scenario])


def by_scenario(runs: Sequence[Run]) -> Draft:
    """T14: children looked after in each scenario: central, and the 80% range."""
    first = runs[0]
    columns = [label_column("31 March")]
    for title in titles_of(runs):
        columns += [
            Column(f"{title}, modelled", "modelled"),
            Column(f"{title}, 80% low", "modelled"),
            Column(f"{title}, 80% high", "modelled"),
        ]
    years = [year for year in first.coming_years if all(year <= run.horizon for run in runs)]
    rows = [
        [str(year), *(one(run.table("cla"), name, year=year, stream=TOTAL) for run in runs for name in
                      ("central", "p10", "p90"))]
        for year in years
    ]  # fmt: skip
    notes = ("Years beyond five are beyond what has been back-tested.",)
    declaration = Declaration(
        "T14", "Children looked after by scenario", "children on 31 March, modelled", tuple(columns), notes,
        "A finished run.",
    )  # fmt: skip
    return draft(declaration, first, rows)


def moved(run: Run) -> Draft:
    """T19: what moves the number of homes that should be near, step by step."""
    table = pick(run.table("account"), provision=ALL, scope="within_20_miles", need_basis="should_be_near")
    steps = list(dict.fromkeys(table["step"])) if len(table) else []
    columns = (
        label_column("31 March"),
        *(Column(f"{_step(step)}, modelled", "modelled") for step in steps),
    )
    rows = [
        [str(year), *(one(table, CHILDREN, year=year, step=step) for step in steps)]
        for year in run.key_years[1:]
    ]
    declaration = Declaration(
        "T19", "What moves the homes wanted within 20 miles", "change in children",
        columns, ("Steps add to all.",), "A finished run.",
    )  # fmt: skip
    return draft(declaration, run, rows if steps else (), notes=[run.of_scenario])


def _step(step: str) -> str:
    return {"uasc": "Unaccompanied children"}.get(step, step.capitalize())


def forecast_and_actual(run: Run) -> Draft:
    """T20: what would have been forecast in earlier years, beside what was then published."""
    table = run.table("forecast_vs_actual")
    columns = (
        label_column("Made as at 31 March"),
        label_column("For 31 March"),
        Column("Forecast, modelled", "modelled"),
        Column("80% low, modelled", "modelled"),
        Column("80% high, modelled", "modelled"),
        Column("Actual", "count"),
        Column("Within the range", "text"),
    )
    rows: Rows = []
    keys: Keys = {}
    for at, row in enumerate(table.to_dict("records")):
        inside = "yes" if row["inside_80"] in (True, "yes") else "no"
        rows.append(
            [
                str(row["made"]),
                str(row["year"]),
                row["forecast"],
                row["p10"],
                row["p90"],
                row["actual"],
                inside,
            ]
        )
        keys[at, 5] = key(what=CLA_DFE, year=int(row["year"]))
    declaration = Declaration(
        "T20", "Forecast against actual", "children looked after on 31 March", columns,
        ("The same code as at each earlier year, with what was known then.", *_of_returns(run)),
        "Counts by year (children_looked_after.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows, keys)


def benchmarks(run: Run) -> Draft:
    """T22: the authority beside England, its region and its neighbours, in the newest year that each has."""
    published = _published_rates(run)
    columns = (label_column("Rate of"), label_column("31 March"), Column("Rate per 10,000", "number", 1))
    rows = []
    for name in dict.fromkeys(published["path"]):
        newest = published[published["path"] == name].sort_values("year").iloc[-1]
        label = run.authority if name == "authority" else _benchmark(name)
        rows.append([label, str(int(newest["year"])), cell(newest["rate_per_10k"])])
    declaration = Declaration(
        "T22", "Benchmarks: rates of children looked after", "children per 10,000 aged 0 to 17", columns,
        ("Rates as published. Years differ where the newest published differ.",),
        "Benchmark rates (benchmarks.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows)
