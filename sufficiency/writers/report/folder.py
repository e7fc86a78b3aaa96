"""A finished report written to its folder: workbook, CSV files, charts, its assurance and a manifest."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path

from sufficiency.manifest import MANIFEST, TOOL
from sufficiency.report.cover import Cover
from sufficiency.report.declared import Protected
from sufficiency.report.making import Making, RunMade
from sufficiency.writers.hashes import hashes_in
from sufficiency.writers.report.assurance import write_assurance
from sufficiency.writers.report.charts import write_report_charts
from sufficiency.writers.report.csv import write_csv_tables
from sufficiency.writers.report.workbook import write_workbook
from sufficiency.writers.run_folder import write_json, writing


def write_report_folder(
    tables: Sequence[Protected], cover: Cover, making: Making, formats: Collection[str], folder: Path
) -> None:
    """Write a report in each format, whole or not at all; raises OutputError and leaves what stood there.

    Whatever the formats, its assurance, its transparency record and its manifest are there.
    """
    with writing(folder) as new:
        if "xlsx" in formats:
            write_workbook(tables, cover, new / "report.xlsx")
        if "csv" in formats:
            write_csv_tables(tables, new / "csv")
        if {"docx", "html"} & set(formats):
            _write_chapter(tables, cover, formats, new)
        if "charts" in formats:
            write_report_charts(tables, new / "charts")
        write_assurance(tables, cover, making, new)
        write_json(_manifest(cover, making, hashes_in(new)), new / MANIFEST)


def _write_chapter(tables: Sequence[Protected], cover: Cover, formats: Collection[str], folder: Path) -> None:
    """The chapter as Word and as a page. What each is made with is slow to load, so it is loaded here."""
    from sufficiency.report.chapter import chapter_of

    sections = chapter_of(tables, cover)
    if "docx" in formats:
        from sufficiency.writers.report.word import write_word

        write_word(sections, tables, cover, folder / "chapter.docx")
    if "html" in formats:
        from sufficiency.writers.report.page import write_page

        write_page(sections, tables, cover, folder / "report.html")


def _manifest(cover: Cover, making: Making, files: list[dict[str, str]]) -> dict[str, object]:
    """What the report was made from and what was written, each file with its hash; no clock."""
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
        "mode": making.mode,
        "runs": [_run(run) for run in making.runs],
        "beside": [asdict(each) for each in making.beside],
        "files": files,
    }


def _run(run: RunMade) -> dict[str, object]:
    """One run that the report is of. Which provider it was asked to lose is not told."""
    return {
        "scenario": run.scenario,
        "title": run.title,
        "as_at": run.as_at.isoformat(),
        "seed": run.seed,
        "draws": run.draws,
        "version": run.version,
        "python": run.made.python,
        "libraries": dict(run.made.libraries),
        "manifest_sha256": run.made.manifest_sha256,
        "inputs": [_input(name, sha256) for name, sha256 in run.made.inputs],
    }


def _input(name: str, sha256: str) -> dict[str, str]:
    return {"file": name, "sha256": sha256} if sha256 else {"file": name}
