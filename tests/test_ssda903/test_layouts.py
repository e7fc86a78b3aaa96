"""Returns in the layouts that councils keep: which file is what, and of which year, whatever it is called."""

from pathlib import Path

import pytest

from sufficiency.errors import InputFaultsError
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.readers.ssda903.years import Meaning, YearLabel, label_in
from test_ssda903.made_returns import Cells, a_return, episode, met, person, read, unaccompanied, write

OPEN = episode("101", "10/02/2019")
CLOSED = episode("102", "10/05/2018", "10/06/2018")
PEOPLE = [person("101"), person("102")]


def kinds(folder: Path) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {each.file: (each.kind, each.years) for each in read_returns(folder).files}


@pytest.mark.parametrize("year", ["2018-19", "2018_19", "2018-2019", "2018 to 2019", "201819", "FY 2018-19"])
def test_a_folder_a_year_is_the_span_that_it_says(tmp_path: Path, year: str) -> None:
    write(tmp_path / year / "episodes.csv", [OPEN, CLOSED])
    write(tmp_path / year / "header.csv", PEOPLE)
    assert read_returns(tmp_path).years == (2019,)


@pytest.mark.parametrize(
    "name", ["2018-19-{}.csv", "{}_2018-19.csv", "SSDA903 {} 2018_19.CSV", "{}201819.txt"]
)
def test_a_flat_name_with_a_year_is_read(tmp_path: Path, name: str) -> None:
    write(tmp_path / name.format("Episodes"), [OPEN, CLOSED])
    write(tmp_path / name.format("Header"), PEOPLE)
    assert read_returns(tmp_path).years == (2019,)


def test_files_are_told_by_their_columns_and_not_by_their_names(tmp_path: Path) -> None:
    write(tmp_path / "2018-19" / "a.csv", [unaccompanied()])
    write(tmp_path / "2018-19" / "b.csv", [OPEN])
    write(tmp_path / "2018-19" / "c.csv", [person()])
    assert kinds(tmp_path) == {
        "2018-19/a.csv": ("uasc", (2019,)),
        "2018-19/b.csv": ("episodes", (2019,)),
        "2018-19/c.csv": ("header", (2019,)),
    }


def test_one_merged_file_has_its_years_in_a_column(tmp_path: Path) -> None:
    rows = [{**OPEN, "LA": "Thurrock", "YEAR": "2018/19"}, {**OPEN, "LA": "Thurrock", "YEAR": "2019/20"}]
    write(tmp_path / "episodes.csv", rows)
    write(tmp_path / "header.csv", [{**person(), "LA": "Thurrock", "YEAR": "2018/19"}])
    returns = read_returns(tmp_path)
    assert returns.years == (2019, 2020)
    assert returns.authority == "THURROCK"


def test_a_header_without_a_year_serves_every_year(tmp_path: Path) -> None:
    write(tmp_path / "2018-19-episodes.csv", [OPEN])
    write(tmp_path / "2019-20-episodes.csv", [OPEN])
    write(tmp_path / "header.csv", [person()])
    returns = read_returns(tmp_path)
    assert returns.episodes["age_31_march"].tolist() == [10, 11]
    assert not met(returns, "no_header_file")


def test_an_episodes_file_with_the_header_merged_into_it_is_both(tmp_path: Path) -> None:
    write(tmp_path / "2018-19.csv", [{**OPEN, "SEX": "2", "DOB": "01/04/2010"}])
    returns = read_returns(tmp_path)
    assert returns.episodes["sex"].tolist() == ["female"]
    assert returns.episodes["age_31_march"].tolist() == [8]


def test_a_return_in_a_folder_that_says_nothing_is_dated_by_its_latest_start(tmp_path: Path) -> None:
    folder = tmp_path / "returns"
    for file, rows in (("e.csv", [OPEN, CLOSED]), ("h.csv", PEOPLE), ("u.csv", [unaccompanied("102")])):
        write(folder / file, rows)
    returns = read_returns(folder)
    assert returns.years == (2019,)
    assert [each.detail for each in met(returns, "year_from_dates")] == ["the year ended 31 March 2019"]
    assert returns.episodes["uasc"].tolist() == [False, True]


def test_other_files_of_the_return_and_strangers_are_named_and_not_read(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [OPEN])
    write(tmp_path / "ad1.csv", [{"CHILD": "101", "DOB": "15/06/2008", "DATE_INT": "", "SEX": "1"}])
    write(tmp_path / "rota.csv", [{"name": "x", "shift": "y"}])
    (tmp_path / "notes.docx").write_bytes(b"any")
    assert [(each.file.rsplit("/")[-1], each.why) for each in read_returns(tmp_path).not_read] == [
        ("ad1.csv", "the return's file of adoption, not needed"),
        ("notes.docx", "not a CSV file"),
        ("rota.csv", "not a file of the return: its columns are others"),
    ]


def test_what_excel_and_macos_leave_behind_is_passed_over(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [OPEN])
    for name in ("~$2018-19-episodes.csv", ".DS_Store", "__MACOSX/2018-19-episodes.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"\0\1\2")
    assert read_returns(tmp_path).not_read == ()


# --- How a file is saved --------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_delimiter_that_excel_writes_is_read(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    write(tmp_path / "2018-19 e.csv", [{**OPEN, "NOTE": "£5 a day"}], delimiter, encoding)
    write(tmp_path / "2018-19 h.csv", [person()], delimiter, encoding)
    assert len(read_returns(tmp_path).episodes) == 1


def lower(row: Cells) -> Cells:
    return {name.lower(): cell for name, cell in row.items()}


def test_headers_may_be_in_lower_case_and_codes_too(tmp_path: Path) -> None:
    write(tmp_path / "2018-19 e.csv", [lower({**OPEN, "PLACE": "u4", "LS": "c2"})])
    write(tmp_path / "2018-19 h.csv", [lower(person(sex="f"))])
    returns = read_returns(tmp_path)
    assert returns.episodes["placement"].tolist() == ["fostering"]
    assert returns.episodes["sex"].tolist() == ["female"]


def test_rows_are_numbered_as_excel_numbers_them_past_blank_lines(tmp_path: Path) -> None:
    folder = a_return(tmp_path, 2019, [OPEN, CLOSED])
    file = folder / "2018-19-episodes.csv"
    header, first, second = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(["", header, first, ",,,", "", second, ""]), encoding="utf-8")
    assert read_returns(folder).episodes["row"].tolist() == [3, 6]


def test_a_child_is_the_same_whether_excel_made_its_number_a_decimal_or_not(tmp_path: Path) -> None:
    returns = read(tmp_path, episode("101.0"), header=[person("101")])
    assert not met(returns, "not_in_header")


def test_a_leading_nought_is_part_of_a_childs_number(tmp_path: Path) -> None:
    returns = read(tmp_path, episode("007"), episode("7"))
    assert returns.episodes["child"].nunique() == 2


# --- Which year -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "year", "is_span"),
    [
        ("2017-18", 2018, True),
        ("2019-20 episodes", 2020, True),
        ("1999-00", 2000, True),
        ("2017", 2017, False),
        ("2017-episodes", 2017, False),
        ("2018-03-31", 2018, True),
        ("as at 31.03.2018", 2018, True),
        ("2017-18 saved 2019-06-15", 2018, True),
        ("2017_06", 2017, False),  # no span: 6 does not follow 17
    ],
)
def test_a_year_in_a_name_is_a_span_or_bare(text: str, year: int, is_span: bool) -> None:
    assert label_in(text) == YearLabel(year, is_span)


@pytest.mark.parametrize("text", ["", "episodes", "12345678", "1850", "saved 2019-06-15", "15_06_2019"])
def test_a_name_may_say_no_year(text: str) -> None:
    assert label_in(text) is None


def bare(folder: Path, name: str, *starts: str) -> Path:
    """A return named for a bare year, with an episode begun on each day."""
    rows = [episode(str(number), start) for number, start in enumerate(starts)]
    write(folder / f"{name}-episodes.csv", rows)
    write(folder / f"{name}-header.csv", [person(row["CHILD"]) for row in rows])
    return folder


def test_a_bare_year_is_where_a_return_begins_when_starts_come_after_its_march(tmp_path: Path) -> None:
    returns = read_returns(bare(tmp_path, "2017", "09/02/2017", "02/02/2018"))
    assert returns.years == (2018,)
    assert [each.detail for each in met(returns, "year_settled")] == ["2017 is the year ended 31 March 2018"]


def test_a_bare_year_is_where_a_return_ends_when_no_start_comes_after_its_march(tmp_path: Path) -> None:
    returns = read_returns(bare(tmp_path, "2017", "09/07/2016", "02/02/2017"))
    assert returns.years == (2017,)
    assert [each.detail for each in met(returns, "year_settled")] == ["2017 is the year ended 31 March 2017"]


def test_a_return_without_a_start_in_january_to_march_keeps_its_year(tmp_path: Path) -> None:
    assert read_returns(bare(tmp_path, "2021", "03/03/2020", "20/12/2021")).years == (2022,)


def test_a_return_without_any_start_in_its_year_follows_the_others_and_is_told_of(tmp_path: Path) -> None:
    bare(tmp_path, "2019", "01/02/2020")
    bare(tmp_path, "2020", "01/02/2021")
    returns = read_returns(bare(tmp_path, "2021", "01/02/2021"))
    assert returns.years == (2020, 2021, 2022)
    assert [each.file for each in met(returns, "year_unsettled")] == ["2021-episodes.csv"]


def test_one_start_mistyped_years_ahead_does_not_move_the_year(tmp_path: Path) -> None:
    starts = ["01/02/2017"] * 30
    assert read_returns(bare(tmp_path, "2017", *starts, "01/02/2071", "01/02/2018")).years == (2017,)


def test_year_means_overrides_the_dates_and_says_so(tmp_path: Path) -> None:
    folder = bare(tmp_path, "2017", "02/02/2018")
    returns = read_returns(folder.joinpath(), Meaning.START)
    assert returns.years == (2018,)
    assert met(returns, "year_settled")[0].detail.endswith("as --year-means says")
    with pytest.raises(InputFaultsError, match="no row of its episodes can be used"):
        read_returns(folder, Meaning.END)


def test_a_span_is_taken_as_it_says_whatever_its_dates(tmp_path: Path) -> None:
    assert read(tmp_path, episode(start="01/02/2010"), year=2019).years == (2019,)


def test_a_year_without_a_return_and_returns_without_a_file_are_told_of(tmp_path: Path) -> None:
    write(tmp_path / "2016-17-episodes.csv", [episode(start="01/05/2016")])
    returns = read_returns(a_return(tmp_path, 2019, [OPEN]))
    assert [each.detail for each in met(returns, "year_missing")] == ["2018"]
    assert [each.file for each in met(returns, "no_header_file")] == ["2016-17-episodes.csv"]
    assert [each.file for each in met(returns, "no_uasc_file")] == ["2016-17-episodes.csv"]
