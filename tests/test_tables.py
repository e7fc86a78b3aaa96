"""The tables of a run: tidy, `all` marks totals, blank is what is not known, and parts add to wholes."""

import numpy as np
import pandas as pd
import pytest

from sufficiency.forecast import run
from sufficiency.tables.run import assumptions_table, tables_of
from sufficiency.vocabulary import (
    AGE_BANDS,
    ALL,
    DISTANCE_BANDS,
    NEED_BASES,
    PROVISIONS,
    SCOPES,
    SECTORS,
    STREAMS,
    TOTAL,
)

YEARS = list(range(2019, 2038))
COLUMNS = {
    "population": "year age_band children",
    "cla": "year stream central p2_5 p10 p50 p80 p90 p97_5 rate_per_10k",
    "demand": "year stream placement age_band distance_band central p10 p50 p80 p90",
    "supply": "year provision sector scope registered open_to_us filled_by_us filled_by_others vacant_usable "
    "blocked secured_central secured_p10 secured_p90",
    "position": "provision rung scope children low high basis",
    "gap": "year provision scope need_basis demand_central demand_p10 demand_p80 demand_p90 "
    "secured_central secured_p10 secured_p90 gap_central gap_low gap_high gap_p10 gap_p80 gap_p90 "
    "chance_of_shortfall chance_gap_grows add_for_80 add_for_90",
    "account": "year provision scope need_basis step children",
    "fostering_pipeline": "year recruited left net households households_p10 households_p90 approved_places "
    "places places_p10 places_p90",
    "placed": "year provision sector ring central p10 p90",
    "overflow": "year provision sector central p10 p90",
    "places_wanted": "year provision age_band scope places places_for_80 places_for_90",
    "effects": "delivery measure year central p10 p90",
    "placements_to_find": "year placement commissioned age_band placements_a_year p10 p90 "
    "placements_a_month same_day_share sibling_group_share",
    "cost": "year placement sector basis children_average weekly_gbp spend_central spend_p10 spend_p90",
}  # fmt: skip
KEYS = ("year", "stream", "placement", "age_band", "distance_band", "provision", "sector", "scope",
        "need_basis", "step", "ring", "basis")  # fmt: skip
SIZES = {
    "population": 19 * 6,
    "cla": 19 * 3,
    "demand": 19 * 3 * 8 * 6 * 6,
    "supply": 19 * 3 * 4 * 3,
    "gap": 19 * 4 * 3 * 2,
    "account": 19 * 4 * 3 * 2 * 7,
    "fostering_pipeline": 19,
    "placed": 19 * 4 * 5 * 4,
    "overflow": 19 * 3 * 2,
    "places_wanted": 3 * 3 * 6 * 3,
    "placements_to_find": 6 * 8 * 6,
    "cost": 19 * (5 + 1 + 2 + 5 + 5 + 5) + 19 * 4,
}
YEARS_OF = {"places_wanted": YEARS[1:4], "placements_to_find": YEARS[:6]}  # the others have every year


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_has_the_columns_that_are_promised(tables, name: str) -> None:
    assert list(tables[name].columns) == COLUMNS[name].split()


@pytest.mark.parametrize("name", SIZES)
def test_a_table_has_a_row_for_every_combination_and_none_twice(tables, name: str) -> None:
    table = tables[name]
    keys = [column for column in table.columns if column in KEYS]
    assert len(table) == SIZES[name]
    assert not table.duplicated(keys).any()
    assert sorted(table["year"].unique()) == YEARS_OF.get(name, YEARS)


def test_parts_of_the_population_add_to_all(tables) -> None:
    wide = tables["population"].pivot(index="year", columns="age_band", values="children")  # noqa: PD010
    assert np.allclose(wide[list(AGE_BANDS)].sum(axis=1), wide[ALL])


@pytest.mark.parametrize(
    ("axis", "parts", "whole"),
    [
        ("stream", STREAMS, TOTAL),
        ("age_band", AGE_BANDS, ALL),
        ("distance_band", DISTANCE_BANDS, ALL),
        ("placement", ("fostering", "kinship", "residential", "supported_16_plus", "with_parents",
                       "placed_for_adoption"), ALL),
    ],
)  # fmt: skip
def test_parts_of_central_demand_add_to_wholes(tables, axis: str, parts, whole: str) -> None:
    keys = [key for key in ("year", "stream", "placement", "age_band", "distance_band") if key != axis]
    wide = tables["demand"].astype(dict.fromkeys((*keys, axis), str))
    wide = wide.set_index([*keys, axis])["central"].unstack(axis)  # noqa: PD010
    assert np.allclose(wide[list(parts)].sum(axis=1), wide[whole])


def test_demand_of_all_kinds_is_the_children_looked_after(tables) -> None:
    demand, cla = tables["demand"], tables["cla"]
    whole = demand[(demand[["placement", "age_band", "distance_band"]] == ALL).all(axis=1)]
    for stream in (*STREAMS, TOTAL):
        for column in ("central", "p10", "p50", "p90"):
            own = whole[whole["stream"] == stream][column].to_numpy()
            assert own == pytest.approx(cla[cla["stream"] == stream][column].to_numpy())


def test_centiles_stand_in_order(tables) -> None:
    in_order = {"demand": ["p10", "p50", "p80", "p90"], "gap": ["gap_p10", "gap_p80", "gap_p90"]}
    for name, columns in in_order.items():
        assert (tables[name][columns].dropna().diff(axis=1).iloc[:, 1:] >= -1e-9).all(axis=None)


def test_centiles_of_demand_are_those_of_the_draws(tables, forecast) -> None:
    demand = tables["demand"]
    keys = ["year", "stream", "placement", "age_band", "distance_band"]
    row = demand[(demand[keys] == [2030, TOTAL, "residential", ALL, ALL]).all(axis=1)].iloc[0]
    drawn = forecast.demand.by_provision_and_band[
        forecast.demand.years.index(2030), PROVISIONS.index("residential")
    ].sum(axis=0)
    expected = np.quantile(drawn, [0.1, 0.5, 0.8, 0.9])
    assert row[["p10", "p50", "p80", "p90"]].tolist() == pytest.approx(expected.tolist())


def test_the_central_gap_is_central_demand_less_central_secured(tables) -> None:
    gap = tables["gap"]
    assert np.allclose(gap["gap_central"], gap["demand_central"] - gap["secured_central"])


def test_central_columns_of_provisions_add_to_all(tables) -> None:
    gap = tables["gap"].astype({"provision": str, "scope": str, "need_basis": str})
    for column in ("demand_central", "secured_central", "gap_central"):
        wide = gap.set_index(["year", "scope", "need_basis", "provision"])[column].unstack()  # noqa: PD010
        assert np.allclose(wide[list(PROVISIONS)].sum(axis=1), wide[ALL])


def test_no_chance_and_no_centile_is_printed_for_an_observed_year(tables) -> None:
    base = tables["gap"][tables["gap"]["year"] == 2019]
    blank = ["demand_p80", "secured_p10", "secured_p90", "gap_p10", "gap_p80", "gap_p90",
             "chance_of_shortfall", "chance_gap_grows", "add_for_80", "add_for_90"]  # fmt: skip
    assert base[blank].isna().all(axis=None)
    assert base[["gap_low", "gap_high", "gap_central"]].notna().all(axis=None)


def test_low_and_high_are_the_base_years_alone(tables) -> None:
    later = tables["gap"][tables["gap"]["year"] > 2019]
    assert later[["gap_low", "gap_high"]].isna().all(axis=None)
    assert later[["gap_p10", "gap_p80", "gap_p90", "add_for_80", "add_for_90"]].notna().all(axis=None)


def test_the_chance_of_a_shortfall_is_the_share_of_draws_with_a_gap(tables, forecast) -> None:
    gap = tables["gap"]
    row = gap[(gap["year"] == 2024) & (gap["provision"] == ALL) & (gap["scope"] == "within_20_miles")
              & (gap["need_basis"] == "should_be_near")].iloc[0]  # fmt: skip
    drawn = forecast.drawn.gap.sel(scope="within_20_miles", need_basis="should_be_near").sum("provision")
    in_2024, in_2019 = drawn.sel(year=2024).values, drawn.sel(year=2019).values
    assert row["chance_of_shortfall"] == pytest.approx((in_2024 > 0).mean())
    assert row["chance_gap_grows"] == pytest.approx((in_2024 > in_2019).mean())


def test_the_chance_is_blank_where_demand_is_a_known_nought(tables) -> None:
    gap = tables["gap"]
    rows = gap[(gap["provision"] == "residential") & (gap["scope"] == "inside_authority")]
    as_placed = rows[rows["need_basis"] == "as_placed"]
    assert (as_placed["demand_central"] == 0).all()
    assert as_placed[["chance_of_shortfall", "chance_gap_grows"]].isna().all(axis=None)
    should = rows[(rows["need_basis"] == "should_be_near") & (rows["year"] > 2019)]
    assert should["chance_of_shortfall"].notna().all()


def test_places_to_add_are_whole_rounded_up_and_none_below_nought(tables) -> None:
    later = tables["gap"][tables["gap"]["year"] > 2019]
    for add, centile in (("add_for_80", "gap_p80"), ("add_for_90", "gap_p90")):
        assert (later[add] % 1 == 0).all()
        assert (later[add] >= later[centile].clip(lower=0) - 1e-6).all()
        assert (later[add] - later[centile].clip(lower=0) < 1).all()


def test_more_places_than_need_add_none(scenario_forecast) -> None:
    gap = tables_of(scenario_forecast("households"))["gap"]
    rows = gap[(gap["provision"] == "fostering") & (gap["year"] == 2022) & (gap["gap_p80"] < 0)]
    assert len(rows) > 0
    assert (rows["add_for_80"] == 0).all()


def test_outermost_centiles_are_blank_after_the_back_tested_years(tables) -> None:
    cla = tables["cla"]
    assert cla.loc[cla["year"] <= 2024, ["p2_5", "p97_5"]].notna().all(axis=None)
    assert cla.loc[cla["year"] > 2024, ["p2_5", "p97_5"]].isna().all(axis=None)
    assert cla[["p10", "p50", "p80", "p90"]].notna().all(axis=None)


def test_the_rate_is_printed_with_the_population_that_makes_it(tables) -> None:
    cla = tables["cla"]
    everyone = cla[cla["stream"] == TOTAL]
    assert everyone["rate_per_10k"].to_numpy() == pytest.approx(68.4, abs=0.01)
    population = tables["population"]
    children = population[population["age_band"] == ALL]["children"].to_numpy()
    rate = everyone["central"].to_numpy() / children * 10_000
    assert everyone["rate_per_10k"].to_numpy() == pytest.approx(rate)


def test_supply_that_is_not_recorded_is_blank(tables) -> None:
    supply = tables["supply"]
    assert supply[["filled_by_others", "blocked"]].isna().all(axis=None)
    recorded = (supply["year"] == 2019) & (supply["provision"] == "fostering")
    ours = recorded & (supply["sector"] == "in_house")
    assert supply.loc[~ours, ["registered", "open_to_us"]].isna().all(axis=None)
    assert supply.loc[supply["year"] > 2019, ["filled_by_us", "vacant_usable"]].isna().all(axis=None)
    assert supply[["secured_central", "secured_p10", "secured_p90"]].notna().all(axis=None)


def test_what_our_own_carers_are_approved_for_is_registered_and_is_not_what_is_secured(
    tables, inputs
) -> None:
    """96 children at 1.15 to a household, approved for 2.03 each: approved is not usable."""
    supply = tables["supply"].astype({"provision": str, "sector": str, "scope": str})
    ours = supply[(supply["year"] == 2019) & (supply["provision"] == "fostering")]
    ours = ours[ours["sector"] == "in_house"].set_index("scope")
    assert ours.loc["any", "registered"] == pytest.approx(96 / 1.15 * 2.03)
    assert ours.loc["inside_authority", "registered"] == pytest.approx(0.63 * 96 / 1.15 * 2.03)
    assert ours["open_to_us"].tolist() == ours["registered"].tolist()
    assert ours.loc["any", "secured_central"] == pytest.approx(100)


def test_spot_has_no_secured_place_in_any_row(tables) -> None:
    spot = tables["supply"][tables["supply"]["sector"] == "spot"]
    assert (spot[["secured_central", "secured_p10", "secured_p90"]] == 0).all(axis=None)
    filled = spot.loc[(spot["year"] == 2019) & (spot["scope"] == "any"), "filled_by_us"]
    assert filled.tolist() == pytest.approx([20, 17.5, 4.65])


def test_secured_places_of_the_sectors_are_those_of_the_gap(tables) -> None:
    supply = tables["supply"].astype({"provision": str, "scope": str})
    gap = tables["gap"].astype({"provision": str, "scope": str})
    secured = supply.groupby(["year", "provision", "scope"])["secured_central"].sum()
    own = gap[(gap["need_basis"] == NEED_BASES[0]) & (gap["provision"] != ALL)]
    own = own.set_index(["year", "provision", "scope"])["secured_central"]
    assert np.allclose(secured.loc[own.index], own)
    assert set(tables["supply"]["sector"]) == set(SECTORS)


def test_the_account_adds_to_the_change_in_central_demand(tables) -> None:
    keys = ["provision", "scope", "need_basis"]
    account = tables["account"].astype(dict.fromkeys([*keys, "step"], str))
    gap = tables["gap"].astype(dict.fromkeys(keys, str)).set_index(["year", *keys])["demand_central"]
    whole = account[account["step"] == ALL].set_index(["year", *keys])["children"]
    base = gap.loc[2019]
    for year in (2019, 2024, 2037):
        assert np.allclose(whole.loc[year], (gap.loc[year] - base).loc[whole.loc[year].index])
    steps = account[account["step"] != ALL].groupby(["year", *keys])["children"].sum()
    assert np.allclose(steps.loc[whole.index], whole)


def test_sensitivity_gives_each_assumption_twice_with_the_change_it_makes(tables, inputs) -> None:
    sensitivity = tables["sensitivity"]
    assert len(sensitivity) == len(inputs.assumptions()) * 2 * 4 * 3 * 2
    assert set(sensitivity["setting"]) == {"low", "high"}
    gap = tables["gap"]
    now = gap[gap["year"] == 2024]["gap_central"].to_numpy()
    first = sensitivity.iloc[: len(now)]
    assert np.allclose(first["gap_central"] - first["change"], now)


def test_every_figure_used_is_in_the_table_of_assumptions_with_its_source_and_kind(tables, inputs) -> None:
    told = tables["assumptions"].set_index("figure")
    for figure in inputs.figures():
        assert told.loc[figure.name, "source"] == figure.source
        assert told.loc[figure.name, "kind"] == figure.kind
        assert told.loc[figure.name, "value"] == figure.value
        assert bool(told.loc[figure.name, "after_base_date"]) is figure.after_base_date
    assert (told["source"] != "").all()
    assert told.loc["kinship_children", ["low", "high"]].tolist() == [17, 44]


def test_what_the_scenario_states_is_in_the_table_of_assumptions_too(scenario_forecast) -> None:
    told = tables_of(scenario_forecast("early-help-half-inside"))["assumptions"].set_index("figure")
    assert "percent_a_year = -2.0" in told.loc["scenario/cla", "note"]
    assert "families together" in told.loc["scenario/cla", "source"].lower()
    assert "share = 0.5" in told.loc["scenario/distance", "note"]


def test_levers_are_in_the_table_of_assumptions_with_what_they_say(varied) -> None:
    taken = {"kind": "open_share", "provision": "fostering", "share_kept": 0.75, "by": 2024,
             "source": "a what-if"}  # fmt: skip
    told = assumptions_table(varied(levers={"taken": taken})).set_index("figure")
    assert "share_kept = 0.75" in told.loc["scenario/levers.taken", "note"]
    assert told.loc["scenario/levers.taken", "source"] == "a what-if"


def test_children_placed_are_those_who_need_each_provision_in_every_year(tables) -> None:
    placed = tables["placed"].astype({"provision": str, "sector": str, "ring": str})
    whole = placed[(placed["sector"] == ALL) & (placed["ring"] == ALL)].set_index(["provision", "year"])
    gap = tables["gap"].astype({"provision": str, "scope": str, "need_basis": str})
    wanted = gap[(gap["scope"] == "any") & (gap["need_basis"] == "as_placed")]
    wanted = wanted.set_index(["provision", "year"])["demand_central"]
    assert np.allclose(whole["central"].loc[wanted.index], wanted)


@pytest.mark.parametrize("axis", ["provision", "sector", "ring"])
def test_parts_of_where_children_live_add_to_wholes(tables, axis: str) -> None:
    rest = [key for key in ("year", "provision", "sector", "ring") if key != axis]
    placed = tables["placed"].astype({"provision": str, "sector": str, "ring": str})
    whole = placed[placed[axis] == ALL].set_index(rest)["central"].sort_index()
    parts = placed[placed[axis] != ALL].groupby(rest)["central"].sum().sort_index()
    assert np.allclose(whole.fillna(0), parts)  # a block that is not recorded is blank


def test_block_is_blank_where_none_is_recorded_in_placed_and_in_cost(tables) -> None:
    for name in ("placed", "cost"):
        block = tables[name][tables[name]["sector"].astype(str) == "block"]
        assert block.iloc[:, -3:].isna().all(axis=None)


def test_without_a_target_recruits_replace_leavers_and_households_hold(tables) -> None:
    pipeline = tables["fostering_pipeline"].set_index("year")
    assert pipeline["households"].to_numpy() == pytest.approx(96 / 1.15)
    assert pipeline.loc[2019, ["recruited", "left", "net"]].isna().all()
    assert pipeline.loc[2020:, "recruited"].tolist() == pytest.approx(pipeline.loc[2020:, "left"].tolist())
    assert pipeline["places"].to_numpy() == pytest.approx(100)


def test_households_gained_are_those_recruited_less_those_who_left(scenario_forecast) -> None:
    pipeline = tables_of(scenario_forecast("households"))["fostering_pipeline"].set_index("year")
    later = pipeline.loc[2020:]
    assert (later["recruited"] - later["left"]).tolist() == pytest.approx(later["net"].tolist())
    assert later.loc[:2022, "net"].tolist() == pytest.approx([20, 20, 20])
    assert later.loc[2023:, "net"].abs().max() == pytest.approx(0)


def test_overflow_gives_back_the_base_years_split_and_is_of_closed_pools_alone(tables) -> None:
    overflow = tables["overflow"].astype({"provision": str, "sector": str})
    assert set(overflow["sector"]) == {"in_house", "block"}
    ours = overflow[(overflow["provision"] == "fostering") & (overflow["sector"] == "in_house")]
    assert ours["central"].iloc[0] == pytest.approx(100 * 100 / 196, abs=0.01)
    others = overflow.drop(ours.index)
    assert others[["central", "p10", "p90"]].isna().all(axis=None)


def test_places_wanted_from_the_market_are_the_gap_and_never_below_nought(tables) -> None:
    wanted = tables["places_wanted"].astype({"provision": str, "scope": str, "age_band": str})
    assert (wanted[["places", "places_for_80", "places_for_90"]] >= 0).all(axis=None)
    keys = ["year", "provision", "scope"]
    whole = wanted[wanted["age_band"] == ALL].set_index(keys)["places"].sort_index()
    gap = tables["gap"].astype({"provision": str, "scope": str, "need_basis": str})
    gap = gap[gap["need_basis"] == "should_be_near"].set_index(keys)["gap_central"].clip(lower=0)
    assert np.allclose(whole, gap.loc[whole.index])
    by_age = wanted[wanted["age_band"] != ALL].groupby(keys)["places"].sum().sort_index()
    assert np.allclose(by_age, whole)


def test_a_scenario_that_changes_no_homes_has_no_effects(tables) -> None:
    assert tables["effects"].empty


def test_effects_are_told_in_full_and_at_the_expected_delivery(scenario_forecast) -> None:
    effects = tables_of(scenario_forecast("households"))["effects"]
    assert len(effects) == 2 * 4 * 19
    assert set(effects["delivery"]) == {"in_full", "expected"}
    assert (effects.loc[effects["year"] == 2019, ["central", "p10", "p90"]] == 0).all(axis=None)


def test_benchmarks_stand_beside_the_scenario(tables) -> None:
    benchmarks = tables["benchmarks"].set_index(["path", "year"])["children"]
    assert benchmarks["hold_count", 2037] == pytest.approx(293)
    assert benchmarks["hold_rate", 2024] == pytest.approx(319.6, abs=0.1)
    assert benchmarks["scenario", 2024] == pytest.approx(319.6, abs=0.1)


def test_history_is_what_dfe_published_up_to_the_base_year(tables) -> None:
    history = tables["history"].set_index("year")["children"]
    assert history.index.max() == 2019
    assert history[2016] == 333


def test_a_run_without_ranges_still_has_every_table(varied, inputs) -> None:
    certain = {figure.name: figure.value for figure in inputs.assumptions()}
    tables = tables_of(run(varied(horizon=2020, figures=certain), draws=10, seed=1))
    assert isinstance(tables["sensitivity"], pd.DataFrame)
    assert tables["sensitivity"].empty
    base = tables["gap"][tables["gap"]["year"] == 2019]
    assert np.allclose(base["gap_low"], base["gap_high"])
    assert set(tables["gap"]["scope"]) == set(SCOPES)
