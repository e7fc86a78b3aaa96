"""The tables of a summary of returns, each declared once: its columns, units and what to know of it."""

from typing import Final

from sufficiency.report.declared import Column, Declaration

_YEAR: Final = Column("year", "label")
_PLACEMENT: Final = Column("placement", "label")
_CHILDREN: Final = Column("children", "count")
_FILLS: Final = "SSDA903 returns, read from a folder."
_ALL: Final = "all is the sum of the others."
_ON_31_MARCH: Final = "Children looked after on 31 March, from that year's own return; short breaks left out."
_FROM_HISTORY: Final = (
    "From each episode once, as the last return to have it states it; short breaks left out."
)


def _declared(table: str, title: str, columns: tuple[Column, ...], *notes: str) -> Declaration:
    units = "starts, ends and placements in the year ended 31 March" if table in _IN_A_YEAR else "children"
    return Declaration(table, title, units, columns, notes, _FILLS)


_IN_A_YEAR: Final = ("flows", "started_by_age")
OPEN_CHILDREN: Final = _declared(
    "open_children",
    "Children on 31 March by placement",
    (_YEAR, Column("measure", "label"), _PLACEMENT, _CHILDREN),
    "open counts short breaks in; cla, children looked after, leaves them out; short_breaks is the rest.",
    _ALL,
)
BY_DIMENSION: Final = {
    dimension: _declared(
        f"placement_by_{dimension}",
        title,
        (_YEAR, _PLACEMENT, Column(dimension, "label"), _CHILDREN),
        _ON_31_MARCH,
        _ALL,
        *notes,
    )
    for dimension, title, *notes in (
        ("age_band", "Placement by age on 31 March"),
        (
            "distance_band",
            "Placement by distance from home",
            "not_known where the distance, or whether the home is inside the authority, is blank. A child "
            "who is or was unaccompanied has no distance, by DfE's rule.",
        ),
        (
            "provider",
            "Placement by who provides it",
            "A return says who provides, and not how it is bought: in_house is the authority's own.",
        ),
        (
            "stream",
            "Placement by whether unaccompanied",
            "uasc are unaccompanied asylum-seeking children on that day; other is everyone else.",
        ),
    )
}
UASC_BY_YEAR: Final = _declared(
    "uasc",
    "Unaccompanied children on 31 March",
    (_YEAR, Column("stream", "label"), _CHILDREN),
    _ON_31_MARCH,
    _ALL,
)
RELEASED: Final = _declared(
    "released",
    "Children who were not in the same home a year before",
    (
        _YEAR,
        _PLACEMENT,
        _CHILDREN,
        Column("released", "count"),
        Column("settled", "count"),
        Column("released_percent", "percent", 1, ("released", "children")),
    ),
    _ON_31_MARCH,
    "Changes of legal status or of the status of a placement, and temporary moves, leave the home the same.",
    _ALL,
)
FLOWS: Final = _declared(
    "flows",
    "Starts, moves and ends of being looked after",
    (
        _YEAR,
        _PLACEMENT,
        *(Column(name, "count") for name in ("starts", "moves", "status_only", "placements_made", "to_find")),
        Column("ceases", "count"),
        Column("lost", "count"),
    ),
    _FROM_HISTORY,
    "moves are to another home. status_only is the same home under another status of placement. "
    "placements_made is starts, moves and status_only; to_find is placements_made less status_only.",
    "starts, moves and status_only are by the placement that begins; ceases and lost by the one that ends.",
    "lost were open on 31 March in that year's return, and no later return has them: how they left is not "
    "known, and ceases leaves them out.",
    _ALL,
)
STARTED_BY_AGE: Final = _declared(
    "started_by_age",
    "Starts by age",
    (_YEAR, Column("age_band", "label"), Column("starts", "count")),
    _FROM_HISTORY,
    "The age is that on the day of the start. A child who starts twice in a year is counted twice.",
    _ALL,
)
