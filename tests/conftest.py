"""What the tests share: the default scenario, its forecast, and ways to change one thing in it."""

import io
import logging
import signal
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.figures.book import Figure
    from sufficiency.forecast import Forecast
    from sufficiency.inputs.inputs import Inputs
    from sufficiency.loading import Loaded

settings.register_profile("sufficiency", deadline=None)  # a slow machine is no fault of the code
settings.load_profile("sufficiency")

DEFAULT = "thurrock-2019"
FEW_DRAWS = 200  # for the bundled scenarios side by side

Stated = float | tuple[float, float, float]  # a value, or a value with its low and high
Varied = Callable[..., "Inputs"]
ByName = Callable[[str], Any]


def range_of(stated: Stated) -> dict[str, float | None]:
    """A value alone, or with its low and high, as the keys of a figure."""
    value, low, high = stated if isinstance(stated, tuple) else (stated, None, None)
    return {"value": value, "low": low, "high": high}


@pytest.fixture
def ctrl_c_is_heard() -> Iterator[None]:
    """What a shell starts in the background is deaf to Ctrl-C, and so is all that it starts: not here."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def loaded() -> "Loaded":
    """The default scenario with its book of figures."""
    from sufficiency.loading import load

    return load(DEFAULT)


@pytest.fixture(scope="session")
def inputs(loaded: "Loaded") -> "Inputs":
    """The default scenario's inputs."""
    return loaded.inputs


@pytest.fixture(scope="session")
def forecast(inputs: "Inputs") -> "Forecast":
    """The default scenario's forecast, 400 draws on seed 1."""
    from sufficiency.forecast import run

    return run(inputs, draws=400, seed=1)


@pytest.fixture(scope="session")
def tables(forecast: "Forecast") -> "dict[str, pd.DataFrame]":
    """Every table of the default forecast."""
    from sufficiency.tables.run import tables_of

    return tables_of(forecast)


@pytest.fixture(scope="session")
def scenario_inputs() -> ByName:
    """The inputs of a bundled scenario, by its name or by what follows `thurrock-2019-`."""
    from sufficiency.bundled import scenario_files
    from sufficiency.loading import load

    @cache
    def inputs_of(name: str) -> "Inputs":
        return load(name if name in scenario_files() else f"{DEFAULT}-{name}").inputs

    return inputs_of


@pytest.fixture(scope="session")
def scenario_forecast(scenario_inputs: ByName) -> ByName:
    """The forecast of a bundled scenario at 200 draws on seed 1, made once."""
    from sufficiency.forecast import run

    @cache
    def forecast_of(name: str) -> "Forecast":
        return run(scenario_inputs(name), draws=FEW_DRAWS, seed=1)

    return forecast_of


@pytest.fixture(scope="session")
def varied(loaded: "Loaded") -> Varied:
    """The default scenario with some keys changed: `varied(horizon=2024, cla={"path": "hold_count"})`.

    `figures` may give a number, or a value with its low and high, for each figure's name. `added` does
    the same for figures that no data file has, by measure and category.
    """
    from sufficiency.inputs.gathering import gather
    from sufficiency.loading import with_changes
    from sufficiency.scenarios.scenario import as_scenario

    as_they_are = loaded.inputs.scenario.model_dump(by_alias=True, exclude={"name"})

    def inputs_with(
        figures: Mapping[str, Stated] | None = None,
        added: Mapping[tuple[str, str], Stated] | None = None,
        **changes: object,
    ) -> "Inputs":
        from sufficiency.figures.book import FigureBook

        told = {"as_at": "2019-03-31", "source": "a test", "kind": "assumed"}
        stated = {name: {**range_of(number), **told} for name, number in (figures or {}).items()}
        extra = [_figure(*name, number) for name, number in (added or {}).items()]
        scenario = as_scenario("varied", {**as_they_are, "figures": stated, **changes})
        book = with_changes(FigureBook([*loaded.book, *extra]), scenario, "varied")
        return gather(scenario, book, "varied")

    return inputs_with


def _figure(measure: str, category: str, stated: Stated) -> "Figure":
    from sufficiency.figures.book import Figure

    return Figure(measure, category, None, **range_of(stated), unit="children", as_at="2019-03-31",
                  source="a test", kind="assumed")  # fmt: skip


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that anything logs."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(handler)
    root.setLevel(level)
