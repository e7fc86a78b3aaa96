"""Scenarios or finished runs side by side, with the differences from the first."""

import pandas as pd

from sufficiency.vocabulary import TOTAL

CLA_KEYS = ["year"]
GAP_KEYS = ["year", "provision", "scope", "need_basis"]
GAP_COLUMNS = ["demand_central", "secured_central", "gap_central", "gap_p80", "chance_of_shortfall"]
CLA_COLUMNS = ["central", "p10", "p90"]


def compare_cla(runs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Children looked after in the years that all have: `year, run, central, p10, p90` and differences."""
    totals = {name: table[table["stream"] == TOTAL] for name, table in runs.items()}
    return _beside(totals, CLA_KEYS, CLA_COLUMNS)


def compare_gap(runs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Demand, secured places and gap by provision, scope, basis and year, with differences."""
    return _beside(runs, GAP_KEYS, GAP_COLUMNS)


def _beside(runs: dict[str, pd.DataFrame], keys: list[str], columns: list[str]) -> pd.DataFrame:
    names = list(runs)
    tables = [
        table.astype({key: str for key in keys if key != "year"})[keys + columns] for table in runs.values()
    ]
    shared = set.intersection(*(set(table["year"]) for table in tables))
    first = tables[0][tables[0]["year"].isin(shared)].set_index(keys)
    frames = []
    for name, table in zip(names, tables, strict=True):
        own = table[table["year"].isin(shared)].set_index(keys).loc[first.index]
        frame = own.join((own - first).add_suffix("_difference"))
        frame.insert(0, "run", name)
        frames.append(frame.reset_index())
    return pd.concat(frames, ignore_index=True)
