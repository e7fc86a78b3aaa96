"""The returns of a folder, read: `read_returns` is the door."""

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sufficiency.errors import SufficiencyError, one_fault
from sufficiency.readers.ssda903.cells import distinct
from sufficiency.readers.ssda903.dating import date_parts, years_of
from sufficiency.readers.ssda903.distances import measure
from sufficiency.readers.ssda903.files import EPISODES, HEADER, NEEDED, OPTIONAL, UASC, Kind, tables_in
from sufficiency.readers.ssda903.lookups import codes_in
from sufficiency.readers.ssda903.parts import Part, columns_of, read_parts
from sufficiency.readers.ssda903.whose import authority_of, number_children
from sufficiency.readers.ssda903.years import Meaning
from sufficiency.readers.text import short_path
from sufficiency.ssda903.cleaning import sift
from sufficiency.ssda903.codes import OWN_GROUPING, Codes
from sufficiency.ssda903.people import children_of, sift_header, sift_uasc
from sufficiency.ssda903.returns import EPISODE_COLUMNS, SET_ASIDE_COLUMNS, FileRead, Returns
from sufficiency.ssda903.rules import in_order
from sufficiency.ssda903.sieve import Sieve

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_NAMES: Final = {
    "RNE": "reason_new", "LS": "legal_status", "CIN": "need", "PLACE": "placement_code",
    "PLACE_PROVIDER": "provider", "REC": "reason_ceased", "REASON_PLACE_CHANGE": "reason_change",
    "CARE_PLAN_KIND": "care_plan_kind", "DISTANCE_REASON": "distance_reason",
    "SIBLING_GROUP": "sibling_group",
}  # fmt: skip
_NOT_TEXT: Final = ("CHILD", "DECOM", "DEC", "DOB", "DUC")
_OWN_WORDS: Final = ("CARE_PLAN_KIND", "DISTANCE_REASON")
_LOOK: Final = "Look at its CHILD, DECOM and DEC columns."


def read_returns(
    folder: Path,
    year_means: Meaning | None = None,
    grouping: str = OWN_GROUPING,
    *,
    from_postcodes: bool = True,
) -> Returns:
    """The SSDA903 returns of a folder: one authority's header, episodes and UASC files, of one year or more.

    Files are told by their columns, and each file's year by its YEAR column, its name, its folder's name or
    its dates: see docs/ssda903.md. `year_means` says whether a bare year, as 2017, is the one that a return
    begins or ends in, where the files' dates should not settle it. Placement codes become placements of
    `grouping`. `from_postcodes` works out distances from postcodes where the return does not give them and
    the postcode directory is installed.

    Raises InputFaultsError of every fault in the folder. Whatever else goes wrong is told without what it
    was about: an error here holds no part of any row.
    """
    try:
        return _read(folder, year_means, grouping, from_postcodes=from_postcodes)
    except SufficiencyError as error:
        failure = error
    except Exception as error:
        failure = _told_without_contents(error)
    # Nothing may lead from what is raised to the frames that held the rows.
    failure.__context__ = failure.__traceback__ = None
    raise failure


def _told_without_contents(error: Exception) -> SufficiencyError:
    """What went wrong inside the tool, and where: its own words might quote a cell."""
    where = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        where = f", {file.name} line {line}" if "sufficiency" in file.parts else where
    what = f"Something went wrong inside the tool while reading returns ({type(error).__name__}{where})."
    return SufficiencyError(f"{what} Please report it with the command, not with the files.")


def _read(folder: Path, year_means: Meaning | None, grouping: str, *, from_postcodes: bool) -> Returns:
    codes = codes_in(grouping)
    tables, not_read = tables_in(folder)
    parts = read_parts(tables, folder)
    del tables  # the whole text of every file
    authority = authority_of(parts)
    if not any(part.kind == HEADER for part in parts):
        what = "there is no header file, so that no child's age can be known."
        raise one_fault(short_path(folder), "", what, "Add the header file of each year's return.")
    findings = [*(each for part in parts for each in part.findings), *date_parts(parts, folder, year_means)]
    files = tuple(_file_read(part) for part in parts)
    years = tuple(years_of(parts, EPISODES))
    number_children(parts)
    header = Sieve(_together(parts, HEADER))
    uasc = Sieve(_together(parts, UASC))
    people = sift_header(header, codes)
    sift_uasc(uasc)
    episodes = Sieve(_together(parts, EPISODES))
    del parts
    sift(episodes, header.rows, people, uasc.rows, codes)
    measure(episodes, from_postcodes=from_postcodes)
    if episodes.rows.empty:
        raise one_fault(short_path(folder), "", "no row of its episodes can be used.", _LOOK)
    return Returns(
        years=years,
        grouping=grouping,
        authority=authority,
        episodes=_tidy(episodes.rows, codes),
        children=children_of(episodes.rows, header.rows, people, uasc.rows),
        set_aside=_set_aside(episodes),
        findings=in_order([*findings, *header.findings, *uasc.findings, *episodes.findings]),
        files=files,
        not_read=tuple(not_read),
    )


def _file_read(part: Part) -> FileRead:
    return FileRead(part.file, part.kind, part.years, len(part), part.dates)


def _together(parts: list[Part], kind: Kind) -> "pd.DataFrame":
    """The rows of every part of a kind; columns that a part lacks are blank."""
    import pandas as pd

    own = [part for part in parts if part.kind == kind]
    if not own:
        columns = {"return_year": "int64", "child": "int64", "ceased": "datetime64[s]"}
        return pd.DataFrame({name: pd.Series(dtype=each) for name, each in columns.items()})
    blank = {id(part): np.full(len(part), "", dtype=object) for part in own}
    texts = [name for name in (*NEEDED[kind], *OPTIONAL[kind]) if name not in _NOT_TEXT]
    rows = {name: np.concatenate([part.rows[name] for part in own]) for name in columns_of(kind)}
    return pd.DataFrame(
        {name: _words([part.rows.get(name, blank[id(part)]) for part in own]) for name in texts}
        | {"file": _words([np.full(len(part), part.file, dtype=object) for part in own])}
        | rows
    )


def _words(parts: "list[NDArray[Any]]") -> "pd.Categorical[str]":
    """Text as categories, in the order of the alphabet."""
    import pandas as pd

    places, texts = distinct(np.concatenate(parts))
    in_order = sorted(texts)
    rank = {text: at for at, text in enumerate(in_order)}
    codes = np.array([rank[text] for text in texts], dtype=np.intp)[places]
    return pd.Categorical.from_codes(codes, categories=pd.Index(in_order, dtype=str))


def _tidy(rows: "pd.DataFrame", codes: Codes) -> "pd.DataFrame":
    """Rows in the columns of EPISODE_COLUMNS, by return year, child and start."""
    tidy = rows.rename(columns=_NAMES)
    for column in _OWN_WORDS:
        words = rows[column].astype(str).map({"": "", **codes.words(column)})
        tidy[_NAMES[column]] = words.astype("category")
    tidy["sibling_group"] = _numbered(rows["SIBLING_GROUP"])
    by = ["return_year", "child", "start", "row"]
    return tidy[list(EPISODE_COLUMNS)].sort_values(by, kind="stable", ignore_index=True)


def _numbered(groups: "pd.Series[str]") -> "pd.Series[int]":
    """Sibling groups as running numbers: what a council calls them may be a family's own number."""
    import pandas as pd

    numbers, _ = pd.factorize(groups.astype(str).replace("", None))
    return pd.Series(numbers + 1, index=groups.index).where(numbers >= 0).astype("Int64")


def _set_aside(episodes: Sieve) -> "pd.DataFrame":
    """The rows that could not be used, each with the rule that it met."""
    import pandas as pd

    parts = [part[list(SET_ASIDE_COLUMNS)] for part in episodes.aside]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
