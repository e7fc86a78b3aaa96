"""What a made-up report was made from, and a reader of the documents that say so."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from sufficiency.report.making import Making, RunMade
from sufficiency.report.runs import Made

HASHES = {name: letter * 64 for name, letter in (("run", "a"), ("scenario", "b"), ("ledger", "c"))}
MADE = Made(
    scenario="exampleshire",
    scenario_file="scenarios/exampleshire.toml",
    select_list="",
    python="3.99.1",
    libraries=(("numpy", "9.8.7"), ("pandas", "6.5.4")),
    inputs=(("scenarios/exampleshire.toml", HASHES["scenario"]), ("data/ledger.csv", HASHES["ledger"])),
    manifest_sha256=HASHES["run"],
)
RUN = RunMade("exampleshire", "Exampleshire: hold the rate", date(2019, 3, 31), 7, 2000, "9.9.9", MADE)


def making(*runs: RunMade, mode: str = "under_6", **changed: Any) -> Making:
    """The making of a report of one made-up run, or of some."""
    return Making(runs or (RUN,), mode, **changed)


def run_made(**changed: Any) -> RunMade:
    """The made-up run with other facts, of its own or of its manifest."""
    own = {name: told for name, told in changed.items() if name in RunMade.__dataclass_fields__}
    of_manifest = {name: told for name, told in changed.items() if name not in own}
    return replace(RUN, **own, made=replace(MADE, **of_manifest))


def sections(document: str, level: int = 2) -> dict[str, str]:
    """A document's parts by their headings of a level, in order."""
    parts = re.split(rf"^{'#' * level} (.+)$", document, flags=re.MULTILINE)
    return {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def part(document: str, words: str, level: int = 2) -> str:
    """The one part whose heading has some words."""
    [found] = [text for name, text in sections(document, level).items() if words in name]
    return found


def rows(text: str) -> list[dict[str, str]]:
    """The rows of the first table in a text, by heading, as a reader sees them."""
    block = re.search(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE)
    assert block, "no table"
    lines = [_cells(line) for line in block[0].splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


def _cells(line: str) -> list[str]:
    return [_as_read(cell.strip()) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def _as_read(cell: str) -> str:
    """A cell as it is shown: code without its marks, and other marks that stand for themselves."""
    typed = re.fullmatch(r"`([^`]*)`", cell)
    return typed[1] if typed else re.sub(r"\\([\\`*\[\]<|~_&])", r"\1", cell)
