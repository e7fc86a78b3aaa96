"""Returns as they stood at an earlier date: what nobody had returned yet is not there."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.ssda903.returns import Returns


def as_at(returns: "Returns", year: int) -> "Returns":
    """The returns of the years up to one: later corrections, ends and children are not known.

    What was settled over the whole folder as it was read stays as it was: which year a file is of, and a
    date of birth that a later header corrects. A file that serves every year stays too. Raises ValueError
    where no return is so old.
    """
    years = tuple(each for each in returns.years if each <= year)
    if not years:
        raise ValueError(f"There is no return of {year} or before.")
    files = tuple(each for each in returns.files if not each.years or min(each.years) <= year)
    later = {each.file for each in returns.files} - {each.file for each in files}
    findings = tuple(each for each in returns.findings if each.file not in later)

    def known(table: "pd.DataFrame") -> "pd.DataFrame":
        return table[table["return_year"] <= year].reset_index(drop=True)

    return replace(
        returns,
        years=years,
        episodes=known(returns.episodes),
        children=known(returns.children),
        set_aside=known(returns.set_aside),
        findings=findings,
        files=files,
    )
