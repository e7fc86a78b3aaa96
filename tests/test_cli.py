"""Every command as a person would type it: what it says, where it says it, and its exit code.

`type_in` and `my_copy` are used by the other tests of the program too.
"""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from sufficiency import __version__
from sufficiency.commands import app as commands

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (
    *(["run"], ["position"], ["check"], ["compare"], ["levers"], ["scenarios"], ["scenarios", "copy"]),
    *(["places"], ["places", "template"], ["places", "draft"], ["places", "show"]),
    *(["calibrate"], ["backtest"], ["report"], ["changes"]),
    *(["new"], ["ssda903"]),
    *(["ssda903", name] for name in ("check", "summarise", "backtest", "synthesise")),
)
FEW = ("--draws", "20")


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


def type_in(*words: object) -> Said:
    """Run a command inside this process: far quicker than a process of its own, and the same program."""
    out, err = io.StringIO(), io.StringIO()
    typed, sys.argv = sys.argv, ["sufficiency", *map(str, words)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                commands.main()
            except SystemExit as end:
                code = end.code
    finally:
        sys.argv = typed
    assert isinstance(code, int)
    return Said(code, out.getvalue(), err.getvalue())


def my_copy(folder: Path) -> Path:
    """A council's own copy of the bundled data and scenarios."""
    for name in ("data", "scenarios"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def my_scenario(council: Path, differs: str, name: str = "mine", based_on: str = '"thurrock-2019"') -> Path:
    """A scenario that differs from the base in a few lines."""
    path = council / "scenarios" / f"{name}.toml"
    path.write_text(f'title = "Mine"\nbased_on = {based_on}\n{differs}\n', encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, hidden ones too, with its bytes."""
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
    }


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


# --- Help -----------------------------------------------------------------------------------------


def test_the_version_is_printed_alone() -> None:
    assert type_in("--version") == Said(0, f"sufficiency {__version__}\n", "")


@pytest.mark.parametrize("command", [[], *COMMANDS], ids=lambda words: " ".join(words) or "sufficiency")
def test_every_command_explains_itself(command: list[str]) -> None:
    said = type_in(*command, "--help")
    assert said.code == 0
    assert said.err == ""
    assert "Usage: " in said.out


def test_the_help_lists_the_commands_and_the_exit_codes() -> None:
    said = type_in("--help").out
    assert all(
        name in said for name in ("run", "position", "check", "compare", "levers", "scenarios", "places")
    )
    together = " ".join(said.split())
    assert "3 faults in the input" in together
    assert "130 stopped with Ctrl-C" in together


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--draws", "0"], "--draws"),
        (["run", "--draws", "-5"], "--draws"),
        (["run", "--draws", "100001"], "--draws"),
        (["run", "--draws", "1000000000000"], "--draws"),
        (["run", "--draws", "many"], "--draws"),
        (["run", "--draws", "2.5"], "--draws"),
        (["run", "--seed", "-1"], "--seed"),
        (["run", "--sede", "1"], "--sede"),
        (["run", "thurrock-2019", "another"], "another"),
        (["position", "--draws", "0"], "--draws"),
        (["compare", "thurrock-2019", "thurrock-2019-hold-count", "--draws", "0"], "--draws"),
        (["compare", "thurrock-2019"], "at least two"),
        (["compare"], "A B"),
        (["forecast"], "forecast"),
        (["scenarios", "copy", "thurrock-2019"], "DIR"),
        (["levers", "--draws", "0"], "--draws"),
        (["places", "template"], "FILE"),
        (["places", "draft", "--ofsted", "register.csv"], "--authority"),
        (["places", "list"], "list"),
    ],
)
def test_a_command_that_is_not_understood_ends_with_2_and_says_which_word(
    words: list[str], said: str, empty: Path
) -> None:
    answer = type_in(*words)
    assert answer.code == 2
    assert said in answer.err
    assert answer.out == ""
    assert contents(empty) == {}


def test_no_command_at_all_shows_the_help_and_ends_with_2() -> None:
    said = type_in()
    assert said.code == 2
    assert "Usage: " in said.out + said.err


# --- run ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole_run() -> Said:
    return type_in("run", "--draws", "200")


def test_run_prints_position_gaps_sentence_and_what_they_rest_on(whole_run: Said) -> None:
    assert whole_run.code == 0
    for words in (
        "Where our children live, and where they should",
        "Homes to secure: inside the authority",
        "Homes to secure: within 20 miles",
        "Homes to secure: in all",
        "In a strategy",
        "What it costs",
        "The homes",
        "What it rests on",
        "published",
        "derived",
        "assumed",
        "depends most on",
    ):
        assert words in whole_run.out


def test_run_shows_the_base_year_one_three_five_years_on_and_the_end_which_is_not_back_tested(
    whole_run: Said,
) -> None:
    [heads] = {" ".join(line.split()) for line in whole_run.out.splitlines() if line.endswith("2037*")}
    assert heads == "2019 2020 2022 2024 2037*"
    assert "beyond what has been back-tested" in whole_run.out


def test_run_writes_the_sentence_that_a_strategy_adopts(whole_run: Said) -> None:
    together = " ".join(whole_run.out.split())
    assert "On 31 March 2019, 293 children were in our care." in together
    assert "To secure a contracted home within 20 miles for every child who should have one" in together


def test_no_chance_is_printed_for_the_observed_year(whole_run: Said) -> None:
    chances = [line for line in whole_run.out.splitlines() if line.strip().startswith("chance")]
    assert chances
    for line in chances:
        assert line.count("%") == 4  # of five years shown


def test_run_without_out_writes_nothing_at_all(empty: Path) -> None:
    before = contents(ROOT / "data") | contents(ROOT / "scenarios")
    assert type_in("run", *FEW).code == 0
    assert list(empty.iterdir()) == []
    assert contents(ROOT / "data") | contents(ROOT / "scenarios") == before


def test_a_scenario_is_run_by_its_name_or_by_its_path() -> None:
    by_name = type_in("run", "thurrock-2019-hold-count", *FEW)
    by_path = type_in("run", ROOT / "scenarios" / "thurrock-2019-hold-count.toml", *FEW)
    assert by_name.code == by_path.code == 0
    assert by_name.out == by_path.out
    assert "hold the count" in by_name.out


def test_the_default_is_thurrock_2019_on_the_first_seed() -> None:
    assert type_in("run", *FEW).out == type_in("run", "thurrock-2019", *FEW, "--seed", "1").out


def test_the_same_seed_says_the_same_and_another_seed_does_not() -> None:
    first = type_in("run", *FEW, "--seed", "7")
    assert type_in("run", *FEW, "--seed", "7").out == first.out
    assert type_in("run", *FEW, "--seed", "8").out != first.out


def test_a_single_draw_and_a_seed_of_many_digits_are_still_a_run() -> None:
    assert type_in("run", "--draws", "1", "--seed", "9" * 25).code == 0


def test_results_go_to_stdout_and_progress_to_stderr_only(whole_run: Said) -> None:
    assert "sufficiency: " not in whole_run.out
    assert all(line.startswith("sufficiency: ") for line in whole_run.err.splitlines())


@pytest.mark.parametrize("name", ["thurrock-2018", "half-inside"])
def test_a_scenario_that_is_not_there_is_refused_by_name(name: str, empty: Path) -> None:
    said = type_in("run", name)
    assert said.code == 3
    assert name in said.err
    assert "there is no scenario of that name" in said.err
    assert contents(empty) == {}


def test_a_misspelt_scenario_is_told_the_nearest_name() -> None:
    assert "thurrock-2019-hold-count" in type_in("run", "thurrock-2019-hold-cuont").err


def test_a_scenario_of_ones_own_beside_one_is_found_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    my_scenario(my_copy(tmp_path), "horizon = 2022")
    monkeypatch.chdir(tmp_path / "scenarios")
    said = type_in("run", "mine", *FEW)
    assert said.code == 0
    assert said.out.startswith("Mine\n")
    assert "2022" in said.out
    assert "2024" not in said.out.split("In a strategy")[0]


# --- position, check, scenarios -------------------------------------------------------------------


def test_position_is_table_a_in_every_scope_without_a_forecast() -> None:
    said = type_in("position")
    assert said.code == 0
    for scope in ("inside the authority", "within 20 miles", "in all"):
        assert f"where they should: {scope}, 31 March 2019" in said.out
    assert said.out.count("All children looked after") == 3
    assert "Homes to secure" not in said.out
    assert "2037" not in said.out


def test_position_counts_every_child_once() -> None:
    rows = [line.split() for line in type_in("position").out.splitlines() if line.startswith("All children")]
    assert [words[-1] for words in rows] == ["293", "293", "293"]


def test_check_lists_the_contradictions_between_sources_and_says_that_there_are_no_faults() -> None:
    said = type_in("check")
    assert said.code == 0
    assert "Sources that disagree, or leave something open: the model feels it" in said.out
    assert "43,101" in said.out or "45,265" in said.out
    assert "No faults in" in said.out


def test_check_finds_more_places_lost_than_there_are_without_running(tmp_path: Path) -> None:
    path = my_scenario(
        my_copy(tmp_path),
        '[places.closing]\nprovision = "residential"\nsector = "select_list"\nscope = "any"\n'
        'places = -300\nfrom = 2021\nsource = "a plan"',
    )
    for command in (["check"], ["run", *FEW]):
        said = type_in(*command, path)
        assert said.code == 3
        assert "are lost than there are" in said.err
        assert "places" in said.err


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.toml")), ids=lambda path: path.stem)
def test_every_bundled_scenario_is_listed_with_its_title_and_has_no_faults(path: Path) -> None:
    listed = type_in("scenarios")
    assert listed.code == 0
    assert path.stem in listed.out
    assert type_in("check", path.stem).code == 0


def test_the_default_scenario_is_listed_first() -> None:
    assert type_in("scenarios").out.split()[0] == "thurrock-2019"


# --- As processes ---------------------------------------------------------------------------------


def as_process(*words: object, **options: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        list(map(str, words)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        **options,
    )  # fmt: skip


def installed() -> str:
    found = shutil.which("sufficiency", path=str(Path(sys.executable).parent))
    return found or pytest.skip("the package is not installed")


def test_the_installed_command_and_the_file_in_the_checkout_are_the_same_program(empty: Path) -> None:
    said = [
        as_process(*start, "scenarios").communicate()
        for start in (
            [installed()],
            [sys.executable, ROOT / "cli.py"],
            [sys.executable, "-m", "sufficiency"],
        )
    ]
    assert said[0] == said[1] == said[2]
    assert said[0] == (type_in("scenarios").out, "")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such pipes")
@pytest.mark.parametrize("words", [["scenarios"], ["--help"], ["run", "--draws", "20"]], ids=" ".join)
def test_a_reader_who_has_gone_is_no_fault(words: list[str]) -> None:
    process = as_process(sys.executable, ROOT / "cli.py", *words)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    said = process.stderr.read()
    assert process.wait() == 0
    assert "Traceback" not in said
    assert "Error" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_output_that_cannot_be_written_ends_with_4() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, ROOT / "cli.py", "scenarios"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 4
    assert "could not be written" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGINT to send")
@pytest.mark.usefixtures("ctrl_c_is_heard")
def test_ctrl_c_while_writing_leaves_the_earlier_run_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    scenario = my_scenario(my_copy(tmp_path / "council"), "horizon = 2020")
    assert type_in("run", scenario, *FEW, "--out", out).code == 0
    earlier = contents(out)
    process = as_process(sys.executable, ROOT / "cli.py", "run", "--draws", 500, "--out", out)
    assert process.stderr
    for line in process.stderr:
        if "Drawing the charts" in line:
            break
    process.send_signal(signal.SIGINT)
    said = process.stderr.read()
    assert process.wait() == 130
    assert "Nothing was half-written" in said
    assert "Traceback" not in said
    assert contents(out) == earlier
    assert {each.name for each in tmp_path.iterdir()} == {"out", "council"}


def test_the_position_needs_only_the_margins_and_the_ledger(tmp_path: Path) -> None:
    """No growth, no rates, no priors, no spreads: where children live is observed, not forecast."""
    (tmp_path / "data").mkdir()
    for name in ("thurrock/ledger.csv", "thurrock/profile.csv", "england/placement_by_distance.csv"):
        shutil.copy(ROOT / "data" / name, tmp_path / "data")
    counts = (ROOT / "data" / "thurrock" / "children_looked_after.csv").read_text(encoding="utf-8")
    kept = [line for line in counts.splitlines() if line.startswith(("measure,", "cla_count,council,2019,"))]
    (tmp_path / "data" / "count.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    scenario = (ROOT / "scenarios" / "thurrock-2019.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(scenario.replace('["../data/thurrock", "../data/england"]', '["data"]'), encoding="utf-8")
    whole = type_in("position")
    alone = type_in("position", path)
    assert (alone.code, alone.out) == (0, whole.out)
    assert type_in("run", path).code == 3
