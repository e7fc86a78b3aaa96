"""Golden tables: the default scenario at 200 draws on seed 1, at two decimals.

A change of any number here is a change of the model. If it is meant, accept it with
`SUFFICIENCY_ACCEPT_GOLDEN=1 python -m pytest tests/test_golden.py` and say why in the commit.
"""

import os
from collections.abc import Callable
from difflib import unified_diff
from functools import cache
from itertools import islice
from pathlib import Path

import pandas as pd
import pytest

from sufficiency.tables.run import tables_of
from sufficiency.vocabulary import ALL, SHOULD_BE_NEAR, TOTAL, WITHIN_20
from sufficiency.writers.run_folder import write_csv

GOLDEN = Path(__file__).parent / "golden"
ACCEPT = "SUFFICIENCY_ACCEPT_GOLDEN"
LINES_SHOWN = 40
SOME_YEARS = (2019, 2020, 2024, 2037)

KEPT = {
    "population": lambda t: t[t["year"].isin(SOME_YEARS)],
    "cla": lambda t: t[t["year"].isin(SOME_YEARS)],
    "position": lambda t: t,
    "gap": lambda t: t[t["year"].isin(SOME_YEARS)],
    "account": lambda t: t[t["year"] == 2024],
    "benchmarks": lambda t: t,
    "sensitivity": lambda t: t[(t["scope"] == WITHIN_20) & (t["need_basis"] == SHOULD_BE_NEAR)],
    "supply": lambda t: t[t["year"].isin((2019, 2024))],
    "demand": lambda t: t[t["year"].isin(SOME_YEARS) & (t["stream"] == TOTAL) & (t["age_band"] == ALL)],
    "fostering_pipeline": lambda t: t[t["year"].isin(SOME_YEARS)],
    "placed": lambda t: t[t["year"].isin((2019, 2024)) & (t["provision"] != ALL)],
    "overflow": lambda t: t[t["year"].isin(SOME_YEARS) & t["central"].notna()],
    "places_wanted": lambda t: t[t["age_band"] == ALL],
    "placements_to_find": lambda t: t[t["age_band"] == ALL],
    "cost": lambda t: t[t["year"].isin((2019, 2024))],
    "leaving_care": lambda t: t[t["year"].isin(SOME_YEARS)],
    "effects": lambda t: t[t["year"].isin((2020, 2021, 2022, 2024, 2037))],
}
ANOTHER_SCENARIO = {"effects": "thurrock-2019-households"}  # the default adds no homes


@pytest.fixture(scope="module")
def written(scenario_forecast) -> Callable[[str], pd.DataFrame]:
    @cache
    def tables(scenario: str) -> dict[str, pd.DataFrame]:
        return tables_of(scenario_forecast(scenario))

    return lambda name: tables(ANOTHER_SCENARIO.get(name, "thurrock-2019"))[name]


@pytest.mark.parametrize("name", KEPT)
def test_a_table_is_as_it_was_accepted(written, tmp_path: Path, name: str) -> None:
    now = tmp_path / f"{name}.csv"
    write_csv(KEPT[name](written(name)), now, decimals=2)
    golden = GOLDEN / f"{name}.csv"
    if os.environ.get(ACCEPT):
        golden.write_bytes(now.read_bytes())
    accepted = golden.read_text(encoding="utf-8").splitlines() if golden.exists() else []
    lines = now.read_text(encoding="utf-8").splitlines()
    difference = list(islice(unified_diff(accepted, lines, "accepted", "now", lineterm="", n=0), LINES_SHOWN))
    assert lines == accepted, "\n".join(
        [
            f"{name}.csv has changed (first {LINES_SHOWN} lines of the difference):",
            *difference,
            f"If it is meant, accept it: {ACCEPT}=1 python -m pytest tests/test_golden.py",
        ]
    )


def test_no_golden_table_is_left_that_nothing_is_compared_with() -> None:
    assert {path.stem for path in GOLDEN.glob("*.csv")} <= set(KEPT)
