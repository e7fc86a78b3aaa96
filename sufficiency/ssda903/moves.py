"""Who starts, moves and ceases: what each episode begins, and since when a child has lived in that home."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sufficiency.ssda903.stock import last_day_of

if TYPE_CHECKING:
    import pandas as pd

# What an episode begins.
STARTS: Final = "starts"  # a period of being looked after
MOVES: Final = "moves"  # another home
STATUS_ONLY: Final = "status_only"  # the same home under another status of placement
GOES_ON: Final = ""  # neither: another legal status alone, a temporary move, or the way back from one

_SAME_CARERS: Final = ("T", "U")
_OTHER_HOME: Final = ("P", "B")
_LEGAL_STATUS: Final = "L"
_STATUS_REASON: Final = "PLACE"
_HOME: Final = ("placement_code", "provider")


def with_moves(episodes: "pd.DataFrame", keys: Sequence[str]) -> "pd.DataFrame":
    """Episodes without short breaks, each with what it begins: `begins`, `home_since`, `ceases`.

    `episodes` are by the keys (`child`, or `return_year` and `child`) and start, and no two of a child
    overlap. A period of care goes on where one episode ends on the day that the next begins; with an
    episode that `ceases` it ends. `home_since` is the day on which the child came to the home of the
    episode: changes of legal or placement status and temporary moves leave it as it was.

    RNE says what an episode begins; where it is blank, or says that care starts in the midst of it, another
    placement code or provider does. Decision 0024.
    """
    care = episodes[~episodes["short_break"]].reset_index(drop=True)
    by = [care[key] for key in keys]
    before = care.groupby(list(keys), sort=False)
    goes_on = care["start"].eq(before["end"].shift()).astype(bool)
    kinds = care.assign(begins=_begins(care, goes_on, keys))
    came = kinds["begins"].isin([STARTS, MOVES])
    home_since = kinds["start"].where(came).groupby(by, sort=False).ffill()
    continued = goes_on.groupby(by, sort=False).shift(-1, fill_value=False)
    return kinds.assign(home_since=home_since, ceases=care["end"].notna() & ~continued)


def _begins(care: "pd.DataFrame", goes_on: "pd.Series[bool]", keys: Sequence[str]) -> "pd.Series[str]":
    """What each episode begins, by whether it goes on from the one before."""
    import pandas as pd

    by = [care[key] for key in keys]
    other = _other_codes(care, (~goes_on).astype(int).cumsum(), keys)
    reason_new = care["reason_new"].astype(str)
    reason = care["reason_change"].astype(str).groupby(by, sort=False).shift(fill_value="")
    after_temporary = care["temporary"].groupby(by, sort=False).shift(fill_value=False) & goes_on
    told = reason_new.isin([*_OTHER_HOME, *_SAME_CARERS, _LEGAL_STATUS]) & ~after_temporary
    changed = reason_new.isin([*_OTHER_HOME, *_SAME_CARERS]).where(told, other)
    same_home = told & (reason_new.isin(_SAME_CARERS) | (reason == _STATUS_REASON))
    begins = pd.Series(GOES_ON, index=care.index).mask(changed, MOVES).mask(changed & same_home, STATUS_ONLY)
    return begins.mask(care["temporary"], GOES_ON).mask(~goes_on, STARTS)


def _other_codes(care: "pd.DataFrame", period: "pd.Series[int]", keys: Sequence[str]) -> "pd.Series[bool]":
    """Whether the home, by its codes, is another than in the period's last episode that is not temporary."""
    import pandas as pd

    by = [*(care[key] for key in keys), period]
    differs = pd.Series(data=False, index=care.index)
    for column in _HOME:
        codes = care[column].astype(str)
        last = codes.mask(care["temporary"]).groupby(by, sort=False).ffill().groupby(by, sort=False).shift()
        differs |= last.notna() & (codes != last)
    return differs


def came_since_a_year_before(episodes: "pd.DataFrame", children: "pd.DataFrame") -> "pd.Series[bool]":
    """Whether each child came to the home of 31 March after the 31 March before.

    `episodes` are those of the returns that count the `children`, which have `return_year, child, start`: a
    year's return has every episode of that year, so it says this by itself.
    """
    keys = ["return_year", "child", "start"]
    # A stay of no days may begin on the same day as the episode that is open.
    stays = with_moves(episodes, keys[:-1]).drop_duplicates(keys, keep="last")
    since = children[keys].merge(stays[[*keys, "home_since"]], on=keys, how="left", validate="one_to_one")
    came = since["home_since"] > last_day_of(since["return_year"] - 1)
    return came.set_axis(children.index)
