"""What is built and what it asks for: the sdist, the wheel made of it, the libraries and the extras."""

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import Distribution, distributions, packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from test_cli import ROOT

PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = PYPROJECT["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
DECLARED = [Requirement(text) for text in PROJECT["dependencies"]]
ASKED_FOR = [*DECLARED, *(Requirement(text) for texts in EXTRAS.values() for text in texts)]
BUILT = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("hatchling", "pip")),
    reason="hatchling or pip is not installed",
)
NOT_OURS = ("returns/2023/episodes.csv", "my-list.csv", "results/manifest.json", ".venv/pyvenv.cfg",
            "build/site/index.html", "sufficiency/__pycache__/a.pyc", "notebooks/.ipynb_checkpoints/a.ipynb",
            ".hypothesis/a", ".coverage")  # fmt: skip


def modules_imported() -> set[str]:
    """The top of every module that the package imports, wherever in a module the import stands."""
    tops: set[str] = set()
    for path in (ROOT / "sufficiency").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                tops |= {each.name.split(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                tops.add(node.module.split(".")[0])
    return tops - set(sys.stdlib_module_names) - {"sufficiency"}


# --- What it asks for -----------------------------------------------------------------------------
def test_every_library_that_is_imported_is_declared_and_every_declared_one_imported() -> None:
    distributions = packages_distributions()
    imported = {canonicalize_name(name) for top in modules_imported() for name in distributions[top]}
    assert imported == {canonicalize_name(each.name) for each in DECLARED}


@pytest.mark.parametrize("asked", [each for each in ASKED_FOR if each.name != PROJECT["name"]], ids=str)
def test_every_library_has_a_lowest_version_and_one_too_new(asked: Requirement) -> None:
    assert sorted(each.operator for each in asked.specifier) == ["<", ">="]


def pinned() -> dict[str, Version]:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    pins = re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE)
    return {canonicalize_name(name): Version(version) for name, version in pins}


def test_the_pinned_versions_are_within_the_ranges_asked_for() -> None:
    pins = pinned()
    for asked in ASKED_FOR:
        if asked.name != PROJECT["name"]:
            assert pins[canonicalize_name(asked.name)] in asked.specifier, asked


def installed_for(asked: list[Requirement]) -> dict[str, Distribution]:
    """What is installed of what is asked for, and of what that asks for in its turn."""
    found: dict[str, Distribution] = {}
    while asked:
        name = canonicalize_name(asked.pop().name)
        here = next(iter(distributions(name=name)), None)
        if here is not None and name not in found and name != PROJECT["name"]:
            found[name] = here
            needs = [Requirement(text) for text in here.requires or []]
            asked += [need for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    return found


def test_every_library_that_another_asks_for_is_pinned() -> None:
    assert sorted(set(installed_for([*ASKED_FOR])) - set(pinned())) == []


def test_every_pinned_version_is_content_with_the_oldest_python_that_is_allowed() -> None:
    oldest = Version(f"{PROJECT['requires-python'].removeprefix('>=')}.0")
    pins = pinned()
    for name, here in installed_for([*ASKED_FOR]).items():
        if Version(here.version) == pins.get(name):
            wanted = SpecifierSet(here.metadata.get("Requires-Python") or "")
            assert oldest in wanted, f"{name} {here.version} wants Python {wanted}"


def test_an_extra_that_a_page_or_a_message_names_exists() -> None:
    texts = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "sufficiency").rglob("*.py"), ROOT / "README.md"]
    told = re.compile(r"(?:sufficiency|['\"]\.)\[([a-z0-9,]+)\]")
    named = {
        extra
        for path in texts
        for names in told.findall(path.read_text(encoding="utf-8"))
        for extra in names.split(",")
    }
    assert {"postcodes", "notebooks"} <= named <= set(EXTRAS)


# --- What stops it from starting ------------------------------------------------------------------
def started(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_a_python_that_is_too_old_is_refused_in_one_line() -> None:
    as_if_old = "import sys; sys.version_info = (3, 10, 13); import sufficiency.__main__ as m; m.main()"
    ended = started("-c", as_if_old)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "Sufficiency needs Python 3.11 or later. This is Python 3.10.\n"


def test_a_checkout_without_its_libraries_says_how_to_install_them() -> None:
    ended = started("-S", "cli.py", "--help")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert re.fullmatch(
        r"The library \w+ is not installed\. .*pip install -c constraints\.txt \.\n", ended.stderr
    )


# --- What is built --------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, with files in it that are nobody else's business."""
    folder = tmp_path_factory.mktemp("packaging") / "checkout"
    folder.mkdir()
    for name in (*PYPROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"], ".gitignore"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for name in NOT_OURS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("not for others", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def sdist(checkout: Path) -> Path:
    """The source distribution, unpacked."""
    out = checkout.parent / "sdist"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(out)]
    subprocess.run(build, cwd=checkout, check=True, capture_output=True)
    [path] = out.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        archive.extractall(out, filter="data")
    [folder] = (each for each in out.iterdir() if each.is_dir())
    return folder


def wheel_of(folder: Path) -> dict[str, bytes]:
    """Every file of the wheel built from a folder."""
    out = folder.with_name(f"{folder.name}-wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run([*build, "--wheel-dir", str(out), str(folder)], check=True, capture_output=True)
    [path] = out.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@BUILT
def test_an_sdist_has_what_the_project_has_and_nothing_else_that_lies_in_the_folder(
    checkout: Path, sdist: Path
) -> None:
    assert files_below(sdist) == files_below(checkout) - set(NOT_OURS) | {"PKG-INFO"}


@BUILT
def test_the_wheel_built_from_the_sdist_is_the_wheel_built_from_the_checkout(
    checkout: Path, sdist: Path
) -> None:
    from_checkout, from_sdist = wheel_of(checkout), wheel_of(sdist)
    assert from_checkout == from_sdist
    ends = {name.partition(".dist-info/")[2] for name in from_checkout if ".dist-info/" in name}
    assert {"licenses/LICENSE", "licenses/data/LICENCE.md"} <= ends
    assert "sufficiency/py.typed" in from_checkout
    assert not [name for name in from_checkout if "test" in name.split("/")[0] or name.endswith(".pyc")]
