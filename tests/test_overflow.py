"""Overflow: Erlang's loss for in-house and block, and usable places set so that the split comes out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_listed_supply import with_list
from test_pools import provider

from sufficiency.forecast import run
from sufficiency.supply.overflow import overflow, share_elsewhere, usable_places
from sufficiency.tables.supply import overflow_table
from sufficiency.vocabulary import PROVISIONS

SOURCE = {"source": "a test"}
needs = st.floats(0.1, 400)
laws = settings(max_examples=100, deadline=None, derandomize=True)


def share(need: float, places: float) -> float:
    return float(share_elsewhere(np.array([need]), np.array([places]))[0])


def usable(need: float, filled: float) -> float:
    return float(usable_places(np.array([need]), np.array([filled]))[0])


def by_recursion(need: float, places: int) -> float:
    """Erlang's loss formula place by place: B(0) = 1, B(c) = a B(c-1) / (c + a B(c-1))."""
    share_so_far = 1.0
    for c in range(1, places + 1):
        share_so_far = need * share_so_far / (c + need * share_so_far)
    return share_so_far


# --- The formula ----------------------------------------------------------------------------------
def test_a_need_of_two_children_finds_three_places_taken_one_time_in_five() -> None:
    assert share(2, 3) == pytest.approx(0.2105, abs=5e-5)


def test_a_need_of_eight_children_finds_ten_places_taken_one_time_in_eight() -> None:
    assert share(8, 10) == pytest.approx(0.1217, abs=5e-5)


def test_a_large_pool_loses_less_of_the_same_load() -> None:
    """Places pooled are worth more than places apart."""
    assert share(80, 100) < share(8, 10) < share(0.8, 1)


def test_without_places_everybody_is_placed_elsewhere_and_without_need_nobody() -> None:
    assert share(5, 0) == pytest.approx(1)
    assert share(0, 0) == 0
    assert share(0, 5) == 0


@laws
@given(need=needs, places=st.integers(0, 300))
def test_at_whole_places_the_formula_is_erlangs_own(need: float, places: int) -> None:
    assert share(need, places) == pytest.approx(by_recursion(need, places), rel=1e-6, abs=1e-12)


@laws
@given(need=needs, places=st.floats(0, 300), more=st.floats(0, 20))
def test_more_places_never_place_more_elsewhere(need: float, places: float, more: float) -> None:
    assert share(need, places + more) <= share(need, places) + 1e-9


@laws
@given(need=needs, places=st.floats(0, 300), more=st.floats(0, 50))
def test_more_need_never_places_a_smaller_share_elsewhere(need: float, places: float, more: float) -> None:
    assert share(need + more, places) >= share(need, places) - 1e-9


@laws
@given(need=needs, places=st.floats(0, 300))
def test_it_is_a_share_and_no_more_live_in_a_pool_than_it_has_places(need: float, places: float) -> None:
    elsewhere = share(need, places)
    assert 0 <= elsewhere <= 1
    assert need * (1 - elsewhere) <= places + 1e-6


def test_need_far_beyond_the_places_fills_every_one() -> None:
    for places in (0.0, 3.0, 250.0):
        assert 5000 * (1 - share(5000, places)) == pytest.approx(places, rel=0.06)


# --- Usable places --------------------------------------------------------------------------------
@laws
@given(need=needs, part=st.floats(0.01, 0.998))
def test_usable_places_give_the_base_years_split_back(need: float, part: float) -> None:
    filled = need * part
    assert need * (1 - share(need, usable(need, filled))) == pytest.approx(filled, rel=1e-4, abs=1e-3)


@laws
@given(need=needs, part=st.floats(0.01, 1.0))
def test_usable_places_are_never_fewer_than_are_filled(need: float, part: float) -> None:
    met = min(part, 0.999)
    assert usable(need, need * part) >= need * met - 1e-6


def test_a_pool_that_nobody_lives_in_has_no_usable_place() -> None:
    assert usable(40, 0) == 0


def test_where_all_need_is_met_the_pool_is_large_enough_for_all_but_one_child_in_a_thousand() -> None:
    assert share(40, usable(40, 40)) == pytest.approx(0.001, rel=0.01)


# --- Year by year ---------------------------------------------------------------------------------
def in_years(need: list[float], filled: float, gained: list[float]) -> list[float]:
    """The share placed elsewhere in each year, in one draw."""
    by_year = overflow(np.array(need)[:, None], np.array([filled]), np.array(gained)[:, None])
    return list(by_year[:, 0])


def test_in_the_base_year_as_many_are_elsewhere_as_are_and_so_after_if_nothing_changes() -> None:
    assert in_years([196, 196, 196], 96, [0, 0, 0]) == pytest.approx([100 / 196] * 3, abs=1e-6)


def test_more_need_overflows_and_more_places_take_it_back() -> None:
    now, more_need, more_places = in_years([20, 25, 25], 16, [0, 0, 6])
    assert more_need > now
    assert more_places < more_need


def test_a_part_of_a_place_takes_no_child() -> None:
    whole, part, none = in_years([20, 20, 20, 20], 16, [0, 1, 1.9, 0.9])[1:]
    assert part == whole
    assert none > whole


def test_a_place_gained_in_many_small_parts_is_a_whole_place() -> None:
    """A sum that is short of a whole only by how numbers are stored is whole."""
    tenths = sum([0.1] * 10)
    assert tenths < 1
    assert in_years([20, 20], 16, [0, tenths]) == in_years([20, 20], 16, [0, 1])


def test_a_part_of_a_place_lost_is_not_lost() -> None:
    by_year = in_years([20, 20, 20], 16, [0, -0.9, -1])
    assert by_year[1] == by_year[0]
    assert by_year[2] > by_year[0]


def test_more_places_lost_than_can_be_used_leave_none() -> None:
    assert in_years([20, 20], 16, [0, -500])[1] == 1


@laws
@given(
    need=st.lists(needs, min_size=3, max_size=3),
    part=st.floats(0.01, 0.99),
    gained=st.lists(st.floats(-20, 20), min_size=2, max_size=2),
    more=st.floats(0, 10),
)
def test_gaining_more_never_places_more_elsewhere(need, part, gained, more) -> None:
    fewer = in_years(need, need[0] * part, [0, *gained])
    greater = in_years(need, need[0] * part, [0, *(each + more for each in gained)])
    assert all(one <= other + 1e-9 for one, other in zip(greater, fewer, strict=True))


# --- The table ------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def tables_of(loaded):
    """The table of overflow by year, provision and sector, with a list and some keys changed."""

    def table(*rows, **changes: object):
        forecast = run(with_list(loaded, *rows, **changes), draws=20, seed=1)
        return overflow_table(forecast).set_index(["year", "provision", "sector"])

    return table


def test_the_table_begins_with_the_base_years_own_split(tables_of) -> None:
    """Of 196 fostered children 100 are not with our own carers."""
    first = tables_of().loc[2019, "fostering", "in_house"]
    assert first["central"] == pytest.approx(100 * 100 / 196, abs=0.01)


def test_the_table_is_of_closed_pools_alone_and_blank_where_nobody_lived_in_one(tables_of) -> None:
    table = tables_of(provider(sector="block", filled_by_us_places=5.0))
    assert set(table.index.get_level_values("sector")) == {"in_house", "block"}
    assert set(table.index.get_level_values("provision")) == set(PROVISIONS)
    known = {(provision, sector) for _, provision, sector in table.dropna().index}
    assert known == {("fostering", "in_house"), ("residential", "block")}


def test_households_recruited_take_children_back(tables_of) -> None:
    recruited = {"net_a_year": 20.0, "from": 2020, "to": 2022, "delivery": "in_full", **SOURCE}
    as_it_is, more = tables_of(), tables_of(households=recruited)
    cell = (2023, "fostering", "in_house")
    assert more.loc[cell, "central"] < as_it_is.loc[cell, "central"] - 20
    assert (more["central"].dropna() <= as_it_is["central"].dropna() + 1e-9).all()
