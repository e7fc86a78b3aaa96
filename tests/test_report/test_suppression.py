"""Which counts are hidden: small ones, and as few others as keep anyone from working them out."""

import pytest

from sufficiency.errors import LawBrokenError
from sufficiency.report.attack import Interval, intervals
from sufficiency.report.declared import Column, Draft, Key
from sufficiency.report.disclosure import Relation
from sufficiency.report.relations import relations_among
from sufficiency.report.suppression import small_counts, suppressed
from test_report.made_counts import drafted, hidden, key, one_way, public, shown, two_way, values

THREE = {"a": values("a", 3), "b": values("b", 3), "c": values("c", 3)}


def hidden_in(*drafts: Draft, **wanted: object) -> set[Key]:
    return hidden(drafts, public(drafts, **{"partitions": THREE, **wanted}))


# --- Small counts ---------------------------------------------------------------------------------
@pytest.mark.parametrize(("mode", "smallest_shown"), [("under_5", 5), ("under_6", 6)])
def test_counts_below_the_threshold_are_small(mode: str, smallest_shown: int) -> None:
    table = one_way("T", "a", [0, 1, smallest_shown - 1, smallest_shown], total=False)
    assert hidden_in(table, mode=mode, partitions={}) == {key(a="a1"), key(a="a2")}


def test_zero_stays_zero_and_is_never_hidden_to_protect_another() -> None:
    table = one_way("T", "a", [3, 0, 40])
    assert shown([table], public([table], partitions=THREE))[key(a="a1")] == 0
    assert hidden_in(table) == {key(a="a0"), key(a="a2")}


def test_a_derived_count_is_not_small_by_itself() -> None:
    net = key(what="net")
    counts = {net: -2, key(what="started"): 40, key(what="ceased"): 42}
    assert small_counts(counts, 6, signed={net}) == frozenset()


# --- Others that would give them back -------------------------------------------------------------
def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert not hidden_in(two_way("T", "a", "b", [[8, 9, 10], [11, 0, 13], [14, 15, 16]]))


def test_one_small_count_among_nine_hides_a_rectangle() -> None:
    counts = [[3, 20, 30], [25, 10, 35], [45, 55, 65]]
    assert hidden_in(two_way("T", "a", "b", counts)) == {
        key(a="a0", b="b0"),
        key(a="a0", b="b1"),
        key(a="a1", b="b0"),
        key(a="a1", b="b1"),
    }


def test_in_a_single_row_the_next_smallest_is_hidden() -> None:
    assert hidden_in(one_way("T", "a", [3, 20, 30])) == {key(a="a0"), key(a="a1")}


def test_a_small_count_that_is_alone_hides_its_total() -> None:
    table = two_way("T", "a", "b", [[3, 0, 0], [20, 30, 40], [25, 35, 45]])
    assert {key(a="a0", b="b0"), key(a="a0")} <= hidden_in(table)


def test_small_counts_that_pin_each_other_down_hide_their_total() -> None:
    # 1 + 2 + 4 is 7: were the 7 shown, each would be known to within five.
    assert hidden_in(one_way("T", "a", [1, 2, 4])) == {key(a="a0"), key(a="a1"), key(a="a2"), key()}


def test_a_part_that_no_table_shows_hides_nothing_more() -> None:
    table = one_way("T", "a", [3, 20], total=False)
    total = one_way("U", "b", [13, 20, 7])
    assert hidden_in(table, total) == {key(a="a0")}


def test_a_table_is_protected_from_one_that_shares_its_margin() -> None:
    tables = [
        two_way("T8", "a", "b", [[3, 20, 30], [25, 10, 35], [45, 55, 65]]),
        two_way("T9", "b", "c", [[70, 2, 1], [15, 40, 30], [60, 50, 20]]),
    ]
    counts = true_counts(*tables)
    assert narrowest(counts, hidden_in(*tables)) >= 6


def true_counts(*drafts: Draft) -> dict[Key, int]:
    return {
        name: int(draft.rows[row][column])  # type: ignore[arg-type]
        for draft in drafts
        for (row, column), name in draft.keys.items()
    }


def narrowest(counts: dict[Key, int], hiding: set[Key]) -> float:
    found = intervals(counts, relations_among(counts, THREE), hiding)
    return min(interval.width for interval in found.values())


def test_no_count_is_hidden_that_need_not_be() -> None:
    table = two_way("T", "a", "b", [[3, 20, 30], [25, 2, 35], [45, 55, 4]])
    counts = true_counts(table)
    found = hidden_in(table)
    for name in found - small_counts(counts, 6):
        assert narrowest(counts, found - {name}) < 6, name


def test_tables_in_a_ring_say_more_than_each_pair_of_them() -> None:
    by_b = two_way("T", "a", "b", [[8, 15], [20, 45]])
    others = [two_way("U", "b", "c", [[26, 2], [14, 46]]), two_way("V", "a", "c", [[20, 3], [20, 45]])]
    two = {dimension: values(dimension, 2) for dimension in "abc"}
    hiding = {name for name in by_b.keys.values() if len(name) == 2}
    alone, ring = (
        intervals(counts, relations_among(counts, two), hiding)[key(a="a0", b="b0")]
        for counts in (true_counts(by_b), true_counts(by_b, *others))
    )
    assert (alone.least, ring.least) == (1, 6)


# --- Counts that follow from others ---------------------------------------------------------------
NEED, GAP = key(what="need"), key(what="gap")
STARTED, CEASED, NET = (key(what=what) for what in ("started", "ceased", "net"))
NET_IS = Relation({NET: 1, STARTED: -1, CEASED: 1})


def row_of(counts: dict[Key, int]) -> Draft:
    """A table of one row, with a count in each column."""
    columns = [Column("Year", "label"), *(Column(dict(name)["what"], "count") for name in counts)]
    keys = {(0, column): name for column, name in enumerate(counts, start=1)}
    return drafted("T", columns, [["2019", *counts.values()]], keys)


def test_a_gap_that_would_give_a_small_need_back_is_hidden() -> None:
    table = row_of({NEED: 3, GAP: -7})
    ten_places = [Relation({NEED: 1, GAP: -1}, equals=10)]
    assert hidden_in(table, relations=ten_places, signed={GAP}) == {NEED, GAP}


def test_a_gap_of_nought_gives_a_small_need_back_too() -> None:
    table = row_of({NEED: 3, GAP: 0})
    three_places = [Relation({NEED: 1, GAP: -1}, equals=3)]
    assert hidden_in(table, relations=three_places, signed={GAP}) == {NEED, GAP}


def test_a_gap_of_a_need_that_is_not_small_is_shown() -> None:
    table = row_of({NEED: 80, GAP: 3})
    assert not hidden_in(table, relations=[Relation({NEED: 1, GAP: -1}, equals=77)], signed={GAP})


def test_a_net_change_is_hidden_rather_than_the_count_beside_a_small_one() -> None:
    table = row_of({STARTED: 3, CEASED: 30, NET: -27})
    assert hidden_in(table, relations=[NET_IS], signed={NET}) == {STARTED, NET}


def test_without_the_small_count_a_net_change_is_shown() -> None:
    assert not hidden_in(row_of({STARTED: 30, CEASED: 33, NET: -3}), relations=[NET_IS], signed={NET})


# --- Counts that are in print already -------------------------------------------------------------
def test_a_count_that_is_in_print_is_never_hidden() -> None:
    table = one_way("T", "a", [3, 20, 30])
    in_print = {key(a="a1"): "A strategy", key(): "A strategy"}
    assert hidden_in(table, exempt=in_print) == {key(a="a0"), key(a="a2")}


def test_a_small_count_that_is_in_print_is_shown_and_its_source_told() -> None:
    table = one_way("T", "a", [3, 20, 30])
    [told] = public([table], partitions=THREE, exempt={key(a="a0"): "The strategy of 2019"})
    assert told.rows == table.rows
    assert any("The strategy of 2019" in note for note in told.notes)


def test_a_small_count_that_print_gives_back_is_hidden_and_told() -> None:
    table = one_way("T", "a", [3, 20, 30])
    in_print = {key(a="a1"): "A strategy", key(a="a2"): "A strategy", key(): "A strategy"}
    [told] = public([table], partitions=THREE, exempt=in_print)
    assert [row[1] for row in told.rows] == ["c", 20, 30, 53]
    assert any("in print already" in note for note in told.notes)


def test_print_of_counts_that_are_shown_in_any_case_changes_nothing() -> None:
    table = two_way("T", "a", "b", [[3, 20, 30], [25, 10, 35], [45, 55, 65]])
    in_print = {key(): "A return", key(a="a2"): "A return", key(a="a2", b="b2"): "A return"}
    assert hidden_in(table, exempt=in_print) == hidden_in(table)


# --- What the attacker knows ----------------------------------------------------------------------
def test_a_hidden_count_is_known_to_be_at_least_one() -> None:
    counts = true_counts(one_way("T", "a", [3, 20, 30]))
    found = intervals(counts, relations_among(counts, THREE), {key(a="a0"), key(a="a1")})
    assert found == {key(a="a0"): Interval(1, 22), key(a="a1"): Interval(1, 22)}


def test_a_total_minus_its_other_parts_gives_a_count_back() -> None:
    counts = true_counts(one_way("T", "a", [3, 20, 30]))
    found = intervals(counts, relations_among(counts, THREE), {key(a="a0")})
    assert found == {key(a="a0"): Interval(3, 3)}


def test_a_count_that_nothing_is_known_of_has_no_upper_limit() -> None:
    assert intervals({key(a="a0"): 3}, (), {key(a="a0")}) == {key(a="a0"): Interval(1, None)}


def test_a_derived_count_has_no_limit_at_all() -> None:
    counts = {NEED: 3, GAP: -7}
    assert intervals(counts, (), {GAP}, signed={GAP}) == {GAP: Interval(None, None)}


@pytest.mark.parametrize("least", [3, 10])
def test_counts_that_do_not_add_up_are_refused(least: int) -> None:
    counts = {key(a="a0"): least, key(a="a1"): 20, key(a="a2"): 30, key(): 70}
    with pytest.raises(LawBrokenError, match="do not add up"):
        suppressed(counts, relations_among(counts, THREE), 6)


def test_parts_that_are_more_than_their_whole_are_refused() -> None:
    counts = {key(a="a0"): 3, key(a="a1"): 20, key(): 22}
    with pytest.raises(LawBrokenError, match="do not add up"):
        suppressed(counts, relations_among(counts, THREE), 6)
