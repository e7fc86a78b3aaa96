"""A finished report written to its folder: workbook, CSV files, charts and a manifest."""

from collections.abc import Collection, Sequence
from pathlib import Path

from sufficiency.report.cover import Cover
from sufficiency.report.declared import Protected
from sufficiency.writers.report_charts import write_report_charts
from sufficiency.writers.report_csv import write_csv_tables
from sufficiency.writers.report_workbook import write_workbook
from sufficiency.writers.run_folder import MANIFEST, TOOL, files_in, write_json, writing


def write_report_folder(
    tables: Sequence[Protected], cover: Cover, formats: Collection[str], folder: Path
) -> None:
    """Write a report in each format, whole or not at all; raises OutputError and leaves what stood there."""
    with writing(folder) as new:
        if "xlsx" in formats:
            write_workbook(tables, cover, new / "report.xlsx")
        if "csv" in formats:
            write_csv_tables(tables, new / "csv")
        if "charts" in formats:
            write_report_charts(tables, new / "charts")
        write_json(_manifest(cover, files_in(new)), new / MANIFEST)


def _manifest(cover: Cover, files: list[str]) -> dict[str, object]:
    return {
        "tool": TOOL,
        "version": cover.version,
        "what": "report",
        "profile": cover.profile,
        "protection": cover.protection,
        "scenarios": list(cover.scenarios),
        "seed": cover.seed,
        "draws": cover.draws,
        "as_at": cover.as_at.isoformat(),
        "files": files,
    }
