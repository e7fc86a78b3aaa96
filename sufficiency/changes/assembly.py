"""What changed, put together: the tables that are written, and the sections that are read, in their order."""

from collections.abc import Mapping

import pandas as pd

from sufficiency.changes.figures_changed import (
    figures_table,
    history_table,
    scenario_table,
    select_list_table,
)
from sufficiency.changes.figures_section import assumptions_section, data_section
from sufficiency.changes.forecast_held import forecast_and_actual_table
from sufficiency.changes.held_section import held_section
from sufficiency.changes.making_section import making_section
from sufficiency.changes.numbers_section import demand_section, gap_section, places_section, position_section
from sufficiency.changes.pair import Pair
from sufficiency.changes.section import Section
from sufficiency.changes.tables import children_table, demand_table, gap_table, places_table, position_table

NOT_COMPARED = "Cost, placements to find, and sixteen and over are not compared."
RESTRICTED = "Restricted: not for publication. Counts of children here are not protected."


def tables_of(pair: Pair) -> dict[str, pd.DataFrame]:
    """Every table of what changed, by the name of its file; one that cannot be compared has no rows."""
    return {
        "forecast_and_actual": forecast_and_actual_table(pair),
        "figures": figures_table(pair),
        "history": history_table(pair),
        "select_list": select_list_table(pair),
        "scenario": scenario_table(pair),
        "children": children_table(pair),
        "demand": demand_table(pair),
        "places": places_table(pair),
        "gap": gap_table(pair),
        "position": position_table(pair),
    }


def sections_of(pair: Pair, tables: Mapping[str, pd.DataFrame]) -> list[Section]:
    """The sections in the order they are read: what was expected first, then figures, then what they do."""
    return [
        held_section(pair, tables["forecast_and_actual"]),
        data_section(pair, tables["figures"], tables["history"], tables["select_list"]),
        assumptions_section(pair, tables["figures"]),
        making_section(pair, tables["scenario"]),
        demand_section(pair, tables["children"], tables["demand"]),
        places_section(pair, tables["places"]),
        gap_section(pair, tables["gap"], tables["places"]),
        position_section(pair, tables["position"]),
    ]


def title_of(pair: Pair) -> str:
    """What is compared, in a line."""
    days = f"two runs of {pair.old.day}" if pair.is_of_one_day else f"{pair.old.day} to {pair.new.day}"
    return f"What changed: {pair.old.authority}, {days}"


def runs_in_words(pair: Pair) -> list[str]:
    """Each run in a line: its title, its date and how far it goes."""
    return [
        f"{which} run: {run.title}, as at {run.day}, to {run.horizon}."
        for which, run in (("Old", pair.old), ("New", pair.new))
    ] + [NOT_COMPARED]
