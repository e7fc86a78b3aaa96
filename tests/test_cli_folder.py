"""A working folder at the command line: its name is a scenario's, and what it lacks is told."""

from pathlib import Path

import pytest
from made_folder import made_folder, stamped
from test_cli import FEW, type_in

from sufficiency.figures.blanks import FORMAT
from sufficiency.readers.scenarios import read_scenario


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    made_folder(Path("exampleton"))
    return Path("exampleton")


# --- Its name -------------------------------------------------------------------------------------
def test_a_folder_is_the_name_of_its_base_scenario(mine: Path) -> None:
    file = read_scenario("exampleton")
    assert (file.scenario.name, file.path, file.folder) == ("exampleton", mine / "base.toml", mine)
    assert read_scenario("exampleton/base.toml").scenario.name == "base"
    assert read_scenario("exampleton/count-holds.toml").scenario.cla.path == "hold_count"


def test_the_folder_that_one_works_in_has_its_own_name(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mine)
    assert read_scenario(".").scenario.name == "exampleton"


@pytest.mark.parametrize(
    "words",
    [
        ("run", "exampleton", *FEW),
        ("position", "exampleton", *FEW),
        ("places", "show", "exampleton"),
        ("check", "exampleton"),
        ("levers", "exampleton", "--lever", "keep-households", *FEW),
    ],
    ids=lambda words: words[0],
)
def test_every_command_that_takes_a_scenario_takes_a_folder(mine: Path, words: tuple[str, ...]) -> None:
    said = type_in(*words)
    assert said.code == 0, said.err


def test_a_folder_is_compared_with_its_differences_under_their_names(mine: Path) -> None:
    said = type_in("compare", "exampleton", "exampleton/count-holds.toml", *FEW)
    assert said.code == 0, said.err
    assert "A  exampleton" in said.out
    assert "B  count-holds" in said.out


def test_returns_are_taken_beside_a_folder(mine: Path) -> None:
    said = type_in("run", "exampleton", "--returns", "nowhere")
    assert said.code == 3
    assert "nowhere" in said.err


@pytest.mark.parametrize("command", ["run", "check", "position"])
def test_a_folder_without_a_base_is_one_clear_message(mine: Path, command: str) -> None:
    said = type_in(command, "exampleton/data")
    assert (said.code, said.out) == (3, "")
    assert "exampleton/data: this is a folder without base.toml, so it is no working folder." in said.err
    assert "sufficiency new" in said.err


def test_a_folder_of_a_finished_run_does_not_hide_a_bundled_scenario(mine: Path) -> None:
    Path("thurrock-2023").mkdir()
    assert read_scenario("thurrock-2023").scenario.name == "thurrock-2023"


def test_a_scenario_elsewhere_may_be_based_on_a_folder(mine: Path) -> None:
    Path("mine.toml").write_text(
        'title = "Mine"\nbased_on = "exampleton"\nhorizon = 2026\n', encoding="utf-8"
    )
    scenario = read_scenario("mine.toml").scenario
    assert (scenario.name, scenario.horizon, scenario.base_date.year) == ("mine", 2026, 2023)
    stamped(mine, f"[made_with]\nformat = {FORMAT + 1}\n")
    assert "made by a newer Sufficiency" in type_in("run", "mine.toml").err


# --- Too little to run ----------------------------------------------------------------------------
@pytest.mark.parametrize("command", ["run", "position", "levers"])
def test_with_less_than_the_minimum_there_is_one_message_that_lists_it(tmp_path: Path, command: str) -> None:
    folder = made_folder(tmp_path / "mine", ["cla_count", "children_by_distance"])
    said = type_in(command, folder)
    assert (said.code, said.out) == (3, "")
    assert "1 fault in the input:" in said.err
    assert "there is not enough here to run yet. A run needs at least:" in said.err
    assert "MISSING: children looked after on 31 March 2023: cla_count/council/2023" in said.err
    assert "MISSING: children by distance from home: children_by_distance, all 5 (DfE" in said.err
    assert "there:   children by placement" in said.err
    assert f"sufficiency check {folder}" in said.err


def test_a_scenario_that_is_no_folder_names_its_missing_figures_as_before(tmp_path: Path) -> None:
    folder = made_folder(tmp_path / "mine", ["children_by_distance"])
    said = type_in("run", folder / "base.toml")
    assert said.code == 3
    assert "children_by_distance/within_20_inside and 4 more of the measure" in said.err


# --- What is left ---------------------------------------------------------------------------------
def test_a_check_says_what_is_there_what_is_left_and_what_to_do_next(mine: Path) -> None:
    said = " ".join(type_in("check", "exampleton").out.split())
    assert "No faults in" in said
    assert "there: children by placement" in said
    assert "0 of the 6 figures asked for." in said
    assert said.index("1 of the far children, those for want") < said.index("4 children fostered by family")
    assert "Why: it moves the gap within 20 miles in 2028 by 31 homes, from 40 to 71." in said
    assert "In the file: off_contract_share (2 rows)." in said
    assert "Who has it: Its own team. Published: nowhere." in said
    assert "Run it as it is: sufficiency run exampleton --out exampleton-run" in said


def test_a_check_with_faults_tells_them_and_then_what_is_left(tmp_path: Path) -> None:
    filled = {"kinship_children": {"value": "21"}}
    folder = made_folder(tmp_path / "mine", ["children_by_age"], filled=filled)
    said = type_in("check", folder)
    assert said.code == 3
    assert "column source: the source is missing" in said.err
    assert "MISSING: children by age: children_by_age, all 5" in " ".join(said.out.split())
    assert "Fill in what is missing of the minimum" in said.out


def test_a_check_of_a_base_with_a_fault_of_its_own_tells_that(mine: Path) -> None:
    (mine / "base.toml").write_text("horizon = 2030\n", encoding="utf-8")
    said = type_in("check", "exampleton")
    assert (said.code, said.out) == (3, "")
    assert "title: is missing" in said.err


def test_a_check_of_a_scenario_says_nothing_of_folders() -> None:
    assert "What a run needs at least" not in type_in("check", "thurrock-2023").out


# --- What made it ---------------------------------------------------------------------------------
def test_a_folder_of_the_format_of_this_version_runs_and_so_does_one_without_a_stamp(mine: Path) -> None:
    assert type_in("position", "exampleton", *FEW).code == 0
    stamped(mine, f'[made_with]\nsufficiency = "0.1.0"\nformat = {FORMAT}\n')
    assert type_in("position", "exampleton", *FEW).code == 0
    stamped(mine, '[made_with]\nsufficiency = "0.1.0"\n')
    assert type_in("position", "exampleton", *FEW).code == 0


@pytest.mark.parametrize("name", ["exampleton", "exampleton/count-holds.toml"])
def test_a_folder_of_a_newer_format_says_to_update_the_tool(mine: Path, name: str) -> None:
    stamped(mine, f'[made_with]\nsufficiency = "9.0.0"\nformat = {FORMAT + 1}\n')
    said = type_in("run", name)
    assert said.code == 3
    assert "made.toml made_with.format: this folder was made by a newer Sufficiency (9.0.0)" in said.err
    assert "Update Sufficiency" in said.err


@pytest.mark.parametrize("written", ['"one"', "0", "true"])
def test_a_stamp_that_says_no_format_is_a_fault(mine: Path, written: str) -> None:
    stamped(mine, f"[made_with]\nformat = {written}\n")
    assert "is not the number of a format. Write format = 1." in type_in("run", "exampleton").err
