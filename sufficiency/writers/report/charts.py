"""The charts of a report: each as PNG and SVG, with its words and the numbers that it was drawn from."""

from collections.abc import Sequence
from pathlib import Path

from sufficiency.report.declared import Protected


def write_report_charts(tables: Sequence[Protected], folder: Path) -> None:
    """Write a picture, a drawing, the words and the data of each chart; protected tables are all it takes."""
    from sufficiency.charts.protected import report_charts
    from sufficiency.writers.charts import save_charts
    from sufficiency.writers.report.csv import write_csv_table

    charts = report_charts(tables)
    save_charts([chart for chart, _ in charts], folder)
    for chart, table in charts:
        (folder / f"{chart.name}.svg").write_bytes(chart.svg)
        write_csv_table(table, folder / f"{chart.name}.csv")
