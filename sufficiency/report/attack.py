"""What someone can work out: which values a hidden count may have, given every count that is shown.

The attacker knows every relation and every shown count; that counts are whole and not negative; and,
because a zero is always shown, that a hidden count of children is at least 1 (decision 0021).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import LawBrokenError
from sufficiency.report.declared import Key
from sufficiency.report.relations import Relation

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

NO_LIMIT: Final = 10_000  # a count that can move so far is taken to have no limit
# Tables of two dimensions need no branching. A move that needs more than this is taken not to exist, so
# that more is hidden; a limit in seconds would make the answer depend on the machine.
MOST_BRANCHES: Final = 2_000
WHOLE_WITHIN: Final = 1e-6  # the solver's own tolerance


@dataclass(frozen=True)
class Interval:
    """The least and the most that a hidden count may be. None is without limit."""

    least: int | None
    most: int | None

    @property
    def width(self) -> float:
        """How many whole numbers lie in it, both ends counted."""
        return np.inf if self.least is None or self.most is None else self.most - self.least + 1


@dataclass(frozen=True, eq=False)
class Linked:
    """Counts that relations tie to each other, directly or through others.

    `counts` are the true ones; for a count that no table shows, one that fits. `least` is what each
    would be known to be at the least, were it hidden. `matrix` has a row for each relation.
    """

    keys: tuple[Key, ...]
    counts: Counts
    least: Numbers
    in_report: Mask
    matrix: Counts

    @cached_property
    def has(self) -> Any:
        """Which relation has which count, as a sparse matrix."""
        from scipy.sparse import csr_array

        return csr_array((self.matrix != 0).astype(np.int64))

    @cached_property
    def is_in(self) -> Any:
        """Which count is in which relation, as a sparse matrix."""
        return self.has.T.tocsr()


def intervals(
    counts: Mapping[Key, int],
    relations: Iterable[Relation],
    hidden: Collection[Key],
    signed: Collection[Key] = frozenset(),
) -> dict[Key, Interval]:
    """The exact least and most that each hidden count may be, for someone who knows all else.

    `counts` are all of a report's, shown and hidden; a count that is only in a relation is known to
    nobody. Two integer programs for each, on the counts that can move with it.
    Raises LawBrokenError where the counts do not add up.
    """
    shown = counts.keys() - hidden
    found = {
        key: Interval(_furthest(linked, at, -1), _furthest(linked, at, 1))
        for linked in linked_counts(counts, relations, shown, signed, hidden)
        for at, key in enumerate(linked.keys)
        if linked.in_report[at]
    }
    return {key: found[key] for key in sorted(found)}


# --- Counts that are tied -------------------------------------------------------------------------


def linked_counts(
    counts: Mapping[Key, int],
    relations: Iterable[Relation],
    known: Collection[Key],
    signed: Collection[Key],
    about: Collection[Key],
) -> Iterator[Linked]:
    """The counts that are not `known`, in groups that no relation ties: those groups that are `about` some.

    Raises LawBrokenError where counts do not add up.
    """
    relations = tuple(relations)
    _check_sums(counts, relations)
    unknown = [_without_known(relation, counts, known) for relation in relations]
    for keys, ties in _groups(about, [relation for relation in unknown if relation.coefficients]):
        yield _linked(keys, ties, counts, signed)


def _without_known(relation: Relation, counts: Mapping[Key, int], known: Collection[Key]) -> Relation:
    """The same relation among the counts that are not known, with those that are on its other side."""
    total = sum(times * counts[key] for key, times in relation.coefficients.items() if key in known)
    left = {key: times for key, times in relation.coefficients.items() if key not in known}
    return Relation(left, relation.equals - total)


def _check_sums(counts: Mapping[Key, int], relations: Iterable[Relation]) -> None:
    """Refuse counts that do not add up to each other where a table shows them all."""
    for relation in relations:
        terms = relation.coefficients.items()
        if relation.coefficients.keys() <= counts.keys() and relation.equals != sum(
            times * counts[key] for key, times in terms
        ):
            raise _not_adding_up(relation.coefficients)


def _not_adding_up(keys: Iterable[Key]) -> LawBrokenError:
    dimensions = sorted({dimension for key in keys for dimension, _ in key})
    return LawBrokenError(f"Counts of children by {', '.join(dimensions)} do not add up.")


def _groups(about: Iterable[Key], relations: list[Relation]) -> Iterator[tuple[list[Key], list[Relation]]]:
    """Each key wanted, with all that is tied to it and by what; a count in no relation stands alone."""
    ties: dict[Key, list[int]] = defaultdict(list)
    for number, relation in enumerate(relations):
        for key in relation.coefficients:
            ties[key].append(number)
    seen: set[Key] = set()
    for start in sorted(about):
        if start not in seen:
            keys, numbers = _tied_to(start, ties, relations)
            seen |= keys
            yield sorted(keys), [relations[number] for number in sorted(numbers)]


def _tied_to(
    start: Key, ties: Mapping[Key, list[int]], relations: list[Relation]
) -> tuple[set[Key], set[int]]:
    keys, numbers, ahead = {start}, set[int](), [start]
    while ahead:
        new = set(ties.get(ahead.pop(), ())) - numbers
        near = {key for number in new for key in relations[number].coefficients} - keys
        numbers |= new
        keys |= near
        ahead += near
    return keys, numbers


def _linked(
    keys: list[Key], relations: list[Relation], counts: Mapping[Key, int], signed: Collection[Key]
) -> Linked:
    place = {key: at for at, key in enumerate(keys)}
    matrix = np.zeros((len(relations), len(keys)), dtype=np.int64)
    for row, relation in enumerate(relations):
        for key, times in relation.coefficients.items():
            matrix[row, place[key]] = times
    in_report = np.array([key in counts for key in keys])
    least = np.array([-np.inf if key in signed else float(key in counts) for key in keys])
    true = np.array([counts.get(key, 0) for key in keys], dtype=np.int64)
    equals = np.array([relation.equals for relation in relations], dtype=np.int64)
    fitting = true + _for_the_unseen(keys, equals - matrix @ true, matrix, np.where(in_report, np.nan, least))
    return Linked(tuple(keys), fitting, least, in_report, matrix)


def _for_the_unseen(keys: list[Key], left: Counts, matrix: Counts, least: Numbers) -> Counts:
    """Counts that fit, for those that no table shows: `least` is not a number for the others, which get 0."""
    found = np.zeros(len(keys), dtype=np.int64)
    unseen = ~np.isnan(least)
    if not left.any():
        return found
    numbers = _solved(np.zeros(unseen.sum()), matrix[:, unseen], left, least[unseen], np.inf)
    if numbers is None:
        raise _not_adding_up(keys)
    found[unseen] = numbers
    return found


# --- Other counts that fit as well ----------------------------------------------------------------


def cheapest_move(linked: Linked, at: int, by: int, free: Mask, cost: Numbers) -> Counts | None:
    """The cheapest change of free counts that changes one of them `by` so many, and keeps every relation.

    `cost` is that of a child more or fewer in each count, and more than nothing. None where there is no
    such change. It is the minimum-cost circulation of Kelly, Golden and Assad (1992), in whole children.
    """
    places = _moving_with(linked, at, free)
    here = places == at
    room = (linked.counts - linked.least)[places]
    if not here.any() or -by > room[here][0]:
        return None
    up = np.where(here, max(by, 0), np.inf)
    down = np.where(here, max(-by, 0), room)
    matrix = linked.matrix[:, places]
    matrix = matrix[matrix.any(axis=1)]
    numbers = _solved(
        np.tile(cost[places], 2),
        np.hstack([matrix, -matrix]),
        np.zeros(len(matrix)),
        np.concatenate([np.where(here, up, 0), np.where(here, down, 0)]),
        np.concatenate([up, down]),
    )
    return (
        None
        if numbers is None
        else _everywhere(linked, places, numbers[: places.size] - numbers[places.size :])
    )


def _furthest(linked: Linked, at: int, way: int) -> int | None:
    """The most (way 1) or the least (way -1) that a count may be; None is without limit."""
    places = _moving_with(linked, at, np.ones(len(linked.keys), dtype=bool))
    here = places == at
    if not here.any():
        return int(linked.counts[at])
    matrix = linked.matrix[:, places]
    matrix = matrix[matrix.any(axis=1)]
    lower = np.where(
        here,
        np.maximum((linked.least - linked.counts)[places], -NO_LIMIT),
        (linked.least - linked.counts)[places],
    )
    numbers = _solved(
        np.where(here, -way, 0.0), matrix, np.zeros(len(matrix)), lower, np.where(here, NO_LIMIT, np.inf)
    )
    if numbers is None:
        raise LawBrokenError("A range of a hidden count was not found.")
    moved = int(numbers[here][0])
    return None if abs(moved) >= NO_LIMIT else int(linked.counts[at]) + moved


def _moving_with(linked: Linked, at: int, free: Mask) -> NDArray[np.intp]:
    """The free counts that may change with one: without those that are alone in a relation, and so known."""
    live = free.copy()
    while (stuck := live & (linked.is_in @ ((linked.has @ live) == 1) > 0)).any():
        live &= ~stuck
    near = np.zeros_like(live)
    near[at] = live[at]
    while (wider := near | (live & (linked.is_in @ ((linked.has @ near) > 0) > 0))).sum() > near.sum():
        near = wider
    return np.flatnonzero(near)


def _everywhere(linked: Linked, places: NDArray[np.intp], moved: Counts) -> Counts:
    """A change of some counts as a change of all, checked in whole numbers."""
    move = np.zeros(len(linked.keys), dtype=np.int64)
    move[places] = moved
    if (linked.matrix @ move).any() or (linked.counts + move < linked.least).any():
        raise LawBrokenError("A change of hidden counts does not keep what is shown.")
    return move


def _solved(
    cost: Numbers, matrix: NDArray[Any], equals: NDArray[Any], least: Numbers, most: Numbers | float
) -> Counts | None:
    """The whole numbers within their limits that make `matrix` times them `equals`, at the least cost."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    for whole in (0, 1):  # most answers are whole without asking, and sooner found
        answer = milp(
            cost,
            integrality=np.full(cost.size, whole),
            bounds=Bounds(least, most),
            constraints=LinearConstraint(matrix, equals, equals) if len(matrix) else None,
            options={"mip_rel_gap": 0, "node_limit": MOST_BRANCHES},
        )
        if answer.x is None:
            return None
        numbers: Numbers = np.rint(answer.x)
        if np.abs(answer.x - numbers).max(initial=0) < WHOLE_WITHIN:
            return numbers.astype(np.int64)
    return None
