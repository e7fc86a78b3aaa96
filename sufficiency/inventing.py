"""Returns of children who do not exist, read for, drawn and written: one call for a command or a notebook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sufficiency import __version__
from sufficiency.readers.likeness import read_margins
from sufficiency.synthetic.calibration import calibrated
from sufficiency.synthetic.readme import readme_of
from sufficiency.synthetic.returns import drawn_lives, returns_of
from sufficiency.synthetic.truth import Nearness, nearness, truth_rows
from sufficiency.writers.returns import check_returns_folder, write_returns


@dataclass(frozen=True)
class Invented:
    """Whom returns were invented to be like, how near they came each year, and what had to be assumed."""

    authority: str
    near: Sequence[Nearness]
    notes: Sequence[str]


def invent_returns(
    like: str,
    years: range,
    out: Path,
    seed: int = 1,
    children_scale: float = 1.0,
    on_step: Callable[[str], None] = lambda step: None,
) -> Invented:
    """Write SSDA903 returns of no child into a new folder, like an authority's published numbers.

    Raises InputFaultsError where the authority has no figures to be like, and OutputError where the folder
    cannot be written. docs/decisions/0025.
    """
    check_returns_folder(out)
    on_step("Reading the published numbers")
    margins = read_margins(like, years)
    on_step("Fitting the process to them")
    process = calibrated(margins, children_scale)
    on_step("Inventing children")
    lives = drawn_lives(process, margins, seed)
    near = nearness(process, margins, lives)
    on_step("Writing the returns")
    write_returns(
        returns_of(lives, years),
        truth_rows(process, margins, lives),
        readme_of(process, margins, near, seed, __version__),
        out,
    )
    return Invented(margins.authority, near, margins.notes)
