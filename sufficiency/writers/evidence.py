"""Evidence written to files: calibrated figures, and the record of the back-test."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from sufficiency import __version__
from sufficiency.manifest import MANIFEST, TOOL, sha256_of
from sufficiency.writers.aside import cannot_be_written, moved_into_place
from sufficiency.writers.run_folder import files_in, write_csv, write_json, writing

SMALL_NUMBERS = 9  # decimals: a squared scale of a share is a few ten-thousandths


def source_of(files: Sequence[Path | None]) -> str:
    """Where calibrated figures come from: each file by name, with the beginning of its hash."""
    told = [f"{file.name} (sha256 {sha256_of(file)[:12]})" for file in files if file is not None]
    return f"sufficiency calibrate on {' and '.join(told)}, docs/decisions/0018"


def write_figures(table: pd.DataFrame, path: Path) -> None:
    """Write a figures file, whole or not at all; raises OutputError."""
    try:
        with moved_into_place(path) as new:
            write_csv(table, new, SMALL_NUMBERS)
    except OSError as error:
        raise cannot_be_written(path, error) from error


def write_record(
    folder: Path, tables: Mapping[str, pd.DataFrame], files: Sequence[Path | None], period: str, seed: int
) -> None:
    """Write a back-test's folder, whole or not at all: tables, chart, manifest; raises OutputError."""
    from sufficiency.charts.record import record_chart
    from sufficiency.writers.charts import save_charts

    with writing(folder) as new:
        (new / "tables").mkdir()
        for name, table in tables.items():
            write_csv(table, new / "tables" / f"{name}.csv")
        save_charts([record_chart(tables["scores"], period)], new / "charts")
        manifest = {
            "tool": TOOL,
            "version": __version__,
            "what": "back-test",
            "seed": seed,
            "inputs": [{"file": file.name, "sha256": sha256_of(file)} for file in files if file is not None],
            "files": files_in(new),
        }
        write_json(manifest, new / MANIFEST)
