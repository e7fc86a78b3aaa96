"""An installed wheel has the same data and scenarios as the checkout."""

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from test_cli import ROOT, contents

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("hatchling") is None, reason="hatchling is not installed"),
    pytest.mark.skipif(importlib.util.find_spec("pip") is None, reason="pip is not installed"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file of the built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(ROOT)], check=True)
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


@pytest.mark.parametrize("folder", ["data", "scenarios"])
def test_the_wheel_holds_the_data_and_the_scenarios_byte_for_byte(
    wheel: dict[str, bytes], folder: str
) -> None:
    beginning = f"sufficiency/bundled/{folder}/"
    held = {name.removeprefix(beginning): data for name, data in wheel.items() if name.startswith(beginning)}
    assert held == contents(ROOT / folder)


def test_the_wheel_carries_the_lever_files(wheel: dict[str, bytes]) -> None:
    levers = {path.name for path in (ROOT / "scenarios" / "levers").glob("*.toml")}
    beginning = "sufficiency/bundled/scenarios/levers/"
    assert levers
    assert {name.removeprefix(beginning) for name in wheel if name.startswith(beginning)} == levers


def test_the_wheel_adds_one_package_and_no_module_beside_it(wheel: dict[str, bytes]) -> None:
    tops = {Path(name).parts[0] for name in wheel}
    assert "sufficiency" in tops
    assert all(top == "sufficiency" or top.endswith(".dist-info") for top in tops)


def test_the_wheel_installs_the_command(wheel: dict[str, bytes]) -> None:
    [entry_points] = [data for name, data in wheel.items() if name.endswith("entry_points.txt")]
    assert b"sufficiency = sufficiency.__main__:main" in entry_points


def test_a_wheel_run_from_an_empty_folder_has_the_same_scenarios_and_levers(
    wheel: dict[str, bytes], tmp_path: Path
) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    for name, data in wheel.items():
        place = site / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    start = (
        f"import sys; sys.path.insert(0, {str(site)!r}); from sufficiency.commands.app import main; main()"
    )
    for words, said in (
        (["scenarios"], "thurrock-2019"),
        (["check"], "No faults in"),
        (["levers", "--lever", "fee-uplift", "--draws", "1"], "What it would take"),
    ):
        ended = subprocess.run(
            [sys.executable, "-c", start, *words], cwd=empty, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        assert said in ended.stdout
    assert list(empty.iterdir()) == []
