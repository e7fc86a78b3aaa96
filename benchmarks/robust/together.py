"""Several runs into one folder at once: how each ended, and whose result stands there."""

import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from robust.kills import Command, beside, run, state_of


@dataclass
class AtOnce:
    """What became of the same command, in several processes at once, into one place."""

    name: str
    rounds: int = 0
    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def at_once(commands: list[Command], rounds: int, folder: Path, *, apart: float = 0.0) -> AtOnce:
    """Commands of different results, started together into one place, so many times."""
    told = AtOnce(f"{len(commands)} times {commands[0].name}")
    known = {_alone(command, folder / str(at)) for at, command in enumerate(dict.fromkeys(commands))}
    for at in range(rounds):
        out = folder / f"round-{at}" / commands[0].out
        out.parent.mkdir()
        if at % 2 and commands[0].over and commands[0].other is not None:
            run(commands[0].typed(out, earlier=True))
        _round(commands, out, told, known, apart)
    return told


def _alone(command: Command, folder: Path) -> str:
    folder.mkdir()
    run(command.typed(folder / command.out))
    return state_of(folder / command.out)


def _round(commands: list[Command], out: Path, told: AtOnce, known: set[str], apart: float) -> None:
    processes = []
    for command in commands:
        processes.append(
            subprocess.Popen(command.typed(out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        )
        time.sleep(apart)
    codes = []
    for process in processes:
        _, said = process.communicate(timeout=600)
        codes.append(process.returncode)
        _note(process.returncode, said, told)
    told.rounds += 1
    if 0 not in codes:
        told.wrong.append("none of them was done")
    if state_of(out) not in known:
        told.wrong.append(
            f"what stands there is nobody's: {sorted(each.name for each in out.rglob('*'))[:9]}"
        )
    if beside(out):
        told.wrong.append(f"left {beside(out)}")


def _note(code: int, said: str, told: AtOnce) -> None:
    last = (said.strip().splitlines() or [""])[-1]
    if code == 0:
        told.done += 1
    elif code == 4 and "Traceback" not in said:
        told.refused[" ".join(word for word in last.split() if "/" not in word)] += 1
    else:
        told.wrong.append(f"ended with {code}: {last}")
