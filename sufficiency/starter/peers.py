"""The rates that a council is set beside: its region's, and the mean of its statistical neighbours'."""

from typing import TYPE_CHECKING, Final

from sufficiency.errors import InputFaultsError
from sufficiency.figures.book import Figure
from sufficiency.figures.published import Published
from sufficiency.readers.published.neighbours import neighbours_of
from sufficiency.starter.evidence import NUMBER_AND_RATE, Evidence, day
from sufficiency.vocabulary import DERIVED, PUBLISHED

if TYPE_CHECKING:
    import pandas as pd

NEIGHBOURS: Final = "dfe-statistical-neighbours"
_FEWEST: Final = 5  # neighbours with a rate: fewer are no mean to be set beside


def peer_figures(evidence: Evidence, base: int) -> list[Figure]:
    """Rates per 10,000 of the region and of the statistical neighbours, by year to the base year."""
    files = evidence.of(NUMBER_AND_RATE)
    if not files:
        return []
    rates = _rates(files[0])
    rates = rates[rates["year"] <= base]
    return [*_region(evidence, files[0], rates), *_neighbours(evidence, files[0], rates)]


def _rates(file: Published) -> "pd.DataFrame":
    table = file.table
    return table[(table["measure"] == "rate_per_10k") & (table["word"] == "cla") & table["value"].notna()]


def _region(evidence: Evidence, file: Published, rates: "pd.DataFrame") -> list[Figure]:
    rows = rates[(rates["level"] == "regional") & (rates["area"] == evidence.council.region)]
    category = evidence.council.region.lower().replace(" ", "_")
    source = f"DfE, Children looked after in England, {file.about}, {evidence.council.region}"
    return [_rate(category, int(year), float(value), source, PUBLISHED, "", file.file)
            for year, value in sorted(zip(rows["year"], rows["value"], strict=True))]  # fmt: skip


def _neighbours(evidence: Evidence, file: Published, rates: "pd.DataFrame") -> list[Figure]:
    """The mean of the neighbours' rates in each year; who they are is in DfE's file, and not repeated."""
    codes = _codes(evidence)
    local = rates[rates["dfe_code"].isin(codes)]
    source = f"DfE, Children looked after in England, {file.about}; DfE, statistical neighbours"
    figures = []
    for year, of_year in local.groupby("year"):
        values = of_year["value"].to_numpy()
        if len(values) >= _FEWEST:
            spread = f"{values.min():g} to {values.max():g}"
            note = f"mean of the rates of {len(values)} statistical neighbours, {spread}"
            mean = round(float(values.mean()), 1)
            figures.append(
                _rate("statistical_neighbours", int(str(year)), mean, source, DERIVED, note, file.file)
            )
    return figures


def _codes(evidence: Evidence) -> list[str]:
    for file in evidence.of(NEIGHBOURS):
        try:
            return [each.dfe_code for each in neighbours_of(file, evidence.council.name)]
        except InputFaultsError:  # the file has other councils only
            continue
    return []


def _rate(category: str, year: int, value: float, source: str, kind: str, note: str, file: str) -> Figure:
    return Figure("benchmark_rate", category, year, value, None, None, "per_10k", day(year), source, kind,
                  note=note, file=file)  # fmt: skip
