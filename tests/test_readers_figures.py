"""Figures load with their unit, source, date and kind; every fault in a file is said at once."""

import datetime
from pathlib import Path

import pytest

from sufficiency.errors import Fault
from sufficiency.figures.book import COLUMNS
from sufficiency.readers.figures import read_figure_folders, read_figures

HEADER = ",".join(COLUMNS)
GOOD = "children_looked_after,all,2019,281,,,children,2019-03-31,DfE SSDA903,published,,"
BASE_DATE = datetime.date(2019, 3, 31)


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # so that faults name files shortly


def write(*rows: str, header: str = HEADER, file: str = "figures.csv") -> Path:
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


def row(**changes: str) -> str:
    cells = dict(zip(COLUMNS, GOOD.split(","), strict=True))
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in {**cells, **changes}.values())


def faults_of(*rows: str, header: str = HEADER, base_date: datetime.date | None = None) -> list[str]:
    _, faults = read_figures(write(*rows, header=header), base_date)
    return [str(fault) for fault in faults]


# --- What is read ---------------------------------------------------------------------------------


def test_a_figure_is_read_with_all_it_must_have() -> None:
    path = write(row(value="1,281", low="1,200", high="1,300", note="a note"))
    [figure], faults = read_figures(path, None)
    assert not faults
    assert (figure.name, figure.value, figure.low, figure.high) == (
        "children_looked_after/all/2019",
        1281,
        1200,
        1300,
    )
    assert (figure.unit, figure.as_at, figure.source, figure.kind, figure.note) == (
        "children",
        "2019-03-31",
        "DfE SSDA903",
        "published",
        "a note",
    )
    assert (figure.file, figure.row) == ("figures.csv", 2)


def test_the_columns_may_come_in_any_order_with_space_and_capitals() -> None:
    names = [f" {column.upper()} " for column in reversed(COLUMNS)]
    path = write(",".join(reversed(GOOD.split(","))), header=",".join(names))
    [figure], faults = read_figures(path, None)
    assert not faults
    assert figure.value == 281


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_part_columns_where_the_header_has_them(delimiter: str) -> None:
    path = write(GOOD.replace(",", delimiter), header=HEADER.replace(",", delimiter))
    [figure], faults = read_figures(path, None)
    assert not faults
    assert figure.source == "DfE SSDA903"


@pytest.mark.parametrize(("number", "is_refused"), [("1,234", True), ("1.234", True), ("0.234", False)])
def test_a_doubtful_decimal_mark_in_a_file_of_semicolons_is_refused(number: str, is_refused: bool) -> None:
    cells = row(value="VALUE", unit="miles").replace(",", ";").replace("VALUE", number)
    assert bool(faults_of(cells, header=HEADER.replace(",", ";"))) == is_refused


def test_what_excel_leaves_blank_is_ignored() -> None:
    path = write(",,,,", f"{GOOD},,,", "", ",,,,,,,,,,,,,,,,", header=f"{HEADER},,,")
    [figure], faults = read_figures(path, None)
    assert not faults
    assert figure.row == 3


def test_a_row_is_counted_as_excel_counts_it_even_after_a_note_of_two_lines() -> None:
    path = write(f'{GOOD}"two\nlines"', row(year="2018"))
    figures, faults = read_figures(path, None)
    assert not faults
    assert [figure.row for figure in figures] == [2, 3]


def test_a_folder_is_read_file_by_file_in_order_of_name() -> None:
    write(row(year="2018"), file="data/b.csv")
    write(row(year="2017"), file="data/A.CSV")
    write("not a figure", file="data/notes.txt")
    write("a Mac's own notes", file="data/._b.csv")
    figures, faults = read_figures(Path("data"), None)
    assert not faults
    assert [figure.file for figure in figures] == ["data/A.CSV", "data/b.csv"]


def test_several_folders_make_one_book_and_say_which_files_they_read() -> None:
    a = write(row(year="2018"), file="a/figures.csv")
    b = write(row(year="2019"), file="b/figures.csv")
    book, faults, files = read_figure_folders([Path("a"), Path("b"), a], None)
    assert not faults
    assert len(book) == 2
    assert files == [a, b]  # a file named twice is read once


# --- What is refused: files -----------------------------------------------------------------------


def test_a_folder_without_csv_files_is_a_fault() -> None:
    Path("data").mkdir()
    assert read_figures(Path("data"), None) == (
        [],
        [Fault("data", "", "there is no CSV file in this folder.", "Save the figures there as CSV UTF-8.")],
    )


def test_a_missing_file_is_a_fault_and_the_other_folders_are_still_read() -> None:
    write(GOOD, file="a/figures.csv")
    book, faults, files = read_figure_folders([Path("nowhere"), Path("a")], None)
    assert [fault.file for fault in faults] == ["nowhere"]
    assert len(book) == len(files) == 1


def test_a_quotation_mark_that_is_not_closed_is_a_fault_and_swallows_nothing() -> None:
    [fault] = faults_of(GOOD, row(year="2018") + '"open', row(year="2017"))
    assert fault.startswith("figures.csv row 3: its quotation marks do not pair up")


# --- What is refused: headers ---------------------------------------------------------------------


def test_a_file_without_the_header_is_one_fault() -> None:
    [fault] = faults_of("1,2,3", header="a,b,c")
    assert fault == f"figures.csv row 1: this is not the header of figures. Write: {HEADER}"


def test_a_file_of_nothing_but_commas_has_no_header() -> None:
    [fault] = faults_of(header=",,,")
    assert "this is not the header" in fault


def test_a_misspelt_column_is_told_of_once_with_the_right_name() -> None:
    assert faults_of(GOOD, row(year="2018"), header=HEADER.replace("source", "sorce")) == [
        "figures.csv row 1: the column source is missing. Add it to the header.",
        "figures.csv row 1: 'sorce' is not a column of figures. Did you mean source?",
    ]


def test_an_extra_a_nameless_and_a_doubled_column_are_faults() -> None:
    said = faults_of(header=f"{HEADER},url,,note")
    assert "'url' is not a column of figures" in said[0]
    assert "column 14 has no name" in said[1]
    assert "the column note is there twice" in said[2]


def test_faults_in_the_rows_are_said_along_with_those_in_the_header() -> None:
    said = faults_of(row(value="c"), header=f"{HEADER},url")
    assert len(said) == 2
    assert "DfE mark" in said[1]


# --- What is refused: cells -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "column", "what"),
    [
        ({"unit": "childern"}, "unit", "'childern' is not a unit. Did you mean children?"),
        ({"unit": "zzz", "value": "1"}, "unit", "'zzz' is not a unit. Use one of: children,"),
        ({"kind": "guess"}, "kind", "'guess' is not a kind. Use one of: published, derived, assumed."),
        ({"measure": ""}, "measure", "the measure is missing."),
        ({"unit": ""}, "unit", "the unit is missing."),
        ({"as_at": ""}, "as_at", "the as_at is missing."),
        ({"source": " "}, "source", "the source is missing."),
        ({"kind": ""}, "kind", "the kind is missing."),
        ({"value": ""}, "value", "the value is missing."),
        ({"value": "c"}, "value", "'c' cannot be read as a number: it is a DfE mark"),
        ({"value": "12,34"}, "value", "'12,34' cannot be read as a number: its commas"),
        ({"value": "-3"}, "value", "'-3' cannot be in children: it must be 0 or more."),
        ({"value": "1.5", "unit": "share"}, "value", "'1.5' cannot be in share: it must be from 0 to 1."),
        ({"value": "x" * 50}, "value", f"'{'x' * 40}…' cannot be read"),
        ({"low": "270"}, "high", "there is a low but no high."),
        ({"high": "290"}, "low", "there is a high but no low."),
        ({"low": "282", "high": "290"}, "low", "the low, '282', is above the value."),
        ({"low": "270", "high": "280"}, "high", "the high, '280', is below the value."),
        ({"year": "19"}, "year", "'19' is not a year from 1990 to 2100."),
        ({"as_at": "2011-12"}, "as_at", "'2011-12' may be a month or a financial year."),
        ({"after_base_date": "maybe"}, "after_base_date", "'maybe' is neither yes nor no."),
    ],
)
def test_a_fault_names_file_row_column_and_what_to_do(
    changes: dict[str, str], column: str, what: str
) -> None:
    [fault] = faults_of(row(**changes))
    assert fault.startswith(f"figures.csv row 2, column {column}: {what}")


def test_every_fault_of_every_row_is_said() -> None:
    said = faults_of(row(value="c", unit="kids"), GOOD, row(year="2018", source="", kind=""))
    places = [fault.split(":")[0] for fault in said]
    assert places[:2] == ["figures.csv row 2, column unit", "figures.csv row 2, column value"]
    assert places[2:4] == ["figures.csv row 4, column source", "figures.csv row 4, column kind"]


def test_a_row_with_too_many_cells_is_one_fault_that_says_why() -> None:
    [fault] = faults_of(GOOD.replace("281", "1,281"))
    assert fault == (
        "figures.csv row 2: it has 13 cells, but the header has 12. "
        "Put quotation marks round any cell that has a comma in it."
    )


def test_a_cell_beyond_the_header_is_a_fault_even_if_the_rest_are_right() -> None:
    [fault] = faults_of(f"{GOOD}one note, and another")
    assert "it has 13 cells" in fault


# --- Evidence that came after the base date -------------------------------------------------------


def test_evidence_after_the_base_date_that_is_marked_no_is_a_fault() -> None:
    [fault] = faults_of(row(as_at="2019-04", after_base_date="no"), base_date=BASE_DATE)
    assert "as at 2019-04-30, after the base date 2019-03-31, but marked as if it were not." in fault


def test_evidence_before_the_base_date_must_not_be_marked() -> None:
    [fault] = faults_of(row(after_base_date="yes"), base_date=BASE_DATE)
    assert "not after the base date 2019-03-31, but marked so." in fault


def test_where_there_is_no_mark_it_is_worked_out_so_that_a_file_serves_several_base_dates() -> None:
    path = write(row(as_at="2019-04"))
    for base_date, is_later in ((BASE_DATE, True), (BASE_DATE.replace(year=2023), False)):
        [figure], faults = read_figures(path, base_date)
        assert not faults
        assert figure.after_base_date is is_later


def test_marked_evidence_loads_and_says_so() -> None:
    path = write(row(as_at="2019-20", after_base_date="Yes"))
    [figure], faults = read_figures(path, BASE_DATE)
    assert not faults
    assert figure.after_base_date


def test_without_a_base_date_nothing_is_before_or_after_it() -> None:
    assert not faults_of(row(as_at="2030"), row(year="2018", after_base_date="yes"))


# --- The same figure twice ------------------------------------------------------------------------


def test_the_same_figure_twice_is_a_fault_that_names_both_rows() -> None:
    assert faults_of(GOOD, row(year="2018"), row(value="282")) == [
        "figures.csv row 4: children_looked_after/all/2019 is already in figures.csv row 2. "
        "Keep one of the two."
    ]


def test_the_same_figure_in_two_folders_is_a_fault_that_names_both_files() -> None:
    write(GOOD, file="a/figures.csv")
    write(row(value="c"), file="b/more.csv")
    _, faults, _ = read_figure_folders([Path("a"), Path("b")], None)
    assert [str(fault).split(":")[0] for fault in faults] == [
        "b/more.csv row 2, column value",
        "b/more.csv row 2",
    ]
    assert "already in a/figures.csv row 2" in faults[1].what
