"""Laws of leaving care, whatever the stocks, stays and shares: flows add up, and nobody has two homes."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as random_arrays

from sufficiency.cases.case import Wanted, drawn_local, drawn_wanted
from sufficiency.children.crosstab import HOMES, modelled_crosstab
from sufficiency.figures.book import Figure
from sufficiency.gap.local import Local
from sufficiency.inputs.assumptions import Values, drawn_values
from sufficiency.inputs.inputs import Inputs
from sufficiency.inputs.leaving_care import HOUSED_AGES, SERVICE_AGES
from sufficiency.living.leaving_care import (
    CHILDREN,
    FOSTER_HOMES,
    LeavingCare,
    aged_16_17,
    leaving_care,
    places_taken,
    staying_put,
    turning_18,
)
from sufficiency.scenarios.levers import MoveOn, StayingPut, YoungAdults
from sufficiency.vocabulary import (
    ANY,
    CONTRACTED,
    FOSTERING,
    IN_HOUSE,
    RESIDENTIAL,
    SELECT_LIST,
    STREAMS,
    SUPPORTED,
)

BASE, HORIZON = 2019, 2023
FEW = 3  # draws of what is made up
DRAWS = 20  # draws of a forecast
EXACT = 1e-9


def laws(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# --- What is made up ------------------------------------------------------------------------------
@st.composite
def stocks(draw: st.DrawFn) -> xr.DataArray:
    """Children of 16 and 17 in some draws, whole or not, in every year and kind of home."""
    years = range(BASE, draw(st.integers(BASE + 1, HORIZON)) + 1)
    shape = (len(years), len(STREAMS), len(HOMES), FEW)
    thousandths = draw(random_arrays.arrays(np.int64, shape, elements=st.integers(0, 90_000)))
    coords = {"year": list(years), "stream": list(STREAMS), "placement": list(HOMES)}
    return xr.DataArray(thousandths / 1000, dims=CHILDREN, coords=coords)


def values_of(figures: list[Figure]) -> st.SearchStrategy[Values]:
    """Any value of each figure in each draw: a stay from a month to four years, a share from none to all."""
    return st.fixed_dictionaries(
        {
            figure.name: random_arrays.arrays(
                np.float64, FEW, elements=st.floats(1, 48) if figure.unit == "months" else st.floats(0, 1)
            ).map(lambda drawn: xr.DataArray(drawn, dims="draw"))
            for figure in figures
        }
    )


times = st.floats(0, 10)
last_years = st.integers(BASE + 1, HORIZON)


def lever(kind: type[YoungAdults], times: float, by: int) -> YoungAdults:
    return kind(
        kind={StayingPut: "staying_put", MoveOn: "move_on"}[kind], times=times, by=by, source="a test"
    )


def with_levers(inputs: Inputs, *levers: YoungAdults) -> Inputs:
    named = {f"lever_{at}": each for at, each in enumerate(levers)}
    return replace(inputs, scenario=inputs.scenario.model_copy(update={"levers": named}))


@pytest.fixture(scope="module")
def any_values(inputs) -> st.SearchStrategy[Values]:
    return values_of(inputs.leaving.figures())


@pytest.fixture(scope="module")
def found(inputs, any_values) -> Callable[[st.DataObject], tuple[LeavingCare, Values]]:
    """Leaving care of made-up children and figures, with levers of any strength on both kinds of home."""

    def made(data: st.DataObject) -> tuple[LeavingCare, Values]:
        levers = [lever(kind, data.draw(times), data.draw(last_years)) for kind in (StayingPut, MoveOn)]
        values = data.draw(any_values)
        return leaving_care(with_levers(inputs, *levers), data.draw(stocks()), values), values

    return made


def a_year_before(array: xr.DataArray, years: int = 1) -> np.ndarray:
    """The years of an array but the last few, to stand beside those after the first few."""
    return array.isel(year=slice(None, array.sizes["year"] - years)).values


def after(array: xr.DataArray, years: int = 1) -> np.ndarray:
    return array.isel(year=slice(years, None)).values


# --- Flows add up ---------------------------------------------------------------------------------
@laws(25)
@given(data=st.data())
def test_children_of_16_and_17_are_those_of_the_year_before_and_who_came_less_who_turned_18(
    found, data
) -> None:
    care, _ = found(data)
    now = a_year_before(care.looked_after) + after(care.entering) - after(care.turning_18)
    assert now == pytest.approx(after(care.looked_after), abs=EXACT)
    assert np.isnan(care.entering.sel(year=BASE)).all()
    assert (care.turning_18 >= 0).all()


@laws(25)
@given(data=st.data())
def test_care_leavers_of_an_age_are_those_of_a_year_younger_who_stayed_on(inputs, found, data) -> None:
    care, values = found(data)
    service = care.in_service
    for age in SERVICE_AGES[:-1]:
        stays = values[inputs.leaving.stays[age].name].values
        stayed = a_year_before(service.sel(age=age)) * stays
        assert after(service.sel(age=age + 1)) == pytest.approx(stayed, abs=EXACT)


@laws(25)
@given(data=st.data())
def test_care_leavers_in_service_are_those_of_the_year_before_and_who_joined_less_who_left(
    inputs, found, data
) -> None:
    care, values = found(data)
    turned = care.turning_18.sum("placement")
    shares = np.stack([values[inputs.leaving.eligible[stream].name].values for stream in STREAMS])
    served = values[inputs.leaving.service_share.name].values
    joined = after(turned) * shares * served
    assert after(care.in_service.sel(age=18)) == pytest.approx(joined, abs=EXACT)
    stays = np.stack([values[each.name].values for each in inputs.leaving.stays.values()])
    share_who_leave = np.concatenate([1 - stays, np.ones((1, FEW))])  # nobody is in service at 25
    left = (a_year_before(care.in_service) * share_who_leave).sum(axis=-2)
    every_age = care.in_service.sum("age")
    assert after(every_age) == pytest.approx(a_year_before(every_age) + joined - left, abs=1e-6)


@laws(25)
@given(data=st.data())
def test_homes_to_ask_housing_for_are_who_turn_18_by_the_share_and_the_stay(inputs, found, data) -> None:
    care, values = found(data)
    leaving = inputs.leaving
    for_each = values[leaving.move_on_share.name] * values[leaving.move_on_months.name] / 12
    wanted = care.turning_18.sum("placement") * for_each
    assert care.move_on_homes.values == pytest.approx(wanted.transpose(*care.move_on_homes.dims).values)


@laws(20)
@given(children=stocks(), data=st.data())
def test_with_the_same_children_every_year_who_comes_is_who_turns_18(
    inputs, any_values, children, data
) -> None:
    still = children.copy(data=np.repeat(children.values[:1], children.sizes["year"], axis=0))
    values = data.draw(any_values)
    care = leaving_care(inputs, still, values)
    assert after(care.entering) == pytest.approx(after(care.turning_18), abs=EXACT)
    for stream in STREAMS:
        months = values[inputs.leaving.months[stream].name].values
        stock = care.turning_18.sel(stream=stream).values * months / 12  # a flow times a stay
        assert stock == pytest.approx(still.sel(stream=stream).values, abs=EXACT)


@laws(20)
@given(children=stocks(), count=st.floats(0, 200), data=st.data())
def test_those_who_ceased_at_18_are_who_turned_18_in_the_base_year_of_every_draw(
    inputs, any_values, children, count, data
) -> None:
    ceased = Figure("ceased_at_18", "council", BASE, count, None, None, "children", "2019-03-31", "a test",
                    "published")  # fmt: skip
    values = data.draw(any_values)
    modelled = turning_18(inputs.leaving, children, values)
    scaled = turning_18(replace(inputs.leaving, ceased_at_18=ceased), children, values)
    in_all = modelled.sel(year=BASE).sum(["stream", "placement"]).values
    told = scaled.sel(year=BASE).sum(["stream", "placement"]).values
    assert told == pytest.approx(np.where(in_all > 0, count, 0.0), rel=1e-6)
    by_home = np.where(in_all > 0, count, 0.0) * modelled.values
    assert scaled.values * in_all == pytest.approx(by_home, rel=1e-6, abs=1e-6)


# --- Nobody is counted in two homes ---------------------------------------------------------------
@laws(40)
@given(data=st.data())
def test_no_more_stay_put_or_live_in_16_plus_than_turned_18_that_many_years_before(found, data) -> None:
    care, _ = found(data)
    turned = care.turning_18.sum("placement")
    housed = care.staying_put.sum("placement") + care.in_16_plus
    for years, age in enumerate(HOUSED_AGES):
        if years < turned.sizes["year"]:
            assert (after(housed.sel(age=age), years) <= a_year_before(turned, years) + EXACT).all()
        early = housed.sel(age=age).isel(year=slice(years)).values  # who left before is taken to be as many
        assert (early <= turned.isel(year=[0]).values + EXACT).all()


@laws(40)
@given(data=st.data())
def test_only_those_who_left_a_foster_home_stay_put_and_no_more_than_left_it(found, data) -> None:
    care, _ = found(data)
    assert tuple(care.staying_put.placement.values) == FOSTER_HOMES
    left = care.turning_18.sel(placement=list(FOSTER_HOMES))
    for years, age in enumerate(HOUSED_AGES[: left.sizes["year"]]):
        stay = care.staying_put.sel(age=age).transpose(*left.dims)
        assert (after(stay, years) <= a_year_before(left, years) + EXACT).all()
    assert (care.staying_put >= 0).all()
    assert (care.in_16_plus >= -EXACT).all()


# --- Off the gap ----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def near(varied) -> Inputs:
    return varied(horizon=HORIZON)


@pytest.fixture(scope="module")
def wanted(near) -> Wanted:
    """The homes that children need; no lever on young adults changes it."""
    return drawn_wanted(near, modelled_crosstab(near), 1, DRAWS)


@pytest.fixture(scope="module")
def local_of(wanted) -> Callable[[Inputs], Local]:
    return lambda inputs: drawn_local(inputs, wanted, drawn_values(inputs, 1, DRAWS))


@pytest.fixture(scope="module")
def gap(near, local_of) -> xr.DataArray:
    """The gap in draws of the scenario without a lever."""
    return local_of(near).gap


SHARES = ("staying_put_share", "in_16_plus_share")
shares = st.fixed_dictionaries(
    {f"{measure}/age_{age}": st.floats(0, 1) for measure in SHARES for age in HOUSED_AGES}
    | {f"months_at_16_17/{stream}": st.floats(6, 24) for stream in STREAMS}
)


@laws(5)
@given(figures=shares)
def test_without_a_lever_no_figure_of_leaving_care_moves_the_gap(varied, local_of, gap, figures) -> None:
    assert np.array_equal(local_of(varied(horizon=HORIZON, figures=figures)).gap, gap)


@laws(10)
@given(times=times, by=last_years)
def test_where_no_one_stays_put_a_lever_that_counts_them_leaves_the_gap_as_it_is(
    varied, local_of, gap, times, by
) -> None:
    nobody = {f"staying_put_share/age_{age}": 0.0 for age in HOUSED_AGES}
    inputs = with_levers(varied(horizon=HORIZON, figures=nobody), lever(StayingPut, times, by))
    assert np.array_equal(local_of(inputs).gap, gap)


@laws(10)
@given(stay=times, wait=times, by=last_years, figures=shares)
def test_in_the_base_year_a_lever_changes_nothing(varied, local_of, gap, stay, wait, by, figures) -> None:
    levers = lever(StayingPut, stay, by), lever(MoveOn, wait, by)
    counted = local_of(with_levers(varied(horizon=HORIZON, figures=figures), *levers)).gap
    assert np.array_equal(counted.sel(year=BASE), gap.sel(year=BASE))


@laws(10)
@given(times=times, by=last_years)
def test_a_lever_touches_the_homes_of_its_own_kind_alone(near, local_of, gap, times, by) -> None:
    for kind, touched in ((StayingPut, FOSTERING), (MoveOn, SUPPORTED)):
        counted = local_of(with_levers(near, lever(kind, times, by))).gap
        others = [name for name in (FOSTERING, RESIDENTIAL, SUPPORTED) if name != touched]
        assert np.array_equal(counted.sel(provision=others), gap.sel(provision=others))


@laws(12)
@given(both=st.tuples(times, times), by=last_years, figures=shares)
def test_the_more_who_stay_put_the_foster_gap_is_never_lower_nor_the_supported_gap_higher(
    varied, local_of, both, by, figures
) -> None:
    inputs, wait = varied(horizon=HORIZON, figures=figures), lever(MoveOn, 1, by)
    fewer, more = (
        local_of(with_levers(inputs, lever(StayingPut, times, by), wait)).gap for times in sorted(both)
    )
    assert (more.sel(provision=FOSTERING) >= fewer.sel(provision=FOSTERING) - EXACT).all()
    assert (more.sel(provision=SUPPORTED) <= fewer.sel(provision=SUPPORTED) + EXACT).all()


@laws(12)
@given(times=st.floats(0, 1), by=last_years, figures=shares)
def test_fewer_who_wait_in_16_plus_never_raise_the_supported_gap(
    varied, local_of, times, by, figures
) -> None:
    inputs = varied(horizon=HORIZON, figures=figures)
    fewer, as_many = (local_of(with_levers(inputs, lever(MoveOn, each, by))).gap for each in (times, 1))
    assert (fewer <= as_many + EXACT).all()


@laws(10)
@given(times=times, by=last_years, figures=shares)
def test_the_gap_grows_by_what_is_held_beyond_the_base_year_in_contracted_homes(
    varied, wanted, local_of, gap, times, by, figures
) -> None:
    inputs = with_levers(varied(horizon=HORIZON, figures=figures), lever(StayingPut, times, by))
    values, counted = drawn_values(inputs, 1, DRAWS), local_of(inputs)
    flow = turning_18(inputs.leaving, aged_16_17(wanted.base_homes, wanted.demand.homes), values)
    held = staying_put(inputs, flow, values).sel(placement=FOSTERING).sum(["stream", "age"])
    filled = counted.supply.filled.sel(provision=FOSTERING, scope=ANY)
    contracted = filled.sel(sector=list(CONTRACTED)).sum("sector") / filled.sum("sector")
    off = (held - held.sel(year=BASE, drop=True)) * contracted
    here = {"provision": FOSTERING, "scope": ANY}
    grown = (counted.gap - gap).sel(here)
    ours = [IN_HOUSE, SELECT_LIST]  # there is no block
    is_clipped = (counted.supply.planned.sel(here).sel(sector=ours) <= EXACT).any("sector")
    assert float(is_clipped.mean()) < 0.5
    assert float(abs((grown - off).where(~is_clipped, 0.0)).max()) < EXACT
    assert float((grown - off).max()) < EXACT  # no more is taken than there is


def test_the_places_taken_are_those_held_beyond_the_base_year(near, wanted) -> None:
    inputs = with_levers(near, lever(StayingPut, 2, 2022), lever(MoveOn, 0.5, 2021))
    values = drawn_values(inputs, 1, DRAWS)
    children = aged_16_17(wanted.base_homes, wanted.demand.homes)
    care = leaving_care(inputs, children, values)
    taken = places_taken(inputs, wanted.base_homes, values, wanted.demand.homes)
    for provision, held in (
        (FOSTERING, care.staying_put.sel(placement=FOSTERING).sum(["stream", "age"])),
        (SUPPORTED, care.in_16_plus.sum(["stream", "age"])),
        (RESIDENTIAL, xr.zeros_like(taken.isel(provision=0))),
    ):
        beyond = held - held.sel(year=BASE, drop=True)
        assert taken.sel(provision=provision).values == pytest.approx(beyond.transpose("draw", "year").values)
    assert places_taken(near, wanted.base_homes, values, wanted.demand.homes) is None
