"""What the site makes while it is built, and does not keep: commands from the program itself, equations as
MathML, pages that stand beside `docs`, and the list of decision records.

MkDocs calls the functions that begin with `on_`. Nothing here asks for anything of a network.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).resolve().parents[2]
RECORDS: Final = "Decision records"
COMMANDS_HERE: Final = "<!-- Every command, from the program itself, is put here when the site is built. -->"

# Files beside `docs`, and where the site has them. A page of `docs` links to them as the repository does.
PAGES_BESIDE: Final = {
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks.md",
    "benchmarks/record/README.md": "benchmarks-record.md",
    "benchmarks/record/robustness.md": "benchmarks-robustness.md",
    "README.md": "readme.md",
}
DOWNLOADS: Final = {"LICENSE": "licence/code.txt", "data/LICENCE.md": "licence/figures.txt"}
NOTEBOOKS: Final = "notebooks/*.ipynb"

_LINK: Final = re.compile(r"(?<=\]\()(?P<path>[^)\s#:]+)(?P<rest>(?:#[^)\s]*)?)(?=\))")
_FENCED: Final = re.compile(r"(^```.*?^```[ ]*$)", re.MULTILINE | re.DOTALL)
_SUBCOMMANDS: Final = re.compile(r"\*\*Commands\*\*:\n\n(?:\* .*\n)+\n?")
_ENTITY: Final = {"&#x27;": "'", "&quot;": '"'}


# --- What MkDocs calls ----------------------------------------------------------------------------
def on_config(config: "MkDocsConfig") -> "MkDocsConfig":
    """Give the fence `math` its formatter, and list every decision record below the index of them."""
    fences = config.mdx_configs.setdefault("pymdownx.superfences", {}).setdefault("custom_fences", [])
    fences.append({"name": "math", "class": "equation", "format": equation})
    _list_records(config.nav, Path(config.docs_dir))
    return config


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Add the pages and the downloads that stand beside `docs`."""
    from mkdocs.structure.files import File

    for beside, uri in _beside().items():
        if files.get_file_from_path(uri) is None:
            files.append(File.generated(config, uri, abs_src_path=str(ROOT / beside)))
    return files


def on_page_markdown(markdown: str, page: "Page", config: "MkDocsConfig", files: "Files") -> str:
    """Lead links to where the site has each file, and put the commands in their place."""
    here = page.file.src_uri
    text = relinked(markdown, _place_in_repository(here), here)
    return text.replace(COMMANDS_HERE, commands()) if COMMANDS_HERE in text else text


def on_page_content(html: str, page: "Page", config: "MkDocsConfig", files: "Files") -> str:
    """Let the keyboard reach a table that is wider than the screen; an empty corner heads nothing."""
    return html.replace("<table>", '<table tabindex="0">').replace("<th></th>", "<td></td>")


# --- Pages ----------------------------------------------------------------------------------------
def commands() -> str:
    """Every command, with its arguments, options and defaults, as Markdown from headings of level 2."""
    from typer.cli import get_docs_for_click
    from typer.main import get_command
    from typer.models import Context

    from sufficiency.commands.app import program

    command = get_command(program())
    told = get_docs_for_click(obj=command, ctx=Context(command), name="sufficiency")
    for entity, character in _ENTITY.items():
        told = told.replace(entity, character)
    return re.sub(r"^# ", "## ", _SUBCOMMANDS.sub("", told), count=1)


def relinked(markdown: str, place: str, page: str) -> str:
    """The text of the file at `place` in the repository, its links as from `page` of the site."""
    beside = _beside()

    def of_the_site(found: re.Match[str]) -> str:
        target = normpath(join(dirname(place), found["path"]))
        if target in beside:
            uri = beside[target]
        elif target.startswith("docs/"):
            uri = target.removeprefix("docs/")
        else:
            return found[0]  # strict mode says that it leads nowhere
        return relpath(uri, dirname(page) or ".") + found["rest"]

    parts = _FENCED.split(markdown)
    return "".join(part if _FENCED.fullmatch(part) else _LINK.sub(of_the_site, part) for part in parts)


def _beside() -> dict[str, str]:
    notebooks = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(NOTEBOOKS))
    return {**PAGES_BESIDE, **DOWNLOADS, **{path: path for path in notebooks}}


def _place_in_repository(page: str) -> str:
    """Where the text of a page of the site is written: in `docs`, or beside it."""
    beside = {uri: path for path, uri in PAGES_BESIDE.items() if not (ROOT / "docs" / uri).exists()}
    return beside.get(page, f"docs/{page}")


def _list_records(nav: Any, docs: Path) -> None:
    for section in nav:
        for title, entries in section.items() if isinstance(section, Mapping) else ():
            if title == RECORDS:
                entries += [f"decisions/{path.name}" for path in sorted(docs.glob("decisions/0*.md"))]
            elif isinstance(entries, list):
                _list_records(entries, docs)


# --- Equations ------------------------------------------------------------------------------------
def equation(source: str, *_: object, **__: object) -> str:
    """A fence of LaTeX as MathML, which browsers draw and screen readers speak without any script."""
    from latex2mathml.converter import convert

    latex = source.strip().replace("{aligned}", "{align*}")
    drawn = convert(latex, display="block")
    return f'<div class="equation" role="group" tabindex="0" aria-label="Equation">{drawn}</div>'
