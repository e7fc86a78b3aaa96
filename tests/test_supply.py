"""Supply: places filled, vacant and secured; spot is never a secured place."""

import numpy as np
import pytest

from sufficiency.errors import InputFaultsError
from sufficiency.forecast import observe, run
from sufficiency.gap.local import LAW_TOLERANCE

SOURCE = {"source": "a test"}
HOME = {"provision": "residential", "sector": "block", "scope": "within_20_miles", "from": 2021, **SOURCE}


def central_secured(inputs, **cell):
    forecast = run(inputs, draws=20, seed=1)
    return (
        forecast.central.supply.secured.isel(draw=0)
        .sel(**cell)
        .sum([dim for dim in ("provision", "sector", "scope") if dim not in cell])
    )


@pytest.fixture(scope="module")
def supply(forecast):
    return forecast.central.supply


def test_children_placed_are_places_filled_by_us_and_children_with_no_registered_home(forecast) -> None:
    """The base-year law, by provision and scope, in every draw."""
    for local in (forecast.central, forecast.drawn):
        filled = local.supply.filled.sum("sector")
        assert float(abs(filled - local.supply.placed).max()) < LAW_TOLERANCE


def test_the_law_holds_where_children_have_no_registered_home(varied) -> None:
    inputs = varied(added={("no_registered_home", "residential"): (3, 2, 4)})
    for local in (observe(inputs, 50, 1).central, observe(inputs, 50, 1).drawn):
        supply = local.supply
        filled = supply.filled.sum("sector").sel(scope="any")
        assert float(abs(filled + supply.no_home - supply.placed.sel(scope="any")).max()) < LAW_TOLERANCE


def test_our_own_carers_look_after_96_mainstream_children_92_of_them_within_20_miles(supply) -> None:
    own = supply.filled.sel(sector="in_house", provision="fostering").isel(draw=0)
    assert float(own.sel(scope="any")) == pytest.approx(96)
    assert float(own.sel(scope="within_20_miles")) == pytest.approx(92, abs=0.1)
    assert float(own.sel(scope="inside_authority")) == pytest.approx(0.63 * 96)


def test_external_homes_are_on_the_list_or_on_spot_in_the_shares_assumed(supply) -> None:
    filled = supply.filled.isel(draw=0).sel(scope="any")
    external = filled.sel(sector=["select_list", "spot"]).sum("sector")
    assert external.values == pytest.approx([100, 25, 31])
    assert (filled.sel(sector="spot") / external).values == pytest.approx([0.2, 0.7, 0.15])


def test_spot_is_never_a_secured_place(forecast) -> None:
    for local in (forecast.central, forecast.drawn):
        assert (local.supply.secured.sel(sector="spot") == 0).all()


def test_secured_in_the_base_year_is_filled_on_contract_and_vacant(supply) -> None:
    contracted = ["in_house", "block", "select_list"]
    expected = (supply.filled + supply.vacant).sel(sector=contracted)
    secured = supply.secured.sel(year=2019, sector=contracted)
    assert float(abs(secured - expected).max()) < LAW_TOLERANCE


def test_secured_places_stay_as_they_are_unless_something_changes_them(supply) -> None:
    assert (supply.secured == supply.secured.isel(year=0)).all()


def test_a_place_in_a_scope_counts_in_every_wider_scope(forecast) -> None:
    secured = forecast.central.supply.secured.isel(draw=0, year=0)
    assert (secured.sel(scope="inside_authority") <= secured.sel(scope="within_20_miles")).all()
    assert (secured.sel(scope="within_20_miles") <= secured.sel(scope="any")).all()


# --- Fostering households -------------------------------------------------------------------------
def test_twenty_more_households_a_year_are_about_twenty_three_more_children_not_forty(
    scenario_forecast,
) -> None:
    fostering = {"provision": "fostering", "scope": "any"}
    secured = scenario_forecast("households").central.secured.isel(draw=0).sel(**fostering)
    gained = (secured - secured[0]).values
    assert gained[:5] == pytest.approx([0, 23, 46, 69, 69])


def test_delivery_says_how_much_of_a_target_is_expected(scenario_forecast) -> None:
    fostering = {"provision": "fostering", "scope": "any"}
    secured = scenario_forecast("households-expected").central.secured.isel(draw=0).sel(**fostering)
    assert float(secured[5] - secured[0]) == pytest.approx(0.35 * 69)


def test_new_households_live_where_our_own_carers_live(scenario_forecast) -> None:
    secured = scenario_forecast("households").central.secured.isel(draw=0).sel(provision="fostering")
    gained = secured.isel(year=-1) - secured.isel(year=0)
    assert float(gained.sel(scope="inside_authority")) == pytest.approx(69 * 0.63)
    assert float(gained.sel(scope="within_20_miles")) == pytest.approx(69 * 0.958)


def test_more_households_cannot_be_lost_than_there_are(varied) -> None:
    lost = {"net_a_year": -60.0, "from": 2020, "to": 2022, "delivery": "in_full", **SOURCE}
    with pytest.raises(InputFaultsError):
        run(varied(horizon=2023, households=lost), draws=20, seed=1)


def test_households_gained_in_the_base_year_are_refused_as_a_fault_of_the_input(varied) -> None:
    gained = {"net_a_year": 20.0, "from": 2019, "to": 2022, "delivery": "in_full", **SOURCE}
    with pytest.raises(InputFaultsError, match="households"):
        run(varied(horizon=2023, households=gained), draws=20, seed=1)


# --- Places that open, and places that are lost ---------------------------------------------------
def test_places_open_from_their_year_in_their_scope_and_wider(varied) -> None:
    inputs = varied(horizon=2023, places={"home": {**HOME, "places": 3.0}})
    block = {"provision": "residential", "sector": "block"}
    assert central_secured(inputs, scope="within_20_miles", **block).values == pytest.approx([0, 0, 3, 3, 3])
    assert central_secured(inputs, scope="any", **block).values == pytest.approx([0, 0, 3, 3, 3])
    assert central_secured(inputs, scope="inside_authority", **block).values == pytest.approx([0] * 5)


def test_places_can_be_lost(varied) -> None:
    lost = {**HOME, "sector": "select_list", "scope": "any", "places": -2.0}
    inputs = varied(horizon=2022, places={"closed": lost})
    secured = central_secured(inputs, provision="residential", scope="any")
    assert (secured - secured[0]).values == pytest.approx([0, 0, -2, -2])


def test_more_places_cannot_be_lost_than_are_secured(varied) -> None:
    lost = {**HOME, "sector": "select_list", "places": -200.0}
    with pytest.raises(InputFaultsError, match=r"places\.closed"):
        run(varied(horizon=2022, places={"closed": lost}), draws=20, seed=1)


def test_places_that_open_by_the_base_date_are_refused_as_a_fault_of_the_input(varied) -> None:
    """They are among the places counted there already."""
    with pytest.raises(InputFaultsError, match="places"):
        run(varied(horizon=2022, places={"home": {**HOME, "from": 2019, "places": 3.0}}), draws=20, seed=1)


# --- In the draws ---------------------------------------------------------------------------------
def test_no_sector_ever_holds_fewer_than_no_children(forecast) -> None:
    assert float(forecast.drawn.supply.filled.min()) >= 0


def test_no_sector_holds_fewer_than_no_children_however_uncertain_kinship_is(varied) -> None:
    supply = observe(varied(figures={"kinship_children": (60, 17, 110)}), 200, 1).drawn.supply
    assert float(supply.filled.min()) >= 0


def test_no_more_children_have_no_registered_home_than_are_placed(varied) -> None:
    supply = observe(varied(added={("no_registered_home", "residential"): (15, 5, 25)}), 200, 1).drawn.supply
    assert (supply.no_home <= supply.placed.sel(scope="any")).all()


def test_pooled_assumptions_are_drawn_once_so_that_risk_is_not_averaged_away(forecast) -> None:
    """One draw of each share: near and far external homes are off contract alike."""
    filled = forecast.drawn.supply.filled.sel(provision="residential")
    share = filled.sel(sector="spot") / filled.sum("sector")
    assert np.allclose(share.sel(scope="any"), share.sel(scope="within_20_miles"))
    assert float(share.sel(scope="any").std()) > 0.05
