"""Suppressed cells: worked out where a published sum leaves one open, shared where it leaves more."""

from hypothesis import given
from hypothesis import strategies as st

from sufficiency.starter.suppressed import Filled, Whole, filled_cells, is_within


def test_a_published_cell_stays_as_it_is() -> None:
    assert filled_cells({"a": 7.0}, [Whole(("a",), 7)], {}) == {"a": Filled(7.0, "published")}


def test_the_only_cell_that_a_sum_leaves_open_is_known() -> None:
    filled = filled_cells({"a": 7.0, "b": None}, [Whole(("a", "b"), 10)], {})
    assert filled["b"] == Filled(3.0, "derived")


def test_a_smaller_sum_tells_what_the_whole_does_not() -> None:
    cells = {"near in": 7.0, "near out": None, "far in": None}
    wholes = [Whole(("near in", "near out"), 9), Whole(("near in", "near out", "far in"), 12)]
    filled = filled_cells(cells, wholes, {})
    assert {word: filled[word] for word in ("near out", "far in")} == {
        "near out": Filled(2.0, "derived"),
        "far in": Filled(3.0, "derived"),
    }


def test_cells_never_published_share_alike() -> None:
    filled = filled_cells({"a": None, "b": None}, [Whole(("a", "b"), 6)], {})
    assert filled == {"a": Filled(3.0, "assumed"), "b": Filled(3.0, "assumed")}


def test_cells_share_as_they_were_when_they_were_last_published() -> None:
    """Eight over adoption, six the year before, and two kinds of home never published: four, two and two."""
    cells = dict.fromkeys(("adoption", "schools", "other homes"))
    filled = filled_cells(cells, [Whole(tuple(cells), 8)], {"adoption": 6})
    assert {word: cell.value for word, cell in filled.items()} == {
        "adoption": 4, "schools": 2, "other homes": 2,
    }  # fmt: skip


def test_cells_of_which_nothing_is_left_are_known_to_be_empty() -> None:
    filled = filled_cells({"a": 5.0, "b": None, "c": None}, [Whole(("a", "b", "c"), 5)], {})
    assert filled["b"] == filled["c"] == Filled(0.0, "derived")


def test_a_sum_that_its_cells_exceed_is_not_whole() -> None:
    assert not is_within({"a": 7.0, "b": None}, 6)
    assert not is_within({"a": 7.0}, 8)
    assert is_within({"a": 7.0, "b": None}, 8)


@given(
    st.lists(st.integers(0, 400), min_size=2, max_size=8),
    st.data(),
)
def test_filled_cells_are_whole_children_that_add_to_the_whole(
    counts: list[int], data: st.DataObject
) -> None:
    words = [f"cell {at}" for at in range(len(counts))]
    hidden = data.draw(st.sets(st.sampled_from(words)))
    earlier = data.draw(st.dictionaries(st.sampled_from(words), st.integers(0, 50).map(float)))
    cells = {
        word: None if word in hidden else float(count) for word, count in zip(words, counts, strict=True)
    }
    filled = filled_cells(cells, [Whole(tuple(words), sum(counts))], earlier)
    assert sum(cell.value for cell in filled.values()) == sum(counts)
    assert all(cell.value >= 0 and cell.value.is_integer() for cell in filled.values())
