"""What an analyst calls from a notebook: a scenario in hand, what a run found out, methods beside ours."""

import doctest
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from test_cli import FEW, contents, type_in

from sufficiency import analysis
from sufficiency.analysis.forecast import FUTURES, Forecast
from sufficiency.record.backtest import HOLD_COUNT, METHODS
from sufficiency.record.panel import Panel

DRAWS = 20
WITH_EXAMPLES = ("analysis.study", "analysis.beside", "analysis.evidence", "analysis.returns",
                 "analysis.forecast", "charts.chart")  # fmt: skip


@pytest.fixture(scope="module")
def study() -> analysis.Study:
    return analysis.load("thurrock-2019")


@pytest.fixture(scope="module")
def forecast(study: analysis.Study) -> Forecast:
    return study.run(DRAWS)


def refused(error: pytest.ExceptionInfo[analysis.InputFaultsError]) -> str:
    [fault] = error.value.faults
    assert fault.do
    return str(fault)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_in_the_docstrings_are_true(name: str) -> None:
    found = doctest.testmod(import_module(f"sufficiency.{name}"))
    assert found.attempted
    assert not found.failed


def test_one_import_has_all_that_it_promises() -> None:
    for name in analysis.__all__:
        assert getattr(analysis, name).__doc__


# --- What a run found out -------------------------------------------------------------------------
def test_the_centiles_of_a_table_are_those_of_its_futures(forecast: Forecast) -> None:
    row = forecast.table("cla", stream="total", year=2024).iloc[0]
    children = forecast.futures("children", stream="total", year=2024)
    assert children.sizes == {"draw": DRAWS}
    assert row["p80"] == pytest.approx(float(children.quantile(0.8)))

    cell = {"year": 2024, "scope": "within_20_miles", "need_basis": "should_be_near"}
    row = forecast.table("gap", provision="all", **cell).iloc[0]
    gap = forecast.futures("gap", **cell).sum("provision")
    assert row["gap_p80"] == pytest.approx(float(gap.quantile(0.8)))


def test_everything_that_has_futures_has_a_draw_of_each(forecast: Forecast) -> None:
    for name in FUTURES:
        assert forecast.futures(name).sizes["draw"] == DRAWS


def test_several_labels_keep_a_dimension_and_one_fixes_it(forecast: Forecast) -> None:
    assert forecast.futures("gap", year=range(2020, 2023)).sizes["year"] == 3
    assert "year" not in forecast.futures("gap", year=2020).dims
    assert set(forecast.table("gap", year=(2020, 2021))["year"]) == {2020, 2021}


def test_a_name_that_is_not_there_is_told_with_those_that_are(forecast: Forecast) -> None:
    with pytest.raises(analysis.InputFaultsError) as error:
        forecast.table("gaps")
    assert "Did you mean 'gap'?" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        forecast.table("gap", scop="any")
    assert "Did you mean 'scope'?" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        forecast.futures("cost")
    assert "children, need, secured, gap, ladder" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        forecast.futures("gap", scope="within_20_mile")
    assert "Did you mean 'within_20_miles'?" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        forecast.futures("gap", rung=3)
    assert "is no dimension" in refused(error)


def test_a_notebook_shows_a_chart_with_its_words(forecast: Forecast) -> None:
    chart = forecast.charts["gap"]
    shown, words = chart._repr_mimebundle_()
    assert shown["image/png"] == chart.png
    assert shown["text/plain"] == words["image/png"]["alt"] == chart.alternative  # type: ignore[index]


# --- A scenario in hand ---------------------------------------------------------------------------
def test_a_change_here_is_the_same_as_in_a_file(study: analysis.Study) -> None:
    held = study.changed("Held", cla={"path": "hold_count"}, uasc={"path": "hold_count"}).run(DRAWS)
    in_a_file = analysis.load("thurrock-2019-hold-count").run(DRAWS)
    for name in ("cla", "gap", "supply"):
        assert held.tables[name].equals(in_a_file.tables[name])


def test_years_may_be_numbers_where_a_file_has_words(study: analysis.Study) -> None:
    path = {"path": "own", "rate_per_10k": {2022: 60}, "source": "A what-if"}
    rows = study.changed("Falling", cla=path).run(DRAWS).table("cla", stream="total", year=[2022, 2024])
    assert rows["rate_per_10k"].tolist() == pytest.approx([60, 60])


def test_a_study_that_is_changed_leaves_the_first_as_it_was(study: analysis.Study) -> None:
    name = "vacant_usable_places/fostering in_house"
    changed = study.with_figure(name, 10, "Our own count", low=8, high=12)
    assert changed.figure(name).source == "Our own count"
    assert changed.is_changed
    assert study.figure(name).value == 4
    assert not study.is_changed


def test_a_second_change_keeps_the_first(study: analysis.Study) -> None:
    one, other = "vacant_usable_places/fostering in_house", "far_for_want_of_nearer_share/within_20_miles"
    both = study.with_figure(one, 10, "Counted").with_figure(other, 0.4, "Coded")
    assert (both.figure(one).value, both.figure(other).value) == (10, 0.4)


def test_a_key_that_cannot_be_changed_is_told_why(study: analysis.Study) -> None:
    with pytest.raises(analysis.InputFaultsError) as error:
        study.changed("Other", base_date="2020-03-31")
    assert "when the scenario is loaded" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        study.changed("Other", distnace={})
    assert "Did you mean 'distance'?" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        study.changed("Other", places=3)
    assert "a_name" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        study.changed("Other", cla={"path": "own", "rate_per_10k": {2022: 60}})
    assert "cla.source" in refused(error)


def test_a_figure_method_or_goal_that_is_not_there_is_told(study: analysis.Study) -> None:
    with pytest.raises(analysis.InputFaultsError) as error:
        study.figure("cla_count/council/2018")
    assert "Did you mean" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        study.series("target_share_inside_authority")
    assert "with a year" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        analysis.load("thurrock-2019", method="guess")
    assert "rate, episodes" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        study.levers("more homes")
    assert "inside=+27" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        study.providers(2050)
    assert "2019 to 2037" in refused(error)


def test_figures_are_found_by_measure_by_part_and_all_together(study: analysis.Study) -> None:
    assert study.figures("cla_rate/council").index.tolist() == [
        "cla_rate/council/2019",
        "cla_rate/council/2022",
        "cla_rate/council/2023",
    ]
    assert len(study.figures()) == len(study.loaded.book)
    assert study.figures("cla_count/dfe/2023")["after_base_date"].tolist() == [True]


def test_a_run_is_written_as_the_command_writes_it(study: analysis.Study, tmp_path: Path) -> None:
    study.write(study.run(int(FEW[-1])), tmp_path / "here")
    assert type_in("run", "thurrock-2019", *FEW, "--out", tmp_path / "there").code == 0
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_what_no_file_says_is_not_written(study: analysis.Study, forecast: Forecast, tmp_path: Path) -> None:
    held = study.changed("Held", cla={"path": "hold_count"})
    for run in (held.run(DRAWS), forecast):
        with pytest.raises(analysis.InputFaultsError) as error:
            held.write(run, tmp_path / "results")
        assert "scenario file" in refused(error)
    assert list(tmp_path.iterdir()) == []


def test_a_report_of_a_run_that_was_written_stands_beside_it(
    study: analysis.Study, forecast: Forecast, tmp_path: Path
) -> None:
    study.write(forecast, tmp_path / "results")
    written = analysis.write_report(tmp_path / "results")
    assert written == tmp_path / "results-report"
    assert (written / "chapter.docx").is_file()


# --- Runs side by side ----------------------------------------------------------------------------
def test_runs_of_other_luck_are_not_compared(study: analysis.Study, forecast: Forecast) -> None:
    with pytest.raises(analysis.InputFaultsError) as error:
        analysis.side_by_side({"one": forecast, "other": study.run(DRAWS, seed=2)})
    assert "another seed" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        analysis.side_by_side({"one": forecast, "other": study.run(DRAWS + 1)})
    assert "another number of draws" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        analysis.side_by_side({})
    assert "no run" in refused(error)


def test_a_chart_of_runs_says_what_was_counted_and_where_that_is_from(
    study: analysis.Study, forecast: Forecast
) -> None:
    held = study.changed("Held", cla={"path": "hold_count"}).run(DRAWS)
    beside = analysis.side_by_side({"The rate holds": forecast, "The count holds": held})
    words = beside.chart(study.series("cla_count", "dfe")).alternative
    assert "292 in 2023, as published" in words
    assert "The count holds, with the 80% range: 293 (" in words
    assert "2023" not in beside.chart().alternative.split("In the first scenario")[0]
    counted = study.series("cla_count", "dfe")[[2018, 2019]]
    assert (
        "In our own returns: 299 in 2018 and 290 in 2019"
        in beside.chart(counted, "in our own returns").alternative
    )


# --- A method of one's own ------------------------------------------------------------------------
@pytest.fixture(scope="module")
def panel() -> Panel:
    """Forty authorities, invented, whose counts wander."""
    moves = np.random.default_rng(1).normal(0, 0.06, (40, 12)).cumsum(axis=1)
    counts = np.round((150 + 15.0 * np.arange(40))[:, None] * np.exp(moves))
    none, names = np.full(counts.shape, np.nan), tuple(f"Authority {at}" for at in range(40))
    return Panel(names, names, names, names, tuple(range(2012, 2024)), counts, none, none, none, none, none)


def test_a_method_of_ones_own_that_holds_the_count_scores_as_ours_does(panel: Panel) -> None:
    tested = analysis.back_test(panel, {"mine": lambda history, years_ahead: history.cla[:, -1]})
    for measure in ("mape", "bias", "coverage_80", "crps_share"):
        scores = tested.errors(measure)
        assert scores.loc["mine"].tolist() == scores.loc[HOLD_COUNT].tolist()
    assert set(tested.errors().index) == {*METHODS, "mine"}


def test_a_method_of_ones_own_sees_nothing_later_than_its_date(panel: Panel) -> None:
    seen: set[tuple[int, int]] = set()

    def peeking(history: Panel, years_ahead: int) -> object:
        assert history.cla.shape == history.population.shape == (40, len(history.years))
        seen.add((history.years[-1], years_ahead))
        return history.cla[:, -1]

    tested = analysis.back_test(panel, {"peeking": peeking}, origins=[2019, 2021], horizons=[1, 2])  # type: ignore[dict-item]
    assert seen == {(2019, 1), (2019, 2), (2021, 1), (2021, 2)}
    assert tested.origins == [2019, 2021]


def test_years_that_can_be_judged_are_found_where_none_are_asked_for(panel: Panel) -> None:
    assert analysis.back_test(panel, horizons=[1]).origins == list(range(2016, 2023))


def test_the_chart_of_the_record_has_a_line_and_words_for_a_method_of_ones_own(panel: Panel) -> None:
    chart = analysis.back_test(
        panel, {"my_own": lambda history, _: history.cla[:, -1]}, horizons=[1, 2]
    ).chart
    assert "My own: " in chart.alternative


@pytest.mark.parametrize(
    ("method", "told"),
    [
        (lambda history, years_ahead: history.cla[:5, -1], "shape (5,)"),
        (lambda history, years_ahead: history.cla[:, -1] * 0, "no children"),
        (lambda history, years_ahead: history.cla[:, -1] * np.inf, "more than can be"),
        (lambda history, years_ahead: history.cla[:, -1] * np.nan, "no forecast can be judged"),
    ],
)
def test_a_method_that_gives_no_count_for_each_authority_is_refused(
    panel: Panel, method: object, told: str
) -> None:
    with pytest.raises(analysis.InputFaultsError) as error:
        analysis.back_test(panel, {"mine": method}, horizons=[1])  # type: ignore[dict-item]
    assert told in refused(error)


def test_a_name_or_a_score_that_is_taken_or_absent_is_told(panel: Panel) -> None:
    with pytest.raises(analysis.InputFaultsError) as error:
        analysis.back_test(panel, {HOLD_COUNT: lambda history, _: history.cla[:, -1]}, horizons=[1])
    assert "another name" in refused(error)
    with pytest.raises(analysis.InputFaultsError) as error:
        analysis.back_test(panel, horizons=[1]).errors("accuracy")
    assert "mape" in refused(error)
