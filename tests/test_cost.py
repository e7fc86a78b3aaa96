"""Cost: what was spent comes back, two bases are never mixed, and what is not recorded stays blank."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from returned_spend import returned_spend

from sufficiency.chance.luck import stratified_ranks
from sufficiency.costs.cost import (
    BLOCK_VOID,
    FEE,
    FULL,
    Spending,
    average_over_year,
    break_even_children,
    fee_spending,
    full_spending,
    saving,
    spot_on_gap,
    void_cost,
)
from sufficiency.costs.fees import list_fee_from_providers, weeks_in
from sufficiency.errors import LawBrokenError
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.inputs.costs import CostInputs, gather_costs
from sufficiency.inputs.gathering import Finder
from sufficiency.providers.provider import Provider
from sufficiency.tables.costs import cost_caveats, cost_table, rows_of, spot_sentence
from sufficiency.vocabulary import (
    ALL,
    BLOCK,
    FOSTERING,
    FOSTERING_AND_KINSHIP,
    IN_HOUSE,
    KINSHIP,
    PROVISIONS,
    RESIDENTIAL,
    SECTORS,
    SELECT_LIST,
    SPOT,
    SUPPORTED,
)

YEARS = (2019, 2020, 2021)
DRAWS = 60
SPENDS = {"in_house_fostering": 2_834_227, "ifa": 3_526_908, "residential": 3_887_113}
# In-house, block, list and spot on 31 March 2019, as the bundled example has them.
HOMES_2019 = {FOSTERING: (96, 0, 80, 20), RESIDENTIAL: (0, 0, 7.5, 17.5), SUPPORTED: (0, 0, 26.35, 4.65)}
WEEKS_2019 = 365 / 7

laws = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# --- Homes and figures for these tests ------------------------------------------------------------
def homes(*by_year: Mapping[str, tuple[float, ...]], draws: int = 1) -> xr.DataArray:
    """Children placed on each 31 March, the same in every draw."""
    table = [[by_year[min(at, len(by_year) - 1)][name] for name in PROVISIONS] for at in range(len(YEARS))]
    coords = {"year": list(YEARS), "provision": list(PROVISIONS), "sector": list(SECTORS)}
    return xr.DataArray(
        np.tile(np.array(table, dtype=float), (draws, 1, 1, 1)), dims=("draw", *coords), coords=coords
    )


def kin(children: float | np.ndarray, draws: int = 1) -> xr.DataArray:
    """Children with family and friends, the same every year."""
    values = np.broadcast_to(np.asarray(children, dtype=float), (draws,))
    return xr.DataArray(
        np.tile(values[:, None], len(YEARS)), dims=("draw", "year"), coords={"year": list(YEARS)}
    )


def figure(measure: str, category: str, value: float, year: int | None = None, unit: str = "share") -> Figure:
    return Figure(measure, category, year, value, None, None, unit, "2019-03-31", "a test", "assumed")


def at_values(costs: CostInputs) -> dict[str, xr.DataArray]:
    return {each.name: xr.DataArray([each.value], dims="draw") for each in costs.ledger()}


def at_draws(costs: CostInputs, draws: int = DRAWS) -> dict[str, xr.DataArray]:
    return {
        each.name: xr.DataArray(each.at(stratified_ranks(1, each.name, draws)), dims="draw")
        for each in costs.ledger()
    }


def spent(
    costs: CostInputs, *by_year: Mapping[str, tuple[float, ...]], kinship: float = 22, **more
) -> Spending:
    """The central spending on fees and allowances."""
    return fee_spending(costs, at_values(costs), homes(*by_year or (HOMES_2019,)), kin(kinship), **more)


def weekly(spending: Spending, placement: str, sector: str, year: int = 2019) -> float:
    return float(spending.weekly.isel(draw=0).sel(placement=placement, sector=sector, year=year))


@pytest.fixture(scope="module")
def costs(loaded) -> CostInputs:
    """The figures of cost in the bundled data."""
    return gather_costs(Finder(loaded.book, "a test"), loaded.inputs.scenario)


@pytest.fixture(scope="module")
def drawn(costs) -> Spending:
    """Spending in draws whose kinship children and spot shares differ."""
    ranks = stratified_ranks(2, "shares", DRAWS)
    placed = homes(HOMES_2019, draws=DRAWS)
    kinship = 17 + 27 * ranks
    for name in PROVISIONS:
        external = placed.sel(provision=name, sector=[SELECT_LIST, SPOT]).sum("sector")
        spot = external * xr.DataArray(ranks, dims="draw")
        placed.loc[{"provision": name, "sector": SPOT}] = spot
        placed.loc[{"provision": name, "sector": SELECT_LIST}] = external - spot
    placed.loc[{"provision": FOSTERING, "sector": IN_HOUSE}] = 118 - xr.DataArray(kinship, dims="draw")
    return fee_spending(costs, at_draws(costs), placed, kin(kinship, DRAWS))


@pytest.fixture(scope="module")
def table(costs, drawn):
    central = spent(costs)
    placed, kinship = homes(HOMES_2019), kin(22)
    many, many_kin = homes(HOMES_2019, draws=DRAWS), kin(22, DRAWS)
    full = full_spending(costs, at_values(costs), placed, kinship)
    return cost_table([central, full], [drawn, full_spending(costs, at_draws(costs), many, many_kin)])


def row(table, placement: str, sector: str, basis: str = FEE, year: int = 2019):
    found = table[(table["placement"] == placement) & (table["sector"] == sector)]
    [one] = found[(found["basis"] == basis) & (found["year"] == year)].itertuples()
    return one


# --- What was spent comes back --------------------------------------------------------------------
def test_the_three_published_spends_come_back_on_the_central_path(costs) -> None:
    returned = returned_spend(costs, at_values(costs), spent(costs))
    assert {name: pounds.item() for name, pounds in returned.items()} == pytest.approx(SPENDS)


def test_the_three_published_spends_come_back_in_every_draw(costs, drawn) -> None:
    for name, pounds in returned_spend(costs, at_draws(costs), drawn).items():
        assert pounds.values == pytest.approx(np.full(DRAWS, SPENDS[name]))


def test_the_in_house_spend_pays_family_and_friends_too(costs) -> None:
    spending = spent(costs)
    in_house = spending.spend.isel(draw=0, year=0).sel(sector=IN_HOUSE)
    assert float(in_house.sum("placement")) == pytest.approx(2_834_227)
    assert weekly(spending, FOSTERING, IN_HOUSE) == weekly(spending, KINSHIP, IN_HOUSE)
    assert weekly(spending, KINSHIP, IN_HOUSE) == pytest.approx(2_834_227 / 118 / WEEKS_2019)


def test_the_residential_fee_is_found_on_23_children_and_paid_for_25(costs) -> None:
    residential = spent(costs).spend.isel(draw=0, year=0).sel(placement=RESIDENTIAL).sum("sector")
    assert float(residential) == pytest.approx(3_887_113 / 23 * 25)


@pytest.mark.parametrize(
    ("placement", "on_list", "on_spot"),
    [(FOSTERING, 663, 729), (RESIDENTIAL, 3029, 3332), (SUPPORTED, 1119, 1231)],
)
def test_the_weekly_fees_found_are_those_of_the_decision_record(costs, placement, on_list, on_spot) -> None:
    spending = spent(costs)
    assert weekly(spending, placement, SELECT_LIST) == pytest.approx(on_list, abs=0.5)
    assert weekly(spending, placement, SPOT) == pytest.approx(on_spot, abs=0.5)


def test_spot_is_dearer_than_the_list_by_the_premium_and_a_block_costs_the_list_fee(costs) -> None:
    spending = spent(costs)
    for name in PROVISIONS:
        assert weekly(spending, name, SPOT) == pytest.approx(1.1 * weekly(spending, name, SELECT_LIST))
        assert weekly(spending, name, BLOCK) == weekly(spending, name, SELECT_LIST)


def test_without_a_premium_spot_costs_what_the_list_does(costs) -> None:
    none = {name: replace(each, value=0.0) for name, each in costs.premium.items()}
    for free in (replace(costs, premium=none), replace(costs, premium={})):
        spending = spent(free)
        assert weekly(spending, FOSTERING, SPOT) == weekly(spending, FOSTERING, SELECT_LIST)
        assert weekly(spending, FOSTERING, SPOT) == pytest.approx(3_526_908 / 100 / WEEKS_2019)


def test_a_higher_premium_lowers_the_list_fee_because_the_spend_is_known(costs) -> None:
    dearer = {name: replace(each, value=0.5) for name, each in costs.premium.items()}
    high = spent(replace(costs, premium=dearer))
    assert weekly(high, RESIDENTIAL, SELECT_LIST) < weekly(spent(costs), RESIDENTIAL, SELECT_LIST)
    assert weekly(high, RESIDENTIAL, SPOT) > weekly(spent(costs), RESIDENTIAL, SPOT)


def test_supported_accommodation_costs_what_it_did_in_2023_taken_back_by_inflation(costs) -> None:
    spending = spent(costs)
    supported = float(spending.spend.isel(draw=0, year=0).sel(placement=SUPPORTED).sum("sector"))
    assert supported / 31 / WEEKS_2019 == pytest.approx(1278 / 1.03**4)


def test_the_price_of_supported_accommodation_in_2023_is_the_published_one_whatever_inflation_is(
    costs,
) -> None:
    for rate in (0.0, 0.01, 0.06):
        inflation = {name: replace(each, value=rate) for name, each in costs.inflation.items()}
        varied = replace(costs, inflation=inflation, premium={})
        assert weekly(spent(varied), SUPPORTED, SPOT, 2021) * (1 + rate) ** 2 == pytest.approx(1278)


# --- Years ----------------------------------------------------------------------------------------
def test_fees_rise_by_inflation_compounding(costs) -> None:
    spending = spent(costs)
    fees = [weekly(spending, FOSTERING, SPOT, year) for year in YEARS]
    assert fees == pytest.approx([fees[0], fees[0] * 1.03, fees[0] * 1.03**2])


def test_a_provision_may_have_an_inflation_of_its_own(loaded) -> None:
    own = figure("fee_inflation_a_year", RESIDENTIAL, 0.2)
    find = Finder(FigureBook([*loaded.book, own]), "a test")
    spending = spent(gather_costs(find, loaded.inputs.scenario))
    rises = {name: weekly(spending, name, SPOT, 2020) / weekly(spending, name, SPOT) for name in PROVISIONS}
    assert rises == pytest.approx({FOSTERING: 1.03, RESIDENTIAL: 1.2, SUPPORTED: 1.03})


def test_children_of_a_year_are_the_mean_of_its_two_ends_and_of_the_base_year_its_count(costs) -> None:
    later = {**HOMES_2019, RESIDENTIAL: (0, 0, 7.5, 27.5)}
    children = spent(costs, HOMES_2019, later).children.isel(draw=0)
    on_spot = children.sel(placement=RESIDENTIAL, sector=SPOT)
    assert on_spot.values.tolist() == [17.5, 22.5, 27.5]


def test_a_year_has_its_own_days_in_weeks() -> None:
    assert (weeks_in([2019, 2020]) * 7).values == pytest.approx([365, 366])


def test_pounds_are_average_children_times_pounds_a_week_times_weeks(costs) -> None:
    later = {**HOMES_2019, FOSTERING: (96, 0, 90, 30)}
    spending = spent(costs, HOMES_2019, later)
    pounds = float(spending.spend.isel(draw=0).sel(placement=FOSTERING, sector=SPOT, year=2020))
    assert pounds == pytest.approx(25 * weekly(spending, FOSTERING, SPOT, 2020) * 366 / 7)


def test_a_rise_in_fees_is_paid_whole_from_its_first_year(costs) -> None:
    rise = {(FOSTERING, IN_HOUSE): (10.0, 2020), RESIDENTIAL: (-5.0, 2021)}
    before, after = spent(costs), spent(costs, uplift=rise)
    ratio = (after.weekly / before.weekly).isel(draw=0)
    assert ratio.sel(placement=FOSTERING, sector=IN_HOUSE).values == pytest.approx([1, 1.1, 1.1])
    assert ratio.sel(placement=FOSTERING, sector=SPOT).values == pytest.approx([1, 1, 1])
    assert ratio.sel(placement=KINSHIP, sector=IN_HOUSE).values == pytest.approx([1, 1, 1])
    for sector in (BLOCK, SELECT_LIST, SPOT):
        assert ratio.sel(placement=RESIDENTIAL, sector=sector).values == pytest.approx([1, 1, 0.95])


# --- Block contracts ------------------------------------------------------------------------------
def blocks(children: float) -> dict[str, tuple[float, ...]]:
    return {**HOMES_2019, RESIDENTIAL: (0, children, 7.5, 17.5 - children)}


def places(*by_year: float) -> xr.DataArray:
    """Residential block places paid for on each 31 March."""
    table = np.zeros((1, len(YEARS), len(PROVISIONS)))
    table[0, :, PROVISIONS.index(RESIDENTIAL)] = by_year
    coords = {"year": list(YEARS), "provision": list(PROVISIONS)}
    return xr.DataArray(table, dims=("draw", *coords), coords=coords)


def test_empty_block_places_cost_the_blocks_fee(costs) -> None:
    placed = homes(HOMES_2019, blocks(3))
    spending = spent(costs, HOMES_2019, blocks(3), block_places=places(0, 5, 5))
    void = spending.spend.isel(draw=0).sel(placement=RESIDENTIAL, sector=BLOCK_VOID)
    fee = weekly(spending, RESIDENTIAL, BLOCK, 2021)
    # None stood empty at the end of 2019, two at the ends of 2020 and 2021.
    assert void.values == pytest.approx(
        [0, 1 * weekly(spending, RESIDENTIAL, BLOCK, 2020) * 366 / 7, 2 * fee * 365 / 7]
    )
    same = void_cost(places(0, 5, 5), placed.sel(sector=BLOCK, drop=True), spending.weekly)
    assert same.isel(draw=0).sel(provision=RESIDENTIAL).values == pytest.approx(void.values)


def test_a_full_block_has_no_voids_even_where_another_year_is_overfull(costs) -> None:
    spending = spent(costs, HOMES_2019, blocks(6), blocks(4), block_places=places(0, 5, 5))
    void = spending.spend.isel(draw=0).sel(placement=RESIDENTIAL, sector=BLOCK_VOID)
    assert void.sel(year=2020) == 0
    assert void.sel(year=2021) > 0


def test_places_that_stand_empty_in_the_base_year_are_within_what_was_spent(costs) -> None:
    spending = spent(costs, blocks(3), block_places=places(5, 5, 5))
    assert float(spending.spend.isel(draw=0, year=0).sel(sector=BLOCK_VOID).sum()) > 0
    returned = returned_spend(costs, at_values(costs), spending)
    assert {name: pounds.item() for name, pounds in returned.items()} == pytest.approx(SPENDS)


def test_voids_have_rows_of_their_own_and_are_in_the_totals(costs) -> None:
    spending = spent(costs, HOMES_2019, blocks(3), block_places=places(0, 5, 5))
    table = cost_table([spending], [spending])
    void = row(table, RESIDENTIAL, BLOCK_VOID, year=2021)
    assert void.children_average == 0
    assert void.spend_central > 0
    parts = [row(table, RESIDENTIAL, sector, year=2021).spend_central for sector in (*SECTORS, BLOCK_VOID)]
    assert row(table, RESIDENTIAL, ALL, year=2021).spend_central == pytest.approx(np.nansum(parts))


# --- What is not recorded -------------------------------------------------------------------------
def test_an_authority_that_records_no_cost_has_blanks_and_no_noughts() -> None:
    nothing = CostInputs(base_year=2019)
    spending = spent(nothing)
    full = full_spending(nothing, {}, homes(HOMES_2019), kin(22))
    table = cost_table([spending, full], [spending, full])
    assert table["weekly_gbp"].isna().all()
    of_children = table[table["children_average"] > 0]
    assert len(of_children)
    assert of_children[["spend_central", "spend_p10", "spend_p90"]].isna().all(axis=None)
    assert spot_sentence(*[spot_on_gap(places(1, 1, 1), spending.weekly)] * 2, 2019).endswith("not recorded.")


def test_a_total_is_blank_where_a_part_with_children_is_and_not_where_nobody_is_there(costs) -> None:
    assert not np.isnan(spent(costs).total()).any()  # nobody is in our own residential homes: there are none
    without = replace(costs, average_weekly={})
    assert np.isnan(spent(without).total()).all()
    nobody = spent(without, {**HOMES_2019, SUPPORTED: (0, 0, 0, 0)})
    assert not np.isnan(nobody.total()).any()


def test_without_inflation_only_the_base_year_has_a_cost(costs) -> None:
    fees = spent(replace(costs, inflation={})).weekly.isel(draw=0).sel(placement=FOSTERING, sector=SPOT)
    assert np.isnan(fees.values).tolist() == [False, True, True]


def test_a_spend_on_nobody_gives_no_fee(costs) -> None:
    nobody = {**HOMES_2019, FOSTERING: (96, 0, 0, 0)}
    assert np.isnan(weekly(spent(costs, nobody), FOSTERING, SPOT))


# --- What providers charge ------------------------------------------------------------------------
def provider(lot: str, fee: float | None, filled: float, **more) -> Provider:
    told = {
        "name": "Home", "lot": lot, "sector": SELECT_LIST, "registered_places": None,
        "open_to_us_places": None, "filled_by_us_places": filled, "vacant_usable_places": None,
        "blocked_places": None, "care": None, "youngest_age": 0, "oldest_age": 17, "distance_miles": None,
        "postcode": None, "inside_authority": None, "weekly_fee_gbp": fee, "discount_share": None,
        "on_list_from": None, "on_list_to": None, "renewal_assumed": True, "opens_on": None,
        "slip_months": 0, "ramp_months": 0, "reopening_round": None, "usable_share": None,
        "as_at": date(2019, 3, 31), "source": "a test", "kind": "assumed",
    }  # fmt: skip
    return Provider(**{**told, **more})


LISTED = [
    provider("ifa", 600, 30),
    provider("ifa", 1000, 10, discount_share=0.1),
    provider("ifa", None, 50),
    provider("residential", 3000, 0),
    provider("family_assessment", 5000, 2),
]


def test_the_list_fee_is_the_mean_after_discount_by_places_filled() -> None:
    fees = list_fee_from_providers(LISTED)
    assert float(fees.sel(provision=FOSTERING, sector=SELECT_LIST)) == pytest.approx(
        (30 * 600 + 10 * 900) / 40
    )


def test_a_fee_that_is_not_recorded_or_pays_for_nobody_gives_no_mean() -> None:
    fees = list_fee_from_providers(LISTED)
    assert int(fees.notnull().sum()) == 1  # neither residential, nor parent and child, nor any other sector


def test_what_providers_charge_is_used_where_no_spend_is_published(costs) -> None:
    listed = list_fee_from_providers(LISTED)
    spend = {name: each for name, each in costs.spend.items() if name != "ifa"}
    spending = spent(replace(costs, spend=spend), listed=listed)
    assert weekly(spending, FOSTERING, SELECT_LIST) == weekly(spending, FOSTERING, BLOCK) == 675
    assert weekly(spending, FOSTERING, SPOT) == pytest.approx(675 * 1.1)
    assert weekly(spending, RESIDENTIAL, SPOT) == weekly(spent(costs), RESIDENTIAL, SPOT)


def test_a_premium_that_is_not_recorded_leaves_spot_blank_but_not_the_list(costs) -> None:
    bare = replace(costs, spend={}, premium={})
    spending = spent(bare, listed=list_fee_from_providers(LISTED))
    assert weekly(spending, FOSTERING, BLOCK) == 675
    assert np.isnan(weekly(spending, FOSTERING, SPOT))


def test_what_providers_charge_stands_beside_the_fee_that_the_spend_implies(costs) -> None:
    listed = list_fee_from_providers(LISTED)
    [said] = [
        text for text in cost_caveats(costs, spent(costs, listed=listed), listed) if "Providers" in text
    ]
    assert "£675 a week for fostering" in said
    assert "£663" in said


# --- Two bases ------------------------------------------------------------------------------------
def test_full_unit_cost_is_section_251s_and_knows_no_sector(costs) -> None:
    full = full_spending(costs, at_values(costs), homes(HOMES_2019), kin(22))
    assert full.basis == FULL
    assert full.spend.sector.values.tolist() == [ALL]
    base = full.spend.isel(draw=0, year=0, sector=0)
    assert float(base.sel(placement=FOSTERING_AND_KINSHIP)) == pytest.approx(780 * 218 * WEEKS_2019)
    assert float(base.sel(placement=RESIDENTIAL)) == pytest.approx(3065 * 25 * WEEKS_2019)
    assert np.isnan(base.sel(placement=SUPPORTED))


def test_no_row_of_the_table_is_of_two_bases(table, costs) -> None:
    assert set(table["basis"]) == {FEE, FULL}
    labels = ["year", "placement", "sector", "basis"]
    assert not table.duplicated(labels).any()
    both = {FOSTERING_AND_KINSHIP: 2_834_227 + 3_526_908, RESIDENTIAL: 3_887_113 / 23 * 25}
    for placement, fees in both.items():
        assert row(table, placement, ALL).spend_central == pytest.approx(fees)
        assert row(table, placement, ALL, FULL).spend_central != pytest.approx(fees)


def test_a_spend_on_one_basis_is_never_set_against_the_other(costs) -> None:
    full = full_spending(costs, at_values(costs), homes(HOMES_2019), kin(22))
    with pytest.raises(LawBrokenError, match="never mixed"):
        saving(spent(costs).total(), full.total())
    with pytest.raises(LawBrokenError, match="never mixed"):
        cost_caveats(costs, full)


def test_a_rise_in_fees_leaves_the_full_unit_cost_as_section_251_has_it(costs) -> None:
    full = full_spending(costs, at_values(costs), homes(HOMES_2019), kin(22))
    assert full.weekly.isel(draw=0).sel(placement=RESIDENTIAL, sector=ALL).values == pytest.approx(
        [3065, 3065 * 1.03, 3065 * 1.03**2]
    )


# --- The table ------------------------------------------------------------------------------------
def test_the_table_has_a_row_for_each_placement_and_sector_and_for_totals(table) -> None:
    assert list(table.columns) == [
        "year", "placement", "sector", "basis", "children_average", "weekly_gbp",
        "spend_central", "spend_p10", "spend_p90",
    ]  # fmt: skip
    first = table[table["year"] == 2019]
    fees = first[first["basis"] == FEE]
    labels = set(zip(fees["placement"], fees["sector"], strict=True))
    assert {(name, sector) for name in (*PROVISIONS, ALL) for sector in (*SECTORS, ALL)} <= labels
    assert labels - {(name, sector) for name in (*PROVISIONS, ALL) for sector in (*SECTORS, ALL)} == {
        (KINSHIP, IN_HOUSE), (FOSTERING_AND_KINSHIP, IN_HOUSE), (FOSTERING_AND_KINSHIP, ALL),
    }  # fmt: skip


def test_a_published_spend_has_no_range_and_what_is_assumed_has_one(table) -> None:
    published = row(table, FOSTERING_AND_KINSHIP, IN_HOUSE)
    assert published.spend_central == pytest.approx(2_834_227)
    assert np.isnan(published.spend_p10)
    split = row(table, FOSTERING, SPOT)
    assert split.spend_p10 < split.spend_central < split.spend_p90
    assert row(table, FOSTERING_AND_KINSHIP, IN_HOUSE, year=2020).spend_p10 > 0


def test_a_sector_without_a_fee_is_blank_in_the_table(table) -> None:
    own_homes = row(table, RESIDENTIAL, IN_HOUSE)
    assert own_homes.children_average == 0
    assert np.isnan([own_homes.weekly_gbp, own_homes.spend_central]).all()


def test_the_weekly_cost_of_a_total_is_its_average(table) -> None:
    assert row(table, RESIDENTIAL, ALL).weekly_gbp == pytest.approx(3_887_113 / 23 / WEEKS_2019)
    assert row(table, FOSTERING_AND_KINSHIP, ALL, FULL).weekly_gbp == pytest.approx(780)


def test_parts_add_to_the_total_in_the_table(table) -> None:
    fees = table[(table["basis"] == FEE) & (table["year"] == 2021)]
    cells = fees[~fees["placement"].isin([ALL, FOSTERING_AND_KINSHIP]) & (fees["sector"] != ALL)]
    assert cells["spend_central"].sum() == pytest.approx(row(table, ALL, ALL, year=2021).spend_central)
    assert cells["children_average"].sum() == pytest.approx(row(table, ALL, ALL, year=2021).children_average)


# --- Levers and the gap ---------------------------------------------------------------------------
def test_moving_a_child_from_spot_to_the_list_saves_the_premium(costs) -> None:
    before = spent(costs)
    one_moved = {**HOMES_2019, RESIDENTIAL: (0, 0, 8.5, 16.5)}
    after = spent(costs, HOMES_2019, one_moved, one_moved)
    saved = saving(before.total(), after.total()).isel(draw=0)
    on_spot, on_list = (
        before.weekly.sel(placement=RESIDENTIAL, sector=sector, drop=True).isel(draw=0)
        for sector in (SPOT, SELECT_LIST)
    )
    per_child = (on_spot - on_list) * weeks_in([2019, 2020, 2021])
    assert float(saved.sel(year=2019)) == pytest.approx(0, abs=0.01)
    assert float(saved.sel(year=2020)) == pytest.approx(float(per_child.sel(year=2020)) / 2)
    assert float(saved.sel(year=2021)) == pytest.approx(float(per_child.sel(year=2021)))
    premium = 0.1 * weekly(before, RESIDENTIAL, SELECT_LIST) * WEEKS_2019
    assert float(per_child.sel(year=2019)) == pytest.approx(premium)


def test_a_lever_breaks_even_at_its_cost_over_what_each_child_saves() -> None:
    assert float(break_even_children(90_000, 15_000)) == 6
    saved = xr.DataArray([30_000.0, 0.0, -5.0, np.nan], dims="draw")
    assert break_even_children(90_000, saved).values == pytest.approx(
        [3, np.inf, np.inf, np.nan], nan_ok=True
    )


def test_the_gap_on_spot_costs_spot_fees_and_spare_places_pay_for_nothing(costs) -> None:
    spending = spent(costs)
    gap = places(6, 6, 6)
    gap.loc[{"provision": FOSTERING}] = -10
    pounds = spot_on_gap(gap, spending.weekly).isel(draw=0).sel(year=2019)
    assert float(pounds.sel(provision=FOSTERING)) == 0
    assert float(pounds.sel(provision=RESIDENTIAL)) == pytest.approx(
        6 * weekly(spending, RESIDENTIAL, SPOT) * WEEKS_2019
    )


def test_the_sentence_on_spot_gives_millions_with_a_low_and_a_high() -> None:
    pounds = places(2.9e6, 0, 0)
    draws = xr.concat([pounds * share for share in np.linspace(0.5, 1.5, 11)], dim="draw")
    assert spot_sentence(pounds, draws, 2019) == (
        "Spot purchase for want of places costs about £2.9m a year (£1.7m to £4.1m)."
    )


# --- In words -------------------------------------------------------------------------------------
def test_the_caveats_say_what_the_numbers_are_and_are_not(costs) -> None:
    told = " ".join(cost_caveats(costs, spent(costs)))
    for words in (
        "two bases, never added",
        "£3,887,113, pays for 23 children. The table has 25, at the same fees, and so £4,225,123",
        "average of 2023, £1,278 a week, taken to 2019 at 3% a year, assumed",
        "fostering and kinship £780 (fees and allowances here £560)",
        "residential £3,065 (fees and allowances here £3,241)",
        "all children looked after £1,555",
        "The £9.5m of 2017",
        "326 children named beside it are all children",
    ):
        assert words in told


def test_an_authority_that_records_nothing_is_told_only_of_the_two_bases() -> None:
    nothing = CostInputs(base_year=2019)
    assert len(cost_caveats(nothing, spent(nothing))) == 1


# --- Gathering ------------------------------------------------------------------------------------
def test_every_figure_of_cost_has_a_value_in_each_draw_and_those_assumed_a_range(costs) -> None:
    assert costs.ledger() == costs.figures()
    ranged = {each.name for each in costs.ledger() if each.is_uncertain}
    premiums = {f"spot_premium_share/{name}" for name in PROVISIONS}
    assert ranged == {*premiums, "fee_inflation_a_year"}


@pytest.mark.parametrize(
    ("years", "taken"), [((2016, 2021), 2021), ((2017, 2021), 2017), ((2019, 2020), 2019)]
)
def test_a_weekly_cost_is_that_of_the_nearest_year_and_the_earlier_of_two(loaded, years, taken) -> None:
    others = [each for each in loaded.book if each.measure != "supported_accommodation_weekly_cost"]
    added = [figure("supported_accommodation_weekly_cost", "", 1000, year, "gbp_per_week") for year in years]
    found = gather_costs(Finder(FigureBook([*others, *added]), "a test"), loaded.inputs.scenario)
    assert found.average_weekly[SUPPORTED].year == taken


def test_a_weekly_cost_without_a_year_is_a_fault(loaded) -> None:
    undated = figure("supported_accommodation_weekly_cost", "", 1000, None, "gbp_per_week")
    find = Finder(FigureBook([undated]), "a test")
    assert gather_costs(find, loaded.inputs.scenario).average_weekly == {}
    assert bool(find.faults)


# --- What holds whatever the numbers --------------------------------------------------------------
children = st.floats(0, 300)
futures = st.fixed_dictionaries(
    {name: st.tuples(children, children, children, children) for name in PROVISIONS}
)
own_homes_priced = {
    "in_house_residential": figure("spend", "in_house_residential", 500_000, 2019, "gbp"),
    "in_house_supported_16_plus": figure("spend", "in_house_supported_16_plus", 80_000, 2019, "gbp"),
}
OF_ALL_SECTORS = dict.fromkeys(PROVISIONS, (3, 2, 10, 5))


@pytest.fixture(scope="module")
def priced(costs) -> CostInputs:
    """The bundled figures, and spends on our own homes as well, so that every cell has a fee."""
    return replace(costs, spend={**costs.spend, **own_homes_priced})


@laws
@given(one=futures, other=futures)
def test_spend_is_linear_in_children(priced, one, other) -> None:
    middle = {name: tuple(np.mean([one[name], other[name]], axis=0)) for name in PROVISIONS}
    totals = [spent(priced, OF_ALL_SECTORS, then).total() for then in (one, middle, other)]
    assert totals[1].values == pytest.approx((totals[0] + totals[2]).values / 2)


@laws
@given(then=futures, moved=st.floats(0, 1), provision=st.sampled_from(PROVISIONS))
def test_more_spot_never_costs_less(priced, then, moved, provision) -> None:
    in_house, block, on_list, spot = then[provision]
    more = {**then, provision: (in_house, block, on_list * (1 - moved), spot + on_list * moved)}
    draws = at_draws(priced)
    kinship = kin(22, DRAWS)
    before, after = (
        fee_spending(priced, draws, homes(OF_ALL_SECTORS, each, draws=DRAWS), kinship).total()
        for each in (then, more)
    )
    assert (after - before >= -1e-6 * before).all()


@laws
@given(then=futures, kinship=children)
def test_parts_add_to_the_total_in_each_draw(priced, then, kinship) -> None:
    spending = fee_spending(
        priced, at_draws(priced), homes(OF_ALL_SECTORS, then, draws=DRAWS), kin(kinship, DRAWS)
    )
    rows = {(each.placement, each.sector): each.cells for each in rows_of(spending)}
    everything = rows.pop((ALL, ALL))
    assert sorted(everything) == sorted(set(everything))
    cells = [cell for cell in everything if cell in rows]
    parts = sum(
        spending.spend.sel(placement=placement, sector=sector, drop=True) for placement, sector in cells
    )
    assert np.allclose(parts, spending.total())


@laws
@given(base=futures, kinship=st.floats(1, 100), premium=st.floats(0, 1))
def test_the_spend_comes_back_wherever_the_children_live(costs, base, kinship, premium) -> None:
    dear = {name: replace(each, value=premium) for name, each in costs.premium.items()}
    varied = replace(costs, premium=dear, children_paid_for={})
    spending = spent(varied, base, kinship=kinship)
    for payer, pounds in returned_spend(varied, at_values(varied), spending).items():
        placement = {"residential": RESIDENTIAL}.get(payer, FOSTERING)
        if payer == "in_house_fostering" or sum(base[placement][1:]) > 1e-3:
            assert pounds.item() == pytest.approx(SPENDS[payer])


def test_the_average_of_a_year_lies_between_its_ends() -> None:
    series = xr.DataArray([[4.0, 8.0, 2.0]], dims=("draw", "year"), coords={"year": list(YEARS)})
    assert average_over_year(series).values.tolist() == [[4, 6, 5]]
