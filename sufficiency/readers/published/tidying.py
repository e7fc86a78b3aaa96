"""What the readers of wide and long public files share: a header that is checked, years, and findings."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from sufficiency.errors import Fault, InputFaultsError
from sufficiency.figures.published import MARKS, Finding
from sufficiency.numerals import UnreadableError, parse_year
from sufficiency.readers.published.layouts import Layout
from sufficiency.readers.published.marks import Column
from sufficiency.readers.text import did_you_mean_in_any_case, quoted

if TYPE_CHECKING:
    import pandas as pd

NATIONAL: Final = "national"
REGIONAL: Final = "regional"
LOCAL: Final = "local_authority"

COLUMNS: Final = (
    "year", "level", "code", "dfe_code", "area", "group", "breakdown", "measure", "unit", "value", "mark",
)  # fmt: skip
_MOST_FAULTS: Final = 20
_MOST_NAMED: Final = 3


def require_columns(file: str, columns: Sequence[str], needed: Sequence[str], layout: Layout) -> None:
    """Raise a fault for each column that a file lacks, or one where it lacks most: it is another file."""
    absent = [column for column in needed if column not in columns]
    if 2 * len(absent) > len(needed):
        what = f"this is not {layout.about}: it lacks the columns {', '.join(absent[:_MOST_NAMED])}."
        raise InputFaultsError(
            [Fault(file, "", what, f"Give the file as it was published ({layout.publisher}).")]
        )
    others = [column for column in columns if column not in needed]
    raise_any(
        Fault(
            file,
            "header",
            f"the column {column} is missing.",
            did_you_mean_in_any_case(column, others) or "Give the file as it was published.",
        )
        for column in absent
    )


def require_rows(file: str, cells: "pd.DataFrame") -> None:
    """Raise a fault where there is nothing below a header."""
    if cells.empty:
        what = "there is no row below the header."
        raise InputFaultsError([Fault(file, "", what, "Give the file as it was published.")])


def raise_any(faults: Iterable[Fault]) -> None:
    """Raise InputFaultsError with the first twenty faults; do nothing where there is none."""
    found = list(faults)
    if found:
        raise InputFaultsError(found[:_MOST_FAULTS])


def years_of(cells: "pd.Series[str]", file: str) -> "pd.Series[int]":
    """The years in a column of four digits; raises a fault for each way in which a cell is not a year."""
    years: dict[str, int] = {}
    faults = []
    for row, text in cells.drop_duplicates().items():
        try:
            years[text] = year_in(text)
        except UnreadableError as error:
            where = f"row {row}, column {cells.name}"
            faults.append(Fault(file, where, f"{quoted(text)} {error.what}", "Write it in four digits."))
    raise_any(faults)
    return cells.map(years).astype(int)


def year_in(text: str) -> int:
    """The year in a cell; UnreadableError where it is blank or is not one."""
    year = parse_year(text)
    if year is None:
        raise UnreadableError("is blank, not a year.", "Write four digits, as 2019.")
    return year


def negatives(cells: "pd.Series[str]", numbers: Column, file: str) -> list[Fault]:
    """A fault for each number below nought in a column that counts."""
    return [
        Fault(file, f"row {row}, column {cells.name}", f"{quoted(text)} is below nought.", "Mend the number.")
        for row, text in cells[numbers.values < 0].items()
    ]


# --- Findings -------------------------------------------------------------------------------------


def dropped(what: str, why: str, rows: int) -> list[Finding]:
    """That rows were dropped; nothing where there were none."""
    return [Finding("dropped", what, why, rows)] if rows else []


def suppressed(marks: "pd.Series[str]") -> list[Finding]:
    """One finding for each mark that stands for a number, and how many rows have it."""
    counts = marks[marks != ""].value_counts().sort_index()
    return [
        Finding("suppressed", f"{quoted(str(mark))} stands for a number", MARKS[str(mark)], int(rows))
        for mark, rows in counts.items()
    ]


def suspects(what: str, why: str, which: Sequence[str]) -> list[Finding]:
    """That something looks wrong in some places, the first of them by name; nothing where it is in none."""
    if not which:
        return []
    others = f" and {len(which) - _MOST_NAMED} more" if len(which) > _MOST_NAMED else ""
    named = "; ".join(which[:_MOST_NAMED])
    return [Finding("suspect", f"{what}: {named}{others}", why, len(which))]


def gaps_in_years(table: "pd.DataFrame", key: Sequence[str]) -> list[Finding]:
    """The areas whose years break off and go on again: a year in the middle is missing."""
    found = []
    for keys, years in table.groupby(list(key), sort=True)["year"]:
        held = set(years)
        missing = sorted(set(range(min(held), max(held) + 1)) - held)
        if missing:
            found.append(f"{keys[-1]} {', '.join(map(str, missing))}")
    return suspects("a year is missing in the middle", "growth over it is the growth of two years", found)


def repeats(table: "pd.DataFrame", key: Sequence[str], file: str) -> list[Fault]:
    """A fault for each row that says again what an earlier row says, naming both; rows are the index."""
    again = table[table.duplicated(list(key))]
    if again.empty:
        return []
    first = table.drop_duplicates(list(key)).reset_index(names="first_row")
    pairs = again.reset_index(names="row").merge(first[[*key, "first_row"]], on=list(key))
    return [
        Fault(file, f"row {row}", f"it says again what row {earlier} says.", "Keep one of the two.")
        for row, earlier in zip(pairs["row"], pairs["first_row"], strict=True)
    ]
