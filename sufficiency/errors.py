"""What can go wrong for a user, said once and clearly, and the exit code of each.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | something inside the tool went wrong: a fault of ours, not of the input |
| 2 | the command was not understood (Typer's own code for a wrong option or argument) |
| 3 | the input has faults: every one is listed |
| 4 | the output could not be written; what stood there before still stands |
| 130 | stopped with Ctrl-C; the earlier run stands, or the new one, whole |
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

EXIT_FAULT_OF_OURS: Final = 1
EXIT_USAGE: Final = 2
EXIT_INPUT: Final = 3
EXIT_OUTPUT: Final = 4
EXIT_INTERRUPTED: Final = 130


_LONGEST_PLACE: Final = 200  # letters: a key or a column's name may be of any length
_LONGEST_SENTENCE: Final = 1000


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input: which file, where in it, what is wrong, what to do."""

    file: str
    where: str
    what: str
    do: str

    def __str__(self) -> str:
        place = f"{self.file} {_in_short(self.where, _LONGEST_PLACE)}".strip()
        return f"{place}: {_in_short(self.what, _LONGEST_SENTENCE)} {self.do}".strip()


def _in_short(text: str, most: int) -> str:
    """A text on one line, and no longer than may be read."""
    text = " ".join(text.splitlines())
    return text if len(text) <= most else f"{text[:most]}…"


def did_you_mean(word: str, known: Iterable[str], otherwise: str, closeness: float = 0.6) -> str:
    """What to do about a word that is not known: the known one that is nearest, or something else."""
    near = get_close_matches(word, list(known), n=1, cutoff=closeness)
    return f"Did you mean '{near[0]}'?" if near else otherwise


class SufficiencyError(Exception):
    """A failure that a user can act on; `exit_code` says which kind."""

    exit_code: int = EXIT_FAULT_OF_OURS


class InputFaultsError(SufficiencyError):
    """Every fault found in the input, all at once."""

    exit_code = EXIT_INPUT

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class FaultList:
    """The faults of one place, gathered so that all can be told at once."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._faults: list[Fault] = []

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, where: str, what: str, do: str) -> None:
        """Note one thing wrong."""
        self._faults.append(Fault(self.place, where, what, do))

    def raise_if_any(self) -> None:
        """Raise InputFaultsError with every fault noted; do nothing where there is none."""
        if self._faults:
            raise InputFaultsError(self._faults)


class OutputError(SufficiencyError):
    """The results could not be written; nothing that stood there before has changed."""

    exit_code = EXIT_OUTPUT


class LawBrokenError(SufficiencyError):
    """A law of the method does not hold in a result: a fault of the tool, never of its user."""


def one_fault(file: str | Path, where: str, what: str, do: str) -> InputFaultsError:
    """An error of a single fault, for a reader that cannot go on."""
    return InputFaultsError([Fault(str(file), where, what, do)])
