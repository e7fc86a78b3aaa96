"""A finished run written to its folder: tables, charts with their words, and a manifest."""

import os
import platform
from pathlib import Path

from sufficiency import __version__
from sufficiency.forecast import Forecast
from sufficiency.levers import LoseProvider
from sufficiency.loading import ASKED_TO_LOSE, Loaded
from sufficiency.scenario import Scenario
from sufficiency.tables import Tables
from sufficiency.writers.run_folder import MANIFEST, TOOL, files_in, sha256_of, write_csv, write_json, writing


def write_results(folder: Path, loaded: Loaded, forecast: Forecast, tables: Tables) -> None:
    """Write a run's folder, whole or not at all; raises OutputError and leaves what stood there."""
    from sufficiency.charts import draw_charts, save_charts

    scenario = forecast.inputs.scenario
    with writing(folder) as new:
        (new / "tables").mkdir()
        for name, table in tables.items():
            write_csv(table, new / "tables" / f"{name}.csv")
        charts = draw_charts(tables, scenario.authority, scenario.base_year, scenario.base_date.isoformat())
        save_charts(charts, new / "charts")
        write_json(_manifest(loaded, forecast, files_in(new)), new / MANIFEST)


def _manifest(loaded: Loaded, forecast: Forecast, files: list[str]) -> dict[str, object]:
    """What made the run, so that one command gives the same bytes again."""
    scenario = forecast.inputs.scenario
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
        "lost_provider": _lost_provider(scenario),
        "protection": "none: restricted working tables",
        "inputs": _inputs(loaded.files),
        "files": files,
    }


def _lost_provider(scenario: Scenario) -> str | None:
    """The provider that was asked to be lost beside what the scenario says, if one was."""
    lever = scenario.levers.get(ASKED_TO_LOSE)
    return lever.provider if isinstance(lever, LoseProvider) else None


def _inputs(files: tuple[Path, ...]) -> list[dict[str, str]]:
    """Each input with its hash, named from the folder that holds them all.

    So a run's bytes do not depend on the folder one works in, nor tell where a person keeps their files.
    """
    resolved = [path.resolve() for path in files]
    try:
        shared = Path(os.path.commonpath([path.parent for path in resolved]))
    except ValueError:  # on two drives
        return [{"file": path.name, "sha256": sha256_of(path)} for path in resolved]
    return [{"file": path.relative_to(shared).as_posix(), "sha256": sha256_of(path)} for path in resolved]
