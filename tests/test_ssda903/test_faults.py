"""Folders that cannot be read: one clear message each, all at once, with what to do."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from sufficiency.errors import InputFaultsError
from sufficiency.readers.ssda903.read import read_returns
from test_ssda903.made_returns import Cells, a_return, csv_text, episode, person, write


def faults_in(folder: Path) -> list[str]:
    with pytest.raises(InputFaultsError) as raised:
        read_returns(folder)
    return [str(fault) for fault in raised.value.faults]


def one_fault_in(folder: Path) -> str:
    [fault] = faults_in(folder)
    return fault


def good(folder: Path) -> Path:
    return a_return(folder, 2019, [episode()])


def without(row: Cells, column: str) -> Cells:
    return {name: cell for name, cell in row.items() if name != column}


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "there is no such folder" in one_fault_in(tmp_path / "returns")


def test_an_empty_folder(tmp_path: Path) -> None:
    assert re.search(r"the folder is empty\. Give the folder that has the header", one_fault_in(tmp_path))


def test_a_folder_of_no_returns_says_what_is_in_it(tmp_path: Path) -> None:
    write(tmp_path / "rota.csv", [{"name": "x", "shift": "y"}])
    write(tmp_path / "header.csv", [person()])
    (tmp_path / "returns.xlsx").write_bytes(b"PK\x03\x04")
    fault = one_fault_in(tmp_path)
    assert "no file in it is the episodes file of a return" in fault
    assert "an Excel workbook: save each sheet as CSV UTF-8" in fault


@pytest.mark.parametrize("is_inside", [True, False])
def test_a_zip_file_is_to_be_unzipped(tmp_path: Path, is_inside: bool) -> None:
    with zipfile.ZipFile(tmp_path / "returns.zip", "w") as packed:
        packed.writestr("2018-19-episodes.csv", csv_text([episode()]))
    given = tmp_path if is_inside else tmp_path / "returns.zip"
    assert "nzip it, and give the folder" in one_fault_in(given)


def test_a_file_in_place_of_its_folder(tmp_path: Path) -> None:
    assert "this is a file. Give the folder" in one_fault_in(good(tmp_path) / "2018-19-episodes.csv")


@pytest.mark.parametrize(
    "names", [("Barking", "Newham"), ("Barking", "Newham", "Sutton"), ("883", "E06000033")]
)
def test_several_authorities_are_named(tmp_path: Path, names: tuple[str, ...]) -> None:
    write(tmp_path / "2018-19 e.csv", [{**episode(), "LA": name} for name in names])
    write(tmp_path / "2018-19 h.csv", [person()])
    fault = one_fault_in(tmp_path)
    assert f"the returns are of {len(names)} authorities: {', '.join(sorted(names)).upper()}." in fault


def test_one_authority_written_in_two_cases_is_one(tmp_path: Path) -> None:
    write(tmp_path / "2018-19 e.csv", [{**episode(), "LA": "Barking"}, {**episode("2"), "LA": "BARKING "}])
    write(tmp_path / "2018-19 h.csv", [{**person(), "LA": "barking"}])
    assert read_returns(tmp_path).authority == "BARKING"


def test_the_same_year_twice_names_both_files(tmp_path: Path) -> None:
    write(good(tmp_path) / "copy" / "2018-19-episodes.csv", [episode()])
    fault = one_fault_in(tmp_path)
    assert "2018-19-episodes.csv is the episodes file of the year ended 31 March 2019 too" in fault
    assert fault.startswith("copy/2018-19-episodes.csv: ")


def test_a_bare_year_and_a_span_of_the_same_year_are_the_same_year_twice(tmp_path: Path) -> None:
    write(good(tmp_path) / "2018-episodes.csv", [episode(start="01/02/2019")])
    assert "of the year ended 31 March 2019 too" in one_fault_in(tmp_path)


def test_an_excel_workbook_saved_under_a_csv_name(tmp_path: Path) -> None:
    openpyxl.Workbook().save(good(tmp_path) / "2019-20-episodes.csv")
    assert "an Excel workbook or another zip file, not text. Open it in Excel" in one_fault_in(tmp_path)


@pytest.mark.parametrize("column", ["CHILD", "DECOM", "RNE", "LS", "PLACE", "PLACE_PROVIDER", "DEC", "REC"])
def test_a_missing_column_of_the_episodes_is_named(tmp_path: Path, column: str) -> None:
    write(good(tmp_path) / "2018-19-episodes.csv", [without(episode(), column)])
    fault = one_fault_in(tmp_path)
    assert f"2018-19-episodes.csv row 1: the column {column} of the episodes file is missing." in fault


@pytest.mark.parametrize("column", ["CHILD", "SEX", "DOB"])
def test_a_missing_column_of_the_header_is_named(tmp_path: Path, column: str) -> None:
    write(good(tmp_path) / "2018-19-header.csv", [without(person(), column)])
    assert f"the column {column} of the header file is missing." in one_fault_in(tmp_path)


def test_a_misspelt_column_is_recognised(tmp_path: Path) -> None:
    row = {
        ("PLACEMNT_PROVIDER" if name == "PLACE_PROVIDER" else name): cell for name, cell in episode().items()
    }
    write(good(tmp_path) / "2018-19-episodes.csv", [row])
    assert "Did you mean 'PLACEMNT_PROVIDER'?" in one_fault_in(tmp_path)


def test_a_column_that_is_there_twice(tmp_path: Path) -> None:
    file = good(tmp_path) / "2018-19-episodes.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("URN", "DEC"), encoding="utf-8")
    assert "the column DEC is there twice. Take one of them out." in one_fault_in(tmp_path)


def test_an_empty_file(tmp_path: Path) -> None:
    (good(tmp_path) / "2019-20-episodes.csv").write_bytes(b"")
    assert "the file is empty" in one_fault_in(tmp_path)


def test_a_header_row_and_nothing_below_it(tmp_path: Path) -> None:
    write(good(tmp_path) / "2019-20-episodes.csv", [dict.fromkeys(episode(), "")])
    assert "it has a header and no rows" in one_fault_in(tmp_path)


@pytest.mark.parametrize(("file", "column"), [("episodes", "DECOM"), ("episodes", "DEC"), ("header", "DOB")])
def test_a_whole_column_that_is_no_dates(tmp_path: Path, file: str, column: str) -> None:
    row = episode(end="01/06/2018") if file == "episodes" else person()
    write(good(tmp_path) / f"2018-19-{file}.csv", [{**row, column: "43586"}])
    fault = one_fault_in(tmp_path)
    assert f"2018-19-{file}.csv column {column}: its cells are not dates." in fault
    assert fault.endswith("Write it as 31/03/2019 or 2019-03-31.")


def test_dates_with_the_month_first_are_refused_and_not_guessed(tmp_path: Path) -> None:
    rows = [episode("1", "05/14/2018"), episode("2", "06/30/2018"), episode("3", "02/03/2018")]
    fault = one_fault_in(a_return(tmp_path, 2019, rows))
    assert "at least half of its cells are not dates. Some have the month before the day." in fault


def test_quotation_marks_that_do_not_pair_up(tmp_path: Path) -> None:
    with (good(tmp_path) / "2018-19-episodes.csv").open("a", encoding="utf-8") as file:
        file.write('102,01/05/2018,"S,C2,N1,U4,PR1,,,,,,\n')
    assert "its quotation marks do not pair up" in one_fault_in(tmp_path)


def test_no_header_at_all(tmp_path: Path) -> None:
    write(tmp_path / "2018-19-episodes.csv", [episode()])
    assert "there is no header file, so that no child's age can be known." in one_fault_in(tmp_path)


def test_a_header_of_a_year_without_episodes(tmp_path: Path) -> None:
    write(good(tmp_path) / "2019-20-header.csv", [person()])
    fault = one_fault_in(tmp_path)
    assert "this is the header file of the year ended 31 March 2020, and there is no episodes file" in fault


def test_every_faulty_file_is_told_of_at_once(tmp_path: Path) -> None:
    good(tmp_path)
    (tmp_path / "2019-20-episodes.csv").write_bytes(b"")
    write(tmp_path / "2020-21-episodes.csv", [without(episode(), "LS")])
    assert len(faults_in(tmp_path)) == 2
    write(tmp_path / "2019-20-episodes.csv", [episode(start="soon")])
    write(tmp_path / "2020-21-episodes.csv", [episode(start="later")])
    assert len(faults_in(tmp_path)) == 2
