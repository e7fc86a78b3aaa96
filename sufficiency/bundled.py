"""What is bundled, inside an installed wheel or beside a checkout: scenarios, data, decisions' titles."""

import re
from pathlib import Path

_DECISION = re.compile(r"^\| \[(\d{4})\]\([^)]*\) \| (.+) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")  # to a page that a reader elsewhere does not have
_PACKAGE = Path(__file__).resolve().parent


def bundled_root() -> Path:
    """The folder that holds `scenarios/`, `data/` and `docs/decisions/README.md`."""
    inside_wheel = _PACKAGE / "bundled"
    return inside_wheel if inside_wheel.is_dir() else _PACKAGE.parent


def scenario_files() -> dict[str, Path]:
    """Every bundled scenario by name, the default first, then by name."""
    files = {path.stem: path for path in sorted((bundled_root() / "scenarios").glob("*.toml"))}
    return dict(sorted(files.items(), key=lambda item: (item[0] != DEFAULT_SCENARIO, item[0])))


def lever_files() -> dict[str, Path]:
    """Every bundled lever by name."""
    return {path.stem: path for path in sorted((bundled_root() / "scenarios" / "levers").glob("*.toml"))}


def decision_records() -> list[tuple[str, str]]:
    """The number and title of each decision record, in order, from the index that the records keep."""
    index = bundled_root() / "docs" / "decisions" / "README.md"
    found = _DECISION.findall(index.read_text(encoding="utf-8"))
    return [(number, _LINK.sub(r"\1", title)) for number, title in found]


DEFAULT_SCENARIO = "thurrock-2019"
