"""What changed between two runs written to a folder: a page to read, tables and a manifest."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from sufficiency import __version__
from sufficiency.changes.assembly import RESTRICTED, runs_in_words, title_of
from sufficiency.changes.pair import Pair
from sufficiency.changes.section import Grid, Section
from sufficiency.manifest import MANIFEST, TOOL
from sufficiency.report.runs import Run
from sufficiency.writers.run_folder import files_in, write_csv, write_json, writing

PAGE = "changes.md"
_MEANS_SOMETHING = re.compile(r"([\\`*<\[|])")  # to markdown, in the middle of a line


def write_changes(
    pair: Pair, sections: Sequence[Section], tables: Mapping[str, pd.DataFrame], folder: Path
) -> None:
    """Write `changes.md`, `tables/` and a manifest, whole or not at all; raises OutputError.

    The same runs give the same bytes: nothing tells the time or where the runs stood.
    """
    with writing(folder) as new:
        (new / "tables").mkdir()
        for name, table in tables.items():
            write_csv(table, new / "tables" / f"{name}.csv")
        (new / PAGE).write_bytes(page(pair, sections).encode())
        write_json(_manifest(pair, files_in(new)), new / MANIFEST)


def page(pair: Pair, sections: Sequence[Section]) -> str:
    """The page in markdown: what is compared, then each section with its sentences and full tables."""
    return "\n".join(_lines(pair, sections))


def _lines(pair: Pair, sections: Sequence[Section]) -> Iterator[str]:
    yield from (f"# {_plain(title_of(pair))}", "", f"**{RESTRICTED}**", "")
    yield from (f"- {_plain(line)}" for line in runs_in_words(pair))
    for at, section in enumerate(sections, start=1):
        yield from ("", f"## {at}. {_plain(section.title)}", "")
        yield from (f"- {_plain(line)}" for line in section.lines)
        for grid in section.full:
            yield from ("", f"### {_plain(grid.title)}", "", *_table(grid))
    yield ""


def _table(grid: Grid) -> Iterator[str]:
    yield _row(grid.heads)
    yield _row(["---", *("---:" for _ in grid.heads[1:])])
    yield from (_row(row) for row in grid.rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _plain(text: str) -> str:
    """Text on one line that markdown shows as it is."""
    return _MEANS_SOMETHING.sub(r"\\\1", " ".join(text.split()))


def _manifest(pair: Pair, files: list[str]) -> dict[str, object]:
    return {
        "tool": TOOL,
        "version": __version__,
        "what": "changes",
        "authority": pair.new.authority,
        "protection": "none: restricted, not for publication",
        "old": _of(pair.old),
        "new": _of(pair.new),
        "files": files,
    }


def _of(run: Run) -> dict[str, object]:
    return {
        "scenario": run.made.scenario,
        "title": run.title,
        "as_at": run.as_at.isoformat(),
        "version": run.version,
        "seed": run.seed,
        "draws": run.draws,
        "manifest_sha256": run.made.manifest_sha256,
    }
