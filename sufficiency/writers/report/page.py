"""The report as one web page: the gap first, futures to choose among, and the chapter with its tables.

One file that asks nothing of any network: charts are Vega-Lite, written with Altair, and Vega is bundled
into the page by vl-convert. Every sentence and number is made here; the page's script only picks.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sufficiency.report.cover import Cover
from sufficiency.report.declared import RESTRICTED, Protected
from sufficiency.report.explorer import Explorer, explorer_of, key_of
from sufficiency.report.gaps import WHAT_A_GAP_IS
from sufficiency.report.headlines import headlines
from sufficiency.report.pictures import Picture
from sufficiency.report.printed import (
    BLANK,
    MARKS_IN_WORDS,
    check_tables,
    day_in_words,
    marks_in,
    notes_of,
    numbered_notes,
    printed_rows,
)
from sufficiency.report.section import Section
from sufficiency.report.telling import RANGES_IN_WORDS, ROUNDED, shown
from sufficiency.words import capital
from sufficiency.writers.aside import moved_into_place
from sufficiency.writers.run_folder import told_as_output_error

if TYPE_CHECKING:
    from jinja2 import Environment

SUMMARY: Final = "summary"  # the section that is told in one minute
ROWS_UNFOLDED: Final = 12  # a longer table is folded on the screen
ROWS_PRINTED: Final = 120  # a longer one is folded on paper too: it is in the workbook
# Only what stands in this file may run, and nothing may be fetched, sent or framed.
_POLICY: Final = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_PARTS: Final = Path(__file__).parent.parent / "page"
_BUNDLED: Final = "window.vegaEmbed = vegaEmbed;"
_WORDS: Final = ("label", "text")  # kinds of column that are read from the left


@dataclass(frozen=True)
class PageTable:
    """A table as the page prints it: text in every cell, and which columns are headings or words."""

    name: str
    units: str
    headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    labels: tuple[int, ...]
    words: tuple[int, ...]
    marks: tuple[str, ...] = ()
    source: str = ""
    as_at: str = ""
    notes: tuple[str, ...] = ()

    @property
    def folded(self) -> bool:
        return len(self.cells) > ROWS_UNFOLDED

    @property
    def printed_closed(self) -> bool:
        return len(self.cells) > ROWS_PRINTED


@dataclass(frozen=True)
class PageSection:
    """A section as the page prints it."""

    id: str
    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]
    tables: tuple[PageTable, ...]


def write_page(sections: Sequence[Section], tables: Sequence[Protected], cover: Cover, path: Path) -> None:
    """Write a report as one web page, whole or not at all; the same run, the same bytes.

    The section named `summary` is told first, with the numbers that matter; then the futures to choose
    among, where a gap is worked out (table T16d); then the other sections with their tables, and the notes
    of all tables, numbered as in the workbook. Raises OutputError where the path refuses, and
    LawBrokenError and ValueError as `printed.check_tables` does.
    """
    check_tables(tables, cover.profile)
    data = _page(sections, tables, cover).lstrip().encode()
    with told_as_output_error(path), moved_into_place(path) as aside:
        aside.write_bytes(data)


def _page(sections: Sequence[Section], tables: Sequence[Protected], cover: Cover) -> str:
    explorer = explorer_of(tables)
    numbers = numbered_notes(tables)
    summary = next((section for section in sections if section.name == SUMMARY), None)
    return _environment().get_template("page.html.j2").render(
        cover=cover,
        restricted=cover.profile == RESTRICTED,
        as_at=day_in_words(cover.as_at.isoformat()),
        minute=headlines(tables),
        summary=summary,
        sections=[_page_section(section) for section in sections if section is not summary],
        notes=list(numbers),
        note_numbers=lambda table: sorted(numbers[note] for note in table.notes if note in numbers),
        picture_table=_picture_table,
        key_of_marks=f"{BLANK.capitalize()}: not recorded, or not of that year. {_mark_words('c')}",
        ranges_in_words=RANGES_IN_WORDS,
        rounded="" if cover.profile == RESTRICTED else ROUNDED,
        what_a_gap_is=WHAT_A_GAP_IS,
        style=_marked_safe(_part("page.css")),
        **_chosen(explorer),
    )  # fmt: skip


def _chosen(explorer: Explorer | None) -> dict[str, Any]:
    """What the page shows at first, and the data and scripts with which it shows the rest."""
    if explorer is None:
        return {"explorer": None, "policy": _POLICY.format(scripts="'none'")}
    scenario, where, provision, year = explorer.first
    library, script = _in_a_page(_bundle()), _in_a_page(_part("page.js"))
    return {
        "explorer": explorer,
        "told": explorer.told[key_of(explorer.first)],
        "need": explorer.need[key_of((scenario, where, provision))],
        "gap": explorer.gap[key_of((scenario, where, year))],
        "children": explorer.children.get(key_of((scenario,))),
        "position": explorer.position,
        "everything": _everything(explorer),
        "library": _marked_safe(library),
        "script": _marked_safe(script),
        "policy": _POLICY.format(scripts=f"{_fingerprint(library)} {_fingerprint(script)}"),
    }


# --- Sections and tables --------------------------------------------------------------------------


def _page_section(section: Section) -> PageSection:
    return PageSection(
        f"section-{section.name}".replace(" ", "-").replace("_", "-"),
        section.heading,
        section.paragraphs,
        section.points,
        tuple(_page_table(table) for table in section.tables),
    )


def _page_table(table: Protected) -> PageTable:
    declared = table.declaration
    kinds = [column.kind for column in declared.columns]
    return PageTable(
        name=f"Table {declared.table}: {declared.title}",
        units=capital(declared.units),
        headings=tuple(column.heading for column in declared.columns),
        cells=tuple(
            tuple(shown(cell, column.decimals) for cell, column in zip(row, declared.columns, strict=True))
            for row in printed_rows(table)
        ),
        labels=tuple(at for at, kind in enumerate(kinds) if kind == "label"),
        words=tuple(at for at, kind in enumerate(kinds) if kind in _WORDS),
        marks=tuple(_mark_words(mark) for mark in marks_in(table)),
        source=table.source.rstrip("."),
        as_at=day_in_words(table.as_at),
        notes=notes_of(table),
    )


def _mark_words(mark: str) -> str:
    words = MARKS_IN_WORDS[mark]
    return f"{capital(mark) if mark == BLANK else mark}: {words[:1].lower()}{words[1:]}"


def _picture_table(picture: Picture) -> PageTable:
    """A chart's numbers: its first column, and any other of words, are read from the left."""
    columns = list(zip(*picture.cells, strict=True))
    words = tuple(at for at, column in enumerate(columns) if at == 0 or _is_words(column))
    return PageTable(
        name=picture.title,
        units="",
        headings=picture.headings,
        cells=picture.cells,
        labels=tuple(at for at in words if at < 2 and (at == 0 or words[:2] == (0, 1))),
        words=words,
    )


def _is_words(column: Sequence[str]) -> bool:
    return any(len(cell) > 1 and cell[:1].isalpha() for cell in column)


# --- What the script picks from -------------------------------------------------------------------


def _everything(explorer: Explorer) -> Any:
    """The explorer as JSON that can stand inside a page."""
    from jinja2.utils import htmlsafe_json_dumps

    from sufficiency.writers.page.drawings import drawings

    scenarios, wheres, provisions, years = explorer.choices
    position = explorer.position
    return htmlsafe_json_dumps(
        {
            "names": [choice.name for choice in (scenarios, wheres, provisions, years)],
            "provisions": [label for _, label in provisions.options],
            "years": [int(label) for _, label in years.options],
            "told": {key: vars(told) for key, told in explorer.told.items()},
            "need": _pictures(explorer.need),
            "gap": _pictures(explorer.gap),
            "children": _pictures(explorer.children),
            "position": None if position is None else _picture(position),
            "drawings": drawings({"gap": 2 * len(provisions.options), "position": _bars(position)}),
        },
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def _bars(picture: Picture | None) -> int:
    return max((len(rows) for rows in picture.data.values()), default=1) if picture else 1


def _pictures(pictures: Mapping[str, Picture]) -> dict[str, Any]:
    return {key: _picture(picture) for key, picture in pictures.items()}


def _picture(picture: Picture) -> dict[str, Any]:
    table = _picture_table(picture)
    return {**vars(picture), "labels": table.labels, "words": table.words}


# --- Parts ----------------------------------------------------------------------------------------


def _bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, from vl-convert: nothing is downloaded."""
    import vl_convert

    from sufficiency.writers.page.drawings import vega_lite_version

    return str(vl_convert.javascript_bundle(_BUNDLED, vl_version=vega_lite_version()))


def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_PARTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8").strip()


def _marked_safe(text: str) -> Any:
    """Text of our own, or of the bundle, that stands in the page as it is."""
    from markupsafe import Markup

    return Markup(text)


def _in_a_page(script: str) -> str:
    """A script that no words of its own can end, with the line ends that a browser reads."""
    return script.replace("\r\n", "\n").replace("\r", "\n").replace("</script", "<\\/script")


def _fingerprint(script: str) -> str:
    """A script's name in the policy: the browser runs what has it, and nothing else."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
