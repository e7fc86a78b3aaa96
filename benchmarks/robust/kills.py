# ruff: noqa: PLW1509
"""Commands stopped at random moments: what is in their folder afterwards, and beside it."""

import hashlib
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

PROGRAM: Final = (sys.executable, "-m", "sufficiency")
ABSENT: Final = "absent"
SIGNALS: Final = (signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Command:
    """A command that writes a folder or a file: its words before and after where it writes.

    `other` are the words that make another result than its own. Where it writes over nothing that is
    there, they serve for two at once alone.
    """

    name: str
    words: tuple[str, ...]
    other: tuple[str, ...] | None = None
    out: str = "out"
    option: str | None = "--out"  # none where the place is named last, or where it writes nothing
    over: bool = True  # whether it writes over an earlier result of its own
    writes: bool = True
    read: tuple[Path, ...] = ()  # what must be as it was, however it is stopped

    def typed(self, out: Path, *, earlier: bool = False) -> list[str]:
        """The whole command."""
        words = self.other if earlier and self.other is not None else self.words
        place = [self.option] if self.option else []
        return [*PROGRAM, *words, *([*place, str(out)] if self.writes else [])]


@dataclass
class Stopped:
    """What became of one command's kills."""

    name: str
    over: str
    kills: int = 0
    too_late: int = 0  # it had ended by itself: not counted
    ends: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    left_after: int = 0  # of the kills, those that left something hidden beside
    left_in_the_end: list[str] = field(default_factory=list)  # after one more run, whole


def state_of(out: Path) -> str:
    """All that is under a path, as one hash; absent where there is nothing, which an empty folder is not."""
    if not out.exists():
        return ABSENT
    paths = [out] if out.is_file() else sorted(each for each in out.rglob("*") if each.is_file())
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(out.parent).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def beside(out: Path) -> list[str]:
    """What stands beside a result that is none."""
    return sorted(each.name for each in out.parent.iterdir() if each != out)


def killed(command: Command, times: int, folder: Path, rng: random.Random, *, over: bool) -> Stopped:
    """A command stopped so many times, over an earlier result or over none, and then run once whole."""
    out = folder / "place" / command.out
    out.parent.mkdir(parents=True)
    whole, seconds = _whole(command, folder, earlier=False)
    earlier = _whole(command, folder, earlier=True)[0] if over else ABSENT
    if earlier == whole and command.writes:
        raise AssertionError(f"{command.name}: its earlier result is the same, so nothing could be told")
    kept, as_read = folder / "kept", [state_of(path) for path in command.read]
    if over:
        run(command.typed(out, earlier=True))
        _copy(out, kept)
    told = Stopped(command.name, "an earlier result" if over else "nothing")
    while told.kills < times:
        if not _is_stopped(command, out, seconds, rng):
            told.too_late += 1
            _put_back(out, kept, over=over)
            continue
        told.kills += 1
        state = state_of(out)
        end = {whole: "the new one", earlier: "as before"}.get(state, "half-written")
        told.ends[end] = told.ends.get(end, 0) + 1
        if end == "half-written":
            told.wrong.append(f"{command.name}: {sorted(each.name for each in out.rglob('*'))[:8]}")
        told.left_after += bool(beside(out))
        if state != earlier:
            _put_back(out, kept, over=over)
    run(command.typed(out))
    if state_of(out) != whole:
        told.wrong.append(f"{command.name}: a run after the kills is not as a run alone")
    told.left_in_the_end = beside(out)
    if [state_of(path) for path in command.read] != as_read:
        told.wrong.append(f"{command.name}: what it read is not as it was")
    return told


def run(
    typed: Sequence[str], *, may_fail: bool = False, **others: object
) -> "subprocess.CompletedProcess[str]":
    """A command, to its end."""
    return subprocess.run(typed, capture_output=True, text=True, check=not may_fail, **others)  # type: ignore[call-overload, no-any-return]


def _whole(command: Command, folder: Path, *, earlier: bool) -> tuple[str, float]:
    """The state of a result that nothing disturbed, and how long it took."""
    out = folder / ("alone-earlier" if earlier else "alone") / command.out
    out.parent.mkdir()
    started = time.perf_counter()
    run(command.typed(out, earlier=earlier))
    return state_of(out), time.perf_counter() - started


def _is_stopped(command: Command, out: Path, seconds: float, rng: random.Random) -> bool:
    """Whether a command was stopped: half of the times at any moment, half from when it begins to write."""
    how = rng.choice(SIGNALS)
    with subprocess.Popen(
        command.typed(out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=out.parent,
        preexec_fn=_hears_ctrl_c,
    ) as process:  # fmt: skip
        if not command.writes or rng.random() < 0.5:
            _wait(process, rng.uniform(0, 0.9 * seconds))
        else:
            before = set(beside(out))
            until = time.perf_counter() + 3 * seconds
            while process.poll() is None and set(beside(out)) <= before and time.perf_counter() < until:
                time.sleep(0.001)
            _wait(process, rng.choice((0.0, rng.uniform(0, 0.02), rng.uniform(0, seconds / 4))))
        if process.poll() is not None:
            return False
        process.send_signal(how)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise AssertionError(f"{command.name} did not stop at {how.name}") from None
        return process.returncode != 0


def _hears_ctrl_c() -> None:
    """What a shell starts in the background is deaf to Ctrl-C, and so is all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    until = time.perf_counter() + seconds
    while process.poll() is None and time.perf_counter() < until:
        time.sleep(0.001)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)


def _put_back(out: Path, kept: Path, *, over: bool) -> None:
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink(missing_ok=True)
    if over:
        _copy(kept, out)
