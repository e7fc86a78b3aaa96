"""TOML: a file's keys, or why it cannot be read."""

import re
import tomllib
from pathlib import Path
from typing import Any

from sufficiency.errors import one_fault
from sufficiency.readers.text import read_text

_NUL_WRITTEN_OUT = re.compile(r"\\(?:u0000|U00000000)")


def parsed_toml(path: Path) -> dict[str, Any]:
    """The keys of a TOML file; raises InputFaultsError where it is none."""
    text = read_text(path)
    if _NUL_WRITTEN_OUT.search(text):
        raise one_fault(path, "", "it has a character that no text has (\\u0000).", "Take it out.")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise one_fault(path, "", "its brackets stand too deep in each other.", "Correct them.") from None
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        what = str(error).replace("Cannot overwrite a value", "a key is given twice")
        raise one_fault(
            path, "", f"{what}.", "Correct that line; numbers have no commas and text is in quotes."
        ) from None
