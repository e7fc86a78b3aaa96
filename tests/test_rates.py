"""Children looked after: the central path of each kind, and the range around it."""

import numpy as np
import pytest

from sufficiency.demand.rates import central_children, draw_children, population_index, squared_scale
from sufficiency.demand.shares import DriftingShare
from sufficiency.vocabulary import OTHER, UASC

STEADY = DriftingShare(UASC, 30 / 293, np.zeros(18))
SOURCE = {"source": "a test"}


def total(inputs, year):
    return float(central_children(inputs).sel(year=year).sum("stream"))


def uasc(inputs, year):
    return float(central_children(inputs).sel(year=year, stream=UASC))


def growth(inputs, year):
    return float(population_index(inputs).sel(year=year))


def test_hold_rate_grows_with_the_child_population(inputs) -> None:
    assert total(inputs, 2030) == pytest.approx(293 * growth(inputs, 2030))


def test_hold_count_keeps_every_child_count_as_it_is(scenario_inputs) -> None:
    children = central_children(scenario_inputs("hold-count"))
    assert (children.sel(stream=UASC) == 30).all()
    assert (children.sel(stream=OTHER) == 263).all()


def test_unaccompanied_children_are_held_at_their_rate_per_10000(inputs) -> None:
    assert uasc(inputs, 2024) == pytest.approx(30 * growth(inputs, 2024))


def test_a_target_for_all_children_is_met_while_unaccompanied_children_keep_their_rate(varied) -> None:
    inputs = varied(cla={"path": "converge", "to": "benchmark_rate/england/2018", "by": 2024, **SOURCE})
    population = 42_836 * growth(inputs, 2024)
    assert total(inputs, 2024) == pytest.approx(64 / 10_000 * population)
    assert uasc(inputs, 2024) == pytest.approx(30 * growth(inputs, 2024))


def test_a_rate_converges_in_a_straight_line_and_then_stays(varied) -> None:
    inputs = varied(cla={"path": "converge", "to": "benchmark_rate/england/2018", "by": 2023, **SOURCE})
    rates = [
        total(inputs, year) / growth(inputs, year) / 42_836 * 10_000 for year in (2019, 2021, 2023, 2030)
    ]
    assert rates == pytest.approx([68.4, (68.4 + 64) / 2, 64, 64], abs=0.01)


def test_a_change_of_other_children_leaves_unaccompanied_children_alone(scenario_inputs) -> None:
    inputs = scenario_inputs("early-help")
    assert uasc(inputs, 2024) == pytest.approx(30 * growth(inputs, 2024))
    others = total(inputs, 2024) - uasc(inputs, 2024)
    assert others == pytest.approx(263 * growth(inputs, 2024) * 0.98**5)


def test_a_change_of_all_children_moves_the_total(varied) -> None:
    inputs = varied(cla={"path": "change", "percent_a_year": -3.0, "from": 2021, "to": 2022, **SOURCE})
    assert total(inputs, 2020) == pytest.approx(293 * growth(inputs, 2020))
    assert total(inputs, 2021) == pytest.approx(293 * growth(inputs, 2021) * 0.97)
    assert total(inputs, 2030) == pytest.approx(293 * growth(inputs, 2030) * 0.97**2)


def test_an_own_table_of_rates_is_followed_in_straight_lines(varied) -> None:
    inputs = varied(cla={"path": "own", "rate_per_10k": {"2021": 70.0, "2025": 78.0}, **SOURCE})
    per_child = [total(inputs, y) / growth(inputs, y) / 42_836 * 10_000 for y in (2021, 2023, 2025, 2037)]
    assert per_child == pytest.approx([70, 74, 78, 78])


def test_an_own_table_of_unaccompanied_children_is_followed_in_straight_lines(varied) -> None:
    inputs = varied(uasc={"path": "own", "children": {"2021": 40.0, "2023": 20.0}, **SOURCE})
    assert [uasc(inputs, year) for year in (2019, 2020, 2021, 2022, 2037)] == pytest.approx(
        [30, 35, 40, 30, 20]
    )


# --- Joint: halfway between the count and the rate ------------------------------------------------
@pytest.mark.parametrize("growth_of", ["local", "england"])
def test_joint_lies_between_the_count_and_the_rate_held_in_every_year(varied, growth_of: str) -> None:
    count, joint, rate = (
        central_children(varied(population={"growth": growth_of}, cla={"path": path})).sum("stream").values
        for path in ("hold_count", "joint", "hold_rate")
    )
    assert joint[0] == count[0] == rate[0] == 293
    assert (np.minimum(count, rate) <= joint).all()
    assert (joint <= np.maximum(count, rate)).all()
    assert joint == pytest.approx(np.sqrt(count * rate))
    assert (count[1:] < joint[1:]).all()


def test_joint_is_of_all_children_and_unaccompanied_children_keep_their_own_path_inside_it(varied) -> None:
    inputs = varied(cla={"path": "joint"}, uasc={"path": "hold_count"})
    assert uasc(inputs, 2030) == pytest.approx(30)
    assert total(inputs, 2030) == pytest.approx(293 * np.sqrt(growth(inputs, 2030)))


def test_joint_falls_with_a_population_that_falls(varied) -> None:
    falling = {f"child_population_growth/local/{year}": -20.0 for year in (2024, 2028, 2033, 2037)}
    names = {figure.name for figure in varied().growth.values()}
    inputs = varied(
        cla={"path": "joint"}, figures={name: at for name, at in falling.items() if name in names}
    )
    assert growth(inputs, 2037) < 1
    assert 293 * growth(inputs, 2037) < total(inputs, 2037) < 293


# --- Unaccompanied children: a share held, or arrivals times a stay -------------------------------
CLA_PATHS = [
    {"path": "hold_rate"},
    {"path": "hold_count"},
    {"path": "joint"},
    {"path": "converge", "to": "benchmark_rate/england/2018", "by": 2024, **SOURCE},
    {"path": "change", "percent_a_year": -3.0, "from": 2020, "to": 2024, **SOURCE},
    {"path": "change", "percent_a_year": 2.0, "from": 2020, "to": 2024, "of": "other", **SOURCE},
    {"path": "trend", "series": "dfe_computed", "from": 2013, "to": 2019},
    {"path": "own", "rate_per_10k": {"2024": 50.0}, **SOURCE},
]


@pytest.mark.parametrize("cla", CLA_PATHS, ids=lambda path: f"{path['path']} {path.get('of', '')}".strip())
def test_a_share_held_is_the_same_in_every_year_whatever_path_all_children_take(varied, cla) -> None:
    children = central_children(varied(cla=cla, uasc={"path": "hold_share"}))
    share = children.sel(stream=UASC) / children.sum("stream")
    assert share.values == pytest.approx(30 / 293)


@pytest.mark.parametrize("cla", CLA_PATHS[:3], ids=lambda path: path["path"])
def test_holding_the_share_changes_nothing_of_the_total_on_a_path_of_all_children(varied, cla) -> None:
    one, other = (
        central_children(varied(cla=cla, uasc={"path": path})) for path in ("hold_share", "hold_rate")
    )
    assert one.sum("stream").values == pytest.approx(other.sum("stream").values)


def test_arrivals_times_their_stay_are_reached_in_a_straight_line_and_then_held(varied) -> None:
    """40 a year who stay 18 months each are 60 at any time."""
    inputs = varied(uasc={"path": "arrivals", "children_a_year": 40, "months": 18, "by": 2024, **SOURCE})
    assert [uasc(inputs, year) for year in (2019, 2024, 2025, 2037)] == pytest.approx([30, 60, 60, 60])
    assert uasc(inputs, 2021) == pytest.approx(30 + 2 / 5 * 30)


def test_no_arrivals_leave_nobody_by_their_year(varied) -> None:
    inputs = varied(uasc={"path": "arrivals", "children_a_year": 0, "months": 18, "by": 2022, **SOURCE})
    assert uasc(inputs, 2022) == 0
    assert total(inputs, 2022) == pytest.approx(263 * growth(inputs, 2022))


def test_arrivals_never_outnumber_all_children_on_a_path_of_all_children(varied) -> None:
    inputs = varied(
        cla={"path": "joint"},
        uasc={"path": "arrivals", "children_a_year": 400, "months": 12, "by": 2021, **SOURCE},
    )
    children = central_children(inputs).sel(year=2021)
    assert float(children.sel(stream=UASC)) == pytest.approx(293 * np.sqrt(growth(inputs, 2021)))
    assert float(children.sel(stream=OTHER)) == 0


def test_the_base_year_is_the_published_count_in_every_scenario(scenario_inputs) -> None:
    for name in ("rate-64", "damped-trend", "early-help", "growth-england", "hold-count"):
        children = central_children(scenario_inputs(name)).isel(year=0)
        assert children.values == pytest.approx([30, 263])


# --- The range ------------------------------------------------------------------------------------
def test_the_squared_scale_is_a_shared_part_and_a_part_that_shrinks_with_size(inputs) -> None:
    """As fitted on every authority's years to 2019 (decision 0018)."""
    horizons = np.array([1, 3, 5])
    expected = horizons**1.235 * (0.002173 + 0.7889 / 293)
    assert squared_scale(inputs, horizons) == pytest.approx(expected)


def test_beyond_the_back_test_the_yearly_growth_of_the_squared_scale_shrinks(inputs) -> None:
    steps = np.diff(squared_scale(inputs, np.arange(4, 19)))
    assert steps[1:] / steps[:-1] == pytest.approx(0.8)


def test_a_small_authority_is_less_certain_than_a_large_one(varied, inputs) -> None:
    larger = varied(
        figures={
            "cla_count/council/2019": 586,
            **{f"children_by_age/{band}": 2 * figure.value for band, figure in inputs.by_age.items()},
            **{f"children_by_placement/{name}": 2 * f.value for name, f in inputs.by_placement.items()},
            **{f"children_by_distance/{band}": 2 * f.value for band, f in inputs.by_distance.items()},
        }
    )
    one = np.array([1])
    assert squared_scale(larger, one)[0] < squared_scale(inputs, one)[0]


def test_the_range_is_never_a_poisson_band(inputs) -> None:
    children = draw_children(inputs, central_children(inputs), STEADY, 1, 1000)
    for year in (1, 5, 18):
        drawn = children.total[:, year]
        assert drawn.var() > 2 * drawn.mean()


def test_the_base_year_is_certain(inputs) -> None:
    children = draw_children(inputs, central_children(inputs), STEADY, 1, 50)
    assert (children.uasc[:, 0] == 30).all()
    assert (children.other[:, 0] == 263).all()


def test_total_and_unaccompanied_children_share_one_luck(inputs) -> None:
    children = draw_children(inputs, central_children(inputs), STEADY, 1, 500)
    assert np.corrcoef(children.total[:, 5], children.uasc[:, 5])[0, 1] > 0.98


def test_the_rate_stays_within_what_english_authorities_have_had(inputs) -> None:
    children = draw_children(inputs, central_children(inputs), STEADY, 1, 20_000)
    rates = children.total[:, 1:] / (42_836 * population_index(inputs).values[1:]) * 10_000
    assert rates.min() > 20 - 0.2  # whole children
    assert rates.max() < 200 + 0.2
    assert rates.max() > 199  # the limit is reached, or this would test nothing


def test_a_path_outside_those_limits_keeps_its_own_middle(varied) -> None:
    inputs = varied(cla={"path": "own", "rate_per_10k": {"2020": 10.0}, **SOURCE})
    central = central_children(inputs)
    children = draw_children(inputs, central, STEADY, 1, 401)
    assert np.median(children.total[:, 10]) == pytest.approx(float(central.isel(year=10).sum()), abs=1)


def test_a_lower_rate_has_no_more_children_of_either_stream_in_any_draw(varied, inputs) -> None:
    lower = varied(cla={"path": "change", "percent_a_year": -1.0, "from": 2021, "to": 2025, **SOURCE})
    one = draw_children(inputs, central_children(inputs), STEADY, 1, 2000)
    other = draw_children(lower, central_children(lower), STEADY, 1, 2000)
    assert (other.uasc <= one.uasc).all()
    assert (other.other <= one.other).all()
    assert (other.total < one.total).any()


def test_holding_the_count_has_no_more_children_of_either_stream_in_any_draw(scenario_inputs, inputs) -> None:
    """Hold-count lowers the rate of both streams while the population grows."""
    lower = scenario_inputs("hold-count")
    one = draw_children(inputs, central_children(inputs), STEADY, 1, 400)
    other = draw_children(lower, central_children(lower), STEADY, 1, 400)
    assert (other.other <= one.other).all()
