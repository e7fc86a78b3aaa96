"""The pages of the documentation are in their place, and their figures and picture are today's.

Nothing of it needs the site to be built: tests/test_site.py has what does.
"""

import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image
from test_backtest import HORIZONS, ORIGINS, SHAPE
from test_volatility import PANEL, shared
from typer.main import get_command

from sufficiency import analysis
from sufficiency.bundled import bundled_root
from sufficiency.charts.page import analysis_function_style
from sufficiency.commands.app import program
from sufficiency.readers.published.recognise import read_published
from sufficiency.record.backtest import back_test
from sufficiency.record.panel import panel_of
from sufficiency.record.scores import EVERY, scored, scores_table

if TYPE_CHECKING:
    from sufficiency.charts import Chart

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def made_by(name: str, folder: str = "site") -> ModuleType:
    """A module of docs/site or docs/pictures, which are no packages."""
    spec = importlib.util.spec_from_file_location(f"{folder}_{name}", DOCS / folder / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


# --- Navigation -----------------------------------------------------------------------------------
def pages_in(nav: object) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    for each in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from pages_in(each)


def test_every_page_is_in_the_navigation_once() -> None:
    nav = list(pages_in(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]))
    beside = set(made_by("hooks").PAGES_BESIDE.values())
    written = {
        path.relative_to(DOCS).as_posix()
        for path in DOCS.rglob("*.md")
        if not (path.parent.name == "decisions" and path.name[0].isdigit())  # listed as it is built
    }
    assert len(nav) == len(set(nav))
    assert set(nav) == written | beside


def test_a_link_beside_the_pages_leads_to_where_the_site_has_the_file() -> None:
    relinked = made_by("hooks").relinked
    assert relinked("[a](../notebooks/01-first-run.ipynb)", "docs/notebooks.md", "notebooks.md") == (
        "[a](notebooks/01-first-run.ipynb)"
    )
    assert relinked("[a](docs/decisions/README.md#x)", "README.md", "readme.md") == (
        "[a](decisions/README.md#x)"
    )
    assert relinked("[a](../CHANGELOG.md)", "docs/decisions/0001.md", "decisions/0001.md") == (
        "[a](../CHANGELOG.md)"  # docs/CHANGELOG.md is nowhere, and strict mode says so
    )
    assert relinked("```\n[a](../README.md)\n```", "docs/x.md", "x.md") == "```\n[a](../README.md)\n```"


# --- Reference ------------------------------------------------------------------------------------
def commands_of(command: object, name: str) -> Iterator[tuple[str, object]]:
    yield name, command
    for short, each in getattr(command, "commands", {}).items():
        yield from commands_of(each, f"{name} {short}")


def test_every_command_option_and_default_is_told() -> None:
    told = made_by("hooks").commands()
    sections = dict(re.findall(r"^##+ `([^`]+)`\n(.*?)(?=^##+ |\Z)", told, flags=re.MULTILINE | re.DOTALL))
    every = dict(commands_of(get_command(program()), "sufficiency"))
    assert set(sections) == set(every)
    for name, command in every.items():
        assert " ".join(command.help.split())[:60] in " ".join(sections[name].split())  # type: ignore[attr-defined]
        for parameter in command.params:  # type: ignore[attr-defined]
            if getattr(parameter, "hidden", False):
                continue
            for option in parameter.opts if parameter.param_type_name == "option" else ():
                assert f"`{option}" in sections[name] or f" {option}" in sections[name], (name, option)
            if isinstance(parameter.default, str | int) and not isinstance(parameter.default, bool):
                assert f"default: {parameter.default}" in sections[name], (name, parameter.name)


def test_the_commands_page_leaves_them_a_place() -> None:
    assert page("commands").count(made_by("hooks").COMMANDS_HERE) == 1


def test_every_public_name_of_the_analysis_is_on_the_python_page() -> None:
    asked = set(re.findall(r"^::: sufficiency\.analysis\.(\w+)$", page("python"), re.MULTILINE))
    assert asked == set(analysis.__all__)


def test_every_exit_code_is_explained_in_the_same_words_as_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    codes = re.findall(r"^\| (\d+) \| ([^;|]+)", readme, re.MULTILINE)
    assert len(codes) == 6
    for code, meaning in codes:
        assert f"| {code} | {meaning.strip()}" in page("exit-codes")


# --- Figures --------------------------------------------------------------------------------------
def tables_on(text: str) -> list[pd.DataFrame]:
    """The Markdown tables of a page."""
    found = re.findall(r"^\|.*\n\|[-|: ]+\n(?:\|.*\n)+", text, re.MULTILINE)
    cells = [
        [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in each.splitlines()]
        for each in found
    ]
    return [pd.DataFrame(rows[2:], columns=rows[0]) for rows in cells]


def percent(share: float, decimals: int = 0) -> str:
    return f"{share * 100:.{decimals}f}%"


def signed(share: float) -> str:
    return f"{share * 100:+.1f}%".replace("-", "−")


OUT_BY: dict[str, Callable[[pd.DataFrame], str]] = {
    "forecasts": lambda by: f"{int(by.loc['sufficiency', 'forecasts']):,}",
    "out by": lambda by: percent(by.loc["sufficiency", "mape"], 1),
    "on average": lambda by: signed(by.loc["sufficiency", "bias"]),
    "if the count held": lambda by: percent(by.loc["hold_count", "mape"], 1),
    "if the rate held": lambda by: percent(by.loc["hold_rate", "mape"], 1),
    "trends": lambda by: "{:.1f} to {:.1f}%".format(
        *sorted(100 * by.loc[["straight_trend", "compound_growth"], "mape"])
    ),
    "50% range held": lambda by: percent(by.loc["sufficiency", "coverage_50"]),
    "80% range held": lambda by: percent(by.loc["sufficiency", "coverage_80"]),
    "could be": lambda by: (
        f"{by.loc['sufficiency', 'coverage_80_low'] * 100:.0f} to "
        f"{percent(by.loc['sufficiency', 'coverage_80_high'])}"
    ),
    "95% range held": lambda by: percent(by.loc["sufficiency", "coverage_95"]),
}
SHORT = {"80%": "80% range held", "95%": "95% range held"}  # as the table of methods.md is headed
GROUPS = {"quarter by size": "size", "region": "region", "made as at 31 March": "origin"}
TOLD_ON = ("record", "model-card", "methods")


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    """The back-test made anew, as `sufficiency backtest` makes it."""
    panel = panel_of(read_published(PANEL))
    table = scores_table(scored(back_test(panel, ORIGINS, HORIZONS, SHAPE), panel), seed=1)
    named = table.assign(years_ahead=table["years_ahead"].astype(str))
    return named.set_index(["by", "group", "years_ahead", "method"]).sort_index()


def assert_told(table: pd.DataFrame, of_row: Callable[[str], pd.DataFrame]) -> None:
    first = table.columns[0]
    for _, row in table.iterrows():
        for column in table.columns[1:]:
            assert row[column] == OUT_BY[SHORT.get(column, column)](of_row(row[first])), (row[first], column)


@shared
@pytest.mark.parametrize("name", TOLD_ON)
def test_scores_by_years_ahead_are_those_of_the_back_test(name: str, scores: pd.DataFrame) -> None:
    told = [table for table in tables_on(page(name)) if table.columns[0] == "years ahead"]
    assert len(told) == 1
    assert list(told[0]["years ahead"]) == ["1", "2", "3", "4", "5"]
    assert_told(told[0], lambda ahead: scores.loc[(EVERY, EVERY, ahead)])


@shared
@pytest.mark.parametrize("name", ["record", "model-card"])
def test_scores_by_group_are_those_of_the_back_test(name: str, scores: pd.DataFrame) -> None:
    told = {table.columns[0]: table for table in tables_on(page(name)) if table.columns[0] in GROUPS}
    assert {"quarter by size", "region"} <= set(told)
    for word, table in told.items():
        by = scores.loc[GROUPS[word]]
        assert set(table[word]) == set(by.index.get_level_values("group"))
        assert_told(table, lambda group, by=by: by.loc[(group, EVERY)])  # type: ignore[misc]


@pytest.mark.parametrize("name", TOLD_ON)
def test_scores_by_years_ahead_are_those_that_every_run_carries(name: str) -> None:
    record = pd.read_csv(bundled_root() / "data" / "england" / "back_test.csv", dtype={"category": str})
    carried = record.set_index(["category", "measure"])["value"]
    told = next(table for table in tables_on(page(name)) if table.columns[0] == "years ahead")
    for _, row in told.rename(columns=SHORT).set_index("years ahead").iterrows():
        ahead = str(row.name)
        assert row["out by"] == percent(carried[ahead, "back_test_error"], 1)
        assert row["if the count held"] == percent(carried[ahead, "back_test_hold_count_error"], 1)
        assert row["80% range held"] == percent(carried[ahead, "back_test_inside_80"])
        assert row["95% range held"] == percent(carried[ahead, "back_test_inside_95"])


@pytest.mark.parametrize("name", TOLD_ON)
def test_who_was_judged_and_when_is_what_every_run_carries(name: str) -> None:
    record = pd.read_csv(bundled_root() / "data" / "england" / "back_test.csv").set_index("measure")["value"]
    of = {what: record[f"back_test_{what}"] for what in ("authorities", "made_from", "made_to")}
    assert f"{of['authorities'].max():.0f} authorities" in page(name)
    assert f"{of['made_from'].min():.0f} to {of['made_to'].max():.0f}" in page(name)


def test_the_model_card_is_of_this_version() -> None:
    from sufficiency import __version__

    assert f"of version {__version__} |" in page("model-card")


# --- The picture ----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def chart() -> "Chart":
    return made_by("gap", "pictures").picture()


def test_the_words_of_the_picture_have_the_numbers_of_the_chart(chart: "Chart") -> None:
    words = re.search(r"!\[([^\]]*)\]\(docs/pictures/gap\.png\)", (ROOT / "README.md").read_text("utf-8"))
    assert words
    assert set(re.findall(r"\d+", words[1])) <= set(re.findall(r"\d+", chart.alternative))


def test_the_picture_is_the_one_that_the_code_draws_today(chart: "Chart", tmp_path: Path) -> None:
    """Dot by dot, where matplotlib's own letters are the ones in use; docs/pictures/gap.py draws it again."""
    from matplotlib.font_manager import FontProperties, findfont

    with analysis_function_style():
        if "DejaVu" not in findfont(FontProperties()):
            pytest.skip("this machine has letters that the picture was not drawn with")
    today = tmp_path / "gap.png"
    today.write_bytes(chart.png)
    drawn, kept = (
        np.asarray(Image.open(each).convert("L"), dtype=np.int16)
        for each in (today, made_by("gap", "pictures").PICTURE)
    )
    assert drawn.shape == kept.shape
    # A release of matplotlib may shade the edges of letters otherwise: a thousandth of the dots may.
    assert (np.abs(drawn - kept) > 64).mean() < 0.001
