"""The decision records: each names those that amend it, and numbers of a stated run are that run's."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sufficiency.rounding import whole
from sufficiency.tidy import pick

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.inputs.inputs import Inputs

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "decisions"
RECORDS = {path.name[:4]: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("00*.md"))}
ROWS = {
    "children of 16 and 17 turning 18 in the year": ("turning_18", "all"),
    "staying put, mainstream foster places": ("staying_put", "fostering"),
    "over 18 in 16+ provision": ("in_16_plus_provision_18_over", "all"),
    "care leavers in service": ("in_service", "all"),
}

Tables = dict[str, "pd.DataFrame"]


def header(number: str) -> str:
    """What a record says of itself, before its context."""
    return RECORDS[number].split("## Context")[0]


@pytest.mark.parametrize("number", RECORDS)
def test_a_record_that_is_amended_says_by_which(number: str) -> None:
    named = set(re.findall(r"\[(00\d\d)\]", header(number)))
    for other in named:
        assert f"[{number}]" in header(other), f"{number} names {other}, which does not name it"


@pytest.fixture(scope="module")
def tables_of_a_whole_run(inputs: "Inputs") -> Tables:
    """The default scenario's tables at 1,000 draws on seed 1, as records label them."""
    from sufficiency.forecast import run
    from sufficiency.tables.run import tables_of

    return tables_of(run(inputs, draws=1000, seed=1))


def told(central: float, low: float, high: float) -> str:
    """A number and its range as a record writes them; the number alone where it has none."""
    if high - low < 1e-6:
        return str(whole(central))
    return f"{whole(central)} ({whole(low)} to {whole(high)})"


@pytest.mark.parametrize("row", ROWS)
def test_sixteen_and_over_has_the_numbers_of_its_run(tables_of_a_whole_run: Tables, row: str) -> None:
    measure, category = ROWS[row]
    of_it = pick(tables_of_a_whole_run["leaving_care"], measure=measure, category=category, ageing="without")
    of_it = of_it[of_it["year"].isin((2019, 2020, 2022, 2024))]
    cells = [told(*each) for each in of_it[["central", "p10", "p90"]].to_numpy()]
    assert f"| {row} | {' | '.join(cells)} |" in RECORDS["0017"]


def test_placements_to_find_have_the_numbers_of_their_run(tables_of_a_whole_run: Tables) -> None:
    of_it = pick(tables_of_a_whole_run["placements_to_find"], placement="all", age_band="all")
    for year in (2020, 2021, 2022):
        (cells,) = of_it.loc[of_it["year"] == year, ["placements_a_year", "p10", "p90"]].to_numpy()
        assert f"{told(*cells)} in {year}" in RECORDS["0014"]


def test_the_range_of_the_count_is_as_wide_as_its_record_says(tables_of_a_whole_run: Tables) -> None:
    of_it = pick(tables_of_a_whole_run["cla"], stream="total").set_index("year")
    one, five, eighteen = ((of_it["p90"] - of_it["p10"]) / of_it["central"]).loc[[2020, 2024, 2037]]
    assert f"{one:.2f}, {five:.2f} and {eighteen:.2f} of the count wide" in RECORDS["0005"]
