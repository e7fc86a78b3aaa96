"""A file or folder written aside and then moved into place, so that it is there whole or not at all."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sufficiency.errors import OutputError

STALE_AFTER_SECONDS: Final = 24 * 60 * 60  # nothing takes a day to write


@contextlib.contextmanager
def moved_into_place(path: Path) -> Iterator[Path]:
    """A file to write, which takes the place of `path` if all goes well; if not, nothing of it stays."""
    aside = aside_of(path)
    with contextlib.suppress(OSError):  # of a folder that cannot be looked into, writing will say more
        clear_up(path)
    try:
        yield aside
        aside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink()


def cannot_be_written(path: Path, error: OSError) -> OutputError:
    """What to say of a new file or folder that the disk refuses."""
    what = f"could not be written: {error.strerror or error}. Choose a folder that you may write to."
    return OutputError(f"{path} {what}")


def aside_of(path: Path) -> Path:
    """Where this process writes a file or folder before it takes its place: hidden, beside it, its own."""
    return path.with_name(f"{_beginning(path)}{os.getpid()}")


def clear_up(path: Path) -> None:
    """Take away what killed processes left aside of a file or folder; of those at work now, nothing."""
    beginning = _beginning(path)
    if not path.parent.is_dir():
        return
    for each in path.parent.iterdir():
        if each.name.startswith(beginning) and _is_stale(each, each.name.removeprefix(beginning)):
            _take_away(each)


def _beginning(path: Path) -> str:
    return f".{path.name}.writing-"


def _take_away(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _is_stale(aside: Path, pid: str) -> bool:
    """Whether what is half written is of a process that is over, and not merely of another at work now."""
    with contextlib.suppress(OSError):
        if time.time() - aside.stat().st_mtime > STALE_AFTER_SECONDS:
            return True
    if pid == str(os.getpid()):
        return True  # a container gives every run the same number, and this run has not begun to write
    return os.name == "posix" and pid.isdecimal() and not _runs(int(pid))  # on Windows, asking would stop it


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)  # signal 0 only asks
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # another person's run
    return True
