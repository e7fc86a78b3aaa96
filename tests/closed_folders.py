"""Whether a folder that is closed to writing is closed to us: to root it is not, unless root gave that up."""

import os
import tempfile
from pathlib import Path

import pytest


def _is_closed_to_us() -> bool:
    if os.name != "posix":
        return False
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o500)
        return not os.access(folder, os.W_OK)


closed_folders_are_closed = pytest.mark.skipif(not _is_closed_to_us(), reason="root may write anywhere")
