"""How counts add up: the relations that anyone knows of a report's tables."""

import pytest

from sufficiency.errors import LawBrokenError
from sufficiency.report.declared import Key
from sufficiency.report.relations import Relation, relations_among
from test_report.made_counts import key, two_way, values

ABC = {"a": values("a", 2), "b": values("b", 2), "c": values("c", 2)}


def keys_of(*pairs: str) -> set[Key]:
    """The counts of two-by-two tables, each of two dimensions, without their margins."""
    tables = [two_way("T", down, across, [[9, 9], [9, 9]], margins=False) for down, across in pairs]
    return {name for table in tables for name in table.keys.values()}


def ties(relations: tuple[Relation, ...], *names: Key) -> bool:
    return any(set(names) <= set(relation.coefficients) for relation in relations)


def test_parts_add_to_their_whole() -> None:
    relations = relations_among([key(a="a0"), key()], {"a": values("a", 3)})
    assert [dict(relation.coefficients) for relation in relations] == [
        {key(a="a0"): 1, key(a="a1"): 1, key(a="a2"): 1, key(): -1}
    ]
    assert relations[0].equals == 0


def test_a_year_is_no_part_of_a_whole() -> None:
    assert relations_among([key(year="2018"), key(year="2019")], ABC) == ()


def test_each_year_adds_up_by_itself() -> None:
    relations = relations_among([key(year="2018", a="a0"), key(year="2019", a="a0")], ABC)
    assert not ties(relations, key(year="2018"), key(year="2019"))
    assert ties(relations, key(year="2018"), key(year="2018", a="a1"))


def test_tables_are_tied_by_a_margin_that_neither_shows() -> None:
    relations = relations_among(keys_of("ab", "bc"), ABC)
    assert ties(relations, key(a="a0", b="b0"), key(b="b0"))
    assert ties(relations, key(b="b0", c="c0"), key(b="b0"))


def test_two_tables_do_not_make_a_larger_one() -> None:
    assert not ties(relations_among(keys_of("ab", "bc"), ABC), key(a="a0", b="b0", c="c0"))


def test_tables_in_a_ring_are_margins_of_one_larger_table() -> None:
    relations = relations_among(keys_of("ab", "bc", "ac"), ABC)
    assert ties(relations, key(a="a0", b="b0", c="c0"), key(a="a0", c="c0"))


def test_a_given_relation_is_kept() -> None:
    net = Relation({key(what="net"): 1, key(what="started"): -1, key(what="ceased"): 1})
    assert relations_among([key(what="net")], {}, [net]) == (net,)


def test_a_value_outside_its_partition_must_be_told_how_it_adds_up() -> None:
    both = key(a="a0_and_a1")
    with pytest.raises(LawBrokenError, match="a0_and_a1"):
        relations_among([both], ABC)
    told = Relation({both: 1, key(a="a0"): -1, key(a="a1"): -1})
    assert relations_among([both], ABC, [told])[-1] == told
