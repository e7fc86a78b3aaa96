"""The manifest of a written folder: what it is called, who wrote it, and how a file in it is known again."""

import hashlib
from pathlib import Path
from typing import Final

MANIFEST: Final = "manifest.json"
TOOL: Final = "sufficiency"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
