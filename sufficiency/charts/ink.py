"""Inks: the Analysis Function's colours, and how plainly one is seen on another."""

from typing import Final

from afcharts.af_colours import get_af_colours

# Each at least 3:1 against white, save the fills, which are edged in one that is.
NAVY, TEAL, PLUM, ORANGE, CHARCOAL, LILAC = (str(colour) for colour in get_af_colours("categorical"))
_SHADES: Final = [str(colour) for colour in get_af_colours("sequential")]
BLUE: Final = _SHADES[2]
PALE_BLUE: Final = _SHADES[4]
SHADE: Final = "#F2F2F2"  # the ground of years beyond the back-test
BLACK: Final = "#000000"
WHITE: Final = "#FFFFFF"


def luminance(colour: str) -> float:
    """How light a colour is, 0 to 1, as WCAG reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, 1 to 21, as WCAG reckons it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """Black or white, whichever is plainer on a colour."""
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, colour))
