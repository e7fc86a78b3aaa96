"""The tables of homes: where children live, what is wanted, what there is, and the gap."""

from collections.abc import Mapping, Sequence

from sufficiency.children.crosstab import HOMES
from sufficiency.report.children import CLA
from sufficiency.report.declared import Cell, Column, Declaration, Draft
from sufficiency.report.drafting import Keys, Rows, draft, key, label_column, one, year_columns
from sufficiency.report.runs import Run
from sufficiency.rounding import whole_parts
from sufficiency.tidy import pick
from sufficiency.vocabulary import (
    AGE_BANDS,
    ALL,
    ANY,
    ASSUMED,
    DISTANCE_BANDS,
    LABELS,
    PROVISIONS,
    SECTORS,
    TOTAL,
)
from sufficiency.words import listed, lower_first

ALL_KINDS = "All three kinds"
MODELLED_CROSSTAB = "A modelled cross-tabulation: England's pattern fitted to this authority's totals."
OWN_CROSSTAB = (
    "The authority's own cross-tabulation, from its SSDA903 return (sufficiency grouping), with a little of "
    "England's pattern where nobody is."
)
FILLED = "filled_by_us"  # homes, where some children of a placement have none that is registered
NONE_BESIDE = "Children with no registered home are in All and in no sector."
ASSUMED_SPLIT = "Rows that the strategy does not publish are split by assumption, in whole children."


def mix(run: Run) -> Draft:
    """T7: children by placement and sector in the base year."""
    supply = pick(run.table("supply"), year=run.base_year, scope=ANY)
    columns = (label_column("Placement"), *(Column(LABELS[sector], "count") for sector in SECTORS),
               Column("All", "count"))  # fmt: skip
    rows: Rows = []
    keys: Keys = {}
    placements = by_placement(run)
    for name in HOMES:
        if name not in placements:
            continue
        filled = [one(supply, "filled_by_us", provision=name, sector=sector) for sector in SECTORS]
        split: list[Cell] = [None] * len(SECTORS)
        if name in PROVISIONS and any(number is not None for number in filled):
            counts = whole_parts([float(number or 0.0) for number in filled])
            missing = placements[name] - sum(counts)  # those with no registered home live in no sector
            split = [
                None if number is None else float(count) for number, count in zip(filled, counts, strict=True)
            ]
            for column, sector in enumerate(SECTORS, start=1):
                if filled[column - 1] is not None and not missing:
                    keys[len(rows), column] = key(what=CLA, placement=name, sector=sector)
                elif filled[column - 1] is not None:
                    keys[len(rows), column] = key(what=FILLED, placement=name, sector=sector)
        keys[len(rows), len(SECTORS) + 1] = key(what=CLA, placement=name)
        rows.append([LABELS[name], *split, float(placements[name])])
    keys[len(rows), len(SECTORS) + 1] = key(what=CLA)
    rows.append(["All", *([None] * len(SECTORS)), float(sum(placements.values()))])
    declaration = Declaration(
        "T7", "Children by placement and sector", on_base_date(run), columns, (ASSUMED_SPLIT,),
        "Children by placement, and contracted shares (profile.csv, ledger.csv).",
    )  # fmt: skip
    beside = [NONE_BESIDE] if any(("what", FILLED) in name for name in keys.values()) else []
    return draft(declaration, run, rows if placements else (), keys, [*_assumed_in_mix(run), *beside])


def _assumed_in_mix(run: Run) -> list[str]:
    """Which counts of T7 are assumed, by the kind of the figures behind them; none where a run lacks them."""
    figures = run.table("assumptions")
    if figures.empty:
        return []
    assumed = set(figures[figures["kind"] == ASSUMED]["figure"])
    bought = [LABELS[name] for name in PROVISIONS if f"off_contract_share/{name}" in assumed]
    placed = [LABELS[name] for name in LABELS if f"children_by_placement/{name}" in assumed]
    said = [
        *(["how many children in foster homes are in kinship"] if "kinship_children" in assumed else []),
        *(["how many foster homes are in-house"] if "in_house_foster_children" in assumed else []),
        *(
            [f"how many external homes are on spot, unless a select list says: {_names(bought)}"]
            if bought
            else []
        ),
        *([f"how many children there are in all: {_names(placed)}"] if placed else []),
    ]
    return [f"Assumed in this table: {'; '.join(said)}."] if said else []


def _names(labels: Sequence[str]) -> str:
    return listed(map(lower_first, labels))


def by_placement(run: Run) -> dict[str, int]:
    """Whole children by placement in the base year, which add to all; kinship is told apart by assumption."""
    table = pick(run.table("demand"), year=run.base_year, stream=TOTAL, age_band=ALL, distance_band=ALL)
    if table.empty:
        return {}
    names = [name for name in HOMES if len(pick(table, placement=name))]
    counts = whole_parts([float(one(table, "central", placement=name) or 0.0) for name in names])
    return dict(zip(names, counts, strict=True))


def by_age(run: Run) -> Draft:
    """T8: children by placement and age: a modelled cross-tabulation, no count of real children inside.

    From the authority's own returns it is one of real children, a few in a cell: restricted.
    """
    table = pick(run.table("demand"), year=run.base_year, stream=TOTAL, distance_band=ALL)
    placements = by_placement(run)
    columns = (label_column("Placement"), *(Column(f"{LABELS[b]}, modelled", "modelled") for b in AGE_BANDS),
               Column("All ages", "count"))  # fmt: skip
    rows: Rows = []
    keys: Keys = {}
    for name, count in placements.items():
        ages = [one(table, "central", placement=name, age_band=band) for band in AGE_BANDS]
        keys[len(rows), len(AGE_BANDS) + 1] = key(what=CLA, placement=name)
        rows.append([LABELS[name], *ages, float(count)])
    declaration = Declaration(
        "T8", "Children by placement and age", on_base_date(run), columns,
        (OWN_CROSSTAB if run.counts_returns else MODELLED_CROSSTAB,),
        "Children by placement and by age (profile.csv).", restricted=run.counts_returns,
    )  # fmt: skip
    return draft(declaration, run, rows, keys)


def by_distance(run: Run) -> Draft:
    """T9: children by distance from home in the base year."""
    table = pick(run.table("profile"), measure="distance")
    columns = (
        label_column("Distance"),
        Column("Children", "count"),
        Column("Of all children", "count"),
        Column("Share of all (%)", "percent", 1, ("Children", "Of all children")),
    )
    rows: Rows = []
    keys: Keys = {}
    bands = table[table["category"].isin(DISTANCE_BANDS)] if len(table) else table
    total = float(bands["children"].sum()) if len(bands) else 0.0
    for band in DISTANCE_BANDS if len(bands) else ():
        number = one(bands, "children", category=band)
        keys[len(rows), 1], keys[len(rows), 2] = key(what=CLA, distance_band=band), key(what=CLA)
        rows.append([LABELS[band], number, total, 100 * float(number or 0) / total])
    if rows:
        keys[len(rows), 1] = keys[len(rows), 2] = key(what=CLA)
        rows.append(["All", total, total, 100.0])
    declaration = Declaration(
        "T9", "Children by distance from home", on_base_date(run), columns,
        ("Straight-line distance, home to placement. The denominator is all children looked after.",),
        "Children by distance (profile.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows, keys)


CAPACITY: Mapping[str, str] = {
    "registered": "Registered",
    "open_to_us": "Open to us",
    "filled_by_us": "Filled by us",
    "vacant_usable": "Vacant and usable",
    "blocked": "Blocked (solo)",
    "secured_central": "Secured",
}


def capacity(run: Run) -> Draft:
    """T12: places by provision and sector in the base year; what one provider has alone is restricted."""
    table = pick(run.table("supply"), year=run.base_year, scope=ANY)
    columns = (label_column("Provision"), label_column("Sector"),
               *(Column(heading, "modelled") for heading in CAPACITY.values()))  # fmt: skip
    rows: Rows = [
        [
            LABELS[name],
            LABELS[sector],
            *(one(table, column, provision=name, sector=sector) for column in CAPACITY),
        ]
        for name in PROVISIONS
        for sector in SECTORS
    ]
    declaration = Declaration(
        "T12", "Capacity by provision and sector", f"places on {run.day}", columns,
        ("Four numbers that are never mixed. Spot is how a gap is met, never a secured place.", ASSUMED_SPLIT,
         "Rounded as modelled numbers are: a place filled is a child."),
        "The select list, and our own foster homes (fostering.csv).", restricted=True,
    )  # fmt: skip
    return draft(declaration, run, rows if len(table) else ())


def fostering_pipeline(run: Run) -> Draft:
    """T13: our own fostering households: recruited, left, net, and places."""
    table = run.table("fostering_pipeline")
    headings = {
        "recruited": "Recruited",
        "left": "Left",
        "net": "Net",
        "households": "Households",
        "places": "Places",
        "places_p10": "Places, 80% low",
        "places_p90": "Places, 80% high",
    }
    columns = (
        label_column("31 March"),
        *(Column(f"{each}, modelled", "modelled") for each in headings.values()),
    )
    rows: Rows = [
        [str(year), *(one(table, column, year=year) for column in headings)] for year in run.key_years
    ]
    declaration = Declaration(
        "T13", "Our own fostering: households and places", "households in the year; places on 31 March",
        columns, ("Mainstream carers; kinship stands on neither side.",),
        "Children to a household, and the share that leaves (fostering.csv).",
    )  # fmt: skip
    known = len(table) and table["households"].notna().any()
    return draft(declaration, run, rows if known else (), notes=[run.of_scenario])


def demand(run: Run) -> Draft:
    """T15: children by the home they need, now and in the years ahead."""
    table = pick(run.table("demand"), stream=TOTAL, age_band=ALL, distance_band=ALL)
    years, placements = run.key_years, by_placement(run)
    soon = run.soon
    columns = (
        label_column("Placement"),
        *year_columns(run, years),
        Column(f"80% low in {soon}, modelled", "modelled"),
        Column(f"80% high in {soon}, modelled", "modelled"),
    )
    rows: Rows = []
    keys: Keys = {}
    for name, count in placements.items():
        keys[len(rows), 1] = key(what=CLA, placement=name)
        rows.append([LABELS[name], float(count),
                     *(one(table, "central", placement=name, year=year) for year in years[1:]),
                     *(one(table, end, placement=name, year=soon) for end in ("p10", "p90"))])  # fmt: skip
    declaration = Declaration(
        "T15", "Children by the home they need", "children on 31 March", columns,
        ("The base year is of children looked after; later years are modelled.",), "A finished run.",
    )  # fmt: skip
    return draft(declaration, run, rows, keys, notes=[run.of_scenario])


def to_find(run: Run) -> Draft:
    """C: placements to find next year, by placement and age."""
    table = run.table("placements_to_find")
    year = run.base_year + 1
    columns = (
        label_column("Placement"),
        *(Column(f"{LABELS[band]}, modelled", "modelled") for band in AGE_BANDS),
        Column("All ages a year, modelled", "modelled"),
        Column("80% low, modelled", "modelled"),
        Column("80% high, modelled", "modelled"),
        Column("A month, modelled", "modelled"),
    )
    rows: Rows = []
    for name in (*HOMES, ALL):
        ages = [
            one(table, "placements_a_year", year=year, placement=name, age_band=b) for b in (*AGE_BANDS, ALL)
        ]
        rest = [one(table, column, year=year, placement=name, age_band=ALL) for column in
                ("p10", "p90", "placements_a_month")]  # fmt: skip
        rows.append([LABELS[name], *ages, *rest])
    declaration = Declaration(
        "C", f"Placements to find in the year to 31 March {year}", "placements, modelled", columns,
        ("Starts and moves, less changes of status only. Same-day share and sibling groups: not recorded.",),
        "Published flows (flows.csv).",
    )  # fmt: skip
    return draft(declaration, run, rows if len(table) else (), notes=[run.of_scenario])


def on_base_date(run: Run) -> str:
    return f"children on {run.day}"
