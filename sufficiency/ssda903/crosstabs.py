"""Children looked after on 31 March in the words of the method: age band, distance band, provider, stream."""

from typing import TYPE_CHECKING, Final

from sufficiency.ssda903.stock import open_on_31_march
from sufficiency.vocabulary import (
    AGE_BANDS,
    AGES_OF_BAND,
    DISTANCE_BANDS,
    IN_HOUSE,
    KNOWN_BANDS,
    NOT_RECORDED,
    OTHER,
    STREAMS,
    UASC,
)

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.ssda903.returns import Returns

EIGHTEEN: Final = "18_or_over"
AGES: Final = (*AGE_BANDS, EIGHTEEN, NOT_RECORDED)
NOT_KNOWN: Final = DISTANCE_BANDS[-1]
NEAR_MILES: Final = 20
# A return says who provides, and not how it is bought: block, list and spot are one there.
PROVIDERS: Final = {
    "PR1": IN_HOUSE,
    "PR2": "other_authority",
    "PR3": "other_public",
    "PR4": "private",
    "PR5": "voluntary",
    "PR0": "parents",
}
DIMENSIONS: Final = {
    "age_band": AGES,
    "distance_band": DISTANCE_BANDS,
    "provider": (*PROVIDERS.values(), NOT_RECORDED),
    "stream": STREAMS,
}


def looked_after(returns: "Returns") -> "pd.DataFrame":
    """Each child looked after on 31 March of each return year: `return_year, child, placement, start` and
    the words of DIMENSIONS. Short breaks are left out.

    The stream is that of 31 March. A distance band is `not_known` where the distance, or whether the home
    is inside the authority, is blank.
    """
    found = open_on_31_march(returns, short_breaks=False)
    uasc = found["uasc_31_march"].astype(bool)
    return found[["return_year", "child", "start"]].assign(
        placement=found["placement"].astype(str),
        age_band=age_bands(found["age_31_march"]),
        distance_band=_distance_bands(found),
        provider=found["provider"].astype(str).map(PROVIDERS).fillna(NOT_RECORDED),
        stream=uasc.map({True: UASC, False: OTHER}),
    )


def age_bands(years: "pd.Series[int]") -> "pd.Series[str]":
    """The age band of each age in whole years, `18_or_over`, or `not_recorded` where it is missing."""
    words = {age: band for band, (first, last) in AGES_OF_BAND.items() for age in range(first, last + 1)}
    oldest = max(words)
    bands = years.map(words).astype(object).mask((years > oldest).fillna(value=False), EIGHTEEN)
    return bands.fillna(NOT_RECORDED)


def _distance_bands(found: "pd.DataFrame") -> "pd.Series[str]":
    within_inside, within_outside, over_inside, over_outside = KNOWN_BANDS
    near = found["distance_miles"] <= NEAR_MILES
    inside = found["inside_authority"].fillna(value=False).astype(bool)
    is_known = found["distance_miles"].notna() & found["inside_authority"].notna()
    bands = near.map({True: within_inside, False: over_inside}).astype(object)
    bands = bands.mask(~inside, near.map({True: within_outside, False: over_outside}))
    return bands.where(is_known, NOT_KNOWN)
