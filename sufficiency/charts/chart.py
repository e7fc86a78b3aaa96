"""A chart and its two files: the picture and its text alternative."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure
from PIL import Image

from sufficiency.charts.page import DPI, analysis_function_style


@dataclass(frozen=True)
class Chart:
    """One picture, its title, and the words that say what it says."""

    name: str
    title: str
    figure: Figure
    alternative: str

    @property
    def png(self) -> bytes:
        """The picture as PNG, the same bytes every time.

        >>> from sufficiency.analysis import load
        >>> load("thurrock-2019").run(draws=20).charts["gap"].png[1:4]
        b'PNG'
        """
        packed = BytesIO()
        with analysis_function_style():
            _pack(_drawn(self), packed)
        return packed.getvalue()

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict[str, object], dict[str, object]]:
        """What a notebook shows: the picture, with its words for whoever does not see it."""
        words = {"image/png": {"alt": self.alternative}}
        return {"image/png": self.png, "text/plain": self.alternative}, dict(words)


def save_charts(charts: Sequence[Chart], folder: Path) -> list[Path]:
    """The files of the charts, the same bytes every time.

    One picture is packed while the next is drawn, which saves a quarter.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    # Fonts are looked up when words are drawn, so the style has to hold here too.
    with analysis_function_style(), ThreadPoolExecutor(max_workers=1) as packer:
        packing = []
        for chart in charts:
            picture, words = folder / f"{chart.name}.png", folder / f"{chart.name}.txt"
            packing.append(packer.submit(_pack, _drawn(chart), picture))
            words.write_text(chart.alternative + "\n", encoding="utf-8", newline="\n")
            written += [picture, words]
        for packed in packing:
            packed.result()  # a fault in the packing is raised here
    return written


def save_vector(chart: Chart, path: Path) -> None:
    """The picture as an SVG whose words are words: no date, and the same bytes every time."""
    drawn = BytesIO()
    with analysis_function_style(), rc_context({"svg.hashsalt": chart.name, "svg.fonttype": "none"}):
        chart.figure.savefig(drawn, format="svg", metadata={"Date": None, "Title": chart.title})
    path.write_bytes(drawn.getvalue())


def _drawn(chart: Chart) -> Image.Image:
    """The picture of a chart, as dots, in the style that holds."""
    dots = BytesIO()
    chart.figure.savefig(dots, format="rgba", dpi=DPI)
    size = chart.figure.canvas.get_width_height()
    return Image.frombytes("RGBA", size, dots.getvalue()).convert("RGB")


def _pack(picture: Image.Image, path: Path | BytesIO) -> None:
    """The picture as a PNG that holds its size and nothing else: no date, no name of a program."""
    # Level 1 takes two thirds of the time of the default, and flat colour is small at any level.
    picture.save(path, format="PNG", dpi=(DPI, DPI), compress_level=1)
