# ruff: noqa: E501
"""A case: one door's files with one thing changed, read; and how that ended."""

import contextlib
import os
import random
import resource
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal, NamedTuple

from hypothesis import strategies as st
from robust import changes
from robust.doors import Door

from sufficiency.errors import InputFaultsError, OutputError

SECONDS: Final = 20  # that no file of this size may take
MEGABYTES: Final = 3_000  # of addresses, which is more than what is used
How = Literal["accepted", "refused", "failed"]


class Case(NamedTuple):
    """Which file of a door is changed, how, from which seed, and what is put in."""

    file: str
    how: str
    seed: int
    cell: str


@dataclass(frozen=True)
class Ended:
    """How a case ended: what was read, or what was said, or what should not have been."""

    how: How
    said: str
    seconds: float


class TooLongError(BaseException):
    """A reader that is still at work when its time is up; no `except Exception` may hide it."""


# --- What may be changed --------------------------------------------------------------------------

_PATHS: Final = ("missing", "a folder", "a link to nothing", "a link to itself", "a pipe", "a device")
_CSV: Final = {
    **changes.BYTES, "quote_unclosed": changes.quote_unclosed, "line_changed": changes.line_changed,
    **{name: partial(changes.table_changed, how=how) for name, how in changes.TABLES.items()},
}  # fmt: skip
_TOML: Final = {
    **changes.BYTES, "line_changed": changes.line_changed,
    **{name: partial(changes.toml_changed, how=how) for name, how in changes.TREES.items()},
}  # fmt: skip
_JSON: Final = {
    **changes.BYTES, "line_changed": changes.line_changed,
    **{name: partial(changes.json_changed, how=how) for name, how in changes.TREES.items()},
}  # fmt: skip
_XLSX: Final = {
    **changes.BYTES, "part_changed": changes.part_changed, "blown_up": changes.blown_up,
    **{name: partial(changes.workbook_changed, how=how) for name, how in changes.TABLES.items()},
}  # fmt: skip
_KINDS: Final = {".csv": _CSV, ".toml": _TOML, ".json": _JSON, ".xlsx": _XLSX,
                 ".txt": {"instead": lambda data, rng, cell: cell.encode("utf-8", "surrogatepass")}}  # fmt: skip
_USUAL_PARTS: Final = 6  # of a table's or a tree's own ways for one of the path's
NUMBERS: Final = st.from_regex(
    r"[-+(£ ]{0,2}[0-9]{0,4}[.,]?[0-9]{0,4}[.,]?[0-9]{0,3}[%kme)\-]{0,2}", fullmatch=True
)
CELLS: Final = st.one_of(
    st.sampled_from(changes.ODD_CELLS),
    NUMBERS,
    st.text(max_size=8),
    st.floats().map(str),
    st.dates().map(str),
)


def cases(door: Door) -> st.SearchStrategy[Case]:
    """Any case of a door."""
    return st.sampled_from(door.to_change).flatmap(
        lambda file: st.builds(
            Case, st.just(file), st.sampled_from(_ways(file)), st.integers(0, 2**32), CELLS
        )
    )


def _ways(file: str) -> list[str]:
    """The names of what may be done to a file; what is cheap and likely more often than the rest."""
    ways = [way for way in _KINDS[Path(file).suffix] if way not in changes.BYTES]
    return [*ways * 3, *changes.BYTES, *_PATHS] if Path(file).suffix != ".txt" else ways


# --- A folder of a case ---------------------------------------------------------------------------


@contextlib.contextmanager
def made(files: Mapping[str, bytes], case: Case | None = None) -> Iterator[Path]:
    """A folder with a door's files, one of them changed as a case says."""
    folder = Path(tempfile.mkdtemp(prefix="case-", dir=_QUICK))
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if case is not None:
            _change(folder / case.file, files[case.file], case)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_QUICK: Final = "/dev/shm" if Path("/dev/shm").is_dir() else None  # thousands of small folders


def _change(path: Path, content: bytes, case: Case) -> None:
    if case.how not in _PATHS:
        rng = random.Random(case.seed)
        path.write_bytes(_KINDS[path.suffix][case.how](content, rng, case.cell))
        return
    path.unlink()
    if case.how == "a folder":
        path.mkdir()
    elif case.how.startswith("a link"):
        path.symlink_to(path if case.how.endswith("itself") else path.with_name("nothing"))
    elif case.how == "a pipe":
        os.mkfifo(path)
    elif case.how == "a device":
        path.symlink_to("/dev/zero")


# --- Reading --------------------------------------------------------------------------------------


def ended(door: Door, case: Case) -> Ended:
    """How reading a case ends."""
    started = time.perf_counter()
    with made(door.files, case) as folder:
        how, said = read_at(door, folder)
        return Ended(how, said.replace(str(folder), "."), time.perf_counter() - started)


def said_by(door: Door, files: Mapping[str, bytes]) -> Ended:
    """How reading a folder of files ends."""
    with made(files) as folder:
        how, said = read_at(door, folder)
        return Ended(how, said.replace(str(folder), "."), 0.0)


def read_at(door: Door, folder: Path) -> tuple[How, str]:
    """How reading a folder ends, and what was read or said."""
    try:
        with _limited():
            return "accepted", repr(door.read(folder))
    except (InputFaultsError, OutputError) as error:
        return _refused(error)
    except (Exception, TooLongError) as error:  # what a reader must never end in
        return "failed", f"{type(error).__name__}: {str(error)[:300]} at {_where(error)}"


def _refused(error: InputFaultsError | OutputError) -> tuple[How, str]:
    """A refusal is one that says what is wrong, in one line, and names a file."""
    faults = error.faults if isinstance(error, InputFaultsError) else ()
    for fault in faults:
        if not (fault.file and fault.what and fault.do) or len(str(fault).splitlines()) != 1:
            return "failed", f"a fault of no place, or of several lines: {fault!r}"
        if len(str(fault)) > _LONGEST:
            return "failed", f"a fault of {len(str(fault))} letters: {str(fault)[:200]}"
    return ("refused", str(error)) if str(error) else ("failed", "a refusal that says nothing")


_LONGEST: Final = 4_000


def _where(error: BaseException) -> str:
    """The last place in the tool's own code."""
    at, where = error.__traceback__, "?"
    while at is not None:
        file = Path(at.tb_frame.f_code.co_filename)
        if "sufficiency" in file.parts:
            where = f"{file.parent.name}/{file.name}:{at.tb_lineno}"
        at = at.tb_next
    return where


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    """An end to a reader that hangs."""

    def stop(*_: object) -> None:
        raise TooLongError(f"still at work after {SECONDS} seconds")

    for timer, number, seconds in _TIMERS:
        signal.signal(number, stop)
        signal.setitimer(timer, seconds, 5)  # and again: it may strike where errors are swallowed
    try:
        yield
    finally:
        for timer, _, _ in _TIMERS:
            signal.setitimer(timer, 0)


# So long at work, or six times as long in all: on a busy machine, or waiting for what never comes.
_TIMERS: Final = (
    (signal.ITIMER_PROF, signal.SIGPROF, SECONDS),
    (signal.ITIMER_REAL, signal.SIGALRM, 6 * SECONDS),
)


def limit_memory() -> None:
    """No more memory than this for the process from here on: a reader that takes more ends in an error."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20, resource.RLIM_INFINITY))


def peak_megabytes() -> float:
    """The most memory that this process has used."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
