"""The documentation site as it is built: whole, readable by everyone, and asking nothing of a network.

It is built only where the extra `docs` is installed. `.ci/run` does that in a step of its own, and says in
BUILT_SITE where the site is.
"""

import importlib.util
import inspect
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright
from test_pages import DOCS, ROOT, commands_of, made_by, page
from test_report.test_page_in_browser import BROWSERS, QUIET, WCAG
from typer.main import get_command

from sufficiency import analysis
from sufficiency.commands.app import program

LOOKED_AT = (
    ("index", "1280"), ("commands", "1280"), ("methods", "1280"), ("decisions/0019-the-back-test", "1280"),
    ("methods", "400"), ("tables", "400"),
)  # fmt: skip
SIZES = {"400": {"width": 400, "height": 800}, "1280": {"width": 1280, "height": 900}}


NOT_INSTALLED = "the extra `docs` is not installed"


class Read(HTMLParser):
    """What these tests look at of a page of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]

    @cached_property
    def ids(self) -> set[str | None]:
        return {attributes.get("id") for _, attributes in self.tags}

    @cached_property
    def levels(self) -> list[int]:
        return [int(tag[1]) for tag, _ in self.tags if re.fullmatch(r"h[1-6]", tag)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, built strictly: a broken link, anchor or page without a place is an error."""
    if "BUILT_SITE" in os.environ:
        return Path(os.environ["BUILT_SITE"])
    if any(
        importlib.util.find_spec(name) is None for name in ("mkdocs", "material", "mkdocstrings_handlers")
    ):
        pytest.skip(NOT_INSTALLED)
    folder = tmp_path_factory.mktemp("site")
    command = (sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder)
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def built(site: Path) -> dict[str, Read]:
    """Every page of the site by its path without `.html`."""
    return {
        path.relative_to(site).with_suffix("").as_posix(): Read(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
        if path.name != "404.html"
    }


def test_every_page_is_built(built: dict[str, Read]) -> None:
    written = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")}
    assert {name.replace("README", "index") for name in written} <= set(built)
    assert {"readme", "changelog", "benchmarks"} <= set(built)


def test_every_command_has_a_heading_of_its_own(built: dict[str, Read]) -> None:
    for name, _ in commands_of(get_command(program()), "sufficiency"):
        assert name.replace(" ", "-") in built["commands"].ids


def public_members(of: type) -> Iterable[str]:
    return (
        name
        for name, value in vars(of).items()
        if not name.startswith("_") and (inspect.isfunction(value) or hasattr(value, "__get__"))
        if getattr(value, "__doc__", None)
    )


def test_every_public_name_and_method_is_in_the_python_reference(built: dict[str, Read]) -> None:
    ids = built["python"].ids
    for name in analysis.__all__:
        assert f"sufficiency.analysis.{name}" in ids
    for member in public_members(analysis.Study):
        assert f"sufficiency.analysis.Study.{member}" in ids, member
    for member in public_members(analysis.Forecast):
        assert f"sufficiency.analysis.Forecast.{member}" in ids, member


def test_every_equation_is_mathml(built: dict[str, Read], site: Path) -> None:
    written = page("methods").count("```math")
    assert written > 15
    html = (site / "methods.html").read_text(encoding="utf-8")
    assert len(built["methods"].all("math")) == written
    left = re.findall(r"\\(?:text|begin|frac|left|quad)\b|<mi>&</mi>", html)
    assert not left


def test_no_page_names_another_host_for_anything_but_a_link(built: dict[str, Read], site: Path) -> None:
    for name, read in built.items():
        for attributes in read.all("script", "img", "link", "iframe", "source", "form"):
            for key in ("src", "href", "srcset", "action"):
                assert not re.match(r"(?:https?:)?//", attributes.get(key) or ""), (name, attributes)
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", style.read_text(encoding="utf-8"))


def test_every_picture_has_words(built: dict[str, Read]) -> None:
    seen = 0
    for name, read in built.items():
        for attributes in read.all("img"):
            assert (attributes.get("alt") or "").strip(), (name, attributes)
            seen += 1
    assert seen >= 2


def test_no_column_is_headed_by_nothing(built: dict[str, Read], site: Path) -> None:
    for name in built:
        assert "<th></th>" not in (site / f"{name}.html").read_text(encoding="utf-8"), name


def test_headings_go_down_one_level_at_a_time(built: dict[str, Read]) -> None:
    for name, read in built.items():
        assert read.levels[0] == 1, name
        assert read.levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(read.levels)), (name, read.levels)


def test_every_page_can_be_entered_past_its_navigation(built: dict[str, Read]) -> None:
    for name, read in built.items():
        skips = [each for each in read.all("a") if "md-skip" in (each.get("class") or "")]
        assert skips, name
        assert (skips[0]["href"] or "").removeprefix("#") in read.ids, name


def test_examples_in_docstrings_are_fenced() -> None:
    pytest.importorskip("griffe", reason=NOT_INSTALLED)
    fenced = made_by("examples").fenced("Says one.\n\n>>> one()\n1\n\nAnd more.\n\n>>> two()\n2")
    assert fenced == ("Says one.\n\n```pycon\n>>> one()\n1\n```\n\nAnd more.\n\n```pycon\n>>> two()\n2\n```")


# --- The site as a reader meets it ----------------------------------------------------------------
@pytest.fixture(scope="module")
def browser(site: Path) -> Iterator[Browser]:
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is None:
        pytest.skip("no Chromium found")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield started
        started.close()


def faults(found: dict[str, Sequence[dict]]) -> list[str]:  # type: ignore[type-arg]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]


@pytest.mark.parametrize(("name", "size"), LOOKED_AT)
def test_axe_finds_no_fault_and_nothing_is_asked_of_a_network(
    browser: Browser, site: Path, name: str, size: str
) -> None:
    opened = browser.new_page(viewport=SIZES[size])  # type: ignore[arg-type]
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto((site / f"{name}.html").as_uri())
    opened.wait_for_load_state("networkidle")
    found = Axe().run(opened, options={"runOnly": {"type": "tag", "values": list(WCAG)}}).response
    wide = opened.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    opened.close()
    assert faults(found) == []
    assert len(found["passes"]) > 15
    assert wide <= 0  # what is wide scrolls by itself
    assert [url for url in asked if not url.startswith("file:")] == []
