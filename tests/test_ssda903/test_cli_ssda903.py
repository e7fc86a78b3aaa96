"""`sufficiency ssda903 check`, as a person would type it."""

import csv
from pathlib import Path

import pytest
from test_cli import ROOT, type_in

from sufficiency.errors import EXIT_INPUT, EXIT_OUTPUT, EXIT_USAGE
from test_ssda903.made_returns import a_return, episode, person, write

SAMPLE = ROOT.parent / "shared" / "data" / "ssda903" / "five_yearly_returns_synthetic"
shared = pytest.mark.skipif(not SAMPLE.is_dir(), reason="shared data absent")


def in_one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two returns with a little wrong in each."""
    rows = [episode("1"), episode("2", "01/09/2018", "01/05/2018"), episode("3", LS="V3"), episode("")]
    a_return(tmp_path / "returns", 2019, rows)
    return a_return(tmp_path / "returns", 2020, [episode("1"), *(episode("3", PLACE="T9") for _ in range(1))])


def test_it_says_which_file_was_read_as_what(folder: Path) -> None:
    (folder / "notes.docx").write_bytes(b"any")
    said = type_in("ssda903", "check", folder)
    assert said.code == 0
    assert "2019: 2018-19-episodes.csv, episodes, 4 rows, dates as dd/mm/yyyy." in said.out
    assert "2020: 2019-20-header.csv, header, 2 rows, dates as dd/mm/yyyy." in said.out
    assert "2020: 2019-20-uasc.csv, uasc, 0 rows." in said.out
    assert "notes.docx, not a CSV file." in in_one_line(said.out)


def test_it_counts_open_children_a_year(folder: Path) -> None:
    said = type_in("ssda903", "check", folder)
    assert "31 March 2019: 2 open, 1 looked after." in said.out
    assert "31 March 2020: 2 open, 2 looked after." in said.out
    assert "Placements are grouped as sufficiency." in in_one_line(said.out)


def test_it_names_the_grouping_that_was_asked_for(folder: Path) -> None:
    said = type_in("ssda903", "check", folder, "--grouping", "four_kinds")
    assert "Placements are grouped as four_kinds." in in_one_line(said.out)


def test_findings_are_told_by_rule_what_was_set_aside_first(folder: Path) -> None:
    text = in_one_line(type_in("ssda903", "check", folder).out)
    places = [
        text.index(words)
        for words in (
            "- Set aside, 1 row: CHILD is blank. The row cannot be joined to any other. 2018-19-episodes.csv "
            "row 5 (CHILD).",
            "- Set aside, 1 row: DEC is before DECOM.",
            "- Kept, 1 row: PLACE is not a placement code.",
        )
    ]
    assert places == sorted(places)


def test_a_return_without_fault_has_nothing_to_tell(tmp_path: Path) -> None:
    said = type_in("ssda903", "check", a_return(tmp_path, 2019, [episode()]))
    assert "Nothing." in said.out


def test_many_rows_of_a_rule_are_told_by_the_first_three(tmp_path: Path) -> None:
    rows = [episode(str(number), LS="V4") for number in range(1, 8)]
    said = type_in("ssda903", "check", a_return(tmp_path, 2019, rows))
    assert "2018-19-episodes.csv rows 2, 3, 4 and 4 more (LS)." in in_one_line(said.out)


def test_out_has_every_finding_a_row_each(folder: Path, tmp_path: Path) -> None:
    said = type_in("ssda903", "check", folder, "--out", tmp_path / "findings.csv")
    assert f"Written to {tmp_path / 'findings.csv'}" in said.out
    with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["file", "row", "column", "rule", "what", "done", "how"]
    assert rows[0] == {
        "file": "2018-19-episodes.csv", "row": "5", "column": "CHILD", "rule": "blank_child",
        "what": "CHILD is blank.", "done": "set aside", "how": "The row cannot be joined to any other.",
    }  # fmt: skip


def test_out_for_a_whole_file_has_no_row(tmp_path: Path) -> None:
    write(tmp_path / "returns" / "2018-episodes.csv", [episode()])
    write(tmp_path / "returns" / "2018-header.csv", [person()])
    type_in("ssda903", "check", tmp_path / "returns", "--out", tmp_path / "findings.csv")
    with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["row"] for row in rows} == {""}
    assert any("2018 is the year ended 31 March 2019" in row["what"] for row in rows)


def test_an_out_that_is_no_csv_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    said = type_in("ssda903", "check", tmp_path / "nowhere", "--out", tmp_path / "findings.xlsx")
    assert said.code == EXIT_OUTPUT


def test_year_means_says_what_a_bare_year_is(tmp_path: Path) -> None:
    write(tmp_path / "2017-episodes.csv", [episode(start="01/05/2015")])
    write(tmp_path / "2017-header.csv", [person()])
    assert "31 March 2017" in type_in("ssda903", "check", tmp_path, "--year-means", "end").out
    assert "31 March 2018" in type_in("ssda903", "check", tmp_path, "--year-means", "start").out
    assert type_in("ssda903", "check", tmp_path, "--year-means", "middle").code == EXIT_USAGE


def test_every_fault_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    folder = a_return(tmp_path / "returns", 2019, [episode()])
    (folder / "2019-20-episodes.csv").write_bytes(b"")
    (folder / "2020-21-episodes.csv").write_bytes(b"")
    said = type_in("ssda903", "check", folder, "--out", tmp_path / "findings.csv")
    assert said.code == EXIT_INPUT
    assert said.err.startswith("2 faults in the input:")
    assert not (tmp_path / "findings.csv").exists()


def test_a_check_can_be_made_again_with_its_own_findings_in_the_folder(folder: Path) -> None:
    type_in("ssda903", "check", folder, "--out", folder / "findings.csv")
    said = type_in("ssda903", "check", folder)
    assert said.code == 0
    assert "findings.csv, not a file of the return" in in_one_line(said.out)


@shared
def test_the_sectors_sample_is_read_as_the_years_that_it_is_of() -> None:
    said = type_in("ssda903", "check", SAMPLE)
    assert said.code == 0
    for line in (
        "31 March 2018: 434 open, 367 looked after.",
        "31 March 2019: 234 open, 195 looked after.",
        "31 March 2020: 161 open, 135 looked after.",
        "31 March 2021: 103 open, 89 looked after.",
        "31 March 2022: 62 open, 55 looked after.",
    ):
        assert line in said.out
    assert "2017-episodes.csv: 2017 is the year ended 31 March 2018" in in_one_line(said.out)


@shared
def test_the_sectors_dirty_file_is_of_three_authorities_and_refused(tmp_path: Path) -> None:
    [dirty] = SAMPLE.parent.glob("liia_*_INPUT.csv")
    (tmp_path / "episodes.csv").write_bytes(dirty.read_bytes())
    said = type_in("ssda903", "check", tmp_path)
    assert said.code == EXIT_INPUT
    assert "the returns are of 3 authorities: BARKING AND DAGENHAM, NEWHAM, SUTTON." in said.err
