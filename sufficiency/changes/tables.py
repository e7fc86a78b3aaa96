"""Children, homes needed, places, gap and position of two runs side by side: the tables that are written."""

import pandas as pd

from sufficiency.changes.pair import RANGE, Pair, beside, side_by_side
from sufficiency.vocabulary import ALL, AS_PLACED, TOTAL

SECURED = ("secured_central", "secured_p10", "secured_p90")
GAP = ("demand_central", "gap_central", "gap_low", "gap_high", "gap_p10", "gap_p80", "gap_p90",
       "chance_of_shortfall")  # fmt: skip


def children_table(pair: Pair) -> pd.DataFrame:
    """Children looked after by stream: `old_year, new_year, stream`, and central, p10, p90 of each run."""
    return beside(pair, "cla", ["stream"], RANGE)


def demand_table(pair: Pair) -> pd.DataFrame:
    """Children by home needed: `old_year, new_year, placement`, and central, p10 and p90 of each run."""
    return beside(pair, "demand", ["placement"], RANGE, stream=TOTAL, age_band=ALL, distance_band=ALL)


def places_table(pair: Pair) -> pd.DataFrame:
    """Secured places by provision and scope: central, and p10 and p90, which no base year has."""
    return beside(pair, "gap", ["scope", "provision"], SECURED, need_basis=AS_PLACED)


def gap_table(pair: Pair) -> pd.DataFrame:
    """Homes wanted and the gap by scope, basis and provision: low and high in a base year, chances after."""
    return beside(pair, "gap", ["scope", "need_basis", "provision"], GAP)


def position_table(pair: Pair) -> pd.DataFrame:
    """The ladder on each base date: `scope, provision, rung`, children, low and high; blank: not recorded."""
    keys, numbers = ["scope", "provision", "rung"], ["children", "low", "high"]
    if not pair.can_compare("position"):
        return pd.DataFrame(columns=keys)
    return side_by_side(pair.old.table("position"), pair.new.table("position"), keys, numbers)
