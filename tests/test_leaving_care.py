"""Leaving care: who turns 18, who is in service and which homes young adults hold; and what levers do."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_cli import FEW, Said, my_copy, my_scenario, type_in

from sufficiency.children.crosstab import HOMES
from sufficiency.errors import InputFaultsError, LawBrokenError
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.forecast import Forecast, run
from sufficiency.inputs.assumptions import central_values, drawn_values
from sufficiency.inputs.gathering import Finder, gather
from sufficiency.inputs.inputs import Inputs
from sufficiency.inputs.leaving_care import (
    SERVICE_AGES,
    LeavingInputs,
    LeavingNotRecorded,
    gather_leaving,
)
from sufficiency.living.leaving_care import (
    aged_16_17,
    leaving_care,
    places_taken,
    turning_18,
    turning_18_a_year,
)
from sufficiency.supply.secured import secured_places
from sufficiency.tables.run import tables_of
from sufficiency.vocabulary import ANY, AS_PLACED, CONTRACTED, FOSTERING, KINSHIP, SUPPORTED

SOURCE = {"source": "a test"}
FILE = "leaving_care.csv"


def staying(times: float, by: int = 2024) -> dict[str, object]:
    return {"stay": {"kind": "staying_put", "times": times, "by": by, **SOURCE}}


def waiting(times: float, by: int = 2022) -> dict[str, object]:
    return {"wait": {"kind": "move_on", "times": times, "by": by, **SOURCE}}


@pytest.fixture(scope="module")
def care(inputs, forecast):
    """Leaving care on the central path of the default scenario."""
    return leaving_care(inputs, aged_16_17(forecast.central_homes), central_values(inputs))


# --- Children of 16 and 17 ------------------------------------------------------------------------
def test_86_children_of_16_and_17_were_looked_after_on_31_march_2019(forecast) -> None:
    children = aged_16_17(forecast.central_homes)
    assert float(children.sel(year=2019).sum()) == pytest.approx(86)
    assert list(children.placement.values) == list(HOMES)


def test_in_draws_the_base_year_is_as_observed_and_later_years_are_whole_children(forecast) -> None:
    children = aged_16_17(forecast.base_homes, forecast.demand.homes)
    assert children.dims == ("year", "stream", "placement", "draw")
    assert list(children.year.values) == list(range(2019, 2038))
    assert children.sel(year=2019).sum(["stream", "placement"]).values == pytest.approx(np.full(400, 86))
    later = children.sel(year=slice(2020, None)).values
    assert np.array_equal(later, np.round(later))


def test_a_child_stays_19_months_at_16_and_17_and_one_who_is_unaccompanied_12(care) -> None:
    stock, turned = (
        each.sel(year=2019, draw=0).sum("placement") for each in (care.looked_after, care.turning_18)
    )
    assert float(turned.sel(stream="uasc")) == pytest.approx(float(stock.sel(stream="uasc")))
    assert float(turned.sel(stream="other")) == pytest.approx(float(stock.sel(stream="other")) * 12 / 19)


def test_who_turns_18_in_a_year_is_of_the_mean_of_its_first_and_last_day(care) -> None:
    stock, turned = (
        each.sel(stream="uasc").sum("placement") for each in (care.looked_after, care.turning_18)
    )
    mean = (stock.sel(year=2019) + stock.sel(year=2020)) / 2
    assert turned.sel(year=2020).values == pytest.approx(mean.values)


def test_each_kind_of_home_is_left_by_those_who_live_there(care) -> None:
    base = care.turning_18.sel(year=2019, stream="other", draw=0)
    lived = care.looked_after.sel(year=2019, stream="other", draw=0)
    assert base.values == pytest.approx(lived.values * 12 / 19)


def test_the_base_years_figures_alone_say_about_64_turn_18_in_a_year(inputs, care) -> None:
    stated = turning_18_a_year(inputs)
    assert stated == pytest.approx(30 * 0.87 + (86 - 30 * 0.87) * 12 / 19)
    assert float(care.turning_18.sel(year=2019).sum()) == pytest.approx(stated, abs=1)


def test_92_percent_are_eligible_and_75_percent_of_those_unaccompanied(care) -> None:
    eligible, everyone = (each.sum(["placement", "draw"]) for each in (care.eligible, care.looked_after))
    assert (eligible / everyone).sel(stream="other").values == pytest.approx(0.92)
    assert (eligible / everyone).sel(stream="uasc").values == pytest.approx(0.75)


# --- Those who ceased at 18, where they are published ---------------------------------------------
@pytest.fixture(scope="module")
def with_ceased(loaded) -> Inputs:
    """The default inputs of an authority that publishes how many ceased to be looked after at 18."""
    ceased = Figure("ceased_at_18", "council", 2019, 51.0, None, None, "children", "2019-03-31", "a test",
                    "published")  # fmt: skip
    return gathered(loaded, extra=[ceased])


def gathered(loaded, without: Iterable[str] = (), extra: Iterable[Figure] = (), **scenario: object) -> Inputs:
    """The default inputs without some measures, by name or by measure, and with some figures more."""
    lacks = set(without)
    kept = [figure for figure in loaded.book if not {figure.measure, figure.name} & lacks]
    changed = loaded.inputs.scenario.model_copy(update=scenario)
    return gather(changed, FigureBook([*kept, *extra]), "a test")


def test_those_who_ceased_at_18_are_who_turned_18_in_the_base_year(with_ceased, forecast) -> None:
    assert turning_18_a_year(with_ceased) == 51
    central = turning_18(with_ceased.leaving, aged_16_17(forecast.central_homes), central_values(with_ceased))
    assert float(central.sel(year=2019).sum()) == pytest.approx(51)
    assert float(central.sel(year=2020).sum()) > 51


def test_every_draw_is_scaled_to_those_who_ceased_at_18(with_ceased, forecast, care) -> None:
    values = drawn_values(with_ceased, 1, 400)
    children = aged_16_17(forecast.base_homes, forecast.demand.homes)
    drawn = turning_18(with_ceased.leaving, children, values)
    assert drawn.sel(year=2019).sum(["stream", "placement"]).values == pytest.approx(np.full(400, 51))


def test_the_kinds_of_home_and_streams_of_those_who_ceased_still_add_up(with_ceased, forecast) -> None:
    table = tables_of(replace(forecast, inputs=with_ceased))["leaving_care"]
    rows = table[
        (table["year"] == 2019) & (table["measure"] == "turning_18") & (table["ageing"] == "without")
    ]
    told = rows.set_index("category")["central"]
    assert told["all"] == pytest.approx(51)
    assert told[list(HOMES)].sum() == pytest.approx(51)
    assert told[["uasc", "other"]].sum() == pytest.approx(51)


# --- Homes that young adults hold -----------------------------------------------------------------
def test_57_percent_of_who_leaves_a_foster_home_stay_put_at_18_31_at_19_and_21_at_20(care) -> None:
    left = care.turning_18.sel(placement=[FOSTERING, KINSHIP])
    for years, (age, share) in enumerate({18: 0.57, 19: 0.31, 20: 0.21}.items()):
        stay = care.staying_put.sel(age=age, year=2024).values
        assert stay == pytest.approx(left.sel(year=2024 - years).values * share)


def test_before_the_base_year_as_many_are_taken_to_have_turned_18_as_in_it(care) -> None:
    left = care.turning_18.sel(year=2019, placement=[FOSTERING, KINSHIP])
    for age, share in {18: 0.57, 19: 0.31, 20: 0.21}.items():
        stay = care.staying_put.sel(year=2019, age=age)
        assert stay.values == pytest.approx((left * share).values)


def test_of_those_who_do_not_stay_put_33_percent_are_in_16_plus_at_18_21_at_19_and_14_at_20(care) -> None:
    turned = care.turning_18.sum("placement")
    for years, (age, share) in enumerate({18: 0.33, 19: 0.21, 20: 0.14}.items()):
        stay = care.staying_put.sel(age=age, year=2024, drop=True).sum("placement")
        others = turned.sel(year=2024 - years, drop=True) - stay
        assert care.in_16_plus.sel(age=age, year=2024).values == pytest.approx((others * share).values)


def test_four_in_ten_want_a_move_on_home_for_eight_months(care) -> None:
    turned = care.turning_18.sum("placement")
    assert care.move_on_homes.values == pytest.approx((turned * 0.4 * 8 / 12).values)


def test_a_lever_moves_the_share_in_a_straight_line_to_its_year_and_holds_it_there(varied, forecast) -> None:
    inputs = varied(levers=staying(1.5, by=2023))
    care = leaving_care(inputs, aged_16_17(forecast.central_homes), central_values(inputs))
    left = care.turning_18.sel(placement=FOSTERING).sum("stream")
    times = (care.staying_put.sel(placement=FOSTERING, age=18).sum("stream") / left / 0.57).isel(draw=0)
    assert times.sel(year=[2019, 2021, 2023, 2030]).values == pytest.approx([1, 1.25, 1.5, 1.5])


def test_two_levers_of_a_kind_multiply(varied, forecast) -> None:
    half_and_half = {"stay": staying(0.5)["stay"], "again": staying(0.5)["stay"]}
    inputs = varied(levers=half_and_half)
    care = leaving_care(inputs, aged_16_17(forecast.central_homes), central_values(inputs))
    left = care.turning_18.sel(placement=FOSTERING, year=2024).sum()
    assert float(care.staying_put.sel(placement=FOSTERING, age=18, year=2024).sum() / left) == pytest.approx(
        0.57 * 0.25
    )


def test_however_strong_a_lever_nobody_stays_put_who_did_not_leave_a_foster_home(varied, forecast) -> None:
    inputs = varied(levers=staying(10, by=2020) | waiting(10, by=2020))
    care = leaving_care(
        inputs, aged_16_17(forecast.base_homes, forecast.demand.homes), drawn_values(inputs, 1, 400)
    )
    left = care.turning_18.sel(placement=FOSTERING, year=2024)
    stay = care.staying_put.sel(placement=FOSTERING, age=18, year=2024)
    assert stay.values == pytest.approx(left.values)
    everyone = care.turning_18.sum("placement").sel(year=2024)
    housed = (care.staying_put.sum("placement") + care.in_16_plus).sel(year=2024, age=18)
    assert (housed <= everyone + 1e-9).all()
    assert float((abs(housed - everyone) < 1e-9).mean()) > 0.9  # but where hardly any were in 16+ homes


# --- In service -----------------------------------------------------------------------------------
def test_226_are_in_service_in_2019_spread_over_ages_as_the_newest_counts_are(care) -> None:
    base = care.in_service.sel(year=2019, draw=0)
    assert float(base.sum()) == pytest.approx(226)
    counts = np.array([132, 117, 109, 70, 59, 40, 45])
    assert base.sum("stream").values == pytest.approx(226 * counts / counts.sum())
    assert float(base.sel(stream="uasc").sum()) == pytest.approx(226 * 0.38)


def test_85_percent_of_the_eligible_who_turned_18_join_the_service(care) -> None:
    turned = care.turning_18.sum("placement").sel(year=2020)
    joined = turned.sel(stream="other") * 0.92 * 0.85
    assert care.in_service.sel(year=2020, age=18, stream="other").values == pytest.approx(joined.values)


def test_nine_in_ten_of_18_stay_on_to_19_and_nobody_is_in_service_at_25(care) -> None:
    at = care.in_service.sum("stream").isel(draw=0)
    assert float(at.sel(year=2020, age=19)) == pytest.approx(0.9 * float(at.sel(year=2019, age=18)))
    assert list(care.in_service.age.values) == list(SERVICE_AGES)
    assert max(SERVICE_AGES) == 24


@pytest.mark.parametrize(
    "without", [["care_leavers_in_service/council/2019"], ["care_leavers_by_age"], ["former_uasc_share"]]
)
def test_without_the_count_its_ages_or_its_streams_nobody_is_said_to_be_in_service(
    loaded, forecast, without
) -> None:
    inputs = gathered(loaded, without)
    care = leaving_care(inputs, aged_16_17(forecast.central_homes), central_values(inputs))
    assert care.in_service is None
    assert float(care.turning_18.sum()) > 0


def test_the_ages_are_of_the_newest_year_that_has_them_all(loaded) -> None:
    assert {figure.year for figure in loaded.inputs.leaving.in_service_by_age.values()} == {2021}
    at_18 = loaded.book.find("care_leavers_by_age", "age_18", 2021)
    part_of_a_year = gathered(loaded, extra=[replace(at_18, year=2022, value=999.0)])
    assert part_of_a_year.leaving.in_service_by_age == loaded.inputs.leaving.in_service_by_age
    later = [
        replace(loaded.book.find("care_leavers_by_age", f"age_{age}", 2021), year=2022)
        for age in SERVICE_AGES
    ]
    newer = gathered(loaded, extra=later)
    assert {figure.year for figure in newer.leaving.in_service_by_age.values()} == {2022}


# --- Levers take places ---------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "provision"), [("staying-put", FOSTERING), ("move-on", SUPPORTED)])
def test_on_the_central_path_the_gap_grows_by_what_is_held_beyond_today_in_contracted_homes(
    scenario_forecast, name: str, provision: str
) -> None:
    counted, without = scenario_forecast(name), scenario_forecast("thurrock-2019")
    inputs, values = counted.inputs, central_values(counted.inputs)
    care = leaving_care(inputs, aged_16_17(counted.central_homes), values)
    held = care.in_16_plus if provision == SUPPORTED else care.staying_put.sel(placement=FOSTERING)
    beyond = held.sum(["draw", "stream", "age"]) - held.sel(year=2019).sum()
    filled = counted.central.supply.filled.sel(provision=provision, scope=ANY, draw=0)
    contracted = float(filled.sel(sector=list(CONTRACTED)).sum() / filled.sum())
    gaps = [
        each.central.gap.sel(provision=provision, scope=ANY, need_basis=AS_PLACED).isel(draw=0)
        for each in (counted, without)
    ]
    assert (gaps[0] - gaps[1]).values == pytest.approx((beyond * contracted).values)


def homes_to_bring_on_contract(forecast: Forecast, provision: str) -> float:
    """The central gap of 2024 wherever homes stand."""
    gap = forecast.central.gap.isel(draw=0)
    return float(gap.sel(provision=provision, scope=ANY, need_basis=AS_PLACED, year=2024))


def test_twice_as_many_staying_put_costs_about_31_foster_places_by_2024(scenario_forecast) -> None:
    counted, without = (
        homes_to_bring_on_contract(scenario_forecast(name), FOSTERING)
        for name in ("staying-put", "thurrock-2019")
    )
    assert counted - without == pytest.approx(31, abs=1)


def test_half_as_many_who_wait_in_16_plus_free_about_13_supported_beds_by_2024(scenario_forecast) -> None:
    freed, without = (
        homes_to_bring_on_contract(scenario_forecast(name), SUPPORTED)
        for name in ("move-on", "thurrock-2019")
    )
    assert without - freed == pytest.approx(13, abs=1)


@pytest.mark.parametrize(("name", "provision"), [("staying-put", FOSTERING), ("move-on", SUPPORTED)])
def test_homes_of_another_kind_are_as_they_were(scenario_forecast, name: str, provision: str) -> None:
    gap, without = (scenario_forecast(each).drawn.gap for each in (name, "thurrock-2019"))
    others = [each for each in gap.provision.values if each != provision]
    assert np.array_equal(gap.sel(provision=others), without.sel(provision=others))


def test_need_is_the_same_with_a_lever_and_without(scenario_forecast) -> None:
    need = scenario_forecast("thurrock-2019").drawn.need
    for name in ("staying-put", "move-on"):
        assert np.array_equal(scenario_forecast(name).drawn.need, need)


def test_in_each_scope_places_are_taken_as_our_children_live_there(inputs, forecast, scenario_inputs) -> None:
    with_lever, values = scenario_inputs("staying-put"), central_values(scenario_inputs("staying-put"))
    taken = places_taken(with_lever, forecast.central_homes, values)
    base = forecast.central_homes.isel(year=0).sel(
        placement=["fostering", "residential", "supported_16_plus"]
    )
    placed = base.sum(["stream", "age_band"]).rename(placement="provision")
    supplies = [secured_places(inputs, placed, values, each) for each in (None, taken)]
    lost = (supplies[0].planned - supplies[1].planned).sel(provision=FOSTERING, year=2024, draw=0)
    filled = supplies[0].filled.sel(provision=FOSTERING, draw=0)
    share = filled / filled.sel(scope=ANY).sum("sector")
    number = float(taken.sel(provision=FOSTERING, year=2024, draw=0))
    for sector in CONTRACTED:
        assert lost.sel(sector=sector).values == pytest.approx((share.sel(sector=sector) * number).values)
    assert float(abs(lost.sel(sector="spot")).max()) == 0


def test_nothing_is_taken_without_a_lever(inputs, forecast) -> None:
    assert places_taken(inputs, forecast.central_homes, central_values(inputs)) is None


# --- The other parts of a run ---------------------------------------------------------------------
@pytest.mark.parametrize("name", ["staying-put", "move-on"])
def test_the_sensitivity_as_stated_is_the_accounts_gap_of_its_year(scenario_forecast, name: str) -> None:
    forecast = scenario_forecast(name)
    stated = forecast.sensitivity.gap.isel(draw=0)
    accounted = forecast.account.scenario.gap.isel(draw=0).sel(year=forecast.sensitivity.year)
    assert stated.transpose(*accounted.dims).values == pytest.approx(accounted.values)


def test_the_gap_depends_on_the_figures_of_young_adults_only_where_a_lever_counts_them(
    inputs, scenario_inputs
) -> None:
    held = {figure.name for figure in inputs.leaving.held()}
    assert held.isdisjoint(figure.name for figure in inputs.assumptions())
    assert held <= {figure.name for figure in scenario_inputs("staying-put").assumptions()}


def test_a_draw_takes_the_same_figures_whether_a_lever_counts_young_adults_or_not(
    inputs, scenario_inputs
) -> None:
    with_lever = drawn_values(scenario_inputs("staying-put"), 1, 50)
    without = drawn_values(inputs, 1, 50)
    assert with_lever.keys() == without.keys()
    for name, drawn in without.items():
        assert np.array_equal(with_lever[name], drawn), name


def test_a_longer_horizon_keeps_the_years_before_it(varied) -> None:
    near, far = (
        run(varied(horizon=horizon, levers=staying(2)), draws=10, seed=1).drawn.gap
        for horizon in (2022, 2025)
    )
    assert np.allclose(near, far.sel(year=near.year))


def test_the_same_homes_are_lost_year_by_year_in_the_account_and_in_where_children_live(
    scenario_forecast,
) -> None:
    forecast = scenario_forecast("staying-put")
    accounted = forecast.account.scenario.supply.secured
    lived_in = forecast.central_living.supply.secured
    assert lived_in.values == pytest.approx(accounted.values)
    [effect] = forecast.effects
    assert float(effect.central["with_agencies"].sel(year=2019)[0]) == pytest.approx(0)
    assert float(effect.central["with_agencies"].sel(year=2024)[0]) > 10


def test_beside_a_household_target_young_adults_are_counted_at_each_delivery(varied) -> None:
    """What is told of the expected delivery is what a scenario that states it has."""
    target = {"net_a_year": 20.0, "from": 2020, "to": 2022, **SOURCE}
    in_full, expected = (
        run(
            varied(horizon=2023, households={**target, "delivery": each}, levers=staying(2)), draws=10, seed=1
        )
        for each in ("in_full", "expected")
    )
    for one, other in zip(in_full.effects, expected.effects, strict=True):
        assert one.delivery == other.delivery
        for name, change in one.drawn.items():
            assert np.allclose(change, other.drawn[name], atol=1e-6)


# --- Figures that are missing, or cannot be -------------------------------------------------------
def test_every_figure_behind_leaving_care_is_among_the_assumptions(inputs) -> None:
    assert isinstance(inputs.leaving, LeavingInputs)
    assert {figure.name for figure in inputs.leaving.figures()} <= {
        figure.name for figure in inputs.figures()
    }


def leaving_of(loaded, book: FigureBook) -> tuple[LeavingInputs | LeavingNotRecorded, Finder]:
    find = Finder(book, "a test")
    return gather_leaving(find, loaded.inputs.scenario), find


@pytest.mark.parametrize(
    ("without", "why"),
    [
        (["staying_put_share"], "the data lack staying_put_share"),
        (["staying_put_share/age_20"], "the data lack staying_put_share"),
        (["months_at_16_17/uasc"], "the data lack months_at_16_17"),
        (["move_on_months"], "the data lack move_on_months"),
        (["move_on_months", "ageing_ratio"], "the data lack ageing_ratio, move_on_months"),
    ],
)
def test_what_is_missing_is_no_fault_and_is_named(loaded, without, why) -> None:
    kept = [figure for figure in loaded.book if not {figure.measure, figure.name} & set(without)]
    leaving, find = leaving_of(loaded, FigureBook(kept))
    assert leaving == LeavingNotRecorded(why)
    assert not find.faults


@pytest.mark.parametrize(
    ("figure", "changes"),
    [
        (("months_at_16_17", "other"), {"value": 0.0, "low": None, "high": None}),
        (("months_at_16_17", "uasc"), {"low": 0.0}),
        (("ageing_ratio", "10_to_15"), {"value": 0.0, "low": None, "high": None}),
    ],
)
def test_a_stay_or_a_ratio_of_nothing_is_a_fault(loaded, figure, changes) -> None:
    _, find = leaving_of(loaded, loaded.book.changed(loaded.book.find(*figure), **changes))
    with pytest.raises(InputFaultsError, match=f"{'/'.join(figure)} in .*must be above 0"):
        find.faults.raise_if_any()


def test_without_the_figures_everything_else_is_still_worked_out(loaded, forecast) -> None:
    inputs = gathered(loaded, ["staying_put_share", "months_at_16_17"], horizon=2021)
    tables = tables_of(run(inputs, draws=10, seed=1))
    assert tables["leaving_care"].empty
    assert not tables["gap"].empty
    assert turning_18_a_year(inputs) is None
    with pytest.raises(LawBrokenError, match="the data lack months_at_16_17, staying_put_share"):
        leaving_care(inputs, aged_16_17(forecast.central_homes), central_values(inputs))


@pytest.mark.parametrize("levers", [staying(2), waiting(0.5)], ids=["staying_put", "move_on"])
def test_a_lever_that_counts_young_adults_needs_their_figures(varied, loaded, levers) -> None:
    with_lever = varied(levers=levers).scenario.levers
    with pytest.raises(InputFaultsError) as told:
        gathered(loaded, ["in_16_plus_share"], levers=with_lever)
    [fault] = told.value.faults
    assert str(fault) == (
        "a test levers: counts places that young adults hold, and the data lack in_16_plus_share. "
        f"Add the figures ({FILE}), or leave the lever out."
    )


def test_a_lever_that_works_in_the_base_year_is_refused(varied) -> None:
    with pytest.raises(InputFaultsError, match=r"levers\.stay\.by: 2019 is not after the base year 2019"):
        varied(levers=staying(2, by=2019))


# --- As a person would type it --------------------------------------------------------------------
def together(said: Said) -> str:
    assert said.code == 0, said.err
    return " ".join(said.out.split())


def test_a_run_says_what_staying_put_costs_in_foster_places() -> None:
    said = together(type_in("run", "thurrock-2019-staying-put", *FEW))
    change = said.split("What this change of homes does")[1].split("What it costs")[0]
    assert "by 2024: children with fostering agencies +" in change
    assert "What this scenario's levers count beyond those of today is taken off secured places." in said
    assert "by 2024 with what this scenario does to homes, between" in said


def test_a_run_without_a_lever_takes_todays_young_adults_for_granted() -> None:
    said = together(type_in("run", *FEW))
    assert "What this change of homes does" not in said
    assert "The gap takes those of today for granted" in said


@pytest.fixture
def lacking(tmp_path: Path) -> Callable[[str], Path]:
    """A council's own copy whose figures of leaving care lack a measure."""

    def council_without(measure: str) -> Path:
        council = my_copy(tmp_path)
        for file in council.glob(f"data/*/{FILE}"):
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            file.write_text("".join(line for line in lines if not line.startswith(measure)), encoding="utf-8")
        return council

    return council_without


def test_a_run_without_the_figures_says_which_are_missing(lacking) -> None:
    council = lacking("move_on_share")
    said = together(type_in("run", council / "scenarios" / "thurrock-2019.toml", *FEW))
    assert "Sixteen and over is not recorded: the data lack move_on_share." in said
    assert "To secure a contracted home within 20 miles" in said


def test_a_run_with_a_lever_but_without_the_figures_is_refused_by_name(lacking) -> None:
    council = lacking("move_on_share")
    path = my_scenario(council, "", name="stays", based_on='"thurrock-2019-staying-put"')
    for command in (["check", path], ["run", path, *FEW]):
        said = type_in(*command)
        assert said.code == 3
        assert "counts places that young adults hold, and the data lack move_on_share" in said.err
