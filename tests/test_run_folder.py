"""A run's folder holds an earlier run or the new one, whole, whatever interrupts the writing."""

import datetime
import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from closed_folders import closed_folders_are_closed

from sufficiency.errors import OutputError
from sufficiency.manifest import MANIFEST, sha256_of
from sufficiency.writers.run_folder import RunFolder, check_folder, write_csv, write_json, writing

on_posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")


def write_run(folder: Path, text: str, name: str = "needs.csv") -> None:
    with writing(folder) as new:
        (new / "tables").mkdir()
        (new / "tables" / name).write_text(text)
        write_json({"tool": "sufficiency", "files": [f"tables/{name}"]}, new / MANIFEST)


def contents(folder: Path) -> dict[str, str]:
    return {
        each.relative_to(folder).as_posix(): each.read_text() for each in folder.rglob("*") if each.is_file()
    }


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with an earlier run in it."""
    folder = tmp_path / "out"
    write_run(folder, "earlier")
    return folder


def assert_only(out: Path, text: str) -> None:
    """The run says `text`, and nothing hidden is left beside it."""
    assert contents(out)["tables/needs.csv"] == text
    assert [each.name for each in out.parent.iterdir()] == ["out"]


# --- Writing --------------------------------------------------------------------------------------


def test_a_run_takes_the_place_of_the_earlier_one(out: Path) -> None:
    write_run(out, "new", name="other.csv")
    assert set(contents(out)) == {"manifest.json", "tables/other.csv"}
    assert [each.name for each in out.parent.iterdir()] == ["out"]


def test_the_folders_above_are_made(tmp_path: Path) -> None:
    write_run(tmp_path / "a" / "b" / "out", "new")
    assert (tmp_path / "a" / "b" / "out" / MANIFEST).is_file()


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_earlier_run(out: Path, failure: type[BaseException]) -> None:
    def half_a_run() -> None:
        with writing(out) as new:
            (new / "half.csv").write_text("half")
            raise failure

    with pytest.raises(failure):
        half_a_run()
    assert_only(out, "earlier")


def test_a_failure_takes_away_the_folders_that_were_made(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no"), writing(tmp_path / "a" / "b" / "out"):
        raise ValueError("no")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_to_swap_puts_the_earlier_run_back(out: Path) -> None:
    with pytest.raises(OutputError, match="could not be written"), writing(out) as new:
        shutil.rmtree(new)  # now there is nothing to put in the earlier run's place
    assert_only(out, "earlier")


def test_a_link_to_a_folder_stays_a_link(out: Path) -> None:
    link = out.with_name("link")
    link.symlink_to(out, target_is_directory=True)
    write_run(link, "new")
    assert link.is_symlink()
    assert contents(out)["tables/needs.csv"] == "new"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full. Free some space"),
        (errno.EACCES, "permission was refused. If a file in it is open in Excel, close it"),
        (errno.EIO, "Check the path and its disk"),
    ],
)
def test_a_failure_of_the_disk_is_told_in_one_sentence(out: Path, number: int, said: str) -> None:
    with pytest.raises(OutputError, match=said) as caught, writing(out):
        raise OSError(number, os.strerror(number))
    assert "choose another --out" in str(caught.value)
    assert_only(out, "earlier")


def test_a_broken_pipe_is_the_terminals_affair(out: Path) -> None:
    with pytest.raises(BrokenPipeError), writing(out):
        raise BrokenPipeError
    assert_only(out, "earlier")


# --- What is never written over -------------------------------------------------------------------


def test_a_new_or_an_empty_folder_or_an_earlier_run_may_be_written(tmp_path: Path, out: Path) -> None:
    check_folder(tmp_path / "new")
    (tmp_path / "empty").mkdir()
    check_folder(tmp_path / "empty")
    check_folder(out)


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        check_folder(tmp_path / "out")
    with pytest.raises(OutputError, match="is a file, so"):
        check_folder(tmp_path / "out" / "run")


@pytest.mark.parametrize(
    "manifest", [None, "not json", "[]", '{"tool": "another", "files": []}', '{"tool": "sufficiency"}']
)
def test_a_folder_of_the_users_own_is_refused(tmp_path: Path, manifest: str | None) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    if manifest:
        (tmp_path / MANIFEST).write_text(manifest)
    with pytest.raises(OutputError, match="is not an earlier run"), writing(tmp_path):
        pass
    assert contents(tmp_path)["mine.txt"] == "mine"


def test_an_earlier_run_with_files_of_the_users_own_is_refused_and_three_are_named(out: Path) -> None:
    for name in ["a.txt", "b.txt", "c.txt", "d.txt"]:
        (out / name).write_text("mine")
    with pytest.raises(OutputError, match=r"\(a.txt, b.txt, c.txt and 1 more\). Move them elsewhere"):
        check_folder(out)


def test_a_file_of_the_users_own_that_comes_during_the_run_is_kept(out: Path) -> None:
    with pytest.raises(OutputError, match=r"mine\.txt"), writing(out):
        (out / "mine.txt").write_text("mine")
    assert_only(out, "earlier")
    assert contents(out)["mine.txt"] == "mine"


def test_what_a_system_leaves_by_looking_is_nobodys_own(out: Path) -> None:
    (out / ".DS_Store").write_text("")
    check_folder(out)


def test_a_manifest_may_name_its_files_with_their_hashes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a")
    files = [{"path": "a.csv", "sha256": sha256_of(tmp_path / "a.csv")}]
    write_json({"tool": "sufficiency", "files": files}, tmp_path / MANIFEST)
    check_folder(tmp_path)


def test_the_working_folder_is_refused(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(out / "tables")
    with pytest.raises(OutputError, match="the folder you are working in"):
        check_folder(out)


@closed_folders_are_closed
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="you may not write in"):
        check_folder(tmp_path / "a" / "out")
    tmp_path.chmod(0o700)


# --- Killed runs ----------------------------------------------------------------------------------

HALF_A_RUN = """
import sys, time
from pathlib import Path
from sufficiency.writers.run_folder import writing

with writing(Path(sys.argv[1])) as new:
    (new / "half.csv").write_text("half")
    print("half way", flush=True)
    time.sleep(600)
"""


def interrupt_half_way(out: Path, how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HALF_A_RUN, str(out)],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "half way\n"
        run.send_signal(how)


@on_posix
@pytest.mark.usefixtures("ctrl_c_is_heard")
def test_ctrl_c_leaves_the_earlier_run_and_nothing_else(out: Path) -> None:
    interrupt_half_way(out, signal.SIGINT)
    assert_only(out, "earlier")


@on_posix
def test_a_killed_run_leaves_the_earlier_run_and_the_next_run_clears_up(out: Path) -> None:
    interrupt_half_way(out, signal.SIGKILL)
    assert contents(out)["tables/needs.csv"] == "earlier"
    check_folder(out)
    assert_only(out, "earlier")


def test_a_run_killed_while_swapping_is_put_back_by_the_next(out: Path) -> None:
    out.rename(RunFolder.at(out).earlier)
    check_folder(out)
    assert_only(out, "earlier")


def test_a_run_killed_after_swapping_is_cleared_up_by_the_next(out: Path) -> None:
    shutil.copytree(out, RunFolder.at(out).earlier)
    check_folder(out)
    assert_only(out, "earlier")


@on_posix
def test_another_run_at_work_now_is_left_alone(out: Path) -> None:
    at_work = out.with_name(f".out.writing-{os.getppid()}")
    at_work.mkdir()
    write_run(out, "new")
    assert at_work.is_dir()


def test_a_half_written_run_of_days_ago_is_cleared_up(out: Path) -> None:
    left = out.with_name(f".out.writing-{os.getppid()}")
    left.mkdir()
    long_ago = datetime.datetime(2019, 3, 31).timestamp()
    os.utime(left, (long_ago, long_ago))
    check_folder(out)
    assert_only(out, "earlier")


# --- What is in a run -----------------------------------------------------------------------------


def test_a_file_has_its_sha_256(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    assert sha256_of(path) == hashlib.sha256(b"abc").hexdigest()


def test_a_table_is_written_plainly(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "home": ["Ann’s, north", 'the "Elms"', None],
            "cost": [1234.5, -0.00001, np.nan],
            "share": [0.123456, 100.0, 1e16],
            "homes": [10, 200, 0],
            "places": pd.array([1, None, 30], dtype="Int64"),
            "secured": [True, False, True],
            "near": [True, None, 0.5],
            "day": [datetime.date(2019, 3, 31), None, "not known"],
        },
        index=[7, 8, 9],
    )
    write_csv(frame, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().decode() == (
        "home,cost,share,homes,places,secured,near,day\n"
        '"Ann’s, north",1234.5,0.1235,10,1,yes,yes,2019-03-31\n'
        '"the ""Elms""",0,100,200,,no,,\n'
        ",,10000000000000000,0,30,yes,0.5,not known\n"
    )


def test_a_table_has_as_many_decimals_as_are_asked_for(tmp_path: Path) -> None:
    frame = pd.DataFrame({"cost": [120.4, 0.6, -0.2]})
    write_csv(frame, tmp_path / "a.csv", decimals=0)
    assert (tmp_path / "a.csv").read_text() == "cost\n120\n1\n0\n"


def test_a_table_without_rows_is_its_header(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"a": [], "b": []}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "a,b\n"


def test_json_is_written_for_people_in_the_order_it_has(tmp_path: Path) -> None:
    write_json({"z": "£", "a": [1]}, tmp_path / "a.json")
    text = (tmp_path / "a.json").read_bytes().decode()
    assert text == '{\n  "z": "£",\n  "a": [\n    1\n  ]\n}\n'
    assert json.loads(text) == {"z": "£", "a": [1]}


def test_json_without_a_number_for_it_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json({"a": float("nan")}, tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()
