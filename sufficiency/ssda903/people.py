"""Who the children are, as far as anybody need know: born when, of which sex, unaccompanied or not.

Header rows have `return_year` (0 where a file is for every year), `child`, `born`, `SEX` as returned, and
where they stand: `file`, `row` and `slipped`.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.ssda903.ages import months_old
from sufficiency.ssda903.codes import Codes
from sufficiency.ssda903.returns import CHILD_COLUMNS
from sufficiency.ssda903.sieve import Sieve
from sufficiency.ssda903.stock import last_day_of

if TYPE_CHECKING:
    import pandas as pd

SEX: Final = "SEX"
UNKNOWN: Final = "unknown"
_IN_A_RETURN: Final = ["return_year", "child"]
_MOST_CHILDREN: Final = 2**32
_NEVER: Final = "2200-01-01"


def sift_header(sieve: Sieve, codes: Codes) -> "pd.DataFrame":
    """One row for each child of any header, by `child`: `born` and `sex`, as the newest header has them."""
    sieve.set_aside("slipped_row", sieve.rows["slipped"], "")
    sieve.set_aside("no_year", sieve.rows["return_year"] < 0, "YEAR")
    sieve.set_aside("blank_child", sieve.rows["child"] < 0, "CHILD")
    rows = sieve.rows
    sieve.note("blank_birth", rows["born"].isna(), "DOB")
    sieve.note("unknown_sex", ~rows[SEX].isin(list(codes.lists[SEX])), SEX)
    dated = rows["return_year"] > 0
    sieve.note("code_outside_years", dated & codes.outside_years(rows[SEX], rows["return_year"]), SEX)
    first = rows.groupby(_IN_A_RETURN)["born"].transform("first")
    sieve.note("two_births", rows["born"].notna() & (rows["born"] != first), "DOB")
    words = {code: word for code, word in codes.words(SEX).items() if word != UNKNOWN}
    known = rows.assign(sex=rows[SEX].astype(str).map(words))
    newest_first = known.sort_values("return_year", ascending=False, kind="stable")
    people = newest_first.groupby("child")[["born", "sex"]].first()
    newest = rows["child"].map(people["born"])
    sieve.note("birth_changed", rows["born"].notna() & (rows["born"] == first) & (first != newest), "DOB")
    return people.assign(sex=people["sex"].astype(object).fillna(UNKNOWN))


def sift_uasc(sieve: Sieve) -> None:
    """Take out rows of the UASC file that name nobody, and note dates that are none."""
    if sieve.rows.empty:
        return
    sieve.set_aside("slipped_row", sieve.rows["slipped"], "")
    sieve.set_aside("no_year", sieve.rows["return_year"] < 0, "YEAR")
    sieve.set_aside("blank_child", sieve.rows["child"] < 0, "CHILD")
    sieve.note("unreadable_ceased", sieve.rows["unreadable_ceased"], "DUC")


def join_people(episodes: Sieve, header: "pd.DataFrame", people: "pd.DataFrame") -> None:
    """Each episode's date of birth and sex, and which children no header, or only another year's, has."""
    rows = episodes.rows
    rows["born"] = rows["child"].map(people["born"])
    rows["sex"] = rows["child"].map(people["sex"]).astype(object).fillna(UNKNOWN).astype("category")
    in_own = np.isin(keys_of(rows), keys_of(header))
    in_own |= rows["child"].isin(header.loc[header["return_year"] == 0, "child"]).to_numpy()
    has_header = rows["return_year"].isin(header["return_year"])
    in_any = rows["child"].isin(people.index)
    episodes.note("not_in_header", ~in_any, "CHILD")
    episodes.note("header_of_another_year", in_any & ~in_own & has_header, "CHILD")


def mark_unaccompanied(rows: "pd.DataFrame", uasc: "pd.DataFrame") -> "pd.DataFrame":
    """Rows by return year and child with `uasc`, unaccompanied then or before, and `uasc_31_march`.

    The UASC file's rows have `return_year` (0 for every year), `child` and `ceased`, when the status ended.
    """
    import pandas as pd

    last_day, own = last_day_of(rows["return_year"]), keys_of(rows)
    dated, undated = uasc[uasc["return_year"] != 0], uasc[uasc["return_year"] == 0]
    is_still = dated["ceased"].isna() | (dated["ceased"] > last_day_of(dated["return_year"]))
    ceased = undated["ceased"].fillna(pd.Timestamp(_NEVER)).groupby(undated["child"]).max()
    latest = ceased.reindex(rows["child"]).to_numpy()
    first_year = dated.groupby("child")["return_year"].min().reindex(rows["child"]).to_numpy()
    began = first_year <= rows["return_year"].to_numpy()
    return rows.assign(
        uasc=np.isin(own, keys_of(dated)) | ~np.isnat(latest) | began,
        uasc_31_march=np.isin(own, keys_of(dated[is_still])) | (latest > last_day.to_numpy()),
    )


def keys_of(rows: "pd.DataFrame") -> NDArray[np.int64]:
    """A number for each child of each return, the same wherever the two are the same."""
    year, child = (rows[name].to_numpy(dtype=np.int64) for name in _IN_A_RETURN)
    return np.asarray(year * _MOST_CHILDREN + child)


def children_of(
    episodes: "pd.DataFrame", header: "pd.DataFrame", people: "pd.DataFrame", uasc: "pd.DataFrame"
) -> "pd.DataFrame":
    """A row for each child of each return's header or episodes, in the columns of CHILD_COLUMNS."""
    import pandas as pd

    own = episodes[_IN_A_RETURN].drop_duplicates()
    listed = header.loc[header["return_year"] > 0, _IN_A_RETURN]
    rows = pd.concat([own.assign(has_episodes=True), listed.assign(has_episodes=False)])
    rows = rows.drop_duplicates(_IN_A_RETURN).sort_values(_IN_A_RETURN, ignore_index=True)
    born = rows["child"].map(people["born"])
    sex = rows["child"].map(people["sex"]).astype(object).fillna(UNKNOWN).astype("category")
    age = months_old(born, last_day_of(rows["return_year"])) // 12
    return mark_unaccompanied(rows.assign(sex=sex, age_31_march=age), uasc)[list(CHILD_COLUMNS)]
