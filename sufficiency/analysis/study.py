"""A scenario in hand: its figures to look at, itself to change, and to run."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pydantic import ValidationError

from sufficiency.analysis.forecast import Forecast
from sufficiency.bundled import scenario_files
from sufficiency.cases.goals import answers_to, levers_table, parse_goal, year_of_goal
from sufficiency.errors import Fault, InputFaultsError, did_you_mean, one_fault
from sufficiency.figures.book import Figure, count_kinds
from sufficiency.forecast import run
from sufficiency.loading import Loaded, load_again, with_changes
from sufficiency.loading import load as load_scenario
from sufficiency.readers.levers import bundled_levers, lever_of
from sufficiency.readers.scenario_faults import faults_of, unknown_key
from sufficiency.readers.scenarios import title_of
from sufficiency.scenarios.method import Method
from sufficiency.scenarios.scenario import NAMED_ENTRIES, TOP_LEVEL_KEYS, Scenario, as_scenario
from sufficiency.tables.supply import providers_table
from sufficiency.writers.results import write_results
from sufficiency.writers.run_folder import check_folder

# What a scenario stands on: read when it is loaded, and no change of it afterwards.
READ_WITH_IT: Final = ("data", "base_date", "rebase", "authority", "based_on", "select_list", "returns",
                       "year_means", "method")  # fmt: skip
FIGURE_COLUMNS: Final = ("value", "low", "high", "unit", "as_at", "source", "kind", "after_base_date", "note")
_NOT_IN_A_NAME: Final = re.compile(r"\W+")


def scenarios() -> pd.DataFrame:
    """The bundled scenarios: `scenario` (the name to load it by) and `title`.

    >>> from sufficiency import analysis
    >>> analysis.scenarios()["scenario"].iloc[0]
    'thurrock-2019'
    """
    rows = [{"scenario": name, "title": title_of(path)} for name, path in scenario_files().items()]
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class Study:
    """A scenario in hand, read and checked whole.

    `loaded` has the inputs of the model and the book of figures that they were found in; `is_changed` is
    whether the scenario was changed here, and so is in no file.

    >>> from sufficiency import analysis
    >>> study = analysis.load("thurrock-2019")
    >>> study.title
    'Thurrock 2019: hold the rate'
    """

    loaded: Loaded
    is_changed: bool = False

    @property
    def scenario(self) -> Scenario:
        """Everything that the scenario says."""
        return self.loaded.inputs.scenario

    @property
    def title(self) -> str:
        """The scenario in a few words."""
        return self.scenario.title

    @property
    def note(self) -> str:
        """A sentence more; blank where it has none."""
        return self.scenario.note

    @property
    def kinds(self) -> dict[str, int]:
        """How many of the figures that the model uses are published, derived and assumed."""
        return count_kinds(self.loaded.inputs.figures())

    def figure(self, name: str) -> Figure:
        """One figure, by the name that `Figure.name` gives: `measure/category/year` without blank parts.

        Raises InputFaultsError naming the nearest.

        >>> from sufficiency import analysis
        >>> count = analysis.load("thurrock-2019").figure("cla_count/council/2019")
        >>> count.value, count.as_at, count.kind
        (293.0, '2019-03-31', 'published')
        """
        found = self.loaded.book.named(name)
        if found is None:
            known = [figure.name for figure in self.loaded.book]
            do = did_you_mean(name, known, "`figures()` lists them.")
            raise one_fault(name, "", "there is no such figure.", do)
        return found

    def figures(self, *names: str) -> pd.DataFrame:
        """Figures with where each comes from, those named or all: a row each, by its name.

        A name may be of one figure, of a measure (`cla_count`) or of a part of it (`cla_count/dfe`). Columns:
        `value, low, high, unit, as_at, source, kind, after_base_date, note`. Raises InputFaultsError for a
        name that none has.

        >>> from sufficiency import analysis
        >>> analysis.load("thurrock-2019").figures("target_share_inside_authority")["value"].tolist()
        [0.5]
        """
        found = [figure for name in names for figure in self._named(name)] if names else [*self.loaded.book]
        rows = [{column: getattr(figure, column) for column in FIGURE_COLUMNS} for figure in found]
        index = pd.Index([figure.name for figure in found], name="figure")
        return pd.DataFrame(rows, index=index, columns=list(FIGURE_COLUMNS))

    def series(self, measure: str, category: str = "") -> pd.Series:
        """The values of a measure by year ended 31 March, those after the base date with them.

        Raises InputFaultsError where no figure with a year is so named.

        >>> from sufficiency import analysis
        >>> counts = analysis.load("thurrock-2019").series("cla_count", "dfe")
        >>> counts[[2014, 2023]].tolist()
        [284.0, 292.0]
        """
        found = {each.year: each.value for each in self.loaded.book.of(measure) if each.category == category}
        dated = {year: value for year, value in sorted(found.items(), key=str) if year is not None}
        if not dated:
            what = "there is no figure of that name with a year."
            raise one_fault(f"{measure}/{category}".rstrip("/"), "", what, "`figures()` lists them.")
        return pd.Series(dated, name=measure, dtype=float).rename_axis("year")

    def changed(self, title: str, **keys: Any) -> "Study":
        """The same scenario with some keys changed, as one in a file that is based on it.

        The keys are those of a scenario file (docs/scenarios.md): each replaces the scenario's own, but the
        entries of `mix`, `places`, `levers` and `figures` are added one by one. What a scenario is read with
        (its data, base date, select list, returns and method) is chosen when it is loaded. Raises
        InputFaultsError with every fault.

        >>> from sufficiency import analysis
        >>> study = analysis.load("thurrock-2019")
        >>> held = study.changed("The count holds", cla={"path": "hold_count"}, uasc={"path": "hold_count"})
        >>> rows = held.run(draws=20).table("cla", stream="total", year=2024)
        >>> rows["central"].tolist()
        [293.0]
        """
        scenario = _with_keys(self.scenario, title, keys)
        inputs = load_again(self.loaded, scenario)
        book = with_changes(self.loaded.book, scenario, scenario.name)
        file = replace(self.loaded.scenario_file, scenario=scenario)
        loaded = replace(self.loaded, scenario_file=file, book=book, inputs=inputs)
        return Study(loaded, is_changed=True)

    def with_figure(self, name: str, value: float, source: str, **words: Any) -> "Study":
        """The same scenario with another value of one figure, and where that comes from.

        `words` may be `low` and `high`, `as_at` and `kind`. An `as_at` and a `kind` that are not given are
        the old figure's; without a low and a high there is no range. Raises InputFaultsError.

        >>> from sufficiency import analysis
        >>> study = analysis.load("thurrock-2019")
        >>> name = "vacant_usable_places/fostering in_house"
        >>> study.with_figure(name, 10, "Our own count", low=8, high=12).figure(name).high
        12.0
        """
        old = self.figure(name)
        change = {"value": value, "source": source, "as_at": old.as_at, "kind": old.kind, **words}
        return self.changed(f"{self.title}, {name}: {value:g}", figures={name: change})

    def run(self, draws: int = 1000, seed: int = 1) -> Forecast:
        """The forecast of the scenario. The same seed gives the same forecast, and luck is shared by all.

        >>> from sufficiency import analysis
        >>> forecast = analysis.load("thurrock-2019").run(draws=20)
        >>> forecast.draws, forecast.seed
        (20, 1)
        """
        return Forecast.of(run(self.loaded.inputs, draws, seed))

    def levers(
        self,
        goal: str,
        by: int | None = None,
        names: Sequence[str] = (),
        draws: int = 1000,
        seed: int = 1,
    ) -> pd.DataFrame:
        """What it would take: levers sized to a goal, one row each, with columns as `levers_table` has them.

        The goal is `inside=+27` (so many more children inside the authority) or `gap=residential`; `by` is
        the year, five years on if not given; `names` are levers by name or file, all those bundled if none.
        Raises InputFaultsError.

        >>> from sufficiency import analysis
        >>> study = analysis.load("thurrock-2019")
        >>> answers = study.levers("inside=+27", names=["open-home-residential"], draws=20)
        >>> answers[["units", "unit"]].values.tolist()
        [[8.0, 'homes']]
        """
        wanted = parse_goal(goal, year_of_goal(self.scenario, by))
        if wanted is None:
            raise one_fault("goal", "", f"'{goal}' is no goal.", "Write inside=+27 or gap=residential.")
        files = [lever_of(each, self.scenario) for each in names] or bundled_levers(self.scenario)
        _, answers = answers_to(
            wanted,
            self.loaded.inputs,
            files,
            lambda other: load_again(self.loaded, other),
            draws,
            seed,
            lambda step: None,
        )
        return levers_table(wanted, answers)

    def providers(self, year: int | None = None) -> pd.DataFrame:
        """What each provider of the select list gives on 31 March of a year, the base year if none is given.

        Columns as `providers_table` has them; no rows without a select list. Raises InputFaultsError for a
        year that the scenario does not have.

        >>> from sufficiency import analysis
        >>> len(analysis.load("thurrock-2019").providers())
        0
        """
        year = self.scenario.base_year if year is None else year
        if year not in self.scenario.years:
            do = f"Use {self.scenario.base_year} to {self.scenario.horizon}."
            raise one_fault(str(year), "", "is not one of the scenario's years.", do)
        return providers_table(self.loaded.inputs, year)

    def write(self, forecast: Forecast, folder: str | Path) -> None:
        """A run written as `sufficiency run --out` does: tables, charts and a manifest, whole or not at all.

        Raises OutputError; and InputFaultsError for a scenario that was changed here, because its manifest
        could not say so: write the change as a scenario file, and load that.

        >>> from tempfile import TemporaryDirectory
        >>> from sufficiency import analysis
        >>> study = analysis.load("thurrock-2019")
        >>> with TemporaryDirectory() as folder:
        ...     study.write(study.run(draws=20), Path(folder) / "results")
        ...     sorted(each.name for each in (Path(folder) / "results").iterdir())
        ['charts', 'manifest.json', 'tables']
        """
        if self.is_changed or forecast.inputs is not self.loaded.inputs:
            what = "was changed here, so no file would say what was run."
            do = "Write the change as a scenario file, load that, and run it."
            raise one_fault(self.title if self.is_changed else "the forecast", "", what, do)
        check_folder(Path(folder))
        write_results(Path(folder), self.loaded, forecast, forecast.tables)

    def _named(self, name: str) -> list[Figure]:
        found = [each for each in self.loaded.book if each.name == name or each.name.startswith(f"{name}/")]
        return found or [self.figure(name)]


def load(
    scenario: str | Path,
    select_list: str | Path | None = None,
    lose: str | None = None,
    returns: str | Path | None = None,
    method: str | None = None,
) -> Study:
    """A scenario by its bundled name or the path of a file, read and checked; every fault is told at once.

    `select_list`, `returns` (a folder of child-level returns) and `method` (`rate` or `episodes`) stand for
    what the scenario says; `lose` takes a provider away the year after the base year, by name or `largest`.
    Raises InputFaultsError.

    >>> from sufficiency import analysis
    >>> analysis.load("thurrock-2023").scenario.base_year
    2023
    """
    loaded = load_scenario(
        str(scenario),
        None if select_list is None else Path(select_list),
        lose,
        None if returns is None else Path(returns),
        _method(method),
    )
    return Study(loaded)


def write_report(run: str | Path) -> Path:
    """The public report of a run that `Study.write` wrote, in a folder beside its own; where it is.

    Small counts are protected: docs/report.md. Raises InputFaultsError and OutputError.
    """
    from sufficiency.reporting import report_beside

    return report_beside(Path(run), lambda step: None)


def _method(word: str | None) -> Method | None:
    if word is None:
        return None
    if word not in list(Method):
        raise one_fault(str(word), "", "is no method.", f"There are: {', '.join(Method)}.")
    return Method(word)


def _with_keys(scenario: Scenario, title: str, keys: Mapping[str, Any]) -> Scenario:
    """The scenario with keys changed, named after its title; raises InputFaultsError with every fault."""
    name = _NOT_IN_A_NAME.sub("-", title.casefold()).strip("-") or "changed"
    faults = [fault for key in keys for fault in _key_faults(title, key, keys[key])]
    if faults:
        raise InputFaultsError(faults)
    said = scenario.model_dump(by_alias=True, exclude_none=True, exclude={"name"})
    for key, value in ((key, _as_in_a_file(value)) for key, value in keys.items()):
        said[key] = {**said.get(key, {}), **value} if key in NAMED_ENTRIES else value
    try:
        return as_scenario(name, {**said, "title": title, "note": keys.get("note", "")})
    except ValidationError as error:
        raise InputFaultsError(faults_of(error, lambda key: Path(title), is_whole=True)) from None


def _as_in_a_file(value: Any) -> Any:
    """A value as a file would have it: its keys are words, even where they are years."""
    if not isinstance(value, Mapping):
        return value
    return {str(key): _as_in_a_file(each) for key, each in value.items()}


def _key_faults(title: str, key: str, value: object) -> list[Fault]:
    """What is wrong with a key before its value is looked into."""
    if key not in TOP_LEVEL_KEYS:
        return [Fault(title, key, *unknown_key(key, TOP_LEVEL_KEYS))]
    if key in READ_WITH_IT:
        do = "Say it when the scenario is loaded, or in a scenario file."
        return [Fault(title, key, "is what the scenario is read with, and is not changed here.", do)]
    if key in NAMED_ENTRIES and not isinstance(value, Mapping):
        do = 'Give each entry a name: {"a_name": {...}}.'
        return [Fault(title, key, "must be a table of entries.", do)]
    return []
