"""The whole sentence, from population to gap: laws are checked in every run."""

from dataclasses import replace

import numpy as np
import pytest

from sufficiency.errors import EXIT_FAULT_OF_OURS, LawBrokenError
from sufficiency.forecast import check_laws, run
from sufficiency.gap.local import LAW_TOLERANCE


def test_the_gap_is_demand_less_secured_in_each_draw(forecast) -> None:
    for local in (forecast.central, forecast.drawn):
        assert float(abs(local.gap - (local.need - local.secured)).max()) < LAW_TOLERANCE


def test_a_run_says_what_it_is_doing(inputs) -> None:
    said: list[str] = []
    run(inputs, draws=10, seed=1, on_step=said.append)
    assert any("10 futures, 2020 to 2037" in each for each in said)


def test_another_seed_gives_other_draws_and_the_same_central_path(varied) -> None:
    one, other = (run(varied(horizon=2021), draws=20, seed=seed) for seed in (1, 2))
    assert not np.array_equal(one.children.total, other.children.total)
    assert np.array_equal(one.central.gap, other.central.gap)


def test_one_draw_is_enough_to_run(varied) -> None:
    forecast = run(varied(horizon=2020), draws=1, seed=1)
    assert forecast.children.total.shape == (1, 2)


def test_more_draws_than_are_counted_at_a_time_are_counted_alike(varied) -> None:
    forecast = run(varied(horizon=2020), draws=1201, seed=1)
    homes = forecast.demand.homes.sum(axis=(1, 2, 3, 4), dtype=int)
    assert np.array_equal(homes[0], forecast.children.total[:, 1])


def test_a_base_date_in_the_summer_belongs_to_the_year_ended_the_next_march(varied) -> None:
    import datetime

    scenario = varied(base_date=datetime.date(2018, 6, 30)).scenario
    assert scenario.base_year == 2019
    assert list(scenario.years)[:2] == [2019, 2020]


# --- A broken law is caught, and is a fault of the tool -------------------------------------------
def broken(forecast, **changes):
    """The forecast with something changed in its drawn local picture."""
    return replace(forecast, drawn=replace(forecast.drawn, **changes))


def test_a_run_that_keeps_the_laws_passes(forecast) -> None:
    check_laws(forecast)
    assert LawBrokenError("x").exit_code == EXIT_FAULT_OF_OURS


def test_a_place_filled_by_nobody_breaks_the_base_year_law(forecast) -> None:
    supply = replace(forecast.drawn.supply, filled=forecast.drawn.supply.filled + 0.01)
    with pytest.raises(LawBrokenError, match="places filled"):
        check_laws(broken(forecast, supply=supply))


def test_a_child_on_two_rungs_breaks_a_law(forecast) -> None:
    with pytest.raises(LawBrokenError, match="rungs add"):
        check_laws(broken(forecast, ladder=forecast.drawn.ladder + 0.01))


def test_a_base_year_gap_of_its_own_breaks_a_law(forecast) -> None:
    with pytest.raises(LawBrokenError, match="rungs 1 to 4"):
        check_laws(broken(forecast, gap=forecast.drawn.gap + 0.01))


def test_should_be_near_below_as_placed_breaks_a_law(forecast) -> None:
    need = forecast.drawn.need.copy(deep=True)
    need.loc[{"need_basis": "should_be_near", "year": 2030}] -= 500
    with pytest.raises(LawBrokenError, match="should-be-near"):
        check_laws(broken(forecast, need=need))


def test_a_home_without_a_child_breaks_a_law(forecast) -> None:
    homes = forecast.demand.homes.copy()
    homes[3, 0, 0, 0, 0, 0] += 1
    with pytest.raises(LawBrokenError, match="homes add to children"):
        check_laws(replace(forecast, demand=replace(forecast.demand, homes=homes)))


def test_a_base_year_of_more_children_than_published_breaks_a_law(forecast) -> None:
    with pytest.raises(LawBrokenError, match="base year's homes"):
        check_laws(replace(forecast, base_homes=forecast.base_homes * 1.01))
