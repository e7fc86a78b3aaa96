"""What `sufficiency new` reads: a folder of public files, and the tool's own tables of where to start."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sufficiency.bundled import bundled_root
from sufficiency.errors import InputFaultsError, one_fault
from sufficiency.figures.published import Published
from sufficiency.providers.registered import OfstedReading, draft_rows
from sufficiency.readers.ofsted import read_ofsted
from sufficiency.readers.published.authorities import authority_in, find_authority
from sufficiency.readers.published.recognise import layout_of, pointer_for
from sufficiency.readers.text import quoted, read_text, short_path
from sufficiency.starter.asking import Wanted
from sufficiency.starter.assumed import Assumption
from sufficiency.starter.draft import Grounds
from sufficiency.starter.evidence import Council

_KINDS: Final = (".csv", ".xlsx", ".xlsm")
_LOCAL: Final = "local_authority"


@dataclass(frozen=True)
class FileFound:
    """A file of the folder: what it is, and why nothing is taken from it, blank where something may be."""

    path: Path
    about: str
    left: str = ""


@dataclass
class PublicFolder:
    """The files of a folder: what each is, those that were read, and Ofsted's registers, read and unread."""

    registers: list[Path] = field(default_factory=list)
    found: list[FileFound] = field(default_factory=list)
    published: dict[Path, Published] = field(default_factory=dict)
    ofsted: dict[Path, OfstedReading] = field(default_factory=dict)

    def register_for(self, base_year: int | None) -> Path | None:
        """Ofsted's register nearest to the base year, or the newest where there is none; None without any."""
        return min(self.ofsted, key=lambda path: _distance(self.ofsted[path], base_year), default=None)


def read_public_folder(folder: Path) -> PublicFolder:
    """Every file of a folder, and of the folders in it, read if it is a published one that is known.

    Files are known by what is in them. Nothing outside the folder is read. A file that is not known, or
    that cannot be read, is left and said to be. Raises InputFaultsError where there is no such folder.
    """
    if not folder.is_dir():
        raise one_fault(short_path(folder), "", "there is no such folder.", "Name a folder of public files.")
    read = PublicFolder()
    for path in _files(folder):
        try:
            _read(path, read)
        except InputFaultsError as error:
            read.found.append(FileFound(path, "", _plain(error.faults[0].what)))
    return read


def council_called(name: str, read: PublicFolder) -> Council:
    """The council of a name or code, by all the names that the files have for it.

    Raises InputFaultsError where there are files and none has it, with what became of it, if it is known.
    """
    held = [found for each in read.published.values() if (found := authority_in(each.table, name))]
    if not held:
        if read.published:
            raise _unknown(name, read)
        return Council(name.strip())
    named = next((each for each in held if each.code and each.dfe_code), held[0])
    code = next((each.code for each in held if each.code), "")
    dfe_code = next((each.dfe_code for each in held if each.dfe_code), "")
    return Council(named.name, code, dfe_code, _region(named.dfe_code, read))


def _unknown(name: str, read: PublicFolder) -> InputFaultsError:
    """The fault of a name that no file has: what became of it, or the nearest that is there."""
    what = "no file in the folder has an authority of that name or code."
    try:
        largest = max(read.published.values(), key=lambda each: each.table["area"].nunique())
        find_authority(largest.table, name, largest.file)
    except InputFaultsError as error:
        return one_fault(quoted(name), "", what, error.faults[0].do)
    return one_fault(quoted(name), "", what, "Give its ONS or DfE code.")


def grounds(read: PublicFolder, base_year: int | None) -> Grounds:
    """Assumptions, what to ask for, and a select list drafted from the register nearest to a year."""
    register = read.register_for(base_year)
    homes = draft_rows(read.ofsted[register]) if register else []
    return Grounds(read_assumptions(), read_wanted(), homes)


def read_assumptions() -> list[Assumption]:
    """The tool's assumptions for a council of which nothing is known."""
    return [
        Assumption(row["measure"], row["category"], row["of"], float(row["value"]), float(row["low"]),
                   float(row["high"]), row["unit"], row["from"], row["note"])
        for row in _rows("starting_assumptions.csv")
    ]  # fmt: skip


def read_wanted() -> list[Wanted]:
    """The figures that are worth asking a council for."""
    return [
        Wanted(int(row["rank"]), row["measure"], row["category"], row["dated"] == "yes", row["unit"],
               row["what"], row["who_has_it"], row["where_published"])
        for row in _rows("figures_to_ask_for.csv")
    ]  # fmt: skip


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = read_text(bundled_root() / "data" / "lookups" / name)
    return csv.DictReader(text.splitlines())


def _files(folder: Path) -> list[Path]:
    inside = folder.resolve()
    return [path for path in sorted(folder.rglob("*"))
            if path.suffix.lower() in _KINDS and path.name[0] not in ".~" and path.is_file()
            and path.resolve().is_relative_to(inside)]  # fmt: skip


def _read(path: Path, read: PublicFolder) -> None:
    elsewhere = pointer_for(path)
    if "Ofsted" in elsewhere:
        read.registers.append(path)
    elif elsewhere:
        read.found.append(FileFound(path, "", "it is a file of the tool's own"))
    else:
        published = layout_of(path).read(path)
        read.found.append(FileFound(path, published.about))
        read.published[path] = published


def read_registers(read: PublicFolder, council: Council) -> None:
    """Read what Ofsted's registers in the folder have of a council, each noted as found."""
    about = "Ofsted's register of providers"
    for path in read.registers:
        try:
            read.ofsted[path] = read_ofsted(path, council.name)
            read.found.append(FileFound(path, about))
        except InputFaultsError as error:
            read.found.append(FileFound(path, about, _plain(error.faults[0].what)))


def _plain(sentence: str) -> str:
    """A fault's sentence as a clause."""
    return sentence.rstrip(".")


def _region(dfe_code: str, read: PublicFolder) -> str:
    for each in read.published.values():
        table = each.table
        if "region" not in table.columns:
            continue
        regions = table.loc[(table["level"] == _LOCAL) & (table["dfe_code"] == dfe_code), "region"]
        if not regions.empty:
            return str(regions.iloc[-1])
    return ""


def _distance(reading: OfstedReading, base_year: int | None) -> tuple[int, int]:
    """How far a register's day is from 31 March of the base year; the newest where there is no such year."""
    year = 0 if reading.as_at is None else reading.as_at.year
    return (-year, 0) if base_year is None else (abs(year - base_year), -year)
