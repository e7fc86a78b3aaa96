"""The text of a file, however Excel or Notepad saved it; and how faults name files and quote cells."""

import codecs
import difflib
import os
import re
from pathlib import Path
from typing import Final

from sufficiency.errors import InputFaultsError, one_fault

LONGEST_QUOTE: Final = 40
SAVE_AS_CSV: Final = "Open it in Excel and save it as CSV UTF-8 (comma delimited)."

# UTF-32 comes first: its little-endian mark begins with UTF-16's.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_KINDS: Final = (
    (b"PK\x03\x04", "an Excel workbook or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF-", "a PDF"),
)
_UTF_8_LETTER: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_NOT_IN_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_text(path: Path) -> str:
    """The text of a file, its lines ended by LF and without a byte-order mark."""
    data = bytes_of(path)
    for beginning, kind in _OTHER_KINDS:
        if data.startswith(beginning):
            raise _fault(path, f"this is {kind}, not text.", SAVE_AS_CSV)
    try:
        text = _decode(data)
    except UnicodeDecodeError:
        what = "its letters are neither UTF-8 nor Windows-1252 throughout, so some would be misread."
        raise _fault(path, what, SAVE_AS_CSV) from None
    if _NOT_IN_TEXT.search(text):
        raise _fault(path, "this is not text: it has characters that no text has.", SAVE_AS_CSV)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise _fault(path, "the file is empty.", "Save it again with its contents, or leave it out.")
    return text


def short_path(path: Path) -> str:
    """A path as a person would say it: from the working folder when inside it, else as given."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def real_path(path: Path) -> Path:
    """Where a path leads, its links followed; as far as can be told where they lead round in a circle."""
    return Path(os.path.realpath(path))  # Path.resolve fails on a circle


def quoted(text: str) -> str:
    """A cell as a fault quotes it: on one line, and no more than forty characters of it."""
    line = " ".join(text.split())
    return f"'{line}'" if len(line) <= LONGEST_QUOTE else f"'{line[:LONGEST_QUOTE]}…'"


def did_you_mean_in_any_case(word: str, words: list[str]) -> str:
    """A question that suggests the nearest of the words, whatever its case; blank where none is near."""
    by_lower_case = {each.lower(): each for each in words}
    near = difflib.get_close_matches(word.lower(), by_lower_case, n=1)
    return f"Did you mean {by_lower_case[near[0]]}?" if near else ""


def bytes_of(path: Path) -> bytes:
    """The bytes of a file; raises InputFaultsError saying why it could not be read."""
    try:
        if path.is_dir():
            raise _fault(path, "this is a folder, not a file.", "Name a file in it.")
        if path.exists() and not path.is_file():  # it may never end, and nor would the reading of it
            raise _fault(path, "this is a pipe or a device, not a file.", "Name a file on a disk.")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(path) from None
    except PermissionError:
        do = "Ask for permission to it; if it is open in another program, close it there."
        raise _fault(path, "this file may not be read.", do) from None
    except OSError as error:
        what = f"this file could not be read ({error.strerror})."
        raise _fault(path, what, "Check its name and its disk.") from error


def _missing(path: Path) -> InputFaultsError:
    if not path.parent.is_dir():
        return _fault(path, "there is no such file, nor such a folder.", "Check the path.")
    try:
        names = sorted(each.name for each in path.parent.iterdir())
    except OSError:  # a folder may be closed to us; the file is missing all the same
        names = []
    return _fault(
        path, "there is no such file.", did_you_mean_in_any_case(path.name, names) or "Check its name."
    )


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding)
    if b"\0" in data:
        return data.decode(_encoding_by_nuls(data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # UTF-8 with a broken letter, read as Windows-1252, would turn every £ into Â£.
        if _UTF_8_LETTER.search(data):
            raise
        return data.decode("cp1252")


def _encoding_by_nuls(data: bytes) -> str:
    """UTF-16 without its mark, told by where the NULs are; else one that keeps them, to be refused."""
    most_letters = len(data) // 4  # half of the two-byte letters
    if data[1::2].count(0) > most_letters:
        return "utf-16-le"
    if data[0::2].count(0) > most_letters:
        return "utf-16-be"
    return "latin-1"


def _fault(path: Path, what: str, do: str) -> InputFaultsError:
    return one_fault(short_path(path), "", what, do)
