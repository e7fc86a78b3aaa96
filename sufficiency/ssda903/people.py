"""Who the children are, as far as anybody need know: born when, of which sex, unaccompanied or not.

Header rows have `return_year` (0 where a file is for every year), `child`, `born`, `SEX` as returned, and
where they stand: `file`, `row` and `slipped`.
"""

from typing import TYPE_CHECKING, Final

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
    import pandas as pd

    rows = episodes.rows
    rows["born"] = rows["child"].map(people["born"])
    rows["sex"] = rows["child"].map(people["sex"]).astype(object).fillna(UNKNOWN).astype("category")
    in_own = pd.MultiIndex.from_frame(rows[_IN_A_RETURN]).isin(pd.MultiIndex.from_frame(header[_IN_A_RETURN]))
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

    wanted = rows[_IN_A_RETURN].drop_duplicates()
    dated = uasc[uasc["return_year"] != 0]
    undated = uasc[uasc["return_year"] == 0]
    found = [
        wanted.merge(dated[[*_IN_A_RETURN, "ceased"]], on=_IN_A_RETURN),
        wanted.merge(undated[["child", "ceased"]], on="child"),
    ]
    listed = pd.concat(found, ignore_index=True)
    still = listed["ceased"].isna() | (listed["ceased"] > last_day_of(listed["return_year"]))
    flags = listed.assign(uasc=True, uasc_31_march=still)
    by_child = flags.groupby(_IN_A_RETURN)[["uasc", "uasc_31_march"]].max()
    joined = rows.join(by_child, on=_IN_A_RETURN)
    for name in ("uasc", "uasc_31_march"):
        joined[name] = joined[name].eq(other=True).astype(bool)
    first_year = dated.groupby("child")["return_year"].min()
    joined["uasc"] |= rows["child"].map(first_year) <= rows["return_year"]
    return joined


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
