"""A bundled scenario copied with its data: edit it, run it anywhere, and see the gap move."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from test_cli import FEW, ROOT, contents, my_copy, my_scenario, type_in

from sufficiency.bundled import scenario_files
from sufficiency.readers.scenarios import read_scenario
from sufficiency.writers.copies import copy_scenario
from sufficiency.writers.provider_list import write_provider_list

BASE = "scenarios/thurrock-2019.toml"
HOME = {
    "provider": "Example Homes A",
    "lot": "residential",
    "sector": "select_list",
    "registered_places": 4,
    "filled_by_us_places": 2,
    "as_at": "2019-03-31",
    "source": "an invented provider",
    "kind": "assumed",
}


def gap_of(scenario: Path) -> pd.Series:
    """The should-be-near gap of the base year within 20 miles, by provision."""
    from sufficiency.forecast import run
    from sufficiency.loading import load

    gap = run(load(str(scenario)).inputs, draws=2, seed=1).central.gap
    near = gap.sel(year=2019, scope="within_20_miles", need_basis="should_be_near").isel(draw=0)
    return near.drop_vars(["year", "scope", "need_basis"]).to_series()


def test_a_copy_has_the_scenario_what_it_is_based_on_and_its_data_and_says_how_to_run_it(
    tmp_path: Path,
) -> None:
    said = type_in("scenarios", "copy", "thurrock-2019-early-help-half-inside", tmp_path / "mine")
    assert said.code == 0
    copied = tmp_path / "mine" / "scenarios" / "thurrock-2019-early-help-half-inside.toml"
    assert f"sufficiency run {copied}" in said.out
    files = contents(tmp_path / "mine")
    assert {name for name in files if name.startswith("scenarios/")} == {
        BASE,
        "scenarios/thurrock-2019-early-help.toml",
        "scenarios/thurrock-2019-half-inside.toml",
        "scenarios/thurrock-2019-early-help-half-inside.toml",
    }
    bundled = {
        f"data/{folder}/{name}": data
        for folder in ("thurrock", "england")
        for name, data in contents(ROOT / "data" / folder).items()
    }
    assert {name: data for name, data in files.items() if name.startswith("data/")} == bundled
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("name", list(scenario_files()))
def test_every_bundled_scenario_can_be_copied_and_its_copy_has_no_faults(name: str, tmp_path: Path) -> None:
    assert type_in("scenarios", "copy", name, tmp_path / "mine").code == 0
    assert type_in("check", tmp_path / "mine" / "scenarios" / f"{name}.toml").code == 0


def test_a_copy_runs_from_another_working_folder_and_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in("scenarios", "copy", "thurrock-2019", tmp_path / "mine")
    bundled = type_in("run", *FEW, "--out", tmp_path / "bundled")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    copied = type_in("run", Path("..") / "mine" / BASE, *FEW, "--out", tmp_path / "copied")
    assert copied.code == bundled.code == 0
    assert contents(tmp_path / "copied") == contents(tmp_path / "bundled")


@pytest.mark.parametrize("name", ["list.csv", "../lists/our list.csv"])
def test_a_scenario_is_copied_with_the_select_list_that_it_names(tmp_path: Path, name: str) -> None:
    council = my_copy(tmp_path / "council")
    listed = council / "scenarios" / name
    listed.parent.mkdir(exist_ok=True)
    write_provider_list(listed, [HOME])
    scenario = my_scenario(council, f'horizon = 2021\nselect_list = "{name}"')
    copied = copy_scenario(read_scenario(str(scenario)), council, tmp_path / "copy")
    assert copied == tmp_path / "copy" / "scenarios" / "mine.toml"
    assert (copied.parent / name).read_bytes() == listed.read_bytes()
    shutil.rmtree(council)
    said = type_in("places", "show", copied)
    assert said.code == 0
    assert HOME["provider"] in said.out


def test_one_number_changed_in_the_copied_ledger_moves_the_gap(tmp_path: Path) -> None:
    type_in("scenarios", "copy", "thurrock-2019", tmp_path / "mine")
    before = gap_of(tmp_path / "mine" / BASE)
    ledger = tmp_path / "mine" / "data" / "thurrock" / "ledger.csv"
    text = ledger.read_text(encoding="utf-8")
    changed = re.sub("(vacant_usable_places,fostering in_house,,)4,0,8", r"\g<1>14,10,18", text)
    assert changed != text
    ledger.write_text(changed, encoding="utf-8")
    after = gap_of(tmp_path / "mine" / BASE)
    assert after["fostering"] == pytest.approx(before["fostering"] - 10 * 0.958, abs=0.01)
    assert after["residential"] == before["residential"]


def test_a_copy_may_go_to_an_empty_folder_even_the_one_being_worked_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert type_in("scenarios", "copy", "thurrock-2019", "empty").code == 0
    monkeypatch.chdir(tmp_path / "empty" / "scenarios")
    (tmp_path / "another").mkdir()
    monkeypatch.chdir(tmp_path / "another")
    assert type_in("scenarios", "copy", "thurrock-2019", ".").code == 0
    assert contents(tmp_path / "another") == contents(tmp_path / "empty")
    assert type_in("check", "scenarios/thurrock-2019.toml").code == 0


def test_a_folder_with_something_in_it_and_a_file_are_refused_and_left_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep me", encoding="utf-8")
    before = contents(tmp_path)
    for place in (
        tmp_path / "mine",
        tmp_path / "mine" / "notes.txt",
        tmp_path / "mine" / "notes.txt" / "deeper",
    ):
        said = type_in("scenarios", "copy", "thurrock-2019", place)
        assert said.code == 4
        assert str(place) in said.err
        assert "Traceback" not in said.err
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", ["thurrock-2018", "./mine.toml", "../x", ""])
def test_only_a_bundled_scenario_is_copied(name: str, tmp_path: Path) -> None:
    said = type_in("scenarios", "copy", name, tmp_path / "mine")
    assert said.code == 3
    assert "there is no scenario of that name" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_of_ones_own_does_not_stand_in_for_the_bundled_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "thurrock-2019.toml").write_text("not a scenario", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert type_in("scenarios", "copy", "thurrock-2019", "mine").code == 0
    assert (tmp_path / "mine" / BASE).read_bytes() == (ROOT / BASE).read_bytes()
