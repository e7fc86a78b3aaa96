"""The examples on the pages: every fenced block, what it is, and the commands in it.

A block is known by its language, by the paragraph before it, and by a mark in an HTML comment above it:

- ``saved as `NAME` ``, in the paragraph before, is a file that the reader writes;
- a `text` block is what a command prints: the command that the paragraph before names, else the last above;
- `<!-- not run: WHY -->` and `<!-- not printed: WHY -->` leave a block alone, in words;
- `<!-- part of NAME -->`, or `<!-- part of NAME, with FILE -->` and a select list, say what a piece of a
  scenario is a part of, and `<!-- part: words alone -->` that it has no data here.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(?P<language>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"<!-- (.+?) -->\s*\Z")
SAVED_AS = re.compile(r"[Ss]aved as `([^`]+)`")
INLINE = re.compile(r"`(sufficiency [^`]+)`")
PARTED = re.compile(r"&&|;|\n")
INSTALLED = re.compile(r"^\.venv(/bin/|\\Scripts\\)(?=sufficiency\b)")


@dataclass(frozen=True)
class Block:
    """A fenced block, where it stands, and what the page says just before it."""

    page: Path
    line: int
    language: str
    text: str
    before: str  # the paragraph before it
    mark: str  # of an HTML comment just above it

    @property
    def where(self) -> str:
        return f"{self.page.name}, line {self.line}"

    @property
    def saved_as(self) -> str:
        """The file that the paragraph before names, or nothing."""
        found = SAVED_AS.findall(self.before)
        return found[-1] if found else ""

    @property
    def is_left_alone(self) -> bool:
        return self.mark.startswith(("not run: ", "not printed: "))

    def lines(self) -> list[str]:
        """Each command of the block, without the folder that the program is installed in."""
        pieces = (piece.strip() for piece in PARTED.split(self.text))
        return [INSTALLED.sub("", piece) for piece in pieces if piece and not piece.startswith("#")]

    def commands(self) -> list[str]:
        """The commands of the program, as typed; a path has slashes whatever the shell."""
        return [line.replace("\\", "/") for line in self.lines() if line.startswith("sufficiency ")]

    def others(self) -> list[str]:
        """What else a shell is told."""
        return [line for line in self.lines() if not line.startswith("sufficiency ")]


def blocks_of(page: Path) -> list[Block]:
    """Every fenced block of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [_block(page, text, found) for found in FENCE.finditer(text)]


def _block(page: Path, text: str, found: re.Match[str]) -> Block:
    above = text[: found.start()]
    mark = MARK.search(above)
    if mark:
        above = above[: mark.start()]
    paragraphs = [part for part in above.split("\n\n") if part.strip()]
    return Block(
        page, text.count("\n", 0, found.start()) + 1, found["language"].strip(), found["text"],
        paragraphs[-1] if paragraphs else "", mark[1] if mark else "",
    )  # fmt: skip


def typed(command: str) -> list[str]:
    """The words of a command, the program's own name left out."""
    return shlex.split(command)[1:]


def printed_by(blocks: list[Block], block: Block) -> str:
    """The command that a `text` block is a part of the output of."""
    named = INLINE.findall(block.before)
    if named:
        return str(named[-1])
    above = [each for each in blocks if each.language == "bash" and each.line < block.line]
    commands = [command for each in above for command in each.commands()]
    return commands[-1] if commands else ""


def in_one_line(text: str) -> str:
    """Words parted by one blank each: how wide a screen is makes no difference."""
    return " ".join(text.split())


def pieces_quoted(block: Block) -> list[str]:
    """What a `text` block quotes; a line of three dots leaves something out."""
    return [in_one_line(piece) for piece in re.split(r"^\.\.\.$", block.text, flags=re.MULTILINE)]


def inline_commands(page: Path) -> Iterator[str]:
    """Every command in the midst of a sentence or a table."""
    outside = FENCE.sub("", page.read_text(encoding="utf-8"))
    yield from (each.replace("\\|", "|") for each in INLINE.findall(outside))
