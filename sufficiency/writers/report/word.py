"""The sufficiency chapter as a Word document, in the shape of a committee paper: to edit, not to write.

Real headings, numbered paragraphs, captions that count themselves, contents that link, and tables that
screen readers can read. Only protected tables come in, and the words and numbers are those of the workbook.
"""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Emu

from sufficiency.charts.chart import Chart
from sufficiency.report.cover import PROFILE_IN_WORDS, Cover
from sufficiency.report.declared import RESTRICTED, Protected
from sufficiency.report.printed import check_tables, printable, printed_rows
from sufficiency.report.section import Section
from sufficiency.writers.aside import moved_into_place
from sufficiency.writers.report.word_parts import (
    Element,
    bookmark,
    caption,
    described,
    element,
    field_end,
    field_start,
    link,
    paragraph,
    run,
    tab,
    value,
)
from sufficiency.writers.report.word_parts import field as word_field
from sufficiency.writers.report.word_references import References
from sufficiency.writers.report.word_styles import EMU, LANGUAGE, TEXT_WIDTH, dress
from sufficiency.writers.report.word_tables import columns_of, lines_under, word_table
from sufficiency.writers.report.word_widths import layout_of
from sufficiency.writers.run_folder import told_as_output_error
from sufficiency.writers.same_bytes import same_every_time

CONTENTS: Final = "Contents"
_IN_CONTENTS: Final = 'TOC \\o "1-2" \\h \\z \\u'  # headings of two levels, each a link
_LONGEST_PROPERTY: Final = 255  # letters
_DOTS_PER_INCH: Final = 150  # of a chart nine inches wide: 200 to the inch once it fits the page

Drawn = Sequence[tuple[Chart, Protected]]


def write_word(
    sections: Sequence[Section],
    tables: Sequence[Protected],
    cover: Cover,
    path: Path,
    charts: Drawn | None = None,
) -> None:
    """Write a chapter as a Word document, whole or not at all; the same run, the same bytes.

    `tables` are all those of the report, of which a section names the ones to draw; `charts` are given
    where they are drawn already. An empty table is left out, and no table stands in two sections. Raises
    OutputError where the path refuses, and LawBrokenError and ValueError as `printed.check_tables` does.
    """
    check_tables(tables, cover.profile)
    check_tables([table for section in sections for table in section.tables], cover.profile)
    names = [table.declaration.table for table in tables]
    data = same_every_time(_chapter(sections, names, cover, _pictures(sections, tables, charts)))
    with told_as_output_error(path), moved_into_place(path) as aside:
        aside.write_bytes(data)


def _pictures(
    sections: Sequence[Section], tables: Sequence[Protected], charts: Drawn | None
) -> dict[str, Chart]:
    """The charts that the sections ask for, by the name of their table."""
    asked = {name for section in sections for name in section.charts}
    if charts is None:
        from sufficiency.charts.protected import report_charts

        charts = report_charts(tables, only=asked)
    return {table.declaration.table: chart for chart, table in charts}


def _chapter(
    sections: Sequence[Section], names: Sequence[str], cover: Cover, pictures: Mapping[str, Chart]
) -> bytes:
    document = Document()
    dress(document)
    _say_what_it_is(document.core_properties, cover)
    _head_and_foot(document.sections[0], cover)
    chapter = _Chapter(document, pictures, References.of(sections, names))
    chapter.add(paragraph("Title", run(cover.title)))
    chapter.add(*(paragraph("Subtitle", run(line)) for line in cover.what_it_is))
    if sections:
        chapter.add(_contents([section.heading for section in sections]))
    for number, section in enumerate(sections, start=1):
        chapter.add_section(number, section)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


# --- What the document says of itself -------------------------------------------------------------


def _say_what_it_is(properties: Any, cover: Cover) -> None:
    day = datetime(cover.as_at.year, cover.as_at.month, cover.as_at.day)
    author = printable(cover.authority)[:_LONGEST_PROPERTY]
    properties.title = printable(cover.title)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = author
    properties.created = properties.modified = day
    properties.language = LANGUAGE
    properties.comments = ""  # where a library would name itself


def _head_and_foot(section: Any, cover: Cover) -> None:
    """The number of each page, and that it is restricted on each where it is."""
    if cover.profile == RESTRICTED:
        _fill(section.header, paragraph("Header", run(PROFILE_IN_WORDS[RESTRICTED])))
    page, pages = word_field("PAGE", run("1")), word_field("NUMPAGES", run("1"))
    _fill(section.footer, paragraph("Footer", run("Page "), *page, run(" of "), *pages))


def _fill(story: Any, said: Element) -> None:
    story.is_linked_to_previous = False
    for each in story.paragraphs:
        each._p.getparent().replace(each._p, said)


def _contents(headings: Sequence[str]) -> Element:
    """The contents as Word keeps them, filled in already: each entry a link to its heading."""
    entries = [
        link(_mark(number), run(f"{number}."), tab(), run(heading))
        for number, heading in enumerate(headings, start=1)
    ]
    around = [[entry] for entry in entries]
    around[0] = [*field_start(_IN_CONTENTS), *around[0]]
    around[-1] = [*around[-1], field_end()]
    gallery = element("docPartObj", value("docPartGallery", "Table of Contents"), element("docPartUnique"))
    return element(
        "sdt",
        element("sdtPr", gallery),
        element("sdtContent", paragraph("TOCHeading", run(CONTENTS)),
                *(paragraph("TOC1", *inside) for inside in around)),
    )  # fmt: skip


def _mark(number: int) -> str:
    """The bookmark of a section's heading, named as Word names those that contents go to."""
    return f"_Toc{number:09d}"


# --- The sections ---------------------------------------------------------------------------------


@dataclass
class _Chapter:
    """A document under way: which way up its page is, and how many tables and figures it has."""

    document: Any
    pictures: Mapping[str, Chart]
    references: References
    on_its_side: bool = False
    captions: Counter[str] = field(default_factory=Counter)

    def add(self, *blocks: Element) -> None:
        """Put blocks at the end, before what says how the last page is laid out."""
        for block in blocks:
            self.document.element.body.insert_element_before(block, "w:sectPr")

    def add_section(self, number: int, section: Section) -> None:
        said = self.references.told
        self.turn(on_its_side=False)
        self.add(paragraph("Heading1", *bookmark(_mark(number), number, run(section.heading))))
        self.add(*(paragraph("NumberedParagraph", *said(text)) for text in section.paragraphs))
        self.add(*(paragraph("ListBullet", *said(text)) for text in section.points))
        for name in section.charts:
            if name in self.pictures:
                self.add_chart(self.pictures[name])
        for table in section.tables:
            if printed_rows(table):
                self.add_table(table)

    def add_chart(self, chart: Chart) -> None:
        number = self.count("Figure")
        self.add(caption("Figure", number, chart.title))
        self.document.add_picture(_png(chart), width=Emu(TEXT_WIDTH * EMU))
        self.document.paragraphs[-1].style = "Figure"
        described(self.document.element.body[-2], number, chart.title, chart.alternative)

    def add_table(self, table: Protected) -> None:
        layout, number = layout_of(columns_of(table)), self.count("Table")
        self.turn(layout.on_its_side)
        self.add(caption("Table", number, table.declaration.title, self.references.mark(table, number)))
        self.add(word_table(table, layout))
        *lines, last = (self.references.told(line) for line in lines_under(table))
        self.add(*(paragraph("TableNote", *line, keep_next=True) for line in lines))
        self.add(paragraph("TableNote", *last))

    def count(self, label: str) -> int:
        self.captions[label] += 1
        return self.captions[label]

    def turn(self, on_its_side: bool) -> None:
        """Begin a page of the other way up, where the page is not that way already."""
        if on_its_side == self.on_its_side:
            return
        self.on_its_side = on_its_side
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if on_its_side else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width
        _end_page_with_words(self.document.element.body)


def _end_page_with_words(body: Element) -> None:
    """Put the end of a part of the document in its last words, not in an empty paragraph after them."""
    *_, last, empty, _ = body
    if last.tag == empty.tag:
        last.get_or_add_pPr().append(empty.pPr.sectPr)
        body.remove(empty)


def _png(chart: Chart) -> io.BytesIO:
    """A chart as a picture to print, with no date and no name of a program in it."""
    from sufficiency.charts.page import analysis_function_style

    picture = io.BytesIO()
    with analysis_function_style():
        chart.figure.savefig(picture, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    picture.seek(0)
    return picture
