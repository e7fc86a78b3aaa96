"""The track record: what the tool would have said of its own authority earlier, beside what happened."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_backtest import SHAPE
from test_cli import FEW, contents, my_copy, my_scenario, type_in
from test_volatility import PANEL, shared

from sufficiency.figures.book import Figure, FigureBook
from sufficiency.forecast import run
from sufficiency.inputs.gathering import gather
from sufficiency.inputs.inputs import Inputs
from sufficiency.readers.published.recognise import read_published
from sufficiency.record.backtest import FORECAST, back_test
from sufficiency.record.panel import panel_of
from sufficiency.record.scores import scored
from sufficiency.record.track_record import COLUMNS, forecast_vs_actual_table, track_record_sentence
from sufficiency.sentences.adoptable import what_it_is
from sufficiency.tables.run import tables_of

SOURCE = {"source": "a test"}
NO_HISTORY = "There is no published history to set an earlier forecast beside what happened."


@pytest.fixture(scope="module")
def record(inputs: Inputs) -> pd.DataFrame:
    return forecast_vs_actual_table(inputs)


@pytest.fixture(scope="module")
def without(loaded) -> Callable[[Callable[[Figure], bool]], Inputs]:
    """The default scenario's inputs without some of its figures."""

    def inputs_without(leave_out: Callable[[Figure], bool]) -> Inputs:
        book = FigureBook(figure for figure in loaded.book if not leave_out(figure))
        return gather(loaded.inputs.scenario, book, "a test")

    return inputs_without


def is_published_count(figure: Figure) -> bool:
    return (figure.measure, figure.category) == ("cla_count", "dfe")


def by_key(record: pd.DataFrame) -> dict[tuple[int, int], dict[str, float]]:
    return {(row["made"], row["year"]): row for row in record.to_dict("records")}


# --- The table ------------------------------------------------------------------------------------
def test_thurrock_2019_has_six_earlier_forecasts_of_years_up_to_its_base(record: pd.DataFrame) -> None:
    assert tuple(record.columns) == COLUMNS
    pairs = list(zip(record["made"], record["year"], strict=True))
    assert pairs == [(2016, 2017), (2016, 2018), (2016, 2019), (2017, 2018), (2017, 2019), (2018, 2019)]
    assert (record["years_ahead"] == record["year"] - record["made"]).all()


def test_each_forecast_stands_beside_what_was_published_and_says_how_far_out_it_was(
    record: pd.DataFrame,
) -> None:
    row = by_key(record)[2017, 2019]
    assert row["actual"] == 290
    assert row["error"] == pytest.approx(row["forecast"] / 290 - 1)
    assert row["hold_count_error"] == pytest.approx(333 / 290 - 1)
    assert row["p10"] < row["forecast"] < row["p90"]
    assert row["inside_80"] == (row["p10"] <= 290 <= row["p90"])


def test_a_forecast_that_was_wrong_is_shown_as_wrong(record: pd.DataFrame) -> None:
    """Numbers fell from 333 to 299 in the year to March 2018: no range held that."""
    found = by_key(record)
    assert not found[2017, 2018]["inside_80"]
    assert found[2018, 2019]["inside_80"]


def test_forecasts_reach_five_years_ahead_and_no_further() -> None:
    from sufficiency.loading import load

    record = forecast_vs_actual_table(load("thurrock-2023").inputs)
    assert record["years_ahead"].max() == 5
    assert len(record) == 25
    assert record["made"].between(2016, 2022).all()
    assert record["year"].max() == 2023


@shared
def test_it_says_what_the_back_test_of_every_authority_says_of_this_one(record: pd.DataFrame) -> None:
    panel = panel_of(read_published(PANEL))
    rows = scored(back_test(panel, [2016, 2017, 2018], [1, 2, 3], SHAPE), panel)
    own = rows[(rows["authority"] == "Thurrock") & (rows["method"] == FORECAST)]
    of_all = {(row["origin"], row["origin"] + row["years_ahead"]): row for row in own.to_dict("records")}
    for key, row in by_key(record).items():
        # Spreads are written to four figures, so ranges agree to a tenth of a child or so.
        assert row["forecast"] == pytest.approx(of_all[key]["forecast"], abs=1e-6)
        assert (row["p10"], row["p90"]) == pytest.approx((of_all[key]["p10"], of_all[key]["p90"]), abs=0.1)


def test_nothing_published_after_a_forecast_was_made_changes_it(loaded, record: pd.DataFrame) -> None:
    def shaken(figure: Figure) -> Figure:
        later = figure.year is not None and figure.year > 2016
        shakes = is_published_count(figure) or figure.category == "ons_mid_year_before"
        return (
            loaded.book.changed(figure, value=figure.value * 1.3).named(figure.name)
            if later and shakes
            else figure
        )

    book = FigureBook(shaken(figure) for figure in loaded.book)
    other = by_key(forecast_vs_actual_table(gather(loaded.inputs.scenario, book, "a test")))
    for year in (2017, 2018, 2019):
        for name in ("forecast", "p10", "p90"):
            assert other[2016, year][name] == by_key(record)[2016, year][name]
        assert other[2016, year]["actual"] == pytest.approx(1.3 * by_key(record)[2016, year]["actual"])


def test_a_year_that_was_not_published_has_no_forecast_and_is_no_target(without) -> None:
    record = forecast_vs_actual_table(without(lambda f: is_published_count(f) and f.year == 2017))
    assert list(zip(record["made"], record["year"], strict=True)) == [
        (2016, 2018),
        (2016, 2019),
        (2018, 2019),
    ]


def test_without_estimates_of_the_population_the_forecast_is_that_the_count_holds(without) -> None:
    record = forecast_vs_actual_table(without(lambda f: f.category == "ons_mid_year_before"))
    assert record["error"].tolist() == pytest.approx(record["hold_count_error"].tolist())
    assert len(record) == 6


# --- The sentence ---------------------------------------------------------------------------------
def test_the_sentence_says_last_years_forecast_of_the_base_year_and_how_often_ranges_held(
    inputs: Inputs, record: pd.DataFrame
) -> None:
    assert track_record_sentence(inputs, record) == (
        "As at 31 March 2018 this tool would have forecast 302 children looked after for 2019 (272 to 334); "
        "DfE published 290. Of 6 such forecasts of earlier years, 4 held within their 80% range."
    )
    assert record["inside_80"].sum() == 4


def test_without_a_published_history_there_are_no_rows_and_the_sentence_says_so(without) -> None:
    inputs = without(is_published_count)
    record = forecast_vs_actual_table(inputs)
    assert record.empty
    assert tuple(record.columns) == COLUMNS
    assert track_record_sentence(inputs, record) == NO_HISTORY


def test_without_a_fit_so_old_there_are_no_rows(without) -> None:
    inputs = without(lambda f: f.measure == "count_spread" and f.year is not None and f.year < 2019)
    assert forecast_vs_actual_table(inputs).empty


def test_a_run_without_a_published_history_still_has_every_table(without) -> None:
    tables = tables_of(run(without(is_published_count), draws=10, seed=1))
    assert tables["forecast_vs_actual"].empty
    assert not tables["gap"].empty


def test_a_run_without_a_published_history_is_written_and_says_that_there_is_none(tmp_path: Path) -> None:
    council = my_copy(tmp_path)
    file = council / "data" / "thurrock" / "children_looked_after.csv"
    kept = [
        line
        for line in file.read_text(encoding="utf-8").splitlines()
        if not line.startswith("cla_count,dfe,")
    ]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    said = type_in("run", my_scenario(council, "horizon = 2024"), *FEW, "--out", out)
    assert said.code == 0, said.err
    assert NO_HISTORY in " ".join(said.out.split())
    assert contents(out)["tables/forecast_vs_actual.csv"].decode().splitlines() == [",".join(COLUMNS)]


# --- What a run says of its own path --------------------------------------------------------------
def test_halfway_between_count_and_rate_is_called_the_forecast_that_was_back_tested(varied) -> None:
    said = what_it_is(varied(cla={"path": "joint"}))
    assert said == (
        "Children looked after follow the forecast that was back-tested on every authority, with the "
        "growth in the child population that this scenario takes."
    )


@pytest.mark.parametrize(("path", "held"), [("hold_rate", "rate"), ("hold_count", "count")])
def test_holding_one_of_the_two_is_called_one_end_of_it(varied, path: str, held: str) -> None:
    said = what_it_is(varied(cla={"path": path}))
    assert "one end of the forecast that was back-tested" in said
    assert said.endswith(f"here the {held} is held.")


@pytest.mark.parametrize(
    "path",
    [
        {"path": "converge", "to": "benchmark_rate/england/2018", "by": 2024, **SOURCE},
        {"path": "change", "percent_a_year": -2.0, "from": 2020, "to": 2024, **SOURCE},
        {"path": "trend", "series": "dfe_computed", "from": 2013, "to": 2019},
        {"path": "own", "rate_per_10k": {"2024": 60.0}, **SOURCE},
    ],
    ids=lambda path: path["path"],
)
def test_any_other_path_is_called_a_scenario(varied, path: dict[str, object]) -> None:
    said = what_it_is(varied(cla=path))
    assert said == "This is a scenario: its path of children looked after has not been back-tested."


# --- Published rates beside the paths -------------------------------------------------------------
def test_benchmarks_have_the_authority_england_the_region_and_the_neighbours_as_published(
    tables, inputs: Inputs
) -> None:
    published = tables["benchmarks"][
        ~tables["benchmarks"]["path"].isin(["scenario", "hold_count", "hold_rate"])
    ]
    assert set(published["path"]) == {"authority", "england", "east_of_england", "statistical_neighbours"}
    assert published["year"].max() == 2019
    for path, own in published.groupby("path"):
        figures = inputs.history.rates if path == "authority" else inputs.history.benchmarks[str(path)]
        found = dict(zip(own["year"], own["rate_per_10k"], strict=True))
        assert found == {year: figure.value for year, figure in figures.items()}


def test_published_rates_have_no_gap_and_only_the_authority_has_a_count(tables) -> None:
    table = tables["benchmarks"].set_index(["path", "year"])
    assert table.loc[("authority", 2019), "children"] == 290
    others = table.loc[["england", "east_of_england", "statistical_neighbours"]]
    assert others["children"].isna().all()
    gaps = ["gap_within_20_miles_as_placed", "gap_within_20_miles_should_be_near"]
    assert table.loc[["authority", "england", "statistical_neighbours"], gaps].isna().all(axis=None)
    assert np.isfinite(table.loc[["scenario", "hold_count", "hold_rate"], gaps]).all(axis=None)
