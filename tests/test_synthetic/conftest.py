"""Invented returns that the tests here share: like Thurrock's of 2015 to 2023, ten times the children."""

from pathlib import Path

import pandas as pd
import pytest

from sufficiency.readers.likeness import read_margins
from sufficiency.synthetic.calibration import calibrated
from sufficiency.synthetic.margins import Margins
from sufficiency.synthetic.process import Process
from sufficiency.synthetic.readme import readme_of
from sufficiency.synthetic.returns import Lives, drawn_lives, returns_of
from sufficiency.synthetic.truth import nearness, truth_rows
from sufficiency.writers.returns import write_returns, year_folder

YEARS = range(2015, 2024)
SCALE = 10.0
SEED = 1


@pytest.fixture(scope="session")
def margins() -> Margins:
    return read_margins("thurrock", YEARS)


@pytest.fixture(scope="session")
def process(margins: Margins) -> Process:
    return calibrated(margins, SCALE)


@pytest.fixture(scope="session")
def lives(process: Process, margins: Margins) -> Lives:
    return drawn_lives(process, margins, SEED)


@pytest.fixture(scope="session")
def folder(
    process: Process, margins: Margins, lives: Lives, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The returns as files."""
    out = tmp_path_factory.mktemp("invented") / "returns"
    near = nearness(process, margins, lives)
    readme = readme_of(process, margins, near, SEED, "test")
    write_returns(returns_of(lives, YEARS), truth_rows(process, margins, lives), readme, out)
    return out


@pytest.fixture(scope="session")
def episodes(folder: Path) -> pd.DataFrame:
    """The episodes of every return, with its year, dates as dates, and the child's birth and stream."""
    frames = [_table(folder, year, "episodes") for year in YEARS]
    found = pd.concat(frames, ignore_index=True)
    for column in ("DECOM", "DEC"):
        found[column] = pd.to_datetime(found[column], format="%d/%m/%Y")
    people = pd.concat([_table(folder, year, "header") for year in YEARS]).drop_duplicates("CHILD")
    uasc = pd.concat([_table(folder, year, "uasc") for year in YEARS])["CHILD"].unique()
    found = found.merge(people[["CHILD", "SEX", "DOB", "UPN"]], on="CHILD", validate="many_to_one")
    found["DOB"] = pd.to_datetime(found["DOB"], format="%d/%m/%Y")
    found["UASC"] = found["CHILD"].isin(uasc)
    found["SHORT_BREAK"] = found["LS"].isin(["V3", "V4"])
    return found


@pytest.fixture(scope="session")
def once(episodes: pd.DataFrame) -> pd.DataFrame:
    """Every episode once, as its last return has it, in order of child and day."""
    latest = episodes.drop_duplicates(["CHILD", "DECOM"], keep="last")
    return latest.sort_values(["CHILD", "DECOM"], ignore_index=True)


@pytest.fixture(scope="session")
def truth(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "truth.csv", dtype={"year": "Int64"}, keep_default_na=False, na_values=[""])


def _table(folder: Path, year: int, name: str) -> pd.DataFrame:
    table = pd.read_csv(folder / year_folder(year) / f"{name}.csv", dtype=str, keep_default_na=False)
    return table.assign(YEAR=year)
