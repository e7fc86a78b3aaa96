"""What is wanted, as it is typed after `levers --goal`: read before anything heavy is imported."""

import re
from typing import Final

from sufficiency.vocabulary import PROVISIONS

_INSIDE: Final = re.compile(r"inside=\+?(\d+(?:\.\d+)?)")
_GAP: Final = re.compile(r"gap=(\w+)")


def wanted_as_typed(text: str) -> tuple[str | None, float | None] | None:
    """The provision whose gap is to be closed, or the children to bring inside; None where it is neither.

    >>> wanted_as_typed("gap=residential"), wanted_as_typed("inside=+27"), wanted_as_typed("less")
    (('residential', None), (None, 27.0), None)
    """
    inside, gap = _INSIDE.fullmatch(text.strip()), _GAP.fullmatch(text.strip())
    if inside and float(inside.group(1)) > 0:
        return None, float(inside.group(1))
    if gap and gap.group(1) in PROVISIONS:
        return gap.group(1), None
    return None
