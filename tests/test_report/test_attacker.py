"""The attacker: random tables are protected, and someone with a solver tries to work hidden counts out.

The attacker reads the published tables alone, knows how two-way tables add up, that counts are whole,
and that a hidden one is not zero. It shares no code with what it attacks.
"""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from sufficiency.report.declared import Cell, Draft, Key
from sufficiency.report.suppression import small_counts
from test_report.made_counts import key, public, shown, two_way

Counts = NDArray[np.int64]
Seen = dict[Key, Cell]

SINGLE_TABLES, LINKED_PAIRS = 160, 40
MOST = 2_000  # far beyond any count of these tables


# --- Random tables --------------------------------------------------------------------------------
def skewed(rng: np.random.Generator, rows: int, columns: int) -> Counts:
    """Counts of a council's size: a few large, many small, and zeros."""
    size = rng.choice([1, 3, 8, 20])
    return rng.poisson(size * rng.gamma(0.7, 1, (rows, columns)))


def single(seed: int) -> list[Draft]:
    rng = np.random.default_rng(seed)
    return [two_way("T8", "a", "b", skewed(rng, *rng.integers(1, 9, 2)).tolist())]


def linked(seed: int) -> list[Draft]:
    """Age by placement and placement by distance, of the same children."""
    rng = np.random.default_rng(seed)
    ages, placements, bands = rng.integers(1, 7), rng.integers(2, 7), rng.integers(1, 6)
    by_age = skewed(rng, ages, placements)
    by_band = np.array([rng.multinomial(n, rng.dirichlet(np.full(bands, 0.5))) for n in by_age.sum(axis=0)])
    return [two_way("T8", "a", "b", by_age.tolist()), two_way("T9", "b", "c", by_band.tolist())]


KINDS = [*(("single", n) for n in range(SINGLE_TABLES)), *(("linked", n) for n in range(LINKED_PAIRS))]
TABLES = {"under_6": [each for each in KINDS if each[1] % 4], "under_5": KINDS[::4]}
BLOCKS = 5


def drafts_of(kind: str, seed: int) -> list[Draft]:
    return single(seed) if kind == "single" else linked(seed)


def published(drafts: list[Draft], mode: str) -> Seen:
    used = {pair for name in names(drafts) for pair in name}
    partitions = {
        dimension: tuple(sorted(value for other, value in used if other == dimension))
        for dimension, _ in used
    }
    return shown(drafts, public(drafts, mode=mode, partitions=partitions))


def names(drafts: list[Draft]) -> list[Key]:
    return [name for draft in drafts for name in draft.keys.values()]


def hidden_of(seen: Seen) -> set[Key]:
    return {name for name, cell in seen.items() if cell == "c"}


def truth(drafts: list[Draft]) -> dict[Key, int]:
    return {
        name: int(draft.rows[row][column])  # type: ignore[arg-type]
        for draft in drafts
        for (row, column), name in draft.keys.items()
    }


# --- The attacker ---------------------------------------------------------------------------------
class Attacker:
    """Someone who has the published tables, and a solver."""

    def __init__(self, seen: Seen) -> None:
        self.names = sorted(seen)
        self.at = {name: place for place, name in enumerate(self.names)}
        rows = [self.sum_of(whole, down) for whole, down in self.sums()]
        self.adds_up = LinearConstraint(np.array(rows), 0, 0)
        self.low = np.array([1 if seen[name] == "c" else seen[name] for name in self.names], dtype=float)
        self.high = np.array([MOST if seen[name] == "c" else seen[name] for name in self.names], dtype=float)
        self.possible = {name: set[int]() for name in self.names if seen[name] == "c"}

    def sums(self) -> Iterator[tuple[Key, str]]:
        """Each total, and a dimension that a table breaks it down by."""
        two_ways = {tuple(dimension for dimension, _ in name) for name in self.names if len(name) == 2}
        for first, second in sorted(two_ways):
            yield from (((), first), ((), second))
            for name in self.names:
                if [dimension for dimension, _ in name] == [first]:
                    yield name, second
                if [dimension for dimension, _ in name] == [second]:
                    yield name, first

    def sum_of(self, whole: Key, down: str) -> NDArray[np.float64]:
        row = np.zeros(len(self.names))
        for name in self.names:
            rest = tuple(pair for pair in name if pair[0] != down)
            if len(name) == len(whole) + 1 and rest == whole:
                row[self.at[name]] = 1
        row[self.at[whole]] = -1
        return row

    def solve(self, cost: NDArray[np.float64], name: Key, value: int | None = None) -> int | None:
        """What a count is in the best table that fits; None where none fits. Remembers all it sees."""
        low, high = self.low.copy(), self.high.copy()
        if value is not None:
            low[self.at[name]] = high[self.at[name]] = value
        for whole in (0, 1):  # a program without whole numbers is sooner solved, and often whole
            found = milp(
                cost,
                integrality=np.full(cost.size, whole),
                bounds=Bounds(low, high),
                constraints=self.adds_up,
            )
            if found.x is None:
                return None
            if np.allclose(found.x, found.x.round(), rtol=0, atol=1e-6):
                break
        for other, values_seen in self.possible.items():
            values_seen.add(round(found.x[self.at[other]]))
        return round(found.x[self.at[name]])

    def knows_within(self, name: Key, fewest: int) -> bool:
        """Whether a hidden count can be narrowed to fewer values than that."""
        if len(self.possible[name]) >= fewest:
            return False
        cost = np.zeros(len(self.names))
        cost[self.at[name]] = 1
        least, most = self.solve(cost, name), self.solve(-cost, name)
        assert least is not None
        assert most is not None
        for value in range(least, most + 1):
            if len(self.possible[name]) >= fewest:
                return False
            self.solve(np.zeros(len(self.names)), name, value)
        return len(self.possible[name]) < fewest

    def narrowed(self, fewest: int) -> list[Key]:
        return [name for name in self.possible if self.knows_within(name, fewest)]


# --- The attack -----------------------------------------------------------------------------------
@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize(("mode", "threshold"), [("under_6", 6), ("under_5", 5)])
def test_no_hidden_count_can_be_worked_out_to_fewer_values_than_the_threshold(
    mode: str, threshold: int, block: int
) -> None:
    for kind, seed in TABLES[mode][block::BLOCKS]:
        drafts = drafts_of(kind, seed)
        seen, true = published(drafts, mode), truth(drafts)
        assert {name for name, count in true.items() if 0 < count < threshold} <= hidden_of(seen)
        assert all(cell == true[name] for name, cell in seen.items() if cell != "c")
        assert all(seen[name] == 0 for name, count in true.items() if count == 0)
        assert not Attacker(seen).narrowed(threshold), (kind, seed)


def test_where_only_small_counts_are_hidden_the_attacker_works_some_out() -> None:
    given_away = 0
    for seed in range(10):
        true = truth(single(seed))
        small = small_counts(true, 6)
        seen: Seen = {name: "c" if name in small else count for name, count in true.items()}
        given_away += len(Attacker(seen).narrowed(6))
    assert given_away > 10


def test_the_attacker_finds_a_count_that_a_total_gives_back() -> None:
    seen: Seen = {
        key(a="a0", b="b0"): "c", key(a="a0", b="b1"): 20, key(a="a0"): 23,
        key(b="b0"): "c", key(b="b1"): 20, key(): 23,
    }  # fmt: skip
    attacker = Attacker(seen)
    assert attacker.narrowed(6) == [key(a="a0", b="b0"), key(b="b0")]
    assert attacker.possible[key(a="a0", b="b0")] == {3}
