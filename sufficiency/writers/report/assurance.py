"""What a report has beside its tables for whoever checks it: its assurance and its transparency record."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sufficiency.bundled import decision_records
from sufficiency.report.assurance import assurance
from sufficiency.report.cover import Cover
from sufficiency.report.declared import Protected
from sufficiency.report.making import Making
from sufficiency.report.transparency import transparency_record

ASSURANCE: Final = "assurance.md"
TRANSPARENCY: Final = "transparency_record.md"


def write_assurance(tables: Sequence[Protected], cover: Cover, making: Making, folder: Path) -> None:
    """Write both documents to a folder; raises LawBrokenError where a table is of another profile."""
    _write(assurance(tables, cover, making, decision_records()), folder / ASSURANCE)
    _write(transparency_record(tables, cover, making), folder / TRANSPARENCY)


def _write(text: str, path: Path) -> None:
    path.write_bytes(text.encode("utf-8"))
