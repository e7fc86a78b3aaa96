"""Which files of a folder are a return's, told by their columns, whatever they are called."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from sufficiency.errors import Fault, FaultList, InputFaultsError, did_you_mean, one_fault
from sufficiency.readers.ssda903.cells import Table, open_table
from sufficiency.readers.text import short_path
from sufficiency.ssda903.returns import NotRead

Kind = Literal["episodes", "header", "uasc"]

YEAR: Final = "YEAR"
LA: Final = "LA"
EPISODES: Final[Kind] = "episodes"
HEADER: Final[Kind] = "header"
UASC: Final[Kind] = "uasc"
NEEDED: Final[dict[Kind, tuple[str, ...]]] = {
    EPISODES: ("CHILD", "DECOM", "RNE", "LS", "PLACE", "PLACE_PROVIDER", "DEC", "REC"),
    HEADER: ("CHILD", "SEX", "DOB"),
    UASC: ("CHILD", "DUC"),
}
EXPECTED: Final = ("CIN", "REASON_PLACE_CHANGE")  # in every return's episodes; blank where they are not
OPTIONAL: Final[dict[Kind, tuple[str, ...]]] = {
    EPISODES: (
        *EXPECTED, "HOME_POST", "PL_POST", "PL_DISTANCE", "PL_LOCATION",
        "CARE_PLAN_KIND", "DISTANCE_REASON", "SIBLING_GROUP",
    ),
    HEADER: (),
    UASC: (),
}  # fmt: skip
_EPISODE_ONLY: Final = {"DECOM", "RNE", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE"}
_HEADER_ONLY: Final = {"DOB", "SEX", "ETHNIC", "UPN", "MOTHER", "MC_DOB"}
_ENOUGH: Final = 3  # of a kind's columns: one that is missing or misspelt is then told as such
# A column of each of the return's other files, none of which is needed here.
_OTHER_FILES: Final = {
    "DATE_INT": "adoption", "SDQ_SCORE": "health (OC2)", "IN_TOUCH": "care leavers (OC3)",
    "REVIEW": "reviews", "PREV_PERM": "previous permanence", "MIS_START": "missing",
    "DATE_PLACED": "should be placed for adoption", "SW_DECOM": "social workers",
}  # fmt: skip
_TEXT: Final = (".csv", ".txt", ".tsv")
_WHY_NOT: Final = {
    ".zip": "a zip file: unzip it, and give the folder",
    ".xlsx": "an Excel workbook: save each sheet as CSV UTF-8",
    ".xls": "an Excel workbook: save each sheet as CSV UTF-8",
    ".xml": "XML: give the return as CSV",
}
_GIVE: Final = "Give the folder that has the header, episodes and UASC files of each year's return, as CSV."


def tables_in(folder: Path) -> tuple[list[tuple[Kind, Table]], list[NotRead]]:
    """The files of a folder, and of folders in it, that are returns; and those that are something else.

    Raises InputFaultsError of every file that cannot be read, or whose columns are not as needed; and of
    one fault where there is no folder, nothing in it, or no return.
    """
    _refuse_what_is_no_folder(folder)
    found: list[tuple[Kind, Table]] = []
    others: list[NotRead] = []
    faults: list[Fault] = []
    paths = list(_files_in(folder))
    if not paths:
        raise one_fault(short_path(folder), "", "the folder is empty.", _GIVE)
    for path in paths:
        if path.suffix.lower() not in _TEXT:
            others.append(NotRead(short_path(path), _WHY_NOT.get(path.suffix.lower(), "not a CSV file")))
            continue
        try:
            table = open_table(path)
            _sort_in(table, found, others)
        except InputFaultsError as error:
            faults += error.faults
    if faults:
        raise InputFaultsError(faults)
    if not any(kind == EPISODES for kind, _ in found):
        raise _no_returns(folder, others)
    return found, others


def _files_in(folder: Path) -> Iterator[Path]:
    """Every file, in order of its path, but hidden ones and those that Excel and macOS leave behind."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "~$", "__MACOSX")) for part in parts):
            yield path


def _sort_in(table: Table, found: list[tuple[Kind, Table]], others: list[NotRead]) -> None:
    """Put a table where it belongs; raises InputFaultsError where a needed column is missing or twice."""
    kind = kind_of(table.columns)
    if kind is None:
        others.append(NotRead(table.file, _what_else(table.columns)))
        return
    _check_columns(kind, table)
    found.append((kind, table))


def kind_of(columns: list[str]) -> Kind | None:
    """What a file with these columns is: a return's episodes, header or UASC file, or none of them."""
    names = set(columns)
    if len(names & _EPISODE_ONLY) >= _ENOUGH:
        return EPISODES
    if "DUC" in names:
        return UASC
    is_header = len(names & _HEADER_ONLY) >= _ENOUGH or {"SEX", "DOB"} <= names
    if is_header and not names & set(_OTHER_FILES):
        return HEADER
    return None


def _what_else(columns: list[str]) -> str:
    for column, name in _OTHER_FILES.items():
        if column in columns:
            return f"the return's file of {name}, not needed"
    return "not a file of the return: its columns are others"


def _check_columns(kind: Kind, table: Table) -> None:
    faults = FaultList(table.file)
    unknown = [name for name in table.columns if name and name not in _EPISODE_ONLY | _HEADER_ONLY]
    for column in NEEDED[kind]:
        if column not in table.columns:
            do = did_you_mean(column, unknown, "Add it to the header, with its cells.")
            what = f"the column {column} of the {kind} file is missing."
            faults.add(f"row {table.header_row}", what, do)
    for column in (*NEEDED[kind], *OPTIONAL[kind], YEAR, LA):
        if table.columns.count(column) > 1:
            what = f"the column {column} is there twice."
            faults.add(f"row {table.header_row}", what, "Take one of them out.")
    faults.raise_if_any()


def _refuse_what_is_no_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    if not folder.exists():
        raise one_fault(short_path(folder), "", "there is no such folder.", "Check the path.")
    if folder.suffix.lower() == ".zip":
        raise one_fault(short_path(folder), "", "this is a zip file.", "Unzip it, and give the folder.")
    raise one_fault(short_path(folder), "", "this is a file.", _GIVE)


def _no_returns(folder: Path, others: list[NotRead]) -> InputFaultsError:
    """The one fault of a folder without an episodes file, which says what its files are."""
    reasons = dict.fromkeys(each.why for each in others)
    what = "no file in it is the episodes file of a return"
    what += f" (there is {'; '.join(reasons)})." if reasons else "."
    return one_fault(short_path(folder), "", what, _GIVE)
