"""`sufficiency ssda903 backtest`, as a person would type it."""

import csv
import io
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from pandas.api.typing import DataFrameGroupBy
from test_cli import ROOT, Said, type_in

from sufficiency.errors import EXIT_FAULT_OF_OURS, EXIT_INPUT, EXIT_OUTPUT, EXIT_USAGE
from sufficiency.methods.compared import COLUMNS, METHODS, origins_of
from sufficiency.synthetic.people import PREFIX
from test_ssda903.made_returns import a_return, episode, person
from test_ssda903.test_privacy import her_header, hers, leaks

PAGE = (ROOT / "docs" / "ssda903.md").read_text(encoding="utf-8")
YEARS = range(2018, 2024)
FEW = ("--draws", "50")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented returns like Thurrock's: six years, some 300 children on each 31 March."""
    out = tmp_path_factory.mktemp("invented") / "returns"
    said = type_in("ssda903", "synthesise", "--like", "thurrock", "--years", "2018..2023", "--out", out)
    assert said.code == 0, said.err
    return out


@pytest.fixture(scope="module")
def written(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Said, Path]:
    """What the command says of them, and the file that it writes."""
    out = tmp_path_factory.mktemp("out") / "forecasts.csv"
    return type_in("ssda903", "backtest", folder, "thurrock-2023", *FEW, "--out", out), out


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def section() -> str:
    found = re.search(r"^## Which method$(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


# --- What it says ---------------------------------------------------------------------------------
def test_it_shows_every_forecast_the_record_which_to_use_and_what_it_rests_on(
    written: tuple[Said, Path],
) -> None:
    said, _ = written
    assert said.code == 0, said.err
    headings = ("Children looked after as at earlier dates", "The record", "Which to use", "What it rests on")
    places = [said.out.index(heading) for heading in headings]
    assert places == sorted(places)
    for origin in origins_of(YEARS):
        assert re.search(rf"^{origin} +{origin + 1} ", said.out, re.MULTILINE)


def test_it_says_how_many_forecasts_the_choice_is_from_and_what_it_is(written: tuple[Said, Path]) -> None:
    told = in_one_line(written[0].out)
    assert "Each method made 6 forecasts, from 3 dates." in told
    assert "Use the rate method" in told or "Use stocks and flows" in told
    assert "Thurrock (thurrock-2023)" in told


def test_every_forecast_is_written_a_row_each(written: tuple[Said, Path]) -> None:
    said, out = written
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 6 * len(METHODS)
    assert f"Written to {out}" in said.out


def test_the_same_seed_writes_the_same_bytes(
    folder: Path, written: tuple[Said, Path], tmp_path: Path
) -> None:
    again = tmp_path / "forecasts.csv"
    type_in("ssda903", "backtest", folder, "thurrock-2023", *FEW, "--out", again)
    assert again.read_bytes() == written[1].read_bytes()


def test_without_a_scenario_it_says_that_there_is_no_population(folder: Path) -> None:
    said = type_in("ssda903", "backtest", folder, *FEW)
    assert said.code == 0, said.err
    assert "Population: none" in in_one_line(said.out)


def test_on_few_returns_it_says_that_there_is_not_enough_to_tell(folder: Path, tmp_path: Path) -> None:
    for name in ("2017-18", "2018-19", "2019-20"):
        shutil.copytree(folder / name, tmp_path / name)
    said = type_in("ssda903", "backtest", tmp_path, *FEW)
    assert said.code == 0, said.err
    told = in_one_line(said.out)
    assert "There is not enough to tell: 1 forecast from 1 date" in told
    assert "2019 has only two returns" in told


# --- What it refuses ------------------------------------------------------------------------------
def test_too_few_returns_are_one_message_that_says_how_many_it_takes(tmp_path: Path) -> None:
    for year in (2019, 2020):
        a_return(tmp_path, year, [episode()])
    said = type_in("ssda903", "backtest", tmp_path)
    assert said.code == EXIT_INPUT
    assert said.out == ""
    assert said.err.startswith("1 fault in the input:")
    assert "returns of 2019 and 2020" in said.err
    assert "three years are the least" in said.err


def test_a_scenario_that_there_is_not_is_refused(folder: Path) -> None:
    said = type_in("ssda903", "backtest", folder, "thurrock-2091")
    assert said.code == EXIT_INPUT
    assert "there is no scenario of that name" in said.err


@pytest.mark.parametrize("words", [("--draws", "0"), ("--draws", "20001"), ("--seed", "-1")])
def test_a_number_that_cannot_be_is_refused(folder: Path, words: tuple[str, str]) -> None:
    said = type_in("ssda903", "backtest", folder, *words)
    assert said.code == EXIT_USAGE
    assert words[0] in said.err


def test_a_file_that_is_no_csv_is_refused_before_anything_is_read(folder: Path, tmp_path: Path) -> None:
    said = type_in("ssda903", "backtest", folder, "--out", tmp_path / "forecasts.xlsx")
    assert said.code == EXIT_OUTPUT
    assert list(tmp_path.iterdir()) == []


# --- Privacy --------------------------------------------------------------------------------------
def test_no_child_is_in_what_it_says_or_writes(written: tuple[Said, Path]) -> None:
    said, out = written
    text = said.out + said.err + out.read_text(encoding="utf-8")
    assert PREFIX not in text
    assert leaks(text) == []


def test_what_fails_inside_says_nothing_of_any_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_with_rows(groups: "DataFrameGroupBy[Any]", *_: object) -> None:
        raise ValueError(f"cannot count {groups.obj.to_dict()}")

    monkeypatch.setattr(DataFrameGroupBy, "size", raise_with_rows)
    rows = [hers(), *(episode(str(number)) for number in range(50))]
    people = [her_header(), *(person(str(number)) for number in range(50))]
    for year in (2019, 2020, 2021):
        a_return(tmp_path, year, rows, people)
    said = type_in("ssda903", "backtest", tmp_path)
    assert said.code == EXIT_FAULT_OF_OURS
    assert leaks(said.out + said.err) == []
    assert "Timestamp" not in said.err
    assert "Traceback" not in said.err


# --- The page -------------------------------------------------------------------------------------
def test_every_option_and_column_is_on_the_page() -> None:
    options = set(re.findall(r"--[a-z-]+", type_in("ssda903", "backtest", "--help").out)) - {"--help"}
    assert options
    assert all(f"`{option}" in section() for option in options)
    assert set(COLUMNS) <= set(re.findall(r"`(\w+)`", section()))
    assert set(METHODS) <= set(re.findall(r"`(\w+)`", section()))
