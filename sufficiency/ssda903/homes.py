"""The kind of home of each episode, in the words of the model: what it has no word for counts as another."""

from typing import TYPE_CHECKING, Any, Final

from sufficiency.vocabulary import FOSTERING, NOT_RECORDED, RESIDENTIAL

if TYPE_CHECKING:
    import pandas as pd

# Words of the returns' grouping that the model has no home for, and the home that each counts as.
COUNTED_AS: Final = {"parent_and_child": RESIDENTIAL, "other": RESIDENTIAL, "health_or_custody": "secure"}


def homes_in_turn(placement: "pd.Series[str]", of: "pd.Series[Any]") -> "pd.Series[str]":
    """The home of each episode; where none is recorded the last one `of` the same, else fostering."""
    words = placement.astype(str).replace(COUNTED_AS)
    return words.mask(words == NOT_RECORDED).groupby(of, sort=False).ffill().fillna(FOSTERING)
