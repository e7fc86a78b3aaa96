"""Scopes of another distance than DfE's 20 miles: only with figures, and by the same laws."""

import numpy as np
import pytest

from sufficiency.errors import InputFaultsError
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.forecast import check_laws, observe, run
from sufficiency.inputs.gathering import gather
from sufficiency.scenarios.scenario import as_scenario
from sufficiency.scopes import in_order, known_beyond, miles_of, wider, within
from sufficiency.tables.run import gap_table, observed_position

MORE = ("within_10_miles", "within_30_miles", "within_40_miles")
IN_ORDER = ("inside_authority", "within_10_miles", "within_20_miles", "within_30_miles",
            "within_40_miles", "any")  # fmt: skip
# A stated curve of each measure: at 10, 30 and 40 miles.
CURVE = {
    "share_within_miles": (0.5, 0.9, 0.95),
    "far_for_want_of_nearer_share": (0.3, 0.5, 0.5),
    "in_house_share_in_scope": (0.8, 0.97, 0.99),
}
PLACES = {"provision": "residential", "sector": "block", "places": 4.0, "from": 2020, "source": "a test"}


def figures_of(curve) -> list[Figure]:
    return [
        Figure(measure, scope, None, value, None, None, "share", "2019-03-31", "a test", "assumed")
        for measure, values in curve.items()
        for scope, value in zip(MORE, values, strict=True)
    ]


@pytest.fixture(scope="module")
def with_scopes(loaded):
    """The inputs of the default scenario to 2021 in more scopes, with the figures of a curve."""
    keys = loaded.inputs.scenario.model_dump(by_alias=True, exclude={"name"}, exclude_none=True)

    def inputs(curve=CURVE, scopes=MORE, **changes: object):
        scenario = as_scenario("mine", {**keys, "horizon": 2021, "scopes": list(scopes), **changes})
        return gather(scenario, FigureBook([*loaded.book, *figures_of(curve)]), "mine")

    return inputs


@pytest.fixture(scope="module")
def forecast(with_scopes):
    return run(with_scopes(), draws=60, seed=1)


def faults_of(with_scopes, *args: object, **changes: object) -> list[str]:
    with pytest.raises(InputFaultsError) as told:
        with_scopes(*args, **changes)
    return [str(fault) for fault in told.value.faults]


def curve_with(measure: str, *values: float):
    return {**CURVE, measure: values}


# --- Refused without figures ----------------------------------------------------------------------
def test_a_distance_without_figures_is_refused_and_all_three_measures_are_named(with_scopes) -> None:
    said = faults_of(with_scopes, {})
    assert len(said) == 3
    for measure in CURVE:
        [line] = [line for line in said if measure in line]
        assert f"mine {measure}/within_10_miles and 2 more of the measure: needed" in line


@pytest.mark.parametrize("measure", CURVE)
def test_each_of_the_three_measures_is_needed(with_scopes, measure: str) -> None:
    [said] = faults_of(with_scopes, {name: values for name, values in CURVE.items() if name != measure})
    assert f"{measure}/within_10_miles and 2 more" in said


def test_the_position_is_refused_without_figures_too(with_scopes, loaded) -> None:
    from sufficiency.inputs.gathering import gather_position

    scenario = with_scopes().scenario
    with pytest.raises(InputFaultsError, match="share_within_miles/within_10_miles"):
        gather_position(scenario, loaded.book, "mine")


# --- With a stated curve --------------------------------------------------------------------------
def test_scopes_stand_inside_first_then_by_distance_then_all_homes(forecast) -> None:
    assert forecast.inputs.scopes == IN_ORDER
    assert tuple(gap_table(forecast)["scope"].unique()) == IN_ORDER
    position = observed_position(observe(forecast.inputs, 20, 1))
    assert tuple(position["scope"].unique()) == IN_ORDER


def test_a_scope_that_is_named_twice_or_is_there_anyway_is_there_once(with_scopes) -> None:
    assert with_scopes(scopes=("within_30_miles", "within_20_miles", "within_30_miles")).scopes == (
        "inside_authority", "within_20_miles", "within_30_miles", "any",
    )  # fmt: skip


def test_the_stated_share_of_all_children_lives_in_each_scope(with_scopes) -> None:
    inputs = with_scopes()
    bands = np.array([inputs.by_distance[band].value for band in within(inputs).distance_band.values])
    known = bands[:-1].sum()
    in_scope = (within(inputs) * bands[:, None]).sum("distance_band")
    for scope, share in zip(MORE, CURVE["share_within_miles"], strict=True):
        assert float(in_scope.sel(scope=scope)) / known == pytest.approx(share)


def test_more_children_live_in_a_wider_scope_in_every_draw(forecast) -> None:
    by_reach = [scope for scope in IN_ORDER if scope != "inside_authority"]
    placed = forecast.drawn.need.sel(need_basis="as_placed", scope=by_reach)
    assert float(placed.diff("scope").min()) > -1e-6


def test_a_distance_not_known_is_neither_near_nor_far(with_scopes) -> None:
    inputs = with_scopes()
    unknown = {"distance_band": "not_known"}
    near = within(inputs).sel(unknown).drop_sel(scope="any")
    assert (near == 0).all()
    assert (known_beyond(inputs).sel(unknown) == 0).all()


def test_a_scope_that_is_added_changes_no_other(forecast, varied) -> None:
    bare = run(varied(horizon=2021), draws=60, seed=1)
    scopes = list(bare.inputs.scopes)
    assert np.allclose(forecast.drawn.gap.sel(scope=scopes), bare.drawn.gap)
    assert np.allclose(forecast.drawn.ladder.sel(scope=scopes), bare.drawn.ladder)
    assert np.allclose(forecast.living.placed, bare.living.placed)


# --- The laws -------------------------------------------------------------------------------------
def test_every_law_of_a_run_holds_in_every_scope(forecast) -> None:
    check_laws(forecast)
    for local in (forecast.central, forecast.drawn):
        filled = local.supply.filled.sum("sector")
        assert float(abs(filled - local.supply.placed).max()) < 1e-6
        rungs = local.ladder.sum("rung")
        assert float(abs(rungs - local.supply.children).max()) < 1e-6
        assert float(abs(local.gap - (local.need - local.supply.secured.sum("sector"))).max()) < 1e-6


def test_the_base_years_gap_is_rungs_1_to_4_less_vacancies_in_every_scope(forecast) -> None:
    for local in (forecast.central, forecast.drawn):
        four = local.ladder.sel(rung=[1, 2, 3, 4]).sum("rung") - local.supply.vacant.sum("sector")
        near = local.gap.isel(year=0).sel(need_basis="should_be_near")
        assert float(abs(near - four).max()) < 1e-6
        three = local.ladder.sel(rung=3, drop=True)
        placed = local.gap.isel(year=0).sel(need_basis="as_placed")
        assert float(abs(placed - (four - three)).max()) < 1e-6


def test_should_be_near_is_never_below_as_placed_in_any_scope(forecast) -> None:
    need = forecast.drawn.need
    assert float((need.sel(need_basis="should_be_near") - need.sel(need_basis="as_placed")).min()) > -1e-6


# --- Homes in a scope -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scope", "counts_in"),
    [
        ("within_10_miles", IN_ORDER[1:]),
        ("within_30_miles", IN_ORDER[3:]),
        ("inside_authority", ("inside_authority", *IN_ORDER[2:])),
        ("any", ("any",)),
    ],
)
def test_places_count_in_their_scope_and_wherever_they_must_be_within_reach(
    with_scopes, scope: str, counts_in: tuple[str, ...]
) -> None:
    """A home inside the authority is taken to be within 20 miles, and need not be within ten."""
    assert tuple(wider(scope, IN_ORDER)) == counts_in
    inputs = with_scopes(places={"home": {**PLACES, "scope": scope}})
    secured = run(inputs, draws=2, seed=1).central.supply.secured.isel(draw=0).sel(year=2021)
    opened = secured.sel(provision="residential", sector="block").to_series()
    assert {name for name, places in opened.items() if places == pytest.approx(4)} == set(counts_in)
    assert {name for name, places in opened.items() if places == 0} == set(IN_ORDER) - set(counts_in)


def test_places_in_a_scope_that_the_scenario_has_not_are_refused(with_scopes) -> None:
    [said] = faults_of(with_scopes, places={"home": {**PLACES, "scope": "within_15_miles"}})
    assert "places.home.scope: 'within_15_miles' is not a scope of this scenario." in said
    assert "within_10_miles" in said


# --- A curve that cannot be -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("measure", "values", "said"),
    [
        ("share_within_miles", (0.5, 0.96, 0.95), "0.960 of children live within_30_miles, and only 0.950"),
        ("share_within_miles", (0.9, 0.96, 0.97), "and only 0.832 within_20_miles"),
        ("share_within_miles", (0.5, 0.8, 0.95), "0.832 of children live within_20_miles, and only 0.800"),
        (
            "in_house_share_in_scope",
            (0.97, 0.98, 0.99),
            "0.970 of our own foster homes stand within_10_miles, and only 0.958 within_20_miles",
        ),
        ("in_house_share_in_scope", (0.8, 0.99, 0.98), "and only 0.980 within_40_miles"),
    ],
)
def test_a_curve_that_falls_is_a_fault(with_scopes, measure: str, values, said: str) -> None:
    [fault] = faults_of(with_scopes, curve_with(measure, *values))
    assert f"mine {measure}: " in fault
    assert said in fault


def test_a_curve_that_stands_still_is_none(with_scopes) -> None:
    flat = with_scopes(curve_with("share_within_miles", 243 / 292, 243 / 292, 1.0))
    assert flat.scopes == IN_ORDER


# --- Words ----------------------------------------------------------------------------------------
def test_a_scope_says_how_far_it_reaches() -> None:
    assert [miles_of(scope) for scope in IN_ORDER] == [None, 10, 20, 30, 40, None]
    assert in_order(reversed(IN_ORDER)) == IN_ORDER
