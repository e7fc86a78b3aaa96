# ruff: noqa: E501
"""The record of robustness as a page."""

from collections.abc import Mapping, Sequence
from typing import Final

FIELDS: Final = ("part", "what", "date", "seed", "cases", "accepted", "refused", "wrong", "seconds",
                 "longest_seconds", "peak_mb", "note")  # fmt: skip
PARTS: Final = {
    "fuzz": (
        "Readers, with files changed in every way",
        "A case is one right file with one thing changed. It ends in what was read, or in a refusal that names a "
        "file and says what to do. Wrong is anything else: another exception, more than 20 seconds, more than "
        "3,000 MB.",
        ("seed", "cases", "accepted", "refused", "wrong", "longest_seconds", "peak_mb"),
    ),
    "guided": (
        "Readers, led by what they cover (atheris)",
        "Files that atheris made so as to reach code that none before them reached.",
        ("seed", "cases", "wrong", "note"),
    ),
    "misreadings": (
        "No silent misreading",
        "The same in another way must be read the same; a number as whoever wrote it meant it, or refused; a row or "
        "a column twice refused, or counted once and said so.",
        ("seed", "cases", "accepted", "refused", "wrong"),
    ),
    "kills": (
        "Killed at random moments",
        "Half killed outright, a quarter by Ctrl-C's signal, a quarter asked to end; half at any moment, half from "
        "when writing begins; those that came when it had ended are not counted. Afterwards stands what stood "
        "before or the new result, whole, by its hash, and what it read is as it was. `compare` writes nothing, and "
        "leaves nothing.",
        ("cases", "wrong", "note"),
    ),
    "disks": (
        "Disks that fill up",
        "A full disk, disks in memory from 16 kB on until it is done, disks with an earlier result and too little beside it, files that may not "
        "grow beyond 200 bytes, no room for temporary files. Refused is exit code 4 with one message, what stood before standing, "
        "and nothing left.",
        ("cases", "accepted", "refused", "wrong", "note"),
    ),
    "together": (
        "Several into one place at once",
        "Cases are rounds; accepted are runs that were done, refused those that were told why not. What stands is "
        "one of the results, whole.",
        ("cases", "accepted", "refused", "wrong", "note"),
    ),
    "absurd": (
        "Beyond all reason",
        "Each refused or done, within 300 seconds and 8,000 MB.",
        ("accepted", "refused", "wrong", "seconds", "peak_mb", "note"),
    ),
}  # fmt: skip


def told(rows: Sequence[Mapping[str, str]]) -> str:
    """The page: a section for each part, with its cases, its rows and what went wrong."""
    lines = ["# Robustness", "", *_the_command(rows), ""]
    for part, (title, words, columns) in PARTS.items():
        own = [row for row in rows if row["part"] == part]
        if own:
            lines += _section(title, words, columns, own)
    return "\n".join(lines)


def _the_command(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """What was typed, when, how much it did and how long that took."""
    return [
        f"Written by one command, `{row['what']}`, in {int(row['seconds']) / 60:.0f} minutes ({row['date']}; "
        f"{row['note']}): {int(row['cases']):,} cases, {row['wrong']} wrong. The figures are in robustness.csv."
        for row in rows
        if row["part"] == "command"
    ]


def _section(title: str, words: str, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> list[str]:
    cases, wrong = (sum(int(row[name] or 0) for row in rows) for name in ("cases", "wrong"))
    heads = ["", *(column.replace("_", " ") for column in columns)]
    return [
        f"## {title}", "", words, "", f"{cases:,} cases, {wrong} wrong.", "",
        f"| {' | '.join(heads)} |", "|---" * len(heads) + "|",
        *(f"| {' | '.join(_cell(row[column]) for column in ('what', *columns))} |" for row in rows), "",
    ]  # fmt: skip


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
