"""Calibration: how far counts and shares have moved in all authorities, fitted on their history alone.

Each fit for a year uses only what had happened by then, so that a forecast made in it can be judged on
the years that came after (decision 0018).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.chance.spread import LEAST_CHILDREN, LEVEL_YEARS, Spread
from sufficiency.errors import one_fault
from sufficiency.vocabulary import BACK_TESTED_YEARS

Floats = NDArray[np.float64]
LEAST_AUTHORITIES: Final = 30
LEAST_CHILDREN_FOR_SHARES: Final = 50
COUNT_START: Final = Spread(0.002, 0.8, 1.2)
SHARE_START: Final = Spread(0.0003, 0.2, 0.8)
FLOW_START: Final = Spread(0.02, 2.0, 0.5)


@dataclass(frozen=True)
class Movements:
    """How far something moved: one entry for each authority, origin and horizon. All arrays are alike."""

    origin: NDArray[np.int64]
    years_ahead: NDArray[np.int64]
    children: Floats
    moved: Floats

    def __len__(self) -> int:
        return len(self.moved)

    @property
    def national(self) -> dict[int, float]:
        """The median movement by years ahead: what all authorities had in common, which no fit takes off."""
        return {
            int(h): float(np.median(self.moved[self.years_ahead == h])) for h in np.unique(self.years_ahead)
        }


def movements(
    years: Sequence[int],
    values: Floats,
    children: Floats,
    until: int,
    *,
    longest: int = BACK_TESTED_YEARS,
    least_children: float = LEAST_CHILDREN,
    change: Callable[[Floats, Floats], Floats] = np.subtract,
    level: Floats | None = None,
) -> Movements:
    """Every movement of `values` between two years up to `until`; the arrays have authority, year.

    `change` is what became of a value, from the later and the earlier; `level` is what was expected in the
    earlier year, where that is not the value itself. An authority without a number in either year, or with
    too few children in the first, has none.
    """
    before = values if level is None else level
    parts = []
    known = [(at, year) for at, year in enumerate(years) if year <= until]
    for at, origin in known:
        for then, year in known:
            if not 0 < year - origin <= longest:
                continue
            there = (
                np.isfinite(before[:, at])
                & np.isfinite(values[:, then])
                & (children[:, at] >= least_children)
            )
            moved = change(values[there, then], before[there, at])
            alike = np.full(len(moved), origin), np.full(len(moved), year - origin)
            parts.append((*alike, children[there, at], moved))
    if not parts:
        return Movements(*(np.array([], dtype=int),) * 2, *(np.array([], dtype=float),) * 2)
    return Movements(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def log_ratio(after: Floats, before: Floats) -> Floats:
    """The logarithm of a count over an earlier one."""
    return np.asarray(np.log(np.maximum(after, 1.0) / before))


def count_spread(years: Sequence[int], counts: Floats, until: int, degrees_of_freedom: float) -> Spread:
    """How far the log of the count moves: Student-t, by maximum likelihood, about a count that holds."""
    from scipy.special import gammaln

    found = movements(years, counts, counts, until, change=log_ratio)
    nu = degrees_of_freedom
    constant = gammaln((nu + 1) / 2) - gammaln(nu / 2) - 0.5 * np.log(nu * np.pi)

    def misfit(squared: Floats) -> float:
        terms = constant - 0.5 * np.log(squared) - (nu + 1) / 2 * np.log1p(found.moved**2 / squared / nu)
        return -float(terms.sum())

    return _fitted(found, misfit, COUNT_START, f"the count, to {until}")


def share_spread(name: str, years: Sequence[int], shares: Floats, children: Floats, until: int) -> Spread:
    """How far a share moves, as a share: normal, by maximum likelihood, about a share that holds."""
    found = movements(years, shares, children, until, least_children=LEAST_CHILDREN_FOR_SHARES)
    what = f"the share of {name}, to {until}"
    return _fitted(found, lambda squared: _normal_misfit(found, squared), SHARE_START, what)


def starts_movements(years: Sequence[int], started: Floats, until: int) -> Movements:
    """The log of the starts of a year over the mean of the last `LEVEL_YEARS` years at the origin."""
    level = recent_mean(years, started)
    return movements(years, started, level, until, change=log_ratio, level=level)


def leaving_movements(
    years: Sequence[int], cla: Floats, started: Floats, ceased: Floats, until: int
) -> Movements:
    """The log of the leaving ratio of a year over the mean of its last `LEVEL_YEARS` years at the origin.

    The ratio is children who ceased over those who could have: the children looked after at the start of
    the year and half of those who started in it. Movements are by the mean of children who ceased.
    """
    ratio = np.maximum(ceased, 1.0) / _at_risk(years, cla, started)
    level, leavers = recent_mean(years, ratio), recent_mean(years, ceased)
    return movements(years, ratio, leavers, until, change=_log_of_ratio, level=level)


def recent_mean(years: Sequence[int], values: Floats) -> Floats:
    """The mean of each year and of those before it, `LEVEL_YEARS` in all; missing where one is missing."""
    return np.asarray(np.mean([_years_before(years, values, back) for back in range(LEVEL_YEARS)], axis=0))


def _at_risk(years: Sequence[int], cla: Floats, started: Floats) -> Floats:
    """Children who could leave in a year; missing where it is nobody.

    Half of those who started, because a year of many starts is one of many ends too. A model that lets new
    children leave has that already, and a ratio to the children at the start alone would have it twice.
    """
    children = _years_before(years, cla, 1) + started / 2
    return np.where(children > 0, children, np.nan)


def _years_before(years: Sequence[int], values: Floats, back: int) -> Floats:
    """The values so many years before each year; missing where the panel has no such year."""
    column = {year: at for at, year in enumerate(years)}
    missing = np.full(len(values), np.nan)
    earlier = [column.get(year - back) for year in years]
    return np.stack([missing if at is None else values[:, at] for at in earlier], axis=1)


def _log_of_ratio(after: Floats, before: Floats) -> Floats:
    return np.asarray(np.log(after / before))


def flow_spread(found: Movements, what: str) -> Spread:
    """How far the log of a flow moves about its level: normal, by maximum likelihood.

    On every authority the normal fits better than Student-t with 5 degrees of freedom.
    """
    return _fitted(found, lambda squared: _normal_misfit(found, squared), FLOW_START, what)


def _normal_misfit(found: Movements, squared: Floats) -> float:
    return 0.5 * float((np.log(squared) + found.moved**2 / squared).sum())


def _fitted(found: Movements, misfit: Callable[[Floats], float], start: Spread, what: str) -> Spread:
    from scipy.optimize import minimize

    refuse_too_few(found, what)

    def of(logs: Floats) -> float:
        with np.errstate(over="ignore"):
            spread = Spread(*np.exp(np.clip(logs, -40, 5)))
        return misfit(spread.at(found.years_ahead, found.children))

    begin = np.log([start.alpha, start.beta, start.gamma])
    return Spread(*np.exp(minimize(of, begin, method="Nelder-Mead", options=_CLOSE).x).tolist())


_CLOSE: Final = {"maxiter": 4000, "maxfev": 8000, "xatol": 1e-6, "fatol": 1e-6}


def refuse_too_few(found: Movements, what: str) -> None:
    """Refuse a fit on a handful of authorities: raises InputFaultsError saying why."""
    steps = np.stack([found.origin, found.years_ahead])
    _, authorities = np.unique(steps, axis=1, return_counts=True)
    most = int(max(authorities, default=0))
    if most < LEAST_AUTHORITIES:
        have = f"{most} authorit{'y has' if most == 1 else 'ies have'}"
        told = f"{what}: {have} two years to compare, and {LEAST_AUTHORITIES} are needed."
        do = "One authority's history cannot say how far others' move: use the panel of all authorities."
        raise one_fault("--panel", "", told, do)
