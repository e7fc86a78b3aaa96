"""Placing: only children who start or move come to new homes, in the scenario's order; the settled stay."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from test_listed_supply import with_list
from test_pools import provider
from test_supply_laws import lists

from sufficiency.cases.case import Case, Wanted, central_wanted, drawn_case, drawn_wanted
from sufficiency.children.crosstab import modelled_crosstab
from sufficiency.gap.local import commissioned
from sufficiency.inputs.assumptions import central_values
from sufficiency.inputs.inputs import Inputs
from sufficiency.living.placing import place_children, wanted_by_age
from sufficiency.providers.provider import Provider
from sufficiency.supply.secured import secured_places
from sufficiency.vocabulary import AGE_BANDS, CONTRACTED, PROVISIONS

DRAWS = 20
SOURCE = {"source": "a test"}
Numbers = list[float]
Change = Callable[[np.ndarray], None]


def placed(inputs: Inputs, released: float = 0.0, change: Change | None = None) -> xr.DataArray:
    """Where children live on the central path: as many need each home in every year, but for `change`.

    `change` is given the children who need each home after the base year: year, provision, age band, draw.
    `released` is the share who start or move in a year.
    """
    values = dict(central_values(inputs))
    for figure in inputs.released_share.values():
        values[figure.name] = values[figure.name] * 0 + released
    homes = central_wanted(inputs, modelled_crosstab(inputs)).homes.isel(year=[0])
    wanted = np.repeat(wanted_by_age(homes), len(inputs.scenario.years), axis=0)
    if change is not None:
        change(wanted[1:])
    supply = secured_places(inputs, commissioned(homes).isel(year=0, drop=True), values)
    return place_children(inputs, supply, wanted, values).isel(draw=0)


def living(where: xr.DataArray, **cell: str) -> Numbers:
    """Children in each year in one cell: residential, unless it says otherwise."""
    some = where.sel(**{"provision": "residential", **cell})
    return list(some.sum([dim for dim in some.dims if dim != "year"]).values)


def more_of(band: str, children: float, provision: str = "residential") -> Change:
    """More children of an age need a provision after the base year."""

    def add(wanted: np.ndarray) -> None:
        wanted[:, PROVISIONS.index(provision), AGE_BANDS.index(band)] += children

    return add


def lever(kind: str, **terms: object) -> dict[str, dict[str, object]]:
    return {"it": {"kind": kind, "provision": "residential", **SOURCE, **terms}}


@pytest.fixture(scope="module")
def listed(loaded):
    """The default scenario to 2023 with a select list of some rows, as of `with_list`."""
    return lambda *rows, **changes: with_list(loaded, *rows, **changes)


@pytest.fixture(scope="module")
def wanted(listed) -> Wanted:
    """The homes that children need in draws: the same whatever homes there are."""
    inputs = listed()
    return drawn_wanted(inputs, modelled_crosstab(inputs), 1, DRAWS)


@pytest.fixture(scope="module")
def drawn(wanted) -> Callable[[Inputs], Case]:
    """A scenario in draws, given the homes that children need."""
    return lambda inputs: drawn_case(inputs, wanted, 1, DRAWS)


def everybody(wanted: Wanted) -> np.ndarray:
    """Children who need each provision: draw, year, provision."""
    by_age = wanted_by_age(wanted.base_homes, wanted.demand.homes)
    return np.asarray(by_age.sum(axis=2).transpose(2, 0, 1))


def somewhere(case: Case) -> np.ndarray:
    """Children placed in each provision: draw, year, provision."""
    return np.asarray(
        case.living.placed.sum(["sector", "ring"]).transpose("draw", "year", "provision").values
    )


def over_capacity(case: Case) -> float:
    """The most children on contract beyond the places secured, in any draw, later year and sector."""
    secured = case.local.supply.secured.sel(scope="any", sector=list(CONTRACTED))
    living_there = case.living.placed.sum("ring").sel(sector=list(CONTRACTED))
    return float((living_there - secured).isel(year=slice(1, None)).max())


# --- Everybody lives somewhere --------------------------------------------------------------------
BLOCK = {"provision": "residential", "sector": "block", "scope": "within_20_miles", "from": 2020, **SOURCE}
WORLDS: Mapping[str, tuple[tuple[Provider, ...], dict[str, Any]]] = {
    "no list": ((), {}),
    "a few named": (
        (provider(filled_by_us_places=3.0), provider("B", sector="block", vacant_usable_places=2.0)),
        {},
    ),
    "far agencies named to the last": (
        (provider(lot="ifa", filled_by_us_places=24.0, distance_miles=50.0),),
        {},
    ),
    "agencies inside named to the last": (
        (provider(lot="ifa", filled_by_us_places=28.0, distance_miles=3.0, inside_authority=True),),
        {},
    ),
    "agencies of unknown distance": (
        (provider(lot="ifa", filled_by_us_places=95.0, distance_miles=None, inside_authority=None),),
        {},
    ),
    "a home for an age that nobody is of": (
        (provider(filled_by_us_places=2.0, youngest_age=0, oldest_age=0),),
        {},
    ),
    "a named block that is lost in part": (
        (provider(sector="block", filled_by_us_places=10.0, vacant_usable_places=0.0),),
        {"places": {"lost": {**BLOCK, "places": -5.0}}},
    ),
    "a named list turned into a block": (
        (provider(filled_by_us_places=7.0, vacant_usable_places=0.0),),
        {"levers": lever("convert_to_block", places=7.0, **{"from": 2020})},
    ),
    "a named list not renewed": (
        (provider(filled_by_us_places=7.0, vacant_usable_places=3.0),),
        {"levers": lever("not_renew_list", **{"from": 2021})},
    ),
    "the largest lost": (
        (provider(filled_by_us_places=7.0), provider("B", sector="block", filled_by_us_places=2.0)),
        {"levers": {"it": {"kind": "lose_provider", "from": 2021, **SOURCE}}},
    ),
    "who joins later": ((provider(filled_by_us_places=3.0, on_list_from=date(2021, 3, 31)),), {}),
}


@pytest.mark.parametrize("world", WORLDS)
def test_every_child_who_needs_a_home_lives_in_one_in_every_draw_year_and_provision(
    listed, wanted, drawn, world: str
) -> None:
    rows, changes = WORLDS[world]
    assert np.allclose(somewhere(drawn(listed(*rows, **changes))), everybody(wanted), atol=1e-6)


@pytest.mark.parametrize("world", WORLDS)
def test_no_more_live_on_contract_than_there_are_places(listed, drawn, world: str) -> None:
    rows, changes = WORLDS[world]
    assert over_capacity(drawn(listed(*rows, **changes))) < 1e-6


def test_children_with_no_registered_home_in_the_base_year_are_placed_after_it(listed, drawn, wanted) -> None:
    case = drawn(listed(added={"no_registered_home/residential": 3.0}))
    short = everybody(wanted) - somewhere(case)
    assert short[:, 0, PROVISIONS.index("residential")] == pytest.approx(3)
    assert abs(short[:, 1:]).max() < 1e-6


def test_in_the_base_year_children_live_where_they_do(listed, drawn) -> None:
    case = drawn(listed(provider(filled_by_us_places=3.0)))
    there = case.living.placed.isel(year=0, drop=True).sum("ring")
    assert np.allclose(there, case.local.supply.filled.sel(scope="any").transpose(*there.dims))


# --- The settled stay -----------------------------------------------------------------------------
@pytest.mark.parametrize("order", ["within_sector", "over_all"])
def test_where_nobody_moves_and_need_holds_nothing_changes_however_many_homes_are_free(listed, order) -> None:
    rows = (
        provider(filled_by_us_places=3.0, vacant_usable_places=9.0),
        provider("B", sector="block", vacant_usable_places=9.0),
        provider("C", lot="ifa", vacant_usable_places=40.0, inside_authority=True),
        provider("D", lot="residential_16_17", sector="in_house", vacant_usable_places=9.0),
    )
    where = placed(listed(*rows, nearer_first=order))
    assert np.allclose(where, where.isel(year=0))


def test_a_new_home_stays_empty_until_somebody_starts_or_moves(listed) -> None:
    inputs = listed(places={"home": {**BLOCK, "places": 10.0}})
    assert living(placed(inputs), sector="block") == [0, 0, 0, 0, 0]
    assert living(placed(inputs, change=more_of("10_to_15", 2.0)), sector="block") == pytest.approx(
        [0, 2, 2, 2, 2]
    )


def test_a_new_home_fills_no_faster_than_children_move(listed) -> None:
    """A tenth of 25 children move in the first year."""
    inputs = listed(places={"home": {**BLOCK, "places": 10.0}})
    there = living(placed(inputs, released=0.1), sector="block")
    assert there[1] == pytest.approx(2.5)
    assert np.diff(there[:4]) == pytest.approx([2.5, 2.25, 2.025])


def test_when_fewer_need_a_home_everybody_leaves_in_proportion_and_nobody_changes_homes(listed) -> None:
    def fewer(wanted: np.ndarray) -> None:
        wanted *= 0.8

    where = placed(listed(provider(sector="block", filled_by_us_places=5.0)), change=fewer)
    assert np.allclose(where.isel(year=slice(1, None)), 0.8 * where.isel(year=0))


def test_20_more_households_move_some_20_children_and_never_more_than_30(listed, drawn) -> None:
    """In every draw and year, in from agencies to our own carers."""
    gained = {"net_a_year": 20.0, "from": 2020, "to": 2020, "delivery": "in_full", **SOURCE}
    before, after = (
        drawn(listed(**changes)).living.with_agencies for changes in ({}, {"households": gained})
    )
    moved = before - after
    assert float(moved.max()) <= 30
    assert float(moved.min()) >= -1e-6
    assert float(moved.isel(year=-1).mean()) == pytest.approx(22, abs=4)


# --- In the scenario's order ----------------------------------------------------------------------
FAR_OWN = provider(sector="in_house", vacant_usable_places=4.0, distance_miles=60.0)
NEAR_LISTED = provider("B", vacant_usable_places=4.0)


def test_sectors_come_first_and_within_them_the_nearer(listed) -> None:
    where = placed(listed(FAR_OWN, NEAR_LISTED), change=more_of("10_to_15", 4.0))
    assert living(where, sector="in_house", ring="far") == pytest.approx([0, 4, 4, 4, 4])


def test_or_the_nearer_come_first_and_within_a_distance_the_sectors(listed) -> None:
    where = placed(listed(FAR_OWN, NEAR_LISTED, nearer_first="over_all"), change=more_of("10_to_15", 4.0))
    assert living(where, sector="in_house", ring="far") == [0, 0, 0, 0, 0]
    gained = np.diff(living(where, sector="select_list", ring="near"))
    assert gained == pytest.approx([4, 0, 0, 0])


def test_of_two_homes_of_a_sector_the_nearer_is_filled_first(listed) -> None:
    far = provider("B", sector="block", vacant_usable_places=4.0, distance_miles=60.0)
    near = provider(sector="block", vacant_usable_places=4.0)
    where = placed(listed(far, near), change=more_of("10_to_15", 5.0))
    assert [living(where, sector="block", ring=ring)[1] for ring in ("near", "far")] == pytest.approx([4, 1])


def test_the_order_of_sectors_is_the_scenarios(listed) -> None:
    listed_first = listed(FAR_OWN, NEAR_LISTED, placing_order=("select_list", "block", "in_house"))
    where = placed(listed_first, change=more_of("10_to_15", 4.0))
    assert living(where, sector="in_house") == [0, 0, 0, 0, 0]


def test_an_order_that_leaves_a_sector_out_is_refused(listed) -> None:
    with pytest.raises(ValidationError, match="placing_order"):
        listed(placing_order=("in_house", "block"))


def test_of_homes_as_near_in_a_sector_the_one_for_fewer_ages_is_filled_first(listed) -> None:
    """So that the other is left for those whom it alone takes."""

    def both(wanted: np.ndarray) -> None:
        more_of("10_to_15", 3.0)(wanted)
        more_of("16_to_17", 3.0)(wanted)

    older = provider("B", sector="block", vacant_usable_places=3.0, youngest_age=16)
    any_age = provider(sector="block", vacant_usable_places=3.0)
    where = placed(listed(any_age, older), change=both)
    assert living(where, sector="block")[1] == pytest.approx(6)


def test_whoever_finds_no_home_on_contract_is_on_spot_as_far_away_as_spot_was(listed) -> None:
    where = placed(listed(), change=more_of("10_to_15", 10.0))
    spot = where.sel(provision="residential", sector="spot")
    assert living(where, sector="spot")[1] == pytest.approx(17.5 + 10)
    assert np.allclose(spot / spot.sum("ring"), (spot / spot.sum("ring")).isel(year=0))


# --- Ages and care --------------------------------------------------------------------------------
OLDER_ONLY = provider(lot="residential_16_17", sector="block", vacant_usable_places=9.0)


def test_a_home_for_16_and_17_never_takes_a_younger_child(listed) -> None:
    where = placed(listed(OLDER_ONLY), change=more_of("10_to_15", 9.0))
    assert living(where, sector="block") == [0, 0, 0, 0, 0]


def test_a_home_for_16_and_17_takes_those_who_are(listed) -> None:
    where = placed(listed(OLDER_ONLY), change=more_of("16_to_17", 4.0))
    assert living(where, sector="block") == pytest.approx([0, 4, 4, 4, 4])


def test_ages_cut_a_band_where_a_home_does(listed) -> None:
    """Of six more children of 10 to 15, half are 13 or older."""
    teenagers = provider(sector="block", vacant_usable_places=9.0, youngest_age=13, oldest_age=17)
    where = placed(listed(teenagers), change=more_of("10_to_15", 6.0))
    assert living(where, sector="block")[1] == pytest.approx(3)


def test_even_if_everybody_moves_a_home_holds_only_the_ages_it_takes(listed) -> None:
    def no_older(wanted: np.ndarray) -> None:
        wanted[:, :, AGE_BANDS.index("16_to_17")] = 0

    where = placed(listed(OLDER_ONLY), released=1.0, change=no_older)
    assert living(where, sector="block") == [0, 0, 0, 0, 0]


def test_a_home_that_nobody_is_of_an_age_for_never_holds_more_than_are_said_to_live_there(listed) -> None:
    babies = provider(sector="block", filled_by_us_places=2.0, youngest_age=0, oldest_age=0)
    where = placed(listed(babies), change=more_of("10_to_15", 9.0))
    assert max(living(where, sector="block")) <= 2


COMPLEX = {"complex_care_share/residential": 0.4}


def test_a_standard_home_never_takes_a_child_who_needs_complex_care(listed) -> None:
    """Of ten more children six need standard care, however many places there are."""
    standard = provider(sector="block", vacant_usable_places=50.0, care="standard")
    where = placed(listed(standard, added=COMPLEX), change=more_of("10_to_15", 10.0))
    assert living(where, sector="block")[1] == pytest.approx(6)


def test_a_complex_home_takes_any_child(listed) -> None:
    complex_care = provider(sector="block", vacant_usable_places=50.0, care="complex")
    where = placed(listed(complex_care, added=COMPLEX), change=more_of("10_to_15", 10.0))
    assert living(where, sector="block")[1] == pytest.approx(10)


def test_a_standard_home_is_filled_before_a_complex_one(listed) -> None:
    rows = (
        provider(sector="block", vacant_usable_places=6.0, care="complex"),
        provider("B", sector="block", vacant_usable_places=6.0, care="standard"),
    )
    where = placed(listed(*rows, added=COMPLEX), change=more_of("10_to_15", 10.0))
    assert living(where, sector="block")[1] == pytest.approx(10)


# --- Homes that go --------------------------------------------------------------------------------
def test_children_of_a_home_that_closes_are_placed_in_what_is_free(listed) -> None:
    rows = (
        provider(sector="block", filled_by_us_places=6.0),
        provider("B", sector="in_house", vacant_usable_places=4.0),
    )
    closing = {"it": {"kind": "lose_provider", "provider": rows[0].name, "from": 2021, **SOURCE}}
    where = placed(listed(*rows, levers=closing))
    assert living(where, sector="block") == pytest.approx([6, 6, 0, 0, 0])
    assert living(where, sector="in_house") == pytest.approx([0, 0, 4, 4, 4])
    assert np.diff(living(where, sector="spot")) == pytest.approx([0, 2, 0, 0])
    assert np.diff(living(where, sector="select_list")) == pytest.approx([0, 0, 0, 0])


def test_children_of_a_list_not_renewed_stay_in_their_homes_on_spot(listed) -> None:
    """Each as far away as before, though homes of our own are free."""
    free = provider(sector="in_house", vacant_usable_places=9.0)
    where = placed(listed(free, levers=lever("not_renew_list", **{"from": 2021})))
    assert living(where, sector="select_list") == pytest.approx([7.5, 7.5, 0, 0, 0])
    assert living(where, sector="spot") == pytest.approx([17.5, 17.5, 25, 25, 25])
    assert living(where, sector="in_house") == [0, 0, 0, 0, 0]
    for ring in ("inside", "near", "far"):
        assert np.diff(living(where, ring=ring)) == pytest.approx([0, 0, 0, 0])


@pytest.mark.parametrize("sector", ["select_list", "block"])
def test_children_of_a_provider_whose_contract_ends_stay_in_their_homes_on_spot(listed, sector: str) -> None:
    """The homes have not gone: only the contract has."""
    ending = provider(
        sector=sector, filled_by_us_places=6.0, on_list_to=date(2021, 1, 1), renewal_assumed=False
    )
    free = provider("B", sector="in_house", vacant_usable_places=9.0)
    where = placed(listed(ending, free))
    assert np.diff(living(where, sector=sector)) == pytest.approx([0, -6, 0, 0])
    assert np.diff(living(where, sector="spot")) == pytest.approx([0, 6, 0, 0])
    assert living(where, sector="in_house") == [0, 0, 0, 0, 0]


def test_children_in_homes_turned_into_a_block_stay_in_them(listed) -> None:
    """No home is added and none has gone: nobody comes to be on spot."""
    where = placed(listed(levers=lever("convert_to_block", places=7.0, **{"from": 2021})))
    assert np.diff(living(where, sector="spot")) == pytest.approx([0, 0, 0, 0], abs=1e-6)
    assert living(where, sector="block") == pytest.approx([0, 0, 7, 7, 7])


def test_homes_lost_in_one_place_move_nobody_in_another(listed) -> None:
    """Our own homes beyond 20 miles are lost while some inside are free: nobody near has to move."""
    lost = {"provision": "fostering", "sector": "in_house", "scope": "any", "places": -2.0, "from": 2021}
    where = placed(listed(places={"lost": {**lost, **SOURCE}}))
    near = living(where, provision="fostering", sector="in_house", ring="near")
    assert near == pytest.approx([near[0]] * 5)
    far = living(where, provision="fostering", sector="in_house", ring="far")
    assert far[2] < far[1] - 1


def test_nobody_leaves_when_others_take_the_places_that_fall_free(listed) -> None:
    where = placed(listed(levers=lever("open_share", share_kept=0.2, by=2021)))
    assert np.allclose(where, where.isel(year=0))


def test_places_that_others_take_are_not_there_for_those_who_move(listed) -> None:
    taken = listed(levers=lever("open_share", share_kept=0.2, by=2021))
    there = living(placed(taken, released=0.5), sector="select_list")
    assert there[-1] < 0.5 * there[0]


# --- Brought back ---------------------------------------------------------------------------------
def bring(children: float, scope: str = "within_20_miles") -> dict[str, dict[str, object]]:
    return lever("bring_back", scope=scope, children_a_year=children, **{"from": 2021, "to": 2021})


def near_homes(places: float) -> Provider:
    return provider(sector="block", vacant_usable_places=places)


def test_as_many_children_are_brought_back_as_the_lever_says(listed) -> None:
    where = placed(listed(near_homes(9.0), levers=bring(2.0)))
    assert living(where, sector="block") == pytest.approx([0, 0, 2, 2, 2])
    assert np.diff(living(where, ring="far")) == pytest.approx([0, -2, 0, 0])


def test_no_more_are_brought_back_than_homes_near_are_free(listed) -> None:
    where = placed(listed(near_homes(1.0), levers=bring(5.0)))
    assert np.diff(living(where, ring="far")) == pytest.approx([0, -1, 0, 0])
    assert living(where, sector="block") == pytest.approx([0, 0, 1, 1, 1])


def test_no_more_are_brought_back_than_are_far_for_want_of_a_nearer_home(listed) -> None:
    """Half of those beyond 20 miles are."""
    where = placed(listed(near_homes(30.0), levers=bring(25.0)))
    far = living(where, ring="far")
    assert far[2] == pytest.approx(0.5 * far[1])


def test_nobody_is_brought_back_to_a_home_that_does_not_take_them(listed) -> None:
    babies = provider(sector="block", vacant_usable_places=9.0, youngest_age=0, oldest_age=0)
    where = placed(listed(babies, levers=bring(5.0)))
    assert np.allclose(where, where.isel(year=0))


def test_to_come_back_inside_the_authority_takes_homes_inside(listed) -> None:
    where = placed(listed(near_homes(9.0), levers=bring(2.0, scope="inside_authority")))
    assert np.allclose(where, where.isel(year=0))


# --- In any world ---------------------------------------------------------------------------------
@st.composite
def free_homes(draw: st.DrawFn) -> list[Provider]:
    """Homes with places vacant today that take every child."""
    return [
        provider(
            f"Example {at}",
            lot=draw(st.sampled_from(["residential", "ifa"])),
            sector=draw(st.sampled_from(["block", "select_list"])),
            vacant_usable_places=float(draw(st.integers(0, 12))),
            distance_miles=draw(st.sampled_from([5.0, 30.0])),
            inside_authority=draw(st.booleans()),
        )
        for at in range(draw(st.integers(1, 4)))
    ]


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(rows=free_homes(), order=st.sampled_from(["within_sector", "over_all"]))
def test_more_homes_never_put_more_children_on_spot(listed, drawn, rows, order: str) -> None:
    """In any draw, year or provision."""
    fewer, more = (drawn(listed(*some, nearer_first=order)) for some in (rows[1:], rows))
    on_spot = [case.living.placed.sel(sector="spot").sum("ring") for case in (fewer, more)]
    assert float((on_spot[1] - on_spot[0]).max()) < 1e-6
    assert over_capacity(more) < 1e-6


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(rows=lists(), order=st.sampled_from(["within_sector", "over_all"]))
def test_whatever_the_list_everybody_is_placed_and_no_more_on_contract_than_there_are_places(
    listed, wanted, drawn, rows, order: str
) -> None:
    case = drawn(listed(*rows, nearer_first=order))
    assert np.allclose(somewhere(case), everybody(wanted), atol=1e-6)
    assert over_capacity(case) < 1e-6
