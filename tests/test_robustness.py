"""A small fixed part of `benchmarks/robustness.py`: whatever files hold, whenever a run is killed.

The whole, of more than ten thousand cases, is on record in benchmarks/record/robustness.md.
"""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from test_cli import ROOT

sys.path.append(str(ROOT / "benchmarks"))

from robust import samples
from robust.cases import Case, cases, ended, said_by
from robust.changes import as_csv, rows_in
from robust.disks import on_small_disks, with_small_files
from robust.doors import doors
from robust.kills import Command, beside, killed
from robust.misreadings import (
    read_the_same,
    readers_of_numbers,
    refused_twice,
    stated_numbers,
)
from robust.together import at_once

from sufficiency.errors import InputFaultsError, OutputError
from sufficiency.manifest import MANIFEST, TOOL
from sufficiency.readers.exempt import read_exempt, read_lever_answers
from sufficiency.readers.figures import read_figures
from sufficiency.readers.ofsted import read_ofsted
from sufficiency.readers.published.recognise import pointer_for, read_published
from sufficiency.readers.runs import read_run
from sufficiency.readers.scenarios import read_scenario
from sufficiency.readers.text import read_text
from sufficiency.writers.aside import moved_into_place
from sufficiency.writers.copies import _put_in_place
from sufficiency.writers.run_folder import RunFolder, check_folder, write_json, writing

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="signals, pipes and limits as Linux and macOS know"
)

# Those that read a case in milliseconds more often than those that take a tenth of a second.
EACH = {"scenario, and what it is based on": 60, "lever": 40, "figures": 60, "figures to fill in": 30,
        "select list, CSV": 40, "select list, workbook": 12, "already published": 30, "answers of levers": 20,
        "a cell: number, year, date, postcode": 40, "Ofsted's register, CSV": 30, "SSDA903 return": 15,
        "LAIT": 10, "DfE numbers and rates": 10, "ONS projection": 8,
        "working folder and its stamp": 20}  # fmt: skip
DOORS = {door.name: door for door in doors()}


# --- Readers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EACH)
def test_whatever_is_changed_in_a_file_it_is_read_or_refused_by_name(name: str) -> None:
    door = DOORS[name]

    @settings(
        max_examples=EACH[name], derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=cases(door))
    def any_case(case: Case) -> None:
        end = ended(door, case)
        assert end.how != "failed", end.said

    assert said_by(door, door.files).how == "accepted"
    any_case()


@pytest.mark.parametrize(
    "name", ["figures", "select list, CSV", "already published", "Ofsted's register, CSV"]
)
def test_a_file_saved_in_any_other_way_is_read_the_same(name: str) -> None:
    assert read_the_same(DOORS[name]).wrong == []


@pytest.mark.parametrize("name", ["figures", "select list, CSV", "already published", "answers of levers",
                                  "Ofsted's register, CSV"])  # fmt: skip
def test_a_row_or_a_column_that_is_there_twice_is_refused(name: str) -> None:
    assert refused_twice(DOORS[name]).wrong == []


@pytest.mark.parametrize("name", [name for name in readers_of_numbers() if "workbook" not in name])
def test_a_number_is_read_as_it_was_meant_or_refused(name: str) -> None:
    unit, read = readers_of_numbers()[name]
    assert stated_numbers(name, unit, read).wrong == []


# --- What the fuzzing found -----------------------------------------------------------------------


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "figures.csv"
    os.mkfifo(path)
    yield path
    path.unlink()


def test_a_pipe_or_a_device_is_refused_and_not_waited_for(pipe: Path) -> None:
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(InputFaultsError, match="a pipe or a device, not a file"):
            read_text(path)
    assert "a pipe or a device" in str(read_figures(pipe, None)[1][0])


def test_a_link_that_leads_to_itself_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    circle = tmp_path / "circle.toml"
    circle.symlink_to(circle)
    with pytest.raises(InputFaultsError, match=r"circle\.toml"):
        read_scenario(str(circle))
    with pytest.raises(OutputError, match="a link that leads to itself"):
        check_folder(circle)


def test_a_key_of_any_length_is_told_in_a_line_that_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'title = "T"\nbased_on = "thurrock-2019"\n{"a" * 100_000} = 1\n', encoding="utf-8")
    with pytest.raises(InputFaultsError, match="this key is not known") as told:
        read_scenario(str(path))
    assert len(str(told.value)) < 2_000


def test_a_key_of_several_lines_is_told_in_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('title = "T"\nbased_on = "thurrock-2019"\n"a\\r\\nb" = 1\n', encoding="utf-8")
    with pytest.raises(InputFaultsError) as told:
        read_scenario(str(path))
    assert str(told.value).splitlines() == [f"{path} a b: this key is not known. {told.value.faults[0].do}"]


def test_a_quotation_mark_that_is_not_closed_in_the_header_of_a_published_file_is_said(
    tmp_path: Path,
) -> None:
    path = tmp_path / "lait.csv"
    path.write_text('"Short Desc,Measure\n' + samples.lait(), encoding="utf-8")
    assert pointer_for(path) == ""
    with pytest.raises(InputFaultsError, match="quotation marks do not pair up"):
        read_published(path)


def test_a_cell_longer_than_any_in_a_register_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    rows = samples.ofsted()
    rows[2][3] = "A" * 140_000
    path.write_bytes(as_csv(rows))
    with pytest.raises(InputFaultsError, match="quotation marks do not pair up"):
        read_ofsted(path, "Inventshire")


def test_a_small_workbook_that_unpacks_to_a_large_one_is_refused_before_it_is_unpacked() -> None:
    for name, file in (("select list, workbook", "list.xlsx"), ("Ofsted's register, workbook", "made.xlsx")):
        end = ended(DOORS[name], Case(file, "blown_up", _seed_of_a_bomb(), ""))
        assert end.how == "refused"
        assert "this workbook unpacks to" in end.said


def _seed_of_a_bomb() -> int:
    return next(seed for seed in range(99) if random.Random(seed).randrange(3) == 1)


def test_a_number_of_children_below_nought_is_refused_in_dfes_file(tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    rows = rows_in(samples.dfe_numbers().encode())
    rows[3][rows[0].index("number")] = "-5"
    path.write_bytes(as_csv(rows))
    with pytest.raises(InputFaultsError, match="row 4, column number: '-5' is below nought"):
        read_published(path)


def test_a_count_named_twice_as_published_is_refused_with_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "published.csv"
    count = "what=looked_after; age_band=under_1,a report\n"
    path.write_text(f"count,source\n{count}{count}", encoding="utf-8")
    with pytest.raises(InputFaultsError, match="row 3, column count: this count is already in row 2"):
        read_exempt(path)


@pytest.mark.parametrize("name", ["", "2022.0"])
def test_a_column_of_a_projection_that_names_no_year_in_four_digits_is_refused(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "projection.csv"
    path.write_text(samples.projection().replace(",2022,", f",{name},", 1), encoding="utf-8")
    with pytest.raises(InputFaultsError, match=f"header: the column '{name}' is not a year"):
        read_published(path)


def test_a_manifest_of_a_hundred_thousand_brackets_is_no_manifest(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(InputFaultsError, match="is not the manifest of a run"):
        read_run(tmp_path)


def test_a_lever_answer_that_is_no_number_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "levers.csv"
    path.write_text(samples.ANSWERS.replace(",4,3,5,", ",four,3,5,"), encoding="utf-8")
    with pytest.raises(InputFaultsError, match="is not what levers --out wrote"):
        read_lever_answers(path)


# --- Kills, full disks, two at once ---------------------------------------------------------------


@pytest.fixture(scope="module")
def summarise(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The quickest of the commands that write a folder."""
    folder = tmp_path_factory.mktemp("returns")
    for name, text in (("episodes", samples.EPISODES), ("header", samples.HEADER), ("uasc", samples.UASC)):
        (folder / f"2018-19-{name}.csv").write_text(text, encoding="utf-8")
    words = ("ssda903", "summarise", str(folder))
    return Command("summarise", words, (*words, "--protect", "round_5"))


def test_killed_at_random_moments_it_leaves_one_whole_result_or_the_other(
    summarise: Command, tmp_path: Path
) -> None:
    found = killed(summarise, 6, tmp_path, random.Random(1), over=True)
    assert (found.wrong, found.left_in_the_end) == ([], [])
    assert found.kills == sum(found.ends.values()) == 6


def test_two_at_once_leave_the_whole_result_of_one(summarise: Command, tmp_path: Path) -> None:
    assert summarise.other is not None
    found = at_once([summarise, Command("summarise", summarise.other)], 1, tmp_path)
    assert found.wrong == []
    assert found.done >= 1


def test_files_that_may_not_grow_are_told_in_one_message_and_leave_nothing(
    summarise: Command, tmp_path: Path
) -> None:
    found = with_small_files(summarise, tmp_path, 200)
    assert (found.code, found.wrong) == (4, "")


@pytest.mark.skipif(os.geteuid() != 0, reason="only a superuser may make a small disk")
def test_a_full_disk_is_told_in_one_message_and_leaves_nothing(summarise: Command, tmp_path: Path) -> None:
    if subprocess.run(["mount", "--version"], capture_output=True, check=False).returncode:
        pytest.skip("there is no mount")
    try:
        found = list(on_small_disks(Command("summarise", summarise.words), tmp_path, (16,)))
    except subprocess.CalledProcessError:
        pytest.skip("disks may not be made here")
    assert [(each.disk, each.code, each.wrong) for each in found] == [
        ("a full disk", 4, ""),
        ("a disk of 16 kB", 4, ""),
    ]
    assert all("the disk is full" in each.said for each in found)


HALF_A_FILE = """
import sys, time
from pathlib import Path
from sufficiency.writers.aside import moved_into_place

with moved_into_place(Path(sys.argv[1])) as aside:
    aside.write_text("half")
    print("half way", flush=True)
    time.sleep(600)
"""


def test_what_a_kill_left_of_a_file_is_taken_away_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "levers.csv"
    words = [sys.executable, "-c", HALF_A_FILE, str(path)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half way\n"
        process.send_signal(signal.SIGKILL)
    assert beside(path) != []
    with moved_into_place(path) as aside:
        aside.write_text("whole")
    assert (path.read_text(), beside(path)) == ("whole", [])


def test_a_run_that_meets_another_in_the_midst_of_moving_into_place_says_so(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with writing(out) as theirs:
        write_json({"tool": TOOL, "files": []}, theirs / MANIFEST)
    with pytest.raises(OutputError, match="another run wrote there at the same time"), writing(out):
        other_moves_in(out)
    assert [each.name for each in out.iterdir()] == [MANIFEST]


def test_a_copy_that_meets_another_takes_away_its_own_files_alone(tmp_path: Path) -> None:
    ours, folder = tmp_path / "ours", tmp_path / "folder"
    for path in (
        ours / "data" / "a.csv",
        ours / "scenarios" / "a.toml",
        folder / "scenarios" / "theirs.toml",
    ):
        path.parent.mkdir(parents=True)
        path.write_text("whole", encoding="utf-8")
    with pytest.raises(OSError, match="not empty"):
        _put_in_place(ours, folder)
    assert [path.name for path in folder.rglob("*.*")] == ["theirs.toml"]


def test_a_list_without_room_for_temporary_files_is_told_in_one_message(tmp_path: Path) -> None:
    template = Command("places template", ("places", "template"), None, "list.xlsx", None, over=False)
    found = with_small_files(template, tmp_path, 200)
    assert (found.code, found.wrong) == (4, "")


def other_moves_in(out: Path) -> None:
    """What another leaves while it moves into place: the run that stood before, aside."""
    RunFolder.at(out).earlier.mkdir()
    (RunFolder.at(out).earlier / "older.csv").write_text("older", encoding="utf-8")
