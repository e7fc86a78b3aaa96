"""A file written aside and then moved into place, so that it is there whole or not at all."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from sufficiency.errors import OutputError


@contextlib.contextmanager
def moved_into_place(path: Path) -> Iterator[Path]:
    """A file to write, which takes the place of `path` if all goes well; if not, nothing of it stays."""
    aside = path.with_name(f".{path.name}.writing-{os.getpid()}")
    try:
        yield aside
        aside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink()


def cannot_be_written(path: Path, error: OSError) -> OutputError:
    """What to say of a new file or folder that the disk refuses."""
    what = f"could not be written: {error.strerror or error}. Choose a folder that you may write to."
    return OutputError(f"{path} {what}")
