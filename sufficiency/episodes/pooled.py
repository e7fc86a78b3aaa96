"""Pooled estimates: rates by main effects, and shares that lean on their neighbours, with how sure they are.

Nothing that may happen comes out impossible or certain because a few years of one council have not seen it.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sufficiency.episodes.bands import Floats, Wholes

# Events assumed in each kind of home, at the rate of all homes: a home that nobody has left or lived in then
# has the usual rate, to within a factor of about three, and one with thirty events is moved by 3%. A prior,
# of no evidence; it is what keeps a same-day stay in an otherwise empty home from an infinite rate.
EVENTS_ASSUMED: Final = 1.0
HALF: Final = 0.5  # of an event, where nothing at all was seen (Jeffreys)
CELLS_FROM: Final = 1.0  # expected events from which a cell says how far numbers scatter
FOR_CERTAIN: Final = 1e9  # times what was counted: shares that are drawn are then those estimated


@dataclass(frozen=True, repr=False, eq=False)
class LogRates:
    """Yearly rates by cell, log-linear in a few coefficients, and how sure those are.

    `design` has the cell's dimensions, then coefficient; the coefficients are those of a normal
    distribution with `covariance`.
    """

    design: Floats
    coefficients: Floats
    covariance: Floats

    def central(self) -> Floats:
        """Events a child-year, by cell."""
        return np.asarray(np.exp(self.design @ self.coefficients))

    def spread(self) -> Floats:
        """The standard error of the log of each rate."""
        variance = np.einsum("...i,ij,...j->...", self.design, self.covariance, self.design)
        return np.asarray(np.sqrt(np.maximum(variance, 0)))

    def drawn(self, shocks: Floats) -> Floats:
        """The rates of each draw, by cell and draw; `shocks` are standard normal, by coefficient and draw."""
        values, vectors = np.linalg.eigh(self.covariance)
        # The symmetric root is the same on every machine; the eigenvectors' signs are not.
        root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
        errors = root @ shocks
        return np.asarray(np.exp(self.design @ (self.coefficients[:, None] + errors)))

    def for_certain(self) -> "LogRates":
        """The same, with no doubt about the coefficients."""
        return replace(self, covariance=np.zeros_like(self.covariance))


def fit_log_rates(events: Floats, years: Floats, design: Floats) -> tuple[Floats, Floats]:
    """Coefficients and their covariance by a Poisson regression of events on child-years.

    `events` and `years` are by cell, `design` by cell and coefficient; cells without child-years say nothing.
    """
    # statsmodels is slow to import.
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    told = years > 0
    fit = GLM(events[told], design[told], family=Poisson(), exposure=years[told]).fit()
    return np.asarray(fit.params), np.asarray(fit.normalized_cov_params)


def usual_rate(events: Floats, years: Floats) -> float:
    """Events a child-year over all cells; finite and above zero even where nothing was seen."""
    return float((events.sum() + HALF) / (years.sum() + 1))


def overdispersion(seen: Floats, expected: Floats, estimated: int) -> float:
    """How much more numbers scatter than whole children do: Pearson's chi-squared by degree of freedom.

    At least 1; cells that expect less than `CELLS_FROM` are left out, for their scatter says little.
    `estimated` is how many parameters were fitted to them.
    """
    used = expected >= CELLS_FROM
    freedom = int(used.sum()) - estimated
    if freedom < 1:
        return 1.0
    return max(1.0, float((((seen - expected) ** 2)[used] / expected[used]).sum() / freedom))


def columns(places: Wholes, count: int) -> Floats:
    """A column of the design for each place: 1 in the cells of that place, 0 elsewhere."""
    return np.asarray(np.expand_dims(places, -1) == np.arange(count), dtype=np.float64)


def leaning_shares(by_row: Floats, by_column: Floats, overall: Floats, may: Floats) -> Floats:
    """Shares along the last axis as two margins have them together, were they to act apart.

    All have the shape of the result or broadcast to it, and hold counts; `may` is 0 where nobody can be.
    """
    together = shares(by_row) * shares(by_column) / shares(overall) * may
    return shares(together)


def shares(counts: Floats) -> Floats:
    """Shares along the last axis."""
    return np.asarray(counts / counts.sum(axis=-1, keepdims=True))
