"""Placements to find: 360 in the base year, as many for each child after it, and blank where unknown."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from sufficiency.children.crosstab import HOMES
from sufficiency.demand.flows import (
    drawn_to_find,
    found_for_each_child,
    luck_of_the_flows,
    placements_to_find,
    to_find_after,
)
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.inputs.flows import TURNOVER_OF, FlowsNotRecorded, gather_flows
from sufficiency.inputs.gathering import Finder
from sufficiency.sentences.flows import to_find_sentence
from sufficiency.tables.flows import COLUMNS, placements_to_find_table
from sufficiency.vocabulary import AGE_BANDS, ALL, PROVISIONS

DFE = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "dfe"
SHARES = ["same_day_share", "sibling_group_share"]
FLOWS = ("placements_made", "status_only_changes", "started_by_age")


@pytest.fixture(scope="module")
def flows(inputs):
    return inputs.flows


@pytest.fixture(scope="module")
def children(forecast) -> xr.DataArray:
    """The base year's children by placement and age, on the central path."""
    return forecast.central_homes.isel(year=0, draw=0).sum(["stream", "distance_band"])


@pytest.fixture(scope="module")
def to_find(flows, children) -> xr.DataArray:
    return placements_to_find(flows, children)


@pytest.fixture(scope="module")
def table(forecast):
    return placements_to_find_table(forecast)


def cells(table, column: str = "placements_a_year") -> xr.DataArray:
    """A column of the table by year, placement and age band."""
    keys = ["year", "placement", "age_band"]
    return xr.DataArray.from_series(table.astype(dict.fromkeys(keys[1:], str)).set_index(keys)[column])


def gathered(loaded, *, without=(), **added):
    """The flows of a book without some measures, or with some shares; and the faults that were found."""
    extra = [
        Figure(measure, category, None, value, None, None, "share", "2019-03-31", "a test", "assumed")
        for measure, of in added.items()
        for category, value in of.items()
    ]
    book = FigureBook([*(figure for figure in loaded.book if figure.measure not in without), *extra])
    find = Finder(book, "a test")
    return gather_flows(find, loaded.inputs.scenario), find.faults


# --- The base year --------------------------------------------------------------------------------
def test_the_base_year_adds_to_placements_made_less_changes_of_status_only(table) -> None:
    base = cells(table).sel(year=2019)
    assert float(base.sel(placement=ALL, age_band=ALL)) == pytest.approx(388 - 28)


def test_starts_are_as_published_by_age_and_moves_as_children_stand(to_find) -> None:
    started = {"under_1": 20, "1_to_4": 12, "5_to_9": 23, "10_to_15": 47, "16_to_17": 99}
    held = {"under_1": 14, "1_to_4": 25, "5_to_9": 40, "10_to_15": 128, "16_to_17": 86}
    for band in AGE_BANDS:
        moves = (360 - 201) * held[band] / 293
        assert float(to_find.sel(age_band=band).sum()) == pytest.approx(started[band] + moves)


def test_homes_of_the_same_age_change_as_often_against_each_other_as_in_england(to_find, children) -> None:
    for_each_child = found_for_each_child(to_find, children).sel(age_band="16_to_17")
    england = (13650 / 6510) / (59800 / 56950)
    here = for_each_child.sel(placement="supported_16_plus") / for_each_child.sel(placement="fostering")
    assert float(here) == pytest.approx(england)


def test_every_kind_of_home_has_a_turnover() -> None:
    assert set(TURNOVER_OF) == set(HOMES)


def test_no_supported_home_is_found_for_a_child_under_16_in_any_year(table) -> None:
    supported = table[
        (table["placement"] == "supported_16_plus") & ~table["age_band"].isin(["16_to_17", ALL])
    ]
    assert (supported["placements_a_year"] == 0).all()
    assert (supported.loc[supported["year"] > 2019, ["p10", "p90"]] == 0).all(axis=None)


def test_a_home_that_none_of_an_age_is_in_is_none_to_find(to_find, children) -> None:
    assert (to_find.values[children.transpose(*to_find.dims).values == 0] == 0).all()
    assert float(to_find.sel(placement="secure").sum()) == 0
    assert float(to_find.sel(placement="residential", age_band="under_1")) == 0


# --- The years after ------------------------------------------------------------------------------
def test_later_years_find_as_many_for_each_child_over_the_year(table, forecast, to_find, children) -> None:
    both = forecast.central_homes.isel(draw=0).sel(year=[2019, 2020]).sum(["stream", "distance_band"])
    over_the_year = both.mean("year").sel(placement="residential", age_band="10_to_15")
    wanted = found_for_each_child(to_find, children).sel(placement="residential", age_band="10_to_15")
    shown = cells(table).sel(year=2020, placement="residential", age_band="10_to_15")
    assert float(shown) == pytest.approx(float(over_the_year * wanted))


def test_with_the_same_children_as_many_are_found(flows, to_find, children) -> None:
    still = children.expand_dims(year=[2019, 2020, 2021])
    later = to_find_after(found_for_each_child(to_find, children), still)
    assert list(later.year.values) == [2020, 2021]
    assert later.sum(["placement", "age_band"]).values == pytest.approx([360, 360])


def test_luck_spreads_the_total_as_far_as_was_observed_in_other_authorities(flows, to_find) -> None:
    held = to_find.expand_dims(year=range(2020, 2025), draw=range(4000)).transpose("year", ..., "draw")
    total = drawn_to_find(flows, held, seed=1).sum(["placement", "age_band"]).values
    spread = np.log(total).std(axis=1)
    assert spread[[0, 2]] == pytest.approx([0.156, 0.186], rel=0.05)
    assert (np.diff(spread) > 0).all()
    assert np.median(total, axis=1) == pytest.approx(np.full(5, 360), rel=0.02)


def test_luck_is_one_in_the_middle_draw_and_a_longer_horizon_keeps_the_years_before_it(flows) -> None:
    luck = luck_of_the_flows(flows, 5, seed=1, draws=101)
    assert np.median(luck, axis=1) == pytest.approx(np.ones(5))
    assert np.array_equal(luck[:2], luck_of_the_flows(flows, 2, seed=1, draws=101))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    few=st.lists(st.integers(0, 60), min_size=35, max_size=35),
    more=st.lists(st.integers(0, 20), min_size=35, max_size=35),
    seed=st.integers(0, 99),
)
def test_more_children_of_a_kind_never_mean_fewer_placements_to_find_of_it(
    flows, to_find, children, few, more, seed
) -> None:
    def drawn(own: np.ndarray) -> np.ndarray:
        later = own.reshape(1, len(HOMES), len(AGE_BANDS), 1).repeat(2, axis=0).repeat(20, axis=3)
        both = xr.DataArray(
            later.astype(float),
            dims=("year", "placement", "age_band", "draw"),
            coords={"year": [2019, 2020], "placement": list(HOMES), "age_band": list(AGE_BANDS)},
        )
        return drawn_to_find(flows, to_find_after(found_for_each_child(to_find, children), both), seed).values

    fewer, greater = drawn(np.array(few)), drawn(np.array(few) + np.array(more))
    assert (greater >= fewer).all()
    alike = np.array(more).reshape(fewer.shape[1:3]) == 0
    assert np.array_equal(greater[:, alike], fewer[:, alike])


def test_a_scenario_of_fewer_children_has_fewer_placements_to_find(scenario_forecast) -> None:
    held, fewer = (
        cells(placements_to_find_table(scenario_forecast(name))).sel(placement=ALL, age_band=ALL, year=2024)
        for name in ("thurrock-2019", "rate-64")
    )
    assert float(fewer) < float(held)


# --- The table ------------------------------------------------------------------------------------
def test_the_table_has_every_placement_and_age_for_the_base_year_and_the_next_five(table) -> None:
    assert list(table.columns) == list(COLUMNS)
    assert sorted(table["year"].unique()) == list(range(2019, 2025))
    assert len(table) == 6 * (len(HOMES) + 1) * (len(AGE_BANDS) + 1)


def test_the_table_stops_at_a_horizon_that_is_nearer(varied) -> None:
    from sufficiency.forecast import run

    near = placements_to_find_table(run(varied(horizon=2021), draws=20, seed=1))
    assert sorted(near["year"].unique()) == [2019, 2020, 2021]


def test_parts_add_to_totals(table) -> None:
    found = cells(table)
    placements, ages = found.sel(placement=list(HOMES)), found.sel(age_band=list(AGE_BANDS))
    assert placements.sum("placement").values == pytest.approx(found.sel(placement=ALL).values)
    assert ages.sum("age_band").values == pytest.approx(found.sel(age_band=ALL).values)


def test_a_month_is_a_twelfth_of_a_year(table) -> None:
    assert (table["placements_a_month"] * 12).to_numpy() == pytest.approx(
        table["placements_a_year"].to_numpy()
    )


def test_the_base_year_is_published_so_it_has_no_range(table) -> None:
    observed = table["year"] == 2019
    assert table.loc[observed, ["p10", "p90"]].isna().all(axis=None)
    assert table.loc[~observed, ["p10", "p90"]].notna().all(axis=None)


def test_the_range_holds_the_central_number_of_all_placements_and_widens(table) -> None:
    every = table[(table["placement"] == ALL) & (table["age_band"] == ALL) & (table["year"] > 2019)]
    assert ((every["p10"] < every["placements_a_year"]) & (every["placements_a_year"] < every["p90"])).all()
    assert (every["p90"] - every["p10"]).is_monotonic_increasing


def test_commissioned_kinds_are_marked_and_the_total_is_neither(table) -> None:
    marks = table.groupby("placement", observed=True)["commissioned"].unique().map(list)
    assert [name for name, mark in marks.items() if mark == ["yes"]] == [n for n in HOMES if n in PROVISIONS]
    assert table.loc[table["placement"] == ALL, "commissioned"].isna().all()


# --- Not recorded ---------------------------------------------------------------------------------
def test_shares_that_nobody_recorded_are_blank_and_never_zero(table) -> None:
    assert table[SHARES].isna().all(axis=None)


def test_a_share_stands_beside_all_ages_of_its_own_placement_and_nowhere_else(loaded, forecast) -> None:
    flows, faults = gathered(
        loaded, same_day_share={"fostering": 0.3, "": 0.25}, sibling_group_share={"fostering": 0.2}
    )
    assert not faults
    table = placements_to_find_table(replace(forecast, inputs=replace(forecast.inputs, flows=flows)))
    for share, told in (("same_day_share", {"fostering": 0.3, ALL: 0.25}),
                        ("sibling_group_share", {"fostering": 0.2})):  # fmt: skip
        recorded = table[table[share].notna()]
        assert set(recorded["age_band"]) == {ALL}
        assert dict(zip(recorded["placement"], recorded[share], strict=True)) == told


def test_without_the_flows_the_table_has_its_columns_and_no_rows(loaded, forecast) -> None:
    flows, faults = gathered(loaded, without=FLOWS)
    assert not faults
    table = placements_to_find_table(replace(forecast, inputs=replace(forecast.inputs, flows=flows)))
    assert list(table.columns) == list(COLUMNS)
    assert table.empty


@pytest.mark.parametrize(
    ("without", "lacking"),
    [
        (FLOWS, "placements_made/2019, status_only_changes/2019 and started_by_age (5 figures)"),
        (["status_only_changes"], "status_only_changes/2019"),
        (["england_placements_ceased"], "england_placements_ceased (5 figures)"),
    ],
)
def test_the_sentence_says_which_figures_would_fill_the_table(loaded, table, without, lacking) -> None:
    flows, _ = gathered(loaded, without=without)
    said = to_find_sentence(replace(loaded.inputs, flows=flows), table)
    assert said == f"Placements to find are not recorded: the data lack {lacking}."


def test_children_who_started_at_an_age_that_nobody_is_leave_the_table_unrecorded(loaded) -> None:
    book = loaded.book.changed(loaded.book.find("children_by_age", "under_1"), value=0.0)
    flows = gather_flows(Finder(book, "a test"), loaded.inputs.scenario)
    assert flows == FlowsNotRecorded("children started at an age of which nobody is looked after (under_1)")


@pytest.mark.parametrize(
    ("figure", "value", "said"),
    [
        (("placements_made", "", 2019), 220.0, "no fewer than the 201 children who started"),
        (("england_children_by_placement", "residential", 2020), 0.0, "must be above 0"),
        (("to_find_spread", "1", None), 7.0, "the model needs 1 or less"),
    ],
)
def test_flows_that_cannot_be_are_faults(loaded, figure, value, said) -> None:
    find = Finder(loaded.book.changed(loaded.book.find(*figure), value=value), "a test")
    gather_flows(find, loaded.inputs.scenario)
    with pytest.raises(Exception, match=said):
        find.faults.raise_if_any()


def test_a_share_of_no_placement_is_a_fault_that_names_the_nearest(loaded) -> None:
    _, faults = gathered(loaded, same_day_share={"fostring": 0.3})
    with pytest.raises(Exception, match="Did you mean 'fostering'"):
        faults.raise_if_any()


# --- In words -------------------------------------------------------------------------------------
def test_the_sentence_says_this_year_and_next_with_a_range_as_the_table_has_them(inputs, table) -> None:
    def tens(column: str) -> int:
        number = float(cells(table, column).sel(year=2020, placement=ALL, age_band=ALL))
        return int(np.floor(number / 10 + 0.5)) * 10

    assert to_find_sentence(inputs, table) == (
        "In the year ended 31 March 2019 about 360 placements had to be found, 7 a week; next year we must "
        f"find about {tens('placements_a_year')} ({tens('p10')} to {tens('p90')})."
    )


# --- The figures ----------------------------------------------------------------------------------
def test_starts_by_age_add_to_all_who_started(loaded, flows) -> None:
    started = loaded.book.find("cla_started", "dfe", 2019)
    assert sum(figure.value for figure in flows.started.values()) == started.value


def test_every_figure_behind_the_placements_to_find_is_among_the_assumptions(inputs, flows) -> None:
    assert {figure.name for figure in flows.figures()} <= {figure.name for figure in inputs.figures()}


def published(file: str, year: str, **wanted: str) -> list[dict[str, str]]:
    """The rows of a year in one of DfE's files."""
    if not DFE.is_dir():
        pytest.skip("shared data absent")
    with (DFE / file).open(encoding="utf-8-sig", newline="") as opened:
        every = list(csv.DictReader(opened))
    return [row for row in every if row["time_period"] == year and wanted.items() <= row.items()]


def test_starts_by_age_are_dfes(flows) -> None:
    names = {"under_1": "Under 1 year", "1_to_4": "1 to 4 years", "5_to_9": "5 to 9 years",
             "10_to_15": "10 to 15 years", "16_to_17": "16 years and over"}  # fmt: skip
    found = published("ees_2022release_la_cla_who_started_to_be_looked_after.csv", "2019",
                      old_la_code="883", cla_group="Age group")  # fmt: skip
    by_age = {row["characteristic"]: row["number"] for row in found}
    assert {band: figure.value for band, figure in flows.started.items()} == {
        band: float(by_age[name]) for band, name in names.items()
    }


def test_new_placements_by_distance_are_dfes_with_the_suppressed_left_out(loaded) -> None:
    names = {"within_20_inside": "Placed inside LA boundary less than 20 miles from home",
             "within_20_outside": "Placed outside LA boundary less than 20 miles from home",
             "over_20_inside": "Placed inside LA boundary more than 20 miles from home",
             "over_20_outside": "Placed outside LA boundary more than 20 miles from home",
             "not_known": "Distance not known or not recorded"}  # fmt: skip
    found = published("ees_2022release_la_cla_during_year_new_placements.csv", "2019", old_la_code="883")
    by_distance = {row["characteristic"]: row["number"] for row in found}
    told = {band: by_distance[name] for band, name in names.items() if by_distance[name] != "c"}
    bundled = {figure.category: figure.value for figure in loaded.book.of("placements_made_by_distance")}
    assert bundled == {band: float(number) for band, number in told.items()}


GROUPS = {
    "fostering_and_kinship": ("Foster placements", "1. Total foster placements"),
    "residential": ("Secure homes and children's homes", "4. Total secure homes and children's homes"),
    "supported_16_plus": (
        "Independent and semi-independent living arrangements/ supported accommodation",
        "5. Total independent and semi-independent living arrangements/ supported accommodation",
    ),
    "with_parents": (
        "Placed with parents or other persons with parental responsibility",
        "3. Total placed with parents or other person with parental responsibility",
    ),
    "placed_for_adoption": ("Placed for adoption", "2. Total placed for adoption"),
}


def test_englands_placements_that_ceased_are_dfes_of_2020(flows) -> None:
    found = published("ees_2024release_national_duration_of_placements_by_type_ceasing_during_the_year.csv",
                      "2020", placement_duration="All placements")  # fmt: skip
    ceased = {row["placement_group"]: float(row["number"]) for row in found}
    assert {group: figure.value for group, figure in flows.ceased.items()} == {
        group: ceased[name] for group, (name, _) in GROUPS.items()
    }


def test_englands_children_by_placement_are_dfes_of_2020(flows) -> None:
    found = published("ees_2024release_national_cla_on_31_march_by_characteristics.csv",
                      "2020", cla_group="Placement")  # fmt: skip
    held = {row["characteristic"]: float(row["number"]) for row in found if row["number"].isdigit()}
    assert {group: figure.value for group, figure in flows.held.items()} == {
        group: held[name] for group, (_, name) in GROUPS.items()
    }


def test_the_spread_is_what_authorities_of_this_size_had(flows) -> None:
    """Fitted again: the log of placements to find for each child, against the same years before."""
    made, status, children = _to_find_by_authority()
    to_find = made - status
    for ahead in (1, 3):
        logs = []
        for year in range(2018, 2023 - ahead):
            over_the_year = (children[year + ahead - 1] + children[year + ahead]) / 2
            base = to_find[year] / children[year]
            change = np.log(to_find[year + ahead] / over_the_year / base)
            logs += change[children[year].between(200, 450)].dropna().to_list()
        assert flows.spread[ahead].value == pytest.approx(np.std(logs, ddof=1), abs=0.001)


def _to_find_by_authority() -> list[pd.DataFrame]:
    """Placements made, changes of status only, and children on 31 March: authority by year."""
    if not DFE.is_dir():
        pytest.skip("shared data absent")
    flows = pd.read_csv(DFE / "ees_2022release_la_cla_during_year_new_placements.csv", dtype=str)
    panel = pd.read_csv(DFE / "cla_panel_all_authorities_2010_2023.csv", dtype=str)
    parts = [(flows[flows["characteristic"] == name], "time_period", "number")
             for name in ("Total new placements", "Change in the status of a placement only")]  # fmt: skip
    wide = []
    for rows, year, number in (*parts, (panel, "year", "cla_best")):
        own = rows[rows["old_la_code"].notna()]
        values = pd.to_numeric(own[number], errors="coerce").to_numpy()
        keys = [own["old_la_code"].to_numpy(), own[year].astype(int).to_numpy()]
        wide.append(pd.Series(values, index=keys).unstack())  # noqa: PD010
    return wide
