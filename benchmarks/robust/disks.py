"""Disks that fill up: what is said, what stands afterwards, and what is left lying about."""

import os
import resource
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from robust.kills import Command, beside, run, state_of

KILOBYTES: Final = (16, 64, 200, 400, 800, 1600, 3200)
EXIT_OUTPUT: Final = 4


@dataclass(frozen=True)
class Filled:
    """One command on one disk: how it ended and what it left."""

    name: str
    disk: str
    code: int
    said: str
    wrong: str


@contextmanager
def small_disk(at: Path, kilobytes: int) -> Iterator[Path]:
    """A disk in memory of so many kilobytes; only a superuser may make one."""
    at.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(at)], check=True)
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def may_mount(folder: Path) -> bool:
    """Whether disks can be made here."""
    try:
        with small_disk(folder / "try", 16):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def on_small_disks(command: Command, folder: Path, sizes: Sequence[int] = KILOBYTES) -> Iterator[Filled]:
    """A command onto a full disk, onto larger ones until it is done, and over an earlier result."""
    with small_disk(folder / "disk", 16) as disk:
        _fill(disk)
        yield _written(command, disk / command.out, "a full disk")
    for size in sizes:
        with small_disk(folder / "disk", size) as disk:
            filled = _written(command, disk / command.out, f"a disk of {size} kB")
        yield filled
        if filled.code == 0:
            break
    if command.other is None or not command.over:
        return
    made = folder / "earlier" / command.out
    made.parent.mkdir()
    run(command.typed(made, earlier=True))
    needed = sum(each.stat().st_size // 4096 + 1 for each in [made, *made.rglob("*")]) * 4
    for spare in (8, needed // 3, needed // 2, (needed * 3) // 4):
        with small_disk(folder / "disk", needed + spare) as disk:
            subprocess.run(["cp", "-a", str(made), str(disk / command.out)], check=True)
            yield _written(command, disk / command.out, f"{spare} kB beside an earlier result")


def with_small_files(command: Command, folder: Path, most_bytes: int) -> Filled:
    """A command whose files may not grow beyond so many bytes: a full disk that needs no superuser."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    folder.mkdir(parents=True, exist_ok=True)
    return _written(command, folder / command.out, f"files of at most {most_bytes} bytes", preexec_fn=limit)


def without_room_for_temporary_files(command: Command, folder: Path) -> Filled:
    """A command with room for its result, and none for temporary files."""
    with small_disk(folder / "temporary", 4) as disk:
        _fill(disk)
        place = folder / "room"
        place.mkdir(exist_ok=True)
        there = {
            **os.environ,
            "TMPDIR": str(disk),
            "TEMP": str(disk),
            "TMP": str(disk),
            "MPLCONFIGDIR": str(disk),
        }
        return _written(
            command, place / command.out, "no room for temporary files", may_be_done=True, env=there
        )


def to_a_full_screen(words: Sequence[str], folder: Path) -> Filled:
    """A command whose words on the screen go to a full disk."""
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=folder)
    wrong = "" if said.returncode == EXIT_OUTPUT and _is_plain(said.stderr) else "not said plainly"
    return Filled(" ".join(words[3:5]), "/dev/full as the screen", said.returncode, _last(said.stderr), wrong)


def _written(
    command: Command, out: Path, disk: str, *, may_be_done: bool = False, **others: object
) -> Filled:
    before = state_of(out)
    standing = beside(out)
    said = run(command.typed(out), may_fail=True, **others)
    after, left = state_of(out), sorted(set(beside(out)) - set(standing))
    return Filled(command.name, disk, said.returncode, _last(said.stderr),
                  _what_is_wrong(said, before == after, left, may_be_done))  # fmt: skip


def _what_is_wrong(
    said: "subprocess.CompletedProcess[str]", is_as_before: bool, left: list[str], may_be_done: bool
) -> str:
    if left:
        return f"left {left}"
    if said.returncode == 0:
        return "nothing was written, and it did not say so" if is_as_before and not may_be_done else ""
    if said.returncode != EXIT_OUTPUT:
        return f"ended with {said.returncode}: {_last(said.stderr)}"
    if not is_as_before:
        return "what stood there before does not stand"
    return "" if _is_plain(said.stderr) else f"not said plainly: {_last(said.stderr)}"


def _is_plain(text: str) -> bool:
    return "Traceback" not in text and "could not be written" in text


def _last(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]


def _fill(disk: Path) -> None:
    free = os.statvfs(disk)
    if room := free.f_bavail * free.f_bsize:
        (disk / "full").write_bytes(b"0" * room)
