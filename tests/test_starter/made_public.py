"""Public files of a council that does not exist, in DfE's and ONS's own layouts: small enough to read.

Anyshire looks after 120 children. Some of its cells are suppressed, as DfE suppresses them.
"""

import csv
from collections.abc import Iterable
from pathlib import Path

NAME, CODE, DFE_CODE = "Anyshire", "E06000099", "899"
OTHER, OTHER_CODE, OTHER_DFE_CODE = "Otherton", "E06000098", "898"
YEAR = 2023
TOTAL = 120

# Children on 31 March 2023; c is suppressed.
AGE = {"Under 1 year": 5, "1 to 4 years": 15, "5 to 9 years": 20, "10 to 15 years": 45,
       "16 years and over": 35, "Total": TOTAL}  # fmt: skip
PLACEMENT = {
    "Foster placements": 80, "Secure homes and children's homes": 12,
    "Independent and semi-independent living arrangements/supported accommodation": 15,
    "Residential schools": "c", "Other residential settings": 0, "Other placements": 0,
    "Placed for adoption": "c", "Placed with parents or other person with parental responsibility": "c",
    "Total": TOTAL,
}  # fmt: skip
EARLIER_PLACEMENT = PLACEMENT | {"Placed for adoption": 6, "Residential schools": "c",
                                 "Foster placements": 76}  # fmt: skip
BY_DISTANCE = {
    "1. Placed inside the LA boundary, 20 miles or less from home": 50,
    "2. Placed outside the LA boundary, 20 miles or less from home": 30,
    "3. Placed inside the LA boundary, more than 20 miles from home": "c",
    "4. Placed outside the LA boundary, more than 20 miles from home": 28,
    "5. Placed inside the LA boundary, distance not known or not recorded": "c",
    "6. Placed outside the LA boundary, distance not known or not recorded": 6,
    "Total": TOTAL,
}
DISTANCE = {"Placed 20 miles or less from home": 80, "Placed more than 20 miles from home": 30,
            "Distance not known or not recorded": 10, "Total": TOTAL}  # fmt: skip
LOCALITY = {"Placed inside the local authority boundary": 56,
            "Placed outside the local authority boundary": 64, "Total": TOTAL}  # fmt: skip
PROVIDERS = {"Own provision (by the LA)": 50, "Private provision": 58,
             "Parents or other person with parental responsibility": 7, "Total": TOTAL}  # fmt: skip
UNACCOMPANIED = {"UASC": 10, "Non-UASC": 110, "Total": TOTAL}
GROUPS = {
    "Age group": AGE,
    "Placement": PLACEMENT,
    "Distance between home and placement and locality of placement": BY_DISTANCE,
    "Distance between home and placement": DISTANCE,
    "Locality of placement": LOCALITY,
    "Place providers": PROVIDERS,
    "Unaccompanied asylum-seeking children": UNACCOMPANIED,
}
_WHERE = ("time_period", "geographic_level", "region_code", "region_name", "old_la_code", "la_name",
          "new_la_code")  # fmt: skip
_AREA = ("E12000006", "East of England")


def public_files(folder: Path) -> Path:
    """A folder with what DfE and ONS publish of Anyshire and of Otherton, under names that say nothing."""
    folder.mkdir(parents=True)
    characteristics(folder / "a.csv", {YEAR: GROUPS, YEAR - 1: GROUPS | {"Placement": EARLIER_PLACEMENT}})
    numbers(folder / "b.csv")
    (folder / "notes.csv").write_text("what,when\nmeeting,Tuesday\n", encoding="utf-8")
    return folder


def characteristics(path: Path, by_year: dict[int, dict[str, dict[str, int | str]]]) -> Path:
    """DfE's children looked after on 31 March by characteristic, as set out from 2025."""
    header = (*_WHERE, "characteristic", "breakdown", "children_count", "children_percent")
    rows = (
        (year, "Local authority", *_AREA, DFE_CODE, NAME, CODE, group, breakdown, count, "c")
        for year, groups in by_year.items()
        for group, breakdowns in groups.items()
        for breakdown, count in breakdowns.items()
    )
    return _write(path, header, rows)


def numbers(path: Path) -> Path:
    """DfE's numbers and rates, 2019 to 2023, of both councils."""
    header = (*_WHERE, "population_count", "population_estimate", "number", "rate_per_10000")
    words = {"Children looked after at 31 March each year": 100,
             "Children starting to be looked after each year": 40,
             "Children ceasing to be looked after each year": 38}  # fmt: skip
    councils = ((DFE_CODE, NAME, CODE), (OTHER_DFE_CODE, OTHER, OTHER_CODE))
    rows = (
        (year, "Local authority", *_AREA, *council, word, _people(year), count + 5 * (year - 2019), 50)
        for year in range(2019, YEAR + 1)
        for council in councils
        for word, count in words.items()
    )
    return _write(path, header, rows)


def _people(year: int) -> int:
    """Children aged 0 to 17 at the mid-year before."""
    return 20_000 + 200 * (year - 2019)


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header)
        writer.writerows(rows)
    return path
