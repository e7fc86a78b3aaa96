"""What must hold of children in care to come, expected and drawn."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from test_cli import ROOT

from sufficiency.children.crosstab import HOMES
from sufficiency.episodes import stock
from sufficiency.episodes.bands import AT_16_TO_17, SUPPORTED_AT, Floats
from sufficiency.episodes.estimate import care_model
from sufficiency.episodes.model import CareModel, Children
from sufficiency.episodes.newcomers import newcomers
from sufficiency.episodes.stock import drawn_children, expected_children
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.vocabulary import AGE_BANDS, OTHER, STREAMS

YEARS = 4
OTHER_AT = STREAMS.index(OTHER)
DYING_COHORT = ROOT.parent / "shared" / "data" / "ssda903" / "five_yearly_returns_synthetic"


def level(years: int = YEARS, times: float = 1.0) -> Floats:
    """Starts at a multiple of the model's level in every year."""
    return np.full((len(STREAMS), years), times)


def drawn(
    model: CareModel,
    years: int = YEARS,
    times: float = 1.0,
    seed: int = 1,
    draws: int = 200,
    spread: float = 0.0,
) -> NDArray[np.int64]:
    """Whole children, with a spread of starts and of leaving that grows by so much a year."""
    variance = spread * np.arange(1, years + 1)
    found = drawn_children(model, years, level(years, times), variance, variance, seed, draws)
    return found.astype(np.int64)


# --- Expected -------------------------------------------------------------------------------------


def test_expected_children_have_year_stream_age_and_home(small: CareModel) -> None:
    found = expected_children(small, YEARS, level())
    assert found.shape == (YEARS, len(STREAMS), len(AGE_BANDS), len(HOMES))
    assert (found >= 0).all()


def test_the_mean_of_the_draws_comes_to_what_is_expected(model: CareModel) -> None:
    draws = 400
    expected = expected_children(model, YEARS, level())
    found = drawn(model.for_certain(), draws=draws)
    error = np.maximum(found.std(axis=-1), 0.05) / np.sqrt(draws)
    out = (found.mean(axis=-1) - expected) / error
    assert np.abs(out).max() < 5
    assert np.abs(out[expected > 1]).mean() < 1.1
    total = found.sum(axis=(1, 2, 3))
    assert (
        abs(total.mean(axis=-1) - expected.sum(axis=(1, 2, 3))) < 4 * total.std(axis=-1) / np.sqrt(draws)
    ).all()


def test_expected_starts_and_leavers_are_what_the_stock_changes_by(model: CareModel) -> None:
    after = expected_children(model, 1, level(1)).sum()
    assert model.base.sum() + model.starts_a_year.sum() - model.leaving_a_year == pytest.approx(after)
    assert 0 < model.leaving_a_year < model.base.sum()


def test_with_no_starts_everybody_is_gone_within_18_years(small: CareModel) -> None:
    found = expected_children(small, 18, level(18, 0.0)).sum(axis=(1, 2, 3))
    assert (np.diff(found) < 0).all()
    assert found[-1] == 0


def test_twice_the_starts_are_twice_the_children_who_have_come(small: CareModel) -> None:
    none, once, twice = (expected_children(small, YEARS, level(times=times)) for times in (0, 1, 2))
    assert twice - none == pytest.approx(2 * (once - none))


def test_a_year_of_more_starts_changes_no_year_before_it(small: CareModel) -> None:
    path = level()
    path[:, 2] = 3
    later, even = expected_children(small, YEARS, path), expected_children(small, YEARS, level())
    assert later[:2] == pytest.approx(even[:2])
    assert later[2].sum() > even[2].sum()


# --- Drawn: laws ----------------------------------------------------------------------------------


def test_nobody_under_16_is_in_supported_accommodation(model: CareModel) -> None:
    children = model.children
    wrongly = replace(model, children=replace(children, home=np.full_like(children.home, SUPPORTED_AT)))
    for found in (drawn(wrongly, draws=20), expected_children(wrongly, YEARS, level())):
        assert (found[:, :, :AT_16_TO_17, SUPPORTED_AT] == 0).all()


def test_everybody_of_16_and_over_is_gone_in_two_years(model: CareModel) -> None:
    children = model.children
    older = children.age_months >= 16 * 12
    columns = (children.stream, children.age_months, children.months_in_care, children.home)
    only = replace(model, children=Children(*(column[older] for column in columns)))
    found = drawn(only, years=2, times=0.0, draws=50).sum(axis=(1, 2, 3))
    assert (found[0] > 0).all()
    assert (found[1] == 0).all()
    assert expected_children(only, 2, level(2, 0.0))[1].sum() == 0


def test_children_grow_older(model: CareModel) -> None:
    babies = np.zeros(100, dtype=np.int64)
    only = replace(model, children=Children(babies + OTHER_AT, babies, babies, babies))
    found = drawn(only, times=0.0, draws=50).sum(axis=(1, 3))
    assert found[0, AGE_BANDS.index("under_1")].sum() == 0
    assert found[0, AGE_BANDS.index("1_to_4")].sum() > 0
    assert found[YEARS - 1, AGE_BANDS.index("5_to_9") :].sum() == 0


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(small: CareModel) -> None:
    once, again, other = (drawn(small, seed=seed, spread=0.02) for seed in (1, 1, 2))
    assert once.tobytes() == again.tobytes()
    assert once.tobytes() != other.tobytes()


def test_how_the_work_is_shared_out_changes_nothing(
    small: CareModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = drawn(small, spread=0.02)
    monkeypatch.setattr(stock, "ENTRIES_AT_A_TIME", 2000)
    assert drawn(small, spread=0.02).tobytes() == whole.tobytes()


def test_a_longer_horizon_leaves_the_years_before_it(small: CareModel) -> None:
    assert (drawn(small, years=2, spread=0.02) == drawn(small, spread=0.02)[:2]).all()


@settings(max_examples=8)
@given(fewer=st.floats(0, 2), more=st.floats(0, 1), seed=st.integers(0, 2**32))
def test_more_starts_never_give_fewer_children_anywhere(
    small: CareModel, fewer: float, more: float, seed: int
) -> None:
    low = drawn(small, times=fewer, seed=seed, draws=20, spread=0.03)
    high = drawn(small, times=fewer + more, seed=seed, draws=20, spread=0.03)
    # Whoever is there anyway is in the same home: more is more in every cell of every draw.
    assert (high >= low).all()


def test_a_child_more_changes_nobody_else(small: CareModel) -> None:
    children = small.children
    columns = (children.stream, children.age_months, children.months_in_care, children.home)
    one = Children(*(np.append(column, 0) for column in columns))
    more = drawn(replace(small, children=one), draws=50) - drawn(small, draws=50)
    assert (more >= 0).all()
    assert (more.sum(axis=(1, 2, 3)) <= 1).all()


def test_a_spread_of_leaving_alone_widens_the_stock(small: CareModel) -> None:
    variance, none = np.full(YEARS, 0.2), np.zeros(YEARS)
    moved = drawn_children(small, YEARS, level(), none, variance, 1, 200).sum(axis=(1, 2, 3))
    still = drawn_children(small, YEARS, level(), none, none, 1, 200).sum(axis=(1, 2, 3))
    assert moved.std(axis=-1)[0] > 1.2 * still.std(axis=-1)[0]


def test_homes_add_to_children_and_the_draws_are_whole(small: CareModel) -> None:
    found = drawn_children(small, YEARS, level(), np.zeros(YEARS), np.zeros(YEARS), 1, 50)
    assert found.dtype == np.int16
    assert found.shape == (YEARS, len(STREAMS), len(AGE_BANDS), len(HOMES), 50)
    assert (found >= 0).all()
    assert found.sum() > 0


def test_an_age_that_nobody_started_at_has_some_in_a_thousand_draws(small: CareModel) -> None:
    started_at_ten_alone = np.zeros_like(small.start_ages)
    started_at_ten_alone[OTHER_AT, 10] = 60
    started_at_ten_alone[1 - OTHER_AT, 16] = 10
    few = replace(small, start_ages=started_at_ten_alone + 1 / 18)
    found = drawn(few, years=1, times=5.0, draws=1000)
    came = found.sum(axis=(0, 1, 3, 4))
    assert (came > 0).all()


def test_the_more_years_differ_the_wider_the_stock_scatters(small: CareModel) -> None:
    still = drawn(small, draws=100).sum(axis=(1, 2, 3))
    moving = drawn(small, draws=100, spread=0.1).sum(axis=(1, 2, 3))
    assert (moving.std(axis=-1) > still.std(axis=-1)).all()


# --- Newcomers ------------------------------------------------------------------------------------


def test_how_many_start_is_poisson() -> None:
    means = np.array([0.0, 0.5, 3.0, 40.0])
    found = newcomers(np.repeat(means[None, :, None], 2, axis=0) * np.ones(4000), 1, 4000).counts
    for month, mean in enumerate(means):
        counts = found[month].astype(float)
        assert counts.mean() == pytest.approx(mean, abs=4 * np.sqrt(mean / 8000))
        assert counts.var() == pytest.approx(mean, rel=0.12)


def test_more_expected_let_in_the_same_children_and_those_next_in_line() -> None:
    few = newcomers(np.full((2, 12, 50), 3.0), 1, 50)
    many = newcomers(np.full((2, 12, 50), 6.0), 1, 50)
    for month in range(1, 13):
        own = few.key[(few.month == month) & (few.stream == 0)]
        assert (many.key[(many.month == month) & (many.stream == 0)][: len(own)] == own).all()
    assert (many.counts >= few.counts).all()


# --- A cohort that dies out -----------------------------------------------------------------------


@pytest.mark.skipif(not DYING_COHORT.is_dir(), reason="shared data absent")
def test_a_cohort_with_hardly_an_entry_left_still_gets_some() -> None:
    model = care_model(read_returns(Path(DYING_COHORT), from_postcodes=False), 2022)
    assert (model.starts_a_year > 0).all()
    gone = replace(model, starts=np.full(len(STREAMS), 0.5))
    found = drawn(gone, years=10, draws=300)
    assert found[-1].sum() > 0
