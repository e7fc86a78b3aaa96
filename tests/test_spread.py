"""A spread: how far something moves, by years ahead and by how many children there are."""

import numpy as np
import pytest

from sufficiency.chance.spread import LEVEL_YEARS, Spread, beyond_whole_children

SPREAD = Spread(alpha=0.002, beta=0.8, gamma=1.25)


def test_the_squared_scale_at_one_year_is_the_shared_part_and_the_local_part_over_the_children() -> None:
    assert SPREAD.one_year(400) == pytest.approx(0.002 + 0.8 / 400)
    assert SPREAD.at(1, 400) == pytest.approx(0.004)


def test_the_squared_scale_grows_with_the_years_to_the_power_gamma() -> None:
    assert SPREAD.at([1, 2, 5], 400) == pytest.approx([0.004, 0.004 * 2**1.25, 0.004 * 5**1.25])


def test_more_children_are_more_certain_and_never_more_so_than_the_shared_part() -> None:
    by_size = SPREAD.at(1, [50, 300, 2000, 1e12])
    assert (np.diff(by_size) < 0).all()
    assert by_size[-1] == pytest.approx(0.002)


def test_years_and_children_may_be_given_together_one_for_one() -> None:
    one, other = SPREAD.at([1, 3], [400, 100])
    assert one == pytest.approx(SPREAD.at(1, 400))
    assert other == pytest.approx(SPREAD.at(3, 100))


def test_damping_changes_nothing_within_the_years_that_were_tested() -> None:
    within = np.arange(1, 6)
    assert SPREAD.damped(within, 300, 5, 0.8) == pytest.approx(SPREAD.at(within, 300))


def test_beyond_the_years_tested_each_year_adds_a_part_of_what_the_one_before_added() -> None:
    steps = np.diff(SPREAD.damped(np.arange(4, 12), 300, 5, 0.8))
    assert steps[1:] / steps[:-1] == pytest.approx(0.8)


def test_undamped_each_later_year_adds_what_the_last_tested_one_did() -> None:
    steps = np.diff(SPREAD.damped(np.arange(4, 12), 300, 5, 1.0))
    assert steps == pytest.approx(steps[0])


def test_damping_to_nothing_stops_at_the_last_year_tested() -> None:
    later = SPREAD.damped(np.arange(5, 12), 300, 5, 0.0)
    assert later == pytest.approx(float(SPREAD.at(5, 300)))


def test_a_spread_is_made_from_its_parts_by_name() -> None:
    assert Spread.of({"gamma": 1.25, "alpha": 0.002, "beta": 0.8, "a note": 9.0}) == SPREAD


# --- What a model that draws whole children adds --------------------------------------------------
YEARS_AHEAD = np.arange(1, 9)


def test_poisson_noise_of_the_year_and_of_the_level_is_taken_off() -> None:
    whole_children = 1 / 120 + 1 / 120 / LEVEL_YEARS
    beyond = beyond_whole_children(Spread(0.02, 2.7, 0.4), YEARS_AHEAD, 120)
    assert beyond[0] == pytest.approx(0.02 + 2.7 / 120 - whole_children)
    assert beyond[4] == pytest.approx(5**0.4 * (0.02 + 2.7 / 120) - whole_children)


def test_what_moves_no_further_than_poisson_noise_adds_nothing() -> None:
    assert beyond_whole_children(Spread(0.0, 1.0, 0.1), YEARS_AHEAD, 50)[0] == 0


@pytest.mark.parametrize(
    "spread", [Spread(0.02, 2.7, 0.4), Spread(0.015, 0.5, 0.5), Spread(0.001, 0.1, -0.3)]
)
@pytest.mark.parametrize("yearly", [0, 3, 40, 120, 5000])
def test_it_is_never_negative_and_never_less_in_a_later_year(spread: Spread, yearly: float) -> None:
    beyond = beyond_whole_children(spread, YEARS_AHEAD, yearly)
    assert (beyond >= 0).all()
    assert (np.diff(beyond) >= 0).all()


def test_it_is_level_beyond_the_years_that_were_back_tested() -> None:
    beyond = beyond_whole_children(Spread(0.02, 2.7, 0.4), YEARS_AHEAD, 120)
    assert (np.diff(beyond[:5]) > 0).all()
    assert beyond[5:].tolist() == [beyond[4]] * 3


def test_a_handful_of_children_is_taken_as_the_fewest_that_a_fit_has() -> None:
    few, least = (beyond_whole_children(Spread(0.02, 2.7, 0.4), YEARS_AHEAD, each) for each in (0.5, 10))
    assert few.tolist() == least.tolist()
