"""A summary of returns written to its folder: tidy tables of protected counts, and a manifest."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency import __version__
from sufficiency.manifest import MANIFEST, TOOL, sha256_of
from sufficiency.report.declared import Protected
from sufficiency.report.printed import check_tables, notes_of, printed_rows
from sufficiency.writers.hashes import hashes_in
from sufficiency.writers.run_folder import write_csv, write_json, writing

if TYPE_CHECKING:
    from sufficiency.ssda903.returns import Returns


def write_summary(
    tables: Sequence[Protected], returns: "Returns", read_from: Path, mode: str, folder: Path
) -> None:
    """Write each table as `tables/<table>.csv`, and a manifest: whole or not at all; raises OutputError.

    `read_from` is the folder of the returns, for the hashes of its files. Nothing of a child is written:
    only what disclosure control has let through, and the returns' years, grouping and names of files.
    """
    check_tables(tables, tables[0].profile)
    with writing(folder) as new:
        (new / "tables").mkdir()
        for table in tables:
            _write_table(table, new / "tables" / f"{table.declaration.table}.csv")
        inputs = [_input(read_from, file) for file in sorted({each.file for each in returns.files})]
        manifest = {
            "tool": TOOL,
            "version": __version__,
            "what": "summary of returns",
            "authority": returns.authority,
            "years": list(returns.years),
            "grouping": returns.grouping,
            "profile": tables[0].profile,
            "mode": mode,
            "protection": tables[0].mode,
            "tables": [_told(table) for table in tables],
            "inputs": inputs,
            "files": hashes_in(new),
        }
        write_json(manifest, new / MANIFEST)


def _write_table(table: Protected, path: Path) -> None:
    import pandas as pd

    columns = [column.heading for column in table.declaration.columns]
    write_csv(pd.DataFrame(printed_rows(table), columns=columns, dtype=object), path)


def _told(table: Protected) -> dict[str, object]:
    """What a table is, and what to know of it."""
    declaration = table.declaration
    return {
        "table": declaration.table,
        "title": declaration.title,
        "units": declaration.units,
        "as_at": table.as_at,
        "source": table.source,
        "notes": list(notes_of(table)),
    }


def _input(folder: Path, file: str) -> dict[str, str]:
    """A file of the returns, by its name in their folder, with its hash."""
    return {"file": file, "sha256": sha256_of(folder / file)}
