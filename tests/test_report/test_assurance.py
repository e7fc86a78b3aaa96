"""`assurance.md`: what somebody finds who did not make the report and has to check it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from test_cli import ROOT

from sufficiency.bundled import decision_records
from sufficiency.errors import LawBrokenError
from sufficiency.forecast import Forecast
from sufficiency.readers.exempt import read_lever_answers
from sufficiency.report.assembly import report_of
from sufficiency.report.assurance import assurance
from sufficiency.report.cover import Cover
from sufficiency.report.declared import Column, Protected
from sufficiency.report.making import Beside, Making
from sufficiency.report.markdown import plain, shown
from sufficiency.report.printed import printed_rows
from test_report.made_making import HASHES, making, part, rows, run_made, sections
from test_report.made_report import COVER, table
from test_report.test_assembly import run_of

FIGURES = ("Figure", "Low", "Value", "High", "Unit", "As at", "Kind", "Source", "Note")
T17_ROWS = (
    ("children/all", None, "293", None, "children", "2019-03-31", "published", "DfE", None),
    ("rate/all", None, "68.4", None, "per 10,000", "2018-19", "derived", "DfE", None),
    ("far_share/within_20_miles", "0.25", "0.5", "0.75", "share", "2016", "assumed", "0006", "not coded"),
    ("off_contract_share", "0.1", "0.2", "0.3", "share", "2023-07", "assumed", "0006", None),
    ("scenario/cla", None, None, None, None, "2019-03-31", "assumed", "scenario", "path = hold_rate"),
)


def words(name: str, headings: Sequence[str], cells: Sequence[tuple[Any, ...]], **told: Any) -> Protected:
    """A table of words, as T17 is."""
    return table(name, tuple(Column(heading, "text") for heading in headings), tuple(cells), **told)


def written(
    *tables: Protected,
    cover: Cover = COVER,
    of: Making | None = None,
    decisions: Any = (("0001", "A house"),),
) -> str:
    return assurance(tables or [table()], cover, of or making(), decisions)


# --- Its parts ------------------------------------------------------------------------------------
def test_it_has_nine_parts_in_order() -> None:
    assert list(sections(written())) == [
        "1. What this is for, and not for",
        "2. Sign-off",
        "3. How it was made, and how to make it again",
        "4. Assumptions log",
        "5. Decisions log",
        "6. How it was tested",
        "7. What it depends on",
        "8. Limits",
        "9. Disclosure control",
    ]


def test_it_says_what_it_is_not_for() -> None:
    said = part(written(), "1. What this is for")
    assert "any decision about one child" in said
    assert "a run reads no child-level data" in said


@pytest.mark.parametrize(("profile", "status"), [("public", "Status: public."), ("restricted", "Not for")])
def test_it_says_whether_it_may_be_published(profile: str, status: str) -> None:
    own = table(profile=profile)
    assert status in part(written(own, cover=replace(COVER, profile=profile)), "1. What this is for")


def test_three_people_have_a_row_to_sign_and_nothing_is_filled_in() -> None:
    found = rows(part(written(), "2. Sign-off"))
    assert [row["Who"].split(",")[0] for row in found] == ["Analyst", "Assurer", "Approver"]
    assert all(not row[name] for row in found for name in ("Name", "Role", "Date", "Signature"))


@pytest.mark.parametrize(
    ("day", "review"),
    [(date(2019, 3, 31), "31 March 2020"), (date(2023, 3, 31), "31 March 2024"),
     (date(2024, 2, 29), "28 February 2025")],
)  # fmt: skip
def test_it_is_to_be_reviewed_a_year_after_its_base_date(day: date, review: str) -> None:
    assert f"Review by: {review}," in written(cover=replace(COVER, as_at=day))


# --- How it was made ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changed", "heading", "told"),
    [({"seed": 12}, "Seed", "12"), ({"draws": 31_000}, "Draws", "31,000"),
     ({"version": "2.3"}, "Version", "2.3"), ({"python": "3.12.0"}, "Python", "3.12.0"),
     ({"title": "Another"}, "Title", "Another"),
     ({"manifest_sha256": "e" * 64}, "Manifest of the run, SHA-256", "e" * 64)],
)  # fmt: skip
def test_the_facts_are_those_of_the_run(changed: dict[str, Any], heading: str, told: str) -> None:
    [row] = rows(part(written(of=making(run_made(**changed))), "3. How it was made"))
    assert row[heading] == told


def test_the_libraries_are_named_with_their_versions() -> None:
    said = part(written(of=making(run_made(libraries=(("numpy", "1.2.3"),)))), "3. How it was made")
    assert "Libraries: numpy 1.2.3." in said


def test_a_run_of_an_earlier_version_says_what_it_does_not_record() -> None:
    old = run_made(libraries=(), inputs=(), python="", manifest_sha256="", select_list=None, scenario_file="")
    said = part(written(of=making(old)), "3. How it was made")
    assert "does not record the versions of its libraries" in said
    assert "does not record its inputs" in said
    assert "does not say whether it used a select list" in said
    assert "sufficiency run exampleshire --seed 7" in said


def commands_in(document: str) -> list[str]:
    [block] = re.findall(r"^```bash\n(.*?)^```", document, re.MULTILINE | re.DOTALL)
    return str(block).splitlines()


def test_it_says_what_to_type_to_make_it_again() -> None:
    assert commands_in(written()) == [
        "sufficiency run scenarios/exampleshire.toml --seed 7 --draws 2000 --out exampleshire",
        "sufficiency report exampleshire --profile public --protect under_6",
    ]


def test_a_run_of_a_working_folder_is_made_again_beside_it_and_not_in_it() -> None:
    run = run_made(inputs=(("exampleshire/base.toml", ""), ("exampleshire/data/children.csv", "")))
    assert "--out exampleshire-run" in commands_in(written(of=making(run)))[0]


def test_what_was_typed_beside_the_scenario_is_told_and_no_providers_name() -> None:
    run = run_made(select_list="our list.csv", lost_a_provider=True)
    beside = Beside("--levers", "levers.csv", "f" * 64)
    document = written(of=making(run, mode="round_5", beside=(beside,)))
    [again, report] = commands_in(document)
    assert "--select-list 'our list.csv' --lose NAME --out" in again
    assert report.endswith("--profile public --protect round_5 --levers levers.csv")
    assert "Write its name for NAME" in document


def test_each_of_several_runs_has_a_folder_of_its_own() -> None:
    document = written(of=making(run_made(), run_made(seed=8)))
    assert [line.split("--out ")[1] for line in commands_in(document)[:2]] == [
        "exampleshire",
        "exampleshire-2",
    ]
    assert commands_in(document)[2].startswith("sufficiency report exampleshire exampleshire-2 ")


def test_it_says_whose_the_tables_are_where_there_are_several_runs() -> None:
    said = "Tables are of the first, but for those that set scenarios side by side."
    assert said in written(of=making(run_made(), run_made(seed=8)))
    assert said not in written()


def test_the_data_log_has_every_file_once_with_its_hash_and_who_read_it() -> None:
    other = run_made(scenario="held", inputs=(("data/ledger.csv", HASHES["ledger"]),))
    beside = Beside("--levers", "levers.csv", "f" * 64)
    found = rows(part(written(of=making(run_made(), other, beside=(beside,))), "Data log", level=3))
    assert [(row["File"], row["SHA-256"], row["Read by"]) for row in found] == [
        ("scenarios/exampleshire.toml", HASHES["scenario"], "exampleshire"),
        ("data/ledger.csv", HASHES["ledger"], "exampleshire, held"),
        ("levers.csv", "f" * 64, "the report, as --levers"),
    ]


# --- Assumptions and decisions --------------------------------------------------------------------
def test_figures_are_counted_by_where_they_come_from() -> None:
    found = rows(part(written(words("T17", FIGURES, T17_ROWS)), "4. Assumptions log"))
    assert {row["Kind"]: int(row["Figures"]) for row in found} == {
        "published": 1, "derived": 1, "assumed": 2, "stated in words": 1,
    }  # fmt: skip


def test_every_assumption_is_told_with_its_range_and_why() -> None:
    found = rows(part(written(words("T17", FIGURES, T17_ROWS)), "What is assumed", level=3))
    assert [tuple(row.values()) for row in found] == [
        ("far_share/within_20_miles", "0.25", "0.5", "0.75", "share", "0006", "not coded"),
        ("off_contract_share", "0.1", "0.2", "0.3", "share", "0006", ""),
    ]


def test_what_a_scenario_states_in_words_is_apart() -> None:
    [row] = rows(part(written(words("T17", FIGURES, T17_ROWS)), "What is stated in words", level=3))
    assert (row["Figure"], row["Note"]) == ("scenario/cla", "path = hold_rate")


def test_the_oldest_and_newest_figures_are_dated() -> None:
    assert "The oldest figure is of 2016. The newest is of 2023-07." in written(
        words("T17", FIGURES, T17_ROWS)
    )


def test_every_decision_record_is_in_the_log() -> None:
    found = rows(part(written(decisions=decision_records()), "5. Decisions log"))
    records = sorted(path.name[:4] for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    assert [row["Number"] for row in found] == records
    assert all(row["Decision"] and "](" not in row["Decision"] for row in found)


def test_the_council_has_room_for_its_own_decisions() -> None:
    found = rows(part(written(), "Decisions of the council", level=3))
    assert list(found[0]) == ["Date", "Decision", "By whom"]
    assert not any(cell for row in found for cell in row.values())


# --- The run's own limits -------------------------------------------------------------------------
def test_an_empty_table_is_a_limit_and_says_what_would_fill_it() -> None:
    said = part(written(table(), table("L", rows=(), title="Sixteen and over")), "Of this run", level=3)
    assert "Table L (Sixteen and over) has no figures. What would fill it: Children by age (profile" in said
    assert "Table T1 " not in said


def test_rungs_that_nobody_has_counted_are_a_limit() -> None:
    columns = (Column("Provision", "label"), Column("Where they are", "label"), Column("Children", "count"))
    ladder = (
        ("Fostering", "No registered home", None),
        ("Residential", "No registered home", None),
        ("Fostering", "Wrong kind of home", "c"),
        ("Fostering", "In-house or block, right kind", None),
    )
    said = part(written(table("A", columns, ladder)), "Of this run", level=3)
    assert said.count("Not recorded in table A") == 1
    assert "Not recorded in table A: No registered home. The gap is understated by as many." in said


def test_a_rung_that_is_recorded_of_one_kind_of_home_is_said_to_lack_the_others() -> None:
    columns = (Column("Provision", "label"), Column("Where they are", "label"), Column("Children", "count"))
    ladder = (
        ("Fostering", "No registered home", None),
        ("Residential", "No registered home", "c"),
        ("Supported 16+", "No registered home", None),
    )
    said = part(written(table("A", columns, ladder)), "Of this run", level=3)
    assert "No registered home, fostering and supported 16+ (the others are recorded). The gap" in said


@pytest.mark.parametrize(("listed", "is_said"), [("", True), ("list.csv", False), (None, False)])
def test_a_run_without_a_select_list_says_so(listed: str | None, is_said: bool) -> None:
    document = written(of=making(run_made(select_list=listed)))
    assert ("No select list was given" in document) == is_said


def test_tables_of_the_record_that_are_not_there_are_said_to_be_missing() -> None:
    document = written()
    assert "has no table of the back-test over all authorities" in document
    assert "has no table of what the gap depends on" in document


@pytest.mark.parametrize(
    ("mode", "together"), [("under_5", True), ("under_6", True), ("round_5", False), ("none", False)]
)
def test_tables_are_said_to_be_protected_together_where_they_are(mode: str, together: bool) -> None:
    assert ("All tables are protected together" in written(of=making(mode=mode))) == together


# --- Safe, and whole ------------------------------------------------------------------------------
def test_a_restricted_table_is_never_in_a_public_document() -> None:
    with pytest.raises(LawBrokenError):
        written(table(restricted=True))


@pytest.mark.parametrize("title", ["A | B", "A\nB", "A <b>B</b>", "*A* _B_ `C`", "[A](http://b)", "&lt;A"])
def test_no_word_of_a_user_breaks_a_table_or_becomes_a_mark(title: str) -> None:
    [row] = rows(part(written(of=making(run_made(title=title))), "3. How it was made"))
    assert row["Title"] == " ".join(title.split())
    assert not re.search(r"(?<!\\)[*`\[\]<|~]", plain(title))


@pytest.fixture(scope="module")
def tables(scenario_forecast: Callable[[str], Forecast]) -> dict[str, Protected]:
    run = run_of(scenario_forecast("thurrock-2019"), "thurrock-2019")
    report = report_of([run], "public", "under_6", read_lever_answers(None), {})
    return {each.declaration.table: each for each in report}


@pytest.fixture(scope="module")
def document(tables: dict[str, Protected]) -> str:
    return assurance(list(tables.values()), replace(COVER, profile="public"), making(), decision_records())


@pytest.mark.parametrize(
    ("name", "where"), [("T20", "The record of this authority"), ("K", "The record of every authority")]
)
def test_the_record_has_the_numbers_of_its_table(
    name: str, where: str, tables: dict[str, Protected], document: str
) -> None:
    assert_shows(tables[name], part(document, where, level=3))


def test_what_it_depends_on_has_the_numbers_of_its_table(tables: dict[str, Protected], document: str) -> None:
    assert_shows(tables["S"], part(document, "7. What it depends on"))


def assert_shows(own: Protected, text: str) -> None:
    columns = own.declaration.columns
    expected = [[shown(cell, column) for cell, column in zip(row, columns, strict=True)]
                for row in printed_rows(own)]  # fmt: skip
    found = rows(text)
    assert len(found) == len(expected) > 0
    assert [[plain(cell) for cell in row.values()] for row in found] == expected
    for row, cells in zip(printed_rows(own), found, strict=True):
        for cell, told in zip(row, cells.values(), strict=True):
            if isinstance(cell, int | float):
                assert float(told.replace(",", "")) == cell


def test_the_share_of_forecasts_that_held_is_counted_from_the_table(
    tables: dict[str, Protected], document: str
) -> None:
    held = [row[-1] for row in printed_rows(tables["T20"])]
    assert f"would have been made for this authority: {len(held)}." in document
    assert f"inside their 80% range: {held.count('yes')}." in document


def test_every_figure_assumed_in_the_reports_own_table_is_in_the_log(
    tables: dict[str, Protected], document: str
) -> None:
    assumed = [row for row in printed_rows(tables["T17"]) if row[6] == "assumed" and row[2] is not None]
    found = rows(part(document, "What is assumed", level=3))
    assert [(row["Figure"], row["Value"]) for row in found] == [(row[0], row[2]) for row in assumed]
    assert len(found) > 50


def test_a_public_log_has_no_count_of_children_and_no_fee(document: str) -> None:
    units = {row["Unit"] for row in rows(part(document, "What is assumed", level=3))}
    assert units
    assert not units & {"children", "placements", "young_people", "gbp_per_week"}
