"""The record of the back-test: made again from the published panel, and carried by every run as a table."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from test_backtest import made_panel
from test_cli import FEW, Said, contents, my_copy, my_scenario, type_in
from test_cli_evidence import SPAN, compiled, in_one_line, without_year
from test_volatility import ENGLAND, PANEL, shared

from sufficiency.bundled import scenario_files
from sufficiency.errors import EXIT_INPUT, EXIT_OUTPUT, InputFaultsError
from sufficiency.figures.book import COLUMNS as FIGURE_COLUMNS
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.figures.measures import measure_faults
from sufficiency.inputs.gathering import gather
from sufficiency.inputs.inputs import Inputs
from sufficiency.inputs.record import MEASURE_OF
from sufficiency.loading import load
from sufficiency.readers.figures import read_figures
from sufficiency.record.record import COLUMNS, back_test_table
from sufficiency.tables.run import assumptions_table

RECORD = "data/england/back_test.csv"
MEASURES = set(MEASURE_OF.values())


@pytest.fixture(scope="module")
def bundled() -> list[Figure]:
    figures, faults = read_figures(ENGLAND / "back_test.csv", None)
    assert not faults
    return figures


@pytest.fixture(scope="module")
def table(inputs: Inputs) -> pd.DataFrame:
    return back_test_table(inputs).set_index("years_ahead")


@pytest.fixture(scope="module")
def with_record(loaded) -> Callable[..., Inputs]:
    """The default scenario's inputs with another record: each of its figures as `change` gives it back."""

    def inputs_with(change: Callable[[Figure], Figure | None], *more: Figure) -> Inputs:
        changed = (change(figure) if figure.measure in MEASURES else figure for figure in loaded.book)
        book = FigureBook([*(figure for figure in changed if figure), *more])
        return gather(loaded.inputs.scenario, book, "a test")

    return inputs_with


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of a panel made up, as `backtest` writes it, beside the folder of its tables."""
    folder = tmp_path_factory.mktemp("made")
    panel = compiled(made_panel(), folder / "panel.csv")
    said = type_in(
        "backtest", "--panel", panel, *SPAN, "--record", folder / "record.csv", "--out", folder / "out"
    )
    assert said.code == 0, said.err
    return folder


# --- The bundled file -----------------------------------------------------------------------------
@shared
def test_the_bundled_record_is_what_backtest_writes_from_the_published_panel(tmp_path: Path) -> None:
    record = tmp_path / "back_test.csv"
    said = type_in("backtest", "--panel", PANEL, "--record", record)
    assert said.code == 0, said.err
    assert record.read_bytes() == (ENGLAND / "back_test.csv").read_bytes()


def test_the_bundled_record_says_everything_of_one_to_five_years_ahead(bundled: list[Figure]) -> None:
    said = [(figure.measure, figure.category) for figure in bundled]
    assert said == [(measure, ahead) for measure in MEASURE_OF.values() for ahead in "12345"]
    assert measure_faults(FigureBook(bundled)) == []


def test_each_figure_names_the_publication_the_command_and_the_file_and_the_last_year_judged(
    bundled: list[Figure],
) -> None:
    for figure in bundled:
        assert figure.source.startswith("DfE, Children looked after in England including adoptions")
        assert (
            "sufficiency backtest --record on cla_panel_all_authorities_2010_2023.csv (sha256 "
            in figure.source
        )
        assert (figure.year, figure.as_at, figure.kind) == (2023, "2023-03-31", "derived")
        assert not figure.is_uncertain
        assert figure.note


# --- The table that runs carry --------------------------------------------------------------------
def test_a_run_has_a_row_for_each_number_of_years_ahead_and_every_number_of_the_file(
    table: pd.DataFrame, bundled: list[Figure]
) -> None:
    assert list(table.index) == [1, 2, 3, 4, 5]
    for figure in bundled:
        assert table.loc[int(figure.category), figure.measure.removeprefix("back_test_")] == figure.value


def test_what_was_judged_adds_up_authorities_times_years_that_forecasts_were_made_as_at(
    table: pd.DataFrame,
) -> None:
    origins = table["made_to"] - table["made_from"] + 1
    assert (table["forecasts"] == table["authorities"] * origins).all()
    assert table["forecasts"].sum() == 3675
    assert (table["made_to"] + table.index == 2023).all()


def test_a_wider_range_holds_more_often_and_errors_grow_with_the_years_ahead(table: pd.DataFrame) -> None:
    assert (table["inside_95"] > table["inside_80"]).all()
    assert table["error"].is_monotonic_increasing
    assert (table["error"] <= table["hold_count_error"]).all()


@pytest.mark.parametrize("name", scenario_files())
def test_every_bundled_scenario_carries_the_same_record(name: str, table: pd.DataFrame) -> None:
    found = back_test_table(load(name).inputs).set_index("years_ahead")
    pd.testing.assert_frame_equal(found, table)


def test_no_figure_of_the_record_is_an_input_of_the_model(inputs: Inputs) -> None:
    assert not MEASURES & {figure.measure for figure in inputs.figures()}
    assert not assumptions_table(inputs)["figure"].str.startswith("back_test").any()


def test_a_run_writes_the_table_with_the_numbers_of_the_file(tmp_path: Path, table: pd.DataFrame) -> None:
    out = tmp_path / "out"
    said = type_in("run", my_scenario(my_copy(tmp_path), "horizon = 2020"), *FEW, "--out", out)
    assert said.code == 0, said.err
    written = pd.read_csv(out / "tables" / "back_test.csv")
    assert tuple(written.columns) == COLUMNS
    pd.testing.assert_frame_equal(written.set_index("years_ahead"), table, check_dtype=False)


def test_without_the_file_a_run_is_the_same_but_for_a_table_without_rows(tmp_path: Path) -> None:
    council = my_copy(tmp_path)
    scenario = my_scenario(council, "horizon = 2020")
    for name in ("with", "without"):
        said = type_in("run", scenario, *FEW, "--out", tmp_path / name)
        assert said.code == 0, said.err
        (council / RECORD).unlink(missing_ok=True)
    before, after = contents(tmp_path / "with"), contents(tmp_path / "without")
    assert {name for name in before if before[name] != after[name]} == {
        "manifest.json",
        "tables/back_test.csv",
    }
    assert after["tables/back_test.csv"].decode().splitlines() == [",".join(COLUMNS)]


def test_a_figure_that_the_record_lacks_is_blank(with_record) -> None:
    table = back_test_table(
        with_record(lambda f: None if f.name == "back_test_inside_95/3/2023" else f)
    ).set_index("years_ahead")
    assert pd.isna(table.loc[3, "inside_95"])
    assert table.drop(columns="inside_95").notna().all(axis=None)
    assert table["inside_95"].notna().sum() == 4


def test_of_two_records_the_one_judged_to_the_later_year_is_carried_alone(with_record) -> None:
    later = Figure(
        "back_test_inside_80", "2", 2024, 0.5, None, None, "share", "2024-03-31", "a test", "derived"
    )
    table = back_test_table(with_record(lambda f: f, later))
    assert table.dropna(axis=1).to_dict("records") == [{"years_ahead": 2, "inside_80": 0.5}]


# --- What is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("measure", "changes", "said"),
    [
        ("back_test_error", {"category": "6"}, "'6' is not a number of years ahead. Use 1 to 5"),
        ("back_test_error", {"category": ""}, "'' is not a number of years ahead"),
        ("back_test_forecasts", {"value": 0.5}, "must be a whole number above 0"),
        ("back_test_authorities", {"value": -3.0}, "must be a whole number above 0"),
        ("back_test_inside_80", {"low": 0.7, "high": 0.9}, "which the record does not carry"),
        ("back_test_inside_80", {"kind": "assumed"}, "a record is of what happened"),
    ],
)
def test_a_figure_that_cannot_be_of_a_record_is_one_fault_that_names_it(
    with_record, measure: str, changes: dict[str, object], said: str
) -> None:
    def change(figure: Figure) -> Figure:
        return replace(figure, **changes) if (figure.measure, figure.category) == (measure, "1") else figure

    with pytest.raises(InputFaultsError) as refused:
        with_record(change)
    [fault] = refused.value.faults
    assert fault.where.startswith(measure)
    assert fault.where.endswith(RECORD)
    assert said in str(fault)


# --- What the command writes ----------------------------------------------------------------------
def test_the_record_has_the_numbers_of_the_back_tests_own_tables(made: Path) -> None:
    scores = pd.read_csv(made / "out" / "tables" / "scores.csv", dtype={"years_ahead": str})
    everyone = scores[scores["by"] == "all"].set_index(["method", "years_ahead"])
    figures, faults = read_figures(made / "record.csv", None)
    assert not faults
    found = {(figure.measure.removeprefix("back_test_"), figure.category): figure.value for figure in figures}
    assert len(found) == len(figures) == len(MEASURE_OF) * 3
    for ahead, origins in (("1", 3), ("2", 2), ("3", 1)):
        ours, held = everyone.loc["sufficiency", ahead], everyone.loc["hold_count", ahead]
        assert found["authorities", ahead] == 40
        assert found["forecasts", ahead] == ours["forecasts"] == 40 * origins
        assert (found["made_from", ahead], found["made_to", ahead]) == (2016, 2015 + origins)
        assert (found["inside_80", ahead], found["inside_95", ahead]) == (
            ours["coverage_80"],
            ours["coverage_95"],
        )
        assert (found["error", ahead], found["hold_count_error", ahead]) == (ours["mape"], held["mape"])
        ratio = ours["crps_share"] / held["crps_share"]
        assert found["crps_over_hold_count", ahead] == pytest.approx(ratio, abs=0.01)  # of rounded numbers


def test_the_file_is_a_figures_file_and_is_as_at_the_last_year_judged(made: Path) -> None:
    assert list(pd.read_csv(made / "record.csv", nrows=0).columns) == list(FIGURE_COLUMNS)
    figures, _ = read_figures(made / "record.csv", None)
    assert {(figure.year, figure.as_at) for figure in figures} == {(2019, "2019-03-31")}
    assert all(
        "2010 to 2019; sufficiency backtest --record on panel.csv (sha256 " in f.source for f in figures
    )


def test_the_command_says_where_the_record_is_and_writes_nothing_else(made: Path, tmp_path: Path) -> None:
    said = type_in("backtest", "--panel", made / "panel.csv", *SPAN, "--record", tmp_path / "mine.csv")
    assert said.code == 0, said.err
    assert "mine.csv. Put it in a scenario's data folder: its runs carry the record." in in_one_line(said.out)
    assert contents(tmp_path) == {"mine.csv": (made / "record.csv").read_bytes()}


def test_a_written_record_is_what_a_run_carries_in_place_of_the_bundled_one(
    made: Path, tmp_path: Path
) -> None:
    council, out = my_copy(tmp_path), tmp_path / "out"
    (council / RECORD).write_bytes((made / "record.csv").read_bytes())
    assert type_in("run", my_scenario(council, "horizon = 2020"), *FEW, "--out", out).code == 0
    table = pd.read_csv(out / "tables" / "back_test.csv")
    assert table["years_ahead"].tolist() == [1, 2, 3]
    assert set(table["authorities"]) == {40}


def test_authorities_that_cannot_be_judged_from_every_year_are_counted_once(tmp_path: Path) -> None:
    """Without 2014 only 2018 can be judged from; of 41 authorities, one has no later count."""
    panel = without_year(made_panel(41), 2014)
    panel.cla[0, 5:] = float("nan")
    record = tmp_path / "record.csv"
    said = type_in("backtest", "--panel", compiled(panel, tmp_path / "panel.csv"), *SPAN, "--record", record)
    assert said.code == 0, said.err
    figures, _ = read_figures(record, None)
    assert {figure.name: figure.value for figure in figures if figure.unit == "number"} == {
        "back_test_made_from/1/2019": 2018,
        "back_test_made_to/1/2019": 2018,
        "back_test_authorities/1/2019": 40,
        "back_test_forecasts/1/2019": 40,
    }


def assert_refused(said: Said, code: int, *words: str) -> None:
    assert said.code == code
    assert "Traceback" not in said.err
    assert all(word in in_one_line(said.err) for word in words)


def test_a_record_that_cannot_be_written_is_one_message_and_leaves_nothing(
    made: Path, tmp_path: Path
) -> None:
    place = tmp_path / "gone" / "record.csv"
    said = type_in("backtest", "--panel", made / "panel.csv", *SPAN, "--record", place)
    assert_refused(said, EXIT_OUTPUT, "could not be written")
    assert not list(tmp_path.iterdir())


def test_a_back_test_that_judges_nothing_writes_no_record(tmp_path: Path) -> None:
    file = compiled(without_year(made_panel(), 2017), tmp_path / "panel.csv")
    asked = ("--origins", "2016", "--horizons", "1", "--record", tmp_path / "record.csv")
    assert_refused(type_in("backtest", "--panel", file, *asked), EXIT_INPUT, "no forecast can be judged")
    assert not (tmp_path / "record.csv").exists()
