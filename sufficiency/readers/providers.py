"""Providers from the select list as a file: every row of it read right, or every fault listed at once."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from sufficiency.errors import Fault, InputFaultsError, one_fault
from sufficiency.providers.columns import NAMES, NEEDED, SHEET
from sufficiency.providers.provider import Provider
from sufficiency.readers.postcodes import Location, PostcodeDirectory
from sufficiency.readers.provider_cells import as_word, day_described, number, word
from sufficiency.readers.provider_parts import ages, places, price, time_on_list
from sufficiency.readers.provider_whereabouts import Ground, faults_of_ground, whereabouts
from sufficiency.readers.rows import Layout, Row, Sheet, rows_of, sheet_of_text
from sufficiency.readers.text import quoted, read_text, short_path
from sufficiency.readers.workbooks import sheet_of_workbook

_LAYOUT: Final = Layout("provider", "a select list", NAMES, NEEDED)
_TEXT_FILES: Final = (".csv", ".tsv", ".txt")


def read_providers(
    path: Path, base_date: date, origin: str | None, authority_code: str | None
) -> list[Provider]:
    """The select list in a file: a provider for each row, in the order they stand.

    The file is a CSV (commas, semicolons or tabs) or an .xlsx workbook with the columns of
    `provider_columns.COLUMNS`: places, whole years of age, straight-line miles from the origin, pounds a
    week, months. A blank is not recorded, except where its column says what it counts as. Where they are
    blank, distance and authority are worked out from the postcode, if the postcode directory is
    installed; `origin` is a postcode, and `authority_code` the ONS code of the authority.

    Raises InputFaultsError with every fault of the file. The four numbers of places are those of
    decision 0013.
    """
    directory = PostcodeDirectory() if PostcodeDirectory.installed() else None
    return providers_in(sheet_of(path), base_date, origin, authority_code, directory)


def sheet_of(path: Path) -> Sheet:
    """The rows of a select list, from a CSV or a workbook; InputFaultsError where the file is neither."""
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return sheet_of_workbook(path, SHEET, _LAYOUT)
    if suffix in _TEXT_FILES:
        return sheet_of_text(short_path(path), read_text(path), NAMES)
    what = "a select list is read from a .xlsx or .csv file only."
    do = "Open it in Excel and save it as an Excel workbook (.xlsx) or as CSV UTF-8."
    raise one_fault(short_path(path), "", what, do)


def providers_in(
    sheet: Sheet,
    base_date: date,
    origin: str | None,
    authority_code: str | None,
    directory: PostcodeDirectory | None,
) -> list[Provider]:
    """The select list in a sheet: as `read_providers`, with the postcode directory or without it."""
    rows, faults = rows_of(sheet, _LAYOUT)
    ground = Ground(origin, authority_code, directory)
    faults += faults_of_ground(ground, rows)
    measured_from = ground.location if any(row.text("postcode") for row in rows) else None
    providers = []
    for row in rows:
        provider = _provider(row, base_date, ground, measured_from)
        faults += [row.slip()] if row.has_slipped else row.faults
        if provider:
            providers.append(provider)
    faults += _duplicates(row for row in rows if not row.has_slipped)
    if faults:
        raise InputFaultsError(faults)
    return providers


def _provider(row: Row, base_date: date, ground: Ground, measured_from: Location | None) -> Provider | None:
    """The provider in a row, or None where the row has faults or lacks a column."""
    name = _name(row.needed("provider"))
    lot, sector, care = word(row, "lot"), word(row, "sector"), word(row, "care")
    of_places, of_age = places(row, lot), ages(row, lot)
    where = whereabouts(row, ground, measured_from)
    of_price = price(row)
    time = time_on_list(row, base_date, of_places.filled_by_us_places)
    usable_share = number(row, "usable_share", "share", 1, "Write 0.8 for 80%.")
    as_at, source, kind = day_described(row), row.needed("source"), word(row, "kind")
    if row.faults or not (name and lot and sector and of_age and as_at and source and kind):
        return None
    return Provider(
        name=name,
        lot=lot,
        sector=sector,
        **of_places._asdict(),
        care=care,
        **of_age._asdict(),
        **where._asdict(),
        **of_price._asdict(),
        **time._asdict(),
        usable_share=usable_share,
        as_at=as_at,
        source=source,
        kind=kind,
        note=row.text("note"),
        file=row.file,
        row=row.number,
    )


def _name(text: str) -> str:
    return " ".join(text.split())


def _duplicates(rows: Iterable[Row]) -> list[Fault]:
    """A fault for each provider that stands in a second row on the same lot and in the same sector."""
    first: dict[tuple[str, str, str], int] = {}
    faults = []
    for row in rows:
        name, lot, sector = row.text("provider"), as_word(row.text("lot")), as_word(row.text("sector"))
        key = (_name(name).casefold(), lot, sector)
        if not all(key):
            continue
        earlier = first.setdefault(key, row.number)
        if earlier != row.number:
            what = f"{quoted(name)}, lot {lot}, sector {sector}, is already in row {earlier}."
            where = f"row {row.number}, column provider"
            faults.append(Fault(row.file, where, what, "Keep one of the two."))
    return faults
