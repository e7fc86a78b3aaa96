"""The table of cost, and what a reader must know before quoting it (decision 0015)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from sufficiency.costs.cost import FEE, FULL, NEVER_MIXED, SECTION_251_PARTS, Spending
from sufficiency.costs.fees import in_cells, weeks_in
from sufficiency.errors import LawBrokenError
from sufficiency.figures.book import Figure
from sufficiency.inputs.costs import PAID_PLACEMENTS, PAYS_FOR, SECTION_251_ALL, Cell, CostInputs, spends_on
from sufficiency.numerals import parse_as_at
from sufficiency.tidy import Numbers, range_80
from sufficiency.vocabulary import (
    ALL,
    ASSUMED,
    BLOCK,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    IN_HOUSE,
    KINSHIP,
    LABELS,
    PROVISIONS,
    SECTORS,
    SELECT_LIST,
    SUPPORTED,
)
from sufficiency.words import in_millions

SAME: Final = 1e-6  # of the spend: draws that differ by no more differ by rounding alone


class Row(NamedTuple):
    """A row of the table: its placement and sector, and the cells of the spending that it adds up."""

    placement: str
    sector: str
    cells: tuple[Cell, ...]


def cost_table(central: Sequence[Spending], drawn: Sequence[Spending]) -> pd.DataFrame:
    """What a year costs, by placement and sector, each basis in rows of its own.

    Columns: `year, placement, sector, basis, children_average, weekly_gbp, spend_central, spend_p10,
    spend_p90`; the children are the year's average and the pounds are of that year. `all` and
    `fostering_and_kinship` are totals. Blank is not recorded; the centiles are blank as well in the base
    year where every draw spends what was published. Block is blank where no child lives on one.
    """
    return pd.concat([_of_basis(*pair) for pair in zip(central, drawn, strict=True)], ignore_index=True)


def unpriced(cost: pd.DataFrame, to_year: int) -> list[str]:
    """The spends that are not recorded of homes where children live, in any year up to one.

    `cost` has the rows of `cost_table`; the spends are as in `PAYS_FOR`.
    """
    if cost.empty:
        return []
    asked = (cost["basis"] == FEE) & (cost["year"] <= to_year)
    one_home = cost["placement"].isin(PAID_PLACEMENTS) & (cost["sector"] != ALL)
    lacking = cost[asked & one_home & (cost["children_average"] > 0) & cost["weekly_gbp"].isna()]
    cells = lacking[["placement", "sector"]].itertuples(index=False)
    return spends_on((str(placement), str(sector)) for placement, sector in cells)


def _of_basis(central: Spending, drawn: Spending) -> pd.DataFrame:
    rows = rows_of(central)
    children, spend = (_summed(array, rows)[:, 0] for array in (central.children, central.spend))
    weekly = _weekly(rows, central, children, spend)
    low, high = _low_and_high(_summed(drawn.spend, rows))
    pounds = {"spend_central": spend, "spend_p10": low, "spend_p90": high}
    unpriced = _of_one_cell(rows) & np.isnan(weekly)  # without a fee there is no saying what a home costs
    pounds = {name: np.where(unpriced, np.nan, each) for name, each in pounds.items()}
    columns = {"children_average": children, "weekly_gbp": weekly, **pounds}
    no_block = _no_block(rows, drawn)
    columns = {name: np.where(no_block, np.nan, each) for name, each in columns.items()}
    return _frame(rows, central, columns)


def _no_block(rows: Sequence[Row], drawn: Spending) -> Numbers:
    """Block rows in which no child ever lives: none is recorded, so blank and not nought."""
    empty = ~_summed(drawn.children, rows).any(axis=(1, 2))
    return (np.array([row.sector == BLOCK for row in rows]) & empty)[:, None]


def _frame(rows: Sequence[Row], central: Spending, columns: Mapping[str, Numbers]) -> pd.DataFrame:
    """One row a year for each row of the table, year by year; each column has row, year."""
    years = central.spend.year.values
    names = {"placement": [row.placement for row in rows], "sector": [row.sector for row in rows]}
    frame = {"year": np.repeat(years, len(rows)), **{name: each * len(years) for name, each in names.items()}}
    numbers = {name: each.T.ravel() for name, each in columns.items()}
    return pd.DataFrame({**frame, "basis": central.basis, **numbers})


def _low_and_high(draws: Numbers) -> tuple[Numbers, Numbers]:
    """P10 and P90 of row, draw, year; blank in a base year in which every draw has the same."""
    low, high = range_80(draws, axis=1)
    base = draws[:, :, 0]
    published = np.ptp(base, axis=1) <= SAME * np.abs(base).max(axis=1)
    low[published, 0] = high[published, 0] = np.nan
    return low, high


def _of_one_cell(rows: Sequence[Row]) -> Numbers:
    return np.array([len(row.cells) == 1 for row in rows])[:, None]


def _summed(array: xr.DataArray, rows: Sequence[Row]) -> Numbers:
    """What each row's cells add to: row, draw, year. Blank where one of its cells is."""
    values = array.transpose("draw", "year", "placement", "sector").values
    at = {str(name): i for dim in ("placement", "sector") for i, name in enumerate(array[dim].values)}
    return np.stack(
        [sum((values[:, :, at[p], at[s]] for p, s in row.cells), np.zeros(values.shape[:2])) for row in rows]
    )


def _weekly(rows: Sequence[Row], central: Spending, children: Numbers, spend: Numbers) -> Numbers:
    """Pounds a week for a child: the fee of a cell, and the average of a total where it has children."""
    weeks = weeks_in(int(year) for year in central.spend.year.values).values
    average = spend / np.where(children > 0, children, np.nan) / weeks
    fees = _summed(central.weekly, rows)[:, 0]
    return np.where(_of_one_cell(rows), fees, average)


def rows_of(spending: Spending) -> list[Row]:
    """The rows of a spending, totals after their parts."""
    if spending.basis == FULL:
        return list(_full_rows())
    return list(_fee_rows([str(name) for name in spending.spend.sector.values]))


def _fee_rows(sectors: Sequence[str]) -> Iterator[Row]:
    for placement in PAID_PLACEMENTS:
        if placement == KINSHIP:
            yield Row(KINSHIP, IN_HOUSE, ((KINSHIP, IN_HOUSE),))
            both = PAYS_FOR["in_house_fostering"]
            yield Row(FOSTERING_AND_KINSHIP, IN_HOUSE, both)
            yield Row(FOSTERING_AND_KINSHIP, ALL, (*((FOSTERING, sector) for sector in sectors), both[1]))
            continue
        for sector in sectors:
            yield Row(placement, sector, ((placement, sector),))
        yield Row(placement, ALL, tuple((placement, sector) for sector in sectors))
    for sector in sectors:
        yield Row(ALL, sector, tuple((placement, sector) for placement in PAID_PLACEMENTS))
    yield Row(ALL, ALL, tuple((placement, sector) for placement in PAID_PLACEMENTS for sector in sectors))


def _full_rows() -> Iterator[Row]:
    for placement in SECTION_251_PARTS:
        yield Row(placement, ALL, ((placement, ALL),))
    yield Row(ALL, ALL, tuple((placement, ALL) for placement in SECTION_251_PARTS))


# --- In words -------------------------------------------------------------------------------------
def spot_sentence(central: xr.DataArray, drawn: xr.DataArray, year: int) -> str:
    """What homes that are wanting cost in a year when bought on spot; both as `spot_on_gap` gives them."""
    pounds, draws = (array.sel(year=year).sum("provision", skipna=False).values for array in (central, drawn))
    if np.isnan(pounds).any() or np.isnan(draws).any():
        return "What spot purchase for want of places costs is not recorded."
    low, high = range_80(draws)
    return (
        f"Spot purchase for want of places costs about {in_millions(float(pounds[0]))} a year "
        f"({in_millions(float(low))} to {in_millions(float(high))})."
    )


def cost_caveats(costs: CostInputs, central: Spending, listed: xr.DataArray | None = None) -> list[str]:
    """What a reader must know before quoting the table of cost.

    `central` is on fee or allowance; raises LawBrokenError where it is not. `listed` is what providers
    charge, as `list_fee_from_providers` gives it.
    """
    if central.basis != FEE:
        raise LawBrokenError(NEVER_MIXED)
    return [
        "Cost has two bases, never added. A fee or an allowance is what is paid for the home, and is not all "
        "that a child costs; the full unit cost is section 251's.",
        *_where_fees_come_from(costs, central),
        *_what_is_assumed(costs),
        *_providers(central, listed),
        *_section_251(costs, central),
        *_commitment(costs),
    ]


def _where_fees_come_from(costs: CostInputs, central: Spending) -> Iterator[str]:
    if costs.spend:
        yield (
            f"Weekly fees divide the spend of the year ended 31 March {costs.base_year} by the children of "
            "its last day, because no average over that year is published."
        )
    if "in_house_fostering" in costs.spend:
        yield (
            "Our own foster carers, family and friends among them, are paid from one spend: all carry its "
            "average."
        )
    for payer, figure in costs.children_paid_for.items():
        placed, spend = (_base(array, PAYS_FOR[payer]) for array in (central.children, central.spend))
        if payer in costs.spend and placed != figure.value:
            spent, kind = costs.spend[payer], payer.replace("_", " ")
            yield (
                f"The {kind} spend {spent.kind} for {costs.base_year}, {_pounds(spent.value)}, pays for "
                f"{figure.value:g} children. The table has {placed:g}, at the same fees, and so "
                f"{_pounds(spend)}."
            )


def _what_is_assumed(costs: CostInputs) -> Iterator[str]:
    figure, inflation = costs.average_weekly.get(SUPPORTED), costs.inflation.get(SUPPORTED)
    if figure and inflation and SUPPORTED not in costs.spend and figure.year != costs.base_year:
        yield (
            f"No spend on supported accommodation is published: its fee is the average of {figure.year}, "
            f"{_pounds(figure.value)} a week, taken to {costs.base_year} at {inflation.value:.0%} a year, "
            "assumed."
        )
    if any(figure.kind == ASSUMED for figure in (*costs.premium.values(), *costs.inflation.values())):
        yield (
            "How much dearer spot is than the list, and how fast fees rise, are assumed. The spends that are "
            "published come back whatever they are."
        )


def _providers(central: Spending, listed: xr.DataArray | None) -> Iterator[str]:
    """What providers on the list charge, beside the list fee that the table has."""
    if listed is None:
        return
    for provision in PROVISIONS:
        charged = float(listed.sel(provision=provision, sector=SELECT_LIST))
        fee = float(central.weekly.isel(draw=0, year=0).sel(placement=provision, sector=SELECT_LIST))
        if not np.isnan(charged) and not np.isclose(charged, fee):
            yield (
                f"Providers on the list charge {_pounds(charged)} a week for {LABELS[provision].lower()} "
                f"after discount; the table has {_pounds(fee)}."
            )


def _section_251(costs: CostInputs, central: Spending) -> Iterator[str]:
    """Section 251 beside the fees found here, and why the two differ."""
    told = [_beside(costs, central, name) for name in SECTION_251_PARTS if _figure_251(costs, name)]
    everyone = costs.beside.get(SECTION_251_ALL)
    if everyone:
        told.append(f"all children looked after {_pounds(everyone.value)}")
    if told:
        yield (
            f"Section 251's weekly unit costs for {costs.base_year}: {'; '.join(told)}. They are not "
            "matched. They are outturn as returned to DfE, rounded to £5, with all fostering together and "
            "secure homes within residential; fees here divide a spend by the children of one day."
        )


def _figure_251(costs: CostInputs, name: str) -> Figure | None:
    return costs.section_251.get(SECTION_251_PARTS[name][0])


def _beside(costs: CostInputs, central: Spending, name: str) -> str:
    figure = _figure_251(costs, name)
    cells = [(placement, sector) for placement in SECTION_251_PARTS[name] for sector in SECTORS]
    children, spend = (_base(array, cells) for array in (central.children, central.spend))
    text = f"{LABELS[name].lower()} {_pounds(figure.value)}" if figure else ""
    if children <= 0 or np.isnan(spend):
        return text
    weekly = spend / children / float(weeks_in([costs.base_year])[0])
    return f"{text} (fees and allowances here {_pounds(weekly)})"


def _commitment(costs: CostInputs) -> Iterator[str]:
    spend, children = (costs.beside.get(n) for n in ("external_commitment", "children_requiring_placement"))
    if spend and children:
        yield (
            f"The {in_millions(spend.value)} of {parse_as_at(spend.as_at).year} is what was committed to "
            f"external placements, and the {children.value:g} children named beside it are all children in "
            "placement: one divided by the other is not a unit cost."
        )


def _base(array: xr.DataArray, cells: Sequence[Cell]) -> float:
    """The base year's central sum over some placements and sectors."""
    return float(in_cells(array.isel(draw=0, year=0), cells))


def _pounds(number: float) -> str:
    return f"£{number:,.0f}"
