"""Draws docs/pictures/house.svg: the parts of the package, and which is built on which.

    python docs/pictures/house.py

The parts, their order and their rows are those of docs/architecture.md; the arrows are the code's own
imports, without those that only name a type.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

ROOT = Path(__file__).resolve().parents[2]
PICTURE = Path(__file__).with_name("house.svg")
WORDS = "The words"  # everything uses them
HEIGHT = 1.5  # of a row

Arrows = dict[str, set[str]]
_ROW = re.compile(r"^\| ((?:`\w+`(?:, )?)+) \|", re.MULTILINE)


def rows() -> dict[str, list[str]]:
    """The parts in each row, from those that everything is built on, as docs/architecture.md lists them."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    sections = re.split(r"^### ", text.split("\n## ")[1], flags=re.MULTILINE)[1:]
    return {
        section.splitlines()[0]: [name for cell in _ROW.findall(section) for name in re.findall(r"\w+", cell)]
        for section in sections
    }


def module_arrows() -> Arrows:
    """What each module of the package imports of it, those within functions too, by dotted name."""
    files = {_name(path): path for path in sorted((ROOT / "sufficiency").rglob("*.py"))}
    return {name: set(_imported(path, set(files))) - {name} for name, path in files.items()}


def part_arrows() -> Arrows:
    """What each part imports of the others: a part is a folder of the package, or a file beside them."""
    arrows: Arrows = {}
    for name, imported in module_arrows().items():
        arrows.setdefault(_part(name), set()).update(_part(other) for other in imported)
    del arrows[""]
    return {part: others - {part, ""} for part, others in arrows.items()}


def shortest(arrows: Arrows) -> Arrows:
    """The same arrows without those that a longer way says as well."""

    def reached(part: str) -> set[str]:
        return arrows[part].union(*(reached(other) for other in arrows[part]))

    return {
        part: {other for other in others if not any(other in reached(each) for each in others - {other})}
        for part, others in arrows.items()
    }


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _part(name: str) -> str:
    return [*name.split("."), ""][1]


def _imported(path: Path, known: set[str]) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in named_only:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if node.module.split(".")[0] == "sufficiency":
                    yield whole if whole in known else node.module


def _draw() -> None:
    from matplotlib import pyplot as plt

    plt.rcParams.update({"svg.hashsalt": "house", "font.family": "DejaVu Sans", "svg.fonttype": "path"})
    every = rows()
    words = set(every[WORDS])
    arrows = shortest({part: others - words for part, others in part_arrows().items() if part not in words})
    figure, axes = plt.subplots(figsize=(10, 10), dpi=72)  # as SVG has it
    figure.subplots_adjust(0, 0, 1, 1)
    axes.set_axis_off()
    axes.set_xlim(0, 10)
    axes.set_ylim(0, HEIGHT * len(every))
    boxes = {}
    for at, (title, parts) in enumerate(every.items()):
        y = HEIGHT * (len(every) - at - 0.5)
        axes.axhspan(y - HEIGHT / 2, y + HEIGHT / 2, color="#ffffff" if at % 2 else "#f3f2f1", zorder=0)
        axes.text(
            0.08, y + 0.36 * HEIGHT, title, fontsize=10, fontweight="bold", color="#0b0c0c", va="center"
        )
        names = [", ".join(parts)] if title == WORDS else parts
        for index, name in enumerate(names):
            # Neighbours stand apart in height, so that arrows between them can be seen.
            lift = -0.1 if title == WORDS else (0.2, -0.1, -0.34)[index % 3]
            boxes[name] = _box(axes, 1.3 + 8.7 * (index + 0.5) / len(names), y + lift * HEIGHT, name)
    figure.canvas.draw()  # an arrow ends at the edge of a box that has been drawn
    for part, others in arrows.items():
        for other in others:
            _arrow(axes, boxes[part], boxes[other])
    figure.savefig(PICTURE, metadata={"Date": None, "Title": "The parts of the package"})
    _say_arrows(arrows)


def _box(axes: "Axes", x: float, y: float, name: str) -> "Text":
    box = {"boxstyle": "round,pad=0.35", "facecolor": "#ffffff", "edgecolor": "#12436d", "linewidth": 1.2}
    return axes.text(x, y, name, fontsize=9, ha="center", va="center", color="#0b0c0c", bbox=box, zorder=2)


def _arrow(axes: "Axes", start: "Text", end: "Text") -> None:
    """An arrow from box to box, from edge to edge and behind any that it crosses."""
    look = {"arrowstyle": "-|>", "color": "#505a5f", "lw": 0.9, "shrinkA": 1, "shrinkB": 1}
    ends = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch()}
    way = {"xy": end.get_position(), "xytext": start.get_position()}
    axes.annotate("", **way, zorder=1, arrowprops={**look, **ends, "connectionstyle": "arc3,rad=0.06"})


def _say_arrows(arrows: Arrows) -> None:
    """The arrows in words inside the picture, so that a test can tell whether it is of today's code."""
    text = PICTURE.read_text(encoding="utf-8")
    said = f"<desc>{in_words(arrows)}</desc>"
    PICTURE.write_text(re.sub(r"(<svg[^>]*>)", rf"\1\n {said}", text, count=1), encoding="utf-8")


def in_words(arrows: Arrows) -> str:
    """Arrows as one line of text."""
    return "; ".join(
        f"{part} on {', '.join(sorted(others))}" for part, others in sorted(arrows.items()) if others
    )


if __name__ == "__main__":
    _draw()
