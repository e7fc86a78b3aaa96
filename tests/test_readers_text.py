"""Text reads right however Excel or Notepad saved it, or is refused by name."""

import codecs
from pathlib import Path

import pytest
from closed_folders import closed_folders_are_closed

from sufficiency.errors import InputFaultsError
from sufficiency.readers.text import did_you_mean_in_any_case, quoted, read_text, short_path

TEXT = "home,cost\nAnn’s,£9\n"


def refusal_of(path: Path) -> str:
    with pytest.raises(InputFaultsError) as caught:
        read_text(path)
    assert len(caught.value.faults) == 1
    return str(caught.value)


@pytest.mark.parametrize(
    "saved",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["utf8", "bom", "cp1252", "utf16le", "utf16be", "utf32", "bare16le", "bare16be", "crlf", "cr"],
)
def test_the_same_text_is_read_however_it_was_saved(tmp_path: Path, saved: bytes) -> None:
    path = tmp_path / "costs.csv"
    path.write_bytes(saved)
    assert read_text(path) == TEXT


def test_a_missing_file_is_named_and_a_near_name_suggested(tmp_path: Path) -> None:
    (tmp_path / "Figures.csv").write_text("x")
    said = refusal_of(tmp_path / "figurs.csv")
    assert "figurs.csv: there is no such file. Did you mean Figures.csv?" in said


def test_a_missing_file_with_no_near_name(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "a.csv").endswith("there is no such file. Check its name.")


def test_a_missing_folder_is_said_to_be_missing(tmp_path: Path) -> None:
    assert "nor such a folder" in refusal_of(tmp_path / "nowhere" / "a.csv")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    assert "this is a folder, not a file" in refusal_of(tmp_path)


@pytest.mark.parametrize("saved", [b"", b" \r\n\t\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_an_empty_file_is_refused(tmp_path: Path, saved: bytes) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(saved)
    assert "the file is empty" in refusal_of(path)


@pytest.mark.parametrize(
    ("saved", "kind"),
    [
        (b"PK\x03\x04\x14\x00", "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "this is not text"),
        (b"one,\x00two", "this is not text"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_how_to_save_it(
    tmp_path: Path, saved: bytes, kind: str
) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(saved)
    assert kind in refusal_of(path)
    assert "save it as CSV UTF-8" in refusal_of(path)


@pytest.mark.parametrize(
    "saved",
    [
        "£9".encode() + b"\xa3",  # two encodings pasted together
        b"\x81\x8d",  # letters that Windows-1252 does not have
        codecs.BOM_UTF16_LE + b"a\x00b",  # cut off in the middle of a letter
    ],
)
def test_letters_that_would_be_misread_are_refused(tmp_path: Path, saved: bytes) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes(saved)
    assert "some would be misread" in refusal_of(path)


@closed_folders_are_closed
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "closed.csv"
    path.write_text("x")
    path.chmod(0)
    assert "may not be read" in refusal_of(path)


def test_a_path_is_said_from_the_working_folder_when_inside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "here"
    inside.mkdir()
    monkeypatch.chdir(inside)
    assert short_path(inside / "data" / "a.csv") == "data/a.csv"
    assert short_path(Path("data/a.csv")) == "data/a.csv"
    assert short_path(tmp_path / "b.csv") == str(tmp_path / "b.csv")


def test_a_quoted_cell_is_on_one_line_and_short() -> None:
    assert quoted("two\nlines") == "'two lines'"
    assert quoted("x" * 41) == f"'{'x' * 40}…'"


def test_a_near_word_is_suggested_whatever_its_case() -> None:
    assert did_you_mean_in_any_case("CHILDEREN", ["children", "gbp"]) == "Did you mean children?"
    assert did_you_mean_in_any_case("zzz", ["children", "gbp"]) == ""
