"""Openings: places that later years have and the base year had not, less those that are lost."""

from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError
from test_listed_supply import of_cell, supply_on_path, with_list
from test_pools import provider

from sufficiency.checks.limits import refuse_what_is_not_there
from sufficiency.errors import InputFaultsError
from sufficiency.gap.local import LAW_TOLERANCE

DRAWS = 30
SOURCE = {"source": "a test"}
RESIDENTIAL = {"provision": "residential"}
ON_LIST = {**RESIDENTIAL, "sector": "select_list"}
ON_BLOCK = {**RESIDENTIAL, "sector": "block"}
BY_SCOPE = ("inside_authority", "within_20_miles", "any")


def home(**terms: object) -> dict[str, object]:
    """Four block places within 20 miles from 2021."""
    return {**ON_BLOCK, "scope": "within_20_miles", "places": 4.0, "from": 2021, **SOURCE, **terms}


def lever(kind: str, **terms: object) -> dict[str, object]:
    return {"kind": kind, **RESIDENTIAL, **SOURCE, **terms}


@pytest.fixture(scope="module")
def central(loaded):
    """Places on the central path, with a list of providers and some keys of the scenario changed."""
    return lambda *rows, **changes: supply_on_path(with_list(loaded, *rows, **changes))


@pytest.fixture(scope="module")
def drawn(loaded):
    """The same in draws."""
    return lambda *rows, **changes: supply_on_path(with_list(loaded, *rows, **changes), DRAWS)


@pytest.fixture(scope="module")
def gained(central):
    """Places secured in each year beyond the base year's, on the central path, in one cell."""

    def gained_in(cell: dict[str, str], *rows, **changes: object) -> np.ndarray:
        secured = of_cell(central(*rows, **changes).secured, **cell)
        return np.asarray(secured - secured[0])

    return gained_in


def check(loaded, *rows, **changes: object) -> None:
    """Refuse a scenario that loses what is not there, as every run does."""
    inputs = with_list(loaded, *rows, **changes)
    refuse_what_is_not_there(inputs, supply_on_path(inputs))


# --- Places opened and lost -----------------------------------------------------------------------
def test_a_home_that_is_neither_late_nor_slow_is_there_whole_from_its_year(gained) -> None:
    assert gained(ON_BLOCK, places={"home": home()}) == pytest.approx([0, 0, 4, 4, 4])


def test_a_home_fills_up_over_its_ramp(gained) -> None:
    slow = {"home": home(ramp_months=24.0)}
    assert gained(ON_BLOCK, places=slow) == pytest.approx([0, 0, 0, 2, 4])


def test_on_the_central_path_half_of_the_slip_comes_true(gained) -> None:
    late = {"home": home(slip_months=12.0, ramp_months=12.0)}
    assert gained(ON_BLOCK, places=late) == pytest.approx([0, 0, 0, 2, 4])


def test_in_no_draw_is_a_home_there_before_its_year_or_larger_than_it_is(drawn) -> None:
    late = {"home": home(slip_months=18.0, ramp_months=6.0)}
    secured = drawn(places=late).secured.sel(**ON_BLOCK, scope="any")
    assert float(secured.sel(year=[2019, 2020]).max()) == 0
    assert float(secured.max()) <= 4
    assert (secured.diff("year") >= 0).all()
    assert float(secured.sel(year=2022).std()) > 0


def test_a_home_inside_counts_in_every_scope_and_one_far_away_only_in_all(gained) -> None:
    for scope, counted in (
        ("inside_authority", (4, 4, 4)),
        ("within_20_miles", (0, 4, 4)),
        ("any", (0, 0, 4)),
    ):
        places = {"home": home(scope=scope)}
        last = [gained({**ON_BLOCK, "scope": each}, places=places)[-1] for each in BY_SCOPE]
        assert last == pytest.approx(list(counted))


def test_a_scope_of_another_distance_counts_what_it_reaches(loaded) -> None:
    shares = {
        "share_within_miles/within_10_miles": 0.4,
        "in_house_share_in_scope/within_10_miles": 0.8,
        "far_for_want_of_nearer_share/within_10_miles": 0.3,
    }
    places = {"home": home(scope="within_10_miles"), "inside": home(scope="inside_authority", places=1.0)}
    added = with_list(loaded, added=shares, scopes=["within_10_miles"], places=places)
    secured = supply_on_path(added).secured
    last = [float(of_cell(secured, **ON_BLOCK, scope=each)[-1]) for each in added.scopes]
    assert dict(zip(added.scopes, last, strict=True)) == pytest.approx(
        {"inside_authority": 1, "within_10_miles": 4, "within_20_miles": 5, "any": 5}
    )


def test_homes_lost_are_gone_from_their_year_and_at_once(gained) -> None:
    lost = {"home": home(places=-2.0, sector="select_list")}
    assert gained(ON_LIST, places=lost) == pytest.approx([0, 0, -2, -2, -2])


def test_a_loss_is_neither_late_nor_slow(loaded) -> None:
    with pytest.raises(ValidationError, match="a loss has no"):
        with_list(loaded, places={"home": home(places=-2.0, ramp_months=6.0)})


def test_homes_opened_and_homes_lost_add_up(gained) -> None:
    both = {"home": home(), "other": home(places=-1.0, **{"from": 2023})}
    assert gained(ON_BLOCK, places=both) == pytest.approx([0, 0, 4, 4, 3])


def test_a_provider_lost_that_fills_a_fraction_more_than_is_modelled_there_is_not_refused(loaded) -> None:
    """Eleven residential children near are within half of the 10.6 that are modelled."""
    row = provider(filled_by_us_places=11.0)
    check(loaded, row, levers={"lost": lever("lose_provider", **{"from": 2021})})


# --- The list turned into a block -----------------------------------------------------------------
def convert(places: float, year: int = 2021) -> dict[str, object]:
    return lever("convert_to_block", places=places, **{"from": year})


def test_places_turned_into_a_block_leave_the_list_for_it_from_their_year(gained) -> None:
    levers = {"convert": convert(3.0)}
    assert gained(ON_BLOCK, levers=levers) == pytest.approx([0, 0, 3, 3, 3])
    assert gained(ON_LIST, levers=levers) == pytest.approx([0, 0, -3, -3, -3])


def test_turning_the_list_into_a_block_adds_no_home_in_any_scope_or_draw(central, drawn) -> None:
    for supply_of in (central, drawn):
        added = (supply_of(levers={"convert": convert(3.0)}).secured - supply_of().secured).sum("sector")
        assert float(abs(added).max()) < LAW_TOLERANCE


def test_the_block_stands_where_the_homes_on_the_list_do(central) -> None:
    """All of the list is near, and so is every place of the block."""
    supply = central(provider(filled_by_us_places=10.0), levers={"convert": convert(5.0)})
    assert of_cell(supply.filled, **ON_LIST, scope="within_20_miles") == pytest.approx(10)
    assert of_cell(supply.secured, **ON_BLOCK, scope="within_20_miles")[-1] == pytest.approx(5)


def test_more_of_the_list_than_there_is_cannot_be_turned_into_a_block(loaded) -> None:
    with pytest.raises(InputFaultsError, match=r"levers\.convert"):
        check(loaded, levers={"convert": convert(30.0)})


# --- The list re-opened to homes on spot ----------------------------------------------------------
def reopen(places: float) -> dict[str, object]:
    return lever("reopen_list", places=places, **{"from": 2021})


def test_homes_on_spot_that_come_on_to_the_list_are_secured_from_then(gained) -> None:
    assert gained(ON_LIST, levers={"reopen": reopen(6.0)}) == pytest.approx([0, 0, 6, 6, 6])


def test_homes_that_come_on_to_the_list_stand_where_homes_on_spot_do(central) -> None:
    supply = central(levers={"reopen": reopen(6.0)})
    spot = {**RESIDENTIAL, "sector": "spot"}
    near = of_cell(supply.filled, **spot, scope="within_20_miles") / of_cell(supply.filled, **spot)
    secured = of_cell(supply.secured, **ON_LIST, scope="within_20_miles")
    assert secured[-1] - secured[0] == pytest.approx(6 * near)


def test_no_more_homes_come_on_to_the_list_than_are_on_spot(loaded) -> None:
    """Of the residential homes 17.5 are."""
    check(loaded, levers={"reopen": reopen(17.5)})
    with pytest.raises(InputFaultsError, match=r"levers\.reopen"):
        check(loaded, levers={"reopen": reopen(19.0)})


# --- The list not renewed -------------------------------------------------------------------------
NOT_RENEWED = lever("not_renew_list", **{"from": 2021})


@pytest.mark.parametrize("named", [(), (provider(filled_by_us_places=4.0, vacant_usable_places=2.0),)])
def test_once_the_list_is_not_renewed_no_place_on_it_is_secured_in_any_draw(drawn, named) -> None:
    """Whoever is named on it, and whoever is not."""
    supply = drawn(*named, levers={"ended": NOT_RENEWED})
    after = supply.secured.sel(**ON_LIST, year=[2021, 2022, 2023])
    assert float(after.max()) < LAW_TOLERANCE
    assert float(supply.secured.sel(**ON_LIST, year=2020).min()) >= 0


def test_vacancies_on_the_list_that_only_the_ledger_states_go_with_it(central) -> None:
    stated = {"vacant_usable_places/residential select_list": 5.0}
    secured = of_cell(central(levers={"ended": NOT_RENEWED}, added=stated).secured, **ON_LIST)
    assert secured == pytest.approx([12.5, 12.5, 0, 0, 0])


def test_other_provisions_and_other_sectors_do_not_end_with_the_list(drawn) -> None:
    block = provider(sector="block", vacant_usable_places=2.0)
    ended, renewed = drawn(block, levers={"ended": NOT_RENEWED}), drawn(block)
    others = {"provision": ["fostering", "supported_16_plus"]}
    for cell in (others, ON_BLOCK):
        assert ended.secured.sel(cell).equals(renewed.secured.sel(cell))


def test_what_was_turned_into_a_block_outlives_the_list(gained) -> None:
    levers = {"convert": convert(3.0, 2020), "ended": NOT_RENEWED}
    assert gained(ON_BLOCK, levers=levers) == pytest.approx([0, 3, 3, 3, 3])
    assert gained(ON_LIST, levers=levers) == pytest.approx([0, -3, -7.5, -7.5, -7.5])


def test_a_list_turned_partly_into_a_block_and_then_not_renewed_is_no_fault(loaded) -> None:
    check(loaded, levers={"convert": convert(3.0, 2020), "ended": NOT_RENEWED})


def test_those_who_join_when_the_list_re_opens_stay_on_it(gained) -> None:
    called = lever("reopen_list", round=2022, **{"from": 2022})
    waiting = provider(reopening_round=2022, vacant_usable_places=3.0)
    lost_and_won = gained(ON_LIST, waiting, levers={"ended": NOT_RENEWED, "called": called})
    assert lost_and_won == pytest.approx([0, 0, -7.5, -4.5, -4.5])


# --- Places that others take ----------------------------------------------------------------------
def test_the_part_of_the_list_still_open_to_us_falls_in_a_straight_line(gained) -> None:
    levers = {"others": lever("open_share", share_kept=0.6, by=2021)}
    assert gained(ON_LIST, levers=levers) == pytest.approx([0, -1.5, -3, -3, -3])


def test_others_take_named_and_vacant_places_alike(gained) -> None:
    row = provider(filled_by_us_places=9.0, vacant_usable_places=1.0)
    levers = {"others": lever("open_share", share_kept=0.5, by=2020)}
    assert gained(ON_LIST, row, levers=levers) == pytest.approx([0, -5, -5, -5, -5])


def test_where_others_take_everything_nothing_on_the_list_is_ours(drawn) -> None:
    supply = drawn(levers={"others": lever("open_share", share_kept=0.0, by=2022)})
    assert float(supply.secured.sel(**ON_LIST, year=[2022, 2023]).max()) < LAW_TOLERANCE


# --- In any case ----------------------------------------------------------------------------------
LEVERS = {
    "convert": convert(3.0),
    "reopen": reopen(4.0),
    "ended": NOT_RENEWED,
    "others": lever("open_share", share_kept=0.6, by=2022),
    "lost": lever("lose_provider", **{"from": 2021}),
}


@pytest.mark.parametrize("name", LEVERS)
def test_no_lever_on_contracts_changes_anything_before_its_year(drawn, name: str) -> None:
    row = provider(filled_by_us_places=4.0, vacant_usable_places=1.0)
    change = drawn(row, levers={name: LEVERS[name]}).planned - drawn(row).planned
    before = [2019] if name == "others" else [2019, 2020]
    assert float(abs(change.sel(year=before)).max()) < LAW_TOLERANCE
    assert float(abs(change).max()) > 0.5


def test_secured_is_planned_and_never_below_nought(drawn) -> None:
    closing = provider(filled_by_us_places=6.0, closes_on=date(2021, 1, 1))
    supply = drawn(closing, levers=LEVERS)
    assert supply.secured.equals(supply.planned.clip(min=0))
    assert float(supply.secured.min()) >= 0
