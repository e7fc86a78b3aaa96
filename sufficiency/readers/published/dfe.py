"""DfE's files on children looked after, in every layout since 2022, as one tidy table (decision 0018).

A layout is declared once, as data: which columns it has, what each becomes, and what the file is. What
a row is of stays in DfE's own words (`group`, `breakdown`) beside ours (`group_word`, `word`).
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sufficiency.errors import Fault
from sufficiency.figures.published import FIRST_PUBLISHED, LATEST, Published
from sufficiency.readers.published.authorities import keeps_one_code
from sufficiency.readers.published.dfe_findings import findings_in
from sufficiency.readers.published.layouts import Layout
from sufficiency.readers.published.marks import parse_column
from sufficiency.readers.published.sheets import cells_of
from sufficiency.readers.published.tidying import LOCAL, NATIONAL, REGIONAL, negatives, raise_any
from sufficiency.readers.published.words import GROUP, WORD, our_words
from sufficiency.readers.text import did_you_mean_in_any_case, quoted, short_path

if TYPE_CHECKING:
    import pandas as pd

PUBLISHER: Final = "Department for Education"
COLUMNS: Final = (
    "year", "level", "code", "dfe_code", "area", "region", "group", "breakdown", "group_word", "word",
    "measure", "unit", "value", "mark", "version", "one_code", "row",
)  # fmt: skip
_LEVELS: Final = {"national": NATIONAL, "regional": REGIONAL, "local authority": LOCAL}
_ENGLAND: Final = ("E92000001", "England")
_WHEN_AND_WHERE: Final = ("time_period", "geographic_level")
_AREAS: Final = (*_WHEN_AND_WHERE, "region_code", "region_name", "old_la_code", "la_name", "new_la_code")
_ENGLAND_ONLY: Final = (*_WHEN_AND_WHERE, "country_code", "country_name")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_TWO_YEARS: Final = re.compile(r"((?:19|20)[0-9]{2})[/-]?([0-9]{2})")

_LOOKED_AFTER: Final = "Children looked after"
_POPULATION: Final = ("Population", "Children aged 0 to 17 in mid-year of the year before")


class _Numbers(NamedTuple):
    """What a column of numbers holds: a measure in a unit, of which version.

    `of` is the group and the breakdown that it is of, where the column rather than the row says so.
    """

    measure: str
    unit: str
    version: str = ""
    of: tuple[str, str] | None = None


@dataclass(frozen=True)
class _Shape:
    """How a file is set out: its columns of area, group, breakdown and numbers.

    `group` is a column, or the group itself where every row is of one. `renamed` are numbers that some
    rows hold of another measure: a word of the breakdown, and the measure and unit.
    """

    areas: tuple[str, ...]
    group: str
    breakdown: str
    numbers: dict[str, _Numbers]
    told_by: tuple[str, tuple[str, ...]] = ("", ())
    group_is_column: bool = True
    release: str = ""
    renamed: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the header must have."""
        group = (self.group,) if self.group_is_column else ()
        breakdown = (self.breakdown,) if self.breakdown else ()
        release = (self.release,) if self.release else ()
        return (*self.areas, *release, *group, *breakdown, *self.numbers)


_CHILDREN_AND_PERCENT: Final = {
    "number": _Numbers("children", "children"),
    "percentage": _Numbers("percent", "percent"),
}
_PLACEMENTS_AND_PERCENT: Final = {
    "number": _Numbers("placements", "placements"),
    "percentage": _Numbers("percent", "percent"),
}
_ON_31_MARCH: Final = (
    "Non-UASC",
    "Foster placements",
    "Placed inside the local authority boundary",
    "Placed 20 miles or less from home",
    "1. Own LA children placed internally within the local authority boundary",
)


def _flow(word: str, version: str) -> _Numbers:
    return _Numbers("children", "children", version, (_LOOKED_AFTER, word))


_AT_31_MARCH: Final = "Children looked after at 31 March"
_STARTED: Final = "Children starting to be looked after during the year"
_CEASED: Final = "Children ceasing to be looked after during the year"
_UNACCOMPANIED: Final = "Children looked after at 31 March who were unaccompanied asylum-seeking children"

_SHAPES: Final = {
    "dfe-number-and-rate": (
        "numbers and rates of children looked after, started and ceased, by area",
        _Shape(
            _AREAS,
            _LOOKED_AFTER,
            "population_count",
            {
                "number": _Numbers("children", "children"),
                "rate_per_10000": _Numbers("rate_per_10k", "per_10k"),
                "population_estimate": _Numbers("population", "children", of=_POPULATION),
            },
            group_is_column=False,
        ),
    ),
    "dfe-characteristics": (
        "children looked after on 31 March by characteristic and area, as set out until 2024",
        _Shape(
            _AREAS, "cla_group", "characteristic", _CHILDREN_AND_PERCENT, ("characteristic", _ON_31_MARCH)
        ),
    ),
    "dfe-characteristics-2025": (
        "children looked after on 31 March by characteristic and area, as set out from 2025",
        _Shape(
            _AREAS,
            "characteristic",
            "breakdown",
            {
                "children_count": _Numbers("children", "children"),
                "children_percent": _Numbers("percent", "percent"),
            },
            ("breakdown", _ON_31_MARCH),
        ),
    ),
    "dfe-characteristics-compiled": (
        "children looked after on 31 March by characteristic, compiled from several releases for all areas",
        _Shape(
            (*_AREAS, "geo_breakdown"),
            "cla_group",
            "characteristic",
            _CHILDREN_AND_PERCENT,
            ("characteristic", _ON_31_MARCH),
            release="release",
        ),
    ),
    "dfe-started": (
        "children who started to be looked after in the year, by characteristic and area",
        _Shape(
            _AREAS,
            "cla_group",
            "characteristic",
            _CHILDREN_AND_PERCENT,
            ("characteristic", ("All children taken into care", "Police protection in LA accommodation")),
        ),
    ),
    "dfe-new-placements": (
        "new placements in the year by where they are, and reasons for changes, by area",
        _Shape(
            _AREAS,
            "cla_group",
            "characteristic",
            _PLACEMENTS_AND_PERCENT,
            ("characteristic", ("Total new placements", "Total placements changing")),
        ),
    ),
    "dfe-england-characteristics": (
        "children looked after in England on 31 March by characteristic",
        _Shape(
            _ENGLAND_ONLY,
            "cla_group",
            "characteristic",
            _CHILDREN_AND_PERCENT,
            ("characteristic", ("1. Total foster placements", "1a. White British")),
        ),
    ),
    "dfe-england-placement-by-distance": (
        "children looked after in England on 31 March by placement, distance and locality",
        _Shape(
            _ENGLAND_ONLY,
            "cla_group",
            "characteristic",
            _CHILDREN_AND_PERCENT,
            ("characteristic", ("1.i 20 miles or less inside LA boundary", "2. Over 20 miles")),
        ),
    ),
    "dfe-england-placement-by-provider": (
        "children looked after in England on 31 March by placement, locality and who provides it",
        _Shape(_ENGLAND_ONLY, "placement_type", "placement_provider", _CHILDREN_AND_PERCENT),
    ),
    "dfe-england-placement-duration": (
        "placements that ended in the year in England, by kind and by how long they had lasted",
        _Shape(
            _ENGLAND_ONLY,
            "placement_group",
            "placement_duration",
            _PLACEMENTS_AND_PERCENT,
            renamed={
                "Average duration (days)": ("days", "days"),
                "Median duration (days)": ("days", "days"),
            },
        ),
    ),
    "dfe-england-time-series": (
        "children looked after in England since 1994",
        _Shape(
            _ENGLAND_ONLY,
            _LOOKED_AFTER,
            "population_count",
            {"number": _Numbers("children", "children")},
            ("population_count", (_AT_31_MARCH, _UNACCOMPANIED, _STARTED, _CEASED)),
            group_is_column=False,
        ),
    ),
    "dfe-panel": (
        "children looked after by authority and year, first published and latest, compiled from DfE's files",
        _Shape(
            ("year", "old_la_code", "new_la_code", "la_name", "region_name"),
            _LOOKED_AFTER,
            "",
            {
                "cla_31march_first_published_sfr": _flow(_AT_31_MARCH, FIRST_PUBLISHED),
                "cla_31march_latest": _flow(_AT_31_MARCH, LATEST),
                "rate_per_10k_latest": _Numbers(
                    "rate_per_10k", "per_10k", LATEST, (_LOOKED_AFTER, _AT_31_MARCH)
                ),
                "started_sfr": _flow(_STARTED, FIRST_PUBLISHED),
                "started_latest": _flow(_STARTED, LATEST),
                "ceased_sfr": _flow(_CEASED, FIRST_PUBLISHED),
                "ceased_latest": _flow(_CEASED, LATEST),
                "uasc_sfr": _flow(_UNACCOMPANIED, FIRST_PUBLISHED),
                "uasc_latest": _flow(_UNACCOMPANIED, LATEST),
                "pop_0_17_mid_previous_year": _Numbers("population", "children", of=_POPULATION),
            },
            group_is_column=False,
        ),
    ),
}


def read_dfe(path: Path, layout: Layout) -> Published:
    """A file of DfE's that is set out as the layout says, as a tidy table with findings.

    Each number is a row, its `measure` one of children, percent, rate_per_10k, population, placements and
    days. `year` is the year ended 31 March; `population` is of the middle of the year before. `version`
    says which of several numbers for the same thing a row has. `one_code` is false of authorities that
    merged or were split in the file's years. Raises InputFaultsError for cells that are neither a number
    nor a mark, years and levels that cannot be read, and a row that contradicts another.
    """
    file, cells = short_path(path), cells_of(path)
    _about, shape = _SHAPES[layout.name]
    labels, faults = _labels(cells, shape, file)
    parts = [_part(cells, labels, shape, column, file, faults) for column in shape.numbers]
    raise_any(faults)
    import pandas as pd

    table = pd.concat(parts, ignore_index=True)
    local_years = table.loc[table["level"] == LOCAL, "year"]
    table["one_code"] = keeps_one_code(table["dfe_code"], local_years)
    table, findings = findings_in(table, file)
    return Published(file, layout.name, layout.about, PUBLISHER, table[list(COLUMNS)], findings)


def _part(
    cells: "pd.DataFrame", labels: "pd.DataFrame", shape: _Shape, column: str, file: str, faults: list[Fault]
) -> "pd.DataFrame":
    """The rows of one column of numbers."""
    numbers = shape.numbers[column]
    read = parse_column(cells[column], file, numbers.unit)
    faults += [*read.faults, *negatives(cells[column], read, file)]
    part = labels.assign(measure=numbers.measure, unit=numbers.unit, value=read.values, mark=read.marks)
    if numbers.version:
        part["version"] = numbers.version
    if numbers.of is not None:
        part["group"], part["breakdown"] = numbers.of
        part = part.drop_duplicates([*_IDENTITY, "value", "mark"])
    for breakdown, (measure, unit) in shape.renamed.items():
        held = (part["breakdown"] == breakdown) & (part["measure"] != "percent")
        part.loc[held, ["measure", "unit"]] = measure, unit
    part["group_word"] = our_words(part["group"], GROUP, WORD)
    part["word"] = our_words(part["breakdown"], WORD)
    return part


_IDENTITY: Final = ("year", "level", "code", "dfe_code", "area", "group", "breakdown", "version")


def _labels(cells: "pd.DataFrame", shape: _Shape, file: str) -> "tuple[pd.DataFrame, list[Fault]]":
    """What each row is of: year, area, group, breakdown and version; and the faults in them."""
    import pandas as pd

    years, faults = _years(cells, file)
    levels, more = _levels(cells, file)
    labels = pd.DataFrame({"row": cells.index, "year": years, "level": levels}, index=cells.index)
    labels = labels.assign(**_areas(cells, levels))
    labels["group"] = cells[shape.group] if shape.group_is_column else shape.group
    labels["breakdown"] = cells[shape.breakdown] if shape.breakdown else ""
    labels["version"] = cells[shape.release] if shape.release else ""
    return labels, [*faults, *more, *_release_faults(labels, shape, file)]


def _years(cells: "pd.DataFrame", file: str) -> "tuple[pd.Series[int], list[Fault]]":
    """The year ended 31 March of each row: 2019, or 201819 as some releases write it."""
    column = "time_period" if "time_period" in cells else "year"
    years = {text: _year_in(text) for text in cells[column].unique()}
    bad = cells[column][cells[column].map(years) == 0]
    do = "Write the year ended 31 March in four digits."
    faults = [
        Fault(file, f"row {row}, column {column}", f"{quoted(text)} is not a year ended 31 March.", do)
        for row, text in bad.drop_duplicates().items()
    ]
    return cells[column].map(years), faults


def _year_in(text: str) -> int:
    """The year that a cell names, 0 where it names none."""
    if _YEAR.fullmatch(text):
        return int(text)
    found = _TWO_YEARS.fullmatch(text)
    if found and int(found[2]) == (int(found[1]) + 1) % 100:
        return int(found[1]) + 1
    return 0


def _levels(cells: "pd.DataFrame", file: str) -> "tuple[pd.Series[str], list[Fault]]":
    if "geographic_level" not in cells:  # a file of local authorities alone
        return cells.iloc[:, 0].map(lambda _: LOCAL), []
    column = cells["geographic_level"]
    levels = column.str.lower().map(_LEVELS)
    words = [level.capitalize() for level in _LEVELS]
    faults = [
        Fault(
            file,
            f"row {row}, column geographic_level",
            f"{quoted(text)} is not a level that is read.",
            did_you_mean_in_any_case(text, words) or f"Keep the rows of {', '.join(words)}.",
        )
        for row, text in column[levels.isna()].drop_duplicates().items()
    ]
    return levels, faults


def _areas(cells: "pd.DataFrame", levels: "pd.Series[str]") -> "dict[str, pd.Series[str]]":
    """The codes, name and region of each row's area."""

    def column(name: str) -> "pd.Series[str]":
        return cells[name] if name in cells else levels.map(lambda _: "")

    national, local = levels == NATIONAL, levels == LOCAL
    code = column("new_la_code").where(local, column("region_code"))
    area = column("la_name").where(local, column("region_name"))
    return {
        "code": code.mask(national, _ENGLAND[0]),
        "dfe_code": column("old_la_code").where(local, ""),
        "area": area.mask(national, _ENGLAND[1]),
        "region": column("region_name").mask(national, ""),
    }


def _release_faults(labels: "pd.DataFrame", shape: _Shape, file: str) -> list[Fault]:
    if not shape.release:
        return []
    bad = labels[~labels["version"].str.fullmatch(_YEAR)].drop_duplicates("version")
    do = "Write the year of the release in four digits."
    return [
        Fault(file, f"row {row}, column {shape.release}", f"{quoted(text)} is not a year.", do)
        for row, text in zip(bad["row"], bad["version"], strict=True)
    ]


LAYOUTS: Final[tuple[Layout, ...]] = tuple(
    Layout(name, about, PUBLISHER, shape.columns, read_dfe, shape.told_by)
    for name, (about, shape) in _SHAPES.items()
)
