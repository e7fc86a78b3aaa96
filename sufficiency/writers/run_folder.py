"""A run's folder of results: an interrupted run leaves the earlier run or the new one, whole.

A run is written into a hidden folder beside its own and swapped in at the end. Only an earlier run is
ever replaced: a folder with a file that no run wrote is refused.
"""

import contextlib
import csv
import errno
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sufficiency.errors import OutputError
from sufficiency.manifest import MANIFEST, TOOL
from sufficiency.writers.aside import aside_of, clear_up

if TYPE_CHECKING:
    import pandas as pd

_CHOOSE_ANOTHER: Final = "or choose another --out."
_LEFT_BY_THE_SYSTEM: Final = (".DS_Store", "Thumbs.db", "desktop.ini")  # merely looking leaves these
_AS_WRITTEN: Final = {"nan": "", "-0": "0"}
_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_TAKEN: Final = (errno.ENOTEMPTY, errno.EEXIST)  # by another run, between looking and writing


def check_folder(folder: Path) -> None:
    """Refuse a folder that a run could not, or should not, be written to; mend what a kill left there."""
    run = RunFolder.at(folder)
    with told_as_output_error(folder):
        run.recover()
        run.refuse_unless_ours()
        run.refuse_unless_writable()


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """A folder to write a run in, which takes the place of `folder` if all goes well.

    If anything goes wrong, Ctrl-C included, what stood in `folder` still stands.
    """
    check_folder(folder)
    run = RunFolder.at(folder)
    made: list[Path] = []
    with told_as_output_error(folder):
        try:
            _make_folders(run.folder.parent, made)
            run.new.mkdir()
            yield run.new
            run.refuse_unless_ours()  # a file of the user's own may have come since
            run.swap_in()
        except BaseException:
            shutil.rmtree(run.new, ignore_errors=True)
            for each in reversed(made):
                with contextlib.suppress(OSError):  # not ours to take away if it is no longer empty
                    each.rmdir()
            raise


@dataclass(frozen=True)
class RunFolder:
    """Where a run goes, and the two hidden folders beside it: the new run's and the earlier run's."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> "RunFolder":
        return cls(Path(os.path.realpath(folder)))  # a link to a folder stays a link, and `.` has a name

    @property
    def new(self) -> Path:
        return aside_of(self.folder)

    @property
    def earlier(self) -> Path:
        return self.folder.with_name(f".{self.folder.name}.earlier")

    def recover(self) -> None:
        """Mend what a killed run left: put the earlier run back, and take away what is half done."""
        self._put_earlier_back()
        shutil.rmtree(self.earlier, ignore_errors=True)
        clear_up(self.folder)

    def swap_in(self) -> None:
        """Put the new run where the earlier one stood, or leave the earlier one standing."""
        try:
            if self.folder.exists():
                self.folder.rename(self.earlier)
            self.new.rename(self.folder)
        except BaseException:  # Ctrl-C may come between the two
            self._put_earlier_back()
            raise
        shutil.rmtree(self.earlier, ignore_errors=True)

    def refuse_unless_ours(self) -> None:
        """Refuse a file, the folder one works in, and a folder with anything that no run wrote."""
        if self.folder.is_symlink():  # after links were followed, only a circle of them is left
            raise OutputError(f"{self.folder} is a link that leads to itself. Choose another --out.")
        if not self.folder.exists():
            return
        if not self.folder.is_dir():
            raise OutputError(f"{self.folder} is a file, not a folder. Choose another --out.")
        if Path.cwd().is_relative_to(self.folder):
            what = "is the folder you are working in, and a run replaces its whole folder."
            raise OutputError(f"{self.folder} {what} Choose a folder inside it as --out.")
        found = files_in(self.folder)
        if not found:
            return
        of_a_run = _files_of_a_run(self.folder)
        if of_a_run is None:
            what = f"has files in it, and is not an earlier run ({_some_of(found)})."
            raise OutputError(f"{self.folder} {what} Choose an empty folder as --out, or a new one.")
        own = [name for name in found if name not in of_a_run]
        if own:
            what = f"has files in it that no run wrote ({_some_of(own)})."
            raise OutputError(f"{self.folder} {what} Move them elsewhere, {_CHOOSE_ANOTHER}")

    def refuse_unless_writable(self) -> None:
        """Refuse a folder whose parent, or the nearest folder above that is there, cannot be written."""
        above = next(each for each in self.folder.parents if each.exists())
        if not above.is_dir():
            raise OutputError(f"{above} is a file, so {self.folder} cannot be made. Choose another --out.")
        if not os.access(above, os.W_OK | os.X_OK):
            what = f"{self.folder} cannot be written: you may not write in {above}."
            raise OutputError(f"{what} Ask for permission, {_CHOOSE_ANOTHER}")

    def _put_earlier_back(self) -> None:
        if self.earlier.exists() and not self.folder.exists():
            self.earlier.rename(self.folder)


# --- What is in a run -----------------------------------------------------------------------------


def write_csv(frame: "pd.DataFrame", path: Path, decimals: int = 4) -> None:
    """Write a table's columns, without its index, as the same bytes every time.

    A number has no more than `decimals` decimals and no zeros to pad them; a missing value is blank;
    true and false are yes and no.
    """
    columns = [_cells(frame.iloc[:, place], decimals) for place in range(frame.shape[1])]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(frame.columns)
        writer.writerows(zip(*columns, strict=True))


def write_json(obj: object, path: Path) -> None:
    """Write an object as JSON that people can read, in the order it has; NaN, which is not JSON, fails."""
    text = json.dumps(obj, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_bytes(f"{text}\n".encode())


def _cells(column: "pd.Series[Any]", decimals: int) -> list[str]:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        return _decimals(column.tolist(), decimals)
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iu":
        return [str(number) for number in column.tolist()]
    if column.dtype == "category" and not column.isna().any():
        words = [_cell(category, decimals) for category in column.cat.categories]
        return [words[code] for code in column.cat.codes]
    return [
        "" if is_missing else value if isinstance(value, str) else _cell(value, decimals)
        for value, is_missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]


def _cell(value: object, decimals: int) -> str:
    """One value that is not missing, in a column that may hold several kinds."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (float, np.floating)):
        return _decimals([float(value)], decimals)[0]
    return str(value)


def _decimals(numbers: list[float], decimals: int) -> list[str]:
    """Each number in as few decimals as it needs; NaN blank, and minus nothing 0."""
    # Each different number once, and all at once: most of a column is the same few whole numbers.
    different, places = np.unique(numbers, return_inverse=True)
    texts = (f"%.{decimals}f " * len(different) % tuple(different)).split()
    if decimals:
        texts = [text.rstrip("0").rstrip(".") for text in texts]
    texts = [_AS_WRITTEN.get(text, text) for text in texts]
    return [texts[place] for place in places]


# --- What is in a folder --------------------------------------------------------------------------


def files_in(folder: Path) -> list[str]:
    """Every file under a folder, as a manifest names it: from the folder, with forward slashes."""
    return sorted(
        each.relative_to(folder).as_posix()
        for each in folder.rglob("*")
        if (each.is_symlink() or not each.is_dir()) and each.name not in _LEFT_BY_THE_SYSTEM
    )


def _files_of_a_run(folder: Path) -> set[str] | None:
    """The files that the run in a folder wrote, or None where the folder is not a run's."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError, ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict) or manifest.get("tool") != TOOL:
        return None
    files = manifest.get("files")
    if not isinstance(files, list):
        return None
    # A manifest may name a file alone, or say its hash with it: {"path": ..., "sha256": ...}.
    names = {file.get("path") if isinstance(file, dict) else file for file in files}
    return {name for name in names if isinstance(name, str)} | {MANIFEST}


def _some_of(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _make_folders(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it that are missing, adding each to `made`."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        made.append(each)


@contextlib.contextmanager
def told_as_output_error(folder: Path) -> Iterator[None]:
    """Tell a failure of the disk as one sentence about a folder or file, and what to do."""
    try:
        yield
    except (BrokenPipeError, InterruptedError):
        raise  # of the terminal, not of the disk
    except OSError as error:
        raise OutputError(f"{folder} could not be written: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    if error.errno in _DISK_FULL:
        return f"the disk is full. Free some space, {_CHOOSE_ANOTHER}"
    if error.errno in _TAKEN:
        return f"another run wrote there at the same time, and stands. Run it again, {_CHOOSE_ANOTHER}"
    if isinstance(error, PermissionError):
        do = "If a file in it is open in Excel, close it; otherwise ask for permission,"
        return f"permission was refused. {do} {_CHOOSE_ANOTHER}"
    return f"{error.strerror or error}. Check the path and its disk, {_CHOOSE_ANOTHER}"
