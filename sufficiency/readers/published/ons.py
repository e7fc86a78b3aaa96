"""The Office for National Statistics: children by age, as estimated at mid-year and as projected.

Years are mid-years, 30 June, as published. DfE sets children looked after on 31 March against the
mid-year before: `sufficiency.starter.growth.year_ended_31_march` turns the one into the other.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.figures.published import Finding, Published
from sufficiency.numerals import UnreadableError, parse_year
from sufficiency.readers import rows as sheets
from sufficiency.readers.published.layouts import Layout
from sufficiency.readers.published.marks import parse_column
from sufficiency.readers.published.sheets import cells_of, plain_header
from sufficiency.readers.published.tidying import (
    COLUMNS,
    LOCAL,
    NATIONAL,
    REGIONAL,
    dropped,
    gaps_in_years,
    negatives,
    raise_any,
    repeats,
    require_columns,
    require_rows,
    suppressed,
    suspects,
    year_in,
    years_of,
)
from sufficiency.readers.text import bytes_of, quoted, read_text, short_path
from sufficiency.readers.workbooks import opened, sheet_of_workbook

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

MID_YEAR_CHILDREN: Final = "mid_year_children"
PROJECTED_MID_YEAR_CHILDREN: Final = "projected_mid_year_children"
_UNIT: Final = "children"
_AGES: Final = tuple(str(age) for age in range(18))
_HALF_A_CHILD: Final = 0.5  # estimates are whole; three decimals of ninety ages round to far less
_TABLE: Final = (*COLUMNS[:5], "age", *COLUMNS[5:])

# ONS's codes for what has children's services, or is made of what has: the first three characters.
_LEVELS: Final = {
    "E92": NATIONAL,
    "E12": REGIONAL,
    "E06": LOCAL,  # unitary authority
    "E08": LOCAL,  # metropolitan district
    "E09": LOCAL,  # London borough
    "E10": LOCAL,  # county
}
_SHIRE_DISTRICT: Final = "E07"
_NAMES: Final = {
    "E92000001": "England",
    "E12000001": "North East",
    "E12000002": "North West",
    "E12000003": "Yorkshire and The Humber",
    "E12000004": "East Midlands",
    "E12000005": "West Midlands",
    "E12000006": "East of England",
    "E12000007": "London",
    "E12000008": "South East",
    "E12000009": "South West",
}  # ONS writes these in capitals, and East of England as EAST


# --- Estimates by single year of age --------------------------------------------------------------

_SHEET: Final = "mye2 - persons"
_WIDE_COLUMNS: Final = ("code", "name", "all ages")
_AGE_COLUMN: Final = re.compile(r"[0-9]{1,2}\+?")
_MID_YEAR: Final = re.compile(r"mid[-_ ]?([0-9]{4})(?![0-9])", re.IGNORECASE)
_TITLE: Final = "single year of age"


def _is_single_years(header: Sequence[str], path: Path) -> bool:
    """Whether a CSV, by its header or the title above it, or a workbook, by its sheets, is ONS's MYE2."""
    if header:
        return _is_wide_header(header) or _TITLE in " ".join(header[:1]).lower()
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return False
    return any(title.strip().lower().startswith("mye") for title in _sheet_titles(path))


def _is_wide_header(cells: Sequence[str]) -> bool:
    return {"code", "name"} <= set(plain_header(cells)) and any(cell in _AGES for cell in cells)


def _is_row_of_ages(cells: Sequence[str]) -> bool:
    """Whether a row is the header, even one that lacks an age or has another word for the code."""
    return 2 * len(set(cells) & set(_AGES)) >= len(_AGES)


def _sheet_titles(path: Path) -> list[str]:
    """The sheets of a workbook; none where it cannot be opened, which reading it will say better."""
    try:
        with opened(bytes_of(path), short_path(path), worked_out=False) as book:
            return list(book.sheetnames)
    except Exception:  # a damaged workbook may break its reader anywhere, and in any way
        return []


def read_single_years(path: Path, layout: Layout) -> Published:
    """Children by single year of age at one mid-year, in England, its regions and its authorities.

    From the sheet *MYE2 - Persons* of ONS's workbook, or from that sheet as CSV; the header is found by
    what it says. The year is that of the title above the header, or else of the file's name (mid2022).
    Tidy columns as `Published`, and `age`: a whole year from 0 to 17, as text. Raises InputFaultsError.
    """
    sheet = _sheet_of(path)
    raise_any(sheet.faults)
    cells, title = _below_header(sheet, layout)
    year = _mid_year(path, title)
    areas, findings = _english(cells, "code", "name")
    raise_any(repeats(areas, ["code"], sheet.file))
    table = _long(areas, _AGES, "age", sheet.file).assign(year=year, measure=MID_YEAR_CHILDREN)
    older = [name for name in cells.columns if _AGE_COLUMN.fullmatch(name) and name not in _AGES]
    findings += dropped(f"{len(older)} columns of ages 18 and over", "not children", len(areas))
    findings += _unequal_totals(areas, [*_AGES, *older])
    return _published(path, layout, table, findings)


def _below_header(sheet: sheets.Sheet, layout: Layout) -> tuple["pd.DataFrame", str]:
    """The cells below the header, by its columns and their rows' numbers; and the text above it."""
    import pandas as pd

    at = next((place for place, (_, row) in enumerate(sheet.rows) if _is_row_of_ages(row)), 0)
    header = sheets.without_trailing_blanks(plain_header(sheet.rows[at][1])) if sheet.rows else []
    _require_ages(sheet.file, header, layout)
    body = [(number, sheets.without_trailing_blanks(cells)) for number, cells in sheet.rows[at + 1 :]]
    raise_any(_slipped(sheet.file, body, len(header)))
    padded = [cells + [""] * (len(header) - len(cells)) for _, cells in body]
    cells = pd.DataFrame(padded, columns=header, index=[number for number, _ in body], dtype=str)
    require_rows(sheet.file, cells)
    return cells, " ".join(cell for _, row in sheet.rows[:at] for cell in row)


def _sheet_of(path: Path) -> sheets.Sheet:
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return sheets.sheet_of_text(short_path(path), read_text(path), _WIDE_COLUMNS)
    titles = _sheet_titles(path)
    if titles and _SHEET not in [title.strip().lower() for title in titles]:
        what = f"the workbook has no sheet MYE2 - Persons: it has {', '.join(titles)}."
        raise one_fault(short_path(path), "", what, "Give ONS's workbook of mid-year estimates.")
    return sheet_of_workbook(path, _SHEET, sheets.Layout("area", "areas", _WIDE_COLUMNS, _WIDE_COLUMNS))


def _mid_year(path: Path, title: str) -> int:
    """The mid-year that a title names, or else the file; one fault where neither does, or it is no year."""
    named = set(_MID_YEAR.findall(title)) or set(_MID_YEAR.findall(path.stem))
    do = "Put the year in the file's name, as mid2022."
    if len(named) != 1:
        raise one_fault(short_path(path), "", "nothing in it says which mid-year its estimates are of.", do)
    try:
        return year_in(named.pop())
    except UnreadableError as error:
        raise one_fault(short_path(path), "", f"its mid-year {error.what}", do) from None


def _slipped(file: str, body: Sequence[tuple[int, list[str]]], columns: int) -> list[Fault]:
    do = "Save it again from ONS's own file: a comma too many moves every number after it."
    return [
        Fault(file, f"row {number}", f"it has {len(cells)} cells, but the header has {columns}.", do)
        for number, cells in body
        if len(cells) > columns
    ]


def _require_ages(file: str, header: Sequence[str], layout: Layout) -> None:
    require_columns(file, header, _WIDE_COLUMNS, layout)
    twice = sorted({name for name in header if header.count(name) > 1})
    raise_any(
        Fault(file, "header", f"the column {quoted(name)} is there twice.", "Take one of them out.")
        for name in twice
    )
    absent = [age for age in _AGES if age not in header]
    if absent:
        what = f"there is no column for age {', '.join(absent)}."
        raise one_fault(file, "header", what, "Give the file as ONS published it.")


def _unequal_totals(areas: "pd.DataFrame", ages: Sequence[str]) -> list[Finding]:
    """The areas whose ages do not add to what is printed for all ages."""
    import numpy as np

    parts = np.column_stack([_plain_numbers(areas[age]) for age in ages])
    totals = _plain_numbers(areas["all ages"])
    is_unequal = np.abs(parts.sum(axis=1) - totals) > _HALF_A_CHILD
    return suspects("the ages do not add to all ages", "a number may be mistyped",
                    list(areas["name"][is_unequal]))  # fmt: skip


# --- Estimates of 0 to 17, as DfE publishes them --------------------------------------------------

_GROUPED_COLUMNS: Final = (
    "time_period", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name", "age_group", "population_estimate",
)  # fmt: skip
_GROUP_OF_AGES: Final = re.compile(r"(?:.*\b)?([0-9]{1,2}) to ([0-9]{1,2})\b.*")
_PLACES: Final = {
    "national": (NATIONAL, "country_code", "country_name"),
    "regional": (REGIONAL, "region_code", "region_name"),
    "local authority": (LOCAL, "new_la_code", "la_name"),
}


def read_age_groups(path: Path, layout: Layout) -> Published:
    """Children by age group at each mid-year, in England, its regions and its authorities.

    ONS's estimates as DfE publishes them beside its rates: later revisions than ONS's first. Tidy
    columns as `Published`, and `age`, a band such as `0_to_17`. Raises InputFaultsError.
    """
    cells, file = cells_of(path), short_path(path)
    require_columns(file, list(cells.columns), _GROUPED_COLUMNS, layout)
    require_rows(file, cells)
    ages = _bands_of(cells["age_group"], file)
    is_child = ages.map(lambda band: int(band.split("_to_")[1]) < 18)
    findings = dropped("age groups that reach beyond 17", "not children only", int((~is_child).sum()))
    children = cells[is_child].assign(age=ages[is_child])
    numbers = parse_column(children["population_estimate"], file, _UNIT)
    places = _places_of(children, file)
    table = places.assign(
        year=years_of(children["time_period"], file), age=children["age"], dfe_code=children["old_la_code"],
        measure=MID_YEAR_CHILDREN, value=numbers.values, mark=numbers.marks,
    )  # fmt: skip
    below = negatives(children["population_estimate"], numbers, file)
    raise_any([*numbers.faults, *below, *repeats(table, ["year", "code", "age"], file)])
    findings += gaps_in_years(table, ["code", "area"]) + _unequal_england(table)
    return _published(path, layout, table, findings)


def _bands_of(groups: "pd.Series[str]", file: str) -> "pd.Series[str]":
    """The ages of each group, as `0_to_17`."""
    found = groups.str.extract(_GROUP_OF_AGES)
    raise_any(
        Fault(
            file,
            f"row {row}, column age_group",
            f"{quoted(text)} names no ages.",
            "Write it as ages, as in 'Children aged 0 to 17 years'.",
        )
        for row, text in groups[found[0].isna()].items()
    )
    return found[0] + "_to_" + found[1]


def _places_of(cells: "pd.DataFrame", file: str) -> "pd.DataFrame":
    """The level, code and name of each row's area."""
    levels = cells["geographic_level"].str.lower()
    raise_any(
        Fault(
            file,
            f"row {row}, column geographic_level",
            f"{quoted(level)} is not a level.",
            "Use National, Regional or Local authority.",
        )
        for row, level in cells["geographic_level"][~levels.isin(list(_PLACES))].items()
    )
    places = cells[[]].assign(level="", code="", area="")
    for level, (word, code, name) in _PLACES.items():
        of_level = levels == level
        places.loc[of_level, "level"] = word
        places.loc[of_level, "code"] = cells.loc[of_level, code]
        places.loc[of_level, "area"] = cells.loc[of_level, name]
    return places


def _unequal_england(table: "pd.DataFrame") -> list[Finding]:
    """The years whose authorities do not add to England, leaving out years in which one is not known."""
    found = []
    for (year, _), rows in table.groupby(["year", "age"]):
        local = rows.loc[rows["level"] == LOCAL, "value"]
        national = rows.loc[rows["level"] == NATIONAL, "value"]
        is_known = len(local) and len(national) and local.notna().all()
        if is_known and abs(local.sum() - national.sum()) > _HALF_A_CHILD:
            found.append(f"mid-{year}")
    return suspects("the authorities do not add to England", "one may be missing, or twice", found)


# --- Projections ----------------------------------------------------------------------------------

_PROJECTED_COLUMNS: Final = ("area_code", "area_name", "component", "sex", "age_group")
_ALL_AGES: Final = "all ages"


def read_projection(path: Path, layout: Layout) -> Published:
    """Children by single year of age, as ONS projects them for each mid-year.

    From ONS's subnational population projections of persons. A projection gives growth, not level
    (decision 0002): see `sufficiency.starter.growth`. Tidy columns as `Published`, and `age`, a whole year
    from 0 to 17, as text. Raises InputFaultsError.
    """
    cells, file = cells_of(path), short_path(path)
    require_columns(file, list(cells.columns), _PROJECTED_COLUMNS, layout)
    require_rows(file, cells)
    years = [name for name in cells.columns if name not in _PROJECTED_COLUMNS]
    _check_years(file, years)
    population, findings = _population_of_persons(cells, file)
    areas, dropped_areas = _english(population, "area_code", "area_name")
    ages = areas["age_group"].str.lower()
    children, is_total = areas[ages.isin(_AGES)], ages == _ALL_AGES
    raise_any([*_absent_ages(children, file), *repeats(areas, ["code", "age_group"], file)])
    older = int((~ages.isin(_AGES) & ~is_total).sum())
    findings += [*dropped_areas, *dropped("rows of ages 18 and over", "not children", older)]
    findings += dropped("rows of all ages together", "not children only", int(is_total.sum()))
    table = _long(children, years, "year", file).assign(measure=PROJECTED_MID_YEAR_CHILDREN)
    table = table.assign(age=table["age_group"], year=table["year"].astype(int))
    findings += _unequal_projected(areas, years) + _ages_missing(children)
    findings += gaps_in_years(table[["code", "area", "year"]].drop_duplicates(), ["code", "area"])
    return _published(path, layout, table, findings)


def _check_years(file: str, names: Sequence[str]) -> None:
    """Every other column must be a year: one that is not would be lost without a word."""
    faults = []
    for name in names:
        try:
            if parse_year(name) is None or not name.isdecimal():  # blank, or 2022.0
                raise UnreadableError("is not a year.", "")
        except UnreadableError as error:
            faults.append(
                Fault(file, "header", f"the column {quoted(name)} {error.what}", "Take it out, or mend it.")
            )
    if not names:
        faults.append(Fault(file, "header", "there is no column of a year.", "Give ONS's own file."))
    raise_any(faults)


def _population_of_persons(cells: "pd.DataFrame", file: str) -> tuple["pd.DataFrame", list[Finding]]:
    """The rows of the population of both sexes together; a fault where there are none."""
    is_population = cells["component"].str.lower() == "population"
    is_persons = cells["sex"].str.lower() == "persons"
    kept = cells[is_population & is_persons]
    if kept.empty:
        column, words = ("sex", cells["sex"]) if is_population.any() else ("component", cells["component"])
        has = ", ".join(quoted(word) for word in sorted(words.unique())[:3])
        what = f"no row is of the population of persons: the {column} is {has}."
        raise one_fault(file, "", what, "Give ONS's file of the population, persons.")
    findings = dropped("rows of births, deaths or moves", "not the population", int((~is_population).sum()))
    one_sex = int((is_population & ~is_persons).sum())
    return kept, findings + dropped("rows of one sex", "persons are both together", one_sex)


def _absent_ages(children: "pd.DataFrame", file: str) -> list[Fault]:
    absent = [age for age in _AGES if age not in set(children["age_group"])]
    if not absent:
        return []
    what = f"no row is of age {', '.join(absent)}."
    return [Fault(file, "column age_group", what, "Give ONS's file by single year of age.")]


def _ages_missing(children: "pd.DataFrame") -> list[Finding]:
    """The areas that lack an age which others have."""
    counts = children.groupby("code")["age_group"].nunique()
    short = list(counts[counts < len(_AGES)].index)
    lacking = sorted(children.loc[children["code"].isin(short), "name"].unique())
    return suspects("an age is missing", "its children cannot be added up", lacking)


def _unequal_projected(areas: "pd.DataFrame", years: Sequence[str]) -> list[Finding]:
    """The areas whose ages do not add to the row of all ages, where they have one and every age."""
    import numpy as np

    is_total = areas["age_group"].str.lower() == _ALL_AGES
    numbers = np.column_stack([_plain_numbers(areas[year]) for year in years])
    found = []
    for _, rows in areas.assign(place=range(len(areas)), is_total=is_total).groupby("code"):
        total = numbers[rows["place"][rows["is_total"]]]
        parts = numbers[rows["place"][~rows["is_total"]]]
        # An extract of the children has a total and no adults: it is not a sum to check.
        has_adults = len(parts) > len(_AGES)
        if len(total) and has_adults and (np.abs(parts.sum(axis=0) - total[0]) > _HALF_A_CHILD).any():
            found.append(str(rows["name"].iloc[0]))
    return suspects("the ages do not add to all ages", "a number may be mistyped", found)


# --- What they share ------------------------------------------------------------------------------


def _english(cells: "pd.DataFrame", code: str, name: str) -> tuple["pd.DataFrame", list[Finding]]:
    """England, its regions and the authorities with children's services; and what else was dropped."""
    kinds = cells[code].str.upper().str[:3]
    names = cells[code].str.upper().map(_NAMES).fillna(cells[name])
    areas = cells.assign(code=cells[code].str.upper(), name=names, level=kinds.map(_LEVELS))
    districts = int((kinds == _SHIRE_DISTRICT).sum())
    abroad = int((~kinds.str.startswith("E")).sum())
    others = int(areas["level"].isna().sum()) - districts - abroad
    return areas[areas["level"].notna()], [
        *dropped("rows of shire districts", "their county has the children's services", districts),
        *dropped("rows of metropolitan counties and the like", "they have no children's services", others),
        *dropped("rows outside England, or of more than it", "not England", abroad),
    ]


def _long(areas: "pd.DataFrame", columns: Sequence[str], word: str, file: str) -> "pd.DataFrame":
    """One row for each area and column: its number or mark, with the column's name under `word`."""
    import pandas as pd

    parts, faults = [], []
    for column in columns:
        numbers = parse_column(areas[column], file, _UNIT)
        faults += [*numbers.faults, *negatives(areas[column], numbers, file)]
        kept = areas[[name for name in areas.columns if name not in columns]]
        parts.append(kept.assign(**{word: column}, value=numbers.values, mark=numbers.marks))
    raise_any(faults)
    return pd.concat(parts).assign(area=lambda table: table["name"], dfe_code="")


def _plain_numbers(cells: "pd.Series[str]") -> "NDArray[np.float64]":
    """Numbers enough to check a sum with, NaN for all else: those that are kept are read by `marks`."""
    import pandas as pd

    numbers = pd.to_numeric(cells.str.replace(",", "", regex=False), errors="coerce")
    return numbers.to_numpy(dtype="float64")


def _published(path: Path, layout: Layout, table: "pd.DataFrame", findings: list[Finding]) -> Published:
    """The tidy table with its findings; raises where no row is left to read."""
    if table.empty:
        what = "no row is of England, an English region or an English authority."
        raise InputFaultsError([Fault(short_path(path), "", what, "Give a file that covers England.")])
    blank = table[table["value"].isna() & (table["mark"] == "")]
    places = blank["area"] + ", age " + blank["age"].astype(str) + ", mid-" + blank["year"].astype(str)
    lacking = suspects("a number is blank", "its children cannot be added up", list(places))
    tidy = table.assign(unit=_UNIT, group="age", breakdown=table["age"])[list(_TABLE)]
    tidy = tidy.reset_index(drop=True)
    return Published(short_path(path), layout.name, layout.about, layout.publisher, tidy,
                     (*findings, *lacking, *suppressed(tidy["mark"])))  # fmt: skip


_ONS: Final = "Office for National Statistics"

LAYOUTS: Final = (
    Layout(
        "ons-mid-year-single-years",
        "ONS mid-year population estimates by single year of age (MYE2 - Persons)",
        _ONS,
        (*_WIDE_COLUMNS, *_AGES),
        read_single_years,
        sniff=_is_single_years,
    ),
    Layout(
        "ons-mid-year-age-groups",
        "ONS mid-year population estimates by age group, as DfE publishes them",
        _ONS,
        _GROUPED_COLUMNS,
        read_age_groups,
    ),
    Layout(
        "ons-projection",
        "ONS subnational population projections, persons by single year of age",
        _ONS,
        _PROJECTED_COLUMNS,
        read_projection,
    ),
)
