"""The children of a base year in the words of the model: from that year's own return, as numbers.

A return has words and gaps that the model has not: what becomes of each is said here, once.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.children.crosstab import HOMES
from sufficiency.rounding import whole_parts
from sufficiency.ssda903.as_at import as_at
from sufficiency.ssda903.crosstabs import EIGHTEEN, age_bands, looked_after
from sufficiency.ssda903.history import episode_history
from sufficiency.ssda903.homes import homes_in_turn
from sufficiency.ssda903.moves import MOVES, STARTS, STATUS_ONLY, came_since_a_year_before, with_moves
from sufficiency.ssda903.stock import open_on_31_march, years_of
from sufficiency.vocabulary import AGE_BANDS, FOSTERING, PROVISIONS, RESIDENTIAL, SUPPORTED

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.ssda903.returns import Returns

Floats = NDArray[np.float64]

OLDEST: Final = AGE_BANDS[-1]


def children_on_31_march(returns: "Returns", year: int) -> "pd.DataFrame":
    """Each child looked after on 31 March of a year, by that year's own return.

    Columns `stream, age_band, home` (where the child lives), `needed` (the kind of home that the care plan
    says, else `home`), `band`, `in_house` (one of our own foster carers), `came_since` (not in the same home
    a year before), `miles`, `inside`, `by_rule` (unaccompanied, so that the distance is blank), `reason`
    (why the child is far), `plan` and `sex`. Whoever is 18 or over is left out. An age may be `not_recorded`.
    """
    own = _only(returns, year)
    open_ones = open_on_31_march(own, short_breaks=False)
    words = looked_after(own)
    homes = homes_in_turn(own.episodes["placement"], own.episodes["child"]).reindex(open_ones.index)
    found = words[["stream", "age_band"]].assign(
        home=_open_to(homes, words["age_band"]),
        band=words["distance_band"],
        came_since=came_since_a_year_before(own.episodes, open_ones),
        miles=open_ones["distance_miles"],
        inside=open_ones["inside_authority"],
        by_rule=open_ones["uasc"].astype(bool),
        reason=open_ones["distance_reason"].astype(str),
        plan=open_ones["care_plan_kind"].astype(str),
        sex=open_ones["sex"].astype(str),
    )
    found["in_house"] = (words["provider"] == "in_house") & (found["home"] == FOSTERING)
    found["needed"] = _needed(found)
    return found[found["age_band"] != EIGHTEEN].reset_index(drop=True)


def moves_of_all(returns: "Returns") -> "pd.DataFrame":
    """Every episode over all the returns once, with what it begins (`moves.with_moves`)."""
    return with_moves(episode_history(returns), ["child"])


def begun_in_years(history: "pd.DataFrame") -> "pd.DataFrame":
    """Each episode of a history (`moves_of_all`) that begins a period of care, a home or a status.

    Columns `year` (ended 31 March), `begins` (starts, moves or status_only), `age_band` (at the start) and
    `home`. Whoever is 18 or over by then is left out.
    """
    ages = age_bands(history["age_start_years"])
    homes = homes_in_turn(history["placement"], history["child"])
    found = history[["begins"]].assign(
        year=years_of(history["start"]), age_band=ages, home=_open_to(homes, ages)
    )
    wanted = found["begins"].isin([STARTS, MOVES, STATUS_ONLY]) & (ages != EIGHTEEN)
    return found[wanted].reset_index(drop=True)


def ceased_in_years(history: "pd.DataFrame") -> "pd.Series[int]":
    """How many periods of care ended in each year ended 31 March; whoever a later return lost has not."""
    ended = history[history["ceases"] & ~history["lost"]]
    return years_of(ended["end"]).value_counts()


def counted(found: "pd.DataFrame", *columns: tuple[str, tuple[str, ...]]) -> Floats:
    """How many rows have each combination of words: an axis for each column, in the order of its words."""
    counts = np.zeros([len(words) for _, words in columns])
    for row in zip(*(found[name] for name, _ in columns), strict=True):
        at = tuple(words.index(word) for word, (_, words) in zip(row, columns, strict=True))
        counts[at] += 1
    return counts


def ages_filled(counts: Floats) -> Floats:
    """Counts by ..., age (AGE_BANDS and `not_recorded`), home: those of no recorded age spread over the ages.

    As the ages of others in the same home; where there are none, as those of all, or alike: in whole
    children. Nobody under 16 is put in supported accommodation.
    """
    if counts.ndim > 2:
        return np.stack([ages_filled(each) for each in counts])
    known, lacking = counts[:-1], counts[-1]
    filled = known.copy()
    for home in np.flatnonzero(lacking):
        filled[:, home] += whole_parts((_ages_like(known, int(home)) * lacking[home]).tolist())
    return filled


def _ages_like(known: Floats, home: int) -> Floats:
    """The shares of ages in a home; where nobody's is known, those of every home, or else alike."""
    open_to = np.ones(len(AGE_BANDS))
    if HOMES[home] == SUPPORTED:
        open_to[:-1] = 0
    patterns = (known[:, home] * open_to, known.sum(axis=1) * open_to, open_to)
    pattern = next(each for each in patterns if each.sum() > 0)
    return np.asarray(pattern / pattern.sum())


def _only(returns: "Returns", year: int) -> "Returns":
    """A year's return by itself."""
    own = as_at(returns, year)
    return replace(own, years=(year,), episodes=own.episodes[own.episodes["return_year"] == year])


def _open_to(homes: "pd.Series[str]", ages: "pd.Series[str]") -> "pd.Series[str]":
    """Supported accommodation is for 16 and over: whoever is younger is counted as residential."""
    too_young = (homes == SUPPORTED) & ages.isin(AGE_BANDS[:-1])
    return homes.mask(too_young, RESIDENTIAL)


def _needed(found: "pd.DataFrame") -> "pd.Series[str]":
    """The kind of home that a care plan says, among the three provisions; else where the child lives."""
    may = found["plan"].isin(PROVISIONS) & found["home"].isin(PROVISIONS)
    may &= (found["plan"] != SUPPORTED) | (found["age_band"] == OLDEST)
    return found["plan"].where(may, found["home"])
