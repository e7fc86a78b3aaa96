"""Inks: every colour with a meaning can be told from what it is drawn on."""

from sufficiency.charts.children import COMPARED
from sufficiency.charts.ink import BLUE, CHARCOAL, NAVY, PALE_BLUE, PLUM, SHADE, WHITE, contrast, ink_on
from sufficiency.charts.position import LOOKS


def test_every_colour_with_a_meaning_has_the_contrast_it_needs() -> None:
    for colour, _ in LOOKS.values():
        assert colour == WHITE or contrast(colour, WHITE) >= 3
        assert contrast(ink_on(colour), colour) >= 4.5
    for ink in (*COMPARED, NAVY, BLUE, PLUM, CHARCOAL):
        assert contrast(ink, WHITE) >= 4.5
    for line in (NAVY, PLUM, BLUE):
        assert contrast(line, PALE_BLUE) >= 3
        assert contrast(line, SHADE) >= 3
