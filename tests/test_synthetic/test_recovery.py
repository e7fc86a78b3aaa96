"""Whoever estimates the process from the written returns finds the parameters that `truth.csv` states."""

import numpy as np
import pandas as pd
import pytest

from sufficiency.synthetic.assumed import BAND_STARTS_DAYS, DURATION_BANDS
from sufficiency.synthetic.days import day_of
from sufficiency.vocabulary import AGE_BANDS, AGES_OF_BAND

YEARS = range(2015, 2024)
FOR_EVER = pd.Timestamp(2100, 1, 1)


def stated(truth: pd.DataFrame, measure: str) -> pd.Series:
    """A measure of `truth.csv` by category, or by category and year."""
    own = truth[truth["measure"] == measure]
    by_year = own["year"].notna().any()
    return own.set_index(["category", "year"] if by_year else "category")["value"]


def spells(episodes: pd.DataFrame, by: str) -> pd.DataFrame:
    """Several episodes as one, by a number of theirs: the first of each, with how the last of them ends."""
    first = episodes.drop_duplicates(by).set_index(by)
    last = episodes.drop_duplicates(by, keep="last").set_index(by)
    return first.assign(start=first["DECOM"], end=last["DEC"], REC=last["REC"])


@pytest.fixture(scope="module")
def periods(once: pd.DataFrame) -> pd.DataFrame:
    """Periods of care of other children: first day, last day, and whether it was seen to end."""
    others = once[~once["UASC"] & ~once["SHORT_BREAK"]].copy()
    first = others["CHILD"] != others["CHILD"].shift()
    others["PERIOD"] = ((others["RNE"] == "S") | first).cumsum()
    found = spells(others, "PERIOD")
    # Those in care on the first day came as the returns do not say: their time in care is not known.
    return found[found["RNE"] == "S"]


def days(dates: pd.Series) -> np.ndarray:
    """Dates as whole numbers of days."""
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


@pytest.fixture(scope="module")
def cells(periods: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Leaving before 18, observed and expected, by time in care and age: occurrence over exposure."""
    hazards, factors = stated(truth, "exit_hazard_a_year"), stated(truth, "exit_factor")
    start, end = days(periods["start"]), days(periods["end"].fillna(FOR_EVER))
    birthdays = [days(periods["DOB"] + pd.DateOffset(years=age)) for age in range(19)]
    left = np.where(end < birthdays[18], end, -1)
    rows = []
    for at, band in enumerate(DURATION_BANDS):
        from_day, to_day = start + BAND_STARTS_DAYS[at], start + (*BAND_STARTS_DAYS, 36_500)[at + 1]
        for age_band in AGE_BANDS:
            youngest, oldest = AGES_OF_BAND[age_band]
            here = np.maximum(from_day, birthdays[youngest]), np.minimum(to_day, birthdays[oldest + 1])
            for year in YEARS:
                low = np.maximum(here[0], day_of(year - 1, 4, 1))
                high = np.minimum(here[1], day_of(year, 4, 1))
                years = np.clip(np.minimum(high, end) - low, 0, None).sum() / 365.25
                seen = ((left > low) & (left <= high)).sum()
                hazard = hazards[f"other {band} {age_band}"] * factors["other", year]
                rows.append((band, age_band, years, seen, years * hazard))
    found = pd.DataFrame(rows, columns=["duration", "age", "years", "left", "expected"])
    return found.groupby(["duration", "age"], sort=False)[["years", "left", "expected"]].sum()


def test_the_hazards_of_leaving_are_found_within_their_intervals(cells: pd.DataFrame) -> None:
    judged = cells[cells["expected"] >= 20]
    out = (judged["left"] - judged["expected"]) / np.sqrt(judged["expected"])
    assert len(judged) >= 15
    assert (out.abs() < 4).all()
    assert (out.abs() < 1.96).mean() > 0.8


def test_leaving_in_all_is_as_often_as_stated(cells: pd.DataFrame) -> None:
    assert cells["left"].sum() == pytest.approx(cells["expected"].sum(), rel=0.04)


def test_entries_by_age_are_found_within_their_intervals(periods: pd.DataFrame, truth: pd.DataFrame) -> None:
    came = periods[periods["start"] >= pd.Timestamp(YEARS[0] - 1, 4, 1)]
    age = (came["start"] - came["DOB"]).dt.days / 365.25
    seen = pd.cut(age, [-1, 1, 5, 10, 16, 19], labels=AGE_BANDS, right=False).value_counts()
    expected = stated(truth, "entries")
    for band in AGE_BANDS:
        mean = sum(expected[f"other {band}", year] for year in YEARS)
        assert abs(seen[band] - mean) < 4 * np.sqrt(mean), band


def test_who_comes_back_is_found_within_its_interval(periods: pd.DataFrame, truth: pd.DataFrame) -> None:
    ordered = periods.sort_values(["CHILD", "start"])
    left = ordered["end"] < ordered["DOB"] + pd.DateOffset(years=18)
    young = (ordered["end"] < ordered["DOB"] + pd.DateOffset(years=12)) & (
        ordered["end"] < pd.Timestamp(YEARS[-1] - 4, 4, 1)
    )  # with five years to come back in
    again = ordered.groupby("CHILD")["start"].shift(-1).notna()
    share = stated(truth, "return_share")["other"]
    count = int((left & young).sum())
    assert count > 500
    assert abs(again[left & young].sum() - count * share) < 4 * np.sqrt(count * share)


def test_moves_are_found_within_their_intervals(once: pd.DataFrame, truth: pd.DataFrame) -> None:
    others = once[~once["UASC"] & ~once["SHORT_BREAK"] & ~once["PLACE"].str.startswith("T")].copy()
    follows = others["CHILD"].eq(others["CHILD"].shift()) & (others["RNE"] != "S")
    same_home = follows & others["PL_POST"].eq(others["PL_POST"].shift())
    others["HOME"] = (~same_home).cumsum()
    homes = spells(others, "HOME")
    first, last = pd.Timestamp(YEARS[0] - 1, 4, 1), pd.Timestamp(YEARS[-1], 4, 1)
    days = (homes["end"].fillna(last).clip(upper=last) - homes["start"].clip(lower=first)).dt.days
    moved = (homes["REC"] == "X1") & homes["end"].notna()
    rates = stated(truth, "move_rate_a_year")
    for kind, codes in {"fostering": "U[456]", "kinship": "U[123]", "residential": "K2|S1|R1",
                        "supported_16_plus": "H5|P2"}.items():  # fmt: skip
        own = homes["PLACE"].str.fullmatch(codes)
        expected = days[own].sum() / 365.25 * rates[f"other {kind}"]
        assert abs(moved[own].sum() - expected) < 4 * np.sqrt(expected), kind


def test_what_is_stated_as_drawn_is_what_the_returns_hold(
    episodes: pd.DataFrame, truth: pd.DataFrame
) -> None:
    looked_after = episodes[episodes["DEC"].isna() & ~episodes["SHORT_BREAK"]]
    drawn = truth[truth["kind"] == "drawn"].set_index(["measure", "year"])["value"]
    for year in YEARS:
        assert (looked_after["YEAR"] == year).sum() == drawn["stock", year]


def test_every_figure_of_the_truth_has_a_unit_and_a_kind(truth: pd.DataFrame) -> None:
    assert truth[["measure", "value", "unit", "kind"]].notna().all(axis=None)
    assert set(truth["kind"]) == {"parameter", "expected", "published", "drawn"}
    assert not truth.duplicated(["measure", "category", "year", "kind"]).any()


def test_shares_of_the_truth_add_up(truth: pd.DataFrame) -> None:
    shares = stated(truth, "entry_age_share")
    assert shares[shares.index.str.startswith("other")].sum() == pytest.approx(1)
    distance = stated(truth, "distance_share")
    fostering = distance[distance.index.str.startswith("other fostering ")]
    assert fostering.sum() == pytest.approx(1)
