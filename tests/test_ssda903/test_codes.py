"""DfE's codes and our words: each dated, each in every grouping, and what DfE and its validators have."""

import csv
from pathlib import Path

import pytest
from test_cli import ROOT

from sufficiency.errors import InputFaultsError
from sufficiency.readers.ssda903.lookups import codes_in, groupings
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.ssda903.codes import PLACE, Code, Codes
from sufficiency.vocabulary import PROVISIONS, SELF_PLACING
from test_ssda903.made_returns import episode, met, read

SHARED = ROOT.parent / "shared" / "data" / "ssda903"
shared = pytest.mark.skipif(not SHARED.is_dir(), reason="shared data absent")
LOOKUPS = ROOT / "data" / "lookups"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_our_own_grouping_comes_first_and_is_in_our_words() -> None:
    assert groupings()[0] == "sufficiency"
    words = {code.word for codes in codes_in("sufficiency").placements.values() for code in codes}
    assert words == {*PROVISIONS, *SELF_PLACING, "parent_and_child", "other"}


@pytest.mark.parametrize("grouping", groupings())
def test_every_code_but_a_temporary_move_has_a_placement_in_each_grouping(grouping: str) -> None:
    codes = codes_in(grouping)
    assert set(codes.placements) == set(codes.lists[PLACE]) - set(codes.temporary)
    assert all(word for found in codes.placements.values() for *_, word in found)


def test_residential_is_drawn_where_each_grouping_draws_it() -> None:
    def residential(grouping: str) -> set[str]:
        codes = codes_in(grouping)
        return {code for code in codes.placements if codes.placement(code, 2019) == "residential"}

    assert residential("sufficiency") == {"K2", "R1", "S1"}
    assert residential("dfe") == {"K1", "K2"}
    assert residential("four_kinds") == {"K2", "R1"}


def test_a_grouping_may_change_from_a_year_on() -> None:
    changed = (Code("Z1", 0, 2020, "other"), Code("Z1", 2021, 0, "residential"))
    codes = Codes({}, "changing", {"Z1": changed})
    assert [codes.placement("Z1", year) for year in (2010, 2020, 2021, 2030)] == [
        "other", "other", "residential", "residential",
    ]  # fmt: skip


def test_a_code_outside_its_years_is_what_it_was_in_the_nearest() -> None:
    codes = codes_in("sufficiency")
    assert codes.placement("H5", 2026) == "supported_16_plus"
    assert codes.placement("K3", 2010) == "supported_16_plus"
    assert codes.placement("U9", 2019) == ""


@pytest.mark.parametrize(
    ("code", "year", "is_outside"),
    [
        ("H5", 2024, False),
        ("H5", 2025, True),
        ("P2", 2025, True),
        ("K3", 2024, True),
        ("K3", 2025, False),
        ("Z11", 2025, True),
        ("Z14", 2026, False),
        ("Z1", 2026, False),
        ("Q1", 2019, True),
    ],
)
def test_a_code_is_valid_in_its_years_alone(tmp_path: Path, code: str, year: int, is_outside: bool) -> None:
    row = episode(start=f"01/05/{year - 1}", PLACE=code)
    found = met(read(tmp_path, row, year=year), "code_outside_years")
    assert ("PLACE" in {each.column for each in found}) is is_outside


def test_the_grouping_used_is_named_in_what_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "returns"
    assert read(folder, episode(PLACE="S1")).grouping == "sufficiency"
    returns = read_returns(folder, grouping="dfe")
    assert returns.grouping == "dfe"
    assert returns.episodes["placement"].tolist() == ["residential_schools"]


def test_a_grouping_that_is_none_is_one_fault(tmp_path: Path) -> None:
    with pytest.raises(InputFaultsError, match="Did you mean 'four_kinds'"):
        read_returns(tmp_path, grouping="fourkinds")


@pytest.mark.parametrize("name", ["ssda903_codes.csv", "placement_codes.csv", "placement_groupings.csv"])
def test_every_row_of_the_lookups_says_where_it_is_from(name: str) -> None:
    assert all(row["source"] for row in rows(LOOKUPS / name))


# --- Against the sector's own lists ---------------------------------------------------------------


@shared
def test_placement_codes_and_their_years_are_the_dated_list() -> None:
    ours = {row["code"]: row for row in rows(LOOKUPS / "placement_codes.csv")}
    codes = codes_in("sufficiency")
    for row in rows(SHARED / "placement_codes_dated.csv"):
        own = ours[row["code"]]
        for end in ("first_return_year", "last_return_year"):
            assert own[end] == row[end]
        is_temporary = row["placement"].startswith("temporary")
        assert (own["temporary"] == "yes") is is_temporary
        assert is_temporary or codes.placement(row["code"], 2023) == row["placement"]


@shared
def test_providers_are_those_of_the_sectors_list() -> None:
    listed = {row["code"] for row in rows(SHARED / "placement_provider_code_list.csv")} - {"(blank)"}
    assert set(codes_in("sufficiency").lists["PLACE_PROVIDER"]) == listed


@shared
@pytest.mark.parametrize("column", ["RNE", "LS", "CIN", "PLACE_PROVIDER", "REC", "REASON_PLACE_CHANGE"])
def test_every_code_of_the_sectors_sample_is_known(column: str) -> None:
    known = codes_in("sufficiency").lists[column]
    for path in (SHARED / "five_yearly_returns_synthetic").glob("*-episodes.csv"):
        assert {row[column] for row in rows(path)} - {""} <= set(known)
