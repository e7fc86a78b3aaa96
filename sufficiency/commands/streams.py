"""The screen: in signs that it knows, and without what libraries have to say."""

import codecs
import logging
import sys
import unicodedata
from typing import Final

# What an old console or code page may lack. A question mark for a minus would change what is said.
_PLAINER: Final = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...",
    "£": "GBP ", "≥": ">=", "≤": "<=", "±": "+/-", "×": "x", "≈": "about ",
}  # fmt: skip


def ready_streams() -> None:
    """What is printed comes out in the nearest signs that the screen has: never a crash, seldom a `?`."""
    codecs.register_error("nearest", _nearest_signs)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="nearest")


def quiet_libraries() -> None:
    """Matplotlib says nothing of its cache of fonts, which is no concern of a person at a terminal."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)


def _nearest_signs(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_nearest(sign) for sign in error.object[error.start : error.end]), error.end


def _nearest(sign: str) -> str:
    """A sign in plain ASCII: a letter without its accent, a dash as a hyphen, else a question mark."""
    bare = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode("ascii")
    return _PLAINER.get(sign) or bare or "?"
