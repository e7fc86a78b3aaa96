"""Whatever a council's files hold, they are read right or refused by name, and never a traceback."""

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_cli import ROOT, contents, my_copy, my_scenario, type_in

sys.path.append(str(ROOT / "benchmarks"))

from robust import samples

LEDGER = "data/thurrock/ledger.csv"
PROFILE = "data/thurrock/profile.csv"
POPULATION = "data/thurrock/population.csv"
LEAVING = "data/england/leaving_care.csv"
Edit = Callable[[Path], object]


@pytest.fixture
def council(tmp_path: Path) -> Path:
    return my_copy(tmp_path)


def changed(file: str, old: str, new: str) -> Edit:
    """An edit that changes one passage of a file."""

    def edit(council: Path) -> None:
        text = (council / file).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (council / file).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def instead(file: str, make: Callable[[Path], object]) -> Edit:
    """An edit that puts something else in the place of a file or folder."""

    def edit(council: Path) -> None:
        path = council / file
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        make(path)

    return edit


def first_row_again(council: Path) -> None:
    text = (council / LEDGER).read_text(encoding="utf-8")
    (council / LEDGER).write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        pytest.param(
            instead(LEDGER, lambda path: None), ["kinship_children", "no data file"], id="missing file"
        ),
        pytest.param(instead("data/england", lambda path: None), ["england", "no such"], id="missing folder"),
        pytest.param(instead("data/england", Path.mkdir), ["england", "no CSV file"], id="empty folder"),
        pytest.param(instead("data/england", Path.touch), ["england", "is empty"], id="file for a folder"),
        pytest.param(instead(LEDGER, Path.touch), ["ledger.csv", "is empty"], id="empty file"),
        pytest.param(
            instead(LEDGER, Path.mkdir), ["ledger.csv", "a folder, not a file"], id="folder for a file"
        ),
        pytest.param(
            instead(LEDGER, lambda path: path.write_bytes(b"PK\x03\x04rest")),
            ["ledger.csv", "Excel"],
            id="workbook",
        ),
        pytest.param(
            instead(LEDGER, lambda path: path.write_bytes(bytes(range(256)))), ["ledger.csv"], id="not text"
        ),
        pytest.param(first_row_again, ["ledger.csv row 15", "row 2", "Keep one"], id="duplicate row"),
        pytest.param(
            changed(LEDGER, ",,,118,", ",,,-118,"), ["row 2, column value", "0 or more"], id="negative"
        ),
        pytest.param(
            changed(LEDGER, ",,,118,", ",,,inf,"), ["row 2, column value", "no number"], id="infinite"
        ),
        pytest.param(
            changed(LEDGER, ",,,118,", ",,,NaN,"), ["row 2, column value", "no number"], id="not a number"
        ),
        pytest.param(changed(LEDGER, ",,,118,", f",,,{'9' * 400},"), ["row 2", "too large"], id="overflow"),
        pytest.param(changed(LEDGER, ",,,118,", ",,,1.18E+02,"), ["row 2", "scientific"], id="scientific"),
        pytest.param(changed(LEDGER, ",,,118,", ",,,£118,"), ["row 2", "pound sign"], id="pounds"),
        pytest.param(
            changed(LEDGER, ",,,118,", ",,,118%,"), ["row 2", "% sign"], id="percentage of children"
        ),
        pytest.param(changed(LEDGER, ",,,118,", ",,,118k,"), ["row 2", "only money"], id="thousands"),
        pytest.param(changed(LEDGER, ",,,118,", ',,,"1,18",'), ["row 2", "commas"], id="decimal comma"),
        pytest.param(changed(LEDGER, ",,,118,", ",,,c,"), ["row 2", "DfE mark"], id="suppressed"),
        pytest.param(changed(LEDGER, ",,,118,", ",,,,"), ["row 2", "value is missing"], id="blank"),
        pytest.param(
            changed(LEDGER, "22,17,44", "22,44,17"), ["row 3, column low", "row 3, column high"], id="low"
        ),
        pytest.param(
            changed(LEDGER, "22,17,44", "22,17,"), ["row 3, column high", "low but no high"], id="no high"
        ),
        pytest.param(
            changed(LEDGER, ",,,118,,,children,", ",,,118,,,childs,"),
            ["column unit", "Did you mean"],
            id="unit",
        ),
        pytest.param(
            changed(PROFILE, "under_1,,14,", "under_1,,9999999999,"),
            ["adds to", "is 293"],
            id="margins disagree",
        ),
        pytest.param(
            changed(POPULATION, "rate,2019,42836", "rate,2019,999999999999"),
            ["any authority"],
            id="absurdly large",
        ),
        pytest.param(
            changed("data/england/priors.csv", "kinship under_1,,0.06", "kinship under_1,,6"),
            ["placement_age_prior/fostering_and_kinship", "not to 1"],
            id="shares do not sum",
        ),
        pytest.param(
            changed(LEAVING, "age_18,,0.57,", "age_18,,5.7,"),
            ["leaving_care.csv row 2, column value", "share"],
            id="more stay put than there are",
        ),
        pytest.param(
            changed(LEAVING, "months_at_16_17,uasc,,12,9,15", "months_at_16_17,uasc,,0,0,0"),
            ["months_at_16_17/uasc in", "leaving_care.csv", "must be above 0"],
            id="a stay of no months",
        ),
    ],
)
def test_bad_data_is_refused_by_name_and_nothing_is_written(
    council: Path, edit: Edit, said: list[str]
) -> None:
    edit(council)
    before = contents(council)
    answer = type_in("run", council / "scenarios/thurrock-2019.toml", "--draws", 2, "--out", council / "out")
    assert answer.code == 3
    assert answer.out == ""
    assert "Traceback" not in answer.err
    for words in said:
        assert words in answer.err
    assert contents(council) == before


def test_faults_of_several_files_are_all_said_at_once(council: Path) -> None:
    changed(LEDGER, ",,,118,", ",,,lots,")(council)
    changed(PROFILE, "under_1,,14,", "under_1,,-14,")(council)
    changed(POPULATION, "local,2037,35.4", "local,2037,35.4.1")(council)
    instead("data/england/priors.csv", Path.touch)(council)
    said = type_in("check", council / "scenarios/thurrock-2019.toml")
    assert said.code == 3
    assert said.err.startswith("4 faults in the input:\n")
    for place in (
        "ledger.csv row 2",
        "profile.csv row 2",
        "population.csv row 4",
        "priors.csv: the file is empty",
    ):
        assert place in said.err


# --- Read right, however it was saved -------------------------------------------------------------


@pytest.fixture(scope="module")
def as_bundled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return gap_csv(my_copy(tmp_path_factory.mktemp("bundled")))


def gap_csv(council: Path) -> bytes:
    """The bytes of gap.csv, as a run on these files writes it; without the charts, which take longer."""
    from sufficiency.forecast import run
    from sufficiency.loading import load
    from sufficiency.tables.run import gap_table
    from sufficiency.writers.run_folder import write_csv

    scenario = my_scenario(council, "horizon = 2021")
    write_csv(gap_table(run(load(str(scenario)).inputs, draws=10, seed=1)), council / "gap.csv")
    return (council / "gap.csv").read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_ledger_saved_another_way_gives_the_same_bytes(
    council: Path, as_bundled: bytes, encoding: str, ends: str
) -> None:
    text = (council / LEDGER).read_text(encoding="utf-8").replace("an undated", "an undated – £0 –")
    (council / LEDGER).write_bytes(text.replace("\n", ends).encode(encoding))
    assert gap_csv(council) == as_bundled


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (POPULATION, "rate,2019,42836,", 'rate,2019,"42,836 ",'),
        (POPULATION, "rate,2019,42836,", "rate,2019.0, 42836.00 ,"),
        (POPULATION, "local,2024,19.0,", "local,2024,19%,"),
        (POPULATION, "local,2024,19.0,", 'local,2024," 19.0 % ",'),
        (LEDGER, "miles,,0.5,0.25,0.75,", "miles,,50%,25 %,75.0%,"),
        (LEDGER, ",,,118,,,children,2019-03-31,", ",,,118 ,,,children ,31/03/2019,"),
        (LEDGER, "0,8,places", "+0,8.0,places"),
    ],
)
def test_numbers_as_excel_writes_them_are_read_right(
    council: Path, as_bundled: bytes, file: str, old: str, new: str
) -> None:
    changed(file, old, new)(council)
    assert gap_csv(council) == as_bundled


def test_rows_in_another_order_and_blank_ones_give_the_same_bytes(council: Path, as_bundled: bytes) -> None:
    header, *rows = (council / PROFILE).read_text(encoding="utf-8").splitlines()
    (council / PROFILE).write_text("\n".join([header, ",,,,", *reversed(rows), "", ""]), encoding="utf-8")
    assert gap_csv(council) == as_bundled


# --- Anything at all ------------------------------------------------------------------------------

FILES = [
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "data").rglob("*.csv"))),
    "scenarios/thurrock-2019.toml",
    "scenarios/mine.toml",
]
MARKS = ["", "0", "-1", "1e9", "999999", "0.5", "nan", "inf", "1,000", "£3", "50%", '"', "\u22123", "2019"]
CELLS = st.sampled_from(MARKS) | st.text(max_size=5)
MINE = """horizon = 2020
cla = { path = "change", percent_a_year = -2.0, from = 2020, to = 2020, source = "s", of = "other" }
households = { net_a_year = 5, from = 2020, to = 2020, delivery = "expected", source = "s" }
[places.a]
provision = "residential"
sector = "block"
scope = "any"
places = 2
from = 2020
source = "s"
"""


WITH_LIST = """horizon = 2021
select_list = "list.csv"
scopes = []
whole_list = []
placing_order = ["in_house", "block", "select_list"]
households = { recruited_a_year = 15, from = 2020, to = 2021, delivery = "expected", source = "s" }
[places.a]
provision = "residential"
sector = "block"
scope = "within_20_miles"
places = 2
usable = "expected"
from = 2020
slip_months = 6
ramp_months = 3
source = "s"
[levers.a]
kind = "retain"
leaving_share = 0.1
from = 2020
to = 2021
source = "s"
[levers.b]
kind = "reopen_list"
provision = "residential"
round = 2020
from = 2020
source = "s"
[levers.c]
kind = "lose_provider"
from = 2021
source = "s"
[levers.d]
kind = "step_down"
children_a_month = 0.2
starts = 2019-04-01
months = 12
success = 0.7
returns = 0.2
source = "s"
"""


@pytest.fixture(scope="module")
def worked_on(tmp_path_factory: pytest.TempPathFactory) -> Path:
    council = my_copy(tmp_path_factory.mktemp("worked_on"))
    my_scenario(council, MINE)
    my_scenario(council, WITH_LIST, "with-list")
    (council / "scenarios" / "list.csv").write_text(samples.LIST, encoding="utf-8")
    return council


def anything(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


@anything(60)
@given(file=st.sampled_from(FILES), where=st.floats(0, 0.999), what=CELLS | st.binary(min_size=1, max_size=4))
def test_any_change_to_any_file_runs_or_is_refused_and_is_never_a_fault_of_ours(
    worked_on: Path, file: str, where: float, what: str | bytes
) -> None:
    command = ["run", worked_on / "scenarios" / "mine.toml", "--draws", 20]
    assert_runs_or_is_refused(command, worked_on / file, where, what)


def test_the_scenario_with_a_list_runs_before_it_is_changed(worked_on: Path) -> None:
    said = type_in("check", worked_on / "scenarios" / "with-list.toml")
    assert said.code == 0, said.err


@anything(60)
@given(
    file=st.sampled_from(("list.csv", "with-list.toml")),
    where=st.floats(0, 0.999),
    what=CELLS | st.binary(min_size=1, max_size=4),
)
def test_any_change_to_a_select_list_or_to_levers_is_read_or_refused_and_is_never_a_fault_of_ours(
    worked_on: Path, file: str, where: float, what: str | bytes
) -> None:
    command = ["check", worked_on / "scenarios" / "with-list.toml"]
    assert_runs_or_is_refused(command, worked_on / "scenarios" / file, where, what)


def assert_runs_or_is_refused(command: list[object], path: Path, where: float, what: str | bytes) -> None:
    """A file changed in one place: the command ends well, or names what is wrong."""
    whole = path.read_bytes()
    if isinstance(what, bytes):
        at = int(where * len(whole))
        made = whole[:at] + what + whole[at + len(what) :]
    else:
        parts = re.split("([,\n=]+)", whole.decode("utf-8"))
        at = int(where * len(parts))
        made = "".join([*parts[:at], what, *parts[at + 1 :]]).encode("utf-8", "surrogatepass")
    path.write_bytes(made)
    try:
        said = type_in(*command)
    finally:
        path.write_bytes(whole)
    assert said.code in (0, 3), said.err
    assert "Traceback" not in said.err
    assert said.code == 0 or "in the input" in said.err
