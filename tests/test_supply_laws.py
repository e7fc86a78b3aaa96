"""Laws of the list, whatever is on it: a place added never raises a gap, nor one taken away lowers it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_listed_supply import with_list
from test_pools import provider

from sufficiency.cases.case import central_wanted, drawn_local, drawn_wanted
from sufficiency.children.crosstab import modelled_crosstab
from sufficiency.gap.local import Local, local_picture
from sufficiency.inputs.assumptions import central_values, drawn_values
from sufficiency.inputs.inputs import Inputs
from sufficiency.providers.provider import AGES_OF_LOT, PROVISION_OF_LOT, Provider

DRAWS = 20
EXACT = 1e-9
LOTS = ("supported_accommodation", "residential", "ifa", "residential_16_17")
Gap = xr.DataArray


def laws(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# Two scopes beside the three, with what the authority must say of them.
SCOPES = {
    "scopes": ["within_10_miles", "within_40_miles"],
    "added": {
        f"{measure}/within_{miles}_miles": share
        for miles, measure, share in (
            (10, "share_within_miles", 0.5),
            (10, "in_house_share_in_scope", 0.8),
            (10, "far_for_want_of_nearer_share", 0.4),
            (40, "share_within_miles", 0.9),
            (40, "in_house_share_in_scope", 0.97),
            (40, "far_for_want_of_nearer_share", 0.6),
        )
    },
}


@pytest.fixture(scope="module")
def gap_of(loaded) -> Callable[..., Gap]:
    """The gap in draws with a list of providers: draw, year, provision, scope, need_basis.

    Need is drawn once, for no list changes it.
    """
    as_it_is = with_list(loaded, **SCOPES)
    wanted = drawn_wanted(as_it_is, modelled_crosstab(as_it_is), 1, DRAWS)

    def gap_with(*rows: Provider) -> Gap:
        inputs = with_list(loaded, *rows, **SCOPES)
        return drawn_local(inputs, wanted, drawn_values(inputs, 1, DRAWS)).gap

    return gap_with


# --- Random lists ---------------------------------------------------------------------------------
numbers = st.one_of(st.none(), st.floats(0, 12), st.integers(0, 12).map(float))
days = st.one_of(st.none(), st.dates(date(2018, 1, 1), date(2024, 12, 31)))


@st.composite
def providers(draw: st.DrawFn, name: str = "Example") -> Provider:
    """A provider on any lot, in any sector and place, with any dates; none of ours lives there yet."""
    lot = draw(st.sampled_from(LOTS))
    sectors = (
        ("block", "select_list", "spot") if lot == "ifa" else ("in_house", "block", "select_list", "spot")
    )
    youngest, oldest = AGES_OF_LOT[lot]
    first = draw(st.integers(youngest, oldest))
    return provider(
        name,
        lot,
        draw(st.sampled_from(sectors)),
        registered_places=draw(numbers),
        open_to_us_places=draw(numbers),
        vacant_usable_places=draw(numbers),
        blocked_places=draw(numbers),
        usable_share=draw(st.one_of(st.none(), st.floats(0, 1))),
        youngest_age=first,
        oldest_age=draw(st.integers(first, oldest)),
        care=draw(st.sampled_from([None, "standard", "complex"])),
        distance_miles=draw(st.one_of(st.none(), st.floats(0, 80))),
        inside_authority=draw(st.sampled_from([None, True, False])),
        opens_on=draw(days),
        slip_months=draw(st.sampled_from([0.0, 0.0, 7.5, 24.0])),
        ramp_months=draw(st.sampled_from([0.0, 0.0, 6.0, 18.0])),
        on_list_to=draw(days),
        renewal_assumed=draw(st.booleans()),
        closes_on=draw(st.one_of(st.none(), st.none(), st.dates(date(2020, 1, 1), date(2024, 12, 31)))),
        reopening_round=draw(st.sampled_from([None, None, None, 2022])),
    )


@st.composite
def lists(draw: st.DrawFn, least: int = 0) -> list[Provider]:
    """Some providers, of whom those open on the base date may have one of our children each."""
    rows = [draw(providers(f"Example {at}")) for at in range(draw(st.integers(least, 5)))]
    return [
        replace(each, filled_by_us_places=float(draw(st.booleans() if is_open(each) else st.just(0))))
        for each in rows
    ]


def is_open(each: Provider) -> bool:
    ended = each.on_list_to is not None and not each.renewal_assumed and each.on_list_to < date(2019, 3, 31)
    return not ended and (each.opens_on is None or each.opens_on <= date(2019, 3, 31))


def never_higher(one: Gap, other: Gap) -> bool:
    """In no scope, year, provision or draw, on neither basis."""
    return bool((one <= other + EXACT).all())


# --- A place more, a place less -------------------------------------------------------------------
@laws(12)
@given(rows=lists(), new=providers("New"))
def test_a_provider_that_joins_never_raises_a_gap(gap_of, rows, new) -> None:
    assert never_higher(gap_of(*rows, new), gap_of(*rows))


@laws(12)
@given(rows=lists(least=1), at=st.integers(0, 4))
def test_a_provider_on_contract_that_is_struck_out_never_lowers_a_gap(gap_of, rows, at: int) -> None:
    """Those whom none of our children left: with children there it is they who say where they live."""
    struck = rows[at % len(rows)]
    with_it = [replace(each, filled_by_us_places=0.0) if each is struck else each for each in rows]
    without = [each for each in rows if each is not struck]
    assert never_higher(gap_of(*with_it), gap_of(*without))


@laws(12)
@given(
    rows=lists(least=1),
    at=st.integers(0, 4),
    number=st.sampled_from(["vacant_usable_places", "open_to_us_places", "registered_places"]),
    more=st.floats(0, 6),
)
def test_more_of_any_number_that_a_provider_states_never_raises_a_gap(
    gap_of, rows, at: int, number: str, more: float
) -> None:
    """More vacant, more open to us or more registered; stated before, so that nothing else changes."""
    row = rows[at % len(rows)]
    stated = replace(row, **{number: getattr(row, number) or 0.0})
    larger = replace(stated, **{number: getattr(stated, number) + more})
    with_row, with_larger = ([each if other is row else other for other in rows] for each in (stated, larger))
    assert never_higher(gap_of(*with_larger), gap_of(*with_row))


@laws(8)
@given(rows=lists(least=1), at=st.integers(0, 4))
def test_one_more_vacant_place_lowers_a_gap_by_one_where_it_stands_and_by_none_elsewhere(
    gap_of, rows, at: int
) -> None:
    row = replace(
        rows[at % len(rows)],
        sector="block",
        vacant_usable_places=2.0,
        filled_by_us_places=0.0,
        distance_miles=12.0,
        inside_authority=False,
        opens_on=None,
        on_list_to=None,
        closes_on=None,
        reopening_round=None,
    )
    others = [each for each in rows if each is not rows[at % len(rows)]]
    lowered = gap_of(*others, row) - gap_of(*others, replace(row, vacant_usable_places=3.0))
    provision = PROVISION_OF_LOT[row.lot]
    reached, beyond = ["within_20_miles", "within_40_miles", "any"], ["inside_authority", "within_10_miles"]
    assert np.allclose(lowered.sel(provision=provision, scope=reached), 1)
    assert np.allclose(lowered.sel(provision=provision, scope=beyond), 0)
    assert np.allclose(lowered.drop_sel(provision=provision), 0)


@laws(8)
@given(rows=lists(), new=providers("New"), children=st.integers(1, 3))
def test_to_name_homes_on_contract_where_our_children_live_never_raises_a_gap(
    gap_of, rows, new, children: int
) -> None:
    """Where the contract lasts: until it was named, some of them were taken to be on spot."""
    sector = "select_list" if new.sector == "spot" else new.sector
    lasting = replace(
        new,
        sector=sector,
        filled_by_us_places=float(children),
        opens_on=None,
        on_list_to=None,
        closes_on=None,
        reopening_round=None,
    )
    assert never_higher(gap_of(*rows, lasting), gap_of(*rows))


# --- When -----------------------------------------------------------------------------------------
@laws(10)
@given(rows=lists(), new=providers("New"), opens=st.dates(date(2019, 4, 1), date(2023, 12, 31)))
def test_a_provider_changes_nothing_before_it_opens(gap_of, rows, new, opens: date) -> None:
    """That it opens in 2023 adds nothing in 2022."""
    before = [year for year in range(2019, 2024) if date(year, 3, 31) < opens]
    change = gap_of(*rows, replace(new, opens_on=opens)) - gap_of(*rows)
    assert float(abs(change.sel(year=before)).max()) < EXACT


@laws(8)
@given(rows=lists(), new=providers("New"), closes=st.dates(date(2019, 4, 1), date(2023, 12, 31)))
def test_a_provider_changes_nothing_once_it_has_closed(gap_of, rows, new, closes: date) -> None:
    after = [year for year in range(2019, 2024) if date(year, 3, 31) > closes]
    change = gap_of(*rows, replace(new, closes_on=closes)) - gap_of(*rows)
    assert not after or float(abs(change.sel(year=after)).max()) < EXACT


@laws(8)
@given(rows=lists(), new=providers("New"), later=st.floats(0, 40), longer=st.floats(0, 24))
def test_opening_later_or_more_slowly_never_lowers_a_gap(
    gap_of, rows, new, later: float, longer: float
) -> None:
    opening = replace(new, opens_on=date(2020, 6, 1), slip_months=1.0, ramp_months=1.0)
    slower = replace(opening, slip_months=1.0 + later, ramp_months=1.0 + longer)
    assert never_higher(gap_of(*rows, opening), gap_of(*rows, slower))


# --- The order of the file ------------------------------------------------------------------------
@laws(8)
@given(data=st.data(), rows=lists(least=2))
def test_the_order_of_the_rows_changes_nothing(gap_of, data, rows) -> None:
    shuffled = data.draw(st.permutations(rows))
    assert float(abs(gap_of(*rows) - gap_of(*shuffled)).max()) < EXACT


@laws(8)
@given(rows=lists(least=1), at=st.integers(0, 4))
def test_one_row_of_two_places_is_two_rows_of_one(gap_of, rows, at: int) -> None:
    """Places stated vacant add up, however they are written."""
    row = replace(rows[at % len(rows)], vacant_usable_places=2.0, filled_by_us_places=0.0)
    others = [each for each in rows if each is not rows[at % len(rows)]]
    half = replace(row, vacant_usable_places=1.0)
    apart = gap_of(*others, half, replace(half, name="Another"))
    assert float(abs(gap_of(*others, row) - apart).max()) < EXACT


# --- Spot -----------------------------------------------------------------------------------------
@laws(8)
@given(rows=lists(), new=providers("New"))
def test_a_spot_provider_none_of_whose_places_we_fill_changes_nothing(gap_of, rows, new) -> None:
    """However many it has."""
    change = gap_of(*rows, replace(new, sector="spot")) - gap_of(*rows)
    assert float(abs(change).max()) < EXACT


# --- In scopes ------------------------------------------------------------------------------------
@laws(8)
@given(rows=lists())
def test_a_place_never_counts_in_a_scope_and_not_in_all(loaded, rows) -> None:
    """And one within a distance counts within every greater one."""
    inputs: Inputs = with_list(loaded, *rows, **SCOPES)
    wanted = central_wanted(inputs, modelled_crosstab(inputs))
    picture: Local = local_picture(
        inputs,
        wanted.homes.isel(year=[0]),
        central_values(inputs),
        wanted.in_scope,
        (wanted.before_distance,),
    )
    secured = picture.supply.secured
    by_reach = ["within_10_miles", "within_20_miles", "within_40_miles", "any"]
    for nearer, farther in [*pairwise(by_reach), ("inside_authority", "any")]:
        assert float((secured.sel(scope=nearer) - secured.sel(scope=farther)).max()) < 1e-6
