"""The chapter in Word: anybody can read and edit it, and it holds the protected numbers."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sufficiency.charts.protected import report_charts
from sufficiency.errors import LawBrokenError, OutputError
from sufficiency.report.cover import Cover
from sufficiency.report.declared import PUBLIC, RESTRICTED, Cell, Column, Protected
from sufficiency.report.printed import printed_rows
from sufficiency.report.section import Section
from sufficiency.writers.report.word import write_word
from test_report.made_report import AGES, COVER, MODE, report, table

DISTANCES = table("T9", title="Children by distance from home")
WIDE = table(
    "T16",
    tuple(Column(f"Homes that are modelled in {year}", "modelled") for year in range(2020, 2034)),
    (tuple(float(year) for year in range(14)),),
    title="A wide table",
)
NAMED = (Column("Provider", "text"), Column("Places", "number"))


def sections() -> list[Section]:
    """Three sections: with two tables and a figure, with one wide table, and with words alone."""
    ages, history, empty = report()
    return [
        Section(
            "now",
            "Where children live",
            ("Table T1 has ages and table T17 assumptions.", "There were 293 children."),
            ("Under 1: a confidential number.", "Distances are in table T9."),
            (ages, history, empty),
            ("T9", "T3"),
        ),
        Section("gap", "The gap", ("A gap is homes to bring on contract.",), (), (WIDE,)),
        Section("made", "How it was made", ("By hand.",)),
    ]


TABLES = [*report(), DISTANCES, WIDE, table("T17", rows=())]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "chapter.docx"
    write_word(sections(), TABLES, COVER, path)
    return path


@pytest.fixture(scope="module")
def chapter(path: Path) -> Document:
    return docx.Document(str(path))


def written(
    folder: Path, *found: Section, cover: Cover = COVER, tables: Sequence[Protected] = ()
) -> Document:
    write_word(found, tables, cover, folder / "one.docx")
    return docx.Document(str(folder / "one.docx"))


def of_table(made: Protected) -> Section:
    return Section("one", "One", (), (), (made,))


def said(chapter: Document, style: str) -> list[str]:
    """What the paragraphs of a style say, in order."""
    return [each.text for each in chapter.paragraphs if each.style is not None and each.style.name == style]


def cells(chapter: Document, at: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in chapter.tables[at].rows]


def found(chapter: Document, tag: str) -> list[Any]:
    return list(chapter.element.body.iter(qn(f"w:{tag}")))


def blocks(chapter: Document) -> Iterator[str]:
    """The styles of paragraphs and `table` for tables, in the order in which they are read."""
    for block in chapter.iter_inner_content():
        yield (block.style.name or "") if isinstance(block, Paragraph) and block.style else "table"


# --- The numbers ----------------------------------------------------------------------------------
def as_number(text: str) -> Cell:
    """What a reader takes a cell for."""
    if text == "not given":
        return None
    try:
        return float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        return text


def test_every_table_has_the_headings_and_numbers_of_its_protected_table(chapter: Document) -> None:
    placed = [made for section in sections() for made in section.tables if made.rows]
    assert len(chapter.tables) == len(placed)
    for at, made in enumerate(placed):
        headings, *rows = cells(chapter, at)
        assert headings == [column.heading for column in made.declaration.columns]
        labels = [column.kind == "label" for column in made.declaration.columns]
        read = [
            tuple(text if label else as_number(text) for text, label in zip(row, labels, strict=True))
            for row in rows
        ]
        assert read == printed_rows(made)


def test_a_number_has_commas_at_the_thousands_its_decimals_and_a_true_minus(tmp_path: Path) -> None:
    columns = (Column("Age", "label"), Column("Rate", "rate", 1), Column("Places", "number"))
    made = table(columns=columns, rows=(("All", 68.449, 12345.5), ("Some", 0.05, -7.0)))
    assert cells(written(tmp_path, of_table(made)))[1:] == [["All", "68.4", "12,346"], ["Some", "0.1", "−7"]]


def test_a_year_among_words_has_no_comma(tmp_path: Path) -> None:
    columns = (Column("Lever", "label"), Column("First effect", "text"))
    assert cells(written(tmp_path, of_table(table(columns=columns, rows=(("A", 2024),)))))[1] == ["A", "2024"]


def test_what_is_confidential_is_c_and_no_cell_is_empty(chapter: Document) -> None:
    assert cells(chapter, 0)[1] == ["Under 1", "c", "c"]
    assert cells(chapter, 1)[1] == ["2018", "287", "not given"]
    assert all(text for at in range(len(chapter.tables)) for row in cells(chapter, at) for text in row)


def test_a_table_without_rows_is_left_out(chapter: Document, tmp_path: Path) -> None:
    assert not any("Fees" in caption for caption in said(chapter, "Caption"))
    assert written(tmp_path, of_table(table(rows=((None, None, None),)))).tables == []


# --- What it says ---------------------------------------------------------------------------------
def test_it_opens_with_its_title_and_what_it_is(chapter: Document) -> None:
    assert said(chapter, "Title") == [COVER.title]
    assert said(chapter, "Subtitle") == list(COVER.what_it_is)


def test_the_headings_are_real_and_in_order_and_so_are_the_paragraphs_and_points(chapter: Document) -> None:
    assert said(chapter, "Heading 1") == ["Where children live", "The gap", "How it was made"]
    assert said(chapter, "Numbered Paragraph")[1:] == [
        "There were 293 children.",
        "A gap is homes to bring on contract.",
        "By hand.",
    ]
    assert said(chapter, "List Bullet")[0] == "Under 1: a confidential number."


def test_a_section_says_its_words_then_its_charts_then_its_tables(chapter: Document) -> None:
    kinds = [kind for kind in blocks(chapter) if kind not in ("Title", "Subtitle")]
    assert kinds == [
        "Heading 1", *["Numbered Paragraph"] * 2, *["List Bullet"] * 2, "Caption", "Figure",
        "Caption", "table", *["Table Note"] * 3, "Caption", "table", *["Table Note"] * 4,
        "Heading 1", "Numbered Paragraph", "Caption", "table", *["Table Note"] * 2,
        "Heading 1", "Numbered Paragraph",
    ]  # fmt: skip


def test_the_contents_are_filled_in_and_each_entry_goes_to_its_heading(chapter: Document) -> None:
    [contents] = found(chapter, "sdt")
    links = list(contents.iter(qn("w:hyperlink")))
    entries = ["".join(text.text for text in link.iter(qn("w:t"))) for link in links]
    assert entries == ["1.Where children live", "2.The gap", "3.How it was made"]
    marks = {mark.get(qn("w:name")): mark.getparent() for mark in found(chapter, "bookmarkStart")}
    headings = [Paragraph(marks[link.get(qn("w:anchor"))], chapter) for link in links]
    assert [heading.text for heading in headings] == said(chapter, "Heading 1")
    assert {heading.style.name for heading in headings if heading.style} == {"Heading 1"}


def test_the_contents_can_be_made_again_from_headings_of_two_levels(chapter: Document) -> None:
    [contents] = found(chapter, "sdt")
    assert [code.text.strip() for code in contents.iter(qn("w:instrText"))] == ['TOC \\o "1-2" \\h \\z \\u']
    assert contents.find(f".//{qn('w:docPartGallery')}").get(qn("w:val")) == "Table of Contents"


def test_captions_count_themselves_in_order(chapter: Document) -> None:
    assert said(chapter, "Caption") == [
        "Figure 1: Children by distance from home",
        "Table 1: Children by age",
        "Table 2: Children: history",
        "Table 3: A wide table",
    ]
    codes = [code.text.strip() for code in found(chapter, "instrText")]
    assert [code for code in codes if code.startswith("SEQ")] == [
        "SEQ Figure \\* ARABIC", *["SEQ Table \\* ARABIC"] * 3
    ]  # fmt: skip


def test_a_table_is_called_by_its_number_here_or_said_to_be_of_the_workbook(chapter: Document) -> None:
    assert said(chapter, "Numbered Paragraph")[0] == (
        "Table 1 has ages and table T17 of the workbook assumptions."
    )
    assert said(chapter, "List Bullet")[1] == "Distances are in table T9 of the workbook."
    marks = {mark.get(qn("w:name")) for mark in found(chapter, "bookmarkStart")}
    goes = [code.text.split()[1] for code in found(chapter, "instrText") if code.text.startswith(" REF")]
    assert goes == ["_Ref_T1"]
    assert set(goes) <= marks


def test_every_field_and_bookmark_that_begins_ends_and_no_two_bookmarks_are_alike(chapter: Document) -> None:
    kinds = [mark.get(qn("w:fldCharType")) for mark in found(chapter, "fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 0
    starts = [mark.get(qn("w:id")) for mark in found(chapter, "bookmarkStart")]
    assert sorted(starts) == sorted(mark.get(qn("w:id")) for mark in found(chapter, "bookmarkEnd"))
    assert len(set(starts)) == len(starts)


def test_under_a_table_are_its_units_date_source_notes_and_marks(chapter: Document) -> None:
    assert said(chapter, "Table Note")[:7] == [
        "Units: children. As at 31 March 2019. Source: Department for Education. "
        "This is table T1 of the workbook.",
        "Ages are at 31 March.",
        "c: Confidential: a small count of children, or one that would give a small count away.",
        "Units: children. As at 31 March 2019. Source: Department for Education. "
        "This is table T2 of the workbook.",
        "As published.",
        "Ages are at 31 March.",
        "Not given: not recorded, left out, or not asked of that row. It is not zero.",
    ]


def test_a_mark_that_a_note_explains_is_explained_once(tmp_path: Path) -> None:
    chapter = written(tmp_path, of_table(table(notes=("c is confidential: a count of 1 to 5 children.",))))
    assert said(chapter, "Table Note")[1:] == ["c is confidential: a count of 1 to 5 children."]


def test_a_section_without_tables_and_a_chapter_without_sections_are_written(tmp_path: Path) -> None:
    assert said(written(tmp_path, Section("a", "A", ("B.",))), "Numbered Paragraph") == ["B."]
    assert said(written(tmp_path), "Title") == [COVER.title]


@pytest.mark.parametrize(("profile", "marked"), [(RESTRICTED, True), (PUBLIC, False)])
def test_only_a_restricted_chapter_says_so_on_every_page(profile: str, marked: bool, tmp_path: Path) -> None:
    wide = replace(WIDE, profile=profile)
    chapter = written(tmp_path, of_table(wide), cover=replace(COVER, profile=profile))
    assert len(chapter.sections) == 2
    for part in chapter.sections:
        words = " ".join(paragraph.text for paragraph in part.header.paragraphs)
        assert words.startswith("Restricted: not for publication.") is marked


# --- What a screen reader meets -------------------------------------------------------------------
def test_the_heading_row_is_marked_and_repeats_and_no_row_parts(chapter: Document) -> None:
    for made in chapter.tables:
        first, *rest = (row._tr.trPr for row in made.rows)
        assert first.find(qn("w:tblHeader")) is not None
        assert not any(row.find(qn("w:tblHeader")) is not None for row in rest)
        assert all(row.find(qn("w:cantSplit")) is not None for row in (first, *rest))
        assert made._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"


def test_a_table_has_a_title_and_a_description_and_no_merged_cell(chapter: Document) -> None:
    for made in chapter.tables:
        properties = made._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val"))
        assert "rows. Columns: " in properties.find(qn("w:tblDescription")).get(qn("w:val"))
        assert not list(made._tbl.iter(qn("w:gridSpan"), qn("w:vMerge")))


def test_a_picture_has_the_words_of_its_chart(chapter: Document) -> None:
    [(chart, _)] = report_charts([DISTANCES])
    [picture] = chapter.element.body.iter(qn("wp:docPr"))
    assert picture.get("descr") == chart.alternative
    assert picture.get("title") == chart.title


def test_a_picture_is_as_wide_as_the_words_and_sharp_enough_to_print(chapter: Document) -> None:
    [shape] = chapter.inline_shapes
    [part] = [each for each in chapter.part.related_parts.values() if "image" in each.content_type]
    assert shape.width.cm == pytest.approx(17, abs=0.1)
    assert Image.open(BytesIO(part.blob)).width / shape.width.inches >= 200


def test_charts_that_are_drawn_already_are_taken_as_they_are(tmp_path: Path) -> None:
    [(chart, of)] = report_charts([DISTANCES])
    mine = (replace(chart, alternative="As I say."), of)
    write_word([Section("a", "A", (), (), (), ("T9",))], [], COVER, tmp_path / "c.docx", charts=[mine])
    [picture] = docx.Document(str(tmp_path / "c.docx")).element.body.iter(qn("wp:docPr"))
    assert picture.get("descr") == "As I say."


def test_a_caption_stays_with_its_table_and_a_short_table_with_its_notes(chapter: Document) -> None:
    captions = [each for each in chapter.paragraphs if each.style and each.style.name == "Caption"]
    assert all(each.paragraph_format.keep_with_next for each in captions)
    kept = [p.paragraph_format.keep_with_next for cell in chapter.tables[0]._cells for p in cell.paragraphs]
    assert all(kept)


def test_a_long_table_leaves_no_row_or_two_alone_on_a_page(tmp_path: Path) -> None:
    rows = tuple((f"Home {number}", float(number)) for number in range(30))
    [made] = written(tmp_path, of_table(table(columns=NAMED, rows=rows))).tables
    kept = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in made.rows]
    assert kept == [True] * 3 + [False] * 25 + [True] * 3


def test_numbers_stand_to_the_right_and_words_to_the_left(chapter: Document) -> None:
    for row in chapter.tables[0].rows:
        names = [cell.paragraphs[0].style.name or "" for cell in row.cells if cell.paragraphs[0].style]
        assert ["numbers" in name for name in names] == [False, True, True]


def test_no_words_are_smaller_than_nine_points_and_all_are_arial(chapter: Document, path: Path) -> None:
    sizes = [int(size.get(qn("w:val"))) / 2 for size in chapter.styles.element.iter(qn("w:sz"))]
    assert min(sizes) == 9
    assert not list(chapter.element.body.iter(qn("w:sz")))  # styles alone say how large words are
    fonts = list(chapter.styles.element.iter(qn("w:rFonts")))
    assert {font.get(qn("w:ascii")) for font in fonts} == {"Arial"}


# --- The page -------------------------------------------------------------------------------------
def test_pages_are_a4_and_a_table_too_wide_for_one_upright_lies_on_its_side(chapter: Document) -> None:
    sides = [(part.orientation, part.page_width.cm, part.page_height.cm) for part in chapter.sections
             if part.page_width and part.page_height]  # fmt: skip
    upright = (WD_ORIENT.PORTRAIT, pytest.approx(21, abs=0.01), pytest.approx(29.7, abs=0.01))
    lying = (WD_ORIENT.LANDSCAPE, pytest.approx(29.7, abs=0.01), pytest.approx(21, abs=0.01))
    assert sides == [upright, lying, upright]


def test_no_table_is_wider_than_its_page(chapter: Document) -> None:
    widths = [sum(int(each.get(qn("w:w"))) for each in made._tbl.tblGrid) for made in chapter.tables]
    assert max(widths[:2]) <= 9638
    assert widths[2] <= 14570


def test_the_words_of_a_cell_fit_its_column(chapter: Document) -> None:
    """Arial's widest small letter takes nine tenths of its size: a word fits if so many would."""
    for made in chapter.tables[:2]:
        for at, column in enumerate(made._tbl.tblGrid):
            words = [word for row in made.rows for word in row.cells[at].text.split()]
            assert int(column.get(qn("w:w"))) >= max(map(len, words)) * 0.45 * 10 * 20


def test_no_page_begins_with_an_empty_paragraph(chapter: Document) -> None:
    texts = {each.text for each in chapter.paragraphs if not list(each._p.iter(qn("w:drawing")))}
    assert "" not in texts


def test_every_page_has_its_number_and_how_many_there_are(chapter: Document) -> None:
    for part in chapter.sections:
        [foot] = part.footer.paragraphs
        assert foot.text == "Page 1 of 1"
        assert [code.text.strip() for code in foot._p.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]


# --- The file -------------------------------------------------------------------------------------
def test_the_document_says_its_title_author_date_and_language_and_no_program(
    chapter: Document, path: Path
) -> None:
    core = chapter.core_properties
    assert (core.title, core.author, core.last_modified_by) == (COVER.title, *[COVER.authority] * 2)
    assert core.language == "en-GB"
    assert core.created.replace(tzinfo=None) == core.modified.replace(tzinfo=None) == datetime(2019, 3, 31)
    with zipfile.ZipFile(path) as parts:
        text = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".xml"))
    assert b"python-docx" not in text
    assert b"Macintosh" not in text


def test_all_words_are_british_english(chapter: Document) -> None:
    languages = [each.get(qn("w:val")) for each in chapter.styles.element.iter(qn("w:lang"))]
    assert languages == ["en-GB"]
    assert not found(chapter, "lang")


def test_it_does_not_open_in_compatibility_mode(chapter: Document) -> None:
    modes = {each.get(qn("w:name")): each.get(qn("w:val"))
             for each in chapter.settings.element.iter(qn("w:compatSetting"))}  # fmt: skip
    assert modes["compatibilityMode"] == "15"


def test_every_style_that_is_used_is_there(chapter: Document) -> None:
    known = {style.style_id for style in chapter.styles}
    used = {each.get(qn("w:val")) for tag in ("pStyle", "tblStyle") for each in found(chapter, tag)}
    assert used <= known


def test_the_same_chapter_makes_the_same_bytes_with_no_clock_in_them(path: Path, tmp_path: Path) -> None:
    write_word(sections(), TABLES, COVER, tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.namelist()[0] == "[Content_Types].xml"


def test_a_path_that_cannot_be_written_is_one_message_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "chapter.docx").mkdir()
    with pytest.raises(OutputError, match=r"chapter\.docx could not be written: .*\.$") as raised:
        write_word([], [], COVER, tmp_path / "chapter.docx")
    assert "\n" not in str(raised.value)
    assert [each.name for each in tmp_path.iterdir()] == ["chapter.docx"]


def test_a_refused_chapter_leaves_the_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "chapter.docx").write_text("earlier")
    with pytest.raises(LawBrokenError):
        write_word([of_table(table(profile=RESTRICTED))], [], COVER, tmp_path / "chapter.docx")
    assert (tmp_path / "chapter.docx").read_text() == "earlier"
    assert [each.name for each in tmp_path.iterdir()] == ["chapter.docx"]


# --- What is refused, and text that is only text --------------------------------------------------
def test_a_restricted_table_is_never_written_in_public(tmp_path: Path) -> None:
    secret = table(restricted=True)
    for sections, tables in (([of_table(secret)], []), ([], [secret])):
        with pytest.raises(LawBrokenError, match="table T1 is not for this report"):
            write_word(sections, tables, COVER, tmp_path / "c.docx")
    assert not list(tmp_path.iterdir())


def test_a_table_stands_in_one_section_alone(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="names of tables"):
        write_word([of_table(table()), of_table(table())], [], COVER, tmp_path / "c.docx")


def test_odd_characters_are_only_text_wherever_they_stand(tmp_path: Path) -> None:
    odd = 'R&D <b> "£5" \x00\x0b\ud800 é'
    made = table(columns=NAMED, rows=((odd, 1.0),), title=odd, source=odd, notes=(odd,))
    cover = replace(COVER, title=odd, authority=odd * 40)
    chapter = written(tmp_path, Section("a", odd, (odd,), (odd,), (made,)), cover=cover)
    clean = re.sub(r"[\x00\x0b\ud800]", " ", odd)
    assert said(chapter, "Title") == said(chapter, "Heading 1") == said(chapter, "List Bullet") == [clean]
    assert said(chapter, "Caption") == [f"Table 1: {clean}"]
    assert said(chapter, "Table Note")[1] == clean
    assert cells(chapter)[1] == [clean, "1"]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_any_text_at_all_makes_a_document_that_opens(
    tmp_path_factory: pytest.TempPathFactory, words: str, name: str
) -> None:
    made = table(columns=NAMED, rows=((name, 1.0), ("B", 2.0)), title=words)
    chapter = written(tmp_path_factory.mktemp("any"), Section("a", words, (words,), (name,), (made,)))
    assert [row[1] for row in cells(chapter)[1:]] == ["1", "2"]


def test_the_protection_of_counts_is_said_where_the_chapter_opens(chapter: Document) -> None:
    assert f"How counts of children are protected: {MODE}." in said(chapter, "Subtitle")


def test_columns_of_one_table_are_those_declared(chapter: Document) -> None:
    assert cells(chapter)[0] == [column.heading for column in AGES]
