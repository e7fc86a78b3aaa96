"""What a run writes: the files and columns that were promised, the same bytes on the same seed."""

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from test_cli import FEW, contents, my_copy, my_scenario, type_in

BASE_YEAR, LAST_YEAR = 2019, 2026
COLUMNS = {
    "population": "year, age_band, children",
    "cla": "year, stream, central, p2_5, p10, p50, p80, p90, p97_5, rate_per_10k",
    "demand": "year, stream, placement, age_band, distance_band, central, p10, p50, p80, p90",
    "supply": "year, provision, sector, scope, registered, open_to_us, filled_by_us, filled_by_others, "
    "vacant_usable, blocked, secured_central, secured_p10, secured_p90",
    "position": "provision, rung, scope, children, low, high, basis",
    "gap": "year, provision, scope, need_basis, demand_central, demand_p10, demand_p80, demand_p90, "
    "secured_central, secured_p10, secured_p90, gap_central, gap_low, gap_high, gap_p10, gap_p80, gap_p90, "
    "chance_of_shortfall, chance_gap_grows, add_for_80, add_for_90",
    "account": "year, provision, scope, need_basis, step, children",
    "fostering_pipeline": "year, recruited, left, net, households, households_p10, households_p90, "
    "approved_places, places, places_p10, places_p90",
    "placed": "year, provision, sector, ring, central, p10, p90",
    "overflow": "year, provision, sector, central, p10, p90",
    "places_wanted": "year, provision, age_band, scope, places, places_for_80, places_for_90",
    "effects": "delivery, measure, year, central, p10, p90",
    "placements_to_find": "year, placement, commissioned, age_band, placements_a_year, p10, p90, "
    "placements_a_month, same_day_share, sibling_group_share",
    "cost": "year, placement, sector, basis, children_average, weekly_gbp, spend_central, spend_p10, "
    "spend_p90",
    "leaving_care": "year, measure, category, ageing, central, p10, p90",
    "benchmarks": "path, year, children, rate_per_10k, gap_within_20_miles_as_placed, "
    "gap_within_20_miles_should_be_near",
    "forecast_vs_actual": "made, year, years_ahead, forecast, p10, p90, actual, error, inside_80, "
    "hold_count_error",
}
OTHERS = ("sensitivity", "assumptions")  # whose columns the issue leaves open
BESIDES = ("history", "profile", "back_test")  # not in the issue: what was published, and the record
KEYS = {
    "population": ["year", "age_band"],
    "cla": ["year", "stream"],
    "demand": ["year", "stream", "placement", "age_band", "distance_band"],
    "supply": ["year", "provision", "sector", "scope"],
    "position": ["provision", "rung", "scope"],
    "gap": ["year", "provision", "scope", "need_basis"],
    "account": ["year", "provision", "scope", "need_basis", "step"],
    "fostering_pipeline": ["year"],
    "placed": ["year", "provision", "sector", "ring"],
    "overflow": ["year", "provision", "sector"],
    "places_wanted": ["year", "provision", "age_band", "scope"],
    "effects": ["delivery", "measure", "year"],
    "placements_to_find": ["year", "placement", "age_band"],
    "cost": ["year", "placement", "sector", "basis"],
    "leaving_care": ["year", "measure", "category", "ageing"],
    "benchmarks": ["path", "year"],
    "forecast_vs_actual": ["made", "year"],
}
# The others have every year from the base year to the horizon; effects has none where homes do not change.
YEARS_OF = {
    "places_wanted": range(BASE_YEAR + 1, BASE_YEAR + 4),
    "placements_to_find": range(BASE_YEAR, BASE_YEAR + 6),
    "effects": (),
    "benchmarks": range(2015, LAST_YEAR + 1),  # with what was published of the years before
    "forecast_vs_actual": range(2017, BASE_YEAR + 1),
}
OF_YOUNG_ADULTS = (
    "ageing_ratio", "eligible_share", "former_uasc_share", "in_16_plus_share", "months_at_16_17",
    "move_on_months", "move_on_share", "service_share_at_18", "staying_put_share", "stays_in_service_share",
)  # fmt: skip


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return my_copy(tmp_path_factory.mktemp("council"))


@pytest.fixture(scope="module")
def scenario(council: Path) -> Path:
    return my_scenario(council, f"horizon = {LAST_YEAR}")


@pytest.fixture(scope="module")
def out(council: Path, scenario: Path) -> Path:
    folder = council / "out"
    assert type_in("run", scenario, "--draws", 40, "--seed", 3, "--out", folder).code == 0
    return folder


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(out / "tables" / f"{name}.csv", dtype={"rung": str})


# --- The folder -----------------------------------------------------------------------------------


def test_a_run_writes_its_tables_charts_and_manifest_and_nothing_else(out: Path) -> None:
    files = set(contents(out))
    tables = {name for name in files if name.startswith("tables/")}
    assert tables == {f"tables/{name}.csv" for name in {*COLUMNS, *OTHERS, *BESIDES}}
    charts = {name for name in files if name.startswith("charts/")}
    assert files == tables | charts | {"manifest.json"}


def test_every_chart_has_its_words(out: Path) -> None:
    charts = out / "charts"
    pictures = {path.stem for path in charts.glob("*.png")}
    assert pictures
    assert {path.stem for path in charts.glob("*.txt")} == pictures
    assert len(pictures) * 2 == len(list(charts.iterdir()))
    assert all(path.read_text(encoding="utf-8").strip() for path in charts.glob("*.txt"))


def test_the_manifest_says_what_made_the_run(out: Path, council: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["as_at"] == "2019-03-31"
    assert (manifest["seed"], manifest["draws"], manifest["scenario"]) == (3, 40, "mine")
    assert manifest["version"]
    assert [file["path"] for file in manifest["files"]] == sorted(set(contents(out)) - {"manifest.json"})
    hashes = {entry["file"]: entry["sha256"] for entry in manifest["inputs"]}
    assert {"scenarios/mine.toml", "scenarios/thurrock-2019.toml", "data/thurrock/ledger.csv"} <= set(hashes)
    for name, sha256 in hashes.items():
        assert hashlib.sha256((council / name).read_bytes()).hexdigest() == sha256


def test_the_manifest_does_not_tell_where_a_person_keeps_their_files(out: Path, council: Path) -> None:
    assert str(council) not in (out / "manifest.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*COLUMNS, *OTHERS, *BESIDES])
def test_a_table_is_utf_8_with_lf_and_a_single_header(out: Path, name: str) -> None:
    data = (out / "tables" / f"{name}.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    lines = data.decode("utf-8").split("\n")
    assert lines.count(lines[0]) == 1
    assert "nan" not in data.decode("utf-8").lower().replace("maintenance", "").split(",")


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_has_the_columns_that_were_promised_in_their_order(out: Path, name: str) -> None:
    assert list(table(out, name).columns) == COLUMNS[name].split(", ")


@pytest.mark.parametrize("name", KEYS)
def test_no_row_of_a_table_is_there_twice(out: Path, name: str) -> None:
    assert not table(out, name).duplicated(KEYS[name]).any()


@pytest.mark.parametrize("name", sorted({*COLUMNS} - {"position"}))
def test_a_table_has_every_year_from_the_base_year_to_the_horizon(out: Path, name: str) -> None:
    years = YEARS_OF.get(name, range(BASE_YEAR, LAST_YEAR + 1))
    assert set(table(out, name)["year"]) == set(years)


# --- What is in the tables ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "axis", "column"),
    [
        ("population", "age_band", "children"),
        ("demand", "placement", "central"),
        ("demand", "age_band", "central"),
        ("demand", "distance_band", "central"),
        ("gap", "provision", "gap_central"),
        ("gap", "provision", "demand_central"),
        ("gap", "provision", "secured_central"),
        ("account", "provision", "children"),
        ("account", "step", "children"),
        ("placed", "provision", "central"),
        ("placed", "sector", "central"),
        ("placed", "ring", "central"),
        ("places_wanted", "age_band", "places"),
        ("placements_to_find", "placement", "placements_a_year"),
        ("placements_to_find", "age_band", "placements_a_year"),
    ],
)
def test_all_is_the_total_of_its_parts(out: Path, name: str, axis: str, column: str) -> None:
    whole = table(out, name)
    rest = [key for key in KEYS[name] if key != axis]
    totals = whole[whole[axis] == "all"].set_index(rest)[column].fillna(0).sort_index()  # blank: no block
    parts = whole[whole[axis] != "all"].groupby(rest)[column].sum().sort_index()
    pd.testing.assert_series_equal(totals, parts, check_names=False, atol=1e-3)


def test_streams_add_to_the_total_of_293(out: Path) -> None:
    cla = table(out, "cla").pivot_table(index="year", columns="stream", values="central")
    assert sorted(cla.columns) == ["other", "total", "uasc"]
    assert (cla["other"] + cla["uasc"] - cla["total"]).abs().max() < 1e-3
    assert cla.loc[BASE_YEAR, "total"] == 293


def test_the_widest_centiles_are_blank_after_five_years(out: Path) -> None:
    cla = table(out, "cla")
    later = cla["year"] > BASE_YEAR + 5
    for column in ("p2_5", "p97_5"):
        assert cla.loc[later, column].isna().all()
        assert cla.loc[~later, column].notna().all()
    assert cla[["p10", "p50", "p80", "p90"]].notna().all(axis=None)


def test_centiles_and_chances_are_blank_in_the_observed_year_and_its_range_in_all_others(out: Path) -> None:
    gap = table(out, "gap")
    observed = gap["year"] == BASE_YEAR
    for column in ("gap_p10", "gap_p80", "gap_p90", "demand_p80", "chance_of_shortfall", "chance_gap_grows"):
        assert gap.loc[observed, column].isna().all()
    for column in ("gap_low", "gap_high"):
        assert gap.loc[observed, column].notna().all()
        assert gap.loc[~observed, column].isna().all()
    for column in ("gap_central", "demand_central", "secured_central"):
        assert gap[column].notna().all()
    assert gap.loc[~observed, ["gap_p10", "gap_p80", "gap_p90"]].notna().all(axis=None)


def test_the_gap_is_demand_less_secured(out: Path) -> None:
    gap = table(out, "gap")
    assert (gap["demand_central"] - gap["secured_central"] - gap["gap_central"]).abs().max() < 1e-3


def test_places_to_add_are_whole_and_close_the_gap(out: Path) -> None:
    gap = table(out, "gap").dropna(subset=["add_for_80"])
    assert (gap["add_for_80"] % 1 == 0).all()
    assert (gap["add_for_80"] >= gap["gap_p80"] - 1e-3).all()
    assert (gap["add_for_90"] >= gap["add_for_80"]).all()


def test_spot_is_never_secured_and_secured_is_never_blank(out: Path) -> None:
    supply = table(out, "supply")
    assert (
        supply.loc[supply["sector"] == "spot", ["secured_central", "secured_p10", "secured_p90"]] == 0
    ).all(axis=None)
    assert supply[["secured_central", "secured_p10", "secured_p90"]].notna().all(axis=None)


def test_filled_and_vacant_are_blank_after_the_base_year_and_what_is_not_recorded_always(out: Path) -> None:
    supply = table(out, "supply")
    later = supply["year"] > BASE_YEAR
    assert supply.loc[later, ["filled_by_us", "vacant_usable"]].isna().all(axis=None)
    assert supply[["filled_by_others", "blocked"]].isna().all(axis=None)
    is_ours = ~later & (supply["provision"] == "fostering") & (supply["sector"] == "in_house")
    recorded = ["filled_by_us", "vacant_usable", "registered", "open_to_us"]
    assert supply.loc[is_ours, recorded].notna().all(axis=None)
    assert supply.loc[~is_ours, ["registered", "open_to_us"]].isna().all(axis=None)


def test_the_position_has_every_row_in_every_scope_and_adds_to_293(out: Path) -> None:
    position = table(out, "position")
    rows = position.groupby("scope").apply(lambda own: {*zip(own["provision"], own["rung"], strict=True)})
    assert len(rows) == 3
    assert rows.iloc[0] == rows.iloc[1] == rows.iloc[2]
    assert {rung for _, rung in rows.iloc[0]} == {*"123456", "self_placing"}
    each = position[position["provision"] != "all"]
    assert each.groupby("scope")["children"].sum().tolist() == pytest.approx([293] * 3, abs=1e-3)


def test_rows_of_the_position_that_are_not_recorded_leave_their_numbers_blank(out: Path) -> None:
    position = table(out, "position")
    blank = position["basis"] == "not_recorded"
    assert set(position["basis"]) <= {"published", "derived", "assumed", "not_recorded"}
    assert blank.any()
    assert position.loc[blank, ["children", "low", "high"]].isna().all(axis=None)
    assert position.loc[~blank, ["children", "low", "high"]].notna().all(axis=None)


def test_the_account_adds_to_the_change_in_demand_since_the_base_year(out: Path) -> None:
    keys = ["year", "provision", "scope", "need_basis"]
    account = table(out, "account")
    moved = account[account["step"] == "all"].set_index(keys)["children"].sort_index()
    demand = table(out, "gap").set_index(keys)["demand_central"].sort_index()
    base = demand.xs(BASE_YEAR)
    since = demand - base.reindex(demand.index.droplevel("year")).to_numpy()
    pd.testing.assert_series_equal(moved, since, check_names=False, atol=2e-3)


def test_every_assumption_of_the_gap_is_tried_at_its_low_and_its_high(out: Path) -> None:
    sensitivity = table(out, "sensitivity")
    assert set(sensitivity["setting"]) == {"low", "high"}
    assert set(sensitivity["year"]) == {BASE_YEAR + 5}
    assumptions = table(out, "assumptions")
    ranged = set(assumptions.loc[assumptions["low"].notna(), "figure"])
    assert set(sensitivity["assumption"]) <= ranged
    # No gap rests on these: they move where children live, the households shown, the cost, and sixteen
    # and over.
    untried = {name.split("/")[0] for name in ranged - set(sensitivity["assumption"])}
    assert untried == {"released_share", "children_per_household", "household_delivery_share",
                       "household_leaving_share", "approved_places_per_household", "spot_premium_share",
                       "fee_inflation_a_year", *OF_YOUNG_ADULTS}  # fmt: skip


def test_the_two_bases_of_cost_stand_in_rows_of_their_own(out: Path) -> None:
    cost = table(out, "cost")
    assert set(cost["basis"]) == {"fee_or_allowance", "full_unit_cost"}
    assert set(cost.loc[cost["basis"] == "full_unit_cost", "sector"]) == {"all"}


def test_placements_to_find_in_the_base_year_are_the_360_published(out: Path) -> None:
    found = table(out, "placements_to_find")
    whole = found[(found["placement"] == "all") & (found["age_band"] == "all")].set_index("year")
    assert whole.loc[BASE_YEAR, "placements_a_year"] == pytest.approx(360)
    assert whole.loc[BASE_YEAR, ["p10", "p90"]].isna().all()
    assert whole.loc[BASE_YEAR + 1 :, ["p10", "p90"]].notna().all(axis=None)


def test_every_figure_says_its_unit_source_date_and_kind(out: Path) -> None:
    assumptions = table(out, "assumptions")
    figures = assumptions[~assumptions["figure"].str.startswith("scenario/")]
    assert figures[["value", "unit", "as_at", "source", "kind"]].notna().all(axis=None)
    assert set(figures["kind"]) == {"published", "derived", "assumed"}


def test_hold_count_and_hold_rate_stand_beside_the_scenario(out: Path) -> None:
    benchmarks = table(out, "benchmarks").set_index(["path", "year"])["children"]
    assert benchmarks[("hold_count", 2024)] == pytest.approx(293)
    assert benchmarks[("hold_rate", 2024)] == pytest.approx(319.6, abs=0.1)
    assert benchmarks[("scenario", 2024)] == pytest.approx(319.6, abs=0.1)


# --- Again, and elsewhere -------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_in_every_file(out: Path, scenario: Path, tmp_path: Path) -> None:
    again = tmp_path / "deeper" / "again"
    assert type_in("run", scenario, "--draws", 40, "--seed", 3, "--out", again).code == 0
    assert contents(again) == contents(out)


def test_an_earlier_run_is_replaced_whole(council: Path, out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "earlier"
    shutil.copytree(out, folder)
    shorter = my_scenario(council, "horizon = 2021", "shorter")
    said = type_in("run", shorter, *FEW, "--out", folder)
    assert said.code == 0
    assert f"Written to {folder}" in said.out
    assert table(folder, "cla")["year"].max() == 2021
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["scenario"] == "shorter"
    assert [each.name for each in tmp_path.iterdir()] == ["earlier"]


def test_what_cannot_be_written_to_is_refused_before_the_run_and_left_as_it_is(
    scenario: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep me", encoding="utf-8")
    before = contents(tmp_path)
    for place, words in {
        "mine": "is not an earlier run",
        "mine/notes.txt": "is a file, not a folder",
        "mine/notes.txt/deeper": "is a file, so",
    }.items():
        said = type_in("run", scenario, *FEW, "--out", tmp_path / place)
        assert said.code == 4
        assert str(tmp_path / "mine") in said.err
        assert words in said.err
        assert said.out == ""
        assert "Drawing" not in said.err
    assert contents(tmp_path) == before


def test_an_empty_folder_may_be_written_to_but_not_the_one_being_worked_in(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = type_in("run", scenario, *FEW, "--out", ".")
    assert said.code == 4
    assert "the folder you are working in" in said.err
    assert list(tmp_path.iterdir()) == []
