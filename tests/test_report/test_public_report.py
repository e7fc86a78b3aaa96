"""The public report of the bundled examples, attacked: what somebody could work out of what is published.

The attacker reads the published tables alone, and has a solver. How the counts add up is written out
here as a reader knows it, and shares no code with what is attacked.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from test_cli import type_in

from sufficiency.forecast import Forecast
from sufficiency.readers.exempt import read_lever_answers
from sufficiency.report.assembly import drafts_of, report_of
from sufficiency.report.declared import Cell, Draft, Key, Protected
from sufficiency.report.runs import Run
from sufficiency.writers.provider_list import write_provider_list
from sufficiency.writers.report.csv import write_csv_tables
from sufficiency.writers.report.workbook import write_workbook
from test_report.made_counts import key, shown
from test_report.made_report import COVER, read_csv_tables, read_workbook_tables
from test_report.test_assembly import run_of
from test_report.test_attacker import MOST, Attacker, Seen

FEWEST = 6  # values that a hidden count must be able to have, where 1 to 5 are hidden
BASES = ("thurrock-2019", "thurrock-2023")
DIMENSIONS = ("age_band", "sex", "distance_band", "placement", "rung", "sector")
NO_ANSWERS = read_lever_answers(None)


@dataclass(frozen=True)
class Made:
    """A report: what went into each table, and what came out."""

    drafts: list[Draft]
    tables: tuple[Protected, ...]

    @property
    def seen(self) -> Seen:
        return {name: cell for name, cell in shown(self.drafts, self.tables).items() if cell is not None}

    @property
    def truth(self) -> dict[Key, int]:
        return {
            name: int(draft.rows[row][at])  # type: ignore[arg-type]
            for draft in self.drafts
            for (row, at), name in draft.keys.items()
            if draft.rows[row][at] is not None
        }


def made(run: Run, mode: str = "under_6") -> Made:
    drafts = [draft for draft in drafts_of([run], "public", NO_ANSWERS) if not draft.declaration.restricted]
    return Made(drafts, report_of([run], "public", mode, NO_ANSWERS, {}))


@pytest.fixture(scope="module")
def run(scenario_forecast: Callable[[str], Forecast]) -> Run:
    return run_of(scenario_forecast("thurrock-2019"), "thurrock-2019")


def with_history(run: Run, year: int, **changed: int) -> Run:
    """A run in which DfE had published other numbers for a year."""
    history = run.table("history").copy()
    for column, number in changed.items():
        history.loc[history["year"] == year, column] = number
    return replace(run, tables={**run.tables, "history": history})


@pytest.fixture(scope="module", params=BASES)
def report(request: pytest.FixtureRequest, scenario_forecast: Callable[[str], Forecast]) -> Made:
    return made(run_of(scenario_forecast(request.param), request.param))


# --- The attacker ---------------------------------------------------------------------------------
COMMISSIONED = ("fostering", "residential", "supported_16_plus")
SELF_PLACING = ("kinship", "with_parents", "placed_for_adoption", "secure", "health_or_custody")
KINDS, OWN = "in_three_provisions", "self_placing"  # the sums that table A shows


class Reader(Attacker):
    """Someone who has the whole report: parts add to their whole, and net is started less ceased.

    Of table A they know that a rung's sum is of three kinds of home, and all such sums together those
    children; that the home comes with all others; and that there is no child beside these two.
    """

    def __init__(self, seen: Seen) -> None:
        super().__init__(seen)
        for at, name in enumerate(self.names):
            if ("what", "net") in name and seen[name] == "c":
                self.low[at] = -MOST

    def sums(self) -> Iterator[tuple[Key, str]]:
        for whole in self.names:
            if ("what", "net") in whole:
                yield whole, "what"
            if self._parts_in_table_a(whole):
                yield whole, KINDS
            for dimension in DIMENSIONS:
                if any(
                    dimension in dict(name) and self._without(name, dimension) == whole for name in self.names
                ):
                    yield whole, dimension

    def _parts_in_table_a(self, whole: Key) -> list[Key]:
        """What a sum of table A is made of beside its rungs; of all children, the two sums themselves."""
        rung = dict(whole).get("rung", "")
        kinds = [key(what="looked_after", placement=name, rung=rung) for name in COMMISSIONED]
        own = [key(what="looked_after", placement=name) for name in SELF_PLACING]
        two = [key(what=KINDS), key(what=OWN)]
        parts = {key(what=KINDS, rung=rung): kinds, key(what=OWN): own, key(what="looked_after"): two}
        return [name for name in parts.get(whole, []) if name in self.at]

    def _row_of(self, whole: Key, parts: list[Key]) -> NDArray[np.float64]:
        row = np.zeros(len(self.names))
        row[[self.at[name] for name in parts]] = 1
        row[self.at[whole]] = -1
        return row

    @staticmethod
    def _without(name: Key, dimension: str) -> Key:
        return tuple(pair for pair in name if pair[0] != dimension)

    def sum_of(self, whole: Key, down: str) -> NDArray[np.float64]:
        if down == KINDS:
            return self._row_of(whole, self._parts_in_table_a(whole))
        if down != "what":
            return super().sum_of(whole, down)
        row = np.zeros(len(self.names))
        for what, times in (("net", -1), ("started", 1), ("ceased", -1)):
            row[self.at[key(what=what, year=dict(whole)["year"])]] = times
        return row


def small_of(truth: dict[Key, int]) -> set[Key]:
    """Counts of 1 to 5 children; net is a difference, and no child is one of it."""
    return {name for name, count in truth.items() if 0 < count < FEWEST and ("what", "net") not in name}


def only_small_hidden(truth: dict[Key, int]) -> Seen:
    """What a council shows that hides small counts and nothing else."""
    return {**truth, **dict.fromkeys(small_of(truth), "c")}


def test_what_the_attacker_takes_to_add_up_does(report: Made) -> None:
    attacker = Reader(report.seen)
    true = np.array([report.truth[name] for name in attacker.names])
    assert len(attacker.adds_up.A) > 15
    assert not (attacker.adds_up.A @ true).any()


def test_the_attacker_knows_every_sum_of_table_a_and_that_two_of_them_are_all_children(report: Made) -> None:
    attacker = Reader(report.seen)
    rungs = [name for name in attacker.names if dict(name).get("what") == KINDS and "rung" in dict(name)]
    assert len(rungs) == 4
    parts = {whole: attacker._parts_in_table_a(whole) for whole, down in attacker.sums() if down == KINDS}
    assert set(parts) == {*rungs, key(what=KINDS), key(what=OWN), key(what="looked_after")}
    assert all(len(parts[name]) == len(COMMISSIONED) for name in (*rungs, key(what=KINDS)))
    assert len(parts[key(what=OWN)]) >= 3
    assert (key(what=KINDS), "rung") in attacker.sums()


def test_no_count_of_1_to_5_is_shown_and_every_other_that_is_shown_is_true(report: Made) -> None:
    small = small_of(report.truth)
    assert small
    assert all(report.seen[name] == "c" for name in small)
    assert all(cell == report.truth[name] for name, cell in report.seen.items() if cell != "c")


def test_nothing_hidden_can_be_worked_out_to_fewer_than_six_values(report: Made) -> None:
    attacker = Reader(report.seen)
    assert len(attacker.possible) >= 4
    assert attacker.narrowed(FEWEST) == []


def test_hiding_small_counts_and_nothing_else_would_give_some_back(report: Made) -> None:
    attacker = Reader(only_small_hidden(report.truth))
    assert attacker.narrowed(FEWEST) != []


def test_a_small_number_of_starts_is_not_given_back_by_net_and_ceases(run: Run) -> None:
    few = made(with_history(run, 2016, started=3))
    started = key(what="started", year="2016")
    assert few.seen[started] == "c"
    assert Reader(few.seen).narrowed(FEWEST) == []
    assert started in Reader(only_small_hidden(few.truth)).narrowed(FEWEST)


def test_a_small_number_of_unaccompanied_children_is_hidden_in_a_past_year(run: Run) -> None:
    few = made(with_history(run, 2013, uasc=2))
    assert few.seen[key(what="looked_after_dfe", year="2013", stream="uasc")] == "c"


# --- What is shown --------------------------------------------------------------------------------
def test_a_count_of_nobody_is_shown_as_nobody(report: Made) -> None:
    zeros = [name for name, count in report.truth.items() if count == 0]
    assert zeros
    assert all(report.seen[name] == 0 for name in zeros)


def numbers_of(table: Protected, kind: str) -> list[Cell]:
    places = [at for at, each in enumerate(table.declaration.columns) if each.kind == kind]
    return [row[at] for row in table.rows for at in places if isinstance(row[at], int | float)]


def test_every_future_is_a_multiple_of_five(report: Made) -> None:
    numbers = [number for table in report.tables for number in numbers_of(table, "modelled")]
    assert len(numbers) > 200
    assert all(float(number) % 5 == 0 for number in numbers)  # type: ignore[arg-type]


def test_the_futures_and_range_of_a_hidden_count_are_hidden_with_it(report: Made) -> None:
    found = 0
    for draft, table in zip(report.drafts, report.tables, strict=True):
        modelled = [at for at, each in enumerate(table.declaration.columns) if each.kind == "modelled"]
        for (row, at), _ in draft.keys.items():
            if table.rows[row][at] == "c":
                assert {table.rows[row][other] for other in modelled} <= {"c", None}
                found += len(modelled)
    assert found


def test_a_share_of_a_hidden_count_is_hidden(report: Made) -> None:
    for table in report.tables:
        for at, each in enumerate(table.declaration.columns):
            if each.kind == "percent":
                part = [column.heading for column in table.declaration.columns].index(each.of[0])  # type: ignore[index]
                assert all((row[at] == "c") == (row[part] == "c") for row in table.rows)


@pytest.mark.parametrize(("mode", "step"), [("round_5", 5), ("round_10", 10)])
def test_rounded_counts_are_multiples_in_every_table(mode: str, step: int, run: Run) -> None:
    rounded = made(run, mode)
    assert all(float(cell) % step == 0 for cell in rounded.seen.values())  # type: ignore[arg-type]
    assert "c" not in rounded.seen.values()


# --- Every form says the same ---------------------------------------------------------------------
def test_the_workbook_and_the_csv_files_hold_the_same_numbers(report: Made, tmp_path: Path) -> None:
    cover = replace(COVER, profile="public")
    write_workbook(report.tables, cover, tmp_path / "report.xlsx")
    write_csv_tables(report.tables, tmp_path / "csv")
    in_workbook = read_workbook_tables(tmp_path / "report.xlsx")
    in_files = read_csv_tables(tmp_path / "csv")
    assert list(in_workbook) == list(in_files)
    compared = 0
    for table in report.tables:
        name = table.declaration.table
        if in_files[name]:  # a sheet of an empty table says what would fill it
            numbers = [[cell for cell in row if isinstance(cell, int | float)] for row in in_workbook[name]]
            as_files = [[cell for cell, kept in zip(row, told, strict=True) if isinstance(kept, int | float)]
                        for row, told in zip(in_files[name], in_workbook[name], strict=True)]  # fmt: skip
            assert numbers == as_files, name
            hidden = [[cell == "c" for cell in row] for row in in_workbook[name]]
            assert hidden == [[cell == "c" for cell in row] for row in in_files[name]]
            compared += sum(map(len, numbers))
    assert compared > 400


# --- Providers and their fees ---------------------------------------------------------------------
HASH = re.compile(r"\b[0-9a-f]{64}\b")
LIBRARY = re.compile(r'<script type="module">.*?</script>', re.DOTALL)
STATED = {"as_at": "2019-03-31", "source": "Invented", "kind": "assumed"}
PROVIDERS = {"Zephyrine Homes": 4327.19, "Quillmere Fostering": 871.37, "Oxbarrow Flats": 1293.83}
ROWS = (
    {"provider": "Zephyrine Homes", "lot": "residential", "sector": "select_list", "registered_places": 6,
     "open_to_us_places": 5, "filled_by_us_places": 2, "vacant_usable_places": 2, "distance_miles": 3.0,
     "inside_authority": False, "weekly_fee_gbp": 4327.19, **STATED},
    {"provider": "Quillmere Fostering", "lot": "ifa", "sector": "select_list", "filled_by_us_places": 30,
     "vacant_usable_places": 3, "distance_miles": 12.0, "inside_authority": False, "weekly_fee_gbp": 871.37,
     **STATED},
    {"provider": "Oxbarrow Flats", "lot": "supported_accommodation", "sector": "spot", "registered_places": 8,
     "filled_by_us_places": 4, "distance_miles": 2.0, "inside_authority": True, "weekly_fee_gbp": 1293.83,
     **STATED},
)  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a list of three invented providers, one of which it loses, and its two reports."""
    folder = tmp_path_factory.mktemp("providers")
    write_provider_list(folder / "list.csv", ROWS)
    asked = type_in(
        "run", "--draws", "4", "--select-list", folder / "list.csv", "--lose", "quillmere  fostering",
        "--out", folder / "run",
    )  # fmt: skip
    assert asked.code == 0, asked.err
    for profile, mode in (("public", "under_6"), ("restricted", "none")):
        said = type_in(
            "report", folder / "run", "--profile", profile, "--protect", mode, "--out", folder / profile
        )
        assert said.code == 0, said.err
    return folder


def words_of(folder: Path) -> dict[str, str]:
    """All that is written in a report's files, and in each part of its workbook and chapter, but pictures.

    Hashes are left out, and the page's charting library: their digits are no fee.
    """
    said = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".xlsx", ".docx"):
            with zipfile.ZipFile(path) as parts:
                texts = [name for name in parts.namelist() if not name.endswith((".png", ".jpeg"))]
                said |= {f"{path.name}/{name}": parts.read(name).decode("utf-8") for name in texts}
        elif path.is_file() and path.suffix != ".png":
            said[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8-sig")
    return {name: HASH.sub("", LIBRARY.sub("", text, count=1)) for name, text in said.items()}


def forms_of(provider: str, fee: float) -> re.Pattern[str]:
    """A provider by any part of its name that is its own, and its fee in pounds or in whole pounds."""
    pounds = rf"{int(fee)}|{round(fee)}|{int(fee):,}|{round(fee):,}"
    return re.compile(rf"{provider.split(maxsplit=1)[0]}|(?<![\d.])(?:{pounds})(?!\d)", re.IGNORECASE)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_provider_and_no_fee_is_in_any_public_file(provider: str, written: Path) -> None:
    said = words_of(written / "public")
    assert {"report.xlsx/xl/sharedStrings.xml", "csv/T17.csv", "manifest.json"} <= set(said)
    assert {"assurance.md", "transparency_record.md"} <= set(said)
    wanted = forms_of(provider, PROVIDERS[provider])
    found = {name: wanted.findall(text) for name, text in said.items() if wanted.search(text)}
    assert {name for name in found if not _is_a_number_of(found[name], written / "public" / name)} == set()


def _is_a_number_of(found: list[str], path: Path) -> bool:
    """Whether what was found is no more than a picture's coordinates."""
    return path.suffix == ".svg" and all(text[0].isdigit() for text in found)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("name", ["csv/T17.csv", "report.xlsx/xl/sharedStrings.xml"])
def test_the_restricted_report_has_each_provider_with_its_fee(
    name: str, provider: str, written: Path
) -> None:
    said = words_of(written / "restricted")[name]
    assert provider in said
    assert f"{PROVIDERS[provider]:g}" in said


def test_no_public_table_has_a_weekly_cost(written: Path) -> None:
    metadata = pd.read_csv(written / "public" / "csv" / "metadata.csv")
    assert not metadata["units"].str.contains("week").any()
    for name in metadata["file"]:
        table = pd.read_csv(written / "public" / "csv" / name)
        assert not [heading for heading in table.columns if "week" in heading.lower()]
    units = pd.read_csv(written / "public" / "csv" / "T17.csv")["Unit"]
    assert "gbp_per_week" not in set(units)


def test_the_public_manifest_does_not_say_which_provider_the_run_lost(written: Path) -> None:
    assert "illmere" in (written / "run" / "manifest.json").read_text(encoding="utf-8")
    assert "illmere" not in (written / "public" / "manifest.json").read_text(encoding="utf-8")
