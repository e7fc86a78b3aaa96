"""The table of sixteen and over: parts add to totals, years follow from years, the unknown is blank."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sufficiency.children.crosstab import HOMES
from sufficiency.forecast import run
from sufficiency.inputs.leaving_care import HOUSED_AGES, SERVICE_AGES, LeavingNotRecorded
from sufficiency.living.leaving_care import aged_16_17, as_children_age, leaving_care
from sufficiency.tables.leaving_care import COLUMNS, MEASURES, leaving_care_table
from sufficiency.vocabulary import ALL, FOSTERING, KINSHIP, STREAMS

AGEING = ("without", "with")
NUMBERS = ["central", "p10", "p90"]
OF_SERVICE = ("in_service", "joining_service", "leaving_service")


@pytest.fixture(scope="module")
def table(tables) -> pd.DataFrame:
    return tables["leaving_care"]


def central(table: pd.DataFrame, measure: str, category: str = ALL, ageing: str = "without") -> pd.Series:
    """The central number of a measure by year."""
    wanted = (table["measure"] == measure) & (table["category"] == category) & (table["ageing"] == ageing)
    return table[wanted].set_index("year")["central"]


def parts_of(table: pd.DataFrame, measure: str, names, ageing: str) -> np.ndarray:
    return sum(central(table, measure, str(name), ageing).to_numpy() for name in names)


# --- Rows -----------------------------------------------------------------------------------------
def test_every_measure_stands_in_every_year_once_for_each_category_and_way_of_ageing(table) -> None:
    assert list(table.columns) == list(COLUMNS)
    assert not table.duplicated(["year", "measure", "category", "ageing"]).any()
    assert sorted(table["year"].unique()) == list(range(2019, 2038))
    assert set(table["measure"]) == set(MEASURES)
    each_year = table.groupby("year")[["measure", "category", "ageing"]].apply(
        lambda rows: rows.to_numpy().tolist()
    )
    assert all(rows == each_year[2019] for rows in each_year)


def test_a_year_is_told_in_the_order_of_a_life(table) -> None:
    of_a_year = table.loc[table["year"] == 2024, "measure"]
    assert list(dict.fromkeys(of_a_year)) == list(MEASURES)
    assert table["year"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("measure", "categories"),
    [
        ("looked_after_16_17", {ALL, *STREAMS, *HOMES}),
        ("turning_18", {ALL, *STREAMS, *HOMES}),
        ("entering_16_17", {ALL, *STREAMS}),
        ("in_service", {ALL, *STREAMS, *(f"age_{age}" for age in SERVICE_AGES)}),
        ("joining_service", {ALL}),
        ("staying_put", {ALL, *STREAMS, FOSTERING, KINSHIP, *(f"age_{age}" for age in HOUSED_AGES)}),
        ("in_16_plus_provision_18_over", {ALL, *STREAMS, *(f"age_{age}" for age in HOUSED_AGES)}),
        ("move_on_homes_needed", {ALL, *STREAMS}),
        ("uasc_threshold", {"uasc"}),
    ],
)
def test_a_measure_has_the_categories_that_it_can_be_told_by(table, measure, categories) -> None:
    assert set(table.loc[table["measure"] == measure, "category"]) == categories


def test_no_measure_adds_children_to_young_adults_or_homes(table) -> None:
    assert not {name for name in table["measure"] if "total" in name}
    assert "total" not in set(table["category"])


# --- Parts and totals -----------------------------------------------------------------------------
@pytest.mark.parametrize("ageing", AGEING)
@pytest.mark.parametrize("measure", ["looked_after_16_17", "eligible_16_17", "turning_18"])
def test_kinds_of_home_and_streams_each_add_to_the_whole(table, measure, ageing) -> None:
    whole = central(table, measure, ageing=ageing).to_numpy()
    assert parts_of(table, measure, HOMES, ageing) == pytest.approx(whole)
    assert parts_of(table, measure, STREAMS, ageing) == pytest.approx(whole)


@pytest.mark.parametrize("ageing", AGEING)
@pytest.mark.parametrize(
    ("measure", "ages"),
    [
        ("staying_put", HOUSED_AGES),
        ("in_16_plus_provision_18_over", HOUSED_AGES),
        ("in_service", SERVICE_AGES),
    ],
)
def test_ages_and_streams_each_add_to_the_whole(table, measure, ages, ageing) -> None:
    whole = central(table, measure, ageing=ageing).to_numpy()
    assert parts_of(table, measure, [f"age_{age}" for age in ages], ageing) == pytest.approx(whole)
    assert parts_of(table, measure, STREAMS, ageing) == pytest.approx(whole)


@pytest.mark.parametrize("ageing", AGEING)
def test_who_stays_put_does_so_with_a_foster_carer_related_or_not(table, ageing) -> None:
    foster_homes = parts_of(table, "staying_put", (FOSTERING, KINSHIP), ageing)
    assert foster_homes == pytest.approx(central(table, "staying_put", ageing=ageing).to_numpy())


def test_in_2019_the_86_children_of_16_and_17_are_told_by_home_and_stream(table) -> None:
    told = {name: central(table, "looked_after_16_17", name)[2019] for name in (ALL, "supported_16_plus")}
    assert told == pytest.approx({ALL: 86, "supported_16_plus": 31})


# --- Years follow from years ----------------------------------------------------------------------
@pytest.mark.parametrize("ageing", AGEING)
@pytest.mark.parametrize("category", [ALL, *STREAMS])
def test_children_are_those_of_the_year_before_and_who_came_less_who_turned_18(
    table, category, ageing
) -> None:
    stock, came, turned = (
        central(table, measure, category, ageing).to_numpy()
        for measure in ("looked_after_16_17", "entering_16_17", "turning_18")
    )
    assert stock[1:] == pytest.approx(stock[:-1] + came[1:] - turned[1:])


@pytest.mark.parametrize("ageing", AGEING)
def test_those_in_service_are_those_of_the_year_before_and_who_joined_less_who_left(table, ageing) -> None:
    stock, joined, left = (central(table, measure, ageing=ageing).to_numpy() for measure in OF_SERVICE)
    assert stock[1:] == pytest.approx(stock[:-1] + joined[1:] - left[1:])
    assert joined[1:] == pytest.approx(central(table, "in_service", "age_18", ageing).to_numpy()[1:])
    assert (left[1:] > 0).all()


def test_who_came_joined_and_left_in_the_base_year_is_blank(table) -> None:
    is_flow = table["measure"].isin(["entering_16_17", "joining_service", "leaving_service"])
    is_base = table["year"] == 2019
    assert table.loc[is_flow & is_base, NUMBERS].isna().all(axis=None)
    assert table.loc[~(is_flow & is_base), NUMBERS].notna().all(axis=None)


# --- Ageing and ranges ----------------------------------------------------------------------------
def test_growing_up_changes_nothing_of_the_base_year(table) -> None:
    keys = ["measure", "category"]
    base = table[(table["year"] == 2019) & ~table["measure"].str.startswith("uasc_")]
    one, other = (base[base["ageing"] == each].set_index(keys)[NUMBERS] for each in AGEING)
    pd.testing.assert_frame_equal(one, other)


def test_growing_up_moves_the_later_years_but_not_of_unaccompanied_children(table) -> None:
    for category, moves in (("other", True), ("uasc", False)):
        one, other = (central(table, "turning_18", category, each)[2030] for each in AGEING)
        assert (one != pytest.approx(other)) == moves


def test_the_range_holds_the_central_number_and_opens_with_the_years(table) -> None:
    rows = table[
        (table["measure"] == "turning_18") & (table["category"] == ALL) & (table["ageing"] == "without")
    ]
    assert ((rows["p10"] < rows["central"]) & (rows["central"] < rows["p90"])).all()
    width = (rows["p90"] - rows["p10"]).to_numpy()
    assert width[0] < width[1] < width[5] < width[18]


@pytest.mark.parametrize("ageing", AGEING)
def test_ranges_are_of_the_draws(forecast, table, ageing) -> None:
    inputs, values = forecast.inputs, forecast.living.values
    children = aged_16_17(forecast.base_homes, forecast.demand.homes)
    if ageing == "with":
        children = as_children_age(inputs, children, values)
    held = leaving_care(inputs, children, values).staying_put.sel(placement=FOSTERING, year=2024)
    drawn = held.sum(["stream", "age"])
    row = table[
        (table["year"] == 2024) & (table["measure"] == "staying_put") & (table["category"] == FOSTERING)
        & (table["ageing"] == ageing)
    ]  # fmt: skip
    assert row[["p10", "p90"]].to_numpy()[0] == pytest.approx(np.quantile(drawn, [0.1, 0.9]))


# --- Unaccompanied children -----------------------------------------------------------------------
def test_the_schemes_threshold_is_a_line_of_a_tenth_of_a_percent_of_children_or_none(table, forecast) -> None:
    line = table[table["measure"] == "uasc_threshold"].set_index("year")
    share = forecast.inputs.uasc_threshold.value
    population = forecast.population.sum("age_band").values
    assert line["central"].to_numpy() == pytest.approx(population * share)
    assert (line["p10"] == line["central"]).all()
    assert (line["p90"] == line["central"]).all()


def test_without_a_threshold_its_rows_are_blank(forecast) -> None:
    without = replace(forecast, inputs=replace(forecast.inputs, uasc_threshold=None))
    line = leaving_care_table(without).query("measure == 'uasc_threshold'")
    assert len(line) == 19
    assert line[NUMBERS].isna().all(axis=None)


def test_unaccompanied_children_are_those_of_the_forecast(table, tables) -> None:
    looked_after = tables["cla"].query("stream == 'uasc'").set_index("year")["central"]
    assert central(table, "uasc_looked_after", "uasc").to_numpy() == pytest.approx(looked_after.to_numpy())


# --- Not recorded ---------------------------------------------------------------------------------
def test_care_leavers_who_are_not_counted_are_blank_rows_and_never_zero(forecast, table) -> None:
    leaving = replace(forecast.inputs.leaving, in_service=None)
    blank = leaving_care_table(replace(forecast, inputs=replace(forecast.inputs, leaving=leaving)))
    is_service = blank["measure"].isin(OF_SERVICE)
    assert blank.loc[is_service, NUMBERS].isna().all(axis=None)
    keys = ["year", "measure", "category", "ageing"]
    assert set(map(tuple, blank[keys].to_numpy())) == set(map(tuple, table[keys].to_numpy()))
    rest = blank[~is_service].sort_values(keys).reset_index(drop=True)
    as_before = table[~table["measure"].isin(OF_SERVICE)].sort_values(keys).reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, as_before)


def test_without_the_figures_the_table_has_its_columns_and_no_rows(forecast) -> None:
    lacking = replace(forecast.inputs, leaving=LeavingNotRecorded("a test"))
    empty = leaving_care_table(replace(forecast, inputs=lacking))
    assert list(empty.columns) == list(COLUMNS)
    assert empty.empty


# --- With levers ----------------------------------------------------------------------------------
def test_a_lever_moves_who_holds_homes_and_neither_who_turns_18_nor_who_is_in_service(
    scenario_forecast, table
) -> None:
    by_lever = {"staying-put": {"staying_put", "in_16_plus_provision_18_over"},
                "move-on": {"in_16_plus_provision_18_over"}}  # fmt: skip
    without = leaving_care_table(scenario_forecast("thurrock-2019"))
    for name, moved in by_lever.items():
        counted = leaving_care_table(scenario_forecast(name))
        differs = (counted[NUMBERS] - without[NUMBERS]).abs().max(axis=1) > 1e-9
        assert set(counted.loc[differs, "measure"]) == moved
        assert 2019 not in set(counted.loc[differs, "year"])


def test_the_homes_held_in_the_table_are_those_taken_off_the_gap(scenario_forecast) -> None:
    counted, without = scenario_forecast("staying-put"), scenario_forecast("thurrock-2019")
    held = central(leaving_care_table(counted), "staying_put", FOSTERING)
    filled = counted.central.supply.filled.sel(provision=FOSTERING, scope="any", draw=0)
    contracted = float(filled.sel(sector=["in_house", "block", "select_list"]).sum() / filled.sum())
    here = {"provision": FOSTERING, "scope": "any", "need_basis": "as_placed"}
    grown = (counted.central.gap - without.central.gap).sel(here).isel(draw=0)
    assert grown.values == pytest.approx((held - held[2019]).to_numpy() * contracted)


def test_a_near_horizon_ends_the_table(varied) -> None:
    near = leaving_care_table(run(varied(horizon=2020), draws=5, seed=1))
    assert sorted(near["year"].unique()) == [2019, 2020]


def test_growing_up_is_worked_out_from_the_figures_of_ageing(varied) -> None:
    flat = {f"ageing_ratio/{band}": 1.0 for band in ("1_to_4", "5_to_9", "10_to_15", "16_to_17")}
    forecast = run(varied(horizon=2021, figures=flat), draws=5, seed=1)
    same, grown = (
        central(leaving_care_table(forecast), "looked_after_16_17", "other", each) for each in AGEING
    )
    ages = {band: figure.value for band, figure in forecast.inputs.by_age.items()}
    others = ages["16_to_17"] - 30 * 0.87
    # Half of them turn 18, a sixth of those of 10 to 15 turn 16, and as many are under 1 as before.
    a_year_on = others / 2 + (ages["10_to_15"] - 30 * 0.125) / 6
    in_all = 293 - 30 - others / 2 + ages["under_1"]
    assert grown[2020] / same[2020] == pytest.approx(a_year_on / in_all / (others / (293 - 30)))
