# ruff: noqa: E501
"""One thing changed in a file: the ways in which files come to be odd, each by a name and a seed."""

import csv
import io
import random
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

ODD_CELLS: Final = (
    "", " ", "0", "-0", "-1", "1,234", "1.234,5", "1,23", "12%", "£5", "(3)", "5-", "1e3", "1e999", "-1e999",
    "nan", "NaN", "inf", "-inf", "Infinity", "9" * 25, "9" * 400, "0x10", "1_000", "1 000", "1\u00a0000",
    "\u0661\u0662", "\uff11\uff12", "\u00bd", "\u00b2", "3\u20134", "--5", "1.2.3", "=1+1", "+A1", "@SUM(A1)",
    "=cmd|' /C calc'!A0", "#REF!", "#N/A", "NULL", "None", "c", "x", "z", "-", "..", ":", "TRUE", "yes",
    "31/02/2019", "30/02/2019", "01/13/2019", "13/13/2019", "1900-01-00", "1900-01-01", "0000-00-00", "43555",
    "43555.5", "9999-12-31", "2019-3-1", "1/4/19", "31 March 2019", "2019", "2019.0", "20190", "1899",
    "a,b", "a;b", "a\tb", 'a"b', '"', '""', "a\nb", "a\r\nb", "\x00", "\x07", "\ufeff", "\u200b", "\u202e",
    "\ud7ff", "\U0001f600", "e\u0301", "A" * 500, "9" * 140_000, "A" * 140_000, "../../etc/passwd", "CON",
    "C:\\x", "https://example.org/x.csv", "%s%n", "{0}", "$(id)", "<script>", "'; drop", "\\u0000",
)  # fmt: skip
ODD_VALUES: Final[tuple[Any, ...]] = (
    True, False, 0, -1, 10**30, -(10**30), 0.5, -0.0, 1e300, float("inf"), float("-inf"), float("nan"), "",
    " ", "a", "2019", "nan", "../../../etc", "/etc", ".", "..", "\u0661", "A" * 5000, [], [[]], ["a"], [1, "a"],
    [0], {}, {"a": {}}, {"path": "no_such"}, [{"a": 1}], 2019, 1899, 9999, 999999,
)  # fmt: skip
_JUNK: Final = (b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\r", b"\n", b'"', b",", b";", b"\t", b"\x1a",
                b"\xc3", b"\x80", b"\x9d", b"[", b"]", b"{", b"}", b"=", b"#", b"'''", b'"""', b"\\")  # fmt: skip


# --- Any file, as bytes ---------------------------------------------------------------------------


def flip(data: bytes, rng: random.Random, _: str) -> bytes:
    """A few bytes become others."""
    changed = bytearray(data)
    for _at in range(rng.choice((1, 1, 2, 8))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def cut(data: bytes, rng: random.Random, _: str) -> bytes:
    """The file ends too soon."""
    return data[: rng.randrange(len(data) + 1)]


def put_in(data: bytes, rng: random.Random, cell: str) -> bytes:
    """Something stands where nothing should."""
    at = rng.randrange(len(data) + 1)
    what = rng.choice((*_JUNK, cell.encode("utf-8", "surrogatepass")))
    return data[:at] + what * rng.choice((1, 1, 3)) + data[at:]


def taken_out(data: bytes, rng: random.Random, _: str) -> bytes:
    """A part is missing from the middle."""
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[at + rng.randrange(1, 60) :]


def otherwise_saved(data: bytes, rng: random.Random, _: str) -> bytes:
    """Saved in another encoding, which may not have every letter, or with other ends of lines."""
    text = data.decode("utf-8", "replace")
    ends = rng.choice(("\n", "\r\n", "\r", "\n\r"))
    encoding = rng.choice(
        ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp437", "utf-7")
    )
    return text.replace("\n", ends).encode(encoding, "replace")


def something_else(data: bytes, rng: random.Random, _: str) -> bytes:
    """Another kind of file under this one's name."""
    others = (b"", b"\n", b"\x00" * 64, b"PK\x03\x04" + data[:40], b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1",
              b"<html><body>404</body></html>", b"{}", b"[]", b"null", b"[" * 100_000, b"\x1f\x8b\x08",
              bytes(range(256)), data + data, data[::-1])  # fmt: skip
    return rng.choice(others)


BYTES: Final = {
    each.__name__: each for each in (flip, cut, put_in, taken_out, otherwise_saved, something_else)
}


# --- Tables of text -------------------------------------------------------------------------------

Rows = list[list[str]]


def rows_in(data: bytes) -> Rows:
    """The rows of a CSV."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def as_csv(rows: Rows, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL, ends: str = "\n") -> bytes:
    """Rows as a CSV, whatever they hold."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=ends, escapechar=None)  # type: ignore[arg-type]
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def _column(rows: Rows, rng: random.Random) -> int:
    return rng.randrange(max(1, max(map(len, rows), default=1)))


def cell_changed(rows: Rows, rng: random.Random, cell: str) -> None:
    row = rng.choice(rows)
    if row:
        row[rng.randrange(len(row))] = cell


def cells_changed(rows: Rows, rng: random.Random, cell: str) -> None:
    at = _column(rows, rng)
    for row in rows[1:]:
        if at < len(row):
            row[at] = cell


def column_lost(rows: Rows, rng: random.Random, _: str) -> None:
    at = _column(rows, rng)
    for row in rows:
        del row[at : at + 1]


def column_twice(rows: Rows, rng: random.Random, _: str) -> None:
    at = _column(rows, rng)
    for row in rows:
        row[at:at] = row[at : at + 1]


def column_renamed(rows: Rows, rng: random.Random, cell: str) -> None:
    row = rows[0]
    if row:
        at = rng.randrange(len(row))
        row[at] = rng.choice((cell, row[at].upper(), row[at][:-1], f"{row[at]}s", ""))


def columns_swapped(rows: Rows, rng: random.Random, _: str) -> None:
    one, other = _column(rows, rng), _column(rows, rng)
    for row in rows[:1] if rng.random() < 0.5 else rows:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]


def row_twice(rows: Rows, rng: random.Random, _: str) -> None:
    rows.append(list(rng.choice(rows)))


def row_lost(rows: Rows, rng: random.Random, _: str) -> None:
    del rows[rng.randrange(len(rows))]


def rows_shuffled(rows: Rows, rng: random.Random, _: str) -> None:
    rng.shuffle(rows)


def row_slipped(rows: Rows, rng: random.Random, cell: str) -> None:
    row = rng.choice(rows)
    row.insert(rng.randrange(len(row) + 1), cell)


def row_of_nothing(rows: Rows, rng: random.Random, cell: str) -> None:
    rows.insert(rng.randrange(len(rows) + 1), rng.choice(([], [""] * 3, [cell], [cell] * 200)))


TABLES: Final = {
    each.__name__: each
    for each in (cell_changed, cells_changed, column_lost, column_twice, column_renamed, columns_swapped,
                 row_twice, row_lost, rows_shuffled, row_slipped, row_of_nothing)
}  # fmt: skip


def table_changed(data: bytes, rng: random.Random, cell: str, how: Callable[..., None]) -> bytes:
    """A CSV with one thing changed in its rows, written in any of the ways that CSVs are written."""
    rows = rows_in(data)
    how(rows, rng, cell)
    delimiter = rng.choice(",,,,;\t")
    return as_csv(rows, delimiter, rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)), rng.choice(("\n", "\r\n")))


def quote_unclosed(data: bytes, rng: random.Random, _: str) -> bytes:
    """A quotation mark that is never closed."""
    commas = [at for at, each in enumerate(data) if each == ord(",")] or [0]
    at = rng.choice(commas) + 1
    return data[:at] + b'"' + data[at:]


# --- Workbooks ------------------------------------------------------------------------------------


def as_workbook(rows: Rows, title: str = "Sheet1", *, as_typed: bool = True) -> bytes:
    """Rows as a workbook: numbers and text as somebody would have typed them."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row_number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            _put_in_cell(sheet.cell(row_number, column), text, as_typed)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _put_in_cell(cell: Any, text: str, as_typed: bool) -> None:
    from openpyxl.utils.exceptions import IllegalCharacterError

    value: object = text or None
    if as_typed and text.isascii() and text.lstrip("-").replace(".", "", 1).isdigit() and len(text) < 16:
        value = float(text) if "." in text else int(text)
    try:
        cell.value = value
    except (IllegalCharacterError, ValueError):
        cell.value = "?"


def workbook_changed(data: bytes, rng: random.Random, cell: str, how: Callable[..., None]) -> bytes:
    """A workbook with one thing changed in the rows of its first sheet."""
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    rows = [
        ["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)
    ]
    how(rows, rng, cell)
    return as_workbook(rows, sheet.title)


def part_changed(data: bytes, rng: random.Random, cell: str) -> bytes:
    """One part of a workbook's zip file changed: cut, made junk, or put where it is not looked for."""
    how = rng.choice((flip, cut, put_in, taken_out, something_else))
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        names = old.namelist()
        chosen = rng.choice(names)
        parts = {name: old.read(name) for name in names}
    if rng.random() < 0.2:
        del parts[chosen]
    else:
        parts[chosen] = how(parts[chosen], rng, cell)
    return zipped(parts)


def blown_up(data: bytes, rng: random.Random, _: str) -> bytes:
    """A small file that unpacks to a large one, or names that stand for names that stand for names."""
    return _bomb(data, rng.randrange(3))


@lru_cache(maxsize=3)
def _bomb(data: bytes, which: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = next(name for name in parts if name.startswith("xl/worksheets/"))
    if which == 0:
        row = b"<row><c t='inlineStr'><is><t>aaaaaaaa</t></is></c></row>"
        parts[sheet] = parts[sheet].replace(b"</sheetData>", row * 20_000 + b"</sheetData>")
    elif which == 1:
        parts[sheet] = parts[sheet].replace(b"</sheetData>", b" " * 250_000_000 + b"</sheetData>")
    else:
        names = b"".join(b'<!ENTITY a%d "%s">' % (at + 1, b"&a%d;" % at * 10) for at in range(9))
        parts[sheet] = (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">' + names
                        + b"]><worksheet>&a9;</worksheet>")  # fmt: skip
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return file.getvalue()


# --- Trees: TOML and JSON -------------------------------------------------------------------------


def toml_text(tree: Mapping[str, Any]) -> str:
    """A tree as TOML: tables inline, so that any value may stand anywhere."""
    return "".join(f"{_key(key)} = {_toml(value)}\n" for key, value in tree.items())


def _key(key: str) -> str:
    return _toml(str(key))


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(_letter(each) for each in value) + '"'
    return str(value)


def _letter(letter: str) -> str:
    return letter if letter >= " " and letter not in '"\\\x7f' else f"\\u{ord(letter):04X}"


def places_in(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a tree with each key or place in it."""
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in list(inside):
        yield tree, key
        yield from places_in(value)


def value_changed(tree: dict[str, Any], rng: random.Random, cell: str) -> None:
    holder, key = _place(tree, rng)
    holder[key] = rng.choice((*ODD_VALUES, cell, cell, cell))


def key_lost(tree: dict[str, Any], rng: random.Random, _: str) -> None:
    holder, key = _place(tree, rng)
    del holder[key]


def key_renamed(tree: dict[str, Any], rng: random.Random, cell: str) -> None:
    holder, key = _place(tree, rng)
    if isinstance(holder, dict):
        holder[rng.choice((cell, key[:-1], key.upper(), f"{key}s"))] = holder.pop(key)


def key_added(tree: dict[str, Any], rng: random.Random, cell: str) -> None:
    holder, _key_of = _place(tree, rng)
    value = rng.choice((*ODD_VALUES, cell))
    if isinstance(holder, dict):
        holder[rng.choice((cell, "based_on", "figures", "levers", "select_list", "data", "scopes"))] = value
    else:
        holder.append(value)


def values_swapped(tree: dict[str, Any], rng: random.Random, _: str) -> None:
    (one, key), (other, its) = _place(tree, rng), _place(tree, rng)
    value, another = one[key], other[its]
    if not isinstance(value, dict | list) and not isinstance(another, dict | list):
        one[key], other[its] = another, value


def nested(tree: dict[str, Any], rng: random.Random, _: str) -> None:
    holder, key = _place(tree, rng)
    for _at in range(rng.choice((1, 5, 60))):
        holder[key] = {"a": holder[key]} if rng.random() < 0.5 else [holder[key]]


def based_on_odd(tree: dict[str, Any], rng: random.Random, cell: str) -> None:
    names = (["a", "b"], "mine", "mine.toml", "./mine.toml", "../mine", "/etc/passwd", "../../../etc/hosts", "",
             ".", "..", "/", ["thurrock-2019", "thurrock-2023"], ["thurrock-2019"] * 50, "thurrock-2019/", cell,
             "\u0000", "nul", "a" * 5000, [[]], {}, 3)  # fmt: skip
    tree["based_on"] = rng.choice(names)


def _place(tree: dict[str, Any], rng: random.Random) -> tuple[Any, Any]:
    places = list(places_in(tree))
    return rng.choice(places) if places else (tree, tree.setdefault("a", 1) and "a")


TREES: Final = {
    each.__name__: each
    for each in (value_changed, key_lost, key_renamed, key_added, values_swapped, nested, based_on_odd)
}  # fmt: skip


def toml_changed(data: bytes, rng: random.Random, cell: str, how: Callable[..., None]) -> bytes:
    """A TOML file with one thing changed in its tree."""
    tree = tomllib.loads(data.decode("utf-8"))
    how(tree, rng, cell)
    return toml_text(tree).encode("utf-8", "surrogatepass")


def line_changed(data: bytes, rng: random.Random, cell: str) -> bytes:
    """A line of a file twice, lost, moved, or with something in it."""
    lines = data.decode("utf-8", "replace").split("\n")
    at = rng.randrange(len(lines))
    how = rng.randrange(4)
    if how == 0:
        lines.insert(rng.randrange(len(lines)), lines[at])
    elif how == 1:
        del lines[at]
    else:
        lines[at] = f"{cell}{lines[at]}" if how == 2 else f"{lines[at]}{cell}"
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def json_changed(data: bytes, rng: random.Random, cell: str, how: Callable[..., None]) -> bytes:
    """A JSON file with one thing changed in its tree; numbers that JSON has not, as Python writes them."""
    import json

    tree = json.loads(data)
    how(tree, rng, cell)
    return json.dumps(tree).encode("utf-8", "surrogatepass")
