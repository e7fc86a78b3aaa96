"""Charts written to a folder: each as a picture and its text alternative."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sufficiency.charts.chart import Chart, packed, picture_of
from sufficiency.charts.page import analysis_function_style


def save_charts(charts: Sequence[Chart], folder: Path) -> list[Path]:
    """The files of the charts, the same bytes every time.

    One picture is packed while the next is drawn, which saves a quarter.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Fonts are looked up when words are drawn, so the style has to hold here too.
    with analysis_function_style(), ThreadPoolExecutor(max_workers=1) as packer:
        pictures = [packer.submit(packed, picture_of(chart)) for chart in charts]
    written: list[Path] = []
    for chart, picture in zip(charts, pictures, strict=True):
        png, words = folder / f"{chart.name}.png", folder / f"{chart.name}.txt"
        png.write_bytes(picture.result())
        words.write_text(chart.alternative + "\n", encoding="utf-8", newline="\n")
        written += [png, words]
    return written
