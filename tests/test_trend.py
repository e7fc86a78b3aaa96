"""A damped trend: fitted to the authority's own history, used as change from the fitted base level."""

import numpy as np
import pytest

from sufficiency.children.trend import DAMPING_RANGE, DampedTrend, fit_damped_trend
from sufficiency.demand.rates import central_children, fitted_trend, population_index

FADING = DampedTrend(2010, 2019, 70.0, 0.05, 0.9)


def test_only_change_from_the_fitted_level_is_used() -> None:
    assert FADING.multiples(np.array([2015, 2019])) == pytest.approx([1, 1])


def test_each_years_change_is_the_last_years_damped() -> None:
    steps = np.diff(np.log(FADING.multiples(np.arange(2019, 2025))))
    assert steps[0] == pytest.approx(0.05 * 0.9)
    assert steps[1:] / steps[:-1] == pytest.approx(0.9)


def test_a_damped_trend_comes_to_rest() -> None:
    ahead = FADING.multiples(np.array([2219, 2319]))
    assert ahead[0] == pytest.approx(ahead[1])
    assert ahead[1] == pytest.approx(np.exp(0.05 * 9))


def test_steady_growth_is_found_and_fades() -> None:
    trend = fit_damped_trend({year: 60 * 1.03 ** (year - 2010) for year in range(2010, 2020)})
    assert trend.level_per_10k == pytest.approx(60 * 1.03**9, rel=0.001)
    assert trend.yearly_change == pytest.approx(np.log(1.03), rel=0.01)
    assert DAMPING_RANGE[0] <= trend.damping <= DAMPING_RANGE[1]


def test_a_level_series_has_no_trend() -> None:
    trend = fit_damped_trend(dict.fromkeys(range(2010, 2020), 60.0))
    assert trend.multiples(np.array([2037]))[0] == pytest.approx(1)


def test_the_trend_of_the_scenario_reads_2013_to_2019_and_nothing_later(scenario_inputs) -> None:
    inputs = scenario_inputs("damped-trend")
    assert list(inputs.trend_rates) == list(range(2013, 2020))
    assert fitted_trend(inputs).last_year == 2019


def test_the_trend_multiplies_the_base_count(scenario_inputs) -> None:
    inputs = scenario_inputs("damped-trend")
    children = central_children(inputs).sum("stream")
    expected = 293 * population_index(inputs) * fitted_trend(inputs).multiples(np.arange(2019, 2038))
    assert children.values == pytest.approx(expected.values)
    assert float(children[0]) == pytest.approx(293)


def test_the_trend_says_in_a_sentence_what_it_did() -> None:
    told = FADING.told()
    assert "70.0 per 10,000 in 2019" in told
    assert "+56.8% in the end" in told
