"""The front door: every command by its name, and how the program starts and ends."""

import gc
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated, Final

import typer

from sufficiency import __version__
from sufficiency.commands.failures import plain_failures
from sufficiency.commands.groups import Group
from sufficiency.commands.streams import quiet_libraries, ready_streams
from sufficiency.errors import EXIT_INTERRUPTED, EXIT_USAGE

PROGRAM = "sufficiency"
COMPLETES = "_SUFFICIENCY_COMPLETE"  # what a shell sets as it asks what could come next

# Where each command stands: module and name, a group of commands by its app.
_COMMANDS: Final = {
    "run": "run:run",
    "position": "run:position",
    "check": "check:check",
    "compare": "compare:compare",
    "report": "report:report",
    "changes": "changes:changes",
    "levers": "levers:levers",
    "new": "new:new",
    "backtest": "evidence:backtest",
    "calibrate": "evidence:calibrate",
    "scenarios": "scenarios:scenarios_app",
    "places": "places:places_app",
    "ssda903": "ssda903:ssda903_app",
}


def program(names: Iterable[str] = tuple(_COMMANDS)) -> typer.Typer:
    """The program with the commands so named, by default every one; only what they need is imported."""
    made = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain: read aloud, in any code page, and quick
        help="How many homes a council's children in care will need, of what kind and how near; whether it "
        "has them; how sure it can be; and what would close the gap.",
        epilog="Exit codes: 0 done, 1 a fault of the tool, 2 command not understood, 3 faults in the input, "
        "4 output could not be written, 130 stopped with Ctrl-C.",
    )
    made.callback(invoke_without_command=True)(_version)
    for name in names:
        module, _, attribute = _COMMANDS[name].partition(":")
        command = getattr(import_module(f"sufficiency.commands.{module}"), attribute)
        if isinstance(command, typer.Typer):
            made.add_typer(command, name=name)
        else:
            made.command()(command)
    return made


def _version(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)
    ] = False,
) -> None:
    if version:
        typer.echo(f"sufficiency {__version__}")
        raise typer.Exit


def main() -> None:
    """The program: `sufficiency`, `python cli.py` and `python -m sufficiency`."""
    # A run makes many small objects and hardly any rubbish: collecting it often only takes time.
    gc.set_threshold(400_000, 50, 50)
    ready_streams()
    quiet_libraries()
    try:
        _run_what_is_asked()
    finally:
        # What is left goes with the process: looking through all of it for rubbish first only takes time.
        gc.freeze()


def _run_what_is_asked() -> None:
    with plain_failures():
        try:
            code = _asked_for(sys.argv[1:])(prog_name=PROGRAM, standalone_mode=False)
            sys.stdout.flush()
        except SystemExit as end:
            if not end.code or COMPLETES in os.environ:
                raise  # a shell's question about what could come next has been answered
            raise BrokenPipeError from None  # how Typer and Rich stop when nobody reads the output
        except typer.Abort:
            raise KeyboardInterrupt from None
        except typer.Exit as stop:
            code = stop.exit_code
        except Exception as error:
            # Typer's own words for a wrong option or argument.
            if hasattr(error, "exit_code") and hasattr(error, "show"):
                error.show()
                raise SystemExit(EXIT_USAGE) from None
            raise
        if code == EXIT_INTERRUPTED:  # Typer's own word for Ctrl-C, which says nothing
            raise KeyboardInterrupt
        raise SystemExit(code if isinstance(code, int) else 0)


def _asked_for(words: list[str]) -> typer.Typer:
    """The program with the one command that is asked for, and with all where help or a shell asks for any."""
    if COMPLETES not in os.environ and words and words[0] in _COMMANDS:
        return program(words[:1])
    return program()
