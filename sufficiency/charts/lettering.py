"""Lettering: how much room words take, and how they are broken into lines."""

from collections.abc import Callable
from functools import cache, partial

from matplotlib.font_manager import FontProperties, findfont, get_font

LINE_SPACING = 1.25


@cache
def _advance(character: str, bold: bool) -> float:
    """How far one character moves the pen, as a share of the size of the words."""
    font = get_font(findfont(FontProperties(weight="bold" if bold else "normal")))
    font.set_size(100, 72)
    return float(font.load_char(ord(character)).linearHoriAdvance) / 65536 / 100


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide words are, in inches, in the font of the style.

    By character, which is thirty times quicker than laying the words out; leaving out the kerning
    makes it a little more than they will take, never less.
    """
    return sum(_advance(character, bold) for character in text) * size / 72


def line_height(size: float) -> float:
    """How much of the page a line of words takes, in inches."""
    return size * LINE_SPACING / 72


def ruler(size: float, bold: bool = False) -> Callable[[str], float]:
    """What measures words of one size, in inches."""
    return partial(text_width, size=size, bold=bold)


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Text in lines no wider than the width, broken at spaces."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Text in as few lines as the width allows, of much the same length, so that no word stands alone."""
    widest = wrap(text, width, measure)
    for share in range(50, 100, 5):
        lines = wrap(text, width * share / 100, measure)
        if len(lines) == len(widest):
            return lines
    return widest


def kept_together(text: str) -> str:
    """Text whose dates and distances will not be parted at the end of a line."""
    space = "\N{NO-BREAK SPACE}"
    return text.replace("31 March 20", f"31{space}March{space}20").replace("20 miles", f"20{space}miles")
