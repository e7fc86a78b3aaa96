# ruff: noqa: E501
"""What the program does with odd files, kills, full disks, runs at once and absurd requests; into the record.

    python benchmarks/robustness.py                         everything: about three quarters of an hour
    python benchmarks/robustness.py --cases 2000 --led 20000 --kills 4 --rounds 20   as much as a night has room for
    python benchmarks/robustness.py --only fuzz --door lever   one part, or one reader: nothing is recorded
    python benchmarks/robustness.py --check                 exits 1 where anything went wrong

Parts are fuzz, guided (where atheris is installed), misreadings, kills, disks (full ones in memory need a
superuser), together and absurd. The record, benchmarks/record/robustness.csv and the page made of it, is of
one command with every part, and is written when all are done. Run it with the Python that the package and its
tests are installed in.
"""

import argparse
import csv
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent))

from robust import samples
from robust.absurd import absurd
from robust.changes import as_csv
from robust.disks import (
    may_mount,
    on_small_disks,
    to_a_full_screen,
    with_small_files,
    without_room_for_temporary_files,
)
from robust.doors import doors
from robust.fuzz import fuzz_all
from robust.guided import TARGETS, guided, is_installed
from robust.kills import PROGRAM, Command, Stopped, killed, run
from robust.misreadings import (
    Compared,
    any_numbers,
    numbers_that_change,
    read_the_same,
    readers_of_numbers,
    refused_twice,
    stated_numbers,
    workbook_and_csv,
)
from robust.telling import FIELDS, told
from robust.together import at_once

RECORD: Final = Path(__file__).resolve().parent / "record" / "robustness.csv"
# How often each command is stopped over an earlier result, and over nothing.
KILLS: Final = {"run": (8, 6), "report": (6, 4), "levers": (6, 6), "compare": (0, 10), "new": (0, 12),
                "places draft": (0, 12), "places template": (0, 10), "scenarios copy": (0, 10),
                "ssda903 summarise": (8, 6), "ssda903 synthesise": (0, 12), "ssda903 check": (6, 4),
                "backtest": (6, 6), "changes": (6, 6)}  # fmt: skip
OFTEN: Final = {"scenario, and what it is based on": 4}  # times as many cases as of another reader
# A CSV of each kind, and its columns of numbers.
NUMBERS_OF: Final = {
    "figures": ("value", "low", "high"),
    "select list, CSV": ("registered_places", "open_to_us_places", "filled_by_us_places", "weekly_fee_gbp",
                         "distance_miles", "youngest_age", "oldest_age"),
    "already published": (),
    "answers of levers": ("central", "p10", "units"),
    "DfE numbers and rates": ("number", "rate_per_10000", "population_estimate"),
    "DfE characteristics": ("children_count",),
    "LAIT": ("Values",),
    "statistical neighbours": (),
    "ONS age groups": ("population_estimate",),
    "ONS projection": ("2022", "2025"),
    "Ofsted's register, CSV": (),
}  # fmt: skip
SHOWN: Final = ("what", "cases", "accepted", "refused", "wrong", "note")
Row = dict[str, object]


def main() -> None:
    """Run the parts that are asked for, put them on record, and say what went wrong."""
    parts: dict[str, Callable[[Path, argparse.Namespace], Iterator[Row]]] = {
        "fuzz": _fuzz, "guided": _guided, "misreadings": _misreadings, "kills": _kills, "disks": _disks,
        "together": _together, "absurd": _absurd,
    }  # fmt: skip
    parser = argparse.ArgumentParser(description="Tries the program's robustness, and records it.")
    parser.add_argument("--only", choices=parts, action="append", help="a part; may be given again")
    parser.add_argument("--door", default="", help="of the readers, those with this in their name")
    parser.add_argument("--cases", type=int, default=150, help="of each reader (default 150)")
    parser.add_argument(
        "--led", type=int, default=4000, help="files that atheris makes for each (default 4000)"
    )
    parser.add_argument("--kills", type=int, default=1, help="times the usual number of kills (default 1)")
    parser.add_argument("--rounds", type=int, default=3, help="of runs at once (default 3)")
    parser.add_argument("--seed", type=int, default=1, help="the luck (default 1)")
    parser.add_argument(
        "--record", type=Path, help="where the figures go (default: the record, of all parts)"
    )
    parser.add_argument("--check", action="store_true", help="exit 1 where anything went wrong")
    asked = parser.parse_args()
    rows: list[Row] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="robust-") as folder:
        for part in asked.only or parts:
            place, started = Path(folder) / part, time.monotonic()
            place.mkdir()
            for row in parts[part](place, asked):
                print(*(row.get(name, "") for name in SHOWN), sep=" | ", flush=True)
                rows.append({"part": part, **row})
            print(f"{part}: {time.monotonic() - started:.0f} seconds", flush=True)
    wrong = sum(int(str(row["wrong"])) for row in rows)
    is_whole = not (asked.only or asked.door)
    if record := asked.record or (RECORD if is_whole else None):
        _put_on_record([_the_command(rows, time.monotonic() - began), *rows], record)
    print(f"{wrong} wrong")
    if asked.check and wrong:
        raise SystemExit(1)


def _the_command(rows: list[Row], seconds: float) -> Row:
    """The command that all of it was, and the machine, as a row."""
    typed = " ".join(("python benchmarks/robustness.py", *sys.argv[1:]))
    cases, wrong = (sum(int(str(row[name])) for row in rows) for name in ("cases", "wrong"))
    machine = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors"
    return {"part": "command", "what": typed, "cases": cases, "wrong": wrong, "seconds": f"{seconds:.0f}",
            "note": machine}  # fmt: skip


def _put_on_record(rows: list[Row], record: Path) -> None:
    """Write the record anew, and the page that is made of it."""
    today = date.today().isoformat()
    record.parent.mkdir(parents=True, exist_ok=True)
    with record.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({"date": today, **row} for row in rows)
    with record.open(encoding="utf-8", newline="") as file:
        record.with_suffix(".md").write_text(told(list(csv.DictReader(file))), encoding="utf-8")


# --- The parts ------------------------------------------------------------------------------------


def _fuzz(folder: Path, asked: argparse.Namespace) -> Iterator[Row]:
    scenario = _scenario(folder)
    run([*PROGRAM, "run", str(scenario), "--draws", "5", "--out", str(folder / "run")])
    for tally in fuzz_all(asked.cases, asked.seed, folder / "run", OFTEN, only=asked.door):
        first = f"{tally.failures[0][0]}: {tally.failures[0][1]}" if tally.failures else ""
        ends = tally.ends
        yield {"what": tally.door, "seed": tally.seed, "cases": tally.cases, "accepted": ends["accepted"],
               "refused": ends["refused"], "wrong": ends["failed"], "seconds": f"{tally.seconds:.0f}",
               "longest_seconds": f"{tally.longest:.1f}", "peak_mb": f"{tally.megabytes:.0f}",
               "note": ascii(first)[1:-1][:300]}  # fmt: skip


def _guided(_: Path, asked: argparse.Namespace) -> Iterator[Row]:
    if not is_installed():
        yield {"what": "atheris is not installed", "cases": 0, "wrong": 0, "note": "left out"}
        return
    for name in (each for each in TARGETS if asked.door in each):
        led = guided(name, asked.led, asked.seed)
        note = led.wrong or f"{led.branches} branches of the readers"
        yield {"what": name, "seed": asked.seed, "cases": led.files, "wrong": int(bool(led.wrong)),
               "seconds": f"{led.seconds:.0f}", "note": note}  # fmt: skip


def _misreadings(_: Path, asked: argparse.Namespace) -> Iterator[Row]:
    for name, (unit, read) in readers_of_numbers().items():
        yield _compared(stated_numbers(name, unit, read), "")
        yield _compared(any_numbers(name, unit, read, 2 * asked.cases, asked.seed), asked.seed)
    known = {door.name: door for door in doors()}
    for name, columns in NUMBERS_OF.items():
        yield _compared(read_the_same(known[name]), "")
        yield _compared(refused_twice(known[name]), "")
        if columns:
            yield _compared(
                numbers_that_change(known[name], columns, asked.cases // 4, asked.seed), asked.seed
            )
    yield _compared(workbook_and_csv(asked.cases // 2, asked.seed), asked.seed)


def _compared(found: Compared, seed: object) -> Row:
    return {"what": found.name, "seed": seed, "cases": found.readings, "accepted": found.accepted,
            "refused": found.readings - found.accepted, "wrong": len(found.wrong),
            "note": ascii("; ".join(found.wrong[:3]))[1:-1][:300]}  # fmt: skip


def _kills(folder: Path, asked: argparse.Namespace) -> Iterator[Row]:
    for command in commands(folder):
        for over, times in zip((True, False), KILLS[command.name], strict=True):
            place = folder / f"{command.name}-{over}"
            place.mkdir()
            if times:
                found = killed(command, asked.kills * times, place, random.Random(asked.seed), over=over)
                yield kills_row(found, asked.seed)


def kills_row(found: Stopped, seed: int) -> Row:
    """What became of one command's kills, as a row of the record."""
    ends = ", ".join(f"{count} {end}" for end, count in sorted(found.ends.items()))
    wrong = [*found.wrong, *found.left_in_the_end]
    note = f"{ends}; {found.too_late} came too late; hidden leftovers beside after {found.left_after}, and after the next run "
    what = f"{found.name} over {found.over}"
    return {"what": what, "seed": seed, "cases": found.kills, "wrong": len(wrong),
            "note": note + (", ".join(map(str, wrong)) or "none")}  # fmt: skip


def _disks(folder: Path, _: argparse.Namespace) -> Iterator[Row]:
    mounts = may_mount(folder)
    for command in (each for each in commands(folder) if each.writes):
        place = folder / command.name
        place.mkdir()
        found = [with_small_files(command, place / "small", 200)]
        if mounts:
            found += [*on_small_disks(command, place), without_room_for_temporary_files(command, place)]
        wrong = [f"{each.disk}: {each.wrong}" for each in found if each.wrong]
        done = [each.disk for each in found if each.code == 0]
        note = "; ".join(wrong)[:300] or f"done on: {', '.join(done) or 'none'}"
        yield {"what": command.name, "cases": len(found), "accepted": len(done),
               "refused": len(found) - len(done), "wrong": len(wrong), "note": note}  # fmt: skip
    for words in (("scenarios",), ("position", "--draws", "5"), ("--help",)):
        each = to_a_full_screen((*PROGRAM, *words), folder)
        yield {"what": f"{words[0]}, its screen a full disk", "cases": 1, "accepted": 0, "refused": 1,
               "wrong": int(bool(each.wrong)), "note": each.wrong or each.said}  # fmt: skip


def _together(folder: Path, asked: argparse.Namespace) -> Iterator[Row]:
    for command in (each for each in commands(folder) if each.writes):
        others = [replace(command, words=command.other)] if command.other else [command]
        for count in (2, 4):
            place = folder / f"at-once-{command.name}-{count}".replace(" ", "-")
            place.mkdir()
            every = ([command, *others] * 2)[:count]
            found = at_once(every, asked.rounds if count == 2 else max(1, asked.rounds // 2), place)
            said = "; ".join(f"{times} times: {words}" for words, times in found.refused.items())
            yield {"what": found.name, "cases": found.rounds, "accepted": found.done,
                   "refused": sum(found.refused.values()), "wrong": len(found.wrong),
                   "note": "; ".join(found.wrong[:3])[:300] or said[:300]}  # fmt: skip


def _absurd(folder: Path, _: argparse.Namespace) -> Iterator[Row]:
    _scenario(folder)
    for each in absurd(folder):
        refused = int(each.code in (2, 3, 4))
        yield {"what": each.what, "cases": 1, "accepted": int(each.code == 0), "refused": refused,
               "wrong": int(each.wrong), "seconds": f"{each.seconds:.0f}", "peak_mb": f"{each.megabytes:.0f}",
               "note": each.said.replace(str(folder), ".")[:200]}  # fmt: skip


# --- What is run ----------------------------------------------------------------------------------


def _scenario(folder: Path) -> Path:
    path = folder / "mine.toml"
    path.write_text('title = "Mine"\nbased_on = "thurrock-2019"\nhorizon = 2021\n', encoding="utf-8")
    return path


def commands(folder: Path) -> list[Command]:
    """Every command that writes a folder or a file, and one that writes none, ready to be run."""
    scenario, one, two, same = str(_scenario(folder)), *(str(folder / f"run-{at}") for at in (1, 2, 3))
    few = ("--draws", "5")
    for words in (("--seed", "1", "--out", one), ("--seed", "2", "--out", two)):
        run([*PROGRAM, "run", scenario, *few, *words])
    run([*PROGRAM, "run", "thurrock-2019", *few, "--seed", "1", "--out", same])
    returns, other, public, boroughs = (folder / name for name in ("returns", "other", "public", "boroughs"))
    panel, register, short = folder / "panel.csv", folder / "register.csv", folder / "short.csv"
    for path, text in {
        returns / "2018-19-episodes.csv": samples.EPISODES, returns / "2018-19-header.csv": samples.HEADER,
        returns / "2018-19-uasc.csv": samples.UASC, public / "a.csv": samples.dfe_characteristics(),
        public / "b.csv": samples.dfe_numbers(), panel: samples.panel(),
        boroughs / "b.csv": samples.panel(),
        other / "2018-19-episodes.csv": samples.EPISODES.replace("E4A", "ZZZ"),
        other / "2018-19-header.csv": samples.HEADER, other / "2018-19-uasc.csv": samples.UASC,
        register: as_csv(samples.ofsted()).decode(), short: as_csv(samples.ofsted()[:-1]).decode(),
    }.items():  # fmt: skip
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    levers = ("levers", scenario, *few, "--lever", "open-home-residential")
    summarise, check = (("ssda903", word, str(returns)) for word in ("summarise", "check"))
    draft = ("places", "draft", "--authority", "Inventshire", "--ofsted")
    invented = ("ssda903", "synthesise", "--like", "thurrock", "--years", "2018..2019")
    backtest = ("backtest", "--panel", str(panel))
    made = [
        Command("run", ("run", scenario, *few), ("run", scenario, *few, "--seed", "2")),
        Command("report", ("report", one), ("report", two, "--to", "csv")),
        Command("levers", levers, (*levers, "--goal", "inside=+3"), "levers.csv"),
        Command("compare", ("compare", one, same, scenario, *few, "--seed", "1"), writes=False),
        Command("new", ("new", "Anyshire", "--from", str(public)), ("new", "Borough 7", "--from", str(boroughs)),
                over=False),
        Command("places draft", (*draft, str(register)), (*draft, str(short)), "draft.xlsx", over=False),
        Command("places template", ("places", "template"), None, "list.xlsx", None, over=False),
        Command("scenarios copy", ("scenarios", "copy", "thurrock-2019"), ("scenarios", "copy", "thurrock-2023"),
                option=None, over=False),
        Command("ssda903 summarise", summarise, (*summarise, "--protect", "round_5")),
        Command("ssda903 synthesise", invented, (*invented, "--seed", "2"), over=False),
        Command("ssda903 check", check, ("ssda903", "check", str(other)), "findings.csv"),
        Command("backtest", backtest, (*backtest, "--horizons", "1..2")),
        Command("changes", ("changes", one, two), ("changes", two, one)),
    ]  # fmt: skip
    read = tuple(
        map(Path, (scenario, one, two, same, returns, other, public, boroughs, panel, register, short))
    )
    return [replace(each, read=read) for each in made]


if __name__ == "__main__":
    main()
