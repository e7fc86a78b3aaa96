"""Calibration of homes: first homes and moves that make the base year's homes and distances come out."""

from collections.abc import Sequence

import numpy as np

from sufficiency.children.fitting import Margin, NotConvergedError, fit
from sufficiency.errors import one_fault
from sufficiency.synthetic.assumed import (
    ADOPTION_ENDS_A_YEAR,
    FIRST_HOME_WEIGHT,
    SAME_KIND_WEIGHT,
    STATUS_ENDS_A_YEAR,
)
from sufficiency.synthetic.expected import AGE_BAND_OF_MONTH, AGE_MONTHS, MONTHS, State
from sufficiency.synthetic.margins import KINDS, Margins
from sufficiency.synthetic.process import Floats, Homes
from sufficiency.vocabulary import AGE_BANDS, BANDS_IN_SCOPE, FOSTERING, KNOWN_BANDS

ADOPTION = "placed_for_adoption"
CLOSE_ENOUGH = 1e-4  # of the children in a kind of home
MOST_ROUNDS = 80


def homes_of(margins: Margins, wanted: Floats, base: State, moves_a_year: float | None, left: float) -> Homes:
    """The homes of a stream whose base year, on average, has `wanted` children of each kind.

    `base` is the expected stock of the base year with every month of time in care apart. Moves in all are
    `moves_a_year`; where that is None, England's placements that end, less the children who `left`.
    """
    rates = _relative_rates(margins)
    if moves_a_year is None:
        moves_a_year = max(float(rates @ wanted) - left, 0.1 * float(rates @ wanted))
    weights = np.where(wanted > 0, 1.0, 0.0)
    first, to = _shares(margins, weights)
    scale = moves_a_year / float(rates @ wanted)
    for _ in range(MOST_ROUNDS):
        held = by_kind([base], first, _moved(rates, scale), to)[0]
        if np.abs(held - wanted)[wanted > 0].max() < CLOSE_ENOUGH * wanted.sum():
            break
        weights *= np.divide(wanted, held, out=np.zeros_like(held), where=held > 0) ** 0.8
        weights /= weights.max()
        scale = moves_a_year / float(rates @ held)
        first, to = _shares(margins, weights)
    bands = distance_shares(margins)
    inside = bands @ np.array([band in BANDS_IN_SCOPE["inside_authority"] for band in KNOWN_BANDS])
    return Homes(KINDS, first, _moved(rates, scale), to, bands, inside)


def _relative_rates(margins: Margins) -> Floats:
    return np.array([margins.turnover[kind] for kind in KINDS])


def _moved(rates: Floats, scale: float) -> Floats:
    """Moves a year by kind; children placed for adoption seldom move, and mostly leave."""
    moves = rates * scale
    moves[KINDS.index(ADOPTION)] = ADOPTION_ENDS_A_YEAR
    return np.asarray(moves)


def _shares(margins: Margins, weights: Floats) -> tuple[Floats, Floats]:
    """First homes by age band and kind, and where moves go by age band, kind from and kind to.

    Both follow the share of a kind's children in the age band (decision 0004), times a weight for each
    kind: so that no age has a kind that it cannot have.
    """
    of_age = np.array([[margins.age_of_kind[kind, band] for kind in KINDS] for band in AGE_BANDS])
    likely = of_age * weights
    likely[likely.sum(axis=1) == 0, KINDS.index(FOSTERING)] = 1.0  # an age that no published kind can have
    first = likely * np.array([FIRST_HOME_WEIGHT.get(kind, 1.0) for kind in KINDS])
    to = np.repeat(likely[:, None, :], len(KINDS), axis=1)
    for at, kind in enumerate(KINDS):
        to[:, at, at] *= 0.0 if kind == ADOPTION else SAME_KIND_WEIGHT
    return first / first.sum(axis=1, keepdims=True), to / to.sum(axis=2, keepdims=True)


def by_kind(states: Sequence[State], first: Floats, moves: Floats, to: Floats) -> Floats:
    """Expected children by state and kind: homes change by a Markov chain, whoever leaves and when."""
    steps = _steps(moves, to)
    kinds = first[AGE_BAND_OF_MONTH]
    for at in range(len(AGE_BANDS)):  # those who came in a month have been there half of it
        here = at == AGE_BAND_OF_MONTH
        kinds[here] = (kinds[here] + kinds[here] @ steps[at]) / 2
    held = np.zeros((len(states), first.shape[1]))
    edges = np.searchsorted(AGE_BAND_OF_MONTH, np.arange(len(AGE_BANDS) + 1))
    stock = np.stack([state.children for state in states])
    for duration in range(AGE_MONTHS):
        held += stock[:, :, duration] @ kinds
        moved = np.concatenate([kinds[edges[at] : edges[at + 1]] @ steps[at] for at in range(len(AGE_BANDS))])
        kinds = np.concatenate([moved[:1], moved[:-1]])
    return held


def _steps(moves: Floats, to: Floats) -> Floats:
    """The chain's step of a month by age band, kind from, kind to: two moves at the most."""
    rate = moves / MONTHS
    leaves = rate[:, None] * (to - np.eye(len(moves)))
    return np.asarray(np.eye(len(moves)) + leaves + leaves @ leaves / 2)


# --- How far --------------------------------------------------------------------------------------


def distance_shares(margins: Margins) -> Floats:
    """Shares of distance bands by kind: England's, fitted to the base year's children by kind and band.

    A known number of children of a kind in a scope is kept where it is 0. Raises InputFaultsError where
    the margins cannot all be met.
    """
    england = np.array([[margins.where[kind, band] for band in KNOWN_BANDS] for kind in KINDS])
    for (kind, scope), children in margins.known_cells.items():
        if children == 0 and kind in KINDS:
            inside = [band in BANDS_IN_SCOPE[scope] for band in KNOWN_BANDS]
            england[KINDS.index(kind), inside] = 0.0
    rows = np.array([margins.by_kind[kind] for kind in KINDS])
    columns = np.array([margins.by_distance[band] for band in KNOWN_BANDS])
    rows = np.where(rows > 0, rows, 0)
    try:
        table = fit(
            england,
            [
                Margin("children by placement", (0,), rows * columns.sum() / rows.sum()),
                Margin("children by distance", (1,), columns),
            ],
        )
    except NotConvergedError as error:
        raise one_fault(margins.authority, "", f"{error}.", "Correct the published margins.") from error
    totals = table.sum(axis=1, keepdims=True)
    likely = np.where(totals > 0, table, england)
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def long_term_rate(margins: Margins) -> float:
    """How often a foster home becomes long-term, a year: so that changes of status are as many as published.

    A home that ends `STATUS_ENDS_A_YEAR` times a year, and turns long-term at rate r, is not yet so for
    ends / (ends + r) of the time.
    """
    fostered = margins.by_kind[FOSTERING]
    most = 0.8 * fostered * STATUS_ENDS_A_YEAR
    changes = min(margins.status_changes, most)
    return changes / (fostered - changes / STATUS_ENDS_A_YEAR) if fostered > 0 else 0.0
