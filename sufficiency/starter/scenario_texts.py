"""The scenarios of a working folder: a base, and three that say only how they differ from it."""

from collections.abc import Iterable
from typing import Final

from sufficiency.figures.blanks import BASE_SCENARIO, DATA_FOLDER, ENGLAND_FOLDER
from sufficiency.figures.book import Figure
from sufficiency.starter.evidence import Council
from sufficiency.starter.people import ASSUMED_GROWTH, ONS
from sufficiency.vocabulary import BANDS_IN_SCOPE, KNOWN_BANDS, WITHIN_20

COUNT_HOLDS: Final = "count-holds.toml"
RATE_HOLDS: Final = "rate-holds.toml"
MORE_NEAR_HOME: Final = "more-near-home.toml"
_POINTS_MORE: Final = 0.05  # of children whose distance is known
_MOST: Final = 0.98
_SHARE_OF_NOBODY: Final = 0.8  # where no distance is there yet, so that the scenario can be read
_YEARS_TO_CHANGE: Final = 5


def scenario_texts(
    council: Council, base: int, growth: Iterable[Figure], near: float | None
) -> dict[str, str]:
    """The text of each scenario file by its name; `near` is the share within 20 miles on the base date."""
    years = [figure.year for figure in growth if figure.year is not None]
    category = ONS if any(figure.category == ONS for figure in growth) else ASSUMED_GROWTH
    share = _SHARE_OF_NOBODY if near is None else min(round(near + _POINTS_MORE, 2), max(_MOST, near))
    return {
        BASE_SCENARIO: _base(council, base, max(years), category),
        COUNT_HOLDS: _path(council, "the number of children holds", "hold_count"),
        RATE_HOLDS: _path(council, "the rate holds", "hold_rate"),
        MORE_NEAR_HOME: _near_home(council, share, base + _YEARS_TO_CHANGE),
    }


def share_near(profile: Iterable[Figure]) -> float | None:
    """The share within 20 miles of the children whose distance is known; None where nobody's is there."""
    by_band = {
        figure.category: figure.value for figure in profile if figure.measure == "children_by_distance"
    }
    known = sum(by_band.get(band, 0.0) for band in KNOWN_BANDS)
    return sum(by_band[band] for band in BANDS_IN_SCOPE[WITHIN_20]) / known if known else None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _base(council: Council, base: int, horizon: int, growth: str) -> str:
    told = "ONS's projection" if growth == ONS else "growth that is assumed: no projection was at hand"
    note = f"Halfway between the count and the rate held, on {told}. What no public file has is assumed."
    code = f"authority_code = {_quoted(council.code)}\n" if council.code else ""
    return f"""\
# The base: change what is assumed in {DATA_FOLDER}/, and run it again.
title = {_quoted(f"{council.name} {base}: halfway between the count and the rate")}
note = {_quoted(note)}
authority = {_quoted(council.name)}
data = ["{DATA_FOLDER}", "{ENGLAND_FOLDER}"]
base_date = {base}-03-31
horizon = {horizon}
{code}
[population]
growth = "{growth}"

[cla]
path = "joint"

[uasc]
path = "hold_rate"
"""


def _path(council: Council, what: str, path: str) -> str:
    return f"""\
# What differs from the base: {what}.
title = {_quoted(f"{council.name}: {what}")}
based_on = "{BASE_SCENARIO}"

[cla]
path = "{path}"
"""


def _near_home(council: Council, share: float, by: int) -> str:
    return f"""\
# What differs from the base: more children live within 20 miles of home.
title = {_quoted(f"{council.name}: more children near home")}
based_on = "{BASE_SCENARIO}"

[distance]
scope = "{WITHIN_20}"
share = {share:g}
by = {by}
source = "Sufficiency assumption, docs/decisions/0027: five points more than on the base date"
"""
