"""The look of the Word chapter: named styles, its numbering, its page and its settings.

All of it is in styles and none in single words, so that a council's own template can take it over. The
styles are our own and no more: what a library's template would bring is left out, its language too.
"""

from collections.abc import Iterable
from typing import Any, Final

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

LANGUAGE: Final = "en-GB"
FONT: Final = "Arial"
TABLE_STYLE: Final = "Figures"

# Twentieths of a point, in which Word measures pages; an A4 page upright.
PAGE: Final = (11906, 16838)
MARGIN: Final = 1134  # 2 centimetres
TEXT_WIDTH: Final = PAGE[0] - 2 * MARGIN
TEXT_WIDTH_ON_ITS_SIDE: Final = PAGE[1] - 2 * MARGIN
CELL_MARGIN: Final = 70  # left and right of the words in a cell

EMU: Final = 635  # to a twentieth of a point; Word measures pictures in English Metric Units

USUAL, SMALL = 10, 9  # points, in tables
_NUMBERS_WIDE: Final = 680  # the numbers of headings and paragraphs
_HEADING_LIST, _BULLET_LIST = 1, 2
_GROUND_OF_HEADINGS: Final = "E7E6E6"
_LINES: Final = "7F7F7F"  # 4 to 1 against white


def table_text(size: int, *, numbers: bool = False, heading: bool = False) -> str:
    """The id of the style of the words in a cell."""
    kind = "Heading" if heading else "Words"
    return f"Table{kind}{'Right' if numbers else ''}{size}"


def dress(document: Any) -> None:
    """Give an empty document our styles, numbering, settings and page, and nothing of its template's."""
    part = document.part
    _replace(part.styles.element, _styles())
    _replace(part.numbering_part.element, _numbering())
    _replace(part.settings.element, _settings())
    _leave_out(part.rels, ("stylesWithEffects", "customXml", "webSettings", "fontTable"))
    _leave_out(part.package.rels, ("thumbnail", "extended-properties"))
    section = document.sections[0]
    for name, size in (("page_width", PAGE[0]), ("page_height", PAGE[1])):
        setattr(section, name, size * EMU)
    for side in ("top", "bottom", "left", "right"):
        setattr(section, f"{side}_margin", MARGIN * EMU)
    section.header_distance = section.footer_distance = MARGIN * EMU // 2


def _replace(element: Any, content: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(f"<w:all {nsdecls('w')}>{content}</w:all>")):
        element.append(child)


def _leave_out(relations: Any, kinds: Iterable[str]) -> None:
    for name in [name for name, each in relations.items() if each.reltype.endswith(tuple(kinds))]:
        del relations[name]


# --- Styles ---------------------------------------------------------------------------------------


def _styles() -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    language = f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/>'
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}{_size(11)}{language}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr><w:widowControl/>{_spacing(0, 160, 1.15)}</w:pPr></w:pPrDefault>"
        "</w:docDefaults>"
    )
    return defaults + "".join((*_BASIC, *_of_the_page(), *_of_tables()))


_BASIC: Final = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/><w:qFormat/></w:style>',
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>',
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
)


def _of_the_page() -> tuple[str, ...]:
    together = "<w:keepNext/><w:keepLines/>"
    page_numbers = (
        f'<w:tabs><w:tab w:val="left" w:pos="{_NUMBERS_WIDE}"/>'
        f'<w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH}"/></w:tabs>'
    )
    return (
        _style("Title", "Title", together + _spacing(0, 200, 1.0), _BOLD + _size(20), "Subtitle"),
        _style("Subtitle", "Subtitle", _spacing(0, 60, 1.1), _size(11)),
        _style("Heading1", "heading 1", together + _numbered(0) + _spacing(360, 140, 1.0) + _outline(0),
               _BOLD + _size(15), "NumberedParagraph"),
        _style("Heading2", "heading 2", together + _spacing(240, 100, 1.0) + _outline(1),
               _BOLD + _size(12), "NumberedParagraph"),
        _style("NumberedParagraph", "Numbered Paragraph", _numbered(1)),
        _style("ListBullet", "List Bullet", _bulleted() + _spacing(0, 80, 1.15)),
        _style("TOCHeading", "TOC Heading", together + _spacing(320, 100, 1.0), _BOLD + _size(15)),
        _style("TOC1", "toc 1", page_numbers + _spacing(0, 60, 1.1)),
        _style("TOC2", "toc 2", page_numbers + _spacing(0, 60, 1.1) + f'<w:ind w:left="{_NUMBERS_WIDE}"/>'),
        _style("Caption", "caption", together + _spacing(240, 100, 1.0), _BOLD + _size(11)),
        _style("Figure", "Figure", _spacing(0, 200, 1.0)),
        _style("Header", "header", _spacing(0, 0, 1.0), _BOLD + _size(9)),
        _style("Footer", "footer", _spacing(0, 0, 1.0) + '<w:jc w:val="right"/>', _size(9)),
    )  # fmt: skip


def _of_tables() -> tuple[str, ...]:
    right = '<w:jc w:val="right"/>'
    words = [
        _style(
            table_text(size, numbers=numbers, heading=heading),
            f"Table {'heading' if heading else 'words'}{', numbers' if numbers else ''}, {size} point",
            ("<w:keepNext/>" if heading else "") + _spacing(30, 30, 1.0) + (right if numbers else ""),
            (_BOLD if heading else "") + _size(size),
        )
        for size in (USUAL, SMALL)
        for numbers in (False, True)
        for heading in (False, True)
    ]
    note = _style("TableNote", "Table Note", "<w:keepLines/>" + _spacing(40, 40, 1.05), _size(9))
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINES}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{CELL_MARGIN if side in ("left", "right") else 0}" w:type="dxa"/>'
        for side in ("top", "left", "bottom", "right")
    )
    table = (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}"><w:name w:val="{TABLE_STYLE}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>{lines}</w:tblBorders>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_GROUND_OF_HEADINGS}"/></w:tcPr></w:tblStylePr>'
        "</w:style>"
    )
    return (*words, note, table)


_BOLD: Final = "<w:b/><w:bCs/>"
_OF_WORD: Final = ("Title", "Subtitle", "Heading", "List", "TOC", "Caption", "Header", "Footer")


def _style(name: str, said: str, layout: str, letters: str = "", following: str = "") -> str:
    own = "" if name.startswith(_OF_WORD) else ' w:customStyle="1"'
    then = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{name}"><w:name w:val="{said}"/>'
        f'<w:basedOn w:val="Normal"/>{then}<w:qFormat/>'
        f"<w:pPr>{layout}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _size(points: int) -> str:
    return f'<w:sz w:val="{2 * points}"/><w:szCs w:val="{2 * points}"/>'


def _spacing(before: int, after: int, lines: float) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{240 * lines:.0f}" w:lineRule="auto"/>'


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


# --- Numbering and settings -----------------------------------------------------------------------


def _numbered(level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{_HEADING_LIST}"/></w:numPr>'


def _bulleted() -> str:
    return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{_BULLET_LIST}"/></w:numPr>'


def _numbering() -> str:
    """Sections as 1, their paragraphs as 1.1: each number Word's own, and tied to a style."""
    hanging = f'<w:ind w:left="{_NUMBERS_WIDE}" w:hanging="{_NUMBERS_WIDE}"/>'
    bullet = f'<w:ind w:left="{_NUMBERS_WIDE + 360}" w:hanging="360"/>'
    levels = _level(0, "decimal", "%1.", "Heading1", hanging) + _level(
        1, "decimal", "%1.%2", "NumberedParagraph", hanging
    )
    bullets = _level(0, "bullet", "\N{BULLET}", "ListBullet", bullet)
    lists = ((_HEADING_LIST, "multilevel", levels), (_BULLET_LIST, "hybridMultilevel", bullets))
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="{kind}"/>{what}</w:abstractNum>'
        for number, kind, what in lists
    )
    return kinds + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number, _, _ in lists
    )


def _level(level: int, kind: str, text: str, style: str, indent: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>{indent}</w:pPr></w:lvl>'
    )


def _settings() -> str:
    """As Word 2013 and later lay out a page; without this a document opens in compatibility mode."""
    uri = "http://schemas.microsoft.com/office/word"
    told = (("compatibilityMode", 15), ("overrideTableStyleFontSizeAndJustification", 1))
    modes = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{uri}" w:val="{number}"/>' for name, number in told
    )
    return (
        f'<w:defaultTabStop w:val="{_NUMBERS_WIDE}"/><w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat>{modes}</w:compat><w:themeFontLang w:val="{LANGUAGE}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    )
