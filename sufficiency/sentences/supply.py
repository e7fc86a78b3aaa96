"""What is said of homes and their cost: the select list, what new homes change, and what it would take."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from sufficiency.cases.effects import AS_STATED, EXPECTED, IN_FULL, Effect
from sufficiency.costs.cost import spot_on_gap
from sufficiency.costs.spending import list_fees
from sufficiency.forecast import Forecast
from sufficiency.inputs.costs import PAYS_FOR, CostInputs, fees_to_fill_in, not_counted
from sufficiency.inputs.inputs import Inputs, PositionInputs
from sufficiency.living.living import total_spend
from sufficiency.rounding import whole
from sufficiency.tables.costs import cost_caveats, spot_sentence, unpriced
from sufficiency.tidy import range_80
from sufficiency.vocabulary import ANY, AS_PLACED, BACK_TESTED_YEARS, IN_HOUSE, LABELS
from sufficiency.words import count, in_millions, of_unit

if TYPE_CHECKING:
    from sufficiency.cases.goals import Goal

NEAR_THE_LINE_MILES = 5


def cost_sentences(forecast: Forecast, cost: pd.DataFrame) -> list[str]:
    """What homes cost in fees and allowances, now and in the last back-tested year; and what spot does.

    `cost` has the rows of the forecast's table of cost.
    """
    fee = forecast.spending[0].fee
    caveats = cost_caveats(forecast.inputs.costs, fee, list_fees(forecast.inputs))
    if not np.isfinite(fee.weekly).any():
        return ["What is paid in fees and allowances is not recorded.", *caveats]
    base = forecast.inputs.scenario.base_year
    year = min(base + BACK_TESTED_YEARS, forecast.inputs.scenario.horizon)
    central, drawn = (total_spend(both.fee) for both in forecast.spending)
    low, high = range_80(drawn.sel(year=year))
    now, then = (in_millions(float(central.sel(year=each)[0])) for each in (base, year))
    as_placed = {"scope": ANY, "need_basis": AS_PLACED}
    gaps = (local.gap.sel(as_placed, drop=True) for local in (forecast.central, forecast.drawn))
    lacking = unpriced(cost, year)
    on_spot = [spot_on_gap(gap, both.fee.weekly) for gap, both in zip(gaps, forecast.spending, strict=True)]
    which = "Fees and allowances that are recorded" if lacking else "Fees and allowances"
    return [
        f"{which} come to about {now} in the year ended 31 March {base}, and {then} "
        f"({in_millions(low)} to {in_millions(high)}) in {year} at its prices.",
        *([not_counted(fees_to_fill_in(lacking, base))] if lacking else []),
        f"{year}: {spot_sentence(on_spot[0], on_spot[1], year)}",
        *caveats,
    ]


def overflow_sentences(overflow: pd.DataFrame, base_year: int) -> list[str]:
    """Of 100 children who need a home, how many our own and our blocks cannot take; none without either."""
    lines = []
    year = min(base_year + BACK_TESTED_YEARS, int(overflow["year"].max()))
    for (provision, sector), rows in overflow.dropna().groupby(["provision", "sector"], observed=True):
        by_year = rows.set_index("year").to_dict("index")
        now, then = by_year[base_year], by_year[year]
        pool = f"{LABELS[str(provision)]} {'with our own' if sector == IN_HOUSE else 'on our blocks'}"
        lines.append(
            f"{pool}: of 100 children who need one, {whole(now['central'])} are placed elsewhere; by "
            f"{year}, {whole(then['central'])} ({whole(then['p10'])} to {whole(then['p90'])})."
        )
    return lines


def effect_sentences(forecast: Forecast) -> list[str]:
    """What the scenario's homes change by the last back-tested year, beside the same futures without."""
    scenario = forecast.inputs.scenario
    year = min(scenario.base_year + BACK_TESTED_YEARS, scenario.horizon)
    words = {IN_FULL: "Delivered in full", EXPECTED: "At the expected delivery", AS_STATED: "As stated"}
    lines = []
    for effect in forecast.effects:
        parts = [
            f"{title} {_change(effect, name, year)}"
            for name, title in (
                ("with_agencies", "children with fostering agencies"),
                ("inside_authority", "children inside the authority"),
                ("far", "children more than 20 miles away"),
            )
        ]
        spend = _change(effect, "spend", year, in_pounds=True)
        lines.append(
            f"{words[effect.delivery]}, by {year}: {'; '.join(parts)}; fees and allowances {spend} a year."
        )
    lines.append(
        "Nobody settled is moved: only children who start or move come to the new homes, "
        + _order_in_words(forecast)
    )
    return lines


def _change(effect: Effect, name: str, year: int, *, in_pounds: bool = False) -> str:
    """A change with its range, from the lower end to the upper."""
    middle = float(effect.central[name].sel(year=year)[0])
    low, high = (float(end) for end in range_80(effect.drawn[name].sel(year=year)))
    told = _signed_millions if in_pounds else _signed
    return f"{told(middle)} ({told(low)} to {told(high)})"


def _signed(number: float) -> str:
    return "0" if whole(number) == 0 else f"{whole(number):+d}".replace("-", "−")


def _signed_millions(pounds: float) -> str:
    sign = "" if abs(pounds) < 5_000 else "−" if pounds < 0 else "+"
    return f"{sign}{in_millions(abs(pounds))}"


def _order_in_words(forecast: Forecast) -> str:
    scenario = forecast.inputs.scenario
    sectors = ", then ".join(LABELS[sector].lower() for sector in scenario.placing_order)
    nearer = "nearer first in each" if scenario.nearer_first == "within_sector" else "nearer first over all"
    return f"placed in this order: {sectors}, then spot; {nearer}."


def list_caveats(inputs: PositionInputs) -> list[str]:
    """What a reader must know of the select list: what it covers, and how its distances are bridged."""
    if inputs.select_list is None:
        return [
            "This scenario has no select list: places on contract are what is filled, by assumption, and "
            "registered and open to us are not recorded. `sufficiency places template` writes one to fill in."
        ]
    recorded = inputs.providers
    rows = count(len(recorded), "row")
    spare = sum(each.vacant_usable_places or 0.0 for each in recorded)
    filled = sum(each.filled_by_us_places for each in recorded)
    lines = [
        f"{inputs.select_list.file}: {rows} for the three provisions; {of_unit(filled, 'places')} filled "
        f"by us and {spare:g} stated vacant and usable. Being on the list is access, not a bed.",
        f"Distances are in a straight line from {inputs.scenario.origin or 'the stated origin'}, not from a "
        "child's home. The two are bridged by taking every child's home to be there.",
    ]
    near_the_line = [
        each
        for each in recorded
        if each.distance_miles is not None and abs(each.distance_miles - 20) <= NEAR_THE_LINE_MILES
    ]
    if near_the_line:
        lines.append(
            f"Rows {20 - NEAR_THE_LINE_MILES} to {20 + NEAR_THE_LINE_MILES} miles from it: "
            f"{len(near_the_line)}. For some children they lie on the other side of 20 miles."
        )
    unknown = [each for each in recorded if each.distance_miles is None and each.inside_authority is None]
    if unknown:
        lines.append(
            f"Rows without a distance: {len(unknown)}. Their places are spread as our children in external "
            "homes are."
        )
    waiting = [each for each in recorded if each.reopening_round is not None]
    if waiting:
        lines.append(
            f"Rows that wait for the list to re-open: {len(waiting)}. They count for nothing until a lever "
            "opens it."
        )
    return lines


def lever_caveats(goal: "Goal", wanted: float, inputs: Inputs, table: pd.DataFrame) -> list[str]:
    """What a reader must know before quoting what it would take; `table` is as of `goals.levers_table`."""
    lines = [
        "Each lever is by itself, at the smallest size that reaches the goal on the central path. Sizes do "
        "not add.",
        "Nobody settled is moved: children come to new homes only as they start or move, so more homes than "
        "children are needed for an early goal.",
        "Full cost is section 251's unit cost of the children whom a lever brings on contract, some of whom "
        "cost as much now on spot. Fees paid is the change in all fees and allowances. The two are different "
        "bases and are never added.",
        *_blank_costs(inputs, table),
        f"The range is of one draw in ten below and one in ten above, in {goal.year}.",
    ]
    if goal.is_gap and wanted <= 0:
        lines.insert(0, "There is no gap to close.")
    return lines


def _blank_costs(inputs: Inputs, table: pd.DataFrame) -> list[str]:
    """Why a cost is not recorded, and what would give it; nothing where every lever has both."""
    tried = table[table["units"].notna()]
    lines = []
    if tried["full_cost_gbp"].isna().any():
        lines.append(
            "Full cost is not recorded where a lever brings no child on contract, or where section 251's "
            "unit cost of their homes is not (section_251_unit_cost)."
        )
    if tried["spend_change_central_gbp"].isna().any():
        payers = _without_a_fee(inputs.costs, list_fees(inputs))
        told = "; ".join(fees_to_fill_in(payers, inputs.scenario.base_year))
        lines.append(f"Fees paid is not recorded where the fee of a home is not. No fee: {told}.")
    return lines


def _without_a_fee(costs: CostInputs, listed: xr.DataArray | None) -> list[str]:
    """The spends of which nothing is recorded, and nothing that stands in for them."""
    blank = [payer for payer in PAYS_FOR if payer not in costs.spend and payer not in costs.average_weekly]
    return [payer for payer in blank if listed is None or not _is_listed(payer, listed)]


def _is_listed(payer: str, listed: xr.DataArray) -> bool:
    """Whether the select list has a fee of any home that a spend pays for."""
    cells = [(placement, sector) for placement, sector in PAYS_FOR[payer] if placement in listed.provision]
    return any(not np.isnan(listed.sel(provision=p, sector=s)) for p, s in cells)
