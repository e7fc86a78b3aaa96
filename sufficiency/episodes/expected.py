"""Expected children: the same flows as the drawn ones, with chances in place of luck."""

from typing import Final

import numpy as np

from sufficiency.children.crosstab import HOMES
from sufficiency.episodes.bands import (
    AT_16_TO_17,
    GROWN_UP_MONTHS,
    MONTHS_A_YEAR,
    RESIDENTIAL_AT,
    SHAPE,
    SUPPORTED_AT,
    YEARS_OF_AGE,
    Floats,
    Wholes,
    age_bands,
    time_bands,
)
from sufficiency.episodes.chances import monthly
from sufficiency.episodes.model import CareModel, Children
from sufficiency.episodes.pooled import shares
from sufficiency.vocabulary import STREAMS

HALF_A_MONTH: Final = 0.5  # children come evenly within the month that they start in


def expected_children(model: CareModel, years: int, starts: Floats) -> Floats:
    """Expected children on 31 March, with no luck: year ahead (1 to `years`), stream, age_band, home.

    `starts` has stream and year ahead: how many times the model's level of starts come in that year.
    """
    return _of_base(model, years) + _of_new(model, years, starts)


def leavers_in_first_year(model: CareModel) -> float:
    """Expected children who leave care in the first year, at 18 or before, starts being at their level."""
    later = expected_children(model, 1, np.ones((len(STREAMS), 1)))
    return float(len(model.children) + model.starts_a_year.sum() - later.sum())


def at_lawful_homes(children: Children) -> Wholes:
    """The home each child goes on from: who is returned in supported accommodation below 16, residential."""
    too_young = age_bands(children.age_months) < AT_16_TO_17
    return np.where(too_young & (children.home == SUPPORTED_AT), RESIDENTIAL_AT, children.home)


class _Rows:
    """Rows of children alike in stream, age and time in care, with how many of them are in each home."""

    def __init__(
        self, model: CareModel, stream: Wholes, age_months: Wholes, in_care: Wholes, homes: Floats
    ) -> None:
        self._stream, self._age, self._in_care, self._homes = stream, age_months, in_care, homes
        self._leaving = model.leaving.central()
        self._moving = model.moving.central()
        self._to = shares(model.moves_to)

    def a_month_on(self) -> None:
        """A month older: less who is 18, and who leaves before; and who moves is elsewhere."""
        here = self._age + 1 < GROWN_UP_MONTHS
        self._stream, self._homes = self._stream[here], self._homes[here]
        self._age, self._in_care = self._age[here] + 1, self._in_care[here] + 1
        self.leave_and_move()

    def leave_and_move(self, months: float = 1.0) -> None:
        """Less who leaves within a month, or a part of it; and who moves is elsewhere."""
        band = age_bands(self._age)
        leaving = self._leaving[self._stream, time_bands(self._in_care), band]
        stay = self._homes * (1 - monthly(leaving, months))
        move = stay * monthly(self._moving[self._stream, band], months)
        self._homes = stay - move + np.einsum("rh,rht->rt", move, self._to[band])

    def counts(self) -> Floats:
        """Expected children by stream, age band, home."""
        sums = np.zeros(SHAPE)
        np.add.at(sums, (self._stream, age_bands(self._age)), self._homes)
        return sums


def _of_base(model: CareModel, years: int) -> Floats:
    """Those of the base year who are still in care, by year ahead."""
    children = model.children
    columns = np.stack([children.stream, children.age_months, children.months_in_care], axis=1)
    alike, row = np.unique(columns, axis=0, return_inverse=True)
    homes = np.zeros((len(alike), len(HOMES)))
    np.add.at(homes, (row.ravel(), at_lawful_homes(children)), 1)
    stream, age, in_care = alike.T
    rows = _Rows(model, stream, age, in_care, homes)
    found = []
    for _ in range(years):
        for _ in range(MONTHS_A_YEAR):
            rows.a_month_on()
        found.append(rows.counts())
    return np.stack(found)


def _of_new(model: CareModel, years: int, starts: Floats) -> Floats:
    """Those who have started since, by year ahead."""
    months = years * MONTHS_A_YEAR
    since = _after_months(model, months)
    monthly_starts = np.repeat(starts[:, :years], MONTHS_A_YEAR, axis=1) * _a_month(model)
    ends = np.arange(MONTHS_A_YEAR, months + 1, MONTHS_A_YEAR)
    # Whoever came in a month has been in care since for as many months as are left to the year's end.
    return np.stack(
        [np.einsum("sm,msah->sah", monthly_starts[:, :end], since[end - 1 :: -1][:end]) for end in ends]
    )


def _a_month(model: CareModel) -> Floats:
    return (model.starts_a_year / MONTHS_A_YEAR)[:, None]


def _after_months(model: CareModel, months: int) -> Floats:
    """Of one child of each stream who starts, where they are months after the one they came in."""
    ages = shares_by_month_of_age(model)
    # Half have had a birthday of months by the end of the month that they came in.
    grown = (ages + np.pad(ages, ((0, 0), (1, 0)))[:, :-1]) / 2
    stream, age = (each.ravel() for each in np.indices(grown.shape))
    homes = grown.ravel()[:, None] * shares(model.first_homes)[stream, age_bands(age)]
    rows = _Rows(model, stream, age, np.zeros(len(age), dtype=np.int64), homes)
    rows.leave_and_move(HALF_A_MONTH)
    found = [rows.counts()]
    for _ in range(months - 1):
        rows.a_month_on()
        found.append(rows.counts())
    return np.stack(found)


def shares_by_month_of_age(model: CareModel) -> Floats:
    """How old those are who start: stream, month of age. Even within each year of age but the first."""
    by_month = np.full((len(STREAMS), YEARS_OF_AGE, MONTHS_A_YEAR), 1 / MONTHS_A_YEAR)
    by_month[:, 0] = shares(model.baby_months)
    return np.asarray((shares(model.start_ages)[..., None] * by_month).reshape(len(STREAMS), -1))
