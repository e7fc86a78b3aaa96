"""The same bytes every time: a zipped document without the clock, or the system it was made on."""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

_PART_WRITTEN: Final = (1980, 1, 1, 0, 0, 0)  # the first day that a zip file knows
_ANY_SYSTEM: Final = 3  # which system wrote a zip file: the same on all


def same_every_time(data: bytes, changed: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """A zipped document with nothing of the clock or of the system in it, its parts in the order they had.

    `changed` names parts whose content is to be changed on the way.
    """
    undated = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(undated, "w") as copies:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, _PART_WRITTEN)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, _ANY_SYSTEM
            change = (changed or {}).get(name)
            content = parts.read(name)
            copies.writestr(part, change(content) if change else content)
    return undated.getvalue()
