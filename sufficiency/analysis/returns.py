"""Child-level returns for an analyst: invented ones to try, what is odd in them, which method to use."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from sufficiency.inventing import invent_returns
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.ssda903.check_words import files_in_words, findings_in_words, open_in_words
from sufficiency.ssda903.rules import findings_table
from sufficiency.trying_methods import methods_tried


@dataclass(frozen=True)
class Checked:
    """What returns were read as: sentences on the files, the children open on 31 March and what is odd.

    `table` has every finding with its file and row; no child is named in any of it.
    """

    files: list[str]
    children: list[str]
    odd: list[str]
    table: pd.DataFrame


@dataclass(frozen=True)
class MethodsTried:
    """Both methods on an authority's own past.

    `forecasts` has every forecast beside what happened; `record` a row for each method, the least mean CRPS
    first; `method` is the one to use (`rate` or `episodes`), `advice` says why, and `notes` on what it rests.
    """

    forecasts: pd.DataFrame
    record: pd.DataFrame
    method: str
    advice: tuple[str, ...]
    notes: list[str]


def synthesise(like: str, years: Sequence[int], out: str | Path, seed: int = 1) -> pd.DataFrame:
    """Returns of children who do not exist, written to a new folder; how near they came, year by year.

    `like` is an authority with a bundled scenario, or a scenario by name or path; `years` end on 31 March.
    Columns: `year, published, expected, drawn`, children looked after. Raises InputFaultsError, OutputError.

    >>> from tempfile import TemporaryDirectory
    >>> from sufficiency import analysis
    >>> with TemporaryDirectory() as folder:
    ...     near = analysis.synthesise("Thurrock", range(2021, 2024), Path(folder) / "returns")
    >>> near["published"].tolist()
    [298.0, 294.0, 292.0]
    """
    invented = invent_returns(like, range(min(years), max(years) + 1), Path(out), seed)
    return pd.DataFrame([asdict(each) for each in invented.near])


def check_returns(folder: str | Path) -> Checked:
    """What the returns of a folder are, who is open in them and what is odd; raises InputFaultsError.

    >>> from tempfile import TemporaryDirectory
    >>> from sufficiency import analysis
    >>> with TemporaryDirectory() as folder:
    ...     near = analysis.synthesise("Thurrock", range(2022, 2024), Path(folder) / "returns")
    ...     checked = analysis.check_returns(Path(folder) / "returns")
    >>> checked.table["done"].unique().tolist()
    ['repaired', 'kept']
    """
    returns = read_returns(Path(folder), from_postcodes=False)
    found = returns.findings
    return Checked(
        files_in_words(returns), open_in_words(returns), findings_in_words(found), findings_table(found)
    )


def try_methods(
    folder: str | Path, scenario: str | None = None, draws: int = 1000, seed: int = 1
) -> MethodsTried:
    """The rate method and stocks and flows as at earlier dates on an authority's own returns.

    `scenario` is one of the same authority, for estimates of its population. Raises InputFaultsError where
    there are too few returns: three years are the least, and six are needed to tell the methods apart.

    >>> from tempfile import TemporaryDirectory
    >>> from sufficiency import analysis
    >>> with TemporaryDirectory() as folder:
    ...     near = analysis.synthesise("Thurrock", range(2019, 2024), Path(folder) / "returns")
    ...     tried = analysis.try_methods(Path(folder) / "returns", "thurrock-2023", draws=20)
    >>> sorted(tried.record.index)
    ['episodes', 'hold_count', 'rate']
    """
    tried = methods_tried(Path(folder), scenario, None, draws, seed)
    record = pd.DataFrame({method: each._asdict() for method, each in tried.records.items()}).T
    return MethodsTried(
        tried.forecasts,
        record.rename_axis("method"),
        tried.advice.method,
        tried.advice.sentences,
        tried.notes,
    )
