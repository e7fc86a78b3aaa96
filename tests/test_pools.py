"""Pools: providers alike stand together; places count from when they open, ramped, to when they end."""

from datetime import date

import numpy as np
import pytest

from sufficiency.providers.pools import Pool, Shares, Timing, cells_of, in_scopes, places_by_year, pooled
from sufficiency.providers.provider import AGES_OF_LOT, Provider
from sufficiency.vocabulary import IN_HOUSE, SCOPES, SECTORS

BASE_DATE = date(2019, 3, 31)
YEARS = range(2019, 2024)
MILES = ("inside_authority", "within_10_miles", "within_20_miles", "within_40_miles", "any")


def provider(
    name: str = "Example Homes A", lot: str = "residential", sector: str = "select_list", **changes: object
) -> Provider:
    """An invented provider 10 miles away, outside the authority, of which no number is recorded."""
    youngest, oldest = AGES_OF_LOT[lot]
    as_it_is = {
        "registered_places": None,
        "open_to_us_places": None,
        "filled_by_us_places": 0.0,
        "vacant_usable_places": None,
        "blocked_places": None,
        "care": None,
        "youngest_age": youngest,
        "oldest_age": oldest,
        "distance_miles": 10.0,
        "postcode": None,
        "inside_authority": False,
        "weekly_fee_gbp": None,
        "discount_share": None,
        "on_list_from": None,
        "on_list_to": None,
        "renewal_assumed": True,
        "opens_on": None,
        "slip_months": 0.0,
        "ramp_months": 0.0,
        "reopening_round": None,
        "usable_share": None,
        "as_at": BASE_DATE,
        "source": "a test",
        "kind": "assumed",
    }
    return Provider(name, lot, sector, **{**as_it_is, **changes})


def shares(open_to_us=1.0, usable=1.0, slip=1.0, draws: int = 1) -> Shares:
    """What is drawn of providers: a number for every draw alike, or one for each."""
    every = np.ones(draws)
    return Shares(every * open_to_us, dict.fromkeys(SECTORS, every * usable), every * slip)


def pool_of(*providers: Provider) -> Pool:
    """The one pool that providers make."""
    (pool,) = pooled(providers, SCOPES, BASE_DATE)
    return pool


def phase(timing: Timing, slip_share=1.0) -> list[float]:
    """The part of the places that there are in each year from 2019 to 2023, in one draw."""
    return list(timing.phase(YEARS, np.array([slip_share]))[:, 0])


# --- When places count ----------------------------------------------------------------------------
def test_places_without_dates_are_always_there() -> None:
    assert phase(Timing()) == [1, 1, 1, 1, 1]


def test_places_count_from_the_31_march_on_or_after_they_open() -> None:
    assert phase(Timing(starts=date(2021, 3, 31))) == [0, 0, 1, 1, 1]
    assert phase(Timing(starts=date(2021, 4, 1))) == [0, 0, 0, 1, 1]


def test_a_home_that_opens_in_2023_adds_nothing_in_2022() -> None:
    assert phase(Timing(starts=date(2022, 4, 1))) == [0, 0, 0, 0, 1]


def test_a_ramp_fills_up_in_a_straight_line_month_by_month() -> None:
    opens = Timing(starts=date(2020, 9, 30), ramp_months=24)
    assert phase(opens) == pytest.approx([0, 0, 0.25, 0.75, 1], abs=0.01)


def test_a_home_that_opens_on_31_march_with_a_ramp_is_empty_that_day() -> None:
    assert phase(Timing(starts=date(2020, 3, 31), ramp_months=12)) == [0, 0, 1, 1, 1]


def test_a_slip_that_comes_true_opens_a_home_later() -> None:
    opens = Timing(starts=date(2020, 3, 31), slip_months=12)
    assert phase(opens, slip_share=0.0) == [0, 1, 1, 1, 1]
    assert phase(opens, slip_share=1.0) == [0, 0, 1, 1, 1]


def test_each_draw_has_a_slip_of_its_own() -> None:
    opens = Timing(starts=date(2020, 3, 31), slip_months=12)
    both = opens.phase(YEARS, np.array([0.0, 1.0]))
    assert both.T.tolist() == [[0, 1, 1, 1, 1], [0, 0, 1, 1, 1]]


def test_a_ramp_begins_once_a_late_home_has_opened() -> None:
    opens = Timing(starts=date(2020, 3, 31), slip_months=6, ramp_months=12)
    assert phase(opens, slip_share=1.0) == pytest.approx([0, 0, 0.5, 1, 1])


def test_places_count_on_the_last_day_and_not_on_the_next() -> None:
    for end in ("lapses", "closes"):
        assert phase(Timing(**{end: date(2021, 3, 31)})) == [1, 1, 1, 0, 0]
        assert phase(Timing(**{end: date(2021, 3, 30)})) == [1, 1, 0, 0, 0]


def test_the_earlier_of_lapsing_and_closing_ends_them() -> None:
    assert phase(Timing(lapses=date(2022, 1, 1), closes=date(2020, 6, 1))) == [1, 1, 0, 0, 0]


def test_a_home_that_opens_and_closes_is_there_in_between() -> None:
    assert phase(Timing(starts=date(2020, 1, 1), closes=date(2021, 12, 31))) == [0, 1, 1, 0, 0]


# --- Where they stand -----------------------------------------------------------------------------
def test_a_provider_counts_in_every_scope_that_reaches_it() -> None:
    assert in_scopes(provider(distance_miles=10.0), MILES) == (0, 1, 1, 1, 1)
    assert in_scopes(provider(distance_miles=25.0), MILES) == (0, 0, 0, 1, 1)
    assert in_scopes(provider(distance_miles=60.0), MILES) == (0, 0, 0, 0, 1)


def test_a_provider_at_20_miles_is_within_20_and_one_just_beyond_is_not() -> None:
    assert in_scopes(provider(distance_miles=20.0), SCOPES) == (0, 1, 1)
    assert in_scopes(provider(distance_miles=20.1), SCOPES) == (0, 0, 1)


def test_a_provider_inside_the_authority_counts_there_and_as_far_as_its_miles_say() -> None:
    assert in_scopes(provider(inside_authority=True, distance_miles=3.0), MILES) == (1, 1, 1, 1, 1)


def test_a_provider_inside_whose_miles_are_not_recorded_is_within_20_and_not_within_10() -> None:
    assert in_scopes(provider(inside_authority=True, distance_miles=None), MILES) == (1, 0, 1, 1, 1)


def test_where_a_provider_stands_is_not_known_where_nobody_recorded_it() -> None:
    assert in_scopes(provider(inside_authority=None, distance_miles=None), MILES) is None


# --- Who stands together --------------------------------------------------------------------------
def test_providers_alike_in_all_that_matters_are_one_pool() -> None:
    names = ("Example Homes A", "Example Homes B", "Example Homes C")
    pool = pool_of(*(provider(name, vacant_usable_places=2.0, filled_by_us_places=1.0) for name in names))
    assert pool.providers == 3
    assert pool.filled_places == 3
    assert pool.spare_places(shares()) == pytest.approx([6])


def test_a_name_a_fee_and_a_source_do_not_matter_and_miles_only_by_scope() -> None:
    alike = (
        provider("Example Homes A", distance_miles=7.0, weekly_fee_gbp=4000.0, source="one"),
        provider("Example Homes B", distance_miles=12.0, weekly_fee_gbp=5000.0, source="another"),
    )
    assert pool_of(*alike).providers == 2


@pytest.mark.parametrize(
    "other",
    [
        {"lot": "supported_accommodation"},
        {"sector": "block"},
        {"distance_miles": 30.0},
        {"inside_authority": True},
        {"youngest_age": 8},
        {"oldest_age": 15},
        {"care": "complex"},
        {"filled_by_us_places": 1.0},
        {"vacant_usable_places": 0.0},
        {"open_to_us_places": 3.0},
        {"registered_places": 3.0},
        {"blocked_places": 1.0},
        {"usable_share": 0.9},
        {"opens_on": date(2020, 1, 1)},
        {"on_list_from": date(2020, 1, 1)},
        {"on_list_to": date(2021, 1, 1), "renewal_assumed": False},
        {"closes_on": date(2021, 1, 1)},
    ],
)
def test_providers_that_differ_in_what_matters_stand_apart(other: dict[str, object]) -> None:
    assert len(pooled([provider(), provider("Example Homes B", **other)], SCOPES, BASE_DATE)) == 2


def test_a_provider_open_already_and_one_renewed_need_no_dates() -> None:
    pool = pool_of(
        provider(opens_on=date(2018, 1, 1), on_list_from=date(2017, 1, 1), on_list_to=date(2020, 1, 1))
    )
    assert pool.timing == Timing()


def test_a_provider_who_opens_and_joins_later_counts_from_the_later_of_the_two() -> None:
    pool = pool_of(provider(opens_on=date(2020, 1, 1), on_list_from=date(2021, 4, 1)))
    assert pool.timing.starts == date(2021, 4, 1)


def test_a_provider_not_renewed_leaves_on_its_last_day() -> None:
    pool = pool_of(provider(on_list_to=date(2020, 9, 30), renewal_assumed=False))
    assert pool.timing == Timing(lapses=date(2020, 9, 30))


def test_those_who_wait_for_the_list_to_re_open_count_for_nothing() -> None:
    assert pooled([provider(reopening_round=2021, vacant_usable_places=3.0)], SCOPES, BASE_DATE) == []


def test_family_assessment_stands_beside_the_three_provisions() -> None:
    assert pooled([provider(lot="family_assessment", vacant_usable_places=3.0)], SCOPES, BASE_DATE) == []


def test_cells_come_in_one_order_whatever_the_order_of_the_file() -> None:
    rows = [provider(), provider("B", sector="block"), provider("C", lot="ifa", distance_miles=None)]
    assert cells_of(pooled(rows, SCOPES, BASE_DATE)) == cells_of(pooled(rows[::-1], SCOPES, BASE_DATE))


# --- How many places our children could use -------------------------------------------------------
def spare(drawn: Shares, **numbers: object) -> list[float]:
    return list(pool_of(provider(**numbers)).spare_places(drawn))


def test_places_stated_vacant_and_usable_are_taken_as_stated_whatever_is_drawn() -> None:
    everything = {"registered_places": 9.0, "open_to_us_places": 8.0, "vacant_usable_places": 2.0}
    assert spare(shares(open_to_us=0.1, usable=0.1), **everything) == [2]


def test_none_stated_vacant_is_none_and_not_unknown() -> None:
    assert spare(shares(), registered_places=9.0, vacant_usable_places=0.0) == [0]


def test_otherwise_spare_is_the_usable_part_of_what_is_open_to_us_less_what_is_filled_and_blocked() -> None:
    numbers = {"open_to_us_places": 10.0, "filled_by_us_places": 3.0, "blocked_places": 1.0}
    assert spare(shares(usable=0.8), **numbers) == pytest.approx([4])


def test_of_registered_places_only_the_share_open_to_us_is_ours_to_use() -> None:
    numbers = {"registered_places": 10.0, "filled_by_us_places": 1.0}
    assert spare(shares(open_to_us=0.5, usable=0.8), **numbers) == pytest.approx([3])


def test_places_open_to_us_where_stated_are_not_taken_from_those_registered() -> None:
    assert spare(shares(open_to_us=0.5), registered_places=10.0, open_to_us_places=6.0) == [6]


def test_a_provider_may_state_a_usable_share_of_its_own() -> None:
    assert spare(shares(usable=0.1), open_to_us_places=10.0, usable_share=0.9) == pytest.approx([9])


def test_a_provider_filled_beyond_its_usable_places_has_none_to_spare() -> None:
    assert spare(shares(usable=0.5), open_to_us_places=4.0, filled_by_us_places=4.0) == [0]


def test_where_no_number_of_places_is_recorded_there_is_none_to_spare() -> None:
    assert spare(shares(), filled_by_us_places=2.0) == [0]


def test_spot_has_no_place_to_spare_whatever_is_stated() -> None:
    assert spare(shares(), sector="spot", vacant_usable_places=3.0, registered_places=9.0) == [0]


def test_each_draw_has_one_usable_share_for_a_whole_sector_so_that_risk_is_not_averaged_away() -> None:
    usable = {**shares(draws=2).usable, IN_HOUSE: np.array([1.0, 1.0]), "block": np.array([0.5, 1.0])}
    drawn = Shares(np.ones(2), usable, np.ones(2))
    many = [provider(name, sector="block", open_to_us_places=4.0) for name in ("A", "B", "C")]
    assert pool_of(*many).spare_places(drawn) == pytest.approx([6, 12])
    assert pool_of(provider(sector="in_house", open_to_us_places=4.0)).spare_places(drawn).tolist() == [4, 4]


# --- Year by year ---------------------------------------------------------------------------------
def by_year(*rows: Provider, drawn: Shares | None = None) -> list[list[float]]:
    """Places of all cells together: year, draw."""
    pools = pooled(rows, SCOPES, BASE_DATE)
    total = places_by_year(pools, cells_of(pools), YEARS, drawn or shares()).sum(axis=0)
    return [list(year) for year in total]


def test_places_of_a_year_are_those_filled_and_those_spare_while_they_are_there() -> None:
    closing = provider(filled_by_us_places=2.0, vacant_usable_places=1.0, closes_on=date(2021, 3, 30))
    opening = provider("B", vacant_usable_places=4.0, opens_on=date(2022, 1, 1))
    assert by_year(closing, opening) == [[3], [3], [0], [4], [4]]


def test_pooling_changes_no_place_in_any_draw() -> None:
    """As many providers one by one as together."""
    drawn = shares(open_to_us=np.array([0.4, 0.6]), usable=np.array([0.7, 0.9]), draws=2)
    each = {"registered_places": 6.0, "opens_on": date(2020, 9, 30), "ramp_months": 12.0}
    together = np.array(by_year(*(provider(name, **each) for name in ("A", "B", "C")), drawn=drawn))
    assert together == pytest.approx(3 * np.array(by_year(provider(**each), drawn=drawn)))
