"""The fostering pipeline: households are a stock, of those recruited less those who leave."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sufficiency.errors import InputFaultsError
from sufficiency.forecast import run
from sufficiency.inputs.assumptions import central_values, drawn_values
from sufficiency.supply.pipeline import Pipeline, fostering_pipeline
from sufficiency.tables.supply import fostering_pipeline_table

DRAWS = 30
SOURCE = {"source": "a test"}
START = 96 / 1.15  # our own mainstream children, over children to a household
LEAVING = 0.12
DELIVERED = 0.35


def target(**terms: object) -> dict[str, object]:
    """A target for the three years from 2020, delivered in full."""
    return {"from": 2020, "to": 2022, "delivery": "in_full", **SOURCE, **terms}


def retain(share: float, first: int = 2020, last: int = 2023) -> dict[str, object]:
    return {"keep": {"kind": "retain", "leaving_share": share, "from": first, "to": last, **SOURCE}}


@pytest.fixture(scope="module")
def pipeline(varied):
    """The pipeline to 2023 on the central path, or in draws."""

    def pipeline_of(draws: int | None = None, **changes: object) -> Pipeline:
        inputs = varied(horizon=2023, **changes)
        found = fostering_pipeline(
            inputs, central_values(inputs) if draws is None else drawn_values(inputs, 1, draws)
        )
        assert found is not None
        return found

    return pipeline_of


def path(array) -> list[float]:
    """A number of each year from 2019 to 2023, on the central path."""
    return list(array.isel(draw=0).values)


# --- The stock ------------------------------------------------------------------------------------
def test_the_stock_begins_as_our_own_mainstream_children_over_children_to_a_household(pipeline) -> None:
    assert path(pipeline().households)[0] == pytest.approx(START)


def test_without_a_target_recruits_replace_those_who_leave_and_the_stock_holds(pipeline) -> None:
    holding = pipeline()
    assert path(holding.households) == pytest.approx([START] * 5)
    assert path(holding.recruited)[1:] == pytest.approx([START * LEAVING] * 4)
    assert path(holding.left)[1:] == pytest.approx([START * LEAVING] * 4)
    assert path(holding.gained_places) == pytest.approx([0] * 5)


def test_recruits_and_leavers_of_the_base_year_are_not_known(pipeline) -> None:
    for array in (pipeline().recruited, pipeline().left):
        assert np.isnan(path(array)[0])


def test_there_is_no_pipeline_where_children_to_a_household_are_not_recorded(inputs) -> None:
    unrecorded = replace(inputs, children_per_household=None)
    assert fostering_pipeline(unrecorded, central_values(unrecorded)) is None


# --- Targets --------------------------------------------------------------------------------------
def test_a_net_target_is_what_the_stock_gains_each_year_and_it_holds_after(pipeline) -> None:
    households = path(pipeline(households=target(net_a_year=20.0)).households)
    assert households == pytest.approx([START, START + 20, START + 40, START + 60, START + 60])


def test_to_gain_20_net_those_who_leave_are_replaced_as_well(pipeline) -> None:
    growing = pipeline(households=target(net_a_year=20.0))
    assert path(growing.left)[1] == pytest.approx(START * LEAVING)
    assert path(growing.recruited)[1] == pytest.approx(20 + START * LEAVING)


def test_a_gross_target_is_what_is_recruited_before_those_who_leave(pipeline) -> None:
    recruiting = pipeline(households=target(recruited_a_year=20.0))
    assert path(recruiting.recruited)[1:4] == pytest.approx([20, 20, 20])
    once = START * (1 - LEAVING) + 20
    assert path(recruiting.households)[1:3] == pytest.approx([once, once * (1 - LEAVING) + 20])


def test_recruiting_fewer_than_leave_is_a_smaller_stock(pipeline) -> None:
    assert path(pipeline(households=target(recruited_a_year=0.0)).households) == pytest.approx(
        [START, START * 0.88, START * 0.88**2, START * 0.88**3, START * 0.88**3]
    )


def test_20_households_are_about_23_children_and_not_40(pipeline) -> None:
    gained = path(pipeline(households=target(net_a_year=20.0)).gained_places)
    assert gained == pytest.approx([0, 23, 46, 69, 69])


def test_delivery_says_how_much_of_a_target_net_or_gross_is_expected(pipeline) -> None:
    net = pipeline(households=target(net_a_year=20.0, delivery="expected"))
    assert path(net.gained_places) == pytest.approx(
        [0, 23 * DELIVERED, 46 * DELIVERED, *[69 * DELIVERED] * 2]
    )
    gross = pipeline(households=target(recruited_a_year=20.0, delivery="expected"))
    assert path(gross.recruited)[1:4] == pytest.approx([20 * DELIVERED] * 3)


def test_each_draw_has_a_delivery_of_its_own_and_none_is_above_the_whole_target(pipeline) -> None:
    drawn = pipeline(DRAWS, households=target(net_a_year=20.0, delivery="expected"))
    gained = drawn.households.isel(year=-1) - drawn.households.isel(year=0)
    assert float(gained.min()) >= 0
    assert float(gained.max()) <= 60
    assert float(gained.std()) > 5


# --- Households kept ------------------------------------------------------------------------------
def test_where_fewer_leave_as_many_are_recruited_as_before_and_the_stock_grows(pipeline) -> None:
    keeping = pipeline(levers=retain(0.06, last=2021))
    assert path(keeping.recruited)[1] == pytest.approx(START * LEAVING)
    assert path(keeping.left)[1] == pytest.approx(START * 0.06)
    households = path(keeping.households)
    assert np.diff(households)[:2] == pytest.approx(0.06 * np.array(households[:2]))
    assert np.diff(households)[2:] == pytest.approx([0, 0])


def test_a_lever_that_keeps_households_never_makes_more_leave(pipeline) -> None:
    assert path(pipeline(levers=retain(0.5)).households) == pytest.approx([START] * 5)


def test_keeping_adds_to_a_target(pipeline) -> None:
    both = pipeline(households=target(net_a_year=20.0), levers=retain(0.06))
    assert path(both.households)[1] == pytest.approx(START + 20 + START * 0.06)


# --- Households lost ------------------------------------------------------------------------------
def test_a_target_that_loses_households_loses_so_many(pipeline) -> None:
    losing = pipeline(households=target(net_a_year=-10.0))
    assert path(losing.households) == pytest.approx([START, START - 10, START - 20, START - 30, START - 30])
    assert path(losing.beyond.expand_dims(year=[2023])) == [0]


def test_a_target_that_loses_more_than_leave_anyway_recruits_nobody(pipeline) -> None:
    losing = pipeline(households=target(net_a_year=-20.0))
    assert path(losing.recruited)[1] == 0
    assert path(losing.left)[1] == pytest.approx(20)


def test_the_stock_stops_at_nought_and_says_how_many_were_not_there_to_lose(pipeline) -> None:
    losing = pipeline(households=target(net_a_year=-60.0))
    assert path(losing.households) == pytest.approx([START, START - 60, 0, 0, 0], abs=1e-9)
    assert float(losing.beyond[0]) == pytest.approx(60 + 120 - START)


def test_more_households_lost_than_there_are_is_refused(varied) -> None:
    inputs = varied(horizon=2023, households=target(net_a_year=-60.0))
    with pytest.raises(InputFaultsError, match="households"):
        run(inputs, draws=20, seed=1)


shares = st.floats(0, 1)
targets = st.one_of(
    st.none(),
    st.builds(
        lambda number, delivery: target(net_a_year=number, delivery=delivery),
        st.floats(-120, 60),
        st.sampled_from(["in_full", "expected"]),
    ),
    st.builds(
        lambda number, delivery: target(recruited_a_year=number, delivery=delivery),
        st.floats(0, 60),
        st.sampled_from(["in_full", "expected"]),
    ),
)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(aim=targets, leaving=shares, kept=st.one_of(st.none(), shares))
def test_the_stock_is_always_that_of_the_year_before_with_recruits_and_without_leavers(
    pipeline, aim, leaving: float, kept: float | None
) -> None:
    """Whatever the target: nobody is recruited or leaves below nought, and the stock is never below it."""
    changes = {"households": aim, "levers": {} if kept is None else retain(kept)}
    drawn = pipeline(DRAWS, figures={"household_leaving_share": leaving}, **changes)
    stock, recruited, left = (
        array.transpose("draw", "year").values for array in (drawn.households, drawn.recruited, drawn.left)
    )
    assert stock[:, 1:] == pytest.approx(stock[:, :-1] + recruited[:, 1:] - left[:, 1:], abs=1e-9)
    assert stock.min() >= 0
    assert recruited[:, 1:].min() >= 0
    assert left[:, 1:].min() >= 0
    assert (left[:, 1:] <= stock[:, :-1] + recruited[:, 1:] + 1e-9).all()
    assert float(drawn.beyond.min()) >= 0


# --- The table ------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def table(varied):
    recruiting = varied(horizon=2024, households=target(recruited_a_year=20.0, delivery="expected"))
    return fostering_pipeline_table(run(recruiting, draws=DRAWS, seed=1))


def test_in_the_table_households_are_those_of_the_year_before_with_recruits_and_without_leavers(
    table,
) -> None:
    households, later = table["households"].to_numpy(), table.iloc[1:]
    assert households[1:] == pytest.approx(households[:-1] + later["recruited"] - later["left"])
    assert later["net"].to_numpy() == pytest.approx((later["recruited"] - later["left"]).to_numpy())


def test_in_the_table_the_base_years_recruits_and_leavers_are_blank(table) -> None:
    assert table.loc[0, ["recruited", "left", "net"]].isna().all()
    assert table.iloc[1:].notna().all(axis=None)
    assert list(table["year"]) == list(range(2019, 2025))


def test_in_the_table_places_are_of_children_and_those_approved_are_more(table) -> None:
    """96 children and four vacancies in the base year; approved are 2.03 to a household."""
    assert table["places"][0] == pytest.approx(100)
    assert table["approved_places"].to_numpy() == pytest.approx(2.03 * table["households"].to_numpy())
    gained = table["places"] - table["places"][0]
    assert gained.to_numpy() == pytest.approx(
        1.15 * (table["households"] - table["households"][0]).to_numpy()
    )


def test_in_the_table_the_middle_lies_between_the_tenth_and_the_ninetieth(table) -> None:
    for name in ("households", "places"):
        assert (table[f"{name}_p10"] <= table[name] + 1e-9).all()
        assert (table[name] <= table[f"{name}_p90"] + 1e-9).all()
