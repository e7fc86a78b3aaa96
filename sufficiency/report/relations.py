"""How counts of children add up: what anyone knows of them without being told (decision 0021)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from sufficiency.errors import LawBrokenError
from sufficiency.report.declared import Key

Partitions = Mapping[str, tuple[str, ...]]  # each dimension's values, which have no child in common
Dimensions = frozenset[str]


@dataclass(frozen=True)
class Relation:
    """Counts that add up: each count times its coefficient, all together, is `equals`.

    Need less gap is places: `Relation({need: 1, gap: -1}, equals=40)`.
    """

    coefficients: Mapping[Key, int]
    equals: int = 0


def relations_among(
    keys: Iterable[Key], partitions: Partitions, given: Iterable[Relation] = ()
) -> tuple[Relation, ...]:
    """Every relation that ties counts of a report: parts to wholes, and those given.

    A count that lacks a dimension is the sum over that dimension's values, whether or not a table shows
    each of them. Tables that share dimensions are taken with all their margins, so that two tables whose
    common margin nobody prints are tied by it. Tables that share dimensions in a ring (age by placement,
    placement by distance, distance by age) are margins of one larger table, and are taken as such: agreeing
    in pairs does not make them possible (Vorob'ev, 1962).

    Raises LawBrokenError where a count has a value that its partition lacks, and no given relation says
    how it adds up.
    """
    given = tuple(given)
    told = {key for relation in given for key in relation.coefficients}
    found: dict[tuple[Key, str], Relation] = {}
    for fixed, tables in _tables_of(keys, partitions, told).items():
        for dimensions in _without_rings(tables):
            for whole, dimension in _wholes(fixed, dimensions, partitions):
                found[whole, dimension] = _parts_make_whole(whole, dimension, partitions)
    return (*(found[name] for name in sorted(found)), *given)


def key_of(pairs: Iterable[tuple[str, str]]) -> Key:
    """A count's name from its pairs of dimension and value, in order of dimension."""
    return tuple(sorted(pairs))


def _tables_of(keys: Iterable[Key], partitions: Partitions, told: set[Key]) -> dict[Key, set[Dimensions]]:
    """For each part of a name that is no partition, such as a year, the sets of dimensions shown of it."""
    tables: dict[Key, set[Dimensions]] = defaultdict(set)
    for key in keys:
        split = tuple(pair for pair in key if pair[1] in partitions.get(pair[0], ()))
        fixed = tuple(pair for pair in key if pair not in split)
        for dimension, value in fixed:
            if dimension in partitions and key not in told:
                raise LawBrokenError(f"'{value}' is no {dimension} of the partition: say how it adds up.")
        tables[fixed].add(frozenset(dimension for dimension, _ in split))
    return tables


def _wholes(fixed: Key, dimensions: Dimensions, partitions: Partitions) -> Iterator[tuple[Key, str]]:
    """Each margin of a table, beside a dimension that it is summed over."""
    for size in range(len(dimensions)):
        for kept in combinations(sorted(dimensions), size):
            for values in product(*(partitions[dimension] for dimension in kept)):
                whole = key_of((*fixed, *zip(kept, values, strict=True)))
                yield from ((whole, dimension) for dimension in sorted(dimensions.difference(kept)))


def _parts_make_whole(whole: Key, dimension: str, partitions: Partitions) -> Relation:
    parts = {key_of((*whole, (dimension, value))): 1 for value in partitions[dimension]}
    return Relation({**parts, whole: -1})


# --- Rings of tables ------------------------------------------------------------------------------


def _without_rings(tables: Iterable[Dimensions]) -> list[Dimensions]:
    """The largest sets of dimensions, where those in a ring are one set.

    Graham's reduction: take away a dimension that only one set has, and a set that lies in another.
    What is left over, if anything, goes in rings.
    """
    largest = _largest(tables)
    left = largest
    while (fewer := _largest(_shared_dimensions(left))) != left:
        left = fewer
    return _largest([*largest, frozenset().union(*left)])


def _shared_dimensions(tables: list[Dimensions]) -> list[Dimensions]:
    times = Counter(dimension for table in tables for dimension in table)
    return [frozenset(dimension for dimension in table if times[dimension] > 1) for table in tables]


def _largest(tables: Iterable[Dimensions]) -> list[Dimensions]:
    distinct = sorted(set(tables), key=sorted)
    return [table for table in distinct if not any(table < other for other in distinct)]
