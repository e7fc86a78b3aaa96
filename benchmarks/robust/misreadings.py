# ruff: noqa: E501
"""The same thing said in two ways is read the same; another thing is read as another, or refused."""

import csv
import math
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from robust import samples
from robust.cases import NUMBERS, Ended, said_by
from robust.changes import Rows, as_csv, as_workbook, rows_in
from robust.doors import Door

REFUSED: Final = "refused"
WRITTEN_BY_THE_TOOL: Final = ("answers of levers",)  # nobody else writes them: another way may be refused


@dataclass
class Compared:
    """How many readings were set beside what they should be, and those that were not it."""

    name: str
    readings: int = 0
    accepted: int = 0
    wrong: list[str] = field(default_factory=list)


# --- The same, saved in another way ---------------------------------------------------------------

_ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


def same_in_another_way(data: bytes) -> Iterator[tuple[str, bytes]]:
    """A CSV of the same cells, saved in each of the ways in which programs save them."""
    rows = rows_in(data)
    text = as_csv(rows).decode("utf-8")
    for encoding in _ENCODINGS:
        for ends in ("\n", "\r\n", "\r"):
            yield f"{encoding}, lines ended by {ends!r}", text.replace("\n", ends).encode(encoding, "replace")
    for delimiter in (",", "\t"):
        yield f"every cell in quotes, {delimiter!r} between", as_csv(rows, delimiter, csv.QUOTE_ALL)
    yield "no line end at the end", text.rstrip("\n").encode()
    yield (
        "spaces at the ends of cells",
        as_csv([[f" {cell}  " if cell else cell for cell in row] for row in rows]),
    )
    yield "blank lines at the end", text.encode() + b"\n\n"
    yield "header in capitals", as_csv([[cell.upper() for cell in rows[0]], *rows[1:]])


def columns_in_another_order(data: bytes, rng: random.Random) -> bytes:
    """A CSV with its columns in another order."""
    rows = rows_in(data)
    order = list(range(len(rows[0])))
    rng.shuffle(order)
    return as_csv([[row[at] for at in order] for row in rows])


def read_the_same(door: Door) -> Compared:
    """A door's CSV saved in other ways: each must be read as it was."""
    told = Compared(f"{door.name}: the same in another way")
    (file, data), *_ = door.files.items()
    as_it_is = said_by(door, door.files)
    ways = list(same_in_another_way(data))
    ways += [
        (f"columns in order {at}", columns_in_another_order(data, random.Random(at))) for at in range(20)
    ]
    for way, content in ways:
        said = said_by(door, {**door.files, file: content})
        told.readings += 1
        told.accepted += said.how == "accepted"
        is_ours = said.how == REFUSED and door.name in WRITTEN_BY_THE_TOOL
        if said != as_it_is and not is_ours:
            told.wrong.append(f"{way}: {_first_difference(as_it_is.said, said.said)}")
    return told


def refused_twice(door: Door) -> Compared:
    """A door's CSV with each row twice, and with each column twice: refused, or counted once and said so."""
    told = Compared(f"{door.name}: a row or a column twice")
    (file, data), *_ = door.files.items()
    as_it_is, rows = said_by(door, door.files), rows_in(data)
    head = max(range(len(rows)), key=lambda at: sum(map(bool, rows[at])))  # below a title
    again = [(f"row {at + 1}", [*rows, rows[at]]) for at in range(head + 1, len(rows)) if any(rows[at])]
    again += [
        (f"column {rows[head][at]}", [[*row, row[at]] for row in rows]) for at in range(len(rows[head]))
    ]
    for what, changed in again:
        said = said_by(door, {**door.files, file: as_csv(changed)})
        told.readings += 1
        if said.how != REFUSED and not _said_once(as_it_is.said, said.said):
            told.wrong.append(f"{what} twice was {said.how}")
    return told


def _said_once(one: str, other: str) -> bool:
    """Whether a reading is another's, with a finding that a row said again what another row says."""
    rows, _, findings = other.partition("], (")
    return rows == one.partition("], (")[0] and "rows that say again" in findings


def _first_difference(one: str, other: str) -> str:
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return f"{other[max(0, at - 60) : at + 60]!r}"


# --- A number, however it is written --------------------------------------------------------------

# What somebody may mean by a number as written; those that may mean two things, or none, are refused.
MEANT: Final[dict[str, dict[str, float | None]]] = {
    "children": {
        "12": 12, "012": 12, " 12 ": 12, "+12": 12, "12.0": 12, "1,234": 1234, "1,234.0": 1234, "1,234,567": 1234567,
        "0": 0, "-0": 0, "1.234,5": None, "1,23": None, "1,2345": None, "12,34": None, ",123": None, "1.234.567": None,
        "12%": None, "£5": None, "(3)": None, "5-": None, "-5": None, "1 234": None, "1\u00a0234": None,
        "1'234": None, "1_000": None, "0x10": None, "1e3": None, "1E+02": None, "nan": None, "inf": None,
        "1e999": None, "\u0661\u0662": None, "\uff11\uff12": None, "\u00bd": None, "\u00b2": None, "3-4": None,
        "3\u20134": None, "3/4": None, "12k": None, "1m": None, "=1+1": None, "+-5": None, "--5": None, "1.2.3": None,
        "about 12": None, "12?": None, "12*": None, "12 children": None, "<5": None, "5+": None, "~12": None,
        "twelve": None, "TRUE": None, "#REF!": None, "O": None, "l2": None, "\u22125": None,
    },
    "share": {
        "0.5": 0.5, ".5": 0.5, "50%": 0.5, "50 %": 0.5, "12.5%": 0.125, "0,5": None, "50": None, "1.5": None, "-0.1": None,
        "50%%": None, "0.5%": 0.005, "1/2": None, "£0.5": None, "5e-1": None,
    },
    "gbp_per_week": {
        "£4,300": 4300, "4300": 4300, "£4300.50": 4300.5, "4.3k": 4300, "£4.3k": 4300, "£ 4,300": 4300, "4,300 £": None,
        "€4300": None, "$4300": None, "4300p": None, "4.300,00": None, "(4300)": None, "4300-": None, "50%": None,
    },
    "percent": {"12": 12, "12%": 12, "12.5 %": 12.5, "-2%": -2, "\u22122": -2, "1,2%": None, "12pc": None, "0.12%": 0.12},
}  # fmt: skip
_MAY_ALSO_BE_REFUSED: Final = ("£ 4,300", ".5", "+12", "012", "4.3k", "£4.3k", "£4300.50")
_HUMAN: Final = re.compile(r"([-+])?\s*(£)?\s*(\d+|\d{1,3}(?:,\d{3})+)?(\.\d*)?\s*(%|k|m|million)?", re.ASCII)
_SCALES: Final = {"k": 3, "m": 6, "million": 6}


def meant_by(text: str, unit: str) -> float | None:
    """What a person would take a number to be, worked out apart from the tool; None where nobody can say."""
    found = _HUMAN.fullmatch(" ".join(text.split()).replace("\u2212", "-"))
    if found is None or not (found[3] or (found[4] and len(found[4]) > 1)):
        return None
    number = Decimal(f"{found[1] or ''}{(found[3] or '0').replace(',', '')}{found[4] or ''}".rstrip("."))
    if found[5] == "%":
        return float(number / 100 if unit == "share" else number) if unit in ("share", "percent") else None
    return float(number * 10 ** _SCALES.get(found[5] or "", 0))


def figure_read(text: str, unit: str) -> float | str:
    """What the reader of figures takes a value to be, or that it is refused."""
    from sufficiency.readers.figures import read_figures

    rows = rows_in(samples.FIGURES.encode())
    rows[1:] = [["a_measure", "", "", text, "", "", unit, "2019-03-31", "s", "published", "", ""]]
    return _number_in(as_csv(rows), lambda path: _value(*read_figures(path, None)), "figures.csv")


def fee_read(text: str, suffix: str) -> float | str:
    """What the reader of select lists takes a weekly fee to be, from a CSV or from a workbook."""
    rows = rows_in(samples.LIST.encode())[:2]
    rows[1][rows[0].index("weekly_fee_gbp")] = text
    data = as_csv(rows) if suffix == ".csv" else as_workbook(rows, "Providers", as_typed=False)

    def read(path: Path) -> float | str:
        from sufficiency.readers.providers import read_providers

        fee = read_providers(path, samples_date(), "RM17 6SL", "E06000034")[0].weekly_fee_gbp
        return "blank" if fee is None else fee

    return _number_in(data, read, f"list{suffix}")


def published_read(text: str) -> float | str:
    """What the reader of DfE's numbers takes a number to be; a mark that stands for one is refused here."""
    rows = rows_in(samples.dfe_numbers().encode())
    rows[3][rows[0].index("number")] = text

    def read(path: Path) -> float | str:
        from sufficiency.readers.published.recognise import read_published

        table = read_published(path).table
        row = table[(table["year"] == 2018) & (table["measure"] == "children")].iloc[0]
        return REFUSED if math.isnan(row["value"]) else float(row["value"])

    return _number_in(as_csv(rows), read, "numbers.csv")


def samples_date() -> Any:
    """The base date of the samples."""
    from robust.doors import BASE_DATE

    return BASE_DATE


def _value(figures: Sequence[Any], faults: Sequence[Any]) -> float | str:
    return REFUSED if faults or not figures else figures[0].value


def _number_in(data: bytes, read: Callable[[Path], float | str], name: str) -> float | str:
    from robust.cases import made

    from sufficiency.errors import InputFaultsError

    with made({name: data}) as folder:
        try:
            return read(folder / name)
        except InputFaultsError:
            return REFUSED


Reader = Callable[[str], float | str]


def readers_of_numbers() -> dict[str, tuple[str, Reader]]:
    """Every way in for a number, with its unit."""
    return {
        **{f"figures in {unit}": (unit, lambda text, unit=unit: figure_read(text, unit)) for unit in MEANT},
        "a fee in a select list, CSV": ("gbp_per_week", lambda text: fee_read(text, ".csv")),
        "a fee in a select list, workbook": ("gbp_per_week", lambda text: fee_read(text, ".xlsx")),
        "DfE's number of children": ("children", published_read),
    }


def stated_numbers(name: str, unit: str, read: Reader) -> Compared:
    """Numbers as they are written, each with what it means: read as that, or refused where it may be two."""
    told = Compared(f"{name}: as stated")
    for text, meant in MEANT[unit].items():
        _compare(
            told, text, meant, read(text), must_be_read=meant is not None and text not in _MAY_ALSO_BE_REFUSED
        )
    return told


def any_numbers(name: str, unit: str, read: Reader, count: int, from_seed: int) -> Compared:
    """Numbers made up of digits and what stands among them: read as a person would, or refused."""
    told = Compared(f"{name}: made up")

    @seed(from_seed)
    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(text=st.one_of(NUMBERS, st.floats().map(str), st.text("0123456789.,-+£%()km ", max_size=7)))
    def each(text: str) -> None:
        _compare(told, text, meant_by(text, unit), read(text), must_be_read=False)

    each()
    return told


def _compare(told: Compared, text: str, meant: float | None, got: float | str, *, must_be_read: bool) -> None:
    told.readings += 1
    told.accepted += not isinstance(got, str)
    if isinstance(got, str):
        if must_be_read:
            told.wrong.append(f"{text!r} was {got}, and is {meant}")
    elif meant is None or not math.isclose(got, meant, rel_tol=1e-12):
        told.wrong.append(f"{text!r} was read as {got}, and is {meant}")


# --- A select list as a workbook and as a CSV -----------------------------------------------------


def workbook_and_csv(count: int, from_seed: int) -> Compared:
    """Select lists with a number changed, as a CSV and as a workbook: read the same, or both refused."""
    told = Compared("select list: workbook beside CSV")
    rng = random.Random(from_seed)
    for _ in range(count):
        rows = rows_in(samples.LIST.encode())
        row = rng.randrange(1, len(rows))
        column = rng.choice([at for at, cell in enumerate(rows[row]) if cell.replace(".", "").isdigit()])
        rows[row][column] = rng.choice(
            ("0", "1", "2.5", "7", "12", "99999", "0.1", "1000000", "-1", "", "1.10")
        )
        one, other = _listed(as_csv(rows), "list.csv"), _listed(as_workbook(rows, "Providers"), "list.xlsx")
        told.readings += 1
        told.accepted += one.how == "accepted"
        if one.how != other.how or (one.how == "accepted" and one.said != other.said):
            told.wrong.append(f"{rows[0][column]} {rows[row][column]!r}: {one.how}, {other.how}")
    return told


def _listed(data: bytes, name: str) -> Ended:
    from sufficiency.readers.providers import read_providers

    def read(folder: Path) -> object:
        return [repr(each).replace(name, "list") for each in
                read_providers(folder / name, samples_date(), "RM17 6SL", "E06000034")]  # fmt: skip

    return said_by(Door(name, {name: data}, read), {name: data})


def numbers_that_change(door: Door, columns: Sequence[str], count: int, from_seed: int) -> Compared:
    """A number of a door's CSV made another: what is read must be another, or refused."""
    told = Compared(f"{door.name}: another number")
    (file, data), *_ = door.files.items()
    as_it_is = said_by(door, door.files).said
    rng = random.Random(from_seed)
    cells = _numbers_in(rows_in(data), columns)
    for _ in range(count):
        rows = rows_in(data)
        row, column = rng.choice(cells)
        changed = str(Decimal(rows[row][column]) + rng.randrange(1, 9))
        rows[row][column] = changed
        said = said_by(door, {**door.files, file: as_csv(rows)})
        told.readings += 1
        told.accepted += said.how == "accepted"
        if said.how == "accepted" and said.said == as_it_is:
            told.wrong.append(f"row {row + 1}, {rows[0][column]} {changed}: read as before")
    return told


def _numbers_in(rows: Rows, columns: Sequence[str]) -> list[tuple[int, int]]:
    return [(at, place) for at, row in enumerate(rows) for place, cell in enumerate(row)
            if at and rows[0][place] in columns and re.fullmatch(r"-?\d+(\.\d+)?", cell)]  # fmt: skip
