"""`sufficiency check FILE`: what a published file is, what it holds, and what is wrong in it."""

from pathlib import Path

import pytest
from test_cli import ROOT, type_in

from sufficiency.commands.file_check import findings_in_words
from sufficiency.errors import EXIT_INPUT, EXIT_USAGE
from sufficiency.figures.book import COLUMNS
from sufficiency.figures.published import WORST_FIRST, Finding

SHARED = ROOT.parent / "shared" / "data"
shared = pytest.mark.skipif(not SHARED.is_dir(), reason="shared data absent")
PANEL = SHARED / "dfe" / "cla_panel_all_authorities_2010_2023.csv"
SUBSET = SHARED / "dfe" / "layout2025_la_cla_on_31_march_by_characteristics_subset.csv"


def in_one_line(text: str) -> str:
    return " ".join(text.split())


@shared
def test_a_published_file_is_named_with_its_publisher_years_areas_and_measures() -> None:
    said = type_in("check", PANEL)
    assert said.code == 0
    text = in_one_line(said.out)
    assert text.startswith("Children looked after by authority and year, first published and latest")
    assert "Published by: Department for Education" in text
    assert "Years: 2010 to 2023" in text
    assert "Areas: 158 local authorities" in text
    assert "Measures: children, rate_per_10k (per_10k), population (children)" in text
    assert "Thurrock (E06000034, 883) is in it." in text


@shared
def test_findings_stand_the_worst_first_with_their_rows() -> None:
    text = in_one_line(type_in("check", PANEL).out)
    places = [
        text.index(words)
        for words in ("Suspect, 1 row:", "Revised, 922 rows:", "Merged, 140 rows:", "Marks, 537 rows:")
    ]
    assert places == sorted(places)


@shared
@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("ons/mye22final.xlsx", "Office for National Statistics"),
        ("lait/lait_cla_fostering_finance_measures_to_2023.csv", "Local Authority Interactive Tool"),
        ("dfe/statistical_neighbours_2025_wide.csv", "statistical neighbours"),
        ("dfe/ees_2024release_cla_time_series_1994_2024_national.csv", "Thurrock is not in it."),
    ],
)
def test_files_of_every_publisher_are_known(file: str, said: str) -> None:
    checked = type_in("check", SHARED / file)
    assert checked.code == 0
    assert said.casefold() in in_one_line(checked.out).casefold()


@shared
def test_one_authoritys_coverage_is_its_rows_years_and_suppressed_cells() -> None:
    text = in_one_line(type_in("check", SUBSET, "--authority", "thurrock council").out)
    assert "Thurrock 414 rows, 2021 to 2023." in text
    assert "Found in the whole file, the worst first" in text
    assert "children: 176 numbers of 2021 to 2023; 31 marked c (confidential" in text


@shared
def test_a_merged_authority_is_told_what_became_of_it_and_which_years_are_there() -> None:
    text = in_one_line(type_in("check", PANEL, "--authority", "Poole").out)
    assert "Poole (836) became part of Bournemouth, Christchurch and Poole (839)" in text
    assert "In this file it has numbers for 2010 to 2019." in text


@shared
def test_an_authority_that_is_not_there_is_one_fault() -> None:
    said = type_in("check", SUBSET, "--authority", "Thorrock")
    assert said.code == EXIT_INPUT
    assert "1 fault in the input" in said.err
    assert "Did you mean 'Thurrock'?" in said.err


@shared
def test_ofsteds_register_is_pointed_to_its_own_command() -> None:
    [register] = (SHARED / "ofsted").glob("*_2020_RAW_LAYOUT_*.csv")
    said = type_in("check", register)
    assert said.code == 0
    assert "Ofsted's register of providers: sufficiency places draft --ofsted" in said.out


def test_a_file_that_nobody_knows_is_one_fault_that_lists_what_is_known(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("pupil,school\n1,2\n", encoding="utf-8")
    said = type_in("check", file)
    assert said.code == EXIT_INPUT
    assert "1 fault in the input" in said.err
    for layout in ("dfe-characteristics-2025", "ons-projection", "lait", "dfe-statistical-neighbours"):
        assert layout in said.err


def test_a_file_that_is_not_there_is_one_fault(tmp_path: Path) -> None:
    said = type_in("check", tmp_path / "mine.csv")
    assert said.code == EXIT_INPUT
    assert "there is no such file" in said.err


@pytest.mark.parametrize("name", ["empty.csv", "empty.xlsx"])
def test_an_empty_file_is_one_fault(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    said = type_in("check", tmp_path / name)
    assert said.code == EXIT_INPUT
    assert "the file is empty" in said.err


def test_a_damaged_workbook_is_one_fault(tmp_path: Path) -> None:
    (tmp_path / "damaged.xlsx").write_bytes(b"PK\x03\x04 and no more")
    said = type_in("check", tmp_path / "damaged.xlsx")
    assert said.code == EXIT_INPUT
    assert "cannot be opened as an Excel workbook" in said.err


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_a_select_list_is_pointed_to_its_own_command(tmp_path: Path, name: str) -> None:
    type_in("places", "template", tmp_path / name)
    said = type_in("check", tmp_path / name)
    assert said.code == 0
    assert "is a select list: sufficiency places show --select-list" in said.out


def test_figures_are_said_to_be_checked_with_their_scenario(tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    said = type_in("check", file)
    assert said.code == 0
    assert "a file of figures, which is checked with the scenario" in said.out


def test_each_option_goes_with_what_it_is_for(tmp_path: Path) -> None:
    assert type_in("check", "--authority", "Thurrock").code == EXIT_USAGE
    assert type_in("check", tmp_path / "a.csv", "--select-list", tmp_path / "b.csv").code == EXIT_USAGE


def test_a_scenario_is_checked_as_before() -> None:
    said = type_in("check", "thurrock-2019")
    assert said.code == 0
    assert "No faults in" in said.out


def test_of_findings_of_one_kind_the_one_that_touches_most_rows_is_first() -> None:
    kinds = [Finding(kind, "what", "why", 1) for kind in reversed(WORST_FIRST)]
    told = findings_in_words([*kinds, Finding("suspect", "most", "why", 2_000)])
    assert told[0] == "Suspect, 2,000 rows: most (why)."
    assert told[1] == "Suspect, 1 row: what (why)."
    assert told[-1].startswith("Rounded")
