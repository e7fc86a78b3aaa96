"""The parts of a Word document: runs of text, fields, captions that count themselves, bookmarks and links.

A part is made as Word itself writes it, so that an editor can go on from it: a caption added later takes
the next number, and the contents can be made again with F9.
"""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from sufficiency.report.printed import printable

Element = Any  # of lxml, which says nothing of its types


def element(tag: str, *inside: Element, **attributes: str | int) -> Element:
    """An element of a Word document, `w:` in front of its name and those of its attributes."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    for each in inside:
        made.append(each)
    return made


def value(tag: str, val: str | int) -> Element:
    """An element that holds one value."""
    return element(tag, val=val)


def run(text: str) -> Element:
    """Words, as plain text whatever is in them."""
    return element("r", _letters("t", printable(text)))


def paragraph(style: str, *inside: Element, keep_next: bool = False) -> Element:
    """A paragraph in a style, by the style's id; `keep_next` holds it on the page of the next one."""
    layout = [value("pStyle", style), *([element("keepNext")] if keep_next else [])]
    return element("p", element("pPr", *layout), *inside)


def field(instruction: str, *result: Element) -> list[Element]:
    """A field with what it shows until somebody asks Word to work it out again."""
    return [*field_start(instruction), *result, field_end()]


def field_start(instruction: str) -> list[Element]:
    """What stands before the result of a field."""
    return [
        _mark_of_field("begin"),
        element("r", _letters("instrText", f" {instruction} ")),
        _mark_of_field("separate"),
    ]


def field_end() -> Element:
    """What stands after the result of a field."""
    return _mark_of_field("end")


def caption(label: str, number: int, title: str, mark: tuple[str, int] | None = None) -> Element:
    """A caption, `Table 3: its title`, whose number Word counts; kept on the page of what stands below.

    `mark` is the bookmark of its label and number, for words elsewhere to refer to, and the mark's number.
    """
    counted = [run(f"{label} "), *field(f"SEQ {label} \\* ARABIC", run(str(number)))]
    if mark is not None:
        counted = bookmark(*mark, *counted)
    return paragraph("Caption", *counted, run(f": {title}"), keep_next=True)


def reference(to: str, shown: str) -> list[Element]:
    """What a bookmark holds, such as `Table 3`: Word reads it again when asked, and a click goes there."""
    return field(f"REF {to} \\h", run(shown))


def bookmark(name: str, number: int, *inside: Element) -> list[Element]:
    """Some words that links can go to by a name of no more than 40 letters; `number` is the mark's own."""
    start = element("bookmarkStart", id=number, name=name)
    return [start, *inside, element("bookmarkEnd", id=number)]


def link(to: str, *inside: Element) -> Element:
    """Words that go to a bookmark of the same document."""
    return element("hyperlink", *inside, anchor=to, history=1)


def tab() -> Element:
    """A step to the next tab stop."""
    return element("r", element("tab"))


def described(picture: Element, number: int, title: str, alternative: str) -> None:
    """Give a picture its number in the document, its title and the words that stand for it."""
    properties = picture.find(f".//{qn('wp:docPr')}")
    properties.set("id", str(number))
    properties.set("name", f"Figure {number}")
    properties.set("title", printable(title))
    properties.set("descr", printable(alternative))


def _letters(tag: str, text: str) -> Element:
    letters = OxmlElement(f"w:{tag}")
    letters.text = text
    letters.set(qn("xml:space"), "preserve")
    return letters


def _mark_of_field(kind: str) -> Element:
    return element("r", element("fldChar", fldCharType=kind))
