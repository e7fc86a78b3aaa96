"""Names of providers, which no public report tells: not where a person put them in words of their own."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from test_cli import ROOT, Said, type_in

from sufficiency.errors import EXIT_INPUT, InputFaultsError
from sufficiency.report.declared import PUBLIC, RESTRICTED
from sufficiency.report.names import names_one_of, plain, provider_names, refuse_files, refuse_names
from sufficiency.report.runs import Run
from sufficiency.writers.provider_list import write_provider_list
from test_report.made_report import COVER, table
from test_report.test_public_report import ROWS, words_of


def run_with(*figures: str) -> Run:
    """A run whose assumptions are some figures, and nothing else."""
    assumptions = pd.DataFrame({"figure": list(figures)})
    return Run(
        name="mine", title="Mine", authority=COVER.authority, as_at=COVER.as_at, horizon=2024, seed=1,
        draws=10, version="0.0.0", tables={"assumptions": assumptions},
    )  # fmt: skip


LISTED = run_with("select_list/Zephyrine Homes/residential/spot", "cla_count//2019")


# --- Which names there are ------------------------------------------------------------------------
def test_providers_are_those_of_the_rows_of_the_select_list() -> None:
    assert provider_names(LISTED.table("assumptions")) == {"zephyrine homes"}


def test_a_provider_with_a_stroke_in_its_name_is_named_in_full() -> None:
    listed = run_with("select_list/Example: A/B  Homes/residential/spot")
    assert provider_names(listed.table("assumptions")) == {"example: a/b homes"}


def test_a_run_without_a_list_or_without_assumptions_names_no_provider() -> None:
    assert provider_names(run_with("cla_count//2019").table("assumptions")) == set()
    assert provider_names(pd.DataFrame()) == set()


def test_a_name_is_one_name_in_capitals_and_with_more_spaces() -> None:
    assert plain("  Zephyrine   HOMES\n") == "zephyrine homes"


# --- Whether a text tells one ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "Without Zephyrine Homes",
        "zephyrine  homes closes",
        "What if (ZEPHYRINE HOMES) closed?",
        "Zephyrine Homes’ six beds",
        "Zephyrine\u00a0Homes",
        "Zephyrine Homes-led care",
    ],
)
def test_a_provider_is_told_by_its_name_however_it_is_typed(text: str) -> None:
    assert names_one_of(text, {"zephyrine homes"})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Without Zephyrine Homesteads", "zephyrine homes"),
        ("Carefully chosen", "care"),
        ("Foster homes", "oster"),
        ("Zephyrine has homes", "zephyrine homes"),
        ("", "zephyrine homes"),
    ],
)
def test_a_name_that_is_but_part_of_another_word_is_not_told(text: str, name: str) -> None:
    assert not names_one_of(text, {name})


def test_marks_in_a_name_are_taken_as_they_are() -> None:
    assert names_one_of("With A+ (Essex) Ltd.", {"a+ (essex) ltd."})
    assert not names_one_of("With AA (Essex) Ltd.", {"a+ (essex) ltd."})


def test_no_text_tells_a_name_where_there_are_none() -> None:
    assert not names_one_of("Zephyrine Homes", set())


# --- Tables that tell one -------------------------------------------------------------------------
ROW = (("Zephyrine Homes", 41.0, 14.0),)


@pytest.mark.parametrize(
    "told",
    [
        table("T14", title="Without Zephyrine Homes"),
        table("T14", notes=("Zephyrine Homes closes in 2020.",)),
        table("T14", source="A letter of Zephyrine Homes"),
        table("T14", rows=ROW),
    ],
    ids=["title", "note", "source", "cell"],
)
def test_a_public_table_is_refused_wherever_it_names_a_provider(told) -> None:
    with pytest.raises(InputFaultsError) as refused:
        refuse_names([table("T1"), told], [LISTED])
    [fault] = refused.value.faults
    assert fault.file == "table T14"
    assert "names a provider" in fault.what
    assert "Zephyrine Homes" in fault.what
    assert fault.do


def test_each_table_that_names_a_provider_is_told_once() -> None:
    told = [table(name, title="Zephyrine Homes", notes=("Zephyrine Homes.",)) for name in ("T1", "T2")]
    with pytest.raises(InputFaultsError) as refused:
        refuse_names(told, [LISTED])
    assert [fault.file for fault in refused.value.faults] == ["table T1", "table T2"]


def test_providers_of_every_run_of_the_report_count() -> None:
    with pytest.raises(InputFaultsError):
        refuse_names([table(title="Without Zephyrine Homes")], [run_with(), LISTED])


def test_a_restricted_table_may_name_a_provider() -> None:
    refuse_names([table(title="Without Zephyrine Homes", profile=RESTRICTED)], [LISTED])


def test_a_public_table_that_names_none_is_let_be() -> None:
    refuse_names([table(title="Without Zephyrine Homesteads", profile=PUBLIC)], [LISTED])


# --- Files that tell one --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "file", ["plans/without-zephyrine-homes.toml", "zephyrine_homes.csv", "Zephyrine Homes/list.csv"]
)
def test_a_file_that_names_a_provider_is_refused_for_a_public_report_names_its_files(file: str) -> None:
    with pytest.raises(InputFaultsError) as refused:
        refuse_files(["data/list.csv", file, file], [LISTED])
    [fault] = refused.value.faults
    assert fault.file == file
    assert "names a provider" in fault.what


def test_a_file_that_names_none_is_let_be() -> None:
    refuse_files(["data/zephyrine-homesteads.csv"], [LISTED])


# --- As a person would type it --------------------------------------------------------------------
RUN_TO_2020 = f'based_on = "{(ROOT / "scenarios" / "thurrock-2019.toml").as_posix()}"\nhorizon = 2020\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs with a list of three invented providers, under titles that name one and that do not."""
    folder = tmp_path_factory.mktemp("names")
    write_provider_list(folder / "list.csv", ROWS)
    for name, title in (("told", "A year without ZEPHYRINE Homes"), ("not-told", "Zephyrine Homesteading")):
        scenario = folder / f"{name}.toml"
        scenario.write_text(f'title = "{title}"\n{RUN_TO_2020}', encoding="utf-8")
        asked = type_in(
            "run", scenario, "--draws", "4", "--select-list", folder / "list.csv", "--lose",
            "Quillmere Fostering", "--out", folder / name,
        )  # fmt: skip
        assert asked.code == 0, asked.err
    return folder


LEVER = {
    "what": "Buy two beds", "goal": "bring 2 more children inside the authority", "year": 2020,
    "reaches_goal": "yes", "units": 2, "unit": "beds", "central": 2, "p10": 1, "p90": 3,
    "first_effect": "2020", "full_cost_gbp": "", "spend_change_central_gbp": 0,
    "spend_change_p10_gbp": 0, "spend_change_p90_gbp": 0,
}  # fmt: skip


def report(folder: Path, run: str, *words: object) -> Said:
    return type_in("report", folder / run, "--to", "csv", "--out", folder / f"{run}-report", *words)


def test_a_title_that_names_a_provider_is_refused_in_public_with_what_to_do(folder: Path) -> None:
    said = report(folder, "told")
    assert (said.code, said.out) == (EXIT_INPUT, "")
    together = " ".join(said.err.replace("│", " ").split())
    assert "names a provider in 'A year without ZEPHYRINE Homes" in together
    assert "Give the scenario, lever or source words that name no provider." in together
    assert "Traceback" not in together
    assert not (folder / "told-report").exists()


def test_one_title_is_one_fault_however_many_tables_it_stands_in(folder: Path) -> None:
    assert report(folder, "told").err.count("names a provider") == 1


def test_the_same_title_may_stand_in_a_restricted_report(folder: Path) -> None:
    said = report(folder, "told", "--profile", "restricted", "--protect", "none")
    assert said.code == 0, said.err
    assert "ZEPHYRINE" in (folder / "told-report" / "csv" / "T14.csv").read_text(encoding="utf-8-sig")


def test_a_lever_file_that_names_a_provider_is_refused_in_public_alone(folder: Path, tmp_path: Path) -> None:
    levers = tmp_path / "zephyrine-homes.csv"
    pd.DataFrame([LEVER]).to_csv(levers, index=False)
    said = report(folder, "not-told", "--levers", levers)
    assert said.code == EXIT_INPUT
    assert "zephyrine-homes.csv: names a provider" in said.err
    restricted = ("--profile", "restricted", "--protect", "none")
    assert report(folder, "not-told", "--levers", levers, *restricted).code == 0


def test_a_title_with_a_word_that_only_begins_as_a_provider_does_may_be_public(folder: Path) -> None:
    said = report(folder, "not-told")
    assert said.code == 0, said.err
    assert "Homesteading" in (folder / "not-told-report" / "csv" / "T14.csv").read_text(encoding="utf-8-sig")


def test_a_provider_in_a_note_of_the_assumptions_is_left_out_and_the_report_is_made(folder: Path) -> None:
    """A run that was asked to lose a provider has it in a note of its own."""
    assumptions = folder / "not-told" / "tables" / "assumptions.csv"
    assert "Quillmere Fostering" in assumptions.read_text(encoding="utf-8")
    assert report(folder, "not-told").code == 0
    said = words_of(folder / "not-told-report")
    assert [name for name, text in said.items() if "quillmere" in text.lower()] == []
    with (folder / "not-told-report" / "csv" / "T17.csv").open(encoding="utf-8-sig", newline="") as opened:
        figures = [row["Figure"] for row in csv.DictReader(opened)]
    assert "scenario/cla" in figures
    assert not [figure for figure in figures if figure.startswith("select_list/")]


def test_a_lever_whose_title_names_a_provider_is_refused(folder: Path, tmp_path: Path) -> None:
    told = {**LEVER, "what": "Buy two beds of Zephyrine Homes"}
    pd.DataFrame([told]).to_csv(tmp_path / "levers.csv", index=False)
    said = report(folder, "not-told", "--levers", tmp_path / "levers.csv")
    assert said.code == EXIT_INPUT
    assert "table B" in said.err


def test_a_source_that_names_a_provider_is_refused(folder: Path, tmp_path: Path) -> None:
    """Where a count is said to be in print already, its source is a note of the table."""
    published = tmp_path / "published.csv"
    line = 'what=looked_after; distance_band=not_known,"Letter to Oxbarrow Flats, 3 March 2020"'
    published.write_text(f"count,source\n{line}\n", encoding="utf-8")
    said = report(folder, "not-told", "--already-published", published)
    assert said.code == EXIT_INPUT
    assert "names a provider" in said.err
