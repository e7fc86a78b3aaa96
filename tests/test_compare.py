"""Scenarios and finished runs side by side, on the same luck, in the years that they share."""

import json
from pathlib import Path

import pandas as pd
import pytest
from test_cli import FEW, my_copy, my_scenario, type_in

from sufficiency.commands.compared import read_or_run
from sufficiency.tables.comparison import compare_cla, compare_gap


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return my_copy(tmp_path_factory.mktemp("council"))


@pytest.fixture(scope="module")
def finished(council: Path) -> Path:
    """A finished run of the base to 2024."""
    path = my_scenario(council, "horizon = 2024", "to-2024")
    out = council / "finished"
    assert type_in("run", path, *FEW, "--out", out).code == 0
    return out


def copied(folder: Path, to: Path) -> Path:
    for each in folder.rglob("*"):
        if each.is_file() and each.suffix != ".png":
            place = to / each.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(each.read_bytes())
    return to


def test_compare_shows_children_homes_wanted_and_gap_with_differences() -> None:
    said = type_in("compare", "thurrock-2019", "thurrock-2019-hold-count", *FEW)
    assert said.code == 0
    for words in ("Children looked after", "Fostering", "B less A", "share their luck"):
        assert words in said.out


def test_three_may_be_compared_each_with_the_first() -> None:
    said = type_in("compare", "thurrock-2019", "thurrock-2019-rate-64", "thurrock-2019-early-help", *FEW)
    assert said.code == 0
    assert "B less A" in said.out
    assert "C less A" in said.out


def test_a_scenario_that_ends_in_2028_is_compared_in_the_years_that_are_shared() -> None:
    said = type_in("compare", "thurrock-2019", "thurrock-2019-growth-11", *FEW)
    assert said.code == 0
    assert "2019 to 2028" in said.out
    assert "2037" not in said.out


def test_finished_runs_are_compared_without_running_again(finished: Path, tmp_path: Path) -> None:
    said = type_in("compare", finished, copied(finished, tmp_path / "again"))
    assert said.code == 0
    assert "2019 to 2024" in said.out
    assert "Running" not in said.err


def test_a_finished_run_and_a_scenario_on_the_same_luck_differ_only_by_policy(
    council: Path, finished: Path
) -> None:
    tables = read_or_run([str(finished), str(council / "scenarios" / "to-2024.toml")], 20, 1)
    assert list(tables) == ["finished", "to-2024"]
    gap = compare_gap({name: each["gap"] for name, each in tables.items()})
    cla = compare_cla({name: each["cla"] for name, each in tables.items()})
    for table in (gap, cla):
        differences = table[[name for name in table if name.endswith("_difference")]]
        assert differences.abs().max(axis=None) < 1e-3


def test_holding_the_count_differs_by_the_growth_of_the_population() -> None:
    tables = read_or_run(["thurrock-2019", "thurrock-2019-hold-count"], 20, 1)
    cla = compare_cla({name: each["cla"] for name, each in tables.items()}).set_index(["run", "year"])
    assert cla.loc[("thurrock-2019-hold-count", 2024), "central_difference"] == pytest.approx(-26.6, abs=0.1)


def test_a_run_of_another_seed_or_other_draws_is_refused(finished: Path) -> None:
    for luck in (["--seed", "2", *FEW], ["--seed", "1", "--draws", "30"]):
        said = type_in("compare", finished, "thurrock-2019", *luck)
        assert said.code == 3
        assert "finished/manifest.json" in said.err
        assert "a difference would be luck" in said.err


def test_finished_runs_that_do_not_share_their_luck_are_refused(finished: Path, tmp_path: Path) -> None:
    other = copied(finished, tmp_path / "other")
    manifest = json.loads((other / "manifest.json").read_text(encoding="utf-8"))
    (other / "manifest.json").write_text(json.dumps(manifest | {"seed": 9}), encoding="utf-8")
    said = type_in("compare", finished, other)
    assert said.code == 3
    assert "seed 9" in said.err


def test_a_scenario_given_twice_is_shown_twice() -> None:
    assert len(read_or_run(["thurrock-2019-hold-count"] * 2, 2, 1)) == 2


def test_every_scenario_that_has_faults_is_told_of(council: Path) -> None:
    path = my_scenario(council, "horizn = 1", "wrong")
    said = type_in("compare", "thurrock-2019-hold-count", path, *FEW)
    assert said.code == 3
    assert "wrong.toml horizn" in said.err


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"seed": "x", "draws": 1}', '{"seed": 1e999, "draws": 1}']
)
def test_a_manifest_that_is_no_runs_is_refused(finished: Path, tmp_path: Path, manifest: str) -> None:
    other = copied(finished, tmp_path / "other")
    (other / "manifest.json").write_text(manifest, encoding="utf-8")
    said = type_in("compare", finished, other)
    assert said.code == 3
    assert "other/manifest.json" in said.err


@pytest.mark.parametrize("fault", ["missing", "empty", "column", "text", "twice", "row", "binary"])
def test_a_table_that_has_been_changed_since_is_refused(finished: Path, tmp_path: Path, fault: str) -> None:
    other = copied(finished, tmp_path / "other")
    path = other / "tables" / "gap.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    if fault == "missing":
        path.unlink()
    elif fault == "empty":
        path.write_text("", encoding="utf-8")
    elif fault == "binary":
        path.write_bytes(b"PK\x03\x04\x00\x00")
    else:
        if fault == "column":
            table = table.drop(columns="gap_central")
        elif fault == "text":
            table.loc[3, "gap_central"] = "many"
        elif fault == "twice":
            table = pd.concat([table, table.iloc[:1]])
        else:
            table = table.iloc[1:]
        table.to_csv(path, index=False)
    said = type_in("compare", finished, other)
    assert said.code == 3
    assert "other" in said.err
    assert "Traceback" not in said.err


def test_runs_without_a_year_in_common_are_refused(finished: Path, tmp_path: Path) -> None:
    other = copied(finished, tmp_path / "other")
    for name in ("cla", "gap"):
        path = other / "tables" / f"{name}.csv"
        table = pd.read_csv(path)
        table["year"] += 30
        table.to_csv(path, index=False)
    said = type_in("compare", finished, other)
    assert said.code == 3
    assert "no year in common" in said.err
