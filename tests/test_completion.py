"""Tab: what a shell is offered, asked as each shell asks it, through the real command."""

import os
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli import ROOT

from sufficiency.bundled import lever_files, scenario_files

ASKS = "_SUFFICIENCY_COMPLETE"
SHELLS = ("bash", "zsh", "fish", "powershell")


def asked(question: str, **told: str) -> subprocess.CompletedProcess[str]:
    """The program as a shell starts it to ask what could come next."""
    return subprocess.run(
        [sys.executable, "cli.py"], cwd=ROOT, env={**os.environ, ASKS: question, **told},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def offered(*words: str) -> list[str]:
    """What bash is offered for the last of these words."""
    typed = " ".join(["sufficiency", *words])
    ended = asked("complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(words)))
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.split()


def test_the_beginning_of_a_command_offers_the_command() -> None:
    assert offered("ru") == ["run"]


def test_the_beginning_of_an_option_offers_the_option() -> None:
    assert offered("run", "--dr") == ["--draws"]


@pytest.mark.parametrize("command", ["run", "compare", "check"])
def test_the_beginning_of_a_scenario_offers_the_bundled_ones(command: str) -> None:
    assert offered(command, "thurrock-2023") == ["thurrock-2023", "thurrock-2023-growth-local"]


def test_a_scenario_to_copy_is_offered_from_every_bundled_one() -> None:
    assert offered("scenarios", "copy", "thur") == list(scenario_files())


def test_a_lever_is_offered_by_its_name() -> None:
    assert offered("levers", "--lever", "buy-") == [name for name in lever_files() if name.startswith("buy-")]


@pytest.mark.parametrize("words", [["run", "my-folder/sc"], ["run", "--out", "res"], ["report", "my-"]])
def test_where_nothing_bundled_begins_so_the_shell_is_left_to_offer_files(words: list[str]) -> None:
    assert offered(*words) == []


@pytest.mark.parametrize(
    ("shell", "told"),
    [
        ("zsh", {"_TYPER_COMPLETE_ARGS": "sufficiency run thurrock-2019-mo"}),
        ("powershell", {"_TYPER_COMPLETE_ARGS": "sufficiency run thurrock-2019-mo",
                        "_TYPER_COMPLETE_WORD_TO_COMPLETE": "thurrock-2019-mo"}),
        ("fish", {"_TYPER_COMPLETE_ARGS": "sufficiency run thurrock-2019-mo",
                  "_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
    ],
)  # fmt: skip
def test_every_other_shell_is_offered_the_same(shell: str, told: dict[str, str]) -> None:
    ended = asked(f"complete_{shell}", **told)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "thurrock-2019-move-on" in ended.stdout
    assert "staying-put" not in ended.stdout


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_is_given_a_script_that_asks_the_program(shell: str) -> None:
    ended = asked(f"source_{shell}")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ASKS in ended.stdout
    assert f"complete_{shell}" in ended.stdout


def test_an_unknown_shell_is_refused() -> None:
    ended = asked("source_tcsh")
    assert ended.returncode == 1
    assert ended.stderr == "Shell tcsh not supported.\n"


def test_asking_imports_nothing_that_is_slow() -> None:
    ask = (
        "import sys; sys.argv = ['sufficiency']; from sufficiency.commands.app import main\n"
        "try: main()\n"
        "except SystemExit: print({'numpy', 'pandas', 'xarray', 'openpyxl'} & set(sys.modules))"
    )
    told = {ASKS: "complete_bash", "COMP_WORDS": "sufficiency run thurrock-2023-", "COMP_CWORD": "2"}
    ended = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env={**os.environ, **told}, capture_output=True, text=True,
        encoding="utf-8", check=True,
    )  # fmt: skip
    assert ended.stdout.splitlines() == ["thurrock-2023-growth-local", "set()"]


# --- The shells themselves, after install ---------------------------------------------------------
@pytest.fixture
def at_home(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody whose home is empty, with the program on the path."""
    (tmp_path / "sufficiency").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "cli.py"}" "$@"\n')
    (tmp_path / "sufficiency").chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name not in ("ZDOTDIR", "XDG_CONFIG_HOME")}
    return {**kept, "HOME": str(tmp_path), "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}


def said_in(shell: list[str], typed: str, told: dict[str, str]) -> list[str]:
    """What a shell says to what is typed in it."""
    ended = subprocess.run([*shell, "-c", typed], env=told, capture_output=True, text=True, encoding="utf-8",
                           check=False)  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def not_here(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed")


# Each beginning, with the one thing that can follow.
BEGINNINGS = [("sufficiency backt", "backtest"), ("sufficiency run --dr", "--draws"),
              ("sufficiency run thurrock-2019-mo", "thurrock-2019-move-on"),
              ("sufficiency levers --lever buy-block-f", "buy-block-fostering")]  # fmt: skip


@not_here("bash")
def test_bash_itself_completes_after_install(at_home: dict[str, str]) -> None:
    typed = ("sufficiency --install-completion && . ~/.bashrc && COMP_WORDS=(sufficiency run thurrock-2023-)"
             ' COMP_CWORD=2 && _sufficiency_completion sufficiency && echo "${COMPREPLY[@]}"')  # fmt: skip
    assert said_in(["bash", "--norc"], typed, at_home)[-1] == "thurrock-2023-growth-local"


@not_here("fish")
@pytest.mark.parametrize(("beginning", "whole"), BEGINNINGS)
def test_fish_itself_completes_after_install(at_home: dict[str, str], beginning: str, whole: str) -> None:
    typed = f"sufficiency --install-completion > /dev/null; complete -C'{beginning}'"
    [offered_here] = said_in(["fish"], typed, at_home)
    assert offered_here.split("\t")[0] == whole


@not_here("zsh")
@pytest.mark.parametrize(("beginning", "whole"), BEGINNINGS)
def test_zsh_itself_completes_after_install(at_home: dict[str, str], beginning: str, whole: str) -> None:
    pty = pytest.importorskip("pty", reason="no terminals of this kind here")
    said_in(["zsh", "-f"], "sufficiency --install-completion; echo PS1=ready: >> ~/.zshrc", at_home)
    own, its = pty.openpty()
    told = {**at_home, "TERM": "dumb"}
    with subprocess.Popen(["zsh", "-i"], env=told, stdin=its, stdout=its, stderr=its, start_new_session=True,
                          cwd=told["HOME"]) as shell:  # fmt: skip
        os.close(its)
        try:
            wait_for(own, "ready:")
            os.write(own, beginning.encode())
            wait_for(own, beginning)
            os.write(own, b"\t")  # the first in a new zsh reads what was installed, and rings the bell
            wait_for(own, "\a")
            os.write(own, b"\t")
            wait_for(own, whole.removeprefix(beginning.rsplit(maxsplit=1)[-1]) + " ")
        finally:
            shell.kill()
            os.close(own)


def wait_for(terminal: int, words: str) -> None:
    """Wait until a terminal shows some words, for no more than a minute after it last showed anything."""
    shown = b""
    while words.encode() not in shown:
        assert select.select([terminal], [], [], 60)[0], shown
        shown += os.read(terminal, 4096)
