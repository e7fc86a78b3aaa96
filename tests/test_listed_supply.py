"""Homes with a select list: who is named takes its place in the split, and vacancies add to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from conftest import Stated, range_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_pools import provider

from sufficiency.checks.laws import check_local_laws
from sufficiency.children.crosstab import observed_homes
from sufficiency.errors import InputFaultsError
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.forecast import observe
from sufficiency.gap.local import LAW_TOLERANCE, commissioned
from sufficiency.inputs.assumptions import central_values, drawn_values
from sufficiency.inputs.inputs import Inputs
from sufficiency.loading import Loaded, load_again
from sufficiency.providers.provider import LOTS, Provider
from sufficiency.providers.select_list import SelectList
from sufficiency.scenarios.scenario import as_scenario
from sufficiency.supply.secured import Supply, secured_places
from sufficiency.vocabulary import PROVISIONS, SECTORS

DRAWS = 30
HORIZON = 2023
SOURCE = {"source": "a test"}
TOLD = {"as_at": "2019-03-31", "source": "a test", "kind": "assumed"}
RESIDENTIAL = {"provision": "residential"}


def with_list(
    loaded: Loaded,
    *rows: Provider,
    figures: Mapping[str, Stated] | None = None,
    added: Mapping[str, Stated] | None = None,
    **changes: object,
) -> Inputs:
    """The default scenario to 2023 with a select list of these rows, and with some keys changed.

    `figures` gives other numbers for figures by name; `added` gives figures that no data file has.
    """
    keys = loaded.inputs.scenario.model_dump(by_alias=True, exclude={"name"})
    stated = {name: {**range_of(number), **TOLD} for name, number in (figures or {}).items()}
    scenario = as_scenario("listed", {**keys, "horizon": HORIZON, "figures": stated, **changes})
    book = FigureBook([*loaded.book, *(_figure(name, number) for name, number in (added or {}).items())])
    kept = SelectList.from_rows("list.csv", rows) if rows else None
    return load_again(replace(loaded, book=book, inputs=replace(loaded.inputs, select_list=kept)), scenario)


def _figure(name: str, stated: Stated) -> Figure:
    measure, _, category = name.partition("/")
    unit = "share" if measure.endswith("share") else "children"
    return Figure(measure, category, None, **range_of(stated), unit=unit, **TOLD)


def supply_on_path(inputs: Inputs, draws: int | None = None) -> Supply:
    """Places filled and secured: on the central path, or in draws on seed 1."""
    values = central_values(inputs) if draws is None else drawn_values(inputs, 1, draws)
    homes = observed_homes(inputs, values[inputs.kinship.name])
    return secured_places(inputs, commissioned(homes).isel(year=0, drop=True), values)


def of_cell(array, **cell: object) -> np.ndarray:
    """An array's numbers in one cell, every other dimension but the year summed, on the central path."""
    some = array.isel(draw=0).sel(**{"scope": "any", **cell})
    return some.sum([dim for dim in some.dims if dim != "year"]).values


def split(supply: Supply, provision: str = "residential", scope: str = "any") -> list[float]:
    """Places filled in-house, on a block, on the list and on spot."""
    return [
        float(of_cell(supply.filled, provision=provision, sector=sector, scope=scope)) for sector in SECTORS
    ]


@pytest.fixture(scope="module")
def listed(loaded):
    """The default scenario to 2023 with a select list of some rows, as of `with_list`."""
    return lambda *rows, **changes: with_list(loaded, *rows, **changes)


@pytest.fixture(scope="module")
def supply_of(listed):
    """Places on the central path with a list of providers."""
    return lambda *rows, **changes: supply_on_path(listed(*rows, **changes))


@pytest.fixture(scope="module")
def without(supply_of) -> Supply:
    return supply_of()


# --- Filled by us ---------------------------------------------------------------------------------
def test_without_a_list_25_residential_children_are_split_as_assumed(without) -> None:
    assert split(without) == pytest.approx([0, 0, 7.5, 17.5])


def test_children_named_on_the_list_are_among_those_assumed_there(supply_of) -> None:
    assert split(supply_of(provider(filled_by_us_places=5.0))) == pytest.approx([0, 0, 7.5, 17.5])


def test_more_children_named_on_the_list_than_assumed_come_off_spot(supply_of) -> None:
    rows = (provider(filled_by_us_places=4.0), provider("B", filled_by_us_places=6.0))
    assert split(supply_of(*rows)) == pytest.approx([0, 0, 10, 15])


def test_more_children_named_on_spot_than_assumed_come_off_the_list(supply_of) -> None:
    far = provider(sector="spot", filled_by_us_places=10.0, distance_miles=60.0)
    near = provider(sector="spot", filled_by_us_places=10.0)
    assert split(supply_of(near, replace(far, name="B"))) == pytest.approx([0, 0, 5, 20])


def test_children_named_on_a_block_or_in_our_own_homes_leave_the_rest_split_as_assumed(supply_of) -> None:
    rows = (
        provider(sector="block", filled_by_us_places=4.0),
        provider(sector="in_house", filled_by_us_places=1.0),
    )
    assert split(supply_of(*rows)) == pytest.approx([1, 4, 6, 14])


def test_naming_children_changes_no_total_in_any_scope(supply_of, without) -> None:
    rows = (
        provider(filled_by_us_places=8.0),
        provider(sector="block", filled_by_us_places=2.0),
        provider(lot="ifa", filled_by_us_places=9.0, distance_miles=None, inside_authority=None),
        provider(lot="supported_accommodation", sector="spot", filled_by_us_places=12.0),
    )
    total = supply_of(*rows).filled.sum("sector")
    assert float(abs(total - without.filled.sum("sector")).max()) < LAW_TOLERANCE


def test_our_own_foster_carers_keep_their_children_whoever_is_named(supply_of, without) -> None:
    named = supply_of(provider(lot="ifa", filled_by_us_places=20.0))
    assert split(named, "fostering")[0] == pytest.approx(split(without, "fostering")[0])


def test_who_is_named_is_counted_where_its_homes_stand(supply_of) -> None:
    """All ten on the list are beyond 20 miles: near homes are split as assumed."""
    far = provider(filled_by_us_places=10.0, distance_miles=40.0)
    supply, nobody = supply_of(far), supply_of(provider(filled_by_us_places=1.0))
    assert split(supply, scope="within_20_miles") == pytest.approx(split(nobody, scope="within_20_miles"))
    assert split(supply)[2] == pytest.approx(10)


def test_homes_whose_place_nobody_recorded_are_spread_as_our_external_children_are(supply_of) -> None:
    unknown = provider(filled_by_us_places=10.0, distance_miles=None, inside_authority=None)
    supply = supply_of(unknown)
    placed = of_cell(supply.placed, **RESIDENTIAL, scope="within_20_miles") / 25
    assert of_cell(supply.listed, **RESIDENTIAL, scope="within_20_miles") == pytest.approx(10 * placed)
    assert of_cell(supply.listed, **RESIDENTIAL) == pytest.approx(10)


def test_family_assessment_is_beside_the_three_provisions_and_changes_nothing(supply_of, without) -> None:
    supply = supply_of(provider(lot="family_assessment", filled_by_us_places=3.0, vacant_usable_places=2.0))
    assert supply.secured.equals(without.secured)


def test_a_list_said_to_be_whole_is_the_split_whatever_is_assumed_off_contract(listed) -> None:
    far = {"distance_miles": 60.0}
    rows = (
        provider(filled_by_us_places=4.0),
        provider("B", sector="block", filled_by_us_places=2.0),
        provider("C", sector="spot", filled_by_us_places=5.0),
        provider("D", sector="spot", filled_by_us_places=14.0, **far),
    )
    inputs = listed(*rows, whole_list=["residential"])
    assert split(supply_on_path(inputs)) == pytest.approx([0, 2, 4, 19])
    filled = supply_on_path(inputs, DRAWS).filled.sel(provision="residential", scope="any")
    assert np.allclose(filled.sel(sector=list(SECTORS)), [0, 2, 4, 19])


def test_a_list_said_to_be_whole_for_one_provision_leaves_the_others_as_assumed(supply_of, without) -> None:
    rows = (provider(filled_by_us_places=11.0), provider("D", filled_by_us_places=14.0, distance_miles=60.0))
    supply = supply_of(*rows, whole_list=["residential"])
    assert split(supply) == pytest.approx([0, 0, 25, 0])
    for other in ("fostering", "supported_16_plus"):
        assert split(supply, other) == pytest.approx(split(without, other))


# --- Vacant ---------------------------------------------------------------------------------------
def test_a_vacant_place_is_vacant_and_secured_in_its_sector_and_every_scope_that_reaches_it(
    supply_of, without
) -> None:
    supply = supply_of(provider(vacant_usable_places=2.0, distance_miles=10.0))
    for scope, more in (("inside_authority", 0), ("within_20_miles", 2), ("any", 2)):
        cell = {**RESIDENTIAL, "sector": "select_list", "scope": scope}
        assert of_cell(supply.vacant, **cell) == pytest.approx(more)
        gained = of_cell(supply.secured, **cell) - of_cell(without.secured, **cell)
        assert gained == pytest.approx([more] * 5)


def test_vacant_places_change_nothing_filled(supply_of, without) -> None:
    assert split(supply_of(provider(vacant_usable_places=2.0))) == pytest.approx(split(without))


def test_spot_is_never_a_secured_place_whatever_a_row_says(supply_of) -> None:
    supply = supply_of(provider(sector="spot", filled_by_us_places=3.0, vacant_usable_places=5.0))
    assert float(supply.secured.sel(sector="spot").max()) == 0
    assert float(supply.vacant.sel(sector="spot").max()) == 0


def test_places_registered_and_open_to_us_are_worth_their_usable_part(supply_of) -> None:
    """Of six registered 51% are open to us, and of those on a block nine in ten can be used."""
    vacant = supply_of(provider(sector="block", registered_places=6.0, filled_by_us_places=1.0)).vacant
    assert of_cell(vacant, **RESIDENTIAL, sector="block") == pytest.approx(6 * 0.51 * 0.9 - 1)


def test_the_usable_share_of_a_sector_is_drawn_once_for_all_its_providers(listed) -> None:
    """Ten homes are as uncertain as one ten times as large: nothing is averaged away."""
    names = [f"Example Homes {letter}" for letter in "ABCDEFGHIJ"]
    ten = [provider(name, sector="block", open_to_us_places=4.0) for name in names]
    one = provider(sector="block", open_to_us_places=40.0)
    many, single = (supply_on_path(listed(*rows), DRAWS) for rows in (ten, [one]))
    assert np.allclose(many.vacant, single.vacant)
    assert float(single.vacant.sel(scope="any", sector="block", provision="residential").std()) > 1


def test_who_waits_for_the_list_to_re_open_gives_nothing_until_a_lever_opens_it(supply_of, without) -> None:
    waiting = provider(reopening_round=2022, filled_by_us_places=2.0, vacant_usable_places=3.0)
    assert supply_of(waiting).secured.equals(without.secured)


# --- Later years ----------------------------------------------------------------------------------
def gained(supply: Supply, sector: str = "select_list") -> np.ndarray:
    """Residential places secured in each year beyond the base year's."""
    secured = of_cell(supply.secured, **RESIDENTIAL, sector=sector)
    return np.asarray(secured - secured[0])


def test_a_provider_that_opens_in_2023_adds_nothing_before(supply_of) -> None:
    supply = supply_of(provider(vacant_usable_places=3.0, opens_on=date(2022, 9, 1)))
    assert of_cell(supply.vacant, **RESIDENTIAL) == 0
    assert gained(supply) == pytest.approx([0, 0, 0, 0, 3])


def test_a_provider_lost_takes_its_filled_and_its_vacant_places_with_it(supply_of) -> None:
    lever = {"kind": "lose_provider", "provider": "Example Homes A", "from": 2021, **SOURCE}
    rows = (provider(filled_by_us_places=4.0, vacant_usable_places=1.0), provider("B"))
    assert gained(supply_of(*rows, levers={"lost": lever})) == pytest.approx([0, 0, -5, -5, -5])


def test_a_provider_not_renewed_is_no_secured_place_after_its_last_day(supply_of) -> None:
    ends = provider(filled_by_us_places=4.0, on_list_to=date(2021, 12, 31), renewal_assumed=False)
    assert gained(supply_of(ends)) == pytest.approx([0, 0, 0, -4, -4])
    assert gained(supply_of(replace(ends, renewal_assumed=True))) == pytest.approx([0] * 5)


def test_who_comes_on_the_list_later_counts_from_then_with_the_children_it_has_by_then(supply_of) -> None:
    """Until then they live there on spot, and no place is vacant for want of being on the list."""
    later = provider(filled_by_us_places=3.0, vacant_usable_places=1.0, on_list_from=date(2021, 3, 31))
    supply = supply_of(later)
    assert of_cell(supply.vacant, **RESIDENTIAL) == 0
    assert split(supply) == pytest.approx([0, 0, 7.5, 17.5])
    assert gained(supply) == pytest.approx([0, 0, 4, 4, 4])


def test_a_round_that_is_called_leaves_the_base_year_as_it_is(supply_of, without) -> None:
    called = {"kind": "reopen_list", "provision": "residential", "round": 2022, "from": 2022, **SOURCE}
    waiting = provider(reopening_round=2022, filled_by_us_places=2.0, vacant_usable_places=3.0)
    supply = supply_of(waiting, levers={"reopen": called})
    assert supply.secured.isel(year=0).equals(without.secured.isel(year=0))
    assert gained(supply) == pytest.approx([0, 0, 0, 5, 5])


# --- A list that does not agree with where our children live --------------------------------------
def faults(listed, *rows: Provider, **changes: object) -> list[str]:
    with pytest.raises(InputFaultsError) as error:
        observe(listed(*rows, **changes), DRAWS, 1)
    return [str(fault) for fault in error.value.faults]


def test_rows_that_fill_more_than_there_are_children_are_a_fault(listed) -> None:
    told = faults(listed, provider(filled_by_us_places=26.0, distance_miles=None, inside_authority=None))
    assert any(
        "list.csv column filled_by_us_places, residential, in all: the rows add to 26, "
        "but 25.0 of our children live in such homes there." in fault
        for fault in told
    )


def test_rows_that_fill_more_than_there_are_children_near_are_a_fault_that_says_how_to_mend_it(
    listed,
) -> None:
    """No residential child lives inside the authority."""
    told = faults(listed, provider(filled_by_us_places=2.0, inside_authority=True))
    (fault,) = [each for each in told if "inside_authority" in each]
    assert "the rows add to 2" in fault
    assert "known_cell_children/residential inside_authority" in fault


def test_englands_pattern_is_told_as_a_pattern_and_a_counted_cell_as_a_count(listed) -> None:
    """Thurrock has counted its residential children inside, and none of its fostered children far away."""
    counted = faults(listed, provider(filled_by_us_places=2.0, inside_authority=True))
    assert not any("pattern" in each for each in counted)
    told = faults(listed, provider(lot="ifa", filled_by_us_places=40.0, distance_miles=60.0))
    assert any("by England's pattern" in each and "a pattern to check against" in each for each in told)


def test_rows_that_fill_more_than_there_are_children_far_away_are_a_fault(listed) -> None:
    """Some 24 of the children with agencies live beyond 20 miles; all 40 cannot."""
    told = faults(listed, provider(lot="ifa", filled_by_us_places=40.0, distance_miles=60.0))
    assert any("fostering" in fault for fault in told)


def test_half_a_child_is_no_fault_for_children_near_are_modelled(listed) -> None:
    observe(listed(provider(filled_by_us_places=25.4, distance_miles=None,
                                       inside_authority=None)), DRAWS, 1)  # fmt: skip


def test_a_list_said_to_be_whole_that_does_not_add_up_is_a_fault(listed) -> None:
    (fault,) = faults(listed, provider(filled_by_us_places=5.0), whole_list=["residential"])
    assert "said to be whole, fills 5, but 25 children live in such homes" in fault
    assert "whole_list" in fault


def test_our_own_foster_carers_have_no_row_on_the_list(listed) -> None:
    (fault,) = faults(listed, provider(lot="ifa", sector="in_house", registered_places=3.0, row=7))
    assert fault.startswith("list.csv row 7, column sector: our own foster carers are not on the list.")


def test_vacancies_said_in_the_ledger_and_in_a_row_are_said_twice(listed) -> None:
    stated = {"vacant_usable_places/residential select_list": 2.0}
    row = provider(vacant_usable_places=1.0, row=4)
    (fault,) = faults(listed, row, added=stated)
    assert fault.startswith("list.csv row 4, column vacant_usable_places:")
    assert "vacant_usable_places/residential select_list" in fault


def test_every_disagreement_is_told_at_once(listed) -> None:
    everywhere = {"distance_miles": None, "inside_authority": None}
    told = faults(
        listed,
        provider(filled_by_us_places=26.0, **everywhere),
        provider(lot="supported_accommodation", filled_by_us_places=40.0, **everywhere),
        provider(lot="ifa", sector="in_house", registered_places=3.0),
    )
    for word in ("residential, in all", "supported_16_plus, in all", "our own foster carers"):
        assert any(word in fault for fault in told)


# --- The law, whatever the list -------------------------------------------------------------------
@st.composite
def filled_rows(draw: st.DrawFn) -> list[Provider]:
    """Providers who fill no more, all together, than there are children in any ring."""
    rows = []
    for at in range(draw(st.integers(1, 5))):
        lot = draw(st.sampled_from(LOTS))
        own = () if lot == "ifa" else ("in_house",)
        miles = draw(st.sampled_from([None, 15.0, 50.0]))
        vacant = draw(st.sampled_from([None, 0.0, 2.0]))
        rows.append(
            provider(
                f"Example {at}",
                lot=lot,
                sector=draw(st.sampled_from(["block", "select_list", "spot", *own])),
                filled_by_us_places=float(draw(st.integers(0, 1))),
                vacant_usable_places=vacant,
                open_to_us_places=draw(st.sampled_from([None, 4.0])),
                registered_places=draw(st.sampled_from([None, 6.0])),
                distance_miles=miles,
                inside_authority=None if miles is None else False,
                on_list_from=draw(st.sampled_from([None, date(2021, 1, 1)])),
                closes_on=draw(st.sampled_from([None, date(2021, 6, 1)])),
            )
        )
    return rows


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(rows=filled_rows(), none=st.sampled_from([None, (3.0, 2.0, 4.0)]))
def test_children_placed_are_places_filled_and_children_with_no_home_in_every_draw(
    listed, rows, none
) -> None:
    """By provision and scope; no place is filled or vacant by fewer than nobody; nobody named is lost."""
    added = {"no_registered_home/residential": none} if none else {}
    observed = observe(listed(*rows, added=added), DRAWS, 1)
    for local in (observed.central, observed.drawn):
        supply = local.supply
        everybody = supply.filled.sum("sector").sel(scope="any") + supply.no_home
        assert float(abs(everybody - supply.placed.sel(scope="any")).max()) < LAW_TOLERANCE
        with_home = supply.placed * (1 - supply.share_with_no_home)
        assert float(abs(supply.filled.sum("sector") - with_home).max()) < LAW_TOLERANCE
        assert float(supply.filled.min()) > -LAW_TOLERANCE
        assert float(supply.vacant.min()) > -LAW_TOLERANCE
        named = supply.listed.sel(scope="any", provision=list(PROVISIONS))
        assert float((named - supply.filled.sel(scope="any")).max()) < LAW_TOLERANCE
        check_local_laws(local)
