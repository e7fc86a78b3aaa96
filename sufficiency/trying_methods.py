"""Both methods tried on the past of one authority's returns, read and judged: for a command or a notebook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sufficiency.errors import one_fault
from sufficiency.methods.advice import Advice, advice_on
from sufficiency.methods.compared import (
    MethodRecord,
    children_looked_after,
    forecasts_of_both,
    origins_of,
    record_of,
)
from sufficiency.methods.notes import notes_on
from sufficiency.readers.methods_data import read_methods_data
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.readers.ssda903.years import Meaning
from sufficiency.readers.text import short_path
from sufficiency.ssda903.returns import Returns
from sufficiency.words import listed


@dataclass(frozen=True)
class Tried:
    """Every forecast of each method beside what happened, each method's record, which to use, and on what."""

    forecasts: pd.DataFrame
    records: Mapping[str, MethodRecord]
    advice: Advice
    notes: list[str]


def methods_tried(
    folder: Path,
    scenario: str | None = None,
    year_means: Meaning | None = None,
    draws: int = 1000,
    seed: int = 1,
    on_step: Callable[[str], None] = lambda step: None,
) -> Tried:
    """Both methods as at earlier dates on the returns of a folder, beside what happened.

    `scenario` is one of the same authority, for estimates of its population. Raises InputFaultsError where
    there are too few returns to forecast from and judge by. docs/decisions/0026.
    """
    on_step("Reading the returns")
    returns = read_returns(folder, year_means, from_postcodes=False)
    _refuse_too_few(returns, folder)
    counts = children_looked_after(returns)
    evidence, whose = read_methods_data(returns.authority, counts, scenario)
    table = forecasts_of_both(returns, evidence, seed, draws, on_step)
    _refuse_none(table.empty, folder)
    notes = notes_on(returns.years, table, evidence, whose, draws, seed)
    return Tried(table, record_of(table), advice_on(table), notes)


def _refuse_too_few(returns: Returns, folder: Path) -> None:
    if origins_of(returns.years):
        return
    what = f"there are returns of {listed(map(str, returns.years))}: too few to forecast from and judge by."
    do = "Add returns: three years are the least, and six are needed to tell the methods apart."
    raise one_fault(short_path(folder), "", what, do)


def _refuse_none(is_none: bool, folder: Path) -> None:
    if is_none:
        what = "no forecast can be judged: no two of these years have children looked after."
        raise one_fault(short_path(folder), "", what, "`sufficiency ssda903 check` says what was read.")
