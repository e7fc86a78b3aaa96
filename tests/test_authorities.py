"""An authority is found by any of its names and codes, and one that merged is told what became of it."""

import re

import pandas as pd
import pytest

from sufficiency.errors import InputFaultsError
from sufficiency.readers.published.authorities import (
    Authority,
    authority_changes,
    authority_in,
    find_authority,
    keeps_one_code,
    what_became_of,
    years_in_words,
)

HELD = [
    ("E06000034", "883", "Thurrock", 2019, 290.0),
    ("E06000034", "883", "Thurrock", 2020, 297.0),
    ("E06000023", "801", "Bristol, City of", 2019, 600.0),
    ("E06000022", "800", "Bath and North East Somerset", 2019, 190.0),
    ("E06000033", "882", "Southend-on-Sea", 2019, 300.0),
    ("E08000013", "342", "St. Helens", 2019, 450.0),
    ("E08000037", "390", "Gateshead", 2019, 379.0),
    ("E10000009", "835", "Dorset", 2018, 450.0),
    ("E10000009", "835", "Dorset", 2019, 414.0),
    ("E10000009", "835", "Dorset", 2020, None),
    ("E06000059", "838", "Dorset", 2020, 476.0),
    ("E06000029", "836", "Poole", 2018, 190.0),
    ("E06000029", "836", "Poole", 2019, 192.0),
]


@pytest.fixture
def table() -> pd.DataFrame:
    held = pd.DataFrame(HELD, columns=["code", "dfe_code", "area", "year", "value"])
    return held.assign(level="local_authority")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("thurrock", "Thurrock"),
        ("Thurrock Council", "Thurrock"),
        ("883", "Thurrock"),
        ("e06000034", "Thurrock"),
        ("Bristol", "Bristol, City of"),
        ("City of Bristol", "Bristol, City of"),
        ("Bristol City Council", "Bristol, City of"),
        ("Bath & North East Somerset", "Bath and North East Somerset"),
        ("St Helens", "St. Helens"),
        ("SOUTHEND ON SEA", "Southend-on-Sea"),
    ],
)
def test_an_authority_is_found_by_name_and_by_either_code(table: pd.DataFrame, asked: str, name: str) -> None:
    assert find_authority(table, asked, "a.csv").name == name


def test_an_authority_that_ons_gave_another_code_is_found_by_the_old_one(table: pd.DataFrame) -> None:
    assert find_authority(table, "E08000020", "a.csv") == Authority("E08000037", "390", "Gateshead")


def test_a_name_spelled_wrong_is_asked_about(table: pd.DataFrame) -> None:
    with pytest.raises(InputFaultsError, match=r"'Thorrock' is not .* Did you mean 'Thurrock'\?"):
        find_authority(table, "Thorrock", "a.csv")


def test_a_name_near_no_other_is_told_how_many_there_are(table: pd.DataFrame) -> None:
    with pytest.raises(InputFaultsError, match="It has 8 authorities; check the spelling"):
        find_authority(table, "Zzz", "a.csv")


def test_of_two_authorities_of_one_name_the_one_that_exists_is_meant(table: pd.DataFrame) -> None:
    found = find_authority(table, "Dorset", "a.csv")
    assert (found.dfe_code, found.code) == ("838", "E06000059")


def test_a_merged_authority_says_what_became_of_it_and_which_years_are_there(table: pd.DataFrame) -> None:
    assert find_authority(table, "Poole", "a.csv").note == (
        "Poole (836) became part of Bournemouth, Christchurch and Poole (839) from the year ended "
        "31 March 2020. In this file it has numbers for 2018 to 2019."
    )
    assert "numbers for 2018 to 2019" in find_authority(table, "835", "a.csv").note


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Cumbria County Council", "became Cumberland (942) and Westmorland and Furness (943)"),
        ("928", "became North Northamptonshire (940) and West Northamptonshire (941)"),
        ("Bournemouth", "became part of Bournemouth, Christchurch and Poole (839)"),
        ("Cumberland", "was made of a part of Cumbria (909)"),
    ],
)
def test_one_that_the_table_lacks_is_one_message_of_what_became_of_it(
    table: pd.DataFrame, asked: str, said: str
) -> None:
    with pytest.raises(InputFaultsError, match=re.escape(said)) as raised:
        find_authority(table, asked, "a.csv")
    assert len(raised.value.faults) == 1


def test_one_that_is_not_there_can_be_asked_for_without_a_fault(table: pd.DataFrame) -> None:
    assert authority_in(table, "Essex") is None


def test_most_authorities_have_had_no_change() -> None:
    assert what_became_of("Thurrock") == ""
    assert what_became_of("North Yorkshire") == ""  # under a new ONS code, and the same authority


def test_only_a_change_between_the_first_and_the_last_year_breaks_a_code() -> None:
    codes = pd.Series(["883", "838", "909", "942"])
    assert list(keeps_one_code(codes, [2010, 2023])) == [True, False, True, True]
    assert list(keeps_one_code(codes, [2020, 2025])) == [True, True, False, False]
    assert list(keeps_one_code(codes, [2024])) == [True, True, True, True]


def test_every_change_has_its_codes_its_year_and_its_source() -> None:
    changes = authority_changes()
    assert {each.old_dfe_code for each in changes} >= {"835", "836", "837", "909", "928"}
    for each in changes:
        assert re.fullmatch(r"E(?:06|08|10)0000\d\d", each.old_code)
        assert re.fullmatch(r"E(?:06|08)0000\d\d", each.new_code)
        assert each.change in ("merged", "split", "recoded")
        assert (each.old_dfe_code == each.new_dfe_code) == (each.change == "recoded")
        assert "Order 20" in each.source
        assert 2010 < each.first_year < 2030


@pytest.mark.parametrize(
    ("years", "words"), [([2019], "2019"), ([2012, 2010, 2011, 2014], "2010 to 2012, 2014"), ([], "")]
)
def test_years_are_told_in_runs(years: list[int], words: str) -> None:
    assert years_in_words(years) == words
