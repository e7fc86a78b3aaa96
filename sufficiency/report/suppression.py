"""Which counts to hide: the small ones, and as few others as keep anyone from working them out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sufficiency.report.attack import Counts, Linked, Mask, Numbers, cheapest_move, linked_counts
from sufficiency.report.declared import Key
from sufficiency.report.relations import Relation

# A total is dearer to hide than its parts, beyond its being larger; a hidden count costs next to nothing
# to move, so that the shortest move is found.
COST_OF_A_MARGIN: Final = 4.0
COST_OF_HIDDEN: Final = 0.01


@dataclass(frozen=True)
class Suppression:
    """Counts that are hidden, and those of them that are given back by what was published already."""

    hidden: frozenset[Key]
    given_back: frozenset[Key] = frozenset()


def small_counts(
    counts: Mapping[Key, int], threshold: int, signed: Collection[Key] = (), exempt: Collection[Key] = ()
) -> frozenset[Key]:
    """Primary suppression: counts of children from 1 to below the threshold that nobody has published."""
    return frozenset(
        key
        for key, count in counts.items()
        if 0 < count < threshold and key not in signed and key not in exempt
    )


def suppressed(
    counts: Mapping[Key, int],
    relations: Iterable[Relation],
    threshold: int,
    signed: Collection[Key] = frozenset(),
    exempt: Collection[Key] = frozenset(),
) -> Suppression:
    """Primary and secondary suppression: every count to hide so that no small one can be worked out.

    Safe means, for someone who knows all that is shown and how it adds up: a small count may be each of 1
    to the threshold, so that it is not even known to be small; any other hidden count may be as many
    different numbers as the threshold. Zeros and exempt counts are never hidden. Where those alone give a
    small count back, it is hidden all the same, and told in `given_back`.

    For each count that is not yet safe, the cheapest other set of counts in which it has another value is
    found by minimum-cost circulation, and what differs in it is hidden (Kelly, Golden and Assad,
    *Networks* 22, 1992; Fischetti and Salazar-González, *JASA* 95, 2000; Hundepool and others, *Statistical
    Disclosure Control*, 2012, chapter 4). Then each count that need not have been hidden is shown again.
    Raises LawBrokenError where counts do not add up.
    """
    small = small_counts(counts, threshold, signed, exempt)
    known = {key for key, count in counts.items() if key in exempt or (count == 0 and key not in signed)}
    hidden, given_back = set[Key](), set[Key]()
    for linked in linked_counts(counts, relations, known, signed, small):
        search = _Search(linked, np.array([key in small for key in linked.keys]), threshold)
        search.run()
        hidden |= search.keys(search.hidden)
        given_back |= search.keys(search.given_back())
    return Suppression(frozenset(hidden), frozenset(given_back))


class _Moves:
    """Changes of the counts that keep every relation: each by one step, with how often it may be taken."""

    def __init__(self, linked: Linked, longest: int) -> None:
        self.linked, self.longest = linked, longest
        self.steps = np.zeros((0, len(linked.keys)), dtype=np.int64)
        self.times = np.zeros((0, 2), dtype=np.int64)  # backwards, forwards

    def add(self, move: Counts) -> None:
        """Keep a change, and with it all of its parts and its opposite."""
        step = move // np.gcd.reduce(move)
        room = self.linked.counts - self.linked.least
        self.steps = np.vstack([self.steps, step])
        self.times = np.vstack([self.times, [self._times(room, step), self._times(room, -step)]])

    def _times(self, room: Numbers, falling: Counts) -> int:
        """How often as many children can be taken from each count as there are in `falling`."""
        falls = falling > 0
        return int(min(np.floor(room[falls] / falling[falls]).min(initial=np.inf), self.longest))

    def values(self, at: int, free: Mask) -> set[int]:
        """What one count may be, by those changes that touch none but free counts."""
        fit = (self.steps[:, at] != 0) & ~self.steps[:, ~free].any(axis=1)
        count = int(self.linked.counts[at])
        return {count}.union(
            *(
                range(count - step * back, count + step * ahead + (1 if step > 0 else -1), step)
                for step, (back, ahead) in zip(
                    self.steps[fit, at].tolist(), self.times[fit].tolist(), strict=True
                )
            )
        )


class _Search:
    """The search for what to hide among counts that are tied to each other."""

    def __init__(self, linked: Linked, small: Mask, threshold: int) -> None:
        self.linked, self.small, self.threshold = linked, small, threshold
        self.hidden = small.copy()
        self.moves = _Moves(linked, 2 * threshold)
        self.cost = _cost_of_hiding(linked)
        self.beyond: dict[int, set[int]] = defaultdict(set)  # values that nothing we hide makes possible

    def keys(self, places: Mask) -> set[Key]:
        """The names of the counts at those places."""
        return {self.linked.keys[at] for at in np.flatnonzero(places)}

    def run(self) -> None:
        """Hide until every hidden count is safe; then show again what need not be hidden."""
        while (unsafe := self._first_unsafe()) is not None:
            self._hide_more(unsafe)
        while self._show_some_again():
            pass

    def _first_unsafe(self) -> int | None:
        free = self._free()
        return next((at for at in self._in_order() if not self._is_safe(at, free)), None)

    def given_back(self) -> Mask:
        """The hidden counts that nothing we hide makes safe: what was published elsewhere gives them back."""
        free = self._free()
        short = [at for at in self._in_order() if len(self.moves.values(at, free)) < self.threshold]
        return np.isin(np.arange(self.hidden.size), short)

    def _free(self) -> Mask:
        return self.hidden | ~self.linked.in_report

    def _in_order(self) -> list[int]:
        """Hidden counts, the dearest first: what protects them often protects the others."""
        places = np.flatnonzero(self.hidden)
        return [int(at) for at in places[np.argsort(-self.cost[places], kind="stable")]]

    def _wishes(self, at: int, values: set[int]) -> list[int]:
        """Values that a hidden count should be able to have, and as yet may not: none where it is safe."""
        wanted = [self.threshold, *range(1, self.threshold)] if self.small[at] else []
        return self._possible(at, values, wanted) or self._possible(at, values, self._nearby(values))

    def _nearby(self, values: set[int]) -> list[int]:
        """Any values that would make up the number of them."""
        if len(values) >= self.threshold:
            return []
        reach = self.threshold - 1
        return [min(values) + reach, max(values) - reach, max(values) + 1, min(values) - 1]

    def _possible(self, at: int, values: set[int], wanted: list[int]) -> list[int]:
        least, no = self.linked.least[at], values | self.beyond[at]
        return [value for value in wanted if value >= least and value not in no]

    def _is_safe(self, at: int, free: Mask) -> bool:
        while wishes := self._wishes(at, self.moves.values(at, free)):
            # A small count must have the first value wished for; of those nearby any will do.
            tried = wishes[:1] if self.small[at] and 1 <= wishes[0] <= self.threshold else wishes
            if not any(self._can_be(at, value, free) for value in tried):
                return False
        return True

    def _can_be(self, at: int, value: int, free: Mask) -> bool:
        move = self._move(at, value, free, np.ones_like(self.cost))
        if move is not None:
            self.moves.add(move)
        return move is not None

    def _hide_more(self, at: int) -> None:
        """Hide what makes one more value of a count possible, or note that nothing does."""
        everything = np.ones_like(self.hidden)
        cost = np.where(self._free(), COST_OF_HIDDEN, self.cost)
        for value in self._wishes(at, self.moves.values(at, self._free())):
            move = self._move(at, value, everything, cost)
            if move is not None:
                self.moves.add(move)
                self.hidden |= (move != 0) & self.linked.in_report
                return
            self.beyond[at].add(value)

    def _move(self, at: int, value: int, free: Mask, cost: Numbers) -> Counts | None:
        return cheapest_move(self.linked, at, value - int(self.linked.counts[at]), free, cost)

    def _show_some_again(self) -> bool:
        """Show each count that need not be hidden; whether there was one, for then others may follow."""
        needless = 0
        for at in [at for at in self._in_order() if not self.small[at]]:
            free = self._free()
            free[at] = False
            if all(self._is_safe(other, free) for other in self._in_order() if other != at):
                self.hidden[at] = False
                needless += 1
        return needless > 0


def _cost_of_hiding(linked: Linked) -> Numbers:
    """What it costs to move each count by a child: more for a large one, and for a total."""
    dimensions = np.array([len(key) for key in linked.keys])
    above = dimensions.max() - dimensions
    cost: Numbers = (1.0 + np.abs(linked.counts)) * COST_OF_A_MARGIN**above
    return cost
