"""Every reader with files changed in every way: how many cases, and how they ended."""

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from robust.cases import Case, cases, ended, limit_memory, peak_megabytes, said_by
from robust.doors import Door, doors


@dataclass
class Tally:
    """What became of the cases of one door."""

    door: str
    seed: int
    ends: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[Case, str]] = field(default_factory=list)
    refusals: list[tuple[Case, str]] = field(default_factory=list)
    seconds: float = 0.0
    longest: float = 0.0
    megabytes: float = 0.0

    @property
    def cases(self) -> int:
        return sum(self.ends.values())


def fuzzed(door: Door, count: int, from_seed: int) -> Tally:
    """So many cases of a door; its own files, unchanged, must be read."""
    right = said_by(door, door.files)
    if right.how != "accepted":
        raise AssertionError(f"{door.name}: its files are not read as they are: {right.said}")
    tally = Tally(door.name, from_seed)
    started = time.perf_counter()

    @seed(from_seed)
    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=cases(door))
    def each(case: Case) -> None:
        end = ended(door, case)
        tally.ends[end.how] += 1
        tally.longest = max(tally.longest, end.seconds)
        if end.how == "failed":
            tally.failures.append((case, end.said))
        elif end.how == "refused" and len(tally.refusals) < 2000:
            tally.refusals.append((case, end.said))

    each()
    tally.seconds, tally.megabytes = time.perf_counter() - started, peak_megabytes()
    return tally


def _in_a_process(task: tuple[int, int, int, Path | None]) -> Tally:
    at, count, from_seed, run = task
    os.nice(5)
    limit_memory()
    return fuzzed(doors(run)[at], count, from_seed)


def fuzz_all(
    count: int, from_seed: int, run: Path | None, often: Mapping[str, int], only: str = ""
) -> Iterator[Tally]:
    """Every door in a process of its own, as its memory is; so many cases, or so many times as many."""
    tasks = [
        (at, count * often.get(door.name, 1), from_seed, run)
        for at, door in enumerate(doors(run))
        if only in door.name
    ]
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, maxtasksperchild=1) as pool:
        yield from pool.imap(_in_a_process, tasks, chunksize=1)
