"""Where people really run it: odd folders, closed folders, no home, old code pages, narrow screens.

Each test starts the real command, in a process of its own.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest
from test_cli import ROOT

sys.path.append(str(ROOT / "benchmarks"))

from robust import samples

from sufficiency.commands.streams import _nearest_signs

ODD = "é ß 日本 it's"
FEW = ("--draws", "20")
AS_A_USER = [
    "setpriv",
    "--bounding-set=-all",
    "--inh-caps=-all",
]  # root, without what lets root write anywhere
LIST = (
    "provider,lot,sector,registered_places,open_to_us_places,filled_by_us_places,vacant_usable_places,"
    "distance_miles,inside_authority,opens_on,ramp_months,as_at,source,kind\n"
    "Example Homes A,residential,select_list,6,4,2,1,7.5,no,,,31/03/2019,Invented,assumed\n"
)
SHARED_MEMORY = Path("/dev/shm")  # another file system than the one for temporary files, where there is one


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said, in bytes as it came."""

    code: int
    out: bytes
    err: bytes


def typed(*words: object, within: Path, program: list[str] | None = None, **told: str | None) -> Ended:
    """Type a command in a folder; `told` changes the environment, None taking a name out of it."""
    environment = {name: value for name, value in os.environ.items() if told.get(name, "") is not None}
    environment |= {name: value for name, value in told.items() if value is not None}
    words = (*(program or [sys.executable, str(ROOT / "cli.py")]), *map(str, words))
    ended = subprocess.run(words, cwd=within, env=environment, capture_output=True, check=False)
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def as_a_user() -> list[str]:
    """What to start a command with so that a closed folder is closed to it; nothing for who is no root."""
    if os.name != "posix" or os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write anywhere, and setpriv is not installed")
    return AS_A_USER


def close(folder: Path) -> None:
    """Take away the right to write from a folder and all that is in it."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)


def open_again(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


# --- Folders --------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def odd_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own in an odd folder, with a checkout beside it installed in it."""
    home = tmp_path_factory.mktemp("places") / ODD
    checkout = home / "checkout"
    for name in ("sufficiency", "data", "scenarios", "docs/decisions"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "venv"], check=True)
    [site] = (home / "venv").glob("[Ll]ib/**/site-packages")
    libraries = sysconfig.get_path("purelib")
    (site / "here.pth").write_text(f"{checkout}\n{libraries}\n", encoding="utf-8")
    return home


def python_of(environment: Path) -> str:
    return str(environment / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python")


def test_an_odd_path_serves_for_environment_scenario_list_folder_and_results(
    odd_environment: Path, tmp_path: Path
) -> None:
    program = [python_of(odd_environment), "-m", "sufficiency"]
    folder = tmp_path / ODD
    folder.mkdir()
    copied = typed("scenarios", "copy", "thurrock-2019", "mïne 日", within=folder, program=program)
    assert (copied.code, copied.err) == (0, b"")
    (folder / "liste à 日.csv").write_text(LIST, encoding="utf-8")
    scenario = "mïne 日/scenarios/thurrock-2019.toml"
    words = ("run", scenario, *FEW, "--select-list", "liste à 日.csv", "--out", f"résults {ODD}")
    ended = typed(*words, within=folder, program=program)
    assert ended.code == 0, ended.err
    assert (folder / f"résults {ODD}" / "charts" / "gap.png").stat().st_size > 0
    assert f"Written to résults {ODD}".encode() in ended.out


@pytest.mark.skipif(os.name != "posix", reason="typed in sh")
def test_a_command_that_is_suggested_can_be_typed_as_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / ODD
    folder.mkdir()
    copied = typed("scenarios", "copy", "thurrock-2019", "a copy", within=folder)
    [suggested] = [line for line in copied.out.decode().splitlines() if line.startswith("  sufficiency")]
    program = f"'{sys.executable}' '{ROOT / 'cli.py'}'"
    command = suggested.strip().replace("sufficiency run", f"{program} check", 1)
    ended = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.skipif(os.name != "posix", reason="rights as Unix has them")
def test_an_install_that_may_only_be_read_runs_and_is_left_as_it_was(
    odd_environment: Path, tmp_path: Path
) -> None:
    checkout = odd_environment / "checkout"
    before = {path for path in checkout.rglob("*") if "__pycache__" not in path.parts}
    close(checkout)
    try:
        program = [*as_a_user(), python_of(odd_environment), "-m", "sufficiency"]
        ended = typed("position", within=tmp_path, program=program)
        in_it = typed("scenarios", "copy", "thurrock-2019", "mine", within=checkout, program=program)
    finally:
        open_again(checkout)
    assert (ended.code, ended.err) == (0, b"")
    assert in_it.code == 4
    assert in_it.err.decode().count("\n") == 1
    assert {path for path in checkout.rglob("*") if "__pycache__" not in path.parts} == before


@pytest.mark.skipif(not SHARED_MEMORY.is_dir(), reason="no second file system is known")
def test_temporary_files_may_be_on_another_file_system_than_the_results(tmp_path: Path) -> None:
    if SHARED_MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("no second file system is known")
    elsewhere = SHARED_MEMORY / tmp_path.name
    elsewhere.mkdir()
    try:
        ended = typed("run", *FEW, "--out", "out", within=tmp_path, TMPDIR=str(elsewhere))
        assert ended.code == 0, ended.err
        assert list(elsewhere.iterdir()) == []
    finally:
        shutil.rmtree(elsewhere)
    assert (tmp_path / "out" / "manifest.json").is_file()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps paths short")
def test_results_may_go_a_long_way_down(tmp_path: Path) -> None:
    out = tmp_path / "/".join(["d" * 200] * 6) / "out"
    ended = typed("run", *FEW, "--out", out, within=tmp_path)
    assert ended.code == 0, ended.err
    assert (out / "manifest.json").is_file()


def test_names_that_differ_by_case_alone_are_two_files_where_the_system_has_two(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    if (tmp_path / "LIST.csv").exists():
        pytest.skip("this file system takes them as one")
    (tmp_path / "List.csv").write_text(LIST.replace("Homes A", "Homes B"), encoding="utf-8")
    for name, provider, other in (("list.csv", b"Homes A", b"Homes B"), ("List.csv", b"Homes B", b"Homes A")):
        ended = typed("places", "show", "--select-list", name, within=tmp_path)
        assert provider in ended.out
        assert other not in ended.out


# --- Home -----------------------------------------------------------------------------------------
@pytest.mark.skipif(os.name != "posix", reason="rights as Unix has them")
@pytest.mark.parametrize("home", ["not set", "closed", "not there"])
def test_without_a_home_to_write_in_charts_are_drawn_and_nothing_is_said_of_it(
    tmp_path: Path, home: str
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    where = {"not set": None, "closed": str(closed), "not there": str(closed / "nobody")}[home]
    program = [*as_a_user(), sys.executable, str(ROOT / "cli.py")]
    told = {"HOME": where, "MPLCONFIGDIR": None, "XDG_CONFIG_HOME": None, "XDG_CACHE_HOME": None}
    ended = typed("run", *FEW, "--out", "out", within=tmp_path, program=program, **told)
    assert ended.code == 0, ended.err
    assert (tmp_path / "out" / "charts" / "gap.png").stat().st_size > 0
    assert all(line.startswith(b"sufficiency: ") for line in ended.err.splitlines()), ended.err
    assert list(closed.iterdir()) == []


# --- Screens --------------------------------------------------------------------------------------
EVERYTHING = (
    ["scenarios"], ["position"], ["check"], ["run", *FEW], ["places", "show"],
    ["levers", *FEW, "--lever", "buy-block-fostering"],
    ["compare", "thurrock-2019", "thurrock-2019-move-on", *FEW], ["scenarios", "copy", "nobody", "x"],
    ["run", "日本.toml".encode().decode("ascii", "surrogateescape")], ["--help"], ["run", "--help"],
)  # fmt: skip
ONE_AFTER_ANOTHER = """
import sys
from sufficiency.commands.app import main
for words in {commands!a}:
    sys.argv = ["sufficiency", *words]
    try:
        main()
    except SystemExit as end:
        print("ended with", end.code, flush=True)
"""


def test_no_command_stumbles_where_nothing_but_ascii_can_be_written(tmp_path: Path) -> None:
    program = [sys.executable, "-c", ONE_AFTER_ANOTHER.format(commands=EVERYTHING)]
    told = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": None,
            "PYTHONPATH": str(ROOT)}  # fmt: skip
    ended = typed(within=tmp_path, program=program, **told)
    said = ended.out.decode("ascii")
    assert re.findall(r"^ended with (\d+)", said, re.MULTILINE) == [*"0000000", "3", "3", "0", "0"], ended.err
    assert not re.search(r"\?\d|\d\?", said)  # no minus, dash or pound sign has been lost
    assert "GBP " in said
    ended.err.decode("ascii")


@pytest.mark.parametrize(("page", "minus_pounds"), [("cp1252", "-£"), ("cp437", "-£"), ("utf-8", "−£")])
def test_minus_and_pound_come_out_on_every_code_page(tmp_path: Path, page: str, minus_pounds: str) -> None:
    words = ("levers", *FEW, "--lever", "buy-block-fostering")
    ended = typed(*words, within=tmp_path, PYTHONIOENCODING=page, PYTHONUTF8="0")
    assert ended.code == 0, ended.err
    said = ended.out.decode(page)
    assert minus_pounds in said
    assert "?" not in said


THAT_WRITE = [
    ["report", "run", "--to", "csv", "--out", "report"],
    ["new", "Anyshire", "--from", "public", "--out", "new"],
    ["changes", "run", "later", "--out", "changes"],
    ["ssda903", "summarise", "returns", "--out", "counted"],
    ["ssda903", "check", "returns", "--out", "findings.csv"],
    ["backtest", "--panel", "panel.csv", "--out", "tested"],
    ["levers", *FEW, "--lever", "buy-block-fostering", "--out", "levers.csv"],
]  # fmt: skip


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the commands that write are given: two runs, returns, public files, a panel."""
    folder = tmp_path_factory.mktemp("screens") / "given"
    for path, text in {
        "returns/2018-19-episodes.csv": samples.EPISODES, "returns/2018-19-header.csv": samples.HEADER,
        "returns/2018-19-uasc.csv": samples.UASC, "public/numbers.csv": samples.dfe_numbers(),
        "panel.csv": samples.panel(),
    }.items():  # fmt: skip
        (folder / path).parent.mkdir(exist_ok=True, parents=True)
        (folder / path).write_text(text, encoding="utf-8")
    for seed, out in (("1", "run"), ("2", "later")):
        assert typed("run", *FEW, "--seed", seed, "--out", out, within=folder).code == 0
    return folder


def said_and_written(given: Path, folder: Path, **told: str) -> tuple[bytes, dict[str, bytes]]:
    """What every command that writes says, and what it writes."""
    shutil.copytree(given, folder)
    program = [sys.executable, "-c", ONE_AFTER_ANOTHER.format(commands=THAT_WRITE)]
    ended = typed(within=folder, program=program, PYTHONPATH=str(ROOT), LC_ALL="C", **told)
    assert re.findall(rb"^ended with (\d+)", ended.out, re.MULTILINE) == [b"0"] * len(THAT_WRITE), ended.err
    return ended.out + ended.err, contents_of(folder)


@pytest.fixture(scope="module")
def written_where_all_can_be_shown(given: Path) -> dict[str, bytes]:
    return said_and_written(given, given.with_name("utf-8"), PYTHONUTF8="1")[1]


@pytest.mark.parametrize("page", ["ascii", "cp1252", "cp437"])
def test_what_is_written_is_the_same_whatever_the_screen_can_show(
    given: Path, written_where_all_can_be_shown: dict[str, bytes], page: str
) -> None:
    told = {"PYTHONIOENCODING": page, "PYTHONUTF8": "0"}
    said, written = said_and_written(given, given.with_name(page), **told)
    assert b"?" not in said
    assert written == written_where_all_can_be_shown


def contents_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_every_sign_that_the_package_writes_has_a_plain_one() -> None:
    signs = {
        sign
        for path in (ROOT / "sufficiency").rglob("*.py")
        for sign in path.read_text(encoding="utf-8")
        if not sign.isascii()
    }
    plain = {sign: _nearest_signs(UnicodeEncodeError("ascii", sign, 0, 1, ""))[0] for sign in signs}
    assert {sign for sign, nearest in plain.items() if "?" in nearest or not nearest.isascii()} == set()


def on_a_terminal(words: tuple[str, ...], columns: int, folder: Path, **told: str) -> list[str]:
    """What a command shows on a terminal so wide, line by line, colours and all."""
    pty = pytest.importorskip("pty", reason="no terminals of this kind here")
    own, its = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": "40",
                   "PYTHONUTF8": "1", **told}  # fmt: skip
    with subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *words], cwd=folder, env=environment, stdin=its, stdout=its
    ):
        os.close(its)
        shown = b""
        try:
            while part := os.read(own, 65536):
                shown += part
        except OSError:  # how Linux says that the other end has closed
            pass
    os.close(own)
    return shown.decode("utf-8").replace("\r\n", "\n").splitlines()


def test_a_terminal_of_60_columns_shows_every_word_and_number_whole(tmp_path: Path) -> None:
    lines = [
        re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line) for line in on_a_terminal(("position",), 60, tmp_path)
    ]
    told = [line for line in lines if "\r" not in line]
    assert max(map(len, told)) <= 60
    assert "…" not in "".join(told)
    assert any(line.startswith("All children looked") or line.startswith("All") for line in told)


@pytest.mark.parametrize("words", [("--help",), ("position", *FEW)])
def test_nothing_is_told_by_colour(tmp_path: Path, words: tuple[str, ...]) -> None:
    colour = re.compile(r"\x1b\[(?:[0-9]*;)*[349][0-9]m")
    shown = "".join(on_a_terminal(words, 80, tmp_path))
    assert shown
    assert not colour.search(shown)
