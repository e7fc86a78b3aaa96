"""The select list with a scenario's levers: rows change as each lever says, and the file's own never."""

from datetime import date

import pytest
from test_pools import provider

from sufficiency.errors import InputFaultsError
from sufficiency.providers.provider import Provider
from sufficiency.providers.select_list import SelectList, largest_of, size_of, with_levers
from sufficiency.scenarios.scenario import Scenario

SOURCE = {"source": "a test"}
NOT_RENEWED = {"kind": "not_renew_list", "provision": "residential", "from": 2021, **SOURCE}
ROUND = {"kind": "reopen_list", "provision": "residential", "round": 2022, "from": 2022, **SOURCE}


def lose(**terms: object) -> dict[str, object]:
    return {"kind": "lose_provider", "from": 2021, **terms, **SOURCE}


@pytest.fixture
def scenario(inputs):
    """The default scenario with some levers: `scenario({"one": {...}, "other": {...}})`."""
    as_it_is = inputs.scenario.model_dump(by_alias=True, exclude={"name", "levers"})

    def scenario_with(*levers: dict[str, object]) -> Scenario:
        named = {f"lever_{at}": lever for at, lever in enumerate(levers)}
        return Scenario.model_validate({"name": "x", **as_it_is, "levers": named})

    return scenario_with


def changed(scenario: Scenario, *rows: Provider) -> list[Provider]:
    """The rows once the scenario's levers have changed them."""
    return list(with_levers(SelectList.from_rows("list.csv", rows), scenario, "my.toml").providers)


def faults(scenario: Scenario, *rows: Provider) -> list[str]:
    with pytest.raises(InputFaultsError) as error:
        changed(scenario, *rows)
    return [str(fault) for fault in error.value.faults]


A, B = provider("Example Homes A", vacant_usable_places=2.0), provider("Example Homes B")


# --- The list as it is kept -----------------------------------------------------------------------
def test_without_levers_the_list_is_as_its_file_has_it(scenario) -> None:
    assert changed(scenario(), A, B) == [A, B]


def test_levers_never_change_what_was_kept(scenario) -> None:
    waiting = provider("C", reopening_round=2022)
    kept = SelectList.from_rows("list.csv", (A, B, waiting))
    once = with_levers(kept, scenario(lose(provider="Example Homes A"), NOT_RENEWED, ROUND), "x")
    assert once.as_kept == (A, B, waiting)
    assert once.providers != once.as_kept
    assert with_levers(once, scenario(), "x").providers == (A, B, waiting)


def test_levers_that_do_nothing_to_providers_leave_the_list_alone(scenario) -> None:
    fee = {"kind": "fee_uplift", "provision": "residential", "percent": 10.0, "from": 2020, **SOURCE}
    on_spot = {"kind": "reopen_list", "provision": "residential", "places": 2.0, "from": 2020, **SOURCE}
    assert changed(scenario(fee, on_spot), A, B) == [A, B]


def test_the_recorded_are_those_of_the_three_provisions() -> None:
    beside = provider("C", lot="family_assessment")
    assert SelectList.from_rows("list.csv", (A, beside)).recorded == [A]


def test_providers_are_found_by_what_they_provide_and_how_they_are_bought() -> None:
    block = provider("C", sector="block")
    the_list = SelectList.from_rows("list.csv", (A, block, provider("D", lot="ifa")))
    assert the_list.of("residential", "select_list") == [A]
    assert the_list.of("residential", "block") == [block]


# --- A provider lost ------------------------------------------------------------------------------
def test_a_provider_lost_closes_the_day_before_31_march_of_the_year(scenario) -> None:
    lost, other = changed(scenario(lose(provider="Example Homes A")), A, B)
    assert lost.closes_on == date(2021, 3, 30)
    assert other == B


@pytest.mark.parametrize("name", ["example homes a", "EXAMPLE HOMES A", "  Example  homes a "])
def test_a_name_is_found_whatever_its_capitals_and_spaces(scenario, name: str) -> None:
    assert changed(scenario(lose(provider=name)), A, B)[0].closes_on is not None


def test_a_provider_is_lost_on_every_lot_and_in_every_sector(scenario) -> None:
    rows = (A, provider(lot="residential_16_17"), provider(sector="block"), B)
    closed = [each.closes_on is not None for each in changed(scenario(lose(provider=A.name)), *rows)]
    assert closed == [True, True, True, False]


def test_a_provider_may_be_lost_for_one_provision_alone(scenario) -> None:
    fostering = provider(lot="ifa")
    homes, carers = changed(scenario(lose(provider=A.name, provision="fostering")), A, fostering)
    assert homes == A
    assert carers.closes_on is not None


def test_the_largest_is_lost_where_no_name_is_given(scenario) -> None:
    large = provider("Example Homes C", filled_by_us_places=4.0, vacant_usable_places=1.0)
    assert [each.closes_on is not None for each in changed(scenario(lose()), A, large, B)] == [
        False,
        True,
        False,
    ]


def test_the_largest_of_a_provision_is_lost_where_one_is_named(scenario) -> None:
    carers = provider("Example Fostering D", lot="ifa", filled_by_us_places=9.0)
    homes, agency = changed(scenario(lose(provision="residential")), A, carers)
    assert homes.closes_on is not None
    assert agency == carers


def test_size_is_places_filled_and_vacant_or_else_open_to_us_or_else_registered() -> None:
    numbers = {"registered_places": 9.0, "open_to_us_places": 6.0}
    assert size_of(provider(filled_by_us_places=2.0, vacant_usable_places=1.0, **numbers)) == 3
    assert size_of(provider(**numbers)) == 6
    assert size_of(provider(registered_places=9.0)) == 9
    assert size_of(provider()) == 0


@pytest.mark.parametrize(
    "other",
    [{"sector": "spot"}, {"lot": "family_assessment"}, {"reopening_round": 2021}],
    ids=["on spot", "beside the provisions", "waiting to join"],
)
def test_the_largest_is_on_contract_today_and_in_one_of_the_three_provisions(other) -> None:
    larger = provider("Example Homes C", filled_by_us_places=20.0, **other)
    assert largest_of([larger, A], None) == A


def test_of_equals_the_first_is_the_largest() -> None:
    assert largest_of([B, A, provider("Example Homes C", vacant_usable_places=2.0)], None) == A


def test_a_provider_who_is_not_there_cannot_be_lost_and_the_nearest_name_is_offered(scenario) -> None:
    (fault,) = faults(scenario(lose(provider="Exampel Homes A")), A)
    assert "my.toml" in fault
    assert "levers.lever_0.provider" in fault
    assert "'Exampel Homes A' is not on the select list" in fault
    assert "Did you mean 'Example Homes A'?" in fault


def test_a_provider_cannot_be_lost_for_what_it_does_not_provide(scenario) -> None:
    (fault,) = faults(scenario(lose(provider=A.name, provision="fostering")), A)
    assert "not on the select list" in fault


def test_there_is_no_largest_of_an_empty_list(scenario) -> None:
    assert len(faults(scenario(lose()))) == 1


# --- A list not renewed ---------------------------------------------------------------------------
def test_a_list_not_renewed_ends_the_day_before_31_march_of_the_year(scenario) -> None:
    (ended,) = changed(scenario(NOT_RENEWED), A)
    assert (ended.on_list_to, ended.renewal_assumed) == (date(2021, 3, 30), False)


def test_who_leaves_the_list_before_still_leaves_before(scenario) -> None:
    sooner = provider(on_list_to=date(2020, 6, 30), renewal_assumed=False)
    assert changed(scenario(NOT_RENEWED), sooner)[0].on_list_to == date(2020, 6, 30)


def test_a_renewal_that_was_assumed_is_so_no_longer(scenario) -> None:
    renewed = provider(on_list_to=date(2020, 6, 30), renewal_assumed=True)
    (ended,) = changed(scenario(NOT_RENEWED), renewed)
    assert (ended.on_list_to, ended.renewal_assumed) == (date(2021, 3, 30), False)


def test_other_provisions_and_other_sectors_keep_their_terms(scenario) -> None:
    rows = (provider(lot="ifa"), provider(sector="block"), provider(sector="spot"))
    assert changed(scenario(NOT_RENEWED), *rows) == list(rows)


# --- The list re-opened ---------------------------------------------------------------------------
def test_those_who_wait_for_a_round_join_on_31_march_of_its_year(scenario) -> None:
    joined, other = changed(scenario(ROUND), provider(reopening_round=2022), A)
    assert (joined.reopening_round, joined.on_list_from) == (None, date(2022, 3, 31))
    assert other == A


def test_who_can_only_join_later_joins_later(scenario) -> None:
    late = provider(reopening_round=2022, on_list_from=date(2022, 9, 1))
    assert changed(scenario(ROUND), late)[0].on_list_from == date(2022, 9, 1)


def test_other_rounds_and_other_provisions_go_on_waiting(scenario) -> None:
    others = (provider("B", reopening_round=2024), provider("C", lot="ifa", reopening_round=2022))
    joined, *waiting = changed(scenario(ROUND), provider(reopening_round=2022), *others)
    assert joined.reopening_round is None
    assert waiting == list(others)


def test_a_round_that_nobody_waits_for_is_a_fault_that_names_those_there_are(scenario) -> None:
    rows = (provider(reopening_round=2024), provider("B", reopening_round=2026))
    (fault,) = faults(scenario(ROUND), *rows)
    assert "levers.lever_0.round" in fault
    assert "no provider of residential waits for round 2022" in fault
    assert "Rounds there: 2024, 2026." in fault


def test_a_round_of_another_provision_is_not_this_ones(scenario) -> None:
    assert len(faults(scenario(ROUND), provider(lot="ifa", reopening_round=2022))) == 1


def test_a_round_is_taken_once(scenario) -> None:
    assert len(faults(scenario(ROUND, ROUND), provider(reopening_round=2022))) == 1


def test_who_waits_for_a_later_round_does_not_leave_a_list_it_is_not_on(scenario) -> None:
    """The list ends in 2021 and re-opens in 2022: those who join then stay."""
    for levers in ((NOT_RENEWED, ROUND), (ROUND, NOT_RENEWED)):
        (joined,) = changed(scenario(*levers), provider(reopening_round=2022))
        assert joined.on_list_from == date(2022, 3, 31)
        assert joined.on_list_to is None


# --- All at once ----------------------------------------------------------------------------------
def test_every_fault_of_the_levers_is_told_at_once(scenario) -> None:
    told = faults(scenario(lose(provider="Nobody"), ROUND, lose(provider="Nobody else")), A)
    assert len(told) == 3
