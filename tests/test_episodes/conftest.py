"""What the tests of stocks and flows share: invented returns of a process that is the same in every year."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sufficiency.episodes.estimate import care_model
from sufficiency.episodes.model import CareModel
from sufficiency.readers.likeness import read_margins
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.ssda903.returns import Returns
from sufficiency.synthetic.calibration import calibrated
from sufficiency.synthetic.margins import Margins
from sufficiency.synthetic.process import Process, Stream
from sufficiency.synthetic.returns import drawn_lives, returns_of
from sufficiency.writers.returns import write_returns

YEARS = range(2015, 2024)
BASE = 2022  # so that the last return is there to be forecast
FIVE_TIMES = 5.0

Invented = Callable[[float, int], Returns]


@pytest.fixture(scope="session")
def margins() -> Margins:
    return read_margins("thurrock", YEARS)


@pytest.fixture(scope="session")
def process(margins: Margins) -> Process:
    """Like Thurrock, but with as many who come, and as often leave, in each year as in any other."""
    found = calibrated(margins)
    return replace(found, other=_steady(found.other), uasc=_steady(found.uasc))


def _steady(stream: Stream) -> Stream:
    return replace(
        stream,
        first=np.full_like(stream.first, stream.first.mean()),
        factor=np.ones_like(stream.factor),
    )


@pytest.fixture(scope="session")
def invented(process: Process, margins: Margins, tmp_path_factory: pytest.TempPathFactory) -> Invented:
    """Returns of so many times the children, by a seed."""

    def invent(scale: float, seed: int) -> Returns:
        out = tmp_path_factory.mktemp("invented") / "returns"
        lives = drawn_lives(replace(process, scale=scale), margins, seed)
        write_returns(returns_of(lives, YEARS), [], "invented", out)
        return read_returns(out, from_postcodes=False)

    return invent


@pytest.fixture(scope="session")
def returns(invented: Invented) -> Returns:
    return invented(FIVE_TIMES, 1)


@pytest.fixture(scope="session")
def model(returns: Returns) -> CareModel:
    """Estimated from all but the last of the returns."""
    return care_model(returns, BASE)


@pytest.fixture(scope="session")
def small(invented: Invented) -> CareModel:
    """Of a council a third of Thurrock's size."""
    return care_model(invented(0.3, 2), YEARS[-1])
