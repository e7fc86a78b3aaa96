"""Where the bundled scenarios and data stand: inside an installed wheel, or beside a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled_root() -> Path:
    """The folder that holds `scenarios/` and `data/`."""
    inside_wheel = _PACKAGE / "bundled"
    return inside_wheel if inside_wheel.is_dir() else _PACKAGE.parent


def scenario_files() -> dict[str, Path]:
    """Every bundled scenario by name, the default first, then by name."""
    files = {path.stem: path for path in sorted((bundled_root() / "scenarios").glob("*.toml"))}
    return dict(sorted(files.items(), key=lambda item: (item[0] != DEFAULT_SCENARIO, item[0])))


DEFAULT_SCENARIO = "thurrock-2019"
