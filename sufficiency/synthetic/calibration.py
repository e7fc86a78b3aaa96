"""Calibration: from an authority's published margins to a process that gives them on average.

Only parameters are changed, never a child. The same margins give the same process, without any luck.
"""

from dataclasses import replace

import numpy as np

from sufficiency.synthetic.assumed import PROVIDERS
from sufficiency.synthetic.flows_calibration import expected, in_full, streams
from sufficiency.synthetic.homes_calibration import by_kind, homes_of, long_term_rate
from sufficiency.synthetic.margins import KINDS, Margins
from sufficiency.synthetic.process import Floats, Homes, Process
from sufficiency.vocabulary import FOSTERING


def calibrated(margins: Margins, scale: float = 1.0) -> Process:
    """The process whose expected starts and stock in each year are those published.

    Homes and distances are those of the base year. `scale` is how many times as many children there are
    as in the authority. Raises InputFaultsError where the published numbers cannot come of any process.
    """
    other, uasc, _ = streams(margins)
    other_states, other_flows = in_full(other)
    uasc_states, uasc_flows = in_full(uasc)
    at_base = other.years.index(margins.base_year)
    uasc_wanted = _uasc_wanted(margins, float(uasc_states[at_base].children.sum()))
    other_wanted = _other_wanted(margins, float(other_states[at_base].children.sum()), uasc_wanted)
    moves = margins.moves
    share = other_wanted.sum() / (other_wanted.sum() + uasc_wanted.sum())
    homes = homes_of(
        margins,
        other_wanted,
        other_states[at_base],
        None if moves is None else moves * share,
        other_flows[at_base].left,
    )
    uasc_homes = homes_of(
        margins,
        uasc_wanted,
        uasc_states[at_base],
        None if moves is None else moves * (1 - share),
        uasc_flows[at_base].left,
    )
    if margins.uasc_inside_share is not None:
        uasc_homes = _all_inside(uasc_homes, margins.uasc_inside_share)
    return Process(
        other=other,
        uasc=uasc,
        other_homes=homes,
        uasc_homes=uasc_homes,
        other_expected=expected(
            other_states, other_flows, by_kind(other_states, homes.first, homes.move_rate, homes.to)
        ),
        uasc_expected=expected(
            uasc_states,
            uasc_flows,
            by_kind(uasc_states, uasc_homes.first, uasc_homes.move_rate, uasc_homes.to),
        ),
        in_house_share=_in_house_share(margins),
        long_term_a_year=long_term_rate(margins),
        years=margins.years,
        base_year=margins.base_year,
        scale=scale,
    )


def _uasc_wanted(margins: Margins, children: float) -> Floats:
    """Unaccompanied children by kind: the tool's prior (decision 0004), where the base year has the kind."""
    shares = np.array([margins.uasc_kinds[kind] * (margins.by_kind[kind] > 0) for kind in KINDS])
    return np.asarray(children * shares / shares.sum())


def _other_wanted(margins: Margins, children: float, uasc: Floats) -> Floats:
    """Other children by kind: the base year's, less unaccompanied children."""
    total = np.array([margins.by_kind[kind] for kind in KINDS])
    others = np.maximum(total * (children + uasc.sum()) / total.sum() - uasc, 0)
    return np.asarray(children * others / others.sum())


def _all_inside(homes: Homes, share: float) -> Homes:
    return replace(homes, inside=np.full(len(KINDS), share))


def _in_house_share(margins: Margins) -> float:
    """Of children fostered by others than family and friends, the share with our own carers."""
    fostered = margins.by_kind[FOSTERING]
    if margins.in_house_fostered is None or fostered <= 0:
        return PROVIDERS[FOSTERING]["PR1"]
    return min(max(margins.in_house_fostered / fostered, 0.0), 1.0)
