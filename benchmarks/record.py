"""The record: what was found, as CSV files and as one page to read."""

import csv
import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.clock import Asked, Found, Growth, Measure, Ratio

FOLDER: Final = Path(__file__).parent / "record"
LIBRARIES: Final = ("numpy", "pandas", "xarray", "scipy", "statsmodels", "matplotlib", "pydantic", "typer",
                    "rich", "altair", "vl-convert-python", "python-docx", "gptables", "openpyxl")  # fmt: skip
MEASURED: Final = ("part", "measure", "runs", "median_s", "least_s", "most_s", "after_imports_s", "peak_mb")

Row = Sequence[object]


def write(found: Found, asked: Asked, parts: Sequence[str], minutes: float) -> None:
    """The folder of the record, anew: measures, ratios, growth and profiles as CSV, and a page of them."""
    FOLDER.mkdir(exist_ok=True)
    _csv("measures", MEASURED, [_measure(each) for each in found.measures])
    _csv(
        "ratios",
        ("part", "ratio", "value", "unit", "at_most", "holds"),
        [_ratio(each) for each in found.ratios],
    )
    _csv("growth", ("what", "step", "size", "seconds", "peak_mb", "power"), _growth_rows(found.growths))
    _csv("profiles", ("profile", "what", "own_s", "with_what_it_called_s"),
         [(name, *_profile_row(row)) for name, rows in found.profiles.items() for row in rows])  # fmt: skip
    (FOLDER / "README.md").write_text("\n".join(_page(found, asked, parts, minutes)) + "\n", encoding="utf-8")


def said(ratios: Sequence[Ratio]) -> Iterable[str]:
    """Each limit with what was found, as the command prints it."""
    for each in ratios:
        if each.at_most is not None:
            holds = "holds" if each.holds else "FAILS"
            most = f"at most {each.at_most:g} {each.unit}".rstrip()
            yield f"{holds}  {each.part}: {each.name}: {each.value:.2f}, {most}"


# --- The page -------------------------------------------------------------------------------------
def _page(found: Found, asked: Asked, parts: Sequence[str], minutes: float) -> list[str]:
    cores = os.cpu_count()
    held = {name: version(name) for name in LIBRARIES}
    short = " It was asked to be quick: fewer runs, and the smaller sizes." if asked.quick else ""
    return [
        "# The last run",
        "",
        f"Made on {datetime.now(UTC):%d %B %Y} in {minutes:.0f} minutes by `python -m benchmarks`: "
        f"{', '.join(parts)}.{short} Seconds depend on the machine; ratios less so.",
        "",
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {cores} cores. "
        + ", ".join(f"{name} {each}" for name, each in held.items())
        + ".",
        *(f"\nLeft out. {each}" for each in found.left_out),
        "",
        "## Limits and ratios",
        "",
        *_table(
            ("what", "found", "at most", ""),
            [_ratio_row(each) for each in sorted(found.ratios, key=lambda each: each.at_most is None)],
        ),
        "",
        "## Every measure",
        "",
        "Seconds of whole processes, from start to end; `after imports` is what a process measured itself.",
        "",
        *_table(
            ("part", "measure", "runs", "median", "least", "most", "after imports", "peak MB"),
            [_measure(each) for each in found.measures],
        ),
        *_growth_page(found.growths),
        *_profile_page(found.profiles),
    ]


def _growth_page(growths: Sequence[Growth]) -> list[str]:
    if not growths:
        return []
    lines = ["", "## Growth", "", "Seconds after the imports, by step, and what twice as many take."]
    for what in dict.fromkeys(each.what for each in growths):
        of_it = [each for each in growths if each.what == what]
        sizes = list(of_it[0].seconds)
        rows = [
            (
                each.step,
                *(f"{each.seconds[size]:.2f}" for size in sizes),
                f"{each.power:.2f}",
                f"{each.twice:.1f}",
            )
            for each in of_it
        ]
        peaks = [_number(of_it[0].peak_mb[size], 0) for size in sizes]
        lines += ["", f"### By {what}", ""]
        lines += _table(
            ("step", *(f"{size:,}" for size in sizes), "power", "twice takes, times"),
            [*rows, ("peak MB", *peaks, "", "")],
        )
    return lines


def _profile_page(profiles: dict[str, list[tuple[str, float, float]]]) -> list[str]:
    if not profiles:
        return []
    lines = [
        "",
        "## Where the time goes",
        "",
        "The ten that take most time themselves. Profiling slows functions.",
    ]
    for name, rows in profiles.items():
        lines += ["", f"### {name[0].upper()}{name[1:]}" if name[0] != "-" else f"### `--help`{name[6:]}", ""]
        lines += _table(("what", "own seconds", "with what it called"), [_profile_row(row) for row in rows])
    return lines


def _ratio_row(each: Ratio) -> Row:
    value, unit = f"{each.value:,.2f}" if each.unit != "MB" else f"{each.value:,.0f}", each.unit
    limit = "" if each.at_most is None else f"{each.at_most:g} {unit}".strip()
    verdict = "" if each.at_most is None else "holds" if each.holds else "**fails**"
    return (f"{each.part}: {each.name}", f"{value} {unit}".strip(), limit, verdict)


# --- Rows -----------------------------------------------------------------------------------------
def _measure(each: Measure) -> Row:
    inside = each.within("all") if each.inside else None
    return (each.part, each.name, len(each.seconds), _number(each.whole), _number(min(each.seconds)),
            _number(max(each.seconds)), _number(inside), _number(each.peak_mb, 0))  # fmt: skip


def _ratio(each: Ratio) -> Row:
    holds = "" if each.at_most is None else "yes" if each.holds else "no"
    return each.part, each.name, _number(each.value), each.unit, each.at_most, holds


def _growth_rows(growths: Sequence[Growth]) -> list[Row]:
    return [
        (each.what, each.step, size, _number(seconds, 3), _number(each.peak_mb[size], 0), _number(each.power))
        for each in growths
        for size, seconds in each.seconds.items()
    ]


def _profile_row(row: tuple[str, float, float]) -> Row:
    what, own, whole = row
    return what, _number(own, 3), _number(whole, 3)


def _number(value: float | None, decimals: int = 2) -> str:
    return "" if value is None else f"{value:.{decimals}f}"


def _table(header: Row, rows: Iterable[Row]) -> list[str]:
    lines = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines]


def _cell(value: object) -> str:
    return str(value).replace("|", r"\|").replace("__", r"\_\_")


def _csv(name: str, header: Row, rows: Iterable[Row]) -> None:
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
