"""A single table written as a CSV, aside and then moved into place."""

from pathlib import Path

import pandas as pd

from sufficiency.errors import OutputError
from sufficiency.writers.aside import moved_into_place
from sufficiency.writers.run_folder import told_as_output_error, write_csv


def check_csv(path: Path) -> None:
    """Refuse a path that no table should be written to; raises OutputError."""
    if path.suffix.lower() != ".csv":
        raise OutputError(f"{path} does not end in .csv. Name a .csv file.")
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise OutputError(
            f"{path} cannot be written: it is a folder, or stands in none. Choose another --out."
        )


def write_one_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as a CSV, whole or not at all; raises OutputError and leaves what stood there."""
    check_csv(path)
    with told_as_output_error(path), moved_into_place(path) as aside:
        write_csv(table, aside)
