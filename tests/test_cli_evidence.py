"""`sufficiency calibrate` and `sufficiency backtest`, as a person would type them, on a panel made up."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from closed_folders import closed_folders_are_closed
from test_backtest import made_panel
from test_cli import Said, contents, type_in

from sufficiency.errors import EXIT_INPUT, EXIT_OUTPUT, EXIT_USAGE
from sufficiency.figures.book import COLUMNS
from sufficiency.readers.figures import read_figures
from sufficiency.record.backtest import METHODS
from sufficiency.record.panel import Panel

COMPILED = (
    "old_la_code",
    "new_la_code",
    "la_name",
    "region_name",
    "year",
    "cla_31march_first_published_sfr",
    "cla_31march_latest",
    "rate_per_10k_latest",
    "started_sfr",
    "started_latest",
    "ceased_sfr",
    "ceased_latest",
    "uasc_sfr",
    "uasc_latest",
    "pop_0_17_mid_previous_year",
    "cla_best",
    "rate_computed",
)
NUMBER_AND_RATE = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "la_name",
    "new_la_code",
    "population_count",
    "population_estimate",
    "number",
    "rate_per_10000",
)
SPAN = ("--origins", "2016..2018")


def compiled(panel: Panel, path: Path) -> Path:
    """The panel as the compiled file sets it out: what is not known is x."""
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, COMPILED, restval="")
        writer.writeheader()
        for at, name in enumerate(panel.name):
            for then, year in enumerate(panel.years):
                writer.writerow(
                    {"old_la_code": panel.dfe_code[at], "new_la_code": panel.code[at], "la_name": name,
                     "region_name": panel.region[at], "year": year,
                     "cla_31march_latest": number(panel.cla[at, then]),
                     "uasc_latest": number(panel.uasc[at, then]),
                     "started_latest": number(panel.started[at, then]),
                     "ceased_latest": number(panel.ceased[at, then]),
                     "pop_0_17_mid_previous_year": number(panel.population[at, then])}
                )  # fmt: skip
    return path


def number_and_rate(panel: Panel, path: Path) -> Path:
    """The panel as DfE's number and rate sets it out."""
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, NUMBER_AND_RATE, restval="")
        writer.writeheader()
        for at, name in enumerate(panel.name):
            for then, year in enumerate(panel.years):
                writer.writerow(
                    {"time_period": year, "time_identifier": "Reporting year",
                     "geographic_level": "Local authority", "country_code": "E92000001",
                     "country_name": "England", "region_code": "E12000006",
                     "region_name": panel.region[at], "old_la_code": panel.dfe_code[at], "la_name": name,
                     "new_la_code": panel.code[at],
                     "population_count": "Children looked after at 31 March each year",
                     "population_estimate": number(panel.population[at, then]),
                     "number": number(panel.cla[at, then]),
                     "rate_per_10000": round(panel.cla[at, then] / panel.population[at, then] * 10_000)}
                )  # fmt: skip
    return path


def number(value: float) -> str:
    return "x" if np.isnan(value) else str(int(value))


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(made_panel(), tmp_path_factory.mktemp("panel") / "panel.csv")


@pytest.fixture(scope="module")
def out(panel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("record") / "out"
    assert type_in("backtest", "--panel", panel, *SPAN, "--out", folder).code == 0
    return folder


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def assert_one_fault(said: Said, *words: str, code: int = EXIT_INPUT) -> None:
    assert said.code == code, said.err
    assert said.out == ""
    assert "Traceback" not in said.err
    for word in words:
        assert word in in_one_line(said.err)


# --- What a back-test says ------------------------------------------------------------------------
@pytest.mark.parametrize("command", ["calibrate", "backtest"])
def test_both_commands_explain_themselves(command: str) -> None:
    said = type_in(command, "--help")
    assert said.code == 0
    assert "--panel" in said.out


def test_it_prints_the_record_by_years_ahead_and_what_it_comes_to_in_words(panel: Path) -> None:
    said = type_in("backtest", "--panel", panel, *SPAN)
    assert said.code == 0, said.err
    text = in_one_line(said.out)
    assert text.startswith("The record, all authorities")
    assert "For 40 authorities, and forecasts made as at 31 March 2016 to 2018" in text
    assert "Written to" not in text


def test_one_origin_and_one_horizon_may_be_given_alone(panel: Path) -> None:
    said = type_in("backtest", "--panel", panel, "--origins", "2016", "--horizons", "2")
    assert said.code == 0, said.err
    text = in_one_line(said.out)
    assert "forecasts made as at 31 March 2016, the number" in text
    assert text.count("two years on") == 1


@pytest.mark.parametrize("asked", ["Borough 7", "borough 7", "E09000006", "207"])
def test_an_authority_is_found_by_its_name_and_by_either_code(panel: Path, asked: str) -> None:
    said = type_in("backtest", "--panel", panel, *SPAN, "--authority", asked)
    assert said.code == 0, said.err
    shown = said.out[said.out.index("Borough 7: forecast and actual") :]
    assert [line.split()[:2] for line in shown.splitlines()[2:8]] == [
        ["2016", "2017"], ["2016", "2018"], ["2016", "2019"], ["2017", "2018"], ["2017", "2019"],
        ["2018", "2019"],
    ]  # fmt: skip


def test_number_and_rate_makes_the_same_forecasts_as_the_compiled_panel(out: Path, tmp_path: Path) -> None:
    file = number_and_rate(made_panel(), tmp_path / "number_and_rate.csv")
    assert type_in("backtest", "--panel", file, *SPAN, "--out", tmp_path / "out").code == 0
    for name in ("forecasts", "scores"):
        assert contents(tmp_path / "out")[f"tables/{name}.csv"] == contents(out)[f"tables/{name}.csv"]


# --- What it writes -------------------------------------------------------------------------------
def test_it_writes_its_tables_a_chart_with_its_words_and_a_manifest(out: Path, panel: Path) -> None:
    files = contents(out)
    assert set(files) == {
        "tables/scores.csv", "tables/forecasts.csv", "charts/record.png", "charts/record.txt", "manifest.json"
    }  # fmt: skip
    assert files["charts/record.txt"].decode().startswith("Line chart of mean absolute percentage error")
    manifest = json.loads(files["manifest.json"])
    assert manifest["what"] == "back-test"
    assert manifest["seed"] == 1
    assert [entry["file"] for entry in manifest["inputs"]] == [panel.name]
    assert manifest["files"] == sorted(set(files) - {"manifest.json"})


def test_the_table_of_forecasts_has_a_row_for_each_method_origin_year_ahead_and_authority(out: Path) -> None:
    rows = pd.read_csv(out / "tables" / "forecasts.csv")
    assert list(rows.columns) == [
        "method", "origin", "years_ahead", "authority", "region", "base", "forecast", "p10", "p90", "actual",
        "error", "absolute_error", "inside_50", "inside_80", "inside_95", "crps_share", "crps_children",
    ]  # fmt: skip
    keys = ["method", "origin", "years_ahead", "authority"]
    assert not rows.duplicated(keys).any()
    assert len(rows) == len(METHODS) * 40 * (3 + 2 + 1)


def test_the_same_seed_gives_the_same_bytes_and_another_moves_the_bootstrap_alone(
    panel: Path, out: Path, tmp_path: Path
) -> None:
    for seed in (1, 2):
        assert (
            type_in("backtest", "--panel", panel, *SPAN, "--seed", seed, "--out", tmp_path / str(seed)).code
            == 0
        )
    assert contents(tmp_path / "1") == contents(out)
    one, two = (pd.read_csv(tmp_path / seed / "tables" / "scores.csv") for seed in "12")
    ends = ["coverage_80_low", "coverage_80_high"]
    assert not one[ends].equals(two[ends])
    pd.testing.assert_frame_equal(one.drop(columns=ends), two.drop(columns=ends))


def test_an_earlier_record_in_the_folder_is_replaced_whole(panel: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert type_in("backtest", "--panel", panel, *SPAN, "--out", folder).code == 0
    before = contents(folder)
    again = type_in("backtest", "--panel", panel, "--origins", "2018", "--out", folder)
    assert again.code == 0, again.err
    after = contents(folder)
    assert set(after) == set(before)
    assert after["tables/forecasts.csv"] != before["tables/forecasts.csv"]
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_files_in_it_is_left_as_it_is(panel: Path, tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text("ours", encoding="utf-8")
    said = type_in("backtest", "--panel", panel, *SPAN, "--out", tmp_path)
    assert_one_fault(said, code=EXIT_OUTPUT)
    assert contents(tmp_path) == {"minutes.txt": b"ours"}


# --- What a back-test refuses ---------------------------------------------------------------------
def test_an_authority_that_is_not_there_is_told_with_the_nearest(panel: Path) -> None:
    said = type_in("backtest", "--panel", panel, *SPAN, "--authority", "Burough 12")
    assert_one_fault(said, "--authority", "'Burough 12' is not an authority of this panel", "Did you mean")


@pytest.mark.parametrize("span", ["2018..2016", "2016-2018", "soon", "", "2016...2018"])
def test_a_span_that_cannot_be_read_is_a_fault_of_the_command(panel: Path, span: str) -> None:
    said = type_in("backtest", "--panel", panel, "--origins", span)
    assert_one_fault(said, "--origins", "not a year or a span such as 2016..2022", code=EXIT_USAGE)


@pytest.mark.parametrize("horizons", ["0..9", "0..3", "1..6", "6", "0"])
def test_years_ahead_that_have_not_been_back_tested_are_refused(panel: Path, horizons: str) -> None:
    said = type_in("backtest", "--panel", panel, *SPAN, "--horizons", horizons)
    assert_one_fault(said, "1 fault in the input", "--horizons", "Use 1..5")


def test_without_origins_those_are_judged_that_the_panel_can(panel: Path) -> None:
    said = type_in("backtest", "--panel", panel)  # 2010 to 2019: 2016 to 2018 of the usual years
    assert said.code == 0, said.err
    assert "forecasts made as at 31 March 2016 to 2018" in " ".join(said.out.split())


def test_a_published_file_without_counts_by_authority_is_no_panel(tmp_path: Path) -> None:
    file = tmp_path / "lait.csv"
    file.write_text(
        "Short Desc,Measure,Years,LA and Regions,LA Number,Region,Values\n"
        "CLA,Children looked after,2022-23,Exampleshire,900,Inner London,100\n",
        encoding="utf-8",
    )
    said = type_in("backtest", "--panel", file)
    assert_one_fault(said, "lait.csv", "Give DfE's number and rate")


@pytest.mark.parametrize("origins", ["2009..2016", "2012", "2016..2019", "2030"])
def test_origins_that_the_panel_cannot_judge_are_named_with_those_that_it_can(
    panel: Path, origins: str
) -> None:
    said = type_in("backtest", "--panel", panel, "--origins", origins)
    assert_one_fault(said, "--origins", "cannot be judged: the panel has 2010 to 2019", "Use 2013..2018")


def test_a_panel_of_one_authority_is_refused_with_why(tmp_path: Path) -> None:
    alone = compiled(made_panel(1), tmp_path / "alone.csv")
    for command in (["backtest", *SPAN], ["calibrate", "--out", str(tmp_path / "v.csv")]):
        said = type_in(*command, "--panel", alone)
        told = (
            "two years to compare, and 30 are needed. One authority's history cannot say how far others' move"
        )
        assert_one_fault(said, "1 fault in the input", "the count, to 2016: 1 authorit", told)
    assert not (tmp_path / "v.csv").exists()


@pytest.mark.parametrize("command", ["backtest", "calibrate"])
@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", "not a table at all", "name,date_of_birth\nJo,2010-01-01\n"],
    ids=["empty", "another table", "words", "names"],
)  # fmt: skip
def test_a_file_that_is_no_panel_is_one_message_that_echoes_no_row(
    command: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "file.csv"
    file.write_text(text, encoding="utf-8")
    said = type_in(command, "--panel", file)
    assert_one_fault(said, "file.csv")
    assert "Jo" not in said.err
    assert not (tmp_path / "volatility.csv").exists()


@pytest.mark.parametrize("command", ["backtest", "calibrate"])
def test_a_published_file_without_children_looked_after_is_refused_with_what_to_give(
    command: str, tmp_path: Path
) -> None:
    panel = made_panel(2)
    unknown = compiled(panel, tmp_path / "unknown.csv")
    lines = unknown.read_text(encoding="utf-8").splitlines()
    at = COMPILED.index("cla_31march_latest")
    blanked = [",".join(x if i != at else "x" for i, x in enumerate(line.split(","))) for line in lines[1:]]
    unknown.write_text("\n".join([lines[0], *blanked]) + "\n", encoding="utf-8")
    said = type_in(command, "--panel", unknown)
    assert_one_fault(said, "unknown.csv", "no children looked after by authority")


def test_a_panel_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    assert_one_fault(type_in("backtest", "--panel", tmp_path / "gone.csv"), "gone.csv")


# --- Gaps in a panel ------------------------------------------------------------------------------
def test_suppressed_counts_are_skipped_and_never_nought(tmp_path: Path) -> None:
    panel = made_panel(41)
    panel.cla[0, 4:] = np.nan
    file = compiled(panel, tmp_path / "panel.csv")
    said = type_in("backtest", "--panel", file, *SPAN, "--out", tmp_path / "out")
    assert said.code == 0, said.err
    rows = pd.read_csv(tmp_path / "out" / "tables" / "forecasts.csv")
    assert "Borough 1" not in set(rows["authority"])
    assert rows["authority"].nunique() == 40
    assert (rows["actual"] > 0).all()


def without_year(panel: Panel, year: int) -> Panel:
    at = panel.years.index(year)
    cut = {name: np.delete(getattr(panel, name), at, axis=1) for name in
           ("cla", "uasc", "population", "first_published", "started", "ceased")}  # fmt: skip
    years = tuple(each for each in panel.years if each != year)
    return Panel(panel.code, panel.dfe_code, panel.name, panel.region, years, **cut)


def test_a_panel_that_lacks_a_year_in_the_middle_is_calibrated_on_the_others(tmp_path: Path) -> None:
    file = compiled(without_year(made_panel(), 2014), tmp_path / "panel.csv")
    out = tmp_path / "volatility.csv"
    said = type_in("calibrate", "--panel", file, "--out", out)
    assert said.code == 0, said.err
    figures, faults = read_figures(out, None)
    assert not faults
    assert {figure.year for figure in figures} == {2016, 2017, 2018, 2019}


def test_a_forecast_whose_trend_needs_a_year_that_the_panel_lacks_is_not_judged(tmp_path: Path) -> None:
    """Without 2014 no trend can be drawn up to 2016 or 2017, and all methods are judged alike."""
    file = compiled(without_year(made_panel(), 2014), tmp_path / "panel.csv")
    said = type_in("backtest", "--panel", file, *SPAN, "--out", tmp_path / "out")
    assert said.code == 0, said.err
    rows = pd.read_csv(tmp_path / "out" / "tables" / "forecasts.csv")
    assert set(rows["origin"]) == {2018}


def test_where_no_forecast_can_be_judged_that_is_one_message(tmp_path: Path) -> None:
    file = compiled(without_year(made_panel(), 2017), tmp_path / "panel.csv")
    said = type_in("backtest", "--panel", file, "--origins", "2016", "--horizons", "1")
    assert_one_fault(said, "1 fault in the input", "no forecast can be judged")


# --- Calibrate ------------------------------------------------------------------------------------
def test_calibrate_writes_a_figures_file_that_a_scenario_can_read(panel: Path, tmp_path: Path) -> None:
    out = tmp_path / "volatility.csv"
    said = type_in("calibrate", "--panel", panel, "--out", out)
    assert said.code == 0, said.err
    assert f"Written to {out}: 48 figures from 40 authorities, fitted for 2016 to 2019." in in_one_line(
        said.out
    )
    figures, faults = read_figures(out, None)
    assert not faults
    assert len(figures) == 48
    assert {figure.measure for figure in figures} == {
        "count_spread", "share_spread", "starts_spread", "leaving_spread"
    }  # fmt: skip
    assert out.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert all("panel.csv (sha256 " in figure.source for figure in figures)


def test_a_panel_that_does_not_say_who_started_is_calibrated_on_the_counts_alone(tmp_path: Path) -> None:
    panel = made_panel()
    panel.started[:] = np.nan
    file, out = compiled(panel, tmp_path / "panel.csv"), tmp_path / "volatility.csv"
    said = type_in("calibrate", "--panel", file, "--out", out)
    assert said.code == 0, said.err
    figures, _ = read_figures(out, None)
    assert {figure.measure for figure in figures} == {"count_spread", "share_spread"}


def test_calibrate_gives_the_same_bytes_again_and_replaces_what_was_there(
    panel: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    other.write_text("what was there before", encoding="utf-8")
    for out in (one, other):
        assert type_in("calibrate", "--panel", panel, "--out", out).code == 0
    assert one.read_bytes() == other.read_bytes()
    assert {each.name for each in tmp_path.iterdir()} == {"one.csv", "other.csv"}


@closed_folders_are_closed
def test_calibrate_writes_nothing_where_it_may_not(panel: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    said = type_in("calibrate", "--panel", panel, "--out", closed / "volatility.csv")
    assert_one_fault(said, "could not be written", code=EXIT_OUTPUT)
    assert not list(closed.iterdir())


@pytest.mark.parametrize("place", ["gone/volatility.csv", "a_folder"])
def test_calibrate_leaves_nothing_behind_where_it_cannot_write(
    panel: Path, tmp_path: Path, place: str
) -> None:
    (tmp_path / "a_folder").mkdir()
    said = type_in("calibrate", "--panel", panel, "--out", tmp_path / place)
    assert_one_fault(said, "could not be written", code=EXIT_OUTPUT)
    assert [each.name for each in tmp_path.iterdir()] == ["a_folder"]
    assert not list((tmp_path / "a_folder").iterdir())
