"""Scores: worked by hand where they can be, and nominal in a world that the model's own law made."""

import numpy as np
import pandas as pd
import pytest
from test_backtest import SHAPE, SPREAD, made_panel

from sufficiency.record.backtest import FORECAST, METHODS, Judged, back_test, quantiles_of
from sufficiency.record.scores import EVERY, QUARTERS, bootstrap_coverage, scored, scores_table

ENSEMBLE = np.array([[90.0, 100.0, 105.0, 120.0]])


def judged(forecasts: list[float], actual: list[float], quantiles: np.ndarray | None = None) -> Judged:
    """One method's forecasts of so many authorities at one origin and horizon, made by hand."""
    central, happened = np.array(forecasts), np.array(actual)
    said = central[:, None] * np.linspace(0.8, 1.2, 1001) if quantiles is None else quantiles
    return Judged(
        FORECAST, 2016, 1, np.arange(len(central)), np.full(len(central), 100.0), central, happened, said
    )


def table_of(*found: Judged) -> pd.DataFrame:
    return scored(found, made_panel())


# --- By hand --------------------------------------------------------------------------------------
def test_errors_and_bias_of_three_forecasts_are_those_worked_by_hand() -> None:
    rows = table_of(judged([110.0, 90.0, 100.0], [100.0, 100.0, 80.0]))
    assert rows["error"].tolist() == pytest.approx([0.10, -0.10, 0.25])
    scores = scores_table(rows, seed=1).iloc[0]
    assert scores["forecasts"] == 3
    assert scores["mape"] == pytest.approx(0.15)
    assert scores["bias"] == pytest.approx(0.25 / 3)
    assert scores["national_change"] == pytest.approx(0.0)  # 100, 100 and 80 on a base of 100


@pytest.mark.parametrize("actual", [60.0, 90.0, 103.0, 150.0])
def test_crps_is_the_mean_distance_to_what_happened_less_half_the_mean_distance_within(
    actual: float,
) -> None:
    row = table_of(judged([103.0], [actual], ENSEMBLE)).iloc[0]
    to_actual = np.abs(ENSEMBLE - actual).mean()
    within = np.abs(ENSEMBLE.T - ENSEMBLE).mean()
    assert row["crps_children"] == pytest.approx(to_actual - within / 2)
    assert row["crps_share"] == pytest.approx(row["crps_children"] / 100)


@pytest.mark.parametrize(
    ("actual", "inside"),
    [(100.0, (True, True, True)), (112.0, (False, True, True)), (117.0, (False, False, True)),
     (119.9, (False, False, False)), (80.1, (False, False, False))],
)  # fmt: skip
def test_a_range_holds_what_lies_between_its_ends(actual: float, inside: tuple[bool, ...]) -> None:
    """A forecast of 100 that is flat from 80 to 120: half from 90 to 110, 80% from 84 to 116."""
    row = table_of(judged([100.0], [actual])).iloc[0]
    assert (row["p10"], row["p90"]) == pytest.approx((84.0, 116.0), abs=0.1)
    assert tuple(bool(row[f"inside_{level}"]) for level in (50, 80, 95)) == inside


# --- A world of the model's own -------------------------------------------------------------------
def own_world(forecasts: int = 12_000, years_ahead: int = 3) -> pd.DataFrame:
    """What happened is drawn from the very law that the ranges were made with."""
    rng = np.random.default_rng(7)
    base = np.exp(rng.uniform(np.log(200), np.log(1500), forecasts))
    population = base / 0.0065
    happened = base * np.exp(np.sqrt(SPREAD.at(years_ahead, base)) * rng.standard_t(5, forecasts))
    said = quantiles_of(base, base, population, years_ahead, SPREAD, SHAPE)
    place = np.arange(forecasts) % 40
    return table_of(Judged(FORECAST, 2016, years_ahead, place, base, base, happened, said))


@pytest.fixture(scope="module")
def own() -> pd.DataFrame:
    return own_world()


@pytest.mark.parametrize("level", [50, 80, 95])
def test_in_a_world_of_the_models_own_ranges_hold_as_often_as_they_say(own: pd.DataFrame, level: int) -> None:
    assert own[f"inside_{level}"].mean() == pytest.approx(level / 100, abs=0.012)


def test_in_a_world_of_the_models_own_another_spread_scores_worse(own: pd.DataFrame) -> None:
    base, happened = own["base"].to_numpy(), own["actual"].to_numpy()
    for times in (0.5, 2.0):
        other = type(SPREAD)(SPREAD.alpha * times**2, SPREAD.beta * times**2, SPREAD.gamma)
        said = quantiles_of(base, base, base / 0.0065, 3, other, SHAPE)
        worse = table_of(Judged(FORECAST, 2016, 3, np.arange(len(base)) % 40, base, base, happened, said))
        assert worse["crps_share"].mean() > own["crps_share"].mean()


# --- The table ------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    panel = made_panel()
    return scored(back_test(panel, [2014, 2015, 2016], [1, 2, 3], SHAPE), panel)


@pytest.fixture(scope="module")
def scores(rows: pd.DataFrame) -> pd.DataFrame:
    return scores_table(rows, seed=1)


@pytest.mark.parametrize("by", ["origin", "size", "region"])
def test_forecasts_of_the_groups_add_to_all(scores: pd.DataFrame, by: str) -> None:
    keys = ["method", "years_ahead"]
    parts = scores[scores["by"] == by].groupby(keys)["forecasts"].sum()
    whole = scores[scores["by"] == EVERY].set_index(keys)["forecasts"]
    assert parts.to_dict() == whole.to_dict()


def test_forecasts_of_the_years_ahead_add_to_all_of_them(scores: pd.DataFrame) -> None:
    keys = ["by", "group", "method"]
    parts = scores[scores["years_ahead"] != EVERY].groupby(keys)["forecasts"].sum()
    whole = scores[scores["years_ahead"] == EVERY].set_index(keys)["forecasts"]
    assert parts.to_dict() == whole.to_dict()


def test_a_score_of_all_is_the_mean_over_every_forecast(rows: pd.DataFrame, scores: pd.DataFrame) -> None:
    of_all = scores[(scores["by"] == EVERY) & (scores["years_ahead"] == EVERY)].set_index("method")
    for method in METHODS:
        own = rows[rows["method"] == method]
        assert of_all.loc[method, "mape"] == pytest.approx(own["absolute_error"].mean())
        assert of_all.loc[method, "coverage_80"] == pytest.approx(own["inside_80"].mean())


def test_quarters_are_of_authorities_by_children_at_the_origin_the_smallest_first(rows: pd.DataFrame) -> None:
    found = scores_table(rows[(rows["origin"] == 2016) & (rows["years_ahead"] == 1)], seed=1)
    sizes = found[(found["by"] == "size") & (found["method"] == FORECAST) & (found["years_ahead"] == EVERY)]
    assert sizes.set_index("group")["forecasts"].to_dict() == dict.fromkeys(QUARTERS, 10)


# --- The bootstrap --------------------------------------------------------------------------------
INSIDE = np.random.default_rng(3).random(400) < 0.8
AUTHORITIES = np.repeat([f"Borough {n}" for n in range(40)], 10)


def test_the_bootstrap_is_the_same_on_the_same_seed_and_another_on_another() -> None:
    one, same, other = (bootstrap_coverage(INSIDE, AUTHORITIES, seed) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_the_bootstrap_lies_about_what_was_seen() -> None:
    low, high = bootstrap_coverage(INSIDE, AUTHORITIES, 1)
    assert low < INSIDE.mean() < high


def test_forecasts_that_go_wrong_together_leave_coverage_less_certain() -> None:
    """Whole authorities are drawn again: 40 that are all right or all wrong are 40, and not 400."""
    together = np.repeat(np.random.default_rng(3).random(40) < 0.8, 10)
    apart_low, apart_high = bootstrap_coverage(INSIDE, AUTHORITIES, 1)
    low, high = bootstrap_coverage(together, AUTHORITIES, 1)
    assert high - low > 2 * (apart_high - apart_low)


def test_one_authority_alone_has_the_coverage_that_it_has() -> None:
    inside = np.array([True, True, True, False])
    assert bootstrap_coverage(inside, np.array(["Thurrock"] * 4), 1) == (0.75, 0.75)
