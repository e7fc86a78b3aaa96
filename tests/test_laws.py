"""Laws that hold whatever the numbers: random margins, assumptions, rates and growth."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sufficiency.cases.case import Wanted, drawn_local, wants_the_same
from sufficiency.chance.luck import path_ranks, stratified_ranks
from sufficiency.children.crosstab import modelled_crosstab
from sufficiency.children.fitting import Margin, NotConvergedError, fit
from sufficiency.children.population import growth_index
from sufficiency.demand.homes_wanted import draw_homes
from sufficiency.demand.rates import central_children, draw_children
from sufficiency.demand.shares import drifting_shares
from sufficiency.figures.book import Figure
from sufficiency.forecast import observe, run
from sufficiency.inputs.assumptions import drawn_values
from sufficiency.inputs.inputs import MARGIN_PLACEMENTS
from sufficiency.rounding import whole, whole_parts
from sufficiency.vocabulary import (
    AGE_BANDS,
    BANDS_IN_SCOPE,
    CONTRACTED,
    DISTANCE_BANDS,
    INSIDE,
    PROVISIONS,
    SCOPES,
)

DRAWS = 40
HORIZON = 2021
SOURCE = {"source": "a test"}


def laws(examples: int) -> settings:
    """Fewer examples where each is a forecast."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# --- What is drawn --------------------------------------------------------------------------------
@st.composite
def margins(draw: st.DrawFn) -> dict[str, float]:
    """Margins that agree, with the zeros that must be: counted from a random table of children."""
    child = st.integers(1, 60)
    by_age_and_placement = np.array(
        [[draw(child) if may_be(name, band) else 0 for name in MARGIN_PLACEMENTS] for band in AGE_BANDS]
    )
    by_placement = by_age_and_placement.sum(axis=0)
    by_distance = np.zeros(len(DISTANCE_BANDS), dtype=int)
    for name, children in zip(MARGIN_PLACEMENTS, by_placement, strict=True):
        weights = np.array([draw(child) for _ in DISTANCE_BANDS], dtype=float)
        weights[DISTANCE_BANDS.index("not_known")] = 0
        if name == "residential":
            weights[[DISTANCE_BANDS.index(band) for band in BANDS_IN_SCOPE[INSIDE]]] = 0
        spread = np.floor(weights / weights.sum() * children).astype(int)
        spread[DISTANCE_BANDS.index("within_20_outside")] += children - spread.sum()
        by_distance += spread
    in_house = draw(st.integers(0, int(by_placement[0])))
    young_foster_or_older = int(by_age_and_placement[2:, 0].sum())
    numbers = {
        f"children_by_age/{band}": n
        for band, n in zip(AGE_BANDS, by_age_and_placement.sum(axis=1), strict=True)
    }
    numbers |= {
        f"children_by_placement/{name}": n for name, n in zip(MARGIN_PLACEMENTS, by_placement, strict=True)
    }
    numbers |= {
        f"children_by_distance/{band}": n for band, n in zip(DISTANCE_BANDS, by_distance, strict=True)
    }
    numbers["cla_count/council/2019"] = by_placement.sum()
    numbers["uasc_count/council/2019"] = draw(st.integers(0, young_foster_or_older // 4))
    numbers["in_house_foster_children"] = in_house
    numbers["kinship_children"] = draw(st.integers(0, in_house))
    return {name: float(number) for name, number in numbers.items()}


def may_be(placement: str, band: str) -> bool:
    if placement == "supported_16_plus":
        return band == "16_to_17"
    if placement == "placed_for_adoption":
        return band != "16_to_17"
    return not (placement == "residential" and band == "under_1")


SHARES = (
    *(f"off_contract_share/{name}" for name in PROVISIONS),
    *(f"far_for_want_of_nearer_share/{scope}" for scope in ("inside_authority", "within_20_miles")),
    *(f"in_house_share_in_scope/{scope}" for scope in ("inside_authority", "within_20_miles")),
)


@st.composite
def assumptions(draw: st.DrawFn) -> dict[str, tuple[float, float, float]]:
    """A value with its low and high for every share of the ledger, and for vacancies."""
    stated = {}
    for name in SHARES:
        low, value, high = sorted(draw(st.lists(st.floats(0, 1), min_size=3, max_size=3)))
        stated[name] = (value, low, high)
    low, value, high = sorted(draw(st.lists(st.integers(0, 30), min_size=3, max_size=3)))
    stated["vacant_usable_places/fostering in_house"] = (float(value), float(low), float(high))
    return stated


rates = st.floats(0, 150).map(lambda rate: {"path": "own", "rate_per_10k": {"2021": rate}, **SOURCE})
growths = st.floats(-50, 200)


# --- The base year --------------------------------------------------------------------------------
@laws(25)
@given(figures=margins(), ranges=assumptions(), seed=st.integers(0, 1000))
def test_in_an_observed_year_the_laws_hold_whatever_is_published_and_assumed(
    varied, figures, ranges, seed
) -> None:
    """Rungs add to commissioned need; placed is filled; the base-year gap is rungs 1 to 4 less vacancies."""
    observed = observe(varied(figures=figures | ranges), DRAWS, seed)
    commissioned = sum(figures[f"children_by_placement/{name}"] for name in MARGIN_PLACEMENTS[:3])
    for local in (observed.central, observed.drawn):
        supply = local.supply
        assert float(abs(supply.filled.sum("sector") - supply.placed).max()) < 1e-6
        assert float(supply.filled.min()) > -1e-6
        total = local.ladder.sum(["rung", "provision"])
        assert total.values == pytest.approx(commissioned - figures["kinship_children"])
        four = local.ladder.sel(rung=[1, 2, 3, 4]).sum("rung") - supply.vacant.sum("sector")
        gap = local.gap.isel(year=0)
        assert float(abs(gap.sel(need_basis="should_be_near") - four).max()) < 1e-6
        as_placed = four - local.ladder.sel(rung=3, drop=True)
        assert float(abs(gap.sel(need_basis="as_placed") - as_placed).max()) < 1e-6


@laws(25)
@given(figures=margins())
def test_the_modelled_cross_tabulation_meets_whatever_margins_are_published(varied, figures) -> None:
    tab = modelled_crosstab(varied(figures=figures))
    total, uasc = figures["cla_count/council/2019"], figures["uasc_count/council/2019"]
    who = tab.who.sel(stream="uasc") * uasc + tab.who.sel(stream="other") * (total - uasc)
    where = tab.where * who.sum("age_band")
    for axis, counted in (
        ("children_by_age", who.sum("placement")),
        ("children_by_placement", who.sum("age_band")),
        ("children_by_distance", where.sum("placement")),
    ):
        published = [number for name, number in figures.items() if name.startswith(axis)]
        assert counted.values == pytest.approx(published, abs=1e-6)
    assert (
        float(tab.where.sel(placement="residential", distance_band=list(BANDS_IN_SCOPE[INSIDE])).sum()) == 0
    )


# --- The years to come ----------------------------------------------------------------------------
@laws(20)
@given(figures=margins(), ranges=assumptions(), cla=rates, growth=growths, seed=st.integers(0, 1000))
def test_in_every_draw_the_gap_is_need_less_secured_and_should_be_near_is_not_below_as_placed(
    varied, figures, ranges, cla, growth, seed
) -> None:
    grown = {"child_population_growth/local/2024": growth}
    forecast = run(varied(figures=figures | ranges | grown, cla=cla, horizon=HORIZON), draws=DRAWS, seed=seed)
    for local in (forecast.central, forecast.drawn):
        secured = local.supply.secured.sum("sector")
        assert float(abs(local.gap - (local.need - secured)).max()) < 1e-6
        near, placed = (local.need.sel(need_basis=basis) for basis in ("should_be_near", "as_placed"))
        assert float((near - placed).min()) > -1e-6
        assert float(placed.min()) > -1e-6
        assert float((local.need.sel(scope="any") - local.need).min()) > -1e-6
    parts = forecast.demand.homes.sum(axis=(1, 2, 3, 4), dtype=int)
    assert np.array_equal(parts.T, forecast.children.total[:, 1:])


@pytest.fixture(scope="module")
def as_it_is(varied):
    """The forecast to 2020, with nothing added."""
    return run(varied(horizon=2020), draws=DRAWS, seed=1)


@pytest.fixture(scope="module")
def gap_with(as_it_is):
    """The drawn gap of other homes for the same children."""
    wanted = Wanted(as_it_is.children, as_it_is.base_homes, as_it_is.demand)

    def gap(inputs):
        assert wants_the_same(inputs.scenario, as_it_is.inputs.scenario)
        return drawn_local(inputs, wanted, drawn_values(inputs, 1, DRAWS)).gap

    return gap


def test_the_gap_of_a_forecast_is_that_of_its_need_and_its_homes(as_it_is, gap_with) -> None:
    assert gap_with(as_it_is.inputs).identical(as_it_is.drawn.gap)


@laws(25)
@given(
    provision=st.sampled_from(PROVISIONS),
    sector=st.sampled_from(CONTRACTED),
    scope=st.sampled_from(SCOPES),
    places=st.floats(0, 50),
)
def test_adding_places_never_raises_a_gap_or_a_chance(
    varied, as_it_is, gap_with, provision, sector, scope, places
) -> None:
    opened = {
        "provision": provision,
        "sector": sector,
        "scope": scope,
        "places": places,
        "from": 2020,
        **SOURCE,
    }
    one = as_it_is.drawn.gap
    more = gap_with(varied(horizon=2020, places={"home": opened}))
    assert (more <= one).all()
    assert ((more > 0).mean("draw") <= (one > 0).mean("draw")).all()
    cell = {"year": 2020, "provision": provision, "scope": scope}
    assert (one.sel(cell) - more.sel(cell)).values == pytest.approx(places)


def children_and_homes(inputs, seed: int):
    """The draws alone, without supply."""
    tab = modelled_crosstab(inputs)
    drifting = drifting_shares(inputs, tab)
    central = central_children(inputs)
    children = draw_children(inputs, central, drifting["uasc"], seed, DRAWS)
    kinship = xr.DataArray(np.full(DRAWS, inputs.kinship.value), dims="draw")
    return children, draw_homes(inputs, tab, central, children, kinship, drifting, seed).homes


@laws(30)
@given(
    figures=margins(),
    fewer=st.floats(0, 1),
    seed=st.integers(0, 1000),
    growth=growths,
)
def test_fewer_children_are_never_more_of_any_kind(varied, figures, fewer, seed, growth) -> None:
    """Other children fall, or nobody does; each draw keeps its luck."""
    change = {
        "path": "change",
        "of": "other",
        "percent_a_year": -99 * fewer,
        "from": 2020,
        "to": 2021,
        **SOURCE,
    }
    figures = figures | {"child_population_growth/local/2024": growth}
    one, homes = children_and_homes(varied(figures=figures, horizon=HORIZON), seed)
    less, fewer_homes = children_and_homes(varied(figures=figures, horizon=HORIZON, cla=change), seed)
    assert (less.total <= one.total).all()
    assert (less.uasc <= one.uasc).all()
    # A child who is unaccompanied in both is not one of the others in either, but for the rounding of both.
    same_uasc = (less.uasc == one.uasc)[:, 1:].T
    everywhere = (fewer_homes <= homes).all(axis=(1, 2, 3, 4))
    assert everywhere[same_uasc].all()
    fewer_of_both = (less.other <= one.other)[:, 1:].T
    assert everywhere[fewer_of_both].all()


@laws(30)
@given(figures=margins(), seed=st.integers(0, 1000))
def test_a_zero_rate_gives_zero_demand(varied, figures, seed) -> None:
    nobody = {"path": "own", "rate_per_10k": {"2021": 0.0}, **SOURCE}
    children, homes = children_and_homes(varied(figures=figures, horizon=HORIZON, cla=nobody), seed)
    assert (children.total[:, 2] == 0).all()
    assert homes[1].sum() == 0


# --- Fitting --------------------------------------------------------------------------------------
@laws(50)
@given(
    seed=st.lists(st.lists(st.integers(1, 20), min_size=3, max_size=3), min_size=3, max_size=3),
    empty=st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=2),
    counted=st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=3, max_size=3),
)
def test_a_fitted_table_meets_its_margins_and_keeps_its_zeros_or_says_that_it_cannot(
    seed, empty, counted
) -> None:
    pattern, table = np.array(seed, dtype=float), np.array(counted, dtype=float)
    assume(table.sum() > 0)
    for cell in empty:
        pattern[cell] = 0
    rows, columns = Margin("rows", (0,), table.sum(axis=1)), Margin("columns", (1,), table.sum(axis=0))
    try:
        fitted = fit(pattern, [rows, columns])
    except NotConvergedError:
        # Only for want of cells: where every cell may hold children, there always is such a table.
        fitted = None
    if fitted is None:
        assert empty
        return
    assert fitted.sum(axis=1) == pytest.approx(rows.totals, abs=1e-6)
    assert fitted.sum(axis=0) == pytest.approx(columns.totals, abs=1e-6)
    assert (fitted[pattern == 0] == 0).all()
    assert (fitted >= 0).all()


# --- Small things ---------------------------------------------------------------------------------
@laws(50)
@given(st.lists(st.floats(-1000, 1000), max_size=12))
def test_whole_parts_add_to_the_rounded_sum_and_none_is_a_whole_one_away(parts: list[float]) -> None:
    rounded = whole_parts(parts)
    assert sum(rounded) == whole(sum(parts))
    assert all(abs(number - part) <= 1 for number, part in zip(rounded, parts, strict=True))


@laws(50)
@given(points=st.lists(growths, min_size=2, max_size=5), base=st.integers(0, 100))
def test_growth_compounds_so_that_going_by_way_of_a_year_is_going_straight(points, base) -> None:
    by_year = {2000 + 10 * i: growth for i, growth in enumerate(points)}
    years = range(2000, max(by_year) + 1)
    start = 2000 + base % len(years)
    index = growth_index(by_year, start, years).values
    assert index[start - 2000] == pytest.approx(1)
    for year, growth in by_year.items():
        expected = (1 + growth / 100) / (1 + by_year[2000] / 100)
        assert index[year - 2000] / index[0] == pytest.approx(expected)
    within = np.log(index[:11])
    assert np.diff(within) == pytest.approx(np.diff(within)[0], abs=1e-9)


@laws(50)
@given(
    seed=st.integers(0, 2**32),
    draws=st.integers(1, 60),
    steps=st.lists(st.floats(0, 5), min_size=1, max_size=6),
)
def test_ranks_are_the_strata_in_some_order(seed: int, draws: int, steps: list[float]) -> None:
    strata = (np.arange(draws) + 0.5) / draws
    assert np.array_equal(np.sort(stratified_ranks(seed, "step", draws)), strata)
    paths = path_ranks(seed, "step", draws, np.cumsum(steps))
    assert paths.shape == (draws, len(steps))
    for year in paths.T:
        assert np.array_equal(np.sort(year), strata)


@laws(50)
@given(
    ends=st.lists(st.floats(0, 1), min_size=3, max_size=3),
    ranks=st.lists(st.floats(0.001, 0.999), min_size=2, max_size=20),
)
def test_a_figure_rises_with_its_rank_from_low_by_way_of_its_value_to_high(ends, ranks) -> None:
    low, value, high = sorted(ends)
    figure = Figure("m", "c", None, value, low, high, "share", "2019", "a test", "assumed")
    assert figure.at(np.array([0.1, 0.5, 0.9])) == pytest.approx([low, value, high])
    at = figure.at(np.sort(ranks))
    assert (np.diff(at) >= 0).all()
    assert at.min() >= 0
    assert at.max() <= 1


@laws(25)
@given(value=st.floats(-100, 100), ranks=st.lists(st.floats(0.001, 0.999), min_size=1, max_size=5))
def test_a_figure_without_a_range_is_the_same_at_every_rank(value: float, ranks: list[float]) -> None:
    figure = Figure("m", "c", None, value, None, None, "number", "2019", "a test", "assumed")
    assert (figure.at(np.array(ranks)) == value).all()
