"""Made-up returns, small enough to read: a child is said once, and the files follow.

`a_return(folder, 2019, [episode(...), ...])` writes the header, episodes and UASC files of the year ended 31
March 2019. Nobody in them has ever lived.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sufficiency.readers.ssda903.read import read_returns
from sufficiency.ssda903.returns import Returns
from sufficiency.ssda903.rules import Finding

BORN = "15/06/2008"
Cells = dict[str, str]


def episode(child: str = "101", start: str = "01/05/2018", end: str = "", **others: str) -> Cells:
    """A row of the episodes file: open, fostered, under a full care order, unless it says otherwise."""
    cells = {
        "CHILD": child, "DECOM": start, "RNE": "S", "LS": "C2", "CIN": "N1", "PLACE": "U4",
        "PLACE_PROVIDER": "PR1", "DEC": end, "REC": "E8" if end else "", "REASON_PLACE_CHANGE": "",
        "HOME_POST": "", "PL_POST": "", "URN": "",
    }  # fmt: skip
    return {**cells, **others}


def person(child: str = "101", born: str = BORN, sex: str = "1", **others: str) -> Cells:
    """A row of the header file."""
    cells = {"CHILD": child, "SEX": sex, "DOB": born, "ETHNIC": "WBRI", "UPN": "", "MOTHER": "", "MC_DOB": ""}
    return {**cells, **others}


def unaccompanied(child: str = "101", ceased: str = "") -> Cells:
    """A row of the UASC file."""
    return {"CHILD": child, "SEX": "1", "DOB": BORN, "DUC": ceased}


def csv_text(rows: Sequence[Cells], delimiter: str = ",", columns: Sequence[str] = ()) -> str:
    """Rows as a CSV, the columns in the order in which they first appear."""
    names = columns or list(dict.fromkeys(name for row in rows for name in row))
    lines = [delimiter.join(names), *(delimiter.join(row.get(name, "") for name in names) for row in rows)]
    return "\n".join(lines) + "\n"


def write(path: Path, rows: Sequence[Cells], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """Write rows as a CSV, with the folders that it stands in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    return path


def a_return(
    folder: Path,
    year: int,
    episodes: Sequence[Cells],
    header: Sequence[Cells] | None = None,
    uasc: Sequence[Cells] = (),
) -> Path:
    """The three files of the year ended 31 March, as 2018-19-episodes.csv and so on.

    Without a header, every child with an episode has a row of it, all born on one day.
    """
    children = dict.fromkeys(row["CHILD"] for row in episodes if row["CHILD"])
    people = [person(child) for child in children] if header is None else header
    name = f"{year - 1}-{year % 100:02d}"
    write(folder / f"{name}-episodes.csv", episodes)
    write(folder / f"{name}-header.csv", people or [person("")])
    listed = csv_text(uasc, columns=("CHILD", "SEX", "DOB", "DUC"))
    (folder / f"{name}-uasc.csv").write_text(listed, encoding="utf-8")
    return folder


def read(folder: Path, *episodes: Cells, year: int = 2019, **others: Sequence[Cells]) -> Returns:
    """One return of these episodes, written and read."""
    return read_returns(a_return(folder, year, episodes, **others))


def met(returns: Returns, rule: str) -> list[Finding]:
    """The findings of a rule."""
    return [each for each in returns.findings if each.rule == rule]


def rules_met(returns: Returns) -> set[str]:
    """The names of all rules that were met."""
    return {each.rule for each in returns.findings}


def days(dates: "pd.Series[pd.Timestamp]") -> list[str]:
    """Dates as 2019-03-31, blank where open."""
    return ["" if pd.isna(day) else f"{day:%Y-%m-%d}" for day in dates]
