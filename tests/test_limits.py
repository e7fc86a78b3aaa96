"""A scenario cannot take away, or bring on contract, what is not there; what is short is named."""

import pytest

from sufficiency.errors import InputFaultsError
from sufficiency.forecast import run

SOURCE = {"source": "a test"}
LOST = {"provision": "residential", "sector": "select_list", "scope": "any", "from": 2020, **SOURCE}
TARGET = {"from": 2020, "to": 2022, "delivery": "in_full", **SOURCE}


def convert(places: float, provision: str = "residential") -> dict[str, object]:
    return {"kind": "convert_to_block", "provision": provision, "places": places, "from": 2020, **SOURCE}


def reopen(places: float, provision: str = "residential") -> dict[str, object]:
    return {"kind": "reopen_list", "provision": provision, "places": places, "from": 2020, **SOURCE}


def list_ends(provision: str = "residential") -> dict[str, object]:
    return {"kind": "not_renew_list", "provision": provision, "from": 2021, **SOURCE}


def about(places: list[float]):
    """As many places, but for the rounding of the modelled cross-tabulation."""
    return pytest.approx(places, abs=1e-6)


@pytest.fixture(scope="module")
def refused(varied):
    """What is said of a scenario to 2022 that is refused: one line for each fault."""

    def said(**changes: object) -> list[str]:
        with pytest.raises(InputFaultsError) as told:
            run(varied(horizon=2022, **changes), draws=2, seed=1)
        return [str(fault) for fault in told.value.faults]

    return said


@pytest.fixture(scope="module")
def secured(varied):
    """Central secured places in all, by year, of a scenario to 2022 that is allowed."""

    def places(provision: str, sector: str, **changes: object) -> list[float]:
        forecast = run(varied(horizon=2022, **changes), draws=2, seed=1)
        cell = {"provision": provision, "sector": sector, "scope": "any"}
        return list(forecast.central.supply.secured.isel(draw=0).sel(**cell).values)

    return places


# --- Places ---------------------------------------------------------------------------------------
def test_all_the_places_on_the_list_may_be_lost_and_not_one_more(secured, refused) -> None:
    """7.5 residential places on the list: 25 children, 70% of them on spot."""
    lost = secured("residential", "select_list", places={"closed": {**LOST, "places": -7.5}})
    assert lost == about([7.5, 0, 0, 0])
    [said] = refused(places={"closed": {**LOST, "places": -8.5}})
    assert said == (
        "varied places.closed: 1.0 more places (residential, select_list, any) are lost than there are. "
        "Lose fewer: only places filled by us, vacant, or opened count as secured."
    )


def test_places_lost_before_those_that_open_are_refused(refused) -> None:
    opened = {**LOST, "places": 5.0, "from": 2022}
    said = refused(places={"opened": opened, "closed": {**LOST, "places": -10.0}})
    assert any("2.5 more places (residential, select_list, any)" in line for line in said)


def test_places_that_have_opened_may_be_lost_again(secured) -> None:
    opened = {**LOST, "places": 5.0}
    closed = {**LOST, "places": -12.5, "from": 2022}
    assert secured("residential", "select_list", places={"opened": opened, "closed": closed}) == (
        about([7.5, 12.5, 12.5, 0])
    )


def test_losses_of_a_nearer_scope_are_held_against_the_places_there(refused) -> None:
    said = refused(places={"closed": {**LOST, "scope": "inside_authority", "places": -1.0}})
    assert any("(residential, select_list, inside_authority)" in line for line in said)


# --- Households -----------------------------------------------------------------------------------
def test_more_households_than_there_are_cannot_be_lost(refused) -> None:
    said = refused(households={**TARGET, "net_a_year": -60.0})
    assert "varied households: more households are lost than the 83 there are and those recruited." in said[0]


def test_a_third_of_them_a_year_can_be_lost(secured) -> None:
    lost = secured("fostering", "in_house", households={**TARGET, "net_a_year": -20.0})
    assert lost == about([100, 77, 54, 31])


# --- On to the list, and from the list to a block -------------------------------------------------
def test_no_more_homes_come_on_to_the_list_than_are_on_spot(secured, refused) -> None:
    """17.5 residential children are on spot."""
    grown = secured("residential", "select_list", levers={"round": reopen(17.5)})
    assert grown == about([7.5, 25, 25, 25])
    [said] = refused(levers={"round": reopen(18)})
    assert said == (
        "varied levers.round.places: 18 homes come on to the list, and 17.5 are on spot. "
        "Bring fewer: only homes on spot can come."
    )


def test_no_more_places_are_turned_into_a_block_than_the_list_has(secured, refused) -> None:
    assert secured("residential", "block", levers={"block": convert(7)}) == about([0, 7, 7, 7])
    said = refused(levers={"block": convert(9)})
    assert "varied levers.block: 1.5 more places (residential, select_list, any)" in said[-1]


def test_places_on_a_list_that_is_not_renewed_are_not_there_to_turn_into_a_block(refused) -> None:
    late = {**convert(7), "from": 2022}
    said = refused(levers={"ends": list_ends(), "block": late})
    assert "varied levers.block: 7.0 more places (residential, select_list, any)" in said[-1]


def test_a_list_that_is_not_renewed_takes_only_what_is_there(secured) -> None:
    assert secured("residential", "select_list", levers={"ends": list_ends()}) == about([7.5, 7.5, 0, 0])


# --- All at once ----------------------------------------------------------------------------------
def test_everything_that_is_short_is_told_at_once(refused) -> None:
    said = refused(
        places={"closed": {**LOST, "provision": "supported_16_plus", "places": -100.0}},
        households={**TARGET, "net_a_year": -60.0},
        levers={"round": reopen(18), "block": convert(8, "fostering"), "more": convert(80, "fostering")},
    )
    together = "\n".join(said)
    assert "supported_16_plus, select_list, any" in together
    assert "fostering, select_list, any" in together
    assert "households: more households are lost" in together
    assert "levers.round.places: 18 homes" in together
