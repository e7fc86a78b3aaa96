"""Cost in a whole run: what was published comes back, and the two bases are never mixed."""

from dataclasses import replace

import numpy as np
import pytest
from returned_spend import returned_spend

from sufficiency.costs.cost import FEE, FULL
from sufficiency.forecast import run
from sufficiency.inputs.assumptions import central_values, drawn_values
from sufficiency.sentences.supply import cost_sentences
from sufficiency.tables.run import tables_of
from sufficiency.words import in_millions

PUBLISHED = {"in_house_fostering": 2_834_227, "ifa": 3_526_908, "residential": 3_887_113}
BEDS = {"provision": "residential", "sector": "block", "scope": "within_20_miles", "places": 20.0,
        "from": 2020, "source": "a test"}  # fmt: skip


def returned(forecast, living, values) -> dict[str, np.ndarray]:
    spend = returned_spend(forecast.inputs.costs, values, living.spending.fee)
    return {name: pounds.values for name, pounds in spend.items()}


@pytest.mark.parametrize("name", ["thurrock-2019", "households", "half-inside"])
def test_the_three_spends_published_for_2018_19_come_back_from_a_run(scenario_forecast, name: str) -> None:
    forecast = scenario_forecast(name)
    central = returned(forecast, forecast.central_living, central_values(forecast.inputs))
    drawn = returned(forecast, forecast.living, drawn_values(forecast.inputs, forecast.seed, forecast.draws))
    assert set(central) == set(drawn) == set(PUBLISHED)
    for payer, pounds in PUBLISHED.items():
        assert central[payer] == pytest.approx(pounds, rel=0.01)
        assert drawn[payer] == pytest.approx(pounds, rel=0.01)


def test_each_row_of_cost_is_of_one_basis_and_its_total_of_that_basis_alone(tables) -> None:
    cost = tables["cost"]
    assert set(cost["basis"]) == {FEE, FULL}
    parts = {
        FEE: [("fostering", "all"), ("kinship", "in_house"), ("residential", "all"),
              ("supported_16_plus", "all")],
        FULL: [("fostering_and_kinship", "all"), ("residential", "all"), ("supported_16_plus", "all")],
    }  # fmt: skip
    for basis, of_basis in parts.items():
        by_row = cost[cost["basis"] == basis].set_index(["placement", "sector", "year"])["spend_central"]
        by_row = by_row.sort_index()
        added = sum(by_row.loc[part].fillna(np.inf) for part in of_basis)
        whole = by_row.loc["all", "all"].fillna(np.inf)
        assert np.allclose(added, whole)


def test_full_unit_cost_is_blank_where_section_251_has_none_and_never_a_fee(tables) -> None:
    full = tables["cost"][tables["cost"]["basis"] == FULL]
    supported = full[full["placement"] == "supported_16_plus"]
    assert supported[["weekly_gbp", "spend_central", "spend_p10", "spend_p90"]].isna().all(axis=None)
    base = full[(full["year"] == 2019)].set_index("placement")["weekly_gbp"]
    assert (base["fostering_and_kinship"], base["residential"]) == (780, 3065)


def test_children_paid_for_are_those_who_live_there(tables) -> None:
    cost = tables["cost"]
    base = cost[(cost["year"] == 2019) & (cost["basis"] == FEE) & (cost["sector"] == "all")]
    children = base.set_index("placement")["children_average"]
    assert children[["fostering", "residential", "supported_16_plus"]].tolist() == pytest.approx(
        [196, 25, 31]
    )
    assert children["all"] == pytest.approx(252 + 22)


def test_empty_beds_of_a_block_are_paid_for_and_a_block_that_is_not_there_is_not(varied, tables) -> None:
    """Of 25 residential children 55 in a hundred are released in a year: too few for twenty beds."""
    forecast = run(varied(horizon=2021, places={"beds": BEDS}), draws=5, seed=1)
    spending = forecast.central_living.spending.fee
    void = spending.spend.sel(sector="block_void", placement="residential").isel(draw=0)
    lived_in = spending.children.sel(sector="block", placement="residential").isel(draw=0)
    weekly = spending.weekly.sel(sector="block", placement="residential").isel(draw=0)
    assert float(void.sel(year=2019)) == 0
    assert 5 < float(lived_in.sel(year=2020)) < 10  # the mean of none and of those who have come
    empty = 10 - float(lived_in.sel(year=2020))
    assert float(void.sel(year=2020)) == pytest.approx(empty * float(weekly.sel(year=2020)) * 366 / 7)
    assert "block_void" in set(tables_of(forecast)["cost"]["sector"])
    assert "block_void" not in set(tables["cost"]["sector"])


def test_the_screen_says_what_fees_come_to_now_and_in_five_years(forecast, tables) -> None:
    now_and_then, *_ = said = cost_sentences(forecast, tables["cost"])
    fees = tables["cost"][tables["cost"]["basis"] == FEE].set_index(["placement", "sector", "year"])
    whole = fees.sort_index().loc[("all", "all")]["spend_central"]
    assert in_millions(whole[2019]) in now_and_then
    assert in_millions(whole[2024]) in now_and_then
    assert any("Spot purchase for want of places costs about £" in line for line in said)


def test_the_central_path_and_the_draws_cost_the_same_together_as_apart(forecast) -> None:
    for together, apart in zip(forecast.spending, (forecast.central_living, forecast.living), strict=True):
        for basis in ("fee", "full"):
            one, other = (getattr(both, basis).spend for both in (together, apart.spending))
            assert np.allclose(one.transpose(*other.dims), other, equal_nan=True)


def test_a_home_without_a_fee_is_named_with_the_figure_that_would_give_it(varied, forecast, tables) -> None:
    inputs = varied(horizon=2021)
    spend = {name: figure for name, figure in inputs.costs.spend.items() if name != "ifa"}
    lacking = run(replace(inputs, costs=replace(inputs.costs, spend=spend)), draws=5, seed=1)
    told = cost_sentences(lacking, tables_of(lacking)["cost"])
    assert told[0].startswith("Fees and allowances that are recorded come to about £")
    assert told[1] == "Not counted, because no fee is recorded: homes of fostering agencies (spend/ifa/2019)."
    whole = cost_sentences(forecast, tables["cost"])
    assert whole[0].startswith("Fees and allowances come to about £")
    assert not any("Not counted" in line for line in whole)
