"""Table K: how often the forecast's ranges held for every authority, as a report prints it."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sufficiency.inputs.inputs import Inputs
from sufficiency.record.record import back_test_table
from sufficiency.report.declared import Draft
from sufficiency.report.disclosure import protect
from sufficiency.report.evidence import back_test
from sufficiency.report.printed import printed_rows
from sufficiency.report.runs import Run


@pytest.fixture(scope="module")
def run(inputs: Inputs) -> Run:
    return Run(
        name="a-run", title="A run", authority="Thurrock", as_at=date(2019, 3, 31), horizon=2037, seed=1,
        draws=200, version="0.0.0", tables={"back_test": back_test_table(inputs)},
    )  # fmt: skip


@pytest.fixture(scope="module")
def table(run: Run) -> Draft:
    return back_test(run)


def printed(draft: Draft, profile: str) -> list[tuple[object, ...]]:
    mode = "under_6" if profile == "public" else "none"
    [table] = protect([draft], profile=profile, mode=mode, partitions={})
    return printed_rows(table)


def test_it_has_a_row_for_each_number_of_years_ahead_as_the_run_wrote_it(table: Draft, run: Run) -> None:
    written = run.table("back_test")
    assert [row[0] for row in table.rows] == ["1", "2", "3", "4", "5"]
    assert [row[3] for row in table.rows] == written["forecasts"].tolist()
    assert [row[4] for row in table.rows] == (100 * written["inside_80"]).tolist()
    assert [row[8] for row in table.rows] == written["crps_over_hold_count"].tolist()


@pytest.mark.parametrize("profile", ["public", "restricted"])
def test_it_is_printed_alike_in_both_profiles_because_no_child_of_ours_is_counted(
    table: Draft, profile: str
) -> None:
    first, *_, last = printed(table, profile)
    assert first == ("1", "2016 to 2022", 147, 1029, 78.3, 95.8, 6.26, 6.28, 0.995)
    assert last == ("5", "2016 to 2018", 147, 441, 79.4, 94.8, 14.91, 15.12, 0.989)


def test_no_column_of_it_is_a_count_of_children(table: Draft) -> None:
    assert {column.kind for column in table.declaration.columns} == {"label", "text", "number"}
    assert not table.keys


def test_it_says_what_was_judged_what_was_not_and_to_when(table: Draft) -> None:
    told = " ".join((*table.declaration.notes, *table.notes))
    assert "Judged: the number of children looked after" in told
    assert "Not judged: homes, distances, the gap, cost" in told
    assert "published to 31 March 2023." in told
    assert all(note.endswith(".") for note in (*table.declaration.notes, *table.notes))


def test_a_run_without_a_record_has_an_empty_table_that_says_what_would_fill_it(run: Run) -> None:
    for tables in ({}, {"back_test": run.table("back_test").iloc[:0]}):
        draft = back_test(replace(run, tables=tables))
        assert draft.rows == ()
        assert not draft.notes
        assert "back_test.csv" in draft.declaration.fills


def test_what_the_record_lacks_is_blank_and_not_nought(run: Run) -> None:
    lacking = run.table("back_test").assign(
        made_from=float("nan"), inside_80=float("nan"), made_to=float("nan")
    )
    draft = back_test(replace(run, tables={"back_test": pd.DataFrame(lacking)}))
    assert [(row[1], row[4]) for row in draft.rows] == [(None, None)] * 5
    assert not draft.notes
