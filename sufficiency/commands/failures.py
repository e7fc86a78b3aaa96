"""Failures told to a user: one clear message and an exit code, whatever went wrong."""

import contextlib
import os
import sys
from collections.abc import Iterator

from sufficiency.errors import (
    EXIT_FAULT_OF_OURS,
    EXIT_INTERRUPTED,
    EXIT_OUTPUT,
    InputFaultsError,
    LawBrokenError,
    SufficiencyError,
)


@contextlib.contextmanager
def plain_failures() -> Iterator[None]:
    """Failures as one clear message and an exit code; never a traceback, which could hold a child's row."""
    try:
        yield
    except KeyboardInterrupt:
        _fail("Stopped. Nothing was half-written.", EXIT_INTERRUPTED)
    except InputFaultsError as error:
        _fail(faults_in_words(error), error.exit_code)
    except LawBrokenError as error:
        _fail(f"A law of the method does not hold, so nothing was written: {error}. This is a fault of the "
              "tool; please report it with the scenario.", error.exit_code)  # fmt: skip
    except SufficiencyError as error:
        _fail(str(error), error.exit_code)
    except BrokenPipeError:
        _silence_stdout()  # the reader of our output has gone, as `| head` does; there is nobody to tell
        raise SystemExit(0) from None
    except ModuleNotFoundError as error:
        _fail(f"The library {error.name} is not installed. Install Sufficiency again, and see that pip ends "
              "without an error.", EXIT_FAULT_OF_OURS)  # fmt: skip
    except OSError as error:
        _silence_stdout()
        _fail(f"The output could not be written: {error.strerror or error}.", EXIT_OUTPUT)
    except Exception as error:
        _fail(f"Something went wrong inside the tool ({type(error).__name__}). Please report it with the "
              "scenario and the command.", EXIT_FAULT_OF_OURS)  # fmt: skip


def faults_in_words(error: InputFaultsError) -> str:
    """Every fault on a line of its own, below how many there are."""
    lines = [str(fault) for fault in error.faults]
    count = "1 fault" if len(lines) == 1 else f"{len(lines)} faults"
    return "\n".join([f"{count} in the input:", *(f"- {line}" for line in lines)])


def _silence_stdout() -> None:
    """Send what is left in the buffer nowhere, so that Python does not trip over it as it closes."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str, code: int) -> None:
    print(message, file=sys.stderr)
    raise SystemExit(code)
