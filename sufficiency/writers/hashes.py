"""What a run or a report wrote, each file with its hash, so that a change since can be told."""

from pathlib import Path

from sufficiency.manifest import sha256_of
from sufficiency.writers.run_folder import files_in


def hashes_in(folder: Path) -> list[dict[str, str]]:
    """Every file under a folder with its SHA-256, in order of name, as a manifest lists them."""
    return [{"path": name, "sha256": sha256_of(folder / name)} for name in files_in(folder)]
