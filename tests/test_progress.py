"""A long run says on stderr what it is doing; a short one says nothing; stdout is never touched."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sufficiency.commands.progress import Progress

LONG_AGO = 60.0


def test_a_short_run_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(start=time.monotonic() + LONG_AGO) as progress:  # its first second is yet to come
        progress.step("Drawing 1,000 futures")
    assert capsys.readouterr() == ("", "")


def test_a_long_run_says_each_step_as_it_begins(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(start=time.monotonic() - LONG_AGO) as progress:
        progress.step("Reading figures")
        progress.step("Drawing 1,000 futures")
    said = capsys.readouterr()
    assert said.err == "sufficiency: Reading figures ...\nsufficiency: Drawing 1,000 futures ...\n"
    assert said.out == ""


class Listener:
    """A stderr that wakes the test when something is written."""

    def __init__(self) -> None:
        self.said = ""
        self.heard = threading.Event()

    def write(self, text: str) -> None:
        self.said += text

    def flush(self) -> None:
        self.heard.set()

    def isatty(self) -> bool:
        return False


def test_a_step_under_way_when_the_first_second_passes_is_said_then_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stderr = Listener()
    monkeypatch.setattr(sys, "stderr", stderr)
    with Progress() as progress:
        progress.step("Drawing 1,000 futures")
        assert stderr.heard.wait(timeout=60)
    assert stderr.said == "sufficiency: Drawing 1,000 futures ...\n"


def test_no_thread_outlives_the_run() -> None:
    before = set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt), Progress():
        raise KeyboardInterrupt
    assert set(threading.enumerate()) <= before


def test_a_closed_or_missing_stderr_does_not_stop_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = (tmp_path / "closed").open("w")
    closed.close()
    for stderr in (closed, None):
        monkeypatch.setattr(sys, "stderr", stderr)
        with Progress(start=time.monotonic() - LONG_AGO) as progress:
            progress.step("Drawing 1,000 futures")


IN_A_TERMINAL = """
import time
from sufficiency.commands.progress import Progress

with Progress(start=time.monotonic() - 60) as progress:
    progress.step("Reading figures")
    progress.step("Drawing [1,000] futures")
    print("the result")
"""


@pytest.mark.skipif(os.name != "posix", reason="Windows has no terminals of this kind")
def test_in_a_terminal_a_spinner_is_shown_and_the_result_still_goes_to_stdout() -> None:
    ours, theirs = os.openpty()
    done = subprocess.run(
        [sys.executable, "-c", IN_A_TERMINAL],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.stdout == "the result\n"
    assert "Drawing [1,000] futures ..." in shown
