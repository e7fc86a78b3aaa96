"""Care levers: step-down, exits and fewer starts take away the children they state, and no others."""

from datetime import date

import numpy as np
import pytest
import xarray as xr
from test_listed_supply import with_list
from test_pools import provider

from sufficiency.cases.case import Wanted, central_wanted, drawn_wanted
from sufficiency.children.crosstab import HOMES, modelled_crosstab
from sufficiency.demand.care_levers import fates_of
from sufficiency.errors import InputFaultsError
from sufficiency.forecast import run
from sufficiency.living.placing import wanted_by_age

DRAWS = 30
SOURCE = {"source": "a test"}
ALL = ["stream", "age_band", "placement", "distance_band"]


def exits(children: float, **terms: object) -> dict[str, object]:
    """So many a year leave foster homes two years sooner, in 2020 and 2021."""
    spell = {"children_a_year": children, "years_sooner": 2.0, "from": 2020, "to": 2021, **SOURCE}
    return {"kind": "exits", "into": "special_guardianship", "placement": "fostering", **spell, **terms}


def fewer_starts(children: float, **terms: object) -> dict[str, object]:
    """So many a year fewer of 10 to 15, who would have stayed two years, in 2020 and 2021."""
    spell = {"children_a_year": children, "years_in_care": 2.0, "from": 2020, "to": 2021, **SOURCE}
    return {"kind": "fewer_starts", "age_band": "10_to_15", **spell, **terms}


def step_down(children: float, **terms: object) -> dict[str, object]:
    """So many a month for a year from April 2019; all settle."""
    programme = {"starts": date(2019, 4, 1), "months": 12, "success": 1.0, "returns": 0.0, **SOURCE}
    return {"kind": "step_down", "children_a_month": children, **programme, **terms}


@pytest.fixture(scope="module")
def homes(loaded):
    """Children by the home they need on the central path, with some levers: year and what it is of."""

    def homes_with(**levers: dict[str, object]) -> xr.DataArray:
        inputs = with_list(loaded, levers=levers)
        return central_wanted(inputs, modelled_crosstab(inputs)).homes.isel(draw=0)

    return homes_with


@pytest.fixture(scope="module")
def fewer(homes):
    """How many fewer children need a home in each year for some levers, in one cell or in all."""
    without = homes()

    def fewer_in(cell: dict[str, object], **levers: dict[str, object]) -> list[float]:
        gone = (without - homes(**levers)).sel(cell)
        return list(gone.sum([dim for dim in gone.dims if dim != "year"]).values)

    return fewer_in


# --- Exits ----------------------------------------------------------------------------------------
def test_those_who_leave_sooner_are_away_for_as_many_years_as_the_lever_says(fewer) -> None:
    """Six a year for two years, each two years sooner: twelve are away in 2021, none from 2023."""
    assert fewer({}, sgo=exits(6.0)) == pytest.approx([0, 6, 12, 6, 0])


def test_they_leave_the_placement_that_is_named_and_no_other(fewer) -> None:
    assert fewer({"placement": "fostering"}, sgo=exits(6.0)) == pytest.approx([0, 6, 12, 6, 0])
    for other in ("kinship", "residential", "supported_16_plus", "with_parents"):
        assert fewer({"placement": other}, sgo=exits(6.0)) == pytest.approx([0] * 5, abs=1e-9)
    residential = exits(3.0, placement="residential", into="home")
    assert fewer({"placement": "residential"}, home=residential) == pytest.approx([0, 3, 6, 3, 0])


def test_part_of_a_year_sooner_is_part_of_a_child_away(fewer) -> None:
    assert fewer({}, sgo=exits(6.0, years_sooner=0.5)) == pytest.approx([0, 3, 3, 0, 0])


def test_years_and_a_half_sooner_are_away_whole_and_then_by_half(fewer) -> None:
    assert fewer({}, sgo=exits(6.0, years_sooner=1.5)) == pytest.approx([0, 6, 9, 3, 0])


def test_unaccompanied_children_are_not_among_them(fewer) -> None:
    assert fewer({"stream": "uasc"}, sgo=exits(6.0)) == pytest.approx([0] * 5, abs=1e-9)


def test_they_are_of_every_age_and_distance_in_proportion(homes) -> None:
    with_lever, without = (
        each.sel(stream="other", placement="fostering", year=2021)
        for each in (homes(sgo=exits(6.0)), homes())
    )
    kept = (with_lever / without.where(without > 0)).values
    kept = kept[~np.isnan(kept)]
    assert kept == pytest.approx(kept[0])


# --- Fewer starts ---------------------------------------------------------------------------------
def test_those_who_never_start_are_away_as_long_as_they_would_have_stayed(fewer) -> None:
    assert fewer({}, help=fewer_starts(5.0)) == pytest.approx([0, 5, 10, 5, 0])


def test_they_are_of_the_age_that_is_named_and_of_no_other(fewer) -> None:
    assert fewer({"age_band": "10_to_15"}, help=fewer_starts(5.0)) == pytest.approx([0, 5, 10, 5, 0])
    others = {"age_band": ["under_1", "1_to_4", "5_to_9", "16_to_17"]}
    assert fewer(others, help=fewer_starts(5.0)) == pytest.approx([0] * 5, abs=1e-9)


# --- Step-down ------------------------------------------------------------------------------------
def test_step_down_moves_children_from_residential_to_foster_homes_and_loses_none(fewer) -> None:
    """Half a child a month for a year is six."""
    lever = {"down": step_down(0.5)}
    assert fewer({"placement": "residential"}, **lever) == pytest.approx([0, 6, 6, 6, 6])
    assert fewer({"placement": "fostering"}, **lever) == pytest.approx([0, -6, -6, -6, -6])
    assert fewer({}, **lever) == pytest.approx([0] * 5, abs=1e-9)


def test_only_those_who_settle_are_moved_and_those_who_go_back_go_within_a_year(fewer) -> None:
    """Of six seven in ten settle, and one in five of them is back a year later."""
    lever = {"down": step_down(0.5, success=0.7, returns=0.2)}
    settled = fewer({"placement": "residential"}, **lever)
    assert settled == pytest.approx([0, 6 * 0.7, 6 * 0.7 * 0.8, 6 * 0.7 * 0.8, 6 * 0.7 * 0.8])


def test_a_programme_counts_its_months_up_to_each_31_march(fewer) -> None:
    """From October to March are six months; the rest of the programme is in the next year."""
    lever = {"down": step_down(0.5, starts=date(2020, 10, 1), months=10)}
    assert fewer({"placement": "residential"}, **lever) == pytest.approx([0, 0, 3, 5, 5])


def test_nobody_steps_down_who_is_not_in_residential(homes) -> None:
    """Every age keeps its number of children."""
    kept = [
        each.sum(["stream", "placement", "distance_band"]) for each in (homes(down=step_down(0.5)), homes())
    ]
    assert np.allclose(*kept)


# --- Several at once ------------------------------------------------------------------------------
def test_two_levers_on_the_same_children_take_away_what_each_says(fewer) -> None:
    both = {"sgo": exits(20.0), "home": exits(20.0, into="home")}
    assert fewer({}, **both) == pytest.approx([0, 40, 80, 40, 0])


def test_levers_of_every_kind_add_up(fewer) -> None:
    every = {"down": step_down(0.5), "home": exits(3.0, placement="residential"), "help": fewer_starts(5.0)}
    assert fewer({}, **every) == pytest.approx([0, 8, 16, 8, 0])


# --- More than there are --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "lever",
    [
        exits(60.0, placement="residential", into="home"),
        fewer_starts(200.0),
        step_down(5.0),
    ],
    ids=["exits", "fewer starts", "step-down"],
)
def test_a_lever_that_takes_away_more_children_than_there_are_is_refused(homes, lever) -> None:
    with pytest.raises(InputFaultsError) as error:
        homes(too_many=lever)
    (fault,) = error.value.faults
    assert fault.where == "levers.too_many"
    assert "takes away" in fault.what
    assert "and there are" in fault.what


def test_two_levers_that_only_together_take_away_too_many_are_refused(homes) -> None:
    half = exits(6.0, placement="residential", into="home", years_sooner=5.0)
    homes(one=half)
    with pytest.raises(InputFaultsError, match=r"levers\.other"):
        homes(one=half, other=exits(8.0, placement="residential", years_sooner=5.0))


@pytest.mark.parametrize("lever", [exits(6.0), fewer_starts(5.0)], ids=["exits", "fewer starts"])
def test_levers_that_work_in_the_base_year_already_are_refused(loaded, lever) -> None:
    with pytest.raises(InputFaultsError, match=r"levers\.early"):
        with_list(loaded, levers={"early": {**lever, "from": 2019}})


def test_a_step_down_that_has_begun_by_the_base_date_is_refused(loaded) -> None:
    """Those whom it moved are counted where they are."""
    with pytest.raises(InputFaultsError, match=r"levers\.early"):
        with_list(loaded, levers={"early": step_down(0.5, starts=date(2018, 10, 1))})


# --- In draws -------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def wanted(loaded):
    """Inputs with some levers, and the homes that children need in draws."""

    def wanted_with(**levers: dict[str, object]) -> Wanted:
        inputs = with_list(loaded, levers=levers)
        return drawn_wanted(inputs, modelled_crosstab(inputs), 1, DRAWS)

    return wanted_with


EVERY = {"down": step_down(0.5), "sgo": exits(6.0), "help": fewer_starts(5.0)}


@pytest.mark.parametrize("name", EVERY)
def test_in_every_draw_homes_add_to_the_children_still_looked_after(wanted, name: str) -> None:
    drawn = wanted(**{name: EVERY[name]})
    homes = drawn.demand.homes.sum(axis=(1, 2, 3, 4), dtype=int)
    assert np.array_equal(homes, drawn.children.total[:, 1:].T)


def test_in_the_draws_children_fall_by_the_number_stated_in_the_middle_and_are_never_more(wanted) -> None:
    fewer = wanted().children.total - wanted(sgo=exits(6.0)).children.total
    assert (fewer >= 0).all()
    assert fewer[:, 0].max() == 0
    assert np.mean(fewer, axis=0)[1:] == pytest.approx([6, 12, 6, 0], abs=1)


def test_a_draw_with_more_children_has_as_many_more_who_leave(wanted) -> None:
    without, with_lever = wanted().children.total[:, 2], wanted(sgo=exits(6.0)).children.total[:, 2]
    most, least = without.argmax(), without.argmin()
    assert without[most] - with_lever[most] > without[least] - with_lever[least]


def test_step_down_leaves_every_draw_as_many_children_as_it_had(wanted) -> None:
    with_lever, without = wanted(down=step_down(0.5)), wanted()
    assert np.array_equal(with_lever.children.total, without.children.total)


def test_in_the_draws_step_down_moves_about_as_many_as_it_says(wanted) -> None:
    def in_residential(drawn: Wanted) -> np.ndarray:
        by_age = wanted_by_age(drawn.base_homes, drawn.demand.homes)
        return np.asarray(by_age[:, 1].sum(axis=1).mean(axis=1))

    fewer = in_residential(wanted()) - in_residential(wanted(down=step_down(0.5)))
    assert fewer == pytest.approx([0, 6, 6, 6, 6], abs=1.5)


@pytest.mark.parametrize("name", ["sgo", "help"])
def test_fewer_children_are_never_more_of_a_kind_by_luck(wanted, name: str) -> None:
    """A child whom a lever leaves alone keeps age, home and distance in every draw (decision 0007)."""
    without, with_lever = wanted().demand.homes, wanted(**{name: EVERY[name]}).demand.homes
    assert (with_lever <= without).all()
    assert (with_lever < without).any()


def test_step_down_changes_nobody_but_those_who_step_down(wanted) -> None:
    without, with_lever = wanted().demand.homes, wanted(down=EVERY["down"]).demand.homes
    changed = (with_lever - without).sum(axis=(1, 2, 4))
    fostering, residential = HOMES.index("fostering"), HOMES.index("residential")
    assert np.array_equal(changed[:, fostering], -changed[:, residential])
    assert (changed[:, residential] <= 0).all()
    assert (changed[:, residential] < 0).any()
    others = [at for at in range(len(HOMES)) if at not in (fostering, residential)]
    assert not changed[:, others].any()


def test_a_run_with_every_lever_at_once_and_a_list_of_providers_breaks_no_law(loaded) -> None:
    """It checks every one of them, or does not finish."""
    rows = (provider(filled_by_us_places=3.0, vacant_usable_places=1.0),)
    forecast = run(with_list(loaded, *rows, levers=EVERY), draws=DRAWS, seed=1)
    children = forecast.central_children.sum("stream").values
    assert forecast.central_homes.sum(ALL).isel(draw=0).values == pytest.approx(children)


def test_without_children_of_a_kind_no_lever_finds_any_to_take_away(loaded) -> None:
    """An age that nobody is of: the lever is refused, and nothing is divided by nought."""
    inputs = with_list(loaded, levers={"help": fewer_starts(1.0)})
    nobody = xr.DataArray(
        np.zeros((2, 2, 1, 5, 1)),
        dims=("year", "stream", "draw", "age_band", "placement"),
        coords={
            "year": [2019, 2020],
            "stream": ["uasc", "other"],
            "age_band": ["under_1", "1_to_4", "5_to_9", "10_to_15", "16_to_17"],
            "placement": ["fostering"],
        },
    )
    children = xr.DataArray(
        np.ones((2, 2)), dims=("stream", "year"), coords={"stream": ["uasc", "other"], "year": [2019, 2020]}
    )
    with pytest.raises(InputFaultsError, match=r"there are 0\.0"):
        fates_of(inputs, nobody, children)
