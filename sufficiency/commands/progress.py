"""What a long run is doing, told on stderr once it has lasted more than a second."""

import contextlib
import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.live import Live

QUIET_SECONDS: Final = 1.0


class Progress:
    """The steps of a run, told on stderr: a spinner in a terminal, else a line for each step.

    A run of less than a second tells nothing. `start` is when the run began, on `time.monotonic()`'s
    clock, where that was earlier than now.
    """

    def __init__(self, start: float | None = None) -> None:
        self._loud_from = (time.monotonic() if start is None else start) + QUIET_SECONDS
        self._step = ""
        self._told = ""
        self._spinner: Live | None = None
        self._closed = False
        self._stderr = sys.stderr
        # One lock for all: the timer may come while a step begins or the run ends.
        self._lock = threading.Lock()
        self._timer = threading.Timer(max(0.0, self._loud_from - time.monotonic()), self._grow_loud)
        self._timer.daemon = True

    def __enter__(self) -> "Progress":
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            if self._spinner is not None:
                self._spinner.stop()
        self._timer.cancel()
        self._timer.join()

    def step(self, what: str) -> None:
        """Begin a step, as `Drawing 1,000 futures`."""
        with self._lock:
            self._step, self._told = what, ""
        self._tell_if_due()

    def _grow_loud(self) -> None:
        """The quiet second is over, by the timer's clock: tell the step under way."""
        with self._lock:
            self._loud_from = time.monotonic()
        self._tell_if_due()

    def _tell_if_due(self) -> None:
        """Tell the step under way, once, if the run has lasted long enough and is not over."""
        with self._lock:
            is_due = time.monotonic() >= self._loud_from and not self._closed
            if not is_due or not self._step or self._told:
                return
            self._told = self._step
            with contextlib.suppress(OSError, ValueError):  # a closed stderr must not stop the run
                self._tell(self._step)

    def _tell(self, what: str) -> None:
        if self._stderr is None:  # a window program on Windows has none
            return
        if self._stderr.isatty():
            self._spin(what)
        else:
            print(f"sufficiency: {what} ...", file=self._stderr, flush=True)

    def _spin(self, what: str) -> None:
        from rich.console import Console  # slow to import, and a short run never needs it
        from rich.live import Live
        from rich.spinner import Spinner
        from rich.text import Text

        spinner = Spinner("line", Text(f"{what} ..."))
        if self._spinner is None:
            # Not `Console.status`: that would carry off the run's own stdout to stderr.
            console = Console(file=self._stderr)
            self._spinner = Live(spinner, console=console, transient=True, redirect_stdout=False)
            self._spinner.start()
        else:
            self._spinner.update(spinner)
