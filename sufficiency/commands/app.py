"""The front door: every command by its name, and how the program starts and ends."""

import gc
import os
import sys
from typing import Annotated

import typer

from sufficiency import __version__
from sufficiency.commands.changes import changes
from sufficiency.commands.check import check
from sufficiency.commands.compare import compare
from sufficiency.commands.evidence import backtest, calibrate
from sufficiency.commands.failures import plain_failures
from sufficiency.commands.groups import Group
from sufficiency.commands.levers import levers
from sufficiency.commands.new import new
from sufficiency.commands.places import places_app
from sufficiency.commands.report import report
from sufficiency.commands.run import position, run
from sufficiency.commands.scenarios import scenarios_app
from sufficiency.commands.ssda903 import ssda903_app
from sufficiency.commands.streams import quiet_libraries, ready_streams
from sufficiency.errors import EXIT_INTERRUPTED, EXIT_USAGE

PROGRAM = "sufficiency"
COMPLETES = "_SUFFICIENCY_COMPLETE"  # what a shell sets as it asks what could come next

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain: read aloud, in any code page, and quick
    help="How many homes a council's children in care will need, of what kind and how near; whether it has "
    "them; how sure it can be; and what would close the gap.",
    epilog="Exit codes: 0 done, 1 a fault of the tool, 2 command not understood, 3 faults in the input, "
    "4 output could not be written, 130 stopped with Ctrl-C.",
)
for command in (run, position, check, compare, report, changes, levers, new, backtest, calibrate):
    app.command()(command)
app.add_typer(scenarios_app, name="scenarios")
app.add_typer(places_app, name="places")
app.add_typer(ssda903_app, name="ssda903")


@app.callback(invoke_without_command=True)
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
    gc.set_threshold(100_000, 50, 50)
    ready_streams()
    quiet_libraries()
    with plain_failures():
        try:
            code = app(prog_name=PROGRAM, standalone_mode=False)
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
