"""Distances left blank by rule: where unaccompanied children are taken to live (decision 0020).

From 2020 DfE records no distance from home for unaccompanied children, so a base table of DfE's has them
under `not_known`, one child in seven here. Left there they would count in no scope but `any`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sufficiency.figures.book import Figure
from sufficiency.vocabulary import BANDS_IN_SCOPE, DERIVED, INSIDE, KNOWN_BANDS

FIRST_BLANK_YEAR: Final = 2020
_OUTSIDE: Final = tuple(band for band in KNOWN_BANDS if band not in BANDS_IN_SCOPE[INSIDE])


def with_blanks_placed(
    by_distance: Mapping[str, Figure],
    uasc: Figure,
    base_year: int,
    inside: Figure | None,
    outside: Figure | None,
) -> dict[str, Figure]:
    """The base year's children by distance, those whose distance is blank by rule put where others live.

    As many as are unaccompanied, in a base year from 2020 on; the rest stay `not_known`. `inside` and
    `outside` are those of unknown distance by where they live, as DfE publishes them: where both are given,
    each part takes the shares of known distances there, else all take the shares of all.
    """
    blank = min(by_distance["not_known"].value, uasc.value) if base_year >= FIRST_BLANK_YEAR else 0.0
    if blank <= 0:
        return dict(by_distance)
    children = {band: figure.value for band, figure in by_distance.items()}
    gained = dict.fromkeys(KNOWN_BANDS, 0.0)
    for bands, part in _parts(inside, outside):
        known = sum(children[band] for band in bands)
        for band in bands:
            gained[band] += blank * part * (children[band] / known if known else 1 / len(bands))
    placed = {band: _with(by_distance[band], gained[band]) for band in KNOWN_BANDS}
    return {**placed, "not_known": _with(by_distance["not_known"], -blank)}


def _parts(inside: Figure | None, outside: Figure | None) -> list[tuple[tuple[str, ...], float]]:
    """The bands that blank distances are spread over, and the share of them in each part."""
    if inside is None or outside is None or inside.value + outside.value <= 0:
        return [(KNOWN_BANDS, 1.0)]
    share = inside.value / (inside.value + outside.value)
    return [(BANDS_IN_SCOPE[INSIDE], share), (_OUTSIDE, 1 - share)]


def with_moved_in(figure: Figure, children: float) -> Figure:
    """The figure of returns with so many more children, whose distance is blank by rule; never how many."""
    if not children:
        return figure
    note = "unaccompanied children, whose distance is blank by rule, as others in the same kind of home"
    return replace(figure, value=figure.value + children, kind=DERIVED,
                   note="; ".join(filter(None, (note, figure.note))))  # fmt: skip


def _with(figure: Figure, children: float) -> Figure:
    """The figure with so many more children, saying what was published."""
    if not children:
        return figure
    told = f"{figure.value:g} as published, {children:+.1f} unaccompanied, whose distance is blank by rule"
    return replace(figure, value=figure.value + children, kind=DERIVED,
                   note="; ".join(filter(None, (told, figure.note))))  # fmt: skip
