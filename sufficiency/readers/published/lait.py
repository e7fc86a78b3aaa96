"""The Local Authority Interactive Tool (LAIT): DfE's measures of each authority, one long file."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from sufficiency.errors import Fault
from sufficiency.figures.published import Finding, Published
from sufficiency.numerals import UnreadableError
from sufficiency.readers.published.layouts import Layout
from sufficiency.readers.published.marks import parse_column
from sufficiency.readers.published.sheets import cells_of
from sufficiency.readers.published.tidying import (
    COLUMNS,
    LOCAL,
    NATIONAL,
    REGIONAL,
    raise_any,
    repeats,
    require_columns,
    require_rows,
    suppressed,
    suspects,
    year_in,
)
from sufficiency.readers.text import quoted, short_path

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS: Final = ("short desc", "measure", "years", "la and regions", "la number", "region", "values")

# LAIT's short descriptions of what the tool has a word for.
_WORDS: Final = {
    "LACnum": "cla_count",
    "LAC": "cla_rate",
    "Unacc_Asylmn_Seek_Childn": "uasc_count",
    "LACnum_Start": "cla_started",
    "LACceased": "cla_ceased",
    "Number_Foster_Places(New)": "approved_foster_places",
    "Number_Foster_Places_Filled(New)": "filled_foster_places",
}
# What the words of a measure say its unit is; the first that fits. Its rates of starting and ceasing do
# not say of how many: England's are its starts and ceases per 10,000 children.
_UNITS: Final = [
    (re.compile(pattern, re.IGNORECASE), unit)
    for pattern, unit in (
        (r"weekly unit cost", "gbp_per_week"),
        (r"\(finance\)", "gbp"),
        (r"%|percentage", "percent"),
        (r"\brate\b", "per_10k"),
        (r"number of (?:\w+ )*places", "places"),
        (r"\bnumber of\b.*\b(?:child|cla\b)", "children"),
    )
]
# What a number is, by its unit: the words that DfE's other files are tidied to.
_MEASURE_OF_UNIT: Final = {
    "children": "children",
    "percent": "percent",
    "per_10k": "rate_per_10k",
    "places": "places",
    "gbp": "spend",
    "gbp_per_week": "weekly_cost",
    "number": "number",
}
_NO_UNIT: Final = "number"

_BASES: Final = {"": "", "OT": "outturn"}
_YEAR: Final = re.compile(r"([0-9]{4})(?:[-/]([0-9]{2}))?(?: \(([A-Za-z]+)\))?")
_BEFORE_CHANGE: Final = "(Pre LG)"
_FEWEST_TO_TELL: Final = 20


def read_lait(path: Path, layout: Layout) -> Published:
    """Every measure of a LAIT file, by year, for England, its regions and its authorities.

    Years: 2016-17 is the year ended 31 March 2017, and 2016 the year ended 31 March 2016 or that day.
    Tidy columns as `Published`, and two more: `basis` (`outturn`, or blank) and `word` (the tool's name
    for the measure, such as `cla_count`, or blank). `breakdown` is the measure as LAIT words it and
    `group` its short description; `measure` is one of children, percent, rate_per_10k, places, spend and
    weekly_cost, and its unit what LAIT's own words say. LAIT has numbers of its own for England and its
    regions in `dfe_code`, and no ONS codes. Raises InputFaultsError.
    """
    cells, file = cells_of(path), short_path(path)
    require_columns(file, list(cells.columns), _COLUMNS, layout)
    require_rows(file, cells)
    units = cells["measure"].map({words: unit_in(words) for words in cells["measure"].unique()})
    years, bases = _years(cells["years"], file)
    table = cells[[]].assign(
        year=years, level=_levels(cells), code="", dfe_code=cells["la number"], area=cells["la and regions"],
        group=cells["short desc"], breakdown=cells["measure"], measure=units.map(_MEASURE_OF_UNIT),
        unit=units, basis=bases, word=cells["short desc"].map(_WORDS).fillna(""),
    )  # fmt: skip
    values, marks, faults = _numbers(cells["values"], units, file)
    table = table.assign(value=values, mark=marks)
    raise_any([*faults, *repeats(table, ["group", "breakdown", "year", "basis", "dfe_code"], file)])
    findings = [*_unworded(table), *_merged(table), *_rounded(table), *_broken(table)]
    tidy = table[[*COLUMNS, "basis", "word"]].reset_index(drop=True)
    return Published(file, layout.name, layout.about, layout.publisher, tidy,
                     (*findings, *suppressed(tidy["mark"])))  # fmt: skip


def unit_in(measure: str) -> str:
    """The unit that the words of a measure say it is in; `number` where they say none."""
    return next((unit for pattern, unit in _UNITS if pattern.search(measure)), _NO_UNIT)


def year_and_basis(words: str) -> tuple[int, str]:
    """The year that LAIT's words mean, and its basis: `2016-17 (OT)` is 2017, outturn.

    Raises UnreadableError where they are not a year, or not one year and the next.
    """
    found = _YEAR.fullmatch(" ".join(words.split()))
    if found is None or (found[3] or "").upper() not in _BASES:
        raise UnreadableError("is not a year of LAIT.", "Write it as 2016, 2016-17 or 2016-17 (OT).")
    year, basis = year_in(found[1]), _BASES[(found[3] or "").upper()]
    if found[2] is None:
        return year, basis
    if int(found[2]) != (year + 1) % 100:
        raise UnreadableError("is not a year and the next.", "Write it as 2016-17.")
    return year + 1, basis


def _levels(cells: "pd.DataFrame") -> "pd.Series[str]":
    """England and the regions are in no region of LAIT's."""
    is_local = ~cells["region"].str.upper().isin(["NA", ""])
    is_england = cells["la and regions"].str.lower() == "england"
    words = np.select([is_england, is_local], [NATIONAL, LOCAL], REGIONAL)
    return cells["region"].mask(is_local | ~is_local, words)


def _years(cells: "pd.Series[str]", file: str) -> tuple["pd.Series[int]", "pd.Series[str]"]:
    read: dict[str, tuple[int, str]] = {}
    faults = []
    for row, text in cells.drop_duplicates().items():
        try:
            read[text] = year_and_basis(text)
        except UnreadableError as error:
            where = f"row {row}, column years"
            faults.append(Fault(file, where, f"{quoted(text)} {error.what}", error.do))
    raise_any(faults)
    years = {text: year for text, (year, _) in read.items()}
    bases = {text: basis for text, (_, basis) in read.items()}
    return cells.map(years).astype(int), cells.map(bases)


def _numbers(
    cells: "pd.Series[str]", units: "pd.Series[str]", file: str
) -> tuple["pd.Series[float]", "pd.Series[str]", list[Fault]]:
    """The numbers and marks of a column whose rows are in different units."""
    values, marks = cells.map(lambda _: np.nan).astype(float), cells.map(lambda _: "")
    faults = []
    for unit in units.unique():
        rows = units == unit
        numbers = parse_column(cells[rows], file, unit)
        values[rows], marks[rows] = numbers.values, numbers.marks
        faults += numbers.faults
    return values, marks, faults


# --- Findings -------------------------------------------------------------------------------------


def _unworded(table: "pd.DataFrame") -> list[Finding]:
    without = sorted(table.loc[table["unit"] == _NO_UNIT, "breakdown"].unique())
    return suspects("the words of a measure say no unit", "its numbers are read as they stand", without)


def _merged(table: "pd.DataFrame") -> list[Finding]:
    rows = int(table["area"].str.contains(_BEFORE_CHANGE, regex=False).sum())
    what = f"rows of authorities marked {_BEFORE_CHANGE}"
    why = "others took their place, and have rows of their own"
    return [Finding("merged", what, why, rows)] if rows else []


def _rounded(table: "pd.DataFrame") -> list[Finding]:
    """The measures whose every number for an authority, in a year or more, is a multiple of five."""
    local = table[(table["level"] == LOCAL) & table["value"].notna()]
    is_five = (local["value"] % 5 == 0).groupby([local["breakdown"], local["year"]])
    told = is_five.agg(["all", "size"])
    told = told[told["all"] & (told["size"] >= _FEWEST_TO_TELL)]
    findings = []
    for measure, years in told.groupby(level="breakdown"):
        first, last = years.index.get_level_values("year").min(), years.index.get_level_values("year").max()
        what = f"{measure}, {first} to {last}" if last > first else f"{measure}, {first}"
        why = "every authority's number is a multiple of five"
        findings.append(Finding("rounded", what, why, int(years["size"].sum())))
    return findings


def _broken(table: "pd.DataFrame") -> list[Finding]:
    """The measures that LAIT itself says begin anew: `(from 2022)`."""
    is_new = table["breakdown"].str.contains(r"\(from [0-9]{4}\)")
    names = sorted(table.loc[is_new, "breakdown"].unique())
    why = "LAIT marks it as new: not to be joined to a series before that year"
    return [Finding("broken_series", name, why, int((table["breakdown"] == name).sum())) for name in names]


LAYOUTS: Final = (
    Layout(
        "lait",
        "Local Authority Interactive Tool (LAIT): measures by authority and year",
        "Department for Education",
        _COLUMNS,
        read_lait,
    ),
)
