"""A finished run written to its folder: tables, charts with their words, and a manifest."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Final

from sufficiency import __version__
from sufficiency.forecast import Forecast
from sufficiency.inputs.inputs import Inputs
from sufficiency.loading import ASKED_TO_LOSE, Loaded
from sufficiency.manifest import MANIFEST, TOOL, sha256_of
from sufficiency.scenarios.levers import LoseProvider
from sufficiency.scenarios.scenario import Scenario
from sufficiency.tables.run import Tables
from sufficiency.writers.hashes import hashes_in
from sufficiency.writers.run_folder import write_csv, write_json, writing

# Those that decide numbers and pictures: with other versions a run may come out otherwise.
LIBRARIES: Final = ("numpy", "pandas", "scipy", "statsmodels", "matplotlib", "xarray")


def write_results(folder: Path, loaded: Loaded, forecast: Forecast, tables: Tables) -> None:
    """Write a run's folder, whole or not at all; raises OutputError and leaves what stood there."""
    from sufficiency.charts import draw_charts
    from sufficiency.writers.charts import save_charts

    scenario = forecast.inputs.scenario
    with writing(folder) as new:
        (new / "tables").mkdir()
        for name, table in tables.items():
            write_csv(table, new / "tables" / f"{name}.csv")
        charts = draw_charts(tables, scenario.authority, scenario.base_year, scenario.base_date.isoformat())
        save_charts(charts, new / "charts")
        write_json(_manifest(loaded, forecast, hashes_in(new)), new / MANIFEST)


def _manifest(loaded: Loaded, forecast: Forecast, files: list[dict[str, str]]) -> dict[str, object]:
    """What made the run, so that one command gives the same bytes again, and what it wrote.

    No clock and no folder of a person's own is in it: the same run has the same manifest.
    """
    scenario = forecast.inputs.scenario
    named = _named(loaded.files)
    return {
        "tool": TOOL,
        "version": __version__,
        "scenario": scenario.name,
        "title": scenario.title,
        "authority": scenario.authority,
        "as_at": scenario.base_date.isoformat(),
        "horizon": scenario.horizon,
        "seed": forecast.seed,
        "draws": forecast.draws,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "lost_provider": _lost_provider(scenario),
        "protection": "none: restricted working tables",
        "select_list": _select_list(loaded, named),
        "method": str(scenario.method),
        "returns": _returns(forecast.inputs),
        "inputs": [
            {"file": name, "sha256": sha256_of(path)}
            for name, path in (*((name, path) for path, name in named.items()), *loaded.return_files.items())
        ],
        "files": files,
    }


def _lost_provider(scenario: Scenario) -> str | None:
    """The provider that was asked to be lost beside what the scenario says, if one was."""
    lever = scenario.levers.get(ASKED_TO_LOSE)
    return lever.provider if isinstance(lever, LoseProvider) else None


def _select_list(loaded: Loaded, named: dict[Path, str]) -> str | None:
    """The list of providers that the run used, as the inputs name it."""
    path = loaded.scenario_file.select_list
    return None if path is None else named[path.resolve()]


def _returns(inputs: Inputs) -> dict[str, object] | None:
    """Which child-level returns the run counted, and how placements were grouped; their files are inputs."""
    own = inputs.own
    return None if own is None else {"years": list(own.years), "grouping": own.grouping}


def _named(files: tuple[Path, ...]) -> dict[Path, str]:
    """Each input's name from the folder that holds them all.

    So a run's bytes do not depend on the folder one works in, nor tell where a person keeps their files.
    """
    resolved = [path.resolve() for path in files]
    try:
        shared = Path(os.path.commonpath([path.parent for path in resolved]))
    except ValueError:  # on two drives
        return {path: path.name for path in resolved}
    return {path: path.relative_to(shared).as_posix() for path in resolved}
